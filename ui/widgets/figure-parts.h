/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/widgets/wrap-layout.h"

#include "data/engine/figure.h"

G_BEGIN_DECLS

/* Parts of the figure frame that are made anew for each figure. */

/* Fills the key above the plot; FALSE where the figure needs none. */
gboolean obs_figure_fill_key (ObsWrap *wrap, ObsFigure *figure, gboolean narrow);

/* The Summary tab: the question, the sentences of the summary, what to do next. */
GtkWidget *obs_figure_summary_page (const ObsFigure *figure);
/* The Source tab: source, licence, notes and the findings behind each row. */
GtkWidget *obs_figure_source_page (const ObsFigure *figure);
/* In place of a plot without rows: what is missing and where it would come from. */
GtkWidget *obs_figure_needs_page (const ObsFigure *figure);

/* The summary cut into its sentences. (transfer full): of char * */
GPtrArray *obs_figure_sentences (const char *summary) G_GNUC_WARN_UNUSED_RESULT;

/* How many things (not marks) a figure shows. */
guint obs_figure_n_things (const ObsFigure *figure);

G_END_DECLS
