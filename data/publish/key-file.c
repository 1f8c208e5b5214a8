/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/key-file.h"

#include "data/error.h"
#include "data/sync/platform-secret.h"
#include "data/sync/platform.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <string.h>

/* scrypt with the least N of OWASP's list whose memory `openssl pkey` allows: 16 MiB, five times.
 */
#define SCRYPT_N 16384
#define SCRYPT_R 8
#define SALT_LENGTH 16
#define TRIES 5
#define FILE_MOST 16384

int obs_key_file_passes = 5;

struct _ObsKeyRing
{
  char *dir;
  ObsPassphraseFunc ask;
  gpointer user_data;
  char *last;         /* the pass-phrase that fitted last: often all keys have the same */
  GPtrArray *signers; /* of ObsSigner * */
  ObsNoCore *no_core;
  GError *trouble; /* why a file of the folder could not be read; the first */
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_SIG, X509_SIG_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free)

ObsKeyRing *
obs_key_ring_new (const char *dir, ObsPassphraseFunc ask, gpointer user_data)
{
  ObsKeyRing *ring = g_new0 (ObsKeyRing, 1);

  ring->no_core = obs_platform_no_core ();
  ring->dir = g_strdup (dir);
  ring->ask = ask;
  ring->user_data = user_data;
  ring->signers = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_signer_free);
  return ring;
}

void
obs_key_ring_free (ObsKeyRing *ring)
{
  g_clear_error (&ring->trouble);
  g_ptr_array_unref (ring->signers);
  obs_secret_free (ring->last);
  g_free (ring->dir);
  obs_platform_end_no_core (ring->no_core);
  g_free (ring);
}

static char *
path_of (ObsKeyRing *ring, const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return g_build_filename (ring->dir, file, NULL);
}

static void
take_phrase (ObsKeyRing *ring, char *phrase)
{
  obs_secret_free (ring->last);
  ring->last = phrase;
}

static ObsSigner *
add_signer (ObsKeyRing *ring, const char *name, EVP_PKEY *pkey)
{
  ObsSigner *signer = g_new0 (ObsSigner, 1);

  signer->name = g_strdup (name);
  signer->pkey = pkey;
  signer->key = obs_sign_key_object (pkey);
  signer->id = obs_sign_key_id (signer->key);
  g_ptr_array_add (ring->signers, signer);
  return signer;
}

/* Reading. */

static void
set_no_key (const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("“%s” is not an encrypted Ed25519 key in PEM form as “observatory keys” writes "
                  "it."),
               shown);
}

/* NULL where the pass-phrase does not fit or what it opens is no Ed25519 key. */
static EVP_PKEY *
decrypt (const X509_SIG *sealed, const char *phrase)
{
  g_autoptr (PKCS8_PRIV_KEY_INFO) info = PKCS8_decrypt (sealed, phrase, (int) strlen (phrase));
  EVP_PKEY *pkey = info != NULL ? EVP_PKCS82PKEY (info) : NULL;

  if (pkey != NULL && !EVP_PKEY_is_a (pkey, "ED25519"))
    g_clear_pointer (&pkey, EVP_PKEY_free);
  return pkey;
}

static EVP_PKEY *
ask_and_decrypt (ObsKeyRing *ring, const char *name, const X509_SIG *sealed, GError **error)
{
  EVP_PKEY *pkey = ring->last != NULL ? decrypt (sealed, ring->last) : NULL;

  for (guint tries = 0; pkey == NULL && tries < TRIES; tries++)
    {
      char *phrase = ring->ask (name, FALSE, tries, ring->user_data);

      if (phrase == NULL)
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                       tries == 0 ? _ ("The key “%s” was not opened: there is no pass-phrase for "
                                       "it. Nothing was signed.")
                                  : _ ("The key “%s” was not opened: the pass-phrase does not fit. "
                                       "Nothing was signed."),
                       name);
          return NULL;
        }
      pkey = decrypt (sealed, phrase);
      if (pkey != NULL)
        take_phrase (ring, phrase);
      else
        obs_secret_free (phrase);
    }
  if (pkey == NULL)
    g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                 _ ("The key “%s” was not opened: the pass-phrase was wrong five times. Nothing "
                    "was signed."),
                 name);
  return pkey;
}

static X509_SIG *
read_sealed (const char *path, GError **error)
{
  gsize length = 0;
  char *text = obs_platform_read_private (path, FILE_MOST, &length, error);
  g_autoptr (BIO) bio = text != NULL ? BIO_new_mem_buf (text, (int) length) : NULL;
  X509_SIG *sealed = bio != NULL ? PEM_read_bio_PKCS8 (bio, NULL, NULL, NULL) : NULL;

  if (text != NULL && sealed == NULL)
    set_no_key (path, error);
  /* A key that somebody wrote without a pass-phrase is wiped too. */
  OPENSSL_clear_free (text, text != NULL ? FILE_MOST + 1 : 0);
  return sealed;
}

ObsJson *
obs_key_ring_public (ObsKeyRing *ring, const char *name)
{
  g_autofree char *path = path_of (ring, name, ".pub");
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = obs_platform_read (path, FILE_MOST, &local);
  gsize length = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  if (bytes == NULL && ring->trouble == NULL
      && !g_error_matches (local, OBS_ERROR, OBS_ERROR_NOT_FOUND))
    ring->trouble = g_steal_pointer (&local);
  return bytes != NULL ? obs_json_read (text, length, NULL) : NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
obs_key_ring_find (ObsKeyRing *ring, const char *id, gboolean *here)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GDir) dir = g_dir_open (ring->dir, 0, &local);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *file;

  if (dir == NULL && ring->trouble == NULL)
    g_set_error_literal (&ring->trouble, OBS_ERROR, OBS_ERROR_FAILED, local->message);
  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (file, ".pub"))
      g_ptr_array_add (names, g_strndup (file, strlen (file) - 4));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = names->pdata[i];
      g_autoptr (ObsJson) key = obs_key_ring_public (ring, name);
      g_autofree char *found = key != NULL ? obs_sign_key_id (key) : NULL;
      g_autofree char *path = path_of (ring, name, ".pem");

      if (g_strcmp0 (found, id) != 0)
        continue;
      if (here != NULL)
        *here = g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK);
      return g_strdup (name);
    }
  if (here != NULL)
    *here = FALSE;
  return NULL;
}

gboolean
obs_key_ring_trouble (ObsKeyRing *ring, GError **error)
{
  if (ring->trouble == NULL)
    return FALSE;
  g_propagate_error (error, g_error_copy (ring->trouble));
  return TRUE;
}

const ObsSigner *
obs_key_ring_open (ObsKeyRing *ring, const char *id, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autoptr (X509_SIG) sealed = NULL;
  g_autoptr (EVP_PKEY) pkey = NULL;
  const ObsSigner *signer;
  gboolean here;

  for (guint i = 0; i < ring->signers->len; i++)
    if (strcmp (((ObsSigner *) ring->signers->pdata[i])->id, id) == 0)
      return ring->signers->pdata[i];
  name = obs_key_ring_find (ring, id, &here);
  if (!here && obs_key_ring_trouble (ring, error))
    return NULL;
  if (!here)
    {
      g_autofree char *shown = g_filename_display_name (ring->dir);

      g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                   _ ("The folder “%s” does not hold the key %.16s… (%s.pem) that has to sign."),
                   shown, id, name != NULL ? name : "?");
      return NULL;
    }
  path = path_of (ring, name, ".pem");
  sealed = read_sealed (path, error);
  if (sealed == NULL)
    return NULL;
  pkey = ask_and_decrypt (ring, name, sealed, error);
  if (pkey == NULL)
    return NULL;
  signer = add_signer (ring, name, g_steal_pointer (&pkey));
  if (strcmp (signer->id, id) == 0)
    return signer;
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("“%s.pem” holds another key than “%s.pub” says. Put back the right file; nothing "
                  "was signed."),
               name, name);
  g_ptr_array_set_size (ring->signers, (int) ring->signers->len - 1);
  return NULL;
}

/* The file of the replaced key @id: NAME.pem.revoked-N, of whose public part NAME.pub.revoked-N is
 * the other half. (transfer full) */
static char *
find_revoked (ObsKeyRing *ring, const char *id)
{
  g_autoptr (GDir) dir = g_dir_open (ring->dir, 0, NULL);
  const char *file;

  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    {
      const char *mark = strstr (file, ".pub.revoked-");
      g_autofree char *path = mark != NULL ? path_of (ring, file, "") : NULL;
      g_autoptr (GBytes) bytes = path != NULL ? obs_platform_read (path, FILE_MOST, NULL) : NULL;
      gsize length = 0;
      const char *text = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;
      g_autoptr (ObsJson) key = text != NULL ? obs_json_read (text, length, NULL) : NULL;
      g_autofree char *found = key != NULL ? obs_sign_key_id (key) : NULL;

      if (g_strcmp0 (found, id) == 0)
        return g_strdup_printf ("%.*s.pem%s", (int) (mark - file), file, mark + strlen (".pub"));
    }
  return NULL;
}

const ObsSigner *
obs_key_ring_open_former (ObsKeyRing *ring, const char *id)
{
  const ObsSigner *signer = obs_key_ring_open (ring, id, NULL);
  g_autofree char *file = signer == NULL ? find_revoked (ring, id) : NULL;
  g_autofree char *path = file != NULL ? path_of (ring, file, "") : NULL;
  g_autoptr (X509_SIG) sealed = path != NULL ? read_sealed (path, NULL) : NULL;
  g_autoptr (EVP_PKEY) pkey = sealed != NULL ? ask_and_decrypt (ring, file, sealed, NULL) : NULL;

  if (signer != NULL || pkey == NULL)
    return signer;
  signer = add_signer (ring, file, g_steal_pointer (&pkey));
  if (strcmp (signer->id, id) == 0)
    return signer;
  g_ptr_array_set_size (ring->signers, (int) ring->signers->len - 1);
  return NULL;
}

GPtrArray *
obs_key_ring_open_role (ObsKeyRing *ring, const ObsJson *root, const char *role, GError **error)
{
  g_autoptr (GPtrArray) ids = obs_sign_ids (root, role);
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  guint threshold = obs_sign_threshold (root, role), here = 0;

  for (guint i = 0; i < ids->len && open->len < threshold; i++)
    {
      g_autofree char *name = NULL;
      gboolean is_here;
      const ObsSigner *signer;

      name = obs_key_ring_find (ring, ids->pdata[i], &is_here);
      if (!is_here)
        continue;
      here++;
      signer = obs_key_ring_open (ring, ids->pdata[i], error);
      if (signer == NULL)
        return NULL;
      g_ptr_array_add (open, (gpointer) signer);
    }
  if (threshold > 0 && open->len == threshold)
    return g_steal_pointer (&open);
  if (obs_key_ring_trouble (ring, error))
    return NULL;
  g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
               _ ("The role “%s” needs the signatures of %u keys, and the folder of keys holds %u "
                  "of them. Nothing was signed."),
               role, threshold, here);
  return NULL;
}

/* Writing. */

static EVP_PKEY *
generate (void)
{
  EVP_PKEY *pkey = EVP_PKEY_Q_keygen (NULL, NULL, "ED25519");

  if (pkey == NULL)
    g_error ("Ed25519 is not available");
  return pkey;
}

/* The PEM text of the key, sealed by @phrase. */
static char *
seal (EVP_PKEY *pkey, const char *phrase)
{
  g_autoptr (PKCS8_PRIV_KEY_INFO) info = EVP_PKEY2PKCS8 (pkey);
  X509_ALGOR *how = PKCS5_pbe2_set_scrypt (EVP_aes_256_cbc (), NULL, SALT_LENGTH, NULL, SCRYPT_N,
                                           SCRYPT_R, obs_key_file_passes);
  g_autoptr (X509_SIG) sealed = NULL;
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  char *text = NULL;
  long length;

  if (info != NULL && how != NULL)
    sealed = PKCS8_set0_pbe (phrase, (int) strlen (phrase), info, how);
  if (sealed == NULL || bio == NULL || PEM_write_bio_PKCS8 (bio, sealed) != 1)
    g_error ("A key cannot be encrypted");
  length = BIO_get_mem_data (bio, &text);
  return g_strndup (text, (gsize) length);
}

/* Never over a file that is there: a key that is overwritten is lost. */
static gboolean
write_new (const char *path, const char *text, int mode, GError **error)
{
  if (g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    {
      g_autofree char *shown = g_filename_display_name (path);

      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("“%s” is there already. Move it away first; no key is ever overwritten."),
                   shown);
      return FALSE;
    }
  return obs_platform_replace_text (path, text, mode, error);
}

static gboolean
write_key (ObsKeyRing *ring, const ObsSigner *signer, const char *phrase, GError **error)
{
  g_autofree char *pem = path_of (ring, signer->name, ".pem");
  g_autofree char *pub = path_of (ring, signer->name, ".pub");
  g_autofree char *sealed = seal (signer->pkey, phrase);
  g_autoptr (GBytes) bytes = obs_json_canonical (signer->key);
  g_autofree char *text = g_strdup_printf ("%.*s\n", (int) g_bytes_get_size (bytes),
                                           (const char *) g_bytes_get_data (bytes, NULL));

  return write_new (pem, sealed, 0600, error) && write_new (pub, text, 0644, error);
}

const ObsSigner *
obs_key_ring_create (ObsKeyRing *ring, const char *name, GError **error)
{
  char *phrase = ring->ask (name, TRUE, 0, ring->user_data);
  const ObsSigner *signer;

  if (phrase == NULL || strlen (phrase) < OBS_KEYS_SHORTEST_PHRASE)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   phrase == NULL ? _ ("The key “%s” was not made: there is no pass-phrase for it.")
                                  : _ ("The key “%s” was not made: its pass-phrase has to have 8 "
                                       "characters at least."),
                   name);
      obs_secret_free (phrase);
      return NULL;
    }
  signer = add_signer (ring, name, generate ());
  if (write_key (ring, signer, phrase, error))
    {
      take_phrase (ring, phrase);
      return signer;
    }
  obs_secret_free (phrase);
  g_ptr_array_set_size (ring->signers, (int) ring->signers->len - 1);
  return NULL;
}
