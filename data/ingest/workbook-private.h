/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/records-private.h"
#include "data/ingest/workbook-xml.h"
#include "data/ingest/workbook.h"

G_BEGIN_DECLS

#define OBS_WORKBOOK_MAX_COLUMNS 1000
#define OBS_WORKBOOK_MAX_ROWS 2000000
#define OBS_WORKBOOK_MAX_FIELD (1024 * 1024)
#define OBS_WORKBOOK_MAX_RECORD (8 * 1024 * 1024)

typedef struct _ObsWorkbook ObsWorkbook;

/* What one format of workbook has to do. */
typedef struct
{
  /* Lists the sheets into ->sheets and refuses what must not be read. */
  gboolean (*list) (ObsWorkbook *self, GError **error);
  /* Makes ready to read the rows of sheet @i. */
  gboolean (*start) (ObsWorkbook *self, guint i, GError **error);
  /* Puts the cells of the next row, and sets ->row. 1, 0 at the end, -1 with @error. */
  int (*row) (ObsWorkbook *self, GError **error);
  void (*free) (ObsWorkbook *self);
} ObsWorkbookClass;

/* Where something was met first, and how often. */
typedef struct
{
  guint64 n;
  guint column;
  guint64 row;
} ObsWorkbookCount;

struct _ObsWorkbook
{
  ObsRecords base;
  const ObsWorkbookClass *kind;
  gpointer data; /* of the format */
  ObsZip *zip;
  GPtrArray *sheets; /* of ObsWorkbookSheet */
  char *sheet;       /* the one that is read */
  gboolean plain;    /* records may be wider than the first */
  guint width;       /* of the first record; 0 before it */
  ObsXml *xml;       /* of the sheet */

  guint64 row;   /* from 1 */
  GString *text; /* of the row's cells, each ended by NUL */
  GArray *cells; /* of ObsWorkbookCell */
  GArray *slices;
  guint64 n_records;

  ObsWorkbookCount formulas;
  ObsWorkbookCount hidden_rows;
  ObsWorkbookCount hidden_columns;
  ObsWorkbookCount odd_dates;
};

extern const ObsWorkbookClass obs_workbook_xlsx;
extern const ObsWorkbookClass obs_workbook_ods;

void obs_workbook_add_sheet (ObsWorkbook *self, const char *name, gboolean hidden);

/* A cell's text begins at the end of ->text; what is appended there becomes the cell by
 * obs_workbook_end_cell(), in rising columns from 0, at most OBS_WORKBOOK_MAX_COLUMNS. */
gsize obs_workbook_begin_cell (ObsWorkbook *self);
gboolean obs_workbook_end_cell (ObsWorkbook *self, guint column, gsize start, GError **error);
/* The last cell stands @times more often, in the columns after it. */
gboolean obs_workbook_repeat_cell (ObsWorkbook *self, guint64 times, GError **error);
void obs_workbook_clear_row (ObsWorkbook *self);

void obs_workbook_count (ObsWorkbookCount *count, guint column, guint64 row);

/* Sets %OBS_ERROR_INPUT "FILE, sheet “S”, cell B12: …"; always FALSE. The text is a whole sentence.
 */
gboolean obs_workbook_fault (const ObsWorkbook *self, guint column, guint64 row, GError **error,
                             const char *format, ...) G_GNUC_PRINTF (5, 6);
/* "FILE holds macros…", the same for both formats; FALSE. */
gboolean obs_workbook_refuse_macros (const ObsWorkbook *self, GError **error);
gboolean obs_workbook_refuse_references (const ObsWorkbook *self, const char *where,
                                         GError **error);

G_END_DECLS
