/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/edition.h"
#include "data/engine/figure.h"

G_BEGIN_DECLS

/* The register of an edition: every data set that went into it, what is known of it, and which
 * figures are made from it. Values; worker threads only, where an edition is read. */

typedef enum
{
  OBS_SOURCE_CURRENT, /* followed, and nothing newer is due */
  OBS_SOURCE_LATE,    /* the next release is overdue, or the last try failed */
  OBS_SOURCE_DEAD,    /* long overdue */
  OBS_SOURCE_FIXED,   /* a copy that is not followed */
  OBS_N_SOURCE_STATES,
} ObsSourceStatus;

typedef struct
{
  char *name, *sha256, *note;
  gint64 rows_read, rows_kept;
} ObsSourceFile;

typedef struct
{
  char *id, *title, *publisher, *publication, *licence, *attribution, *period, *released,
      *retrieved, *next_release, *checked, *url, *method, *caveat, *breaks, *coverage, *tier,
      *sha256; /* as the register holds them, dates as YYYY-MM-DD or YYYY-MM; "" where not known */
  ObsSourceClass source_class;
  ObsSourceStatus status;
  gint64 rows;

  GPtrArray *files;     /* of ObsSourceFile *, by name */
  GPtrArray *cubes;     /* of ObsChoice *: name and title of the cubes with rows from it */
  GPtrArray *areas;     /* of ObsChoice *: code and name of the areas its rows are about */
  GPtrArray *changes;   /* of char *: changes of method in its cubes, in words */
  GPtrArray *caveats;   /* of char *: caveats of its cubes, in words, without double ones */
  GPtrArray *questions; /* of ObsChoice *: key and words of the questions that use it */

  char *status_words;   /* "Late: next release was due 20 Jan 2026" */
  char *last_success;   /* "3 Jan 2026", or "Not asked" */
  char *coverage_words; /* "38 areas, 2 data sets" */
  char *citation;       /* one line to copy */
} ObsSource;

/* What the page may be narrowed to; NULL members: all. The words of @find all have to stand in its
 * texts. @sort: "title" (default), "status" (what needs care first), "released" (newest first),
 * "rows" (most first). */
typedef struct
{
  const char *source_class, *status, *find, *sort;
} ObsSourceFilter;

/* (transfer full): of ObsSource *, by title */
GPtrArray *obs_sources_load (ObsEdition *edition, GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer container): those that fit, in their order; owned by @sources */
GPtrArray *obs_sources_filter (const GPtrArray *sources,
                               const ObsSourceFilter *filter) G_GNUC_WARN_UNUSED_RESULT;
/* One row a source. Whole: all that the register holds, hashes, dates and numbers as machines read
 * them. @brief: what a person compares sources by, in words. */
ObsTable *obs_sources_to_table (const GPtrArray *sources, gboolean brief) G_GNUC_WARN_UNUSED_RESULT;
void obs_source_free (ObsSource *source);

const char *obs_source_status_key (ObsSourceStatus status);
gboolean obs_source_status_from_key (const char *key, ObsSourceStatus *status);
/* "Current", "Late" … */
const char *obs_source_status_label (ObsSourceStatus status);

G_END_DECLS
