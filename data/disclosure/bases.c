/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/disclosure/protect-private.h"

#include <math.h>
#include <string.h>

/* Which bases are shown: how many answered, in each cell of each population. */

/* The size of the panel stands nowhere: a withheld base is bounded by what is shown beside it only.
 */
#define ANY_NUMBER 1000

/* --- The grid of a component ---------------------------------------------------------------- */

typedef struct
{
  const ObsProtection *protection;
  GPtrArray *members; /* of ObsPopulation * */
  ObsLattice *grid;
  GPtrArray *sets;    /* of guint64 *: groups of each cell */
  ObsPopulation **of; /* population of each cell */
} Component;

static void
fill_cell (const Component *component, const ObsPopulation *population, guint i)
{
  const ObsPolicy *policy = component->protection->policy;
  ObsLatticeCell *cell = obs_lattice_cell (component->grid, population->offset + i);
  guint n = population->count[i], least, greatest;

  cell->state = population->state[i];
  cell->weight = n;
  cell->value = n;
  cell->whole = TRUE;
  cell->cost = (2 - obs_frame_cell (component->protection->frame, i)->level) * 200
               + (population->pooled ? 100 : 0) + n;
  /* One more than asked for: a business that answered knows of its own answer. */
  cell->base = n > 0;
  cell->need_width = policy->width + 1;
  cell->need_high = -HUGE_VAL;
  cell->need_low = HUGE_VAL;
  obs_policy_interval (policy, obs_policy_round (policy, n), &least, &greatest);
  if (population->fixed)
    {
      cell->cost = HUGE_VAL;
      cell->need_width = 0;
    }
  cell->low = cell->state == OBS_OPEN ? MAX (least, policy->threshold) : cell->base;
  cell->high = cell->state == OBS_OPEN ? greatest
                                       : MAX (ANY_NUMBER, component->protection->frame->n_units);
}

static gboolean
shares_variable (const ObsPopulation *a, const ObsPopulation *b)
{
  for (guint i = 0; i < a->variables->len; i++)
    if (g_ptr_array_find (b->variables, g_ptr_array_index (a->variables, i), NULL))
      return TRUE;
  return FALSE;
}

static gboolean
contains (const Component *component, const ObsPopulation *all, const ObsPopulation *part)
{
  for (guint i = 0; i < component->protection->frame->n_words; i++)
    if ((part->units[i] & ~all->units[i]) != 0)
      return FALSE;
  return TRUE;
}

/* A pooled base is no smaller than that of each of its weeks. */
static void
add_weeks (Component *component, const ObsPopulation *all)
{
  for (guint i = 0; i < component->members->len; i++)
    {
      const ObsPopulation *week = g_ptr_array_index (component->members, i);

      if (week->pooled || week->fixed || !shares_variable (all, week)
          || !contains (component, all, week))
        continue;
      for (guint cell = 0; cell < week->n_cells; cell++)
        {
          guint child = week->offset + cell;

          obs_lattice_add_row (component->grid, OBS_ROW_AT_LEAST, (int) (all->offset + cell), 0,
                               &child, 1, 0);
        }
    }
}

static void
add_rows (Component *component, const ObsPopulation *population)
{
  const GArray *relations = component->protection->frame->relations;

  for (guint i = 0; i < (population->pooled ? relations->len : 1); i++)
    {
      const ObsRelation *relation = &g_array_index (relations, ObsRelation, i);

      obs_lattice_add_row (component->grid, OBS_ROW_EQUAL, relation->parent, 0,
                           (const guint *) (gpointer) relation->children->data,
                           relation->children->len, population->offset);
    }
  if (population->pooled)
    add_weeks (component, population);
}

static void
component_clear (Component *component)
{
  g_clear_pointer (&component->members, g_ptr_array_unref);
  g_clear_pointer (&component->grid, obs_lattice_free);
  g_clear_pointer (&component->sets, g_ptr_array_unref);
  g_free (component->of);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Component, component_clear)

static void
component_fill (Component *component, const ObsProtection *protection, guint id)
{
  const ObsFrame *frame = protection->frame;
  guint n = 0;

  component->protection = protection;
  component->members = g_ptr_array_new ();
  component->sets = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < protection->populations->len; i++)
    {
      ObsPopulation *population = g_ptr_array_index (protection->populations, i);

      if (population->component != id)
        continue;
      population->offset = n;
      n += population->n_cells;
      g_ptr_array_add (component->members, population);
    }
  component->grid = obs_lattice_new (n);
  component->of = g_new0 (ObsPopulation *, n + 1);
  for (guint i = 0; i < component->members->len; i++)
    {
      ObsPopulation *population = g_ptr_array_index (component->members, i);

      for (guint cell = 0; cell < population->n_cells; cell++)
        {
          guint64 *set = g_new (guint64, frame->n_words);

          for (guint word = 0; word < frame->n_words; word++)
            set[word] = population->units[word] & obs_frame_cell (frame, cell)->units[word];
          g_ptr_array_add (component->sets, set);
          component->of[population->offset + cell] = population;
          fill_cell (component, population, cell);
        }
    }
  for (guint i = 0; i < component->members->len; i++)
    if (!((const ObsPopulation *) g_ptr_array_index (component->members, i))->fixed)
      add_rows (component, g_ptr_array_index (component->members, i));
}

/* --- Differencing --------------------------------------------------------------------------- */

static gboolean
too_close (const Component *component, const guint64 *a, const guint64 *b)
{
  guint distance = obs_set_distance (a, b, component->protection->frame->n_words);

  return distance > 0 && distance < component->protection->policy->leavers;
}

static gboolean
comparable (const Component *component, guint a, guint b)
{
  return component->of[a] == component->of[b]
         || shares_variable (component->of[a], component->of[b]);
}

/* Two open populations that differ by few: the cheaper one is withheld. */
static gboolean
close_pairs (Component *component)
{
  ObsLattice *grid = component->grid;
  gboolean any = FALSE;

  for (guint i = 0; i < grid->cells->len; i++)
    for (guint j = i + 1; j < grid->cells->len && !obs_lattice_withheld (grid, i); j++)
      {
        guint loser = obs_lattice_cell (grid, i)->cost < obs_lattice_cell (grid, j)->cost ? i : j;

        if (obs_lattice_withheld (grid, j) || (component->of[i]->fixed && component->of[j]->fixed)
            || !too_close (component, g_ptr_array_index (component->sets, i),
                           g_ptr_array_index (component->sets, j))
            || !comparable (component, i, j))
          continue;
        obs_lattice_cell (grid, loser)->state = OBS_WITHHELD_DIFFERENCE;
        any = TRUE;
      }
  return any;
}

/* The population that is left when the open parts are taken from an open whole; FALSE: none. */
static gboolean
left_over (const Component *component, const ObsLatticeRow *row, guint64 *set)
{
  guint n_words = component->protection->frame->n_words;

  if (row->kind != OBS_ROW_EQUAL || row->parent < 0
      || obs_lattice_withheld (component->grid, row->parent))
    return FALSE;
  memcpy (set, g_ptr_array_index (component->sets, row->parent), n_words * sizeof *set);
  for (guint i = 0; i < row->children->len; i++)
    {
      guint child = g_array_index (row->children, guint, i);
      const guint64 *part = g_ptr_array_index (component->sets, child);

      for (guint word = 0; word < n_words && !obs_lattice_withheld (component->grid, child); word++)
        set[word] &= ~part[word];
    }
  return obs_set_count (set, n_words) > 0;
}

/* What can be worked out by one subtraction counts as shown. */
static gboolean
close_left_over (Component *component)
{
  ObsLattice *grid = component->grid;
  g_autofree guint64 *set = g_new (guint64, component->protection->frame->n_words);
  gboolean any = FALSE;

  for (guint i = 0; i < grid->rows->len; i++)
    {
      const ObsLatticeRow *row = obs_lattice_row (grid, i);

      if (!left_over (component, row, set))
        continue;
      for (guint j = 0; j < grid->cells->len; j++)
        if (!obs_lattice_withheld (grid, j) && comparable (component, (guint) row->parent, j)
            && too_close (component, set, g_ptr_array_index (component->sets, j)))
          {
            any = obs_lattice_close_one (grid, row) || any;
            break;
          }
    }
  return any;
}

/* --- Protecting ----------------------------------------------------------------------------- */

static void
refresh_bounds (Component *component)
{
  for (guint i = 0; i < component->members->len; i++)
    {
      ObsPopulation *population = g_ptr_array_index (component->members, i);

      for (guint cell = 0; cell < population->n_cells; cell++)
        {
          population->state[cell]
              = obs_lattice_cell (component->grid, population->offset + cell)->state;
          fill_cell (component, population, cell);
        }
    }
}

/* Keeps the true bases and each solution of the attack for the tables. */
static void
keep_witnesses (Component *component, const GPtrArray *solutions)
{
  for (guint i = 0; i < component->members->len; i++)
    {
      ObsPopulation *population = g_ptr_array_index (component->members, i);
      double *truth = g_new (double, population->n_cells);

      g_clear_pointer (&population->witnesses, g_ptr_array_unref);
      population->witnesses = g_ptr_array_new_with_free_func (g_free);
      for (guint cell = 0; cell < population->n_cells; cell++)
        truth[cell] = population->count[cell];
      g_ptr_array_add (population->witnesses, truth);
      for (guint j = 0; j < solutions->len; j++)
        {
          const double *solution = g_ptr_array_index (solutions, j);

          g_ptr_array_add (
              population->witnesses,
              g_memdup2 (solution + population->offset, population->n_cells * sizeof (double)));
        }
    }
}

static const ObsPanelTable *
table_of (const ObsProtection *protection, const ObsPopulation *population)
{
  for (guint i = 0; i < protection->tables->tables->len; i++)
    if (protection->of[i] == population)
      return g_ptr_array_index (protection->tables->tables, i);
  return NULL;
}

static gboolean
refuse (const Component *component, guint cell, GError **error)
{
  const ObsPopulation *population = component->of[cell];

  obs_set_breach (error, component->protection, table_of (component->protection, population),
                  cell - population->offset, 0);
  return FALSE;
}

static void
close_by_rules (Component *component)
{
  gboolean again = TRUE;

  while (again)
    {
      again = close_pairs (component);
      again = obs_lattice_close_relations (component->grid, component->protection->policy->leavers)
              || again;
      again = close_left_over (component) || again;
    }
}

static guint
count_withheld (const ObsLattice *grid)
{
  guint n = 0;

  for (guint i = 0; i < grid->cells->len; i++)
    n += obs_lattice_withheld (grid, i);
  return n;
}

/* Drops the solutions without which all is as wide as it must be. */
static void
thin_out (ObsLattice *grid, GPtrArray *solutions)
{
  for (guint i = solutions->len; i-- > 0;)
    {
      gboolean safe = TRUE;

      obs_lattice_reset_seen (grid);
      for (guint j = 0; j < solutions->len; j++)
        if (j != i)
          obs_lattice_see (grid, g_ptr_array_index (solutions, j));
      for (guint j = 0; safe && j < grid->cells->len; j++)
        safe = !obs_lattice_withheld (grid, j) || obs_lattice_is_safe (obs_lattice_cell (grid, j));
      if (safe)
        g_ptr_array_remove_index (solutions, i);
    }
}

static gboolean
protect_component (Component *component, gboolean gate, GError **error)
{
  ObsLattice *grid = component->grid;
  g_autoptr (GPtrArray) solutions = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ObsAttack) attack = NULL;
  guint before = count_withheld (grid);
  int unsafe;

  close_by_rules (component);
  if (gate && count_withheld (grid) != before)
    return refuse (component, 0, error);
  refresh_bounds (component);
  obs_lattice_reset_seen (grid);
  attack = obs_attack_new (grid);
  while ((unsafe = obs_attack_run (attack, grid, solutions)) != -1)
    {
      if (unsafe == -2 || gate || !obs_lattice_protect (grid, (guint) unsafe))
        return refuse (component, unsafe < 0 ? 0 : (guint) unsafe, error);
      close_by_rules (component);
      refresh_bounds (component);
      obs_attack_refresh (attack, grid);
    }
  thin_out (grid, solutions);
  keep_witnesses (component, solutions);
  return TRUE;
}

gboolean
obs_populations_protect (ObsProtection *protection, gboolean gate, GError **error)
{
  for (guint id = 0; id < protection->populations->len; id++)
    {
      g_auto (Component) component = { 0 };

      if (g_cancellable_set_error_if_cancelled (protection->cancellable, error))
        return FALSE;
      component_fill (&component, protection, id);
      if (component.members->len > 0 && !protect_component (&component, gate, error))
        return FALSE;
    }
  return TRUE;
}
