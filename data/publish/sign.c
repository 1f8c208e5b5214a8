/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/sign.h"

#include "data/sync/digest.h"

#include <string.h>

#define KEY_LENGTH 32
#define SIGNATURE_LENGTH 64

void
obs_signer_free (ObsSigner *signer)
{
  g_free (signer->name);
  g_free (signer->id);
  obs_json_free (signer->key);
  EVP_PKEY_free (signer->pkey);
  g_free (signer);
}

static char *
to_hex (const guint8 *bytes, gsize length)
{
  GString *hex = g_string_sized_new (2 * length);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (hex, "%02x", bytes[i]);
  return g_string_free (hex, FALSE);
}

/* FALSE where @hex is not @length bytes as lower-case hex digits. */
static gboolean
from_hex (const char *hex, guint8 *bytes, gsize length)
{
  if (hex == NULL || strlen (hex) != 2 * length || strspn (hex, "0123456789abcdef") != 2 * length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    bytes[i]
        = (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
  return TRUE;
}

char *
obs_sign_sha256 (GBytes *bytes)
{
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  obs_digest_add (digest, data, length);
  return obs_digest_finish (digest);
}

ObsJson *
obs_sign_key_object (EVP_PKEY *pkey)
{
  guint8 raw[KEY_LENGTH];
  gsize length = sizeof raw;
  g_autofree char *hex = NULL;
  ObsJson *key = obs_json_new_object ();
  ObsJson *value = obs_json_new_object ();

  if (EVP_PKEY_get_raw_public_key (pkey, raw, &length) != 1 || length != sizeof raw)
    g_error ("An Ed25519 key without its public part");
  hex = to_hex (raw, sizeof raw);
  obs_json_set (value, "public", obs_json_new_string (hex));
  obs_json_set (key, "keytype", obs_json_new_string ("ed25519"));
  obs_json_set (key, "keyval", value);
  obs_json_set (key, "scheme", obs_json_new_string ("ed25519"));
  return key;
}

char *
obs_sign_key_id (const ObsJson *key)
{
  g_autoptr (GBytes) bytes = obs_json_canonical (key);

  return obs_sign_sha256 (bytes);
}

static char *
make_signature (EVP_PKEY *pkey, GBytes *message)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  guint8 signature[SIGNATURE_LENGTH];
  gsize length = sizeof signature, n;
  const guint8 *data = g_bytes_get_data (message, &n);

  /* Fails only where memory or the library itself is missing. */
  if (context == NULL || EVP_DigestSignInit (context, NULL, NULL, NULL, pkey) != 1
      || EVP_DigestSign (context, signature, &length, data, n) != 1 || length != sizeof signature)
    g_error ("Ed25519 is not available");
  return to_hex (signature, sizeof signature);
}

static void
add_signature (ObsJson *signatures, const char *id, const char *hex)
{
  ObsJson *one = obs_json_new_object ();

  obs_json_set (one, "keyid", obs_json_new_string (id));
  obs_json_set (one, "sig", obs_json_new_string (hex));
  obs_json_append (signatures, one);
}

static gboolean
is_among (const GPtrArray *signers, const char *id)
{
  for (guint i = 0; i < signers->len; i++)
    if (strcmp (((const ObsSigner *) signers->pdata[i])->id, id) == 0)
      return TRUE;
  return FALSE;
}

GBytes *
obs_sign (ObsJson *content, const GPtrArray *signers, const ObsJson *others)
{
  g_autoptr (ObsJson) envelope = obs_json_new_object ();
  g_autoptr (GBytes) message = obs_json_canonical (content);
  ObsJson *signatures = obs_json_new_array ();

  for (guint i = 0; i < obs_json_length (others); i++)
    {
      const ObsJson *one = obs_json_element (others, i);
      const char *id = obs_json_string (obs_json_member (one, "keyid"));
      const char *hex = obs_json_string (obs_json_member (one, "sig"));

      if (id != NULL && hex != NULL && !is_among (signers, id))
        add_signature (signatures, id, hex);
    }
  for (guint i = 0; i < signers->len; i++)
    {
      const ObsSigner *signer = signers->pdata[i];
      g_autofree char *hex = make_signature (signer->pkey, message);

      add_signature (signatures, signer->id, hex);
    }
  obs_json_set (envelope, "signatures", signatures);
  obs_json_set (envelope, "signed", content);
  return obs_json_canonical (envelope);
}

static gboolean
is_good (const ObsJson *key, GBytes *message, const char *hex)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  g_autoptr (EVP_PKEY) pkey = NULL;
  guint8 raw[KEY_LENGTH], signature[SIGNATURE_LENGTH];
  gsize n;
  const guint8 *data = g_bytes_get_data (message, &n);
  const ObsJson *value = obs_json_member (key, "keyval");

  if (g_strcmp0 (obs_json_string (obs_json_member (key, "keytype")), "ed25519") != 0
      || !from_hex (obs_json_string (obs_json_member (value, "public")), raw, sizeof raw)
      || !from_hex (hex, signature, sizeof signature))
    return FALSE;
  pkey = EVP_PKEY_new_raw_public_key (EVP_PKEY_ED25519, NULL, raw, sizeof raw);
  return context != NULL && pkey != NULL
         && EVP_DigestVerifyInit (context, NULL, NULL, NULL, pkey) == 1
         && EVP_DigestVerify (context, signature, sizeof signature, data, n) == 1;
}

gboolean
obs_sign_has (const ObsJson *envelope, const ObsJson *root, const char *id)
{
  const ObsJson *signatures = obs_json_member (envelope, "signatures");
  const ObsJson *content = obs_json_member (envelope, "signed");
  const ObsJson *key = obs_json_member (obs_json_member (root, "keys"), id);
  g_autoptr (GBytes) message = content != NULL ? obs_json_canonical (content) : NULL;

  for (guint i = 0; message != NULL && key != NULL && i < obs_json_length (signatures); i++)
    {
      const ObsJson *one = obs_json_element (signatures, i);

      if (g_strcmp0 (obs_json_string (obs_json_member (one, "keyid")), id) == 0
          && is_good (key, message, obs_json_string (obs_json_member (one, "sig"))))
        return TRUE;
    }
  return FALSE;
}

GPtrArray *
obs_sign_ids (const ObsJson *root, const char *role)
{
  const ObsJson *ids
      = obs_json_member (obs_json_member (obs_json_member (root, "roles"), role), "keyids");
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < obs_json_length (ids); i++)
    {
      const char *id = obs_json_string (obs_json_element (ids, i));

      if (id != NULL)
        g_ptr_array_add (found, (gpointer) id);
    }
  return found;
}

guint
obs_sign_count (const ObsJson *envelope, const ObsJson *root, const char *role)
{
  g_autoptr (GPtrArray) ids = obs_sign_ids (root, role);
  guint n = 0;

  for (guint i = 0; i < ids->len; i++)
    n += obs_sign_has (envelope, root, ids->pdata[i]);
  return n;
}

guint
obs_sign_threshold (const ObsJson *root, const char *role)
{
  gint64 threshold = 0;

  obs_json_integer (
      obs_json_member (obs_json_member (obs_json_member (root, "roles"), role), "threshold"),
      &threshold);
  return threshold > 0 && threshold <= OBS_JSON_MOST ? (guint) threshold : 0;
}

char *
obs_sign_time (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time);

  return g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ");
}

gint64
obs_sign_read_time (const char *text)
{
  g_autoptr (GDateTime) date = NULL;

  if (text == NULL || strlen (text) != 20 || text[19] != 'Z')
    return G_MININT64;
  date = g_date_time_new_from_iso8601 (text, NULL);
  return date != NULL ? g_date_time_to_unix (date) : G_MININT64;
}
