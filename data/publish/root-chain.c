/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/root-chain.h"

#include "data/error.h"
#include "data/publish/sign.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const role_names[] = { "root", "snapshot", "targets", "timestamp" };

char *
obs_root_chain_path (const char *dir, gint64 version)
{
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT ".root.json", version);

  return g_build_filename (dir, name, NULL);
}

void
obs_root_chain_free (ObsRootChain *chain)
{
  g_free (chain->dir);
  g_ptr_array_unref (chain->files);
  g_clear_pointer (&chain->last, obs_json_free);
  g_free (chain->fingerprint);
  g_free (chain->origin_id);
  g_free (chain);
}

guint
obs_root_missing (const ObsJson *envelope, const ObsJson *before)
{
  const ObsJson *root = obs_json_member (envelope, "signed");
  guint own = obs_sign_threshold (root, "root"), own_good = obs_sign_count (envelope, root, "root");
  guint missing = own_good < own ? own - own_good : 0;

  if (before != NULL)
    {
      guint old = obs_sign_threshold (before, "root");
      guint old_good = obs_sign_count (envelope, before, "root");

      missing = MAX (missing, old_good < old ? old - old_good : 0);
    }
  return missing;
}

/* Adds version @version where its file is there; FALSE with an error where it is no good. */
static gboolean
add_root (ObsRootChain *chain, const char *path, gint64 version, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (ObsJson) envelope = NULL;
  const ObsJson *root;
  char *text = NULL;
  gsize length;
  gint64 found = 0;

  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;
  g_ptr_array_add (chain->files, g_bytes_new_take (text, length));
  envelope = obs_json_read (text, length, NULL);
  root = envelope != NULL ? obs_json_member (envelope, "signed") : NULL;
  if (root == NULL || g_strcmp0 (obs_json_string (obs_json_member (root, "_type")), "root") != 0
      || !obs_json_integer (obs_json_member (root, "version"), &found) || found != version
      || obs_sign_threshold (root, "root") == 0 || obs_root_missing (envelope, chain->root) > 0)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                   _ ("“%s” is not the root of that number, or its signatures are not enough. Put "
                      "back a copy of the folder of keys; nothing was changed."),
                   shown);
      return FALSE;
    }
  chain->version = version;
  chain->expires = obs_sign_read_time (obs_json_string (obs_json_member (root, "expires")));
  g_clear_pointer (&chain->last, obs_json_free);
  chain->last = g_steal_pointer (&envelope);
  chain->root = root;
  return TRUE;
}

ObsRootChain *
obs_root_chain_load (const char *dir, GError **error)
{
  g_autoptr (ObsRootChain) chain = g_new0 (ObsRootChain, 1);

  chain->dir = g_strdup (dir);
  chain->files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (gint64 version = 1;; version++)
    {
      g_autofree char *path = obs_root_chain_path (dir, version);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        break;
      if (!add_root (chain, path, version, error))
        return NULL;
    }
  if (chain->version == 0)
    {
      g_autofree char *shown = g_filename_display_name (dir);

      g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                   _ ("The folder “%s” holds no keys (there is no 1.root.json). “observatory keys "
                      "create” makes them."),
                   shown);
      return NULL;
    }
  chain->fingerprint = obs_sign_sha256 (chain->files->pdata[0]);
  chain->origin_id = g_strndup (chain->fingerprint, 16);
  return g_steal_pointer (&chain);
}

ObsRootPlan *
obs_root_plan_new (void)
{
  ObsRootPlan *plan = g_new0 (ObsRootPlan, 1);

  for (guint i = 0; i < G_N_ELEMENTS (role_names); i++)
    {
      plan->roles[i].role = role_names[i];
      plan->roles[i].threshold = 1;
      plan->roles[i].keys = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_json_free);
    }
  return plan;
}

void
obs_root_plan_free (ObsRootPlan *plan)
{
  for (guint i = 0; i < G_N_ELEMENTS (role_names); i++)
    g_ptr_array_unref (plan->roles[i].keys);
  g_free (plan);
}

ObsRootPlan *
obs_root_plan_from (const ObsJson *root)
{
  ObsRootPlan *plan = obs_root_plan_new ();

  obs_json_integer (obs_json_member (root, "version"), &plan->version);
  plan->expires = obs_sign_read_time (obs_json_string (obs_json_member (root, "expires")));
  for (guint i = 0; i < G_N_ELEMENTS (role_names); i++)
    {
      g_autoptr (GPtrArray) ids = obs_sign_ids (root, role_names[i]);

      plan->roles[i].threshold = obs_sign_threshold (root, role_names[i]);
      for (guint k = 0; k < ids->len; k++)
        {
          const ObsJson *key = obs_json_member (obs_json_member (root, "keys"), ids->pdata[k]);

          if (key != NULL)
            g_ptr_array_add (plan->roles[i].keys, obs_json_copy (key));
        }
    }
  return plan;
}

ObsJson *
obs_root_plan_to_json (const ObsRootPlan *plan)
{
  g_autofree char *expires = obs_sign_time (plan->expires);
  ObsJson *root = obs_json_new_object ();
  ObsJson *keys = obs_json_new_object ();
  ObsJson *roles = obs_json_new_object ();

  for (guint i = 0; i < G_N_ELEMENTS (role_names); i++)
    {
      const ObsRootRole *from = &plan->roles[i];
      ObsJson *role = obs_json_new_object ();
      ObsJson *ids = obs_json_new_array ();

      for (guint k = 0; k < from->keys->len; k++)
        {
          g_autofree char *id = obs_sign_key_id (from->keys->pdata[k]);

          obs_json_append (ids, obs_json_new_string (id));
          if (obs_json_member (keys, id) == NULL)
            obs_json_set (keys, id, obs_json_copy (from->keys->pdata[k]));
        }
      obs_json_set (role, "keyids", ids);
      obs_json_set (role, "threshold", obs_json_new_integer (from->threshold));
      obs_json_set (roles, from->role, role);
    }
  obs_json_set (root, "_type", obs_json_new_string ("root"));
  obs_json_set (root, "consistent_snapshot", obs_json_new_boolean (TRUE));
  obs_json_set (root, "expires", obs_json_new_string (expires));
  obs_json_set (root, "keys", keys);
  obs_json_set (root, "roles", roles);
  obs_json_set (root, "spec_version", obs_json_new_string (OBS_SIGN_SPEC));
  obs_json_set (root, "version", obs_json_new_integer (plan->version));
  return root;
}
