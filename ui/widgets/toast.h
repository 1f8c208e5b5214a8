/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A short notice over the lower edge of what it wraps. Stays 10 seconds; nothing is said only in
 * it: obs_announce() speaks. */

#define OBS_TYPE_TOAST (obs_toast_get_type ())
G_DECLARE_FINAL_TYPE (ObsToast, obs_toast, OBS, TOAST, GtkWidget)

GtkWidget *obs_toast_new (GtkWidget *child);

/* @button and @action (a detailed action name) may be NULL. */
void obs_toast_show (ObsToast *self, const char *text, const char *button, const char *action);

/* Takes away what no longer holds. */
void obs_toast_hide (ObsToast *self);

G_END_DECLS
