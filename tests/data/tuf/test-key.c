/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

/* Signatures one by one: 76 of Wycheproof's vectors for Ed25519, which lie beside the project in
 * $OBS_SHARED_DATA/ed25519-vectors (skipped where they are missing), and keys of all three kinds.
 */

#include "data/sync/tuf/key.h"
#include "tests/data/tuf/repository.h"

#include <json-glib/json-glib.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <string.h>

static char *
vectors_path (void)
{
  const char *data = g_getenv ("OBS_SHARED_DATA");
  const char *source = g_getenv ("G_TEST_SRCDIR");

  if (data != NULL)
    return g_build_filename (data, "ed25519-vectors", "wycheproof-ed25519.jsonl", NULL);
  return g_build_filename (source != NULL ? source : ".", "..", "shared", "data", "ed25519-vectors",
                           "wycheproof-ed25519.jsonl", NULL);
}

/* {"keytype": …, "scheme": …, "keyval": {"public": …}} */
static ObsJson *
key_object (const char *type, const char *scheme, const char *text)
{
  ObsJson *json = obs_json_new_object (), *value = obs_json_new_object ();

  obs_json_set (json, "keytype", obs_json_new_string (type));
  obs_json_set (json, "scheme", obs_json_new_string (scheme));
  obs_json_set (value, "public", obs_json_new_string (text));
  obs_json_set (json, "keyval", value);
  return json;
}

/* The way a signature goes in the program: hex in, key object in. */
static gboolean
verify (const ObsJson *json, GBytes *message, const char *hex)
{
  g_autofree char *id = obs_tuf_key_id (json);
  g_autoptr (ObsTufKey) key = obs_tuf_key_new (id, json, FALSE);
  g_autoptr (GBytes) sig = obs_tuf_unhex (hex);

  return key != NULL && sig != NULL && obs_sig_verify (key->key, key->scheme, message, sig);
}

static void
test_vectors (void)
{
  g_autofree char *path = vectors_path ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0, n_valid = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("the Ed25519 vectors are not here");
      return;
    }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++, n++)
    {
      g_autoptr (JsonNode) node = json_from_string (lines[i], NULL);
      JsonObject *vector = json_node_get_object (node);
      const char *hex = json_object_get_string_member (vector, "msg");
      g_autoptr (GBytes) message = *hex != '\0' ? obs_tuf_unhex (hex) : g_bytes_new_static ("", 0);
      g_autoptr (ObsJson) json
          = key_object ("ed25519", "ed25519", json_object_get_string_member (vector, "pk"));
      gboolean valid = g_str_equal (json_object_get_string_member (vector, "result"), "valid");

      g_assert_nonnull (message);
      if (verify (json, message, json_object_get_string_member (vector, "sig")) != valid)
        g_test_fail_printf ("test %d: %s", (int) json_object_get_int_member (vector, "tcId"),
                            json_object_get_string_member (vector, "comment"));
      n_valid += valid;
    }
  g_assert_cmpuint (n, ==, 76);
  g_assert_cmpuint (n_valid, >, 0);
  g_assert_cmpuint (n_valid, <, n);
}

/* A file signed by the key of that letter, and its parts. */
static ObsJson *
signed_file (char letter, GBytes **message, char **sig)
{
  const char letters[] = { letter, '\0' };
  ObsJson *body = repo_body ("targets", 1, REPO_LATER);
  g_autoptr (GBytes) bytes = NULL;
  ObsJson *file;

  *message = obs_json_canonical (body);
  bytes = repo_sign (body, letters);
  file = obs_json_read (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  *sig = g_strdup (obs_json_string (
      obs_json_member (obs_json_element (obs_json_member (file, "signatures"), 0), "sig")));
  return file;
}

static void
test_kinds (void)
{
  static const char letters[] = "aER";

  for (guint i = 0; letters[i] != '\0'; i++)
    {
      g_autoptr (ObsJson) json = repo_key (letters[i]);
      g_autoptr (GBytes) message = NULL, other = g_bytes_new_static ("{}", 2);
      g_autofree char *sig = NULL, *id = obs_tuf_key_id (json);
      g_autoptr (ObsJson) file = signed_file (letters[i], &message, &sig);
      g_autoptr (ObsTufKey) strict = obs_tuf_key_new (id, json, TRUE);

      g_assert_true (verify (json, message, sig));
      g_assert_false (verify (json, other, sig));
      g_assert_false (verify (json, message, ""));
      g_assert_false (verify (json, message, "00"));
      g_assert_true ((strict != NULL) == (letters[i] == 'a'));
      /* One half-byte in each place. */
      for (gsize at = 0; at < strlen (sig); at += 1 + strlen (sig) / 40)
        {
          g_autofree char *changed = g_strdup (sig);

          changed[at] = changed[at] == '0' ? '1' : '0';
          g_assert_false (verify (json, message, changed));
        }
      sig[strlen (sig) - 2] = '\0';
      g_assert_false (verify (json, message, sig));
    }
}

static char *
pem_of (const char *group, const char *rsa_bits)
{
  EVP_PKEY *key = group != NULL ? EVP_EC_gen (group)
                                : EVP_RSA_gen ((guint) g_ascii_strtoull (rsa_bits, NULL, 10));
  BIO *bio = BIO_new (BIO_s_mem ());
  char *pem, *text;
  long n;

  g_assert_nonnull (key);
  PEM_write_bio_PUBKEY (bio, key);
  n = BIO_get_mem_data (bio, &pem);
  text = g_strndup (pem, (gsize) n);
  BIO_free (bio);
  EVP_PKEY_free (key);
  return text;
}

static void
test_counts_for_nothing (void)
{
  g_autofree char *p384 = pem_of ("P-384", NULL), *rsa1024 = pem_of (NULL, "1024");
  g_autofree char *p256 = pem_of ("P-256", NULL);
  const char *const hex = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
  g_autofree char *longer = g_strconcat (hex, "00", NULL);
  const struct
  {
    const char *type, *scheme, *text;
    gboolean good;
  } cases[] = {
    { "ed25519", "ed25519", hex, TRUE },
    { "ed25519", "ed25519", longer, FALSE },
    { "ed25519", "ed25519", "d75a98", FALSE },
    { "ed25519", "ed25519", "", FALSE },
    { "ed25519", "ed25519", "zz5a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      FALSE },
    { "ed25519", "ed25519ph", hex, FALSE },
    { "ed448", "ed448", hex, FALSE },
    { "ed25519", "ecdsa-sha2-nistp256", p256, FALSE },
    { "ed25519", "ed25519", p256, FALSE },
    { "ecdsa", "ecdsa-sha2-nistp256", p256, TRUE },
    { "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", p256, TRUE },
    { "ecdsa", "ecdsa-sha2-nistp256", p384, FALSE },
    { "ecdsa", "ecdsa-sha2-nistp384", p384, FALSE },
    { "ecdsa", "ecdsa-sha2-nistp256", hex, FALSE },
    { "ecdsa", "ecdsa-sha2-nistp256", rsa1024, FALSE },
    { "rsa", "rsassa-pss-sha256", rsa1024, FALSE },
    { "rsa", "rsassa-pss-sha256", p256, FALSE },
    { "rsa", "rsa-pkcs1v15-sha256", rsa1024, FALSE },
    { "rsa", "rsassa-pss-sha256", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
      FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ObsJson) json = key_object (cases[i].type, cases[i].scheme, cases[i].text);
      g_autofree char *id = obs_tuf_key_id (json);
      g_autoptr (ObsTufKey) key = obs_tuf_key_new (id, json, FALSE);

      if ((key != NULL) != cases[i].good)
        g_test_fail_printf ("case %u: %s %s", i, cases[i].type, cases[i].scheme);
    }
}

/* The id is the hash of the whole object, what we do not know in it included. */
static void
test_id (void)
{
  static const char text[]
      = "{\"scheme\":\"ed25519\",\"x-more\":{\"b\":[1,null],\"a\":\"\\u00e9\"},\"keyval\":{"
        "\"public\":"
        "\"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\"},"
        "\"keytype\":\"ed25519\"}";
  g_autoptr (ObsJson) json = obs_json_read (text, strlen (text), NULL);
  g_autofree char *id = obs_tuf_key_id (json);
  g_autofree char *upper = g_ascii_strup (id, -1);
  g_autoptr (ObsTufKey) key = obs_tuf_key_new (id, json, TRUE);
  g_autoptr (ObsTufKey) other = obs_tuf_key_new (upper, json, TRUE);
  g_autoptr (ObsTufKey) short_id = obs_tuf_key_new ("key", json, TRUE);

  /* By another program: sha256sum of the canonical form. */
  g_assert_cmpstr (id, ==, "1741df2c330d978e272933ebe0bbd5165d6d5746f58d9864469680d8e02c9d46");
  g_assert_nonnull (key);
  g_assert_null (other);
  g_assert_null (short_id);
  g_assert_true (obs_tuf_key_equal (key, key));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tuf/key/vectors", test_vectors);
  g_test_add_func ("/tuf/key/kinds", test_kinds);
  g_test_add_func ("/tuf/key/counts-for-nothing", test_counts_for_nothing);
  g_test_add_func ("/tuf/key/id", test_id);
  return g_test_run ();
}
