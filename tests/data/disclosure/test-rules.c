/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "tests/data/disclosure/panels.h"

#include "data/disclosure/protect-private.h"
#include "data/error.h"
#include "tests/begin.h"

#include <glib/gstdio.h>
#include <string.h>

/* --- Policy --------------------------------------------------------------------------------- */

static ObsPolicy *
load_text (const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "policy-test.ini", NULL);
  g_autoptr (GError) failed = NULL;

  g_mkdir_with_parents (g_get_user_cache_dir (), 0700);
  g_file_set_contents (path, text, -1, &failed);
  g_assert_no_error (failed);
  return obs_policy_load (path, error);
}

static void
assert_refused (const char *text, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsPolicy) policy = load_text (text, &error);

  g_assert_null (policy);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_policy_defaults (void)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "data/disclosure/example-policy.ini", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsPolicy) start = obs_policy_new ();
  g_autoptr (ObsPolicy) example = obs_policy_load (path, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (start->threshold, ==, 10);
  g_assert_cmpfloat (start->p_percent, ==, 10);
  g_assert_cmpfloat (start->dominance1, ==, 50);
  g_assert_cmpfloat (start->dominance2, ==, 67);
  g_assert_cmpuint (start->rounding, ==, 5);
  g_assert_cmpuint (start->width, ==, 5);
  g_assert_cmpuint (start->leavers, ==, 10);
  g_assert_cmpuint (start->editions, ==, 8);
  g_assert_cmpmem (start, sizeof *start, example, sizeof *example);
}

static void
test_policy_stricter (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsPolicy) policy = load_text ("[disclosure]\nthreshold=5\np_percent=15\n"
                                            "dominance1=40\ndominance2=60\nrounding=10\nwidth=8\n"
                                            "leavers=12\neditions=20\nbands=no\n",
                                            &error);

  g_assert_no_error (error);
  g_assert_cmpuint (policy->threshold, ==, 5);
  g_assert_cmpfloat (policy->p_percent, ==, 15);
  g_assert_cmpfloat (policy->dominance1, ==, 40);
  g_assert_cmpuint (policy->rounding, ==, 10);
  g_assert_cmpuint (policy->leavers, ==, 12);
  g_assert_false (policy->bands);
}

static void
test_policy_refused (void)
{
  assert_refused ("[disclosure]\nthreshold=4\n", "Write 5 or more");
  assert_refused ("[disclosure]\nthreshold=9.5\n", "not a whole number");
  assert_refused ("[disclosure]\nthreshold=many\n", "not a whole number");
  assert_refused ("[disclosure]\nthreshold=\n", "not a whole number");
  assert_refused ("[disclosure]\nthreshold=nan\n", "not a whole number");
  assert_refused ("[disclosure]\nthreshold=1e9\n", "the strictest is 1000");
  assert_refused ("[disclosure]\np_percent=5\n", "Write 10 or more");
  assert_refused ("[disclosure]\np_percent=ten\n", "not a number");
  assert_refused ("[disclosure]\ndominance1=51\n", "Write 50 or less");
  assert_refused ("[disclosure]\ndominance2=90\n", "Write 67 or less");
  assert_refused ("[disclosure]\ndominance2=0\n", "the strictest is 1");
  assert_refused ("[disclosure]\nrounding=1\n", "Write 5 or more");
  assert_refused ("[disclosure]\ndecimals=0.01\n", "Write 0.1 or more");
  assert_refused ("[disclosure]\nwidth=4\n", "Write 5 or more");
  assert_refused ("[disclosure]\nleavers=9\n", "Write 10 or more");
  assert_refused ("[disclosure]\neditions=1\n", "Write 8 or more");
  assert_refused ("[disclosure]\nbands=maybe\n", "neither");
  assert_refused ("[disclosure]\ntreshold=10\n", "no rule");
  assert_refused ("[other]\nthreshold=10\n", "[disclosure]");
  assert_refused ("[disclosure]\nthreshold=10\n[more]\na=1\n", "[disclosure]");
  assert_refused ("", "[disclosure]");
  assert_refused ("threshold=10\n", "cannot be read");
}

static void
test_policy_absent (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsPolicy) policy = obs_policy_load ("no-such-policy.ini", &error);

  g_assert_null (policy);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
}

/* A rounded figure is one of the interval that it stands for, whatever the base. */
static void
test_rounding (void)
{
  g_autoptr (ObsPolicy) policy = obs_policy_new ();

  g_assert_cmpuint (obs_policy_round (policy, 12), ==, 10);
  g_assert_cmpuint (obs_policy_round (policy, 13), ==, 15);
  for (policy->rounding = 5; policy->rounding <= 12; policy->rounding++)
    for (guint n = 0; n < 300; n++)
      {
        guint least, greatest, rounded = obs_policy_round (policy, n);

        obs_policy_interval (policy, rounded, &least, &greatest);
        g_assert_cmpuint (least, <=, n);
        g_assert_cmpuint (greatest, >=, n);
        g_assert_cmpuint (obs_policy_round (policy, greatest), ==, rounded);
        g_assert_cmpuint (obs_policy_round (policy, greatest + 1), >, rounded);
        g_assert_cmpuint (obs_policy_round (policy, least), ==, rounded);
      }
}

/* --- Relations and the worked example ------------------------------------------------------- */

static void
test_relations (void)
{
  g_autoptr (ObsPanelTables) tables = panels_random (7);
  g_autoptr (ObsFrame) frame = obs_frame_new (tables);

  g_assert_cmpuint (frame->relations->len, >, 4);
  for (guint i = 0; i < frame->relations->len; i++)
    {
      const ObsRelation *relation = &g_array_index (frame->relations, ObsRelation, i);
      guint sum = 0;

      for (guint j = 0; j < relation->children->len; j++)
        sum += obs_set_count (
            obs_frame_cell (frame, g_array_index (relation->children, guint, j))->units,
            frame->n_words);
      g_assert_cmpuint (
          sum, ==, obs_set_count (obs_frame_cell (frame, relation->parent)->units, frame->n_words));
    }
}

/* Two sectors by two sizes: 12, 6, 21, 34, rounded to 5, with those cells withheld whose bit is set
 * in @hidden. Cells: four inner ones, two sectors, two sizes, the total. */
static ObsLattice *
worked_example (guint hidden)
{
  static const double values[] = { 12, 6, 21, 34, 18, 55, 33, 40, 73 };
  static const guint rows[][3]
      = { { 4, 0, 1 }, { 5, 2, 3 }, { 6, 0, 2 }, { 7, 1, 3 }, { 8, 4, 5 } };
  ObsLattice *lattice = obs_lattice_new (9);
  g_autoptr (ObsPolicy) policy = obs_policy_new ();

  for (guint i = 0; i < 9; i++)
    {
      ObsLatticeCell *cell = obs_lattice_cell (lattice, i);
      guint least, greatest;

      obs_policy_interval (policy, obs_policy_round (policy, (guint) values[i]), &least, &greatest);
      cell->state = (hidden >> i) & 1 ? OBS_WITHHELD_BASE : OBS_OPEN;
      cell->value = values[i];
      cell->weight = (guint) values[i];
      cell->cost = i < 4 ? values[i] : 200 + values[i];
      cell->low = cell->state == OBS_OPEN ? least : 0;
      cell->high = cell->state == OBS_OPEN ? greatest : 1000;
      cell->whole = TRUE;
      cell->need_high = -1;
      cell->need_low = 1000;
      cell->need_width = 5;
    }
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    obs_lattice_add_row (lattice, OBS_ROW_EQUAL, (int) rows[i][0], 0, rows[i] + 1, 2, 0);
  obs_lattice_reset_seen (lattice);
  return lattice;
}

static void
test_one_hidden (void)
{
  g_autoptr (ObsLattice) lattice = worked_example (1 << 1);
  g_autoptr (ObsAttack) attack = obs_attack_new (lattice);
  double least = 0, greatest = 0;

  g_assert_true (obs_attack_range (attack, lattice, 1, &least, &greatest));
  g_assert_cmpfloat_with_epsilon (least, 6, 1e-6);
  g_assert_cmpfloat_with_epsilon (greatest, 9, 1e-6);
  g_assert_cmpint (obs_attack_run (attack, lattice, NULL), ==, 1);
}

static void
test_inner_hidden (void)
{
  g_autoptr (ObsLattice) lattice = worked_example (0xf);
  g_autoptr (ObsAttack) attack = obs_attack_new (lattice);
  double least = 0, greatest = 0;

  g_assert_true (obs_attack_range (attack, lattice, 1, &least, &greatest));
  g_assert_cmpfloat_with_epsilon (least, 0, 1e-6);
  g_assert_cmpfloat_with_epsilon (greatest, 22, 1e-6);
  g_assert_cmpint (obs_attack_run (attack, lattice, NULL), ==, -1);
}

/* From one withheld cell the rules find the other three. */
static void
test_secondary (void)
{
  g_autoptr (ObsLattice) lattice = worked_example (1 << 1);
  guint n = 0;

  g_assert_true (obs_lattice_close_relations (lattice, 10));
  for (guint i = 0; i < 9; i++)
    n += obs_lattice_withheld (lattice, i);
  g_assert_cmpuint (n, ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_true (obs_lattice_withheld (lattice, i));
  g_assert_false (obs_lattice_close_relations (lattice, 10));
}

static void
test_contradiction (void)
{
  g_autoptr (ObsLattice) lattice = worked_example (1 << 1);
  g_autoptr (ObsAttack) attack = NULL;

  obs_lattice_cell (lattice, 8)->low = 90;
  obs_lattice_cell (lattice, 8)->high = 95;
  attack = obs_attack_new (lattice);
  g_assert_cmpint (obs_attack_run (attack, lattice, NULL), ==, -2);
}

/* --- Single rules --------------------------------------------------------------------------- */

/* @n groups of one sector, in two districts of 60 : 40. */
static ObsPanelTables *
one_sector (guint n)
{
  ObsPanelTables *tables = obs_panel_tables_new ("P");

  for (guint i = 0; i < n; i++)
    obs_panel_tables_add_unit (tables, i % 2 == 0 ? "s0" : "s1", i % 5 < 3 ? "d0" : "d1", "z0");
  return tables;
}

static ObsProtected *
protect (const ObsPanelTables *tables)
{
  g_autoptr (ObsPolicy) policy = obs_policy_new ();
  g_autoptr (GError) error = NULL;
  ObsProtected *result = obs_disclosure_protect (tables, policy, NULL, NULL, &error);

  g_assert_no_error (error);
  return result;
}

static const char *
missing_at (const ObsPanelTables *tables, const ObsProtected *result, guint table, guint cell,
            guint part)
{
  g_autoptr (ObsFrame) frame = obs_frame_new (tables);
  const ObsProtectedRow *row
      = panels_row (result, g_ptr_array_index (tables->tables, table), frame, cell, part);

  g_assert_nonnull (row);
  return row->missing;
}

/* The total of @n groups of which @k chose. */
static const char *
share_of (guint k, guint n)
{
  const char *const codes[] = { "a", NULL };
  g_autoptr (ObsPanelTables) tables = one_sector (n);
  ObsPanelTable *table = obs_panel_tables_add_share (tables, "Q", "all", codes, 0);
  g_autoptr (ObsProtected) result = NULL;

  for (guint i = 0; i < n; i++)
    {
      double chosen = i < k;

      obs_panel_table_answer (table, i, &chosen);
    }
  result = protect (tables);
  return missing_at (tables, result, 0, 0, 0);
}

static void
test_threshold (void)
{
  g_assert_cmpstr (share_of (5, 9), ==, "c");
  g_assert_cmpstr (share_of (10, 20), ==, NULL);
  g_assert_cmpstr (share_of (9, 20), ==, "c");
  g_assert_cmpstr (share_of (11, 20), ==, "c");
  g_assert_cmpstr (share_of (10, 40), ==, NULL);
  g_assert_cmpstr (share_of (9, 40), ==, "c");
  g_assert_cmpstr (share_of (31, 40), ==, "c");
}

/* None and all are never shown as such: withheld, or a band wide enough to say little. */
static void
test_bands (void)
{
  g_assert_cmpstr (share_of (0, 20), ==, "c");
  g_assert_cmpstr (share_of (20, 20), ==, "c");
  g_assert_cmpstr (share_of (0, 120), ==, "lt10");
  g_assert_cmpstr (share_of (4, 120), ==, "lt10");
  g_assert_cmpstr (share_of (120, 120), ==, "gt90");
  g_assert_cmpstr (share_of (117, 120), ==, "gt90");
  g_assert_cmpstr (share_of (12, 120), ==, NULL);
}

/* The total of values, the first of them @first, the second @second, the others @rest. */
static const char *
score_of (guint n, double first, double second, double rest)
{
  g_autoptr (ObsPanelTables) tables = one_sector (n);
  ObsPanelTable *table = obs_panel_tables_add_score (tables, "Q", "a", "all", "all", 0, 1000);
  g_autoptr (ObsProtected) result = NULL;

  for (guint i = 0; i < n; i++)
    obs_panel_table_answer (table, i, i == 0 ? &first : i == 1 ? &second : &rest);
  result = protect (tables);
  return missing_at (tables, result, 0, 0, 0);
}

static void
test_dominance (void)
{
  g_assert_cmpstr (score_of (21, 50, 20, 10), ==, NULL);
  /* One holds more than half. */
  g_assert_cmpstr (score_of (21, 230, 20, 10), ==, "c");
  /* Two hold more than 67 per cent, none of them half. */
  g_assert_cmpstr (score_of (21, 200, 195, 9), ==, "c");
  /* The others are less than a tenth of the largest. */
  g_assert_cmpstr (score_of (21, 100, 99, 0.5), ==, "c");
  g_assert_cmpstr (score_of (9, 50, 20, 10), ==, "c");
}

static void
test_same_answer (void)
{
  g_assert_cmpstr (score_of (30, 10, 10, 10), ==, "c");
  g_assert_cmpstr (score_of (30, 0, 0, 0), ==, "c");
  g_assert_cmpstr (score_of (30, 11, 10, 10), ==, NULL);
}

/* Twenty in a sector, fifteen of them in one district: both would give the other five. */
static void
test_nested (void)
{
  g_autoptr (ObsPanelTables) tables = obs_panel_tables_new ("P");
  ObsPanelTable *table = obs_panel_tables_add_score (tables, "Q", "a", "all", "all", 0, 10);
  g_autoptr (ObsProtected) result = NULL;
  g_autoptr (ObsPolicy) policy = obs_policy_new ();
  g_autoptr (ObsFrame) frame = NULL;
  g_autofree char *breach = NULL;
  gboolean found = FALSE;

  for (guint i = 0; i < 60; i++)
    {
      double value = i % 7;

      obs_panel_tables_add_unit (tables, i < 20 ? "s0" : "s1", i < 15 || i >= 40 ? "d0" : "d1",
                                 "z0");
      obs_panel_table_answer (table, i, &value);
    }
  result = protect (tables);
  breach = panels_find_breach (tables, policy, result);
  g_assert_null (breach);
  frame = obs_frame_new (tables);
  for (guint i = 0; i < frame->cells->len; i++)
    if (g_str_equal (obs_frame_cell (frame, i)->code[0], "s0")
        && g_str_equal (obs_frame_cell (frame, i)->code[1], "d0"))
      {
        found = TRUE;
        g_assert_cmpstr (missing_at (tables, result, 0, i, 0), ==, "c");
      }
  g_assert_true (found);
  g_assert_cmpstr (missing_at (tables, result, 0, 1, 0), ==, NULL);
}

/* Weeks and the pooled period: who answered differs by five from week to week, then by fifteen. */
static void
test_weeks (void)
{
  for (guint step = 5; step <= 15; step += 10)
    {
      g_autoptr (ObsPanelTables) tables = one_sector (100);
      const char *const periods[] = { "2026-W01", "2026-W02", "all" };
      g_autoptr (ObsProtected) result = NULL;
      guint n_open = 0;

      for (guint p = 0; p < 3; p++)
        {
          ObsPanelTable *table
              = obs_panel_tables_add_score (tables, "Q", "a", "all", periods[p], 0, 10);

          for (guint i = 0; i < 100; i++)
            {
              double value = (i * 7 + p) % 10;
              gboolean in = p == 0 ? i >= step : p == 1 ? i < 100 - step : TRUE;

              if (in)
                obs_panel_table_answer (table, i, &value);
            }
        }
      result = protect (tables);
      for (guint p = 0; p < 3; p++)
        n_open += missing_at (tables, result, p, 0, 0) == NULL;
      /* 5 away from the pooled period, 10 from each other. */
      g_assert_cmpuint (n_open, ==, step == 5 ? 1 : 3);
      g_assert_cmpstr (missing_at (tables, result, 2, 0, 0), ==, NULL);
    }
}

static void
test_no_place (void)
{
  g_autoptr (ObsPanelTables) tables = one_sector (30);
  g_autoptr (ObsPolicy) policy = obs_policy_new ();
  g_autoptr (ObsProtected) result = NULL;
  g_autoptr (GError) error = NULL;

  obs_panel_tables_add_unit (tables, "s0", "P", "z0");
  result = obs_disclosure_protect (tables, policy, NULL, NULL, &error);
  g_assert_null (result);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "Business 31"));
}

static void
test_cancelled (void)
{
  g_autoptr (ObsPanelTables) tables = panels_random (3);
  g_autoptr (ObsPolicy) policy = obs_policy_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (ObsProtected) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  result = obs_disclosure_protect (tables, policy, NULL, cancellable, &error);
  g_assert_null (result);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- The gate ------------------------------------------------------------------------------- */

/* Each base that is withheld is shown again, one after the other: the gate must see every one that
 * the rules forbid, and say where. */
static void
test_gate_bases (void)
{
  g_autoptr (ObsPanelTables) tables = panels_fixed ();
  g_autoptr (ObsPolicy) policy = obs_policy_new ();
  g_auto (ObsProtection) protection = { .tables = tables, .policy = policy };
  g_autoptr (GError) error = NULL;
  guint n_refused = 0, n_tried = 0;

  obs_protection_init (&protection);
  g_assert_true (obs_populations_protect (&protection, FALSE, &error));
  g_assert_true (obs_populations_protect (&protection, TRUE, &error));
  for (guint i = 0; i < protection.populations->len; i++)
    {
      ObsPopulation *population = g_ptr_array_index (protection.populations, i);

      for (guint cell = 0; cell < population->n_cells; cell++)
        {
          ObsCellState before = population->state[cell];

          if (before != OBS_WITHHELD_OTHERS)
            continue;
          n_tried++;
          population->state[cell] = OBS_OPEN;
          if (!obs_populations_protect (&protection, TRUE, &error))
            {
              n_refused++;
              g_assert_error (error, OBS_ERROR, OBS_ERROR_FAILED);
              g_assert_nonnull (strstr (error->message, "panel_"));
              g_assert_nonnull (strstr (error->message, "Q"));
              g_clear_error (&error);
            }
          population->state[cell] = before;
        }
    }
  g_assert_cmpuint (n_tried, >, 0);
  g_assert_cmpuint (n_refused * 10, >=, n_tried * 5);
}

/* A category that was withheld to protect others is shown. */
static void
test_gate_shares (void)
{
  const char *const codes[] = { "a", "b", "c", NULL };
  g_autoptr (ObsPanelTables) tables = one_sector (100);
  ObsPanelTable *table = obs_panel_tables_add_share (tables, "Q", "all", codes, 1);
  g_autoptr (ObsPolicy) policy = obs_policy_new ();
  g_auto (ObsProtection) protection = { .tables = tables, .policy = policy };
  g_autoptr (ObsTableGrid) grid = NULL;
  g_autoptr (GError) error = NULL;
  gboolean any = FALSE;

  for (guint i = 0; i < 100; i++)
    {
      double values[3] = { i < 6, i >= 6 && i < 50, i >= 50 };

      obs_panel_table_answer (table, i, values);
    }
  policy->bands = FALSE;
  obs_protection_init (&protection);
  g_assert_true (obs_populations_protect (&protection, FALSE, &error));
  grid = obs_table_grid_new (&protection, 0);
  g_assert_true (obs_table_grid_protect (&protection, grid, FALSE, &error));
  for (guint part = 1; part < 3; part++)
    {
      ObsLatticeCell *cell = obs_lattice_cell (grid->grid, part * grid->population->n_cells);

      if (cell->state != OBS_WITHHELD_OTHERS)
        continue;
      any = TRUE;
      cell->state = OBS_OPEN;
      g_assert_false (obs_table_grid_protect (&protection, grid, TRUE, &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_FAILED);
      g_assert_nonnull (strstr (error->message, "panel_share"));
      g_clear_error (&error);
      cell->state = OBS_WITHHELD_OTHERS;
    }
  g_assert_true (any);
}

/* --- Report --------------------------------------------------------------------------------- */

static void
test_report (void)
{
  g_autoptr (ObsPanelTables) tables = panels_fixed ();
  g_autoptr (ObsProtected) result = protect (tables);
  g_autofree char *words = obs_disclosure_report_words (&result->report);
  g_autofree char *json = obs_disclosure_report_json (&result->report);
  guint n = result->report.n_open + obs_disclosure_report_primary (&result->report)
            + obs_disclosure_report_secondary (&result->report);

  g_assert_cmpuint (n, ==, result->report.n_cells);
  g_assert_cmpuint (result->rows->len, ==, result->report.n_cells);
  g_assert_nonnull (strstr (words, "Dominance rules applied."));
  g_assert_null (strstr (words, "67"));
  g_assert_null (strstr (json, "67,"));
  g_assert_nonnull (strstr (json, "\"dominance_rules\": \"applied\""));
  g_assert_nonnull (strstr (json, "\"small_base\""));
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);

  g_test_add_func ("/disclosure/policy/defaults", test_policy_defaults);
  g_test_add_func ("/disclosure/policy/stricter", test_policy_stricter);
  g_test_add_func ("/disclosure/policy/refused", test_policy_refused);
  g_test_add_func ("/disclosure/policy/absent", test_policy_absent);
  g_test_add_func ("/disclosure/policy/rounding", test_rounding);
  g_test_add_func ("/disclosure/relations", test_relations);
  g_test_add_func ("/disclosure/example/one-hidden", test_one_hidden);
  g_test_add_func ("/disclosure/example/inner-hidden", test_inner_hidden);
  g_test_add_func ("/disclosure/example/secondary", test_secondary);
  g_test_add_func ("/disclosure/example/contradiction", test_contradiction);
  g_test_add_func ("/disclosure/rules/threshold", test_threshold);
  g_test_add_func ("/disclosure/rules/bands", test_bands);
  g_test_add_func ("/disclosure/rules/dominance", test_dominance);
  g_test_add_func ("/disclosure/rules/same-answer", test_same_answer);
  g_test_add_func ("/disclosure/rules/nested", test_nested);
  g_test_add_func ("/disclosure/rules/weeks", test_weeks);
  g_test_add_func ("/disclosure/rules/no-place", test_no_place);
  g_test_add_func ("/disclosure/rules/cancelled", test_cancelled);
  g_test_add_func ("/disclosure/gate/bases", test_gate_bases);
  g_test_add_func ("/disclosure/gate/shares", test_gate_shares);
  g_test_add_func ("/disclosure/report", test_report);
  return g_test_run ();
}
