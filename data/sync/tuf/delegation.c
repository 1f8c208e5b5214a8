/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/digest.h"
#include "data/sync/tuf/key.h"
#include "data/sync/tuf/metadata.h"

#include <string.h>

/* Who may sign what: roles, their keys, and which delegations may speak for a path. */

#define MOST_BITS 32

void
obs_tuf_role_free (ObsTufRole *role)
{
  if (role == NULL)
    return;
  g_free (role->name);
  g_clear_pointer (&role->keyids, g_ptr_array_unref);
  g_clear_pointer (&role->paths, g_ptr_array_unref);
  g_clear_pointer (&role->prefixes, g_ptr_array_unref);
  g_free (role);
}

/* An array of strings, each kept once; NULL where it is none. */
static GPtrArray *
read_strings (const ObsJson *json)
{
  g_autoptr (GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (obs_json_kind (json) != OBS_JSON_ARRAY)
    return NULL;
  for (guint i = 0; i < obs_json_length (json); i++)
    {
      const char *text = obs_json_string (obs_json_element (json, i));

      if (text == NULL)
        return NULL;
      if (g_hash_table_add (seen, (gpointer) text))
        g_ptr_array_add (strings, g_strdup (text));
    }
  return g_steal_pointer (&strings);
}

ObsTufRole *
obs_tuf_role_new (const char *name, const ObsJson *json)
{
  ObsTufRole *role = g_new0 (ObsTufRole, 1);

  role->name = g_strdup (name);
  role->keyids = read_strings (obs_json_member (json, "keyids"));
  if (role->keyids != NULL
      && obs_json_integer (obs_json_member (json, "threshold"), &role->threshold)
      && role->threshold >= 1)
    return role;
  obs_tuf_role_free (role);
  return NULL;
}

static ObsTufRole *
role_copy (const ObsTufRole *role)
{
  ObsTufRole *copy = g_new0 (ObsTufRole, 1);

  copy->name = g_strdup (role->name);
  copy->keyids = g_ptr_array_ref (role->keyids);
  copy->threshold = role->threshold;
  copy->terminating = role->terminating;
  copy->paths = role->paths != NULL ? g_ptr_array_ref (role->paths) : NULL;
  copy->prefixes = role->prefixes != NULL ? g_ptr_array_ref (role->prefixes) : NULL;
  return copy;
}

GHashTable *
obs_tuf_keys_new (const ObsJson *json, gboolean only_ed25519)
{
  g_autoptr (GHashTable) keys
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) obs_tuf_key_free);

  if (obs_json_kind (json) != OBS_JSON_OBJECT)
    return NULL;
  for (guint i = 0; i < obs_json_length (json); i++)
    {
      const char *id = obs_json_name (json, i);
      const ObsJson *one = obs_json_element (json, i);
      ObsTufKey *key;

      if (obs_json_kind (one) != OBS_JSON_OBJECT)
        return NULL;
      key = obs_tuf_key_new (id, one, only_ed25519);
      if (key != NULL)
        g_hash_table_insert (keys, g_strdup (id), key);
    }
  return g_steal_pointer (&keys);
}

/* A delegated role must not take the place of one of the four. */
static gboolean
is_name (const char *name)
{
  static const char *const taken[] = { "", "root", "timestamp", "snapshot", "targets", NULL };

  return name != NULL && !g_strv_contains (taken, name);
}

static gboolean
read_scope (const ObsJson *json, ObsTufRole *role)
{
  const ObsJson *paths = obs_json_member (json, "paths");
  const ObsJson *prefixes = obs_json_member (json, "path_hash_prefixes");

  if ((paths == NULL) == (prefixes == NULL))
    return FALSE;
  if (paths != NULL)
    role->paths = read_strings (paths);
  else
    role->prefixes = read_strings (prefixes);
  return role->paths != NULL || role->prefixes != NULL;
}

static ObsTufRole *
read_delegation (const ObsJson *json)
{
  const char *name = obs_json_string (obs_json_member (json, "name"));
  const ObsJson *terminating = obs_json_member (json, "terminating");
  ObsTufRole *role = is_name (name) ? obs_tuf_role_new (name, json) : NULL;

  if (role == NULL)
    return NULL;
  role->terminating = obs_json_kind (terminating) == OBS_JSON_TRUE;
  if ((role->terminating || obs_json_kind (terminating) == OBS_JSON_FALSE)
      && read_scope (json, role))
    return role;
  obs_tuf_role_free (role);
  return NULL;
}

static gboolean
read_bins (ObsTufMetadata *self, const ObsJson *json)
{
  const char *prefix = obs_json_string (obs_json_member (json, "name_prefix"));
  gint64 bits = 0;
  ObsTufRole *role;

  if (prefix == NULL || *prefix == '\0'
      || !obs_json_integer (obs_json_member (json, "bit_length"), &bits) || bits < 1
      || bits > MOST_BITS)
    return FALSE;
  role = obs_tuf_role_new (prefix, json);
  if (role == NULL)
    return FALSE;
  self->bins = g_new0 (ObsTufBins, 1);
  self->bins->role = role;
  self->bins->bits = (guint) bits;
  return TRUE;
}

gboolean
obs_tuf_delegations_read (ObsTufMetadata *self, const ObsJson *json, gboolean only_ed25519)
{
  const ObsJson *roles = obs_json_member (json, "roles");
  const ObsJson *bins = obs_json_member (json, "succinct_roles");
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  self->keys = obs_tuf_keys_new (obs_json_member (json, "keys"), only_ed25519);
  if (self->keys == NULL || (roles == NULL) == (bins == NULL))
    return FALSE;
  if (bins != NULL)
    return read_bins (self, bins);
  if (obs_json_kind (roles) != OBS_JSON_ARRAY)
    return FALSE;
  self->roles = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_tuf_role_free);
  for (guint i = 0; i < obs_json_length (roles); i++)
    {
      ObsTufRole *role = read_delegation (obs_json_element (roles, i));

      if (role == NULL)
        return FALSE;
      g_ptr_array_add (self->roles, role);
      if (!g_hash_table_add (names, role->name))
        return FALSE;
    }
  return TRUE;
}

/* One character class "[…]" at @pattern; moves it behind the class. FALSE where it is none, so that
 * the bracket stands for itself. */
static gboolean
match_class (const char **pattern, gunichar c, gboolean *matched)
{
  const char *at = *pattern + 1;
  const char *next;
  gboolean negated = *at == '!';
  const char *start;

  *matched = FALSE;
  at += negated;
  for (start = at; *at != '\0' && (*at != ']' || at == start); at = g_utf8_next_char (at))
    {
      gunichar low = g_utf8_get_char (at), high = low;

      if (low == '/')
        return FALSE;
      next = g_utf8_next_char (at);
      if (next[0] == '-' && next[1] != ']' && next[1] != '\0')
        {
          at = next + 1;
          high = g_utf8_get_char (at);
        }
      if (c >= low && c <= high)
        *matched = TRUE;
    }
  if (*at != ']')
    return FALSE;
  *matched = *matched != negated;
  *pattern = at + 1;
  return TRUE;
}

/* One character of the path against one place of the pattern, which it moves on. */
static gboolean
match_one (const char **pattern, gunichar c)
{
  gboolean matched;

  if (**pattern == '\0')
    return FALSE;
  if (**pattern == '[' && c != '/' && match_class (pattern, c, &matched))
    return matched;
  matched = **pattern == '?' ? c != '/' : g_utf8_get_char (*pattern) == c;
  *pattern = g_utf8_next_char (*pattern);
  return matched;
}

/* The last '*' is tried at each place in turn; no '*' reaches over a '/'. */
gboolean
obs_tuf_pattern_matches (const char *pattern, const char *path)
{
  const char *star = NULL, *from = NULL;

  while (*path != '\0')
    {
      const char *next = pattern;

      if (*pattern == '*')
        {
          star = ++pattern;
          from = path;
          continue;
        }
      if (match_one (&next, g_utf8_get_char (path)))
        {
          pattern = next;
          path = g_utf8_next_char (path);
          continue;
        }
      if (star == NULL || *from == '/')
        return FALSE;
      pattern = star;
      path = from = g_utf8_next_char (from);
    }
  while (*pattern == '*')
    pattern++;
  return *pattern == '\0';
}

static gboolean
role_covers (const ObsTufRole *role, const char *path, const char *hash)
{
  for (guint i = 0; role->paths != NULL && i < role->paths->len; i++)
    if (obs_tuf_pattern_matches (g_ptr_array_index (role->paths, i), path))
      return TRUE;
  for (guint i = 0; role->prefixes != NULL && i < role->prefixes->len; i++)
    if (g_str_has_prefix (hash, g_ptr_array_index (role->prefixes, i)))
      return TRUE;
  return FALSE;
}

/* The bin of a path: the first bits of its hash, in as many hex digits as the last bin needs. */
static ObsTufRole *
find_bin (const ObsTufBins *bins, const char *hash)
{
  g_autofree char *first = g_strndup (hash, 8);
  guint64 bin = g_ascii_strtoull (first, NULL, 16) >> (MOST_BITS - bins->bits);
  ObsTufRole *role = role_copy (bins->role);

  g_free (role->name);
  role->name = g_strdup_printf ("%s-%0*" G_GINT64_MODIFIER "x", bins->role->name,
                                (int) (bins->bits + 3) / 4, bin);
  role->terminating = TRUE;
  return role;
}

GPtrArray *
obs_tuf_delegations_for (const ObsTufMetadata *self, const char *path, gboolean *terminating)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_tuf_role_free);
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();
  g_autofree char *hash = NULL;

  *terminating = FALSE;
  obs_digest_add (digest, path, strlen (path));
  hash = obs_digest_finish (digest);
  if (self->bins != NULL)
    {
      g_ptr_array_add (found, find_bin (self->bins, hash));
      *terminating = TRUE;
    }
  for (guint i = 0; self->roles != NULL && i < self->roles->len && !*terminating; i++)
    {
      const ObsTufRole *role = g_ptr_array_index (self->roles, i);

      if (!role_covers (role, path, hash))
        continue;
      g_ptr_array_add (found, role_copy (role));
      *terminating = role->terminating;
    }
  return found;
}
