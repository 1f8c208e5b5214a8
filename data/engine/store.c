/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/store.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* One worker thread owns the connection: an exclusive pool of one. Requests and results are values;
 * nothing that the worker touches is touched by the main thread while it works. */
struct _ObsStore
{
  GObject parent_instance;

  GThreadPool *worker;
  ObsEdition *edition;     /* worker thread only */
  char *first_perspective; /* worker thread only */
  char *primed_address;    /* worker thread only */
  ObsFigure *primed_figure;
  GPtrArray *primed_home;
  const ObsStoreGuard *guard; /* or NULL; set before the worker's first job */
  gpointer guard_data;
  GDestroyNotify free_guard_data;
  ObsJourneys *journeys; /* main thread only */
  char *path;            /* main thread only */
};

G_DEFINE_FINAL_TYPE (ObsStore, obs_store, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

typedef struct
{
  enum
  {
    JOB_OPEN,
    JOB_ANSWER,
    JOB_HOME,
    JOB_CARD,
    JOB_SEARCH,
    JOB_SOURCES,
    JOB_AREA_COUNTS,
    JOB_CALL,
    JOB_PRIME,
  } kind;
  char *path;
  char *text;
  char *perspective;
  ObsView *view;
  ObsFigure *figure;
  int row;
  ObsStoreCall call; /* JOB_CALL */
  gpointer data;
  GDestroyNotify free_data, free_result;
  ObsJourneys *journeys; /* result of an open, handed to the main thread */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->path);
  g_free (job->text);
  g_free (job->perspective);
  g_clear_pointer (&job->view, obs_view_free);
  g_clear_pointer (&job->figure, obs_figure_unref);
  g_clear_pointer (&job->journeys, obs_journeys_free);
  if (job->free_data != NULL)
    job->free_data (job->data);
  g_free (job);
}

static void
forget_primed (ObsStore *self)
{
  g_clear_pointer (&self->primed_address, g_free);
  g_clear_pointer (&self->primed_figure, obs_figure_unref);
  g_clear_pointer (&self->primed_home, g_ptr_array_unref);
}

static gboolean
is_home (const ObsView *view)
{
  return strcmp (view->question, "home") == 0;
}

static void
run_prime (ObsStore *self, Job *job)
{
  forget_primed (self);
  if (self->edition == NULL)
    return;
  if (job->view == NULL && self->first_perspective != NULL)
    job->view = obs_view_new (self->first_perspective, "home");
  if (job->view == NULL)
    return;
  /* What fails here fails again when it is asked for, and is told then. */
  if (is_home (job->view))
    self->primed_home = obs_answer_home (self->edition, job->view, NULL, NULL);
  else
    self->primed_figure = obs_answer (self->edition, job->view, NULL, NULL);
  self->primed_address = obs_view_to_address (job->view);
}

/* The answer that was made ahead, once. */
static gpointer
take_primed (ObsStore *self, const Job *job)
{
  g_autofree char *address = NULL;

  if (self->primed_address == NULL)
    return NULL;
  address = obs_view_to_address (job->view);
  if (strcmp (address, self->primed_address) != 0)
    return NULL;
  return job->kind == JOB_HOME ? (gpointer) g_steal_pointer (&self->primed_home)
                               : (gpointer) g_steal_pointer (&self->primed_figure);
}

/* NULL with @error set, also where the task has been cancelled. */
static ObsEdition *
open_edition (GTask *task, Job *job, GError **error)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (ObsEdition) edition = obs_edition_open (job->path, error);

  if (edition != NULL)
    job->journeys = obs_journeys_load (edition, error);
  if (job->journeys == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&edition);
}

static void
run_open (ObsStore *self, GTask *task, Job *job)
{
  g_autoptr (ObsEdition) edition = NULL;
  g_autoptr (GError) error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->guard == NULL || self->guard->begin (self->guard_data, job->path, &error))
    {
      edition = open_edition (task, job, &error);
      if (self->guard != NULL)
        self->guard->end (self->guard_data, job->path, edition != NULL);
    }
  if (edition == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* From here on the edition is another one, so a later cancellation may not say that it is not. */
  g_task_set_check_cancellable (task, FALSE);
  forget_primed (self);
  g_clear_pointer (&self->edition, obs_edition_close);
  self->edition = g_steal_pointer (&edition);
  g_free (self->first_perspective);
  self->first_perspective = NULL;
  if (job->journeys->perspectives->len > 0)
    self->first_perspective
        = g_strdup (((ObsPerspective *) g_ptr_array_index (job->journeys->perspectives, 0))->key);
  g_task_return_boolean (task, TRUE);
}

static void
array_unref (gpointer array)
{
  g_ptr_array_unref (array);
}

static void
run_query (ObsStore *self, GTask *task, Job *job)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;
  gpointer result = NULL;
  GDestroyNotify free_result = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->edition == NULL)
    {
      g_task_return_new_error (task, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                               _ ("No edition is open on this computer."));
      return;
    }
  switch (job->kind)
    {
    case JOB_ANSWER:
      result = take_primed (self, job);
      if (result == NULL)
        result = obs_answer (self->edition, job->view, cancellable, &error);
      free_result = (GDestroyNotify) obs_figure_unref;
      break;
    case JOB_HOME:
      result = take_primed (self, job);
      if (result == NULL)
        result = obs_answer_home (self->edition, job->view, cancellable, &error);
      free_result = array_unref;
      break;
    case JOB_CARD:
      result
          = obs_answer_card (self->edition, job->view, job->figure, job->row, cancellable, &error);
      free_result = (GDestroyNotify) obs_card_free;
      break;
    case JOB_SEARCH:
      result = obs_search (self->edition, job->text, job->perspective, cancellable, &error);
      free_result = array_unref;
      break;
    case JOB_SOURCES:
      result = obs_sources_load (self->edition, cancellable, &error);
      free_result = array_unref;
      break;
    case JOB_AREA_COUNTS:
      result = obs_area_counts (self->edition, job->view, cancellable, &error);
      free_result = (GDestroyNotify) obs_area_counts_free;
      break;
    case JOB_CALL:
      result = job->call (self->edition, job->data, cancellable, &error);
      free_result = job->free_result;
      break;
    case JOB_OPEN:
    case JOB_PRIME:
    default:
      g_assert_not_reached ();
    }
  if (result == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, free_result);
}

static void
work_cb (gpointer data, gpointer user_data)
{
  ObsStore *self = user_data;
  GTask *task = data;
  Job *job = g_task_get_task_data (task);

  if (job->kind == JOB_OPEN)
    run_open (self, task, job);
  else if (job->kind == JOB_PRIME)
    {
      run_prime (self, job);
      g_task_return_boolean (task, TRUE);
    }
  else
    run_query (self, task, job);
}

/* The reference that the worker works with is given up here, on the main thread, never there: the
 * last one takes the store with it, and the store waits for its worker. */
static void
completed_cb (GObject *task, GParamSpec *pspec, gpointer user_data)
{
  g_object_unref (task);
}

static void
push (ObsStore *self, Job *job, gpointer tag, GCancellable *cancellable,
      GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, job, job_free);
  g_signal_connect (task, "notify::completed", G_CALLBACK (completed_cb), NULL);
  g_thread_pool_push (self->worker, task, NULL);
}

static void
obs_store_finalize (GObject *object)
{
  ObsStore *self = OBS_STORE (object);

  /* Every task holds a reference to the store, so none is left by now. */
  g_thread_pool_free (self->worker, FALSE, TRUE);
  forget_primed (self);
  g_clear_pointer (&self->first_perspective, g_free);
  g_clear_pointer (&self->edition, obs_edition_close);
  g_clear_pointer (&self->journeys, obs_journeys_free);
  g_clear_pointer (&self->path, g_free);
  if (self->free_guard_data != NULL)
    self->free_guard_data (self->guard_data);
  G_OBJECT_CLASS (obs_store_parent_class)->finalize (object);
}

static void
obs_store_class_init (ObsStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = obs_store_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
obs_store_init (ObsStore *self)
{
  self->worker = g_thread_pool_new (work_cb, self, 1, TRUE, NULL);
}

/**
 * obs_store_new:
 *
 * Returns: (transfer full): a store without an edition
 */
ObsStore *
obs_store_new (void)
{
  return g_object_new (OBS_TYPE_STORE, NULL);
}

void
obs_store_set_guard (ObsStore *self, const ObsStoreGuard *guard, gpointer data,
                     GDestroyNotify free_data)
{
  g_return_if_fail (self->guard == NULL && self->path == NULL);

  self->guard = guard;
  self->guard_data = data;
  self->free_guard_data = free_data;
}

void
obs_store_open_async (ObsStore *self, const char *path, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->kind = JOB_OPEN;
  job->path = g_strdup (path);
  push (self, job, obs_store_open_async, cancellable, callback, user_data);
}

gboolean
obs_store_open_finish (ObsStore *self, GAsyncResult *result, GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  g_clear_pointer (&self->journeys, obs_journeys_free);
  self->journeys = g_steal_pointer (&job->journeys);
  g_free (self->path);
  self->path = g_strdup (job->path);
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

void
obs_store_prime (ObsStore *self, const ObsView *view)
{
  Job *job = g_new0 (Job, 1);

  job->kind = JOB_PRIME;
  job->view = view != NULL ? obs_view_copy (view) : NULL;
  push (self, job, obs_store_prime, NULL, NULL, NULL);
}

const ObsJourneys *
obs_store_get_journeys (ObsStore *self)
{
  return self->journeys;
}

const char *
obs_store_get_path (ObsStore *self)
{
  return self->path;
}

void
obs_store_answer_async (ObsStore *self, const ObsView *view, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->kind = JOB_ANSWER;
  job->view = obs_view_copy (view);
  push (self, job, obs_store_answer_async, cancellable, callback, user_data);
}

ObsFigure *
obs_store_answer_finish (ObsStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
obs_store_home_async (ObsStore *self, const ObsView *view, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->kind = JOB_HOME;
  job->view = obs_view_copy (view);
  push (self, job, obs_store_home_async, cancellable, callback, user_data);
}

GPtrArray *
obs_store_home_finish (ObsStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
obs_store_card_async (ObsStore *self, const ObsView *view, ObsFigure *figure, int row,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->kind = JOB_CARD;
  job->view = obs_view_copy (view);
  job->figure = obs_figure_ref (figure);
  job->row = row;
  push (self, job, obs_store_card_async, cancellable, callback, user_data);
}

ObsCard *
obs_store_card_finish (ObsStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
obs_store_search_async (ObsStore *self, const char *text, const char *perspective,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->kind = JOB_SEARCH;
  job->text = g_strdup (text);
  job->perspective = g_strdup (perspective);
  push (self, job, obs_store_search_async, cancellable, callback, user_data);
}

GPtrArray *
obs_store_search_finish (ObsStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
obs_store_sources_async (ObsStore *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->kind = JOB_SOURCES;
  push (self, job, obs_store_sources_async, cancellable, callback, user_data);
}

GPtrArray *
obs_store_sources_finish (ObsStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
obs_store_area_counts_async (ObsStore *self, const ObsView *view, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->kind = JOB_AREA_COUNTS;
  job->view = obs_view_copy (view);
  push (self, job, obs_store_area_counts_async, cancellable, callback, user_data);
}

ObsAreaCounts *
obs_store_area_counts_finish (ObsStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
obs_store_call_async (ObsStore *self, ObsStoreCall call, gpointer data, GDestroyNotify free_data,
                      GDestroyNotify free_result, gpointer tag, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->kind = JOB_CALL;
  job->call = call;
  job->data = data;
  job->free_data = free_data;
  job->free_result = free_result;
  push (self, job, tag, cancellable, callback, user_data);
}

gpointer
obs_store_call_finish (ObsStore *self, GAsyncResult *result, gpointer tag, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == tag, NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
