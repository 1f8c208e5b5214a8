/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/histogram.h"

#include "ui/widgets/paint.h"

#include <glib/gi18n-lib.h>

#define N_BARS 10
#define HEIGHT 76
#define TALLEST 40
#define FOOT 20 /* below the base line: the answers 1 to 10 */

struct _ObsHistogram
{
  GtkWidget parent_instance;
  int counts[N_BARS];
};

G_DEFINE_FINAL_TYPE (ObsHistogram, obs_histogram, GTK_TYPE_WIDGET)

static PangoLayout *
number_layout (GtkWidget *widget, int number)
{
  g_autofree char *text = g_strdup_printf ("%d", number);

  return gtk_widget_create_pango_layout (widget, text);
}

/* Height of one line of numbers, so that large text finds room. */
static int
line_height (GtkWidget *widget)
{
  g_autoptr (PangoLayout) layout = number_layout (widget, 10);
  int height = 0;

  pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

static void
obs_histogram_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  g_autoptr (PangoLayout) layout = number_layout (widget, 88);
  int digits = 0;

  pango_layout_get_pixel_size (layout, &digits, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = (digits + 2) * N_BARS;
      *natural = MAX (*minimum, 276);
    }
  else
    *minimum = *natural = MAX (HEIGHT, TALLEST + 2 * line_height (widget));
}

static void
draw_number (GtkWidget *widget, cairo_t *cr, int number, double centre, double y, gboolean above)
{
  g_autoptr (PangoLayout) layout = number_layout (widget, number);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  cairo_move_to (cr, centre - width / 2.0, above ? y - height : y);
  pango_cairo_show_layout (cr, layout);
}

static void
obs_histogram_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ObsHistogram *self = OBS_HISTOGRAM (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double base = height - MAX (FOOT, line_height (widget)), slot = width / N_BARS;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  int most = 1;

  for (int i = 0; i < N_BARS; i++)
    most = MAX (most, self->counts[i]);

  for (int i = 0; i < N_BARS; i++)
    {
      double centre = slot * (i + 0.5), bar = slot * 0.71;
      double tall = TALLEST * (double) self->counts[i] / most;

      obs_paint_ink (cr, OBS_INK_ACCENT);
      cairo_rectangle (cr, centre - bar / 2, base - tall, bar, tall);
      cairo_fill (cr);
      obs_paint_ink (cr, OBS_INK_TEXT2);
      draw_number (widget, cr, self->counts[i], centre, base - tall - 1, TRUE);
      draw_number (widget, cr, i + 1, centre, base + 3, FALSE);
    }
  obs_paint_ink (cr, OBS_INK_EDGE);
  cairo_rectangle (cr, 0, base, width, 1);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
obs_histogram_class_init (ObsHistogramClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = obs_histogram_measure;
  widget_class->snapshot = obs_histogram_snapshot;
  gtk_widget_class_set_css_name (widget_class, "histogram");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
obs_histogram_init (ObsHistogram *self)
{
  g_signal_connect_object (obs_look_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw),
                           self, G_CONNECT_SWAPPED);
}

/**
 * obs_histogram_new:
 * @title: what is counted
 * @counts: answers 1 to 10
 *
 * Returns: (transfer floating): the picture, with all its numbers in its name
 */
GtkWidget *
obs_histogram_new (const char *title, const int counts[10])
{
  ObsHistogram *self = g_object_new (OBS_TYPE_HISTOGRAM, NULL);
  g_autoptr (GString) name = g_string_new (title);

  for (int i = 0; i < N_BARS; i++)
    {
      self->counts[i] = MAX (0, counts[i]);
      g_string_append (name, i == 0 ? ". " : ", ");
      /* Translators: how many businesses gave an answer from 1 to 10, as in "answer 7: 27". */
      g_string_append_printf (name, _ ("answer %d: %d"), i + 1, self->counts[i]);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name->str,
                                  -1);
  return GTK_WIDGET (self);
}
