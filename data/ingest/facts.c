/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/facts.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static void
file_free (gpointer data)
{
  ObsFactFile *file = data;

  g_free (file->name);
  g_free (file->sha256);
  g_clear_pointer (&file->left_out, g_hash_table_unref);
  g_free (file);
}

static void
add_dimension (ObsFacts *facts, const char *name)
{
  guint at = facts->n_dimensions++;

  facts->names[at] = g_strdup (name);
  facts->codes[at] = obs_dictionary_new ();
  facts->labels[at] = g_ptr_array_new_with_free_func (g_free);
  obs_dictionary_add (facts->codes[at], "all", 3, NULL);
  g_ptr_array_add (facts->labels[at], g_strdup (_ ("All")));
}

ObsFacts *
obs_facts_new (const ObsDescriptor *descriptor)
{
  ObsFacts *facts = g_new0 (ObsFacts, 1);

  facts->descriptor = descriptor;
  facts->rows = g_array_new (FALSE, FALSE, sizeof (ObsFact));
  facts->files = g_ptr_array_new_with_free_func (file_free);
  for (guint i = 0; i < descriptor->dimensions->len; i++)
    {
      const ObsDimension *dimension = g_ptr_array_index (descriptor->dimensions, i);

      add_dimension (facts, dimension->name);
      if (g_str_equal (dimension->name, "period"))
        add_dimension (facts, "period_kind");
    }
  return facts;
}

void
obs_facts_free (ObsFacts *facts)
{
  for (guint i = 0; i < facts->n_dimensions; i++)
    {
      g_free (facts->names[i]);
      obs_dictionary_free (facts->codes[i]);
      g_ptr_array_unref (facts->labels[i]);
    }
  g_array_unref (facts->rows);
  g_ptr_array_unref (facts->files);
  g_free (facts);
}

int
obs_facts_dimension (const ObsFacts *facts, const char *name)
{
  for (guint i = 0; i < facts->n_dimensions; i++)
    if (g_str_equal (facts->names[i], name))
      return (int) i;
  return -1;
}

const char *
obs_facts_code (const ObsFacts *facts, const ObsFact *fact, guint dimension)
{
  return obs_dictionary_text (facts->codes[dimension], fact->codes[dimension]);
}

typedef struct
{
  guint64 high, low; /* the places of all codes, the first dimension in the highest bits */
  guint32 row;
} Key;

static guint
bits_for (guint n)
{
  guint bits = 1;

  while (bits < 32 && (1u << bits) < n)
    bits++;
  return bits;
}

static void
shift_in (Key *key, guint bits, guint64 value)
{
  key->high = (key->high << bits) | (key->low >> (64 - bits));
  key->low = (key->low << bits) | value;
}

/* Sorts by one byte of the key, keeping the order of equals. */
static void
sort_byte (const Key *from, Key *into, guint n, guint byte)
{
  guint starts[257] = { 0 };
  guint shift = (byte % 8) * 8;

  for (guint i = 0; i < n; i++)
    starts[(((byte < 8 ? from[i].low : from[i].high) >> shift) & 255) + 1]++;
  for (guint i = 1; i < 257; i++)
    starts[i] += starts[i - 1];
  for (guint i = 0; i < n; i++)
    into[starts[((byte < 8 ? from[i].low : from[i].high) >> shift) & 255]++] = from[i];
}

static int
compare_strings (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const ObsMeasure *const *measures = user_data;

  return strcmp (measures[*(const guint32 *) a]->name, measures[*(const guint32 *) b]->name);
}

static guint32 *
measure_ranks (const ObsFacts *facts)
{
  const GPtrArray *measures = facts->descriptor->measures;
  g_autofree guint32 *order = g_new (guint32, measures->len + 1);
  guint32 *ranks = g_new (guint32, measures->len + 1);

  for (guint i = 0; i < measures->len; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) measures->len, sizeof *order, compare_strings, measures->pdata);
  for (guint i = 0; i < measures->len; i++)
    ranks[order[i]] = i;
  return ranks;
}

/* Keys of the rows, sorted (radix sort, lowest byte first). 7 dimensions of 18 bits would fit. */
static Key *
sorted_keys (const ObsFacts *facts)
{
  guint n = facts->rows->len;
  Key *keys = g_new (Key, n + 1);
  Key *other = g_new (Key, n + 1);
  guint32 *ranks[OBS_FACT_DIMENSIONS + 1] = { NULL };
  guint bits[OBS_FACT_DIMENSIONS + 1];
  guint total = 0;

  for (guint d = 0; d < facts->n_dimensions; d++)
    {
      ranks[d] = obs_dictionary_ranks (facts->codes[d]);
      bits[d] = bits_for (obs_dictionary_size (facts->codes[d]));
      total += bits[d];
    }
  ranks[facts->n_dimensions] = measure_ranks (facts);
  bits[facts->n_dimensions] = bits_for (facts->descriptor->measures->len);
  total += bits[facts->n_dimensions];
  g_assert (total <= 128);

  for (guint i = 0; i < n; i++)
    {
      const ObsFact *fact = &g_array_index (facts->rows, ObsFact, i);
      Key key = { 0, 0, i };

      for (guint d = 0; d < facts->n_dimensions; d++)
        shift_in (&key, bits[d], ranks[d][fact->codes[d]]);
      shift_in (&key, bits[facts->n_dimensions], ranks[facts->n_dimensions][fact->measure]);
      keys[i] = key;
    }
  for (guint byte = 0; byte * 8 < total; byte++)
    {
      Key *swap = keys;

      sort_byte (keys, other, n, byte);
      keys = other;
      other = swap;
    }
  g_free (other);
  for (guint d = 0; d <= facts->n_dimensions; d++)
    g_free (ranks[d]);
  return keys;
}

static void
tell_twice (const ObsFacts *facts, const ObsFact *first, const ObsFact *second, ObsIssues *issues)
{
  const ObsFactFile *file = g_ptr_array_index (facts->files, second->file);
  const ObsFactFile *other = g_ptr_array_index (facts->files, first->file);
  const ObsMeasure *measure = g_ptr_array_index (facts->descriptor->measures, second->measure);
  g_autoptr (GString) key = g_string_new (NULL);

  for (guint d = 0; d < facts->n_dimensions; d++)
    g_string_append_printf (key, "%s%s", d > 0 ? ", " : "", obs_facts_code (facts, second, d));
  obs_issues_add (issues, OBS_ISSUE_FAULT, facts->descriptor->id, file->name, second->line, NULL,
                  key->str, "key",
                  _ ("%s of “%s” stands here again, after %s, line %u. Remove one of the two, or "
                     "say “sum=yes”."),
                  measure->title, key->str, other->name, first->line);
}

/* An unknown part makes the sum unknown. */
static void
add_up (ObsFact *into, const ObsFact *other)
{
  if (into->missing == 0 && other->missing != 0)
    into->missing = other->missing;
  into->value += other->value;
  into->flags |= other->flags;
  into->has_range = FALSE;
  into->base = -1;
}

void
obs_facts_sort (ObsFacts *facts, ObsIssues *issues)
{
  g_autofree Key *keys = sorted_keys (facts);
  GArray *sorted = g_array_sized_new (FALSE, FALSE, sizeof (ObsFact), facts->rows->len);

  for (guint i = 0; i < facts->rows->len; i++)
    {
      const ObsFact *fact = &g_array_index (facts->rows, ObsFact, keys[i].row);

      if (i > 0 && keys[i].low == keys[i - 1].low && keys[i].high == keys[i - 1].high)
        {
          ObsFact *last = &g_array_index (sorted, ObsFact, sorted->len - 1);

          if (facts->descriptor->sum)
            add_up (last, fact);
          else
            tell_twice (facts, last, fact, issues);
          continue;
        }
      g_array_append_vals (sorted, fact, 1);
    }
  g_array_unref (facts->rows);
  facts->rows = sorted;
}

/* Below, equal or above zero, as the places of the two rows' keys. */
static int
compare_keys (const ObsFact *a, const ObsFact *b, guint32 *const *ranks, guint n_dimensions)
{
  for (guint d = 0; d < n_dimensions; d++)
    if (a->codes[d] != b->codes[d])
      return ranks[d][a->codes[d]] < ranks[d][b->codes[d]] ? -1 : 1;
  if (a->measure == b->measure)
    return 0;
  return ranks[n_dimensions][a->measure] < ranks[n_dimensions][b->measure] ? -1 : 1;
}

gboolean
obs_facts_are_sorted (const ObsFacts *facts)
{
  guint32 *ranks[OBS_FACT_DIMENSIONS + 1] = { NULL };
  gboolean sorted = TRUE;

  for (guint d = 0; d < facts->n_dimensions; d++)
    ranks[d] = obs_dictionary_ranks (facts->codes[d]);
  ranks[facts->n_dimensions] = measure_ranks (facts);
  for (guint i = 1; sorted && i < facts->rows->len; i++)
    sorted = compare_keys (&g_array_index (facts->rows, ObsFact, i - 1),
                           &g_array_index (facts->rows, ObsFact, i), ranks, facts->n_dimensions)
             < 0;
  for (guint d = 0; d <= facts->n_dimensions; d++)
    g_free (ranks[d]);
  return sorted;
}
