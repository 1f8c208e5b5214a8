/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/taxonomy/layer.h"

G_BEGIN_DECLS

/* Where a text or the first digits of a code lead to. */
typedef struct
{
  const char *route;  /* code, "" none */
  const char *sector; /* of its own, "" none: then that of the route */
} ObsLayerWay;

struct _ObsLayer
{
  GPtrArray *concepts;   /* of ObsLayerConcept * */
  GHashTable *by_code;   /* code to one of them */
  GPtrArray *links;      /* of ObsLayerLink * */
  GPtrArray *routes;     /* of ObsLayerRoute * */
  GHashTable *ways;      /* "kind\1text in small letters" to an ObsLayerWay */
  GHashTable *about;     /* key of layer.ini to its value */
  GHashTable *hashes;    /* file to its SHA-256 */
  GStringChunk *strings; /* texts of the ways */
};

/* Key of a text among the ways. (transfer full) */
char *obs_layer_way_key (const char *kind, const char *text) G_GNUC_WARN_UNUSED_RESULT;
const ObsLayerRoute *obs_layer_find_route (const ObsLayer *layer, const char *code);

G_END_DECLS
