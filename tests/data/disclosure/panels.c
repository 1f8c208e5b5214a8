/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "tests/data/disclosure/panels.h"

#include "data/disclosure/lattice-private.h"

#include <math.h>
#include <string.h>

/* --- Making panels -------------------------------------------------------------------------- */

static guint
pick (GRand *rand, const double *weights, guint n)
{
  double sum = 0, at;

  for (guint i = 0; i < n; i++)
    sum += weights[i];
  at = g_rand_double (rand) * sum;
  for (guint i = 0; i + 1 < n; i++)
    if ((at -= weights[i]) < 0)
      return i;
  return n - 1;
}

static void
add_units (ObsPanelTables *tables, GRand *rand, guint n)
{
  guint n_sectors = (guint) g_rand_int_range (rand, 2, 7);
  guint n_areas = (guint) g_rand_int_range (rand, 2, 9);
  double sectors[8], areas[8];
  const double sizes[] = { 6, 4, 2, 0.8 };

  for (guint i = 0; i < 8; i++)
    {
      sectors[i] = pow (g_rand_double (rand) + 0.05, 2);
      areas[i] = pow (g_rand_double (rand) + 0.05, 1.5);
    }
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *sector = g_strdup_printf ("s%u", pick (rand, sectors, n_sectors));
      g_autofree char *area = g_strdup_printf ("d%u", pick (rand, areas, n_areas));
      g_autofree char *size = g_strdup_printf ("z%u", pick (rand, sizes, 4));

      obs_panel_tables_add_unit (tables, sector, area, size);
    }
}

static double
draw_score (GRand *rand, double mean)
{
  double sum = 0;

  for (int i = 0; i < 12; i++)
    sum += g_rand_double (rand);
  return CLAMP (floor (mean + 2 * (sum - 6) + 0.5), 1, 10);
}

static void
answer_scores (ObsPanelTables *tables, GRand *rand, double rate)
{
  ObsPanelTable *once = obs_panel_tables_add_score (tables, "Q1", "a", "all", "all", 1, 10);
  ObsPanelTable *other = obs_panel_tables_add_score (tables, "Q1", "b", "all", "all", 1, 10);
  double mean = g_rand_double_range (rand, 2, 9.5);

  for (guint i = 0; i < tables->units->len; i++)
    {
      double values[] = { draw_score (rand, mean), draw_score (rand, 11 - mean) };

      if (g_rand_double (rand) > rate)
        continue;
      obs_panel_table_answer (once, i, &values[0]);
      if (g_rand_double (rand) < 0.98)
        obs_panel_table_answer (other, i, &values[1]);
    }
}

static void
answer_waves (ObsPanelTables *tables, GRand *rand, double rate)
{
  ObsPanelTable *pooled = obs_panel_tables_add_score (tables, "Q2", "all", "all", "all", 0, 100);
  ObsPanelTable *weeks[3];

  for (guint w = 0; w < 3; w++)
    {
      g_autofree char *week = g_strdup_printf ("2026-W0%u", w + 1);

      weeks[w] = obs_panel_tables_add_score (tables, "Q2", "all", "all", week, 0, 100);
    }
  for (guint i = 0; i < tables->units->len; i++)
    {
      double sum = 0, n = 0;

      for (guint w = 0; w < 3; w++)
        {
          double value = 5 * floor (pow (g_rand_double (rand), 3) * 20);

          if (g_rand_double (rand) > rate)
            continue;
          obs_panel_table_answer (weeks[w], i, &value);
          sum += value;
          n++;
        }
      if (n > 0)
        {
          double mean = sum / n;

          obs_panel_table_answer (pooled, i, &mean);
        }
    }
}

static void
answer_choices (ObsPanelTables *tables, GRand *rand, double rate)
{
  const char *const options[] = { "c1", "c2", "c3", "c4", "c5", NULL };
  const char *const one[] = { "m1", NULL };
  guint n_options = (guint) g_rand_int_range (rand, 2, 6);
  const char *some[6] = { NULL };
  double weights[5];
  ObsPanelTable *choice, *many;
  double part = g_rand_double (rand);

  memcpy (some, options, n_options * sizeof *options);
  for (guint i = 0; i < 5; i++)
    weights[i] = g_rand_double (rand) + 0.02;
  choice = obs_panel_tables_add_share (tables, "Q3", "all", some, 1);
  many = obs_panel_tables_add_share (tables, "Q4", "all", one, 0);
  for (guint i = 0; i < tables->units->len; i++)
    {
      double values[5] = { 0 }, chosen = g_rand_double (rand) < part;

      if (g_rand_double (rand) > rate)
        continue;
      values[pick (rand, weights, n_options)] = 1;
      obs_panel_table_answer (choice, i, values);
      obs_panel_table_answer (many, i, &chosen);
    }
}

ObsPanelTables *
panels_random (guint seed)
{
  ObsPanelTables *tables = obs_panel_tables_new ("P");
  GRand *rand = g_rand_new_with_seed (seed);
  double rate = g_rand_double_range (rand, 0.7, 1);

  add_units (tables, rand, (guint) g_rand_int_range (rand, 60, 201));
  answer_scores (tables, rand, rate);
  answer_waves (tables, rand, rate);
  answer_choices (tables, rand, rate);
  g_rand_free (rand);
  return tables;
}

ObsPanelTables *
panels_fixed (void)
{
  static const guint areas[3][8]
      = { { 12, 5, 6, 4, 7, 3, 3, 2 }, { 5, 5, 3, 4, 3, 1, 6, 1 }, { 14, 6, 11, 5, 5, 4, 3, 4 } };
  static const guint sizes[3][4] = { { 12, 16, 10, 4 }, { 8, 10, 7, 3 }, { 21, 18, 9, 4 } };
  ObsPanelTables *tables = obs_panel_tables_new ("P");
  GRand *rand = g_rand_new_with_seed (122);

  for (guint s = 0; s < 3; s++)
    for (guint d = 0, i = 0; d < 8; d++)
      for (guint j = 0; j < areas[s][d]; j++, i++)
        {
          g_autofree char *sector = g_strdup_printf ("s%u", s);
          g_autofree char *area = g_strdup_printf ("d%u", d);
          /* Sizes are dealt across the districts. */
          guint n = areas[s][0] + areas[s][1] + areas[s][2] + areas[s][3] + areas[s][4]
                    + areas[s][5] + areas[s][6] + areas[s][7];
          guint at = i * 17 % n, z = 0;
          g_autofree char *size = NULL;

          while (at >= sizes[s][z])
            at -= sizes[s][z++];
          size = g_strdup_printf ("z%u", z);
          obs_panel_tables_add_unit (tables, sector, area, size);
        }
  answer_scores (tables, rand, 0.94);
  answer_waves (tables, rand, 0.94);
  answer_choices (tables, rand, 0.94);
  g_rand_free (rand);
  return tables;
}

ObsPanelTables *
panels_without (const ObsPanelTables *tables, guint unit)
{
  ObsPanelTables *copy = obs_panel_tables_new (tables->place);

  for (guint i = 0; i < tables->units->len; i++)
    {
      const ObsUnit *who = &g_array_index (tables->units, ObsUnit, i);

      obs_panel_tables_add_unit (copy, who->code[0], who->code[1], who->code[2]);
    }
  for (guint i = 0; i < tables->tables->len; i++)
    {
      const ObsPanelTable *from = g_ptr_array_index (tables->tables, i);
      guint n_parts = from->kind == OBS_PANEL_TABLE_SHARE ? from->categories->len : 1;
      ObsPanelTable *table;

      if (from->kind == OBS_PANEL_TABLE_SCORE)
        table = obs_panel_tables_add_score (copy, from->question, from->item, from->horizon,
                                            from->period, from->low, from->high);
      else
        {
          g_autofree const char **codes = g_new0 (const char *, n_parts + 1);

          memcpy (codes, from->categories->pdata, n_parts * sizeof *codes);
          table
              = obs_panel_tables_add_share (copy, from->question, from->period, codes, from->each);
        }
      for (guint j = 0; j < from->units->len; j++)
        if (g_array_index (from->units, guint, j) != unit)
          obs_panel_table_answer (table, g_array_index (from->units, guint, j),
                                  &g_array_index (from->values, double, j *n_parts));
    }
  return copy;
}

/* --- Looking at what came out --------------------------------------------------------------- */

const ObsProtectedRow *
panels_row (const ObsProtected *result, const ObsPanelTable *table, const ObsFrame *frame,
            guint cell, guint part)
{
  const ObsFrameCell *place = &g_array_index (frame->cells, ObsFrameCell, cell);
  gboolean shares = table->kind == OBS_PANEL_TABLE_SHARE;
  const char *codes[8] = { table->question };
  guint n = 1;

  codes[n++] = shares ? g_ptr_array_index (table->categories, part) : table->item;
  if (!shares)
    codes[n++] = table->horizon;
  for (guint d = 0; d < 3; d++)
    codes[n++] = place->code[d];
  codes[n++] = table->period;
  for (guint i = 0; i < n; i++)
    codes[i] = g_intern_string (codes[i]);
  for (guint i = 0; i < result->rows->len; i++)
    {
      const ObsProtectedRow *row = &g_array_index (result->rows, ObsProtectedRow, i);

      if (row->shares == shares && memcmp (row->codes, codes, n * sizeof *codes) == 0)
        return row;
    }
  return NULL;
}

static guint
n_cells_of (const ObsPanelTable *table, const ObsFrame *frame)
{
  return obs_panel_table_is_pooled (table) ? frame->cells->len : frame->n_sectors;
}

/* The answers in a cell, one after the other. */
static GArray *
answers_in (const ObsPanelTable *table, const ObsFrame *frame, guint cell, guint part)
{
  const ObsFrameCell *place = &g_array_index (frame->cells, ObsFrameCell, cell);
  guint n_parts = table->kind == OBS_PANEL_TABLE_SHARE ? table->categories->len : 1;
  GArray *values = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < table->units->len; i++)
    if (obs_set_has (place->units, g_array_index (table->units, guint, i)))
      g_array_append_val (values, g_array_index (table->values, double, i *n_parts + part));
  return values;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double one = *(const double *) a, other = *(const double *) b;

  return (one < other) - (one > other);
}

static const char *
score_breach (const ObsPolicy *policy, const GArray *values, const ObsProtectedRow *row)
{
  double sum = 0, first = g_array_index (values, double, 0);
  double second = g_array_index (values, double, 1);
  double last = g_array_index (values, double, values->len - 1);
  double tenths = row->sum / (double) row->n * 10;

  for (guint i = 0; i < values->len; i++)
    sum += g_array_index (values, double, i);
  if (first == last)
    return "all gave the same answer";
  if (sum - first - second < policy->p_percent / 100 * first)
    return "p-percent";
  if (first > sum * policy->dominance1 / 100 || first + second > sum * policy->dominance2 / 100)
    return "dominance";
  if (fabs (tenths - floor (tenths + 0.5)) > 1e-6)
    return "mean not rounded";
  if (fabs (tenths / 10 - sum / values->len) > 0.05 + 1e-9)
    return "mean not near the truth";
  return NULL;
}

static const char *
share_breach (const ObsPolicy *policy, const GArray *values, const ObsProtectedRow *row)
{
  guint k = 0;

  for (guint i = 0; i < values->len; i++)
    k += g_array_index (values, double, i) != 0;
  if (k < policy->threshold || values->len - k < policy->threshold)
    return "category below the threshold";
  if (row->k % policy->rounding != 0 || ABS (row->k - (gint64) k) > 2)
    return "category not rounded";
  return NULL;
}

static char *
cell_breach (const ObsPolicy *policy, const ObsPanelTable *table, const ObsFrame *frame, guint cell,
             guint part, const ObsProtectedRow *row)
{
  g_autoptr (GArray) values = answers_in (table, frame, cell, part);
  const char *breach = NULL;

  if (row == NULL)
    breach = "no row";
  else if (row->missing != NULL)
    breach = NULL;
  else if (values->len < policy->threshold)
    breach = "base below the threshold";
  else if (row->n % policy->rounding != 0 || ABS (row->n - (gint64) values->len) > 2)
    breach = "base not rounded";
  else
    {
      g_array_sort (values, compare_doubles);
      breach = table->kind == OBS_PANEL_TABLE_SCORE ? score_breach (policy, values, row)
                                                    : share_breach (policy, values, row);
    }
  if (breach == NULL)
    return NULL;
  return g_strdup_printf ("%s %s %s cell %u part %u: %s", table->question,
                          table->item != NULL ? table->item : "", table->period, cell, part,
                          breach);
}

static gboolean
shown (const ObsProtected *result, const ObsPanelTable *table, const ObsFrame *frame, guint cell)
{
  guint n_parts = table->kind == OBS_PANEL_TABLE_SHARE ? table->categories->len : 1;

  for (guint part = 0; part < n_parts; part++)
    {
      const ObsProtectedRow *row = panels_row (result, table, frame, cell, part);

      if (row != NULL && row->missing == NULL)
        return TRUE;
    }
  return FALSE;
}

static gboolean
same_variable (const ObsPanelTable *a, const ObsPanelTable *b)
{
  return a->kind == b->kind && g_str_equal (a->question, b->question)
         && g_strcmp0 (a->item, b->item) == 0;
}

/* The groups behind every shown cell of a variable, in all its periods. */
static GPtrArray *
shown_sets (const ObsPanelTables *tables, const ObsFrame *frame, const ObsProtected *result,
            const ObsPanelTable *like)
{
  GPtrArray *sets = g_ptr_array_new_with_free_func (g_free);

  for (guint t = 0; t < tables->tables->len; t++)
    {
      const ObsPanelTable *table = g_ptr_array_index (tables->tables, t);

      for (guint cell = 0; same_variable (table, like) && cell < n_cells_of (table, frame); cell++)
        {
          guint64 *set;

          if (!shown (result, table, frame, cell))
            continue;
          set = g_new0 (guint64, frame->n_words);
          for (guint i = 0; i < table->units->len; i++)
            {
              guint unit = g_array_index (table->units, guint, i);

              if (obs_set_has (g_array_index (frame->cells, ObsFrameCell, cell).units, unit))
                obs_set_add (set, unit);
            }
          g_ptr_array_add (sets, set);
        }
    }
  return sets;
}

static gboolean
sets_too_near (const GPtrArray *sets, const ObsFrame *frame, guint leavers)
{
  for (guint i = 0; i < sets->len; i++)
    for (guint j = i + 1; j < sets->len; j++)
      {
        guint distance = obs_set_distance (g_ptr_array_index (sets, i), g_ptr_array_index (sets, j),
                                           frame->n_words);

        if (distance > 0 && distance < leavers)
          return TRUE;
      }
  return FALSE;
}

char *
panels_find_breach (const ObsPanelTables *tables, const ObsPolicy *policy,
                    const ObsProtected *result)
{
  g_autoptr (ObsFrame) frame = obs_frame_new (tables);

  for (guint t = 0; t < tables->tables->len; t++)
    {
      const ObsPanelTable *table = g_ptr_array_index (tables->tables, t);
      guint n_parts = table->kind == OBS_PANEL_TABLE_SHARE ? table->categories->len : 1;
      g_autoptr (GPtrArray) sets = shown_sets (tables, frame, result, table);

      if (sets_too_near (sets, frame, policy->leavers))
        return g_strdup_printf ("%s: two populations differ by few", table->question);
      for (guint part = 0; part < n_parts; part++)
        for (guint cell = 0; cell < n_cells_of (table, frame); cell++)
          {
            char *breach = cell_breach (policy, table, frame, cell, part,
                                        panels_row (result, table, frame, cell, part));

            if (breach != NULL)
              return breach;
          }
    }
  return NULL;
}

/* --- One program a table, from published rows alone ----------------------------------------- */

static void
set_interval (ObsLatticeCell *cell, gint64 rounded, double least)
{
  cell->low = MAX ((double) rounded - 2, least);
  cell->high = (double) rounded + 2;
}

/* Unknowns: bases, then counts of each category, then their complements. */
static ObsLattice *
joint_grid (const ObsPanelTables *tables, const ObsPanelTable *table, const ObsFrame *frame,
            const ObsProtected *result)
{
  guint n_cells = n_cells_of (table, frame), n_parts = table->categories->len;
  ObsLattice *grid = obs_lattice_new (n_cells * (1 + 2 * n_parts));
  g_autofree guint *parts = g_new (guint, n_parts);

  for (guint i = 0; i < grid->cells->len; i++)
    obs_lattice_cell (grid, i)->high = tables->units->len;
  for (guint block = 0; block < 1 + 2 * n_parts; block++)
    for (guint i = 0; i < frame->relations->len; i++)
      {
        const ObsRelation *relation = &g_array_index (frame->relations, ObsRelation, i);

        obs_lattice_add_row (grid, OBS_ROW_EQUAL, relation->parent, 0,
                             (const guint *) (gpointer) relation->children->data,
                             relation->children->len, block * n_cells);
      }
  for (guint cell = 0; cell < n_cells; cell++)
    {
      for (guint part = 0; part < n_parts; part++)
        {
          const ObsProtectedRow *row = panels_row (result, table, frame, cell, part);
          guint count = (1 + part) * n_cells + cell;
          guint both[] = { count, count + n_parts * n_cells };

          parts[part] = count;
          obs_lattice_add_row (grid, OBS_ROW_EQUAL, (int) cell, 0, both, 2, 0);
          if (row->missing != NULL)
            {
              guint ten[10];

              obs_lattice_cell (grid, count)->state = OBS_WITHHELD_BASE;
              /* A band: ten times the part is no more than the whole. */
              for (guint i = 0; i < 10; i++)
                ten[i] = both[g_str_equal (row->missing, "gt90")];
              if (!g_str_equal (row->missing, "c"))
                obs_lattice_add_row (grid, OBS_ROW_AT_LEAST, (int) cell, 0, ten, 1, 0);
              continue;
            }
          set_interval (obs_lattice_cell (grid, cell), row->n, 10);
          set_interval (obs_lattice_cell (grid, both[0]), row->k, 10);
          obs_lattice_cell (grid, both[1])->low = 10;
        }
      if (table->each == 1)
        obs_lattice_add_row (grid, OBS_ROW_EQUAL, (int) cell, 0, parts, n_parts, 0);
    }
  return grid;
}

/* Where the group stands it is counted, with what it chose and without what it did not. */
static void
know_own (ObsLattice *grid, const ObsPanelTable *table, const ObsFrame *frame, guint unit)
{
  guint n_cells = n_cells_of (table, frame), n_parts = table->categories->len;

  for (guint i = 0; i < table->units->len; i++)
    for (guint cell = 0; cell < n_cells && g_array_index (table->units, guint, i) == unit; cell++)
      {
        if (!obs_set_has (g_array_index (frame->cells, ObsFrameCell, cell).units, unit))
          continue;
        obs_lattice_cell (grid, cell)->low = MAX (obs_lattice_cell (grid, cell)->low, 1);
        for (guint part = 0; part < n_parts; part++)
          {
            gboolean chosen = g_array_index (table->values, double, i *n_parts + part) != 0;
            guint block = chosen ? 1 + part : 1 + n_parts + part;
            ObsLatticeCell *own = obs_lattice_cell (grid, block * n_cells + cell);

            own->low = MAX (own->low, 1);
          }
      }
}

static char *
attack_tables (const ObsPanelTables *tables, const ObsProtected *result, guint nth, int unit)
{
  g_autoptr (ObsFrame) frame = obs_frame_new (tables);
  guint at = 0;

  for (guint t = 0; t < tables->tables->len; t++)
    {
      const ObsPanelTable *table = g_ptr_array_index (tables->tables, t);
      g_autoptr (ObsLattice) grid = NULL;
      g_autoptr (ObsAttack) attack = NULL;

      if (table->kind != OBS_PANEL_TABLE_SHARE)
        continue;
      grid = joint_grid (tables, table, frame, result);
      if (unit >= 0)
        know_own (grid, table, frame, (guint) unit);
      attack = obs_attack_new (grid);
      for (guint i = 0; i < grid->cells->len; i++)
        {
          double least, greatest;

          if (!obs_lattice_withheld (grid, i) || at++ % nth != 0)
            continue;
          if (!obs_attack_range (attack, grid, i, &least, &greatest))
            return g_strdup_printf ("%s: what is published contradicts itself", table->question);
          if (floor (greatest + 1e-6) - MAX (ceil (least - 1e-6), unit < 0) < 5)
            return g_strdup_printf ("%s: cell %u lies between %g and %g", table->question, i, least,
                                    greatest);
        }
    }
  return NULL;
}

char *
panels_attack (const ObsPanelTables *tables, const ObsProtected *result, guint nth)
{
  return attack_tables (tables, result, nth, -1);
}

char *
panels_attack_by (const ObsPanelTables *tables, const ObsProtected *result, guint nth, guint unit)
{
  return attack_tables (tables, result, nth, (int) unit);
}
