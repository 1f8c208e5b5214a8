/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/scene-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* PB: a whole of which only some shares are published, and ST: a whole with all its shares. The
 * unknown rest is hatched and says so; it is never drawn as an answer. */

enum
{
  MAX_PARTS = 24
};

/* One stretch of a bar; a stretch without a row is what the rows leave over. */
typedef struct
{
  int row;      /* -1: the remainder */
  double share; /* 0 to 100 */
  gboolean known;
  gboolean open_left, open_right;
  gboolean first, last;
  double x, w; /* on screen */
} Part;

typedef struct
{
  const char *heading;
  Part parts[MAX_PARTS];
  int n;
  GArray *bounds; /* of guint: rows that are limits */
  GArray *others; /* of guint: rows without any share */
} Bar;

static void
bar_free (gpointer data)
{
  Bar *bar = data;

  g_array_unref (bar->bounds);
  g_array_unref (bar->others);
  g_free (bar);
}

/* Bars of a part-known figure are its groups; those of a stack are its groups or, without any, its
 * items. */
static const char *
bar_name (const ObsFigure *figure, const ObsFigureRow *row)
{
  if (row->group != NULL)
    return row->group;
  return figure->form == OBS_FORM_STACK ? row->label : "";
}

static gboolean
is_unknown (const ObsFigureRow *row)
{
  return row->grade == OBS_GRADE_DERIVED || g_strcmp0 (row->code, "np") == 0
         || g_strcmp0 (row->code, "x") == 0;
}

static void
add_part (Bar *bar, const ObsFigure *figure, guint index)
{
  const ObsFigureRow *row = obs_figure_row (figure, index);
  gboolean unknown = figure->form == OBS_FORM_PART_KNOWN && is_unknown (row);

  if (row->grade == OBS_GRADE_BOUND)
    {
      g_array_append_val (bar->bounds, index);
      return;
    }
  if ((isnan (row->estimate) && !unknown) || bar->n >= MAX_PARTS - 1
      || (!isnan (row->estimate) && obs_show_for_base (row->base) >= OBS_SHOW_BAND_ONLY))
    {
      g_array_append_val (bar->others, index);
      return;
    }
  bar->parts[bar->n++]
      = (Part){ .row = (int) index,
                .share = isnan (row->estimate) ? NAN : CLAMP (row->estimate, 0, 100),
                .known = !unknown };
}

/* What the rows leave over: to a row that says so, else to a stretch of its own in the neutral's
 * place. */
static void
add_remainder (Bar *bar, const ObsFigure *figure)
{
  double sum = 0, rest;
  int unsized = 0, at = bar->n;

  for (int i = 0; i < bar->n; i++)
    {
      if (isnan (bar->parts[i].share))
        unsized++;
      else
        sum += bar->parts[i].share;
    }
  rest = fmax (100 - sum, 0);
  for (int i = 0; i < bar->n; i++)
    if (isnan (bar->parts[i].share))
      bar->parts[i].share = rest / unsized;
  if (unsized > 0 || rest < 0.75 || bar->n == 0)
    return;
  /* Before a last part that is the good end, which belongs at the right. */
  if (bar->n > 1)
    {
      const ObsFigureRow *last = obs_figure_row (figure, (guint) bar->parts[bar->n - 1].row);
      const ObsFigureSeries *series = obs_figure_find_series (figure, last->series);

      if (series != NULL && series->role == OBS_ROLE_GOOD)
        at = bar->n - 1;
    }
  memmove (&bar->parts[at + 1], &bar->parts[at], sizeof (Part) * (gsize) (bar->n - at));
  bar->parts[at] = (Part){ .row = -1, .share = rest, .known = FALSE };
  bar->n++;
}

static GPtrArray *
make_bars (const ObsFigure *figure)
{
  GPtrArray *bars = g_ptr_array_new_with_free_func (bar_free);

  for (guint i = 0; i < figure->rows->len; i++)
    {
      const char *name = bar_name (figure, obs_figure_row (figure, i));
      Bar *bar = NULL;

      for (guint b = 0; b < bars->len && bar == NULL; b++)
        {
          Bar *other = g_ptr_array_index (bars, b);

          if (strcmp (other->heading, name) == 0)
            bar = other;
        }
      if (bar == NULL)
        {
          bar = g_new0 (Bar, 1);
          bar->heading = name;
          bar->bounds = g_array_new (FALSE, FALSE, sizeof (guint));
          bar->others = g_array_new (FALSE, FALSE, sizeof (guint));
          g_ptr_array_add (bars, bar);
        }
      add_part (bar, figure, i);
    }
  for (guint b = 0; b < bars->len; b++)
    add_remainder (g_ptr_array_index (bars, b), figure);
  return bars;
}

/* Places the parts; a bar whose shares add to more than the whole by rounding still ends at its
 * end. */
static void
place_parts (Bar *bar, const ObsFigure *figure, double left, double width)
{
  double sum = 0, x = left;

  for (int i = 0; i < bar->n; i++)
    sum += bar->parts[i].share;
  sum = fmax (sum, 100);
  for (int i = 0; i < bar->n; i++)
    {
      Part *part = &bar->parts[i];
      gboolean open = part->row >= 0 && obs_figure_row (figure, (guint) part->row)->open_end;

      part->first = i == 0;
      part->last = i == bar->n - 1;
      part->x = x;
      part->w = part->share / sum * width;
      x += part->w;
      if (!open || !part->known)
        continue;
      /* The open end faces what is not known. */
      if (i > 0 && !bar->parts[i - 1].known)
        part->open_left = TRUE;
      else
        part->open_right = TRUE;
    }
}

/* Answers with a good and a poor end have their own inks; other parts of a whole go from dark to
 * pale in their order. */
static ObsInk
part_ink (const ObsFigure *figure, const ObsFigureRow *row)
{
  static const ObsInk steps[] = { OBS_INK_SEQUENCE_5, OBS_INK_SEQUENCE_3, OBS_INK_SEQUENCE_2,
                                  OBS_INK_SEQUENCE_1, OBS_INK_SEQUENCE_4 };
  guint at = 0;
  const ObsFigureSeries *series = obs_figure_find_series (figure, row->series);

  if (figure->form != OBS_FORM_STACK || series == NULL || series->role == OBS_ROLE_POOR
      || series->role == OBS_ROLE_GOOD || !g_ptr_array_find (figure->series, series, &at))
    return obs_series_ink (series);
  for (guint i = 0; i < figure->series->len; i++)
    {
      const ObsFigureSeries *other = g_ptr_array_index (figure->series, i);

      if (other->role == OBS_ROLE_POOR || other->role == OBS_ROLE_GOOD)
        return obs_series_ink (series);
    }
  return steps[at % G_N_ELEMENTS (steps)];
}

static ObsInk
on_ink (ObsInk ink)
{
  switch (ink)
    {
    case OBS_INK_POOR:
      return OBS_INK_ON_POOR;
    case OBS_INK_MIDDLE:
      return OBS_INK_ON_MIDDLE;
    case OBS_INK_GOOD:
      return OBS_INK_ON_GOOD;
    case OBS_INK_ACCENT:
      return OBS_INK_ON_ACCENT;
    case OBS_INK_SEQUENCE_1:
    case OBS_INK_SEQUENCE_2:
    case OBS_INK_SEQUENCE_3:
    case OBS_INK_SEQUENCE_4:
    case OBS_INK_SEQUENCE_5:
      return (ObsInk) (OBS_INK_ON_SEQUENCE_1 + (ink - OBS_INK_SEQUENCE_1));
    default:
      return OBS_N_INKS; /* no text inside */
    }
}

static double
open_length (const ObsLayout *layout)
{
  return (layout->options->compact ? 12 : 26) * layout->scale;
}

/* Name of a part: its answer, or what the rest is. */
static const char *
part_name (const ObsFigure *figure, const Part *part)
{
  const ObsFigureRow *row;
  const ObsFigureSeries *series;

  if (part->row < 0)
    return _ ("Not published");
  row = obs_figure_row (figure, (guint) part->row);
  if (figure->form == OBS_FORM_PART_KNOWN)
    return part->known ? row->label : _ ("Not published");
  series = obs_figure_find_series (figure, row->series);
  return series != NULL ? series->label : row->label;
}

static char *
part_words (const ObsFigure *figure, const Part *part)
{
  const ObsFigureRow *row;
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (part->row < 0)
    return g_strdup (_ ("the rest"));
  row = obs_figure_row (figure, (guint) part->row);
  if (row->words != NULL && row->words[0] != '\0')
    return g_strdup (row->words);
  if (!part->known)
    return g_strdup (_ ("the rest"));
  return g_strdup_printf ("%s%%",
                          g_ascii_formatd (text, sizeof text, "%.0f", round (row->estimate)));
}

/* Fill with an end left open: two 2 px lines, then 2 px of background before the hatch. Returns the
 * stretch that is filled. */
static void
draw_known (ObsLayout *layout, const Part *part, ObsInk ink, double y, double h, double *fill_x,
            double *fill_w)
{
  double gap = 2 * layout->scale, open = fmin (open_length (layout), part->w * 0.4);
  double x = part->x, w = part->w;

  if (part->open_left || part->open_right)
    {
      double from = part->open_left ? x + gap : x + w - open - gap;

      obs_scene_line (layout->scene, ink, from, y + 1, from + open, y + 1, 2);
      obs_scene_line (layout->scene, ink, from, y + h - 1, from + open, y + h - 1, 2);
      if (part->open_left)
        x += open + gap;
      w -= open + gap;
    }
  if (layout->figure->form == OBS_FORM_STACK)
    {
      /* Touching parts keep 2 px of background between them. */
      x += part->first ? 0 : 1;
      w -= (part->first ? 0 : 1) + (part->last ? 0 : 1);
    }
  obs_scene_rect (layout->scene, ink, x, y, fmax (w, 1), h);
  *fill_x = x;
  *fill_w = w;
}

/* Words of the rest on a plain patch; left to the line below where the stretch is too short. */
static gboolean
draw_unknown (ObsLayout *layout, const Part *part, const char *words, double y, double h)
{
  double gap = 2 * layout->scale, pad = 10 * layout->scale;
  double w = part->w - 2 * gap, text = obs_text_width (layout->measure, OBS_FONT_LABEL, words);
  double line = obs_text_line (layout->measure, OBS_FONT_LABEL);

  obs_scene_hatch (layout->scene, OBS_INK_EDGE, part->x + gap, y, fmax (w, 1), h);
  if (layout->options->compact || text + 2 * pad + 12 > w || line > h)
    return FALSE;
  obs_scene_rect (layout->scene, OBS_INK_VIEW, part->x + part->w / 2 - text / 2 - pad,
                  y + (h - line) / 2, text + 2 * pad, line);
  obs_scene_text (layout->scene, OBS_INK_TEXT, OBS_FONT_LABEL, words, part->x + part->w / 2,
                  y + (h - line) / 2, 0, OBS_ALIGN_CENTRE);
  return TRUE;
}

/* Side of its part that a label stands on: ends at the ends, the rest in the middle. */
static ObsAlign
part_align (const Bar *bar, int i)
{
  if (i == 0)
    return OBS_ALIGN_START;
  return i == bar->n - 1 ? OBS_ALIGN_END : OBS_ALIGN_CENTRE;
}

/* One label a part on a line of its own; false where two of them would touch. */
static gboolean
labels_fit (ObsLayout *layout, const Bar *bar, char **texts, ObsFont font)
{
  double before = -INFINITY;

  for (int i = 0; i < bar->n; i++)
    {
      const Part *part = &bar->parts[i];
      double w, x;
      ObsAlign align = part_align (bar, i);

      if (texts[i] == NULL)
        continue;
      w = obs_text_width (layout->measure, font, texts[i]);
      x = align == OBS_ALIGN_START ? part->x
          : align == OBS_ALIGN_END ? part->x + part->w - w
                                   : part->x + (part->w - w) / 2;
      if (x < before + 8 * layout->scale || x + w > layout->right + 0.5 || x < layout->left - 0.5)
        return FALSE;
      before = x + w;
    }
  return TRUE;
}

static void
draw_labels (ObsLayout *layout, const Bar *bar, char **texts, double y, ObsFont font)
{
  for (int i = 0; i < bar->n; i++)
    {
      const Part *part = &bar->parts[i];
      ObsAlign align = part_align (bar, i);
      double x = align == OBS_ALIGN_START ? part->x
                 : align == OBS_ALIGN_END ? part->x + part->w
                                          : part->x + part->w / 2;

      if (texts[i] != NULL)
        obs_scene_text (layout->scene, part->known ? OBS_INK_TEXT : OBS_INK_TEXT2,
                        part->known ? font : OBS_FONT_LABEL, texts[i], x, y, 0, align);
    }
}

/* Names that do not fit in one line become a list with a swatch each. */
static double
draw_legend (ObsLayout *layout, const Bar *bar, char **names, char **words, double y)
{
  double s = layout->scale, line = fmax (obs_text_line (layout->measure, OBS_FONT_LABEL), 24 * s);

  for (int i = 0; i < bar->n; i++)
    {
      const Part *part = &bar->parts[i];
      double x = layout->left + 22 * s, top = y + (line - 12 * s) / 2, offset;
      g_autofree char *text
          = words[i] != NULL ? g_strdup_printf ("%s: %s", names[i], words[i]) : g_strdup (names[i]);

      if (part->known)
        obs_scene_rect (
            layout->scene,
            part_ink (layout->figure, obs_figure_row (layout->figure, (guint) part->row)),
            layout->left, top, 12 * s, 12 * s);
      else
        obs_scene_hatch (layout->scene, OBS_INK_EDGE, layout->left, top, 12 * s, 12 * s)->dash[0]
            = 4;
      offset = (line - obs_text_line (layout->measure, OBS_FONT_LABEL)) / 2;
      y += fmax (line, offset
                           + obs_scene_paragraph (layout, OBS_INK_TEXT, OBS_FONT_LABEL, text, x,
                                                  y + offset, layout->right - x, 3));
    }
  return y;
}

/* The stretches of a bar, their words where they fit inside; words that did not stay in @words. */
static void
draw_parts (ObsLayout *layout, const Bar *bar, char **words, double y, double h, int line)
{
  double pad = 12 * layout->scale, text_line = obs_text_line (layout->measure, OBS_FONT_LABEL_BOLD);

  for (int i = 0; i < bar->n; i++)
    {
      const Part *part = &bar->parts[i];
      guint first = layout->scene->shapes->len;
      double x = part->x, w = part->w;
      gboolean inside = FALSE;

      if (part->known)
        {
          ObsInk ink
              = part_ink (layout->figure, obs_figure_row (layout->figure, (guint) part->row));
          ObsInk on = on_ink (ink);

          draw_known (layout, part, ink, y, h, &x, &w);
          inside
              = on != OBS_N_INKS && !layout->options->compact && text_line <= h
                && obs_text_width (layout->measure, OBS_FONT_LABEL_BOLD, words[i]) + 2 * pad <= w;
          if (inside)
            {
              ObsAlign align = part_align (bar, i);

              obs_scene_text (layout->scene, on, OBS_FONT_LABEL_BOLD, words[i],
                              align == OBS_ALIGN_START ? x + pad
                              : align == OBS_ALIGN_END ? x + w - pad
                                                       : x + w / 2,
                              y + (h - text_line) / 2, 0, align);
            }
        }
      else
        {
          inside = draw_unknown (layout, part, words[i], y, h) || layout->options->compact;
        }
      if (inside)
        g_clear_pointer (&words[i], g_free);
      if (part->row < 0)
        continue;
      int item
          = obs_scene_add_item (layout->scene, part->row, part->x, y, part->w, h, line, i, line);

      obs_scene_own (layout->scene, first, item);
      obs_scene_set_focus_box (layout->scene, item, part->x - 3, y - 3, part->w + 6, h + 6);
      obs_scene_set_band (layout->scene, item, part->x, y - 4, part->w, h + 8);
    }
}

static gboolean
any_text (char **texts, int n)
{
  for (int i = 0; i < n; i++)
    if (texts[i] != NULL)
      return TRUE;
  return FALSE;
}

/* A limit: a bracket from the end that it limits, with the source's words; it ends no stretch. */
static double
draw_bound (ObsLayout *layout, guint index, double y, int line)
{
  const ObsFigureRow *row = obs_figure_row (layout->figure, index);
  double s = layout->scale, width = layout->right - layout->left, h;
  double low = isnan (row->low) ? 0 : CLAMP (row->low, 0, 100);
  double high = isnan (row->high) ? 100 : CLAMP (row->high, 0, 100);
  double x1 = layout->left + low / 100 * width, x2 = layout->left + high / 100 * width;
  gboolean placed = !(isnan (row->low) && isnan (row->high)), wide = x2 - x1 > width / 2;
  guint first = layout->scene->shapes->len;
  double text_x = !placed || wide ? layout->left : x1 + 6 * s;
  g_autofree char *words = row->words != NULL && row->words[0] != '\0'
                               ? g_strdup_printf ("%s: %s", row->label, row->words)
                               : g_strdup (row->label);
  int item;

  y += 6 * s;
  h = 0;
  if (placed)
    {
      double points[] = { x1, y, x1, y + 7 * s, x2, y + 7 * s, x2, y };
      ObsShape *bracket = obs_scene_path (layout->scene, OBS_INK_TEXT2, points, 4, FALSE);

      bracket->width = 1.5;
      h = 9 * s;
    }
  h += obs_scene_paragraph (layout, OBS_INK_TEXT, OBS_FONT_LABEL, words, text_x, y + h,
                            layout->right - text_x, 3);
  item = obs_scene_add_item (layout->scene, (int) index, layout->left, y, width, h, line, 0, line);
  obs_scene_own (layout->scene, first, item);
  return y + h + 4 * s;
}

/* Why a row has no share. */
static const char *
other_reason (const ObsFigureRow *row)
{
  if (row->code != NULL)
    return obs_code_words (row->code);
  if (!isnan (row->estimate))
    return obs_code_words (obs_show_for_base (row->base) == OBS_SHOW_NOTHING ? "c" : "u");
  return row->words != NULL ? row->words : obs_code_words ("x");
}

/* Whether all of a bar lacks its shares for one reason, so that one line says it. */
static gboolean
one_reason (const ObsFigure *figure, const Bar *bar)
{
  const char *first;

  if (bar->n > 0 || bar->others->len < 2)
    return FALSE;
  first = other_reason (obs_figure_row (figure, g_array_index (bar->others, guint, 0)));
  for (guint i = 1; i < bar->others->len; i++)
    if (strcmp (first,
                other_reason (obs_figure_row (figure, g_array_index (bar->others, guint, i))))
        != 0)
      return FALSE;
  return TRUE;
}

/* Rows without a share keep their place in words: hidden, not asked, too few answers. */
static double
draw_others (ObsLayout *layout, const Bar *bar, double y, int *line)
{
  double w = layout->right - layout->left, h = 0;
  gboolean one = one_reason (layout->figure, bar);

  for (guint i = 0; i < bar->others->len; i++)
    {
      guint index = g_array_index (bar->others, guint, i), first = layout->scene->shapes->len;
      const ObsFigureRow *row = obs_figure_row (layout->figure, index);
      const ObsFigureSeries *series = obs_figure_find_series (layout->figure, row->series);
      const char *name
          = layout->figure->form == OBS_FORM_STACK && series != NULL ? series->label : row->label;
      g_autofree char *text = one ? g_strdup (other_reason (row))
                                  : g_strdup_printf ("%s: %s", name, other_reason (row));
      int item;

      if (!one || i == 0)
        h = obs_scene_paragraph (layout, OBS_INK_TEXT2, OBS_FONT_LABEL, text, layout->left, y + 4,
                                 w, 3)
            + 4;
      /* With one line for all, each row still has its own item, side by side. */
      item = obs_scene_add_item (
          layout->scene, (int) index, layout->left + (one ? w * i / bar->others->len : 0), y,
          one ? w / bar->others->len : w, h, *line, one ? (int) i : 0, *line);
      obs_scene_own (layout->scene, first, item);
      if (!one || i + 1 == bar->others->len)
        {
          y += h;
          *line += 1;
        }
    }
  return y;
}

/* Heading of a bar with its tags: "small base", "!". */
static double
draw_heading (ObsLayout *layout, const Bar *bar, double y)
{
  double s = layout->scale, w = layout->right - layout->left, x, line;
  const ObsFigureRow *row = NULL;
  gboolean small = FALSE, conflict = FALSE;
  const char *tag = NULL;

  for (int i = 0; i < bar->n; i++)
    if (bar->parts[i].row >= 0)
      {
        row = obs_figure_row (layout->figure, (guint) bar->parts[i].row);
        small = small || (row->base >= 0 && row->base < 30);
        conflict = conflict || row->conflict;
        tag = tag != NULL ? tag : row->tag;
      }
  if (small)
    tag = _ ("small base");
  if (bar->heading[0] == '\0' && tag == NULL && !conflict)
    return y;
  line = obs_text_line (layout->measure, OBS_FONT_LABEL);
  x = layout->left + fmin (obs_text_width (layout->measure, OBS_FONT_LABEL, bar->heading), w * 0.7);
  if (bar->heading[0] != '\0')
    {
      y += obs_scene_paragraph (layout, OBS_INK_TEXT, OBS_FONT_LABEL, bar->heading, layout->left, y,
                                tag != NULL || conflict ? w * 0.7 : w, 2);
      y -= line;
      x += 8 * s;
    }
  if (tag != NULL)
    x += obs_scene_tag (layout, tag, x, y + (line - 20 * s) / 2) + 8 * s;
  if (conflict)
    obs_scene_glyph (layout->scene, OBS_INK_TEXT, OBS_GLYPH_WARNING, x + 9 * s, y + line / 2,
                     18 * s);
  return y + fmax (line, 20 * s) + 3 * s;
}

static void
bar_texts (ObsLayout *layout, const Bar *bar, char **names, char **words)
{
  for (int i = 0; i < bar->n; i++)
    {
      names[i] = g_strdup (part_name (layout->figure, &bar->parts[i]));
      words[i] = part_words (layout->figure, &bar->parts[i]);
    }
}

/* Names over the bar, the bar, and below it the words that found no place in it. */
static double
draw_bar (ObsLayout *layout, Bar *bar, gboolean named, double y, int *line)
{
  gboolean compact = layout->options->compact;
  double s = layout->scale, h = (compact                                  ? 26
                                 : layout->figure->form == OBS_FORM_STACK ? 28
                                                                          : 42)
                                * s;
  double text_line = obs_text_line (layout->measure, OBS_FONT_LABEL_BOLD);
  g_autofree char **names = g_new0 (char *, MAX_PARTS), **words = g_new0 (char *, MAX_PARTS);
  gboolean above;

  h = fmax (h, text_line + 6 * s);
  place_parts (bar, layout->figure, layout->left, layout->right - layout->left);
  bar_texts (layout, bar, names, words);
  above = named && bar->n > 0 && labels_fit (layout, bar, names, OBS_FONT_LABEL_BOLD);
  if (above)
    {
      draw_labels (layout, bar, names, y, OBS_FONT_LABEL_BOLD);
      y += text_line + 5 * s;
    }
  if (bar->n > 0)
    {
      gboolean all_words = named && !above;
      g_autofree char **kept = g_new0 (char *, MAX_PARTS);

      for (int i = 0; i < bar->n; i++)
        kept[i] = g_strdup (words[i]);
      draw_parts (layout, bar, words, y, h, (*line)++);
      y += h;
      if (all_words)
        {
          y = draw_legend (layout, bar, names, kept, y + 4 * s);
        }
      else if (any_text (words, bar->n))
        {
          if (labels_fit (layout, bar, words, OBS_FONT_LABEL))
            {
              draw_labels (layout, bar, words, y + 2 * s, OBS_FONT_LABEL);
              y += text_line + 2 * s;
            }
          else
            {
              y = draw_legend (layout, bar, names, kept, y + 4 * s);
            }
        }
      for (int i = 0; i < bar->n; i++)
        g_free (kept[i]);
    }
  for (int i = 0; i < MAX_PARTS; i++)
    {
      g_free (names[i]);
      g_free (words[i]);
    }
  for (guint i = 0; i < bar->bounds->len; i++)
    y = draw_bound (layout, g_array_index (bar->bounds, guint, i), y, (*line)++);
  return draw_others (layout, bar, y, line);
}

void
obs_layout_part (ObsLayout *layout)
{
  g_autoptr (GPtrArray) bars = make_bars (layout->figure);
  gboolean stack = layout->figure->form == OBS_FORM_STACK;
  guint max = layout->options->max_rows > 0 ? (guint) layout->options->max_rows : bars->len;
  double y = layout->top;
  int line = 0;

  for (guint b = 0; b < bars->len; b++)
    {
      Bar *bar = g_ptr_array_index (bars, b);

      if (b >= max)
        {
          layout->scene->left_out += bar->n + bar->bounds->len + bar->others->len;
          continue;
        }
      if (b > 0)
        y += 14 * layout->scale;
      y = draw_heading (layout, bar, y);
      /* In a stack all bars have the same parts: named once, over the first. */
      y = draw_bar (layout, bar, !stack || b == 0, y, &line);
    }
  layout->bottom = y;
}
