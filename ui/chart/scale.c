/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/scale.h"

#include <math.h>
#include <string.h>

#define MINUS "\xe2\x88\x92" /* U+2212 */

/**
 * obs_linear_at:
 * @value: a value
 *
 * Returns: its place in px, held inside the scale so that no mark leaves the plot; NAN for NAN
 */
double
obs_linear_at (const ObsLinear *scale, double value)
{
  double share;

  if (isnan (value))
    return NAN;
  if (scale->d1 == scale->d0)
    return (scale->r0 + scale->r1) / 2;
  share = (value - scale->d0) / (scale->d1 - scale->d0);
  return scale->r0 + CLAMP (share, 0, 1) * (scale->r1 - scale->r0);
}

/* The value at a place; the opposite of obs_linear_at() inside the scale. */
double
obs_linear_invert (const ObsLinear *scale, double place)
{
  if (scale->r1 == scale->r0)
    return scale->d0;
  return scale->d0 + (place - scale->r0) / (scale->r1 - scale->r0) * (scale->d1 - scale->d0);
}

/**
 * obs_band_init:
 * @n: how many steps
 * @r0: start, px
 * @r1: end, px
 * @fill: share of a step that the band takes, 0 to 1 (0.65 for bars)
 */
void
obs_band_init (ObsBand *band, guint n, double r0, double r1, double fill)
{
  band->n = n;
  band->start = r0;
  band->step = n > 0 ? (r1 - r0) / n : 0;
  band->width = band->step * fill;
}

double
obs_band_start (const ObsBand *band, guint i)
{
  return band->start + i * band->step + (band->step - band->width) / 2;
}

double
obs_band_centre (const ObsBand *band, guint i)
{
  return band->start + (i + 0.5) * band->step;
}

/* Place of point @i of @n, the first at @r0 and the last at @r1; a single one in the middle. */
double
obs_point_at (guint i, guint n, double r0, double r1)
{
  if (n < 2)
    return (r0 + r1) / 2;
  return r0 + (r1 - r0) * i / (n - 1);
}

/* Smallest of 1, 2, 5 x 10^n that is at least @raw. */
static double
nice_step (double raw)
{
  double power = pow (10, floor (log10 (raw)));
  double rest = raw / power;

  /* A hair of room: 0.1 + 0.2 must not ask for the next larger step. */
  if (rest <= 1 + 1e-9)
    return power;
  if (rest <= 2 + 1e-9)
    return 2 * power;
  if (rest <= 5 + 1e-9)
    return 5 * power;
  return 10 * power;
}

static int
decimals_of (double step)
{
  int decimals = (int) -floor (log10 (step) + 1e-9);

  return CLAMP (decimals, 0, 9);
}

/**
 * obs_ticks_nice:
 * @low: smallest value
 * @high: largest value
 * @wanted: about how many ticks; the result is never more than twice that, nor more than
 *   OBS_MAX_TICKS
 *
 * Ticks at 1, 2 or 5 x 10^n that reach from at or below @low to at or above @high. Ends that are
 * not numbers are taken as 0; equal ends are moved one step apart, so that a single value still
 * has an axis around it.
 */
void
obs_ticks_nice (ObsTicks *ticks, double low, double high, guint wanted)
{
  double first, last;

  memset (ticks, 0, sizeof *ticks);
  if (!isfinite (low))
    low = isfinite (high) ? MIN (0, high) : 0;
  if (!isfinite (high))
    high = MAX (0, low);
  if (low > high)
    {
      double swap = low;

      low = high;
      high = swap;
    }
  if (high == low)
    {
      double room = high == 0 ? 1 : fabs (high) / 2;

      low -= low > 0 || low == 0 ? 0 : room;
      high += high >= 0 ? room : 0;
    }
  wanted = CLAMP (wanted, 2, OBS_MAX_TICKS - 2);
  ticks->step = nice_step ((high - low) / wanted);
  first = floor (low / ticks->step + 1e-9);
  last = ceil (high / ticks->step - 1e-9);
  while (last - first + 1 > OBS_MAX_TICKS)
    {
      ticks->step = nice_step (ticks->step * 1.5);
      first = floor (low / ticks->step + 1e-9);
      last = ceil (high / ticks->step - 1e-9);
    }
  /* Multiplied, not added up: the tenth tick has no more error than the first. */
  for (double i = first; i <= last; i += 1)
    ticks->values[ticks->n++] = i * ticks->step + 0.0;
  ticks->decimals = decimals_of (ticks->step);
}

static void
set_ticks (ObsTicks *ticks, double from, double to, double step)
{
  memset (ticks, 0, sizeof *ticks);
  ticks->step = step;
  for (guint i = 0; from + i * step <= to + step * 1e-6 && ticks->n < OBS_MAX_TICKS; i++)
    ticks->values[ticks->n++] = from + i * step;
}

static void
init_open_axis (ObsAxis *axis, double low, double high, double fixed_max, guint wanted,
                gboolean may_cut)
{
  gboolean cut;

  if (!isfinite (high))
    high = 0;
  if (!isfinite (low))
    low = MIN (0, high);
  if (isfinite (fixed_max) && fixed_max > high)
    high = fixed_max;
  /* Only worth it where the values sit in the upper half: else zero costs little and is plainer. */
  cut = may_cut && low > 0 && high > 0 && (high - low) < high / 2;
  obs_ticks_nice (&axis->major, cut ? low : MIN (0, low), high, wanted);
  /* Half a person or advert does not exist. */
  if (axis->major.step < 1 && axis->kind == OBS_AXIS_COUNT)
    set_ticks (&axis->major, cut ? floor (low) : MIN (0, floor (low)), MAX (ceil (high), 1), 1);
  axis->min = axis->major.values[0];
  axis->max = axis->major.values[axis->major.n - 1];
  axis->cut = axis->min > 0;
}

/**
 * obs_axis_init:
 * @kind: what is measured
 * @low: smallest value to be shown, NAN where there is none
 * @high: largest value
 * @fixed_max: for counts and rates: the axis reaches at least here; NAN otherwise
 * @wanted: about how many labelled ticks fit
 * @may_cut: dots and lines of counts may start above 0 (then @axis->cut is set and the words
 *   "axis starts at" must be printed); bars may not
 *
 * Scores run from 1 to 10 and shares and indices from 0 to 100, whatever the data.
 */
void
obs_axis_init (ObsAxis *axis, ObsAxisKind kind, double low, double high, double fixed_max,
               guint wanted, gboolean may_cut)
{
  memset (axis, 0, sizeof *axis);
  axis->kind = kind;
  switch (kind)
    {
    case OBS_AXIS_SCORE:
      axis->min = 1;
      axis->max = 10;
      set_ticks (&axis->major, 1, 10, 3);
      set_ticks (&axis->minor, 1, 10, 1);
      break;
    case OBS_AXIS_SHARE:
    case OBS_AXIS_INDEX:
      axis->max = 100;
      set_ticks (&axis->major, 0, 100, wanted < 4 ? 50 : 20);
      break;
    case OBS_AXIS_COUNT:
    case OBS_AXIS_RATE:
    case OBS_AXIS_NONE:
      init_open_axis (axis, low, high, fixed_max, wanted, may_cut);
      break;
    }
}

/**
 * obs_axis_trim:
 * @high: largest value
 *
 * Ends an axis of counts or rates a little past its data, where each mark has its value printed:
 * the last label then stands before the end.
 */
void
obs_axis_trim (ObsAxis *axis, double high)
{
  if ((axis->kind != OBS_AXIS_COUNT && axis->kind != OBS_AXIS_RATE) || !(high > 0)
      || axis->major.n < 3)
    return;
  high *= 1.02;
  if (high >= axis->max)
    return;
  axis->max = high;
  while (axis->major.n > 2 && axis->major.values[axis->major.n - 1] > high)
    axis->major.n--;
  axis->max = fmax (high, axis->major.values[axis->major.n - 1]);
}

/* The axis of all rows and references of a figure; values that no mark may show do not count. */
void
obs_axis_for_figure (ObsAxis *axis, const ObsFigure *figure, guint wanted, gboolean may_cut)
{
  double low = INFINITY, high = -INFINITY;

  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);
      const ObsFigureSeries *series = obs_figure_find_series (figure, row->series);
      const double values[] = { row->estimate, row->low, row->high };

      if (series != NULL
          && (series->role == OBS_ROLE_COUNT || series->role == OBS_ROLE_GAP
              || series->role == OBS_ROLE_COLUMN))
        continue;
      for (guint k = 0; k < G_N_ELEMENTS (values); k++)
        if (isfinite (values[k]))
          {
            low = MIN (low, values[k]);
            high = MAX (high, values[k]);
          }
    }
  for (guint i = 0; i < figure->references->len; i++)
    {
      const ObsReference *reference = g_ptr_array_index (figure->references, i);

      if (isfinite (reference->value))
        {
          low = MIN (low, reference->value);
          high = MAX (high, reference->value);
        }
    }
  obs_axis_init (axis, figure->axis, low, high, figure->axis_max, wanted, may_cut);
}

/**
 * obs_number_format:
 * @decimals: places after the point
 * @sign: put "+" before positive numbers
 *
 * Returns: (transfer full): the number as people read it: thousands comma, a true minus, the same
 *   in every locale. "" for NAN. The one place to change if numbers are ever localised.
 */
char *
obs_number_format (double value, int decimals, gboolean sign)
{
  char plain[G_ASCII_DTOSTR_BUF_SIZE + 320], pattern[16];
  GString *text;
  gsize whole;

  if (!isfinite (value))
    return g_strdup ("");
  g_snprintf (pattern, sizeof pattern, "%%.%df", CLAMP (decimals, 0, 9));
  g_ascii_formatd (plain, sizeof plain, pattern, fabs (value));
  text = g_string_new (plain);
  whole = strcspn (plain, ".");
  for (gsize i = whole; i > 3; i -= 3)
    g_string_insert (text, (gssize) (i - 3), ",");
  /* What rounds to zero has no sign: "-0" would be a claim. */
  if (strspn (plain, "0.") < strlen (plain))
    {
      if (value < 0)
        g_string_prepend (text, MINUS);
      else if (sign)
        g_string_prepend_c (text, '+');
    }
  return g_string_free (text, FALSE);
}

/* Label of a tick of @axis. */
char *
obs_tick_format (const ObsAxis *axis, double value)
{
  return obs_number_format (value, axis->major.decimals, FALSE);
}

/**
 * obs_value_format:
 * @kind: what is measured
 * @sign: put "+" before positive numbers (differences)
 *
 * Returns: (transfer full): a value as printed beside its mark: scores with one decimal, shares as
 *   whole per cent, indices whole, counts with a thousands comma, rates whole from 10 on
 */
char *
obs_value_format (ObsAxisKind kind, double value, gboolean sign)
{
  switch (kind)
    {
    case OBS_AXIS_SCORE:
      return obs_number_format (value, 1, sign);
    case OBS_AXIS_SHARE:
      {
        g_autofree char *number = obs_number_format (value, 0, sign);

        return *number != '\0' ? g_strconcat (number, "%", NULL) : g_strdup ("");
      }
    case OBS_AXIS_RATE:
      return obs_number_format (value, fabs (value) < 9.95 && value != round (value) ? 1 : 0, sign);
    case OBS_AXIS_INDEX:
    case OBS_AXIS_COUNT:
    case OBS_AXIS_NONE:
    default:
      return obs_number_format (value, 0, sign);
    }
}

/**
 * obs_line_thin:
 * @x: places in px, rising
 * @y: places in px
 * @n: how many
 * @kept: (array length=n) (out caller-allocates): numbers of the points to draw
 *
 * Keeps first, smallest, largest and last point of each column of pixels, in their order, so that
 * a long line looks the same and joins the same neighbours at a fraction of the cost. @y must have
 * no NAN: a line is thinned between its gaps.
 *
 * Returns: how many are kept, at most four a pixel column
 */
guint
obs_line_thin (const double *x, const double *y, guint n, guint *kept)
{
  guint n_kept = 0;

  for (guint from = 0, to; from < n; from = to)
    {
      double column = floor (x[from]);
      guint picks[4], low = from, high = from;

      for (to = from; to < n && floor (x[to]) == column; to++)
        {
          if (y[to] < y[low])
            low = to;
          if (y[to] > y[high])
            high = to;
        }
      picks[0] = from;
      picks[1] = MIN (low, high);
      picks[2] = MAX (low, high);
      picks[3] = to - 1;
      for (guint k = 0; k < 4; k++)
        if (k == 0 || picks[k] != picks[k - 1])
          kept[n_kept++] = picks[k];
    }
  return n_kept;
}

static int
compare_places (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const double *places = user_data;
  guint i = *(const guint *) a, j = *(const guint *) b;

  if (places[i] < places[j])
    return -1;
  if (places[i] > places[j])
    return 1;
  return i < j ? -1 : i > j;
}

/**
 * obs_push_apart:
 * @places: (array length=n) (inout): middles of labels, px
 * @sizes: their heights
 * @n: how many
 * @low: upper end of the room for them
 * @high: lower end
 *
 * Moves labels as little as needed so that none overlaps another and all lie in the room; their
 * order stays. Where the room is too small for all they fill it from @low on and run out at the
 * end.
 */
void
obs_push_apart (double *places, const double *sizes, guint n, double low, double high)
{
  g_autofree guint *order = g_new (guint, MAX (n, 1));
  double edge = low;

  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) n, sizeof *order, compare_places, places);
  for (guint i = 0; i < n; i++)
    {
      guint at = order[i];

      places[at] = MAX (places[at], edge + sizes[at] / 2);
      edge = places[at] + sizes[at] / 2;
    }
  edge = high;
  for (guint i = n; i-- > 0;)
    {
      guint at = order[i];

      if (places[at] + sizes[at] / 2 <= edge)
        break;
      places[at] = edge - sizes[at] / 2;
      edge = places[at] - sizes[at] / 2;
    }
  /* Too many: start at the top again, rather than run out above. */
  if (n > 0 && places[order[0]] - sizes[order[0]] / 2 < low - 1e-6)
    {
      edge = low;
      for (guint i = 0; i < n; i++)
        {
          places[order[i]] = edge + sizes[order[i]] / 2;
          edge += sizes[order[i]];
        }
    }
}
