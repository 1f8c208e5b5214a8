/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/edition/edition.h"
#include "data/error.h"
#include "data/sync/home-private.h"
#include "tests/data/sync/fixture.h"
#include "tests/begin.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  char *home;
} Home;

static void
set_up (Home *self, gconstpointer unused)
{
  self->folder = fixture_folder ();
  self->home = g_build_filename (self->folder, "home", NULL);
  /* No edition came with the program, unless a test says so. */
  g_setenv ("OBSERVATORY_BUNDLED", "/nonexistent", TRUE);
}

static void
tear_down (Home *self, gconstpointer unused)
{
  fixture_clear (self->folder);
  g_free (self->home);
}

static char *
install (Home *self, const char *date, gboolean make_current)
{
  g_autofree char *path = fixture_edition (self->folder, date, 2);
  g_autofree char *sha256 = fixture_sha256 (path);
  g_autoptr (GError) error = NULL;
  char *name = obs_home_install (self->home, path, sha256, make_current, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (name, date));
  /* What was brought in is a copy. */
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  return name;
}

static char *
database_of (Home *self, const char *name)
{
  return g_build_filename (self->home, "editions", name, "observatory.sqlite", NULL);
}

static void
test_empty (Home *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = obs_home_list (self->home, &error);
  g_autofree char *path = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 0);
  g_assert_null (obs_home_get_current (self->home, &error));
  g_assert_no_error (error);
  path = obs_home_open_path (self->home, &error);
  g_assert_null (path);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
  /* To look makes nothing. */
  g_assert_false (g_file_test (self->home, G_FILE_TEST_EXISTS));
}

static void
test_install (Home *self, gconstpointer unused)
{
  g_autofree char *name = install (self, "2026-01-01", TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsInstalled) current = obs_home_get_current (self->home, &error);
  g_autoptr (ObsEdition) edition = NULL;
  g_autofree char *date = fixture_current_date (self->home);
  g_autofree char *opened = obs_home_open_path (self->home, &error);
  g_autofree char *staging = g_build_filename (self->home, "staging", NULL);
  g_autoptr (GDir) dir = g_dir_open (staging, 0, NULL);
  GStatBuf st;

  g_assert_no_error (error);
  g_assert_cmpstr (current->name, ==, name);
  g_assert_true (current->current);
  g_assert_cmpstr (date, ==, "2026-01-01");
  g_assert_cmpstr (opened, ==, current->path);
  edition = obs_edition_open (opened, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (self->home, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0700);
  g_assert_cmpint (g_stat (current->path, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0444);
  g_assert_cmpuint ((guint64) st.st_size, ==, current->size);
  g_assert_null (g_dir_read_name (dir));
}

static void
test_twice (Home *self, gconstpointer unused)
{
  g_autofree char *one = install (self, "2026-01-01", TRUE);
  g_autofree char *database = database_of (self, one);
  g_autofree char *two = NULL;
  GStatBuf before, after;

  g_assert_cmpint (g_stat (database, &before), ==, 0);
  two = install (self, "2026-01-01", TRUE);
  g_assert_cmpint (g_stat (database, &after), ==, 0);
  g_assert_cmpstr (one, ==, two);
  g_assert_true (before.st_ino == after.st_ino);
}

static void
test_not_made_current (Home *self, gconstpointer unused)
{
  g_autofree char *one = install (self, "2026-01-01", TRUE);
  g_autofree char *two = install (self, "2026-02-01", FALSE);
  g_autofree char *date = fixture_current_date (self->home);
  g_autofree char *accepted = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (date, ==, "2026-01-01");
  g_assert_true (obs_home_set_current (self->home, two, &error));
  g_assert_no_error (error);
  accepted = fixture_current_date (self->home);
  g_assert_cmpstr (accepted, ==, "2026-02-01");
}

static void
test_keeps_three (Home *self, gconstpointer unused)
{
  static const char *const dates[]
      = { "2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01" };
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *date = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    g_free (install (self, dates[i], TRUE));
  list = obs_home_list (self->home, NULL);
  g_assert_cmpuint (list->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      const ObsInstalled *installed = list->pdata[i];

      g_assert_cmpstr (installed->date, ==, dates[4 - i]);
      g_assert_cmpint (installed->current, ==, i == 0);
    }
  date = fixture_current_date (self->home);
  g_assert_cmpstr (date, ==, "2026-05-01");
}

/* The one in use stays, however old it is. */
static void
test_keeps_current (Home *self, gconstpointer unused)
{
  g_autofree char *old = install (self, "2026-01-01", TRUE);
  g_autoptr (GPtrArray) list = NULL;

  g_free (install (self, "2026-02-01", FALSE));
  g_free (install (self, "2026-03-01", FALSE));
  g_free (install (self, "2026-04-01", FALSE));
  list = obs_home_list (self->home, NULL);
  g_assert_cmpuint (list->len, ==, 3);
  g_assert_cmpstr (((ObsInstalled *) list->pdata[0])->date, ==, "2026-04-01");
  g_assert_cmpstr (((ObsInstalled *) list->pdata[1])->date, ==, "2026-03-01");
  g_assert_cmpstr (((ObsInstalled *) list->pdata[2])->name, ==, old);
}

static void
test_go_back (Home *self, gconstpointer unused)
{
  g_autofree char *one = install (self, "2026-01-01", TRUE);
  g_autofree char *two = install (self, "2026-02-01", TRUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *date = NULL;

  g_assert_true (obs_home_set_current (self->home, one, &error));
  g_assert_no_error (error);
  date = fixture_current_date (self->home);
  g_assert_cmpstr (date, ==, "2026-01-01");
}

static void
test_set_current_refused (Home *self, gconstpointer unused)
{
  static const char *const names[] = { "",
                                       "..",
                                       "../..",
                                       "/",
                                       "2026-01-01",
                                       "2026-01-01-0123456789abcdef",
                                       "2026-01-01-0123456789abcdef/..",
                                       "2026-01-01-0123456789ABCDEF",
                                       "current" };
  g_autofree char *one = install (self, "2026-01-01", TRUE);
  g_autofree char *two = install (self, "2026-02-01", TRUE);
  g_autofree char *database = database_of (self, one);
  g_autofree char *date = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_false (obs_home_set_current (self->home, names[i], &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
      g_clear_error (&error);
    }
  g_chmod (database, 0600);
  fixture_damage (database);
  g_assert_false (obs_home_set_current (self->home, one, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
  date = fixture_current_date (self->home);
  g_assert_cmpstr (date, ==, "2026-02-01");
}

static void
test_install_refused (Home *self, gconstpointer unused)
{
  g_autofree char *name = install (self, "2026-01-01", TRUE);
  g_autofree char *path = fixture_edition (self->folder, "2026-02-01", 2);
  g_autofree char *sha256 = fixture_sha256 (path);
  g_autofree char *wrong = NULL;
  g_autofree char *date = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  /* Not what was promised. */
  fixture_damage (path);
  g_assert_null (obs_home_install (self->home, path, sha256, TRUE, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CHECKSUM);
  g_clear_error (&error);
  /* What was promised, but not a sound edition. */
  g_assert_true (g_file_set_contents (path, "SQLite format 3", -1, NULL));
  wrong = fixture_sha256 (path);
  g_assert_null (obs_home_install (self->home, path, wrong, TRUE, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_null (obs_home_install (self->home, path, "abc", TRUE, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_null (obs_home_install (self->home, "/nonexistent", wrong, TRUE, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);

  list = obs_home_list (self->home, NULL);
  g_assert_cmpuint (list->len, ==, 1);
  date = fixture_current_date (self->home);
  g_assert_cmpstr (date, ==, "2026-01-01");
}

static void
expect_open (Home *self, gboolean deep, const char *name, const char *word)
{
  g_autofree char *notice = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *opened = deep ? obs_home_open_verified (self->home, &notice, NULL, &error)
                                 : obs_home_open_path (self->home, &error);

  g_assert_no_error (error);
  g_assert_nonnull (strstr (opened, name));
  if (deep && word != NULL)
    g_assert_nonnull (strstr (notice, word));
  else
    g_assert_null (notice);
}

static void
test_fall_back (Home *self, gconstpointer unused)
{
  g_autofree char *one = install (self, "2026-01-01", TRUE);
  g_autofree char *two = install (self, "2026-02-01", TRUE);
  g_autofree char *first = database_of (self, one);
  g_autofree char *second = database_of (self, two);
  g_autofree char *bundled = fixture_edition (self->folder, "2025-12-01", 1);
  g_autoptr (GError) error = NULL;

  expect_open (self, TRUE, two, NULL);
  /* One bit inside the file: only its hash shows it. */
  g_chmod (second, 0600);
  fixture_damage (second);
  expect_open (self, FALSE, two, NULL);
  expect_open (self, TRUE, one, "2026-01-01");
  g_assert_false (obs_home_verify (self->home, two, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
  g_clear_error (&error);
  /* Cut short: seen from outside. */
  g_assert_cmpint (truncate (second, 5000), ==, 0);
  expect_open (self, FALSE, one, NULL);
  g_assert_null (obs_home_get_current (self->home, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
  /* Nothing whole is left but what came with the program. */
  g_chmod (first, 0600);
  fixture_damage (first);
  g_setenv ("OBSERVATORY_BUNDLED", bundled, TRUE);
  expect_open (self, TRUE, "2025-12-01", "came with the program");
}

static void
test_damaged_notes (Home *self, gconstpointer unused)
{
  static const char *const texts[]
      = { "",           "\n",       "../../etc\n", "2026-02-01-0123456789abcdef\n",
          "2026-02-01", "\xff\xfe", "a\nb\n" };
  g_autofree char *name = install (self, "2026-02-01", TRUE);
  g_autofree char *current = g_build_filename (self->home, "current", NULL);
  g_autofree char *note = g_build_filename (self->home, "editions", name, "verified.json", NULL);
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_assert_true (g_file_set_contents (current, texts[i], -1, NULL));
      g_assert_null (obs_home_get_current (self->home, &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
      g_clear_error (&error);
      expect_open (self, TRUE, name, "2026-02-01");
    }
  g_assert_true (obs_home_set_current (self->home, name, &error));
  g_assert_no_error (error);
  expect_open (self, TRUE, name, NULL);

  g_assert_true (g_file_get_contents (note, &kept, NULL, NULL));
  for (gsize length = 0; length < strlen (kept); length++)
    {
      g_assert_true (g_file_set_contents (note, kept, (gssize) length, NULL));
      g_assert_false (obs_home_set_current (self->home, name, &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
      g_clear_error (&error);
    }
}

/* The note is gone, the editions are not: the newest of them, unless one came with the program. */
static void
test_note_gone (Home *self, gconstpointer unused)
{
  g_autofree char *one = install (self, "2026-01-01", TRUE);
  g_autofree char *two = install (self, "2026-02-01", TRUE);
  g_autofree char *current = g_build_filename (self->home, "current", NULL);
  g_autofree char *newest = database_of (self, two);
  g_autofree char *bundled = fixture_edition (self->folder, "2025-12-01", 1);

  g_assert_cmpint (g_unlink (current), ==, 0);
  expect_open (self, FALSE, two, NULL);
  expect_open (self, TRUE, two, NULL);
  g_chmod (newest, 0600);
  fixture_damage (newest);
  expect_open (self, TRUE, one, NULL);
  g_setenv ("OBSERVATORY_BUNDLED", bundled, TRUE);
  expect_open (self, TRUE, "2025-12-01", NULL);
}

/* A damaged edition is replaced by the same one, whole. */
static void
test_repair (Home *self, gconstpointer unused)
{
  g_autofree char *name = install (self, "2026-01-01", TRUE);
  g_autofree char *database = database_of (self, name);
  g_autofree char *again = NULL;

  g_chmod (database, 0600);
  fixture_damage (database);
  g_assert_false (obs_home_verify (self->home, name, NULL, NULL));
  again = install (self, "2026-01-01", TRUE);
  g_assert_cmpstr (again, ==, name);
  g_assert_true (obs_home_verify (self->home, name, NULL, NULL));
  g_free (fixture_current_date (self->home));
}

static void
test_lock (Home *self, gconstpointer unused)
{
  g_autofree char *name = install (self, "2026-01-01", TRUE);
  g_autoptr (GError) error = NULL;
  ObsLock *lock = obs_home_lock (self->home, &error);

  g_assert_no_error (error);
  g_assert_null (obs_home_lock (self->home, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_false (obs_home_set_current (self->home, name, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_BUSY);
  g_clear_error (&error);
  obs_platform_unlock (lock);
  /* The file stays and names a program that is gone; the lock is free all the same. */
  g_assert_true (obs_home_set_current (self->home, name, &error));
  g_assert_no_error (error);
}

static void
test_links (Home *self, gconstpointer unused)
{
  g_autofree char *name = install (self, "2026-01-01", TRUE);
  g_autofree char *link = g_build_filename (self->folder, "link", NULL);
  g_autofree char *edition = g_build_filename (self->home, "editions", name, NULL);
  g_autofree char *aside = g_build_filename (self->folder, "aside", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink (self->home, link), ==, 0);
  g_assert_null (obs_home_list (link, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_null (obs_home_lock (link, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_cmpint (g_rename (edition, aside), ==, 0);
  g_assert_cmpint (symlink (aside, edition), ==, 0);
  g_assert_false (obs_home_set_current (self->home, name, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
}

static void
test_private (Home *self, gconstpointer unused)
{
  GStatBuf st;

  g_assert_cmpint (g_mkdir (self->home, 0755), ==, 0);
  g_free (install (self, "2026-01-01", TRUE));
  g_assert_cmpint (g_stat (self->home, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0700);
}

static void
test_space (Home *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_free (install (self, "2026-01-01", TRUE));
  g_assert_false (obs_home_need_space (self->home, G_GUINT64_CONSTANT (1) << 60, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, "stays in use"));
}

/* An open edition stays readable while others come and it is removed from the list. */
static void
test_open_while_pruned (Home *self, gconstpointer unused)
{
  static const char *const dates[] = { "2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01" };
  g_autofree char *name = install (self, "2026-01-01", TRUE);
  g_autofree char *database = database_of (self, name);
  g_autofree char *before = fixture_sha256 (database);
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (database, FALSE, NULL);
  g_autofree char *after = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    g_free (install (self, dates[i], TRUE));
  g_assert_false (g_file_test (database, G_FILE_TEST_EXISTS));
  after = g_compute_checksum_for_data (G_CHECKSUM_SHA256,
                                       (const guchar *) g_mapped_file_get_contents (mapped),
                                       g_mapped_file_get_length (mapped));
  g_assert_cmpstr (before, ==, after);
}

static void
test_cancel (Home *self, gconstpointer unused)
{
  g_autofree char *path = fixture_edition (self->folder, "2026-01-01", 2);
  g_autofree char *sha256 = fixture_sha256 (path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (obs_home_install (self->home, path, sha256, TRUE, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  list = obs_home_list (self->home, NULL);
  g_assert_cmpuint (list->len, ==, 0);
}

/* The program dies while it opens the newest: after the second time the one before it is opened. */
static void
test_opening (Home *self, gconstpointer unused)
{
  g_autofree char *one = install (self, "2026-01-01", TRUE);
  g_autofree char *two = install (self, "2026-02-01", TRUE);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  gboolean again;

  for (int death = 0; death < 2; death++)
    {
      g_autofree char *path = obs_home_open_path (self->home, &error);
      pid_t pid;

      g_assert_nonnull (strstr (path, two));
      pid = fork ();
      if (pid == 0)
        {
          /* What holds the lock ends with its holder. */
          ObsOpening *opening = obs_opening_begin (self->home, path, &again);

          _exit (opening != NULL && !again ? 0 : 1);
        }
      g_assert_cmpint (waitpid (pid, &again, 0), ==, pid);
      g_assert_cmpint (again, ==, 0);
    }
  {
    g_autofree char *path = obs_home_open_path (self->home, &error);

    g_assert_null (obs_opening_begin (self->home, path, &again));
    g_assert_true (again);
  }
  expect_open (self, FALSE, one, NULL);
  expect_open (self, TRUE, one, "2026-01-01");
  list = obs_home_list (self->home, NULL);
  g_assert_true (((ObsInstalled *) list->pdata[0])->suspect);
  /* Whoever chooses it by name wants it. */
  g_assert_true (obs_home_set_current (self->home, two, &error));
  expect_open (self, TRUE, two, NULL);
}

/* One that went well is not watched any more, and two programs do not count as a death. */
static void
test_proven (Home *self, gconstpointer unused)
{
  g_autofree char *one = install (self, "2026-01-01", TRUE);
  g_autofree char *path = database_of (self, one);
  g_autofree char *elsewhere = fixture_edition (self->folder, "2026-03-01", 2);
  gboolean again;
  ObsOpening *opening = obs_opening_begin (self->home, path, &again);

  g_assert_nonnull (opening);
  g_assert_null (obs_opening_begin (self->home, path, &again));
  g_assert_null (obs_opening_begin (self->home, path, &again));
  g_assert_null (obs_opening_begin (self->home, path, &again));
  g_assert_false (again);
  g_assert_null (obs_opening_begin (self->home, elsewhere, &again));
  obs_opening_end (opening);
  g_assert_null (obs_opening_begin (self->home, path, &again));
  g_assert_false (again);
  expect_open (self, TRUE, one, NULL);
}

/* Each origin keeps its own three, and what came from none is an origin of its own. */
static void
test_keeps_three_each (Home *self, gconstpointer unused)
{
  static const char *const origins[] = { "0123456789abcdef", "fedcba9876543210" };
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (ObsLock) lock = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *state = g_strnfill (64, 'a');
  guint counts[2] = { 0 };

  g_free (install (self, "2025-12-01", TRUE));
  lock = obs_home_lock (self->home, &error);
  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *date = g_strdup_printf ("2026-01-%02u", i + 1);
      g_autofree char *file = fixture_edition (self->folder, date, 1);
      g_autoptr (GBytes) manifest = g_bytes_new_static ("manifest", 8);
      ObsArrival arrival = { .file = file,
                             .date = date,
                             .origin_id = origins[i % 2],
                             .edition = i + 1,
                             .state = state,
                             .manifest = manifest,
                             .make_current = TRUE };
      g_autofree char *name = obs_home_take (self->home, &arrival, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (name);
    }
  list = obs_home_list (self->home, NULL);
  g_assert_cmpuint (list->len, ==, 7);
  for (guint i = 0; i < list->len; i++)
    {
      const ObsInstalled *installed = list->pdata[i];

      if (installed->origin_id == NULL)
        g_assert_cmpstr (installed->date, ==, "2025-12-01");
      else
        {
          counts[strcmp (installed->origin_id, origins[0]) == 0 ? 0 : 1]++;
          g_assert_cmpint (installed->edition, >=, 5);
          g_assert_cmpstr (installed->state, ==, state);
        }
    }
  g_assert_cmpuint (counts[0], ==, 3);
  g_assert_cmpuint (counts[1], ==, 3);
}

/* The same bytes, told of by an origin later: nothing is copied, what is known is noted. */
static void
test_adopted (Home *self, gconstpointer unused)
{
  g_autofree char *name = install (self, "2026-01-01", TRUE);
  g_autofree char *database = database_of (self, name);
  g_autofree char *file = fixture_edition (self->folder, "2026-01-01", 2);
  g_autofree char *state = g_strnfill (64, 'b');
  g_autoptr (GBytes) manifest = g_bytes_new_static ("manifest", 8);
  ObsArrival arrival = { .file = file,
                         .origin_id = "0123456789abcdef",
                         .edition = 7,
                         .state = state,
                         .manifest = manifest };
  g_autoptr (ObsLock) lock = obs_home_lock (self->home, NULL);
  g_autoptr (ObsInstalled) current = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *again = NULL;
  GStatBuf before, after;

  g_assert_cmpint (g_stat (database, &before), ==, 0);
  again = obs_home_take (self->home, &arrival, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again, ==, name);
  g_assert_cmpint (g_stat (database, &after), ==, 0);
  g_assert_true (before.st_ino == after.st_ino);
  current = obs_home_get_current (self->home, NULL);
  g_assert_cmpint (current->edition, ==, 7);
  g_assert_cmpstr (current->state, ==, state);
}

/* An edition with a cube of a hundred facts, the last of which has a position that no code has. */
static char *
facts_edition (const char *folder)
{
  static const char sql[]
      = "INSERT INTO code_list (name, title) VALUES ('places', 'Places');"
        "INSERT INTO code VALUES ('places', 'a', 'A', NULL, 1);"
        "UPDATE source SET row_count = 100;"
        "INSERT INTO cube VALUES ('facts', 'Facts', 'facts', 'test-source', 'Made up.');"
        "INSERT INTO cube_dimension VALUES ('facts', 'place', 1, 'code', 'places', 'Place');"
        "CREATE TABLE cube_facts (\n  \"row\" INTEGER PRIMARY KEY,\n"
        "  \"place\" INTEGER NOT NULL,\n  value INTEGER NOT NULL\n) STRICT;"
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
        "INSERT INTO cube_facts SELECT i, CASE i WHEN 100 THEN 9 ELSE 1 END, i FROM n; VACUUM";
  char *path = fixture_edition (folder, "2026-01-01", 1);
  sqlite3 *db = NULL;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  if (sqlite3_exec (db, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s", message);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  return path;
}

/* What an update reads of a large edition: rows that may differ, and no others. */
static void
test_check_changed (Home *self, gconstpointer unused)
{
  static const struct
  {
    gint64 ranges[4];
    guint n; /* ranges; 0: no row differs */
    gboolean sound;
  } cases[] = { { { 0 }, 0, TRUE },
                { { 1, 99 }, 1, TRUE },
                { { 1, 10, 20, 99 }, 2, TRUE },
                { { 100, G_MAXINT64 }, 1, FALSE },
                { { 1, 10, 90, G_MAXINT64 }, 2, FALSE } };
  g_autofree char *path = facts_edition (self->folder);
  g_autoptr (GError) error = NULL;

  g_assert_false (obs_edition_check (path, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "positions of the codes"));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, 2 * sizeof (gint64));
      ObsCheckedTable checked = { "cube_facts", cases[i].n > 0 ? rows : NULL };

      g_array_append_vals (rows, cases[i].ranges, cases[i].n);
      g_assert_cmpint (obs_edition_check_changed (path, &checked, 1, NULL, NULL, NULL), ==,
                       cases[i].sound);
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Home *self, gconstpointer unused);
  } tests[] = {
    { "/home/empty", test_empty },
    { "/home/install", test_install },
    { "/home/twice", test_twice },
    { "/home/not-made-current", test_not_made_current },
    { "/home/keeps-three", test_keeps_three },
    { "/home/keeps-current", test_keeps_current },
    { "/home/go-back", test_go_back },
    { "/home/set-current-refused", test_set_current_refused },
    { "/home/install-refused", test_install_refused },
    { "/home/fall-back", test_fall_back },
    { "/home/damaged-notes", test_damaged_notes },
    { "/home/note-gone", test_note_gone },
    { "/home/repair", test_repair },
    { "/home/lock", test_lock },
    { "/home/links", test_links },
    { "/home/private", test_private },
    { "/home/space", test_space },
    { "/home/open-while-pruned", test_open_while_pruned },
    { "/home/cancel", test_cancel },
    { "/home/opening", test_opening },
    { "/home/proven", test_proven },
    { "/home/keeps-three-each", test_keeps_three_each },
    { "/home/adopted", test_adopted },
    { "/home/check-changed", test_check_changed },
  };

  test_begin (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Home, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
