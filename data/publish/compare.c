/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/compare.h"

#include "data/edition/db.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The editions are attached as "old" and "new". Names of cubes and columns are checked before they
 * stand in SQL. */

typedef struct
{
  sqlite3 *db;
  GHashTable *changes;
  GCancellable *cancellable;
} Compare;

static ObsFigureChanges *
changes_of (Compare *self, const char *source)
{
  ObsFigureChanges *changes = g_hash_table_lookup (self->changes, source);

  if (changes == NULL)
    {
      changes = g_new0 (ObsFigureChanges, 1);
      g_hash_table_insert (self->changes, g_strdup (source), changes);
    }
  return changes;
}

static gboolean
attach (sqlite3 *db, const char *path, const char *sql, GError **error)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *uri = g_filename_to_uri (whole, NULL, error);
  g_autofree char *read_only = uri != NULL ? g_strconcat (uri, "?mode=ro&immutable=1", NULL) : NULL;
  g_autoptr (sqlite3_stmt) stmt = uri != NULL ? obs_db_prepare (db, sql, error) : NULL;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, read_only, -1, SQLITE_TRANSIENT);
  return obs_db_step (stmt, NULL, error) == 0;
}

/* Columns of a cube in one of the editions, key columns or values. */
static GPtrArray *
columns_of (Compare *self, const char *sql, const char *cube, gboolean key, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (self->db, sql, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *table = g_strconcat ("cube_", cube, NULL);
  int rc;

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_text (stmt, 1, table, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, self->cancellable, error)) == 1)
    {
      const char *name = obs_db_text (stmt, 0);

      if (!obs_db_is_identifier (name))
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT, _ ("The cube “%s” has a column “%s”."),
                       cube, name);
          return NULL;
        }
      if ((sqlite3_column_int (stmt, 1) > 0) == key)
        g_ptr_array_add (names, g_strdup (name));
    }
  return rc == 0 ? g_steal_pointer (&names) : NULL;
}

static gboolean
has_name (GPtrArray *names, const char *name)
{
  return g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL);
}

static gboolean
same_names (GPtrArray *a, GPtrArray *b)
{
  for (guint i = 0; i < a->len; i++)
    if (!has_name (b, g_ptr_array_index (a, i)))
      return FALSE;
  return a->len == b->len;
}

/* "a.x IS b.x AND …" or "a.x IS NOT b.x OR …", for all but the column "source". */
static char *
conditions (GPtrArray *names, const char *format, const char *joint)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_auto (GStrv) pieces = NULL;
      g_autofree char *one = NULL;

      if (strcmp (name, "source") == 0)
        continue;
      pieces = g_strsplit (format, "@", -1);
      one = g_strjoinv (name, pieces);
      g_string_append_printf (sql, "%s%s", sql->len > 0 ? joint : "", one);
    }
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

/* Adds counts by source to one of the three numbers. */
static gboolean
count (Compare *self, const char *sql, const char *cube, gsize offset, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (self->db, sql, error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  if (sqlite3_bind_parameter_count (stmt) > 0)
    sqlite3_bind_text (stmt, 1, cube, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, self->cancellable, error)) == 1)
    {
      ObsFigureChanges *changes = changes_of (self, obs_db_text (stmt, 0));

      *(gint64 *) ((char *) changes + offset) += sqlite3_column_int64 (stmt, 1);
    }
  return rc == 0;
}

/* Rows of @side that have no row of the same key on @other (none at all where @key is NULL). */
static gboolean
count_alone (Compare *self, const char *cube, const char *side, const char *other, const char *key,
             gboolean has_source, gsize offset, GError **error)
{
  g_autofree char *source
      = has_source ? g_strdup ("a.source")
                   : g_strdup_printf ("(SELECT source FROM %s.cube WHERE name = ?1)", side);
  g_autofree char *where
      = key != NULL ? g_strdup_printf ("WHERE NOT EXISTS (SELECT 1 FROM %s.cube_%s b WHERE %s)",
                                       other, cube, key)
                    : g_strdup ("");
  g_autofree char *sql
      = g_strdup_printf ("SELECT %s AS owner, count(*) FROM %s.cube_%s a %s GROUP BY owner "
                         "HAVING count(*) > 0",
                         source, side, cube, where);

  return count (self, sql, cube, offset, error);
}

static gboolean
count_revised (Compare *self, const char *cube, const char *key, GPtrArray *values,
               gboolean has_source, GError **error)
{
  g_autofree char *differ = conditions (values, "a.@ IS NOT b.@", " OR ");
  g_autofree char *sql = g_strdup_printf (
      "SELECT %s AS owner, count(*) FROM new.cube_%s a JOIN old.cube_%s b ON %s WHERE %s "
      "GROUP BY owner HAVING count(*) > 0",
      has_source ? "a.source" : "(SELECT source FROM new.cube WHERE name = ?1)", cube, cube, key,
      differ);

  return count (self, sql, cube, G_STRUCT_OFFSET (ObsFigureChanges, revised), error);
}

#define COLUMNS_OF(side) "SELECT name, pk FROM pragma_table_info(?1, '" side "') ORDER BY cid"

static gboolean
compare_cube (Compare *self, const char *cube, gboolean in_old, gboolean in_new, GError **error)
{
  g_autoptr (GPtrArray) old_key = columns_of (self, COLUMNS_OF ("old"), cube, TRUE, error);
  g_autoptr (GPtrArray) old_values
      = old_key != NULL ? columns_of (self, COLUMNS_OF ("old"), cube, FALSE, error) : NULL;
  g_autoptr (GPtrArray) new_key
      = old_values != NULL ? columns_of (self, COLUMNS_OF ("new"), cube, TRUE, error) : NULL;
  g_autoptr (GPtrArray) new_values
      = new_key != NULL ? columns_of (self, COLUMNS_OF ("new"), cube, FALSE, error) : NULL;
  gboolean alike;
  g_autofree char *key = NULL;

  if (new_values == NULL)
    return FALSE;
  /* Another set of dimensions is another cube: nothing in it is the same figure. */
  alike = in_old && in_new && same_names (old_key, new_key) && same_names (old_values, new_values);
  if (alike)
    key = conditions (new_key, "a.@ = b.@", " AND ");
  return (!in_new
          || count_alone (self, cube, "new", "old", key, has_name (new_values, "source"),
                          G_STRUCT_OFFSET (ObsFigureChanges, added), error))
         && (!in_old
             || count_alone (self, cube, "old", "new", key, has_name (old_values, "source"),
                             G_STRUCT_OFFSET (ObsFigureChanges, withdrawn), error))
         && (!alike
             || count_revised (self, cube, key, new_values, has_name (new_values, "source"),
                               error));
}

static gboolean
compare_cubes (Compare *self, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      self->db,
      "SELECT name, max(old), max(new) FROM (SELECT name, 1 AS old, 0 AS new FROM old.cube "
      "UNION ALL SELECT name, 0, 1 FROM new.cube) GROUP BY name ORDER BY name",
      error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, self->cancellable, error)) == 1)
    {
      const char *cube = obs_db_text (stmt, 0);

      if (!obs_db_is_identifier (cube))
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT, _ ("“%s” is not the name of a cube."),
                       cube);
          return FALSE;
        }
      if (!compare_cube (self, cube, sqlite3_column_int (stmt, 1) != 0,
                         sqlite3_column_int (stmt, 2) != 0, error))
        return FALSE;
    }
  return rc == 0;
}

GHashTable *
obs_compare_figures (const char *before, const char *after, GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (sqlite3) db = NULL;
  g_autoptr (GHashTable) changes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Compare self = { NULL, changes, cancellable };
  int rc = sqlite3_open_v2 (":memory:", &db,
                            SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);

  if (rc != SQLITE_OK)
    {
      obs_db_set_error (db, rc, error);
      return NULL;
    }
  self.db = db;
  if (!attach (db, before, "ATTACH ?1 AS old", error)
      || !attach (db, after, "ATTACH ?1 AS new", error) || !compare_cubes (&self, error))
    return NULL;
  return g_steal_pointer (&changes);
}
