/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/tag.h"

#include "ui/chart/scene.h"
#include "ui/widgets/paint.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/**
 * obs_tag_new:
 * @text: a word or two, translated
 *
 * Returns: (transfer floating): a label in a frame
 */
GtkWidget *
obs_tag_new (const char *text)
{
  GtkWidget *tag = gtk_label_new (text);

  gtk_widget_add_css_class (tag, "obs-tag");
  gtk_widget_set_valign (tag, GTK_ALIGN_CENTER);
  return tag;
}

/* --- the simulated mark -------------------------------------------------------------------- */

#define HATCH 12

struct _ObsSimulated
{
  GtkWidget parent_instance;
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (ObsSimulated, obs_simulated, GTK_TYPE_WIDGET)

/* GTK's dashed border has uneven corners, so the frame is drawn. */
static void
draw_frame (cairo_t *cr, double width, double height)
{
  const double dash[] = { 3, 2 };
  const double r = 4;

  cairo_new_path (cr);
  cairo_arc (cr, width - r - 0.5, r + 0.5, r, -G_PI_2, 0);
  cairo_arc (cr, width - r - 0.5, height - r - 0.5, r, 0, G_PI_2);
  cairo_arc (cr, r + 0.5, height - r - 0.5, r, G_PI_2, G_PI);
  cairo_arc (cr, r + 0.5, r + 0.5, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
  cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
draw_hatch (cairo_t *cr, double x, double y)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rectangle (cr, 0, 0, HATCH, HATCH);
  cairo_clip (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_width (cr, 1.3);
  for (int i = -1; i <= 6; i++)
    {
      cairo_move_to (cr, -1, 4 * i + 1);
      cairo_line_to (cr, 4 * i + 1, -1);
    }
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
obs_simulated_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (rtl ? -8 : -24, 0, (float) width + 32, (float) height));

  /* The style sheet's padding leaves 6 px and the hatch at the start, 8 px at the end. */
  cairo_translate (cr, rtl ? -8 : -24, 0);
  obs_paint_ink (cr, OBS_INK_TEXT2);
  draw_frame (cr, width + 32, height);
  draw_hatch (cr, rtl ? width + 32 - 6 - HATCH : 6, floor ((height - HATCH) / 2));
  cairo_destroy (cr);

  GTK_WIDGET_CLASS (obs_simulated_parent_class)->snapshot (widget, snapshot);
}

static void
obs_simulated_dispose (GObject *object)
{
  g_clear_pointer (&OBS_SIMULATED (object)->label, gtk_widget_unparent);

  G_OBJECT_CLASS (obs_simulated_parent_class)->dispose (object);
}

static void
obs_simulated_class_init (ObsSimulatedClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_simulated_dispose;
  widget_class->snapshot = obs_simulated_snapshot;
  gtk_widget_class_set_css_name (widget_class, "simulated");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
obs_simulated_init (ObsSimulated *self)
{
  self->label = gtk_label_new (NULL);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  g_signal_connect_object (obs_look_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw),
                           self, G_CONNECT_SWAPPED);
}

GtkWidget *
obs_simulated_new (const char *text)
{
  ObsSimulated *self = g_object_new (OBS_TYPE_SIMULATED, NULL);

  gtk_label_set_text (GTK_LABEL (self->label), text != NULL ? text : _ ("Simulated"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (GTK_LABEL (self->label)), -1);
  return GTK_WIDGET (self);
}

/* --- the warning band ---------------------------------------------------------------------- */

/**
 * obs_band_new:
 * @text: (nullable): one sentence, translated
 *
 * Returns: (transfer floating): the band
 */
GtkWidget *
obs_band_new (const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *disc = gtk_label_new ("!");
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (box, "obs-band");
  gtk_widget_add_css_class (disc, "obs-band-disc");
  gtk_widget_set_valign (disc, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (disc), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Warning"), -1);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), disc);
  gtk_box_append (GTK_BOX (box), label);
  obs_band_set_text (box, text);
  return box;
}

/* NULL hides the band. */
void
obs_band_set_text (GtkWidget *band, const char *text)
{
  GtkWidget *label = gtk_widget_get_last_child (band);

  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (band, text != NULL && *text != '\0');
}

/* --- no data ------------------------------------------------------------------------------- */

#define PATCH_WIDTH 30
#define PATCH_HEIGHT 11

struct _ObsHatch
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (ObsHatch, obs_hatch, GTK_TYPE_WIDGET)

static void
obs_hatch_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                   int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? PATCH_WIDTH : PATCH_HEIGHT;
}

static void
obs_hatch_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  double top = floor ((gtk_widget_get_height (widget) - PATCH_HEIGHT) / 2.0);
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, (float) top, PATCH_WIDTH, PATCH_HEIGHT));

  cairo_rectangle (cr, 0, top, PATCH_WIDTH, PATCH_HEIGHT);
  cairo_clip (cr);
  obs_paint_ink (cr, OBS_INK_EDGE);
  cairo_set_line_width (cr, 1.2);
  for (int x = -PATCH_HEIGHT; x < PATCH_WIDTH + PATCH_HEIGHT; x += 6)
    {
      cairo_move_to (cr, x, top + PATCH_HEIGHT);
      cairo_line_to (cr, x + PATCH_HEIGHT, top);
    }
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
obs_hatch_class_init (ObsHatchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = obs_hatch_measure;
  widget_class->snapshot = obs_hatch_snapshot;
  gtk_widget_class_set_css_name (widget_class, "hatch");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
obs_hatch_init (ObsHatch *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  g_signal_connect_object (obs_look_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw),
                           self, G_CONNECT_SWAPPED);
}

GtkWidget *
obs_hatch_new (void)
{
  return g_object_new (OBS_TYPE_HATCH, NULL);
}

/* --- the glyph of a series ----------------------------------------------------------------- */

#define GLYPH_BOX 14
#define GLYPH_SIZE 11

struct _ObsGlyphView
{
  GtkWidget parent_instance;
  ObsFigure *figure;
  char *series;
};

G_DEFINE_FINAL_TYPE (ObsGlyphView, obs_glyph_view, GTK_TYPE_WIDGET)

static void
obs_glyph_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = (int) ceil (GLYPH_BOX * obs_paint_scale ());
}

static void
obs_glyph_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ObsGlyphView *self = OBS_GLYPH_VIEW (widget);
  const ObsFigureSeries *series;
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double size = GLYPH_SIZE * obs_paint_scale ();
  cairo_t *cr;

  if (self->figure == NULL)
    return;
  series = obs_figure_find_series (self->figure, self->series);
  if (series == NULL)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_translate (cr, (width - size) / 2, (height - size) / 2);
  obs_series_draw_glyph (series, cr, obs_paint_theme (), size,
                         series->role == OBS_ROLE_SECTOR
                             && obs_show_for_base (series->base) == OBS_SHOW_RANGE);
  cairo_destroy (cr);
}

static void
obs_glyph_view_finalize (GObject *object)
{
  ObsGlyphView *self = OBS_GLYPH_VIEW (object);

  g_clear_pointer (&self->figure, obs_figure_unref);
  g_free (self->series);

  G_OBJECT_CLASS (obs_glyph_view_parent_class)->finalize (object);
}

static void
obs_glyph_view_class_init (ObsGlyphViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = obs_glyph_view_finalize;
  widget_class->measure = obs_glyph_view_measure;
  widget_class->snapshot = obs_glyph_view_snapshot;
  gtk_widget_class_set_css_name (widget_class, "glyph");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
obs_glyph_view_init (ObsGlyphView *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  g_signal_connect_object (obs_look_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw),
                           self, G_CONNECT_SWAPPED);
}

GtkWidget *
obs_glyph_view_new (void)
{
  return g_object_new (OBS_TYPE_GLYPH_VIEW, NULL);
}

/**
 * obs_glyph_view_set_series:
 * @figure: (nullable): the figure that has the series
 * @series: (nullable): its key
 */
void
obs_glyph_view_set_series (ObsGlyphView *self, ObsFigure *figure, const char *series)
{
  g_return_if_fail (OBS_IS_GLYPH_VIEW (self));

  if (figure != NULL)
    obs_figure_ref (figure);
  g_clear_pointer (&self->figure, obs_figure_unref);
  self->figure = figure;
  g_free (self->series);
  self->series = g_strdup (series);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
