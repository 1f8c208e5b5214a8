/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "data/ingest/draw.h"
#include "tests/begin.h"

#include <stdlib.h>

/* The first numbers that the paper's own program prints for seed 42, stream 54. */
static void
test_reference (void)
{
  const guint32 expected[]
      = { 0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e };
  ObsDraw draw;

  obs_draw_init (&draw, 42, 54);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (obs_draw_next (&draw), ==, expected[i]);
}

static void
test_labels (void)
{
  ObsDraw a, b, c;

  obs_draw_init_label (&a, 7, "one");
  obs_draw_init_label (&b, 7, "one");
  obs_draw_init_label (&c, 7, "two");
  for (int i = 0; i < 100; i++)
    {
      guint32 number = obs_draw_next (&a);

      g_assert_cmpuint (number, ==, obs_draw_next (&b));
      g_assert_cmpuint (number, !=, obs_draw_next (&c));
    }
}

static void
test_below (void)
{
  guint seen[7] = { 0 };
  ObsDraw draw;

  obs_draw_init (&draw, 1, 1);
  for (int i = 0; i < 70000; i++)
    seen[obs_draw_below (&draw, 7)]++;
  for (int i = 0; i < 7; i++)
    g_assert_cmpint (abs ((int) seen[i] - 10000), <, 400); /* four standard errors */
  g_assert_cmpuint (obs_draw_below (&draw, 1), ==, 0);
}

static void
test_normal (void)
{
  gint64 sum = 0;
  gint64 sum2 = 0;
  const int n = 50000;
  ObsDraw draw;

  obs_draw_init (&draw, 3, 5);
  for (int i = 0; i < n; i++)
    {
      int value = obs_draw_normal (&draw);

      g_assert_cmpint (abs (value), <=, 6000);
      sum += value;
      sum2 += (gint64) value * value;
    }
  g_assert_cmpint (llabs (sum / n), <, 20);
  g_assert_cmpint (llabs (sum2 / n - 1000000), <, 30000);
}

static void
test_quantile (void)
{
  for (guint n = 1; n <= 200; n++)
    for (guint rank = 0; rank < n; rank++)
      {
        int value = obs_draw_quantile (rank, n);

        g_assert_cmpint (abs (value + obs_draw_quantile (n - 1 - rank, n)), <=, 60);
        g_assert_cmpint (abs (value), <, 3720);
        if (rank > 0)
          g_assert_cmpint (value, >=, obs_draw_quantile (rank - 1, n));
      }
  g_assert_cmpint (obs_draw_quantile (0, 1), ==, 0);
  g_assert_cmpint (abs (obs_draw_quantile (19, 20) - 1960), <, 15);
}

static void
test_order (void)
{
  const int tendency[] = { 5, -2, 9, 5, 0 };
  const guint expected[] = { 2, 0, 3, 4, 1 };
  guint order[5];

  obs_order_by_tendency (tendency, 5, order);
  for (int i = 0; i < 5; i++)
    g_assert_cmpuint (order[i], ==, expected[i]);
}

/* Whatever the mean, the spread and the base: within half a step of n times the mean. */
static void
test_scores (void)
{
  for (int mean = 1000; mean <= 10000; mean += 130)
    for (guint n = 1; n <= 52; n += 3)
      {
        ObsScale scale = { mean, 300 + (mean * 7) % 2500, 1, 10, 1, 90 };
        int tendency[52], answers[52];
        int sum = 0;
        ObsDraw draw;

        obs_draw_init (&draw, (guint64) mean, n);
        for (guint i = 0; i < n; i++)
          tendency[i] = obs_draw_normal (&draw);
        obs_draw_scores (&draw, &scale, tendency, n, answers);
        for (guint i = 0; i < n; i++)
          {
            g_assert_cmpint (answers[i], >=, 1);
            g_assert_cmpint (answers[i], <=, 10);
            sum += answers[i];
          }
        g_assert_cmpint (abs (1000 * sum - (int) n * mean), <=, 500);
      }
}

static void
test_scores_per_cent (void)
{
  ObsScale scale = { 66500, 26000, 0, 100, 5, 90 };
  int tendency[40], answers[40];
  int sum = 0;
  ObsDraw draw;

  obs_draw_init (&draw, 8, 8);
  for (int i = 0; i < 40; i++)
    tendency[i] = i;
  obs_draw_scores (&draw, &scale, tendency, 40, answers);
  for (int i = 0; i < 40; i++)
    {
      g_assert_cmpint (answers[i] % 5, ==, 0);
      sum += answers[i];
    }
  g_assert_cmpint (abs (10 * sum - 40 * 665), <=, 25);
  g_assert_cmpint (answers[0], <, answers[39]); /* the order of the tendencies is kept */
}

/* Cumulated over many sectors, no group of neighbours strays by an answer or more. */
static void
test_counts (void)
{
  const int shares[] = { 900, 2450, 3810, 2200, 640 };
  int carry[5] = { 0 };
  gint64 got[5] = { 0 };
  gint64 n_all = 0;

  for (guint n = 17; n < 60; n++)
    {
      guint counts[5];
      guint sum = 0;

      obs_share_counts (n, shares, 5, carry, counts);
      n_all += n;
      for (int i = 0; i < 5; i++)
        {
          sum += counts[i];
          got[i] += counts[i];
        }
      g_assert_cmpuint (sum, ==, n);
      for (int from = 0; from < 5; from++)
        {
          gint64 off = 0;

          for (int to = from; to < 5; to++)
            {
              off += got[to] * OBS_WHOLE - n_all * shares[to];
              g_assert_cmpint (llabs (off), <=, OBS_WHOLE);
            }
        }
    }
}

static void
test_deal (void)
{
  const guint counts[] = { 31, 24, 19, 16, 0, 3 };
  guint8 chosen[31 * 6];
  guint got[6] = { 0 };
  ObsDraw draw;

  obs_draw_init (&draw, 5, 6);
  obs_draw_deal (&draw, 31, counts, 6, chosen);
  for (int i = 0; i < 31; i++)
    {
      int hand = 0;

      for (int c = 0; c < 6; c++)
        {
          hand += chosen[i * 6 + c];
          got[c] += chosen[i * 6 + c];
        }
      g_assert_cmpint (hand, ==, 3);
    }
  for (int c = 0; c < 6; c++)
    g_assert_cmpuint (got[c], ==, counts[c]);
}

int
main (int argc, char *argv[])
{
  test_begin (&argc, &argv);
  g_test_add_func ("/panel/draw/reference", test_reference);
  g_test_add_func ("/panel/draw/labels", test_labels);
  g_test_add_func ("/panel/draw/below", test_below);
  g_test_add_func ("/panel/draw/normal", test_normal);
  g_test_add_func ("/panel/draw/quantile", test_quantile);
  g_test_add_func ("/panel/draw/order", test_order);
  g_test_add_func ("/panel/draw/scores", test_scores);
  g_test_add_func ("/panel/draw/per-cent", test_scores_per_cent);
  g_test_add_func ("/panel/draw/counts", test_counts);
  g_test_add_func ("/panel/draw/deal", test_deal);
  return g_test_run ();
}
