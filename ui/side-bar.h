/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/answer.h"

G_BEGIN_DECLS

/* The questions of one perspective under their headings. Signal "open" (char *question): a
 * question's key, or "home". */

#define OBS_TYPE_SIDE_BAR (obs_side_bar_get_type ())
G_DECLARE_FINAL_TYPE (ObsSideBar, obs_side_bar, OBS, SIDE_BAR, GtkWidget)

GtkWidget *obs_side_bar_new (void);

/* Fills the list anew; NULL empties it. Nothing of @perspective is kept. */
void obs_side_bar_set_perspective (ObsSideBar *self, const ObsPerspective *perspective);

/* Marks @question as the one on screen (NULL: none of them). */
void obs_side_bar_set_current (ObsSideBar *self, const char *question);

/* The keyboard goes to the question on screen, or to the first of the list. */
void obs_side_bar_take_focus (ObsSideBar *self);

/* A sign on each of @questions (set of keys, may be empty); @words say what it stands for ("changed
 * since the edition of 22 Nov 2026"). Copied. */
void obs_side_bar_set_marks (ObsSideBar *self, GHashTable *questions, const char *words);

/* For tests: the list box. (transfer none) */
GtkListBox *obs_side_bar_get_list (ObsSideBar *self);

G_END_DECLS
