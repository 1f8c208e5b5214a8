/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/sentences.h"
#include "data/taxonomy/train.h"
#include "data/taxonomy/words.h"

#include <string.h>

/* Words that stand for each other, learned from labels that mean the same. */

#define ROUNDS 5
#define NOTHING 0.05 /* weight of a word that stands for none of the others */
#define LEAST 0.02   /* less likely pairs are left out */

/* The words that one side of a pair has and the other has not. */
typedef struct
{
  GArray *ours, *theirs; /* of guint */
} Pair;

typedef struct
{
  GHashTable *numbers; /* stem to GUINT_TO_POINTER (number + 1) */
  GPtrArray *stems;    /* of char *, owned by numbers */
  GArray *pairs;       /* of Pair */
  GPtrArray *chances;  /* of GHashTable: by our word, their word to double * */
  GArray *counts;      /* of double: pairs that have our word */
} Learning;

static void
pair_clear (gpointer data)
{
  Pair *pair = data;

  g_array_unref (pair->ours);
  g_array_unref (pair->theirs);
}

static guint
number_of (Learning *l, const char *stem)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (l->numbers, stem));

  if (number == 0)
    {
      char *copy = g_strdup (stem);

      g_ptr_array_add (l->stems, copy);
      number = l->stems->len;
      g_hash_table_insert (l->numbers, copy, GUINT_TO_POINTER (number));
    }
  return number - 1;
}

static void
take_stem (char kind, const char *string, gsize length, gpointer user_data)
{
  g_ptr_array_add (user_data, g_strndup (string, length));
}

static GPtrArray *
stems_of (ObsWords *words, const char *text)
{
  GPtrArray *stems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *cleaned = obs_sentences_clean (text);

  obs_words_read (words, cleaned);
  obs_words_each_stem (words, take_stem, stems);
  return stems;
}

static GArray *
only_in (Learning *l, const GPtrArray *these, const GPtrArray *others)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < these->len; i++)
    {
      guint number;

      if (g_ptr_array_find_with_equal_func ((GPtrArray *) others, these->pdata[i], g_str_equal,
                                            NULL))
        continue;
      number = number_of (l, these->pdata[i]);
      g_array_append_val (numbers, number);
    }
  return numbers;
}

static void
read_pairs (Learning *l, const ObsTrainText *texts, guint n)
{
  g_autoptr (ObsWords) words = obs_words_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GPtrArray) ours = stems_of (words, texts[i].text);
      g_autoptr (GPtrArray) theirs = stems_of (words, texts[i].right);
      Pair pair = { only_in (l, ours, theirs), only_in (l, theirs, ours) };

      if (pair.ours->len > 0 && pair.theirs->len > 0)
        g_array_append_val (l->pairs, pair);
      else
        pair_clear (&pair);
    }
}

static double *
chance_of (GPtrArray *chances, guint ours, guint theirs, gboolean make)
{
  GHashTable *row = g_ptr_array_index (chances, ours);
  double *chance;

  if (row == NULL && make)
    row = chances->pdata[ours] = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  chance = row != NULL ? g_hash_table_lookup (row, GUINT_TO_POINTER (theirs)) : NULL;
  if (chance == NULL && make)
    {
      chance = g_new0 (double, 1);
      g_hash_table_insert (row, GUINT_TO_POINTER (theirs), chance);
    }
  return chance;
}

static void
free_row (gpointer row)
{
  if (row != NULL)
    g_hash_table_unref (row);
}

static GPtrArray *
new_chances (const Learning *l)
{
  GPtrArray *chances = g_ptr_array_new_with_free_func (free_row);

  g_ptr_array_set_size (chances, (int) l->stems->len);
  return chances;
}

/* One round: each of their words is shared out to ours as likely as it is now. */
static GPtrArray *
share_out (const Learning *l)
{
  GPtrArray *next = new_chances (l);

  for (guint p = 0; p < l->pairs->len; p++)
    {
      const Pair *pair = &g_array_index (l->pairs, Pair, p);

      for (guint j = 0; j < pair->theirs->len; j++)
        {
          guint theirs = g_array_index (pair->theirs, guint, j);
          double all = NOTHING;

          for (guint i = 0; i < pair->ours->len; i++)
            all += *chance_of (l->chances, g_array_index (pair->ours, guint, i), theirs, TRUE);
          for (guint i = 0; i < pair->ours->len; i++)
            {
              guint ours = g_array_index (pair->ours, guint, i);

              *chance_of (next, ours, theirs, TRUE)
                  += *chance_of (l->chances, ours, theirs, TRUE) / all;
            }
        }
    }
  return next;
}

/* By how often our word is there at all; one more, so that what was seen once is not certain. */
static void
divide (const Learning *l, GPtrArray *chances)
{
  for (guint ours = 0; ours < chances->len; ours++)
    {
      GHashTable *row = g_ptr_array_index (chances, ours);
      GHashTableIter iter;
      gpointer value;

      if (row == NULL)
        continue;
      g_hash_table_iter_init (&iter, row);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        *(double *) value /= g_array_index (l->counts, double, ours) + 1;
    }
}

static void
start (Learning *l)
{
  g_array_set_size (l->counts, l->stems->len);
  l->chances = new_chances (l);
  for (guint p = 0; p < l->pairs->len; p++)
    {
      const Pair *pair = &g_array_index (l->pairs, Pair, p);

      for (guint i = 0; i < pair->ours->len; i++)
        {
          guint ours = g_array_index (pair->ours, guint, i);

          g_array_index (l->counts, double, ours) += 1;
          for (guint j = 0; j < pair->theirs->len; j++)
            *chance_of (l->chances, ours, g_array_index (pair->theirs, guint, j), TRUE) = 1;
        }
    }
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
print_words (const Learning *l, guint n)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  GString *out = g_string_new (NULL);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint ours = 0; ours < l->chances->len; ours++)
    {
      GHashTable *row = g_ptr_array_index (l->chances, ours);
      GHashTableIter iter;
      gpointer theirs, value;

      if (row == NULL)
        continue;
      g_hash_table_iter_init (&iter, row);
      while (g_hash_table_iter_next (&iter, &theirs, &value))
        if (*(double *) value >= LEAST)
          g_ptr_array_add (lines,
                           g_strdup_printf ("%s\t%s\t%s", (char *) l->stems->pdata[ours],
                                            (char *) l->stems->pdata[GPOINTER_TO_UINT (theirs)],
                                            g_ascii_formatd (number, sizeof number, "%.3f",
                                                             MIN (1.0, *(double *) value))));
    }
  g_ptr_array_sort (lines, compare_lines);
  g_string_append_printf (out, "# Words that stand for each other; from %u pairs of labels\n", n);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (out, "%s\n", (char *) lines->pdata[i]);
  return g_string_free (out, FALSE);
}

char *
obs_train_words (const ObsTrainText *texts, guint n, GCancellable *cancellable, GError **error)
{
  Learning l = { 0 };
  char *table = NULL;

  l.numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  l.stems = g_ptr_array_new ();
  l.pairs = g_array_new (FALSE, FALSE, sizeof (Pair));
  g_array_set_clear_func (l.pairs, pair_clear);
  l.counts = g_array_new (FALSE, TRUE, sizeof (double));
  read_pairs (&l, texts, n);
  start (&l);
  for (guint round = 0; round < ROUNDS; round++)
    {
      GPtrArray *next;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        break;
      next = share_out (&l);
      divide (&l, next);
      g_ptr_array_unref (l.chances);
      l.chances = next;
    }
  if (!g_cancellable_is_cancelled (cancellable))
    table = print_words (&l, n);
  g_ptr_array_unref (l.chances);
  g_array_unref (l.counts);
  g_array_unref (l.pairs);
  g_ptr_array_unref (l.stems);
  g_hash_table_unref (l.numbers);
  return table;
}
