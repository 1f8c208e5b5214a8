/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/keys.h"

#include "data/error.h"
#include "data/publish/keys-private.h"
#include "data/sync/platform.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Roots that need signatures from several machines, and what a folder of keys holds. */

static gboolean
is_whole_role (const ObsJson *root, const char *role)
{
  g_autoptr (GPtrArray) ids = obs_sign_ids (root, role);
  guint threshold = obs_sign_threshold (root, role);

  for (guint i = 0; i < ids->len; i++)
    {
      const ObsJson *key = obs_json_member (obs_json_member (root, "keys"), ids->pdata[i]);
      g_autofree char *id = key != NULL ? obs_sign_key_id (key) : NULL;

      if (g_strcmp0 (id, ids->pdata[i]) != 0)
        return FALSE;
      for (guint k = 0; k < i; k++)
        if (strcmp (ids->pdata[k], ids->pdata[i]) == 0)
          return FALSE;
    }
  return threshold > 0 && ids->len >= threshold;
}

/* The unfinished root, where it is one that may follow the newest of the chain. */
static ObsJson *
read_unfinished (const ObsRootChain *chain, const char *file, GError **error)
{
  g_autofree char *shown = g_filename_display_name (file);
  g_autoptr (ObsJson) envelope = NULL;
  g_autofree char *text = NULL;
  const ObsJson *root;
  gsize length;
  gint64 version = 0;

  if (!g_file_get_contents (file, &text, &length, error))
    return NULL;
  envelope = obs_json_read (text, length, NULL);
  root = envelope != NULL ? obs_json_member (envelope, "signed") : NULL;
  if (root == NULL || g_strcmp0 (obs_json_string (obs_json_member (root, "_type")), "root") != 0
      || !obs_json_integer (obs_json_member (root, "version"), &version)
      || !is_whole_role (root, "root") || !is_whole_role (root, "targets")
      || !is_whole_role (root, "snapshot") || !is_whole_role (root, "timestamp")
      || obs_json_kind (obs_json_member (root, "consistent_snapshot")) != OBS_JSON_TRUE
      || obs_sign_read_time (obs_json_string (obs_json_member (root, "expires"))) == G_MININT64)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                   _ ("“%s” is not a root that “observatory keys” made. Nothing was signed."),
                   shown);
      return NULL;
    }
  if (version != chain->version + 1)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("“%s” is root %" G_GINT64_FORMAT ", and the next one here would be "
                      "%" G_GINT64_FORMAT ". Bring the same roots together first; nothing was "
                      "signed."),
                   shown, version, chain->version + 1);
      return NULL;
    }
  return g_steal_pointer (&envelope);
}

static gboolean
replace_file (const char *file, const ObsJson *envelope, GError **error)
{
  g_autoptr (GBytes) bytes = obs_json_canonical (envelope);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_strndup (data, length);

  return obs_platform_replace_text (file, text, 0644, error);
}

gboolean
obs_keys_sign (const char *dir, const char *file, ObsPassphraseFunc ask, gpointer user_data,
               guint *missing, GError **error)
{
  g_autoptr (ObsRootChain) chain = obs_keys_load_chain (dir, error);
  g_autoptr (ObsKeyRing) ring = obs_key_ring_new (dir, ask, user_data);
  g_autoptr (ObsJson) envelope = chain != NULL ? read_unfinished (chain, file, error) : NULL;
  g_autofree char *unfinished = NULL;
  ObsJson *more;
  guint before;

  if (envelope == NULL)
    return FALSE;
  before = obs_root_missing (envelope, chain->root);
  more = obs_keys_add_signatures (ring, g_steal_pointer (&envelope), chain->root, error);
  envelope = more;
  if (envelope == NULL)
    return FALSE;
  *missing = obs_root_missing (envelope, chain->root);
  if (*missing > 0 && *missing == before)
    {
      g_autofree char *shown = g_filename_display_name (dir);

      g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                   _ ("The folder “%s” holds no root key whose signature is still needed."), shown);
      return FALSE;
    }
  /* The file first: it may be the only place where the others' signatures stand. */
  return replace_file (file, envelope, error)
         && (*missing > 0 || obs_keys_store_root (chain, envelope, &unfinished, error));
}

static void
compare_role (const ObsJson *before, const ObsJson *after, const char *role, GString *text)
{
  g_autoptr (GPtrArray) old = obs_sign_ids (before, role);
  g_autoptr (GPtrArray) new = obs_sign_ids (after, role);
  guint was = obs_sign_threshold (before, role), is = obs_sign_threshold (after, role);

  if (was != is)
    g_string_append_printf (text, _ ("%s: %u keys have to sign instead of %u\n"), role, is, was);
  for (guint i = 0; i < new->len; i++)
    if (!g_ptr_array_find_with_equal_func (old, new->pdata[i], g_str_equal, NULL))
      g_string_append_printf (text, _ ("%s: new key %s\n"), role, (char *) new->pdata[i]);
  for (guint i = 0; i < old->len; i++)
    if (!g_ptr_array_find_with_equal_func (new, old->pdata[i], g_str_equal, NULL))
      g_string_append_printf (text, _ ("%s: key %s no longer counts\n"), role,
                              (char *) old->pdata[i]);
}

char *
obs_keys_compare (const char *dir, const char *file, GError **error)
{
  static const char *const roles[] = { "root", "targets", "snapshot", "timestamp" };
  g_autoptr (ObsRootChain) chain = obs_root_chain_load (dir, error);
  g_autoptr (ObsJson) envelope = chain != NULL ? read_unfinished (chain, file, error) : NULL;
  GString *text;

  if (envelope == NULL)
    return NULL;
  text = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    compare_role (chain->root, obs_json_member (envelope, "signed"), roles[i], text);
  g_string_append_printf (
      text, _ ("valid until %s\n"),
      obs_json_string (obs_json_member (obs_json_member (envelope, "signed"), "expires")));
  return g_string_free (text, FALSE);
}

static void
key_view_free (ObsKeyView *view)
{
  g_free (view->role);
  g_free (view->name);
  g_free (view->id);
  g_free (view);
}

void
obs_keys_view_free (ObsKeysView *view)
{
  g_free (view->fingerprint);
  g_ptr_array_unref (view->keys);
  g_free (view);
}

ObsKeysView *
obs_keys_view (const char *dir, GError **error)
{
  static const char *const roles[] = { "root", "targets", "snapshot", "timestamp" };
  g_autoptr (ObsRootChain) chain = obs_root_chain_load (dir, error);
  g_autoptr (ObsKeyRing) ring = obs_key_ring_new (dir, NULL, NULL);
  ObsKeysView *view;

  if (chain == NULL)
    return NULL;
  view = g_new0 (ObsKeysView, 1);
  view->version = chain->version;
  view->expires = chain->expires;
  view->fingerprint = g_strdup (chain->fingerprint);
  view->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) key_view_free);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autoptr (GPtrArray) ids = obs_sign_ids (chain->root, roles[i]);

      for (guint k = 0; k < ids->len; k++)
        {
          ObsKeyView *key = g_new0 (ObsKeyView, 1);

          key->role = g_strdup (roles[i]);
          key->name = obs_key_ring_find (ring, ids->pdata[k], &key->here);
          if (key->name == NULL)
            key->name = g_strdup ("");
          key->id = g_strdup (ids->pdata[k]);
          key->threshold = obs_sign_threshold (chain->root, roles[i]);
          g_ptr_array_add (view->keys, key);
        }
    }
  return view;
}

char *
obs_keys_group (const char *hex)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; hex[i] != '\0'; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (text, ' ');
      g_string_append_c (text, hex[i]);
    }
  return g_string_free (text, FALSE);
}
