/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A line of parts that gives way in order: when the line gets too narrow, parts first shrink to
 * their minimum, then leave one after the other, the highest number first. A part may have a
 * substitute that is shown only while the part is away. Parts that are away cannot be reached by
 * keyboard, pointer or screen reader. */

#define OBS_TYPE_ROW (obs_row_get_type ())
G_DECLARE_FINAL_TYPE (ObsRow, obs_row, OBS, ROW, GtkWidget)

GtkWidget *obs_row_new (void);

/* Adds @child at the end, @gap px after the part before it. @leaves 0: it always stays. @expand:
 * it takes the room that is left. */
void obs_row_append (ObsRow *self, GtkWidget *child, int gap, int leaves, gboolean expand);

/* TRUE: parts leave before the ones that stay are cut short. */
void obs_row_set_whole (ObsRow *self, gboolean whole);

/* Shows @substitute (already appended) only while @part is away. */
void obs_row_set_substitute (ObsRow *self, GtkWidget *part, GtkWidget *substitute);

G_END_DECLS
