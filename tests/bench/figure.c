/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/answer.h"
#include "ui/chart/scene.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* CPU time outside GTK from "this question, this filter" to a drawn figure, for every question,
 * data choice and sector: answer, scene, drawing. Prints the parts of each and the slowest at the
 * end. figure EDITION [ROUNDS] */

#define WIDTH 680

typedef struct
{
  double answer, scene, draw;
} Cost;

static double
now_ms (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (double) t.tv_sec * 1e3 + (double) t.tv_nsec / 1e6;
}

static int
compare_double (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
median (double *values, int n)
{
  qsort (values, (size_t) n, sizeof *values, compare_double);
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static gboolean
measure_once (ObsEdition *edition, const ObsView *view, ObsTextMeasure *text, Cost *cost)
{
  g_autoptr (ObsFigure) figure = NULL;
  g_autoptr (ObsScene) scene = NULL;
  g_autoptr (GError) error = NULL;
  ObsSceneOptions options = { .width = WIDTH, .ranges = TRUE };
  cairo_surface_t *surface;
  cairo_t *cr;
  double t0 = now_ms (), t1, t2, t3;

  figure = obs_answer (edition, view, NULL, &error);
  if (figure == NULL)
    {
      fprintf (stderr, "%s: %s\n", view->question, error->message);
      return FALSE;
    }
  t1 = now_ms ();
  scene = obs_scene_new (figure, &options, text);
  t2 = now_ms ();
  /* What a window shows of it at once: a screen. */
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH,
                                        (int) MIN (800, ceil (obs_scene_get_height (scene))));
  cr = cairo_create (surface);
  obs_scene_draw (scene, cr, obs_theme_get (OBS_THEME_LIGHT), text);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  t3 = now_ms ();
  *cost = (Cost){ t1 - t0, t2 - t1, t3 - t2 };
  return TRUE;
}

static double
measure_view (ObsEdition *edition, const ObsView *view, ObsTextMeasure *text, int rounds, Cost *out)
{
  g_autofree double *a = g_new (double, rounds), *s = g_new (double, rounds);
  g_autofree double *d = g_new (double, rounds), *all = g_new (double, rounds);

  for (int i = 0; i < rounds; i++)
    {
      Cost cost;

      if (!measure_once (edition, view, text, &cost))
        return NAN;
      a[i] = cost.answer;
      s[i] = cost.scene;
      d[i] = cost.draw;
      all[i] = cost.answer + cost.scene + cost.draw;
    }
  *out = (Cost){ median (a, rounds), median (s, rounds), median (d, rounds) };
  return median (all, rounds);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsEdition) edition = NULL;
  g_autoptr (ObsJourneys) journeys = NULL;
  g_autoptr (ObsTextMeasure) text = NULL;
  g_autofree char *slowest = NULL;
  double worst = 0, sum = 0;
  int rounds = argc > 2 ? atoi (argv[2]) : 7, n = 0;

  setlocale (LC_ALL, "");
  if (argc < 2 || rounds < 1)
    {
      fprintf (stderr, "usage: figure EDITION [ROUNDS]\n");
      return 2;
    }
  edition = obs_edition_open (argv[1], &error);
  if (edition != NULL)
    journeys = obs_journeys_load (edition, &error);
  if (journeys == NULL)
    {
      fprintf (stderr, "figure: %s\n", error->message);
      return 1;
    }
  text = obs_text_measure_pango (NULL, 96);
  printf ("%-24s %8s %8s %8s %8s\n", "view (medians, ms CPU)", "answer", "scene", "draw", "all");
  for (guint p = 0; p < journeys->perspectives->len; p++)
    {
      const ObsPerspective *perspective = g_ptr_array_index (journeys->perspectives, p);

      for (guint q = 0; q < perspective->questions->len; q++)
        {
          const ObsJourneyQuestion *question = g_ptr_array_index (perspective->questions, q);
          g_autoptr (ObsView) view = obs_view_new (perspective->key, question->key);
          g_autoptr (ObsFigure) first = obs_answer (edition, view, NULL, NULL);

          for (guint c = 0; first != NULL && c < first->data_choices->len; c++)
            for (int filtered = 0; filtered < 2; filtered++)
              {
                const ObsChoice *choice = g_ptr_array_index (first->data_choices, c);
                g_autofree char *name = g_strdup_printf ("%s %s%s", question->key, choice->key,
                                                         filtered ? " logistics" : "");
                Cost cost = { 0 };
                double all;

                obs_view_set (view, "src", choice->key);
                obs_view_set (view, "sector", filtered ? "logistics" : NULL);
                all = measure_view (edition, view, text, rounds, &cost);
                if (isnan (all))
                  return 1;
                printf ("%-24s %8.2f %8.2f %8.2f %8.2f\n", name, cost.answer, cost.scene, cost.draw,
                        all);
                sum += all;
                n++;
                if (all > worst)
                  {
                    worst = all;
                    g_free (slowest);
                    slowest = g_strdup (name);
                  }
              }
        }
    }
  printf ("%d views, mean %.2f ms, slowest %.2f ms (%s); the goal is 16 ms\n", n, sum / MAX (1, n),
          worst, slowest != NULL ? slowest : "none");
  return 0;
}
