/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"

#include "data/build/build.h"
#include "data/edition/edition.h"
#include "data/publish/disclosure-summary.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* The custodian's part: build and check an edition. */

static char *output;
static gboolean force;
static gboolean strict;
static char *previous;
static char *date;
static char *report_form;
static char **accept;
static char *policy;
static char **earlier;
static char *disclosure;
static char *cache;

static const GOptionEntry build_options[] = {
  { "previous", 'p', 0, G_OPTION_ARG_FILENAME, &previous,
    N_ ("Compare rows and areas with this edition"), N_ ("EDITION") },
  { "accept", 0, 0, G_OPTION_ARG_STRING_ARRAY, &accept, N_ ("Let the rows of this source jump"),
    N_ ("SOURCE") },
  { "cache", 0, 0, G_OPTION_ARG_FILENAME, &cache,
    N_ ("Keep read tables in this folder, and read only what changed the next time"),
    N_ ("FOLDER") },
  { "date", 0, 0, G_OPTION_ARG_STRING, &date, N_ ("Date of the edition"), N_ ("YYYY-MM-DD") },
  { "strict", 0, 0, G_OPTION_ARG_NONE, &strict, N_ ("Stop at warnings too"), NULL },
  { "report", 0, 0, G_OPTION_ARG_STRING, &report_form,
    N_ ("Say what was read, left out and found: words or json"), N_ ("FORM") },
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_ ("Write the edition to this file"),
    N_ ("EDITION") },
  { "force", 'f', 0, G_OPTION_ARG_NONE, &force,
    N_ ("Replace the file also where it is not an edition"), NULL },
  { "policy", 0, 0, G_OPTION_ARG_FILENAME, &policy,
    N_ ("Protect businesses by this policy file instead of the default rules"), N_ ("FILE") },
  { "earlier", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &earlier,
    N_ ("Protect also against this edition, published before; may be repeated, the latest first"),
    N_ ("EDITION") },
  { "disclosure", 0, 0, G_OPTION_ARG_FILENAME, &disclosure,
    N_ ("Write how much was withheld and why to this file, as JSON"), N_ ("FILE") },
  G_OPTION_ENTRY_NULL,
};

/* The report goes to standard output where it is asked for; what stopped the build goes to standard
 * error in any case. */
static ObsExit
say_report (const ObsBuildReport *report, gboolean done, const GError *error)
{
  g_autofree char *text = NULL;

  if (report_form != NULL)
    {
      text = g_str_equal (report_form, "json") ? obs_build_report_json (report)
                                               : obs_build_report_words (report);
      obs_command_printf ("%s%s", text, g_str_has_suffix (text, "\n") ? "" : "\n");
    }
  return done ? OBS_EXIT_OK : obs_command_fail (error);
}

/* How much was withheld and why, bound to the edition that was built. */
static gboolean
write_disclosure (const ObsBuildReport *report, GError **error)
{
  g_autofree char *counts = obs_build_report_disclosure (report);
  g_autofree char *text
      = obs_disclosure_summary_text (counts, output, obs_command_cancellable (), error);

  return text != NULL && g_file_set_contents (disclosure, text, -1, error);
}

static ObsExit
run_build (char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsBuildReport) report = NULL;
  ObsBuildInputs inputs;
  gboolean done;

  if (output == NULL)
    return obs_command_usage (_ ("Say where to write the edition: -o EDITION."));
  if (report_form != NULL && !g_str_equal (report_form, "words")
      && !g_str_equal (report_form, "json"))
    return obs_command_usage (_ ("A report is made of “words” or as “json”."));
  /* An edition may be built again over the last one; any other file is somebody's work. */
  if (!obs_edition_is_file (output) && !obs_command_may_write (output, force))
    return OBS_EXIT_FAILED;
  inputs = (ObsBuildInputs){ .folders = (const char *const *) words,
                             .previous = previous,
                             .accept = (const char *const *) accept,
                             .date = date,
                             .cache = cache,
                             .policy = policy,
                             .earlier = (const char *const *) earlier,
                             .strict = strict };
  done = obs_build_edition (&inputs, output, &report, obs_command_cancellable (), &error);
  if (done && disclosure != NULL && !write_disclosure (report, &error))
    return obs_command_fail (error);
  return say_report (report, done, error);
}

const ObsCommand obs_command_build = {
  .name = "build",
  .words = N_ ("SOURCES…"),
  .summary = N_ ("Build an edition from folders of source tables and raw files"),
  .details = N_ ("Raw files are read as the source descriptors in the folders say; where no folder "
                 "has an edition.ini, those that come with the program are used. The same inputs "
                 "always give the same bytes. Faults are named by file, line and column, and then "
                 "nothing is written."),
  .options = build_options,
  .least = 1,
  .most = 64,
  .run = run_build,
};

static ObsExit
run_check (char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsEdition) edition = NULL;
  g_autoptr (GPtrArray) faults = NULL;
  g_autofree char *shown = g_filename_display_name (words[0]);

  edition = obs_edition_open (words[0], &error);
  if (edition == NULL)
    return obs_command_fail (error);
  g_clear_pointer (&edition, obs_edition_close);
  if (obs_edition_check (words[0], &faults, obs_command_cancellable (), &error))
    {
      obs_command_printf (_ ("“%s” is a sound edition.\n"), shown);
      return OBS_EXIT_OK;
    }
  if (faults == NULL || faults->len == 0)
    return obs_command_fail (error);
  for (guint i = 0; i < faults->len; i++)
    obs_command_printf ("%s\n", (char *) g_ptr_array_index (faults, i));
  obs_command_say (ngettext ("“%s” has %u fault and must not be used.",
                             "“%s” has %u faults and must not be used.", faults->len),
                   shown, faults->len);
  return OBS_EXIT_FAILED;
}

const ObsCommand obs_command_check = {
  .name = "check",
  .words = N_ ("EDITION"),
  .summary = N_ ("Check an edition file: header, schema, keys, values, figures"),
  .details = N_ ("Each fault is one line of the output."),
  .least = 1,
  .most = 1,
  .run = run_check,
};
