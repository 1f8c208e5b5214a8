/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/window-private.h"

#include "data/error.h"
#include "data/sync/address.h"
#include "data/sync/origins.h"
#include "ui/pages/preferences.h"
#include "ui/pages/trust-dialog.h"
#include "ui/widgets/dialog.h"
#include "ui/words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Whom editions are fetched from: first contact with an origin, and what the window says where its
 * word cannot be trusted. */

#define ORIGIN_ADDRESS "skills-observatory:origin/"

/* --- words --------------------------------------------------------------------------------- */

/* (transfer full): NULL where this computer does not know it yet */
static ObsOrigin *
find_origin (ObsWindow *self)
{
  g_autofree char *text = obs_settings_get_string (self->settings, "origin-url");
  g_autofree char *fingerprint = NULL;
  g_autofree char *address = obs_address_parse_origin (text, &fingerprint, NULL);
  g_autofree char *id = fingerprint != NULL ? g_strndup (fingerprint, 16) : NULL;

  /* With its fingerprint it is the same one wherever it lies. */
  if (id != NULL)
    return obs_origins_find (self->home_dir, id);
  return address != NULL ? obs_origins_find (self->home_dir, address) : NULL;
}

static char *
day_words (gint64 time)
{
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (time);
  g_autofree char *day = local != NULL ? g_date_time_format (local, "%F") : NULL;

  return obs_words_date (day);
}

/* The day on which the origin last said that this edition is the newest; NULL where it never did.
 * (transfer full) */
static char *
confirmed_day (ObsWindow *self)
{
  g_autoptr (ObsOrigin) origin = find_origin (self);

  return origin != NULL && origin->checked > 0 ? day_words (origin->checked) : NULL;
}

char *
obs_window_offline_day (ObsWindow *self)
{
  g_autoptr (ObsOrigin) origin = find_origin (self);

  return origin != NULL && origin->offline > 0 ? day_words (origin->offline) : NULL;
}

/* "The edition of 22 Nov 2026 stays in use. It is not confirmed as current since 1 Dec 2026." */
static char *
stays_words (ObsWindow *self)
{
  const ObsJourneys *journeys = obs_store_get_journeys (self->store);
  g_autofree char *day = obs_words_date (journeys != NULL ? journeys->info->date : NULL);
  g_autofree char *since = confirmed_day (self);

  if (since != NULL)
    return g_strdup_printf (_ ("The edition of %s stays in use. It is not confirmed as current "
                               "since %s."),
                            day, since);
  return g_strdup_printf (_ ("The edition of %s stays in use. It has not been confirmed as current "
                             "by this origin yet."),
                          day);
}

gboolean
obs_window_is_trust_error (const GError *error)
{
  return g_error_matches (error, OBS_ERROR, OBS_ERROR_UNTRUSTED)
         || g_error_matches (error, OBS_ERROR, OBS_ERROR_EXPIRED)
         || g_error_matches (error, OBS_ERROR, OBS_ERROR_UNANNOUNCED)
         || g_error_matches (error, OBS_ERROR, OBS_ERROR_UNKNOWN_ORIGIN);
}

char *
obs_window_trust_words (ObsWindow *self, const GError *error)
{
  g_autofree char *stays = stays_words (self);
  const char *reason;

  switch (error->code)
    {
    case OBS_ERROR_UNTRUSTED:
      reason = _ ("What came is not signed by the keys that are trusted for this origin, so it was "
                  "not used.");
      break;
    case OBS_ERROR_EXPIRED:
      reason = _ ("The origin’s word on which edition is the newest is out of date.");
      break;
    case OBS_ERROR_UNANNOUNCED:
      reason = _ ("The new edition lost more than its publisher announced, so it was not used.");
      break;
    case OBS_ERROR_UNKNOWN_ORIGIN:
    default:
      reason = _ ("Nobody has confirmed the keys of this origin on this computer yet.");
      break;
    }
  return g_strdup_printf ("%s %s", reason, stays);
}

/* The badge for a trust error, and what it adds to its words. (transfer full) */
ObsBadge
obs_window_trust_badge (ObsWindow *self, const GError *error, char **detail)
{
  *detail = NULL;
  switch (error->code)
    {
    case OBS_ERROR_UNTRUSTED:
      return OBS_BADGE_UNTRUSTED;
    case OBS_ERROR_UNANNOUNCED:
      return OBS_BADGE_UNANNOUNCED;
    case OBS_ERROR_EXPIRED:
      *detail = confirmed_day (self);
      return OBS_BADGE_EXPIRED;
    case OBS_ERROR_UNKNOWN_ORIGIN:
    default:
      return OBS_BADGE_UNCONFIRMED;
    }
}

/* --- first contact ------------------------------------------------------------------------- */

typedef struct
{
  ObsWindow *window;
  char *address;
  char *fingerprint;
} Contact;

static void
contact_free (gpointer data)
{
  Contact *contact = data;

  g_clear_object (&contact->window);
  g_free (contact->address);
  g_free (contact->fingerprint);
  g_free (contact);
}

static void
probe_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Contact *contact = data;
  GError *error = NULL;
  char *fingerprint = NULL;

  if (obs_sync_probe (contact->address, cancellable, &fingerprint, &error))
    g_task_return_pointer (task, fingerprint, g_free);
  else
    g_task_return_error (task, error);
}

/* The address with its fingerprint is an address that is pinned: the sync does the rest. */
static void
trusted (gpointer data)
{
  const Contact *contact = data;
  ObsWindow *self = contact->window;
  g_autofree char *whole = g_strconcat (contact->address, "#", contact->fingerprint, NULL);

  if (self->shell == NULL || gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  obs_settings_set_string (self->settings, "origin-url", whole);
  obs_window_sync_now (self);
}

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ObsWindow *self = OBS_WINDOW (source);
  const Contact *asked = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *fingerprint = g_task_propagate_pointer (G_TASK (result), &error);
  Contact *contact;

  g_clear_object (&self->sync_cancellable);
  if (self->shell == NULL || gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  obs_window_end_contact (self, error);
  if (fingerprint == NULL)
    return;
  contact = g_new0 (Contact, 1);
  contact->window = g_object_ref (self);
  contact->address = g_strdup (asked->address);
  contact->fingerprint = g_steal_pointer (&fingerprint);
  obs_trust_dialog_present (GTK_WINDOW (self), contact->address, contact->fingerprint, trusted,
                            contact, contact_free);
}

void
obs_window_ask_trust (ObsWindow *self)
{
  g_autofree char *text = obs_settings_get_string (self->settings, "origin-url");
  g_autofree char *address = NULL;
  g_autofree char *fingerprint = NULL;
  g_autofree char *problem = NULL;
  g_autoptr (GTask) task = NULL;
  Contact *contact;

  if (self->sync_cancellable != NULL || !obs_trust_split (text, &address, &fingerprint, &problem)
      || *address == '\0')
    return;
  self->sync_cancellable = g_cancellable_new ();
  contact = g_new0 (Contact, 1);
  contact->address = g_steal_pointer (&address);
  obs_window_begin_contact (self);
  task = g_task_new (self, self->sync_cancellable, probed_cb, NULL);
  g_task_set_task_data (task, contact, contact_free);
  g_task_run_in_thread (task, probe_thread);
}

/* --- links --------------------------------------------------------------------------------- */

gboolean
obs_window_is_origin_address (const char *address)
{
  return g_str_has_prefix (address, ORIGIN_ADDRESS);
}

/* "skills-observatory:origin/https://host/path#…": only offers the address. */
gboolean
obs_window_open_origin_address (ObsWindow *self, const char *address)
{
  const char *rest;
  g_autofree char *place = NULL;
  g_autofree char *fingerprint = NULL;
  g_autofree char *problem = NULL;
  g_autofree char *whole = NULL;

  if (!obs_window_is_origin_address (address))
    return FALSE;
  rest = address + strlen (ORIGIN_ADDRESS);
  if (!obs_trust_split (rest, &place, &fingerprint, &problem))
    {
      obs_window_say (self, problem);
      obs_toast_show (OBS_TOAST (self->toast), problem, NULL, NULL);
      return TRUE;
    }
  whole = fingerprint != NULL ? g_strconcat (place, "#", fingerprint, NULL) : g_strdup (place);
  obs_preferences_present (GTK_WINDOW (self), TRUE, whole);
  return TRUE;
}
