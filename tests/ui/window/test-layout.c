/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "ui/pages/page-parts.h"
#include "ui/shell.h"
#include "ui/widgets/columns.h"
#include "ui/widgets/row.h"
#include "ui/widgets/tiles.h"
#include "ui/widgets/wrap-layout.h"
#include "tests/begin.h"

static void
test_size_class (void)
{
  static const struct
  {
    int width;
    double scale;
    ObsSizeClass present;
    ObsSizeClass expected;
  } cases[] = {
    { 1280, 1, OBS_SIZE_COMPACT, OBS_SIZE_WIDE },  { 1100, 1, OBS_SIZE_MEDIUM, OBS_SIZE_WIDE },
    { 1099, 1, OBS_SIZE_MEDIUM, OBS_SIZE_MEDIUM }, { 1099, 1, OBS_SIZE_WIDE, OBS_SIZE_WIDE },
    { 1084, 1, OBS_SIZE_WIDE, OBS_SIZE_WIDE },     { 1083, 1, OBS_SIZE_WIDE, OBS_SIZE_MEDIUM },
    { 600, 1, OBS_SIZE_COMPACT, OBS_SIZE_MEDIUM }, { 599, 1, OBS_SIZE_COMPACT, OBS_SIZE_COMPACT },
    { 590, 1, OBS_SIZE_MEDIUM, OBS_SIZE_MEDIUM },  { 583, 1, OBS_SIZE_MEDIUM, OBS_SIZE_COMPACT },
    { 590, 1, OBS_SIZE_WIDE, OBS_SIZE_MEDIUM },    { 360, 1, OBS_SIZE_WIDE, OBS_SIZE_COMPACT },
    { 1280, 2, OBS_SIZE_WIDE, OBS_SIZE_MEDIUM },   { 1280, 2.5, OBS_SIZE_WIDE, OBS_SIZE_COMPACT },
    { 2200, 2, OBS_SIZE_COMPACT, OBS_SIZE_WIDE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%d at %g", cases[i].width, cases[i].scale);
      g_assert_cmpint (obs_size_class_for (cases[i].width, cases[i].scale, cases[i].present), ==,
                       cases[i].expected);
    }
}

static GtkWidget *
block (int width)
{
  GtkWidget *widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_size_request (widget, width, 20);
  return widget;
}

/* Whatever the panes need, the window can be made 360 wide. */
static void
test_shell_minimum (void)
{
  GtkWidget *shell = g_object_ref_sink (obs_shell_new ());
  int minimum;

  obs_shell_set_child (OBS_SHELL (shell), OBS_PANE_CONTENT, block (900));
  obs_shell_set_child (OBS_SHELL (shell), OBS_PANE_DETAILS, block (400));
  gtk_widget_measure (shell, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, ==, 360);
  g_assert_finalize_object (shell);
}

static void
allocate (GtkWidget *widget, int width, int height)
{
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_allocate (widget, width, height, -1, NULL);
}

static gboolean
settled (gpointer data)
{
  return !g_main_context_pending (NULL);
}

static void
test_shell_classes (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *shell = obs_shell_new ();
  GtkWidget *list = block (200);
  GtkWidget *content = block (300);
  GtkWidget *details = block (280);

  gtk_window_set_child (GTK_WINDOW (window), shell);
  obs_shell_set_child (OBS_SHELL (shell), OBS_PANE_LIST, list);
  obs_shell_set_child (OBS_SHELL (shell), OBS_PANE_CONTENT, content);
  obs_shell_set_child (OBS_SHELL (shell), OBS_PANE_DETAILS, details);
  allocate (shell, 1280, 700);
  g_assert_cmpint (gtk_widget_get_width (list), ==, 240);
  g_assert_cmpint (gtk_widget_get_width (content), ==, 728);
  g_assert_cmpint (gtk_widget_get_width (details), ==, 312);

  obs_shell_set_wanted (OBS_SHELL (shell), OBS_PANE_LIST, FALSE);
  g_assert_false (gtk_widget_get_visible (list));
  obs_shell_set_wanted (OBS_SHELL (shell), OBS_PANE_LIST, TRUE);

  /* The class changes after the allocation, never inside it. */
  allocate (shell, 800, 700);
  g_assert_cmpint (obs_shell_get_size_class (OBS_SHELL (shell)), ==, OBS_SIZE_WIDE);
  while (!settled (NULL))
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (obs_shell_get_size_class (OBS_SHELL (shell)), ==, OBS_SIZE_MEDIUM);
  g_assert_false (gtk_widget_get_visible (details));
  g_assert_true (gtk_widget_get_visible (list));

  allocate (shell, 400, 700);
  while (!settled (NULL))
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (obs_shell_get_size_class (OBS_SHELL (shell)), ==, OBS_SIZE_COMPACT);
  g_assert_false (gtk_widget_get_visible (list));
  g_assert_true (gtk_widget_get_visible (content));
  obs_shell_set_pane (OBS_SHELL (shell), OBS_PANE_LIST);
  g_assert_true (gtk_widget_get_visible (list));
  g_assert_false (gtk_widget_get_visible (content));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_row (void)
{
  GtkWidget *row = g_object_ref_sink (obs_row_new ());
  GtkWidget *stays = block (100);
  GtkWidget *first = block (100);
  GtkWidget *second = block (100);
  GtkWidget *instead = block (30);
  int minimum;
  int natural;

  obs_row_append (OBS_ROW (row), stays, 0, 0, TRUE);
  obs_row_append (OBS_ROW (row), second, 10, 1, FALSE);
  obs_row_append (OBS_ROW (row), first, 10, 2, FALSE);
  obs_row_append (OBS_ROW (row), instead, 10, 0, FALSE);
  obs_row_set_substitute (OBS_ROW (row), first, instead);
  gtk_widget_measure (row, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 140);
  g_assert_cmpint (natural, ==, 320);

  gtk_widget_allocate (row, 400, 20, -1, NULL);
  g_assert_true (gtk_widget_get_child_visible (first));
  g_assert_true (gtk_widget_get_child_visible (second));
  g_assert_false (gtk_widget_get_child_visible (instead));
  g_assert_cmpint (gtk_widget_get_width (stays), ==, 180);

  gtk_widget_allocate (row, 300, 20, -1, NULL);
  g_assert_false (gtk_widget_get_child_visible (first));
  g_assert_true (gtk_widget_get_child_visible (second));
  g_assert_true (gtk_widget_get_child_visible (instead));

  gtk_widget_allocate (row, 150, 20, -1, NULL);
  g_assert_false (gtk_widget_get_child_visible (second));
  g_assert_true (gtk_widget_get_child_visible (instead));
  g_assert_cmpint (gtk_widget_get_width (stays), ==, 110);
  g_assert_finalize_object (row);
}

static void
test_tiles (void)
{
  ObsTilePlace places[5];

  /* 1280 wide: the sizes of the design. */
  g_assert_cmpint (obs_tiles_place (968, 1, 5, places), ==, 2);
  g_assert_cmpint (places[0].width, ==, 583);
  g_assert_cmpint (places[1].width, ==, 336);
  g_assert_cmpint (places[2].width, ==, 278);
  g_assert_cmpint (places[3].width, ==, 314);
  g_assert_cmpint (places[4].width, ==, 278);
  g_assert_cmpint (places[4].x + places[4].width, ==, 968);

  g_assert_cmpint (obs_tiles_place (600, 1, 5, places), ==, 3);
  g_assert_cmpint (places[0].width, ==, 600);
  g_assert_cmpint (places[2].line, ==, 1);
  g_assert_cmpint (places[2].x + places[2].width, ==, 600);

  g_assert_cmpint (obs_tiles_place (328, 1, 5, places), ==, 5);
  for (int i = 0; i < 5; i++)
    g_assert_cmpint (places[i].width, ==, 328);
  g_assert_cmpint (obs_tiles_place (968, 2, 5, places), ==, 5);
  g_assert_cmpint (obs_tiles_place (968, 1, 0, places), ==, 0);
}

static graphene_rect_t
place_of (GtkWidget *child, GtkWidget *parent)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (child, parent, &bounds));
  return bounds;
}

/* Side by side where each has what it needs, or else below each other; never wider than asked. */
static void
test_columns (void)
{
  GtkWidget *columns = g_object_ref_sink (obs_columns_new (100, 20));
  GtkWidget *first = block (60), *second = block (60), *third = block (60);
  int minimum, natural;

  obs_columns_append (OBS_COLUMNS (columns), first);
  obs_columns_append (OBS_COLUMNS (columns), second);
  obs_columns_append (OBS_COLUMNS (columns), third);
  gtk_widget_measure (columns, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 60);

  gtk_widget_measure (columns, GTK_ORIENTATION_VERTICAL, 340, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, ==, 20);
  gtk_widget_allocate (columns, 340, 20, -1, NULL);
  g_assert_cmpfloat (place_of (third, columns).origin.x, ==, 240);
  g_assert_cmpfloat (place_of (third, columns).size.width, ==, 100);

  gtk_widget_measure (columns, GTK_ORIENTATION_VERTICAL, 339, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, ==, 100);
  gtk_widget_allocate (columns, 339, 100, -1, NULL);
  g_assert_cmpfloat (place_of (third, columns).origin.x, ==, 0);
  g_assert_cmpfloat (place_of (third, columns).origin.y, ==, 80);
  g_assert_cmpfloat (place_of (third, columns).size.width, ==, 339);

  /* One that needs more decides for all. */
  gtk_widget_set_size_request (second, 110, 20);
  gtk_widget_measure (columns, GTK_ORIENTATION_VERTICAL, 340, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, ==, 100);
  g_assert_finalize_object (columns);
}

static double
top_of_text (GtkWidget *label, GtkWidget *parent)
{
  int y;

  gtk_label_get_layout_offsets (GTK_LABEL (label), NULL, &y);
  return place_of (label, parent).origin.y + (float) y;
}

/* A name stands beside the first line of its value, also where that is in a box that wraps. */
static void
test_facts (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *facts = obs_page_facts_new (FALSE);
  GtkWidget *wrap = obs_wrap_new (9, 3);
  GtkWidget *words
      = obs_page_text ("Words that take more than one line where it is narrow", "small");
  GtkWidget *name;

  obs_wrap_append (OBS_WRAP (wrap), words);
  obs_wrap_append (OBS_WRAP (wrap), block (120));
  obs_page_facts_add_widget (facts, "Name", wrap);
  name = gtk_grid_get_child_at (GTK_GRID (facts), 0, 0);
  gtk_window_set_child (GTK_WINDOW (window), facts);
  allocate (facts, 360, 200);
  g_assert_cmpint (pango_layout_get_line_count (gtk_label_get_layout (GTK_LABEL (words))), >, 1);
  g_assert_cmpfloat (top_of_text (name, facts), ==, top_of_text (words, facts));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  gtk_init ();
  g_test_add_func ("/layout/size-class", test_size_class);
  g_test_add_func ("/layout/shell-minimum", test_shell_minimum);
  g_test_add_func ("/layout/shell-classes", test_shell_classes);
  g_test_add_func ("/layout/row", test_row);
  g_test_add_func ("/layout/tiles", test_tiles);
  g_test_add_func ("/layout/columns", test_columns);
  g_test_add_func ("/layout/facts", test_facts);
  return g_test_run ();
}
