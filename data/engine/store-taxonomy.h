/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/engine/store.h"
#include "data/engine/taxonomy.h"

G_BEGIN_DECLS

/* The taxonomy of the open edition, asked for from the main thread. Results as in taxonomy.h, all
 * (transfer full). */

void obs_store_taxonomy_async (ObsStore *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
ObsTaxonomy *obs_store_taxonomy_finish (ObsStore *self, GAsyncResult *result, GError **error);

void obs_store_concept_async (ObsStore *self, const char *code, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
ObsConcept *obs_store_concept_finish (ObsStore *self, GAsyncResult *result, GError **error);

void obs_store_concept_statements_async (ObsStore *self, const char *code, ObsTextSide side,
                                         guint offset, guint limit, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
ObsConceptStatements *obs_store_concept_statements_finish (ObsStore *self, GAsyncResult *result,
                                                           GError **error);

/* of ObsConceptHit * */
void obs_store_concept_search_async (ObsStore *self, const char *text, guint limit,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *obs_store_concept_search_finish (ObsStore *self, GAsyncResult *result, GError **error);

void obs_store_cross_async (ObsStore *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
ObsCross *obs_store_cross_finish (ObsStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
