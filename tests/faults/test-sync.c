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
#include "tests/begin.h"

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
  fixture_sign (january, site);
  rude_server_put_tree (server, site);
  plain = rude_server_address (server);
  address = fixture_origin (plain);
  result = obs_sync_run (address, home, OBS_SYNC_INSTALL, NULL, NULL, NULL, &error);
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

/* The only file in this folder of the site. (transfer full): path on the host */
static char *
only_file (World *self, const char *folder)
{
  g_autofree char *path = g_build_filename (self->site, "targets", "observatory", folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = g_dir_read_name (dir);
  char *found = g_strdup_printf ("/targets/observatory/%s/%s", folder, name);

  g_assert_null (g_dir_read_name (dir));
  return found;
}

/* Bytes of a file of the site. */
static char *
site_file (World *self, const char *path, gsize *length)
{
  g_autofree char *full = g_build_filename (self->site, path, NULL);
  char *data = NULL;

  g_assert_true (g_file_get_contents (full, &data, length, NULL));
  return data;
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

  if (!start_nginx (self))
    return;
  plain = nginx_address (self->nginx, NGINX_PLAIN, "site/");
  site = fixture_origin (plain);
  moved_plain = nginx_address (self->nginx, NGINX_PLAIN, "moved/");
  moved = fixture_origin (moved_plain);
  expect_sync (self, site, OBS_SYNC_STAGE, OBS_SYNC_STAGED);
  /* Not modified, and yet there is something to do. */
  expect_sync (self, plain, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  expect_date (self, FEBRUARY);
  expect_sync (self, plain, OBS_SYNC_INSTALL, OBS_SYNC_UP_TO_DATE);
  expect_sync (self, moved, OBS_SYNC_INSTALL, OBS_SYNC_UP_TO_DATE);

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

  if (!start_nginx (self))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *plain = nginx_address (self->nginx, NGINX_PLAIN, cases[i].path);
      g_autofree char *address = fixture_origin (plain);

      expect_failure (self, address, cases[i].code);
    }
  plain_site = nginx_address (self->nginx, NGINX_PLAIN, "site/");
  site = fixture_origin (plain_site);
  expect_sync (self, site, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  expect_date (self, FEBRUARY);
}

static void
test_tls (World *self, gconstpointer unused)
{
  ObsTransportLimits limits = obs_transport_limits;
  g_autoptr (ObsTransport) strict = obs_transport_new (NULL);
  g_autoptr (ObsTransport) transport = NULL;

  if (!start_nginx (self))
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

/* One byte of any file is another one: never taken. A pack that is damaged has the segments beside
 * it; where nothing else leads on, the old edition stays. */
static void
test_wrong_content (World *self, gconstpointer unused)
{
  static const char *const files[]
      = { "/metadata/timestamp.json", "/metadata/2.snapshot.json", "/metadata/2.targets.json" };
  g_autofree char *home = g_strdup (self->home);
  g_autofree char *pack = only_file (self, "packs");
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsSyncResult) result = NULL;
  gsize length;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *text = site_file (self, files[i], &length);

      g_free (self->home);
      self->home = g_strdup_printf ("%s-%u", home, i);
      fixture_copy_tree (home, self->home);
      text[length / 2] ^= 1;
      rude_server_put (self->server, files[i], text, length);
      {
        g_autoptr (GError) local = NULL;
        g_autoptr (ObsSyncResult) none = run_sync (self, self->address, OBS_SYNC_INSTALL, &local);

        g_assert_null (none);
        g_test_message ("%s", local->message);
        g_assert_nonnull (strstr (local->message, STAYS));
        expect_date (self, JANUARY);
      }
      text[length / 2] ^= 1;
      rude_server_put (self->server, files[i], text, length);
      expect_sync (self, self->address, OBS_SYNC_STAGE, OBS_SYNC_STAGED);
    }
  g_free (self->home);
  self->home = g_strdup (home);
  data = site_file (self, pack, &length);
  data[length / 3] ^= 1;
  rude_server_put (self->server, pack, data, length);
  result = run_sync (self, self->address, OBS_SYNC_INSTALL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->route, ==, OBS_SYNC_ROUTE_SEGMENTS);
  expect_date (self, FEBRUARY);
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
    { RUDE_PORTAL, "", 0, OBS_ERROR_CORRUPT },
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
    { RUDE_PORTAL, ".zst", 0, OBS_ERROR_CHECKSUM },
    { RUDE_GARBAGE, ".zst", 0, OBS_ERROR_OFFLINE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      rude_server_behave (self->server, cases[i].manner, cases[i].suffix, cases[i].at,
                          "https://example.org/");
      expect_failure (self, self->address, cases[i].code);
    }
  expect_recovery (self);
}

/* A part that lies there from before and does not fit costs one more transfer, no more. */
static void
test_resume (World *self, gconstpointer unused)
{
  static const RudeManner manners[] = { RUDE_IGNORES_RANGE, RUDE_LIES_RANGE, RUDE_OTHER_ETAG };
  g_autofree char *pack = only_file (self, "packs");
  g_autofree char *fingerprint = fixture_fingerprint ();
  g_autofree char *base = g_path_get_basename (pack);
  g_autofree char *name = g_strdup_printf ("%.64s.part", base);
  g_autofree char *home = g_steal_pointer (&self->home);
  g_autofree char *data = NULL;
  gsize length;

  data = site_file (self, pack, &length);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (manners) + 2; i++)
    {
      g_autoptr (ObsSyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *wrong = g_memdup2 (data, length);
      g_autofree char *id = g_strndup (fingerprint, 16);
      g_autofree char *staging = NULL;
      g_autofree char *part = NULL;

      g_free (self->home);
      self->home = g_strdup_printf ("%s-%u", home, i);
      fixture_copy_tree (home, self->home);
      staging = obs_origin_path (self->home, id, "staging");
      part = g_build_filename (staging, name, NULL);
      if (i % 2 == 1)
        wrong[100] ^= 1;
      g_assert_true (g_file_set_contents (part, wrong, (gssize) length / 2, NULL));
      rude_server_behave (self->server, i < 2 ? RUDE_HONEST : manners[(i - 2) / 2], base,
                          length / 3, NULL);
      result = run_sync (self, self->address, OBS_SYNC_INSTALL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (result->outcome, ==, OBS_SYNC_INSTALLED);
      if (i < 2)
        {
          g_assert_cmpint (result->route, ==, OBS_SYNC_ROUTE_PACKS);
          g_assert_cmpuint (result->fetched - result->metadata, ==,
                            length - length / 2 + (i == 1 ? length : 0));
        }
      expect_date (self, FEBRUARY);
    }
}

/* Cut off in one run, the next one goes on; what is whole does not come again. */
static void
test_cut_off (World *self, gconstpointer unused)
{
  guint64 fetched = 0;
  guint runs = 0;

  empty_home (self);
  rude_server_behave (self->server, RUDE_CUTS_ON, ".zst", 7000, NULL);
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ObsSyncResult) result = run_sync (self, self->address, OBS_SYNC_INSTALL, &error);

      g_assert_cmpuint (++runs, <, 20);
      if (result != NULL)
        {
          fetched = result->fetched - result->metadata;
          g_assert_cmpuint (fetched, <, result->payload);
          break;
        }
      g_assert_error (error, OBS_ERROR, OBS_ERROR_OFFLINE);
    }
  g_assert_cmpuint (runs, >, 1);
  g_assert_cmpuint (fetched, <=, 29000);
  expect_date (self, FEBRUARY);
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

  fixture_sign (january, old);
  rude_server_put_tree (second, old);
  expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  result = run_sync (self, address, OBS_SYNC_INSTALL, &error);
  g_assert_null (result);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_UNTRUSTED);
  g_test_message ("%s", error->message);
  expect_date (self, FEBRUARY);
  /* Going back is the person's choice; the newest is offered again, and costs nothing. */
  list = obs_home_list (self->home, NULL);
  g_clear_error (&error);
  g_assert_true (obs_home_set_current (
      self->home, ((ObsInstalled *) list->pdata[list->len - 1])->name, &error));
  expect_date (self, JANUARY);
  expect_sync (self, self->address, OBS_SYNC_CHECK_ONLY, OBS_SYNC_AVAILABLE);
  expect_date (self, JANUARY);
}

/* What came with the program counts: as a base, and where it is newer. */
static void
test_bundled (World *self, gconstpointer unused)
{
  g_autofree char *march = fixture_edition (self->folder, "2026-03-01", 2);
  g_autoptr (ObsSyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  empty_home (self);
  g_setenv ("OBSERVATORY_BUNDLED", march, TRUE);
  expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_UP_TO_DATE);
  g_setenv ("OBSERVATORY_BUNDLED", january, TRUE);
  result = run_sync (self, self->address, OBS_SYNC_INSTALL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, OBS_SYNC_INSTALLED);
  g_assert_cmpint (result->route, ==, OBS_SYNC_ROUTE_PACKS);
  expect_date (self, FEBRUARY);
}

/* Editions of a home that knew no origins stay in use, and serve as a base. */
static void
test_old_home (World *self, gconstpointer unused)
{
  g_autofree char *sha256 = fixture_sha256 (january);
  g_autofree char *name = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (ObsSyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  empty_home (self);
  name = obs_home_install (self->home, january, sha256, TRUE, NULL, &error);
  g_assert_no_error (error);
  result = run_sync (self, self->address, OBS_SYNC_INSTALL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->route, ==, OBS_SYNC_ROUTE_PACKS);
  expect_date (self, FEBRUARY);
  list = obs_home_list (self->home, NULL);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (((ObsInstalled *) list->pdata[1])->name, ==, name);
  g_assert_null (((ObsInstalled *) list->pdata[1])->origin_id);
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

  empty_home (self);
  g_assert_null (run_sync (self, self->plain, OBS_SYNC_INSTALL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_UNKNOWN_ORIGIN);
  g_clear_error (&error);
  g_assert_cmpuint (rude_server_requests (self->server), ==, 0);
  g_assert_true (obs_sync_probe (self->plain, NULL, &found, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, fingerprint);
  g_assert_null (run_sync (self, lie, OBS_SYNC_INSTALL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_UNTRUSTED);
  g_clear_error (&error);
  /* It came with the program. */
  g_assert_cmpint (g_mkdir (origins, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, text, -1, NULL));
  g_setenv ("OBSERVATORY_ORIGINS", origins, TRUE);
  expect_sync (self, NULL, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  g_setenv ("OBSERVATORY_ORIGINS", "/nonexistent", TRUE);
  expect_sync (self, self->plain, OBS_SYNC_INSTALL, OBS_SYNC_UP_TO_DATE);
  g_assert_null (run_sync (self, lie, OBS_SYNC_INSTALL, &error));
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

  expect_sync (self, self->address, OBS_SYNC_CHECK_ONLY, OBS_SYNC_AVAILABLE);
  fixture_sign_foreign (other, site);
  rude_server_put_tree (self->server, site);
  both = g_build_filename (self->site, "metadata", NULL);
  expect_failure (self, self->address, OBS_ERROR_UNTRUSTED);
  /* Another address with its own fingerprint is the person's own choice; both stay beside each
   * other. */
  rude_server_put_tree (second, site);
  expect_sync (self, address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  expect_date (self, "2026-05-01");
  list = obs_origins_list (self->home, NULL);
  g_assert_cmpuint (list->len, ==, 2);
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
  expect_sync (self, self->address, OBS_SYNC_CHECK_ONLY, OBS_SYNC_AVAILABLE);
  home = g_steal_pointer (&self->home);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *current = NULL;

      g_free (self->home);
      self->home = g_strdup_printf ("%s-%u", home, i);
      fixture_copy_tree (home, self->home);
      rude_server_behave (self->server, cases[i].manner, cases[i].suffix, cases[i].at, NULL);
      expect_sync (self, self->plain, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
      expect_date (self, "2026-03-01");
    }
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
  expect_failure (self, self->address, OBS_ERROR_EXPIRED);
  g_assert_null (run_sync (self, self->address, OBS_SYNC_CHECK_ONLY, &error));
  g_assert_nonnull (strstr (error->message, "not confirmed current since 20"));
  g_clear_error (&error);
  fixture_sign (march, self->site);
  rude_server_put_tree (self->server, self->site);
  expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  expect_date (self, "2026-03-01");
}

/* What was announced may go. */
static void
test_losses (World *self, gconstpointer unused)
{
  g_autofree char *march = fixture_next_edition (self->folder, "2026-03-01", NOISE, 1, 0, 60);
  char *announced[] = { (char *) "rows:glossary", NULL };

  fixture_sign_with (march, self->site, announced, NULL, g_get_real_time () / G_USEC_PER_SEC);
  rude_server_put_tree (self->server, self->site);
  expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  expect_date (self, "2026-03-01");
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
  g_assert_null (run_sync (self, self->address, OBS_SYNC_INSTALL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_UNANNOUNCED);
  g_assert_nonnull (strstr (error->message, "rows:glossary"));
  g_assert_nonnull (strstr (error->message, STAYS));
  expect_date (self, JANUARY);
}

static void
test_damaged_edition (World *self, gconstpointer unused)
{
  g_autoptr (ObsInstalled) current = NULL;
  g_autofree char *notice = NULL;
  g_autofree char *path = NULL;
  g_autofree char *manifest = NULL;

  expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  current = obs_home_get_current (self->home, NULL);
  g_chmod (current->path, 0600);
  fixture_damage (current->path);
  path = obs_home_open_verified (self->home, &notice, NULL, NULL);
  g_assert_nonnull (strstr (path, JANUARY));
  g_assert_nonnull (notice);
  /* What is damaged counts as not there, whatever the host says of "not modified". */
  expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  expect_date (self, FEBRUARY);
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
      expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
      expect_date (self, FEBRUARY);
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

  if (!start_nginx (self))
    return;
  plain = nginx_address (self->nginx, NGINX_PLAIN, "slow/");
  address = fixture_origin (plain);
  obs_sync_run_async (address, self->home, OBS_SYNC_INSTALL, progress_cb, &async, NULL, done_cb,
                      &async);
  g_main_loop_run (loop);
  g_assert_no_error (async.error);
  g_assert_cmpint (async.result->outcome, ==, OBS_SYNC_INSTALLED);
  g_assert_cmpuint (async.told, >, 0);
  g_test_message ("told %u times, closest %d us", async.told, (int) async.closest);
  g_assert_cmpint (async.closest, >=, 99000);
  obs_sync_result_free (async.result);
  expect_date (self, FEBRUARY);
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

  if (!start_nginx (self))
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
      obs_sync_run_async (address, self->home, OBS_SYNC_INSTALL, progress_cb, &async, cancellable,
                          done_cb, &async);
      g_main_loop_run (loop);
      worst = MAX (worst, g_get_monotonic_time () - start - (gint64) after * 1000);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_error (async.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&async.error);
      expect_date (self, JANUARY);
      if (i % 5 == 0)
        expect_recovery (self);
    }
  g_test_message ("slowest cancel: %d us", (int) worst);
  g_assert_cmpint (worst, <, 200000);
}

/* Starts `this-program --sync URL HOME`. */
static GPid
start_child (const char *address, const char *home, const char *kind)
{
  const char *argv[] = { program, kind, address, home, NULL };
  GPid pid = 0;

  g_assert_true (g_spawn_async (NULL, (char **) argv, NULL,
                                G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL
                                    | G_SPAWN_STDERR_TO_DEV_NULL,
                                NULL, NULL, &pid, NULL));
  return pid;
}

static int
wait_child (GPid pid)
{
  int status = 0;

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return status;
}

static void
test_two_at_once (World *self, gconstpointer unused)
{
  for (int round = 0; round < 1; round++)
    {
      GPid pids[5];
      guint good = 0, busy = 0;

      for (guint i = 0; i < G_N_ELEMENTS (pids); i++)
        pids[i] = start_child (self->address, self->home, "--sync");
      for (guint i = 0; i < G_N_ELEMENTS (pids); i++)
        {
          int status = wait_child (pids[i]);

          g_assert_true (WIFEXITED (status));
          good += WEXITSTATUS (status) == 0;
          busy += WEXITSTATUS (status) == 10 + OBS_ERROR_BUSY;
        }
      g_assert_cmpuint (good, >=, 1);
      g_assert_cmpuint (good + busy, ==, G_N_ELEMENTS (pids));
      expect_date (self, FEBRUARY);
    }
}

static gboolean
is_campaign (void)
{
  return g_getenv ("OBS_CAMPAIGN") != NULL;
}

/* Killed at moments from start to end (eight times, fifty in a campaign): always a whole edition,
 * and the next sync works. */
static void
test_kills (World *self, gconstpointer unused)
{
  g_autofree char *fresh = g_strdup (self->home);
  g_autoptr (GRand) random = g_rand_new_with_seed (19);
  guint old = 0, killed = 0, runs = 0, most = is_campaign () ? 50 : 8;
  gint32 span = 100000; /* us; follows how long a sync takes here and now */

  while (killed < most)
    {
      g_autofree char *date = NULL;
      g_autofree char *opened = NULL;
      g_autoptr (ObsEdition) edition = NULL;
      g_autoptr (GError) error = NULL;
      gboolean got_away;
      GPid pid;

      g_assert_cmpuint (++runs, <, 300);
      g_free (self->home);
      self->home = g_strdup_printf ("%s-%u", fresh, runs);
      fixture_copy_tree (fresh, self->home);
      pid = start_child (self->address, self->home, "--sync");
      g_usleep ((gulong) g_rand_int_range (random, 0, span));
      kill (pid, SIGKILL);
      got_away = !WIFSIGNALED (wait_child (pid));
      span = got_away ? MAX (span - span / 4, 2000) : span + span / 16;
      killed += !got_away;

      date = fixture_current_date (self->home);
      opened = obs_home_open_verified (self->home, NULL, NULL, &error);
      g_assert_no_error (error);
      edition = obs_edition_open (opened, &error);
      g_assert_no_error (error);
      old += g_str_equal (date, JANUARY);
      expect_sync (self, self->address, OBS_SYNC_INSTALL,
                   g_str_equal (date, JANUARY) ? OBS_SYNC_INSTALLED : OBS_SYNC_UP_TO_DATE);
      expect_date (self, FEBRUARY);
    }
  g_test_message ("%u runs, %u killed, moments up to %d us, %u left the old edition in use", runs,
                  killed, (int) span, old);
  g_assert_cmpuint (old, >, 0);
}

/* Killed before every single write, sync, rename and change of mode; outside of a campaign before
 * every seventh. */
static void
test_kill_points (World *self, gconstpointer unused)
{
#ifdef __linux__
  g_autofree char *fresh = g_strdup (self->home);
  guint old = 0;
  int point, status, step = is_campaign () ? 1 : 7;

  for (point = 1;; point += step)
    {
      g_autofree char *kind = g_strdup_printf ("--sync-dies-at-%d", point);
      g_autofree char *date = NULL;

      g_free (self->home);
      self->home = g_strdup_printf ("%s-%d", fresh, point);
      fixture_copy_tree (fresh, self->home);
      status = wait_child (start_child (self->address, self->home, kind));
      date = fixture_current_date (self->home);
      if (!WIFSIGNALED (status))
        break;
      old += g_str_equal (date, JANUARY);
      expect_sync (self, self->address, OBS_SYNC_INSTALL,
                   g_str_equal (date, JANUARY) ? OBS_SYNC_INSTALLED : OBS_SYNC_UP_TO_DATE);
      expect_date (self, FEBRUARY);
    }
  g_test_message ("up to point %d, %u of those tried leave the old edition in use", point - 1, old);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpint (point, >, 20);
  g_assert_cmpuint (old, <, (guint) point - 1);
#else
  g_test_skip ("calls are counted on Linux only");
#endif
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
      result = run_sync (self, self->address, OBS_SYNC_INSTALL, NULL);
      g_assert_cmpint (result != NULL, ==, manners[i] == RUDE_HONEST);
      stmt = obs_db_prepare (obs_edition_get_db (edition), "SELECT date FROM edition", &error);
      g_assert_no_error (error);
      g_assert_cmpint (obs_db_step (stmt, NULL, &error), ==, 1);
      g_assert_cmpstr (obs_db_text (stmt, 0), ==, JANUARY);
    }
  expect_date (self, FEBRUARY);
}

static void
test_read_only_home (World *self, gconstpointer unused)
{
  int status;

  /* Root may write anywhere: a child of nobody's tries it, in a folder of nobody's. */
  if (geteuid () == 0)
    {
      g_autofree char *list
          = g_strdup_printf ("chown -R 65534 '%s' && chmod 755 '%s'", self->home, self->folder);

      g_assert_cmpint (system (list), ==, 0);
    }
  g_chmod (self->home, 0500);
  status = wait_child (start_child (self->address, self->home, "--sync-as-nobody"));
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 10 + OBS_ERROR_FAILED);
  /* Only to ask works there. */
  status = wait_child (start_child (self->address, self->home, "--check-as-nobody"));
  g_assert_cmpint (status, ==, 0);
  expect_date (self, JANUARY);
  g_chmod (self->home, 0700);
}

/* Writing fails for want of space at any byte. */
static void
test_write_limit (World *self, gconstpointer unused)
{
  g_autofree char *home = g_strdup (self->home);

  for (int kib = 0; kib < 400; kib += 100)
    {
      g_autofree char *limit = g_strdup_printf ("--sync-within-%d", kib);
      int status;

      g_free (self->home);
      self->home = g_strdup_printf ("%s-%d", home, kib);
      fixture_copy_tree (home, self->home);
      status = wait_child (start_child (self->address, self->home, limit));
      g_assert_true (WIFEXITED (status));
      /* The edition is 240 KiB and more. */
      if (kib > 0)
        g_assert_cmpint (WEXITSTATUS (status), ==, 10 + OBS_ERROR_NO_SPACE);
      else
        g_assert_cmpint (WEXITSTATUS (status), !=, 0);
      expect_date (self, JANUARY);
      expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
      expect_date (self, FEBRUARY);
    }
}

/* A disk that is too small, of three sizes; what a person may mount differs between systems. */
static void
test_full_disk (World *self, gconstpointer unused)
{
  static const char *const sizes[] = { "1m", "16m", "64m" };
  g_autofree char *tool = g_find_program_in_path ("unshare");

  if (tool == NULL || system ("unshare -rm mount -t tmpfs -o size=1m none /mnt 2>/dev/null") != 0)
    {
      g_test_skip ("no small disk can be mounted here");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *command = g_strdup_printf (
          "unshare -rm sh -c 'mount -t tmpfs -o size=%s none /mnt && cp -a %s /mnt/home "
          "&& { \"%s\" --sync %s /mnt/home >/dev/null 2>&1; test $? = %d; } "
          "&& cat /mnt/home/current | grep -q %s && test -z \"$(ls /mnt/home/staging)\"'",
          sizes[i], self->home, program, self->address, 10 + OBS_ERROR_NO_SPACE, JANUARY);

      g_assert_cmpint (system (command), ==, 0);
    }
}

/* The other side of start_child(). Exit status: 0, or 10 + code of OBS_ERROR, or 9. */
static int
run_child (const char *kind, const char *address, const char *home)
{
  ObsSyncMode mode = g_str_has_prefix (kind, "--check") ? OBS_SYNC_CHECK_ONLY : OBS_SYNC_INSTALL;
  g_autoptr (ObsSyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

#ifdef __linux__
  if (g_str_has_prefix (kind, "--sync-dies-at-"))
    die_at = atoi (kind + strlen ("--sync-dies-at-"));
#endif
  if (g_str_has_prefix (kind, "--sync-within-"))
    {
      rlim_t size = (rlim_t) atoi (kind + strlen ("--sync-within-")) * 1024;
      struct rlimit limit = { size, size };

      signal (SIGXFSZ, SIG_IGN);
      setrlimit (RLIMIT_FSIZE, &limit);
    }
  if (g_str_has_suffix (kind, "-as-nobody") && geteuid () == 0 && setuid (65534) != 0)
    return 9;
  result = obs_sync_run (address, home, mode, NULL, NULL, NULL, &error);
  if (result != NULL)
    return 0;
  g_printerr ("%s\n", error->message);
  return error->domain == OBS_ERROR ? 10 + error->code : 9;
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
    { "/sync/nginx", test_nginx },
    { "/sync/nginx-refused", test_nginx_refused },
    { "/sync/tls", test_tls },
    { "/sync/wrong-content", test_wrong_content },
    { "/sync/manners", test_manners },
    { "/sync/resume", test_resume },
    { "/sync/cut-off", test_cut_off },
    { "/sync/no-rollback", test_no_rollback },
    { "/sync/bundled", test_bundled },
    { "/sync/old-home", test_old_home },
    { "/sync/first-trust", test_first_trust },
    { "/sync/other-keys", test_other_keys },
    { "/sync/mirrors", test_mirrors },
    { "/sync/expired", test_expired },
    { "/sync/losses", test_losses },
    { "/sync/unannounced", test_unannounced },
    { "/sync/damaged-edition", test_damaged_edition },
    { "/sync/damaged-notes", test_damaged_notes },
    { "/sync/async", test_async },
    { "/sync/cancel", test_cancel },
    { "/sync/two-at-once", test_two_at_once },
    { "/sync/kills", test_kills },
    { "/sync/kill-points", test_kill_points },
    { "/sync/open-edition", test_open_edition },
    { "/sync/read-only-home", test_read_only_home },
    { "/sync/write-limit", test_write_limit },
    { "/sync/full-disk", test_full_disk },
  };
  int status;

  if (argc == 4 && (g_str_has_prefix (argv[1], "--sync") || g_str_has_prefix (argv[1], "--check")))
    return run_child (argv[1], argv[2], argv[3]);
  test_begin (&argc, &argv);
  program = g_canonicalize_filename (argv[0], NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, World, NULL, set_up, tests[i].test, tear_down);
  status = g_test_run ();
  g_clear_pointer (&model, fixture_clear);
  g_free (january);
  g_free (february);
  g_free (program);
  return status;
}
