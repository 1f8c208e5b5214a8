/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/content/changes.h"

G_BEGIN_DECLS

/* Comparisons of editions: done in a thread of their own, each pair once, and kept for as long as
 * the program runs (editions never change). Main thread only. */

/* obs_changes_compare(), or what stands in for it. Worker threads. */
typedef ObsChanges *(*ObsCompareFunc) (const char *before, const char *after,
                                       GCancellable *cancellable, GError **error);

#define OBS_TYPE_COMPARISONS (obs_comparisons_get_type ())
G_DECLARE_FINAL_TYPE (ObsComparisons, obs_comparisons, OBS, COMPARISONS, GObject)

ObsComparisons *obs_comparisons_new (ObsCompareFunc compare);

/* @before and @after: files. Several may ask for the same pair: the work stops only when all of
 * them have cancelled. */
void obs_comparisons_ask_async (ObsComparisons *self, const char *before, const char *after,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
/* (transfer none): stays as long as @self. */
const ObsChanges *obs_comparisons_ask_finish (ObsComparisons *self, GAsyncResult *result,
                                              GError **error);

/* What is known of the pair already, or NULL. (transfer none) */
const ObsChanges *obs_comparisons_peek (ObsComparisons *self, const char *before,
                                        const char *after);

G_END_DECLS
