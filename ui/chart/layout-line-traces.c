/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/layout-line-private.h"

#include <math.h>
#include <string.h>

/* The lines themselves: bands, runs without a gap, marks and what stands in place of one. */

enum
{
  BAND = 9,
  CAP = 6,
  MARK_ROOM = 14, /* px that a mark needs on the line */
};

gboolean
obs_layout_line_is_code (const ObsFigureRow *row, const char *code)
{
  return g_strcmp0 (row->code, code) == 0;
}

/* Positions are counted 0, 1, 2: more than one apart means that something between is missing. */
static gboolean
are_neighbours (const Point *a, const Point *b)
{
  return b->at - a->at <= 1 + 1e-9 && !b->parted && !(a->parted && !a->rule.mark);
}

static void
set_dash (ObsShape *shape, const ObsFigureSeries *series, gboolean soft)
{
  static const double dashes[6][2] = { { 0, 0 }, { 0, 0 }, { 6, 3 }, { 2, 2 }, { 0, 0 }, { 0, 0 } };
  static const double compared[4][2] = { { 0, 0 }, { 6, 3 }, { 2, 2 }, { 12, 4 } };
  int index = series != NULL && series->role == OBS_ROLE_SECTOR ? CLAMP (series->index, 0, 5) : 0;

  shape->dash[0] = soft ? 1.5 : dashes[index][0];
  shape->dash[1] = soft ? 3.5 : dashes[index][1];
  if (!soft && series != NULL && series->role == OBS_ROLE_COMPARE)
    {
      shape->dash[0] = compared[MAX (series->index, 0) % 4][0];
      shape->dash[1] = compared[MAX (series->index, 0) % 4][1];
    }
}

static double
line_width (const ObsFigureSeries *series)
{
  if (series != NULL && series->role == OBS_ROLE_SECTOR && series->index == 0)
    return 3;
  return 2;
}

/* The band along a run of points whose ranges are known. */
static void
draw_band_run (Lines *lines, const Trace *trace, guint from, guint to)
{
  g_autofree double *points = g_new (double, 4 * (to - from));
  guint n = to - from;

  if (n < 2)
    {
      const Point *point = &g_array_index (trace->points, Point, from);
      double half = BAND * lines->layout->scale / 2;

      obs_scene_rect (lines->layout->scene, obs_series_ink (trace->series), point->x - half,
                      point->high, 2 * half, fmax (point->low - point->high, 1))
          ->alpha
          = OBS_BAND_ALPHA;
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      const Point *up = &g_array_index (trace->points, Point, from + i);
      const Point *down = &g_array_index (trace->points, Point, to - 1 - i);

      points[2 * i] = up->x;
      points[2 * i + 1] = up->high;
      points[2 * (n + i)] = down->x;
      points[2 * (n + i) + 1] = down->low;
    }
  obs_scene_path (lines->layout->scene, obs_series_ink (trace->series), points, 2 * n, TRUE)->alpha
      = OBS_BAND_ALPHA / 2;
}

static gboolean
has_band (const Point *point)
{
  return (point->rule.range || point->rule.band) && isfinite (point->low) && isfinite (point->high);
}

static void
draw_bands (Lines *lines, const Trace *trace)
{
  for (guint from = 0, to; !lines->caps && from < trace->points->len; from = to)
    {
      to = from + 1;
      if (!has_band (&g_array_index (trace->points, Point, from)))
        continue;
      while (to < trace->points->len && has_band (&g_array_index (trace->points, Point, to))
             && are_neighbours (&g_array_index (trace->points, Point, to - 1),
                                &g_array_index (trace->points, Point, to)))
        to++;
      draw_band_run (lines, trace, from, to);
    }
}

/* One unbroken line, thinned to what the screen can show. */
static void
draw_run (Lines *lines, const Trace *trace, guint from, guint to, gboolean soft)
{
  guint n = to - from, kept_n;
  g_autofree double *x = g_new (double, n), *y = g_new (double, n), *points = g_new (double, 2 * n);
  g_autofree guint *kept = g_new (guint, n);
  ObsShape *shape;

  for (guint i = 0; i < n; i++)
    {
      x[i] = g_array_index (trace->points, Point, from + i).x;
      y[i] = g_array_index (trace->points, Point, from + i).y;
    }
  kept_n = obs_line_thin (x, y, n, kept);
  for (guint i = 0; i < kept_n; i++)
    {
      points[2 * i] = x[kept[i]];
      points[2 * i + 1] = y[kept[i]];
    }
  shape = obs_scene_path (lines->layout->scene, obs_series_ink (trace->series), points, kept_n,
                          FALSE);
  shape->width = line_width (trace->series);
  set_dash (shape, trace->series, soft);
}

static gboolean
joins (const Trace *trace, guint i)
{
  const Point *a = &g_array_index (trace->points, Point, i);
  const Point *b = &g_array_index (trace->points, Point, i + 1);

  return a->rule.mark && b->rule.mark && are_neighbours (a, b);
}

static void
draw_runs (Lines *lines, const Trace *trace)
{
  for (guint from = 0, to; from + 1 < trace->points->len; from = to)
    {
      gboolean soft = g_array_index (trace->points, Point, from + 1).soft;

      to = from + 1;
      if (!joins (trace, from))
        continue;
      while (to + 1 < trace->points->len && joins (trace, to)
             && g_array_index (trace->points, Point, to + 1).soft == soft)
        to++;
      draw_run (lines, trace, from, to + 1, soft);
    }
}

static void
draw_point_range (Lines *lines, const Trace *trace, const Point *point)
{
  ObsScene *scene = lines->layout->scene;
  ObsInk ink = obs_series_ink (trace->series);
  double s = lines->layout->scale, half = BAND * s / 2, cap = CAP * s / 2;

  if (!lines->caps || !has_band (point))
    return;
  if (point->rule.band)
    {
      obs_scene_rect (scene, ink, point->x - half, point->high, 2 * half,
                      fmax (point->low - point->high, 1))
          ->alpha
          = OBS_BAND_ALPHA;
      obs_scene_line (scene, ink, point->x - half, point->high, point->x + half, point->high, 1.5);
      obs_scene_line (scene, ink, point->x - half, point->low, point->x + half, point->low, 1.5);
      return;
    }
  obs_scene_line (scene, ink, point->x, point->high, point->x, point->low, 2);
  obs_scene_line (scene, ink, point->x - cap, point->high, point->x + cap, point->high, 2);
  obs_scene_line (scene, ink, point->x - cap, point->low, point->x + cap, point->low, 2);
}

/* In place of a mark: the letter of why there is none, on the axis. */
static void
draw_code (Lines *lines, const Point *point, guint level, double *free_from)
{
  ObsLayout *layout = lines->layout;
  const ObsFigureRow *row = obs_figure_row (layout->figure, point->row);
  double line = obs_text_line (layout->measure, OBS_FONT_TAG);
  const char *code = row->code;
  g_autofree char *text = NULL;
  double w;

  /* More series than a chart may have: the readout still says it. */
  if (line * (level + 1) > lines->bottom - lines->top)
    return;

  if (code == NULL || row->base >= 0)
    switch (obs_show_for_base (row->base))
      {
      case OBS_SHOW_NOTHING:
        code = "c";
        break;
      case OBS_SHOW_BAND_ONLY:
        code = "u";
        break;
      case OBS_SHOW_ALL:
      case OBS_SHOW_RANGE:
      default:
        code = code != NULL ? code : "x";
        break;
      }
  /* Not published is [x] in the set of letters; the words say the rest. */
  text = g_strdup_printf ("[%s]", strcmp (code, "np") == 0 ? "x" : code);
  w = obs_text_width (layout->measure, OBS_FONT_TAG, text);
  /* Where times stand close, one letter speaks for its neighbours. */
  if (point->x - w / 2 < *free_from)
    return;
  *free_from = point->x + w / 2 + 2;
  obs_scene_text (layout->scene, OBS_INK_TEXT2, OBS_FONT_TAG, text, point->x,
                  lines->bottom - line * (level + 1) - 2 * layout->scale, 0, OBS_ALIGN_CENTRE);
}

static void
add_item (Lines *lines, const Point *point, guint trace_no, guint first)
{
  ObsLayout *layout = lines->layout;
  double focus = FOCUS * layout->scale, y = point->y, step;
  guint time = 0;
  int item;

  if (!point->rule.mark && !point->rule.bound)
    y = point->rule.band ? (point->low + point->high) / 2 : lines->bottom - focus / 2;
  while (time + 1 < lines->times->len
         && g_array_index (lines->times, double, time) < point->at - 1e-9)
    time++;
  step = lines->times->len > 1 ? (lines->right - lines->left) / (lines->times->len - 1.0) : focus;
  step = CLAMP (step, 4, 48 * layout->scale);
  item = obs_scene_add_item (layout->scene, (int) point->row, point->x - focus / 2, y - focus / 2,
                             focus, focus, (int) trace_no, (int) time, (int) trace_no);
  obs_scene_set_band (layout->scene, item, obs_linear_at (&lines->x, point->at) - step / 2,
                      lines->top, step, lines->bottom - lines->top);
  obs_scene_own (layout->scene, first, item);
}

static gboolean
is_alone (const Trace *trace, guint i)
{
  return !(i > 0 && joins (trace, i - 1)) && !(i + 1 < trace->points->len && joins (trace, i));
}

static void
draw_points (Lines *lines, const Trace *trace, guint trace_no)
{
  ObsLayout *layout = lines->layout;
  ObsInk ink = obs_series_ink (trace->series);
  double s = layout->scale, room = (lines->right - lines->left) / (lines->times->len + 1.0);
  gboolean all = room >= MARK_ROOM * s;
  double free_from = -INFINITY;

  for (guint i = 0; i < trace->points->len; i++)
    {
      const Point *point = &g_array_index (trace->points, Point, i);
      const ObsFigureRow *row = obs_figure_row (layout->figure, point->row);
      ObsGlyph glyph = obs_series_glyph (trace->series, point->rule.small);
      double size = (glyph == OBS_GLYPH_SQUARE ? 11 : point->rule.small ? 9 : MARK) * s;
      guint first = layout->scene->shapes->len;

      /* A row that only tells of the change has no value of its own. */
      if (obs_layout_line_is_code (row, "b") && !point->rule.mark && !point->rule.band
          && row->base < 0)
        continue;
      draw_point_range (lines, trace, point);
      if (point->rule.bound)
        obs_scene_line (layout->scene, OBS_INK_TEXT, point->x - 8 * s, point->y, point->x + 8 * s,
                        point->y, 2);
      else if (!point->rule.mark)
        draw_code (lines, point, trace_no, &free_from);
      else if (all || is_alone (trace, i) || i + 1 == trace->points->len)
        obs_draw_mark (layout->scene, ink, glyph, point->rule.hollow || point->soft, point->x,
                       point->y, size);
      add_item (lines, point, trace_no, first);
    }
}

static gboolean
is_compared (const Trace *trace)
{
  return trace->series != NULL && trace->series->role == OBS_ROLE_COMPARE;
}

void
obs_layout_line_traces (Lines *lines)
{
  for (guint i = 0; i < lines->traces->len; i++)
    draw_bands (lines, g_ptr_array_index (lines->traces, i));
  /* What is compared lies below what it is compared with. */
  for (int over = 0; over < 2; over++)
    for (guint i = 0; i < lines->traces->len; i++)
      if (is_compared (g_ptr_array_index (lines->traces, i)) == (over == 0))
        draw_runs (lines, g_ptr_array_index (lines->traces, i));
  for (guint i = 0; i < lines->traces->len; i++)
    draw_points (lines, g_ptr_array_index (lines->traces, i), i);
}
