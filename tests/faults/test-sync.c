/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/edition/db.h"
#include "data/error.h"
#include "data/sync/home-private.h"
#include "data/sync/address.h"
#include "data/sync/names.h"
#include "data/sync/origins.h"
#include "data/sync/sync.h"
#include "data/sync/transport.h"
#include "tests/data/sync/fixture.h"
#include "tests/faults/nginx.h"
#include "tests/faults/rude-server.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define JANUARY "2026-01-01"
#define FEBRUARY "2026-02-01"
#define NOISE 100
#define STAYS "The edition on this computer stays in use."

static char *program; /* this one, to start as a child */

#ifdef __linux__
/* The calls that change a disk, counted on their way to the system: a child may die at any one of
 * them. They take the place of the C library's for the code under test. */
static int die_at;
static int calls;

static void
count_call (void)
{
  if (die_at > 0 && ++calls == die_at)
    raise (SIGKILL);
}

int
fsync (int fd)
{
  count_call ();
  return (int) syscall (SYS_fsync, fd);
}

int
rename (const char *from, const char *to)
{
  count_call ();
  return (int) syscall (SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int
chmod (const char *path, mode_t mode)
{
  count_call ();
  return (int) syscall (SYS_fchmodat, AT_FDCWD, path, mode);
}

ssize_t
write (int fd, const void *data, size_t length)
{
  count_call ();
  return (ssize_t) syscall (SYS_write, fd, data, length);
}
#endif

typedef struct
{
  char *folder;
  char *site;
  char *home;
  RudeServer *server;
  char *address; /* with the fingerprint */
  char *plain;   /* without */
  Nginx *nginx;
} World;

/* Made once: a site with January and February, a home that synced while there was only January. */
static char *model;
static char *january, *february;

static void
make_model (void)
{
  g_autofree char *site = NULL;
  g_autofree char *home = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *address = NULL;
  g_autoptr (RudeServer) server = rude_server_new ();
  g_autoptr (ObsSyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  model = fixture_folder ();
  site = g_build_filename (model, "site", NULL);
  home = g_build_filename (model, "home", NULL);
  january = fixture_edition (model, JANUARY, NOISE);
  february = fixture_next_edition (model, FEBRUARY, NOISE, 30, 4, 1);
  fixture_publish (january, site);
  rude_server_put_tree (server, site);
  plain = rude_server_address (server);
  address = fixture_origin (plain);
  result = obs_sync_run (address, home, OBS_SYNC_INSTALL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, OBS_SYNC_INSTALLED);
  g_assert_cmpint (result->route, ==, OBS_SYNC_ROUTE_ALL);
  fixture_publish (february, site);
}

static void
set_up (World *self, gconstpointer unused)
{
  g_setenv ("OBSERVATORY_BUNDLED", "/nonexistent", TRUE);
  g_setenv ("OBSERVATORY_ORIGINS", "/nonexistent", TRUE);
  if (model == NULL)
    make_model ();
  self->folder = fixture_folder ();
  fixture_copy_tree (model, self->folder);
  self->site = g_build_filename (self->folder, "site", NULL);
  self->home = g_build_filename (self->folder, "home", NULL);
  self->server = rude_server_new ();
  rude_server_put_tree (self->server, self->site);
  self->plain = rude_server_address (self->server);
  self->address = fixture_origin (self->plain);
}

static void
tear_down (World *self, gconstpointer unused)
{
  g_clear_pointer (&self->nginx, nginx_free);
  rude_server_free (self->server);
  fixture_clear (self->folder);
  g_free (self->site);
  g_free (self->home);
  g_free (self->address);
  g_free (self->plain);
}

/* A home without anything. */
static void
empty_home (World *self)
{
  g_free (self->home);
  self->home = g_build_filename (self->folder, "new-home", NULL);
}

static gboolean
start_nginx (World *self)
{
  const char *why = NULL;

  self->nginx = nginx_new (self->folder, &why);
  if (self->nginx == NULL)
    g_test_skip (why);
  return self->nginx != NULL;
}

static ObsSyncResult *
run_sync (World *self, const char *address, ObsSyncMode mode, GError **error)
{
  return obs_sync_run (address, self->home, mode, NULL, NULL, NULL, error);
}

static void
expect_date (World *self, const char *date)
{
  g_autofree char *found = fixture_current_date (self->home);

  g_assert_cmpstr (found, ==, date);
}

static void
expect_sync (World *self, const char *address, ObsSyncMode mode, ObsSyncOutcome outcome)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsSyncResult) result = run_sync (self, address, mode, &error);

  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, outcome);
}

/* The next honest sync works, without repair. */
static void
expect_recovery (World *self)
{
  rude_server_behave (self->server, RUDE_HONEST, "", 0, NULL);
  expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  expect_date (self, FEBRUARY);
}

static void
expect_failure (World *self, const char *address, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsSyncResult) result = run_sync (self, address, OBS_SYNC_INSTALL, &error);

  g_assert_null (result);
  g_test_message ("%s", error->message);
  g_assert_error (error, OBS_ERROR, code);
  g_assert_nonnull (strstr (error->message, STAYS));
  expect_date (self, JANUARY);
}

static void
test_modes (World *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsSyncResult) result = run_sync (self, self->address, OBS_SYNC_CHECK_ONLY, &error);

  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, OBS_SYNC_AVAILABLE);
  g_assert_cmpstr (result->date, ==, FEBRUARY);
  g_assert_cmpint (result->number, ==, 2);
  g_assert_null (result->edition);
  expect_date (self, JANUARY);

  g_clear_pointer (&result, obs_sync_result_free);
  result = run_sync (self, self->address, OBS_SYNC_STAGE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, OBS_SYNC_STAGED);
  g_assert_cmpint (result->route, ==, OBS_SYNC_ROUTE_PACKS);
  g_assert_cmpuint (result->files, ==, 1);
  g_assert_true (g_str_has_prefix (result->edition, FEBRUARY "-"));
  g_test_message ("pack %d bytes, metadata %d, all %d in %u requests", (int) result->payload,
                  (int) result->metadata, (int) result->fetched, result->requests);
  g_assert_cmpuint (result->fetched, ==, result->metadata + result->payload);
  g_assert_cmpuint (result->requests, <=, 8);
  expect_date (self, JANUARY);

  /* Accepted: nothing comes a second time. */
  g_clear_pointer (&result, obs_sync_result_free);
  result = run_sync (self, self->address, OBS_SYNC_INSTALL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, OBS_SYNC_INSTALLED);
  g_assert_cmpuint (result->payload, ==, 0);
  g_assert_cmpuint (result->requests, <=, 2);
  expect_date (self, FEBRUARY);
  g_clear_pointer (&result, obs_sync_result_free);
  result = run_sync (self, NULL, OBS_SYNC_INSTALL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, OBS_SYNC_UP_TO_DATE);
  g_assert_true (g_str_has_prefix (result->edition, FEBRUARY "-"));
  g_assert_cmpuint (result->fetched, <, 2000);
}

/* All ways lead to the same content. */
static void
test_routes (World *self, gconstpointer unused)
{
  g_autofree char *other = g_build_filename (self->folder, "other-home", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsSyncResult) by_pack = run_sync (self, self->address, OBS_SYNC_INSTALL, &error);
  g_autoptr (ObsSyncResult) by_all = NULL;
  g_autoptr (ObsInstalled) one = NULL;
  g_autoptr (ObsInstalled) two = NULL;

  g_assert_no_error (error);
  by_all = obs_sync_run (self->address, other, OBS_SYNC_INSTALL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (by_all->route, ==, OBS_SYNC_ROUTE_ALL);
  one = obs_home_get_current (self->home, NULL);
  two = obs_home_get_current (other, NULL);
  g_assert_cmpstr (one->state, ==, two->state);
  g_assert_cmpint (one->edition, ==, 2);
  g_assert_cmpstr (one->origin_id, ==, two->origin_id);
  g_test_message ("pack %d bytes in %u requests; all segments %d bytes in %u requests",
                  (int) by_pack->fetched, by_pack->requests, (int) by_all->fetched,
                  by_all->requests);
  g_assert_cmpuint (by_pack->fetched, <, by_all->fetched);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (World *self, gconstpointer unused);
  } tests[] = {
    { "/sync/modes", test_modes },
    { "/sync/routes", test_routes },
  };
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  program = g_canonicalize_filename (argv[0], NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, World, NULL, set_up, tests[i].test, tear_down);
  status = g_test_run ();
  g_clear_pointer (&model, fixture_clear);
  return status;
}
