/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/workspace/corrections.h"

G_BEGIN_DECLS

/* The door from the main thread to the workspace: one worker thread reads and writes the file. What
 * was read last stays at hand. Emits "changed" on the main thread when that is another. */

#define OBS_TYPE_WORKSPACE (obs_workspace_get_type ())
G_DECLARE_FINAL_TYPE (ObsWorkspace, obs_workspace, OBS, WORKSPACE, GObject)

/* @path: NULL: obs_workspace_default_path(). Nothing is opened or made yet. */
ObsWorkspace *obs_workspace_new (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* Reads the corrections anew: another program may have added some. */
void obs_workspace_load_async (ObsWorkspace *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean obs_workspace_load_finish (ObsWorkspace *self, GAsyncResult *result, GError **error);

/* All of @changes or none, see obs_corrections_apply(); then as obs_workspace_load_async(). */
void obs_workspace_correct_async (ObsWorkspace *self, const GPtrArray *changes,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean obs_workspace_correct_finish (ObsWorkspace *self, GAsyncResult *result, GError **error);

/* Writes all corrections to @file as builders of editions read them; @n_rows (out, nullable): how
 * many. An old file stays as it was where it fails. */
void obs_workspace_export_async (ObsWorkspace *self, const char *file, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean obs_workspace_export_finish (ObsWorkspace *self, GAsyncResult *result, guint *n_rows,
                                      GError **error);

/* What was read last: of ObsCorrection *, never NULL. (transfer none): until "changed" */
const GPtrArray *obs_workspace_get_corrections (ObsWorkspace *self);

G_END_DECLS
