/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Boundaries from a GeoJSON FeatureCollection (RFC 7946): areas with properties and rings, in
 * degrees of WGS 84. Immutable; worker threads for reading, any thread afterwards.
 *
 * The old member "crs" (GeoJSON 2008) is understood: WGS 84 by any of its names, and the British
 * National Grid (EPSG:27700), which is converted with PROJ by the seven-parameter transformation
 * EPSG:1314 (within about 2 m on land, without grid files, the same on every machine). Others are
 * refused. Limits: 64 MiB, 2,000,000 points, 32 levels. */

typedef struct _ObsGeojson ObsGeojson;

typedef struct
{
  double lon, lat; /* degrees */
} ObsGeoPoint;

/* A ring without its closing point: at least three points, outer ones anticlockwise, holes
 * clockwise. */
typedef struct
{
  const ObsGeoPoint *points; /* owned by the ObsGeojson */
  guint n_points;
  guint polygon; /* of the feature, from 0; its first ring is the outer one */
  gboolean hole;
} ObsGeoRing;

/* Faults: %OBS_ERROR_INPUT, with file, feature and ring. */
ObsGeojson *obs_geojson_load (const char *path, GCancellable *cancellable,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
ObsGeojson *obs_geojson_parse (const char *name, const char *text, gsize length,
                               GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_geojson_free (ObsGeojson *self);

guint obs_geojson_n_features (const ObsGeojson *self);
/* Positions as the file lists them: with the closing ones. */
guint obs_geojson_n_vertices (const ObsGeojson *self);
/* Of char *: what was set right, such as the direction of rings. */
GPtrArray *obs_geojson_notices (const ObsGeojson *self);

/* As text: strings as they stand, numbers as the file writes them, true, false, "" for null. NULL:
 * there is no such property, or it is a list or an object. */
const char *obs_geojson_property (const ObsGeojson *self, guint feature, const char *name);
guint obs_geojson_n_rings (const ObsGeojson *self, guint feature);
ObsGeoRing obs_geojson_ring (const ObsGeojson *self, guint feature, guint ring);

/* Area in km² on the sphere of 6,371.0088 km, by the line integral of sin(latitude) (Chamberlain
 * and Duquette, JPL 07-3, 2007); above zero for anticlockwise rings. */
double obs_geo_ring_area (const ObsGeoPoint *points, guint n_points);

/**
 * obs_geojson_dissolve:
 * @property: whose value names the new areas
 *
 * Joins the areas of equal @property: segments that occur in both directions are borders within and
 * drop out, the others are chained to rings. Right for a coverage, where neighbours share their
 * points. Features without the property are left out, with a notice. The new features, in the order
 * in which their values come first, have that property only.
 *
 * Returns: (transfer full): NULL with @error set where no feature has the property
 */
ObsGeojson *obs_geojson_dissolve (const ObsGeojson *self, const char *property,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * obs_geojson_simplify:
 * @tolerance: km²: points whose triangle with their neighbours is smaller are dropped
 * @smallest: km²: rings that are smaller are left out, but never the largest of a feature
 *
 * Simplifies borders so that neighbours keep sharing them: rings are cut where borders meet (points
 * whose neighbours differ, as in Bostock's TopoJSON), and each border is simplified once, by
 * Visvalingam and Whyatt (Cartographic Journal 30, 1993). Borders that would cross are given back
 * their points. Deterministic. With a @tolerance of 0 only rings are left out.
 *
 * Returns: (transfer full)
 */
ObsGeojson *obs_geojson_simplify (const ObsGeojson *self, double tolerance, double smallest,
                                  GCancellable *cancellable,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Positions of the feature's outer rings, largest first: (transfer full) of guint. */
GArray *obs_geojson_outlines (const ObsGeojson *self, guint feature);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsGeojson, obs_geojson_free)

G_END_DECLS
