/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "tests/ui/widgets/display.h"
#include "tests/ui/widgets/samples.h"
#include "ui/widgets/choice-button.h"
#include "ui/widgets/data-table.h"
#include "ui/widgets/figure-parts.h"
#include "ui/widgets/figure-view.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/readout.h"
#include "ui/widgets/toggle-row.h"

#include <string.h>

/* Whether a label with @text would be seen. */
static gboolean
shows (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget)
      || GTK_IS_POPOVER (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && strcmp (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows (child, text))
      return TRUE;
  return FALSE;
}

static void
test_life (void)
{
  GtkWidget *view = g_object_ref_sink (obs_figure_view_new ());
  g_autoptr (ObsFigure) dots = sample_dots ();
  g_autoptr (ObsFigure) order = sample_order ();
  g_autoptr (ObsFigure) part = sample_part ();
  Heard changed = { 0 };

  test_hear_pair (view, "view-changed", &changed);
  g_assert_null (obs_figure_view_get_figure (OBS_FIGURE_VIEW (view)));
  obs_figure_view_set_figure (OBS_FIGURE_VIEW (view), dots, NULL);
  obs_figure_view_set_figure (OBS_FIGURE_VIEW (view), order, NULL);
  obs_figure_view_set_figure (OBS_FIGURE_VIEW (view), part, NULL);
  g_assert_true (obs_figure_view_get_figure (OBS_FIGURE_VIEW (view)) == part);
  g_assert_cmpstr (obs_figure_view_get_tab (OBS_FIGURE_VIEW (view)), ==, "chart");
  g_assert_cmpint (obs_figure_view_get_row (OBS_FIGURE_VIEW (view)), ==, -1);
  g_assert_cmpint (changed.count, ==, 0); /* showing a figure asks for nothing */
  g_assert_finalize_object (view);
}

static void
test_frame (void)
{
  GtkWidget *view = obs_figure_view_new ();
  g_autoptr (ObsFigure) dots = sample_dots ();
  g_autoptr (ObsFigure) order = sample_order ();
  GtkWidget *window;

  obs_figure_view_set_figure (OBS_FIGURE_VIEW (view), dots, NULL);
  window = test_window (view, 728, 800);
  g_assert_true (shows (view, dots->title));
  g_assert_true (shows (view, dots->subtitle));
  g_assert_true (shows (view, "Simulated answers. Not real. Do not quote."));
  g_assert_true (shows (view, "Logistics"));
  g_assert_true (shows (view, "small base"));
  g_assert_true (shows (view, "8 of 20"));
  g_assert_true (shows (view, "Likely range"));
  g_assert_true (shows (view, "Highest first"));
  g_assert_true (shows (view, dots->source_line));
  g_assert_false (shows (view, "order only"));

  obs_figure_view_set_figure (OBS_FIGURE_VIEW (view), order, NULL);
  test_settle (50);
  g_assert_true (shows (view, "order only"));
  g_assert_true (shows (view, "The source gives the order, not the scores."));
  g_assert_false (shows (view, "Likely range"));
  g_assert_false (shows (view, "Highest first"));
  g_assert_false (shows (view, "8 of 20"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What is asked for leaves as key and value; the view itself changes nothing of the figure. */
static void
test_asks (void)
{
  GtkWidget *view = obs_figure_view_new ();
  g_autoptr (ObsFigure) figure = sample_dots ();
  Heard changed = { 0 }, open = { 0 }, export = { 0 };
  GtkWidget *window, *plot, *mark;

  test_hear_pair (view, "view-changed", &changed);
  test_hear_text (view, "open-link", &open);
  test_hear_text (view, "export", &export);
  obs_figure_view_set_figure (OBS_FIGURE_VIEW (view), figure, NULL);
  window = test_window (view, 728, 800);
  plot = test_find_type (view, OBS_TYPE_PLOT);
  obs_plot_focus_row (OBS_PLOT (plot), 4);
  mark = gtk_window_get_focus (GTK_WINDOW (window));

  gtk_widget_activate_action (mark, "mark.open", NULL); /* no link: it selects */
  g_assert_cmpstr (changed.text, ==, "select=S.1");
  gtk_widget_activate_action (mark, "mark.open", NULL);
  g_assert_cmpstr (changed.text, ==, "select=");
  gtk_widget_activate_action (mark, "mark.pin", NULL);
  g_assert_cmpstr (changed.text, ==, "pin=S.1");
  gtk_widget_activate_action (mark, "mark.source", NULL);
  g_assert_cmpstr (open.text, ==, "card:4");

  test_key (plot, GDK_KEY_r, 0);
  g_assert_cmpstr (changed.text, ==, "range=0");
  test_key (plot, GDK_KEY_s, 0);
  g_assert_cmpstr (changed.text, ==, "sort=name");
  test_key (plot, GDK_KEY_3, 0);
  g_assert_cmpstr (changed.text, ==, "ksb=B");
  test_key (plot, GDK_KEY_t, 0);
  g_assert_cmpstr (changed.text, ==, "tab=table");
  g_assert_cmpstr (obs_figure_view_get_tab (OBS_FIGURE_VIEW (view)), ==, "table");
  gtk_widget_activate_action (view, "fig.export", "s", "csv");
  g_assert_cmpstr (export.text, ==, "csv");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_links (void)
{
  GtkWidget *view = obs_figure_view_new ();
  g_autoptr (ObsFigure) figure = sample_order ();
  ObsFigureRow *second = g_ptr_array_index (figure->rows, 1);
  Heard changed = { 0 }, open = { 0 };
  GtkWidget *window, *plot;

  g_free (second->link);
  second->link = g_strdup ("filter:sector=logistics");
  test_hear_pair (view, "view-changed", &changed);
  test_hear_text (view, "open-link", &open);
  obs_figure_view_set_figure (OBS_FIGURE_VIEW (view), figure, NULL);
  window = test_window (view, 728, 800);
  plot = test_find_type (view, OBS_TYPE_PLOT);
  obs_plot_focus_row (OBS_PLOT (plot), 0);
  gtk_widget_activate_action (gtk_window_get_focus (GTK_WINDOW (window)), "mark.open", NULL);
  g_assert_cmpstr (open.text, ==, "finding:K-MOST-01");
  obs_plot_focus_row (OBS_PLOT (plot), 1);
  gtk_widget_activate_action (gtk_window_get_focus (GTK_WINDOW (window)), "mark.open", NULL);
  g_assert_cmpstr (changed.text, ==, "sector=logistics");
  g_assert_cmpint (open.count, ==, 1);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The readout says what the mark says, and "row-changed" waits until the eye rests. */
static void
test_readout (void)
{
  GtkWidget *view = obs_figure_view_new ();
  g_autoptr (ObsFigure) figure = sample_dots ();
  Heard row = { 0 };
  GtkWidget *window, *plot, *readout;

  test_hear_row (view, "row-changed", &row);
  obs_figure_view_set_figure (OBS_FIGURE_VIEW (view), figure, NULL);
  window = test_window (view, 728, 800);
  plot = test_find_type (view, OBS_TYPE_PLOT);
  readout = test_find_type (view, OBS_TYPE_READOUT);
  obs_plot_focus_row (OBS_PLOT (plot), 3);
  obs_plot_focus_row (OBS_PLOT (plot), 4);
  obs_plot_focus_row (OBS_PLOT (plot), 5);
  g_assert_cmpstr (obs_readout_get_text (OBS_READOUT (readout)), ==,
                   obs_figure_row (figure, 5)->name);
  g_assert_cmpint (obs_figure_view_get_row (OBS_FIGURE_VIEW (view)), ==, 5);
  g_assert_cmpint (row.count, ==, 0);
  test_settle (300);
  g_assert_cmpint (row.count, ==, 1);
  g_assert_cmpint (row.row, ==, 5);

  obs_figure_view_show_status (OBS_FIGURE_VIEW (view), "Copied.");
  g_assert_cmpstr (obs_readout_get_text (OBS_READOUT (readout)), ==, "Copied.");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_markup (void)
{
  g_autoptr (ObsFigure) figure = sample_dots ();
  ObsFigureRow *row = g_ptr_array_index (figure->rows, 16);
  g_autofree char *markup = NULL, *other = NULL;

  /* "Customer service, Logistics: …" is bold up to the colon; "Sport & Health" must not break it.
   */
  g_assert_cmpstr (row->label, ==, "Customer service");
  markup = obs_readout_markup (row);
  g_assert_cmpstr (markup, ==,
                   "<span weight=\"600\">Customer service, Logistics:</span> between 6.2 and 7.8 "
                   "<span alpha=\"72%\">(28 businesses, small base)</span>");
  other = obs_readout_markup (obs_figure_row (figure, 17));
  g_assert_true (strstr (other, "Sport &amp; Health:</span>") != NULL);
}

static void
test_view_state (void)
{
  GtkWidget *view = g_object_ref_sink (obs_figure_view_new ());
  g_autoptr (ObsFigure) figure = sample_dots ();
  g_autoptr (ObsView) state = obs_view_new ("employer", "E1");
  Heard changed = { 0 };
  GtkWidget *plot;

  test_hear_pair (view, "view-changed", &changed);
  obs_view_set (state, "tab", "summary");
  obs_view_set (state, "select", "S.15"); /* beyond the eight rows shown first */
  obs_view_set (state, "range", "0");
  obs_figure_view_set_figure (OBS_FIGURE_VIEW (view), figure, state);
  plot = test_find_type (view, OBS_TYPE_PLOT);
  g_assert_cmpstr (obs_figure_view_get_tab (OBS_FIGURE_VIEW (view)), ==, "summary");
  g_assert_cmpint (obs_plot_get_selected (OBS_PLOT (plot)), ==, 45);
  g_assert_cmpuint (obs_plot_n_marks (OBS_PLOT (plot)), ==, 60);
  g_assert_cmpint (changed.count, ==, 0);
  g_assert_finalize_object (view);
}

/* Selection is one for plot and table. */
static void
test_shared_selection (void)
{
  GtkWidget *view = obs_figure_view_new ();
  g_autoptr (ObsFigure) figure = sample_dots ();
  Heard changed = { 0 };
  GtkWidget *window, *plot, *table;

  test_hear_pair (view, "view-changed", &changed);
  obs_figure_view_set_figure (OBS_FIGURE_VIEW (view), figure, NULL);
  window = test_window (view, 728, 800);
  plot = test_find_type (view, OBS_TYPE_PLOT);
  table = test_find_type (view, OBS_TYPE_DATA_TABLE);
  obs_plot_focus_row (OBS_PLOT (plot), 7);
  gtk_widget_activate_action (gtk_window_get_focus (GTK_WINDOW (window)), "mark.open", NULL);
  g_assert_cmpint (obs_data_table_get_selected (OBS_DATA_TABLE (table)), ==, 7);
  g_assert_cmpint (changed.count, ==, 1);
  g_signal_emit_by_name (table, "row-selected", 9);
  g_assert_cmpint (obs_plot_get_selected (OBS_PLOT (plot)), ==, 9);
  g_assert_cmpstr (changed.text, ==, "select=S.3");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_narrow (void)
{
  GtkWidget *view = obs_figure_view_new ();
  g_autoptr (ObsFigure) figure = sample_dots ();
  GtkWidget *window, *plot;
  int minimum;

  obs_figure_view_set_figure (OBS_FIGURE_VIEW (view), figure, NULL);
  obs_figure_view_set_narrow (OBS_FIGURE_VIEW (view), TRUE);
  window = test_window (view, 328, 700);
  plot = test_find_type (view, OBS_TYPE_PLOT);
  g_assert_cmpuint (obs_plot_n_marks (OBS_PLOT (plot)), ==, 12); /* one sector, twelve rows */
  gtk_widget_measure (view, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 328);
  obs_figure_view_set_narrow (OBS_FIGURE_VIEW (view), FALSE);
  g_assert_cmpuint (obs_plot_n_marks (OBS_PLOT (plot)), ==, 24);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_states (void)
{
  GtkWidget *view = obs_figure_view_new ();
  g_autoptr (ObsFigure) dots = sample_dots ();
  g_autoptr (ObsFigure) needs = sample_needs ();
  GtkWidget *window;

  obs_figure_view_set_figure (OBS_FIGURE_VIEW (view), needs, NULL);
  window = test_window (view, 728, 800);
  g_assert_true (shows (view, "No figures yet"));
  g_assert_true (shows (view, "This edition holds no adverts."));
  g_assert_false (gtk_widget_is_visible (test_find_type (view, OBS_TYPE_READOUT)));

  obs_figure_view_set_problem (OBS_FIGURE_VIEW (view), "The edition could not be read.");
  g_assert_true (shows (view, "The edition could not be read."));
  g_assert_false (shows (view, needs->title));
  obs_figure_view_set_figure (OBS_FIGURE_VIEW (view), dots, NULL);
  g_assert_false (shows (view, "The edition could not be read."));
  g_assert_true (shows (view, dots->title));

  obs_figure_view_set_loading (OBS_FIGURE_VIEW (view), TRUE);
  g_assert_true (shows (view, "Working it out…"));
  gtk_test_accessible_assert_state (view, GTK_ACCESSIBLE_STATE_BUSY, TRUE);
  obs_figure_view_set_loading (OBS_FIGURE_VIEW (view), FALSE);
  gtk_test_accessible_assert_state (view, GTK_ACCESSIBLE_STATE_BUSY, FALSE);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_sentences (void)
{
  g_autoptr (GPtrArray) four = obs_figure_sentences (
      "Ranked dots. See section 2.2.1 for how.\nScores run from 4.2 to 8.8!\n"
      "“Quoted” words begin one.\n"
      "Is this all? Yes, it is.");
  g_autoptr (GPtrArray) none = obs_figure_sentences (NULL);

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (four->len, ==, 4);
  g_assert_cmpstr (g_ptr_array_index (four, 0), ==, "Ranked dots. See section 2.2.1 for how.");
  g_assert_cmpstr (g_ptr_array_index (four, 2), ==, "“Quoted” words begin one.");
}

static void
test_six_pins (void)
{
  GtkWidget *view = obs_figure_view_new ();
  g_autoptr (ObsFigure) figure = sample_dots ();
  Heard changed = { 0 };
  GtkWidget *window, *plot;

  test_hear_pair (view, "view-changed", &changed);
  obs_figure_view_set_figure (OBS_FIGURE_VIEW (view), figure, NULL);
  window = test_window (view, 728, 800);
  plot = test_find_type (view, OBS_TYPE_PLOT);
  for (int i = 0; i < 7; i++)
    g_signal_emit_by_name (plot, "pin", i * 3);
  g_assert_cmpint (changed.count, ==, 6);
  g_assert_cmpstr (changed.text, ==, "pin=S.0,S.1,S.2,S.3,S.4,S.5");
  g_assert_true (shows (view, "Six items are pinned already. Unpin one first."));
  g_signal_emit_by_name (plot, "pin", 0);
  g_assert_cmpstr (changed.text, ==, "pin=S.1,S.2,S.3,S.4,S.5");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  BEGIN_DISPLAY_TEST ();
  g_test_add_func ("/figure-view/life", test_life);
  g_test_add_func ("/figure-view/frame", test_frame);
  g_test_add_func ("/figure-view/asks", test_asks);
  g_test_add_func ("/figure-view/links", test_links);
  g_test_add_func ("/figure-view/readout", test_readout);
  g_test_add_func ("/figure-view/markup", test_markup);
  g_test_add_func ("/figure-view/view-state", test_view_state);
  g_test_add_func ("/figure-view/shared-selection", test_shared_selection);
  g_test_add_func ("/figure-view/narrow", test_narrow);
  g_test_add_func ("/figure-view/states", test_states);
  g_test_add_func ("/figure-view/sentences", test_sentences);
  g_test_add_func ("/figure-view/six-pins", test_six_pins);
  return g_test_run ();
}
