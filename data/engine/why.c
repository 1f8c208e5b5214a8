/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/why.h"

#include "data/taxonomy/edition-labels.h"

#include <string.h>

#define N_LEVELS 2

/* The labels of one level of one edition. */
typedef struct
{
  char *edition;
  ObsMatcher *matcher;
  GHashTable *numbers; /* code -> GUINT_TO_POINTER (number of the label + 1) */
} Index;

struct _ObsExplainer
{
  gatomicrefcount references;
  GMutex mutex; /* of the indexes */
  ObsTables *tables;
  Index indexes[N_LEVELS];
};

typedef struct
{
  ObsExplainer *explainer;
  char *edition, *level, *text;
  char ksb;
  GStrv concepts;
} Question;

ObsExplainer *
obs_explainer_new (void)
{
  ObsExplainer *explainer = g_new0 (ObsExplainer, 1);

  g_atomic_ref_count_init (&explainer->references);
  g_mutex_init (&explainer->mutex);
  return explainer;
}

ObsExplainer *
obs_explainer_ref (ObsExplainer *explainer)
{
  g_atomic_ref_count_inc (&explainer->references);
  return explainer;
}

static void
index_clear (Index *index)
{
  g_clear_pointer (&index->matcher, obs_matcher_free);
  g_clear_pointer (&index->numbers, g_hash_table_unref);
  g_clear_pointer (&index->edition, g_free);
}

void
obs_explainer_unref (ObsExplainer *explainer)
{
  if (!g_atomic_ref_count_dec (&explainer->references))
    return;
  for (int i = 0; i < N_LEVELS; i++)
    index_clear (&explainer->indexes[i]);
  g_clear_pointer (&explainer->tables, obs_tables_unref);
  g_mutex_clear (&explainer->mutex);
  g_free (explainer);
}

static void
question_free (gpointer data)
{
  Question *question = data;

  obs_explainer_unref (question->explainer);
  g_free (question->edition);
  g_free (question->level);
  g_free (question->text);
  g_strfreev (question->concepts);
  g_free (question);
}

/* --- worker threads ------------------------------------------------------------------------ */

static gboolean
add_labels (Index *index, const char *level, GError **error)
{
  g_autoptr (ObsEdition) edition = obs_edition_open (index->edition, error);
  guint n;

  if (edition == NULL || !obs_matcher_add_edition (index->matcher, edition, level, error))
    return FALSE;
  n = obs_matcher_n_labels (index->matcher);
  for (guint i = 0; i < n; i++)
    g_hash_table_insert (index->numbers, g_strdup (obs_matcher_id (index->matcher, i)),
                         GUINT_TO_POINTER (i + 1));
  return TRUE;
}

/* With the mutex held. Returns: (transfer none): NULL with @error */
static Index *
make_index (ObsExplainer *explainer, const Question *question, GError **error)
{
  Index *index = &explainer->indexes[strcmp (question->level, "area") == 0 ? 0 : 1];

  if (g_strcmp0 (index->edition, question->edition) == 0)
    return index;
  index_clear (index);
  if (explainer->tables == NULL)
    explainer->tables = obs_tables_load (NULL, error);
  if (explainer->tables == NULL)
    return NULL;
  index->edition = g_strdup (question->edition);
  index->matcher = obs_matcher_new (explainer->tables);
  index->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (add_labels (index, question->level, error))
    {
      obs_matcher_finish (index->matcher);
      return index;
    }
  index_clear (index);
  return NULL;
}

static void
words_free (gpointer data)
{
  g_ptr_array_unref (data);
}

static GPtrArray *
explain (const Index *index, const Question *question)
{
  g_autoptr (ObsMatchRun) run = obs_match_run_new (index->matcher);
  GPtrArray *answers = g_ptr_array_new_with_free_func (words_free);

  for (guint i = 0; question->concepts[i] != NULL; i++)
    {
      guint number = GPOINTER_TO_UINT (g_hash_table_lookup (index->numbers, question->concepts[i]));

      g_ptr_array_add (
          answers, number > 0 ? obs_match_explain (run, question->text, question->ksb, number - 1)
                              : g_ptr_array_new ());
    }
  return answers;
}

static void
ask_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Question *question = data;
  ObsExplainer *explainer = question->explainer;
  GError *error = NULL;
  GPtrArray *answers = NULL;
  Index *index;

  g_mutex_lock (&explainer->mutex);
  index = make_index (explainer, question, &error);
  if (index != NULL)
    answers = explain (index, question);
  g_mutex_unlock (&explainer->mutex);
  if (answers != NULL)
    g_task_return_pointer (task, answers, words_free);
  else
    g_task_return_error (task, error);
}

void
obs_explainer_ask_async (ObsExplainer *explainer, const char *edition, const char *level,
                         const char *text, char ksb, const char *const *concepts,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->explainer = obs_explainer_ref (explainer);
  question->edition = g_strdup (edition);
  question->level = g_strdup (level);
  question->text = g_strdup (text);
  question->ksb = ksb;
  question->concepts = g_strdupv ((char **) concepts);
  g_task_set_source_tag (task, obs_explainer_ask_async);
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, ask_thread);
}

GPtrArray *
obs_explainer_ask_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
