/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Children in a line that breaks where the width ends, as words do: large text and narrow windows
 * then need no second arrangement. A child with "hexpand" takes the rest of its line. */
#define OBS_TYPE_WRAP_LAYOUT (obs_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (ObsWrapLayout, obs_wrap_layout, OBS, WRAP_LAYOUT, GtkLayoutManager)

/* A box that is laid out this way, with @spacing px between children and @line_spacing between
 * lines. */
#define OBS_TYPE_WRAP (obs_wrap_get_type ())
G_DECLARE_FINAL_TYPE (ObsWrap, obs_wrap, OBS, WRAP, GtkWidget)

GtkWidget *obs_wrap_new (int spacing, int line_spacing);
void obs_wrap_append (ObsWrap *self, GtkWidget *child);
void obs_wrap_remove_all (ObsWrap *self);
/* Space between children, px. */
void obs_wrap_set_spacing (ObsWrap *self, int spacing, int line_spacing);

/* Unparents each child of @widget. */
void obs_widget_remove_children (GtkWidget *widget);

G_END_DECLS
