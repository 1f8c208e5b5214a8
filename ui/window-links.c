/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/window-private.h"

#include "ui/words.h"

#include <glib/gi18n-lib.h>

#define TAXONOMY_ADDRESS "skills-observatory:taxonomy/"

void
obs_window_go (ObsWindow *self, const ObsView *view)
{
  const ObsView *present = obs_history_get_view (self->history);

  if (present != NULL && obs_view_equal (present, view))
    {
      obs_window_show (self);
      return;
    }
  obs_history_go (self->history, view);
  obs_window_show (self);
}

/* The view of another question: the filters of the reader stay, what belonged to the old question
 * goes. */
ObsView *
obs_window_view_for (ObsWindow *self, const char *question)
{
  const ObsView *present = obs_history_get_view (self->history);
  ObsView *view = obs_view_new (present != NULL ? present->perspective : "employer", question);

  if (present == NULL)
    return view;
  view->sector = g_strdup (present->sector);
  view->area = g_strdup (present->area);
  view->size = g_strdup (present->size);
  view->ranges = present->ranges;
  for (guint i = 0; i < present->compare->len; i++)
    g_ptr_array_add (view->compare, g_strdup (g_ptr_array_index (present->compare, i)));
  view->layout = g_strdup (present->layout);
  if (obs_settings_get_boolean (self->settings, "show-tables"))
    view->tab = g_strdup ("table");
  return view;
}

/* A question of another perspective is shown there: the words are that perspective's. */
static void
move_to_owner (ObsWindow *self, ObsView *view)
{
  const ObsJourneys *journeys = obs_store_get_journeys (self->store);
  const ObsPerspective *present = obs_words_perspective (journeys, view->perspective);

  if (present == NULL || obs_words_question (present, view->question) != NULL)
    return;
  for (guint i = 0; i < journeys->perspectives->len; i++)
    {
      const ObsPerspective *other = g_ptr_array_index (journeys->perspectives, i);
      g_autofree char *text = NULL;

      if (obs_words_question (other, view->question) == NULL)
        continue;
      g_free (view->perspective);
      view->perspective = g_strdup (other->key);
      text = g_strdup_printf (_ ("Now in the perspective “%s”."), other->label);
      obs_window_say (self, text);
      return;
    }
}

void
obs_window_go_question (ObsWindow *self, const char *question)
{
  g_autoptr (ObsView) view = obs_window_view_for (self, question);

  if (!g_str_equal (question, "home") && !g_str_equal (question, "editions")
      && !g_str_equal (question, "sources") && !g_str_equal (question, "taxonomy")
      && !g_str_equal (question, "changes"))
    move_to_owner (self, view);
  obs_shell_set_pane (OBS_SHELL (self->shell), OBS_PANE_CONTENT);
  obs_window_go (self, view);
}

void
obs_window_change (ObsWindow *self, const char *key, const char *value)
{
  const ObsView *present = obs_history_get_view (self->history);
  g_autoptr (ObsView) view = present != NULL ? obs_view_copy (present) : NULL;
  g_autofree char *name = NULL;

  if (view == NULL || !obs_view_set (view, key, value))
    return;
  if (obs_view_equal (view, present))
    return;
  if (g_str_equal (key, "select"))
    {
      obs_history_note (self->history, view);
      return;
    }
  /* Words being typed are no steps of their own. */
  if (g_str_equal (key, "find"))
    {
      obs_history_note (self->history, view);
      obs_window_show (self);
      return;
    }
  if (g_str_equal (key, "tab"))
    {
      obs_window_go (self, view);
      return;
    }
  /* What was picked in the old selection may not be in the new one. */
  name = obs_words_change (obs_store_get_journeys (self->store), key, value);
  obs_history_change (self->history, view, name);
  obs_window_show (self);
  if (g_str_equal (key, "sector") || g_str_equal (key, "place") || g_str_equal (key, "size")
      || g_str_equal (key, "class") || g_str_equal (key, "status"))
    obs_window_say (self, name);
}

void
obs_window_switch (ObsWindow *self, const char *perspective)
{
  const ObsJourneys *journeys = obs_store_get_journeys (self->store);
  const ObsPerspective *to = obs_words_perspective (journeys, perspective);
  const ObsView *present = obs_history_get_view (self->history);
  g_autoptr (ObsView) view = NULL;
  const char *question = "home";
  g_autofree char *text = NULL;

  if (to == NULL || present == NULL || g_str_equal (present->perspective, perspective))
    return;
  if (g_str_equal (present->question, "sources") || g_str_equal (present->question, "taxonomy")
      || g_str_equal (present->question, "changes") || obs_window_is_document (present->question))
    question = present->question;
  else if (!g_str_equal (present->question, "home"))
    question = obs_journeys_counterpart (journeys, present->question, perspective);
  view = obs_window_view_for (self, question);
  g_free (view->perspective);
  view->perspective = g_strdup (perspective);
  if (obs_window_is_document (question) || g_str_equal (question, "changes"))
    obs_view_set (view, "select", present->select);

  if (g_str_equal (question, "home") && !g_str_equal (present->question, "home"))
    /* Translators: %s is a perspective, "Educator". */
    text = g_strdup_printf (_ ("This question has no match in the perspective “%s”. Showing Home."),
                            to->label);
  else
    text = g_strdup_printf (_ ("Perspective: %s"), to->label);
  obs_toast_hide (OBS_TOAST (self->toast));
  obs_window_go (self, view);
  obs_window_say (self, text);
  if (g_str_equal (question, "home")
      && !g_str_equal (obs_history_peek_back (self->history)->question, "home"))
    obs_toast_show (OBS_TOAST (self->toast), text, NULL, NULL);
}

/* "filter:sector=logistics" */
static void
open_filter (ObsWindow *self, const char *filter)
{
  g_auto (GStrv) parts = g_strsplit (filter, "=", 2);

  if (g_strv_length (parts) == 2)
    obs_window_change (self, parts[0], parts[1]);
}

/* The register, with one source open. */
static void
open_source (ObsWindow *self, const char *id)
{
  g_autoptr (ObsView) view = obs_window_view_for (self, "sources");

  obs_view_set (view, "select", id);
  obs_shell_set_pane (OBS_SHELL (self->shell), OBS_PANE_CONTENT);
  obs_window_go (self, view);
}

/* The taxonomy, with one concept open; what was being looked for stays. */
static void
open_concept (ObsWindow *self, const char *code)
{
  const ObsView *present = obs_history_get_view (self->history);
  g_autoptr (ObsView) view = obs_window_view_for (self, "taxonomy");

  obs_view_set (view, "tab", NULL);
  obs_view_set (view, "select", code);
  if (present != NULL && g_str_equal (present->question, "taxonomy"))
    obs_view_set (view, "find", present->find);
  obs_shell_set_pane (OBS_SHELL (self->shell), OBS_PANE_CONTENT);
  obs_window_go (self, view);
}

static void
open_card (ObsWindow *self, const char *row)
{
  gint64 number = -1;

  if (!g_ascii_string_to_signed (row, 10, -1, G_MAXINT, &number, NULL))
    return;
  self->details_open = TRUE;
  self->details_asked = TRUE;
  obs_window_update_layout (self);
  obs_question_page_show_card (OBS_QUESTION_PAGE (self->question_page), (int) number);
  obs_shell_set_pane (OBS_SHELL (self->shell), OBS_PANE_DETAILS);
}

void
obs_window_open_link (ObsWindow *self, const char *link)
{
  g_autofree char *kind = NULL;
  const char *rest;

  g_return_if_fail (OBS_IS_WINDOW (self));

  if (link == NULL || (rest = strchr (link, ':')) == NULL)
    return;
  kind = g_strndup (link, (gsize) (rest - link));
  rest++;
  if (g_str_equal (kind, "question") || g_str_equal (kind, "recommendation")
      || g_str_equal (kind, "finding") || g_str_equal (kind, "term") || g_str_equal (kind, "page"))
    obs_window_go_question (self, rest);
  else if (g_str_equal (kind, "source"))
    open_source (self, rest);
  else if (g_str_equal (kind, "changes"))
    obs_window_open_changes (self, *rest != '\0' ? rest : NULL);
  else if (g_str_equal (kind, "taxonomy"))
    open_concept (self, rest);
  else if (g_str_equal (kind, "area"))
    obs_window_change (self, "place", rest);
  else if (g_str_equal (kind, "sector"))
    obs_window_change (self, "sector", rest);
  else if (g_str_equal (kind, "filter"))
    open_filter (self, rest);
  else if (g_str_equal (kind, "card"))
    open_card (self, rest);
  else if (obs_window_open_document (self, kind, rest))
    return;
  else if (g_str_equal (kind, "skills-observatory"))
    obs_window_open_address (self, link);
  else if (g_str_equal (kind, "https") || g_str_equal (kind, "http"))
    gtk_show_uri (GTK_WINDOW (self), link, GDK_CURRENT_TIME);
  else
    g_message ("There is nothing to open for “%s”", link);
}

void
obs_window_open_address (ObsWindow *self, const char *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsView) view = NULL;

  g_return_if_fail (OBS_IS_WINDOW (self));

  if (obs_store_get_journeys (self->store) == NULL)
    {
      g_free (self->first_address);
      self->first_address = g_strdup (address);
      return;
    }
  if (obs_window_open_origin_address (self, address)
      || obs_window_open_document_address (self, address))
    return;
  view = obs_view_from_address (address, &error);
  if (view == NULL)
    {
      obs_window_say (self, error->message);
      obs_toast_show (OBS_TOAST (self->toast), error->message, NULL, NULL);
      return;
    }
  if (g_str_has_prefix (address, TAXONOMY_ADDRESS) && view->select != NULL)
    {
      open_concept (self, view->select);
      return;
    }
  obs_shell_set_pane (OBS_SHELL (self->shell), OBS_PANE_CONTENT);
  obs_window_go (self, view);
}
