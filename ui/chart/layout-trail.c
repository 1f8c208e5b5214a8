/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/layout-table.h"
#include "ui/chart/scene-private.h"

#include <math.h>
#include <string.h>

/* TR: an indented list: how a figure came about, a checklist, the page of a recommendation. */

typedef struct
{
  ObsLayout *layout;
  double y;
  int line, group;
  const char *heading; /* in force */
} Trail;

/* Signs after a label: letter, tag, conflict; they go to a line of their own where they do not fit.
 */
static double
signs_width (const ObsLayout *layout, const ObsFigureRow *row)
{
  double s = layout->scale, w = 0;

  if (row->ksb != NULL && row->ksb[0] != '\0')
    w += 28 * s;
  if (row->tag != NULL && row->tag[0] != '\0')
    w += obs_text_width (layout->measure, OBS_FONT_TAG, row->tag) + 22 * s;
  if (row->conflict)
    w += 26 * s;
  return w;
}

static void
draw_signs (ObsLayout *layout, const ObsFigureRow *row, double x, double y)
{
  double s = layout->scale, line = obs_text_line (layout->measure, OBS_FONT_LABEL);
  double top = y + (line - 20 * s) / 2;

  if (row->ksb != NULL && row->ksb[0] != '\0')
    x += obs_scene_chip (layout, row->ksb, x, top) + 8 * s;
  if (row->tag != NULL && row->tag[0] != '\0')
    x += obs_scene_tag (layout, row->tag, x, top) + 8 * s;
  if (row->conflict)
    obs_scene_glyph (layout->scene, OBS_INK_TEXT, OBS_GLYPH_WARNING, x + 9 * s, y + line / 2,
                     18 * s);
}

static void
draw_heading (Trail *trail, const ObsFigureRow *row)
{
  ObsLayout *layout = trail->layout;
  double s = layout->scale;

  if (g_strcmp0 (row->group, trail->heading) == 0)
    return;
  trail->heading = row->group;
  if (trail->line > 0)
    trail->group++;
  if (row->group == NULL || row->group[0] == '\0')
    return;
  if (trail->line > 0)
    trail->y += 14 * s;
  trail->y += obs_scene_paragraph (layout, OBS_INK_TEXT, OBS_FONT_LABEL_BOLD, row->group,
                                   layout->left, trail->y, layout->right - layout->left, 2)
              + 4 * s;
}

/* The number of a step, or a thin line from its parent for an indented row. */
static double
draw_lead (Trail *trail, const ObsFigureRow *row, double x, double y, double h)
{
  ObsLayout *layout = trail->layout;
  double s = layout->scale;

  if (row->level > 0)
    obs_scene_line (layout->scene, OBS_INK_EDGE, x - 11 * s, y, x - 11 * s, y + h, 1);
  if (row->rank > 0)
    {
      g_autofree char *number = g_strdup_printf ("%d", row->rank);

      obs_scene_text (layout->scene, OBS_INK_ACCENT, OBS_FONT_LABEL_BOLD, number, x, y, 0,
                      OBS_ALIGN_START);
      return fmax (24 * s, obs_text_width (layout->measure, OBS_FONT_LABEL_BOLD, number) + 10 * s);
    }
  return 0;
}

static double
indent (const ObsLayout *layout, const ObsFigureRow *row)
{
  double step = fmin (20 * layout->scale, (layout->right - layout->left) / 12);

  return CLAMP (row->level, 0, 5) * step;
}

static void
draw_row (Trail *trail, guint index)
{
  ObsLayout *layout = trail->layout;
  const ObsFigureRow *row = obs_figure_row (layout->figure, index);
  gboolean compact = layout->options->compact, linked = row->link != NULL && row->link[0] != '\0';
  double s = layout->scale, pad = (compact ? 4 : 8) * s, top = trail->y,
         edge = compact ? 0 : 12 * s;
  double x = layout->left + indent (layout, row), signs = signs_width (layout, row), room, label, h;
  double right = layout->right - (linked ? 24 * s : 0), y = top + pad;
  ObsFont font = row->level == 0 && !compact ? OBS_FONT_LABEL_BOLD : OBS_FONT_LABEL;
  const char *words = row->words != NULL && row->words[0] != '\0' ? row->words
                      : row->code != NULL                         ? obs_code_words (row->code)
                                                                  : NULL;
  guint first = layout->scene->shapes->len;
  int item;

  obs_scene_line (layout->scene, OBS_INK_SEPARATOR, x, top, layout->right, top, 1);
  x += draw_lead (trail, row, x, y, obs_text_line (layout->measure, font));
  room = fmax (right - x, 1);
  label = obs_text_width (layout->measure, font, row->label);
  if (signs > 0 && label + 8 * s + signs > room)
    {
      h = obs_scene_paragraph (layout, OBS_INK_TEXT, font, row->label, x, y, room, compact ? 2 : 4);
      draw_signs (layout, row, x, y + h + 2 * s);
      h += 24 * s;
    }
  else
    {
      h = obs_scene_paragraph (layout, OBS_INK_TEXT, font, row->label, x, y, room, compact ? 2 : 4);
      if (signs > 0)
        draw_signs (layout, row, x + label + 8 * s, y);
    }
  y += fmax (h, obs_text_line (layout->measure, font));
  if (words != NULL)
    y += obs_scene_paragraph (layout, OBS_INK_TEXT2, compact ? OBS_FONT_SMALL : OBS_FONT_LABEL,
                              words, x, y, room, compact ? 2 : 8);
  y += pad;
  if (linked)
    obs_scene_glyph (layout->scene, OBS_INK_TEXT2, OBS_GLYPH_CHEVRON, layout->right - 8 * s,
                     top + pad + obs_text_line (layout->measure, font) / 2, 14 * s);
  trail->y = y;
  item = obs_scene_add_item (layout->scene, (int) index, layout->left, top,
                             layout->right - layout->left, y - top, trail->line++, 0, trail->group);
  obs_scene_own (layout->scene, first, item);
  obs_scene_set_focus_box (layout->scene, item, layout->left - fmax (edge / 2, 5), top + 2,
                           layout->right - layout->left + fmax (edge, 10), y - top - 3);
  obs_scene_set_band (layout->scene, item, layout->left - edge, top,
                      layout->right - layout->left + 2 * edge, y - top);
}

void
obs_layout_trail (ObsLayout *layout)
{
  Trail trail = { .layout = layout, .y = layout->top };
  guint rows = layout->figure->rows->len;
  guint max = layout->options->max_rows > 0 ? (guint) layout->options->max_rows : rows;

  if (layout->figure->form != OBS_FORM_TRAIL)
    {
      obs_layout_table (layout);
      return;
    }
  for (guint i = 0; i < MIN (rows, max); i++)
    {
      draw_heading (&trail, obs_figure_row (layout->figure, i));
      draw_row (&trail, i);
    }
  layout->scene->left_out += rows > max ? rows - max : 0;
  layout->bottom = trail.y + 1;
}
