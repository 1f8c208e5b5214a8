/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"
#include "app/command/labels.h"

#include "data/error.h"
#include "data/taxonomy/train.h"
#include "data/taxonomy/tsv.h"

#include <glib/gi18n.h>
#include <string.h>

/* Makes the tables that the matcher learned from, again or from texts of one's own. */

static char *output;
static char *index_file;
static char *tables_folder;
static gboolean force;

static const GOptionEntry options[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_ ("Write the table here"), N_ ("FILE") },
  { "index", 'i', 0, G_OPTION_ARG_FILENAME, &index_file,
    N_ ("For “calibration”: the table of labels, as in “observatory match”"), N_ ("LABELS.tsv") },
  { "tables", 0, 0, G_OPTION_ARG_FILENAME, &tables_folder,
    N_ ("For “calibration”: other tables than those that come with the program"), N_ ("FOLDER") },
  { "force", 'f', 0, G_OPTION_ARG_NONE, &force, N_ ("Replace FILE where it exists"), NULL },
  G_OPTION_ENTRY_NULL,
};

/* The kinds of tables, and the columns that each is made from. */
static const struct
{
  const char *name;
  const char *columns[6];
  guint needed;
} kinds[] = {
  { "type", { "text", "type", NULL }, 2 },
  { "areas", { "text", "area", "area2", "weight", NULL }, 2 },
  { "words", { "text", "label", NULL }, 2 },
  { "calibration", { "text", "labels", "type", NULL }, 2 },
};

typedef struct
{
  GArray *texts; /* of ObsTrainText */
  GArray *ksbs;  /* of char */
  GStringChunk *strings;
} Input;

static gboolean
bad_row (const ObsTsv *table, const char *column, const char *value, const char *rule,
         GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("%s, line %lu, column “%s”: “%s” %s"),
               obs_tsv_name (table), (gulong) obs_tsv_line (table), column, value, rule);
  return FALSE;
}

static gboolean
take_row (Input *input, const ObsTsv *table, guint kind, GError **error)
{
  const char *right = obs_tsv_get (table, 1), *third = "", *fourth = "";
  ObsTrainText text = { .weight = 1 };
  char ksb = 0;

  if (kinds[kind].columns[2] != NULL)
    third = obs_tsv_get (table, 2);
  if (kinds[kind].columns[2] != NULL && kinds[kind].columns[3] != NULL)
    fourth = obs_tsv_get (table, 3);
  if (*right == '\0')
    return bad_row (table, kinds[kind].columns[1], right, _ ("is empty. Fill it in."), error);
  if (kind == 0 && (strlen (right) != 1 || strchr ("KSB", *right) == NULL))
    return bad_row (table, "type", right, _ ("is not K, S or B."), error);
  if (*fourth != '\0')
    {
      char *end = NULL;

      text.weight = g_ascii_strtod (fourth, &end);
      if (*end != '\0' || !(text.weight > 0 && text.weight <= 100))
        return bad_row (table, "weight", fourth, _ ("is not a number above 0 and up to 100."),
                        error);
    }
  if (kind == 3 && *third != '\0' && strchr ("KSB", *third) != NULL)
    ksb = *third;
  text.text = g_string_chunk_insert (input->strings, obs_tsv_get (table, 0));
  text.right = g_string_chunk_insert_const (input->strings, right);
  if (kind == 1 && *third != '\0')
    text.second = g_string_chunk_insert_const (input->strings, third);
  g_array_append_val (input->texts, text);
  g_array_append_val (input->ksbs, ksb);
  return TRUE;
}

static gboolean
read_input (Input *input, const char *path, guint kind, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, obs_command_cancellable (), error);
  g_autoptr (ObsTsv) table = NULL;
  GError *fault = NULL;

  if (stream == NULL)
    return FALSE;
  table = obs_tsv_new (G_INPUT_STREAM (stream), path, kinds[kind].columns, kinds[kind].needed,
                       obs_command_cancellable (), error);
  if (table == NULL)
    return FALSE;
  while (obs_tsv_next (table, &fault))
    if (!take_row (input, table, kind, error))
      return FALSE;
  if (fault == NULL)
    return TRUE;
  g_propagate_error (error, fault);
  return FALSE;
}

static char *
calibrate (const Input *input, GError **error)
{
  g_autoptr (ObsTables) tables = obs_tables_load (tables_folder, error);
  g_autoptr (ObsMatcher) matcher = tables != NULL ? obs_matcher_new (tables) : NULL;

  if (matcher == NULL || !obs_labels_read (index_file, matcher, error))
    return NULL;
  obs_matcher_finish (matcher);
  return obs_train_calibration (matcher, (const ObsTrainText *) input->texts->data,
                                input->ksbs->data, input->texts->len, obs_command_cancellable (),
                                error);
}

static char *
make_table (const Input *input, guint kind, GError **error)
{
  const ObsTrainText *texts = (const ObsTrainText *) input->texts->data;
  GCancellable *cancellable = obs_command_cancellable ();

  switch (kind)
    {
    case 0:
      return obs_train_type (texts, input->texts->len, cancellable, error);
    case 1:
      return obs_train_areas (texts, input->texts->len, cancellable, error);
    case 2:
      return obs_train_words (texts, input->texts->len, cancellable, error);
    default:
      return calibrate (input, error);
    }
}

static ObsExit
write_table (const char *table)
{
  g_autoptr (GError) error = NULL;

  if (output == NULL)
    obs_command_print (table);
  else if (!obs_command_may_write (output, force))
    return OBS_EXIT_FAILED;
  else if (!g_file_set_contents (output, table, -1, &error))
    return obs_command_fail (error);
  return OBS_EXIT_OK;
}

static ObsExit
run_train (char **words)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *table = NULL;
  Input input = { 0 };
  guint kind = 0;

  while (kind < G_N_ELEMENTS (kinds) && !g_str_equal (words[0], kinds[kind].name))
    kind++;
  if (kind == G_N_ELEMENTS (kinds))
    return obs_command_usage (
        _ ("“%s” is not a table; the tables are: type, areas, words, calibration."), words[0]);
  if ((kind == 3) != (index_file != NULL))
    return obs_command_usage (_ ("--index belongs to “calibration”, which needs it."));
  input.texts = g_array_new (TRUE, TRUE, sizeof (ObsTrainText));
  input.ksbs = g_array_new (TRUE, TRUE, 1);
  input.strings = g_string_chunk_new (65536);
  if (read_input (&input, words[1], kind, &error))
    {
      if (input.texts->len == 0)
        g_set_error (&error, OBS_ERROR, OBS_ERROR_INPUT, _ ("“%s” has no rows to learn from."),
                     words[1]);
      else
        table = make_table (&input, kind, &error);
    }
  g_array_unref (input.texts);
  g_array_unref (input.ksbs);
  g_string_chunk_free (input.strings);
  return table != NULL ? write_table (table) : obs_command_fail (error);
}

const ObsCommand obs_command_train = {
  "train",
  N_ ("TABLE TEXTS.tsv"),
  N_ ("Make the matcher’s tables from texts whose answers are known"),
  N_ ("TABLE is “type” (columns text, type), “areas” (text, area, perhaps area2 and weight), "
      "“words” (text, label: two that mean the same) or “calibration” (text, labels separated by "
      "|, "
      "perhaps type; with --index). The same texts give the same table."),
  options,
  2,
  2,
  run_train,
};
