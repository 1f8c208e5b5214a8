/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/edition/edition.h"

#include "data/edition/edition-private.h"
#include "data/edition/schema.h"
#include "data/error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define HEADER_SIZE 100
#define PAGE_SIZE 4096

struct _ObsEdition
{
  sqlite3 *db;
  char *path;
  ObsEditionInfo info;
  GData *kept;
};

/* Nothing in an edition needs more; what a hostile file could make SQLite do stays small. */
static const struct
{
  int id, value;
} limits[] = {
  { SQLITE_LIMIT_LENGTH, 1000000 },
  { SQLITE_LIMIT_SQL_LENGTH, 100000 },
  { SQLITE_LIMIT_COLUMN, 100 },
  { SQLITE_LIMIT_EXPR_DEPTH, 20 },
  { SQLITE_LIMIT_COMPOUND_SELECT, 3 },
  { SQLITE_LIMIT_VDBE_OP, 25000 },
  { SQLITE_LIMIT_FUNCTION_ARG, 8 },
  { SQLITE_LIMIT_ATTACHED, 0 },
  { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50 },
  { SQLITE_LIMIT_VARIABLE_NUMBER, 100 },
  { SQLITE_LIMIT_TRIGGER_DEPTH, 1 },
};

static const struct
{
  int op, value;
} switches[] = {
  { SQLITE_DBCONFIG_DEFENSIVE, 1 },
  { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
  { SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
  { SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
  { SQLITE_DBCONFIG_DQS_DML, 0 },
  { SQLITE_DBCONFIG_DQS_DDL, 0 },
  { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
};

static guint32
be32 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

/* What stands in the first 100 bytes, read by ourselves before SQLite sees the file. */
static gboolean
check_header (const char *path, const guint8 *h, guint64 size, GError **error)
{
  guint32 version = be32 (h + 60);

  if (memcmp (h, "SQLite format 3", 16) != 0)
    g_set_error (
        error, OBS_ERROR, OBS_ERROR_CORRUPT,
        _ ("“%s” is not an edition: it is a file of another kind. Choose an edition file."), path);
  else if (be32 (h + 68) != OBS_APPLICATION_ID)
    g_set_error (
        error, OBS_ERROR, OBS_ERROR_CORRUPT,
        _ ("“%s” is a database of another program, not an edition. Choose an edition file."), path);
  else if (version > OBS_SCHEMA_VERSION)
    g_set_error (
        error, OBS_ERROR, OBS_ERROR_SCHEMA_TOO_NEW,
        _ ("“%s” was made for a newer version of this program (format %u, this one reads %u). "
           "Update the program to open it."),
        path, version, (guint) OBS_SCHEMA_VERSION);
  else if (version < OBS_SCHEMA_VERSION)
    g_set_error (
        error, OBS_ERROR, OBS_ERROR_SCHEMA_TOO_OLD,
        _ ("“%s” was made for an older version of this program (format %u, this one reads %u). "
           "Get a newer edition."),
        path, version, (guint) OBS_SCHEMA_VERSION);
  else if (h[16] != PAGE_SIZE >> 8 || h[17] != 0 || h[20] != 0 || be32 (h + 52) != 0
           || be32 (h + 56) != 1)
    g_set_error (
        error, OBS_ERROR, OBS_ERROR_CORRUPT,
        _ ("“%s” is not laid out as an edition is (page size, reserved bytes or encoding). "
           "Get the edition again."),
        path);
  else if (h[18] != 1 || h[19] != 1)
    g_set_error (
        error, OBS_ERROR, OBS_ERROR_CORRUPT,
        _ ("“%s” is set up for writing (write-ahead log), so it is not a published edition. "
           "Get the edition again."),
        path);
  else if ((guint64) be32 (h + 28) * PAGE_SIZE != size)
    {
      g_autofree char *promised
          = g_strdup_printf ("%" G_GUINT64_FORMAT, (guint64) be32 (h + 28) * PAGE_SIZE);
      g_autofree char *held = g_strdup_printf ("%" G_GUINT64_FORMAT, size);

      g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                   _ ("“%s” is incomplete or damaged: it should have %s bytes and has %s. Get the "
                      "edition again."),
                   path, promised, held);
    }
  else if (be32 (h + 32) != 0 || be32 (h + 36) != 0)
    g_set_error (
        error, OBS_ERROR, OBS_ERROR_CORRUPT,
        _ ("“%s” was changed after it was published (it has free pages). Get the edition again."),
        path);
  else
    return TRUE;
  return FALSE;
}

/* A journal beside the file would be played into it by another program; ours is never written to.
 */
static gboolean
check_alone (const char *path, GError **error)
{
  static const char *const endings[] = { "-journal", "-wal", "-shm" };

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *other = g_strconcat (path, endings[i], NULL);

      if (g_file_test (other, G_FILE_TEST_EXISTS) || g_file_test (other, G_FILE_TEST_IS_SYMLINK))
        {
          g_set_error (
              error, OBS_ERROR, OBS_ERROR_CORRUPT,
              _ ("Beside “%s” lies “%s”, so the edition was opened for writing and cannot be "
                 "trusted. Get the edition again."),
              path, other);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_file (const char *path, GError **error)
{
  guint8 header[HEADER_SIZE];
  g_autofree char *shown = g_filename_display_name (path);
  FILE *file = NULL;
  GStatBuf info;
  gsize n;

  if (g_stat (path, &info) != 0)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND, _ ("“%s” cannot be opened: %s."), shown,
                   g_strerror (errno));
      return FALSE;
    }
  if (!S_ISREG (info.st_mode))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                   _ ("“%s” is not a file. Choose an edition file."), shown);
      return FALSE;
    }
  if (info.st_size == 0)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT, _ ("“%s” is empty. Get the edition again."),
                   shown);
      return FALSE;
    }
  file = g_fopen (path, "rb");
  if (file == NULL)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND, _ ("“%s” cannot be opened: %s."), shown,
                   g_strerror (errno));
      return FALSE;
    }
  errno = 0;
  n = fread (header, 1, sizeof header, file);
  if (ferror (file))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED, _ ("“%s” cannot be read (%s)."), shown,
                   g_strerror (errno != 0 ? errno : EIO));
      fclose (file);
      return FALSE;
    }
  fclose (file);
  if (n < sizeof header)
    {
      g_set_error (
          error, OBS_ERROR, OBS_ERROR_CORRUPT,
          _ ("“%s” is not an edition: it is a file of another kind. Choose an edition file."),
          shown);
      return FALSE;
    }
  return check_header (shown, header, (guint64) info.st_size, error) && check_alone (path, error);
}

/* The only kind of opening that takes immutable=1: a finished file without side files. */
static sqlite3 *
open_immutable (const char *path, gboolean checking, GError **error)
{
  g_autoptr (sqlite3) db = NULL;
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *uri = g_filename_to_uri (full, NULL, error);
  g_autofree char *address = NULL;
  int rc;

  if (uri == NULL)
    return NULL;
  address = g_strconcat (uri, "?mode=ro&immutable=1", NULL);
  rc = sqlite3_open_v2 (address, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
                        NULL);
  if (rc != SQLITE_OK)
    {
      obs_db_set_error (db, rc, error);
      return NULL;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    sqlite3_limit (db, limits[i].id, limits[i].value);
  /* quick_check is one program over all tables, so it is longer than any query of ours. */
  if (checking)
    sqlite3_limit (db, SQLITE_LIMIT_VDBE_OP, 1000000);
  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++)
    sqlite3_db_config (db, switches[i].op, switches[i].value, NULL);
  if (!obs_db_exec (db, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA query_only = ON",
                    error))
    return NULL;
  return g_steal_pointer (&db);
}

/* One line for each row of sqlite_schema, sorted; what makes a schema equal to another. Indexes
 * come last: a table that is missing is the better thing to tell than its index. */
static GPtrArray *
list_schema (sqlite3 *db, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (db,
                        "SELECT type, name, tbl_name, ifnull(sql, '') FROM sqlite_schema ORDER BY "
                        "type = 'index', type, name, tbl_name",
                        error);
  int rc = 0;

  if (stmt == NULL)
    return NULL;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      const char *sql = obs_db_text (stmt, 3);

      /* What stands behind a NUL is seen by some and not by others. */
      g_ptr_array_add (
          lines,
          g_strdup_printf ("%s %s %s\n%s%s", obs_db_text (stmt, 0), obs_db_text (stmt, 1),
                           obs_db_text (stmt, 2), sql,
                           (gsize) sqlite3_column_bytes (stmt, 3) == strlen (sql) ? "" : "\n"));
    }
  return rc == 0 ? g_steal_pointer (&lines) : NULL;
}

/* Sets the sentence about the first line of @lines that @among lacks; TRUE where there is none. */
static gboolean
check_lines (const char *path, GPtrArray *lines, GPtrArray *among, gboolean expected,
             GError **error)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const char *line = g_ptr_array_index (lines, i);
      g_auto (GStrv) parts = NULL;

      if (g_ptr_array_find_with_equal_func (among, line, g_str_equal, NULL))
        continue;
      parts = g_strsplit_set (line, " \n", 3);
      if (expected)
        g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                     _ ("“%s” is not an edition as this program knows it: its %s “%s” is missing "
                        "or different. "
                        "Get the edition again."),
                     path, parts[0], parts[1]);
      else
        g_set_error (
            error, OBS_ERROR, OBS_ERROR_CORRUPT,
            _ ("“%s” is not an edition as this program knows it: it has an additional %s “%s”. "
               "Get the edition again."),
            path, parts[0], parts[1]);
      return FALSE;
    }
  return TRUE;
}

/* The file's schema must equal, row for row, the one that we would write: the fixed tables first,
 * so that the descriptions of the cubes may be read, then with the tables of those cubes. */
static gboolean
check_schema (sqlite3 *db, const char *path, GError **error)
{
  g_autoptr (sqlite3) model = NULL;
  g_autoptr (GPtrArray) found = list_schema (db, error);
  g_autoptr (GPtrArray) fixed = NULL;
  g_autoptr (GPtrArray) whole = NULL;
  int rc;

  if (found == NULL)
    return FALSE;
  rc = sqlite3_open_v2 (":memory:", &model,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX, NULL);
  if (rc != SQLITE_OK)
    {
      obs_db_set_error (model, rc, error);
      return FALSE;
    }
  if (!obs_schema_create (model, error))
    return FALSE;
  fixed = list_schema (model, error);
  if (fixed == NULL || !check_lines (path, fixed, found, TRUE, error))
    return FALSE;
  if (!obs_schema_create_cubes (db, model, error))
    return FALSE;
  whole = list_schema (model, error);
  return whole != NULL && check_lines (path, whole, found, TRUE, error)
         && check_lines (path, found, whole, FALSE, error);
}

/* After the checks a connection only ever selects. */
static int
authorize_cb (void *user_data, int action, const char *first, const char *second,
              const char *database, const char *trigger)
{
  switch (action)
    {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
      return SQLITE_OK;
    case SQLITE_FUNCTION:
      return g_ascii_strcasecmp (second, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
    default:
      return SQLITE_DENY;
    }
}

/* SQLite's own words about a damaged file help nobody: say which file and what to do. */
static void
name_file (const char *path, GError **error)
{
  if (error != NULL && g_error_matches (*error, OBS_ERROR, OBS_ERROR_CORRUPT)
      && strstr ((*error)->message, path) == NULL)
    {
      g_autofree char *reason = g_strdup ((*error)->message);

      g_clear_error (error);
      g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                   _ ("“%s” is damaged. Get the edition again. (%s)"), path, reason);
    }
}

sqlite3 *
obs_edition_open_db (const char *path, gboolean checking, GError **error)
{
  g_autoptr (sqlite3) db = NULL;
  g_autofree char *shown = g_filename_display_name (path);
  GError *local = NULL;

  if (!check_file (path, error))
    return NULL;
  db = open_immutable (path, checking, &local);
  if (db == NULL || !check_schema (db, shown, &local))
    {
      name_file (shown, &local);
      g_propagate_error (error, local);
      return NULL;
    }
  if (!checking)
    sqlite3_set_authorizer (db, authorize_cb, NULL);
  return g_steal_pointer (&db);
}

static gboolean
load_info (ObsEdition *self, GError **error)
{
  ObsEditionInfo *info = &self->info;
  char **fields[]
      = { &info->id,      &info->date,     &info->title, &info->place,     &info->publisher,
          &info->licence, &info->language, &info->notes, &info->place_name };
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      self->db,
      "SELECT id, date, edition.title, place, publisher, licence, language, notes, area.name"
      " FROM edition JOIN area ON area.code = edition.place",
      error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  rc = obs_db_step (stmt, NULL, error);
  if (rc < 0)
    return FALSE;
  if (rc == 1)
    for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
      *fields[i] = g_strdup (obs_db_text (stmt, (int) i));
  if (rc == 1)
    rc = obs_db_step (stmt, NULL, error) == 0;
  if (rc == 0)
    {
      g_clear_error (error);
      g_set_error (
          error, OBS_ERROR, OBS_ERROR_CORRUPT,
          _ ("“%s” does not say which edition of which place it is. Get the edition again."),
          self->path);
    }
  return rc == 1;
}

/**
 * obs_edition_open:
 * @path: file name of an edition
 *
 * Checks the file's header, that nothing lies beside it, and its schema, then opens it for reading
 * only. obs_edition_check() does the checks that read the whole file.
 *
 * Returns: (transfer full): the edition, or NULL with @error set: %OBS_ERROR_NOT_FOUND,
 *   %OBS_ERROR_CORRUPT, %OBS_ERROR_SCHEMA_TOO_NEW, %OBS_ERROR_SCHEMA_TOO_OLD
 */
gboolean
obs_edition_is_file (const char *path)
{
  guint8 head[72] = { 0 };
  guint32 id;
  FILE *file = g_fopen (path, "rb");
  gsize n = 0;

  if (file != NULL)
    {
      n = fread (head, 1, sizeof head, file);
      fclose (file);
    }
  memcpy (&id, head + 68, sizeof id);
  return n == sizeof head && GUINT32_FROM_BE (id) == OBS_APPLICATION_ID;
}

ObsEdition *
obs_edition_open (const char *path, GError **error)
{
  g_autoptr (ObsEdition) self = NULL;
  GError *local = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_new0 (ObsEdition, 1);
  self->path = g_strdup (path);
  self->db = obs_edition_open_db (path, FALSE, error);
  if (self->db == NULL)
    return NULL;
  if (!load_info (self, &local))
    {
      name_file (path, &local);
      g_propagate_error (error, local);
      return NULL;
    }
  return g_steal_pointer (&self);
}

static void
info_clear (ObsEditionInfo *info)
{
  g_free (info->id);
  g_free (info->date);
  g_free (info->title);
  g_free (info->place);
  g_free (info->place_name);
  g_free (info->publisher);
  g_free (info->licence);
  g_free (info->language);
  g_free (info->notes);
}

ObsEditionInfo *
obs_edition_info_copy (const ObsEditionInfo *info)
{
  ObsEditionInfo *copy = g_new0 (ObsEditionInfo, 1);

  copy->id = g_strdup (info->id);
  copy->date = g_strdup (info->date);
  copy->title = g_strdup (info->title);
  copy->place = g_strdup (info->place);
  copy->place_name = g_strdup (info->place_name);
  copy->publisher = g_strdup (info->publisher);
  copy->licence = g_strdup (info->licence);
  copy->language = g_strdup (info->language);
  copy->notes = g_strdup (info->notes);
  return copy;
}

void
obs_edition_info_free (ObsEditionInfo *info)
{
  info_clear (info);
  g_free (info);
}

void
obs_edition_close (ObsEdition *edition)
{
  g_datalist_clear (&edition->kept);
  info_clear (&edition->info);
  g_free (edition->path);
  sqlite3_close_v2 (edition->db);
  g_free (edition);
}

const char *
obs_edition_get_path (ObsEdition *edition)
{
  return edition->path;
}

void
obs_edition_keep (ObsEdition *edition, const char *key, gpointer value, GDestroyNotify destroy)
{
  g_datalist_set_data_full (&edition->kept, key, value, destroy);
}

gpointer
obs_edition_kept (ObsEdition *edition, const char *key)
{
  return g_datalist_get_data (&edition->kept, key);
}

const ObsEditionInfo *
obs_edition_get_info (ObsEdition *edition)
{
  return &edition->info;
}

sqlite3 *
obs_edition_get_db (ObsEdition *edition)
{
  return edition->db;
}
