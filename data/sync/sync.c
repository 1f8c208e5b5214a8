/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/sync.h"

#include "data/edition/edition.h"
#include "data/error.h"
#include "data/sync/address.h"
#include "data/sync/home-private.h"
#include "data/sync/index.h"
#include "data/sync/origin.h"
#include "data/sync/transport.h"
#include "data/sync/unpack.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define PROGRESS_INTERVAL (G_USEC_PER_SEC / 10)

/* One run, from the first request to the last rename. */
typedef struct
{
  char *url;
  char *host;
  char *home;
  ObsSyncMode mode;
  ObsTransport *transport;
  ObsOrigin *origin; /* what was known of the address before; nullable */
  ObsIndex *index;
  GCancellable *cancellable;
  ObsSyncResult *result;

  ObsSyncProgressFunc progress;
  gpointer user_data;
  const char *stage;
  gint64 told; /* monotonic time of the last progress */
} Run;

/* What this computer has, in the origin's series. */
typedef struct
{
  char *sha256; /* of the edition in use; NULL where it is damaged or of another series */
  char *newest; /* newest date held; NULL: none */
  char *name;   /* folder name of the edition in use; NULL: none in the home */
} Held;

static void
run_clear (Run *run)
{
  g_free (run->url);
  g_free (run->host);
  g_free (run->home);
  g_clear_pointer (&run->transport, obs_transport_free);
  g_clear_pointer (&run->origin, obs_origin_free);
  g_clear_pointer (&run->index, obs_index_free);
  g_clear_pointer (&run->result, obs_sync_result_free);
}

static void
held_clear (Held *held)
{
  g_free (held->sha256);
  g_free (held->newest);
  g_free (held->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Held, held_clear)

void
obs_sync_result_free (ObsSyncResult *result)
{
  g_free (result->edition);
  g_free (result->date);
  g_free (result);
}

/* Tells at most ten times a second, and always the end of a stage. */
static void
tell_cb (guint64 done, guint64 total, gpointer user_data)
{
  Run *run = user_data;
  gint64 now = g_get_monotonic_time ();
  ObsSyncProgress progress = { (char *) run->stage, done, total };

  if (run->progress == NULL || (now - run->told < PROGRESS_INTERVAL && done != total))
    return;
  run->told = now;
  run->progress (&progress, run->user_data);
}

static void
enter_stage (Run *run, const char *stage)
{
  ObsSyncProgress progress = { (char *) stage, 0, 0 };

  run->stage = stage;
  run->told = g_get_monotonic_time ();
  if (run->progress != NULL)
    run->progress (&progress, run->user_data);
}

/* Asks for the list of editions. The one that is kept serves where the host has no newer one. */
static gboolean
ask (Run *run, GError **error)
{
  g_autofree char *url = g_strconcat (run->url, "index.json", NULL);
  g_autofree char *text = NULL;
  g_autofree char *etag = NULL;
  g_autoptr (GError) local = NULL;
  const char *known = run->origin != NULL ? run->origin->etag : NULL;
  ObsOrigin heard;
  gsize length = 0;

  enter_stage (run, _ ("Asking for the newest edition"));
  if (known != NULL)
    {
      /* A kept list that cannot be read any more is no reason to be told "not modified". */
      run->index
          = obs_index_parse (run->origin->index, strlen (run->origin->index), run->host, NULL);
      if (run->index == NULL)
        known = NULL;
    }
  text = obs_transport_fetch_text (run->transport, url, known, &length, &etag, run->cancellable,
                                   &local);
  if (g_error_matches (local, OBS_ERROR, OBS_ERROR_NOT_MODIFIED))
    return TRUE;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  g_clear_pointer (&run->index, obs_index_free);
  run->index = obs_index_parse (text, length, run->host, error);
  if (run->index == NULL)
    return FALSE;
  if (run->origin != NULL && strcmp (run->origin->id, run->index->origin) != 0)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_CHECKSUM,
                   _ ("%s now offers the editions of “%s” instead of “%s”, so nothing was fetched. "
                      "Ask the publisher whether that is meant. The edition on this computer stays "
                      "in use."),
                   run->host, run->index->origin, run->origin->id);
      return FALSE;
    }
  /* Only to ask changes nothing on this computer. */
  if (run->mode == OBS_SYNC_CHECK_ONLY)
    return TRUE;
  heard = (ObsOrigin){ run->url, run->index->origin, etag, text };
  return obs_origin_save (run->home, &heard, error);
}

static void
hold (Held *held, const char *date)
{
  if (held->newest == NULL || strcmp (date, held->newest) > 0)
    {
      g_free (held->newest);
      held->newest = g_strdup (date);
    }
}

/* The edition that came with the program counts as held where nothing else is in use. */
static void
look_at_bundled (Run *run, Held *held)
{
  g_autofree char *path = obs_home_bundled ();
  g_autoptr (ObsEdition) edition = path == NULL ? NULL : obs_edition_open (path, NULL);
  const ObsEditionInfo *info;

  if (edition == NULL)
    return;
  info = obs_edition_get_info (edition);
  if (strcmp (info->id, run->index->origin) != 0 || !obs_index_is_date (info->date))
    return;
  hold (held, info->date);
  held->sha256 = obs_digest_file (path, NULL, NULL, NULL, run->cancellable, NULL);
}

/* The whole of the current edition is read: a damaged one has to be brought in again. */
static gboolean
look_at_home (Run *run, Held *held, GError **error)
{
  g_autoptr (GPtrArray) list = obs_home_list (run->home, error);
  gboolean in_use = FALSE;

  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    {
      const ObsInstalled *installed = list->pdata[i];
      g_autoptr (ObsVerified) verified = obs_home_look (run->home, installed->name, NULL);

      if (verified == NULL)
        continue;
      if (installed->current
          && !obs_home_verify (run->home, installed->name, run->cancellable, NULL))
        continue;
      in_use |= installed->current;
      if (installed->current)
        held->name = g_strdup (installed->name);
      if (strcmp (verified->id, run->index->origin) != 0)
        continue;
      hold (held, installed->date);
      if (installed->current)
        held->sha256 = g_strdup (installed->sha256);
    }
  if (!in_use)
    look_at_bundled (run, held);
  return !g_cancellable_set_error_if_cancelled (run->cancellable, error);
}

static gboolean
set_wrong_file (Run *run, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_CHECKSUM,
               _ ("The file that came from %s is not the one that was promised, so it was thrown "
                  "away. Try again later. The edition on this computer stays in use."),
               run->host);
  return FALSE;
}

static gboolean
fetch_packed (Run *run, const ObsIndexEntry *entry, const char *part, GError **error)
{
  g_autofree char *url = g_strconcat (run->url, entry->file, NULL);

  /* A part of an earlier run may be of another file, or damaged: then once more from the start. */
  for (;;)
    {
      g_autofree char *found = NULL;
      ObsTransportTally tally;
      guint64 length = 0;
      gboolean whole;

      enter_stage (run, _ ("Fetching the edition"));
      whole = obs_transport_fetch_file (run->transport, url, part, entry->length, tell_cb, run,
                                        &tally, run->cancellable, error);
      run->result->fetched += tally.fetched;
      if (!whole)
        return FALSE;
      enter_stage (run, _ ("Checking the edition"));
      found = obs_digest_file (part, &length, tell_cb, run, run->cancellable, error);
      if (found == NULL)
        return FALSE;
      if (length == entry->length && strcmp (found, entry->sha256) == 0)
        return TRUE;
      obs_platform_remove (part);
      if (!tally.resumed)
        return set_wrong_file (run, error);
    }
}

/* The packed file lies in staging and is right: unpack, check, bring in. */
static gboolean
install_packed (Run *run, const ObsIndexEntry *entry, const char *part, GError **error)
{
  g_autofree char *plain_name = g_strconcat (entry->sha256, ".sqlite", NULL);
  g_autofree char *plain = obs_home_staging (run->home, plain_name);

  if (!obs_unpack (part, plain, entry->plain_length, entry->plain_sha256, tell_cb, run,
                   run->cancellable, error))
    return FALSE;
  enter_stage (run, _ ("Checking the edition"));
  run->result->edition
      = obs_home_take (run->home, plain, entry->plain_sha256, run->index->origin, entry->date,
                       run->mode == OBS_SYNC_INSTALL, run->cancellable, error);
  obs_platform_remove (plain);
  return run->result->edition != NULL;
}

static gboolean
bring_in (Run *run, const ObsIndexEntry *entry, GError **error)
{
  g_autofree char *part_name = g_strconcat (entry->sha256, ".part", NULL);
  g_autofree char *part = obs_home_staging (run->home, part_name);
  g_autoptr (GError) local = NULL;
  guint64 have = 0;
  GStatBuf st;

  obs_home_clean_staging (run->home, part_name);
  if (g_stat (part, &st) == 0)
    have = MIN ((guint64) st.st_size, entry->length);
  if (!obs_home_need_space (run->home, entry->length - have + entry->plain_length, error)
      || !fetch_packed (run, entry, part, error))
    return FALSE;

  if (install_packed (run, entry, part, &local))
    {
      obs_home_clean_staging (run->home, NULL);
      return TRUE;
    }
  /* Kept where only the person or the disk was in the way: it need not come again. */
  if (local->domain == OBS_ERROR && local->code != OBS_ERROR_NO_SPACE
      && local->code != OBS_ERROR_FAILED)
    obs_platform_remove (part);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* An edition that is here already is only looked through and switched to. */
static gboolean
is_here (Run *run, const ObsIndexEntry *entry)
{
  g_autoptr (ObsVerified) verified = obs_home_look (run->home, entry->name, NULL);

  return verified != NULL && strcmp (verified->sha256, entry->plain_sha256) == 0
         && obs_home_verify (run->home, entry->name, run->cancellable, NULL);
}

static gboolean
act (Run *run, const ObsIndexEntry *entry, GError **error)
{
  ObsSyncResult *result = run->result;

  result->date = g_strdup (entry->date);
  if (run->mode == OBS_SYNC_CHECK_ONLY)
    {
      result->outcome = OBS_SYNC_AVAILABLE;
      return TRUE;
    }
  if (is_here (run, entry))
    {
      if (run->mode == OBS_SYNC_INSTALL
          && !obs_home_switch (run->home, entry->name, run->cancellable, error))
        return FALSE;
      result->edition = g_strdup (entry->name);
      obs_home_clean_staging (run->home, NULL);
    }
  else if (!bring_in (run, entry, error))
    return FALSE;
  result->outcome = run->mode == OBS_SYNC_INSTALL ? OBS_SYNC_INSTALLED : OBS_SYNC_STAGED;
  return TRUE;
}

static gboolean
run_locked (Run *run, GError **error)
{
  g_auto (Held) held = { 0 };
  g_autoptr (GError) local = NULL;
  const ObsIndexEntry *entry;

  if (!ask (run, error) || !look_at_home (run, &held, error))
    return FALSE;
  entry = obs_index_offer (run->index, held.newest, held.sha256, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (entry != NULL)
    return act (run, entry, error);

  run->result->outcome = OBS_SYNC_UP_TO_DATE;
  run->result->date = g_strdup (held.newest);
  run->result->edition = g_strdup (held.name);
  if (run->mode != OBS_SYNC_CHECK_ONLY)
    obs_home_clean_staging (run->home, NULL);
  return TRUE;
}

ObsSyncResult *
obs_sync_run (const char *url, const char *home_dir, ObsSyncMode mode, ObsSyncProgressFunc progress,
              gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_auto (Run) run = { 0 };
  g_autoptr (ObsLock) lock = NULL;

  run.url = obs_address_parse (url, error);
  if (run.url == NULL)
    return NULL;
  run.host = obs_address_host (run.url);
  run.home = home_dir != NULL ? g_canonicalize_filename (home_dir, NULL) : obs_home_default ();
  run.mode = mode;
  run.cancellable = cancellable;
  run.progress = progress;
  run.user_data = user_data;
  run.result = g_new0 (ObsSyncResult, 1);
  if (mode != OBS_SYNC_CHECK_ONLY)
    {
      lock = obs_home_lock (run.home, error);
      if (lock == NULL)
        return NULL;
    }
  run.transport = obs_transport_new (NULL);
  run.origin = obs_origin_load (run.home, run.url);
  if (!run_locked (&run, error))
    return NULL;
  return g_steal_pointer (&run.result);
}
