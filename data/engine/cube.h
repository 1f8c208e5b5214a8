/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/db.h"

G_BEGIN_DECLS

/* Reads cells of any cube of an edition. The engine knows dimensions, measures and filters, and
 * nothing about skills. Worker threads only. */

typedef enum
{
  OBS_CUBE_SCORE,
  OBS_CUBE_SHARE,
  OBS_CUBE_PUBLISHED,
} ObsCubeKind;

/* One cell. Codes and texts are owned by it. */
typedef struct
{
  char **codes; /* one for each dimension asked for, in that order; NULL-terminated */
  int k, n;     /* share: k of n; score: n */
  double sum, sum2;
  double value, low, high;              /* published */
  int base;                             /* published: OBS_BASE_* or the publisher's base */
  char *unit, *missing, *flag, *source; /* "" where there is none */
  char *measure;
} ObsCell;

/* Allowed codes of one dimension: exact codes, or "X.*" for all that begin so. */
typedef struct
{
  const char *dimension;
  const char *const *codes; /* NULL-terminated */
} ObsCubeFilter;

gboolean obs_cube_kind (sqlite3 *db, const char *cube, ObsCubeKind *kind, char **source,
                        GError **error);
gboolean obs_cube_has_dimension (sqlite3 *db, const char *cube, const char *dimension);

/**
 * obs_cube_query:
 * @cube: name of the cube
 * @dimensions: the dimensions whose codes are wanted, NULL-terminated
 * @filters: constraints, ended by a filter without a dimension
 * @measure: code of the measure of a published cube, or NULL for all
 *
 * Returns: (transfer full): of #ObsCell *, in key order; NULL with @error set
 */
GPtrArray *obs_cube_query (sqlite3 *db, const char *cube, const char *const *dimensions,
                           const ObsCubeFilter *filters, const char *measure,
                           GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Label of a code by the dimension's reference table; the code itself where it has none. */
char *obs_cube_label (sqlite3 *db, const char *cube, const char *dimension,
                      const char *code) G_GNUC_WARN_UNUSED_RESULT;

gboolean obs_code_matches (const char *code, const char *pattern);

G_END_DECLS
