/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/workspace/workspace.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _ObsWorkspace
{
  GObject parent_instance;

  GThreadPool *worker;
  char *path;             /* never changes */
  GPtrArray *corrections; /* main thread only */
};

G_DEFINE_FINAL_TYPE (ObsWorkspace, obs_workspace, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

typedef struct
{
  GPtrArray *changes; /* or NULL */
  char *file;         /* to export to, or NULL */
  guint n_rows;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->changes, g_ptr_array_unref);
  g_free (job->file);
  g_free (job);
}

static gboolean
export_to (Job *job, const GPtrArray *corrections, GError **error)
{
  g_autofree char *text = obs_corrections_to_csv (corrections);
  g_autoptr (GError) reason = NULL;

  job->n_rows = corrections->len;
  if (g_file_set_contents_full (job->file, text, -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644,
                                &reason))
    return TRUE;
  g_set_error (error, OBS_ERROR,
               g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? OBS_ERROR_NO_SPACE
                                                                          : OBS_ERROR_FAILED,
               _ ("The corrections were not written: %s. Choose another folder."), reason->message);
  return FALSE;
}

static void
work_cb (gpointer data, gpointer user_data)
{
  ObsWorkspace *self = user_data;
  GTask *task = data;
  Job *job = g_task_get_task_data (task);
  g_autoptr (ObsWorkspaceFile) file = NULL;
  GPtrArray *corrections = NULL;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  file = obs_workspace_file_open (self->path, job->changes != NULL, &error);
  if (file != NULL && (job->changes == NULL || obs_corrections_apply (file, job->changes, &error)))
    corrections = obs_corrections_list (file, &error);
  if (corrections != NULL && job->file != NULL && !export_to (job, corrections, &error))
    g_clear_pointer (&corrections, g_ptr_array_unref);
  /* What is kept is kept, whatever was wished since. */
  g_task_set_check_cancellable (task, job->changes == NULL);
  if (corrections != NULL)
    g_task_return_pointer (task, corrections, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/* The worker's reference is given up here, on the main thread: the last one waits for the worker.
 */
static void
completed_cb (GObject *task, GParamSpec *pspec, gpointer user_data)
{
  g_object_unref (task);
}

static void
push (ObsWorkspace *self, Job *job, gpointer tag, GCancellable *cancellable,
      GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, job, job_free);
  g_signal_connect (task, "notify::completed", G_CALLBACK (completed_cb), NULL);
  g_thread_pool_push (self->worker, task, NULL);
}

static gboolean
same (const GPtrArray *a, const GPtrArray *b)
{
  g_autofree char *x = NULL, *y = NULL;

  if (a->len != b->len)
    return FALSE;
  x = obs_corrections_to_csv (a);
  y = obs_corrections_to_csv (b);
  return strcmp (x, y) == 0;
}

static gboolean
finish (ObsWorkspace *self, GAsyncResult *result, GError **error)
{
  GPtrArray *corrections;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  corrections = g_task_propagate_pointer (G_TASK (result), error);
  if (corrections == NULL)
    return FALSE;
  if (same (corrections, self->corrections))
    {
      g_ptr_array_unref (corrections);
      return TRUE;
    }
  g_ptr_array_unref (self->corrections);
  self->corrections = corrections;
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

void
obs_workspace_load_async (ObsWorkspace *self, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  push (self, g_new0 (Job, 1), obs_workspace_load_async, cancellable, callback, user_data);
}

gboolean
obs_workspace_load_finish (ObsWorkspace *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

void
obs_workspace_correct_async (ObsWorkspace *self, const GPtrArray *changes,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->changes = obs_corrections_new ();
  for (guint i = 0; i < changes->len; i++)
    g_ptr_array_add (job->changes, obs_correction_copy (g_ptr_array_index (changes, i)));
  push (self, job, obs_workspace_correct_async, cancellable, callback, user_data);
}

gboolean
obs_workspace_correct_finish (ObsWorkspace *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

void
obs_workspace_export_async (ObsWorkspace *self, const char *file, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->file = g_strdup (file);
  push (self, job, obs_workspace_export_async, cancellable, callback, user_data);
}

gboolean
obs_workspace_export_finish (ObsWorkspace *self, GAsyncResult *result, guint *n_rows,
                             GError **error)
{
  const Job *job = g_task_get_task_data (G_TASK (result));

  if (n_rows != NULL)
    *n_rows = job->n_rows;
  return finish (self, result, error);
}

const GPtrArray *
obs_workspace_get_corrections (ObsWorkspace *self)
{
  return self->corrections;
}

static void
obs_workspace_finalize (GObject *object)
{
  ObsWorkspace *self = OBS_WORKSPACE (object);

  /* Every task holds a reference, so none is left by now. */
  g_thread_pool_free (self->worker, FALSE, TRUE);
  g_ptr_array_unref (self->corrections);
  g_free (self->path);
  G_OBJECT_CLASS (obs_workspace_parent_class)->finalize (object);
}

static void
obs_workspace_class_init (ObsWorkspaceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = obs_workspace_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
obs_workspace_init (ObsWorkspace *self)
{
  self->worker = g_thread_pool_new (work_cb, self, 1, TRUE, NULL);
  self->corrections = obs_corrections_new ();
}

ObsWorkspace *
obs_workspace_new (const char *path)
{
  ObsWorkspace *self = g_object_new (OBS_TYPE_WORKSPACE, NULL);

  self->path = path != NULL ? g_strdup (path) : obs_workspace_default_path ();
  return self;
}
