/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/publisher-private.h"

#include "data/error.h"
#include "data/sync/platform.h"
#include "data/sync/tuf/updater.h"

#include <errno.h>
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
  char *text = NULL;
  gsize length = 0;
  char *end;
  gint64 version = g_ascii_strtoll (name, &end, 10);

  *missing = FALSE;
  if (strcmp (name, "timestamp.json") == 0)
    return g_bytes_ref (job->timestamp);
  if (strcmp (end, ".root.json") == 0 && version >= 1 && version <= job->chain->version)
    return g_bytes_ref (job->chain->files->pdata[version - 1]);
  if (!g_file_get_contents (path, &text, &length, NULL))
    {
      *missing = TRUE;
      return NULL;
    }
  if (length > most)
    {
      g_free (text);
      g_set_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE, "%s", name);
      return NULL;
    }
  return g_bytes_new_take (text, length);
}

static gboolean
check_target (ObsPublishJob *job, ObsTufUpdater *updater, const char *path, GError **error)
{
  const ObsTufTarget *target = obs_tuf_updater_find (updater, path, job->cancellable, error);
  g_autofree char *file = NULL;
  g_autofree char *shown = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *text = NULL;
  gsize length;

  if (target == NULL)
    return FALSE;
  file = g_build_filename (job->dir, "targets", target->remote, NULL);
  if (g_file_get_contents (file, &text, &length, NULL))
    bytes = g_bytes_new_take (text, length);
  if (bytes != NULL && obs_tuf_target_fits (target, bytes))
    return TRUE;
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
