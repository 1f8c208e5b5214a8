/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What newer GTK does differently; the only place that asks for its version. */

/* FALSE where GTK has no call of its own. */
gboolean obs_compat_announce (GtkWidget *widget, const char *text);
void obs_compat_load_css (GtkCssProvider *provider, const char *css);
void obs_compat_get_color (GtkWidget *widget, GdkRGBA *color);
/* Brings a row of a column view into sight. */
void obs_compat_scroll_to (GtkColumnView *view, guint position);

G_END_DECLS
