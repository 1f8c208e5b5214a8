/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/publisher-private.h"

#include "data/error.h"
#include "data/sync/digest.h"
#include "data/sync/platform.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* Editions that are kept between runs: the last one (for the day's pack), and the last ones before
 * its week, its month and its quarter (for the roll-ups). The list is written before the
 * timestamp and may name an edition that never came to be published: what counts is the state that
 * the site's index names. */

static void
kept_free (ObsKept *kept)
{
  g_free (kept->date);
  g_free (kept->state);
  g_free (kept->sha256);
  g_free (kept);
}

int
obs_publish_period (ObsPeriod period, const char *date)
{
  int month = atoi (date) * 12 + atoi (date + 5) - 1;

  switch (period)
    {
    case OBS_PERIOD_WEEK:
      return month * 4 + MIN ((atoi (date + 8) - 1) / 7, 3);
    case OBS_PERIOD_QUARTER:
      return month / 3;
    case OBS_PERIOD_MONTH:
    default:
      return month;
    }
}

static guint
day_number (const char *date)
{
  g_autoptr (GDate) day
      = g_date_new_dmy ((GDateDay) atoi (date + 8), atoi (date + 5), (GDateYear) atoi (date));

  return g_date_get_julian (day);
}

int
obs_publish_days (const char *a, const char *b)
{
  return (int) day_number (b) - (int) day_number (a);
}

static char *
list_path (ObsPublishJob *job)
{
  return g_build_filename (job->work, "kept.json", NULL);
}

static char *
file_path (ObsPublishJob *job, gint64 number, const char *suffix)
{
  g_autofree char *name = g_strdup_printf ("edition-%" G_GINT64_FORMAT "%s", number, suffix);

  return g_build_filename (job->work, name, NULL);
}

static ObsKept *
read_kept (const ObsJson *from)
{
  ObsKept *kept = g_new0 (ObsKept, 1);
  const char *date = obs_json_string (obs_json_member (from, "date"));

  kept->date = g_strdup (date);
  kept->state = g_strdup (obs_json_string (obs_json_member (from, "state")));
  kept->sha256 = g_strdup (obs_json_string (obs_json_member (from, "sha256")));
  if (obs_json_integer (obs_json_member (from, "number"), &kept->number) && date != NULL
      && strlen (date) == 10 && kept->state != NULL && kept->sha256 != NULL)
    return kept;
  kept_free (kept);
  return NULL;
}

gboolean
obs_publish_kept_load (ObsPublishJob *job)
{
  g_autofree char *path = list_path (job);
  g_autofree char *text = NULL;
  g_autoptr (ObsJson) json = NULL;
  const ObsJson *list;
  gsize length;

  job->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) kept_free);
  if (g_file_get_contents (path, &text, &length, NULL))
    json = obs_json_read (text, length, NULL);
  if (json == NULL
      || g_strcmp0 (obs_json_string (obs_json_member (json, "origin_id")), job->chain->origin_id)
             != 0)
    return FALSE;
  list = obs_json_member (json, "editions");
  for (guint i = 0; i < obs_json_length (list); i++)
    {
      ObsKept *kept = read_kept (obs_json_element (list, i));

      /* One that was to follow what the site offers did not come to be. */
      if (kept != NULL && kept->number <= job->site->edition)
        g_ptr_array_add (job->kept, kept);
      else if (kept != NULL)
        kept_free (kept);
    }
  return TRUE;
}

static gboolean
write_list (ObsPublishJob *job, GError **error)
{
  g_autofree char *path = list_path (job);
  g_autoptr (ObsJson) json = obs_json_new_object ();
  ObsJson *list = obs_json_new_array ();
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < job->kept->len; i++)
    {
      const ObsKept *kept = job->kept->pdata[i];
      ObsJson *one = obs_json_new_object ();

      obs_json_set (one, "number", obs_json_new_integer (kept->number));
      obs_json_set (one, "date", obs_json_new_string (kept->date));
      obs_json_set (one, "state", obs_json_new_string (kept->state));
      obs_json_set (one, "sha256", obs_json_new_string (kept->sha256));
      obs_json_append (list, one);
    }
  obs_json_set (json, "origin_id", obs_json_new_string (job->chain->origin_id));
  obs_json_set (json, "editions", list);
  bytes = obs_json_canonical (json);
  return obs_publish_write (path, bytes, error);
}

const ObsKept *
obs_publish_kept_current (ObsPublishJob *job)
{
  for (guint i = 0; i < job->kept->len; i++)
    {
      const ObsKept *kept = job->kept->pdata[i];

      if (kept->number == job->site->edition
          && strcmp (kept->state, obs_site_text (job->site, "state")) == 0)
        return kept;
    }
  return NULL;
}

const ObsKept *
obs_publish_kept_before (ObsPublishJob *job, const char *date, ObsPeriod period)
{
  const ObsKept *found = NULL;

  for (guint i = 0; i < job->kept->len; i++)
    {
      const ObsKept *kept = job->kept->pdata[i];

      if (obs_publish_period (period, kept->date) < obs_publish_period (period, date)
          && (found == NULL || kept->number > found->number))
        found = kept;
    }
  return found;
}

static ObsManifest *
read_manifest (const char *path)
{
  char *text = NULL;
  gsize length;
  g_autoptr (GBytes) bytes = NULL;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  bytes = g_bytes_new_take (text, length);
  return obs_manifest_from_bytes (bytes, NULL);
}

char *
obs_publish_kept_path (ObsPublishJob *job, const ObsKept *kept, ObsManifest **manifest, char **why)
{
  g_autofree char *path = file_path (job, kept->number, ".sqlite");
  g_autofree char *manifest_path = file_path (job, kept->number, ".manifest");
  g_autofree char *found = obs_digest_file (path, NULL, NULL, NULL, job->cancellable, NULL);
  g_autoptr (ObsManifest) read = read_manifest (manifest_path);
  g_autofree char *state = read != NULL ? obs_manifest_state (read) : NULL;

  if (g_strcmp0 (found, kept->sha256) == 0 && g_strcmp0 (state, kept->state) == 0)
    {
      if (manifest != NULL)
        *manifest = g_steal_pointer (&read);
      return g_steal_pointer (&path);
    }
  if (why != NULL)
    *why
        = g_strdup_printf (_ ("The copy of edition %" G_GINT64_FORMAT " (%s) in the work folder is "
                              "missing or damaged."),
                           kept->number, kept->date);
  return NULL;
}

gboolean
obs_publish_kept_add (ObsPublishJob *job, GError **error)
{
  g_autofree char *path = file_path (job, job->number, ".sqlite");
  g_autofree char *manifest_path = file_path (job, job->number, ".manifest");
  g_autoptr (GBytes) bytes = obs_manifest_to_bytes (job->manifest);
  ObsKept *kept;

  g_clear_pointer (&job->db, sqlite3_close_v2);
  for (guint i = job->kept->len; i-- > 0;)
    if (((ObsKept *) job->kept->pdata[i])->number >= job->number)
      g_ptr_array_remove_index (job->kept, i);
  kept = g_new0 (ObsKept, 1);
  kept->number = job->number;
  kept->date = g_strdup (job->date);
  kept->state = g_strdup (job->state);
  kept->sha256 = g_strdup (job->copy_sha256);
  g_ptr_array_add (job->kept, kept);
  return obs_publish_write (manifest_path, bytes, error)
         && obs_platform_rename (job->copy, path, error) && write_list (job, error)
         && obs_platform_sync_folder (job->work, error);
}

void
obs_publish_kept_prune (ObsPublishJob *job)
{
  const ObsKept *week = obs_publish_kept_before (job, job->date, OBS_PERIOD_WEEK);
  const ObsKept *month = obs_publish_kept_before (job, job->date, OBS_PERIOD_MONTH);
  const ObsKept *quarter = obs_publish_kept_before (job, job->date, OBS_PERIOD_QUARTER);
  g_autoptr (GPtrArray) gone = g_ptr_array_new ();

  for (guint i = job->kept->len; i-- > 0;)
    {
      ObsKept *kept = job->kept->pdata[i];

      if (kept->number != job->number && kept != week && kept != month && kept != quarter)
        g_ptr_array_add (gone, g_ptr_array_steal_index (job->kept, i));
    }
  /* The list first: what it names is there. */
  if (gone->len > 0 && write_list (job, NULL))
    obs_platform_sync_folder (job->work, NULL);
  for (guint i = 0; i < gone->len; i++)
    {
      ObsKept *kept = gone->pdata[i];
      g_autofree char *path = file_path (job, kept->number, ".sqlite");
      g_autofree char *manifest = file_path (job, kept->number, ".manifest");

      obs_platform_remove (path);
      obs_platform_remove (manifest);
      kept_free (kept);
    }
}
