/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "tests/ui/widgets/display.h"
#include "tests/ui/widgets/samples.h"
#include "ui/widgets/data-table.h"

#include <string.h>

static GtkColumnView *
column_view (GtkWidget *table)
{
  return GTK_COLUMN_VIEW (test_find_type (table, GTK_TYPE_COLUMN_VIEW));
}

static gboolean
has_column (GtkWidget *table, const char *title)
{
  GListModel *columns = gtk_column_view_get_columns (column_view (table));

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (strcmp (gtk_column_view_column_get_title (column), title) == 0)
        return TRUE;
    }
  return FALSE;
}

static GtkColumnViewColumn *
get_column (GtkWidget *table, const char *title)
{
  GListModel *columns = gtk_column_view_get_columns (column_view (table));

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (strcmp (gtk_column_view_column_get_title (column), title) == 0)
        return column; /* the view holds it */
    }
  g_assert_not_reached ();
}

static void
test_life (void)
{
  GtkWidget *table = g_object_ref_sink (obs_data_table_new ());
  g_autoptr (ObsFigure) figure = sample_dots ();
  g_autoptr (ObsFigure) order = sample_order ();
  g_autofree char *empty = obs_data_table_to_text (OBS_DATA_TABLE (table));

  g_assert_cmpstr (empty, ==, "");
  obs_data_table_set_figure (OBS_DATA_TABLE (table), figure);
  obs_data_table_set_figure (OBS_DATA_TABLE (table), order);
  obs_data_table_set_figure (OBS_DATA_TABLE (table), NULL);
  obs_data_table_set_figure (OBS_DATA_TABLE (table), figure);
  g_assert_finalize_object (table);
}

/* Columns without a word are left out of the view, never out of what is copied. */
static void
test_columns (void)
{
  GtkWidget *table = g_object_ref_sink (obs_data_table_new ());
  g_autoptr (ObsFigure) figure = sample_dots ();
  g_autoptr (ObsFigure) order = sample_order ();

  obs_data_table_set_figure (OBS_DATA_TABLE (table), figure);
  g_assert_true (has_column (table, "Item"));
  g_assert_true (has_column (table, "Value"));
  g_assert_true (has_column (table, "Grade"));
  g_assert_false (has_column (table, "Code"));
  obs_data_table_set_figure (OBS_DATA_TABLE (table), order);
  g_assert_true (has_column (table, "In words"));
  g_assert_false (has_column (table, "Value"));
  g_assert_finalize_object (table);
}

static void
test_text (void)
{
  GtkWidget *table = g_object_ref_sink (obs_data_table_new ());
  g_autoptr (ObsFigure) figure = sample_dots ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  obs_data_table_set_figure (OBS_DATA_TABLE (table), figure);
  text = obs_data_table_to_text (OBS_DATA_TABLE (table));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 62); /* headings, 60 rows, the end of the last */
  g_assert_true (g_str_has_prefix (lines[0], "Item\tSeries\tValue\tRange from\tRange to\tBase"));
  g_assert_true (g_str_has_prefix (lines[1], "Team working\tManufacturing\t8.6\t8.0\t9.2\t42"));
  g_assert_finalize_object (table);
}

static void
test_selection (void)
{
  GtkWidget *table = g_object_ref_sink (obs_data_table_new ());
  g_autoptr (ObsFigure) figure = sample_dots ();
  GtkSelectionModel *model;
  Heard row = { 0 };

  test_hear_row (table, "row-selected", &row);
  obs_data_table_set_figure (OBS_DATA_TABLE (table), figure);
  g_assert_cmpint (obs_data_table_get_selected (OBS_DATA_TABLE (table)), ==, -1);
  obs_data_table_select_row (OBS_DATA_TABLE (table), 7);
  g_assert_cmpint (obs_data_table_get_selected (OBS_DATA_TABLE (table)), ==, 7);
  g_assert_cmpint (row.count, ==, 0);
  model = gtk_column_view_get_model (column_view (table));
  gtk_selection_model_select_item (model, 11, TRUE);
  g_assert_cmpint (row.row, ==, 11);
  obs_data_table_select_row (OBS_DATA_TABLE (table), -1);
  g_assert_cmpint (obs_data_table_get_selected (OBS_DATA_TABLE (table)), ==, -1);
  g_assert_finalize_object (table);
}

/* Numbers sort as numbers, and what has none stands last. */
static void
test_sorting (void)
{
  GtkWidget *table = obs_data_table_new ();
  g_autoptr (ObsFigure) figure = sample_gap ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GtkWidget *window;

  obs_data_table_set_figure (OBS_DATA_TABLE (table), figure);
  window = test_window (table, 728, 800);
  gtk_column_view_sort_by_column (column_view (table), get_column (table, "Value"),
                                  GTK_SORT_ASCENDING);
  test_settle (50);
  text = obs_data_table_to_text (OBS_DATA_TABLE (table));
  lines = g_strsplit (text, "\n", -1);
  g_assert_true (strstr (lines[1], "\t-52\t") != NULL);
  g_assert_true (strstr (lines[2], "\t-41\t") != NULL);
  g_assert_true (strstr (lines[36], "No supply data") != NULL
                 || strstr (lines[36], "not asked") != NULL
                 || strstr (lines[36], "no gap worked out") != NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_find (void)
{
  GtkWidget *table = obs_data_table_new ();
  g_autoptr (ObsFigure) figure = sample_dots ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GtkWidget *window, *find;

  obs_data_table_set_figure (OBS_DATA_TABLE (table), figure);
  window = test_window (table, 728, 800);
  find = test_find_type (table, GTK_TYPE_SEARCH_ENTRY);
  g_assert_true (gtk_widget_get_visible (find));
  gtk_editable_set_text (GTK_EDITABLE (find), "COMMUNICATION");
  test_settle (400);
  text = obs_data_table_to_text (OBS_DATA_TABLE (table));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 8); /* two skills, three sectors */
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The rows are one stop: Tab leaves them for what stands after, and Shift+Tab for the find field.
 */
static void
test_one_stop (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *table = obs_data_table_new (), *after = gtk_button_new_with_label ("After");
  g_autoptr (ObsFigure) figure = sample_dots ();
  GtkWidget *window, *focus;

  obs_data_table_set_figure (OBS_DATA_TABLE (table), figure);
  gtk_box_append (GTK_BOX (box), table);
  gtk_box_append (GTK_BOX (box), after);
  window = test_window (box, 728, 800);
  gtk_widget_grab_focus (test_find_type (table, GTK_TYPE_SEARCH_ENTRY));
  gtk_widget_child_focus (box, GTK_DIR_TAB_FORWARD);
  focus = gtk_window_get_focus (GTK_WINDOW (window));
  g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (column_view (table))));
  gtk_widget_child_focus (box, GTK_DIR_TAB_FORWARD);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == after);
  gtk_widget_child_focus (box, GTK_DIR_TAB_BACKWARD);
  focus = gtk_window_get_focus (GTK_WINDOW (window));
  g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (column_view (table))));
  gtk_widget_child_focus (box, GTK_DIR_TAB_BACKWARD);
  focus = gtk_window_get_focus (GTK_WINDOW (window));
  g_assert_true (gtk_widget_is_ancestor (focus, test_find_type (table, GTK_TYPE_SEARCH_ENTRY)));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Every cell and row has a name that stands alone. */
static void
test_names (void)
{
  GtkWidget *table = obs_data_table_new ();
  g_autoptr (ObsFigure) figure = sample_dots ();
  GtkWidget *window, *label, *cell, *row;

  obs_data_table_set_figure (OBS_DATA_TABLE (table), figure);
  window = test_window (table, 728, 800);
  label = test_find_label (GTK_WIDGET (column_view (table)), "8.6");
  g_assert_nonnull (label);
  cell = gtk_widget_get_parent (label);
  row = gtk_widget_get_parent (cell);
  gtk_test_accessible_assert_property (cell, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Team working, Manufacturing, Value, 8.6");
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Team working, Manufacturing");
  gtk_test_accessible_assert_property (gtk_widget_get_parent (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Rows");
  gtk_test_accessible_assert_role (
      test_find_label (GTK_WIDGET (column_view (table)), "Team working"),
      GTK_ACCESSIBLE_ROLE_ROW_HEADER);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A short table is as high as its rows: the page scrolls, not the table. */
static void
test_height (void)
{
  GtkWidget *table = obs_data_table_new ();
  g_autoptr (ObsFigure) figure = sample_order ();
  GtkWidget *window, *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  int height;

  gtk_box_append (GTK_BOX (box), table);
  obs_data_table_set_figure (OBS_DATA_TABLE (table), figure);
  window = test_window (box, 728, 300);
  gtk_widget_measure (table, GTK_ORIENTATION_VERTICAL, 728, &height, NULL, NULL, NULL);
  g_assert_cmpint (height, >=, 10 * 25);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
copied_text_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(char **) data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
test_copy (void)
{
  GtkWidget *table = obs_data_table_new ();
  g_autoptr (ObsFigure) figure = sample_dots ();
  g_autofree char *text = NULL;
  Heard copied = { 0 };
  GtkWidget *window;

  test_hear_row (table, "copied", &copied);
  obs_data_table_set_figure (OBS_DATA_TABLE (table), figure);
  window = test_window (table, 728, 800);
  obs_data_table_select_row (OBS_DATA_TABLE (table), 4);
  gtk_widget_activate_action (table, "table.copy", NULL);
  g_assert_cmpint (copied.row, ==, 1);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (table), NULL, copied_text_cb, &text);
  for (int i = 0; i < 100 && text == NULL; i++)
    test_settle (10);
  g_assert_nonnull (text);
  g_assert_true (strstr (text, "\nVerbal communication\tLogistics\t8.1\t") != NULL);
  g_assert_true (strstr (text, "Team working") == NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  BEGIN_DISPLAY_TEST ();
  g_test_add_func ("/data-table/life", test_life);
  g_test_add_func ("/data-table/columns", test_columns);
  g_test_add_func ("/data-table/text", test_text);
  g_test_add_func ("/data-table/selection", test_selection);
  g_test_add_func ("/data-table/sorting", test_sorting);
  g_test_add_func ("/data-table/find", test_find);
  g_test_add_func ("/data-table/one-stop", test_one_stop);
  g_test_add_func ("/data-table/names", test_names);
  g_test_add_func ("/data-table/height", test_height);
  g_test_add_func ("/data-table/copy", test_copy);
  return g_test_run ();
}
