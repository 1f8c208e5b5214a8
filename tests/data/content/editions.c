/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "tests/data/content/editions.h"

#include "data/edition/schema.h"

#include <glib/gstdio.h>
#include <stdarg.h>
#include <string.h>

char *
editions_copy (Editions *self, const char *from, const char *name)
{
  char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (from, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  return path;
}

void
editions_set_up (Editions *self, gconstpointer data)
{
  g_autofree char *bundled
      = g_test_build_filename (G_TEST_BUILT, "data", "bundled", "default.sqlite", NULL);

  self->folder = g_dir_make_tmp ("content-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
  self->base = editions_copy (self, bundled, "base.sqlite");
}

void
editions_tear_down (Editions *self, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->base);
}

void
editions_run (sqlite3 *db, const char *sql, ...)
{
  g_autofree char *text = NULL;
  char *message = NULL;
  va_list arguments;

  va_start (arguments, sql);
  text = g_strdup_vprintf (sql, arguments);
  va_end (arguments);
  if (sqlite3_exec (db, text, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s: %s", text, message);
}

gint64
editions_number (sqlite3 *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, sql, &error);

  g_assert_no_error (error);
  g_assert_cmpint (obs_db_step (stmt, NULL, &error), ==, 1);
  return sqlite3_column_int64 (stmt, 0);
}

sqlite3 *
editions_open (const char *path)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (
      sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                       NULL),
      ==, SQLITE_OK);
  editions_run (db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
  return db;
}

sqlite3 *
editions_create (const char *path)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *db;

  g_unlink (path);
  db = editions_open (path);
  editions_run (db, "PRAGMA page_size = 4096; PRAGMA application_id = %d; PRAGMA user_version = %d",
                OBS_APPLICATION_ID, OBS_SCHEMA_VERSION);
  obs_schema_create (db, &error);
  g_assert_no_error (error);
  return db;
}

void
editions_close (sqlite3 *db)
{
  editions_run (db, "VACUUM");
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

void
editions_add_facts (sqlite3 *db, guint rows)
{
  editions_run (
      db,
      "BEGIN; INSERT INTO code_list VALUES ('fact-area', 'Areas of facts');"
      "INSERT INTO code SELECT 'fact-area', code, name, NULL, row_number() OVER (ORDER BY code) "
      "FROM area;"
      "INSERT INTO cube VALUES ('facts', 'Single facts', 'facts', (SELECT min(id) FROM source), "
      "'Made for a test');"
      "INSERT INTO cube_dimension VALUES ('facts', 'area', 0, 'code', 'fact-area', 'Area');"
      "INSERT INTO cube_dimension VALUES ('facts', 'place', 1, 'code', 'fact-area', 'Place');"
      "INSERT INTO cube_measure VALUES ('facts', 'value', 'n', 'Value');"
      "CREATE TABLE cube_facts (\n  \"row\" INTEGER PRIMARY KEY,\n  \"area\" INTEGER NOT NULL,\n"
      "  \"place\" INTEGER NOT NULL,\n  value INTEGER NOT NULL\n) STRICT;"
      "WITH RECURSIVE n (x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n WHERE x < %u) INSERT INTO "
      "cube_facts SELECT x, 1 + x %% 3, 1 + x * 7 %% 5, x * 31 %% 63 FROM n;"
      "UPDATE source SET row_count = row_count + %u WHERE id = (SELECT min(id) FROM source); "
      "COMMIT",
      rows - 1, rows);
}

/* --- random changes ------------------------------------------------------------------------ */

static void
append_value (GString *sql, ObsColumnKind kind, GRand *random)
{
  static const char *const integers[]
      = { "0", "1", "-1", "127", "-129", "65536", "9223372036854775807", "-9223372036854775808" };
  static const char *const reals[]
      = { "0.0", "-0.0", "0.1", "1e300", "-1e-300", "123456789.125", "5e-324", "1.0" };
  static const char *const texts[]
      = { "''",   "'a'", "'O''Neill'", "'Ärger ✓'", "'a b'", "char (9)", "printf ('%.3000c', 'x')",
          "'zzz'" };
  guint i = (guint) g_rand_int_range (random, 0, 8);

  if (kind == OBS_COLUMN_TEXT && g_rand_boolean (random))
    g_string_append_printf (sql, "'t%d'", g_rand_int_range (random, 0, 100000));
  else if (kind == OBS_COLUMN_INTEGER && g_rand_boolean (random))
    g_string_append_printf (sql, "%d", g_rand_int_range (random, 0, 300000));
  else
    g_string_append (sql, kind == OBS_COLUMN_TEXT   ? texts[i]
                          : kind == OBS_COLUMN_REAL ? reals[i]
                                                    : integers[i]);
}

/* The key of a row that is there: "(a, b) = (SELECT a, b FROM t LIMIT 1 OFFSET n)" */
static void
append_row (GString *sql, const ObsContentTable *table, gint64 rows, GRand *random)
{
  g_autoptr (GString) key = g_string_new (NULL);

  for (guint i = 0; i < table->columns->len; i++)
    {
      const ObsChunkColumn *column = g_ptr_array_index (table->columns, i);

      if (column->key > 0)
        g_string_append_printf (key, "%s\"%s\"", key->len > 0 ? ", " : "", column->name);
    }
  g_string_append_printf (sql, " WHERE (%s) = (SELECT %s FROM \"%s\" LIMIT 1 OFFSET %d)", key->str,
                          key->str, table->name, g_rand_int_range (random, 0, (gint32) rows));
}

static void
edit_table (sqlite3 *db, const ObsContentTable *table, GRand *random)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autofree char *count = g_strdup_printf ("SELECT count(*) FROM \"%s\"", table->name);
  gint64 rows = editions_number (db, count);
  guint at = (guint) g_rand_int_range (random, 0, (gint32) table->columns->len);
  const ObsChunkColumn *column = g_ptr_array_index (table->columns, at);

  if (rows == 0)
    return;
  switch (g_rand_int_range (random, 0, 4))
    {
    case 0:
      g_string_printf (sql, "DELETE FROM \"%s\"", table->name);
      append_row (sql, table, rows, random);
      break;
    case 1:
      if (column->nullable)
        {
          g_string_printf (sql, "UPDATE OR IGNORE \"%s\" SET \"%s\" = NULL", table->name,
                           column->name);
          append_row (sql, table, rows, random);
        }
      break;
    case 2: /* where it is a key, one row goes and another comes */
      g_string_printf (sql, "UPDATE OR IGNORE \"%s\" SET \"%s\" = ", table->name, column->name);
      append_value (sql, column->kind, random);
      append_row (sql, table, rows, random);
      break;
    default:
      g_string_printf (sql, "INSERT OR IGNORE INTO \"%s\" VALUES (", table->name);
      for (guint i = 0; i < table->columns->len; i++)
        {
          g_string_append (sql, i > 0 ? ", " : "");
          append_value (sql, ((ObsChunkColumn *) g_ptr_array_index (table->columns, i))->kind,
                        random);
        }
      g_string_append (sql, ")");
    }
  if (sql->len > 0)
    editions_run (db, "%s", sql->str);
}

/* Cubes come, go, and get another shape. */
static void
edit_cubes (sqlite3 *db, GRand *random)
{
  switch (g_rand_int_range (random, 0, 3))
    {
    case 0:
      editions_run (db, "INSERT OR IGNORE INTO cube VALUES ('test_new', 'New', 'share', (SELECT "
                        "min(id) FROM source), 'n'); INSERT OR IGNORE INTO cube_dimension VALUES "
                        "('test_new', 'kind', 1, '', '', 'Kind')");
      break;
    case 1:
      editions_run (db, "DROP TABLE IF EXISTS cube_panel_answers; DELETE FROM cube WHERE name = "
                        "'panel_answers'; DELETE FROM cube_dimension WHERE cube = 'panel_answers'");
      break;
    default:
      editions_run (db, "DROP TABLE IF EXISTS cube_market_demand; INSERT OR IGNORE INTO "
                        "cube_dimension VALUES ('market_demand', 'colour', 90, '', '', 'Colour')");
    }
  g_assert_true (obs_content_make_cubes (db, NULL, NULL));
}

void
editions_edit (sqlite3 *db, GRand *random, guint n)
{
  static const char *const fixed[] = { "edition", "area", "cube", "cube_dimension", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tables = obs_content_tables (db, &error);

  g_assert_no_error (error);
  editions_run (db, "BEGIN");
  for (guint i = 0; i < n; i++)
    {
      const ObsContentTable *table
          = g_ptr_array_index (tables, g_rand_int_range (random, 0, (gint32) tables->len));

      if (!g_strv_contains (fixed, table->name))
        edit_table (db, table, random);
    }
  editions_run (db, "COMMIT");
  if (g_rand_boolean (random))
    edit_cubes (db, random);
}

/* --- manifests and segments ---------------------------------------------------------------- */

ObsManifest *
editions_manifest (sqlite3 *db)
{
  g_autoptr (GError) error = NULL;
  ObsManifest *manifest = obs_manifest_make (db, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return manifest;
}

char *
editions_state (sqlite3 *db)
{
  g_autoptr (ObsManifest) manifest = editions_manifest (db);

  return obs_manifest_state (manifest);
}

ObsManifest *
editions_manifest_of (const char *path)
{
  sqlite3 *db = editions_open (path);
  ObsManifest *manifest = editions_manifest (db);

  sqlite3_close (db);
  return manifest;
}

static gboolean
segment_cb (const ObsContentTable *table, const ObsManifestSegment *segment, GBytes *plain,
            gpointer user_data, GError **error)
{
  g_ptr_array_add (user_data, g_bytes_ref (plain));
  return TRUE;
}

GPtrArray *
editions_segments (sqlite3 *db, ObsManifest **manifest)
{
  GPtrArray *segments = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GError) error = NULL;

  *manifest = obs_content_write_segments (db, NULL, segment_cb, segments, NULL, &error);
  g_assert_no_error (error);
  return segments;
}

static const ObsContentTable *
find_table (sqlite3 *db, GPtrArray **tables, const char *name)
{
  g_autoptr (GError) error = NULL;

  for (guint turn = 0; turn < 2; turn++)
    {
      for (guint i = 0; *tables != NULL && i < (*tables)->len; i++)
        if (strcmp (((ObsContentTable *) g_ptr_array_index (*tables, i))->name, name) == 0)
          return g_ptr_array_index (*tables, i);
      g_clear_pointer (tables, g_ptr_array_unref);
      *tables = obs_content_tables (db, &error);
      g_assert_no_error (error);
    }
  g_assert_not_reached ();
}

static void
set_tables (sqlite3 *db, GPtrArray **tables, gboolean make, ObsTouched *touched)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (tables, g_ptr_array_unref);
  if (make)
    obs_content_make_cubes (db, touched, &error);
  g_assert_no_error (error);
  *tables = obs_content_tables (db, &error);
  g_assert_no_error (error);
}

guint
editions_put (sqlite3 *db, const ObsManifest *held, const ObsManifest *manifest,
              GPtrArray *segments, ObsTouched *touched)
{
  g_autoptr (GPtrArray) tables = NULL;
  guint at = 0, put = 0;

  set_tables (db, &tables, FALSE, touched);
  for (guint i = 0; i < manifest->tables->len; i++)
    {
      const ObsManifestTable *target = g_ptr_array_index (manifest->tables, i);
      const ObsContentTable *table;
      g_autoptr (GError) error = NULL;

      /* Fixed tables stand first. */
      if (i == obs_schema_n_tables)
        set_tables (db, &tables, TRUE, touched);
      table = find_table (db, &tables, target->name);
      obs_content_clear_before (db, table, target, touched, &error);
      g_assert_no_error (error);
      for (guint s = 0; s < target->segments->len; s++, at++)
        {
          const ObsManifestSegment *segment = g_ptr_array_index (target->segments, s);
          const ObsManifestSegment *next
              = s + 1 < target->segments->len ? g_ptr_array_index (target->segments, s + 1) : NULL;

          if (obs_manifest_holds (held, target, s))
            continue;
          obs_content_put_segment (db, table, segment, next != NULL ? next->first : NULL,
                                   g_ptr_array_index (segments, at), touched, NULL, &error);
          g_assert_no_error (error);
          put++;
        }
    }
  return put;
}

gboolean
editions_campaign (void)
{
  return g_strcmp0 (g_getenv ("OBS_CAMPAIGN"), "1") == 0;
}
