/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/taxonomy-page.h"

#include "data/engine/format.h"
#include "ui/pages/page-frame.h"
#include "ui/pages/page-parts.h"
#include "ui/pages/taxonomy-concept.h"
#include "ui/pages/taxonomy-parts.h"
#include "ui/pages/taxonomy-tree.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/data-table.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/toggle-row.h"
#include "ui/widgets/two-pane.h"
#include "ui/widgets/wrap-layout.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MOST_HITS 50
#define TREE_WIDTH 340

struct _ObsTaxonomyPage
{
  GtkWidget parent_instance;

  ObsStore *store;
  ObsView *view;
  ObsTaxonomy *taxonomy;
  ObsCross *cross;
  GCancellable *cancellable; /* of the tree and the list */
  GCancellable *searching;
  char *searched; /* words whose hits are shown or being read, or NULL */
  gboolean narrow;
  gboolean updating;

  GtkWidget *page;
  GtkWidget *head; /* heading and sentence */
  GtkWidget *lead;
  GtkWidget *tools;
  GtkWidget *find;
  GtkWidget *tabs;
  GtkWidget *stack;
  GtkWidget *panes;
  GtkWidget *tree;
  GtkWidget *concept;
  GtkWidget *cross_scroller;
  GtkWidget *cross_words;
  GtkWidget *cross_simulated;
  GtkWidget *cross_table;
  GtkWidget *none;
};

G_DEFINE_FINAL_TYPE (ObsTaxonomyPage, obs_taxonomy_page, GTK_TYPE_WIDGET)

enum
{
  VIEW_CHANGED,
  OPEN_LINK,
  LOADED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
shows_cross (ObsTaxonomyPage *self)
{
  return g_strcmp0 (self->view->tab, "cross") == 0;
}

static void
change_view (ObsTaxonomyPage *self, const char *key, const char *value)
{
  if (!self->updating)
    g_signal_emit (self, signals[VIEW_CHANGED], 0, key, value != NULL ? value : "");
}

/* --- words --------------------------------------------------------------------------------- */

static void
update_lead (ObsTaxonomyPage *self)
{
  const ObsTaxonomy *taxonomy = self->taxonomy;
  guint areas = 0, concepts = 0;
  g_autofree char *n_areas = NULL;
  g_autofree char *n_concepts = NULL;
  g_autofree char *words = NULL;

  for (guint i = 0; i < taxonomy->nodes->len; i++)
    {
      ObsConceptKind kind = obs_taxonomy_node (taxonomy, i)->kind;

      areas += kind == OBS_CONCEPT_AREA;
      concepts += kind == OBS_CONCEPT_CONCEPT;
    }
  n_areas = obs_format_number (areas, 0);
  n_concepts = obs_format_number (concepts, 0);
  if (concepts > 0)
    /* Translators: numbers of areas and of concepts. */
    words = g_strdup_printf (
        _ ("%s areas of knowledge, skills and behaviours, and below them %s concepts."), n_areas,
        n_concepts);
  else
    words = g_strdup_printf (_ ("%s areas of knowledge, skills and behaviours."), n_areas);
  gtk_label_set_text (GTK_LABEL (self->lead), taxonomy->nodes->len > 0 ? words : "");
}

static void
update_cross_words (ObsTaxonomyPage *self)
{
  const ObsCross *cross = self->cross;
  g_autofree char *documents = obs_format_number (cross->documents, 0);
  g_autofree char *untied = obs_part_untied (cross->untied);
  g_autofree char *words = NULL;

  if (cross->documents == 0)
    words = g_strdup (_ ("This edition holds no adverts or job profiles, so nothing is known of "
                         "what jobs ask for."));
  else
    words = g_strdup_printf (
        _ ("What a school can teach whatever job follows: the areas that most sectors ask for, "
           "first those that all sectors ask for most evenly. From %s documents. %s"),
        documents, untied);
  if (cross->left_out->len > 0 && cross->documents > 0)
    {
      g_autofree char *names
          = obs_format_list ((const char *const *) cross->left_out->pdata, cross->left_out->len);
      g_autofree char *before = g_steal_pointer (&words);

      /* Translators: the sentences before, then names of areas. */
      words = g_strdup_printf (_ ("%s Left out, as what they hold differs from job to job: %s."),
                               before, names);
    }
  gtk_label_set_text (GTK_LABEL (self->cross_words), words);
  gtk_widget_set_visible (self->cross_simulated, cross->simulated);
}

/* --- search -------------------------------------------------------------------------------- */

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsTaxonomyPage) self = OBS_TAXONOMY_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = obs_store_concept_search_finish (OBS_STORE (source), result, &error);
  g_autofree char *words = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->page == NULL)
    return;
  if (hits == NULL)
    {
      obs_announce (GTK_WIDGET (self), error->message);
      return;
    }
  obs_taxonomy_tree_show_hits (OBS_TAXONOMY_TREE (self->tree), hits, self->searched);
  if (hits->len > 0)
    words = g_strdup_printf (ngettext ("%u result", "%u results", hits->len), hits->len);
  else
    words = g_strdup_printf (_ ("Nothing found for “%s”. Try a shorter word."), self->searched);
  obs_announce (GTK_WIDGET (self), words);
}

static void
update_search (ObsTaxonomyPage *self)
{
  const char *text = self->view->find;

  if (g_strcmp0 (text, self->searched) == 0)
    return;
  obs_page_stop_reading (&self->searching);
  g_free (self->searched);
  self->searched = g_strdup (text);
  if (text == NULL)
    {
      obs_taxonomy_tree_show_hits (OBS_TAXONOMY_TREE (self->tree), NULL, NULL);
      return;
    }
  self->searching = g_cancellable_new ();
  obs_store_concept_search_async (self->store, text, MOST_HITS, self->searching, found_cb,
                                  g_object_ref (self));
}

static void
find_cb (GtkSearchEntry *entry, ObsTaxonomyPage *self)
{
  change_view (self, "find", gtk_editable_get_text (GTK_EDITABLE (entry)));
}

/* Enter opens the best of what was found. */
static void
find_activate_cb (GtkSearchEntry *entry, ObsTaxonomyPage *self)
{
  GtkListBox *hits = obs_taxonomy_tree_get_hits (OBS_TAXONOMY_TREE (self->tree));
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (hits, 0);

  if (self->searched != NULL && first != NULL)
    g_signal_emit_by_name (hits, "row-activated", first);
}

static gboolean
find_key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state,
             ObsTaxonomyPage *self)
{
  GtkListBoxRow *first;

  if (keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down)
    return GDK_EVENT_PROPAGATE;
  first = gtk_list_box_get_row_at_index (
      obs_taxonomy_tree_get_hits (OBS_TAXONOMY_TREE (self->tree)), 0);
  if (self->searched == NULL)
    obs_taxonomy_tree_take_focus (OBS_TAXONOMY_TREE (self->tree));
  else if (first != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (first));
  return GDK_EVENT_STOP;
}

/* --- showing ------------------------------------------------------------------------------- */

/* Where there is room for one only: the tree, until a concept is chosen. */
static void
update_steps (ObsTaxonomyPage *self)
{
  gboolean one = obs_two_pane_is_narrow (OBS_TWO_PANE (self->panes));
  gboolean concept = self->view != NULL && self->view->select != NULL && !shows_cross (self);

  obs_two_pane_set_second (OBS_TWO_PANE (self->panes), concept);
  obs_concept_view_set_narrow (OBS_CONCEPT_VIEW (self->concept), one);
  gtk_widget_set_visible (self->head, !(one && concept));
  gtk_widget_set_visible (self->tools, !(one && concept));
}

static void
update (ObsTaxonomyPage *self)
{
  gboolean cross = shows_cross (self);

  self->updating = TRUE;
  obs_toggle_row_set_active (OBS_TOGGLE_ROW (self->tabs), cross ? "cross" : "browse");
  obs_page_set_find (self->find, self->view->find);
  gtk_widget_set_visible (self->find, !cross);
  update_lead (self);
  if (self->taxonomy->nodes->len == 0)
    {
      gtk_stack_set_visible_child (GTK_STACK (self->stack), self->none);
      gtk_widget_set_visible (self->tools, FALSE);
      self->updating = FALSE;
      g_signal_emit (self, signals[LOADED], 0, FALSE);
      return;
    }
  update_steps (self);
  obs_taxonomy_tree_set_taxonomy (OBS_TAXONOMY_TREE (self->tree), self->taxonomy);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), cross ? self->cross_scroller : self->panes);
  if (!cross)
    {
      obs_taxonomy_tree_select (OBS_TAXONOMY_TREE (self->tree), self->view->select);
      update_search (self);
      obs_concept_view_set_place (OBS_CONCEPT_VIEW (self->concept), self->view->area,
                                  self->view->compare);
      obs_concept_view_show (OBS_CONCEPT_VIEW (self->concept), self->taxonomy, self->view->select);
    }
  self->updating = FALSE;
}

static void
show_error (ObsTaxonomyPage *self, const GError *error)
{
  obs_page_tell_error (GTK_WIDGET (self), self->lead, error);
  g_signal_emit (self, signals[LOADED], 0, FALSE);
}

static void
cross_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsTaxonomyPage) self = OBS_TAXONOMY_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  ObsCross *cross = obs_store_cross_finish (OBS_STORE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->page == NULL)
    {
      g_clear_pointer (&cross, obs_cross_free);
      return;
    }
  if (cross == NULL)
    {
      show_error (self, error);
      return;
    }
  g_clear_pointer (&self->cross, obs_cross_free);
  self->cross = cross;
  update_cross_words (self);
  obs_data_table_set_table (OBS_DATA_TABLE (self->cross_table),
                            cross->documents > 0 ? obs_part_cross (cross) : NULL,
                            _ ("What every job asks for"));
  gtk_widget_set_visible (self->cross_table, cross->documents > 0);
  g_signal_emit (self, signals[LOADED], 0, cross->simulated);
}

static void
ask_cross (ObsTaxonomyPage *self)
{
  if (!shows_cross (self) || self->taxonomy == NULL || self->taxonomy->nodes->len == 0)
    return;
  if (self->cross != NULL)
    g_signal_emit (self, signals[LOADED], 0, self->cross->simulated);
  else
    obs_store_cross_async (self->store, self->cancellable, cross_cb, g_object_ref (self));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsTaxonomyPage) self = OBS_TAXONOMY_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  ObsTaxonomy *taxonomy = obs_store_taxonomy_finish (OBS_STORE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->page == NULL)
    {
      g_clear_pointer (&taxonomy, obs_taxonomy_unref);
      return;
    }
  if (taxonomy == NULL)
    {
      show_error (self, error);
      return;
    }
  g_clear_pointer (&self->taxonomy, obs_taxonomy_unref);
  self->taxonomy = taxonomy;
  update (self);
  ask_cross (self);
}

static void
forget (ObsTaxonomyPage *self)
{
  obs_page_stop_reading (&self->cancellable);
  obs_page_stop_reading (&self->searching);
  g_clear_pointer (&self->searched, g_free);
  g_clear_pointer (&self->taxonomy, obs_taxonomy_unref);
  g_clear_pointer (&self->cross, obs_cross_free);
}

static void
changed_cb (ObsStore *store, ObsTaxonomyPage *self)
{
  /* What is on screen is of the edition before. */
  forget (self);
  obs_taxonomy_tree_set_taxonomy (OBS_TAXONOMY_TREE (self->tree), NULL);
}

void
obs_taxonomy_page_show (ObsTaxonomyPage *self, const ObsView *view)
{
  g_return_if_fail (OBS_IS_TAXONOMY_PAGE (self));

  g_clear_pointer (&self->view, obs_view_free);
  self->view = obs_view_copy (view);
  if (self->taxonomy != NULL)
    {
      update (self);
      ask_cross (self);
      return;
    }
  obs_page_start_reading (&self->cancellable);
  obs_store_taxonomy_async (self->store, self->cancellable, loaded_cb, g_object_ref (self));
}

void
obs_taxonomy_page_set_narrow (ObsTaxonomyPage *self, gboolean narrow)
{
  g_return_if_fail (OBS_IS_TAXONOMY_PAGE (self));

  obs_page_take_narrow (self->page, &self->narrow, narrow);
}

void
obs_taxonomy_page_find (ObsTaxonomyPage *self)
{
  g_return_if_fail (OBS_IS_TAXONOMY_PAGE (self));

  if (gtk_widget_get_mapped (self->find))
    gtk_widget_grab_focus (self->find);
}

const char *
obs_taxonomy_page_get_code (ObsTaxonomyPage *self)
{
  return obs_concept_view_get_code (OBS_CONCEPT_VIEW (self->concept));
}

/* --- signals of the parts ------------------------------------------------------------------ */

static void
open_cb (ObsTaxonomyTree *tree, const char *code, ObsTaxonomyPage *self)
{
  g_autofree char *link = g_strconcat ("taxonomy:", code, NULL);

  g_signal_emit (self, signals[OPEN_LINK], 0, link);
}

static void
link_cb (ObsConceptView *concept, const char *link, ObsTaxonomyPage *self)
{
  g_signal_emit (self, signals[OPEN_LINK], 0, link);
}

static void
shown_cb (ObsConceptView *concept, gboolean simulated, ObsTaxonomyPage *self)
{
  g_signal_emit (self, signals[LOADED], 0, simulated);
}

static void
cross_row_cb (ObsDataTable *table, int row, ObsTaxonomyPage *self)
{
  const ObsCrossRow *one;
  g_autofree char *link = NULL;

  if (self->cross == NULL || row < 0 || (guint) row >= self->cross->rows->len)
    return;
  one = g_ptr_array_index (self->cross->rows, (guint) row);
  link = g_strconcat ("taxonomy:", one->code, NULL);
  g_signal_emit (self, signals[OPEN_LINK], 0, link);
}

static void
tab_cb (ObsToggleRow *tabs, const char *key, ObsTaxonomyPage *self)
{
  change_view (self, "tab", g_str_equal (key, "cross") ? key : NULL);
}

/* --- the widget ---------------------------------------------------------------------------- */

static void
obs_taxonomy_page_dispose (GObject *object)
{
  ObsTaxonomyPage *self = OBS_TAXONOMY_PAGE (object);

  forget (self);
  g_clear_pointer (&self->page, gtk_widget_unparent);
  g_clear_pointer (&self->view, obs_view_free);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (obs_taxonomy_page_parent_class)->dispose (object);
}

static void
obs_taxonomy_page_class_init (ObsTaxonomyPageClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_taxonomy_page_dispose;
  obs_page_class_set_up (GTK_WIDGET_CLASS (klass), "obstaxonomy");
  signals[VIEW_CHANGED] = g_signal_new ("view-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[OPEN_LINK] = g_signal_new ("open-link", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[LOADED] = g_signal_new ("loaded", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
build_head (ObsTaxonomyPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->lead = obs_page_text (_ ("Reading the taxonomy…"), "subtitle");
  gtk_box_append (GTK_BOX (self->head), obs_page_heading (_ ("Taxonomy"), "heading-1"));
  gtk_box_append (GTK_BOX (self->head), self->lead);
  self->tools = obs_wrap_new (24, 6);
  self->find = obs_page_find_entry_new (_ ("Find a concept"), 240);
  self->tabs = obs_toggle_row_new (FALSE, _ ("What the page shows"));
  obs_toggle_row_add (OBS_TOGGLE_ROW (self->tabs), "browse", _ ("Browse"), NULL);
  obs_toggle_row_add (OBS_TOGGLE_ROW (self->tabs), "cross", _ ("What every job asks for"), NULL);
  obs_wrap_append (OBS_WRAP (self->tools), self->tabs);
  obs_wrap_append (OBS_WRAP (self->tools), self->find);
  gtk_widget_add_css_class (self->tools, "obs-source-tools");
  gtk_widget_add_css_class (self->head, "obs-taxonomy-head");
  gtk_box_append (GTK_BOX (self->page), self->head);
  gtk_box_append (GTK_BOX (self->page), self->tools);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (find_key_cb), self, 0);
  gtk_widget_add_controller (self->find, keys);
}

static void
build_cross (ObsTaxonomyPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->cross_words = obs_page_text ("", "body");
  self->cross_simulated = obs_simulated_new (_ ("Some of these documents are simulated"));
  gtk_widget_set_halign (self->cross_simulated, GTK_ALIGN_START);
  gtk_widget_set_visible (self->cross_simulated, FALSE);
  self->cross_table = obs_data_table_new ();
  obs_data_table_set_opens (OBS_DATA_TABLE (self->cross_table), TRUE);
  gtk_widget_set_visible (self->cross_table, FALSE);
  gtk_box_append (GTK_BOX (box), self->cross_words);
  gtk_box_append (GTK_BOX (box), self->cross_simulated);
  gtk_box_append (GTK_BOX (box), self->cross_table);
  gtk_widget_add_css_class (box, "obs-cross");
  self->cross_scroller = obs_page_scroller_around (box);
}

static GtkWidget *
build_none (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_box_append (GTK_BOX (box), obs_page_text (_ ("This edition holds no taxonomy."), "strong"));
  gtk_box_append (GTK_BOX (box),
                  obs_page_text (_ ("It was published without areas and concepts. A newer edition "
                                    "may hold them: sync, or open another one."),
                                 "body"));
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  gtk_widget_add_css_class (box, "obs-needs");
  return box;
}

static void
build_stack (ObsTaxonomyPage *self)
{
  self->tree = obs_taxonomy_tree_new ();
  self->concept = obs_concept_view_new (self->store);
  self->panes = obs_two_pane_new (self->tree, self->concept, TREE_WIDTH);
  build_cross (self);
  self->none = build_none ();
  self->stack = obs_page_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), "empty");
  gtk_stack_add_child (GTK_STACK (self->stack), self->panes);
  gtk_stack_add_child (GTK_STACK (self->stack), self->cross_scroller);
  gtk_stack_add_child (GTK_STACK (self->stack), self->none);
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (self->page), self->stack);
}

static void
obs_taxonomy_page_init (ObsTaxonomyPage *self)
{
  self->page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (self->page, "obs-home");
  gtk_widget_add_css_class (self->page, "obs-taxonomy");
  obs_page_set_inner (GTK_WIDGET (self), self->page, _ ("Taxonomy"));
}

GtkWidget *
obs_taxonomy_page_new (ObsStore *store)
{
  ObsTaxonomyPage *self = g_object_new (OBS_TYPE_TAXONOMY_PAGE, NULL);

  self->store = g_object_ref (store);
  build_head (self);
  build_stack (self);
  g_signal_connect_object (store, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (self->find, "search-changed", G_CALLBACK (find_cb), self, 0);
  g_signal_connect_object (self->find, "activate", G_CALLBACK (find_activate_cb), self, 0);
  g_signal_connect_object (self->tabs, "chosen", G_CALLBACK (tab_cb), self, 0);
  g_signal_connect_object (self->tree, "open", G_CALLBACK (open_cb), self, 0);
  g_signal_connect_object (self->concept, "open-link", G_CALLBACK (link_cb), self, 0);
  g_signal_connect_object (self->concept, "shown", G_CALLBACK (shown_cb), self, 0);
  g_signal_connect_object (self->cross_table, "row-activated", G_CALLBACK (cross_row_cb), self, 0);
  g_signal_connect_object (self->panes, "notify::narrow", G_CALLBACK (update_steps), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
