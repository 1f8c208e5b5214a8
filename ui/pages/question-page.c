/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/question-page.h"

#include "ui/pages/page-frame.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/line-icon.h"
#include "ui/widgets/names.h"
#include "ui/widgets/wrap-layout.h"

#include <glib/gi18n-lib.h>

/* An answer that comes sooner than this needs no sign that it is being worked out. */
#define LOADING_MS 300
/* The pointer passes over rows; the card follows where it rests. */
#define CARD_MS 80

struct _ObsQuestionPage
{
  GtkWidget parent_instance;

  ObsStore *store;
  ObsInspector *inspector;
  ObsView *view;
  ObsFigure *figure;
  GCancellable *cancellable;
  GCancellable *card_cancellable;
  guint loading_id;
  guint card_id;
  int card_row;

  GtkWidget *scroller;
  GtkWidget *page;
  GtkWidget *news; /* line over the figure */
  GtkWidget *news_label;
  GtkWidget *figure_view;
  GtkWidget *below;
};

G_DEFINE_FINAL_TYPE (ObsQuestionPage, obs_question_page, GTK_TYPE_WIDGET)

enum
{
  VIEW_CHANGED,
  OPEN_LINK,
  EXPORT,
  COPY,
  KEYS,
  FIGURE,
  CARD,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
card_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsQuestionPage) self = OBS_QUESTION_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsCard) card = obs_store_card_finish (OBS_STORE (source), result, &error);

  /* A card that cannot be had leaves the one before: the figure itself still stands. */
  if (card == NULL || self->scroller == NULL)
    {
      if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_message ("No provenance card: %s", error->message);
      return;
    }
  obs_inspector_set_card (self->inspector, g_steal_pointer (&card));
  g_signal_emit (self, signals[CARD], 0);
}

static gboolean
card_timeout_cb (gpointer user_data)
{
  ObsQuestionPage *self = OBS_QUESTION_PAGE (user_data);

  self->card_id = 0;
  obs_question_page_show_card (self, self->card_row);
  return G_SOURCE_REMOVE;
}

void
obs_question_page_show_card (ObsQuestionPage *self, int row)
{
  g_return_if_fail (OBS_IS_QUESTION_PAGE (self));

  g_clear_handle_id (&self->card_id, g_source_remove);
  self->card_row = row;
  if (self->figure == NULL || self->view == NULL)
    return;
  obs_page_start_reading (&self->card_cancellable);
  obs_store_card_async (self->store, self->view, self->figure, row, self->card_cancellable, card_cb,
                        g_object_ref (self));
}

static void
row_changed_cb (ObsFigureView *figure_view, int row, ObsQuestionPage *self)
{
  /* The last card stays when the pointer leaves the plot. */
  if (row < 0 || row == self->card_row)
    return;
  self->card_row = row;
  g_clear_handle_id (&self->card_id, g_source_remove);
  self->card_id = g_timeout_add (CARD_MS, card_timeout_cb, self);
}

static int
row_with_key (const ObsFigure *figure, const char *key)
{
  for (guint i = 0; key != NULL && i < figure->rows->len; i++)
    if (g_strcmp0 (obs_figure_row (figure, i)->key, key) == 0)
      return (int) i;
  return -1;
}

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsQuestionPage) self = OBS_QUESTION_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsFigure) figure = obs_store_answer_finish (OBS_STORE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->scroller == NULL)
    return;
  g_clear_handle_id (&self->loading_id, g_source_remove);
  if (figure == NULL)
    {
      obs_figure_view_set_problem (OBS_FIGURE_VIEW (self->figure_view), error->message);
      obs_announce (GTK_WIDGET (self), error->message);
      return;
    }
  g_clear_pointer (&self->figure, obs_figure_unref);
  self->figure = g_steal_pointer (&figure);
  obs_figure_view_set_figure (OBS_FIGURE_VIEW (self->figure_view), self->figure, self->view);
  g_signal_emit (self, signals[FIGURE], 0);
  obs_question_page_show_card (self, row_with_key (self->figure, self->view->select));
}

static gboolean
loading_cb (gpointer user_data)
{
  ObsQuestionPage *self = OBS_QUESTION_PAGE (user_data);

  self->loading_id = 0;
  obs_figure_view_set_loading (OBS_FIGURE_VIEW (self->figure_view), TRUE);
  return G_SOURCE_REMOVE;
}

void
obs_question_page_show (ObsQuestionPage *self, const ObsView *view)
{
  ObsView *copy;
  gboolean same_question;

  g_return_if_fail (OBS_IS_QUESTION_PAGE (self));

  same_question = self->view != NULL && g_strcmp0 (self->view->question, view->question) == 0
                  && g_strcmp0 (self->view->perspective, view->perspective) == 0;
  obs_page_start_reading (&self->cancellable);
  copy = obs_view_copy (view);
  obs_view_free (self->view);
  self->view = copy;
  if (!same_question)
    obs_page_scroll_to_top (self->scroller);
  g_clear_handle_id (&self->loading_id, g_source_remove);
  self->loading_id = g_timeout_add (LOADING_MS, loading_cb, self);
  obs_store_answer_async (self->store, self->view, self->cancellable, answer_cb,
                          g_object_ref (self));
}

ObsFigure *
obs_question_page_get_figure (ObsQuestionPage *self)
{
  return self->figure;
}

ObsFigureView *
obs_question_page_get_figure_view (ObsQuestionPage *self)
{
  return OBS_FIGURE_VIEW (self->figure_view);
}

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

void
obs_question_page_set_narrow (ObsQuestionPage *self, gboolean narrow)
{
  set_class (self->page, "narrow", narrow);
  obs_figure_view_set_narrow (OBS_FIGURE_VIEW (self->figure_view), narrow);
}

void
obs_question_page_set_open (ObsQuestionPage *self, gboolean open)
{
  set_class (self->page, "open", open);
}

void
obs_question_page_set_below (ObsQuestionPage *self, GtkWidget *details)
{
  g_return_if_fail (OBS_IS_QUESTION_PAGE (self));

  if (self->below == details)
    return;
  if (self->below != NULL)
    gtk_box_remove (GTK_BOX (self->page), self->below);
  self->below = details;
  if (details != NULL)
    gtk_box_append (GTK_BOX (self->page), details);
}

void
obs_question_page_set_news (ObsQuestionPage *self, const char *text)
{
  g_return_if_fail (OBS_IS_QUESTION_PAGE (self));

  gtk_label_set_text (GTK_LABEL (self->news_label), text != NULL ? text : "");
  gtk_widget_set_visible (self->news, text != NULL);
}

const char *
obs_question_page_get_news (ObsQuestionPage *self)
{
  return gtk_widget_get_visible (self->news) ? gtk_label_get_text (GTK_LABEL (self->news_label))
                                             : NULL;
}

/* "△ 12 figures here are new …  What changed  ×" */
static GtkWidget *
build_news (ObsQuestionPage *self)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "spacing", 9, "visible", FALSE, "accessible-role",
                                 GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  GtkWidget *sign = obs_decoration_new ("obs-changed-symbolic");
  GtkWidget *words = obs_wrap_new (12, 3);
  GtkWidget *more = gtk_button_new_with_label (_ ("What changed"));
  GtkWidget *close = gtk_button_new ();

  self->news_label
      = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, "hexpand", TRUE, NULL);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (more), "win.changes");
  gtk_widget_add_css_class (more, "obs-words-link");
  gtk_widget_set_valign (more, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (close), obs_line_icon_new (OBS_ICON_CLOSE, 14));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (close), "win.dismiss-news");
  gtk_widget_add_css_class (close, "flat");
  gtk_widget_set_valign (close, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (close, _ ("Hide this line"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Hide this line"), -1);
  gtk_widget_add_css_class (sign, "mark");
  obs_wrap_append (OBS_WRAP (words), self->news_label);
  obs_wrap_append (OBS_WRAP (words), more);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), sign);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), close);
  gtk_widget_add_css_class (box, "obs-news");
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("New in this edition"), -1);
  self->news = box;
  return box;
}

static void
view_changed_cb (ObsFigureView *figure_view, const char *key, const char *value,
                 ObsQuestionPage *self)
{
  g_signal_emit (self, signals[VIEW_CHANGED], 0, key, value);
}

static void
open_link_cb (ObsFigureView *figure_view, const char *link, ObsQuestionPage *self)
{
  g_signal_emit (self, signals[OPEN_LINK], 0, link);
}

static void
export_cb (ObsFigureView *figure_view, const char *kind, ObsQuestionPage *self)
{
  g_signal_emit (self, signals[EXPORT], 0, kind);
}

static void
copy_cb (ObsFigureView *figure_view, ObsQuestionPage *self)
{
  g_signal_emit (self, signals[COPY], 0);
}

static void
keys_cb (ObsFigureView *figure_view, ObsQuestionPage *self)
{
  g_signal_emit (self, signals[KEYS], 0);
}

static void
obs_question_page_dispose (GObject *object)
{
  ObsQuestionPage *self = OBS_QUESTION_PAGE (object);

  g_clear_handle_id (&self->loading_id, g_source_remove);
  g_clear_handle_id (&self->card_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->card_cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->card_cancellable);
  g_clear_pointer (&self->view, obs_view_free);
  g_clear_pointer (&self->figure, obs_figure_unref);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->inspector);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (obs_question_page_parent_class)->dispose (object);
}

static void
obs_question_page_class_init (ObsQuestionPageClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_question_page_dispose;
  obs_page_class_set_up (GTK_WIDGET_CLASS (klass), "obsquestion");
  signals[VIEW_CHANGED] = g_signal_new ("view-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[OPEN_LINK] = g_signal_new ("open-link", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[EXPORT] = g_signal_new ("export", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[COPY]
      = g_signal_new ("copy", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[KEYS]
      = g_signal_new ("keys", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FIGURE]
      = g_signal_new ("figure", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CARD]
      = g_signal_new ("card", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
obs_question_page_init (ObsQuestionPage *self)
{
  self->card_row = -1;
  self->page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->figure_view = obs_figure_view_new ();
  gtk_widget_add_css_class (self->page, "obs-page");
  gtk_box_append (GTK_BOX (self->page), build_news (self));
  gtk_box_append (GTK_BOX (self->page), self->figure_view);
  self->scroller = obs_page_scroller_around (self->page);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));

  g_signal_connect_object (self->figure_view, "view-changed", G_CALLBACK (view_changed_cb), self,
                           0);
  g_signal_connect_object (self->figure_view, "row-changed", G_CALLBACK (row_changed_cb), self, 0);
  g_signal_connect_object (self->figure_view, "open-link", G_CALLBACK (open_link_cb), self, 0);
  g_signal_connect_object (self->figure_view, "export", G_CALLBACK (export_cb), self, 0);
  g_signal_connect_object (self->figure_view, "copy", G_CALLBACK (copy_cb), self, 0);
  g_signal_connect_object (self->figure_view, "keys", G_CALLBACK (keys_cb), self, 0);
}

GtkWidget *
obs_question_page_new (ObsStore *store, ObsInspector *inspector)
{
  ObsQuestionPage *self = g_object_new (OBS_TYPE_QUESTION_PAGE, NULL);

  self->store = g_object_ref (store);
  self->inspector = g_object_ref (inspector);
  return GTK_WIDGET (self);
}
