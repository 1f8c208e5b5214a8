/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*ObsDialogFunc) (gpointer user_data);

/* Asks one question in a modal window: @title says what is at stake, @text what will happen. @func
 * is called only for @accept; Escape and "Cancel" do nothing. */
void obs_dialog_ask (GtkWindow *parent, const char *title, const char *text, const char *accept,
                     ObsDialogFunc func, gpointer user_data, GDestroyNotify destroy);

/* Says what happened, with a longer text that can be copied. @details may be NULL. */
void obs_dialog_tell (GtkWindow *parent, const char *title, const char *text, const char *details);

/* The same for a @window of one's own: @accept calls @func, then it closes; @cancel only closes. */
void obs_dialog_answers (GtkWidget *window, GtkWidget *accept, GtkWidget *cancel,
                         ObsDialogFunc func, gpointer user_data, GDestroyNotify destroy);

/* A modal window with our own title bar, closed by Escape: for preferences and the like. */
GtkWidget *obs_dialog_window_new (GtkWindow *parent, const char *title, GtkWidget *child);

G_END_DECLS
