/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/scene-private.h"
#include "ui/chart/text.h"

/* A measure without fonts: every character is 0.55 of the font's height wide, so that a scene has
 * the same numbers on every machine. */

static void
fixed_size (ObsTextMeasure *self, ObsFont font, const char *text, double wrap, int lines,
            double *width, double *height)
{
  double px = obs_font_points (font) * 96.0 / 72.0 * self->scale;

  if (wrap > 0)
    {
      obs_text_fit_size (self, font, text, wrap, lines, width, height);
      return;
    }
  *width = 0.55 * px * (double) g_utf8_strlen (text, -1);
  *height = obs_font_line (font, self->scale);
}

static void
fixed_free (ObsTextMeasure *self)
{
  g_free (self);
}

/**
 * obs_text_measure_fixed:
 * @scale: text scale, 1 at 100 %
 *
 * Returns: (transfer full): a measure for tests and golden files
 */
ObsTextMeasure *
obs_text_measure_fixed (double scale)
{
  ObsTextMeasure *self = g_new0 (ObsTextMeasure, 1);

  self->size = fixed_size;
  self->free = fixed_free;
  self->scale = scale;
  return self;
}
