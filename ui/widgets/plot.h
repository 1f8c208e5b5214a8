/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/figure.h"

G_BEGIN_DECLS

/* The drawing of a figure: one tab stop, one accessible child for each mark (over 200 marks: one
 * child that is renamed). It draws what scene.h lays out and knows no form by itself.
 *
 * Signals:
 *   "hover" (int row): the row pointed at or focused, -1 for none
 *   "select" (int row): the selection was set (or cleared: -1) by the person
 *   "open" (int row): Enter: what the row links to, or a filter by it
 *   "pin" (int row): the row is to be pinned or unpinned
 *   "source" (int row): its provenance card is asked for
 *   "command" (char *name): "table", "ranges", "sort", "compare", "keys", "ksb:K", "ksb:S", "ksb:B"
 */
#define OBS_TYPE_PLOT (obs_plot_get_type ())
G_DECLARE_FINAL_TYPE (ObsPlot, obs_plot, OBS, PLOT, GtkWidget)

GtkWidget *obs_plot_new (void);

/* Shows @figure (kept by reference; NULL for nothing). Focus, selection and hover stay on the item
 * with the same key and series where the new figure has it. */
void obs_plot_set_figure (ObsPlot *self, ObsFigure *figure);
ObsFigure *obs_plot_get_figure (ObsPlot *self);

/* Layout choices; each lays the scene out anew only when it changes something. */
void obs_plot_set_ranges (ObsPlot *self, gboolean ranges);
void obs_plot_set_narrow (ObsPlot *self, gboolean narrow);
void obs_plot_set_compact (ObsPlot *self, gboolean compact);
void obs_plot_set_max_rows (ObsPlot *self, int max_rows);
void obs_plot_set_series (ObsPlot *self, const char *series);
void obs_plot_set_pins (ObsPlot *self, GPtrArray *pins);

/* Number of the selected row of the figure, -1 for none. Setting does not emit "select". */
void obs_plot_set_selected (ObsPlot *self, int row);
int obs_plot_get_selected (ObsPlot *self);

/* Row under the pointer or the keyboard, or -1. */
int obs_plot_get_row (ObsPlot *self);

/* Moves the keyboard to the mark of @row. FALSE where the row has no mark. */
gboolean obs_plot_focus_row (ObsPlot *self, int row);

guint obs_plot_n_marks (ObsPlot *self);
/* Rows that do not fit under the limit of obs_plot_set_max_rows() at the last width. */
guint obs_plot_n_left_out (ObsPlot *self);

G_END_DECLS
