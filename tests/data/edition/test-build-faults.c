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
#include <string.h>

/* One bad cell each: what is replaced by what, the place that the sentence must begin with, and a
 * word of it. */
static const struct
{
  const char *name;
  const char *file;
  const char *from, *to;
  const char *place;
  const char *word;
} bad[] = {
  { "edition-date", "edition.ini", "2026-01-31", "31.1.2026", "edition.ini: “31.1.2026”",
    "YYYY-MM-DD" },
  { "edition-date-impossible", "edition.ini", "2026-01-31", "2026-02-30",
    "edition.ini: “2026-02-30”", "YYYY-MM-DD" },
  { "edition-place", "edition.ini", "place=P1", "place=P9", "edition.ini: the place “P9”",
    "areas.csv" },
  { "edition-title", "edition.ini", "title=Small edition\n", "", "edition.ini: “title”",
    "missing" },
  { "source-class", "sources.csv", "simulated,CC0", "invented,CC0",
    "sources.csv, line 3, column class: “invented”", "“simulated”" },
  { "source-twice", "official/sources.csv", "stats,", "plan,",
    "official/sources.csv, line 2, column source_id: “plan”", "already" },
  { "source-column", "sources.csv", "attribution,", "attributed,", "sources.csv, line 1",
    "“attribution”" },
  { "area-kind", "official/areas.csv", "D1,yes,North,district", "D1,yes,North,village",
    "official/areas.csv, line 3, column kind: “village”", "“district”" },
  { "area-parent", "official/areas.csv", "district,P1,,,,,-1.2", "district,P7,,,,,-1.2",
    "official/areas.csv, line 3, column parent: “P7”", "“area”" },
  { "area-flag", "official/areas.csv", "D2,no", "D2,maybe",
    "official/areas.csv, line 4, column official_code: “maybe”", "1 or 0" },
  { "area-number", "official/areas.csv", "-1.2,52.7", "-1.2,52'7",
    "official/areas.csv, line 3, column lat: “52'7”", "not a number" },
  { "area-twice", "official/areas.csv", "D2,no", "D1,no",
    "official/areas.csv, line 4, column code: the key of this row, “D1”", "line 3" },
  { "outline-area", "official/boundaries.csv", "D1,1,1", "D8,1,1",
    "official/boundaries.csv, line 2, column area_code: “D8”", "“area”" },
  { "outline-number", "official/boundaries.csv", "D1,1,2", "D1,1,two",
    "official/boundaries.csv, line 3, column seq: “two”", "whole number" },
  { "sector-all", "reference/sectors.csv", "all,All", "every,All",
    "reference/sectors.csv, line 2, column code:", "“all”" },
  { "alias-sector", "reference/sector-aliases.csv", ",making", ",makng",
    "reference/sector-aliases.csv, line 2, column sector: “makng”", "“sector”" },
  { "item-code", "reference/items.csv", "Q.degree", "Qdegree",
    "reference/items.csv, line 2, column code: “Qdegree”", "full stop" },
  { "item-kind", "reference/items.csv", "Q.degree,qualification", "Q.degree,channel",
    "reference/items.csv, line 2, column code: “Q.degree”", "“qualification”" },
  { "item-label", "reference/items.csv", "Degrees", "", "reference/items.csv, line 2, column label",
    "empty" },
  { "term-twice", "reference/terms.csv", "B.calm", "K.maths",
    "reference/terms.csv, line 4, column code: “K.maths”", "second time" },
  { "finding-source", "plan/findings.csv", "F3,plan", "F3,plam",
    "plan/findings.csv, line 4, column source: “plam”", "“source”" },
  { "finding-sector", "plan/findings.csv", "importance,making", "importance,baking",
    "plan/findings.csv, line 4, column sector: “baking”", "“sector”" },
  { "finding-item", "plan/findings.csv", "S.welding,", "S.weldin,",
    "plan/findings.csv, line 4, column item_code: “S.weldin”", "“item”" },
  { "finding-direction", "plan/findings.csv", "Welding,most", "Welding,moist",
    "plan/findings.csv, line 4, column direction: “moist”", "“most”" },
  { "finding-rank", "plan/findings.csv", "most,1,", "most,first,",
    "plan/findings.csv, line 4, column rank: “first”", "whole number" },
  { "finding-value", "plan/findings.csv",
    "121,=", "\"12,1\",=", "plan/findings.csv, line 2, column value: “12,1”", "not a number" },
  { "finding-value-infinite", "plan/findings.csv",
    "121,=", "1e999,=", "plan/findings.csv, line 2, column value: “1e999”", "not a number" },
  { "finding-value-hexadecimal", "plan/findings.csv",
    "121,=", "0x79,=", "plan/findings.csv, line 2, column value: “0x79”", "not a number" },
  { "finding-unit", "plan/findings.csv", "=,businesses,exact,official", "=,bananas,exact,official",
    "plan/findings.csv, line 2, column unit:", "“bananas”" },
  { "finding-kind", "plan/findings.csv", "ordinal", "cardinal",
    "plan/findings.csv, line 4, column value_kind: “cardinal”", "“ordinal”" },
  { "finding-conflict", "plan/findings.csv", "stated,F2", "stated,F9",
    "plan/findings.csv, line 2, column conflict: “F9”", "“finding”" },
  { "finding-conflict-itself", "plan/findings.csv", "stated,F2", "stated,F1",
    "plan/findings.csv, line 2, column conflict: “F1”", "another row" },
  { "finding-twice", "plan/findings.csv", "F4,plan", "F1,plan",
    "plan/findings.csv, line 5, column id: the key of this row, “F1”", "line 2" },
  { "issue-differs", "plan/issues.csv", "I1,1,Issue,3,E2", "I1,1,Other,3,E2",
    "plan/issues.csv, line 3, column issue_title: “Other”", "line 2" },
  { "evidence-finding", "plan/issues.csv", "F1 F3", "F1 F8",
    "plan/issues.csv, line 2, column finding_ids: “F8”", "“finding”" },
  { "evidence-recommendation", "plan/issues.csv", "F3,R1", "F3,R7",
    "plan/issues.csv, line 2, column rec_ids: “R7”", "“recommendation”" },
  { "recommendation-issue", "plan/recommendations.csv", "same,I1", "same,I4",
    "plan/recommendations.csv, line 2, column issues_primary: “I4”", "“issue”" },
  { "recommendation-need", "plan/recommendations.csv", "R1,stated", "R5,stated",
    "plan/recommendations.csv, line 3, column needs_rec: “R5”", "“recommendation”" },
  { "action-recommendation", "plan/actions.csv", "R1-A1,R1", "R1-A1,R9",
    "plan/actions.csv, line 2, column rec_id: “R9”", "“recommendation”" },
  { "action-basis", "plan/actions.csv", "stated", "guessed",
    "plan/actions.csv, line 2, column who_basis: “guessed”", "“implied”" },
  { "roadmap-order", "plan/roadmap.csv", "same", "equal",
    "plan/roadmap.csv, line 2, column lead_vs_timeline: “equal”", "“same”" },
  { "body-lead", "plan/stakeholders.csv", "R1 R2", "R1 R3",
    "plan/stakeholders.csv, line 2, column roadmap_lead: “R3”", "“recommendation”" },
  { "body-status", "plan/stakeholders.csv", "existing", "closed",
    "plan/stakeholders.csv, line 2, column status: “closed”", "“proposed”" },
  { "figure-cube", "official/figures.csv", "rates,share", "Rates!,share",
    "official/figures.csv, line 4, column cube: “Rates!”", "small letters" },
  { "figure-area", "official/figures.csv", "jobs,people,D1,North,2022,year,Work Status,All",
    "jobs,people,D5,North,2022,year,Work Status,All",
    "official/figures.csv, line 2, column area_code: “D5”", "“area”" },
  { "figure-value", "official/figures.csv", "1000", "1.000,0",
    "official/figures.csv, line 2, column 19", "more fields" },
  { "figure-number", "official/figures.csv", "1000", "1 000",
    "official/figures.csv, line 2, column value: “1 000”", "not a number" },
  { "figure-both", "official/figures.csv", "120",
    "120\njobs,people,D2,South,2022,year,Work Status,All,,,5,,,people,x,,stats,",
    "official/figures.csv, line 5, column value", "both" },
  { "figure-neither", "official/figures.csv", "people,u", "people,",
    "official/figures.csv, line 3, column value", "neither" },
  { "figure-range", "official/figures.csv", "900,1100", "1001,1100",
    "official/figures.csv, line 2, column value: “1000”", "outside its range" },
  { "figure-half-range", "official/figures.csv", "900,1100", "900,",
    "official/figures.csv, line 2, column high", "both its ends" },
  { "figure-share", "official/figures.csv", "45.5", "145.5",
    "official/figures.csv, line 4, column value: “145.5”", "between 0 and 100" },
  { "figure-missing", "official/figures.csv", "people,u", "people,q",
    "official/figures.csv, line 3, column missing_code: “q”", "“low”" },
  { "figure-flag", "official/figures.csv", "e p", "e q",
    "official/figures.csv, line 2, column flag: “q”", "letters" },
  { "figure-period", "official/figures.csv", "2021/22,academic-year", "2021-22,academic-year",
    "official/figures.csv, line 4, column period: “2021-22”", "YYYY/YY" },
  { "figure-period-kind", "official/figures.csv", "academic-year", "school-year",
    "official/figures.csv, line 4, column period_kind: “school-year”", "academic-year" },
  { "figure-dimension", "official/figures.csv", "year,Work Status,In work", "year,Status,In work",
    "official/figures.csv, line 3, column dim1_name: “Status”", "earlier rows" },
  { "figure-dimension-name", "official/figures.csv", "45.5",
    "45.5,,,%,,,stats,120\nodd,n,D1,North,2022,year,Value,x,,,1",
    "official/figures.csv, line 5, column dim1_name: “Value”", "another word" },
  { "figure-dimension-empty", "official/figures.csv", "In work", "",
    "official/figures.csv, line 3, column dim1", "empty" },
  { "figure-source", "official/figures.csv", "stats,120", "statz,120",
    "official/figures.csv, line 4, column source_id: “statz”", "“source”" },
  { "figure-base", "official/figures.csv", "stats,120", "stats,12.5",
    "official/figures.csv, line 4, column base: “12.5”", "whole number" },
  { "figure-twice", "official/figures.csv", "In work,,,,,,people,u", "All,,,5,,,people,",
    "official/figures.csv, line 3, column area_code", "line 2" },
  { "cube-title", "official/cubes.csv", "rates,", "grates,",
    "official/cubes.csv, line 2, column cube: “grates”", "official/figures.csv" },
  { "provider-kind", "market/providers.csv", ",college,", ",castle,",
    "market/providers.csv, line 2, column kind: “castle”", "“college”" },
  { "course-provider", "market/courses.csv", "Course one,V1", "Course one,V2",
    "market/courses.csv, line 2, column provider: “V2”", "“provider”" },
  { "course-level", "market/courses.csv", "Q.degree,4", "Q.degree,nine",
    "market/courses.csv, line 2, column level: “nine”", "1 to 8" },
  { "course-qualification", "market/courses.csv", "Q.degree,4", "Q.bachelor,4",
    "market/courses.csv, line 2, column qualification: “Q.bachelor”", "“item”" },
  { "statement-course", "market/course-statements.csv", "C1,K", "C7,K",
    "market/course-statements.csv, line 3, column course: “C7”", "“course”" },
  { "statement-letter", "market/course-statements.csv", "C1,K", "C1,T",
    "market/course-statements.csv, line 3, column ksb: “T”", "K, S or B" },
  { "statement-term", "market/course-statements.csv", "K.maths S.welding", "K.maths S.sewing",
    "market/course-statements.csv, line 3, column term: “S.sewing”", "“term”" },
  { "statement-term-twice", "market/course-statements.csv", "K.maths S.welding", "K.maths K.maths",
    "market/course-statements.csv, line 3, column term: “K.maths”", "twice" },
  { "statement-cover", "market/course-statements.csv", "part", "half",
    "market/course-statements.csv, line 2, column cover: “half”", "“part”" },
  { "advert-period", "market/adverts.csv", "2026-05", "2026-13",
    "market/adverts.csv, line 2, column period: “2026-13”", "YYYY-MM" },
  { "advert-statement", "market/advert-statements.csv", "A2,B", "A9,B",
    "market/advert-statements.csv, line 3, column advert: “A9”", "“advert”" },
  { "group-perspective", "journeys/groups.csv", "employer,1", "worker,1",
    "journeys/groups.csv, line 2, column perspective: “worker”", "“perspective”" },
  { "question-warning", "journeys/questions.csv", "simulated", "stimulated",
    "journeys/questions.csv, line 2, column warnings: “stimulated”", "“caveat”" },
  { "journey-group", "journeys/journey.csv", "employer,1", "employer,2",
    "journeys/journey.csv, line 2, column group: “2”", "groups.csv" },
  { "journey-question", "journeys/journey.csv", "E1", "E2",
    "journeys/journey.csv, line 2, column question: “E2”", "“question”" },
  { "counterpart", "journeys/counterparts.csv", "employer,E1", "employer,E5",
    "journeys/counterparts.csv, line 2, column counterpart: “E5”", "“question”" },
  { "tile-figure", "journeys/tiles.csv", "published,S", "official,S",
    "journeys/tiles.csv, perspective employer, tile 1", "“official”" },
  { "tile-letter", "journeys/tiles.csv", "published,S", "published,T",
    "journeys/tiles.csv, line 2, column ksb: “T”", "“S”" },
  { "csv-fault", "plan/actions.csv", "R1-A1,", "\"R1-A1,",
    "plan/actions.csv, line 2, column 1 (action_id)", "never closed" },
};

static void
assert_empty (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  g_assert_nonnull (dir);
  g_assert_cmpstr (g_dir_read_name (dir), ==, NULL);
}

/* Builds from @sources, which must fail and leave nothing behind. */
static char *
build_fails (const char *sources)
{
  g_autofree char *target = g_dir_make_tmp ("target-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (target, "edition.sqlite", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (obs_build_folder (sources, path, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  assert_empty (target);
  fixture_remove (target);
  return g_strdup (error->message);
}

static void
test_bad (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *sources = fixture_new ();
  g_autofree char *message = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean told = FALSE;

  fixture_change (sources, bad[i].file, bad[i].from, bad[i].to);
  message = build_fails (sources);
  lines = g_strsplit (message, "\n", -1);
  for (gsize j = 0; lines[j] != NULL; j++)
    told = told
           || (g_str_has_prefix (lines[j], bad[i].place) && strstr (lines[j], bad[i].word) != NULL);
  if (!told)
    g_test_fail_printf ("no line begins with “%s” and holds “%s”:\n%s", bad[i].place, bad[i].word,
                        message);
  fixture_remove (sources);
}

static void
test_good (void)
{
  static const struct
  {
    const char *sql, *answer;
  } facts[] = {
    { "SELECT missing || ' ' || (value IS NULL) FROM cube_jobs WHERE work_status = 'In work'",
      "u 1" },
    { "SELECT CAST(value AS INTEGER) FROM cube_jobs WHERE work_status = 'all'", "1000" },
    { "SELECT base FROM cube_rates", "120" },
    { "SELECT title FROM cube_dimension WHERE cube = 'jobs' AND name = 'work_status'",
      "Work status" },
    { "SELECT grade FROM finding WHERE id = 'F4'", "exact" },
    { "SELECT group_concat(finding || other, ' ') FROM finding_conflict", "F1F2 F2F1" },
    { "SELECT group_concat(finding, ' ') FROM action_finding", "F1" },
    { "SELECT group_concat(issue) FROM action_issue", "I1" },
    { "SELECT label FROM item WHERE code = 'X.panel'", "Businesses" },
    { "SELECT detail FROM survey_note", "daily; firms; 5 weeks" },
    { "SELECT row_count FROM source WHERE id = 'stats'", "3" },
    { "SELECT group_concat(label, '|') FROM term_label", "numbers|sums" },
    /* Course 1 covers welding in full, course 2 too, by its better statement. */
    { "SELECT n || ' ' || CAST(sum AS INTEGER) || ' ' || CAST(sum2 AS INTEGER) FROM "
      "cube_market_supply WHERE item = 'S.welding' "
      "AND sector = 'all' AND level = 'all' AND qualification = 'all' AND area = 'P1'",
      "2 200 20000" },
    { "SELECT n || ' ' || CAST(sum AS INTEGER) FROM cube_market_supply WHERE item = 'K.maths' AND "
      "sector = 'making' "
      "AND area = 'D2'",
      "1 0" },
    { "SELECT group_concat(level) FROM (SELECT DISTINCT level FROM cube_market_supply ORDER BY "
      "level)",
      "4,all" },
    { "SELECT k || ' of ' || n FROM cube_market_demand WHERE item = 'S.welding' AND sector = "
      "'making' AND area = 'P1'",
      "1 of 2" },
    { "SELECT count(*) FROM cube_market_demand WHERE item = 'B.calm'", "0" },
    { "SELECT group_concat(side || document, ' ') FROM statement WHERE side = 'supply'",
      "supplyC1 supplyC2 supplyC2" },
    { "SELECT position || perspective FROM journey_question WHERE question = 'E1'", "1employer" },
    { "SELECT count(*) FROM survey", "0" },
    /* The specification with its members in order, whatever the file looks like. */
    { "SELECT spec FROM figure",
      "{\"data\":\"published\",\"form\":\"RL\",\"from\":\"findings\",\"ksb\":\"S\",\"lists\":[{"
      "\"ids\":\"F3\"}],\"text\":"
      "{\"measure\":\"Order\",\"neutral\":\"Skills – most important\",\"short\":\"skill\"}}" },
    { "SELECT group_concat(id || row_count, ' ') FROM (SELECT * FROM source ORDER BY id)",
      "ksb-areas1 market-demo35 plan4 stats3" },
  };
  g_autofree char *sources = fixture_new ();
  g_autofree char *path = g_build_filename (sources, "edition.sqlite", NULL);
  g_autoptr (GError) error = NULL;

  obs_build_folder (sources, path, NULL, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      g_autofree char *answer = fixture_query (path, facts[i].sql);

      if (g_strcmp0 (answer, facts[i].answer) != 0)
        g_test_fail_printf ("%s: “%s”, not “%s”", facts[i].sql, answer, facts[i].answer);
    }
  fixture_remove (sources);
}

static void
test_missing_tables (void)
{
  static const char *const optional[] = { "official/boundaries.csv", "plan/survey.csv",
                                          "journeys/glossary.csv", "market/advert-statements.csv" };
  g_autofree char *sources = fixture_new ();
  g_autofree char *path = g_build_filename (sources, "edition.sqlite", NULL);
  g_autofree char *message = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (optional); i++)
    fixture_set (sources, optional[i], NULL);
  obs_build_folder (sources, path, NULL, &error);
  g_assert_no_error (error);

  fixture_set (sources, "journeys/glossary.csv", "");
  fixture_set (sources, "reference/terms.csv", NULL);
  message = build_fails (sources);
  g_assert_nonnull (strstr (message, "journeys/glossary.csv: the table is empty"));
  g_assert_nonnull (strstr (message, "reference/terms.csv is missing"));
  /* What was built before is still there. */
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  fixture_remove (sources);
}

static void
test_figures (void)
{
  static const struct
  {
    const char *text, *place, *word;
  } wrong[] = {
    { "{", "journeys/figures/a.json is not JSON", "" },
    { "[]", "journeys/figures/a.json needs", "“figures”" },
    { "{\"question\":\"E9\",\"figures\":[]}", "journeys/figures/a.json: the question “E9”",
      "questions.csv" },
    { "{\"question\":\"E1\",\"figures\":[{\"form\":\"RL\"}]}", "journeys/figures/a.json, figure 1",
      "“data”" },
    { "{\"question\":\"E1\",\"figures\":[7]}", "journeys/figures/a.json, figure 1", "“data”" },
    { "{\"question\":\"E1\",\"figures\":[{\"data\":\"panel\",\"ksb\":\"X\",\"form\":\"RL\"}]}",
      "journeys/figures/a.json, figure 1", "“ksb”" },
    { "{\"question\":\"E1\",\"figures\":[{\"data\":\"panel\",\"form\":\"PIE\"}]}",
      "journeys/figures/a.json, figure 1", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *sources = fixture_new ();
      g_autofree char *message = NULL;

      fixture_set (sources, "journeys/figures/a.json", wrong[i].text);
      message = build_fails (sources);
      if (!g_str_has_prefix (message, wrong[i].place) || strstr (message, wrong[i].word) == NULL)
        g_test_fail_printf ("“%s” does not begin with “%s” or lacks “%s”", message, wrong[i].place,
                            wrong[i].word);
      fixture_remove (sources);
    }
}

static void
test_fifty (void)
{
  g_autofree char *sources = fixture_new ();
  g_autoptr (GString) rows = g_string_new ("alias,sector\n");
  g_autofree char *message = NULL;
  g_auto (GStrv) lines = NULL;

  for (int i = 0; i < 60; i++)
    g_string_append_printf (rows, "name %d,nowhere\n", i);
  fixture_set (sources, "reference/sector-aliases.csv", rows->str);
  message = build_fails (sources);
  lines = g_strsplit (message, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 51);
  g_assert_cmpstr (lines[50], ==, "There are 10 more faults. Correct these first.");
  fixture_remove (sources);
}

static void
test_nowhere (void)
{
  g_autofree char *sources = fixture_new ();
  g_autofree char *missing = g_build_filename (sources, "no-such-folder", NULL);
  g_autofree char *inside = g_build_filename (missing, "edition.sqlite", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (obs_build_folder (missing, "edition.sqlite", NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (obs_build_folder (sources, inside, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "cannot be written"));
  fixture_remove (sources);
}

int
main (int argc, char *argv[])
{
  test_begin (&argc, &argv);
  g_test_add_func ("/build/good", test_good);
  g_test_add_func ("/build/missing-tables", test_missing_tables);
  g_test_add_func ("/build/figures", test_figures);
  g_test_add_func ("/build/fifty", test_fifty);
  g_test_add_func ("/build/nowhere", test_nowhere);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strconcat ("/build/fault/", bad[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_bad);
    }
  return g_test_run ();
}
