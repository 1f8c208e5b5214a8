/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/edition/check-private.h"

#include <glib/gi18n-lib.h>

/* SQLite takes any bytes for a text; what comes by a sync was looked at on its way, a file that
 * somebody brings was not. */

static gboolean
is_text (sqlite3_stmt *stmt, int column)
{
  const char *text = (const char *) sqlite3_column_text (stmt, column);

  /* A NUL in the middle counts as wrong here. */
  return text == NULL
         || g_utf8_validate_len (text, (gsize) sqlite3_column_bytes (stmt, column), NULL);
}

static gboolean
check_table (ObsCheck *check, const char *table, const char *columns, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM \"%s\"", columns, table);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (check->db, sql, error);
  gint64 bad = 0;
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, check->cancellable, error)) == 1)
    for (int i = 0; i < sqlite3_column_count (stmt); i++)
      if (!is_text (stmt, i))
        {
          bad++;
          break;
        }
  if (bad > 0)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, bad);

      obs_check_fault (
          check,
          g_strdup_printf (ngettext ("%s: %s row has a text that is not UTF-8.",
                                     "%s: %s rows have a text that is not UTF-8.", (gulong) bad),
                           table, number));
    }
  return rc == 0;
}

gboolean
obs_check_texts (ObsCheck *check, GError **error)
{
  /* The names were compared with the schema that we would write, so they are safe in a statement.
   */
  g_autoptr (sqlite3_stmt) tables = obs_db_prepare (
      check->db,
      "SELECT t.name, group_concat ('\"' || c.name || '\"') FROM sqlite_schema AS t, "
      "pragma_table_info (t.name) AS c WHERE t.type = 'table' AND c.type = 'TEXT' GROUP BY t.name",
      error);
  int rc;

  if (tables == NULL)
    return FALSE;
  while ((rc = obs_db_step (tables, check->cancellable, error)) == 1)
    if (obs_check_known (check, obs_db_text (tables, 0)) == NULL
        && !check_table (check, obs_db_text (tables, 0), obs_db_text (tables, 1), error))
      return FALSE;
  return rc == 0;
}
