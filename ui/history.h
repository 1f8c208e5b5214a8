/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/engine/view.h"

G_BEGIN_DECLS

/* Where the reader was, and what was changed there. Back and forward move between places
 * (perspective, question, tab); undo and redo reverse changes inside one place. Going back and
 * forward never loses a change. Main thread only. */

typedef struct _ObsHistory ObsHistory;

#define OBS_HISTORY_PLACES 100
#define OBS_HISTORY_CHANGES 100

ObsHistory *obs_history_new (void) G_GNUC_WARN_UNUSED_RESULT;
void obs_history_free (ObsHistory *self);

/* TRUE where both views show the same place. */
gboolean obs_history_same_place (const ObsView *a, const ObsView *b);

/* Goes to a new place; places that lay forward are forgotten, the oldest beyond the limit too. */
void obs_history_go (ObsHistory *self, const ObsView *view);

/* Changes the view inside the present place. @name says what changed ("Filter: Logistics"). */
void obs_history_change (ObsHistory *self, const ObsView *view, const char *name);

/* Keeps what is no step of its own (which row is selected). */
void obs_history_note (ObsHistory *self, const ObsView *view);

/* The view on screen, or NULL before the first obs_history_go(). Owned by the history. */
const ObsView *obs_history_get_view (const ObsHistory *self);

/* The views that back and forward lead to, or NULL. Owned by the history. */
const ObsView *obs_history_peek_back (const ObsHistory *self);
const ObsView *obs_history_peek_forward (const ObsHistory *self);
gboolean obs_history_back (ObsHistory *self);
gboolean obs_history_forward (ObsHistory *self);

/* Names of the next steps, or NULL where there is none. Owned by the history. */
const char *obs_history_get_undo (const ObsHistory *self);
const char *obs_history_get_redo (const ObsHistory *self);
gboolean obs_history_undo (ObsHistory *self);
gboolean obs_history_redo (ObsHistory *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsHistory, obs_history_free)

G_END_DECLS
