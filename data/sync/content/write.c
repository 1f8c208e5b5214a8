/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/content-private.h"

#include "data/edition/db.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>

/* Rows into tables. What arrives is rightly signed and may still be wrong, so whatever SQLite
 * refuses is a fault of what arrived. */

sqlite3_stmt *
obs_insert_prepare (sqlite3 *db, const ObsTableShape *shape, gboolean replace, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_printf (sql, "INSERT %sINTO \"%s\" (%s) VALUES (", replace ? "OR REPLACE " : "",
                   shape->table.name, shape->names);
  for (guint i = 0; i < obs_shape_n_columns (shape); i++)
    g_string_append_printf (sql, "%s?%u", i > 0 ? ", " : "", i + 1);
  g_string_append (sql, ")");
  return obs_db_prepare (db, sql->str, error);
}

void
obs_key_condition (GString *sql, const ObsTableShape *shape, guint first)
{
  for (guint i = 0; i < shape->keys->len; i++)
    g_string_append_printf (sql, "%s\"%s\" = ?%u", i > 0 ? " AND " : "",
                            obs_shape_column (shape, g_array_index (shape->keys, guint, i))->name,
                            first + i);
}

gboolean
obs_write_step (sqlite3_stmt *stmt, const ObsTableShape *shape, GError **error)
{
  int rc = sqlite3_step (stmt);

  sqlite3_reset (stmt);
  if (rc == SQLITE_DONE)
    return TRUE;
  if ((rc & 0xff) == SQLITE_CONSTRAINT || (rc & 0xff) == SQLITE_MISMATCH)
    g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                 _ ("What was received does not fit the table “%s”: it has a row that must not "
                    "stand there. The edition on this computer stays in use."),
                 shape->table.name);
  else
    obs_db_set_error (sqlite3_db_handle (stmt), rc, error);
  return FALSE;
}

void
obs_touch_row (ObsTouched *touched, const ObsTableShape *shape, const ObsRows *rows,
               gboolean keys_only, guint i, gboolean moves, GByteArray *key)
{
  if (shape->table.integer_key)
    {
      guint at = keys_only ? 0 : g_array_index (shape->keys, guint, 0);
      const ObsColumn *column = g_ptr_array_index (rows->columns, at);

      obs_touched_add_integer (touched, shape, g_array_index (column->integers, gint64, i));
      return;
    }
  obs_key_of_rows (shape, rows, keys_only, i, key);
  obs_touched_add (touched, shape, key, moves);
}

gboolean
obs_shape_has_unique (const ObsTableShape *shape)
{
  for (guint i = 0; i < shape->unique->len; i++)
    if (g_array_index (shape->unique, gboolean, i))
      return TRUE;
  return FALSE;
}
