/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/disclosure/lattice-private.h"

#include <math.h>

/* Which further cells are withheld. A heuristic: the cheapest cell that leaves the fewest other
 * relations with a single withheld one, again and again; the linear programs of attack.c decide
 * when it is enough. */

#define COST_OF_BREAK 60 /* a relation that would then have a single withheld cell */

typedef struct
{
  guint n_withheld; /* of parent and children */
  guint left;       /* groups that are left when the open children are taken from the sum */
  gboolean open_sum;
} Look;

static Look
look_at (const ObsLattice *grid, const ObsLatticeRow *row)
{
  Look look = { .open_sum = row->parent < 0 || !obs_lattice_withheld (grid, row->parent) };

  look.n_withheld = !look.open_sum;
  for (guint i = 0; i < row->children->len; i++)
    {
      guint child = g_array_index (row->children, guint, i);

      if (obs_lattice_withheld (grid, child))
        {
          look.n_withheld++;
          look.left += obs_lattice_cell (grid, child)->weight;
        }
    }
  return look;
}

static gboolean
has_cell (const ObsLatticeRow *row, guint cell)
{
  if (row->parent == (int) cell)
    return TRUE;
  for (guint i = 0; i < row->children->len; i++)
    if (g_array_index (row->children, guint, i) == cell)
      return TRUE;
  return FALSE;
}

/* Cost of withholding @cell, beside what it shows. */
static double
price (const ObsLattice *grid, guint cell)
{
  double sum = obs_lattice_cell (grid, cell)->cost;

  for (guint i = 0; i < grid->rows->len; i++)
    {
      const ObsLatticeRow *row = obs_lattice_row (grid, i);

      if (row->kind == OBS_ROW_EQUAL && has_cell (row, cell) && look_at (grid, row).n_withheld == 0)
        sum += COST_OF_BREAK;
    }
  return sum;
}

static void
offer (const ObsLattice *grid, guint cell, int *best, double *least)
{
  double cost;

  if (obs_lattice_withheld (grid, cell) || isinf (obs_lattice_cell (grid, cell)->cost))
    return;
  cost = price (grid, cell);
  if (*best >= 0 && cost >= *least)
    return;
  *best = (int) cell;
  *least = cost;
}

static void
offer_row (const ObsLattice *grid, const ObsLatticeRow *row, int *best, double *least)
{
  if (row->parent >= 0)
    offer (grid, (guint) row->parent, best, least);
  for (guint i = 0; i < row->children->len; i++)
    offer (grid, g_array_index (row->children, guint, i), best, least);
}

static gboolean
take (ObsLattice *grid, int best)
{
  if (best < 0)
    return FALSE;
  obs_lattice_cell (grid, best)->state = OBS_WITHHELD_OTHERS;
  return TRUE;
}

gboolean
obs_lattice_close_one (ObsLattice *grid, const ObsLatticeRow *row)
{
  int best = -1;
  double least = 0;

  offer_row (grid, row, &best, &least);
  return take (grid, best);
}

gboolean
obs_lattice_protect (ObsLattice *grid, guint cell)
{
  int best = -1;
  double least = 0;

  for (guint i = 0; i < grid->rows->len; i++)
    if (has_cell (obs_lattice_row (grid, i), cell))
      offer_row (grid, obs_lattice_row (grid, i), &best, &least);
  /* Where all around it is withheld, the way to it leads over others. */
  for (guint i = 0; best < 0 && i < grid->cells->len; i++)
    offer (grid, i, &best, &least);
  return take (grid, best);
}

gboolean
obs_lattice_close_relations (ObsLattice *grid, guint threshold)
{
  gboolean any = FALSE, again = TRUE;

  while (again)
    {
      again = FALSE;
      for (guint i = 0; i < grid->rows->len; i++)
        {
          const ObsLatticeRow *row = obs_lattice_row (grid, i);
          Look look = look_at (grid, row);

          if (row->kind != OBS_ROW_EQUAL || look.n_withheld == 0)
            continue;
          if (look.n_withheld == 1 || (look.open_sum && look.left > 0 && look.left < threshold))
            again = obs_lattice_close_one (grid, row) || again;
        }
      any = any || again;
    }
  return any;
}
