/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/keys.h"

#include "data/error.h"
#include "data/publish/keys-private.h"
#include "data/sync/platform.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

static char *
unfinished_path (const char *dir, gint64 version)
{
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT ".root.unfinished.json", version);

  return g_build_filename (dir, name, NULL);
}

static gboolean
write_bytes (const char *path, GBytes *bytes, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_strndup (data, length);

  return obs_platform_replace_text (path, text, 0644, error);
}

/* Making. */

static gboolean
is_empty (const char *dir, GError **error)
{
  g_autoptr (GDir) open = g_dir_open (dir, 0, NULL);
  g_autofree char *shown = g_filename_display_name (dir);

  if (open == NULL || g_dir_read_name (open) == NULL)
    return TRUE;
  g_set_error (
      error, OBS_ERROR, OBS_ERROR_INPUT,
      _ ("The folder “%s” is not empty. Name a new one for the keys; nothing was changed."), shown);
  return FALSE;
}

static gboolean
check_plan (const ObsKeysPlan *plan, GError **error)
{
  if (plan->threshold >= 1 && plan->threshold <= plan->roots && plan->roots <= OBS_KEYS_MOST_ROOTS
      && plan->targets_threshold >= 1 && plan->targets_threshold <= 2)
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_USAGE,
               _ ("There are 1 to %d root keys, of which 1 to all have to sign; an edition is "
                  "signed by 1 or 2 people."),
               OBS_KEYS_MOST_ROOTS);
  return FALSE;
}

/* Makes @n keys for the role; @name alone where there is one, else with numbers behind it. */
static gboolean
create_keys (ObsKeyRing *ring, ObsRootRole *role, guint threshold, guint n, gboolean numbered,
             GPtrArray *names, GPtrArray *signers, GError **error)
{
  role->threshold = threshold;
  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *name
          = numbered ? g_strdup_printf ("%s-%u", role->role, i) : g_strdup (role->role);
      const ObsSigner *signer;

      g_ptr_array_add (names, g_strdup (name));
      signer = obs_key_ring_create (ring, name, error);
      if (signer == NULL)
        return FALSE;
      g_ptr_array_add (role->keys, obs_json_copy (signer->key));
      if (signers != NULL)
        g_ptr_array_add (signers, (gpointer) signer);
    }
  return TRUE;
}

/* Keys that no root names are of no use to anybody. */
static void
remove_keys (const char *dir, const GPtrArray *names)
{
  static const char *const suffixes[] = { ".pem", ".pub" };

  for (guint i = 0; i < names->len; i++)
    for (guint k = 0; k < G_N_ELEMENTS (suffixes); k++)
      {
        g_autofree char *file = g_strconcat (names->pdata[i], suffixes[k], NULL);
        g_autofree char *path = g_build_filename (dir, file, NULL);

        g_unlink (path);
      }
}

gboolean
obs_keys_create (const char *dir, const ObsKeysPlan *plan, ObsPassphraseFunc ask,
                 gpointer user_data, GError **error)
{
  g_autoptr (ObsKeyRing) ring = NULL;
  g_autoptr (ObsRootPlan) root = obs_root_plan_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) signers = g_ptr_array_new ();
  g_autofree char *path = obs_root_chain_path (dir, 1);
  gboolean two = plan->targets_threshold == 2, good;

  if (!check_plan (plan, error) || !is_empty (dir, error)
      || !obs_platform_make_private (dir, error))
    return FALSE;
  ring = obs_key_ring_new (dir, ask, user_data);
  root->version = 1;
  root->expires = plan->now + (gint64) OBS_SIGN_ROOT_DAYS * OBS_SIGN_DAY;
  good = create_keys (ring, &root->roles[OBS_ROOT_ROOT], plan->threshold, plan->roots, TRUE, names,
                      signers, error)
         && create_keys (ring, &root->roles[OBS_ROOT_TARGETS], plan->targets_threshold,
                         plan->targets_threshold, two, names, NULL, error)
         && create_keys (ring, &root->roles[OBS_ROOT_SNAPSHOT], 1, 1, FALSE, names, NULL, error)
         && create_keys (ring, &root->roles[OBS_ROOT_TIMESTAMP], 1, 1, FALSE, names, NULL, error);
  if (good)
    {
      g_autoptr (GBytes) bytes = obs_sign (obs_root_plan_to_json (root), signers, NULL);

      good = write_bytes (path, bytes, error);
    }
  if (!good)
    remove_keys (dir, names);
  return good;
}

/* Changing. */

static gboolean
rename_file (const char *dir, const char *name, const char *from, const char *to, GError **error)
{
  g_autofree char *old_name = g_strconcat (name, from, NULL);
  g_autofree char *new_name = g_strconcat (name, to, NULL);
  g_autofree char *old_path = g_build_filename (dir, old_name, NULL);
  g_autofree char *new_path = g_build_filename (dir, new_name, NULL);

  return !g_file_test (old_path, G_FILE_TEST_EXISTS)
         || obs_platform_rename (old_path, new_path, error);
}

/* A new key waits as NAME.next until the root that names it is whole. */
static gboolean
put_in_place (const char *dir, const char *name, gint64 version, GError **error)
{
  g_autofree char *pem = g_strdup_printf (".pem.revoked-%" G_GINT64_FORMAT, version);
  g_autofree char *pub = g_strdup_printf (".pub.revoked-%" G_GINT64_FORMAT, version);
  g_autofree char *next = g_strconcat (name, ".next.pem", NULL);
  g_autofree char *next_path = g_build_filename (dir, next, NULL);

  /* Where this was interrupted before, NAME.pem may be the new one already. NAME.next.pub goes
   * last, and only when the rest is on the disk: it tells that there is something to be done. */
  if (g_file_test (next_path, G_FILE_TEST_EXISTS) && !rename_file (dir, name, ".pem", pem, error))
    return FALSE;
  return rename_file (dir, name, ".next.pem", ".pem", error)
         && obs_platform_sync_folder (dir, error) && rename_file (dir, name, ".pub", pub, error)
         && rename_file (dir, name, ".next.pub", ".pub", error)
         && obs_platform_sync_folder (dir, error);
}

static gboolean
put_keys_in_place (const ObsRootChain *chain, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (chain->dir, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *file;

  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (file, ".next.pub"))
      g_ptr_array_add (names, g_strndup (file, strlen (file) - strlen (".next.pub")));
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *file_name = g_strconcat (names->pdata[i], ".next.pub", NULL);
      g_autofree char *path = g_build_filename (chain->dir, file_name, NULL);
      g_autofree char *text = NULL;
      g_autoptr (ObsJson) key = NULL;
      g_autofree char *id = NULL;
      gsize length;

      if (g_file_get_contents (path, &text, &length, NULL))
        key = obs_json_read (text, length, NULL);
      id = key != NULL ? obs_sign_key_id (key) : NULL;
      if (id != NULL && obs_json_member (obs_json_member (chain->root, "keys"), id) != NULL
          && !put_in_place (chain->dir, names->pdata[i], chain->version, error))
        return FALSE;
    }
  return TRUE;
}

ObsRootChain *
obs_keys_load_chain (const char *dir, GError **error)
{
  g_autoptr (ObsRootChain) chain = obs_root_chain_load (dir, error);

  if (chain == NULL || !put_keys_in_place (chain, error))
    return NULL;
  return g_steal_pointer (&chain);
}

/* Whether one more signature of a root key of @root is needed. */
static gboolean
needs_more (const ObsJson *envelope, const ObsJson *root, const char *id)
{
  g_autoptr (GPtrArray) ids = obs_sign_ids (root, "root");

  if (obs_sign_count (envelope, root, "root") >= obs_sign_threshold (root, "root"))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (strcmp (ids->pdata[i], id) == 0)
      return !obs_sign_has (envelope, root, id);
  return FALSE;
}

/* Opens one root key that is here and whose signature helps. NULL without error: there is none. */
static const ObsSigner *
next_signer (ObsKeyRing *ring, const ObsJson *envelope, const ObsJson *before, GError **error)
{
  const ObsJson *root = obs_json_member (envelope, "signed");
  const ObsJson *both[] = { root, before };

  for (guint k = 0; k < G_N_ELEMENTS (both); k++)
    {
      g_autoptr (GPtrArray) ids = obs_sign_ids (both[k], "root");

      for (guint i = 0; i < ids->len; i++)
        {
          g_autofree char *name = NULL;
          gboolean here;

          if (!needs_more (envelope, root, ids->pdata[i])
              && !needs_more (envelope, before, ids->pdata[i]))
            continue;
          name = obs_key_ring_find (ring, ids->pdata[i], &here);
          if (here)
            return obs_key_ring_open (ring, ids->pdata[i], error);
        }
    }
  return NULL;
}

/* Signs with the root keys that are here, no more than needed. */
ObsJson *
obs_keys_add_signatures (ObsKeyRing *ring, ObsJson *envelope, const ObsJson *before, GError **error)
{
  g_autoptr (ObsJson) now = envelope;

  while (obs_root_missing (now, before) > 0)
    {
      g_autoptr (GError) local = NULL;
      const ObsSigner *signer = next_signer (ring, now, before, &local);
      g_autoptr (GPtrArray) signers = g_ptr_array_new ();
      g_autoptr (GBytes) bytes = NULL;
      gconstpointer data;
      gsize length;

      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      if (signer == NULL)
        break;
      g_ptr_array_add (signers, (gpointer) signer);
      bytes = obs_sign (obs_json_copy (obs_json_member (now, "signed")), signers,
                        obs_json_member (now, "signatures"));
      data = g_bytes_get_data (bytes, &length);
      obs_json_free (g_steal_pointer (&now));
      now = obs_json_read (data, length, error);
      if (now == NULL)
        return NULL;
    }
  return g_steal_pointer (&now);
}

/* Writes a root that is whole as the next of the chain, another one as unfinished. */
gboolean
obs_keys_store_root (const ObsRootChain *chain, const ObsJson *envelope, char **unfinished,
                     GError **error)
{
  g_autofree char *path = obs_root_chain_path (chain->dir, chain->version + 1);
  g_autofree char *waiting = unfinished_path (chain->dir, chain->version + 1);
  g_autoptr (GBytes) bytes = obs_json_canonical (envelope);
  g_autoptr (ObsRootChain) newer = NULL;

  if (obs_root_missing (envelope, chain->root) > 0)
    {
      if (!write_bytes (waiting, bytes, error))
        return FALSE;
      *unfinished = g_steal_pointer (&waiting);
      return TRUE;
    }
  if (!write_bytes (path, bytes, error))
    return FALSE;
  g_unlink (waiting);
  newer = obs_keys_load_chain (chain->dir, error);
  return newer != NULL;
}

static gboolean
next_root (const ObsRootChain *chain, ObsRootPlan *plan, ObsKeyRing *ring, gint64 now,
           char **unfinished, GError **error)
{
  g_autoptr (ObsJson) envelope = obs_json_new_object ();
  ObsJson *signed_one;

  plan->version = chain->version + 1;
  plan->expires = now + (gint64) OBS_SIGN_ROOT_DAYS * OBS_SIGN_DAY;
  obs_json_set (envelope, "signatures", obs_json_new_array ());
  obs_json_set (envelope, "signed", obs_root_plan_to_json (plan));
  signed_one = obs_keys_add_signatures (ring, g_steal_pointer (&envelope), chain->root, error);
  envelope = signed_one;
  return envelope != NULL && obs_keys_store_root (chain, envelope, unfinished, error);
}

/* A change that waits for signatures has to end before another begins. */
static gboolean
check_nothing_waits (const ObsRootChain *chain, GError **error)
{
  g_autofree char *path = unfinished_path (chain->dir, chain->version + 1);
  g_autofree char *shown = g_filename_display_name (path);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("“%s” still waits for signatures. Finish it with “observatory keys sign”, or "
                  "remove it and the files whose names contain “.next.”; nothing was changed."),
               shown);
  return FALSE;
}

/* Puts @key in place of the key @id in each role that has it. */
static gboolean
replace_key (ObsRootPlan *plan, const char *id, const ObsJson *key)
{
  gboolean found = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (plan->roles); i++)
    for (guint k = 0; k < plan->roles[i].keys->len; k++)
      {
        g_autofree char *of = obs_sign_key_id (plan->roles[i].keys->pdata[k]);

        if (strcmp (of, id) != 0)
          continue;
        obs_json_free (plan->roles[i].keys->pdata[k]);
        plan->roles[i].keys->pdata[k] = obs_json_copy (key);
        found = TRUE;
      }
  return found;
}

/* Removes a new key that no root names: a call that was interrupted left it. */
static gboolean
clear_leftover (const ObsRootChain *chain, const char *next, GError **error)
{
  g_autofree char *file = g_strconcat (next, ".pub", NULL);
  g_autofree char *path = g_build_filename (chain->dir, file, NULL);
  g_autofree char *text = NULL;
  g_autofree char *id = NULL;
  g_autoptr (ObsJson) key = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  gsize length;

  if (g_file_get_contents (path, &text, &length, &local))
    key = obs_json_read (text, length, NULL);
  else if (!g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      g_set_error_literal (error, OBS_ERROR, OBS_ERROR_FAILED, local->message);
      return FALSE;
    }
  id = key != NULL ? obs_sign_key_id (key) : NULL;
  if (id != NULL && obs_json_member (obs_json_member (chain->root, "keys"), id) != NULL)
    return TRUE;
  g_ptr_array_add (names, (gpointer) next);
  remove_keys (chain->dir, names);
  return TRUE;
}

gboolean
obs_keys_rotate (const char *dir, const char *role, gint64 now, ObsPassphraseFunc ask,
                 gpointer user_data, char **unfinished, GError **error)
{
  g_autoptr (ObsRootChain) chain = obs_keys_load_chain (dir, error);
  g_autoptr (ObsKeyRing) ring = obs_key_ring_new (dir, ask, user_data);
  g_autoptr (ObsJson) old = NULL;
  g_autoptr (ObsRootPlan) plan = NULL;
  g_autofree char *id = NULL;
  g_autofree char *name = g_strconcat (role, ".next", NULL);
  g_autofree char *next_path = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const ObsSigner *signer;
  gboolean good;

  *unfinished = NULL;
  if (chain == NULL || !check_nothing_waits (chain, error))
    return FALSE;
  old = strchr (role, G_DIR_SEPARATOR) == NULL ? obs_key_ring_public (ring, role) : NULL;
  id = old != NULL ? obs_sign_key_id (old) : NULL;
  if (old == NULL && obs_key_ring_trouble (ring, error))
    return FALSE;
  if (id == NULL || obs_json_member (obs_json_member (chain->root, "keys"), id) == NULL)
    {
      g_set_error (
          error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
          _ ("There is no key “%s” in use: “observatory keys show” names them. Nothing was "
             "changed."),
          role);
      return FALSE;
    }
  if (!clear_leftover (chain, name, error))
    return FALSE;
  signer = obs_key_ring_create (ring, name, error);
  if (signer == NULL)
    return FALSE;
  plan = obs_root_plan_from (chain->root);
  replace_key (plan, id, signer->key);
  good = next_root (chain, plan, ring, now, unfinished, error);
  /* Once the root stands, its key stays, whatever failed afterwards: the next call goes on. */
  next_path = obs_root_chain_path (dir, chain->version + 1);
  if (!good && !g_file_test (next_path, G_FILE_TEST_EXISTS))
    {
      g_ptr_array_add (names, name);
      remove_keys (dir, names);
    }
  return good;
}

gboolean
obs_keys_renew (const char *dir, gint64 now, ObsPassphraseFunc ask, gpointer user_data,
                char **unfinished, GError **error)
{
  g_autoptr (ObsRootChain) chain = obs_keys_load_chain (dir, error);
  g_autoptr (ObsKeyRing) ring = obs_key_ring_new (dir, ask, user_data);
  g_autoptr (ObsRootPlan) plan = NULL;

  *unfinished = NULL;
  if (chain == NULL || !check_nothing_waits (chain, error))
    return FALSE;
  plan = obs_root_plan_from (chain->root);
  return next_root (chain, plan, ring, now, unfinished, error);
}
