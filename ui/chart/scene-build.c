/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/scene-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static ObsShape *
add (ObsScene *scene, ObsShapeKind kind, ObsInk ink, double x, double y, double w, double h)
{
  ObsShape shape = { .kind = kind,
                     .ink = ink,
                     .x = x,
                     .y = y,
                     .w = w,
                     .h = h,
                     .alpha = 1,
                     .font_scale = 1,
                     .item = -1 };

  g_array_append_val (scene->shapes, shape);
  return &g_array_index (scene->shapes, ObsShape, scene->shapes->len - 1);
}

ObsShape *
obs_scene_rect (ObsScene *scene, ObsInk ink, double x, double y, double w, double h)
{
  return add (scene, OBS_SHAPE_RECT, ink, x, y, w, h);
}

ObsShape *
obs_scene_line (ObsScene *scene, ObsInk ink, double x1, double y1, double x2, double y2,
                double width)
{
  ObsShape *shape = add (scene, OBS_SHAPE_LINE, ink, x1, y1, x2 - x1, y2 - y1);

  shape->width = width;
  return shape;
}

ObsShape *
obs_scene_hatch (ObsScene *scene, ObsInk ink, double x, double y, double w, double h)
{
  ObsShape *shape = add (scene, OBS_SHAPE_HATCH, ink, x, y, w, h);

  shape->width = 1.2;
  return shape;
}

ObsShape *
obs_scene_glyph (ObsScene *scene, ObsInk ink, ObsGlyph glyph, double cx, double cy, double size)
{
  ObsShape *shape = add (scene, OBS_SHAPE_GLYPH, ink, cx, cy, size, size);

  shape->glyph = glyph;
  return shape;
}

ObsShape *
obs_scene_path (ObsScene *scene, ObsInk ink, const double *points, guint n_points, gboolean closed)
{
  ObsShape *shape = add (scene, OBS_SHAPE_PATH, ink, 0, 0, 0, 0);

  shape->points = g_memdup2 (points, sizeof (double) * 2 * n_points);
  shape->n_points = n_points;
  shape->closed = closed;
  return shape;
}

ObsShape *
obs_scene_text (ObsScene *scene, ObsInk ink, ObsFont font, const char *text, double x, double y,
                double w, ObsAlign align)
{
  ObsShape *shape = add (scene, OBS_SHAPE_TEXT, ink, x, y, w, 0);

  shape->font = font;
  shape->align = align;
  shape->text = obs_text_clean (text);
  return shape;
}

double
obs_scene_paragraph (ObsLayout *layout, ObsInk ink, ObsFont font, const char *text, double x,
                     double y, double w, int lines)
{
  ObsShape *shape = obs_scene_text (layout->scene, ink, font, text, x, y, w, OBS_ALIGN_START);
  char *fitted = obs_text_fit (layout->measure, font, shape->text, w, lines);

  g_free (shape->text);
  shape->text = fitted;
  shape->lines = 1;
  for (const char *c = fitted; *c != '\0'; c++)
    if (*c == '\n')
      shape->lines++;
  return shape->lines * obs_text_line (layout->measure, font);
}

double
obs_scene_chip (ObsLayout *layout, const char *letter, double x, double y)
{
  double size = 20 * layout->scale;
  double line = obs_text_line (layout->measure, OBS_FONT_CHIP);
  ObsShape *box;

  box = obs_scene_rect (layout->scene, OBS_INK_EDGE, x + 0.5, y + 0.5, size - 1, size - 1);
  box->width = 1;
  box->radius = 4;
  obs_scene_text (layout->scene, OBS_INK_TEXT, OBS_FONT_CHIP, letter, x + size / 2,
                  y + (size - line) / 2, 0, OBS_ALIGN_CENTRE);
  return size;
}

double
obs_scene_tag (ObsLayout *layout, const char *text, double x, double y)
{
  double room = fmax (layout->right - x, 24);
  double pad = 7 * layout->scale;
  double height = 20 * layout->scale;
  double line = obs_text_line (layout->measure, OBS_FONT_TAG);
  double width = fmin (ceil (obs_text_width (layout->measure, OBS_FONT_TAG, text) + 2 * pad), room);
  ObsShape *box;

  box = obs_scene_rect (layout->scene, OBS_INK_EDGE, x + 0.5, y + 0.5, width - 1, height - 1);
  box->width = 1;
  box->radius = 4;
  obs_scene_text (layout->scene, OBS_INK_TEXT, OBS_FONT_TAG, text, x + pad, y + (height - line) / 2,
                  fmax (width - 2 * pad, 1) + 0.5, OBS_ALIGN_START);
  return width;
}

void
obs_scene_own (ObsScene *scene, guint first, int item)
{
  for (guint i = first; i < scene->shapes->len; i++)
    g_array_index (scene->shapes, ObsShape, i).item = item;
}

int
obs_scene_add_item (ObsScene *scene, int row, double x, double y, double w, double h, int line,
                    int column, int group)
{
  double more_w = fmax (24 - w, 0), more_h = fmax (24 - h, 0);
  ObsSceneItem item = { .row = row,
                        .line = line,
                        .column = column,
                        .group = group,
                        .fx = x,
                        .fy = y,
                        .fw = w,
                        .fh = h,
                        .rx = x,
                        .ry = y,
                        .rw = w,
                        .rh = h };

  item.x = x - more_w / 2;
  item.y = y - more_h / 2;
  item.w = w + more_w;
  item.h = h + more_h;
  g_array_append_val (scene->items, item);
  return (int) scene->items->len - 1;
}

void
obs_scene_set_focus_box (ObsScene *scene, int item, double x, double y, double w, double h)
{
  ObsSceneItem *it = &g_array_index (scene->items, ObsSceneItem, item);

  it->fx = x;
  it->fy = y;
  it->fw = w;
  it->fh = h;
}

void
obs_scene_set_band (ObsScene *scene, int item, double x, double y, double w, double h)
{
  ObsSceneItem *it = &g_array_index (scene->items, ObsSceneItem, item);

  it->rx = x;
  it->ry = y;
  it->rw = w;
  it->rh = h;
}

void
obs_scene_watermark (ObsLayout *layout, double x, double y, double w, double h)
{
  /* Translators: stands large across every plot of made-up figures. */
  const char *word = _ ("Simulated");
  double width = obs_text_width (layout->measure, OBS_FONT_WATERMARK, word);
  double height = obs_text_line (layout->measure, OBS_FONT_WATERMARK);
  double turn = 15 * G_PI / 180, fit;
  ObsShape shape = { .kind = OBS_SHAPE_TEXT,
                     .ink = OBS_INK_WATERMARK,
                     .font = OBS_FONT_WATERMARK,
                     .alpha = 1,
                     .angle = -15,
                     .align = OBS_ALIGN_CENTRE,
                     .item = -1 };

  if (w <= 0 || h <= 0 || layout->scene->watermark)
    return;
  layout->scene->watermark = TRUE;
  /* The turned word stays inside the box, both ways. */
  fit = fmin (0.9 * w / (width * cos (turn) + height * sin (turn)),
              0.95 * h / (width * sin (turn) + height * cos (turn)));
  shape.font_scale = CLAMP (floor (fit * 20) / 20, 0.2, 3);
  shape.x = x + w / 2;
  shape.y = y + h / 2;
  shape.w = width * shape.font_scale;
  shape.h = height * shape.font_scale;
  shape.text = g_strdup (word);
  g_array_prepend_val (layout->scene->shapes, shape);
}
