/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

/* Which failures a sync tries again, after what pauses, and what it says meanwhile. Nobody waits
 * here: what would be waited is written down. */

#include "data/error.h"
#include "data/sync/home.h"
#include "data/sync/origins.h"
#include "data/sync/patience.h"
#include "tests/data/sync/fixture.h"
#include "tests/faults/sync-world.h"

#include <string.h>

/* Waits that were asked for, and what happens in the one before try @turn. */
typedef struct
{
  World *world;
  GArray *pauses;    /* of guint: milliseconds */
  GPtrArray *stages; /* of char *: what was told, each change once */
  guint turn;
  void (*act) (World *world);
} Waits;

static gboolean
wait_cb (guint ms, gpointer user_data)
{
  Waits *waits = user_data;

  g_array_append_val (waits->pauses, ms);
  if (waits->pauses->len + 1 == waits->turn)
    waits->act (waits->world);
  return TRUE;
}

static void
waits_clear (Waits *waits)
{
  g_array_unref (waits->pauses);
  g_ptr_array_unref (waits->stages);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Waits, waits_clear)

/* From here on the world is patient, and @waits writes down how. */
static void
be_patient (World *self, Waits *waits)
{
  waits->world = self;
  waits->pauses = g_array_new (FALSE, FALSE, sizeof (guint));
  waits->stages = g_ptr_array_new_with_free_func (g_free);
  self->patience = obs_patience;
  self->patience.wait = wait_cb;
  self->patience.wait_data = waits;
}

/* 1, 2, 4, 8 s. */
static void
assert_pauses (Waits *waits, guint n)
{
  g_assert_cmpuint (waits->pauses->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (g_array_index (waits->pauses, guint, i), ==, 1000u << i);
  g_array_set_size (waits->pauses, 0);
}

static void
test_pauses (World *self, gconstpointer unused)
{
  static const guint seconds[] = { 1, 2, 4, 8, 16, 32, 60, 60, 60 };
  static const struct
  {
    const char *value;
    guint seconds;
  } values[] = { { "0", 0 },     { "7", 7 },    { "60", 60 },
                 { "3600", 60 }, { "", 0 },     { "Wed, 21 Oct 2026 07:28:00 GMT", 0 },
                 { "-1", 0 },    { "1.5", 0 },  { "99999999999999999999999", 60 },
                 { "+5", 0 },    { "0x10", 0 }, { "1e3", 0 },
                 { "05", 5 },    { "5 s", 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++)
    g_assert_cmpuint (obs_patience_pause (1000, i + 1, 0), ==, seconds[i] * 1000);
  g_assert_cmpuint (obs_patience_pause (1000, G_MAXUINT, 0), ==, 60000);
  g_assert_cmpuint (obs_patience_pause (0, 3, 0), ==, 0);
  g_assert_cmpuint (obs_patience_pause (1000, 1, 7), ==, 7000);
  g_assert_cmpuint (obs_patience_pause (1000, 4, 7), ==, 8000);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    g_assert_cmpuint (obs_patience_read_retry_after (values[i].value), ==, values[i].seconds);
  for (long status = 100; status < 700; status++)
    g_assert_cmpint (obs_patience_is_passing (status), ==,
                     status == 408 || status == 429 || (status >= 500 && status < 600));
  g_assert_cmpuint (obs_patience.tries, ==, 5);
  g_assert_cmpuint (obs_patience.pause_ms, ==, 1000);
  g_assert_cmpuint (obs_patience_none.tries, ==, 1);
}

/* A fifth more or less, both of them used; never before the time that the host asked for. */
static void
test_spread (World *self, gconstpointer unused)
{
  guint less = 0, least = G_MAXUINT, most = 0;

  for (guint i = 0; i < 2000; i++)
    {
      guint ms = obs_patience_spread (8000, 0);

      less += ms < 8000;
      least = MIN (least, ms);
      most = MAX (most, ms);
      g_assert_cmpuint (obs_patience_spread (8000, 8), >=, 8000);
      g_assert_cmpuint (obs_patience_spread (8000, 8), <=, 9600);
      g_assert_cmpuint (obs_patience_spread (8000, 7), >=, 7000);
      g_assert_cmpuint (obs_patience_spread (60000, 60), >=, 60000);
      g_assert_cmpuint (obs_patience_spread (0, 0), ==, 0);
    }
  g_assert_cmpuint (least, >=, 6400);
  g_assert_cmpuint (least, <, 6600);
  g_assert_cmpuint (most, <=, 9600);
  g_assert_cmpuint (most, >, 9400);
  g_assert_cmpuint (less, >, 800);
  g_assert_cmpuint (less, <, 1200);
}

/* What passes is asked for five times; what does not, once. The old edition stays either way. */
static void
test_failures (World *self, gconstpointer unused)
{
  static const struct
  {
    RudeManner manner;
    const char *suffix;
    gsize at;
    guint pauses;
    int code;
  } cases[] = {
    { RUDE_RESET, "", 10, 4, OBS_ERROR_OFFLINE },
    { RUDE_CLOSE, "", 0, 4, OBS_ERROR_OFFLINE },
    { RUDE_CUT, "timestamp.json", 100, 4, OBS_ERROR_OFFLINE },
    { RUDE_CUT, "snapshot.json", 100, 4, OBS_ERROR_OFFLINE },
    { RUDE_PORTAL, "", 0, 4, OBS_ERROR_OFFLINE },
    { RUDE_STATUS, "timestamp.json", 500, 4, OBS_ERROR_HTTP },
    { RUDE_STATUS, "2.root.json", 503, 4, OBS_ERROR_HTTP },
    { RUDE_STATUS, "", 429, 4, OBS_ERROR_HTTP },
    { RUDE_STATUS, "targets.json", 408, 4, OBS_ERROR_HTTP },
    { RUDE_CUTS_ON, ".zst", 3, 4, OBS_ERROR_OFFLINE },
    { RUDE_RESET, ".zst", 0, 4, OBS_ERROR_OFFLINE },
    { RUDE_STATUS, ".zst", 502, 4, OBS_ERROR_HTTP },
    { RUDE_PORTAL, ".zst", 0, 4, OBS_ERROR_OFFLINE },
    { RUDE_STATUS, "timestamp.json", 404, 0, OBS_ERROR_HTTP },
    { RUDE_STATUS, "timestamp.json", 410, 0, OBS_ERROR_HTTP },
    { RUDE_STATUS, "", 401, 0, OBS_ERROR_HTTP },
    { RUDE_STATUS, ".zst", 404, 0, OBS_ERROR_HTTP },
    { RUDE_NOT_MODIFIED, "", 0, 0, OBS_ERROR_HTTP },
    { RUDE_SENDS_AWAY, "", 0, 0, OBS_ERROR_HTTP },
    { RUDE_ENDLESS, "timestamp.json", 0, 0, OBS_ERROR_TOO_LARGE },
    { RUDE_HEADERS, "", 0, 0, OBS_ERROR_TOO_LARGE },
    { RUDE_GARBAGE, "", 0, 0, OBS_ERROR_OFFLINE },
    { RUDE_LONG, ".zst", 0, 0, OBS_ERROR_TOO_LARGE },
    { RUDE_SHORT, ".zst", 0, 0, OBS_ERROR_CHECKSUM },
  };
  g_auto (Waits) waits = { 0 };

  be_patient (self, &waits);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      rude_server_behave (self->server, cases[i].manner, cases[i].suffix, cases[i].at,
                          cases[i].manner == RUDE_SENDS_AWAY ? "https://example.org/" : NULL);
      world_expect_failure (self, self->address, cases[i].code);
      assert_pauses (&waits, cases[i].pauses);
    }
  world_expect_recovery (self);
  assert_pauses (&waits, 0);
}

/* Bytes that are not what was signed are not asked for again in the same run. */
static void
test_wrong_bytes (World *self, gconstpointer unused)
{
  static const char *const files[]
      = { "/metadata/timestamp.json", "/metadata/2.snapshot.json", "/metadata/2.targets.json" };
  g_auto (Waits) waits = { 0 };

  be_patient (self, &waits);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      gsize length;
      g_autofree char *text = world_site_file (self, files[i], &length);
      g_autoptr (GError) error = NULL;

      text[length / 2] ^= 1;
      rude_server_put (self->server, files[i], text, length);
      g_assert_null (world_run (self, self->address, OBS_SYNC_INSTALL, &error));
      assert_pauses (&waits, 0);
      text[length / 2] ^= 1;
      rude_server_put (self->server, files[i], text, length);
    }
}

static void
come_to_senses (World *self)
{
  rude_server_behave (self->server, RUDE_HONEST, "", 0, NULL);
}

/* All over again only from where it failed: what was fetched is kept. */
static void
test_comes_back (World *self, gconstpointer unused)
{
  static const struct
  {
    const char *suffix;
    guint turn;
  } cases[] = { { "", 1 },
                { "timestamp.json", 2 },
                { "targets.json", 4 },
                { "index.json.zst", 3 },
                { "index.json.zst", 5 } };
  g_autofree char *home = g_strdup (self->home);
  g_auto (Waits) waits = { 0 };
  guint requests = 0;

  be_patient (self, &waits);
  waits.act = come_to_senses;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ObsSyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      g_free (self->home);
      self->home = g_strdup_printf ("%s-%u", home, i);
      fixture_copy_tree (home, self->home);
      waits.turn = cases[i].turn;
      rude_server_behave (self->server, i == 0 ? RUDE_HONEST : RUDE_CLOSE, cases[i].suffix, 0,
                          NULL);
      result = world_run (self, self->address, OBS_SYNC_INSTALL, &error);
      g_assert_no_error (error);
      world_expect_date (self, FEBRUARY);
      assert_pauses (&waits, cases[i].turn - 1);
      if (i == 0)
        requests = result->requests;
      else if (g_str_has_prefix (cases[i].suffix, "index"))
        g_assert_cmpuint (result->requests, ==, requests + cases[i].turn - 1);
    }
}

/* A first installation that is cut off at one segment of many does not fetch any of them twice. */
static void
test_keeps (World *self, gconstpointer unused)
{
  g_auto (Waits) waits = { 0 };
  g_autoptr (ObsSyncResult) whole = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_build_filename (self->site, "targets/observatory/segments", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gboolean met = FALSE;

  world_empty_home (self);
  whole = world_run (self, self->address, OBS_SYNC_INSTALL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (whole->route, ==, OBS_SYNC_ROUTE_ALL);
  be_patient (self, &waits);
  waits.act = come_to_senses;
  waits.turn = 4;
  /* Some of the segments only January had; they are never asked for. */
  while (!met)
    {
      const char *name = g_dir_read_name (dir);
      g_autoptr (ObsSyncResult) cut = NULL;

      g_assert_nonnull (name);
      g_free (self->home);
      self->home = g_build_filename (self->folder, name, NULL);
      rude_server_behave (self->server, RUDE_CLOSE, name, 0, NULL);
      cut = world_run (self, self->address, OBS_SYNC_INSTALL, &error);
      g_assert_no_error (error);
      world_expect_date (self, FEBRUARY);
      g_assert_cmpuint (cut->fetched, ==, whole->fetched);
      met = waits.pauses->len > 0;
      if (met)
        assert_pauses (&waits, 3);
      g_assert_cmpuint (cut->requests, ==, whole->requests + (met ? 3 : 0));
    }
}

static void
fail_later (World *self)
{
  rude_server_behave (self->server, RUDE_CLOSE, ".zst", 0, NULL);
}

/* Five tries are all that a run has, whatever they are needed for. */
static void
test_in_all (World *self, gconstpointer unused)
{
  g_auto (Waits) waits = { 0 };

  be_patient (self, &waits);
  waits.act = fail_later;
  waits.turn = 3;
  rude_server_behave (self->server, RUDE_RESET, "timestamp.json", 10, NULL);
  world_expect_failure (self, self->address, OBS_ERROR_OFFLINE);
  assert_pauses (&waits, 4);
  waits.act = come_to_senses;
  waits.turn = 2;
  self->patience.tries = 2;
  rude_server_behave (self->server, RUDE_RESET, "timestamp.json", 10, NULL);
  world_expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  assert_pauses (&waits, 1);
}

static void
test_retry_after (World *self, gconstpointer unused)
{
  static const struct
  {
    gsize status;
    const char *value;
    guint pauses[4];
  } cases[] = {
    { 429, "7", { 7000, 7000, 7000, 8000 } },
    { 503, "3", { 3000, 3000, 4000, 8000 } },
    { 503, "3600", { 60000, 60000, 60000, 60000 } },
    { 503, "Wed, 21 Oct 2026 07:28:00 GMT", { 1000, 2000, 4000, 8000 } },
  };
  g_auto (Waits) waits = { 0 };

  be_patient (self, &waits);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      rude_server_behave (self->server, RUDE_STATUS, i % 2 == 0 ? "timestamp.json" : ".zst",
                          cases[i].status, cases[i].value);
      world_expect_failure (self, self->address, OBS_ERROR_HTTP);
      g_assert_cmpuint (waits.pauses->len, ==, 4);
      for (guint k = 0; k < 4; k++)
        g_assert_cmpuint (g_array_index (waits.pauses, guint, k), ==, cases[i].pauses[k]);
      g_array_set_size (waits.pauses, 0);
    }
  /* Who will not hand it out at all is not asked again, whatever else is said. */
  rude_server_behave (self->server, RUDE_STATUS, "timestamp.json", 401, "7");
  world_expect_failure (self, self->address, OBS_ERROR_HTTP);
  assert_pauses (&waits, 0);
}

/* A second site whose index names it as the mirror of the first; the home knows. (transfer full) */
static RudeServer *
add_mirror (World *self)
{
  RudeServer *second = rude_server_new ();
  g_autofree char *mirror = rude_server_address (second);
  char *mirrors[] = { mirror, NULL };
  g_autofree char *march = fixture_next_edition (self->folder, "2026-03-01", NOISE, 3, 3, 1);

  fixture_sign_with (march, self->site, NULL, mirrors, g_get_real_time () / G_USEC_PER_SEC);
  rude_server_put_tree (self->server, self->site);
  rude_server_put_tree (second, self->site);
  world_expect_sync (self, self->address, OBS_SYNC_CHECK_ONLY, OBS_SYNC_AVAILABLE);
  return second;
}

/* Every address has its turn before any pause, and a pause only where one of them may come back. */
static void
test_mirror_first (World *self, gconstpointer unused)
{
  g_autoptr (RudeServer) second = add_mirror (self);
  g_autofree char *home = g_strdup (self->home);
  g_auto (Waits) waits = { 0 };

  be_patient (self, &waits);
  for (guint i = 0; i < 2; i++)
    {
      g_free (self->home);
      self->home = g_strdup_printf ("%s-%u", home, i);
      fixture_copy_tree (home, self->home);
      rude_server_behave (self->server, RUDE_RESET, i == 0 ? "" : ".zst", 10, NULL);
      world_expect_sync (self, self->plain, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
      world_expect_date (self, "2026-03-01");
      assert_pauses (&waits, 0);
    }
  g_free (self->home);
  self->home = g_strdup (home);
  rude_server_behave (self->server, RUDE_STATUS, "timestamp.json", 404, NULL);
  rude_server_behave (second, RUDE_STATUS, "timestamp.json", 404, NULL);
  world_expect_failure (self, self->plain, OBS_ERROR_HTTP);
  assert_pauses (&waits, 0);
  rude_server_behave (self->server, RUDE_STATUS, "timestamp.json", 503, NULL);
  rude_server_behave (second, RUDE_STATUS, "timestamp.json", 404, NULL);
  world_expect_failure (self, self->plain, OBS_ERROR_HTTP);
  assert_pauses (&waits, 4);
  /* The one that said no is left alone. */
  g_assert_cmpuint (rude_server_requests (self->server), ==, 5);
  g_assert_cmpuint (rude_server_requests (second), ==, 1);
  rude_server_behave (self->server, RUDE_STATUS, "timestamp.json", 503, "5");
  waits.act = come_to_senses;
  waits.turn = 3;
  world_expect_sync (self, self->plain, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  g_assert_cmpuint (waits.pauses->len, ==, 2);
  g_assert_cmpuint (g_array_index (waits.pauses, guint, 1), ==, 5000);
}

/* The role that lists the segments is asked for late; the mirror has it as well as the rest. */
static void
test_late_role (World *self, gconstpointer unused)
{
  static const RudeManner manners[] = { RUDE_CLOSE, RUDE_PORTAL, RUDE_ENDLESS };
  g_autoptr (RudeServer) second = add_mirror (self);
  g_autofree char *editions = g_build_filename (self->home, "editions", NULL);
  g_autofree char *current = g_build_filename (self->home, "current", NULL);
  g_autofree char *command = g_strdup_printf ("rm -rf %s %s", editions, current);
  g_autofree char *home = g_strdup (self->home);
  g_auto (Waits) waits = { 0 };

  be_patient (self, &waits);
  g_assert_cmpint (system (command), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (manners); i++)
    {
      g_autoptr (ObsSyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      g_free (self->home);
      self->home = g_strdup_printf ("%s-%u", home, i);
      fixture_copy_tree (home, self->home);
      rude_server_behave (self->server, manners[i], "segments.json", 0, NULL);
      result = world_run (self, self->plain, OBS_SYNC_INSTALL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (result->route, ==, OBS_SYNC_ROUTE_ALL);
      assert_pauses (&waits, 0);
    }
}

static void
stages_cb (const ObsSyncProgress *progress, gpointer user_data)
{
  GPtrArray *stages = user_data;

  g_assert_nonnull (progress->stage);
  if (stages->len == 0 || strcmp (stages->pdata[stages->len - 1], progress->stage) != 0)
    g_ptr_array_add (stages, g_strdup (progress->stage));
}

/* The person is told at once how long it will be, and then what goes on. */
static void
test_words (World *self, gconstpointer unused)
{
  static const char *const expected[]
      = { "Asking for the newest edition", "Trying again in 1 second (try 2 of 5)",
          "Asking for the newest edition", "Trying again in 2 seconds (try 3 of 5)",
          "Asking for the newest edition", "Trying again in 4 seconds (try 4 of 5)",
          "Asking for the newest edition", "Trying again in 8 seconds (try 5 of 5)",
          "Asking for the newest edition" };
  g_autofree char *host
      = g_strndup (self->plain + strlen ("http://"), strlen (self->plain) - strlen ("http://") - 1);
  g_autoptr (GError) error = NULL;
  g_auto (Waits) waits = { 0 };

  be_patient (self, &waits);
  rude_server_behave (self->server, RUDE_CLOSE, "", 0, NULL);
  g_assert_null (obs_sync_run (self->address, self->home, OBS_SYNC_INSTALL, &self->patience,
                               stages_cb, waits.stages, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_OFFLINE);
  g_assert_cmpuint (waits.stages->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const char *stage = waits.stages->pdata[i];

      g_assert_true (g_str_has_suffix (stage, expected[i]));
      g_assert_cmpint (strstr (stage, host) != NULL, ==, i % 2 == 1);
    }
}

typedef struct
{
  GMainLoop *loop;
  GCancellable *cancellable;
  gint64 cancelled; /* monotonic time */
  GError *error;
} Stopped;

static void
stop_cb (const ObsSyncProgress *progress, gpointer user_data)
{
  Stopped *stopped = user_data;

  if (stopped->cancelled > 0 || strstr (progress->stage, "Trying again in 60 seconds") == NULL)
    return;
  stopped->cancelled = g_get_monotonic_time ();
  g_cancellable_cancel (stopped->cancellable);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Stopped *stopped = user_data;

  g_assert_null (obs_sync_run_finish (result, &stopped->error));
  g_main_loop_quit (stopped->loop);
}

/* A real pause of a minute ends when the person says so; the stop counts as no more than that. */
static void
test_cancel (World *self, gconstpointer unused)
{
  static const char *const suffixes[] = { "", "timestamp.json", "index.json.zst", ".zst" };
  gint64 worst = 0;

  self->patience = (ObsPatience){ 5, 60000, NULL, NULL };
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Stopped stopped = { loop, cancellable, 0, NULL };

      rude_server_behave (self->server, RUDE_CLOSE, suffixes[i], 0, NULL);
      obs_sync_run_async (self->address, self->home, OBS_SYNC_INSTALL, &self->patience, stop_cb,
                          &stopped, cancellable, stopped_cb, &stopped);
      g_main_loop_run (loop);
      worst = MAX (worst, g_get_monotonic_time () - stopped.cancelled);
      g_assert_error (stopped.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&stopped.error);
      world_expect_date (self, JANUARY);
    }
  g_test_message ("slowest cancel: %d us", (int) worst);
  g_assert_cmpint (worst, <, 200000);
  self->patience = obs_patience_none;
  world_expect_recovery (self);
}

/* A name that leads nowhere and a port where nobody listens; first contact included. */
static void
test_nobody (World *self, gconstpointer unused)
{
  g_autofree char *name = fixture_origin ("https://nobody.invalid/");
  g_autofree char *gone = g_strdup (self->address);
  g_autoptr (GPtrArray) known = NULL;
  g_auto (Waits) waits = { 0 };

  be_patient (self, &waits);
  rude_server_free (self->server);
  self->server = rude_server_new ();
  world_expect_failure (self, gone, OBS_ERROR_OFFLINE);
  assert_pauses (&waits, 4);
  world_expect_failure (self, name, OBS_ERROR_OFFLINE);
  assert_pauses (&waits, 4);
  world_empty_home (self);
  g_assert_null (world_run (self, gone, OBS_SYNC_INSTALL, NULL));
  assert_pauses (&waits, 4);
  /* Keys that nobody has seen are not known for having been asked for. */
  known = obs_origins_list (self->home, NULL);
  g_assert_cmpuint (known->len, ==, 0);
}

/* (transfer full): what the home knows of the origin, wherever that lies now */
static ObsOrigin *
known_origin (World *self)
{
  g_autofree char *fingerprint = fixture_fingerprint ();
  g_autofree char *id = g_strndup (fingerprint, 16);

  return obs_origins_find (self->home, id);
}

static gint64
offline_since (World *self)
{
  g_autoptr (ObsOrigin) origin = known_origin (self);

  return origin->offline;
}

/* Since the first run that found nobody, until one succeeds; a host that refuses is none of it. */
static void
test_offline_since (World *self, gconstpointer unused)
{
  gint64 before = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (ObsOrigin) origin = NULL;

  g_assert_cmpint (offline_since (self), ==, 0);
  rude_server_behave (self->server, RUDE_STATUS, "timestamp.json", 404, NULL);
  world_expect_failure (self, self->address, OBS_ERROR_HTTP);
  g_assert_cmpint (offline_since (self), ==, 0);
  rude_server_behave (self->server, RUDE_PORTAL, "", 0, NULL);
  world_expect_failure (self, self->address, OBS_ERROR_OFFLINE);
  g_assert_cmpint (offline_since (self), >=, before);
  g_assert_cmpint (offline_since (self), <=, g_get_real_time () / G_USEC_PER_SEC);
  origin = known_origin (self);
  origin->offline = 1700000000;
  g_assert_true (obs_origins_save (self->home, origin, NULL));
  rude_server_behave (self->server, RUDE_CLOSE, ".zst", 0, NULL);
  world_expect_failure (self, self->address, OBS_ERROR_OFFLINE);
  g_assert_cmpint (offline_since (self), ==, 1700000000);
  world_expect_recovery (self);
  g_assert_cmpint (offline_since (self), ==, 0);
}

/* A real server with a fault of its own, and how often it was asked. */
static void
test_nginx (World *self, gconstpointer unused)
{
  g_autofree char *plain = NULL;
  g_autofree char *address = NULL;
  g_autofree char *log = NULL;
  g_auto (GStrv) lines = NULL;
  g_auto (Waits) waits = { 0 };

  if (!world_start_nginx (self))
    return;
  be_patient (self, &waits);
  plain = nginx_address (self->nginx, NGINX_PLAIN, "broken/");
  address = fixture_origin (plain);
  world_expect_failure (self, address, OBS_ERROR_HTTP);
  assert_pauses (&waits, 4);
  log = nginx_log (self->nginx);
  lines = g_strsplit (g_strchomp (log), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 5);
  g_free (plain);
  g_free (address);
  plain = nginx_address (self->nginx, NGINX_PLAIN, "site/");
  address = fixture_origin (plain);
  world_expect_sync (self, address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  assert_pauses (&waits, 0);
}

int
main (int argc, char **argv)
{
  static const WorldTest tests[] = {
    { "/patience/pauses", test_pauses },
    { "/patience/spread", test_spread },
    { "/patience/failures", test_failures },
    { "/patience/wrong-bytes", test_wrong_bytes },
    { "/patience/comes-back", test_comes_back },
    { "/patience/keeps", test_keeps },
    { "/patience/in-all", test_in_all },
    { "/patience/retry-after", test_retry_after },
    { "/patience/mirror-first", test_mirror_first },
    { "/patience/late-role", test_late_role },
    { "/patience/words", test_words },
    { "/patience/cancel", test_cancel },
    { "/patience/nobody", test_nobody },
    { "/patience/offline-since", test_offline_since },
    { "/patience/nginx", test_nginx },
  };

  return world_run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
