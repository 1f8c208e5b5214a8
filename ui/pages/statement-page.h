/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/store.h"
#include "data/engine/why.h"
#include "data/workspace/workspace.h"

G_BEGIN_DECLS

/* One sentence: where it stands, what it was matched with and why, and the person's own corrections
 * of that. Links go to the window's action "win.open-link".
 *
 * Signals:
 *   "loaded": what was asked for is on screen
 *   "explained": why each match was made is on screen
 *   "corrected" (char *text): a correction was kept or taken back, in words; it can be undone */
#define OBS_TYPE_STATEMENT_PAGE (obs_statement_page_get_type ())
G_DECLARE_FINAL_TYPE (ObsStatementPage, obs_statement_page, OBS, STATEMENT_PAGE, GtkWidget)

GtkWidget *obs_statement_page_new (ObsStore *store, ObsWorkspace *workspace,
                                   ObsExplainer *explainer);
/* @view: its "select" is the number of the statement. */
void obs_statement_page_show (ObsStatementPage *self, const ObsView *view);
void obs_statement_page_set_narrow (ObsStatementPage *self, gboolean narrow);
/* Takes the last correction back, once. */
void obs_statement_page_undo (ObsStatementPage *self);
/* The sentence on screen, or NULL. */
const char *obs_statement_page_get_text (ObsStatementPage *self);
gboolean obs_statement_page_is_simulated (ObsStatementPage *self);

G_END_DECLS
