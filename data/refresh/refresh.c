/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/refresh/refresh-private.h"

#include "data/error.h"
#include "data/sync/digest.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define KEEP 3

static void
line_free (gpointer data)
{
  ObsRefreshSource *line = data;

  g_free (line->id);
  g_free (line->status);
  g_free (line->error);
  g_free (line->note);
  g_free (line->released);
  g_free (line->next_release);
  g_free (line->checked);
  g_free (line->retrieved);
  g_free (line);
}

void
obs_refresh_report_free (ObsRefreshReport *report)
{
  g_ptr_array_unref (report->sources);
  g_ptr_array_unref (report->notices);
  g_free (report->date);
  g_free (report->build_words);
  g_free (report->build_json);
  g_free (report);
}

void
obs_refresh_tell (ObsRefresh *self, const char *what, const char *source, guint64 done,
                  guint64 total)
{
  if (self->inputs->progress != NULL)
    self->inputs->progress (what, source, done, total, self->inputs->user_data);
}

ObsRefreshSource *
obs_refresh_line (ObsRefresh *self, const char *id)
{
  ObsRefreshSource *line;
  guint at = 0;

  for (; at < self->report->sources->len; at++)
    {
      int order;

      line = g_ptr_array_index (self->report->sources, at);
      order = strcmp (line->id, id);
      if (order == 0)
        return line;
      if (order > 0)
        break;
    }
  line = g_new0 (ObsRefreshSource, 1);
  line->id = g_strdup (id);
  line->added = line->revised = line->withdrawn = -1;
  g_ptr_array_insert (self->report->sources, (int) at, line);
  return line;
}

char *
obs_refresh_descriptors_hash (const ObsRefresh *self, const char *id)
{
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();

  for (guint i = 0; i < self->feeds->len; i++)
    {
      const ObsFeed *feed = g_ptr_array_index (self->feeds, i);

      if (strcmp (feed->id, id) == 0)
        obs_digest_add (digest, feed->sha256, strlen (feed->sha256));
    }
  return obs_digest_finish (digest);
}

gboolean
obs_refresh_parse_day (const char *text, GDate *day)
{
  int year, month, date = 0;

  if (text == NULL || strlen (text) < 7
      || sscanf (text, strlen (text) == 7 ? "%4d-%2d" : "%4d-%2d-%2d", &year, &month, &date) < 2
      || month < 1 || month > 12 || year < 1)
    return FALSE;
  if (strlen (text) == 7)
    date = g_date_get_days_in_month ((GDateMonth) month, (GDateYear) year);
  if (date < 1 || !g_date_valid_dmy ((GDateDay) date, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  g_date_clear (day, 1);
  g_date_set_dmy (day, (GDateDay) date, (GDateMonth) month, (GDateYear) year);
  return TRUE;
}

char *
obs_refresh_day_text (const GDate *day)
{
  return g_strdup_printf ("%04u-%02d-%02u", g_date_get_year (day), (int) g_date_get_month (day),
                          g_date_get_day (day));
}

static guint
months_of (const ObsFeed *feed)
{
  if (g_strcmp0 (feed->calendar, "monthly") == 0)
    return 1;
  if (g_strcmp0 (feed->calendar, "quarterly") == 0)
    return 3;
  return g_strcmp0 (feed->calendar, "yearly") == 0 ? 12 : 0;
}

/* The release that is held: by its day, or by the day on which it came. */
static gboolean
held_release (const ObsSourceRecord *source, GDate *day)
{
  const ObsVersion *current = obs_source_current (source);

  return current != NULL
         && obs_refresh_parse_day (
             current->released != NULL ? current->released : current->retrieved, day);
}

/* The descriptor's date goes on by the calendar's step until it lies behind the release that is
 * held. A release a little before its day is that release. */
gboolean
obs_refresh_next_release (const ObsFeed *feed, const ObsSourceRecord *source, GDate *next)
{
  guint step = months_of (feed);
  guint early = step > 0 ? MIN (feed->grace, step * 10) : feed->grace;
  gboolean month = feed->next != NULL && strlen (feed->next) == 7;
  GDate held, before;

  if (!held_release (source, &held))
    return obs_refresh_parse_day (feed->next, next);
  if (!obs_refresh_parse_day (feed->next, next))
    {
      if (step == 0)
        return FALSE;
      *next = held;
      g_date_add_months (next, step);
      return TRUE;
    }
  for (;;)
    {
      before = *next;
      g_date_subtract_days (&before, early);
      if (g_date_compare (&held, &before) < 0)
        return TRUE;
      if (step == 0)
        return FALSE;
      g_date_add_months (next, step);
      if (month)
        g_date_set_day (next,
                        g_date_get_days_in_month (g_date_get_month (next), g_date_get_year (next)));
    }
}

/* @fed: and asked by this program. */
static gboolean
is_known (const ObsRefresh *self, const char *id, gboolean fed)
{
  for (guint i = 0; i < self->feeds->len; i++)
    {
      const ObsFeed *feed = g_ptr_array_index (self->feeds, i);

      if ((feed->urls != NULL || !fed) && strcmp (feed->id, id) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The first descriptor of a source that has a calendar; the first of all else. */
static const ObsFeed *
calendar_of (const ObsRefresh *self, const char *id)
{
  const ObsFeed *first = NULL;

  for (guint i = 0; i < self->feeds->len; i++)
    {
      const ObsFeed *feed = g_ptr_array_index (self->feeds, i);

      if (strcmp (feed->id, id) != 0)
        continue;
      if (feed->calendar != NULL || feed->next != NULL)
        return feed;
      if (first == NULL)
        first = feed;
    }
  return first;
}

static int
days_since (const ObsRefresh *self, const char *day)
{
  GDate date;

  return obs_refresh_parse_day (day, &date) ? g_date_days_between (&date, &self->today) : 0;
}

static const char *
graver (const char *one, const char *two)
{
  static const char *const order[] = { "dead", "late", "current" };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (strcmp (one, order[i]) == 0 || strcmp (two, order[i]) == 0)
      return order[i];
  return two;
}

const char *
obs_refresh_status (const ObsRefresh *self, const char *id, char **next, char **why)
{
  const ObsFeed *feed = calendar_of (self, id);
  const ObsSourceRecord *source = obs_state_source (self->state, id);
  g_autofree char *due_text = NULL;
  const char *fault = source->error != NULL ? source->error : source->refused;
  const char *status = fault != NULL ? "late" : "current";
  GDate due;

  *next = *why = NULL;
  if (obs_refresh_next_release (feed, source, &due))
    {
      int overdue = g_date_days_between (&due, &self->today);

      due_text = obs_refresh_day_text (&due);
      *next = feed->next != NULL && strlen (feed->next) == 7 ? g_strndup (due_text, 7)
                                                             : g_strdup (due_text);
      if (overdue > (int) feed->grace)
        status = graver (overdue > (int) feed->dead ? "dead" : "late", status);
      if (overdue > (int) feed->grace && fault == NULL)
        *why = g_strdup_printf (_ ("The release expected on %s has not come."), *next);
    }
  if (fault != NULL)
    *why = g_strdup (fault);
  /* Not reached for so long that nobody should rely on it. */
  if ((source->first_asked != NULL || source->succeeded != NULL)
      && days_since (self, source->succeeded != NULL ? source->succeeded : source->first_asked)
             > (int) feed->dead)
    {
      status = "dead";
      if (*why == NULL)
        *why = g_strdup_printf (_ ("The publisher was last reached on %s."), source->succeeded);
    }
  return status;
}

/* What the lines say beside the status. */
static void
finish_lines (ObsRefresh *self)
{
  self->report->n_late = 0;
  for (guint i = 0; i < self->report->sources->len; i++)
    {
      ObsRefreshSource *line = g_ptr_array_index (self->report->sources, i);
      const ObsSourceRecord *record = obs_state_source (self->state, line->id);
      const ObsVersion *version = obs_source_current (record);

      if (line->status == NULL)
        {
          g_autofree char *next = NULL;
          g_autofree char *why = NULL;

          line->status = g_strdup (obs_refresh_status (self, line->id, &next, &why));
          line->error = g_steal_pointer (&why);
          line->next_release = g_steal_pointer (&next);
        }
      line->checked = g_strdup (record->succeeded);
      line->released = g_strdup (version != NULL ? version->released : NULL);
      line->retrieved = g_strdup (version != NULL ? version->retrieved : NULL);
      line->files = version != NULL ? version->files->len : 0;
      self->report->n_late += strcmp (line->status, "current") != 0;
    }
}

/* FALSE with the first sentences where a descriptor is wrong. */
static gboolean
read_feeds (ObsRefresh *self, GError **error)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);

  self->folders = obs_build_list_folders (self->inputs->folders, error);
  if (self->folders == NULL)
    return FALSE;
  for (guint i = 0; self->folders[i] != NULL; i++)
    g_ptr_array_extend_and_steal (self->feeds, obs_feeds_in (self->folders[i], faults));
  if (faults->len == 0)
    return TRUE;
  g_ptr_array_set_size (faults, (int) MIN (faults->len, 20));
  g_ptr_array_add (faults, NULL);
  {
    g_autofree char *words = g_strjoinv ("\n", (char **) faults->pdata);

    g_set_error_literal (error, OBS_ERROR, OBS_ERROR_INPUT, words);
  }
  return FALSE;
}

static gboolean
check_ids (ObsRefresh *self, const char *const *ids, gboolean fed, GError **error)
{
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    if (!is_known (self, ids[i], fed))
      {
        g_set_error (error, OBS_ERROR, OBS_ERROR_USAGE,
                     fed ? _ ("No descriptor here fetches a source “%s”.")
                         : _ ("No descriptor here has the id “%s”."),
                     ids[i]);
        return FALSE;
      }
  return TRUE;
}

static gboolean
set_today (ObsRefresh *self, GError **error)
{
  const char *day = self->inputs->today;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *clock = g_date_time_format (now, "%Y-%m-%d");
  const char *dates[] = { day != NULL ? day : clock, self->inputs->date };
  GDate date;

  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    if (dates[i] != NULL && (strlen (dates[i]) != 10 || !obs_refresh_parse_day (dates[i], &date)))
      {
        g_set_error (error, OBS_ERROR, OBS_ERROR_USAGE, _ ("“%s” is not a date like 2025-03-27."),
                     dates[i]);
        return FALSE;
      }
  obs_refresh_parse_day (dates[0], &self->today);
  self->day = obs_refresh_day_text (&self->today);
  return TRUE;
}

static gboolean
ask_all (ObsRefresh *self, GError **error)
{
  for (guint i = 0; i < self->feeds->len; i++)
    {
      const ObsFeed *feed = g_ptr_array_index (self->feeds, i);

      if (feed->urls != NULL)
        obs_refresh_line (self, feed->id);
      else if (feed->unfilled != NULL)
        g_ptr_array_add (self->report->notices,
                         g_strdup_printf (_ ("“%s” is not fetched: fill in “set %s=” in %s, or put "
                                             "its file (%s) into a folder of the sources."),
                                          feed->id, feed->unfilled, feed->name,
                                          feed->files != NULL ? feed->files[0] : "–"));
    }
  for (guint i = 0; i < self->report->sources->len; i++)
    {
      const ObsRefreshSource *line = g_ptr_array_index (self->report->sources, i);

      if (!obs_refresh_source (self, line->id, error))
        return FALSE;
    }
  return TRUE;
}

static void
refresh_clear (ObsRefresh *self)
{
  g_free (self->day);
  g_strfreev (self->folders);
  g_clear_pointer (&self->feeds, g_ptr_array_unref);
  g_clear_pointer (&self->state, obs_state_close);
  g_clear_pointer (&self->fetch, obs_fetch_free);
  g_clear_pointer (&self->report, obs_refresh_report_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ObsRefresh, refresh_clear)

gboolean
obs_refresh (const ObsRefreshInputs *inputs, ObsRefreshReport **report, GCancellable *cancellable,
             GError **error)
{
  g_auto (ObsRefresh) self = { 0 };
  gboolean good;

  if (report != NULL)
    *report = NULL;
  self.inputs = inputs;
  self.cancellable = cancellable;
  self.feeds = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_feed_free);
  if (!set_today (&self, error) || !read_feeds (&self, error)
      || !check_ids (&self, inputs->only, TRUE, error)
      || !check_ids (&self, inputs->accept, FALSE, error))
    return FALSE;
  self.state = obs_state_open (inputs->state, error);
  if (self.state == NULL)
    return FALSE;
  self.fetch = obs_fetch_new (inputs->limits);
  self.report = g_new0 (ObsRefreshReport, 1);
  self.report->sources = g_ptr_array_new_with_free_func (line_free);
  self.report->notices = g_ptr_array_new_with_free_func (g_free);
  good = ask_all (&self, error) && obs_refresh_build (&self, error);
  finish_lines (&self);
  if (good)
    {
      obs_state_prune (self.state, inputs->keep > 0 ? inputs->keep : KEEP);
      good = obs_state_save (self.state, error);
      obs_refresh_tell (&self, "done", NULL, 0, 0);
    }
  if (report != NULL)
    *report = g_steal_pointer (&self.report);
  return good;
}
