/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/build/build-private.h"

G_BEGIN_DECLS

/* For data/build only: how many people, not businesses, said what. Several people of a group may
 * answer, so these cells are a further view of the same groups: they are shown for the whole panel
 * and the whole survey alone, never by sector, place, size or week, so that no difference of two of
 * them, or of one and a cell of the businesses, is about a few groups. The rules stand in the
 * README of data/disclosure. */
typedef struct _ObsPeopleCells ObsPeopleCells;

ObsPeopleCells *obs_people_cells_new (void) G_GNUC_WARN_UNUSED_RESULT;
void obs_people_cells_free (ObsPeopleCells *self);

/* One person's answer over the whole survey: a score, or whether it was chosen (not 0). @form: of
 * the question, as in survey_question; @horizon "all" where it has none; @group: the enterprise
 * group that the person belongs to. */
void obs_people_cells_add (ObsPeopleCells *self, const char *form, const char *question,
                           const char *item, const char *horizon, const char *group, double value);

/* Writes cube_panel_score_people and cube_panel_share_people, which must be described; the cubes of
 * the businesses must hold their rows already. A failure becomes a fault. */
void obs_people_cells_write (ObsPeopleCells *self, ObsBuild *build);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsPeopleCells, obs_people_cells_free)

G_END_DECLS
