/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/disclosure/protect.h"

G_BEGIN_DECLS

/* Panels made up for tests, and rules checked against who really answered. */

/* A panel of 60 to 200 groups, sectors as uneven as in life, asked in three waves: a score of one
 * wave, one of all three (pooled and by week), a choice of one and choices of any number. */
ObsPanelTables *panels_random (guint seed) G_GNUC_WARN_UNUSED_RESULT;

/* 122 businesses as the demonstration panel has them: 42, 28 and 52 in eight districts. */
ObsPanelTables *panels_fixed (void) G_GNUC_WARN_UNUSED_RESULT;

/* The same without the answers of one group. */
ObsPanelTables *panels_without (const ObsPanelTables *tables, guint unit) G_GNUC_WARN_UNUSED_RESULT;

/* Checks every row against the answers: threshold, complement, dominance, equal answers, rounding,
 * differences of populations. Returns the first breach in words, or NULL. */
char *panels_find_breach (const ObsPanelTables *tables, const ObsPolicy *policy,
                          const ObsProtected *result);

/* The row of a table in a cell; NULL where it has none. */
const ObsProtectedRow *panels_row (const ObsProtected *result, const ObsPanelTable *table,
                                   const ObsFrame *frame, guint cell, guint part);

/* Attacks every @nth withheld row of the shares in one program a table, bases included, made from
 * the published rows and their description alone. Returns the first that is too narrow, or NULL. */
char *panels_attack (const ObsPanelTables *tables, const ObsProtected *result, guint nth);

/* The same by a group that answered and knows its own answer. */
char *panels_attack_by (const ObsPanelTables *tables, const ObsProtected *result, guint nth,
                        guint unit);

G_END_DECLS
