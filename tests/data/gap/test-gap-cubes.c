/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "tests/data/gap/market.h"

#include "data/build/build-private.h"

#include <math.h>
#include <string.h>

/* The gap of a small market, worked out by hand to the digit. */

static double
demand (sqlite3 *db, const char *concept, const char *basis, const char *area)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT value FROM cube_ksb_demand WHERE concept = '%s' AND basis = '%s' AND sector = 'all'"
      " AND area = '%s' AND period IN ('all', '2024')",
      concept, basis, area);

  return market_number (db, sql);
}

static double
supply (sqlite3 *db, const char *where)
{
  g_autofree char *sql = g_strdup_printf ("SELECT value FROM cube_ksb_supply WHERE %s", where);

  return market_number (db, sql);
}

#define AT_P " AND sector = 'all' AND area = 'P' AND level = 'all' AND period = '2023/24'"
#define near(a, b) g_assert_cmpfloat_with_epsilon (a, b, 1e-9)

static void
test_by_hand (void)
{
  sqlite3 *db = market_open ();

  market_build_gap (db);
  /* C1, C2, C3, T1 and T2 are on offer; C1, C2 and, by its narrower split, T1 carry it. */
  near (supply (db, "concept = 'S01' AND basis = 'offered'" AT_P), 60);
  near (supply (db, "concept = 'S01.x' AND basis = 'offered'" AT_P), 40);
  near (supply (db, "concept = 'S02' AND basis = 'offered'" AT_P), 20);
  /* Nothing carries it, and everything was read: that is measured. */
  near (supply (db, "concept = 'K01' AND basis = 'offered'" AT_P), 0);
  /* T1 was started 30 times (its college is part of that), T2 6 and 4 times in the districts. */
  near (supply (db, "concept = 'S01' AND basis = 'starts'" AT_P), 75);
  near (supply (db, "concept = 'S02' AND basis = 'starts'" AT_P), 25);
  near (market_number (db, "SELECT flag = 'e' FROM cube_ksb_supply WHERE concept = 'S02' AND basis "
                           "= 'starts'" AT_P),
        1);
  near (demand (db, "S02", "adverts", "P"), 75);
  near (demand (db, "S01", "adverts", "P"), 0);
  near (demand (db, "S01", "adverts", "all"), 20);
  near (market_number (db, "SELECT value FROM cube_ksb_gap WHERE concept = 'S02' AND wanted = "
                           "'adverts' AND covered = 'offered'" AT_P),
        -55);
  near (market_number (db, "SELECT value FROM cube_ksb_gap WHERE concept = 'S01' AND wanted = "
                           "'adverts' AND covered = 'starts'" AT_P),
        75);
  /* A level, a sector, a year before, a district. */
  near (supply (db, "concept = 'S01' AND basis = 'offered' AND sector = 'all' AND area = 'P' AND "
                    "level = '3' AND period = '2023/24'"),
        66.67);
  near (supply (db, "concept = 'S01' AND basis = 'offered' AND sector = 'making' AND area = 'P' "
                    "AND level = 'all' AND period = '2023/24'"),
        100);
  near (supply (db, "concept = 'S01' AND basis = 'offered' AND sector = 'all' AND area = 'P' AND "
                    "level = 'all' AND period = '2022/23'"),
        75);
  near (market_number (db, "SELECT value FROM cube_ksb_demand WHERE concept = 'S02' AND basis = "
                           "'adverts' AND sector = 'all' AND area = 'P' AND period = '2026'"),
        100);
  /* Seven statements were read, two of them are tied to nothing that counts. */
  near (market_number (db,
                       "SELECT value FROM cube_ksb_coverage WHERE basis = 'offered' AND measure "
                       "= 'unmatched'" AT_P),
        28.57);
  near (market_number (db,
                       "SELECT value FROM cube_ksb_coverage WHERE basis = 'offered' AND measure "
                       "= 'texts'" AT_P),
        5);
  near (market_number (db, "SELECT count(*) FROM cube_ksb_gap WHERE NOT (low <= value AND value <= "
                           "high)"),
        0);
  sqlite3_close (db);
}

/* Where a side is missing there is no figure: never a zero. */
static void
test_no_data (void)
{
  sqlite3 *db = market_open ();

  market_run (db, "DELETE FROM document_weight; DELETE FROM statement_match WHERE statement IN "
                  "(SELECT id FROM statement WHERE side = 'demand')");
  market_build_gap (db);
  /* Adverts that nobody matched say nothing. */
  near (market_number (db, "SELECT count(*) FROM sqlite_schema WHERE name IN ('cube_ksb_demand', "
                           "'cube_ksb_gap')"),
        0);
  /* Without starts no standard is known to be on offer; courses have no year. */
  near (supply (db, "concept = 'S01' AND basis = 'offered' AND sector = 'all' AND area = 'P' AND "
                    "level = 'all' AND period = 'all'"),
        66.67);
  near (market_number (db, "SELECT count(*) FROM cube_ksb_supply WHERE basis <> 'offered'"), 0);
  sqlite3_close (db);

  db = market_open ();
  market_run (db, "DELETE FROM statement_match");
  market_build_gap (db);
  near (market_number (db, "SELECT count(*) FROM cube"), 0);
  near (market_number (db, "SELECT count(*) FROM method WHERE id = 'gap-1'"), 0);
  sqlite3_close (db);
}

/* A publisher's sum of adverts of the region stands in for the place, and names only some skills.
 */
#define SUM                                                                                        \
  "DELETE FROM statement_match WHERE statement IN (10, 11, 12, 14);"                               \
  "DELETE FROM statement WHERE side = 'demand'; DELETE FROM document WHERE side = 'demand';"       \
  "INSERT INTO document (code, kind, side, title, description, level, route, sector, area, "       \
  "period,"                                                                                        \
  " soc, soc_edition, texts, source) VALUES"                                                       \
  " ('adverts:R', 'adverts', 'demand', '', '', NULL, '', NULL, 'R', '2022', '', '', 1000, 's'),"   \
  " ('adverts:E', 'adverts', 'demand', '', '', NULL, '', NULL, 'E', '2022', '', '', 5000, 's');"   \
  "INSERT INTO statement (id, document, side, number, ksb, declared, text, hash, mentions) VALUES" \
  " (20, 'adverts:R', 'demand', '', 'S', 1, 'a', 'h20', 300),"                                     \
  " (21, 'adverts:R', 'demand', '', 'S', 1, 'b', 'h21', 200),"                                     \
  " (22, 'adverts:E', 'demand', '', 'S', 1, 'a', 'h20', 550);"                                     \
  "INSERT INTO statement_match VALUES"                                                             \
  " (20, 'area', 1, 'S02', 0.9, 0.5, 1, 'areas-1', 'matched'),"                                    \
  " (21, 'area', 1, 'S02', 0.9, 0.5, 1, 'areas-1', 'matched'),"                                    \
  " (22, 'area', 1, 'S02', 0.9, 0.5, 1, 'areas-1', 'matched');"

static void
test_sums (void)
{
  sqlite3 *db = market_open ();
  g_autofree char *held = NULL;
  double low, high;

  market_run (db, SUM);
  market_build_gap (db);
  held = market_text (db, "SELECT held FROM cube_ksb_coverage WHERE basis = 'adverts' AND sector = "
                          "'all' AND area = 'P' AND measure = 'texts'");
  g_assert_cmpstr (held, ==, "R");
  /* Between 30 (one includes the other) and 50 (nobody asks for both): 1 - 0.7 × 0.8. */
  near (demand (db, "S02", "adverts", "P"), 44);
  low = market_number (db, "SELECT low FROM cube_ksb_demand WHERE concept = 'S02' AND area = 'P'");
  high
      = market_number (db, "SELECT high FROM cube_ksb_demand WHERE concept = 'S02' AND area = 'P'");
  g_assert_cmpfloat (low, >, 26);
  g_assert_cmpfloat (low, <, 30);
  g_assert_cmpfloat (high, >, 50);
  g_assert_cmpfloat (high, <, 54);
  /* Who sums up does not tell of the others. */
  g_assert_true (isnan (demand (db, "S01", "adverts", "P")));
  near (market_number (db, "SELECT count(*) FROM cube_ksb_gap WHERE concept = 'S01' AND wanted = "
                           "'adverts'"),
        0);
  /* The country's sum holds the region's, so that it is not counted twice. */
  near (demand (db, "S02", "adverts", "all"), 11);
  near (market_number (db, "SELECT value FROM cube_ksb_quotient WHERE concept = 'S02' AND basis = "
                           "'adverts' AND sector = 'all' AND area = 'P'"),
        4);
  g_assert_cmpfloat (
      market_number (db, "SELECT low FROM cube_ksb_quotient WHERE concept = 'S02' AND area = 'P'"),
      >, 3.4);
  /* No sector is said. */
  near (market_number (db, "SELECT count(*) FROM cube_ksb_demand WHERE sector <> 'all'"), 0);
  sqlite3_close (db);
}

/* The demonstration's adverts say nothing beside real ones; alone they do. */
static void
test_simulated (void)
{
  sqlite3 *db = market_open ();

  market_run (db, "INSERT INTO source (id, title, publisher, class, licence, attribution, status,"
                  " row_count, sha256) VALUES ('demo', '', '', 'simulated', '', '', 'current', 0,"
                  " ''); UPDATE document SET source = 'demo' WHERE code IN ('A1', 'A2', 'C1')");
  market_build_gap (db);
  near (demand (db, "S02", "adverts", "P"), 50);
  near (supply (db, "concept = 'S01' AND basis = 'offered'" AT_P), 50);
  sqlite3_close (db);

  db = market_open ();
  market_run (db, "UPDATE source SET class = 'simulated'");
  market_build_gap (db);
  near (demand (db, "S02", "adverts", "P"), 75);
  sqlite3_close (db);
}

/* Importance to the panel, from 1 to 10, for the area of the term that was asked about. */
static void
test_panel (void)
{
  sqlite3 *db = market_open ();

  market_run (db,
              "INSERT INTO survey (id, title, note, source) VALUES ('v', '', '', 's');"
              "INSERT INTO survey_question VALUES ('Q1', 'v', '', '', 'score', 1, 10, NULL, NULL),"
              " ('Q2', 'v', '', '', 'score', 1, 10, NULL, NULL);"
              "INSERT INTO cube VALUES ('panel_score', '', 'score', 's', '');"
              "CREATE TABLE cube_panel_score (question TEXT, item TEXT, horizon TEXT, sector TEXT,"
              " area TEXT, size TEXT, period TEXT, n INTEGER, sum REAL, sum2 REAL, missing TEXT);"
              "INSERT INTO cube_panel_score VALUES"
              " ('Q1', 'S.one', 'all', 'all', 'P', 'all', 'all', 40, 292, 2252, NULL),"
              " ('Q2', 'S.one', 'all', 'all', 'P', 'all', 'all', 40, 40, 40, NULL),"
              " ('Q1', 'S.one', 'all', 'making', 'P', 'all', 'all', NULL, NULL, NULL, 'c')");
  market_build_gap (db);
  /* The mean is 7.3. */
  near (demand (db, "S01", "panel", "P"), 70);
  near (market_number (db, "SELECT value FROM cube_ksb_gap WHERE concept = 'S01' AND wanted = "
                           "'panel' AND covered = 'offered'" AT_P),
        -10);
  near (market_number (db, "SELECT count(*) FROM cube_ksb_demand WHERE basis = 'panel'"), 1);
  near (market_number (db, "SELECT base FROM cube_ksb_demand WHERE basis = 'panel'"), 40);
  sqlite3_close (db);
}

/* A sum of all figures, ranges too. */
static char *
digest (void)
{
  sqlite3 *db = market_open ();
  char *text;

  market_build_gap (db);
  text = market_text (db, "SELECT group_concat (concept || wanted || covered || sector || area || "
                          "level || period || value || ' ' || low || ' ' || high, ';') FROM "
                          "cube_ksb_gap");
  sqlite3_close (db);
  return text;
}

static void
test_repeats (void)
{
  g_autofree char *first = digest (), *second = digest ();

  g_assert_cmpuint (strlen (first), >, 1000);
  g_assert_cmpstr (first, ==, second);
}

/* Runs what the page says, as a reader would: the number below a query is its answer. */
static void
check_page (sqlite3 *db, guint *answers, double *last)
{
  g_autofree char *text = market_text (db, "SELECT text FROM method WHERE id = 'gap-1'");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  *answers = 0;
  for (guint i = 0; lines[i] != NULL; i++)
    {
      double said = lines[i + 1] != NULL ? g_ascii_strtod (lines[i + 1], NULL) : 0;

      if (!g_str_has_prefix (lines[i], "  "))
        continue;
      if (!g_str_has_prefix (lines[i], "  SELECT"))
        {
          market_run (db, lines[i]);
          continue;
        }
      *last = market_number (db, lines[i]);
      g_assert_true (g_ascii_isdigit (lines[i + 1][0]) || lines[i + 1][0] == '-');
      g_assert_cmpfloat_with_epsilon (*last, said, 0.005);
      (*answers)++;
    }
  g_assert_nonnull (strstr (text, "20221122"));
  /* What the page works out is what the edition holds. */
  if (*answers > 0)
    {
      g_autofree char *sentence = g_strdup_printf ("the gap is %.2f.", *last);

      g_assert_nonnull (strstr (text, sentence));
    }
}

/* One blank for any white space, and no asterisks. */
static char *
plain (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_isspace (*p))
      {
        if (out->len > 0 && out->str[out->len - 1] != ' ')
          g_string_append_c (out, ' ');
      }
    else if (*p != '*')
      g_string_append_c (out, *p);
  return g_string_free (out, FALSE);
}

/* README.md has the same page. */
static void
test_readme (void)
{
  g_autofree char *file = g_test_build_filename (G_TEST_DIST, "README.md", NULL);
  g_autofree char *bytes = NULL, *readme = NULL, *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3 *db = market_open ();
  guint n = 0;

  market_build_gap (db);
  text = market_text (db, "SELECT text FROM method WHERE id = 'gap-1'");
  g_assert_true (g_file_get_contents (file, &bytes, NULL, &error));
  readme = plain (bytes);
  lines = g_strsplit (text, "\n", -1);
  for (; lines[n] != NULL && !g_str_has_prefix (lines[n], "An example"); n++)
    {
      g_autofree char *line = plain (lines[n]);

      if (strstr (readme, line) == NULL)
        g_error ("README.md does not say: %s", line);
    }
  g_assert_cmpuint (n, ==, 10);
  sqlite3_close (db);
}

static void
test_page (void)
{
  sqlite3 *db = market_open ();
  guint answers;
  double last;

  market_build_gap (db);
  check_page (db, &answers, &last);
  g_assert_cmpuint (answers, ==, 5);
  near (last, -55);
  sqlite3_close (db);

  db = market_open ();
  market_run (db, SUM);
  market_build_gap (db);
  check_page (db, &answers, &last);
  g_assert_cmpuint (answers, ==, 5);
  near (last, 20 - 44);
  sqlite3_close (db);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gap/cubes/by-hand", test_by_hand);
  g_test_add_func ("/gap/cubes/no-data", test_no_data);
  g_test_add_func ("/gap/cubes/sums", test_sums);
  g_test_add_func ("/gap/cubes/simulated", test_simulated);
  g_test_add_func ("/gap/cubes/panel", test_panel);
  g_test_add_func ("/gap/cubes/repeats", test_repeats);
  g_test_add_func ("/gap/cubes/page", test_page);
  g_test_add_func ("/gap/cubes/readme", test_readme);
  return g_test_run ();
}
