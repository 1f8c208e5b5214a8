/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/faults/rude-server.h"

#include <string.h>
#include <sys/socket.h>

#define MORE 5000 /* bytes that are too many */

struct _RudeServer
{
  GSocket *listener;
  guint16 port;
  GThread *thread;
  GPtrArray *helpers; /* threads of the connections */
  GCancellable *stop;

  GMutex lock;
  GHashTable *files; /* path -> GBytes */
  RudeManner manner;
  char *suffix;
  gsize at;
  char *target;
  guint requests;
  guint64 sent;
};

/* One request and how it is to be answered. */
typedef struct
{
  RudeServer *server;
  GSocket *socket;
  char *path;
  guint64 from; /* of Range */
  gboolean ranged;
  gboolean conditional;
  RudeManner manner;
  gsize at;
  char *target;
  GBytes *file;
} Visit;

static gboolean
put (Visit *visit, gconstpointer data, gsize length)
{
  const char *at = data;

  while (length > 0)
    {
      gssize n = g_socket_send (visit->socket, at, length, visit->server->stop, NULL);

      if (n <= 0)
        return FALSE;
      at += n;
      length -= (gsize) n;
    }
  return TRUE;
}

static gboolean
put_body (Visit *visit, gconstpointer data, gsize length)
{
  gboolean good = put (visit, data, length);

  g_mutex_lock (&visit->server->lock);
  visit->server->sent += good ? length : 0;
  g_mutex_unlock (&visit->server->lock);
  return good;
}

G_GNUC_PRINTF (2, 3)
static gboolean
put_text (Visit *visit, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  return put (visit, text, strlen (text));
}

/* Waits for @ms, or for ever with -1, until the server stops or the other side hangs up. */
static gboolean
linger (Visit *visit, int ms)
{
  GError *error = NULL;
  gboolean ready = g_socket_condition_timed_wait (visit->socket, G_IO_IN | G_IO_HUP | G_IO_ERR,
                                                  ms < 0 ? -1 : (gint64) ms * 1000,
                                                  visit->server->stop, &error);
  gboolean timed_out = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);

  g_clear_error (&error);
  return !ready && timed_out;
}

static void
reset (Visit *visit)
{
  struct linger hard = { 1, 0 };

  setsockopt (g_socket_get_fd (visit->socket), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
}

static void
answer_honestly (Visit *visit)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (visit->file, &length);
  gsize from = MIN (visit->from, length);

  if (visit->ranged && visit->from >= length)
    put_text (visit, "HTTP/1.1 416 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  else if (visit->ranged)
    put_text (visit,
              "HTTP/1.1 206 Part\r\nETag: \"a\"\r\nContent-Range: bytes %zu-%zu/%zu\r\n"
              "Content-Length: %zu\r\nConnection: close\r\n\r\n",
              from, length - 1, length, length - from);
  else
    put_text (visit,
              "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
              length);
  put_body (visit, data + from, length - from);
}

/* Announces the rest of the file but sends only @n bytes of it. */
static void
answer_in_part (Visit *visit, gsize n)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (visit->file, &length);
  gsize from = MIN (visit->from, length);

  if (visit->ranged)
    put_text (visit,
              "HTTP/1.1 206 Part\r\nETag: \"a\"\r\nContent-Range: bytes %zu-%zu/%zu\r\n"
              "Content-Length: %zu\r\n\r\n",
              from, length - 1, length, length - from);
  else
    put_text (visit, "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: %zu\r\n\r\n", length);
  put_body (visit, data + from, MIN (n, length - from));
}

static void
answer_for_ever (Visit *visit)
{
  g_autofree char *block = g_malloc (16384);
  guint64 most = 256 * 1024 * 1024; /* for a client that takes it all */

  memset (block, 'x', 16384);
  if (visit->manner == RUDE_ENDLESS)
    put_text (visit, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  else if (visit->manner == RUDE_HEADER_LINE)
    put_text (visit, "HTTP/1.1 200 OK\r\nX-Long: ");
  else if (visit->manner == RUDE_HEADERS)
    put_text (visit, "HTTP/1.1 200 OK\r\n");
  for (guint64 n = 0; n < most; n += 16384)
    {
      gboolean good = TRUE;

      if (visit->manner == RUDE_ENDLESS)
        good = put_text (visit, "4000\r\n") && put_body (visit, block, 16384)
               && put_text (visit, "\r\n");
      else if (visit->manner == RUDE_HEADER_LINE)
        good = put_body (visit, block, 16384);
      else
        for (int i = 0; i < 400 && good; i++)
          good = visit->manner == RUDE_CONTINUES
                     ? put_text (visit, "HTTP/1.1 100 Continue\r\nX-More: 1\r\n\r\n")
                     : put_text (visit, "X-More-%d: xxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n", i);
      if (!good)
        return;
    }
}

static void
answer_slowly (Visit *visit)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (visit->file, &length);
  gsize at = MIN (visit->at, length);

  if (visit->manner == RUDE_SILENT)
    {
      linger (visit, -1);
      return;
    }
  answer_in_part (visit, at);
  if (visit->manner == RUDE_STALL)
    linger (visit, -1);
  else
    while (at < length && linger (visit, 100))
      if (!put_body (visit, data + at++, 1))
        return;
}

static void
answer_with_wrong_length (Visit *visit)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (visit->file, &length);
  g_autofree char *more = g_malloc0 (MORE);

  switch (visit->manner)
    {
    case RUDE_LONG:
      put_text (visit, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", length + MORE);
      put_body (visit, data, length);
      put_body (visit, more, MORE);
      break;
    case RUDE_SHORT:
      put_text (visit, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", length / 2);
      put_body (visit, data, length / 2);
      break;
    case RUDE_LIES_LONG:
      put_text (visit, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", length * 3);
      put_body (visit, data, length);
      break;
    default:
      put_text (visit, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
      put_body (visit, data, length);
      put_body (visit, more, MORE);
    }
}

/* What comes after the first answer was cut. */
static void
answer_range_wrongly (Visit *visit)
{
  gsize length = 0, from = (gsize) visit->from, shift, total;
  const char *data = g_bytes_get_data (visit->file, &length);
  g_autofree char *wrong = g_malloc0 (length + MORE);

  shift = MIN (7, length - from - 1);
  total = length;
  memcpy (wrong, data, length);
  switch (visit->manner)
    {
    case RUDE_IGNORES_RANGE:
      put_text (visit, "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: %zu\r\n\r\n", length);
      put_body (visit, data, length);
      return;
    case RUDE_WHOLE_AS_PART:
      put_text (
          visit,
          "HTTP/1.1 206 Part\r\nContent-Range: bytes 0-%zu/%zu\r\nContent-Length: %zu\r\n\r\n",
          length - 1, length, length);
      put_body (visit, data, length);
      return;
    case RUDE_UNSATISFIED:
      put_text (visit,
                "HTTP/1.1 416 No\r\nContent-Range: bytes */%zu\r\nContent-Length: 9\r\n\r\n"
                "not today",
                length);
      return;
    case RUDE_NO_RANGE:
      put_text (visit, "HTTP/1.1 206 Part\r\nContent-Length: %zu\r\n\r\n", length - from);
      put_body (visit, data + from, length - from);
      return;
    case RUDE_BAD_RANGE:
      put_text (visit,
                "HTTP/1.1 206 Part\r\nContent-Range: bytes x-%zu/*\r\nContent-Length: %zu\r\n\r\n",
                length - 1, length - from);
      put_body (visit, data + from, length - from);
      return;
    case RUDE_SHIFTS_RANGE:
      from += shift;
      break;
    case RUDE_LIES_RANGE:
      memset (wrong + from, 'y', length - from);
      break;
    case RUDE_OTHER_TOTAL:
    case RUDE_LONG_RANGE:
      total += MORE;
      break;
    default:
      break;
    }
  put_text (visit,
            "HTTP/1.1 206 Part\r\nETag: \"%s\"\r\nContent-Range: bytes %zu-%zu/%zu\r\n"
            "Content-Length: %zu\r\n\r\n",
            visit->manner == RUDE_OTHER_ETAG ? "b" : "a", from,
            visit->manner == RUDE_LONG_RANGE ? length - 1 : total - 1,
            visit->manner == RUDE_LONG_RANGE ? length : total, total - from);
  put_body (visit, wrong + from, total - from);
}

static void
answer_by_the_way (Visit *visit)
{
  switch (visit->manner)
    {
    case RUDE_GARBAGE:
      put_text (visit, "\x16\x03\x01 what do you want?\n\n\n");
      break;
    case RUDE_PORTAL:
      put_text (visit,
                "HTTP/1.1 200 OK\r\nContent-Length: 29\r\n\r\n<html>Please sign in</html>\r\n");
      break;
    case RUDE_STATUS:
      put_text (visit, "HTTP/1.1 %u Odd\r\n%s%s%sContent-Length: 4\r\n\r\nodd\n", (guint) visit->at,
                visit->target != NULL ? "Retry-After: " : "",
                visit->target != NULL ? visit->target : "", visit->target != NULL ? "\r\n" : "");
      break;
    case RUDE_SENDS_AWAY:
      put_text (visit, "HTTP/1.1 302 Away\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n",
                visit->target);
      break;
    case RUDE_NOT_MODIFIED:
      put_text (visit, "HTTP/1.1 304 Same\r\nETag: \"a\"\r\n\r\n");
      break;
    default:
      break; /* RUDE_CLOSE */
    }
}

static void
answer (Visit *visit)
{
  if (visit->file == NULL && visit->manner < RUDE_GARBAGE)
    {
      put_text (visit, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
      return;
    }
  switch (visit->manner)
    {
    case RUDE_HONEST:
      answer_honestly (visit);
      break;
    case RUDE_SLICES:
      {
        int now = 1;

        setsockopt (g_socket_get_fd (visit->socket), 6 /* TCP */, 1 /* TCP_NODELAY */, &now,
                    sizeof now);
        answer_in_part (visit, 0);
        for (gsize i = 0, n = g_bytes_get_size (visit->file); i < n; i++)
          if (i >= 2000)
            {
              put_body (visit, (const char *) g_bytes_get_data (visit->file, NULL) + i, n - i);
              break;
            }
          else
            put_body (visit, (const char *) g_bytes_get_data (visit->file, NULL) + i, 1);
        break;
      }
    case RUDE_RESET:
      answer_in_part (visit, visit->at);
      reset (visit);
      break;
    case RUDE_CUT:
    case RUDE_CUTS_ON:
      answer_in_part (visit, visit->at);
      break;
    case RUDE_STALL:
    case RUDE_SILENT:
    case RUDE_DRIP:
      answer_slowly (visit);
      break;
    case RUDE_LONG:
    case RUDE_SHORT:
    case RUDE_LIES_LONG:
    case RUDE_UNANNOUNCED:
      answer_with_wrong_length (visit);
      break;
    case RUDE_ENDLESS:
    case RUDE_HEADERS:
    case RUDE_HEADER_LINE:
    case RUDE_CONTINUES:
      answer_for_ever (visit);
      break;
    default:
      if (visit->manner < RUDE_IGNORES_RANGE)
        answer_by_the_way (visit);
      else if (visit->ranged)
        answer_range_wrongly (visit);
      else if (rude_server_requests (visit->server) == 1)
        answer_in_part (visit, visit->at);
      else
        answer_honestly (visit);
    }
}

static gboolean
read_request (Visit *visit)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv) words = NULL;
  g_autofree char *lower = NULL;
  const char *range;
  char block[2048];

  while (strstr (text->str, "\r\n\r\n") == NULL && text->len < 65536)
    {
      gssize n = g_socket_receive (visit->socket, block, sizeof block, visit->server->stop, NULL);

      if (n <= 0)
        return FALSE;
      g_string_append_len (text, block, n);
    }
  words = g_strsplit (text->str, " ", 3);
  visit->path = g_strdup (words[1]);
  lower = g_ascii_strdown (text->str, -1);
  range = strstr (lower, "\r\nrange: bytes=");
  visit->ranged = range != NULL;
  if (range != NULL)
    visit->from = g_ascii_strtoull (range + strlen ("\r\nrange: bytes="), NULL, 10);
  visit->conditional = strstr (lower, "\r\nif-none-match:") != NULL;
  return TRUE;
}

static gpointer
visit_thread (gpointer user_data)
{
  Visit *visit = user_data;
  RudeServer *server = visit->server;

  if (read_request (visit))
    {
      gboolean mine;

      g_mutex_lock (&server->lock);
      mine = g_str_has_suffix (visit->path, server->suffix);
      server->requests += mine;
      visit->manner = mine ? server->manner : RUDE_HONEST;
      visit->at = server->at;
      visit->target = g_strdup (server->target);
      visit->file = g_hash_table_lookup (server->files, visit->path);
      if (visit->file != NULL)
        g_bytes_ref (visit->file);
      g_mutex_unlock (&server->lock);
      answer (visit);
    }
  g_socket_close (visit->socket, NULL);
  g_object_unref (visit->socket);
  g_clear_pointer (&visit->file, g_bytes_unref);
  g_free (visit->path);
  g_free (visit->target);
  g_free (visit);
  return NULL;
}

static gpointer
accept_thread (gpointer user_data)
{
  RudeServer *server = user_data;
  GSocket *socket;

  while ((socket = g_socket_accept (server->listener, server->stop, NULL)) != NULL)
    {
      Visit *visit = g_new0 (Visit, 1);

      visit->server = server;
      visit->socket = socket;
      g_ptr_array_add (server->helpers, g_thread_new ("visit", visit_thread, visit));
    }
  return NULL;
}

RudeServer *
rude_server_new (void)
{
  RudeServer *server = g_new0 (RudeServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  g_mutex_init (&server->lock);
  server->files
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  server->helpers = g_ptr_array_new ();
  server->stop = g_cancellable_new ();
  server->suffix = g_strdup ("");
  server->listener
      = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_assert_true (g_socket_bind (server->listener, any, TRUE, NULL));
  g_assert_true (g_socket_listen (server->listener, NULL));
  bound = g_socket_get_local_address (server->listener, NULL);
  server->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  server->thread = g_thread_new ("rude-server", accept_thread, server);
  return server;
}

void
rude_server_free (RudeServer *server)
{
  g_cancellable_cancel (server->stop);
  g_thread_join (server->thread);
  for (guint i = 0; i < server->helpers->len; i++)
    g_thread_join (server->helpers->pdata[i]);
  g_ptr_array_unref (server->helpers);
  g_socket_close (server->listener, NULL);
  g_object_unref (server->listener);
  g_object_unref (server->stop);
  g_hash_table_unref (server->files);
  g_free (server->suffix);
  g_free (server->target);
  g_mutex_clear (&server->lock);
  g_free (server);
}

void
rude_server_put (RudeServer *server, const char *path, gconstpointer data, gsize length)
{
  g_mutex_lock (&server->lock);
  g_hash_table_replace (server->files, g_strdup (path), g_bytes_new (data, length));
  g_mutex_unlock (&server->lock);
}

static void
put_folder (RudeServer *server, const char *folder, const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (folder, name, NULL);
      g_autofree char *at = g_strconcat (path, "/", name, NULL);
      g_autofree char *data = NULL;
      gsize length;

      if (g_file_test (file, G_FILE_TEST_IS_DIR))
        put_folder (server, file, at);
      else if (g_file_get_contents (file, &data, &length, NULL))
        rude_server_put (server, at, data, length);
    }
}

void
rude_server_put_tree (RudeServer *server, const char *folder)
{
  put_folder (server, folder, "");
}

void
rude_server_behave (RudeServer *server, RudeManner manner, const char *suffix, gsize at,
                    const char *target)
{
  g_mutex_lock (&server->lock);
  server->manner = manner;
  server->at = at;
  g_free (server->suffix);
  server->suffix = g_strdup (suffix);
  g_free (server->target);
  server->target = g_strdup (target);
  server->requests = 0;
  server->sent = 0;
  g_mutex_unlock (&server->lock);
}

guint
rude_server_requests (RudeServer *server)
{
  guint requests;

  g_mutex_lock (&server->lock);
  requests = server->requests;
  g_mutex_unlock (&server->lock);
  return requests;
}

guint64
rude_server_sent (RudeServer *server)
{
  guint64 sent;

  g_mutex_lock (&server->lock);
  sent = server->sent;
  g_mutex_unlock (&server->lock);
  return sent;
}

char *
rude_server_address (RudeServer *server)
{
  return g_strdup_printf ("http://127.0.0.1:%u/", server->port);
}
