/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/content-private.h"

#include "data/edition/db.h"
#include "data/edition/schema.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>

/* The tables of cubes come and go with their descriptions. They are made by the statement that this
 * program works out itself: nothing that arrives is run as SQL. */

#define MOST_CUBES 1000
#define MOST_DIMENSIONS 20000 /* of all cubes */

static gboolean
count_within (sqlite3 *db, const char *sql, gint64 most, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, sql, error);

  if (stmt == NULL || obs_db_step (stmt, NULL, error) != 1)
    return FALSE;
  if (sqlite3_column_int64 (stmt, 0) <= most)
    return TRUE;
  g_set_error_literal (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                       _ ("The edition describes more cubes than any edition has. It was not taken "
                          "in."));
  return FALSE;
}

sqlite3 *
obs_content_model (sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3) model = NULL;
  g_autoptr (GError) reason = NULL;
  int rc = sqlite3_open_v2 (":memory:", &model,
                            SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX, NULL);

  if (rc != SQLITE_OK)
    {
      obs_db_set_error (model, rc, error);
      return NULL;
    }
  if (!obs_schema_create (model, error)
      || !count_within (db, "SELECT count(*) FROM cube", MOST_CUBES, error)
      || !count_within (db, "SELECT count(*) FROM cube_dimension", MOST_DIMENSIONS, error))
    return NULL;
  if (obs_schema_create_cubes (db, model, &reason))
    return g_steal_pointer (&model);
  /* A name that is taken, or more columns than a table can have. */
  if (g_error_matches (reason, OBS_ERROR, OBS_ERROR_FAILED))
    g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                 _ ("The edition describes a cube that cannot be: %s"), reason->message);
  else
    g_propagate_error (error, g_steal_pointer (&reason));
  return NULL;
}

#define TABLES                                                                                     \
  "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite|_%' "        \
  "ESCAPE '|' ORDER BY rowid"

/* 1: @among has the table, made by the same statement; 0: not; -1: @error is set. */
static int
has_table (sqlite3 *among, const char *name, const char *sql, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      among, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1 AND sql = ?2", error);

  if (stmt == NULL)
    return -1;
  sqlite3_bind_text (stmt, 1, name, -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 2, sql, -1, SQLITE_STATIC);
  return obs_db_step (stmt, NULL, error);
}

/* Statements that make @db's tables those of @model: first what goes, then what comes. */
static GPtrArray *
plan (sqlite3 *db, sqlite3 *model, ObsTouched *touched, GError **error)
{
  g_autoptr (GPtrArray) sql = g_ptr_array_new_with_free_func (g_free);

  for (guint coming = 0; coming < 2; coming++)
    {
      g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (coming ? model : db, TABLES, error);
      int rc, found;

      if (stmt == NULL)
        return NULL;
      while ((rc = obs_db_step (stmt, NULL, error)) == 1)
        {
          const char *name = obs_db_text (stmt, 0);

          found = has_table (coming ? db : model, name, obs_db_text (stmt, 1), error);
          if (found < 0)
            return NULL;
          if (found == 1)
            continue;
          if (!g_str_has_prefix (name, "cube_") || !obs_db_is_identifier (name))
            {
              g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                           _ ("The edition has no right table “%s”. Get the edition again."), name);
              return NULL;
            }
          g_ptr_array_add (sql, coming ? g_strdup (obs_db_text (stmt, 1))
                                       : g_strdup_printf ("DROP TABLE \"%s\"", name));
          if (touched != NULL)
            obs_touched_add_all (touched, name);
        }
      if (rc < 0)
        return NULL;
    }
  return g_steal_pointer (&sql);
}

gboolean
obs_content_make_cubes (sqlite3 *db, ObsTouched *touched, GError **error)
{
  g_autoptr (sqlite3) model = obs_content_model (db, error);
  g_autoptr (GPtrArray) sql = model != NULL ? plan (db, model, touched, error) : NULL;

  if (sql == NULL)
    return FALSE;
  for (guint i = 0; i < sql->len; i++)
    if (!obs_db_exec (db, g_ptr_array_index (sql, i), error))
      return FALSE;
  return TRUE;
}
