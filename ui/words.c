/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/words.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

static GDateTime *
parse_date (const char *iso)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  char **parts;
  GDateTime *date = NULL;

  if (iso == NULL || strlen (iso) < 10)
    return NULL;
  if (strchr (iso, 'T') != NULL)
    return g_date_time_new_from_iso8601 (iso, utc);
  parts = g_strsplit (iso, "-", 3);
  if (g_strv_length (parts) == 3)
    date = g_date_time_new (utc, atoi (parts[0]), atoi (parts[1]), atoi (parts[2]), 0, 0, 0);
  g_strfreev (parts);
  return date;
}

char *
obs_words_date (const char *iso)
{
  g_autoptr (GDateTime) date = parse_date (iso);

  if (date == NULL)
    return g_strdup (iso != NULL ? iso : "");
  /* Translators: a date with a short month, as GDateTime formats it: "11 Feb 2022". */
  return g_date_time_format (date, _ ("%-e %b %Y"));
}

char *
obs_words_time (const char *iso)
{
  g_autoptr (GDateTime) date = parse_date (iso);
  g_autoptr (GDateTime) local = date != NULL ? g_date_time_to_local (date) : NULL;

  if (local == NULL)
    return g_strdup (iso != NULL ? iso : "");
  /* Translators: date and time, as GDateTime formats it: "11 Feb 2022, 14:05". */
  return g_date_time_format (local, _ ("%-e %b %Y, %H:%M"));
}

char *
obs_words_age (const char *iso, GDateTime *now)
{
  g_autoptr (GDateTime) date = parse_date (iso);
  gint64 days;

  if (date == NULL)
    return g_strdup ("");
  days = g_date_time_difference (now, date) / G_TIME_SPAN_DAY;
  if (days < 0)
    return g_strdup (_ ("dated later than today by the clock of this computer"));
  if (days == 0)
    return g_strdup (_ ("dated today"));
  if (days < 60)
    return g_strdup_printf (ngettext ("%d day old", "%d days old", (gulong) days), (int) days);
  if (days < 730)
    return g_strdup_printf (ngettext ("%d month old", "%d months old", (gulong) (days / 30)),
                            (int) (days / 30));
  return g_strdup_printf (ngettext ("%d year old", "%d years old", (gulong) (days / 365)),
                          (int) (days / 365));
}

const char *
obs_words_choice (GPtrArray *choices, const char *key)
{
  for (guint i = 0; choices != NULL && key != NULL && i < choices->len; i++)
    {
      const ObsChoice *choice = g_ptr_array_index (choices, i);

      if (g_str_equal (choice->key, key))
        return choice->label;
    }
  return NULL;
}

const char *
obs_words_area (const ObsJourneys *journeys, const char *code)
{
  const ObsArea *area = journeys != NULL ? obs_areas_find (journeys->places, code) : NULL;

  return area != NULL ? area->name : NULL;
}

const ObsPerspective *
obs_words_perspective (const ObsJourneys *journeys, const char *key)
{
  for (guint i = 0; journeys != NULL && key != NULL && i < journeys->perspectives->len; i++)
    {
      const ObsPerspective *perspective = g_ptr_array_index (journeys->perspectives, i);

      if (g_str_equal (perspective->key, key))
        return perspective;
    }
  return NULL;
}

const ObsJourneyQuestion *
obs_words_question (const ObsPerspective *perspective, const char *key)
{
  for (guint i = 0; perspective != NULL && key != NULL && i < perspective->questions->len; i++)
    {
      const ObsJourneyQuestion *question = g_ptr_array_index (perspective->questions, i);

      if (g_str_equal (question->key, key))
        return question;
    }
  return NULL;
}

static char *
place_without_filter (const ObsJourneys *journeys, const ObsView *view)
{
  const ObsPerspective *perspective = obs_words_perspective (journeys, view->perspective);
  const ObsJourneyQuestion *question = obs_words_question (perspective, view->question);

  if (g_str_equal (view->question, "home"))
    /* Translators: the front page of a perspective, "Employer home". */
    return g_strdup_printf (_ ("%s home"), perspective != NULL ? perspective->label : "");
  if (g_str_equal (view->question, "editions"))
    return g_strdup (_ ("Editions"));
  if (g_str_equal (view->question, "changes"))
    return g_strdup (_ ("What changed"));
  if (g_str_equal (view->question, "sources"))
    return g_strdup (_ ("Sources"));
  if (g_str_equal (view->question, "document"))
    return g_strdup (_ ("Document"));
  if (g_str_equal (view->question, "statement"))
    return g_strdup (_ ("Statement"));
  if (g_str_equal (view->question, "taxonomy"))
    return g_strdup (_ ("Taxonomy"));
  if (question != NULL)
    return g_strdup_printf ("%s %s", question->key, question->label);
  for (guint i = 0; journeys != NULL && i < journeys->perspectives->len; i++)
    {
      question = obs_words_question (g_ptr_array_index (journeys->perspectives, i), view->question);
      if (question != NULL)
        return g_strdup_printf ("%s %s", question->key, question->label);
    }
  if (view->question[0] == 'R' && g_ascii_isdigit (view->question[1]))
    return g_strdup_printf (_ ("Recommendation %s"), view->question + 1);
  return g_strdup (view->question);
}

char *
obs_words_place (const ObsJourneys *journeys, const ObsView *view)
{
  g_autofree char *place = place_without_filter (journeys, view);
  const char *sector = journeys != NULL ? obs_words_choice (journeys->sectors, view->sector) : NULL;

  if (sector == NULL)
    return g_steal_pointer (&place);
  /* Translators: a question and the sector it is shown for: "E1 What matters most in Logistics". */
  return g_strdup_printf (_ ("%s in %s"), place, sector);
}

char *
obs_words_change (const ObsJourneys *journeys, const char *key, const char *value)
{
  gboolean clears = value == NULL || *value == '\0' || g_str_equal (value, "all");
  const char *label = NULL;

  if (g_str_equal (key, "sector"))
    {
      label = obs_words_choice (journeys != NULL ? journeys->sectors : NULL, value);
      return clears ? g_strdup (_ ("Filter: all sectors"))
                    : g_strdup_printf (_ ("Filter: %s"), label != NULL ? label : value);
    }
  if (g_str_equal (key, "place"))
    {
      label = obs_words_area (journeys, value);
      return clears ? g_strdup (_ ("Filter: whole area"))
                    : g_strdup_printf (_ ("Filter: %s"), label != NULL ? label : value);
    }
  if (g_str_equal (key, "size"))
    return clears ? g_strdup (_ ("Filter: all sizes")) : g_strdup_printf (_ ("Filter: %s"), value);
  if (g_str_equal (key, "ksb"))
    return g_strdup_printf (_ ("Show %s"), clears ? "K, S, B" : value);
  if (g_str_equal (key, "src"))
    return g_strdup (_ ("Data"));
  if (g_str_equal (key, "sort"))
    return g_strdup (_ ("Sort"));
  if (g_str_equal (key, "range"))
    return g_strdup (_ ("Likely range"));
  if (g_str_equal (key, "pin"))
    return g_strdup (_ ("Pin"));
  if (g_str_equal (key, "cmp"))
    return g_strdup (_ ("Areas to compare"));
  if (g_str_equal (key, "layout"))
    return g_strdup (_ ("Index or counts"));
  if (g_str_equal (key, "class") || g_str_equal (key, "status"))
    return g_strdup (_ ("Narrow the sources"));
  return g_strdup (_ ("Change"));
}
