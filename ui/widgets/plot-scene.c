/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/plot-private.h"

#include "ui/chart/draw.h"
#include "ui/widgets/look.h"
#include "ui/widgets/paint.h"

#include <string.h>

#define MOST_SHAPES 1000     /* beyond, the drawing is not made anew for a bold label */
#define BLEED 16             /* bands and rings may leave the box by so much */
#define WIDEST_HOVER_RING 64 /* a ring round a whole row would only repeat its band */

void
obs_plot_drop_node (ObsPlot *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
obs_plot_drop_scenes (ObsPlot *self)
{
  for (int i = 0; i < N_SCENES; i++)
    g_clear_pointer (&self->kept[i].scene, obs_scene_unref);
  g_clear_pointer (&self->scene, obs_scene_unref);
  obs_plot_drop_node (self);
}

/* The fonts of the moment: the desktop's family, its text size and our zoom. */
static ObsTextMeasure *
get_measure (ObsPlot *self)
{
  if (self->measure == NULL)
    {
      GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (self));
      PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
      const char *family
          = pango_font_description_get_family (pango_context_get_font_description (context));
      int dpi = -1;

      g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
      self->measure = obs_text_measure_pango (
          family, (dpi > 0 ? dpi / 1024.0 : 96) * obs_look_get_zoom (obs_look_get_default ()));
    }
  return self->measure;
}

ObsScene *
obs_plot_scene_for_width (ObsPlot *self, int width)
{
  Kept found = { .width = width };
  int i = 0;

  if (self->figure == NULL)
    return NULL;
  while (i < N_SCENES - 1 && self->kept[i].scene != NULL && self->kept[i].width != width)
    i++;
  if (self->kept[i].scene != NULL && self->kept[i].width == width)
    found.scene = g_steal_pointer (&self->kept[i].scene);
  else
    {
      ObsSceneOptions options = self->options;

      options.width = width;
      options.series = self->series;
      options.pins = self->pins;
      found.scene = obs_scene_new (self->figure, &options, get_measure (self));
      g_clear_pointer (&self->kept[i].scene, obs_scene_unref);
    }
  memmove (self->kept + 1, self->kept, (gsize) i * sizeof (Kept));
  self->kept[0] = found;
  return found.scene;
}

void
obs_plot_set_scene (ObsPlot *self, ObsScene *scene)
{
  if (scene != NULL)
    obs_scene_ref (scene);
  g_clear_pointer (&self->scene, obs_scene_unref);
  self->scene = scene;
  obs_plot_drop_node (self);
}

int
obs_plot_item_row (ObsPlot *self, int item)
{
  if (self->scene == NULL || item < 0 || item >= (int) obs_scene_n_items (self->scene))
    return -1;
  return obs_scene_item (self->scene, (guint) item)->row;
}

int
obs_plot_row_item (ObsPlot *self, int row)
{
  for (guint i = 0; row >= 0 && self->scene != NULL && i < obs_scene_n_items (self->scene); i++)
    if (obs_scene_item (self->scene, i)->row == row)
      return (int) i;
  return -1;
}

static graphene_rect_t
band_bounds (ObsPlot *self, int item)
{
  const ObsSceneItem *data = obs_scene_item (self->scene, (guint) item);

  return GRAPHENE_RECT_INIT ((float) data->rx - 2, (float) data->ry - 2, (float) data->rw + 4,
                             (float) data->rh + 4);
}

/* Bands of the hovered and the selected row, below the drawing: small, so that little is repainted.
 */
static void
snapshot_under (ObsPlot *self, GtkSnapshot *snapshot, int hover, int selected)
{
  graphene_rect_t bounds;
  cairo_t *cr;

  if (hover < 0 && selected < 0)
    return;
  bounds = band_bounds (self, hover >= 0 ? hover : selected);
  if (hover >= 0 && selected >= 0)
    {
      graphene_rect_t other = band_bounds (self, selected);

      graphene_rect_union (&bounds, &other, &bounds);
    }
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  obs_scene_draw_under (self->scene, cr, obs_paint_theme (), hover, selected);
  cairo_destroy (cr);
}

static void
snapshot_ring (ObsPlot *self, GtkSnapshot *snapshot, int item)
{
  const ObsSceneItem *data = obs_scene_item (self->scene, (guint) item);
  cairo_t *cr;

  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float) data->fx - 8, (float) data->fy - 8,
                                     (float) data->fw + 16, (float) data->fh + 16));
  obs_scene_draw_focus (self->scene, cr, obs_paint_theme (), item);
  cairo_destroy (cr);
}

/* On a map: the outline of the area that is pointed at or selected, and its place among the
 * classes. */
static void
snapshot_over (ObsPlot *self, GtkSnapshot *snapshot, int hover, int selected)
{
  cairo_t *cr;

  if (self->figure->form != OBS_FORM_MAP || (hover < 0 && selected < 0))
    return;
  cr = gtk_snapshot_append_cairo (
      snapshot,
      &GRAPHENE_RECT_INIT (-BLEED, -BLEED, (float) obs_scene_get_width (self->scene) + 2 * BLEED,
                           (float) obs_scene_get_height (self->scene) + 2 * BLEED));
  obs_scene_draw_over (self->scene, cr, obs_paint_theme (), get_measure (self), hover, selected);
  cairo_destroy (cr);
}

/* The label of a row that is pointed at or selected is set in bold. */
static gboolean
is_label_of (ObsPlot *self, const ObsShape *shape, int item)
{
  int row = obs_plot_item_row (self, item);

  return row >= 0 && shape->kind == OBS_SHAPE_TEXT && shape->font == OBS_FONT_LABEL
         && g_strcmp0 (shape->text, obs_figure_row (self->figure, (guint) row)->label) == 0
         && shape->y >= obs_scene_item (self->scene, (guint) item)->ry - 1
         && shape->y < obs_scene_item (self->scene, (guint) item)->ry
                           + obs_scene_item (self->scene, (guint) item)->rh;
}

/* The drawing is kept as it is until another row's label is the bold one. */
static void
ensure_node (ObsPlot *self, int hover, int selected)
{
  guint n = obs_scene_n_shapes (self->scene);
  cairo_t *cr;

  if (n > MOST_SHAPES)
    hover = selected = -1;
  if (self->node != NULL && self->bold[0] == hover && self->bold[1] == selected)
    return;
  g_clear_pointer (&self->node, gsk_render_node_unref);
  self->bold[0] = hover;
  self->bold[1] = selected;
  self->node = gsk_cairo_node_new (
      &GRAPHENE_RECT_INIT (-BLEED, -BLEED, (float) obs_scene_get_width (self->scene) + 2 * BLEED,
                           (float) obs_scene_get_height (self->scene) + 2 * BLEED));
  cr = gsk_cairo_node_get_draw_context (self->node);
  for (guint i = 0; i < n; i++)
    {
      ObsShape shape = *obs_scene_shape (self->scene, i);

      if (is_label_of (self, &shape, hover) || is_label_of (self, &shape, selected))
        shape.font = OBS_FONT_LABEL_BOLD;
      obs_shape_draw (&shape, cr, obs_paint_theme (), get_measure (self));
    }
  cairo_destroy (cr);
}

void
obs_plot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ObsPlot *self = OBS_PLOT (widget);
  int selected;

  if (self->scene == NULL)
    return;
  selected = obs_plot_row_item (self, self->selected);
  snapshot_under (self, snapshot, self->hover, selected);
  ensure_node (self, self->hover >= 0 ? self->hover : self->focused ? self->focus : -1, selected);
  gtk_snapshot_append_node (snapshot, self->node);
  snapshot_over (self, snapshot,
                 self->hover >= 0 ? self->hover
                 : self->focused  ? self->focus
                                  : -1,
                 selected);
  if (self->focused && obs_plot_item_row (self, self->focus) >= 0)
    snapshot_ring (self, snapshot, self->focus);
  else if (self->hover >= 0
           && obs_scene_item (self->scene, (guint) self->hover)->fw <= WIDEST_HOVER_RING)
    snapshot_ring (self, snapshot, self->hover);
}
