/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/tuf/updater-private.h"

#include "data/error.h"
#include "data/sync/digest.h"
#include "data/sync/platform.h"
#include "data/sync/tuf/store.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* The client workflow, step by step as section 5 of the specification has it. */

#define MOST_ROOTS 1024

void
obs_tuf_log (ObsTufUpdater *self, const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  if (self->policy.log == NULL)
    return;
  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  self->policy.log (line, self->user_data);
}

GBytes *
obs_tuf_request (ObsTufUpdater *self, const char *name, gsize most, gboolean *missing,
                 GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = NULL;

  *missing = FALSE;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  obs_tuf_log (self, "request %s", name);
  bytes = self->fetch (name, most, missing, self->user_data, cancellable, &local);
  if (bytes == NULL)
    {
      obs_tuf_log (self, "request %s: %s", name, local != NULL ? local->message : "not there");
      *missing = local == NULL;
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (g_bytes_get_size (bytes) <= most)
    return g_steal_pointer (&bytes);
  g_set_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
               _ ("The signed file %s is larger than is allowed. The edition on this computer "
                  "stays in use."),
               name);
  return NULL;
}

GBytes *
obs_tuf_require (ObsTufUpdater *self, const char *name, gsize most, GCancellable *cancellable,
                 GError **error)
{
  gboolean missing = FALSE;
  GBytes *bytes = obs_tuf_request (self, name, most, &missing, cancellable, error);

  if (bytes == NULL && missing)
    g_set_error (error, OBS_ERROR, OBS_ERROR_HTTP,
                 _ ("The host does not have the signed file %s. The edition on this computer stays "
                    "in use."),
                 name);
  return bytes;
}

gboolean
obs_tuf_is_expired (ObsTufUpdater *self, const ObsTufMetadata *metadata)
{
  return metadata->expires <= self->policy.now;
}

gboolean
obs_tuf_check_expiry (ObsTufUpdater *self, const ObsTufMetadata *metadata, const char *name,
                      GError **error)
{
  g_autoptr (GDateTime) moment = NULL;
  g_autofree char *date = NULL;

  if (!obs_tuf_is_expired (self, metadata))
    return TRUE;
  moment = g_date_time_new_from_unix_utc (metadata->expires);
  date = g_date_time_format (moment, "%Y-%m-%d %H:%M UTC");
  g_set_error (error, OBS_ERROR, OBS_ERROR_EXPIRED,
               _ ("The signed file %s was good until %s only, so nothing says that this is the "
                  "newest edition. Try again later, or ask the publisher. The edition on this "
                  "computer stays in use."),
               name, date);
  return FALSE;
}

gboolean
obs_tuf_keep (ObsTufUpdater *self, const char *role, const ObsTufMetadata *metadata, GError **error)
{
  if (!obs_tuf_store_save (self->folder, role, metadata->bytes, error))
    return FALSE;
  obs_tuf_log (self, "%s: version %" G_GINT64_FORMAT " accepted and stored", role,
               metadata->version);
  return TRUE;
}

/* A root file that is signed by its own threshold; @by, where not NULL, has to have signed too. */
static ObsTufMetadata *
read_root (const char *name, GBytes *bytes, const ObsTufMetadata *by, gboolean only_ed25519,
           GError **error)
{
  g_autoptr (ObsTufMetadata) root = obs_tuf_metadata_open (name, bytes, error);

  if (root == NULL
      || (by != NULL
          && !obs_tuf_metadata_verify (root, name, obs_tuf_metadata_role (by, "root"), by->keys,
                                       error))
      || !obs_tuf_metadata_read (root, name, OBS_TUF_ROOT, only_ed25519, error)
      || !obs_tuf_metadata_verify (root, name, obs_tuf_metadata_role (root, "root"), root->keys,
                                   error))
    return NULL;
  return g_steal_pointer (&root);
}

gboolean
obs_tuf_check_root (GBytes *root, gboolean only_ed25519, GError **error)
{
  g_autoptr (ObsTufMetadata) metadata = NULL;

  if (g_bytes_get_size (root) > OBS_TUF_MOST_SMALL)
    {
      g_set_error_literal (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                           _ ("This is not a root file: it is larger than 64 KiB."));
      return FALSE;
    }
  metadata = read_root ("root.json", root, NULL, only_ed25519, error);
  return metadata != NULL;
}

gboolean
obs_tuf_init (const char *trust_dir, GBytes *root, gboolean only_ed25519, GError **error)
{
  if (!obs_tuf_check_root (root, only_ed25519, error))
    return FALSE;
  if (g_mkdir_with_parents (trust_dir, 0700) != 0)
    {
      obs_platform_set_error (errno, trust_dir, error);
      return FALSE;
    }
  return obs_tuf_store_save (trust_dir, "root", root, error);
}

char *
obs_tuf_fingerprint (GBytes *root)
{
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();
  gsize length;
  gconstpointer data = g_bytes_get_data (root, &length);

  obs_digest_add (digest, data, length);
  return obs_digest_finish (digest);
}

ObsTufUpdater *
obs_tuf_updater_new (const char *trust_dir, const ObsTufPolicy *policy, ObsTufFetchFunc fetch,
                     gpointer user_data, GError **error)
{
  g_autoptr (ObsTufUpdater) self = g_new0 (ObsTufUpdater, 1);
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = obs_tuf_store_load (trust_dir, "root", OBS_TUF_MOST_SMALL, &local);

  if (bytes == NULL)
    {
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      else
        g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                     _ ("There is no trusted root.json in “%s”."), trust_dir);
      return NULL;
    }
  self->folder = g_strdup (trust_dir);
  self->policy = *policy;
  self->fetch = fetch;
  self->user_data = user_data;
  self->delegated = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) obs_tuf_metadata_free);
  self->found = g_ptr_array_new_with_free_func (obs_tuf_target_free);
  self->root = read_root ("root.json", bytes, NULL, policy->only_ed25519, error);
  if (self->root == NULL)
    return NULL;
  obs_tuf_log (self, "root: version %" G_GINT64_FORMAT " is trusted", self->root->version);
  return g_steal_pointer (&self);
}

void
obs_tuf_updater_free (ObsTufUpdater *self)
{
  if (self == NULL)
    return;
  g_free (self->folder);
  obs_tuf_metadata_free (self->root);
  obs_tuf_metadata_free (self->timestamp);
  obs_tuf_metadata_free (self->snapshot);
  obs_tuf_metadata_free (self->targets);
  g_clear_pointer (&self->delegated, g_hash_table_unref);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_free (self);
}

static gboolean
same_role_keys (const ObsTufMetadata *a, const ObsTufMetadata *b, const char *role)
{
  return obs_tuf_role_same_keys (obs_tuf_metadata_role (a, role), obs_tuf_metadata_role (b, role));
}

/* Takes @next for the root. Where it has other keys for the timestamp or the snapshot, what those
 * signed is forgotten first: killed between the two, the next run does both again. */
static gboolean
take_root (ObsTufUpdater *self, ObsTufMetadata *next, GError **error)
{
  if (!same_role_keys (self->root, next, "timestamp")
      || !same_role_keys (self->root, next, "snapshot"))
    {
      obs_tuf_log (self,
                   "root: version %" G_GINT64_FORMAT
                   " has other keys for timestamp or snapshot: the stored ones are forgotten",
                   next->version);
      if (!obs_tuf_store_remove (self->folder, "timestamp", error)
          || !obs_tuf_store_remove (self->folder, "snapshot", error))
        return FALSE;
    }
  return obs_tuf_keep (self, "root", next, error);
}

static gboolean
update_root (ObsTufUpdater *self, GCancellable *cancellable, GError **error)
{
  for (guint n = 0; n < MOST_ROOTS; n++)
    {
      g_autofree char *name
          = g_strdup_printf ("%" G_GINT64_FORMAT ".root.json", self->root->version + 1);
      g_autoptr (ObsTufMetadata) next = NULL;
      g_autoptr (GBytes) bytes = NULL;
      gboolean missing = FALSE;

      bytes = obs_tuf_request (self, name, OBS_TUF_MOST_SMALL, &missing, cancellable, error);
      if (bytes == NULL && missing)
        break;
      if (bytes == NULL)
        return FALSE;
      next = read_root (name, bytes, self->root, self->policy.only_ed25519, error);
      if (next == NULL)
        return FALSE;
      if (next->version != self->root->version + 1)
        return obs_tuf_refuse_version (name, next->version, self->root->version + 1, error);
      if (!take_root (self, next, error))
        return FALSE;
      obs_tuf_metadata_free (self->root);
      self->root = g_steal_pointer (&next);
    }
  return obs_tuf_check_expiry (self, self->root, "root.json", error);
}

gboolean
obs_tuf_refuse_version (const char *name, gint64 version, gint64 wanted, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_UNTRUSTED,
               _ ("The signed file %s has version %" G_GINT64_FORMAT ", where %" G_GINT64_FORMAT
                  " is wanted. The edition on this computer stays in use."),
               name, version, wanted);
  return FALSE;
}

gboolean
obs_tuf_refuse_rollback (const char *name, const char *role, gint64 version, gint64 least,
                         GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_UNTRUSTED,
               _ ("The signed file %s goes back: it has %s at version %" G_GINT64_FORMAT
                  ", and version %" G_GINT64_FORMAT
                  " was seen before. The edition on this computer stays in use."),
               name, role, version, least);
  return FALSE;
}

gboolean
obs_tuf_updater_refresh (ObsTufUpdater *self, GCancellable *cancellable, GError **error)
{
  g_clear_pointer (&self->timestamp, obs_tuf_metadata_free);
  g_clear_pointer (&self->snapshot, obs_tuf_metadata_free);
  g_clear_pointer (&self->targets, obs_tuf_metadata_free);
  g_hash_table_remove_all (self->delegated);
  self->fresh = update_root (self, cancellable, error)
                && obs_tuf_update_timestamp (self, cancellable, error)
                && obs_tuf_update_snapshot (self, cancellable, error)
                && obs_tuf_update_targets (self, cancellable, error);
  return self->fresh;
}

static const ObsTufMetadata *
find_role (ObsTufUpdater *self, const char *role)
{
  if (strcmp (role, "root") == 0)
    return self->root;
  if (strcmp (role, "timestamp") == 0)
    return self->timestamp;
  if (strcmp (role, "snapshot") == 0)
    return self->snapshot;
  if (strcmp (role, "targets") == 0)
    return self->targets;
  return g_hash_table_lookup (self->delegated, role);
}

gint64
obs_tuf_updater_version (ObsTufUpdater *self, const char *role)
{
  const ObsTufMetadata *metadata = find_role (self, role);

  return metadata != NULL ? metadata->version : 0;
}

gint64
obs_tuf_updater_expires (ObsTufUpdater *self, const char *role)
{
  const ObsTufMetadata *metadata = find_role (self, role);

  return metadata != NULL ? metadata->expires : 0;
}
