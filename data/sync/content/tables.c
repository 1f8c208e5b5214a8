/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/content-private.h"

#include "data/edition/db.h"
#include "data/edition/schema.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What tables an edition has, and their columns: read from a model in memory that is made as every
 * edition is, because the connection of an open edition answers no pragmas. */

#define MOST_COLUMNS 100

/* Tables of long texts are cut four times as often, and eight times where the key is a number, so
 * that a segment stays small. */
static const char *const texts[] = { "statement", "document", "concept", "method", "figure" };
#define TEXT_HASH_BITS (OBS_CUT_HASH_BITS - 2)
#define TEXT_INTEGER_BITS (OBS_CUT_INTEGER_BITS - 3)

static void
column_free (gpointer data)
{
  ObsChunkColumn *column = data;

  g_free (column->name);
  g_free (column);
}

static void
shape_free (gpointer data)
{
  ObsTableShape *shape = data;

  g_free (shape->table.name);
  g_clear_pointer (&shape->table.columns, g_ptr_array_unref);
  g_clear_pointer (&shape->keys, g_array_unref);
  g_clear_pointer (&shape->unique, g_array_unref);
  g_free (shape->names);
  g_free (shape->key);
  g_free (shape);
}

const ObsTableShape *
obs_table_shape (const ObsContentTable *table)
{
  return (const ObsTableShape *) table;
}

const ObsChunkColumn *
obs_shape_column (const ObsTableShape *shape, guint column)
{
  return g_ptr_array_index (shape->table.columns, column);
}

guint
obs_shape_n_columns (const ObsTableShape *shape)
{
  return shape->table.columns->len;
}

gboolean
obs_shape_equal (const ObsTableShape *a, const ObsTableShape *b)
{
  if (obs_shape_n_columns (a) != obs_shape_n_columns (b))
    return FALSE;
  for (guint i = 0; i < obs_shape_n_columns (a); i++)
    {
      const ObsChunkColumn *x = obs_shape_column (a, i);
      const ObsChunkColumn *y = obs_shape_column (b, i);

      if (strcmp (x->name, y->name) != 0 || x->kind != y->kind || x->nullable != y->nullable
          || x->key != y->key)
        return FALSE;
    }
  return TRUE;
}

const ObsTableShape *
obs_shapes_find (const GPtrArray *tables, const char *name)
{
  for (guint i = 0; i < tables->len; i++)
    {
      const ObsTableShape *shape = g_ptr_array_index (tables, i);

      if (strcmp (shape->table.name, name) == 0)
        return shape;
    }
  return NULL;
}

static gboolean
set_kind (ObsChunkColumn *column, const char *table, const char *type, GError **error)
{
  if (strcmp (type, "INTEGER") == 0)
    column->kind = OBS_COLUMN_INTEGER;
  else if (strcmp (type, "REAL") == 0)
    column->kind = OBS_COLUMN_REAL;
  else if (strcmp (type, "TEXT") == 0)
    column->kind = OBS_COLUMN_TEXT;
  else
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                   _ ("The column “%s” of the table “%s” is of a kind that does not travel."),
                   column->name, table);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_columns (sqlite3 *model, ObsTableShape *shape, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      model, "SELECT name, type, \"notnull\", pk FROM pragma_table_info (?1) ORDER BY cid", error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, shape->table.name, -1, SQLITE_STATIC);
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      ObsChunkColumn *column = g_new0 (ObsChunkColumn, 1);

      column->name = g_strdup (obs_db_text (stmt, 0));
      column->key = sqlite3_column_int (stmt, 3);
      column->nullable = sqlite3_column_int (stmt, 2) == 0 && column->key == 0;
      g_ptr_array_add (shape->table.columns, column);
      if (!set_kind (column, shape->table.name, obs_db_text (stmt, 1), error))
        return FALSE;
    }
  return rc == 0;
}

static gboolean
read_unique (sqlite3 *model, ObsTableShape *shape, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (model,
                        "SELECT DISTINCT i.cid FROM pragma_index_list (?1) l, "
                        "pragma_index_info (l.name) i WHERE l.origin = 'u' AND i.cid >= 0",
                        error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  g_array_set_size (shape->unique, obs_shape_n_columns (shape));
  sqlite3_bind_text (stmt, 1, shape->table.name, -1, SQLITE_STATIC);
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      guint column = (guint) sqlite3_column_int (stmt, 0);

      if (column < shape->unique->len && obs_shape_column (shape, column)->key == 0)
        g_array_index (shape->unique, gboolean, column) = TRUE;
    }
  return rc == 0;
}

/* Which columns are the key, in its order, and the lists of names that SQL needs. */
static gboolean
set_key (ObsTableShape *shape, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GString) key = g_string_new (NULL);
  guint n = obs_shape_n_columns (shape);
  gboolean sound = n <= MOST_COLUMNS;

  for (guint place = 1; place <= n; place++)
    for (guint i = 0; i < n; i++)
      if (obs_shape_column (shape, i)->key == (int) place)
        {
          g_array_append_val (shape->keys, i);
          g_string_append_printf (key, "%s\"%s\"", key->len > 0 ? ", " : "",
                                  obs_shape_column (shape, i)->name);
          sound &= obs_shape_column (shape, i)->kind != OBS_COLUMN_REAL;
        }
  for (guint i = 0; i < n; i++)
    g_string_append_printf (names, "%s\"%s\"", i > 0 ? ", " : "",
                            obs_shape_column (shape, i)->name);
  shape->names = g_string_free (g_steal_pointer (&names), FALSE);
  shape->key = g_string_free (g_steal_pointer (&key), FALSE);
  if (shape->keys->len == 0 || !sound)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                   _ ("The table “%s” has no key of texts and whole numbers, or too many columns."),
                   shape->table.name);
      return FALSE;
    }
  shape->table.integer_key
      = shape->keys->len == 1
        && obs_shape_column (shape, g_array_index (shape->keys, guint, 0))->kind
               == OBS_COLUMN_INTEGER;
  return TRUE;
}

static void
set_bits (ObsTableShape *shape)
{
  gboolean long_texts = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    long_texts |= strcmp (shape->table.name, texts[i]) == 0;
  if (shape->table.integer_key)
    shape->bits = long_texts ? TEXT_INTEGER_BITS : OBS_CUT_INTEGER_BITS;
  else
    shape->bits = long_texts ? TEXT_HASH_BITS : OBS_CUT_HASH_BITS;
}

static ObsTableShape *
read_shape (sqlite3 *model, const char *name, GError **error)
{
  ObsTableShape *shape = g_new0 (ObsTableShape, 1);

  shape->table.name = g_strdup (name);
  shape->table.columns = g_ptr_array_new_with_free_func (column_free);
  shape->keys = g_array_new (FALSE, TRUE, sizeof (guint));
  shape->unique = g_array_new (FALSE, TRUE, sizeof (gboolean));
  if (!read_columns (model, shape, error) || !read_unique (model, shape, error)
      || !set_key (shape, error))
    g_clear_pointer (&shape, shape_free);
  else
    set_bits (shape);
  return shape;
}

#define LIST                                                                                       \
  "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite|_%' "        \
  "ESCAPE '|' ORDER BY rowid"

/* Every table of @from stands in @in as well, made by the same statement. */
static gboolean
check_tables (sqlite3 *from, sqlite3 *in, gboolean expected, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (from, LIST, error);
  g_autoptr (sqlite3_stmt) find
      = stmt != NULL ? obs_db_prepare (
            in, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1 AND sql = ?2",
            error)
                     : NULL;
  int rc;

  if (find == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      int found;

      sqlite3_bind_value (find, 1, sqlite3_column_value (stmt, 0));
      sqlite3_bind_value (find, 2, sqlite3_column_value (stmt, 1));
      found = obs_db_step (find, NULL, error);
      if (found < 0)
        return FALSE;
      if (found == 0)
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                       expected ? _ ("The table “%s” is missing, or is not what the edition says "
                                     "of it.")
                                : _ ("The table “%s” is none that the edition describes."),
                       obs_db_text (stmt, 0));
          return FALSE;
        }
      sqlite3_reset (find);
    }
  return rc == 0;
}

GPtrArray *
obs_content_tables (sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3) model = obs_content_model (db, error);
  g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func (shape_free);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  int rc;

  if (model == NULL || !check_tables (model, db, TRUE, error)
      || !check_tables (db, model, FALSE, error))
    return NULL;
  stmt = obs_db_prepare (model, LIST, error);
  if (stmt == NULL)
    return NULL;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      ObsTableShape *shape = read_shape (model, obs_db_text (stmt, 0), error);

      if (shape == NULL)
        return NULL;
      g_ptr_array_add (tables, shape);
    }
  return rc == 0 ? g_steal_pointer (&tables) : NULL;
}
