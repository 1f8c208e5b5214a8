/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boundaries: what is read must keep its promises, also after it was joined and simplified. */

#include "config.h"

#include "tests/fuzz/target.h"

#include "data/ingest/geojson.h"

#include <math.h>
#include <string.h>

#define MAX_CHANGED 3000 /* points of what is joined and simplified */

static void
check_areas (const ObsGeojson *geo, gboolean whole)
{
  for (guint i = 0; i < obs_geojson_n_features (geo); i++)
    {
      g_autoptr (GArray) outlines = obs_geojson_outlines (geo, i);

      FUZZ_CHECK (!whole || obs_geojson_n_rings (geo, i) > 0);
      FUZZ_CHECK (!whole || outlines->len > 0);
      for (guint k = 0; k < obs_geojson_n_rings (geo, i); k++)
        {
          ObsGeoRing ring = obs_geojson_ring (geo, i, k);
          double area = obs_geo_ring_area (ring.points, ring.n_points);

          FUZZ_CHECK (ring.n_points >= 3);
          FUZZ_CHECK (ring.hole ? area < 0 : area > 0);
          FUZZ_CHECK (k > 0 || !ring.hole);
          for (guint p = 0; p < ring.n_points; p++)
            FUZZ_CHECK (fabs (ring.points[p].lon) <= 180 && fabs (ring.points[p].lat) <= 90);
        }
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsGeojson) geo = NULL;
  g_autoptr (ObsGeojson) joined = NULL;
  g_autoptr (ObsGeojson) simple = NULL;

  geo = obs_geojson_parse ("fuzz", (const char *) data, size, NULL, &error);
  FUZZ_CHECK ((geo == NULL) == (error != NULL));
  if (geo == NULL)
    {
      FUZZ_CHECK (g_utf8_validate (error->message, -1, NULL));
      FUZZ_CHECK (g_str_has_suffix (error->message, "."));
      return 0;
    }
  check_areas (geo, TRUE);
  if (obs_geojson_n_vertices (geo) > MAX_CHANGED)
    return 0;
  joined = obs_geojson_dissolve (geo, "a", NULL);
  if (joined != NULL)
    check_areas (joined, FALSE);
  simple = obs_geojson_simplify (geo, 100, 1000, NULL, NULL);
  check_areas (simple, TRUE);
  FUZZ_CHECK (obs_geojson_n_features (simple) == obs_geojson_n_features (geo));
  return 0;
}
