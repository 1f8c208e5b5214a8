/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* "Sort  Highest first ▾": a choice of one from a few, as a button with a menu.
 *
 * Signal: "chosen" (char *key), only when the person changes it. */
#define OBS_TYPE_CHOICE_BUTTON (obs_choice_button_get_type ())
G_DECLARE_FINAL_TYPE (ObsChoiceButton, obs_choice_button, OBS, CHOICE_BUTTON, GtkWidget)

/* @label stands before the value in the second ink; it names the button ("Sort: Highest first"). */
GtkWidget *obs_choice_button_new (const char *label);
/* Narrow windows: the value alone; the name of the button stays whole. */
void obs_choice_button_set_brief (ObsChoiceButton *self, gboolean brief);
/* A small picture before the value. (transfer floating) */
void obs_choice_button_set_picture (ObsChoiceButton *self, GtkWidget *picture);
/* @choices: of ObsChoice *. */
void obs_choice_button_set_choices (ObsChoiceButton *self, const GPtrArray *choices,
                                    const char *current);
const char *obs_choice_button_get_current (ObsChoiceButton *self);
/* Chooses as the person would: emits "chosen" where it changes something. */
void obs_choice_button_choose (ObsChoiceButton *self, const char *key);
/* Chooses the one after the current, and the first after the last. */
void obs_choice_button_choose_next (ObsChoiceButton *self);

G_END_DECLS
