/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/panel-report.h"

G_BEGIN_DECLS

/* A survey as data, read from the tables of a folder panel/ (PANEL.md says which) and checked:
 * questions in versions, their options and horizons, and the calendar. */

typedef enum
{
  OBS_SURVEY_SCORE,
  OBS_SURVEY_PERCENT,
  OBS_SURVEY_RANK,
  OBS_SURVEY_LIKERT,
  OBS_SURVEY_CHOICE,
  OBS_SURVEY_CHOICES,
  OBS_SURVEY_TOP3,
  OBS_SURVEY_OTHER,
} ObsSurveyForm;

typedef struct
{
  char *code;
  char *part;
  char *label; /* wording of the option; '' where items.csv does not say it */
} ObsSurveyItem;

/* One version of a question: a series of its own. Answers to two versions are never joined. */
typedef struct
{
  char *series; /* key in an edition: Q16, for later versions Q16.v2 */
  char *id;
  int version;
  char *starts; /* first day of this version, YYYY-MM-DD; '' for the first */
  char *theme;
  char *text;
  ObsSurveyForm form;
  gboolean has_scale;
  int low, high;
  GPtrArray *items;    /* of ObsSurveyItem *, in the order shown */
  GPtrArray *horizons; /* of char *; empty where there are none */
  guint row;           /* in questions.csv */
} ObsSurveyQuestion;

typedef struct
{
  GDate day;
  char *part;
  int week;
  const ObsSurveyQuestion *question;
} ObsSurveyWave;

typedef struct
{
  char *id, *title, *note, *source;
  GDate starts, ends;
  int weeks;                           /* declared length; 0 where it is not */
  GPtrArray *questions;                /* of ObsSurveyQuestion *, by id and version */
  GPtrArray *waves;                    /* of ObsSurveyWave *, by day, series and part */
  GHashTable *sectors, *areas, *codes; /* sets of known codes; NULL: the tables are not there */
  char *sha256;                        /* of the tables */
} ObsSurvey;

/**
 * obs_survey_load:
 * @folder: the folder panel/; codes are checked against ../reference and ../official where there
 *   are such folders
 * @report: takes faults and notices, each with file, line and column
 *
 * Returns: (transfer full) (nullable): the survey, or NULL where @report has faults
 */
ObsSurvey *obs_survey_load (const char *folder, ObsPanelReport *report) G_GNUC_WARN_UNUSED_RESULT;
void obs_survey_free (ObsSurvey *survey);

/* Key as in questions.csv, for example "score". */
const char *obs_survey_form_key (ObsSurveyForm form);
/* Answered by a number (score, per cent, place in a ranking). */
gboolean obs_survey_form_is_number (ObsSurveyForm form);
/* NULL where the question has no such item. */
const ObsSurveyItem *obs_survey_find_item (const ObsSurveyQuestion *question, const char *code);

/* Monday of the week of @day, as YYYY-MM-DD. (transfer full) */
char *obs_survey_monday (const GDate *day) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsSurvey, obs_survey_free)

G_END_DECLS
