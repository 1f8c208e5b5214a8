/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A group of controls that Tab enters and leaves in one step; Left and Right move inside, and Tab
 * comes back to the control where it left. Only ObsRow and ObsWrap can be such groups: their
 * "focus" asks obs_one_stop_is() and hands over to obs_one_stop_focus(). */
void obs_one_stop_set (GtkWidget *group);
gboolean obs_one_stop_is (GtkWidget *group);
gboolean obs_one_stop_focus (GtkWidget *group, GtkDirectionType direction);

/* Whether @widget stands in such a group: at its own end, Left and Right go on to its neighbours.
 */
gboolean obs_one_stop_holds (GtkWidget *widget);

G_END_DECLS
