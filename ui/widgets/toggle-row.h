/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Buttons of which one is on: tabs, K S B. One tab stop; arrows move inside.
 *
 * Signal: "chosen" (char *key), only when the person changes it. */
#define OBS_TYPE_TOGGLE_ROW (obs_toggle_row_get_type ())
G_DECLARE_FINAL_TYPE (ObsToggleRow, obs_toggle_row, OBS, TOGGLE_ROW, GtkWidget)

/* @tabs: a tab list with page tabs for a screen reader; else a group of buttons. @name: what it
 * chooses. */
GtkWidget *obs_toggle_row_new (gboolean tabs, const char *name);
/* @label is seen, @words are heard (NULL: the same). */
void obs_toggle_row_add (ObsToggleRow *self, const char *key, const char *label, const char *words);
void obs_toggle_row_clear (ObsToggleRow *self);
void obs_toggle_row_set_active (ObsToggleRow *self, const char *key);
const char *obs_toggle_row_get_active (ObsToggleRow *self);
GtkWidget *obs_toggle_row_get_button (ObsToggleRow *self, const char *key);

G_END_DECLS
