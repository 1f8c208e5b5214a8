/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/taxonomy.h"

G_BEGIN_DECLS

/* Small parts of the taxonomy page. All (transfer floating) or (transfer full). */

GtkWidget *obs_part_text (const char *text, const char *css_class);
GtkWidget *obs_part_heading (const char *text, const char *css_class);

/* A button of words that leads to @link: emits the signal "open-link" of @owner. */
GtkWidget *obs_part_link (GtkWidget *owner, const char *text, const char *link);

/* "12 %", never "0 %" for a little or "100 %" for nearly all. */
char *obs_part_percent (double share) G_GNUC_WARN_UNUSED_RESULT;

/* "23 % of the statements of this side could not be tied to an area." */
char *obs_part_untied (double untied) G_GNUC_WARN_UNUSED_RESULT;

/* The documents of a concept as a table: title with kind, and number of statements, at most
 * @most of them. */
ObsTable *obs_part_documents (const ObsConceptUse *use, guint most) G_GNUC_WARN_UNUSED_RESULT;
/* The areas that every job asks for, as a table. */
ObsTable *obs_part_cross (const ObsCross *cross) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
