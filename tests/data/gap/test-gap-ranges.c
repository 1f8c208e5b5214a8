/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "data/ingest/draw.h"
#include "data/taxonomy/gap.h"

#include <math.h>
#include <string.h>

/* Whether the ranges hold the truth as often as they say, and agree with drawing text by text. */

static double
uniform (ObsDraw *draw)
{
  return obs_draw_next (draw) / 4294967296.0;
}

/* How often, of @times samples, the range of a share of @n texts held the true one. @spread: of the
 * weights, 0: all weigh 1; @wrong: share of matches that are wrong, and as many are missed. */
static double
cover (double truth, guint n, double spread, double wrong, guint times)
{
  ObsDraw draw;
  guint held = 0;

  obs_draw_init (&draw, 11, n);
  for (guint t = 0; t < times; t++)
    {
      ObsGapTexts texts = { 0 };
      ObsGapCarriers carriers = { 0 };
      g_autofree char *label = g_strdup_printf ("%u", t);
      float draws[OBS_GAP_DRAWS];
      double low, high;

      for (guint i = 0; i < n; i++)
        {
          double weight = exp (spread * obs_draw_normal (&draw) / 1000);
          gboolean carries = uniform (&draw) < truth;
          /* Found where it is, but for the missed; found where it is not, as often on the whole. */
          gboolean found
              = carries ? uniform (&draw) >= wrong : uniform (&draw) < wrong * truth / (1 - truth);

          obs_gap_add_text (&texts, weight, 1);
          if (found)
            obs_gap_add_carrier (&carriers, weight, wrong);
        }
      obs_gap_draw_share (&texts, &carriers, OBS_GAP_MIDDLE, 1, label, draws);
      obs_gap_range (draws, obs_gap_share (&texts, &carriers), &low, &high);
      g_assert_cmpfloat (low, >=, 0);
      g_assert_cmpfloat (high, <=, 100);
      held += low <= 100 * truth && 100 * truth <= high;
    }
  return (double) held / times;
}

static void
test_cover (void)
{
  static const struct
  {
    double truth;
    guint n;
    double spread, wrong;
  } cases[]
      = { { 0.5, 40, 0, 0 },  { 0.1, 40, 0, 0 },   { 0.03, 30, 0, 0 },  { 0.9, 100, 0, 0 },
          { 0.3, 100, 1, 0 }, { 0.05, 200, 1, 0 }, { 0.3, 60, 0, 0.3 }, { 0.1, 200, 0, 0.2 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double held = cover (cases[i].truth, cases[i].n, cases[i].spread, cases[i].wrong, 400);

      g_test_message ("true share %g, %u texts, spread %g, wrong %g: %.1f %%", cases[i].truth,
                      cases[i].n, cases[i].spread, cases[i].wrong, 100 * held);
      g_assert_cmpfloat (held, >=, 0.925);
    }
}

/* Text by text: each counts 0, 1, 2 … times. Mean and spread must be those of the two throws. */
static void
test_text_by_text (void)
{
  ObsGapTexts texts = { 0 };
  ObsGapCarriers carriers = { 0 };
  double weights[80], sum = 0, sum2 = 0, slow = 0, slow2 = 0, usual;
  gboolean carries[80];
  float draws[OBS_GAP_DRAWS];
  ObsDraw draw;

  obs_draw_init (&draw, 3, 4);
  for (guint i = 0; i < 80; i++)
    {
      weights[i] = exp (obs_draw_normal (&draw) / 1000.0);
      carries[i] = i % 3 == 0;
      obs_gap_add_text (&texts, weights[i], 1);
      if (carries[i])
        obs_gap_add_carrier (&carriers, weights[i], 0);
    }
  usual = texts.weight2 / texts.weight;
  for (guint t = 0; t < OBS_GAP_DRAWS; t++)
    {
      double with = 0, all = 0;

      for (guint i = 0; i < 84; i++)
        {
          double limit = exp (-1), product = uniform (&draw), weight = i < 80 ? weights[i] : usual;
          guint count = 0;

          while (product > limit)
            {
              product *= uniform (&draw);
              count++;
            }
          all += count * weight;
          with += (i < 80 ? carries[i] : i < 82) ? count * weight : 0;
        }
      slow += 100 * with / all;
      slow2 += 1e4 * with * with / all / all;
    }
  obs_gap_draw_share (&texts, &carriers, OBS_GAP_MIDDLE, 1, "x", draws);
  for (guint t = 0; t < OBS_GAP_DRAWS; t++)
    {
      sum += (double) draws[t];
      sum2 += (double) draws[t] * (double) draws[t];
    }
  sum /= OBS_GAP_DRAWS;
  slow /= OBS_GAP_DRAWS;
  g_assert_cmpfloat_with_epsilon (sum, slow, 0.6);
  g_assert_cmpfloat_with_epsilon (sqrt (sum2 / OBS_GAP_DRAWS - sum * sum),
                                  sqrt (slow2 / OBS_GAP_DRAWS - slow * slow), 0.4);
}

static void
range (guint n, guint k, double doubt, double *low, double *high)
{
  ObsGapTexts texts = { 0 };
  ObsGapCarriers carriers = { 0 };
  float draws[OBS_GAP_DRAWS];

  for (guint i = 0; i < n; i++)
    obs_gap_add_text (&texts, 1, 1);
  for (guint i = 0; i < k; i++)
    obs_gap_add_carrier (&carriers, 1, doubt);
  obs_gap_draw_share (&texts, &carriers, OBS_GAP_MIDDLE, 1, "x", draws);
  obs_gap_range (draws, obs_gap_share (&texts, &carriers), low, high);
}

/* None of 20 is not certainly none; doubtful matches widen the range; equal seeds repeat. */
static void
test_ranges (void)
{
  double low, high, low2, high2;

  range (20, 0, 0, &low, &high);
  g_assert_cmpfloat (low, ==, 0);
  g_assert_cmpfloat (high, >, 12);
  g_assert_cmpfloat (high, <, 26);
  range (20, 20, 0, &low, &high);
  g_assert_cmpfloat (high, ==, 100);
  g_assert_cmpfloat (low, <, 88);
  range (200, 80, 0, &low, &high);
  range (200, 80, 0, &low2, &high2);
  g_assert_cmpfloat (low, ==, low2);
  g_assert_cmpfloat (high, ==, high2);
  g_assert_cmpfloat_with_epsilon (high - low, 2 * 1.96 * 100 * sqrt (0.4 * 0.6 / 204), 1.5);
  range (200, 80, 0.4, &low2, &high2);
  g_assert_cmpfloat (high2 - low2, >, 1.2 * (high - low));
}

/* Large sums: as the normal distribution has it. */
static void
test_large (void)
{
  ObsGapTexts texts = { 0 };
  ObsGapCarriers carriers = { 0 };
  ObsGapSum sum = OBS_GAP_SUM_INIT;
  float draws[OBS_GAP_DRAWS];
  double low, high;

  obs_gap_add_text (&texts, 100000, 100000);
  obs_gap_sum_add (&sum, 7000, 100000, 1);
  obs_gap_add_sum (&carriers, &sum, 100000);
  g_assert_cmpfloat_with_epsilon (obs_gap_share (&texts, &carriers), 7, 1e-9);
  obs_gap_draw_share (&texts, &carriers, OBS_GAP_MIDDLE, 1, "x", draws);
  obs_gap_range (draws, 7, &low, &high);
  g_assert_cmpfloat_with_epsilon (high - low, 2 * 1.96 * 100 * sqrt (0.07 * 0.93 / 100000), 0.02);
  /* More mentions than texts are no more than all texts. */
  obs_gap_sum_add (&sum, 200000, 100000, 0.5);
  carriers = (ObsGapCarriers){ 0 };
  obs_gap_add_sum (&carriers, &sum, 100000);
  g_assert_cmpfloat_with_epsilon (obs_gap_share (&texts, &carriers), 100, 1e-9);
  g_assert_cmpfloat_with_epsilon (carriers.most, 100000, 1e-9);
}

static void
test_mean (void)
{
  float draws[OBS_GAP_DRAWS];
  double low, high;

  obs_gap_draw_mean (60, 8, 1, "x", draws);
  obs_gap_range (draws, 60, &low, &high);
  g_assert_cmpfloat_with_epsilon (low, 52, 0.8);
  g_assert_cmpfloat_with_epsilon (high, 68, 0.8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gap/ranges/cover", test_cover);
  g_test_add_func ("/gap/ranges/text-by-text", test_text_by_text);
  g_test_add_func ("/gap/ranges/small", test_ranges);
  g_test_add_func ("/gap/ranges/large", test_large);
  g_test_add_func ("/gap/ranges/mean", test_mean);
  return g_test_run ();
}
