/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/build/fact-cache.h"
#include "data/taxonomy/matcher.h"

G_BEGIN_DECLS

/* Matches of texts as they were found, kept beside the tables of the fact cache for the next build:
 * only texts that are new or changed are matched again. One file holds the matches of one task (a
 * set of labels, a version of the method, a number of matches wanted); in it a text is found by the
 * hash of its cleaned form and of its type. */
typedef struct _ObsMatchCache ObsMatchCache;

/**
 * obs_match_cache_open:
 * @folder: (nullable): NULL: nothing is kept
 * @task: 64 hex digits: hash of all that the matches rest on but the text and its type
 * @n_labels: labels of the matcher
 * @top: most matches of a text
 *
 * Returns: (transfer full): never NULL; with @error %OBS_ERROR_CORRUPT where the file was damaged:
 *   it is removed, and nothing is taken from it
 */
ObsMatchCache *obs_match_cache_open (ObsFactCache *folder, const char *task, guint n_labels,
                                     guint top, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_match_cache_free (ObsMatchCache *self);

/* Fills in @text as obs_match_all() would; FALSE where it is not known. */
gboolean obs_match_cache_take (ObsMatchCache *self, ObsMatchText *text);
void obs_match_cache_keep (ObsMatchCache *self, const ObsMatchText *text);
/* Writes what was taken and kept, and nothing else. FALSE where the folder cannot be written. */
gboolean obs_match_cache_finish (ObsMatchCache *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsMatchCache, obs_match_cache_free)

G_END_DECLS
