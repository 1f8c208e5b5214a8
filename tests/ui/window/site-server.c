/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "tests/ui/window/site-server.h"

#include <string.h>

/* Hands out one file of the site and hangs up. Runs in a thread of the service. */
static gboolean
serve_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source,
          gpointer user_data)
{
  char **folder = user_data;
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  char request[4096] = "";
  g_auto (GStrv) words = NULL;
  g_autofree char *path = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *head = NULL;
  gsize length = 0;

  if (g_input_stream_read (in, request, sizeof request - 1, NULL, NULL) <= 0)
    return TRUE;
  words = g_strsplit (request, " ", 3);
  g_assert_cmpint (g_strv_length (words), ==, 3);
  path = g_build_filename (*folder, words[1], NULL);
  if (g_file_get_contents (path, &bytes, &length, NULL))
    head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Length: %" G_GSIZE_FORMAT
                            "\r\nConnection: close\r\n\r\n",
                            length);
  else
    head = g_strdup ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  g_output_stream_write_all (out, head, strlen (head), NULL, NULL, NULL);
  g_output_stream_write_all (out, bytes, length, NULL, NULL, NULL);
  return TRUE;
}

GSocketService *
site_server_new (char **folder, char **url)
{
  g_autoptr (GError) error = NULL;
  GSocketService *server = g_threaded_socket_service_new (4);
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (server), NULL, &error);

  g_assert_no_error (error);
  g_signal_connect (server, "run", G_CALLBACK (serve_cb), folder);
  *url = g_strdup_printf ("http://127.0.0.1:%u/", port);
  return server;
}

void
site_server_free (GSocketService *server)
{
  g_socket_service_stop (server);
  g_object_unref (server);
}
