/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The editions on this computer, where they come from, and the ways between them. It only shows;
 * its buttons set off "win.sync", "win.use-edition", "win.open-link", "win.changes" and
 * "win.origin-address". */

#define OBS_TYPE_EDITIONS_PAGE (obs_editions_page_get_type ())
G_DECLARE_FINAL_TYPE (ObsEditionsPage, obs_editions_page, OBS, EDITIONS_PAGE, GtkWidget)

GtkWidget *obs_editions_page_new (void);

/* Reads the home @home_dir anew. @open_path is the file on screen, @open_date its edition date,
 * @origin the address of the origin, "" for none. */
void obs_editions_page_reload (ObsEditionsPage *self, const char *home_dir, const char *open_path,
                               const char *open_date, const char *origin);

void obs_editions_page_set_narrow (ObsEditionsPage *self, gboolean narrow);
/* What is wrong with the origin's last word, one or two sentences, or NULL. */
void obs_editions_page_set_trouble (ObsEditionsPage *self, const char *sentence);

G_END_DECLS
