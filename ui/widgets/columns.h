/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Columns of one width side by side, or below each other where each would get less than it needs
 * to be read. */

#define OBS_TYPE_COLUMNS (obs_columns_get_type ())
G_DECLARE_FINAL_TYPE (ObsColumns, obs_columns, OBS, COLUMNS, GtkWidget)

/* @least: pixels that a column needs where text has its usual size; @gap: pixels between columns.
 */
GtkWidget *obs_columns_new (int least, int gap);
void obs_columns_append (ObsColumns *self, GtkWidget *child);

G_END_DECLS
