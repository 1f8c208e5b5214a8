/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/sync.h"
#include "tests/faults/nginx.h"
#include "tests/faults/rude-server.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the tests of the sync have in common: an origin whose server is rude when asked to be, with
 * the editions of January and February, and a home that has January from it. Each test gets its
 * own, copied from a model that is made once. */

#define JANUARY "2026-01-01"
#define FEBRUARY "2026-02-01"
#define NOISE 100 /* of both, as in fixture_edition() */
#define STAYS "The edition on this computer stays in use."

typedef struct
{
  char *folder;
  char *site;
  char *home;
  RudeServer *server;
  char *address; /* with the fingerprint */
  char *plain;   /* without */
  Nginx *nginx;
  ObsPatience patience; /* one try, unless a test wants more */
} World;

typedef struct
{
  const char *path;
  void (*test) (World *self, gconstpointer unused);
} WorldTest;

/* All of main(): runs the tests, each in a new world. Returns: the exit status. */
int world_run_tests (int argc, char **argv, const WorldTest *tests, guint n_tests);

/* Path of the edition of January, which is the model's. */
const char *world_january (void);

/* From here on the test has a home without anything. */
void world_empty_home (World *self);

/* A real server beside the rude one, for the same site. FALSE: there is none, and the test is to
 * return; it counts as skipped, with the reason. */
gboolean world_start_nginx (World *self);

/* The only file in this folder of the site. (transfer full): path on the host */
char *world_only_file (World *self, const char *folder);

/* Bytes of a file of the site. (transfer full) */
char *world_site_file (World *self, const char *path, gsize *length);

/* Syncs the home. @address (nullable): that of the origin in use. (transfer full) */
ObsSyncResult *world_run (World *self, const char *address, ObsSyncMode mode, GError **error);

/* The home's edition in use is whole and has this date. */
void world_expect_date (World *self, const char *date);

/* The sync ends with @outcome. */
void world_expect_sync (World *self, const char *address, ObsSyncMode mode, ObsSyncOutcome outcome);

/* The sync fails with @code of OBS_ERROR, says that the edition stays, and January does. */
void world_expect_failure (World *self, const char *address, int code);

/* The next honest sync works, without repair. */
void world_expect_recovery (World *self);

G_END_DECLS
