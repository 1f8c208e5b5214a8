/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/figure.h"

G_BEGIN_DECLS

/* The line under a plot: the row's sentence, its glyph, and the way to its provenance. Always
 * there, always in the same place; the words are those that a screen reader says of the mark.
 *
 * Signal: "source": the provenance card is asked for */
#define OBS_TYPE_READOUT (obs_readout_get_type ())
G_DECLARE_FINAL_TYPE (ObsReadout, obs_readout, OBS, READOUT, GtkWidget)

GtkWidget *obs_readout_new (void);
/* @row -1: a hint how to use the plot. */
void obs_readout_set_row (ObsReadout *self, ObsFigure *figure, int row);
/* A message in place of a row, until the next row. */
void obs_readout_set_status (ObsReadout *self, const char *text);
const char *obs_readout_get_text (ObsReadout *self);

/* The sentence of a row as Pango markup: name bold, a bracket at the end in the second ink. */
char *obs_readout_markup (const ObsFigureRow *row) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
