/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/disclosure/earlier.h"

#include "data/edition/db.h"

struct _ObsEarlier
{
  GPtrArray *editions; /* of GHashTable: row to itself, by its codes */
};

static guint
row_hash (gconstpointer data)
{
  const ObsProtectedRow *row = data;
  guint hash = (guint) (row->shares + 2 * row->people);

  for (guint i = 0; row->codes[i] != NULL; i++)
    hash = hash * 31 + g_direct_hash (row->codes[i]);
  return hash;
}

static gboolean
row_equal (gconstpointer a, gconstpointer b)
{
  const ObsProtectedRow *one = a, *other = b;

  if (one->shares != other->shares || one->people != other->people)
    return FALSE;
  for (guint i = 0; one->codes[i] != NULL || other->codes[i] != NULL; i++)
    if (one->codes[i] != other->codes[i])
      return FALSE;
  return TRUE;
}

ObsEarlier *
obs_earlier_new (void)
{
  ObsEarlier *earlier = g_new0 (ObsEarlier, 1);

  earlier->editions = g_ptr_array_new_with_free_func ((GDestroyNotify) g_hash_table_unref);
  return earlier;
}

void
obs_earlier_free (ObsEarlier *earlier)
{
  g_ptr_array_unref (earlier->editions);
  g_free (earlier);
}

static GHashTable *
add_edition (ObsEarlier *earlier)
{
  GHashTable *rows = g_hash_table_new_full (row_hash, row_equal, g_free, NULL);

  g_ptr_array_add (earlier->editions, rows);
  return rows;
}

static char *
intern (const char *text)
{
  return (char *) g_intern_string (text);
}

/* Name of a cube of the panel. (transfer full) */
static char *
cube_name (gboolean shares, gboolean people)
{
  return g_strconcat (shares ? "cube_panel_share" : "cube_panel_score", people ? "_people" : "",
                      NULL);
}

static gboolean
read_rows (GHashTable *rows, sqlite3 *db, gboolean shares, gboolean people,
           GCancellable *cancellable, GError **error)
{
  g_autofree char *cube = cube_name (shares, people);
  g_autofree char *sql = g_strdup_printf (
      "SELECT question, item, %ssector, area, size, period, missing, n, %s FROM %s",
      shares ? "" : "horizon, ", shares ? "k, 0" : "sum, sum2", cube);
  int n_codes = shares ? 6 : 7;
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, sql, error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      ObsProtectedRow *row = g_new0 (ObsProtectedRow, 1);

      row->shares = shares;
      row->people = people;
      for (int i = 0; i < n_codes; i++)
        row->codes[i] = intern (obs_db_text (stmt, i));
      if (sqlite3_column_type (stmt, n_codes) != SQLITE_NULL)
        row->missing = intern (obs_db_text (stmt, n_codes));
      row->n = sqlite3_column_int64 (stmt, n_codes + 1);
      row->k = shares ? sqlite3_column_int64 (stmt, n_codes + 2) : 0;
      row->sum = shares ? 0 : sqlite3_column_double (stmt, n_codes + 2);
      row->sum2 = shares ? 0 : sqlite3_column_double (stmt, n_codes + 3);
      g_hash_table_add (rows, row);
    }
  return rc == 0;
}

/* An edition without a panel has no such table, and nothing that one could take away from. */
static int
has_table (sqlite3 *db, const char *name, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1", error);

  if (stmt == NULL)
    return -1;
  sqlite3_bind_text (stmt, 1, name, -1, SQLITE_STATIC);
  return obs_db_step (stmt, NULL, error);
}

gboolean
obs_earlier_add_edition (ObsEarlier *earlier, const char *path, GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (ObsEdition) edition = obs_edition_open (path, error);
  GHashTable *rows;

  if (edition == NULL)
    return FALSE;
  rows = add_edition (earlier);
  for (guint i = 0; i < 4; i++)
    {
      gboolean shares = i % 2 == 1, people = i >= 2;
      g_autofree char *cube = cube_name (shares, people);
      sqlite3 *db = obs_edition_get_db (edition);
      int has = has_table (db, cube, error);

      if (has < 0 || (has == 1 && !read_rows (rows, db, shares, people, cancellable, error)))
        return FALSE;
    }
  return TRUE;
}

void
obs_earlier_add_rows (ObsEarlier *earlier, const GArray *rows)
{
  GHashTable *into = add_edition (earlier);

  for (guint i = 0; i < rows->len; i++)
    g_hash_table_add (
        into, g_memdup2 (&g_array_index (rows, ObsProtectedRow, i), sizeof (ObsProtectedRow)));
}

guint
obs_earlier_n_editions (const ObsEarlier *earlier)
{
  return earlier != NULL ? earlier->editions->len : 0;
}

static const ObsProtectedRow *
find_row (const ObsEarlier *earlier, guint edition, ObsProtectedRow *wanted,
          const char *const *codes)
{
  for (guint i = 0; codes[i] != NULL; i++)
    wanted->codes[i] = intern (codes[i]);
  return g_hash_table_lookup (g_ptr_array_index (earlier->editions, edition), wanted);
}

const ObsProtectedRow *
obs_earlier_find (const ObsEarlier *earlier, guint edition, gboolean shares,
                  const char *const *codes)
{
  return find_row (earlier, edition, &(ObsProtectedRow){ .shares = shares }, codes);
}

const ObsProtectedRow *
obs_earlier_find_people (const ObsEarlier *earlier, guint edition, gboolean shares,
                         const char *const *codes)
{
  return find_row (earlier, edition, &(ObsProtectedRow){ .shares = shares, .people = TRUE }, codes);
}
