/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/error.h"
#include "data/sync/address.h"
#include "data/sync/home.h"
#include "data/sync/origins.h"
#include "data/sync/sync.h"
#include "tests/data/sync/fixture.h"
#include "tests/faults/rude-server.h"
#include "tests/faults/sync-world.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

/* What the sync believes: first contact, keys, expiry and losses; origins that send what is not
 * theirs or not right, and a home that is damaged. */

/* One byte of any file is another one: never taken. A pack that is damaged has the segments beside
 * it; where nothing else leads on, the old edition stays. */
static void
test_wrong_content (World *self, gconstpointer unused)
{
  static const char *const files[]
      = { "/metadata/timestamp.json", "/metadata/2.snapshot.json", "/metadata/2.targets.json" };
  g_autofree char *home = g_strdup (self->home);
  g_autofree char *pack = world_only_file (self, "packs");
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsSyncResult) result = NULL;
  gsize length;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *text = world_site_file (self, files[i], &length);

      g_free (self->home);
      self->home = g_strdup_printf ("%s-%u", home, i);
      fixture_copy_tree (home, self->home);
      text[length / 2] ^= 1;
      rude_server_put (self->server, files[i], text, length);
      {
        g_autoptr (GError) local = NULL;
        g_autoptr (ObsSyncResult) none = world_run (self, self->address, OBS_SYNC_INSTALL, &local);

        g_assert_null (none);
        g_test_message ("%s", local->message);
        g_assert_nonnull (strstr (local->message, STAYS));
        world_expect_date (self, JANUARY);
      }
      text[length / 2] ^= 1;
      rude_server_put (self->server, files[i], text, length);
      world_expect_sync (self, self->address, OBS_SYNC_STAGE, OBS_SYNC_STAGED);
    }
  g_free (self->home);
  self->home = g_strdup (home);
  data = world_site_file (self, pack, &length);
  data[length / 3] ^= 1;
  rude_server_put (self->server, pack, data, length);
  result = world_run (self, self->address, OBS_SYNC_INSTALL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->route, ==, OBS_SYNC_ROUTE_SEGMENTS);
  world_expect_date (self, FEBRUARY);
}

/* Whatever an origin does, the old edition stays, and the next honest sync works. */
static void
test_manners (World *self, gconstpointer unused)
{
  static const struct
  {
    RudeManner manner;
    const char *suffix;
    gsize at;
    int code;
  } cases[] = {
    { RUDE_PORTAL, "", 0, OBS_ERROR_OFFLINE },
    { RUDE_ENDLESS, "timestamp.json", 0, OBS_ERROR_TOO_LARGE },
    { RUDE_CUT, "timestamp.json", 100, OBS_ERROR_OFFLINE },
    { RUDE_STATUS, "timestamp.json", 404, OBS_ERROR_HTTP },
    { RUDE_STATUS, "2.root.json", 500, OBS_ERROR_HTTP },
    { RUDE_NOT_MODIFIED, "", 0, OBS_ERROR_HTTP },
    { RUDE_SENDS_AWAY, "", 0, OBS_ERROR_HTTP },
    { RUDE_ENDLESS, "snapshot.json", 0, OBS_ERROR_TOO_LARGE },
    { RUDE_GARBAGE, "targets.json", 0, OBS_ERROR_OFFLINE },
    { RUDE_STATUS, ".zst", 404, OBS_ERROR_HTTP },
    { RUDE_STATUS, ".zst", 500, OBS_ERROR_HTTP },
    { RUDE_CLOSE, ".zst", 0, OBS_ERROR_OFFLINE },
    { RUDE_ENDLESS, ".zst", 0, OBS_ERROR_TOO_LARGE },
    { RUDE_LONG, ".zst", 0, OBS_ERROR_TOO_LARGE },
    { RUDE_SHORT, ".zst", 0, OBS_ERROR_CHECKSUM },
    { RUDE_PORTAL, ".zst", 0, OBS_ERROR_OFFLINE },
    { RUDE_GARBAGE, ".zst", 0, OBS_ERROR_OFFLINE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      rude_server_behave (self->server, cases[i].manner, cases[i].suffix, cases[i].at,
                          "https://example.org/");
      world_expect_failure (self, self->address, cases[i].code);
    }
  world_expect_recovery (self);
}

/* An origin that hands out older files than it did: refused, whatever they are signed with. */
static void
test_no_rollback (World *self, gconstpointer unused)
{
  g_autofree char *old = g_build_filename (self->folder, "old-site", NULL);
  g_autoptr (RudeServer) second = rude_server_new ();
  g_autofree char *plain = rude_server_address (second);
  g_autofree char *address = fixture_origin (plain);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsSyncResult) result = NULL;

  fixture_sign (world_january (), old);
  rude_server_put_tree (second, old);
  world_expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  result = world_run (self, address, OBS_SYNC_INSTALL, &error);
  g_assert_null (result);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_UNTRUSTED);
  g_test_message ("%s", error->message);
  world_expect_date (self, FEBRUARY);
  /* Going back is the person's choice; the newest is offered again, and costs nothing. */
  list = obs_home_list (self->home, NULL);
  g_clear_error (&error);
  g_assert_true (obs_home_set_current (
      self->home, ((ObsInstalled *) list->pdata[list->len - 1])->name, &error));
  world_expect_date (self, JANUARY);
  world_expect_sync (self, self->address, OBS_SYNC_CHECK_ONLY, OBS_SYNC_AVAILABLE);
  world_expect_date (self, JANUARY);
}

/* Nobody is trusted unasked; who was confirmed once is not asked about again; other keys at the
 * same address end it. */
static void
test_first_trust (World *self, gconstpointer unused)
{
  g_autofree char *fingerprint = fixture_fingerprint ();
  g_autofree char *wrong = fixture_foreign_fingerprint ();
  g_autofree char *lie = obs_address_with_fingerprint (self->plain, wrong);
  g_autofree char *origins = g_build_filename (self->folder, "shipped", NULL);
  g_autofree char *file = g_build_filename (origins, "test.json", NULL);
  g_autofree char *text
      = g_strdup_printf ("{\"url\": \"%s\", \"root_sha256\": \"%s\"}", self->plain, fingerprint);
  g_autofree char *found = NULL;
  g_autoptr (ObsOrigin) origin = NULL;
  g_autoptr (GError) error = NULL;

  world_empty_home (self);
  g_assert_null (world_run (self, self->plain, OBS_SYNC_INSTALL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_UNKNOWN_ORIGIN);
  g_clear_error (&error);
  g_assert_cmpuint (rude_server_requests (self->server), ==, 0);
  g_assert_true (obs_sync_probe (self->plain, NULL, &found, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, fingerprint);
  g_assert_null (world_run (self, lie, OBS_SYNC_INSTALL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_UNTRUSTED);
  g_clear_error (&error);
  /* It came with the program. */
  g_assert_cmpint (g_mkdir (origins, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, text, -1, NULL));
  g_setenv ("OBSERVATORY_ORIGINS", origins, TRUE);
  world_expect_sync (self, NULL, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  g_setenv ("OBSERVATORY_ORIGINS", "/nonexistent", TRUE);
  world_expect_sync (self, self->plain, OBS_SYNC_INSTALL, OBS_SYNC_UP_TO_DATE);
  g_assert_null (world_run (self, lie, OBS_SYNC_INSTALL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_UNTRUSTED);
  g_test_message ("%s", error->message);
  origin = obs_origins_get_used (self->home);
  g_assert_cmpstr (origin->root_sha256, ==, fingerprint);
  g_assert_cmpint (origin->edition, ==, 2);
  g_assert_cmpstr (origin->series, ==, "test-place");
}

/* The same address, signed by somebody else. */
static void
test_other_keys (World *self, gconstpointer unused)
{
  g_autofree char *other = fixture_edition_of (self->folder, "test-place", "2026-05-01", 2);
  g_autofree char *site = g_build_filename (self->folder, "other-site", NULL);
  g_autofree char *foreign = fixture_foreign_fingerprint ();
  g_autofree char *both = NULL;
  g_autoptr (RudeServer) second = rude_server_new ();
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *plain = rude_server_address (second);
  g_autofree char *address = obs_address_with_fingerprint (plain, foreign);

  world_expect_sync (self, self->address, OBS_SYNC_CHECK_ONLY, OBS_SYNC_AVAILABLE);
  fixture_sign_foreign (other, site);
  rude_server_put_tree (self->server, site);
  both = g_build_filename (self->site, "metadata", NULL);
  world_expect_failure (self, self->address, OBS_ERROR_UNTRUSTED);
  /* Another address with its own fingerprint is the person's own choice; both stay beside each
   * other. */
  rude_server_put_tree (second, site);
  world_expect_sync (self, address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  world_expect_date (self, "2026-05-01");
  list = obs_origins_list (self->home, NULL);
  g_assert_cmpuint (list->len, ==, 2);
}

/* Signed a month ago and never since: nobody says that it is still the newest. */
static void
test_expired (World *self, gconstpointer unused)
{
  g_autofree char *march = fixture_next_edition (self->folder, "2026-03-01", NOISE, 3, 3, 1);
  g_autoptr (GError) error = NULL;

  fixture_sign_with (march, self->site, NULL, NULL,
                     g_get_real_time () / G_USEC_PER_SEC - 30 * 86400);
  rude_server_put_tree (self->server, self->site);
  world_expect_failure (self, self->address, OBS_ERROR_EXPIRED);
  g_assert_null (world_run (self, self->address, OBS_SYNC_CHECK_ONLY, &error));
  g_assert_nonnull (strstr (error->message, "not confirmed current since 20"));
  g_clear_error (&error);
  fixture_sign (march, self->site);
  rude_server_put_tree (self->server, self->site);
  world_expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  world_expect_date (self, "2026-03-01");
}

/* What was announced may go. */
static void
test_losses (World *self, gconstpointer unused)
{
  g_autofree char *march = fixture_next_edition (self->folder, "2026-03-01", NOISE, 1, 0, 60);
  char *announced[] = { (char *) "rows:glossary", NULL };

  fixture_sign_with (march, self->site, announced, NULL, g_get_real_time () / G_USEC_PER_SEC);
  rude_server_put_tree (self->server, self->site);
  world_expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  world_expect_date (self, "2026-03-01");
}

/* A publisher whose machine was taken over signs what it likes, past its own gate; what is lost
 * without a word is not lost here. */
static void
test_unannounced (World *self, gconstpointer unused)
{
  g_autofree char *site = g_build_filename (self->folder, "taken-over", NULL);
  g_autofree char *march = fixture_next_edition (self->folder, "2026-03-01", NOISE, 1, 0, 60);
  g_autofree char *april = fixture_next_edition (self->folder, "2026-04-01", NOISE, 2, 0, 61);
  g_autoptr (GError) error = NULL;

  fixture_sign (march, site);
  fixture_sign (april, site);
  rude_server_put_tree (self->server, site);
  g_assert_null (world_run (self, self->address, OBS_SYNC_INSTALL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_UNANNOUNCED);
  g_assert_nonnull (strstr (error->message, "rows:glossary"));
  g_assert_nonnull (strstr (error->message, STAYS));
  world_expect_date (self, JANUARY);
}

/* An area that goes without a word, in an edition that is sound by itself. */
static void
test_lost_area (World *self, gconstpointer unused)
{
  static const char more[] = "INSERT INTO area (code, name, kind, official, position) VALUES "
                             "('second-area', 'Second area', 'district', 0, 2)";
  g_autofree char *site = g_build_filename (self->folder, "areas", NULL);
  g_autofree char *march = fixture_next_edition (self->folder, "2026-03-01", NOISE, 1, 0, 0);
  g_autofree char *april = fixture_next_edition (self->folder, "2026-04-01", NOISE, 2, 0, 0);
  g_autofree char *taken_over = g_build_filename (self->folder, "areas-2", NULL);
  g_autoptr (GError) error = NULL;
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (march, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, more, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "VACUUM", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  fixture_sign (march, site);
  fixture_copy_tree (self->site, taken_over);
  rude_server_put_tree (self->server, site);
  world_empty_home (self);
  world_expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  world_expect_date (self, "2026-03-01");
  /* The same keys, and numbers that are higher: nothing but the gate stands against it. */
  fixture_sign (april, taken_over);
  rude_server_put_tree (self->server, taken_over);
  g_assert_null (world_run (self, self->address, OBS_SYNC_INSTALL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_UNANNOUNCED);
  g_assert_nonnull (strstr (error->message, "area:second-area"));
  g_assert_nonnull (strstr (error->message, STAYS));
  world_expect_date (self, "2026-03-01");
}

static void
test_damaged_edition (World *self, gconstpointer unused)
{
  g_autoptr (ObsInstalled) current = NULL;
  g_autofree char *notice = NULL;
  g_autofree char *path = NULL;
  g_autofree char *manifest = NULL;

  world_expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  current = obs_home_get_current (self->home, NULL);
  g_chmod (current->path, 0600);
  fixture_damage (current->path);
  path = obs_home_open_verified (self->home, &notice, NULL, NULL);
  g_assert_nonnull (strstr (path, JANUARY));
  g_assert_nonnull (notice);
  /* What is damaged counts as not there, whatever the host says of "not modified". */
  world_expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  world_expect_date (self, FEBRUARY);
}

/* Notes about the origin, the manifest and the trusted files: damaged or gone, the next sync works.
 */
static void
test_damaged_notes (World *self, gconstpointer unused)
{
  static const char *const files[]
      = { "origin.json",         "trust/root.json",    "trust/timestamp.json",
          "trust/snapshot.json", "trust/targets.json", "../../editions/*/manifest.bin" };
  g_autofree char *fingerprint = fixture_fingerprint ();
  g_autofree char *home = g_steal_pointer (&self->home);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (files); i++)
    {
      g_autofree char *id = g_strndup (fingerprint, 16);
      g_autofree char *folder = NULL;
      g_autofree char *command = NULL;

      g_free (self->home);
      self->home = g_strdup_printf ("%s-%u", home, i);
      fixture_copy_tree (home, self->home);
      folder = obs_origin_path (self->home, id, NULL);
      command
          = g_strdup_printf (i % 2 == 0 ? "rm -f %s/%s" : "echo '{\"x\": 1' | tee %s/%s >/dev/null",
                             folder, files[i / 2]);
      g_assert_cmpint (system (command), ==, 0);
      world_expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
      world_expect_date (self, FEBRUARY);
    }
}

int
main (int argc, char **argv)
{
  static const WorldTest tests[] = {
    { "/sync/wrong-content", test_wrong_content },
    { "/sync/manners", test_manners },
    { "/sync/no-rollback", test_no_rollback },
    { "/sync/first-trust", test_first_trust },
    { "/sync/other-keys", test_other_keys },
    { "/sync/expired", test_expired },
    { "/sync/losses", test_losses },
    { "/sync/unannounced", test_unannounced },
    { "/sync/lost-area", test_lost_area },
    { "/sync/damaged-edition", test_damaged_edition },
    { "/sync/damaged-notes", test_damaged_notes },
  };

  return world_run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
