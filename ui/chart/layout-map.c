/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/map.h"
#include "ui/chart/plane.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* MAP: rates by area at the left, the same as ranked dots with rate and count at the right. Narrow
 * places have the dots only. */

enum
{
  ROW = 39,
  ROW_MANY = 31,
  ROW_MOST = 24,
  MARK = 11,
  FOCUS = 20,
  GAP = 24,
};

typedef struct
{
  ObsLayout *layout;
  ObsLayout box; /* of the ranked half */
  ObsPlane plot;
  GPtrArray *lines;
  GHashTable *items; /* code of an area to item + 1 */
  const ObsFigureSeries *rate, *count;
  double label_w, rate_w, count_w;
} Twin;

static int
rate_row (const Twin *twin, const ObsLine *line)
{
  const ObsFigure *figure = twin->layout->figure;

  for (guint i = 0; i < line->rows->len; i++)
    {
      guint index = g_array_index (line->rows, guint, i);
      const ObsFigureSeries *series
          = obs_figure_find_series (figure, obs_figure_row (figure, index)->series);

      if (series == NULL || series->role != OBS_ROLE_COUNT)
        return (int) index;
    }
  return -1;
}

static const ObsFigureRow *
row_or_null (const Twin *twin, int index)
{
  return index < 0 ? NULL : obs_figure_row (twin->layout->figure, (guint) index);
}

static char *
count_text (const Twin *twin, const ObsLine *line)
{
  int index = obs_line_row (twin->layout->figure, line, OBS_ROLE_COUNT);
  const ObsFigureRow *row = row_or_null (twin, index);

  if (row == NULL)
    return g_strdup ("");
  if (row->code != NULL && g_strcmp0 (row->code, "c") == 0)
    return g_strdup ("[c]");
  return isfinite (row->estimate) ? obs_number_format (row->estimate, 0, FALSE) : g_strdup ("[x]");
}

static char *
rate_text (const Twin *twin, const ObsLine *line)
{
  const ObsFigureRow *row = row_or_null (twin, rate_row (twin, line));

  if (row == NULL || !isfinite (row->estimate)
      || obs_show_for_base (row->base) >= OBS_SHOW_BAND_ONLY)
    return g_strdup ("");
  return obs_value_format (twin->layout->figure->axis, row->estimate, FALSE);
}

/* The line of the row that a reference stands for ("All eight"): it has no area and no dot. */
static const ObsReference *
reference_of (const Twin *twin, const ObsLine *line)
{
  const GPtrArray *references = twin->layout->figure->references;

  for (guint i = 0; i < references->len; i++)
    {
      const ObsReference *reference = g_ptr_array_index (references, i);

      if (g_strcmp0 (reference->label, line->label) == 0)
        return reference;
    }
  return NULL;
}

static void
measure (Twin *twin)
{
  ObsTextMeasure *text = twin->layout->measure;
  double s = twin->layout->scale, w = twin->box.right - twin->box.left, longest = 0;

  for (guint i = 0; i < twin->layout->figure->series->len; i++)
    {
      const ObsFigureSeries *series = g_ptr_array_index (twin->layout->figure->series, i);

      if (series->role == OBS_ROLE_COUNT)
        twin->count = series;
      else if (twin->rate == NULL)
        twin->rate = series;
    }
  twin->rate_w
      = obs_text_width (text, OBS_FONT_SMALL, twin->rate != NULL ? twin->rate->label : _ ("Rate"));
  if (twin->count != NULL)
    twin->count_w = obs_text_width (text, OBS_FONT_SMALL, twin->count->label);
  for (guint i = 0; i < twin->lines->len; i++)
    {
      const ObsLine *line = g_ptr_array_index (twin->lines, i);
      g_autofree char *rate = rate_text (twin, line), *count = count_text (twin, line);

      twin->rate_w = fmax (twin->rate_w, obs_text_width (text, OBS_FONT_LABEL_BOLD, rate));
      twin->count_w = fmax (twin->count_w, obs_text_width (text, OBS_FONT_NUMBER, count));
      longest = fmax (longest, obs_text_width (text, OBS_FONT_LABEL, line->label));
    }
  twin->label_w = fmin (longest, w * 0.32) + 1;
  twin->rate_w = fmin (twin->rate_w, 0.2 * w);
  twin->count_w = fmin (twin->count_w, 0.22 * w) + (twin->count != NULL ? 10 * s : 0);
}

static double
label_height (const Twin *twin, const ObsLine *line, ObsFont *font)
{
  ObsTextMeasure *text = twin->layout->measure;

  *font = obs_text_width (text, OBS_FONT_LABEL, line->label) <= twin->label_w ? OBS_FONT_LABEL
                                                                              : OBS_FONT_SMALL;
  return obs_text_height (text, *font, line->label, twin->label_w, 2);
}

static double
words_room (const Twin *twin)
{
  return twin->box.right - twin->count_w - twin->plot.x.r0 - 14 * twin->box.scale;
}

static double
words_height (const Twin *twin, const char *words)
{
  return obs_text_height (twin->box.measure, OBS_FONT_SMALL, words, words_room (twin), 2);
}

/* Grid and reference lines stay out of words. */
static void
leave_words (Twin *twin)
{
  for (guint i = 0; i < twin->lines->len; i++)
    {
      const ObsLine *line = g_ptr_array_index (twin->lines, i);
      const ObsFigureRow *row = row_or_null (twin, rate_row (twin, line));
      ObsMarkRule rule;

      if (row == NULL || reference_of (twin, line) != NULL)
        continue;
      obs_mark_rule_init (&rule, twin->box.figure, row, twin->box.options);
      if (rule.words != NULL && !rule.mark)
        obs_plane_leave (
            &twin->plot, twin->plot.x.r0 + 2, line->y + 2,
            fmin (obs_text_width (twin->box.measure, OBS_FONT_SMALL, rule.words), words_room (twin))
                + 10 * twin->box.scale,
            line->h - 4);
      obs_mark_rule_clear (&rule);
    }
}

/* Axis title on its own line, numbers and the heads of the columns under it. */
static void
draw_head (Twin *twin)
{
  ObsLayout *box = &twin->box;
  double line = obs_text_line (box->measure, OBS_FONT_SMALL), cy;
  const char *rate = twin->rate != NULL ? twin->rate->label : _ ("Rate");

  twin->plot.title = box->figure->axis_title != NULL;
  obs_plane_head (&twin->plot);
  cy = twin->plot.rows - 6 * box->scale - line / 2 + 1;
  obs_draw_text (box, OBS_INK_TEXT2, OBS_FONT_SMALL, rate,
                 box->right - twin->count_w - twin->rate_w, cy, twin->rate_w + 1, OBS_ALIGN_END);
  if (twin->count != NULL)
    obs_draw_text (box, OBS_INK_TEXT2, OBS_FONT_SMALL, twin->count->label,
                   box->right - twin->count_w, cy, twin->count_w + 1, OBS_ALIGN_END);
}

static double
place_lines (Twin *twin)
{
  double s = twin->layout->scale, y = twin->plot.rows;
  double least = (twin->lines->len <= 9 ? ROW : twin->lines->len <= 14 ? ROW_MANY : ROW_MOST) * s;

  for (guint i = 0; i < twin->lines->len; i++)
    {
      ObsLine *line = g_ptr_array_index (twin->lines, i);
      ObsFont font;

      line->y = y;
      line->h = 0;
      if (reference_of (twin, line) != NULL)
        continue;
      line->h = fmax (least, label_height (twin, line, &font) + 4 * s);
      y += line->h;
    }
  return y;
}

static void
draw_numbers (Twin *twin, const ObsLine *line, double cy)
{
  ObsLayout *box = &twin->box;
  g_autofree char *rate = rate_text (twin, line), *count = count_text (twin, line);

  obs_draw_text (box, OBS_INK_TEXT, OBS_FONT_LABEL_BOLD, rate,
                 box->right - twin->count_w - twin->rate_w, cy, twin->rate_w + 1, OBS_ALIGN_END);
  if (twin->count != NULL)
    obs_draw_text (box, OBS_INK_TEXT2, OBS_FONT_NUMBER, count, box->right - twin->count_w, cy,
                   twin->count_w + 1, OBS_ALIGN_END);
}

/* A mark on the reference line would melt into it. */
static gboolean
near_reference (const Twin *twin, double x)
{
  const GPtrArray *references = twin->layout->figure->references;

  for (guint i = 0; i < references->len; i++)
    {
      double at = obs_plane_at (&twin->plot,
                                ((const ObsReference *) g_ptr_array_index (references, i))->value);

      if (fabs (at - x) < 9 * twin->layout->scale)
        return TRUE;
    }
  return FALSE;
}

static void
draw_mark (Twin *twin, const ObsFigureRow *row, const ObsMarkRule *rule, double cy)
{
  ObsLayout *box = &twin->box;
  const ObsFigureSeries *series = obs_figure_find_series (box->figure, row->series);
  ObsInk ink = obs_series_ink (series);
  double s = box->scale, zero = obs_plane_at (&twin->plot, 0);
  double x = obs_plane_at (&twin->plot, rule->bound ? obs_mark_bound (row) : row->estimate);

  if (rule->mark)
    obs_scene_line (box->scene, ink, zero, cy, x, cy, 1)->alpha = 0.35;
  if (rule->band)
    obs_draw_band (box->scene, ink, obs_plane_at (&twin->plot, row->low),
                   obs_plane_at (&twin->plot, row->high), cy, 9 * s, TRUE);
  else if (rule->range)
    obs_draw_range (box->scene, ink, obs_plane_at (&twin->plot, row->low),
                    obs_plane_at (&twin->plot, row->high), cy, 6 * s);
  if (rule->bound)
    obs_draw_bound (box->scene, OBS_INK_TEXT, row, x, cy, 9 * s, 5 * s);
  if (!rule->mark)
    return;
  if (near_reference (twin, x) && !rule->range)
    obs_scene_glyph (box->scene, OBS_INK_VIEW, OBS_GLYPH_DISC, x, cy, (MARK + 3) * s);
  obs_draw_mark (box->scene, ink, obs_series_glyph (series, rule->small), rule->hollow, x, cy,
                 (rule->small ? 9 : MARK) * s);
}

static void
draw_line (Twin *twin, guint line_no, int shown)
{
  ObsLayout *box = &twin->box;
  const ObsLine *line = g_ptr_array_index (twin->lines, line_no);
  int index = rate_row (twin, line), item;
  const ObsFigureRow *row = row_or_null (twin, index);
  double s = box->scale, cy = line->y + line->h / 2, focus = FOCUS * s, x, label_h;
  guint first = box->scene->shapes->len;
  ObsMarkRule rule = { .words = NULL };
  ObsFont font;

  label_h = label_height (twin, line, &font);
  obs_scene_paragraph (box, OBS_INK_TEXT, font, line->label, box->left, cy - label_h / 2,
                       twin->label_w, 2);
  first = box->scene->shapes->len;
  draw_numbers (twin, line, cy);
  x = twin->plot.x.r0 + focus / 2;
  if (row != NULL)
    {
      obs_mark_rule_init (&rule, box->figure, row, box->options);
      draw_mark (twin, row, &rule, cy);
      if (rule.mark)
        x = obs_plane_at (&twin->plot, row->estimate);
    }
  if (rule.words != NULL && !rule.mark)
    obs_scene_paragraph (box, OBS_INK_TEXT2, OBS_FONT_SMALL, rule.words, twin->plot.x.r0 + 6 * s,
                         cy - words_height (twin, rule.words) / 2, words_room (twin), 2);
  item = obs_scene_add_item (box->scene,
                             index >= 0 ? index : (int) g_array_index (line->rows, guint, 0),
                             box->left, line->y, box->right - box->left, line->h, shown, 0, 0);
  obs_scene_set_focus_box (box->scene, item, x - focus / 2, cy - focus / 2, focus, focus);
  obs_scene_set_band (box->scene, item, box->left - 10 * s, line->y,
                      box->right - box->left + 20 * s, line->h);
  obs_scene_own (box->scene, first, item);
  g_hash_table_insert (twin->items, (gpointer) line->key, GINT_TO_POINTER (item + 1));
  obs_mark_rule_clear (&rule);
}

/* The reference as the last row: name under its line, rate and count in their columns. */
static double
draw_reference_rows (Twin *twin, double y)
{
  ObsLayout *box = &twin->box;
  const GPtrArray *references = box->figure->references;
  double s = box->scale, line_h = obs_text_line (box->measure, OBS_FONT_LABEL_BOLD);

  y += 8 * s;
  for (guint i = 0; i < references->len; i++)
    {
      const ObsReference *reference = g_ptr_array_index (references, i);
      g_autofree char *value = obs_value_format (box->figure->axis, reference->value, FALSE);
      double x = obs_plane_at (&twin->plot, reference->value), w, left, cy = y + line_h / 2;

      if (isnan (x) || reference->label == NULL)
        continue;
      w = obs_text_width (box->measure, OBS_FONT_LABEL_BOLD, reference->label);
      w = fmin (w, box->right - twin->count_w - twin->rate_w - 6 * s - box->left);
      left = CLAMP (x - w / 2, box->left, box->right - twin->count_w - twin->rate_w - 6 * s - w);
      obs_scene_text (box->scene, OBS_INK_TEXT, OBS_FONT_LABEL_BOLD, reference->label, left, y,
                      w + 1, OBS_ALIGN_START);
      obs_draw_text (box, OBS_INK_TEXT, OBS_FONT_LABEL_BOLD, value,
                     box->right - twin->count_w - twin->rate_w, cy, twin->rate_w + 1,
                     OBS_ALIGN_END);
      for (guint k = 0; k < twin->lines->len; k++)
        {
          const ObsLine *line = g_ptr_array_index (twin->lines, k);
          g_autofree char *count = count_text (twin, line);

          if (twin->count != NULL && reference_of (twin, line) == reference)
            obs_draw_text (box, OBS_INK_TEXT2, OBS_FONT_NUMBER, count, box->right - twin->count_w,
                           cy, twin->count_w + 1, OBS_ALIGN_END);
        }
      y += line_h;
    }
  return y;
}

static double
draw_twin (Twin *twin)
{
  ObsLayout *box = &twin->box;
  double s = box->scale, bottom;
  int shown = 0;

  measure (twin);
  obs_plane_init (&twin->plot, box, box->left + twin->label_w + 12 * s,
                  box->right - twin->count_w - twin->rate_w - 12 * s, FALSE);
  twin->plot.font = OBS_FONT_SMALL;
  twin->plot.right = box->right - twin->count_w - twin->rate_w - 4 * s;
  twin->plot.rows = twin->plot.top + obs_text_line (box->measure, OBS_FONT_SMALL) + 6 * s;
  /* Rates are short numbers: they stand closer than others. */
  obs_axis_for_figure (&twin->plot.axis, box->figure,
                       (guint) CLAMP ((twin->plot.x.r1 - twin->plot.x.r0) / (26 * s), 3, 8), FALSE);
  obs_plane_trim (&twin->plot);
  draw_head (twin);
  bottom = place_lines (twin);
  leave_words (twin);
  obs_plane_grid (&twin->plot, bottom);
  obs_plane_references (&twin->plot, bottom, FALSE);
  for (guint i = 0; i < twin->lines->len; i++)
    {
      const ObsLine *line = g_ptr_array_index (twin->lines, i);

      if (reference_of (twin, line) != NULL)
        continue;
      draw_line (twin, i, shown++);
      if (line->y + line->h < bottom - 1)
        obs_row_separator (box, line->y + line->h);
    }
  if (box->figure->references->len > 0)
    bottom = draw_reference_rows (twin, bottom);
  obs_plane_clear (&twin->plot);
  return bottom;
}

static ObsMapArea
find_area (gpointer data, const char *code)
{
  const Twin *twin = data;
  ObsMapArea area = { -1, GPOINTER_TO_INT (g_hash_table_lookup (twin->items, code)) - 1 };

  for (guint i = 0; i < twin->lines->len; i++)
    {
      const ObsLine *line = g_ptr_array_index (twin->lines, i);
      const ObsFigureRow *row = row_or_null (twin, rate_row (twin, line));

      if (g_strcmp0 (line->key, code) == 0 && row != NULL)
        area.row = rate_row (twin, line);
    }
  return area;
}

/**
 * obs_layout_map:
 *
 * MAP: map and ranked dots side by side; each area is one item in both.
 */
void
obs_layout_map (ObsLayout *layout)
{
  Twin twin = { .layout = layout, .box = *layout };
  double w = layout->right - layout->left, s = layout->scale, map_w, twin_bottom;
  gboolean with_map = layout->figure->areas->len > 0 && !layout->options->compact
                      && !obs_layout_is_stacked (layout);

  map_w = floor ((w - GAP * s) * 0.518);
  if (with_map)
    twin.box.left = layout->left + map_w + GAP * s;
  twin.lines = obs_lines_new (layout);
  twin.items = g_hash_table_new (g_str_hash, g_str_equal);
  twin_bottom = draw_twin (&twin);
  layout->bottom = twin_bottom;
  if (with_map)
    layout->bottom = fmax (twin_bottom, obs_map_draw (layout, layout->left, layout->top, map_w,
                                                      fmax (398 * s, twin_bottom - layout->top),
                                                      find_area, &twin));
  layout->bottom += 2 * s;
  g_hash_table_unref (twin.items);
  g_ptr_array_unref (twin.lines);
}
