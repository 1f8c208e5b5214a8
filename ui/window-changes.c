/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/window-private.h"

#include "ui/pages/changes-words.h"
#include "ui/seen-marks.h"
#include "ui/words.h"

#include <glib/gi18n-lib.h>

/* What changed: the page, and the marks on the questions that the edition on screen answers
 * otherwise than the one before it. As a view: the question "changes" with "BEFORE..AFTER"
 * selected. */

#define SEEN "seen-changes"

/* --- marks --------------------------------------------------------------------------------- */

/* What the marks of the edition on screen are remembered by. */
static char *
mark_edition (ObsWindow *self)
{
  const ObsKeptEdition *open = self->kept != NULL ? obs_kept_editions_get_open (self->kept) : NULL;

  if (open == NULL)
    return NULL;
  /* A folder of the home is named after its content; the others may be exchanged. */
  if (g_str_equal (open->key, "bundled") || g_str_equal (open->key, "file"))
    return g_strdup_printf ("%s@%s", open->key, open->date);
  return g_strdup (open->key);
}

/* The questions that are touched and have not been opened since. */
static void
show_marks (ObsWindow *self)
{
  g_autoptr (GHashTable) marks = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *seen = obs_settings_get_string (self->settings, SEEN);
  g_autofree char *edition = mark_edition (self);
  g_autofree char *day = NULL;
  g_autofree char *words = NULL;

  for (guint i = 0; self->news != NULL && edition != NULL && i < self->news->questions->len; i++)
    {
      const ObsChangeQuestion *one = g_ptr_array_index (self->news->questions, i);

      if (!obs_seen_marks_have (seen, edition, one->question))
        g_hash_table_add (marks, one->question);
    }
  if (self->news != NULL)
    {
      day = obs_words_date (self->news->before_date);
      words = g_strdup_printf (_ ("changed since the edition of %s"), day);
    }
  obs_side_bar_set_marks (OBS_SIDE_BAR (self->side_bar), marks, words);
  obs_changes_page_set_marked (OBS_CHANGES_PAGE (self->changes_page),
                               g_hash_table_size (marks) > 0);
}

static void
remember_seen (ObsWindow *self, const char *question)
{
  g_autofree char *seen = obs_settings_get_string (self->settings, SEEN);
  g_autofree char *edition = mark_edition (self);
  g_autofree char *more = NULL;

  if (edition == NULL || obs_seen_marks_have (seen, edition, question))
    return;
  more = obs_seen_marks_add (seen, edition, question);
  obs_settings_set_string (self->settings, SEEN, more);
}

static gboolean
is_seen (ObsWindow *self, const char *question)
{
  g_autofree char *seen = obs_settings_get_string (self->settings, SEEN);
  g_autofree char *edition = mark_edition (self);

  return edition == NULL || obs_seen_marks_have (seen, edition, question);
}

/* Opening a question takes its mark away; the line on its page stays until the person comes back
 * another time, or closes it. */
void
obs_window_note_question (ObsWindow *self, const char *question)
{
  g_autofree char *words = obs_changes_question_words (self->news, question);

  if (words == NULL)
    {
      g_clear_pointer (&self->news_question, g_free);
      obs_question_page_set_news (OBS_QUESTION_PAGE (self->question_page), NULL);
      return;
    }
  if (g_strcmp0 (self->news_question, question) == 0)
    return;
  if (is_seen (self, question))
    g_clear_pointer (&words, g_free);
  obs_question_page_set_news (OBS_QUESTION_PAGE (self->question_page), words);
  g_free (self->news_question);
  self->news_question = g_strdup (question);
  remember_seen (self, question);
  show_marks (self);
}

static void
all_seen_cb (ObsChangesPage *page, ObsWindow *self)
{
  for (guint i = 0; self->news != NULL && i < self->news->questions->len; i++)
    remember_seen (
        self, ((const ObsChangeQuestion *) g_ptr_array_index (self->news->questions, i))->question);
  show_marks (self);
  obs_window_say (self, _ ("All marks were taken away."));
}

/* --- the home page ------------------------------------------------------------------------- */

/* What is new, and how many editions there are. */
void
obs_window_update_home (ObsWindow *self)
{
  const ObsJourneys *journeys = obs_store_get_journeys (self->store);
  const char *seen = self->announced != NULL ? self->announced : "";
  g_autofree char *count = NULL;
  g_autofree char *text = NULL;
  guint n = self->kept != NULL ? MAX (1, self->kept->len) : 1;

  if (journeys == NULL)
    return;
  count = g_strdup_printf (
      ngettext ("%u edition on this computer.", "%u editions on this computer.", n), n);
  if (n == 1)
    {
      g_free (count);
      count = g_strdup (_ ("One edition on this computer."));
    }
  if (self->earlier)
    {
      g_autofree char *day = obs_words_date (journeys->info->date);

      text = g_strdup_printf (
          _ ("This is the earlier edition of %s. A newer one is on this computer."), day);
    }
  else if (self->news != NULL)
    {
      g_autofree char *head = obs_changes_head (self->news);

      text = g_strdup_printf ("%s %s", head, count);
    }
  else if (*seen == '\0' || g_str_equal (seen, journeys->info->date))
    text = g_strdup_printf (_ ("Nothing new since you last looked. %s"), count);
  else
    {
      g_autofree char *day = obs_words_date (journeys->info->date);

      text = g_strdup_printf (_ ("The edition of %s is new since you last looked. %s"), day, count);
    }
  obs_home_page_set_changes (OBS_HOME_PAGE (self->home_page), text, n > 1);
}

/* The home page is on screen: the next start says what is new after this edition. */
void
obs_window_note_home (ObsWindow *self)
{
  const ObsJourneys *journeys = obs_store_get_journeys (self->store);

  obs_window_update_home (self);
  /* Whoever looks back has seen the newer one before. */
  if (!self->earlier)
    obs_settings_set_string (self->settings, "announced-edition", journeys->info->date);
}

/* --- looking ------------------------------------------------------------------------------- */

static void
news_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsWindow) self = OBS_WINDOW (user_data);
  g_autoptr (GError) error = NULL;
  const ObsChanges *news = obs_comparisons_ask_finish (OBS_COMPARISONS (source), result, &error);
  const ObsView *view;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->comparisons == NULL)
    return;
  /* Nobody asked for marks: without them everything else works. The page says why. */
  if (news == NULL)
    {
      g_message ("No marks: %s", error->message);
      return;
    }
  self->news = news;
  view = obs_history_get_view (self->history);
  show_marks (self);
  obs_window_update_home (self);
  if (view != NULL && obs_window_shows_question (self))
    obs_window_note_question (self, view->question);
}

typedef struct
{
  char *home_dir, *open_path;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->home_dir);
  g_free (look->open_path);
  g_free (look);
}

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Look *look = data;

  g_task_return_pointer (task, obs_kept_editions_load (look->home_dir, look->open_path),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
ask_for_news (ObsWindow *self)
{
  const ObsKeptEdition *open = obs_kept_editions_get_open (self->kept);
  const ObsKeptEdition *before = open != NULL ? obs_kept_editions_before (self->kept, open) : NULL;

  if (before == NULL)
    self->news = NULL;
  else
    obs_comparisons_ask_async (self->comparisons, before->path, open->path, self->kept_cancellable,
                               news_cb, g_object_ref (self));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ObsWindow *self = OBS_WINDOW (source);
  g_autoptr (GError) error = NULL;
  GPtrArray *kept = g_task_propagate_pointer (G_TASK (result), &error);
  const ObsView *view = obs_history_get_view (self->history);

  if (kept == NULL || self->comparisons == NULL)
    {
      g_clear_pointer (&kept, g_ptr_array_unref);
      return;
    }
  g_clear_pointer (&self->kept, g_ptr_array_unref);
  self->kept = kept;
  ask_for_news (self);
  obs_window_update_home (self);
  if (view != NULL && g_str_equal (view->question, "changes"))
    obs_window_show_changes (self, view);
}

void
obs_window_look_at_kept (ObsWindow *self)
{
  g_autoptr (GTask) task = NULL;
  Look *look;

  g_cancellable_cancel (self->kept_cancellable);
  g_clear_object (&self->kept_cancellable);
  self->kept_cancellable = g_cancellable_new ();
  look = g_new0 (Look, 1);
  look->home_dir = g_strdup (self->home_dir);
  look->open_path = g_strdup (obs_store_get_path (self->store));
  task = g_task_new (self, self->kept_cancellable, looked_cb, NULL);
  g_task_set_task_data (task, look, look_free);
  g_task_run_in_thread (task, look_thread);
}

/* The edition on screen is another one: nothing that was said of the one before holds. */
void
obs_window_forget_changes (ObsWindow *self)
{
  self->news = NULL;
  g_clear_pointer (&self->news_question, g_free);
  g_clear_pointer (&self->kept, g_ptr_array_unref);
  g_free (self->announced);
  self->announced = obs_settings_get_string (self->settings, "announced-edition");
  obs_changes_page_forget (OBS_CHANGES_PAGE (self->changes_page));
  obs_question_page_set_news (OBS_QUESTION_PAGE (self->question_page), NULL);
  show_marks (self);
  if (obs_store_get_journeys (self->store) != NULL)
    obs_window_look_at_kept (self);
}

/* --- the page ------------------------------------------------------------------------------ */

void
obs_window_open_changes (ObsWindow *self, const char *words)
{
  g_autoptr (ObsView) view = obs_window_view_for (self, "changes");

  obs_view_set (view, "tab", NULL);
  obs_view_set (view, "select", words);
  obs_shell_set_pane (OBS_SHELL (self->shell), OBS_PANE_CONTENT);
  obs_window_go (self, view);
}

void
obs_window_show_changes (ObsWindow *self, const ObsView *view)
{
  obs_changes_page_show (OBS_CHANGES_PAGE (self->changes_page), self->kept, view->select,
                         obs_store_get_journeys (self->store));
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->changes_page);
  obs_status_line_set_simulated (OBS_STATUS_LINE (self->status), FALSE);
}

static void
open_link_cb (ObsChangesPage *page, const char *link, ObsWindow *self)
{
  obs_window_open_link (self, link);
}

static void
changes_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  obs_window_open_changes (user_data, NULL);
}

/* What an edition that waits to be accepted would change. */
static void
review_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  ObsWindow *self = user_data;
  const ObsKeptEdition *open = self->kept != NULL ? obs_kept_editions_get_open (self->kept) : NULL;
  g_autofree char *words = NULL;

  if (self->staged != NULL && open != NULL)
    words = g_strdup_printf ("%s..%s", open->key, self->staged);
  obs_window_open_changes (self, words);
}

static void
dismiss_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  ObsWindow *self = user_data;

  obs_question_page_set_news (OBS_QUESTION_PAGE (self->question_page), NULL);
  obs_window_say (self, _ ("Hidden. “What changed” in the main menu says it again."));
}

static const GActionEntry entries[] = {
  { "changes", changes_cb, NULL, NULL, NULL, { 0 } },
  { "review-staged", review_cb, NULL, NULL, NULL, { 0 } },
  { "dismiss-news", dismiss_cb, NULL, NULL, NULL, { 0 } },
};

void
obs_window_make_changes (ObsWindow *self)
{
  self->comparisons = obs_comparisons_new (obs_changes_compare);
  self->changes_page = obs_changes_page_new (self->comparisons);
  gtk_stack_add_child (GTK_STACK (self->stack), self->changes_page);
  g_signal_connect_object (self->changes_page, "open-link", G_CALLBACK (open_link_cb), self, 0);
  g_signal_connect_object (self->changes_page, "seen", G_CALLBACK (all_seen_cb), self, 0);
  g_signal_connect_object (self->changes_page, "shown", G_CALLBACK (obs_window_mark_drawn), self,
                           G_CONNECT_SWAPPED);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

void
obs_window_drop_changes (ObsWindow *self)
{
  g_cancellable_cancel (self->kept_cancellable);
  g_clear_object (&self->kept_cancellable);
  self->news = NULL;
  g_clear_pointer (&self->news_question, g_free);
  g_clear_pointer (&self->announced, g_free);
  g_clear_pointer (&self->kept, g_ptr_array_unref);
  g_clear_object (&self->comparisons);
}
