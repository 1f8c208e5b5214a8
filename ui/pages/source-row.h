/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/sources.h"

G_BEGIN_DECLS

/* One source of the register: a line in columns, and its details below when it is open.
 *
 * Signals: "open-link" (char *link), "copy" (char *text) */
#define OBS_TYPE_SOURCE_ROW (obs_source_row_get_type ())
G_DECLARE_FINAL_TYPE (ObsSourceRow, obs_source_row, OBS, SOURCE_ROW, GtkListBoxRow)

/* @source stays with its owner, which outlives the row. */
GtkWidget *obs_source_row_new (const ObsSource *source, gboolean narrow);
const char *obs_source_row_get_id (ObsSourceRow *self);
void obs_source_row_set_open (ObsSourceRow *self, gboolean open);
gboolean obs_source_row_get_open (ObsSourceRow *self);

/* The heads of the columns, for above the list. */
GtkWidget *obs_source_row_heads (void);

G_END_DECLS
