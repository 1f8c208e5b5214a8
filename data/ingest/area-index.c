/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/area-index.h"

#include "data/sync/digest.h"

#include <string.h>

struct _ObsAreaIndex
{
  GHashTable *kinds; /* code to kind */
  GHashTable *names; /* "kind\1folded name" to code */
};

ObsAreaIndex *
obs_area_index_new (void)
{
  ObsAreaIndex *self = g_new0 (ObsAreaIndex, 1);

  self->kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
obs_area_index_free (ObsAreaIndex *self)
{
  g_hash_table_unref (self->kinds);
  g_hash_table_unref (self->names);
  g_free (self);
}

char *
obs_area_index_fold (const char *name)
{
  g_autofree char *small = g_utf8_casefold (name, -1);
  GString *folded = g_string_new (NULL);
  gboolean gap = FALSE;

  for (const char *at = small; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      if (letter == '\'' || letter == 0x2019)
        continue; /* "King's" and "Kings" */
      if (letter == '&')
        g_string_append (folded, folded->len > 0 ? " and" : "and");
      if (!g_unichar_isalnum (letter))
        {
          gap = TRUE;
          continue;
        }
      if (gap && folded->len > 0)
        g_string_append_c (folded, ' ');
      gap = FALSE;
      g_string_append_unichar (folded, letter);
    }
  return g_string_free (folded, FALSE);
}

static char *
key_of (const char *kind, const char *name)
{
  g_autofree char *folded = obs_area_index_fold (name);

  return g_strjoin ("\1", kind, folded, NULL);
}

gboolean
obs_area_index_alias (ObsAreaIndex *self, const char *alias, const char *kind, const char *code)
{
  g_autofree char *key = key_of (kind, alias);
  const char *holder = g_hash_table_lookup (self->names, key);

  if (!obs_area_index_has (self, code))
    return FALSE;
  if (holder != NULL)
    return g_str_equal (holder, code);
  g_hash_table_insert (self->names, g_steal_pointer (&key), g_strdup (code));
  return TRUE;
}

gboolean
obs_area_index_add (ObsAreaIndex *self, const char *code, const char *kind, const char *name)
{
  g_hash_table_replace (self->kinds, g_strdup (code), g_strdup (kind));
  return obs_area_index_alias (self, name, kind, code);
}

gboolean
obs_area_index_has (const ObsAreaIndex *self, const char *code)
{
  return g_hash_table_contains (self->kinds, code);
}

const char *
obs_area_index_find (const ObsAreaIndex *self, const char *kind, const char *name)
{
  g_autofree char *key = key_of (kind, name);

  return g_hash_table_lookup (self->names, key);
}

const char *
obs_area_index_kind (const ObsAreaIndex *self, const char *code)
{
  return g_hash_table_lookup (self->kinds, code);
}

char *
obs_area_index_digest (const ObsAreaIndex *self)
{
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();

  obs_digest_table (digest, self->kinds);
  obs_digest_table (digest, self->names);
  return obs_digest_finish (digest);
}
