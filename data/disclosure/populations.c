/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/disclosure/protect-private.h"

#include <string.h>

/* Who answered what, and what earlier editions have shown of them. */

#define MADE_ANEW G_MAXUINT /* instead of an edition: enough businesses have come or gone */

/* --- Finding them --------------------------------------------------------------------------- */

static const char *
variable_of (const ObsPanelTable *table)
{
  g_autofree char *key = NULL;

  if (table->kind == OBS_PANEL_TABLE_SCORE)
    key = g_strjoin ("\1", "score", table->question, table->item, table->horizon, NULL);
  else
    key = g_strjoin ("\1", "share", table->question,
                     (const char *) g_ptr_array_index (table->categories, 0), NULL);
  return g_intern_string (key);
}

static void
count_cells (ObsProtection *protection, ObsPopulation *population)
{
  const ObsFrame *frame = protection->frame;

  population->n_cells = population->pooled ? frame->cells->len : frame->n_sectors;
  population->count = g_new0 (guint, population->n_cells);
  population->state = g_new0 (ObsCellState, population->n_cells);
  for (guint i = 0; i < population->n_cells; i++)
    {
      population->count[i] = obs_set_count_both (population->units,
                                                 obs_frame_cell (frame, i)->units, frame->n_words);
      if (population->count[i] < protection->policy->threshold)
        population->state[i] = OBS_WITHHELD_BASE;
    }
}

static ObsPopulation *
find_population (ObsProtection *protection, const ObsPanelTable *table, gboolean fixed)
{
  guint n_words = protection->frame->n_words;
  g_autofree guint64 *units = g_new0 (guint64, n_words);
  gboolean pooled = obs_panel_table_is_pooled (table);
  ObsPopulation *population;

  for (guint i = 0; i < table->units->len; i++)
    obs_set_add (units, g_array_index (table->units, guint, i));
  for (guint i = 0; i < protection->populations->len; i++)
    {
      population = g_ptr_array_index (protection->populations, i);
      if (!fixed && !population->fixed && population->pooled == pooled
          && memcmp (population->units, units, n_words * sizeof *units) == 0)
        return population;
    }
  population = g_new0 (ObsPopulation, 1);
  population->units = g_steal_pointer (&units);
  population->pooled = pooled;
  population->fixed = fixed;
  population->variables = g_ptr_array_new ();
  population->component = protection->populations->len;
  count_cells (protection, population);
  g_ptr_array_add (protection->populations, population);
  return population;
}

static void
join (ObsProtection *protection, guint from, guint into)
{
  for (guint i = 0; i < protection->populations->len; i++)
    {
      ObsPopulation *population = g_ptr_array_index (protection->populations, i);

      if (population->component == from)
        population->component = into;
    }
}

/* The bases of earlier editions: a base that differs a little from what was shown would give the
 * few who came or went away. */
static gboolean
differs_enough (const ObsPolicy *policy, const ObsProtectedRow *row, guint n)
{
  guint least, greatest;

  obs_policy_interval (policy, (guint) row->n, &least, &greatest);
  return n >= greatest + policy->leavers || n + policy->leavers <= least;
}

static gboolean
same_row (const ObsProtectedRow *a, const ObsProtectedRow *b)
{
  return a->missing == b->missing && a->n == b->n && a->k == b->k && a->sum == b->sum
         && a->sum2 == b->sum2;
}

/* The base that an edition showed in a cell of a table; NULL: it showed none. */
static const ObsProtectedRow *
earlier_base (const ObsProtection *protection, const ObsPanelTable *table, guint edition,
              guint cell)
{
  for (guint part = 0; part < obs_panel_table_n_parts (table); part++)
    {
      const char *codes[8];
      const ObsProtectedRow *row;

      obs_panel_table_codes (protection, table, cell, part, codes);
      row = obs_earlier_find (protection->earlier, edition, table->kind == OBS_PANEL_TABLE_SHARE,
                              codes);
      if (row != NULL && row->missing == NULL)
        return row;
    }
  return NULL;
}

static guint
n_table_cells (const ObsProtection *protection, const ObsPanelTable *table)
{
  return obs_panel_table_is_pooled (table) ? protection->frame->cells->len
                                           : protection->frame->n_sectors;
}

static gboolean
shown_in (const ObsProtection *protection, const ObsPanelTable *table, guint edition)
{
  for (guint cell = 0; cell < n_table_cells (protection, table); cell++)
    if (earlier_base (protection, table, edition, cell) != NULL)
      return TRUE;
  return FALSE;
}

/* A table stays as the latest edition had it, until enough businesses have come or gone that the
 * change says nothing of any of them: who keeps both editions then learns nothing at all. */
static guint
find_frozen (const ObsProtection *protection, const ObsPanelTable *table)
{
  guint n = MIN (obs_earlier_n_editions (protection->earlier), protection->policy->editions);

  for (guint edition = 0; edition < n; edition++)
    {
      const ObsProtectedRow *total;

      if (!shown_in (protection, table, edition))
        continue;
      total = earlier_base (protection, table, edition, 0);
      if (total == NULL || !differs_enough (protection->policy, total, table->units->len))
        return edition + 1;
      return MADE_ANEW;
    }
  return 0;
}

/* In a table that is made anew, a cell is shown only where its base differs enough from each
 * earlier one, or nothing in it differs at all. */
static gboolean
too_near (const ObsProtection *protection, const ObsTableGrid *grid, guint edition, guint cell)
{
  const ObsPanelTable *table = grid->table;
  const ObsProtectedRow *base = earlier_base (protection, table, edition, cell);

  if (base == NULL || differs_enough (protection->policy, base, grid->population->count[cell]))
    return FALSE;
  for (guint part = 0; part < grid->n_parts; part++)
    {
      const char *codes[8];
      const ObsProtectedRow *row;
      ObsProtectedRow now = { 0 };

      obs_panel_table_codes (protection, table, cell, part, codes);
      row = obs_earlier_find (protection->earlier, edition, table->kind == OBS_PANEL_TABLE_SHARE,
                              codes);
      obs_table_grid_row (protection, grid, cell, part, &now);
      if (row == NULL || (row->missing == NULL && !same_row (row, &now)))
        return TRUE;
    }
  return FALSE;
}

static void
compare_with_earlier (ObsProtection *protection, guint table)
{
  guint n = MIN (obs_earlier_n_editions (protection->earlier), protection->policy->editions);
  ObsPopulation *population = protection->of[table];
  g_autoptr (ObsTableGrid) grid = NULL;

  for (guint edition = 0; edition < n; edition++)
    {
      const ObsPanelTable *asked = g_ptr_array_index (protection->tables->tables, table);

      if (!shown_in (protection, asked, edition))
        continue;
      if (grid == NULL)
        grid = obs_table_grid_new (protection, table);
      for (guint cell = 0; cell < population->n_cells; cell++)
        if (population->state[cell] == OBS_OPEN && too_near (protection, grid, edition, cell))
          population->state[cell] = OBS_WITHHELD_EARLIER;
    }
}

/* Where one period of what was asked stays as an edition had it, so do those of which that edition
 * showed nothing: what was withheld to protect the one stays withheld. */
static void
freeze_siblings (ObsProtection *protection)
{
  const GPtrArray *tables = protection->tables->tables;
  g_autoptr (GHashTable) frozen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < tables->len; i++)
    if (protection->frozen[i] > 0 && protection->frozen[i] != MADE_ANEW)
      g_hash_table_insert (frozen, (gpointer) variable_of (g_ptr_array_index (tables, i)),
                           GUINT_TO_POINTER (protection->frozen[i]));
  for (guint i = 0; i < tables->len; i++)
    {
      const ObsPanelTable *table = g_ptr_array_index (tables, i);
      guint edition
          = GPOINTER_TO_UINT (g_hash_table_lookup (frozen, (gpointer) variable_of (table)));
      const char *codes[8];

      obs_panel_table_codes (protection, table, 0, 0, codes);
      if (protection->frozen[i] == 0 && edition > 0
          && obs_earlier_find (protection->earlier, edition - 1,
                               table->kind == OBS_PANEL_TABLE_SHARE, codes)
                 != NULL)
        protection->frozen[i] = edition;
    }
  for (guint i = 0; i < tables->len; i++)
    if (protection->frozen[i] == MADE_ANEW)
      protection->frozen[i] = 0;
}

/* Bases that an earlier edition shows stay shown; they only take part in comparing populations. */
static void
fix_states (const ObsProtection *protection, guint index)
{
  const ObsPanelTable *table = g_ptr_array_index (protection->tables->tables, index);
  ObsPopulation *population = protection->of[index];

  for (guint cell = 0; cell < population->n_cells; cell++)
    population->state[cell]
        = earlier_base (protection, table, protection->frozen[index] - 1, cell) != NULL
              ? OBS_OPEN
              : OBS_WITHHELD_EARLIER;
}

void
obs_populations_find (ObsProtection *protection)
{
  const GPtrArray *tables = protection->tables->tables;
  g_autoptr (GHashTable) first = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < tables->len; i++)
    protection->frozen[i] = find_frozen (protection, g_ptr_array_index (tables, i));
  freeze_siblings (protection);
  for (guint i = 0; i < tables->len; i++)
    {
      const ObsPanelTable *table = g_ptr_array_index (tables, i);
      gpointer variable = (gpointer) variable_of (table);
      ObsPopulation *other;

      protection->of[i] = find_population (protection, table, protection->frozen[i] > 0);
      if (protection->frozen[i] > 0)
        fix_states (protection, i);
      g_ptr_array_add (protection->of[i]->variables, variable);
      other = g_hash_table_lookup (first, variable);
      if (other == NULL)
        g_hash_table_insert (first, variable, protection->of[i]);
      else if (other->component != protection->of[i]->component)
        join (protection, protection->of[i]->component, other->component);
    }
  for (guint i = 0; i < tables->len; i++)
    if (protection->frozen[i] == 0)
      compare_with_earlier (protection, i);
}
