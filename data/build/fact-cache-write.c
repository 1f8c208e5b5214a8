/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/fact-cache-private.h"

#include "data/sync/digest.h"

#include <string.h>

/* Facts as bytes. */

typedef struct
{
  GByteArray *bytes;
  gboolean bad; /* a text is not UTF-8, or there is none */
} Writer;

static void
put (Writer *self, guint64 number, guint n_bytes)
{
  guint64 little = GUINT64_TO_LE (number);

  g_byte_array_append (self->bytes, (const guint8 *) &little, n_bytes);
}

static void
put_double (Writer *self, double number)
{
  guint64 bits;

  memcpy (&bits, &number, sizeof bits);
  put (self, bits, 8);
}

static void
put_text (Writer *self, const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  if (text == NULL || length > G_MAXUINT32 || !g_utf8_validate (text, (gssize) length, NULL))
    {
      self->bad = TRUE;
      return;
    }
  put (self, length, 4);
  g_byte_array_append (self->bytes, (const guint8 *) text, (guint) length);
}

static void
put_files (Writer *self, const ObsFacts *facts)
{
  put (self, facts->files->len, 4);
  for (guint i = 0; i < facts->files->len; i++)
    {
      const ObsFactFile *file = g_ptr_array_index (facts->files, i);
      GHashTableIter iter;
      gpointer reason, value;

      put (self, file->n_read, 8);
      put (self, file->n_kept, 8);
      put (self, file->left_out != NULL ? g_hash_table_size (file->left_out) : 0, 4);
      if (file->left_out == NULL)
        continue;
      g_hash_table_iter_init (&iter, file->left_out);
      while (g_hash_table_iter_next (&iter, &reason, &value))
        {
          const ObsLeftOut *left = value;

          put_text (self, reason);
          put (self, left->n, 8);
          put (self, left->line, 8);
          put_text (self, left->column);
          put_text (self, left->text);
        }
    }
}

/* Number 0 is "all" in every dimension and is not written. */
static void
put_codes (Writer *self, const ObsFacts *facts)
{
  put (self, facts->n_dimensions, 4);
  for (guint d = 0; d < facts->n_dimensions; d++)
    {
      guint n = obs_dictionary_size (facts->codes[d]);

      put (self, n, 4);
      for (guint i = 1; i < n; i++)
        {
          put_text (self, obs_dictionary_text (facts->codes[d], i));
          put_text (self, g_ptr_array_index (facts->labels[d], i));
        }
    }
}

static void
put_issues (Writer *self, const ObsIssues *issues, guint first)
{
  const GPtrArray *kept = obs_issues_kept (issues);

  put (self, kept->len - first, 4);
  for (guint i = first; i < kept->len; i++)
    {
      const ObsIssue *issue = g_ptr_array_index (kept, i);

      put (self, issue->level, 1);
      put_text (self, issue->file);
      put (self, issue->line, 8);
      put_text (self, issue->column);
      put_text (self, issue->value);
      put_text (self, issue->rule);
      put_text (self, issue->words);
    }
}

static void
put_rows (Writer *self, const ObsFacts *facts)
{
  put (self, facts->rows->len, 4);
  for (guint i = 0; i < facts->rows->len; i++)
    {
      const ObsFact *fact = &g_array_index (facts->rows, ObsFact, i);

      for (guint d = 0; d < facts->n_dimensions; d++)
        put (self, fact->codes[d], 4);
      put (self, fact->line, 4);
      put (self, fact->file, 2);
      put (self, fact->measure, 1);
      put (self, fact->missing, 1);
      put (self, fact->flags, 1);
      put (self, fact->has_range != 0, 1);
      put (self, (guint32) fact->base, 4);
      put_double (self, fact->value);
      if (fact->has_range)
        {
          put_double (self, fact->low);
          put_double (self, fact->high);
        }
    }
}

GByteArray *
obs_kept_facts_write (const char *key, const ObsFacts *facts, const ObsIssues *issues, guint first,
                      const char *date)
{
  guint row = 22 + 4 * facts->n_dimensions;
  Writer body, whole;
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();
  g_autofree char *hash = NULL;

  if ((guint64) row * facts->rows->len > OBS_FACT_CACHE_MOST)
    return NULL;
  body = (Writer){ g_byte_array_sized_new (row * facts->rows->len + 65536), FALSE };
  put (&body, facts->held_back, 1);
  put_text (&body, date != NULL ? date : "");
  put_files (&body, facts);
  put_codes (&body, facts);
  put_issues (&body, issues, first);
  put_rows (&body, facts);
  obs_digest_add (digest, body.bytes->data, body.bytes->len);
  hash = obs_digest_finish (digest);
  if (body.bad)
    {
      g_byte_array_unref (body.bytes);
      return NULL;
    }

  whole = (Writer){ g_byte_array_new (), FALSE };
  g_byte_array_append (whole.bytes, (const guint8 *) "OBSFACTS", 8);
  put (&whole, OBS_FACT_CACHE_FORMAT, 4);
  g_byte_array_append (whole.bytes, (const guint8 *) key, 64);
  put (&whole, body.bytes->len, 8);
  g_byte_array_append (whole.bytes, (const guint8 *) hash, 64);
  g_byte_array_prepend (body.bytes, whole.bytes->data, whole.bytes->len);
  g_byte_array_unref (whole.bytes);
  return body.bytes;
}
