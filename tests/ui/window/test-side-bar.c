/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "tests/ui/window/edition-fixture.h"

#include "ui/side-bar.h"
#include "ui/words.h"
#include "tests/begin.h"

static GtkListBoxRow *
row_named (ObsSideBar *bar, const char *text)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (obs_side_bar_get_list (bar), i)) != NULL;
       i++)
    {
      char *mismatch = gtk_test_accessible_check_property (GTK_ACCESSIBLE (row),
                                                           GTK_ACCESSIBLE_PROPERTY_LABEL, text);

      g_free (mismatch);
      if (mismatch == NULL)
        return row;
    }
  return NULL;
}

static void
remember_cb (ObsSideBar *bar, const char *question, char **opened)
{
  g_free (*opened);
  *opened = g_strdup (question);
}

static void
test_rows (void)
{
  g_autoptr (ObsStore) store = fixture_store ();
  const ObsJourneys *journeys = obs_store_get_journeys (store);
  const ObsPerspective *employer = obs_words_perspective (journeys, "employer");
  GtkWidget *bar = g_object_ref_sink (obs_side_bar_new ());
  g_autofree char *opened = NULL;
  GtkListBoxRow *row;
  guint n = 0;

  g_assert_nonnull (employer);
  obs_side_bar_set_perspective (OBS_SIDE_BAR (bar), employer);
  while (gtk_list_box_get_row_at_index (obs_side_bar_get_list (OBS_SIDE_BAR (bar)), (int) n)
         != NULL)
    n++;
  /* Home, each heading once, each question once. */
  g_assert_cmpuint (n, ==, 1 + employer->groups->len + employer->questions->len);

  row = row_named (OBS_SIDE_BAR (bar), "What matters most, E1");
  g_assert_nonnull (row);
  g_assert_true (gtk_widget_get_focusable (GTK_WIDGET (row)));
  obs_side_bar_set_current (OBS_SIDE_BAR (bar), "E1");
  gtk_test_accessible_assert_state (row, GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  gtk_test_accessible_assert_state (row_named (OBS_SIDE_BAR (bar), "Home"),
                                    GTK_ACCESSIBLE_STATE_SELECTED, FALSE);
  obs_side_bar_set_current (OBS_SIDE_BAR (bar), "home");
  gtk_test_accessible_assert_state (row, GTK_ACCESSIBLE_STATE_SELECTED, FALSE);

  g_signal_connect (bar, "open", G_CALLBACK (remember_cb), &opened);
  g_signal_emit_by_name (obs_side_bar_get_list (OBS_SIDE_BAR (bar)), "row-activated", row);
  g_assert_cmpstr (opened, ==, "E1");

  /* Headings are read as headings and cannot be opened or focused. */
  row = row_named (OBS_SIDE_BAR (bar), g_ptr_array_index (employer->groups, 0));
  g_assert_nonnull (row);
  g_assert_false (gtk_widget_get_focusable (GTK_WIDGET (row)));
  g_assert_false (gtk_list_box_row_get_activatable (row));
  gtk_test_accessible_assert_role (gtk_list_box_row_get_child (row), GTK_ACCESSIBLE_ROLE_HEADING);

  obs_side_bar_set_perspective (OBS_SIDE_BAR (bar), NULL);
  g_assert_null (gtk_list_box_get_row_at_index (obs_side_bar_get_list (OBS_SIDE_BAR (bar)), 0));
  g_assert_finalize_object (bar);
}

/* Tab goes to the question on screen and then on, whatever stands below it in the list. */
static void
test_one_stop (void)
{
  g_autoptr (ObsStore) store = fixture_store ();
  const ObsJourneys *journeys = obs_store_get_journeys (store);
  GtkWidget *window = gtk_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = obs_side_bar_new (), *after = gtk_button_new_with_label ("After");
  GtkWidget *before = gtk_button_new_with_label ("Before"), *row;

  gtk_box_append (GTK_BOX (box), before);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), after);
  gtk_window_set_child (GTK_WINDOW (window), box);
  obs_side_bar_set_perspective (OBS_SIDE_BAR (bar), obs_words_perspective (journeys, "employer"));
  obs_side_bar_set_current (OBS_SIDE_BAR (bar), "E1");
  gtk_window_present (GTK_WINDOW (window));
  fixture_settle ();
  row = GTK_WIDGET (row_named (OBS_SIDE_BAR (bar), "What matters most, E1"));

  gtk_widget_grab_focus (before);
  gtk_widget_child_focus (box, GTK_DIR_TAB_FORWARD);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == row);
  gtk_widget_child_focus (box, GTK_DIR_TAB_FORWARD);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == after);
  gtk_widget_child_focus (box, GTK_DIR_TAB_BACKWARD);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == row);

  /* A list that is made anew keeps the keyboard. */
  obs_side_bar_set_perspective (OBS_SIDE_BAR (bar), obs_words_perspective (journeys, "employer"));
  row = GTK_WIDGET (row_named (OBS_SIDE_BAR (bar), "What matters most, E1"));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == row);

  gtk_widget_child_focus (box, GTK_DIR_TAB_BACKWARD);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == before);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  gtk_init ();
  g_test_add_func ("/side-bar/rows", test_rows);
  g_test_add_func ("/side-bar/one-stop", test_one_stop);
  return g_test_run ();
}
