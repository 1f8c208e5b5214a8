/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/rows.h"

#include <string.h>

#define COLUMNS_MOST 1000
#define NAME_MOST 1000

void
obs_chunk_column_free (ObsChunkColumn *column)
{
  g_free (column->name);
  g_free (column);
}

void
obs_rows_free (ObsRows *rows)
{
  if (rows == NULL)
    return;
  g_clear_pointer (&rows->columns, g_ptr_array_unref);
  g_free (rows);
}

gsize
obs_column_memory (const ObsColumn *column)
{
  gsize memory = (gsize) column->n * (sizeof (gint64) + 1);

  return column->kind == OBS_COLUMN_TEXT ? memory + column->text->len : memory;
}

gsize
obs_rows_memory (const ObsRows *rows)
{
  gsize memory = 0;

  for (guint i = 0; rows != NULL && i < rows->columns->len; i++)
    memory += obs_column_memory (g_ptr_array_index (rows->columns, i));
  return memory;
}

GPtrArray *
obs_rows_columns (const GPtrArray *columns, gboolean key_only)
{
  GPtrArray *taken = g_ptr_array_new ();

  for (guint i = 0; i < columns->len; i++)
    {
      ObsChunkColumn *column = g_ptr_array_index (columns, i);

      if (!key_only || column->key > 0)
        g_ptr_array_add (taken, column);
    }
  return taken;
}

void
obs_rows_put_shape (GByteArray *out, const GPtrArray *columns)
{
  obs_bytes_put_varint (out, columns->len);
  for (guint i = 0; i < columns->len; i++)
    {
      const ObsChunkColumn *column = g_ptr_array_index (columns, i);

      obs_bytes_put_text (out, column->name, strlen (column->name));
      obs_bytes_put_u8 (out, (guint8) ((guint) column->kind | (column->nullable ? 4u : 0u)));
      obs_bytes_put_varint (out, (guint64) column->key);
    }
}

GPtrArray *
obs_rows_get_shape (ObsCursor *in, GError **error)
{
  g_autoptr (GPtrArray) columns
      = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_chunk_column_free);
  guint64 n, key;

  if (!obs_bytes_get_varint (in, COLUMNS_MOST, &n))
    {
      obs_bytes_refuse (error, "number of columns");
      return NULL;
    }
  for (guint i = 0; i < n; i++)
    {
      ObsChunkColumn *column = g_new0 (ObsChunkColumn, 1);
      guint8 flags;

      g_ptr_array_add (columns, column);
      if (!obs_bytes_get_text (in, NAME_MOST, &column->name) || !obs_bytes_get_u8 (in, &flags)
          || (flags & 3) > OBS_COLUMN_TEXT || flags > 7 || !obs_bytes_get_varint (in, n, &key))
        {
          obs_bytes_refuse (error, "description of column %u", i + 1);
          return NULL;
        }
      column->kind = (ObsColumnKind) (flags & 3);
      column->nullable = (flags & 4) != 0;
      column->key = (int) key;
    }
  return g_steal_pointer (&columns);
}

gboolean
obs_rows_same_shape (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const ObsChunkColumn *x = g_ptr_array_index (a, i), *y = g_ptr_array_index (b, i);

      if (strcmp (x->name, y->name) != 0 || x->kind != y->kind || x->key != y->key
          || !x->nullable != !y->nullable)
        return FALSE;
    }
  return TRUE;
}

void
obs_rows_encode (const ObsRows *rows, GByteArray *out)
{
  obs_bytes_put_varint (out, rows != NULL ? rows->n : 0);
  for (guint i = 0; rows != NULL && rows->n > 0 && i < rows->columns->len; i++)
    obs_column_encode (g_ptr_array_index (rows->columns, i), out);
}

static int
compare_texts (const ObsColumn *column, guint i, guint j)
{
  gsize a_length, b_length;
  const char *a = obs_column_text (column, i, &a_length);
  const char *b = obs_column_text (column, j, &b_length);
  int way = memcmp (a, b, MIN (a_length, b_length));

  return way != 0 ? way : (a_length > b_length) - (a_length < b_length);
}

/* As SQLite's collation BINARY. */
static int
compare_values (const ObsColumn *column, guint i, guint j)
{
  if (column->kind == OBS_COLUMN_INTEGER)
    {
      const gint64 *values = (const gint64 *) column->integers->data;

      return (values[i] > values[j]) - (values[i] < values[j]);
    }
  if (column->kind == OBS_COLUMN_REAL)
    {
      const double *values = (const double *) column->reals->data;

      return (values[i] > values[j]) - (values[i] < values[j]);
    }
  return compare_texts (column, i, j);
}

/* The columns of the key in its order. */
static GPtrArray *
key_of (const ObsRows *rows, const GPtrArray *columns)
{
  GPtrArray *key = g_ptr_array_new ();

  for (int place = 1; place <= (int) columns->len; place++)
    for (guint i = 0; i < columns->len; i++)
      if (((ObsChunkColumn *) g_ptr_array_index (columns, i))->key == place)
        g_ptr_array_add (key, g_ptr_array_index (rows->columns, i));
  return key;
}

static gboolean
check_keys (const ObsRows *rows, const GPtrArray *columns, GError **error)
{
  g_autoptr (GPtrArray) key = key_of (rows, columns);

  for (guint row = 1; key->len > 0 && row < rows->n; row++)
    {
      int way = 0;

      for (guint k = 0; way == 0 && k < key->len; k++)
        way = compare_values (g_ptr_array_index (key, k), row - 1, row);
      if (way >= 0)
        return obs_bytes_refuse (error, "keys do not rise, row %u", row);
    }
  return TRUE;
}

ObsRows *
obs_rows_decode (ObsCursor *in, const GPtrArray *columns, gsize *most, GError **error)
{
  g_autoptr (ObsRows) rows = g_new0 (ObsRows, 1);
  guint64 n;

  rows->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_column_free);
  if (!obs_bytes_get_varint (in, G_MAXINT32, &n))
    {
      obs_bytes_refuse (error, "number of rows");
      return NULL;
    }
  rows->n = (guint) n;
  for (guint i = 0; i < columns->len; i++)
    {
      const ObsChunkColumn *shape = g_ptr_array_index (columns, i);
      ObsColumn *column;

      if (n == 0)
        column = obs_column_new (shape->kind);
      else
        column = obs_column_decode (in, shape->kind, rows->n, shape->nullable && shape->key == 0,
                                    *most, error);
      if (column == NULL)
        return NULL;
      g_ptr_array_add (rows->columns, column);
      *most -= obs_column_memory (column);
    }
  return check_keys (rows, columns, error) ? g_steal_pointer (&rows) : NULL;
}
