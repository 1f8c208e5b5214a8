/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/geojson-private.h"

G_BEGIN_DECLS

/* Points by position: equal ones have one number. */
typedef struct _ObsGeoPlaces ObsGeoPlaces;

ObsGeoPlaces *obs_geo_places_new (void);
void obs_geo_places_free (ObsGeoPlaces *self);
guint obs_geo_places_get (ObsGeoPlaces *self, const ObsGeoPoint *point);
const ObsGeoPoint *obs_geo_places_point (const ObsGeoPlaces *self, guint place);

/* A line between two points where borders meet, or a whole ring that meets none; used by one ring,
 * or by two neighbours. */
typedef struct
{
  guint *places; /* from end to end; a ring's first and last are the same */
  guint n_places;
  guint n_uses;
  double *weights;  /* km²: of points within, infinite at the ends */
  double tolerance; /* at which it is drawn now */
} ObsGeoBorder;

/* The way of a ring along borders. */
typedef struct
{
  guint border;
  gboolean backwards;
} ObsGeoStep;

typedef struct
{
  ObsGeoPlaces *places;
  GArray *borders;  /* of ObsGeoBorder */
  GPtrArray *rings; /* of GArray of ObsGeoStep, in the order of features and their rings */
} ObsGeoNetwork;

/* Cuts all rings where borders meet. */
ObsGeoNetwork *obs_geo_network_new (const ObsGeojson *geo);
void obs_geo_network_free (ObsGeoNetwork *self);

/* Fills the weights of each border. */
void obs_geo_network_weigh (ObsGeoNetwork *self);

/* Marks in @crossing (one gboolean a border) those that touch or cross others as they are drawn
 * now. Returns: whether there are any */
gboolean obs_geo_network_find_crossings (const ObsGeoNetwork *self, gboolean *crossing);

/* Points of @border as it is drawn now, in its own direction; appends places to @line. */
void obs_geo_border_draw (const ObsGeoBorder *border, GArray *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsGeoPlaces, obs_geo_places_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsGeoNetwork, obs_geo_network_free)

G_END_DECLS
