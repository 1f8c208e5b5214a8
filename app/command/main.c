/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static const ObsCommand *const commands[] = {
  &obs_command_questions,  &obs_command_answer,
  &obs_command_figure,     &obs_command_tour,
  &obs_command_query,      &obs_command_match,
  &obs_command_classify,   &obs_command_train,
  &obs_command_review,     &obs_command_sources,
  &obs_command_findings,   &obs_command_recommendations,
  &obs_command_roadmap,    &obs_command_sync,
  &obs_command_origins,    &obs_command_editions,
  &obs_command_build,      &obs_command_refresh,
  &obs_command_check,      &obs_command_publish,
  &obs_command_keys,       &obs_command_panel,
  &obs_command_simulate,   &obs_command_tuf_client,
  &obs_command_completion, NULL,
};

const ObsCommand *const *
obs_commands (void)
{
  return commands;
}

static const ObsCommand *
find_command (const char *name)
{
  for (gsize i = 0; commands[i] != NULL; i++)
    if (strcmp (commands[i]->name, name) == 0)
      return commands[i];
  return NULL;
}

static void
print_help (void)
{
  obs_command_printf ("%s\n  observatory %s\n\n%s\n\n%s\n", _ ("Usage:"), _ ("COMMAND …"),
                      _ ("Reads, builds and hands out editions of the Skills Observatory."),
                      _ ("Commands:"));
  for (gsize i = 0; commands[i] != NULL; i++)
    obs_command_printf ("  %-16s %s\n", commands[i]->name, _ (commands[i]->summary));
  obs_command_printf ("\n%s\n",
                      _ ("“observatory COMMAND --help” tells more about each. The exit status is 0 "
                         "when all went well, 1 when something failed, 2 for a wrong call."));
}

static char *
known_commands (void)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (gsize i = 0; commands[i] != NULL; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", commands[i]->name);
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* Takes the options out of @words. FALSE with @status set where nothing is left to do. */
static gboolean
take_options (const ObsCommand *command, char ***words, ObsExit *status)
{
  const char *shown = command->words != NULL ? _ (command->words) : NULL;
  g_autoptr (GOptionContext) context = g_option_context_new (shown);
  g_autoptr (GError) error = NULL;
  gboolean help = FALSE;
  const GOptionEntry common[] = {
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, N_ ("Show this help"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autofree char *text = NULL;
  guint n;

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (context, _ (command->summary));
  g_option_context_set_description (context,
                                    command->details != NULL ? _ (command->details) : NULL);
  if (command->options != NULL)
    g_option_context_add_main_entries (context, command->options, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  *status = OBS_EXIT_USAGE;
  if (!g_option_context_parse_strv (context, words, &error))
    {
      obs_command_usage (_ ("%s. “observatory %s --help” lists the options."), error->message,
                         command->name);
      return FALSE;
    }
  if (help)
    {
      text = g_option_context_get_help (context, TRUE, NULL);
      obs_command_print (text);
      *status = OBS_EXIT_OK;
      return FALSE;
    }
  if (g_strcmp0 ((*words)[1], "--") == 0)
    {
      g_free ((*words)[1]);
      memmove (*words + 1, *words + 2, (g_strv_length (*words) - 1) * sizeof (char *));
    }
  n = g_strv_length (*words) - 1;
  if (n >= command->least && n <= command->most)
    return TRUE;
  if (command->most == 0)
    obs_command_usage (_ ("“observatory %s” takes options only, not “%s”."), command->name,
                       (*words)[1]);
  else
    obs_command_usage (_ ("Call it as: observatory %s %s. “observatory %s --help” tells more."),
                       command->name, shown, command->name);
  return FALSE;
}

static ObsExit
run (char **arguments)
{
  const char *first = arguments[1];
  const ObsCommand *command = NULL;
  g_autofree char *program = NULL;
  g_auto (GStrv) words = NULL;
  ObsExit status;

  if (first == NULL)
    return obs_command_usage (
        _ ("Say what to do, for example “observatory questions”. “observatory --help” lists all."));
  if (strcmp (first, "--help") == 0 || strcmp (first, "-h") == 0)
    {
      print_help ();
      return OBS_EXIT_OK;
    }
  if (strcmp (first, "--version") == 0)
    {
      obs_command_print ("observatory " OBS_VERSION "\n");
      return OBS_EXIT_OK;
    }
  command = find_command (first);
  if (command == NULL)
    {
      g_autofree char *known = known_commands ();

      return obs_command_usage (_ ("“%s” is not a command; the commands are: %s."), first, known);
    }
  words = g_strdupv (arguments + 1);
  program = g_strconcat ("observatory ", command->name, NULL);
  g_set_prgname (program);
  if (!take_options (command, &words, &status))
    return status;
  return command->run (words + 1);
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) arguments = NULL;
  ObsExit status;

  setlocale (LC_ALL, "");
  /* A figure is the same file on every computer, whatever its decimal mark is. */
  setlocale (LC_NUMERIC, "C");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

#ifdef G_OS_WIN32
  arguments = g_win32_get_command_line ();
#else
  arguments = g_strdupv (argv);
#endif
  status = run (arguments);
  /* A full disk behind a pipe or a redirection is a failure too. */
  if ((fflush (stdout) != 0 || ferror (stdout)) && status == OBS_EXIT_OK)
    {
      obs_command_say (_ ("The output cannot be written: %s."), g_strerror (errno));
      status = OBS_EXIT_FAILED;
    }
  return (int) status;
}
