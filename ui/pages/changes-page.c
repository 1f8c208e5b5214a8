/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/changes-page.h"

#include "ui/pages/changes-body.h"
#include "ui/pages/changes-words.h"
#include "ui/pages/page-frame.h"
#include "ui/pages/page-parts.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/choice-button.h"
#include "ui/widgets/look.h"
#include "ui/widgets/wrap-layout.h"
#include "ui/words.h"

#include <glib/gi18n-lib.h>

#define TABLE_WIDTH 560 /* of the page, for its tables to stand in it whole */

struct _ObsChangesPage
{
  GtkWidget parent_instance;

  ObsComparisons *comparisons;
  GPtrArray *kept;
  const ObsJourneys *journeys;
  const ObsKeptEdition *before, *after; /* of @kept */
  const ObsChanges *changes;            /* on screen, or NULL */
  GCancellable *cancellable;            /* while a comparison runs */
  gboolean narrow;                      /* of the window, for the margins */
  gboolean slim;                        /* what the body was filled for: no room for tables */
  guint fit_id;

  GtkWidget *scroller;
  GtkWidget *page;
  GtkWidget *tools;
  GtkWidget *from, *to; /* ObsChoiceButton */
  GtkWidget *seen;
  GtkWidget *lost; /* what a link asked for is not kept */
  GtkWidget *body;
};

G_DEFINE_FINAL_TYPE (ObsChangesPage, obs_changes_page, GTK_TYPE_WIDGET)

enum
{
  OPEN_LINK,
  SHOWN,
  SEEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void start (ObsChangesPage *self);

/* --- states -------------------------------------------------------------------------------- */

static void
clear_body (ObsChangesPage *self)
{
  self->changes = NULL;
  obs_page_clear (self->body);
}

/* A sentence in place of a comparison, what to know about it, and what can be done. */
static void
show_words (ObsChangesPage *self, const char *sentence, const char *more, GtkWidget *button)
{
  clear_body (self);
  gtk_box_append (GTK_BOX (self->body), obs_page_heading (sentence, "heading-3"));
  if (more != NULL)
    gtk_box_append (GTK_BOX (self->body), obs_page_second (more, NULL));
  if (button != NULL)
    {
      gtk_widget_set_margin_top (button, 6);
      gtk_widget_set_halign (button, GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (self->body), button);
    }
  g_signal_emit (self, signals[SHOWN], 0);
}

static void
again_cb (GtkButton *button, ObsChangesPage *self)
{
  start (self);
}

static GtkWidget *
again_button (ObsChangesPage *self)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Compare"));

  g_signal_connect_object (button, "clicked", G_CALLBACK (again_cb), self, 0);
  return button;
}

static void
show_problem (ObsChangesPage *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      show_words (self, _ ("Stopped. Nothing was compared."), NULL, again_button (self));
      obs_announce (GTK_WIDGET (self), _ ("Stopped. Nothing was compared."));
      return;
    }
  show_words (self, _ ("These editions could not be compared"), error->message,
              again_button (self));
  gtk_box_append (GTK_BOX (self->body),
                  obs_page_second (_ ("What is on screen elsewhere stays as it was. Another "
                                      "edition can be chosen above."),
                                   "note"));
  obs_announce (GTK_WIDGET (self), error->message);
}

/* Whether tables would be wider than the page: a matter of its width and of the size of text. */
static gboolean
is_slim (ObsChangesPage *self)
{
  GtkAdjustment *across
      = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  double width = gtk_adjustment_get_page_size (across);

  return self->narrow
         || (width > 0 && width / obs_look_get_text_scale (obs_look_get_default ()) < TABLE_WIDTH);
}

static gboolean
fit_cb (gpointer user_data)
{
  ObsChangesPage *self = OBS_CHANGES_PAGE (user_data);
  gboolean slim = is_slim (self);

  self->fit_id = 0;
  if (self->changes != NULL && slim != self->slim)
    {
      self->slim = slim;
      obs_changes_body_fill (self->body, GTK_WIDGET (self), self->changes, self->journeys, slim);
    }
  return G_SOURCE_REMOVE;
}

/* The width becomes known while the page is laid out: it is filled anew after that. */
static void
width_cb (ObsChangesPage *self)
{
  if (self->fit_id == 0 && self->changes != NULL && is_slim (self) != self->slim)
    self->fit_id = g_idle_add (fit_cb, self);
}

static void
show_changes (ObsChangesPage *self, const ObsChanges *changes)
{
  g_autofree char *head = obs_changes_head (changes);

  self->slim = is_slim (self);
  obs_changes_body_fill (self->body, GTK_WIDGET (self), changes, self->journeys, self->slim);
  self->changes = changes;
  g_signal_emit (self, signals[SHOWN], 0);
  obs_announce (GTK_WIDGET (self), head);
}

static void
stop_cb (GtkButton *button, ObsChangesPage *self)
{
  obs_changes_page_stop (self);
}

static void
show_busy (ObsChangesPage *self)
{
  g_autofree char *before = obs_words_date (self->before->date);
  g_autofree char *after = obs_words_date (self->after->date);
  g_autofree char *words
      = g_strdup_printf (_ ("Comparing the editions of %s and %s…"), before, after);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *spinner = gtk_spinner_new ();
  GtkWidget *stop = gtk_button_new_with_label (_ ("Stop"));
  GtkWidget *label = obs_page_text (words, NULL);

  clear_body (self);
  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_accessible_update_property (GTK_ACCESSIBLE (spinner), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("At work"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (stop), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Stop comparing"), -1);
  gtk_label_set_yalign (GTK_LABEL (label), 0.5);
  g_signal_connect_object (stop, "clicked", G_CALLBACK (stop_cb), self, 0);
  gtk_box_append (GTK_BOX (box), spinner);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), stop);
  gtk_box_append (GTK_BOX (self->body), box);
  obs_announce (GTK_WIDGET (self), words);
}

/* --- comparing ----------------------------------------------------------------------------- */

typedef struct
{
  ObsChangesPage *page;
  GCancellable *cancellable;
} Question;

static void
compared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr (ObsChangesPage) self = question->page;
  g_autoptr (GCancellable) cancellable = question->cancellable;
  g_autoptr (GError) error = NULL;
  const ObsChanges *changes = obs_comparisons_ask_finish (OBS_COMPARISONS (source), result, &error);

  /* Another pair was asked for meanwhile, or the page has gone. */
  if (self->cancellable != cancellable || self->scroller == NULL)
    return;
  g_clear_object (&self->cancellable);
  if (changes == NULL)
    show_problem (self, error);
  else
    show_changes (self, changes);
}

static void
start (ObsChangesPage *self)
{
  const ObsChanges *known
      = obs_comparisons_peek (self->comparisons, self->before->path, self->after->path);
  Question *question;

  obs_page_stop_reading (&self->cancellable);
  if (known != NULL)
    {
      show_changes (self, known);
      return;
    }
  show_busy (self);
  self->cancellable = g_cancellable_new ();
  question = g_new0 (Question, 1);
  question->page = g_object_ref (self);
  question->cancellable = g_object_ref (self->cancellable);
  obs_comparisons_ask_async (self->comparisons, self->before->path, self->after->path,
                             self->cancellable, compared_cb, question);
}

void
obs_changes_page_stop (ObsChangesPage *self)
{
  g_return_if_fail (OBS_IS_CHANGES_PAGE (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

/* --- what to compare ----------------------------------------------------------------------- */

static char *
edition_words (ObsChangesPage *self, const ObsKeptEdition *kept)
{
  g_autofree char *day = obs_words_date (kept->date);
  g_autoptr (GString) words = g_string_new (day);

  if (obs_kept_editions_are_mixed (self->kept) && *kept->title != '\0')
    g_string_append_printf (words, " · %s", kept->title);
  if (*kept->series == '\0')
    /* Translators: of an edition whose file is damaged. */
    g_string_append_printf (words, " · %s", _ ("cannot be read"));
  if (kept->open)
    /* Translators: of the edition whose figures are shown. */
    g_string_append_printf (words, " · %s", _ ("on screen"));
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
set_choices (ObsChangesPage *self, GtkWidget *button, const ObsKeptEdition *current)
{
  g_autoptr (GPtrArray) choices = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_choice_free);

  for (guint i = 0; i < self->kept->len; i++)
    {
      const ObsKeptEdition *kept = g_ptr_array_index (self->kept, i);
      g_autofree char *words = edition_words (self, kept);

      obs_figure_add_choice (choices, kept->key, words);
    }
  obs_choice_button_set_choices (OBS_CHOICE_BUTTON (button), choices, current->key);
}

static void
chosen_cb (ObsChoiceButton *button, const char *key, ObsChangesPage *self)
{
  const char *before = obs_choice_button_get_current (OBS_CHOICE_BUTTON (self->from));
  const char *after = obs_choice_button_get_current (OBS_CHOICE_BUTTON (self->to));
  g_autofree char *link = g_strdup_printf ("changes:%s..%s", before, after);

  g_signal_emit (self, signals[OPEN_LINK], 0, link);
}

/* Which edition of a link is not on this computer; NULL where all are. (transfer full) */
static char *
lost_words (ObsChangesPage *self, const char *words)
{
  g_auto (GStrv) parts = words != NULL ? g_strsplit (words, "..", 2) : NULL;

  for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
    if (*parts[i] != '\0' && obs_kept_editions_find (self->kept, parts[i]) == NULL)
      {
        g_autofree char *day = obs_words_date (parts[i]);

        return g_strdup_printf (_ ("The edition “%s” is not on this computer (any more): only the "
                                   "last ones are kept. Others are compared instead."),
                                day);
      }
  return NULL;
}

static GtkWidget *
action_button (const char *words, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (words);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static void
show_one_only (ObsChangesPage *self)
{
  g_autofree char *day = self->after != NULL ? obs_words_date (self->after->date) : NULL;
  g_autofree char *more = NULL;

  if (day != NULL)
    more = g_strdup_printf (_ ("It is the edition of %s. When a newer one has come, this page says "
                               "what differs; the last three stay on this computer."),
                            day);
  gtk_widget_set_visible (self->tools, FALSE);
  show_words (self, _ ("There is one edition on this computer: nothing to compare it with yet."),
              more, action_button (_ ("Sync now"), "win.sync"));
}

static void
show_kept (ObsChangesPage *self, const char *words)
{
  g_autofree char *lost = lost_words (self, words);

  obs_kept_editions_choose (self->kept, words, &self->before, &self->after);
  gtk_label_set_text (GTK_LABEL (self->lost), lost != NULL ? lost : "");
  gtk_widget_set_visible (self->lost, lost != NULL);
  if (self->kept->len < 2 || self->after == NULL)
    {
      show_one_only (self);
      return;
    }
  if (self->before == NULL)
    self->before = self->after;
  gtk_widget_set_visible (self->tools, TRUE);
  set_choices (self, self->from, self->before);
  set_choices (self, self->to, self->after);
  if (self->before == self->after)
    show_words (self, _ ("Both choices are the same edition."),
                _ ("Choose another one above to see what differs."), NULL);
  else
    start (self);
}

void
obs_changes_page_show (ObsChangesPage *self, GPtrArray *kept, const char *words,
                       const ObsJourneys *journeys)
{
  g_return_if_fail (OBS_IS_CHANGES_PAGE (self));

  obs_changes_page_forget (self);
  self->journeys = journeys;
  if (kept == NULL)
    {
      gtk_widget_set_visible (self->tools, FALSE);
      gtk_box_append (GTK_BOX (self->body),
                      obs_page_second (_ ("Looking for the editions on this computer…"), NULL));
      return;
    }
  self->kept = g_ptr_array_ref (kept);
  show_kept (self, words);
}

void
obs_changes_page_forget (ObsChangesPage *self)
{
  g_return_if_fail (OBS_IS_CHANGES_PAGE (self));

  obs_page_stop_reading (&self->cancellable);
  clear_body (self);
  self->before = self->after = NULL;
  self->journeys = NULL;
  g_clear_pointer (&self->kept, g_ptr_array_unref);
}

void
obs_changes_page_set_narrow (ObsChangesPage *self, gboolean narrow)
{
  g_return_if_fail (OBS_IS_CHANGES_PAGE (self));

  if (!obs_page_take_narrow (self->page, &self->narrow, narrow))
    return;
  width_cb (self);
}

void
obs_changes_page_set_marked (ObsChangesPage *self, gboolean marked)
{
  gtk_widget_set_visible (self->seen, marked);
}

const ObsChanges *
obs_changes_page_get_changes (ObsChangesPage *self)
{
  return self->changes;
}

gboolean
obs_changes_page_is_busy (ObsChangesPage *self)
{
  return self->cancellable != NULL;
}

/* --- the widget ---------------------------------------------------------------------------- */

static void
obs_changes_page_dispose (GObject *object)
{
  ObsChangesPage *self = OBS_CHANGES_PAGE (object);

  g_clear_handle_id (&self->fit_id, g_source_remove);
  if (self->scroller != NULL)
    obs_changes_page_forget (self);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->comparisons);
  G_OBJECT_CLASS (obs_changes_page_parent_class)->dispose (object);
}

static void
obs_changes_page_class_init (ObsChangesPageClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_changes_page_dispose;
  obs_page_class_set_up (GTK_WIDGET_CLASS (klass), "obschanges");
  signals[OPEN_LINK] = g_signal_new ("open-link", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SHOWN]
      = g_signal_new ("shown", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SEEN]
      = g_signal_new ("seen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
seen_cb (GtkButton *button, ObsChangesPage *self)
{
  g_signal_emit (self, signals[SEEN], 0);
}

static void
build_tools (ObsChangesPage *self)
{
  self->from = obs_choice_button_new (_ ("From"));
  self->to = obs_choice_button_new (_ ("To"));
  self->seen = gtk_button_new_with_label (_ ("Mark all as seen"));
  gtk_widget_set_tooltip_text (self->seen, _ ("Takes the marks away from all questions."));
  gtk_widget_set_visible (self->seen, FALSE);
  gtk_widget_set_halign (self->seen, GTK_ALIGN_END);
  gtk_widget_set_hexpand (self->seen, TRUE);
  self->tools = obs_wrap_new (24, 6);
  obs_wrap_append (OBS_WRAP (self->tools), self->from);
  obs_wrap_append (OBS_WRAP (self->tools), self->to);
  obs_wrap_append (OBS_WRAP (self->tools), self->seen);
  gtk_widget_add_css_class (self->tools, "obs-source-tools");
  g_signal_connect_object (self->from, "chosen", G_CALLBACK (chosen_cb), self, 0);
  g_signal_connect_object (self->to, "chosen", G_CALLBACK (chosen_cb), self, 0);
  g_signal_connect_object (self->seen, "clicked", G_CALLBACK (seen_cb), self, 0);
}

static void
obs_changes_page_init (ObsChangesPage *self)
{
  GtkWidget *rule = g_object_new (GTK_TYPE_BOX, "margin-top", 10, "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  self->scroller = obs_page_scroller_new (&self->page);
  build_tools (self);
  self->lost = obs_page_text ("", NULL);
  gtk_widget_set_visible (self->lost, FALSE);
  self->body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_margin_top (self->body, 10);
  gtk_widget_set_margin_bottom (self->body, 18);
  gtk_widget_add_css_class (rule, "obs-rule");
  gtk_box_append (GTK_BOX (self->page), obs_page_heading (_ ("What changed"), "heading-1"));
  gtk_box_append (
      GTK_BOX (self->page),
      obs_page_text (_ ("What differs between two editions on this computer."), "subtitle"));
  gtk_box_append (GTK_BOX (self->page), self->tools);
  gtk_box_append (GTK_BOX (self->page), self->lost);
  gtk_box_append (GTK_BOX (self->page), rule);
  gtk_box_append (GTK_BOX (self->page), self->body);
  obs_page_set_inner (GTK_WIDGET (self), self->scroller, _ ("What changed"));
  g_signal_connect_object (
      gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scroller)), "changed",
      G_CALLBACK (width_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
obs_changes_page_new (ObsComparisons *comparisons)
{
  ObsChangesPage *self = g_object_new (OBS_TYPE_CHANGES_PAGE, NULL);

  self->comparisons = g_object_ref (comparisons);
  return GTK_WIDGET (self);
}
