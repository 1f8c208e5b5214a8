/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/publisher-private.h"

#include "data/error.h"
#include "data/sync/platform.h"
#include "data/sync/tuf/updater.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* The folder is read back with the code that a client has, from the first root on, before the
 * timestamp comes under its name: the timestamp and roots that are to come stand in for the files
 * that are still missing. */

static GBytes *
fetch (const char *name, gsize most, gboolean *missing, gpointer user_data,
       GCancellable *cancellable, GError **error)
{
  ObsPublishJob *job = user_data;
  g_autofree char *path = obs_site_metadata_path (job->dir, name);
  g_autoptr (GError) local = NULL;
  GBytes *bytes;
  char *end;
  gint64 version = g_ascii_strtoll (name, &end, 10);

  *missing = FALSE;
  if (strcmp (name, "timestamp.json") == 0)
    return g_bytes_ref (job->timestamp);
  if (strcmp (end, ".root.json") == 0 && version >= 1 && version <= job->chain->version)
    return g_bytes_ref (job->chain->files->pdata[version - 1]);
  bytes = obs_platform_read (path, most, &local);
  if (bytes == NULL)
    {
      *missing = g_error_matches (local, OBS_ERROR, OBS_ERROR_NOT_FOUND);
      if (!*missing)
        g_propagate_error (error, g_steal_pointer (&local));
    }
  return bytes;
}

static gboolean
check_target (ObsPublishJob *job, ObsTufUpdater *updater, const char *path, GError **error)
{
  const ObsTufTarget *target = obs_tuf_updater_find (updater, path, job->cancellable, error);
  g_autofree char *file = NULL;
  g_autofree char *shown = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) local = NULL;

  if (target == NULL)
    return FALSE;
  file = g_build_filename (job->dir, "targets", target->remote, NULL);
  bytes = obs_platform_read (file, OBS_CHUNK_MOST + OBS_JSON_MOST, &local);
  if (bytes != NULL && obs_tuf_target_fits (target, bytes))
    return TRUE;
  if (local != NULL && !g_error_matches (local, OBS_ERROR, OBS_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  shown = g_filename_display_name (file);
  g_set_error (error, OBS_ERROR, OBS_ERROR_CHECKSUM, _ ("“%s” is not what was signed."), shown);
  return FALSE;
}

static gboolean
verify_in (ObsPublishJob *job, const char *trust, GError **error)
{
  ObsTufPolicy policy = { .only_ed25519 = TRUE, .now = job->plan->now };
  g_autoptr (ObsTufUpdater) updater = NULL;
  GHashTableIter iter;
  gpointer path;
  guint n = 0, all = g_hash_table_size (job->listed);

  if (!obs_tuf_init (trust, job->chain->files->pdata[0], TRUE, error))
    return FALSE;
  updater = obs_tuf_updater_new (trust, &policy, fetch, job, error);
  if (updater == NULL || !obs_tuf_updater_refresh (updater, job->cancellable, error))
    return FALSE;
  g_hash_table_iter_init (&iter, job->listed);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    {
      if (n++ % 64 == 0)
        obs_publish_say (job, _ ("Reading back"), n, all);
      if (g_cancellable_set_error_if_cancelled (job->cancellable, error)
          || !check_target (job, updater, path, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
obs_publish_verify (ObsPublishJob *job, GError **error)
{
  g_autofree char *trust = g_build_filename (job->work, "trial-trust", NULL);
  g_autoptr (GError) local = NULL;
  gboolean good;

  obs_platform_remove (trust);
  good = verify_in (job, trust, &local);
  obs_platform_remove (trust);
  if (good)
    return TRUE;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_set_error (error, local->domain, local->code,
               _ ("The edition was not published: read back as a reader does, it did not pass. %s "
                  "Readers still see the edition before it."),
               local->message);
  return FALSE;
}
