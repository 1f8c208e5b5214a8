/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/engine/figure.h"

G_BEGIN_DECLS

/* Rows of a figure as cells of a table: things down, series across, groups as panels. */
typedef struct
{
  const ObsFigure *figure;
  GPtrArray *keys;    /* of char *: the things, first seen first */
  GHashTable *things; /* set of them */
  GArray *first;      /* of guint: first row of each thing */
  GPtrArray *groups;  /* of const char *: "" for rows without */
  GHashTable *cells;  /* key, group, series -> row + 1 */
} ObsGrid;

/* @by_group: one key in two groups is two things. No row is lost: a second row for a cell that is
 * taken starts a thing of its own. */
ObsGrid *obs_grid_new (const ObsFigure *figure, gboolean by_group);
void obs_grid_free (ObsGrid *grid);
/* Row of the figure in a cell, -1 where there is none. @group NULL: the first of any group. */
int obs_grid_cell (const ObsGrid *grid, guint key, const char *group, const char *series);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsGrid, obs_grid_free)

G_END_DECLS
