/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/disclosure/lattice-private.h"

#include <math.h>

#define NEARLY 1e-6 /* what linear programs leave open */

static void
row_clear (gpointer data)
{
  g_array_unref (((ObsLatticeRow *) data)->children);
}

ObsLattice *
obs_lattice_new (guint n_cells)
{
  ObsLattice *grid = g_new0 (ObsLattice, 1);

  grid->cells = g_array_new (FALSE, TRUE, sizeof (ObsLatticeCell));
  grid->rows = g_array_new (FALSE, FALSE, sizeof (ObsLatticeRow));
  g_array_set_size (grid->cells, n_cells);
  g_array_set_clear_func (grid->rows, row_clear);
  return grid;
}

void
obs_lattice_free (ObsLattice *grid)
{
  g_array_unref (grid->cells);
  g_array_unref (grid->rows);
  g_free (grid);
}

ObsLatticeRow *
obs_lattice_add_row (ObsLattice *grid, ObsRowKind kind, int parent, double known,
                     const guint *children, guint n, guint offset)
{
  ObsLatticeRow row = { kind, parent < 0 ? -1 : parent + (int) offset, known,
                        g_array_new (FALSE, FALSE, sizeof (guint)) };

  for (guint i = 0; i < n; i++)
    {
      guint child = children[i] + offset;

      g_array_append_val (row.children, child);
    }
  g_array_append_val (grid->rows, row);
  return obs_lattice_row (grid, grid->rows->len - 1);
}

void
obs_lattice_reset_seen (ObsLattice *grid)
{
  for (guint i = 0; i < grid->cells->len; i++)
    {
      ObsLatticeCell *cell = obs_lattice_cell (grid, i);

      cell->seen_low = cell->seen_high = cell->value;
    }
}

void
obs_lattice_see (ObsLattice *grid, const double *solution)
{
  for (guint i = 0; i < grid->cells->len; i++)
    {
      ObsLatticeCell *cell = obs_lattice_cell (grid, i);

      cell->seen_low = MIN (cell->seen_low, solution[i]);
      cell->seen_high = MAX (cell->seen_high, solution[i]);
    }
}

gboolean
obs_lattice_is_safe (const ObsLatticeCell *cell)
{
  double low = cell->seen_low, high = cell->seen_high;

  if (cell->whole)
    {
      low = ceil (low - NEARLY);
      high = floor (high + NEARLY);
    }
  return high >= cell->need_high - NEARLY && low <= cell->need_low + NEARLY
         && high - MAX (low, cell->base) >= cell->need_width - NEARLY;
}
