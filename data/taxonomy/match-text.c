/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/matcher-private.h"
#include "data/taxonomy/sentences.h"

#include <math.h>
#include <string.h>

/* A text as vectors over the terms of the index, with words of one meaning beside its own. */

ObsMatchRun *
obs_match_run_new (const ObsMatcher *matcher)
{
  ObsMatchRun *run = g_new0 (ObsMatchRun, 1);

  run->matcher = matcher;
  run->words = obs_words_new ();
  run->plain = g_new0 (float, matcher->words.n + 1);
  run->spread = g_new0 (float, matcher->words.n + 1);
  run->runs = g_new0 (float, matcher->runs.n + 1);
  run->by_name = g_new0 (float, matcher->owners->len + 1);
  run->by_label = g_new0 (float, matcher->labels->len + 1);
  run->group_score = g_new0 (float, matcher->n_groups + 1);
  run->plain_terms = g_array_new (FALSE, FALSE, sizeof (guint32));
  run->spread_terms = g_array_new (FALSE, FALSE, sizeof (guint32));
  run->run_terms = g_array_new (FALSE, FALSE, sizeof (guint32));
  run->names = g_array_new (FALSE, FALSE, sizeof (guint32));
  run->labels = g_array_new (FALSE, FALSE, sizeof (guint32));
  run->values = g_array_new (FALSE, FALSE, sizeof (float));
  run->level = g_array_new (FALSE, FALSE, sizeof (ObsCandidate));
  run->candidates = g_array_new (FALSE, FALSE, sizeof (ObsCandidate));
  if (matcher->class_of != NULL)
    run->classes = g_new0 (double, matcher->tables->areas->classes->len);
  if (matcher->name_vectors != NULL)
    run->vector = g_new0 (float, obs_vectors_dimension (matcher->tables->vectors));
  return run;
}

void
obs_match_run_free (ObsMatchRun *run)
{
  if (run == NULL)
    return;
  obs_words_free (run->words);
  g_free (run->plain);
  g_free (run->spread);
  g_free (run->runs);
  g_free (run->by_name);
  g_free (run->by_label);
  g_free (run->group_score);
  g_array_unref (run->plain_terms);
  g_array_unref (run->spread_terms);
  g_array_unref (run->run_terms);
  g_array_unref (run->names);
  g_array_unref (run->labels);
  g_array_unref (run->candidates);
  g_array_unref (run->values);
  g_array_unref (run->level);
  g_free (run->classes);
  g_free (run->vector);
  g_free (run->cleaned);
  g_free (run);
}

static void
count_word (char kind, const char *string, gsize length, gpointer user_data)
{
  ObsMatchRun *run = user_data;
  guint32 term = obs_terms_find (&run->matcher->words, obs_words_key (kind, string, length));

  if (term != OBS_NO_TERM)
    obs_match_add (run->plain, run->plain_terms, term, 1);
}

static void
count_run (char kind, const char *string, gsize length, gpointer user_data)
{
  ObsMatchRun *run = user_data;
  guint32 term = obs_terms_find (&run->matcher->runs, obs_words_key (kind, string, length));

  if (term != OBS_NO_TERM)
    obs_match_add (run->runs, run->run_terms, term, 1);
}

/* From counts to a vector of length 1. */
static void
weigh (float *values, const GArray *which, const float *idf)
{
  double squares = 0;

  for (guint i = 0; i < which->len; i++)
    {
      guint32 at = g_array_index (which, guint32, i);

      values[at] = (1 + logf (values[at])) * idf[at];
      squares += (double) values[at] * values[at];
    }
  for (guint i = 0; squares > 0 && i < which->len; i++)
    values[g_array_index (which, guint32, i)] /= (float) sqrt (squares);
}

/* The text and, with less weight, all words that mean the same. */
static void
spread (ObsMatchRun *run)
{
  const ObsMatcher *m = run->matcher;
  float factor = (float) m->tables->weights[OBS_WEIGHT_SPREAD];
  double squares = 0;

  /* Whole sentences have enough words of their own; others only blur them. */
  if (m->kind == OBS_LABELS_TEXTS)
    factor = 0;

  for (guint i = 0; i < run->plain_terms->len; i++)
    {
      guint32 term = g_array_index (run->plain_terms, guint32, i);

      obs_match_add (run->spread, run->spread_terms, term,
                     (1 + logf (run->plain[term])) * m->word_idf[term]);
    }
  for (guint i = 0; i < run->words->words->len; i++)
    {
      const ObsWord *word = &g_array_index (run->words->words, ObsWord, i);
      guint n = 0;
      const ObsMeaning *others
          = word->stop || factor <= 0
                ? NULL
                : obs_tables_meanings (m->tables,
                                       obs_words_key ('w', word->stem, strlen (word->stem)), &n);

      for (guint o = 0; o < n; o++)
        {
          guint32 term = obs_terms_find (&m->words, others[o].key);

          if (term != OBS_NO_TERM)
            obs_match_add (run->spread, run->spread_terms, term,
                           factor * others[o].weight * m->word_idf[term]);
        }
    }
  for (guint i = 0; i < run->spread_terms->len; i++)
    {
      float value = run->spread[g_array_index (run->spread_terms, guint32, i)];

      squares += (double) value * value;
    }
  for (guint i = 0; squares > 0 && i < run->spread_terms->len; i++)
    run->spread[g_array_index (run->spread_terms, guint32, i)] /= (float) sqrt (squares);
}

/* How much of the text the index knows at all. */
static void
weigh_text (ObsMatchRun *run)
{
  const ObsMatcher *m = run->matcher;
  double rare = log (1.0 + obs_sparse_n (&m->name_words)) + 1;

  run->text_weight = run->unknown_weight = 0;
  for (guint i = 0; i < run->words->words->len; i++)
    {
      const ObsWord *word = &g_array_index (run->words->words, ObsWord, i);
      guint32 term;

      if (word->stop)
        continue;
      term = obs_terms_find (&m->words, obs_words_key ('w', word->stem, strlen (word->stem)));
      run->text_weight += term != OBS_NO_TERM ? m->word_idf[term] : rare;
      run->unknown_weight += term != OBS_NO_TERM ? 0 : rare;
    }
}

static void
mean_vector (ObsMatchRun *run)
{
  const ObsMatcher *m = run->matcher;
  guint d;
  double squares = 0;

  if (run->vector == NULL)
    return;
  d = obs_vectors_dimension (m->tables->vectors);
  memset (run->vector, 0, d * sizeof (float));
  for (guint i = 0; i < run->words->words->len; i++)
    {
      const ObsWord *word = &g_array_index (run->words->words, ObsWord, i);
      guint32 term
          = obs_terms_find (&m->words, obs_words_key ('w', word->stem, strlen (word->stem)));
      g_autofree char *plain
          = g_utf8_strdown (run->cleaned + word->start, (gssize) (word->end - word->start));

      if (!word->stop && term != OBS_NO_TERM)
        obs_vectors_add (m->tables->vectors, plain, m->word_idf[term], run->vector);
    }
  for (guint i = 0; i < d; i++)
    squares += (double) run->vector[i] * run->vector[i];
  for (guint i = 0; squares > 0 && i < d; i++)
    run->vector[i] /= (float) sqrt (squares);
}

void
obs_match_run_read (ObsMatchRun *run, const char *text)
{
  const ObsMatcher *m = run->matcher;

  obs_match_forget (run->plain, run->plain_terms);
  obs_match_forget (run->spread, run->spread_terms);
  obs_match_forget (run->runs, run->run_terms);
  g_free (run->cleaned);
  run->cleaned = obs_sentences_clean (text);
  obs_words_read (run->words, run->cleaned);
  obs_words_each_stem (run->words, count_word, run);
  obs_words_each_pair (run->words, count_word, run);
  spread (run);
  weigh (run->plain, run->plain_terms, m->word_idf);
  obs_words_each_run (run->words, run->cleaned, OBS_RUN_LEAST, OBS_RUN_MOST, count_run, run);
  weigh (run->runs, run->run_terms, m->run_idf);
  weigh_text (run);
  mean_vector (run);
}
