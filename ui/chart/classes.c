/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/map.h"

#include "ui/chart/scale.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The value as it is printed: a class must agree with the number beside it. */
static double
printed (double value)
{
  if (fabs (value) < 9.95)
    return round (value * 10) / 10;
  return round (value);
}

/**
 * obs_classes_init:
 * @values: (array length=n): values; what is not a number does not count
 *
 * Four plain breaks, one step of 1, 2 or 5 x 10^n apart, laid round the middle of the values so
 * that the outer classes hold the extremes.
 */
void
obs_classes_init (ObsClasses *classes, const double *values, guint n)
{
  double low = INFINITY, high = -INFINITY, first, grain;
  ObsTicks ticks;

  memset (classes, 0, sizeof *classes);
  for (guint i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        low = fmin (low, values[i]);
        high = fmax (high, values[i]);
      }
  if (!isfinite (low))
    low = high = 0;
  if (high - low < 0.5)
    high = low + 0.5;
  obs_ticks_nice (&ticks, 0, high - low, OBS_N_CLASSES);
  /* Half a step is still a plain number where it is whole. */
  grain = fmod (ticks.step / 2, 1) == 0 ? ticks.step / 2 : ticks.step;
  first = round (((low + high) / 2 - 1.5 * ticks.step) / grain) * grain;
  if (low >= 0 && first <= 0)
    first = ticks.step;
  for (guint i = 0; i < OBS_N_CLASSES - 1; i++)
    classes->breaks[i] = first + i * ticks.step;
  classes->decimals = ticks.decimals;
}

/* Class of a value, 0 to 4, or -1 where there is no value. */
int
obs_classes_find (const ObsClasses *classes, double value)
{
  int found = 0;

  if (!isfinite (value))
    return -1;
  while (found < OBS_N_CLASSES - 1 && printed (value) >= classes->breaks[found] - 1e-9)
    found++;
  return found;
}

char *
obs_classes_label (const ObsClasses *classes, guint i)
{
  g_autofree char *from = NULL, *to = NULL;
  double unit = pow (10, -classes->decimals);

  if (i == 0)
    {
      to = obs_number_format (classes->breaks[0], classes->decimals, FALSE);
      /* Translators: first class of a map: all values below a number. */
      return g_strdup_printf (_ ("under %s"), to);
    }
  from = obs_number_format (classes->breaks[i - 1], classes->decimals, FALSE);
  if (i == OBS_N_CLASSES - 1)
    /* Translators: last class of a map: all values from a number up. */
    return g_strdup_printf (_ ("%s and over"), from);
  if (classes->breaks[i] - unit <= classes->breaks[i - 1] + unit / 2)
    return g_steal_pointer (&from);
  to = obs_number_format (classes->breaks[i] - unit, classes->decimals, FALSE);
  return g_strdup_printf (_ ("%s to %s"), from, to);
}

/* Place of a value on a strip of equal classes, 0 to 1; the outer classes are one step wide. */
double
obs_classes_place (const ObsClasses *classes, double value)
{
  double step = classes->breaks[1] - classes->breaks[0];
  double low = classes->breaks[0] - step;

  return CLAMP ((value - low) / (step * OBS_N_CLASSES), 0.02, 0.98);
}
