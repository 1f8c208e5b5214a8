/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/store.h"
#include "data/workspace/workspace.h"

G_BEGIN_DECLS

/* A job title, standard, course or advert with its Knowledge, Skills and Behaviours, what it
 * counts, which courses teach a job, and who teaches it near the reader. Links go to the window's
 * action "win.open-link".
 *
 * Signal: "loaded": what was asked for is on screen */
#define OBS_TYPE_DOCUMENT_PAGE (obs_document_page_get_type ())
G_DECLARE_FINAL_TYPE (ObsDocumentPage, obs_document_page, OBS, DOCUMENT_PAGE, GtkWidget)

GtkWidget *obs_document_page_new (ObsStore *store, ObsWorkspace *workspace);
/* @view: its "select" is the code of the document; its place and pinned areas are used. */
void obs_document_page_show (ObsDocumentPage *self, const ObsView *view);
void obs_document_page_set_narrow (ObsDocumentPage *self, gboolean narrow);
/* Title of what is on screen, or NULL. */
const char *obs_document_page_get_title (ObsDocumentPage *self);
gboolean obs_document_page_is_simulated (ObsDocumentPage *self);

G_END_DECLS
