/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/answer.h"
#include "data/sync/content/changes.h"

G_BEGIN_DECLS

/* Fills @box with what a comparison says: sentence, warning, bars, tables (lists
 * where @narrow), other texts. Rows that
 * lead somewhere emit "open-link" (char *link) of @owner. @changes and @journeys stay until the box
 * is emptied. */
void obs_changes_body_fill (GtkWidget *box, GtkWidget *owner, const ObsChanges *changes,
                            const ObsJourneys *journeys, gboolean narrow);

G_END_DECLS
