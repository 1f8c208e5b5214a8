/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "tests/chart/samples.h"
#include "ui/chart/scene-private.h"
#include "tests/begin.h"

#include <math.h>
#include <string.h>

/* Scenes of the table forms as text, and what must hold in every one of them. */

typedef struct
{
  const char *name;
  double width, scale;
  gboolean narrow, compact, frame;
} Place;

static const Place places[] = {
  { "wide", 680, 1, FALSE, FALSE, FALSE },        { "page", 976, 1, FALSE, FALSE, FALSE },
  { "narrow", 328, 1, TRUE, FALSE, FALSE },       { "large", 680, 2, FALSE, FALSE, FALSE },
  { "narrow-large", 328, 2, TRUE, FALSE, FALSE }, { "tile", 278, 1, FALSE, TRUE, FALSE },
  { "frame", 850, 1, FALSE, FALSE, TRUE },        { "frame-narrow", 360, 1, TRUE, FALSE, TRUE },
};

static ObsScene *
lay_out (const ObsFigure *figure, const Place *place, ObsTextMeasure *measure)
{
  ObsSceneOptions options = { .width = place->width,
                              .ranges = TRUE,
                              .narrow = place->narrow,
                              .compact = place->compact,
                              .frame = place->frame };

  return obs_scene_new (figure, &options, measure);
}

static void
compare_golden (const char *name, const char *text)
{
  g_autofree char *file = g_strconcat (name, ".txt", NULL);
  g_autofree char *path
      = g_test_build_filename (G_TEST_DIST, "tests", "chart", "golden", file, NULL);
  g_autofree char *expected = NULL;
  g_autoptr (GError) error = NULL;

  if (g_getenv ("OBS_UPDATE_GOLDEN") != NULL)
    {
      g_assert_true (g_file_set_contents (path, text, -1, &error));
      return;
    }
  g_assert_true (g_file_get_contents (path, &expected, NULL, &error));
  if (strcmp (text, expected) != 0)
    {
      g_auto (GStrv) now = g_strsplit (text, "\n", -1), then = g_strsplit (expected, "\n", -1);
      guint i = 0;

      while (now[i] != NULL && then[i] != NULL && strcmp (now[i], then[i]) == 0)
        i++;
      g_test_message ("%s line %u\nwas: %s\nnow: %s", file, i + 1, then[i], now[i]);
      g_test_fail ();
    }
}

static void
test_golden (gconstpointer data)
{
  static const char *const kept[] = { "wide", "narrow", "tile" };
  const Sample *sample = data;

  for (gsize p = 0; p < G_N_ELEMENTS (places); p++)
    {
      g_autoptr (ObsFigure) figure = sample->make ();
      g_autoptr (ObsTextMeasure) measure = obs_text_measure_fixed (places[p].scale);
      g_autoptr (ObsScene) scene = NULL;
      g_autofree char *text = NULL, *name = NULL;
      gboolean keep = FALSE;

      for (gsize k = 0; k < G_N_ELEMENTS (kept); k++)
        keep = keep || strcmp (kept[k], places[p].name) == 0;
      if (!keep || (places[p].compact && !sample->tile))
        continue;
      scene = lay_out (figure, &places[p], measure);
      text = obs_scene_to_text (scene);
      name = g_strdup_printf ("%s-%s", sample->name, places[p].name);
      compare_golden (name, text);
    }
}

/* Left and right end of a shape's ink. */
static void
extent (const ObsShape *shape, ObsTextMeasure *measure, double *left, double *right)
{
  double width, height;

  *left = shape->x;
  *right = shape->x + shape->w;
  if (shape->kind == OBS_SHAPE_GLYPH)
    {
      double reach = shape->glyph == OBS_GLYPH_CHEVRON   ? 0.25
                     : shape->glyph == OBS_GLYPH_DIAMOND ? 0.61
                                                         : 0.5;

      *left = shape->x - shape->w * reach;
      *right = shape->x + shape->w * reach;
    }
  if (shape->kind == OBS_SHAPE_TEXT)
    {
      obs_text_fit_size (measure, shape->font, shape->text, 0, 0, &width, &height);
      if (shape->angle != 0)
        {
          width = shape->w * 0.97;
          *left = shape->x - width / 2;
        }
      else if (shape->align == OBS_ALIGN_END)
        *left = shape->x + shape->w - width;
      else if (shape->align == OBS_ALIGN_CENTRE)
        *left = shape->x + (shape->w - width) / 2;
      *right = *left + width;
    }
  for (guint i = 0; i < shape->n_points; i++)
    {
      *left = i == 0 ? shape->points[0] : fmin (*left, shape->points[2 * i]);
      *right = i == 0 ? shape->points[0] : fmax (*right, shape->points[2 * i]);
    }
}

static void
check_inside (const ObsScene *scene, ObsTextMeasure *measure, const char *name)
{
  double edge = 12 * measure->scale + 1; /* separators of a page reach into its margin */

  for (guint i = 0; i < obs_scene_n_shapes (scene); i++)
    {
      const ObsShape *shape = obs_scene_shape (scene, i);
      double left, right, room = shape->kind == OBS_SHAPE_LINE ? edge : 1;

      extent (shape, measure, &left, &right);
      if (left < -room || right > obs_scene_get_width (scene) + room || shape->y < -1
          || shape->y + (shape->kind == OBS_SHAPE_TEXT && shape->angle == 0 ? shape->h : 0)
                 > obs_scene_get_height (scene) + 1)
        {
          g_test_message ("%s: shape %u (%s) from %.1f to %.1f at %.1f leaves %.1f x %.1f", name, i,
                          shape->text != NULL ? shape->text : "no text", left, right, shape->y,
                          obs_scene_get_width (scene), obs_scene_get_height (scene));
          g_test_fail ();
          return;
        }
    }
}

/* Nothing is cropped and no word of a label stands over another's, in any place, with any font. */
static void
check_texts_apart (const ObsScene *scene, ObsTextMeasure *measure, const char *name)
{
  for (guint i = 0; i < obs_scene_n_shapes (scene); i++)
    for (guint j = i + 1; j < obs_scene_n_shapes (scene); j++)
      {
        const ObsShape *a = obs_scene_shape (scene, i), *b = obs_scene_shape (scene, j);
        double al, ar, bl, br, across, down;

        if (a->kind != OBS_SHAPE_TEXT || b->kind != OBS_SHAPE_TEXT || a->angle != 0
            || b->angle != 0)
          continue;
        extent (a, measure, &al, &ar);
        extent (b, measure, &bl, &br);
        across = fmin (ar, br) - fmax (al, bl);
        down = fmin (a->y + a->h, b->y + b->h) - fmax (a->y, b->y);
        /* Line boxes have air above and below their letters. */
        if (across > 1 && down > 5 * measure->scale)
          {
            g_test_message ("%s: \"%.30s\" and \"%.30s\" overlap by %.1f x %.1f", name, a->text,
                            b->text, across, down);
            g_test_fail ();
            return;
          }
      }
}

static void
test_holds (gconstpointer data)
{
  static const char *const fonts[] = { NULL, "DejaVu Sans", "Cantarell", "fixed" };
  const Sample *sample = data;

  for (gsize f = 0; f < G_N_ELEMENTS (fonts); f++)
    for (gsize p = 0; p < G_N_ELEMENTS (places); p++)
      {
        g_autoptr (ObsFigure) figure = sample->make ();
        g_autoptr (ObsTextMeasure) measure
            = g_strcmp0 (fonts[f], "fixed") == 0
                  ? obs_text_measure_fixed (places[p].scale)
                  : obs_text_measure_pango (fonts[f], 96 * places[p].scale);
        g_autoptr (ObsScene) scene = NULL;
        g_autofree char *name
            = g_strdup_printf ("%s %s %s", sample->name, places[p].name, fonts[f]);

        if (places[p].compact && !sample->tile)
          continue;
        scene = lay_out (figure, &places[p], measure);
        check_inside (scene, measure, name);
        check_texts_apart (scene, measure, name);
        for (guint i = 0; i < obs_scene_n_items (scene); i++)
          {
            const ObsSceneItem *item = obs_scene_item (scene, i);

            g_assert_cmpfloat (item->w, >=, 24);
            g_assert_cmpfloat (item->h, >=, 24 - 1e-9);
            g_assert_cmpint (item->row, >=, 0);
            g_assert_cmpint (item->row, <, (int) figure->rows->len);
          }
      }
}

/* Each row is an item once, or is counted as left out. */
static void
test_every_row (gconstpointer data)
{
  const Sample *sample = data;

  for (gsize p = 0; p < G_N_ELEMENTS (places); p++)
    {
      g_autoptr (ObsFigure) figure = sample->make ();
      g_autoptr (ObsTextMeasure) measure = obs_text_measure_fixed (places[p].scale);
      g_autoptr (ObsScene) scene = lay_out (figure, &places[p], measure);
      g_autofree guint *seen = g_new0 (guint, figure->rows->len + 1);

      if (places[p].compact || strcmp (sample->name, "needs") == 0)
        continue;
      for (guint i = 0; i < obs_scene_n_items (scene); i++)
        seen[obs_scene_item (scene, i)->row]++;
      for (guint i = 0; i < figure->rows->len; i++)
        g_assert_cmpuint (seen[i], ==, 1);
      g_assert_cmpuint (obs_scene_n_left_out (scene), ==, 0);
    }
}

/* The mark under the pointer is the mark that was drawn there. */
static void
test_pick (gconstpointer data)
{
  const Sample *sample = data;

  for (gsize p = 0; p < G_N_ELEMENTS (places); p++)
    {
      g_autoptr (ObsFigure) figure = sample->make ();
      g_autoptr (ObsTextMeasure) measure = obs_text_measure_fixed (places[p].scale);
      g_autoptr (ObsScene) scene = lay_out (figure, &places[p], measure);

      for (guint i = 0; i < obs_scene_n_items (scene); i++)
        {
          const ObsSceneItem *item = obs_scene_item (scene, i);

          g_assert_cmpint (obs_scene_pick (scene, item->fx + item->fw / 2, item->fy + item->fh / 2),
                           ==, (int) i);
        }
      for (guint i = 0; i < obs_scene_n_shapes (scene); i++)
        {
          const ObsShape *shape = obs_scene_shape (scene, i);

          if (shape->item >= 0 && shape->kind == OBS_SHAPE_GLYPH && shape->glyph == OBS_GLYPH_DISC)
            g_assert_cmpint (obs_scene_pick (scene, shape->x, shape->y), ==, shape->item);
        }
      g_assert_cmpint (obs_scene_pick (scene, -200, -200), ==, -1);
    }
}

/* From the first item, down and right reach every item; the ends hold. */
static void
test_step (gconstpointer data)
{
  const Sample *sample = data;
  static const ObsStep steps[]
      = { OBS_STEP_UP, OBS_STEP_DOWN, OBS_STEP_LEFT, OBS_STEP_RIGHT, OBS_STEP_GROUP_ON };

  for (gsize p = 0; p < G_N_ELEMENTS (places); p++)
    {
      g_autoptr (ObsFigure) figure = sample->make ();
      g_autoptr (ObsTextMeasure) measure = obs_text_measure_fixed (places[p].scale);
      g_autoptr (ObsScene) scene = lay_out (figure, &places[p], measure);
      guint n = obs_scene_n_items (scene), reached = 0;
      g_autofree gboolean *seen = g_new0 (gboolean, n + 1);
      g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (int));
      int first = obs_scene_step (scene, -1, OBS_STEP_DOWN);

      if (n == 0)
        {
          g_assert_cmpint (first, ==, -1);
          continue;
        }
      g_array_append_val (queue, first);
      seen[first] = TRUE;
      for (guint q = 0; q < queue->len; q++, reached++)
        for (gsize s = 0; s < G_N_ELEMENTS (steps); s++)
          {
            int next = obs_scene_step (scene, g_array_index (queue, int, q), steps[s]);

            g_assert_cmpint (next, >=, 0);
            if (!seen[next])
              {
                seen[next] = TRUE;
                g_array_append_val (queue, next);
              }
          }
      g_assert_cmpuint (reached, ==, n);
      g_assert_cmpint (obs_scene_step (scene, 0, OBS_STEP_FIRST), ==, first);
      int last = obs_scene_step (scene, 0, OBS_STEP_LAST);
      g_assert_cmpint (obs_scene_step (scene, last, OBS_STEP_DOWN), ==, last);
      g_assert_cmpint (obs_scene_step (scene, last, OBS_STEP_LAST), ==, last);
    }
}

/* "Simulated" crosses the plot of every form, first of all shapes; never that of other data. */
static void
test_watermark (void)
{
  for (gsize i = 0; i < n_samples; i++)
    for (int simulated = 0; simulated < 2; simulated++)
      {
        g_autoptr (ObsFigure) figure = samples[i].make ();
        g_autoptr (ObsTextMeasure) measure = obs_text_measure_fixed (1);
        g_autoptr (ObsScene) scene = NULL;

        figure->source_class = simulated ? OBS_CLASS_SIMULATED : OBS_CLASS_OWN;
        scene = lay_out (figure, &places[0], measure);
        g_assert_cmpint (obs_scene_shape (scene, 0)->ink == OBS_INK_WATERMARK, ==, simulated);
        for (guint s = 1; s < obs_scene_n_shapes (scene); s++)
          g_assert_cmpint (obs_scene_shape (scene, s)->ink, !=, OBS_INK_WATERMARK);
      }
}

/* A figure that needs data shows words and nothing that looks like an axis. */
static void
test_needs (void)
{
  g_autoptr (ObsFigure) figure = sample_make ("needs");
  g_autoptr (ObsTextMeasure) measure = obs_text_measure_fixed (1);

  for (int form = 0; form < OBS_N_FORMS; form++)
    {
      g_autoptr (ObsScene) scene = NULL;

      figure->form = (ObsForm) form;
      scene = lay_out (figure, &places[0], measure);
      g_assert_cmpuint (obs_scene_n_items (scene), ==, 0);
      g_assert_cmpuint (obs_scene_n_shapes (scene), >=, 3);
      for (guint i = 0; i < obs_scene_n_shapes (scene); i++)
        g_assert_cmpint (obs_scene_shape (scene, i)->kind, ==, OBS_SHAPE_TEXT);
    }
}

/* The order of a ladder is never a length: no bar, and numbers only where a place is stated. */
static void
test_no_lengths (void)
{
  g_autoptr (ObsFigure) figure = sample_make ("ladder");
  g_autoptr (ObsTextMeasure) measure = obs_text_measure_fixed (1);
  g_autoptr (ObsScene) scene = lay_out (figure, &places[0], measure);
  guint numbers = 0;

  for (guint i = 0; i < obs_scene_n_shapes (scene); i++)
    {
      const ObsShape *shape = obs_scene_shape (scene, i);

      if (shape->kind == OBS_SHAPE_RECT)
        g_assert_cmpint (shape->ink, ==, OBS_INK_VIEW);
      if (shape->kind == OBS_SHAPE_TEXT && g_ascii_isdigit (shape->text[0]))
        numbers++;
    }
  g_assert_cmpuint (numbers, ==, 1);
}

/* Shares of a part-known bar: stretches as long as their shares, the rest hatched, limits no
 * stretch. */
static void
test_part_lengths (void)
{
  g_autoptr (ObsFigure) figure = sample_make ("part");
  g_autoptr (ObsTextMeasure) measure = obs_text_measure_fixed (1);
  g_autoptr (ObsScene) scene = lay_out (figure, &places[0], measure);

  g_assert_cmpuint (obs_scene_n_items (scene), ==, 3);
  g_assert_cmpfloat_with_epsilon (obs_scene_item (scene, 0)->w, 680 * 0.333, 0.01);
  g_assert_cmpfloat_with_epsilon (obs_scene_item (scene, 2)->w, 680 * 0.30, 0.01);
  for (guint i = 0; i < obs_scene_n_shapes (scene); i++)
    {
      const ObsShape *shape = obs_scene_shape (scene, i);

      /* The filled part ends 26 + 2 px before the rest: its end is open. */
      if (shape->kind == OBS_SHAPE_RECT && shape->ink == OBS_INK_POOR)
        g_assert_cmpfloat_with_epsilon (shape->w, 680 * 0.333 - 28, 0.01);
      if (shape->item == 1)
        g_assert_false (shape->kind == OBS_SHAPE_RECT && shape->ink != OBS_INK_VIEW);
    }
}

static void
test_pins (void)
{
  g_autoptr (ObsFigure) figure = sample_make ("matrix");
  g_autoptr (ObsTextMeasure) measure = obs_text_measure_fixed (1);
  g_autoptr (GPtrArray) pins = g_ptr_array_new ();
  ObsSceneOptions options = { .width = 680, .pins = pins };
  g_autoptr (ObsScene) scene = NULL;
  guint faded = 0, whole = 0;

  g_ptr_array_add (pins, (char *) "Online platforms");
  scene = obs_scene_new (figure, &options, measure);
  for (guint i = 0; i < obs_scene_n_shapes (scene); i++)
    {
      const ObsShape *shape = obs_scene_shape (scene, i);

      if (shape->item < 0 || shape->kind != OBS_SHAPE_GLYPH)
        continue;
      gboolean pinned
          = strcmp (
                obs_figure_row (figure, (guint) obs_scene_item (scene, (guint) shape->item)->row)
                    ->key,
                "Online platforms")
            == 0;

      g_assert_cmpfloat_with_epsilon (shape->alpha, pinned ? 1 : 0.3, 1e-9);
      faded += !pinned;
      whole += pinned;
    }
  g_assert_cmpuint (faded, >, 10);
  g_assert_cmpuint (whole, >, 5);
}

static void
test_max_rows (void)
{
  g_autoptr (ObsFigure) figure = sample_make ("roadmap");
  g_autoptr (ObsTextMeasure) measure = obs_text_measure_fixed (1);
  ObsSceneOptions options = { .width = 976, .max_rows = 4, .height = 2000 };
  g_autoptr (ObsScene) scene = obs_scene_new (figure, &options, measure);

  g_assert_cmpuint (obs_scene_n_items (scene), ==, 20);
  g_assert_cmpuint (obs_scene_n_left_out (scene), ==, 6);
  g_assert_cmpfloat (obs_scene_get_height (scene), ==, 2000);
}

static void
test_fit (void)
{
  g_autoptr (ObsTextMeasure) measure = obs_text_measure_fixed (1);
  double ch = obs_text_width (measure, OBS_FONT_LABEL, "x");
  g_autofree char *two = obs_text_fit (measure, OBS_FONT_LABEL, "alpha beta gamma", 10 * ch, 2);
  g_autofree char *cut
      = obs_text_fit (measure, OBS_FONT_LABEL, "alpha beta gamma delta", 10 * ch, 2);
  g_autofree char *hard = obs_text_fit (measure, OBS_FONT_LABEL, "abcdefghijkl", 5 * ch, 0);
  g_autofree char *one = obs_text_fit (measure, OBS_FONT_LABEL, "alpha beta", 6 * ch, 1);
  g_autofree char *again = obs_text_fit (measure, OBS_FONT_LABEL, cut, 10 * ch, 2);

  g_assert_cmpstr (two, ==, "alpha beta\ngamma");
  g_assert_cmpstr (cut, ==, "alpha beta\ngamma del…");
  g_assert_cmpstr (hard, ==, "abcde\nfghij\nkl");
  g_assert_cmpstr (one, ==, "alpha…");
  g_assert_cmpstr (again, ==, cut);
}

static void
add_tests (const char *what, void (*func) (gconstpointer))
{
  for (gsize i = 0; i < n_samples; i++)
    {
      g_autofree char *path = g_strdup_printf ("/chart/%s/%s", what, samples[i].name);

      g_test_add_data_func (path, &samples[i], func);
    }
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  add_tests ("golden", test_golden);
  add_tests ("holds", test_holds);
  add_tests ("every-row", test_every_row);
  add_tests ("pick", test_pick);
  add_tests ("step", test_step);
  g_test_add_func ("/chart/watermark", test_watermark);
  g_test_add_func ("/chart/needs", test_needs);
  g_test_add_func ("/chart/no-lengths", test_no_lengths);
  g_test_add_func ("/chart/part-lengths", test_part_lengths);
  g_test_add_func ("/chart/pins", test_pins);
  g_test_add_func ("/chart/max-rows", test_max_rows);
  g_test_add_func ("/chart/fit", test_fit);
  return g_test_run ();
}
