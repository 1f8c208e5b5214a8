/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/workspace/workspace-file-private.h"

#include "data/error.h"
#include "data/sync/home.h"

#include <glib/gi18n-lib.h>

/* How long one program waits for another one's change. */
#define BUSY_MS 5000

struct _ObsWorkspaceFile
{
  sqlite3 *db;
  char *path;
};

char *
obs_workspace_default_path (void)
{
  g_autofree char *home = obs_home_default ();

  return g_build_filename (home, "workspace.sqlite", NULL);
}

const char *
obs_workspace_file_get_path (ObsWorkspaceFile *file)
{
  return file->path;
}

sqlite3 *
obs_workspace_file_get_db (ObsWorkspaceFile *file)
{
  return file->db;
}

void
obs_workspace_file_close (ObsWorkspaceFile *file)
{
  if (file == NULL)
    return;
  sqlite3_close_v2 (file->db);
  g_free (file->path);
  g_free (file);
}

static void
set_damaged (const char *path, GError **error)
{
  g_set_error (
      error, OBS_ERROR, OBS_ERROR_CORRUPT,
      _ ("Your workspace “%s” is damaged. It was left as it is: put a copy from a backup in "
         "its place, or move it away to begin an empty one."),
      path);
}

void
obs_workspace_set_error (sqlite3 *db, int rc, const char *path, GError **error)
{
  switch (rc & 0xff)
    {
    case SQLITE_FULL:
      g_set_error (error, OBS_ERROR, OBS_ERROR_NO_SPACE,
                   _ ("The disk is full, so the change was not kept. Your workspace “%s” is as it "
                      "was: make room and try again."),
                   path);
      break;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      g_set_error (
          error, OBS_ERROR, OBS_ERROR_FAILED,
          _ ("Your workspace “%s” can only be read here, so the change was not kept. Allow "
             "writing to the file and its folder, and try again."),
          path);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, OBS_ERROR, OBS_ERROR_BUSY,
                   _ ("Another program is writing to your workspace “%s”. Try again in a moment."),
                   path);
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      set_damaged (path, error);
      break;
    default:
      g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED,
                   _ ("Your workspace “%s” could not be used: %s."), path,
                   db != NULL ? sqlite3_errmsg (db) : sqlite3_errstr (rc));
      break;
    }
}

gboolean
obs_workspace_exec (sqlite3 *db, const char *path, const char *sql, GError **error)
{
  int rc = sqlite3_exec (db, sql, NULL, NULL, NULL);

  if (rc == SQLITE_OK)
    return TRUE;
  obs_workspace_set_error (db, rc, path, error);
  return FALSE;
}

int
obs_workspace_number (sqlite3 *db, const char *path, const char *pragma, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  int rc = sqlite3_prepare_v2 (db, pragma, -1, &stmt, NULL);

  if (rc == SQLITE_OK)
    rc = sqlite3_step (stmt);
  if (rc == SQLITE_ROW)
    return sqlite3_column_int (stmt, 0);
  obs_workspace_set_error (db, rc, path, error);
  return -1;
}

/* Every page and index can be read. The file is small: it is looked at each time. */
static gboolean
is_whole (sqlite3 *db, const char *path, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  int rc = sqlite3_prepare_v2 (db, "PRAGMA quick_check(1)", -1, &stmt, NULL);

  if (rc == SQLITE_OK)
    rc = sqlite3_step (stmt);
  if (rc != SQLITE_ROW)
    {
      obs_workspace_set_error (db, rc, path, error);
      return FALSE;
    }
  if (g_str_equal (obs_db_text (stmt, 0), "ok"))
    return TRUE;
  set_damaged (path, error);
  return FALSE;
}

/* Ours, whole and not newer; @version (out): 0 where it is empty. */
static gboolean
look_inside (sqlite3 *db, const char *path, guint newest, int *version, GError **error)
{
  int id = obs_workspace_number (db, path, "PRAGMA application_id", error);
  int tables = 0;

  *version = id < 0 ? -1 : obs_workspace_number (db, path, "PRAGMA user_version", error);
  if (*version >= 0)
    tables = obs_workspace_number (db, path, "SELECT count(*) FROM sqlite_schema", error);
  if (id < 0 || *version < 0 || tables < 0)
    return FALSE;
  if (id == 0 && *version == 0 && tables == 0)
    return TRUE;
  if (id != OBS_WORKSPACE_APPLICATION_ID)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                   _ ("“%s” is not a workspace of this program. It was left as it is: move it away "
                      "to begin an empty workspace."),
                   path);
      return FALSE;
    }
  if ((guint) *version > newest)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_SCHEMA_TOO_NEW,
                   _ ("Your workspace “%s” was made by a newer version of this program (layout %d; "
                      "this one knows %u). It was left as it is: use the newer program."),
                   path, *version, newest);
      return FALSE;
    }
  return is_whole (db, path, error);
}

/* One state of the file: another program may be making it just now. */
static gboolean
look (sqlite3 *db, const char *path, guint newest, int *version, GError **error)
{
  gboolean good;

  if (!obs_workspace_exec (db, path, "BEGIN", error))
    return FALSE;
  good = look_inside (db, path, newest, version, error);
  sqlite3_exec (db, "COMMIT", NULL, NULL, NULL);
  return good;
}

static gboolean
set_up (sqlite3 *db, const char *path, GError **error)
{
  sqlite3_busy_timeout (db, BUSY_MS);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  /* A rollback journal also works on disks of a network; EXTRA: its end is on the disk as well. */
  return obs_workspace_exec (db, path, "PRAGMA synchronous = EXTRA", error);
}

/* There is no file, and nothing is to be written: an empty workspace in memory. */
static ObsWorkspaceFile *
open_nothing (const char *path, const ObsWorkspaceSteps *steps, GError **error)
{
  g_autoptr (ObsWorkspaceFile) file = g_new0 (ObsWorkspaceFile, 1);
  int rc = sqlite3_open_v2 (":memory:", &file->db, SQLITE_OPEN_READWRITE, NULL);

  file->path = g_strdup (path);
  if (rc == SQLITE_OK && obs_workspace_migrate (file->db, path, steps, error))
    return g_steal_pointer (&file);
  if (rc != SQLITE_OK)
    obs_workspace_set_error (NULL, rc, path, error);
  return NULL;
}

static gboolean
bring_up_to_date (ObsWorkspaceFile *file, gboolean write, const ObsWorkspaceSteps *steps,
                  GError **error)
{
  int version;

  if (!look (file->db, file->path, steps->n, &version, error))
    return FALSE;
  if ((guint) version == steps->n)
    return TRUE;
  if (sqlite3_db_readonly (file->db, "main") == 0)
    return obs_workspace_migrate (file->db, file->path, steps, error);
  if (write || version == 0)
    obs_workspace_set_error (NULL, SQLITE_READONLY, file->path, error);
  else
    g_set_error (
        error, OBS_ERROR, OBS_ERROR_SCHEMA_TOO_OLD,
        _ ("Your workspace “%s” was made by an older version of this program and has to be "
           "brought up to date, but it can only be read here. Allow writing to it."),
        file->path);
  return FALSE;
}

ObsWorkspaceFile *
obs_workspace_file_open_with (const char *path, gboolean write, gboolean read_only,
                              const ObsWorkspaceSteps *steps, GError **error)
{
  g_autoptr (ObsWorkspaceFile) file = NULL;
  g_autofree char *folder = g_path_get_dirname (path);
  int rc;

  if (!write && !g_file_test (path, G_FILE_TEST_EXISTS))
    return open_nothing (path, steps, error);
  if (write)
    g_mkdir_with_parents (folder, 0700);
  file = g_new0 (ObsWorkspaceFile, 1);
  file->path = g_strdup (path);
  rc = sqlite3_open_v2 (path, &file->db,
                        read_only ? SQLITE_OPEN_READONLY
                        : write   ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                  : SQLITE_OPEN_READWRITE,
                        NULL);
  if (rc != SQLITE_OK)
    {
      obs_workspace_set_error (file->db, rc, path, error);
      return NULL;
    }
  if (!set_up (file->db, path, error) || !bring_up_to_date (file, write, steps, error))
    return NULL;
  return g_steal_pointer (&file);
}

ObsWorkspaceFile *
obs_workspace_file_open (const char *path, gboolean write, GError **error)
{
  return obs_workspace_file_open_with (path, write, FALSE, &obs_workspace_steps, error);
}
