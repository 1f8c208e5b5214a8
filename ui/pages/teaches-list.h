/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/store.h"
#include "data/engine/teaches.h"

G_BEGIN_DECLS

/* "Who teaches this near you": a heading, a choice of places where areas are pinned, and the
 * providers with their courses and learners. It asks the edition by itself and stands in any page;
 * what is pressed in it goes to the window's action "win.open-link".
 *
 * Signal: "loaded": the answer of the last obs_teaches_list_show() is on screen */
#define OBS_TYPE_TEACHES_LIST (obs_teaches_list_get_type ())
G_DECLARE_FINAL_TYPE (ObsTeachesList, obs_teaches_list, OBS, TEACHES_LIST, GtkWidget)

GtkWidget *obs_teaches_list_new (ObsStore *store);
/* @link: "taxonomy:K01" or "document:ST0005"; @area: code of the place in force, NULL: that of the
 * edition; @pins: (nullable): of char *, codes of further places to choose from. */
void obs_teaches_list_show (ObsTeachesList *self, const char *link, const char *area,
                            const GPtrArray *pins);
void obs_teaches_list_set_narrow (ObsTeachesList *self, gboolean narrow);
/* What is on screen, or NULL. (transfer none) */
const ObsTeachers *obs_teaches_list_get_teachers (ObsTeachesList *self);

G_END_DECLS
