/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/view.h"

#include "data/engine/plan.h"
#include "data/error.h"

#include <glib/gi18n.h>
#include <string.h>

#define ADDRESS "skills-observatory:"

static char *
join (const GPtrArray *keys)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < keys->len; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (keys, i));
  return g_string_free (g_steal_pointer (&words), FALSE);
}

GPtrArray *
obs_command_question_keys (const ObsJourneys *journeys)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < journeys->perspectives->len; i++)
    {
      const ObsPerspective *perspective = g_ptr_array_index (journeys->perspectives, i);

      for (guint j = 0; j < perspective->questions->len; j++)
        {
          const ObsJourneyQuestion *question = g_ptr_array_index (perspective->questions, j);

          if (!g_ptr_array_find_with_equal_func (keys, question->key, g_str_equal, NULL))
            g_ptr_array_add (keys, g_strdup (question->key));
        }
    }
  return keys;
}

static const ObsPerspective *
find_perspective (const ObsJourneys *journeys, const char *key)
{
  for (guint i = 0; i < journeys->perspectives->len; i++)
    {
      const ObsPerspective *perspective = g_ptr_array_index (journeys->perspectives, i);

      if (strcmp (perspective->key, key) == 0)
        return perspective;
    }
  return NULL;
}

/* Without --perspective: the first one that asks the question, else the first of all. */
static const char *
default_perspective (const ObsJourneys *journeys, const char *question)
{
  for (guint i = 0; i < journeys->perspectives->len; i++)
    {
      const ObsPerspective *perspective = g_ptr_array_index (journeys->perspectives, i);

      for (guint j = 0; j < perspective->questions->len; j++)
        if (strcmp (
                ((const ObsJourneyQuestion *) g_ptr_array_index (perspective->questions, j))->key,
                question)
            == 0)
          return perspective->key;
    }
  return journeys->perspectives->len > 0
             ? ((const ObsPerspective *) g_ptr_array_index (journeys->perspectives, 0))->key
             : "";
}

static gboolean
check_perspective (const ObsJourneys *journeys, const char *key)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  g_autofree char *known = NULL;

  if (find_perspective (journeys, key) != NULL)
    return TRUE;
  for (guint i = 0; i < journeys->perspectives->len; i++)
    g_ptr_array_add (keys,
                     ((const ObsPerspective *) g_ptr_array_index (journeys->perspectives, i))->key);
  known = join (keys);
  obs_command_usage (_ ("“%s” is not a perspective; the perspectives are: %s."), key, known);
  return FALSE;
}

/* One --filter. The values are held against what the edition knows. */
static gboolean
set_filter (ObsEdition *edition, const ObsJourneys *journeys, ObsView *view, const char *filter,
            ObsExit *status)
{
  static const char *const known_keys[] = { "sector", "place", "size", NULL };
  g_auto (GStrv) pair = g_strsplit (filter, "=", 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) choices = NULL;
  g_autofree char *known = NULL;

  *status = OBS_EXIT_USAGE;
  if (pair[0] == NULL || pair[1] == NULL || *pair[1] == '\0')
    {
      obs_command_usage (_ ("“%s” is not a filter; write it as KEY=VALUE, as in sector=logistics."),
                         filter);
      return FALSE;
    }
  if (!g_strv_contains (known_keys, pair[0]))
    {
      obs_command_usage (_ ("“%s” is not a filter; the filters are: sector, place, size."),
                         pair[0]);
      return FALSE;
    }
  /* Any area will do; the sentence about a wrong one names those of the place. */
  if (strcmp (pair[0], "place") == 0 && obs_areas_find (journeys->places, pair[1]) != NULL)
    return obs_view_set (view, pair[0], pair[1]);
  choices = obs_plan_choices (edition, pair[0], &error);
  if (choices == NULL)
    {
      *status = obs_command_fail (error);
      return FALSE;
    }
  if (strcmp (pair[1], "all") != 0 && !obs_choices_have (choices, pair[1]))
    {
      known = obs_choices_words (choices);
      obs_command_usage (_ ("“%s” is not known as “%s”; there are: %s."), pair[1], pair[0], known);
      return FALSE;
    }
  return obs_view_set (view, pair[0], pair[1]);
}

/* What was asked for by name has to be what came out: a silent fall-back would be a wrong answer.
 */
static gboolean
check_answer (const ObsFigure *figure, const ObsViewOptions *options)
{
  g_autofree char *known = NULL;

  if (options->data != NULL && g_strcmp0 (options->data, figure->data) != 0)
    {
      known = obs_choices_words (figure->data_choices);
      obs_command_usage (_ ("There is no “%s” data for this question; there is: %s."),
                         options->data, known);
      return FALSE;
    }
  if (options->ksb != NULL && g_strcmp0 (options->ksb, figure->ksb) != 0)
    {
      known = obs_choices_words (figure->ksb_choices);
      if (figure->ksb_choices->len == 0)
        obs_command_usage (_ ("This question does not part by K, S and B, so “%s” has no place."),
                           options->ksb);
      else
        obs_command_usage (_ ("“%s” does not stand apart in this question; there are: %s."),
                           options->ksb, known);
      return FALSE;
    }
  if (options->sort != NULL && g_strcmp0 (options->sort, figure->sort) != 0)
    {
      known = obs_choices_words (figure->sort_choices);
      if (figure->sort_choices->len == 0)
        obs_command_usage (_ ("The rows of this question have one order only; “%s” has no place."),
                           options->sort);
      else
        obs_command_usage (_ ("“%s” is not an order of this question; the orders are: %s."),
                           options->sort, known);
      return FALSE;
    }
  return TRUE;
}

static ObsView *
make_view (ObsEdition *edition, const ObsJourneys *journeys, const char *question,
           const ObsViewOptions *options, ObsExit *status)
{
  g_autoptr (ObsView) view = NULL;
  g_autoptr (GError) error = NULL;

  *status = OBS_EXIT_USAGE;
  if (g_str_has_prefix (question, ADDRESS))
    {
      view = obs_view_from_address (question, &error);
      if (view == NULL)
        {
          obs_command_usage ("%s", error->message);
          return NULL;
        }
      if (options->perspective != NULL)
        {
          g_free (view->perspective);
          view->perspective = g_strdup (options->perspective);
        }
      if (view->unknown != NULL)
        obs_command_say (_ ("Parts of the address are not known here and were passed over: %s."),
                         view->unknown);
    }
  else
    view = obs_view_new (options->perspective != NULL ? options->perspective
                                                      : default_perspective (journeys, question),
                         question);
  if (!check_perspective (journeys, view->perspective))
    return NULL;
  for (guint i = 0; options->filters != NULL && options->filters[i] != NULL; i++)
    if (!set_filter (edition, journeys, view, options->filters[i], status))
      return NULL;
  if (options->data != NULL)
    obs_view_set (view, "src", options->data);
  if (options->ksb != NULL)
    obs_view_set (view, "ksb", options->ksb);
  if (options->sort != NULL)
    obs_view_set (view, "sort", options->sort);
  return g_steal_pointer (&view);
}

ObsFigure *
obs_command_answer_view (const char *question, const ObsViewOptions *options, gboolean *ranges,
                         ObsExit *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsEdition) edition = obs_command_open (options->edition, &error);
  g_autoptr (ObsJourneys) journeys = NULL;
  g_autoptr (ObsView) view = NULL;
  g_autoptr (ObsFigure) figure = NULL;

  if (edition != NULL)
    journeys = obs_journeys_load (edition, &error);
  if (journeys == NULL)
    {
      *status = obs_command_fail (error);
      return NULL;
    }
  view = make_view (edition, journeys, question, options, status);
  if (view == NULL)
    return NULL;
  figure = obs_answer (edition, view, obs_command_cancellable (), &error);
  *status = OBS_EXIT_USAGE;
  if (g_error_matches (error, OBS_ERROR, OBS_ERROR_NOT_FOUND))
    {
      g_autoptr (GPtrArray) keys = obs_command_question_keys (journeys);
      g_autofree char *known = join (keys);

      obs_command_usage (_ ("“%s” is not a question; the questions are: %s."), view->question,
                         known);
      return NULL;
    }
  if (figure == NULL)
    {
      *status = obs_command_fail (error);
      return NULL;
    }
  if (!check_answer (figure, options))
    return NULL;
  if (ranges != NULL)
    *ranges = view->ranges;
  *status = OBS_EXIT_OK;
  return g_steal_pointer (&figure);
}
