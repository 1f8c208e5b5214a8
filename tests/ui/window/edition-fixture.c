/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "tests/ui/window/edition-fixture.h"

#include "data/build/build.h"

#include <string.h>

#define LIMIT (20 * G_USEC_PER_SEC)

const char *
fixture_path (void)
{
  static char *path;

  if (path == NULL)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *folder = g_dir_make_tmp ("obs-window-XXXXXX", &error);

      g_assert_no_error (error);
      path = g_build_filename (folder, "edition.sqlite", NULL);
      obs_build_folder (g_getenv ("OBS_TEST_SOURCES"), path, NULL, &error);
      g_assert_no_error (error);
    }
  return path;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  obs_store_open_finish (OBS_STORE (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_set (gpointer data)
{
  return *(gboolean *) data;
}

/* GTK 4.8 starts a timer for a tooltip with the first motion that it makes up over a window,
 * whether anything there has a tooltip or not. Where the window is destroyed within the half
 * second, it does not stop the timer, and asks the surface that has gone where the pointer is and
 * then what lies under it. There is no call to stop it from outside. Nothing else is let pass. */
static gboolean
is_of_tooltip (const char *domain, const char *message)
{
  const char *place = "gdk_surface_get_device_position: assertion 'GDK_IS_SURFACE";
  const char *under = "_gtk_widget_find_at_coords: assertion 'GDK_IS_SURFACE";

  return (g_strcmp0 (domain, "Gdk") == 0 && strstr (message, place) != NULL)
         || (g_strcmp0 (domain, "Gtk") == 0 && strstr (message, under) != NULL);
}

static gboolean
is_fatal (const char *domain, G_GNUC_UNUSED GLogLevelFlags level, const char *message,
          G_GNUC_UNUSED gpointer user_data)
{
  return !is_of_tooltip (domain, message);
}

/* GLib's own handler writes "Bail out!" for it although it goes on. */
static void
log_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  if (!is_of_tooltip (domain, message))
    g_log_default_handler (domain, level, message, user_data);
}

/* The first holds for one test case only. */
static void
let_tooltips_pass (void)
{
  static gboolean done;

  g_test_log_set_fatal_handler (is_fatal, NULL);
  if (done)
    return;
  done = TRUE;
  g_log_set_handler ("Gdk", G_LOG_LEVEL_CRITICAL | G_LOG_FLAG_FATAL, log_cb, NULL);
  g_log_set_handler ("Gtk", G_LOG_LEVEL_CRITICAL | G_LOG_FLAG_FATAL, log_cb, NULL);
}

ObsStore *
fixture_store (void)
{
  ObsStore *store = obs_store_new ();
  gboolean opened = FALSE;

  obs_store_open_async (store, fixture_path (), NULL, opened_cb, &opened);
  fixture_wait (is_set, &opened);
  g_assert_nonnull (obs_store_get_journeys (store));
  return store;
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
fixture_wait (FixtureFunc done, gpointer data)
{
  gint64 end = g_get_monotonic_time () + LIMIT;
  guint tick = g_timeout_add (10, tick_cb, NULL);

  let_tooltips_pass ();
  while (!done (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (tick);
}

static void
drawn_cb (ObsWindow *window, gboolean *drawn)
{
  *drawn = TRUE;
}

void
fixture_show (ObsWindow *window, const char *path, const char *address)
{
  gboolean drawn = FALSE;
  gulong id = g_signal_connect (window, "first-drawn", G_CALLBACK (drawn_cb), &drawn);

  obs_window_start (window, path, address, FALSE);
  gtk_window_present (GTK_WINDOW (window));
  fixture_wait (is_set, &drawn);
  g_signal_handler_disconnect (window, id);
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

void
fixture_close (ObsWindow *window)
{
  gpointer gone = window;

  g_object_add_weak_pointer (G_OBJECT (window), &gone);
  gtk_window_destroy (GTK_WINDOW (window));
  fixture_wait (is_gone, &gone);
}

void
fixture_settle (void)
{
  gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC / 5;
  guint tick = g_timeout_add (10, tick_cb, NULL);

  let_tooltips_pass ();
  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
}

GtkWidget *
fixture_find (GtkWidget *widget, GType type, const char *words)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type)
      && (words == NULL
          || (GTK_IS_LABEL (widget)
              && strstr (gtk_label_get_text (GTK_LABEL (widget)), words) != NULL)
          || (GTK_IS_BUTTON (widget)
              && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), words) == 0)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = fixture_find (child, type, words);

      if (found != NULL)
        return found;
    }
  return NULL;
}
