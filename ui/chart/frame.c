/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/frame.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static double
margin (const ObsLayout *layout)
{
  return (layout->options->narrow || layout->options->width < 480 ? 16 : 24) * layout->scale;
}

static gboolean
has_text (const char *text)
{
  return text != NULL && text[0] != '\0';
}

/* Warning band: a 3 px ink bar, "!" in a disc, one sentence that may wrap. */
static double
warning_band (ObsLayout *layout, double y)
{
  double s = layout->scale, w = layout->right - layout->left, text_x = layout->left + 42 * s;
  double room = layout->right - 12 * s - text_x;
  double text_h = obs_text_height (layout->measure, OBS_FONT_LABEL, layout->figure->band, room, 0);
  double h = fmax (34 * s, text_h + 12 * s);

  obs_scene_rect (layout->scene, OBS_INK_WARN, layout->left, y, w, h);
  obs_scene_rect (layout->scene, OBS_INK_TEXT, layout->left, y, 3, h);
  obs_scene_glyph (layout->scene, OBS_INK_TEXT, OBS_GLYPH_WARNING, layout->left + 24 * s,
                   y + 17 * s, 18 * s);
  obs_scene_paragraph (layout, OBS_INK_TEXT, OBS_FONT_LABEL, layout->figure->band, text_x,
                       y + (h - text_h) / 2, room, 0);
  return y + h + 10 * s;
}

/* The mark of made-up figures: a dashed box with a little hatch, unlike any tag. Returns its width.
 */
static double
simulated_mark (ObsLayout *layout, const char *text, double x, double y)
{
  double s = layout->scale, h = 20 * s, line = obs_text_line (layout->measure, OBS_FONT_CHIP);
  double w = fmin (ceil (obs_text_width (layout->measure, OBS_FONT_CHIP, text)) + 32 * s,
                   layout->right - x);
  ObsShape *shape = obs_scene_rect (layout->scene, OBS_INK_TEXT2, x + 0.5, y + 0.5, w - 1, h - 1);

  shape->width = 1;
  shape->radius = 4;
  shape->dash[0] = 3;
  shape->dash[1] = 2;
  obs_scene_hatch (layout->scene, OBS_INK_TEXT2, x + 6 * s, y + 4 * s, 12 * s, 12 * s)->dash[0] = 3;
  obs_scene_text (layout->scene, OBS_INK_TEXT, OBS_FONT_CHIP, text, x + 24 * s, y + (h - line) / 2,
                  w - 30 * s, OBS_ALIGN_START);
  return w;
}

/* The mark of the figure's class and its tags, in rows. */
static double
tags (ObsLayout *layout, double y)
{
  const ObsFigure *figure = layout->figure;
  double s = layout->scale, x = layout->left;
  const char *words = obs_source_class_words (figure->source_class);

  if (figure->source_class == OBS_CLASS_SIMULATED)
    x += simulated_mark (layout, words, x, y) + 8 * s;
  else if (figure->source_class == OBS_CLASS_OWN)
    x += obs_scene_tag (layout, words, x, y) + 8 * s;
  for (guint i = 0; i < figure->tags->len; i++)
    {
      const char *text = g_ptr_array_index (figure->tags, i);
      double need = obs_text_width (layout->measure, OBS_FONT_TAG, text) + 14 * s;

      if (x > layout->left && x + need > layout->right)
        {
          x = layout->left;
          y += 24 * s;
        }
      x += obs_scene_tag (layout, text, x, y) + 8 * s;
    }
  return x > layout->left ? y + 30 * s : y;
}

void
obs_frame_head (ObsLayout *layout)
{
  const ObsFigure *figure = layout->figure;
  double pad = margin (layout), s = layout->scale, y = pad;
  const char *title = has_text (figure->title) ? figure->title : figure->neutral_title;
  double w;

  layout->left += pad;
  layout->right = fmax (layout->right - pad, layout->left + 1);
  w = layout->right - layout->left;
  if (has_text (title))
    y += obs_scene_paragraph (layout, OBS_INK_TEXT, OBS_FONT_TITLE, title, layout->left, y, w, 0);
  if (has_text (figure->subtitle))
    y += obs_scene_paragraph (layout, OBS_INK_TEXT2, OBS_FONT_SUBTITLE, figure->subtitle,
                              layout->left, y, w, 0);
  y += 10 * s;
  if (has_text (figure->band))
    y = warning_band (layout, y);
  y = tags (layout, y);
  if (has_text (figure->filters))
    y += obs_scene_paragraph (layout, OBS_INK_TEXT2, OBS_FONT_SMALL, figure->filters, layout->left,
                              y, w, 0)
         + 8 * s;
  if (figure->rows->len > 0)
    y = obs_scene_key (layout, y);
  layout->top = y;
}

static double
note (ObsLayout *layout, const char *text, double y)
{
  if (!has_text (text))
    return y;
  return y
         + obs_scene_paragraph (layout, OBS_INK_TEXT2, OBS_FONT_SMALL, text, layout->left, y,
                                layout->right - layout->left, 0);
}

void
obs_frame_foot (ObsLayout *layout)
{
  const ObsFigure *figure = layout->figure;
  guint first = layout->scene->shapes->len;
  double s = layout->scale, y = layout->bottom + 12 * s, spare;

  obs_scene_line (layout->scene, OBS_INK_SEPARATOR, layout->left, y, layout->right, y, 1);
  y += 8 * s;
  for (guint i = 0; i < figure->notes->len; i++)
    y = note (layout, g_ptr_array_index (figure->notes, i), y);
  y = note (layout, figure->source_line, y);
  y = note (layout, figure->licence, y);
  y += margin (layout) - 4 * s;

  /* In a page of fixed height the foot stands at its bottom. */
  spare = layout->options->height - ceil (y);
  for (guint i = first; spare > 0 && i < layout->scene->shapes->len; i++)
    g_array_index (layout->scene->shapes, ObsShape, i).y += spare;
  layout->bottom = y;
}
