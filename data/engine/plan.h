/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "data/edition/edition.h"
#include "data/engine/figure.h"

G_BEGIN_DECLS

/* The plan as plain lists: findings, recommendations, roadmap. Tables as those of figures: texts
 * with numbers in machine form; what a column holds is told by its key. */

typedef enum
{
  OBS_COLUMN_TEXT,
  OBS_COLUMN_NUMBER, /* "" where there is none */
  OBS_COLUMN_LIST,   /* keys separated by blanks */
  OBS_COLUMN_NOTE,   /* a longer text: for machines and for wide paper */
} ObsColumnKind;

ObsColumnKind obs_plan_column_kind (const char *key);

/* What findings have to be; NULL or empty: any. */
typedef struct
{
  const char *domain;
  const char *sector;  /* findings of the sector and those of all sectors */
  const char *ksb;     /* one letter */
  const char *section; /* "2.2" takes its sub-sections in */
  const char *const *ids;
} ObsFindingFilter;

/* Every finding that fits, in the order of the plan; @ids in the order asked for. An id that the
 * edition does not hold gives %OBS_ERROR_NOT_FOUND. */
ObsTable *obs_plan_findings (ObsEdition *edition, const ObsFindingFilter *filter,
                             GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ObsTable *obs_plan_recommendations (ObsEdition *edition, GCancellable *cancellable,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* One row a recommendation. A cell that cannot be recovered from the publication says so; where the
 * lead column and the timeline name different bodies, both stand there, and the conflict too. */
ObsTable *obs_plan_roadmap (ObsEdition *edition, GCancellable *cancellable,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The values that a person may name (of ObsChoice *), in order: "domain", "sector", "section",
 * "size" or "place". */
GPtrArray *obs_plan_choices (ObsEdition *edition, const char *of,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
