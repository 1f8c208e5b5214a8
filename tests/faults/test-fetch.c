/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/error.h"
#include "data/ingest/fetch.h"
#include "tests/data/sync/fixture.h"
#include "tests/faults/nginx.h"
#include "tests/faults/rude-server.h"

#include <glib/gstdio.h>
#include <string.h>

/* Bytes of a publisher from servers that break the rules: whole and right, or nothing at all. */

#define LENGTH 200000

typedef struct
{
  char *folder, *path, *address, *url;
  guint8 *data;
  RudeServer *server;
  ObsFetch *fetch;
  ObsFetchRequest request;
  ObsFetchAnswer answer;
  GArray *pauses; /* of guint: milliseconds */
} Net;

static gboolean
pause_cb (guint ms, gpointer user_data)
{
  Net *self = user_data;

  g_array_append_val (self->pauses, ms);
  return TRUE;
}

static void
set_up (Net *self, gconstpointer unused)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (12);
  ObsFetchLimits limits = { { 2000, 2000, 1024, 2, 4, 1000, NULL }, pause_cb, self };

  self->folder = fixture_folder ();
  self->path = g_build_filename (self->folder, "file", NULL);
  self->data = g_malloc (LENGTH);
  for (gsize i = 0; i < LENGTH; i++)
    self->data[i] = (guint8) g_rand_int (random);
  self->server = rude_server_new ();
  rude_server_put (self->server, "/file", self->data, LENGTH);
  self->address = rude_server_address (self->server);
  self->url = g_strconcat (self->address, "file", NULL);
  self->pauses = g_array_new (FALSE, FALSE, sizeof (guint));
  self->fetch = obs_fetch_new (&limits);
  self->request.url = self->url;
  self->request.max_size = 10 * LENGTH;
}

static void
tear_down (Net *self, gconstpointer unused)
{
  obs_fetch_free (self->fetch);
  obs_fetch_answer_clear (&self->answer);
  rude_server_free (self->server);
  fixture_clear (self->folder);
  g_array_unref (self->pauses);
  g_free (self->path);
  g_free (self->address);
  g_free (self->url);
  g_free (self->data);
}

static gboolean
run (Net *self, GError **error)
{
  return obs_fetch_file (self->fetch, &self->request, self->path, &self->answer, NULL, error);
}

static void
assert_whole (Net *self)
{
  g_autofree char *found = NULL;
  g_autofree char *mark = g_strconcat (self->path, ".mark", NULL);
  gsize length;

  g_assert_true (g_file_get_contents (self->path, &found, &length, NULL));
  g_assert_cmpuint (length, ==, LENGTH);
  g_assert_cmpint (memcmp (found, self->data, LENGTH), ==, 0);
  g_assert_false (g_file_test (mark, G_FILE_TEST_EXISTS));
}

static void
assert_pauses (Net *self, guint n)
{
  g_assert_cmpuint (self->pauses->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (g_array_index (self->pauses, guint, i), ==, 1000u << i);
}

/* Each way to answer a request for the rest wrongly, cut at many places: the file is the right one.
 */
static void
test_ranges (Net *self, gconstpointer unused)
{
  static const RudeManner manners[]
      = { RUDE_IGNORES_RANGE, RUDE_WHOLE_AS_PART, RUDE_SHIFTS_RANGE, RUDE_NO_RANGE,  RUDE_BAD_RANGE,
          RUDE_UNSATISFIED,   RUDE_OTHER_TOTAL,   RUDE_OTHER_ETAG,   RUDE_LONG_RANGE };

  for (guint i = 0; i < G_N_ELEMENTS (manners); i++)
    for (gsize at = 1; at < LENGTH; at += LENGTH / 7)
      {
        g_autoptr (GError) error = NULL;
        gboolean good;

        rude_server_behave (self->server, manners[i], "file", at, NULL);
        good = run (self, &error);
        if (!good && g_file_test (self->path, G_FILE_TEST_EXISTS))
          g_error ("manner %u at %zu: a file in spite of “%s”", manners[i], at, error->message);
        if (good)
          assert_whole (self);
        /* The next honest try succeeds, whatever was left. */
        rude_server_behave (self->server, RUDE_HONEST, "file", 0, NULL);
        g_assert_true (run (self, NULL));
        assert_whole (self);
        g_unlink (self->path);
        g_array_set_size (self->pauses, 0);
      }
}

static void
test_cut_and_resumed (Net *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  rude_server_behave (self->server, RUDE_CUTS_ON, "file", LENGTH / 3, NULL);
  run (self, &error);
  g_assert_no_error (error);
  assert_whole (self);
  /* No byte twice. */
  g_assert_cmpuint (self->answer.fetched, ==, LENGTH);
  g_assert_cmpuint (self->answer.tries, >=, 3);
  g_assert_cmpuint (self->pauses->len, ==, self->answer.tries - 1);
  g_assert_cmpuint (g_array_index (self->pauses, guint, 0), ==, 1000);
}

/* Over two runs: the second goes on, the bytes that were there are not fetched again. */
static void
test_later (Net *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  rude_server_behave (self->server, RUDE_CUTS_ON, "file", LENGTH / 20, NULL);
  g_assert_false (run (self, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_OFFLINE);
  assert_pauses (self, 3);
  rude_server_behave (self->server, RUDE_HONEST, "file", 0, NULL);
  g_assert_true (run (self, NULL));
  g_assert_true (self->answer.resumed);
  g_assert_cmpuint (self->answer.fetched, <, LENGTH);
  assert_whole (self);
}

static void
test_failures (Net *self, gconstpointer unused)
{
  static const struct
  {
    RudeManner manner;
    gsize at;
    ObsError code;
    guint tries;
  } ways[] = {
    { RUDE_RESET, 10, OBS_ERROR_OFFLINE, 4 },    { RUDE_CLOSE, 0, OBS_ERROR_OFFLINE, 4 },
    { RUDE_SILENT, 0, OBS_ERROR_OFFLINE, 4 },    { RUDE_ENDLESS, 0, OBS_ERROR_TOO_LARGE, 1 },
    { RUDE_HEADERS, 0, OBS_ERROR_TOO_LARGE, 1 }, { RUDE_STATUS, 404, OBS_ERROR_HTTP, 1 },
    { RUDE_STATUS, 403, OBS_ERROR_HTTP, 1 },     { RUDE_STATUS, 500, OBS_ERROR_HTTP, 4 },
    { RUDE_STATUS, 503, OBS_ERROR_HTTP, 4 },     { RUDE_STATUS, 429, OBS_ERROR_HTTP, 4 },
    { RUDE_STATUS, 206, OBS_ERROR_HTTP, 1 },     { RUDE_NOT_MODIFIED, 0, OBS_ERROR_HTTP, 1 },
    { RUDE_LIES_LONG, 0, OBS_ERROR_OFFLINE, 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (GError) error = NULL;

      g_array_set_size (self->pauses, 0);
      rude_server_behave (self->server, ways[i].manner, "file", ways[i].at, NULL);
      if (run (self, &error) || error->domain != OBS_ERROR || error->code != (int) ways[i].code
          || self->answer.tries != ways[i].tries)
        g_error ("way %u: %u tries, “%s”", i, self->answer.tries,
                 error != NULL ? error->message : "no error");
      assert_pauses (self, ways[i].tries - 1);
      g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
    }
}

/* A host in trouble says itself when to come back; of one that refuses it does not matter. */
static void
test_retry_after (Net *self, gconstpointer unused)
{
  static const struct
  {
    gsize status;
    const char *value;
    guint n, pauses[3];
  } cases[] = {
    { 503, "3", 3, { 3000, 3000, 4000 } },
    { 429, "3600", 3, { 60000, 60000, 60000 } },
    { 500, "soon", 3, { 1000, 2000, 4000 } },
    { 404, "7", 0, { 0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_array_set_size (self->pauses, 0);
      rude_server_behave (self->server, RUDE_STATUS, "file", cases[i].status, cases[i].value);
      g_assert_false (run (self, NULL));
      g_assert_cmpuint (self->pauses->len, ==, cases[i].n);
      for (guint k = 0; k < cases[i].n; k++)
        g_assert_cmpuint (g_array_index (self->pauses, guint, k), ==, cases[i].pauses[k]);
    }
}

/* A length that nobody announced is an answer, but one whose end cannot be told from a cut. */
static void
test_unannounced (Net *self, gconstpointer unused)
{
  rude_server_behave (self->server, RUDE_UNANNOUNCED, "file", 0, NULL);
  g_assert_true (run (self, NULL));
  g_assert_false (self->answer.announced);
}

static void
test_redirects (Net *self, gconstpointer unused)
{
  g_autoptr (RudeServer) other = rude_server_new ();
  g_autofree char *place = rude_server_address (other);
  g_autofree char *target = g_strconcat (place, "file", NULL);
  g_autoptr (GError) error = NULL;
  const char *hosts[] = { "127.0.0.*", NULL };
  static const char *const never[]
      = { "file:///etc/passwd", "ftp://127.0.0.1/file", "http://me:secret@127.0.0.1/file",
          "http://example.org/file", "gopher://127.0.0.1/" };

  rude_server_put (other, "/file", self->data, LENGTH);
  rude_server_behave (self->server, RUDE_SENDS_AWAY, "file", 0, target);
  g_assert_false (run (self, &error));
  g_assert_nonnull (strstr (error->message, "accept-host"));
  g_assert_cmpuint (rude_server_requests (other), ==, 0);
  self->request.accept_hosts = hosts;
  g_assert_true (run (self, NULL));
  assert_whole (self);
  g_unlink (self->path);
  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    {
      rude_server_behave (self->server, RUDE_SENDS_AWAY, "file", 0, never[i]);
      g_assert_false (run (self, NULL));
    }
  /* Round and round. */
  rude_server_behave (self->server, RUDE_SENDS_AWAY, "file", 0, self->url);
  g_clear_error (&error);
  g_assert_false (run (self, &error));
  g_assert_nonnull (strstr (error->message, "again and again"));
  g_assert_cmpuint (rude_server_requests (self->server), ==, 4);
}

static gpointer
cancel_thread (gpointer user_data)
{
  g_usleep (50000);
  g_cancellable_cancel (user_data);
  return NULL;
}

static void
test_cancel (Net *self, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread;

  rude_server_behave (self->server, RUDE_STALL, "file", 1000, NULL);
  thread = g_thread_new ("cancel", cancel_thread, cancellable);
  g_assert_false (
      obs_fetch_file (self->fetch, &self->request, self->path, &self->answer, cancellable, &error));
  g_thread_join (thread);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (self->pauses->len, ==, 0);
}

/* By TLS: only where the host is the one that it says it is. */
static void
test_tls (Net *self, gconstpointer unused)
{
  const char *why = NULL;
  g_autoptr (Nginx) nginx = NULL;
  g_autofree char *site = g_build_filename (self->folder, "site", NULL);
  g_autofree char *file = g_build_filename (site, "file", NULL);

  g_mkdir (site, 0755);
  g_assert_true (g_file_set_contents (file, (const char *) self->data, LENGTH, NULL));
  nginx = nginx_new (self->folder, &why);
  if (nginx == NULL)
    {
      g_test_skip (why);
      return;
    }
  for (int port = NGINX_GOOD; port < NGINX_N_PORTS; port++)
    {
      g_autofree char *url = nginx_address (nginx, (NginxPort) port, "file");
      ObsFetchLimits limits
          = { { 2000, 2000, 1024, 2, 1, 1, nginx_authority (nginx) }, NULL, NULL };
      g_autoptr (ObsFetch) fetch = obs_fetch_new (&limits);
      g_autoptr (GError) error = NULL;

      self->request.url = url;
      if (obs_fetch_file (fetch, &self->request, self->path, &self->answer, NULL, &error))
        g_assert_cmpint (port, ==, NGINX_GOOD);
      else
        {
          g_assert_cmpint (port, !=, NGINX_GOOD);
          g_assert_error (error, OBS_ERROR, OBS_ERROR_FAILED);
        }
    }
  assert_whole (self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/fetch/ranges", Net, NULL, set_up, test_ranges, tear_down);
  g_test_add ("/fetch/cut-and-resumed", Net, NULL, set_up, test_cut_and_resumed, tear_down);
  g_test_add ("/fetch/later", Net, NULL, set_up, test_later, tear_down);
  g_test_add ("/fetch/failures", Net, NULL, set_up, test_failures, tear_down);
  g_test_add ("/fetch/retry-after", Net, NULL, set_up, test_retry_after, tear_down);
  g_test_add ("/fetch/unannounced", Net, NULL, set_up, test_unannounced, tear_down);
  g_test_add ("/fetch/redirects", Net, NULL, set_up, test_redirects, tear_down);
  g_test_add ("/fetch/cancel", Net, NULL, set_up, test_cancel, tear_down);
  g_test_add ("/fetch/tls", Net, NULL, set_up, test_tls, tear_down);
  return g_test_run ();
}
