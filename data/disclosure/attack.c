/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/disclosure/lattice-private.h"

#include <glpk.h>
#include <math.h>

/* The attacker: every cell an unknown, every relation a row, every published figure the interval
 * that it was rounded from. Each solution of the program is a state of affairs that the attacker
 * cannot exclude; it widens what is known to be possible for all cells at once, so that few
 * programs are needed, each starting where the last one ended. */

#define N_MIXED 4 /* programs for many cells at once, before those for single cells */

struct _ObsAttack
{
  glp_prob *lp;
  guint n_cells;
};

ObsAttack *
obs_attack_new (const ObsLattice *grid)
{
  ObsAttack *attack = g_new0 (ObsAttack, 1);
  g_autofree int *index = g_new (int, grid->cells->len + 2);
  g_autofree double *factor = g_new (double, grid->cells->len + 2);

  glp_term_out (GLP_OFF);
  attack->lp = glp_create_prob ();
  attack->n_cells = grid->cells->len;
  if (grid->cells->len > 0)
    glp_add_cols (attack->lp, (int) grid->cells->len);
  if (grid->rows->len > 0)
    glp_add_rows (attack->lp, (int) grid->rows->len);
  for (guint i = 0; i < grid->rows->len; i++)
    {
      const ObsLatticeRow *row = obs_lattice_row (grid, i);
      int n = 0;

      if (row->parent >= 0)
        {
          index[++n] = row->parent + 1;
          factor[n] = -1;
        }
      for (guint j = 0; j < row->children->len; j++)
        {
          index[++n] = (int) g_array_index (row->children, guint, j) + 1;
          factor[n] = 1;
        }
      glp_set_mat_row (attack->lp, (int) i + 1, n, index, factor);
    }
  obs_attack_refresh (attack, grid);
  return attack;
}

void
obs_attack_free (ObsAttack *attack)
{
  glp_delete_prob (attack->lp);
  g_free (attack);
}

void
obs_attack_refresh (ObsAttack *attack, const ObsLattice *grid)
{
  static const int kinds[] = { GLP_FX, GLP_UP, GLP_LO };

  for (guint i = 0; i < grid->cells->len; i++)
    {
      const ObsLatticeCell *cell = obs_lattice_cell (grid, i);

      glp_set_col_bnds (attack->lp, (int) i + 1, cell->low < cell->high ? GLP_DB : GLP_FX,
                        cell->low, cell->high);
    }
  for (guint i = 0; i < grid->rows->len; i++)
    {
      const ObsLatticeRow *row = obs_lattice_row (grid, i);

      glp_set_row_bnds (attack->lp, (int) i + 1, kinds[row->kind], row->known, row->known);
    }
}

static gboolean
solve (glp_prob *lp)
{
  glp_smcp how;

  glp_init_smcp (&how);
  how.msg_lev = GLP_MSG_OFF;
  how.it_lim = 200000;
  if (glp_simplex (lp, &how) == 0 && glp_get_status (lp) == GLP_OPT)
    return TRUE;
  /* Once more without the basis of the last program. */
  glp_std_basis (lp);
  return glp_simplex (lp, &how) == 0 && glp_get_status (lp) == GLP_OPT;
}

gboolean
obs_attack_solve (ObsAttack *attack, const double *objective, double *solution)
{
  glp_set_obj_dir (attack->lp, GLP_MAX);
  for (guint i = 0; i < attack->n_cells; i++)
    glp_set_obj_coef (attack->lp, (int) i + 1, objective != NULL ? objective[i] : 0);
  if (!solve (attack->lp))
    return FALSE;
  for (guint i = 0; i < attack->n_cells; i++)
    solution[i] = glp_get_col_prim (attack->lp, (int) i + 1);
  return TRUE;
}

gboolean
obs_attack_range (ObsAttack *attack, const ObsLattice *grid, guint cell, double *least,
                  double *greatest)
{
  g_autofree double *objective = g_new0 (double, attack->n_cells);
  g_autofree double *solution = g_new (double, attack->n_cells);

  objective[cell] = -1;
  if (!obs_attack_solve (attack, objective, solution))
    return FALSE;
  *least = solution[cell];
  objective[cell] = 1;
  if (!obs_attack_solve (attack, objective, solution))
    return FALSE;
  *greatest = solution[cell];
  return TRUE;
}

static gboolean
see (ObsAttack *attack, ObsLattice *grid, const double *objective, GPtrArray *solutions)
{
  g_autofree double *solution = g_new (double, attack->n_cells);

  if (!obs_attack_solve (attack, objective, solution))
    return FALSE;
  obs_lattice_see (grid, solution);
  if (solutions != NULL)
    g_ptr_array_add (solutions, g_steal_pointer (&solution));
  return TRUE;
}

gboolean
obs_attack_mix (ObsAttack *attack, ObsLattice *grid, guint try, GPtrArray *solutions)
{
  g_autofree double *objective = g_new0 (double, attack->n_cells);
  gboolean any = try == 0;

  for (guint i = 0; i < attack->n_cells; i++)
    {
      const ObsLatticeCell *cell = obs_lattice_cell (grid, i);

      if (cell->state == OBS_OPEN || obs_lattice_is_safe (cell))
        continue;
      objective[i] = try % 2 == 0 || ((i * 2654435761u) >> (13 + try)) % 2 == 0 ? 1 : -1;
      any = TRUE;
    }
  return !any || see (attack, grid, objective, solutions);
}

gboolean
obs_attack_reach (ObsAttack *attack, ObsLattice *grid, guint cell, GPtrArray *solutions)
{
  g_autofree double *objective = g_new0 (double, attack->n_cells);

  for (int direction = 1; direction >= -1; direction -= 2)
    {
      objective[cell] = direction;
      if (obs_lattice_is_safe (obs_lattice_cell (grid, cell)))
        return TRUE;
      if (!see (attack, grid, objective, solutions))
        return FALSE;
    }
  return TRUE;
}

int
obs_attack_run (ObsAttack *attack, ObsLattice *grid, GPtrArray *solutions)
{
  for (guint try = 0; try < N_MIXED; try++)
    if (!obs_attack_mix (attack, grid, try, solutions))
      return -2;
  for (guint i = 0; i < attack->n_cells; i++)
    {
      const ObsLatticeCell *cell = obs_lattice_cell (grid, i);

      if (cell->state == OBS_OPEN || obs_lattice_is_safe (cell))
        continue;
      if (!obs_attack_reach (attack, grid, i, solutions))
        return -2;
      if (!obs_lattice_is_safe (cell))
        return (int) i;
    }
  return -1;
}
