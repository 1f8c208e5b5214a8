/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/layout-line-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* What stands round the lines: the title, both axes, the bases under the times, the limits and the
 * changes of method across them. */

/* The words above the axis, NULL where there are none. An axis that does not start at 0 says so in
 * every place. */
char *
obs_layout_line_title (const Lines *lines)
{
  const ObsLayout *layout = lines->layout;
  const char *title = layout->figure->axis_title;
  g_autofree char *from = NULL;

  if (lines->axis.cut)
    {
      from = obs_tick_format (&lines->axis, lines->axis.min);
      if (title == NULL || layout->options->compact)
        /* Translators: a number that the axis starts at. */
        return g_strdup_printf (_ ("Axis starts at %s"), from);
      return g_strdup_printf (_ ("%s (axis starts at %s)\xc2\xa0\xe2\x86\x91"), title, from);
    }
  if (title == NULL || layout->options->compact)
    return NULL;
  return g_strdup_printf ("%s\xc2\xa0\xe2\x86\x91", title);
}

static gboolean
has_bases (const Trace *trace, const ObsFigure *figure)
{
  for (guint i = 0; i < trace->points->len; i++)
    if (obs_figure_row (figure, g_array_index (trace->points, Point, i).row)->base >= 0)
      return TRUE;
  return FALSE;
}

guint
obs_layout_line_n_base_strips (const Lines *lines)
{
  guint n = 0;

  for (guint i = 0; !lines->layout->options->compact && i < lines->traces->len; i++)
    n += has_bases (g_ptr_array_index (lines->traces, i), lines->layout->figure);
  return n;
}

static void
draw_value_axis (Lines *lines)
{
  ObsLayout *layout = lines->layout;
  ObsScene *scene = layout->scene;
  double s = layout->scale, w = lines->left - layout->left - 8 * s;

  for (guint i = 0; i < lines->axis.major.n; i++)
    {
      double value = lines->axis.major.values[i], y = obs_linear_at (&lines->y, value);
      g_autofree char *text = obs_tick_format (&lines->axis, value);
      gboolean edge = value <= lines->axis.min || fabs (value) < lines->axis.major.step * 1e-6;

      obs_scene_line (scene, edge ? OBS_INK_EDGE : OBS_INK_GRID, lines->left, y, lines->right, y,
                      edge && lines->axis.min < 0 ? 2 : 1);
      obs_draw_text (layout, OBS_INK_TEXT2, OBS_FONT_NUMBER, text, layout->left, y, w + 2,
                     OBS_ALIGN_END);
    }
  for (guint i = 0; i < lines->axis.minor.n && !layout->options->compact; i++)
    {
      double y = obs_linear_at (&lines->y, lines->axis.minor.values[i]);

      obs_scene_line (scene, OBS_INK_EDGE, lines->left - 4 * s, y, lines->left, y, 1);
    }
}

static void
draw_title (Lines *lines)
{
  ObsLayout *layout = lines->layout;
  g_autofree char *words = obs_layout_line_title (lines);

  if (words != NULL)
    obs_scene_paragraph (layout, OBS_INK_TEXT2, OBS_FONT_NUMBER, words, layout->left, layout->top,
                         layout->right - layout->left, TITLE_LINES);
}

/* Smallest stride at which the labels of the times do not touch; counted from the last, which is
 * always labelled. */
static guint
time_stride (const Lines *lines)
{
  double widest = 0, step;
  guint n = lines->times->len, stride;

  for (guint i = 0; i < n; i++)
    if (g_ptr_array_index (lines->when, i) != NULL)
      widest = fmax (widest, obs_text_width (lines->layout->measure, OBS_FONT_NUMBER,
                                             g_ptr_array_index (lines->when, i)));
  if (n < 2)
    return 1;
  step = INFINITY;
  for (guint i = 1; i < n; i++)
    step
        = fmin (step, obs_linear_at (&lines->x, g_array_index (lines->times, double, i))
                          - obs_linear_at (&lines->x, g_array_index (lines->times, double, i - 1)));
  stride = (guint) ceil ((widest + 10 * lines->layout->scale) / fmax (step, 0.01));
  return CLAMP (stride, 1, n);
}

static gboolean
is_labelled (const Lines *lines, guint time, guint stride)
{
  return (lines->times->len - 1 - time) % stride == 0;
}

static void
draw_time_axis (Lines *lines, guint stride)
{
  ObsLayout *layout = lines->layout;
  double s = layout->scale;

  for (guint i = 0; i < lines->times->len; i++)
    {
      double x = obs_linear_at (&lines->x, g_array_index (lines->times, double, i)), w, at;
      const char *text = g_ptr_array_index (lines->when, i);

      if (!is_labelled (lines, i, stride))
        continue;
      obs_scene_line (layout->scene, OBS_INK_EDGE, x, lines->bottom, x, lines->bottom + 4 * s, 1);
      if (text == NULL)
        continue;
      w = fmin (obs_text_width (layout->measure, OBS_FONT_NUMBER, text),
                layout->right - layout->left);
      at = CLAMP (x - w / 2, layout->left, layout->right - w);
      obs_scene_text (layout->scene, OBS_INK_TEXT2, OBS_FONT_NUMBER, text, at,
                      lines->bottom + 6 * s, w + 1, OBS_ALIGN_START);
    }
}

/* How many answered, under each labelled time. Fewer than ten are not told. */
static double
draw_bases (Lines *lines, guint stride, double y)
{
  ObsLayout *layout = lines->layout;
  double line = obs_text_line (layout->measure, OBS_FONT_TAG);

  for (guint i = 0; obs_layout_line_n_base_strips (lines) > 0 && i < lines->traces->len; i++)
    {
      const Trace *trace = g_ptr_array_index (lines->traces, i);

      if (!has_bases (trace, layout->figure))
        continue;
      /* Translators: sign for "number of answers" at the left of a line of counts. */
      obs_scene_text (layout->scene, OBS_INK_TEXT2, OBS_FONT_TAG, C_ ("number of answers", "n"),
                      layout->left, y, 0, OBS_ALIGN_START);
      if (lines->traces->len > 1 && trace->series != NULL)
        obs_scene_text (layout->scene, OBS_INK_TEXT2, OBS_FONT_TAG, trace->series->label,
                        lines->name_x, y, lines->name_w, OBS_ALIGN_START);
      for (guint k = 0; k < trace->points->len; k++)
        {
          const Point *point = &g_array_index (trace->points, Point, k);
          int base = obs_figure_row (layout->figure, point->row)->base;
          g_autofree char *text = base < 10 ? g_strdup ("[c]") : obs_number_format (base, 0, FALSE);
          guint time = 0;

          while (time + 1 < lines->times->len
                 && g_array_index (lines->times, double, time) < point->at - 1e-9)
            time++;
          if (base >= 0 && is_labelled (lines, time, stride))
            obs_scene_text (layout->scene, OBS_INK_TEXT2, OBS_FONT_TAG, text,
                            obs_linear_at (&lines->x, point->at), y, 0, OBS_ALIGN_CENTRE);
        }
      y += line;
    }
  return y;
}

static void
draw_references (Lines *lines)
{
  const GPtrArray *references = lines->layout->figure->references;

  for (guint i = 0; i < references->len; i++)
    {
      const ObsReference *reference = g_ptr_array_index (references, i);
      double y = obs_linear_at (&lines->y, reference->value), s = lines->layout->scale;

      if (isnan (y))
        continue;
      obs_scene_line (lines->layout->scene, reference->bound ? OBS_INK_TEXT : OBS_INK_SECTOR_0,
                      lines->left, y, lines->right, y, reference->bound ? 2 : 3);
      if (!reference->bound)
        continue;
      obs_scene_line (lines->layout->scene, OBS_INK_TEXT, lines->left, y, lines->left, y + 6 * s,
                      2);
      obs_scene_line (lines->layout->scene, OBS_INK_TEXT, lines->right, y, lines->right, y + 6 * s,
                      2);
    }
}

/* The sentence of what changed stands under the figure; here its letter and a word. */
static char *
break_words (const ObsFigureRow *row, gboolean compact)
{
  if (row->broken != NULL && compact)
    return g_strdup ("[b]");
  if (row->broken != NULL)
    return g_strdup_printf ("[b] %s", obs_code_words ("b"));
  return g_strdup (row->words != NULL ? row->words : obs_code_words ("b"));
}

static void
draw_breaks (Lines *lines)
{
  ObsLayout *layout = lines->layout;
  double line = obs_text_line (layout->measure, OBS_FONT_TAG), free_from = -INFINITY;
  double last = NAN, end = lines->traces->len > FEW_NAMES ? lines->right : layout->right;

  for (guint i = 0; i < lines->traces->len; i++)
    {
      const Trace *trace = g_ptr_array_index (lines->traces, i);

      for (guint k = 0; k < trace->points->len; k++)
        {
          const Point *point = &g_array_index (trace->points, Point, k);
          const ObsFigureRow *row = obs_figure_row (layout->figure, point->row);
          g_autofree char *words = break_words (row, layout->options->compact);
          double at = point->rule.mark || row->broken != NULL ? point->at - 0.5 : point->at;
          double x, w, start;
          ObsShape *shape;

          if (!point->parted || fabs (at - last) < 1e-9)
            continue;
          last = at;
          x = obs_linear_at (&lines->x, at);
          shape = obs_scene_line (layout->scene, OBS_INK_TEXT2, x, lines->top - line, x,
                                  lines->bottom, 1.5);
          shape->dash[0] = 4;
          shape->dash[1] = 3;
          w = obs_text_width (layout->measure, OBS_FONT_TAG, words);
          start = x + 5 + w > end ? fmax (x - 5 - w, lines->left) : x + 5;
          if (start < free_from)
            continue;
          obs_scene_text (layout->scene, OBS_INK_TEXT2, OBS_FONT_TAG, words, start,
                          lines->top - line - 2, fmin (w + 1, layout->right - start),
                          OBS_ALIGN_START);
          free_from = start + w + 8;
        }
    }
}

void
obs_layout_line_axes (Lines *lines)
{
  ObsLayout *layout = lines->layout;
  double s = layout->scale;
  guint stride = time_stride (lines);

  draw_title (lines);
  draw_value_axis (lines);
  draw_time_axis (lines, stride);
  layout->bottom = lines->bottom + 6 * s + obs_text_line (layout->measure, OBS_FONT_NUMBER);
  layout->bottom = draw_bases (lines, stride, layout->bottom) + 2 * s;
  draw_references (lines);
  draw_breaks (lines);
}
