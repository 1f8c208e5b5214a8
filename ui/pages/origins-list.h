/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The origins that are trusted on this computer, with what can be done with each. It reads and
 * writes the home off the main thread.
 *
 * Signals:
 *   "use" (char *address): another one is asked from now on
 *   "removed" (char *address): it and its keys are forgotten */

#define OBS_TYPE_ORIGINS_LIST (obs_origins_list_get_type ())
G_DECLARE_FINAL_TYPE (ObsOriginsList, obs_origins_list, OBS, ORIGINS_LIST, GtkWidget)

/* @address: the one that is in use, "" for none. */
GtkWidget *obs_origins_list_new (const char *home_dir, const char *address);
void obs_origins_list_reload (ObsOriginsList *self, const char *address);

G_END_DECLS
