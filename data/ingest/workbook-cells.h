/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands in a cell, as text: numbers, dates by the serial number of a day, places. Pure. */

/* How a cell's number is shown. */
typedef enum
{
  OBS_CELL_NUMBER,
  OBS_CELL_DATE,
  OBS_CELL_TIME,      /* hours, minutes, seconds only */
  OBS_CELL_DATE_TIME, /* both */
} ObsCellKind;

/* Kind that a number format of ECMA-376 part 1, 18.8.31 shows; only its first section counts. */
ObsCellKind obs_cell_kind_of_format (const char *format);
/* Kind of a format that has no code in the file (18.8.30). */
ObsCellKind obs_cell_kind_of_builtin (guint id);

/* Appends the shortest text that reads back as the same number: plain digits from 1e-7 to 1e21. */
void obs_cell_append_number (GString *text, double value);

/* Appends the day (and time, to the millisecond) of the serial number @value as ISO 8601 text.
 * FALSE where there is no such day: below 1, the 29 February 1900 that never was, after 9999. */
gboolean obs_cell_append_date (GString *text, double value, ObsCellKind kind, gboolean from_1904);

/* "AB12" -> 27, 12 (column from 0, row from 1). FALSE for anything else. */
gboolean obs_cell_parse_place (const char *text, guint *column, guint64 *row);
/* (transfer full): "AB12" */
char *obs_cell_place (guint column, guint64 row);

/* Replaces _xHHHH_ (22.9.2.19 ST_Xstring) in @text from @start on by what it stands for. */
void obs_cell_unescape (GString *text, gsize start);

G_END_DECLS
