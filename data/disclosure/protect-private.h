/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/disclosure/lattice-private.h"
#include "data/disclosure/protect.h"

G_BEGIN_DECLS

/* For data/disclosure and its tests: the state of one run. */

/* Those who answered a thing in a period. Tables with the same groups share it, so that the same
 * base is the same everywhere. */
typedef struct
{
  guint64 *units;
  gboolean pooled;
  gboolean fixed;       /* of tables that stay as an earlier edition has them */
  guint n_cells;        /* of the frame that it is shown by */
  guint *count;         /* groups in each */
  ObsCellState *state;  /* of each base */
  GPtrArray *variables; /* of const char *, interned: what they were asked */
  guint component;      /* populations that share a variable are one component */
  guint offset;         /* of its first cell in the grid of the component */
  GPtrArray *witnesses; /* of double *: bases that the attacker cannot exclude; the first is true */
} ObsPopulation;

typedef struct
{
  const ObsPanelTables *tables;
  const ObsPolicy *policy;
  const ObsEarlier *earlier;
  GCancellable *cancellable;
  ObsFrame *frame;
  GPtrArray *populations; /* of ObsPopulation * */
  ObsPopulation **of;     /* population of each table, NULL: the table stays as it was */
  guint *frozen;          /* edition that each table stays as in, plus one; 0: none */
} ObsProtection;

#define obs_frame_cell(frame, i) (&g_array_index ((frame)->cells, ObsFrameCell, (i)))

/* Finds the populations of protection->tables; needs tables, policy and earlier. */
void obs_protection_init (ObsProtection *protection);
void obs_protection_clear (ObsProtection *protection);

/* populations.c */
void obs_populations_find (ObsProtection *protection);

/* bases.c */

/* Decides which bases are shown, and what the attacker can find about the others. With @gate
 * nothing more is withheld: a base that can be found is an error. */
gboolean obs_populations_protect (ObsProtection *protection, gboolean gate, GError **error);

/* protect-table.c */

/* Figures of a table: one a cell and category, or one a cell. */
typedef struct
{
  const ObsPanelTable *table;
  const ObsPopulation *population;
  guint n_parts;       /* categories; 1 for a score */
  ObsLattice *grid;    /* values, or counts */
  ObsLattice *squares; /* of a score */
  double *mean, *sd;   /* of a score: as published, for each cell */
  guint8 *bands;       /* of shares: 1 under 10 %, 2 over 90 % */
} ObsTableGrid;

ObsTableGrid *obs_table_grid_new (const ObsProtection *protection, guint table);
void obs_table_grid_free (ObsTableGrid *grid);
gboolean obs_table_grid_protect (const ObsProtection *protection, ObsTableGrid *grid, gboolean gate,
                                 GError **error);
/* The published row of a cell and part, were it shown (or as it is shown). */
void obs_table_grid_row (const ObsProtection *protection, const ObsTableGrid *grid, guint cell,
                         guint part, ObsProtectedRow *row);
/* Codes of a cell and part as the rows of the cube have them. */
void obs_panel_table_codes (const ObsProtection *protection, const ObsPanelTable *table, guint cell,
                            guint part, const char *codes[8]);
guint obs_panel_table_n_parts (const ObsPanelTable *table);
void obs_set_breach (GError **error, const ObsProtection *protection, const ObsPanelTable *table,
                     guint cell, guint part);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ObsProtection, obs_protection_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsTableGrid, obs_table_grid_free)

G_END_DECLS
