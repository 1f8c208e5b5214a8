/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/edition.h"
#include "data/engine/figure.h"

G_BEGIN_DECLS

/* Matches that a person should look at, as a sheet to fill in, and the filled-in sheet as the
 * table of corrections that builders of editions take (taxonomy/corrections.csv). */

/**
 * obs_review_list:
 * @level: (nullable): "area" or "concept"; NULL: both
 * @top: most rows
 *
 * The best match of each text that is not settled yet, or that nothing was found for; first where
 * most is at stake: weight times what confidence lacks to 1. The weight of a text is the sum over
 * its statements of how much their documents count: the largest single figure of starts, vacancies
 * or employment, for a sum of many texts the share of those that mention it; 1 where nothing is
 * known.
 *
 * Returns: (transfer full): free with obs_table_free()
 */
ObsTable *obs_review_list (ObsEdition *edition, const char *level, guint top,
                           GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A decision about a text and a concept. */
typedef struct
{
  char *hash, *text;
  char *level;    /* "area" or "concept" */
  char *concept;  /* code */
  char *decision; /* "is" or "is-not" */
  char *reason, *author;
  char *decided; /* YYYY-MM-DD */
  guint64 line;  /* of the sheet, 1 is the first */
} ObsReviewDecision;

typedef struct
{
  const char *reason, *author, *decided; /* for rows that do not say; NULL: they must */
} ObsReviewDefaults;

/**
 * obs_review_read:
 * @path: CSV, XLSX or ODS with the columns of obs_review_list(), in any order; others are passed
 *   over
 * @faults: (element-type utf8): takes one sentence for each row that cannot be used: file, line,
 *   column and what to do
 * @open: (out): rows without a decision
 *
 * Returns: (transfer full): of ObsReviewDecision *; NULL with @error set where the sheet cannot be
 *   read at all
 */
GPtrArray *obs_review_read (ObsEdition *edition, const char *path,
                            const ObsReviewDefaults *defaults, GPtrArray *faults, guint *open,
                            GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct
{
  guint added, changed, kept;
} ObsReviewCounts;

/**
 * obs_review_merge:
 * @path: a table of corrections; it need not be there yet
 * @decisions: of ObsReviewDecision *
 *
 * The table with @decisions added. Rows for the same text, level and concept are replaced, all
 * others stay.
 *
 * Returns: (transfer full): %OBS_ERROR_INPUT where the file is no such table
 */
ObsTable *obs_review_merge (const char *path, const GPtrArray *decisions, ObsReviewCounts *counts,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
