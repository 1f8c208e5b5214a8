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
  g_free (linear);
}

static void
take_key (char kind, const char *string, gsize length, gpointer user_data)
{
  ObsKeyed keyed = { obs_words_key (kind, string, length), 1 };

  g_array_append_val ((GArray *) user_data, keyed);
}

static int
compare_keys (const void *a, const void *b)
{
  const ObsKeyed *x = a, *y = b;

  return x->key < y->key ? -1 : x->key > y->key;
}

/* From @start on: each key once, weights 1 + ln tf, together of length @length. */
static void
settle (GArray *keys, guint start, double length)
{
  ObsKeyed *keyed = keys->len > start ? &g_array_index (keys, ObsKeyed, start) : NULL;
  guint n = keys->len - start, to = 0;
  double squares = 0;

  if (n == 0)
    return;
  qsort (keyed, n, sizeof *keyed, compare_keys);
  for (guint i = 0; i < n; i++)
    if (to > 0 && keyed[to - 1].key == keyed[i].key)
      keyed[to - 1].weight += 1;
    else
      keyed[to++] = keyed[i];
  for (guint i = 0; i < to; i++)
    {
      keyed[i].weight = 1 + logf (keyed[i].weight);
      squares += (double) keyed[i].weight * keyed[i].weight;
    }
  for (guint i = 0; i < to; i++)
    keyed[i].weight = (float) (keyed[i].weight * length / sqrt (squares));
  g_array_set_size (keys, start + to);
}

GArray *
obs_linear_terms_of (const ObsLinearTerms *uses, ObsWords *words, const char *text)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (ObsKeyed));
  guint start;

  obs_words_read (words, text);
  if (strchr (uses->kinds, 'w') != NULL)
    obs_words_each_stem (words, take_key, keys);
  if (strchr (uses->kinds, 'p') != NULL)
    obs_words_each_pair (words, take_key, keys);
  if (strchr (uses->kinds, '1') != NULL)
    obs_words_each_shape (words, text, take_key, keys);
  settle (keys, 0, 1);
  start = keys->len;
  if (strchr (uses->kinds, 'g') != NULL)
    {
      obs_words_each_run (words, text, uses->least, uses->most, take_key, keys);
      settle (keys, start, 1);
    }
  return keys;
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

/* Adds "class=weight" to @weights. */
static gboolean
read_weight (const ObsLinear *linear, const char *text, float *weights)
{
  g_auto (GStrv) parts = g_strsplit (text, "=", 2);
  char *end = NULL;
  int number;
  double value;

  if (g_strv_length (parts) != 2)
    return FALSE;
  number = class_of (linear, parts[0]);
  value = g_ascii_strtod (parts[1], &end);
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
  float *row;

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
    }
  for (guint i = 0; weights[i] != NULL; i++)
    if (!read_weight (linear, weights[i], row))
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

  if (!g_file_get_contents (file, &text, NULL, error))
    return NULL;
  linear = g_new0 (ObsLinear, 1);
  linear->uses = uses;
  linear->classes = g_ptr_array_new_with_free_func (g_free);
  obs_terms_init (&linear->terms);
  linear->weights = g_array_new (FALSE, TRUE, sizeof (float));
  linear->base = g_array_new (FALSE, TRUE, sizeof (float));
  for (char *line = text, *next; line != NULL && *line != '\0'; line = next)
    {
      next = strchr (line, '\n');
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
  g_autoptr (GArray) keys = obs_linear_terms_of (linear->uses, words, text);
  guint n = linear->classes->len;

  for (guint c = 0; c < n; c++)
    probabilities[c] = g_array_index (linear->base, float, c);
  for (guint i = 0; i < keys->len; i++)
    {
      const ObsKeyed *keyed = &g_array_index (keys, ObsKeyed, i);
      guint32 term = obs_terms_find (&linear->terms, keyed->key);
      const float *weights;

      if (term == OBS_NO_TERM)
        continue;
      weights = &g_array_index (linear->weights, float, term *n);
      for (guint c = 0; c < n; c++)
        probabilities[c] += (double) weights[c] * keyed->weight;
    }
  to_probabilities (linear, letter, probabilities);
}
