/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "tests/data/disclosure/panels.h"
#include "tests/begin.h"

#include <stdlib.h>
#include <string.h>

/* Whole panels. OBS_DISCLOSURE_PANELS says how many random ones (200 where it is not set); the
 * program disclosure-campaign runs any number. */

#define N_PANELS 200

static ObsProtected *
protect (const ObsPanelTables *tables, const ObsEarlier *earlier)
{
  g_autoptr (ObsPolicy) policy = obs_policy_new ();
  g_autoptr (GError) error = NULL;
  ObsProtected *result = obs_disclosure_protect (tables, policy, earlier, NULL, &error);

  g_assert_no_error (error);
  return result;
}

static void
test_random (void)
{
  const char *text = g_getenv ("OBS_DISCLOSURE_PANELS");
  guint n = text != NULL ? (guint) atoi (text) : N_PANELS;
  g_autoptr (ObsPolicy) policy = obs_policy_new ();

  for (guint seed = 1; seed <= n; seed++)
    {
      g_autoptr (ObsPanelTables) tables = panels_random (seed);
      g_autoptr (ObsProtected) result = protect (tables, NULL);
      g_autofree char *breach = panels_find_breach (tables, policy, result);
      g_autofree char *found = breach == NULL ? panels_attack (tables, result, 11) : NULL;

      if (breach != NULL || found != NULL)
        g_error ("panel %u: %s", seed, breach != NULL ? breach : found);
    }
}

/* A respondent knows one answer; a few of each panel try. */
static void
test_own_answer (void)
{
  for (guint seed = 1; seed <= 25; seed++)
    {
      g_autoptr (ObsPanelTables) tables = panels_random (seed);
      g_autoptr (ObsProtected) result = protect (tables, NULL);

      for (guint i = 0; i < 4; i++)
        {
          guint unit = (seed * 31 + i * 17) % tables->units->len;
          g_autofree char *found = panels_attack_by (tables, result, 29, unit);

          if (found != NULL)
            g_error ("panel %u, by group %u: %s", seed, unit, found);
        }
    }
}

/* The attack of the tests finds what is hidden badly: 12, 6, 21 and 34 of each 40 more, and only
 * the 6 withheld. */
static void
test_attack_finds (void)
{
  static const guint chosen[2][2] = { { 12, 6 }, { 21, 34 } };
  const char *const codes[] = { "a", NULL };
  g_autoptr (ObsPanelTables) tables = obs_panel_tables_new ("P");
  ObsPanelTable *table = obs_panel_tables_add_share (tables, "Q", "all", codes, 0);
  g_autoptr (ObsFrame) frame = NULL;
  g_autoptr (ObsProtected) result = NULL;
  g_autofree char *found = NULL;

  for (guint s = 0; s < 2; s++)
    for (guint d = 0; d < 2; d++)
      for (guint i = 0; i < chosen[s][d] + 40; i++)
        {
          double value = i < chosen[s][d];

          obs_panel_table_answer (
              table,
              obs_panel_tables_add_unit (tables, s == 0 ? "s0" : "s1", d == 0 ? "d0" : "d1", "z"),
              &value);
        }
  result = protect (tables, NULL);
  frame = obs_frame_new (tables);
  for (guint cell = 0; cell < frame->cells->len; cell++)
    {
      const ObsFrameCell *place = &g_array_index (frame->cells, ObsFrameCell, cell);
      ObsProtectedRow *row = (ObsProtectedRow *) panels_row (result, table, frame, cell, 0);
      guint n = obs_set_count (place->units, frame->n_words), k = 0;

      for (guint i = 0; i < table->units->len; i++)
        k += obs_set_has (place->units, i) && g_array_index (table->values, double, i) != 0;
      row->missing = k == 6 ? (char *) g_intern_string ("c") : NULL;
      row->n = (n + 2) / 5 * 5;
      row->k = (k + 2) / 5 * 5;
    }
  found = panels_attack (tables, result, 1);
  g_assert_nonnull (found);
  g_assert_nonnull (strstr (found, "lies between 6 and 9"));
}

static void
test_usefulness (void)
{
  g_autoptr (ObsPanelTables) tables = panels_fixed ();
  g_autoptr (ObsPolicy) policy = obs_policy_new ();
  g_autoptr (ObsProtected) result = protect (tables, NULL);
  const ObsDisclosureReport *report = &result->report;
  g_autofree char *breach = panels_find_breach (tables, policy, result);

  g_assert_null (breach);
  g_assert_cmpuint (tables->units->len, ==, 122);
  g_test_message ("one-way bases %u of %u; withheld %u, to protect others %u",
                  report->n_one_way_open, report->n_one_way, obs_disclosure_report_primary (report),
                  obs_disclosure_report_secondary (report));
  g_assert_cmpuint (report->n_one_way_open * 100, >=, report->n_one_way * 60);
  g_assert_cmpuint (obs_disclosure_report_secondary (report) * 2, <=,
                    obs_disclosure_report_primary (report) * 3);
}

static gboolean
same_rows (const ObsProtected *one, const ObsProtected *other)
{
  return one->rows->len == other->rows->len
         && memcmp (one->rows->data, other->rows->data, one->rows->len * sizeof (ObsProtectedRow))
                == 0;
}

/* The same input gives the same rows. */
static void
test_again (void)
{
  g_autoptr (ObsPanelTables) tables = panels_fixed ();
  g_autoptr (ObsProtected) one = protect (tables, NULL);
  g_autoptr (ObsProtected) other = protect (tables, NULL);

  g_assert_true (same_rows (one, other));
}

/* One respondent fewer, each of 122 in turn: both editions together say no more than the first. */
static void
test_one_fewer (void)
{
  g_autoptr (ObsPanelTables) tables = panels_fixed ();
  g_autoptr (ObsProtected) first = protect (tables, NULL);
  g_autoptr (ObsEarlier) earlier = obs_earlier_new ();
  guint n_told = 0;

  obs_earlier_add_rows (earlier, first->rows);
  for (guint unit = 0; unit < 122; unit++)
    {
      g_autoptr (ObsPanelTables) fewer = panels_without (tables, unit);
      g_autoptr (ObsProtected) second = protect (fewer, earlier);
      g_autoptr (ObsProtected) careless = unit % 8 == 0 ? protect (fewer, NULL) : NULL;

      for (guint i = 0; i < second->rows->len; i++)
        {
          const ObsProtectedRow *now = &g_array_index (second->rows, ObsProtectedRow, i);
          const ObsProtectedRow *then
              = obs_earlier_find (earlier, 0, now->shares, (const char *const *) now->codes);

          /* Nothing moves; what was withheld stays withheld. */
          g_assert_nonnull (then);
          g_assert_cmpmem (now, sizeof *now, then, sizeof *then);
        }
      g_assert_cmpuint (second->rows->len, ==, first->rows->len);
      n_told += careless != NULL && !same_rows (careless, first);
    }
  /* Without looking back, something does move. */
  g_assert_cmpuint (n_told, >, 0);
}

/* 30 more answer: what is shown then differs by nobody or by ten and more, in each cell. */
static void
test_many_more (void)
{
  g_autoptr (ObsPanelTables) all = panels_fixed ();
  g_autoptr (ObsPanelTables) before = panels_without (all, 0);
  g_autoptr (ObsFrame) frame = obs_frame_new (all);
  g_autoptr (ObsProtected) first = NULL;
  g_autoptr (ObsProtected) second = NULL;
  g_autoptr (ObsEarlier) earlier = obs_earlier_new ();
  guint n_changed = 0;

  for (guint unit = 1; unit < 40; unit++)
    {
      ObsPanelTables *fewer = panels_without (before, unit * 3);

      obs_panel_tables_free (before);
      before = fewer;
    }
  first = protect (before, NULL);
  obs_earlier_add_rows (earlier, first->rows);
  second = protect (all, earlier);
  for (guint t = 0; t < all->tables->len; t++)
    {
      const ObsPanelTable *now = g_ptr_array_index (all->tables, t);
      const ObsPanelTable *then = g_ptr_array_index (before->tables, t);

      for (guint cell = 0;
           cell < (obs_panel_table_is_pooled (now) ? frame->cells->len : frame->n_sectors); cell++)
        {
          const guint64 *units = g_array_index (frame->cells, ObsFrameCell, cell).units;
          const ObsProtectedRow *one = panels_row (first, then, frame, cell, 0);
          const ObsProtectedRow *other = panels_row (second, now, frame, cell, 0);
          guint n_now = 0, n_then = 0;

          if (one == NULL || other->missing != NULL || one->missing != NULL
              || memcmp (one, other, sizeof *one) == 0)
            continue;
          for (guint i = 0; i < now->units->len; i++)
            n_now += obs_set_has (units, g_array_index (now->units, guint, i));
          for (guint i = 0; i < then->units->len; i++)
            n_then += obs_set_has (units, g_array_index (then->units, guint, i));
          g_assert_cmpuint (n_now, >=, n_then + 10);
          n_changed++;
        }
    }
  g_assert_cmpuint (n_changed, >, 0);
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);

  g_test_add_func ("/disclosure/panels/random", test_random);
  g_test_add_func ("/disclosure/panels/own-answer", test_own_answer);
  g_test_add_func ("/disclosure/panels/attack-finds", test_attack_finds);
  g_test_add_func ("/disclosure/panels/usefulness", test_usefulness);
  g_test_add_func ("/disclosure/panels/again", test_again);
  g_test_add_func ("/disclosure/panels/one-fewer", test_one_fewer);
  g_test_add_func ("/disclosure/panels/many-more", test_many_more);
  return g_test_run ();
}
