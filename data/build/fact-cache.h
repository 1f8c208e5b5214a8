/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/facts.h"

G_BEGIN_DECLS

/* Tables as they were read, kept in a folder for the next build: a source that did not change is
 * hashed, but not read again. A kept table is found by a key that is the hash of everything its
 * reading rested on, so it is never out of date; and it is never trusted: what does not pass its
 * checks is thrown away and read again. One thread; several programs may use a folder. */
typedef struct _ObsFactCache ObsFactCache;

/* What the reading of a descriptor's files rests on; owned by others. */
typedef struct
{
  const ObsDescriptor *descriptor;
  const GPtrArray *files; /* of char *: names of the raw files, in order */
  const ObsFactContext *context;
  GHashTable *parts; /* as for obs_facts_check_totals() */
} ObsFactInputs;

/* Makes the folder, for this person only. */
ObsFactCache *obs_fact_cache_open (const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_fact_cache_free (ObsFactCache *self);

/* The raw files are hashed, each once for a cache. Returns: (transfer full): 64 hex digits; NULL
 * with @error set where a file cannot be read */
char *obs_fact_cache_key (ObsFactCache *self, const ObsFactInputs *inputs,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * obs_fact_cache_take:
 *
 * The facts of an earlier reading, in order; its notices go to the issues of the context.
 *
 * Returns: (transfer full): NULL without error where none are kept for the key, or where they
 * depend on the date of another edition; NULL with %OBS_ERROR_CORRUPT where the file was damaged
 * (it is gone then)
 */
ObsFacts *obs_fact_cache_take (ObsFactCache *self, const char *key, const ObsFactInputs *inputs,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * obs_fact_cache_keep:
 * @facts: read, in order, checked, without faults
 * @first: number of the first issue of the context that the reading told
 *
 * Keeps them under the key. What would not be the same when taken (more notices than are held, a
 * file that changed while it was read) or would make the folder too large is not kept; that is no
 * error.
 *
 * Returns: FALSE where the folder cannot be written; nothing more is kept in it then
 */
gboolean obs_fact_cache_keep (ObsFactCache *self, const char *key, const ObsFactInputs *inputs,
                              const ObsFacts *facts, guint first, GError **error);

/* At the end of a build. Tables that it did not use are removed where it was a @good one, or where
 * the folder has grown too large. */
void obs_fact_cache_finish (ObsFactCache *self, gboolean good);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsFactCache, obs_fact_cache_free)

G_END_DECLS
