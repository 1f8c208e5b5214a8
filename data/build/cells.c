/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-private.h"

#include <stdlib.h>
#include <string.h>

/* Cubes: their descriptions, and their cells while they are counted. */

/* No code holds this byte, and it sorts before every other, so that joined codes sort as they
 * should. */
#define JOINT "\1"

typedef struct
{
  gint64 n;
  gint64 k;
  double sum;
  double sum2;
  GHashTable *groups; /* set of enterprise groups; NULL where they are not told */
} Cell;

static void
cell_free (gpointer data)
{
  g_clear_pointer (&((Cell *) data)->groups, g_hash_table_unref);
  g_free (data);
}

struct _ObsCells
{
  ObsCubeKind kind;
  guint n_dimensions;
  GHashTable *cells; /* joined codes to Cell */
};

ObsCells *
obs_cells_new (ObsCubeKind kind, guint n_dimensions)
{
  ObsCells *cells = g_new0 (ObsCells, 1);

  g_return_val_if_fail (n_dimensions <= OBS_MAX_DIMENSIONS && kind != OBS_CUBE_PUBLISHED, cells);
  cells->kind = kind;
  cells->n_dimensions = n_dimensions;
  cells->cells = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, cell_free);
  return cells;
}

void
obs_cells_free (ObsCells *cells)
{
  g_hash_table_unref (cells->cells);
  g_free (cells);
}

void
obs_cells_add (ObsCells *cells, const char *const *codes, double value)
{
  obs_cells_add_of (cells, codes, value, NULL);
}

void
obs_cells_add_of (ObsCells *cells, const char *const *codes, double value, const char *group)
{
  const char *joined[OBS_MAX_DIMENSIONS + 1] = { NULL };
  g_autofree char *key = NULL;
  Cell *cell;

  memcpy (joined, codes, cells->n_dimensions * sizeof *codes);
  key = g_strjoinv (JOINT, (char **) joined);
  cell = g_hash_table_lookup (cells->cells, key);
  if (cell == NULL)
    {
      cell = g_new0 (Cell, 1);
      g_hash_table_insert (cells->cells, g_steal_pointer (&key), cell);
    }
  cell->n++;
  cell->k += value != 0;
  cell->sum += value;
  cell->sum2 += value * value;
  if (group == NULL)
    return;
  if (cell->groups == NULL)
    cell->groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (cell->groups, g_strdup (group));
}

/* How many could recognise one another: people and firms of one group count once. */
static gint64
unit_base (const Cell *cell)
{
  return cell->groups != NULL ? (gint64) g_hash_table_size (cell->groups) : cell->n;
}

static void
bind_cell (const ObsCells *cells, const Cell *cell, sqlite3_stmt *stmt, int index, gboolean hidden)
{
  int last = index + (cells->kind == OBS_CUBE_SCORE ? 3 : 2);

  if (hidden)
    {
      for (int i = index; i < last; i++)
        sqlite3_bind_null (stmt, i);
      sqlite3_bind_text (stmt, last, "c", 1, SQLITE_STATIC);
      return;
    }
  if (cells->kind == OBS_CUBE_SCORE)
    {
      sqlite3_bind_int64 (stmt, index, cell->n);
      sqlite3_bind_double (stmt, index + 1, cell->sum);
      sqlite3_bind_double (stmt, index + 2, cell->sum2);
    }
  else
    {
      sqlite3_bind_int64 (stmt, index, cell->k);
      sqlite3_bind_int64 (stmt, index + 1, cell->n);
    }
  sqlite3_bind_null (stmt, last);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

void
obs_cells_write (ObsBuild *build, const ObsCells *cells, const char *name, guint smallest_base)
{
  g_autofree char *table = g_strconcat ("cube_", name, NULL);
  guint n_columns = cells->n_dimensions + (cells->kind == OBS_CUBE_SCORE ? 4 : 3);
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (build, table, n_columns);
  guint n_keys = 0;
  g_autofree gpointer *keys = g_hash_table_get_keys_as_array (cells->cells, &n_keys);

  qsort (keys, n_keys, sizeof *keys, compare_keys);
  for (guint i = 0; i < n_keys; i++)
    {
      const Cell *cell = g_hash_table_lookup (cells->cells, keys[i]);
      g_auto (GStrv) codes = g_strsplit (keys[i], JOINT, -1);

      for (guint j = 0; j < cells->n_dimensions; j++)
        obs_build_bind_text (stmt, (int) j + 1, codes[j]);
      bind_cell (cells, cell, stmt, (int) cells->n_dimensions + 1,
                 unit_base (cell) < smallest_base);
      obs_build_run (build, stmt);
    }
}

/* "code:soc2020" names a list of the table "code"; anything else is a table. */
static void
bind_reference (sqlite3_stmt *stmt, const char *reference)
{
  gboolean listed = g_str_has_prefix (reference, "code:");

  obs_build_bind_text (stmt, 4, listed ? "code" : reference);
  obs_build_bind_text (stmt, 5, listed ? reference + strlen ("code:") : "");
}

gboolean
obs_build_cube (ObsBuild *build, const char *name, ObsCubeKind kind, const char *title,
                const char *source, const char *note, const char *const *dimensions)
{
  static const char *const kind_keys[] = { "score", "share", "published" };
  g_autoptr (sqlite3_stmt) cube = obs_build_insert (build, "cube", 5);
  g_autoptr (sqlite3_stmt) dimension = obs_build_insert (build, "cube_dimension", 6);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;

  obs_build_insert_texts (build, cube, name, title, kind_keys[kind], source, note, NULL);
  for (gsize i = 0; dimensions[i] != NULL; i += 3)
    {
      g_ptr_array_add (names, (gpointer) dimensions[i]);
      obs_build_bind_text (dimension, 1, name);
      obs_build_bind_text (dimension, 2, dimensions[i]);
      sqlite3_bind_int64 (dimension, 3, (gint64) names->len);
      bind_reference (dimension, dimensions[i + 1]);
      obs_build_bind_text (dimension, 6, dimensions[i + 2]);
      obs_build_run (build, dimension);
    }
  g_ptr_array_add (names, NULL);
  sql = obs_schema_cube_sql (name, kind, (const char *const *) names->pdata);
  if (obs_db_exec (build->db, sql, &error))
    return TRUE;
  obs_faults_take (&build->faults, g_strdup (error->message));
  return FALSE;
}

void
obs_build_measure (ObsBuild *build, const char *cube, const char *name, const char *unit,
                   const char *title)
{
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (build, "cube_measure", 4);

  obs_build_insert_texts (build, stmt, cube, name, unit, title, NULL);
}
