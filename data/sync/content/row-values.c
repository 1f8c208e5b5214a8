/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/content-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Rows in memory, from and to statements. */

ObsRows *
obs_rows_new (const ObsTableShape *shape, gboolean keys_only)
{
  ObsRows *rows = g_new0 (ObsRows, 1);

  rows->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_column_free);
  for (guint i = 0; i < obs_shape_n_columns (shape); i++)
    {
      const ObsChunkColumn *column = obs_shape_column (shape, i);

      if (!keys_only || column->key > 0)
        g_ptr_array_add (rows->columns, obs_column_new (column->kind));
    }
  return rows;
}

void
obs_rows_clear (ObsRows *rows)
{
  for (guint i = 0; i < rows->columns->len; i++)
    obs_column_clear (g_ptr_array_index (rows->columns, i));
  rows->n = 0;
}

void
obs_column_add_value (ObsColumn *column, sqlite3_value *value)
{
  if (sqlite3_value_type (value) == SQLITE_NULL)
    obs_column_add_null (column);
  else if (column->kind == OBS_COLUMN_INTEGER)
    obs_column_add_integer (column, sqlite3_value_int64 (value));
  else if (column->kind == OBS_COLUMN_REAL)
    obs_column_add_real (column, sqlite3_value_double (value));
  else
    {
      const char *text = (const char *) sqlite3_value_text (value);

      obs_column_add_text (column, text, (gsize) sqlite3_value_bytes (value));
    }
}

void
obs_rows_add (ObsRows *rows, const ObsTableShape *shape, gboolean keys_only, sqlite3_stmt *stmt)
{
  guint place = 0;

  for (guint i = 0; i < obs_shape_n_columns (shape); i++)
    if (!keys_only || obs_shape_column (shape, i)->key > 0)
      obs_column_add_value (g_ptr_array_index (rows->columns, place++),
                            sqlite3_column_value (stmt, (int) i));
  rows->n++;
}

/* NULL and whole numbers always do. */
static gboolean
value_travels (sqlite3_value *value)
{
  int type = sqlite3_value_type (value);

  if (type == SQLITE_FLOAT)
    return isfinite (sqlite3_value_double (value));
  if (type == SQLITE_TEXT)
    {
      const char *text = (const char *) sqlite3_value_text (value);
      gsize length = (gsize) sqlite3_value_bytes (value);

      /* A NUL is refused by the second. */
      return length <= OBS_COLUMN_TEXT_MOST && g_utf8_validate_len (text, length, NULL);
    }
  return TRUE;
}

gboolean
obs_row_travels (const ObsTableShape *shape, sqlite3_stmt *stmt, GError **error)
{
  for (guint i = 0; i < obs_shape_n_columns (shape); i++)
    {
      const ObsChunkColumn *column = obs_shape_column (shape, i);

      if (column->kind == OBS_COLUMN_INTEGER
          || value_travels (sqlite3_column_value (stmt, (int) i)))
        continue;
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("The table “%s” has a value in its column “%s” that cannot be published: a "
                      "text that is not UTF-8 or longer than 1 MB, or a number without end. "
                      "Correct it in its source and build the edition again."),
                   shape->table.name, column->name);
      return FALSE;
    }
  return TRUE;
}

void
obs_column_bind (const ObsColumn *column, guint i, sqlite3_stmt *stmt, int parameter)
{
  if (column->has_nulls && obs_column_is_null (column, i))
    sqlite3_bind_null (stmt, parameter);
  else if (column->kind == OBS_COLUMN_INTEGER)
    sqlite3_bind_int64 (stmt, parameter, g_array_index (column->integers, gint64, i));
  else if (column->kind == OBS_COLUMN_REAL)
    sqlite3_bind_double (stmt, parameter, g_array_index (column->reals, double, i));
  else
    {
      gsize length;
      const char *text = obs_column_text (column, i, &length);

      sqlite3_bind_text (stmt, parameter, text, (int) length, SQLITE_STATIC);
    }
}

gboolean
obs_rows_fit (const ObsTableShape *shape, const ObsRows *rows, gboolean keys_only)
{
  guint place = 0;

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < obs_shape_n_columns (shape); i++)
    {
      const ObsChunkColumn *column = obs_shape_column (shape, i);
      const ObsColumn *values;

      if (keys_only && column->key == 0)
        continue;
      if (place == rows->columns->len)
        return FALSE;
      values = g_ptr_array_index (rows->columns, place++);
      if (values->kind != column->kind || values->n != rows->n
          || (values->has_nulls && !column->nullable))
        return FALSE;
    }
  return place == rows->columns->len;
}
