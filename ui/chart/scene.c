/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/scene.h"

#include "ui/chart/frame.h"
#include "ui/chart/scene-private.h"
#include "ui/chart/text-pango.h"

#include <math.h>
#include <string.h>

static const ObsLayoutFunc layouts[OBS_N_FORMS] = {
  [OBS_FORM_RANK_LADDER] = obs_layout_ladder,   [OBS_FORM_ORDERED_STRIP] = obs_layout_ladder,
  [OBS_FORM_PART_KNOWN] = obs_layout_part,      [OBS_FORM_STACK] = obs_layout_part,
  [OBS_FORM_LISTED_MATRIX] = obs_layout_matrix, [OBS_FORM_RANKED_DOTS] = obs_layout_dots,
  [OBS_FORM_RANKED_BARS] = obs_layout_bars,     [OBS_FORM_LINE] = obs_layout_line,
  [OBS_FORM_DUMBBELL] = obs_layout_dumbbell,    [OBS_FORM_GAP] = obs_layout_dumbbell,
  [OBS_FORM_ROADMAP] = obs_layout_roadmap,      [OBS_FORM_MAP] = obs_layout_map,
  [OBS_FORM_TRAIL] = obs_layout_trail,          [OBS_FORM_TABLE] = obs_layout_trail,
};

static void
shape_clear (gpointer data)
{
  ObsShape *shape = data;

  g_clear_pointer (&shape->text, g_free);
  g_clear_pointer (&shape->points, g_free);
}

/* Texts get their line breaks here, once, so that screen, SVG and golden files agree. */
static void
fit_texts (ObsScene *scene)
{
  for (guint i = 0; i < scene->shapes->len; i++)
    {
      ObsShape *shape = &g_array_index (scene->shapes, ObsShape, i);

      if (shape->kind != OBS_SHAPE_TEXT || fabs (shape->angle) > 0)
        continue;
      if (shape->w > 0)
        {
          char *fitted = obs_text_fit (scene->measure, shape->font, shape->text, shape->w,
                                       MAX (shape->lines, 1));

          g_free (shape->text);
          shape->text = fitted;
        }
      shape->h = obs_text_line (scene->measure, shape->font);
      for (const char *c = shape->text; *c != '\0'; c++)
        if (*c == '\n')
          shape->h += obs_text_line (scene->measure, shape->font);
    }
}

static gboolean
is_pinned (const ObsFigure *figure, const GPtrArray *pins, int row)
{
  if (row < 0 || (guint) row >= figure->rows->len)
    return TRUE;
  for (guint i = 0; i < pins->len; i++)
    if (g_strcmp0 (obs_figure_row (figure, (guint) row)->key, g_ptr_array_index (pins, i)) == 0)
      return TRUE;
  return FALSE;
}

/* Items that are not pinned fade to 30 % but stay; their words only step back to the second ink. */
static void
fade_unpinned (ObsScene *scene, const ObsFigure *figure, const GPtrArray *pins)
{
  if (pins == NULL || pins->len == 0)
    return;
  for (guint i = 0; i < scene->shapes->len; i++)
    {
      ObsShape *shape = &g_array_index (scene->shapes, ObsShape, i);

      if (shape->item < 0
          || is_pinned (figure, pins, g_array_index (scene->items, ObsSceneItem, shape->item).row))
        continue;
      if (shape->kind != OBS_SHAPE_TEXT)
        shape->alpha *= 0.3;
      else if (shape->ink == OBS_INK_TEXT)
        shape->ink = OBS_INK_TEXT2;
    }
}

ObsScene *
obs_scene_new_empty (ObsTextMeasure *measure)
{
  ObsScene *scene = g_new0 (ObsScene, 1);

  g_atomic_ref_count_init (&scene->ref_count);
  scene->shapes = g_array_new (FALSE, TRUE, sizeof (ObsShape));
  g_array_set_clear_func (scene->shapes, shape_clear);
  scene->items = g_array_new (FALSE, TRUE, sizeof (ObsSceneItem));
  scene->measure = measure;
  scene->scale = measure->scale;
  scene->family = g_strdup (obs_text_pango_family (measure));
  return scene;
}

void
obs_scene_finish (ObsScene *scene)
{
  fit_texts (scene);
  scene->measure = NULL;
}

/**
 * obs_scene_new:
 * @figure: what to draw
 * @options: for which place
 * @measure: fonts; used only during the call
 *
 * Returns: (transfer full): the figure laid out, as wide as asked and at least as high. A figure
 *   without rows gives its words and no axis.
 */
ObsScene *
obs_scene_new (const ObsFigure *figure, const ObsSceneOptions *options, ObsTextMeasure *measure)
{
  ObsScene *scene = obs_scene_new_empty (measure);
  ObsLayout layout = { .scene = scene,
                       .figure = figure,
                       .options = options,
                       .measure = measure,
                       .scale = measure->scale };

  scene->width = fmax (options->width, 1);
  layout.right = scene->width;
  if (options->frame)
    obs_frame_head (&layout);

  ObsLayoutFunc run = figure->rows->len == 0 ? obs_layout_needs : layouts[figure->form];
  double top = layout.top;

  layout.bottom = top;
  run (&layout);
  if (figure->source_class == OBS_CLASS_SIMULATED)
    obs_scene_watermark (&layout, layout.left, top, layout.right - layout.left,
                         layout.bottom - top);
  if (options->frame)
    obs_frame_foot (&layout);
  scene->height = fmax (ceil (layout.bottom), options->height);
  obs_scene_finish (scene);
  fade_unpinned (scene, figure, options->pins);
  return scene;
}

ObsScene *
obs_scene_ref (ObsScene *scene)
{
  g_atomic_ref_count_inc (&scene->ref_count);
  return scene;
}

void
obs_scene_unref (ObsScene *scene)
{
  if (!g_atomic_ref_count_dec (&scene->ref_count))
    return;
  g_array_unref (scene->shapes);
  g_array_unref (scene->items);
  g_free (scene->family);
  obs_scene_free_areas (scene);
  g_free (scene);
}

double
obs_scene_get_width (const ObsScene *scene)
{
  return scene->width;
}

double
obs_scene_get_height (const ObsScene *scene)
{
  return scene->height;
}

guint
obs_scene_n_shapes (const ObsScene *scene)
{
  return scene->shapes->len;
}

const ObsShape *
obs_scene_shape (const ObsScene *scene, guint i)
{
  g_return_val_if_fail (i < scene->shapes->len, NULL);

  return &g_array_index (scene->shapes, ObsShape, i);
}

guint
obs_scene_n_items (const ObsScene *scene)
{
  return scene->items->len;
}

const ObsSceneItem *
obs_scene_item (const ObsScene *scene, guint i)
{
  g_return_val_if_fail (i < scene->items->len, NULL);

  return &g_array_index (scene->items, ObsSceneItem, i);
}

guint
obs_scene_n_left_out (const ObsScene *scene)
{
  return scene->left_out;
}
