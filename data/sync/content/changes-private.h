/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/content/changes.h"
#include "data/sync/content/merge.h"

G_BEGIN_DECLS

/* For the files of this folder only. */

ObsChanges *obs_changes_new (void);
ObsChanges *obs_changes_compare_sides (const ObsMergeSide *before, const ObsMergeSide *after,
                                       GCancellable *cancellable, GError **error);
void obs_change_counts_add (ObsChangeCounts *counts, gboolean before, gboolean after);
gboolean obs_change_counts_any (const ObsChangeCounts *counts);
void obs_change_group_free (ObsChangeGroup *group);
void obs_change_method_free (ObsChangeMethod *method);
void obs_change_question_free (ObsChangeQuestion *question);
int obs_column_of (const ObsTableShape *shape, const char *name); /* -1: none */

/* changes-cubes.c: counts of figures by source and area. */
typedef struct _ObsCubeCounts ObsCubeCounts;
ObsCubeCounts *obs_cube_counts_new (const ObsMergeSide *before, const ObsMergeSide *after);
void obs_cube_counts_free (ObsCubeCounts *counts);
/* To be called before the rows of each cube. FALSE where @table is none. */
gboolean obs_cube_counts_begin (ObsCubeCounts *counts, const ObsTableShape *shape);
void obs_cube_counts_add (ObsCubeCounts *counts, sqlite3_stmt *before, sqlite3_stmt *after);
void obs_cube_counts_finish (ObsCubeCounts *counts, ObsChanges *changes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsCubeCounts, obs_cube_counts_free)

/* changes-questions.c: which questions rest on which rows. */
typedef struct _ObsQuestionUses ObsQuestionUses;
ObsQuestionUses *obs_question_uses_new (const ObsMergeSide *before, const ObsMergeSide *after,
                                        GCancellable *cancellable, GError **error);
void obs_question_uses_free (ObsQuestionUses *uses);
void obs_question_uses_begin (ObsQuestionUses *uses, const ObsTableShape *shape);
void obs_question_uses_add (ObsQuestionUses *uses, sqlite3_stmt *before, sqlite3_stmt *after);
void obs_question_uses_finish (ObsQuestionUses *uses, ObsChanges *changes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsQuestionUses, obs_question_uses_free)

/* changes-texts.c: methods, and sentences about all other tables. */
typedef struct _ObsOtherChanges ObsOtherChanges;
ObsOtherChanges *obs_other_changes_new (const ObsMergeSide *before, const ObsMergeSide *after);
void obs_other_changes_free (ObsOtherChanges *others);
void obs_other_changes_begin (ObsOtherChanges *others, const ObsTableShape *shape);
void obs_other_changes_add (ObsOtherChanges *others, sqlite3_stmt *before, sqlite3_stmt *after);
void obs_other_changes_finish (ObsOtherChanges *others, ObsChanges *changes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsOtherChanges, obs_other_changes_free)

G_END_DECLS
