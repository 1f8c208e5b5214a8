/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/store.h"

G_BEGIN_DECLS

/* The register: every source of the edition, how fresh it is, and what is made from it.
 *
 * Signals:
 *   "view-changed" (char *key, char *value): "class", "status", "find", "sort", "tab", "select"
 *   "open-link" (char *link): a question, or the publisher's page
 *   "copy" (char *text): a citation
 *   "loaded": the page has something to show */
#define OBS_TYPE_SOURCES_PAGE (obs_sources_page_get_type ())
G_DECLARE_FINAL_TYPE (ObsSourcesPage, obs_sources_page, OBS, SOURCES_PAGE, GtkWidget)

GtkWidget *obs_sources_page_new (ObsStore *store);
/* Shows the register in the state of @view; @edition_date as the edition names itself. */
void obs_sources_page_show (ObsSourcesPage *self, const ObsView *view, const char *edition_date);
void obs_sources_page_set_narrow (ObsSourcesPage *self, gboolean narrow);

/* How many sources are listed now. */
guint obs_sources_page_n_shown (ObsSourcesPage *self);
/* Key of the source whose details are open, or NULL. (transfer none) */
const char *obs_sources_page_get_open (ObsSourcesPage *self);
GtkListBox *obs_sources_page_get_list (ObsSourcesPage *self);
GtkEditable *obs_sources_page_get_entry (ObsSourcesPage *self);
gboolean obs_sources_page_is_loaded (ObsSourcesPage *self);

G_END_DECLS
