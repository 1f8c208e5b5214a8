/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"

#include "data/taxonomy/review.h"

#include <glib/gi18n.h>
#include <string.h>

/* The matches that a person should look at, as a sheet; and the sheet back as corrections. */

static char *level;
static char *sheet;
static char *output;
static char *reason;
static char *author;
static char *decided;
static int top = 200;
static gboolean force;

static const GOptionEntry options[] = {
  { "level", 'l', 0, G_OPTION_ARG_STRING, &level, N_ ("Only matches of this level"),
    "area|concept" },
  { "top", 't', 0, G_OPTION_ARG_INT, &top, N_ ("Most rows (200)"), N_ ("N") },
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
    N_ ("File to write; without it the sheet goes to standard output"), N_ ("FILE") },
  { "force", 0, 0, G_OPTION_ARG_NONE, &force, N_ ("Replace the sheet if it is there already"),
    NULL },
  { "read", 'r', 0, G_OPTION_ARG_FILENAME, &sheet,
    N_ ("Read this filled-in sheet (CSV, XLSX or ODS) and add its decisions to the table of "
        "corrections at -o"),
    N_ ("FILE") },
  { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, N_ ("Why, where a row of the sheet is silent"),
    N_ ("WORDS") },
  { "author", 0, 0, G_OPTION_ARG_STRING, &author, N_ ("Role of who decided, the same way"),
    N_ ("WORDS") },
  { "decided", 0, 0, G_OPTION_ARG_STRING, &decided, N_ ("Day of the decision, the same way"),
    N_ ("YYYY-MM-DD") },
  G_OPTION_ENTRY_NULL,
};

static gboolean
write_table (const ObsTable *table, const char *path, GError **error)
{
  g_autofree char *csv = obs_table_to_csv (table);

  if (path != NULL)
    return g_file_set_contents (path, csv, -1, error);
  obs_command_print (csv);
  return TRUE;
}

static ObsExit
write_sheet (ObsEdition *edition)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsTable) table = NULL;

  if (output != NULL && !obs_command_may_write (output, force))
    return OBS_EXIT_FAILED;
  table = obs_review_list (edition, level, (guint) top, obs_command_cancellable (), &error);
  if (table == NULL || !write_table (table, output, &error))
    return obs_command_fail (error);
  if (table->rows->len == 0)
    obs_command_say (_ ("Nothing is left to review here."));
  return OBS_EXIT_OK;
}

static void
say_faults (const GPtrArray *faults)
{
  for (guint i = 0; i < faults->len; i++)
    obs_command_say ("%s", (const char *) g_ptr_array_index (faults, i));
  obs_command_say (ngettext ("Nothing was written, because of %u row. Correct it in the sheet and "
                             "read it again.",
                             "Nothing was written, because of %u rows. Correct them in the sheet "
                             "and read it again.",
                             faults->len),
                   faults->len);
}

static ObsExit
read_sheet (ObsEdition *edition)
{
  const ObsReviewDefaults defaults = { .reason = reason, .author = author, .decided = decided };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) decisions = NULL;
  g_autoptr (ObsTable) table = NULL;
  ObsReviewCounts counts;
  guint open;

  decisions = obs_review_read (edition, sheet, &defaults, faults, &open, obs_command_cancellable (),
                               &error);
  if (decisions == NULL)
    return obs_command_fail (error);
  if (faults->len > 0)
    {
      say_faults (faults);
      return OBS_EXIT_FAILED;
    }
  table = obs_review_merge (output, decisions, &counts, &error);
  if (table == NULL || !write_table (table, output, &error))
    return obs_command_fail (error);
  obs_command_printf (_ ("Corrections: %u new, %u replaced, %u as before; %u rows are open.\n"),
                      counts.added, counts.changed, counts.kept, open);
  return OBS_EXIT_OK;
}

static ObsExit
run_review (char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsEdition) edition = NULL;

  if (level != NULL && strcmp (level, "area") != 0 && strcmp (level, "concept") != 0)
    return obs_command_usage (_ ("“%s” is not a level; the levels are: area, concept."), level);
  if (top < 1)
    return obs_command_usage (_ ("--top is a number of rows, 1 or more."));
  if (sheet != NULL && output == NULL)
    return obs_command_usage (_ ("Say where the corrections go: -o FILE."));
  if (sheet == NULL && (reason != NULL || author != NULL || decided != NULL))
    return obs_command_usage (_ ("--reason, --author and --decided go with --read FILE."));
  edition = obs_command_open (words[0], &error);
  if (edition == NULL)
    return obs_command_fail (error);
  return sheet != NULL ? read_sheet (edition) : write_sheet (edition);
}

const ObsCommand obs_command_review = {
  .name = "review",
  .words = N_ ("[EDITION]"),
  .summary = N_ ("List the least certain matches to look at, and read the decisions back"),
  .details
  = N_ ("The sheet has a row for each text, first those on which most rests. Fill in: decision (is "
        "or is-not), another concept where there is a better one, reason, author (a role) and the "
        "day. Read back with --read, the decisions are added to a table that builds take as "
        "taxonomy/corrections.csv; what stands in it already is kept, and nothing is written "
        "while a row is wrong."),
  .options = options,
  .most = 1,
  .run = run_review,
};
