/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/db.h"
#include "data/sync/content/content.h"

G_BEGIN_DECLS

/* Copies of the default edition that are changed by hand. */

typedef struct
{
  char *folder;
  char *base; /* path of an untouched copy */
} Editions;

void editions_set_up (Editions *self, gconstpointer data);
void editions_tear_down (Editions *self, gconstpointer data);

/* Another copy of @from. (transfer full) */
char *editions_copy (Editions *self, const char *from, const char *name);

/* For writing; no journal. */
sqlite3 *editions_open (const char *path);
/* An empty file with the tables of an edition. */
sqlite3 *editions_create (const char *path);
/* So that it opens as an edition: without free pages. */
void editions_close (sqlite3 *db);

/* Fails the test where SQLite does. */
void editions_run (sqlite3 *db, const char *sql, ...) G_GNUC_PRINTF (2, 3);
gint64 editions_number (sqlite3 *db, const char *sql);

/* A cube "facts" of @rows rows, numbered from 0. */
void editions_add_facts (sqlite3 *db, guint rows);

/* @n changes of every kind, in tables and rows that @random chooses. */
void editions_edit (sqlite3 *db, GRand *random, guint n);

ObsManifest *editions_manifest (sqlite3 *db);
char *editions_state (sqlite3 *db);
/* The file's, read through a connection of its own. */
ObsManifest *editions_manifest_of (const char *path);

/* Segments of an edition, encoded, table by table in the manifest's order. */
GPtrArray *editions_segments (sqlite3 *db, ObsManifest **manifest);

/* Makes @db hold what @manifest says, putting only what it lacks. Returns: segments put. */
guint editions_put (sqlite3 *db, const ObsManifest *held, const ObsManifest *manifest,
                    GPtrArray *segments, ObsTouched *touched);

/* TRUE where tests may take long. */
gboolean editions_campaign (void);

G_END_DECLS
