/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/store-taxonomy.h"

G_BEGIN_DECLS

/* One concept of the taxonomy: what it means, what else it is called, where it stands, where it is
 * used on both sides, and how much of each side is not tied to any area.
 *
 * Signals:
 *   "open-link" (char *link): "taxonomy:…", "document:…", "statement:…", "term:…" or a web page
 *   "shown" (gboolean simulated): a concept is on screen */
#define OBS_TYPE_CONCEPT_VIEW (obs_concept_view_get_type ())
G_DECLARE_FINAL_TYPE (ObsConceptView, obs_concept_view, OBS, CONCEPT_VIEW, GtkWidget)

GtkWidget *obs_concept_view_new (ObsStore *store);
/* The place for which providers are listed, and further ones to choose from (of char *); both
 * nullable. Before obs_concept_view_show(). */
void obs_concept_view_set_place (ObsConceptView *self, const char *area, const GPtrArray *pins);
/* Shows @code of @taxonomy; NULL: what the taxonomy is. */
void obs_concept_view_show (ObsConceptView *self, ObsTaxonomy *taxonomy, const char *code);
/* Narrow: the sides below each other, and a way back to the tree on top. */
void obs_concept_view_set_narrow (ObsConceptView *self, gboolean narrow);
/* Code of the concept on screen, NULL: none. (transfer none) */
const char *obs_concept_view_get_code (ObsConceptView *self);

G_END_DECLS
