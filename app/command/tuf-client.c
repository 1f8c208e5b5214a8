/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"

#include "data/sync/mirror.h"
#include "data/sync/platform.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* The client of signed repositories by itself, as conformance suites call it: the code of a sync,
 * with all kinds of keys and without the memory of an origin. */

#define SECONDS_A_DAY 86400
#define MOST_DAYS 36500
#define LONGEST_NAME 200

static char *metadata_dir, *metadata_url, *target_base_url, *target_dir;
static char **target_names;
static int days_in_future;

/* Words as they were given: a target's name is the same in every locale. */
static const GOptionEntry options[] = {
  { "metadata-dir", 0, 0, G_OPTION_ARG_FILENAME, &metadata_dir,
    N_ ("Folder of the trusted metadata"), N_ ("DIR") },
  { "metadata-url", 0, 0, G_OPTION_ARG_FILENAME, &metadata_url, N_ ("Base address of the metadata"),
    N_ ("URL") },
  { "target-name", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &target_names,
    N_ ("Target to download; may be given several times"), N_ ("PATH") },
  { "target-base-url", 0, 0, G_OPTION_ARG_FILENAME, &target_base_url,
    N_ ("Base address of the targets"), N_ ("URL") },
  { "target-dir", 0, 0, G_OPTION_ARG_FILENAME, &target_dir, N_ ("Folder for verified targets"),
    N_ ("DIR") },
  { "days-in-future", 0, 0, G_OPTION_ARG_INT, &days_in_future,
    N_ ("Take the time of the update to be so many days ahead"), N_ ("N") },
  G_OPTION_ENTRY_NULL,
};

static void
log_line (const char *line, gpointer user_data)
{
  fprintf (stderr, "tuf-client: %s\n", line);
}

static void
say (const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  log_line (line, NULL);
}

/* The root that is named becomes the trusted one; no request is made. */
static ObsExit
run_init (const char *path)
{
  g_autoptr (ObsLock) lock = obs_platform_lock_folder (metadata_dir, obs_command_cancellable ());
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) root = NULL;
  g_autofree char *fingerprint = NULL;
  char *text = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, &error))
    {
      obs_command_say ("%s.", error->message);
      return OBS_EXIT_FAILED;
    }
  root = g_bytes_new_take (text, length);
  if (!obs_tuf_init (metadata_dir, root, FALSE, &error))
    return obs_command_fail (error);
  fingerprint = obs_tuf_fingerprint (root);
  say ("root.json is trusted from now on, SHA-256 %s", fingerprint);
  return OBS_EXIT_OK;
}

/* A target's local name: always the same, and always in the folder. */
static char *
local_path (const char *target)
{
  g_autofree char *name = g_uri_escape_string (target, NULL, FALSE);

  if (strlen (name) > LONGEST_NAME)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (target, strlen (target));

      g_free (name);
      name = obs_tuf_fingerprint (bytes);
    }
  if (*name == '.') /* "." and ".." are folders, and what begins so is hidden */
    {
      char *visible = g_strconcat ("%2E", name + 1, NULL);

      g_free (name);
      name = visible;
    }
  return g_build_filename (target_dir, name, NULL);
}

static gboolean
is_there (const ObsTufTarget *target, const char *path)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  g_autoptr (GBytes) bytes = file != NULL ? g_mapped_file_get_bytes (file) : NULL;

  return bytes != NULL && obs_tuf_target_fits (target, bytes);
}

static gboolean
download (ObsTufUpdater *updater, ObsMirror *mirror, const char *name, GError **error)
{
  const ObsTufTarget *target
      = obs_tuf_updater_find (updater, name, obs_command_cancellable (), error);
  g_autofree char *path = NULL;

  if (target == NULL)
    return FALSE;
  path = local_path (name);
  if (is_there (target, path))
    {
      say ("target “%s” is there already", name);
      return TRUE;
    }
  say ("request target %s", target->remote);
  if (!obs_mirror_fetch_target (mirror, target, path, obs_command_cancellable (), error))
    return FALSE;
  say ("target “%s” is verified and stored", name);
  return TRUE;
}

static ObsExit
run_update (gboolean downloads)
{
  ObsTufPolicy policy = { .only_ed25519 = FALSE, .log = log_line };
  /* Two runs at once on one folder: one after the other, or the slower one would put what it
   * fetched before over what the faster one has stored since. */
  g_autoptr (ObsLock) lock = obs_platform_lock_folder (metadata_dir, obs_command_cancellable ());
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsMirror) mirror = NULL;
  g_autoptr (ObsTufUpdater) updater = NULL;

  /* The clock as libc has it, once for the whole run. */
  policy.now = (gint64) time (NULL) + (gint64) days_in_future * SECONDS_A_DAY;
  mirror = obs_mirror_new (metadata_url, downloads ? target_base_url : NULL, NULL, &error);
  if (mirror != NULL)
    updater
        = obs_tuf_updater_new (metadata_dir, &policy, obs_mirror_fetch_metadata, mirror, &error);
  if (updater == NULL || !obs_tuf_updater_refresh (updater, obs_command_cancellable (), &error))
    return obs_command_fail (error);
  if (downloads && g_mkdir_with_parents (target_dir, 0700) != 0)
    {
      obs_command_say (_ ("“%s” cannot be made: %s."), target_dir, g_strerror (errno));
      return OBS_EXIT_FAILED;
    }
  for (guint i = 0; downloads && target_names[i] != NULL; i++)
    if (!download (updater, mirror, target_names[i], &error))
      return obs_command_fail (error);
  return OBS_EXIT_OK;
}

/* The first target whose name is not UTF-8, as all names in signed metadata are, or NULL. */
static const char *
find_foreign_name (void)
{
  for (guint i = 0; target_names[i] != NULL; i++)
    if (!g_utf8_validate (target_names[i], -1, NULL))
      return target_names[i];
  return NULL;
}

static ObsExit
run_tuf_client (char **words)
{
  gboolean downloads = strcmp (words[0], "download") == 0;
  gboolean updates = downloads || strcmp (words[0], "refresh") == 0;

  if (!updates && strcmp (words[0], "init") != 0)
    return obs_command_usage (_ ("“%s” is no part of tuf-client; the parts are: init, refresh, "
                                 "download."),
                              words[0]);
  if ((words[1] != NULL) == updates)
    return obs_command_usage (updates ? _ ("“tuf-client refresh” and “tuf-client download” take "
                                           "options only.")
                                      : _ ("“tuf-client init” needs the file of a trusted root."));
  if (metadata_dir == NULL)
    return obs_command_usage (_ ("Name the folder of the trusted metadata with --metadata-dir."));
  if (days_in_future < -MOST_DAYS || days_in_future > MOST_DAYS)
    return obs_command_usage (_ ("--days-in-future takes a number of days up to %d."), MOST_DAYS);
  if (!updates)
    return run_init (words[1]);
  if (metadata_url == NULL)
    return obs_command_usage (_ ("Name the address of the metadata with --metadata-url."));
  if (downloads
      && (target_names == NULL || *target_names == NULL || target_base_url == NULL
          || target_dir == NULL))
    return obs_command_usage (_ ("“tuf-client download” needs --target-name, --target-base-url and "
                                 "--target-dir."));
  if (downloads && find_foreign_name () != NULL)
    return obs_command_usage (_ ("The target name “%s” is not UTF-8."), find_foreign_name ());
  return run_update (downloads);
}

const ObsCommand obs_command_tuf_client = {
  .name = "tuf-client",
  .words = "init ROOT|refresh|download",
  .summary = N_ ("Follow any repository of The Update Framework, for tests of conformance"),
  .details = N_ ("“init” takes the file ROOT as the trusted root. “refresh” brings the signed "
                 "metadata up to date. “download” does the same and fetches targets. What is done "
                 "is told on standard error, line by line."),
  .options = options,
  .least = 1,
  .most = 2,
  .run = run_tuf_client,
};
