/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build.h"

#include "data/error.h"
#include "data/build/build-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>

typedef void (*BuildPart) (ObsBuild *build);

static const BuildPart parts[] = {
  obs_build_find_descriptors,
  obs_build_register,
  obs_build_source_register,
  obs_build_reference,
  obs_build_source_areas,
  obs_build_plan,
  obs_build_official,
  obs_build_source_cubes,
  obs_build_source_texts,
  obs_build_panel,
  obs_build_market,
  obs_build_taxonomy,
  obs_build_gap,
  obs_build_journeys,
  obs_build_compare,
  obs_build_fill_extents,
  obs_build_finish_register,
};

static void
build_clear (ObsBuild *build)
{
  obs_faults_clear (&build->faults);
  g_clear_pointer (&build->keys, g_hash_table_unref);
  g_clear_pointer (&build->hashes, g_hash_table_unref);
  g_clear_pointer (&build->register_hashes, g_hash_table_unref);
  g_clear_pointer (&build->place, g_free);
  g_clear_pointer (&build->date, g_free);
  g_clear_pointer (&build->folders, g_strfreev);
  g_clear_pointer (&build->descriptors, g_ptr_array_unref);
  g_clear_pointer (&build->areas, obs_area_index_free);
  g_clear_pointer (&build->lists, g_hash_table_unref);
  g_clear_pointer (&build->parts, g_hash_table_unref);
  g_clear_pointer (&build->cache, obs_fact_cache_free);
  g_clear_pointer (&build->extents, g_hash_table_unref);
  g_clear_pointer (&build->policy, obs_policy_free);
  g_clear_pointer (&build->earlier, obs_earlier_free);
  sqlite3_close_v2 (build->db);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ObsBuild, build_clear)

/* The tables go straight into a new file beside the edition's place, in one order and without
 * journal: when anything fails the file is thrown away. */
static gboolean
open_file (ObsBuild *build, const char *path, GError **error)
{
  g_autofree char *setup
      = g_strdup_printf ("PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; "
                         "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; "
                         "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -65536; "
                         "PRAGMA application_id = %d; PRAGMA user_version = %d",
                         OBS_APPLICATION_ID, OBS_SCHEMA_VERSION);
  int rc = sqlite3_open_v2 (path, &build->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

  if (rc != SQLITE_OK)
    {
      obs_db_set_error (build->db, rc, error);
      return FALSE;
    }
  return obs_db_exec (build->db, setup, error) && obs_db_exec (build->db, "BEGIN", error)
         && obs_schema_create (build->db, error);
}

/* Faults always stop a build, warnings a strict one. The first of them become the error; all are in
 * the report. */
static gboolean
accept_findings (ObsBuild *build, GError **error)
{
  const ObsIssues *issues = build->report->issues;
  const GPtrArray *kept = obs_issues_kept (issues);
  guint64 n = obs_issues_count (issues, OBS_ISSUE_FAULT);

  for (guint i = 0; i < build->faults.sentences->len; i++)
    g_ptr_array_add (build->report->tables,
                     g_strdup (g_ptr_array_index (build->faults.sentences, i)));
  if (build->inputs->strict)
    n += obs_issues_count (issues, OBS_ISSUE_WARNING);
  for (guint i = 0; n > 0 && i < kept->len; i++)
    {
      const ObsIssue *issue = g_ptr_array_index (kept, i);

      if (issue->level == OBS_ISSUE_FAULT
          || (build->inputs->strict && issue->level == OBS_ISSUE_WARNING))
        obs_faults_take (&build->faults, obs_issue_sentence (issue));
    }
  if (!obs_faults_any (&build->faults))
    return TRUE;
  obs_faults_set_error (&build->faults, error);
  return FALSE;
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
  if (g_cancellable_set_error_if_cancelled (build->cancellable, error))
    return FALSE;
  return accept_findings (build, error) && obs_db_exec (build->db, "COMMIT", error);
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
settle_header (FILE *file)
{
  static const guint8 counter[4] = { 0, 0, 0, 1 };
  static const guint8 writer[8] = { 0, 0, 0, 1, 0x00, 0x2e, 0x63, 0x00 }; /* valid for 1; 3.40.0 */

  return fseek (file, 24, SEEK_SET) == 0 && fwrite (counter, sizeof counter, 1, file) == 1
         && fseek (file, 92, SEEK_SET) == 0 && fwrite (writer, sizeof writer, 1, file) == 1
         && fflush (file) == 0 && g_fsync (fileno (file)) == 0;
}

/* Pages that were given up on the way would make a file that a reader refuses. */
static gboolean
drop_free_pages (ObsBuild *build, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (build->db, "PRAGMA freelist_count", error);
  gboolean any;

  if (stmt == NULL || obs_db_step (stmt, NULL, error) < 0)
    return FALSE;
  any = sqlite3_column_int (stmt, 0) > 0;
  g_clear_pointer (&stmt, sqlite3_finalize);
  return !any || obs_db_exec (build->db, "VACUUM", error);
}

static gboolean
finish_file (ObsBuild *build, const char *path, GError **error)
{
  FILE *file;
  gboolean done;

  if (!drop_free_pages (build, error))
    return FALSE;
  sqlite3_close_v2 (build->db);
  build->db = NULL;
  file = g_fopen (path, "r+b");
  if (file == NULL)
    return set_file_error (path, error);
  done = settle_header (file);
  if (!done)
    set_file_error (path, error);
  fclose (file);
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
  done = open_file (build, temporary, error) && read_sources (build, error)
         && finish_file (build, temporary, error)
         && obs_edition_check (temporary, NULL, build->cancellable, error);
  if (done && g_rename (temporary, path) != 0)
    done = set_file_error (path, error);
  if (done)
    sync_folder (path);
  else
    {
      g_clear_pointer (&build->db, sqlite3_close_v2);
      g_unlink (temporary);
    }
  return done;
}

void
obs_source_state_free (ObsSourceState *state)
{
  g_free (state->released);
  g_free (state->next_release);
  g_free (state->retrieved);
  g_free (state->checked);
  g_free (state->status);
  g_strfreev (state->files);
  g_free (state);
}

/* Reads what disclosure control needs; nothing where nothing is asked for. */
static gboolean
read_protection (ObsBuild *build, GError **error)
{
  const ObsBuildInputs *inputs = build->inputs;

  if (inputs->policy != NULL && (build->policy = obs_policy_load (inputs->policy, error)) == NULL)
    return FALSE;
  if (inputs->earlier == NULL)
    return TRUE;
  build->earlier = obs_earlier_new ();
  for (const char *const *path = inputs->earlier; *path != NULL; path++)
    if (!obs_earlier_add_edition (build->earlier, *path, build->cancellable, error))
      return FALSE;
  return TRUE;
}

/* Where the descriptors stand that come with the program. */
static char *
shipped_folder (void)
{
  static const char *const places[] = { PKGDATADIR "/sources", OBS_SOURCE_ROOT "/data/sources" };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_file_test (places[i], G_FILE_TEST_IS_DIR))
      return g_strdup (places[i]);
  return NULL;
}

char **
obs_build_list_folders (const char *const *names, GError **error)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  gboolean named = FALSE;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *ini = g_build_filename (names[i], "edition.ini", NULL);

      if (!g_file_test (names[i], G_FILE_TEST_IS_DIR))
        {
          g_autofree char *shown = g_filename_display_name (names[i]);

          g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                       _ ("There is no folder “%s”. Name the folder that holds the source "
                          "tables."),
                       shown);
          return NULL;
        }
      named |= g_file_test (ini, G_FILE_TEST_EXISTS);
      g_ptr_array_add (folders, g_strdup (names[i]));
    }
  if (!named)
    {
      char *shipped = shipped_folder ();

      if (shipped != NULL)
        g_ptr_array_insert (folders, 0, shipped);
    }
  g_ptr_array_add (folders, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&folders), FALSE);
}

gboolean
obs_build_edition (const ObsBuildInputs *inputs, const char *path, ObsBuildReport **report,
                   GCancellable *cancellable, GError **error)
{
  g_auto (ObsBuild) build = { .inputs = inputs, .cancellable = cancellable };
  g_autoptr (ObsBuildReport) own = obs_build_report_new ();
  gboolean done;

  g_return_val_if_fail (inputs->folders != NULL && path != NULL, FALSE);

  build.report = own;
  if (report != NULL)
    *report = g_steal_pointer (&own);
  obs_faults_init (&build.faults);
  build.keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                      (GDestroyNotify) g_hash_table_unref);
  build.hashes
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_tree_unref);
  build.register_hashes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  build.lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_hash_table_unref);
  build.folders = obs_build_list_folders (inputs->folders, error);
  obs_build_open_cache (&build);
  done = build.folders != NULL && read_protection (&build, error)
         && write_edition (&build, path, error);
  if (build.cache != NULL)
    obs_fact_cache_finish (build.cache, done);
  return done;
}

gboolean
obs_build_folder (const char *folder, const char *path, GCancellable *cancellable, GError **error)
{
  const char *folders[] = { folder, NULL };
  const ObsBuildInputs inputs = { .folders = folders };

  return obs_build_edition (&inputs, path, NULL, cancellable, error);
}
