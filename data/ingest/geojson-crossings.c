/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/geojson-borders-private.h"

#include <math.h>

/* Which borders touch where they should not: every segment is put into the squares of a grid that
 * its box covers, and compared with those that are there. */

#define MAX_SIDE 1024

typedef struct
{
  guint from, to; /* places */
  guint border;
} Segment;

typedef struct
{
  const ObsGeoPlaces *places;
  GArray *segments;
  double west, south, width, height; /* of all; of a square */
  guint side;
} Grid;

/* Above zero where c is on the left of a-b. */
static double
side_of (const ObsGeoPoint *a, const ObsGeoPoint *b, const ObsGeoPoint *c)
{
  return (b->lon - a->lon) * (c->lat - a->lat) - (c->lon - a->lon) * (b->lat - a->lat);
}

static gboolean
in_box (const ObsGeoPoint *a, const ObsGeoPoint *b, const ObsGeoPoint *c)
{
  return c->lon >= MIN (a->lon, b->lon) && c->lon <= MAX (a->lon, b->lon)
         && c->lat >= MIN (a->lat, b->lat) && c->lat <= MAX (a->lat, b->lat);
}

static gboolean
is_on (const ObsGeoPoint *a, const ObsGeoPoint *b, const ObsGeoPoint *c)
{
  return side_of (a, b, c) == 0 && in_box (a, b, c);
}

static gboolean
do_touch (const Grid *self, const Segment *s, const Segment *t)
{
  const ObsGeoPoint *a = obs_geo_places_point (self->places, s->from);
  const ObsGeoPoint *b = obs_geo_places_point (self->places, s->to);
  const ObsGeoPoint *c = obs_geo_places_point (self->places, t->from);
  const ObsGeoPoint *d = obs_geo_places_point (self->places, t->to);
  double p = side_of (a, b, c), q = side_of (a, b, d), r = side_of (c, d, a), u = side_of (c, d, b);

  if ((s->from == t->from && s->to == t->to) || (s->from == t->to && s->to == t->from))
    return TRUE;
  /* One end in common: the other ends must not lie on the other segment. */
  if (s->from == t->from)
    return is_on (a, b, d) || is_on (c, d, b);
  if (s->from == t->to)
    return is_on (a, b, c) || is_on (c, d, b);
  if (s->to == t->from)
    return is_on (a, b, d) || is_on (c, d, a);
  if (s->to == t->to)
    return is_on (a, b, c) || is_on (c, d, a);
  if (((p > 0) != (q > 0)) && p != 0 && q != 0 && ((r > 0) != (u > 0)) && r != 0 && u != 0)
    return TRUE;
  return is_on (a, b, c) || is_on (a, b, d) || is_on (c, d, a) || is_on (c, d, b);
}

static guint
square_of (double value, double start, double size, guint side)
{
  return size > 0 ? (guint) CLAMP ((value - start) / size, 0, side - 1) : 0;
}

static void
measure (Grid *self)
{
  double east = -INFINITY, north = -INFINITY;

  self->west = self->south = INFINITY;
  for (guint i = 0; i < self->segments->len; i++)
    {
      const Segment *segment = &g_array_index (self->segments, Segment, i);
      const ObsGeoPoint *point = obs_geo_places_point (self->places, segment->from);

      self->west = MIN (self->west, point->lon);
      east = MAX (east, point->lon);
      self->south = MIN (self->south, point->lat);
      north = MAX (north, point->lat);
      point = obs_geo_places_point (self->places, segment->to);
      self->west = MIN (self->west, point->lon);
      east = MAX (east, point->lon);
      self->south = MIN (self->south, point->lat);
      north = MAX (north, point->lat);
    }
  self->side = (guint) CLAMP (sqrt (self->segments->len), 1, MAX_SIDE);
  self->width = (east - self->west) / self->side;
  self->height = (north - self->south) / self->side;
}

static void
compare_in_square (const Grid *self, const GArray *square, guint i, gboolean *crossing)
{
  const Segment *segment = &g_array_index (self->segments, Segment, i);

  for (guint k = 0; k < square->len; k++)
    {
      const Segment *other
          = &g_array_index (self->segments, Segment, g_array_index (square, guint, k));

      if (do_touch (self, segment, other))
        crossing[segment->border] = crossing[other->border] = TRUE;
    }
}

static void
collect (const ObsGeoNetwork *network, GArray *segments)
{
  g_autoptr (GArray) line = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < network->borders->len; i++)
    {
      g_array_set_size (line, 0);
      obs_geo_border_draw (&g_array_index (network->borders, ObsGeoBorder, i), line);
      for (guint k = 1; k < line->len; k++)
        {
          Segment segment
              = { g_array_index (line, guint, k - 1), g_array_index (line, guint, k), i };

          /* A ring of which only the start is left is no segment. */
          if (segment.from != segment.to)
            g_array_append_val (segments, segment);
        }
    }
}

gboolean
obs_geo_network_find_crossings (const ObsGeoNetwork *self, gboolean *crossing)
{
  g_autoptr (GArray) segments = g_array_new (FALSE, FALSE, sizeof (Segment));
  g_autoptr (GHashTable) squares
      = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  Grid grid = { .places = self->places, .segments = segments };
  gboolean any = FALSE;

  collect (self, segments);
  measure (&grid);
  for (guint i = 0; i < segments->len; i++)
    {
      const Segment *segment = &g_array_index (segments, Segment, i);
      const ObsGeoPoint *a = obs_geo_places_point (self->places, segment->from);
      const ObsGeoPoint *b = obs_geo_places_point (self->places, segment->to);
      guint x0 = square_of (MIN (a->lon, b->lon), grid.west, grid.width, grid.side);
      guint x1 = square_of (MAX (a->lon, b->lon), grid.west, grid.width, grid.side);
      guint y0 = square_of (MIN (a->lat, b->lat), grid.south, grid.height, grid.side);
      guint y1 = square_of (MAX (a->lat, b->lat), grid.south, grid.height, grid.side);

      for (guint x = x0; x <= x1; x++)
        for (guint y = y0; y <= y1; y++)
          {
            gpointer key = GUINT_TO_POINTER (x * MAX_SIDE + y + 1);
            GArray *square = g_hash_table_lookup (squares, key);

            if (square == NULL)
              {
                square = g_array_new (FALSE, FALSE, sizeof (guint));
                g_hash_table_insert (squares, key, square);
              }
            compare_in_square (&grid, square, i, crossing);
            g_array_append_val (square, i);
          }
    }
  for (guint i = 0; i < self->borders->len; i++)
    any = any || crossing[i];
  return any;
}
