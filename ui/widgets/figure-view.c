/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/figure-view-private.h"

#include "ui/widgets/choice-button.h"
#include "ui/widgets/data-table.h"
#include "ui/widgets/figure-parts.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/readout.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/tagged.h"
#include "ui/widgets/toggle-row.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_PINS 6
#define SETTLE_MS 120 /* a pointer that crosses rows on its way names none of them */

enum
{
  VIEW_CHANGED,
  ROW_CHANGED,
  OPEN_LINK,
  EXPORT,
  COPY,
  KEYS,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ObsFigureView, obs_figure_view, GTK_TYPE_WIDGET)

static void
change_view (ObsFigureView *self, const char *key, const char *value)
{
  if (!self->updating)
    g_signal_emit (self, signals[VIEW_CHANGED], 0, key, value != NULL ? value : "");
}

/* --- rows ---------------------------------------------------------------------------------- */

static gboolean
settle_cb (gpointer data)
{
  ObsFigureView *self = data;

  self->settle = 0;
  if (self->row != self->told_row)
    {
      self->told_row = self->row;
      g_signal_emit (self, signals[ROW_CHANGED], 0, self->row);
    }
  return G_SOURCE_REMOVE;
}

static void
show_row (ObsFigureView *self, int row)
{
  self->row = row;
  obs_readout_set_row (OBS_READOUT (self->readout), self->figure, row);
  g_clear_handle_id (&self->settle, g_source_remove);
  self->settle = g_timeout_add (SETTLE_MS, settle_cb, self);
}

static const ObsFigureRow *
row_at (ObsFigureView *self, int row)
{
  if (self->figure == NULL || row < 0 || row >= (int) self->figure->rows->len)
    return NULL;
  return obs_figure_row (self->figure, (guint) row);
}

static int
find_row (ObsFigureView *self, const char *key)
{
  for (guint i = 0; key != NULL && self->figure != NULL && i < self->figure->rows->len; i++)
    if (strcmp (obs_figure_row (self->figure, i)->key, key) == 0)
      return (int) i;
  return -1;
}

static void
plot_hover_cb (ObsPlot *plot, int row, ObsFigureView *self)
{
  show_row (self, row);
}

static void
select_row (ObsFigureView *self, int row)
{
  const ObsFigureRow *data = row_at (self, row);

  obs_plot_set_selected (OBS_PLOT (self->plot), row);
  obs_data_table_select_row (OBS_DATA_TABLE (self->table), row);
  show_row (self, row);
  change_view (self, "select", data != NULL ? data->key : NULL);
}

static void
plot_select_cb (ObsPlot *plot, int row, ObsFigureView *self)
{
  select_row (self, row);
}

static void
table_selected_cb (ObsDataTable *table, int row, ObsFigureView *self)
{
  if (row != obs_plot_get_selected (OBS_PLOT (self->plot)))
    select_row (self, row);
}

/* "filter:sector=logistics" leaves as a changed view, everything else as a link. */
static void
open_link (ObsFigureView *self, const char *link)
{
  if (g_str_has_prefix (link, "filter:"))
    {
      g_auto (GStrv) parts = g_strsplit (link + strlen ("filter:"), "=", 2);

      if (g_strv_length (parts) == 2)
        {
          change_view (self, parts[0], parts[1]);
          return;
        }
    }
  g_signal_emit (self, signals[OPEN_LINK], 0, link);
}

static void
plot_open_cb (ObsPlot *plot, int row, ObsFigureView *self)
{
  const ObsFigureRow *data = row_at (self, row);

  if (data == NULL)
    return;
  if (data->link != NULL)
    open_link (self, data->link);
  else
    select_row (self, obs_plot_get_selected (plot) == row ? -1 : row);
}

static void
plot_pin_cb (ObsPlot *plot, int row, ObsFigureView *self)
{
  const ObsFigureRow *data = row_at (self, row);
  g_autofree char *value = NULL;
  guint at;

  if (data == NULL)
    return;
  if (g_ptr_array_find_with_equal_func (self->pins, data->key, g_str_equal, &at))
    g_ptr_array_remove_index (self->pins, at);
  else if (self->pins->len >= MOST_PINS)
    {
      obs_figure_view_show_status (self, _ ("Six items are pinned already. Unpin one first."));
      return;
    }
  else
    g_ptr_array_add (self->pins, g_strdup (data->key));
  obs_plot_set_pins (plot, self->pins);

  g_ptr_array_add (self->pins, NULL);
  value = g_strjoinv (",", (char **) self->pins->pdata);
  g_ptr_array_set_size (self->pins, (int) self->pins->len - 1);
  change_view (self, "pin", value);
}

static void
ask_for_card (ObsFigureView *self, int row)
{
  g_autofree char *link = g_strdup_printf ("card:%d", row);

  g_signal_emit (self, signals[OPEN_LINK], 0, link);
}

static void
plot_source_cb (ObsPlot *plot, int row, ObsFigureView *self)
{
  ask_for_card (self, row);
}

static void
readout_source_cb (ObsReadout *readout, ObsFigureView *self)
{
  ask_for_card (self, self->row);
}

static void
plot_command_cb (ObsPlot *plot, const char *command, ObsFigureView *self)
{
  if (strcmp (command, "table") == 0)
    {
      obs_figure_view_show_tab (self, "table");
      change_view (self, "tab", "table");
      gtk_widget_child_focus (self->table, GTK_DIR_TAB_FORWARD);
    }
  else if (strcmp (command, "ranges") == 0)
    {
      if (gtk_widget_get_visible (self->range))
        gtk_check_button_set_active (GTK_CHECK_BUTTON (self->range),
                                     !gtk_check_button_get_active (GTK_CHECK_BUTTON (self->range)));
    }
  else if (strcmp (command, "sort") == 0)
    obs_choice_button_choose_next (OBS_CHOICE_BUTTON (self->sort));
  else if (strcmp (command, "copy") == 0)
    g_signal_emit (self, signals[COPY], 0);
  else if (strcmp (command, "keys") == 0)
    g_signal_emit (self, signals[KEYS], 0);
  else if (g_str_has_prefix (command, "ksb:")
           && obs_toggle_row_get_button (OBS_TOGGLE_ROW (self->ksb), command + 4) != NULL)
    {
      obs_toggle_row_set_active (OBS_TOGGLE_ROW (self->ksb), command + 4);
      change_view (self, "ksb", command + 4);
    }
}

/* --- controls ------------------------------------------------------------------------------ */

static void
tab_chosen_cb (ObsToggleRow *tabs, const char *key, ObsFigureView *self)
{
  obs_figure_view_show_tab (self, key);
  change_view (self, "tab", key);
}

static void
ksb_chosen_cb (ObsToggleRow *row, const char *key, ObsFigureView *self)
{
  change_view (self, "ksb", key);
}

static void
data_chosen_cb (ObsChoiceButton *button, const char *key, ObsFigureView *self)
{
  change_view (self, "src", key);
}

static void
sort_chosen_cb (ObsChoiceButton *button, const char *key, ObsFigureView *self)
{
  change_view (self, "sort", key);
}

/* The narrow layout draws one sector; which one is a matter of the screen, not of the question. */
static void
sector_chosen_cb (ObsChoiceButton *button, const char *key, ObsFigureView *self)
{
  g_free (self->series);
  self->series = g_strdup (key);
  obs_plot_set_series (OBS_PLOT (self->plot), key);
  obs_glyph_view_set_series (OBS_GLYPH_VIEW (self->sector_glyph), self->figure, key);
}

static void
range_toggled_cb (GtkCheckButton *button, ObsFigureView *self)
{
  gboolean on = gtk_check_button_get_active (button);

  obs_plot_set_ranges (OBS_PLOT (self->plot), on);
  change_view (self, "range", on ? "1" : "0");
}

static void
link_cb (GSimpleAction *action, GVariant *parameter, ObsFigureView *self)
{
  g_signal_emit (self, signals[OPEN_LINK], 0, g_variant_get_string (parameter, NULL));
}

static void
copy_cb (GtkButton *button, ObsFigureView *self)
{
  g_signal_emit (self, signals[COPY], 0);
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, ObsFigureView *self)
{
  g_signal_emit (self, signals[EXPORT], 0, g_variant_get_string (parameter, NULL));
}

/* Rows that stand without being asked for: about what one screen holds. */
static int
row_limit (ObsFigureView *self)
{
  const ObsFigure *figure = self->figure;
  int limit;

  if (self->all_rows)
    return 0;
  switch (figure->form)
    {
    case OBS_FORM_RANKED_DOTS:
      limit = figure->series->len > 1 && !self->narrow ? 8 : 12;
      break;
    case OBS_FORM_RANKED_BARS:
    case OBS_FORM_DUMBBELL:
    case OBS_FORM_GAP:
      limit = 12;
      break;
    default:
      return 0;
    }
  /* Two more rows are shown rather than hidden behind a button. */
  return (int) obs_figure_n_things (figure) > limit + 2 ? limit : 0;
}

/* A selected or pinned thing is never among the rows left out. */
static void
update_rows (ObsFigureView *self, int selected)
{
  guint n = obs_figure_n_things (self->figure);
  int limit = row_limit (self);
  g_autofree char *text = NULL;

  if (limit > 0 && selected >= 0)
    {
      g_autoptr (GHashTable) before = g_hash_table_new (g_str_hash, g_str_equal);

      for (int i = 0; i < selected; i++)
        g_hash_table_add (before, obs_figure_row (self->figure, (guint) i)->key);
      g_hash_table_remove (before, obs_figure_row (self->figure, (guint) selected)->key);
      if ((int) g_hash_table_size (before) >= limit)
        limit = 0;
    }
  obs_plot_set_max_rows (OBS_PLOT (self->plot), limit);
  gtk_widget_set_visible (self->count_box, limit > 0);
  /* Translators: rows shown and rows there are, as in "8 of 20", beside the button "Show all". */
  text = g_strdup_printf (_ ("%d of %u"), limit, n);
  gtk_label_set_text (GTK_LABEL (self->count), text);
}

static void
show_all_cb (GtkButton *button, ObsFigureView *self)
{
  self->all_rows = TRUE;
  obs_plot_focus_row (OBS_PLOT (self->plot), MAX (self->row, 0));
  update_rows (self, -1);
}

/* --- showing a figure ---------------------------------------------------------------------- */

static gboolean
has_tag (const ObsFigure *figure, const char *tag)
{
  return g_ptr_array_find_with_equal_func (figure->tags, tag, g_str_equal, NULL);
}

/* The tag then stands on the tool line with its sentence, not behind the subtitle. */
static gboolean
is_order_only (const ObsFigure *figure)
{
  return figure->ksb_choices->len > 1 && has_tag (figure, _ ("order only"));
}

/* Moves a control into @home when it is not there yet. */
static void
move_to (GtkWidget *control, GtkWidget *home)
{
  if (gtk_widget_get_parent (control) == home)
    return;
  g_object_ref (control);
  gtk_widget_unparent (control);
  obs_wrap_append (OBS_WRAP (home), control);
  g_object_unref (control);
}

/* Which controls there are, and where they stand: beside the tabs when they are few, else on their
 * own line. */
static void
update_tools (ObsFigureView *self)
{
  const ObsFigure *figure = self->figure;
  gboolean chart = strcmp (obs_figure_view_get_tab (self), "chart") == 0;
  gboolean table = strcmp (obs_figure_view_get_tab (self), "table") == 0;
  gboolean has_ksb = figure->ksb_choices->len > 1;
  gboolean has_data = figure->data_choices->len > 1;
  gboolean has_sort = figure->sort_choices->len > 1 && (chart || table);
  gboolean has_range = figure->has_ranges && chart && figure->rows->len > 0;
  gboolean has_sector = self->narrow && chart && figure->series->len > 1
                        && (figure->form == OBS_FORM_RANKED_DOTS || figure->form == OBS_FORM_LINE);
  gboolean order = is_order_only (figure);
  gboolean full = has_sort || has_range || self->narrow;
  GtkWidget *home = full && (has_ksb || has_range || self->narrow) ? self->tools : self->tab_tools;

  move_to (self->data, home);
  move_to (self->sort, home);
  if (home == self->tools)
    gtk_widget_insert_before (self->range, self->tools, NULL); /* last: it stands at the right */
  gtk_widget_set_visible (self->ksb, has_ksb);
  gtk_widget_set_visible (self->data, has_data);
  gtk_widget_set_visible (self->sort, has_sort);
  gtk_widget_set_visible (self->range, has_range);
  gtk_widget_set_visible (self->sector, has_sector);
  gtk_widget_set_visible (self->tool_tag, order && chart);
  gtk_widget_set_visible (self->tool_text, order && chart && !self->narrow);
  gtk_widget_set_visible (self->tools, has_ksb || has_range || has_sector
                                           || (home == self->tools && (has_data || has_sort)));
}

static void
update_head (ObsFigureView *self, const ObsFigure *figure)
{
  g_autoptr (GPtrArray) tags = g_ptr_array_new ();
  gboolean order = is_order_only (figure);

  gtk_label_set_text (GTK_LABEL (self->title), figure->title != NULL ? figure->title : "");
  for (guint i = 0; i < figure->tags->len; i++)
    if (!order || strcmp (g_ptr_array_index (figure->tags, i), _ ("order only")) != 0)
      g_ptr_array_add (tags, g_ptr_array_index (figure->tags, i));
  obs_tagged_set (OBS_TAGGED (self->subtitle), figure->subtitle, tags);
  gtk_widget_set_visible (self->subtitle, figure->subtitle != NULL);
  obs_band_set_text (self->band, figure->band);
}

/* Changes of method and caveats stand under the plot whatever way it is shown. */
static void
update_cautions (ObsFigureView *self, const ObsFigure *figure)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < figure->cautions->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "",
                            (const char *) g_ptr_array_index (figure->cautions, i));
  gtk_label_set_text (GTK_LABEL (self->cautions), text->str);
}

static void
update_choices (ObsFigureView *self, const ObsView *view)
{
  ObsFigure *figure = self->figure;
  ObsToggleRow *ksb = OBS_TOGGLE_ROW (self->ksb);
  g_autoptr (GPtrArray) sectors = g_ptr_array_new_with_free_func (g_free);
  gboolean same = figure->ksb_choices->len > 0;

  /* Buttons that hold the focus are kept when the choices are the same. */
  for (guint i = 0; i < figure->ksb_choices->len; i++)
    {
      const ObsChoice *choice = g_ptr_array_index (figure->ksb_choices, i);

      same &= obs_toggle_row_get_button (ksb, choice->key) != NULL;
    }
  if (!same)
    {
      obs_toggle_row_clear (ksb);
      for (guint i = 0; i < figure->ksb_choices->len; i++)
        {
          const ObsChoice *choice = g_ptr_array_index (figure->ksb_choices, i);

          obs_toggle_row_add (ksb, choice->key, choice->key, choice->label);
        }
    }
  obs_toggle_row_set_active (ksb, figure->ksb);
  obs_choice_button_set_choices (OBS_CHOICE_BUTTON (self->data), figure->data_choices,
                                 figure->data);
  obs_choice_button_set_choices (OBS_CHOICE_BUTTON (self->sort), figure->sort_choices,
                                 figure->sort);
  for (guint i = 0; i < figure->series->len; i++)
    {
      const ObsFigureSeries *series = g_ptr_array_index (figure->series, i);
      ObsChoice *choice = g_new0 (ObsChoice, 1);

      choice->key = series->key;
      choice->label = series->label;
      g_ptr_array_add (sectors, choice);
    }
  obs_choice_button_set_choices (OBS_CHOICE_BUTTON (self->sector), sectors, self->series);
  g_free (self->series);
  self->series = g_strdup (obs_choice_button_get_current (OBS_CHOICE_BUTTON (self->sector)));
  obs_glyph_view_set_series (OBS_GLYPH_VIEW (self->sector_glyph), figure, self->series);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->range), view == NULL || view->ranges);
}

static void
replace_page (ObsFigureView *self, const char *name, GtkWidget **page, GtkWidget *with)
{
  GtkStack *stack = GTK_STACK (self->stack);
  g_autofree char *shown = g_strdup (gtk_stack_get_visible_child_name (stack));

  if (*page != NULL)
    gtk_stack_remove (stack, *page);
  *page = with;
  gtk_stack_add_named (stack, with, name);
  if (g_strcmp0 (shown, name) == 0)
    gtk_stack_set_visible_child (stack, with);
}

static void
update_plot (ObsFigureView *self, const ObsView *view)
{
  ObsFigure *figure = self->figure;
  int selected = find_row (self, view != NULL ? view->select : NULL);

  g_ptr_array_set_size (self->pins, 0);
  for (guint i = 0; view != NULL && view->pins != NULL && i < view->pins->len; i++)
    g_ptr_array_add (self->pins, g_strdup (g_ptr_array_index (view->pins, i)));

  obs_plot_set_figure (OBS_PLOT (self->plot), figure);
  obs_plot_set_series (OBS_PLOT (self->plot), self->narrow ? self->series : NULL);
  obs_plot_set_pins (OBS_PLOT (self->plot), self->pins);
  update_rows (self, selected);
  obs_plot_set_selected (OBS_PLOT (self->plot), selected);
  obs_data_table_set_figure (OBS_DATA_TABLE (self->table), figure);
  obs_data_table_select_row (OBS_DATA_TABLE (self->table), selected);
  replace_page (self, "summary", &self->summary, obs_figure_summary_page (figure));
  replace_page (self, "source", &self->source, obs_figure_source_page (figure));
  replace_page (self, "needs", &self->needs, obs_figure_needs_page (figure));
}

static void
show_page (ObsFigureView *self, const char *tab)
{
  gboolean chart = strcmp (tab, "chart") == 0;
  gboolean empty = self->figure == NULL || self->figure->rows->len == 0;

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), chart && empty ? "needs" : tab);
  if (self->figure == NULL)
    return;
  update_tools (self);
  gtk_widget_set_visible (self->key,
                          obs_figure_fill_key (OBS_WRAP (self->key), self->figure, self->narrow));
  gtk_widget_set_visible (self->key_row, chart && !empty
                                             && (gtk_widget_get_visible (self->key)
                                                 || gtk_widget_get_visible (self->count_box)));
  gtk_widget_set_visible (self->readout, chart && !empty);
  /* The other two tabs say it in their own text. */
  gtk_widget_set_visible (self->cautions,
                          self->figure->cautions->len > 0 && (chart || strcmp (tab, "table") == 0));
  if (gtk_widget_get_visible (self->key_row))
    gtk_widget_remove_css_class (self->stack, "apart");
  else
    gtk_widget_add_css_class (self->stack, "apart");
}

static const char *
view_tab (const ObsView *view)
{
  const char *tab = view != NULL ? view->tab : NULL;

  for (guint i = 0; tab != NULL && i < 3; i++)
    {
      const char *tabs[] = { "table", "summary", "source" };

      if (strcmp (tab, tabs[i]) == 0)
        return tabs[i];
    }
  return "chart";
}

static void
connect_parts (ObsFigureView *self)
{
  g_signal_connect_object (self->tabs, "chosen", G_CALLBACK (tab_chosen_cb), self, 0);
  g_signal_connect_object (self->ksb, "chosen", G_CALLBACK (ksb_chosen_cb), self, 0);
  g_signal_connect_object (self->data, "chosen", G_CALLBACK (data_chosen_cb), self, 0);
  g_signal_connect_object (self->sort, "chosen", G_CALLBACK (sort_chosen_cb), self, 0);
  g_signal_connect_object (self->sector, "chosen", G_CALLBACK (sector_chosen_cb), self, 0);
  g_signal_connect_object (self->range, "toggled", G_CALLBACK (range_toggled_cb), self, 0);
  g_signal_connect_object (self->show_all, "clicked", G_CALLBACK (show_all_cb), self, 0);
  g_signal_connect_object (self->plot, "hover", G_CALLBACK (plot_hover_cb), self, 0);
  g_signal_connect_object (self->plot, "select", G_CALLBACK (plot_select_cb), self, 0);
  g_signal_connect_object (self->plot, "open", G_CALLBACK (plot_open_cb), self, 0);
  g_signal_connect_object (self->plot, "pin", G_CALLBACK (plot_pin_cb), self, 0);
  g_signal_connect_object (self->plot, "source", G_CALLBACK (plot_source_cb), self, 0);
  g_signal_connect_object (self->plot, "command", G_CALLBACK (plot_command_cb), self, 0);
  g_signal_connect_object (self->table, "row-selected", G_CALLBACK (table_selected_cb), self, 0);
  g_signal_connect_object (self->readout, "source", G_CALLBACK (readout_source_cb), self, 0);
  g_signal_connect_object (self->copy, "clicked", G_CALLBACK (copy_cb), self, 0);
}

/* --- the widget ---------------------------------------------------------------------------- */

static void
obs_figure_view_dispose (GObject *object)
{
  ObsFigureView *self = OBS_FIGURE_VIEW (object);

  g_clear_handle_id (&self->settle, g_source_remove);
  obs_widget_remove_children (GTK_WIDGET (self));

  G_OBJECT_CLASS (obs_figure_view_parent_class)->dispose (object);
}

static void
obs_figure_view_finalize (GObject *object)
{
  ObsFigureView *self = OBS_FIGURE_VIEW (object);

  g_clear_pointer (&self->figure, obs_figure_unref);
  g_ptr_array_unref (self->pins);
  g_free (self->series);

  G_OBJECT_CLASS (obs_figure_view_parent_class)->finalize (object);
}

static guint
add_signal (ObsFigureViewClass *klass, const char *name, guint n, GType first, GType second)
{
  return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, n, first, second);
}

static void
obs_figure_view_class_init (ObsFigureViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = obs_figure_view_dispose;
  object_class->finalize = obs_figure_view_finalize;
  signals[VIEW_CHANGED] = add_signal (klass, "view-changed", 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[ROW_CHANGED] = add_signal (klass, "row-changed", 1, G_TYPE_INT, G_TYPE_NONE);
  signals[OPEN_LINK] = add_signal (klass, "open-link", 1, G_TYPE_STRING, G_TYPE_NONE);
  signals[EXPORT] = add_signal (klass, "export", 1, G_TYPE_STRING, G_TYPE_NONE);
  signals[COPY] = add_signal (klass, "copy", 0, G_TYPE_NONE, G_TYPE_NONE);
  signals[KEYS] = add_signal (klass, "keys", 0, G_TYPE_NONE, G_TYPE_NONE);
  gtk_widget_class_set_css_name (widget_class, "figureview");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
obs_figure_view_init (ObsFigureView *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) export = g_simple_action_new ("export", G_VARIANT_TYPE_STRING);
  g_autoptr (GSimpleAction) link = g_simple_action_new ("open-link", G_VARIANT_TYPE_STRING);

  self->pins = g_ptr_array_new_with_free_func (g_free);
  self->row = self->told_row = -1;
  g_signal_connect_object (export, "activate", G_CALLBACK (export_cb), self, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (export));
  g_signal_connect_object (link, "activate", G_CALLBACK (link_cb), self, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (link));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "fig", G_ACTION_GROUP (group));

  obs_figure_view_build (self);
  connect_parts (self);
}

GtkWidget *
obs_figure_view_new (void)
{
  return g_object_new (OBS_TYPE_FIGURE_VIEW, NULL);
}

/**
 * obs_figure_view_set_figure:
 * @figure: the figure to show
 * @view: (nullable): the state to show it in: tab, ranges, selection, pins
 */
void
obs_figure_view_set_figure (ObsFigureView *self, ObsFigure *figure, const ObsView *view)
{
  gboolean other;

  g_return_if_fail (OBS_IS_FIGURE_VIEW (self));
  g_return_if_fail (figure != NULL);

  other = self->figure == NULL || g_strcmp0 (self->figure->question, figure->question) != 0;
  obs_figure_ref (figure);
  g_clear_pointer (&self->figure, obs_figure_unref);
  self->figure = figure;
  if (other)
    self->all_rows = FALSE;

  obs_figure_view_set_loading (self, FALSE);
  obs_figure_view_set_problem (self, NULL);
  self->updating = TRUE;
  update_head (self, figure);
  update_choices (self, view);
  update_plot (self, view);
  gtk_label_set_text (GTK_LABEL (self->source_line),
                      figure->source_line != NULL ? figure->source_line : "");
  update_cautions (self, figure);
  obs_figure_view_show_tab (self, view_tab (view));
  show_row (self, obs_plot_get_row (OBS_PLOT (self->plot)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  figure->title != NULL ? figure->title : "",
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  figure->summary != NULL ? figure->summary : "", -1);
  self->updating = FALSE;
}

ObsFigure *
obs_figure_view_get_figure (ObsFigureView *self)
{
  g_return_val_if_fail (OBS_IS_FIGURE_VIEW (self), NULL);

  return self->figure;
}

void
obs_figure_view_set_loading (ObsFigureView *self, gboolean loading)
{
  g_return_if_fail (OBS_IS_FIGURE_VIEW (self));

  if (loading)
    {
      gtk_widget_add_css_class (self->stack, "obs-loading");
      obs_readout_set_status (OBS_READOUT (self->readout), _ ("Working it out…"));
    }
  else
    gtk_widget_remove_css_class (self->stack, "obs-loading");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, loading, -1);
}

void
obs_figure_view_set_problem (ObsFigureView *self, const char *sentence)
{
  g_return_if_fail (OBS_IS_FIGURE_VIEW (self));

  gtk_label_set_text (GTK_LABEL (self->problem), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->problem, sentence != NULL);
  gtk_widget_set_visible (self->box, sentence == NULL);
}

int
obs_figure_view_get_row (ObsFigureView *self)
{
  g_return_val_if_fail (OBS_IS_FIGURE_VIEW (self), -1);

  return self->row;
}

void
obs_figure_view_set_narrow (ObsFigureView *self, gboolean narrow)
{
  g_return_if_fail (OBS_IS_FIGURE_VIEW (self));

  if (self->narrow == !!narrow)
    return;
  self->narrow = !!narrow;
  if (narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->foot),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  obs_choice_button_set_brief (OBS_CHOICE_BUTTON (self->data), narrow);
  obs_choice_button_set_brief (OBS_CHOICE_BUTTON (self->sort), narrow);
  obs_plot_set_narrow (OBS_PLOT (self->plot), narrow);
  obs_plot_set_series (OBS_PLOT (self->plot), narrow ? self->series : NULL);
  if (self->figure != NULL)
    {
      update_rows (self, obs_plot_get_selected (OBS_PLOT (self->plot)));
      show_page (self, obs_figure_view_get_tab (self));
    }
}

void
obs_figure_view_show_tab (ObsFigureView *self, const char *tab)
{
  g_return_if_fail (OBS_IS_FIGURE_VIEW (self));

  if (obs_toggle_row_get_button (OBS_TOGGLE_ROW (self->tabs), tab) == NULL)
    return;
  obs_toggle_row_set_active (OBS_TOGGLE_ROW (self->tabs), tab);
  show_page (self, tab);
}

const char *
obs_figure_view_get_tab (ObsFigureView *self)
{
  g_return_val_if_fail (OBS_IS_FIGURE_VIEW (self), NULL);

  return obs_toggle_row_get_active (OBS_TOGGLE_ROW (self->tabs));
}

void
obs_figure_view_focus_row (ObsFigureView *self, int row)
{
  g_return_if_fail (OBS_IS_FIGURE_VIEW (self));

  if (strcmp (obs_figure_view_get_tab (self), "table") == 0)
    {
      if (row >= 0)
        obs_data_table_select_row (OBS_DATA_TABLE (self->table), row);
      gtk_widget_child_focus (self->table, GTK_DIR_TAB_FORWARD);
    }
  else if (row < 0 || !obs_plot_focus_row (OBS_PLOT (self->plot), row))
    gtk_widget_grab_focus (self->plot);
}

void
obs_figure_view_show_status (ObsFigureView *self, const char *text)
{
  g_return_if_fail (OBS_IS_FIGURE_VIEW (self));

  obs_readout_set_status (OBS_READOUT (self->readout), text);
}

GtkBox *
obs_figure_view_get_title_box (ObsFigureView *self)
{
  g_return_val_if_fail (OBS_IS_FIGURE_VIEW (self), NULL);

  return GTK_BOX (self->title_box);
}

GtkBox *
obs_figure_view_get_foot_box (ObsFigureView *self)
{
  g_return_val_if_fail (OBS_IS_FIGURE_VIEW (self), NULL);

  return GTK_BOX (self->foot_box);
}
