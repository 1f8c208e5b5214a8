/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "data/engine/statistics.h"
#include "tests/data/engine/fixture.h"
#include "tests/begin.h"

#include <math.h>
#include <string.h>

/* Numbers of figures against the cubes, by SQL and by hand. */

/* @sql with "%s" replaced by @code. */
static double
number (const char *sql, const char *code)
{
  g_auto (GStrv) parts = g_strsplit (sql, "%s", -1);
  g_autofree char *filled = g_strjoinv (code, parts);

  return fixture_number (filled);
}

/* Wanted: mean of a score from 1 to 10, as 0 to 100. Covered: mean cover of all courses, counted
 * whole. The gap is covered less wanted and has the range of the wanted side alone. */
static void
test_gap (void)
{
  static const char *const terms[] = { "B.hard-working", "B.team-player", "B.reliable" };
  g_autoptr (ObsFigure) figure = fixture_answer ("educator/C1?src=market&ksb=B");

  for (gsize i = 0; i < G_N_ELEMENTS (terms); i++)
    {
      const ObsFigureRow *wanted = fixture_row (figure, terms[i], "wanted");
      const ObsFigureRow *covered = fixture_row (figure, terms[i], "covered");
      const ObsFigureRow *gap = fixture_row (figure, terms[i], "gap");
      double n
          = number ("SELECT n FROM cube_panel_score WHERE question = 'Q03' AND item = '%s' AND "
                    "horizon = 'all' AND sector = 'all' AND size = 'all' AND period = 'all' "
                    "AND area = (SELECT place FROM edition)",
                    terms[i]);
      double mean = number ("SELECT sum / n FROM cube_panel_score WHERE question = 'Q03' AND "
                            "item = '%s' AND horizon = 'all' AND sector = 'all' AND size = 'all' "
                            "AND period = 'all' AND area = (SELECT place FROM edition)",
                            terms[i]);
      double supply = number ("SELECT sum / n FROM cube_market_supply WHERE item = '%s' AND "
                              "sector = 'all' AND qualification = 'all' AND level = 'all' AND "
                              "area = (SELECT place FROM edition)",
                              terms[i]);
      double demand = (mean - 1) / 9 * 100;

      g_assert_cmpint (wanted->base, ==, (int) n);
      g_assert_cmpfloat_with_epsilon (wanted->estimate, demand, 1e-9);
      g_assert_cmpfloat_with_epsilon (covered->estimate, supply, 1e-9);
      g_assert_true (isnan (covered->low));
      g_assert_cmpint (covered->base, ==, OBS_BASE_NONE);
      g_assert_cmpfloat_with_epsilon (gap->estimate, supply - demand, 1e-9);
      g_assert_cmpfloat_with_epsilon (gap->low, supply - wanted->high, 1e-9);
      g_assert_cmpfloat_with_epsilon (gap->high, supply - wanted->low, 1e-9);
      g_assert_cmpint (gap->base, ==, (int) n);
      g_assert_true (gap->clear && gap->high < 0);
      g_assert_cmpint (gap->grade, ==, OBS_GRADE_DERIVED);
    }
  /* The shortest first. */
  g_assert_cmpstr (obs_figure_row (figure, 0)->key, ==, "B.hard-working");
}

/* No data on one side is no gap, and never a zero. */
static void
test_gap_without_a_side (void)
{
  g_autoptr (ObsFigure) figure = fixture_answer ("educator/C1?src=market-all");
  guint missing = 0;

  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);

      if (row->code == NULL)
        continue;
      missing++;
      g_assert_true (isnan (row->estimate) && isnan (row->low) && isnan (row->high));
      if (strcmp (row->series, "gap") != 0)
        {
          const ObsFigureRow *gap = fixture_row (figure, row->key, "gap");

          g_assert_cmpstr (gap->code, ==, "x");
          g_assert_nonnull (strstr (gap->name, "no gap worked out"));
        }
    }
  g_assert_cmpuint (missing, >, 0);
}

/* Means and ranges of E1 against the cube, item by item and sector by sector. */
static void
test_panel_means (void)
{
  g_autoptr (ObsFigure) figure = fixture_answer ("employer/E1?src=panel&ksb=S");
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (fixture_db (),
                        "SELECT item, sector, n, sum, sum2 FROM cube_panel_score WHERE "
                        "question = 'Q02' AND sector <> 'all' AND size = 'all' AND horizon = 'all' "
                        "AND period = 'all' AND area = (SELECT place FROM edition) AND "
                        "missing IS NULL",
                        NULL);
  guint n = 0;

  while (obs_db_step (stmt, NULL, NULL) == 1)
    {
      const ObsFigureRow *row = fixture_row (figure, obs_db_text (stmt, 0), obs_db_text (stmt, 1));
      ObsMoments m
          = { sqlite3_column_int (stmt, 2), obs_db_double (stmt, 3), obs_db_double (stmt, 4) };
      double mean = m.sum / m.n;
      double sd = sqrt ((m.sum2 - m.n * mean * mean) / (m.n - 1));
      double half = obs_t_quantile (0.975, m.n - 1) * sd / sqrt (m.n);

      n++;
      g_assert_cmpint (row->base, ==, m.n);
      g_assert_cmpfloat_with_epsilon (row->estimate, mean, 1e-9);
      g_assert_cmpfloat_with_epsilon (row->low, MAX (1, mean - half), 1e-6);
      g_assert_cmpfloat_with_epsilon (row->high, MIN (10, mean + half), 1e-6);
    }
  g_assert_cmpuint (n, ==, figure->rows->len);
}

/* Shares: k of n by Wilson; small bases only by their range in words. */
static void
test_panel_shares (void)
{
  g_autoptr (ObsFigure) figure = fixture_answer ("employer/E8?src=panel");
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      fixture_db (),
      "SELECT sector, item, k, n FROM cube_panel_share WHERE question = 'Q17' AND "
      "sector <> 'all' AND size = 'all' AND period = 'all' AND area = (SELECT "
      "place FROM edition) AND missing IS NULL",
      NULL);
  guint n = 0;

  while (obs_db_step (stmt, NULL, NULL) == 1)
    {
      const ObsFigureRow *row = fixture_row (figure, obs_db_text (stmt, 0), obs_db_text (stmt, 1));
      int k = sqlite3_column_int (stmt, 2), base = sqlite3_column_int (stmt, 3);
      ObsInterval range = obs_share_interval (k, base, 0.95);

      n++;
      g_assert_cmpfloat_with_epsilon (row->estimate, 100.0 * k / base, 1e-9);
      g_assert_cmpfloat_with_epsilon (row->low, range.low, 1e-9);
      g_assert_cmpfloat_with_epsilon (row->high, range.high, 1e-9);
      if (base >= 30)
        {
          g_autofree char *words = g_strdup_printf ("%d of %d businesses", k, base);

          g_assert_nonnull (strstr (row->name, words));
        }
    }
  g_assert_cmpuint (n, ==, figure->rows->len);
}

/* Live adverts in July 2025 for each 1,000 residents in work, by hand: 5,112 / 91,100 is 56. */
static void
test_adverts_rate (void)
{
  static const struct
  {
    const char *area, *label;
    double rate, adverts;
  } table[] = {
    { "E06000016", "Leicester", 66, 10606 },
    { "E07000130", "Charnwood", 56, 5112 },
    { "E07000134", "North West Leicestershire", 46, 2662 },
    { "E07000131", "Harborough", 39, 1831 },
    { "E07000133", "Melton", 36, 923 },
    { "E07000132", "Hinckley and Bosworth", 30, 1694 },
    { "E07000135", "Oadby and Wigston", 19, 532 },
    { "E07000129", "Blaby", 18, 988 },
  };
  g_autoptr (ObsFigure) figure = fixture_answer ("funder/F8");
  const ObsReference *all;

  g_assert_cmpint (figure->form, ==, OBS_FORM_MAP);
  g_assert_cmpint (figure->axis, ==, OBS_AXIS_RATE);
  g_assert_cmpuint (figure->rows->len, ==, 2 * G_N_ELEMENTS (table));
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const ObsFigureRow *rate = fixture_row (figure, table[i].area, "rate");
      const ObsFigureRow *count = fixture_row (figure, table[i].area, "count");
      gboolean outlined = FALSE;

      g_assert_cmpstr (rate->label, ==, table[i].label);
      g_assert_cmpfloat (round (rate->estimate), ==, table[i].rate);
      g_assert_cmpfloat (count->estimate, ==, table[i].adverts);
      g_assert_true (obs_figure_row (figure, (guint) (2 * i)) == rate);
      g_assert_null (strstr (count->name, "1,000"));
      for (guint a = 0; a < figure->areas->len; a++)
        {
          const ObsOutline *outline = g_ptr_array_index (figure->areas, a);

          outlined |= strcmp (outline->area, table[i].area) == 0 && outline->n_points > 10;
        }
      g_assert_true (outlined);
    }
  g_assert_cmpfloat_with_epsilon (fixture_row (figure, "E07000130", "rate")->estimate,
                                  5112.0 / 91100 * 1000, 1e-9);
  g_assert_cmpuint (figure->references->len, ==, 1);
  all = g_ptr_array_index (figure->references, 0);
  g_assert_cmpstr (all->label, ==, "All eight");
  g_assert_cmpfloat (round (all->value), ==, 47);
  g_assert_nonnull (strstr (figure->licence, "OS data"));
}

/* Recommendations 6 and 9: the lead column and the timeline cell name different bodies. */
static void
test_roadmap (void)
{
  g_autoptr (ObsFigure) figure = fixture_answer ("funder/F4");
  guint conflicts = 0;

  g_assert_cmpuint (figure->rows->len, ==, 40);
  g_assert_cmpstr (figure->band_key, ==, "roadmap-lead");
  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);
      gboolean two = strcmp (row->key, "R6") == 0 || strcmp (row->key, "R9") == 0;

      conflicts += row->conflict;
      if (strcmp (row->series, "lead") == 0 || strcmp (row->series, "short") == 0)
        g_assert_cmpint (row->conflict, ==, two);
      else
        {
          g_assert_cmpstr (row->words, ==, "not recoverable");
          g_assert_cmpstr (row->code, ==, "x");
        }
    }
  g_assert_cmpuint (conflicts, ==, 4);
  g_assert_cmpstr (fixture_row (figure, "R6", "lead")->words, ==, "Educators, LAs, LLEP");
  g_assert_cmpstr (fixture_row (figure, "R6", "short")->words, ==, "ERB, LAs, LLEP");
  g_assert_cmpstr (fixture_row (figure, "R6", "lead")->tag, ==, "Educators");
  g_assert_cmpstr (fixture_row (figure, "R6", "short")->tag, ==, "ERB");
  g_assert_cmpstr (fixture_row (figure, "R9", "lead")->tag, ==, "Educators");
  g_assert_cmpstr (fixture_row (figure, "R9", "short")->tag, ==, "ERB");
  /* The same names in another order are no conflict. */
  g_assert_null (fixture_row (figure, "R3", "lead")->tag);
}

/* Who leads what, counted from the cells of the roadmap. */
static void
test_leads (void)
{
  g_autoptr (ObsFigure) figure = fixture_answer ("funder/F14");
  double n = fixture_number ("SELECT count(*) FROM roadmap_cell WHERE term = 'lead' AND ', ' || "
                             "words || ',' LIKE '%, ERB,%'");
  g_autofree char *words = g_strdup_printf ("%.0f (", n);

  g_assert_true (g_str_has_prefix (fixture_row (figure, "ERB", "lead")->words, words));
  g_assert_true (fixture_row (figure, "ERB", "lead")->conflict);
}

/* Cells of a matrix: listed where a finding lists it, else "not listed"; none is left out. */
static void
test_matrix (void)
{
  g_autoptr (ObsFigure) figure = fixture_answer ("employer/E6?src=published");
  guint listed = 0, of_findings = 0;

  g_assert_cmpint (figure->form, ==, OBS_FORM_LISTED_MATRIX);
  g_assert_cmpuint (figure->series->len, ==, 3);
  g_assert_cmpuint (figure->rows->len % 3, ==, 0);
  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);

      g_assert_true (isnan (row->estimate));
      listed += row->listed > 0;
      of_findings += row->finding_ids != NULL;
      if (row->finding_ids == NULL)
        g_assert_cmpstr (row->words, ==, "not listed");
    }
  g_assert_cmpuint (listed, >, 8);
  g_assert_cmpuint (of_findings, <, figure->rows->len);
  g_assert_cmpint (fixture_row (figure, "C.word-of-mouth", "K")->listed, >, 0);
}

/* A sector is chosen, the plan gives it for all together: said in title, band or notes. */
static void
test_not_by_sector (void)
{
  static const char *const addresses[] = { "employer/E1?src=published&ksb=S&sector=logistics",
                                           "employer/E8?src=published&sector=manufacturing",
                                           "employer/E11?src=published&sector=sport-health" };
  g_autofree char *text = fixture_text ("SELECT text FROM caveat WHERE key = 'not-by-sector'");
  g_autoptr (ObsFigure) by_sector
      = fixture_answer ("employer/E7?src=published&sector=manufacturing");

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (ObsFigure) figure = fixture_answer (addresses[i]);

      g_assert_true (g_str_has_prefix (figure->title, "Not published by sector"));
      g_assert_true (fixture_has (figure->notes, text) || strcmp (figure->band, text) == 0);
      g_assert_cmpuint (figure->rows->len, >, 0);
    }
  g_test_message ("%s", by_sector->title);
  g_assert_null (strstr (by_sector->figure_id, "null"));
}

/* Base 28: range and small base; too small a cell is hidden and no number leaks. */
static void
test_small_bases (void)
{
  g_autoptr (ObsFigure) small = fixture_answer ("employer/E1?src=panel&ksb=S&sector=logistics");
  g_autoptr (ObsFigure) hidden
      = fixture_answer ("employer/E1?src=panel&ksb=S&sector=logistics&place=E07000130");

  for (guint i = 0; i < small->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (small, i);

      g_assert_cmpint (row->base, >=, 20);
      g_assert_cmpint (row->base, <, 30);
      g_assert_nonnull (strstr (row->name, ": between "));
    }
  /* No superlative on a small base, in the summary neither. */
  g_assert_null (strstr (small->title, "first"));
  g_assert_null (strstr (small->summary, "Highest"));
  g_assert_cmpuint (hidden->rows->len, >, 0);
  for (guint i = 0; i < hidden->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (hidden, i);

      g_assert_true (isnan (row->estimate));
      if (row->code != NULL && strcmp (row->code, "c") == 0)
        {
          g_assert_true (isnan (row->low) && isnan (row->high));
          g_assert_cmpint (row->base, <, 0);
          g_assert_null (strpbrk (row->name, "0123456789"));
        }
    }
  g_assert_true (g_str_has_prefix (hidden->title, "Too few answers to say how"));
}

/* Orders of rows: highest first, by name, by difference; each keeps items whole. */
static void
test_sort (void)
{
  g_autoptr (ObsFigure) by_value = fixture_answer ("employer/E1?src=panel&ksb=K");
  g_autoptr (ObsFigure) by_name = fixture_answer ("employer/E1?src=panel&ksb=K&sort=name");
  g_autoptr (ObsFigure) odd = fixture_answer ("employer/E1?src=panel&ksb=K&sort=odd");

  g_assert_cmpuint (by_value->rows->len, ==, by_name->rows->len);
  g_assert_cmpstr (by_name->sort, ==, "name");
  g_assert_cmpstr (odd->sort, ==, by_value->sort);
  for (guint i = 3; i < by_name->rows->len; i += 3)
    {
      const ObsFigureRow *row = obs_figure_row (by_name, i);

      g_assert_cmpint (g_utf8_collate (obs_figure_row (by_name, i - 3)->label, row->label), <=, 0);
      g_assert_cmpstr (row->key, ==, obs_figure_row (by_name, i + 1)->key);
      g_assert_cmpstr (row->key, ==, obs_figure_row (by_name, i + 2)->key);
    }
}

int
main (int argc, char **argv)
{
  int status;

  test_begin (&argc, &argv);
  fixture_set_up ();
  g_test_add_func ("/engine/rows/gap", test_gap);
  g_test_add_func ("/engine/rows/gap-without-a-side", test_gap_without_a_side);
  g_test_add_func ("/engine/rows/panel-means", test_panel_means);
  g_test_add_func ("/engine/rows/panel-shares", test_panel_shares);
  g_test_add_func ("/engine/rows/adverts-rate", test_adverts_rate);
  g_test_add_func ("/engine/rows/roadmap", test_roadmap);
  g_test_add_func ("/engine/rows/leads", test_leads);
  g_test_add_func ("/engine/rows/matrix", test_matrix);
  g_test_add_func ("/engine/rows/not-by-sector", test_not_by_sector);
  g_test_add_func ("/engine/rows/small-bases", test_small_bases);
  g_test_add_func ("/engine/rows/sort", test_sort);
  status = g_test_run ();
  fixture_tear_down ();
  return status;
}
