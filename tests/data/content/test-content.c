/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "tests/data/content/editions.h"

#include "data/edition/schema.h"
#include "data/error.h"

#include <math.h>
#include <string.h>

static void
test_tables (Editions *editions, gconstpointer data)
{
  sqlite3 *db = editions_open (editions->base);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tables = obs_content_tables (db, &error);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_no_error (error);
  g_assert_cmpint (tables->len, ==,
                   editions_number (db, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"));
  for (guint i = 0; i < tables->len; i++)
    {
      const ObsContentTable *table = g_ptr_array_index (tables, i);
      g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
          db, "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list (?1)", &error);

      g_hash_table_add (seen, table->name);
      sqlite3_bind_text (stmt, 1, table->name, -1, SQLITE_STATIC);
      while (obs_db_step (stmt, NULL, &error) == 1)
        if (!g_hash_table_contains (seen, obs_db_text (stmt, 0)))
          g_test_fail_printf ("%s stands before %s", table->name, obs_db_text (stmt, 0));
      g_assert_cmpint (table->integer_key, ==, strcmp (table->name, "statement") == 0);
    }
  /* A table that nothing describes, and a cube without its table. */
  editions_run (db, "CREATE TABLE cube_other (a TEXT NOT NULL PRIMARY KEY) STRICT");
  g_assert_null (obs_content_tables (db, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
  g_clear_error (&error);
  editions_run (db, "DROP TABLE cube_other; DROP TABLE cube_panel_score");
  g_assert_null (obs_content_tables (db, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
  sqlite3_close (db);
}

static gboolean
keeps_sign (sqlite3 *db)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (db, "SELECT lon FROM area ORDER BY code LIMIT 1", NULL);

  g_assert_cmpint (obs_db_step (stmt, NULL, NULL), ==, 1);
  return signbit (sqlite3_column_double (stmt, 0)) != 0;
}

/* The encoding of README.md, written down a second time. */
static void
test_encoding (Editions *editions, gconstpointer data)
{
  static const guint8 rows[] = {
    /* ('a', -129, NULL, 'Ä'): text of one byte, two bytes, nothing, text of two bytes */
    0x31,
    1,
    'a',
    0x12,
    0xff,
    0x7f,
    0x00,
    0x31,
    2,
    0xc3,
    0x84,
    /* ('b', 127, 300, '') */
    0x31,
    1,
    'b',
    0x11,
    0x7f,
    0x12,
    0x01,
    0x2c,
    0x30,
    /* ('c', 0, the least number, NULL) */
    0x31,
    1,
    'c',
    0x10,
    0x18,
    0x80,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0x00,
    /* ('d', -1, 128, NULL) */
    0x31,
    1,
    'd',
    0x11,
    0xff,
    0x12,
    0x00,
    0x80,
    0x00,
  };
  g_autofree char *expected = g_compute_checksum_for_data (G_CHECKSUM_SHA256, rows, sizeof rows);
  g_autofree char *path = editions_copy (editions, editions->base, "encoding.sqlite");
  sqlite3 *db = editions_open (path);
  g_autoptr (ObsManifest) manifest = NULL;
  g_autoptr (ObsManifest) zero = NULL;
  g_autoptr (ObsManifest) minus_zero = NULL;
  const ObsManifestTable *table;
  const ObsManifestSegment *segment;
  const guint8 *first;
  gsize length;
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GString) hex = g_string_new (NULL);

  editions_run (db, "DELETE FROM cube WHERE name = 'panel_share'; DELETE FROM cube_dimension WHERE "
                    "cube = 'panel_share'; INSERT INTO cube VALUES ('panel_share', 'S', 'share', "
                    "(SELECT min(id) FROM source), ''); INSERT INTO cube_dimension VALUES "
                    "('panel_share', 'what', 0, '', '', 'W'); DROP TABLE cube_panel_share");
  g_assert_true (obs_content_make_cubes (db, NULL, NULL));
  editions_run (db, "INSERT INTO cube_panel_share VALUES ('b', 127, 300, ''), ('a', -129, NULL, "
                    "'Ä'), ('d', -1, 128, NULL), ('c', 0, -9223372036854775808, NULL)");
  manifest = editions_manifest (db);
  table = obs_manifest_table (manifest, "cube_panel_share");
  g_assert_cmpuint (table->rows, ==, 4);
  g_assert_cmpuint (table->segments->len, ==, 1);
  segment = g_ptr_array_index (table->segments, 0);
  for (guint i = 0; i < 32; i++)
    g_string_append_printf (hex, "%02x", segment->sha256[i]);
  g_assert_cmpstr (hex->str, ==, expected);
  first = g_bytes_get_data (segment->first, &length);
  g_assert_cmpuint (length, ==, 3);
  g_assert_cmpint (memcmp (first, "\2a", 3), ==, 0);
  editions_run (db, "UPDATE area SET lon = 0.0 WHERE code = (SELECT min(code) FROM area)");
  zero = editions_manifest (db);
  stmt = obs_db_prepare (db, "UPDATE area SET lon = ?1 WHERE code = (SELECT min(code) FROM area)",
                         NULL);
  sqlite3_bind_double (stmt, 1, -0.0);
  g_assert_cmpint (obs_db_step (stmt, NULL, NULL), ==, 0);
  minus_zero = editions_manifest (db);
  /* By its bits, where the database keeps them. */
  g_assert_cmpint (memcmp (obs_manifest_table (zero, "area")->sha256,
                           obs_manifest_table (minus_zero, "area")->sha256, 32)
                       != 0,
                   ==, keeps_sign (db));
  g_clear_pointer (&stmt, sqlite3_finalize);
  sqlite3_close (db);
}

static void
test_round_trip (Editions *editions, gconstpointer data)
{
  g_autofree char *path = g_build_filename (editions->folder, "new.sqlite", NULL);
  sqlite3 *db = editions_open (editions->base);
  sqlite3 *new = editions_create (path);
  g_autoptr (ObsManifest) manifest = NULL;
  g_autoptr (GPtrArray) segments = editions_segments (db, &manifest);
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (ObsManifest) second = NULL;
  g_autoptr (ObsManifest) made = editions_manifest (db);
  g_autoptr (GError) error = NULL;
  g_autofree char *before = editions_state (db);
  g_autofree char *state = obs_manifest_state (made);
  g_autofree char *after = NULL;

  editions_run (new, "BEGIN");
  g_assert_cmpuint (editions_put (new, NULL, manifest, segments, NULL), ==, segments->len);
  editions_run (new, "COMMIT");
  after = editions_state (new);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpstr (before, ==, state);
  /* The same segments again, byte for byte. */
  again = editions_segments (new, &second);
  g_assert_cmpuint (again->len, ==, segments->len);
  for (guint i = 0; i < again->len; i++)
    g_assert_true (g_bytes_equal (g_ptr_array_index (again, i), g_ptr_array_index (segments, i)));
  g_assert_cmpint (sqlite3_close (new), ==, SQLITE_OK);
  sqlite3_close (db);
  obs_edition_check (path, NULL, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
drop_cb (const ObsContentTable *table, const ObsManifestSegment *segment, GBytes *plain,
         gpointer user_data, GError **error)
{
  return TRUE;
}

static gboolean
full_cb (const ObsContentTable *table, const ObsManifestSegment *segment, GBytes *plain,
         gpointer user_data, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_NO_SPACE, "full");
  return FALSE;
}

static void
progress_cb (guint64 done, guint64 total, gpointer user_data)
{
  *(guint64 *) user_data = done;
}

static void
test_stopping (Editions *editions, gconstpointer data)
{
  sqlite3 *db = editions_open (editions->base);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (ObsManifest) manifest = NULL;
  g_autoptr (GPtrArray) segments = editions_segments (db, &manifest);
  g_autoptr (GPtrArray) tables = obs_content_tables (db, NULL);
  g_autoptr (ObsTouched) touched = obs_touched_new ();
  g_autoptr (GError) error = NULL;
  guint64 done = 0, rows = 0;

  g_clear_pointer (&manifest, obs_manifest_free);
  manifest = obs_manifest_make (db, progress_cb, &done, NULL, &error);
  for (guint i = 0; i < manifest->tables->len; i++)
    rows += ((ObsManifestTable *) g_ptr_array_index (manifest->tables, i))->rows;
  g_assert_cmpuint (done, ==, rows);
  g_cancellable_cancel (cancellable);
  g_assert_null (obs_manifest_make (db, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (obs_content_write_segments (db, NULL, full_cb, NULL, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NO_SPACE);
  g_clear_error (&error);
  {
    const ObsManifestTable *table = g_ptr_array_index (manifest->tables, 0);

    g_assert_false (obs_content_put_segment (
        db, g_ptr_array_index (tables, 0), g_ptr_array_index (table->segments, 0), NULL,
        g_ptr_array_index (segments, 0), touched, cancellable, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  }
  sqlite3_close (db);
}

/* What cannot travel is found where it can still be put right: at the publisher. */
static void
test_not_published (Editions *editions, gconstpointer data)
{
  static const char *const edits[] = {
    "UPDATE glossary SET meaning = 'a' || char (0) || 'b' WHERE word = (SELECT min(word) FROM "
    "glossary)",
    "UPDATE glossary SET meaning = CAST (x'c328' AS TEXT)",
    "UPDATE area SET lon = 9e999",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autofree char *path = editions_copy (editions, editions->base, "wrong.sqlite");
      sqlite3 *db = editions_open (path);
      g_autoptr (GError) error = NULL;

      editions_run (db, "%s", edits[i]);
      g_assert_null (obs_content_write_segments (db, NULL, drop_cb, NULL, NULL, &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
      sqlite3_close (db);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/content/" name, Editions, NULL, editions_set_up, function, editions_tear_down)
  ADD ("tables", test_tables);
  ADD ("encoding", test_encoding);
  ADD ("round-trip", test_round_trip);
  ADD ("stopping", test_stopping);
  ADD ("not-published", test_not_published);
  return g_test_run ();
}
