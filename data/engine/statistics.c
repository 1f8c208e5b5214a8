/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/statistics.h"

#include <math.h>

static const ObsInterval nothing = { NAN, NAN, NAN };

/* Regularised incomplete beta function I_x(a, b) by Lentz's continued fraction (Numerical
 * mathematics standard; converges fast for x < (a + 1) / (a + b + 2)). */
static double
beta_fraction (double a, double b, double x)
{
  const double tiny = 1e-300;
  double c = 1, d = 1 - (a + b) * x / (a + 1), result;

  d = fabs (d) < tiny ? 1 / tiny : 1 / d;
  result = d;
  for (int m = 1; m <= 300; m++)
    {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      double factor;

      d = 1 + even * d;
      c = 1 + even / c;
      d = fabs (d) < tiny ? 1 / tiny : 1 / d;
      c = fabs (c) < tiny ? tiny : c;
      result *= d * c;
      d = 1 + odd * d;
      c = 1 + odd / c;
      d = fabs (d) < tiny ? 1 / tiny : 1 / d;
      c = fabs (c) < tiny ? tiny : c;
      factor = d * c;
      result *= factor;
      if (fabs (factor - 1) < 1e-14)
        break;
    }
  return result;
}

static double
incomplete_beta (double a, double b, double x)
{
  double front;

  if (x <= 0)
    return 0;
  if (x >= 1)
    return 1;
  front = exp (lgamma (a + b) - lgamma (a) - lgamma (b) + a * log (x) + b * log1p (-x));
  if (x < (a + 1) / (a + b + 2))
    return front * beta_fraction (a, b, x) / a;
  return 1 - front * beta_fraction (b, a, 1 - x) / b;
}

/* Student's t distribution function. */
static double
t_cdf (double t, double df)
{
  double tail = 0.5 * incomplete_beta (df / 2, 0.5, df / (df + t * t));

  return t > 0 ? 1 - tail : tail;
}

/**
 * obs_normal_quantile:
 * @p: probability, above 0 and below 1
 *
 * Returns: the point below which a standard normal variable lies with probability @p, by bisection
 *   on erfc() to the last bits; NAN outside (0, 1)
 */
double
obs_normal_quantile (double p)
{
  double low = -40, high = 40;

  if (!(p > 0 && p < 1))
    return NAN;
  for (int i = 0; i < 200; i++)
    {
      double middle = (low + high) / 2;

      if (0.5 * erfc (-middle / sqrt (2)) < p)
        low = middle;
      else
        high = middle;
    }
  return (low + high) / 2;
}

/**
 * obs_t_quantile:
 * @p: probability, above 0 and below 1
 * @df: degrees of freedom, above 0; need not be whole (Welch)
 *
 * Returns: the point below which Student's t lies with probability @p; NAN outside the domain
 */
double
obs_t_quantile (double p, double df)
{
  double low = -1e6, high = 1e6;

  if (!(p > 0 && p < 1) || !(df > 0))
    return NAN;
  for (int i = 0; i < 200; i++)
    {
      double middle = (low + high) / 2;

      if (t_cdf (middle, df) < p)
        low = middle;
      else
        high = middle;
    }
  return (low + high) / 2;
}

double
obs_moments_mean (const ObsMoments *m)
{
  return m->n > 0 ? m->sum / m->n : NAN;
}

/* Standard deviation with n - 1; NAN below two answers. */
double
obs_moments_sd (const ObsMoments *m)
{
  double variance;

  if (m->n < 2)
    return NAN;
  variance = (m->sum2 - m->sum * m->sum / m->n) / (m->n - 1);
  return variance > 0 ? sqrt (variance) : 0;
}

/**
 * obs_share_interval:
 * @k: how many of them
 * @n: how many answered
 * @level: for example 0.95
 *
 * Wilson's score interval (Wilson 1927), in per cent, never outside 0 to 100.
 *
 * Returns: estimate and range in per cent; all NAN where @n is 0 or @k does not lie in it
 */
ObsInterval
obs_share_interval (int k, int n, double level)
{
  double z, p, centre, half, scale;

  if (n <= 0 || k < 0 || k > n)
    return nothing;
  z = obs_normal_quantile (1 - (1 - level) / 2);
  p = (double) k / n;
  scale = 1 + z * z / n;
  centre = (p + z * z / (2.0 * n)) / scale;
  half = z * sqrt (p * (1 - p) / n + z * z / (4.0 * n * n)) / scale;
  return (ObsInterval){ 100 * p, k == 0 ? 0 : 100 * MAX (0, centre - half),
                        k == n ? 100 : 100 * MIN (1, centre + half) };
}

/**
 * obs_mean_interval:
 * @m: answers
 * @level: for example 0.95
 * @min: lowest possible answer
 * @max: highest possible answer
 *
 * Student's t interval of a mean, clamped to the scale.
 *
 * Returns: estimate and range; the range is NAN below two answers
 */
ObsInterval
obs_mean_interval (const ObsMoments *m, double level, double min, double max)
{
  ObsInterval result = nothing;
  double half;

  if (m->n <= 0)
    return result;
  result.estimate = m->sum / m->n;
  if (m->n < 2)
    return result;
  half = obs_t_quantile (1 - (1 - level) / 2, m->n - 1) * obs_moments_sd (m) / sqrt (m->n);
  result.low = MAX (min, result.estimate - half);
  result.high = MIN (max, result.estimate + half);
  return result;
}

/**
 * obs_share_difference:
 *
 * First share less the second one, of different groups, by Newcombe's hybrid score method (1998,
 * method 10): built from the two Wilson ranges.
 *
 * Returns: difference and range in percentage points
 */
ObsInterval
obs_share_difference (int k1, int n1, int k2, int n2, double level)
{
  return obs_interval_difference (obs_share_interval (k1, n1, level),
                                  obs_share_interval (k2, n2, level));
}

/**
 * obs_interval_difference:
 * @a: an estimate with its range
 * @b: an independent one on the same scale
 *
 * Range of @a less @b from their own ranges: square-and-add (MOVER: Newcombe 1998; Zou and Donner
 * 2008).
 *
 * Returns: difference and range; NAN where a part is
 */
ObsInterval
obs_interval_difference (ObsInterval a, ObsInterval b)
{
  double d = a.estimate - b.estimate;

  return (ObsInterval){ d, d - hypot (a.estimate - a.low, b.high - b.estimate),
                        d + hypot (a.high - a.estimate, b.estimate - b.low) };
}

/**
 * obs_mean_difference:
 *
 * Mean of @a less mean of @b, different groups, by Welch's t interval (Welch 1947, with the degrees
 * of freedom of Satterthwaite).
 *
 * Returns: difference and range; the range is NAN where a group has fewer than two answers
 */
ObsInterval
obs_mean_difference (const ObsMoments *a, const ObsMoments *b, double level)
{
  ObsInterval result = nothing;
  double va, vb, se, df, half;

  if (a->n <= 0 || b->n <= 0)
    return result;
  result.estimate = obs_moments_mean (a) - obs_moments_mean (b);
  if (a->n < 2 || b->n < 2)
    return result;
  va = obs_moments_sd (a) * obs_moments_sd (a) / a->n;
  vb = obs_moments_sd (b) * obs_moments_sd (b) / b->n;
  se = sqrt (va + vb);
  if (!(se > 0))
    {
      result.low = result.high = result.estimate;
      return result;
    }
  df = (va + vb) * (va + vb) / (va * va / (a->n - 1) + vb * vb / (b->n - 1));
  half = obs_t_quantile (1 - (1 - level) / 2, df) * se;
  result.low = result.estimate - half;
  result.high = result.estimate + half;
  return result;
}

/* TRUE when the range is known and @value lies outside it. */
gboolean
obs_interval_excludes (ObsInterval interval, double value)
{
  return interval.low > value || interval.high < value;
}
