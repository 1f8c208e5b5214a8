/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/integers.h"

#include <string.h>
#include <zstd.h>

#define QUICK_LEVEL 1
#define BLOCK_COST 4   /* bytes besides what is compressed */
#define TRIAL_LEAST 16 /* so many numbers at least are worth more than the two simplest forms */

/* Every form is tried, streams within streams included, and what zstd leaves of each is estimated
 * by compressing it quickly. */

static void
free_context (gpointer context)
{
  ZSTD_freeCCtx (context);
}

static GPrivate quick_context = G_PRIVATE_INIT (free_context);

gsize
obs_bytes_cost (const guint8 *bytes, gsize length)
{
  static const gsize small = 64;
  ZSTD_CCtx *context = g_private_get (&quick_context);
  g_autofree guint8 *out = NULL;
  gsize most = ZSTD_compressBound (length), n;

  if (length < small)
    return length;
  if (context == NULL)
    {
      context = ZSTD_createCCtx ();
      g_private_set (&quick_context, context);
    }
  out = g_malloc (most);
  n = ZSTD_compressCCtx (context, out, most, bytes, length, QUICK_LEVEL);
  return ZSTD_isError (n) ? length : MIN (n, length) + BLOCK_COST;
}

/* By bytes, the low ones first, as far as the numbers differ in them. */
gint64 *
obs_integers_sorted (const gint64 *values, guint n)
{
  gint64 *sorted = g_memdup2 (values, n * sizeof (gint64)), *other = g_new (gint64, MAX (n, 1));
  guint64 differ = 0;

  for (guint i = 1; i < n; i++)
    differ |= (guint64) values[i] ^ (guint64) values[0];
  for (guint shift = 0; shift < 64; shift += 8)
    {
      guint flip = shift == 56 ? 0x80 : 0; /* the sign */
      guint starts[257] = { 0 };
      gint64 *swap;

      if ((differ >> shift & 0xff) == 0)
        continue;
      for (guint i = 0; i < n; i++)
        starts[(((guint64) sorted[i] >> shift & 0xff) ^ flip) + 1]++;
      for (guint b = 0; b < 256; b++)
        starts[b + 1] += starts[b];
      for (guint i = 0; i < n; i++)
        other[starts[((guint64) sorted[i] >> shift & 0xff) ^ flip]++] = sorted[i];
      swap = sorted;
      sorted = other;
      other = swap;
    }
  g_free (other);
  return sorted;
}

typedef struct
{
  GByteArray *bytes; /* of the best form so far */
  gsize cost;
} Best;

/* Takes @bytes over. */
static void
offer (Best *best, GByteArray *bytes, gsize cost)
{
  if (best->bytes == NULL || cost < best->cost)
    {
      g_clear_pointer (&best->bytes, g_byte_array_unref);
      best->bytes = bytes;
      best->cost = cost;
    }
  else
    g_byte_array_unref (bytes);
}

static GByteArray *
begin (ObsStreamForm form)
{
  GByteArray *out = g_byte_array_new ();

  obs_bytes_put_u8 (out, (guint8) form);
  return out;
}

/* Room for a plane of @n bytes. */
static guint8 *
add_plane (GByteArray *out, gsize n)
{
  guint start = out->len;

  g_byte_array_set_size (out, start + (guint) n);
  return out->data + start;
}

static void
try_planes (const gint64 *values, guint n, gint64 least, gint64 most, Best *best)
{
  GByteArray *out = begin (OBS_STREAM_PLANES);
  guint64 range = (guint64) most - (guint64) least;
  guint width = range > 0 ? (71 - (guint) __builtin_clzll (range)) / 8 : 1;
  gsize cost;

  obs_bytes_put_u8 (out, (guint8) width);
  obs_bytes_put_signed (out, least);
  cost = out->len;
  for (guint w = 0; w < width; w++)
    {
      guint8 *plane = add_plane (out, n);

      for (guint i = 0; i < n; i++)
        plane[i] = (guint8) (((guint64) values[i] - (guint64) least) >> (8 * w));
      cost += obs_bytes_cost (plane, n);
    }
  offer (best, out, cost);
}

static guint
find_range (const ObsRange *ranges, guint n, gint64 value)
{
  guint low = 0, high = n;

  while (high - low > 1)
    {
      guint middle = (low + high) / 2;

      if (ranges[middle].start <= value)
        low = middle;
      else
        high = middle;
    }
  return low;
}

static void
put_ranges (GByteArray *out, const ObsRange *ranges, guint n)
{
  obs_bytes_put_u8 (out, (guint8) (n - 1));
  for (guint i = 0; i < n; i++)
    if (i == 0)
      obs_bytes_put_signed (out, ranges[i].start);
    else
      obs_bytes_put_varint (out, (guint64) ranges[i].start - (guint64) ranges[i - 1].start - 1);
  for (guint i = 0; i < n; i++)
    obs_bytes_put_u8 (out, ranges[i].bits);
}

/* Bits behind one another, the low ones of each byte first. */
static void
put_places (GByteArray *out, const gint64 *values, guint n, const ObsRange *ranges,
            const guint8 *symbols)
{
  unsigned __int128 pending = 0;
  guint n_pending = 0;

  for (guint i = 0; i < n; i++)
    {
      const ObsRange *range = &ranges[symbols[i]];

      pending |= (unsigned __int128) ((guint64) values[i] - (guint64) range->start) << n_pending;
      for (n_pending += range->bits; n_pending >= 8; n_pending -= 8, pending >>= 8)
        obs_bytes_put_u8 (out, (guint8) pending);
    }
  if (n_pending > 0)
    obs_bytes_put_u8 (out, (guint8) pending);
}

static void
try_symbols (const gint64 *values, const gint64 *sorted, guint n, Best *best)
{
  GByteArray *out = begin (OBS_STREAM_SYMBOLS);
  ObsRange ranges[OBS_RANGES_MOST];
  guint n_ranges = obs_ranges_choose (sorted, n, ranges);
  g_autofree guint8 *symbols = g_malloc (n);
  gsize cost;

  put_ranges (out, ranges, n_ranges);
  for (guint i = 0; i < n; i++)
    symbols[i] = (guint8) find_range (ranges, n_ranges, values[i]);
  g_byte_array_append (out, symbols, n);
  put_places (out, values, n, ranges, symbols);
  cost = out->len - n + obs_bytes_cost (symbols, n);
  offer (best, out, cost);
}

static void
try_tuples (const gint64 *values, guint n, gint64 least, guint base, guint size, Best *best)
{
  GByteArray *out = begin (OBS_STREAM_TUPLES);
  guint n_tuples = (n + size - 1) / size;
  guint8 *plane;
  gsize cost;

  obs_bytes_put_u8 (out, (guint8) base);
  obs_bytes_put_u8 (out, (guint8) size);
  obs_bytes_put_signed (out, least);
  cost = out->len;
  plane = add_plane (out, n_tuples);
  for (guint t = 0; t < n_tuples; t++)
    {
      guint tuple = 0;

      for (guint i = MIN (n, (t + 1) * size); i-- > t * size;)
        tuple = tuple * base + (guint) (values[i] - least);
      plane[t] = (guint8) tuple;
    }
  cost += obs_bytes_cost (plane, n_tuples);
  offer (best, out, cost);
}

/* The largest tuples that a byte holds, and those of two. */
static void
try_all_tuples (const gint64 *values, guint n, gint64 least, gint64 most, Best *best)
{
  guint base, size = 1, room = 256;

  if ((guint64) most - (guint64) least > 15)
    return;
  base = (guint) (most - least) + 1;
  for (; room >= base; room /= base)
    size++;
  size--;
  try_tuples (values, n, least, base, size, best);
  if (size > 2)
    try_tuples (values, n, least, base, 2, best);
}

static gsize encode (const gint64 *values, guint n, guint depth, GByteArray *out);

static void
try_delta (const gint64 *values, guint n, guint depth, Best *best)
{
  g_autofree gint64 *differences = g_new (gint64, n);
  GByteArray *out = begin (OBS_STREAM_DELTA);
  gsize cost;

  obs_bytes_put_signed (out, values[0]);
  for (guint i = 1; i < n; i++)
    differences[i - 1] = (gint64) ((guint64) values[i] - (guint64) values[i - 1]);
  cost = out->len;
  cost += encode (differences, n - 1, depth, out);
  offer (best, out, cost);
}

static gint64
most_frequent (const gint64 *sorted, guint n, guint *count)
{
  gint64 frequent = sorted[0];

  *count = 0;
  for (guint i = 0, run = 0; i < n; i++)
    {
      run = i > 0 && sorted[i] == sorted[i - 1] ? run + 1 : 1;
      if (run > *count)
        {
          *count = run;
          frequent = sorted[i];
        }
    }
  return frequent;
}

static void
try_sparse (const gint64 *values, const gint64 *sorted, guint n, guint depth, Best *best)
{
  g_autofree gint64 *gaps = NULL, *others = NULL;
  GByteArray *out;
  guint count, k = 0, run = 0;
  gint64 frequent = most_frequent (sorted, n, &count);
  gsize cost;

  if (count < n / 4)
    return;
  gaps = g_new (gint64, n);
  others = g_new (gint64, n);
  for (guint i = 0; i < n; i++)
    if (values[i] == frequent)
      run++;
    else
      {
        gaps[k] = run;
        others[k++] = values[i];
        run = 0;
      }
  out = begin (OBS_STREAM_SPARSE);
  obs_bytes_put_signed (out, frequent);
  obs_bytes_put_varint (out, k);
  cost = out->len;
  cost += encode (gaps, k, depth, out);
  cost += encode (others, k, depth, out);
  offer (best, out, cost);
}

/* @depth: how many streams may still lie within this one. */
static gsize
encode (const gint64 *values, guint n, guint depth, GByteArray *out)
{
  g_autofree gint64 *sorted = NULL;
  Best best = { NULL, 0 };
  gint64 least, most;

  if (n == 0)
    return 0;
  sorted = obs_integers_sorted (values, n);
  least = sorted[0];
  most = sorted[n - 1];
  if (least == most)
    {
      best.bytes = begin (OBS_STREAM_SAME);
      obs_bytes_put_signed (best.bytes, least);
      best.cost = best.bytes->len;
    }
  else
    {
      try_planes (values, n, least, most, &best);
      if (n >= TRIAL_LEAST)
        {
          try_symbols (values, sorted, n, &best);
          try_all_tuples (values, n, least, most, &best);
        }
      if (depth > 0)
        {
          try_delta (values, n, depth - 1, &best);
          try_sparse (values, sorted, n, depth - 1, &best);
        }
    }
  g_byte_array_append (out, best.bytes->data, best.bytes->len);
  g_byte_array_unref (best.bytes);
  return best.cost;
}

gsize
obs_integers_encode (const gint64 *values, guint n, GByteArray *out)
{
  return encode (values, n, OBS_STREAM_DEPTH, out);
}

gsize
obs_integers_encode_groups (const gint64 *values, const guint8 *starts, guint n, GByteArray *out)
{
  g_autofree gint64 *first = g_new (gint64, MAX (n, 1)), *rest = g_new (gint64, MAX (n, 1));
  guint n_first = 0, n_rest = 0;

  for (guint i = 0; i < n; i++)
    if (starts[i])
      first[n_first++] = values[i];
    else
      rest[n_rest++] = (gint64) ((guint64) values[i] - (guint64) values[i - 1]);
  return encode (first, n_first, OBS_STREAM_DEPTH, out)
         + encode (rest, n_rest, OBS_STREAM_DEPTH, out);
}
