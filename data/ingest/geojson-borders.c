/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/geojson-borders-private.h"

#include <math.h>
#include <string.h>

/* Rings cut into borders, as in Bostock's TopoJSON (2012): a point where the neighbours differ from
 * one ring to another is one where borders meet. */

struct _ObsGeoPlaces
{
  GHashTable *numbers; /* ObsGeoPoint * -> number + 1 */
  GPtrArray *points;
};

static guint
hash_point (gconstpointer data)
{
  const ObsGeoPoint *point = data;

  return g_double_hash (&point->lon) * 31 + g_double_hash (&point->lat);
}

static gboolean
equal_points (gconstpointer a, gconstpointer b)
{
  const ObsGeoPoint *x = a, *y = b;

  return x->lon == y->lon && x->lat == y->lat;
}

ObsGeoPlaces *
obs_geo_places_new (void)
{
  ObsGeoPlaces *self = g_new (ObsGeoPlaces, 1);

  self->numbers = g_hash_table_new (hash_point, equal_points);
  self->points = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
obs_geo_places_free (ObsGeoPlaces *self)
{
  g_hash_table_unref (self->numbers);
  g_ptr_array_unref (self->points);
  g_free (self);
}

guint
obs_geo_places_get (ObsGeoPlaces *self, const ObsGeoPoint *point)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, point));
  ObsGeoPoint *kept;

  if (number > 0)
    return number - 1;
  kept = g_memdup2 (point, sizeof *point);
  kept->lon += 0.0; /* -0 and 0 are equal and must look so */
  kept->lat += 0.0;
  g_ptr_array_add (self->points, kept);
  g_hash_table_insert (self->numbers, kept, GUINT_TO_POINTER (self->points->len));
  return self->points->len - 1;
}

const ObsGeoPoint *
obs_geo_places_point (const ObsGeoPlaces *self, guint place)
{
  return g_ptr_array_index (self->points, place);
}

static void
border_clear (gpointer data)
{
  ObsGeoBorder *border = data;

  g_free (border->places);
  g_free (border->weights);
}

void
obs_geo_network_free (ObsGeoNetwork *self)
{
  if (self == NULL)
    return;
  obs_geo_places_free (self->places);
  g_array_unref (self->borders);
  g_ptr_array_unref (self->rings);
  g_free (self);
}

/* The neighbours with which a place was met first. */
typedef struct
{
  guint low, high;
  gboolean met;
  gboolean meeting; /* borders meet here */
} Visit;

static void
visit_ring (GArray *visits, const guint *ring, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint before = ring[(i + n - 1) % n], after = ring[(i + 1) % n];
      guint low = MIN (before, after), high = MAX (before, after);
      Visit *visit;

      if (ring[i] >= visits->len)
        g_array_set_size (visits, ring[i] + 1);
      visit = &g_array_index (visits, Visit, ring[i]);
      if (visit->met && (visit->low != low || visit->high != high))
        visit->meeting = TRUE;
      visit->met = TRUE;
      visit->low = low;
      visit->high = high;
    }
}

/* Whether a border should be kept the other way round, so that neighbours find the same one. */
static gboolean
is_backwards (const guint *places, guint n)
{
  if (places[0] != places[n - 1])
    return places[0] > places[n - 1];
  return places[1] > places[n - 2];
}

static void
add_border (ObsGeoNetwork *self, GHashTable *known, guint *places, guint n, GArray *steps)
{
  ObsGeoStep step = { 0, is_backwards (places, n) };
  g_autoptr (GBytes) key = NULL;
  gpointer found;

  for (guint a = 0, b = n - 1; step.backwards && a < b; a++, b--)
    {
      guint kept = places[a];

      places[a] = places[b];
      places[b] = kept;
    }
  key = g_bytes_new (places, n * sizeof *places);
  if (g_hash_table_lookup_extended (known, key, NULL, &found))
    step.border = GPOINTER_TO_UINT (found);
  else
    {
      ObsGeoBorder border = { g_memdup2 (places, n * sizeof *places), n, 0, NULL, 0 };

      step.border = self->borders->len;
      g_array_append_val (self->borders, border);
      g_hash_table_insert (known, g_bytes_ref (key), GUINT_TO_POINTER (step.border));
    }
  g_array_index (self->borders, ObsGeoBorder, step.border).n_uses++;
  g_array_append_val (steps, step);
}

/* Where a ring is cut first: a meeting point, or its lowest place. */
static guint
find_start (const GArray *visits, const guint *ring, guint n)
{
  guint lowest = 0;

  for (guint i = 0; i < n; i++)
    {
      if (g_array_index (visits, Visit, ring[i]).meeting)
        return i;
      if (ring[i] < ring[lowest])
        lowest = i;
    }
  return lowest;
}

static GArray *
cut_ring (ObsGeoNetwork *self, GHashTable *known, const GArray *visits, const guint *ring, guint n)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (ObsGeoStep));
  g_autoptr (GArray) line = g_array_new (FALSE, FALSE, sizeof (guint));
  guint start = find_start (visits, ring, n);

  for (guint i = 0; i <= n; i++)
    {
      guint place = ring[(start + i) % n];

      g_array_append_val (line, place);
      if (i > 0 && (i == n || g_array_index (visits, Visit, place).meeting))
        {
          add_border (self, known, (guint *) (void *) line->data, line->len, steps);
          g_array_set_size (line, 0);
          g_array_append_val (line, place);
        }
    }
  return steps;
}

ObsGeoNetwork *
obs_geo_network_new (const ObsGeojson *geo)
{
  ObsGeoNetwork *self = g_new0 (ObsGeoNetwork, 1);
  g_autoptr (GArray) visits = g_array_new (FALSE, TRUE, sizeof (Visit));
  g_autoptr (GPtrArray) rings = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_autoptr (GHashTable) known
      = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);

  self->places = obs_geo_places_new ();
  self->borders = g_array_new (FALSE, TRUE, sizeof (ObsGeoBorder));
  g_array_set_clear_func (self->borders, border_clear);
  self->rings = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (guint i = 0; i < geo->features->len; i++)
    for (guint k = 0; k < obs_geojson_n_rings (geo, i); k++)
      {
        ObsGeoRing ring = obs_geojson_ring (geo, i, k);
        GArray *places = g_array_sized_new (FALSE, FALSE, sizeof (guint), ring.n_points);

        for (guint p = 0; p < ring.n_points; p++)
          {
            guint place = obs_geo_places_get (self->places, &ring.points[p]);

            g_array_append_val (places, place);
          }
        visit_ring (visits, (const guint *) (void *) places->data, places->len);
        g_ptr_array_add (rings, places);
      }
  for (guint i = 0; i < rings->len; i++)
    {
      const GArray *places = g_ptr_array_index (rings, i);

      g_ptr_array_add (self->rings, cut_ring (self, known, visits,
                                              (const guint *) (void *) places->data, places->len));
    }
  return self;
}

void
obs_geo_border_draw (const ObsGeoBorder *border, GArray *line)
{
  for (guint i = 0; i < border->n_places; i++)
    if (border->weights[i] >= border->tolerance)
      g_array_append_val (line, border->places[i]);
}
