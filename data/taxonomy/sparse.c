/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/sparse.h"

#include <math.h>
#include <stdlib.h>

void
obs_terms_init (ObsTerms *terms)
{
  terms->size = 1024;
  terms->n = 0;
  terms->keys = g_new (guint64, terms->size);
  terms->numbers = g_new0 (guint32, terms->size);
}

void
obs_terms_clear (ObsTerms *terms)
{
  g_clear_pointer (&terms->keys, g_free);
  g_clear_pointer (&terms->numbers, g_free);
}

/* Where @key stands, or the free place for it. */
static guint32
place_of (const ObsTerms *terms, guint64 key)
{
  guint32 at = (guint32) (key ^ (key >> 32)) & (terms->size - 1);

  while (terms->numbers[at] != 0 && terms->keys[at] != key)
    at = (at + 1) & (terms->size - 1);
  return at;
}

static void
grow (ObsTerms *terms)
{
  ObsTerms larger = { .size = terms->size * 2, .n = terms->n };

  larger.keys = g_new (guint64, larger.size);
  larger.numbers = g_new0 (guint32, larger.size);
  for (guint32 i = 0; i < terms->size; i++)
    if (terms->numbers[i] != 0)
      {
        guint32 at = place_of (&larger, terms->keys[i]);

        larger.keys[at] = terms->keys[i];
        larger.numbers[at] = terms->numbers[i];
      }
  obs_terms_clear (terms);
  *terms = larger;
}

guint32
obs_terms_add (ObsTerms *terms, guint64 key)
{
  guint32 at;

  if (terms->n * 2 >= terms->size)
    grow (terms);
  at = place_of (terms, key);
  if (terms->numbers[at] == 0)
    {
      terms->keys[at] = key;
      terms->numbers[at] = ++terms->n;
    }
  return terms->numbers[at] - 1;
}

guint32
obs_terms_find (const ObsTerms *terms, guint64 key)
{
  guint32 at = place_of (terms, key);

  return terms->numbers[at] != 0 ? terms->numbers[at] - 1 : OBS_NO_TERM;
}

void
obs_sparse_init (ObsSparse *rows)
{
  guint32 zero = 0;

  rows->starts = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_val (rows->starts, zero);
  rows->entries = g_array_new (FALSE, FALSE, sizeof (ObsEntry));
  rows->lengths = g_array_new (FALSE, FALSE, sizeof (float));
  rows->mean_length = 1;
}

void
obs_sparse_clear (ObsSparse *rows)
{
  g_clear_pointer (&rows->starts, g_array_unref);
  g_clear_pointer (&rows->entries, g_array_unref);
  g_clear_pointer (&rows->lengths, g_array_unref);
}

void
obs_sparse_free (ObsSparse *rows)
{
  if (rows == NULL)
    return;
  obs_sparse_clear (rows);
  g_free (rows);
}

guint
obs_sparse_n (const ObsSparse *rows)
{
  return rows->starts->len - 1;
}

static int
compare_terms (const void *a, const void *b)
{
  const ObsEntry *x = a, *y = b;

  return x->term < y->term ? -1 : x->term > y->term;
}

void
obs_sparse_end (ObsSparse *rows)
{
  guint32 start = g_array_index (rows->starts, guint32, rows->starts->len - 1);
  guint32 n = rows->entries->len - start, to = 0;
  ObsEntry *entries = n > 0 ? &g_array_index (rows->entries, ObsEntry, start) : NULL;

  if (n > 1)
    qsort (entries, n, sizeof *entries, compare_terms);
  for (guint32 i = 0; i < n; i++)
    if (to > 0 && entries[to - 1].term == entries[i].term)
      entries[to - 1].weight += entries[i].weight;
    else
      entries[to++] = entries[i];
  g_array_set_size (rows->entries, start + to);
  start += to;
  g_array_append_val (rows->starts, start);
}

void
obs_sparse_count (const ObsSparse *rows, guint32 *df)
{
  for (guint i = 0; i < rows->entries->len; i++)
    df[g_array_index (rows->entries, ObsEntry, i).term]++;
}

void
obs_sparse_weigh (ObsSparse *rows, const float *idf)
{
  double sum = 0;

  for (guint row = 0; row < obs_sparse_n (rows); row++)
    {
      guint n;
      ObsEntry *entries = (ObsEntry *) obs_sparse_get (rows, row, &n);
      double squares = 0;
      float length;

      for (guint i = 0; i < n; i++)
        {
          entries[i].weight = (1 + logf (entries[i].weight)) * idf[entries[i].term];
          squares += (double) entries[i].weight * entries[i].weight;
        }
      length = squares > 0 ? (float) sqrt (squares) : 1;
      for (guint i = 0; i < n; i++)
        entries[i].weight /= length;
      g_array_append_val (rows->lengths, length);
      sum += length;
    }
  if (obs_sparse_n (rows) > 0)
    rows->mean_length = (float) (sum / obs_sparse_n (rows));
}

ObsSparse *
obs_sparse_invert (const ObsSparse *rows, guint n_terms)
{
  ObsSparse *inverted = g_new0 (ObsSparse, 1);
  g_autofree guint32 *next = g_new0 (guint32, n_terms + 1);
  guint32 *starts;

  obs_sparse_init (inverted);
  g_array_set_size (inverted->starts, n_terms + 1);
  starts = &g_array_index (inverted->starts, guint32, 0);
  for (guint i = 0; i < rows->entries->len; i++)
    next[g_array_index (rows->entries, ObsEntry, i).term + 1]++;
  for (guint i = 0; i < n_terms; i++)
    next[i + 1] += next[i];
  for (guint i = 0; i <= n_terms; i++)
    starts[i] = next[i];
  g_array_set_size (inverted->entries, rows->entries->len);
  for (guint row = 0; row < obs_sparse_n (rows); row++)
    {
      guint n;
      const ObsEntry *entries = obs_sparse_get (rows, row, &n);

      for (guint i = 0; i < n; i++)
        g_array_index (inverted->entries, ObsEntry, next[entries[i].term]++)
            = (ObsEntry){ row, entries[i].weight };
    }
  return inverted;
}
