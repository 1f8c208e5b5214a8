/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/content/column.h"

G_BEGIN_DECLS

/* Numbers and texts in the formats of this folder. All fixed widths are little-endian. Of this
 * folder only. */

/* Refuses: @what is a technical remark (which part, which row), kept as it is in every language. */
gboolean obs_bytes_refuse (GError **error, const char *what, ...) G_GNUC_PRINTF (2, 3);

void obs_bytes_put_u8 (GByteArray *out, guint8 value);
void obs_bytes_put_varint (GByteArray *out, guint64 value); /* LEB128, shortest */
void obs_bytes_put_signed (GByteArray *out, gint64 value);  /* zigzag, then as varint */
void obs_bytes_put_text (GByteArray *out, const char *text, gsize length); /* varint and bytes */

/* To the beginning of @bytes, which have to stay. */
void obs_bytes_cursor (ObsCursor *in, GBytes *bytes);

/* These return FALSE, without an error set, where the bytes end too early, a number is written
 * longer than it has to be or is more than @most. */
gboolean obs_bytes_get_u8 (ObsCursor *in, guint8 *value);
gboolean obs_bytes_get_varint (ObsCursor *in, guint64 most, guint64 *value);
gboolean obs_bytes_get_signed (ObsCursor *in, gint64 *value);
gboolean obs_bytes_get (ObsCursor *in, gsize length, const guint8 **bytes); /* (transfer none) */
/* UTF-8 without NUL. (transfer full), ended by NUL */
gboolean obs_bytes_get_text (ObsCursor *in, gsize most, char **text);

static inline guint64
obs_bytes_zigzag (gint64 value)
{
  return ((guint64) value << 1) ^ (guint64) (value >> 63);
}

static inline gint64
obs_bytes_unzigzag (guint64 value)
{
  return (gint64) ((value >> 1) ^ (0 - (value & 1)));
}

/* The logarithm of @x (at least 1), with OBS_LOG2_FRACTION bits behind the point; in whole numbers,
 * so that every machine finds the same one. */
#define OBS_LOG2_FRACTION 8
guint obs_log2_fixed (guint x);

G_END_DECLS
