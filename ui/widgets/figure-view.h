/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/figure.h"
#include "data/engine/view.h"

G_BEGIN_DECLS

/* One figure in its frame: title, subtitle, warning, tabs, tools, key, plot, readout, source. It
 * grows with its content; the page around it scrolls. It decides nothing: what the person wants
 * leaves as a signal and comes back as a new figure or view.
 *
 * Signals:
 *   "view-changed" (char *key, char *value): "ksb", "src", "sort", "range" ("0" or "1"), "tab",
 * "select", "sector", "pin" (all pins, comma-separated); value "" clears "row-changed" (int row):
 * hover, focus or selection settled on another row, -1 for none "open-link" (char *link): see
 * ObsFigureRow.link; "card:ROW" asks for the provenance card (ROW -1: of the figure) "export" (char
 * *kind): "png", "svg", "pdf", "csv" "copy" "keys": the keys of the plot are asked for */
#define OBS_TYPE_FIGURE_VIEW (obs_figure_view_get_type ())
G_DECLARE_FINAL_TYPE (ObsFigureView, obs_figure_view, OBS, FIGURE_VIEW, GtkWidget)

GtkWidget *obs_figure_view_new (void);

/* Shows @figure (kept by reference) in the state of @view (copied; NULL: the default state).
 * Keyboard focus stays where it was, on the same item. Ends loading and problem states. */
void obs_figure_view_set_figure (ObsFigureView *self, ObsFigure *figure, const ObsView *view);
ObsFigure *obs_figure_view_get_figure (ObsFigureView *self);
/* While TRUE the old figure stays, faded, with a word that it is being worked out. */
void obs_figure_view_set_loading (ObsFigureView *self, gboolean loading);
/* One sentence in place of the figure; NULL removes it. */
void obs_figure_view_set_problem (ObsFigureView *self, const char *sentence);
/* Row of the readout (hovered, focused or selected), -1 for none. */
int obs_figure_view_get_row (ObsFigureView *self);
/* The 360 px class: smaller type, one series at a time, no tool of its own in the foot. */
void obs_figure_view_set_narrow (ObsFigureView *self, gboolean narrow);
/* "chart", "table", "summary" or "source"; does not emit "view-changed". */
void obs_figure_view_show_tab (ObsFigureView *self, const char *tab);
const char *obs_figure_view_get_tab (ObsFigureView *self);
/* Puts the keyboard into the plot (or the table), on @row, or where it was with -1. */
void obs_figure_view_focus_row (ObsFigureView *self, int row);
/* Shows @text in the readout until the next row; called by obs_announce(). */
void obs_figure_view_show_status (ObsFigureView *self, const char *text);
/* Box at the right of the title for the page's own buttons (save view, more). (transfer none) */
GtkBox *obs_figure_view_get_title_box (ObsFigureView *self);
/* Box at the right of the source line, for the page's own buttons (add to pack). (transfer none) */
GtkBox *obs_figure_view_get_foot_box (ObsFigureView *self);

G_END_DECLS
