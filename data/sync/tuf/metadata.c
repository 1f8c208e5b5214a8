/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/tuf/metadata.h"

#include "data/error.h"
#include "data/sync/tuf/key.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const type_names[] = { "root", "timestamp", "snapshot", "targets" };

static gboolean
fail (const char *name, const char *what, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
               _ ("The signed file %s is not valid: %s. The edition on this computer stays in "
                  "use."),
               name, what);
  return FALSE;
}

/* Each an object with a key id of its own; what else they hold is weighed when they are counted. */
static gboolean
check_signatures (const ObsJson *signatures, const char *name, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (obs_json_kind (signatures) != OBS_JSON_ARRAY)
    return fail (name, _ ("it has no list of signatures"), error);
  for (guint i = 0; i < obs_json_length (signatures); i++)
    {
      const ObsJson *one = obs_json_element (signatures, i);
      const char *id = obs_json_string (obs_json_member (one, "keyid"));

      if (id == NULL)
        return fail (name, _ ("a signature names no key"), error);
      if (!g_hash_table_add (seen, (gpointer) id))
        return fail (name, _ ("the same key signs twice"), error);
    }
  return TRUE;
}

ObsTufMetadata *
obs_tuf_metadata_open (const char *name, GBytes *bytes, GError **error)
{
  g_autoptr (ObsTufMetadata) self = g_new0 (ObsTufMetadata, 1);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  self->bytes = g_bytes_ref (bytes);
  self->json = obs_json_read (text != NULL ? text : "", length, error);
  if (self->json == NULL)
    {
      g_prefix_error (error, "%s: ", name);
      return NULL;
    }
  self->body = obs_json_member (self->json, "signed");
  self->signatures = obs_json_member (self->json, "signatures");
  if (obs_json_kind (self->body) != OBS_JSON_OBJECT)
    {
      fail (name, _ ("it has no signed part"), error);
      return NULL;
    }
  if (!check_signatures (self->signatures, name, error))
    return NULL;
  self->canonical = obs_json_canonical (self->body);
  return g_steal_pointer (&self);
}

void
obs_tuf_metadata_free (ObsTufMetadata *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->bytes);
  obs_json_free (self->json);
  g_clear_pointer (&self->canonical, g_bytes_unref);
  g_clear_pointer (&self->keys, g_hash_table_unref);
  g_clear_pointer (&self->roles, g_ptr_array_unref);
  g_clear_pointer (&self->files, g_hash_table_unref);
  if (self->bins != NULL)
    obs_tuf_role_free (self->bins->role);
  g_free (self->bins);
  g_free (self);
}

/* TRUE where @key is not yet among @counted. */
static gboolean
is_new (const GPtrArray *counted, const ObsTufKey *key)
{
  for (guint i = 0; i < counted->len; i++)
    if (obs_tuf_key_equal (g_ptr_array_index (counted, i), key))
      return FALSE;
  return TRUE;
}

static gboolean
has_keyid (const ObsTufRole *role, const char *id)
{
  for (guint i = 0; i < role->keyids->len; i++)
    if (strcmp (g_ptr_array_index (role->keyids, i), id) == 0)
      return TRUE;
  return FALSE;
}

gboolean
obs_tuf_metadata_verify (const ObsTufMetadata *self, const char *name, const ObsTufRole *role,
                         GHashTable *keys, GError **error)
{
  g_autoptr (GPtrArray) counted = g_ptr_array_new ();

  for (guint i = 0; i < obs_json_length (self->signatures); i++)
    {
      const ObsJson *one = obs_json_element (self->signatures, i);
      const char *id = obs_json_string (obs_json_member (one, "keyid"));
      ObsTufKey *key = has_keyid (role, id) ? g_hash_table_lookup (keys, id) : NULL;
      g_autoptr (GBytes) sig = obs_tuf_unhex (obs_json_string (obs_json_member (one, "sig")));

      if (key != NULL && sig != NULL && is_new (counted, key)
          && obs_sig_verify (key->key, key->scheme, self->canonical, sig))
        g_ptr_array_add (counted, key);
    }
  if ((gint64) counted->len >= role->threshold)
    return TRUE;
  g_set_error (
      error, OBS_ERROR, OBS_ERROR_UNTRUSTED,
      _ ("The signed file %s is not signed by those who may sign it: %u of the %" G_GINT64_FORMAT
         " signatures of “%s” that it needs are right. The edition on this computer stays "
         "in use."),
      name, counted->len, role->threshold, role->name);
  return FALSE;
}

/* Whole numbers of @n digits. */
static gboolean
read_digits (const char **at, guint n, gint *value)
{
  *value = 0;
  for (; n > 0; n--, (*at)++)
    {
      if (!g_ascii_isdigit (**at))
        return FALSE;
      *value = *value * 10 + (**at - '0');
    }
  return TRUE;
}

gboolean
obs_tuf_read_time (const char *text, gint64 *seconds)
{
  static const struct
  {
    guint digits;
    char then;
  } form[] = { { 4, '-' }, { 2, '-' }, { 2, 'T' }, { 2, ':' }, { 2, ':' }, { 2, 'Z' } };
  gint field[G_N_ELEMENTS (form)];
  g_autoptr (GDateTime) moment = NULL;

  if (text == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (form); i++)
    if (!read_digits (&text, form[i].digits, &field[i]) || *text++ != form[i].then)
      return FALSE;
  if (*text != '\0')
    return FALSE;
  moment = g_date_time_new_utc (field[0], field[1], field[2], field[3], field[4], field[5]);
  if (moment == NULL)
    return FALSE;
  *seconds = g_date_time_to_unix (moment);
  return TRUE;
}

/* "1.N" or "1.N.N": the major version that this client follows. */
static gboolean
is_our_specification (const char *text)
{
  g_auto (GStrv) parts = NULL;
  guint n;

  if (text == NULL)
    return FALSE;
  parts = g_strsplit (text, ".", -1);
  n = g_strv_length (parts);
  for (guint i = 0; i < n; i++)
    if (*parts[i] == '\0' || strspn (parts[i], "0123456789") != strlen (parts[i]))
      return FALSE;
  return (n == 2 || n == 3) && strcmp (parts[0], "1") == 0;
}

static gboolean
read_common (ObsTufMetadata *self, const char *name, GError **error)
{
  const char *type = obs_json_string (obs_json_member (self->body, "_type"));
  const char *expires = obs_json_string (obs_json_member (self->body, "expires"));

  if (g_strcmp0 (type, type_names[self->type]) != 0)
    return fail (name, _ ("it is of another type than its name says"), error);
  if (!is_our_specification (obs_json_string (obs_json_member (self->body, "spec_version"))))
    return fail (name, _ ("it follows another version of the specification"), error);
  if (!obs_json_integer (obs_json_member (self->body, "version"), &self->version)
      || self->version < 1)
    return fail (name, _ ("its version is not a whole number from 1 on"), error);
  if (!obs_tuf_read_time (expires, &self->expires))
    return fail (name, _ ("it does not say until when it is good, as YYYY-MM-DDTHH:MM:SSZ"), error);
  return TRUE;
}

static gboolean
read_root (ObsTufMetadata *self, const char *name, gboolean only_ed25519, GError **error)
{
  const ObsJson *roles = obs_json_member (self->body, "roles");
  const ObsJson *consistent = obs_json_member (self->body, "consistent_snapshot");

  if (consistent != NULL && obs_json_kind (consistent) != OBS_JSON_TRUE
      && obs_json_kind (consistent) != OBS_JSON_FALSE)
    return fail (name, _ ("“consistent_snapshot” is neither true nor false"), error);
  self->consistent = obs_json_kind (consistent) == OBS_JSON_TRUE;
  self->keys = obs_tuf_keys_new (obs_json_member (self->body, "keys"), only_ed25519);
  if (self->keys == NULL)
    return fail (name, _ ("its keys are malformed"), error);
  self->roles = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_tuf_role_free);
  for (guint i = 0; i < G_N_ELEMENTS (type_names); i++)
    {
      ObsTufRole *role = obs_tuf_role_new (type_names[i], obs_json_member (roles, type_names[i]));

      if (role == NULL)
        return fail (name, _ ("a role is missing or malformed"), error);
      g_ptr_array_add (self->roles, role);
    }
  return TRUE;
}

static void
file_free (gpointer data)
{
  obs_tuf_file_clear (data);
  g_free (data);
}

static gboolean
read_files (ObsTufMetadata *self, const char *name, GError **error)
{
  const ObsJson *meta = obs_json_member (self->body, "meta");

  if (obs_json_kind (meta) != OBS_JSON_OBJECT)
    return fail (name, _ ("it does not name other files"), error);
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, file_free);
  for (guint i = 0; i < obs_json_length (meta); i++)
    {
      ObsTufFile *file = g_new0 (ObsTufFile, 1);

      g_hash_table_insert (self->files, (gpointer) obs_json_name (meta, i), file);
      if (!obs_tuf_file_read (obs_json_element (meta, i), TRUE, file))
        return fail (name, _ ("what it says about another file is malformed"), error);
    }
  if (self->type == OBS_TUF_TIMESTAMP && !g_hash_table_contains (self->files, "snapshot.json"))
    return fail (name, _ ("it does not name snapshot.json"), error);
  return TRUE;
}

static gboolean
read_targets (ObsTufMetadata *self, const char *name, gboolean only_ed25519, GError **error)
{
  const ObsJson *targets = obs_json_member (self->body, "targets");
  const ObsJson *delegations = obs_json_member (self->body, "delegations");

  if (obs_json_kind (targets) != OBS_JSON_OBJECT)
    return fail (name, _ ("it has no targets"), error);
  for (guint i = 0; i < obs_json_length (targets); i++)
    {
      ObsTufFile file = { 0 };
      gboolean good = obs_tuf_file_read (obs_json_element (targets, i), FALSE, &file)
                      && file.length >= 0 && file.hashed;

      obs_tuf_file_clear (&file);
      if (!good)
        return fail (name, _ ("what it says about a target is malformed"), error);
    }
  if (delegations != NULL && !obs_tuf_delegations_read (self, delegations, only_ed25519))
    return fail (name, _ ("its delegations are malformed"), error);
  return TRUE;
}

gboolean
obs_tuf_metadata_read (ObsTufMetadata *self, const char *name, ObsTufType type,
                       gboolean only_ed25519, GError **error)
{
  self->type = type;
  if (!read_common (self, name, error))
    return FALSE;
  switch (type)
    {
    case OBS_TUF_ROOT:
      return read_root (self, name, only_ed25519, error);
    case OBS_TUF_TARGETS:
      return read_targets (self, name, only_ed25519, error);
    case OBS_TUF_TIMESTAMP:
    case OBS_TUF_SNAPSHOT:
    default:
      return read_files (self, name, error);
    }
}

const ObsTufRole *
obs_tuf_metadata_role (const ObsTufMetadata *self, const char *name)
{
  for (guint i = 0; self->roles != NULL && i < self->roles->len; i++)
    {
      const ObsTufRole *role = g_ptr_array_index (self->roles, i);

      if (strcmp (role->name, name) == 0)
        return role;
    }
  return NULL;
}

gboolean
obs_tuf_role_same_keys (const ObsTufRole *a, const ObsTufRole *b)
{
  for (guint i = 0; i < a->keyids->len; i++)
    if (!has_keyid (b, g_ptr_array_index (a->keyids, i)))
      return FALSE;
  return a->keyids->len == b->keyids->len;
}
