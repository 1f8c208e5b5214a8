/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/plane.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* A place that the grid leaves free: a line through words makes both harder to read. */
typedef struct
{
  double x, y, w, h;
} Hole;

/* One line of text with its middle at @cy. */
ObsShape *
obs_draw_text (ObsLayout *layout, ObsInk ink, ObsFont font, const char *text, double x, double cy,
               double w, ObsAlign align)
{
  double line = obs_text_line (layout->measure, font);

  return obs_scene_text (layout->scene, ink, font, text, x, cy - line / 2, w, align);
}

/* How many labels fit: about one in 80 px, more where they are short and few. */
static guint
ticks_wanted (const ObsLayout *layout, double width)
{
  return (guint) CLAMP (width / (70 * layout->scale), 3, 9);
}

/**
 * obs_plane_init:
 * @x0: left end of the axis, px
 * @x1: right end
 * @may_cut: counts may start above 0
 *
 * Clear with obs_plane_clear().
 */
void
obs_plane_init (ObsPlane *plot, ObsLayout *layout, double x0, double x1, gboolean may_cut)
{
  double s = layout->scale;

  plot->layout = layout;
  obs_axis_for_figure (&plot->axis, layout->figure, ticks_wanted (layout, x1 - x0), may_cut);
  plot->x = (ObsLinear){ plot->axis.min, plot->axis.max, x0, fmax (x1, x0 + 1) };
  plot->font = layout->options->compact ? OBS_FONT_SMALL : OBS_FONT_NUMBER;
  plot->title
      = !layout->options->compact && !layout->options->narrow && layout->figure->axis_title != NULL;
  plot->top = layout->top;
  plot->right = layout->scene->width;
  plot->rows = plot->top + obs_text_line (layout->measure, plot->font)
               + (layout->options->compact ? 5 : 6) * s;
  plot->holes = g_array_new (FALSE, FALSE, sizeof (Hole));
}

/* Ends the axis with its data; for forms that print each value. */
void
obs_plane_trim (ObsPlane *plot)
{
  const ObsFigure *figure = plot->layout->figure;
  double high = isfinite (figure->axis_max) ? figure->axis_max : 0;

  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);
      const ObsFigureSeries *series = obs_figure_find_series (figure, row->series);

      if (series != NULL && series->role == OBS_ROLE_COUNT)
        continue;
      high = fmax (high, isfinite (row->estimate) ? row->estimate : 0);
      high = fmax (high, isfinite (row->high) ? row->high : 0);
    }
  for (guint i = 0; i < figure->references->len; i++)
    high = fmax (high, ((const ObsReference *) g_ptr_array_index (figure->references, i))->value);
  obs_axis_trim (&plot->axis, high);
  plot->x.d1 = plot->axis.max;
}

void
obs_plane_clear (ObsPlane *plot)
{
  g_clear_pointer (&plot->holes, g_array_unref);
}

double
obs_plane_at (const ObsPlane *plot, double value)
{
  return obs_linear_at (&plot->x, value);
}

/* Keeps grid lines out of a place. */
void
obs_plane_leave (ObsPlane *plot, double x, double y, double w, double h)
{
  Hole hole = { x, y, w, h };

  g_array_append_val (plot->holes, hole);
}

/* The same for a heading of rows that starts at @y; returns where the rows start. */
double
obs_plane_leave_group (ObsPlane *plot, const char *group, double y, double h)
{
  const ObsLayout *layout = plot->layout;
  double w = obs_text_width (layout->measure, OBS_FONT_LABEL_BOLD, group);

  obs_plane_leave (plot, layout->left, y + 2, fmin (w + 4, layout->right - layout->left), h - 2);
  return y + h;
}

/* The places of the labels, so that numbers at the ends stay inside the scene and none touch. */
static void
draw_numbers (const ObsPlane *plot, double cy)
{
  ObsLayout *layout = plot->layout;
  double free_from = -INFINITY, last_start;
  guint n = plot->axis.major.n;
  g_autofree char *last = obs_tick_format (&plot->axis, plot->axis.major.values[n - 1]);
  double last_w = obs_text_width (layout->measure, plot->font, last);

  last_start = fmin (obs_plane_at (plot, plot->axis.major.values[n - 1]) - last_w / 2,
                     plot->right - last_w);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = obs_tick_format (&plot->axis, plot->axis.major.values[i]);
      double w = obs_text_width (layout->measure, plot->font, text);
      double x = obs_plane_at (plot, plot->axis.major.values[i]) - w / 2;

      x = CLAMP (x, layout->left, fmax (plot->right - w, layout->left));
      if (w > plot->right - layout->left)
        continue;
      /* The last tick is always labelled, so its neighbour gives way. */
      if (i + 1 < n && (x < free_from || x + w + 6 > last_start))
        continue;
      obs_draw_text (layout, OBS_INK_TEXT2, plot->font, text, x, cy, 0, OBS_ALIGN_START);
      free_from = x + w + 6 * layout->scale;
    }
}

static char *
axis_words (const ObsPlane *plot)
{
  const char *title = plot->layout->figure->axis_title;
  g_autofree char *from = NULL;

  if (!plot->axis.cut)
    return g_strdup_printf ("%s\xc2\xa0\xe2\x86\x92", title);
  from = obs_tick_format (&plot->axis, plot->axis.min);
  /* Translators: title of an axis, a number that the axis starts at, and an arrow. */
  return g_strdup_printf (_ ("%s (axis starts at %s)\xc2\xa0\xe2\x86\x92"), title, from);
}

/* Numbers and title above the plot. A title that does not fit left of the numbers takes its own
 * line, so call this before rows are placed: it moves @plot->rows. */
void
obs_plane_head (ObsPlane *plot)
{
  ObsLayout *layout = plot->layout;
  double line = obs_text_line (layout->measure, plot->font);
  double y = plot->top;

  if (plot->title || plot->axis.cut)
    {
      g_autofree char *words
          = layout->figure->axis_title != NULL ? axis_words (plot) : g_strdup ("");
      g_autofree char *first = obs_tick_format (&plot->axis, plot->axis.min);
      double first_w = obs_text_width (layout->measure, plot->font, first);
      double w = obs_text_width (layout->measure, plot->font, words);
      gboolean own_line = layout->left + w + 12 > plot->x.r0 - first_w / 2;

      if (own_line)
        {
          double h = obs_scene_paragraph (layout, OBS_INK_TEXT2, plot->font, words, layout->left,
                                          y + 1, layout->right - layout->left, 3);

          y += h;
          plot->rows += h;
        }
      else
        {
          obs_scene_text (layout->scene, OBS_INK_TEXT2, plot->font, words, layout->left, y + 1, 0,
                          OBS_ALIGN_START);
        }
    }
  draw_numbers (plot, y + 1 + line / 2);
}

/* A vertical line from @y0 to @y1 without the parts that run through a hole. */
static void
draw_upright (const ObsPlane *plot, ObsInk ink, double x, double y0, double y1, double width)
{
  double from = y0;

  while (from < y1)
    {
      double to = y1, next = y1;

      for (guint i = 0; i < plot->holes->len; i++)
        {
          const Hole *hole = &g_array_index (plot->holes, Hole, i);

          if (x < hole->x || x > hole->x + hole->w || hole->y + hole->h <= from)
            continue;
          if (hole->y < to)
            {
              to = fmax (hole->y, from);
              next = hole->y + hole->h;
            }
        }
      if (to > from)
        obs_scene_line (plot->layout->scene, ink, x, from, x, to, width);
      if (to >= y1)
        break;
      from = next;
    }
}

/**
 * obs_plane_grid:
 * @bottom: y of the end of the last row
 *
 * Lines at the labelled ticks, an edge at zero, short ticks between. Draw it before the marks.
 */
void
obs_plane_grid (const ObsPlane *plot, double bottom)
{
  double s = plot->layout->scale;
  double top = plot->rows - 4 * s;
  gboolean zero_edge = plot->axis.kind != OBS_AXIS_SCORE && !plot->axis.cut;

  for (guint i = 0; i < plot->axis.minor.n && !plot->layout->options->compact; i++)
    {
      double x = obs_plane_at (plot, plot->axis.minor.values[i]);

      obs_scene_line (plot->layout->scene, OBS_INK_EDGE, x, top, x, top + 4 * s, 1);
    }
  for (guint i = 0; i < plot->axis.major.n; i++)
    {
      double value = plot->axis.major.values[i];
      gboolean zero = zero_edge && fabs (value) < plot->axis.major.step * 1e-6;
      /* Zero inside the plot parts two directions; at its start it is only the edge. */
      double width = zero && plot->axis.min < 0 ? 2 : 1;

      draw_upright (plot, zero ? OBS_INK_EDGE : OBS_INK_GRID, obs_plane_at (plot, value), top,
                    bottom, width);
    }
}

/* A bound is a limit: a bracket whose ends point to the side that the source allows. */
static void
draw_reference (const ObsPlane *plot, const ObsReference *reference, double x, double bottom)
{
  double s = plot->layout->scale, top = plot->rows - 4 * s;

  if (!reference->bound)
    {
      draw_upright (plot, OBS_INK_SECTOR_0, x, top, bottom, 3);
      return;
    }
  draw_upright (plot, OBS_INK_TEXT, x, top, bottom, 2);
  obs_scene_line (plot->layout->scene, OBS_INK_TEXT, x, top, x - 6 * s, top, 2);
  obs_scene_line (plot->layout->scene, OBS_INK_TEXT, x, bottom, x - 6 * s, bottom, 2);
}

/**
 * obs_plane_references:
 * @bottom: y of the end of the last row
 * @labels: name them under the plot
 *
 * Returns: y below lines and labels
 */
double
obs_plane_references (const ObsPlane *plot, double bottom, gboolean labels)
{
  ObsLayout *layout = plot->layout;
  double s = layout->scale, line = obs_text_line (layout->measure, OBS_FONT_LABEL_BOLD);
  double free_from = layout->left, y = bottom, end = bottom;

  for (guint i = 0; i < layout->figure->references->len; i++)
    {
      const ObsReference *reference = g_ptr_array_index (layout->figure->references, i);
      double x = obs_plane_at (plot, reference->value), w, at;

      if (isnan (x))
        continue;
      draw_reference (plot, reference, x, bottom + 6 * s);
      if (!labels || reference->label == NULL)
        continue;
      w = obs_text_width (layout->measure, OBS_FONT_LABEL_BOLD, reference->label);
      w = fmin (w, layout->right - layout->left);
      at = CLAMP (x - w / 2, layout->left, fmax (layout->right - w, layout->left));
      /* Labels that would touch go one line further down, each on its own. */
      if (end > bottom && at < free_from)
        y += line;
      obs_scene_text (layout->scene, OBS_INK_TEXT, OBS_FONT_LABEL_BOLD, reference->label, at,
                      y + 8 * s, w + 1, OBS_ALIGN_START);
      free_from = at + w + 12 * s;
      end = y + 8 * s + line;
    }
  return end;
}
