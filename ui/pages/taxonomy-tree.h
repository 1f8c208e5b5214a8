/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/taxonomy.h"

G_BEGIN_DECLS

/* The tree of concepts with the statements of both sides, and in its place, while words are typed,
 * what was found.
 *
 * Signal "open" (char *code): a concept was chosen */
#define OBS_TYPE_TAXONOMY_TREE (obs_taxonomy_tree_get_type ())
G_DECLARE_FINAL_TYPE (ObsTaxonomyTree, obs_taxonomy_tree, OBS, TAXONOMY_TREE, GtkWidget)

GtkWidget *obs_taxonomy_tree_new (void);
/* @taxonomy: (nullable) */
void obs_taxonomy_tree_set_taxonomy (ObsTaxonomyTree *self, ObsTaxonomy *taxonomy);
/* Opens what stands above @code and selects it; NULL selects nothing. */
void obs_taxonomy_tree_select (ObsTaxonomyTree *self, const char *code);
/* @hits: of ObsConceptHit *, or NULL for the tree. @text: what was typed. */
void obs_taxonomy_tree_show_hits (ObsTaxonomyTree *self, const GPtrArray *hits, const char *text);
/* Moves the keyboard to the selected row, or to the first. */
void obs_taxonomy_tree_take_focus (ObsTaxonomyTree *self);

GtkListView *obs_taxonomy_tree_get_view (ObsTaxonomyTree *self);
GtkListBox *obs_taxonomy_tree_get_hits (ObsTaxonomyTree *self);

G_END_DECLS
