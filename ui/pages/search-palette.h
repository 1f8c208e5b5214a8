/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/store.h"

G_BEGIN_DECLS

/* Search over everything the edition and the program know (Ctrl+K), or inside one figure (Ctrl+F).
 *
 * Signals:
 *   "open-link" (char *link): a result was chosen; "row:N" inside a figure
 *   "command" (char *action): a command was chosen, as a detailed action name
 *   "say" (char *text): how many results there are, for the screen reader */

#define OBS_TYPE_SEARCH_PALETTE (obs_search_palette_get_type ())
G_DECLARE_FINAL_TYPE (ObsSearchPalette, obs_search_palette, OBS, SEARCH_PALETTE, GtkPopover)

/* The caller parents it. */
GtkWidget *obs_search_palette_new (ObsStore *store);

/* Opens it empty: over everything, or over the rows of @figure. */
void obs_search_palette_open (ObsSearchPalette *self, const char *perspective, ObsFigure *figure);

/* For tests. (transfer none) */
GtkEditable *obs_search_palette_get_entry (ObsSearchPalette *self);
GtkListBox *obs_search_palette_get_list (ObsSearchPalette *self);

/* TRUE where @text holds @needle; case and accents do not count. */
gboolean obs_search_matches (const char *text, const char *needle);

G_END_DECLS
