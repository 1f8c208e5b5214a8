/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/layout-line-private.h"

#include <math.h>

/* LN: a measure over time. Gaps stay gaps, a change of method parts the line, the base stands under
 * each point, names stand at the right ends. */

enum
{
  HEIGHT = 240,
  HEIGHT_NARROW = 200,
  HEIGHT_COMPACT = 92,
  FEW = 8, /* up to so many times, ranges are bars with caps */
};

static void
point_clear (gpointer data)
{
  obs_mark_rule_clear (&((Point *) data)->rule);
}

static void
trace_free (gpointer data)
{
  Trace *trace = data;

  g_array_unref (trace->points);
  g_free (trace);
}

static Trace *
find_trace (Lines *lines, const ObsFigureSeries *series)
{
  Trace *trace;

  for (guint i = 0; i < lines->traces->len; i++)
    {
      trace = g_ptr_array_index (lines->traces, i);
      if (trace->series == series)
        return trace;
    }
  trace = g_new0 (Trace, 1);
  trace->series = series;
  trace->points = g_array_new (FALSE, TRUE, sizeof (Point));
  g_array_set_clear_func (trace->points, point_clear);
  g_ptr_array_add (lines->traces, trace);
  return trace;
}

/* Keeps positions in rising order, each once, with the first label given for it. */
static void
add_time (Lines *lines, double at, const char *label)
{
  guint i = 0;

  while (i < lines->times->len && g_array_index (lines->times, double, i) < at)
    i++;
  if (i < lines->times->len && fabs (g_array_index (lines->times, double, i) - at) < 1e-9)
    {
      if (g_ptr_array_index (lines->when, i) == NULL)
        g_ptr_array_index (lines->when, i) = (char *) label;
      return;
    }
  g_array_insert_val (lines->times, i, at);
  g_ptr_array_insert (lines->when, (int) i, (char *) label);
}

static int
compare_points (gconstpointer a, gconstpointer b)
{
  const Point *p = a, *q = b;

  if (p->at < q->at)
    return -1;
  return p->at > q->at;
}

static gboolean
is_shown (const Lines *lines, const ObsFigureSeries *series)
{
  const ObsLayout *layout = lines->layout;
  const ObsFigure *figure = layout->figure;
  const ObsFigureSeries *only = obs_figure_find_series (figure, layout->options->series);

  if (!layout->options->narrow || figure->series->len < 2 || series == NULL)
    return TRUE;
  if (only == NULL)
    only = g_ptr_array_index (figure->series, 0);
  return series == only;
}

static void
collect (Lines *lines)
{
  const ObsFigure *figure = lines->layout->figure;

  /* Order of the series, not of the rows, so that colours and keys go the same way. */
  for (guint i = 0; i < figure->series->len; i++)
    if (is_shown (lines, g_ptr_array_index (figure->series, i)))
      find_trace (lines, g_ptr_array_index (figure->series, i));
  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);
      const ObsFigureSeries *series = obs_figure_find_series (figure, row->series);
      Point point = { .row = i, .at = row->x };

      if (!isfinite (row->x))
        continue;
      add_time (lines, row->x, row->x_label);
      if (!is_shown (lines, series))
        continue;
      obs_mark_rule_init (&point.rule, figure, row, lines->layout->options);
      point.parted = obs_layout_line_is_code (row, "b") || row->broken != NULL;
      point.soft = obs_layout_line_is_code (row, "p") || obs_layout_line_is_code (row, "f");
      g_array_append_val (find_trace (lines, series)->points, point);
    }
  for (guint i = lines->traces->len; i-- > 0;)
    {
      Trace *trace = g_ptr_array_index (lines->traces, i);

      g_array_sort (trace->points, compare_points);
      if (trace->points->len == 0)
        g_ptr_array_remove_index (lines->traces, i);
    }
  lines->caps = lines->times->len <= FEW;
}

/* --- room -------------------------------------------------------------------------------- */

static double
gutter (const Lines *lines)
{
  ObsLayout *layout = lines->layout;
  double w = obs_text_width (layout->measure, OBS_FONT_NUMBER, "n");

  for (guint i = 0; i < lines->axis.major.n; i++)
    {
      g_autofree char *text = obs_tick_format (&lines->axis, lines->axis.major.values[i]);

      w = fmax (w, obs_text_width (layout->measure, OBS_FONT_NUMBER, text));
    }
  return w + 10 * layout->scale;
}

static gboolean
has_breaks (const Lines *lines)
{
  for (guint i = 0; i < lines->traces->len; i++)
    {
      const Trace *trace = g_ptr_array_index (lines->traces, i);

      for (guint k = 0; k < trace->points->len; k++)
        if (g_array_index (trace->points, Point, k).parted)
          return TRUE;
    }
  return FALSE;
}

static void
init_names (Lines *lines)
{
  ObsLayout *layout = lines->layout;
  double s = layout->scale, w = layout->right - layout->left, longest = 0;
  double glyph = 16 * s;

  for (guint i = 0; lines->traces->len > 1 && i < lines->traces->len; i++)
    {
      const Trace *trace = g_ptr_array_index (lines->traces, i);
      Name name = { .series = trace->series };

      name.text = trace->series != NULL ? trace->series->label : "";
      /* A tile has room for a few names; areas that are compared stand back. */
      if (layout->options->compact && lines->traces->len > FEW_NAMES && trace->series != NULL
          && trace->series->role == OBS_ROLE_COMPARE)
        name.text = NULL;
      g_array_append_val (lines->names, name);
    }
  for (guint i = 0; i < layout->figure->references->len; i++)
    {
      const ObsReference *reference = g_ptr_array_index (layout->figure->references, i);
      Name name = { .text = reference->label, .is_reference = TRUE, .y = reference->value };

      if (reference->label != NULL && isfinite (reference->value))
        g_array_append_val (lines->names, name);
    }
  for (guint i = 0; i < lines->names->len; i++)
    if (g_array_index (lines->names, Name, i).text != NULL)
      longest = fmax (longest, obs_text_width (layout->measure, OBS_FONT_LABEL,
                                               g_array_index (lines->names, Name, i).text)
                                   + glyph);
  lines->name_w = fmin (ceil (longest) + 1, w * 0.34);
}

static void
init_room (Lines *lines)
{
  ObsLayout *layout = lines->layout;
  const ObsSceneOptions *options = layout->options;
  double s = layout->scale, line = obs_text_line (layout->measure, OBS_FONT_NUMBER);
  double small = obs_text_line (layout->measure, OBS_FONT_TAG), h, below;
  g_autofree char *title = obs_layout_line_title (lines);

  h = (options->compact ? HEIGHT_COMPACT : options->narrow ? HEIGHT_NARROW : HEIGHT) * s;
  lines->top = layout->top + line / 2;
  if (title != NULL)
    lines->top += obs_text_height (layout->measure, OBS_FONT_NUMBER, title,
                                   layout->right - layout->left, TITLE_LINES)
                  + 4 * s;
  if (has_breaks (lines))
    lines->top += small;
  below = line + 8 * s + obs_layout_line_n_base_strips (lines) * small;
  if (!options->frame && options->height > 0)
    h = CLAMP (options->height - (lines->top - layout->top) - below, h, 2 * h);
  lines->bottom = lines->top + h;
  lines->left = layout->left + gutter (lines);
  lines->name_x = layout->right - lines->name_w;
  lines->right = lines->name_w > 0 ? lines->name_x - 14 * s : layout->right - (FOCUS / 2.0 + 4) * s;
  lines->right = fmax (lines->right, lines->left + 20);
}

static void
place_points (Lines *lines)
{
  double s = lines->layout->scale;
  double dodge = lines->caps && lines->traces->len > 1 ? 7 * s : 0, step;
  double first = 0, last = 0;
  const double inset = lines->times->len > 1 ? 10 * s : 0;

  if (lines->times->len > 0)
    {
      first = g_array_index (lines->times, double, 0);
      last = g_array_index (lines->times, double, lines->times->len - 1);
    }
  lines->x = (ObsLinear){ first, last, lines->left + inset, lines->right - inset };
  lines->y = (ObsLinear){ lines->axis.min, lines->axis.max, lines->bottom, lines->top };
  step = (lines->right - lines->left) / fmax (1, lines->times->len - 1.0);
  if (lines->traces->len > FEW_NAMES)
    dodge = fmin (dodge, step / 4 / lines->traces->len);
  for (guint i = 0; i < lines->traces->len; i++)
    {
      const Trace *trace = g_ptr_array_index (lines->traces, i);
      double shift = (i - (lines->traces->len - 1) / 2.0) * dodge;

      for (guint k = 0; k < trace->points->len; k++)
        {
          Point *point = &g_array_index (trace->points, Point, k);
          const ObsFigureRow *row = obs_figure_row (lines->layout->figure, point->row);

          point->x = obs_linear_at (&lines->x, point->at) + shift;
          point->y
              = obs_linear_at (&lines->y, point->rule.bound ? obs_mark_bound (row) : row->estimate);
          point->low = obs_linear_at (&lines->y, row->low);
          point->high = obs_linear_at (&lines->y, row->high);
        }
    }
}

/* --- names ------------------------------------------------------------------------------- */

static void
place_names (Lines *lines)
{
  ObsLayout *layout = lines->layout;
  guint n = lines->names->len, trace_no = 0;
  g_autofree double *places = g_new (double, MAX (n, 1)), *sizes = g_new (double, MAX (n, 1));
  double s = layout->scale;

  for (guint i = 0; i < n; i++)
    {
      Name *name = &g_array_index (lines->names, Name, i);

      name->x = lines->right;
      if (name->is_reference)
        name->y = obs_linear_at (&lines->y, name->y);
      else
        {
          const Trace *trace = g_ptr_array_index (lines->traces, trace_no++);

          name->y = (lines->top + lines->bottom) / 2;
          for (guint k = 0; k < trace->points->len; k++)
            {
              const Point *point = &g_array_index (trace->points, Point, k);

              if (!point->rule.mark && !point->rule.band)
                continue;
              name->x = point->x;
              name->y = point->rule.mark ? point->y : (point->low + point->high) / 2;
            }
        }
      name->h = name->text != NULL ? obs_text_height (layout->measure, OBS_FONT_LABEL, name->text,
                                                      lines->name_w - 16 * s, 2)
                                   : 0;
      places[i] = name->y;
      sizes[i] = name->h;
    }
  obs_push_apart (places, sizes, n, lines->top - 10 * s, lines->bottom + 10 * s);
  for (guint i = 0; i < n; i++)
    g_array_index (lines->names, Name, i).cy = places[i];
}

static void
draw_names (Lines *lines)
{
  ObsLayout *layout = lines->layout;
  double s = layout->scale;

  for (guint i = 0; i < lines->names->len; i++)
    {
      const Name *name = &g_array_index (lines->names, Name, i);
      double x = lines->name_x;

      if (name->text == NULL)
        continue;
      if (fabs (name->cy - name->y) > 3 * s || name->x < lines->right - 16 * s)
        obs_scene_line (layout->scene, OBS_INK_EDGE, name->x + 8 * s, name->y, x - 3 * s, name->cy,
                        1);
      if (!name->is_reference)
        obs_scene_glyph (layout->scene, obs_series_ink (name->series),
                         obs_series_glyph (name->series, FALSE), x + 6 * s, name->cy, MARK * s);
      obs_scene_paragraph (layout, OBS_INK_TEXT, OBS_FONT_LABEL, name->text,
                           x + (name->is_reference ? 0 : 16 * s), name->cy - name->h / 2,
                           lines->name_w - (name->is_reference ? 0 : 16 * s), 2);
      layout->bottom = fmax (layout->bottom, name->cy + name->h / 2);
    }
}

static void
draw (Lines *lines)
{
  ObsLayout *layout = lines->layout;

  if (layout->figure->source_class == OBS_CLASS_SIMULATED)
    obs_scene_watermark (layout, lines->left, lines->top, lines->right - lines->left,
                         lines->bottom - lines->top);
  obs_layout_line_axes (lines);
  obs_layout_line_traces (lines);
  draw_names (lines);
}

/**
 * obs_layout_line:
 *
 * LN: a line for each series over time. Nothing bridges a gap or a change of method.
 */
void
obs_layout_line (ObsLayout *layout)
{
  Lines lines = { .layout = layout };
  double h = layout->options->compact ? HEIGHT_COMPACT : HEIGHT;

  lines.traces = g_ptr_array_new_with_free_func (trace_free);
  lines.times = g_array_new (FALSE, FALSE, sizeof (double));
  lines.when = g_ptr_array_new ();
  lines.names = g_array_new (FALSE, TRUE, sizeof (Name));
  collect (&lines);
  obs_axis_for_figure (&lines.axis, layout->figure, (guint) (h / 45), TRUE);
  init_names (&lines);
  init_room (&lines);
  place_points (&lines);
  place_names (&lines);
  draw (&lines);
  g_array_unref (lines.names);
  g_ptr_array_unref (lines.when);
  g_array_unref (lines.times);
  g_ptr_array_unref (lines.traces);
}
