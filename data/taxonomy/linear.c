/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/linear.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const ObsLinearTerms obs_linear_type_terms = { "wp12sl", 0, 0, FALSE };
const ObsLinearTerms obs_linear_area_terms = { "wpg", 3, 5, TRUE };

void
obs_linear_free (ObsLinear *linear)
{
  if (linear == NULL)
    return;
  g_free (linear->name);
  g_ptr_array_unref (linear->classes);
  obs_terms_clear (&linear->terms);
  g_array_unref (linear->weights);
  g_array_unref (linear->base);
  g_array_unref (linear->idf);
  g_free (linear);
}

typedef struct
{
  const ObsTerms *terms;
  GArray *entries;
} Taking;

static void
take_term (char kind, const char *string, gsize length, gpointer user_data)
{
  Taking *taking = user_data;
  ObsEntry entry = { obs_terms_find (taking->terms, obs_words_key (kind, string, length)), 1 };

  if (entry.term != OBS_NO_TERM)
    g_array_append_val (taking->entries, entry);
}

static int
compare_terms (const void *a, const void *b)
{
  const ObsEntry *x = a, *y = b;

  return x->term < y->term ? -1 : x->term > y->term;
}

/* From @start on: each term once, weighed, together of length 1. */
static void
settle (GArray *entries, guint start, const float *idf)
{
  ObsEntry *entry = entries->len > start ? &g_array_index (entries, ObsEntry, start) : NULL;
  guint n = entries->len - start, to = 0;
  double squares = 0;

  if (n == 0)
    return;
  qsort (entry, n, sizeof *entry, compare_terms);
  for (guint i = 0; i < n; i++)
    if (to > 0 && entry[to - 1].term == entry[i].term)
      entry[to - 1].weight += 1;
    else
      entry[to++] = entry[i];
  for (guint i = 0; i < to; i++)
    {
      entry[i].weight = (1 + logf (entry[i].weight)) * (idf != NULL ? idf[entry[i].term] : 1);
      squares += (double) entry[i].weight * entry[i].weight;
    }
  for (guint i = 0; squares > 0 && i < to; i++)
    entry[i].weight = (float) (entry[i].weight / sqrt (squares));
  g_array_set_size (entries, start + to);
}

GArray *
obs_linear_read (const ObsLinearTerms *uses, const ObsTerms *terms, const float *idf,
                 ObsWords *words, const char *text)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (ObsEntry));
  Taking taking = { terms, entries };
  guint start;

  obs_words_read (words, text);
  if (strchr (uses->kinds, 'w') != NULL)
    obs_words_each_stem (words, take_term, &taking);
  if (strchr (uses->kinds, 'p') != NULL)
    obs_words_each_pair (words, take_term, &taking);
  if (strchr (uses->kinds, '1') != NULL)
    obs_words_each_shape (words, text, take_term, &taking);
  settle (entries, 0, idf);
  start = entries->len;
  if (strchr (uses->kinds, 'g') != NULL)
    {
      obs_words_each_run (words, text, uses->least, uses->most, take_term, &taking);
      settle (entries, start, idf);
    }
  return entries;
}

static gboolean
fault (const char *file, guint line, const char *what, GError **error)
{
  g_autofree char *name = g_path_get_basename (file);

  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("%s, line %u: %s. Make the table again with “observatory train”."), name, line,
               what);
  return FALSE;
}

static int
class_of (const ObsLinear *linear, const char *name)
{
  for (guint i = 0; i < linear->classes->len; i++)
    if (g_str_equal (g_ptr_array_index (linear->classes, i), name))
      return (int) i;
  return -1;
}

/* Takes "class=weight" or "idf=number". */
static gboolean
read_weight (const ObsLinear *linear, const char *text, float *weights, float *idf)
{
  g_auto (GStrv) parts = g_strsplit (text, "=", 2);
  char *end = NULL;
  int number;
  double value;

  if (g_strv_length (parts) != 2)
    return FALSE;
  number = class_of (linear, parts[0]);
  value = g_ascii_strtod (parts[1], &end);
  if (g_str_equal (parts[0], "idf") && idf != NULL && end != parts[1] && *end == '\0' && value > 0
      && value < 100)
    {
      *idf = (float) value;
      return TRUE;
    }
  if (number < 0 || end == parts[1] || *end != '\0' || !isfinite (value) || fabs (value) > 1e6)
    return FALSE;
  weights[number] = (float) value;
  return TRUE;
}

static gboolean
read_line (ObsLinear *linear, const char *file, guint number, const char *line, GError **error)
{
  g_auto (GStrv) cells = g_strsplit (line, "\t", 2);
  g_auto (GStrv) weights = NULL;
  float *row, *idf = NULL;

  if (g_strv_length (cells) != 2)
    return fault (file, number, _ ("there is no tab"), error);
  weights = g_strsplit (cells[1], " ", -1);
  if (g_str_equal (cells[0], "classes"))
    {
      for (guint i = 0; weights[i] != NULL; i++)
        g_ptr_array_add (linear->classes, g_strdup (weights[i]));
      g_array_set_size (linear->base, linear->classes->len);
      return TRUE;
    }
  if (linear->classes->len == 0)
    return fault (file, number, _ ("the line of the classes must come first"), error);
  if (g_str_equal (cells[0], "base"))
    row = &g_array_index (linear->base, float, 0);
  else
    {
      gsize length = strlen (cells[0]);
      guint32 term;

      if (length < 3 || cells[0][1] != ':')
        return fault (file, number, _ ("a term is written kind:text"), error);
      term = obs_terms_add (&linear->terms, obs_words_key (cells[0][0], cells[0] + 2, length - 2));
      g_array_set_size (linear->weights,
                        MAX (linear->weights->len, (term + 1) * linear->classes->len));
      row = &g_array_index (linear->weights, float, term * linear->classes->len);
      g_array_set_size (linear->idf, linear->terms.n);
      idf = &g_array_index (linear->idf, float, term);
      *idf = 1;
    }
  for (guint i = 0; weights[i] != NULL; i++)
    if (!read_weight (linear, weights[i], row, idf))
      return fault (file, number, _ ("a weight is written class=number"), error);
  return TRUE;
}

ObsLinear *
obs_linear_load (const char *file, const ObsLinearTerms *uses, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *copy = NULL;
  ObsLinear *linear;
  guint number = 0;
  gsize size;

  if (!g_file_get_contents (file, &text, &size, error))
    return NULL;
  linear = g_new0 (ObsLinear, 1);
  linear->uses = uses;
  linear->classes = g_ptr_array_new_with_free_func (g_free);
  obs_terms_init (&linear->terms);
  linear->weights = g_array_new (FALSE, TRUE, sizeof (float));
  linear->base = g_array_new (FALSE, TRUE, sizeof (float));
  linear->idf = g_array_new (FALSE, TRUE, sizeof (float));
  for (char *line = text, *next; line != NULL && *line != '\0'; line = next)
    {
      next = memchr (line, '\n', (gsize) (text + size - line));
      if (next != NULL)
        *next++ = '\0';
      number++;
      if (*line == '#' || *line == '\0')
        {
          if (linear->name == NULL && *line == '#')
            linear->name = g_strstrip (g_strdup (line + 1));
          continue;
        }
      if (!read_line (linear, file, number, line, error))
        {
          obs_linear_free (linear);
          return NULL;
        }
    }
  if (linear->classes->len == 0)
    {
      fault (file, number, _ ("the table names no classes"), error);
      obs_linear_free (linear);
      return NULL;
    }
  return linear;
}

/* Softmax over the classes that count. */
static void
to_probabilities (const ObsLinear *linear, char letter, double *values)
{
  double top = -HUGE_VAL, sum = 0;

  for (guint i = 0; i < linear->classes->len; i++)
    if (letter == 0 || *(char *) g_ptr_array_index (linear->classes, i) == letter)
      top = MAX (top, values[i]);
  for (guint i = 0; i < linear->classes->len; i++)
    {
      gboolean counts = letter == 0 || *(char *) g_ptr_array_index (linear->classes, i) == letter;

      values[i] = counts ? exp (values[i] - top) : 0;
      sum += values[i];
    }
  for (guint i = 0; sum > 0 && i < linear->classes->len; i++)
    values[i] /= sum;
}

void
obs_linear_apply (const ObsLinear *linear, ObsWords *words, const char *text, char letter,
                  double *probabilities)
{
  g_autoptr (GArray) entries = obs_linear_read (linear->uses, &linear->terms,
                                                (const float *) linear->idf->data, words, text);
  guint n = linear->classes->len;

  for (guint c = 0; c < n; c++)
    probabilities[c] = g_array_index (linear->base, float, c);
  for (guint i = 0; i < entries->len; i++)
    {
      const ObsEntry *entry = &g_array_index (entries, ObsEntry, i);
      const float *weights = &g_array_index (linear->weights, float, entry->term *n);

      for (guint c = 0; c < n; c++)
        probabilities[c] += (double) weights[c] * entry->weight;
    }
  to_probabilities (linear, letter, probabilities);
}
