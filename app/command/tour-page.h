/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/engine/answer.h"

G_BEGIN_DECLS

/* The page of a tour: plain HTML with its style inside, no script, nothing from elsewhere. Parts
 * are added in the order of the page. */

/* Stands in every page of ours: a folder with it may be filled again. */
#define OBS_TOUR_MARK "name=\"generator\" content=\"observatory tour\""

void obs_tour_page_head (GString *page, const ObsJourneys *journeys);
void obs_tour_page_perspective (GString *page, const ObsPerspective *perspective);
void obs_tour_page_question (GString *page, const ObsJourneyQuestion *question,
                             const ObsFigure *figure);
/* One picture. @title: which choice of data and letter it shows, NULL where there is none to make.
 * The first of a question is shown open, the others open on demand. Sizes in CSS pixels. */
void obs_tour_page_figure (GString *page, const ObsFigure *figure, const char *title,
                           const char *picture, guint width, guint height, gboolean first);
void obs_tour_page_question_end (GString *page);
void obs_tour_page_perspective_end (GString *page);
void obs_tour_page_end (GString *page, const ObsJourneys *journeys);

G_END_DECLS
