/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "data/engine/statistics.h"
#include "tests/begin.h"

#include <math.h>

static void
assert_range (ObsInterval interval, double low, double high, double tolerance)
{
  g_assert_cmpfloat_with_epsilon (interval.low, low, tolerance);
  g_assert_cmpfloat_with_epsilon (interval.high, high, tolerance);
}

/* Moments of @n answers with this mean and this standard deviation (n - 1). */
static ObsMoments
moments (int n, double mean, double sd)
{
  return (ObsMoments){ n, n * mean, (n - 1) * sd * sd + n * mean * mean };
}

/* Wilson ranges in per cent by base, as the project's table of widths has them: bases of the 2022
 * panel and 10; shares of 50, 33 and 10 per cent, and none of n. */
static void
test_wilson_table (void)
{
  static const struct
  {
    int n, k;
    double low, high;
  } table[] = {
    { 122, 61, 41, 59 }, { 122, 40, 25, 42 }, { 122, 12, 6, 16 }, { 122, 0, 0, 3 },
    { 52, 26, 37, 63 },  { 52, 17, 22, 46 },  { 52, 5, 4, 21 },   { 52, 0, 0, 7 },
    { 42, 21, 36, 64 },  { 42, 14, 21, 48 },  { 42, 4, 4, 22 },   { 42, 0, 0, 8 },
    { 28, 14, 33, 67 },  { 28, 9, 18, 51 },   { 28, 3, 4, 27 },   { 28, 0, 0, 12 },
    { 10, 5, 24, 76 },   { 10, 3, 11, 60 },   { 10, 1, 2, 40 },   { 10, 0, 0, 28 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      ObsInterval got = obs_share_interval (table[i].k, table[i].n, 0.95);

      g_test_message ("%d of %d: %.2f to %.2f", table[i].k, table[i].n, got.low, got.high);
      assert_range ((ObsInterval){ 0, round (got.low), round (got.high) }, table[i].low,
                    table[i].high, 1e-9);
      g_assert_cmpfloat_with_epsilon (got.estimate, 100.0 * table[i].k / table[i].n, 1e-12);
    }
}

/* 9 of 28 is 17.9 to 50.7, to 0.1 before rounding. */
static void
test_wilson_known (void)
{
  assert_range (obs_share_interval (9, 28, 0.95), 17.9, 50.7, 0.05);
  /* Wilson (1927) for 0 of 10 and 10 of 10: z² / (n + z²) = 3.841459 / 13.841459. */
  assert_range (obs_share_interval (0, 10, 0.95), 0, 100 * 3.841458821 / 13.841458821, 1e-6);
  assert_range (obs_share_interval (10, 10, 0.95), 100 - 100 * 3.841458821 / 13.841458821, 100,
                1e-6);
  /* A wider level gives a wider range, mirrored shares mirrored ranges. */
  for (int k = 0; k <= 28; k++)
    {
      ObsInterval a = obs_share_interval (k, 28, 0.95), b = obs_share_interval (28 - k, 28, 0.95);
      ObsInterval wide = obs_share_interval (k, 28, 0.99);

      assert_range (a, 100 - b.high, 100 - b.low, 1e-9);
      g_assert_cmpfloat (wide.low, <=, a.low);
      g_assert_cmpfloat (wide.high, >=, a.high);
      g_assert_true (a.low >= 0 && a.low <= a.estimate && a.estimate <= a.high && a.high <= 100);
    }
}

static void
test_share_limits (void)
{
  static const int wrong[][2] = { { 0, 0 }, { 3, 2 }, { -1, 10 }, { 0, -1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      ObsInterval got = obs_share_interval (wrong[i][0], wrong[i][1], 0.95);

      g_assert_true (isnan (got.estimate) && isnan (got.low) && isnan (got.high));
      got = obs_share_difference (wrong[i][0], wrong[i][1], 5, 10, 0.95);
      g_assert_true (isnan (got.estimate) && isnan (got.low) && isnan (got.high));
      g_assert_false (obs_interval_excludes (got, 0));
    }
}

static void
test_normal_quantile (void)
{
  g_assert_cmpfloat_with_epsilon (obs_normal_quantile (0.975), 1.959963984540054, 1e-12);
  g_assert_cmpfloat_with_epsilon (obs_normal_quantile (0.995), 2.575829303548901, 1e-12);
  g_assert_cmpfloat_with_epsilon (obs_normal_quantile (0.5), 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (obs_normal_quantile (0.025), -1.959963984540054, 1e-12);
  g_assert_true (isnan (obs_normal_quantile (0)) && isnan (obs_normal_quantile (1))
                 && isnan (obs_normal_quantile (NAN)));
}

static void
test_t_quantile (void)
{
  /* Printed tables of Student's t to nine places; the last two, for broken degrees of freedom as
   * Welch needs them, by numerical integration of the density. */
  static const struct
  {
    double p, df, t;
  } table[] = {
    { 0.975, 3, 3.182446305 },   { 0.975, 5, 2.570581836 },     { 0.975, 10, 2.228138852 },
    { 0.975, 27, 2.051830516 },  { 0.975, 30, 2.042272456 },    { 0.975, 41, 2.019540970 },
    { 0.975, 121, 1.979763763 }, { 0.995, 10, 3.169272673 },    { 0.995, 54, 2.669984796 },
    { 0.975, 7.5, 2.333039627 }, { 0.975, 55.25, 2.003840979 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_assert_cmpfloat_with_epsilon (obs_t_quantile (table[i].p, table[i].df), table[i].t, 1e-6);
      g_assert_cmpfloat_with_epsilon (obs_t_quantile (1 - table[i].p, table[i].df), -table[i].t,
                                      1e-6);
    }
  /* Closed forms: one degree of freedom is Cauchy's distribution, two has a square root. */
  for (double p = 0.02; p < 1; p += 0.02)
    {
      g_assert_cmpfloat_with_epsilon (obs_t_quantile (p, 1), tan (G_PI * (p - 0.5)), 1e-6);
      g_assert_cmpfloat_with_epsilon (obs_t_quantile (p, 2), (2 * p - 1) / sqrt (2 * p * (1 - p)),
                                      1e-6);
    }
  g_assert_cmpfloat_with_epsilon (obs_t_quantile (0.975, 1e7), 1.959963985, 1e-5);
  g_assert_true (isnan (obs_t_quantile (0.975, 0)) && isnan (obs_t_quantile (0.975, -3))
                 && isnan (obs_t_quantile (1, 5)));
}

/* Half width of a mean with standard deviation 2, as the project's table of widths has it. */
static void
test_mean_table (void)
{
  static const struct
  {
    int n;
    double half;
  } table[] = { { 122, 0.36 }, { 52, 0.56 }, { 42, 0.62 }, { 28, 0.78 } };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      ObsMoments m = moments (table[i].n, 5.5, 2);
      ObsInterval got = obs_mean_interval (&m, 0.95, 1, 10);

      g_assert_cmpfloat_with_epsilon (obs_moments_sd (&m), 2, 1e-9);
      g_assert_cmpfloat_with_epsilon (got.estimate, 5.5, 1e-12);
      g_assert_cmpfloat_with_epsilon ((got.high - got.low) / 2, table[i].half, 0.005);
    }
}

static void
test_mean_limits (void)
{
  ObsMoments none = { 0, 0, 0 }, one = { 1, 7, 49 }, same = { 12, 96, 768 };
  ObsMoments high = moments (5, 9.8, 1);
  ObsInterval got = obs_mean_interval (&none, 0.95, 1, 10);

  g_assert_true (isnan (got.estimate) && isnan (got.low) && isnan (got.high));
  g_assert_true (isnan (obs_moments_mean (&none)) && isnan (obs_moments_sd (&one)));
  got = obs_mean_interval (&one, 0.95, 1, 10);
  g_assert_cmpfloat (got.estimate, ==, 7);
  g_assert_true (isnan (got.low) && isnan (got.high));
  /* All answered 8: no spread, the range is the point. */
  got = obs_mean_interval (&same, 0.95, 1, 10);
  g_assert_cmpfloat (obs_moments_sd (&same), ==, 0);
  g_assert_cmpfloat (got.low, ==, 8);
  g_assert_cmpfloat (got.high, ==, 8);
  got = obs_mean_interval (&high, 0.95, 1, 10);
  g_assert_cmpfloat (got.high, ==, 10);
  g_assert_cmpfloat (got.low, >, 8);
}

/* 17 of 42 against 17 of 28 looks like 20 points; the range is -41 to +3: not clear. */
static void
test_newcombe (void)
{
  ObsInterval got = obs_share_difference (17, 42, 17, 28, 0.95), turned;

  g_assert_cmpfloat_with_epsilon (got.estimate, -20.238, 0.001);
  assert_range ((ObsInterval){ 0, round (got.low), round (got.high) }, -41, 3, 1e-9);
  g_assert_false (obs_interval_excludes (got, 0));
  turned = obs_share_difference (17, 28, 17, 42, 0.95);
  assert_range (turned, -got.high, -got.low, 1e-9);
  /* Newcombe (1998), method 10, example (a): 56 of 70 less 48 of 80 is 0.2, 0.0524 to 0.3339. */
  assert_range (obs_share_difference (56, 70, 48, 80, 0.95), 5.24, 33.39, 0.005);
  /* Example (f) of the same paper: 10 of 10 less 0 of 20 is 0.6791 to 1. */
  assert_range (obs_share_difference (10, 10, 0, 20, 0.95), 67.91, 100, 0.005);
  g_assert_true (obs_interval_excludes (obs_share_difference (10, 10, 0, 20, 0.95), 0));
}

static void
test_welch (void)
{
  /* Two groups of ten and twelve: se² = 4/10 + 9/12 = 1.15; df = 1.15² / (0.16/9 + 0.5625/11)
   * = 19.1906…; worked by hand. */
  ObsMoments a = moments (10, 7, 2), b = moments (12, 5, 3), one = { 1, 7, 49 };
  ObsMoments flat = { 12, 96, 768 }, none = { 0, 0, 0 };
  ObsInterval got = obs_mean_difference (&a, &b, 0.95);
  double df = 1.15 * 1.15 / (0.16 / 9 + 0.5625 / 11);
  double half = obs_t_quantile (0.975, df) * sqrt (1.15);

  g_assert_cmpfloat_with_epsilon (df, 19.190, 0.001);
  g_assert_cmpfloat_with_epsilon (got.estimate, 2, 1e-9);
  assert_range (got, 2 - half, 2 + half, 1e-9);
  /* Equal groups: the degrees of freedom of the pooled test, 2 n - 2. */
  got = obs_mean_difference (&a, &a, 0.95);
  g_assert_cmpfloat_with_epsilon (got.high, 2.100922040 * sqrt (0.8), 1e-6);
  got = obs_mean_difference (&a, &one, 0.95);
  g_assert_cmpfloat_with_epsilon (got.estimate, 0, 1e-9);
  g_assert_true (isnan (got.low) && isnan (got.high));
  got = obs_mean_difference (&flat, &flat, 0.95);
  assert_range (got, 0, 0, 1e-12);
  got = obs_mean_difference (&none, &a, 0.95);
  g_assert_true (isnan (got.estimate));
}

/* MOVER: each side of the difference squares and adds the sides of the parts that face it. */
static void
test_mover (void)
{
  ObsInterval a = { 37, 31, 44 }, b = { 89, 83, 95 }, missing = { NAN, NAN, NAN };
  ObsInterval got = obs_interval_difference (a, b);

  g_assert_cmpfloat_with_epsilon (got.estimate, -52, 1e-12);
  assert_range (got, -52 - hypot (6, 6), -52 + hypot (7, 6), 1e-12);
  g_assert_true (obs_interval_excludes (got, 0));
  /* What was counted whole adds nothing. */
  a.low = a.high = a.estimate;
  assert_range (obs_interval_difference (a, b), -52 - 6, -52 + 6, 1e-12);
  got = obs_interval_difference (a, missing);
  g_assert_true (isnan (got.estimate) && isnan (got.low) && isnan (got.high));
  g_assert_false (obs_interval_excludes (got, 0));
}

static void
test_excludes (void)
{
  g_assert_true (obs_interval_excludes ((ObsInterval){ 2, 1, 3 }, 0));
  g_assert_true (obs_interval_excludes ((ObsInterval){ -2, -3, -1 }, 0));
  g_assert_false (obs_interval_excludes ((ObsInterval){ 1, 0, 2 }, 0));
  g_assert_false (obs_interval_excludes ((ObsInterval){ 1, -1, 3 }, 0));
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  g_test_add_func ("/engine/statistics/wilson-table", test_wilson_table);
  g_test_add_func ("/engine/statistics/wilson-known", test_wilson_known);
  g_test_add_func ("/engine/statistics/share-limits", test_share_limits);
  g_test_add_func ("/engine/statistics/normal-quantile", test_normal_quantile);
  g_test_add_func ("/engine/statistics/t-quantile", test_t_quantile);
  g_test_add_func ("/engine/statistics/mean-table", test_mean_table);
  g_test_add_func ("/engine/statistics/mean-limits", test_mean_limits);
  g_test_add_func ("/engine/statistics/newcombe", test_newcombe);
  g_test_add_func ("/engine/statistics/welch", test_welch);
  g_test_add_func ("/engine/statistics/mover", test_mover);
  g_test_add_func ("/engine/statistics/excludes", test_excludes);
  return g_test_run ();
}
