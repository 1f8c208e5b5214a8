/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "tests/data/edition/fixture.h"

#include "data/error.h"
#include "data/build/build.h"
#include "data/build/protected-panel.h"
#include "data/edition/db.h"
#include "data/publish/disclosure-summary.h"
#include "data/sync/digest.h"
#include "tests/begin.h"

#include <glib/gstdio.h>
#include <string.h>

/* The builder with disclosure control: the panel of the bundled tables, protected as if its
 * businesses were real. */

static char *folder;
static char *edition;
static ObsBuildReport *report;

static char *
bundled (void)
{
  return g_build_filename (g_getenv ("G_TEST_SRCDIR"), "data/bundled", NULL);
}

static gboolean
build (const char *path, const ObsBuildInputs *options, GError **error)
{
  g_autofree char *sources = bundled ();
  const char *folders[] = { sources, NULL };
  ObsBuildInputs inputs = *options;

  inputs.folders = folders;
  g_clear_pointer (&report, obs_build_report_free);
  return obs_build_edition (&inputs, path, &report, NULL, error);
}

static void
assert_number (const char *sql, const char *expected)
{
  g_autofree char *found = fixture_query (edition, sql);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_rows (void)
{
  assert_number ("SELECT count(*) > 0 FROM cube_panel_score WHERE missing IS NULL", "1");
  assert_number ("SELECT count(*) FROM cube_panel_score WHERE n % 5 <> 0 OR n < 10", "0");
  assert_number ("SELECT count(*) FROM cube_panel_share WHERE n % 5 <> 0 OR k % 5 <> 0 OR k < 10",
                 "0");
  assert_number ("SELECT count(*) FROM cube_panel_score WHERE missing IS NOT NULL AND "
                 "(n IS NOT NULL OR sum IS NOT NULL OR sum2 IS NOT NULL OR missing <> 'c')",
                 "0");
  assert_number ("SELECT count(*) FROM cube_panel_share WHERE missing IS NOT NULL AND "
                 "(n IS NOT NULL OR k IS NOT NULL OR missing NOT IN ('c', 'lt10', 'gt90'))",
                 "0");
  /* Means to one decimal, whatever n they are multiplied by. */
  assert_number ("SELECT count(*) FROM cube_panel_score WHERE abs(sum / n * 10 - round(sum / n * "
                 "10)) > 1e-6",
                 "0");
  /* Nobody is told apart by a row that is not there. */
  assert_number ("SELECT count(DISTINCT cells) FROM (SELECT count(*) AS cells FROM "
                 "cube_panel_score WHERE period = 'all' GROUP BY question, item, horizon)",
                 "1");
  assert_number ("SELECT count(*) FROM cube_panel_answers", "0");
  /* Most cells by one dimension are still there. */
  assert_number ("SELECT sum(missing IS NULL) * 100 / count(*) >= 60 FROM cube_panel_score WHERE "
                 "(sector <> 'all') + (area <> (SELECT place FROM edition)) + (size <> 'all') + "
                 "(period <> 'all') = 1",
                 "1");
}

/* What the publisher is given fits the edition, as if its businesses were real: every figure of its
 * tables is accounted for. */
static void
assert_summary (const char *path)
{
  g_autofree char *file = g_build_filename (folder, "summary.json", NULL);
  g_autofree char *counts = obs_build_report_disclosure (report);
  g_autofree char *text = NULL;
  g_autofree char *sha256 = NULL;
  g_autoptr (sqlite3) db = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsJson) summary = NULL;
  gint64 cells = 0;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db,
                                 "UPDATE source SET class = 'primary' WHERE id IN "
                                 "(SELECT source FROM cube WHERE name = 'panel_score')",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  text = obs_disclosure_summary_text (counts, path, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (file, text, -1, NULL));
  sha256 = obs_digest_file (path, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  summary = obs_disclosure_summary_read (file, sha256, db, &error);
  g_assert_no_error (error);
  g_assert_true (obs_json_integer (obs_json_member (summary, "cells"), &cells));
  g_assert_cmpint (cells, >, 1000);

  /* Figures are shown that were judged to be withheld. */
  g_assert_cmpint (sqlite3_exec (db,
                                 "UPDATE cube_panel_share SET missing = NULL, k = 10, n = 20 WHERE "
                                 "missing = 'c'",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_changes (db), >, 0);
  g_clear_pointer (&summary, obs_json_free);
  summary = obs_disclosure_summary_read (file, sha256, db, &error);
  g_assert_null (summary);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
}

static void
test_report (void)
{
  g_autofree char *path = g_build_filename (folder, "report.sqlite", NULL);
  g_autofree char *words = NULL;
  g_autofree char *json = NULL;
  g_autofree char *none = NULL;
  g_autoptr (GError) error = NULL;
  ObsBuildInputs options = { .protect = TRUE };
  g_autofree char *first = fixture_hash (edition);
  g_autofree char *second = NULL;

  g_assert_true (build (path, &options, &error));
  g_assert_no_error (error);
  words = obs_build_report_words (report);
  json = obs_build_report_disclosure (report);
  g_assert_nonnull (strstr (words, "Dominance rules applied."));
  g_assert_nonnull (strstr (json, "\"one_way\""));
  second = fixture_hash (path);
  g_assert_cmpstr (first, ==, second);
  assert_summary (path);
  /* Nothing is protected where nothing is real. */
  options = (ObsBuildInputs){ 0 };
  g_assert_true (build (path, &options, &error));
  none = obs_build_report_disclosure (report);
  g_assert_null (none);
}

/* Built again over an edition that was published: the same panel gives the same bytes. */
static void
test_earlier (void)
{
  g_autofree char *path = g_build_filename (folder, "later.sqlite", NULL);
  const char *const earlier[] = { edition, NULL };
  ObsBuildInputs options = { .protect = TRUE, .earlier = earlier };
  g_autofree char *first = fixture_hash (edition);
  g_autofree char *second = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (build (path, &options, &error));
  g_assert_no_error (error);
  second = fixture_hash (path);
  g_assert_cmpstr (first, ==, second);
  assert_summary (path);
}

static void
test_faults (void)
{
  g_autofree char *path = g_build_filename (folder, "never.sqlite", NULL);
  g_autofree char *policy = g_build_filename (folder, "policy.ini", NULL);
  const char *const earlier[] = { policy, NULL };
  ObsBuildInputs options = { .protect = TRUE, .policy = policy };
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (policy, "[disclosure]\nthreshold=4\n", -1, NULL));
  g_assert_false (build (path, &options, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  g_clear_error (&error);
  options = (ObsBuildInputs){ .protect = TRUE, .earlier = earlier };
  g_assert_false (build (path, &options, &error));
  g_assert_nonnull (error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_policy (void)
{
  g_autofree char *path = g_build_filename (folder, "strict.sqlite", NULL);
  g_autofree char *policy = g_build_filename (folder, "strict.ini", NULL);
  g_autofree char *least = NULL;
  ObsBuildInputs options = { .protect = TRUE, .policy = policy };
  g_autoptr (GError) error = NULL;

  g_assert_true (
      g_file_set_contents (policy, "[disclosure]\nthreshold=20\nrounding=10\n", -1, NULL));
  g_assert_true (build (path, &options, &error));
  g_assert_no_error (error);
  least = fixture_query (path, "SELECT min(n) >= 20 AND sum(n % 10) = 0 AND count(n) > 0 FROM "
                               "cube_panel_score");
  g_assert_cmpstr (least, ==, "1");
}

/* --- Groups and canaries -------------------------------------------------------------------- */

#define CANARY "canary-4711-"

static void
business_free (gpointer data)
{
  ObsBusiness *business = data;

  g_free (business->id);
  g_free (business->sector);
  g_free (business->size);
  g_free (business->area);
  g_free (business->role);
  g_free (business->group);
  g_free (business);
}

/* 24 businesses, two of each group where @grouped; private fields hold canaries. */
static GPtrArray *
make_businesses (gboolean grouped)
{
  GPtrArray *businesses = g_ptr_array_new_with_free_func (business_free);

  for (guint i = 0; i < 24; i++)
    {
      ObsBusiness *business = g_new0 (ObsBusiness, 1);

      business->id = g_strdup_printf (CANARY "id-%u", i);
      business->role = g_strdup_printf (CANARY "role-%u", i);
      business->group = grouped ? g_strdup_printf (CANARY "group-%u", i / 2) : NULL;
      business->sector = g_strdup ("making");
      business->area = g_strdup ("D1");
      business->size = g_strdup (i % 2 == 0 ? "Z.1-9" : "Z.10-49");
      g_ptr_array_add (businesses, business);
    }
  return businesses;
}

static void
make_cubes (ObsBuild *made)
{
  static const char *const score[]
      = { "question", "",     "", "item", "",     "", "horizon", "",       "", "sector", "",
          "",         "area", "", "",     "size", "", "",        "period", "", "",       NULL };
  static const char *const share[]
      = { "question", "", "",     "item", "", "",       "sector", "", "",  "area",
          "",         "", "size", "",     "", "period", "",       "", NULL };

  g_assert_true (obs_build_cube (made, "panel_score", OBS_CUBE_SCORE, "", "s", "", score));
  g_assert_true (obs_build_cube (made, "panel_share", OBS_CUBE_SHARE, "", "s", "", share));
}

typedef void (*AddAnswers) (ObsProtectedPanel *panel, const GPtrArray *businesses, guint how);

static void
add_score (ObsProtectedPanel *panel, const GPtrArray *businesses, guint how)
{
  for (guint i = 0; i < businesses->len; i++)
    obs_protected_panel_add (panel, g_ptr_array_index (businesses, i), "Q", "all", "all", "all",
                             i % 7 + 1, i % 7 + 1);
}

/* @how many of them put A second, and B first. */
static void
add_ranks (ObsProtectedPanel *panel, const GPtrArray *businesses, guint how)
{
  static const char *const things[] = { "A", "B", "C" };

  for (guint i = 0; i < businesses->len; i++)
    {
      double places[] = { 1, 2 + i % 2, 3 - i % 2 };

      if (i < how)
        {
          places[0] = 2;
          places[1] = 1;
          places[2] = 3;
        }
      for (guint j = 0; j < 3; j++)
        obs_protected_panel_add (panel, g_ptr_array_index (businesses, i), "Q", things[j], "all",
                                 "all", places[j], places[j]);
    }
}

/* Writes the businesses' answers to @path as an edition's tables. */
static void
write_panel (gboolean grouped, const char *form, AddAnswers add, guint how, const char *path)
{
  g_autoptr (ObsBuildReport) told = obs_build_report_new ();
  ObsBuild made = { .place = (char *) "P", .report = told };
  g_autoptr (GPtrArray) businesses = make_businesses (grouped);
  ObsPanel panel = { .businesses = businesses };
  g_autoptr (GHashTable) forms = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (ObsProtectedPanel) protected = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = g_strdup_printf ("VACUUM INTO '%s'", path);

  g_hash_table_insert (forms, (gpointer) "Q", (gpointer) form);
  obs_faults_init (&made.faults);
  g_assert_cmpint (
      sqlite3_open_v2 (":memory:", &made.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL), ==,
      SQLITE_OK);
  g_assert_true (obs_schema_create (made.db, &error));
  make_cubes (&made);
  protected = obs_protected_panel_new (&made, &panel, forms);
  add (protected, businesses, how);
  obs_protected_panel_write (protected);
  g_assert_false (obs_faults_any (&made.faults));
  g_assert_true (obs_db_exec (made.db, sql, &error));
  g_assert_no_error (error);
  obs_faults_clear (&made.faults);
  sqlite3_close_v2 (made.db);
}

/* What is shown of a ranking of the whole panel. */
static char *
write_ranks (guint how, const char *path)
{
  write_panel (FALSE, "rank", add_ranks, how, path);
  return fixture_query (path, "SELECT group_concat (item || ' ' || coalesce (missing, "
                              "printf ('%.1f', sum / n)), ', ') FROM (SELECT * FROM "
                              "cube_panel_score WHERE sector = 'all' AND area = 'P' AND size = "
                              "'all' ORDER BY item)");
}

/* The first base of a score. */
static char *
write_groups (gboolean grouped, const char *path)
{
  write_panel (grouped, "score", add_score, 0, path);
  return fixture_query (path, "SELECT n FROM cube_panel_score WHERE sector = 'all' AND area = 'P' "
                              "AND size = 'all'");
}

/* 24 businesses are 25 after rounding; two of each holding are 12 groups, so 10. */
static void
test_groups (void)
{
  g_autofree char *alone = g_build_filename (folder, "alone.sqlite", NULL);
  g_autofree char *grouped = g_build_filename (folder, "grouped.sqlite", NULL);
  g_autofree char *n_alone = write_groups (FALSE, alone);
  g_autofree char *n_grouped = write_groups (TRUE, grouped);

  g_assert_cmpstr (n_alone, ==, "25");
  g_assert_cmpstr (n_grouped, ==, "10");
}

/* All put A first, and B and C after it as they like: the means of B and C would tell. */
static void
test_ranks (void)
{
  g_autofree char *path = g_build_filename (folder, "ranks.sqlite", NULL);
  g_autofree char *all_first = write_ranks (0, path);
  g_autofree char *other = g_build_filename (folder, "ranks-other.sqlite", NULL);
  g_autofree char *mixed = write_ranks (8, other);

  g_assert_cmpstr (all_first, ==, "A c, B c, C c");
  g_assert_cmpstr (mixed, ==, "A 1.3, B 2.0, C 2.7");
}

static void
test_canaries (void)
{
  g_autofree char *path = g_build_filename (folder, "canaries.sqlite", NULL);
  g_autofree char *n = write_groups (TRUE, path);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_cmpstr (n, ==, "10");
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_null (memmem (bytes, length, "canary", strlen ("canary")));
  g_assert_null (memmem (bytes, length, "4711", strlen ("4711")));
  /* What is meant to be there can be found. */
  g_assert_nonnull (memmem (bytes, length, "making", strlen ("making")));
}

int
main (int argc, char **argv)
{
  ObsBuildInputs options = { .protect = TRUE };
  g_autoptr (GError) error = NULL;
  int status;

  test_begin (&argc, &argv);
  folder = g_dir_make_tmp ("disclosure-XXXXXX", NULL);
  edition = g_build_filename (folder, "edition.sqlite", NULL);
  build (edition, &options, &error);
  g_assert_no_error (error);

  g_test_add_func ("/disclosure/build/rows", test_rows);
  g_test_add_func ("/disclosure/build/report", test_report);
  g_test_add_func ("/disclosure/build/earlier", test_earlier);
  g_test_add_func ("/disclosure/build/faults", test_faults);
  g_test_add_func ("/disclosure/build/policy", test_policy);
  g_test_add_func ("/disclosure/build/groups", test_groups);
  g_test_add_func ("/disclosure/build/ranks", test_ranks);
  g_test_add_func ("/disclosure/build/canaries", test_canaries);
  status = g_test_run ();
  fixture_remove (folder);
  g_clear_pointer (&report, obs_build_report_free);
  g_free (folder);
  g_free (edition);
  return status;
}
