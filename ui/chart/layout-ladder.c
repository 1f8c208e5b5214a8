/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/scene-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* RL: an order as far as it is published, and OS: directions in words. Neither has an axis: a place
 * in an order is not a length. */

/* Rows under one heading. */
typedef struct
{
  const char *heading; /* NULL where there is none */
  const char *ksb;     /* where all its rows have the same letter, else NULL */
  GArray *rows;        /* of guint: indices into the figure */
  int column;
} List;

typedef struct
{
  ObsLayout *layout;
  double x, w;   /* box of the column */
  double y;      /* pen */
  double number; /* width of the column of numbers */
  int line, column, group;
  int room;           /* rows that may still be drawn */
  gboolean separator; /* the next block starts with a line */
} Pen;

static void
list_free (gpointer data)
{
  List *list = data;

  g_array_unref (list->rows);
  g_free (list);
}

/* Two rows with place 1 and different letters under one heading are two orders, not one. */
static gboolean
letters_are_lists (const ObsFigure *figure)
{
  const char *first = NULL;

  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);

      if (row->rank != 1 || row->ksb == NULL)
        continue;
      if (first != NULL && strcmp (first, row->ksb) != 0)
        return TRUE;
      first = row->ksb;
    }
  return FALSE;
}

static List *
find_list (GPtrArray *lists, const char *heading, const char *ksb, gboolean by_letter)
{
  for (guint i = 0; i < lists->len; i++)
    {
      List *list = g_ptr_array_index (lists, i);

      if (g_strcmp0 (list->heading, heading) == 0
          && (!by_letter || g_strcmp0 (list->ksb, ksb) == 0))
        return list;
    }
  return NULL;
}

static GPtrArray *
make_lists (const ObsFigure *figure)
{
  GPtrArray *lists = g_ptr_array_new_with_free_func (list_free);
  gboolean by_letter = letters_are_lists (figure);

  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);
      List *list = find_list (lists, row->group, row->ksb, by_letter);

      if (list == NULL)
        {
          list = g_new0 (List, 1);
          list->heading = row->group;
          list->ksb = row->ksb;
          list->rows = g_array_new (FALSE, FALSE, sizeof (guint));
          g_ptr_array_add (lists, list);
        }
      if (g_strcmp0 (list->ksb, row->ksb) != 0)
        list->ksb = NULL;
      g_array_append_val (list->rows, i);
    }
  return lists;
}

/* One column a letter, where every list has one; returns how many. */
static int
assign_columns (GPtrArray *lists)
{
  g_autoptr (GPtrArray) letters = g_ptr_array_new ();

  for (guint i = 0; i < lists->len; i++)
    {
      List *list = g_ptr_array_index (lists, i);
      guint at;

      if (list->ksb == NULL)
        return 1;
      if (!g_ptr_array_find_with_equal_func (letters, list->ksb, g_str_equal, &at))
        {
          at = letters->len;
          g_ptr_array_add (letters, (char *) list->ksb);
        }
      list->column = (int) at;
    }
  return MAX ((int) letters->len, 1);
}

static const char *
letter_name (const char *ksb)
{
  if (strcmp (ksb, "K") == 0)
    return _ ("Knowledge");
  if (strcmp (ksb, "S") == 0)
    return _ ("Skills");
  if (strcmp (ksb, "B") == 0)
    return _ ("Behaviours");
  return ksb;
}

static double
scaled (const Pen *pen, double px)
{
  return px * pen->layout->scale;
}

static void
separator (Pen *pen)
{
  if (pen->separator)
    obs_scene_line (pen->layout->scene, OBS_INK_SEPARATOR, pen->x, pen->y, pen->x + pen->w, pen->y,
                    1);
  pen->separator = TRUE;
}

static void
own_row (Pen *pen, guint first, guint row, double top)
{
  double edge = pen->layout->options->compact ? 0 : scaled (pen, 12);
  int item = obs_scene_add_item (pen->layout->scene, (int) row, pen->x, top, pen->w, pen->y - top,
                                 pen->line++, pen->column, pen->group);

  obs_scene_own (pen->layout->scene, first, item);
  obs_scene_set_focus_box (pen->layout->scene, item, pen->x - edge / 2, top + 2, pen->w + edge,
                           pen->y - top - 3);
  obs_scene_set_band (pen->layout->scene, item, pen->x - edge, top, pen->w + 2 * edge,
                      pen->y - top);
}

/* Marks that follow a label on its last line: letter, tag, conflict. Returns their width. */
static double
marks_width (const Pen *pen, const ObsFigureRow *row, gboolean letter)
{
  double w = 0;

  if (letter && row->ksb != NULL)
    w += scaled (pen, 28);
  if (row->tag != NULL)
    w += obs_text_width (pen->layout->measure, OBS_FONT_TAG, row->tag) + scaled (pen, 22);
  if (row->conflict)
    w += scaled (pen, 26);
  return fmin (w, pen->w * 0.45);
}

static void
draw_marks (Pen *pen, const ObsFigureRow *row, gboolean letter, double x, double y, double line)
{
  ObsLayout *layout = pen->layout;
  double top = y + (line - scaled (pen, 20)) / 2;

  x += scaled (pen, 8);
  if (letter && row->ksb != NULL)
    x += obs_scene_chip (layout, row->ksb, x, top) + scaled (pen, 8);
  if (row->tag != NULL)
    x += obs_scene_tag (layout, row->tag, x, top) + scaled (pen, 8);
  if (row->conflict)
    obs_scene_glyph (layout->scene, OBS_INK_TEXT, OBS_GLYPH_WARNING, x + scaled (pen, 9),
                     y + line / 2, scaled (pen, 18));
}

/* A row with its place: number, label, the source's words below where there are any. */
static void
ranked_row (Pen *pen, guint index, gboolean letter)
{
  ObsLayout *layout = pen->layout;
  const ObsFigureRow *row = obs_figure_row (layout->figure, index);
  gboolean compact = layout->options->compact, lead = row->rank == 1;
  ObsFont font = compact ? (lead ? OBS_FONT_LABEL_BOLD : OBS_FONT_LABEL)
                         : (lead ? OBS_FONT_HEADING : OBS_FONT_SUBTITLE);
  ObsFont number_font = compact ? OBS_FONT_LABEL_BOLD : OBS_FONT_TITLE;
  double pad = scaled (pen, compact ? 5 : 9), top = pen->y, line, h, label_w, number_line;
  double x = pen->x + pen->number, marks = marks_width (pen, row, letter);
  guint first = layout->scene->shapes->len;
  g_autofree char *number = row->rank > 0 ? g_strdup_printf ("%d", row->rank) : g_strdup ("–");

  separator (pen);
  pen->y += pad;
  line = obs_text_line (layout->measure, font);
  number_line = obs_text_line (layout->measure, number_font);
  if (row->rank > 0)
    obs_scene_text (layout->scene, OBS_INK_ACCENT, number_font, number,
                    compact ? x - scaled (pen, 10) : pen->x, pen->y + (line - number_line) / 2, 0,
                    compact ? OBS_ALIGN_END : OBS_ALIGN_START);
  else
    obs_scene_text (layout->scene, OBS_INK_TEXT2, font, number,
                    compact ? x - scaled (pen, 10) : pen->x, pen->y, 0,
                    compact ? OBS_ALIGN_END : OBS_ALIGN_START);
  label_w = fmax (pen->x + pen->w - x - marks, 1);
  h = obs_scene_paragraph (layout, OBS_INK_TEXT, font, row->label, x, pen->y, label_w,
                           compact ? 2 : 3);
  if (marks > 0)
    draw_marks (pen, row, letter,
                x + fmin (obs_text_width (layout->measure, font, row->label), label_w),
                pen->y + h - line, line);
  pen->y += fmax (h, line);
  if (!compact && row->words != NULL && row->words[0] != '\0')
    pen->y += obs_scene_paragraph (layout, OBS_INK_TEXT2, OBS_FONT_SMALL, row->words, x, pen->y,
                                   pen->x + pen->w - x, 3);
  pen->y += pad;
  if (!compact)
    pen->y = fmax (pen->y, top + scaled (pen, 42));
  own_row (pen, first, index, top);
}

/* One item of an unordered line; starts a new line where it does not fit. */
static void
flow_item (Pen *pen, guint index, double left, double *x, gboolean *start, int *in_line,
           gboolean letter)
{
  ObsLayout *layout = pen->layout;
  const ObsFigureRow *row = obs_figure_row (layout->figure, index);
  double line = scaled (pen, 22), right = pen->x + pen->w, gap = scaled (pen, 6);
  double marks = marks_width (pen, row, letter);
  double dot = obs_text_width (layout->measure, OBS_FONT_SUBTITLE, "·");
  double room = right - left,
         text = obs_text_width (layout->measure, OBS_FONT_SUBTITLE, row->label);
  double w = fmin (text + marks, room), h;
  guint first;
  int item;

  line = fmax (line, obs_text_line (layout->measure, OBS_FONT_SUBTITLE));
  if (!*start && *x + 2 * gap + dot + w > right + 0.5)
    {
      pen->y += line;
      pen->line++;
      *in_line = 0;
      *x = left;
      *start = TRUE;
    }
  if (!*start)
    {
      obs_scene_text (layout->scene, OBS_INK_EDGE, OBS_FONT_SUBTITLE, "·", *x + gap, pen->y, 0,
                      OBS_ALIGN_START);
      *x += 2 * gap + dot;
    }
  first = layout->scene->shapes->len;
  h = obs_scene_paragraph (layout, OBS_INK_TEXT, OBS_FONT_SUBTITLE, row->label, *x, pen->y,
                           fmax (w - marks, 1) + 0.5, 2);
  if (marks > 0)
    draw_marks (pen, row, letter, *x + w - marks, pen->y, line);
  item = obs_scene_add_item (layout->scene, (int) index, *x, pen->y, w, fmax (h, line), pen->line,
                             pen->column + (*in_line)++, pen->group);
  obs_scene_own (layout->scene, first, item);
  obs_scene_set_focus_box (layout->scene, item, *x - 5, pen->y - 1, w + 10, fmax (h, line) + 2);
  obs_scene_set_band (layout->scene, item, *x - 5, pen->y - 1, w + 10, fmax (h, line) + 2);
  if (h > line + 0.5)
    pen->y += h - line;
  *x += w;
  *start = FALSE;
}

static char *
unordered_words (const List *list, guint n, gboolean after_ranked)
{
  if (after_ranked && n == 4)
    return g_strdup (_ ("The next four, order not stated"));
  if (after_ranked)
    return g_strdup_printf (ngettext ("One more, as listed", "The next %u, order not stated", n),
                            n);
  if (list->heading == NULL || list->heading[0] == '\0')
    return g_strdup (_ ("As listed, order not stated"));
  if (strstr (list->heading, _ ("order not stated")) != NULL)
    return g_strdup (list->heading);
  /* Translators: heading of a list whose order the source does not give. */
  return g_strdup_printf (_ ("%s, order not stated"), list->heading);
}

/* Rows whose order is only the printed one: a dash, what they are, and all of them in one line. */
static void
unordered_rows (Pen *pen, const List *list, guint from, guint to, gboolean after_ranked,
                gboolean letter)
{
  ObsLayout *layout = pen->layout;
  double left = pen->x + pen->number, x = left;
  double small = obs_text_line (layout->measure, OBS_FONT_SMALL);
  g_autofree char *words = unordered_words (list, to - from, after_ranked);
  gboolean start = TRUE;
  int in_line = 0;

  separator (pen);
  pen->y += scaled (pen, 9);
  obs_scene_text (layout->scene, OBS_INK_TEXT2, OBS_FONT_TITLE, "–", pen->x,
                  pen->y - (obs_text_line (layout->measure, OBS_FONT_TITLE) - small) / 2, 0,
                  OBS_ALIGN_START);
  pen->y += obs_scene_paragraph (layout, OBS_INK_TEXT2, OBS_FONT_SMALL, words, left, pen->y,
                                 pen->x + pen->w - left, 2)
            + scaled (pen, 3);
  for (guint i = from; i < to; i++)
    flow_item (pen, g_array_index (list->rows, guint, i), left, &x, &start, &in_line, letter);
  pen->line++;
  pen->y += fmax (scaled (pen, 22), obs_text_line (layout->measure, OBS_FONT_SUBTITLE))
            + scaled (pen, 9);
}

/* The part of the list that the source does not print. */
static void
gap_row (Pen *pen, guint index)
{
  ObsLayout *layout = pen->layout;
  const ObsFigureRow *row = obs_figure_row (layout->figure, index);
  /* Translators: part of a printed list, then what is known of it: "Middle of the list: not
   * published". */
  g_autofree char *words
      = g_strdup_printf (_ ("%s: %s"), row->label,
                         row->words != NULL                 ? row->words
                         : g_strcmp0 (row->code, "np") == 0 ? _ ("not published")
                                                            : obs_code_words (row->code));
  double top = pen->y, room = fmax (pen->w - scaled (pen, 40), 1);
  double text_w = fmin (obs_text_width (layout->measure, OBS_FONT_LABEL, words), room);
  double text_h = obs_text_height (layout->measure, OBS_FONT_LABEL, words, room, 3);
  double h = fmax (scaled (pen, 34), text_h + scaled (pen, 12));
  guint first = layout->scene->shapes->len;
  ObsShape *shape;

  obs_scene_hatch (layout->scene, OBS_INK_EDGE, pen->x, top + 1, pen->w, h);
  obs_scene_rect (layout->scene, OBS_INK_VIEW, pen->x + (pen->w - text_w) / 2 - scaled (pen, 20),
                  top + scaled (pen, 5), text_w + scaled (pen, 40), h - scaled (pen, 8));
  shape = obs_scene_text (layout->scene, OBS_INK_TEXT, OBS_FONT_LABEL, words,
                          pen->x + (pen->w - room) / 2, top + 1 + (h - text_h) / 2, room,
                          OBS_ALIGN_CENTRE);
  shape->lines = 3;
  pen->y = top + h + 2;
  own_row (pen, first, index, top);
  pen->separator = FALSE;
}

static void
direction_row (Pen *pen, guint index, gboolean letter)
{
  ObsLayout *layout = pen->layout;
  const ObsFigureRow *row = obs_figure_row (layout->figure, index);
  gboolean compact = layout->options->compact, stacked = pen->w < scaled (pen, 420);
  double pad = scaled (pen, compact ? 5 : 9), top = pen->y, marks = marks_width (pen, row, letter);
  double left_w = (stacked ? pen->w : floor (pen->w * 0.42)) - marks;
  double words_x = stacked ? pen->x : pen->x + floor (pen->w * 0.42) + scaled (pen, 12);
  const char *words = row->words != NULL  ? row->words
                      : row->code != NULL ? obs_code_words (row->code)
                                          : "";
  guint first = layout->scene->shapes->len;
  double line = obs_text_line (layout->measure, OBS_FONT_LABEL_BOLD), h, words_h;

  separator (pen);
  pen->y += pad;
  h = obs_scene_paragraph (layout, OBS_INK_TEXT, OBS_FONT_LABEL_BOLD, row->label, pen->x, pen->y,
                           left_w, 3);
  if (marks > 0)
    draw_marks (
        pen, row, letter,
        pen->x + fmin (obs_text_width (layout->measure, OBS_FONT_LABEL_BOLD, row->label), left_w),
        pen->y + h - line, line);
  words_h = obs_scene_paragraph (layout, row->code != NULL ? OBS_INK_TEXT2 : OBS_INK_TEXT,
                                 OBS_FONT_LABEL, words, words_x, stacked ? pen->y + h : pen->y,
                                 pen->x + pen->w - words_x, compact ? 2 : 4);
  pen->y += (stacked ? h + words_h : fmax (h, words_h)) + pad;
  own_row (pen, first, index, top);
}

static gboolean
is_numbered (const ObsFigureRow *row)
{
  return row->rank > 0;
}

/* Said in words within an order: neither a place nor a position in a list. */
static gboolean
is_said (const ObsFigureRow *row)
{
  return row->rank == 0 && row->listed == 0 && row->code == NULL && row->words != NULL;
}

/* Draws one list; a run of unordered rows becomes one line, on a tile one dash a row. */
static void
draw_list (Pen *pen, const List *list, gboolean letter)
{
  const ObsFigure *figure = pen->layout->figure;
  gboolean compact = pen->layout->options->compact, ranked = FALSE;

  for (guint i = 0; i < list->rows->len;)
    {
      guint index = g_array_index (list->rows, guint, i), to = i + 1;
      const ObsFigureRow *row = obs_figure_row (figure, index);

      if (pen->room <= 0)
        {
          pen->layout->scene->left_out += list->rows->len - i;
          return;
        }
      if (figure->form == OBS_FORM_ORDERED_STRIP ? !is_numbered (row) : is_said (row))
        {
          direction_row (pen, index, letter);
        }
      else if (row->code != NULL)
        {
          if (!compact)
            gap_row (pen, index);
        }
      else if (is_numbered (row) || compact)
        {
          ranked = ranked || is_numbered (row);
          ranked_row (pen, index, letter);
        }
      else
        {
          while (to < list->rows->len && (int) (to - i) < pen->room)
            {
              const ObsFigureRow *next
                  = obs_figure_row (figure, g_array_index (list->rows, guint, to));

              if (is_numbered (next) || is_said (next) || next->code != NULL)
                break;
              to++;
            }
          unordered_rows (pen, list, i, to, ranked, letter);
        }
      pen->room -= (int) (to - i);
      i = to;
    }
}

static guint
n_orders (const ObsFigure *figure, GPtrArray *lists)
{
  guint n = 0;

  for (guint i = 0; i < lists->len; i++)
    {
      const List *list = g_ptr_array_index (lists, i);

      n += is_numbered (obs_figure_row (figure, g_array_index (list->rows, guint, 0)));
    }
  return n;
}

/* Whether the heading of a list must stand above it: an unordered list says it in its own line. */
static gboolean
needs_heading (const ObsFigure *figure, GPtrArray *lists, guint at)
{
  const List *list = g_ptr_array_index (lists, at);
  const ObsFigureRow *row = obs_figure_row (figure, g_array_index (list->rows, guint, 0));

  if (list->heading == NULL || list->heading[0] == '\0' || row->code != NULL)
    return FALSE;
  if (figure->form == OBS_FORM_ORDERED_STRIP || is_said (row))
    return lists->len > 1;
  return is_numbered (row) && (at > 0 || n_orders (figure, lists) > 1);
}

static void
draw_heading (Pen *pen, const char *text)
{
  if (pen->line > 0)
    pen->y += scaled (pen, 12);
  pen->y += obs_scene_paragraph (pen->layout, OBS_INK_TEXT, OBS_FONT_LABEL_BOLD, text, pen->x,
                                 pen->y, pen->w, 2)
            + scaled (pen, 6);
}

/* The letter and its name over a column. */
static void
draw_letter (Pen *pen, const List *list)
{
  double s = scaled (pen, 20);
  const char *name
      = list->heading != NULL && list->heading[0] != '\0' ? list->heading : letter_name (list->ksb);

  obs_scene_chip (pen->layout, list->ksb, pen->x, pen->y);
  obs_scene_text (pen->layout->scene, OBS_INK_TEXT, OBS_FONT_LABEL_BOLD, name,
                  pen->x + s + scaled (pen, 8),
                  pen->y + (s - obs_text_line (pen->layout->measure, OBS_FONT_LABEL_BOLD)) / 2,
                  fmax (pen->w - s - scaled (pen, 8), 1), OBS_ALIGN_START);
  pen->y += s + scaled (pen, 8);
}

static double
number_width (const ObsLayout *layout)
{
  double widest = 0;

  for (guint i = 0; i < layout->figure->rows->len; i++)
    {
      g_autofree char *text = g_strdup_printf ("%d", obs_figure_row (layout->figure, i)->rank);

      widest = fmax (
          widest,
          obs_text_width (layout->measure,
                          layout->options->compact ? OBS_FONT_LABEL_BOLD : OBS_FONT_TITLE, text));
    }
  if (layout->options->compact)
    return fmax (14 * layout->scale, ceil (widest)) + 10 * layout->scale;
  return fmax ((layout->options->narrow ? 32 : 44) * layout->scale,
               ceil (widest) + 12 * layout->scale);
}

static int
rows_allowed (const ObsLayout *layout)
{
  if (layout->options->max_rows > 0)
    return layout->options->max_rows;
  return layout->options->compact ? 3 : G_MAXINT;
}

static void
draw_columns (ObsLayout *layout, GPtrArray *lists, int columns, gboolean beside)
{
  double gap = 24 * layout->scale, number = number_width (layout), bottom = layout->top;
  double w = beside ? (layout->right - layout->left - gap * (columns - 1)) / columns
                    : layout->right - layout->left;
  Pen pen = { .layout = layout, .x = layout->left, .y = layout->top, .w = w, .number = number };

  for (int c = 0; c < columns; c++)
    {
      gboolean first = TRUE;

      if (beside)
        {
          pen.x = layout->left + c * (w + gap);
          pen.y = layout->top;
          pen.line = 0;
          pen.column = c * 100; /* a line may hold several items */
        }
      else if (c > 0)
        {
          pen.y += 18 * layout->scale;
        }
      pen.group = c;
      pen.room = rows_allowed (layout);
      for (guint i = 0; i < lists->len; i++)
        {
          const List *list = g_ptr_array_index (lists, i);

          if (list->column != c)
            continue;
          if (first)
            draw_letter (&pen, list);
          else if (pen.room > 0 && needs_heading (layout->figure, lists, i))
            draw_heading (&pen, list->heading);
          pen.separator = TRUE;
          first = FALSE;
          draw_list (&pen, list, FALSE);
        }
      bottom = fmax (bottom, pen.y);
    }
  layout->bottom = bottom;
}

void
obs_layout_ladder (ObsLayout *layout)
{
  g_autoptr (GPtrArray) lists = make_lists (layout->figure);
  int columns = assign_columns (lists);
  double least = (layout->options->compact ? 130 : 190) * layout->scale;
  double room = layout->right - layout->left - 24 * layout->scale * (columns - 1);
  Pen pen = { .layout = layout,
              .x = layout->left,
              .y = layout->top,
              .w = layout->right - layout->left,
              .number = number_width (layout),
              .room = rows_allowed (layout),
              .separator = TRUE };

  if (columns > 1)
    {
      draw_columns (layout, lists, columns, room / columns >= least && !layout->options->narrow);
      return;
    }
  for (guint i = 0; i < lists->len; i++)
    {
      const List *list = g_ptr_array_index (lists, i);

      pen.group = (int) i;
      if (pen.room > 0 && needs_heading (layout->figure, lists, i))
        draw_heading (&pen, list->heading);
      draw_list (&pen, list, list->ksb == NULL || lists->len > 1);
    }
  if (!layout->options->compact)
    obs_scene_line (layout->scene, OBS_INK_SEPARATOR, pen.x, pen.y, pen.x + pen.w, pen.y, 1);
  layout->bottom = pen.y + 1;
}
