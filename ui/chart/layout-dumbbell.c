/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/plane.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* DB: two values a thing, filled and hollow, with a line between. GAP: the same for wanted and
 * covered, with the gap and its range as a column at the right. */

enum
{
  ROW = 31,
  ROW_NARROW = 49,
  MARK = 11,
  BAND = 10,
  CAP = 6,
  HATCH_W = 40,
  HATCH_H = 12,
};

/* The rows of one line by what they are; -1 where the figure has none. */
typedef struct
{
  int first, second, gap;
} Sides;

typedef struct
{
  ObsLayout *layout;
  ObsPlane plot;
  ObsLabels labels;
  GPtrArray *lines;
  const char *first_label, *second_label;
  gboolean has_gap;
  double missing_w; /* of the widest words in place of a gap */
  double range_w;   /* of the column "Gap, likely range": the range */
  double gap_w;     /* and the gap */
} Bells;

static Sides
sides_of (const Bells *bells, const ObsLine *line)
{
  const ObsFigure *figure = bells->layout->figure;

  return (Sides){ obs_line_row (figure, line, OBS_ROLE_FIRST),
                  obs_line_row (figure, line, OBS_ROLE_SECOND),
                  obs_line_row (figure, line, OBS_ROLE_GAP) };
}

static const ObsFigureRow *
row_or_null (const Bells *bells, int index)
{
  return index < 0 ? NULL : obs_figure_row (bells->layout->figure, (guint) index);
}

/* Whether a side has something to be drawn on the axis. */
static gboolean
side_rule (const Bells *bells, const ObsFigureRow *row, ObsMarkRule *rule)
{
  if (row == NULL)
    {
      *rule = (ObsMarkRule){ .words = NULL };
      return FALSE;
    }
  obs_mark_rule_init (rule, bells->layout->figure, row, bells->layout->options);
  return rule->mark || rule->band || rule->bound;
}

static gboolean
has_number (const ObsFigureRow *row)
{
  return row != NULL && isfinite (row->estimate)
         && obs_show_for_base (row->base) != OBS_SHOW_NOTHING;
}

/* A gap is worked out from both sides: without one of them there is none, whatever the row says. */
static gboolean
gap_is_known (const Bells *bells, const Sides *sides)
{
  return has_number (row_or_null (bells, sides->gap))
         && has_number (row_or_null (bells, sides->first))
         && has_number (row_or_null (bells, sides->second));
}

static char *
range_words (const Bells *bells, const ObsFigureRow *gap)
{
  ObsAxisKind axis = bells->layout->figure->axis;
  g_autofree char *low = NULL, *high = NULL;

  if (!gap->clear)
    return g_strdup (_ ("not clear"));
  if (!isfinite (gap->low) || !isfinite (gap->high))
    return g_strdup ("");
  low = obs_value_format (axis, gap->low, TRUE);
  high = obs_value_format (axis, gap->high, TRUE);
  return g_strdup_printf (_ ("%s to %s"), low, high);
}

/* The words for a missing side, as the builder gives them or by what the side is. */
static char *
missing_words (const Bells *bells, const ObsFigureRow *row, gboolean is_first)
{
  ObsMarkRule rule;
  char *words = NULL;

  if (row != NULL && (row->words != NULL || row->code != NULL || row->base >= 0))
    {
      side_rule (bells, row, &rule);
      words = g_steal_pointer (&rule.words);
      obs_mark_rule_clear (&rule);
      if (words != NULL
          && (row->words != NULL
              || (g_strcmp0 (row->code, "x") != 0 && g_strcmp0 (row->code, "z") != 0)))
        return words;
      g_clear_pointer (&words, g_free);
    }
  if (bells->layout->figure->form != OBS_FORM_GAP)
    return g_strdup_printf (_ ("%s: no data"), is_first ? bells->first_label : bells->second_label);
  return g_strdup (is_first ? _ ("Demand: not asked") : _ ("No supply data"));
}

static void
measure_gaps (Bells *bells)
{
  ObsTextMeasure *measure = bells->layout->measure;

  for (guint i = 0; i < bells->lines->len; i++)
    {
      Sides sides = sides_of (bells, g_ptr_array_index (bells->lines, i));
      const ObsFigureRow *gap = row_or_null (bells, sides.gap);
      g_autofree char *range = NULL, *value = NULL;

      bells->has_gap |= sides.gap >= 0;
      if (!gap_is_known (bells, &sides))
        {
          gboolean no_first = !has_number (row_or_null (bells, sides.first));
          g_autofree char *words = missing_words (
              bells, row_or_null (bells, no_first ? sides.first : sides.second), no_first);

          bells->missing_w
              = fmax (bells->missing_w, obs_text_width (measure, OBS_FONT_SMALL, words));
          continue;
        }
      range = bells->layout->options->compact ? g_strdup ("") : range_words (bells, gap);
      value = obs_value_format (bells->layout->figure->axis, gap->estimate, TRUE);
      bells->range_w = fmax (bells->range_w, obs_text_width (measure, OBS_FONT_SMALL, range));
      bells->gap_w = fmax (bells->gap_w, obs_text_width (measure, OBS_FONT_VALUE_BOLD, value));
    }
  bells->has_gap |= bells->layout->figure->form == OBS_FORM_GAP;
}

static double
gap_column (const Bells *bells)
{
  ObsTextMeasure *measure = bells->layout->measure;
  double s = bells->layout->scale;
  double none = obs_text_width (measure, OBS_FONT_SMALL, _ ("no gap worked out"));

  if (!bells->has_gap)
    return 28 * s;
  /* A tile has the gap alone; the words of a missing side then stand in its place. */
  if (bells->layout->options->compact)
    return fmax (fmin (bells->missing_w, (bells->layout->right - bells->layout->left) * 0.34),
                 bells->gap_w)
           + 14 * s;
  return fmax (none, bells->range_w + 16 * s + bells->gap_w) + 28 * s;
}

/* --- wide -------------------------------------------------------------------------------- */

static void
draw_side (Bells *bells, const ObsFigureRow *row, const ObsMarkRule *rule, double cy,
           gboolean is_first)
{
  ObsLayout *layout = bells->layout;
  const ObsFigureSeries *series = obs_figure_find_series (layout->figure, row->series);
  ObsInk ink = obs_series_ink (series);
  double s = layout->scale, low = obs_plane_at (&bells->plot, row->low);
  double high = obs_plane_at (&bells->plot, row->high);
  double x = obs_plane_at (&bells->plot, rule->bound ? obs_mark_bound (row) : row->estimate);
  gboolean thick = layout->figure->form == OBS_FORM_GAP && is_first;

  if ((rule->range && thick) || rule->band)
    obs_draw_band (layout->scene, ink, low, high, cy, BAND * s, rule->band && !rule->mark);
  else if (rule->range)
    obs_draw_range (layout->scene, ink, low, high, cy, CAP * s);
  if (rule->bound)
    obs_draw_bound (layout->scene, OBS_INK_TEXT, row, x, cy, 9 * s, 5 * s);
}

static void
draw_mark (Bells *bells, const ObsFigureRow *row, double cy, gboolean is_first,
           const ObsFigureRow *first)
{
  ObsLayout *layout = bells->layout;
  ObsInk ink = obs_series_ink (obs_figure_find_series (layout->figure, row->series));
  double size = (is_first ? MARK : MARK + 1.6) * layout->scale;
  double x = obs_plane_at (&bells->plot, row->estimate), from = INFINITY, to = -INFINITY;
  gboolean hollow = row->grade == OBS_GRADE_ROUNDED
                    || (row->grade == OBS_GRADE_EXACT && row->base == OBS_BASE_NOT_PUBLISHED);

  if (is_first)
    {
      obs_draw_mark (layout->scene, ink, OBS_GLYPH_DISC, hollow, x, cy, size);
      return;
    }
  /* Over the other mark or its range the ring is filled, else the row shows through it. */
  if (first != NULL && isfinite (first->low) && isfinite (first->high))
    {
      from = obs_plane_at (&bells->plot, first->low);
      to = obs_plane_at (&bells->plot, first->high);
    }
  if (first != NULL && isfinite (first->estimate))
    {
      double other = obs_plane_at (&bells->plot, first->estimate);

      from = fmin (from, other);
      to = fmax (to, other);
    }
  if (x > from - size && x < to + size)
    obs_scene_glyph (layout->scene, ink, OBS_GLYPH_RING, x, cy, size);
  else
    {
      ObsShape *ring = obs_scene_rect (layout->scene, ink, x - size / 2 + 1, cy - size / 2 + 1,
                                       size - 2, size - 2);

      ring->width = 2 * fmax (1, layout->scale * 0.9);
      ring->radius = size / 2;
    }
}

/* The line between the marks ends at the edge of the hollow one. */
static void
draw_join (Bells *bells, double first, double second, ObsInk ink, double cy)
{
  double r = (MARK / 2.0) * bells->layout->scale;
  double from = second < first ? second + r : second - r;

  if (fabs (first - second) > r)
    {
      ObsShape *line = obs_scene_line (bells->layout->scene, ink, from, cy, first, cy, 2);

      /* Thin ranges lie on the same line: the join steps back. */
      if (bells->layout->figure->form == OBS_FORM_DUMBBELL)
        line->alpha = 0.55;
    }
}

/* Places of the words of a missing side; the grid is kept out of them. */
static void
missing_box (Bells *bells, const ObsLine *line, const Sides *sides, gboolean is_first, double *x,
             double *w, char **words)
{
  ObsLayout *layout = bells->layout;
  const ObsFigureRow *missing = row_or_null (bells, is_first ? sides->first : sides->second);
  const ObsFigureRow *other = row_or_null (bells, is_first ? sides->second : sides->first);
  double s = layout->scale,
         limit = layout->right - (bells->has_gap ? gap_column (bells) - 12 * s : 0);

  *words = missing_words (bells, missing, is_first);
  if (!is_first && !has_number (other))
    {
      /* Neither side: one sentence for both, behind the hatch. */
      g_autofree char *supply = g_steal_pointer (words);
      g_autofree char *demand = missing_words (bells, other, TRUE);

      *words = g_strdup_printf ("%s \xc2\xb7 %s", demand, supply);
    }
  *w = obs_text_width (layout->measure, OBS_FONT_SMALL, *words);
  *x = bells->plot.x.r0 + (HATCH_W + 8) * s;
  if (is_first && has_number (other))
    {
      /* Beside the other side's mark and its range. */
      double at = obs_plane_at (&bells->plot, other->estimate);
      double low = isnan (other->low) ? at : fmin (at, obs_plane_at (&bells->plot, other->low));
      double high = isnan (other->high) ? at : fmax (at, obs_plane_at (&bells->plot, other->high));
      double room_left = low - 16 * s - bells->plot.x.r0;

      *x = high + 14 * s;
      if (*x + *w > limit && room_left > limit - *x)
        {
          *w = fmin (*w, room_left);
          *x = low - 14 * s - *w;
        }
    }
  else if (is_first)
    *x = bells->plot.x.r0 + 8 * s;
  *w = CLAMP (limit - *x, 1, *w);
  obs_plane_leave (&bells->plot, *x - 4 * s, line->y + 2 * s, *w + 8 * s, line->h - 4 * s);
}

/* In a tile with a gap column there is no room for words on the axis. */
static gboolean
words_in_column (const Bells *bells)
{
  return bells->has_gap && bells->layout->options->compact;
}

static void
leave_words (Bells *bells)
{
  for (guint i = 0; i < bells->lines->len; i++)
    {
      const ObsLine *line = g_ptr_array_index (bells->lines, i);
      Sides sides = sides_of (bells, line);
      double x, w;

      for (int k = 0; k < 2; k++)
        {
          const ObsFigureRow *row = row_or_null (bells, k == 0 ? sides.first : sides.second);
          g_autofree char *words = NULL;
          ObsMarkRule rule;

          if (!side_rule (bells, row, &rule) && !words_in_column (bells))
            missing_box (bells, line, &sides, k == 0, &x, &w, &words);
          obs_mark_rule_clear (&rule);
        }
    }
}

static void
draw_missing (Bells *bells, const ObsLine *line, const Sides *sides, gboolean is_first)
{
  ObsLayout *layout = bells->layout;
  double s = layout->scale, cy = line->y + line->h / 2, x, w;
  g_autofree char *words = NULL;

  missing_box (bells, line, sides, is_first, &x, &w, &words);
  if (!is_first)
    obs_scene_hatch (layout->scene, OBS_INK_EDGE, bells->plot.x.r0 + s, cy - HATCH_H * s / 2,
                     fmin (HATCH_W * s, bells->plot.x.r1 - bells->plot.x.r0), HATCH_H * s)
        ->dash[0]
        = 6;
  if (!words_in_column (bells))
    obs_draw_text (layout, OBS_INK_TEXT2, OBS_FONT_SMALL, words, x, cy, w + 1, OBS_ALIGN_START);
}

static void
draw_gap (Bells *bells, const ObsLine *line, const Sides *sides)
{
  ObsLayout *layout = bells->layout;
  const ObsFigureRow *gap = row_or_null (bells, sides->gap);
  double s = layout->scale, cy = line->y + line->h / 2;
  double gap_right = layout->right - (bells->range_w > 0 ? bells->range_w + 16 * s : 0);
  g_autofree char *value = NULL, *range = NULL, *missing = NULL;

  if (!bells->has_gap)
    return;
  if (!gap_is_known (bells, sides))
    {
      double w = gap_column (bells);
      gboolean no_first = !has_number (row_or_null (bells, sides->first));

      if (words_in_column (bells))
        missing = missing_words (
            bells, row_or_null (bells, no_first ? sides->first : sides->second), no_first);
      obs_draw_text (layout, OBS_INK_TEXT2, OBS_FONT_SMALL,
                     missing != NULL ? missing : _ ("no gap worked out"), layout->right - w, cy, w,
                     OBS_ALIGN_END);
      return;
    }
  value = obs_value_format (layout->figure->axis, gap->estimate, TRUE);
  range = bells->range_w > 0 ? range_words (bells, gap) : g_strdup ("");
  obs_draw_text (layout, OBS_INK_TEXT, gap->clear ? OBS_FONT_VALUE_BOLD : OBS_FONT_NUMBER, value,
                 gap_right - bells->gap_w - 2, cy, bells->gap_w + 2, OBS_ALIGN_END);
  if (bells->range_w > 0)
    obs_draw_text (layout, OBS_INK_TEXT2, OBS_FONT_SMALL, range, layout->right - bells->range_w - 1,
                   cy, bells->range_w + 1, OBS_ALIGN_END);
}

/* The row that an item stands for: the gap says most, then what is wanted. */
static int
item_row (const ObsLine *line, const Sides *sides)
{
  if (sides->gap >= 0)
    return sides->gap;
  if (sides->first >= 0)
    return sides->first;
  return sides->second >= 0 ? sides->second : (int) g_array_index (line->rows, guint, 0);
}

static void
add_item (Bells *bells, const ObsLine *line, guint line_no, const Sides *sides, guint first)
{
  ObsLayout *layout = bells->layout;
  double s = layout->scale;
  int item = obs_scene_add_item (layout->scene, item_row (line, sides), layout->left, line->y,
                                 layout->right - layout->left, line->h, (int) line_no, 0,
                                 line->group_no);

  obs_scene_set_focus_box (layout->scene, item, layout->left - 6 * s, line->y + 1,
                           layout->right - layout->left + 12 * s, line->h - 2);
  obs_row_band (layout, item, line->y, line->h);
  obs_scene_own (layout->scene, first, item);
}

static void
draw_wide_line (Bells *bells, guint line_no)
{
  ObsLayout *layout = bells->layout;
  const ObsLine *line = g_ptr_array_index (bells->lines, line_no);
  Sides sides = sides_of (bells, line);
  const ObsFigureRow *first = row_or_null (bells, sides.first);
  const ObsFigureRow *second = row_or_null (bells, sides.second);
  ObsMarkRule first_rule, second_rule;
  gboolean has_first = side_rule (bells, first, &first_rule);
  gboolean has_second = side_rule (bells, second, &second_rule);
  double cy = line->y + line->h / 2, first_x = NAN, second_x = NAN;
  guint shape = layout->scene->shapes->len;

  if (obs_labels_starts_group (bells->lines, line_no))
    obs_labels_group (layout, line->group, line->y - bells->labels.heading, bells->labels.heading);
  obs_labels_draw (&bells->labels, layout, line);
  if (has_first)
    draw_side (bells, first, &first_rule, cy, TRUE);
  if (has_second)
    draw_side (bells, second, &second_rule, cy, FALSE);
  if (first_rule.mark)
    first_x = obs_plane_at (&bells->plot, first->estimate);
  if (second_rule.mark)
    second_x = obs_plane_at (&bells->plot, second->estimate);
  if (first_rule.mark && second_rule.mark)
    draw_join (bells, first_x, second_x,
               obs_series_ink (obs_figure_find_series (layout->figure, first->series)), cy);
  if (first_rule.mark)
    draw_mark (bells, first, cy, TRUE, NULL);
  if (second_rule.mark)
    draw_mark (bells, second, cy, FALSE, first);
  if (!has_first && has_second)
    draw_missing (bells, line, &sides, TRUE);
  if (!has_second)
    draw_missing (bells, line, &sides, FALSE);
  draw_gap (bells, line, &sides);
  add_item (bells, line, line_no, &sides, shape);
  if (!layout->options->compact && line_no + 1 < bells->lines->len)
    obs_row_separator (layout, line->y + line->h);
  obs_mark_rule_clear (&first_rule);
  obs_mark_rule_clear (&second_rule);
}

static void
layout_wide (Bells *bells)
{
  ObsLayout *layout = bells->layout;
  double s = layout->scale, w = layout->right - layout->left, y;

  obs_labels_init (&bells->labels, layout, bells->lines,
                   w * (layout->options->compact ? 0.46 : 0.4));
  obs_plane_init (&bells->plot, layout, layout->left + bells->labels.w + 12 * s,
                  layout->right - gap_column (bells), layout->figure->form == OBS_FORM_DUMBBELL);
  obs_plane_head (&bells->plot);
  if (bells->has_gap)
    {
      const char *head = layout->options->compact ? _ ("Gap") : _ ("Gap, likely range");
      double line = obs_text_line (layout->measure, bells->plot.font);
      double head_w = obs_text_width (layout->measure, bells->plot.font, head);

      obs_scene_text (layout->scene, OBS_INK_TEXT2, bells->plot.font, head, layout->right - head_w,
                      bells->plot.rows - 6 * s - line + 1, head_w + 1, OBS_ALIGN_END);
    }
  y = bells->plot.rows;
  for (guint i = 0; i < bells->lines->len; i++)
    {
      ObsLine *line = g_ptr_array_index (bells->lines, i);

      if (obs_labels_starts_group (bells->lines, i))
        y = obs_plane_leave_group (&bells->plot, line->group, y, bells->labels.heading);
      line->y = y;
      line->h = fmax (ROW * s, obs_labels_height (&bells->labels, layout, line) + 6 * s);
      y += line->h;
    }
  leave_words (bells);
  if (layout->figure->source_class == OBS_CLASS_SIMULATED)
    obs_scene_watermark (layout, bells->plot.x.r0 - 40 * s, layout->top,
                         layout->right - bells->plot.x.r0, y - layout->top);
  obs_plane_grid (&bells->plot, y);
  layout->bottom = obs_plane_references (&bells->plot, y, TRUE) + 2 * s;
  for (guint i = 0; i < bells->lines->len; i++)
    draw_wide_line (bells, i);
  obs_plane_clear (&bells->plot);
}

/* --- narrow ------------------------------------------------------------------------------ */

/* "short by 52", "17 more than wanted"; the plain difference where nothing is short. */
static char *
gap_words (const Bells *bells, const Sides *sides)
{
  const ObsFigureRow *gap = row_or_null (bells, sides->gap);
  g_autofree char *value = NULL;

  if (!bells->has_gap)
    return g_strdup ("");
  if (!gap_is_known (bells, sides))
    return g_strdup (_ ("no gap worked out"));
  value = obs_value_format (bells->layout->figure->axis, fabs (gap->estimate), FALSE);
  if (gap->estimate < 0)
    return g_strdup_printf (_ ("short by %s"), value);
  /* Translators: more is covered than wanted, by this much. */
  return g_strdup_printf (_ ("over by %s"), value);
}

static char *
side_words (const Bells *bells, const ObsFigureRow *row, gboolean is_first)
{
  ObsMarkRule rule;
  gboolean drawn = side_rule (bells, row, &rule);
  g_autofree char *words = g_steal_pointer (&rule.words);

  obs_mark_rule_clear (&rule);
  if (drawn && words != NULL)
    return g_steal_pointer (&words);
  if (drawn && isfinite (row->estimate))
    return obs_value_format (bells->layout->figure->axis, row->estimate, FALSE);
  return missing_words (bells, row, is_first);
}

/* "89 → 37"; what the two are stands once, above all. */
static char *
both_words (const Bells *bells, const Sides *sides)
{
  g_autofree char *a = side_words (bells, row_or_null (bells, sides->first), TRUE);
  g_autofree char *b = side_words (bells, row_or_null (bells, sides->second), FALSE);

  return g_strdup_printf ("%s \xe2\x86\x92 %s", a, b);
}

/* Where the texts of a narrow line stand. */
typedef struct
{
  char *gap, *range, *both;
  ObsFont font; /* of the gap */
  gboolean known;
  double gap_w, range_w, name_w;
  double name_h, both_h;
  gboolean own_gap, own_range; /* on a line of their own: beside the name there is no room */
} NarrowTexts;

static void
narrow_texts_init (NarrowTexts *texts, const Bells *bells, const ObsLine *line)
{
  const ObsLayout *layout = bells->layout;
  ObsTextMeasure *measure = layout->measure;
  Sides sides = sides_of (bells, line);
  const ObsFigureRow *gap = row_or_null (bells, sides.gap);
  double s = layout->scale, room = layout->right - layout->left - bells->labels.chip, name, both;

  texts->known = gap_is_known (bells, &sides);
  texts->gap = gap_words (bells, &sides);
  texts->range = texts->known ? range_words (bells, gap) : g_strdup ("");
  texts->both = both_words (bells, &sides);
  texts->font = !texts->known ? OBS_FONT_SMALL : gap->clear ? OBS_FONT_LABEL_BOLD : OBS_FONT_LABEL;
  texts->gap_w = fmin (obs_text_width (measure, texts->font, texts->gap), room);
  texts->range_w = fmin (obs_text_width (measure, OBS_FONT_SMALL, texts->range), room);
  name = obs_text_width (measure, OBS_FONT_LABEL, line->label);
  both = obs_text_width (measure, OBS_FONT_SMALL, texts->both);
  texts->own_gap = name + texts->gap_w + 12 * s > room && texts->gap_w > room * 0.4;
  texts->own_range = both + texts->range_w + 8 * s > room;
  texts->name_w = texts->own_gap || texts->gap_w <= 0 ? room : room - texts->gap_w - 12 * s;
  texts->name_h = obs_text_height (measure, OBS_FONT_LABEL, line->label, texts->name_w, 3);
  texts->both_h = obs_text_height (measure, OBS_FONT_SMALL, texts->both, room, 2);
}

static void
narrow_texts_clear (NarrowTexts *texts)
{
  g_free (texts->gap);
  g_free (texts->range);
  g_free (texts->both);
}

static double
narrow_height (const Bells *bells, const ObsLine *line)
{
  ObsTextMeasure *measure = bells->layout->measure;
  double s = bells->layout->scale, h;
  NarrowTexts texts;

  narrow_texts_init (&texts, bells, line);
  h = texts.name_h + texts.both_h + 12 * s;
  if (texts.own_gap)
    h += obs_text_line (measure, texts.font);
  if (texts.own_range && texts.range_w > 0)
    h += obs_text_line (measure, OBS_FONT_SMALL);
  narrow_texts_clear (&texts);
  return fmax (ROW_NARROW * s, h);
}

static void
draw_narrow_line (Bells *bells, guint line_no)
{
  ObsLayout *layout = bells->layout;
  const ObsLine *line = g_ptr_array_index (bells->lines, line_no);
  Sides sides = sides_of (bells, line);
  double s = layout->scale, x = layout->left + bells->labels.chip, y = line->y + 6 * s;
  guint first = layout->scene->shapes->len;
  NarrowTexts texts;

  narrow_texts_init (&texts, bells, line);
  if (bells->labels.chip > 0 && line->ksb != NULL)
    obs_scene_chip (layout, line->ksb, layout->left, y);
  obs_scene_paragraph (layout, OBS_INK_TEXT, OBS_FONT_LABEL, line->label, x, y, texts.name_w, 3);
  if (texts.own_gap)
    y += texts.name_h;
  if (texts.gap_w > 0)
    obs_scene_text (layout->scene, texts.known ? OBS_INK_TEXT : OBS_INK_TEXT2, texts.font,
                    texts.gap, texts.own_gap ? x : layout->right - texts.gap_w, y, texts.gap_w + 1,
                    texts.own_gap ? OBS_ALIGN_START : OBS_ALIGN_END);
  y += texts.own_gap ? obs_text_line (layout->measure, texts.font) : texts.name_h;
  obs_scene_paragraph (layout, OBS_INK_TEXT2, OBS_FONT_SMALL, texts.both, x, y, layout->right - x,
                       2);
  if (texts.own_range)
    y += texts.both_h;
  if (texts.range_w > 0)
    obs_scene_text (layout->scene, OBS_INK_TEXT2, OBS_FONT_SMALL, texts.range,
                    texts.own_range ? x : layout->right - texts.range_w, y, texts.range_w + 1,
                    texts.own_range ? OBS_ALIGN_START : OBS_ALIGN_END);
  add_item (bells, line, line_no, &sides, first);
  if (line_no + 1 < bells->lines->len)
    obs_row_separator (layout, line->y + line->h);
  narrow_texts_clear (&texts);
}

/* What the numbers of each line are; returns its height. */
static double
draw_narrow_head (Bells *bells)
{
  ObsLayout *layout = bells->layout;
  double w = layout->right - layout->left, h;
  g_autofree char *both
      = g_strdup_printf ("%s \xe2\x86\x92 %s", bells->first_label, bells->second_label);
  const char *head = bells->has_gap ? _ ("Gap, likely range") : "";
  double head_w = obs_text_width (layout->measure, OBS_FONT_SMALL, head);

  if (obs_text_width (layout->measure, OBS_FONT_SMALL, both) + head_w + 12 > w)
    head_w = 0;
  h = obs_scene_paragraph (layout, OBS_INK_TEXT2, OBS_FONT_SMALL, both, layout->left, layout->top,
                           w - head_w, 2);
  if (head_w > 0)
    obs_scene_text (layout->scene, OBS_INK_TEXT2, OBS_FONT_SMALL, head, layout->right - head_w,
                    layout->top, head_w + 1, OBS_ALIGN_END);
  return h + 4 * layout->scale;
}

static void
layout_narrow (Bells *bells)
{
  ObsLayout *layout = bells->layout;
  double y = layout->top;

  obs_labels_init (&bells->labels, layout, bells->lines, layout->right - layout->left);
  y += draw_narrow_head (bells);
  for (guint i = 0; i < bells->lines->len; i++)
    {
      ObsLine *line = g_ptr_array_index (bells->lines, i);

      if (obs_labels_starts_group (bells->lines, i))
        {
          obs_labels_group (layout, line->group, y, bells->labels.heading);
          y += bells->labels.heading;
        }
      line->y = y;
      line->h = narrow_height (bells, line);
      y += line->h;
      draw_narrow_line (bells, i);
    }
  layout->bottom = y;
}

/**
 * obs_layout_dumbbell:
 *
 * DB and GAP: filled for the first, hollow for the second, never a mark or a number for a side
 * that is missing.
 */
void
obs_layout_dumbbell (ObsLayout *layout)
{
  Bells bells = { .layout = layout, .first_label = "", .second_label = "" };

  for (guint i = 0; i < layout->figure->series->len; i++)
    {
      const ObsFigureSeries *series = g_ptr_array_index (layout->figure->series, i);

      if (series->role == OBS_ROLE_FIRST)
        bells.first_label = series->label;
      else if (series->role == OBS_ROLE_SECOND)
        bells.second_label = series->label;
    }
  bells.lines = obs_lines_new (layout);
  measure_gaps (&bells);
  if (obs_layout_is_stacked (layout))
    layout_narrow (&bells);
  else
    layout_wide (&bells);
  g_ptr_array_unref (bells.lines);
}
