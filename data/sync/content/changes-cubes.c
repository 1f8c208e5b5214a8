/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/changes-private.h"

#include "data/edition/db.h"
#include "data/edition/schema.h"

#include <string.h>

/* Figures that differ, by source and area. */

typedef struct
{
  char *source, *area;
  ObsChangeCounts counts;
} Cell;

struct _ObsCubeCounts
{
  const ObsMergeSide *before, *after;
  GHashTable *cells; /* Cell * to itself */
  /* Of the cube that is being read: */
  char *source[2];   /* main source in the older and the newer edition, "" where there is none */
  GPtrArray *places; /* of facts: codes by position, NULL where codes stand in the rows */
  int source_column, area_column;
};

static guint
cell_hash (gconstpointer data)
{
  const Cell *cell = data;

  return g_str_hash (cell->source) * 31 + g_str_hash (cell->area);
}

static gboolean
cell_equal (gconstpointer a, gconstpointer b)
{
  const Cell *x = a, *y = b;

  return strcmp (x->source, y->source) == 0 && strcmp (x->area, y->area) == 0;
}

static void
cell_free (gpointer data)
{
  Cell *cell = data;

  g_free (cell->source);
  g_free (cell->area);
  g_free (cell);
}

ObsCubeCounts *
obs_cube_counts_new (const ObsMergeSide *before, const ObsMergeSide *after)
{
  ObsCubeCounts *self = g_new0 (ObsCubeCounts, 1);

  self->before = before;
  self->after = after;
  self->cells = g_hash_table_new_full (cell_hash, cell_equal, NULL, cell_free);
  return self;
}

static void
clear_cube (ObsCubeCounts *self)
{
  g_clear_pointer (&self->source[0], g_free);
  g_clear_pointer (&self->source[1], g_free);
  g_clear_pointer (&self->places, g_ptr_array_unref);
}

void
obs_cube_counts_free (ObsCubeCounts *self)
{
  if (self == NULL)
    return;
  clear_cube (self);
  g_hash_table_unref (self->cells);
  g_free (self);
}

/* One text that a query with one parameter answers with; "" where it answers nothing. */
static char *
ask (sqlite3 *db, const char *sql, const char *parameter)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, sql, NULL);

  if (stmt == NULL)
    return g_strdup ("");
  sqlite3_bind_text (stmt, 1, parameter, -1, SQLITE_STATIC);
  return g_strdup (obs_db_step (stmt, NULL, NULL) == 1 ? obs_db_text (stmt, 0) : "");
}

static void
add_places (GPtrArray *places, sqlite3 *db, const char *cube)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db,
      "SELECT c.position, c.code FROM cube_dimension d JOIN code c ON c.list = d.list WHERE "
      "d.cube = ?1 AND d.name = 'area' AND c.position BETWEEN 0 AND 65535",
      NULL);

  if (stmt == NULL)
    return;
  sqlite3_bind_text (stmt, 1, cube, -1, SQLITE_STATIC);
  while (obs_db_step (stmt, NULL, NULL) == 1)
    {
      guint position = (guint) sqlite3_column_int (stmt, 0);

      if (position >= places->len)
        g_ptr_array_set_size (places, (int) position + 1);
      g_free (places->pdata[position]);
      places->pdata[position] = g_strdup (obs_db_text (stmt, 1));
    }
}

gboolean
obs_cube_counts_begin (ObsCubeCounts *self, const ObsTableShape *shape)
{
  const char *cube;

  clear_cube (self);
  for (guint i = 0; i < obs_schema_n_tables; i++)
    if (strcmp (obs_schema_tables[i].name, shape->table.name) == 0)
      return FALSE;
  cube = shape->table.name + strlen ("cube_");
  self->source[0] = ask (self->before->db, "SELECT source FROM cube WHERE name = ?1", cube);
  self->source[1] = ask (self->after->db, "SELECT source FROM cube WHERE name = ?1", cube);
  self->source_column = obs_column_of (shape, "source");
  self->area_column = obs_column_of (shape, "area");
  if (self->area_column >= 0
      && obs_shape_column (shape, (guint) self->area_column)->kind == OBS_COLUMN_INTEGER)
    {
      self->places = g_ptr_array_new_with_free_func (g_free);
      add_places (self->places, self->before->db, cube);
      add_places (self->places, self->after->db, cube);
    }
  /* In facts "source" may be a dimension: then it holds positions. */
  if (self->source_column >= 0
      && obs_shape_column (shape, (guint) self->source_column)->kind != OBS_COLUMN_TEXT)
    self->source_column = -1;
  return TRUE;
}

static const char *
area_of (const ObsCubeCounts *self, sqlite3_stmt *row)
{
  gint64 position;

  if (self->area_column < 0)
    return "";
  if (self->places == NULL)
    return obs_db_text (row, self->area_column);
  position = sqlite3_column_int64 (row, self->area_column);
  return position >= 0 && position < self->places->len && self->places->pdata[position] != NULL
             ? self->places->pdata[position]
             : "";
}

void
obs_cube_counts_add (ObsCubeCounts *self, sqlite3_stmt *before, sqlite3_stmt *after)
{
  sqlite3_stmt *row = after != NULL ? after : before;
  Cell key = { .source = (char *) (self->source_column >= 0 ? obs_db_text (row, self->source_column)
                                                            : self->source[after != NULL]),
               .area = (char *) area_of (self, row) };
  Cell *cell = g_hash_table_lookup (self->cells, &key);

  if (cell == NULL)
    {
      cell = g_new0 (Cell, 1);
      cell->source = g_strdup (key.source);
      cell->area = g_strdup (key.area);
      g_hash_table_add (self->cells, cell);
    }
  obs_change_counts_add (&cell->counts, before != NULL, after != NULL);
}

/* Of the newer edition, or of the older one where it is gone; @key where neither knows. */
static char *
name_of (const ObsCubeCounts *self, const char *sql, const char *key)
{
  g_autofree char *name = ask (self->after->db, sql, key);

  if (*name == '\0')
    {
      g_free (name);
      name = ask (self->before->db, sql, key);
    }
  return *name != '\0' ? g_steal_pointer (&name) : g_strdup (key);
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const ObsChangeGroup *x = *(ObsChangeGroup *const *) a, *y = *(ObsChangeGroup *const *) b;
  gint64 m = x->counts.added + x->counts.revised + x->counts.withdrawn;
  gint64 n = y->counts.added + y->counts.revised + y->counts.withdrawn;
  int order = (m < n) - (m > n);

  if (order == 0)
    order = strcmp (x->source, y->source);
  return order != 0 ? order : strcmp (x->area, y->area);
}

void
obs_cube_counts_finish (ObsCubeCounts *self, ObsChanges *changes)
{
  GHashTableIter iter;
  Cell *cell;

  g_hash_table_iter_init (&iter, self->cells);
  while (g_hash_table_iter_next (&iter, (gpointer *) &cell, NULL))
    {
      ObsChangeGroup *group = g_new0 (ObsChangeGroup, 1);

      group->source = g_strdup (cell->source);
      group->source_title = name_of (self, "SELECT title FROM source WHERE id = ?1", cell->source);
      group->area = g_strdup (cell->area);
      group->area_name = name_of (self, "SELECT name FROM area WHERE code = ?1", cell->area);
      group->counts = cell->counts;
      g_ptr_array_add (changes->groups, group);
      changes->total.added += cell->counts.added;
      changes->total.revised += cell->counts.revised;
      changes->total.withdrawn += cell->counts.withdrawn;
    }
  g_ptr_array_sort (changes->groups, compare_groups);
}
