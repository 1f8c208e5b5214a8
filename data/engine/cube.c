/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/cube.h"

#include "data/engine/figure.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static void
cell_free (gpointer data)
{
  ObsCell *cell = data;

  g_strfreev (cell->codes);
  g_free (cell->unit);
  g_free (cell->missing);
  g_free (cell->flag);
  g_free (cell->source);
  g_free (cell->measure);
  g_free (cell);
}

/* TRUE when @code is @pattern, or begins with it up to a final "*". */
gboolean
obs_code_matches (const char *code, const char *pattern)
{
  gsize length = strlen (pattern);

  if (length > 0 && pattern[length - 1] == '*')
    return strncmp (code, pattern, length - 1) == 0;
  return strcmp (code, pattern) == 0;
}

/**
 * obs_cube_kind:
 * @source: (out) (optional) (transfer full): id of the cube's main source
 *
 * Returns: FALSE with %OBS_ERROR_SPEC where the edition has no such cube
 */
gboolean
obs_cube_kind (sqlite3 *db, const char *cube, ObsCubeKind *kind, char **source, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  const char *name;
  int rc;

  stmt = obs_db_prepare (db, "SELECT kind, source FROM cube WHERE name = ?1", error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, cube, -1, SQLITE_TRANSIENT);
  rc = obs_db_step (stmt, NULL, error);
  if (rc < 0)
    return FALSE;
  if (rc == 0)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_SPEC, _ ("This edition has no cube “%s”."), cube);
      return FALSE;
    }
  name = obs_db_text (stmt, 0);
  if (strcmp (name, "facts") == 0)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_SPEC,
                   _ ("The cube “%s” holds single facts. A figure is drawn from a cube of totals."),
                   cube);
      return FALSE;
    }
  *kind = strcmp (name, "score") == 0   ? OBS_CUBE_SCORE
          : strcmp (name, "share") == 0 ? OBS_CUBE_SHARE
                                        : OBS_CUBE_PUBLISHED;
  if (source != NULL)
    *source = g_strdup (obs_db_text (stmt, 1));
  return TRUE;
}

gboolean
obs_cube_has_dimension (sqlite3 *db, const char *cube, const char *dimension)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (db, "SELECT 1 FROM cube_dimension WHERE cube = ?1 AND name = ?2", NULL);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, cube, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (stmt, 2, dimension, -1, SQLITE_TRANSIENT);
  return obs_db_step (stmt, NULL, NULL) == 1;
}

/* Only names that the edition's own description lists, and that are plain identifiers, ever reach
 * the text of a query. */
static gboolean
check_names (sqlite3 *db, const char *cube, const char *const *dimensions,
             const ObsCubeFilter *filters, GError **error)
{
  const char *bad = obs_db_is_identifier (cube) ? NULL : cube;

  for (guint i = 0; bad == NULL && dimensions[i] != NULL; i++)
    if (!obs_db_is_identifier (dimensions[i]) || !obs_cube_has_dimension (db, cube, dimensions[i]))
      bad = dimensions[i];
  for (guint i = 0; bad == NULL && filters[i].dimension != NULL; i++)
    if (!obs_db_is_identifier (filters[i].dimension)
        || !obs_cube_has_dimension (db, cube, filters[i].dimension))
      bad = filters[i].dimension;
  if (bad == NULL)
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_SPEC, _ ("The cube “%s” has no dimension “%s”."), cube,
               bad);
  return FALSE;
}

/* "area" IN (?, ?) OR substr ("area", 1, 2) = ?: SQLite goes straight to the rows where the first
 * dimensions of the key are named. */
static void
add_condition (GString *sql, const ObsCubeFilter *filter, GPtrArray *values)
{
  const char *glue = "";

  g_string_append (sql, strstr (sql->str, " WHERE ") != NULL ? " AND (" : " WHERE (");
  if (filter->codes[0] == NULL)
    g_string_append (sql, "0");
  for (guint i = 0; filter->codes[i] != NULL; i++)
    {
      const char *code = filter->codes[i];
      gsize length = strlen (code);

      if (length > 0 && code[length - 1] == '*')
        {
          g_string_append_printf (sql, "%ssubstr (\"%s\", 1, %d) = ?", glue, filter->dimension,
                                  (int) g_utf8_strlen (code, (gssize) length - 1));
          g_ptr_array_add (values, g_strndup (code, length - 1));
        }
      else
        {
          g_string_append_printf (sql, "%s\"%s\" = ?", glue, filter->dimension);
          g_ptr_array_add (values, g_strdup (code));
        }
      glue = " OR ";
    }
  g_string_append_c (sql, ')');
}

static ObsCell *
read_cell (sqlite3_stmt *stmt, ObsCubeKind kind, guint n_dimensions)
{
  ObsCell *cell = g_new0 (ObsCell, 1);
  int c = (int) n_dimensions;

  cell->codes = g_new0 (char *, n_dimensions + 1);
  for (guint i = 0; i < n_dimensions; i++)
    cell->codes[i] = g_strdup (obs_db_text (stmt, (int) i));
  cell->value = cell->low = cell->high = NAN;
  cell->base = OBS_BASE_NONE;
  switch (kind)
    {
    case OBS_CUBE_SCORE:
      cell->n = sqlite3_column_int (stmt, c);
      cell->sum = sqlite3_column_double (stmt, c + 1);
      cell->sum2 = sqlite3_column_double (stmt, c + 2);
      cell->missing = g_strdup (obs_db_text (stmt, c + 3));
      cell->base = *cell->missing == '\0' ? cell->n : OBS_BASE_NONE;
      break;
    case OBS_CUBE_SHARE:
      cell->k = sqlite3_column_int (stmt, c);
      cell->n = sqlite3_column_int (stmt, c + 1);
      cell->missing = g_strdup (obs_db_text (stmt, c + 2));
      cell->base = *cell->missing == '\0' ? cell->n : OBS_BASE_NONE;
      break;
    case OBS_CUBE_PUBLISHED:
    default:
      cell->measure = g_strdup (obs_db_text (stmt, c));
      cell->value = obs_db_double (stmt, c + 1);
      cell->low = obs_db_double (stmt, c + 2);
      cell->high = obs_db_double (stmt, c + 3);
      if (sqlite3_column_type (stmt, c + 4) != SQLITE_NULL)
        cell->base = sqlite3_column_int (stmt, c + 4);
      cell->unit = g_strdup (obs_db_text (stmt, c + 5));
      cell->missing = g_strdup (obs_db_text (stmt, c + 6));
      cell->flag = g_strdup (obs_db_text (stmt, c + 7));
      cell->source = g_strdup (obs_db_text (stmt, c + 8));
      break;
    }
  return cell;
}

GPtrArray *
obs_cube_query (sqlite3 *db, const char *cube, const char *const *dimensions,
                const ObsCubeFilter *filters, const char *measure, GCancellable *cancellable,
                GError **error)
{
  static const char *const measures[] = {
    ", n, sum, sum2, missing",
    ", k, n, missing",
    ", measure, value, low, high, base, unit, missing, flag, source",
  };
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (cell_free);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) sql = g_string_new ("SELECT ");
  g_autoptr (sqlite3_stmt) stmt = NULL;
  ObsCubeKind kind;
  guint n = g_strv_length ((char **) dimensions);
  int rc;

  if (!check_names (db, cube, dimensions, filters, error)
      || !obs_cube_kind (db, cube, &kind, NULL, error))
    return NULL;
  for (guint i = 0; i < n; i++)
    g_string_append_printf (sql, "%s\"%s\"", i > 0 ? ", " : "", dimensions[i]);
  g_string_append (sql, n > 0 ? measures[kind] : measures[kind] + 2);
  g_string_append_printf (sql, " FROM \"cube_%s\"", cube);
  for (guint i = 0; filters[i].dimension != NULL; i++)
    add_condition (sql, &filters[i], values);
  if (measure != NULL && kind == OBS_CUBE_PUBLISHED)
    {
      const char *codes[] = { measure, NULL };

      /* The name of a measure may not end in a star, so it is never taken for a beginning. */
      add_condition (sql, &(ObsCubeFilter){ "measure", codes }, values);
    }
  stmt = obs_db_prepare (db, sql->str, error);
  if (stmt == NULL)
    return NULL;
  for (guint i = 0; i < values->len; i++)
    sqlite3_bind_text (stmt, (int) i + 1, g_ptr_array_index (values, i), -1, SQLITE_STATIC);
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    g_ptr_array_add (cells, read_cell (stmt, kind, n));
  return rc == 0 ? g_steal_pointer (&cells) : NULL;
}

char *
obs_cube_label (sqlite3 *db, const char *cube, const char *dimension, const char *code)
{
  static const struct
  {
    const char *reference;
    const char *sql;
  } tables[] = {
    { "item", "SELECT label FROM item WHERE code = ?1" },
    { "sector", "SELECT label FROM sector WHERE code = ?1" },
    { "area", "SELECT name FROM area WHERE code = ?1" },
    { "concept", "SELECT label FROM concept WHERE code = ?1" },
    { "provider", "SELECT name FROM provider WHERE code = ?1" },
    { "survey_question", "SELECT text FROM survey_question WHERE id = ?1" },
    { "code", "SELECT label FROM code WHERE code = ?1 AND list = ?2" },
  };
  g_autoptr (sqlite3_stmt) find = obs_db_prepare (
      db, "SELECT reference, list FROM cube_dimension WHERE cube = ?1 AND name = ?2", NULL);

  if (find == NULL)
    return g_strdup (code);
  sqlite3_bind_text (find, 1, cube, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (find, 2, dimension, -1, SQLITE_TRANSIENT);
  if (obs_db_step (find, NULL, NULL) != 1)
    return g_strdup (code);
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    if (strcmp (tables[i].reference, obs_db_text (find, 0)) == 0)
      {
        g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, tables[i].sql, NULL);

        if (stmt == NULL)
          break;
        sqlite3_bind_text (stmt, 1, code, -1, SQLITE_TRANSIENT);
        if (sqlite3_bind_parameter_count (stmt) == 2)
          sqlite3_bind_text (stmt, 2, obs_db_text (find, 1), -1, SQLITE_TRANSIENT);
        if (obs_db_step (stmt, NULL, NULL) == 1)
          return g_strdup (obs_db_text (stmt, 0));
      }
  return g_strdup (code);
}
