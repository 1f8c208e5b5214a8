/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/workspace/workspace-file-private.h"

#include "data/error.h"
#include "data/sync/platform.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* A step is never changed once it was released: whoever has its version would miss the change. */
static const char *const steps[OBS_WORKSPACE_VERSION] = {
  /* 0 -> 1: corrections of matches, by the hash of the text */
  "CREATE TABLE correction ("
  "  hash     TEXT NOT NULL,"                                      /* statement.hash */
  "  level    TEXT NOT NULL CHECK (level IN ('area', 'concept'))," /* which matches */
  "  concept  TEXT NOT NULL,"                                      /* code of the concept */
  "  label    TEXT NOT NULL,"                                      /* its label at that time */
  "  text     TEXT NOT NULL,"                                      /* the sentence */
  "  decision TEXT NOT NULL CHECK (decision IN ('is', 'is-not')),"
  "  reason   TEXT NOT NULL," /* in words, '' none */
  "  author   TEXT NOT NULL," /* role of who decided, '' not said */
  "  decided  TEXT NOT NULL," /* YYYY-MM-DD */
  "  PRIMARY KEY (hash, level, concept)"
  ") STRICT, WITHOUT ROWID",
};

const ObsWorkspaceSteps obs_workspace_steps = { steps, OBS_WORKSPACE_VERSION };

/* What was written is on the disk, and its name too. */
static gboolean
settle (const char *part, const char *kept)
{
  int fd = obs_platform_open (part, TRUE, 0600, NULL);
  g_autofree char *folder = g_path_get_dirname (kept);

  return fd >= 0 && obs_platform_sync_close (fd, part, NULL)
         && obs_platform_rename (part, kept, NULL) && obs_platform_sync_folder (folder, NULL);
}

/* Read through a connection of its own: the one that holds the write lock cannot be copied from. */
static int
copy_pages (const char *from, const char *to)
{
  g_autoptr (sqlite3) db = NULL, copy = NULL;
  sqlite3_backup *backup;
  int rc = sqlite3_open_v2 (from, &db, SQLITE_OPEN_READONLY, NULL);

  if (rc == SQLITE_OK)
    rc = sqlite3_open_v2 (to, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
  if (rc != SQLITE_OK)
    return rc;
  backup = sqlite3_backup_init (copy, "main", db, "main");
  if (backup == NULL)
    return sqlite3_errcode (copy);
  rc = sqlite3_backup_step (backup, -1);
  sqlite3_backup_finish (backup);
  return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* A copy beside the file, named after the version that comes. The write lock is held, so nobody
 * changes the file meanwhile. */
static gboolean
keep_copy (const char *path, guint version, GError **error)
{
  g_autofree char *kept = g_strdup_printf ("%s-before-%u", path, version);
  g_autofree char *part = g_strdup_printf ("%s-before-%u.part", path, version);
  int rc;

  g_unlink (part);
  rc = copy_pages (path, part);
  if (rc == SQLITE_OK && settle (part, kept))
    return TRUE;
  g_unlink (part);
  g_set_error (
      error, OBS_ERROR, rc == SQLITE_FULL ? OBS_ERROR_NO_SPACE : OBS_ERROR_FAILED,
      _ ("No copy of your workspace “%s” could be kept before it is brought up to date, so "
         "it was left as it is. Make room in its folder and start again."),
      path);
  return FALSE;
}

/* One step, or none where another program took it meanwhile. 1: more may follow, 0: up to date. */
static int
take_step (sqlite3 *db, const char *path, const ObsWorkspaceSteps *all, guint first, GError **error)
{
  int version = obs_workspace_number (db, path, "PRAGMA user_version", error);
  g_autofree char *set = NULL;

  if (version < 0)
    return -1;
  if ((guint) version >= all->n)
    return 0;
  if (version > 0 && (guint) version == first && !keep_copy (path, all->n, error))
    return -1;
  set = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d",
                         OBS_WORKSPACE_APPLICATION_ID, version + 1);
  if (!obs_workspace_exec (db, path, all->steps[version], error)
      || !obs_workspace_exec (db, path, set, error))
    return -1;
  return 1;
}

gboolean
obs_workspace_migrate (sqlite3 *db, const char *path, const ObsWorkspaceSteps *all, GError **error)
{
  int first = obs_workspace_number (db, path, "PRAGMA user_version", error);
  int state = 1;

  if (first < 0)
    return FALSE;
  while (state == 1)
    {
      if (!obs_workspace_exec (db, path, "BEGIN IMMEDIATE", error))
        return FALSE;
      state = take_step (db, path, all, (guint) first, error);
      if (state >= 0 && obs_workspace_exec (db, path, "COMMIT", error))
        continue;
      sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
      return FALSE;
    }
  return TRUE;
}
