/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/answer.h"

G_BEGIN_DECLS

/* The title bar: ways back and forward, perspective, filters, search, menus. It only shows the
 * state of the window's actions ("win.perspective", "win.sector", "win.place", …) and sets them
 * off. */

#define OBS_TYPE_HEADER (obs_header_get_type ())
G_DECLARE_FINAL_TYPE (ObsHeader, obs_header, OBS, HEADER, GtkWidget)

GtkWidget *obs_header_new (void);

/* What can be chosen; nothing is kept. */
void obs_header_set_journeys (ObsHeader *self, const ObsJourneys *journeys);
/* What is chosen: labels of the filters and whether they are on. */
void obs_header_set_filters (ObsHeader *self, const char *sector, gboolean sector_on,
                             const char *place, gboolean place_on);
/* The perspective in force, for the "More" part of the switch. */
void obs_header_set_perspective (ObsHeader *self, const char *key);
/* Words of the ways back and forward, or NULL. */
void obs_header_set_ways (ObsHeader *self, const char *back, const char *forward);
/* The compact class: @title in the middle; @up: a way up to the list instead of the ways back. */
void obs_header_set_compact (ObsHeader *self, gboolean compact, const char *title, gboolean up);

/* The button that search hangs from. (transfer none) */
GtkWidget *obs_header_get_search (ObsHeader *self);
/* The part that the picker of places hangs from. (transfer none) */
GtkWidget *obs_header_get_place (ObsHeader *self);
/* Opens the main menu. */
void obs_header_open_menu (ObsHeader *self);

G_END_DECLS
