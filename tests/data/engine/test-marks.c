/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "tests/data/engine/fixture.h"
#include "tests/begin.h"

#include <math.h>
#include <string.h>

/* Changes of method and caveats reach every part of a figure, and no title looks across a change or
 * claims more than the margin of error allows. */

#define MANUFACTURING(titles, periods)                                                             \
  "{\"data\":\"published\",\"form\":\"LN\",\"axis\":\"count\",\"axis_title\":\"People\","          \
  "\"from\":\"cube\",\"cube\":\"employment_industry\",\"measure\":\"people\",\"x\":\"period\","    \
  "\"label\":\"Manufacturing\",\"where\":{\"industry_sic2007\":\"Manufacturing\"" periods "},"     \
  "\"text\":{\"neutral\":\"Manufacturing\",\"what\":\"People in manufacturing\"},"                 \
  "\"titles\":[" titles "]}"
#define CHANGE "\"rise-fall\",\"no-change\",\"neutral\""
#define TWO_YEARS ",\"period\":[\"2021\",\"2022\"]"

static ObsFigure *
answer_with (const char *spec, const char *sql)
{
  char *all = sqlite3_mprintf ("%s; DELETE FROM figure WHERE question = 'F2'; INSERT INTO figure "
                               "VALUES ('F2', 'published', '', 1, %Q)",
                               sql, spec);
  g_autoptr (ObsEdition) edition = fixture_edition_after (all);

  sqlite3_free (all);
  return fixture_answer_of (edition, "funder/F2");
}

static const ObsFigureRow *
at (const ObsFigure *figure, const char *when)
{
  for (guint i = 0; i < figure->rows->len; i++)
    if (g_strcmp0 (obs_figure_row (figure, i)->x_label, when) == 0)
      return obs_figure_row (figure, i);
  g_error ("No row of %s", when);
}

/* 67,200 ± 10,600 in 2021 and 74,000 ± 10,900 in 2022: the difference of 6,800 lies well inside the
 * root of the sum of the squares, 15,204. */
static void
test_inside_the_margin (void)
{
  g_autoptr (ObsFigure) figure = answer_with (MANUFACTURING (CHANGE, TWO_YEARS), "SELECT 1");
  const ObsFigureRow *first = at (figure, "2021"), *last = at (figure, "2022");

  g_assert_cmpfloat (first->estimate, ==, 67200);
  g_assert_cmpfloat (first->estimate - first->low, ==, 10600);
  g_assert_cmpfloat (last->estimate, ==, 74000);
  g_assert_cmpfloat (last->high - last->estimate, ==, 10900);
  g_assert_cmpstr (figure->title, ==, "No clear change in people in manufacturing since 2021");
}

/* One person either side of the edge of the margin. */
static void
test_edge_of_the_margin (void)
{
  double half = hypot (10600, 10900);
  g_autofree char *inside = g_strdup_printf (
      "UPDATE cube_employment_industry SET value=67200+%.3f, low=67200+%.3f-10900, "
      "high=67200+%.3f+10900 WHERE period='2022' AND area='E69000020' AND "
      "industry_sic2007='Manufacturing'",
      half - 1, half - 1, half - 1);
  g_autofree char *outside = g_strdup_printf (
      "UPDATE cube_employment_industry SET value=67200+%.3f, low=67200+%.3f-10900, "
      "high=67200+%.3f+10900 WHERE period='2022' AND area='E69000020' AND "
      "industry_sic2007='Manufacturing'",
      half + 1, half + 1, half + 1);
  g_autoptr (ObsFigure) a = answer_with (MANUFACTURING (CHANGE, TWO_YEARS), inside);
  g_autoptr (ObsFigure) b = answer_with (MANUFACTURING (CHANGE, TWO_YEARS), outside);

  g_assert_cmpstr (a->title, ==, "No clear change in people in manufacturing since 2021");
  g_assert_cmpstr (b->title, ==, "People in manufacturing rose from 67,200 to 82,405");
}

/* Numbers without a margin: only a count of all there is may rise or fall. */
static void
test_without_ranges (void)
{
  static const char *const without = "UPDATE cube_employment_industry SET low=NULL, high=NULL";
  static const char *const census
      = "{\"census\":true,"
        "\"data\":\"published\",\"form\":\"LN\",\"axis\":\"count\",\"axis_title\":\"People\","
        "\"from\":\"cube\",\"cube\":\"employment_industry\",\"measure\":\"people\",\"x\":"
        "\"period\","
        "\"where\":{\"industry_sic2007\":\"Manufacturing\",\"period\":[\"2021\",\"2022\"]},"
        "\"text\":{\"neutral\":\"M\",\"what\":\"People\"},\"titles\":[\"rise-fall\",\"neutral\"]}";
  g_autoptr (ObsFigure) estimate = answer_with (MANUFACTURING (CHANGE, TWO_YEARS), without);
  g_autoptr (ObsFigure) count = answer_with (census, without);
  g_autoptr (ObsFigure) half
      = answer_with (MANUFACTURING (CHANGE, TWO_YEARS),
                     "UPDATE cube_employment_industry SET low=NULL, high=NULL, value=value*2 WHERE "
                     "period='2022'");

  g_assert_true (g_str_has_prefix (estimate->title, "No clear change"));
  g_assert_cmpstr (count->title, ==, "People rose from 67,200 to 74,000");
  /* A margin on one side only is no margin. */
  g_assert_true (g_str_has_prefix (half->title, "No clear change"));
}

#define BREAK(measure, period)                                                                     \
  "INSERT INTO series_break VALUES ('employment_industry', '" measure "', '" period                \
  "', 'New weights.'); INSERT INTO cube_caveat VALUES ('employment_industry', '', 2, 'Small "      \
  "survey.'), ('employment_industry', 'people', 1, 'Robust for England only.'), "                  \
  "('employment_industry', 'other', 1, 'Not about people.')"

static void
test_break (void)
{
  g_autoptr (ObsFigure) figure = answer_with (MANUFACTURING (CHANGE, ""), BREAK ("", "2020"));
  g_autoptr (ObsTable) table = obs_figure_to_table (figure);
  guint broken = 0, column = 0;

  for (guint i = 0; i < figure->rows->len; i++)
    broken += obs_figure_row (figure, i)->broken != NULL;
  g_assert_cmpuint (broken, ==, 1);
  g_assert_cmpstr (at (figure, "2020")->broken, ==, "New weights.");
  g_assert_nonnull (strstr (at (figure, "2020")->name, "Method changed here: New weights."));
  g_assert_cmpstr (figure->title, ==, "No clear change in people in manufacturing since 2020");
  g_assert_cmpuint (figure->cautions->len, ==, 3);
  g_assert_cmpstr (g_ptr_array_index (figure->cautions, 0), ==,
                   "[b] Method changed in 2020: New weights.");
  g_assert_cmpstr (g_ptr_array_index (figure->cautions, 1), ==, "Robust for England only.");
  g_assert_cmpstr (g_ptr_array_index (figure->cautions, 2), ==, "Small survey.");
  for (guint i = 0; i < figure->cautions->len; i++)
    {
      g_assert_true (fixture_has (figure->notes, g_ptr_array_index (figure->cautions, i)));
      g_assert_nonnull (strstr (figure->summary, g_ptr_array_index (figure->cautions, i)));
    }
  while (column < table->keys->len && strcmp (table->keys->pdata[column], "break") != 0)
    column++;
  g_assert_cmpuint (column, <, table->keys->len);
  g_assert_cmpstr (((GPtrArray *) table->rows->pdata[2])->pdata[column], ==, "[b] New weights.");
}

/* A change parts the figures on both sides of it, wherever the exact period stands. */
static void
test_break_places (void)
{
  g_autoptr (ObsFigure) before = answer_with (MANUFACTURING (CHANGE, ""), BREAK ("", "2018"));
  g_autoptr (ObsFigure) after = answer_with (MANUFACTURING (CHANGE, ""), BREAK ("", "2023"));
  g_autoptr (ObsFigure) between = answer_with (MANUFACTURING (CHANGE, ""), BREAK ("", "2019-06"));
  g_autoptr (ObsFigure) other = answer_with (MANUFACTURING (CHANGE, ""), BREAK ("other", "2020"));
  g_autoptr (ObsFigure) last = answer_with (MANUFACTURING (CHANGE, ""), BREAK ("people", "2022"));
  g_autoptr (ObsFigure) missing
      = answer_with (MANUFACTURING (CHANGE, ""),
                     "UPDATE cube_employment_industry SET value=NULL, low=NULL, high=NULL, "
                     "missing='x' WHERE period='2020'; " BREAK ("", "2020"));

  for (guint i = 0; i < before->rows->len; i++)
    {
      g_assert_null (obs_figure_row (before, i)->broken);
      g_assert_null (obs_figure_row (after, i)->broken);
      g_assert_null (obs_figure_row (other, i)->broken);
    }
  g_assert_nonnull (at (between, "2020")->broken);
  /* One period alone is no trend. */
  g_assert_nonnull (at (last, "2022")->broken);
  g_assert_cmpstr (last->title, ==, "Manufacturing");
  g_assert_nonnull (at (missing, "2020")->broken);
  g_assert_cmpstr (missing->title, ==, "No clear change in people in manufacturing since 2021");
}

/* Each series is parted by itself: one that starts later is not. */
static void
test_break_series (void)
{
  static const char *const spec
      = "{\"data\":\"published\",\"form\":\"LN\",\"axis\":\"count\",\"axis_title\":\"P\","
        "\"from\":\"cube\",\"cube\":\"employment_industry\",\"measure\":\"people\",\"x\":"
        "\"period\","
        "\"series\":\"industry_sic2007\",\"where\":{\"industry_sic2007\":[\"Manufacturing\","
        "\"Transport and communication\"]},\"text\":{\"neutral\":\"N\"},\"titles\":[\"neutral\"]}";
  g_autoptr (ObsFigure) figure
      = answer_with (spec, "DELETE FROM cube_employment_industry WHERE period < '2021' AND "
                           "industry_sic2007='Transport and communication'; " BREAK ("", "2020"));
  guint broken = 0;

  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);

      broken += row->broken != NULL;
      g_assert_true (row->broken == NULL || strcmp (row->series, "Manufacturing") == 0);
    }
  g_assert_cmpuint (broken, ==, 1);
}

/* Forms without time say it in a note. */
static void
test_other_forms (void)
{
  g_autoptr (ObsEdition) edition = fixture_edition_after (
      "INSERT INTO series_break VALUES ('adverts_occupation', '', '2024-01', 'New codes.')");
  g_autoptr (ObsFigure) bars = fixture_answer_of (edition, "educator/C13?src=occupation");
  g_autoptr (ObsEdition) ratio = fixture_edition_after (
      "INSERT INTO series_break VALUES ('adverts', '', '2024-01', 'New boards.')");
  g_autoptr (ObsFigure) map = fixture_answer_of (ratio, "funder/F8");

  g_assert_cmpint (bars->form, ==, OBS_FORM_RANKED_BARS);
  g_assert_true (fixture_has (bars->cautions, "[b] Method changed in January 2024: New codes."));
  g_assert_true (fixture_has (map->cautions, "[b] Method changed in January 2024: New boards."));
}

int
main (int argc, char **argv)
{
  int status;

  test_begin (&argc, &argv);
  fixture_set_up ();
  g_test_add_func ("/engine/marks/inside-the-margin", test_inside_the_margin);
  g_test_add_func ("/engine/marks/edge-of-the-margin", test_edge_of_the_margin);
  g_test_add_func ("/engine/marks/without-ranges", test_without_ranges);
  g_test_add_func ("/engine/marks/break", test_break);
  g_test_add_func ("/engine/marks/break-places", test_break_places);
  g_test_add_func ("/engine/marks/break-series", test_break_series);
  g_test_add_func ("/engine/marks/other-forms", test_other_forms);
  status = g_test_run ();
  fixture_tear_down ();
  return status;
}
