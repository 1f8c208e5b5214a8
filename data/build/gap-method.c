/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/gap-texts.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The page "How the gap is worked out", as README.md has it, with an example out of the edition
 * whose queries anybody can run. A line that begins with two blanks is a query; the line below a
 * query that gives a number begins with that number. */

static const char *const page[] = {
  "The gap says how much less (or more) something is taught than it is asked for. Both sides are "
  "counted in texts: out of 100 texts, how many carry a statement about it. The gap is supply less "
  "demand, in points; below zero is short.",
  "Statements. Each text is cut into statements (sentences or items of a list), and a matcher ties "
  "each statement to an area of knowledge, skill or behaviour, and to concepts of ESCO and other "
  "schemes, with a confidence: how often such a match is right. Matches below 0.35 are shown as "
  "unsure and not counted; people's corrections are. A text carries an area when at least one of "
  "its statements is tied to it or to a narrower one; so it does a concept. What share of "
  "statements "
  "could not be tied to any area stands under every figure.",
  "Demand is measured in one of four ways, which are never mixed. Panel: mean importance from 1 to "
  "10, stretched to 0 to 100. Adverts: share of adverts; where a publisher has counted them, its "
  "count of mentions over its number of adverts. Vacancies and employment: of all vacancies, or of "
  "all jobs, the share whose occupation's job profile names it.",
  "Supply is measured in one of three. Offered: share of the standards and courses on offer there; "
  "a "
  "standard is on offer where somebody started it in the year, a course where its place lies. "
  "Starts and achievements: of all learners who started, or achieved, the share whose standard or "
  "course carries it.",
  "Place and time. A text counts for the place it names and for every place around it. Where no "
  "advert or vacancy is held for a place, those of the smallest place around it stand in, and the "
  "figure says so; for courses nothing stands in. Supply is of the latest whole year that is "
  "held, adverts are all that are held; earlier years have rows of their own.",
  "No data. Where a side has no texts there is no figure, and no gap. A zero is written only where "
  "the texts were read and none carries the area. Texts without statements were not read. A "
  "publisher's sum of adverts names its commonest skills only: what it does not name is unknown. A "
  "sector of a part of the place is told from 10 texts on. Simulated texts "
  "are left out where there are real ones of their side.",
  "Sums leave open how many adverts ask for two skills at once. At least as many as ask for the "
  "commoner one ask for either, and at most as many as both together; the estimate stands between, "
  "as if they were asked for independently, and the range reaches from the least to the most.",
  "The likely range comes from 2,000 draws (a Poisson bootstrap; seed 20221122). In each draw "
  "every "
  "text counts 0, 1, 2 … times, once on average; two texts with it and two without are added, so "
  "that none of 20 is not taken for certain. As many matches as their confidences let expect to be "
  "wrong are taken away and as many given back, each by its own throw: matching error widens the "
  "range. Businesses of the panel are drawn through mean and spread of their answers. The middle "
  "95 "
  "% of the draws are the range; of a gap, those of the differences. A gap is clear where its "
  "range "
  "leaves out zero.",
  "Times as often. The share of adverts here over the share of all adverts that are held, wherever "
  "they are of: 2 means twice as often as elsewhere. Told where at least 10 texts of the whole "
  "carry "
  "it. An error of matching would be the same in both places, so this range is of the texts alone.",
  "What it does not say. A text that does not name something may mean it all the same; courses may "
  "teach more than their text says, and adverts leave out what goes without saying. Compare areas "
  "with each other rather than reading one gap as a number of people.",
};

/* The example: one area of the place. */
typedef struct
{
  ObsBuild *build;
  const ObsGapData *data;
  GString *text;
  char *concept, *label, *wanted, *covered, *period, *area, *held;
  gboolean failed;
} Example;

static void
example_clear (Example *example)
{
  g_string_free (example->text, TRUE);
  g_free (example->concept);
  g_free (example->label);
  g_free (example->wanted);
  g_free (example->covered);
  g_free (example->period);
  g_free (example->area);
  g_free (example->held);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Example, example_clear)

static void
add_query (Example *example, const char *sql)
{
  g_string_append_printf (example->text, "\n  %s", sql);
}

/* A query without an answer. */
static void
prepare (Example *example, const char *sql)
{
  g_autoptr (GError) error = NULL;

  add_query (example, sql);
  if (!obs_db_exec (example->build->db, sql, &error))
    {
      obs_faults_take (&example->build->faults, g_strdup (error->message));
      example->failed = TRUE;
    }
}

static double
ask (Example *example, const char *sql, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (example->build->db, sql, &error);
  double value = NAN;
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (stmt != NULL && obs_db_step (stmt, NULL, &error) == 1)
    value = obs_db_double (stmt, 0);
  if (error != NULL)
    obs_faults_take (&example->build->faults, g_strdup (error->message));
  example->failed |= error != NULL;
  add_query (example, sql);
  /* The same in every locale: the text is part of the edition. */
  g_string_append_printf (
      example->text, "\n%s %s",
      g_ascii_formatd (number, sizeof number, "%.10g", round (value * 100) / 100), what);
  return value;
}

/* What is narrower, what lies in the place, and which texts carry it. */
static void
prepare_views (Example *example)
{
  g_autofree char *below = g_strdup_printf (
      "CREATE TEMP VIEW below AS WITH RECURSIVE b (code) AS (VALUES ('%s') UNION SELECT n.concept "
      "FROM concept_broader AS n JOIN b ON n.broader = b.code JOIN concept AS c ON c.code = "
      "n.concept AND c.kind IN ('area', 'split')) SELECT code FROM b;",
      example->concept);
  g_autofree char *part = g_strdup_printf (
      "CREATE TEMP VIEW part AS WITH RECURSIVE links (whole, code) AS (SELECT parent, code FROM "
      "area UNION SELECT area, part FROM area_part), p (code) AS (VALUES ('%s') UNION SELECT "
      "l.code FROM links AS l JOIN p ON l.whole = p.code) SELECT code FROM p;",
      example->area);

  prepare (example, below);
  prepare (example, part);
  prepare (example,
           "CREATE TEMP VIEW hit AS SELECT DISTINCT s.id, s.document, s.mentions FROM statement AS "
           "s JOIN statement_match AS m ON m.statement = s.id WHERE m.level = 'area' AND m.status "
           "<> 'unsure' AND m.concept IN (SELECT code FROM below);");
}

/* Which texts of a side the example counts. */
static const char *
only_real (const Example *example, gboolean supply)
{
  return example->data->real[supply]
             ? "source NOT IN (SELECT id FROM source WHERE class = 'simulated')"
             : "1";
}

static double
ask_panel (Example *example)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT 100 * (p.sum / p.n - q.low) / (q.high - q.low) FROM cube_panel_score AS p JOIN "
      "survey_question AS q ON q.id = p.question AND q.form = 'score' JOIN concept AS c ON c.term "
      "= p.item WHERE c.code = '%s' AND p.sector = 'all' AND p.area = '%s' AND p.horizon = 'all' "
      "AND p.size = 'all' AND p.period = 'all' ORDER BY p.question LIMIT 1;",
      example->concept, example->area);

  return ask (example, sql, "is the mean importance, stretched to 0 to 100.");
}

static double
ask_adverts (Example *example)
{
  g_autofree char *texts = g_strdup_printf (
      "CREATE TEMP VIEW advert_text AS SELECT code, coalesce (texts, 1) AS n FROM document WHERE "
      "kind IN ('advert', 'adverts') AND %s AND %s AND code IN (SELECT document FROM statement);",
      strcmp (example->held, "all") == 0 ? "1" : "area IN (SELECT code FROM part)",
      only_real (example, FALSE));
  double n, k;

  if (strcmp (example->held, example->area) != 0 && strcmp (example->held, "all") != 0)
    {
      g_autofree char *exact = g_strdup_printf (
          "CREATE TEMP VIEW advert_text AS SELECT code, coalesce (texts, 1) AS n FROM document "
          "WHERE kind IN ('advert', 'adverts') AND area = '%s' AND %s AND code IN (SELECT document "
          "FROM statement);",
          example->held, only_real (example, FALSE));

      prepare (example, exact);
    }
  else
    prepare (example, texts);
  n = ask (example, "SELECT sum (n) FROM advert_text;", "adverts were read.");
  k = ask (example,
           "SELECT total (k) FROM (SELECT t.n * (1 - CASE WHEN max (h.mentions) IS NULL THEN 0 "
           "ELSE exp (sum (ln (max (1 - h.mentions / t.n, 1e-300)))) END) AS k FROM advert_text AS "
           "t JOIN hit AS h ON h.document = t.code GROUP BY t.code);",
           "of them carry it.");
  return 100 * k / n;
}

static double
ask_offered (Example *example)
{
  g_autofree char *texts = g_strdup_printf (
      "CREATE TEMP VIEW offer AS SELECT code FROM document AS d WHERE %s AND code IN (SELECT "
      "document "
      "FROM statement) AND (kind = 'course' AND (area IS NULL OR area IN (SELECT code FROM part)) "
      "OR kind = 'standard' AND EXISTS (SELECT 1 FROM document_weight AS w WHERE w.document = "
      "d.code AND w.measure = 'starts' AND w.period = '%s' AND w.value > 0 AND w.area IN (SELECT "
      "code FROM part)));",
      only_real (example, TRUE), example->period);
  double n, k;

  prepare (example, texts);
  n = ask (example, "SELECT count (*) FROM offer;", "standards and courses are on offer.");
  k = ask (example, "SELECT count (*) FROM offer WHERE code IN (SELECT document FROM hit);",
           "of them carry it.");
  return 100 * k / n;
}

/* Finds an area that shows the way: the shortest gap between adverts and what is on offer, else
 * between the panel and that. FALSE where there is none. */
static gboolean
find_example (Example *example)
{
  static const char sql[]
      = "SELECT g.concept, c.label, g.wanted, g.covered, g.period, coalesce (h.held, g.area)"
        " FROM cube_ksb_gap AS g JOIN concept AS c ON c.code = g.concept AND c.kind = 'area'"
        " LEFT JOIN cube_ksb_coverage AS h ON h.basis = g.wanted AND h.sector = g.sector"
        " AND h.area = g.area AND h.measure = 'texts' AND h.level = 'all' AND h.period = 'all'"
        " WHERE g.sector = 'all' AND g.area = ?1 AND g.level = 'all'"
        " AND g.wanted IN ('adverts', 'panel') AND g.covered = 'offered'"
        " ORDER BY g.wanted, g.period = 'all', g.period LIKE '%(%', g.period DESC, g.value,"
        " g.concept LIMIT 1";
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (example->build->db, sql, NULL);

  if (stmt == NULL)
    return FALSE;
  obs_build_bind_text (stmt, 1, example->area);
  if (obs_db_step (stmt, NULL, NULL) != 1)
    return FALSE;
  example->concept = g_strdup (obs_db_text (stmt, 0));
  example->label = g_strdup (obs_db_text (stmt, 1));
  example->wanted = g_strdup (obs_db_text (stmt, 2));
  example->covered = g_strdup (obs_db_text (stmt, 3));
  example->period = g_strdup (obs_db_text (stmt, 4));
  example->held = g_strdup (obs_db_text (stmt, 5));
  return TRUE;
}

static void
write_example (Example *example)
{
  g_autofree char *cube = NULL;
  double wanted, covered;
  char numbers[3][G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (
      example->text,
      "\nAn example to check with “sqlite3” and this edition: %s (%s). The views say what is "
      "narrower, which places lie in the area, and which statements are counted.",
      example->label, example->concept);
  prepare_views (example);
  g_string_append_printf (example->text, "\nDemand, measured by: %s.", example->wanted);
  wanted = strcmp (example->wanted, "panel") == 0 ? ask_panel (example) : ask_adverts (example);
  g_string_append_printf (example->text, "\nSupply, measured by: %s.", example->covered);
  covered = ask_offered (example);
  g_string_append_printf (
      example->text, "\nThat is %s asked for and %s taught: the gap is %s.",
      g_ascii_formatd (numbers[0], sizeof numbers[0], "%.2f", wanted),
      g_ascii_formatd (numbers[1], sizeof numbers[1], "%.2f", covered),
      g_ascii_formatd (numbers[2], sizeof numbers[2], "%.2f", covered - wanted));
  cube = g_strdup_printf (
      "SELECT value FROM cube_ksb_gap WHERE concept = '%s' AND wanted = '%s' AND "
      "covered = '%s' AND sector = 'all' AND area = '%s' AND level = 'all' AND "
      "period = '%s';",
      example->concept, example->wanted, example->covered, example->area, example->period);
  ask (example, cube, "is what the edition holds.");
}

static void
drop_views (ObsBuild *build)
{
  static const char *const views[] = { "hit", "advert_text", "offer", "part", "below" };

  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_autofree char *sql = g_strdup_printf ("DROP VIEW IF EXISTS temp.%s", views[i]);

      obs_db_exec (build->db, sql, NULL);
    }
}

void
obs_gap_write_method (ObsBuild *build, const ObsGapData *data)
{
  g_auto (Example) example = { .build = build, .data = data, .text = g_string_new (NULL) };
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (build, "method", 4);

  for (gsize i = 0; i < G_N_ELEMENTS (page); i++)
    g_string_append_printf (example.text, "%s%s", i > 0 ? "\n" : "", page[i]);
  example.area = g_strdup (build->place != NULL ? build->place : "");
  if (find_example (&example))
    write_example (&example);
  drop_views (build);
  obs_build_insert_texts (build, stmt, "gap-1", "How the gap is worked out", "1", example.text->str,
                          NULL);
}
