/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/workspace/workspace-file.h"

G_BEGIN_DECLS

/* What a person says about a match: this sentence is (or is not) about this concept. It holds for
 * every statement with that text, in this and in later editions, until an edition takes it up
 * (taxonomy/corrections.csv of its builder). */

typedef enum
{
  OBS_DECISION_NONE, /* nothing is said: in a change, takes a correction back */
  OBS_DECISION_IS,
  OBS_DECISION_IS_NOT,
} ObsDecision;

typedef struct
{
  char *hash;    /* obs_sentences_hash() of the text: 32 hexadecimal digits */
  char *text;    /* the sentence */
  char *level;   /* "area" or "concept" */
  char *concept; /* code */
  char *label;   /* of the concept, when it was said */
  ObsDecision decision;
  char *reason;  /* in words; "" none */
  char *author;  /* role of who said it; "" not told */
  char *decided; /* YYYY-MM-DD; "" in a change: today */
} ObsCorrection;

ObsCorrection *obs_correction_new (const char *hash, const char *level, const char *concept,
                                   ObsDecision decision) G_GNUC_WARN_UNUSED_RESULT;
ObsCorrection *obs_correction_copy (const ObsCorrection *correction) G_GNUC_WARN_UNUSED_RESULT;
void obs_correction_free (ObsCorrection *correction);
/* An empty list of ObsCorrection *. (transfer full) */
GPtrArray *obs_corrections_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* All of them, newest first. (transfer full): of ObsCorrection * */
GPtrArray *obs_corrections_list (ObsWorkspaceFile *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds, replaces or (%OBS_DECISION_NONE) takes back each of @changes, all of them or none.
 * %OBS_ERROR_INPUT where one of them cannot be a correction. */
gboolean obs_corrections_apply (ObsWorkspaceFile *file, const GPtrArray *changes, GError **error);

/* The changes that undo @changes, where @present is what the workspace holds before them. */
GPtrArray *obs_corrections_inverse (const GPtrArray *changes,
                                    const GPtrArray *present) G_GNUC_WARN_UNUSED_RESULT;
/* The one with that key, or NULL. (transfer none) */
const ObsCorrection *obs_corrections_find (const GPtrArray *corrections, const char *hash,
                                           const char *level, const char *concept);

/* The table that builders of editions read (taxonomy/corrections.csv), oldest first. */
char *obs_corrections_to_csv (const GPtrArray *corrections) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsCorrection, obs_correction_free)

G_END_DECLS
