/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"

#include "data/ingest/panel-responses.h"

#include <glib/gi18n.h>
#include <string.h>

/* The custodian's look at a panel before an edition is built. */

static char *format_option;
static gboolean strict;

static const GOptionEntry panel_options[] = {
  { "format", 0, 0, G_OPTION_ARG_STRING, &format_option, N_ ("How to print the report"),
    "text|json" },
  { "strict", 0, 0, G_OPTION_ARG_NONE, &strict,
    N_ ("Fail also where rows or answers could not be read"), NULL },
  G_OPTION_ENTRY_NULL,
};

/* A folder of sources has the panel in a folder of its own. */
static char *
panel_folder (const char *folder)
{
  g_autofree char *inner = g_build_filename (folder, "panel", NULL);
  g_autofree char *survey = g_build_filename (inner, "survey.csv", NULL);

  return g_file_test (survey, G_FILE_TEST_EXISTS) ? g_steal_pointer (&inner) : g_strdup (folder);
}

/* Reasons that somebody can mend; the others are as they should be. */
static guint
count_mistakes (const ObsPanelReport *report)
{
  static const ObsPanelReason mistakes[]
      = { OBS_PANEL_BAD_TIME,       OBS_PANEL_NO_PERSON, OBS_PANEL_UNKNOWN_PERSON,
          OBS_PANEL_UNKNOWN_FIRM,   OBS_PANEL_NOT_ASKED, OBS_PANEL_OFF_SCALE,
          OBS_PANEL_UNKNOWN_OPTION, OBS_PANEL_BAD_LIST };
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (mistakes); i++)
    n += report->counts[mistakes[i]];
  return n;
}

static ObsExit
run_panel (char **words)
{
  g_autoptr (ObsPanelReport) report = obs_panel_report_new ();
  g_autoptr (ObsSurvey) survey = NULL;
  g_autoptr (ObsPanelAnswers) answers = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *text = NULL;
  g_autofree char *shown = g_filename_display_name (words[1]);
  ObsFormat format;

  if (strcmp (words[0], "check") != 0)
    return obs_command_usage (_ ("“%s” is not known; call it as: observatory panel check FOLDER."),
                              words[0]);
  if (!obs_command_format (format_option, "text|json", &format))
    return OBS_EXIT_USAGE;
  if (!g_file_test (words[1], G_FILE_TEST_IS_DIR))
    {
      obs_command_say (_ ("There is no folder “%s”. Name the folder that holds the survey."),
                       shown);
      return OBS_EXIT_FAILED;
    }
  folder = panel_folder (words[1]);
  survey = obs_survey_load (folder, report);
  if (survey != NULL && obs_panel_has_responses (folder))
    answers = obs_panel_read_responses (folder, survey, report);
  text = format == OBS_FORMAT_JSON ? obs_panel_report_to_json (report)
                                   : obs_panel_report_to_text (report);
  obs_command_print (text);
  if (report->faults->len == 0 && (!strict || count_mistakes (report) == 0))
    return OBS_EXIT_OK;
  if (report->faults->len > 0)
    obs_command_say (ngettext ("“%s” has %u fault; no edition can be built from it.",
                               "“%s” has %u faults; no edition can be built from it.",
                               report->faults->len),
                     shown, report->faults->len);
  else
    obs_command_say (ngettext ("“%s” has %u row or answer that could not be read.",
                               "“%s” has %u rows or answers that could not be read.",
                               count_mistakes (report)),
                     shown, count_mistakes (report));
  return OBS_EXIT_FAILED;
}

const ObsCommand obs_command_panel = {
  .name = "panel",
  .words = "check FOLDER",
  .summary = N_ ("Check a survey and the responses to it, without building anything"),
  .details
  = N_ ("FOLDER is a folder of sources, or its folder panel. The report says what was taken "
        "and what was left out, by file and line; it names no person and no business."),
  .options = panel_options,
  .least = 2,
  .most = 2,
  .run = run_panel,
};
