/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/disclosure/protect-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
population_free (gpointer data)
{
  ObsPopulation *population = data;

  g_free (population->units);
  g_free (population->count);
  g_free (population->state);
  g_ptr_array_unref (population->variables);
  g_clear_pointer (&population->witnesses, g_ptr_array_unref);
  g_free (population);
}

void
obs_protection_init (ObsProtection *protection)
{
  guint n = protection->tables->tables->len + 1;

  protection->frame = obs_frame_new (protection->tables);
  protection->populations = g_ptr_array_new_with_free_func (population_free);
  protection->of = g_new0 (ObsPopulation *, n);
  protection->frozen = g_new0 (guint, n);
  obs_populations_find (protection);
}

void
obs_protection_clear (ObsProtection *protection)
{
  g_clear_pointer (&protection->frame, obs_frame_free);
  g_clear_pointer (&protection->populations, g_ptr_array_unref);
  g_free (protection->of);
  g_free (protection->frozen);
}

/* A group that belongs to no part of a total would break the sums that the rules rest on. */
static gboolean
check_units (const ObsPanelTables *tables, GError **error)
{
  for (guint i = 0; i < tables->units->len; i++)
    {
      const char *const *code = g_array_index (tables->units, ObsUnit, i).code;

      if (g_str_equal (code[0], "all") || g_str_equal (code[1], tables->place)
          || g_str_equal (code[2], "all") || *code[0] == '\0' || *code[1] == '\0'
          || *code[2] == '\0')
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                       _ ("Business %u of the panel has no sector, district or size of its own "
                          "(%s, %s, %s). Give it one of each."),
                       i + 1, code[0], code[1], code[2]);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
is_one_way (const ObsProtection *protection, const ObsPanelTable *table, guint cell)
{
  return obs_frame_cell (protection->frame, cell)->level + !obs_panel_table_is_pooled (table) == 1;
}

static void
add_row (const ObsProtection *protection, ObsProtected *result, const ObsPanelTable *table,
         const ObsProtectedRow *row, guint cell, guint part, ObsCellState state, gboolean base_open)
{
  ObsDisclosureReport *report = &result->report;

  g_array_append_val (result->rows, *row);
  report->n_cells++;
  report->n_open += row->missing == NULL;
  report->n_bands += row->missing != NULL && !g_str_equal (row->missing, "c");
  if (row->missing != NULL)
    report->reasons[state]++;
  if (part == 0 && is_one_way (protection, table, cell))
    {
      report->n_one_way++;
      report->n_one_way_open += base_open;
    }
}

static void
add_table (const ObsProtection *protection, ObsProtected *result, const ObsTableGrid *grid)
{
  guint n_cells = grid->population->n_cells;

  for (guint part = 0; part < grid->n_parts; part++)
    for (guint cell = 0; cell < n_cells; cell++)
      {
        ObsProtectedRow row = { 0 };

        obs_table_grid_row (protection, grid, cell, part, &row);
        add_row (protection, result, grid->table, &row, cell, part,
                 obs_lattice_cell (grid->grid, part * n_cells + cell)->state,
                 grid->population->state[cell] == OBS_OPEN);
      }
}

/* The rows of the table as the edition had them. */
static void
add_frozen (const ObsProtection *protection, ObsProtected *result, guint index)
{
  const ObsPanelTable *table = g_ptr_array_index (protection->tables->tables, index);
  guint n_cells = obs_panel_table_is_pooled (table) ? protection->frame->cells->len
                                                    : protection->frame->n_sectors;

  for (guint part = 0; part < obs_panel_table_n_parts (table); part++)
    for (guint cell = 0; cell < n_cells; cell++)
      {
        const char *codes[8];
        const ObsProtectedRow *row;

        obs_panel_table_codes (protection, table, cell, part, codes);
        row = obs_earlier_find (protection->earlier, protection->frozen[index] - 1,
                                table->kind == OBS_PANEL_TABLE_SHARE, codes);
        if (row == NULL)
          continue;
        result->report.n_frozen++;
        add_row (protection, result, table, row, cell, part, OBS_WITHHELD_EARLIER,
                 row->missing == NULL);
      }
}

static gboolean
protect_tables (ObsProtection *protection, ObsProtected *result, GError **error)
{
  for (guint i = 0; i < protection->tables->tables->len; i++)
    {
      g_autoptr (ObsTableGrid) grid = NULL;

      if (g_cancellable_set_error_if_cancelled (protection->cancellable, error))
        return FALSE;
      if (protection->frozen[i] > 0)
        {
          add_frozen (protection, result, i);
          continue;
        }
      grid = obs_table_grid_new (protection, i);
      /* Once to protect, and once to see whether what came out withstands. */
      if (!obs_table_grid_protect (protection, grid, FALSE, error)
          || !obs_table_grid_protect (protection, grid, TRUE, error))
        return FALSE;
      add_table (protection, result, grid);
    }
  return TRUE;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const ObsProtectedRow *one = a, *other = b;
  int order = one->shares - other->shares;

  for (guint i = 0; order == 0 && one->codes[i] != NULL && other->codes[i] != NULL; i++)
    order = strcmp (one->codes[i], other->codes[i]);
  return order;
}

void
obs_protected_free (ObsProtected *result)
{
  g_array_unref (result->rows);
  g_free (result);
}

ObsProtected *
obs_disclosure_protect (const ObsPanelTables *tables, const ObsPolicy *policy,
                        const ObsEarlier *earlier, GCancellable *cancellable, GError **error)
{
  g_auto (ObsProtection) protection
      = { .tables = tables, .policy = policy, .earlier = earlier, .cancellable = cancellable };
  g_autoptr (ObsProtected) result = g_new0 (ObsProtected, 1);

  g_return_val_if_fail (tables != NULL && policy != NULL, NULL);

  result->rows = g_array_new (FALSE, TRUE, sizeof (ObsProtectedRow));
  if (!check_units (tables, error))
    return NULL;
  obs_protection_init (&protection);
  if (!obs_populations_protect (&protection, FALSE, error)
      || !obs_populations_protect (&protection, TRUE, error)
      || !protect_tables (&protection, result, error))
    return NULL;
  g_array_sort (result->rows, compare_rows);
  return g_steal_pointer (&result);
}
