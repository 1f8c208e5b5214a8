/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/map.h"

#include "ui/chart/plane.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The map half of MAP: strip of classes, areas, names. */

enum
{
  STRIP_TOP = 16, /* kept for the marker */
  STRIP = 14,
  MANY = 12, /* more areas than this have no names beside the map */
};

/* One ring in px. */
typedef struct
{
  const ObsOutline *outline;
  double *points;
  double x0, y0, x1, y1; /* its box */
  double label_x, label_y;
  int class;
  ObsMapArea area;
  gboolean is_main; /* the largest ring of its area: it carries the name */
} Ring;

typedef struct
{
  double x, y, w, h;
} Box;

typedef struct
{
  ObsLayout *layout;
  ObsClasses classes;
  GArray *rings;
  GArray *taken; /* of Box: places of names */
  double x, y, w, h;
  double bottom;
} Map;

static void
ring_clear (gpointer data)
{
  g_free (((Ring *) data)->points);
}

static double
ring_size (const Ring *ring)
{
  return (ring->x1 - ring->x0) * (ring->y1 - ring->y0);
}

/* --- places ------------------------------------------------------------------------------ */

/* Degrees of longitude shrink with the cosine of the latitude; at this extent no more is needed. */
static void
project (Map *map)
{
  const GPtrArray *areas = map->layout->figure->areas;
  double west = INFINITY, east = -INFINITY, south = INFINITY, north = -INFINITY, squeeze, zoom;
  double left, top;

  for (guint i = 0; i < areas->len; i++)
    {
      const ObsOutline *outline = g_ptr_array_index (areas, i);

      for (guint k = 0; k < outline->n_points; k++)
        {
          west = fmin (west, outline->points[2 * k]);
          east = fmax (east, outline->points[2 * k]);
          south = fmin (south, outline->points[2 * k + 1]);
          north = fmax (north, outline->points[2 * k + 1]);
        }
    }
  squeeze = cos ((south + north) / 2 * G_PI / 180);
  zoom = fmin ((map->w - 8) / fmax ((east - west) * squeeze, 1e-6),
               (map->h - 4) / fmax (north - south, 1e-6));
  left = map->x + (map->w - (east - west) * squeeze * zoom) / 2;
  top = map->y + 2;
  for (guint i = 0; i < areas->len; i++)
    {
      const ObsOutline *outline = g_ptr_array_index (areas, i);
      Ring ring = {
        .outline = outline, .x0 = INFINITY, .y0 = INFINITY, .x1 = -INFINITY, .y1 = -INFINITY
      };

      ring.points = g_new (double, 2 * MAX (outline->n_points, 1));
      for (guint k = 0; k < outline->n_points; k++)
        {
          double x = left + (outline->points[2 * k] - west) * squeeze * zoom;
          double y = top + (north - outline->points[2 * k + 1]) * zoom;

          ring.points[2 * k] = x;
          ring.points[2 * k + 1] = y;
          ring.x0 = fmin (ring.x0, x);
          ring.x1 = fmax (ring.x1, x);
          ring.y0 = fmin (ring.y0, y);
          ring.y1 = fmax (ring.y1, y);
        }
      ring.label_x = left + (outline->lon - west) * squeeze * zoom;
      ring.label_y = top + (north - outline->lat) * zoom;
      g_array_append_val (map->rings, ring);
    }
  map->bottom = top + (north - south) * zoom + 2;
}

/* What may not be printed may not be shaded either. */
static double
shaded_value (const Map *map, guint index)
{
  const ObsFigureRow *row = obs_figure_row (map->layout->figure, index);
  ObsMarkRule rule;
  double value;

  obs_mark_rule_init (&rule, map->layout->figure, row, map->layout->options);
  value = rule.mark ? row->estimate : NAN;
  obs_mark_rule_clear (&rule);
  return value;
}

/* The values of the areas, their classes and the ring that carries each name. */
static void
classify (Map *map, ObsMapFind find, gpointer data)
{
  g_autofree double *values = g_new (double, MAX (map->rings->len, 1));

  for (guint i = 0; i < map->rings->len; i++)
    {
      Ring *ring = &g_array_index (map->rings, Ring, i);

      ring->area = find (data, ring->outline->area);
      values[i] = ring->area.row >= 0 ? shaded_value (map, (guint) ring->area.row) : NAN;
      ring->is_main = ring->outline->n_points > 2;
      for (guint k = 0; k < map->rings->len; k++)
        {
          const Ring *other = &g_array_index (map->rings, Ring, k);

          if (k != i && g_strcmp0 (other->outline->area, ring->outline->area) == 0
              && (ring_size (other) > ring_size (ring)
                  || (ring_size (other) == ring_size (ring) && k < i)))
            ring->is_main = FALSE;
        }
    }
  obs_classes_init (&map->classes, values, map->rings->len);
  for (guint i = 0; i < map->rings->len; i++)
    g_array_index (map->rings, Ring, i).class = obs_classes_find (&map->classes, values[i]);
}

/* --- strip ------------------------------------------------------------------------------- */

/* Neighbours must not touch; one label may be wider than its class. */
static gboolean
strip_labels_fit (const Map *map, double step)
{
  double before = 0;

  for (guint i = 0; i < OBS_N_CLASSES; i++)
    {
      g_autofree char *text = obs_classes_label (&map->classes, i);
      double w = obs_text_width (map->layout->measure, OBS_FONT_TAG, text);

      if (i > 0 && (before + w) / 2 + 4 > step)
        return FALSE;
      before = w;
    }
  return TRUE;
}

static void
draw_strip (Map *map, double x, double y, double w)
{
  ObsLayout *layout = map->layout;
  double s = layout->scale, step = w / OBS_N_CLASSES, top = y + STRIP_TOP * s;
  double line = obs_text_line (layout->measure, OBS_FONT_TAG);
  gboolean fits = strip_labels_fit (map, step);
  for (guint i = 0; i < OBS_N_CLASSES; i++)
    {
      g_autofree char *text = obs_classes_label (&map->classes, i);
      double left = x + i * step, text_w;

      obs_scene_rect (layout->scene, (ObsInk) (OBS_INK_SEQUENCE_1 + i), left, top, step - 2,
                      STRIP * s);
      obs_scene_rect (layout->scene, OBS_INK_EDGE, left + 0.5, top + 0.5, step - 3, STRIP * s - 1)
          ->width
          = 1;
      /* Large text: only the breaks, each under its edge. */
      if (!fits)
        {
          g_clear_pointer (&text, g_free);
          if (i == 0)
            continue;
          text = obs_number_format (map->classes.breaks[i - 1], map->classes.decimals, FALSE);
          left -= step / 2;
        }
      text_w = obs_text_width (layout->measure, OBS_FONT_TAG, text);
      obs_scene_text (layout->scene, OBS_INK_TEXT2, OBS_FONT_TAG, text,
                      CLAMP (left + (step - 2 - text_w) / 2, x, fmax (x + w - text_w, x)),
                      top + (STRIP + 4) * s, 0, OBS_ALIGN_START);
    }
  map->y = top + (STRIP + 4) * s + line + 6 * s;
}

static void
add_markers (Map *map, double x, double y, double w)
{
  const ObsFigure *figure = map->layout->figure;

  for (guint i = 0; i < map->rings->len; i++)
    {
      const Ring *ring = &g_array_index (map->rings, Ring, i);
      g_autofree char *value = NULL, *text = NULL;
      const ObsFigureRow *row;

      if (!ring->is_main || ring->class < 0 || ring->area.item < 0)
        continue;
      row = obs_figure_row (figure, (guint) ring->area.row);
      value = obs_value_format (figure->axis, row->estimate, FALSE);
      text = g_strdup_printf ("%s %s", row->label, value);
      obs_scene_add_marker (map->layout->scene, ring->area.item,
                            x + w * obs_classes_place (&map->classes, row->estimate),
                            y + (STRIP_TOP - 2) * map->layout->scale, x, x + w, text);
    }
}

/* --- areas ------------------------------------------------------------------------------- */

static void
draw_fills (Map *map)
{
  ObsScene *scene = map->layout->scene;

  for (guint i = 0; i < map->rings->len; i++)
    {
      const Ring *ring = &g_array_index (map->rings, Ring, i);
      guint first = scene->shapes->len;

      if (ring->outline->n_points < 3)
        continue;
      if (ring->class >= 0)
        obs_scene_path (scene, (ObsInk) (OBS_INK_SEQUENCE_1 + ring->class), ring->points,
                        ring->outline->n_points, TRUE);
      else
        {
          ObsShape *hatch = obs_scene_hatch (scene, OBS_INK_EDGE, ring->x0, ring->y0,
                                             ring->x1 - ring->x0, ring->y1 - ring->y0);

          hatch->points = g_memdup2 (ring->points, sizeof (double) * 2 * ring->outline->n_points);
          hatch->n_points = ring->outline->n_points;
        }
      if (ring->area.item < 0)
        continue;
      obs_scene_own (scene, first, ring->area.item);
      obs_scene_add_area (scene, ring->area.item, ring->points, ring->outline->n_points);
    }
}

/* Name of a border between two points, whichever way round it is walked. */
static char *
border_key (const double *a, const double *b)
{
  gboolean turn = a[0] > b[0] || (a[0] == b[0] && a[1] > b[1]);
  const double *p = turn ? b : a, *q = turn ? a : b;

  return g_strdup_printf ("%.0f %.0f %.0f %.0f", p[0] * 1e4, p[1] * 1e4, q[0] * 1e4, q[1] * 1e4);
}

static void
flush_border (ObsScene *scene, GArray *line)
{
  if (line->len >= 4)
    obs_scene_path (scene, OBS_INK_EDGE, (const double *) (gpointer) line->data, line->len / 2,
                    FALSE)
        ->width
        = 1;
  g_array_set_size (line, 0);
}

/* Borders that two areas share are drawn once: twice would make them darker than the coast. */
static void
draw_borders (Map *map)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) line = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < map->rings->len; i++)
    {
      const Ring *ring = &g_array_index (map->rings, Ring, i);
      guint n = ring->outline->n_points;

      for (guint k = 0; k < n && n > 2; k++)
        {
          const double *a = ring->points + 2 * k, *b = ring->points + 2 * ((k + 1) % n);

          if (!g_hash_table_add (seen, border_key (a, b)))
            {
              flush_border (map->layout->scene, line);
              continue;
            }
          if (line->len == 0)
            g_array_append_vals (line, a, 2);
          g_array_append_vals (line, b, 2);
        }
      flush_border (map->layout->scene, line);
    }
}

/* --- names ------------------------------------------------------------------------------- */

/* The words of one area: its name in up to two lines and its value. */
typedef struct
{
  char *name, *value;
  ObsFont font;
  double name_w, name_h, value_w, w, h;
} Words;

/* Short words for an area without a number. */
static char *
missing_words (const ObsFigureRow *row)
{
  if (g_strcmp0 (row->code, "c") == 0 || obs_show_for_base (row->base) == OBS_SHOW_NOTHING)
    /* Translators: a number that is not shown, so that no business can be known by it. */
    return g_strdup (_ ("Hidden"));
  return g_strdup (g_strcmp0 (row->code, "np") == 0 ? _ ("Not published") : _ ("No data"));
}

static void
words_init (Words *words, Map *map, const Ring *ring, ObsFont font, double wrap)
{
  ObsTextMeasure *measure = map->layout->measure;
  const ObsFigure *figure = map->layout->figure;
  const ObsFigureRow *row = obs_figure_row (figure, (guint) ring->area.row);
  g_auto (GStrv) lines = NULL;

  words->font = font;
  words->name = obs_text_fit (measure, font, row->label, wrap, 2);
  words->value = ring->class >= 0 ? obs_value_format (figure->axis, row->estimate, FALSE)
                                  : missing_words (row);
  lines = g_strsplit (words->name, "\n", -1);
  words->name_w = 0;
  for (guint i = 0; lines[i] != NULL; i++)
    words->name_w = fmax (words->name_w, obs_text_width (measure, font, lines[i]));
  /* Tighter than running text: the lines of one name belong together. */
  words->name_h
      = g_strv_length (lines) * (obs_text_line (measure, font) - 1.5 * map->layout->scale);
  words->value_w = obs_text_width (measure, OBS_FONT_LABEL_BOLD, words->value);
  words->w = fmax (words->name_w, words->value_w);
  words->h = words->name_h + 16 * map->layout->scale;
}

static void
words_clear (Words *words)
{
  g_free (words->name);
  g_free (words->value);
}

static gboolean
overlaps (const Map *map, const Box *box)
{
  for (guint i = 0; i < map->taken->len; i++)
    {
      const Box *other = &g_array_index (map->taken, Box, i);

      if (box->x < other->x + other->w && other->x < box->x + box->w && box->y < other->y + other->h
          && other->y < box->y + box->h)
        return TRUE;
    }
  return FALSE;
}

/* Share of a box that lies in a ring, from a grid of points. */
static double
share_inside (const Ring *ring, const Box *box)
{
  guint inside = 0, n = 0;

  for (int i = 0; i <= 6; i++)
    for (int k = 0; k <= 4; k++, n++)
      inside += obs_polygon_contains (ring->points, ring->outline->n_points,
                                      box->x + box->w * i / 6, box->y + box->h * k / 4);
  return (double) inside / n;
}

/* Looks for the place in the ring where the words fit best, near its label point. */
static double
best_inside (const Map *map, const Ring *ring, const Words *words, double least, Box *best)
{
  double found = -1, step = 6;

  for (double y = ring->y0; y + words->h <= ring->y1 + 8; y += step)
    for (double x = ring->x0 - 8; x + words->w <= ring->x1 + 8; x += step)
      {
        Box box = { x, y, words->w, words->h };
        double away = hypot (x + words->w / 2 - ring->label_x, y + words->h / 2 - ring->label_y);
        double share, score;

        if (overlaps (map, &box))
          continue;
        share = share_inside (ring, &box);
        score = share - away / 1500;
        if (share >= least && score > found)
          {
            found = score;
            *best = box;
          }
      }
  return found;
}

static void
draw_words_inside (Map *map, const Ring *ring, const Words *words, const Box *box)
{
  ObsScene *scene = map->layout->scene;
  double s = map->layout->scale, cx = box->x + box->w / 2, y = box->y;
  ObsInk ink = ring->class >= 0 ? (ObsInk) (OBS_INK_ON_SEQUENCE_1 + ring->class) : OBS_INK_TEXT;
  ObsInk halo = ring->class >= 0 ? (ObsInk) (OBS_INK_SEQUENCE_1 + ring->class) : OBS_INK_VIEW;
  g_auto (GStrv) lines = g_strsplit (words->name, "\n", -1);
  double line = words->name_h / MAX (g_strv_length (lines), 1);
  double value_line = obs_text_line (map->layout->measure, OBS_FONT_LABEL_BOLD);
  ObsShape *shape;

  for (guint i = 0; lines[i] != NULL; i++, y += line)
    {
      shape = obs_scene_text (scene, ink, words->font, lines[i], cx, y, 0, OBS_ALIGN_CENTRE);
      shape->halo = halo;
      shape->halo_width = 3;
    }
  shape = obs_scene_text (scene, ink, OBS_FONT_LABEL_BOLD, words->value, cx,
                          y + (16 * s - value_line) / 2, 0, OBS_ALIGN_CENTRE);
  shape->halo = halo;
  shape->halo_width = 3;
}

/* Free room for the words of a small area outside all areas, as near as can be. */
static gboolean
best_outside (const Map *map, const Ring *ring, double w, double h, Box *best)
{
  double nearest = INFINITY;

  for (double y = map->y; y + h <= map->y + map->h; y += 6)
    for (double x = map->x; x + w <= map->x + map->w; x += 6)
      {
        Box box = { x - 5, y - 4, w + 10, h + 8 };
        double away = hypot (x + w / 2 - ring->label_x, y + h / 2 - ring->label_y);
        gboolean is_free = !overlaps (map, &box);

        for (guint i = 0; is_free && away < nearest && i < map->rings->len; i++)
          {
            const Ring *other = &g_array_index (map->rings, Ring, i);

            is_free = other->x1 < box.x || other->x0 > box.x + box.w || other->y1 < box.y
                      || other->y0 > box.y + box.h || share_inside (other, &box) <= 0;
          }
        if (is_free && away < nearest)
          {
            nearest = away;
            *best = (Box){ x, y, w, h };
          }
      }
  return isfinite (nearest);
}

/* A line leads from the smallest areas to their names. */
static void
draw_words_outside (Map *map, const Ring *ring)
{
  ObsLayout *layout = map->layout;
  double s = layout->scale, line = obs_text_line (layout->measure, OBS_FONT_SMALL), x, y, last_w;
  g_auto (GStrv) lines = NULL;
  guint n;
  Words words;
  Box box;

  words_init (&words, map, ring, OBS_FONT_SMALL, 84 * s);
  lines = g_strsplit (words.name, "\n", -1);
  n = MAX (g_strv_length (lines), 1);
  last_w = obs_text_width (layout->measure, OBS_FONT_SMALL, lines[n - 1]);
  words.w = fmax (words.name_w, last_w + 7 * s + words.value_w);
  words.h = n * (line - 1.5 * s);
  if (!best_outside (map, ring, words.w, words.h, &box))
    {
      box = (Box){ map->x, fmax (map->bottom, map->y) + 4 * s, words.w, words.h };
      while (overlaps (map, &box))
        box.y += words.h;
    }
  map->bottom = fmax (map->bottom, box.y + box.h + 4 * s);
  g_array_append_val (map->taken, box);
  x = CLAMP (ring->label_x, box.x - 5, box.x + box.w + 5);
  y = CLAMP (ring->label_y, box.y - 2, box.y + box.h + 2);
  obs_scene_line (layout->scene, OBS_INK_TEXT, ring->label_x, ring->label_y, x, y, 1);
  obs_scene_rect (layout->scene, OBS_INK_TEXT, ring->label_x - 2.5 * s, ring->label_y - 2.5 * s,
                  5 * s, 5 * s)
      ->radius
      = 2.5 * s;
  for (guint i = 0; i < n; i++)
    obs_scene_text (layout->scene, OBS_INK_TEXT, OBS_FONT_SMALL, lines[i], box.x,
                    box.y + i * (line - 1.5 * s), 0, OBS_ALIGN_START);
  obs_scene_text (layout->scene, OBS_INK_TEXT, OBS_FONT_LABEL_BOLD, words.value,
                  box.x + last_w + 7 * s,
                  box.y + (n - 1) * (line - 1.5 * s)
                      + (line - obs_text_line (layout->measure, OBS_FONT_LABEL_BOLD)) / 2,
                  0, OBS_ALIGN_START);
  words_clear (&words);
}

/* Tries the name in one line, in two, and smaller; TRUE where it found a place. */
static gboolean
draw_words (Map *map, const Ring *ring)
{
  static const ObsFont fonts[]
      = { OBS_FONT_SMALL, OBS_FONT_SMALL, OBS_FONT_TAG, OBS_FONT_TAG, OBS_FONT_TAG };
  /* The last try lets corners of the box out: letters have an outline in the colour of their area.
   */
  static const double least[] = { 0.86, 0.86, 0.86, 0.86, 0.66 };
  double s = map->layout->scale;
  const double wraps[] = { 200 * s, 92 * s, 200 * s, 88 * s, 88 * s };

  for (guint i = 0; i < G_N_ELEMENTS (fonts); i++)
    {
      Words words;
      Box box;
      double found;

      words_init (&words, map, ring, fonts[i], wraps[i]);
      found = best_inside (map, ring, &words, least[i], &box);
      if (found > 0)
        {
          draw_words_inside (map, ring, &words, &box);
          g_array_append_val (map->taken, box);
        }
      words_clear (&words);
      if (found > 0)
        return TRUE;
    }
  return FALSE;
}

static int
compare_size (gconstpointer a, gconstpointer b)
{
  double p = ring_size (*(const Ring *const *) a), q = ring_size (*(const Ring *const *) b);

  return p > q ? -1 : p < q;
}

/* The large areas name themselves first; what does not fit inside goes out on a leader. */
static void
draw_names (Map *map)
{
  g_autoptr (GPtrArray) mains = g_ptr_array_new ();
  g_autoptr (GPtrArray) outside = g_ptr_array_new ();

  for (guint i = 0; i < map->rings->len; i++)
    {
      Ring *ring = &g_array_index (map->rings, Ring, i);

      if (ring->is_main && ring->area.row >= 0)
        g_ptr_array_add (mains, ring);
    }
  g_ptr_array_sort (mains, compare_size);
  for (guint i = 0; i < mains->len; i++)
    if (!draw_words (map, g_ptr_array_index (mains, i)))
      g_ptr_array_add (outside, g_ptr_array_index (mains, i));
  for (guint i = 0; mains->len <= MANY && i < outside->len; i++)
    draw_words_outside (map, g_ptr_array_index (outside, i));
}

double
obs_map_draw (ObsLayout *layout, double x, double y, double w, double h, ObsMapFind find,
              gpointer data)
{
  Map map = { .layout = layout, .x = x, .y = y, .w = w };
  double head
      = (STRIP_TOP + STRIP + 10) * layout->scale + obs_text_line (layout->measure, OBS_FONT_TAG);

  map.rings = g_array_new (FALSE, FALSE, sizeof (Ring));
  g_array_set_clear_func (map.rings, ring_clear);
  map.taken = g_array_new (FALSE, FALSE, sizeof (Box));
  map.y = y + head;
  map.h = fmax (h - head, 80);
  project (&map);
  classify (&map, find, data);
  draw_strip (&map, x, y, w);
  add_markers (&map, x, y, w);
  draw_fills (&map);
  draw_borders (&map);
  draw_names (&map);
  g_array_unref (map.taken);
  g_array_unref (map.rings);
  return map.bottom;
}
