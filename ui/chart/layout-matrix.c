/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/grid.h"
#include "ui/chart/scene-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* LM: what a source lists and what it does not. A dot is no number: cells have one size and no
 * shade, and a word stands in place of the dot where the source gives one. */

typedef struct
{
  ObsLayout *layout;
  ObsGrid *grid;
  double cell;   /* width of a column */
  double label;  /* width of the labels */
  double row;    /* least height of a row */
  double gap;    /* between panels */
  guint columns; /* a panel */
  guint rows;
  guint panels;
} Matrix;

static const ObsFigureSeries *
column (const Matrix *m, guint i)
{
  return i < m->layout->figure->series->len ? g_ptr_array_index (m->layout->figure->series, i)
                                            : NULL;
}

static const char *
column_key (const Matrix *m, guint i)
{
  const ObsFigureSeries *series = column (m, i);

  return series != NULL ? series->key : NULL;
}

static gboolean
is_letter (const char *key)
{
  return key != NULL && key[0] != '\0' && key[1] == '\0';
}

/* The source says something of the cell; "not listed" is said by us and has no finding. */
static gboolean
is_listed (const ObsFigureRow *row)
{
  return row->listed > 0 || row->rank > 0
         || (row->finding_ids != NULL && row->finding_ids[0] != '\0');
}

static const char *
cell_words (const ObsFigureRow *row)
{
  return is_listed (row) && row->words != NULL && row->words[0] != '\0' ? row->words : NULL;
}

/* Widest word of any cell, so that no column cuts one. */
static double
widest_word (const Matrix *m)
{
  double widest = 0;

  for (guint i = 0; i < m->layout->figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (m->layout->figure, i);
      const char *words = cell_words (row);

      if (words != NULL)
        widest = fmax (widest, obs_text_width (m->layout->measure, OBS_FONT_LABEL, words)
                                   + (row->conflict ? 20 * m->layout->scale : 0));
    }
  return fmin (widest, 110 * m->layout->scale);
}

static void
draw_cell (Matrix *m, guint key, const char *group, guint col, double x, double y, double h,
           int line, int index, int panel, double band_x, double band_w)
{
  ObsLayout *layout = m->layout;
  int row_index = obs_grid_cell (m->grid, key, group, column_key (m, col));
  double s = layout->scale, cx = x + m->cell / 2, cy = y + h / 2;
  double text = obs_text_line (layout->measure, OBS_FONT_LABEL);
  guint first = layout->scene->shapes->len;
  const ObsFigureRow *row;
  const char *words;
  int item;

  if (row_index < 0)
    return;
  row = obs_figure_row (layout->figure, (guint) row_index);
  words = cell_words (row);
  if (row->conflict)
    cx -= 9 * s;
  if (row->code != NULL)
    obs_scene_hatch (layout->scene, OBS_INK_EDGE, x + 4, y + 5, m->cell - 8, h - 10);
  else if (words != NULL)
    obs_scene_text (layout->scene, OBS_INK_TEXT, OBS_FONT_LABEL, words, x, cy - text / 2,
                    m->cell - (row->conflict ? 18 * s : 0), OBS_ALIGN_CENTRE);
  else if (is_listed (row))
    obs_scene_glyph (layout->scene, OBS_INK_ACCENT, OBS_GLYPH_DISC, cx, cy, 10 * s);
  else
    obs_scene_glyph (layout->scene, OBS_INK_TEXT2, OBS_GLYPH_DASH, cx, cy, 9 * s);
  if (row->conflict)
    obs_scene_glyph (layout->scene, OBS_INK_TEXT, OBS_GLYPH_WARNING, x + m->cell - 10 * s, cy,
                     16 * s);
  item = obs_scene_add_item (layout->scene, row_index, x, y, m->cell, h, line, index, panel);
  obs_scene_own (layout->scene, first, item);
  if (words != NULL || row->conflict)
    obs_scene_set_focus_box (layout->scene, item, x + 1, cy - 11 * s, m->cell - 2, 22 * s);
  else
    obs_scene_set_focus_box (layout->scene, item, cx - 10 * s, cy - 10 * s, 20 * s, 20 * s);
  obs_scene_set_band (layout->scene, item, band_x, y, band_w, h);
}

/* Heads of the columns of one panel; returns their height. */
static double
draw_heads (Matrix *m, double x, double y)
{
  ObsLayout *layout = m->layout;
  double s = layout->scale, tallest = 0;

  for (guint c = 0; c < m->columns; c++)
    {
      const ObsFigureSeries *series = column (m, c);

      if (series == NULL)
        continue;
      if (is_letter (series->key))
        {
          obs_scene_chip (layout, series->key, x + c * m->cell + (m->cell - 20 * s) / 2, y);
          tallest = fmax (tallest, 20 * s);
          continue;
        }
      ObsShape *shape = obs_scene_text (layout->scene, OBS_INK_TEXT2, OBS_FONT_SMALL, series->label,
                                        x + c * m->cell + 2, y, m->cell - 4, OBS_ALIGN_CENTRE);
      shape->lines = 2;
      tallest = fmax (tallest, obs_text_height (layout->measure, OBS_FONT_SMALL, series->label,
                                                m->cell - 4, 2));
    }
  return tallest;
}

/* Whether any cell of a thing in @group (NULL: any) exists. */
static gboolean
has_cells (const Matrix *m, guint key, const char *group)
{
  for (guint c = 0; c < m->columns; c++)
    if (obs_grid_cell (m->grid, key, group, column_key (m, c)) >= 0)
      return TRUE;
  return FALSE;
}

static const ObsFigureRow *
thing (const Matrix *m, guint key)
{
  return obs_figure_row (m->layout->figure, g_array_index (m->grid->first, guint, key));
}

/* Rows of the things with the cells of the panels from @from to @to. Returns the y below. */
static double
draw_rows (Matrix *m, guint from, guint to, double y, int *line)
{
  ObsLayout *layout = m->layout;
  gboolean compact = layout->options->compact, one = to - from == 1;
  double edge = compact ? 0 : 12 * layout->scale;
  double band_x = layout->left - edge, band_w = layout->right - layout->left + 2 * edge;
  guint drawn = 0;

  for (guint k = 0; k < m->grid->keys->len; k++)
    {
      const char *group = one ? g_ptr_array_index (m->grid->groups, from) : NULL;
      double text_h, h;

      if (!has_cells (m, k, group))
        continue;
      if (drawn >= m->rows)
        {
          layout->scene->left_out++;
          continue;
        }
      drawn++;
      text_h
          = obs_text_height (layout->measure, OBS_FONT_LABEL, thing (m, k)->label, m->label - 8, 2);
      h = fmax (m->row, text_h + (compact ? 3 : 10) * layout->scale);
      obs_scene_line (layout->scene, OBS_INK_SEPARATOR, layout->left, y, layout->right, y, 1);
      obs_scene_paragraph (layout, OBS_INK_TEXT, OBS_FONT_LABEL, thing (m, k)->label, layout->left,
                           y + (h - text_h) / 2, m->label - 8, 2);
      for (guint p = from; p < to; p++)
        for (guint c = 0; c < m->columns; c++)
          draw_cell (m, k, g_ptr_array_index (m->grid->groups, p), c,
                     layout->left + m->label + (p - from) * (m->columns * m->cell + m->gap)
                         + c * m->cell,
                     y, h, *line, (int) ((p - from) * m->columns + c), (int) p, band_x, band_w);
      *line += 1;
      y += h;
    }
  return y;
}

static double
panel_heading (Matrix *m, guint panel, double x, double y, double w)
{
  const char *text = g_ptr_array_index (m->grid->groups, panel);

  if (text[0] == '\0')
    return 0;
  return obs_scene_paragraph (m->layout, OBS_INK_TEXT, OBS_FONT_LABEL_BOLD, text, x, y, w, 2)
         + 4 * m->layout->scale;
}

/* All panels share the labels at the left. */
static void
draw_beside (Matrix *m)
{
  ObsLayout *layout = m->layout;
  double panel = m->columns * m->cell, y = layout->top, tallest = 0;
  int line = 0;

  for (guint p = 0; p < m->panels; p++)
    tallest
        = fmax (tallest, panel_heading (m, p, layout->left + m->label + p * (panel + m->gap) + 2, y,
                                        panel - 2));
  y += tallest;
  tallest = 0;
  for (guint p = 0; p < m->panels; p++)
    tallest = fmax (tallest, draw_heads (m, layout->left + m->label + p * (panel + m->gap), y));
  y += tallest + 4 * layout->scale;
  layout->bottom = draw_rows (m, 0, m->panels, y, &line) + 1;
}

static void
draw_stacked (Matrix *m)
{
  ObsLayout *layout = m->layout;
  double y = layout->top;
  int line = 0;

  for (guint p = 0; p < m->panels; p++)
    {
      if (p > 0)
        y += 18 * layout->scale;
      y += panel_heading (m, p, layout->left, y, layout->right - layout->left);
      y += draw_heads (m, layout->left + m->label, y) + 4 * layout->scale;
      y = draw_rows (m, p, p + 1, y, &line);
    }
  layout->bottom = y + 1;
}

/* Where the columns do not fit beside any label: one list a column. */
static void
draw_lists (Matrix *m)
{
  ObsLayout *layout = m->layout;
  double s = layout->scale, y = layout->top, label = layout->right - layout->left - 22 * s;
  int line = 0;

  for (guint p = 0; p < m->panels; p++)
    for (guint c = 0; c < m->columns; c++)
      {
        const ObsFigureSeries *series = column (m, c);

        y += panel_heading (m, p, layout->left, y, layout->right - layout->left);
        if (series != NULL)
          y += obs_scene_paragraph (layout, OBS_INK_TEXT2, OBS_FONT_LABEL_BOLD, series->label,
                                    layout->left, y, layout->right - layout->left, 2);
        for (guint k = 0; k < m->grid->keys->len; k++)
          {
            const char *group = g_ptr_array_index (m->grid->groups, p);
            int at = obs_grid_cell (m->grid, k, group, column_key (m, c));
            const ObsFigureRow *row;
            const char *words;
            g_autofree char *text = NULL;
            guint first = layout->scene->shapes->len;
            double h;
            int item;

            if (at < 0)
              continue;
            row = obs_figure_row (layout->figure, (guint) at);
            words = cell_words (row);
            text = words != NULL ? g_strdup_printf ("%s: %s", row->label, words)
                                 : g_strdup (row->label);
            h = obs_scene_paragraph (layout, OBS_INK_TEXT, OBS_FONT_LABEL, text,
                                     layout->left + 22 * s, y + 2 * s, label, 3)
                + 4 * s;
            obs_scene_glyph (layout->scene, is_listed (row) ? OBS_INK_ACCENT : OBS_INK_TEXT2,
                             is_listed (row) ? OBS_GLYPH_DISC : OBS_GLYPH_DASH,
                             layout->left + 8 * s, y + 12 * s, 9 * s);
            if (row->conflict)
              obs_scene_glyph (layout->scene, OBS_INK_TEXT, OBS_GLYPH_WARNING,
                               layout->right - 9 * s, y + 12 * s, 16 * s);
            item = obs_scene_add_item (layout->scene, at, layout->left, y,
                                       layout->right - layout->left, h, line++, 0,
                                       (int) (p * m->columns + c));
            obs_scene_own (layout->scene, first, item);
            y += h;
          }
        y += 12 * s;
      }
  layout->bottom = y;
}

void
obs_layout_matrix (ObsLayout *layout)
{
  g_autoptr (ObsGrid) grid = obs_grid_new (layout->figure, FALSE);
  gboolean compact = layout->options->compact;
  double s = layout->scale, width = layout->right - layout->left, word, least;
  Matrix m = { .layout = layout, .grid = grid, .gap = 24 * s, .row = (compact ? 24 : 34) * s };

  m.columns = MAX (layout->figure->series->len, 1);
  m.panels = compact ? 1 : grid->groups->len;
  m.rows = layout->options->max_rows > 0 ? (guint) layout->options->max_rows
           : compact                     ? 3
                                         : G_MAXUINT;
  word = widest_word (&m);
  m.cell = fmax ((compact ? 30 : 44) * s, word > 0 ? word + 10 * s : 0);
  least = (compact ? 80 : 150) * s;
  for (guint i = 0; i < layout->figure->series->len; i++)
    if (!is_letter (column (&m, i)->key))
      m.cell = fmax (
          m.cell, fmin (obs_text_width (layout->measure, OBS_FONT_SMALL, column (&m, i)->label) + 6,
                        84 * s));
  if (least + m.panels * m.columns * m.cell + (m.panels - 1) * m.gap <= width)
    {
      m.label = width - (m.panels * m.columns * m.cell + (m.panels - 1) * m.gap);
      draw_beside (&m);
      return;
    }
  /* One panel under the other, the columns as narrow as the words allow. */
  if (m.columns * m.cell + 110 * s > width)
    m.cell = fmax (30 * s, word + 4 * s);
  m.label = width - m.columns * m.cell;
  if (m.label >= 90 * s || (m.columns == 1 && m.label > 40))
    draw_stacked (&m);
  else
    draw_lists (&m);
}
