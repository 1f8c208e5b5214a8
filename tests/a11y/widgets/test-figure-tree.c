/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "tests/ui/widgets/display.h"
#include "tests/ui/widgets/samples.h"
#include "ui/widgets/figure-view.h"
#include "ui/widgets/inspector.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/toggle-row.h"

#include <string.h>

/* What a screen reader finds in a figure: roles, names and one order, from the top down. */

static GtkWidget *
label_of (GtkWidget *view, const char *text)
{
  GtkWidget *label = test_find_label (view, text);

  g_assert_nonnull (label);
  return label;
}

static void
test_frame (void)
{
  GtkWidget *view = obs_figure_view_new ();
  g_autoptr (ObsFigure) figure = sample_dots ();
  GtkWidget *window, *title;

  obs_figure_view_set_figure (OBS_FIGURE_VIEW (view), figure, NULL);
  window = test_window (view, 728, 800);
  gtk_test_accessible_assert_role (view, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_test_accessible_assert_property (view, GTK_ACCESSIBLE_PROPERTY_LABEL, figure->title);
  gtk_test_accessible_assert_property (view, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, figure->summary);
  title = label_of (view, figure->title);
  gtk_test_accessible_assert_role (title, GTK_ACCESSIBLE_ROLE_HEADING);
  gtk_test_accessible_assert_property (title, GTK_ACCESSIBLE_PROPERTY_LEVEL, 1);
  gtk_test_accessible_assert_property (label_of (view, "!"), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Warning");
  gtk_test_accessible_assert_property (label_of (view, "28"), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "base 28");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_tabs (void)
{
  GtkWidget *view = obs_figure_view_new ();
  g_autoptr (ObsFigure) figure = sample_dots ();
  GtkWidget *window, *tabs;
  ObsToggleRow *row;

  obs_figure_view_set_figure (OBS_FIGURE_VIEW (view), figure, NULL);
  window = test_window (view, 728, 800);
  tabs = test_find_type (view, OBS_TYPE_TOGGLE_ROW);
  row = OBS_TOGGLE_ROW (tabs);
  gtk_test_accessible_assert_role (tabs, GTK_ACCESSIBLE_ROLE_TAB_LIST);
  gtk_test_accessible_assert_state (obs_toggle_row_get_button (row, "chart"),
                                    GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  obs_figure_view_show_tab (OBS_FIGURE_VIEW (view), "summary");
  gtk_test_accessible_assert_state (obs_toggle_row_get_button (row, "chart"),
                                    GTK_ACCESSIBLE_STATE_SELECTED, FALSE);
  gtk_test_accessible_assert_state (obs_toggle_row_get_button (row, "summary"),
                                    GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  gtk_test_accessible_assert_role (label_of (view, "In words"), GTK_ACCESSIBLE_ROLE_HEADING);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Tab finds few stops: tabs, letters, data, order, range, show all, plot, card, copy, export. */
static void
test_stops (void)
{
  GtkWidget *view = obs_figure_view_new ();
  g_autoptr (ObsFigure) figure = sample_dots ();
  g_autoptr (GHashTable) stops = g_hash_table_new (NULL, NULL);
  GtkWidget *window;
  gboolean plot = FALSE;

  obs_figure_view_set_figure (OBS_FIGURE_VIEW (view), figure, NULL);
  window = test_window (view, 728, 800);
  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  for (int i = 0; i < 40; i++)
    {
      GtkWidget *focus;

      gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD);
      focus = gtk_window_get_focus (GTK_WINDOW (window));
      if (focus == NULL)
        continue;
      plot |= OBS_IS_MARK (focus);
      g_hash_table_add (stops, focus);
    }
  g_assert_true (plot);
  g_assert_cmpuint (g_hash_table_size (stops), >=, 8);
  g_assert_cmpuint (g_hash_table_size (stops), <=, 10);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What can be focused has a name: its own, or the text of a label inside it. */
static void
check_named (GtkWidget *widget)
{
  if (OBS_IS_MARK (widget))
    g_assert_cmpstr (obs_mark_get_label (OBS_MARK (widget)), !=, "");
  else if (GTK_IS_BUTTON (widget) && gtk_widget_get_focusable (widget)
           && gtk_button_get_label (GTK_BUTTON (widget)) == NULL
           && test_find_type (widget, GTK_TYPE_LABEL) == NULL)
    g_assert_true (
        gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_named (child);
}

static void
test_names (void)
{
  static const char *const samples[] = { "dots", "order", "gap", "part", "needs", "crowd" };
  GtkWidget *view = obs_figure_view_new ();
  GtkWidget *inspector = g_object_ref_sink (obs_inspector_new ());
  GtkWidget *window = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autoptr (ObsFigure) figure = sample_by_name (samples[i]);

      obs_figure_view_set_figure (OBS_FIGURE_VIEW (view), figure, NULL);
      if (window == NULL)
        window = test_window (view, 728, 800);
      test_settle (30);
      check_named (view);
    }
  obs_inspector_set_card (OBS_INSPECTOR (inspector), sample_card ());
  check_named (inspector);
  g_assert_finalize_object (inspector);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  BEGIN_DISPLAY_TEST ();
  g_test_add_func ("/figure-tree/frame", test_frame);
  g_test_add_func ("/figure-tree/tabs", test_tabs);
  g_test_add_func ("/figure-tree/stops", test_stops);
  g_test_add_func ("/figure-tree/names", test_names);
  return g_test_run ();
}
