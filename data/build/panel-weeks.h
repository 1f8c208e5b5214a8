/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/panel-responses.h"
#include "data/build/build-private.h"

G_BEGIN_DECLS

/* For data/build only: the calendar of a real panel, a row of "wave" for each question and week;
 * the day is the Monday. How many answered is what the protected cubes, which must be written, show
 * of the question for the whole panel, and NULL where they show nothing. A failure becomes a fault.
 */
void obs_panel_weeks_write (ObsBuild *build, const char *survey_id, const ObsSurvey *survey,
                            const ObsPanelAnswers *answers);

G_END_DECLS
