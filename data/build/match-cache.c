/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/match-cache.h"

#include "data/error.h"
#include "data/build/fact-cache-private.h"
#include "data/sync/digest.h"
#include "data/taxonomy/sentences.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A kept file: MAGIC, the number of texts (4 bytes), then for each, in order of the keys: the key
 * (32 bytes), the number of matches (1 byte), the matches (label in 4 bytes; score, margin and
 * confidence as the 8 bytes of a double); last the SHA-256 of the task and of all before it, 32
 * bytes. Numbers have their lowest byte first. */

#define MAGIC "OBSMATC1"
#define KEY 32
#define MATCH 28

typedef struct
{
  guint8 key[KEY];
  guint32 at; /* of its number of matches, in the bytes that were read */
} KeptText;

struct _ObsMatchCache
{
  ObsFactCache *folder;
  char *task;
  char *name;
  guint n_labels, top;
  GByteArray *read; /* or NULL */
  GArray *texts;    /* of KeptText, in order: where they stand in what was read */
  GTree *wanted;    /* GBytes of a key to the GBytes of its matches */
  gboolean changed; /* something was kept that was not taken */
};

static int
compare_bytes (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return g_bytes_compare (a, b);
}

static guint32
get_u32 (const guint8 *bytes)
{
  guint32 value;

  memcpy (&value, bytes, sizeof value);
  return GUINT32_FROM_LE (value);
}

static double
get_double (const guint8 *bytes)
{
  guint64 bits;
  double value;

  memcpy (&bits, bytes, sizeof bits);
  bits = GUINT64_FROM_LE (bits);
  memcpy (&value, &bits, sizeof value);
  return value;
}

static void
add_u32 (GByteArray *bytes, guint32 value)
{
  guint32 little = GUINT32_TO_LE (value);

  g_byte_array_append (bytes, (const guint8 *) &little, sizeof little);
}

static void
add_double (GByteArray *bytes, double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  bits = GUINT64_TO_LE (bits);
  g_byte_array_append (bytes, (const guint8 *) &bits, sizeof bits);
}

/* Seal of a file: it holds only for its own task. */
static void
seal (const ObsMatchCache *self, const guint8 *bytes, gsize length, guint8 *out)
{
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();
  g_autofree char *hex = NULL;

  obs_digest_text (digest, self->task);
  obs_digest_add (digest, bytes, length);
  hex = obs_digest_finish (digest);
  for (gsize i = 0; i < KEY; i++)
    out[i]
        = (guint8) (g_ascii_xdigit_value (hex[2 * i]) * 16 + g_ascii_xdigit_value (hex[2 * i + 1]));
}

/* The matches at @at are what a matcher of these labels can have found. */
static gboolean
check_matches (const ObsMatchCache *self, const guint8 *bytes, gsize length)
{
  guint n = bytes[0];

  if (n > self->top || length < 1 + (gsize) n * MATCH)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const guint8 *match = bytes + 1 + i * MATCH;
      double confidence = get_double (match + 20);

      if (get_u32 (match) >= self->n_labels || !isfinite (get_double (match + 4))
          || !(get_double (match + 12) >= 0) || !(confidence >= 0 && confidence <= 1))
        return FALSE;
    }
  return TRUE;
}

/* FALSE where the file is not as it was written. */
static gboolean
read_texts (ObsMatchCache *self, const guint8 *bytes, gsize length)
{
  guint8 own[KEY];
  gsize at = strlen (MAGIC) + 4;
  guint32 n;

  if (length < at + KEY || memcmp (bytes, MAGIC, strlen (MAGIC)) != 0)
    return FALSE;
  seal (self, bytes, length - KEY, own);
  if (memcmp (own, bytes + length - KEY, KEY) != 0)
    return FALSE;
  n = get_u32 (bytes + strlen (MAGIC));
  for (guint32 i = 0; i < n; i++)
    {
      KeptText text;

      if (length - KEY - at < KEY + 1
          || !check_matches (self, bytes + at + KEY, length - KEY - at - KEY))
        return FALSE;
      memcpy (text.key, bytes + at, KEY);
      text.at = (guint32) (at + KEY);
      g_array_append_val (self->texts, text);
      at += KEY + 1 + (gsize) bytes[at + KEY] * MATCH;
    }
  return at == length - KEY;
}

ObsMatchCache *
obs_match_cache_open (ObsFactCache *folder, const char *task, guint n_labels, guint top,
                      GError **error)
{
  ObsMatchCache *self = g_new0 (ObsMatchCache, 1);

  g_return_val_if_fail (top <= G_MAXUINT8, self);

  self->folder = folder;
  self->task = g_strdup (task);
  self->name = g_strconcat (task, OBS_MATCHES_SUFFIX, NULL);
  self->n_labels = n_labels;
  self->top = top;
  self->texts = g_array_new (FALSE, FALSE, sizeof (KeptText));
  self->wanted = g_tree_new_full (compare_bytes, NULL, (GDestroyNotify) g_bytes_unref,
                                  (GDestroyNotify) g_bytes_unref);
  if (folder != NULL)
    self->read = obs_fact_cache_load (folder, self->name);
  if (self->read != NULL && !read_texts (self, self->read->data, self->read->len))
    {
      g_autofree char *shown = obs_fact_cache_drop (folder, self->name);

      g_array_set_size (self->texts, 0);
      g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                   _ ("The kept matches “%s” are damaged. They are removed, and the texts are "
                      "matched again."),
                   shown);
    }
  return self;
}

void
obs_match_cache_free (ObsMatchCache *self)
{
  g_free (self->task);
  g_free (self->name);
  g_clear_pointer (&self->read, g_byte_array_unref);
  g_array_unref (self->texts);
  g_tree_unref (self->wanted);
  g_free (self);
}

/* By the cleaned text with its case: two that differ in case only may be matched differently. */
static GBytes *
key_of (const ObsMatchText *text)
{
  g_autofree char *cleaned = obs_sentences_clean (text->text);
  g_autoptr (GChecksum) hash = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 key[KEY];
  gsize length = sizeof key;

  g_checksum_update (hash, (const guint8 *) &text->ksb, 1);
  g_checksum_update (hash, (const guint8 *) cleaned, -1);
  g_checksum_get_digest (hash, key, &length);
  return g_bytes_new (key, length);
}

static int
compare_text (const void *key, const void *text)
{
  return memcmp (key, ((const KeptText *) text)->key, KEY);
}

gboolean
obs_match_cache_take (ObsMatchCache *self, ObsMatchText *text)
{
  g_autoptr (GBytes) key = NULL;
  const KeptText *kept;
  const guint8 *bytes;

  if (self->texts->len == 0)
    return FALSE;
  key = key_of (text);
  kept = bsearch (g_bytes_get_data (key, NULL), self->texts->data, self->texts->len,
                  sizeof (KeptText), compare_text);
  if (kept == NULL)
    return FALSE;
  bytes = self->read->data + kept->at;
  text->n = bytes[0];
  for (guint i = 0; i < text->n; i++)
    {
      const guint8 *match = bytes + 1 + i * MATCH;

      text->matches[i].label = get_u32 (match);
      text->matches[i].score = get_double (match + 4);
      text->matches[i].margin = get_double (match + 12);
      text->matches[i].confidence = get_double (match + 20);
    }
  g_tree_replace (self->wanted, g_steal_pointer (&key),
                  g_bytes_new (bytes, 1 + (gsize) text->n * MATCH));
  return TRUE;
}

void
obs_match_cache_keep (ObsMatchCache *self, const ObsMatchText *text)
{
  g_autoptr (GByteArray) bytes = NULL;
  guint8 n = (guint8) text->n;

  if (self->folder == NULL)
    return;
  bytes = g_byte_array_new ();
  g_byte_array_append (bytes, &n, 1);
  for (guint i = 0; i < text->n; i++)
    {
      add_u32 (bytes, text->matches[i].label);
      add_double (bytes, text->matches[i].score);
      add_double (bytes, text->matches[i].margin);
      add_double (bytes, text->matches[i].confidence);
    }
  g_tree_replace (self->wanted, key_of (text),
                  g_byte_array_free_to_bytes (g_steal_pointer (&bytes)));
  self->changed = TRUE;
}

static gboolean
add_text (gpointer key, gpointer value, gpointer user_data)
{
  GByteArray *bytes = user_data;

  g_byte_array_append (bytes, g_bytes_get_data (key, NULL), (guint) g_bytes_get_size (key));
  g_byte_array_append (bytes, g_bytes_get_data (value, NULL), (guint) g_bytes_get_size (value));
  return FALSE;
}

gboolean
obs_match_cache_finish (ObsMatchCache *self, GError **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  guint8 own[KEY];

  if (self->folder == NULL || g_tree_nnodes (self->wanted) == 0)
    return TRUE;
  if (!self->changed && (guint) g_tree_nnodes (self->wanted) == self->texts->len)
    {
      obs_fact_cache_note (self->folder, self->name, self->read->len);
      return TRUE;
    }
  bytes = g_byte_array_new ();
  g_byte_array_append (bytes, (const guint8 *) MAGIC, (guint) strlen (MAGIC));
  add_u32 (bytes, (guint32) g_tree_nnodes (self->wanted));
  g_tree_foreach (self->wanted, add_text, bytes);
  seal (self, bytes->data, bytes->len, own);
  g_byte_array_append (bytes, own, sizeof own);
  return obs_fact_cache_store (self->folder, self->name, bytes, error);
}
