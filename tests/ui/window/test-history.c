/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "ui/history.h"
#include "tests/begin.h"

static void
go (ObsHistory *history, const char *question, const char *tab)
{
  g_autoptr (ObsView) view = obs_view_new ("employer", question);

  view->tab = g_strdup (tab);
  obs_history_go (history, view);
}

static void
change (ObsHistory *history, const char *key, const char *value, const char *name)
{
  g_autoptr (ObsView) view = obs_view_copy (obs_history_get_view (history));

  g_assert_true (obs_view_set (view, key, value));
  obs_history_change (history, view, name);
}

static const char *
question (ObsHistory *history)
{
  return obs_history_get_view (history)->question;
}

static void
test_empty (void)
{
  g_autoptr (ObsHistory) history = obs_history_new ();

  g_assert_null (obs_history_get_view (history));
  g_assert_null (obs_history_peek_back (history));
  g_assert_null (obs_history_peek_forward (history));
  g_assert_null (obs_history_get_undo (history));
  g_assert_false (obs_history_back (history));
  g_assert_false (obs_history_forward (history));
  g_assert_false (obs_history_undo (history));
  g_assert_false (obs_history_redo (history));
}

static void
test_places (void)
{
  g_autoptr (ObsHistory) history = obs_history_new ();

  go (history, "E1", NULL);
  go (history, "E1", "table");
  go (history, "E8", NULL);
  g_assert_cmpstr (obs_history_peek_back (history)->tab, ==, "table");
  g_assert_true (obs_history_back (history));
  g_assert_cmpstr (question (history), ==, "E1");
  g_assert_cmpstr (obs_history_peek_forward (history)->question, ==, "E8");
  g_assert_true (obs_history_back (history));
  g_assert_false (obs_history_back (history));
  g_assert_null (obs_history_get_view (history)->tab);

  /* Going somewhere forgets what lay forward. */
  go (history, "E6", NULL);
  g_assert_null (obs_history_peek_forward (history));
  g_assert_true (obs_history_back (history));
  g_assert_cmpstr (question (history), ==, "E1");
}

static void
test_same_place (void)
{
  g_autoptr (ObsView) a = obs_view_new ("employer", "E1");
  g_autoptr (ObsView) b = obs_view_new ("employer", "E1");

  g_assert_true (obs_history_same_place (a, b));
  b->sector = g_strdup ("logistics");
  g_assert_true (obs_history_same_place (a, b));
  b->tab = g_strdup ("chart");
  g_assert_true (obs_history_same_place (a, b));
  g_free (b->tab);
  b->tab = g_strdup ("table");
  g_assert_false (obs_history_same_place (a, b));
}

static void
test_undo (void)
{
  g_autoptr (ObsHistory) history = obs_history_new ();

  go (history, "E1", NULL);
  change (history, "sector", "logistics", "Filter: Logistics");
  change (history, "ksb", "S", "Show S");
  g_assert_cmpstr (obs_history_get_undo (history), ==, "Show S");
  g_assert_null (obs_history_get_redo (history));

  g_assert_true (obs_history_undo (history));
  g_assert_null (obs_history_get_view (history)->ksb);
  g_assert_cmpstr (obs_history_get_view (history)->sector, ==, "logistics");
  g_assert_cmpstr (obs_history_get_undo (history), ==, "Filter: Logistics");
  g_assert_cmpstr (obs_history_get_redo (history), ==, "Show S");

  g_assert_true (obs_history_undo (history));
  g_assert_null (obs_history_get_view (history)->sector);
  g_assert_false (obs_history_undo (history));
  g_assert_true (obs_history_redo (history));
  g_assert_true (obs_history_redo (history));
  g_assert_cmpstr (obs_history_get_view (history)->ksb, ==, "S");
  g_assert_false (obs_history_redo (history));

  /* A new change forgets what was undone. */
  g_assert_true (obs_history_undo (history));
  change (history, "ksb", "B", "Show B");
  g_assert_null (obs_history_get_redo (history));
}

/* Back and forward never lose a change, and undo belongs to its place. */
static void
test_changes_stay (void)
{
  g_autoptr (ObsHistory) history = obs_history_new ();

  go (history, "E1", NULL);
  change (history, "sector", "logistics", "Filter: Logistics");
  go (history, "E8", NULL);
  g_assert_null (obs_history_get_undo (history));
  g_assert_true (obs_history_back (history));
  g_assert_cmpstr (obs_history_get_view (history)->sector, ==, "logistics");
  g_assert_cmpstr (obs_history_get_undo (history), ==, "Filter: Logistics");
  g_assert_true (obs_history_forward (history));
  g_assert_true (obs_history_back (history));
  g_assert_true (obs_history_undo (history));
  g_assert_null (obs_history_get_view (history)->sector);
}

static void
test_note (void)
{
  g_autoptr (ObsHistory) history = obs_history_new ();
  g_autoptr (ObsView) view = obs_view_new ("employer", "E1");

  go (history, "E1", NULL);
  view->select = g_strdup ("S.team-working");
  obs_history_note (history, view);
  g_assert_cmpstr (obs_history_get_view (history)->select, ==, "S.team-working");
  g_assert_null (obs_history_get_undo (history));
  g_assert_null (obs_history_peek_back (history));
}

static void
test_no_change (void)
{
  g_autoptr (ObsHistory) history = obs_history_new ();

  go (history, "E1", NULL);
  change (history, "sector", NULL, "Filter: all sectors");
  g_assert_null (obs_history_get_undo (history));
}

static void
test_limits (void)
{
  g_autoptr (ObsHistory) history = obs_history_new ();
  int back = 0;
  int undone = 0;

  for (int i = 0; i < OBS_HISTORY_PLACES + 20; i++)
    {
      g_autofree char *key = g_strdup_printf ("Q%d", i);

      go (history, key, NULL);
    }
  for (int i = 0; i < OBS_HISTORY_CHANGES + 20; i++)
    {
      g_autofree char *value = g_strdup_printf ("s%d", i);

      change (history, "sector", value, value);
    }
  while (obs_history_undo (history))
    undone++;
  g_assert_cmpint (undone, ==, OBS_HISTORY_CHANGES);
  g_assert_cmpint (undone, >=, 50);
  while (obs_history_back (history))
    back++;
  g_assert_cmpint (back, ==, OBS_HISTORY_PLACES - 1);
  g_assert_cmpstr (question (history), ==, "Q20");
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  g_test_add_func ("/history/empty", test_empty);
  g_test_add_func ("/history/places", test_places);
  g_test_add_func ("/history/same-place", test_same_place);
  g_test_add_func ("/history/undo", test_undo);
  g_test_add_func ("/history/changes-stay", test_changes_stay);
  g_test_add_func ("/history/note", test_note);
  g_test_add_func ("/history/no-change", test_no_change);
  g_test_add_func ("/history/limits", test_limits);
  return g_test_run ();
}
