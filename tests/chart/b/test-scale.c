/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "ui/chart/map.h"
#include "ui/chart/scale.h"
#include "tests/begin.h"

#include <math.h>
#include <stdlib.h>

#define NEAR 1e-9

static void
test_linear (void)
{
  ObsLinear across = { 1, 10, 204, 640 };
  ObsLinear up = { 0, 50, 300, 100 };
  ObsLinear none = { 4, 4, 0, 80 };

  g_assert_cmpfloat_with_epsilon (obs_linear_at (&across, 1), 204, NEAR);
  g_assert_cmpfloat_with_epsilon (obs_linear_at (&across, 10), 640, NEAR);
  g_assert_cmpfloat_with_epsilon (obs_linear_at (&across, 5.5), 422, NEAR);
  g_assert_cmpfloat_with_epsilon (obs_linear_invert (&across, 422), 5.5, NEAR);
  /* Nothing leaves the plot, above or below. */
  g_assert_cmpfloat_with_epsilon (obs_linear_at (&across, 12), 640, NEAR);
  g_assert_cmpfloat_with_epsilon (obs_linear_at (&across, -INFINITY), 204, NEAR);
  g_assert_true (isnan (obs_linear_at (&across, NAN)));
  g_assert_cmpfloat_with_epsilon (obs_linear_at (&up, 10), 260, NEAR);
  g_assert_cmpfloat_with_epsilon (obs_linear_invert (&up, 260), 10, NEAR);
  g_assert_cmpfloat_with_epsilon (obs_linear_at (&none, 4), 40, NEAR);
}

static void
test_bands (void)
{
  ObsBand band;

  obs_band_init (&band, 4, 100, 300, 0.65);
  g_assert_cmpfloat_with_epsilon (band.step, 50, NEAR);
  g_assert_cmpfloat_with_epsilon (band.width, 32.5, NEAR);
  g_assert_cmpfloat_with_epsilon (obs_band_start (&band, 0), 108.75, NEAR);
  g_assert_cmpfloat_with_epsilon (obs_band_centre (&band, 3), 275, NEAR);
  obs_band_init (&band, 0, 0, 10, 0.65);
  g_assert_cmpfloat_with_epsilon (band.step, 0, NEAR);

  g_assert_cmpfloat_with_epsilon (obs_point_at (0, 1, 10, 30), 20, NEAR);
  g_assert_cmpfloat_with_epsilon (obs_point_at (0, 3, 10, 30), 10, NEAR);
  g_assert_cmpfloat_with_epsilon (obs_point_at (2, 3, 10, 30), 30, NEAR);
}

/* What holds for every set of ticks, whatever went in. */
static void
check_ticks (double low, double high, guint wanted)
{
  ObsTicks ticks;
  double mantissa;

  obs_ticks_nice (&ticks, low, high, wanted);
  g_assert_cmpuint (ticks.n, >=, 2);
  g_assert_cmpuint (ticks.n, <=, OBS_MAX_TICKS);
  g_assert_cmpfloat (ticks.step, >, 0);
  mantissa = ticks.step / pow (10, floor (log10 (ticks.step) + 1e-9));
  g_assert_true (fabs (mantissa - 1) < 1e-6 || fabs (mantissa - 2) < 1e-6
                 || fabs (mantissa - 5) < 1e-6);
  for (guint i = 0; i < ticks.n; i++)
    {
      g_assert_true (isfinite (ticks.values[i]));
      if (i > 0)
        g_assert_cmpfloat (ticks.values[i], >, ticks.values[i - 1]);
    }
  if (isfinite (low) && isfinite (high))
    {
      double room = ticks.step * 1e-6;

      g_assert_cmpfloat (ticks.values[0], <=, MIN (low, high) + room);
      g_assert_cmpfloat (ticks.values[ticks.n - 1], >=, MAX (low, high) - room);
    }
}

static void
test_ticks_any (void)
{
  const double values[]
      = { 0,    1,    -1,   0.1,  0.3,      7,       66,       99.5,      100, 10606,
          -250, 1e-9, 3e12, 1e15, -0.00042, 24348.5, INFINITY, -INFINITY, NAN };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (values); k++)
      for (guint wanted = 0; wanted < 12; wanted++)
        check_ticks (values[i], values[k], wanted);
}

static void
test_ticks_known (void)
{
  ObsTicks ticks;

  obs_ticks_nice (&ticks, 0, 66, 4);
  g_assert_cmpfloat_with_epsilon (ticks.step, 20, NEAR);
  g_assert_cmpfloat_with_epsilon (ticks.values[ticks.n - 1], 80, NEAR);
  g_assert_cmpint (ticks.decimals, ==, 0);

  obs_ticks_nice (&ticks, 0, 0.3, 6);
  g_assert_cmpfloat_with_epsilon (ticks.step, 0.05, NEAR);
  g_assert_cmpint (ticks.decimals, ==, 2);
  g_assert_cmpuint (ticks.n, ==, 7);
  g_assert_cmpfloat_with_epsilon (ticks.values[6], 0.3, NEAR);

  obs_ticks_nice (&ticks, -30, 20, 5);
  g_assert_cmpfloat_with_epsilon (ticks.values[0], -30, NEAR);
  g_assert_cmpfloat_with_epsilon (ticks.values[ticks.n - 1], 20, NEAR);

  /* One point: an axis around it that starts at 0 for what is above 0. */
  obs_ticks_nice (&ticks, 8, 8, 4);
  g_assert_cmpfloat (ticks.values[0], <=, 8);
  g_assert_cmpfloat (ticks.values[ticks.n - 1], >, 8);
}

static void
test_axis_fixed (void)
{
  ObsAxis axis;

  /* Scores and shares are drawn whole, whatever the data say. */
  obs_axis_init (&axis, OBS_AXIS_SCORE, 6, 7, NAN, 3, TRUE);
  g_assert_cmpfloat_with_epsilon (axis.min, 1, NEAR);
  g_assert_cmpfloat_with_epsilon (axis.max, 10, NEAR);
  g_assert_cmpuint (axis.major.n, ==, 4);
  g_assert_cmpfloat_with_epsilon (axis.major.values[1], 4, NEAR);
  g_assert_cmpfloat_with_epsilon (axis.major.values[3], 10, NEAR);
  g_assert_cmpuint (axis.minor.n, ==, 10);
  g_assert_false (axis.cut);

  obs_axis_init (&axis, OBS_AXIS_SHARE, NAN, NAN, NAN, 6, TRUE);
  g_assert_cmpfloat_with_epsilon (axis.max, 100, NEAR);
  g_assert_cmpuint (axis.major.n, ==, 6);
  obs_axis_init (&axis, OBS_AXIS_INDEX, -5, 300, 1000, 3, TRUE);
  g_assert_cmpfloat_with_epsilon (axis.min, 0, NEAR);
  g_assert_cmpfloat_with_epsilon (axis.max, 100, NEAR);
  g_assert_cmpuint (axis.major.n, ==, 3);
}

static void
test_axis_open (void)
{
  ObsAxis axis;

  obs_axis_init (&axis, OBS_AXIS_COUNT, 532, 10606, NAN, 5, FALSE);
  g_assert_cmpfloat_with_epsilon (axis.min, 0, NEAR);
  g_assert_cmpfloat (axis.max, >=, 10606);
  g_assert_false (axis.cut);

  /* The figure may ask for more, never for less than its data. */
  obs_axis_init (&axis, OBS_AXIS_COUNT, 1, 40, 90, 5, FALSE);
  g_assert_cmpfloat (axis.max, >=, 90);
  obs_axis_init (&axis, OBS_AXIS_COUNT, 1, 40, 10, 5, FALSE);
  g_assert_cmpfloat (axis.max, >=, 40);

  /* Cut only where allowed and worth it. */
  obs_axis_init (&axis, OBS_AXIS_RATE, 90, 100, NAN, 5, TRUE);
  g_assert_true (axis.cut);
  g_assert_cmpfloat (axis.min, >, 0);
  g_assert_cmpfloat (axis.min, <=, 90);
  obs_axis_init (&axis, OBS_AXIS_RATE, 90, 100, NAN, 5, FALSE);
  g_assert_false (axis.cut);
  obs_axis_init (&axis, OBS_AXIS_RATE, 10, 100, NAN, 5, TRUE);
  g_assert_false (axis.cut);

  /* No half people, and an axis even without data. */
  obs_axis_init (&axis, OBS_AXIS_COUNT, 0, 2, NAN, 8, FALSE);
  g_assert_cmpfloat_with_epsilon (axis.major.step, 1, NEAR);
  g_assert_cmpuint (axis.major.n, ==, 3);
  obs_axis_init (&axis, OBS_AXIS_COUNT, NAN, NAN, NAN, 5, TRUE);
  g_assert_cmpfloat (axis.max, >, axis.min);
  obs_axis_init (&axis, OBS_AXIS_COUNT, INFINITY, -INFINITY, NAN, 5, TRUE);
  g_assert_cmpfloat (axis.max, >, axis.min);
  obs_axis_init (&axis, OBS_AXIS_RATE, -12, 30, NAN, 5, TRUE);
  g_assert_cmpfloat (axis.min, <=, -12);
}

static void
test_numbers (void)
{
  static const struct
  {
    double value;
    int decimals;
    gboolean sign;
    const char *text;
  } cases[] = {
    { 0, 0, TRUE, "0" },
    { -0.2, 0, TRUE, "0" },
    { 999, 0, FALSE, "999" },
    { 1000, 0, FALSE, "1,000" },
    { 185000, 0, FALSE, "185,000" },
    { 1234567.891, 2, FALSE, "1,234,567.89" },
    { -51.6, 0, TRUE,
      "\xe2\x88\x92"
      "52" },
    { 17, 0, TRUE, "+17" },
    { 7.94, 1, FALSE, "7.9" },
    { NAN, 1, FALSE, "" },
    { INFINITY, 1, FALSE, "" },
  };
  g_autofree char *share = obs_value_format (OBS_AXIS_SHARE, 33.4, FALSE);
  g_autofree char *score = obs_value_format (OBS_AXIS_SCORE, 7, FALSE);
  g_autofree char *rate = obs_value_format (OBS_AXIS_RATE, 3.44, FALSE);
  g_autofree char *round = obs_value_format (OBS_AXIS_RATE, 66.2, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = obs_number_format (cases[i].value, cases[i].decimals, cases[i].sign);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
  g_assert_cmpstr (share, ==, "33%");
  g_assert_cmpstr (score, ==, "7.0");
  g_assert_cmpstr (rate, ==, "3.4");
  g_assert_cmpstr (round, ==, "66");
}

static void
test_thin (void)
{
  enum
  {
    N = 5000
  };
  double x[N], y[N], low = INFINITY, high = -INFINITY;
  guint kept[N], n;
  GRand *random = g_rand_new_with_seed (7);

  for (guint i = 0; i < N; i++)
    {
      x[i] = i * 100.0 / N;
      y[i] = g_rand_double_range (random, -50, 50);
      low = MIN (low, y[i]);
      high = MAX (high, y[i]);
    }
  n = obs_line_thin (x, y, N, kept);
  g_assert_cmpuint (n, <=, 400);
  g_assert_cmpuint (kept[0], ==, 0);
  g_assert_cmpuint (kept[n - 1], ==, N - 1);
  /* Each column keeps its own extremes, so the whole line does too. */
  for (guint column = 0; column < 100; column++)
    {
      double all_low = INFINITY, all_high = -INFINITY, some_low = INFINITY, some_high = -INFINITY;

      for (guint i = 0; i < N; i++)
        if (floor (x[i]) == column)
          {
            all_low = MIN (all_low, y[i]);
            all_high = MAX (all_high, y[i]);
          }
      for (guint i = 0; i < n; i++)
        if (floor (x[kept[i]]) == column)
          {
            some_low = MIN (some_low, y[kept[i]]);
            some_high = MAX (some_high, y[kept[i]]);
          }
      g_assert_true (all_low == some_low && all_high == some_high);
    }
  for (guint i = 1; i < n; i++)
    g_assert_cmpuint (kept[i], >, kept[i - 1]);

  /* Few points are all kept. */
  for (guint i = 0; i < 20; i++)
    x[i] = i * 5;
  g_assert_cmpuint (obs_line_thin (x, y, 20, kept), ==, 20);
  g_assert_cmpuint (obs_line_thin (x, y, 0, kept), ==, 0);
  g_rand_free (random);
}

static void
check_apart (double *places, const double *sizes, guint n, double low, double high)
{
  double sum = 0;

  obs_push_apart (places, sizes, n, low, high);
  for (guint i = 0; i < n; i++)
    sum += sizes[i];
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpfloat (places[i] - sizes[i] / 2, >=, low - NEAR);
      if (sum <= high - low)
        g_assert_cmpfloat (places[i] + sizes[i] / 2, <=, high + NEAR);
      for (guint k = 0; k < i; k++)
        g_assert_cmpfloat (fabs (places[i] - places[k]), >=, (sizes[i] + sizes[k]) / 2 - 1e-6);
    }
}

static void
test_push_apart (void)
{
  GRand *random = g_rand_new_with_seed (3);
  double same[] = { 50, 50, 50 }, free[] = { 10, 50, 90 };
  const double sizes[] = { 20, 20, 20 };

  check_apart (same, sizes, 3, 0, 100);
  /* Where there is room nothing moves. */
  check_apart (free, sizes, 3, 0, 100);
  g_assert_cmpfloat_with_epsilon (free[1], 50, NEAR);
  for (guint run = 0; run < 200; run++)
    {
      double places[8], heights[8], before[8];
      guint n = (guint) g_rand_int_range (random, 0, 9);

      for (guint i = 0; i < n; i++)
        {
          before[i] = places[i] = g_rand_double_range (random, -30, 230);
          heights[i] = g_rand_double_range (random, 5, 40);
        }
      check_apart (places, heights, n, 0, 200);
      for (guint i = 0; i < n; i++)
        for (guint k = 0; k < n; k++)
          if (before[i] < before[k])
            g_assert_cmpfloat (places[i], <, places[k]);
    }
  g_rand_free (random);
}

static void
test_classes (void)
{
  const double rates[] = { 65.7, 56.1, 45.9, 38.6, 35.8, NAN, 29.5, 19.2, 18.5 };
  const double same[] = { 7, 7, 7 };
  static const char *const labels[]
      = { "under 25", "25 to 34", "35 to 44", "45 to 54", "55 and over" };
  ObsClasses classes;

  obs_classes_init (&classes, rates, G_N_ELEMENTS (rates));
  for (guint i = 0; i < OBS_N_CLASSES; i++)
    {
      g_autofree char *label = obs_classes_label (&classes, i);

      g_assert_cmpstr (label, ==, labels[i]);
    }
  g_assert_cmpint (obs_classes_find (&classes, 18.5), ==, 0);
  /* A value belongs where its printed number says: 34.6 is printed as 35. */
  g_assert_cmpint (obs_classes_find (&classes, 34.6), ==, 2);
  g_assert_cmpint (obs_classes_find (&classes, 34.4), ==, 1);
  g_assert_cmpint (obs_classes_find (&classes, 1000), ==, 4);
  g_assert_cmpint (obs_classes_find (&classes, NAN), ==, -1);
  g_assert_cmpfloat (obs_classes_place (&classes, 50), >, 0.6);
  g_assert_cmpfloat (obs_classes_place (&classes, 50), <, 0.8);

  obs_classes_init (&classes, same, G_N_ELEMENTS (same));
  for (guint i = 1; i < OBS_N_CLASSES - 1; i++)
    g_assert_cmpfloat (classes.breaks[i], >, classes.breaks[i - 1]);
  obs_classes_init (&classes, NULL, 0);
  g_assert_cmpfloat (classes.breaks[1], >, classes.breaks[0]);
}

static void
test_trim (void)
{
  ObsAxis axis;

  obs_axis_init (&axis, OBS_AXIS_COUNT, 0, 10606, NAN, 4, FALSE);
  g_assert_cmpfloat_with_epsilon (axis.max, 15000, NEAR);
  obs_axis_trim (&axis, 10606);
  g_assert_cmpfloat (axis.max, >=, 10606);
  g_assert_cmpfloat (axis.max, <, 11000);
  g_assert_cmpfloat_with_epsilon (axis.major.values[axis.major.n - 1], 10000, NEAR);
  /* Scores keep their whole axis. */
  obs_axis_init (&axis, OBS_AXIS_SCORE, 2, 3, NAN, 4, FALSE);
  obs_axis_trim (&axis, 3);
  g_assert_cmpfloat_with_epsilon (axis.max, 10, NEAR);
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  g_test_add_func ("/chart/scale/linear", test_linear);
  g_test_add_func ("/chart/scale/bands", test_bands);
  g_test_add_func ("/chart/scale/ticks-any", test_ticks_any);
  g_test_add_func ("/chart/scale/ticks-known", test_ticks_known);
  g_test_add_func ("/chart/scale/axis-fixed", test_axis_fixed);
  g_test_add_func ("/chart/scale/axis-open", test_axis_open);
  g_test_add_func ("/chart/scale/numbers", test_numbers);
  g_test_add_func ("/chart/scale/thin", test_thin);
  g_test_add_func ("/chart/scale/push-apart", test_push_apart);
  g_test_add_func ("/chart/scale/classes", test_classes);
  g_test_add_func ("/chart/scale/trim", test_trim);
  return g_test_run ();
}
