/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/integers.h"

#include <string.h>

/* Loops over bytes that the compiler turns into vectors: by width, without a branch in them. */
static void
add_plane (guint64 *values, const guint8 *plane, guint n, guint shift)
{
  if (shift == 0)
    for (guint i = 0; i < n; i++)
      values[i] = plane[i];
  else
    for (guint i = 0; i < n; i++)
      values[i] |= (guint64) plane[i] << shift;
}

static gboolean
get_planes (ObsCursor *in, gint64 *values, guint n)
{
  guint64 *raw = (guint64 *) values;
  const guint8 *planes;
  guint8 width;
  gint64 least;

  if (!obs_bytes_get_u8 (in, &width) || width < 1 || width > 8 || !obs_bytes_get_signed (in, &least)
      || !obs_bytes_get (in, (gsize) width * n, &planes))
    return FALSE;
  for (guint w = 0; w < width; w++)
    add_plane (raw, planes + (gsize) w * n, n, 8 * w);
  for (guint i = 0; i < n; i++)
    raw[i] += (guint64) least;
  return TRUE;
}

/* They rise and do not overlap, and the last one ends within 64 bits. */
static gboolean
get_ranges (ObsCursor *in, ObsRange *ranges, guint *n)
{
  const guint8 *bits;
  guint8 last;

  if (!obs_bytes_get_u8 (in, &last))
    return FALSE;
  *n = last + 1u;
  for (guint i = 0; i < *n; i++)
    {
      guint64 gap;

      if (i == 0 && !obs_bytes_get_signed (in, &ranges[0].start))
        return FALSE;
      if (i > 0)
        {
          gint64 before = ranges[i - 1].start;

          if (!obs_bytes_get_varint (in, (guint64) G_MAXINT64 - (guint64) before, &gap)
              || gap == (guint64) G_MAXINT64 - (guint64) before)
            return FALSE;
          ranges[i].start = (gint64) ((guint64) before + gap + 1);
        }
    }
  if (!obs_bytes_get (in, *n, &bits))
    return FALSE;
  for (guint i = 0; i < *n; i++)
    {
      guint64 room = (guint64) (i + 1 < *n ? ranges[i + 1].start - 1 : G_MAXINT64)
                     - (guint64) ranges[i].start;

      if (bits[i] > 64 || (bits[i] > 0 && room < G_MAXUINT64 >> (64 - bits[i])))
        return FALSE;
      ranges[i].bits = bits[i];
    }
  return TRUE;
}

static guint64
take_bits (const guint8 *bytes, gsize length, gsize at, guint bits)
{
  gsize byte = at / 8;
  guint shift = at % 8;
  guint64 low = 0, high = 0;

  if (byte + 9 <= length)
    {
      memcpy (&low, bytes + byte, sizeof low);
      low = GUINT64_FROM_LE (low);
      high = bytes[byte + 8];
    }
  else
    for (gsize i = byte; i < length; i++)
      {
        if (i - byte < 8)
          low |= (guint64) bytes[i] << (8 * (i - byte));
        else
          high = bytes[i];
      }
  if (shift > 0)
    low = low >> shift | high << (64 - shift);
  return bits < 64 ? low & (((guint64) 1 << bits) - 1) : low;
}

static gboolean
get_symbols (ObsCursor *in, gint64 *values, guint n)
{
  ObsRange ranges[OBS_RANGES_MOST];
  const guint8 *symbols, *places;
  gsize bits = 0, at = 0, length;
  guint n_ranges;

  if (!get_ranges (in, ranges, &n_ranges) || !obs_bytes_get (in, n, &symbols))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      if (symbols[i] >= n_ranges)
        return FALSE;
      bits += ranges[symbols[i]].bits;
    }
  length = (bits + 7) / 8;
  if (!obs_bytes_get (in, length, &places)
      || (bits % 8 != 0 && places[length - 1] >> (bits % 8) != 0))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const ObsRange *range = &ranges[symbols[i]];

      values[i] = range->start;
      if (range->bits > 0)
        values[i] = (gint64) ((guint64) values[i] + take_bits (places, length, at, range->bits));
      at += range->bits;
    }
  return TRUE;
}

static gboolean
get_tuples (ObsCursor *in, gint64 *values, guint n)
{
  const guint8 *plane;
  guint8 base, size;
  gint64 least;
  guint most = 1, i = 0;

  if (!obs_bytes_get_u8 (in, &base) || base < 2 || base > 16 || !obs_bytes_get_u8 (in, &size)
      || size < 2 || size > 8 || !obs_bytes_get_signed (in, &least) || least > G_MAXINT64 - base)
    return FALSE;
  for (guint s = 0; s < size; s++)
    most *= base;
  if (most > 256 || !obs_bytes_get (in, ((gsize) n + size - 1) / size, &plane))
    return FALSE;
  while (i < n)
    {
      guint tuple = *plane++;

      for (guint s = 0; s < size && i < n; s++)
        {
          values[i++] = least + (gint64) (tuple % base);
          tuple /= base;
        }
      if (tuple != 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean decode (ObsCursor *in, gint64 *values, guint n, guint depth);

static gboolean
get_delta (ObsCursor *in, gint64 *values, guint n, guint depth)
{
  if (!obs_bytes_get_signed (in, &values[0]) || !decode (in, values + 1, n - 1, depth))
    return FALSE;
  for (guint i = 1; i < n; i++)
    values[i] = (gint64) ((guint64) values[i] + (guint64) values[i - 1]);
  return TRUE;
}

/* The streams of gaps and of other numbers come first; then the latter are moved apart from behind,
 * within the same memory. */
static gboolean
get_sparse (ObsCursor *in, gint64 *values, guint n, guint depth)
{
  g_autofree gint64 *gaps = NULL;
  gint64 frequent;
  guint64 k, room;
  guint end;

  if (!obs_bytes_get_signed (in, &frequent) || !obs_bytes_get_varint (in, n, &k))
    return FALSE;
  gaps = g_new (gint64, MAX (k, 1));
  if (!decode (in, gaps, (guint) k, depth) || !decode (in, values, (guint) k, depth))
    return FALSE;
  room = n - k;
  for (guint i = 0; i < k; i++)
    {
      if (gaps[i] < 0 || (guint64) gaps[i] > room)
        return FALSE;
      room -= (guint64) gaps[i];
    }
  end = n - (guint) room; /* behind the last other number */
  for (guint i = end; i < n; i++)
    values[i] = frequent;
  for (guint i = (guint) k; i-- > 0;)
    {
      values[--end] = values[i];
      for (gint64 g = gaps[i]; g > 0; g--)
        values[--end] = frequent;
    }
  return TRUE;
}

/* @depth: how many streams may still lie within this one. */
static gboolean
decode (ObsCursor *in, gint64 *values, guint n, guint depth)
{
  gint64 same;
  guint8 form;

  if (n == 0)
    return TRUE;
  if (!obs_bytes_get_u8 (in, &form) || (form >= OBS_STREAM_DELTA && depth == 0))
    return FALSE;
  switch (form)
    {
    case OBS_STREAM_SAME:
      if (!obs_bytes_get_signed (in, &same))
        return FALSE;
      for (guint i = 0; i < n; i++)
        values[i] = same;
      return TRUE;
    case OBS_STREAM_PLANES:
      return get_planes (in, values, n);
    case OBS_STREAM_SYMBOLS:
      return get_symbols (in, values, n);
    case OBS_STREAM_TUPLES:
      return get_tuples (in, values, n);
    case OBS_STREAM_DELTA:
      return get_delta (in, values, n, depth - 1);
    case OBS_STREAM_SPARSE:
      return get_sparse (in, values, n, depth - 1);
    default:
      return FALSE;
    }
}

gboolean
obs_integers_decode (ObsCursor *in, gint64 *values, guint n, GError **error)
{
  return decode (in, values, n, OBS_STREAM_DEPTH)
         || obs_bytes_refuse (error, "a stream of numbers");
}

gboolean
obs_integers_decode_groups (ObsCursor *in, gint64 *values, const guint8 *starts, guint n,
                            GError **error)
{
  g_autofree gint64 *first = NULL;
  guint n_first = 0, at;

  for (guint i = 0; i < n; i++)
    n_first += starts[i];
  first = g_new (gint64, MAX (n_first, 1));
  if (!decode (in, first, n_first, OBS_STREAM_DEPTH)
      || !decode (in, values, n - n_first, OBS_STREAM_DEPTH))
    return obs_bytes_refuse (error, "a stream of numbers");
  at = n - n_first;
  for (guint i = n; i-- > 0;) /* the differences move apart, from behind */
    values[i] = starts[i] ? first[--n_first] : values[--at];
  for (guint i = 0; i < n; i++)
    if (!starts[i])
      values[i] = (gint64) ((guint64) values[i] + (guint64) values[i - 1]);
  return TRUE;
}
