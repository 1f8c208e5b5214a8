/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/text-pango.h"

#include "ui/chart/scene-private.h"

#include <math.h>
#include <pango/pangocairo.h>

/* Layouts are kept: a scene is measured, fitted and drawn many times with the same words. */
enum
{
  MAX_LAYOUTS = 3000
};

typedef struct
{
  ObsTextMeasure base;
  PangoContext *context;
  char *family;
  PangoFontDescription *fonts[OBS_N_FONTS];
  PangoAttrList *features; /* tabular figures; no ligatures, which PDF readers lose */
  GHashTable *layouts;     /* "font|scale|text" -> PangoLayout */
  double natural[OBS_N_FONTS];
} PangoMeasure;

static void pango_size (ObsTextMeasure *self, ObsFont font, const char *text, double wrap,
                        int lines, double *width, double *height);

PangoLayout *
obs_text_pango_layout (ObsTextMeasure *measure, ObsFont font, const char *text, double font_scale)
{
  PangoMeasure *self = (PangoMeasure *) measure;
  g_autofree char *key = NULL;
  PangoLayout *layout;

  if (measure->size != pango_size)
    return NULL;
  key = g_strdup_printf ("%d|%d|%s", (int) font, (int) lround (font_scale * 1000), text);
  layout = g_hash_table_lookup (self->layouts, key);
  if (layout != NULL)
    return layout;
  if (g_hash_table_size (self->layouts) >= MAX_LAYOUTS)
    g_hash_table_remove_all (self->layouts);
  layout = pango_layout_new (self->context);
  if (fabs (font_scale - 1) > 1e-6)
    {
      g_autoptr (PangoFontDescription) scaled = pango_font_description_copy (self->fonts[font]);

      pango_font_description_set_size (
          scaled, (int) lround (obs_font_points (font) * font_scale * PANGO_SCALE));
      pango_layout_set_font_description (layout, scaled);
    }
  else
    {
      pango_layout_set_font_description (layout, self->fonts[font]);
    }
  pango_layout_set_attributes (layout, self->features);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, text, -1);
  g_hash_table_insert (self->layouts, g_steal_pointer (&key), layout);
  return layout;
}

const char *
obs_text_pango_family (ObsTextMeasure *measure)
{
  return measure->size == pango_size ? ((PangoMeasure *) measure)->family : "Sans";
}

static void
pango_size (ObsTextMeasure *measure, ObsFont font, const char *text, double wrap, int lines,
            double *width, double *height)
{
  PangoMeasure *self = (PangoMeasure *) measure;
  PangoRectangle logical;

  if (wrap > 0)
    {
      obs_text_fit_size (measure, font, text, wrap, lines, width, height);
      return;
    }
  pango_layout_get_extents (obs_text_pango_layout (measure, font, text, 1), NULL, &logical);
  *width = (double) logical.width / PANGO_SCALE;
  if (self->natural[font] <= 0)
    {
      PangoRectangle sample;

      pango_layout_get_extents (obs_text_pango_layout (measure, font, "Ag", 1), NULL, &sample);
      self->natural[font] = ceil ((double) sample.height / PANGO_SCALE);
    }
  *height = fmax (obs_font_line (font, measure->scale), self->natural[font]);
}

static void
pango_free (ObsTextMeasure *measure)
{
  PangoMeasure *self = (PangoMeasure *) measure;

  g_hash_table_unref (self->layouts);
  for (int i = 0; i < OBS_N_FONTS; i++)
    pango_font_description_free (self->fonts[i]);
  pango_attr_list_unref (self->features);
  g_object_unref (self->context);
  g_free (self->family);
  g_free (self);
}

/**
 * obs_text_measure_pango:
 * @font_family: family, or %NULL for the system's sans
 * @dpi: 96 at 100 % text
 *
 * Returns: (transfer full): a measure for screen and files; keep it on one thread
 */
ObsTextMeasure *
obs_text_measure_pango (const char *font_family, double dpi)
{
  PangoMeasure *self = g_new0 (PangoMeasure, 1);
  cairo_font_options_t *options = cairo_font_options_create ();

  self->base.size = pango_size;
  self->base.free = pango_free;
  self->base.scale = dpi / 96.0;
  self->family = g_strdup (font_family != NULL ? font_family : "Sans");
  self->context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  pango_cairo_context_set_resolution (self->context, dpi);
  /* Grey antialiasing and no hinted metrics: the same breaks on screen, in pictures and in print.
   */
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_SLIGHT);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (self->context, options);
  cairo_font_options_destroy (options);
  self->layouts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->features = pango_attr_list_new ();
  pango_attr_list_insert (self->features, pango_attr_font_features_new ("tnum=1, liga=0"));
  for (int i = 0; i < OBS_N_FONTS; i++)
    {
      self->fonts[i] = pango_font_description_new ();
      pango_font_description_set_family (self->fonts[i], self->family);
      pango_font_description_set_weight (self->fonts[i],
                                         (PangoWeight) obs_font_weight ((ObsFont) i));
      pango_font_description_set_size (self->fonts[i],
                                       (int) lround (obs_font_points ((ObsFont) i) * PANGO_SCALE));
    }
  return &self->base;
}
