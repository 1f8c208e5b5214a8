/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/grid.h"
#include "ui/chart/scene-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* GN: recommendations by lead, term and status. A term has no dates, so a bar has no right end;
 * where a term cannot be read from the source its cell is hatched. */

enum
{
  MAX_COLUMNS = 10,
  LABEL_WEIGHT = 240
};

typedef enum
{
  COLUMN_TEXT,
  COLUMN_TERM,
  COLUMN_STATUS,
} ColumnKind;

typedef struct
{
  const ObsFigureSeries *series;
  ColumnKind kind;
  double x, w;
} Column;

typedef struct
{
  ObsLayout *layout;
  ObsGrid *grid;
  Column columns[MAX_COLUMNS];
  guint n;
  const ObsFigureSeries *head; /* series that names the things, or NULL */
  double number;               /* width of the numbers */
  double label_x, label_w;
} Roadmap;

typedef enum
{
  STATUS_NONE,
  STATUS_DOING,
  STATUS_RISK,
  STATUS_DONE,
} Status;

static gboolean
key_is (const char *key, const char *const *keys)
{
  return key != NULL && g_strv_contains (keys, key);
}

static ColumnKind
column_kind (const char *key)
{
  static const char *const terms[] = { "short", "medium", "long", NULL };

  if (key_is (key, terms))
    return COLUMN_TERM;
  return g_strcmp0 (key, "status") == 0 ? COLUMN_STATUS : COLUMN_TEXT;
}

/* Status of a board by its code or, without one, by its word. */
static Status
status_of (const ObsFigureRow *row)
{
  static const char *const doing[] = { "doing", "under-way", NULL };
  static const char *const risk[] = { "risk", "at-risk", NULL };
  const char *words = row->words != NULL ? row->words : "";

  if (key_is (row->code, doing) || strcmp (words, _ ("Under way")) == 0)
    return STATUS_DOING;
  if (key_is (row->code, risk) || strcmp (words, _ ("At risk")) == 0)
    return STATUS_RISK;
  if (g_strcmp0 (row->code, "done") == 0 || strcmp (words, _ ("Done")) == 0)
    return STATUS_DONE;
  return STATUS_NONE;
}

/* Whatever the reason: a term that cannot be read is hatched, never a bar. */
static gboolean
is_unknown (const ObsFigureRow *row)
{
  return row->code != NULL;
}

/* "6. Strengthen" is number 6 and a name. */
static const char *
split_label (const ObsFigureRow *row, char **number)
{
  const char *rest = row->label;

  while (g_ascii_isdigit (*rest))
    rest++;
  if (rest > row->label && rest[0] == '.' && rest[1] == ' ')
    {
      *number = g_strndup (row->label, (gsize) (rest - row->label));
      return rest + 2;
    }
  *number = row->rank > 0 ? g_strdup_printf ("%d", row->rank) : NULL;
  return row->label;
}

static const ObsFigureRow *
thing (const Roadmap *map, guint key)
{
  return obs_figure_row (map->layout->figure, g_array_index (map->grid->first, guint, key));
}

static void
collect_columns (Roadmap *map)
{
  static const char *const heads[] = { "label", "item", "recommendation", NULL };
  const GPtrArray *series = map->layout->figure->series;

  for (guint i = 0; i < series->len && map->n < MAX_COLUMNS; i++)
    {
      const ObsFigureSeries *one = g_ptr_array_index (series, i);

      if (key_is (one->key, heads))
        map->head = one;
      else
        map->columns[map->n++] = (Column){ .series = one, .kind = column_kind (one->key) };
    }
  for (guint k = 0; k < map->grid->keys->len; k++)
    {
      g_autofree char *number = NULL;

      split_label (thing (map, k), &number);
      if (number != NULL)
        map->number = fmax (map->number, 26 * map->layout->scale);
    }
}

/* Widest word of a text: a column must not break one. */
static double
widest_word (ObsLayout *layout, ObsFont font, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", 40);
  double widest = 0;

  for (guint i = 0; words[i] != NULL; i++)
    widest = fmax (widest, obs_text_width (layout->measure, font, words[i]));
  return fmin (widest, 160 * layout->scale);
}

static double
least_width (Roadmap *map, guint column)
{
  ObsLayout *layout = map->layout;
  const Column *col = &map->columns[column];
  double least = fmax (widest_word (layout, OBS_FONT_LABEL_BOLD, col->series->label),
                       widest_word (layout, OBS_FONT_TAG, col->series->sublabel));

  for (guint i = 0; i < layout->figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (layout->figure, i);
      const char *date = row->x_label != NULL ? row->x_label : row->tag;
      double word = widest_word (layout, OBS_FONT_LABEL_BOLD, row->words);

      if (g_strcmp0 (row->series, col->series->key) != 0)
        continue;
      /* Room for the open end of a bar, for the sign of a status; the date under it stays whole. */
      if (col->kind == COLUMN_TEXT && row->conflict)
        word += 24 * layout->scale;
      if (col->kind == COLUMN_TERM && word > 0)
        word += 40 * layout->scale;
      if (col->kind == COLUMN_STATUS && date != NULL)
        word = fmax (
            word, fmin (obs_text_width (layout->measure, OBS_FONT_TAG, date), 110 * layout->scale));
      if (col->kind == COLUMN_STATUS)
        word += 24 * layout->scale;
      least = fmax (least, word);
    }
  return least + 1;
}

/* Widths in the proportions of a page of ten recommendations, none under its least; false where the
 * labels would get too little. */
static gboolean
place_columns (Roadmap *map)
{
  ObsLayout *layout = map->layout;
  double s = layout->scale, gap = 12 * s, weights[MAX_COLUMNS], sum = LABEL_WEIGHT, room, x;

  x = layout->left + (map->number > 0 ? map->number + gap : 0);
  room = layout->right - x - gap * map->n;
  for (guint i = 0; i < map->n; i++)
    {
      const char *key = map->columns[i].series->key;

      weights[i] = map->columns[i].kind == COLUMN_STATUS ? 112
                   : strcmp (key, "short") == 0          ? 160
                   : map->columns[i].kind == COLUMN_TERM ? 96
                                                         : 174;
      sum += weights[i];
    }
  for (guint i = 0; i < map->n; i++)
    {
      double least = least_width (map, i), share = weights[i] / sum * room;

      /* A column at its least leaves the others to share what remains. */
      map->columns[i].w = 0;
      if (share < least)
        {
          map->columns[i].w = least;
          room -= least;
          sum -= weights[i];
        }
    }
  map->label_x = x;
  map->label_w = LABEL_WEIGHT / sum * room;
  x += map->label_w + gap;
  for (guint i = 0; i < map->n; i++)
    {
      if (map->columns[i].w <= 0)
        map->columns[i].w = weights[i] / sum * room;
      map->columns[i].x = x;
      x += map->columns[i].w + gap;
    }
  return map->label_w >= fmax (
             120 * s, widest_word (layout, OBS_FONT_LABEL_BOLD,
                                   map->head != NULL ? map->head->label : _ ("Recommendation")));
}

static double
draw_head (Roadmap *map, const char *label, const char *sublabel, double x, double w, double y)
{
  ObsLayout *layout = map->layout;
  double h = obs_scene_paragraph (layout, OBS_INK_TEXT, OBS_FONT_LABEL_BOLD, label, x, y, w, 2);

  if (sublabel != NULL && sublabel[0] != '\0')
    h += obs_scene_paragraph (layout, OBS_INK_TEXT2, OBS_FONT_TAG, sublabel, x, y + h, w, 2);
  return h;
}

static double
draw_heads (Roadmap *map, double y)
{
  double tallest
      = draw_head (map, map->head != NULL ? map->head->label : _ ("Recommendation"),
                   map->head != NULL ? map->head->sublabel : NULL, map->label_x, map->label_w, y);

  for (guint i = 0; i < map->n; i++)
    tallest = fmax (tallest,
                    draw_head (map, map->columns[i].series->label, map->columns[i].series->sublabel,
                               map->columns[i].x, map->columns[i].w, y));
  return y + tallest + 6 * map->layout->scale;
}

/* Names in a cell, the one that another place gives differently in bold. Returns the height;
 * @widest is the length of the longest line. */
static double
names (ObsLayout *layout, const ObsFigureRow *row, double x, double y, double w, gboolean draw,
       double *widest)
{
  const char *words = row->words != NULL ? row->words : "";
  double line = obs_text_line (layout->measure, OBS_FONT_LABEL), extra = 0;
  g_autofree char *fitted = NULL;
  g_auto (GStrv) lines = NULL;
  guint n;

  if (row->tag != NULL)
    extra = obs_text_width (layout->measure, OBS_FONT_LABEL_BOLD, row->tag)
            - obs_text_width (layout->measure, OBS_FONT_LABEL, row->tag);
  fitted = obs_text_fit (layout->measure, OBS_FONT_LABEL, words, fmax (w - fmax (extra, 0), 1), 3);
  lines = g_strsplit (fitted, "\n", -1);
  n = g_strv_length (lines);
  for (guint i = 0; widest != NULL && i < n; i++)
    *widest = fmax (*widest, obs_text_width (layout->measure, OBS_FONT_LABEL, lines[i]) + extra);
  for (guint i = 0; draw && i < n; i++)
    {
      const char *hit
          = row->tag != NULL && row->tag[0] != '\0' ? strstr (lines[i], row->tag) : NULL;
      double top = y + i * line, at = x;
      g_autofree char *before = NULL;

      if (hit == NULL)
        {
          obs_scene_text (layout->scene, OBS_INK_TEXT, OBS_FONT_LABEL, lines[i], x, top, 0,
                          OBS_ALIGN_START);
          continue;
        }
      before = g_strndup (lines[i], (gsize) (hit - lines[i]));
      if (before[0] != '\0')
        obs_scene_text (layout->scene, OBS_INK_TEXT, OBS_FONT_LABEL, before, at, top, 0,
                        OBS_ALIGN_START);
      at += obs_text_width (layout->measure, OBS_FONT_LABEL, before);
      obs_scene_text (layout->scene, OBS_INK_TEXT, OBS_FONT_LABEL_BOLD, row->tag, at, top, 0,
                      OBS_ALIGN_START);
      at += obs_text_width (layout->measure, OBS_FONT_LABEL_BOLD, row->tag);
      if (hit[strlen (row->tag)] != '\0')
        obs_scene_text (layout->scene, OBS_INK_TEXT, OBS_FONT_LABEL, hit + strlen (row->tag), at,
                        top, 0, OBS_ALIGN_START);
    }
  return n * line;
}

/* A 16 px sign left of the word of a status. */
static void
status_sign (ObsLayout *layout, Status status, ObsInk ink, double x, double y)
{
  double u = layout->scale;
  double play[] = { x + 4.5 * u, y + 3 * u, x + 12.5 * u, y + 8 * u, x + 4.5 * u, y + 13 * u };
  double tick[] = { x + 3 * u, y + 8.5 * u, x + 6.2 * u, y + 11.7 * u, x + 13 * u, y + 4.8 * u };
  double stem[] = { x + 8 * u, y + 3 * u, x + 8 * u, y + 9 * u };

  switch (status)
    {
    case STATUS_DOING:
      obs_scene_path (layout->scene, ink, play, 3, TRUE);
      break;
    case STATUS_DONE:
      obs_scene_path (layout->scene, ink, tick, 3, FALSE)->width = 2;
      break;
    case STATUS_RISK:
      obs_scene_path (layout->scene, ink, stem, 2, FALSE)->width = 2.4 * u;
      obs_scene_rect (layout->scene, ink, x + 7 * u, y + 11.4 * u, 2 * u, 2 * u);
      break;
    case STATUS_NONE:
    default:
      obs_scene_glyph (layout->scene, ink, OBS_GLYPH_RING, x + 8 * u, y + 8 * u, 11.7 * u);
      break;
    }
}

static double
status_cell (ObsLayout *layout, const ObsFigureRow *row, double x, double y, double w,
             gboolean draw)
{
  static const ObsInk inks[] = { OBS_INK_TEXT2, OBS_INK_ACCENT, OBS_INK_RISK, OBS_INK_DONE };
  Status status = status_of (row);
  ObsFont font = status == STATUS_NONE ? OBS_FONT_LABEL : OBS_FONT_LABEL_BOLD;
  const char *date = row->x_label != NULL ? row->x_label : row->tag;
  const char *words = row->words != NULL ? row->words : obs_code_words ("x");
  double s = layout->scale, text_x = x + 24 * s, room = fmax (w - 24 * s, 1), h;

  h = obs_text_height (layout->measure, font, words, room, 2);
  if (draw)
    {
      obs_scene_paragraph (layout, inks[status], font, words, text_x, y, room, 2);
      status_sign (layout, status, inks[status], x,
                   y + (obs_text_line (layout->measure, font) - 16 * s) / 2);
    }
  if (date == NULL || date[0] == '\0')
    return h;
  if (draw)
    obs_scene_paragraph (layout, OBS_INK_TEXT2, OBS_FONT_TAG, date, text_x, y + h - 2 * s, room, 1);
  return h - 2 * s + obs_text_line (layout->measure, OBS_FONT_TAG);
}

/* A bar without a right end: outline on three sides, its last stretch hatched. */
static double
term_cell (ObsLayout *layout, const ObsFigureRow *row, double x, double y, double w, gboolean draw)
{
  double s = layout->scale, end = fmin (26 * s, w * 0.25), pad = 10 * s, text_h, h;

  text_h = is_unknown (row) ? 0 : names (layout, row, x, y, w - end - pad - 4 * s, FALSE, NULL);
  h = fmax (26 * s, text_h + 6 * s);
  if (!draw)
    return h;
  if (is_unknown (row))
    {
      obs_scene_hatch (layout->scene, OBS_INK_EDGE, x, y, w, h)->dash[0] = 6;
      return h;
    }
  double outline[]
      = { x + w,    y + 0.75,  x + 4,   y + 0.75,  x + 1.5, y + 2,        x + 0.75, y + 4,
          x + 0.75, y + h - 4, x + 1.5, y + h - 2, x + 4,   y + h - 0.75, x + w,    y + h - 0.75 };

  obs_scene_hatch (layout->scene, OBS_INK_ACCENT, x + w - end, y + 1.5, end, h - 3)->dash[0] = 6;
  obs_scene_path (layout->scene, OBS_INK_ACCENT, outline, 8, FALSE)->width = 1.5;
  names (layout, row, x + pad, y + (h - text_h) / 2, w - end - pad - 4 * s, TRUE, NULL);
  return h;
}

static double
text_cell (ObsLayout *layout, const ObsFigureRow *row, double x, double y, double w, gboolean sign,
           gboolean draw)
{
  double s = layout->scale, h, line = obs_text_line (layout->measure, OBS_FONT_LABEL);
  double room = w - (sign ? 24 * s : 0), widest = 0;

  if (is_unknown (row) && row->words == NULL)
    return term_cell (layout, row, x, y, w, draw);
  h = names (layout, row, x, y, room, draw, &widest);
  if (draw && sign)
    obs_scene_glyph (layout->scene, OBS_INK_TEXT, OBS_GLYPH_WARNING,
                     x + fmin (widest, room) + 15 * s, y + line / 2, 18 * s);
  return h;
}

/* Height of a cell, or the cell itself. The sign of a conflict stands once a row, in its first
 * cell. */
static double
cell (ObsLayout *layout, ColumnKind kind, const ObsFigureRow *row, double x, double y, double w,
      gboolean sign, gboolean draw)
{
  if (kind == COLUMN_STATUS)
    return status_cell (layout, row, x, y, w, draw);
  if (kind == COLUMN_TERM)
    return term_cell (layout, row, x, y, w, draw);
  return text_cell (layout, row, x, y, w, sign, draw);
}

static const ObsFigureRow *
row_at (const Roadmap *map, guint key, guint column, int *index)
{
  *index = obs_grid_cell (map->grid, key, NULL, map->columns[column].series->key);
  return *index < 0 ? NULL : obs_figure_row (map->layout->figure, (guint) *index);
}

static void
finish_cell (Roadmap *map, guint first, int index, double x, double y, double w, double h, int line,
             int column, double band_y, double band_h)
{
  ObsScene *scene = map->layout->scene;
  double edge = map->layout->options->compact ? 0 : 12 * map->layout->scale;
  int item = obs_scene_add_item (scene, index, x, y, w, h, line, column, line);

  obs_scene_own (scene, first, item);
  obs_scene_set_focus_box (scene, item, x - 4, y - 4, w + 8, h + 8);
  obs_scene_set_band (scene, item, map->layout->left - edge, band_y,
                      map->layout->right - map->layout->left + 2 * edge, band_h);
}

static double
row_height (Roadmap *map, guint key, const char *label)
{
  ObsLayout *layout = map->layout;
  double h = obs_text_height (layout->measure, OBS_FONT_LABEL, label, map->label_w, 3);
  int index;

  for (guint c = 0; c < map->n; c++)
    {
      const ObsFigureRow *row = row_at (map, key, c, &index);

      if (row != NULL)
        h = fmax (h, cell (layout, map->columns[c].kind, row, 0, 0, map->columns[c].w,
                           row->conflict && c == 0, FALSE));
    }
  return fmax (42 * layout->scale, h + 8 * layout->scale);
}

static double
draw_row (Roadmap *map, guint key, double y, int line)
{
  ObsLayout *layout = map->layout;
  double edge = layout->options->compact ? 0 : 12 * layout->scale, h, label_h;
  g_autofree char *number = NULL;
  const char *label = split_label (thing (map, key), &number);
  guint first = layout->scene->shapes->len;
  gboolean signed_once = FALSE;
  int index;

  h = row_height (map, key, label);
  obs_scene_line (layout->scene, OBS_INK_SEPARATOR, layout->left - edge, y, layout->right + edge, y,
                  1);
  label_h = obs_text_height (layout->measure, OBS_FONT_LABEL, label, map->label_w, 3);
  if (number != NULL)
    obs_scene_text (layout->scene, OBS_INK_ACCENT, OBS_FONT_LABEL_BOLD, number,
                    layout->left + map->number, y + (h - label_h) / 2, 0, OBS_ALIGN_END);
  obs_scene_paragraph (layout, OBS_INK_TEXT, OBS_FONT_LABEL, label, map->label_x,
                       y + (h - label_h) / 2, map->label_w, 3);
  if (map->head != NULL)
    {
      index = obs_grid_cell (map->grid, key, NULL, map->head->key);
      if (index >= 0)
        finish_cell (map, first, index, map->label_x, y + (h - label_h) / 2, map->label_w, label_h,
                     line, 0, y, h);
    }
  for (guint c = 0; c < map->n; c++)
    {
      const ObsFigureRow *row = row_at (map, key, c, &index);
      const Column *col = &map->columns[c];
      double cell_h, top;
      gboolean sign;

      if (row == NULL)
        continue;
      sign = row->conflict && !signed_once && col->kind == COLUMN_TEXT;
      signed_once = signed_once || sign;
      cell_h = cell (layout, col->kind, row, 0, 0, col->w, sign, FALSE);
      top = y + (h - cell_h) / 2;
      first = layout->scene->shapes->len;
      cell (layout, col->kind, row, col->x, top, col->w, sign, TRUE);
      finish_cell (map, first, index, col->x, top, col->w, cell_h, line, (int) c + 1, y, h);
    }
  return y + h;
}

/* One card a recommendation: its cells below each other, each after the name of its column. */
static double
draw_card (Roadmap *map, guint key, double y, int *line)
{
  ObsLayout *layout = map->layout;
  double s = layout->scale, top = y, w = layout->right - layout->left;
  double name_w = fmin (112 * s, w * 0.36), x = layout->left + name_w + 12 * s;
  g_autofree char *number = NULL;
  const char *label = split_label (thing (map, key), &number);
  guint items = layout->scene->items->len;
  gboolean signed_once = FALSE;
  int index, card = *line;

  obs_scene_line (layout->scene, OBS_INK_SEPARATOR, layout->left, y, layout->right, y, 1);
  y += 9 * s;
  if (number != NULL)
    obs_scene_text (layout->scene, OBS_INK_ACCENT, OBS_FONT_LABEL_BOLD, number, layout->left, y, 0,
                    OBS_ALIGN_START);
  y += obs_scene_paragraph (layout, OBS_INK_TEXT, OBS_FONT_LABEL_BOLD, label,
                            layout->left + map->number, y, w - map->number, 3)
       + 4 * s;
  for (guint c = 0; c < map->n; c++)
    {
      const ObsFigureRow *row = row_at (map, key, c, &index);
      const Column *col = &map->columns[c];
      guint first = layout->scene->shapes->len;
      double h, name_h;
      gboolean sign;

      if (row == NULL)
        continue;
      sign = row->conflict && !signed_once && col->kind == COLUMN_TEXT;
      signed_once = signed_once || sign;
      h = cell (layout, col->kind, row, x, y, layout->right - x, sign, TRUE);
      name_h = obs_scene_paragraph (layout, OBS_INK_TEXT2, OBS_FONT_SMALL, col->series->label,
                                    layout->left, y + 2 * s, name_w, 2)
               + 2 * s;
      h = fmax (h, name_h);
      finish_cell (map, first, index, layout->left, y, w, h, (*line)++, 0, top, h);
      y += h + 5 * s;
    }
  y += 5 * s;
  for (guint i = items; i < layout->scene->items->len; i++)
    {
      ObsSceneItem *item = &g_array_index (layout->scene->items, ObsSceneItem, i);

      obs_scene_set_band (layout->scene, (int) i, item->rx, top, item->rw, y - top);
      item->group = card;
    }
  return y;
}

void
obs_layout_roadmap (ObsLayout *layout)
{
  g_autoptr (ObsGrid) grid = obs_grid_new (layout->figure, FALSE);
  Roadmap map = { .layout = layout, .grid = grid };
  gboolean cards = layout->right - layout->left < 600 * layout->scale || layout->options->narrow;
  guint max = layout->options->max_rows > 0 ? (guint) layout->options->max_rows : grid->keys->len;
  double y = layout->top;
  int line = 0;

  collect_columns (&map);
  cards = cards || !place_columns (&map);
  if (!cards)
    y = draw_heads (&map, y);
  for (guint k = 0; k < grid->keys->len; k++)
    {
      if (k >= max)
        layout->scene->left_out++;
      else if (cards)
        y = draw_card (&map, k, y, &line);
      else
        y = draw_row (&map, k, y, line++);
    }
  layout->bottom = y + 1;
}
