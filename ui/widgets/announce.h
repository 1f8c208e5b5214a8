/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Called with each text announced: the window shows it in its status line and keeps it in its log.
 */
typedef void (*ObsAnnounceFunc) (const char *text, gpointer user_data);

/* Says that something changed: visibly, and to a screen reader by the description of the widget
 * that holds the focus (GTK's own call where it has one). Any widget of the window will do. With
 * nothing focused the words wait for the next focus. At most one text a second is spoken; the last
 * one wins. */
void obs_announce (GtkWidget *in_window, const char *text);

/* One listener a window (freed with it); NULL removes it. */
void obs_announce_set_func (GtkWindow *window, ObsAnnounceFunc func, gpointer user_data,
                            GDestroyNotify destroy);

/* Gives @widget a description that survives announcements. */
void obs_announce_describe (GtkWidget *widget, const char *text);

G_END_DECLS
