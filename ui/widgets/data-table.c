/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/data-table.h"

#include "ui/widgets/compat.h"
#include "ui/widgets/names.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FIND_FROM 12    /* rows from which a find field helps */
#define SCROLL_FROM 120 /* rows from which the table scrolls by itself instead of with the page */
#define TALLEST 560

/* One line of the table: its number in the ObsTable. */
#define OBS_TYPE_TABLE_LINE (obs_table_line_get_type ())
G_DECLARE_FINAL_TYPE (ObsTableLine, obs_table_line, OBS, TABLE_LINE, GObject)

struct _ObsTableLine
{
  GObject parent_instance;
  guint number;
};

G_DEFINE_FINAL_TYPE (ObsTableLine, obs_table_line, G_TYPE_OBJECT)

static void
obs_table_line_class_init (ObsTableLineClass *klass)
{
}

static void
obs_table_line_init (ObsTableLine *self)
{
}

struct _ObsDataTable
{
  GtkWidget parent_instance;

  ObsFigure *figure;
  ObsTable *table;
  GListStore *lines;
  GtkFilter *filter;
  GtkSortListModel *sorted;
  GtkMultiSelection *selection;
  gboolean by_program;
  gboolean own_scroll;
  double fitted_width; /* for which the height was found */
  guint fit_id;

  GtkWidget *find;
  GtkWidget *scrolled;
  GtkWidget *view; /* GtkColumnView */
};

enum
{
  ROW_SELECTED,
  ROW_ACTIVATED,
  COPIED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ObsDataTable, obs_data_table, GTK_TYPE_WIDGET)

static const char *
cell_text (ObsDataTable *self, guint line, guint column)
{
  const GPtrArray *cells = g_ptr_array_index (self->table->rows, line);

  return g_ptr_array_index (cells, column);
}

static gboolean
parse_number (const char *text, double *number)
{
  char *end;

  if (*text == '\0')
    return FALSE;
  *number = g_ascii_strtod (text, &end);
  return *end == '\0';
}

/* A column of numbers stands at the right: each cell a number or without one. */
static gboolean
is_numeric (ObsDataTable *self, guint column)
{
  gboolean any = FALSE;
  double number;

  for (guint i = 0; i < self->table->rows->len; i++)
    {
      const char *text = cell_text (self, i, column);

      if (parse_number (text, &number))
        any = TRUE;
      else if (*text != '\0' && strcmp (text, _ ("not published")) != 0)
        return FALSE;
    }
  return any;
}

static gboolean
is_empty (ObsDataTable *self, guint column)
{
  for (guint i = 0; i < self->table->rows->len; i++)
    if (*cell_text (self, i, column) != '\0')
      return FALSE;
  return TRUE;
}

/* --- cells --------------------------------------------------------------------------------- */

/* What one column's factory and sorter know. Owned by the factory and the sorter, one each. */
typedef struct
{
  ObsDataTable *self;
  guint column;
  gboolean numeric;
  gboolean first; /* the row header */
} Column;

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, Column *column)
{
  GtkWidget *label;

  if (column->first)
    label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ROW_HEADER, NULL);
  else
    label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), column->numeric ? 1 : 0);
  gtk_label_set_wrap (GTK_LABEL (label), !column->numeric);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD);
  gtk_label_set_width_chars (GTK_LABEL (label), column->first ? 16 : -1);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 34);
  gtk_widget_add_css_class (label, column->numeric ? "numeric" : "words");
  if (column->first)
    gtk_widget_add_css_class (label, "row-header");
  gtk_list_item_set_child (item, label);
}

static guint
item_column (ObsDataTable *self)
{
  for (guint i = 0; i < self->table->keys->len; i++)
    if (strcmp (g_ptr_array_index (self->table->keys, i), "item") == 0)
      return i;
  return 0;
}

/* What a line is about: its item, and the series where items have several. */
static char *
line_name (ObsDataTable *self, guint line)
{
  const ObsFigureRow *row;
  const ObsFigureSeries *series;

  if (self->figure == NULL)
    return g_strdup (cell_text (self, line, item_column (self)));
  row = obs_figure_row (self->figure, g_array_index (self->table->row_index, guint, line));
  series = obs_figure_find_series (self->figure, row->series);
  if (series == NULL)
    return g_strdup (row->label);
  /* Translators: an item and one of its series, as in "Team working, Logistics". */
  return g_strdup_printf (C_ ("item, series", "%s, %s"), row->label, series->label);
}

/* The cell widget and the row around it have no names until they are given some. */
static void
name_cell (ObsDataTable *self, GtkWidget *label, guint line, guint column, const char *text)
{
  GtkWidget *cell = gtk_widget_get_parent (label);
  GtkWidget *row = cell != NULL ? gtk_widget_get_parent (cell) : NULL;
  const char *head = g_ptr_array_index (self->table->columns, column);
  g_autofree char *item = line_name (self, line);
  g_autofree char *name = NULL;

  /* Translators: name of a cell in a table: row, column, value. */
  name = g_strdup_printf (_ ("%s, %s, %s"), item, head, *text != '\0' ? text : _ ("empty"));
  if (cell != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (row != NULL && row != self->view)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, item, -1);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, Column *column)
{
  ObsTableLine *line = gtk_list_item_get_item (item);
  GtkWidget *label = gtk_list_item_get_child (item);
  const char *text = cell_text (column->self, line->number, column->column);

  gtk_label_set_text (GTK_LABEL (label), text);
  name_cell (column->self, label, line->number, column->column, text);
}

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  const Column *column = data;
  const char *left = cell_text (column->self, ((const ObsTableLine *) a)->number, column->column);
  const char *right = cell_text (column->self, ((const ObsTableLine *) b)->number, column->column);
  double l, r;

  if (!column->numeric)
    return g_utf8_collate (left, right);
  /* What has no number is neither small nor large: it stands after all that have one. */
  if (!parse_number (left, &l))
    return parse_number (right, &r) ? 1 : 0;
  if (!parse_number (right, &r))
    return -1;
  return (l > r) - (l < r);
}

static Column *
column_new (ObsDataTable *self, guint number, guint first)
{
  Column *column = g_new0 (Column, 1);

  column->self = self;
  column->column = number;
  column->numeric = is_numeric (self, number);
  column->first = number == first;
  return column;
}

static void
column_free_cb (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
add_column (ObsDataTable *self, guint number, guint first)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Column *column = column_new (self, number, first);
  GtkColumnViewColumn *view_column;
  g_autoptr (GtkSorter) sorter = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), column);
  g_signal_connect_data (factory, "bind", G_CALLBACK (bind_cb), column, column_free_cb, 0);
  view_column
      = gtk_column_view_column_new (g_ptr_array_index (self->table->columns, number), factory);
  sorter
      = GTK_SORTER (gtk_custom_sorter_new (compare_cb, column_new (self, number, first), g_free));
  gtk_column_view_column_set_sorter (view_column, sorter);
  g_object_set_data (G_OBJECT (view_column), "obs-numeric", GINT_TO_POINTER (column->numeric));
  gtk_column_view_column_set_resizable (view_column, TRUE);
  gtk_column_view_column_set_expand (view_column, number == first);
  gtk_column_view_append_column (GTK_COLUMN_VIEW (self->view), view_column);
  g_object_unref (view_column);
}

/* The view's own children, the list above all, would be called after their classes. */
static void
name_parts (ObsDataTable *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (self->view); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_accessible_update_property (
        GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL,
        gtk_widget_get_next_sibling (child) == NULL ? _ ("Rows") : _ ("Headings"), -1);
}

/* Over numbers the heading stands at the right, its words over the last digits: the sign of sorting
 * goes before them. */
static void
finish_heading (GtkWidget *title, gboolean numeric)
{
  GtkWidget *box = gtk_widget_get_first_child (title);

  obs_name_inner_parts (title);
  if (box == NULL || !numeric)
    return;
  gtk_widget_set_halign (box, GTK_ALIGN_END);
  if (gtk_widget_get_last_child (box) != gtk_widget_get_first_child (box))
    gtk_widget_insert_after (gtk_widget_get_last_child (box), box, NULL);
}

static void
name_headings (ObsDataTable *self)
{
  GtkWidget *header = gtk_widget_get_first_child (self->view);
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view));
  guint i = 0;

  for (GtkWidget *title = gtk_widget_get_first_child (header); title != NULL;
       title = gtk_widget_get_next_sibling (title), i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      g_autofree char *name = NULL;

      if (column == NULL)
        break;
      /* Translators: name of a column's heading, which sorts when pressed. */
      name = g_strdup_printf (_ ("Sort by %s"), gtk_column_view_column_get_title (column));
      gtk_accessible_update_property (GTK_ACCESSIBLE (title), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                      -1);
      finish_heading (title, g_object_get_data (G_OBJECT (column), "obs-numeric") != NULL);
    }
}

/* --- selection and copying ----------------------------------------------------------------- */

static ObsTableLine *
line_at (ObsDataTable *self, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (self->selection), position);
}

static void
selection_changed_cb (GtkSelectionModel *model, guint position, guint n_items, ObsDataTable *self)
{
  if (!self->by_program)
    g_signal_emit (self, signals[ROW_SELECTED], 0, obs_data_table_get_selected (self));
}

static void
activate_cb (GtkColumnView *view, guint position, ObsDataTable *self)
{
  g_autoptr (ObsTableLine) line = line_at (self, position);

  if (line != NULL)
    g_signal_emit (self, signals[ROW_ACTIVATED], 0,
                   (int) g_array_index (self->table->row_index, guint, line->number));
}

static void
append_line (ObsDataTable *self, GString *text, const GPtrArray *cells)
{
  for (guint i = 0; i < cells->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, '\t');
      for (const char *c = g_ptr_array_index (cells, i); *c != '\0'; c++)
        g_string_append_c (text, *c == '\t' || *c == '\n' ? ' ' : *c);
    }
  g_string_append_c (text, '\n');
}

/* Headings and lines: the selected ones, or all where none or @all. */
static char *
lines_to_text (ObsDataTable *self, gboolean all, int *n_lines)
{
  GString *text = g_string_new (NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  g_autoptr (GtkBitset) chosen
      = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  all |= gtk_bitset_is_empty (chosen);
  *n_lines = 0;
  append_line (self, text, self->table->columns);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ObsTableLine) line = line_at (self, i);

      if (!all && !gtk_bitset_contains (chosen, i))
        continue;
      append_line (self, text, g_ptr_array_index (self->table->rows, line->number));
      ++*n_lines;
    }
  return g_string_free (text, FALSE);
}

static void
copy_action_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ObsDataTable *self = OBS_DATA_TABLE (widget);
  g_autofree char *text = NULL;
  int n;

  if (self->table == NULL)
    return;
  text = lines_to_text (self, FALSE, &n);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  g_signal_emit (self, signals[COPIED], 0, n);
}

/* --- find ---------------------------------------------------------------------------------- */

static gboolean
match_cb (gpointer item, gpointer data)
{
  ObsDataTable *self = data;
  const GPtrArray *cells = g_ptr_array_index (self->table->rows, ((ObsTableLine *) item)->number);
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->find)), -1);

  if (*wanted == '\0')
    return TRUE;
  for (guint i = 0; i < cells->len; i++)
    {
      g_autofree char *text = g_utf8_casefold (g_ptr_array_index (cells, i), -1);

      if (strstr (text, wanted) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
find_changed_cb (GtkSearchEntry *entry, ObsDataTable *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

/* --- height -------------------------------------------------------------------------------- */

/* A list that scrolls with its page asks for the height of rows that are not wrapped. What it lacks
 * is known once the rows are laid out: the part that could be scrolled. */
static gboolean
fit_cb (gpointer user_data)
{
  ObsDataTable *self = OBS_DATA_TABLE (user_data);
  GtkScrolledWindow *scrolled = GTK_SCROLLED_WINDOW (self->scrolled);
  GtkAdjustment *across = gtk_scrolled_window_get_hadjustment (scrolled);
  GtkAdjustment *down = gtk_scrolled_window_get_vadjustment (scrolled);
  double width = gtk_adjustment_get_page_size (across);
  double lacking = gtk_adjustment_get_upper (down) - gtk_adjustment_get_page_size (down);

  self->fit_id = 0;
  if (self->own_scroll)
    return G_SOURCE_REMOVE;
  if (ABS (width - self->fitted_width) > 0.5)
    {
      self->fitted_width = width;
      gtk_widget_set_size_request (self->scrolled, -1, -1);
    }
  if (lacking > 0.5)
    gtk_widget_set_size_request (self->scrolled, -1,
                                 gtk_widget_get_height (self->scrolled) + (int) lacking + 1);
  return G_SOURCE_REMOVE;
}

static void
fit_later (ObsDataTable *self)
{
  if (self->fit_id == 0 && !self->own_scroll && self->scrolled != NULL)
    self->fit_id = g_idle_add (fit_cb, self);
}

/* A table that does not scroll up and down itself keeps the wheel from the page around it, unless
 * it is told to look at the other axis only. */
static void
update_wheel (ObsDataTable *self)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (self->scrolled);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_event_controller_scroll_set_flags (
            GTK_EVENT_CONTROLLER_SCROLL (controller),
            GTK_EVENT_CONTROLLER_SCROLL_KINETIC
                | (self->own_scroll ? GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES
                                    : GTK_EVENT_CONTROLLER_SCROLL_HORIZONTAL));
    }
}

/* --- the widget ---------------------------------------------------------------------------- */

static void
drop_columns (ObsDataTable *self)
{
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view));

  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (GTK_COLUMN_VIEW (self->view), column);
    }
}

static void
obs_data_table_dispose (GObject *object)
{
  ObsDataTable *self = OBS_DATA_TABLE (object);

  g_clear_handle_id (&self->fit_id, g_source_remove);
  self->own_scroll = TRUE;
  if (self->view != NULL)
    {
      /* Columns point at the table: they go first. */
      gtk_column_view_set_model (GTK_COLUMN_VIEW (self->view), NULL);
      drop_columns (self);
    }
  self->view = NULL;
  g_clear_pointer (&self->find, gtk_widget_unparent);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->lines);
  self->filter = NULL;
  self->sorted = NULL;

  G_OBJECT_CLASS (obs_data_table_parent_class)->dispose (object);
}

static void
obs_data_table_finalize (GObject *object)
{
  ObsDataTable *self = OBS_DATA_TABLE (object);

  g_clear_pointer (&self->table, obs_table_free);
  g_clear_pointer (&self->figure, obs_figure_unref);

  G_OBJECT_CLASS (obs_data_table_parent_class)->finalize (object);
}

/* The rows are one stop: Tab leaves them, arrows move inside. A column view would stop at each. */
static gboolean
obs_data_table_focus (GtkWidget *widget, GtkDirectionType direction)
{
  ObsDataTable *self = OBS_DATA_TABLE (widget);

  if (gtk_widget_get_focus_child (self->scrolled) == NULL
      || (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD))
    return GTK_WIDGET_CLASS (obs_data_table_parent_class)->focus (widget, direction);
  return direction == GTK_DIR_TAB_BACKWARD && gtk_widget_get_visible (self->find)
         && gtk_widget_child_focus (self->find, direction);
}

static void
obs_data_table_class_init (ObsDataTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = obs_data_table_dispose;
  object_class->finalize = obs_data_table_finalize;
  widget_class->focus = obs_data_table_focus;
  signals[ROW_SELECTED]
      = g_signal_new ("row-selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[ROW_ACTIVATED]
      = g_signal_new ("row-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[COPIED] = g_signal_new ("copied", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_css_name (widget_class, "datatable");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy_action_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "table.copy",
                                       NULL);
}

static void
obs_data_table_init (ObsDataTable *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));
  GtkFilterListModel *found;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (layout, 6);

  self->lines = g_list_store_new (OBS_TYPE_TABLE_LINE);
  self->filter = GTK_FILTER (gtk_custom_filter_new (match_cb, self, NULL));
  found = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->lines)), self->filter);
  self->sorted = gtk_sort_list_model_new (G_LIST_MODEL (found), NULL);
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (self->sorted));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb),
                           self, 0);

  self->find = gtk_search_entry_new ();
  g_object_set (self->find, "placeholder-text", _ ("Find in the table"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->find), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Find in the table"), -1);
  gtk_widget_set_halign (self->find, GTK_ALIGN_START);
  g_signal_connect_object (self->find, "search-changed", G_CALLBACK (find_changed_cb), self, 0);
  gtk_widget_set_parent (self->find, GTK_WIDGET (self));

  self->view = gtk_column_view_new (NULL);
  gtk_column_view_set_show_row_separators (GTK_COLUMN_VIEW (self->view), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Table"), -1);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self, 0);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_widget_set_focusable (self->scrolled, FALSE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->view);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  g_signal_connect_object (
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled)), "changed",
      G_CALLBACK (fit_later), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled)), "changed",
      G_CALLBACK (fit_later), self, G_CONNECT_SWAPPED);
  name_parts (self);
  obs_name_inner_parts (self->scrolled);
}

GtkWidget *
obs_data_table_new (void)
{
  return g_object_new (OBS_TYPE_DATA_TABLE, NULL);
}

static void
fill (ObsDataTable *self)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_object_unref);
  guint first = item_column (self);

  for (guint i = 0; i < self->table->rows->len; i++)
    {
      ObsTableLine *line = g_object_new (OBS_TYPE_TABLE_LINE, NULL);

      line->number = i;
      g_ptr_array_add (lines, line);
    }
  /* The row header stands first; columns without a single word are left out. */
  add_column (self, first, first);
  for (guint i = 0; i < self->table->columns->len; i++)
    if (i != first && !is_empty (self, i))
      add_column (self, i, first);
  gtk_sort_list_model_set_sorter (self->sorted,
                                  gtk_column_view_get_sorter (GTK_COLUMN_VIEW (self->view)));
  g_list_store_splice (self->lines, 0, 0, lines->pdata, lines->len);
  gtk_column_view_set_model (GTK_COLUMN_VIEW (self->view), GTK_SELECTION_MODEL (self->selection));
}

/* Takes what is shown off; afterwards the table may change. */
static void
clear (ObsDataTable *self)
{
  gtk_column_view_set_model (GTK_COLUMN_VIEW (self->view), NULL);
  gtk_sort_list_model_set_sorter (self->sorted, NULL);
  drop_columns (self);
  g_list_store_remove_all (self->lines);
  gtk_editable_set_text (GTK_EDITABLE (self->find), "");
  g_clear_pointer (&self->table, obs_table_free);
  g_clear_pointer (&self->figure, obs_figure_unref);
}

static void
show_table (ObsDataTable *self, const char *title)
{
  guint n = self->table != NULL ? self->table->rows->len : 0;
  gboolean own_scroll = n >= SCROLL_FROM;
  g_autofree char *name = NULL;

  if (self->table != NULL)
    {
      fill (self);
      name_headings (self);
      /* Translators: name of a table for a screen reader; %s is the title of the figure. */
      name = g_strdup_printf (_ ("Table. %s"), title != NULL ? title : "");
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      name, -1);
    }
  self->own_scroll = own_scroll;
  self->fitted_width = -1;
  gtk_widget_set_size_request (self->scrolled, -1, -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_AUTOMATIC,
                                  own_scroll ? GTK_POLICY_AUTOMATIC : GTK_POLICY_NEVER);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scrolled),
                                              own_scroll ? TALLEST : -1);
  update_wheel (self);
}

/**
 * obs_data_table_set_figure:
 * @figure: (nullable): whose rows are shown
 */
void
obs_data_table_set_figure (ObsDataTable *self, ObsFigure *figure)
{
  g_return_if_fail (OBS_IS_DATA_TABLE (self));

  if (self->figure == figure)
    return;
  self->by_program = TRUE;
  clear (self);
  if (figure != NULL)
    {
      self->figure = obs_figure_ref (figure);
      self->table = obs_figure_to_table (figure);
    }
  show_table (self, figure != NULL ? figure->title : NULL);
  gtk_widget_set_visible (self->find, figure != NULL && figure->rows->len >= FIND_FROM);
  self->by_program = FALSE;
}

void
obs_data_table_set_table (ObsDataTable *self, ObsTable *table, const char *title)
{
  g_return_if_fail (OBS_IS_DATA_TABLE (self));

  self->by_program = TRUE;
  clear (self);
  self->table = table;
  show_table (self, title);
  /* Whoever shows it has a search of its own. */
  gtk_widget_set_visible (self->find, FALSE);
  self->by_program = FALSE;
}

void
obs_data_table_set_opens (ObsDataTable *self, gboolean opens)
{
  g_return_if_fail (OBS_IS_DATA_TABLE (self));

  gtk_column_view_set_single_click_activate (GTK_COLUMN_VIEW (self->view), opens);
}

void
obs_data_table_select_row (ObsDataTable *self, int row)
{
  guint n;

  g_return_if_fail (OBS_IS_DATA_TABLE (self));

  if (obs_data_table_get_selected (self) == row)
    return;
  self->by_program = TRUE;
  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
  n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  for (guint i = 0; row >= 0 && i < n; i++)
    {
      g_autoptr (ObsTableLine) line = line_at (self, i);

      if ((int) g_array_index (self->table->row_index, guint, line->number) != row)
        continue;
      gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), i, TRUE);
      obs_compat_scroll_to (GTK_COLUMN_VIEW (self->view), i);
      break;
    }
  self->by_program = FALSE;
}

/* The first selected row of the figure, -1 where none is. */
int
obs_data_table_get_selected (ObsDataTable *self)
{
  g_autoptr (GtkBitset) chosen = NULL;
  g_autoptr (ObsTableLine) line = NULL;

  g_return_val_if_fail (OBS_IS_DATA_TABLE (self), -1);

  chosen = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  if (self->table == NULL || gtk_bitset_is_empty (chosen))
    return -1;
  line = line_at (self, gtk_bitset_get_minimum (chosen));
  if (line == NULL)
    return -1;
  return (int) g_array_index (self->table->row_index, guint, line->number);
}

char *
obs_data_table_to_text (ObsDataTable *self)
{
  int n;

  g_return_val_if_fail (OBS_IS_DATA_TABLE (self), NULL);

  return self->table != NULL ? lines_to_text (self, TRUE, &n) : g_strdup ("");
}
