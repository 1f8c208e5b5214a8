/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/home-private.h"
#include "data/sync/names.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

/* Editions that are being tried out. HOME/opening has one line, name and the number of times that
 * it was begun and not ended; a lock beside it tells a program that is still at it from one that
 * died. HOME/proven names the edition that went well last, HOME/suspect those that did not. */

#define DEATHS 2
#define MAX_FILE 4096

struct _ObsOpening
{
  char *home_dir;
  char *name;
  char *before; /* what HOME/opening said when it was begun */
  ObsLock *lock;
};

/* Returns: (transfer full): the file's text, "" where there is none */
static char *
read_small (const char *home_dir, const char *file)
{
  g_autofree char *path = g_build_filename (home_dir, file, NULL);
  char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, NULL) || length > MAX_FILE)
    {
      g_free (text);
      return g_strdup ("");
    }
  return text;
}

static void
write_small (const char *home_dir, const char *file, const char *text)
{
  g_autofree char *path = g_build_filename (home_dir, file, NULL);

  /* Where it cannot be written, nothing is watched; that is no reason not to open an edition. */
  if (*text == '\0')
    g_unlink (path);
  else
    obs_platform_replace_text (path, text, 0600, NULL);
}

static gboolean
has_line (const char *text, const char *line)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  return g_strv_contains ((const char *const *) lines, line);
}

gboolean
obs_opening_is_suspect (const char *home_dir, const char *name)
{
  g_autofree char *text = read_small (home_dir, "suspect");

  return has_line (text, name);
}

/* Times that the edition @name was begun and not ended, this time included; 0: it is another's
 * line. */
static int
count_deaths (const char *line, const char *name)
{
  g_autofree char *text = g_strstrip (g_strdup (line));
  g_auto (GStrv) words = g_strsplit (text, " ", 2);

  if (words[0] == NULL || strcmp (words[0], name) != 0 || words[1] == NULL)
    return 0;
  return CLAMP (atoi (words[1]), 0, DEATHS) + 1;
}

/* Unless it is being tried just now: then the count is of use still. */
static void
forget_deaths (const char *home_dir, const char *name)
{
  g_autofree char *path = g_build_filename (home_dir, "opening.lock", NULL);
  g_autofree char *line = read_small (home_dir, "opening");
  ObsLock *lock = count_deaths (line, name) > 0 ? obs_platform_lock (path, NULL) : NULL;

  if (lock == NULL)
    return;
  write_small (home_dir, "opening", "");
  obs_platform_unlock (lock);
}

void
obs_opening_forgive (const char *home_dir, const char *name)
{
  g_autofree char *text = read_small (home_dir, "suspect");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GString) rest = g_string_new (NULL);

  forget_deaths (home_dir, name);
  if (!has_line (text, name))
    return;
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0' && strcmp (lines[i], name) != 0)
      g_string_append_printf (rest, "%s\n", lines[i]);
  write_small (home_dir, "suspect", rest->str);
}

static void
mark_suspect (const char *home_dir, const char *name)
{
  g_autofree char *text = read_small (home_dir, "suspect");
  g_autofree char *more = g_strconcat (text, name, "\n", NULL);

  if (!has_line (text, name))
    write_small (home_dir, "suspect", more);
}

/* Name of the edition of this home at @path, or NULL. */
static char *
name_of (const char *home_dir, const char *path)
{
  g_autofree char *folder = path == NULL ? NULL : g_path_get_dirname (path);
  g_autofree char *name = folder == NULL ? NULL : g_path_get_basename (folder);
  g_autofree char *own
      = name == NULL ? NULL : obs_home_edition_path (home_dir, name, "observatory.sqlite");

  return obs_name_is_edition (name) && g_strcmp0 (own, path) == 0 ? g_steal_pointer (&name) : NULL;
}

ObsOpening *
obs_opening_begin (const char *home_dir, const char *path, gboolean *again)
{
  g_autofree char *lock_path = g_build_filename (home_dir, "opening.lock", NULL);
  g_autofree char *name = name_of (home_dir, path);
  g_autofree char *proven = NULL;
  g_autofree char *last = NULL;
  g_autofree char *line = NULL;
  ObsOpening *opening;
  ObsLock *lock;
  int deaths;

  *again = FALSE;
  if (name == NULL)
    return NULL;
  proven = read_small (home_dir, "proven");
  if (has_line (proven, name))
    return NULL;
  lock = obs_platform_lock (lock_path, NULL);
  if (lock == NULL)
    return NULL;
  last = read_small (home_dir, "opening");
  deaths = count_deaths (last, name);
  if (deaths >= DEATHS)
    {
      mark_suspect (home_dir, name);
      write_small (home_dir, "opening", "");
      obs_platform_unlock (lock);
      *again = TRUE;
      return NULL;
    }
  line = g_strdup_printf ("%s %d\n", name, deaths);
  write_small (home_dir, "opening", line);
  opening = g_new0 (ObsOpening, 1);
  opening->home_dir = g_strdup (home_dir);
  opening->name = g_steal_pointer (&name);
  opening->before = g_steal_pointer (&last);
  opening->lock = lock;
  return opening;
}

static void
opening_free (ObsOpening *opening)
{
  obs_platform_unlock (opening->lock);
  g_free (opening->home_dir);
  g_free (opening->name);
  g_free (opening->before);
  g_free (opening);
}

void
obs_opening_end (ObsOpening *opening)
{
  g_autofree char *line = NULL;

  if (opening == NULL)
    return;
  line = g_strconcat (opening->name, "\n", NULL);
  write_small (opening->home_dir, "proven", line);
  write_small (opening->home_dir, "opening", "");
  opening_free (opening);
}

void
obs_opening_drop (ObsOpening *opening)
{
  if (opening == NULL)
    return;
  write_small (opening->home_dir, "opening", opening->before);
  opening_free (opening);
}
