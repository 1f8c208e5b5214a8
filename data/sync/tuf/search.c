/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/tuf/updater-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Which role lists a target: the top-level one first, then delegations in their order, each
 * delegation's own before the next. */

#define MOST_ROLES 32

/* A delegation that is still to be looked into, with the keys of the file that made it. */
typedef struct
{
  ObsTufRole *role;
  GHashTable *keys;
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  obs_tuf_role_free (step->role);
  g_hash_table_unref (step->keys);
  g_free (step);
}

void
obs_tuf_target_free (gpointer data)
{
  ObsTufTarget *target = data;

  g_free (target->path);
  g_free (target->sha256);
  g_free (target->sha512);
  g_free (target->custom);
  g_free (target->remote);
  g_free (target);
}

/* Below the base address: "a/b" is "a/HASH.b" where root says consistent snapshots. */
static char *
remote_path (ObsTufUpdater *self, const char *path, const char *hash)
{
  const char *slash = strrchr (path, '/');
  const char *name = slash != NULL ? slash + 1 : path;

  if (!self->root->consistent)
    return g_strdup (path);
  return g_strdup_printf ("%.*s%s.%s", (int) (name - path), path, hash, name);
}

/* The target as @metadata lists it. NULL without error where it does not. */
static ObsTufTarget *
look_up (ObsTufUpdater *self, const ObsTufMetadata *metadata, const char *path, GError **error)
{
  const ObsJson *targets = obs_json_member (metadata->body, "targets");
  const ObsJson *json = obs_json_member (targets, path);
  const ObsJson *custom = obs_json_member (json, "custom");
  ObsTufTarget *target;
  ObsTufFile file;

  if (json == NULL)
    return NULL;
  if (!obs_tuf_file_read (json, FALSE, &file) || (file.sha256 == NULL && file.sha512 == NULL))
    {
      obs_tuf_file_clear (&file);
      g_set_error (error, OBS_ERROR, OBS_ERROR_UNTRUSTED,
                   _ ("“%s” is listed with hashes of unknown kinds only, so it cannot be checked. "
                      "The edition on this computer stays in use."),
                   path);
      return NULL;
    }
  target = g_new0 (ObsTufTarget, 1);
  target->path = g_strdup (path);
  target->length = (guint64) file.length;
  target->remote = remote_path (self, path, file.sha256 != NULL ? file.sha256 : file.sha512);
  target->sha256 = g_steal_pointer (&file.sha256);
  target->sha512 = g_steal_pointer (&file.sha512);
  if (custom != NULL)
    {
      g_autoptr (GBytes) bytes = obs_json_canonical (custom);

      target->custom = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
  return target;
}

/* The delegations of @metadata for @path, on top of @steps so that the first is taken first. One
 * that ends the search drops what was still to come. */
static void
push_delegations (GPtrArray *steps, const ObsTufMetadata *metadata, const char *path)
{
  gboolean terminating = FALSE;
  g_autoptr (GPtrArray) roles = obs_tuf_delegations_for (metadata, path, &terminating);

  if (terminating)
    g_ptr_array_set_size (steps, 0);
  g_ptr_array_set_free_func (roles, NULL);
  for (guint i = roles->len; i > 0; i--)
    {
      Step *step = g_new0 (Step, 1);

      step->role = g_ptr_array_index (roles, i - 1);
      step->keys = g_hash_table_ref (metadata->keys);
      g_ptr_array_add (steps, step);
    }
}

/* A role may be delegated to from two sides: what is held already has to pass for this side too. */
static const ObsTufMetadata *
load_delegated (ObsTufUpdater *self, const Step *step, GCancellable *cancellable, GError **error)
{
  ObsTufMetadata *metadata = g_hash_table_lookup (self->delegated, step->role->name);

  if (metadata != NULL)
    return obs_tuf_metadata_verify (metadata, step->role->name, step->role, step->keys, error)
               ? metadata
               : NULL;
  metadata = obs_tuf_load_targets (self, step->role, step->keys, cancellable, error);
  if (metadata != NULL)
    g_hash_table_insert (self->delegated, g_strdup (step->role->name), metadata);
  return metadata;
}

/* @error is never NULL; NULL without error: nobody lists it. */
static ObsTufTarget *
search (ObsTufUpdater *self, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (step_free);
  g_autoptr (GHashTable) visited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const ObsTufMetadata *metadata = self->targets;

  for (;;)
    {
      ObsTufTarget *target = look_up (self, metadata, path, error);
      Step *step = NULL;

      if (target != NULL || *error != NULL)
        return target;
      push_delegations (steps, metadata, path);
      while (step == NULL && steps->len > 0)
        {
          step = g_ptr_array_steal_index (steps, steps->len - 1);
          if (g_hash_table_contains (visited, step->role->name))
            g_clear_pointer (&step, step_free);
        }
      if (step == NULL || g_hash_table_size (visited) == MOST_ROLES)
        {
          g_clear_pointer (&step, step_free);
          return NULL;
        }
      g_hash_table_add (visited, g_strdup (step->role->name));
      obs_tuf_log (self, "search “%s” in %s", path, step->role->name);
      metadata = load_delegated (self, step, cancellable, error);
      step_free (step);
      if (metadata == NULL)
        return NULL;
    }
}

const ObsTufTarget *
obs_tuf_updater_find (ObsTufUpdater *self, const char *path, GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GError) local = NULL;
  ObsTufTarget *target = NULL;

  if (!self->fresh)
    {
      g_set_error_literal (error, OBS_ERROR, OBS_ERROR_FAILED,
                           _ ("The signed metadata has to be brought up to date first."));
      return NULL;
    }
  target = search (self, path, cancellable, &local);
  if (target != NULL)
    {
      g_ptr_array_add (self->found, target);
      obs_tuf_log (self, "target “%s”: %" G_GUINT64_FORMAT " bytes", path, target->length);
      return target;
    }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                 _ ("No one who may speak for “%s” lists it. The edition on this computer stays in "
                    "use."),
                 path);
  return NULL;
}

gboolean
obs_tuf_target_fits (const ObsTufTarget *target, GBytes *bytes)
{
  ObsTufFile file = { .length = (gint64) target->length,
                      .hashed = TRUE,
                      .sha256 = target->sha256,
                      .sha512 = target->sha512 };

  return obs_tuf_file_fits (&file, bytes);
}
