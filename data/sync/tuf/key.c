/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/tuf/key.h"

#include "data/sync/digest.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <string.h>

#define ED25519_KEY 32
#define LEAST_RSA_BITS 2048

GBytes *
obs_tuf_unhex (const char *hex)
{
  gsize length = hex != NULL ? strlen (hex) : 0;
  g_autofree guint8 *bytes = NULL;

  if (length == 0 || length % 2 != 0)
    return NULL;
  bytes = g_malloc (length / 2);
  for (gsize i = 0; i < length / 2; i++)
    {
      int high = g_ascii_xdigit_value (hex[2 * i]);
      int low = g_ascii_xdigit_value (hex[2 * i + 1]);

      if (high < 0 || low < 0)
        return NULL;
      bytes[i] = (guint8) (high * 16 + low);
    }
  return g_bytes_new_take (g_steal_pointer (&bytes), length / 2);
}

char *
obs_tuf_key_id (const ObsJson *json)
{
  g_autoptr (GBytes) canonical = obs_json_canonical (json);
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();
  gsize length;
  gconstpointer data = g_bytes_get_data (canonical, &length);

  obs_digest_add (digest, data, length);
  return obs_digest_finish (digest);
}

static gboolean
key_fits (EVP_PKEY *key, ObsScheme scheme)
{
  char group[32] = "";

  switch (scheme)
    {
    case OBS_SCHEME_ED25519:
      return EVP_PKEY_is_a (key, "ED25519");
    case OBS_SCHEME_ECDSA_P256:
      return EVP_PKEY_is_a (key, "EC")
             && EVP_PKEY_get_group_name (key, group, sizeof group, NULL) == 1
             && g_str_equal (group, "prime256v1");
    case OBS_SCHEME_RSA_PSS:
      return EVP_PKEY_is_a (key, "RSA") && EVP_PKEY_get_bits (key) >= LEAST_RSA_BITS;
    default:
      return FALSE;
    }
}

static gboolean
verify (EVP_PKEY *key, ObsScheme scheme, GBytes *msg, GBytes *sig)
{
  g_autoptr (EVP_MD_CTX) digest = EVP_MD_CTX_new ();
  const EVP_MD *hash = scheme == OBS_SCHEME_ED25519 ? NULL : EVP_sha256 ();
  EVP_PKEY_CTX *options = NULL; /* owned by the digest */
  gsize msg_length, sig_length;
  const guint8 *m = g_bytes_get_data (msg, &msg_length);
  const guint8 *s = g_bytes_get_data (sig, &sig_length);

  if (digest == NULL || !key_fits (key, scheme) || sig_length == 0)
    return FALSE;
  if (EVP_DigestVerifyInit (digest, &options, hash, NULL, key) != 1)
    return FALSE;
  if (scheme == OBS_SCHEME_RSA_PSS
      && (EVP_PKEY_CTX_set_rsa_padding (options, RSA_PKCS1_PSS_PADDING) != 1
          || EVP_PKEY_CTX_set_rsa_pss_saltlen (options, RSA_PSS_SALTLEN_AUTO) != 1))
    return FALSE;
  return EVP_DigestVerify (digest, s, sig_length, m, msg_length) == 1; /* 0 and < 0 both mean no */
}

gboolean
obs_sig_verify (EVP_PKEY *key, ObsScheme scheme, GBytes *msg, GBytes *sig)
{
  if (verify (key, scheme, msg, sig))
    return TRUE;
  ERR_clear_error (); /* not to be taken for a fault of TLS later */
  return FALSE;
}

static EVP_PKEY *
read_ed25519 (const char *hex)
{
  g_autoptr (GBytes) raw = obs_tuf_unhex (hex);

  if (raw == NULL || g_bytes_get_size (raw) != ED25519_KEY)
    return NULL;
  return EVP_PKEY_new_raw_public_key (EVP_PKEY_ED25519, NULL, g_bytes_get_data (raw, NULL),
                                      ED25519_KEY);
}

/* A public key that is encrypted makes no sense; nobody is ever asked for a password. */
static int
no_password (char *buffer, int size, int writing, void *user_data)
{
  return -1;
}

static EVP_PKEY *
read_pem (const char *pem)
{
  BIO *bio = BIO_new_mem_buf (pem, (int) strlen (pem));
  EVP_PKEY *key = bio != NULL ? PEM_read_bio_PUBKEY (bio, NULL, no_password, NULL) : NULL;

  BIO_free (bio);
  return key;
}

/* Names of key types and schemes as the specification has them; older files use the scheme's name
 * for the type of an ECDSA key. */
static const struct
{
  const char *type, *scheme;
  ObsScheme known;
} kinds[] = {
  { "ed25519", "ed25519", OBS_SCHEME_ED25519 },
  { "ecdsa", "ecdsa-sha2-nistp256", OBS_SCHEME_ECDSA_P256 },
  { "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", OBS_SCHEME_ECDSA_P256 },
  { "rsa", "rsassa-pss-sha256", OBS_SCHEME_RSA_PSS },
};

static gboolean
find_scheme (const ObsJson *json, ObsScheme *scheme)
{
  const char *type = obs_json_string (obs_json_member (json, "keytype"));
  const char *name = obs_json_string (obs_json_member (json, "scheme"));

  for (guint i = 0; type != NULL && name != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].type, type) == 0 && strcmp (kinds[i].scheme, name) == 0)
      {
        *scheme = kinds[i].known;
        return TRUE;
      }
  return FALSE;
}

ObsTufKey *
obs_tuf_key_new (const char *id, const ObsJson *json, gboolean only_ed25519)
{
  const char *text = obs_json_string (obs_json_member (obs_json_member (json, "keyval"), "public"));
  g_autofree char *hash = NULL;
  ObsTufKey *self;
  ObsScheme scheme;
  EVP_PKEY *key;

  if (text == NULL || !find_scheme (json, &scheme)
      || (only_ed25519 && scheme != OBS_SCHEME_ED25519))
    return NULL;
  hash = obs_tuf_key_id (json);
  if (strcmp (hash, id) != 0)
    return NULL;
  key = scheme == OBS_SCHEME_ED25519 ? read_ed25519 (text) : read_pem (text);
  if (key == NULL || !key_fits (key, scheme))
    {
      ERR_clear_error (); /* not to be taken for a fault of TLS later */
      EVP_PKEY_free (key);
      return NULL;
    }
  self = g_new0 (ObsTufKey, 1);
  self->key = key;
  self->scheme = scheme;
  return self;
}

void
obs_tuf_key_free (ObsTufKey *self)
{
  if (self == NULL)
    return;
  EVP_PKEY_free (self->key);
  g_free (self);
}

gboolean
obs_tuf_key_equal (const ObsTufKey *a, const ObsTufKey *b)
{
  return EVP_PKEY_eq (a->key, b->key) == 1;
}
