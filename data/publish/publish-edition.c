/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/publisher-private.h"

#include "data/edition/db.h"
#include "data/edition/edition.h"
#include "data/error.h"
#include "data/publish/disclosure-summary.h"
#include "data/sync/digest.h"
#include "data/sync/names.h"
#include "data/sync/platform.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* The edition that is to be published: a copy of its own, so that what is checked is what is
 * signed; its checks. */

#define BLOCK (256 * 1024)

static gboolean
copy_blocks (ObsPublishJob *job, FILE *in, int out, GError **error)
{
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();
  g_autofree guint8 *block = g_malloc (BLOCK);
  gsize n;

  while ((n = fread (block, 1, BLOCK, in)) > 0)
    {
      obs_digest_add (digest, block, n);
      job->copy_length += n;
      if (g_cancellable_set_error_if_cancelled (job->cancellable, error)
          || !obs_platform_write (out, job->copy, block, n, error))
        return FALSE;
    }
  if (ferror (in))
    {
      obs_platform_set_error (EIO, job->copy, error);
      return FALSE;
    }
  job->copy_sha256 = obs_digest_finish (digest);
  return TRUE;
}

static gboolean
copy_edition (ObsPublishJob *job, const char *edition, GError **error)
{
  FILE *in = g_fopen (edition, "rb");
  gboolean good = FALSE;
  int out;

  job->copy = g_build_filename (job->work, "new.sqlite", NULL);
  if (in == NULL)
    {
      obs_platform_set_error (errno, edition, error);
      return FALSE;
    }
  out = obs_platform_open (job->copy, FALSE, 0600, error);
  if (out >= 0)
    {
      good = copy_blocks (job, in, out, error);
      if (good)
        good = obs_platform_sync_close (out, job->copy, error);
      else
        g_close (out, NULL);
    }
  fclose (in);
  return good;
}

static gboolean
check_edition (ObsPublishJob *job, GError **error)
{
  g_autoptr (GPtrArray) faults = NULL;
  g_autoptr (GError) local = NULL;

  const char *what = NULL;

  if (obs_edition_check (job->copy, &faults, job->cancellable, &local))
    return TRUE;
  if (local != NULL && local->domain != OBS_ERROR)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  what = faults != NULL && faults->len > 0 ? faults->pdata[0] : local != NULL ? local->message : "";
  g_set_error (error, OBS_ERROR, local != NULL ? local->code : OBS_ERROR_CORRUPT,
               _ ("The edition was not published because it did not pass its checks: %s"), what);
  return FALSE;
}

static char *
ask_text (sqlite3 *db, const char *sql, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, sql, error);

  if (stmt == NULL || obs_db_step (stmt, NULL, error) < 0)
    return NULL;
  return g_strdup (obs_db_text (stmt, 0));
}

/* What the index says of it. Sources of businesses' own answers need the summary of their
 * protection. */
static gboolean
describe (ObsPublishJob *job, GError **error)
{
  g_autoptr (ObsEdition) edition = obs_edition_open (job->copy, error);
  const ObsEditionInfo *info;
  g_autofree char *primary = NULL;

  if (edition == NULL)
    return FALSE;
  info = obs_edition_get_info (edition);
  job->series = g_strdup (info->id);
  job->date = g_strdup (info->date);
  job->title = obs_publish_clean_text (info->title);
  job->licence = obs_publish_clean_text (info->licence);
  job->schema = OBS_SCHEMA_VERSION;
  job->data_to = ask_text (obs_edition_get_db (edition),
                           "SELECT max(substr(released, 1, 7)) FROM source", error);
  primary = ask_text (obs_edition_get_db (edition),
                      "SELECT id FROM source WHERE class = 'primary' LIMIT 1", error);
  if (job->data_to == NULL || primary == NULL)
    return FALSE;
  if (!obs_name_is_series (job->series) || !obs_name_is_date (job->date)
      || !obs_name_is_title (job->title))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("The edition “%s” of %s cannot be published: its name has to be lower-case "
                      "letters, digits and hyphens, its date YYYY-MM-DD, its title 1 to 200 "
                      "characters."),
                   job->series, job->date);
      return FALSE;
    }
  if (*primary != '\0' && job->plan->disclosure == NULL)
    {
      g_set_error (
          error, OBS_ERROR, OBS_ERROR_INPUT,
          _ ("The edition was not published: “%s” holds answers of real businesses. Name "
             "the summary of their protection, which “observatory build --disclosure FILE” "
             "writes, with --disclosure FILE."),
          primary);
      return FALSE;
    }
  return TRUE;
}

static gboolean
compare_with_site (ObsPublishJob *job, GError **error)
{
  const char *series = obs_site_text (job->site, "series");
  const char *date = obs_site_text (job->site, "date");

  if (job->site->index == NULL)
    return TRUE;
  if (strcmp (series, job->series) != 0
      || strcmp (obs_site_text (job->site, "origin_id"), job->chain->origin_id) != 0)
    {
      g_set_error (
          error, OBS_ERROR, OBS_ERROR_INPUT,
          strcmp (series, job->series) != 0
              ? _ ("This folder holds the editions of “%s”. Publish those of “%s” into a "
                   "folder of their own; nothing was changed.")
              : _ ("This folder holds the editions of “%s” that other keys signed. Publish "
                   "“%s” with those keys or into a new folder; nothing was changed."),
          series, job->series);
      return FALSE;
    }
  if (strcmp (job->date, date) >= 0)
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("The edition of %s was not published: the folder already offers the later one of "
                  "%s. Nothing was changed."),
               job->date, date);
  return FALSE;
}

gboolean
obs_publish_open_edition (ObsPublishJob *job, const char *edition, GError **error)
{
  g_autoptr (ObsEdition) given = obs_edition_open (edition, error);
  int rc;

  /* What is no edition at all is named by the name that the person gave. */
  if (given == NULL)
    return FALSE;
  g_clear_pointer (&given, obs_edition_close);
  obs_publish_say (job, _ ("Checking the edition"), 0, 0);
  if (!copy_edition (job, edition, error) || !check_edition (job, error) || !describe (job, error)
      || !compare_with_site (job, error))
    return FALSE;
  rc = sqlite3_open_v2 (job->copy, &job->db, SQLITE_OPEN_READONLY, NULL);
  if (rc != SQLITE_OK)
    {
      obs_db_set_error (job->db, rc, error);
      return FALSE;
    }
  if (job->plan->disclosure != NULL)
    job->disclosure
        = obs_disclosure_summary_read (job->plan->disclosure, job->copy_sha256, job->db, error);
  return job->plan->disclosure == NULL || job->disclosure != NULL;
}
