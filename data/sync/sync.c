/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/sync.h"

#include "data/edition/edition.h"
#include "data/error.h"
#include "data/sync/assemble.h"
#include "data/sync/names.h"
#include "data/sync/sync-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <time.h>

#define PROGRESS_INTERVAL (G_USEC_PER_SEC / 10)
#define INDEX_MOST (1024 * 1024) /* bytes of the packed index */

/* What this computer has of the origin. */
typedef struct
{
  ObsInstalled *newest; /* of this origin, whole; NULL: none */
  char *in_use;         /* folder name of the edition in use; NULL: none in the home, or damaged */
  GPtrArray *list;      /* of ObsInstalled * */
} Held;

static void
held_clear (Held *held)
{
  g_free (held->in_use);
  g_clear_pointer (&held->newest, obs_installed_free);
  g_clear_pointer (&held->list, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Held, held_clear)

void
obs_sync_run_clear (ObsSyncRun *run)
{
  g_free (run->home);
  g_clear_pointer (&run->origin, obs_origin_free);
  g_clear_pointer (&run->updater, obs_tuf_updater_free);
  g_clear_pointer (&run->bases, obs_bases_free);
  g_clear_pointer (&run->transport, obs_transport_free);
  g_free (run->etag);
  g_clear_pointer (&run->offer, obs_offer_free);
  g_free (run->verified);
  g_clear_pointer (&run->result, obs_sync_result_free);
}

void
obs_sync_result_free (ObsSyncResult *result)
{
  g_free (result->edition);
  g_free (result->date);
  g_free (result->origin_id);
  g_free (result->notice);
  g_free (result);
}

char *
obs_sync_result_route (const ObsSyncResult *result)
{
  switch (result->route)
    {
    case OBS_SYNC_ROUTE_PACKS:
      return g_strdup_printf (ngettext ("%u pack", "%u packs", result->files), result->files);
    case OBS_SYNC_ROUTE_SEGMENTS:
      return g_strdup_printf (
          ngettext ("%u segment that differs", "%u segments that differ", result->files),
          result->files);
    case OBS_SYNC_ROUTE_ALL:
      return g_strdup_printf (ngettext ("%u segment, the whole edition",
                                        "%u segments, the whole edition", result->files),
                              result->files);
    case OBS_SYNC_ROUTE_NONE:
    default:
      return g_strdup ("");
    }
}

/* Progress */

void
obs_sync_tell_cb (guint64 done, guint64 total, gpointer user_data)
{
  ObsSyncRun *run = user_data;
  gint64 now = g_get_monotonic_time ();
  ObsSyncProgress progress = { (char *) run->stage, done, total };

  if (run->progress == NULL || (now - run->told < PROGRESS_INTERVAL && done != total))
    return;
  run->told = now;
  run->progress (&progress, run->user_data);
}

void
obs_sync_enter (ObsSyncRun *run, const char *stage)
{
  ObsSyncProgress progress = { (char *) stage, 0, 0 };

  run->stage = stage;
  run->told = g_get_monotonic_time ();
  if (run->progress != NULL)
    run->progress (&progress, run->user_data);
}

/* The stage goes on when the pause is over. */
void
obs_sync_pause_cb (guint seconds, guint n, guint tries, gpointer user_data)
{
  ObsSyncRun *run = user_data;
  g_autofree char *words = NULL;
  ObsSyncProgress progress = { (char *) run->stage, 0, 0 };

  if (run->progress == NULL)
    return;
  if (seconds > 0)
    progress.stage = words = g_strdup_printf (
        /* Translators: a host, and numbers: "(try 2 of 5)" */
        ngettext ("%s cannot be used just now. Trying again in %u second (try %u of %u)",
                  "%s cannot be used just now. Trying again in %u seconds (try %u of %u)", seconds),
        obs_bases_host (run->bases), seconds, n, tries);
  run->told = g_get_monotonic_time ();
  run->progress (&progress, run->user_data);
}

/* What is held */

/* A damaged edition counts as not there: it has to be brought in again. */
static gboolean
look_at_home (ObsSyncRun *run, Held *held, GError **error)
{
  held->list = obs_home_list (run->home, error);
  if (held->list == NULL)
    return FALSE;
  for (guint i = 0; i < held->list->len; i++)
    {
      ObsInstalled *installed = held->list->pdata[i];

      if (installed->current)
        held->in_use = g_strdup (installed->name);
    }
  for (guint i = 0; i < held->list->len && held->newest == NULL; i++)
    {
      ObsInstalled *installed = held->list->pdata[i];

      if (g_strcmp0 (installed->origin_id, run->origin->id) == 0
          && obs_home_verify (run->home, installed->name, run->cancellable, NULL))
        {
          run->verified = g_strdup (installed->name);
          held->newest = g_ptr_array_steal_index (held->list, i);
        }
      if (g_cancellable_set_error_if_cancelled (run->cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/* The edition of the offered series in use that did not come from this origin: from a file, or with
 * the program. (transfer full): its path, and its date; NULL: there is none */
static char *
find_otherwise (ObsSyncRun *run, const Held *held, char **date)
{
  g_autofree char *bundled = NULL;
  g_autoptr (ObsEdition) edition = NULL;

  for (guint i = 0; i < held->list->len; i++)
    {
      const ObsInstalled *installed = held->list->pdata[i];

      if (installed->current && installed->origin_id == NULL
          && strcmp (installed->series, run->offer->series) == 0)
        {
          *date = g_strdup (installed->date);
          return g_strdup (installed->path);
        }
    }
  if (held->in_use != NULL || held->newest != NULL)
    return NULL;
  bundled = obs_home_bundled ();
  edition = bundled == NULL ? NULL : obs_edition_open (bundled, NULL);
  if (edition == NULL || strcmp (obs_edition_get_info (edition)->id, run->offer->series) != 0)
    return NULL;
  *date = g_strdup (obs_edition_get_info (edition)->date);
  return g_steal_pointer (&bundled);
}

/* Is what is in use newer than what is offered, or the very same? */
static gboolean
uses_as_new (ObsSyncRun *run, const Held *held)
{
  g_autofree char *date = NULL;
  g_autofree char *path = find_otherwise (run, held, &date);
  g_autoptr (ObsManifest) manifest = NULL;
  g_autofree char *state = NULL;

  if (path == NULL || strcmp (date, run->offer->date) != 0)
    return path != NULL && strcmp (date, run->offer->date) > 0;
  manifest = obs_assemble_read (path, NULL, NULL, run->cancellable, NULL);
  state = manifest == NULL ? NULL : obs_manifest_state (manifest);
  return g_strcmp0 (state, run->offer->state) == 0;
}

/* The offer */

static gboolean
read_offer (ObsSyncRun *run, const ObsTufTarget *target, gint64 edition, GError **error)
{
  const char *host = obs_bases_host (run->bases);
  g_autoptr (GBytes) packed = obs_bases_fetch_target (run->bases, target, run->cancellable, error);

  if (packed == NULL)
    return FALSE;
  run->offer = obs_offer_read (packed, host, error);
  if (run->offer == NULL)
    return FALSE;
  /* What the target says of itself was signed with it; the file has to say the same. */
  if (run->offer->edition == edition && strcmp (run->offer->origin_id, run->origin->id) == 0)
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
               _ ("The list of what %s offers was made for another origin or another edition. Tell "
                  "its publisher. The edition on this computer stays in use."),
               host);
  return FALSE;
}

/* Only a run that succeeded raises what is known; a clock that was wrong for a day cannot stay. */
static gboolean
note_success (ObsSyncRun *run, gint64 edition, GError **error)
{
  ObsOrigin *origin = run->origin;

  g_free (origin->etag);
  origin->etag = g_steal_pointer (&run->etag);
  origin->checked = run->now;
  origin->offline = 0;
  origin->clock = MAX (origin->clock, run->now);
  origin->edition = MAX (origin->edition, edition);
  if (run->offer != NULL)
    {
      origin->clock = MAX (origin->clock, run->offer->published);
      g_free (origin->series);
      g_free (origin->title);
      g_strfreev (origin->mirrors);
      origin->series = g_strdup (run->offer->series);
      origin->title = g_strdup (run->offer->title);
      origin->mirrors = g_strdupv (run->offer->mirrors);
    }
  run->result->checked = run->now;
  return obs_origins_save (run->home, origin, error);
}

/* The newest of the origin is here and whole. */
static gboolean
use_held (ObsSyncRun *run, const Held *held, GError **error)
{
  ObsSyncResult *result = run->result;
  const ObsInstalled *newest = held->newest;

  result->date = g_strdup (newest->date);
  result->edition = g_strdup (newest->name);
  result->outcome = OBS_SYNC_UP_TO_DATE;
  if (newest->current)
    return TRUE;
  if (newest->suspect)
    {
      g_free (result->notice);
      result->notice = g_strdup_printf (
          _ ("The edition of %s is on this computer, but the program ended twice while it opened "
             "it. You can choose it again under Editions."),
          newest->date);
      return TRUE;
    }
  result->outcome = run->mode == OBS_SYNC_INSTALL ? OBS_SYNC_INSTALLED
                    : run->mode == OBS_SYNC_STAGE ? OBS_SYNC_STAGED
                                                  : OBS_SYNC_AVAILABLE;
  return run->mode != OBS_SYNC_INSTALL
         || obs_home_switch (run->home, newest->name, run->cancellable, error);
}

static void
say_up_to_date (ObsSyncRun *run, const Held *held)
{
  run->result->outcome = OBS_SYNC_UP_TO_DATE;
  run->result->edition = g_strdup (held->in_use);
  run->result->date = g_strdup (held->newest != NULL ? held->newest->date : run->offer->date);
}

/* A newer schema has been refused with the index already. */
static gboolean
check_schema (ObsSyncRun *run, GError **error)
{
  if (run->offer->schema == OBS_SCHEMA_VERSION)
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_SCHEMA_TOO_OLD,
               /* Translators: a date, then a host */
               _ ("The edition of %s was made for an older version of this program. Wait until %s "
                  "publishes again, or tell its publisher. The edition on this computer stays in "
                  "use."),
               run->offer->date, obs_bases_host (run->bases));
  return FALSE;
}

static gboolean
act (ObsSyncRun *run, const Held *held, const ObsTufTarget *target, gint64 edition, GError **error)
{
  ObsSyncResult *result = run->result;

  if (held->newest != NULL && held->newest->edition == edition)
    return use_held (run, held, error);
  if (!read_offer (run, target, edition, error))
    return FALSE;
  result->metadata = obs_bases_fetched (run->bases);
  /* Whoever has a later one of this origin never gets an older one. */
  if ((held->newest != NULL && held->newest->edition > edition) || uses_as_new (run, held))
    {
      say_up_to_date (run, held);
      return TRUE;
    }
  if (!check_schema (run, error))
    return FALSE;
  result->date = g_strdup (run->offer->date);
  if (run->mode == OBS_SYNC_CHECK_ONLY)
    {
      result->outcome = OBS_SYNC_AVAILABLE;
      return TRUE;
    }
  if (!obs_sync_bring (run, error))
    return FALSE;
  result->outcome = run->mode == OBS_SYNC_INSTALL ? OBS_SYNC_INSTALLED : OBS_SYNC_STAGED;
  return TRUE;
}

static gboolean
run_locked (ObsSyncRun *run, const char *url, GError **error)
{
  g_auto (Held) held = { 0 };
  const ObsTufTarget *target;
  gint64 edition = 0;

  if (!obs_sync_find_origin (run, url, error) || !obs_sync_refresh (run, error))
    return FALSE;
  run->result->metadata = obs_bases_fetched (run->bases);
  target = obs_sync_target (run, OBS_OFFER_INDEX, INDEX_MOST, error);
  if (target == NULL
      || !obs_offer_check_custom (target->custom, run->origin->id, obs_bases_host (run->bases),
                                  &edition, error)
      || !look_at_home (run, &held, error))
    return FALSE;
  run->result->number = edition;
  run->result->origin_id = g_strdup (run->origin->id);
  return act (run, &held, target, edition, error) && note_success (run, edition, error);
}

/* To be offline is a state, not a fault; what is known of the origin says since when. An origin
 * whose keys were not seen yet is not known. */
static void
note_offline (ObsSyncRun *run)
{
  g_autoptr (ObsOrigin) known
      = run->origin != NULL ? obs_origins_find (run->home, run->origin->id) : NULL;

  if (known == NULL || known->offline > 0)
    return;
  known->offline = g_get_real_time () / G_USEC_PER_SEC;
  obs_origins_save (run->home, known, NULL);
}

static void
begin (ObsSyncRun *run, const char *home_dir, const ObsPatience *patience)
{
  run->patience = patience != NULL ? *patience : obs_patience;

  run->home = home_dir != NULL ? g_canonicalize_filename (home_dir, NULL) : obs_home_default ();
  run->result = g_new0 (ObsSyncResult, 1);
  run->transport = obs_transport_new (NULL);
}

ObsSyncResult *
obs_sync_run (const char *url, const char *home_dir, ObsSyncMode mode, const ObsPatience *patience,
              ObsSyncProgressFunc progress, gpointer user_data, GCancellable *cancellable,
              GError **error)
{
  g_auto (ObsSyncRun) run
      = { .mode = mode, .cancellable = cancellable, .progress = progress, .user_data = user_data };
  g_autoptr (ObsLock) lock = NULL;
  g_autoptr (GError) local = NULL;
  clock_t start = clock ();

  begin (&run, home_dir, patience);
  lock = obs_home_lock (run.home, error);
  if (lock == NULL)
    return NULL;
  obs_home_clean_staging (run.home, NULL);
  if (!run_locked (&run, url, &local))
    {
      if (g_error_matches (local, OBS_ERROR, OBS_ERROR_OFFLINE))
        note_offline (&run);
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (run.bases != NULL)
    {
      run.result->fetched = obs_bases_fetched (run.bases);
      run.result->requests = obs_bases_requests (run.bases);
    }
  run.result->cpu = (double) (clock () - start) / CLOCKS_PER_SEC;
  return g_steal_pointer (&run.result);
}

char *
obs_sync_add_origin (const char *url, const char *home_dir, GCancellable *cancellable,
                     GError **error)
{
  g_auto (ObsSyncRun) run = { .mode = OBS_SYNC_CHECK_ONLY, .cancellable = cancellable };
  g_autoptr (ObsLock) lock = NULL;

  begin (&run, home_dir, &obs_patience_none);
  lock = obs_home_lock (run.home, error);
  if (lock == NULL || !obs_sync_find_origin (&run, url, error)
      || !obs_origins_save (run.home, run.origin, error))
    return NULL;
  return g_strdup (run.origin->id);
}
