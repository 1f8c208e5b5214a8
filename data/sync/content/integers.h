/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/content/bytes.h"

G_BEGIN_DECLS

/* Streams of whole numbers, which all columns are made of. Of this folder only. */

/* How a stream is written: its first byte. README.md says what follows. */
typedef enum
{
  OBS_STREAM_SAME,    /* one number for all */
  OBS_STREAM_PLANES,  /* less the least one, low bytes of all first */
  OBS_STREAM_SYMBOLS, /* one of up to 256 ranges for each, and the place in it as bits */
  OBS_STREAM_TUPLES,  /* several small numbers in a byte */
  OBS_STREAM_DELTA,   /* the first one and a stream of differences */
  OBS_STREAM_SPARSE,  /* the most frequent number, and streams of where others stand and which */
} ObsStreamForm;

#define OBS_STREAM_DEPTH 2 /* of streams within streams */

/* Appends @n numbers in the form that zstd makes the least of; no byte where @n is 0. The same
 * bytes for the same numbers and release of zstd. Returns about how many bytes zstd will leave. */
gsize obs_integers_encode (const gint64 *values, guint n, GByteArray *out);
/* (transfer full) */
gint64 *obs_integers_sorted (const gint64 *values, guint n) G_GNUC_WARN_UNUSED_RESULT;
/* Fills @values; the caller has allocated it. Takes as much memory besides. OBS_ERROR_CORRUPT */
gboolean obs_integers_decode (ObsCursor *in, gint64 *values, guint n, GError **error);

/* In the same way in two parts: the values where @starts is 1 (there a group begins), and for all
 * others the difference to the one before. @starts[0] is 1. */
gsize obs_integers_encode_groups (const gint64 *values, const guint8 *starts, guint n,
                                  GByteArray *out);
gboolean obs_integers_decode_groups (ObsCursor *in, gint64 *values, const guint8 *starts, guint n,
                                     GError **error);

/* Ranges of numbers, for OBS_STREAM_SYMBOLS. */
#define OBS_RANGES_MOST 256

typedef struct
{
  gint64 start;
  guint8 bits; /* 2^bits numbers from @start */
} ObsRange;

/* Numbers fall into the @n_ranges @ranges (room for OBS_RANGES_MOST), rising and apart, that give
 * the fewest bytes. @sorted: @n numbers, rising. */
guint obs_ranges_choose (const gint64 *sorted, guint n, ObsRange *ranges);

/* About how many bytes zstd leaves of these. */
gsize obs_bytes_cost (const guint8 *bytes, gsize length);

G_END_DECLS
