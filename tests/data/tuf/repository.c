/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "tests/data/tuf/repository.h"

#include "data/error.h"
#include "data/sync/digest.h"
#include "data/sync/platform.h"
#include "data/sync/tuf/key.h"

#include <glib/gstdio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <string.h>
#include <unistd.h>

static const char *const role_names[] = { "root", "timestamp", "snapshot", "targets" };

/* Made once for a process: RSA takes its time. */
static EVP_PKEY *
private_key (char key)
{
  static EVP_PKEY *made[128];
  guint8 seed[32] = { 0 };
  EVP_PKEY **slot = &made[(guchar) key];

  g_assert_true (g_ascii_isalpha (key));
  seed[0] = (guint8) key;
  if (*slot == NULL && key == 'E')
    *slot = EVP_EC_gen ("P-256");
  else if (*slot == NULL && key == 'R')
    *slot = EVP_RSA_gen (2048);
  else if (*slot == NULL)
    *slot = EVP_PKEY_new_raw_private_key (EVP_PKEY_ED25519, NULL, seed, sizeof seed);
  g_assert_nonnull (*slot);
  return *slot;
}

static char *
hex_of (const guint8 *bytes, gsize length)
{
  GString *hex = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (hex, "%02x", bytes[i]);
  return g_string_free (hex, FALSE);
}

static char *
public_text (char key)
{
  guint8 raw[32];
  size_t length = sizeof raw;
  BIO *bio;
  char *pem, *text;
  long n;

  if (g_ascii_islower (key))
    {
      g_assert_cmpint (EVP_PKEY_get_raw_public_key (private_key (key), raw, &length), ==, 1);
      return hex_of (raw, length);
    }
  bio = BIO_new (BIO_s_mem ());
  g_assert_cmpint (PEM_write_bio_PUBKEY (bio, private_key (key)), ==, 1);
  n = BIO_get_mem_data (bio, &pem);
  text = g_strndup (pem, (gsize) n);
  BIO_free (bio);
  return text;
}

ObsJson *
repo_key (char key)
{
  g_autofree char *text = public_text (key);
  ObsJson *json = obs_json_new_object (), *value = obs_json_new_object ();
  const char *type = key == 'E' ? "ecdsa" : key == 'R' ? "rsa" : "ed25519";
  const char *scheme = key == 'E'   ? "ecdsa-sha2-nistp256"
                       : key == 'R' ? "rsassa-pss-sha256"
                                    : "ed25519";

  obs_json_set (json, "keytype", obs_json_new_string (type));
  obs_json_set (json, "scheme", obs_json_new_string (scheme));
  obs_json_set (value, "public", obs_json_new_string (text));
  obs_json_set (json, "keyval", value);
  return json;
}

char *
repo_key_id (char key)
{
  g_autoptr (ObsJson) json = repo_key (key);

  return obs_tuf_key_id (json);
}

ObsJson *
repo_body (const char *type, gint64 version, const char *expires)
{
  ObsJson *body = obs_json_new_object ();

  obs_json_set (body, "_type", obs_json_new_string (type));
  obs_json_set (body, "spec_version", obs_json_new_string ("1.0.31"));
  obs_json_set (body, "version", obs_json_new_integer (version));
  obs_json_set (body, "expires", obs_json_new_string (expires));
  return body;
}

static char *
signature (char key, GBytes *message)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  EVP_PKEY_CTX *options = NULL;
  guint8 sig[512];
  size_t length = sizeof sig;

  g_assert_cmpint (EVP_DigestSignInit (context, &options,
                                       g_ascii_islower (key) ? NULL : EVP_sha256 (), NULL,
                                       private_key (key)),
                   ==, 1);
  if (key == 'R')
    g_assert_true (EVP_PKEY_CTX_set_rsa_padding (options, RSA_PKCS1_PSS_PADDING) == 1
                   && EVP_PKEY_CTX_set_rsa_pss_saltlen (options, RSA_PSS_SALTLEN_DIGEST) == 1);
  g_assert_cmpint (EVP_DigestSign (context, sig, &length, g_bytes_get_data (message, NULL),
                                   g_bytes_get_size (message)),
                   ==, 1);
  return hex_of (sig, length);
}

GBytes *
repo_sign (ObsJson *body, const char *keys)
{
  g_autoptr (ObsJson) file = obs_json_new_object ();
  g_autoptr (GBytes) message = obs_json_canonical (body);
  ObsJson *signatures = obs_json_new_array ();

  for (; *keys != '\0'; keys++)
    {
      g_autofree char *id = repo_key_id (*keys), *sig = signature (*keys, message);
      ObsJson *one = obs_json_new_object ();

      obs_json_set (one, "keyid", obs_json_new_string (id));
      obs_json_set (one, "sig", obs_json_new_string (sig));
      obs_json_append (signatures, one);
    }
  obs_json_set (file, "signatures", signatures);
  obs_json_set (file, "signed", body);
  return obs_json_text (file);
}

static ObsJson *
hashes_of (gconstpointer data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autofree char *hash = obs_tuf_fingerprint (bytes);
  ObsJson *hashes = obs_json_new_object ();

  obs_json_set (hashes, "sha256", obs_json_new_string (hash));
  return hashes;
}

ObsJson *
repo_target (const char *content)
{
  ObsJson *target = obs_json_new_object ();

  obs_json_set (target, "length", obs_json_new_integer ((gint64) strlen (content)));
  obs_json_set (target, "hashes", hashes_of (content, strlen (content)));
  return target;
}

ObsJson *
repo_role (const char *keys, int threshold)
{
  ObsJson *role = obs_json_new_object (), *ids = obs_json_new_array ();

  for (; *keys != '\0'; keys++)
    {
      g_autofree char *id = repo_key_id (*keys);

      obs_json_append (ids, obs_json_new_string (id));
    }
  obs_json_set (role, "keyids", ids);
  obs_json_set (role, "threshold", obs_json_new_integer (threshold));
  return role;
}

ObsJson *
repo_delegation (const char *name, const char *keys, gboolean terminating, const char *paths)
{
  ObsJson *role = repo_role (keys, 1), *list = obs_json_new_array ();
  g_auto (GStrv) words = g_strsplit (paths, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    obs_json_append (list, obs_json_new_string (words[i]));
  obs_json_set (role, "name", obs_json_new_string (name));
  obs_json_set (role, "terminating", obs_json_new_boolean (terminating));
  obs_json_set (role, "paths", list);
  return role;
}

static ObsJson *
keys_of (const char *letters)
{
  ObsJson *keys = obs_json_new_object ();

  for (; *letters != '\0'; letters++)
    {
      g_autofree char *id = repo_key_id (*letters);

      obs_json_set (keys, id, repo_key (*letters));
    }
  return keys;
}

ObsJson *
repo_delegations (const char *keys)
{
  ObsJson *delegations = obs_json_new_object ();

  obs_json_set (delegations, "keys", keys_of (keys));
  obs_json_set (delegations, "roles", obs_json_new_array ());
  return delegations;
}

void
repo_in_memory (void)
{
  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
}

Repo *
repo_new (void)
{
  Repo *repo = g_new0 (Repo, 1);

  repo->folder = g_dir_make_tmp ("obs-tuf-XXXXXX", NULL);
  g_assert_nonnull (repo->folder);
  repo->files
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  repo->delegated
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  repo->faults = g_hash_table_new (g_str_hash, g_str_equal);
  repo->requests = g_string_new (NULL);
  repo->policy.now = REPO_NOW;
  repo->consistent = TRUE;
  repo->hashed = TRUE;
  repo->targets = obs_json_new_object ();
  for (guint i = 0; i < REPO_N_ROLES; i++)
    {
      static const char *const keys[] = { "a", "b", "c", "d" };

      repo->version[i] = 1;
      repo->keys[i] = keys[i];
      repo->threshold[i] = 1;
      repo->expires[i] = REPO_LATER;
    }
  return repo;
}

void
repo_free (Repo *repo)
{
  obs_platform_remove (repo->folder);
  g_free (repo->folder);
  g_hash_table_unref (repo->files);
  g_hash_table_unref (repo->delegated);
  g_hash_table_unref (repo->faults);
  g_string_free (repo->requests, TRUE);
  obs_json_free (repo->targets);
  obs_json_free (repo->delegations);
  g_free (repo);
}

void
repo_put (Repo *repo, const char *name, GBytes *bytes)
{
  g_hash_table_insert (repo->files, g_strdup (name), bytes);
}

ObsJson *
repo_root_body (Repo *repo)
{
  ObsJson *body = repo_body ("root", repo->version[REPO_ROOT], repo->expires[REPO_ROOT]);
  ObsJson *roles = obs_json_new_object ();
  g_autoptr (GString) letters = g_string_new (NULL);

  for (guint i = 0; i < REPO_N_ROLES; i++)
    {
      g_string_append (letters, repo->keys[i]);
      obs_json_set (roles, role_names[i], repo_role (repo->keys[i], repo->threshold[i]));
    }
  obs_json_set (body, "keys", keys_of (letters->str));
  obs_json_set (body, "roles", roles);
  obs_json_set (body, "consistent_snapshot", obs_json_new_boolean (repo->consistent));
  return body;
}

void
repo_publish_root (Repo *repo, const char *also)
{
  g_autofree char *name
      = g_strdup_printf ("%" G_GINT64_FORMAT ".root.json", repo->version[REPO_ROOT]);
  g_autofree char *keys = g_strconcat (repo->keys[REPO_ROOT], also, NULL);

  repo_put (repo, name, repo_sign (repo_root_body (repo), keys));
}

static ObsJson *
file_entry (Repo *repo, GBytes *bytes, gint64 version)
{
  ObsJson *file = obs_json_new_object ();

  obs_json_set (file, "version", obs_json_new_integer (version));
  if (repo->hashed)
    {
      obs_json_set (file, "length", obs_json_new_integer ((gint64) g_bytes_get_size (bytes)));
      obs_json_set (file, "hashes",
                    hashes_of (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
    }
  return file;
}

static void
put_versioned (Repo *repo, gint64 version, const char *role, GBytes *bytes)
{
  g_autofree char *escaped = g_uri_escape_string (role, NULL, FALSE);
  g_autofree char *name = repo->consistent
                              ? g_strdup_printf ("%" G_GINT64_FORMAT ".%s.json", version, escaped)
                              : g_strconcat (escaped, ".json", NULL);

  repo_put (repo, name, bytes);
}

static GBytes *
targets_file (gint64 version, const char *expires, const char *keys, ObsJson *targets,
              ObsJson *delegations)
{
  ObsJson *body = repo_body ("targets", version, expires);

  obs_json_set (body, "targets", targets);
  if (delegations != NULL)
    obs_json_set (body, "delegations", delegations);
  return repo_sign (body, keys);
}

void
repo_put_delegated (Repo *repo, const char *name, const char *keys, ObsJson *targets,
                    ObsJson *delegations)
{
  GBytes *bytes = targets_file (1, REPO_LATER, keys, targets, delegations);

  put_versioned (repo, 1, name, g_bytes_ref (bytes));
  g_hash_table_insert (repo->delegated, g_strdup (name), bytes);
}

static ObsJson *
snapshot_body (Repo *repo, GBytes *targets)
{
  ObsJson *body
      = repo_body ("snapshot", repo->version[REPO_SNAPSHOT], repo->expires[REPO_SNAPSHOT]);
  ObsJson *meta = obs_json_new_object ();
  GHashTableIter iter;
  gpointer name, bytes;

  obs_json_set (meta, "targets.json", file_entry (repo, targets, repo->version[REPO_TARGETS]));
  g_hash_table_iter_init (&iter, repo->delegated);
  while (g_hash_table_iter_next (&iter, &name, &bytes))
    {
      g_autofree char *file = g_strconcat (name, ".json", NULL);

      obs_json_set (meta, file, file_entry (repo, bytes, 1));
    }
  obs_json_set (body, "meta", meta);
  return body;
}

void
repo_publish (Repo *repo)
{
  GBytes *targets, *snapshot;
  ObsJson *body
      = repo_body ("timestamp", repo->version[REPO_TIMESTAMP], repo->expires[REPO_TIMESTAMP]);
  ObsJson *meta = obs_json_new_object ();

  targets = targets_file (repo->version[REPO_TARGETS], repo->expires[REPO_TARGETS],
                          repo->keys[REPO_TARGETS], obs_json_copy (repo->targets),
                          repo->delegations != NULL ? obs_json_copy (repo->delegations) : NULL);
  put_versioned (repo, repo->version[REPO_TARGETS], "targets", targets);
  snapshot = repo_sign (snapshot_body (repo, targets), repo->keys[REPO_SNAPSHOT]);
  put_versioned (repo, repo->version[REPO_SNAPSHOT], "snapshot", snapshot);
  obs_json_set (meta, "snapshot.json", file_entry (repo, snapshot, repo->version[REPO_SNAPSHOT]));
  obs_json_set (body, "meta", meta);
  repo_put (repo, "timestamp.json", repo_sign (body, repo->keys[REPO_TIMESTAMP]));
}

void
repo_publish_next (Repo *repo)
{
  for (guint i = REPO_TIMESTAMP; i < REPO_N_ROLES; i++)
    repo->version[i]++;
  repo_publish (repo);
}

static GBytes *
fetch (const char *name, gsize most, gboolean *missing, gpointer user_data,
       GCancellable *cancellable, GError **error)
{
  Repo *repo = user_data;
  GBytes *bytes = g_hash_table_lookup (repo->files, name);

  g_string_append_printf (repo->requests, "%s ", name);
  if (g_hash_table_contains (repo->faults, name))
    {
      g_set_error_literal (error, OBS_ERROR, OBS_ERROR_OFFLINE, "The host has a fault.");
      return NULL;
    }
  *missing = bytes == NULL;
  return bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

void
repo_init (Repo *repo)
{
  g_autoptr (GError) error = NULL;
  GBytes *root = g_hash_table_lookup (repo->files, "1.root.json");

  obs_tuf_init (repo->folder, root, repo->policy.only_ed25519, &error);
  g_assert_no_error (error);
}

ObsTufUpdater *
repo_updater (Repo *repo)
{
  g_autoptr (GError) error = NULL;
  ObsTufUpdater *updater = obs_tuf_updater_new (repo->folder, &repo->policy, fetch, repo, &error);

  g_assert_no_error (error);
  g_string_truncate (repo->requests, 0);
  return updater;
}

gboolean
repo_refresh (Repo *repo, GError **error)
{
  g_autoptr (ObsTufUpdater) updater = repo_updater (repo);

  return obs_tuf_updater_refresh (updater, NULL, error);
}

void
repo_refuse (Repo *repo, int code, const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (repo_refresh (repo, &error));
  g_assert_error (error, OBS_ERROR, code);
  if (word != NULL && strstr (error->message, word) == NULL)
    g_test_fail_printf ("“%s” says nothing of “%s”", error->message, word);
}

static GBytes *
stored_bytes (Repo *repo, const char *role)
{
  g_autofree char *file = g_strconcat (role, ".json", NULL);
  g_autofree char *path = g_build_filename (repo->folder, file, NULL);
  char *text = NULL;
  gsize length;

  return g_file_get_contents (path, &text, &length, NULL) ? g_bytes_new_take (text, length) : NULL;
}

gint64
repo_stored (Repo *repo, const char *role)
{
  g_autoptr (GBytes) bytes = stored_bytes (repo, role);
  g_autoptr (ObsJson) json = NULL;
  gint64 version = -1;

  if (bytes == NULL)
    return 0;
  json = obs_json_read (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  obs_json_integer (obs_json_member (obs_json_member (json, "signed"), "version"), &version);
  return version;
}

void
repo_same (Repo *repo, const char *role, const char *name)
{
  g_autoptr (GBytes) bytes = stored_bytes (repo, role);
  GBytes *offered = g_hash_table_lookup (repo->files, name);

  g_assert_nonnull (bytes);
  g_assert_nonnull (offered);
  g_assert_true (g_bytes_equal (bytes, offered));
}
