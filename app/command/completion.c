/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"

#include <glib/gi18n.h>
#include <string.h>

/* The completion script is made from the same table as the help, so it knows every option. What an
 * edition holds (questions, perspectives) is asked of the command when Tab is pressed. */

static const char *const script_head
    = "# bash completion of observatory; made by “observatory completion bash”.\n"
      "\n"
      "_observatory ()\n"
      "{\n"
      "  local program=$1 current=$2 previous=$3 command=${COMP_WORDS[1]} options= words= values=\n"
      "\n"
      "  COMPREPLY=()\n";

/* A file where neither options nor words fit; old versions of bash have no compopt. */
static const char *const script_tail
    = "  case $values in\n"
      "    @questions) values=$(\"$program\" questions --keys 2>/dev/null) ;;\n"
      "    @perspectives) values=$(\"$program\" questions --perspectives 2>/dev/null) ;;\n"
      "    @files)\n"
      "      compopt -o filenames 2>/dev/null\n"
      "      mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
      "      return\n"
      "      ;;\n"
      "  esac\n"
      "  if [[ $current == -* ]]; then\n"
      "    values=$options\n"
      "  fi\n"
      "  mapfile -t COMPREPLY < <(compgen -W \"$values\" -- \"$current\")\n"
      "}\n"
      "complete -F _observatory observatory\n";

/* What a word or the value of an option is, told by its name in the help: a list of words, or what
 * to ask for. */
static char *
values_of (const char *description)
{
  g_autofree char *words = NULL;

  if (description == NULL)
    return g_strdup ("");
  if (strcmp (description, "QUESTION") == 0)
    return g_strdup ("@questions");
  if (strcmp (description, "PERSPECTIVE") == 0)
    return g_strdup ("@perspectives");
  if (strcmp (description, "EDITION") == 0 || strcmp (description, "[EDITION]") == 0)
    return g_strdup ("@files");
  if (strcmp (description, "bash") == 0)
    return g_strdup ("bash");
  if (strcmp (description, "KEY=VALUE") == 0)
    return g_strdup ("sector= place= size=");
  if (strchr (description, '|') == NULL)
    {
      static const char *const others[]
          = { "DOMAIN", "SECTOR",    "WORDS",           "NUMBER",     "ID", "KEY",
              "URL",    "DATE",      "SOURCE",          "NAME",       "N",  "[TEXT…]",
              "DIM",    "DIM[,DIM]", "DIM=CODE[,CODE]", "YYYY-MM-DD", NULL };

      return g_strdup (g_strv_contains (others, description) ? "" : "@files");
    }
  words = g_strdup (description);
  g_strdelimit (words, "[]|", ' ');
  if (strstr (words, " NAME") != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (words, " NAME", -1);

      g_free (words);
      words = g_strjoinv ("", parts);
    }
  return g_strdup (g_strstrip (words));
}

static void
print_command (const ObsCommand *command)
{
  g_autofree char *values = values_of (command->words);
  g_autoptr (GString) names = g_string_new ("--help");
  g_autoptr (GString) cases = g_string_new (NULL);
  const char *blank = command->words != NULL ? strchr (command->words, ' ') : NULL;
  gboolean first
      = blank != NULL && g_ascii_islower (command->words[0]) && strchr (blank, '|') == NULL;

  for (gsize i = 0; command->options != NULL && command->options[i].long_name != NULL; i++)
    {
      const GOptionEntry *option = &command->options[i];
      g_autofree char *of = values_of (option->arg_description);

      if ((option->flags & G_OPTION_FLAG_HIDDEN) != 0)
        continue;
      g_string_append_printf (names, " --%s", option->long_name);
      if (option->arg_description == NULL)
        continue;
      g_string_append_printf (cases, "        --%s", option->long_name);
      if (option->short_name != '\0')
        g_string_append_printf (cases, " | -%c", option->short_name);
      g_string_append_printf (cases, ") values='%s' ;;\n", of);
    }
  obs_command_printf ("    %s)\n      options='%s'\n      values='%s'\n", command->name, names->str,
                      blank != NULL && (strchr (command->words, '|') == NULL || first) ? "@files"
                                                                                       : values);
  /* A first word that stands as it is, or one of several, then a file. */
  if (first)
    {
      g_autofree char *word = g_strndup (command->words, (gsize) (blank - command->words));

      obs_command_printf ("      if ((COMP_CWORD == 2)); then values='%s'; fi\n",
                          g_strdelimit (word, "|", ' '));
    }
  if (cases->len > 0)
    obs_command_printf ("      case $previous in\n%s      esac\n", cases->str);
  obs_command_print ("      ;;\n");
}

static ObsExit
run_completion (char **words)
{
  if (strcmp (words[0], "bash") != 0)
    return obs_command_usage (_ ("There is no completion for “%s”, only for bash."), words[0]);
  obs_command_print (script_head);
  obs_command_print ("  if ((COMP_CWORD == 1)); then\n    words='--help --version");
  for (gsize i = 0; obs_commands ()[i] != NULL; i++)
    obs_command_printf (" %s", obs_commands ()[i]->name);
  obs_command_print ("'\n"
                     "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
                     "    return\n"
                     "  fi\n"
                     "  case $command in\n");
  for (gsize i = 0; obs_commands ()[i] != NULL; i++)
    print_command (obs_commands ()[i]);
  obs_command_print ("  esac\n");
  obs_command_print (script_tail);
  return OBS_EXIT_OK;
}

const ObsCommand obs_command_completion = {
  .name = "completion",
  .words = "bash",
  .summary = N_ ("Print the completion script for a shell"),
  .details = N_ ("Try it at once with: source <(observatory completion bash)"),
  .least = 1,
  .most = 1,
  .run = run_completion,
};
