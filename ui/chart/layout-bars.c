/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/plane.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* RB: bars from 0, the value at the end of each. */

enum
{
  ROW = 28,      /* px, one bar */
  MORE_BAR = 20, /* each further bar of the same thing */
  OPEN_END = 12, /* part of a rounded bar that is left open */
  CAP = 6,
};

typedef struct
{
  ObsLayout *layout;
  ObsPlane plot;
  ObsLabels labels;
  GPtrArray *lines;
  gboolean stacked;             /* names above their bars */
  const ObsFigureSeries *count; /* numbers printed beside, or NULL */
  double count_w;
  double value_w; /* room for the widest value at the end of a bar */
} Bars;

static char *
value_text (const Bars *bars, const ObsFigureRow *row, const ObsMarkRule *rule)
{
  const ObsFigure *figure = bars->layout->figure;

  if (rule->words != NULL)
    return g_strdup (rule->words);
  if (rule->band)
    {
      g_autofree char *low = obs_value_format (figure->axis, row->low, FALSE);
      g_autofree char *high = obs_value_format (figure->axis, row->high, FALSE);

      return g_strdup_printf (_ ("%s to %s"), low, high);
    }
  return obs_value_format (figure->axis, row->estimate, FALSE);
}

static gboolean
is_count (const Bars *bars, guint row)
{
  return bars->count != NULL
         && g_strcmp0 (obs_figure_row (bars->layout->figure, row)->series, bars->count->key) == 0;
}

static guint
n_bars (const Bars *bars, const ObsLine *line)
{
  guint n = 0;

  for (guint i = 0; i < line->rows->len; i++)
    n += !is_count (bars, g_array_index (line->rows, guint, i));
  return MAX (n, 1);
}

/* The widest value decides how far the axis reaches: values stand behind their bars. */
static void
measure_values (Bars *bars)
{
  const ObsFigure *figure = bars->layout->figure;
  double most = (bars->layout->right - bars->layout->left) * 0.3;

  for (guint i = 0; i < figure->series->len; i++)
    if (((const ObsFigureSeries *) g_ptr_array_index (figure->series, i))->role == OBS_ROLE_COUNT)
      bars->count = g_ptr_array_index (figure->series, i);
  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);
      ObsMarkRule rule;
      g_autofree char *text = NULL;
      double w;

      obs_mark_rule_init (&rule, figure, row, bars->layout->options);
      text = value_text (bars, row, &rule);
      w = obs_text_width (bars->layout->measure, OBS_FONT_NUMBER, text);
      if (is_count (bars, i))
        bars->count_w = fmax (bars->count_w, w);
      else if (rule.mark || rule.bound)
        bars->value_w = fmax (bars->value_w, fmin (w, most));
      obs_mark_rule_clear (&rule);
    }
  if (bars->count != NULL)
    bars->count_w = fmax (
        bars->count_w, obs_text_width (bars->layout->measure, OBS_FONT_NUMBER, bars->count->label));
}

static void
init_plot (Bars *bars)
{
  ObsLayout *layout = bars->layout;
  double s = layout->scale, w = layout->right - layout->left, x0 = layout->left;
  double end = layout->right - bars->value_w - 12 * s;

  bars->count_w = fmin (bars->count_w, w * 0.25);
  if (bars->count_w > 0)
    end -= bars->count_w + 16 * s;
  obs_labels_init (&bars->labels, layout, bars->lines, bars->stacked ? w : w * 0.42);
  if (bars->stacked)
    bars->labels.wrap = w - bars->labels.chip;
  else
    x0 += bars->labels.w + 16 * s;
  obs_plane_init (&bars->plot, layout, x0, fmax (end, x0 + 24 * s), FALSE);
  obs_plane_trim (&bars->plot);
  if (bars->count_w > 0)
    bars->plot.right = layout->right - bars->count_w - 6 * s;
}

static double
place_lines (Bars *bars)
{
  ObsLayout *layout = bars->layout;
  double s = layout->scale, y = bars->plot.rows;

  for (guint i = 0; i < bars->lines->len; i++)
    {
      ObsLine *line = g_ptr_array_index (bars->lines, i);
      double label = obs_labels_height (&bars->labels, layout, line);
      double strip = (ROW + (n_bars (bars, line) - 1) * MORE_BAR) * s;

      if (obs_labels_starts_group (bars->lines, i))
        y = obs_plane_leave_group (&bars->plot, line->group, y, bars->labels.heading);
      line->y = y;
      line->h = bars->stacked ? label + strip : fmax (strip, label + 6 * s);
      y += line->h;
    }
  return y;
}

/* A bar whose number is rounded has no end: the last part is open. */
static void
draw_bar (Bars *bars, ObsInk ink, double x0, double x1, double cy, double h, gboolean open)
{
  ObsScene *scene = bars->layout->scene;
  double from = fmin (x0, x1), w = fabs (x1 - x0);
  double gap = fmin (OPEN_END * bars->layout->scale, w / 2);

  if (w < 1)
    {
      /* A true zero still has its place. */
      obs_scene_line (scene, ink, x0, cy - h / 2, x0, cy + h / 2, 2);
      return;
    }
  if (!open)
    {
      obs_scene_rect (scene, ink, from, cy - h / 2, w, h);
      return;
    }
  obs_scene_rect (scene, ink, from, cy - h / 2, w - gap, h);
  obs_scene_line (scene, ink, from + w - gap, cy - h / 2 + 1, from + w, cy - h / 2 + 1, 2);
  obs_scene_line (scene, ink, from + w - gap, cy + h / 2 - 1, from + w, cy + h / 2 - 1, 2);
}

/* The range lies over the end of the bar: dark on the view, light on the bar. */
static void
draw_range (Bars *bars, ObsInk ink, double low, double high, double end, double cy)
{
  ObsScene *scene = bars->layout->scene;
  double cap = CAP * bars->layout->scale;

  if (low < end)
    obs_scene_line (scene, OBS_INK_VIEW, low, cy, fmin (end, high), cy, 2);
  if (high > end)
    obs_scene_line (scene, ink, fmax (end, low), cy, high, cy, 2);
  obs_scene_line (scene, low < end ? OBS_INK_VIEW : ink, low, cy - cap / 2, low, cy + cap / 2, 2);
  obs_scene_line (scene, high < end ? OBS_INK_VIEW : ink, high, cy - cap / 2, high, cy + cap / 2,
                  2);
}

static void
draw_value (Bars *bars, const char *text, double from, double cy, gboolean is_words)
{
  ObsLayout *layout = bars->layout;
  double s = layout->scale, end = layout->right - (bars->count_w > 0 ? bars->count_w + 12 * s : 0);
  double w = obs_text_width (layout->measure, OBS_FONT_NUMBER, text);
  double x = from + 8 * s;

  x = fmax (fmin (x, end - w), bars->plot.x.r0 + 4 * s);
  obs_draw_text (layout, is_words ? OBS_INK_TEXT2 : OBS_INK_TEXT, OBS_FONT_NUMBER, text, x, cy,
                 fmax (fmin (w + 1, end - x), 1), OBS_ALIGN_START);
}

static void
draw_row (Bars *bars, const ObsLine *line, guint line_no, guint index, int column, double cy)
{
  ObsLayout *layout = bars->layout;
  const ObsFigureRow *row = obs_figure_row (layout->figure, index);
  const ObsFigureSeries *series = obs_figure_find_series (layout->figure, row->series);
  ObsInk ink = obs_series_ink (series);
  double s = layout->scale, h = (n_bars (bars, line) > 1 ? MORE_BAR - 3 : ROW) * 0.65 * s;
  double zero = obs_plane_at (&bars->plot, 0), end = zero, reach, x;
  guint first = layout->scene->shapes->len;
  g_autofree char *text = NULL;
  ObsMarkRule rule;
  int item;

  obs_mark_rule_init (&rule, layout->figure, row, layout->options);
  text = value_text (bars, row, &rule);
  x = obs_plane_at (&bars->plot, rule.bound ? obs_mark_bound (row) : row->estimate);
  reach = zero;
  if (rule.mark)
    {
      end = reach = x;
      draw_bar (bars, ink, zero, x, cy, h, row->open_end || rule.hollow);
    }
  if (rule.bound)
    {
      reach = x;
      obs_draw_bound (layout->scene, OBS_INK_TEXT, row, x, cy, h / 2, 5 * s);
    }
  if (rule.band && !rule.mark)
    {
      obs_draw_band (layout->scene, ink, obs_plane_at (&bars->plot, row->low),
                     obs_plane_at (&bars->plot, row->high), cy, h, TRUE);
      reach = obs_plane_at (&bars->plot, row->high);
    }
  else if (rule.range || rule.band)
    {
      draw_range (bars, ink, obs_plane_at (&bars->plot, row->low),
                  obs_plane_at (&bars->plot, row->high), end, cy);
      reach = fmax (reach, obs_plane_at (&bars->plot, row->high));
    }
  draw_value (bars, text, reach, cy, rule.words != NULL);
  item = obs_scene_add_item (layout->scene, (int) index, fmin (zero, reach), cy - h / 2,
                             fabs (reach - zero) + 8 * s, h, (int) line_no, column, line->group_no);
  obs_scene_set_focus_box (layout->scene, item, fmin (zero, reach) - 3 * s, cy - h / 2 - 3 * s,
                           fmax (fabs (reach - zero), 14 * s) + 6 * s, h + 6 * s);
  obs_row_band (layout, item, line->y, line->h);
  obs_scene_own (layout->scene, first, item);
  obs_mark_rule_clear (&rule);
}

static void
draw_count (Bars *bars, const ObsLine *line, guint index, double cy)
{
  ObsLayout *layout = bars->layout;
  const ObsFigureRow *row = obs_figure_row (layout->figure, index);
  g_autofree char *text = isfinite (row->estimate)
                              ? obs_number_format (row->estimate, 0, FALSE)
                              : g_strdup (row->words != NULL ? row->words : "");

  obs_draw_text (layout, OBS_INK_TEXT2, OBS_FONT_NUMBER, text, layout->right - bars->count_w, cy,
                 bars->count_w + 1, OBS_ALIGN_END);
}

static void
draw_line (Bars *bars, guint line_no)
{
  ObsLayout *layout = bars->layout;
  ObsLine *line = g_ptr_array_index (bars->lines, line_no);
  double s = layout->scale, y = line->y;
  guint n = n_bars (bars, line), bar = 0;
  double strip = (ROW + (n - 1) * MORE_BAR) * s;
  double room = line->h;

  if (obs_labels_starts_group (bars->lines, line_no))
    obs_labels_group (layout, line->group, line->y - bars->labels.heading, bars->labels.heading);
  if (bars->stacked)
    {
      ObsLine label = *line;

      label.h = line->h - strip;
      label.y = line->y + 2 * s;
      obs_labels_draw (&bars->labels, layout, &label);
      y += label.h;
      room = strip;
    }
  else
    {
      obs_labels_draw (&bars->labels, layout, line);
    }
  for (guint i = 0; i < line->rows->len; i++)
    {
      guint index = g_array_index (line->rows, guint, i);
      double cy = y + room / 2 + ((double) bar - (n - 1) / 2.0) * MORE_BAR * s;

      if (is_count (bars, index))
        draw_count (bars, line, index, y + room / 2);
      else
        draw_row (bars, line, line_no, index, (int) bar++, cy);
    }
}

/* The zero edge again, over the bars' start. It would run through names that stand above them. */
static void
draw_zero (const Bars *bars, double bottom)
{
  double x = obs_plane_at (&bars->plot, 0);

  if (bars->stacked)
    return;

  obs_scene_line (bars->layout->scene, OBS_INK_EDGE, x, bars->plot.rows - 4 * bars->layout->scale,
                  x, bottom, 2);
}

static void
leave_labels (Bars *bars)
{
  ObsLayout *layout = bars->layout;

  for (guint i = 0; bars->stacked && i < bars->lines->len; i++)
    {
      const ObsLine *line = g_ptr_array_index (bars->lines, i);
      double w = obs_text_width (layout->measure, OBS_FONT_LABEL, line->label);

      obs_plane_leave (&bars->plot, layout->left, line->y + 2 * layout->scale,
                       bars->labels.chip + w + 4 * layout->scale,
                       obs_labels_height (&bars->labels, layout, line));
    }
}

/**
 * obs_layout_bars:
 *
 * RB: one bar a thing, from 0 always, the value behind it; what is not known has words instead.
 */
void
obs_layout_bars (ObsLayout *layout)
{
  Bars bars = { .layout = layout };
  double bottom;

  bars.lines = obs_lines_new (layout);
  bars.stacked = obs_layout_is_stacked (layout);
  measure_values (&bars);
  init_plot (&bars);
  obs_plane_head (&bars.plot);
  if (bars.count != NULL)
    obs_scene_text (layout->scene, OBS_INK_TEXT2, bars.plot.font, bars.count->label,
                    layout->right - bars.count_w,
                    bars.plot.rows - 5 * layout->scale
                        - obs_text_line (layout->measure, bars.plot.font),
                    bars.count_w + 1, OBS_ALIGN_END);
  bottom = place_lines (&bars);
  leave_labels (&bars);
  obs_plane_grid (&bars.plot, bottom);
  for (guint i = 0; i < bars.lines->len; i++)
    draw_line (&bars, i);
  draw_zero (&bars, bottom);
  layout->bottom = obs_plane_references (&bars.plot, bottom, TRUE) + 2 * layout->scale;
  obs_plane_clear (&bars.plot);
  g_ptr_array_unref (bars.lines);
}
