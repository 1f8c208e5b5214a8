/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"

#include "data/engine/format.h"
#include "data/error.h"
#include "data/json-write.h"
#include "data/sync/address.h"
#include "data/sync/origins.h"
#include "data/sync/sync.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Whom editions come from, and the question whether to trust somebody new. */

static char *home_option, *format_option, *fingerprint_option;

static const GOptionEntry options[] = {
  { "home", 0, 0, G_OPTION_ARG_FILENAME, &home_option,
    N_ ("Look in this folder instead of your own"), N_ ("DIR") },
  { "fingerprint", 0, 0, G_OPTION_ARG_STRING, &fingerprint_option,
    N_ ("Trust a new origin whose keys have this fingerprint"), N_ ("HEX") },
  { "format", 0, 0, G_OPTION_ARG_STRING, &format_option, N_ ("How to print the list"),
    "table|json" },
  G_OPTION_ENTRY_NULL,
};

/* Trust */

/* TRUE where it needs no asking: it is known, came with the program, or says who it is itself. */
static gboolean
is_known (const char *home, const char *address)
{
  g_autoptr (ObsOrigin) origin = obs_origins_find (home, address);
  g_autoptr (GPtrArray) shipped = obs_origins_shipped ();

  for (guint i = 0; i < shipped->len; i++)
    if (strcmp (((const ObsOrigin *) shipped->pdata[i])->url, address) == 0)
      return TRUE;
  return origin != NULL;
}

/* Reads one line from the terminal; the word for yes is translated with the question. */
static gboolean
ask_person (const char *host, const char *digits)
{
  char line[64] = "";

  fprintf (stderr,
           /* Translators: a host, and 64 digits in groups of four */
           _ ("The keys of %s are not known on this computer yet. Their fingerprint is\n\n  %s\n\n"
              "Compare it with what the publisher says by another way: on paper, on the telephone, "
              "on a page that you trust.\n"),
           host, digits);
  fprintf (stderr, _ ("Is it the same? Type “yes” to trust this origin: "));
  fflush (stderr);
  if (fgets (line, sizeof line, stdin) == NULL)
    return FALSE;
  g_strchomp (line);
  return g_ascii_strcasecmp (line, "yes") == 0 || g_utf8_collate (line, _ ("yes")) == 0;
}

static ObsExit
meet (const char *address, char **confirmed)
{
  g_autofree char *host = obs_address_host (address);
  g_autofree char *found = NULL;
  g_autofree char *digits = NULL;
  g_autoptr (GError) error = NULL;

  if (!obs_sync_probe (address, obs_command_cancellable (), &found, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return obs_command_fail (error);
      obs_command_say (_ ("Stopped. The edition in use stays as it was."));
      return OBS_EXIT_FAILED;
    }
  digits = obs_address_group_digits (found);
  if (!isatty (STDIN_FILENO) || !isatty (STDERR_FILENO))
    {
      obs_command_say (_ ("The keys of %s are not known on this computer yet. Their fingerprint is "
                          "%s. Compare it with what the publisher says by another way, then call "
                          "this again with --fingerprint."),
                       host, digits);
      return OBS_EXIT_FAILED;
    }
  if (!ask_person (host, digits))
    {
      obs_command_say (_ ("Nothing was trusted and nothing was fetched."));
      return OBS_EXIT_FAILED;
    }
  *confirmed = obs_address_with_fingerprint (address, found);
  return OBS_EXIT_OK;
}

ObsExit
obs_command_trust (const char *words, const char *fingerprint, const char *home, char **address)
{
  g_autofree char *given = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *wanted = NULL;
  g_autoptr (ObsOrigin) known = NULL;
  g_autoptr (GError) error = NULL;

  *address = g_strdup (words);
  if (words == NULL)
    return fingerprint == NULL
               ? OBS_EXIT_OK
               : obs_command_usage (_ ("Name the address that has this fingerprint."));
  known = obs_origins_find (home, words);
  if (known != NULL && fingerprint == NULL)
    return OBS_EXIT_OK;
  plain = obs_address_parse_origin (words, &given, &error);
  if (plain == NULL)
    return obs_command_fail (error);
  if (fingerprint != NULL)
    {
      wanted = obs_address_read_fingerprint (fingerprint);
      if (wanted == NULL)
        return obs_command_usage (_ ("A fingerprint has 64 digits from 0 to 9 and a to f."));
      if (given != NULL && strcmp (given, wanted) != 0)
        return obs_command_usage (_ ("The address carries another fingerprint than --fingerprint "
                                     "says."));
      g_free (*address);
      *address = obs_address_with_fingerprint (plain, wanted);
      return OBS_EXIT_OK;
    }
  return given != NULL || is_known (home, plain) ? OBS_EXIT_OK : meet (plain, address);
}

/* The list */

/* "YYYY-MM-DDTHH:MM:SSZ" of a UNIX time, or NULL for 0. (transfer full) */
static char *
stamp_of (gint64 time)
{
  g_autoptr (GDateTime) utc = time > 0 ? g_date_time_new_from_unix_utc (time) : NULL;

  return utc != NULL ? g_date_time_format_iso8601 (utc) : NULL;
}

static void
add_origin_json (JsonBuilder *builder, gconstpointer item, gconstpointer data)
{
  const ObsOrigin *one = item;
  g_autofree char *checked = stamp_of (one->checked);
  g_autofree char *offline = stamp_of (one->offline);

  json_builder_begin_object (builder);
  obs_json_write_text (builder, "id", one->id);
  obs_json_write_text (builder, "url", one->url);
  obs_json_write_text (builder, "fingerprint", one->root_sha256);
  obs_json_write_text (builder, "series", one->series);
  obs_json_write_text (builder, "title", one->title);
  obs_json_write_number (builder, "edition", one->edition);
  obs_json_write_text (builder, "checked", checked);
  obs_json_write_text (builder, "offline_since", offline);
  obs_json_write_list (builder, "mirrors");
  for (guint k = 0; one->mirrors[k] != NULL; k++)
    json_builder_add_string_value (builder, one->mirrors[k]);
  json_builder_end_array (builder);
  obs_json_write_flag (builder, "used", one->used);
  json_builder_end_object (builder);
}

/* "offline since 22 November 2026" */
static char *
offline_words (gint64 time)
{
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (time);
  g_autofree char *date = local != NULL ? g_date_time_format (local, "%F") : g_strdup ("");
  g_autofree char *day = obs_format_date (date, FALSE);

  return g_strdup_printf (_ ("offline since %s"), day);
}

static void
print_origin (gconstpointer item)
{
  const ObsOrigin *one = item;
  g_autofree char *digits = obs_address_group_digits (one->root_sha256);
  g_autofree char *since = one->offline > 0 ? offline_words (one->offline) : NULL;

  obs_command_printf ("%s  %s%s\n  %s\n", one->id, one->url, one->used ? _ ("  in use") : "",
                      digits);
  if (since != NULL)
    obs_command_printf ("  %s\n", since);
}

static ObsExit
list_origins (const char *home, ObsFormat format)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = obs_origins_list (home, &error);

  if (list == NULL)
    return obs_command_fail (error);
  obs_command_print_list ("origins", list, format, add_origin_json, print_origin,
                          _ ("No origin is known yet. “observatory sync ADDRESS” asks one.\n"));
  return OBS_EXIT_OK;
}

static ObsExit
add_origin (const char *home, const char *words)
{
  g_autofree char *address = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  ObsExit status = obs_command_trust (words, fingerprint_option, home, &address);

  if (status != OBS_EXIT_OK)
    return status;
  id = obs_sync_add_origin (address, home, obs_command_cancellable (), &error);
  if (id == NULL)
    return obs_command_fail (error);
  obs_command_printf (_ ("The origin %s is trusted from now on.\n"), id);
  return OBS_EXIT_OK;
}

static ObsExit
remove_origin (const char *home, const char *words)
{
  g_autoptr (GError) error = NULL;

  if (!obs_origins_remove (home, words, &error))
    return obs_command_fail (error);
  obs_command_print (_ ("The origin and its keys are forgotten. Its editions stay.\n"));
  return OBS_EXIT_OK;
}

static ObsExit
use_origin (const char *home, const char *words)
{
  g_autoptr (GError) error = NULL;

  if (!obs_origins_use (home, words, &error))
    return obs_command_fail (error);
  obs_command_print (_ ("“observatory sync” asks this origin from now on.\n"));
  return OBS_EXIT_OK;
}

static ObsExit
run_origins (char **words)
{
  static const struct
  {
    const char *word;
    ObsExit (*run) (const char *home, const char *words);
  } actions[] = { { "add", add_origin }, { "remove", remove_origin }, { "use", use_origin } };
  g_autofree char *home = obs_command_home (home_option);
  const char *what = words[0] != NULL ? words[0] : "list";
  ObsFormat format;

  if (!obs_command_format (format_option, "table|json", &format))
    return OBS_EXIT_USAGE;
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (strcmp (what, actions[i].word) == 0)
      return words[1] != NULL ? actions[i].run (home, words[1])
                              : obs_command_usage (_ ("Name the address or the id of an origin; "
                                                      "“observatory origins” lists them."));
  if (strcmp (what, "list") != 0)
    return obs_command_usage (
        _ ("“%s” is not known here; say list, add ADDRESS, remove ORIGIN or use ORIGIN."), what);
  return words[0] == NULL || words[1] == NULL
             ? list_origins (home, format)
             : obs_command_usage (_ ("“%s” stands alone; “%s” has no place after it."), what,
                                  words[1]);
}

const ObsCommand obs_command_origins = {
  .name = "origins",
  .words = N_ ("[list|add ADDRESS|remove ORIGIN|use ORIGIN]"),
  .summary = N_ ("Show whom editions come from, trust somebody new or forget somebody"),
  .details
  = N_ ("An origin is known by the fingerprint of its keys, wherever it lies. To remove one "
        "forgets its keys and keeps its editions."),
  .options = options,
  .least = 0,
  .most = 2,
  .run = run_origins,
};
