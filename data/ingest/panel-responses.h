/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/panel-survey.h"
#include "data/ingest/simulation.h"

G_BEGIN_DECLS

/* Answers of real businesses, from the exports of a survey service as panel/responses.ini describes
 * them. What comes out holds no id, name, time of day or text of anybody: businesses, groups and
 * people are numbered, and days are the Mondays of their weeks. */

/* A question, or a part of it, that was asked in a week. */
typedef struct
{
  char *monday; /* YYYY-MM-DD */
  int week;     /* 1 … */
  char *series; /* key of the question in its version */
  char *part;
  guint answered; /* firms */
} ObsPanelAsked;

typedef struct
{
  ObsPanel *firms;  /* one answer a firm */
  ObsPanel *people; /* one answer a person; its "businesses" are people with the traits of their
                       firm */
  GPtrArray *asked; /* of ObsPanelAsked * */
} ObsPanelAnswers;

/* TRUE where @folder (panel/) describes answers of real businesses. */
gboolean obs_panel_has_responses (const char *folder);

/**
 * obs_panel_read_responses:
 * @folder: the folder panel/
 * @survey: its survey
 * @report: takes faults, notices, counts, and each line that is left out with its reason
 *
 * Reads the exports and applies the rules of PANEL.md: consent, registers, screening, double and
 * late answers, and one answer a firm from several people. Neither the order of rows nor how they
 * are split into files makes a difference.
 *
 * Returns: (transfer full) (nullable): the answers, or NULL where @report has faults
 */
ObsPanelAnswers *obs_panel_read_responses (const char *folder, const ObsSurvey *survey,
                                           ObsPanelReport *report) G_GNUC_WARN_UNUSED_RESULT;
void obs_panel_answers_free (ObsPanelAnswers *answers);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsPanelAnswers, obs_panel_answers_free)

G_END_DECLS
