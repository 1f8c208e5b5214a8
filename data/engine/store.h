/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "data/engine/answer.h"
#include "data/engine/sources.h"

G_BEGIN_DECLS

/* The door from the main thread to an edition: one worker thread owns the connection. All answers
 * are immutable values. Emits "changed" on the main thread after another edition was opened. */

#define OBS_TYPE_STORE (obs_store_get_type ())
G_DECLARE_FINAL_TYPE (ObsStore, obs_store, OBS, STORE, GObject)

ObsStore *obs_store_new (void);

/* Asked by the worker thread about each opening. @begin: FALSE, with @error set, where @path is not
 * to be opened. @end: after each that was begun; @opened: it is the open edition now. */
typedef struct
{
  gboolean (*begin) (gpointer data, const char *path, GError **error);
  void (*end) (gpointer data, const char *path, gboolean opened);
} ObsStoreGuard;

/* Before the first opening, and once. Keeps @guard; takes @data, which @free_data frees. */
void obs_store_set_guard (ObsStore *self, const ObsStoreGuard *guard, gpointer data,
                          GDestroyNotify free_data);

/* Opens @path and, only when that succeeded, closes the edition that was open before. */
void obs_store_open_async (ObsStore *self, const char *path, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
gboolean obs_store_open_finish (ObsStore *self, GAsyncResult *result, GError **error);

/* Answers @view ahead of being asked (NULL: the home page of the first perspective); the next
 * request for the same view takes that answer. Used at start, while the windows are still being
 * made. */
void obs_store_prime (ObsStore *self, const ObsView *view);

/* The journeys of the open edition, or NULL before the first open. Owned by the store until
 * "changed". */
const ObsJourneys *obs_store_get_journeys (ObsStore *self);
const char *obs_store_get_path (ObsStore *self);

void obs_store_answer_async (ObsStore *self, const ObsView *view, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
ObsFigure *obs_store_answer_finish (ObsStore *self, GAsyncResult *result, GError **error);

/* (transfer full): of ObsFigure * */
void obs_store_home_async (ObsStore *self, const ObsView *view, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *obs_store_home_finish (ObsStore *self, GAsyncResult *result, GError **error);

void obs_store_card_async (ObsStore *self, const ObsView *view, ObsFigure *figure, int row,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
ObsCard *obs_store_card_finish (ObsStore *self, GAsyncResult *result, GError **error);

/* (transfer full): of ObsHit * */
void obs_store_search_async (ObsStore *self, const char *text, const char *perspective,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
GPtrArray *obs_store_search_finish (ObsStore *self, GAsyncResult *result, GError **error);

/* The register of the open edition. (transfer full): of ObsSource * */
void obs_store_sources_async (ObsStore *self, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *obs_store_sources_finish (ObsStore *self, GAsyncResult *result, GError **error);

/* How many numbers the question of @view holds about each area. (transfer full) */
void obs_store_area_counts_async (ObsStore *self, const ObsView *view, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
ObsAreaCounts *obs_store_area_counts_finish (ObsStore *self, GAsyncResult *result, GError **error);

/* Any other question to the edition, with doors of its own (store-taxonomy.h): @call runs on the
 * worker thread and gives a result or NULL with its error set. @data is freed by @free_data. @tag
 * tells one kind of question from another. */
typedef gpointer (*ObsStoreCall) (ObsEdition *edition, gpointer data, GCancellable *cancellable,
                                  GError **error);
void obs_store_call_async (ObsStore *self, ObsStoreCall call, gpointer data,
                           GDestroyNotify free_data, GDestroyNotify free_result, gpointer tag,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
gpointer obs_store_call_finish (ObsStore *self, GAsyncResult *result, gpointer tag,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
