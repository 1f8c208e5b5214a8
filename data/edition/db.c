/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/edition/db.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Virtual machine steps between two looks at the cancellable: about 10 microseconds. */
#define STEPS_BETWEEN_LOOKS 1000

/* Why the system refused, where SQLite says only that it did; NULL where it was not the system. */
static const char *
system_cause (sqlite3 *db, int rc)
{
#ifndef G_OS_WIN32
  int code = 0;

  if (db == NULL || ((rc & 0xff) != SQLITE_CANTOPEN && (rc & 0xff) != SQLITE_IOERR))
    return NULL;
  code = sqlite3_system_errno (db);
  /* What failed while a transaction ended stands with the file only. */
  if (code == 0)
    sqlite3_file_control (db, "main", SQLITE_FCNTL_LAST_ERRNO, &code);
  return code != 0 ? g_strerror (code) : NULL;
#else
  return NULL;
#endif
}

/**
 * obs_db_set_error:
 * @rc: what a function of SQLite returned
 *
 * The one place where codes of SQLite become codes of %OBS_ERROR. An interrupted statement becomes
 * %G_IO_ERROR_CANCELLED.
 */
void
obs_db_set_error (sqlite3 *db, int rc, GError **error)
{
  const char *message = db != NULL ? sqlite3_errmsg (db) : sqlite3_errstr (rc);
  const char *system = system_cause (db, rc);
  ObsError code = OBS_ERROR_FAILED;

  switch (rc & 0xff)
    {
    case SQLITE_INTERRUPT:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("It was cancelled."));
      return;
    case SQLITE_READONLY:
      g_set_error_literal (
          error, OBS_ERROR, OBS_ERROR_FAILED,
          _ ("A database cannot be written: the disk is read-only, or you may only "
             "read there."));
      return;
    case SQLITE_FULL:
      code = OBS_ERROR_NO_SPACE;
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      code = OBS_ERROR_CORRUPT;
      break;
    case SQLITE_CANTOPEN:
      code = OBS_ERROR_NOT_FOUND;
      break;
    case SQLITE_TOOBIG:
      code = OBS_ERROR_TOO_LARGE;
      break;
    default:
      break;
    }
  if (system != NULL)
    g_set_error (error, OBS_ERROR, code, _ ("The database answered: %s (%s)."), message, system);
  else
    g_set_error (error, OBS_ERROR, code, _ ("The database answered: %s."), message);
}

sqlite3_stmt *
obs_db_prepare (sqlite3 *db, const char *sql, GError **error)
{
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL);

  if (rc != SQLITE_OK)
    {
      obs_db_set_error (db, rc, error);
      return NULL;
    }
  return stmt;
}

gboolean
obs_db_exec (sqlite3 *db, const char *sql, GError **error)
{
  int rc = sqlite3_exec (db, sql, NULL, NULL, NULL);

  if (rc != SQLITE_OK)
    {
      obs_db_set_error (db, rc, error);
      return FALSE;
    }
  return TRUE;
}

static int
is_cancelled_cb (void *user_data)
{
  return g_cancellable_is_cancelled (user_data);
}

int
obs_db_step (sqlite3_stmt *stmt, GCancellable *cancellable, GError **error)
{
  sqlite3 *db = sqlite3_db_handle (stmt);
  int rc;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  if (cancellable != NULL)
    sqlite3_progress_handler (db, STEPS_BETWEEN_LOOKS, is_cancelled_cb, cancellable);
  rc = sqlite3_step (stmt);
  if (cancellable != NULL)
    sqlite3_progress_handler (db, 0, NULL, NULL);

  if (rc == SQLITE_ROW)
    return 1;
  if (rc == SQLITE_DONE)
    return 0;
  obs_db_set_error (db, rc, error);
  return -1;
}

const char *
obs_db_text (sqlite3_stmt *stmt, int column)
{
  const char *text = (const char *) sqlite3_column_text (stmt, column);

  return text != NULL ? text : "";
}

double
obs_db_double (sqlite3_stmt *stmt, int column)
{
  if (sqlite3_column_type (stmt, column) == SQLITE_NULL)
    return NAN;
  return sqlite3_column_double (stmt, column);
}

gboolean
obs_db_is_identifier (const char *name)
{
  gsize i;

  if (name == NULL || !g_ascii_islower (name[0]))
    return FALSE;
  for (i = 1; name[i] != '\0'; i++)
    if (!g_ascii_islower (name[i]) && !g_ascii_isdigit (name[i]) && name[i] != '_')
      return FALSE;
  return i <= 63;
}
