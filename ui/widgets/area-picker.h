/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/areas.h"

G_BEGIN_DECLS

/* Which place to look at, and which areas to pin beside it: words to search, groups, and how much
 * the question on screen holds about each. Hundreds of areas: only the rows in sight are made.
 *
 * Keys: Up and Down move, Enter chooses the place, Ctrl+Enter pins or unpins.
 *
 * Signals:
 *   "chosen" (char *code): the place to look at; the picker has closed
 *   "pin" (char *code): pinned or unpinned; the picker stays open
 *   "unpin-all" */
#define OBS_TYPE_AREA_PICKER (obs_area_picker_get_type ())
G_DECLARE_FINAL_TYPE (ObsAreaPicker, obs_area_picker, OBS, AREA_PICKER, GtkPopover)

GtkWidget *obs_area_picker_new (void);
/* @areas: of ObsArea *, group by group; kept. */
void obs_area_picker_set_areas (ObsAreaPicker *self, GPtrArray *areas);
/* @place: code of the place in force; @pins: of char *, codes of the pinned areas. */
void obs_area_picker_set_state (ObsAreaPicker *self, const char *place, const GPtrArray *pins);
/* NULL: not known yet, or there is no question on screen. (transfer full) */
void obs_area_picker_set_counts (ObsAreaPicker *self, ObsAreaCounts *counts);
/* One sentence below the list ("Eight areas are pinned already …"); NULL: what it says by itself.
 */
void obs_area_picker_say (ObsAreaPicker *self, const char *sentence);
/* Opens it under its parent with an empty search. */
void obs_area_picker_open (ObsAreaPicker *self);

GtkEditable *obs_area_picker_get_entry (ObsAreaPicker *self);
/* Areas that fit what was typed, without the headings. */
guint obs_area_picker_n_found (ObsAreaPicker *self);
/* Code of the area that the keys stand on, or NULL. (transfer none) */
const char *obs_area_picker_get_current (ObsAreaPicker *self);
/* As the keys do: Enter, Ctrl+Enter. */
void obs_area_picker_activate (ObsAreaPicker *self, gboolean pin);
void obs_area_picker_move (ObsAreaPicker *self, int step);

G_END_DECLS
