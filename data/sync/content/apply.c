/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/content-private.h"

#include "data/edition/db.h"
#include "data/error.h"
#include "data/sync/content/rows.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A pack into a database. It is rightly signed, and still nothing in it is believed: each row that
 * it withdraws or revises must be there, each that it adds must not. */

#define ROWS_BETWEEN_LOOKS 4096

typedef struct
{
  sqlite3 *db;
  ObsTouched *touched;
  GCancellable *cancellable;
  const ObsTableShape *shape; /* of the table that is being written */
  GByteArray *key;
} Apply;

static gboolean
refuse (const char *table, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
               _ ("What was received does not fit the table “%s” of the edition that it should "
                  "change. The edition on this computer stays in use."),
               table);
  return FALSE;
}

static gboolean
may_go_on (const Apply *self, guint i, GError **error)
{
  return i % ROWS_BETWEEN_LOOKS != 0
         || !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

static void
touch (const Apply *self, const ObsRows *rows, gboolean keys_only, guint i, gboolean moves)
{
  if (self->touched != NULL)
    obs_touch_row (self->touched, self->shape, rows, keys_only, i, moves, self->key);
}

/* Binds the key of row @i of @keys, which holds key columns only. */
static void
bind_key (const Apply *self, const ObsRows *keys, guint i, sqlite3_stmt *stmt, int parameter)
{
  for (guint k = 0; k < self->shape->keys->len; k++)
    {
      guint at = g_array_index (self->shape->keys, guint, k);
      guint place = 0;

      for (guint c = 0; c < at; c++)
        place += obs_shape_column (self->shape, c)->key > 0;
      obs_column_bind (g_ptr_array_index (keys->columns, place), i, stmt, parameter + (int) k);
    }
}

/* One row, no more, no less. */
static gboolean
step_one (const Apply *self, sqlite3_stmt *stmt, GError **error)
{
  return obs_write_step (stmt, self->shape, error)
         && (sqlite3_changes (self->db) == 1 || refuse (self->shape->table.name, error));
}

static gboolean
withdraw (const Apply *self, const ObsRows *rows, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (sqlite3_stmt) stmt = NULL;

  g_string_printf (sql, "DELETE FROM \"%s\" WHERE ", self->shape->table.name);
  obs_key_condition (sql, self->shape, 1);
  stmt = obs_db_prepare (self->db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < rows->n; i++)
    {
      bind_key (self, rows, i, stmt, 1);
      if (!may_go_on (self, i, error) || !step_one (self, stmt, error))
        return FALSE;
      touch (self, rows, TRUE, i, TRUE);
    }
  return TRUE;
}

static gboolean
add (const Apply *self, const ObsRows *rows, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_insert_prepare (self->db, self->shape, FALSE, error);

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < rows->n; i++)
    {
      for (guint c = 0; c < rows->columns->len; c++)
        obs_column_bind (g_ptr_array_index (rows->columns, c), i, stmt, (int) c + 1);
      if (!may_go_on (self, i, error) || !step_one (self, stmt, error))
        return FALSE;
      touch (self, rows, FALSE, i, TRUE);
    }
  return TRUE;
}

/* A difference is only added where there is a number that it does not carry over the edge. */
static sqlite3_stmt *
prepare_change (const Apply *self, const ObsPackChange *change, GError **error)
{
  const char *name = obs_shape_column (self->shape, change->column)->name;
  g_autoptr (GString) sql = g_string_new (NULL);

  if (change->difference)
    g_string_printf (sql,
                     "UPDATE \"%s\" SET \"%s\" = \"%s\" + ?1 WHERE \"%s\" BETWEEN ?2 AND ?3 AND ",
                     self->shape->table.name, name, name, name);
  else
    g_string_printf (sql, "UPDATE \"%s\" SET \"%s\" = ?1 WHERE ", self->shape->table.name, name);
  obs_key_condition (sql, self->shape, change->difference ? 4 : 2);
  return obs_db_prepare (self->db, sql->str, error);
}

static void
bind_limits (sqlite3_stmt *stmt, gint64 difference)
{
  sqlite3_bind_int64 (stmt, 2, difference < 0 ? G_MININT64 - difference : G_MININT64);
  sqlite3_bind_int64 (stmt, 3, difference > 0 ? G_MAXINT64 - difference : G_MAXINT64);
}

static gboolean
change_column (const Apply *self, const ObsRows *keys, const ObsPackChange *change, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = prepare_change (self, change, error);

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < change->rows->len; i++)
    {
      obs_column_bind (change->values, i, stmt, 1);
      if (change->difference)
        bind_limits (stmt, g_array_index (change->values->integers, gint64, i));
      bind_key (self, keys, g_array_index (change->rows, guint32, i), stmt,
                change->difference ? 4 : 2);
      if (!may_go_on (self, i, error) || !step_one (self, stmt, error))
        return FALSE;
    }
  return TRUE;
}

/* Columns rise, rows rise and are within the revised ones, values are of the column's kind, and no
 * row is called revised in which nothing is. */
static gboolean
check_changes (const ObsTableShape *shape, const ObsPackTable *table)
{
  guint n = table->revised->n;
  g_autofree guint8 *revised = g_malloc0 (MAX (n, 1));
  gint64 before = -1;

  for (guint i = 0; i < table->changes->len; i++)
    {
      const ObsPackChange *change = g_ptr_array_index (table->changes, i);
      const ObsChunkColumn *column;
      gint64 row = -1;

      if (change->column <= before || change->column >= obs_shape_n_columns (shape))
        return FALSE;
      before = change->column;
      column = obs_shape_column (shape, change->column);
      if (column->key > 0 || change->values->kind != column->kind
          || change->values->n != change->rows->len
          || (change->values->has_nulls && (!column->nullable || change->difference))
          || (change->difference && column->kind != OBS_COLUMN_INTEGER))
        return FALSE;
      for (guint r = 0; r < change->rows->len; r++)
        {
          guint32 at = g_array_index (change->rows, guint32, r);

          if (at <= row || at >= n)
            return FALSE;
          row = at;
          revised[at] = 1;
        }
    }
  return memchr (revised, 0, n) == NULL;
}

static gboolean
apply_table (Apply *self, const ObsTableShape *shape, const ObsPackTable *table, GError **error)
{
  self->shape = shape;
  if ((table->columns != NULL && !obs_rows_same_shape (table->columns, shape->table.columns))
      || !obs_rows_fit (shape, table->withdrawn, TRUE)
      || !obs_rows_fit (shape, table->revised, TRUE) || !obs_rows_fit (shape, table->added, FALSE)
      || !check_changes (shape, table))
    return refuse (table->table, error);
  /* A value that must be unique may move from a row that is withdrawn to one that is added. */
  if (!withdraw (self, table->withdrawn, error))
    return FALSE;
  for (guint i = 0; i < table->changes->len; i++)
    if (!change_column (self, table->revised, g_ptr_array_index (table->changes, i), error))
      return FALSE;
  for (guint i = 0; i < table->revised->n; i++)
    touch (self, table->revised, TRUE, i, FALSE);
  return add (self, table->added, error);
}

/* The two tables that say which other tables there are. */
static gboolean
describes (const char *table)
{
  return strcmp (table, "cube") == 0 || strcmp (table, "cube_dimension") == 0;
}

static gboolean
apply_tables (Apply *self, const GPtrArray *tables, const ObsPack *pack, gboolean descriptions,
              GError **error)
{
  for (guint i = 0; i < pack->tables->len; i++)
    {
      const ObsPackTable *table = g_ptr_array_index (pack->tables, i);
      const ObsTableShape *shape;

      if (describes (table->table) != descriptions)
        continue;
      shape = obs_shapes_find (tables, table->table);
      if (shape == NULL)
        return refuse (table->table, error);
      if (!apply_table (self, shape, table, error))
        return FALSE;
    }
  return TRUE;
}

/* Each table once, and none that this edition cannot have, before anything is written. */
static gboolean
check_names (const ObsPack *pack, GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < pack->tables->len; i++)
    {
      const ObsPackTable *table = g_ptr_array_index (pack->tables, i);

      if (!obs_db_is_identifier (table->table) || table->changes == NULL || table->revised == NULL
          || !g_hash_table_add (names, table->table))
        return refuse (table->table, error);
    }
  return TRUE;
}

/* Whatever else it does: an edition says which one it is, and has a place. */
static gboolean
check_left (sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db,
      "SELECT count(*) = 1 AND EXISTS (SELECT 1 FROM area) AND EXISTS (SELECT 1 FROM source) "
      "FROM edition",
      error);

  if (stmt == NULL || obs_db_step (stmt, NULL, error) != 1)
    return FALSE;
  return sqlite3_column_int (stmt, 0) == 1 || refuse ("edition", error);
}

gboolean
obs_content_apply (sqlite3 *db, const ObsPack *pack, ObsTouched *touched, GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GPtrArray) before = obs_content_tables (db, error);
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GByteArray) key = g_byte_array_new ();
  Apply self = { .db = db, .touched = touched, .cancellable = cancellable, .key = key };

  if (before == NULL || !check_names (pack, error)
      || !apply_tables (&self, before, pack, TRUE, error)
      || !obs_content_make_cubes (db, touched, error))
    return FALSE;
  after = obs_content_tables (db, error);
  return after != NULL && apply_tables (&self, after, pack, FALSE, error) && check_left (db, error);
}
