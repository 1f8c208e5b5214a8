/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/geojson-private.h"

#include "data/error.h"
#include "data/ingest/geojson-borders-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Directed segments of a group of areas, the inside on their left. Two that run against each other
 * are a border within. */

typedef struct
{
  guint from, to; /* points */
  gboolean used;
} Segment;

typedef struct
{
  const ObsGeojson *source;
  ObsGeojson *result;
  ObsGeoPlaces *places;
  GArray *segments;  /* of Segment, by from */
  guint n_unmatched; /* holes without an area around them */
} Dissolving;

static guint64
key_of (guint from, guint to)
{
  return (guint64) from << 32 | to;
}

static int
compare_segments (gconstpointer a, gconstpointer b)
{
  const Segment *x = a, *y = b;
  guint64 k = key_of (x->from, x->to), l = key_of (y->from, y->to);

  return k < l ? -1 : k > l;
}

/* All segments of the @features but those that have an opposite one. */
static void
collect (Dissolving *self, GArray *features)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;

  for (guint i = 0; i < features->len; i++)
    {
      guint feature = g_array_index (features, guint, i);

      for (guint k = 0; k < obs_geojson_n_rings (self->source, feature); k++)
        {
          ObsGeoRing ring = obs_geojson_ring (self->source, feature, k);

          for (guint p = 0; p < ring.n_points; p++)
            {
              guint from = obs_geo_places_get (self->places, &ring.points[p]);
              guint to = obs_geo_places_get (self->places, &ring.points[(p + 1) % ring.n_points]);
              guint64 there = key_of (from, to), back = key_of (to, from);

              if (!g_hash_table_remove (seen, &back))
                g_hash_table_add (seen, g_memdup2 (&there, sizeof there));
            }
        }
    }
  g_array_set_size (self->segments, 0);
  g_hash_table_iter_init (&iter, seen);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint64 both = *(guint64 *) key;
      Segment segment = { (guint) (both >> 32), (guint) (both & G_MAXUINT32), FALSE };

      g_array_append_val (self->segments, segment);
    }
  g_array_sort (self->segments, compare_segments);
}

static guint
first_from (const Dissolving *self, guint point)
{
  guint low = 0, high = self->segments->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->segments, Segment, middle).from < point)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static double
direction (const Dissolving *self, guint from, guint to)
{
  const ObsGeoPoint *a = obs_geo_places_point (self->places, from);
  const ObsGeoPoint *b = obs_geo_places_point (self->places, to);

  return atan2 (b->lat - a->lat, b->lon - a->lon);
}

/* The way on from @to that keeps closest to the inside: the sharpest turn to the left. -1: none. */
static int
next_segment (const Dissolving *self, guint from, guint to)
{
  double back = direction (self, to, from), best = 0;
  int found = -1;

  for (guint i = first_from (self, to); i < self->segments->len; i++)
    {
      const Segment *segment = &g_array_index (self->segments, Segment, i);
      double turn;

      if (segment->from != to)
        break;
      if (segment->used)
        continue;
      turn = back - direction (self, to, segment->to);
      if (turn <= 0)
        turn += 2 * G_PI;
      if (found < 0 || turn < best)
        {
          best = turn;
          found = (int) i;
        }
    }
  return found;
}

static const ObsGeoPoint *
points_of (const GArray *ring)
{
  return (const ObsGeoPoint *) (const void *) ring->data;
}

static void
add_ring (Dissolving *self, const GArray *chain, guint start, GPtrArray *rings)
{
  guint n = chain->len - start;
  GArray *ring;

  if (n < 3)
    return;
  ring = g_array_sized_new (FALSE, FALSE, sizeof (ObsGeoPoint), n);
  for (guint i = start; i < chain->len; i++)
    g_array_append_vals (ring, obs_geo_places_point (self->places, g_array_index (chain, guint, i)),
                         1);
  if (obs_geo_ring_is_flat (points_of (ring), n))
    g_array_unref (ring);
  else
    g_ptr_array_add (rings, ring);
}

/* Follows the segments from @i until they close. A point that is met twice closes a ring of its
 * own, so that every ring is simple. */
static void
chain_from (Dissolving *self, guint i, GPtrArray *rings)
{
  g_autoptr (GArray) chain = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) where = g_hash_table_new (NULL, NULL);
  int at = (int) i;

  while (at >= 0)
    {
      Segment *segment = &g_array_index (self->segments, Segment, at);
      gpointer position;

      segment->used = TRUE;
      if (chain->len == 0)
        {
          g_array_append_val (chain, segment->from);
          g_hash_table_insert (where, GUINT_TO_POINTER (segment->from), GUINT_TO_POINTER (0));
        }
      if (g_hash_table_lookup_extended (where, GUINT_TO_POINTER (segment->to), NULL, &position))
        {
          guint start = GPOINTER_TO_UINT (position);

          add_ring (self, chain, start, rings);
          while (chain->len > start + 1)
            {
              g_hash_table_remove (where,
                                   GUINT_TO_POINTER (g_array_index (chain, guint, chain->len - 1)));
              g_array_set_size (chain, chain->len - 1);
            }
          if (start == 0)
            return;
        }
      else
        {
          g_hash_table_insert (where, GUINT_TO_POINTER (segment->to),
                               GUINT_TO_POINTER (chain->len));
          g_array_append_val (chain, segment->to);
        }
      at = next_segment (self, segment->from, segment->to);
    }
}

static double
area_of (const GArray *ring)
{
  return obs_geo_ring_area (points_of (ring), ring->len);
}

/* By the middle of the hole's first segment, which cannot lie on the ring: two rings of one area
 * meet in single points only. */
static gboolean
surrounds (const GArray *ring, const GArray *hole)
{
  const ObsGeoPoint *p = points_of (ring), *h = points_of (hole);
  double x = (h[0].lon + h[1].lon) / 2, y = (h[0].lat + h[1].lat) / 2;
  gboolean inside = FALSE;

  for (guint i = 0, k = ring->len - 1; i < ring->len; k = i++)
    if ((p[i].lat > y) != (p[k].lat > y)
        && x < (p[k].lon - p[i].lon) * (y - p[i].lat) / (p[k].lat - p[i].lat) + p[i].lon)
      inside = !inside;
  return inside;
}

static int
compare_areas (gconstpointer a, gconstpointer b)
{
  double x = area_of (*(GArray *const *) a), y = area_of (*(GArray *const *) b);

  return x > y ? -1 : x < y;
}

/* Outer rings first, each with its holes; a hole belongs to the smallest ring around it. */
static void
store_rings (Dissolving *self, ObsGeoFeature *feature, GPtrArray *rings)
{
  g_autofree int *owners = g_new (int, rings->len + 1);
  guint n_outer = 0;

  g_ptr_array_sort (rings, compare_areas);
  while (n_outer < rings->len && area_of (g_ptr_array_index (rings, n_outer)) > 0)
    n_outer++;
  for (guint i = n_outer; i < rings->len; i++)
    {
      owners[i] = -1;
      for (guint k = 0; k < n_outer; k++)
        if (surrounds (g_ptr_array_index (rings, k), g_ptr_array_index (rings, i)))
          owners[i] = (int) k;
      self->n_unmatched += owners[i] < 0;
    }
  for (guint k = 0; k < n_outer; k++)
    {
      const GArray *outer = g_ptr_array_index (rings, k);

      obs_geojson_add_ring (self->result, feature, points_of (outer), outer->len, k, FALSE);
      for (guint i = n_outer; i < rings->len; i++)
        if (owners[i] == (int) k)
          {
            const GArray *hole = g_ptr_array_index (rings, i);

            obs_geojson_add_ring (self->result, feature, points_of (hole), hole->len, k, TRUE);
          }
    }
}

static void
dissolve_group (Dissolving *self, const char *property, const char *value, GArray *features)
{
  g_autoptr (GPtrArray) rings = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  ObsGeoFeature *feature = obs_geojson_add (self->result);

  g_hash_table_insert (feature->properties, g_strdup (property), g_strdup (value));
  collect (self, features);
  for (guint i = 0; i < self->segments->len; i++)
    if (!g_array_index (self->segments, Segment, i).used)
      chain_from (self, i, rings);
  store_rings (self, feature, rings);
}

ObsGeojson *
obs_geojson_dissolve (const ObsGeojson *self, const char *property, GError **error)
{
  g_autoptr (ObsGeojson) result = obs_geojson_new (self->name);
  g_autoptr (ObsGeoPlaces) places = obs_geo_places_new ();
  g_autoptr (GHashTable) groups
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_array_unref);
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  g_autoptr (GArray) segments = g_array_new (FALSE, FALSE, sizeof (Segment));
  Dissolving state = { self, result, places, segments, 0 };
  guint n_without = 0;

  for (guint i = 0; i < self->features->len; i++)
    {
      const char *value = obs_geojson_property (self, i, property);
      GArray *features;

      if (value == NULL || *value == '\0')
        {
          n_without++;
          continue;
        }
      features = g_hash_table_lookup (groups, value);
      if (features == NULL)
        {
          features = g_array_new (FALSE, FALSE, sizeof (guint));
          g_hash_table_insert (groups, (gpointer) value, features);
          g_ptr_array_add (values, (gpointer) value);
        }
      g_array_append_val (features, i);
    }
  if (values->len == 0)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("%s: no feature has the property “%s”, by which areas would be joined. Name "
                      "another property."),
                   self->name, property);
      return NULL;
    }
  for (guint i = 0; i < values->len; i++)
    dissolve_group (&state, property, g_ptr_array_index (values, i),
                    g_hash_table_lookup (groups, g_ptr_array_index (values, i)));
  if (n_without > 0)
    g_ptr_array_add (result->notices,
                     g_strdup_printf (_ ("%s: features without “%s” were left out: %u."),
                                      self->name, property, n_without));
  if (state.n_unmatched > 0)
    g_ptr_array_add (result->notices,
                     g_strdup_printf (_ ("%s: areas that are joined by “%s” overlap; gaps that lie "
                                         "in no area were left out: %u."),
                                      self->name, property, state.n_unmatched));
  return g_steal_pointer (&result);
}
