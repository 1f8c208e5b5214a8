/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/figure.h"

G_BEGIN_DECLS

/* Small parts that the pages of documents and statements share. All (transfer floating). */

/* Words that break where the width ends, in the type of @css_class (NULL: as around them). */
GtkWidget *obs_page_text (const char *words, const char *css_class);
/* The same in the second ink. */
GtkWidget *obs_page_second (const char *words, const char *css_class);
GtkWidget *obs_page_heading (const char *words, const char *css_class);
/* Words that can be pressed; what then happens is up to the caller. */
GtkWidget *obs_page_link_button (const char *words);
/* Words that open @link in the window that holds them (its action "win.open-link"). */
GtkWidget *obs_page_link (const char *words, const char *link);
/* The page at @address, shown by the name of its host. */
GtkWidget *obs_page_page_link (const char *address);
/* A button for the action @detailed. */
GtkWidget *obs_page_button (const char *words, const char *detailed);
/* How a source is told apart: a sign and a word; the simulated ones by their mark. */
GtkWidget *obs_page_class_sign (ObsSourceClass source_class);

/* Names and what is known, one below the other; in the narrow class each on two lines. */
GtkWidget *obs_page_facts_new (gboolean narrow);
/* Nothing where @words is NULL or "". */
void obs_page_facts_add (GtkWidget *facts, const char *name, const char *words);
void obs_page_facts_add_widget (GtkWidget *facts, const char *name, GtkWidget *value);

/* Takes all out of @box. */
void obs_page_clear (GtkWidget *box);
/* In place of what @box of @page shows: what was looked for is not there, and why; said aloud too.
 */
void obs_page_show_problem (GtkWidget *page, GtkWidget *box, const char *sentence);

G_END_DECLS
