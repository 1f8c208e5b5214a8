/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/disclosure/protect-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* One table: which means and shares are shown. The bases are decided before (populations.c). Each
 * base that the attacker cannot exclude is tried in turn: with it fixed, the figures of the tables
 * that share it do not depend on each other, so each table is attacked alone, and what is possible
 * in each of them is possible in all at once. */

/* Part of the scale: least that must be left open about a withheld sum, or twice the p-percent of
 * the largest value where that is less. */
#define WIDTH_OF_MEANS 0.1

guint
obs_panel_table_n_parts (const ObsPanelTable *table)
{
  return table->kind == OBS_PANEL_TABLE_SHARE ? table->categories->len : 1;
}

void
obs_panel_table_codes (const ObsProtection *protection, const ObsPanelTable *table, guint cell,
                       guint part, const char *codes[8])
{
  const ObsFrameCell *place = obs_frame_cell (protection->frame, cell);
  guint n = 0;

  codes[n++] = table->question;
  codes[n++] = table->kind == OBS_PANEL_TABLE_SHARE ? g_ptr_array_index (table->categories, part)
                                                    : table->item;
  if (table->kind == OBS_PANEL_TABLE_SCORE)
    codes[n++] = table->horizon;
  for (guint d = 0; d < 3; d++)
    codes[n++] = place->code[d];
  codes[n++] = table->period;
  codes[n] = NULL;
}

void
obs_set_breach (GError **error, const ObsProtection *protection, const ObsPanelTable *table,
                guint cell, guint part)
{
  const char *codes[8];
  g_autofree char *joined = NULL;

  obs_panel_table_codes (protection, table, cell, part, codes);
  joined = g_strjoinv (", ", (char **) codes);
  g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED,
               _ ("%s: the withheld figure (%s) could be worked out from the others. Nothing is "
                  "published; ask for a coarser table or pool its weeks."),
               table->kind == OBS_PANEL_TABLE_SHARE ? "panel_share" : "panel_score", joined);
}

/* --- Counting ------------------------------------------------------------------------------- */

typedef struct
{
  double sum, sum2, first, second, least, greatest;
  guint n;
} Tally;

static Tally
tally_cell (const ObsProtection *protection, const ObsPanelTable *table, guint cell)
{
  const guint64 *units = obs_frame_cell (protection->frame, cell)->units;
  Tally tally = { .least = HUGE_VAL, .greatest = -HUGE_VAL };

  for (guint i = 0; i < table->units->len; i++)
    {
      double value = g_array_index (table->values, double, i);
      guint unit = g_array_index (table->units, guint, i);

      if (!obs_set_has (units, unit))
        continue;
      tally.n++;
      tally.sum += value;
      tally.sum2 += value * value;
      tally.least = MIN (tally.least, value);
      tally.greatest = MAX (tally.greatest, value);
      if (fabs (value) > tally.first)
        {
          tally.second = tally.first;
          tally.first = fabs (value);
        }
      else
        tally.second = MAX (tally.second, fabs (value));
    }
  return tally;
}

static gboolean
is_dominated (const ObsPolicy *policy, const Tally *tally)
{
  double total = fabs (tally->sum), rest = total - tally->first - tally->second;

  return rest < policy->p_percent / 100 * tally->first
         || tally->first > policy->dominance1 / 100 * total
         || tally->first + tally->second > policy->dominance2 / 100 * total;
}

static double
round_to (double value, double step)
{
  return floor (value / step + 0.5) * step;
}

/* --- Filling -------------------------------------------------------------------------------- */

static double
cost_of (const ObsProtection *protection, guint cell, guint weight)
{
  return (2 - obs_frame_cell (protection->frame, cell)->level) * 200 + weight;
}

/* What a withheld sum needs: no business may know another better than the p-percent rule allows,
 * and something of the scale is left open even where the base is known. */
static void
set_needs (const ObsPolicy *policy, ObsLatticeCell *cell, double first, double second, double low,
           double high)
{
  double protection = policy->p_percent / 100 * first - (fabs (cell->value) - first - second);

  protection = MAX (protection, 0);
  cell->need_high = MIN (cell->value + protection, high * cell->weight);
  cell->need_low = MAX (cell->value - protection, low * cell->weight);
  cell->need_width = MIN (WIDTH_OF_MEANS * (high - low), policy->p_percent / 100 * 2 * first);
  cell->base = -HUGE_VAL;
}

static void
fill_score (const ObsProtection *protection, ObsTableGrid *grid)
{
  const ObsPanelTable *table = grid->table;
  const ObsPolicy *policy = protection->policy;
  double low2 = table->low > 0 ? table->low * table->low : 0;
  double high2 = MAX (table->low * table->low, table->high * table->high);

  for (guint i = 0; i < grid->population->n_cells; i++)
    {
      Tally tally = tally_cell (protection, table, i);
      ObsLatticeCell *cell = obs_lattice_cell (grid->grid, i);
      ObsLatticeCell *square = obs_lattice_cell (grid->squares, i);
      double n = tally.n;

      cell->state = grid->population->state[i];
      cell->weight = square->weight = tally.n;
      cell->value = tally.sum;
      square->value = tally.sum2;
      cell->cost = square->cost = cost_of (protection, i, tally.n);
      if (cell->state == OBS_OPEN && is_dominated (policy, &tally))
        cell->state = OBS_WITHHELD_DOMINANCE;
      if (cell->state == OBS_OPEN && tally.least == tally.greatest)
        cell->state = OBS_WITHHELD_GROUP;
      set_needs (policy, cell, tally.first, tally.second, table->low, table->high);
      set_needs (policy, square, tally.first * tally.first, tally.second * tally.second, low2,
                 high2);
      if (tally.n < 2)
        continue;
      grid->mean[i] = round_to (tally.sum / n, policy->decimals);
      grid->sd[i] = round_to (sqrt (MAX (0, (tally.sum2 - tally.sum * tally.sum / n) / (n - 1))),
                              policy->decimals);
    }
}

static guint
count_part (const ObsProtection *protection, const ObsPanelTable *table, guint cell, guint part)
{
  const guint64 *units = obs_frame_cell (protection->frame, cell)->units;
  guint n_parts = table->categories->len, k = 0;

  for (guint i = 0; i < table->units->len; i++)
    k += obs_set_has (units, g_array_index (table->units, guint, i))
         && g_array_index (table->values, double, i *n_parts + part) != 0;
  return k;
}

static void
fill_share (const ObsProtection *protection, ObsTableGrid *grid)
{
  guint n_cells = grid->population->n_cells, threshold = protection->policy->threshold;

  for (guint part = 0; part < grid->n_parts; part++)
    for (guint i = 0; i < n_cells; i++)
      {
        ObsLatticeCell *cell = obs_lattice_cell (grid->grid, part * n_cells + i);
        guint n = grid->population->count[i], k = count_part (protection, grid->table, i, part);

        cell->state = grid->population->state[i];
        cell->weight = k;
        cell->value = k;
        cell->whole = TRUE;
        cell->cost = cost_of (protection, i, k);
        if (cell->state == OBS_OPEN && (k == 0 || k == n))
          cell->state = OBS_WITHHELD_GROUP;
        else if (cell->state == OBS_OPEN && (k < threshold || n - k < threshold))
          cell->state = OBS_WITHHELD_CATEGORY;
        cell->base = k > 0;
        /* One more than asked for: a business that answered knows of its own answer. */
        cell->need_width = protection->policy->width + 1;
        cell->need_high = -HUGE_VAL;
        cell->need_low = HUGE_VAL;
      }
}

static void
add_relations (const ObsProtection *protection, ObsLattice *grid, const ObsPopulation *population,
               guint offset)
{
  const GArray *relations = protection->frame->relations;

  for (guint i = 0; i < (population->pooled ? relations->len : 1); i++)
    {
      const ObsRelation *relation = &g_array_index (relations, ObsRelation, i);

      obs_lattice_add_row (grid, OBS_ROW_EQUAL, relation->parent, 0,
                           (const guint *) (gpointer) relation->children->data,
                           relation->children->len, offset);
    }
}

/* Categories of which each group chose the same number add up; these rows come last. */
static void
add_categories (ObsTableGrid *grid)
{
  guint n_cells = grid->population->n_cells;
  g_autofree guint *children = g_new (guint, grid->n_parts);

  for (guint i = 0; i < n_cells; i++)
    {
      for (guint part = 0; part < grid->n_parts; part++)
        children[part] = part * n_cells + i;
      obs_lattice_add_row (grid->grid, OBS_ROW_EQUAL, -1, 0, children, grid->n_parts, 0);
    }
}

ObsTableGrid *
obs_table_grid_new (const ObsProtection *protection, guint table)
{
  ObsTableGrid *grid = g_new0 (ObsTableGrid, 1);
  guint n_cells;

  grid->table = g_ptr_array_index (protection->tables->tables, table);
  grid->population = protection->of[table];
  grid->n_parts = obs_panel_table_n_parts (grid->table);
  n_cells = grid->population->n_cells;
  grid->grid = obs_lattice_new (n_cells * grid->n_parts);
  grid->bands = g_new0 (guint8, n_cells * grid->n_parts);
  if (grid->table->kind == OBS_PANEL_TABLE_SCORE)
    {
      grid->squares = obs_lattice_new (n_cells);
      grid->mean = g_new0 (double, n_cells);
      grid->sd = g_new0 (double, n_cells);
      fill_score (protection, grid);
      add_relations (protection, grid->squares, grid->population, 0);
    }
  else
    fill_share (protection, grid);
  for (guint part = 0; part < grid->n_parts; part++)
    add_relations (protection, grid->grid, grid->population, part * n_cells);
  if (grid->table->kind == OBS_PANEL_TABLE_SHARE && grid->table->each > 0)
    add_categories (grid);
  return grid;
}

void
obs_table_grid_free (ObsTableGrid *grid)
{
  obs_lattice_free (grid->grid);
  g_clear_pointer (&grid->squares, obs_lattice_free);
  g_free (grid->mean);
  g_free (grid->sd);
  g_free (grid->bands);
  g_free (grid);
}

/* --- What the attacker knows, with the bases fixed ------------------------------------------ */

static void
bound (ObsLatticeCell *cell, double low, double high, double least, double greatest)
{
  cell->low = CLAMP (low, least, greatest);
  cell->high = CLAMP (high, least, greatest);
}

static void
bound_score (const ObsProtection *protection, ObsTableGrid *grid, const double *base)
{
  const ObsPanelTable *table = grid->table;
  double half = protection->policy->decimals / 2;
  double low2 = table->low > 0 ? table->low * table->low : 0;
  double high2 = MAX (table->low * table->low, table->high * table->high);

  for (guint i = 0; i < grid->population->n_cells; i++)
    {
      ObsLatticeCell *cell = obs_lattice_cell (grid->grid, i);
      ObsLatticeCell *square = obs_lattice_cell (grid->squares, i);
      double n = base[i], mean = fabs (grid->mean[i]), sd = grid->sd[i];
      double least = MAX (0, mean - half), greatest = mean + half;
      double narrow = MAX (0, sd - half), wide = sd + half;

      square->state = cell->state;
      cell->low = table->low * n;
      cell->high = table->high * n;
      square->low = low2 * n;
      square->high = high2 * n;
      if (cell->state != OBS_OPEN)
        continue;
      bound (cell, (grid->mean[i] - half) * n, (grid->mean[i] + half) * n, cell->low, cell->high);
      bound (square, narrow * narrow * (n - 1) + least * least * n,
             wide * wide * (n - 1) + greatest * greatest * n, square->low, square->high);
    }
}

static void
bound_share (const ObsProtection *protection, ObsTableGrid *grid, const double *base)
{
  const ObsPolicy *policy = protection->policy;
  guint n_cells = grid->population->n_cells;

  for (guint i = 0; i < grid->grid->cells->len; i++)
    {
      ObsLatticeCell *cell = obs_lattice_cell (grid->grid, i);
      double n = base[i % n_cells];
      guint least, greatest;

      cell->low = 0;
      cell->high = n;
      if (cell->state == OBS_OPEN)
        {
          obs_policy_interval (policy, obs_policy_round (policy, cell->weight), &least, &greatest);
          cell->low = MAX (least, policy->threshold);
          cell->high = MAX (cell->low, MIN (greatest, n - policy->threshold));
        }
      /* Strictly under 10 per cent, or over 90. */
      else if (grid->bands[i] == 1)
        cell->high = floor ((n - 1) / 10);
      else if (grid->bands[i] == 2)
        cell->low = n - floor ((n - 1) / 10);
    }
  if (grid->table->each > 0)
    for (guint i = 0; i < n_cells; i++)
      obs_lattice_row (grid->grid, grid->grid->rows->len - n_cells + i)->known
          = grid->table->each * base[i];
}

/* --- Attack --------------------------------------------------------------------------------- */

static void
set_base (const ObsProtection *protection, ObsTableGrid *grid, ObsAttack *attack, ObsLattice *which,
          guint witness)
{
  const double *base = g_ptr_array_index (grid->population->witnesses, witness);

  if (grid->squares != NULL)
    bound_score (protection, grid, base);
  else
    bound_share (protection, grid, base);
  obs_attack_refresh (attack, which);
}

/* The greatest base of a cell that is possible, which leaves most room. */
static guint
find_widest (const ObsTableGrid *grid, guint cell)
{
  const GPtrArray *witnesses = grid->population->witnesses;
  guint widest = 0;

  for (guint i = 1; i < witnesses->len; i++)
    if (((const double *) g_ptr_array_index (witnesses, i))[cell]
        > ((const double *) g_ptr_array_index (witnesses, widest))[cell])
      widest = i;
  return widest;
}

/* Attacks one cell: at the base that leaves most room, then at the others. */
static gboolean
reach_cell (const ObsProtection *protection, ObsTableGrid *grid, ObsAttack *attack,
            ObsLattice *which, guint cell)
{
  guint n = grid->population->witnesses->len;
  guint widest = find_widest (grid, cell % grid->population->n_cells);

  for (guint i = 0; i < n && !obs_lattice_is_safe (obs_lattice_cell (which, cell)); i++)
    {
      set_base (protection, grid, attack, which, (widest + i) % n);
      if (!obs_attack_reach (attack, which, cell, NULL))
        return FALSE;
    }
  return TRUE;
}

static guint
count_unsafe (const ObsLattice *which)
{
  guint n = 0;

  for (guint i = 0; i < which->cells->len; i++)
    n += obs_lattice_withheld (which, i) && !obs_lattice_is_safe (obs_lattice_cell (which, i));
  return n;
}

/* Programs for all cells that are not yet safe, as long as each makes some of them so. */
static gboolean
mix_at (const ObsProtection *protection, ObsTableGrid *grid, ObsAttack *attack, ObsLattice *which,
        guint witness)
{
  guint before = G_MAXUINT, unsafe;

  set_base (protection, grid, attack, which, witness);
  while ((unsafe = count_unsafe (which)) < before)
    {
      before = unsafe;
      /* The first is always solved: the base must be possible. */
      if (!obs_attack_mix (attack, which, 0, NULL))
        return FALSE;
      if (unsafe == 0)
        break;
    }
  return TRUE;
}

/* As obs_attack_run(), over all bases that are possible. What was seen stays possible when more is
 * withheld, so nothing is solved twice. */
static int
attack_grid (const ObsProtection *protection, ObsTableGrid *grid, ObsAttack *attack,
             ObsLattice *which, guint *n_possible)
{
  for (; *n_possible < grid->population->witnesses->len; (*n_possible)++)
    if (!mix_at (protection, grid, attack, which, *n_possible))
      return -2;
  for (guint i = 0; i < which->cells->len; i++)
    if (obs_lattice_withheld (which, i))
      {
        if (!reach_cell (protection, grid, attack, which, i))
          return -2;
        if (!obs_lattice_is_safe (obs_lattice_cell (which, i)))
          return (int) i;
      }
  return -1;
}

static gboolean
close_any (ObsLattice *grid)
{
  int best = -1;

  for (guint i = 0; i < grid->cells->len; i++)
    if (!obs_lattice_withheld (grid, i)
        && (best < 0 || obs_lattice_cell (grid, i)->cost < obs_lattice_cell (grid, best)->cost))
      best = (int) i;
  if (best >= 0)
    obs_lattice_cell (grid, best)->state = OBS_WITHHELD_OTHERS;
  return best >= 0;
}

/* Shows bands where nothing becomes too narrow by them. */
static void
try_bands (const ObsProtection *protection, ObsTableGrid *grid)
{
  guint n_cells = grid->population->n_cells, n_possible = 0;
  g_autoptr (ObsAttack) attack = NULL;
  gboolean any = FALSE;

  for (guint i = 0; i < grid->grid->cells->len && protection->policy->bands; i++)
    {
      const ObsLatticeCell *cell = obs_lattice_cell (grid->grid, i);
      guint n = grid->population->count[i % n_cells], k = cell->weight;

      if (cell->state == OBS_OPEN || grid->population->state[i % n_cells] != OBS_OPEN)
        continue;
      if ((n - 1) / 10 < protection->policy->width + 2)
        continue;
      grid->bands[i] = 10 * k < n ? 1 : 10 * k > 9 * n ? 2 : 0;
      any = any || grid->bands[i] != 0;
    }
  if (!any)
    return;
  attack = obs_attack_new (grid->grid);
  obs_lattice_reset_seen (grid->grid);
  if (attack_grid (protection, grid, attack, grid->grid, &n_possible) != -1)
    memset (grid->bands, 0, grid->grid->cells->len);
}

static gboolean
refuse (const ObsProtection *protection, const ObsTableGrid *grid, int cell, GError **error)
{
  guint n_cells = grid->population->n_cells;
  guint at = cell < 0 ? 0 : (guint) cell;

  obs_set_breach (error, protection, grid->table, at % n_cells, at / n_cells);
  return FALSE;
}

gboolean
obs_table_grid_protect (const ObsProtection *protection, ObsTableGrid *grid, gboolean gate,
                        GError **error)
{
  ObsLattice *which[] = { grid->grid, grid->squares };
  gsize n_grids = grid->squares != NULL ? 2 : 1;
  gboolean again = TRUE;

  if (obs_lattice_close_relations (grid->grid, protection->policy->leavers) && gate)
    return refuse (protection, grid, 0, error);
  while (again)
    {
      again = FALSE;
      for (gsize i = 0; i < n_grids; i++)
        {
          g_autoptr (ObsAttack) attack = obs_attack_new (which[i]);
          guint n_possible = 0;
          int unsafe;

          obs_lattice_reset_seen (which[i]);
          while ((unsafe = attack_grid (protection, grid, attack, which[i], &n_possible)) != -1)
            {
              if (gate
                  || !(unsafe == -2 ? close_any (grid->grid)
                                    : obs_lattice_protect (grid->grid, (guint) unsafe)))
                return refuse (protection, grid, unsafe, error);
              obs_lattice_close_relations (grid->grid, protection->policy->leavers);
              again = i > 0;
            }
        }
    }
  if (grid->squares == NULL && !gate)
    try_bands (protection, grid);
  return TRUE;
}

/* --- Rows ----------------------------------------------------------------------------------- */

void
obs_table_grid_row (const ObsProtection *protection, const ObsTableGrid *grid, guint cell,
                    guint part, ObsProtectedRow *row)
{
  static const char *const markers[] = { "c", "lt10", "gt90" };
  const char *codes[8];
  guint i = part * grid->population->n_cells + cell;
  double n;

  row->shares = grid->table->kind == OBS_PANEL_TABLE_SHARE;
  obs_panel_table_codes (protection, grid->table, cell, part, codes);
  for (guint j = 0; j < 8 && codes[j] != NULL; j++)
    row->codes[j] = (char *) g_intern_string (codes[j]);
  if (obs_lattice_withheld (grid->grid, i))
    {
      row->missing = (char *) g_intern_string (markers[grid->bands[i]]);
      return;
    }
  row->n = obs_policy_round (protection->policy, grid->population->count[cell]);
  n = (double) row->n;
  if (row->shares)
    row->k = obs_policy_round (protection->policy, obs_lattice_cell (grid->grid, i)->weight);
  else
    {
      row->sum = n * grid->mean[cell];
      row->sum2
          = grid->sd[cell] * grid->sd[cell] * (n - 1) + n * grid->mean[cell] * grid->mean[cell];
    }
}
