/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What every page is before anything stands on it: its class, what scrolls it, how it reads. New
 * widgets are (transfer floating). */

/* In class_init: one child fills it, a group to a screen reader, @css_name in style sheets. */
void obs_page_class_set_up (GtkWidgetClass *klass, const char *css_name);
/* @inner becomes the child of @page (to be unparented by its dispose); @name: what it is called. */
void obs_page_set_inner (GtkWidget *page, GtkWidget *inner, const char *name);

/* What scrolls @child up and down. */
GtkWidget *obs_page_scroller_around (GtkWidget *child);
/* A page that scrolls: its scroller; @page (out, transfer none): the box for its parts. */
GtkWidget *obs_page_scroller_new (GtkWidget **page);
void obs_page_scroll_to_top (GtkWidget *scroller);

/* The class "narrow" of @box and @kept; whether it was otherwise before. */
gboolean obs_page_take_narrow (GtkWidget *box, gboolean *kept, gboolean narrow);

/* Stops what is being read, if anything is: *@cancellable is cancelled and NULL. */
void obs_page_stop_reading (GCancellable **cancellable);
/* The same, and *@cancellable is a new one for what is read next. */
void obs_page_start_reading (GCancellable **cancellable);
/* In place of @lead: why there is nothing to see; said aloud too. */
void obs_page_tell_error (GtkWidget *page, GtkWidget *lead, const GError *error);

/* Where words are looked for, at least @width pixels wide; @name says what is found with it. */
GtkWidget *obs_page_find_entry_new (const char *name, int width);
/* @text (nullable) in @entry, whose cursor stays where that is what it holds. */
void obs_page_set_find (GtkWidget *entry, const char *text);
/* One child at a time, each as large as it needs to be. */
GtkWidget *obs_page_stack_new (void);

G_END_DECLS
