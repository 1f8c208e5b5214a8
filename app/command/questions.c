/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"
#include "app/command/view.h"
#include "data/json-write.h"

#include <glib/gi18n.h>
#include <string.h>

static char *edition_file, *perspective_option, *format_option;
static gboolean keys_only, perspectives_only;

static const GOptionEntry options[] = {
  { "perspective", 'p', 0, G_OPTION_ARG_STRING, &perspective_option,
    N_ ("Only the questions of this perspective"), N_ ("PERSPECTIVE") },
  { "keys", 0, 0, G_OPTION_ARG_NONE, &keys_only, N_ ("Only the keys, one a line"), NULL },
  { "perspectives", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &perspectives_only,
    N_ ("Only the keys of the perspectives, one a line"), NULL },
  { "format", 0, 0, G_OPTION_ARG_STRING, &format_option, N_ ("How to print them"), "table|json" },
  OBS_COMMAND_EDITION (edition_file),
  G_OPTION_ENTRY_NULL,
};

static gboolean
is_wanted (const ObsPerspective *perspective)
{
  return perspective_option == NULL || strcmp (perspective->key, perspective_option) == 0;
}

static void
print_perspective (const ObsPerspective *perspective)
{
  int group = -1;

  obs_command_printf ("%s (%s)\n", perspective->label, perspective->key);
  for (guint i = 0; i < perspective->questions->len; i++)
    {
      const ObsJourneyQuestion *question = g_ptr_array_index (perspective->questions, i);

      if (question->group != group && question->group >= 0
          && (guint) question->group < perspective->groups->len)
        obs_command_printf (
            "  %s\n", (const char *) g_ptr_array_index (perspective->groups, question->group));
      group = question->group;
      obs_command_printf ("    %-5s %s\n", question->key, question->text);
    }
}

static void
add_perspective (JsonBuilder *builder, gconstpointer item, gconstpointer data)
{
  const ObsPerspective *perspective = item;

  if (!is_wanted (perspective))
    return;
  json_builder_begin_object (builder);
  obs_json_write_text (builder, "key", perspective->key);
  obs_json_write_text (builder, "label", perspective->label);
  obs_json_write_text (builder, "description", perspective->description);
  obs_json_write_list (builder, "questions");
  for (guint i = 0; i < perspective->questions->len; i++)
    {
      const ObsJourneyQuestion *question = g_ptr_array_index (perspective->questions, i);
      guint group = (guint) MAX (question->group, 0);

      json_builder_begin_object (builder);
      obs_json_write_text (builder, "key", question->key);
      obs_json_write_text (builder, "label", question->label);
      obs_json_write_text (builder, "text", question->text);
      obs_json_write_text (
          builder, "group",
          group < perspective->groups->len ? g_ptr_array_index (perspective->groups, group) : "");
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
print_keys (const ObsJourneys *journeys)
{
  g_autoptr (GPtrArray) keys = NULL;

  if (perspective_option == NULL)
    {
      keys = obs_command_question_keys (journeys);
      for (guint i = 0; i < keys->len; i++)
        obs_command_printf ("%s\n", (const char *) g_ptr_array_index (keys, i));
      return;
    }
  for (guint i = 0; i < journeys->perspectives->len; i++)
    {
      const ObsPerspective *perspective = g_ptr_array_index (journeys->perspectives, i);

      for (guint j = 0; is_wanted (perspective) && j < perspective->questions->len; j++)
        obs_command_printf (
            "%s\n",
            ((const ObsJourneyQuestion *) g_ptr_array_index (perspective->questions, j))->key);
    }
}

static void
print_list (const ObsJourneys *journeys)
{
  gboolean first = TRUE;

  for (guint i = 0; i < journeys->perspectives->len; i++)
    {
      const ObsPerspective *perspective = g_ptr_array_index (journeys->perspectives, i);

      if (!is_wanted (perspective))
        continue;
      if (!first)
        obs_command_print ("\n");
      first = FALSE;
      print_perspective (perspective);
    }
}

static gboolean
perspective_exists (const ObsJourneys *journeys)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; i < journeys->perspectives->len; i++)
    {
      const ObsPerspective *perspective = g_ptr_array_index (journeys->perspectives, i);

      if (is_wanted (perspective))
        return TRUE;
      g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", perspective->key);
    }
  if (perspective_option == NULL)
    return TRUE;
  obs_command_usage (_ ("“%s” is not a perspective; the perspectives are: %s."), perspective_option,
                     known->str);
  return FALSE;
}

static ObsExit
run_questions (char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsEdition) edition = NULL;
  g_autoptr (ObsJourneys) journeys = NULL;
  ObsFormat format;

  if (!obs_command_format (format_option, "table|json", &format))
    return OBS_EXIT_USAGE;
  edition = obs_command_open (edition_file, &error);
  if (edition != NULL)
    journeys = obs_journeys_load (edition, &error);
  if (journeys == NULL)
    return obs_command_fail (error);
  if (!perspective_exists (journeys))
    return OBS_EXIT_USAGE;
  if (perspectives_only)
    for (guint i = 0; i < journeys->perspectives->len; i++)
      obs_command_printf (
          "%s\n", ((const ObsPerspective *) g_ptr_array_index (journeys->perspectives, i))->key);
  else if (keys_only)
    print_keys (journeys);
  else if (format == OBS_FORMAT_JSON)
    obs_command_print_json ("perspectives", journeys->perspectives, add_perspective, NULL);
  else
    print_list (journeys);
  return OBS_EXIT_OK;
}

const ObsCommand obs_command_questions = {
  .name = "questions",
  .summary = N_ ("List the questions that the edition answers, by perspective"),
  .options = options,
  .run = run_questions,
};
