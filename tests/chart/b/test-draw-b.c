/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "tests/chart/samples-b.h"
#include "ui/chart/scene.h"
#include "tests/begin.h"

#include <math.h>
#include <string.h>

/* Draws each sample in each theme and place. With OBS_PICTURES set to a folder the pictures are
 * written there, to be looked at. */

static const struct
{
  const char *name;
  double width;
  gboolean narrow, compact;
  double dpi;
  double height;
} places[] = {
  { "wide", 680, FALSE, FALSE, 96 },  { "wide-large", 680, FALSE, FALSE, 192 },
  { "narrow", 328, TRUE, FALSE, 96 }, { "narrow-large", 328, TRUE, FALSE, 192 },
  { "tile", 336, FALSE, TRUE, 96 },   { "picture", 850, FALSE, FALSE, 96, 600 },
};

/* Shares of pixels that differ from the background: nothing drawn, or everything, is a fault. */
static double
inked (cairo_surface_t *surface)
{
  const unsigned char *data = cairo_image_surface_get_data (surface);
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface);
  guint32 first = 0, n = 0;

  memcpy (&first, data, sizeof first);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        guint32 pixel;

        memcpy (&pixel, data + (gsize) y * (gsize) stride + 4 * (gsize) x, sizeof pixel);
        n += pixel != first;
      }
  return (double) n / width / height;
}

static void
draw_one (const SampleB *sample, gsize place, ObsThemeKind kind, const char *folder)
{
  g_autoptr (ObsFigure) figure = sample->make ();
  g_autoptr (ObsTextMeasure) measure
      = obs_text_measure_pango (g_getenv ("OBS_PICTURES_FONT"), places[place].dpi);
  ObsSceneOptions options = { .width = places[place].width,
                              .height = places[place].height,
                              .frame = places[place].height > 0,
                              .ranges = TRUE,
                              .narrow = places[place].narrow,
                              .compact = places[place].compact,
                              .series = "logistics" };
  g_autoptr (ObsScene) scene = obs_scene_new (figure, &options, measure);
  const ObsTheme *theme = obs_theme_get (kind);
  const ObsColour *view = &theme->inks[OBS_INK_VIEW];
  int margin = 24;
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) options.width + 2 * margin,
                                    (int) obs_scene_get_height (scene) + 2 * margin);
  cairo_t *cr = cairo_create (surface);
  int picked = obs_scene_n_items (scene) > 2 ? 2 : 0;

  cairo_set_source_rgb (cr, view->r, view->g, view->b);
  cairo_paint (cr);
  cairo_translate (cr, margin, margin);
  if (obs_scene_n_items (scene) > 0)
    obs_scene_draw_under (scene, cr, theme, picked, -1);
  obs_scene_draw (scene, cr, theme, measure);
  obs_scene_draw_over (scene, cr, theme, measure, picked, 1);
  if (obs_scene_n_items (scene) > 0)
    obs_scene_draw_focus (scene, cr, theme, picked);
  cairo_surface_flush (surface);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpfloat (inked (surface), >, 0.005);
  g_assert_cmpfloat (inked (surface), <, 0.9);
  if (folder != NULL)
    {
      g_autofree char *path = g_strdup_printf ("%s/%s-%s-%d.png", folder, sample->name,
                                               places[place].name, (int) kind);

      g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
    }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_draw (gconstpointer data)
{
  const char *folder = g_getenv ("OBS_PICTURES");

  for (gsize place = 0; place < G_N_ELEMENTS (places); place++)
    for (int kind = 0; kind < OBS_N_THEMES; kind++)
      /* Dark, contrast and print themes differ in ink only: one place each is enough. */
      if (kind == OBS_THEME_LIGHT || place == 0)
        draw_one (data, place, (ObsThemeKind) kind, folder);
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  for (gsize i = 0; i < n_samples_b; i++)
    {
      g_autofree char *path = g_strdup_printf ("/chart/draw-b/%s", samples_b[i].name);

      g_test_add_data_func (path, &samples_b[i], test_draw);
    }
  return g_test_run ();
}
