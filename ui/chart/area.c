/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/draw.h"
#include "ui/chart/scene-private.h"

#include <math.h>

/* Areas of a map: a second place where an item can be pointed at, and the outline that shows it. */
typedef struct
{
  int item;
  double *points;
  guint n_points;
} Area;

/* Where the value of an item stands on a strip of classes. */
typedef struct
{
  int item;
  double x, y;        /* tip of the marker */
  double left, right; /* room for its words */
  char *text;
} Marker;

static void
area_clear (gpointer data)
{
  g_free (((Area *) data)->points);
}

static void
marker_clear (gpointer data)
{
  g_free (((Marker *) data)->text);
}

/* Gives @item one more place: the inside of a polygon. */
void
obs_scene_add_area (ObsScene *scene, int item, const double *points, guint n_points)
{
  Area area = { item, g_memdup2 (points, sizeof (double) * 2 * n_points), n_points };

  if (scene->areas == NULL)
    {
      scene->areas = g_array_new (FALSE, FALSE, sizeof (Area));
      g_array_set_clear_func (scene->areas, area_clear);
    }
  g_array_append_val (scene->areas, area);
}

/* Words that appear over a strip of classes while @item is hovered or selected. */
void
obs_scene_add_marker (ObsScene *scene, int item, double x, double y, double left, double right,
                      const char *text)
{
  Marker marker = { item, x, y, left, right, g_strdup (text) };

  if (scene->markers == NULL)
    {
      scene->markers = g_array_new (FALSE, FALSE, sizeof (Marker));
      g_array_set_clear_func (scene->markers, marker_clear);
    }
  g_array_append_val (scene->markers, marker);
}

void
obs_scene_free_areas (ObsScene *scene)
{
  g_clear_pointer (&scene->areas, g_array_unref);
  g_clear_pointer (&scene->markers, g_array_unref);
}

/* Even-odd rule: the count of edges that a ray to the right crosses. */
gboolean
obs_polygon_contains (const double *points, guint n_points, double x, double y)
{
  gboolean inside = FALSE;

  for (guint i = 0, j = n_points - 1; i < n_points; j = i++)
    {
      double xi = points[2 * i], yi = points[2 * i + 1];
      double xj = points[2 * j], yj = points[2 * j + 1];

      if ((yi > y) != (yj > y) && x < (xj - xi) * (y - yi) / (yj - yi) + xi)
        inside = !inside;
    }
  return inside;
}

/* Item whose area holds a point, -1 where there is none. */
int
obs_scene_area_at (const ObsScene *scene, double x, double y)
{
  for (guint i = 0; scene->areas != NULL && i < scene->areas->len; i++)
    {
      const Area *area = &g_array_index (scene->areas, Area, i);

      if (area->n_points >= 3 && obs_polygon_contains (area->points, area->n_points, x, y))
        return area->item;
    }
  return -1;
}

static void
set_ink (cairo_t *cr, const ObsTheme *theme, ObsInk ink)
{
  const ObsColour *c = &theme->inks[ink];

  cairo_set_source_rgba (cr, c->r, c->g, c->b, c->a);
}

static void
draw_outline (const ObsScene *scene, cairo_t *cr, const ObsTheme *theme, int item, double width)
{
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < scene->areas->len; i++)
    {
      const Area *area = &g_array_index (scene->areas, Area, i);

      if (area->item != item)
        continue;
      cairo_new_path (cr);
      for (guint k = 0; k < area->n_points; k++)
        cairo_line_to (cr, area->points[2 * k], area->points[2 * k + 1]);
      cairo_close_path (cr);
      set_ink (cr, theme, OBS_INK_VIEW);
      cairo_set_line_width (cr, width * 2 + theme->extra_width);
      cairo_stroke_preserve (cr);
      set_ink (cr, theme, OBS_INK_TEXT);
      cairo_set_line_width (cr, width + theme->extra_width);
      cairo_stroke (cr);
    }
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
}

static void
draw_marker (const Marker *marker, cairo_t *cr, const ObsTheme *theme, ObsTextMeasure *text)
{
  double w = obs_text_width (text, OBS_FONT_CHIP, marker->text), x;
  double line = obs_text_line (text, OBS_FONT_CHIP);
  ObsShape words = { .kind = OBS_SHAPE_TEXT,
                     .ink = OBS_INK_TEXT,
                     .font = OBS_FONT_CHIP,
                     .alpha = 1,
                     .font_scale = 1,
                     .item = -1,
                     .text = marker->text };

  set_ink (cr, theme, OBS_INK_TEXT);
  cairo_move_to (cr, marker->x, marker->y);
  cairo_rel_line_to (cr, -5, -8);
  cairo_rel_line_to (cr, 10, 0);
  cairo_close_path (cr);
  cairo_fill (cr);
  x = marker->x - 9 - w >= marker->left ? marker->x - 9 - w : marker->x + 9;
  words.x = fmin (x, fmax (marker->right - w, marker->left));
  words.y = marker->y - line + 1;
  words.h = line;
  obs_shape_draw (&words, cr, theme, text);
}

/**
 * obs_scene_draw_over:
 * @text: a measure with fonts
 * @hover: hovered item, -1 for none
 * @selected: selected item, -1 for none
 *
 * The layer above the scene: outlines of the hovered and the selected area and the place of its
 * value on the strip of classes. Does nothing in forms without areas.
 */
void
obs_scene_draw_over (const ObsScene *scene, cairo_t *cr, const ObsTheme *theme,
                     ObsTextMeasure *text, int hover, int selected)
{
  int told = hover >= 0 ? hover : selected;

  if (scene->areas == NULL || (hover < 0 && selected < 0))
    return;
  cairo_save (cr);
  if (hover >= 0 && hover != selected)
    draw_outline (scene, cr, theme, hover, 1.5);
  if (selected >= 0)
    draw_outline (scene, cr, theme, selected, 2.5);
  /* Names stay above the outlines. */
  for (guint i = 0; i < scene->shapes->len; i++)
    if (g_array_index (scene->shapes, ObsShape, i).halo_width > 0)
      obs_shape_draw (&g_array_index (scene->shapes, ObsShape, i), cr, theme, text);
  for (guint i = 0; scene->markers != NULL && i < scene->markers->len; i++)
    if (g_array_index (scene->markers, Marker, i).item == told)
      draw_marker (&g_array_index (scene->markers, Marker, i), cr, theme, text);
  cairo_restore (cr);
}
