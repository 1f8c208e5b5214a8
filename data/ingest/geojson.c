/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/geojson-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <proj.h>
#include <string.h>

#define EARTH_RADIUS 6371.0088 /* km, mean */

/* British National Grid to WGS 84 by EPSG:1314, written out so that neither grid files nor the
 * version of PROJ's database change a digit. */
#define FROM_BRITISH_GRID                                                                          \
  "+proj=pipeline "                                                                                \
  "+step +inv +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 "           \
  "+ellps=airy "                                                                                   \
  "+step +proj=cart +ellps=airy "                                                                  \
  "+step +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 "             \
  "+s=-20.489 +convention=position_vector "                                                        \
  "+step +inv +proj=cart +ellps=WGS84 "                                                            \
  "+step +proj=unitconvert +xy_in=rad +xy_out=deg"

static void
feature_free (gpointer data)
{
  ObsGeoFeature *feature = data;

  g_hash_table_unref (feature->properties);
  g_array_unref (feature->rings);
  g_free (feature);
}

ObsGeojson *
obs_geojson_new (const char *name)
{
  ObsGeojson *self = g_new0 (ObsGeojson, 1);

  self->name = g_strdup (name);
  self->features = g_ptr_array_new_with_free_func (feature_free);
  self->points = g_array_new (FALSE, FALSE, sizeof (ObsGeoPoint));
  self->notices = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
obs_geojson_free (ObsGeojson *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->features);
  g_array_unref (self->points);
  g_ptr_array_unref (self->notices);
  g_free (self->name);
  g_free (self);
}

ObsGeoFeature *
obs_geojson_add (ObsGeojson *self)
{
  ObsGeoFeature *feature = g_new0 (ObsGeoFeature, 1);

  feature->properties = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  feature->rings = g_array_new (FALSE, FALSE, sizeof (ObsGeoSpan));
  g_ptr_array_add (self->features, feature);
  return feature;
}

void
obs_geojson_add_ring (ObsGeojson *self, ObsGeoFeature *feature, const ObsGeoPoint *points,
                      guint n_points, guint polygon, gboolean hole)
{
  ObsGeoSpan ring = { self->points->len, n_points, polygon, hole };

  g_array_append_vals (self->points, points, n_points);
  g_array_append_val (feature->rings, ring);
  self->n_vertices += n_points + 1;
}

/* @sizes: what the parts add to without their signs. */
static double
integrate (const ObsGeoPoint *points, guint n_points, double *sizes)
{
  double sum = 0;

  *sizes = 0;
  for (guint i = 0; i < n_points; i++)
    {
      const ObsGeoPoint *a = &points[i], *b = &points[(i + 1) % n_points];
      double part = (b->lon - a->lon) * G_PI / 180
                    * (2 + sin (a->lat * G_PI / 180) + sin (b->lat * G_PI / 180));

      sum += part;
      *sizes += fabs (part);
    }
  return -sum * EARTH_RADIUS * EARTH_RADIUS / 2;
}

double
obs_geo_ring_area (const ObsGeoPoint *points, guint n_points)
{
  double sizes;

  return integrate (points, n_points, &sizes);
}

gboolean
obs_geo_ring_is_flat (const ObsGeoPoint *points, guint n_points)
{
  double sizes, area = integrate (points, n_points, &sizes);

  return n_points < 3 || fabs (area) <= 1e-11 * sizes * EARTH_RADIUS * EARTH_RADIUS;
}

static gboolean
fault_ring (const ObsGeojson *self, guint feature, guint ring, const char *what, GError **error)
{
  /* Translators: file, number of the feature and of its ring, and a sentence on what is wrong. */
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("%s, feature %u, ring %u: %s"), self->name,
               feature + 1, ring + 1, what);
  return FALSE;
}

static gboolean
same_point (const ObsGeoPoint *a, const ObsGeoPoint *b)
{
  return a->lon == b->lon && a->lat == b->lat;
}

typedef struct
{
  guint turned;
  guint flat;
} Tidied;

/* Turns a closed ring into our form in place: the closing point and points that stand twice in a
 * row go, and the direction is set right. A ring that encloses nothing, as small islands do after
 * rounding, is left with no points. */
static gboolean
tidy_ring (ObsGeojson *self, guint feature, guint i, Tidied *tidied, GError **error)
{
  ObsGeoFeature *area = g_ptr_array_index (self->features, feature);
  ObsGeoSpan *ring = &g_array_index (area->rings, ObsGeoSpan, i);
  ObsGeoPoint *points;
  double size;
  guint n = 0;

  if (ring->n_points < 4)
    return fault_ring (self, feature, i,
                       _ ("the ring has fewer than four positions. Correct or remove it."), error);
  points = &g_array_index (self->points, ObsGeoPoint, ring->start);
  if (!same_point (&points[0], &points[ring->n_points - 1]))
    return fault_ring (
        self, feature, i,
        _ ("the ring is not closed: its last position is not its first. Correct it."), error);
  for (guint k = 0; k < ring->n_points - 1; k++)
    {
      if (!(fabs (points[k].lon) <= 180) || !(fabs (points[k].lat) <= 90))
        return fault_ring (
            self, feature, i,
            _ ("a position is outside the world (longitude -180 to 180, latitude -90 "
               "to 90). Export the file in WGS 84."),
            error);
      if (n == 0 || !same_point (&points[n - 1], &points[k]))
        points[n++] = points[k];
    }
  while (n > 1 && same_point (&points[n - 1], &points[0]))
    n--;
  size = obs_geo_ring_is_flat (points, n) ? 0 : obs_geo_ring_area (points, n);
  ring->n_points = size != 0 ? n : 0;
  tidied->flat += size == 0;
  if (size == 0 || (size > 0) == !ring->hole)
    return TRUE;
  tidied->turned++;
  for (guint a = 0, b = n - 1; a < b; a++, b--)
    {
      ObsGeoPoint kept = points[a];

      points[a] = points[b];
      points[b] = kept;
    }
  return TRUE;
}

/* Takes out the rings that have no points, and the holes of those. FALSE where none is left. */
static gboolean
drop_flat (const ObsGeojson *self, guint i, GError **error)
{
  ObsGeoFeature *feature = g_ptr_array_index (self->features, i);
  gboolean outer = FALSE;
  guint n = 0, n_polygons = 0;

  for (guint k = 0; k < feature->rings->len; k++)
    {
      ObsGeoSpan ring = g_array_index (feature->rings, ObsGeoSpan, k);

      if (!ring.hole)
        outer = ring.n_points > 0;
      if (!outer || ring.n_points == 0)
        continue;
      n_polygons += !ring.hole;
      ring.polygon = n_polygons - 1;
      g_array_index (feature->rings, ObsGeoSpan, n++) = ring;
    }
  if (n == 0)
    return fault_ring (self, i, 0, _ ("the ring encloses nothing. Correct or remove it."), error);
  g_array_set_size (feature->rings, n);
  return TRUE;
}

static gboolean
tidy (ObsGeojson *self, GError **error)
{
  Tidied tidied = { 0, 0 };

  self->n_vertices = self->points->len;
  for (guint i = 0; i < self->features->len; i++)
    {
      ObsGeoFeature *feature = g_ptr_array_index (self->features, i);

      for (guint k = 0; k < feature->rings->len; k++)
        if (!tidy_ring (self, i, k, &tidied, error))
          return FALSE;
      if (!drop_flat (self, i, error))
        return FALSE;
    }
  if (tidied.turned > 0)
    g_ptr_array_add (
        self->notices,
        g_strdup_printf (
            g_dngettext (
                GETTEXT_PACKAGE, "%s: %u ring ran the wrong way round (RFC 7946) and was turned.",
                "%s: %u rings ran the wrong way round (RFC 7946) and were turned.", tidied.turned),
            self->name, tidied.turned));
  if (tidied.flat > 0)
    g_ptr_array_add (
        self->notices,
        g_strdup_printf (
            g_dngettext (GETTEXT_PACKAGE, "%s: %u ring encloses nothing and was left out.",
                         "%s: %u rings enclose nothing and were left out.", tidied.flat),
            self->name, tidied.flat));
  return TRUE;
}

static gboolean
convert_british_grid (ObsGeojson *self, GError **error)
{
  PJ_CONTEXT *context = proj_context_create ();
  PJ *pipeline = NULL;
  gboolean good = FALSE;

  if (context != NULL)
    {
      proj_context_set_enable_network (context, 0);
      proj_log_level (context, PJ_LOG_NONE);
      pipeline = proj_create (context, FROM_BRITISH_GRID);
    }
  if (pipeline != NULL)
    {
      gsize step = sizeof (ObsGeoPoint), n = self->points->len;
      ObsGeoPoint *points = (ObsGeoPoint *) (void *) self->points->data;

      good = n == 0
             || proj_trans_generic (pipeline, PJ_FWD, &points->lon, step, n, &points->lat, step, n,
                                    NULL, 0, 0, NULL, 0, 0)
                    == n;
      proj_destroy (pipeline);
    }
  if (context != NULL)
    proj_context_destroy (context);
  if (!good)
    g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED,
                 _ ("%s: the positions cannot be converted from the British National Grid. Export "
                    "the file in WGS 84."),
                 self->name);
  return good;
}

/* "urn:ogc:def:crs:EPSG::27700", "http://www.opengis.net/def/crs/EPSG/0/27700", "EPSG:27700". */
static gboolean
bring_to_wgs84 (ObsGeojson *self, const char *crs, GError **error)
{
  const char *code = crs;

  if (crs == NULL)
    return TRUE;
  for (const char *p = crs; *p != '\0'; p++)
    if (*p == ':' || *p == '/')
      code = p + 1;
  if (g_ascii_strcasecmp (code, "CRS84") == 0
      || (g_str_equal (code, "4326") && strstr (crs, "EPSG") != NULL))
    return TRUE;
  if (g_str_equal (code, "27700") && strstr (crs, "EPSG") != NULL)
    {
      g_ptr_array_add (self->notices,
                       g_strdup_printf (_ ("%s: the positions were converted from the British "
                                           "National Grid (EPSG:27700) to WGS 84 by EPSG:1314."),
                                        self->name));
      return convert_british_grid (self, error);
    }
  g_set_error (
      error, OBS_ERROR, OBS_ERROR_INPUT,
      _ ("%s is in the reference system “%s”, which is not known here. Export it in WGS 84 "
         "(EPSG:4326) or in the British National Grid (EPSG:27700)."),
      self->name, crs);
  return FALSE;
}

ObsGeojson *
obs_geojson_parse (const char *name, const char *text, gsize length, GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (ObsGeojson) self = obs_geojson_new (name);
  g_autofree char *crs = NULL;

  if (length > OBS_GEOJSON_MAX_FILE)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
                   _ ("%s is larger than %d MiB. Take a more generalised version of the "
                      "boundaries."),
                   name, OBS_GEOJSON_MAX_FILE / (1024 * 1024));
      return NULL;
    }
  if (!obs_geojson_read (self, text, length, &crs, cancellable, error)
      || !bring_to_wgs84 (self, crs, error) || !tidy (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

ObsGeojson *
obs_geojson_load (const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (GError) reason = NULL;
  g_autofree char *text = NULL;
  GStatBuf status;
  gsize length;

  /* What grows after this is stopped by the check of the length in memory. */
  if (g_stat (path, &status) == 0 && status.st_size > OBS_GEOJSON_MAX_FILE)
    return obs_geojson_parse (name, "", (gsize) status.st_size, cancellable, error);
  if (!g_file_get_contents (path, &text, &length, &reason))
    {
      gboolean missing = g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_NOENT);

      g_set_error (error, OBS_ERROR, missing ? OBS_ERROR_NOT_FOUND : OBS_ERROR_FAILED,
                   _ ("%s cannot be opened: %s"), name, reason->message);
      return NULL;
    }
  return obs_geojson_parse (name, text, length, cancellable, error);
}

guint
obs_geojson_n_features (const ObsGeojson *self)
{
  return self->features->len;
}

guint
obs_geojson_n_vertices (const ObsGeojson *self)
{
  return self->n_vertices;
}

GPtrArray *
obs_geojson_notices (const ObsGeojson *self)
{
  return self->notices;
}

const char *
obs_geojson_property (const ObsGeojson *self, guint feature, const char *name)
{
  const ObsGeoFeature *area = g_ptr_array_index (self->features, feature);

  return g_hash_table_lookup (area->properties, name);
}

guint
obs_geojson_n_rings (const ObsGeojson *self, guint feature)
{
  return ((const ObsGeoFeature *) g_ptr_array_index (self->features, feature))->rings->len;
}

ObsGeoRing
obs_geojson_ring (const ObsGeojson *self, guint feature, guint ring)
{
  const ObsGeoFeature *area = g_ptr_array_index (self->features, feature);
  const ObsGeoSpan *span = &g_array_index (area->rings, ObsGeoSpan, ring);

  return (ObsGeoRing){ &g_array_index (self->points, ObsGeoPoint, span->start), span->n_points,
                       span->polygon, span->hole };
}

typedef struct
{
  guint ring;
  double area;
} Sized;

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
  const Sized *x = a, *y = b;

  if (x->area != y->area)
    return x->area > y->area ? -1 : 1;
  return x->ring < y->ring ? -1 : 1;
}

GArray *
obs_geojson_outlines (const ObsGeojson *self, guint feature)
{
  g_autoptr (GArray) sized = g_array_new (FALSE, FALSE, sizeof (Sized));
  GArray *rings = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < obs_geojson_n_rings (self, feature); i++)
    {
      ObsGeoRing ring = obs_geojson_ring (self, feature, i);
      Sized one = { i, obs_geo_ring_area (ring.points, ring.n_points) };

      if (!ring.hole)
        g_array_append_val (sized, one);
    }
  g_array_sort (sized, compare_sizes);
  for (guint i = 0; i < sized->len; i++)
    g_array_append_val (rings, g_array_index (sized, Sized, i).ring);
  return rings;
}
