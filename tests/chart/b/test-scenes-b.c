/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "tests/chart/samples-b.h"
#include "ui/chart/scene.h"
#include "tests/begin.h"

#include <math.h>
#include <string.h>

/* The scenes of the forms with a value axis: against golden texts, and against what must hold for
 * every figure. Run with OBS_GOLDEN=write to take new golden texts after looking at the pictures.
 */

typedef struct
{
  const char *name;
  double width;
  gboolean narrow, compact;
  double scale;
  gboolean frame;
  double height;
} Place;

static const Place places[] = {
  { "wide", 680, FALSE, FALSE, 1 },
  { "narrow", 328, TRUE, FALSE, 1 },
  { "tile", 336, FALSE, TRUE, 1 },
  { "large", 680, FALSE, FALSE, 2 },
  { "narrow-large", 312, TRUE, FALSE, 2 },
  { "picture", 850, FALSE, FALSE, 1, TRUE, 600 },
  { "square", 540, FALSE, FALSE, 1, TRUE, 540 },
};

static ObsScene *
scene_for (const ObsFigure *figure, const Place *place)
{
  g_autoptr (ObsTextMeasure) measure = obs_text_measure_fixed (place->scale);
  ObsSceneOptions options = { .width = place->width,
                              .height = place->height,
                              .frame = place->frame,
                              .ranges = TRUE,
                              .narrow = place->narrow,
                              .compact = place->compact,
                              .series = "logistics" };

  return obs_scene_new (figure, &options, measure);
}

/* --- golden texts ------------------------------------------------------------------------ */

static void
test_golden (gconstpointer data)
{
  const SampleB *sample = data;
  g_autoptr (ObsFigure) figure = sample->make ();

  for (gsize i = 0; i < 3; i++)
    {
      g_autoptr (ObsScene) scene = scene_for (figure, &places[i]);
      g_autofree char *text = obs_scene_to_text (scene);
      g_autofree char *file = g_strdup_printf ("%s-%s.txt", sample->name, places[i].name);
      g_autofree char *path
          = g_test_build_filename (G_TEST_DIST, "tests", "chart", "b", "golden", file, NULL);
      g_autofree char *wanted = NULL;

      if (g_strcmp0 (g_getenv ("OBS_GOLDEN"), "write") == 0)
        {
          g_assert_true (g_file_set_contents (path, text, -1, NULL));
          continue;
        }
      g_assert_true (g_file_get_contents (path, &wanted, NULL, NULL));
      g_assert_cmpstr (text, ==, wanted);
    }
}

/* --- what holds for all ------------------------------------------------------------------ */

static void
shape_box (const ObsShape *shape, double *x0, double *y0, double *x1, double *y1)
{
  *x0 = fmin (shape->x, shape->x + shape->w);
  *x1 = fmax (shape->x, shape->x + shape->w);
  *y0 = fmin (shape->y, shape->y + shape->h);
  *y1 = fmax (shape->y, shape->y + shape->h);
  if (shape->kind == OBS_SHAPE_GLYPH)
    {
      *x0 = shape->x - shape->w / 2;
      *x1 = shape->x + shape->w / 2;
      *y0 = shape->y - shape->w / 2;
      *y1 = shape->y + shape->w / 2;
    }
  for (guint i = 0; shape->kind == OBS_SHAPE_PATH && i < shape->n_points; i++)
    {
      double x = shape->points[2 * i], y = shape->points[2 * i + 1];

      *x0 = i == 0 ? x : fmin (*x0, x);
      *x1 = i == 0 ? x : fmax (*x1, x);
      *y0 = i == 0 ? y : fmin (*y0, y);
      *y1 = i == 0 ? y : fmax (*y1, y);
    }
}

/* Box of the letters of a text, not of the room that it was given. */
static void
ink_box (const ObsShape *shape, double scale, double *x0, double *x1)
{
  g_autoptr (ObsTextMeasure) measure = obs_text_measure_fixed (scale);
  g_auto (GStrv) lines = g_strsplit (shape->text, "\n", -1);
  double w = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      double line_w = 0, line_h = 0;

      measure->size (measure, shape->font, lines[i], 0, 0, &line_w, &line_h);
      w = fmax (w, line_w);
    }
  *x0 = shape->x;
  if (shape->align == OBS_ALIGN_CENTRE)
    *x0 += (shape->w - w) / 2;
  else if (shape->align == OBS_ALIGN_END)
    *x0 += shape->w - w;
  *x1 = *x0 + w;
}

static void
check_shapes (const ObsScene *scene, const Place *place, const char *name)
{
  double width = obs_scene_get_width (scene), height = obs_scene_get_height (scene);

  for (guint i = 0; i < obs_scene_n_shapes (scene); i++)
    {
      const ObsShape *shape = obs_scene_shape (scene, i);
      double x0, y0, x1, y1;

      if (fabs (shape->angle) > 0)
        continue;
      shape_box (shape, &x0, &y0, &x1, &y1);
      if (shape->kind == OBS_SHAPE_TEXT)
        ink_box (shape, place->scale, &x0, &x1);
      g_assert_true (isfinite (x0) && isfinite (y0) && isfinite (x1) && isfinite (y1));
      if (x0 < -1.5 || y0 < -1.5 || x1 > width + 1.5 || y1 > height + 1.5)
        g_error ("%s, %s: shape %u (%s) leaves the scene: %.1f %.1f to %.1f %.1f of %.0f x %.0f",
                 name, place->name, i, shape->text != NULL ? shape->text : "no text", x0, y0, x1,
                 y1, width, height);
    }
}

/* No two texts lie over each other. A line box has air above and below its letters: only what is
 * deeper than that is a clash. */
static void
check_texts (const ObsScene *scene, const Place *place, const char *name)
{
  for (guint i = 0; i < obs_scene_n_shapes (scene); i++)
    for (guint k = i + 1; k < obs_scene_n_shapes (scene); k++)
      {
        const ObsShape *a = obs_scene_shape (scene, i), *b = obs_scene_shape (scene, k);
        double ax0, ax1, bx0, bx1, air = 5 * place->scale;

        if (a->kind != OBS_SHAPE_TEXT || b->kind != OBS_SHAPE_TEXT || fabs (a->angle) > 0
            || fabs (b->angle) > 0)
          continue;
        ink_box (a, place->scale, &ax0, &ax1);
        ink_box (b, place->scale, &bx0, &bx1);
        if (fmin (ax1, bx1) - fmax (ax0, bx0) > 1
            && fmin (a->y + a->h, b->y + b->h) - fmax (a->y, b->y) > air)
          g_error ("%s, %s: \"%s\" lies over \"%s\"", name, place->name, a->text, b->text);
      }
}

/* What is picked at the middle of a mark is that mark; hit boxes are large enough. */
static void
check_items (const ObsScene *scene, const ObsFigure *figure)
{
  for (guint i = 0; i < obs_scene_n_items (scene); i++)
    {
      const ObsSceneItem *item = obs_scene_item (scene, i);
      double x = item->fx + item->fw / 2, y = item->fy + item->fh / 2;
      int picked = obs_scene_pick (scene, x, y);

      g_assert_cmpint (item->row, >=, 0);
      g_assert_cmpint (item->row, <, (int) figure->rows->len);
      g_assert_cmpfloat (item->w, >=, 24);
      g_assert_cmpfloat (item->h, >=, 24);
      g_assert_cmpint (picked, >=, 0);
      if (picked != (int) i)
        {
          /* Two marks in one place: either will do. */
          const ObsSceneItem *other = obs_scene_item (scene, (guint) picked);

          g_assert_cmpfloat (hypot (other->fx + other->fw / 2 - x, other->fy + other->fh / 2 - y),
                             <, 1);
        }
    }
}

/* Every item can be reached by arrows from the first one. */
static void
check_walk (const ObsScene *scene)
{
  guint n = obs_scene_n_items (scene), n_seen = 0;
  g_autofree gboolean *seen = g_new0 (gboolean, MAX (n, 1));
  g_autoptr (GQueue) queue = g_queue_new ();

  if (n == 0)
    return;
  g_queue_push_tail (queue, GINT_TO_POINTER (obs_scene_step (scene, 0, OBS_STEP_FIRST)));
  while (!g_queue_is_empty (queue))
    {
      int item = GPOINTER_TO_INT (g_queue_pop_head (queue));

      if (seen[item])
        continue;
      seen[item] = TRUE;
      n_seen++;
      for (int step = OBS_STEP_UP; step <= OBS_STEP_RIGHT; step++)
        g_queue_push_tail (queue, GINT_TO_POINTER (obs_scene_step (scene, item, (ObsStep) step)));
    }
  g_assert_cmpuint (n_seen, ==, n);
}

/* Halos and hatched areas too must leave a document that any reader takes. */
static void
check_svg (const ObsScene *scene, const ObsFigure *figure)
{
  static const GMarkupParser parser = { NULL };
  g_autofree char *svg = obs_scene_to_svg (scene, figure, obs_theme_get (OBS_THEME_LIGHT));
  GMarkupParseContext *context
      = g_markup_parse_context_new (&parser, G_MARKUP_DEFAULT_FLAGS, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_markup_parse_context_parse (context, svg, -1, &error);
  g_assert_no_error (error);
  g_assert_true (g_markup_parse_context_end_parse (context, &error));
  g_assert_no_error (error);
  g_assert_null (strstr (svg, "nan"));
  g_assert_null (strstr (svg, "inf\""));
  g_markup_parse_context_free (context);
}

static void
test_rules (gconstpointer data)
{
  const SampleB *sample = data;
  g_autoptr (ObsFigure) figure = sample->make ();

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (ObsScene) scene = scene_for (figure, &places[i]);

      g_assert_cmpuint (obs_scene_n_items (scene), >, 0);
      check_shapes (scene, &places[i], sample->name);
      check_texts (scene, &places[i], sample->name);
      check_items (scene, figure);
      check_walk (scene);
      check_svg (scene, figure);
    }
}

/* --- honest data ------------------------------------------------------------------------- */

static guint
count_shapes (const ObsScene *scene, ObsShapeKind kind, int item)
{
  guint n = 0;

  for (guint i = 0; i < obs_scene_n_shapes (scene); i++)
    n += obs_scene_shape (scene, i)->kind == kind && obs_scene_shape (scene, i)->item == item;
  return n;
}

static gboolean
has_text (const ObsScene *scene, const char *text)
{
  for (guint i = 0; i < obs_scene_n_shapes (scene); i++)
    if (g_strcmp0 (obs_scene_shape (scene, i)->text, text) == 0)
      return TRUE;
  return FALSE;
}

static int
item_of (const ObsScene *scene, const ObsFigure *figure, const char *key)
{
  for (guint i = 0; i < obs_scene_n_items (scene); i++)
    if (strcmp (obs_figure_row (figure, (guint) obs_scene_item (scene, i)->row)->key, key) == 0)
      return (int) i;
  g_assert_not_reached ();
}

static void
test_marks_by_base (void)
{
  g_autoptr (ObsFigure) figure = sample_b ("dots-codes");
  g_autoptr (ObsScene) scene = scene_for (figure, &places[0]);
  static const struct
  {
    const char *key;
    guint glyphs, rects, lines;
  } cases[] = {
    { "k1", 1, 0, 3 }, /* mark, line and two caps */
    { "k2", 1, 0, 3 }, /* the same */
    { "k3", 1, 1, 2 }, /* band with two ends, then the mark */
    { "s1", 0, 1, 2 }, /* only the band */
    { "s2", 0, 0, 0 }, /* only words, though there is a number */
    { "s3", 0, 0, 0 }, { "s4", 0, 0, 0 }, { "b1", 1, 0, 0 }, /* a phrase has no range */
    { "b3", 0, 0, 3 },                                       /* a limit has a bracket and no mark */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int item = item_of (scene, figure, cases[i].key);

      g_test_message ("%s", cases[i].key);
      g_assert_cmpuint (count_shapes (scene, OBS_SHAPE_GLYPH, item), ==, cases[i].glyphs);
      g_assert_cmpuint (count_shapes (scene, OBS_SHAPE_RECT, item), ==, cases[i].rects);
      g_assert_cmpuint (count_shapes (scene, OBS_SHAPE_LINE, item), ==, cases[i].lines);
    }
  g_assert_true (has_text (scene, "about one-third"));
  g_assert_true (has_text (scene, "no more than 68"));
  g_assert_true (has_text (scene, "Hidden to protect businesses"));
  g_assert_true (has_text (scene, "England"));
}

/* The switch takes away ranges of large bases only. */
static void
test_range_switch (void)
{
  g_autoptr (ObsFigure) figure = sample_b ("dots-codes");
  g_autoptr (ObsTextMeasure) measure = obs_text_measure_fixed (1);
  ObsSceneOptions options = { .width = 680, .ranges = FALSE };
  g_autoptr (ObsScene) scene = obs_scene_new (figure, &options, measure);

  g_assert_cmpuint (count_shapes (scene, OBS_SHAPE_LINE, item_of (scene, figure, "k1")), ==, 0);
  g_assert_cmpuint (count_shapes (scene, OBS_SHAPE_LINE, item_of (scene, figure, "k2")), ==, 3);
  g_assert_cmpuint (count_shapes (scene, OBS_SHAPE_RECT, item_of (scene, figure, "k3")), ==, 1);
}

static void
test_left_out (void)
{
  g_autoptr (ObsFigure) figure = sample_b ("dots-three");
  g_autoptr (ObsTextMeasure) measure = obs_text_measure_fixed (1);
  ObsSceneOptions options = { .width = 680, .ranges = TRUE, .max_rows = 3 };
  g_autoptr (ObsScene) scene = obs_scene_new (figure, &options, measure);

  g_assert_cmpuint (obs_scene_n_left_out (scene), ==, 5);
  g_assert_cmpuint (obs_scene_n_items (scene), ==, 9);
}

/* A wide scene has all sectors, a narrow one the chosen one, and the first where none is chosen. */
static void
test_series (void)
{
  g_autoptr (ObsFigure) figure = sample_b ("dots-three");
  g_autoptr (ObsTextMeasure) measure = obs_text_measure_fixed (1);
  ObsSceneOptions options = { .width = 328, .ranges = TRUE, .narrow = TRUE };
  const char *const wanted[] = { "sport-health", NULL };
  const char *const shown[] = { "sport-health", "manufacturing" };

  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autoptr (ObsScene) scene = NULL;

      options.series = wanted[i];
      scene = obs_scene_new (figure, &options, measure);
      g_assert_cmpuint (obs_scene_n_items (scene), ==, 8);
      for (guint k = 0; k < 8; k++)
        g_assert_cmpstr (obs_figure_row (figure, (guint) obs_scene_item (scene, k)->row)->series,
                         ==, shown[i]);
    }
}

/* A change of method is one dashed line with its letter, and nothing is drawn across it. */
static void
test_line_break (void)
{
  g_autoptr (ObsFigure) figure = sample_b ("broken-line");
  g_autoptr (ObsTextMeasure) measure = obs_text_measure_fixed (1);
  ObsSceneOptions options = { .width = 680, .ranges = TRUE, .frame = TRUE };
  g_autoptr (ObsScene) scene = obs_scene_new (figure, &options, measure);
  g_autofree char *svg = obs_scene_to_svg (scene, figure, obs_theme_get (OBS_THEME_LIGHT));
  guint breaks = 0, words = 0, notes = 0, paths = 0;
  double at = NAN;

  for (guint i = 0; i < obs_scene_n_shapes (scene); i++)
    {
      const ObsShape *shape = obs_scene_shape (scene, i);

      if (shape->kind == OBS_SHAPE_LINE && shape->dash[0] > 0 && shape->w == 0)
        {
          breaks++;
          at = shape->x;
        }
      words
          += shape->kind == OBS_SHAPE_TEXT && strcmp (shape->text, "[b] Method changed here") == 0;
      notes
          += shape->kind == OBS_SHAPE_TEXT && strstr (shape->text, "in 2021: New weights") != NULL;
    }
  g_assert_cmpuint (breaks, ==, 1);
  g_assert_cmpuint (words, ==, 1);
  g_assert_cmpuint (notes, ==, 1);
  for (guint i = 0; i < obs_scene_n_shapes (scene); i++)
    {
      const ObsShape *shape = obs_scene_shape (scene, i);
      gboolean left = FALSE, right = FALSE;

      for (guint k = 0; shape->kind == OBS_SHAPE_PATH && k + 1 < 2 * shape->n_points; k += 2)
        {
          left |= shape->points[k] < at;
          right |= shape->points[k] > at;
        }
      g_assert_false (left && right);
      paths += shape->kind == OBS_SHAPE_PATH;
    }
  /* Two runs of each of the nine lines, less what the missing year parts. */
  g_assert_cmpuint (paths, >=, 17);
  g_assert_nonnull (strstr (svg, "[b] Method changed here"));
  g_assert_nonnull (strstr (svg, "New weights."));
}

/* Down is the next thing, Right the next sector, Ctrl the next of K, S and B. */
static void
test_steps (void)
{
  g_autoptr (ObsFigure) three = sample_b ("dots-three");
  g_autoptr (ObsFigure) codes = sample_b ("dots-codes");
  g_autoptr (ObsScene) scene = scene_for (three, &places[0]);
  g_autoptr (ObsScene) grouped = scene_for (codes, &places[0]);
  int item = obs_scene_step (scene, 0, OBS_STEP_FIRST), next;

  g_assert_cmpstr (
      obs_figure_row (three, (guint) obs_scene_item (scene, (guint) item)->row)->series, ==,
      "manufacturing");
  next = obs_scene_step (scene, item, OBS_STEP_RIGHT);
  g_assert_cmpstr (
      obs_figure_row (three, (guint) obs_scene_item (scene, (guint) next)->row)->series, ==,
      "logistics");
  next = obs_scene_step (scene, next, OBS_STEP_DOWN);
  g_assert_cmpstr (
      obs_figure_row (three, (guint) obs_scene_item (scene, (guint) next)->row)->series, ==,
      "logistics");
  g_assert_cmpstr (obs_figure_row (three, (guint) obs_scene_item (scene, (guint) next)->row)->label,
                   ==, "Verbal communication");

  item = obs_scene_step (grouped, 0, OBS_STEP_FIRST);
  next = obs_scene_step (grouped, item, OBS_STEP_GROUP_ON);
  g_assert_cmpstr (obs_figure_row (codes, (guint) obs_scene_item (grouped, (guint) next)->row)->ksb,
                   ==, "S");
  next = obs_scene_step (grouped, next, OBS_STEP_GROUP_ON);
  g_assert_cmpstr (obs_figure_row (codes, (guint) obs_scene_item (grouped, (guint) next)->row)->ksb,
                   ==, "B");
}

static void
test_gap_words (void)
{
  g_autoptr (ObsFigure) figure = sample_b ("gap");
  g_autoptr (ObsScene) wide = scene_for (figure, &places[0]);
  g_autoptr (ObsScene) narrow = scene_for (figure, &places[1]);
  int honest = item_of (wide, figure, "Honest");

  /* One item a row; its row is that of the gap. */
  g_assert_cmpuint (obs_scene_n_items (wide), ==, 12);
  g_assert_cmpstr (obs_figure_row (figure, (guint) obs_scene_item (wide, 0)->row)->series, ==,
                   "gap");
  g_assert_true (has_text (wide, "\xe2\x88\x92"
                                 "52"));
  g_assert_true (has_text (wide, "+17"));
  g_assert_true (has_text (wide, "not clear"));
  g_assert_true (has_text (wide, "no gap worked out"));
  g_assert_true (has_text (wide, "No supply data"));
  g_assert_true (has_text (wide, "Demand: not asked"));
  /* A missing side is a hatch, never a ring at zero. */
  g_assert_cmpuint (count_shapes (wide, OBS_SHAPE_HATCH, honest), ==, 1);
  g_assert_cmpuint (count_shapes (wide, OBS_SHAPE_GLYPH, honest), ==, 1);
  g_assert_true (has_text (narrow, "short by 52"));
  g_assert_true (has_text (narrow, "89 \xe2\x86\x92 37"));
}

/* Gaps stay gaps: no line passes a time without a value, nor a change of method. */
static void
test_line_gaps (void)
{
  g_autoptr (ObsFigure) weeks = sample_b ("weeks");
  g_autoptr (ObsFigure) years = sample_b ("years");
  g_autoptr (ObsScene) scene = scene_for (weeks, &places[0]);
  g_autoptr (ObsScene) few = scene_for (years, &places[0]);
  guint open = 0, closed = 0;

  for (guint i = 0; i < obs_scene_n_shapes (scene); i++)
    {
      const ObsShape *shape = obs_scene_shape (scene, i);

      if (shape->kind != OBS_SHAPE_PATH)
        continue;
      open += !shape->closed;
      closed += shape->closed;
    }
  /* Manufacturing 4 + 4, Logistics 4 and 2 (its sixth week stands alone), Sport & Health all. */
  g_assert_cmpuint (open, ==, 5);
  g_assert_cmpuint (closed, ==, 5);
  g_assert_true (has_text (scene, "[c]"));
  g_assert_true (has_text (scene, "[u]"));
  g_assert_true (has_text (scene, "n"));

  open = 0;
  for (guint i = 0; i < obs_scene_n_shapes (few); i++)
    if (obs_scene_shape (few, i)->kind == OBS_SHAPE_PATH)
      {
        open++;
        g_assert_cmpuint (obs_scene_shape (few, i)->n_points, ==, 2);
      }
  /* 2019 to 2021, and from the change to the provisional year. */
  g_assert_cmpuint (open, ==, 2);
  g_assert_true (has_text (few, "Method changed here"));
  g_assert_true (
      has_text (few, "Adverts for each 1,000 in work (axis starts at 68)\xc2\xa0\xe2\x86\x91"));
}

/* Ten thousand points draw as few, and the extremes are still there. */
static void
test_line_thin (void)
{
  g_autoptr (ObsFigure) figure = obs_figure_new ();
  g_autoptr (ObsScene) scene = NULL;
  double low = INFINITY, top = -INFINITY;
  guint n_points = 0;

  figure->form = OBS_FORM_LINE;
  figure->axis = OBS_AXIS_COUNT;
  for (guint i = 0; i < 10000; i++)
    {
      ObsFigureRow *row = obs_figure_add_row (figure, "a", "A");

      row->x = i;
      row->estimate = i == 5003 ? 900 : i == 7001 ? 2 : 400 + (i * 37 % 100);
    }
  scene = scene_for (figure, &places[0]);
  for (guint i = 0; i < obs_scene_n_shapes (scene); i++)
    {
      const ObsShape *shape = obs_scene_shape (scene, i);

      if (shape->kind != OBS_SHAPE_PATH)
        continue;
      n_points += shape->n_points;
      for (guint k = 0; k < shape->n_points; k++)
        {
          low = fmin (low, shape->points[2 * k + 1]);
          top = fmax (top, shape->points[2 * k + 1]);
        }
    }
  g_assert_cmpuint (n_points, >, 600);
  g_assert_cmpuint (n_points, <=, 4 * 680);
  /* 900 and 2 on an axis from 0 to 1,000 are 89.8 % of its height apart. */
  g_assert_cmpfloat_with_epsilon ((top - low) / 240, 0.898, 0.01);
}

/* Inside an area the pointer finds the row of the ranked half. */
static void
test_map_pick (void)
{
  g_autoptr (ObsFigure) figure = sample_b ("map");
  g_autoptr (ObsScene) scene = scene_for (figure, &places[0]);
  guint n = 0;

  g_assert_cmpuint (obs_scene_n_items (scene), ==, 8);
  for (guint i = 0; i < obs_scene_n_shapes (scene); i++)
    {
      const ObsShape *shape = obs_scene_shape (scene, i);
      double x = 0, y = 0;

      if (shape->kind != OBS_SHAPE_PATH || !shape->closed)
        continue;
      n++;
      g_assert_cmpint (shape->item, >=, 0);
      /* A point just inside an edge that faces right. */
      for (guint k = 0; k < shape->n_points; k++)
        if (k == 0 || shape->points[2 * k] > x)
          {
            x = shape->points[2 * k];
            y = shape->points[2 * k + 1];
          }
      g_assert_cmpint (obs_scene_pick (scene, x - 0.7, y), ==, shape->item);
    }
  g_assert_cmpuint (n, ==, 8);
  g_assert_true (has_text (scene, "under 25"));
  g_assert_true (has_text (scene, "45 to 54"));
  g_assert_true (has_text (scene, "55 and over"));
  g_assert_true (has_text (scene, "24,348"));
}

/* What is not known is hatched and named, never shaded. */
static void
test_map_holes (void)
{
  g_autoptr (ObsFigure) figure = sample_b ("map-holes");
  g_autoptr (ObsScene) scene = scene_for (figure, &places[0]);
  guint hatched = 0, filled = 0;

  for (guint i = 0; i < obs_scene_n_shapes (scene); i++)
    {
      const ObsShape *shape = obs_scene_shape (scene, i);

      hatched += shape->kind == OBS_SHAPE_HATCH;
      filled += shape->kind == OBS_SHAPE_PATH && shape->closed;
    }
  g_assert_cmpuint (hatched, ==, 2);
  g_assert_cmpuint (filled, ==, 6);
  g_assert_true (has_text (scene, "Hidden"));
  g_assert_true (has_text (scene, "Not published"));
}

/* Borders that two districts share are drawn once. */
static void
test_map_borders (void)
{
  g_autoptr (ObsFigure) figure = sample_b ("map");
  g_autoptr (ObsScene) scene = scene_for (figure, &places[0]);
  guint around = 0, drawn = 0;

  for (guint i = 0; i < obs_scene_n_shapes (scene); i++)
    {
      const ObsShape *shape = obs_scene_shape (scene, i);

      if (shape->kind != OBS_SHAPE_PATH)
        continue;
      if (shape->closed)
        around += shape->n_points;
      else
        drawn += shape->n_points - 1;
    }
  g_assert_cmpuint (drawn, <, around * 85 / 100);
  g_assert_cmpuint (drawn, >, around / 2);
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  for (gsize i = 0; i < n_samples_b; i++)
    {
      g_autofree char *golden = g_strdup_printf ("/chart/golden-b/%s", samples_b[i].name);
      g_autofree char *rules = g_strdup_printf ("/chart/rules-b/%s", samples_b[i].name);

      /* Nonsense has no right picture, only rules. */
      if (!g_str_has_prefix (samples_b[i].name, "hostile"))
        g_test_add_data_func (golden, &samples_b[i], test_golden);
      g_test_add_data_func (rules, &samples_b[i], test_rules);
    }
  g_test_add_func ("/chart/scenes-b/marks-by-base", test_marks_by_base);
  g_test_add_func ("/chart/scenes-b/range-switch", test_range_switch);
  g_test_add_func ("/chart/scenes-b/left-out", test_left_out);
  g_test_add_func ("/chart/scenes-b/series", test_series);
  g_test_add_func ("/chart/scenes-b/steps", test_steps);
  g_test_add_func ("/chart/scenes-b/gap-words", test_gap_words);
  g_test_add_func ("/chart/scenes-b/line-gaps", test_line_gaps);
  g_test_add_func ("/chart/scenes-b/line-thin", test_line_thin);
  g_test_add_func ("/chart/scenes-b/line-break", test_line_break);
  g_test_add_func ("/chart/scenes-b/map-pick", test_map_pick);
  g_test_add_func ("/chart/scenes-b/map-holes", test_map_holes);
  g_test_add_func ("/chart/scenes-b/map-borders", test_map_borders);
  return g_test_run ();
}
