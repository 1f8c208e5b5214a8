/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/sources-page.h"

#include "ui/pages/page-frame.h"
#include "ui/pages/page-parts.h"
#include "ui/pages/source-row.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/choice-button.h"
#include "ui/widgets/data-table.h"
#include "ui/widgets/toggle-row.h"
#include "ui/widgets/wrap-layout.h"
#include "ui/words.h"

#include <glib/gi18n-lib.h>

struct _ObsSourcesPage
{
  GtkWidget parent_instance;

  ObsStore *store;
  ObsView *view;
  char *edition_date;
  GPtrArray *sources; /* of ObsSource *, or NULL until they are read */
  GPtrArray *shown;   /* of the same, those that fit */
  GCancellable *cancellable;
  gboolean narrow;
  gboolean updating;

  GtkWidget *scroller;
  GtkWidget *page;
  GtkWidget *lead;
  GtkWidget *find;
  GtkWidget *source_class;
  GtkWidget *status;
  GtkWidget *sort;
  GtkWidget *tabs;
  GtkWidget *count;
  GtkWidget *stack;
  GtkWidget *heads;
  GtkWidget *list;
  GtkWidget *table;
  GtkWidget *none;
};

G_DEFINE_FINAL_TYPE (ObsSourcesPage, obs_sources_page, GTK_TYPE_WIDGET)

enum
{
  VIEW_CHANGED,
  OPEN_LINK,
  COPY,
  LOADED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
change_view (ObsSourcesPage *self, const char *key, const char *value)
{
  if (!self->updating)
    g_signal_emit (self, signals[VIEW_CHANGED], 0, key, value != NULL ? value : "");
}

/* --- words --------------------------------------------------------------------------------- */

static guint
count_status (ObsSourcesPage *self, ObsSourceStatus status)
{
  guint n = 0;

  for (guint i = 0; i < self->sources->len; i++)
    n += ((const ObsSource *) g_ptr_array_index (self->sources, i))->status == status;
  return n;
}

/* "22 sources went into the edition of 22 Nov 2026. 1 is late. 1 is dead." */
static void
update_lead (ObsSourcesPage *self)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *day = obs_words_date (self->edition_date);
  guint n = self->sources->len, late = count_status (self, OBS_SOURCE_LATE);
  guint dead = count_status (self, OBS_SOURCE_DEAD);

  g_string_append_printf (out,
                          ngettext ("%u source went into the edition of %s.",
                                    "%u sources went into the edition of %s.", n),
                          n, day);
  g_string_append_c (out, ' ');
  if (late > 0)
    g_string_append_printf (out, ngettext ("%u is late.", "%u are late.", late), late);
  if (late > 0 && dead > 0)
    g_string_append_c (out, ' ');
  if (dead > 0)
    g_string_append_printf (out, ngettext ("%u is dead.", "%u are dead.", dead), dead);
  if (late + dead == 0)
    g_string_append (out, _ ("None is late."));
  gtk_label_set_text (GTK_LABEL (self->lead), out->str);
}

static void
update_count (ObsSourcesPage *self)
{
  g_autofree char *words = NULL;

  if (self->shown->len == self->sources->len)
    words = g_strdup_printf (ngettext ("%u source", "%u sources", self->shown->len),
                             self->shown->len);
  else
    words = g_strdup_printf (_ ("%u of %u sources"), self->shown->len, self->sources->len);
  gtk_label_set_text (GTK_LABEL (self->count), words);
}

/* --- choices ------------------------------------------------------------------------------- */

static GPtrArray *
choices_new (const char *all)
{
  GPtrArray *choices = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_choice_free);

  obs_figure_add_choice (choices, "all", all);
  return choices;
}

static void
add_once (GPtrArray *choices, const char *key, const char *label)
{
  if (obs_words_choice (choices, key) == NULL)
    obs_figure_add_choice (choices, key, label);
}

/* Only classes and states that there are. */
static void
update_choices (ObsSourcesPage *self)
{
  g_autoptr (GPtrArray) classes = choices_new (_ ("All"));
  g_autoptr (GPtrArray) states = choices_new (_ ("All"));
  g_autoptr (GPtrArray) orders = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_choice_free);

  for (int i = OBS_CLASS_PRIMARY; i <= OBS_CLASS_OWN; i++)
    for (guint k = 0; k < self->sources->len; k++)
      if (((const ObsSource *) g_ptr_array_index (self->sources, k))->source_class
          == (ObsSourceClass) i)
        add_once (classes, obs_source_class_key (i), obs_source_class_words (i));
  for (int i = 0; i < OBS_N_SOURCE_STATES; i++)
    if (count_status (self, i) > 0)
      add_once (states, obs_source_status_key (i), obs_source_status_label (i));
  obs_figure_add_choice (orders, "title", _ ("A to Z"));
  obs_figure_add_choice (orders, "status", _ ("What needs care first"));
  obs_figure_add_choice (orders, "released", _ ("Newest first"));
  obs_figure_add_choice (orders, "rows", _ ("Most rows first"));
  obs_choice_button_set_choices (OBS_CHOICE_BUTTON (self->source_class), classes,
                                 self->view->source_class != NULL ? self->view->source_class
                                                                  : "all");
  obs_choice_button_set_choices (OBS_CHOICE_BUTTON (self->status), states,
                                 self->view->status != NULL ? self->view->status : "all");
  obs_choice_button_set_choices (OBS_CHOICE_BUTTON (self->sort), orders,
                                 self->view->sort != NULL ? self->view->sort : "title");
}

static void
class_cb (ObsChoiceButton *button, const char *key, ObsSourcesPage *self)
{
  change_view (self, "class", key);
}

static void
status_cb (ObsChoiceButton *button, const char *key, ObsSourcesPage *self)
{
  change_view (self, "status", key);
}

static void
sort_cb (ObsChoiceButton *button, const char *key, ObsSourcesPage *self)
{
  change_view (self, "sort", g_str_equal (key, "title") ? NULL : key);
}

static void
tab_cb (ObsToggleRow *tabs, const char *key, ObsSourcesPage *self)
{
  change_view (self, "tab", g_str_equal (key, "table") ? key : NULL);
}

static void
find_cb (GtkSearchEntry *entry, ObsSourcesPage *self)
{
  change_view (self, "find", gtk_editable_get_text (GTK_EDITABLE (entry)));
}

/* --- the list ------------------------------------------------------------------------------ */

static void
link_cb (ObsSourceRow *row, const char *link, ObsSourcesPage *self)
{
  g_signal_emit (self, signals[OPEN_LINK], 0, link);
}

static void
copy_cb (ObsSourceRow *row, const char *words, ObsSourcesPage *self)
{
  g_signal_emit (self, signals[COPY], 0, words);
}

static gboolean
show_open_cb (gpointer data)
{
  g_autoptr (GtkWidget) row = data;
  GtkWidget *scroller = gtk_widget_get_ancestor (row, GTK_TYPE_SCROLLED_WINDOW);
  graphene_point_t zero = GRAPHENE_POINT_INIT (0, 0), at;
  GtkAdjustment *adjustment;

  if (scroller == NULL)
    return G_SOURCE_REMOVE;
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  if (gtk_widget_compute_point (row, scroller, &zero, &at))
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + at.y - 24);
  return G_SOURCE_REMOVE;
}

static void
open_only (ObsSourcesPage *self, const char *id)
{
  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (OBS_IS_SOURCE_ROW (row))
      obs_source_row_set_open (OBS_SOURCE_ROW (row),
                               g_strcmp0 (obs_source_row_get_id (OBS_SOURCE_ROW (row)), id) == 0);
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, ObsSourcesPage *self)
{
  gboolean open = !obs_source_row_get_open (OBS_SOURCE_ROW (row));
  const char *id = open ? obs_source_row_get_id (OBS_SOURCE_ROW (row)) : NULL;

  open_only (self, id);
  change_view (self, "select", id);
  g_free (self->view->select);
  self->view->select = g_strdup (id);
  obs_announce (GTK_WIDGET (self), open ? _ ("Details shown below") : _ ("Details hidden"));
}

static void
fill_list (ObsSourcesPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
  for (guint i = 0; i < self->shown->len; i++)
    {
      GtkWidget *row = obs_source_row_new (g_ptr_array_index (self->shown, i), self->narrow);

      g_signal_connect_object (row, "open-link", G_CALLBACK (link_cb), self, 0);
      g_signal_connect_object (row, "copy", G_CALLBACK (copy_cb), self, 0);
      gtk_list_box_append (GTK_LIST_BOX (self->list), row);
      if (g_strcmp0 (self->view->select, obs_source_row_get_id (OBS_SOURCE_ROW (row))) != 0)
        continue;
      obs_source_row_set_open (OBS_SOURCE_ROW (row), TRUE);
      g_idle_add (show_open_cb, g_object_ref (row));
    }
}

static void
update (ObsSourcesPage *self)
{
  ObsSourceFilter filter
      = { self->view->source_class, self->view->status, self->view->find, self->view->sort };
  gboolean table = g_strcmp0 (self->view->tab, "table") == 0;

  if (self->sources == NULL)
    return;
  self->updating = TRUE;
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  self->shown = obs_sources_filter (self->sources, &filter);
  update_lead (self);
  update_count (self);
  update_choices (self);
  obs_toggle_row_set_active (OBS_TOGGLE_ROW (self->tabs), table ? "table" : "list");
  obs_page_set_find (self->find, self->view->find);
  fill_list (self);
  obs_data_table_set_table (OBS_DATA_TABLE (self->table),
                            table ? obs_sources_to_table (self->shown, TRUE) : NULL, _ ("Sources"));
  gtk_widget_set_visible (self->heads, !table && !self->narrow && self->shown->len > 0);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->shown->len == 0 ? self->none
                                                        : table               ? self->table
                                                                              : self->list);
  self->updating = FALSE;
}

static void
forget (ObsSourcesPage *self)
{
  GtkWidget *child;

  while (self->list != NULL && (child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  g_clear_pointer (&self->sources, g_ptr_array_unref);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsSourcesPage) self = OBS_SOURCES_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  GPtrArray *sources = obs_store_sources_finish (OBS_STORE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->scroller == NULL)
    {
      g_clear_pointer (&sources, g_ptr_array_unref);
      return;
    }
  if (sources == NULL)
    obs_page_tell_error (GTK_WIDGET (self), self->lead, error);
  else
    {
      forget (self);
      self->sources = sources;
      update (self);
    }
  g_signal_emit (self, signals[LOADED], 0);
}

static void
changed_cb (ObsStore *store, ObsSourcesPage *self)
{
  /* What is being read is of the edition before. */
  g_cancellable_cancel (self->cancellable);
  forget (self);
}

void
obs_sources_page_show (ObsSourcesPage *self, const ObsView *view, const char *edition_date)
{
  g_return_if_fail (OBS_IS_SOURCES_PAGE (self));

  g_clear_pointer (&self->view, obs_view_free);
  self->view = obs_view_copy (view);
  g_free (self->edition_date);
  self->edition_date = g_strdup (edition_date);
  if (self->sources != NULL)
    {
      update (self);
      g_signal_emit (self, signals[LOADED], 0);
      return;
    }
  obs_page_start_reading (&self->cancellable);
  obs_store_sources_async (self->store, self->cancellable, loaded_cb, g_object_ref (self));
}

void
obs_sources_page_set_narrow (ObsSourcesPage *self, gboolean narrow)
{
  g_return_if_fail (OBS_IS_SOURCES_PAGE (self));

  if (!obs_page_take_narrow (self->page, &self->narrow, narrow))
    return;
  if (self->view != NULL)
    update (self);
}

guint
obs_sources_page_n_shown (ObsSourcesPage *self)
{
  return self->shown != NULL ? self->shown->len : 0;
}

const char *
obs_sources_page_get_open (ObsSourcesPage *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (OBS_IS_SOURCE_ROW (row) && obs_source_row_get_open (OBS_SOURCE_ROW (row)))
      return obs_source_row_get_id (OBS_SOURCE_ROW (row));
  return NULL;
}

GtkListBox *
obs_sources_page_get_list (ObsSourcesPage *self)
{
  return GTK_LIST_BOX (self->list);
}

GtkEditable *
obs_sources_page_get_entry (ObsSourcesPage *self)
{
  return GTK_EDITABLE (self->find);
}

gboolean
obs_sources_page_is_loaded (ObsSourcesPage *self)
{
  return self->sources != NULL;
}

/* --- the widget ---------------------------------------------------------------------------- */

static void
obs_sources_page_dispose (GObject *object)
{
  ObsSourcesPage *self = OBS_SOURCES_PAGE (object);

  obs_page_stop_reading (&self->cancellable);
  /* The rows point at the sources: they go first. */
  if (self->scroller != NULL)
    forget (self);
  self->list = NULL;
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->view, obs_view_free);
  g_clear_pointer (&self->edition_date, g_free);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (obs_sources_page_parent_class)->dispose (object);
}

static void
obs_sources_page_class_init (ObsSourcesPageClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_sources_page_dispose;
  obs_page_class_set_up (GTK_WIDGET_CLASS (klass), "obssources");
  signals[VIEW_CHANGED] = g_signal_new ("view-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[OPEN_LINK] = g_signal_new ("open-link", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[COPY] = g_signal_new ("copy", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_STRING);
  signals[LOADED]
      = g_signal_new ("loaded", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
build_tools (ObsSourcesPage *self)
{
  GtkWidget *tools = obs_wrap_new (24, 6);

  self->find = obs_page_find_entry_new (_ ("Find a source"), 220);
  self->source_class = obs_choice_button_new (_ ("Class"));
  self->status = obs_choice_button_new (_ ("State"));
  self->sort = obs_choice_button_new (_ ("Sort"));
  self->tabs = obs_toggle_row_new (FALSE, _ ("How the sources are listed"));
  obs_toggle_row_add (OBS_TOGGLE_ROW (self->tabs), "list", _ ("List"), NULL);
  obs_toggle_row_add (OBS_TOGGLE_ROW (self->tabs), "table", _ ("Table"), NULL);
  gtk_widget_set_hexpand (self->tabs, TRUE);
  gtk_widget_set_halign (self->tabs, GTK_ALIGN_END);
  obs_wrap_append (OBS_WRAP (tools), self->find);
  obs_wrap_append (OBS_WRAP (tools), self->source_class);
  obs_wrap_append (OBS_WRAP (tools), self->status);
  obs_wrap_append (OBS_WRAP (tools), self->sort);
  obs_wrap_append (OBS_WRAP (tools), self->tabs);
  gtk_widget_add_css_class (tools, "obs-source-tools");
  gtk_box_append (GTK_BOX (self->page), tools);
}

static GtkWidget *
build_none (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *button = gtk_button_new_with_label (_ ("Show all sources"));

  gtk_widget_add_css_class (button, "obs-button");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.all-sources");
  gtk_box_append (GTK_BOX (box), obs_page_text (_ ("No source fits."), "strong"));
  gtk_box_append (GTK_BOX (box), button);
  gtk_widget_add_css_class (box, "obs-needs");
  return box;
}

static void
build_body (ObsSourcesPage *self)
{
  self->count = obs_page_second ("", "note");
  gtk_box_append (GTK_BOX (self->page), self->count);
  self->heads = obs_source_row_heads ();
  gtk_box_append (GTK_BOX (self->page), self->heads);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->list, "obs-sources");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Sources"), -1);
  self->table = obs_data_table_new ();
  self->none = build_none ();
  self->stack = obs_page_stack_new ();
  gtk_stack_add_child (GTK_STACK (self->stack), self->list);
  gtk_stack_add_child (GTK_STACK (self->stack), self->table);
  gtk_stack_add_child (GTK_STACK (self->stack), self->none);
  gtk_box_append (GTK_BOX (self->page), self->stack);
}

static void
obs_sources_page_init (ObsSourcesPage *self)
{
  self->scroller = obs_page_scroller_new (&self->page);
  self->lead = obs_page_text (_ ("Reading the register…"), "subtitle");
  gtk_box_append (GTK_BOX (self->page), obs_page_heading (_ ("Sources"), "heading-1"));
  gtk_box_append (GTK_BOX (self->page), self->lead);
  build_tools (self);
  build_body (self);
  obs_page_set_inner (GTK_WIDGET (self), self->scroller, _ ("Sources"));

  g_signal_connect_object (self->find, "search-changed", G_CALLBACK (find_cb), self, 0);
  g_signal_connect_object (self->source_class, "chosen", G_CALLBACK (class_cb), self, 0);
  g_signal_connect_object (self->status, "chosen", G_CALLBACK (status_cb), self, 0);
  g_signal_connect_object (self->sort, "chosen", G_CALLBACK (sort_cb), self, 0);
  g_signal_connect_object (self->tabs, "chosen", G_CALLBACK (tab_cb), self, 0);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (activated_cb), self, 0);
}

GtkWidget *
obs_sources_page_new (ObsStore *store)
{
  ObsSourcesPage *self = g_object_new (OBS_TYPE_SOURCES_PAGE, NULL);

  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (changed_cb), self, 0);
  return GTK_WIDGET (self);
}
