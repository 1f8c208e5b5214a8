/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/scene-private.h"

#include <math.h>

/* A scene as text, for golden files: what was drawn where, without fonts or colours. */

static const char *const inks[OBS_N_INKS] = {
  "text",       "text2",         "view",          "grid",          "edge",          "separator",
  "accent",     "on-accent",     "hover",         "selected",      "warn",          "poor",
  "on-poor",    "middle",        "on-middle",     "good",          "on-good",       "short",
  "surplus",    "watermark",     "sequence-1",    "sequence-2",    "sequence-3",    "sequence-4",
  "sequence-5", "on-sequence-1", "on-sequence-2", "on-sequence-3", "on-sequence-4", "on-sequence-5",
  "sector-0",   "sector-1",      "sector-2",      "sector-3",      "sector-4",      "sector-5",
  "done",       "risk",
};
static const char *const kinds[] = { "rect", "line", "hatch", "glyph", "text", "path" };
static const char *const glyphs[]
    = { "disc",          "ring", "square", "diamond", "tick",    "triangle",
        "triangle-down", "half", "dot",    "dash",    "warning", "chevron" };
static const char *const fonts[OBS_N_FONTS]
    = { "title",      "heading", "subtitle", "label", "label-bold", "number",
        "value-bold", "small",   "tag",      "chip",  "big",        "watermark" };
static const char *const aligns[] = { "start", "centre", "end" };

static void
number (GString *out, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  double rounded = round (value * 10) / 10;

  /* No minus zero: it would tell two equal pictures apart. */
  g_string_append_printf (out, " %s",
                          g_ascii_formatd (text, sizeof text, "%.1f", rounded == 0 ? 0 : rounded));
}

static void
four (GString *out, double x, double y, double w, double h)
{
  number (out, x);
  number (out, y);
  number (out, w);
  number (out, h);
}

static void
named_number (GString *out, const char *name, double value)
{
  g_string_append_printf (out, " %s", name);
  number (out, value);
}

static void
append_shape (GString *out, const ObsShape *shape)
{
  g_string_append_printf (out, "%s %s", kinds[shape->kind], inks[shape->ink]);
  if (shape->kind == OBS_SHAPE_GLYPH)
    g_string_append_printf (out, " %s", glyphs[shape->glyph]);
  if (shape->kind == OBS_SHAPE_TEXT)
    g_string_append_printf (out, " %s %s", fonts[shape->font], aligns[shape->align]);
  if (shape->kind != OBS_SHAPE_PATH)
    four (out, shape->x, shape->y, shape->w, shape->h);
  if (shape->width > 0)
    named_number (out, "width", shape->width);
  if (shape->radius > 0)
    named_number (out, "radius", shape->radius);
  if (shape->alpha < 1)
    named_number (out, "alpha", shape->alpha);
  if (fabs (shape->angle) > 0)
    named_number (out, "angle", shape->angle);
  if (shape->dash[0] > 0)
    named_number (out, "dash", shape->dash[0]);
  if (shape->halo_width > 0)
    g_string_append_printf (out, " halo %s", inks[shape->halo]);
  if (shape->item >= 0)
    g_string_append_printf (out, " item %d", shape->item);
  for (guint i = 0; i < 2 * shape->n_points; i++)
    number (out, shape->points[i]);
  if (shape->kind == OBS_SHAPE_PATH)
    g_string_append (out, shape->closed ? " closed" : " open");
  if (shape->text != NULL)
    {
      g_auto (GStrv) lines = g_strsplit (shape->text, "\n", -1);
      g_autofree char *joined = g_strjoinv (" / ", lines);

      g_string_append_printf (out, " \"%s\"", joined);
    }
  g_string_append_c (out, '\n');
}

char *
obs_scene_to_text (const ObsScene *scene)
{
  GString *out = g_string_new ("scene");

  number (out, scene->width);
  number (out, scene->height);
  if (scene->left_out > 0)
    g_string_append_printf (out, " left out %u", scene->left_out);
  g_string_append_c (out, '\n');
  for (guint i = 0; i < scene->shapes->len; i++)
    append_shape (out, &g_array_index (scene->shapes, ObsShape, i));
  for (guint i = 0; i < scene->items->len; i++)
    {
      const ObsSceneItem *item = &g_array_index (scene->items, ObsSceneItem, i);

      g_string_append_printf (out, "item %u row %d line %d column %d group %d box", i, item->row,
                              item->line, item->column, item->group);
      four (out, item->x, item->y, item->w, item->h);
      g_string_append (out, " focus");
      four (out, item->fx, item->fy, item->fw, item->fh);
      g_string_append (out, " band");
      four (out, item->rx, item->ry, item->rw, item->rh);
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}
