/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/taxonomy-concept.h"

#include "data/engine/format.h"
#include "ui/pages/page-frame.h"
#include "ui/pages/page-parts.h"
#include "ui/pages/taxonomy-parts.h"
#include "ui/pages/teaches-list.h"
#include "ui/pages/taxonomy-use.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/names.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/wrap-layout.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MOST_NARROWER 12

struct _ObsConceptView
{
  GtkWidget parent_instance;

  ObsStore *store;
  ObsTaxonomy *taxonomy;
  ObsConcept *concept;
  GCancellable *cancellable;
  char *code;      /* shown or being read */
  char *area;      /* place in force, NULL: that of the edition */
  GPtrArray *pins; /* of char *: further places; or NULL */
  gboolean narrow;

  GtkWidget *scroller;
  GtkWidget *page;
};

G_DEFINE_FINAL_TYPE (ObsConceptView, obs_concept_view, GTK_TYPE_WIDGET)

enum
{
  OPEN_LINK,
  SHOWN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
append (ObsConceptView *self, GtkWidget *child)
{
  gtk_box_append (GTK_BOX (self->page), child);
}

static void
append_section (ObsConceptView *self, const char *heading)
{
  GtkWidget *label = obs_page_heading (heading, "heading-3");

  gtk_widget_set_margin_top (label, 18);
  append (self, label);
}

static const ObsConceptNode *
shown_node (ObsConceptView *self)
{
  int number = obs_taxonomy_find (self->taxonomy, self->code);

  return number >= 0 ? obs_taxonomy_node (self->taxonomy, (guint) number) : NULL;
}

/* --- its head ------------------------------------------------------------------------------ */

static void
add_back (ObsConceptView *self)
{
  if (self->narrow)
    append (self,
            obs_part_owner_link (GTK_WIDGET (self), _ ("‹ Back to the tree"), "page:taxonomy"));
}

static void
add_path (ObsConceptView *self)
{
  GtkWidget *wrap = obs_wrap_new (3, 0);
  g_autoptr (GArray) path
      = obs_taxonomy_path (self->taxonomy, (guint) obs_taxonomy_find (self->taxonomy, self->code));

  for (guint i = 0; i + 1 < path->len; i++)
    {
      const ObsConceptNode *node
          = obs_taxonomy_node (self->taxonomy, g_array_index (path, guint, i));
      g_autofree char *link = g_strconcat ("taxonomy:", node->code, NULL);

      obs_wrap_append (OBS_WRAP (wrap), obs_part_owner_link (GTK_WIDGET (self), node->label, link));
      if (i + 2 < path->len)
        obs_wrap_append (OBS_WRAP (wrap),
                         g_object_new (GTK_TYPE_LABEL, "label", "›", "accessible-role",
                                       GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
    }
  gtk_widget_add_css_class (wrap, "obs-path");
  gtk_accessible_update_property (GTK_ACCESSIBLE (wrap), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Where it stands"), -1);
  if (path->len > 1)
    append (self, wrap);
}

static void
add_title (ObsConceptView *self, const ObsConceptNode *node)
{
  const ObsScheme *scheme = g_ptr_array_index (self->taxonomy->schemes, node->scheme);
  GtkWidget *wrap = obs_wrap_new (9, 3);
  g_autofree char *kind = NULL;

  append (self, obs_page_heading (node->label, "heading-2"));
  if (*node->ksb != '\0')
    {
      obs_wrap_append (OBS_WRAP (wrap), obs_chip_new (node->ksb));
      obs_wrap_append (OBS_WRAP (wrap), obs_page_text (obs_ksb_words (node->ksb), "second"));
    }
  obs_wrap_append (OBS_WRAP (wrap), obs_tag_new (obs_concept_kind_words (node->kind)));
  /* Translators: a scheme of concepts and its version, "ESCO 1.2.0". */
  kind = g_strdup_printf (_ ("%s %s"), scheme->title, scheme->version);
  if (node->kind == OBS_CONCEPT_GROUP || node->kind == OBS_CONCEPT_CONCEPT)
    obs_wrap_append (OBS_WRAP (wrap), obs_page_text (kind, "second"));
  append (self, wrap);
  if (*self->concept->description != '\0')
    append (self, obs_page_text (self->concept->description, "body"));
  else if (node->kind != OBS_CONCEPT_SCHEME)
    append (self, obs_page_text (_ ("Its scheme does not say what it means."), "second"));
  else
    append (self, obs_page_text (_ ("What this scheme places below nothing else."), "second"));
}

static void
add_words (ObsConceptView *self, const char *before, const GPtrArray *words)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *whole = NULL;

  if (words->len == 0)
    return;
  for (guint i = 0; i < words->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (words, i));
  /* Translators: "Also called: words" */
  whole = g_strdup_printf (_ ("%s: %s"), before, text->str);
  append (self, obs_page_text (whole, "body"));
}

/* --- its neighbours ------------------------------------------------------------------------ */

static void
more_cb (GtkButton *button, GtkWidget *rest)
{
  gtk_widget_set_visible (rest, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (button), FALSE);
  gtk_widget_child_focus (rest, GTK_DIR_TAB_FORWARD);
}

static void
add_narrower (ObsConceptView *self, const ObsConceptNode *node)
{
  GtkWidget *lists[2]
      = { gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0) };
  guint n = node->narrower->len;
  g_autofree char *heading
      = g_strdup_printf (ngettext ("%u narrower concept", "%u narrower concepts", n), n);

  g_object_ref_sink (lists[1]);
  if (n > 0)
    {
      append_section (self, heading);
      append (self, lists[0]);
    }
  else
    g_object_ref_sink (lists[0]);
  /* A long list stands in the tree; here are as many as a page bears. */
  for (guint i = 0; i < n && i < 20 * MOST_NARROWER; i++)
    {
      const ObsConceptNode *one
          = obs_taxonomy_node (self->taxonomy, g_array_index (node->narrower, guint, i));
      g_autofree char *link = g_strconcat ("taxonomy:", one->code, NULL);

      gtk_box_append (GTK_BOX (lists[i < MOST_NARROWER ? 0 : 1]),
                      obs_part_owner_link (GTK_WIDGET (self), one->label, link));
    }
  if (n > MOST_NARROWER)
    {
      g_autofree char *text = g_strdup_printf (_ ("Show %u more"), n - MOST_NARROWER);
      GtkWidget *more = gtk_button_new_with_label (text);

      gtk_widget_set_halign (more, GTK_ALIGN_START);
      gtk_widget_set_visible (lists[1], FALSE);
      g_signal_connect_object (more, "clicked", G_CALLBACK (more_cb), lists[1], 0);
      append (self, lists[1]);
      append (self, more);
    }
  g_object_unref (lists[1]);
  if (n == 0)
    g_object_unref (lists[0]);
}

static const char *
relation_words (const char *relation)
{
  if (strcmp (relation, "exact") == 0)
    return _ ("The same");
  return strcmp (relation, "close") == 0 ? _ ("Nearly the same") : _ ("Related");
}

static void
add_web (ObsConceptView *self, GtkWidget *wrap, const char *label, const char *url)
{
  g_autofree char *name = g_strdup_printf (_ ("Web page of “%s”"), label);
  GtkWidget *button;

  if (!g_str_has_prefix (url, "https://") && !g_str_has_prefix (url, "http://"))
    return;
  button = obs_part_owner_link (GTK_WIDGET (self), _ ("Web page"), url);
  gtk_widget_set_tooltip_text (button, url);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  obs_wrap_append (OBS_WRAP (wrap), button);
}

static void
add_link_line (ObsConceptView *self, const char *before, const char *label, const char *link,
               const char *after, const char *url)
{
  GtkWidget *wrap = obs_wrap_new (6, 0);

  if (before != NULL)
    obs_wrap_append (OBS_WRAP (wrap), obs_page_text (before, "second"));
  if (link != NULL)
    obs_wrap_append (OBS_WRAP (wrap), obs_part_owner_link (GTK_WIDGET (self), label, link));
  if (after != NULL)
    obs_wrap_append (OBS_WRAP (wrap), obs_page_text (after, "second"));
  add_web (self, wrap, label, url);
  append (self, wrap);
}

static void
add_links (ObsConceptView *self)
{
  const ObsConcept *concept = self->concept;

  if (concept->links->len == 0 && concept->also_under->len == 0 && *concept->url == '\0'
      && *concept->term == '\0')
    return;
  append_section (self, _ ("Also in"));
  for (guint i = 0; i < concept->also_under->len; i++)
    {
      const ObsChoice *other = g_ptr_array_index (concept->also_under, i);
      g_autofree char *link = g_strconcat ("taxonomy:", other->key, NULL);

      add_link_line (self, _ ("Also below"), other->label, link, NULL, "");
    }
  for (guint i = 0; i < concept->links->len; i++)
    {
      const ObsConceptLink *one = g_ptr_array_index (concept->links, i);
      g_autofree char *link = g_strconcat ("taxonomy:", one->code, NULL);

      add_link_line (self, relation_words (one->relation), one->label, link, one->scheme, one->url);
    }
  if (*concept->url != '\0')
    add_link_line (self, _ ("At its publisher"), concept->label, NULL, NULL, concept->url);
  if (*concept->term != '\0')
    {
      g_autofree char *link = g_strconcat ("term:", concept->term, NULL);

      add_link_line (self, _ ("An item of the plan"), concept->term, link, NULL, "");
    }
}

/* --- showing ------------------------------------------------------------------------------- */

static void
add_sides (ObsConceptView *self)
{
  GtkWidget *sides = gtk_box_new (
      self->narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, self->narrow ? 18 : 30);

  gtk_box_set_homogeneous (GTK_BOX (sides), !self->narrow);
  append_section (self, _ ("Where it is used"));
  for (int side = OBS_TEXT_SUPPLY; side <= OBS_TEXT_DEMAND; side++)
    gtk_box_append (GTK_BOX (sides), obs_taxonomy_use_new (GTK_WIDGET (self), self->taxonomy,
                                                           self->concept, (ObsTextSide) side));
  append (self, sides);
  if (self->concept->use[OBS_TEXT_SURVEY].statements > 0)
    append (self, obs_taxonomy_use_new (GTK_WIDGET (self), self->taxonomy, self->concept,
                                        OBS_TEXT_SURVEY));
}

/* "Who teaches this near you": of what people can be taught, not of the facets. */
static void
add_teachers (ObsConceptView *self, const ObsConceptNode *node)
{
  g_autofree char *link = g_strconcat ("taxonomy:", node->code, NULL);
  GtkWidget *teachers;

  if (node->kind == OBS_CONCEPT_FACET)
    return;
  teachers = obs_teaches_list_new (self->store);
  gtk_widget_set_margin_top (teachers, 24);
  obs_teaches_list_set_narrow (OBS_TEACHES_LIST (teachers), self->narrow);
  append (self, teachers);
  obs_teaches_list_show (OBS_TEACHES_LIST (teachers), link, self->area, self->pins);
}

static void
fill (ObsConceptView *self)
{
  const ObsConceptNode *node = shown_node (self);
  GtkWidget *statements;

  obs_page_clear (self->page);
  if (node == NULL)
    return;
  add_back (self);
  add_path (self);
  add_title (self, node);
  add_words (self, _ ("Also called"), self->concept->labels);
  add_words (self, _ ("Words that point to it"), self->concept->seeds);
  add_sides (self);
  statements = obs_taxonomy_statements_new (GTK_WIDGET (self), self->store, node->code);
  append (self, statements);
  add_teachers (self, node);
  add_narrower (self, node);
  add_links (self);
  obs_name_inner_parts (self->page);
  obs_page_scroll_to_top (self->scroller);
}

static gboolean
is_simulated (const ObsConcept *concept)
{
  for (int side = 0; side < OBS_N_TEXT_SIDES; side++)
    if (concept->use[side].simulated)
      return TRUE;
  return FALSE;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsConceptView) self = OBS_CONCEPT_VIEW (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsConcept) concept = obs_store_concept_finish (OBS_STORE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->scroller == NULL)
    return;
  if (concept == NULL)
    {
      obs_page_clear (self->page);
      add_back (self);
      append (self, obs_page_heading (_ ("Not in this edition"), "heading-2"));
      append (self, obs_page_text (error->message, "body"));
      obs_announce (GTK_WIDGET (self), error->message);
      g_signal_emit (self, signals[SHOWN], 0, FALSE);
      return;
    }
  g_clear_pointer (&self->concept, obs_concept_free);
  self->concept = g_steal_pointer (&concept);
  fill (self);
  g_signal_emit (self, signals[SHOWN], 0, is_simulated (self->concept));
}

static void
add_side_line (ObsConceptView *self, ObsTextSide side, const char *title)
{
  const ObsTaxonomy *taxonomy = self->taxonomy;
  g_autofree char *documents = obs_format_number (taxonomy->documents[side], 0);
  g_autofree char *statements = obs_format_number (taxonomy->statements[side], 0);
  g_autofree char *untied = obs_part_untied (obs_taxonomy_untied (taxonomy, side));
  /* Translators: what an edition holds of one side: numbers of documents and statements. */
  g_autofree char *words
      = g_strdup_printf (_ ("%s documents with %s statements. %s"), documents, statements, untied);
  GtkWidget *heading = obs_page_heading (title, "heading-3");

  gtk_widget_set_margin_top (heading, 12);
  append (self, heading);
  append (self, obs_page_text (taxonomy->statements[side] > 0 ? words : untied, "body"));
}

/* Nothing is chosen: what is it all about? */
static void
fill_start (ObsConceptView *self)
{
  obs_page_clear (self->page);
  append (self, obs_page_heading (_ ("Choose a concept"), "heading-2"));
  append (self,
          obs_page_text (_ ("Every statement of a standard, a course, a job profile or an advert "
                            "is tied to an area of knowledge, skills or behaviours where that is "
                            "sure enough. The tree shows how many of each side: what is taught, "
                            "and what is asked for."),
                         "body"));
  add_side_line (self, OBS_TEXT_SUPPLY, _ ("What is taught"));
  add_side_line (self, OBS_TEXT_DEMAND, _ ("What is asked for"));
  g_signal_emit (self, signals[SHOWN], 0, FALSE);
}

void
obs_concept_view_set_place (ObsConceptView *self, const char *area, const GPtrArray *pins)
{
  g_return_if_fail (OBS_IS_CONCEPT_VIEW (self));

  g_free (self->area);
  self->area = g_strdup (area);
  g_clear_pointer (&self->pins, g_ptr_array_unref);
  if (pins != NULL && pins->len > 0)
    {
      self->pins = g_ptr_array_new_with_free_func (g_free);
      for (guint i = 0; i < pins->len; i++)
        g_ptr_array_add (self->pins, g_strdup (g_ptr_array_index (pins, i)));
    }
}

void
obs_concept_view_show (ObsConceptView *self, ObsTaxonomy *taxonomy, const char *code)
{
  g_return_if_fail (OBS_IS_CONCEPT_VIEW (self));

  if (self->taxonomy == taxonomy && g_strcmp0 (self->code, code) == 0 && code != NULL)
    {
      g_signal_emit (self, signals[SHOWN], 0,
                     self->concept != NULL && is_simulated (self->concept));
      return;
    }
  obs_page_stop_reading (&self->cancellable);
  obs_taxonomy_ref (taxonomy);
  g_clear_pointer (&self->taxonomy, obs_taxonomy_unref);
  self->taxonomy = taxonomy;
  g_free (self->code);
  self->code = g_strdup (code);
  if (code == NULL)
    {
      fill_start (self);
      return;
    }
  self->cancellable = g_cancellable_new ();
  obs_store_concept_async (self->store, code, self->cancellable, loaded_cb, g_object_ref (self));
}

void
obs_concept_view_set_narrow (ObsConceptView *self, gboolean narrow)
{
  g_return_if_fail (OBS_IS_CONCEPT_VIEW (self));

  if (!obs_page_take_narrow (self->page, &self->narrow, narrow))
    return;
  if (self->concept != NULL && self->code != NULL && g_str_equal (self->concept->code, self->code))
    fill (self);
}

const char *
obs_concept_view_get_code (ObsConceptView *self)
{
  return self->concept != NULL ? self->concept->code : NULL;
}

static void
obs_concept_view_dispose (GObject *object)
{
  ObsConceptView *self = OBS_CONCEPT_VIEW (object);

  obs_page_stop_reading (&self->cancellable);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->concept, obs_concept_free);
  g_clear_pointer (&self->taxonomy, obs_taxonomy_unref);
  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->area, g_free);
  g_clear_pointer (&self->pins, g_ptr_array_unref);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (obs_concept_view_parent_class)->dispose (object);
}

static void
obs_concept_view_class_init (ObsConceptViewClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_concept_view_dispose;
  obs_page_class_set_up (GTK_WIDGET_CLASS (klass), "obsconcept");
  signals[OPEN_LINK] = g_signal_new ("open-link", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SHOWN] = g_signal_new ("shown", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_BOOLEAN);
}

static void
obs_concept_view_init (ObsConceptView *self)
{
  self->page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (self->page, "obs-concept");
  self->scroller = obs_page_scroller_around (self->page);
  obs_page_set_inner (GTK_WIDGET (self), self->scroller, _ ("The concept"));
  obs_name_inner_parts (GTK_WIDGET (self));
}

GtkWidget *
obs_concept_view_new (ObsStore *store)
{
  ObsConceptView *self = g_object_new (OBS_TYPE_CONCEPT_VIEW, NULL);

  self->store = g_object_ref (store);
  return GTK_WIDGET (self);
}
