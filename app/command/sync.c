/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"

#include "data/engine/format.h"
#include "data/sync/sync.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

#define MOST_TRIES 10

static char *home_option, *fingerprint_option;
static gboolean check_only, stage_only, quiet;
static int tries = 5; /* as obs_patience */

static const GOptionEntry options[] = {
  { "home", 0, 0, G_OPTION_ARG_FILENAME, &home_option,
    N_ ("Keep editions in this folder instead of your own"), N_ ("DIR") },
  { "fingerprint", 0, 0, G_OPTION_ARG_STRING, &fingerprint_option,
    N_ ("Trust a new origin whose keys have this fingerprint"), N_ ("HEX") },
  { "check", 0, 0, G_OPTION_ARG_NONE, &check_only, N_ ("Only ask whether there is a newer one"),
    NULL },
  { "stage", 0, 0, G_OPTION_ARG_NONE, &stage_only,
    N_ ("Bring it in and check it, but go on using the present one"), NULL },
  { "tries", 0, 0, G_OPTION_ARG_INT, &tries,
    N_ ("Ask so often, with pauses of 1, 2, 4 … seconds, where the network fails (5)"), N_ ("N") },
  { "quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, N_ ("Say nothing unless it fails"), NULL },
  G_OPTION_ENTRY_NULL,
};

typedef struct
{
  gint64 shown;  /* monotonic time of the last line */
  char *stage;   /* what it said */
  gboolean open; /* a line without its end stands on the terminal */
} Progress;

static void
progress_cb (const ObsSyncProgress *state, gpointer user_data)
{
  Progress *progress = user_data;
  gint64 now = g_get_monotonic_time ();
  gboolean finished = state->total > 0 && state->done >= state->total;

  /* What is new is said at once. */
  if (g_strcmp0 (progress->stage, state->stage) == 0 && !finished
      && now - progress->shown < G_USEC_PER_SEC / 10)
    return;
  g_free (progress->stage);
  progress->stage = g_strdup (state->stage);
  progress->shown = now;
  progress->open = TRUE;
  if (state->total > 0)
    fprintf (stderr, "\r\033[K%s %3d %%", state->stage,
             (int) (100 * ((double) state->done / (double) state->total)));
  else
    fprintf (stderr, "\r\033[K%s", state->stage);
  fflush (stderr);
}

/* "36.4 kB fetched by 1 pack", or the size alone where nothing was built. */
static char *
transfer_words (const ObsSyncResult *result)
{
  g_autofree char *size = g_format_size (result->fetched);
  g_autofree char *route = obs_sync_result_route (result);

  if (*route == '\0')
    return g_strdup_printf (_ ("%s fetched"), size);
  /* Translators: a size, and "2 packs" or the like */
  return g_strdup_printf (_ ("%s fetched: %s"), size, route);
}

static void
report (const ObsSyncResult *result)
{
  g_autofree char *transfer = transfer_words (result);
  g_autofree char *day = result->date != NULL ? obs_format_date (result->date, FALSE) : NULL;

  switch (result->outcome)
    {
    case OBS_SYNC_UP_TO_DATE:
      obs_command_print (_ ("Up to date: there is no newer edition.\n"));
      break;
    case OBS_SYNC_AVAILABLE:
      obs_command_printf (_ ("A newer edition is ready: %s.\n"), day);
      break;
    case OBS_SYNC_STAGED:
      obs_command_printf (
          _ ("The edition of %s is here (%s) and checked. “observatory editions use "
             "%s” starts to use it.\n"),
          day, transfer, result->edition);
      break;
    case OBS_SYNC_INSTALLED:
    default:
      obs_command_printf (_ ("Now using the edition of %s (%s).\n"), day, transfer);
    }
}

static ObsExit
run_sync (char **words)
{
  g_autoptr (ObsSyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  g_autofree char *home = obs_command_home (home_option);
  gboolean watched = !quiet && isatty (STDERR_FILENO);
  ObsSyncMode mode = OBS_SYNC_INSTALL;
  ObsPatience patience = obs_patience;
  Progress progress = { 0 };
  ObsExit status;

  if (check_only && stage_only)
    return obs_command_usage (_ ("Give --check or --stage, not both."));
  if (tries < 1 || tries > MOST_TRIES)
    return obs_command_usage (_ ("--tries takes a number from 1 to 10; 1 means no second try."));
  patience.tries = (guint) tries;
  if (check_only)
    mode = OBS_SYNC_CHECK_ONLY;
  else if (stage_only)
    mode = OBS_SYNC_STAGE;
  status = obs_command_trust (words[0], fingerprint_option, home, &address);
  if (status != OBS_EXIT_OK)
    return status;
  result = obs_sync_run (address, home, mode, &patience, watched ? progress_cb : NULL, &progress,
                         obs_command_cancellable (), &error);
  if (progress.open)
    fputs ("\r\033[K", stderr);
  g_free (progress.stage);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      obs_command_say (_ ("Stopped. The edition in use stays as it was."));
      return OBS_EXIT_FAILED;
    }
  if (result == NULL)
    return obs_command_fail (error);
  if (result->notice != NULL)
    obs_command_say ("%s", result->notice);
  if (!quiet)
    report (result);
  return OBS_EXIT_OK;
}

const ObsCommand obs_command_sync = {
  .name = "sync",
  .words = N_ ("[ADDRESS]"),
  .summary = N_ ("Bring the newest edition in from an origin"),
  .details = N_ ("Without an address the origin in use is asked; “observatory origins” lists those "
                 "that are known. Of a new one the fingerprint of its keys has to be compared with "
                 "what its publisher says, unless the address carries it (#…). Everything is "
                 "checked before it is used. Whatever fails, the edition in use stays as it was."),
  .options = options,
  .least = 0,
  .most = 1,
  .run = run_sync,
};
