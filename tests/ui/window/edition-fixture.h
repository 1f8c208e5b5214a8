/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/engine/store.h"
#include "ui/window.h"

G_BEGIN_DECLS

/* A store that has the edition of the source tables open, built anew in a folder of the test. */
ObsStore *fixture_store (void) G_GNUC_WARN_UNUSED_RESULT;
/* Path of that edition. Owned by the fixture. */
const char *fixture_path (void);

/* Runs the main loop until @done says TRUE; fails the test after 20 seconds. */
typedef gboolean (*FixtureFunc) (gpointer data);
void fixture_wait (FixtureFunc done, gpointer data);
/* The first view of @window, which shows @path (NULL: what the program would) at @address: until it
 * is drawn. */
void fixture_show (ObsWindow *window, const char *path, const char *address);
/* Closes @window and waits until it is gone: nothing is left behind that still holds it. */
void fixture_close (ObsWindow *window);
/* Lets everything that waits in the main loop happen. */
void fixture_settle (void);

/* The first visible widget of @type below @widget; of labels and buttons, one that says @words. */
GtkWidget *fixture_find (GtkWidget *widget, GType type, const char *words);

G_END_DECLS
