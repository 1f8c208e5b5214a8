/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/store.h"

G_BEGIN_DECLS

/* The main window. Signal "first-drawn": once, after the first figure or the first home tiles are
 * on screen (or a page that says why not). */

#define OBS_TYPE_WINDOW (obs_window_get_type ())
G_DECLARE_FINAL_TYPE (ObsWindow, obs_window, OBS, WINDOW, GtkApplicationWindow)

GtkWidget *obs_window_new (GtkApplication *app, ObsStore *store);

/* Opens an edition and then shows a view. @edition: path of a file, or NULL for the one of the
 * user's home (or the one that came with the program). @address: what to show first; NULL for where
 * the reader was last. */
void obs_window_start (ObsWindow *self, const char *edition, const char *address, gboolean opening);

/* The store that the window was started with has opened its edition, or not (@error). For a window
 * that was started with @opening. */
void obs_window_take_opened (ObsWindow *self, const GError *error);

/* Address of the view that was open last, "" where there is none. (transfer full) */
char *obs_window_last_address (void);

/* Opens an address or a link ("question:E8") in the edition that is open. */
void obs_window_open_address (ObsWindow *self, const char *address);
void obs_window_open_link (ObsWindow *self, const char *link);

/* The view on screen, or NULL before the first. (transfer none) */
const ObsView *obs_window_get_view (ObsWindow *self);

G_END_DECLS
