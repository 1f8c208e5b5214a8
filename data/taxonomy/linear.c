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

/* The class of a name, looked for from @from on: weights stand in the order of the classes. */
static int
class_of (const ObsLinear *linear, const char *name, guint from)
{
  guint n = linear->classes->len;

  for (guint i = 0; i < n; i++)
    {
      guint at = from + i < n ? from + i : from + i - n;

      if (g_str_equal (g_ptr_array_index (linear->classes, at), name))
        return (int) at;
    }
  return -1;
}

/* Takes "class=weight" or "idf=number"; @text is cut in place. */
static gboolean
read_weight (const ObsLinear *linear, char *text, float *weights, float *idf, guint *from)
{
  char *value_text = strchr (text, '='), *end = NULL;
  int number;
  double value;

  if (value_text == NULL)
    return FALSE;
  *value_text++ = '\0';
  value = g_ascii_strtod (value_text, &end);
  if (end == value_text || *end != '\0' || !isfinite (value) || fabs (value) > 1e6)
    return FALSE;
  if (idf != NULL && g_str_equal (text, "idf"))
    {
      *idf = (float) value;
      return value > 0 && value < 100;
    }
  number = class_of (linear, text, *from);
  if (number < 0)
    return FALSE;
  weights[number] = (float) value;
  *from = (guint) number + 1;
  return TRUE;
}

/* The next word of @at, cut in place; NULL at the end. */
static char *
next_word (char **at)
{
  char *word = *at;
  gsize length = word != NULL ? strcspn (word, " ") : 0;

  if (word == NULL || *word == '\0')
    return NULL;
  *at = word[length] == ' ' ? word + length + 1 : NULL;
  word[length] = '\0';
  return word;
}

/* Where the weights of the term @name stand; NULL where it is not written as one. */
static float *
add_term (ObsLinear *linear, const char *name, float **idf)
{
  gsize length = strlen (name);
  guint32 term;

  if (length < 3 || name[1] != ':')
    return NULL;
  term = obs_terms_add (&linear->terms, obs_words_key (name[0], name + 2, length - 2));
  g_array_set_size (linear->weights, MAX (linear->weights->len, (term + 1) * linear->classes->len));
  g_array_set_size (linear->idf, linear->terms.n);
  *idf = &g_array_index (linear->idf, float, term);
  **idf = 1;
  return &g_array_index (linear->weights, float, term * linear->classes->len);
}

/* @line is cut in place: tables have a hundred thousand weights and are read at each start. */
static gboolean
read_line (ObsLinear *linear, const char *file, guint number, char *line, GError **error)
{
  char *rest = strchr (line, '\t'), *word;
  float *row, *idf = NULL;
  guint from = 0;

  if (rest == NULL)
    return fault (file, number, _ ("there is no tab"), error);
  *rest++ = '\0';
  if (g_str_equal (line, "classes"))
    {
      while ((word = next_word (&rest)) != NULL)
        g_ptr_array_add (linear->classes, g_strdup (word));
      g_array_set_size (linear->base, linear->classes->len);
      return TRUE;
    }
  if (linear->classes->len == 0)
    return fault (file, number, _ ("the line of the classes must come first"), error);
  row = g_str_equal (line, "base") ? &g_array_index (linear->base, float, 0)
                                   : add_term (linear, line, &idf);
  if (row == NULL)
    return fault (file, number, _ ("a term is written kind:text"), error);
  while ((word = next_word (&rest)) != NULL)
    if (!read_weight (linear, word, row, idf, &from))
      return fault (file, number, _ ("a weight is written class=number"), error);
  return TRUE;
}

ObsLinear *
obs_linear_load (const char *file, const ObsLinearTerms *uses, GError **error)
{
  g_autofree char *text = NULL;
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
