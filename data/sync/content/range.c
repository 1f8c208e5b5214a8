/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/content-private.h"

#include "data/edition/db.h"

/* Rows between two looks at the cancellable. */
#define ROWS_BETWEEN_LOOKS 4096

/* "(?1, ?2)" */
static void
add_marks (GString *sql, guint first, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_printf (sql, "%s?%u", i > 0 ? ", " : "(", first + i);
  g_string_append (sql, ")");
}

sqlite3_stmt *
obs_range_prepare (sqlite3 *db, const ObsTableShape *shape, GBytes *from, GBytes *to,
                   GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  guint n = shape->keys->len;

  g_string_printf (sql, "SELECT %s FROM \"%s\"", shape->names, shape->table.name);
  if (from != NULL)
    {
      g_string_append_printf (sql, " WHERE (%s) >= ", shape->key);
      add_marks (sql, 1, n);
    }
  if (to != NULL)
    {
      g_string_append_printf (sql, " %s (%s) < ", from != NULL ? "AND" : "WHERE", shape->key);
      add_marks (sql, n + 1, n);
    }
  g_string_append_printf (sql, " ORDER BY %s", shape->key);
  stmt = obs_db_prepare (db, sql->str, error);
  if (stmt == NULL || (from != NULL && !obs_key_bind (shape, from, stmt, 1, error))
      || (to != NULL && !obs_key_bind (shape, to, stmt, (int) n + 1, error)))
    return NULL;
  return g_steal_pointer (&stmt);
}

int
obs_range_step (sqlite3_stmt *stmt, guint64 *count, GCancellable *cancellable, GError **error)
{
  int rc;

  if ((*count)++ % ROWS_BETWEEN_LOOKS == 0
      && g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  rc = sqlite3_step (stmt);
  if (rc == SQLITE_ROW)
    return 1;
  if (rc == SQLITE_DONE)
    return 0;
  obs_db_set_error (sqlite3_db_handle (stmt), rc, error);
  return -1;
}
