/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "tests/faults/sync-world.h"

#include "data/error.h"
#include "tests/begin.h"
#include "tests/data/sync/fixture.h"

#include <string.h>

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
  fixture_sign (january, site);
  rude_server_put_tree (server, site);
  plain = rude_server_address (server);
  address = fixture_origin (plain);
  result = obs_sync_run (address, home, OBS_SYNC_INSTALL, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, OBS_SYNC_INSTALLED);
  g_assert_cmpint (result->route, ==, OBS_SYNC_ROUTE_ALL);
  fixture_sign (february, site);
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
  self->patience = obs_patience_none;
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

void
world_empty_home (World *self)
{
  g_free (self->home);
  self->home = g_build_filename (self->folder, "new-home", NULL);
}

gboolean
world_start_nginx (World *self)
{
  const char *why = NULL;

  self->nginx = nginx_new (self->folder, &why);
  if (self->nginx == NULL)
    g_test_skip (why);
  return self->nginx != NULL;
}

ObsSyncResult *
world_run (World *self, const char *address, ObsSyncMode mode, GError **error)
{
  return obs_sync_run (address, self->home, mode, &self->patience, NULL, NULL, NULL, error);
}

void
world_expect_date (World *self, const char *date)
{
  g_autofree char *found = fixture_current_date (self->home);

  g_assert_cmpstr (found, ==, date);
}

void
world_expect_sync (World *self, const char *address, ObsSyncMode mode, ObsSyncOutcome outcome)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsSyncResult) result = world_run (self, address, mode, &error);

  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, outcome);
}

void
world_expect_recovery (World *self)
{
  rude_server_behave (self->server, RUDE_HONEST, "", 0, NULL);
  world_expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  world_expect_date (self, FEBRUARY);
}

void
world_expect_failure (World *self, const char *address, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsSyncResult) result = world_run (self, address, OBS_SYNC_INSTALL, &error);

  g_assert_null (result);
  g_test_message ("%s", error->message);
  g_assert_error (error, OBS_ERROR, code);
  g_assert_nonnull (strstr (error->message, STAYS));
  world_expect_date (self, JANUARY);
}

char *
world_only_file (World *self, const char *folder)
{
  g_autofree char *path = g_build_filename (self->site, "targets", "observatory", folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = g_dir_read_name (dir);
  char *found = g_strdup_printf ("/targets/observatory/%s/%s", folder, name);

  g_assert_null (g_dir_read_name (dir));
  return found;
}

char *
world_site_file (World *self, const char *path, gsize *length)
{
  g_autofree char *full = g_build_filename (self->site, path, NULL);
  char *data = NULL;

  g_assert_true (g_file_get_contents (full, &data, length, NULL));
  return data;
}

const char *
world_january (void)
{
  return january;
}

int
world_run_tests (int argc, char **argv, const WorldTest *tests, guint n_tests)
{
  int status;

  test_begin (&argc, &argv);
  for (guint i = 0; i < n_tests; i++)
    g_test_add (tests[i].path, World, NULL, set_up, tests[i].test, tear_down);
  status = g_test_run ();
  g_clear_pointer (&model, fixture_clear);
  g_clear_pointer (&january, g_free);
  g_clear_pointer (&february, g_free);
  return status;
}
