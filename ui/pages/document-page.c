/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/document-page.h"

#include "data/engine/documents.h"
#include "data/engine/format.h"
#include "data/engine/teaches.h"
#include "ui/pages/page-frame.h"
#include "ui/pages/page-parts.h"
#include "ui/pages/statement-list.h"
#include "ui/pages/teaches-list.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/wrap-layout.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MOST_TEACHING 8
#define MOST_WEIGHTS 8
#define MOST_TITLES 12

/* What the worker thread hands over. */
typedef struct
{
  ObsDocument *document;
  ObsTeachingDocuments *teaching; /* NULL: a text of the supply side */
} Content;

struct _ObsDocumentPage
{
  GtkWidget parent_instance;

  ObsStore *store;
  ObsWorkspace *workspace;
  GCancellable *cancellable;
  ObsView *view;
  Content *content;
  gboolean narrow;

  GtkWidget *scroller;
  GtkWidget *page;
  GtkWidget *top;  /* made anew for each document */
  GtkWidget *list; /* ObsTeachesList */
};

enum
{
  LOADED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ObsDocumentPage, obs_document_page, GTK_TYPE_WIDGET)

static void
content_free (gpointer data)
{
  Content *content = data;

  g_clear_pointer (&content->document, obs_document_free);
  g_clear_pointer (&content->teaching, obs_teaching_documents_free);
  g_free (content);
}

/* On the worker thread. */
static gpointer
load_func (ObsEdition *edition, gpointer data, GCancellable *cancellable, GError **error)
{
  const char *code = data;
  Content *content = g_new0 (Content, 1);

  content->document = obs_document_load (edition, code, cancellable, error);
  if (content->document != NULL && strcmp (content->document->side, "supply") != 0)
    {
      content->teaching
          = obs_teaching_documents_load (edition, code, MOST_TEACHING, cancellable, error);
      if (content->teaching == NULL)
        g_clear_pointer (&content->document, obs_document_free);
    }
  if (content->document != NULL)
    return content;
  content_free (content);
  return NULL;
}

/* --- the head ------------------------------------------------------------------------------ */

static char *
level_words (int level)
{
  return level > 0 ? g_strdup_printf (_ ("Level %d"), level) : NULL;
}

static void
add_head (ObsDocumentPage *self, const ObsDocument *document)
{
  GtkWidget *tags = obs_wrap_new (6, 6);
  g_autofree char *level = level_words (document->level);

  gtk_box_append (GTK_BOX (self->top), obs_page_heading (document->title, "heading-1"));
  if (*document->description != '\0')
    gtk_box_append (GTK_BOX (self->top), obs_page_text (document->description, "subtitle"));
  obs_wrap_append (OBS_WRAP (tags), obs_tag_new (obs_document_kind_words (document->kind)));
  if (level != NULL)
    obs_wrap_append (OBS_WRAP (tags), obs_tag_new (level));
  if (document->source_class == OBS_CLASS_SIMULATED)
    obs_wrap_append (OBS_WRAP (tags), obs_simulated_new (NULL));
  gtk_widget_set_margin_top (tags, 3);
  gtk_box_append (GTK_BOX (self->top), tags);
}

static char *
titles_words (const ObsDocument *document)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < document->titles->len && i < MOST_TITLES; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? "; " : "",
                            (char *) g_ptr_array_index (document->titles, i));
  if (document->titles->len > MOST_TITLES)
    {
      g_string_append_c (out, ' ');
      g_string_append_printf (out, _ ("and %u more"), document->titles->len - MOST_TITLES);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* The register entry of the source, told apart by its class. */
static GtkWidget *
source_part (const ObsDocument *document)
{
  GtkWidget *box = obs_wrap_new (12, 3);
  g_autofree char *link = g_strconcat ("source:", document->source, NULL);

  obs_wrap_append (OBS_WRAP (box), obs_page_link (document->source_title, link));
  obs_wrap_append (OBS_WRAP (box), obs_page_class_sign (document->source_class));
  return box;
}

static void
add_facts (ObsDocumentPage *self, const ObsDocument *document)
{
  GtkWidget *facts = obs_page_facts_new (self->narrow);
  g_autofree char *titles = titles_words (document);
  g_autofree char *day = strlen (document->period) == 7
                             ? obs_format_period (document->period, "month")
                             : obs_format_date (document->period, FALSE);
  g_autofree char *texts = isnan (document->texts) ? NULL : obs_format_number (document->texts, 0);
  g_autofree char *soc = *document->soc != '\0'
                             ? g_strdup_printf ("%s (SOC %s)", document->soc, document->soc_edition)
                             : NULL;

  obs_page_facts_add (facts, _ ("Code"), document->code);
  obs_page_facts_add (facts, _ ("Also called"), titles);
  obs_page_facts_add (facts, _ ("Route"), document->route);
  obs_page_facts_add (facts, _ ("Sector"), document->sector);
  obs_page_facts_add (facts, _ ("Taught by"), document->provider);
  obs_page_facts_add (facts, _ ("Place"), document->area);
  obs_page_facts_add (facts, _ ("Time"), day);
  obs_page_facts_add (facts, _ ("Occupation"), soc);
  obs_page_facts_add (facts, _ ("Texts"), texts);
  obs_page_facts_add_widget (facts, _ ("Source"), source_part (document));
  if (document->url != NULL && *document->url != '\0')
    obs_page_facts_add_widget (facts, _ ("Page"), obs_page_page_link (document->url));
  gtk_widget_set_margin_top (facts, 9);
  gtk_box_append (GTK_BOX (self->top), facts);
}

/* --- what it counts ------------------------------------------------------------------------ */

static char *
weight_words (const ObsDocumentWeight *weight)
{
  g_autofree char *number = obs_format_number (weight->value, 0);
  g_autofree char *when = strlen (weight->period) == 7 && weight->period[4] == '-'
                              ? obs_format_period (weight->period, "month")
                              : g_strdup (weight->period);

  /* Translators: a number, the place and the time: "190, Leicester and Leicestershire, 2024/25". */
  return g_strdup_printf (_ ("%s, %s, %s"), number, weight->area_name, when);
}

static void
add_weights (ObsDocumentPage *self, const ObsDocument *document)
{
  GtkWidget *facts = obs_page_facts_new (self->narrow);
  const char *last = "";
  guint n = 0;

  for (guint i = 0; i < document->weights->len && n < MOST_WEIGHTS; i++)
    {
      const ObsDocumentWeight *weight = g_ptr_array_index (document->weights, i);
      const char *measure = obs_document_measure_words (weight->measure);
      g_autofree char *words = weight_words (weight);
      GtkWidget *line;

      /* Single providers stand in the list of who teaches it. */
      if (*weight->provider != '\0')
        continue;
      line = obs_wrap_new (9, 3);
      obs_wrap_append (OBS_WRAP (line), obs_page_text (words, "small"));
      gtk_widget_set_valign (gtk_widget_get_last_child (line), GTK_ALIGN_CENTER);
      if (weight->estimate)
        obs_wrap_append (OBS_WRAP (line), obs_tag_new (_ ("estimate")));
      obs_page_facts_add_widget (facts, strcmp (last, measure) == 0 ? "" : measure, line);
      last = measure;
      n++;
    }
  if (n == 0)
    {
      g_object_ref_sink (facts);
      g_object_unref (facts);
      return;
    }
  gtk_box_append (GTK_BOX (self->top), obs_page_heading (_ ("What it counts"), "heading-3"));
  gtk_widget_set_margin_top (gtk_widget_get_last_child (self->top), 18);
  gtk_box_append (GTK_BOX (self->top), facts);
}

/* --- what teaches a job -------------------------------------------------------------------- */

static GtkWidget *
teaching_row (const ObsTeachingDocuments *all, const ObsTeachingDocument *document, gboolean narrow)
{
  GtkWidget *row = g_object_new (
      GTK_TYPE_BOX, "orientation", narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL,
      "spacing", narrow ? 3 : 18, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM, NULL);
  GtkWidget *what = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *link = g_strconcat ("document:", document->code, NULL);
  g_autofree char *level = level_words (document->level);
  g_autofree char *kind
      = level != NULL ? g_strdup_printf ("%s · %s", obs_document_kind_words (document->kind), level)
                      : g_strdup (obs_document_kind_words (document->kind));
  g_autofree char *words = obs_teaching_words (all, document);
  g_autofree char *name = g_strdup_printf ("%s, %s", document->title, words);
  GtkWidget *share = obs_page_text (words, "small");

  gtk_box_append (GTK_BOX (what), obs_page_link (document->title, link));
  gtk_box_append (GTK_BOX (what), obs_page_second (kind, "note"));
  gtk_widget_set_hexpand (what, TRUE);
  gtk_box_append (GTK_BOX (row), what);
  gtk_box_append (GTK_BOX (row), share);
  if (!narrow)
    {
      gtk_label_set_xalign (GTK_LABEL (share), 1);
      gtk_label_set_wrap (GTK_LABEL (share), FALSE);
    }
  gtk_widget_add_css_class (row, "obs-card-row");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static void
add_teaching (ObsDocumentPage *self, const ObsTeachingDocuments *teaching)
{
  const char *title = _ ("Standards and courses that teach this");
  GtkWidget *list
      = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "margin-top", 3,
                      "accessible-role", GTK_ACCESSIBLE_ROLE_LIST, NULL);

  gtk_box_append (GTK_BOX (self->top), obs_page_heading (title, "heading-3"));
  gtk_widget_set_margin_top (gtk_widget_get_last_child (self->top), 24);
  gtk_box_append (GTK_BOX (self->top),
                  obs_page_second (
                      teaching->documents->len > 0
                          ? _ ("Those that share most of its areas and concepts come first; what "
                               "few teach counts more.")
                          : _ ("No standard or course of this edition is known to share an area or "
                               "concept with it."),
                      "small"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  for (guint i = 0; i < teaching->documents->len; i++)
    gtk_box_append (
        GTK_BOX (list),
        teaching_row (teaching, g_ptr_array_index (teaching->documents, i), self->narrow));
  gtk_box_append (GTK_BOX (self->top), list);
}

/* --- the whole ----------------------------------------------------------------------------- */

static void
fill (ObsDocumentPage *self)
{
  const ObsDocument *document = self->content->document;
  GtkWidget *columns;

  obs_page_clear (self->top);
  add_head (self, document);
  add_facts (self, document);
  add_weights (self, document);
  columns = obs_statement_columns_new (document->statements,
                                       obs_workspace_get_corrections (self->workspace));
  gtk_widget_set_margin_top (columns, 24);
  gtk_box_append (GTK_BOX (self->top), columns);
  if (self->content->teaching != NULL)
    add_teaching (self, self->content->teaching);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsDocumentPage) self = OBS_DOCUMENT_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  Content *content
      = obs_store_call_finish (OBS_STORE (source), result, obs_document_page_show, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->scroller == NULL)
    {
      g_clear_pointer (&content, content_free);
      return;
    }
  g_clear_pointer (&self->content, content_free);
  self->content = content;
  gtk_widget_set_visible (self->list, content != NULL);
  if (content != NULL)
    {
      g_autofree char *link = g_strconcat ("document:", content->document->code, NULL);

      fill (self);
      obs_teaches_list_show (OBS_TEACHES_LIST (self->list), link, self->view->area,
                             self->view->compare);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      content->document->title, -1);
    }
  else
    obs_page_show_problem (GTK_WIDGET (self), self->top, error->message);
  obs_page_scroll_to_top (self->scroller);
  g_signal_emit (self, signals[LOADED], 0);
}

static void
load (ObsDocumentPage *self)
{
  obs_page_start_reading (&self->cancellable);
  obs_store_call_async (self->store, load_func,
                        g_strdup (self->view->select != NULL ? self->view->select : ""), g_free,
                        content_free, obs_document_page_show, self->cancellable, loaded_cb,
                        g_object_ref (self));
}

/* The same document again: the place alone may be another, and the reader stays where they were. */
static gboolean
shows (ObsDocumentPage *self, const ObsView *view)
{
  return self->content != NULL && g_strcmp0 (self->content->document->code, view->select) == 0;
}

void
obs_document_page_show (ObsDocumentPage *self, const ObsView *view)
{
  g_return_if_fail (OBS_IS_DOCUMENT_PAGE (self));

  g_clear_pointer (&self->view, obs_view_free);
  self->view = obs_view_copy (view);
  if (!shows (self, view))
    {
      load (self);
      return;
    }
  {
    g_autofree char *link = g_strconcat ("document:", view->select, NULL);

    obs_teaches_list_show (OBS_TEACHES_LIST (self->list), link, view->area, view->compare);
  }
  g_signal_emit (self, signals[LOADED], 0);
}

void
obs_document_page_set_narrow (ObsDocumentPage *self, gboolean narrow)
{
  g_return_if_fail (OBS_IS_DOCUMENT_PAGE (self));

  if (!obs_page_take_narrow (self->page, &self->narrow, narrow))
    return;
  obs_teaches_list_set_narrow (OBS_TEACHES_LIST (self->list), narrow);
  if (self->content != NULL)
    fill (self);
}

const char *
obs_document_page_get_title (ObsDocumentPage *self)
{
  return self->content != NULL ? self->content->document->title : NULL;
}

gboolean
obs_document_page_is_simulated (ObsDocumentPage *self)
{
  return self->content != NULL && self->content->document->source_class == OBS_CLASS_SIMULATED;
}

static void
corrected_cb (ObsWorkspace *workspace, ObsDocumentPage *self)
{
  if (self->content != NULL)
    fill (self);
}

static void
changed_cb (ObsStore *store, ObsDocumentPage *self)
{
  /* What is shown is of the edition before. */
  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->content, content_free);
}

static void
obs_document_page_dispose (GObject *object)
{
  ObsDocumentPage *self = OBS_DOCUMENT_PAGE (object);

  obs_page_stop_reading (&self->cancellable);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->content, content_free);
  g_clear_pointer (&self->view, obs_view_free);
  g_clear_object (&self->workspace);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (obs_document_page_parent_class)->dispose (object);
}

static void
obs_document_page_class_init (ObsDocumentPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = obs_document_page_dispose;
  obs_page_class_set_up (GTK_WIDGET_CLASS (klass), "obsdocument");
  signals[LOADED] = g_signal_new ("loaded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
obs_document_page_init (ObsDocumentPage *self)
{
  self->scroller = obs_page_scroller_new (&self->page);
  self->top = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->page), self->top);
  obs_page_set_inner (GTK_WIDGET (self), self->scroller, _ ("Document"));
}

GtkWidget *
obs_document_page_new (ObsStore *store, ObsWorkspace *workspace)
{
  ObsDocumentPage *self = g_object_new (OBS_TYPE_DOCUMENT_PAGE, NULL);

  self->store = g_object_ref (store);
  self->workspace = g_object_ref (workspace);
  self->list = obs_teaches_list_new (store);
  gtk_widget_set_margin_top (self->list, 24);
  gtk_widget_set_margin_bottom (self->list, 18);
  gtk_widget_set_visible (self->list, FALSE);
  gtk_box_append (GTK_BOX (self->page), self->list);
  g_signal_connect_object (store, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (workspace, "changed", G_CALLBACK (corrected_cb), self, 0);
  return GTK_WIDGET (self);
}
