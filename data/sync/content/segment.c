/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/rows.h"

#include <string.h>

#define MAGIC "OBSS\1" /* the last byte is the version */
#define MAGIC_LENGTH 5
#define NAME_MOST 1000

GBytes *
obs_segment_encode (const char *table, const GPtrArray *columns, const ObsRows *rows)
{
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, (const guint8 *) MAGIC, MAGIC_LENGTH);
  obs_bytes_put_text (out, table, strlen (table));
  obs_rows_put_shape (out, columns);
  obs_rows_encode (rows, out);
  return g_byte_array_free_to_bytes (out);
}

ObsRows *
obs_segment_decode (GBytes *plain, const char *table, const GPtrArray *columns, GError **error)
{
  g_autoptr (ObsRows) rows = NULL;
  g_autoptr (GPtrArray) shape = NULL;
  g_autofree char *name = NULL;
  gsize most = OBS_ROWS_MEMORY_MOST;
  ObsCursor in;
  const guint8 *magic;

  obs_bytes_cursor (&in, plain);
  if (!obs_bytes_get (&in, MAGIC_LENGTH, &magic) || memcmp (magic, MAGIC, MAGIC_LENGTH) != 0)
    {
      obs_bytes_refuse (error, "it is not a segment of a form that is known");
      return NULL;
    }
  if (!obs_bytes_get_text (&in, NAME_MOST, &name) || strcmp (name, table) != 0)
    {
      obs_bytes_refuse (error, "it is not of the table %s", table);
      return NULL;
    }
  shape = obs_rows_get_shape (&in, error);
  if (shape == NULL)
    return NULL;
  if (!obs_rows_same_shape (shape, columns))
    {
      obs_bytes_refuse (error, "table %s has other columns", table);
      return NULL;
    }
  rows = obs_rows_decode (&in, columns, &most, error);
  if (rows != NULL && in.at != in.end)
    {
      obs_bytes_refuse (error, "there are bytes behind its end");
      return NULL;
    }
  return g_steal_pointer (&rows);
}
