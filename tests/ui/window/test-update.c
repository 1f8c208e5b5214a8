/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "tests/ui/window/edition-fixture.h"

#include "data/publish/build.h"
#include "data/publish/site.h"
#include "ui/settings.h"
#include "ui/widgets/look.h"
#include "ui/window-private.h"
#include "tests/begin.h"

#include <glib/gstdio.h>
#include <string.h>

/* A newer edition on a static host, and the window that is offered it. */

static GtkApplication *app;
static char *site_dir;

typedef struct
{
  ObsWindow *window;
  GSocketService *server;
  char *home;
  gboolean drawn;
} Fixture;

static void
copy_folder (const char *from, const char *to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (from, 0, &error);
  const char *name;

  g_assert_no_error (error);
  g_assert_cmpint (g_mkdir_with_parents (to, 0700), ==, 0);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);
      g_autofree char *bytes = NULL;
      gsize length;

      if (g_file_test (source, G_FILE_TEST_IS_DIR))
        {
          copy_folder (source, target);
          continue;
        }
      g_file_get_contents (source, &bytes, &length, &error);
      g_assert_no_error (error);
      g_file_set_contents (target, bytes, (gssize) length, &error);
      g_assert_no_error (error);
    }
}

/* The same sources, dated later. */
static void
publish_newer (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("obs-update-XXXXXX", &error);
  g_autofree char *sources = g_build_filename (folder, "sources", NULL);
  g_autofree char *edition = g_build_filename (folder, "newer.sqlite", NULL);
  g_autofree char *ini = g_build_filename (sources, "edition.ini", NULL);
  g_autoptr (GKeyFile) keys = g_key_file_new ();

  copy_folder (g_getenv ("OBS_TEST_SOURCES"), sources);
  g_key_file_load_from_file (keys, ini, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  g_key_file_set_string (keys, "edition", "date", "2030-01-31");
  g_key_file_save_to_file (keys, ini, &error);
  g_assert_no_error (error);
  obs_build_folder (sources, edition, NULL, &error);
  g_assert_no_error (error);
  site_dir = g_build_filename (folder, "site", NULL);
  obs_publish_edition (edition, site_dir, NULL, &error);
  g_assert_no_error (error);
}

/* Hands out one file of the site and hangs up. Runs in a thread of the service. */
static gboolean
serve_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source,
          gpointer user_data)
{
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
  path = g_build_filename (site_dir, words[1], NULL);
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

static void
drawn_cb (ObsWindow *window, gboolean *drawn)
{
  *drawn = TRUE;
}

static gboolean
is_set (gpointer data)
{
  return *(gboolean *) data;
}

static void
set_up (Fixture *f, gconstpointer check_at_start)
{
  g_autoptr (ObsStore) store = obs_store_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  ObsSettings *settings = obs_settings_get_default ();
  guint16 port;

  f->home = g_dir_make_tmp ("obs-home-XXXXXX", &error);
  g_assert_no_error (error);
  g_setenv ("OBSERVATORY_HOME", f->home, TRUE);
  g_setenv ("OBSERVATORY_BUNDLED", fixture_path (), TRUE);
  f->server = g_threaded_socket_service_new (4);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (f->server), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (f->server, "run", G_CALLBACK (serve_cb), NULL);
  url = g_strdup_printf ("http://127.0.0.1:%u/", port);

  obs_settings_reset (settings);
  obs_settings_set_string (settings, "origin-url", url);
  obs_settings_set_boolean (settings, "check-at-start", check_at_start != NULL);
  f->window = OBS_WINDOW (obs_window_new (app, store));
  g_signal_connect (f->window, "first-drawn", G_CALLBACK (drawn_cb), &f->drawn);
  obs_window_start (f->window, NULL, "skills-observatory:view/employer/E8?sector=logistics", FALSE);
  gtk_window_present (GTK_WINDOW (f->window));
  fixture_wait (is_set, &f->drawn);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  fixture_settle ();
  g_socket_service_stop (f->server);
  g_object_unref (f->server);
  g_free (f->home);
}

static const char *
edition_date (Fixture *f)
{
  return obs_store_get_journeys (f->window->store)->info->date;
}

static gboolean
is_offered (gpointer data)
{
  return ((Fixture *) data)->window->staged != NULL;
}

static gboolean
shows_newer (gpointer data)
{
  return g_str_equal (edition_date (data), "2030-01-31");
}

static void
act (Fixture *f, const char *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (f->window), name, NULL);
}

static void
assert_view_kept (Fixture *f)
{
  g_assert_cmpstr (obs_window_get_view (f->window)->question, ==, "E8");
  g_assert_cmpstr (obs_window_get_view (f->window)->sector, ==, "logistics");
}

/* What is fetched in the background never changes figures under the reader. */
static void
test_background (Fixture *f, gconstpointer data)
{
  g_autofree char *before = g_strdup (edition_date (f));

  fixture_wait (is_offered, f);
  fixture_settle ();
  g_assert_cmpint (f->window->badge, ==, OBS_BADGE_READY);
  g_assert_true (gtk_widget_get_visible (f->window->bar));
  g_assert_cmpstr (edition_date (f), ==, before);

  act (f, "use-staged");
  fixture_wait (shows_newer, f);
  fixture_settle ();
  g_assert_false (gtk_widget_get_visible (f->window->bar));
  g_assert_cmpint (f->window->badge, ==, OBS_BADGE_CURRENT);
  assert_view_kept (f);
}

/* "Sync now" counts as accepting. */
static void
test_by_hand (Fixture *f, gconstpointer data)
{
  act (f, "sync");
  g_assert_cmpint (f->window->badge, ==, OBS_BADGE_UPDATING);
  fixture_wait (shows_newer, f);
  fixture_settle ();
  g_assert_cmpint (f->window->badge, ==, OBS_BADGE_CURRENT);
  assert_view_kept (f);
  g_assert_nonnull (strstr (g_queue_peek_head (&f->window->messages), "31 Jan 2030"));
}

static gboolean
is_at_rest (gpointer data)
{
  return ((Fixture *) data)->window->badge != OBS_BADGE_UPDATING;
}

static void
test_stop (Fixture *f, gconstpointer data)
{
  g_autofree char *before = g_strdup (edition_date (f));

  act (f, "sync");
  act (f, "stop-sync");
  fixture_wait (is_at_rest, f);
  fixture_settle ();
  g_assert_cmpstr (edition_date (f), ==, before);
  g_assert_null (f->window->trouble);
  g_assert_cmpstr (g_queue_peek_head (&f->window->messages), ==,
                   "Update stopped. Nothing was changed.");
  assert_view_kept (f);

  /* And the next one works. */
  act (f, "sync");
  fixture_wait (shows_newer, f);
}

/* The host lost its files: said in words, with the edition still there. */
static void
test_host_broken (Fixture *f, gconstpointer data)
{
  g_autofree char *kept = g_strdup (site_dir);
  g_autofree char *before = g_strdup (edition_date (f));

  g_free (site_dir);
  site_dir = g_strdup ("/nowhere");
  act (f, "sync");
  fixture_wait (is_at_rest, f);
  g_assert_cmpint (f->window->badge, ==, OBS_BADGE_FAILED);
  g_assert_nonnull (f->window->trouble);
  g_assert_nonnull (f->window->trouble_details);
  g_assert_cmpstr (edition_date (f), ==, before);
  assert_view_kept (f);
  g_free (site_dir);
  site_dir = g_steal_pointer (&kept);
}

#define ADD(path, check, func) g_test_add (path, Fixture, check, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  test_begin (&argc, &argv);
  gtk_init ();
  app = gtk_application_new (OBS_APP_ID ".Test", G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (app), NULL, &error);
  g_assert_no_error (error);
  obs_look_start (obs_look_get_default (), gdk_display_get_default ());
  publish_newer ();
  ADD ("/update/background", "check", test_background);
  ADD ("/update/by-hand", NULL, test_by_hand);
  ADD ("/update/stop", NULL, test_stop);
  ADD ("/update/host-broken", NULL, test_host_broken);
  status = g_test_run ();
  g_object_unref (app);
  return status;
}
