/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/store-taxonomy.h"

typedef struct
{
  char *text; /* code of a concept, or what was typed */
  ObsTextSide side;
  guint offset, limit;
} Question;

static Question *
question_new (const char *text)
{
  Question *question = g_new0 (Question, 1);

  question->text = g_strdup (text);
  return question;
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->text);
  g_free (question);
}

static gpointer
load_cb (ObsEdition *edition, gpointer data, GCancellable *cancellable, GError **error)
{
  return obs_taxonomy_load (edition, cancellable, error);
}

void
obs_store_taxonomy_async (ObsStore *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  obs_store_call_async (self, load_cb, NULL, NULL, (GDestroyNotify) obs_taxonomy_unref,
                        obs_store_taxonomy_async, cancellable, callback, user_data);
}

ObsTaxonomy *
obs_store_taxonomy_finish (ObsStore *self, GAsyncResult *result, GError **error)
{
  return obs_store_call_finish (self, result, obs_store_taxonomy_async, error);
}

static gpointer
concept_cb (ObsEdition *edition, gpointer data, GCancellable *cancellable, GError **error)
{
  return obs_concept_load (edition, ((Question *) data)->text, cancellable, error);
}

void
obs_store_concept_async (ObsStore *self, const char *code, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  obs_store_call_async (self, concept_cb, question_new (code), question_free,
                        (GDestroyNotify) obs_concept_free, obs_store_concept_async, cancellable,
                        callback, user_data);
}

ObsConcept *
obs_store_concept_finish (ObsStore *self, GAsyncResult *result, GError **error)
{
  return obs_store_call_finish (self, result, obs_store_concept_async, error);
}

static gpointer
statements_cb (ObsEdition *edition, gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *question = data;

  return obs_concept_statements (edition, question->text, question->side, question->offset,
                                 question->limit, cancellable, error);
}

void
obs_store_concept_statements_async (ObsStore *self, const char *code, ObsTextSide side,
                                    guint offset, guint limit, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data)
{
  Question *question = question_new (code);

  question->side = side;
  question->offset = offset;
  question->limit = limit;
  obs_store_call_async (self, statements_cb, question, question_free,
                        (GDestroyNotify) obs_concept_statements_free,
                        obs_store_concept_statements_async, cancellable, callback, user_data);
}

ObsConceptStatements *
obs_store_concept_statements_finish (ObsStore *self, GAsyncResult *result, GError **error)
{
  return obs_store_call_finish (self, result, obs_store_concept_statements_async, error);
}

static gpointer
search_cb (ObsEdition *edition, gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *question = data;

  return obs_concept_search (edition, question->text, question->limit, cancellable, error);
}

static void
hits_free (gpointer hits)
{
  g_ptr_array_unref (hits);
}

void
obs_store_concept_search_async (ObsStore *self, const char *text, guint limit,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  Question *question = question_new (text);

  question->limit = limit;
  obs_store_call_async (self, search_cb, question, question_free, hits_free,
                        obs_store_concept_search_async, cancellable, callback, user_data);
}

GPtrArray *
obs_store_concept_search_finish (ObsStore *self, GAsyncResult *result, GError **error)
{
  return obs_store_call_finish (self, result, obs_store_concept_search_async, error);
}

static gpointer
cross_cb (ObsEdition *edition, gpointer data, GCancellable *cancellable, GError **error)
{
  return obs_cross_cutting (edition, cancellable, error);
}

void
obs_store_cross_async (ObsStore *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  obs_store_call_async (self, cross_cb, NULL, NULL, (GDestroyNotify) obs_cross_free,
                        obs_store_cross_async, cancellable, callback, user_data);
}

ObsCross *
obs_store_cross_finish (ObsStore *self, GAsyncResult *result, GError **error)
{
  return obs_store_call_finish (self, result, obs_store_cross_async, error);
}
