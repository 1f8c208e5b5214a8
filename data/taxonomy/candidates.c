/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/matcher-private.h"

#include <stdlib.h>
#include <string.h>

/* The labels that may fit a text: by the lists of its words, of words of one meaning and of its
 * rare runs of letters. */

/* Candidates at least. */

/* Runs of letters that more names have are no help to find candidates. */
#define RUN_COMMON 150

/* Documents whose labels all become candidates. */
#define BEST_GROUPS 6

static void
follow (const ObsSparse *lists, guint32 term, float weight, guint common, float *values,
        GArray *which)
{
  guint n;
  const ObsEntry *list = obs_sparse_get (lists, term, &n);

  if (n > common)
    return;
  for (guint i = 0; i < n; i++)
    obs_match_add (values, which, list[i].term, weight * list[i].weight);
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
          obs_match_add (run->by_label, run->labels, g_array_index (m->group_labels, guint32, i),
                         1);
        g_array_remove_index_fast (touched, best);
      }
    }
}

void
obs_match_run_find (ObsMatchRun *run, char ksb, guint most)
{
  const ObsMatcher *m = run->matcher;

  g_array_set_size (run->candidates, 0);
  if (m->labels->len <= OBS_CANDIDATES_LEAST)
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
        obs_match_add (run->by_label, run->labels, label, value - run->by_label[label]);
    }
  add_groups (run);
  for (guint i = 0; i < run->labels->len; i++)
    {
      guint32 label = g_array_index (run->labels, guint32, i);
      ObsCandidate candidate = { .label = label, .first = run->by_label[label] };

      if (fits_type (run, label, ksb))
        g_array_append_val (run->candidates, candidate);
    }
  obs_match_forget (run->by_name, run->names);
  obs_match_forget (run->by_label, run->labels);
  keep_best (run, most);
}
