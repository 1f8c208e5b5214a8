/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/publisher.h"

#include "data/error.h"
#include "data/publish/keys-private.h"
#include "data/publish/publisher-private.h"
#include "data/sync/platform.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The weekly signature of the timestamp, by the one key that may lie on a machine with a network.
 */

#define WARN_DAYS 30

/* The newest root that the site has, its signed part. */
static const ObsJson *
site_root (const ObsSite *site, const ObsRootChain *chain, ObsJson **owner, GError **error)
{
  GBytes *bytes;

  if (site->root < 1 || site->root > chain->version)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("This folder bears the root %" G_GINT64_FORMAT
                      ", which the folder of keys does not have. Use the keys that it was "
                      "published with; nothing was changed."),
                   site->root);
      return NULL;
    }
  bytes = chain->files->pdata[site->root - 1];
  *owner = obs_json_read (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
  return *owner != NULL ? obs_json_member (*owner, "signed") : NULL;
}

static gboolean
has_same_keys (const ObsJson *before, const ObsJson *after, const char *role)
{
  g_autoptr (GPtrArray) old = obs_sign_ids (before, role);
  g_autoptr (GPtrArray) new = obs_sign_ids (after, role);

  if (old->len != new->len || obs_sign_threshold (before, role) != obs_sign_threshold (after, role))
    return FALSE;
  for (guint i = 0; i < old->len; i++)
    if (strcmp (old->pdata[i], new->pdata[i]) != 0)
      return FALSE;
  return TRUE;
}

static gint64
expires_of (const ObsSite *site, const char *role)
{
  return obs_sign_read_time (obs_json_string (
      obs_json_member (obs_json_member (obs_site_role (site, role), "signed"), "expires")));
}

/* What another timestamp cannot make good. */
static gboolean
check_others (const ObsSite *site, const ObsRootChain *chain, gint64 now, char **remark,
              GError **error)
{
  gint64 first
      = MIN (chain->expires, MIN (expires_of (site, "targets"), expires_of (site, "snapshot")));
  g_autofree char *until = first > 0 ? obs_sign_time (first) : g_strdup ("?");

  if (first <= now)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_EXPIRED,
                   _ ("What the timestamp vouches for was valid until %s. Publish the edition "
                      "again (after “observatory keys renew” where it is the root); nothing was "
                      "changed."),
                   until);
      return FALSE;
    }
  if (first < now + (gint64) WARN_DAYS * OBS_SIGN_DAY)
    *remark = g_strdup_printf (_ ("What the timestamp vouches for is valid until %s only: publish "
                                  "the edition again before."),
                               until);
  return TRUE;
}

static gboolean
refresh_locked (const ObsSite *site, const ObsRootChain *chain, ObsKeyRing *ring, gint64 now,
                char **remark, GError **error)
{
  g_autoptr (ObsJson) owner = NULL;
  g_autoptr (GPtrArray) signers = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gboolean bridged = TRUE;
  const ObsJson *root = site_root (site, chain, &owner, error);

  if (root == NULL || !check_others (site, chain, now, remark, error))
    return FALSE;
  if (!has_same_keys (root, chain->root, "targets")
      || !has_same_keys (root, chain->root, "snapshot"))
    {
      g_set_error_literal (error, OBS_ERROR, OBS_ERROR_INPUT,
                           _ ("Keys were replaced since this folder was published. Publish the "
                              "edition again, so that the new ones sign it; nothing was "
                              "changed."));
      return FALSE;
    }
  signers = obs_key_ring_open_role (ring, chain->root, "timestamp", error);
  if (signers == NULL)
    return FALSE;
  all = obs_publish_bridge (ring, chain, site->root, "timestamp", signers, &bridged);
  if (!bridged && *remark == NULL)
    *remark = g_strdup (obs_publish_no_bridge ());
  bytes = obs_publish_timestamp (
      obs_json_member (obs_json_member (obs_site_role (site, "timestamp"), "signed"), "meta"),
      site->timestamp + 1, now, all);
  return obs_publish_switch (site, chain, bytes, bridged, error);
}

gboolean
obs_publisher_refresh_timestamp (const char *site_dir, const ObsPublishPlan *plan, char **remark,
                                 GError **error)
{
  g_autoptr (ObsRootChain) chain = obs_keys_load_chain (plan->keys_dir, error);
  g_autofree char *lock_path = g_build_filename (site_dir, ".lock", NULL);
  g_autofree char *shown = g_filename_display_name (site_dir);
  g_autoptr (ObsKeyRing) ring = NULL;
  g_autoptr (ObsLock) lock = NULL;
  g_autoptr (ObsSite) site = NULL;

  *remark = NULL;
  if (chain == NULL)
    return FALSE;
  lock = obs_platform_lock (lock_path, error);
  site = lock != NULL ? obs_site_read (site_dir, error) : NULL;
  if (site == NULL)
    return FALSE;
  if (site->index == NULL)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                   _ ("Nothing was published in “%s” so far, so there is no timestamp to sign."),
                   shown);
      return FALSE;
    }
  ring = obs_key_ring_new (plan->keys_dir, plan->ask, plan->user_data);
  return refresh_locked (site, chain, ring, plan->now, remark, error);
}
