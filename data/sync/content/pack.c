/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/error.h"
#include "data/sync/content/integers.h"
#include "data/sync/content/rows.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAGIC "OBSP\1" /* the last byte is the version */
#define MAGIC_LENGTH 5
#define NAME_MOST 1000
#define TABLES_MOST 10000
#define STATE_BYTES 32

void
obs_pack_change_free (ObsPackChange *change)
{
  if (change == NULL)
    return;
  g_clear_pointer (&change->rows, g_array_unref);
  obs_column_free (change->values);
  g_free (change);
}

void
obs_pack_table_free (ObsPackTable *table)
{
  if (table == NULL)
    return;
  g_free (table->table);
  g_clear_pointer (&table->columns, g_ptr_array_unref);
  obs_rows_free (table->withdrawn);
  obs_rows_free (table->revised);
  g_clear_pointer (&table->changes, g_ptr_array_unref);
  obs_rows_free (table->added);
  g_free (table);
}

void
obs_pack_free (ObsPack *pack)
{
  if (pack == NULL)
    return;
  g_free (pack->from);
  g_free (pack->to);
  g_free (pack->summary);
  g_clear_pointer (&pack->tables, g_ptr_array_unref);
  g_free (pack);
}

static void
put_state (GByteArray *out, const char *hex)
{
  for (guint i = 0; i < STATE_BYTES; i++)
    obs_bytes_put_u8 (out, (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4
                                     | g_ascii_xdigit_value (hex[2 * i + 1])));
}

static char *
get_state (ObsCursor *in)
{
  const guint8 *bytes;
  GString *hex;

  if (!obs_bytes_get (in, STATE_BYTES, &bytes))
    return NULL;
  hex = g_string_new (NULL);
  for (guint i = 0; i < STATE_BYTES; i++)
    g_string_append_printf (hex, "%02x", bytes[i]);
  return g_string_free (hex, FALSE);
}

/* Rising numbers of rows, as the gaps between them. */
static void
put_numbers (GByteArray *out, const GArray *rows)
{
  g_autofree gint64 *gaps = g_new (gint64, MAX (rows->len, 1));
  gint64 next = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      gint64 row = g_array_index (rows, guint32, i);

      gaps[i] = row - next;
      next = row + 1;
    }
  obs_integers_encode (gaps, rows->len, out);
}

static gboolean
get_numbers (ObsCursor *in, GArray *rows, guint n, guint below, GError **error)
{
  g_autofree gint64 *gaps = g_new (gint64, MAX (n, 1));
  gint64 next = 0;

  if (!obs_integers_decode (in, gaps, n, error))
    return FALSE;
  g_array_set_size (rows, n);
  for (guint i = 0; i < n; i++)
    {
      if (gaps[i] < 0 || gaps[i] >= below - next)
        return obs_bytes_refuse (error, "revised rows out of range");
      next += gaps[i];
      g_array_index (rows, guint32, i) = (guint32) next++;
    }
  return TRUE;
}

static void
put_change (GByteArray *out, const ObsPackChange *change)
{
  obs_bytes_put_varint (out, change->column);
  obs_bytes_put_u8 (out, change->difference != FALSE);
  obs_bytes_put_varint (out, change->rows->len);
  put_numbers (out, change->rows);
  obs_column_encode (change->values, out);
}

static void
put_table (GByteArray *out, const ObsPackTable *table, const GPtrArray *columns)
{
  guint n_changes = table->changes != NULL ? table->changes->len : 0;

  obs_bytes_put_text (out, table->table, strlen (table->table));
  obs_rows_put_shape (out, columns);
  obs_rows_encode (table->withdrawn, out);
  obs_rows_encode (table->revised, out);
  obs_bytes_put_varint (out, n_changes);
  for (guint i = 0; i < n_changes; i++)
    put_change (out, g_ptr_array_index (table->changes, i));
  obs_rows_encode (table->added, out);
}

static gsize
memory_of (const ObsPackTable *table, gsize n_columns)
{
  const ObsRows *all[] = { table->withdrawn, table->revised, table->added };
  gsize memory = 3 * n_columns * OBS_COLUMN_MEMORY;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      memory += obs_rows_memory (all[i]);
      if (all[i] != NULL && all[i]->n > OBS_ROWS_MOST)
        return G_MAXSIZE / 2;
    }
  for (guint i = 0; table->changes != NULL && i < table->changes->len; i++)
    {
      const ObsPackChange *change = g_ptr_array_index (table->changes, i);

      memory += obs_column_memory (change->values) + change->rows->len * sizeof (gint64);
    }
  return memory;
}

GBytes *
obs_pack_encode (const ObsPack *pack, ObsColumnsFunc columns_of, gpointer user_data, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gsize memory = 0;

  g_byte_array_append (out, (const guint8 *) MAGIC, MAGIC_LENGTH);
  put_state (out, pack->from);
  put_state (out, pack->to);
  obs_bytes_put_text (out, pack->summary, strlen (pack->summary));
  obs_bytes_put_varint (out, pack->tables->len);
  for (guint i = 0;
       i < pack->tables->len && memory <= OBS_ROWS_MEMORY_MOST && out->len <= OBS_CHUNK_MOST; i++)
    {
      const ObsPackTable *table = g_ptr_array_index (pack->tables, i);
      const GPtrArray *columns
          = table->columns != NULL ? table->columns : columns_of (table->table, user_data);

      g_return_val_if_fail (columns != NULL, NULL);
      memory += memory_of (table, columns->len);
      if (memory <= OBS_ROWS_MEMORY_MOST)
        put_table (out, table, columns);
    }
  if (memory > OBS_ROWS_MEMORY_MOST || out->len > OBS_CHUNK_MOST)
    {
      g_set_error_literal (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
                           _ ("So much differs between the two editions that it does not fit into "
                              "one file; programs will fetch the parts that differ as a whole."));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static ObsPackChange *
get_change (ObsCursor *in, const ObsPackTable *table, guint after, gsize *most, GError **error)
{
  ObsPackChange *change = g_new0 (ObsPackChange, 1);
  const ObsChunkColumn *column;
  guint64 at, n;
  guint8 difference;

  change->rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (!obs_bytes_get_varint (in, table->columns->len - 1, &at) || at < after
      || !obs_bytes_get_u8 (in, &difference) || difference > 1
      || !obs_bytes_get_varint (in, table->revised->n, &n) || n == 0 || n > *most / sizeof (gint64))
    {
      obs_bytes_refuse (error, "description of a revised column");
      obs_pack_change_free (change);
      return NULL;
    }
  column = g_ptr_array_index (table->columns, at);
  change->column = (guint) at;
  change->difference = difference;
  *most -= n * sizeof (gint64);
  if (column->key > 0 || (difference && column->kind != OBS_COLUMN_INTEGER))
    obs_bytes_refuse (error, "column %s cannot be revised like that", column->name);
  else if (get_numbers (in, change->rows, (guint) n, table->revised->n, error))
    change->values = obs_column_decode (in, column->kind, (guint) n,
                                        column->nullable && !difference, *most, error);
  if (change->values == NULL)
    {
      obs_pack_change_free (change);
      return NULL;
    }
  *most -= obs_column_memory (change->values);
  return change;
}

static gboolean
get_changes (ObsCursor *in, ObsPackTable *table, gsize *most, GError **error)
{
  guint64 n;
  guint after = 0;

  if (!obs_bytes_get_varint (in, table->columns->len, &n) || (n > 0 && table->revised->n == 0))
    return obs_bytes_refuse (error, "number of revised columns");
  table->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_pack_change_free);
  for (guint i = 0; i < n; i++)
    {
      ObsPackChange *change = get_change (in, table, after, most, error);

      if (change == NULL)
        return FALSE;
      after = change->column + 1;
      g_ptr_array_add (table->changes, change);
    }
  return TRUE;
}

static ObsPackTable *
get_table (ObsCursor *in, ObsColumnsFunc columns_of, gpointer user_data, gsize *most,
           GError **error)
{
  ObsPackTable *table = g_new0 (ObsPackTable, 1);
  g_autoptr (GPtrArray) key = NULL;
  const GPtrArray *known = NULL;

  if (!obs_bytes_get_text (in, NAME_MOST, &table->table))
    obs_bytes_refuse (error, "name of a table");
  else
    table->columns = obs_rows_get_shape (in, error);
  if (table->columns != NULL && columns_of != NULL)
    known = columns_of (table->table, user_data);
  if (table->columns != NULL && (known == NULL || obs_rows_same_shape (known, table->columns)))
    {
      key = obs_rows_columns (table->columns, TRUE);
      if ((table->withdrawn = obs_rows_decode (in, key, most, error)) != NULL
          && (table->revised = obs_rows_decode (in, key, most, error)) != NULL
          && get_changes (in, table, most, error)
          && (table->added = obs_rows_decode (in, table->columns, most, error)) != NULL)
        return table;
    }
  else if (table->columns != NULL)
    obs_bytes_refuse (error, "table %s has other columns", table->table);
  obs_pack_table_free (table);
  return NULL;
}

static gboolean
get_tables (ObsCursor *in, ObsPack *pack, ObsColumnsFunc columns_of, gpointer user_data,
            GError **error)
{
  gsize most = OBS_ROWS_MEMORY_MOST;
  guint64 n;

  if (!obs_bytes_get_varint (in, TABLES_MOST, &n))
    return obs_bytes_refuse (error, "number of tables");
  for (guint i = 0; i < n; i++)
    {
      ObsPackTable *table = get_table (in, columns_of, user_data, &most, error);

      if (table == NULL)
        return FALSE;
      g_ptr_array_add (pack->tables, table);
    }
  return in->at == in->end || obs_bytes_refuse (error, "there are bytes behind its end");
}

ObsPack *
obs_pack_decode (GBytes *plain, ObsColumnsFunc columns_of, gpointer user_data, GError **error)
{
  g_autoptr (ObsPack) pack = g_new0 (ObsPack, 1);
  ObsCursor in;
  const guint8 *magic;

  obs_bytes_cursor (&in, plain);
  pack->tables = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_pack_table_free);
  if (!obs_bytes_get (&in, MAGIC_LENGTH, &magic) || memcmp (magic, MAGIC, MAGIC_LENGTH) != 0)
    {
      obs_bytes_refuse (error, "it is not a pack of a form that is known");
      return NULL;
    }
  if ((pack->from = get_state (&in)) == NULL || (pack->to = get_state (&in)) == NULL
      || !obs_bytes_get_text (&in, OBS_COLUMN_TEXT_MOST, &pack->summary))
    {
      obs_bytes_refuse (error, "head of a pack");
      return NULL;
    }
  return get_tables (&in, pack, columns_of, user_data, error) ? g_steal_pointer (&pack) : NULL;
}
