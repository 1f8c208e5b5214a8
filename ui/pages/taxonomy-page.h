/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/store-taxonomy.h"

G_BEGIN_DECLS

/* The taxonomy browser: a tree with search, beside it the concept that was chosen; as its other
 * tab the areas that every job asks for.
 *
 * Signals:
 *   "view-changed" (char *key, char *value): "find", "tab"
 *   "open-link" (char *link): "taxonomy:K01", "document:…", "statement:…", "page:taxonomy", a web
 *   page
 *   "loaded" (gboolean simulated): there is something to show; it rests on made-up data */
#define OBS_TYPE_TAXONOMY_PAGE (obs_taxonomy_page_get_type ())
G_DECLARE_FINAL_TYPE (ObsTaxonomyPage, obs_taxonomy_page, OBS, TAXONOMY_PAGE, GtkWidget)

GtkWidget *obs_taxonomy_page_new (ObsStore *store);
/* Shows the taxonomy in the state of @view: "select" is the concept, "find" what is looked for, the
 * tab "cross" what every job asks for. */
void obs_taxonomy_page_show (ObsTaxonomyPage *self, const ObsView *view);
void obs_taxonomy_page_set_narrow (ObsTaxonomyPage *self, gboolean narrow);
/* Puts the keyboard where words are looked for. */
void obs_taxonomy_page_find (ObsTaxonomyPage *self);

/* Code of the concept on screen, or NULL. (transfer none) */
const char *obs_taxonomy_page_get_code (ObsTaxonomyPage *self);

G_END_DECLS
