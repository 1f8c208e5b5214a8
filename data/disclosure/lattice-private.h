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
  double cost;                /* of withholding it; HUGE_VAL: it stays as it is */
  double low, high;           /* what the attacker knows before any relation is used */
  gboolean whole;             /* a count */
  double need_high;           /* the attacker's greatest value must reach this, */
  double need_low;            /* and the least this, */
  double need_width;          /* and they must be so far apart, */
  double base;                /* where the least is not below this */
  double seen_low, seen_high; /* values that are possible, as far as seen */
} ObsLatticeCell;

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
} ObsLatticeRow;

typedef struct
{
  GArray *cells; /* of ObsLatticeCell */
  GArray *rows;  /* of ObsLatticeRow */
} ObsLattice;

ObsLattice *obs_lattice_new (guint n_cells) G_GNUC_WARN_UNUSED_RESULT;
void obs_lattice_free (ObsLattice *grid);
/* Adds a relation among the children and the parent (-1: none; then @known is the sum). */
ObsLatticeRow *obs_lattice_add_row (ObsLattice *grid, ObsRowKind kind, int parent, double known,
                                    const guint *children, guint n, guint offset);
#define obs_lattice_cell(grid, i) (&g_array_index ((grid)->cells, ObsLatticeCell, (i)))
#define obs_lattice_row(grid, i) (&g_array_index ((grid)->rows, ObsLatticeRow, (i)))
#define obs_lattice_withheld(grid, i) (obs_lattice_cell ((grid), (i))->state != OBS_OPEN)
/* Forgets what was seen: only the truth is known to be possible. */
void obs_lattice_reset_seen (ObsLattice *grid);
/* Notes that @solution is possible. */
void obs_lattice_see (ObsLattice *grid, const double *solution);
/* TRUE where what was seen is as wide as is needed. */
gboolean obs_lattice_is_safe (const ObsLatticeCell *cell);

/* suppress.c */

/* Withholds more until in each relation none or two and more are withheld, and those that are left
 * over when the open ones are taken from an open sum are none or @threshold and more groups. */
gboolean obs_lattice_close_relations (ObsLattice *grid, guint threshold);
/* Withholds the cheapest open cell that stands in a relation with @cell; FALSE: there is none. */
gboolean obs_lattice_protect (ObsLattice *grid, guint cell);
/* Withholds the cheapest open cell of a relation; FALSE: there is none. */
gboolean obs_lattice_close_one (ObsLattice *grid, const ObsLatticeRow *row);

/* attack.c */

typedef struct _ObsAttack ObsAttack;

ObsAttack *obs_attack_new (const ObsLattice *grid) G_GNUC_WARN_UNUSED_RESULT;
void obs_attack_free (ObsAttack *attack);
/* Takes bounds and known sums from the grid again. */
void obs_attack_refresh (ObsAttack *attack, const ObsLattice *grid);
/* Solves for the greatest sum of cells times @objective, NULL for any solution. @solution has one
 * value a cell. FALSE: there is none. */
gboolean obs_attack_solve (ObsAttack *attack, const double *objective, double *solution);
/* Least and greatest value of a cell: what an attacker finds. FALSE: the relations contradict each
 * other. */
gboolean obs_attack_range (ObsAttack *attack, const ObsLattice *grid, guint cell, double *least,
                           double *greatest);
/* One program for all cells that are not yet safe, in directions that differ from @try to @try; the
 * first is always solved. What it finds is seen by the grid and appended to @solutions (of double
 * *) unless NULL. FALSE: the relations contradict each other. */
gboolean obs_attack_mix (ObsAttack *attack, ObsLattice *grid, guint try, GPtrArray *solutions);
/* Finds the greatest and, if it is still not safe, the least value of a cell; as above. */
gboolean obs_attack_reach (ObsAttack *attack, ObsLattice *grid, guint cell, GPtrArray *solutions);
/* Both, until each withheld cell is safe. Returns -1, or the first cell that is not, or -2 where
 * the relations contradict each other. */
int obs_attack_run (ObsAttack *attack, ObsLattice *grid, GPtrArray *solutions);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsLattice, obs_lattice_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsAttack, obs_attack_free)

G_END_DECLS
