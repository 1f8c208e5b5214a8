/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/engine/ask.h"
#include "data/engine/cube.h"

G_BEGIN_DECLS

/* For the rows of a cube only: one part of a figure, the constraints that it is asked with, and the
 * versions of a question. */

typedef struct
{
  JsonObject *json; /* the part */
  const char *cube;
  ObsCubeKind kind;
  const char *rows;   /* dimension of the rows, NULL: one row */
  const char *series; /* dimension of the series, NULL: one series */
  const char *x;      /* dimension of the time axis, NULL: none */
  const char *group;  /* dimension of the panels, NULL: none */
  const char *measure;
  const char *fixed_group;  /* heading of all rows of the part */
  const char *fixed_series; /* key of the series of all its rows */
  gboolean percent;         /* scores from 0 to 100 */
} ObsCubePart;

/* A member of the part, or of the whole specification where the part does not set it. */
const char *obs_cube_part_string (ObsAsk *ask, JsonObject *part, const char *name);

/* rows-cube-filters.c */

typedef struct
{
  GArray *filters;    /* of ObsCubeFilter */
  GPtrArray *strings; /* owns the codes */
} ObsCubeFilters;

void obs_cube_filters_clear (ObsCubeFilters *filters);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ObsCubeFilters, obs_cube_filters_clear)

/* Takes the codes. */
void obs_cube_filters_add (ObsCubeFilters *filters, const char *dimension, char **codes);
void obs_cube_filters_add_where (ObsCubeFilters *filters, JsonObject *where);
gboolean obs_cube_filters_has (const ObsCubeFilters *filters, const char *dimension);
/* The last of the periods that the filters name; NULL where they name none. */
const char *obs_cube_filters_latest (const ObsCubeFilters *filters);

/* How pinned areas are to stand beside the chosen one; may change the part. */
ObsCompare obs_cube_plan_compare (ObsAsk *ask, ObsCubePart *part, const ObsCubeFilters *filters);
/* What the view asks for: areas, sector, place and size. */
void obs_cube_filter_areas (ObsAsk *ask, const ObsCubePart *part, ObsCubeFilters *filters,
                            const ObsCompare *compare);
void obs_cube_filter_sector (ObsAsk *ask, const ObsCubePart *part, ObsCubeFilters *filters);
void obs_cube_filter_place (ObsAsk *ask, const ObsCubePart *part, ObsCubeFilters *filters);

/* rows-cube-versions.c: answers to two wordings of a question are never joined. */

/* The versions of the one question that the filters name, oldest first; NULL: no more than one.
 * (transfer full): of char * */
GPtrArray *obs_cube_find_versions (ObsAsk *ask, const ObsCubePart *part,
                                   const ObsCubeFilters *filters);
/* A line over time shows every version with a break between; anything else the newest one. */
void obs_cube_follow_versions (ObsAsk *ask, const ObsCubePart *part, ObsCubeFilters *filters,
                               const GPtrArray *versions);
/* The first period of each version, '' where it has none. (transfer full); texts are the cells' */
GPtrArray *obs_cube_first_periods (const GPtrArray *cells, int question, int x,
                                   const GPtrArray *versions);
/* TRUE where a later version was asked in the same period already. */
gboolean obs_cube_is_outworded (const ObsCell *cell, int question, int x, const GPtrArray *versions,
                                const GPtrArray *firsts);
/* Marks the row that was added last where it is the first of a later version. */
void obs_cube_mark_version (ObsAsk *ask, const ObsCell *cell, int question, int x,
                            const GPtrArray *versions, const GPtrArray *firsts);

G_END_DECLS
