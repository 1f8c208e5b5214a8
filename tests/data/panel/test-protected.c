/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "tests/data/panel/many.h"
#include "tests/data/panel/sources.h"
#include "tests/data/panel/tabulation.h"
#include "tests/begin.h"

#include <math.h>
#include <sqlite3.h>
#include <string.h>

/* What protection makes of a real panel that is large enough to be shown: against the exact
 * answers, and against the editions before. */

static void
assert_number (const char *edition, const char *sql, const char *expected)
{
  g_autofree char *found = fixture_query (edition, sql);

  if (g_strcmp0 (found, expected) != 0)
    g_error ("%s: %s instead of %s", sql, found, expected);
}

#define EVERY_SCORE                                                                                \
  "(SELECT n, sum, sum2, missing FROM cube_panel_score UNION ALL SELECT n, sum, sum2, missing "    \
  "FROM cube_panel_score_people)"
#define EVERY_SHARE                                                                                \
  "(SELECT k, n, missing FROM cube_panel_share UNION ALL SELECT k, n, missing FROM "               \
  "cube_panel_share_people)"

/* Whatever is shown is rounded, and is of ten groups and more; what is not has no number. */
static void
check_rules (const char *edition)
{
  assert_number (edition,
                 "SELECT count(*) FROM " EVERY_SCORE
                 " WHERE missing IS NULL AND (n % 5 <> 0 OR n < 10 OR "
                 "abs(sum / n * 10 - round(sum / n * 10)) > 1e-6 OR sum2 IS NULL)",
                 "0");
  assert_number (edition,
                 "SELECT count(*) FROM " EVERY_SHARE
                 " WHERE missing IS NULL AND (n % 5 <> 0 OR k % 5 <> 0 OR k < 10 OR n - k < 10)",
                 "0");
  assert_number (edition,
                 "SELECT count(*) FROM " EVERY_SCORE
                 " WHERE missing IS NOT NULL AND (missing <> 'c' OR n IS NOT NULL OR sum IS NOT "
                 "NULL OR sum2 IS NOT NULL)",
                 "0");
  assert_number (edition,
                 "SELECT count(*) FROM " EVERY_SHARE
                 " WHERE missing IS NOT NULL AND (missing NOT IN ('c', 'lt10', 'gt90') OR n IS NOT "
                 "NULL OR k IS NOT NULL)",
                 "0");
  assert_number (edition, "SELECT count(*) FROM cube_panel_answers", "0");
}

/* People stand for the whole panel and survey only, and where their businesses do. */
static void
check_people (const char *edition)
{
  static const char *const kinds[][2]
      = { { "score", " AND f.horizon = p.horizon" }, { "share", "" } };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *place
          = g_strdup_printf ("SELECT count(*) FROM cube_panel_%s_people WHERE sector <> 'all' OR "
                             "area <> 'P1' OR size <> 'all' OR period <> 'all'",
                             kinds[i][0]);
      g_autofree char *beside = g_strdup_printf (
          "SELECT count(*) FROM cube_panel_%s_people p WHERE p.missing IS NULL AND NOT EXISTS "
          "(SELECT 1 FROM cube_panel_%s f WHERE f.question = p.question AND f.item = p.item%s AND "
          "f.sector = 'all' AND f.area = 'P1' AND f.size = 'all' AND f.period = 'all' AND "
          "f.missing IS NULL)",
          kinds[i][0], kinds[i][0], kinds[i][1]);

      assert_number (edition, place, "0");
      assert_number (edition, beside, "0");
    }
}

/* The calendar says nothing that the cubes do not say. */
static void
check_weeks (const char *edition)
{
  assert_number (edition,
                 "SELECT count(*) FROM wave w WHERE w.answered IS NOT NULL AND NOT EXISTS "
                 "(SELECT 1 FROM (SELECT question, n, sector, area, size, period FROM "
                 "cube_panel_score UNION ALL SELECT question, n, sector, area, size, period FROM "
                 "cube_panel_share) f WHERE f.question = w.question AND f.n = w.answered AND "
                 "f.sector = 'all' AND f.area = 'P1' AND f.size = 'all' AND (f.period = 'all') = "
                 "(w.question <> 'Q16') AND f.period IN ('all', '2026-W0' || (w.week + 3)))",
                 "0");
}

static guint
rounded (guint n)
{
  return (n + 2) / 5 * 5;
}

/* Each figure shown of the whole panel, and of a sector, is the rounded one of those who answered.
 */
static guint
check_figures (const char *edition, const ObsPanelAnswers *answers, const char *cube)
{
  gboolean share = strstr (cube, "share") != NULL, people = strstr (cube, "people") != NULL;
  g_autofree char *sql = g_strdup_printf (
      "SELECT question, item, %s, sector, period, n, %s FROM cube_%s WHERE missing IS NULL AND "
      "area = 'P1' AND size = 'all'",
      share ? "'all'" : "horizon", share ? "k" : "sum / n", cube);
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  guint n_shown = 0;

  g_assert_cmpint (sqlite3_open_v2 (edition, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    {
      const char *code[5];
      const char *period;
      Tabulated cell;

      for (int i = 0; i < 5; i++)
        code[i] = (const char *) sqlite3_column_text (stmt, i);
      period = g_str_equal (code[4], "2026-W04")   ? "2026-01-19"
               : g_str_equal (code[4], "2026-W05") ? "2026-01-26"
                                                   : code[4];
      cell = people
                 ? tabulation_cell (answers->people, code[0], code[1], code[2], code[3], period)
                 : tabulation_groups (answers->firms, code[0], code[1], code[2], code[3], period);
      g_assert_cmpint (sqlite3_column_int (stmt, 5), ==, rounded (cell.n));
      if (share)
        g_assert_cmpint (sqlite3_column_int (stmt, 6), ==, rounded (cell.k));
      else
        g_assert_cmpfloat (fabs (sqlite3_column_double (stmt, 6) - cell.sum / cell.n), <=,
                           0.05 + 1e-9);
      n_shown++;
    }
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return n_shown;
}

static void
test_figures (void)
{
  g_autofree char *folder = many_new (4, 0);
  g_autoptr (ObsPanelAnswers) answers = sources_answers (folder);
  g_autofree char *edition = sources_build (folder, NULL);

  check_rules (edition);
  check_people (edition);
  check_weeks (edition);
  /* Of 90 businesses in 87 groups most is shown, and something is withheld. */
  g_assert_cmpuint (check_figures (edition, answers, "panel_score"), >=, 20);
  g_assert_cmpuint (check_figures (edition, answers, "panel_share"), >=, 15);
  g_assert_cmpuint (check_figures (edition, answers, "panel_score_people"), ==, 8);
  g_assert_cmpuint (check_figures (edition, answers, "panel_share_people"), >=, 8);
  assert_number (edition, "SELECT count(*) > 0 FROM cube_panel_score WHERE missing = 'c'", "1");
  assert_number (edition, "SELECT count(*) > 0 FROM cube_panel_share WHERE missing = 'c'", "1");
  fixture_remove (folder);
}

/* Four businesses answer the first week only. The second week and the two together differ by them,
 * so one of them is withheld, and the calendar does not tell either what is. */
static void
test_weeks (void)
{
  g_autofree char *folder = many_new (4, 0);
  g_autoptr (ObsPanelAnswers) answers = sources_answers (folder);
  g_autofree char *edition = sources_build (folder, NULL);
  Tabulated both = tabulation_groups (answers->firms, "Q16", "X.conf", "all", "all", "all");
  Tabulated second
      = tabulation_groups (answers->firms, "Q16", "X.conf", "all", "all", "2026-01-26");

  g_assert_cmpuint (both.n, ==, 87);
  g_assert_cmpuint (second.n, ==, 83);
  assert_number (edition,
                 "SELECT missing FROM cube_panel_score WHERE question = 'Q16' AND sector = 'all' "
                 "AND area = 'P1' AND size = 'all' AND period = '2026-W05'",
                 "c");
  assert_number (edition,
                 "SELECT count(*) || ' ' || count(answered) FROM wave WHERE question = 'Q16' AND "
                 "week = 2",
                 "1 0");
  assert_number (edition,
                 "SELECT group_concat (DISTINCT answered) FROM wave WHERE question = 'Q01'", "85");
  /* The simple count of businesses would be 90. */
  assert_number (edition, "SELECT count(*) FROM wave WHERE answered = 90", "0");
  /* Asked, and answered by nobody. */
  assert_number (
      edition, "SELECT count(*) || ' ' || count(answered) FROM wave WHERE question = 'Q07'", "1 0");
  fixture_remove (folder);
}

/* Three businesses come after an edition was published: nothing moves. */
static void
test_few_come (void)
{
  g_autofree char *before = many_new (4, 3);
  g_autofree char *after = many_new (4, 0);
  g_autofree char *first = sources_build (before, NULL);
  g_autofree char *alone = sources_build_after (after, "alone.sqlite", NULL, NULL);
  g_autofree char *second = sources_build_after (after, "second.sqlite", first, NULL);
  g_autofree char *cells = sources_cells (first);
  g_autofree char *cells_alone = sources_cells (alone);
  g_autofree char *cells_after = sources_cells (second);

  g_assert_cmpstr (cells_after, ==, cells);
  g_assert_cmpstr (cells_alone, !=, cells);
  check_weeks (second);
  fixture_remove (before);
  fixture_remove (after);
}

/* Forty come: the cells are made anew, those of people too. */
static void
test_many_come (void)
{
  g_autofree char *before = many_new (4, 40);
  g_autofree char *after = many_new (4, 0);
  g_autoptr (ObsPanelAnswers) answers = sources_answers (after);
  g_autofree char *first = sources_build (before, NULL);
  g_autofree char *second = sources_build_after (after, "second.sqlite", first, NULL);

  check_rules (second);
  check_people (second);
  check_weeks (second);
  g_assert_cmpuint (check_figures (second, answers, "panel_score"), >, 0);
  g_assert_cmpuint (check_figures (second, answers, "panel_score_people"), >, 0);
  g_assert_cmpuint (check_figures (second, answers, "panel_share_people"), >, 0);
  fixture_remove (before);
  fixture_remove (after);
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  g_test_add_func ("/panel/protected/figures", test_figures);
  g_test_add_func ("/panel/protected/weeks", test_weeks);
  g_test_add_func ("/panel/protected/few-come", test_few_come);
  g_test_add_func ("/panel/protected/many-come", test_many_come);
  return g_test_run ();
}
