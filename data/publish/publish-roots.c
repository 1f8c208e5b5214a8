/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/publisher-private.h"

#include "data/sync/platform.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* New roots come to a site that readers use. Who has the old root and who has the new one has to
 * find what both take: the timestamp, the snapshot and the targets of that day are signed by the
 * keys of each root from the site's to the newest. They come first, the roots after them, so every
 * reader finds an edition at every moment, also one that asked for a newer root just before. The
 * next run signs with the new keys alone. */

static gboolean
has_signer (const GPtrArray *signers, const char *id)
{
  for (guint i = 0; i < signers->len; i++)
    if (strcmp (((const ObsSigner *) signers->pdata[i])->id, id) == 0)
      return TRUE;
  return FALSE;
}

/* Adds signers until @root (signed part) takes what @signers sign for @role. FALSE where keys that
 * it would need are not to be had. */
static gboolean
satisfy (ObsKeyRing *ring, const ObsJson *root, const char *role, GPtrArray *signers)
{
  g_autoptr (GPtrArray) ids = obs_sign_ids (root, role);
  guint threshold = obs_sign_threshold (root, role), have = 0;

  for (guint i = 0; i < ids->len; i++)
    have += has_signer (signers, ids->pdata[i]);
  for (guint i = 0; i < ids->len && have < threshold; i++)
    {
      const ObsSigner *signer = NULL;

      if (!has_signer (signers, ids->pdata[i]))
        signer = obs_key_ring_open_former (ring, ids->pdata[i]);
      if (signer == NULL)
        continue;
      g_ptr_array_add (signers, (gpointer) signer);
      have++;
    }
  return have >= threshold;
}

GPtrArray *
obs_publish_bridge (ObsKeyRing *ring, const ObsRootChain *chain, gint64 from, const char *role,
                    const GPtrArray *now, gboolean *whole)
{
  GPtrArray *signers = g_ptr_array_new ();

  for (guint i = 0; i < now->len; i++)
    g_ptr_array_add (signers, now->pdata[i]);
  for (gint64 version = MAX (from, 1); from > 0 && version < chain->version; version++)
    {
      gsize length;
      gconstpointer data = g_bytes_get_data (chain->files->pdata[version - 1], &length);
      g_autoptr (ObsJson) file = obs_json_read (data, length, NULL);

      if (!satisfy (ring, obs_json_member (file, "signed"), role, signers))
        *whole = FALSE;
    }
  return signers;
}

const char *
obs_publish_no_bridge (void)
{
  return _ ("A key that was replaced is not in the folder of keys (NAME.pem.revoked-N) or was not "
            "opened, so a reader who came while the new root was written may have been refused "
            "once. Readers keep their edition and can sync now.");
}

static gboolean
put_roots (const ObsSite *site, const ObsRootChain *chain, GError **error)
{
  for (gint64 version = site->root + 1; version <= chain->version; version++)
    {
      g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT ".root.json", version);
      g_autofree char *path = obs_site_metadata_path (site->dir, name);

      if (!obs_publish_write (path, chain->files->pdata[version - 1], error))
        return FALSE;
    }
  return TRUE;
}

gboolean
obs_publish_switch (const ObsSite *site, const ObsRootChain *chain, GBytes *timestamp,
                    gboolean bridged, GError **error)
{
  g_autofree char *metadata = g_build_filename (site->dir, "metadata", NULL);
  g_autofree char *path = obs_site_metadata_path (site->dir, "timestamp.json");
  /* Of a new site nothing is seen before its timestamp. */
  gboolean timestamp_first = bridged && site->timestamp > 0;

  if (!timestamp_first
      && (!put_roots (site, chain, error) || !obs_platform_sync_folder (metadata, error)))
    return FALSE;
  if (!obs_publish_write (path, timestamp, error) || !obs_platform_sync_folder (metadata, error))
    return FALSE;
  return !timestamp_first
         || (put_roots (site, chain, error) && obs_platform_sync_folder (metadata, error));
}
