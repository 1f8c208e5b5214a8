/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"

#include "data/ingest/simulation.h"

#include <glib/gi18n.h>

static char *output;
static gboolean force;

static const GOptionEntry options[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_ ("Write the answers to this file"),
    N_ ("FILE") },
  { "force", 'f', 0, G_OPTION_ARG_NONE, &force, N_ ("Replace the file where it exists"), NULL },
  G_OPTION_ENTRY_NULL,
};

static ObsExit
run_simulate (char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsPanel) panel = NULL;

  if (output == NULL)
    return obs_command_usage (_ ("Say where to write the answers: -o FILE.csv."));
  if (!obs_command_may_write (output, force))
    return OBS_EXIT_FAILED;
  panel = obs_panel_simulate (words[0], &error);
  if (panel == NULL || !obs_panel_write_csv (panel, output, &error))
    return obs_command_fail (error);
  return OBS_EXIT_OK;
}

const ObsCommand obs_command_simulate = {
  .name = "simulate",
  .words = N_ ("FOLDER"),
  .summary = N_ ("Write the answers of the demonstration panel: simulated, not real"),
  .details = N_ ("FOLDER holds the parameters of the panel. The same parameters give the same "
                 "answers on every computer."),
  .options = options,
  .least = 1,
  .most = 1,
  .run = run_simulate,
};
