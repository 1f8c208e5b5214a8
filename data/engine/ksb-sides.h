/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/engine/ask.h"
#include "data/engine/cube.h"

G_BEGIN_DECLS

/* For the figures of knowledge, skills and behaviours only: cells of the cubes "ksb_…". */

typedef struct
{
  ObsInterval interval;
  double texts; /* that it rests on; of a panel the businesses */
} ObsKsbCell;

/**
 * obs_ksb_cells:
 * @cube: one of the cubes
 * @filters: of its dimensions but concept, sector, area and period, which the view gives
 * @period: (inout): NULL: all that is held, or the latest; the one taken comes out
 *
 * Returns: (transfer full): concept to ObsKsbCell; NULL with @error set
 */
GHashTable *obs_ksb_cells (ObsAsk *ask, const char *cube, const ObsCubeFilter *filters,
                           char **period, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One concept of a figure. */
typedef struct
{
  char *code, *label, *ksb;
} ObsKsbConcept;

/* Those that the figure is about: the narrower ones of the view's concept, or of that of the
 * specification ("concept"); else those of its "kinds" (areas) and of the letter of the figure. */
GPtrArray *obs_ksb_concepts (ObsAsk *ask, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Notes what one side rests on: how many texts, of where, and what could not be tied. */
void obs_ksb_note_coverage (ObsAsk *ask, const char *basis, const char *period);
char *obs_ksb_basis_label (ObsAsk *ask, const char *basis) G_GNUC_WARN_UNUSED_RESULT;

/* Share of a side in a row: as much of it as its number of texts bears. */
void obs_ksb_fill_share (ObsAsk *ask, ObsFigureRow *row, const ObsKsbCell *cell, const char *basis,
                         const char *none);
ObsFigureRow *obs_ksb_add_row (ObsAsk *ask, const ObsKsbConcept *concept, const char *series);

/* Leaves the first @most things of the figure, and says how many there are beyond. */
void obs_ksb_cut (ObsAsk *ask, guint most);

G_END_DECLS
