/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One thing in a plot that can be focused and read. It draws nothing: the plot draws it. Its
 * actions mark.open, mark.pin and mark.source reach assistive technology; each emits "act" (char
 * *name). */

#define OBS_TYPE_MARK (obs_mark_get_type ())
G_DECLARE_DERIVABLE_TYPE (ObsMark, obs_mark, OBS, MARK, GtkWidget)

struct _ObsMarkClass
{
  GtkWidgetClass parent_class;
};

/* A list item; and the one picture that stands for all marks of a crowded plot. */
GtkWidget *obs_mark_new (int item, const char *label);
GtkWidget *obs_mark_new_picture (const char *label);

/* Number of its item in the scene. */
int obs_mark_get_item (ObsMark *self);
void obs_mark_set_item (ObsMark *self, int item);
/* The words that a screen reader says. */
const char *obs_mark_get_label (ObsMark *self);
void obs_mark_set_label (ObsMark *self, const char *label);
void obs_mark_set_selected (ObsMark *self, gboolean selected);

G_END_DECLS
