/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A CSV table in memory, as our own tables are written: read by the reader of records.h, with
 * commas, in UTF-8 (UTF-16 where a byte order mark says so), one header row, unique names; what
 * that reader would only remark on is an error here. Faults name file, line and column. Files above
 * 200 MiB are refused. */
typedef struct _ObsCsv ObsCsv;

ObsCsv *obs_csv_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ObsCsv *obs_csv_parse (const char *name, const char *text, gsize length,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_csv_free (ObsCsv *csv);

const char *obs_csv_name (const ObsCsv *csv); /* file name for messages */
/* Adds the rows of @other, a table with the same columns. */
gboolean obs_csv_join (ObsCsv *csv, const ObsCsv *other, GError **error);
const char *obs_csv_row_name (const ObsCsv *csv, guint row); /* of the file that a row is from */
const char *obs_csv_sha256 (const ObsCsv *csv);              /* of the bytes as read, hex */
guint obs_csv_n_rows (const ObsCsv *csv);
guint obs_csv_n_columns (const ObsCsv *csv);
const char *obs_csv_column (const ObsCsv *csv, guint column);
int obs_csv_find (const ObsCsv *csv, const char *column); /* -1 where there is none */
guint obs_csv_line (const ObsCsv *csv, guint row);        /* line in the file, 1 is the header */
/* Cell, never NULL. By name: aborts on a name that obs_csv_require() has not seen. */
const char *obs_csv_get (const ObsCsv *csv, guint row, guint column);
const char *obs_csv_get_named (const ObsCsv *csv, guint row, const char *column);
/* FALSE with one sentence when a column is missing; ends with NULL. */
gboolean obs_csv_require (const ObsCsv *csv, GError **error, ...) G_GNUC_NULL_TERMINATED;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsCsv, obs_csv_free)

G_END_DECLS
