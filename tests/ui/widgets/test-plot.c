/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "tests/ui/widgets/display.h"
#include "tests/ui/widgets/samples.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/plot.h"

#include <string.h>

static ObsMark *
nth_mark (ObsPlot *plot, guint n)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (plot));

  while (n-- > 0)
    child = gtk_widget_get_next_sibling (child);
  g_assert_true (OBS_IS_MARK (child));
  return OBS_MARK (child);
}

static ObsMark *
focused_mark (GtkWidget *window)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));

  g_assert_true (OBS_IS_MARK (focus));
  return OBS_MARK (focus);
}

static void
test_life (void)
{
  GtkWidget *plot = g_object_ref_sink (obs_plot_new ());
  g_autoptr (ObsFigure) figure = sample_dots ();

  g_assert_cmpuint (obs_plot_n_marks (OBS_PLOT (plot)), ==, 0);
  obs_plot_set_figure (OBS_PLOT (plot), figure);
  g_assert_true (obs_plot_get_figure (OBS_PLOT (plot)) == figure);
  g_assert_cmpuint (obs_plot_n_marks (OBS_PLOT (plot)), ==, 60);
  obs_plot_set_max_rows (OBS_PLOT (plot), 8);
  g_assert_cmpuint (obs_plot_n_marks (OBS_PLOT (plot)), ==, 24);
  g_assert_cmpuint (obs_plot_n_left_out (OBS_PLOT (plot)), ==, 12);
  obs_plot_set_figure (OBS_PLOT (plot), NULL);
  g_assert_cmpuint (obs_plot_n_marks (OBS_PLOT (plot)), ==, 0);
  g_assert_finalize_object (plot);
}

/* A mark says the sentence of its row and its place among the things, not among the marks. */
static void
test_words (void)
{
  GtkWidget *plot = g_object_ref_sink (obs_plot_new ());
  g_autoptr (ObsFigure) figure = sample_dots ();

  obs_plot_set_figure (OBS_PLOT (plot), figure);
  g_assert_cmpstr (obs_mark_get_label (nth_mark (OBS_PLOT (plot), 4)), ==,
                   "Verbal communication, Logistics: between 7.3 and 8.9 (28 businesses, small "
                   "base), 2 of 20");
  g_assert_finalize_object (plot);
}

/* The height follows the width, and each mark has a box of 24 px or more where it is drawn. */
static void
test_layout (void)
{
  GtkWidget *plot = obs_plot_new ();
  g_autoptr (ObsFigure) figure = sample_dots ();
  GtkWidget *window;
  int wide, narrow;

  obs_plot_set_figure (OBS_PLOT (plot), figure);
  window = test_window (plot, 700, 900);
  g_assert_cmpint (gtk_widget_get_request_mode (plot), ==, GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH);
  gtk_widget_measure (plot, GTK_ORIENTATION_VERTICAL, 680, &wide, NULL, NULL, NULL);
  g_assert_cmpint (wide, >, 20 * 30);
  obs_plot_set_narrow (OBS_PLOT (plot), TRUE);
  gtk_widget_measure (plot, GTK_ORIENTATION_VERTICAL, 330, &narrow, NULL, NULL, NULL);
  g_assert_cmpint (narrow, !=, wide);
  g_assert_cmpuint (obs_plot_n_marks (OBS_PLOT (plot)), ==, 20);
  test_settle (100);
  for (guint i = 0; i < 20; i++)
    {
      GtkWidget *mark = GTK_WIDGET (nth_mark (OBS_PLOT (plot), i));

      g_assert_cmpint (gtk_widget_get_width (mark), >=, 24);
      g_assert_cmpint (gtk_widget_get_height (mark), >=, 24);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Arrows move the real focus; Tab finds one stop and comes back to where it was. */
static void
test_keyboard (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *before = gtk_button_new_with_label ("Before");
  GtkWidget *plot = obs_plot_new ();
  GtkWidget *after = gtk_button_new_with_label ("After");
  g_autoptr (ObsFigure) figure = sample_dots ();
  GtkWidget *window;

  gtk_box_append (GTK_BOX (box), before);
  gtk_box_append (GTK_BOX (box), plot);
  gtk_box_append (GTK_BOX (box), after);
  obs_plot_set_figure (OBS_PLOT (plot), figure);
  window = test_window (box, 700, 900);

  gtk_widget_grab_focus (before);
  gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD);
  g_assert_cmpint (obs_mark_get_item (focused_mark (window)), ==, 0);
  g_assert_true (test_key (plot, GDK_KEY_Down, 0));
  g_assert_true (test_key (plot, GDK_KEY_Right, 0));
  g_assert_cmpint (obs_mark_get_item (focused_mark (window)), ==, 4);
  g_assert_true (test_key (plot, GDK_KEY_End, 0));
  g_assert_cmpint (obs_mark_get_item (focused_mark (window)) / 3, ==, 19);
  g_assert_true (test_key (plot, GDK_KEY_Home, 0));
  g_assert_cmpint (obs_mark_get_item (focused_mark (window)), <=, 2);
  g_assert_true (test_key (plot, GDK_KEY_Page_Down, 0));
  g_assert_cmpint (obs_mark_get_item (focused_mark (window)) / 3, ==, 10);
  g_assert_true (test_key (plot, GDK_KEY_Up, 0));
  g_assert_cmpint (obs_mark_get_item (focused_mark (window)) / 3, ==, 9);

  gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == after);
  gtk_widget_child_focus (window, GTK_DIR_TAB_BACKWARD);
  g_assert_cmpint (obs_mark_get_item (focused_mark (window)) / 3, ==, 9);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A row of @figure moved to the front, as another order of the rows does. */
static ObsFigure *
reversed (ObsFigure *figure)
{
  for (guint i = 0, j = figure->rows->len - 1; i < j; i++, j--)
    {
      gpointer row = figure->rows->pdata[i];

      figure->rows->pdata[i] = figure->rows->pdata[j];
      figure->rows->pdata[j] = row;
    }
  return figure;
}

/* When the figure changes the keyboard stays with the thing, not with the place. */
static void
test_focus_kept (void)
{
  GtkWidget *plot = obs_plot_new ();
  g_autoptr (ObsFigure) figure = sample_dots ();
  g_autoptr (ObsFigure) other = reversed (sample_dots ());
  g_autoptr (ObsFigure) order = sample_order ();
  GtkWidget *window;
  ObsMark *mark;

  obs_plot_set_figure (OBS_PLOT (plot), figure);
  window = test_window (plot, 700, 900);
  g_assert_true (obs_plot_focus_row (OBS_PLOT (plot), 4));
  mark = focused_mark (window);
  obs_plot_set_selected (OBS_PLOT (plot), 4);

  obs_plot_set_figure (OBS_PLOT (plot), other);
  test_settle (50);
  /* The very same widget, so that nothing is spoken, at another place. */
  g_assert_true (focused_mark (window) == mark);
  g_assert_true (g_str_has_prefix (obs_mark_get_label (mark), "Verbal communication, Logistics"));
  g_assert_cmpint (obs_mark_get_item (mark), >, 50);
  g_assert_true (nth_mark (OBS_PLOT (plot), (guint) obs_mark_get_item (mark)) == mark);
  g_assert_cmpstr (obs_figure_row (other, (guint) obs_plot_get_selected (OBS_PLOT (plot)))->series,
                   ==, "logistics");

  /* The thing is gone: the first one has the focus. */
  obs_plot_set_figure (OBS_PLOT (plot), order);
  test_settle (50);
  g_assert_cmpint (obs_mark_get_item (focused_mark (window)), ==, 0);
  g_assert_cmpint (obs_plot_get_selected (OBS_PLOT (plot)), ==, -1);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_signals (void)
{
  GtkWidget *plot = obs_plot_new ();
  g_autoptr (ObsFigure) figure = sample_dots ();
  Heard open = { 0 }, pin = { 0 }, source = { 0 }, select = { 0 }, command = { 0 }, hover = { 0 };
  GtkWidget *window;

  test_hear_row (plot, "open", &open);
  test_hear_row (plot, "pin", &pin);
  test_hear_row (plot, "source", &source);
  test_hear_row (plot, "select", &select);
  test_hear_row (plot, "hover", &hover);
  test_hear_text (plot, "command", &command);
  obs_plot_set_figure (OBS_PLOT (plot), figure);
  window = test_window (plot, 700, 900);
  obs_plot_focus_row (OBS_PLOT (plot), 7);
  g_assert_cmpint (hover.row, ==, 7);
  g_assert_cmpint (obs_plot_get_row (OBS_PLOT (plot)), ==, 7);

  gtk_widget_activate_action (GTK_WIDGET (focused_mark (window)), "mark.open", NULL);
  gtk_widget_activate_action (GTK_WIDGET (focused_mark (window)), "mark.pin", NULL);
  gtk_widget_activate_action (GTK_WIDGET (focused_mark (window)), "mark.source", NULL);
  g_assert_cmpint (open.count, ==, 1);
  g_assert_cmpint (open.row, ==, 7);
  g_assert_cmpint (pin.row, ==, 7);
  g_assert_cmpint (source.row, ==, 7);

  obs_plot_set_selected (OBS_PLOT (plot), 7);
  g_assert_cmpint (select.count, ==, 0); /* the program did it */
  g_assert_true (test_key (plot, GDK_KEY_Escape, 0));
  g_assert_cmpint (select.count, ==, 1);
  g_assert_cmpint (select.row, ==, -1);

  g_assert_true (test_key (plot, GDK_KEY_t, 0));
  g_assert_cmpstr (command.text, ==, "table");
  g_assert_true (test_key (plot, GDK_KEY_R, GDK_LOCK_MASK));
  g_assert_cmpstr (command.text, ==, "ranges");
  g_assert_true (test_key (plot, GDK_KEY_2, 0));
  g_assert_cmpstr (command.text, ==, "ksb:S");
  g_assert_true (test_key (plot, GDK_KEY_question, GDK_SHIFT_MASK));
  g_assert_cmpstr (command.text, ==, "keys");
  /* A letter with a modifier belongs to the window. */
  g_assert_false (test_key (plot, GDK_KEY_s, GDK_CONTROL_MASK));
  g_assert_cmpint (command.count, ==, 4);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* With very many marks one picture stands for all and takes their names in turn. */
static void
test_crowd (void)
{
  GtkWidget *plot = obs_plot_new ();
  g_autoptr (ObsFigure) crowd = sample_crowd (300);
  g_autoptr (ObsFigure) few = sample_crowd (30);
  GtkWidget *window;
  ObsMark *mark;

  obs_plot_set_figure (OBS_PLOT (plot), crowd);
  window = test_window (plot, 700, 900);
  g_assert_cmpuint (obs_plot_n_marks (OBS_PLOT (plot)), ==, 1);
  mark = nth_mark (OBS_PLOT (plot), 0);
  gtk_test_accessible_assert_role (mark, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_grab_focus (plot);
  g_assert_cmpstr (obs_mark_get_label (mark), ==, "Item 1: 300, 1 of 300");
  g_assert_true (test_key (plot, GDK_KEY_Down, 0));
  g_assert_cmpstr (obs_mark_get_label (mark), ==, "Item 2: 299, 2 of 300");
  g_assert_cmpint (obs_plot_get_row (OBS_PLOT (plot)), ==, 1);

  obs_plot_set_figure (OBS_PLOT (plot), few);
  test_settle (50);
  g_assert_cmpuint (obs_plot_n_marks (OBS_PLOT (plot)), ==, 30);
  g_assert_cmpstr (obs_mark_get_label (focused_mark (window)), ==, "Item 2: 29, 2 of 30");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_tree (void)
{
  GtkWidget *plot = g_object_ref_sink (obs_plot_new ());
  g_autoptr (ObsFigure) figure = sample_dots ();

  gtk_test_accessible_assert_role (plot, GTK_ACCESSIBLE_ROLE_LIST);
  obs_plot_set_figure (OBS_PLOT (plot), figure);
  gtk_test_accessible_assert_property (
      plot, GTK_ACCESSIBLE_PROPERTY_LABEL,
      "Chart, simulated. Team working and verbal communication come out on top");
  gtk_test_accessible_assert_role (nth_mark (OBS_PLOT (plot), 0), GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_test_accessible_assert_property (nth_mark (OBS_PLOT (plot), 0), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Team working, Manufacturing: 8.6 out of 10, likely range "
                                       "8.0 to 9.2 (42 businesses), 1 of 20");
  g_assert_true (gtk_widget_get_focusable (GTK_WIDGET (nth_mark (OBS_PLOT (plot), 0))));
  obs_plot_set_selected (OBS_PLOT (plot), 3);
  gtk_test_accessible_assert_state (nth_mark (OBS_PLOT (plot), 3), GTK_ACCESSIBLE_STATE_SELECTED,
                                    TRUE);
  gtk_test_accessible_assert_state (nth_mark (OBS_PLOT (plot), 2), GTK_ACCESSIBLE_STATE_SELECTED,
                                    FALSE);
  g_assert_finalize_object (plot);
}

static void
test_pins (void)
{
  GtkWidget *plot = g_object_ref_sink (obs_plot_new ());
  g_autoptr (ObsFigure) figure = sample_dots ();
  g_autoptr (GPtrArray) pins = g_ptr_array_new ();

  obs_plot_set_figure (OBS_PLOT (plot), figure);
  g_ptr_array_add (pins, (gpointer) "S.3");
  obs_plot_set_pins (OBS_PLOT (plot), pins);
  obs_plot_set_pins (OBS_PLOT (plot), NULL);
  g_assert_cmpuint (obs_plot_n_marks (OBS_PLOT (plot)), ==, 60);
  g_assert_finalize_object (plot);
}

int
main (int argc, char **argv)
{
  BEGIN_DISPLAY_TEST ();
  g_test_add_func ("/plot/life", test_life);
  g_test_add_func ("/plot/words", test_words);
  g_test_add_func ("/plot/layout", test_layout);
  g_test_add_func ("/plot/keyboard", test_keyboard);
  g_test_add_func ("/plot/focus-kept", test_focus_kept);
  g_test_add_func ("/plot/signals", test_signals);
  g_test_add_func ("/plot/crowd", test_crowd);
  g_test_add_func ("/plot/tree", test_tree);
  g_test_add_func ("/plot/pins", test_pins);
  return g_test_run ();
}
