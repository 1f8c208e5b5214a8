/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/tuf/updater-private.h"

#include "data/error.h"
#include "data/sync/tuf/store.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Timestamp, snapshot and targets: what the folder has, what the host offers, what is taken. */

static ObsTufMetadata *
open_signed (ObsTufUpdater *self, const char *name, GBytes *bytes, ObsTufType type,
             const ObsTufRole *role, GHashTable *keys, GError **error)
{
  g_autoptr (ObsTufMetadata) metadata = obs_tuf_metadata_open (name, bytes, error);

  if (metadata == NULL || !obs_tuf_metadata_verify (metadata, name, role, keys, error)
      || !obs_tuf_metadata_read (metadata, name, type, self->policy.only_ed25519, error))
    return NULL;
  return g_steal_pointer (&metadata);
}

/* What the folder has of a role, if it still passes by the keys of today. Expired or not: it still
 * serves against going back. A damaged file is as good as none. */
static ObsTufMetadata *
load_stored (ObsTufUpdater *self, ObsTufType type, const ObsTufRole *role, GHashTable *keys,
             gsize most)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = obs_tuf_store_load (self->folder, role->name, most, &error);
  ObsTufMetadata *metadata = NULL;

  if (bytes != NULL)
    metadata = open_signed (self, role->name, bytes, type, role, keys, &error);
  if (error != NULL)
    obs_tuf_log (self, "%s: the stored file is not used: %s", role->name, error->message);
  else if (metadata != NULL)
    obs_tuf_log (self, "%s: version %" G_GINT64_FORMAT " is stored", role->name, metadata->version);
  return metadata;
}

static const ObsTufFile *
file_of (const ObsTufMetadata *metadata, const char *name)
{
  return g_hash_table_lookup (metadata->files, name);
}

/* Against going back: the timestamp itself, and the snapshot that it names. */
static gboolean
check_timestamp (const ObsTufMetadata *stored, const ObsTufMetadata *offered, GError **error)
{
  gint64 before = file_of (stored, "snapshot.json")->version;
  gint64 after = file_of (offered, "snapshot.json")->version;

  if (offered->version < stored->version)
    return obs_tuf_refuse_rollback ("timestamp.json", "timestamp", offered->version,
                                    stored->version, error);
  if (offered->version > stored->version && after < before)
    return obs_tuf_refuse_rollback ("timestamp.json", "snapshot", after, before, error);
  return TRUE;
}

gboolean
obs_tuf_update_timestamp (ObsTufUpdater *self, GCancellable *cancellable, GError **error)
{
  const ObsTufRole *role = obs_tuf_metadata_role (self->root, "timestamp");
  g_autoptr (ObsTufMetadata) stored
      = load_stored (self, OBS_TUF_TIMESTAMP, role, self->root->keys, OBS_TUF_MOST_SMALL);
  g_autoptr (ObsTufMetadata) offered = NULL;
  g_autoptr (GBytes) bytes
      = obs_tuf_require (self, "timestamp.json", OBS_TUF_MOST_SMALL, cancellable, error);

  if (bytes == NULL)
    return FALSE;
  offered = open_signed (self, "timestamp.json", bytes, OBS_TUF_TIMESTAMP, role, self->root->keys,
                         error);
  if (offered == NULL || (stored != NULL && !check_timestamp (stored, offered, error)))
    return FALSE;
  if (stored != NULL && stored->version == offered->version)
    {
      obs_tuf_log (self, "timestamp: the stored version %" G_GINT64_FORMAT " stays",
                   stored->version);
      if (!obs_tuf_check_expiry (self, stored, "timestamp.json", error))
        return FALSE;
      self->timestamp = g_steal_pointer (&stored);
      return TRUE;
    }
  if (!obs_tuf_check_expiry (self, offered, "timestamp.json", error)
      || !obs_tuf_keep (self, "timestamp", offered, error))
    return FALSE;
  self->timestamp = g_steal_pointer (&offered);
  return TRUE;
}

static gboolean
set_unfit (const char *name, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_UNTRUSTED,
               _ ("The signed file %s is not the one that was promised: its length or its hash "
                  "differs. The edition on this computer stays in use."),
               name);
  return FALSE;
}

/* The name to ask for: with the version before it where root says so. */
static char *
name_on_host (ObsTufUpdater *self, const char *role, gint64 version)
{
  g_autofree char *escaped = g_uri_escape_string (role, NULL, FALSE);

  return self->root->consistent ? g_strdup_printf ("%" G_GINT64_FORMAT ".%s.json", version, escaped)
                                : g_strconcat (escaped, ".json", NULL);
}

/* The file that @file describes, from the host: length and hashes first, before it is looked into.
 */
static GBytes *
fetch_named (ObsTufUpdater *self, const char *name, const ObsTufFile *file,
             GCancellable *cancellable, GError **error)
{
  gsize most = OBS_TUF_MOST_LARGE;
  g_autoptr (GBytes) bytes = NULL;

  if (file->length >= 0 && file->length < OBS_TUF_MOST_LARGE)
    most = (gsize) file->length;
  bytes = obs_tuf_require (self, name, most, cancellable, error);
  if (bytes == NULL)
    return NULL;
  if (obs_tuf_file_fits (file, bytes))
    return g_steal_pointer (&bytes);
  set_unfit (name, error);
  return NULL;
}

/* No file that the stored snapshot names may be gone or at a lower version. */
static gboolean
check_snapshot (const ObsTufMetadata *stored, const ObsTufMetadata *offered, const char *name,
                GError **error)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, stored->files);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const ObsTufFile *before = value, *after = file_of (offered, key);

      if (after == NULL)
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_UNTRUSTED,
                       _ ("The signed file %s no longer names %s. The edition on this computer "
                          "stays in use."),
                       name, (const char *) key);
          return FALSE;
        }
      if (after->version < before->version)
        return obs_tuf_refuse_rollback (name, key, after->version, before->version, error);
    }
  return TRUE;
}

/* TRUE where the stored file is what is asked for, so that no request is needed. */
static gboolean
is_current (ObsTufUpdater *self, const ObsTufMetadata *stored, const ObsTufFile *file)
{
  return stored != NULL && stored->version == file->version && !obs_tuf_is_expired (self, stored)
         && obs_tuf_file_fits (file, stored->bytes);
}

gboolean
obs_tuf_update_snapshot (ObsTufUpdater *self, GCancellable *cancellable, GError **error)
{
  const ObsTufRole *role = obs_tuf_metadata_role (self->root, "snapshot");
  const ObsTufFile *file = file_of (self->timestamp, "snapshot.json");
  g_autofree char *name = name_on_host (self, "snapshot", file->version);
  g_autoptr (ObsTufMetadata) stored
      = load_stored (self, OBS_TUF_SNAPSHOT, role, self->root->keys, OBS_TUF_MOST_LARGE);
  g_autoptr (ObsTufMetadata) offered = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (is_current (self, stored, file))
    {
      self->snapshot = g_steal_pointer (&stored);
      return TRUE;
    }
  bytes = fetch_named (self, name, file, cancellable, error);
  if (bytes == NULL)
    return FALSE;
  offered = open_signed (self, name, bytes, OBS_TUF_SNAPSHOT, role, self->root->keys, error);
  if (offered == NULL)
    return FALSE;
  if (offered->version != file->version)
    return obs_tuf_refuse_version (name, offered->version, file->version, error);
  if ((stored != NULL && !check_snapshot (stored, offered, name, error))
      || !obs_tuf_check_expiry (self, offered, name, error)
      || !obs_tuf_keep (self, "snapshot", offered, error))
    return FALSE;
  self->snapshot = g_steal_pointer (&offered);
  return TRUE;
}

ObsTufMetadata *
obs_tuf_load_targets (ObsTufUpdater *self, const ObsTufRole *role, GHashTable *keys,
                      GCancellable *cancellable, GError **error)
{
  g_autofree char *plain = g_strconcat (role->name, ".json", NULL);
  const ObsTufFile *file = file_of (self->snapshot, plain);
  g_autofree char *name = NULL;
  g_autoptr (ObsTufMetadata) metadata = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (file == NULL)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_UNTRUSTED,
                   _ ("The signed snapshot does not name %s. The edition on this computer stays in "
                      "use."),
                   plain);
      return NULL;
    }
  metadata = load_stored (self, OBS_TUF_TARGETS, role, keys, OBS_TUF_MOST_LARGE);
  if (is_current (self, metadata, file))
    return g_steal_pointer (&metadata);
  g_clear_pointer (&metadata, obs_tuf_metadata_free);
  name = name_on_host (self, role->name, file->version);
  bytes = fetch_named (self, name, file, cancellable, error);
  if (bytes == NULL)
    return NULL;
  metadata = open_signed (self, name, bytes, OBS_TUF_TARGETS, role, keys, error);
  if (metadata == NULL)
    return NULL;
  if (metadata->version != file->version)
    {
      obs_tuf_refuse_version (name, metadata->version, file->version, error);
      return NULL;
    }
  if (!obs_tuf_check_expiry (self, metadata, name, error)
      || !obs_tuf_keep (self, role->name, metadata, error))
    return NULL;
  return g_steal_pointer (&metadata);
}

gboolean
obs_tuf_update_targets (ObsTufUpdater *self, GCancellable *cancellable, GError **error)
{
  self->targets = obs_tuf_load_targets (self, obs_tuf_metadata_role (self->root, "targets"),
                                        self->root->keys, cancellable, error);
  return self->targets != NULL;
}
