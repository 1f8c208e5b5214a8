/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/engine/answer.h"
#include "data/sync/content/changes.h"

G_BEGIN_DECLS

/* What a comparison of two editions says: sentences, tables and a chart. Pure, no widgets. All
 * (transfer full). */

gint64 obs_changes_sum (const ObsChangeCounts *counts);
/* Neither figures nor questions, methods or other texts differ. */
gboolean obs_changes_are_none (const ObsChanges *changes);

/* "412 figures are new, 37 revised, 2 withdrawn"; NULL where all are zero. */
char *obs_changes_counts_words (const ObsChangeCounts *counts) G_GNUC_WARN_UNUSED_RESULT;
/* "Since 1 Nov 2026: 412 figures are new, 37 revised, 2 withdrawn." */
char *obs_changes_head (const ObsChanges *changes) G_GNUC_WARN_UNUSED_RESULT;
/* The line on a question's page; NULL where @question is not touched. @changes may be NULL. */
char *obs_changes_question_words (const ObsChanges *changes,
                                  const char *question) G_GNUC_WARN_UNUSED_RESULT;
/* "E1 What matters most"; the key alone where @journeys do not ask it. */
char *obs_changes_question_title (const ObsJourneys *journeys,
                                  const char *key) G_GNUC_WARN_UNUSED_RESULT;

/* Row N of each table is entry N of its array. */
ObsTable *obs_changes_groups_table (const ObsChanges *changes) G_GNUC_WARN_UNUSED_RESULT;
ObsTable *obs_changes_questions_table (const ObsChanges *changes,
                                       const ObsJourneys *journeys) G_GNUC_WARN_UNUSED_RESULT;

/* Bars: how many figures differ, by source, most first. NULL where fewer than two sources do: a
 * single bar says nothing that the head does not. */
ObsFigure *obs_changes_figure (const ObsChanges *changes) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
