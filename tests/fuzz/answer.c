/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answers of a host. The input is what a server on loopback sends, connection after connection:
 * first byte: what is asked for (bytes, or a file and how much of it is there already); then
 * answers, cut apart by the byte 0xFF; the last is given again to whoever asks more often. The
 * promises: never more than the cap, in memory or on disk; a file that counts as fetched has
 * exactly its length. */

#include "config.h"

#include "tests/fuzz/target.h"

#include "data/sync/transport.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define MOST 512
#define BREAK 0xFF

typedef struct
{
  GSocket *listener;
  char *url;
  char *path;
  ObsTransport *transport;
  GThread *thread;

  GMutex lock;
  const guint8 *at;
  const guint8 *end;
} Host;

static Host host;

/* Takes the next answer; the last one stays. */
static GBytes *
next_answer (void)
{
  const guint8 *stop;
  GBytes *answer;

  g_mutex_lock (&host.lock);
  stop = host.at == host.end ? NULL : memchr (host.at, BREAK, (gsize) (host.end - host.at));
  answer = g_bytes_new (host.at, (gsize) ((stop != NULL ? stop : host.end) - host.at));
  if (stop != NULL)
    host.at = stop + 1;
  g_mutex_unlock (&host.lock);
  return answer;
}

static void
serve (GSocket *socket)
{
  g_autoptr (GBytes) answer = next_answer ();
  char request[4096];
  gsize sent = 0, length = 0;
  const char *data = g_bytes_get_data (answer, &length);

  g_socket_set_timeout (socket, 1);
  if (g_socket_receive (socket, request, sizeof request, NULL, NULL) <= 0)
    return;
  while (sent < length)
    {
      gssize n = g_socket_send (socket, data + sent, length - sent, NULL, NULL);

      if (n <= 0)
        return;
      sent += (gsize) n;
    }
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
}

static gpointer
serve_thread (G_GNUC_UNUSED gpointer data)
{
  for (;;)
    {
      g_autoptr (GSocket) socket = g_socket_accept (host.listener, NULL, NULL);

      if (socket == NULL)
        return NULL;
      serve (socket);
      g_socket_close (socket, NULL);
    }
}

static void
end_cb (void)
{
  g_unlink (host.path);
}

static void
start (void)
{
  static const ObsTransportLimits limits = { 1000, 1000, 1, 1, 2, 1, NULL };
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autofree char *name = NULL;

  host.listener
      = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  FUZZ_CHECK (g_socket_bind (host.listener, any, TRUE, NULL)
              && g_socket_listen (host.listener, NULL));
  bound = g_socket_get_local_address (host.listener, NULL);
  host.url = g_strdup_printf ("http://127.0.0.1:%u/",
                              g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  name = g_strdup_printf ("fuzz-answer-%08x", g_random_int ());
  host.path = g_build_filename (g_get_tmp_dir (), name, NULL);
  host.transport = obs_transport_new (&limits);
  host.thread = g_thread_new ("host", serve_thread, NULL);
  atexit (end_cb);
}

static void
fetch_bytes (void)
{
  ObsTransportAsk ask = { .most = MOST, .etag = "\"held\"" };
  g_auto (ObsTransportAnswer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes
      = obs_transport_fetch_bytes (host.transport, host.url, &ask, &answer, NULL, &error);

  FUZZ_CHECK ((bytes != NULL) == (error == NULL));
  FUZZ_CHECK (bytes == NULL || (g_bytes_get_size (bytes) <= MOST && answer.status == 200));
  FUZZ_CHECK (error == NULL || g_utf8_validate (error->message, -1, NULL));
  FUZZ_CHECK (answer.etag == NULL || obs_transport_is_etag (answer.etag));
}

static void
fetch_file (guint held)
{
  static const char zeros[MOST];
  ObsTransportTally tally = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean whole;
  GStatBuf st;

  g_unlink (host.path);
  if (held > 0)
    FUZZ_CHECK (g_file_set_contents_full (host.path, zeros, (gssize) (held * MOST / 128),
                                          G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  whole = obs_transport_fetch_file (host.transport, host.url, host.path, MOST, NULL, NULL, &tally,
                                    NULL, &error);
  FUZZ_CHECK (whole == (error == NULL));
  if (g_stat (host.path, &st) == 0)
    FUZZ_CHECK (st.st_size <= MOST && (!whole || st.st_size == MOST));
  else
    FUZZ_CHECK (!whole);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size < 1 || size > 8192)
    return 0;
  if (host.thread == NULL)
    start ();
  g_mutex_lock (&host.lock);
  host.at = data + 1;
  host.end = data + size;
  g_mutex_unlock (&host.lock);
  if (data[0] < 128)
    fetch_bytes ();
  else
    fetch_file (data[0] - 128);
  g_mutex_lock (&host.lock);
  host.at = host.end = NULL;
  g_mutex_unlock (&host.lock);
  return 0;
}
