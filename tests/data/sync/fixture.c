/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/data/sync/fixture.h"

#include "data/edition/edition.h"
#include "data/publish/publisher-private.h"
#include "data/sync/address.h"
#include "data/sync/platform-secret.h"
#include "data/sync/tuf/updater.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

char *
fixture_folder (void)
{
  char *folder = g_dir_make_tmp ("observatory-test-XXXXXX", NULL);

  g_assert_nonnull (folder);
  return folder;
}

static void
remove_tree (const char *path)
{
  GStatBuf st;

  if (g_lstat (path, &st) == 0 && S_ISDIR (st.st_mode))
    {
      g_autoptr (GDir) dir = NULL;
      const char *name;

      g_chmod (path, 0700);
      dir = g_dir_open (path, 0, NULL);
      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          remove_tree (child);
        }
      g_rmdir (path);
    }
  else
    g_unlink (path);
}

void
fixture_clear (char *folder)
{
  remove_tree (folder);
  g_free (folder);
}

static void
run_sql (sqlite3 *db, const char *sql)
{
  char *message = NULL;

  if (sqlite3_exec (db, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s: %s", sql, message);
}

/* Writes the edition with plain SQLite from the schema in the tree. */
static void
make_base (sqlite3 *db)
{
  static const char *const parts[]
      = { "01-register", "02-reference", "03-plan", "04-cubes", "05-journeys", "06-taxonomy" };
  g_autofree char *header = g_strdup_printf (
      "PRAGMA page_size = 4096; PRAGMA application_id = %d; PRAGMA user_version = %d;",
      OBS_APPLICATION_ID, OBS_SCHEMA_VERSION);

  run_sql (db, header);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *file = g_strconcat (parts[i], ".sql", NULL);
      g_autofree char *path
          = g_test_build_filename (G_TEST_DIST, "data", "edition", "schema", file, NULL);
      g_autofree char *sql = NULL;

      g_assert_true (g_file_get_contents (path, &sql, NULL, NULL));
      run_sql (db, sql);
    }
  run_sql (db, "INSERT INTO area (code, name, kind, official, position) VALUES "
               "('test-area', 'Test area', 'district', 0, 1);"
               "INSERT INTO source (id, title, publisher, class, licence, attribution, released, "
               "status, row_count, sha256) VALUES ('test-source', 'Test source', 'Nobody', "
               "'published', 'CC0-1.0', 'Nobody', '2025-12', 'fixed', 0, "
               "'0000000000000000000000000000000000000000000000000000000000000000');"
               "INSERT INTO edition VALUES ('test-place', '2026-01-01', 'Test edition', "
               "'test-area', 'Test publisher', 'CC0-1.0', 'en-GB', 'For tests');");
}

static void
add_word (sqlite3 *db, GRand *random, guint i)
{
  g_autofree char *sql = NULL;
  GString *text = g_string_new (NULL);

  for (int k = 0; k < 256; k++)
    g_string_append_printf (text, "%08x", g_rand_int (random));
  sql = g_strdup_printf ("INSERT OR REPLACE INTO glossary VALUES ('word %05u', '', '%s')", i,
                         text->str);
  run_sql (db, sql);
  g_string_free (text, TRUE);
}

static void
add_noise (sqlite3 *db, guint kib)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7 + kib);

  run_sql (db, "BEGIN");
  for (guint i = 0; i < kib; i++)
    add_word (db, random, i);
  run_sql (db, "COMMIT");
}

char *
fixture_edition_of (const char *folder, const char *id, const char *date, guint noise)
{
  g_autofree char *name = g_strdup_printf ("%s-%s-%u.sqlite", id, date, noise);
  char *path = g_build_filename (folder, name, NULL);
  g_autofree char *sql = g_strdup_printf ("UPDATE edition SET id = '%s', date = '%s'", id, date);
  sqlite3 *db = NULL;

  g_unlink (path);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  run_sql (db, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF");
  make_base (db);
  run_sql (db, sql);
  add_noise (db, noise);
  run_sql (db, "VACUUM");
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  return path;
}

char *
fixture_edition (const char *folder, const char *date, guint noise)
{
  return fixture_edition_of (folder, "test-place", date, noise);
}

char *
fixture_sha256 (const char *path)
{
  g_autofree char *data = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) data, length);
}

static char *
ask_sql (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *stmt = NULL;
  char *answer;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  answer = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
  sqlite3_finalize (stmt);
  return answer;
}

char *
fixture_current_date (const char *home)
{
  g_autofree char *current = g_build_filename (home, "current", NULL);
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autofree char *sha256 = NULL;
  g_autofree char *sound = NULL;
  sqlite3 *db = NULL;
  char *date;

  g_assert_true (g_file_get_contents (current, &name, NULL, NULL));
  g_assert_true (g_str_has_suffix (name, "\n"));
  g_strchomp (name);
  g_assert_cmpuint (strlen (name), ==, 27);
  path = g_build_filename (home, "editions", name, "observatory.sqlite", NULL);
  sha256 = fixture_sha256 (path);
  g_assert_true (strncmp (sha256, name + 11, 16) == 0);
  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  sound = ask_sql (db, "PRAGMA integrity_check");
  g_assert_cmpstr (sound, ==, "ok");
  date = ask_sql (db, "SELECT date FROM edition");
  g_assert_true (strncmp (date, name, 10) == 0);
  sqlite3_close (db);
  return date;
}

void
fixture_damage (const char *path)
{
  g_autofree char *data = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  data[length / 2] ^= 0x10;
  g_assert_true (g_file_set_contents (path, data, (gssize) length, NULL));
}

void
fixture_copy_tree (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_assert_cmpint (g_mkdir_with_parents (to, 0700), ==, 0);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *one = g_build_filename (from, name, NULL);
      g_autofree char *two = g_build_filename (to, name, NULL);
      g_autofree char *data = NULL;
      gsize length;

      if (g_file_test (one, G_FILE_TEST_IS_DIR))
        {
          fixture_copy_tree (one, two);
          continue;
        }
      g_assert_true (g_file_get_contents (one, &data, &length, NULL));
      g_assert_true (g_file_set_contents (two, data, (gssize) length, NULL));
    }
}

char *
fixture_next_edition (const char *folder, const char *date, guint noise, guint rows, guint more,
                      guint fewer)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (rows + 1000 * more);
  char *path = fixture_edition (folder, date, noise);
  g_autofree char *sql = g_strdup_printf ("DELETE FROM glossary WHERE word < 'word %05u'", fewer);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  run_sql (db, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; BEGIN");
  for (guint i = 0; i < rows; i++)
    add_word (db, random, noise * (i + 1) / (rows + 1));
  for (guint i = 0; i < more; i++)
    add_word (db, random, noise + i);
  run_sql (db, sql);
  run_sql (db, "COMMIT; VACUUM");
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  return path;
}

typedef struct
{
  char *dir;
  char *fingerprint;
  ObsKeyRing *ring;
} Keys;

static Keys keys[2];

static char *
ask_cb (const char *name, gboolean again, guint tries, gpointer user_data)
{
  char *phrase = obs_secret_new ();

  g_strlcpy (phrase, "only for the tests", OBS_SECRET_MOST);
  return phrase;
}

static void
remove_keys (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i].dir != NULL)
      {
        g_clear_pointer (&keys[i].ring, obs_key_ring_free);
        g_clear_pointer (&keys[i].dir, fixture_clear);
        g_clear_pointer (&keys[i].fingerprint, g_free);
      }
}

static Keys *
get_keys (guint which)
{
  ObsKeysPlan plan = { 3, 2, 1, g_get_real_time () / G_USEC_PER_SEC };
  g_autofree char *root = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  static gboolean registered;
  char *text;
  gsize length;

  if (keys[which].dir != NULL)
    return &keys[which];
  if (!registered)
    atexit (remove_keys);
  registered = TRUE;
  keys[which].dir = fixture_folder ();
  g_chmod (keys[which].dir, 0700);
  obs_keys_create (keys[which].dir, &plan, ask_cb, NULL, &error);
  g_assert_no_error (error);
  root = g_build_filename (keys[which].dir, "1.root.json", NULL);
  g_assert_true (g_file_get_contents (root, &text, &length, NULL));
  bytes = g_bytes_new_take (text, length);
  keys[which].fingerprint = obs_tuf_fingerprint (bytes);
  keys[which].ring = obs_key_ring_new (keys[which].dir, ask_cb, NULL);
  return &keys[which];
}

static void
publish (guint which, const char *edition, const char *site, char **announced, char **mirrors,
         gint64 now)
{
  Keys *with = get_keys (which);
  ObsPublishPlan plan = {
    .keys_dir = with->dir, .announced = announced, .mirrors = mirrors, .now = now, .ask = ask_cb
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsPublished) published
      = obs_publisher_run_with (edition, site, &plan, with->ring, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (published);
  if (published->no_pack != NULL)
    g_test_message ("no pack: %s", published->no_pack);
}

void
fixture_sign_with (const char *edition, const char *site, char **announced, char **mirrors,
                   gint64 now)
{
  publish (0, edition, site, announced, mirrors, now);
}

void
fixture_sign (const char *edition, const char *site)
{
  publish (0, edition, site, NULL, NULL, g_get_real_time () / G_USEC_PER_SEC);
}

void
fixture_sign_foreign (const char *edition, const char *site)
{
  publish (1, edition, site, NULL, NULL, g_get_real_time () / G_USEC_PER_SEC);
}

char *
fixture_fingerprint (void)
{
  return g_strdup (get_keys (0)->fingerprint);
}

char *
fixture_foreign_fingerprint (void)
{
  return g_strdup (get_keys (1)->fingerprint);
}

char *
fixture_origin (const char *address)
{
  return obs_address_with_fingerprint (address, get_keys (0)->fingerprint);
}
