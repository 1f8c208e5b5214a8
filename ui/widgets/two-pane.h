/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A list beside what is chosen from it. Where there is no room for both, one of them: the list, or,
 * with "second" set, what was chosen. What is not shown is hidden, so that focus never lands there.
 *
 * Property "narrow" (boolean, read-only): there is room for one only */
#define OBS_TYPE_TWO_PANE (obs_two_pane_get_type ())
G_DECLARE_FINAL_TYPE (ObsTwoPane, obs_two_pane, OBS, TWO_PANE, GtkWidget)

/* @first_width: of the list where both are shown, in px at a text scale of 1 */
GtkWidget *obs_two_pane_new (GtkWidget *first, GtkWidget *second, int first_width);
gboolean obs_two_pane_is_narrow (ObsTwoPane *self);
/* Which of the two is shown in the narrow state. */
void obs_two_pane_set_second (ObsTwoPane *self, gboolean second);

G_END_DECLS
