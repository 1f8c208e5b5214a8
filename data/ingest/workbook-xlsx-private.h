/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/workbook-cells.h"
#include "data/ingest/workbook-private.h"

G_BEGIN_DECLS

/* What the parts around a sheet say, kept while the sheet is read. */
typedef struct
{
  char *styles_part;  /* or NULL */
  char *strings_part; /* or NULL */
  GPtrArray *parts;   /* of char *: the part of each sheet, in the order of the workbook */
  gboolean from_1904;
  GArray *kinds;   /* of guint8: ObsCellKind of each cell format */
  GString *shared; /* shared strings, one behind the other */
  GArray *ends;    /* of guint32: where each ends in ->shared */

  gboolean in_rows;
  gboolean done;
  int next_column; /* of the row */
} ObsXlsx;

/* The kinds of the cell formats, from the part of styles. */
gboolean obs_xlsx_read_styles (ObsWorkbook *self, ObsXlsx *xlsx, GError **error);
gboolean obs_xlsx_read_strings (ObsWorkbook *self, ObsXlsx *xlsx, GError **error);
/* Finds the parts by the relations among them. */
gboolean obs_xlsx_list (ObsWorkbook *self, GError **error);

/* Reads the text of a string item (<si>, <is>), whose beginning is the present node, up to its end,
 * and appends it; readings (phonetic) are left out. */
gboolean obs_xlsx_read_item (ObsXml *xml, GString *text, GError **error);

G_END_DECLS
