/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The window of keyboard shortcuts, made from the list of commands. @plot: show the keys of plots
 * first. */
void obs_shortcuts_present (GtkWindow *parent, gboolean plot);

G_END_DECLS
