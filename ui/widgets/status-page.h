/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A page in place of content: what is (not) here, why, and what can be done. The heading takes the
 * focus. */

#define OBS_TYPE_STATUS_PAGE (obs_status_page_get_type ())
G_DECLARE_FINAL_TYPE (ObsStatusPage, obs_status_page, OBS, STATUS_PAGE, GtkWidget)

GtkWidget *obs_status_page_new (void);
/* Also takes the buttons away. @icon may be NULL. */
void obs_status_page_set (ObsStatusPage *self, const char *icon, const char *heading,
                          const char *text);
/* @action is a detailed action name; @main: the one that is meant. */
void obs_status_page_add_button (ObsStatusPage *self, const char *label, const char *action,
                                 gboolean main);

G_END_DECLS
