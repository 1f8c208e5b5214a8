/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/edition/db.h"
#include "data/edition/edition.h"
#include "data/error.h"
#include "data/build/build.h"
#include "tests/data/edition/fixture.h"
#include "tests/begin.h"

#include <glib/gstdio.h>
#include <string.h>

/* A small sound edition, built once; every test damages a copy of its own. */
static char *sound;
static gsize sound_size;
static char *sound_bytes;

typedef struct
{
  char *folder;
  char *path;
} Copy;

static void
set_up (Copy *copy, gconstpointer data)
{
  copy->folder = g_dir_make_tmp ("open-XXXXXX", NULL);
  copy->path = g_build_filename (copy->folder, "edition.sqlite", NULL);
  g_assert_true (g_file_set_contents (copy->path, sound_bytes, (gssize) sound_size, NULL));
}

static void
tear_down (Copy *copy, gconstpointer data)
{
  fixture_remove (copy->folder);
  g_free (copy->folder);
  g_free (copy->path);
}

/* Opening and checking must both fail with @code and a sentence with @word; the check lists it. */
static void
assert_refused (const char *path, ObsError code, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) check_error = NULL;
  g_autoptr (GPtrArray) faults = NULL;
  ObsEdition *edition = obs_edition_open (path, &error);

  g_assert_null (edition);
  g_assert_error (error, OBS_ERROR, (int) code);
  if (strstr (error->message, word) == NULL || strchr (error->message, '\n') != NULL)
    g_test_fail_printf ("“%s” lacks “%s”", error->message, word);
  g_assert_false (obs_edition_check (path, &faults, NULL, &check_error));
  g_assert_error (check_error, OBS_ERROR, (int) code);
  g_assert_cmpuint (faults->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (faults, 0), ==, error->message);
}

static void
write_bytes (const char *path, const char *bytes, gsize length)
{
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
}

static void
patch (const char *path, gsize at, const char *bytes, gsize n)
{
  g_autofree char *all = g_memdup2 (sound_bytes, sound_size);

  memcpy (all + at, bytes, n);
  write_bytes (path, all, sound_size);
}

static void
test_sound (Copy *copy, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) faults = NULL;
  g_autoptr (ObsEdition) edition = obs_edition_open (copy->path, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (obs_edition_get_info (edition)->place_name, ==, "Place");
  g_assert_true (obs_edition_check (copy->path, &faults, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (faults->len, ==, 0);
}

static void
test_none (Copy *copy, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (copy->folder, "other.sqlite", NULL);

  assert_refused (missing, OBS_ERROR_NOT_FOUND, "cannot be opened");
  assert_refused (copy->folder, OBS_ERROR_CORRUPT, "is not a file");
}

static void
test_lengths (Copy *copy, gconstpointer data)
{
  g_autofree char *longer = g_malloc0 (sound_size + 4096);

  write_bytes (copy->path, "", 0);
  assert_refused (copy->path, OBS_ERROR_CORRUPT, "is empty");
  write_bytes (copy->path, sound_bytes, 15);
  assert_refused (copy->path, OBS_ERROR_CORRUPT, "another kind");
  write_bytes (copy->path, sound_bytes, 100);
  assert_refused (copy->path, OBS_ERROR_CORRUPT, "incomplete");
  write_bytes (copy->path, sound_bytes, sound_size / 2);
  assert_refused (copy->path, OBS_ERROR_CORRUPT, "incomplete");
  write_bytes (copy->path, sound_bytes, sound_size - 1);
  assert_refused (copy->path, OBS_ERROR_CORRUPT, "incomplete");
  memcpy (longer, sound_bytes, sound_size);
  write_bytes (copy->path, longer, sound_size + 4096);
  assert_refused (copy->path, OBS_ERROR_CORRUPT, "damaged");
}

static void
test_header (Copy *copy, gconstpointer data)
{
  g_autofree char *text = g_strnfill (5000, 'x');

  write_bytes (copy->path, text, 5000);
  assert_refused (copy->path, OBS_ERROR_CORRUPT, "another kind");
  patch (copy->path, 68, "\0\0\0\1", 4);
  assert_refused (copy->path, OBS_ERROR_CORRUPT, "another program");
  patch (copy->path, 60, "\0\0\0\143", 4);
  assert_refused (copy->path, OBS_ERROR_SCHEMA_TOO_NEW, "newer version");
  patch (copy->path, 60, "\0\0\0\1", 4);
  assert_refused (copy->path, OBS_ERROR_SCHEMA_TOO_OLD, "older version");
  patch (copy->path, 16, "\x20\0", 2);
  assert_refused (copy->path, OBS_ERROR_CORRUPT, "page size");
  patch (copy->path, 18, "\2\2", 2);
  assert_refused (copy->path, OBS_ERROR_CORRUPT, "write-ahead log");
  patch (copy->path, 20, "\x20", 1);
  assert_refused (copy->path, OBS_ERROR_CORRUPT, "reserved bytes");
  patch (copy->path, 56, "\0\0\0\2", 4);
  assert_refused (copy->path, OBS_ERROR_CORRUPT, "encoding");
  patch (copy->path, 36, "\0\0\0\1", 4);
  assert_refused (copy->path, OBS_ERROR_CORRUPT, "free pages");
}

static void
test_side_files (Copy *copy, gconstpointer data)
{
  static const char *const endings[] = { "-journal", "-wal", "-shm" };

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *planted = g_strconcat (copy->path, endings[i], NULL);

      write_bytes (planted, "", 0);
      assert_refused (copy->path, OBS_ERROR_CORRUPT, endings[i]);
      g_assert_no_errno (g_unlink (planted));
    }
  test_sound (copy, NULL);
}

/* Changes the copy as a hostile publisher would: with SQLite itself, so that the file is a sound
 * database. */
static void
change (Copy *copy, const char *sql)
{
  g_autoptr (sqlite3) db = NULL;
  g_autofree char *bytes = g_memdup2 (sound_bytes, sound_size);
  char *message = NULL;

  write_bytes (copy->path, bytes, sound_size);
  g_assert_cmpint (sqlite3_open (copy->path, &db), ==, SQLITE_OK);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
  if (sqlite3_exec (db, sql, NULL, NULL, &message) != SQLITE_OK)
    g_test_fail_printf ("%s: %s", sql, message);
}

static const struct
{
  const char *sql;
  const char *word;
} schemas[] = {
  { "CREATE TABLE more (a TEXT) STRICT", "additional table “more”" },
  { "CREATE INDEX more ON finding (grade)", "additional index “more”" },
  { "CREATE VIEW more AS SELECT * FROM finding", "additional view “more”" },
  { "CREATE TRIGGER more AFTER INSERT ON finding BEGIN DELETE FROM finding; END",
    "additional trigger “more”" },
  { "CREATE VIRTUAL TABLE more USING fts5 (a)", "additional" },
  { "DROP TABLE glossary; VACUUM", "table “glossary” is missing or different" },
  { "DROP TABLE glossary; CREATE VIEW glossary AS SELECT 1 AS word; VACUUM",
    "“glossary” is missing or different" },
  { "DROP TABLE cube; CREATE VIEW cube AS SELECT 'x' AS name, 'score' AS kind; VACUUM",
    "“cube” is missing or different" },
  { "ALTER TABLE glossary ADD COLUMN more TEXT", "table “glossary” is missing or different" },
  { "DROP TABLE cube_rates; VACUUM", "table “cube_rates” is missing or different" },
  { "DROP TABLE cube_rates; CREATE TABLE cube_rates (area TEXT); VACUUM",
    "table “cube_rates” is missing or different" },
  { "CREATE TABLE cube_more (a TEXT) STRICT", "additional table “cube_more”" },
  { "UPDATE cube SET kind = 'share' WHERE name = 'rates'",
    "table “cube_rates” is missing or different" },
  { "UPDATE cube SET kind = 'magic' WHERE name = 'rates'", "kind that this program does not know" },
  { "PRAGMA foreign_keys = 0; UPDATE cube SET name = 'rates; DROP' WHERE name = 'rates'",
    "does not know" },
  { "PRAGMA foreign_keys = 0; DELETE FROM cube_dimension WHERE cube = 'rates'",
    "has no dimensions" },
  { "PRAGMA foreign_keys = 0; UPDATE cube_dimension SET name = 'value' WHERE cube = 'rates' AND "
    "name = 'area'",
    "cannot be a column" },
  { "PRAGMA foreign_keys = 0; UPDATE cube_dimension SET name = '\"x' WHERE cube = 'rates' AND name "
    "= 'area'",
    "cannot be a column" },
  { "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = 'CREATE TABLE glossary (word TEXT "
    "DEFAULT (abs(1)))' WHERE name = 'glossary'",
    "Get the edition again" },
  { "DELETE FROM edition", "which edition of which place" },
  { "INSERT INTO edition SELECT 'two', date, title, place, publisher, licence, language, notes "
    "FROM edition",
    "which edition of which place" },
  { "UPDATE edition SET place = 'nowhere'", "which edition of which place" },
};

static void
test_schemas (Copy *copy, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemas); i++)
    {
      g_test_message ("%s", schemas[i].sql);
      change (copy, schemas[i].sql);
      assert_refused (copy->path, OBS_ERROR_CORRUPT, schemas[i].word);
    }
}

/* The schema is right, the content is not: it opens, and the check says what is wrong. */
static const struct
{
  const char *sql;
  const char *word;
} contents[] = {
  { "UPDATE cube_rates SET value = NULL", "either a value or a missing-value code" },
  { "UPDATE cube_rates SET missing = 'x'", "either a value or a missing-value code" },
  { "UPDATE cube_rates SET value = 101", "between 0 and 100" },
  { "UPDATE cube_rates SET value = -1", "between 0 and 100" },
  { "UPDATE cube_jobs SET low = 1050 WHERE value IS NOT NULL", "two ends of its range" },
  { "UPDATE cube_jobs SET high = NULL WHERE value IS NOT NULL", "two ends of its range" },
  { "UPDATE cube_jobs SET low = 1, high = 2 WHERE value IS NULL", "has no range" },
  { "UPDATE cube_jobs SET missing = 'q' WHERE value IS NULL", "a missing-value code is" },
  { "UPDATE cube_jobs SET value = 9e999, high = 9e999 WHERE value IS NOT NULL", "finite" },
  { "UPDATE cube_jobs SET measure = 'horses'", "every measure" },
  { "UPDATE cube_rates SET base = -1", "base" },
  { "UPDATE cube_rates SET area = 'D9'", "explained by its reference table" },
  { "UPDATE cube_jobs SET work_status = '' WHERE work_status = 'all'", "a code is not empty" },
  { "UPDATE cube_dimension SET reference = 'edition' WHERE cube = 'rates' AND name = 'area'",
    "no reference table" },
  { "UPDATE cube_market_supply SET n = NULL", "either numbers or a missing-value code" },
  { "UPDATE cube_market_supply SET sum = NULL", "all of its numbers" },
  { "UPDATE cube_market_supply SET sum2 = 1 WHERE sum > 1", "belong together" },
  { "UPDATE cube_market_demand SET k = n + 1", "k of n" },
  { "UPDATE cube_market_demand SET missing = 'c'", "either numbers or a missing-value code" },
  { "UPDATE cube_market_demand SET item = 'B.brave'", "explained by its reference table" },
  { "UPDATE source SET row_count = row_count + 1 WHERE id = 'plan'",
    "The register says that 5 rows" },
  { "UPDATE source SET class = 'true' WHERE id = 'plan'", "class of a source" },
  { "UPDATE source SET sha256 = 'none' WHERE id = 'plan'", "64 hexadecimal digits" },
  { "UPDATE finding SET grade = 'great' WHERE id = 'F1'", "grade of a finding" },
  { "UPDATE finding SET value = 3 WHERE id = 'F3'", "an order or a direction has no value" },
  { "DELETE FROM finding_conflict WHERE finding = 'F1'", "both directions" },
  { "UPDATE finding SET item = 'X.none' WHERE id = 'F1'",
    "“finding” names something that the table “item”" },
  { "UPDATE area SET lat = 152 WHERE code = 'D1'", "latitude" },
  { "UPDATE edition SET date = 'today'", "YYYY-MM-DD" },
  { "UPDATE roadmap_cell SET missing = '' WHERE missing = 'x'", "the code x" },
  { "UPDATE statement SET side = 'demand' WHERE side = 'supply'", "the side of its document" },
  { "UPDATE statement SET declared = 0", "the side of its document" },
  { "UPDATE concept SET kind = 'thing' WHERE code = 'K01'", "a facet, an area" },
  { "UPDATE concept_label SET kind = 'nickname'", "an alternative or a seed" },
  { "UPDATE statement_match SET confidence = 2 WHERE rank = 1", "a confidence from 0 to 1" },
  { "UPDATE statement_match SET status = 'sure'", "and a status" },
  { "UPDATE statement_term SET score = 2", "in part (0.5) or in full (1)" },
  { "INSERT INTO figure VALUES ('E1', 'panel', '', 1, '{\"form\":\"PIE\"}')", "must not be drawn" },
  { "INSERT INTO figure VALUES ('E1', 'panel', '', 1, '{')", "must not be drawn" },
  { "UPDATE home_tile SET source = 'panel'", "a tile shows a figure" },
  { "INSERT INTO figure VALUES ('E1', 'Dreams', '', 1, '{\"form\":\"RL\"}')", "in small letters" },
};

static void
test_contents (Copy *copy, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (GPtrArray) faults = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (ObsEdition) edition = NULL;
      gboolean told = FALSE;

      g_test_message ("%s", contents[i].sql);
      change (copy, contents[i].sql);
      edition = obs_edition_open (copy->path, &error);
      g_assert_no_error (error);
      g_assert_false (obs_edition_check (copy->path, &faults, NULL, &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
      for (guint j = 0; j < faults->len; j++)
        told = told || strstr (g_ptr_array_index (faults, j), contents[i].word) != NULL;
      if (!told)
        g_test_fail_printf ("%s: no fault holds “%s”; the first is “%s”", contents[i].sql,
                            contents[i].word, error->message);
    }
}

/* Pages filled with rubbish: opening may work, the check must not. */
static void
test_damaged_pages (Copy *copy, gconstpointer data)
{
  for (gsize page = 1; page < sound_size / 4096; page += g_test_slow () ? 3 : 17)
    {
      g_autofree char *rubbish = g_strnfill (4096, (char) ('a' + page % 26));
      g_autoptr (GError) error = NULL;

      patch (copy->path, page * 4096, rubbish, 4096);
      g_assert_false (obs_edition_check (copy->path, NULL, NULL, &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
    }
}

/* Single wrong bytes in the first two pages, where header and schema stand: no crash, and no wrong
 * schema. */
static void
test_wrong_bytes (Copy *copy, gconstpointer data)
{
  for (gsize at = 0; at < 8192; at += g_test_slow () ? 7 : 97)
    {
      char byte = (char) (sound_bytes[at] ^ 0x55);
      g_autoptr (GError) error = NULL;
      ObsEdition *edition;

      patch (copy->path, at, &byte, 1);
      edition = obs_edition_open (copy->path, &error);
      g_assert_true ((edition == NULL) == (error != NULL));
      if (edition != NULL)
        obs_edition_close (edition);
    }
}

static void
test_read_only (Copy *copy, gconstpointer data)
{
  static const char *const refused[]
      = { "DELETE FROM finding", "CREATE TEMP TABLE t (a)",     "PRAGMA query_only = OFF",
          "ATTACH 'x.db' AS x",  "SELECT load_extension ('x')", "CREATE VIEW temp.v AS SELECT 1" };
  g_autofree char *before = fixture_hash (copy->path);
  g_autofree char *after = NULL;
  g_autoptr (ObsEdition) edition = obs_edition_open (copy->path, NULL);

  g_assert_nonnull (edition);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (obs_db_exec (obs_edition_get_db (edition), refused[i], &error));
      g_assert_nonnull (error);
    }
  g_assert_true (obs_db_exec (obs_edition_get_db (edition),
                              "SELECT count(*), lower ('A') FROM finding", NULL));
  after = fixture_hash (copy->path);
  g_assert_cmpstr (before, ==, after);
}

static void
test_cancelled_query (Copy *copy, gconstpointer data)
{
  g_autoptr (ObsEdition) edition = obs_edition_open (copy->path, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      obs_edition_get_db (edition), "SELECT count(*) FROM finding AS a, finding AS b", &error);

  g_assert_no_error (error);
  g_assert_cmpint (obs_db_step (stmt, cancellable, &error), ==, 1);
  g_assert_cmpint (sqlite3_column_int (stmt, 0), ==, 16);
  g_assert_cmpint (obs_db_step (stmt, cancellable, &error), ==, 0);
  sqlite3_reset (stmt);
  g_cancellable_cancel (cancellable);
  g_assert_cmpint (obs_db_step (stmt, cancellable, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (20 * 1000);
  g_cancellable_cancel (data);
  return NULL;
}

/* A statement that would run for hours stops within a moment. */
static void
test_cancelled_while_running (Copy *copy, gconstpointer data)
{
  g_autoptr (ObsEdition) edition = obs_edition_open (copy->path, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (obs_edition_get_db (edition),
                        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                        "1000000000000) SELECT count(*) FROM n",
                        &error);
  GThread *thread;

  g_assert_no_error (error);
  thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_assert_cmpint (obs_db_step (stmt, cancellable, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

static void
test_identifiers (void)
{
  g_autofree char *long_name = g_strnfill (64, 'a');

  g_assert_true (obs_db_is_identifier ("a"));
  g_assert_true (obs_db_is_identifier ("period_kind2"));
  g_assert_false (obs_db_is_identifier (""));
  g_assert_false (obs_db_is_identifier (NULL));
  g_assert_false (obs_db_is_identifier ("2a"));
  g_assert_false (obs_db_is_identifier ("A"));
  g_assert_false (obs_db_is_identifier ("a-b"));
  g_assert_false (obs_db_is_identifier ("é"));
  g_assert_false (obs_db_is_identifier (long_name));
  g_assert_true (obs_db_is_identifier (long_name + 1));
}

#define ADD(name, function) g_test_add ("/edition/" name, Copy, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autofree char *sources = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  test_begin (&argc, &argv);
  sources = fixture_new ();
  sound = g_build_filename (sources, "edition.sqlite", NULL);
  obs_build_folder (sources, sound, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (sound, &sound_bytes, &sound_size, NULL));

  ADD ("sound", test_sound);
  ADD ("none", test_none);
  ADD ("lengths", test_lengths);
  ADD ("header", test_header);
  ADD ("side-files", test_side_files);
  ADD ("schemas", test_schemas);
  ADD ("contents", test_contents);
  ADD ("damaged-pages", test_damaged_pages);
  ADD ("wrong-bytes", test_wrong_bytes);
  ADD ("read-only", test_read_only);
  ADD ("cancelled-query", test_cancelled_query);
  ADD ("cancelled-while-running", test_cancelled_while_running);
  g_test_add_func ("/edition/identifiers", test_identifiers);
  status = g_test_run ();
  fixture_remove (sources);
  g_free (sound);
  g_free (sound_bytes);
  return status;
}
