/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/trial.h"

#include "data/error.h"
#include "data/sync/home.h"

#include <glib/gi18n-lib.h>

/* Shared by the thread of the store, the one that owns it and the one that ends a minute; what
 * changes is under the lock. */
struct _ObsTrial
{
  gatomicrefcount refs;
  char *home_dir;

  GMutex lock;
  ObsOpening *opening; /* NULL: nothing is on trial */
  char *tried;         /* path of the file that was opened or refused last */
  char *shown;         /* path of the file on screen, or NULL */
  GSource *minute;     /* runs while what is on trial is on screen */
  guint round;         /* a minute of an earlier round proves nothing */
  gboolean over;
};

typedef struct
{
  ObsTrial *trial;
  guint round;
} Minute;

static ObsTrial *
trial_ref (ObsTrial *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
trial_unref (gpointer data)
{
  ObsTrial *self = data;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_mutex_clear (&self->lock);
  g_free (self->home_dir);
  g_free (self->tried);
  g_free (self->shown);
  g_free (self);
}

static Minute *
minute_new (ObsTrial *trial, guint round)
{
  Minute *minute = g_new0 (Minute, 1);

  minute->trial = trial_ref (trial);
  minute->round = round;
  return minute;
}

static void
minute_free (gpointer data)
{
  Minute *minute = data;

  trial_unref (minute->trial);
  g_free (minute);
}

static void
stop_minute (ObsTrial *self)
{
  if (self->minute == NULL)
    return;
  g_source_destroy (self->minute);
  g_clear_pointer (&self->minute, g_source_unref);
}

static void
prove_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Minute *minute = data;
  ObsTrial *self = minute->trial;

  g_mutex_lock (&self->lock);
  if (self->round == minute->round)
    g_clear_pointer (&self->opening, obs_opening_end);
  g_mutex_unlock (&self->lock);
  g_task_return_boolean (task, TRUE);
}

static gboolean
minute_cb (gpointer user_data)
{
  const Minute *minute = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_task_data (task, minute_new (minute->trial, minute->round), minute_free);
  g_task_run_in_thread (task, prove_thread);
  return G_SOURCE_REMOVE;
}

static void
start_minute (ObsTrial *self)
{
  stop_minute (self);
  if (self->opening == NULL)
    return;
  self->minute = g_timeout_source_new_seconds (OBS_OPENING_SECONDS);
  g_source_set_callback (self->minute, minute_cb, minute_new (self, self->round), minute_free);
  g_source_attach (self->minute, NULL);
}

/* What was on trial is left without a verdict. FALSE: @path has become suspect. */
static gboolean
try_out (ObsTrial *self, const char *path)
{
  gboolean again = FALSE;

  stop_minute (self);
  self->round++;
  g_clear_pointer (&self->opening, obs_opening_drop);
  g_free (self->tried);
  self->tried = g_strdup (path);
  if (!self->over)
    self->opening = obs_opening_begin (self->home_dir, path, &again);
  return !again;
}

/* The edition on screen stays there: its trial goes on. */
static void
resume (ObsTrial *self)
{
  if (g_strcmp0 (self->tried, self->shown) != 0)
    try_out (self, self->shown);
  start_minute (self);
}

/* Thread of the store */
static gboolean
begin_cb (gpointer data, const char *path, GError **error)
{
  ObsTrial *self = data;
  gboolean fine = TRUE;

  g_mutex_lock (&self->lock);
  /* Opened once more, it is on trial already. */
  if (self->opening == NULL || g_strcmp0 (self->tried, path) != 0)
    fine = try_out (self, path);
  if (!fine)
    {
      g_set_error_literal (error, OBS_ERROR, OBS_ERROR_SUSPECT,
                           _ ("The program ended twice while it opened this edition. Choose "
                              "another one under Editions."));
      resume (self);
    }
  g_mutex_unlock (&self->lock);
  return fine;
}

/* Thread of the store */
static void
end_cb (gpointer data, const char *path, gboolean opened)
{
  ObsTrial *self = data;

  g_mutex_lock (&self->lock);
  if (opened)
    {
      g_free (self->shown);
      self->shown = g_strdup (path);
    }
  resume (self);
  g_mutex_unlock (&self->lock);
}

ObsTrial *
obs_trial_new (ObsStore *store, const char *home_dir)
{
  static const ObsStoreGuard guard = { begin_cb, end_cb };
  ObsTrial *self = g_new0 (ObsTrial, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->home_dir = g_strdup (home_dir);
  obs_store_set_guard (store, &guard, trial_ref (self), trial_unref);
  return self;
}

void
obs_trial_end (ObsTrial *self)
{
  if (self == NULL)
    return;
  g_mutex_lock (&self->lock);
  stop_minute (self);
  self->over = TRUE;
  /* Where it is not even open yet, nothing is known of it. */
  if (g_strcmp0 (self->tried, self->shown) == 0)
    g_clear_pointer (&self->opening, obs_opening_end);
  else
    g_clear_pointer (&self->opening, obs_opening_drop);
  g_mutex_unlock (&self->lock);
  trial_unref (self);
}
