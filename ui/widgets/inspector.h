/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/answer.h"

G_BEGIN_DECLS

/* The provenance card beside or below a figure.
 *
 * Signals: "open-link" (char *link), "close", "copy" (char *text) */
#define OBS_TYPE_INSPECTOR (obs_inspector_get_type ())
G_DECLARE_FINAL_TYPE (ObsInspector, obs_inspector, OBS, INSPECTOR, GtkWidget)

GtkWidget *obs_inspector_new (void);
/* Shows @card, which the inspector now owns (transfer full); NULL empties it. */
void obs_inspector_set_card (ObsInspector *self, ObsCard *card);
ObsCard *obs_inspector_get_card (ObsInspector *self);

G_END_DECLS
