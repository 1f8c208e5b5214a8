/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A text whose tags follow its last word, on the same line where they fit. */
#define OBS_TYPE_TAGGED (obs_tagged_get_type ())
G_DECLARE_FINAL_TYPE (ObsTagged, obs_tagged, OBS, TAGGED, GtkWidget)

GtkWidget *obs_tagged_new (void);

/* @tags: (nullable): of char *. */
void obs_tagged_set (ObsTagged *self, const char *text, const GPtrArray *tags);
GtkLabel *obs_tagged_get_label (ObsTagged *self);

G_END_DECLS
