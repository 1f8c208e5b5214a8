/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/layout-table.h"

#include "ui/chart/grid.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

enum
{
  MAX_COLUMNS = 24
};

typedef struct
{
  ObsLayout *layout;
  ObsGrid *grid;
  guint columns;
  double width[MAX_COLUMNS];
  gboolean numbers[MAX_COLUMNS]; /* all its cells are numbers: right aligned */
  gboolean whole[MAX_COLUMNS];   /* none of them has a fraction */
  double label;
} Table;

static const char *
column_key (const Table *t, guint c)
{
  const GPtrArray *series = t->layout->figure->series;

  return c < series->len ? ((const ObsFigureSeries *) g_ptr_array_index (series, c))->key : NULL;
}

static const char *
column_label (const Table *t, guint c)
{
  const GPtrArray *series = t->layout->figure->series;

  return c < series->len ? ((const ObsFigureSeries *) g_ptr_array_index (series, c))->label : "";
}

/* Commas in thousands, one decimal unless the whole column has none. */
static char *
format_value (const ObsFigure *figure, double value, gboolean whole)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  GString *out;
  gsize digits;

  if (figure->axis == OBS_AXIS_SHARE)
    return g_strdup_printf ("%s%%", g_ascii_formatd (text, sizeof text, "%.0f", value));
  g_ascii_formatd (text, sizeof text, whole ? "%.0f" : "%.1f", fabs (value));
  out = g_string_new (value < 0 ? "\xe2\x88\x92" : NULL);
  digits = strcspn (text, ".");
  for (gsize i = 0; i < digits; i++)
    {
      if (i > 0 && (digits - i) % 3 == 0)
        g_string_append_c (out, ',');
      g_string_append_c (out, text[i]);
    }
  g_string_append (out, text + digits);
  return g_string_free (out, FALSE);
}

/* What a cell says: the source's words, else the value, the place, or why there is none. */
static char *
cell_text (const Table *t, const ObsFigureRow *row, guint c, gboolean *number)
{
  ObsShow show = obs_show_for_base (row->base);

  *number = FALSE;
  if (row->words != NULL && row->words[0] != '\0')
    return g_strdup (row->words);
  if (row->code != NULL)
    return g_strdup (obs_code_words (row->code));
  if (!isnan (row->estimate) && show >= OBS_SHOW_BAND_ONLY)
    return g_strdup (obs_code_words (show == OBS_SHOW_NOTHING ? "c" : "u"));
  if (!isnan (row->estimate))
    {
      *number = TRUE;
      return format_value (t->layout->figure, row->estimate, t->whole[c]);
    }
  if (row->rank > 0)
    return g_strdup_printf ("%d", row->rank);
  if (row->listed > 0)
    return g_strdup (_ ("listed"));
  return g_strdup (row->tag != NULL ? row->tag : "");
}

static const ObsFigureRow *
row_at (const Table *t, guint key, guint c, int *index)
{
  *index = obs_grid_cell (t->grid, key, NULL, column_key (t, c));
  return *index < 0 ? NULL : obs_figure_row (t->layout->figure, (guint) *index);
}

static const ObsFigureRow *
thing (const Table *t, guint key)
{
  return obs_figure_row (t->layout->figure, g_array_index (t->grid->first, guint, key));
}

/* One number of decimals a column: scores always have one. */
static gboolean
is_whole (const Table *t, guint c)
{
  for (guint k = 0; k < t->grid->keys->len; k++)
    {
      int index;
      const ObsFigureRow *row = row_at (t, k, c, &index);

      if (row != NULL && !isnan (row->estimate)
          && (t->layout->figure->axis == OBS_AXIS_SCORE
              || fabs (row->estimate - round (row->estimate)) > 1e-9))
        return FALSE;
    }
  return TRUE;
}

/* Natural widths, at most 220 px a column; false where the labels would get too little. */
static gboolean
measure_columns (Table *t)
{
  ObsLayout *layout = t->layout;
  double s = layout->scale, sum = 0;

  for (guint c = 0; c < t->columns; c++)
    {
      double widest = obs_text_width (layout->measure, OBS_FONT_LABEL_BOLD, column_label (t, c));

      widest = fmin (widest, 110 * s);
      t->numbers[c] = TRUE;
      t->whole[c] = is_whole (t, c);
      for (guint k = 0; k < t->grid->keys->len; k++)
        {
          int index;
          gboolean number;
          const ObsFigureRow *row = row_at (t, k, c, &index);
          g_autofree char *text = row != NULL ? cell_text (t, row, c, &number) : NULL;

          if (text == NULL || text[0] == '\0')
            continue;
          if (!number && row->code == NULL)
            t->numbers[c] = FALSE;
          widest = fmax (widest, obs_text_width (layout->measure, OBS_FONT_LABEL, text));
        }
      t->width[c] = ceil (fmin (widest, 220 * s)) + 2;
      sum += t->width[c] + 18 * s;
    }
  t->label = layout->right - layout->left - sum;
  return t->label >= 120 * s;
}

static void
finish_item (Table *t, guint first, int index, double x, double y, double w, double h, int line,
             int column, double air)
{
  ObsLayout *layout = t->layout;
  double edge = layout->options->compact ? 0 : 12 * layout->scale;
  int item = obs_scene_add_item (layout->scene, index, x, y, w, h, line, column, 0);

  obs_scene_own (layout->scene, first, item);
  /* The ring stays clear of the words: lines of a card have no air of their own. */
  obs_scene_set_focus_box (layout->scene, item, x - 5, y - air, w + 10, h + 2 * air);
  obs_scene_set_band (layout->scene, item, layout->left - edge, y,
                      layout->right - layout->left + 2 * edge, h);
}

static double
draw_heads (Table *t, double y)
{
  ObsLayout *layout = t->layout;
  double s = layout->scale, x = layout->left + t->label, tallest = 0;

  for (guint c = 0; c < t->columns; c++)
    {
      const char *label = column_label (t, c);

      x += 18 * s;
      if (label[0] != '\0')
        {
          ObsShape *shape
              = obs_scene_text (layout->scene, OBS_INK_TEXT, OBS_FONT_LABEL_BOLD, label, x, y,
                                t->width[c], t->numbers[c] ? OBS_ALIGN_END : OBS_ALIGN_START);

          shape->lines = 3;
          tallest = fmax (tallest, obs_text_height (layout->measure, OBS_FONT_LABEL_BOLD, label,
                                                    t->width[c], 3));
        }
      x += t->width[c];
    }
  return tallest > 0 ? y + tallest + 4 * s : y;
}

/* The group of a thing, where it is another than that of the thing before. */
static double
draw_group (Table *t, guint key, double y)
{
  const char *group = thing (t, key)->group;
  const char *before = key > 0 ? thing (t, key - 1)->group : NULL;
  double s = t->layout->scale;

  if (group == NULL || group[0] == '\0' || g_strcmp0 (group, before) == 0)
    return y;
  if (key > 0)
    y += 12 * s;
  return y
         + obs_scene_paragraph (t->layout, OBS_INK_TEXT, OBS_FONT_LABEL_BOLD, group,
                                t->layout->left, y, t->layout->right - t->layout->left, 2)
         + 4 * s;
}

static double
draw_row (Table *t, guint key, double y, int line)
{
  ObsLayout *layout = t->layout;
  double s = layout->scale, pad = (layout->options->compact ? 3 : 6) * s, x = layout->left, h;
  int index;

  obs_scene_line (layout->scene, OBS_INK_SEPARATOR, layout->left, y, layout->right, y, 1);
  h = obs_scene_paragraph (layout, OBS_INK_TEXT, OBS_FONT_LABEL, thing (t, key)->label, x, y + pad,
                           t->label, 3);
  for (guint c = 0; c < t->columns; c++)
    {
      const ObsFigureRow *row = row_at (t, key, c, &index);
      gboolean number;
      g_autofree char *text = row != NULL ? cell_text (t, row, c, &number) : NULL;

      if (text != NULL)
        h = fmax (h, obs_text_height (layout->measure, OBS_FONT_LABEL, text, t->width[c], 4));
    }
  h += 2 * pad;
  x += t->label;
  for (guint c = 0; c < t->columns; c++)
    {
      const ObsFigureRow *row = row_at (t, key, c, &index);
      guint first = layout->scene->shapes->len;
      gboolean number;
      g_autofree char *text = NULL;
      ObsShape *shape;

      x += 18 * s;
      if (row != NULL)
        {
          text = cell_text (t, row, c, &number);
          shape = obs_scene_text (layout->scene, row->code != NULL ? OBS_INK_TEXT2 : OBS_INK_TEXT,
                                  OBS_FONT_LABEL, text, x, y + pad, t->width[c],
                                  t->numbers[c] ? OBS_ALIGN_END : OBS_ALIGN_START);
          shape->lines = 4;
          finish_item (t, first, index, c == 0 ? layout->left : x, y,
                       c == 0 ? x + t->width[c] - layout->left : t->width[c], h, line, (int) c, -1);
        }
      x += t->width[c];
    }
  return y + h;
}

/* A thing in bold and below it one line a column: name, value. */
static double
draw_card (Table *t, guint key, double y, int *line)
{
  ObsLayout *layout = t->layout;
  double s = layout->scale, w = layout->right - layout->left;
  int index;

  obs_scene_line (layout->scene, OBS_INK_SEPARATOR, layout->left, y, layout->right, y, 1);
  y += 8 * s;
  y += obs_scene_paragraph (layout, OBS_INK_TEXT, OBS_FONT_LABEL_BOLD, thing (t, key)->label,
                            layout->left, y, w, 3);
  for (guint c = 0; c < t->columns; c++)
    {
      const ObsFigureRow *row = row_at (t, key, c, &index);
      guint first = layout->scene->shapes->len;
      double name_w = column_label (t, c)[0] != '\0' ? w * 0.45 : 0, h, name_h = 0;
      gboolean number;
      g_autofree char *text = NULL;
      ObsShape *shape;

      if (row == NULL)
        continue;
      text = cell_text (t, row, c, &number);
      if (name_w > 0)
        name_h = obs_scene_paragraph (layout, OBS_INK_TEXT2, OBS_FONT_LABEL, column_label (t, c),
                                      layout->left, y, name_w - 8 * s, 3);
      shape = obs_scene_text (layout->scene, row->code != NULL ? OBS_INK_TEXT2 : OBS_INK_TEXT,
                              OBS_FONT_LABEL, text, layout->left + name_w, y, w - name_w,
                              number || row->code != NULL ? OBS_ALIGN_END : OBS_ALIGN_START);
      shape->lines = 6;
      h = fmax (name_h, obs_text_height (layout->measure, OBS_FONT_LABEL, text, w - name_w, 6));
      finish_item (t, first, index, layout->left, y, w, h, (*line)++, 0, 2);
      y += h + 2 * s;
    }
  return y + 6 * s;
}

void
obs_layout_table (ObsLayout *layout)
{
  g_autoptr (ObsGrid) grid = obs_grid_new (layout->figure, TRUE);
  Table table = { .layout = layout, .grid = grid };
  guint max = layout->options->max_rows > 0 ? (guint) layout->options->max_rows : grid->keys->len;
  gboolean fits;
  double y = layout->top;
  int line = 0;

  table.columns = CLAMP (layout->figure->series->len, 1, MAX_COLUMNS);
  fits = measure_columns (&table);
  if (fits)
    y = draw_heads (&table, y);
  for (guint k = 0; k < grid->keys->len; k++)
    {
      if (k >= max)
        {
          layout->scene->left_out++;
          continue;
        }
      y = draw_group (&table, k, y);
      if (fits)
        y = draw_row (&table, k, y, line++);
      else
        y = draw_card (&table, k, y, &line);
    }
  layout->bottom = y + 1;
}
