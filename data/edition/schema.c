/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/edition/schema.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  const char *key;
  ObsCubeKind kind;
  const char *columns; /* measures and attributes, after the dimensions */
} kinds[] = {
  { "score", OBS_CUBE_SCORE, "  n INTEGER,\n  sum REAL,\n  sum2 REAL,\n  missing TEXT,\n" },
  { "share", OBS_CUBE_SHARE, "  k INTEGER,\n  n INTEGER,\n  missing TEXT,\n" },
  { "published", OBS_CUBE_PUBLISHED,
    "  measure TEXT NOT NULL,\n  value REAL,\n  low REAL,\n  high REAL,\n  base INTEGER,\n"
    "  unit TEXT NOT NULL,\n  missing TEXT,\n  flag TEXT NOT NULL,\n"
    "  source TEXT NOT NULL REFERENCES source (id),\n" },
  { "facts", OBS_CUBE_FACTS, "  " OBS_FACTS_VALUE " INTEGER NOT NULL\n" },
};

static const char *const reserved[]
    = { "n",   "k",    "sum",  "sum2", "missing", "measure", "value",
        "low", "high", "base", "unit", "flag",    "source",  NULL };

static const struct
{
  const char *table;
  const char *key;
} references[] = {
  { "area", "code" },     { "sector", "code" },     { "item", "code" },
  { "term", "code" },     { "occupation", "code" }, { "subject", "code" },
  { "standard", "code" }, { "provider", "code" },   { "survey_question", "id" },
  { "code", "code" },     { "concept", "code" },
};

/* Tables whose rows name the source that they were taken from. */
static const char *const sourced[] = { "finding", "survey", "provider", "course", "advert" };

/* The same, of sources whose rows are not told file by file. */
static const char *const unfiled[] = { "document", "document_weight", "scheme" };

gboolean
obs_cube_kind_from_key (const char *key, ObsCubeKind *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (key, kinds[i].key) == 0)
      {
        *kind = kinds[i].kind;
        return TRUE;
      }
  return FALSE;
}

gboolean
obs_schema_create (sqlite3 *db, GError **error)
{
  for (unsigned i = 0; i < obs_schema_n_tables; i++)
    if (!obs_db_exec (db, obs_schema_tables[i].sql, error))
      return FALSE;
  return TRUE;
}

gboolean
obs_schema_is_dimension (ObsCubeKind kind, const char *name)
{
  if (kind == OBS_CUBE_FACTS)
    return obs_db_is_identifier (name) && strcmp (name, OBS_FACTS_ROW) != 0
           && strcmp (name, OBS_FACTS_VALUE) != 0;
  return obs_db_is_identifier (name) && !g_strv_contains (reserved, name);
}

/**
 * obs_schema_cube_sql:
 * @name: name of the cube, an identifier
 * @kind: which measures it has
 * @dimensions: names of its dimensions in order, identifiers, ended by NULL
 *
 * Names are checked by the caller: SQLite knows no parameters for names.
 *
 * Returns: (transfer full): the statement, without semicolon
 */
char *
obs_schema_cube_sql (const char *name, ObsCubeKind kind, const char *const *dimensions)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql, "CREATE TABLE cube_%s (\n", name);
  if (kind == OBS_CUBE_FACTS)
    g_string_append (sql, "  \"" OBS_FACTS_ROW "\" INTEGER PRIMARY KEY,\n");
  for (gsize i = 0; dimensions[i] != NULL; i++)
    g_string_append_printf (sql, "  \"%s\" %s NOT NULL,\n", dimensions[i],
                            kind == OBS_CUBE_FACTS ? "INTEGER" : "TEXT");
  g_string_append (sql, kinds[kind].columns);
  if (kind == OBS_CUBE_FACTS)
    {
      g_string_append (sql, ") STRICT");
      return g_string_free (sql, FALSE);
    }
  g_string_append (sql, "  PRIMARY KEY (");
  for (gsize i = 0; dimensions[i] != NULL; i++)
    g_string_append_printf (sql, "%s\"%s\"", i == 0 ? "" : ", ", dimensions[i]);
  if (kind == OBS_CUBE_PUBLISHED)
    g_string_append (sql, ", measure");
  g_string_append (sql, ")\n) STRICT, WITHOUT ROWID");
  return g_string_free (sql, FALSE);
}

/* Reads the dimensions of the cube @name in order, or NULL where one must not become a column. */
static GPtrArray *
read_dimensions (sqlite3 *db, const char *name, ObsCubeKind kind, GError **error)
{
  g_autoptr (GPtrArray) dimensions = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db, "SELECT name FROM cube_dimension WHERE cube = ?1 ORDER BY position, name", error);
  int rc = 0;

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_text (stmt, 1, name, -1, SQLITE_STATIC);
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      const char *dimension = obs_db_text (stmt, 0);

      if (!obs_schema_is_dimension (kind, dimension))
        {
          g_set_error (
              error, OBS_ERROR, OBS_ERROR_CORRUPT,
              _ ("The cube “%s” has a dimension with the name “%s”, which cannot be a column."),
              name, dimension);
          return NULL;
        }
      g_ptr_array_add (dimensions, g_strdup (dimension));
    }
  if (rc < 0)
    return NULL;
  if (dimensions->len == 0)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT, _ ("The cube “%s” has no dimensions."),
                   name);
      return NULL;
    }
  g_ptr_array_add (dimensions, NULL);
  return g_steal_pointer (&dimensions);
}

gboolean
obs_schema_create_cubes (sqlite3 *from, sqlite3 *into, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (from, "SELECT name, kind FROM cube ORDER BY name", error);
  int rc = 0;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      const char *name = obs_db_text (stmt, 0);
      g_autoptr (GPtrArray) dimensions = NULL;
      g_autofree char *sql = NULL;
      ObsCubeKind kind;

      if (!obs_db_is_identifier (name) || !obs_cube_kind_from_key (obs_db_text (stmt, 1), &kind))
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                       _ ("The cube “%s” has a name or a kind that this program does not know."),
                       name);
          return FALSE;
        }
      dimensions = read_dimensions (from, name, kind, error);
      if (dimensions == NULL)
        return FALSE;
      sql = obs_schema_cube_sql (name, kind, (const char *const *) dimensions->pdata);
      if (!obs_db_exec (into, sql, error))
        return FALSE;
    }
  return rc == 0;
}

const char *
obs_schema_reference_key (const char *table)
{
  for (gsize i = 0; i < G_N_ELEMENTS (references); i++)
    if (g_strcmp0 (table, references[i].table) == 0)
      return references[i].key;
  return NULL;
}

static gboolean
add_counts (sqlite3 *db, const char *sql, GHashTable *counts, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, sql, error);
  int rc = 0;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      const char *source = obs_db_text (stmt, 0);
      gsize n = GPOINTER_TO_SIZE (g_hash_table_lookup (counts, source));

      n += (gsize) sqlite3_column_int64 (stmt, 1);
      g_hash_table_replace (counts, g_strdup (source), GSIZE_TO_POINTER (n));
    }
  return rc == 0;
}

/* TRUE where a row of the published cube names another source than the cube does. */
static gboolean
has_several_sources (sqlite3 *db, const char *name)
{
  g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM cube_%s WHERE source <>"
                                          " (SELECT source FROM cube WHERE name = '%s') LIMIT 1",
                                          name, name);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, sql, NULL);

  return stmt == NULL || obs_db_step (stmt, NULL, NULL) == 1;
}

/* What is worked out from texts (ksb_…) is none of their sources' rows: the texts are. */
GHashTable *
obs_schema_count_rows (sqlite3 *db, GError **error)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (db,
                        "SELECT name, kind FROM cube WHERE name NOT LIKE 'ksb|_%' ESCAPE '|'"
                        " ORDER BY name",
                        error);
  int rc = 0;

  if (stmt == NULL)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (sourced); i++)
    {
      g_autofree char *sql
          = g_strdup_printf ("SELECT source, count(*) FROM %s GROUP BY source", sourced[i]);

      if (!add_counts (db, sql, counts, error))
        return NULL;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (unfiled); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT source, count(*) FROM %s WHERE source NOT IN"
                                              " (SELECT source FROM source_file) GROUP BY source",
                                              unfiled[i]);

      if (!add_counts (db, sql, counts, error))
        return NULL;
    }
  /* Areas, outlines, code lists and texts do not name their source: their files do. */
  if (!add_counts (db,
                   "SELECT source, sum (rows_kept) FROM source_file WHERE source NOT IN"
                   " (SELECT source FROM cube WHERE name NOT LIKE 'ksb|_%' ESCAPE '|')"
                   " GROUP BY source",
                   counts, error))
    return NULL;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      const char *name = obs_db_text (stmt, 0);
      g_autofree char *sql = NULL;

      /* Most published cubes are of one source: that is seen without sorting their rows. */
      if (g_str_equal (obs_db_text (stmt, 1), "published") && has_several_sources (db, name))
        sql = g_strdup_printf ("SELECT source, count(*) FROM cube_%s GROUP BY source", name);
      else
        sql = g_strdup_printf ("SELECT source, (SELECT count(*) FROM cube_%s) FROM cube"
                               " WHERE name = '%s'",
                               name, name);
      if (!add_counts (db, sql, counts, error))
        return NULL;
    }
  if (rc < 0)
    return NULL;
  return g_steal_pointer (&counts);
}
