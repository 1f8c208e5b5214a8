/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/comparisons.h"

struct _ObsComparisons
{
  GObject parent_instance;

  ObsCompareFunc compare;
  GHashTable *known;   /* pair -> ObsChanges */
  GHashTable *running; /* pair -> Job */
};

G_DEFINE_FINAL_TYPE (ObsComparisons, obs_comparisons, G_TYPE_OBJECT)

/* One pair that is being worked on, and who waits for it. */
typedef struct
{
  char *pair;
  char *before, *after;
  ObsCompareFunc compare;
  GCancellable *cancellable;
  GPtrArray *waiting; /* of GTask * */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->pair);
  g_free (job->before);
  g_free (job->after);
  g_object_unref (job->cancellable);
  g_ptr_array_unref (job->waiting);
  g_free (job);
}

/* No path holds a line feed that would make two pairs one: a wrong one is only not found. */
static char *
pair_key (const char *before, const char *after)
{
  return g_strconcat (before, "\n", after, NULL);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  ObsChanges *changes = job->compare (job->before, job->after, cancellable, &error);

  if (changes == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, changes, (GDestroyNotify) obs_changes_free);
}

static void
forget_waiting (GTask *task)
{
  gulong *id = g_object_get_data (G_OBJECT (task), "obs-handler");

  if (id != NULL)
    g_signal_handler_disconnect (g_task_get_cancellable (task), *id);
  g_object_set_data (G_OBJECT (task), "obs-handler", NULL);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ObsComparisons *self = OBS_COMPARISONS (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GPtrArray) waiting = g_ptr_array_ref (job->waiting);
  g_autoptr (GError) error = NULL;
  ObsChanges *changes = g_task_propagate_pointer (G_TASK (result), &error);

  /* Where all had left, another job may run for the same pair already. */
  if (g_hash_table_lookup (self->running, job->pair) == job)
    g_hash_table_remove (self->running, job->pair);
  if (changes != NULL)
    g_hash_table_replace (self->known, g_strdup (job->pair), changes);
  for (guint i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      forget_waiting (task);
      if (changes != NULL)
        g_task_return_pointer (task, changes, NULL);
      else
        g_task_return_error (task, g_error_copy (error));
    }
}

/* One of those who wait has enough; the others go on waiting. */
static void
cancelled_cb (GCancellable *cancellable, GTask *task)
{
  ObsComparisons *self = g_task_get_source_object (task);
  Job *job = g_hash_table_lookup (self->running, g_task_get_task_data (task));
  g_autoptr (GTask) held = g_object_ref (task);

  forget_waiting (task);
  if (job == NULL || !g_ptr_array_remove (job->waiting, task))
    return;
  if (job->waiting->len == 0)
    {
      g_cancellable_cancel (job->cancellable);
      g_hash_table_remove (self->running, job->pair);
    }
  g_task_return_error_if_cancelled (task);
}

static Job *
job_start (ObsComparisons *self, const char *before, const char *after)
{
  Job *job = g_new0 (Job, 1);
  g_autoptr (GTask) task = NULL;

  job->pair = pair_key (before, after);
  job->before = g_strdup (before);
  job->after = g_strdup (after);
  job->compare = self->compare;
  job->cancellable = g_cancellable_new ();
  job->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_replace (self->running, job->pair, job);
  task = g_task_new (self, job->cancellable, done_cb, NULL);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, work);
  return job;
}

void
obs_comparisons_ask_async (ObsComparisons *self, const char *before, const char *after,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *pair = pair_key (before, after);
  ObsChanges *known = g_hash_table_lookup (self->known, pair);
  Job *job;

  g_task_set_source_tag (task, obs_comparisons_ask_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (known != NULL)
    {
      g_task_return_pointer (task, known, NULL);
      return;
    }
  job = g_hash_table_lookup (self->running, pair);
  if (job == NULL)
    job = job_start (self, before, after);
  if (cancellable != NULL)
    {
      gulong *id = g_new (gulong, 1);

      *id = g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb), task);
      g_object_set_data_full (G_OBJECT (task), "obs-handler", id, g_free);
    }
  g_task_set_task_data (task, g_steal_pointer (&pair), g_free);
  g_ptr_array_add (job->waiting, g_steal_pointer (&task));
}

const ObsChanges *
obs_comparisons_ask_finish (ObsComparisons *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

const ObsChanges *
obs_comparisons_peek (ObsComparisons *self, const char *before, const char *after)
{
  g_autofree char *pair = pair_key (before, after);

  return g_hash_table_lookup (self->known, pair);
}

static void
obs_comparisons_finalize (GObject *object)
{
  ObsComparisons *self = OBS_COMPARISONS (object);

  g_hash_table_unref (self->running);
  g_hash_table_unref (self->known);
  G_OBJECT_CLASS (obs_comparisons_parent_class)->finalize (object);
}

static void
obs_comparisons_class_init (ObsComparisonsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = obs_comparisons_finalize;
}

static void
obs_comparisons_init (ObsComparisons *self)
{
  self->known
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) obs_changes_free);
  /* A job belongs to the task that works on it. */
  self->running = g_hash_table_new (g_str_hash, g_str_equal);
}

ObsComparisons *
obs_comparisons_new (ObsCompareFunc compare)
{
  ObsComparisons *self = g_object_new (OBS_TYPE_COMPARISONS, NULL);

  self->compare = compare;
  return self;
}
