/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/matcher.h"

#include "data/taxonomy/matcher-private.h"
#include "data/taxonomy/sentences.h"

#include <math.h>
#include <string.h>

/* The labels as an index: each name (label or alternative) as a row of words and a row of runs of
 * letters, each label with all its names and its description as a further row. */

/* More names of one label say nothing new. */
#define MOST_NAMES 200

/* Names of so many words are whole sentences. */
#define SENTENCE_WORDS 8

ObsMatcher *
obs_matcher_new (ObsTables *tables)
{
  ObsMatcher *self = g_new0 (ObsMatcher, 1);
  guint32 zero = 0;

  self->tables = obs_tables_ref (tables);
  self->reader = obs_words_new ();
  self->strings = g_string_chunk_new (65536);
  self->labels = g_array_new (FALSE, FALSE, sizeof (ObsLabelText));
  self->owners = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->first = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_val (self->first, zero);
  self->is_pair = g_array_new (FALSE, TRUE, sizeof (guint8));
  self->groups = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->group_starts = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->group_labels = g_array_new (FALSE, FALSE, sizeof (guint32));
  obs_terms_init (&self->words);
  obs_terms_init (&self->runs);
  obs_sparse_init (&self->name_words);
  obs_sparse_init (&self->name_runs);
  obs_sparse_init (&self->full_words);
  obs_sparse_init (&self->full_runs);
  obs_sparse_init (&self->group_words);
  return self;
}

void
obs_matcher_free (ObsMatcher *self)
{
  if (self == NULL)
    return;
  obs_tables_unref (self->tables);
  obs_words_free (self->reader);
  g_string_chunk_free (self->strings);
  g_array_unref (self->labels);
  g_array_unref (self->owners);
  g_array_unref (self->first);
  g_array_unref (self->is_pair);
  g_array_unref (self->groups);
  g_array_unref (self->group_starts);
  g_array_unref (self->group_labels);
  obs_terms_clear (&self->words);
  obs_terms_clear (&self->runs);
  obs_sparse_clear (&self->name_words);
  obs_sparse_clear (&self->name_runs);
  obs_sparse_clear (&self->full_words);
  obs_sparse_clear (&self->full_runs);
  obs_sparse_clear (&self->group_words);
  obs_sparse_free (self->names_by_word);
  obs_sparse_free (self->names_by_run);
  obs_sparse_free (self->labels_by_word);
  obs_sparse_free (self->groups_by_word);
  g_free (self->word_idf);
  g_free (self->run_idf);
  g_free (self->class_of);
  g_free (self->name_vectors);
  g_free (self);
}

typedef struct
{
  ObsMatcher *matcher;
  ObsTerms *terms;
  ObsSparse *rows;
} Adding;

static void
add_term (char kind, const char *string, gsize length, gpointer user_data)
{
  Adding *adding = user_data;
  guint32 before = adding->terms->n;
  ObsEntry entry = { obs_terms_add (adding->terms, obs_words_key (kind, string, length)), 1 };

  g_array_append_val (adding->rows->entries, entry);
  if (kind != 'g' && adding->terms->n > before)
    {
      guint8 pair = kind == 'p';

      g_array_append_val (adding->matcher->is_pair, pair);
    }
}

/* The words and pairs of what was read, as the entries of a row that has not ended. */
static void
add_words (ObsMatcher *self, ObsSparse *rows)
{
  Adding adding = { self, &self->words, rows };

  obs_words_each_stem (self->reader, add_term, &adding);
  obs_words_each_pair (self->reader, add_term, &adding);
}

static void
add_runs (ObsMatcher *self, const char *text, ObsSparse *rows)
{
  Adding adding = { self, &self->runs, rows };

  obs_words_each_run (self->reader, text, OBS_RUN_LEAST, OBS_RUN_MOST, add_term, &adding);
}

static void
add_name (ObsMatcher *self, const char *text)
{
  g_autofree char *name = obs_sentences_clean (text);
  guint32 owner = self->labels->len - 1;

  if (*name == '\0' && self->owners->len > g_array_index (self->first, guint32, owner))
    return;
  obs_words_read (self->reader, name);
  self->name_length += self->reader->words->len;
  add_words (self, &self->name_words);
  obs_sparse_end (&self->name_words);
  add_runs (self, name, &self->name_runs);
  obs_sparse_end (&self->name_runs);
  add_words (self, &self->full_words);
  add_runs (self, name, &self->full_runs);
  g_array_append_val (self->owners, owner);
}

void
obs_matcher_add (ObsMatcher *self, const ObsMatchLabel *label)
{
  g_autofree char *description = NULL;
  g_autofree char *clean = obs_sentences_clean (label->label);
  ObsLabelText text = { .ksb = label->ksb };
  guint32 last;

  g_return_if_fail (!self->finished);
  text.id = g_string_chunk_insert (self->strings, label->id);
  text.label = g_string_chunk_insert (self->strings, label->label);
  text.text = g_string_chunk_insert (self->strings, clean);
  g_array_append_val (self->labels, text);
  add_name (self, label->label);
  if (label->alternatives != NULL && *label->alternatives != '\0')
    {
      g_auto (GStrv) others = g_strsplit (label->alternatives, "|", MOST_NAMES + 1);

      for (guint i = 0; others[i] != NULL && i < MOST_NAMES; i++)
        add_name (self, others[i]);
    }
  if (label->description != NULL && *label->description != '\0')
    {
      description = obs_sentences_clean (label->description);
      obs_words_read (self->reader, description);
      self->description_words += self->reader->words->len;
      add_words (self, &self->full_words);
      add_runs (self, description, &self->full_runs);
    }
  obs_sparse_end (&self->full_words);
  obs_sparse_end (&self->full_runs);
  last = self->owners->len;
  g_array_append_val (self->first, last);
}

/* ln ((1 + N) / (1 + df)) + 1 over names and labels together. */
static float *
make_idf (const ObsSparse *names, const ObsSparse *full, guint32 n_terms)
{
  g_autofree guint32 *df = g_new0 (guint32, n_terms + 1);
  float *idf = g_new (float, n_terms + 1);
  double n = obs_sparse_n (names) + obs_sparse_n (full);

  obs_sparse_count (names, df);
  obs_sparse_count (full, df);
  for (guint32 i = 0; i < n_terms; i++)
    idf[i] = (float) (log ((1 + n) / (1 + df[i])) + 1);
  return idf;
}

static void
weigh (ObsMatcher *self)
{
  double pair = self->tables->weights[OBS_WEIGHT_PAIR];

  self->word_idf = make_idf (&self->name_words, &self->full_words, self->words.n);
  self->run_idf = make_idf (&self->name_runs, &self->full_runs, self->runs.n);
  for (guint32 i = 0; i < self->words.n; i++)
    if (g_array_index (self->is_pair, guint8, i))
      self->word_idf[i] *= (float) pair;
  obs_sparse_weigh (&self->name_words, self->word_idf);
  obs_sparse_weigh (&self->name_runs, self->run_idf);
  obs_sparse_weigh (&self->full_words, self->word_idf);
  obs_sparse_weigh (&self->full_runs, self->run_idf);
}

/* Length of the document's key in an id such as ST0005-K3; 0: there is none. */
static gsize
document_of (const char *id)
{
  const char *dash = strrchr (id, '-');
  const char *at = dash != NULL ? dash + 1 : "";

  if (dash == NULL || dash == id)
    return 0;
  if (strchr ("KSB", *at) != NULL && *at != '\0')
    at++;
  if (!g_ascii_isdigit (*at))
    return 0;
  at += strspn (at, "0123456789");
  return *at == '\0' ? (gsize) (dash - id) : 0;
}

/* Labels that are statements of documents: ids say which, as in ST0005-K3. */
static void
find_groups (ObsMatcher *self)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->labels->len; i++)
    {
      const char *id = g_array_index (self->labels, ObsLabelText, i).id;
      gsize length = document_of (id);
      g_autofree char *key = g_strndup (id, length);
      guint32 number = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, key));

      if (length == 0)
        {
          g_array_set_size (self->groups, 0);
          return;
        }
      if (number == 0)
        {
          number = g_hash_table_size (numbers) + 1;
          g_hash_table_insert (numbers, g_steal_pointer (&key), GUINT_TO_POINTER (number));
        }
      number--;
      g_array_append_val (self->groups, number);
    }
  self->n_groups = g_hash_table_size (numbers);
  if (self->n_groups * 3 > self->labels->len)
    {
      self->n_groups = 0;
      g_array_set_size (self->groups, 0);
    }
}

/* Each document as one row: all words of its labels. */
static void
index_groups (ObsMatcher *self)
{
  g_autofree guint32 *next = g_new0 (guint32, self->n_groups + 2);

  if (self->n_groups == 0)
    return;
  for (guint i = 0; i < self->groups->len; i++)
    next[g_array_index (self->groups, guint32, i) + 1]++;
  for (guint i = 0; i < self->n_groups; i++)
    next[i + 1] += next[i];
  g_array_append_vals (self->group_starts, next, self->n_groups + 1);
  g_array_set_size (self->group_labels, self->groups->len);
  for (guint32 i = 0; i < self->groups->len; i++)
    g_array_index (self->group_labels, guint32, next[g_array_index (self->groups, guint32, i)]++)
        = i;
  for (guint g = 0; g < self->n_groups; g++)
    {
      guint32 end = g_array_index (self->group_starts, guint32, g + 1);

      for (guint32 i = g_array_index (self->group_starts, guint32, g); i < end; i++)
        {
          guint n;
          guint32 label = g_array_index (self->group_labels, guint32, i);
          const ObsEntry *entries = obs_sparse_get (&self->full_words, label, &n);

          for (guint e = 0; e < n; e++)
            {
              ObsEntry entry = { entries[e].term, 1 };

              g_array_append_val (self->group_words.entries, entry);
            }
        }
      obs_sparse_end (&self->group_words);
    }
  obs_sparse_weigh (&self->group_words, self->word_idf);
  self->groups_by_word = obs_sparse_invert (&self->group_words, self->words.n);
}

/* Labels that the trained table of areas knows by id and name. Where most are, it helps to rank. */
static void
find_areas (ObsMatcher *self)
{
  const ObsTables *tables = self->tables;
  guint known = 0;

  self->class_of = g_new (int, self->labels->len + 1);
  for (guint i = 0; i < self->labels->len; i++)
    {
      const ObsLabelText *label = &g_array_index (self->labels, ObsLabelText, i);

      self->class_of[i] = -1;
      for (guint c = 0; c < tables->areas->classes->len; c++)
        if (g_str_equal (label->id, g_ptr_array_index (tables->areas->classes, c))
            && g_strcmp0 (g_ptr_array_index (tables->area_labels, c), label->label) == 0)
          {
            self->class_of[i] = (int) c;
            known++;
          }
    }
  if (known == 0 || known * 4 < self->labels->len * 3)
    g_clear_pointer (&self->class_of, g_free);
}

static void
set_kind (ObsMatcher *self)
{
  const double *weights = self->tables->weights;
  double n = MAX (1u, self->labels->len);
  gboolean is_long;

  self->description_words /= n;
  self->name_length /= MAX (1u, self->owners->len);
  is_long = self->description_words >= weights[OBS_WEIGHT_LONG];
  self->full_factor = is_long ? weights[OBS_WEIGHT_LONG_FULL] : 1;
  self->name_factor = is_long ? weights[OBS_WEIGHT_LONG_NAME] : 1;
  self->use_full = self->description_words > 0 || self->labels->len < self->owners->len;
  self->use_full_runs = is_long || self->class_of != NULL;
  self->kind = self->class_of != NULL                  ? OBS_LABELS_AREAS
               : is_long                               ? OBS_LABELS_LONG
               : self->name_length > SENTENCE_WORDS    ? OBS_LABELS_TEXTS
               : self->description_words > 0           ? OBS_LABELS_CONCEPTS
               : self->owners->len > self->labels->len ? OBS_LABELS_ALTERNATIVES
                                                       : OBS_LABELS_NAMES;
}

static void
index_vectors (ObsMatcher *self)
{
  const ObsVectors *vectors = self->tables->vectors;
  guint d;

  if (vectors == NULL || self->tables->weights[OBS_WEIGHT_VECTORS] <= 0)
    return;
  d = obs_vectors_dimension (vectors);
  self->name_vectors = g_new0 (float, (gsize) self->owners->len *d + 1);
  for (guint l = 0; l < self->labels->len; l++)
    {
      const ObsLabelText *label = &g_array_index (self->labels, ObsLabelText, l);
      float *sum = self->name_vectors + (gsize) g_array_index (self->first, guint32, l) * d;
      double squares = 0;

      obs_words_read (self->reader, label->text);
      for (guint i = 0; i < self->reader->words->len; i++)
        {
          const ObsWord *word = &g_array_index (self->reader->words, ObsWord, i);
          g_autofree char *plain
              = g_utf8_strdown (label->text + word->start, (gssize) (word->end - word->start));
          guint32 term
              = obs_terms_find (&self->words, obs_words_key ('w', word->stem, strlen (word->stem)));

          if (!word->stop && term != OBS_NO_TERM)
            obs_vectors_add (vectors, plain, self->word_idf[term], sum);
        }
      for (guint i = 0; i < d; i++)
        squares += (double) sum[i] * sum[i];
      for (guint i = 0; squares > 0 && i < d; i++)
        sum[i] /= (float) sqrt (squares);
    }
}

void
obs_matcher_finish (ObsMatcher *self)
{
  g_return_if_fail (!self->finished);
  find_areas (self);
  set_kind (self);
  if (self->kind == OBS_LABELS_TEXTS)
    find_groups (self);
  weigh (self);
  index_groups (self);
  index_vectors (self);
  self->names_by_word = obs_sparse_invert (&self->name_words, self->words.n);
  self->names_by_run = obs_sparse_invert (&self->name_runs, self->runs.n);
  self->labels_by_word = obs_sparse_invert (&self->full_words, self->words.n);
  if (!self->use_full_runs)
    {
      obs_sparse_clear (&self->full_runs);
      obs_sparse_init (&self->full_runs);
    }
  self->finished = TRUE;
}

guint
obs_matcher_n_labels (const ObsMatcher *self)
{
  return self->labels->len;
}

const char *
obs_matcher_id (const ObsMatcher *self, guint label)
{
  return g_array_index (self->labels, ObsLabelText, label).id;
}

const char *
obs_matcher_label (const ObsMatcher *self, guint label)
{
  return g_array_index (self->labels, ObsLabelText, label).label;
}
