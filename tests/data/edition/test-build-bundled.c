/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/edition/edition.h"
#include "data/error.h"
#include "data/build/build.h"
#include "tests/data/edition/fixture.h"
#include "tests/begin.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>
#include <time.h>

/* The edition that comes with the program, built once for all tests here. */
static char *edition;

static char *
bundled (void)
{
  return g_test_build_filename (G_TEST_DIST, "data", "bundled", NULL);
}

/* Facts of the default edition: statement, answer. */
static const struct
{
  const char *name;
  const char *sql;
  const char *answer;
} facts[] = {
  { "findings", "SELECT count(*) FROM finding", "241" },
  { "recommendations", "SELECT count(*) FROM recommendation", "10" },
  { "actions", "SELECT count(*) FROM action", "76" },
  { "issues", "SELECT count(*) FROM issue", "6" },
  { "evidence", "SELECT count(*) FROM evidence", "47" },
  { "bodies", "SELECT count(*) FROM body", "63" },
  { "survey-notes", "SELECT count(*) FROM survey_note", "48" },
  { "roadmap",
    "SELECT count(*) || ' ' || sum(missing = 'x') || ' ' || sum(term = 'short' AND missing = '') "
    "FROM "
    "roadmap_cell",
    "40 20 10" },
  { "grades",
    "SELECT group_concat(grade || ' ' || n, ', ') FROM (SELECT grade, count(*) AS n FROM finding "
    "GROUP BY grade)",
    "bound 8, derived 5, direction 78, exact 10, order 126, rounded 14" },
  { "grade-exact", "SELECT grade FROM finding WHERE id = 'PAN-02'", "exact" },
  { "grade-money", "SELECT grade FROM finding WHERE id = 'CTX-04'", "exact" },
  { "grade-date",
    "SELECT grade || ' ' || value_text || ' ' || (value IS NULL) FROM finding WHERE id = 'CTX-05'",
    "exact 2021-01 1" },
  { "grade-months", "SELECT value_text || ' ' || (value IS NULL) FROM finding WHERE id = 'MET-01'",
    "2022-01/2022-02 1" },
  { "grade-score", "SELECT grade || ' ' || value FROM finding WHERE id = 'FUT-01'", "rounded 7.9" },
  { "grade-approx", "SELECT grade FROM finding WHERE id = 'FIT-POOR'", "rounded" },
  { "grade-bound",
    "SELECT grade || ' ' || comparator || ' ' || value FROM finding WHERE id = 'DIG-MAX'",
    "bound <= 6.8" },
  { "grade-order", "SELECT grade FROM finding WHERE id = 'S-MOST-01'", "order" },
  { "grade-direction", "SELECT grade FROM finding WHERE id = 'ACC-01'", "direction" },
  { "grade-derived", "SELECT grade FROM finding WHERE id = 'PAN-05'", "derived" },
  { "grade-counted", "SELECT grade FROM finding WHERE id = 'MET-09'", "derived" },
  { "conflict-listed",
    "SELECT other FROM finding_conflict WHERE finding = 'QE-M-B-DEG' AND other = 'Q-M-B-01'",
    "Q-M-B-01" },
  { "conflict-back", "SELECT count(*) FROM finding_conflict WHERE other = 'QE-M-B-DEG'", "2" },
  { "conflict-symmetric",
    "SELECT count(*) FROM finding_conflict AS a WHERE NOT EXISTS (SELECT 1 FROM finding_conflict "
    "AS b "
    "WHERE b.finding = a.other AND b.other = a.finding)",
    "0" },
  { "item-added", "SELECT kind || ' ' || label FROM item WHERE code = 'X.gva'",
    "other Gross Value Added of the three sectors" },
  { "terms", "SELECT count(*) || ' ' || sum(in_plan) FROM term", "48 30" },
  { "action-words-and-ids",
    "SELECT count(*) FROM action JOIN action_finding ON action = id WHERE evidence GLOB '*other "
    "KSB*'",
    "3" },
  { "action-issue", "SELECT count(*) FROM action_issue WHERE action = 'R1-A04'", "2" },
  { "need", "SELECT needs || ' ' || basis FROM recommendation_need WHERE recommendation = 'R3'",
    "R1 stated" },
  { "leads", "SELECT group_concat(body, ' ') FROM body_lead WHERE recommendation = 'R1'", "O02" },
  /* Official figures, as their publishers print them. */
  { "adverts",
    "SELECT CAST(value AS INTEGER) FROM cube_adverts WHERE area = 'E69000020' AND period = "
    "'2025-07'",
    "24348" },
  { "adverts-districts",
    "SELECT CAST(sum(value) AS INTEGER) FROM cube_adverts JOIN area ON code = area "
    "WHERE parent = 'E69000020' AND period = '2025-07'",
    "24348" },
  { "manufacturing-2021",
    "SELECT CAST(value AS INTEGER) || ' ' || CAST(value - low AS INTEGER) || ' ' || CAST(high - "
    "value AS INTEGER) FROM "
    "cube_employment_industry WHERE area = 'E69000020' AND period = '2021' AND industry_sic2007 = "
    "'Manufacturing'",
    "67200 10600 10600" },
  { "manufacturing-2022",
    "SELECT CAST(value AS INTEGER) || ' ' || CAST(value - low AS INTEGER) FROM "
    "cube_employment_industry "
    "WHERE area = 'E69000020' AND period = '2022' AND industry_sic2007 = 'Manufacturing'",
    "74000 10900" },
  { "aims",
    "SELECT CAST(value AS INTEGER) FROM cube_fe_aims WHERE area = 'E69000020' AND period = "
    "'2023/24' AND subject = 'all' "
    "AND measure = 'achievements'",
    "35730" },
  { "apprenticeships-england",
    "SELECT CAST(value AS INTEGER) FROM cube_apprenticeships WHERE area = 'E92000001' AND period = "
    "'2024/25' "
    "AND measure = 'starts' LIMIT 1",
    "353503" },
  { "official-rows", "SELECT sum(row_count) FROM source WHERE tier = 'official statistics'",
    "6011" },
  { "cubes", "SELECT count(*) FROM cube WHERE kind = 'published'", "34" },
  { "cube-titles", "SELECT count(*) FROM cube WHERE note = ''", "0" },
  { "totals-have-one-spelling", "SELECT count(*) FROM cube_fe_aims WHERE subject = 'All'", "0" },
  { "areas",
    "SELECT count(*) || ' ' || sum(kind = 'district') || ' ' || sum(official = 0) FROM area",
    "50 9 1" },
  { "outlines", "SELECT count(*) FROM area_boundary", "2153" },
  { "classes",
    "SELECT group_concat(id, ' ') FROM (SELECT id FROM source WHERE class = 'simulated' ORDER BY "
    "id)",
    "market-demo panel-demo" },
  { "counter", "SELECT count(*) FROM source WHERE length (sha256) <> 64", "0" },
  /* The panel: only cells leave, and small ones are hidden. */
  { "panel-all",
    "SELECT n FROM cube_panel_score WHERE question = 'Q16' AND sector = 'all' AND size = 'all' "
    "AND area = 'E69000020' AND period = 'all'",
    "122" },
  { "panel-weeks", "SELECT count(DISTINCT period) FROM cube_panel_score WHERE period <> 'all'",
    "5" },
  { "panel-small-hidden", "SELECT count(*) FROM cube_panel_score WHERE n < 10", "0" },
  { "panel-small-hidden-shares", "SELECT count(*) FROM cube_panel_share WHERE n < 10", "0" },
  { "panel-hidden-cells",
    "SELECT count(*) > 0 FROM cube_panel_score WHERE missing = 'c' AND n IS NULL", "1" },
  { "panel-never-three",
    "SELECT count(*) FROM cube_panel_score WHERE size <> 'all' AND area <> 'E69000020'", "0" },
  { "panel-sectors-add",
    "SELECT count(*) FROM cube_panel_score AS a WHERE sector = 'all' AND area = 'E69000020' AND "
    "size = 'all' AND n <> (SELECT sum(n) "
    "FROM cube_panel_score AS b WHERE b.question = a.question AND b.item = a.item AND b.horizon = "
    "a.horizon AND b.area = a.area "
    "AND b.size = 'all' AND b.period = a.period AND b.sector <> 'all')",
    "0" },
  { "panel-marks-add",
    "SELECT count(*) FROM (SELECT sum(k) AS k, max(n) AS n, count(*) AS marks FROM "
    "cube_panel_answers "
    "GROUP BY question, item, horizon, sector) WHERE k <> n OR marks <> 10",
    "0" },
  { "panel-likert-adds",
    "SELECT sum(k) = max(n) AND count(*) = 5 FROM cube_panel_share WHERE question = 'Q17' AND "
    "sector = 'all' AND size = 'all' "
    "AND area = 'E69000020'",
    "1" },
  { "panel-waves", "SELECT count(*) || ' ' || min(answered > 80) || ' ' || max(week) FROM wave",
    "40 1 5" },
  /* The market: no statement is no data, not zero. */
  { "market-no-data",
    "SELECT count(*) FROM cube_market_supply WHERE item IN ('S.moving-goods', 'B.honest')", "0" },
  { "market-zero", "SELECT count(*) > 0 FROM cube_market_supply WHERE sum = 0 AND n > 0", "1" },
  { "market-courses",
    "SELECT DISTINCT n FROM cube_market_supply WHERE sector = 'all' AND qualification = 'all' AND "
    "level = 'all' "
    "AND area = 'E69000020'",
    "69" },
  { "market-recount",
    "SELECT (SELECT sum FROM cube_market_supply WHERE item = 'S.team-working' AND sector = 'all' "
    "AND qualification = 'all' "
    "AND level = 'all' AND area = 'E69000020') = (SELECT sum(best) FROM (SELECT max(score) * 100 "
    "AS best FROM statement "
    "JOIN statement_term ON statement = id WHERE term = 'S.team-working' AND side = 'supply' GROUP "
    "BY document))",
    "1" },
  { "market-adverts-recount",
    "SELECT k = (SELECT count(DISTINCT document) FROM statement JOIN statement_term ON statement = "
    "id WHERE side = 'demand' AND term = "
    "'S.customer-service') AND n = (SELECT count(*) FROM advert) FROM cube_market_demand WHERE "
    "item = 'S.customer-service' "
    "AND sector = 'all' AND area = 'E69000020'",
    "1" },
  { "no-timestamps", "SELECT count(*) FROM sqlite_schema WHERE type NOT IN ('table', 'index')",
    "0" },
};

static void
test_fact (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *answer = fixture_query (edition, facts[i].sql);

  if (g_strcmp0 (answer, facts[i].answer) != 0)
    g_test_fail_printf ("%s: “%s”, not “%s”", facts[i].sql, answer, facts[i].answer);
}

static void
test_check (void)
{
  g_autoptr (GPtrArray) faults = NULL;
  g_autoptr (GError) error = NULL;
  gboolean sound = obs_edition_check (edition, &faults, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (sound);
  g_assert_cmpuint (faults->len, ==, 0);
}

static void
test_info (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsEdition) opened = obs_edition_open (edition, &error);
  const ObsEditionInfo *info;

  g_assert_no_error (error);
  info = obs_edition_get_info (opened);
  g_assert_cmpstr (obs_edition_get_path (opened), ==, edition);
  g_assert_cmpstr (info->id, ==, "leicester-leicestershire");
  g_assert_cmpstr (info->date, ==, "2026-11-22");
  g_assert_cmpstr (info->place, ==, "E69000020");
  g_assert_cmpstr (info->place_name, ==, "Leicester and Leicestershire");
  g_assert_cmpstr (info->language, ==, "en-GB");
}

/* Time zone, language, folder, order of files in the folder and an earlier edition in the way
 * change nothing. */
static void
test_same_bytes (void)
{
  g_autofree char *sources = bundled ();
  g_autofree char *folder = g_dir_make_tmp ("again-XXXXXX", NULL);
  g_autofree char *again = g_build_filename (folder, "with a name ?#% é.sqlite", NULL);
  g_autofree char *first = fixture_hash (edition);
  g_autofree char *second = NULL;
  g_autofree char *zone = g_strdup (g_getenv ("TZ"));
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (again, "what was here before", -1, NULL));
  g_setenv ("TZ", "Pacific/Kiritimati", TRUE);
  tzset ();
  if (setlocale (LC_ALL, "de_DE.UTF-8") == NULL && setlocale (LC_ALL, "C.UTF-8") == NULL)
    setlocale (LC_ALL, "C");
  obs_build_folder (sources, again, NULL, &error);
  setlocale (LC_ALL, "C.UTF-8");
  if (zone != NULL)
    g_setenv ("TZ", zone, TRUE);
  else
    g_unsetenv ("TZ");
  tzset ();
  g_assert_no_error (error);
  second = fixture_hash (again);
  g_assert_cmpstr (first, ==, second);
  fixture_remove (folder);
}

static void
test_cancel (void)
{
  g_autofree char *sources = bundled ();
  g_autofree char *folder = g_dir_make_tmp ("cancelled-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "edition.sqlite", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (obs_build_folder (sources, path, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (obs_edition_check (edition, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  dir = g_dir_open (folder, 0, NULL);
  g_assert_null (g_dir_read_name (dir));
  fixture_remove (folder);
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = NULL;
  g_autofree char *sources = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  test_begin (&argc, &argv);
  folder = g_dir_make_tmp ("bundled-XXXXXX", NULL);
  sources = bundled ();
  edition = g_build_filename (folder, "edition.sqlite", NULL);
  obs_build_folder (sources, edition, NULL, &error);
  g_assert_no_error (error);

  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      g_autofree char *path = g_strconcat ("/bundled/fact/", facts[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_fact);
    }
  g_test_add_func ("/bundled/check", test_check);
  g_test_add_func ("/bundled/info", test_info);
  g_test_add_func ("/bundled/same-bytes", test_same_bytes);
  g_test_add_func ("/bundled/cancel", test_cancel);
  status = g_test_run ();
  fixture_remove (folder);
  g_free (edition);
  return status;
}
