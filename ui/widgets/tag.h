/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/figure.h"

G_BEGIN_DECLS

/* A short tag in a frame: "order only", "worked out", "small base". */
GtkWidget *obs_tag_new (const char *text);

/* The simulated mark: dashed frame, hatch, bold words. @text NULL: "Simulated". */
#define OBS_TYPE_SIMULATED (obs_simulated_get_type ())
G_DECLARE_FINAL_TYPE (ObsSimulated, obs_simulated, OBS, SIMULATED, GtkWidget)
GtkWidget *obs_simulated_new (const char *text);

/* The warning band: ink bar, "!" in a disc, one sentence. */
GtkWidget *obs_band_new (const char *text);
void obs_band_set_text (GtkWidget *band, const char *text);

/* A patch of the hatch that stands for "no data" in plots. */
#define OBS_TYPE_HATCH (obs_hatch_get_type ())
G_DECLARE_FINAL_TYPE (ObsHatch, obs_hatch, OBS, HATCH, GtkWidget)
GtkWidget *obs_hatch_new (void);

/* The glyph of a series, as keys and readouts show it. @series NULL: nothing is drawn. */
#define OBS_TYPE_GLYPH_VIEW (obs_glyph_view_get_type ())
G_DECLARE_FINAL_TYPE (ObsGlyphView, obs_glyph_view, OBS, GLYPH_VIEW, GtkWidget)
GtkWidget *obs_glyph_view_new (void);
void obs_glyph_view_set_series (ObsGlyphView *self, ObsFigure *figure, const char *series);

G_END_DECLS
