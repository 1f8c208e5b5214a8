/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/digest.h"

#include "data/sync/platform.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK (256 * 1024)

EVP_MD_CTX *
obs_digest_new (void)
{
  EVP_MD_CTX *digest = EVP_MD_CTX_new ();

  /* Fails only where memory or the library itself is missing. */
  if (digest == NULL || EVP_DigestInit_ex (digest, EVP_sha256 (), NULL) != 1)
    g_error ("SHA-256 is not available");
  return digest;
}

void
obs_digest_add (EVP_MD_CTX *digest, gconstpointer data, gsize length)
{
  EVP_DigestUpdate (digest, data, length);
}

void
obs_digest_text (EVP_MD_CTX *digest, const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;
  g_autofree char *head
      = text != NULL ? g_strdup_printf ("%" G_GSIZE_FORMAT ":", length) : g_strdup ("-");

  obs_digest_add (digest, head, strlen (head));
  obs_digest_add (digest, text, length);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

void
obs_digest_table (EVP_MD_CTX *digest, GHashTable *table)
{
  guint n = 0;
  g_autofree gpointer *keys = g_hash_table_get_keys_as_array (table, &n);
  g_autofree char *head = g_strdup_printf ("%u{", n);

  qsort (keys, n, sizeof *keys, compare_keys);
  obs_digest_add (digest, head, strlen (head));
  for (guint i = 0; i < n; i++)
    {
      obs_digest_text (digest, keys[i]);
      obs_digest_text (digest, g_hash_table_lookup (table, keys[i]));
    }
}

char *
obs_digest_finish (EVP_MD_CTX *digest)
{
  guint8 hash[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  GString *hex = g_string_sized_new (64);

  EVP_DigestFinal_ex (digest, hash, &length);
  for (unsigned int i = 0; i < length; i++)
    g_string_append_printf (hex, "%02x", hash[i]);
  return g_string_free (hex, FALSE);
}

char *
obs_digest_file (const char *path, guint64 *length, ObsBytesFunc progress, gpointer user_data,
                 GCancellable *cancellable, GError **error)
{
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();
  g_autofree guint8 *block = g_malloc (BLOCK);
  FILE *file = g_fopen (path, "rb");
  guint64 done = 0;
  GStatBuf st;
  gsize n;

  if (file == NULL || g_stat (path, &st) != 0)
    {
      obs_platform_set_read_error (errno, path, error);
      if (file != NULL)
        fclose (file);
      return NULL;
    }
  while ((n = fread (block, 1, BLOCK, file)) > 0)
    {
      obs_digest_add (digest, block, n);
      done += n;
      if (progress != NULL)
        progress (done, (guint64) st.st_size, user_data);
      if (g_cancellable_is_cancelled (cancellable))
        break;
    }
  if (ferror (file))
    {
      obs_platform_set_read_error (errno, path, error);
      fclose (file);
      return NULL;
    }
  fclose (file);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (length != NULL)
    *length = done;
  return obs_digest_finish (digest);
}

gboolean
obs_digest_is_hex (const char *text)
{
  return text != NULL && strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64;
}
