/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/draw.h"

#include "ui/chart/pattern.h"
#include "ui/chart/scene-private.h"
#include "ui/chart/text-pango.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

typedef struct
{
  cairo_t *cr;
  const ObsTheme *theme;
  ObsTextMeasure *text;
} Painter;

static void
set_ink (Painter *p, ObsInk ink, double alpha)
{
  const ObsColour *c = &p->theme->inks[ink];

  cairo_set_source_rgba (p->cr, c->r, c->g, c->b, c->a * alpha);
}

/* High contrast knows no opacity: faded things are drawn whole. */
static double
opacity (const Painter *p, const ObsShape *shape)
{
  if (p->theme->extra_width > 0)
    return 1;
  if (shape->kind == OBS_SHAPE_RECT && shape->alpha < 1)
    return fmin (1, shape->alpha * p->theme->band_alpha / OBS_BAND_ALPHA);
  return shape->alpha;
}

static void
rounded (cairo_t *cr, double x, double y, double w, double h, double r)
{
  r = fmin (r, fmin (w, h) / 2);
  if (r <= 0)
    {
      cairo_rectangle (cr, x, y, w, h);
      return;
    }
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + w - r, y + r, r, -G_PI / 2, 0);
  cairo_arc (cr, x + w - r, y + h - r, r, 0, G_PI / 2);
  cairo_arc (cr, x + r, y + h - r, r, G_PI / 2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

/* 45° lines through the whole of the current clip; anchored at 0, 0 so that neighbours meet. */
static void
hatch_box (cairo_t *cr, double x, double y, double w, double h, double step, double width)
{
  double pitch = step * G_SQRT2;
  double first = ceil ((x + y) / pitch) * pitch;

  cairo_set_line_width (cr, width);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_SQUARE);
  for (double sum = first; sum <= x + y + w + h; sum += pitch)
    {
      cairo_move_to (cr, x, sum - x);
      cairo_line_to (cr, sum - y, y);
    }
  cairo_stroke (cr);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
}

static void
dot_box (cairo_t *cr, double x, double y, double w, double h, double step)
{
  double first_x = ceil (x / step) * step, first_y = ceil (y / step) * step;

  for (double cy = first_y; cy <= y + h; cy += step)
    for (double cx = first_x; cx <= x + w; cx += step)
      {
        cairo_new_sub_path (cr);
        cairo_arc (cr, cx, cy, 1.1, 0, 2 * G_PI);
      }
  cairo_fill (cr);
}

/* Fills the current path as the theme says: whole, or as a pattern with its outline. */
static void
fill_path (Painter *p, ObsInk ink, double alpha)
{
  ObsFill fill = obs_theme_fill (p->theme, ink);
  double x1, y1, x2, y2;

  if (fill.kind == OBS_FILL_SOLID)
    {
      set_ink (p, ink, alpha);
      cairo_fill (p->cr);
      return;
    }
  cairo_path_extents (p->cr, &x1, &y1, &x2, &y2);
  cairo_save (p->cr);
  set_ink (p, OBS_INK_VIEW, 1);
  cairo_fill_preserve (p->cr);
  cairo_path_t *path = cairo_copy_path (p->cr);
  cairo_clip (p->cr);
  set_ink (p, fill.kind == OBS_FILL_EMPTY ? OBS_INK_TEXT : ink, alpha);
  if (fill.kind == OBS_FILL_LINES)
    hatch_box (p->cr, x1, y1, x2 - x1, y2 - y1, fill.step, 1.2);
  else if (fill.kind == OBS_FILL_DOTS)
    dot_box (p->cr, x1, y1, x2 - x1, y2 - y1, fill.step);
  cairo_append_path (p->cr, path);
  cairo_path_destroy (path);
  cairo_set_line_width (p->cr, 2); /* the outer half is clipped away */
  cairo_stroke (p->cr);
  cairo_restore (p->cr);
}

static void
paint_rect (Painter *p, const ObsShape *shape)
{
  double alpha = opacity (p, shape);

  if (shape->width > 0)
    {
      rounded (p->cr, shape->x, shape->y, shape->w, shape->h, shape->radius);
      if (shape->dash[0] > 0)
        cairo_set_dash (p->cr, shape->dash, 2, 0);
      cairo_set_line_width (p->cr, shape->width + p->theme->extra_width);
      set_ink (p, shape->ink, alpha);
      cairo_stroke (p->cr);
      cairo_set_dash (p->cr, NULL, 0, 0);
      return;
    }

  /* Edges on whole pixels: a bar half a pixel out is a bar with a blurred end. */
  double x1 = round (shape->x), x2 = round (shape->x + shape->w);
  double y1 = round (shape->y), y2 = round (shape->y + shape->h);

  if (x2 <= x1 && shape->w > 0)
    x2 = x1 + 1;
  if (y2 <= y1 && shape->h > 0)
    y2 = y1 + 1;
  rounded (p->cr, x1, y1, x2 - x1, y2 - y1, shape->radius);
  if (p->theme->extra_width > 0 && shape->alpha < 1)
    {
      /* A range band in high contrast is an outline, so that the mark in it stays visible. */
      cairo_new_path (p->cr);
      cairo_rectangle (p->cr, x1 + 1, y1 + 1, fmax (x2 - x1 - 2, 0.5), fmax (y2 - y1 - 2, 0.5));
      set_ink (p, OBS_INK_VIEW, 1);
      cairo_fill_preserve (p->cr);
      set_ink (p, shape->ink, 1);
      cairo_set_line_width (p->cr, 2);
      cairo_stroke (p->cr);
      return;
    }
  fill_path (p, shape->ink, alpha);
}

/* Centre of a stroke of @width px so that both its edges fall on pixels. */
static double
snap (double v, double width)
{
  double whole = round (width);

  if (fabs (width - whole) > 0.01)
    return v;
  return ((int) whole) % 2 != 0 ? floor (v) + 0.5 : round (v);
}

static void
paint_line (Painter *p, const ObsShape *shape)
{
  double width = shape->width + p->theme->extra_width;
  double x1 = shape->x, y1 = shape->y, x2 = shape->x + shape->w, y2 = shape->y + shape->h;
  gboolean quiet = shape->ink == OBS_INK_GRID || shape->ink == OBS_INK_SEPARATOR;

  if (fabs (shape->w) < 0.01)
    x1 = x2 = snap (x1, width);
  else if (fabs (shape->h) < 0.01)
    y1 = y2 = snap (y1, width);
  if (shape->dash[0] > 0)
    {
      cairo_set_dash (p->cr, shape->dash, 2, 0);
    }
  else if (quiet && p->theme->extra_width > 0)
    {
      /* There is one ink only: the grid steps back by dots. */
      const double dots[2] = { 1, 4 };

      cairo_set_dash (p->cr, dots, 2, 0);
      width = 1;
    }
  cairo_set_line_width (p->cr, width);
  set_ink (p, shape->ink, opacity (p, shape));
  cairo_move_to (p->cr, x1, y1);
  cairo_line_to (p->cr, x2, y2);
  cairo_stroke (p->cr);
  cairo_set_dash (p->cr, NULL, 0, 0);
}

static void
paint_hatch (Painter *p, const ObsShape *shape)
{
  double x1 = round (shape->x), x2 = round (shape->x + shape->w);
  double y1 = round (shape->y), y2 = round (shape->y + shape->h);

  if (x2 <= x1 || y2 <= y1)
    return;
  cairo_save (p->cr);
  cairo_rectangle (p->cr, x1, y1, x2 - x1, y2 - y1);
  cairo_clip (p->cr);
  if (shape->n_points > 2)
    {
      for (guint i = 0; i < shape->n_points; i++)
        cairo_line_to (p->cr, shape->points[2 * i], shape->points[2 * i + 1]);
      cairo_close_path (p->cr);
      cairo_clip (p->cr);
    }
  set_ink (p, shape->ink, opacity (p, shape));
  hatch_box (p->cr, x1, y1, x2 - x1, y2 - y1, shape->dash[0] > 0 ? shape->dash[0] : OBS_HATCH_STEP,
             shape->width + p->theme->extra_width * 0.5);
  cairo_restore (p->cr);
}

static void
triangle (cairo_t *cr, double x, double y, double r)
{
  cairo_move_to (cr, x, y - r);
  cairo_line_to (cr, x + 1.05 * fabs (r), y + 0.8 * r);
  cairo_line_to (cr, x - 1.05 * fabs (r), y + 0.8 * r);
  cairo_close_path (cr);
}

/* The path of a hollow glyph is filled with the background first, so that no line runs through it.
 */
static void
hollow (Painter *p, ObsInk ink, double alpha, double width)
{
  set_ink (p, OBS_INK_VIEW, 1);
  cairo_fill_preserve (p->cr);
  set_ink (p, ink, alpha);
  cairo_set_line_width (p->cr, width);
  cairo_stroke (p->cr);
}

static void
filled (Painter *p, ObsInk ink, double alpha)
{
  set_ink (p, ink, alpha);
  cairo_fill (p->cr);
}

static void
warning_glyph (Painter *p, double x, double y, double size)
{
  double u = size / 18;

  cairo_arc (p->cr, x, y, size / 2, 0, 2 * G_PI);
  filled (p, OBS_INK_TEXT, 1);
  rounded (p->cr, x - 1.1 * u, y - 4.6 * u, 2.2 * u, 5.8 * u, 1.1 * u);
  cairo_new_sub_path (p->cr);
  cairo_arc (p->cr, x, y + 3.6 * u, 1.3 * u, 0, 2 * G_PI);
  filled (p, OBS_INK_VIEW, 1);
}

static void
paint_glyph (Painter *p, ObsInk ink, ObsGlyph glyph, double x, double y, double size, double alpha)
{
  cairo_t *cr = p->cr;
  double extra = p->theme->extra_width, r = size / 2, line = fmax (2, size * 2 / 11) + extra * 0.5;

  cairo_new_path (cr);
  switch (glyph)
    {
    case OBS_GLYPH_DISC:
      cairo_arc (cr, x, y, r, 0, 2 * G_PI);
      filled (p, ink, alpha);
      break;
    case OBS_GLYPH_RING:
      cairo_arc (cr, x, y, r - line / 2, 0, 2 * G_PI);
      hollow (p, ink, alpha, line);
      break;
    case OBS_GLYPH_SQUARE:
      r *= 7.0 / 11;
      cairo_rectangle (cr, x - r, y - r, 2 * r, 2 * r);
      hollow (p, ink, alpha, line);
      break;
    case OBS_GLYPH_DIAMOND:
      r *= 1.22;
      cairo_move_to (cr, x, y - r);
      cairo_line_to (cr, x + r, y);
      cairo_line_to (cr, x, y + r);
      cairo_line_to (cr, x - r, y);
      cairo_close_path (cr);
      filled (p, ink, alpha);
      break;
    case OBS_GLYPH_TICK:
      cairo_rectangle (cr, x - 1.5 - extra / 2, y - 1.5 * r, 3 + extra, 3 * r);
      filled (p, ink, alpha);
      break;
    case OBS_GLYPH_TRIANGLE:
      triangle (cr, x, y, r);
      filled (p, ink, alpha);
      break;
    case OBS_GLYPH_TRIANGLE_DOWN:
      triangle (cr, x, y, -r);
      filled (p, ink, alpha);
      break;
    case OBS_GLYPH_HALF:
      cairo_arc (cr, x, y, r - line / 2, 0, 2 * G_PI);
      hollow (p, ink, alpha, line);
      cairo_arc (cr, x, y, r - line / 2, G_PI / 2, 3 * G_PI / 2);
      cairo_close_path (cr);
      filled (p, ink, alpha);
      break;
    case OBS_GLYPH_DOT:
      cairo_arc (cr, x, y, fmax (1.5, size * 0.16), 0, 2 * G_PI);
      filled (p, ink, alpha);
      break;
    case OBS_GLYPH_DASH:
      set_ink (p, ink, alpha);
      cairo_set_line_width (cr, 1.5 + extra);
      cairo_move_to (cr, x - r, y);
      cairo_line_to (cr, x + r, y);
      cairo_stroke (cr);
      break;
    case OBS_GLYPH_WARNING:
      warning_glyph (p, x, y, size);
      break;
    case OBS_GLYPH_CHEVRON:
      set_ink (p, ink, alpha);
      cairo_set_line_width (cr, 1.5 * size / 16 + extra);
      cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
      cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
      cairo_move_to (cr, x - size * 2 / 16, y - size * 4.5 / 16);
      cairo_line_to (cr, x + size * 2.5 / 16, y);
      cairo_line_to (cr, x - size * 2 / 16, y + size * 4.5 / 16);
      cairo_stroke (cr);
      cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
      cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
      break;
    default:
      break;
    }
}

static void
paint_text_line (Painter *p, const ObsShape *shape, const char *line, double y, double line_height)
{
  PangoLayout *layout = obs_text_pango_layout (p->text, shape->font, line, shape->font_scale);
  PangoRectangle logical;
  double w, h, x = shape->x;

  if (layout == NULL || line[0] == '\0')
    return;
  pango_layout_get_extents (layout, NULL, &logical);
  w = (double) logical.width / PANGO_SCALE;
  h = (double) logical.height / PANGO_SCALE;
  x += (shape->w - w)
       * (shape->align == OBS_ALIGN_END      ? 1
          : shape->align == OBS_ALIGN_CENTRE ? 0.5
                                             : 0);
  y += (line_height - h) / 2;
  if (obs_theme_text_needs_patch (p->theme, shape->ink))
    {
      rounded (p->cr, x - 4, y, w + 8, h, 2);
      set_ink (p, OBS_INK_VIEW, 1);
      cairo_fill (p->cr);
      set_ink (p, OBS_INK_TEXT, 1);
    }
  else
    {
      if (shape->halo_width > 0)
        {
          cairo_move_to (p->cr, x, y);
          pango_cairo_layout_path (p->cr, layout);
          set_ink (p, shape->halo, 1);
          cairo_set_line_join (p->cr, CAIRO_LINE_JOIN_ROUND);
          cairo_set_line_width (p->cr, shape->halo_width);
          cairo_stroke (p->cr);
          cairo_set_line_join (p->cr, CAIRO_LINE_JOIN_MITER);
        }
      set_ink (p, shape->ink, opacity (p, shape));
    }
  cairo_move_to (p->cr, x, y);
  pango_cairo_show_layout (p->cr, layout);
}

static void
paint_text (Painter *p, const ObsShape *shape)
{
  g_auto (GStrv) lines = NULL;
  double line_height;

  if (fabs (shape->angle) > 0)
    {
      ObsShape flat = *shape;

      flat.x = -shape->w / 2;
      flat.angle = 0;
      cairo_save (p->cr);
      cairo_translate (p->cr, shape->x, shape->y);
      cairo_rotate (p->cr, shape->angle * G_PI / 180);
      paint_text_line (p, &flat, shape->text, -shape->h / 2, shape->h);
      cairo_restore (p->cr);
      return;
    }
  lines = g_strsplit (shape->text, "\n", -1);
  line_height = shape->h / MAX (g_strv_length (lines), 1);
  for (guint i = 0; lines[i] != NULL; i++)
    paint_text_line (p, shape, lines[i], shape->y + i * line_height, line_height);
}

static void
paint_path (Painter *p, const ObsShape *shape)
{
  if (shape->n_points < 2)
    return;
  cairo_new_path (p->cr);
  for (guint i = 0; i < shape->n_points; i++)
    cairo_line_to (p->cr, shape->points[2 * i], shape->points[2 * i + 1]);
  if (shape->closed)
    cairo_close_path (p->cr);
  if (shape->width <= 0)
    {
      if (shape->alpha < 1 && p->theme->extra_width > 0)
        {
          set_ink (p, shape->ink, 1);
          cairo_set_line_width (p->cr, 1);
          cairo_stroke (p->cr);
          return;
        }
      fill_path (p, shape->ink, opacity (p, shape));
      return;
    }
  if (shape->dash[0] > 0)
    cairo_set_dash (p->cr, shape->dash, 2, 0);
  cairo_set_line_join (p->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (p->cr, shape->width + p->theme->extra_width);
  set_ink (p, shape->ink, opacity (p, shape));
  cairo_stroke (p->cr);
  cairo_set_dash (p->cr, NULL, 0, 0);
  cairo_set_line_join (p->cr, CAIRO_LINE_JOIN_MITER);
}

void
obs_shape_draw (const ObsShape *shape, cairo_t *cr, const ObsTheme *theme, ObsTextMeasure *text)
{
  Painter p = { cr, theme, text };

  switch (shape->kind)
    {
    case OBS_SHAPE_RECT:
      paint_rect (&p, shape);
      break;
    case OBS_SHAPE_LINE:
      paint_line (&p, shape);
      break;
    case OBS_SHAPE_HATCH:
      paint_hatch (&p, shape);
      break;
    case OBS_SHAPE_GLYPH:
      paint_glyph (&p, shape->ink, shape->glyph, shape->x, shape->y, shape->w, opacity (&p, shape));
      break;
    case OBS_SHAPE_TEXT:
      paint_text (&p, shape);
      break;
    case OBS_SHAPE_PATH:
      paint_path (&p, shape);
      break;
    default:
      break;
    }
}

/**
 * obs_scene_draw:
 * @text: a measure with fonts; best the one that the scene was laid out with
 *
 * Paints all shapes in their order. The background is the caller's.
 */
void
obs_scene_draw (const ObsScene *scene, cairo_t *cr, const ObsTheme *theme, ObsTextMeasure *text)
{
  cairo_save (cr);
  for (guint i = 0; i < scene->shapes->len; i++)
    obs_shape_draw (&g_array_index (scene->shapes, ObsShape, i), cr, theme, text);
  cairo_restore (cr);
}

static void
paint_band (Painter *p, const ObsSceneItem *item, ObsInk ink, double radius)
{
  double x1 = round (item->rx), x2 = round (item->rx + item->rw);
  double y1 = round (item->ry), y2 = round (item->ry + item->rh);

  if (p->theme->extra_width > 0)
    {
      rounded (p->cr, x1 + 1, y1 + 1, x2 - x1 - 2, y2 - y1 - 2, radius);
      set_ink (p, OBS_INK_TEXT, 1);
      cairo_set_line_width (p->cr, 2);
      cairo_stroke (p->cr);
      return;
    }
  rounded (p->cr, x1, y1, x2 - x1, y2 - y1, radius);
  set_ink (p, ink, 1);
  cairo_fill (p->cr);
}

void
obs_scene_draw_under (const ObsScene *scene, cairo_t *cr, const ObsTheme *theme, int hover,
                      int selected)
{
  Painter p = { cr, theme, NULL };

  cairo_save (cr);
  if (selected >= 0 && (guint) selected < scene->items->len)
    paint_band (&p, obs_scene_item (scene, (guint) selected), OBS_INK_SELECTED, 6);
  if (hover >= 0 && hover != selected && (guint) hover < scene->items->len)
    paint_band (&p, obs_scene_item (scene, (guint) hover), OBS_INK_HOVER, 0);
  cairo_restore (cr);
}

void
obs_scene_draw_focus (const ObsScene *scene, cairo_t *cr, const ObsTheme *theme, int item)
{
  Painter p = { cr, theme, NULL };
  const ObsSceneItem *it;
  double width = 2 + theme->extra_width, x, y, w, h;

  if (item < 0 || (guint) item >= scene->items->len)
    return;
  it = obs_scene_item (scene, (guint) item);
  x = round (it->fx);
  y = round (it->fy);
  w = fmax (round (it->fw), 2 * width + 4);
  h = fmax (round (it->fh), 2 * width + 4);
  cairo_save (cr);
  rounded (cr, x + width * 1.5, y + width * 1.5, w - 3 * width, h - 3 * width, 3);
  set_ink (&p, OBS_INK_VIEW, 1);
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
  rounded (cr, x + width / 2, y + width / 2, w - width, h - width, 5);
  set_ink (&p, OBS_INK_TEXT, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

void
obs_series_draw_glyph (const ObsFigureSeries *series, cairo_t *cr, const ObsTheme *theme,
                       double size, gboolean small_base)
{
  Painter p = { cr, theme, NULL };
  ObsGlyph glyph = obs_series_glyph (series, small_base);
  double room = glyph == OBS_GLYPH_TICK      ? size / 1.5
                : glyph == OBS_GLYPH_DIAMOND ? size / 1.22
                                             : size;

  cairo_save (cr);
  paint_glyph (&p, obs_series_ink (series), glyph, size / 2, size / 2, fmin (room, size), 1);
  cairo_restore (cr);
}
