/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/edition/db.h"
#include "data/error.h"
#include "data/publish/site.h"
#include "data/sync/home-private.h"
#include "data/sync/index.h"
#include "data/sync/origin.h"
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
  char *january;  /* the edition in use */
  char *february; /* the one that the site offers too */
  RudeServer *server;
  char *address;
  Nginx *nginx;
} World;

static void
publish (const char *edition, const char *site)
{
  g_autoptr (GError) error = NULL;
  gboolean good = obs_publish_edition (edition, site, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (good);
}

static void
install (World *self, const char *edition)
{
  g_autofree char *sha256 = fixture_sha256 (edition);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = obs_home_install (self->home, edition, sha256, TRUE, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (name);
}

/* A site with two editions, a home with the older one. */
static void
set_up (World *self, gconstpointer unused)
{
  g_setenv ("OBSERVATORY_BUNDLED", "/nonexistent", TRUE);
  self->folder = fixture_folder ();
  self->site = g_build_filename (self->folder, "site", NULL);
  self->home = g_build_filename (self->folder, "home", NULL);
  self->january = fixture_edition (self->folder, JANUARY, 4);
  self->february = fixture_edition (self->folder, FEBRUARY, NOISE);
  publish (self->january, self->site);
  publish (self->february, self->site);
  install (self, self->january);
  self->server = rude_server_new ();
  rude_server_put_tree (self->server, self->site);
  self->address = rude_server_address (self->server);
}

static void
tear_down (World *self, gconstpointer unused)
{
  g_clear_pointer (&self->nginx, nginx_free);
  rude_server_free (self->server);
  fixture_clear (self->folder);
  g_free (self->site);
  g_free (self->home);
  g_free (self->january);
  g_free (self->february);
  g_free (self->address);
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
  g_assert_nonnull (strstr (error->message, "The edition on this computer stays in use."));
  expect_date (self, JANUARY);
}

static void
test_modes (World *self, gconstpointer unused)
{
  g_autofree char *before = NULL;
  g_autofree char *note = g_build_filename (self->home, "origin.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsSyncResult) result = run_sync (self, self->address, OBS_SYNC_CHECK_ONLY, &error);

  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, OBS_SYNC_AVAILABLE);
  g_assert_cmpstr (result->date, ==, FEBRUARY);
  g_assert_null (result->edition);
  g_assert_cmpuint (result->fetched, ==, 0);
  g_assert_false (g_file_test (note, G_FILE_TEST_EXISTS));
  expect_date (self, JANUARY);

  g_clear_pointer (&result, obs_sync_result_free);
  result = run_sync (self, self->address, OBS_SYNC_STAGE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, OBS_SYNC_STAGED);
  g_assert_cmpuint (result->fetched, >, 100000);
  g_assert_true (g_str_has_prefix (result->edition, FEBRUARY "-"));
  expect_date (self, JANUARY);

  /* Accepted: nothing comes a second time. */
  g_clear_pointer (&result, obs_sync_result_free);
  result = run_sync (self, self->address, OBS_SYNC_INSTALL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, OBS_SYNC_INSTALLED);
  g_assert_cmpuint (result->fetched, ==, 0);
  expect_date (self, FEBRUARY);
  g_clear_pointer (&result, obs_sync_result_free);
  result = run_sync (self, self->address, OBS_SYNC_INSTALL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, OBS_SYNC_UP_TO_DATE);
  g_assert_true (g_str_has_prefix (result->edition, FEBRUARY "-"));
}

static void
test_nginx (World *self, gconstpointer unused)
{
  g_autofree char *site = NULL;
  g_autofree char *moved = NULL;
  g_autofree char *log = NULL;
  g_auto (GStrv) lines = NULL;

  if (!start_nginx (self))
    return;
  site = nginx_address (self->nginx, NGINX_PLAIN, "site/");
  moved = nginx_address (self->nginx, NGINX_PLAIN, "moved/");
  expect_sync (self, site, OBS_SYNC_STAGE, OBS_SYNC_STAGED);
  /* Not modified, and yet there is something to do. */
  expect_sync (self, site, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  expect_date (self, FEBRUARY);
  expect_sync (self, site, OBS_SYNC_INSTALL, OBS_SYNC_UP_TO_DATE);
  expect_sync (self, moved, OBS_SYNC_INSTALL, OBS_SYNC_UP_TO_DATE);

  log = nginx_log (self->nginx);
  lines = g_strsplit (g_strchomp (log), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 6);
  g_assert_true (g_str_has_prefix (lines[0], "GET /site/index.json 200 "));
  g_assert_true (g_str_has_prefix (lines[1], "GET /site/editions/"));
  g_assert_true (g_str_has_prefix (lines[2], "GET /site/index.json 304 "));
  g_assert_true (g_str_has_prefix (lines[3], "GET /site/index.json 304 "));
  /* No cookie, no name, one agent, no query; a condition for the list only. */
  for (guint i = 0; i < 6; i++)
    g_assert_nonnull (strstr (lines[i], " c=- a=- u=SkillsObservatory/1.0 q=- n="));
  g_assert_true (g_str_has_suffix (lines[1], " n=-"));
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
  g_autofree char *site = NULL;

  if (!start_nginx (self))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *address = nginx_address (self->nginx, NGINX_PLAIN, cases[i].path);

      expect_failure (self, address, cases[i].code);
    }
  site = nginx_address (self->nginx, NGINX_PLAIN, "site/");
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
      g_autofree char *url = nginx_address (self->nginx, (NginxPort) port, "index.json");
      g_autoptr (GError) error = NULL;
      gsize length = 0;
      g_autofree char *text
          = obs_transport_fetch_text (transport, url, NULL, &length, NULL, NULL, &error);

      if (port == NGINX_GOOD)
        {
          g_assert_no_error (error);
          g_assert_nonnull (text);
          /* The system does not know this authority. */
          g_assert_null (obs_transport_fetch_text (strict, url, NULL, &length, NULL, NULL, &error));
        }
      g_assert_error (error, OBS_ERROR, OBS_ERROR_FAILED);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, "prove"));
    }
}

static void
test_wrong_content (World *self, gconstpointer unused)
{
  g_autofree char *text = NULL;
  g_autofree char *path = g_build_filename (self->site, "index.json", NULL);
  g_autoptr (ObsIndex) index = NULL;
  ObsIndexEntry *entry;
  g_autofree char *file = NULL;
  g_autofree char *data = NULL;
  g_autofree char *lie = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  index = obs_index_parse (text, length, "here", NULL);
  entry = index->entries->pdata[0];
  file = g_build_filename (self->site, entry->file, NULL);
  g_assert_true (g_file_get_contents (file, &data, &length, NULL));

  /* A byte of the file is another one. */
  data[length / 3] ^= 1;
  g_free (file);
  file = g_strconcat ("/", entry->file, NULL);
  rude_server_put (self->server, file, data, length);
  expect_failure (self, self->address, OBS_ERROR_CHECKSUM);
  data[length / 3] ^= 1;
  rude_server_put (self->server, file, data, length);

  /* The right file under another date. */
  g_free (entry->date);
  g_free (entry->name);
  entry->date = g_strdup ("2026-02-02");
  entry->name = obs_index_make_name (entry->date, entry->plain_sha256);
  lie = obs_index_to_text (index);
  rude_server_put (self->server, "/index.json", lie, strlen (lie));
  expect_failure (self, self->address, OBS_ERROR_CHECKSUM);

  /* Another hash of what is inside. */
  g_free (entry->plain_sha256);
  g_free (entry->name);
  entry->plain_sha256 = g_strnfill (64, 'a');
  entry->name = obs_index_make_name (entry->date, entry->plain_sha256);
  g_free (lie);
  lie = obs_index_to_text (index);
  rude_server_put (self->server, "/index.json", lie, strlen (lie));
  expect_failure (self, self->address, OBS_ERROR_CHECKSUM);

  rude_server_put (self->server, "/index.json", text, strlen (text));
  expect_recovery (self);
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
    { RUDE_ENDLESS, "index.json", 0, OBS_ERROR_TOO_LARGE },
    { RUDE_CUT, "index.json", 100, OBS_ERROR_OFFLINE },
    { RUDE_STATUS, "index.json", 404, OBS_ERROR_HTTP },
    { RUDE_STATUS, ".zst", 404, OBS_ERROR_HTTP },
    { RUDE_STATUS, ".zst", 500, OBS_ERROR_HTTP },
    { RUDE_NOT_MODIFIED, "", 0, OBS_ERROR_HTTP },
    { RUDE_SENDS_AWAY, "", 0, OBS_ERROR_HTTP },
    { RUDE_CLOSE, ".zst", 0, OBS_ERROR_OFFLINE },
    { RUDE_ENDLESS, ".zst", 0, OBS_ERROR_TOO_LARGE },
    { RUDE_LONG, ".zst", 0, OBS_ERROR_TOO_LARGE },
    { RUDE_SHORT, ".zst", 0, OBS_ERROR_CHECKSUM },
    { RUDE_UNANNOUNCED, ".zst", 0, OBS_ERROR_TOO_LARGE },
    { RUDE_PORTAL, ".zst", 0, OBS_ERROR_CHECKSUM },
    { RUDE_GARBAGE, ".zst", 0, OBS_ERROR_OFFLINE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
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
  static const RudeManner manners[] = { RUDE_IGNORES_RANGE, RUDE_SHIFTS_RANGE, RUDE_LIES_RANGE,
                                        RUDE_UNSATISFIED,   RUDE_OTHER_TOTAL,  RUDE_OTHER_ETAG };
  g_autofree char *text = NULL;
  g_autofree char *path = g_build_filename (self->site, "index.json", NULL);
  g_autofree char *data = NULL;
  g_autofree char *file = NULL;
  g_autofree char *name = NULL;
  g_autofree char *part = NULL;
  g_autoptr (ObsIndex) index = NULL;
  g_autofree char *home = g_steal_pointer (&self->home);
  const ObsIndexEntry *entry;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  index = obs_index_parse (text, length, "here", NULL);
  entry = index->entries->pdata[0];
  file = g_build_filename (self->site, entry->file, NULL);
  g_assert_true (g_file_get_contents (file, &data, &length, NULL));
  name = g_strconcat (entry->sha256, ".part", NULL);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (manners) + 2; i++)
    {
      g_autoptr (ObsSyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *wrong = g_memdup2 (data, length);

      g_free (self->home);
      self->home = g_strdup_printf ("%s-%u", home, i);
      install (self, self->january);
      g_free (part);
      part = obs_home_staging (self->home, name);
      if (i % 2 == 1)
        wrong[100] ^= 1;
      g_assert_true (g_file_set_contents (part, wrong, (gssize) length / 2, NULL));
      rude_server_behave (self->server, i < 2 ? RUDE_HONEST : manners[(i - 2) / 2], ".zst",
                          length / 3, NULL);
      result = run_sync (self, self->address, OBS_SYNC_INSTALL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (result->outcome, ==, OBS_SYNC_INSTALLED);
      if (i == 0)
        g_assert_cmpuint (result->fetched, ==, length - length / 2);
      if (i == 1)
        g_assert_cmpuint (result->fetched, ==, length - length / 2 + length);
      expect_date (self, FEBRUARY);
    }
}

/* Cut off in one run, the next one goes on. */
static void
test_cut_off (World *self, gconstpointer unused)
{
  guint64 fetched = 0;
  guint runs = 0;

  rude_server_behave (self->server, RUDE_CUTS_ON, ".zst", 7000, NULL);
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ObsSyncResult) result = run_sync (self, self->address, OBS_SYNC_INSTALL, &error);

      g_assert_cmpuint (++runs, <, 20);
      if (result != NULL)
        {
          fetched = result->fetched;
          break;
        }
      g_assert_error (error, OBS_ERROR, OBS_ERROR_OFFLINE);
      expect_date (self, JANUARY);
    }
  g_assert_cmpuint (runs, >, 1);
  g_assert_cmpuint (fetched, <=, 28000);
  expect_date (self, FEBRUARY);
}

static void
test_no_rollback (World *self, gconstpointer unused)
{
  g_autofree char *march = fixture_edition (self->folder, "2026-03-01", 2);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  install (self, march);
  expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_UP_TO_DATE);
  expect_date (self, "2026-03-01");
  /* Going back is the person's choice, and does not make older ones of the host welcome. */
  list = obs_home_list (self->home, NULL);
  g_assert_true (obs_home_set_current (
      self->home, ((ObsInstalled *) list->pdata[list->len - 1])->name, &error));
  expect_date (self, JANUARY);
  expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_UP_TO_DATE);
  expect_date (self, JANUARY);
}

static void
test_bundled (World *self, gconstpointer unused)
{
  g_autofree char *march = fixture_edition (self->folder, "2026-03-01", 2);

  g_free (self->home);
  self->home = g_build_filename (self->folder, "new-home", NULL);
  g_setenv ("OBSERVATORY_BUNDLED", march, TRUE);
  expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_UP_TO_DATE);
  g_setenv ("OBSERVATORY_BUNDLED", self->january, TRUE);
  expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  expect_date (self, FEBRUARY);
}

static void
test_origin_changes (World *self, gconstpointer unused)
{
  g_autofree char *other = fixture_edition_of (self->folder, "other-place", "2026-05-01", 2);
  g_autofree char *site = g_build_filename (self->folder, "other-site", NULL);
  g_autoptr (RudeServer) second = rude_server_new ();
  g_autofree char *address = rude_server_address (second);
  g_autofree char *url = NULL;

  expect_sync (self, self->address, OBS_SYNC_STAGE, OBS_SYNC_STAGED);
  url = obs_origin_url (self->home);
  g_assert_cmpstr (url, ==, self->address);
  publish (other, site);
  rude_server_put_tree (self->server, site);
  expect_failure (self, self->address, OBS_ERROR_CHECKSUM);
  /* Another address is the person's own choice. */
  rude_server_put_tree (second, site);
  expect_sync (self, address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
  expect_date (self, "2026-05-01");
}

static void
test_damaged_edition (World *self, gconstpointer unused)
{
  g_autoptr (ObsInstalled) current = NULL;
  g_autofree char *notice = NULL;
  g_autofree char *path = NULL;

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

static void
test_damaged_notes (World *self, gconstpointer unused)
{
  static const char *const texts[] = { "", "{", "{}", "[]", "{\"format\": 1, \"url\": 7}", "\xff" };
  g_autofree char *note = g_build_filename (self->home, "origin.json", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      expect_sync (self, self->address, OBS_SYNC_STAGE, OBS_SYNC_STAGED);
      g_assert_true (g_file_set_contents (note, texts[i], -1, NULL));
    }
  expect_recovery (self);
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
  g_autofree char *address = NULL;

  if (!start_nginx (self))
    return;
  address = nginx_address (self->nginx, NGINX_PLAIN, "slow/");
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

/* Cancelled at forty random moments: at once, nothing changed, and the next sync works. */
static void
test_cancel (World *self, gconstpointer unused)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (17);
  g_autofree char *fresh = g_strdup (self->home);
  g_autofree char *address = NULL;
  gint64 worst = 0;

  if (!start_nginx (self))
    return;
  address = nginx_address (self->nginx, NGINX_PLAIN, "slow/");
  for (int i = 0; i < 40; i++)
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
      if (i % 8 == 0)
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
  for (int round = 0; round < 4; round++)
    {
      GPid pids[8];
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

/* Killed fifty times, at moments from start to end: always a whole edition, and the next sync
 * works. */
static void
test_kills (World *self, gconstpointer unused)
{
  g_autofree char *fresh = g_strdup (self->home);
  g_autoptr (GRand) random = g_rand_new_with_seed (19);
  guint old = 0, killed = 0, runs = 0;
  gint32 span = 100000; /* us; follows how long a sync takes here and now */

  while (killed < 50)
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

/* Killed before each single write, sync, rename and change of mode. */
static void
test_kill_points (World *self, gconstpointer unused)
{
#ifdef __linux__
  g_autofree char *fresh = g_strdup (self->home);
  guint old = 0;
  int point, status;

  for (point = 1;; point++)
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
  g_test_message ("%d points, %u of them leave the old edition in use", point - 1, old);
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

  for (int kib = 0; kib < 256; kib += 16)
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
    { "/sync/nginx", test_nginx },
    { "/sync/nginx-refused", test_nginx_refused },
    { "/sync/tls", test_tls },
    { "/sync/wrong-content", test_wrong_content },
    { "/sync/manners", test_manners },
    { "/sync/resume", test_resume },
    { "/sync/cut-off", test_cut_off },
    { "/sync/no-rollback", test_no_rollback },
    { "/sync/bundled", test_bundled },
    { "/sync/origin-changes", test_origin_changes },
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

  if (argc == 4 && (g_str_has_prefix (argv[1], "--sync") || g_str_has_prefix (argv[1], "--check")))
    return run_child (argv[1], argv[2], argv[3]);
  test_begin (&argc, &argv);
  program = g_canonicalize_filename (argv[0], NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, World, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
