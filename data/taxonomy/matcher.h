/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/taxonomy/tables.h"

G_BEGIN_DECLS

/* Ranks labels (areas, concepts, statements, titles) for a text. One matcher holds one set of
 * labels; after obs_matcher_finish() it never changes and serves several threads. */
typedef struct _ObsMatcher ObsMatcher;

/* One label as it is added; texts are copied. */
typedef struct
{
  const char *id;
  const char *label;
  const char *alternatives; /* other labels, separated by |; NULL or "": none */
  const char *description;  /* NULL or "": none */
  char ksb;                 /* 'K', 'S', 'B'; 0: not said */
} ObsMatchLabel;

typedef struct
{
  guint label;       /* number of the label, in the order in which they were added */
  double score;      /* 0 to 1 */
  double margin;     /* score less that of the next one */
  double confidence; /* calibrated: how often a match like this one is right, 0 to 1 */
} ObsMatch;

/* What a match is counted from: below this confidence it is shown as "unsure" and not counted. */
#define OBS_MATCH_UNSURE 0.35

ObsMatcher *obs_matcher_new (ObsTables *tables) G_GNUC_WARN_UNUSED_RESULT;
void obs_matcher_free (ObsMatcher *matcher);
void obs_matcher_add (ObsMatcher *matcher, const ObsMatchLabel *label);
/* Builds the index; labels cannot be added any more. */
void obs_matcher_finish (ObsMatcher *matcher);
guint obs_matcher_n_labels (const ObsMatcher *matcher);
const char *obs_matcher_id (const ObsMatcher *matcher, guint label);
const char *obs_matcher_label (const ObsMatcher *matcher, guint label);

/* Memory of one thread that asks. */
typedef struct _ObsMatchRun ObsMatchRun;

ObsMatchRun *obs_match_run_new (const ObsMatcher *matcher) G_GNUC_WARN_UNUSED_RESULT;
void obs_match_run_free (ObsMatchRun *run);

/**
 * obs_match_rank:
 * @text: any text; it is cleaned here
 * @ksb: 'K', 'S' or 'B' where it is known; 0 where not
 * @top: most matches wanted
 * @matches: (out): room for @top
 *
 * The best labels for @text, the best first; equal scores in the order of the labels.
 *
 * Returns: how many there are, 0 where nothing fits at all
 */
guint obs_match_rank (ObsMatchRun *run, const char *text, char ksb, guint top, ObsMatch *matches);

/* A word of the text that decided, and the word of the label that it met. */
typedef struct
{
  char *word;  /* as it stands in the text */
  char *meets; /* word of the label; the same, or one of the same meaning */
  double part; /* of the score, 0 to 1; all together at most 1 */
} ObsMatchWord;

void obs_match_word_free (ObsMatchWord *word);

/* Why @label: the words that decided, the strongest first. (transfer full): of ObsMatchWord * */
GPtrArray *obs_match_explain (ObsMatchRun *run, const char *text, char ksb,
                              guint label) G_GNUC_WARN_UNUSED_RESULT;

/* Many texts at once. */
typedef struct
{
  const char *text;
  char ksb;          /* as in obs_match_rank() */
  ObsMatch *matches; /* room for top; filled */
  guint n;           /* filled */
} ObsMatchText;

typedef void (*ObsMatchProgress) (guint done, guint all, gpointer user_data);

/**
 * obs_match_all:
 * @threads: 0: one for each processor
 * @progress: (nullable): called now and then, from any thread
 *
 * Ranks @top labels for each of @texts; equal texts are ranked once. What comes out does not depend
 * on the number of threads.
 */
gboolean obs_match_all (const ObsMatcher *matcher, ObsMatchText *texts, guint n, guint top,
                        guint threads, ObsMatchProgress progress, gpointer user_data,
                        GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsMatcher, obs_matcher_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsMatchRun, obs_match_run_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsMatchWord, obs_match_word_free)

G_END_DECLS
