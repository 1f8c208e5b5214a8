/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/draw.h"

#include <string.h>

void
obs_draw_init (ObsDraw *draw, guint64 seed, guint64 stream)
{
  draw->state = 0;
  draw->stream = (stream << 1) | 1;
  obs_draw_next (draw);
  draw->state += seed;
  obs_draw_next (draw);
}

void
obs_draw_init_label (ObsDraw *draw, guint64 seed, const char *label)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325); /* FNV-1a, 64 bits */

  for (const char *p = label; *p != '\0'; p++)
    hash = (hash ^ (guchar) *p) * G_GUINT64_CONSTANT (0x100000001b3);
  obs_draw_init (draw, seed, hash);
}

guint32
obs_draw_next (ObsDraw *draw)
{
  guint64 old = draw->state;
  guint32 mixed = (guint32) (((old >> 18) ^ old) >> 27);
  guint32 turn = (guint32) (old >> 59);

  draw->state = old * G_GUINT64_CONSTANT (6364136223846793005) + draw->stream;
  return (mixed >> turn) | (mixed << ((32 - turn) & 31));
}

guint32
obs_draw_below (ObsDraw *draw, guint32 bound)
{
  guint32 threshold = (0u - bound) % bound; /* numbers below it would make some results likelier */
  guint32 value;

  do
    value = obs_draw_next (draw);
  while (value < threshold);
  return value % bound;
}

int
obs_draw_normal (ObsDraw *draw)
{
  gint64 sum = 0;

  /* Irwin-Hall: twelve uniform numbers have mean 6 and variance 1. */
  for (int i = 0; i < 12; i++)
    sum += obs_draw_next (draw) >> 16;
  return (int) (sum * 1000 / 65536) - 6000;
}

void
obs_draw_shuffle (ObsDraw *draw, guint *values, guint n)
{
  for (guint i = n; i > 1; i--)
    {
      guint j = obs_draw_below (draw, i);
      guint swap = values[i - 1];

      values[i - 1] = values[j];
      values[j] = swap;
    }
}

int
obs_draw_quantile (guint rank, guint n)
{
  /* Upper half of the standard normal distribution: probability in 1/10,000, quantile in 1/1,000.
   */
  static const struct
  {
    int probability, quantile;
  } table[] = {
    { 5000, 0 },    { 5500, 126 },  { 6000, 253 },  { 6500, 385 },  { 7000, 524 },   { 7500, 674 },
    { 8000, 842 },  { 8500, 1036 }, { 9000, 1282 }, { 9250, 1440 }, { 9500, 1645 },  { 9700, 1881 },
    { 9800, 2054 }, { 9900, 2326 }, { 9950, 2576 }, { 9990, 3090 }, { 10000, 3719 },
  };
  int probability = (int) ((2 * (guint64) rank + 1) * 5000 / n);
  int sign = probability < 5000 ? -1 : 1;
  guint i = 1;

  if (sign < 0)
    probability = 10000 - probability;
  while (i + 1 < G_N_ELEMENTS (table) && table[i].probability < probability)
    i++;
  return sign
         * (table[i - 1].quantile
            + (table[i].quantile - table[i - 1].quantile) * (probability - table[i - 1].probability)
                  / (table[i].probability - table[i - 1].probability));
}

/* Largest whole number whose square is at most @square. */
static int
whole_root (int square)
{
  int root = 0;

  while ((root + 1) * (root + 1) <= square)
    root++;
  return root;
}

/* @value / @unit to the nearest whole number, halves upwards; @unit > 0. */
static gint64
divide_round (gint64 value, gint64 unit)
{
  gint64 up = 2 * value + unit;
  gint64 quotient = up / (2 * unit);

  return up % (2 * unit) < 0 ? quotient - 1 : quotient;
}

void
obs_order_by_tendency (const int *tendency, guint n, guint *order)
{
  for (guint i = 0; i < n; i++)
    {
      guint at = i;

      for (; at > 0 && tendency[order[at - 1]] < tendency[i]; at--)
        order[at] = order[at - 1];
      order[at] = i;
    }
}

/* Moves answers by single steps until they add up to @total, each time the one that rounding has
 * wronged most. @ideal is in thousandths of a step, @steps counts from the low end. */
static void
meet_total (const int *ideal, guint n, int n_steps, gint64 total, int *steps)
{
  gint64 sum = 0;

  for (guint i = 0; i < n; i++)
    sum += steps[i];
  while (sum != total)
    {
      int way = sum < total ? 1 : -1;
      guint best = n;
      int best_wrong = 0;

      for (guint i = 0; i < n; i++)
        {
          int wrong = way * (ideal[i] - 1000 * steps[i]);

          if ((way > 0 ? steps[i] < n_steps : steps[i] > 0) && (best == n || wrong > best_wrong))
            {
              best = i;
              best_wrong = wrong;
            }
        }
      if (best == n) /* all stand at the end of the scale */
        return;
      steps[best] += way;
      sum += way;
    }
}

void
obs_draw_scores (ObsDraw *draw, const ObsScale *scale, const int *tendency, guint n, int *answers)
{
  g_autofree guint *order = g_new (guint, n);
  g_autofree int *ideal = g_new (int, n);
  int n_steps = (scale->high - scale->low) / scale->step;
  int noise = whole_root (10000 - scale->bell * scale->bell);
  gint64 total;

  obs_order_by_tendency (tendency, n, order);
  for (guint rank = 0; rank < n; rank++)
    {
      guint i = order[n - 1 - rank];
      int normal
          = (scale->bell * obs_draw_quantile (rank, n) + noise * obs_draw_normal (draw)) / 100;
      gint64 value = scale->mean - 1000 * scale->low + (gint64) scale->sd * normal / 1000;

      ideal[i] = (int) (value / scale->step);
      answers[i] = (int) CLAMP (divide_round (ideal[i], 1000), 0, n_steps);
    }
  total = divide_round ((gint64) n * (scale->mean - 1000 * scale->low), 1000 * scale->step);
  meet_total (ideal, n, n_steps, total, answers);
  for (guint i = 0; i < n; i++)
    answers[i] = scale->low + scale->step * answers[i];
}

void
obs_share_counts (guint n, const int *shares, guint n_options, int *carry, guint *counts)
{
  gint64 cumulated = 0;
  gint64 before = 0;

  for (guint i = 0; i < n_options; i++)
    {
      gint64 ideal, here;

      cumulated += shares[i];
      ideal = n * cumulated + carry[i];
      here = CLAMP (divide_round (ideal, OBS_WHOLE), before, before + n);
      carry[i] = (int) (ideal - here * OBS_WHOLE);
      counts[i] = (guint) (here - before);
      before = here;
    }
}

/* Exchanges one option between two businesses where each lacks the other's. */
static void
exchange (guint8 *a, guint8 *b, guint give, guint take)
{
  if (a[give] && !b[give] && b[take] && !a[take])
    {
      a[give] = b[take] = 0;
      b[give] = a[take] = 1;
    }
}

void
obs_draw_deal (ObsDraw *draw, guint n, const guint *counts, guint n_options, guint8 *chosen)
{
  guint at = 0;

  memset (chosen, 0, (gsize) n * n_options);
  /* Round the table: as no option has more than n cards, nobody gets the same one twice. */
  for (guint option = 0; option < n_options; option++)
    for (guint k = 0; k < counts[option]; k++)
      chosen[(gsize) (at++ % n) * n_options + option] = 1;
  /* Then mix hands, since neighbours would otherwise always hold the same options. */
  for (guint turn = 0; turn < 40 * n; turn++)
    {
      guint a = obs_draw_below (draw, n);
      guint b = obs_draw_below (draw, n);
      guint give = obs_draw_below (draw, n_options);
      guint take = obs_draw_below (draw, n_options);

      exchange (chosen + (gsize) a * n_options, chosen + (gsize) b * n_options, give, take);
    }
}
