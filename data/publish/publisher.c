/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/publisher.h"

#include "data/edition/db.h"
#include "data/error.h"
#include "data/publish/keys-private.h"
#include "data/publish/publisher-private.h"
#include "data/sync/platform.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define WARN_DAYS 30

void
obs_published_free (ObsPublished *published)
{
  g_free (published->no_pack);
  g_ptr_array_unref (published->remarks);
  g_free (published);
}

static void
clear_job (ObsPublishJob *job)
{
  g_clear_pointer (&job->db, sqlite3_close_v2);
  if (job->copy != NULL)
    obs_platform_remove (job->copy);
  g_free (job->work);
  g_free (job->copy);
  g_free (job->copy_sha256);
  g_free (job->series);
  g_free (job->date);
  g_free (job->title);
  g_free (job->licence);
  g_free (job->data_to);
  g_free (job->state);
  g_clear_pointer (&job->chain, obs_root_chain_free);
  g_clear_pointer (&job->targets_keys, g_ptr_array_unref);
  g_clear_pointer (&job->targets_all, g_ptr_array_unref);
  g_clear_pointer (&job->snapshot_all, g_ptr_array_unref);
  g_clear_pointer (&job->timestamp_all, g_ptr_array_unref);
  g_clear_pointer (&job->site, obs_site_free);
  g_clear_pointer (&job->result, obs_published_free);
  g_clear_pointer (&job->disclosure, obs_json_free);
  g_clear_pointer (&job->removed, g_ptr_array_unref);
  if (job->segment_list != NULL)
    job->segment_list->manifest = NULL;
  g_clear_pointer (&job->segment_list, obs_segment_list_free);
  g_clear_pointer (&job->manifest, obs_manifest_free);
  g_clear_pointer (&job->segments, g_ptr_array_unref);
  g_clear_pointer (&job->kept, g_ptr_array_unref);
  g_clear_pointer (&job->packs, g_ptr_array_unref);
  obs_site_file_clear (&job->list);
  obs_site_file_clear (&job->old_packs);
  obs_site_file_clear (&job->audit);
  obs_site_file_clear (&job->index);
  g_clear_pointer (&job->taken, g_hash_table_unref);
  g_clear_pointer (&job->timestamp, g_bytes_unref);
  g_clear_pointer (&job->listed, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ObsPublishJob, clear_job)

/* Keys. */

static gboolean
check_root (ObsPublishJob *job, GError **error)
{
  gint64 days = (job->chain->expires - job->plan->now) / OBS_SIGN_DAY;
  g_autofree char *until = obs_sign_time (job->chain->expires);

  if (job->chain->expires <= job->plan->now)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_EXPIRED,
                   _ ("The root of the keys was valid until %s. “observatory keys renew” makes the "
                      "next one; nothing was changed."),
                   until);
      return FALSE;
    }
  if (days < WARN_DAYS && job->result != NULL)
    g_ptr_array_add (job->result->remarks,
                     g_strdup_printf (_ ("The root of the keys is valid until %s only: run "
                                         "“observatory keys renew” before."),
                                      until));
  return TRUE;
}

static GPtrArray *
open_all (ObsPublishJob *job, const char *role, GError **error)
{
  g_autoptr (GPtrArray) now = obs_key_ring_open_role (job->ring, job->chain->root, role, error);

  if (now == NULL)
    return NULL;
  return obs_publish_bridge (job->ring, job->chain, job->site->timestamp > 0 ? job->site->root : 0,
                             role, now, &job->bridged);
}

static gboolean
open_keys (ObsPublishJob *job, GError **error)
{
  job->bridged = TRUE;
  job->targets_keys = obs_key_ring_open_role (job->ring, job->chain->root, "targets", error);
  if (job->targets_keys == NULL)
    return FALSE;
  job->targets_all = open_all (job, "targets", error);
  if (job->targets_all == NULL)
    return FALSE;
  job->snapshot_all = open_all (job, "snapshot", error);
  if (job->snapshot_all == NULL)
    return FALSE;
  job->timestamp_all = open_all (job, "timestamp", error);
  return job->timestamp_all != NULL;
}

/* The site. */

/* Roots that the site has have to be those of the keys: else others' keys would take it over. */
static gboolean
compare_roots (ObsPublishJob *job, GError **error)
{
  for (gint64 version = 1; version <= job->site->root; version++)
    {
      g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT ".root.json", version);
      g_autofree char *path = obs_site_metadata_path (job->dir, name);
      g_autoptr (GBytes) there = obs_platform_read (path, OBS_JSON_MOST, error);

      if (there == NULL)
        return FALSE;
      if (version <= job->chain->version
          && g_bytes_equal (there, job->chain->files->pdata[version - 1]))
        continue;
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("This folder bears the root %s of other keys or of later ones. Publish with "
                      "those, or into a new folder; nothing was changed."),
                   name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
sync_folders (ObsPublishJob *job, GError **error)
{
  static const char *const folders[] = { "metadata",
                                         "targets",
                                         "targets/observatory",
                                         "targets/observatory/lists",
                                         "targets/observatory/packs",
                                         "targets/observatory/segments" };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (job->dir, folders[i], NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !obs_platform_sync_folder (path, error))
        return FALSE;
    }
  return obs_platform_sync_folder (job->dir, error);
}

static void
add_remarks (ObsPublishJob *job)
{
  if (job->site->old_form)
    g_ptr_array_add (job->result->remarks,
                     g_strdup (_ ("The folder also holds editions in the form of earlier programs "
                                  "(index.json and the folder editions). They were left alone and "
                                  "can be removed.")));
  if (!job->bridged)
    g_ptr_array_add (job->result->remarks, g_strdup (obs_publish_no_bridge ()));
}

/* The order of everything. */

static gboolean
write_edition (ObsPublishJob *job, GError **error)
{
  if (!obs_publish_segments (job, error))
    return FALSE;
  job->result->unchanged
      = job->site->index != NULL && strcmp (obs_site_text (job->site, "state"), job->state) == 0;
  job->number = job->site->edition + (job->result->unchanged ? 0 : 1);
  job->result->edition = job->number;
  return obs_publish_packs (job, error) && obs_publish_index (job, error)
         && obs_publish_metadata (job, error) && obs_publish_verify (job, error)
         && obs_publish_kept_add (job, error);
}

static gboolean
run_locked (ObsPublishJob *job, const char *edition, GError **error)
{
  job->site = obs_site_read (job->dir, error);
  if (job->site == NULL || !compare_roots (job, error))
    return FALSE;
  obs_publish_kept_load (job);
  if (!obs_publish_open_edition (job, edition, error) || !obs_publish_check_losses (job, error)
      || !open_keys (job, error) || !write_edition (job, error)
      || g_cancellable_set_error_if_cancelled (job->cancellable, error)
      || !sync_folders (job, error)
      || !obs_publish_switch (job->site, job->chain, job->timestamp, job->bridged, error))
    return FALSE;
  obs_publish_kept_prune (job);
  add_remarks (job);
  return TRUE;
}

static gboolean
make_folders (ObsPublishJob *job, GError **error)
{
  g_autofree char *metadata = g_build_filename (job->dir, "metadata", NULL);

  if (g_mkdir_with_parents (metadata, 0755) != 0)
    {
      obs_platform_set_error (errno, metadata, error);
      return FALSE;
    }
  return obs_platform_make_private (job->work, error);
}

static char *
work_folder (const char *site_dir, const ObsPublishPlan *plan)
{
  g_autofree char *plain = NULL;
  gsize n = strlen (site_dir);

  if (plan->work_dir != NULL)
    return g_strdup (plan->work_dir);
  while (n > 1 && G_IS_DIR_SEPARATOR (site_dir[n - 1]))
    n--;
  plain = g_strndup (site_dir, n);
  return g_strconcat (plain, ".work", NULL);
}

static gboolean
begin (ObsPublishJob *job, const char *site_dir, const ObsPublishPlan *plan, ObsKeyRing *ring,
       GCancellable *cancellable, GError **error)
{
  job->plan = plan;
  job->cancellable = cancellable;
  job->dir = site_dir;
  job->ring = ring;
  job->work = work_folder (site_dir, plan);
  job->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  job->chain = obs_keys_load_chain (plan->keys_dir, error);
  return job->chain != NULL && check_root (job, error);
}

ObsPublished *
obs_publisher_run_with (const char *edition, const char *site_dir, const ObsPublishPlan *plan,
                        ObsKeyRing *ring, GCancellable *cancellable, GError **error)
{
  g_auto (ObsPublishJob) job = { 0 };
  g_autofree char *lock_path = g_build_filename (site_dir, ".lock", NULL);
  g_autoptr (ObsLock) lock = NULL;
  gint64 begun = g_get_monotonic_time ();

  job.result = g_new0 (ObsPublished, 1);
  job.result->remarks = g_ptr_array_new_with_free_func (g_free);
  if (!begin (&job, site_dir, plan, ring, cancellable, error) || !make_folders (&job, error))
    return NULL;
  lock = obs_platform_lock (lock_path, error);
  if (lock == NULL || !run_locked (&job, edition, error))
    return NULL;
  job.result->seconds = (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC;
  return g_steal_pointer (&job.result);
}

ObsPublished *
obs_publisher_run (const char *edition, const char *site_dir, const ObsPublishPlan *plan,
                   GCancellable *cancellable, GError **error)
{
  g_autoptr (ObsKeyRing) ring = obs_key_ring_new (plan->keys_dir, plan->ask, plan->user_data);

  return obs_publisher_run_with (edition, site_dir, plan, ring, cancellable, error);
}
