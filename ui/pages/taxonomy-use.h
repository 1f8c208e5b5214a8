/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/store-taxonomy.h"

G_BEGIN_DECLS

/* Where a concept is used. Links go out by the signal "open-link" of @owner. */

/* One side: how many of its documents and statements, which documents, and the share of the side
 * that is tied to nothing. @concept has to live as long as the widget. (transfer floating) */
GtkWidget *obs_taxonomy_use_new (GtkWidget *owner, const ObsTaxonomy *taxonomy,
                                 const ObsConcept *concept, ObsTextSide side);

/* A few of the concept's statements, more on demand; read when made. (transfer floating) */
#define OBS_TYPE_TAXONOMY_STATEMENTS (obs_taxonomy_statements_get_type ())
G_DECLARE_FINAL_TYPE (ObsTaxonomyStatements, obs_taxonomy_statements, OBS, TAXONOMY_STATEMENTS,
                      GtkWidget)
GtkWidget *obs_taxonomy_statements_new (GtkWidget *owner, ObsStore *store, const char *code);

G_END_DECLS
