/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The layer of areas that stands on top of all schemes: facets (K, S, B), areas with the words that
 * point to them, areas split by occupational route, links to concepts of other schemes, and what
 * texts and codes of publishers lead to a route. Data files with a version (areas/README.md), read
 * once; never changed afterwards. Texts belong to the layer. */
typedef struct _ObsLayer ObsLayer;

/* A facet, an area or a split. */
typedef struct
{
  char *code;       /* K, K01, K01.construction */
  const char *kind; /* "facet", "area" or "split" */
  char ksb;         /* 'K', 'S' or 'B' */
  char *label;
  char *definition;
  char *term;       /* code of the plan's term that it is, "" none */
  char *importance; /* as the plan of 2022 words it: "most important" …; "" it did not ask */
  char *broader;    /* code; "" for a facet */
  GPtrArray *seeds; /* of char *: words and phrases that point to it */
} ObsLayerConcept;

typedef struct
{
  char *area;     /* code of an area or of a split */
  char *relation; /* "close" or "related" */
  char *target;   /* code of a concept of another scheme, "esco:S1.8" */
} ObsLayerLink;

typedef struct
{
  char *code;
  char *label;
  char *sector; /* of the plan, "" none */
} ObsLayerRoute;

/**
 * obs_layer_load:
 * @folder: (nullable): with layer.ini, areas.csv, seeds.csv, routes.csv, route-texts.csv,
 * splits.csv and links.csv; NULL: the layer that comes with the program
 *
 * Returns: (transfer full): NULL with %OBS_ERROR_INPUT (file, line and column) or
 *   %OBS_ERROR_NOT_FOUND
 */
ObsLayer *obs_layer_load (const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_layer_free (ObsLayer *layer);

/* A facet, its areas in order of their codes, behind each its splits. Of ObsLayerConcept *. */
const GPtrArray *obs_layer_concepts (const ObsLayer *layer);
const ObsLayerConcept *obs_layer_find (const ObsLayer *layer, const char *code); /* or NULL */
const GPtrArray *obs_layer_links (const ObsLayer *layer);  /* of ObsLayerLink *, as they stand */
const GPtrArray *obs_layer_routes (const ObsLayer *layer); /* of ObsLayerRoute * */
/* A key of the group "layer" in layer.ini: version, title …; NULL where it is not there. */
const char *obs_layer_about (const ObsLayer *layer, const char *key);
/* SHA-256 of one of its files, in hex; @file as in obs_layer_files. */
const char *obs_layer_hash (const ObsLayer *layer, const char *file);
extern const char *const obs_layer_files[]; /* ended by NULL */

/* The split of @area for a route; NULL where the area is not split so. */
const char *obs_layer_split (const ObsLayer *layer, const char *area, const char *route);

/**
 * obs_layer_route:
 * @text: route of an apprenticeship standard, categories of a job profile or a sector subject area
 *   with its number, as their publishers write them; several are separated by ; or |
 * @soc: code of the occupation, "" none
 * @soc_edition: "2010" or "2020"
 * @sector: (out) (optional): sector of the plan that it belongs to, NULL none
 *
 * The occupational route. Texts that lead to several routes say nothing by themselves: then the
 * occupation decides, as it does where there is no text.
 *
 * Returns: (nullable): code; NULL where it is not known
 */
const char *obs_layer_route (const ObsLayer *layer, const char *text, const char *soc,
                             const char *soc_edition, const char **sector);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsLayer, obs_layer_free)

G_END_DECLS
