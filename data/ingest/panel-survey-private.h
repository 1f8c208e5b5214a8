/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/panel-survey.h"

G_BEGIN_DECLS

/* Reading a survey; for this folder only. Faults and notices go to the report. */

typedef struct
{
  ObsSurvey *out;
  ObsPanelReport *report;
  const char *folder;
  GChecksum *checksum;
  GHashTable *themes; /* id to name; NULL where there is no themes.csv */
} SurveyReading;

/* '' for a column that the table does not have. */
const char *obs_survey_cell (const ObsCsv *csv, guint row, const char *column);
/* A day written YYYY-MM-DD. */
gboolean obs_survey_parse_day (const char *text, GDate *day);

/* panel-survey-calendar.c: @csv is calendar.csv with its columns there, @questions is
 * questions.csv. */
void obs_survey_read_calendar (SurveyReading *reading, const ObsCsv *csv, const ObsCsv *questions);

G_END_DECLS
