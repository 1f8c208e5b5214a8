/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "data/edition/edition.h"

G_BEGIN_DECLS

/* Thin helpers around SQLite; bound parameters only. */

/* The connection of an open edition: read-only, owned by the edition. */
sqlite3 *obs_edition_get_db (ObsEdition *edition);

sqlite3_stmt *obs_db_prepare (sqlite3 *db, const char *sql,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean obs_db_exec (sqlite3 *db, const char *sql, GError **error);
void obs_db_set_error (sqlite3 *db, int rc, GError **error);

/* Steps once. 1: a row, 0: done, -1: error is set (cancellation included). */
int obs_db_step (sqlite3_stmt *stmt, GCancellable *cancellable, GError **error);

/* Text of a column, "" for NULL; owned by the statement until the next step. */
const char *obs_db_text (sqlite3_stmt *stmt, int column);
/* Number of a column, NAN for NULL. */
double obs_db_double (sqlite3_stmt *stmt, int column);
/* TRUE when @name is [a-z][a-z0-9_]{0,62}: safe as an identifier in generated SQL. */
gboolean obs_db_is_identifier (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3, sqlite3_close_v2)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

G_END_DECLS
