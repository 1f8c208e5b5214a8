/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/window-private.h"

#include "data/error.h"
#include "ui/widgets/dialog.h"
#include "ui/words.h"

#include <glib/gi18n-lib.h>

#define SPEAK_EVERY (5 * G_USEC_PER_SEC)

/* The badge */

static void
set_badge (ObsWindow *self, ObsBadge badge, const char *detail)
{
  g_free (self->badge_detail);
  self->badge_detail = g_strdup (detail);
  self->badge = badge;
  obs_window_update_badge (self);
  obs_window_update_actions (self);
}

void
obs_window_update_badge (ObsWindow *self)
{
  const ObsJourneys *journeys = obs_store_get_journeys (self->store);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *checked = obs_settings_get_string (self->settings, "last-check");
  g_autofree char *origin = obs_settings_get_string (self->settings, "origin-url");
  g_autofree char *checked_words = NULL;
  g_autofree char *age = NULL;
  g_autofree char *day = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  const char *path = obs_store_get_path (self->store);

  if (journeys == NULL)
    return;
  day = obs_words_date (journeys->info->date);
  age = obs_words_age (journeys->info->date, now);
  checked_words = *checked != '\0' ? obs_words_time (checked) : NULL;
  g_string_append_printf (text, _ ("Edition of %s, %s. %s"), day, age, journeys->info->title);
  if (self->trouble != NULL)
    g_string_append_printf (text, "\n%s", self->trouble);
  if (*origin == '\0')
    g_string_append_printf (text, "\n%s", _ ("No address to fetch editions from is set."));
  else if (checked_words != NULL)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text, _ ("Last asked for a newer one: %s."), checked_words);
    }
  if (path != NULL)
    g_string_append_printf (text, "\n%s", path);
  obs_status_line_set_details (OBS_STATUS_LINE (self->status), text->str);
  obs_status_line_set_badge (OBS_STATUS_LINE (self->status), self->badge, journeys->info->date,
                             self->badge_detail);
  obs_editions_page_set_trouble (OBS_EDITIONS_PAGE (self->editions_page), self->trouble);
}

/* State of rest: what the badge says when nothing is under way. */
static ObsBadge
badge_at_rest (ObsWindow *self)
{
  g_autofree char *origin = obs_settings_get_string (self->settings, "origin-url");

  if (self->earlier && self->fixed_edition == NULL)
    return OBS_BADGE_EARLIER;
  if (self->fixed_edition != NULL || *origin == '\0')
    return OBS_BADGE_NO_ORIGIN;
  return OBS_BADGE_NOT_CHECKED;
}

/* Opening */

typedef struct
{
  char *path; /* NULL: look into the home */
  char *home_dir;
  char *name;          /* edition to make current first, or NULL */
  char *notice;        /* out: what to tell the reader about it, or NULL */
  gboolean only_check; /* an edition is open: open another only where this one does not pass */
  gboolean earlier;    /* out: a newer edition is on this computer */
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_free (search->path);
  g_free (search->home_dir);
  g_free (search->name);
  g_free (search->notice);
  g_free (search);
}

/* Does the home hold a newer edition than the one at @path, which is one of its own? */
static gboolean
is_earlier (const char *home_dir, const char *path)
{
  g_autoptr (GPtrArray) editions = obs_home_list (home_dir, NULL);
  const ObsInstalled *newest
      = editions != NULL && editions->len > 0 ? g_ptr_array_index (editions, 0) : NULL;

  for (guint i = 0; newest != NULL && i < editions->len; i++)
    {
      const ObsInstalled *installed = g_ptr_array_index (editions, i);

      if (g_strcmp0 (installed->path, path) == 0)
        return g_strcmp0 (installed->date, newest->date) < 0;
    }
  return FALSE;
}

/* Looking into the home reads the disk, and making an edition current checks its hash. */
static void
find_path_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Search *search = data;
  GError *error = NULL;
  char *path = NULL;

  if (search->name != NULL && !obs_home_set_current (search->home_dir, search->name, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (search->path != NULL)
    path = g_strdup (search->path);
  else
    path = obs_home_open_verified (search->home_dir, &search->notice, cancellable, &error);
  if (path != NULL && search->path == NULL)
    search->earlier = is_earlier (search->home_dir, path);
  if (path == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, path, g_free);
}

static void
offer_origin_cb (ObsWindow *self, const char *address)
{
  obs_window_open_origin_address (self, address);
}

static void
show_first_view (ObsWindow *self)
{
  const ObsJourneys *journeys = obs_store_get_journeys (self->store);
  const ObsPerspective *first
      = journeys->perspectives->len > 0 ? g_ptr_array_index (journeys->perspectives, 0) : NULL;
  g_autofree char *address = g_steal_pointer (&self->first_address);
  g_autoptr (ObsView) view = NULL;
  g_autoptr (GError) error = NULL;

  if (address != NULL && *address != '\0' && !obs_window_is_origin_address (address))
    {
      view = obs_view_from_address (address, &error);
      if (view == NULL)
        obs_window_say (self, error->message);
    }
  if (view == NULL)
    view = obs_view_new (first != NULL ? first->key : "employer", "home");
  obs_window_go (self, view);
  /* The keyboard begins where reading does, and not at the first thing that could take it while
   * nothing else was there. */
  if (obs_shell_get_size_class (OBS_SHELL (self->shell)) != OBS_SIZE_COMPACT)
    obs_side_bar_take_focus (OBS_SIDE_BAR (self->side_bar));
  /* A window over one that is not there yet would lie below it. */
  if (address != NULL && obs_window_is_origin_address (address))
    g_signal_connect_data (self, "first-drawn", G_CALLBACK (offer_origin_cb),
                           g_steal_pointer (&address), (GClosureNotify) (void (*) (void)) g_free,
                           0);
}

static void
opened (ObsWindow *self, const GError *error)
{
  gboolean first = obs_history_get_view (self->history) == NULL;

  if (error != NULL)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      if (g_error_matches (error, OBS_ERROR, OBS_ERROR_SUSPECT))
        {
          /* The home passes it over from now on, and says so. */
          g_clear_pointer (&self->fixed_edition, g_free);
          obs_window_open_edition (self);
          return;
        }
      if (!first)
        {
          /* The edition on screen is still open: nothing is lost. */
          obs_window_say (self, error->message);
          obs_dialog_tell (GTK_WINDOW (self), _ ("This edition could not be opened"),
                           _ ("What is on screen stays as it was."), error->message);
          return;
        }
      obs_window_show_problem (self, _ ("The edition could not be opened"), error->message);
      return;
    }
  set_badge (self, badge_at_rest (self), NULL);
  if (first)
    {
      show_first_view (self);
      obs_window_check_for_updates (self);
    }
  else
    {
      const ObsJourneys *journeys = obs_store_get_journeys (self->store);
      g_autofree char *day = obs_words_date (journeys->info->date);
      g_autofree char *text = g_strdup_printf (_ ("Now showing the edition of %s"), day);

      obs_window_say (self, text);
      obs_toast_show (OBS_TOAST (self->toast), text, _ ("What changed"), "win.changes");
      if (self->sync_by_hand)
        set_badge (self, OBS_BADGE_CURRENT, NULL);
      self->sync_by_hand = FALSE;
    }
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsWindow) self = OBS_WINDOW (user_data);
  g_autoptr (GError) error = NULL;

  obs_store_open_finish (OBS_STORE (source), result, &error);
  opened (self, error);
}

static void
path_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ObsWindow *self = OBS_WINDOW (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_task_propagate_pointer (G_TASK (result), &error);
  const Search *search = g_task_get_task_data (G_TASK (result));

  if (search->notice != NULL)
    {
      obs_window_say (self, search->notice);
      obs_toast_show (OBS_TOAST (self->toast), search->notice, NULL, NULL);
    }
  if (path != NULL)
    {
      self->earlier = search->earlier;
      /* What was opened ahead has passed: there is nothing to open, only perhaps to say. */
      if (search->only_check && g_strcmp0 (path, obs_store_get_path (self->store)) == 0)
        {
          obs_window_update_home (self);
          if (self->earlier
              && (self->badge == OBS_BADGE_NOT_CHECKED || self->badge == OBS_BADGE_NO_ORIGIN))
            set_badge (self, OBS_BADGE_EARLIER, NULL);
        }
      else
        obs_store_open_async (self->store, path, NULL, opened_cb, g_object_ref (self));
      return;
    }
  if (search->only_check)
    return;
  if (obs_history_get_view (self->history) != NULL)
    {
      obs_window_say (self, error->message);
      obs_dialog_tell (GTK_WINDOW (self), _ ("This edition could not be used"),
                       _ ("What is on screen stays as it was."), error->message);
      return;
    }
  obs_window_show_problem (self, _ ("No edition on this computer"), error->message);
}

static void
find_and_open (ObsWindow *self, const char *path, const char *name, gboolean only_check)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, path_found_cb, NULL);
  Search *search = g_new0 (Search, 1);

  search->path = g_strdup (path);
  search->home_dir = g_strdup (self->home_dir);
  search->name = g_strdup (name);
  search->only_check = only_check;
  g_task_set_task_data (task, search, search_free);
  g_task_run_in_thread (task, find_path_thread);
}

void
obs_window_open_edition (ObsWindow *self)
{
  find_and_open (self, self->fixed_edition, NULL, FALSE);
}

void
obs_window_take_opened (ObsWindow *self, const GError *error)
{
  g_return_if_fail (OBS_IS_WINDOW (self));

  /* Opened ahead by a quick look; where that fails, the home is searched in full. */
  if (error != NULL)
    {
      obs_window_open_edition (self);
      return;
    }
  opened (self, NULL);
  if (self->fixed_edition == NULL)
    find_and_open (self, NULL, NULL, TRUE);
}

void
obs_window_open_file (ObsWindow *self, const char *path)
{
  g_free (self->fixed_edition);
  self->fixed_edition = g_strdup (path);
  find_and_open (self, path, NULL, FALSE);
}

static void
hide_bar (ObsWindow *self)
{
  g_clear_pointer (&self->staged, g_free);
  g_clear_pointer (&self->staged_date, g_free);
  gtk_widget_set_visible (self->bar, FALSE);
}

void
obs_window_use_edition (ObsWindow *self, const char *name)
{
  g_clear_pointer (&self->fixed_edition, g_free);
  if (g_strcmp0 (name, self->staged) == 0)
    hide_bar (self);
  find_and_open (self, NULL, name, FALSE);
}

void
obs_window_use_staged (ObsWindow *self)
{
  g_autofree char *name = g_strdup (self->staged);

  if (name == NULL)
    return;
  self->sync_by_hand = TRUE;
  obs_window_use_edition (self, name);
}

/* Updating */

static void
progress_cb (const ObsSyncProgress *progress, gpointer user_data)
{
  ObsWindow *self = user_data;
  g_autofree char *done = g_format_size (progress->done);
  g_autofree char *total = g_format_size (progress->total);
  g_autofree char *text = NULL;
  gint64 now = g_get_monotonic_time ();

  /* What comes after the end (or the Stop) of a sync is old news. */
  if (self->sync_cancellable == NULL || g_cancellable_is_cancelled (self->sync_cancellable)
      || !self->sync_by_hand)
    return;
  if (progress->total > 0)
    /* Translators: a step of an update, and how much of it is done: "Fetching … 3 MB of 7 MB". */
    text = g_strdup_printf (_ ("%s %s of %s"), progress->stage, done, total);
  else
    text = g_strdup (progress->stage);
  set_badge (self, OBS_BADGE_UPDATING, text);
  if (now - self->last_spoken > SPEAK_EVERY)
    {
      self->last_spoken = now;
      obs_window_say (self, text);
    }
}

/* Reasons in plain words; the message itself goes into the details. */
static char *
reason_words (ObsWindow *self, const GError *error)
{
  const ObsJourneys *journeys = obs_store_get_journeys (self->store);
  g_autofree char *day = obs_words_date (journeys != NULL ? journeys->info->date : NULL);
  g_autofree char *since = obs_window_offline_day (self);

  if (obs_window_is_trust_error (error))
    return obs_window_trust_words (self, error);
  if (g_error_matches (error, OBS_ERROR, OBS_ERROR_OFFLINE) && since != NULL)
    return g_strdup_printf (_ ("Offline since %s: the data service could not be reached. You can "
                               "keep working with the edition of %s."),
                            since, day);
  if (g_error_matches (error, OBS_ERROR, OBS_ERROR_OFFLINE))
    return g_strdup_printf (_ ("Could not reach the data service. You can keep working with the "
                               "edition of %s."),
                            day);
  if (g_error_matches (error, OBS_ERROR, OBS_ERROR_CHECKSUM)
      || g_error_matches (error, OBS_ERROR, OBS_ERROR_CORRUPT))
    return g_strdup (_ ("This edition did not pass its check, so it was not used."));
  if (g_error_matches (error, OBS_ERROR, OBS_ERROR_SCHEMA_TOO_NEW))
    return g_strdup (_ ("The new edition was made for a newer version of this program. Update the "
                        "program first."));
  if (g_error_matches (error, OBS_ERROR, OBS_ERROR_NO_SPACE))
    return g_strdup (_ ("There is not enough room on the disk for the new edition."));
  return g_strdup_printf (
      _ ("The update did not work. You can keep working with the edition of %s."), day);
}

static void
take_failure (ObsWindow *self, const GError *error)
{
  gboolean refused = g_error_matches (error, OBS_ERROR, OBS_ERROR_CHECKSUM)
                     || g_error_matches (error, OBS_ERROR, OBS_ERROR_CORRUPT);
  gboolean offline = g_error_matches (error, OBS_ERROR, OBS_ERROR_OFFLINE);
  gboolean unknown = g_error_matches (error, OBS_ERROR, OBS_ERROR_UNKNOWN_ORIGIN);
  g_autofree char *detail = NULL;

  g_free (self->trouble);
  g_free (self->trouble_details);
  self->trouble = reason_words (self, error);
  self->trouble_details = g_strdup (error->message);
  if (obs_window_is_trust_error (error))
    {
      ObsBadge badge = obs_window_trust_badge (self, error, &detail);

      set_badge (self, badge, detail);
    }
  else if (refused)
    set_badge (self, OBS_BADGE_CHECK_FAILED, NULL);
  else if (offline)
    {
      detail = obs_window_offline_day (self);
      set_badge (self, OBS_BADGE_OFFLINE, detail);
    }
  else
    set_badge (self, OBS_BADGE_FAILED, NULL);
  self->unknown_origin = unknown;
  /* Being offline is a normal state: it is only said to those who asked. */
  if (unknown && self->sync_by_hand)
    obs_window_ask_trust (self);
  else if (self->sync_by_hand || !offline)
    {
      obs_window_say (self, self->trouble);
      obs_toast_show (OBS_TOAST (self->toast), self->trouble, _ ("Why"), "win.why");
    }
}

static void
offer_staged (ObsWindow *self, const ObsSyncResult *result)
{
  g_autofree char *day = obs_words_date (result->date);
  g_autofree char *text
      = g_strdup_printf (_ ("New edition ready: %s. Nothing changes until you use it."), day);

  g_free (self->staged);
  g_free (self->staged_date);
  self->staged = g_strdup (result->edition);
  self->staged_date = g_strdup (result->date);
  gtk_label_set_text (GTK_LABEL (self->bar_label), text);
  gtk_widget_set_visible (self->bar, TRUE);
  set_badge (self, OBS_BADGE_READY, NULL);
  obs_window_look_at_kept (self);
  obs_window_say (self, text);
}

static void
take_result (ObsWindow *self, const ObsSyncResult *result)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format_iso8601 (now);

  g_clear_pointer (&self->trouble, g_free);
  g_clear_pointer (&self->trouble_details, g_free);
  self->unknown_origin = FALSE;
  obs_settings_set_string (self->settings, "last-check", stamp);
  if (result->notice != NULL)
    {
      obs_window_say (self, result->notice);
      obs_toast_show (OBS_TOAST (self->toast), result->notice, NULL, NULL);
    }
  switch (result->outcome)
    {
    case OBS_SYNC_UP_TO_DATE:
      set_badge (self, OBS_BADGE_CURRENT, NULL);
      if (self->sync_by_hand)
        {
          obs_window_say (self, _ ("This is the newest edition."));
          obs_toast_show (OBS_TOAST (self->toast), _ ("This is the newest edition."), NULL, NULL);
        }
      break;
    case OBS_SYNC_AVAILABLE:
    case OBS_SYNC_STAGED:
      offer_staged (self, result);
      break;
    case OBS_SYNC_INSTALLED:
      hide_bar (self);
      set_badge (self, OBS_BADGE_UPDATING, _ ("Opening the new edition…"));
      g_clear_pointer (&self->fixed_edition, g_free);
      find_and_open (self, NULL, NULL, FALSE);
      break;
    default:
      break;
    }
}

static void
synced_cb (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  g_autoptr (ObsWindow) self = OBS_WINDOW (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsSyncResult) result = obs_sync_run_finish (async_result, &error);

  g_clear_object (&self->sync_cancellable);
  if (self->shell == NULL || gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      /* Stopping is no error. What was on this computer is there still. */
      set_badge (self, badge_at_rest (self), NULL);
      obs_window_say (self, _ ("Update stopped. Nothing was changed."));
    }
  else if (result == NULL)
    take_failure (self, error);
  else
    take_result (self, result);
  if (result == NULL || result->outcome != OBS_SYNC_INSTALLED)
    self->sync_by_hand = FALSE;
  obs_window_update_badge (self);
}

static void
run_sync (ObsWindow *self, ObsSyncMode mode)
{
  g_autofree char *origin = obs_settings_get_string (self->settings, "origin-url");

  self->sync_cancellable = g_cancellable_new ();
  self->last_spoken = g_get_monotonic_time ();
  obs_sync_run_async (origin, self->home_dir, mode, self->patience, progress_cb, self,
                      self->sync_cancellable, synced_cb, g_object_ref (self));
}

void
obs_window_sync_now (ObsWindow *self)
{
  g_autofree char *origin = obs_settings_get_string (self->settings, "origin-url");

  if (*origin == '\0')
    {
      obs_window_say (self, _ ("There is no address to fetch editions from yet."));
      obs_toast_show (OBS_TOAST (self->toast),
                      _ ("There is no address to fetch editions from yet."), _ ("Set one"),
                      "win.origin-address");
      return;
    }
  if (self->sync_cancellable != NULL)
    {
      /* The quiet look at the start is still under way: it becomes this one. */
      self->sync_by_hand = TRUE;
      set_badge (self, OBS_BADGE_UPDATING, NULL);
      return;
    }
  self->sync_by_hand = TRUE;
  set_badge (self, OBS_BADGE_UPDATING, _ ("Asking for a newer edition…"));
  obs_window_say (self, _ ("Asking for a newer edition"));
  run_sync (self, OBS_SYNC_INSTALL);
}

void
obs_window_stop_sync (ObsWindow *self)
{
  if (self->sync_cancellable != NULL)
    g_cancellable_cancel (self->sync_cancellable);
}

void
obs_window_check_for_updates (ObsWindow *self)
{
  g_autofree char *origin = obs_settings_get_string (self->settings, "origin-url");

  if (self->fixed_edition != NULL || *origin == '\0' || self->sync_cancellable != NULL
      || !obs_settings_get_boolean (self->settings, "check-at-start"))
    return;
  self->sync_by_hand = FALSE;
  run_sync (self, OBS_SYNC_STAGE);
}

void
obs_window_begin_contact (ObsWindow *self)
{
  self->sync_by_hand = TRUE;
  set_badge (self, OBS_BADGE_UPDATING, _ ("Asking for the fingerprint…"));
  obs_window_say (self, _ ("Asking the origin for its fingerprint"));
}

void
obs_window_end_contact (ObsWindow *self, const GError *error)
{
  self->sync_by_hand = FALSE;
  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      set_badge (self, OBS_BADGE_UNCONFIRMED, NULL);
      obs_window_say (self, error == NULL ? _ ("The fingerprint of the origin is to be compared.")
                                          : _ ("Update stopped. Nothing was changed."));
      return;
    }
  self->sync_by_hand = TRUE;
  take_failure (self, error);
  self->sync_by_hand = FALSE;
}

void
obs_window_show_why (ObsWindow *self)
{
  if (self->trouble == NULL)
    return;
  /* There is something to do about this one. */
  if (self->unknown_origin)
    {
      obs_window_ask_trust (self);
      return;
    }
  obs_dialog_tell (GTK_WINDOW (self), _ ("Why the update failed"), self->trouble,
                   self->trouble_details);
}
