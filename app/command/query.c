/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"

#include "data/engine/query.h"
#include "data/error.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* Any cube of an edition as a table, and as the SQL that gives the same numbers. */

static char *cube;
static char *by;
static char *measure;
static char *format_option;
static char **where_texts;
static char **sums;
static gboolean labels;
static gboolean rank;
static gboolean only_sql;

static const GOptionEntry query_options[] = {
  { "cube", 'c', 0, G_OPTION_ARG_STRING, &cube, N_ ("Which cube; without it they are listed"),
    N_ ("NAME") },
  { "by", 'b', 0, G_OPTION_ARG_STRING, &by, N_ ("Dimensions of the answer, with commas between"),
    N_ ("DIM[,DIM]") },
  { "where", 'w', 0, G_OPTION_ARG_STRING_ARRAY, &where_texts,
    N_ ("Only these codes; “*” at the end stands for any rest; area.kind and area.parent choose "
        "areas"),
    N_ ("DIM=CODE[,CODE]") },
  { "measure", 'm', 0, G_OPTION_ARG_STRING, &measure, N_ ("Only this measure"), N_ ("NAME") },
  { "sum", 's', 0, G_OPTION_ARG_STRING_ARRAY, &sums,
    N_ ("Add up the codes of this dimension; an unknown part makes the sum unknown"), N_ ("DIM") },
  { "rank", 0, 0, G_OPTION_ARG_NONE, &rank, N_ ("Add the place by value, the highest first"),
    NULL },
  { "labels", 'l', 0, G_OPTION_ARG_NONE, &labels, N_ ("Add the names of the codes"), NULL },
  { "sql", 0, 0, G_OPTION_ARG_NONE, &only_sql,
    N_ ("Print the SQL for sqlite3 in place of the answer"), NULL },
  { "format", 0, 0, G_OPTION_ARG_STRING, &format_option, N_ ("How to print it"), "table|csv|json" },
  G_OPTION_ENTRY_NULL,
};

static void
add_cell (JsonBuilder *builder, const char *text, gboolean number)
{
  if (*text == '\0')
    json_builder_add_null_value (builder);
  else if (!number)
    json_builder_add_string_value (builder, text);
  else if (strpbrk (text, ".eE") == NULL)
    json_builder_add_int_value (builder, g_ascii_strtoll (text, NULL, 10));
  else
    json_builder_add_double_value (builder, g_ascii_strtod (text, NULL));
}

static void
add_row (JsonBuilder *builder, gconstpointer item, gconstpointer data)
{
  const GPtrArray *row = item;
  const ObsQueryAnswer *answer = data;

  json_builder_begin_object (builder);
  for (guint j = 0; j < row->len; j++)
    {
      json_builder_set_member_name (builder, g_ptr_array_index (answer->table->keys, j));
      add_cell (builder, g_ptr_array_index (row, j),
                g_array_index (answer->is_number, gboolean, j));
    }
  json_builder_end_object (builder);
}

static void
print_answer (const ObsQueryAnswer *answer, ObsFormat format)
{
  g_autofree char *text = NULL;

  if (format == OBS_FORMAT_JSON)
    {
      obs_command_print_json ("cells", answer->table->rows, add_row, answer);
      return;
    }
  if (format == OBS_FORMAT_TABLE && answer->table->rows->len == 0)
    text = g_strdup (_ ("No cell fits all of that.\n"));
  else
    text = format == OBS_FORMAT_CSV ? obs_table_to_csv (answer->table)
                                    : obs_table_to_text (answer->table, NULL);
  obs_command_print (text);
}

static ObsExit
list_cubes (ObsEdition *edition, ObsFormat format)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsQueryAnswer) answer = obs_query_cubes (edition, &error);

  if (answer == NULL)
    return obs_command_fail (error);
  print_answer (answer, format);
  return OBS_EXIT_OK;
}

static ObsExit
ask (ObsEdition *edition, const ObsQuery *query, ObsFormat format)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsQueryAnswer) answer
      = obs_query_run (edition, query, !only_sql, obs_command_cancellable (), &error);

  if (g_error_matches (error, OBS_ERROR, OBS_ERROR_SPEC))
    return obs_command_usage ("%s", error->message);
  if (answer == NULL)
    return obs_command_fail (error);
  if (only_sql)
    obs_command_print (answer->sql);
  else
    print_answer (answer, format);
  return OBS_EXIT_OK;
}

static ObsExit
run_query (char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsEdition) edition = NULL;
  g_autoptr (GPtrArray) where = g_ptr_array_new_with_free_func (obs_query_where_free);
  g_auto (GStrv) dimensions = g_strsplit (by != NULL ? by : "", ",", -1);
  ObsQuery query = { .cube = cube,
                     .by = (const char *const *) dimensions,
                     .where = where,
                     .sum = (const char *const *) sums,
                     .measure = measure,
                     .labels = labels,
                     .rank = rank };
  ObsFormat format;

  if (!obs_command_format (format_option, "table|csv|json", &format))
    return OBS_EXIT_USAGE;
  for (guint i = 0; dimensions[i] != NULL; i++)
    g_strstrip (dimensions[i]);
  if (dimensions[0] != NULL && dimensions[1] == NULL && *dimensions[0] == '\0')
    g_clear_pointer (&dimensions[0], g_free);
  for (guint i = 0; where_texts != NULL && where_texts[i] != NULL; i++)
    {
      ObsQueryWhere *one = obs_query_where_parse (where_texts[i], &error);

      if (one == NULL)
        return obs_command_usage ("%s", error->message);
      g_ptr_array_add (where, one);
    }
  edition = obs_command_open (words[0], &error);
  if (edition == NULL)
    return obs_command_fail (error);
  return cube == NULL ? list_cubes (edition, format) : ask (edition, &query, format);
}

const ObsCommand obs_command_query = {
  .name = "query",
  .words = N_ ("[EDITION]"),
  .summary = N_ ("Ask any cube of an edition for its figures, or for the SQL behind them"),
  .details = N_ ("A dimension that is not named stands at its total. Published figures are added "
                 "up only where --sum says so. A figure that is missing has a code in the column "
                 "“missing” and is never 0."),
  .options = query_options,
  .most = 1,
  .run = run_query,
};
