/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/error.h"
#include "data/sync/transport.h"
#include "tests/data/sync/fixture.h"
#include "tests/faults/rude-server.h"
#include "tests/begin.h"

#include <glib/gstdio.h>
#include <string.h>

#define LENGTH 200000

/* Patience that a test has. */
static const ObsTransportLimits quick = { 2000, 2000, 1024, 2, 4, 20, NULL };

typedef struct
{
  char *folder;
  char *part;
  char *address;
  char *url;
  guint8 *data;
  RudeServer *server;
  ObsTransport *transport;
} Net;

static void
set_up (Net *self, gconstpointer unused)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  self->folder = fixture_folder ();
  self->part = g_build_filename (self->folder, "file.part", NULL);
  self->data = g_malloc (LENGTH);
  for (gsize i = 0; i < LENGTH; i++)
    self->data[i] = (guint8) g_rand_int (random);
  self->server = rude_server_new ();
  rude_server_put (self->server, "/file", self->data, LENGTH);
  rude_server_put (self->server, "/text", "hello\n", 6);
  self->address = rude_server_address (self->server);
  self->url = g_strconcat (self->address, "file", NULL);
  self->transport = obs_transport_new (&quick);
}

static void
tear_down (Net *self, gconstpointer unused)
{
  obs_transport_free (self->transport);
  rude_server_free (self->server);
  fixture_clear (self->folder);
  g_free (self->part);
  g_free (self->address);
  g_free (self->url);
  g_free (self->data);
}

static gboolean
fetch (Net *self, ObsTransportTally *tally, GError **error)
{
  ObsTransportTally own;
  GStatBuf st;
  gboolean good = obs_transport_fetch_file (self->transport, self->url, self->part, LENGTH, NULL,
                                            NULL, tally != NULL ? tally : &own, NULL, error);

  /* Never more on the disk than was promised, whatever came. */
  if (g_stat (self->part, &st) == 0)
    g_assert_cmpuint ((guint64) st.st_size, <=, LENGTH);
  return good;
}

static void
assert_equal (Net *self)
{
  g_autofree char *found = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (self->part, &found, &length, NULL));
  g_assert_cmpuint (length, ==, LENGTH);
  g_assert_true (memcmp (found, self->data, LENGTH) == 0);
}

static void
assert_sentence (const GError *error)
{
  g_assert_nonnull (strstr (error->message, "127.0.0.1"));
  g_assert_nonnull (strstr (error->message, "The edition on this computer stays in use."));
}

#define TEXT_MOST 65536

static char *
fetch_text (Net *self, const char *path, const char *etag, char **new_etag, GError **error)
{
  g_autofree char *url = g_strconcat (self->address, path, NULL);
  g_auto (ObsTransportAnswer) answer = { 0 };
  ObsTransportAsk ask = { TEXT_MOST, etag, 0 };
  g_autoptr (GBytes) bytes
      = obs_transport_fetch_bytes (self->transport, url, &ask, &answer, NULL, error);
  gsize length;
  const char *data;

  if (bytes == NULL)
    return NULL;
  if (new_etag != NULL)
    *new_etag = g_steal_pointer (&answer.etag);
  data = g_bytes_get_data (bytes, &length);
  return g_strndup (data, length);
}

static void
test_text (Net *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *etag = NULL;
  g_autofree char *text = fetch_text (self, "text", NULL, &etag, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "hello\n");
  g_assert_cmpstr (etag, ==, "\"a\"");
}

static void
test_text_cap (Net *self, gconstpointer unused)
{
  static const RudeManner manners[]
      = { RUDE_ENDLESS, RUDE_HEADERS, RUDE_HEADER_LINE, RUDE_CONTINUES, RUDE_HONEST };

  for (guint i = 0; i < G_N_ELEMENTS (manners); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 start = g_get_monotonic_time ();

      rude_server_behave (self->server, manners[i], "file", 0, NULL);
      g_assert_null (fetch_text (self, "file", NULL, NULL, &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE);
      assert_sentence (error);
      g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_USEC_PER_SEC);
    }
}

static void
test_text_refused (Net *self, gconstpointer unused)
{
  static const struct
  {
    RudeManner manner;
    gsize at;
    int code;
  } cases[] = {
    { RUDE_STATUS, 404, OBS_ERROR_HTTP },     { RUDE_STATUS, 500, OBS_ERROR_HTTP },
    { RUDE_STATUS, 503, OBS_ERROR_HTTP },     { RUDE_STATUS, 403, OBS_ERROR_HTTP },
    { RUDE_STATUS, 401, OBS_ERROR_HTTP },     { RUDE_STATUS, 206, OBS_ERROR_HTTP },
    { RUDE_STATUS, 204, OBS_ERROR_HTTP },     { RUDE_STATUS, 201, OBS_ERROR_HTTP },
    { RUDE_STATUS, 300, OBS_ERROR_HTTP },     { RUDE_STATUS, 302, OBS_ERROR_HTTP },
    { RUDE_NOT_MODIFIED, 0, OBS_ERROR_HTTP }, { RUDE_GARBAGE, 0, OBS_ERROR_OFFLINE },
    { RUDE_CLOSE, 0, OBS_ERROR_OFFLINE },     { RUDE_SILENT, 0, OBS_ERROR_OFFLINE },
    { RUDE_STALL, 3, OBS_ERROR_OFFLINE },     { RUDE_RESET, 3, OBS_ERROR_OFFLINE },
    { RUDE_CUT, 3, OBS_ERROR_OFFLINE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      rude_server_behave (self->server, cases[i].manner, "text", cases[i].at, NULL);
      g_assert_null (fetch_text (self, "text", NULL, NULL, &error));
      g_test_message ("%d %u: %s", cases[i].manner, (guint) cases[i].at, error->message);
      g_assert_error (error, OBS_ERROR, cases[i].code);
      assert_sentence (error);
    }
}

static void
test_redirects (Net *self, gconstpointer unused)
{
  g_autoptr (RudeServer) other = rude_server_new ();
  g_autofree char *elsewhere = rude_server_address (other);
  g_autofree char *loop = g_strconcat (self->address, "text", NULL);
  g_autofree char *user
      = g_strconcat ("http://me@", self->address + strlen ("http://"), "file", NULL);
  const char *targets[] = { elsewhere,
                            "http://localhost/",
                            "https://example.org/",
                            "file:///etc/hostname",
                            "ftp://127.0.0.1/",
                            "//127.0.0.2/",
                            "gopher://127.0.0.1/",
                            user,
                            loop };

  rude_server_put (other, "/", "secret", 6);
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr (GError) error = NULL;

      rude_server_behave (self->server, RUDE_SENDS_AWAY, "text", 0, targets[i]);
      g_assert_null (fetch_text (self, "text", NULL, NULL, &error));
      g_test_message ("%s: %s", targets[i], error->message);
      g_assert_error (error, OBS_ERROR, OBS_ERROR_HTTP);
      assert_sentence (error);
      g_assert_cmpuint (rude_server_requests (self->server), <=, 4);
    }
  g_assert_cmpuint (rude_server_requests (self->server), ==, 4);
  g_assert_cmpuint (rude_server_requests (other), ==, 0);
}

static void
test_redirect_followed (Net *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  rude_server_put (self->server, "/moved", "", 0);
  rude_server_behave (self->server, RUDE_SENDS_AWAY, "moved", 0, "/file");
  g_free (self->url);
  self->url = g_strconcat (self->address, "moved", NULL);
  g_assert_true (fetch (self, NULL, &error));
  g_assert_no_error (error);
  assert_equal (self);
}

static void
test_file (Net *self, gconstpointer unused)
{
  static const RudeManner manners[] = { RUDE_HONEST, RUDE_SLICES };

  for (guint i = 0; i < G_N_ELEMENTS (manners); i++)
    {
      g_autoptr (GError) error = NULL;
      ObsTransportTally tally;

      g_unlink (self->part);
      rude_server_behave (self->server, manners[i], "file", 0, NULL);
      g_assert_true (fetch (self, &tally, &error));
      g_assert_no_error (error);
      assert_equal (self);
      g_assert_cmpuint (tally.fetched, ==, LENGTH);
      g_assert_false (tally.resumed);
    }
}

/* Bytes that are there already do not come again. */
static void
test_resume (Net *self, gconstpointer unused)
{
  for (int i = 0; i < 20; i++)
    {
      gsize have = (gsize) i * (LENGTH / 20) + (gsize) i;
      g_autoptr (GError) error = NULL;
      ObsTransportTally tally;

      g_assert_true (g_file_set_contents (self->part, (char *) self->data, (gssize) have, NULL));
      g_assert_true (fetch (self, &tally, &error));
      g_assert_no_error (error);
      assert_equal (self);
      g_assert_cmpuint (tally.fetched, ==, LENGTH - have);
      g_assert_cmpint (tally.resumed, ==, have > 0);
    }
  rude_server_behave (self->server, RUDE_CLOSE, "file", 0, NULL);
  g_assert_true (fetch (self, NULL, NULL));
  g_assert_cmpuint (rude_server_requests (self->server), ==, 0);
}

static void
test_too_much_there (Net *self, gconstpointer unused)
{
  g_autofree char *more = g_malloc0 (LENGTH + 10);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (self->part, more, LENGTH + 10, NULL));
  g_assert_true (fetch (self, NULL, &error));
  g_assert_no_error (error);
  assert_equal (self);
}

/* The traps of resuming, at twenty offsets each: byte-equal, or refused and nothing of it kept. */
static void
test_traps (Net *self, gconstpointer unused)
{
  for (int manner = RUDE_IGNORES_RANGE; manner <= RUDE_LONG_RANGE; manner++)
    for (int i = 1; i <= 20; i++)
      {
        gsize at = (gsize) i * (LENGTH / 21);
        g_autoptr (GError) error = NULL;

        g_unlink (self->part);
        rude_server_behave (self->server, (RudeManner) manner, "file", at, NULL);
        if (!fetch (self, NULL, &error))
          g_error ("manner %d at %zu: %s", manner, at, error->message);
        g_assert_no_error (error);
        /* Right headers over wrong bytes are for the hash to find. */
        if (manner != RUDE_LIES_RANGE)
          assert_equal (self);
        g_assert_cmpuint (rude_server_requests (self->server), ==,
                          manner == RUDE_LIES_RANGE ? 2 : 3);
      }
}

/* Cut again and again: it goes on from where it was, until its tries are used up; then the next
 * call goes on. */
static void
test_cut (Net *self, gconstpointer unused)
{
  static const RudeManner manners[] = { RUDE_CUTS_ON, RUDE_RESET };

  for (guint i = 0; i < G_N_ELEMENTS (manners); i++)
    {
      g_autoptr (GError) error = NULL;
      guint64 fetched = 0;
      ObsTransportTally tally;
      guint calls = 0;
      gboolean done;

      g_unlink (self->part);
      rude_server_behave (self->server, manners[i], "file", LENGTH / 10, NULL);
      do
        {
          g_clear_error (&error);
          done = fetch (self, &tally, &error);
          fetched += tally.fetched;
          if (!done)
            {
              g_assert_error (error, OBS_ERROR, OBS_ERROR_OFFLINE);
              assert_sentence (error);
            }
        }
      while (!done && ++calls < 40);
      g_assert_no_error (error);
      assert_equal (self);
      /* A reset may throw away what was on its way, but nothing comes twice. */
      g_assert_cmpuint (fetched, ==, LENGTH);
    }
}

static void
test_wrong_length (Net *self, gconstpointer unused)
{
  static const struct
  {
    RudeManner manner;
    int code;
  } cases[] = {
    { RUDE_LONG, OBS_ERROR_TOO_LARGE },      { RUDE_SHORT, OBS_ERROR_CHECKSUM },
    { RUDE_LIES_LONG, OBS_ERROR_TOO_LARGE }, { RUDE_UNANNOUNCED, OBS_ERROR_TOO_LARGE },
    { RUDE_ENDLESS, OBS_ERROR_TOO_LARGE },   { RUDE_HEADERS, OBS_ERROR_TOO_LARGE },
    { RUDE_PORTAL, OBS_ERROR_OFFLINE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      GStatBuf st;

      g_unlink (self->part);
      rude_server_behave (self->server, cases[i].manner, "file", 0, NULL);
      g_assert_false (fetch (self, NULL, &error));
      g_test_message ("%d: %s", cases[i].manner, error->message);
      g_assert_error (error, OBS_ERROR, cases[i].code);
      assert_sentence (error);
      g_assert_true (g_stat (self->part, &st) != 0 || st.st_size == 0);
      g_assert_cmpuint (rude_server_sent (self->server), <, 64 * 1024 * 1024);
    }
}

static void
test_file_refused (Net *self, gconstpointer unused)
{
  static const struct
  {
    RudeManner manner;
    gsize at;
    int code;
    gsize kept;
  } cases[] = {
    { RUDE_STATUS, 404, OBS_ERROR_HTTP, 0 },     { RUDE_STATUS, 500, OBS_ERROR_HTTP, 0 },
    { RUDE_STATUS, 206, OBS_ERROR_HTTP, 0 },     { RUDE_STATUS, 416, OBS_ERROR_HTTP, 0 },
    { RUDE_NOT_MODIFIED, 0, OBS_ERROR_HTTP, 0 }, { RUDE_GARBAGE, 0, OBS_ERROR_OFFLINE, 0 },
    { RUDE_CLOSE, 0, OBS_ERROR_OFFLINE, 0 },     { RUDE_STALL, 3000, OBS_ERROR_OFFLINE, 3000 },
    { RUDE_SILENT, 0, OBS_ERROR_OFFLINE, 0 },    { RUDE_DRIP, 0, OBS_ERROR_OFFLINE, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 start = g_get_monotonic_time ();
      GStatBuf st;

      g_unlink (self->part);
      rude_server_behave (self->server, cases[i].manner, "file", cases[i].at, NULL);
      g_assert_false (fetch (self, NULL, &error));
      g_test_message ("%d %u: %s", cases[i].manner, (guint) cases[i].at, error->message);
      g_assert_error (error, OBS_ERROR, cases[i].code);
      assert_sentence (error);
      /* Slow hosts are given up after the two seconds of this test. */
      g_assert_cmpint (g_get_monotonic_time () - start, <, 12 * G_USEC_PER_SEC);
      if (cases[i].kept > 0)
        {
          g_assert_cmpint (g_stat (self->part, &st), ==, 0);
          g_assert_cmpint (st.st_size, >=, cases[i].kept);
        }
    }
  /* What came before the silence serves the next try. */
  rude_server_behave (self->server, RUDE_HONEST, "file", 0, NULL);
  g_assert_true (fetch (self, NULL, NULL));
  assert_equal (self);
}

static void
test_host_gone (Net *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fetch_text (self, "", NULL, NULL, &error));
  g_clear_error (&error);
  rude_server_free (self->server);
  self->server = rude_server_new ();
  /* Its port is free now. */
  g_assert_false (fetch (self, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_OFFLINE);
  assert_sentence (error);
}

/* A port whose queue is full: no answer to a greeting. Returns: the sockets that fill it */
static GPtrArray *
make_deaf (guint16 *port)
{
  GPtrArray *sockets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  GSocket *listener
      = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  g_ptr_array_add (sockets, listener);
  g_socket_set_listen_backlog (listener, 0);
  g_assert_true (g_socket_bind (listener, any, TRUE, NULL));
  g_assert_true (g_socket_listen (listener, NULL));
  bound = g_socket_get_local_address (listener, NULL);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  for (int i = 0; i < 4; i++)
    {
      GSocket *one
          = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

      g_socket_set_blocking (one, FALSE);
      g_socket_connect (one, bound, NULL, NULL);
      g_ptr_array_add (sockets, one);
    }
  return sockets;
}

/* What may go well later: a cut line and a host in trouble. Not what the host means, nor one that
 * was reached and had its time. */
static void
test_setbacks (Net *self, gconstpointer unused)
{
  static const struct
  {
    RudeManner manner;
    gsize at;
    const char *target;
    ObsSetback small, file;
  } cases[] = {
    { RUDE_STATUS, 500, NULL, { TRUE, 0 }, { TRUE, 0 } },
    { RUDE_STATUS, 503, "9", { TRUE, 9 }, { TRUE, 9 } },
    { RUDE_STATUS, 429, "3600", { TRUE, 60 }, { TRUE, 60 } },
    { RUDE_STATUS, 408, "x", { TRUE, 0 }, { TRUE, 0 } },
    { RUDE_STATUS, 404, "9", { FALSE, 0 }, { FALSE, 0 } },
    { RUDE_STATUS, 403, NULL, { FALSE, 0 }, { FALSE, 0 } },
    { RUDE_STATUS, 204, NULL, { FALSE, 0 }, { FALSE, 0 } },
    { RUDE_NOT_MODIFIED, 0, NULL, { FALSE, 0 }, { FALSE, 0 } },
    { RUDE_SENDS_AWAY, 0, "https://example.org/", { FALSE, 0 }, { FALSE, 0 } },
    { RUDE_RESET, 3, NULL, { TRUE, 0 }, { TRUE, 0 } },
    { RUDE_CUT, 3, NULL, { TRUE, 0 }, { TRUE, 0 } },
    { RUDE_CLOSE, 0, NULL, { TRUE, 0 }, { TRUE, 0 } },
    { RUDE_GARBAGE, 0, NULL, { FALSE, 0 }, { FALSE, 0 } },
    { RUDE_HEADERS, 0, NULL, { FALSE, 0 }, { FALSE, 0 } },
    { RUDE_ENDLESS, 0, NULL, { FALSE, 0 }, { FALSE, 0 } },
    { RUDE_SHORT, 0, NULL, { FALSE, 0 }, { FALSE, 0 } },
    { RUDE_SILENT, 0, NULL, { FALSE, 0 }, { FALSE, 0 } },
    { RUDE_STALL, 3, NULL, { FALSE, 0 }, { FALSE, 0 } },
    { RUDE_PORTAL, 0, NULL, { FALSE, 0 }, { TRUE, 0 } },
  };
  ObsTransportLimits limits = quick;
  g_autoptr (ObsTransport) transport = NULL;

  limits.text_ms = 200;
  limits.slow_seconds = 1;
  transport = obs_transport_new (&limits);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (ObsTransportAnswer) answer = { 0 };
      ObsTransportAsk ask = { LENGTH, NULL, 0 };
      ObsTransportTally tally;
      g_autoptr (GBytes) bytes = NULL;

      g_test_message ("case %u", i);
      rude_server_behave (self->server, cases[i].manner, "file", cases[i].at, cases[i].target);
      bytes = obs_transport_fetch_bytes (transport, self->url, &ask, &answer, NULL, NULL);
      g_assert_cmpint (answer.setback.passing, ==, cases[i].small.passing);
      g_assert_cmpuint (answer.setback.retry_after, ==, cases[i].small.retry_after);
      g_unlink (self->part);
      g_assert_false (obs_transport_fetch_file (transport, self->url, self->part, LENGTH, NULL,
                                                NULL, &tally, NULL, NULL));
      g_assert_cmpint (tally.setback.passing, ==, cases[i].file.passing);
      g_assert_cmpuint (tally.setback.retry_after, ==, cases[i].file.retry_after);
    }
}

/* A host that cannot be reached in time may be reached later. */
static void
test_deaf (Net *self, gconstpointer unused)
{
  guint16 port = 0;
  g_autoptr (GPtrArray) sockets = make_deaf (&port);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/file", port);
  g_auto (ObsTransportAnswer) answer = { 0 };
  ObsTransportAsk ask = { TEXT_MOST, NULL, 0 };
  ObsTransportLimits limits = quick;
  g_autoptr (ObsTransport) transport = NULL;
  g_autoptr (GError) error = NULL;

  limits.connect_ms = 200;
  transport = obs_transport_new (&limits);
  g_assert_null (obs_transport_fetch_bytes (transport, url, &ask, &answer, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_OFFLINE);
  g_test_message ("%s", error->message);
  assert_sentence (error);
  g_assert_true (answer.setback.passing);
}

/* Plain HTTP never leaves this computer, and a proxy is not asked on the way to it. */
static void
test_no_proxy (Net *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_setenv ("http_proxy", "http://127.0.0.1:1/", TRUE);
  g_setenv ("all_proxy", "http://127.0.0.1:1/", TRUE);
  g_assert_true (fetch (self, NULL, &error));
  g_assert_no_error (error);
  g_unsetenv ("http_proxy");
  g_unsetenv ("all_proxy");
}

typedef struct
{
  GCancellable *cancellable;
  guint after; /* us */
  gint64 when;
} Canceller;

static gpointer
cancel_thread (gpointer user_data)
{
  Canceller *canceller = user_data;

  g_usleep (canceller->after);
  canceller->when = g_get_monotonic_time ();
  g_cancellable_cancel (canceller->cancellable);
  return NULL;
}

static void
test_cancel (Net *self, gconstpointer unused)
{
  static const RudeManner manners[]
      = { RUDE_SILENT, RUDE_STALL, RUDE_DRIP, RUDE_HEADERS, RUDE_ENDLESS, RUDE_CUTS_ON };
  g_autoptr (GRand) random = g_rand_new_with_seed (13);
  gint64 worst = 0;

  for (int i = 0; i < 100; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      Canceller canceller = { cancellable, (guint) g_rand_int_range (random, 0, 30000), 0 };
      ObsTransportTally tally;
      GThread *thread;
      gint64 end;

      g_unlink (self->part);
      rude_server_behave (self->server, manners[i % (int) G_N_ELEMENTS (manners)], "file", 1000,
                          NULL);
      thread = g_thread_new ("cancel", cancel_thread, &canceller);
      g_assert_false (obs_transport_fetch_file (self->transport, self->url, self->part, LENGTH,
                                                NULL, NULL, &tally, cancellable, &error));
      end = g_get_monotonic_time ();
      g_thread_join (thread);
      if (manners[i % (int) G_N_ELEMENTS (manners)] <= RUDE_DRIP)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      if (error->domain == G_IO_ERROR)
        worst = MAX (worst, end - canceller.when);
    }
  g_test_message ("slowest cancel: %d us", (int) worst);
  g_assert_cmpint (worst, <, 200000);
}

/* The promises that the limits of a shipped program make. */
static void
test_limits (Net *self, gconstpointer unused)
{
  g_assert_cmpuint (obs_transport_limits.connect_ms, ==, 10000);
  g_assert_cmpuint (obs_transport_limits.slow_bytes, ==, 1024);
  g_assert_cmpuint (obs_transport_limits.slow_seconds, ==, 30);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Net *self, gconstpointer unused);
  } tests[] = {
    { "/transport/text", test_text },
    { "/transport/text-cap", test_text_cap },
    { "/transport/text-refused", test_text_refused },
    { "/transport/redirects", test_redirects },
    { "/transport/redirect-followed", test_redirect_followed },
    { "/transport/file", test_file },
    { "/transport/resume", test_resume },
    { "/transport/too-much-there", test_too_much_there },
    { "/transport/traps", test_traps },
    { "/transport/cut", test_cut },
    { "/transport/wrong-length", test_wrong_length },
    { "/transport/file-refused", test_file_refused },
    { "/transport/host-gone", test_host_gone },
    { "/transport/setbacks", test_setbacks },
    { "/transport/deaf", test_deaf },
    { "/transport/no-proxy", test_no_proxy },
    { "/transport/cancel", test_cancel },
    { "/transport/limits", test_limits },
  };

  test_begin (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Net, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
