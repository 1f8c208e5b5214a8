/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/figure.h"

G_BEGIN_DECLS

/* The table of a figure: same rows, same order, every cell named for a screen reader.
 *
 * Signals:
 *   "row-selected" (int row): row of the figure that the person chose, -1 for none
 *   "row-activated" (int row): Enter, or a click where rows open something
 *   "copied" (int n_rows): rows went to the clipboard */
#define OBS_TYPE_DATA_TABLE (obs_data_table_get_type ())
G_DECLARE_FINAL_TYPE (ObsDataTable, obs_data_table, OBS, DATA_TABLE, GtkWidget)

GtkWidget *obs_data_table_new (void);
void obs_data_table_set_figure (ObsDataTable *self, ObsFigure *figure);
/* A table that is no figure's. @table: (transfer full), or NULL for none; its "item" column heads
 * the rows. */
void obs_data_table_set_table (ObsDataTable *self, ObsTable *table, const char *title);
/* Rows lead somewhere: one click is enough. */
void obs_data_table_set_opens (ObsDataTable *self, gboolean opens);
/* Selects the line of @row of the figure (-1: none) without emitting "row-selected". */
void obs_data_table_select_row (ObsDataTable *self, int row);
int obs_data_table_get_selected (ObsDataTable *self);
/* The lines as shown, in the order shown, tab-separated with headings. */
char *obs_data_table_to_text (ObsDataTable *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
