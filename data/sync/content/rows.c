/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/rows.h"

#include "data/sync/content/coding.h"

#include <string.h>

#define COLUMNS_MOST 1000
#define NAME_MOST 1000
#define BY_GROUPS 1 /* bits with a column's place */
#define BEGINS_GROUPS 2

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

/* With what reading it takes besides: a dictionary may hold as much as the column. */
gsize
obs_column_memory (const ObsColumn *column)
{
  gsize memory = (gsize) column->n * (sizeof (gint64) + 1);

  if (column->kind == OBS_COLUMN_TEXT)
    memory += (gsize) column->n * OBS_DICTIONARY_ENTRY + 2 * (gsize) column->text->len;
  return memory;
}

gsize
obs_rows_memory (const ObsRows *rows)
{
  gsize memory = 0;

  /* As it is counted when they are read. */
  if (rows != NULL)
    memory = rows->columns->len * OBS_COLUMN_MEMORY;
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

/* Each place in the key is taken once; names are not empty. */
static gboolean
check_shape (const GPtrArray *columns)
{
  g_autofree guint8 *taken = g_malloc0 (columns->len + 1);
  guint n = 0, most = 0;

  for (guint i = 0; i < columns->len; i++)
    {
      const ObsChunkColumn *column = g_ptr_array_index (columns, i);

      if (column->name[0] == '\0' || (column->key > 0 && taken[column->key]))
        return FALSE;
      if (column->key == 0)
        continue;
      taken[column->key] = 1;
      most = MAX (most, (guint) column->key);
      n++;
    }
  return n == most && n > 0;
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
  if (!check_shape (columns))
    {
      obs_bytes_refuse (error, "names or key of the columns");
      return NULL;
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

/* Where a value differs from that of the row before, a group begins for the columns that follow. */
static void
add_starts (guint8 *starts, const gint64 *codes, guint n)
{
  for (guint i = 1; i < n; i++)
    starts[i] |= codes[i] != codes[i - 1];
}

/* How many groups there would be; 0 where the codes do not rise within the groups that there are.
 */
static guint
count_groups (const guint8 *starts, const gint64 *codes, guint n)
{
  guint count = 1;

  for (guint i = 1; i < n; i++)
    {
      if (!starts[i] && codes[i] < codes[i - 1])
        return 0;
      count += starts[i] | (codes[i] != codes[i - 1]);
    }
  return count;
}

/* Of the columns that are left, the one that is sorted within the groups and splits them into the
 * fewest: so the order of sorting is found again. -1: none is sorted. */
static int
find_sorted (GPtrArray *codings, const guint8 *starts, guint n)
{
  guint fewest = G_MAXUINT;
  int found = -1;

  for (guint i = 0; i < codings->len; i++)
    {
      const ObsCoding *coding = g_ptr_array_index (codings, i);
      guint count = coding != NULL ? count_groups (starts, coding->codes, n) : 0;

      if (count > 0 && count < fewest)
        {
          fewest = count;
          found = (int) i;
        }
    }
  return found;
}

/* Its place, with a bit for "by groups" and one for "begins groups", and its bytes, the shorter
 * ones of the two ways. */
static void
put_column (GByteArray *out, guint place, const ObsCoding *coding, const guint8 *starts)
{
  g_autoptr (GByteArray) alone = g_byte_array_new (), grouped = g_byte_array_new ();
  gsize alone_cost = obs_coding_encode (coding, NULL, alone), grouped_cost = G_MAXSIZE;
  gboolean by_groups;

  if (starts != NULL)
    grouped_cost = obs_coding_encode (coding, starts, grouped);
  by_groups = grouped_cost < alone_cost;
  obs_bytes_put_varint (out, place * 4 + (by_groups ? BY_GROUPS : 0)
                                 + (starts != NULL ? BEGINS_GROUPS : 0));
  if (by_groups)
    g_byte_array_append (out, grouped->data, grouped->len);
  else
    g_byte_array_append (out, alone->data, alone->len);
}

void
obs_rows_encode (const ObsRows *rows, GByteArray *out)
{
  g_autoptr (GPtrArray) codings = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_coding_free);
  g_autofree guint8 *starts = NULL;
  int next;

  obs_bytes_put_varint (out, rows != NULL ? rows->n : 0);
  if (rows == NULL || rows->n == 0)
    return;
  for (guint i = 0; i < rows->columns->len; i++)
    g_ptr_array_add (codings, obs_coding_new (g_ptr_array_index (rows->columns, i)));
  starts = g_malloc0 (rows->n);
  starts[0] = 1;
  while ((next = find_sorted (codings, starts, rows->n)) >= 0)
    {
      const ObsCoding *coding = g_ptr_array_index (codings, next);

      put_column (out, (guint) next, coding, starts);
      add_starts (starts, coding->codes, rows->n);
      g_clear_pointer ((ObsCoding **) &g_ptr_array_index (codings, next), obs_coding_free);
    }
  for (guint i = 0; i < codings->len; i++)
    if (g_ptr_array_index (codings, i) != NULL)
      put_column (out, i, g_ptr_array_index (codings, i), NULL);
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

/* One column into its place. */
static gboolean
get_column (ObsCursor *in, ObsRows *rows, const GPtrArray *columns, guint8 *starts, gint64 *codes,
            gsize *most, GError **error)
{
  const ObsChunkColumn *shape;
  ObsColumn *column;
  guint64 how, place;

  if (!obs_bytes_get_varint (in, 4 * columns->len - 1, &how)
      || g_ptr_array_index (rows->columns, how / 4) != NULL)
    return obs_bytes_refuse (error, "order of the columns");
  place = how / 4;
  shape = g_ptr_array_index (columns, place);
  column = obs_coding_decode (in, shape->kind, rows->n, shape->nullable && shape->key == 0,
                              how & BY_GROUPS ? starts : NULL, codes, *most, error);
  if (column == NULL)
    return FALSE;
  g_ptr_array_index (rows->columns, place) = column;
  *most -= MIN (*most, obs_column_memory (column));
  if (how & BEGINS_GROUPS)
    add_starts (starts, codes, rows->n);
  return TRUE;
}

static gboolean
get_columns (ObsCursor *in, ObsRows *rows, const GPtrArray *columns, gsize *most, GError **error)
{
  g_autofree gint64 *codes = g_new (gint64, rows->n);
  g_autofree guint8 *starts = g_malloc0 (rows->n);

  starts[0] = 1;
  g_ptr_array_set_size (rows->columns, (int) columns->len);
  for (guint i = 0; i < columns->len; i++)
    if (!get_column (in, rows, columns, starts, codes, most, error))
      return FALSE;
  return check_keys (rows, columns, error);
}

ObsRows *
obs_rows_decode (ObsCursor *in, const GPtrArray *columns, gsize *most, GError **error)
{
  g_autoptr (ObsRows) rows = g_new0 (ObsRows, 1);
  gsize besides = columns->len * OBS_COLUMN_MEMORY;
  guint64 n;

  rows->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_column_free);
  if (!obs_bytes_get_varint (in, OBS_ROWS_MOST, &n) || besides > *most)
    {
      obs_bytes_refuse (error, "number of rows or columns");
      return NULL;
    }
  rows->n = (guint) n;
  *most -= besides;
  if (n > 0)
    return get_columns (in, rows, columns, most, error) ? g_steal_pointer (&rows) : NULL;
  for (guint i = 0; i < columns->len; i++)
    g_ptr_array_add (rows->columns,
                     obs_column_new (((ObsChunkColumn *) g_ptr_array_index (columns, i))->kind));
  return g_steal_pointer (&rows);
}
