/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/geojson.h"

G_BEGIN_DECLS

#define OBS_GEOJSON_MAX_FILE (64 * 1024 * 1024)
#define OBS_GEOJSON_MAX_POINTS 2000000
#define OBS_GEOJSON_MAX_DEPTH 32

/* A ring by places, since the points may still move. */
typedef struct
{
  guint start;
  guint n_points;
  guint polygon;
  gboolean hole;
} ObsGeoSpan;

typedef struct
{
  GHashTable *properties; /* char * -> char * */
  GArray *rings;          /* of ObsGeoSpan */
} ObsGeoFeature;

struct _ObsGeojson
{
  char *name;
  GPtrArray *features; /* of ObsGeoFeature */
  GArray *points;      /* of ObsGeoPoint */
  guint n_vertices;
  GPtrArray *notices;
};

ObsGeojson *obs_geojson_new (const char *name);
ObsGeoFeature *obs_geojson_add (ObsGeojson *self);
/* Adds a ring without its closing point. */
void obs_geojson_add_ring (ObsGeojson *self, ObsGeoFeature *feature, const ObsGeoPoint *points,
                           guint n_points, guint polygon, gboolean hole);

/* Whether what the ring encloses is nothing, or less than rounding may hide: its sign means nothing
 * then. */
gboolean obs_geo_ring_is_flat (const ObsGeoPoint *points, guint n_points);

/* The file as it stands: rings closed, in the file's own reference system, whose name goes to @crs
 * (NULL: none is named). */
gboolean obs_geojson_read (ObsGeojson *self, const char *text, gsize length, char **crs,
                           GCancellable *cancellable, GError **error);

G_END_DECLS
