/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/plane.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* LN: a measure over time. Gaps stay gaps, a change of method parts the line, the base stands under
 * each point, names stand at the right ends. */

enum
{
  HEIGHT = 240,
  HEIGHT_NARROW = 200,
  HEIGHT_COMPACT = 92,
  MARK = 10,
  BAND = 9,
  CAP = 6,
  FOCUS = 20,
  FEW = 8,        /* up to so many times, ranges are bars with caps */
  MARK_ROOM = 14, /* px that a mark needs on the line */
  TITLE_LINES = 3,
  FEW_NAMES = 3, /* more lines than these lie close: no one is moved far from its time */
};

typedef struct
{
  guint row;
  double at; /* position in time */
  double x, y, low, high;
  ObsMarkRule rule;
  gboolean parted; /* the method changed before it */
  gboolean soft;   /* provisional or projected */
} Point;

typedef struct
{
  const ObsFigureSeries *series;
  GArray *points; /* of Point, in the order of time */
} Trace;

/* A name at the right: of a series or of a reference line. */
typedef struct
{
  const char *text;
  const ObsFigureSeries *series;
  double x, y;  /* where it belongs */
  double cy, h; /* where it stands */
  gboolean is_reference;
} Name;

typedef struct
{
  ObsLayout *layout;
  ObsAxis axis;
  ObsLinear x, y;
  GPtrArray *traces;
  GArray *times;                   /* of double: distinct positions, rising */
  GPtrArray *when;                 /* of char *: their labels, not owned */
  GArray *names;                   /* of Name */
  double top, bottom, left, right; /* of the plot */
  double name_x, name_w;
  gboolean caps; /* ranges as bars with caps, not as a band along the line */
} Lines;

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

static gboolean
is_code (const ObsFigureRow *row, const char *code)
{
  return g_strcmp0 (row->code, code) == 0;
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
      point.parted = is_code (row, "b") || row->broken != NULL;
      point.soft = is_code (row, "p") || is_code (row, "f");
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
has_bases (const Trace *trace, const ObsFigure *figure)
{
  for (guint i = 0; i < trace->points->len; i++)
    if (obs_figure_row (figure, g_array_index (trace->points, Point, i).row)->base >= 0)
      return TRUE;
  return FALSE;
}

static guint
n_base_strips (const Lines *lines)
{
  guint n = 0;

  for (guint i = 0; !lines->layout->options->compact && i < lines->traces->len; i++)
    n += has_bases (g_ptr_array_index (lines->traces, i), lines->layout->figure);
  return n;
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

/* The words above the axis, NULL where there are none. An axis that does not start at 0 says so in
 * every place. */
static char *
title_words (const Lines *lines)
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

static void
init_room (Lines *lines)
{
  ObsLayout *layout = lines->layout;
  const ObsSceneOptions *options = layout->options;
  double s = layout->scale, line = obs_text_line (layout->measure, OBS_FONT_NUMBER);
  double small = obs_text_line (layout->measure, OBS_FONT_TAG), h, below;
  g_autofree char *title = title_words (lines);

  h = (options->compact ? HEIGHT_COMPACT : options->narrow ? HEIGHT_NARROW : HEIGHT) * s;
  lines->top = layout->top + line / 2;
  if (title != NULL)
    lines->top += obs_text_height (layout->measure, OBS_FONT_NUMBER, title,
                                   layout->right - layout->left, TITLE_LINES)
                  + 4 * s;
  if (has_breaks (lines))
    lines->top += small;
  below = line + 8 * s + n_base_strips (lines) * small;
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

/* --- axes -------------------------------------------------------------------------------- */

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
  g_autofree char *words = title_words (lines);

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

  for (guint i = 0; n_base_strips (lines) > 0 && i < lines->traces->len; i++)
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

/* --- traces ------------------------------------------------------------------------------ */

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
      if (is_code (row, "b") && !point->rule.mark && !point->rule.band && row->base < 0)
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

static gboolean
is_compared (const Trace *trace)
{
  return trace->series != NULL && trace->series->role == OBS_ROLE_COMPARE;
}

static void
draw (Lines *lines)
{
  ObsLayout *layout = lines->layout;
  double s = layout->scale;
  guint stride = time_stride (lines);

  if (layout->figure->source_class == OBS_CLASS_SIMULATED)
    obs_scene_watermark (layout, lines->left, lines->top, lines->right - lines->left,
                         lines->bottom - lines->top);
  draw_title (lines);
  draw_value_axis (lines);
  draw_time_axis (lines, stride);
  layout->bottom = lines->bottom + 6 * s + obs_text_line (layout->measure, OBS_FONT_NUMBER);
  layout->bottom = draw_bases (lines, stride, layout->bottom) + 2 * s;
  draw_references (lines);
  draw_breaks (lines);
  for (guint i = 0; i < lines->traces->len; i++)
    draw_bands (lines, g_ptr_array_index (lines->traces, i));
  /* What is compared lies below what it is compared with. */
  for (int over = 0; over < 2; over++)
    for (guint i = 0; i < lines->traces->len; i++)
      if (is_compared (g_ptr_array_index (lines->traces, i)) == (over == 0))
        draw_runs (lines, g_ptr_array_index (lines->traces, i));
  for (guint i = 0; i < lines->traces->len; i++)
    draw_points (lines, g_ptr_array_index (lines->traces, i), i);
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
