/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/disclosure/tables.h"

#include <string.h>

/* --- Tables --------------------------------------------------------------------------------- */

static void
table_free (gpointer data)
{
  ObsPanelTable *table = data;

  g_free (table->question);
  g_free (table->item);
  g_free (table->horizon);
  g_free (table->period);
  g_clear_pointer (&table->categories, g_ptr_array_unref);
  g_array_unref (table->units);
  g_array_unref (table->values);
  g_free (table);
}

ObsPanelTables *
obs_panel_tables_new (const char *place)
{
  ObsPanelTables *tables = g_new0 (ObsPanelTables, 1);

  tables->place = g_strdup (place);
  tables->units = g_array_new (FALSE, FALSE, sizeof (ObsUnit));
  tables->tables = g_ptr_array_new_with_free_func (table_free);
  return tables;
}

void
obs_panel_tables_free (ObsPanelTables *tables)
{
  g_free (tables->place);
  g_array_unref (tables->units);
  g_ptr_array_unref (tables->tables);
  g_free (tables);
}

guint
obs_panel_tables_add_unit (ObsPanelTables *tables, const char *sector, const char *area,
                           const char *size)
{
  ObsUnit unit = { { g_intern_string (sector), g_intern_string (area), g_intern_string (size) } };

  g_array_append_val (tables->units, unit);
  return tables->units->len - 1;
}

static ObsPanelTable *
add_table (ObsPanelTables *tables, ObsPanelTableKind kind, const char *question, const char *period)
{
  ObsPanelTable *table = g_new0 (ObsPanelTable, 1);

  table->kind = kind;
  table->question = g_strdup (question);
  table->period = g_strdup (period);
  table->units = g_array_new (FALSE, FALSE, sizeof (guint));
  table->values = g_array_new (FALSE, FALSE, sizeof (double));
  g_ptr_array_add (tables->tables, table);
  return table;
}

ObsPanelTable *
obs_panel_tables_add_score (ObsPanelTables *tables, const char *question, const char *item,
                            const char *horizon, const char *period, double low, double high)
{
  ObsPanelTable *table = add_table (tables, OBS_PANEL_TABLE_SCORE, question, period);

  table->item = g_strdup (item);
  table->horizon = g_strdup (horizon);
  table->low = low;
  table->high = high;
  return table;
}

ObsPanelTable *
obs_panel_tables_add_share (ObsPanelTables *tables, const char *question, const char *period,
                            const char *const *categories, guint each)
{
  ObsPanelTable *table = add_table (tables, OBS_PANEL_TABLE_SHARE, question, period);

  table->categories = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; categories[i] != NULL; i++)
    g_ptr_array_add (table->categories, g_strdup (categories[i]));
  table->each = each;
  return table;
}

void
obs_panel_table_answer (ObsPanelTable *table, guint unit, const double *values)
{
  g_array_append_val (table->units, unit);
  g_array_append_vals (table->values, values,
                       table->kind == OBS_PANEL_TABLE_SCORE ? 1 : table->categories->len);
}

gboolean
obs_panel_table_is_pooled (const ObsPanelTable *table)
{
  return g_str_equal (table->period, "all");
}

/* --- Sets of groups ------------------------------------------------------------------------- */

guint
obs_set_count (const guint64 *set, guint n_words)
{
  guint n = 0;

  for (guint i = 0; i < n_words; i++)
    n += (guint) __builtin_popcountll (set[i]);
  return n;
}

guint
obs_set_count_both (const guint64 *a, const guint64 *b, guint n_words)
{
  guint n = 0;

  for (guint i = 0; i < n_words; i++)
    n += (guint) __builtin_popcountll (a[i] & b[i]);
  return n;
}

guint
obs_set_distance (const guint64 *a, const guint64 *b, guint n_words)
{
  guint n = 0;

  for (guint i = 0; i < n_words; i++)
    n += (guint) __builtin_popcountll (a[i] ^ b[i]);
  return n;
}

/* --- Frame ---------------------------------------------------------------------------------- */

static int
compare_codes (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The codes of a dimension in order, the total first. */
static GPtrArray *
list_codes (const ObsPanelTables *tables, guint dimension, const char *total)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GPtrArray *codes = g_ptr_array_new ();

  g_ptr_array_add (codes, (gpointer) g_intern_string (total));
  for (guint i = 0; i < tables->units->len; i++)
    {
      const char *code = g_array_index (tables->units, ObsUnit, i).code[dimension];

      if (code != codes->pdata[0] && g_hash_table_add (seen, (gpointer) code))
        g_ptr_array_add (codes, (gpointer) code);
    }
  qsort (codes->pdata + 1, codes->len - 1, sizeof (gpointer), compare_codes);
  return codes;
}

static guint
add_cell (ObsFrame *frame, const ObsPanelTables *tables, GPtrArray *codes[3], const guint at[3])
{
  ObsFrameCell cell = { .units = g_new0 (guint64, frame->n_words) };

  for (guint d = 0; d < 3; d++)
    {
      cell.code[d] = g_ptr_array_index (codes[d], at[d]);
      cell.level += at[d] > 0;
    }
  for (guint i = 0; i < tables->units->len; i++)
    {
      const ObsUnit *unit = &g_array_index (tables->units, ObsUnit, i);
      gboolean in = TRUE;

      for (guint d = 0; d < 3; d++)
        in = in && (at[d] == 0 || unit->code[d] == cell.code[d]);
      if (in)
        obs_set_add (cell.units, i);
    }
  g_array_append_val (frame->cells, cell);
  return frame->cells->len - 1;
}

static void
add_relation (ObsFrame *frame, guint parent, const guint *children, guint n)
{
  ObsRelation relation = { (int) parent, g_array_new (FALSE, FALSE, sizeof (guint)) };

  g_array_append_vals (relation.children, children, n);
  g_array_append_val (frame->relations, relation);
}

static void
relation_clear (gpointer data)
{
  g_array_unref (((ObsRelation *) data)->children);
}

static void
cell_clear (gpointer data)
{
  g_free (((ObsFrameCell *) data)->units);
}

/* Sector crossed with another dimension: each sector adds up over it, and each of its codes over
 * the sectors. */
static void
cross (ObsFrame *frame, const ObsPanelTables *tables, GPtrArray *codes[3], guint dimension)
{
  guint n_sectors = codes[0]->len, n = codes[dimension]->len - 1;
  g_autofree guint *index = g_new (guint, n_sectors * n + 1);
  g_autofree guint *column = g_new (guint, n_sectors);

  for (guint s = 0; s < n_sectors; s++)
    {
      for (guint j = 0; j < n; j++)
        {
          guint at[3] = { s, 0, 0 };

          at[dimension] = j + 1;
          index[s * n + j] = add_cell (frame, tables, codes, at);
        }
      if (n > 0)
        add_relation (frame, s, index + s * n, n);
    }
  for (guint j = 0; j < n; j++)
    {
      for (guint s = 1; s < n_sectors; s++)
        column[s - 1] = index[s * n + j];
      add_relation (frame, index[j], column, n_sectors - 1);
    }
}

ObsFrame *
obs_frame_new (const ObsPanelTables *tables)
{
  ObsFrame *frame = g_new0 (ObsFrame, 1);
  GPtrArray *codes[3] = { list_codes (tables, 0, "all"), list_codes (tables, 1, tables->place),
                          list_codes (tables, 2, "all") };
  g_autofree guint *sectors = g_new (guint, codes[0]->len);

  frame->n_units = tables->units->len;
  frame->n_words = frame->n_units / 64 + 1;
  frame->cells = g_array_new (FALSE, FALSE, sizeof (ObsFrameCell));
  frame->relations = g_array_new (FALSE, FALSE, sizeof (ObsRelation));
  g_array_set_clear_func (frame->cells, cell_clear);
  g_array_set_clear_func (frame->relations, relation_clear);
  for (guint s = 0; s < codes[0]->len; s++)
    {
      guint at[3] = { s, 0, 0 };

      sectors[s] = add_cell (frame, tables, codes, at);
    }
  frame->n_sectors = codes[0]->len;
  add_relation (frame, 0, sectors + 1, frame->n_sectors - 1);
  cross (frame, tables, codes, 1);
  cross (frame, tables, codes, 2);
  for (guint d = 0; d < 3; d++)
    g_ptr_array_unref (codes[d]);
  return frame;
}

void
obs_frame_free (ObsFrame *frame)
{
  g_array_unref (frame->cells);
  g_array_unref (frame->relations);
  g_free (frame);
}
