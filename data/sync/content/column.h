/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Columns of rows in memory, and their bytes. The encoding is chosen column by column for what zstd
 * then makes of it: dictionary, differences, frame of reference with the low bytes of all values
 * first (transposed), bit packing, decimals as whole numbers; see README.md in this folder.
 * Encoding and decoding give back every value exactly, the bits of reals included. */

typedef enum
{
  OBS_COLUMN_INTEGER,
  OBS_COLUMN_REAL, /* finite */
  OBS_COLUMN_TEXT, /* UTF-8 without NUL, at most OBS_COLUMN_TEXT_MOST bytes */
} ObsColumnKind;

#define OBS_COLUMN_TEXT_MOST (1000 * 1000)

typedef struct
{
  ObsColumnKind kind;
  guint n; /* values */
  gboolean has_nulls;
  GByteArray *null; /* one byte a value, 1: NULL; empty while !has_nulls */
  GArray *integers; /* gint64; INTEGER: n of them (0 where NULL) */
  GArray *reals;    /* double; REAL: n of them (0 where NULL) */
  GArray *ends;     /* guint32; TEXT: end of value i in @text; starts where i - 1 ends */
  GByteArray *text; /* TEXT: all values, one after another */
} ObsColumn;

ObsColumn *obs_column_new (ObsColumnKind kind) G_GNUC_WARN_UNUSED_RESULT;
void obs_column_free (ObsColumn *column);
void obs_column_clear (ObsColumn *column); /* to no values; keeps its memory */
void obs_column_add_null (ObsColumn *column);
void obs_column_add_integer (ObsColumn *column, gint64 value);
void obs_column_add_real (ObsColumn *column, double value);
void obs_column_add_text (ObsColumn *column, const char *text, gsize length);
gboolean obs_column_is_null (const ObsColumn *column, guint i);
/* (transfer none), not ended by NUL */
const char *obs_column_text (const ObsColumn *column, guint i, gsize *length);

/* Bytes that are being decoded. */
typedef struct
{
  const guint8 *at;
  const guint8 *end;
} ObsCursor;

/* Appends the column's bytes, its number of values not included. */
void obs_column_encode (const ObsColumn *column, GByteArray *out);

/* Reads @n values of @kind; checks every count, code, offset and length before it allocates, texts
 * for UTF-8, numbers for finiteness. @most: bytes of memory that the result may take.
 * OBS_ERROR_CORRUPT. (transfer full) */
ObsColumn *obs_column_decode (ObsCursor *cursor, ObsColumnKind kind, guint n, gboolean nullable,
                              gsize most, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsColumn, obs_column_free)

G_END_DECLS
