/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/view.h"

#include "ui/export/figure-file.h"

#include <glib/gi18n.h>
#include <string.h>

/* One question, answered: in words and a table (answer) or as a file (figure). */

#define TEXT_WIDTH 96

static ObsViewOptions view_options;
static char *format_option, *output;
static gboolean force;

static const GOptionEntry answer_options[] = {
  OBS_COMMAND_VIEW (view_options),
  { "format", 0, 0, G_OPTION_ARG_STRING, &format_option, N_ ("How to print it"), "text|json|csv" },
  G_OPTION_ENTRY_NULL,
};

static const GOptionEntry figure_options[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
    N_ ("Write this file; its ending says what: png, svg, pdf, csv, json"), N_ ("FILE") },
  OBS_COMMAND_VIEW (view_options),
  { "force", 'f', 0, G_OPTION_ARG_NONE, &force, N_ ("Replace the file where it exists"), NULL },
  G_OPTION_ENTRY_NULL,
};

static void
print_filled (const char *text, const char *indent)
{
  g_autofree char *filled = NULL;

  if (text == NULL || *text == '\0')
    return;
  filled = obs_fill_text (text, TEXT_WIDTH, indent);
  obs_command_print (filled);
}

/* All but the columns that every row fills alike: the source stands below the table. */
static void
print_rows (const ObsFigure *figure)
{
  g_autoptr (ObsTable) table = obs_figure_to_table (figure);
  g_autofree gboolean *shown = g_new0 (gboolean, table->keys->len);
  g_autofree char *text = NULL;

  if (table->rows->len == 0)
    return;
  for (guint i = 0; i < table->keys->len; i++)
    shown[i] = !g_str_equal (g_ptr_array_index (table->keys, i), "source");
  text = obs_table_to_text (table, shown);
  obs_command_printf ("\n%s", text);
}

static void
print_figure (const ObsFigure *figure)
{
  print_filled (figure->title, "");
  print_filled (figure->subtitle, "");
  if (figure->band != NULL)
    {
      g_autofree char *band = g_strconcat ("! ", figure->band, NULL);

      obs_command_print ("\n");
      print_filled (band, "");
    }
  obs_command_print ("\n");
  print_filled (figure->summary, "");
  print_rows (figure);
  obs_command_print ("\n");
  for (guint i = 0; i < figure->notes->len; i++)
    print_filled (g_ptr_array_index (figure->notes, i), "");
  print_filled (figure->source_line, "");
  print_filled (figure->licence, "");
}

static ObsExit
run_answer (char **words)
{
  g_autoptr (ObsFigure) figure = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gboolean ranges = TRUE;
  ObsExit status;
  ObsFormat format;

  if (!obs_command_format (format_option, "text|json|csv", &format))
    return OBS_EXIT_USAGE;
  figure = obs_command_answer_view (words[0], &view_options, &ranges, &status);
  if (figure == NULL)
    return status;
  if (format == OBS_FORMAT_TEXT)
    {
      print_figure (figure);
      return OBS_EXIT_OK;
    }
  bytes = obs_figure_to_bytes (figure, format == OBS_FORMAT_JSON ? OBS_FILE_JSON : OBS_FILE_CSV,
                               ranges, &error);
  if (bytes == NULL)
    return obs_command_fail (error);
  obs_command_write (bytes);
  return OBS_EXIT_OK;
}

const ObsCommand obs_command_answer = {
  .name = "answer",
  .words = N_ ("QUESTION"),
  .summary = N_ ("Answer a question in words and a table"),
  .details = N_ ("QUESTION is a key from “observatory questions”, the id of a recommendation, "
                 "finding or term, or a whole skills-observatory:view/… address."),
  .options = answer_options,
  .least = 1,
  .most = 1,
  .run = run_answer,
};

static ObsExit
run_figure (char **words)
{
  g_autoptr (ObsFigure) figure = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *beside = NULL;
  gboolean ranges = TRUE;
  ObsFileKind kind;
  ObsExit status;

  if (output == NULL)
    return obs_command_usage (_ ("Say which file to write: -o FILE.png."));
  if (!obs_file_kind_from_path (output, &kind))
    return obs_command_usage (
        _ ("The ending of “%s” does not say what to write; it has to be png, svg, pdf, csv or "
           "json."),
        output);
  figure = obs_command_answer_view (words[0], &view_options, &ranges, &status);
  if (figure == NULL)
    return status;
  if (!obs_command_may_write (output, force))
    return OBS_EXIT_FAILED;
  beside = kind == OBS_FILE_CSV ? g_strconcat (output, "-metadata.json", NULL) : NULL;
  if (beside != NULL && !obs_command_may_write (beside, force))
    return OBS_EXIT_FAILED;
  if (!obs_figure_save (figure, output, ranges, &error))
    return obs_command_fail (error);
  return OBS_EXIT_OK;
}

const ObsCommand obs_command_figure = {
  .name = "figure",
  .words = N_ ("QUESTION"),
  .summary = N_ ("Write the figure of a question as a picture or as data"),
  .details
  = N_ ("Every file carries the title, the warnings, the source, the edition and how exact "
        "the values are."),
  .options = figure_options,
  .least = 1,
  .most = 1,
  .run = run_figure,
};
