/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/chart/samples.h"
#include "ui/chart/scene.h"

#include <stdio.h>

/* Writes pictures of all samples to a folder, to be looked at: not a test.
 * draw-samples FOLDER [FONT] [NAME] */

static const struct
{
  const char *name;
  ObsThemeKind theme;
} themes[] = {
  { "light", OBS_THEME_LIGHT },
  { "dark", OBS_THEME_DARK },
  { "contrast", OBS_THEME_CONTRAST },
  { "grey", OBS_THEME_GREY },
};

static const struct
{
  const char *name;
  double width, dpi, pixels;
  gboolean narrow, compact, frame;
} places[] = {
  { "wide", 680, 96, 1, FALSE, FALSE, FALSE },
  { "page", 976, 96, 1, FALSE, FALSE, FALSE },
  { "narrow", 328, 96, 1, TRUE, FALSE, FALSE },
  { "large", 680, 192, 1, FALSE, FALSE, FALSE },
  { "narrow-large", 328, 192, 1, TRUE, FALSE, FALSE },
  { "tile", 278, 96, 1, FALSE, TRUE, FALSE },
  { "tile-wide", 583, 96, 1, FALSE, TRUE, FALSE },
  { "frame", 850, 96, 1, FALSE, FALSE, TRUE },
  { "frame-small", 360, 96, 1, TRUE, FALSE, TRUE },
};

static gboolean
draw (const Sample *sample, gsize place, gsize theme, const char *folder, const char *font)
{
  g_autoptr (ObsFigure) figure = sample->make ();
  g_autoptr (ObsTextMeasure) measure = obs_text_measure_pango (font, places[place].dpi);
  ObsSceneOptions options = { .width = places[place].width,
                              .ranges = TRUE,
                              .narrow = places[place].narrow,
                              .compact = places[place].compact,
                              .frame = places[place].frame };
  g_autoptr (ObsScene) scene = obs_scene_new (figure, &options, measure);
  const ObsTheme *colours = obs_theme_get (themes[theme].theme);
  const ObsColour *view = &colours->inks[OBS_INK_VIEW];
  g_autofree char *file = g_strdup_printf ("%s/%s-%s-%s.png", folder, sample->name,
                                           places[place].name, themes[theme].name);
  int margin = places[place].frame ? 0 : 16;
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) (places[place].width + 2 * margin),
                                    (int) MIN (obs_scene_get_height (scene) + 2 * margin, 8000));
  cairo_t *cr = cairo_create (surface);
  gboolean ok;

  cairo_set_source_rgb (cr, view->r, view->g, view->b);
  cairo_paint (cr);
  cairo_translate (cr, margin, margin);
  if (obs_scene_n_items (scene) > 1)
    obs_scene_draw_under (scene, cr, colours, 0, 1);
  obs_scene_draw (scene, cr, colours, measure);
  obs_scene_draw_focus (scene, cr, colours, 2);
  cairo_destroy (cr);
  ok = cairo_surface_write_to_png (surface, file) == CAIRO_STATUS_SUCCESS;
  cairo_surface_destroy (surface);
  return ok;
}

int
main (int argc, char **argv)
{
  const char *font = argc > 2 ? argv[2] : NULL;

  if (argc < 2)
    {
      fputs ("Usage: draw-samples FOLDER [FONT] [NAME]\n", stderr);
      return 2;
    }
  for (gsize i = 0; i < n_samples; i++)
    for (gsize p = 0; p < G_N_ELEMENTS (places); p++)
      for (gsize t = 0; t < G_N_ELEMENTS (themes); t++)
        {
          if (places[p].compact && !samples[i].tile)
            continue;
          if (argc > 3 && g_strcmp0 (argv[3], samples[i].name) != 0)
            continue;
          if (!draw (&samples[i], p, t, argv[1], font))
            {
              fprintf (stderr, "A picture of %s could not be written to %s.\n", samples[i].name,
                       argv[1]);
              return 1;
            }
        }
  return 0;
}
