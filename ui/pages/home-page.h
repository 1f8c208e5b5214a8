/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/store.h"

G_BEGIN_DECLS

/* The front page of a perspective: five findings and two strips.
 *
 * Signals:
 *   "open-link" (char *link): "question:E8", "page:editions", "changes:"
 *   "loaded": the tiles stand
 *   "simulated" (gboolean): whether one of the tiles shows simulated data */

#define OBS_TYPE_HOME_PAGE (obs_home_page_get_type ())
G_DECLARE_FINAL_TYPE (ObsHomePage, obs_home_page, OBS, HOME_PAGE, GtkWidget)

GtkWidget *obs_home_page_new (ObsStore *store);
void obs_home_page_show (ObsHomePage *self, const ObsView *view);
/* What the strip "What changed" says; @several: there are editions to compare. */
void obs_home_page_set_changes (ObsHomePage *self, const char *text, gboolean several);
void obs_home_page_set_narrow (ObsHomePage *self, gboolean narrow);

G_END_DECLS
