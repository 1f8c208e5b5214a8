/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/coding.h"

#include <stdlib.h>
#include <string.h>

/* The different texts of a column in the order of their bytes; of each the length that it begins
 * with as the one before does, the length of the rest, and the rest. */

typedef struct
{
  const char *text;
  gsize length;
  guint row;
} Entry;

static int
compare_bytes (const Entry *a, const Entry *b)
{
  int way = memcmp (a->text, b->text, MIN (a->length, b->length));

  return way != 0 ? way : (a->length > b->length) - (a->length < b->length);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  return compare_bytes (a, b);
}

static gint64
shared_length (const Entry *a, const Entry *b)
{
  gsize most = MIN (a->length, b->length), i = 0;

  while (i < most && a->text[i] == b->text[i])
    i++;
  return (gint64) i;
}

static guint
sorted_entries (const ObsColumn *column, Entry *entries)
{
  guint n = 0;

  for (guint i = 0; i < column->n; i++)
    if (!obs_column_is_null (column, i))
      {
        entries[n].text = obs_column_text (column, i, &entries[n].length);
        entries[n++].row = i;
      }
  qsort (entries, n, sizeof (Entry), compare_entries);
  return n;
}

void
obs_text_dictionary_encode (const ObsColumn *column, GByteArray *head, gint64 *codes)
{
  g_autofree Entry *entries = g_new (Entry, MAX (column->n, 1));
  g_autofree gint64 *shared = g_new (gint64, MAX (column->n, 1));
  g_autofree gint64 *rest = g_new (gint64, MAX (column->n, 1));
  g_autoptr (GByteArray) text = g_byte_array_new ();
  guint n = sorted_entries (column, entries), different = 0;
  const Entry none = { "", 0, 0 }, *before = &none;

  for (guint i = 0; i < n; i++)
    {
      if (i == 0 || compare_bytes (before, &entries[i]) != 0)
        {
          gint64 same = shared_length (before, &entries[i]);

          shared[different] = same;
          rest[different++] = (gint64) entries[i].length - same;
          g_byte_array_append (text, (const guint8 *) entries[i].text + same,
                               (guint) ((gint64) entries[i].length - same));
        }
      codes[entries[i].row] = different - 1;
      before = &entries[i];
    }
  obs_bytes_put_varint (head, different);
  obs_integers_encode (shared, different, head);
  obs_integers_encode (rest, different, head);
  if (text->len > 0)
    g_byte_array_append (head, text->data, text->len);
}

void
obs_text_dictionary_free (ObsTextDictionary *self)
{
  if (self == NULL)
    return;
  g_free (self->ends);
  g_clear_pointer (&self->text, g_byte_array_unref);
  g_free (self);
}

gsize
obs_text_dictionary_memory (const ObsTextDictionary *self)
{
  return (gsize) self->n * OBS_DICTIONARY_ENTRY + self->text->len;
}

/* Where each text will end, once all lengths are known to be right; the bytes of the rests in
 * @rests. */
static gboolean
measure (ObsTextDictionary *self, const gint64 *shared, const gint64 *rest, gsize most,
         gsize *rests)
{
  gint64 before = 0;
  guint64 end = 0;

  *rests = 0;
  for (guint i = 0; i < self->n; i++)
    {
      if (shared[i] < 0 || shared[i] > before || rest[i] < 0
          || rest[i] > OBS_COLUMN_TEXT_MOST - shared[i])
        return FALSE;
      before = shared[i] + rest[i];
      end += (guint64) before;
      *rests += (gsize) rest[i];
      if (end > most)
        return FALSE;
      self->ends[i] = (guint32) end;
    }
  return TRUE;
}

static gboolean
fill (ObsTextDictionary *self, const gint64 *shared, const gint64 *rest, const guint8 *bytes)
{
  guint8 *text;
  guint start = 0;

  g_byte_array_set_size (self->text, self->n > 0 ? self->ends[self->n - 1] : 0);
  text = self->text->data;
  for (guint i = 0; i < self->n; i++)
    {
      if (shared[i] > 0)
        memcpy (text + start, text + (i > 1 ? self->ends[i - 2] : 0), (gsize) shared[i]);
      if (rest[i] > 0)
        memcpy (text + start + shared[i], bytes, (gsize) rest[i]);
      bytes += rest[i];
      start = self->ends[i];
    }
  if (start > 0 && !g_utf8_validate_len ((const char *) text, start, NULL))
    return FALSE;
  for (guint i = 0; i < self->n; i++)
    if (self->ends[i] < start && (text[self->ends[i]] & 0xc0) == 0x80)
      return FALSE;
  return TRUE;
}

ObsTextDictionary *
obs_text_dictionary_decode (ObsCursor *in, gsize most, GError **error)
{
  g_autoptr (ObsTextDictionary) self = g_new0 (ObsTextDictionary, 1);
  g_autofree gint64 *shared = NULL, *rest = NULL;
  const guint8 *bytes;
  guint64 n;
  gsize rests;

  self->text = g_byte_array_new ();
  if (!obs_bytes_get_varint (in, most / OBS_DICTIONARY_ENTRY, &n))
    {
      obs_bytes_refuse (error, "number of different texts");
      return NULL;
    }
  self->n = (guint) n;
  most -= n * OBS_DICTIONARY_ENTRY;
  self->ends = g_new (guint32, MAX (n, 1));
  shared = g_new (gint64, MAX (n, 1));
  rest = g_new (gint64, MAX (n, 1));
  if (!obs_integers_decode (in, shared, self->n, error)
      || !obs_integers_decode (in, rest, self->n, error))
    return NULL;
  if (!measure (self, shared, rest, most, &rests) || !obs_bytes_get (in, rests, &bytes))
    {
      obs_bytes_refuse (error, "lengths of different texts");
      return NULL;
    }
  if (!fill (self, shared, rest, bytes))
    {
      obs_bytes_refuse (error, "texts that are not UTF-8");
      return NULL;
    }
  return g_steal_pointer (&self);
}
