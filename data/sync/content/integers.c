/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/integers.h"

#include <string.h>

/* A byte that says how many bytes a value has (0: all are the same), the least value, then the
 * values less that one, transposed: all low bytes, then the next ones. */

static guint
bytes_of (guint64 range)
{
  guint n = 0;

  for (; range > 0; range >>= 8)
    n++;
  return n;
}

void
obs_integers_encode (const gint64 *values, guint n, GByteArray *out)
{
  gint64 least = n > 0 ? values[0] : 0, most = least;
  guint width, start;

  for (guint i = 1; i < n; i++)
    {
      least = MIN (least, values[i]);
      most = MAX (most, values[i]);
    }
  width = bytes_of ((guint64) most - (guint64) least);
  obs_bytes_put_u8 (out, (guint8) width);
  obs_bytes_put_signed (out, least);
  start = out->len;
  g_byte_array_set_size (out, start + width * n);
  for (guint w = 0; w < width; w++)
    for (guint i = 0; i < n; i++)
      out->data[start + w * n + i] = (guint8) (((guint64) values[i] - (guint64) least) >> (8 * w));
}

gboolean
obs_integers_decode (ObsCursor *in, gint64 *values, guint n, GError **error)
{
  const guint8 *bytes;
  guint8 width;
  gint64 least;

  if (!obs_bytes_get_u8 (in, &width) || width > 8 || !obs_bytes_get_signed (in, &least)
      || !obs_bytes_get (in, (gsize) width * n, &bytes))
    return obs_bytes_refuse (error, "a stream of numbers");
  for (guint i = 0; i < n; i++)
    {
      guint64 value = 0;

      for (guint w = 0; w < width; w++)
        value |= (guint64) bytes[(gsize) w * n + i] << (8 * w);
      values[i] = (gint64) (value + (guint64) least);
    }
  return TRUE;
}
