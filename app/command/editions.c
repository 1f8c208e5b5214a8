/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"

#include "data/json-write.h"
#include "data/sync/home.h"

#include <glib/gi18n.h>
#include <string.h>

static char *home_option, *format_option;

static const GOptionEntry options[] = {
  { "home", 0, 0, G_OPTION_ARG_FILENAME, &home_option,
    N_ ("Look in this folder instead of your own"), N_ ("DIR") },
  { "format", 0, 0, G_OPTION_ARG_STRING, &format_option, N_ ("How to print the list"),
    "table|json" },
  G_OPTION_ENTRY_NULL,
};

static void
add_edition (JsonBuilder *builder, gconstpointer item, gconstpointer data)
{
  const ObsInstalled *one = item;

  json_builder_begin_object (builder);
  obs_json_write_text (builder, "name", one->name);
  obs_json_write_text (builder, "date", one->date);
  obs_json_write_text (builder, "sha256", one->sha256);
  obs_json_write_number (builder, "size", (gint64) one->size);
  obs_json_write_flag (builder, "current", one->current);
  obs_json_write_text (builder, "path", one->path);
  json_builder_end_object (builder);
}

static void
print_edition (gconstpointer item)
{
  const ObsInstalled *one = item;
  g_autofree char *size = g_format_size (one->size);

  obs_command_printf ("%s  %s  %s%s\n", one->name, one->date, size,
                      one->current ? _ ("  in use") : "");
}

static ObsExit
list_editions (const char *home, ObsFormat format)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = obs_home_list (home, &error);

  if (list == NULL)
    return obs_command_fail (error);
  obs_command_print_list ("editions", list, format, add_edition, print_edition,
                          _ ("No edition was brought in yet; the one that came with the program is "
                             "in use.\n"));
  return OBS_EXIT_OK;
}

static ObsExit
show_current (const char *home, ObsFormat format)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsInstalled) current = obs_home_get_current (home, &error);
  g_autofree char *bundled = NULL;

  if (error != NULL)
    return obs_command_fail (error);
  if (format == OBS_FORMAT_JSON)
    {
      g_autoptr (GPtrArray) list
          = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_installed_free);

      if (current != NULL)
        g_ptr_array_add (list, g_steal_pointer (&current));
      obs_command_print_json ("editions", list, add_edition, NULL);
      return OBS_EXIT_OK;
    }
  if (current != NULL)
    {
      obs_command_printf ("%s\n", current->name);
      return OBS_EXIT_OK;
    }
  bundled = obs_home_bundled ();
  if (bundled == NULL)
    {
      obs_command_say (_ ("There is no edition on this computer yet. Sync from an address of "
                          "editions."));
      return OBS_EXIT_FAILED;
    }
  obs_command_print (_ ("The edition that came with the program.\n"));
  return OBS_EXIT_OK;
}

static ObsExit
use_edition (const char *home, const char *name)
{
  g_autoptr (GError) error = NULL;

  if (!obs_home_set_current (home, name, &error))
    return obs_command_fail (error);
  obs_command_printf (_ ("Now using %s.\n"), name);
  return OBS_EXIT_OK;
}

/* The list is newest first, so the one before stands after the one in use. */
static ObsExit
go_back (const char *home)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = obs_home_list (home, &error);

  if (list == NULL)
    return obs_command_fail (error);
  for (guint i = 0; i + 1 < list->len; i++)
    if (((const ObsInstalled *) g_ptr_array_index (list, i))->current)
      return use_edition (home, ((const ObsInstalled *) g_ptr_array_index (list, i + 1))->name);
  obs_command_say (_ ("There is no earlier edition to go back to. The edition in use stays."));
  return OBS_EXIT_FAILED;
}

static ObsExit
run_editions (char **words)
{
  g_autofree char *home = obs_command_home (home_option);
  const char *what = words[0] != NULL ? words[0] : "list";
  ObsFormat format;

  if (!obs_command_format (format_option, "table|json", &format))
    return OBS_EXIT_USAGE;
  if (strcmp (what, "use") == 0)
    return words[1] != NULL ? use_edition (home, words[1])
                            : obs_command_usage (_ ("Name the edition to use; “observatory "
                                                    "editions” lists them."));
  if (words[0] != NULL && words[1] != NULL)
    return obs_command_usage (_ ("“%s” stands alone; “%s” has no place after it."), what, words[1]);
  if (strcmp (what, "list") == 0)
    return list_editions (home, format);
  if (strcmp (what, "current") == 0)
    return show_current (home, format);
  if (strcmp (what, "back") == 0)
    return go_back (home);
  return obs_command_usage (_ ("“%s” is not known here; say list, current, use NAME or back."),
                            what);
}

const ObsCommand obs_command_editions = {
  .name = "editions",
  .words = N_ ("[list|current|use NAME|back]"),
  .summary = N_ ("Show the editions on this computer, or use another of them"),
  .details = N_ ("“back” returns to the edition before the one in use. The last three are kept."),
  .options = options,
  .least = 0,
  .most = 2,
  .run = run_editions,
};
