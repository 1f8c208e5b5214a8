/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Opens the preferences; they act at once. @address: put the keyboard on the address of the origin.
 * @offered: what a link brought for that, or NULL: it is used only when the person presses Enter.
 */
void obs_preferences_present (GtkWindow *parent, gboolean address, const char *offered);

/* FALSE with a sentence in @problem where @text is no address to update from ("" is one: none). */
gboolean obs_preferences_check_address (const char *text, char **problem);

G_END_DECLS
