/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/tuf/metadata.h"

#include <openssl/evp.h>
#include <string.h>

/* Length and hashes of one file as signed metadata names them. */

static gboolean
is_hex (const char *text, gsize length)
{
  return strlen (text) == length && strspn (text, "0123456789abcdefABCDEF") == length;
}

static gboolean
read_hashes (const ObsJson *hashes, ObsTufFile *file)
{
  if (obs_json_kind (hashes) != OBS_JSON_OBJECT || obs_json_length (hashes) == 0)
    return FALSE;
  file->hashed = TRUE;
  for (guint i = 0; i < obs_json_length (hashes); i++)
    {
      const char *kind = obs_json_name (hashes, i);
      const char *hash = obs_json_string (obs_json_element (hashes, i));

      if (hash == NULL)
        return FALSE;
      if (strcmp (kind, "sha256") == 0)
        {
          if (!is_hex (hash, 64))
            return FALSE;
          file->sha256 = g_ascii_strdown (hash, -1);
        }
      else if (strcmp (kind, "sha512") == 0)
        {
          if (!is_hex (hash, 128))
            return FALSE;
          file->sha512 = g_ascii_strdown (hash, -1);
        }
    }
  return TRUE;
}

gboolean
obs_tuf_file_read (const ObsJson *json, gboolean versioned, ObsTufFile *file)
{
  const ObsJson *length = obs_json_member (json, "length");
  const ObsJson *hashes = obs_json_member (json, "hashes");

  *file = (ObsTufFile){ .length = -1 };
  if (obs_json_kind (json) != OBS_JSON_OBJECT)
    return FALSE;
  if (versioned
      && (!obs_json_integer (obs_json_member (json, "version"), &file->version)
          || file->version < 1))
    return FALSE;
  if (length != NULL && (!obs_json_integer (length, &file->length) || file->length < 0))
    return FALSE;
  return hashes == NULL || read_hashes (hashes, file);
}

void
obs_tuf_file_clear (ObsTufFile *file)
{
  g_clear_pointer (&file->sha256, g_free);
  g_clear_pointer (&file->sha512, g_free);
}

static gboolean
hash_is (const EVP_MD *kind, GBytes *bytes, const char *expected)
{
  guchar hash[EVP_MAX_MD_SIZE];
  guint n = 0;
  char hex[2 * EVP_MAX_MD_SIZE + 1] = "";
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  if (EVP_Digest (data, length, hash, &n, kind, NULL) != 1)
    return FALSE;
  for (guint i = 0; i < n; i++)
    g_snprintf (hex + 2 * i, 3, "%02x", hash[i]);
  return strcmp (hex, expected) == 0;
}

gboolean
obs_tuf_file_fits (const ObsTufFile *file, GBytes *bytes)
{
  if (file->length >= 0 && (gsize) file->length != g_bytes_get_size (bytes))
    return FALSE;
  if (file->hashed && file->sha256 == NULL && file->sha512 == NULL)
    return FALSE;
  return (file->sha256 == NULL || hash_is (EVP_sha256 (), bytes, file->sha256))
         && (file->sha512 == NULL || hash_is (EVP_sha512 (), bytes, file->sha512));
}
