/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"

#include "data/error.h"
#include "data/refresh/refresh.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The custodian's part that runs by itself. */

static char *output, *date, *format_name;
static char **only, **accept;
static gboolean strict, offline, quiet;

static const GOptionEntry options[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_ ("Write the edition to this file"),
    N_ ("EDITION") },
  { "only", 0, 0, G_OPTION_ARG_STRING_ARRAY, &only,
    N_ ("Ask only for this source (may be given several times)"), N_ ("ID") },
  { "accept", 0, 0, G_OPTION_ARG_STRING_ARRAY, &accept,
    N_ ("Take this source's files though they shrank, lost headings or jumped"), N_ ("ID") },
  { "offline", 0, 0, G_OPTION_ARG_NONE, &offline, N_ ("Ask nobody; build from what is held"),
    NULL },
  { "strict", 0, 0, G_OPTION_ARG_NONE, &strict, N_ ("End with status 1 where a source is late"),
    NULL },
  { "date", 0, 0, G_OPTION_ARG_STRING, &date, N_ ("Edition date, YYYY-MM-DD (default: today)"),
    N_ ("DATE") },
  { "format", 0, 0, G_OPTION_ARG_STRING, &format_name, N_ ("Form of the report"), "text|json" },
  { "quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, N_ ("Say nothing unless it fails"), NULL },
  G_OPTION_ENTRY_NULL,
};

typedef struct
{
  gint64 shown;  /* monotonic time of the last line */
  gboolean open; /* a line without its end stands on the terminal */
} Progress;

static char *
progress_words (const char *what, const char *source, guint64 done, guint64 total)
{
  g_autofree char *size = g_format_size (done);

  if (strcmp (what, "asking") == 0)
    return g_strdup_printf (_ ("Asking for %s"), source);
  if (strcmp (what, "fetching") == 0 && total > 0)
    return g_strdup_printf (_ ("Fetching %s: %d %%"), source,
                            (int) (100 * ((double) done / (double) total)));
  if (strcmp (what, "fetching") == 0)
    return g_strdup_printf (_ ("Fetching %s: %s"), source, size);
  if (strcmp (what, "building") == 0)
    return g_strdup (_ ("Building the edition"));
  if (strcmp (what, "comparing") == 0)
    return g_strdup (_ ("Comparing the figures"));
  return NULL;
}

static void
progress_cb (const char *what, const char *source, guint64 done, guint64 total, gpointer user_data)
{
  Progress *progress = user_data;
  gint64 now = g_get_monotonic_time ();
  g_autofree char *words = NULL;

  if (progress->open && strcmp (what, "fetching") == 0
      && now - progress->shown < G_USEC_PER_SEC / 10)
    return;
  words = progress_words (what, source, done, total);
  if (words == NULL)
    return;
  progress->shown = now;
  progress->open = TRUE;
  fprintf (stderr, "\r\033[K%s", words);
  fflush (stderr);
}

static void
print_report (const ObsRefreshReport *report, ObsFormat format)
{
  g_autofree char *text = format == OBS_FORMAT_JSON ? obs_refresh_report_json (report)
                                                    : obs_refresh_report_words (report);

  obs_command_print (text);
}

static ObsExit
run_refresh (char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsRefreshReport) report = NULL;
  guint n = g_strv_length (words);
  char *state = words[n - 1];
  Progress progress = { 0 };
  ObsRefreshInputs inputs = { 0 };
  ObsFormat format;
  gboolean good;

  if (output == NULL)
    return obs_command_usage (_ ("Say where the edition is: -o EDITION."));
  if (!obs_command_format (format_name, "text|json", &format))
    return OBS_EXIT_USAGE;
  words[n - 1] = NULL;
  inputs.folders = (const char *const *) words;
  inputs.state = state;
  inputs.edition = output;
  inputs.only = (const char *const *) only;
  inputs.accept = (const char *const *) accept;
  inputs.date = date;
  inputs.offline = offline;
  if (!quiet && isatty (STDERR_FILENO))
    {
      inputs.progress = progress_cb;
      inputs.user_data = &progress;
    }
  good = obs_refresh (&inputs, &report, obs_command_cancellable (), &error);
  words[n - 1] = state; /* the caller's list is whole again */
  if (progress.open)
    fputs ("\r\033[K", stderr);
  if (report != NULL && (!quiet || format == OBS_FORMAT_JSON))
    print_report (report, format);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      obs_command_say (_ ("Stopped. The edition stays as it was; the next refresh goes on from "
                          "here."));
      return OBS_EXIT_FAILED;
    }
  if (!good)
    return obs_command_fail (error);
  if (!strict || report->n_late == 0)
    return OBS_EXIT_OK;
  obs_command_say (ngettext ("%u source is late.", "%u sources are late.", report->n_late),
                   report->n_late);
  return OBS_EXIT_FAILED;
}

const ObsCommand obs_command_refresh = {
  .name = "refresh",
  .words = N_ ("SOURCES… STATE"),
  .summary = N_ ("Ask publishers for new releases and bring an edition up to date"),
  .details = N_ ("SOURCES are folders as for “observatory build”; STATE is a folder that keeps the "
                 "files that came and what was asked. A source that fails or is refused keeps its "
                 "last good files and is marked late. Where nothing changed, the edition is left "
                 "as it is."),
  .options = options,
  .least = 2,
  .most = 65,
  .run = run_refresh,
};
