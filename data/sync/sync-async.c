/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/sync.h"

#define PROGRESS_INTERVAL 100 /* ms */

/* A run in a thread of its own. Shared by that thread and the caller's context; what changes is
 * under the lock. */
typedef struct
{
  char *url;
  char *home_dir;
  ObsSyncMode mode;
  ObsPatience patience;
  ObsSyncProgressFunc progress;
  gpointer progress_data;

  GTask *task;
  GMainContext *context;
  GThread *thread;

  GMutex lock;
  ObsSyncProgress latest; /* what the caller has not seen yet */
  GSource *teller;        /* waits to show it */
  gint64 told;            /* monotonic time when it last did */

  ObsSyncResult *result;
  GError *error;
} Job;

static void
job_free (Job *job)
{
  g_free (job->url);
  g_free (job->home_dir);
  g_free (job->latest.stage);
  g_clear_pointer (&job->result, obs_sync_result_free);
  g_clear_error (&job->error);
  g_clear_object (&job->task);
  g_main_context_unref (job->context);
  g_mutex_clear (&job->lock);
  g_free (job);
}

/* Caller's context. */
static gboolean
tell_cb (gpointer user_data)
{
  Job *job = user_data;
  ObsSyncProgress progress;
  g_autofree char *stage = NULL;

  g_mutex_lock (&job->lock);
  progress = job->latest;
  stage = progress.stage = g_strdup (job->latest.stage);
  g_clear_pointer (&job->teller, g_source_unref);
  job->told = g_get_monotonic_time ();
  g_mutex_unlock (&job->lock);

  job->progress (&progress, job->progress_data);
  return G_SOURCE_REMOVE;
}

/* The thread: keeps the latest, and makes sure that somebody will show it. */
static void
progress_cb (const ObsSyncProgress *progress, gpointer user_data)
{
  Job *job = user_data;
  gint64 wait;

  g_mutex_lock (&job->lock);
  if (g_strcmp0 (job->latest.stage, progress->stage) != 0)
    {
      g_free (job->latest.stage);
      job->latest.stage = g_strdup (progress->stage);
    }
  job->latest.done = progress->done;
  job->latest.total = progress->total;
  if (job->teller == NULL)
    {
      wait = job->told + PROGRESS_INTERVAL * 1000 - g_get_monotonic_time ();
      job->teller = g_timeout_source_new (wait > 0 ? (guint) (wait / 1000 + 1) : 0);
      g_source_set_callback (job->teller, tell_cb, job, NULL);
      g_source_attach (job->teller, job->context);
    }
  g_mutex_unlock (&job->lock);
}

/* Caller's context: no progress comes after this. */
static gboolean
done_cb (gpointer user_data)
{
  Job *job = user_data;
  GTask *task = g_steal_pointer (&job->task);

  g_thread_join (job->thread);
  if (job->teller != NULL)
    {
      g_source_destroy (job->teller);
      g_clear_pointer (&job->teller, g_source_unref);
    }
  if (job->result != NULL)
    g_task_return_pointer (task, g_steal_pointer (&job->result),
                           (GDestroyNotify) obs_sync_result_free);
  else
    g_task_return_error (task, g_steal_pointer (&job->error));
  g_object_unref (task);
  job_free (job);
  return G_SOURCE_REMOVE;
}

static gpointer
run_thread (gpointer user_data)
{
  Job *job = user_data;
  GSource *done = g_idle_source_new ();

  job->result = obs_sync_run (job->url, job->home_dir, job->mode, &job->patience,
                              job->progress != NULL ? progress_cb : NULL, job,
                              g_task_get_cancellable (job->task), &job->error);
  g_source_set_priority (done, G_PRIORITY_DEFAULT);
  g_source_set_callback (done, done_cb, job, NULL);
  g_source_attach (done, job->context);
  g_source_unref (done);
  return NULL;
}

void
obs_sync_run_async (const char *url, const char *home_dir, ObsSyncMode mode,
                    const ObsPatience *patience, ObsSyncProgressFunc progress,
                    gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  g_mutex_init (&job->lock);
  job->url = g_strdup (url);
  job->home_dir = g_strdup (home_dir);
  job->mode = mode;
  job->patience = patience != NULL ? *patience : obs_patience;
  job->progress = progress;
  job->progress_data = progress_data;
  job->context = g_main_context_ref_thread_default ();
  job->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (job->task, obs_sync_run_async);
  /* The outcome counts: what was installed before cancelling came through is not undone. */
  g_task_set_check_cancellable (job->task, FALSE);

  /* Its end is told in this very context, so not before this line is through. */
  job->thread = g_thread_new ("sync", run_thread, job);
}

ObsSyncResult *
obs_sync_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
