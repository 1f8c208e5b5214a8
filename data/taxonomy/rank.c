/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/matcher-private.h"
#include "data/taxonomy/sentences.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Candidates compared with a text in full, and put in order. */

/* Candidates for each answer wanted. */
#define CANDIDATES_FACTOR 3

/* How many of the best labels of a document make its score. */
#define GROUP_BEST 8

static int
compare_score (const void *a, const void *b)
{
  const ObsCandidate *x = a, *y = b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return x->label < y->label ? -1 : x->label > y->label;
}

static float
dot (const ObsSparse *rows, guint row, const float *text)
{
  guint n;
  const ObsEntry *entries = obs_sparse_get (rows, row, &n);
  float sum = 0, other = 0;
  guint i = 0;

  /* Two sums at a time: the processor need not wait for the one before. */
  for (; i + 1 < n; i += 2)
    {
      sum += entries[i].weight * text[entries[i].term];
      other += entries[i + 1].weight * text[entries[i + 1].term];
    }
  if (i < n)
    sum += entries[i].weight * text[entries[i].term];
  return sum + other;
}

/* Share of the weight of a name's words that the text has. */
static float
recall_of (const ObsMatchRun *run, guint name)
{
  guint n;
  const ObsEntry *entries = obs_sparse_get (&run->matcher->name_words, name, &n);
  float all = 0, held = 0;

  for (guint i = 0; i < n; i++)
    {
      if (g_array_index (run->matcher->is_pair, guint8, entries[i].term))
        continue;
      all += entries[i].weight;
      if (run->plain[entries[i].term] > 0)
        held += entries[i].weight;
    }
  return all > 0 ? held / all : 0;
}

/* A long text is about more than one thing: there it counts that all of a name is in it. */
static double
recall_weight (const ObsMatchRun *run)
{
  double words = run->words->words->len;

  return run->matcher->tables->weights[OBS_WEIGHT_NAME_RECALL] * CLAMP ((words - 4) / 6, 0, 1);
}

static double
name_score (const ObsMatchRun *run, const ObsCandidate *c)
{
  const double *w = run->matcher->tables->weights;

  return w[OBS_WEIGHT_NAME_WORDS] * c->name_words + w[OBS_WEIGHT_NAME_RUNS] * c->name_runs
         + recall_weight (run) * c->recall;
}

/* The best of the label's names. */
static void
compare_names (const ObsMatchRun *run, ObsCandidate *candidate)
{
  const ObsMatcher *m = run->matcher;
  guint32 end = g_array_index (m->first, guint32, candidate->label + 1);
  double pivot = m->tables->weights[OBS_WEIGHT_PIVOT], best = -1;

  for (guint32 name = g_array_index (m->first, guint32, candidate->label); name < end; name++)
    {
      ObsCandidate one = *candidate;
      double score;

      one.name = name;
      one.name_words = dot (&m->name_words, name, run->spread);
      if (m->kind == OBS_LABELS_TEXTS)
        {
          float length = g_array_index (m->name_words.lengths, float, name);

          one.name_words
              *= length
                 / (float) ((1 - pivot) * m->name_words.mean_length + pivot * (double) length);
        }
      one.name_runs = dot (&m->name_runs, name, run->runs);
      one.recall = recall_of (run, name);
      score = name_score (run, &one);
      if (score > best)
        {
          best = score;
          *candidate = one;
        }
    }
}

static void
score_candidate (const ObsMatchRun *run, ObsCandidate *candidate)
{
  const ObsMatcher *m = run->matcher;
  const double *w = m->tables->weights;
  guint32 label = candidate->label;
  guint32 n
      = g_array_index (m->first, guint32, label + 1) - g_array_index (m->first, guint32, label);

  compare_names (run, candidate);
  candidate->score = m->name_factor * name_score (run, candidate);
  candidate->full_words
      = m->use_full ? dot (&m->full_words, label, run->plain) : candidate->name_words;
  candidate->score += m->full_factor * w[OBS_WEIGHT_FULL_WORDS] * candidate->full_words;
  if (m->use_full_runs)
    {
      candidate->full_runs = dot (&m->full_runs, label, run->runs);
      candidate->score += m->full_factor * w[OBS_WEIGHT_FULL_RUNS] * candidate->full_runs;
    }
  if (candidate->score > 0)
    candidate->score += w[OBS_WEIGHT_NAMES_COUNT] * log (MAX (n, 1u));
  if (m->name_vectors != NULL)
    {
      guint d = obs_vectors_dimension (m->tables->vectors);
      const float *vector = m->name_vectors + (gsize) g_array_index (m->first, guint32, label) * d;

      for (guint i = 0; i < d; i++)
        candidate->vectors += vector[i] * run->vector[i];
      candidate->score += w[OBS_WEIGHT_VECTORS] * candidate->vectors;
    }
}

/* Statements of a document that fits as a whole come first. */
static void
add_documents (ObsMatchRun *run)
{
  const ObsMatcher *m = run->matcher;
  const double *w = m->tables->weights;
  g_autofree float *best = NULL;
  g_autofree guint *count = NULL;

  if (m->n_groups == 0)
    return;
  best = g_new0 (float, m->n_groups);
  count = g_new0 (guint, m->n_groups);
  for (guint i = 0; i < run->candidates->len; i++)
    {
      const ObsCandidate *c = &g_array_index (run->candidates, ObsCandidate, i);
      guint32 group = g_array_index (m->groups, guint32, c->label);

      if (count[group]++ < GROUP_BEST)
        best[group] += (float) c->score / GROUP_BEST;
    }
  for (guint i = 0; i < run->candidates->len; i++)
    {
      ObsCandidate *c = &g_array_index (run->candidates, ObsCandidate, i);
      guint32 group = g_array_index (m->groups, guint32, c->label);

      c->score += w[OBS_WEIGHT_GROUP_BEST] * best[group]
                  + w[OBS_WEIGHT_GROUP_TEXT] * run->group_score[group];
    }
}

/* What training taught about the areas. */
static void
add_areas (ObsMatchRun *run, char ksb)
{
  const ObsMatcher *m = run->matcher;
  double part;

  if (run->classes == NULL)
    return;
  part = CLAMP (m->tables->weights[OBS_WEIGHT_AREAS], 0, 1);
  obs_linear_apply (m->tables->areas, run->words, run->cleaned, ksb, run->classes);
  for (guint i = 0; i < run->candidates->len; i++)
    {
      ObsCandidate *c = &g_array_index (run->candidates, ObsCandidate, i);
      int class = m->class_of[c->label];

      c->score = (1 - part) * c->score + part * (class >= 0 ? run->classes[class] : 0);
    }
}

/* Scores as parts of the most that can be reached. */
static void
level_scores (ObsMatchRun *run)
{
  const ObsMatcher *m = run->matcher;
  const double *w = m->tables->weights;
  double most
      = m->name_factor
            * (w[OBS_WEIGHT_NAME_WORDS] + w[OBS_WEIGHT_NAME_RUNS] + w[OBS_WEIGHT_NAME_RECALL])
        + m->full_factor * w[OBS_WEIGHT_FULL_WORDS];

  if (m->use_full_runs)
    most += m->full_factor * w[OBS_WEIGHT_FULL_RUNS];
  if (m->name_vectors != NULL)
    most += w[OBS_WEIGHT_VECTORS];
  for (guint i = 0; i < run->candidates->len; i++)
    g_array_index (run->candidates, ObsCandidate, i).score /= most > 0 ? most : 1;
}

void
obs_match_run_rank (ObsMatchRun *run, const char *text, char ksb, guint most)
{
  g_return_if_fail (run->matcher->finished);
  obs_match_run_read (run, text);
  if (run->words->words->len == 0)
    {
      g_array_set_size (run->candidates, 0);
      return;
    }
  obs_match_run_find (run, ksb, MAX (OBS_CANDIDATES_LEAST, CANDIDATES_FACTOR * most));
  for (guint i = 0; i < run->candidates->len; i++)
    score_candidate (run, &g_array_index (run->candidates, ObsCandidate, i));
  level_scores (run);
  if (run->matcher->n_groups > 0 && run->candidates->len > 0)
    {
      qsort (run->candidates->data, run->candidates->len, sizeof (ObsCandidate), compare_score);
      add_documents (run);
    }
  add_areas (run, ksb);
  if (run->candidates->len > 1)
    qsort (run->candidates->data, run->candidates->len, sizeof (ObsCandidate), compare_score);
  /* What has nothing of the text is no match. */
  while (run->candidates->len > 0
         && g_array_index (run->candidates, ObsCandidate, run->candidates->len - 1).score <= 1e-6)
    g_array_set_size (run->candidates, run->candidates->len - 1);
}

/* Share of the weight of the text's words that the label has anywhere. */
static double
coverage_of (const ObsMatchRun *run, guint32 label)
{
  const ObsMatcher *m = run->matcher;
  guint n;
  const ObsEntry *entries = obs_sparse_get (&m->full_words, label, &n);
  double held = 0;

  for (guint i = 0; i < n; i++)
    if (run->plain[entries[i].term] > 0 && !g_array_index (m->is_pair, guint8, entries[i].term))
      held += m->word_idf[entries[i].term];
  return run->text_weight > 0 ? MIN (1, held / run->text_weight) : 0;
}

/* Probability of the candidate where scores are made into one, over the best fifty. */
static double
share_of (const ObsMatchRun *run, double score)
{
  double sum = 0;

  for (guint i = 0; i < MIN (50u, run->candidates->len); i++)
    sum += exp ((g_array_index (run->candidates, ObsCandidate, i).score - score) / 0.05);
  return sum > 0 ? 1 / sum : 0;
}

void
obs_match_run_signs (const ObsMatchRun *run, guint place, double *signs)
{
  const ObsCandidate *c = &g_array_index (run->candidates, ObsCandidate, place);
  const ObsCandidate *best = &g_array_index (run->candidates, ObsCandidate, 0);
  double next = place + 1 < run->candidates->len ? c[1].score : 0;

  signs[OBS_SIGN_ONE] = 1;
  signs[OBS_SIGN_SCORE] = c->score;
  signs[OBS_SIGN_BELOW] = best->score - c->score;
  signs[OBS_SIGN_MARGIN] = c->score - next;
  signs[OBS_SIGN_RECALL] = c->recall;
  signs[OBS_SIGN_COVERAGE] = coverage_of (run, c->label);
  signs[OBS_SIGN_WORDS] = log (1.0 + run->words->words->len);
  signs[OBS_SIGN_RUNS] = c->name_runs;
  signs[OBS_SIGN_SHARE] = share_of (run, c->score);
  signs[OBS_SIGN_FIRST] = place == 0;
  signs[OBS_SIGN_DOCUMENT]
      = run->matcher->n_groups > 0
            ? run->group_score[g_array_index (run->matcher->groups, guint32, c->label)]
            : 0;
  signs[OBS_SIGN_EXACT] = c->name_runs > 0.999f && c->recall > 0.999f;
}

guint
obs_match_rank (ObsMatchRun *run, const char *text, char ksb, guint top, ObsMatch *matches)
{
  const ObsMatcher *m = run->matcher;
  guint n;

  obs_match_run_rank (run, text, ksb, top);
  n = MIN (top, run->candidates->len);
  for (guint i = 0; i < n; i++)
    {
      const ObsCandidate *c = &g_array_index (run->candidates, ObsCandidate, i);
      double signs[OBS_N_SIGNS];
      double next = i + 1 < run->candidates->len ? c[1].score : 0;

      obs_match_run_signs (run, i, signs);
      matches[i].label = c->label;
      matches[i].score = CLAMP (c->score, 0, 1);
      matches[i].margin = MAX (0, c->score - next);
      matches[i].confidence = obs_tables_confidence (m->tables, m->kind, signs);
      if (i > 0)
        matches[i].confidence = MIN (matches[i].confidence, matches[i - 1].confidence);
    }
  return n;
}
