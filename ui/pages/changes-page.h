/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui/comparisons.h"
#include "ui/kept-editions.h"

#include "data/engine/answer.h"

G_BEGIN_DECLS

/* Page "What changed": two editions to choose, and what differs between them in words, as bars and
 * as tables. It compares off the main thread and can be stopped.
 *
 * Signals:
 *   "open-link" (char *link): "question:E8", "source:adverts", "changes:BEFORE..AFTER"
 *   "shown": what was asked for is on screen (or why it is not)
 *   "seen": the person has seen all marks */

#define OBS_TYPE_CHANGES_PAGE (obs_changes_page_get_type ())
G_DECLARE_FINAL_TYPE (ObsChangesPage, obs_changes_page, OBS, CHANGES_PAGE, GtkWidget)

GtkWidget *obs_changes_page_new (ObsComparisons *comparisons);

/* @kept: of ObsKeptEdition * (kept by reference), NULL while they are being looked for. @words:
 * "BEFORE..AFTER" or NULL: see obs_kept_editions_choose(). @journeys: whose questions are named and
 * opened; only read during the call and until the next. */
void obs_changes_page_show (ObsChangesPage *self, GPtrArray *kept, const char *words,
                            const ObsJourneys *journeys);
/* The journeys that were given are about to go. */
void obs_changes_page_forget (ObsChangesPage *self);
void obs_changes_page_set_narrow (ObsChangesPage *self, gboolean narrow);
/* Are there marks that the person has not dismissed? */
void obs_changes_page_set_marked (ObsChangesPage *self, gboolean marked);

/* The comparison on screen, or NULL. (transfer none) */
const ObsChanges *obs_changes_page_get_changes (ObsChangesPage *self);
gboolean obs_changes_page_is_busy (ObsChangesPage *self);
void obs_changes_page_stop (ObsChangesPage *self);

G_END_DECLS
