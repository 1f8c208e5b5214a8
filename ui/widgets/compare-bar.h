/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/areas.h"
#include "data/engine/figure.h"

G_BEGIN_DECLS

/* The pinned areas over the content, as chips that can be taken off; those that the figure on
 * screen cannot show are struck through, and it says why.
 *
 * Signals:
 *   "remove" (char *code)
 *   "layout" (char *layout): "count" or "" (the default), where counts can be an index */
#define OBS_TYPE_COMPARE_BAR (obs_compare_bar_get_type ())
G_DECLARE_FINAL_TYPE (ObsCompareBar, obs_compare_bar, OBS, COMPARE_BAR, GtkWidget)

GtkWidget *obs_compare_bar_new (void);
/* @figure NULL: nothing on screen that they could stand in yet; no chip is struck. Hidden where
 * nothing is pinned. */
void obs_compare_bar_set (ObsCompareBar *self, const ObsView *view, const GPtrArray *areas,
                          const ObsFigure *figure);

G_END_DECLS
