/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Reads tables of texts as they are handed on: UTF-8, one row a line (LF or CRLF), columns
 * separated by tabs, no quoting, the first line their names. Read as a stream: neither a long file
 * nor a long line nor many columns need memory. */
typedef struct _ObsTsv ObsTsv;

/* No more than so many bytes of one field are kept. */
#define OBS_TSV_FIELD (1 << 20)

/* What was odd about a row; it is handed out all the same. */
typedef enum
{
  OBS_TSV_SHORT = 1 << 0, /* a column that is needed is not there, read as empty */
  OBS_TSV_WIDE = 1 << 1,  /* more columns than the first line names, not read */
  OBS_TSV_LONG = 1 << 2,  /* a field is longer than OBS_TSV_FIELD, the rest not read */
} ObsTsvOdd;

/**
 * obs_tsv_new:
 * @stream: a new reference is taken
 * @name: of the file, for sentences
 * @columns: names of the columns wanted, ends with NULL; in any order in the file, others are
 *   passed over
 * @needed: so many of @columns, from the first, must be there
 * @cancellable: (nullable): used for all reading
 *
 * Reads the first line.
 *
 * Returns: (transfer full): NULL with %OBS_ERROR_INPUT (a column is missing or there twice, or the
 *   file is empty) or an error of reading
 */
ObsTsv *obs_tsv_new (GInputStream *stream, const char *name, const char *const *columns,
                     guint needed, GCancellable *cancellable,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_tsv_free (ObsTsv *table);

/* The next row; lines without a byte are passed over. FALSE at the end, or with @error set. */
gboolean obs_tsv_next (ObsTsv *table, GError **error);

/* Of the row just read. Bytes as in the file, but with a blank for each NUL; "" where there is no
 * such column. Owned by the table until the next row. */
const char *obs_tsv_get (const ObsTsv *table, guint column);
guint64 obs_tsv_line (const ObsTsv *table); /* the first line is 1 */
ObsTsvOdd obs_tsv_odd (const ObsTsv *table);

/* Bytes of all that was read so far. */
guint64 obs_tsv_bytes (const ObsTsv *table);
/* Whether the first line names @column of the columns wanted. */
gboolean obs_tsv_has (const ObsTsv *table, guint column);
const char *obs_tsv_name (const ObsTsv *table);

/* @text as valid UTF-8 for a field of such a table: control characters become blanks. (transfer
 * full) */
char *obs_tsv_field (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsTsv, obs_tsv_free)

G_END_DECLS
