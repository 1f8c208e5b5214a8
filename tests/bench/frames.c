/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/data/sync/fixture.h"
#include "tests/ui/window/site-server.h"

#include "ui/settings.h"
#include "ui/widgets/look.h"
#include "ui/window-private.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* How long the window goes without a frame while an update and a comparison run:
 *
 *   G_TEST_SRCDIR=SOURCES xvfb-run -a BUILD/tests/bench/frames EDITION LATER
 *
 * EDITION is shown, LATER (the same series, dated later) is published on this computer and synced
 * by all its segments. Every frame is asked for; what is printed is the time from one to the next,
 * and how much of it the thread of the window was at work: on a busy machine it also waits for its
 * turn. */

#define REST (2 * G_USEC_PER_SEC)
#define MOST (20 * 60 * G_USEC_PER_SEC)

typedef struct
{
  const char *name;
  GArray *gaps; /* of double, ms */
  double work;  /* ms of the processor, the most between two frames */
} Phase;

static Phase phases[] = { { "at rest", NULL, 0 },
                          { "sync, to the new edition on screen", NULL, 0 },
                          { "comparison, to the marks", NULL, 0 },
                          { "page of what changed", NULL, 0 } };

static struct
{
  guint phase;
  gint64 last;   /* µs, of the frame before */
  double worked; /* ms of the processor until then */
  gboolean drawn;
} state;

/* ms of the processor that this thread has had */
static double
own_work (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  gint64 now = g_get_monotonic_time ();
  double gap = (double) (now - state.last) / 1000;
  double worked = own_work ();
  Phase *phase = &phases[state.phase];

  if (state.last != 0)
    {
      g_array_append_val (phase->gaps, gap);
      phase->work = MAX (phase->work, worked - state.worked);
    }
  state.last = now;
  state.worked = worked;
  /* Something has to be drawn in each. */
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

static void
drawn_cb (void)
{
  state.drawn = TRUE;
}

static gboolean
always_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Until @done, or @most µs have passed: then FALSE. */
static gboolean
run_until (gboolean (*done) (ObsWindow *window), ObsWindow *window, gint64 most)
{
  gint64 end = g_get_monotonic_time () + most;
  guint id = g_timeout_add (20, always_cb, NULL);
  gboolean reached;

  while (!(reached = done (window)) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
  return reached;
}

static gboolean
is_drawn (ObsWindow *window)
{
  return state.drawn;
}

static gboolean
never (ObsWindow *window)
{
  return FALSE;
}

static gboolean
is_synced (ObsWindow *window)
{
  return window->badge == OBS_BADGE_CURRENT || window->trouble != NULL;
}

static gboolean
has_news (ObsWindow *window)
{
  return window->news != NULL;
}

static int
compare_gaps (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
print_phase (const Phase *phase)
{
  GArray *gaps = phase->gaps;
  guint late = 0;

  if (gaps->len == 0)
    {
      printf ("%-36s no frame\n", phase->name);
      return;
    }
  g_array_sort (gaps, compare_gaps);
  for (guint i = 0; i < gaps->len; i++)
    late += g_array_index (gaps, double, i) > 50;
  printf ("%-36s %6u frames, median %5.1f ms, 99 in 100 under %6.1f ms, longest %6.1f ms, "
          "%u later than 50 ms; most own work between two %.1f ms\n",
          phase->name, gaps->len, g_array_index (gaps, double, gaps->len / 2),
          g_array_index (gaps, double, (guint) (gaps->len * 0.99)),
          g_array_index (gaps, double, gaps->len - 1), late, phase->work);
}

static ObsWindow *
open_window (GtkApplication *app, const char *edition, const char *home, const char *url)
{
  g_autoptr (ObsStore) store = obs_store_new ();
  g_autofree char *origin = fixture_origin (url);
  ObsSettings *settings = obs_settings_get_default ();
  ObsWindow *window;

  g_setenv ("OBSERVATORY_HOME", home, TRUE);
  g_setenv ("OBSERVATORY_BUNDLED", edition, TRUE);
  obs_settings_reset (settings);
  obs_settings_set_string (settings, "origin-url", origin);
  obs_settings_set_boolean (settings, "check-at-start", FALSE);
  window = OBS_WINDOW (obs_window_new (app, store));
  g_signal_connect (window, "first-drawn", G_CALLBACK (drawn_cb), NULL);
  obs_window_start (window, NULL, "skills-observatory:view/employer/E8", FALSE);
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_add_tick_callback (GTK_WIDGET (window), tick_cb, NULL, NULL);
  return window;
}

static gboolean
measure (ObsWindow *window)
{
  /* What is drawn for the first time takes longer. */
  run_until (never, window, REST);
  g_array_set_size (phases[0].gaps, 0);
  phases[0].work = 0;
  run_until (never, window, REST);
  state.phase = 1;
  g_action_group_activate_action (G_ACTION_GROUP (window), "sync", NULL);
  if (!run_until (is_synced, window, MOST) || window->trouble != NULL)
    {
      fprintf (stderr, "frames: the sync failed: %s\n",
               window->trouble != NULL ? window->trouble_details : "not done in time");
      return FALSE;
    }
  state.phase = 2;
  if (!run_until (has_news, window, MOST))
    {
      fprintf (stderr, "frames: the editions were not compared\n");
      return FALSE;
    }
  state.phase = 3;
  g_action_group_activate_action (G_ACTION_GROUP (window), "changes", NULL);
  run_until (never, window, REST);
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GtkApplication) app = NULL;
  g_autofree char *url = NULL;
  g_autofree char *site = NULL;
  g_autofree char *home = NULL;
  g_autoptr (GError) error = NULL;
  GSocketService *server;
  ObsWindow *window;
  char *folder;
  gboolean done;

  if (argc != 3 || !gtk_init_check ())
    {
      fprintf (stderr, "usage: frames EDITION LATER, on a display\n");
      return 2;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (phases); i++)
    phases[i].gaps = g_array_new (FALSE, FALSE, sizeof (double));
  folder = fixture_folder ();
  site = g_build_filename (folder, "site", NULL);
  home = g_build_filename (folder, "home", NULL);
  fixture_sign (argv[2], site);
  server = site_server_new (&site, &url);
  app = gtk_application_new (OBS_APP_ID ".Frames", G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (app), NULL, &error);
  obs_look_start (obs_look_get_default (), gdk_display_get_default ());
  window = open_window (app, argv[1], home, url);
  done = run_until (is_drawn, window, MOST) && measure (window);
  if (done)
    for (gsize i = 0; i < G_N_ELEMENTS (phases); i++)
      print_phase (&phases[i]);
  gtk_window_destroy (GTK_WINDOW (window));
  run_until (never, NULL, G_USEC_PER_SEC / 5);
  site_server_free (server);
  fixture_clear (folder);
  for (gsize i = 0; i < G_N_ELEMENTS (phases); i++)
    g_array_unref (phases[i].gaps);
  return done ? 0 : 1;
}
