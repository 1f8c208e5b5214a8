/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* GTK's own inner widgets (arrows, ticks, scroll bars, the inside of a menu) have no names, and a
 * screen reader then says the name of their class. This gives those below @widget plain words. */
void obs_name_inner_parts (GtkWidget *widget);

/* The same each time that @popover opens: its content is made anew then. */
void obs_name_popover_parts (GtkPopover *popover, const char *name);

/* Returns: (transfer floating): the icon called @icon as decoration: it says nothing to a screen
 * reader, as the words stand beside it */
GtkWidget *obs_decoration_new (const char *icon);

/* A button whose label marks a letter with "_" is called by GTK with the mark. This calls it by
 * @text, "__" standing for "_", without marks. */
void obs_name_without_mnemonic (GtkWidget *widget, const char *text);

G_END_DECLS
