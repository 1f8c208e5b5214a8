/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "tests/data/engine/fixture.h"
#include "tests/begin.h"

#include <math.h>
#include <string.h>

/* Areas pinned beside the chosen one: never counts of different sizes on one axis. */

#define HERE "E69000020"
#define DERBY "E69000007"
#define ENGLAND "E92000001"
#define RUTLAND "E06000017"

static void
test_address (void)
{
  g_autoptr (ObsView) view = obs_view_from_address ("employer/E1?cmp=a,b,b,c", NULL);
  g_autoptr (ObsView) nine = obs_view_from_address ("employer/E1?cmp=a,b,c,d,e,f,g,h,i", NULL);
  g_autoptr (ObsView) copy = obs_view_copy (view);
  g_autofree char *address = obs_view_to_address (view);
  g_autofree char *with = obs_view_compare_with (view, "d");
  g_autofree char *without = obs_view_compare_with (view, "b");
  g_autofree char *refused = obs_view_compare_with (nine, "x");
  g_autofree char *taken = obs_view_compare_with (nine, "a");
  g_autoptr (ObsView) sources = obs_view_from_address (
      "employer/sources?class=published&status=late&find=job%20ads&select=ons-adverts", NULL);
  g_autofree char *round = obs_view_to_address (sources);
  g_autoptr (ObsView) again = obs_view_from_address (round, NULL);

  g_assert_cmpstr (address, ==, "skills-observatory:view/employer/E1?cmp=a,b,c");
  g_assert_true (obs_view_equal (view, copy));
  g_assert_cmpuint (nine->compare->len, ==, 8);
  g_assert_cmpuint (nine->compare_lost, ==, 1);
  g_assert_cmpstr (with, ==, "a,b,c,d");
  g_assert_cmpstr (without, ==, "a,c");
  g_assert_null (refused);
  g_assert_cmpstr (taken, ==, "b,c,d,e,f,g,h");
  g_assert_null (sources->unknown);
  g_assert_cmpstr (sources->find, ==, "job ads");
  obs_view_set (sources, "find", "all");
  g_assert_cmpstr (sources->find, ==, "all");
  obs_view_set (sources, "find", "job ads");
  g_assert_true (obs_view_equal (sources, again));
}

static double
adverts (const char *area, const char *period)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT value FROM cube_adverts WHERE area='%s' AND period='%s'", area, period);

  return fixture_number (sql);
}

static const ObsFigureRow *
at (const ObsFigure *figure, const char *series, const char *when)
{
  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);

      if (g_strcmp0 (row->series, series) == 0 && g_strcmp0 (row->x_label, when) == 0)
        return row;
    }
  g_error ("No row of %s in %s", series, when);
}

static void
test_index (void)
{
  g_autoptr (ObsFigure) figure
      = fixture_answer ("educator/C13?src=official&cmp=" DERBY "," ENGLAND "," HERE);
  static const char *const areas[] = { HERE, DERBY, ENGLAND };

  g_assert_cmpint (figure->axis, ==, OBS_AXIS_RATE);
  g_assert_cmpstr (figure->axis_title, ==, "Index, July 2021 = 100");
  g_assert_nonnull (strstr (figure->subtitle, "as an index, July 2021 = 100"));
  g_assert_true (fixture_has (figure->tags, "worked out"));
  g_assert_null (figure->compare_refused);
  /* The chosen place is no area to compare with itself. */
  g_assert_cmpuint (figure->compared->len, ==, 2);
  g_assert_cmpuint (figure->series->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      const ObsFigureSeries *series = g_ptr_array_index (figure->series, i);

      g_assert_cmpstr (series->key, ==, areas[i]);
      g_assert_cmpint (series->role, ==, i == 0 ? OBS_ROLE_FIRST : OBS_ROLE_COMPARE);
      g_assert_cmpfloat (at (figure, areas[i], "July 2021")->estimate, ==, 100);
      g_assert_cmpfloat_with_epsilon (
          at (figure, areas[i], "July 2025")->estimate,
          100 * adverts (areas[i], "2025-07") / adverts (areas[i], "2021-07"), 1e-9);
    }
  /* Nothing is claimed of one of several places. */
  g_assert_cmpstr (figure->title, ==, "Live online job adverts by month");
}

static void
test_counts_refused (void)
{
  g_autoptr (ObsFigure) figure
      = fixture_answer ("educator/C13?src=official&layout=count&cmp=" ENGLAND);

  g_assert_cmpint (figure->axis, ==, OBS_AXIS_COUNT);
  g_assert_cmpuint (figure->compared->len, ==, 0);
  g_assert_nonnull (strstr (figure->compare_refused, "not put on one axis"));
  g_assert_cmpfloat (obs_figure_row (figure, 0)->estimate, ==, adverts (HERE, "2021-07"));
}

/* The margin of a ratio: relative half-widths add as squares; the base itself has none. */
static void
test_index_ranges (void)
{
  g_autoptr (ObsEdition) edition = fixture_edition_with (
      "F2", "{\"data\":\"published\",\"form\":\"LN\",\"axis\":\"count\",\"axis_title\":\"P\","
            "\"from\":\"cube\",\"cube\":\"employment_industry\",\"measure\":\"people\","
            "\"x\":\"period\",\"where\":{\"industry_sic2007\":\"Manufacturing\"},"
            "\"text\":{\"neutral\":\"N\"},\"titles\":[\"neutral\"]}");
  g_autoptr (ObsFigure) figure = fixture_answer_of (edition, "funder/F2?cmp=" ENGLAND);
  const ObsFigureRow *first = at (figure, HERE, "2018"), *last = at (figure, HERE, "2022");
  double ratio = 100 * 74000 / 67600.0, relative = hypot (10900 / 74000.0, 9900 / 67600.0);

  g_assert_true (isnan (first->low));
  g_assert_cmpfloat_with_epsilon (last->estimate, ratio, 1e-9);
  g_assert_cmpfloat_with_epsilon (last->low, ratio * (1 - relative), 1e-6);
  g_assert_cmpfloat_with_epsilon (last->high, ratio * (1 + relative), 1e-6);
}

static void
test_index_break (void)
{
  g_autoptr (ObsEdition) edition = fixture_edition_after (
      "INSERT INTO series_break VALUES ('adverts', '', '2023-05', 'Boards were added.')");
  g_autoptr (ObsFigure) figure
      = fixture_answer_of (edition, "educator/C13?src=official&cmp=" ENGLAND);

  g_assert_cmpfloat (at (figure, HERE, "May 2023")->estimate, ==, 100);
  g_assert_cmpfloat (at (figure, ENGLAND, "May 2023")->estimate, ==, 100);
  g_assert_nonnull (at (figure, ENGLAND, "May 2023")->broken);
  g_assert_cmpfloat_with_epsilon (at (figure, ENGLAND, "April 2023")->estimate,
                                  100 * adverts (ENGLAND, "2023-04") / adverts (ENGLAND, "2021-07"),
                                  1e-9);
  g_assert_cmpstr (figure->axis_title, ==, "Index, July 2021 = 100, then May 2023 = 100");
}

static void
test_shares (void)
{
  g_autoptr (ObsFigure) figure
      = fixture_answer ("educator/C13?src=occupation&cmp=" DERBY "," ENGLAND);
  const ObsFigureRow *row = fixture_row (figure, "2 Professional occupations", ENGLAND);
  double part = fixture_number ("SELECT value FROM cube_adverts_occupation WHERE "
                                "area='" ENGLAND "' AND period='2025-07' AND "
                                "occupation_soc2020_major='2 Professional occupations'");
  double whole = fixture_number ("SELECT sum (value) FROM cube_adverts_occupation WHERE "
                                 "area='" ENGLAND "' AND period='2025-07' AND "
                                 "occupation_soc2020_major<>'all'");
  double sum = 0;

  g_assert_cmpint (figure->form, ==, OBS_FORM_RANKED_DOTS);
  g_assert_cmpint (figure->axis, ==, OBS_AXIS_SHARE);
  g_assert_cmpfloat_with_epsilon (row->estimate, 100 * part / whole, 1e-9);
  for (guint i = 0; i < figure->rows->len; i++)
    if (strcmp (obs_figure_row (figure, i)->series, HERE) == 0)
      sum += obs_figure_row (figure, i)->estimate;
  g_assert_cmpfloat_with_epsilon (sum, 100, 1e-6);
}

/* More areas than dots on one row: a row each, under the item. */
static void
test_list (void)
{
  g_autoptr (ObsFigure) figure = fixture_answer (
      "educator/C12?cmp=E06000016,E07000129,E07000130,E07000131,E07000132," ENGLAND);

  g_assert_cmpuint (figure->series->len, ==, 0);
  g_assert_cmpuint (figure->compared->len, ==, 6);
  g_assert_cmpuint (figure->rows->len % 7, ==, 0);
  for (guint i = 0; i < figure->rows->len; i++)
    g_assert_nonnull (obs_figure_row (figure, i)->group);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *address, *why;
  } cases[] = {
    { "funder/F8?cmp=" ENGLAND, "not split by place" },
    { "educator/C6?cmp=" ENGLAND, "The map shows" },
    { "funder/F2?src=official&cmp=" ENGLAND, "already compares" },
    { "employer/E1?src=published&cmp=" ENGLAND, "not split by place" },
    { "employer/E1?src=panel&ksb=S&cmp=E06000016", "compares sectors" },
    { "funder/F4?cmp=" ENGLAND, "not split by place" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ObsFigure) figure = fixture_answer (cases[i].address);

      g_assert_cmpuint (figure->compared->len, ==, 0);
      if (figure->compare_refused == NULL || strstr (figure->compare_refused, cases[i].why) == NULL)
        g_error ("%s: %s", cases[i].address, figure->compare_refused);
    }
}

static void
test_unknown (void)
{
  g_autoptr (ObsFigure) figure = fixture_answer ("educator/C13?src=official&cmp=nowhere," ENGLAND);
  g_autoptr (ObsFigure) nine
      = fixture_answer ("educator/C13?src=official&cmp=1,2,3,4,5,6,7,8," ENGLAND);
  g_autoptr (ObsFigure) empty = fixture_answer ("educator/C13?src=official&cmp=E69000001");

  g_assert_cmpuint (figure->compared->len, ==, 1);
  g_assert_true (fixture_has (figure->notes, "This edition does not know one of the areas to "
                                             "compare with. It is left out."));
  g_assert_true (fixture_has (nine->notes, "Eight areas can be compared at most. The others of the "
                                           "link are left out."));
  g_assert_cmpuint (empty->compared->len, ==, 0);
  g_assert_true (fixture_has (empty->notes, "No figures here for Brighton and Hove, East Sussex, "
                                            "West Sussex."));
}

/* Every question of every perspective stands any pins. */
static void
test_every_question (void)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (fixture_db (), "SELECT DISTINCT question, data, ksb FROM figure", NULL);

  while (obs_db_step (stmt, NULL, NULL) == 1)
    for (guint i = 0; i < 2; i++)
      {
        g_autofree char *address = g_strdup_printf (
            "employer/%s?src=%s&ksb=%s&sector=%s&cmp=E06000016,E07000129,E07000130,E07000131,"
            "E07000132,E07000133," ENGLAND "," RUTLAND,
            obs_db_text (stmt, 0), obs_db_text (stmt, 1), obs_db_text (stmt, 2),
            i == 0 ? "all" : "logistics");
        g_autoptr (ObsFigure) figure = fixture_answer (address);

        g_assert_nonnull (figure->title);
        g_assert_true (figure->compared->len > 0 || figure->compare_refused != NULL
                       || figure->rows->len == 0 || figure->notes->len > 0);
        /* Counts of several areas never share an axis. */
        g_assert_false (figure->compared->len > 0 && figure->axis == OBS_AXIS_COUNT);
      }
}

int
main (int argc, char **argv)
{
  int status;

  test_begin (&argc, &argv);
  fixture_set_up ();
  g_test_add_func ("/engine/compare/address", test_address);
  g_test_add_func ("/engine/compare/index", test_index);
  g_test_add_func ("/engine/compare/counts-refused", test_counts_refused);
  g_test_add_func ("/engine/compare/index-ranges", test_index_ranges);
  g_test_add_func ("/engine/compare/index-break", test_index_break);
  g_test_add_func ("/engine/compare/shares", test_shares);
  g_test_add_func ("/engine/compare/list", test_list);
  g_test_add_func ("/engine/compare/refused", test_refused);
  g_test_add_func ("/engine/compare/unknown", test_unknown);
  g_test_add_func ("/engine/compare/every-question", test_every_question);
  status = g_test_run ();
  fixture_tear_down ();
  return status;
}
