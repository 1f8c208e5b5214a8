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

/* GTK 4.8 starts a timer for a tooltip that may end after the window was destroyed, and complains
 * of its own surface then. Nothing else is let pass. */
static gboolean
is_fatal (const char *domain, G_GNUC_UNUSED GLogLevelFlags level, const char *message,
          G_GNUC_UNUSED gpointer user_data)
{
  return g_strcmp0 (domain, "Gdk") != 0
         || strstr (message, "gdk_surface_get_device_position: assertion 'GDK_IS_SURFACE") == NULL;
}

ObsStore *
fixture_store (void)
{
  ObsStore *store = obs_store_new ();
  gboolean opened = FALSE;

  g_test_log_set_fatal_handler (is_fatal, NULL);

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

  while (!done (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (tick);
}

void
fixture_settle (void)
{
  gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC / 5;
  guint tick = g_timeout_add (10, tick_cb, NULL);

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
}
