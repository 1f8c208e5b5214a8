/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The user's own SQLite file: what a person adds to the editions. No edition holds any of it, it is
 * never published, and no sync touches it. Ordinary tables, a rollback journal, and a copy is kept
 * before its layout changes. Worker threads; several programs may use one file at a time. */

#define OBS_WORKSPACE_APPLICATION_ID 0x4f627357 /* "ObsW" */
#define OBS_WORKSPACE_VERSION 1

typedef struct _ObsWorkspaceFile ObsWorkspaceFile;

/* HOME/workspace.sqlite, where HOME is that of the editions. (transfer full) */
char *obs_workspace_default_path (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * obs_workspace_file_open:
 * @write: FALSE: something is read; no file is made where there is none, and it counts as empty
 *
 * Opens the workspace at @path, looks whether it is whole, and brings an older one up to date (a
 * copy of it stays beside it as NAME-before-VERSION).
 *
 * Returns: (transfer full): NULL with %OBS_ERROR_CORRUPT (damaged or no workspace),
 *   %OBS_ERROR_SCHEMA_TOO_NEW, %OBS_ERROR_SCHEMA_TOO_OLD (older, and cannot be written),
 *   %OBS_ERROR_NO_SPACE, %OBS_ERROR_BUSY or %OBS_ERROR_FAILED; the file is then as it was
 */
ObsWorkspaceFile *obs_workspace_file_open (const char *path, gboolean write,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_workspace_file_close (ObsWorkspaceFile *file);
const char *obs_workspace_file_get_path (ObsWorkspaceFile *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsWorkspaceFile, obs_workspace_file_close)

G_END_DECLS
