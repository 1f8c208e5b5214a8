/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/matcher-private.h"
#include "data/taxonomy/sentences.h"

#include <math.h>
#include <string.h>

/* Why a label was chosen: what each word of the text gives to the likeness with the label's best
 * name, with the whole label, and, for areas, to the trained table. */

void
obs_match_word_free (ObsMatchWord *word)
{
  g_free (word->word);
  g_free (word->meets);
  g_free (word);
}

/* Weight of @term in a row. */
static float
weight_in (const ObsSparse *rows, guint row, guint32 term)
{
  guint n, low = 0, high;
  const ObsEntry *entries = obs_sparse_get (rows, row, &n);

  for (high = n; low < high;)
    {
      guint middle = (low + high) / 2;

      if (entries[middle].term < term)
        low = middle + 1;
      else
        high = middle;
    }
  return low < n && entries[low].term == term ? entries[low].weight : 0;
}

/* What the word itself gives, by the name and by the whole label. */
static double
by_itself (const ObsMatchRun *run, const ObsCandidate *c, guint32 term)
{
  const ObsMatcher *m = run->matcher;
  const double *w = m->tables->weights;

  if (term == OBS_NO_TERM)
    return 0;
  return w[OBS_WEIGHT_NAME_WORDS] * run->spread[term] * weight_in (&m->name_words, c->name, term)
         + w[OBS_WEIGHT_FULL_WORDS] * run->plain[term] * weight_in (&m->full_words, c->label, term);
}

/* The strongest word of the label that means the same; its stem in @meets. */
static double
by_meaning (const ObsMatchRun *run, const ObsCandidate *c, guint64 key, const char **meets)
{
  const ObsMatcher *m = run->matcher;
  const double *w = m->tables->weights;
  guint n;
  const ObsMeaning *others = obs_tables_meanings (m->tables, key, &n);
  double best = 0;

  for (guint i = 0; i < n; i++)
    {
      guint32 term = obs_terms_find (&m->words, others[i].key);
      double part;

      if (term == OBS_NO_TERM)
        continue;
      part = w[OBS_WEIGHT_NAME_WORDS] * w[OBS_WEIGHT_SPREAD] * others[i].weight * run->spread[term]
             * weight_in (&m->name_words, c->name, term);
      if (part > best)
        {
          best = part;
          *meets = g_ptr_array_index (
              m->tables->meaning_words,
              (guint) (others + i - &g_array_index (m->tables->meanings, ObsMeaning, 0)));
        }
    }
  return best;
}

/* What the trained table of areas gives to a word for this class, against the mean of all. */
static double
by_training (const ObsMatchRun *run, const ObsCandidate *c, guint64 key)
{
  const ObsMatcher *m = run->matcher;
  const ObsLinear *areas = m->tables->areas;
  int class = m->class_of != NULL ? m->class_of[c->label] : -1;
  guint32 term = class >= 0 ? obs_terms_find (&areas->terms, key) : OBS_NO_TERM;
  double weight;

  if (term == OBS_NO_TERM)
    return 0;
  weight = g_array_index (areas->weights, float, term * areas->classes->len + (guint) class);
  return MAX (0, weight) * m->tables->weights[OBS_WEIGHT_AREAS] / 10;
}

/* Runs of letters in common: for words that only look alike ("advertising", "advertisement"). */
static double
by_letters (const ObsMatchRun *run, const ObsCandidate *c, const ObsWord *word)
{
  const ObsMatcher *m = run->matcher;
  g_autofree char *text = g_strndup (run->cleaned + word->start, (gsize) (word->end - word->start));
  g_autofree char *lower = g_utf8_strdown (text, -1);
  g_autofree char *edged = g_strconcat ("_", lower, "_", NULL);
  double sum = 0;

  /* Longer ones are no words. */
  if (word->end - word->start > 60)
    return 0;
  for (const char *at = edged; *at != '\0'; at = g_utf8_next_char (at))
    for (guint n = OBS_RUN_LEAST; n <= OBS_RUN_MOST; n++)
      {
        guint32 term;

        if (g_utf8_strlen (at, -1) < (glong) n)
          break;
        term = obs_terms_find (
            &m->runs, obs_words_key ('g', at, (gsize) (g_utf8_offset_to_pointer (at, n) - at)));
        if (term != OBS_NO_TERM)
          sum += run->runs[term] * weight_in (&m->name_runs, c->name, term);
      }
  return sum * m->tables->weights[OBS_WEIGHT_NAME_RUNS];
}

static int
compare_parts (gconstpointer a, gconstpointer b)
{
  const ObsMatchWord *x = *(const ObsMatchWord *const *) a, *y = *(const ObsMatchWord *const *) b;

  return x->part > y->part ? -1 : x->part < y->part;
}

static void
add_word (const ObsMatchRun *run, const ObsCandidate *c, const ObsWord *word, GPtrArray *found)
{
  guint64 key = obs_words_key ('w', word->stem, strlen (word->stem));
  guint32 term = obs_terms_find (&run->matcher->words, key);
  const char *meets = NULL;
  double own = by_itself (run, c, term);
  double other = by_meaning (run, c, key, &meets);
  double part = MAX (own, other) + by_letters (run, c, word) + by_training (run, c, key);
  ObsMatchWord *result;
  g_autofree char *text = g_strndup (run->cleaned + word->start, (gsize) (word->end - word->start));

  if (word->stop || part < 1e-4)
    return;
  for (guint i = 0; i < found->len; i++)
    if (g_ascii_strcasecmp (((ObsMatchWord *) found->pdata[i])->word, text) == 0)
      return;
  result = g_new0 (ObsMatchWord, 1);
  result->word = g_steal_pointer (&text);
  result->meets = g_strdup (own >= other || meets == NULL ? result->word : meets);
  result->part = part;
  g_ptr_array_add (found, result);
}

GPtrArray *
obs_match_explain (ObsMatchRun *run, const char *text, char ksb, guint label)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_match_word_free);
  const ObsCandidate *candidate = NULL;
  double all = 0;

  obs_match_run_rank (run, text, ksb, 10);
  for (guint i = 0; i < run->candidates->len && candidate == NULL; i++)
    if (g_array_index (run->candidates, ObsCandidate, i).label == label)
      candidate = &g_array_index (run->candidates, ObsCandidate, i);
  for (guint i = 0; candidate != NULL && i < run->words->words->len; i++)
    add_word (run, candidate, &g_array_index (run->words->words, ObsWord, i), found);
  for (guint i = 0; i < found->len; i++)
    all += ((ObsMatchWord *) found->pdata[i])->part;
  for (guint i = 0; i < found->len; i++)
    ((ObsMatchWord *) found->pdata[i])->part /= all;
  g_ptr_array_sort (found, compare_parts);
  return found;
}
