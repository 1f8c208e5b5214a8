/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/build.h"

#include "data/error.h"
#include "data/publish/build-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef void (*BuildPart) (ObsBuild *build);

static const BuildPart parts[] = {
  obs_build_register, obs_build_reference, obs_build_plan,     obs_build_official,
  obs_build_panel,    obs_build_market,    obs_build_journeys, obs_build_finish_register,
};

static void
build_clear (ObsBuild *build)
{
  obs_faults_clear (&build->faults);
  g_clear_pointer (&build->keys, g_hash_table_unref);
  g_clear_pointer (&build->hashes, g_hash_table_unref);
  g_clear_pointer (&build->register_hashes, g_hash_table_unref);
  g_clear_pointer (&build->place, g_free);
  sqlite3_close_v2 (build->db);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ObsBuild, build_clear)

static gboolean
open_scratch (ObsBuild *build, GError **error)
{
  g_autofree char *setup = g_strdup_printf ("PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; "
                                            "PRAGMA application_id = %d; PRAGMA user_version = %d",
                                            OBS_APPLICATION_ID, OBS_SCHEMA_VERSION);
  /* Not SQLITE_OPEN_MEMORY: VACUUM INTO would inherit it and write nothing. */
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  int rc = sqlite3_open_v2 (":memory:", &build->db, flags, NULL);

  if (rc != SQLITE_OK)
    {
      obs_db_set_error (build->db, rc, error);
      return FALSE;
    }
  return obs_db_exec (build->db, setup, error) && obs_db_exec (build->db, "BEGIN", error)
         && obs_schema_create (build->db, error);
}

/* Reads everything; all faults of all parts come out together. */
static gboolean
read_sources (ObsBuild *build, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (g_cancellable_set_error_if_cancelled (build->cancellable, error))
        return FALSE;
      parts[i](build);
    }
  if (obs_faults_any (&build->faults))
    {
      obs_faults_set_error (&build->faults, error);
      return FALSE;
    }
  return obs_db_exec (build->db, "COMMIT", error);
}

static gboolean
set_file_error (const char *path, GError **error)
{
  int number = errno;

  g_set_error (error, OBS_ERROR, number == ENOSPC ? OBS_ERROR_NO_SPACE : OBS_ERROR_FAILED,
               _ ("“%s” cannot be written: %s."), path, g_strerror (number));
  return FALSE;
}

/* The counters in the header say how often a file was written and by which release of SQLite. They
 * are set to fixed values, so that the same content is the same file; SQLite allows any. */
static gboolean
settle_header (int fd)
{
  static const guint8 counter[4] = { 0, 0, 0, 1 };
  static const guint8 writer[8] = { 0, 0, 0, 1, 0x00, 0x2e, 0x63, 0x00 }; /* valid for 1; 3.40.0 */

  return pwrite (fd, counter, sizeof counter, 24) == sizeof counter
         && pwrite (fd, writer, sizeof writer, 92) == sizeof writer;
}

static gboolean
write_file (ObsBuild *build, const char *path, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (build->db, "VACUUM INTO ?1", error);
  int fd;
  gboolean done;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, path, -1, SQLITE_STATIC);
  if (obs_db_step (stmt, build->cancellable, error) < 0)
    return FALSE;
  fd = g_open (path, O_RDWR, 0);
  if (fd < 0)
    return set_file_error (path, error);
  done = settle_header (fd) && g_fsync (fd) == 0;
  if (!done)
    set_file_error (path, error);
  g_close (fd, NULL);
  return done;
}

/* The rename itself must survive a loss of power. */
static void
sync_folder (const char *path)
{
#ifdef G_OS_UNIX
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_CLOEXEC, 0);

  if (fd >= 0)
    {
      g_fsync (fd);
      g_close (fd, NULL);
    }
#endif
}

/* What is written is checked as any reader would check it, before it gets its name. */
static gboolean
write_edition (ObsBuild *build, const char *path, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (temporary, O_RDWR, 0644);
  gboolean done;

  if (fd < 0)
    return set_file_error (path, error);
  g_close (fd, NULL);
  done = write_file (build, temporary, error)
         && obs_edition_check (temporary, NULL, build->cancellable, error);
  if (done && g_rename (temporary, path) != 0)
    done = set_file_error (path, error);
  if (done)
    sync_folder (path);
  else
    g_unlink (temporary);
  return done;
}

/* Reads what disclosure control needs; NULL where nothing is asked for. */
static gboolean
read_options (const ObsBuildOptions *options, ObsPolicy **policy, ObsEarlier **earlier,
              GCancellable *cancellable, GError **error)
{
  if (options->policy != NULL)
    {
      *policy = obs_policy_load (options->policy, error);
      if (*policy == NULL)
        return FALSE;
    }
  if (options->earlier == NULL)
    return TRUE;
  *earlier = obs_earlier_new ();
  for (const char *const *path = options->earlier; *path != NULL; path++)
    if (!obs_earlier_add_edition (*earlier, *path, cancellable, error))
      return FALSE;
  return TRUE;
}

static void
give_report (const ObsBuildOptions *options, const ObsBuild *build)
{
  gboolean any = build->disclosure.n_cells > 0;

  if (options->report_words != NULL)
    *options->report_words = any ? obs_disclosure_report_words (&build->disclosure) : NULL;
  if (options->report_json != NULL)
    *options->report_json = any ? obs_disclosure_report_json (&build->disclosure) : NULL;
}

gboolean
obs_build_edition (const char *sources_dir, const char *path, GCancellable *cancellable,
                   GError **error)
{
  static const ObsBuildOptions none = { 0 };

  return obs_build_edition_full (sources_dir, path, &none, cancellable, error);
}

gboolean
obs_build_edition_full (const char *sources_dir, const char *path, const ObsBuildOptions *options,
                        GCancellable *cancellable, GError **error)
{
  g_autoptr (ObsPolicy) policy = NULL;
  g_autoptr (ObsEarlier) earlier = NULL;
  g_auto (ObsBuild) build
      = { .folder = sources_dir, .cancellable = cancellable, .protect = options->protect };

  g_return_val_if_fail (sources_dir != NULL && path != NULL, FALSE);

  if (!g_file_test (sources_dir, G_FILE_TEST_IS_DIR))
    {
      g_autofree char *shown = g_filename_display_name (sources_dir);

      g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                   _ ("There is no folder “%s”. Name the folder that holds the source tables."),
                   shown);
      return FALSE;
    }
  obs_faults_init (&build.faults);
  build.keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                      (GDestroyNotify) g_hash_table_unref);
  build.hashes
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_tree_unref);
  build.register_hashes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!read_options (options, &policy, &earlier, cancellable, error))
    return FALSE;
  build.policy = policy;
  build.earlier = earlier;
  if (!open_scratch (&build, error) || !read_sources (&build, error)
      || !write_edition (&build, path, error))
    return FALSE;
  give_report (options, &build);
  return TRUE;
}
