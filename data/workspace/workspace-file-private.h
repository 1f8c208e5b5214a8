/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/db.h"
#include "data/workspace/workspace-file.h"

G_BEGIN_DECLS

/* Inside data/workspace, and for its tests. */

typedef struct
{
  const char *const *steps; /* step i brings version i to version i + 1; SQL */
  guint n;                  /* version of this program */
} ObsWorkspaceSteps;

extern const ObsWorkspaceSteps obs_workspace_steps;

/* As obs_workspace_file_open(), with other steps; @read_only: as on a disk that can only be read.
 */
ObsWorkspaceFile *obs_workspace_file_open_with (const char *path, gboolean write,
                                                gboolean read_only, const ObsWorkspaceSteps *steps,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
sqlite3 *obs_workspace_file_get_db (ObsWorkspaceFile *file);

/* Says in words about the file at @path what @rc of SQLite means. */
void obs_workspace_set_error (sqlite3 *db, int rc, const char *path, GError **error);
gboolean obs_workspace_exec (sqlite3 *db, const char *path, const char *sql, GError **error);
/* The number that @pragma answers; -1 with @error. */
int obs_workspace_number (sqlite3 *db, const char *path, const char *pragma, GError **error);

/* Brings @db from its version to that of @steps, each step in a transaction of its own; a file that
 * has content is copied before the first. */
gboolean obs_workspace_migrate (sqlite3 *db, const char *path, const ObsWorkspaceSteps *steps,
                                GError **error);

G_END_DECLS
