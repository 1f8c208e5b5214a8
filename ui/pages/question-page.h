/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/store.h"
#include "ui/widgets/figure-view.h"
#include "ui/widgets/inspector.h"

G_BEGIN_DECLS

/* One question: its figure and the provenance card of the row that is looked at. It asks the store;
 * only the newest answer counts.
 *
 * Signals:
 *   "view-changed" (char *key, char *value), "open-link" (char *link), "export" (char *kind),
 *   "copy", "keys": as the figure view says
 *   "figure": another figure is on screen (see obs_question_page_get_figure())
 *   "card": another card is in the inspector */

#define OBS_TYPE_QUESTION_PAGE (obs_question_page_get_type ())
G_DECLARE_FINAL_TYPE (ObsQuestionPage, obs_question_page, OBS, QUESTION_PAGE, GtkWidget)

/* @inspector is filled by the page but stands where the window puts it. */
GtkWidget *obs_question_page_new (ObsStore *store, ObsInspector *inspector);
void obs_question_page_show (ObsQuestionPage *self, const ObsView *view);
ObsFigure *obs_question_page_get_figure (ObsQuestionPage *self);
ObsFigureView *obs_question_page_get_figure_view (ObsQuestionPage *self);
void obs_question_page_set_narrow (ObsQuestionPage *self, gboolean narrow);
/* Wider margins while no details stand beside. */
void obs_question_page_set_open (ObsQuestionPage *self, gboolean open);
/* The details below the figure (medium class), or NULL. */
void obs_question_page_set_below (ObsQuestionPage *self, GtkWidget *details);
/* A line over the figure: what is new here since the edition before; NULL takes it away. Its
 * buttons set off "win.changes" and "win.dismiss-news". */
void obs_question_page_set_news (ObsQuestionPage *self, const char *text);
const char *obs_question_page_get_news (ObsQuestionPage *self);
/* Fetches the card of @row (-1: of the figure). */
void obs_question_page_show_card (ObsQuestionPage *self, int row);

G_END_DECLS
