/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/geojson-borders-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Below this part of the wanted tolerance a border is drawn with all its points. */
#define MAX_STEPS 6

typedef struct
{
  const ObsGeojson *source;
  ObsGeoNetwork *network;
  double tolerance;
} Simplifying;

/* Gives a border some of its points back; FALSE where it has all of them. */
static gboolean
refine (const Simplifying *self, guint border)
{
  ObsGeoBorder *line = &g_array_index (self->network->borders, ObsGeoBorder, border);

  if (line->tolerance == 0)
    return FALSE;
  line->tolerance /= 4;
  if (line->tolerance < self->tolerance * pow (0.25, MAX_STEPS))
    line->tolerance = 0;
  return TRUE;
}

/* The ring as its borders are drawn now. */
static void
draw_ring (const ObsGeoNetwork *network, const GArray *steps, GArray *points)
{
  g_autoptr (GArray) line = g_array_new (FALSE, FALSE, sizeof (guint));

  g_array_set_size (points, 0);
  for (guint i = 0; i < steps->len; i++)
    {
      const ObsGeoStep *step = &g_array_index (steps, ObsGeoStep, i);

      g_array_set_size (line, 0);
      obs_geo_border_draw (&g_array_index (network->borders, ObsGeoBorder, step->border), line);
      /* The end of a border is the beginning of the next one. */
      for (guint k = 0; k + 1 < line->len; k++)
        {
          guint place = g_array_index (line, guint, step->backwards ? line->len - 1 - k : k);

          g_array_append_vals (points, obs_geo_places_point (network->places, place), 1);
        }
    }
}

/* Rings that have lost their inside get points back. Returns: whether any did. */
static gboolean
open_collapsed (const Simplifying *self)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (ObsGeoPoint));
  gboolean changed = FALSE;
  guint n = 0;

  for (guint i = 0; i < self->source->features->len; i++)
    for (guint k = 0; k < obs_geojson_n_rings (self->source, i); k++, n++)
      {
        const GArray *steps = g_ptr_array_index (self->network->rings, n);
        ObsGeoRing ring = obs_geojson_ring (self->source, i, k);
        double area;

        draw_ring (self->network, steps, points);
        area = obs_geo_ring_area ((const ObsGeoPoint *) (const void *) points->data, points->len);
        if (obs_geo_ring_is_flat ((const ObsGeoPoint *) (const void *) points->data, points->len))
          area = 0;
        if (ring.hole ? area < 0 : area > 0)
          continue;
        for (guint s = 0; s < steps->len; s++)
          changed = refine (self, g_array_index (steps, ObsGeoStep, s).border) || changed;
      }
  return changed;
}

static gboolean
undo_crossings (const Simplifying *self)
{
  guint n = self->network->borders->len;
  g_autofree gboolean *crossing = g_new0 (gboolean, n + 1);
  gboolean changed = FALSE;

  if (!obs_geo_network_find_crossings (self->network, crossing))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (crossing[i])
      changed = refine (self, i) || changed;
  return changed;
}

/* Small, and no neighbour would miss it. */
static gboolean
can_go (const Simplifying *self, guint n, double area, double smallest)
{
  const GArray *steps = g_ptr_array_index (self->network->rings, n);

  if (fabs (area) >= smallest)
    return FALSE;
  for (guint i = 0; i < steps->len; i++)
    if (g_array_index (self->network->borders, ObsGeoBorder,
                       g_array_index (steps, ObsGeoStep, i).border)
            .n_uses
        > 1)
      return FALSE;
  return TRUE;
}

static void
copy_properties (const ObsGeoFeature *from, ObsGeoFeature *to)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, from->properties);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (to->properties, g_strdup (name), g_strdup (value));
}

/* @n: number of the feature's first ring among all. */
static void
store_feature (const Simplifying *self, ObsGeojson *result, guint i, guint n, double smallest)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (ObsGeoPoint));
  g_autoptr (GArray) outlines = obs_geojson_outlines (self->source, i);
  ObsGeoFeature *feature = obs_geojson_add (result);
  int polygon = -1;
  gboolean dropped = FALSE;

  copy_properties (g_ptr_array_index (self->source->features, i), feature);
  for (guint k = 0; k < obs_geojson_n_rings (self->source, i); k++)
    {
      ObsGeoRing ring = obs_geojson_ring (self->source, i, k);
      double area = obs_geo_ring_area (ring.points, ring.n_points);
      gboolean goes
          = can_go (self, n + k, area, smallest) && k != g_array_index (outlines, guint, 0);

      if (!ring.hole)
        dropped = goes;
      if (goes || dropped)
        continue;
      if (!ring.hole)
        polygon++;
      draw_ring (self->network, g_ptr_array_index (self->network->rings, n + k), points);
      obs_geojson_add_ring (result, feature, (const ObsGeoPoint *) (const void *) points->data,
                            points->len, (guint) MAX (polygon, 0), ring.hole);
    }
}

ObsGeojson *
obs_geojson_simplify (const ObsGeojson *self, double tolerance, double smallest,
                      GCancellable *cancellable, GError **error)
{
  g_autoptr (ObsGeojson) result = obs_geojson_new (self->name);
  g_autoptr (ObsGeoNetwork) network = obs_geo_network_new (self);
  Simplifying state = { self, network, tolerance };
  guint n = 0;

  obs_geo_network_weigh (network);
  for (guint i = 0; i < network->borders->len; i++)
    g_array_index (network->borders, ObsGeoBorder, i).tolerance = tolerance;
  /* Ends: each round lowers the tolerance of a border, which reaches 0 after a few. */
  while (open_collapsed (&state) || undo_crossings (&state))
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return NULL;
  for (guint i = 0; i < self->features->len; i++)
    {
      store_feature (&state, result, i, n, smallest);
      n += obs_geojson_n_rings (self, i);
    }
  return g_steal_pointer (&result);
}
