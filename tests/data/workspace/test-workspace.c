/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "data/error.h"
#include "data/workspace/workspace-file-private.h"
#include "data/workspace/workspace.h"

#include <glib/gstdio.h>
#include <string.h>

#define HASH "0123456789abcdef0123456789abcdef"

typedef struct
{
  char *folder, *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("workspace-XXXXXX", &error);
  g_assert_no_error (error);
  f->path = g_build_filename (f->folder, "own", "workspace.sqlite", NULL);
}

static void
remove_all (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (folder, name, NULL);

      if (g_file_test (file, G_FILE_TEST_IS_DIR))
        remove_all (file);
      else
        g_unlink (file);
    }
  g_rmdir (folder);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  remove_all (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

static ObsCorrection *
correction (const char *concept, ObsDecision decision, const char *reason)
{
  ObsCorrection *one = obs_correction_new (HASH, "area", concept, decision);

  g_free (one->text);
  one->text = g_strdup ("Load, \"stow\" and move goods");
  g_free (one->reason);
  one->reason = g_strdup (reason);
  g_free (one->decided);
  one->decided = g_strdup ("2026-11-22");
  return one;
}

static gboolean
keep (const char *path, ObsCorrection *one, GError **error)
{
  g_autoptr (ObsWorkspaceFile) file = obs_workspace_file_open (path, TRUE, error);
  g_autoptr (GPtrArray) changes = obs_corrections_new ();

  g_ptr_array_add (changes, one);
  return file != NULL && obs_corrections_apply (file, changes, error);
}

static GPtrArray *
list (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsWorkspaceFile) file = obs_workspace_file_open (path, FALSE, &error);
  GPtrArray *corrections;

  g_assert_no_error (error);
  corrections = obs_corrections_list (file, &error);
  g_assert_no_error (error);
  return corrections;
}

static char *
bytes_of (const char *path, gsize *length)
{
  g_autoptr (GError) error = NULL;
  char *bytes = NULL;

  g_file_get_contents (path, &bytes, length, &error);
  g_assert_no_error (error);
  return bytes;
}

static void
write_sql (const char *path, const char *sql)
{
  g_autoptr (sqlite3) db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (db));
}

/* Looking makes no file; the first change does. */
static void
test_first (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) before = list (f->path), after = NULL;
  const ObsCorrection *one;

  g_assert_cmpuint (before->len, ==, 0);
  g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
  g_assert_true (keep (f->path, correction ("K05", OBS_DECISION_IS, "It is about stock."), &error));
  g_assert_no_error (error);
  after = list (f->path);
  g_assert_cmpuint (after->len, ==, 1);
  one = obs_corrections_find (after, HASH, "area", "K05");
  g_assert_cmpint (one->decision, ==, OBS_DECISION_IS);
  g_assert_cmpstr (one->reason, ==, "It is about stock.");
  g_assert_cmpstr (one->decided, ==, "2026-11-22");
  g_assert_null (obs_corrections_find (after, HASH, "concept", "K05"));
}

static void
test_change_and_undo (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = obs_corrections_new (), inverse = NULL, present = NULL,
                        now = NULL;
  g_autoptr (ObsWorkspaceFile) file = NULL;

  g_assert_true (keep (f->path, correction ("K05", OBS_DECISION_IS_NOT, "first"), &error));
  present = list (f->path);
  g_ptr_array_add (changes, correction ("K05", OBS_DECISION_IS, "second"));
  g_ptr_array_add (changes, correction ("S02", OBS_DECISION_IS, "new"));
  inverse = obs_corrections_inverse (changes, present);
  file = obs_workspace_file_open (f->path, TRUE, &error);
  g_assert_true (obs_corrections_apply (file, changes, &error));
  now = obs_corrections_list (file, &error);
  g_assert_cmpuint (now->len, ==, 2);
  g_assert_cmpstr (obs_corrections_find (now, HASH, "area", "K05")->reason, ==, "second");
  g_assert_true (obs_corrections_apply (file, inverse, &error));
  g_ptr_array_unref (g_steal_pointer (&now));
  now = obs_corrections_list (file, &error);
  g_assert_cmpuint (now->len, ==, 1);
  g_assert_cmpstr (obs_corrections_find (now, HASH, "area", "K05")->reason, ==, "first");
  g_assert_cmpint (obs_corrections_find (now, HASH, "area", "K05")->decision, ==,
                   OBS_DECISION_IS_NOT);
}

static void
test_csv (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) corrections = obs_corrections_new ();
  g_autofree char *csv = NULL;

  g_ptr_array_add (corrections, correction ("S02", OBS_DECISION_IS, "two\nlines"));
  g_ptr_array_add (corrections, correction ("K05", OBS_DECISION_IS_NOT, ""));
  csv = obs_corrections_to_csv (corrections);
  g_assert_cmpstr (csv, ==,
                   "hash,text,level,concept,decision,reason,author,decided\n" HASH
                   ",\"Load, \"\"stow\"\" and move goods\",area,K05,is-not,,,2026-11-22\n" HASH
                   ",\"Load, \"\"stow\"\" and move goods\",area,S02,is,\"two\nlines\",,2026-11-22"
                   "\n");
}

/* One bad change among good ones: none of them is kept. */
static void
test_bad_input (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = obs_corrections_new (), now = NULL;
  g_autoptr (ObsWorkspaceFile) file = obs_workspace_file_open (f->path, TRUE, &error);
  g_autofree char *nine = g_strnfill (2001, '9');
  ObsCorrection *bad[]
      = { obs_correction_new ("xyz", "area", "K05", OBS_DECISION_IS),
          obs_correction_new (HASH, "word", "K05", OBS_DECISION_IS),
          obs_correction_new (HASH, "area", "", OBS_DECISION_IS),
          correction ("K05", OBS_DECISION_IS, "\xff"), correction ("K05", OBS_DECISION_IS, nine) };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_ptr_array_set_size (changes, 0);
      g_ptr_array_add (changes, correction ("K01", OBS_DECISION_IS, ""));
      g_ptr_array_add (changes, bad[i]);
      g_assert_false (obs_corrections_apply (file, changes, &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
      g_clear_error (&error);
    }
  now = obs_corrections_list (file, &error);
  g_assert_cmpuint (now->len, ==, 0);
}

static void
assert_refused (const char *path, int code, const char *words)
{
  g_autoptr (GError) error = NULL;
  gsize before, after;
  g_autofree char *old = bytes_of (path, &before), *new = NULL;

  for (int write = 0; write < 2; write++)
    {
      g_assert_null (obs_workspace_file_open (path, write, &error));
      g_assert_error (error, OBS_ERROR, code);
      g_assert_nonnull (strstr (error->message, words));
      g_assert_nonnull (strstr (error->message, path));
      g_clear_error (&error);
    }
  new = bytes_of (path, &after);
  g_assert_cmpuint (before, ==, after);
  g_assert_true (memcmp (old, new, before) == 0);
}

static void
test_newer (Fixture *f, gconstpointer data)
{
  g_assert_true (keep (f->path, correction ("K05", OBS_DECISION_IS, ""), NULL));
  write_sql (f->path, "CREATE TABLE later (a); PRAGMA user_version = 2");
  assert_refused (f->path, OBS_ERROR_SCHEMA_TOO_NEW, "newer version");
}

static void
test_not_ours (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (f->path);

  g_mkdir_with_parents (folder, 0700);
  write_sql (f->path, "CREATE TABLE t (a); PRAGMA application_id = 7");
  assert_refused (f->path, OBS_ERROR_CORRUPT, "not a workspace");
  g_file_set_contents (f->path, "This is a letter to nobody, long enough to be read.", -1, NULL);
  assert_refused (f->path, OBS_ERROR_CORRUPT, "damaged");
}

/* Each page in turn is filled with rubbish: it is told, or nothing is lost; never a crash. */
static void
test_damage (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsWorkspaceFile) file = obs_workspace_file_open (f->path, TRUE, &error);
  g_autoptr (GPtrArray) changes = obs_corrections_new ();
  g_autofree char *bytes = NULL;
  gsize length;
  guint told = 0;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *code = g_strdup_printf ("esco:%04u", i);

      g_ptr_array_add (changes, correction (code, OBS_DECISION_IS, "many rows fill some pages"));
    }
  g_assert_true (obs_corrections_apply (file, changes, &error));
  g_clear_pointer (&file, obs_workspace_file_close);
  bytes = bytes_of (f->path, &length);
  g_assert_cmpuint (length, >, 4 * 4096);
  for (gsize at = 0; at < length; at += 4096)
    {
      g_autofree char *bad = g_memdup2 (bytes, length);
      g_autoptr (ObsWorkspaceFile) other = NULL;

      memset (bad + at + (at == 0 ? 100 : 0), 0x5a, 600);
      g_file_set_contents (f->path, bad, (gssize) length, NULL);
      other = obs_workspace_file_open (f->path, FALSE, &error);
      if (other == NULL)
        {
          g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
          g_clear_error (&error);
          told++;
        }
    }
  /* Rubbish in a row's text alone is not seen by SQLite; everything else is. */
  g_assert_cmpuint (told, >=, length / 4096 - 1);
}

static void
test_read_only (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsWorkspaceFile) file = NULL;
  g_autoptr (GPtrArray) changes = obs_corrections_new (), now = NULL;

  g_assert_true (keep (f->path, correction ("K05", OBS_DECISION_IS, ""), NULL));
  file = obs_workspace_file_open_with (f->path, TRUE, TRUE, &obs_workspace_steps, &error);
  g_assert_no_error (error);
  now = obs_corrections_list (file, &error);
  g_assert_cmpuint (now->len, ==, 1);
  g_ptr_array_add (changes, correction ("K06", OBS_DECISION_IS, ""));
  g_assert_false (obs_corrections_apply (file, changes, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "can only be read"));
  g_clear_error (&error);
  /* A folder in which nothing can be made. */
  g_assert_false (
      keep ("/proc/observatory/workspace.sqlite", correction ("K05", OBS_DECISION_IS, ""), &error));
  g_assert_nonnull (strstr (error->message, "can only be read"));
}

/* No page can be added: the change fails as a whole, and what was there stays. */
static void
test_full (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsWorkspaceFile) file = NULL;
  g_autoptr (GPtrArray) changes = obs_corrections_new (), now = NULL;
  sqlite3 *db;
  int pages;

  g_assert_true (keep (f->path, correction ("K05", OBS_DECISION_IS, ""), NULL));
  file = obs_workspace_file_open (f->path, TRUE, &error);
  db = obs_workspace_file_get_db (file);
  pages = obs_workspace_number (db, f->path, "PRAGMA page_count", &error);
  {
    g_autofree char *sql = g_strdup_printf ("PRAGMA max_page_count = %d", pages);

    g_assert_true (obs_workspace_exec (db, f->path, sql, &error));
  }
  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *code = g_strdup_printf ("esco:%04u", i);

      g_ptr_array_add (changes, correction (code, OBS_DECISION_IS, "some reason"));
    }
  g_assert_false (obs_corrections_apply (file, changes, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NO_SPACE);
  now = list (f->path);
  g_assert_cmpuint (now->len, ==, 1);
}

static gpointer
write_thread (gpointer data)
{
  const char *path = data;
  static int next;
  int mine = g_atomic_int_add (&next, 1);

  for (int i = 0; i < 15; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *code = g_strdup_printf ("esco:%d-%d", mine, i);

      keep (path, correction (code, OBS_DECISION_IS, ""), &error);
      g_assert_no_error (error);
    }
  return NULL;
}

/* Several programs begin the same workspace and write to it at once: every row is there. */
static void
test_concurrent (Fixture *f, gconstpointer data)
{
  GThread *threads[4];
  g_autoptr (GPtrArray) now = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("writer", write_thread, f->path);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  now = list (f->path);
  g_assert_cmpuint (now->len, ==, 15 * G_N_ELEMENTS (threads));
}

static ObsWorkspaceFile *
open_at (const char *path, const char *const *more, guint n, gboolean read_only, GError **error)
{
  const char *all[4] = { obs_workspace_steps.steps[0] };
  ObsWorkspaceSteps steps = { all, OBS_WORKSPACE_VERSION + n };

  g_assert_cmpint (OBS_WORKSPACE_VERSION, ==, 1);
  for (guint i = 0; i < n; i++)
    all[1 + i] = more[i];
  return obs_workspace_file_open_with (path, TRUE, read_only, &steps, error);
}

/* Later versions add to what is there; a copy of the old file stays. A step that fails changes
 * nothing, and the ones before it hold. */
static void
test_migration (Fixture *f, gconstpointer data)
{
  const char *good[] = { "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)",
                         "ALTER TABLE correction ADD COLUMN note INTEGER" };
  const char *bad[] = { good[0], "ALTER TABLE correction ADD COLUMN x; ALTER TABLE nowhere ADD y" };
  g_autofree char *copy = g_strconcat (f->path, "-before-3", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsWorkspaceFile) file = NULL;
  g_autoptr (GPtrArray) now = NULL, old = NULL;

  g_assert_true (keep (f->path, correction ("K05", OBS_DECISION_IS, "kept"), NULL));
  g_assert_null (open_at (f->path, good, 2, TRUE, &error));
  g_assert_nonnull (strstr (error->message, "can only be read"));
  g_clear_error (&error);
  g_assert_null (open_at (f->path, bad, 2, FALSE, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_true (g_file_test (copy, G_FILE_TEST_EXISTS));
  old = list (copy);
  g_assert_cmpuint (old->len, ==, 1);

  file = open_at (f->path, good, 2, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (obs_workspace_number (obs_workspace_file_get_db (file), f->path,
                                         "PRAGMA user_version", &error),
                   ==, 3);
  now = obs_corrections_list (file, &error);
  g_assert_cmpuint (now->len, ==, 1);
  g_assert_cmpstr (((ObsCorrection *) g_ptr_array_index (now, 0))->reason, ==, "kept");
}

/* --- from the main thread ------------------------------------------------------------------ */

typedef struct
{
  GMainLoop *loop;
  GError *error;
  guint n_rows, n_changes;
} Door;

static void
corrected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Door *door = data;

  obs_workspace_correct_finish (OBS_WORKSPACE (source), result, &door->error);
  g_main_loop_quit (door->loop);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Door *door = data;

  obs_workspace_export_finish (OBS_WORKSPACE (source), result, &door->n_rows, &door->error);
  g_main_loop_quit (door->loop);
}

static void
changed_cb (ObsWorkspace *workspace, Door *door)
{
  door->n_changes++;
}

static void
test_door (Fixture *f, gconstpointer data)
{
  g_autoptr (ObsWorkspace) workspace = obs_workspace_new (f->path);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GPtrArray) changes = obs_corrections_new ();
  g_autofree char *file = g_build_filename (f->folder, "corrections.csv", NULL);
  g_autofree char *nowhere = g_build_filename (f->folder, "none", "corrections.csv", NULL);
  g_autofree char *csv = NULL;
  Door door = { loop, NULL, 0, 0 };

  g_signal_connect (workspace, "changed", G_CALLBACK (changed_cb), &door);
  g_ptr_array_add (changes, correction ("K05", OBS_DECISION_IS, ""));
  obs_workspace_correct_async (workspace, changes, NULL, corrected_cb, &door);
  g_main_loop_run (loop);
  g_assert_no_error (door.error);
  g_assert_cmpuint (obs_workspace_get_corrections (workspace)->len, ==, 1);
  g_assert_cmpuint (door.n_changes, ==, 1);
  /* What another program adds is written out as well, and shown. */
  g_assert_true (keep (f->path, correction ("S01", OBS_DECISION_IS, ""), NULL));
  obs_workspace_export_async (workspace, file, NULL, exported_cb, &door);
  g_main_loop_run (loop);
  g_assert_no_error (door.error);
  g_assert_cmpuint (door.n_rows, ==, 2);
  g_assert_cmpuint (door.n_changes, ==, 2);
  g_file_get_contents (file, &csv, NULL, NULL);
  g_assert_nonnull (strstr (csv, ",area,S01,is,"));
  obs_workspace_export_async (workspace, nowhere, NULL, exported_cb, &door);
  g_main_loop_run (loop);
  g_assert_error (door.error, OBS_ERROR, OBS_ERROR_FAILED);
  g_clear_error (&door.error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/workspace/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("first", test_first);
  ADD ("change-and-undo", test_change_and_undo);
  ADD ("csv", test_csv);
  ADD ("bad-input", test_bad_input);
  ADD ("newer", test_newer);
  ADD ("not-ours", test_not_ours);
  ADD ("damage", test_damage);
  ADD ("read-only", test_read_only);
  ADD ("full", test_full);
  ADD ("concurrent", test_concurrent);
  ADD ("migration", test_migration);
  ADD ("door", test_door);
  return g_test_run ();
}
