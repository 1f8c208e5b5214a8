/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/plane.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

enum
{
  LABEL_CHARACTERS = 34, /* a longer name takes a second line */
  LABEL_LINES = 2,
};

static void
line_free (gpointer data)
{
  ObsLine *line = data;

  g_array_unref (line->rows);
  g_free (line->note);
  g_free (line);
}

static int
series_position (const ObsFigure *figure, const ObsFigureRow *row)
{
  for (guint i = 0; i < figure->series->len; i++)
    {
      const ObsFigureSeries *series = g_ptr_array_index (figure->series, i);

      if (g_strcmp0 (series->key, row->series) == 0)
        return (int) i;
    }
  return -1;
}

/* Where one thing is asked of several sectors, the sectors are the things. */
static gboolean
series_are_lines (const ObsFigure *figure)
{
  const char *key = NULL;

  if (figure->rows->len < 2 || figure->series->len < 2 || figure->form == OBS_FORM_GAP
      || figure->form == OBS_FORM_DUMBBELL || figure->form == OBS_FORM_MAP)
    return FALSE;
  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);

      if (row->series == NULL || (key != NULL && strcmp (key, row->key) != 0))
        return FALSE;
      key = row->key;
    }
  return TRUE;
}

/* Names stand above their strips: in narrow places, and where large text leaves no room beside. */
gboolean
obs_layout_is_stacked (const ObsLayout *layout)
{
  double room = (layout->right - layout->left) / fmax (layout->scale, 0.1);

  /* Names, axis and the column of gaps need more than names and an axis. */
  double least = layout->figure->form == OBS_FORM_GAP ? 540 : 430;

  return layout->options->narrow || room < (layout->options->compact ? 220 : least);
}

/* The one series of a narrow place, NULL where all are drawn. */
static const char *
only_series (const ObsLayout *layout)
{
  const ObsFigure *figure = layout->figure;

  if (!layout->options->narrow || figure->series->len < 2
      || (figure->form != OBS_FORM_RANKED_DOTS && figure->form != OBS_FORM_RANKED_BARS
          && figure->form != OBS_FORM_LINE)
      || series_are_lines (figure))
    return NULL;
  if (obs_figure_find_series (figure, layout->options->series) != NULL)
    return layout->options->series;
  for (guint i = 0; i < figure->series->len; i++)
    {
      const ObsFigureSeries *series = g_ptr_array_index (figure->series, i);

      if (series->role != OBS_ROLE_COUNT)
        return series->key;
    }
  return NULL;
}

/* A thing may stand in several panels: key and panel together name a line. */
static ObsLine *
find_line (const GPtrArray *lines, const char *key, const char *group)
{
  for (guint i = 0; i < lines->len; i++)
    {
      ObsLine *line = g_ptr_array_index (lines, i);

      if (g_strcmp0 (line->key, key) == 0 && g_strcmp0 (line->group, group) == 0)
        return line;
    }
  return NULL;
}

static void
insert_row (const ObsFigure *figure, ObsLine *line, guint index)
{
  int position = series_position (figure, obs_figure_row (figure, index));
  guint at = line->rows->len;

  while (at > 0)
    {
      guint before = g_array_index (line->rows, guint, at - 1);

      if (series_position (figure, obs_figure_row (figure, before)) <= position)
        break;
      at--;
    }
  g_array_insert_val (line->rows, at, index);
}

static void
add_row (ObsLayout *layout, GPtrArray *lines, guint index, gboolean by_series)
{
  const ObsFigure *figure = layout->figure;
  const ObsFigureRow *row = obs_figure_row (figure, index);
  const ObsFigureSeries *series = obs_figure_find_series (figure, row->series);
  ObsLine *line
      = find_line (lines, by_series ? row->series : row->key, by_series ? NULL : row->group);

  if (line == NULL)
    {
      line = g_new0 (ObsLine, 1);
      line->key = by_series ? row->series : row->key;
      line->label = by_series && series != NULL ? series->label : row->label;
      line->ksb = row->ksb;
      line->group = by_series ? NULL : row->group;
      line->rows = g_array_new (FALSE, FALSE, sizeof (guint));
      if (by_series && row->base >= 20 && row->base < 30)
        /* Translators: second line of a label: how few answered. */
        line->note = g_strdup_printf (_ ("small base: %d"), row->base);
      g_ptr_array_add (lines, line);
    }
  if (line->tag == NULL && line->note == NULL)
    line->tag = row->tag;
  if (g_strcmp0 (row->code, "p") == 0 || g_strcmp0 (row->code, "r") == 0)
    line->suffix = row->code;
  insert_row (figure, line, index);
}

/* Numbers for Ctrl+arrows: K, S, B in this order where there are chips, else headings by place. */
static void
number_groups (GPtrArray *lines)
{
  static const char letters[] = "KSB";
  int n = 0;

  for (guint i = 0; i < lines->len; i++)
    {
      ObsLine *line = g_ptr_array_index (lines, i);
      const char *found
          = line->ksb != NULL && *line->ksb != '\0' ? strchr (letters, *line->ksb) : NULL;

      if (i > 0 && obs_labels_starts_group (lines, i))
        n++;
      line->group_no = found != NULL ? (int) (found - letters) : n;
    }
}

/**
 * obs_lines_new:
 *
 * Gathers the rows of the figure into lines, one for each thing, in the order of the rows; drops
 * what the options leave out and counts it in the scene.
 *
 * Returns: (transfer full) (element-type ObsLine): the lines
 */
GPtrArray *
obs_lines_new (ObsLayout *layout)
{
  const ObsFigure *figure = layout->figure;
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);
  gboolean by_series = series_are_lines (figure);
  const char *only = only_series (layout);
  int most = layout->options->max_rows;

  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);
      const ObsFigureSeries *series = obs_figure_find_series (figure, row->series);

      if (only == NULL || series == NULL || series->role == OBS_ROLE_COUNT
          || strcmp (series->key, only) == 0)
        add_row (layout, lines, i, by_series);
    }
  if (most > 0 && lines->len > (guint) most)
    {
      layout->scene->left_out = lines->len - (guint) most;
      g_ptr_array_set_size (lines, most);
    }
  number_groups (lines);
  return lines;
}

/* The row of a line whose series has @role, -1 where there is none. */
int
obs_line_row (const ObsFigure *figure, const ObsLine *line, ObsSeriesRole role)
{
  for (guint i = 0; i < line->rows->len; i++)
    {
      guint index = g_array_index (line->rows, guint, i);
      const ObsFigureSeries *series
          = obs_figure_find_series (figure, obs_figure_row (figure, index)->series);

      if (series != NULL && series->role == role)
        return (int) index;
    }
  return -1;
}

/* Chips tell K, S and B apart where one figure mixes them; elsewhere they are noise. */
gboolean
obs_lines_have_chips (const GPtrArray *lines)
{
  const char *first = NULL;

  for (guint i = 0; i < lines->len; i++)
    {
      const ObsLine *line = g_ptr_array_index (lines, i);

      if (line->ksb == NULL || *line->ksb == '\0')
        continue;
      if (first != NULL && strcmp (first, line->ksb) != 0)
        return TRUE;
      first = line->ksb;
    }
  return FALSE;
}

/* Name of a line with the mark of a provisional or revised value. */
char *
obs_line_label (const ObsLine *line)
{
  if (line->suffix == NULL)
    return g_strdup (line->label);
  return g_strdup_printf ("%s [%s]", line->label, line->suffix);
}

static double
tag_width (ObsLayout *layout, const ObsLine *line)
{
  if (line->tag == NULL)
    return 0;
  return obs_text_width (layout->measure, OBS_FONT_TAG, line->tag) + 14 * layout->scale;
}

/**
 * obs_labels_init:
 * @most: widest that the column may get, px
 *
 * As wide as the longest name, but names break at 34 characters or where the column ends.
 */
void
obs_labels_init (ObsLabels *labels, ObsLayout *layout, const GPtrArray *lines, double most)
{
  double s = layout->scale, longest = 0;
  double reach = obs_text_width (layout->measure, OBS_FONT_LABEL, "n") * LABEL_CHARACTERS;

  labels->chip = 0;
  labels->heading = 0;
  for (guint i = 0; i < lines->len; i++)
    {
      const ObsLine *line = g_ptr_array_index (lines, i);
      g_autofree char *text = obs_line_label (line);
      double w = obs_text_width (layout->measure, OBS_FONT_LABEL, text);

      if (line->group != NULL)
        labels->heading = 30 * s;
      if (line->note != NULL)
        w = fmax (w, obs_text_width (layout->measure, OBS_FONT_TAG, line->note));
      longest = fmax (longest, fmax (w, tag_width (layout, line)));
    }
  if (obs_lines_have_chips (lines) || layout->figure->form == OBS_FORM_GAP)
    for (guint i = 0; i < lines->len; i++)
      if (((const ObsLine *) g_ptr_array_index (lines, i))->ksb != NULL)
        labels->chip = 30 * s;
  labels->wrap = ceil (fmin (fmin (longest, reach), most - labels->chip - 12 * s)) + 1;
  labels->wrap = fmax (labels->wrap, 20 * s);
  labels->w = labels->chip + labels->wrap;
}

/* Height of a label with its second line, px. */
double
obs_labels_height (const ObsLabels *labels, ObsLayout *layout, const ObsLine *line)
{
  g_autofree char *text = obs_line_label (line);
  double h = obs_text_height (layout->measure, OBS_FONT_LABEL, text, labels->wrap, LABEL_LINES);

  if (line->note != NULL)
    h += obs_text_line (layout->measure, OBS_FONT_TAG) - 2 * layout->scale;
  if (line->tag != NULL
      && obs_text_width (layout->measure, OBS_FONT_LABEL, text) + 8 * layout->scale
                 + tag_width (layout, line)
             > labels->wrap)
    h += 22 * layout->scale;
  return h;
}

/* Chip, name, second line and tag of a line, in the middle of its height. */
void
obs_labels_draw (const ObsLabels *labels, ObsLayout *layout, const ObsLine *line)
{
  double s = layout->scale, x = layout->left + labels->chip;
  double y = line->y + (line->h - obs_labels_height (labels, layout, line)) / 2;
  g_autofree char *text = obs_line_label (line);
  double w = obs_text_width (layout->measure, OBS_FONT_LABEL, text);
  ObsLayout column = *layout;

  if (labels->chip > 0 && line->ksb != NULL)
    obs_scene_chip (layout, line->ksb, layout->left, line->y + (line->h - 20 * s) / 2);
  y += obs_scene_paragraph (layout, OBS_INK_TEXT, OBS_FONT_LABEL, text, x, y, labels->wrap,
                            LABEL_LINES);
  if (line->note != NULL)
    obs_scene_text (layout->scene, OBS_INK_TEXT2, OBS_FONT_TAG, line->note, x, y - 2 * s,
                    labels->wrap, OBS_ALIGN_START);
  if (line->tag == NULL)
    return;
  /* The tag ends where the column does. */
  column.right = x + labels->wrap;
  if (w + 8 * s + tag_width (layout, line) <= labels->wrap)
    obs_scene_tag (&column, line->tag, x + w + 8 * s, line->y + (line->h - 20 * s) / 2);
  else
    obs_scene_tag (&column, line->tag, x, y);
}

gboolean
obs_labels_starts_group (const GPtrArray *lines, guint i)
{
  const ObsLine *line = g_ptr_array_index (lines, i);
  const ObsLine *before = i > 0 ? g_ptr_array_index (lines, i - 1) : NULL;

  return line->group != NULL && (before == NULL || g_strcmp0 (before->group, line->group) != 0);
}

void
obs_labels_group (ObsLayout *layout, const char *group, double y, double h)
{
  double line = obs_text_line (layout->measure, OBS_FONT_LABEL_BOLD);

  obs_scene_text (layout->scene, OBS_INK_TEXT, OBS_FONT_LABEL_BOLD, group, layout->left,
                  y + h - line - 2 * layout->scale, layout->right - layout->left, OBS_ALIGN_START);
}

/* Hover and selection reach 12 px past the plot on both sides. */
void
obs_row_band (ObsLayout *layout, int item, double y, double h)
{
  double out = 12 * layout->scale;

  obs_scene_set_band (layout->scene, item, layout->left - out, y,
                      layout->right - layout->left + 2 * out, h);
}

void
obs_row_separator (ObsLayout *layout, double y)
{
  obs_scene_line (layout->scene, OBS_INK_SEPARATOR, layout->left, y, layout->right, y, 1);
}
