/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* For data/disclosure and its tests: figures that add up, some of them withheld, and what an
 * attacker can find out about those by linear programs. */

typedef enum
{
  OBS_OPEN,
  OBS_WITHHELD_BASE,       /* too few in the base */
  OBS_WITHHELD_CATEGORY,   /* too few in a category or its complement */
  OBS_WITHHELD_DOMINANCE,  /* one or two hold too much of the total */
  OBS_WITHHELD_GROUP,      /* all gave the same answer */
  OBS_WITHHELD_DIFFERENCE, /* too near to another population of this edition */
  OBS_WITHHELD_EARLIER,    /* too near to what an earlier edition showed */
  OBS_WITHHELD_OTHERS,     /* protects others: secondary */
  OBS_N_STATES,
} ObsCellState;

typedef struct
{
  ObsCellState state;
  guint weight;               /* groups that it counts */
  double value;               /* the truth */
  double cost;                /* of withholding it */
  double low, high;           /* what the attacker knows before any relation is used */
  gboolean whole;             /* a count */
  double need_high;           /* the attacker's greatest value must reach this, */
  double need_low;            /* and the least this, */
  double need_width;          /* and they must be so far apart, */
  double base;                /* where the least is not below this */
  double seen_low, seen_high; /* values that are possible, as far as seen */
} ObsGridCell;

typedef enum
{
  OBS_ROW_EQUAL,    /* parent = sum of children, or sum of children = known */
  OBS_ROW_AT_LEAST, /* parent >= sum of children */
  OBS_ROW_AT_MOST,  /* parent <= sum of children */
} ObsRowKind;

typedef struct
{
  ObsRowKind kind;
  int parent; /* cell, or -1: the sum is known */
  double known;
  GArray *children; /* of guint */
} ObsGridRow;

typedef struct
{
  GArray *cells; /* of ObsGridCell */
  GArray *rows;  /* of ObsGridRow */
} ObsGrid;

ObsGrid *obs_grid_new (guint n_cells) G_GNUC_WARN_UNUSED_RESULT;
void obs_grid_free (ObsGrid *grid);
/* Adds a relation among the children and the parent (-1: none; then @known is the sum). */
ObsGridRow *obs_grid_add_row (ObsGrid *grid, ObsRowKind kind, int parent, double known,
                              const guint *children, guint n, guint offset);
#define obs_grid_cell(grid, i) (&g_array_index ((grid)->cells, ObsGridCell, (i)))
#define obs_grid_row(grid, i) (&g_array_index ((grid)->rows, ObsGridRow, (i)))
#define obs_grid_withheld(grid, i) (obs_grid_cell ((grid), (i))->state != OBS_OPEN)
/* Forgets what was seen: only the truth is known to be possible. */
void obs_grid_reset_seen (ObsGrid *grid);
/* Notes that @solution is possible. */
void obs_grid_see (ObsGrid *grid, const double *solution);
/* TRUE where what was seen is as wide as is needed. */
gboolean obs_grid_is_safe (const ObsGridCell *cell);

/* suppress.c */

/* Withholds more until in each relation none or two and more are withheld, and those that are left
 * over when the open ones are taken from an open sum are none or @threshold and more groups. */
gboolean obs_grid_close_relations (ObsGrid *grid, guint threshold);
/* Withholds the cheapest open cell that stands in a relation with @cell; FALSE: there is none. */
gboolean obs_grid_protect (ObsGrid *grid, guint cell);
/* Withholds the cheapest open cell of a relation; FALSE: there is none. */
gboolean obs_grid_close_one (ObsGrid *grid, const ObsGridRow *row);

/* attack.c */

typedef struct _ObsAttack ObsAttack;

ObsAttack *obs_attack_new (const ObsGrid *grid) G_GNUC_WARN_UNUSED_RESULT;
void obs_attack_free (ObsAttack *attack);
/* Takes bounds and known sums from the grid again. */
void obs_attack_refresh (ObsAttack *attack, const ObsGrid *grid);
/* Solves for the greatest sum of cells times @objective, NULL for any solution. @solution has one
 * value a cell. FALSE: there is none. */
gboolean obs_attack_solve (ObsAttack *attack, const double *objective, double *solution);
/* Least and greatest value of a cell: what an attacker finds. FALSE: the relations contradict each
 * other. */
gboolean obs_attack_range (ObsAttack *attack, const ObsGrid *grid, guint cell, double *least,
                           double *greatest);
/* Widens what was seen until each withheld cell is safe or its range is known; appends each
 * solution to @solutions (of double *) unless NULL. Returns the first cell that is not safe, -1
 * where all are, -2 where the relations contradict each other. */
int obs_attack_run (ObsAttack *attack, ObsGrid *grid, GPtrArray *solutions);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsGrid, obs_grid_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsAttack, obs_attack_free)

G_END_DECLS
