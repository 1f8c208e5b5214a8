/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/documents.h"

G_BEGIN_DECLS

/* The Knowledge, Skills and Behaviours of a document in three columns (one below the other where
 * there is little room): each statement with its best area as a tag. A column is one tab stop;
 * arrows move inside, Enter opens the statement through the window's action "win.open-link".
 *
 * @statements: of ObsStatement *; @corrections: of ObsCorrection *, the person's own.
 * Returns: (transfer floating) */
GtkWidget *obs_statement_columns_new (const GPtrArray *statements,
                                      const GPtrArray *corrections) G_GNUC_WARN_UNUSED_RESULT;

/* "Storing goods", "Storing goods: unsure, not counted", "Storing goods: corrected by you (not in
 * the edition)"; NULL where there is no match. (transfer full) */
char *obs_statement_area_words (const ObsStatement *statement,
                                const GPtrArray *corrections) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
