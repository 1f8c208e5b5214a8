/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/plane.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* RD: one line a thing, a mark a series, ranges with them. */

enum
{
  MARK = 11,       /* px across */
  MARK_DENSE = 10, /* where three stand in one line */
  PITCH = 12,      /* between the marks of one line */
  BAND = 9,
  CAP = 6,
  FOCUS = 20,
  NARROW_LINES = 3,
};

/* One row on its line: where it stands and what is shown. */
typedef struct
{
  guint row;
  int column;
  const ObsFigureSeries *series;
  ObsMarkRule rule;
  char *words;    /* as printed, with the name of the series where that is needed */
  double y;       /* middle */
  double words_x; /* left end of the words */
  double words_w;
} Spot;

typedef struct
{
  ObsLayout *layout;
  ObsPlane plot;
  ObsLabels labels;
  GPtrArray *lines;
  gboolean stacked; /* names above their strips */
  GArray *spots;    /* of Spot, line by line */
} Dots;

static void
spot_clear (gpointer data)
{
  Spot *spot = data;

  obs_mark_rule_clear (&spot->rule);
  g_free (spot->words);
}

static ObsFont
words_font (const Dots *dots, const ObsLine *line)
{
  return line->rows->len > 1 || dots->layout->options->compact ? OBS_FONT_TAG : OBS_FONT_LABEL;
}

/* Distance of the marks of a line: words need more room than marks. */
static double
pitch (const Dots *dots, const ObsLine *line)
{
  double s = dots->layout->scale, pitch = PITCH * s;

  for (guint i = 0; line->rows->len > 1 && i < line->rows->len; i++)
    {
      const ObsFigureRow *row
          = obs_figure_row (dots->layout->figure, g_array_index (line->rows, guint, i));
      ObsMarkRule rule;

      obs_mark_rule_init (&rule, dots->layout->figure, row, dots->layout->options);
      if (rule.words != NULL)
        pitch = fmax (pitch, obs_text_line (dots->layout->measure, OBS_FONT_TAG));
      obs_mark_rule_clear (&rule);
    }
  return pitch;
}

/* Height of the strip that holds the marks. A single value that has words only needs none where
 * they stand beside the name. */
static double
strip_height (const Dots *dots, const ObsLine *line)
{
  double s = dots->layout->scale;
  gboolean any = !dots->stacked || line->rows->len > 1;

  if (!any)
    {
      ObsMarkRule rule;

      obs_mark_rule_init (
          &rule, dots->layout->figure,
          obs_figure_row (dots->layout->figure, g_array_index (line->rows, guint, 0)),
          dots->layout->options);
      any = rule.mark || rule.band || rule.bound;
      obs_mark_rule_clear (&rule);
    }
  if (!any)
    return 0;

  return (line->rows->len - 1) * pitch (dots, line) + 18 * s;
}

/* Text at the right of the label in narrow places: the range where it comes first, else the value.
 */
static char *
value_text (const Dots *dots, const ObsLine *line)
{
  const ObsFigure *figure = dots->layout->figure;
  const ObsFigureRow *row = obs_figure_row (figure, g_array_index (line->rows, guint, 0));
  char *text = NULL;
  ObsMarkRule rule;

  if (line->rows->len > 1)
    return g_strdup ("");
  obs_mark_rule_init (&rule, figure, row, dots->layout->options);
  if (rule.words != NULL)
    text = g_strdup (rule.words);
  else if (rule.band)
    {
      g_autofree char *low = obs_value_format (figure->axis, row->low, FALSE);
      g_autofree char *high = obs_value_format (figure->axis, row->high, FALSE);

      /* Translators: a likely range, from and to. */
      text = g_strdup_printf (_ ("%s to %s"), low, high);
    }
  else if (rule.mark)
    text = obs_value_format (figure->axis, row->estimate, FALSE);
  obs_mark_rule_clear (&rule);
  return text != NULL ? text : g_strdup ("");
}

/* Narrow: where name and value of a line stand. */
typedef struct
{
  double y, label_w;
  double value_y, value_w;
  gboolean own_line; /* the value stands under the name: together they are too wide */
  double h;          /* both */
} NarrowLabel;

static NarrowLabel
narrow_label (const Dots *dots, const ObsLine *line, const char *value)
{
  const ObsLayout *layout = dots->layout;
  double s = layout->scale, room = layout->right - layout->left - dots->labels.chip;
  g_autofree char *name = obs_line_label (line);
  double name_w = obs_text_width (layout->measure, OBS_FONT_LABEL, name);
  NarrowLabel label = { .y = line->y + 4 * s, .label_w = room };

  label.value_w = obs_text_width (layout->measure, OBS_FONT_NUMBER, value);
  label.own_line = name_w + label.value_w + 12 * s > room && label.value_w > room / 2;
  if (label.own_line)
    label.value_w = fmin (label.value_w, room);
  else if (label.value_w > 0)
    label.label_w = room - label.value_w - 12 * s;
  label.h = obs_text_height (layout->measure, OBS_FONT_LABEL, name, label.label_w, NARROW_LINES);
  label.value_y = label.y;
  if (label.own_line)
    {
      label.value_y += label.h;
      label.h
          += obs_text_height (layout->measure, OBS_FONT_NUMBER, value, label.value_w, NARROW_LINES);
    }
  label.h += 4 * s;
  return label;
}

static double
line_height (Dots *dots, const ObsLine *line)
{
  ObsLayout *layout = dots->layout;
  double s = layout->scale, label = obs_labels_height (&dots->labels, layout, line);

  if (dots->stacked)
    {
      g_autofree char *value = value_text (dots, line);

      return narrow_label (dots, line, value).h + strip_height (dots, line) + 5 * s;
    }
  if (line->rows->len == 1)
    return fmax (34 * s, label + 8 * s);
  return fmax (fmax (strip_height (dots, line), 26 * s), label + 2 * s)
         + (line->rows->len > 2 ? 0 : 4 * s);
}

/* Places all lines below the axis; returns the end of the last. */
static double
place_lines (Dots *dots)
{
  double y = dots->plot.rows;

  for (guint i = 0; i < dots->lines->len; i++)
    {
      ObsLine *line = g_ptr_array_index (dots->lines, i);

      if (obs_labels_starts_group (dots->lines, i))
        y = obs_plane_leave_group (&dots->plot, line->group, y, dots->labels.heading);
      line->y = y;
      line->h = line_height (dots, line);
      y += line->h;
    }
  return y;
}

static char *
printed_words (const Dots *dots, const ObsLine *line, const Spot *spot)
{
  /* In narrow places they stand beside the name. */
  if (spot->rule.words == NULL || (dots->stacked && line->rows->len == 1))
    return NULL;
  if (line->rows->len < 2 || spot->series == NULL)
    return g_strdup (spot->rule.words);
  /* Translators: name of a series and what is said in place of its value. */
  return g_strdup_printf (_ ("%s: %s"), spot->series->label, spot->rule.words);
}

/* Words stand at the axis start where there is no mark, else right of the mark and its range, or
 * left of it where the right has no room. */
static void
place_words (Dots *dots, const ObsLine *line, Spot *spot)
{
  const ObsLayout *layout = dots->layout;
  const ObsFigureRow *row = obs_figure_row (layout->figure, spot->row);
  double s = layout->scale, from = dots->plot.x.r0, to = from, line_h, room_left, room_right;
  char *short_form;
  gboolean anchored = spot->rule.mark || spot->rule.band || spot->rule.bound;

  if (spot->words == NULL)
    return;
  spot->words_w = obs_text_width (layout->measure, words_font (dots, line), spot->words);
  if (anchored)
    {
      from = to
          = obs_plane_at (&dots->plot, spot->rule.bound ? obs_mark_bound (row) : row->estimate);
      if (spot->rule.band || spot->rule.range)
        {
          from = fmin (isnan (from) ? INFINITY : from, obs_plane_at (&dots->plot, row->low));
          to = fmax (isnan (to) ? -INFINITY : to, obs_plane_at (&dots->plot, row->high));
        }
      from -= MARK * s / 2 + 5 * s;
      to += MARK * s / 2 + 5 * s;
    }
  else
    to += 6 * s;
  room_left = from - layout->left - dots->labels.w - 8 * s;
  room_right = layout->right - to;
  if (spot->words_w > fmax (room_left, room_right)
      && (short_form = strstr (spot->words, "[u]")) != NULL)
    {
      /* The band says it; readout and table have the whole sentence. */
      short_form[3] = '\0';
      spot->words_w = obs_text_width (layout->measure, words_font (dots, line), spot->words);
    }
  if (spot->words_w <= room_right || room_right >= room_left)
    {
      spot->words_w = fmin (spot->words_w, fmax (room_right, 1));
      spot->words_x = to;
    }
  else
    {
      spot->words_w = fmin (spot->words_w, fmax (room_left, 1));
      spot->words_x = from - spot->words_w;
    }
  if (fmax (room_left, room_right) < 24 * s)
    {
      /* The mark fills the strip: words start where the strip does. */
      spot->words_x = dots->plot.x.r0;
      spot->words_w = fmin (obs_text_width (layout->measure, words_font (dots, line), spot->words),
                            layout->right - spot->words_x);
    }
  line_h = obs_text_line (layout->measure, words_font (dots, line));
  obs_plane_leave (&dots->plot, spot->words_x - 3 * s, spot->y - line_h / 2, spot->words_w + 6 * s,
                   line_h);
}

static int
series_column (const Dots *dots, const ObsFigureSeries *series)
{
  guint position = 0;

  if (series == NULL || !g_ptr_array_find (dots->layout->figure->series, series, &position))
    return 0;
  return (int) position;
}

static void
place_spots (Dots *dots, const ObsLine *line)
{
  const ObsFigure *figure = dots->layout->figure;
  double s = dots->layout->scale, step = pitch (dots, line);
  double middle = line->y + line->h / 2;
  gboolean is_single = line->rows->len == 1;
  int last = -1;

  if (dots->stacked)
    middle = line->y + line->h - 5 * s - strip_height (dots, line) / 2;
  for (guint i = 0; i < line->rows->len; i++)
    {
      Spot spot = { .row = g_array_index (line->rows, guint, i) };
      const ObsFigureRow *row = obs_figure_row (figure, spot.row);

      spot.series = obs_figure_find_series (figure, row->series);
      spot.column = is_single && dots->lines->len > 1 && figure->series->len > 1
                            && g_strcmp0 (line->key, row->series) == 0
                        ? 0
                        : series_column (dots, spot.series);
      /* The same series twice in one line: both must be within reach of the arrow keys. */
      last = spot.column = MAX (spot.column, last + 1);
      obs_mark_rule_init (&spot.rule, figure, row, dots->layout->options);
      spot.y = middle + ((double) i - (line->rows->len - 1) / 2.0) * step;
      spot.words = printed_words (dots, line, &spot);
      place_words (dots, line, &spot);
      g_array_append_val (dots->spots, spot);
    }
}

static void
draw_spot (Dots *dots, const ObsLine *line, const Spot *spot)
{
  ObsLayout *layout = dots->layout;
  ObsScene *scene = layout->scene;
  const ObsFigureRow *row = obs_figure_row (layout->figure, spot->row);
  ObsInk ink = obs_series_ink (spot->series);
  ObsGlyph glyph = obs_series_glyph (spot->series, spot->rule.small);
  double s = layout->scale, size = (line->rows->len > 1 ? MARK_DENSE : MARK) * s;
  double x = obs_plane_at (&dots->plot, spot->rule.bound ? obs_mark_bound (row) : row->estimate);
  double low = obs_plane_at (&dots->plot, row->low), high = obs_plane_at (&dots->plot, row->high);

  if (spot->rule.band)
    obs_draw_band (scene, ink, low, high, spot->y, BAND * s, TRUE);
  if (spot->rule.range)
    obs_draw_range (scene, ink, low, high, spot->y, CAP * s);
  if (spot->rule.bound)
    obs_draw_bound (scene, OBS_INK_TEXT, row, x, spot->y, fmin (9 * s, line->h / 2 - 2), 5 * s);
  if (spot->rule.mark)
    {
      /* The square is drawn smaller than its box already. */
      if (glyph == OBS_GLYPH_SQUARE)
        size = MARK * s;
      else if (spot->rule.small)
        size = 9 * s;
      obs_draw_mark (scene, ink, glyph, spot->rule.hollow, x, spot->y, size);
      if (spot->rule.dotted)
        obs_scene_glyph (scene, ink, OBS_GLYPH_DOT, x, spot->y, size);
    }
  if (spot->words != NULL)
    obs_draw_text (layout, OBS_INK_TEXT2, words_font (dots, line), spot->words, spot->words_x,
                   spot->y, spot->words_w + 1, OBS_ALIGN_START);
}

static void
add_item (Dots *dots, const ObsLine *line, guint line_no, const Spot *spot, guint first)
{
  ObsLayout *layout = dots->layout;
  const ObsFigureRow *row = obs_figure_row (layout->figure, spot->row);
  double s = layout->scale, focus = FOCUS * s;
  double x = obs_plane_at (&dots->plot, spot->rule.bound ? obs_mark_bound (row) : row->estimate);
  int item;

  if (spot->rule.mark || spot->rule.bound)
    {
      item = obs_scene_add_item (layout->scene, (int) spot->row, x - focus / 2, spot->y - focus / 2,
                                 focus, focus, (int) line_no, spot->column, line->group_no);
    }
  else
    {
      double from = spot->rule.band ? obs_plane_at (&dots->plot, row->low) : spot->words_x;
      double to
          = spot->rule.band ? obs_plane_at (&dots->plot, row->high) : spot->words_x + spot->words_w;

      item = obs_scene_add_item (layout->scene, (int) spot->row, from - 3 * s, spot->y - focus / 2,
                                 to - from + 6 * s, focus, (int) line_no, spot->column,
                                 line->group_no);
    }
  obs_row_band (layout, item, line->y, line->h);
  obs_scene_own (layout->scene, first, item);
}

/* The name above its strip, the value at the right of the name. */
static void
draw_narrow_label (Dots *dots, const ObsLine *line)
{
  ObsLayout *layout = dots->layout;
  double x = layout->left + dots->labels.chip;
  g_autofree char *value = value_text (dots, line);
  NarrowLabel label = narrow_label (dots, line, value);
  g_autofree char *name = obs_line_label (line);

  if (dots->labels.chip > 0 && line->ksb != NULL)
    obs_scene_chip (layout, line->ksb, layout->left, line->y + 4 * layout->scale);
  obs_scene_paragraph (layout, OBS_INK_TEXT, OBS_FONT_LABEL, name, x, label.y, label.label_w,
                       NARROW_LINES);
  if (*value == '\0')
    return;
  if (label.own_line)
    obs_scene_paragraph (layout, OBS_INK_TEXT2, OBS_FONT_NUMBER, value, x, label.value_y,
                         label.value_w, NARROW_LINES);
  else
    obs_scene_text (layout->scene, OBS_INK_TEXT2, OBS_FONT_NUMBER, value,
                    layout->right - label.value_w, label.value_y, label.value_w + 1, OBS_ALIGN_END);
}

/* The room that name and value take is kept free of grid lines. */
static void
leave_narrow_label (Dots *dots, const ObsLine *line)
{
  ObsLayout *layout = dots->layout;
  g_autofree char *value = value_text (dots, line);
  NarrowLabel label = narrow_label (dots, line, value);
  g_autofree char *name = obs_line_label (line);
  double s = layout->scale, w = obs_text_width (layout->measure, OBS_FONT_LABEL, name);

  w = fmin (w, label.label_w);
  if (label.own_line)
    w = fmax (w, label.value_w);
  obs_plane_leave (&dots->plot, layout->left, line->y + 3 * s, dots->labels.chip + w + 4 * s,
                   label.h - 3 * s);
  if (!label.own_line && label.value_w > 0)
    obs_plane_leave (&dots->plot, layout->right - label.value_w - 4 * s, line->y + 3 * s,
                     label.value_w + 4 * s, label.h - 3 * s);
}

static void
draw_line (Dots *dots, guint line_no, guint first_spot)
{
  ObsLayout *layout = dots->layout;
  ObsLine *line = g_ptr_array_index (dots->lines, line_no);

  if (obs_labels_starts_group (dots->lines, line_no))
    obs_labels_group (layout, line->group, line->y - dots->labels.heading, dots->labels.heading);
  if (dots->stacked)
    draw_narrow_label (dots, line);
  else
    obs_labels_draw (&dots->labels, layout, line);
  for (guint i = 0; i < line->rows->len; i++)
    {
      const Spot *spot = &g_array_index (dots->spots, Spot, first_spot + i);
      guint first = layout->scene->shapes->len;

      draw_spot (dots, line, spot);
      add_item (dots, line, line_no, spot, first);
    }
  if (!layout->options->compact && line_no + 1 < dots->lines->len)
    obs_row_separator (layout, line->y + line->h);
}

static void
init_plot (Dots *dots)
{
  ObsLayout *layout = dots->layout;
  double s = layout->scale, w = layout->right - layout->left;

  if (dots->stacked)
    {
      obs_labels_init (&dots->labels, layout, dots->lines, w - 60 * s);
      dots->labels.w = 0;
      obs_plane_init (&dots->plot, layout, layout->left + 6 * s, layout->right - 6 * s, TRUE);
      return;
    }
  obs_labels_init (&dots->labels, layout, dots->lines, w * 0.42);
  obs_plane_init (&dots->plot, layout,
                  layout->left + dots->labels.w + (layout->options->compact ? 20 : 28) * s,
                  layout->right - (layout->options->compact ? 12 : 40) * s, TRUE);
}

/**
 * obs_layout_dots:
 *
 * RD: names at the left, a full axis above, one mark for each series with its range. Small bases
 * show the range first, hidden and unknown values their words.
 */
void
obs_layout_dots (ObsLayout *layout)
{
  Dots dots = { .layout = layout };
  double bottom;

  dots.lines = obs_lines_new (layout);
  dots.stacked = obs_layout_is_stacked (layout);
  dots.spots = g_array_new (FALSE, FALSE, sizeof (Spot));
  g_array_set_clear_func (dots.spots, spot_clear);
  init_plot (&dots);
  obs_plane_head (&dots.plot);
  bottom = place_lines (&dots);
  for (guint i = 0; i < dots.lines->len; i++)
    {
      if (dots.stacked)
        leave_narrow_label (&dots, g_ptr_array_index (dots.lines, i));
      place_spots (&dots, g_ptr_array_index (dots.lines, i));
    }
  if (layout->figure->source_class == OBS_CLASS_SIMULATED)
    obs_scene_watermark (layout, dots.plot.x.r0 - 20 * layout->scale, layout->top,
                         layout->right - dots.plot.x.r0 + 20 * layout->scale, bottom - layout->top);
  obs_plane_grid (&dots.plot, bottom + 2 * layout->scale);
  layout->bottom = obs_plane_references (&dots.plot, bottom, TRUE) + 2 * layout->scale;
  for (guint i = 0, spot = 0; i < dots.lines->len; i++)
    {
      draw_line (&dots, i, spot);
      spot += ((const ObsLine *) g_ptr_array_index (dots.lines, i))->rows->len;
    }
  g_array_unref (dots.spots);
  obs_plane_clear (&dots.plot);
  g_ptr_array_unref (dots.lines);
}
