/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/line-icon.h"

#include "ui/widgets/compat.h"
#include "ui/widgets/paint.h"

#include <math.h>

struct _ObsLineIcon
{
  GtkWidget parent_instance;
  ObsIconShape shape;
  int size;
};

G_DEFINE_FINAL_TYPE (ObsLineIcon, obs_line_icon, GTK_TYPE_WIDGET)

static void
obs_line_icon_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = (int) round (OBS_LINE_ICON (widget)->size * obs_paint_scale ());
}

/* In a box of 16 by 16. */
static void
trace (cairo_t *cr, ObsIconShape shape)
{
  switch (shape)
    {
    case OBS_ICON_DOWN:
      cairo_move_to (cr, 4, 6);
      cairo_line_to (cr, 8, 10);
      cairo_line_to (cr, 12, 6);
      break;
    case OBS_ICON_NEXT:
      cairo_move_to (cr, 6, 3.5);
      cairo_line_to (cr, 10.5, 8);
      cairo_line_to (cr, 6, 12.5);
      break;
    case OBS_ICON_CLOSE:
      cairo_move_to (cr, 4.5, 4.5);
      cairo_line_to (cr, 11.5, 11.5);
      cairo_move_to (cr, 11.5, 4.5);
      cairo_line_to (cr, 4.5, 11.5);
      break;
    case OBS_ICON_INFO:
    default:
      cairo_arc (cr, 8, 8, 6.2, 0, 2 * G_PI);
      cairo_move_to (cr, 8, 7.2);
      cairo_line_to (cr, 8, 11.2);
      cairo_move_to (cr, 8, 4.8);
      cairo_line_to (cr, 8, 4.81);
      break;
    }
}

static void
obs_line_icon_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ObsLineIcon *self = OBS_LINE_ICON (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double size = round (self->size * obs_paint_scale ()), scale = size / 16;
  cairo_t *cr;
  GdkRGBA color;

  obs_compat_get_color (widget, &color);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_translate (cr, floor ((width - size) / 2), floor ((height - size) / 2));
  cairo_scale (cr, scale, scale);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, 1.5 * MAX (1, 0.9 / scale));
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  trace (cr, self->shape);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
obs_line_icon_class_init (ObsLineIconClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = obs_line_icon_measure;
  widget_class->snapshot = obs_line_icon_snapshot;
  gtk_widget_class_set_css_name (widget_class, "lineicon");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
obs_line_icon_init (ObsLineIcon *self)
{
  g_signal_connect_object (obs_look_get_default (), "changed", G_CALLBACK (gtk_widget_queue_resize),
                           self, G_CONNECT_SWAPPED);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
obs_line_icon_new (ObsIconShape shape, int size)
{
  ObsLineIcon *self = g_object_new (OBS_TYPE_LINE_ICON, NULL);

  self->shape = shape;
  self->size = size;
  return GTK_WIDGET (self);
}
