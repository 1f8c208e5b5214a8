/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"

#include "data/engine/plan.h"
#include "data/error.h"

#include <glib/gi18n.h>
#include <string.h>

/* The evidence of the plan as lists: findings, recommendations, roadmap. */

static char *edition_file, *format_option, *domain, *sector, *ksb, *section;
static char **ids;

static const GOptionEntry findings_options[] = {
  { "domain", 0, 0, G_OPTION_ARG_STRING, &domain, N_ ("Only findings on this subject"),
    N_ ("DOMAIN") },
  { "sector", 0, 0, G_OPTION_ARG_STRING, &sector,
    N_ ("Only findings of this sector and of all sectors"), N_ ("SECTOR") },
  { "ksb", 0, 0, G_OPTION_ARG_STRING, &ksb, N_ ("Only knowledge, skills or behaviours"), "K|S|B" },
  { "section", 0, 0, G_OPTION_ARG_STRING, &section,
    N_ ("Only findings of this section of the plan, sub-sections too"), N_ ("NUMBER") },
  { "id", 0, 0, G_OPTION_ARG_STRING_ARRAY, &ids, N_ ("Only this finding; may be given again"),
    N_ ("ID") },
  OBS_COMMAND_EDITION (edition_file),
  { "format", 0, 0, G_OPTION_ARG_STRING, &format_option, N_ ("How to print them"),
    "table|json|csv" },
  G_OPTION_ENTRY_NULL,
};

/* FALSE, with a sentence said, where --domain or --sector is not one of what the edition knows. */
static gboolean
is_known (ObsEdition *edition, const char *of, const char *value, ObsExit *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) choices = NULL;
  g_autofree char *known = NULL;

  if (value == NULL)
    return TRUE;
  choices = obs_plan_choices (edition, of, &error);
  if (choices == NULL)
    {
      *status = obs_command_fail (error);
      return FALSE;
    }
  if (obs_choices_have (choices, value))
    return TRUE;
  known = obs_choices_words (choices);
  if (strcmp (of, "domain") == 0)
    *status = obs_command_usage (_ ("“%s” is not a domain; the domains are: %s."), value, known);
  else
    *status = obs_command_usage (_ ("“%s” is not a sector; the sectors are: %s."), value, known);
  return FALSE;
}

static gboolean
section_exists (ObsEdition *edition, ObsExit *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sections = NULL;
  g_autofree char *known = NULL;
  gsize length;

  if (section == NULL)
    return TRUE;
  length = strlen (section);
  sections = obs_plan_choices (edition, "section", &error);
  if (sections == NULL)
    {
      *status = obs_command_fail (error);
      return FALSE;
    }
  for (guint i = 0; i < sections->len; i++)
    {
      const char *key = ((const ObsChoice *) g_ptr_array_index (sections, i))->key;

      if (length > 0 && strncmp (key, section, length) == 0
          && (key[length] == '\0' || key[length] == '.' || key[length] == ' '))
        return TRUE;
    }
  known = obs_choices_words (sections);
  *status = obs_command_usage (
      _ ("“%s” is not a section that findings come from; the sections are: %s."), section, known);
  return FALSE;
}

static ObsExit
run_findings (char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsEdition) edition = NULL;
  g_autoptr (ObsTable) table = NULL;
  ObsFindingFilter filter = { .domain = domain,
                              .sector = sector,
                              .ksb = ksb,
                              .section = section,
                              .ids = (const char *const *) ids };
  ObsExit status = OBS_EXIT_OK;
  ObsFormat format;

  if (!obs_command_format (format_option, "table|json|csv", &format))
    return OBS_EXIT_USAGE;
  if (ksb != NULL && strcmp (ksb, "K") != 0 && strcmp (ksb, "S") != 0 && strcmp (ksb, "B") != 0)
    return obs_command_usage (_ ("“%s” is not one of K, S and B."), ksb);
  edition = obs_command_open (edition_file, &error);
  if (edition == NULL)
    return obs_command_fail (error);
  if (!is_known (edition, "domain", domain, &status)
      || !is_known (edition, "sector", sector, &status) || !section_exists (edition, &status))
    return status;
  if (g_strcmp0 (sector, "all") == 0)
    filter.sector = NULL;
  table = obs_plan_findings (edition, &filter, NULL, &error);
  if (g_error_matches (error, OBS_ERROR, OBS_ERROR_NOT_FOUND))
    return obs_command_usage (_ ("%s “observatory findings” lists them all."), error->message);
  if (table == NULL)
    return obs_command_fail (error);
  if (format == OBS_FORMAT_TABLE && table->rows->len == 0)
    obs_command_print (_ ("No finding fits all of that.\n"));
  else
    obs_command_print_table (table, format, "findings");
  return OBS_EXIT_OK;
}

const ObsCommand obs_command_findings = {
  .name = "findings",
  .summary = N_ ("List the published findings, as exact as they were published"),
  .details = N_ ("Each finding comes with its grade, its words, the section of the plan and the "
                 "findings that say otherwise."),
  .options = findings_options,
  .run = run_findings,
};

static const GOptionEntry plan_options[] = {
  OBS_COMMAND_EDITION (edition_file),
  { "format", 0, 0, G_OPTION_ARG_STRING, &format_option, N_ ("How to print it"), "table|json|csv" },
  G_OPTION_ENTRY_NULL,
};

typedef ObsTable *(*PlanFunc) (ObsEdition *edition, GCancellable *cancellable, GError **error);

static ObsExit
run_plan (PlanFunc list, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsEdition) edition = NULL;
  g_autoptr (ObsTable) table = NULL;
  ObsFormat format;

  if (!obs_command_format (format_option, "table|json|csv", &format))
    return OBS_EXIT_USAGE;
  edition = obs_command_open (edition_file, &error);
  if (edition != NULL)
    table = list (edition, NULL, &error);
  if (table == NULL)
    return obs_command_fail (error);
  obs_command_print_table (table, format, name);
  return OBS_EXIT_OK;
}

static ObsExit
run_recommendations (char **words)
{
  return run_plan (obs_plan_recommendations, "recommendations");
}

static ObsExit
run_roadmap (char **words)
{
  return run_plan (obs_plan_roadmap, "roadmap");
}

const ObsCommand obs_command_recommendations = {
  .name = "recommendations",
  .summary = N_ ("List the recommendations and what each leans on"),
  .details = N_ ("“observatory answer R3” shows one of them with its actions."),
  .options = plan_options,
  .run = run_recommendations,
};

const ObsCommand obs_command_roadmap = {
  .name = "roadmap",
  .summary = N_ ("Show who leads what, and when, as far as it was published"),
  .details = N_ ("A cell that cannot be read from the publication says “not recoverable”; it is "
                 "not empty. Where the lead column and the timeline differ, both are shown."),
  .options = plan_options,
  .run = run_roadmap,
};
