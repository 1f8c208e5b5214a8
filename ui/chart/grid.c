/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/grid.h"

static char *
cell_key (const char *key, const char *group, const char *series)
{
  return g_strjoin ("\x1f", key, group != NULL ? group : "", series != NULL ? series : "", NULL);
}

static void
add_row (ObsGrid *grid, guint index, gboolean by_group)
{
  const ObsFigureRow *row = obs_figure_row (grid->figure, index);
  const char *group = row->group != NULL ? row->group : "";
  g_autofree char *name
      = by_group ? g_strjoin ("\x1e", row->key, group, NULL) : g_strdup (row->key);
  g_autofree char *cell = cell_key (name, group, row->series);

  for (guint n = 2; g_hash_table_contains (grid->cells, cell); n++)
    {
      g_free (name);
      g_free (cell);
      name = g_strdup_printf ("%s\x1e%s\x1e%u", row->key, by_group ? group : "", n);
      cell = cell_key (name, group, row->series);
    }
  if (g_hash_table_add (grid->things, g_strdup (name)))
    {
      g_ptr_array_add (grid->keys, g_strdup (name));
      g_array_append_val (grid->first, index);
    }
  if (!g_ptr_array_find_with_equal_func (grid->groups, group, g_str_equal, NULL))
    g_ptr_array_add (grid->groups, (char *) group);
  g_hash_table_insert (grid->cells, g_steal_pointer (&cell), GUINT_TO_POINTER (index + 1));
}

ObsGrid *
obs_grid_new (const ObsFigure *figure, gboolean by_group)
{
  ObsGrid *grid = g_new0 (ObsGrid, 1);

  grid->figure = figure;
  grid->keys = g_ptr_array_new_with_free_func (g_free);
  grid->things = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  grid->first = g_array_new (FALSE, FALSE, sizeof (guint));
  grid->groups = g_ptr_array_new ();
  grid->cells = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < figure->rows->len; i++)
    add_row (grid, i, by_group);
  return grid;
}

void
obs_grid_free (ObsGrid *grid)
{
  g_ptr_array_unref (grid->keys);
  g_hash_table_unref (grid->things);
  g_array_unref (grid->first);
  g_ptr_array_unref (grid->groups);
  g_hash_table_unref (grid->cells);
  g_free (grid);
}

int
obs_grid_cell (const ObsGrid *grid, guint key, const char *group, const char *series)
{
  const char *name = g_ptr_array_index (grid->keys, key);

  for (guint g = 0; g < grid->groups->len; g++)
    {
      const char *other = g_ptr_array_index (grid->groups, g);
      g_autofree char *cell = NULL;
      gpointer found;

      if (group != NULL && g_strcmp0 (group, other) != 0)
        continue;
      cell = cell_key (name, other, series);
      found = g_hash_table_lookup (grid->cells, cell);
      if (found != NULL)
        return (int) GPOINTER_TO_UINT (found) - 1;
    }
  return -1;
}
