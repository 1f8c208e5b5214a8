/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "data/engine/spec.h"
#include "data/error.h"
#include "tests/data/engine/fixture.h"
#include "tests/begin.h"

#include <math.h>
#include <string.h>

#define TEXT "\"text\":{\"neutral\":\"A plain name\"}"

/* One sentence for a person: it names the figure and ends. */
static void
assert_sentence (const GError *error, const char *about)
{
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, about));
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_parse_refuses (void)
{
  static const struct
  {
    const char *json, *about;
  } table[] = {
    { "", "E1" },
    { "{", "E1" },
    { "[]", "not a JSON object" },
    { "\"RL\"", "not a JSON object" },
    { "null", "not a JSON object" },
    { "{\"form\":\"PIE\",\"from\":\"findings\"," TEXT "}", "not a known form" },
    { "{\"form\":7,\"from\":\"findings\"," TEXT "}", "not a known form" },
    { "{\"from\":\"findings\"," TEXT "}", "not a known form" },
    { "{\"form\":\"RL\",\"simple\":\"?\",\"from\":\"findings\"," TEXT "}", "simple" },
    { "{\"form\":\"MAP\",\"axis\":\"rate\",\"from\":\"ratio\"," TEXT "}", "map must name" },
    { "{\"form\":\"MAP\",\"simple\":\"RD\",\"axis\":\"count\",\"from\":\"ratio\"," TEXT "}",
      "never counts" },
    { "{\"form\":\"RL\"," TEXT "}", "from" },
    { "{\"form\":\"RL\",\"from\":\"air\"," TEXT "}", "from" },
    { "{\"form\":\"RL\",\"axis\":\"score\",\"from\":\"findings\"," TEXT "}", "no axis" },
    { "{\"form\":\"LM\",\"axis\":\"share\",\"from\":\"matrix\"," TEXT "}", "no axis" },
    { "{\"form\":\"RD\",\"from\":\"cube\"," TEXT "}", "needs an axis" },
    { "{\"form\":\"RB\",\"axis\":\"log\",\"from\":\"cube\"," TEXT "}", "none of score" },
    { "{\"form\":\"RL\",\"from\":\"findings\"}", "neutral" },
    { "{\"form\":\"RL\",\"from\":\"findings\",\"text\":[]}", "neutral" },
    { "{\"form\":\"RL\",\"from\":\"findings\",\"text\":{\"neutral\":3}}", "neutral" },
    { "{\"form\":\"RL\",\"from\":\"findings\",\"titles\":[\"boast\"]," TEXT "}", "boast" },
    { "{\"form\":\"RL\",\"from\":\"findings\",\"titles\":[{\"text\":\"x\"}]," TEXT "}", "pattern" },
    { "{\"form\":\"RL\",\"from\":\"findings\",\"titles\":[[],null,3]," TEXT "}", "pattern" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL, again = NULL;
      g_autoptr (JsonObject) spec = obs_spec_parse ("E1", table[i].json, &error);

      g_assert_null (spec);
      g_assert_error (error, OBS_ERROR, OBS_ERROR_SPEC);
      assert_sentence (error, "E1");
      assert_sentence (error, table[i].about);
      g_assert_false (obs_spec_check ("E1", table[i].json, &again));
      g_assert_cmpstr (again->message, ==, error->message);
    }
}

static void
test_parse_accepts (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) spec = obs_spec_parse (
      "E1",
      "{\"form\":\"RD\",\"axis\":\"score\",\"from\":\"cube\",\"limit\":5,\"fixed_order\":true,"
      "\"order\":[\"a\",7,\"b\"],\"one\":\"x\",\"titles\":[\"lead\",{\"id\":\"neutral\"}]," TEXT
      "}",
      &error);
  g_auto (GStrv) order = NULL, one = NULL, none = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (obs_spec_string (spec, "form", "?"), ==, "RD");
  g_assert_cmpstr (obs_spec_string (spec, "limit", "?"), ==, "?");
  g_assert_cmpfloat (obs_spec_number (spec, "limit", 0), ==, 5);
  g_assert_cmpfloat (obs_spec_number (spec, "form", 3), ==, 3);
  g_assert_cmpfloat (obs_spec_number (spec, "text", 3), ==, 3);
  g_assert_true (obs_spec_flag (spec, "fixed_order"));
  g_assert_false (obs_spec_flag (spec, "limit"));
  g_assert_null (obs_spec_object (spec, "order"));
  g_assert_null (obs_spec_array (spec, "text"));
  g_assert_null (obs_spec_object (NULL, "text"));
  order = obs_spec_strings (spec, "order");
  g_assert_cmpuint (g_strv_length (order), ==, 2);
  one = obs_spec_strings (spec, "one");
  g_assert_cmpstr (one[0], ==, "x");
  none = obs_spec_strings (spec, "missing");
  g_assert_null (none[0]);
}

static ObsFigure *
figure_with (ObsForm form, ObsAxisKind axis, ObsFigureRow **row)
{
  ObsFigure *figure = obs_figure_new ();

  figure->question = g_strdup ("E1");
  figure->figure_id = g_strdup ("E1-S");
  figure->form = form;
  figure->axis = axis;
  *row = obs_figure_add_row (figure, "S.x", "Thing");
  return figure;
}

static void
assert_figure_refused (ObsFigure *figure, const char *about)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (obs_figure_check (figure, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_SPEC);
  assert_sentence (error, "E1-S");
  assert_sentence (error, about);
}

static void
assert_figure_accepted (ObsFigure *figure)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (obs_figure_check (figure, &error));
  g_assert_no_error (error);
}

/* An order or a direction never stands on an axis, with or without a number. */
static void
test_order_on_axis (void)
{
  static const ObsGrade grades[] = { OBS_GRADE_ORDER, OBS_GRADE_DIRECTION };
  static const ObsForm forms[]
      = { OBS_FORM_RANKED_DOTS, OBS_FORM_RANKED_BARS, OBS_FORM_LINE, OBS_FORM_DUMBBELL };

  for (gsize g = 0; g < G_N_ELEMENTS (grades); g++)
    for (gsize f = 0; f < G_N_ELEMENTS (forms); f++)
      {
        ObsFigureRow *row;
        g_autoptr (ObsFigure) figure = figure_with (forms[f], OBS_AXIS_SCORE, &row);

        row->grade = grades[g];
        assert_figure_refused (figure, "no length");
        row->estimate = 3;
        assert_figure_refused (figure, "no length");
        figure->form = OBS_FORM_PART_KNOWN;
        assert_figure_refused (figure, "no length");
        row->estimate = NAN;
        assert_figure_accepted (figure);
        figure->form = OBS_FORM_RANK_LADDER;
        figure->axis = OBS_AXIS_NONE;
        assert_figure_accepted (figure);
      }
}

static void
test_bound (void)
{
  ObsFigureRow *row;
  g_autoptr (ObsFigure) figure = figure_with (OBS_FORM_RANKED_DOTS, OBS_AXIS_SCORE, &row);

  row->grade = OBS_GRADE_BOUND;
  row->estimate = 6.8;
  assert_figure_refused (figure, "published limit");
  row->estimate = NAN;
  assert_figure_accepted (figure);
  figure->form = OBS_FORM_RANKED_BARS;
  assert_figure_refused (figure, "published limit");
}

static void
test_rounded (void)
{
  ObsFigureRow *row;
  g_autoptr (ObsFigure) figure = figure_with (OBS_FORM_RANKED_DOTS, OBS_AXIS_SHARE, &row);

  row->grade = OBS_GRADE_ROUNDED;
  row->base = OBS_BASE_NOT_PUBLISHED;
  row->estimate = 33.3;
  assert_figure_accepted (figure);
  row->low = 20;
  row->high = 40;
  assert_figure_refused (figure, "no likely range");
}

static void
test_numbered_list (void)
{
  ObsFigureRow *row;
  g_autoptr (ObsFigure) figure = figure_with (OBS_FORM_RANK_LADDER, OBS_AXIS_NONE, &row);

  row->grade = OBS_GRADE_ORDER;
  row->listed = 2;
  assert_figure_accepted (figure);
  row->rank = 2;
  assert_figure_refused (figure, "no numbers");
}

/* Base 28: all; 19: band only; 9: nothing. */
static void
test_bases (void)
{
  static const struct
  {
    int base;
    gboolean estimate, range;
  } table[] = {
    { 122, TRUE, TRUE },
    { 30, TRUE, TRUE },
    { 29, TRUE, TRUE },
    { 28, TRUE, TRUE },
    { 20, TRUE, TRUE },
    { 19, FALSE, TRUE },
    { 10, FALSE, TRUE },
    { 9, FALSE, FALSE },
    { 1, FALSE, FALSE },
    { 0, FALSE, FALSE },
    { OBS_BASE_NONE, TRUE, TRUE },
    { OBS_BASE_NOT_PUBLISHED, TRUE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      ObsFigureRow *row;
      g_autoptr (ObsFigure) figure = figure_with (OBS_FORM_RANKED_DOTS, OBS_AXIS_SCORE, &row);

      row->base = table[i].base;
      assert_figure_accepted (figure);
      row->low = 2;
      row->high = 9;
      if (!table[i].range)
        assert_figure_refused (figure, "at least 10 answers");
      else
        assert_figure_accepted (figure);
      row->estimate = 5;
      if (!table[i].estimate)
        assert_figure_refused (figure, "at least 20 answers");
      else
        assert_figure_accepted (figure);
    }
  g_assert_cmpint (obs_show_for_base (28), ==, OBS_SHOW_RANGE);
  g_assert_cmpint (obs_show_for_base (19), ==, OBS_SHOW_BAND_ONLY);
  g_assert_cmpint (obs_show_for_base (9), ==, OBS_SHOW_NOTHING);
}

static void
test_series (void)
{
  ObsFigureRow *row;
  g_autoptr (ObsFigure) figure = figure_with (OBS_FORM_RANKED_DOTS, OBS_AXIS_SCORE, &row);

  for (int i = 0; i < 5; i++)
    {
      g_autofree char *key = g_strdup_printf ("s%d", i);

      obs_figure_add_series (figure, key, key, OBS_ROLE_COMPARE, i);
    }
  obs_figure_add_series (figure, "n", "Number", OBS_ROLE_COUNT, 5);
  assert_figure_accepted (figure);
  obs_figure_add_series (figure, "s6", "One more", OBS_ROLE_COMPARE, 5);
  assert_figure_refused (figure, "five series");
}

static void
test_worked_out (void)
{
  ObsFigureRow *row;
  g_autoptr (ObsFigure) figure = figure_with (OBS_FORM_GAP, OBS_AXIS_INDEX, &row);

  row->grade = OBS_GRADE_DERIVED;
  row->estimate = -20;
  assert_figure_refused (figure, "worked out");
  g_ptr_array_add (figure->tags, g_strdup ("worked out"));
  assert_figure_accepted (figure);
}

static ObsFigure *
answer_with_spec (const char *spec)
{
  g_autoptr (ObsEdition) edition = fixture_edition_with ("E1", spec);
  g_autoptr (ObsView) view = obs_view_new ("employer", "E1");
  g_autoptr (GError) error = NULL;
  ObsFigure *figure = obs_answer (edition, view, NULL, &error);

  g_assert_no_error (error);
  return figure;
}

static void
assert_note (const ObsFigure *figure, const char *about)
{
  gboolean found = FALSE;

  for (guint i = 0; i < figure->notes->len; i++)
    found |= strstr (figure->notes->pdata[i], about) != NULL;
  g_assert_true (found);
}

/* A specification that asks for bars or dots of an order gets the ladder, and says why. */
static void
test_order_asked_for_bars (void)
{
  static const char *const forms[] = { "RB", "RD", "LN", "DB" };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *spec = g_strdup_printf (
          "{\"form\":\"%s\",\"axis\":\"score\",\"from\":\"findings\","
          "\"lists\":[{\"ids\":\"S-MOST-01..05\"}],\"titles\":[\"order\"]," TEXT "}",
          forms[i]);
      g_autoptr (ObsFigure) figure = answer_with_spec (spec);

      g_assert_cmpstr (obs_form_code (figure->form), ==, "RL");
      g_assert_cmpint (figure->axis, ==, OBS_AXIS_NONE);
      g_assert_null (figure->axis_title);
      g_assert_cmpuint (figure->rows->len, ==, 5);
      for (guint r = 0; r < 5; r++)
        {
          g_assert_true (isnan (obs_figure_row (figure, r)->estimate));
          g_assert_cmpint (obs_figure_row (figure, r)->rank, ==, (int) r + 1);
        }
      assert_note (figure, "an order or a direction has no length");
      g_assert_cmpstr (figure->title, ==, "Team working comes first");
      assert_figure_accepted (figure);
    }
}

/* The four that the plan lists without an order stay without numbers, whatever is asked. */
static void
test_list_asked_for_numbers (void)
{
  static const char *const specs[]
      = { "{\"form\":\"RL\",\"from\":\"findings\",\"lists\":[{\"ids\":\"K-MOST-02..05\"}],"
          "\"titles\":[\"order\"]," TEXT "}",
          "{\"form\":\"RB\",\"axis\":\"score\",\"from\":\"findings\","
          "\"lists\":[{\"ids\":\"K-MOST-02..05\"}],\"titles\":[\"order\",\"lead\"]," TEXT "}" };

  for (gsize i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      g_autoptr (ObsFigure) figure = answer_with_spec (specs[i]);

      g_assert_cmpstr (obs_form_code (figure->form), ==, "RL");
      g_assert_cmpuint (figure->rows->len, ==, 4);
      for (guint r = 0; r < 4; r++)
        {
          const ObsFigureRow *row = obs_figure_row (figure, r);

          g_assert_cmpint (row->rank, ==, 0);
          g_assert_cmpint (row->listed, >, 0);
          g_assert_true (isnan (row->estimate));
          g_assert_nonnull (strstr (row->name, "order not stated"));
          g_assert_null (strpbrk (row->name, "0123456789"));
        }
      g_assert_cmpstr (figure->title, ==, "A plain name");
    }
}

/* "No more than 6.8" is words, never a bar or a dot. */
static void
test_limit_asked_for_bar (void)
{
  static const char *const forms[] = { "RB", "RD" };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *spec
          = g_strdup_printf ("{\"form\":\"%s\",\"axis\":\"score\",\"from\":\"findings\","
                             "\"lists\":[{\"ids\":\"DIG-MAX\"}],\"titles\":[\"lead\"]," TEXT "}",
                             forms[i]);
      g_autoptr (ObsFigure) figure = answer_with_spec (spec);
      const ObsFigureRow *row = obs_figure_row (figure, 0);

      g_assert_cmpint (row->grade, ==, OBS_GRADE_BOUND);
      g_assert_true (isnan (row->estimate) && isnan (row->low) && isnan (row->high));
      g_assert_cmpstr (row->words, ==, "no more than 6.8 out of 10");
      g_assert_cmpstr (figure->title, ==, "A plain name");
      if (i == 0)
        {
          g_assert_cmpstr (obs_form_code (figure->form), ==, "OS");
          assert_note (figure, "published limit");
        }
    }
}

/* A damaged specification in an edition is an error in words, not a crash. */
static void
test_damaged_in_edition (void)
{
  g_autoptr (ObsEdition) edition = fixture_edition_with ("E1", "{\"form\":\"RL\"}");
  g_autoptr (ObsView) view = obs_view_new ("employer", "E1");
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsFigure) figure = obs_answer (edition, view, NULL, &error);

  g_assert_null (figure);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_SPEC);
  assert_sentence (error, "E1");
}

int
main (int argc, char **argv)
{
  int status;

  test_begin (&argc, &argv);
  fixture_set_up ();
  g_test_add_func ("/engine/spec/parse-refuses", test_parse_refuses);
  g_test_add_func ("/engine/spec/parse-accepts", test_parse_accepts);
  g_test_add_func ("/engine/spec/order-on-axis", test_order_on_axis);
  g_test_add_func ("/engine/spec/bound", test_bound);
  g_test_add_func ("/engine/spec/rounded", test_rounded);
  g_test_add_func ("/engine/spec/numbered-list", test_numbered_list);
  g_test_add_func ("/engine/spec/bases", test_bases);
  g_test_add_func ("/engine/spec/series", test_series);
  g_test_add_func ("/engine/spec/worked-out", test_worked_out);
  g_test_add_func ("/engine/spec/order-asked-for-bars", test_order_asked_for_bars);
  g_test_add_func ("/engine/spec/list-asked-for-numbers", test_list_asked_for_numbers);
  g_test_add_func ("/engine/spec/limit-asked-for-bar", test_limit_asked_for_bar);
  g_test_add_func ("/engine/spec/damaged-in-edition", test_damaged_in_edition);
  status = g_test_run ();
  fixture_tear_down ();
  return status;
}
