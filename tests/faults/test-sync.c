/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/edition/db.h"
#include "data/edition/edition.h"
#include "data/error.h"
#include "data/sync/home.h"
#include "data/sync/sync.h"
#include "data/sync/transport.h"
#include "tests/data/sync/fixture.h"
#include "tests/faults/nginx.h"
#include "tests/faults/rude-server.h"
#include "tests/faults/sync-world.h"

#include <string.h>

/* Runs of the sync: what each mode does, the ways a run takes, the servers it talks to, and what
 * the caller sees meanwhile. */

static void
test_modes (World *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsSyncResult) result = world_run (self, self->address, OBS_SYNC_CHECK_ONLY, &error);

  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, OBS_SYNC_AVAILABLE);
  g_assert_cmpstr (result->date, ==, FEBRUARY);
  g_assert_cmpint (result->number, ==, 2);
  g_assert_null (result->edition);
  world_expect_date (self, JANUARY);

  g_clear_pointer (&result, obs_sync_result_free);
  result = world_run (self, self->address, OBS_SYNC_STAGE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, OBS_SYNC_STAGED);
  g_assert_cmpint (result->route, ==, OBS_SYNC_ROUTE_PACKS);
  g_assert_cmpuint (result->files, ==, 1);
  g_assert_true (g_str_has_prefix (result->edition, FEBRUARY "-"));
  g_test_message ("pack %d bytes, metadata %d, all %d in %u requests", (int) result->payload,
                  (int) result->metadata, (int) result->fetched, result->requests);
  g_assert_cmpuint (result->fetched, ==, result->metadata + result->payload);
  g_assert_cmpuint (result->requests, <=, 8);
  world_expect_date (self, JANUARY);

  /* Accepted: nothing comes a second time. */
  g_clear_pointer (&result, obs_sync_result_free);
  result = world_run (self, self->address, OBS_SYNC_INSTALL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, OBS_SYNC_INSTALLED);
  g_assert_cmpuint (result->payload, ==, 0);
  g_assert_cmpuint (result->requests, <=, 2);
  world_expect_date (self, FEBRUARY);
  g_clear_pointer (&result, obs_sync_result_free);
  result = world_run (self, NULL, OBS_SYNC_INSTALL, &error);
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
  g_autoptr (ObsSyncResult) by_pack = world_run (self, self->address, OBS_SYNC_INSTALL, &error);
  g_autoptr (ObsSyncResult) by_all = NULL;
  g_autoptr (ObsInstalled) one = NULL;
  g_autoptr (ObsInstalled) two = NULL;

  g_assert_no_error (error);
  by_all = obs_sync_run (self->address, other, OBS_SYNC_INSTALL, NULL, NULL, NULL, NULL, &error);
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

static void
test_nginx (World *self, gconstpointer unused)
{
  g_autofree char *plain = NULL;
  g_autofree char *site = NULL;
  g_autofree char *moved_plain = NULL;
  g_autofree char *moved = NULL;
  g_autofree char *log = NULL;
  g_auto (GStrv) lines = NULL;
  guint conditions = 0, small = 0;

  if (!world_start_nginx (self))
    return;
  plain = nginx_address (self->nginx, NGINX_PLAIN, "site/");
  site = fixture_origin (plain);
  moved_plain = nginx_address (self->nginx, NGINX_PLAIN, "moved/");
  moved = fixture_origin (moved_plain);
  world_expect_sync (self, site, OBS_SYNC_STAGE, OBS_SYNC_STAGED);
  /* Not modified, and yet there is something to do. */
  world_expect_sync (self, plain, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  world_expect_date (self, FEBRUARY);
  world_expect_sync (self, plain, OBS_SYNC_INSTALL, OBS_SYNC_UP_TO_DATE);
  world_expect_sync (self, moved, OBS_SYNC_INSTALL, OBS_SYNC_UP_TO_DATE);

  log = nginx_log (self->nginx);
  lines = g_strsplit (g_strchomp (log), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >=, 10);
  g_assert_cmpuint (g_strv_length (lines), <=, 16);
  /* No cookie, no name, one agent, no query; a condition for the timestamp only. */
  for (guint i = 0; lines[i] != NULL; i++)
    {
      gboolean conditional = !g_str_has_suffix (lines[i], " n=-");

      g_test_message ("%s", lines[i]);

      g_assert_nonnull (strstr (lines[i], " c=- a=- u=SkillsObservatory/1.0 q=- "));
      conditions += conditional;
      small += strstr (lines[i], "/metadata/timestamp.json 304 ") != NULL;
      g_assert_true (!conditional || strstr (lines[i], "/metadata/timestamp.json ") != NULL);
    }
  g_assert_cmpuint (small, ==, 3);
  g_assert_cmpuint (conditions, >=, small);
}

static void
test_nginx_refused (World *self, gconstpointer unused)
{
  static const struct
  {
    const char *path;
    int code;
  } cases[] = { { "nothing/", OBS_ERROR_HTTP },
                { "broken/", OBS_ERROR_HTTP },
                { "away/", OBS_ERROR_HTTP },
                { "loop/", OBS_ERROR_HTTP } };
  g_autofree char *plain_site = NULL;
  g_autofree char *site = NULL;

  if (!world_start_nginx (self))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *plain = nginx_address (self->nginx, NGINX_PLAIN, cases[i].path);
      g_autofree char *address = fixture_origin (plain);

      world_expect_failure (self, address, cases[i].code);
    }
  plain_site = nginx_address (self->nginx, NGINX_PLAIN, "site/");
  site = fixture_origin (plain_site);
  world_expect_sync (self, site, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  world_expect_date (self, FEBRUARY);
}

static void
test_tls (World *self, gconstpointer unused)
{
  ObsTransportLimits limits = obs_transport_limits;
  g_autoptr (ObsTransport) strict = obs_transport_new (NULL);
  g_autoptr (ObsTransport) transport = NULL;

  if (!world_start_nginx (self))
    return;
  limits.authorities = nginx_authority (self->nginx);
  transport = obs_transport_new (&limits);
  for (int port = NGINX_GOOD; port < NGINX_N_PORTS; port++)
    {
      g_autofree char *url = nginx_address (self->nginx, (NginxPort) port, "metadata/1.root.json");
      g_autoptr (GError) error = NULL;
      g_auto (ObsTransportAnswer) answer = { 0 };
      ObsTransportAsk ask = { 65536, NULL, 0 };
      g_autoptr (GBytes) bytes
          = obs_transport_fetch_bytes (transport, url, &ask, &answer, NULL, &error);

      if (port == NGINX_GOOD)
        {
          g_assert_no_error (error);
          g_assert_nonnull (bytes);
          obs_transport_answer_clear (&answer);
          /* The system does not know this authority. */
          g_assert_null (obs_transport_fetch_bytes (strict, url, &ask, &answer, NULL, &error));
        }
      g_assert_error (error, OBS_ERROR, OBS_ERROR_FAILED);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, "prove"));
    }
}

/* What came with the program counts: as a base, and where it is newer. */
static void
test_bundled (World *self, gconstpointer unused)
{
  g_autofree char *march = fixture_edition (self->folder, "2026-03-01", 2);
  g_autoptr (ObsSyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  world_empty_home (self);
  g_setenv ("OBSERVATORY_BUNDLED", march, TRUE);
  world_expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_UP_TO_DATE);
  g_setenv ("OBSERVATORY_BUNDLED", world_january (), TRUE);
  result = world_run (self, self->address, OBS_SYNC_INSTALL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, OBS_SYNC_INSTALLED);
  g_assert_cmpint (result->route, ==, OBS_SYNC_ROUTE_PACKS);
  world_expect_date (self, FEBRUARY);
}

/* Editions of a home that knew no origins stay in use, and serve as a base. */
static void
test_old_home (World *self, gconstpointer unused)
{
  g_autofree char *sha256 = fixture_sha256 (world_january ());
  g_autofree char *name = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (ObsSyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  world_empty_home (self);
  name = obs_home_install (self->home, world_january (), sha256, TRUE, NULL, &error);
  g_assert_no_error (error);
  result = world_run (self, self->address, OBS_SYNC_INSTALL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->route, ==, OBS_SYNC_ROUTE_PACKS);
  world_expect_date (self, FEBRUARY);
  list = obs_home_list (self->home, NULL);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (((ObsInstalled *) list->pdata[1])->name, ==, name);
  g_assert_null (((ObsInstalled *) list->pdata[1])->origin_id);
}

/* The first address is no good; the second one is asked, within one run. */
static void
test_mirrors (World *self, gconstpointer unused)
{
  static const struct
  {
    RudeManner manner;
    const char *suffix;
    gsize at;
  } cases[] = { { RUDE_STATUS, "", 404 }, { RUDE_RESET, "", 10 },      { RUDE_ENDLESS, "", 0 },
                { RUDE_PORTAL, "", 0 },   { RUDE_GARBAGE, ".zst", 0 }, { RUDE_PORTAL, ".zst", 0 } };
  g_autoptr (RudeServer) second = rude_server_new ();
  g_autofree char *mirror = rude_server_address (second);
  char *mirrors[] = { mirror, NULL };
  g_autofree char *march = fixture_next_edition (self->folder, "2026-03-01", NOISE, 3, 3, 1);
  g_autofree char *home = NULL;

  fixture_sign_with (march, self->site, NULL, mirrors, g_get_real_time () / G_USEC_PER_SEC);
  rude_server_put_tree (self->server, self->site);
  rude_server_put_tree (second, self->site);
  world_expect_sync (self, self->address, OBS_SYNC_CHECK_ONLY, OBS_SYNC_AVAILABLE);
  home = g_steal_pointer (&self->home);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *current = NULL;

      g_free (self->home);
      self->home = g_strdup_printf ("%s-%u", home, i);
      fixture_copy_tree (home, self->home);
      rude_server_behave (self->server, cases[i].manner, cases[i].suffix, cases[i].at, NULL);
      world_expect_sync (self, self->plain, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
      world_expect_date (self, "2026-03-01");
    }
}

typedef struct
{
  GMainLoop *loop;
  guint told;
  gint64 last;
  gint64 closest;
  GThread *thread;
  gboolean done;
  ObsSyncResult *result;
  GError *error;
} Async;

static void
progress_cb (const ObsSyncProgress *progress, gpointer user_data)
{
  Async *async = user_data;
  gint64 now = g_get_monotonic_time ();

  g_assert_false (async->done);
  g_assert_true (g_thread_self () == async->thread);
  g_assert_nonnull (progress->stage);
  g_assert_true (progress->total == 0 || progress->done <= progress->total);
  if (async->told++ > 0)
    async->closest = MIN (async->closest, now - async->last);
  async->last = now;
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Async *async = user_data;

  async->done = TRUE;
  async->result = obs_sync_run_finish (result, &async->error);
  g_main_loop_quit (async->loop);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_async (World *self, gconstpointer unused)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Async async = { loop, 0, 0, G_MAXINT64, g_thread_self (), FALSE, NULL, NULL };
  g_autofree char *plain = NULL;
  g_autofree char *address = NULL;

  if (!world_start_nginx (self))
    return;
  plain = nginx_address (self->nginx, NGINX_PLAIN, "slow/");
  address = fixture_origin (plain);
  obs_sync_run_async (address, self->home, OBS_SYNC_INSTALL, NULL, progress_cb, &async, NULL,
                      done_cb, &async);
  g_main_loop_run (loop);
  g_assert_no_error (async.error);
  g_assert_cmpint (async.result->outcome, ==, OBS_SYNC_INSTALLED);
  g_assert_cmpuint (async.told, >, 0);
  g_test_message ("told %u times, closest %d us", async.told, (int) async.closest);
  g_assert_cmpint (async.closest, >=, 99000);
  obs_sync_result_free (async.result);
  world_expect_date (self, FEBRUARY);
}

/* Cancelled at ten random moments: at once, nothing changed, and the next sync works. */
static void
test_cancel (World *self, gconstpointer unused)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (17);
  g_autofree char *fresh = g_strdup (self->home);
  g_autofree char *plain = NULL;
  g_autofree char *address = NULL;
  gint64 worst = 0;

  if (!world_start_nginx (self))
    return;
  plain = nginx_address (self->nginx, NGINX_PLAIN, "slow/");
  address = fixture_origin (plain);
  for (int i = 0; i < 10; i++)
    {
      g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Async async = { loop, 0, 0, G_MAXINT64, g_thread_self (), FALSE, NULL, NULL };
      guint after = (guint) g_rand_int_range (random, 0, 150);
      gint64 start;

      g_free (self->home);
      self->home = g_strdup_printf ("%s-%d", fresh, i);
      fixture_copy_tree (fresh, self->home);
      start = g_get_monotonic_time ();
      g_timeout_add (after, cancel_cb, cancellable);
      obs_sync_run_async (address, self->home, OBS_SYNC_INSTALL, NULL, progress_cb, &async,
                          cancellable, done_cb, &async);
      g_main_loop_run (loop);
      worst = MAX (worst, g_get_monotonic_time () - start - (gint64) after * 1000);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_error (async.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&async.error);
      world_expect_date (self, JANUARY);
      if (i % 5 == 0)
        world_expect_recovery (self);
    }
  g_test_message ("slowest cancel: %d us", (int) worst);
  g_assert_cmpint (worst, <, 200000);
}

/* The open edition answers while another one comes, whatever becomes of that. */
static void
test_open_edition (World *self, gconstpointer unused)
{
  static const RudeManner manners[] = { RUDE_CUT, RUDE_ENDLESS, RUDE_PORTAL, RUDE_HONEST };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = obs_home_open_path (self->home, &error);
  g_autoptr (ObsEdition) edition = obs_edition_open (path, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (manners); i++)
    {
      g_autoptr (ObsSyncResult) result = NULL;
      g_autoptr (sqlite3_stmt) stmt = NULL;

      rude_server_behave (self->server, manners[i], ".zst", 5000, NULL);
      result = world_run (self, self->address, OBS_SYNC_INSTALL, NULL);
      g_assert_cmpint (result != NULL, ==, manners[i] == RUDE_HONEST);
      stmt = obs_db_prepare (obs_edition_get_db (edition), "SELECT date FROM edition", &error);
      g_assert_no_error (error);
      g_assert_cmpint (obs_db_step (stmt, NULL, &error), ==, 1);
      g_assert_cmpstr (obs_db_text (stmt, 0), ==, JANUARY);
    }
  world_expect_date (self, FEBRUARY);
}

int
main (int argc, char **argv)
{
  static const WorldTest tests[] = {
    { "/sync/modes", test_modes },
    { "/sync/routes", test_routes },
    { "/sync/nginx", test_nginx },
    { "/sync/nginx-refused", test_nginx_refused },
    { "/sync/tls", test_tls },
    { "/sync/bundled", test_bundled },
    { "/sync/old-home", test_old_home },
    { "/sync/mirrors", test_mirrors },
    { "/sync/async", test_async },
    { "/sync/cancel", test_cancel },
    { "/sync/open-edition", test_open_edition },
  };

  return world_run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
