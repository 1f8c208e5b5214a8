/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/linear.h"
#include "data/taxonomy/sentences.h"
#include "data/taxonomy/train.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Training of the type (K, S, B) and of the areas. */

typedef struct
{
  const ObsLinearTerms *uses;
  guint least_texts; /* a term counts where so many texts have it */
  double penalty;    /* on the squares of weights */
  double second;     /* how much of a text belongs to its second class */
  guint rounds;
  double step;
  gboolean by_letter; /* classes of another first letter are no alternative */
  guint most;         /* weights kept, the largest */
  const char *name;
} Settings;

static const Settings type_settings = {
  &obs_linear_type_terms, 3, 0.3, 0, 80, 0.7, FALSE, 60000, "K, S and B by the words of a statement"
};
static const Settings area_settings = {
  &obs_linear_area_terms, 2, 0.1, 0.3, 60, 0.5, TRUE, 90000, "Areas by the words of a statement"
};

typedef struct
{
  const Settings *settings;
  GPtrArray *classes; /* of char *, sorted */
  ObsTerms terms;
  GPtrArray *names; /* of char *: "w:stem", by term */
  ObsSparse rows;   /* a text each */
  float *weights;   /* terms x classes */
  float *base;
  GArray *idf; /* of float: by term */
} Training;

static void
training_clear (Training *t)
{
  g_ptr_array_unref (t->classes);
  g_ptr_array_unref (t->names);
  obs_terms_clear (&t->terms);
  obs_sparse_clear (&t->rows);
  g_free (t->weights);
  g_free (t->base);
  g_array_unref (t->idf);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Training, training_clear)

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static guint
class_of (const Training *t, const char *name)
{
  for (guint i = 0; i < t->classes->len; i++)
    if (g_str_equal (g_ptr_array_index (t->classes, i), name))
      return i;
  return G_MAXUINT;
}

static void
find_classes (Training *t, const ObsTrainText *texts, guint n)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n; i++)
    {
      const char *both[] = { texts[i].right, texts[i].second };

      for (guint j = 0; j < 2; j++)
        if (both[j] != NULL && *both[j] != '\0' && g_hash_table_add (seen, (gpointer) both[j]))
          g_ptr_array_add (t->classes, g_strdup (both[j]));
    }
  g_ptr_array_sort (t->classes, compare_names);
}

/* How many texts have each term, and its name. */
typedef struct
{
  GHashTable *counts; /* "w:stem" to GUINT_TO_POINTER */
  GHashTable *here;   /* those of this text */
} Counting;

static void
count_term (char kind, const char *string, gsize length, gpointer user_data)
{
  Counting *counting = user_data;
  char *name = g_strdup_printf ("%c:%.*s", kind, (int) length, string);

  g_hash_table_add (counting->here, name);
}

static void
each_term (const ObsLinearTerms *uses, ObsWords *words, const char *text, ObsTermFunc func,
           gpointer user_data)
{
  obs_words_read (words, text);
  if (strchr (uses->kinds, 'w') != NULL)
    obs_words_each_stem (words, func, user_data);
  if (strchr (uses->kinds, 'p') != NULL)
    obs_words_each_pair (words, func, user_data);
  if (strchr (uses->kinds, '1') != NULL)
    obs_words_each_shape (words, text, func, user_data);
  if (strchr (uses->kinds, 'g') != NULL)
    obs_words_each_run (words, text, uses->least, uses->most, func, user_data);
}

static void
find_terms (Training *t, ObsWords *words, char **cleaned, guint n)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer name, count;
  float idf;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GHashTable) here = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      Counting counting = { counts, here };

      each_term (t->settings->uses, words, cleaned[i], count_term, &counting);
      g_hash_table_iter_init (&iter, here);
      while (g_hash_table_iter_next (&iter, &name, NULL))
        {
          count = g_hash_table_lookup (counts, name);
          g_hash_table_insert (counts, g_strdup (name),
                               GUINT_TO_POINTER (GPOINTER_TO_UINT (count) + 1));
        }
    }
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &name, &count))
    if (GPOINTER_TO_UINT (count) >= t->settings->least_texts)
      g_ptr_array_add (t->names, g_strdup (name));
  g_ptr_array_sort (t->names, compare_names);
  for (guint i = 0; i < t->names->len; i++)
    {
      const char *one = g_ptr_array_index (t->names, i);

      count = g_hash_table_lookup (counts, one);
      idf = t->settings->uses->rare
                ? logf ((1 + (float) n) / (1 + (float) GPOINTER_TO_UINT (count))) + 1
                : 1;
      idf = roundf (idf * 10) / 10;
      g_array_append_val (t->idf, idf);
      obs_terms_add (&t->terms, obs_words_key (one[0], one + 2, strlen (one + 2)));
    }
}

static void
read_texts (Training *t, ObsWords *words, char **cleaned, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GArray) entries = obs_linear_read (
          t->settings->uses, &t->terms, (const float *) t->idf->data, words, cleaned[i]);
      guint32 end;

      g_array_append_vals (t->rows.entries, entries->data, entries->len);
      end = t->rows.entries->len;
      g_array_append_val (t->rows.starts, end);
    }
}

static gboolean
counts_for (const Training *t, guint class, const char *right)
{
  return !t->settings->by_letter || *(char *) g_ptr_array_index (t->classes, class) == *right;
}

/* Probabilities less what is right: the slope by class. */
static void
slope_of (const Training *t, guint row, const ObsTrainText *text, double *slope)
{
  guint n_classes = t->classes->len, n;
  const ObsEntry *entries = obs_sparse_get (&t->rows, row, &n);
  double top = -HUGE_VAL, sum = 0;
  gboolean second = text->second != NULL && *text->second != '\0';
  double part = second ? t->settings->second : 0;

  for (guint c = 0; c < n_classes; c++)
    slope[c] = t->base[c];
  for (guint i = 0; i < n; i++)
    {
      const float *weights = t->weights + (gsize) entries[i].term * n_classes;

      for (guint c = 0; c < n_classes; c++)
        slope[c] += (double) weights[c] * entries[i].weight;
    }
  for (guint c = 0; c < n_classes; c++)
    if (counts_for (t, c, text->right))
      top = MAX (top, slope[c]);
  for (guint c = 0; c < n_classes; c++)
    {
      slope[c] = counts_for (t, c, text->right) ? exp (slope[c] - top) : 0;
      sum += slope[c];
    }
  for (guint c = 0; c < n_classes; c++)
    slope[c] /= sum;
  slope[class_of (t, text->right)] -= 1 - part;
  if (second)
    slope[class_of (t, text->second)] -= part;
}

static void
set_base (Training *t, const ObsTrainText *texts, guint n)
{
  for (guint c = 0; c < t->classes->len; c++)
    t->base[c] = 1;
  for (guint i = 0; i < n; i++)
    t->base[class_of (t, texts[i].right)] += 1;
  for (guint c = 0; c < t->classes->len; c++)
    t->base[c] = logf (t->base[c]);
}

static gboolean
learn (Training *t, const ObsTrainText *texts, guint n, GCancellable *cancellable, GError **error)
{
  gsize size = (gsize) t->names->len * t->classes->len;
  guint n_classes = t->classes->len;
  g_autofree float *slopes = g_new (float, size + 1);
  g_autofree float *squares = g_new0 (float, size + 1);
  g_autofree double *slope = g_new (double, n_classes);

  t->weights = g_new0 (float, size + 1);
  t->base = g_new0 (float, n_classes);
  set_base (t, texts, n);
  for (guint round = 0; round < t->settings->rounds; round++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      for (gsize i = 0; i < size; i++)
        slopes[i] = (float) t->settings->penalty * t->weights[i];
      for (guint row = 0; row < n; row++)
        {
          guint n_entries;
          const ObsEntry *entries = obs_sparse_get (&t->rows, row, &n_entries);

          slope_of (t, row, &texts[row], slope);
          for (guint i = 0; i < n_entries; i++)
            {
              float *to = slopes + (gsize) entries[i].term * n_classes;
              double weight = entries[i].weight * texts[row].weight;

              for (guint c = 0; c < n_classes; c++)
                to[c] += (float) (weight * slope[c]);
            }
        }
      for (gsize i = 0; i < size; i++)
        {
          squares[i] += slopes[i] * slopes[i];
          if (squares[i] > 0)
            t->weights[i] -= (float) t->settings->step * slopes[i] / sqrtf (squares[i] + 1e-6f);
        }
    }
  return TRUE;
}

static int
compare_sizes (const void *a, const void *b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return x > y ? -1 : x < y;
}

/* The size of the smallest weight that is kept. */
static float
find_limit (const Training *t)
{
  gsize size = (gsize) t->names->len * t->classes->len;
  g_autofree float *sizes = g_new (float, size + 1);

  for (gsize i = 0; i < size; i++)
    sizes[i] = fabsf (t->weights[i]);
  qsort (sizes, size, sizeof (float), compare_sizes);
  return size > t->settings->most ? MAX (sizes[t->settings->most], 0.01f) : 0.01f;
}

static void
print_weights (const Training *t, const float *weights, float limit, const char *name, float idf,
               GString *out)
{
  gsize start = out->len, bare;
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (out, "%s\t", name);
  if (idf != 1)
    g_string_append_printf (out, "idf=%s",
                            g_ascii_formatd (number, sizeof number, "%.1f", (double) idf));
  bare = out->len;
  for (guint c = 0; c < t->classes->len; c++)
    if (fabsf (weights[c]) >= limit)
      g_string_append_printf (out, "%s%s=%s", out->str[out->len - 1] == '\t' ? "" : " ",
                              (char *) g_ptr_array_index (t->classes, c),
                              g_ascii_formatd (number, sizeof number, "%.2f", weights[c]));
  if (out->len == bare)
    g_string_truncate (out, start);
  else
    g_string_append_c (out, '\n');
}

static char *
print_table (const Training *t, guint n)
{
  GString *out = g_string_new (NULL);
  float limit = find_limit (t);

  g_string_append_printf (out, "# %s; from %u texts\nclasses\t", t->settings->name, n);
  for (guint c = 0; c < t->classes->len; c++)
    g_string_append_printf (out, "%s%s", c > 0 ? " " : "",
                            (char *) g_ptr_array_index (t->classes, c));
  g_string_append_c (out, '\n');
  print_weights (t, t->base, 0, "base", 1, out);
  for (guint i = 0; i < t->names->len; i++)
    print_weights (t, t->weights + (gsize) i * t->classes->len, limit,
                   g_ptr_array_index (t->names, i), g_array_index (t->idf, float, i), out);
  return g_string_free (out, FALSE);
}

static char *
train (const Settings *settings, const ObsTrainText *texts, guint n, GCancellable *cancellable,
       GError **error)
{
  g_auto (Training) t = { .settings = settings };
  g_autoptr (ObsWords) words = obs_words_new ();
  g_auto (GStrv) cleaned = g_new0 (char *, n + 1);

  t.classes = g_ptr_array_new_with_free_func (g_free);
  t.names = g_ptr_array_new_with_free_func (g_free);
  t.idf = g_array_new (FALSE, FALSE, sizeof (float));
  obs_terms_init (&t.terms);
  obs_sparse_init (&t.rows);
  for (guint i = 0; i < n; i++)
    cleaned[i] = obs_sentences_clean (texts[i].text);
  find_classes (&t, texts, n);
  find_terms (&t, words, cleaned, n);
  read_texts (&t, words, cleaned, n);
  return learn (&t, texts, n, cancellable, error) ? print_table (&t, n) : NULL;
}

char *
obs_train_type (const ObsTrainText *texts, guint n, GCancellable *cancellable, GError **error)
{
  return train (&type_settings, texts, n, cancellable, error);
}

char *
obs_train_areas (const ObsTrainText *texts, guint n, GCancellable *cancellable, GError **error)
{
  return train (&area_settings, texts, n, cancellable, error);
}
