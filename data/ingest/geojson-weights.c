/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/geojson-borders-private.h"

#include <math.h>

/* Visvalingam and Whyatt, "Line generalisation by repeated elimination of points", The Cartographic
 * Journal 30 (1993): the point with the smallest triangle goes first; its weight is that area, or
 * that of the point dropped before it where that was larger. */

#define KM_PER_DEGREE (6371.0088 * G_PI / 180)

typedef struct
{
  const ObsGeoPlaces *places;
  const ObsGeoBorder *border;
  guint *before, *after; /* neighbours that are left */
  guint *heap;           /* points within, smallest area first */
  guint *position;       /* of each point in the heap */
  guint n_heap;
  double *areas;
} Weighing;

static double
triangle (const Weighing *self, guint i)
{
  const ObsGeoPoint *a = obs_geo_places_point (self->places, self->border->places[self->before[i]]);
  const ObsGeoPoint *b = obs_geo_places_point (self->places, self->border->places[i]);
  const ObsGeoPoint *c = obs_geo_places_point (self->places, self->border->places[self->after[i]]);
  double cross = (b->lon - a->lon) * (c->lat - a->lat) - (c->lon - a->lon) * (b->lat - a->lat);

  return fabs (cross) / 2 * cos (b->lat * G_PI / 180) * KM_PER_DEGREE * KM_PER_DEGREE;
}

/* Ties go by the place along the line, so that the order is always the same. */
static gboolean
is_less (const Weighing *self, guint a, guint b)
{
  return self->areas[a] != self->areas[b] ? self->areas[a] < self->areas[b] : a < b;
}

static void
put (Weighing *self, guint slot, guint i)
{
  self->heap[slot] = i;
  self->position[i] = slot;
}

static void
rise (Weighing *self, guint slot)
{
  guint i = self->heap[slot];

  for (; slot > 0 && is_less (self, i, self->heap[(slot - 1) / 2]); slot = (slot - 1) / 2)
    put (self, slot, self->heap[(slot - 1) / 2]);
  put (self, slot, i);
}

static void
sink (Weighing *self, guint slot)
{
  guint i = self->heap[slot];

  for (;;)
    {
      guint child = 2 * slot + 1;

      if (child >= self->n_heap)
        break;
      if (child + 1 < self->n_heap && is_less (self, self->heap[child + 1], self->heap[child]))
        child++;
      if (!is_less (self, self->heap[child], i))
        break;
      put (self, slot, self->heap[child]);
      slot = child;
    }
  put (self, slot, i);
}

static void
change (Weighing *self, guint i)
{
  if (i == 0 || i == self->border->n_places - 1)
    return;
  self->areas[i] = triangle (self, i);
  rise (self, self->position[i]);
  sink (self, self->position[i]);
}

static void
weigh (const ObsGeoPlaces *places, ObsGeoBorder *border)
{
  guint n = border->n_places;
  g_autofree guint *before = g_new (guint, n);
  g_autofree guint *after = g_new (guint, n);
  g_autofree guint *heap = g_new (guint, n);
  g_autofree guint *position = g_new (guint, n);
  g_autofree double *areas = g_new (double, n);
  Weighing self = { places, border, before, after, heap, position, 0, areas };
  double largest = 0;

  border->weights = g_new (double, n);
  border->weights[0] = border->weights[n - 1] = INFINITY;
  for (guint i = 1; i + 1 < n; i++)
    {
      before[i] = i - 1;
      after[i] = i + 1;
      areas[i] = triangle (&self, i);
      put (&self, self.n_heap++, i);
    }
  for (guint slot = self.n_heap / 2; slot-- > 0;)
    sink (&self, slot);
  while (self.n_heap > 0)
    {
      guint i = heap[0];

      largest = MAX (largest, areas[i]);
      border->weights[i] = largest;
      if (--self.n_heap > 0)
        {
          put (&self, 0, heap[self.n_heap]);
          sink (&self, 0);
        }
      if (after[i] != n - 1)
        before[after[i]] = before[i];
      if (before[i] != 0)
        after[before[i]] = after[i];
      change (&self, before[i]);
      change (&self, after[i]);
    }
}

void
obs_geo_network_weigh (ObsGeoNetwork *self)
{
  for (guint i = 0; i < self->borders->len; i++)
    weigh (self->places, &g_array_index (self->borders, ObsGeoBorder, i));
}
