/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/dictionary.h"

#include <stdlib.h>
#include <string.h>

/* Open addressing with linear probing; a slot holds number + 1, so that 0 is free. */

typedef struct
{
  const char *text;
  guint32 length;
  guint32 hash;
} Entry;

struct _ObsDictionary
{
  GStringChunk *texts;
  GArray *entries; /* of Entry */
  guint32 *slots;
  guint32 mask; /* number of slots less one; a power of two less one */
  guint32 last; /* the text that was asked for last comes again most often */
};

ObsDictionary *
obs_dictionary_new (void)
{
  ObsDictionary *self = g_new0 (ObsDictionary, 1);

  self->texts = g_string_chunk_new (4096);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->mask = 63;
  self->slots = g_new0 (guint32, self->mask + 1);
  return self;
}

void
obs_dictionary_free (ObsDictionary *self)
{
  g_string_chunk_free (self->texts);
  g_array_unref (self->entries);
  g_free (self->slots);
  g_free (self);
}

/* FNV-1a, taken eight bytes at a time. */
static guint32
hash_of (const char *text, gsize length)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037) ^ length;

  for (; length >= 8; text += 8, length -= 8)
    {
      guint64 word;

      memcpy (&word, text, 8);
      hash = (hash ^ word) * G_GUINT64_CONSTANT (1099511628211);
      hash ^= hash >> 29;
    }
  for (; length > 0; text++, length--)
    hash = (hash ^ (guint8) *text) * G_GUINT64_CONSTANT (1099511628211);
  return (guint32) (hash ^ (hash >> 32));
}

static void
grow (ObsDictionary *self)
{
  g_free (self->slots);
  self->mask = self->mask * 2 + 1;
  self->slots = g_new0 (guint32, (gsize) self->mask + 1);
  for (guint i = 0; i < self->entries->len; i++)
    {
      guint32 slot = g_array_index (self->entries, Entry, i).hash & self->mask;

      while (self->slots[slot] != 0)
        slot = (slot + 1) & self->mask;
      self->slots[slot] = i + 1;
    }
}

static inline gboolean
is_text (const Entry *entry, const char *text, gsize length)
{
  return entry->length == length && memcmp (entry->text, text, length) == 0;
}

guint32
obs_dictionary_add (ObsDictionary *self, const char *text, gsize length, gboolean *added)
{
  Entry entry;
  guint32 slot;

  if (added != NULL)
    *added = FALSE;
  if (self->last < self->entries->len
      && is_text (&g_array_index (self->entries, Entry, self->last), text, length))
    return self->last;
  entry.hash = hash_of (text, length);
  for (slot = entry.hash & self->mask; self->slots[slot] != 0; slot = (slot + 1) & self->mask)
    {
      const Entry *known = &g_array_index (self->entries, Entry, self->slots[slot] - 1);

      if (known->hash == entry.hash && is_text (known, text, length))
        return self->last = self->slots[slot] - 1;
    }
  entry.text = g_string_chunk_insert_len (self->texts, text, (gssize) length);
  entry.length = (guint32) length;
  g_array_append_val (self->entries, entry);
  self->slots[slot] = self->entries->len;
  if (self->entries->len > self->mask / 2)
    grow (self);
  if (added != NULL)
    *added = TRUE;
  return self->last = self->entries->len - 1;
}

gboolean
obs_dictionary_find (const ObsDictionary *self, const char *text, guint32 *number)
{
  gsize length = strlen (text);
  guint32 hash = hash_of (text, length);

  for (guint32 slot = hash & self->mask; self->slots[slot] != 0; slot = (slot + 1) & self->mask)
    {
      const Entry *known = &g_array_index (self->entries, Entry, self->slots[slot] - 1);

      if (known->hash == hash && is_text (known, text, length))
        {
          *number = self->slots[slot] - 1;
          return TRUE;
        }
    }
  return FALSE;
}

guint
obs_dictionary_size (const ObsDictionary *self)
{
  return self->entries->len;
}

const char *
obs_dictionary_text (const ObsDictionary *self, guint32 number)
{
  return g_array_index (self->entries, Entry, number).text;
}

static int
compare_numbers (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return strcmp (obs_dictionary_text (user_data, *(const guint32 *) a),
                 obs_dictionary_text (user_data, *(const guint32 *) b));
}

guint32 *
obs_dictionary_ranks (const ObsDictionary *self)
{
  guint n = self->entries->len;
  g_autofree guint32 *order = g_new (guint32, n + 1);
  guint32 *ranks = g_new (guint32, n + 1);

  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) n, sizeof *order, compare_numbers, (gpointer) self);
  for (guint i = 0; i < n; i++)
    ranks[order[i]] = i;
  return ranks;
}
