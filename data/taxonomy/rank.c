/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/matcher-private.h"
#include "data/taxonomy/sentences.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A text against the index, in two steps: the lists of its words, of words of one meaning and of
 * its rare runs of letters give candidates; these are then compared in full. */

/* Candidates for each answer wanted, and at least. */
#define CANDIDATES_FACTOR 3
#define CANDIDATES_LEAST 400

/* Runs of letters that more names have are no help to find candidates. */
#define RUN_COMMON 150

/* Documents whose labels all become candidates, and how many of the best make its score. */
#define BEST_GROUPS 6
#define GROUP_BEST 8

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
forget (float *values, GArray *which)
{
  for (guint i = 0; i < which->len; i++)
    values[g_array_index (which, guint32, i)] = 0;
  g_array_set_size (which, 0);
}

static inline void
add_to (float *values, GArray *which, guint32 at, float value)
{
  if (values[at] == 0)
    g_array_append_val (which, at);
  values[at] += value;
}

static void
count_word (char kind, const char *string, gsize length, gpointer user_data)
{
  ObsMatchRun *run = user_data;
  guint32 term = obs_terms_find (&run->matcher->words, obs_words_key (kind, string, length));

  if (term != OBS_NO_TERM)
    add_to (run->plain, run->plain_terms, term, 1);
}

static void
count_run (char kind, const char *string, gsize length, gpointer user_data)
{
  ObsMatchRun *run = user_data;
  guint32 term = obs_terms_find (&run->matcher->runs, obs_words_key (kind, string, length));

  if (term != OBS_NO_TERM)
    add_to (run->runs, run->run_terms, term, 1);
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

      add_to (run->spread, run->spread_terms, term,
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
            add_to (run->spread, run->spread_terms, term,
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

static void
read_text (ObsMatchRun *run, const char *text)
{
  const ObsMatcher *m = run->matcher;

  forget (run->plain, run->plain_terms);
  forget (run->spread, run->spread_terms);
  forget (run->runs, run->run_terms);
  g_free (run->cleaned);
  run->cleaned = obs_sentences_clean (text);
  obs_words_read (run->words, run->cleaned);
  obs_words_each_stem (run->words, count_word, run);
  obs_words_each_pair (run->words, count_word, run);
  spread (run);
  weigh (run->plain, run->plain_terms, m->word_idf);
  obs_words_each_run (run->words, run->cleaned, 3, 5, count_run, run);
  weigh (run->runs, run->run_terms, m->run_idf);
  weigh_text (run);
  mean_vector (run);
}

static void
follow (const ObsSparse *lists, guint32 term, float weight, guint common, float *values,
        GArray *which)
{
  guint n;
  const ObsEntry *list = obs_sparse_get (lists, term, &n);

  if (n > common)
    return;
  for (guint i = 0; i < n; i++)
    add_to (values, which, list[i].term, weight * list[i].weight);
}

static void
follow_all (const ObsSparse *lists, const float *text, const GArray *terms, float factor,
            guint common, float *values, GArray *which)
{
  for (guint i = 0; i < terms->len; i++)
    {
      guint32 term = g_array_index (terms, guint32, i);

      follow (lists, term, factor * text[term], common, values, which);
    }
}

static int
compare_first (const void *a, const void *b)
{
  const ObsCandidate *x = a, *y = b;

  if (x->first != y->first)
    return x->first > y->first ? -1 : 1;
  return x->label < y->label ? -1 : x->label > y->label;
}

static int
compare_score (const void *a, const void *b)
{
  const ObsCandidate *x = a, *y = b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return x->label < y->label ? -1 : x->label > y->label;
}

static int
compare_floats (const void *a, const void *b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return x > y ? -1 : x < y;
}

/* Puts the @most best of @values before the others (Hoare's selection), and finds the least of
 * them. */
static float
find_limit (float *values, guint n, guint most)
{
  guint low = 0, high = n - 1;

  while (high > low + 32)
    {
      float a = values[low], b = values[(low + high) / 2], c = values[high];
      float pivot = MAX (MIN (a, b), MIN (MAX (a, b), c));
      guint i = low, j = high;

      for (;;)
        {
          while (values[i] > pivot)
            i++;
          while (values[j] < pivot)
            j--;
          if (i >= j)
            break;
          {
            float other = values[i];

            values[i++] = values[j];
            values[j--] = other;
          }
        }
      if (most - 1 <= j)
        high = j;
      else
        low = j + 1;
    }
  qsort (values + low, high - low + 1, sizeof *values, compare_floats);
  return values[most - 1];
}

/* The best @most candidates by their rough score; equal ones in the order of the labels. */
static void
keep_best (ObsMatchRun *run, guint most)
{
  guint n = run->candidates->len, to = 0;
  ObsCandidate *candidates = (ObsCandidate *) run->candidates->data;
  float *values, limit;

  if (n <= most)
    return;
  g_array_set_size (run->values, n);
  values = (float *) run->values->data;
  for (guint i = 0; i < n; i++)
    values[i] = candidates[i].first;
  limit = find_limit (values, n, most);
  /* Of those at the limit the ones with the lowest numbers: they are few. */
  for (guint i = 0; i < n; i++)
    if (candidates[i].first > limit)
      candidates[to++] = candidates[i];
    else if (candidates[i].first == limit)
      g_array_append_val (run->level, candidates[i]);
  qsort (run->level->data, run->level->len, sizeof (ObsCandidate), compare_first);
  for (guint i = 0; i < run->level->len && to < most; i++)
    candidates[to++] = g_array_index (run->level, ObsCandidate, i);
  g_array_set_size (run->level, 0);
  g_array_set_size (run->candidates, to);
}

static gboolean
fits_type (const ObsMatchRun *run, guint32 label, char ksb)
{
  char own = g_array_index (run->matcher->labels, ObsLabelText, label).ksb;

  return ksb == 0 || own == 0 || own == ksb || run->matcher->kind != OBS_LABELS_AREAS;
}

/* The best documents bring all their labels. */
static void
add_groups (ObsMatchRun *run)
{
  const ObsMatcher *m = run->matcher;
  g_autoptr (GArray) touched = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (m->n_groups == 0)
    return;
  memset (run->group_score, 0, m->n_groups * sizeof (float));
  follow_all (m->groups_by_word, run->plain, run->plain_terms, 1, G_MAXUINT, run->group_score,
              touched);
  for (guint round = 0; round < BEST_GROUPS && touched->len > 0; round++)
    {
      guint best = 0;

      for (guint i = 1; i < touched->len; i++)
        {
          guint32 one = g_array_index (touched, guint32, i);
          guint32 other = g_array_index (touched, guint32, best);

          if (run->group_score[one] > run->group_score[other]
              || (run->group_score[one] == run->group_score[other] && one < other))
            best = i;
        }
      {
        guint32 group = g_array_index (touched, guint32, best);
        guint32 end = g_array_index (m->group_starts, guint32, group + 1);

        for (guint32 i = g_array_index (m->group_starts, guint32, group); i < end; i++)
          add_to (run->by_label, run->labels, g_array_index (m->group_labels, guint32, i), 1);
        g_array_remove_index_fast (touched, best);
      }
    }
}

static void
find_candidates (ObsMatchRun *run, char ksb, guint most)
{
  const ObsMatcher *m = run->matcher;

  g_array_set_size (run->candidates, 0);
  if (m->labels->len <= CANDIDATES_LEAST)
    {
      for (guint32 i = 0; i < m->labels->len; i++)
        {
          ObsCandidate candidate = { .label = i };

          if (fits_type (run, i, ksb))
            g_array_append_val (run->candidates, candidate);
        }
      return;
    }
  follow_all (m->names_by_word, run->spread, run->spread_terms, 1, G_MAXUINT, run->by_name,
              run->names);
  follow_all (m->names_by_run, run->runs, run->run_terms, 1, RUN_COMMON, run->by_name, run->names);
  if (m->use_full)
    follow_all (m->labels_by_word, run->plain, run->plain_terms, 1, G_MAXUINT, run->by_label,
                run->labels);
  for (guint i = 0; i < run->names->len; i++)
    {
      guint32 name = g_array_index (run->names, guint32, i);
      guint32 label = g_array_index (m->owners, guint32, name);
      float value = run->by_name[name];

      /* What a label has already is the "full" part or the best of its names so far. */
      if (run->by_label[label] < value)
        add_to (run->by_label, run->labels, label, value - run->by_label[label]);
    }
  add_groups (run);
  for (guint i = 0; i < run->labels->len; i++)
    {
      guint32 label = g_array_index (run->labels, guint32, i);
      ObsCandidate candidate = { .label = label, .first = run->by_label[label] };

      if (fits_type (run, label, ksb))
        g_array_append_val (run->candidates, candidate);
    }
  forget (run->by_name, run->names);
  forget (run->by_label, run->labels);
  keep_best (run, most);
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
  read_text (run, text);
  if (run->words->words->len == 0)
    {
      g_array_set_size (run->candidates, 0);
      return;
    }
  find_candidates (run, ksb, MAX (CANDIDATES_LEAST, CANDIDATES_FACTOR * most));
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
