/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/panel-survey-private.h"

#include "data/ingest/bank-holidays.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The calendar of a survey: which question is asked on which day, and in which version. */

#define QUESTIONS_A_DAY 2

static int
week_of (const ObsSurvey *survey, const GDate *day)
{
  int monday = (int) g_date_get_julian (&survey->starts)
               - (int) g_date_get_weekday (&survey->starts) + G_DATE_MONDAY;

  return ((int) g_date_get_julian (day) - monday) / 7 + 1;
}

/* The version of a question that is asked on a day: the last that has started. */
static const ObsSurveyQuestion *
version_on (const ObsSurvey *survey, const char *id, const char *day)
{
  const ObsSurveyQuestion *found = NULL;

  for (guint i = 0; i < survey->questions->len; i++)
    {
      const ObsSurveyQuestion *question = survey->questions->pdata[i];

      if (strcmp (question->id, id) == 0 && (found == NULL || strcmp (question->starts, day) <= 0))
        found = question;
    }
  return found;
}

static gboolean
has_part (const ObsSurveyQuestion *question, const char *part)
{
  for (guint i = 0; i < question->items->len; i++)
    if (strcmp (((ObsSurveyItem *) question->items->pdata[i])->part, part) == 0)
      return TRUE;
  return question->form == OBS_SURVEY_OTHER;
}

/* TRUE where the day may have a question. */
static gboolean
check_day (SurveyReading *reading, const ObsCsv *csv, guint row, const GDate *day)
{
  const ObsSurvey *survey = reading->out;
  const char *text = obs_survey_cell (csv, row, "day");
  const char *holiday = obs_bank_holiday (day);

  if (g_date_get_weekday (day) > G_DATE_FRIDAY)
    obs_panel_report_cell (
        reading->report, FALSE, csv, row, "day",
        _ ("%s is a Saturday or Sunday; questions are asked from Monday to Friday."), text);
  else if (g_date_compare (day, &survey->starts) < 0 || g_date_compare (day, &survey->ends) > 0)
    obs_panel_report_cell (reading->report, FALSE, csv, row, "day",
                           _ ("%s is outside the days given in survey.csv."), text);
  else if (survey->weeks > 0 && week_of (survey, day) > survey->weeks)
    obs_panel_report_cell (
        reading->report, FALSE, csv, row, "day",
        _ ("%s lies in week %d of the survey; survey.csv declares %d. Ask earlier, or declare "
           "more."),
        text, week_of (survey, day), survey->weeks);
  else
    {
      if (holiday != NULL)
        obs_panel_report_cell (reading->report, TRUE, csv, row, "day",
                               _ ("%s is a bank holiday in England (%s); few may answer."), text,
                               holiday);
      return TRUE;
    }
  return FALSE;
}

/* At most two questions a day, none of them twice with the same part. */
static gboolean
check_same_day (SurveyReading *reading, const ObsCsv *csv, guint row, const ObsSurveyWave *wave)
{
  g_autoptr (GHashTable) questions = g_hash_table_new (NULL, NULL);

  g_hash_table_add (questions, (gpointer) wave->question);
  for (guint i = 0; i < reading->out->waves->len; i++)
    {
      const ObsSurveyWave *other = reading->out->waves->pdata[i];

      if (g_date_compare (&other->day, &wave->day) != 0)
        continue;
      if (other->question == wave->question && strcmp (other->part, wave->part) == 0)
        {
          obs_panel_report_cell (reading->report, FALSE, csv, row, "question", "%s",
                                 _ ("This question is asked twice on one day."));
          return FALSE;
        }
      g_hash_table_add (questions, (gpointer) other->question);
    }
  if (g_hash_table_size (questions) <= QUESTIONS_A_DAY)
    return TRUE;
  obs_panel_report_cell (reading->report, FALSE, csv, row, "day",
                         _ ("%s has more than two questions; move one to another day."),
                         obs_survey_cell (csv, row, "day"));
  return FALSE;
}

static void
read_wave (SurveyReading *reading, const ObsCsv *csv, guint row)
{
  const char *text = obs_survey_cell (csv, row, "day");
  const char *id = obs_survey_cell (csv, row, "question");
  const char *part = obs_survey_cell (csv, row, "part");
  const ObsSurveyQuestion *question = version_on (reading->out, id, text);
  ObsSurveyWave wave;

  if (!obs_survey_parse_day (text, &wave.day))
    obs_panel_report_cell (reading->report, FALSE, csv, row, "day",
                           _ ("“%s” is not a day; write it as 2022-01-31."), text);
  else if (question == NULL)
    obs_panel_report_cell (
        reading->report, FALSE, csv, row, "question",
        _ ("“%s” is not a question of questions.csv; add it there or correct it here."), id);
  else if (strcmp (question->starts, text) > 0)
    obs_panel_report_cell (reading->report, FALSE, csv, row, "day",
                           _ ("%s starts on %s; it cannot be asked before."), id, question->starts);
  else if (!has_part (question, part))
    obs_panel_report_cell (reading->report, FALSE, csv, row, "part",
                           _ ("items.csv has no items of this question for the part “%s”."), part);
  else if (check_day (reading, csv, row, &wave.day))
    {
      wave.question = question;
      wave.part = (char *) part;
      wave.week = week_of (reading->out, &wave.day);
      if (!check_same_day (reading, csv, row, &wave))
        return;
      wave.part = g_strdup (part);
      g_ptr_array_add (reading->out->waves, g_memdup2 (&wave, sizeof wave));
    }
}

/* Questions and options that no day asks for are no fault, but seldom meant. */
static void
notice_unasked (SurveyReading *reading, const ObsCsv *questions)
{
  for (guint q = 0; q < reading->out->questions->len; q++)
    {
      const ObsSurveyQuestion *question = reading->out->questions->pdata[q];
      g_autoptr (GHashTable) parts = g_hash_table_new (g_str_hash, g_str_equal);

      for (guint w = 0; w < reading->out->waves->len; w++)
        {
          const ObsSurveyWave *wave = reading->out->waves->pdata[w];

          if (wave->question == question)
            g_hash_table_add (parts, wave->part);
        }
      if (g_hash_table_size (parts) == 0)
        {
          obs_panel_report_cell (reading->report, TRUE, questions, question->row, "id",
                                 _ ("%s is never asked; give it a day in calendar.csv."),
                                 question->series);
          continue;
        }
      for (guint i = 0; i < question->items->len; i++)
        {
          const ObsSurveyItem *item = question->items->pdata[i];

          if (g_hash_table_add (parts, item->part))
            obs_panel_report_cell (
                reading->report, TRUE, questions, question->row, "id",
                _ ("the part “%s” of %s is never asked; give it a day in calendar.csv."),
                item->part, question->series);
        }
    }
}

static gboolean
same_options (const ObsSurveyQuestion *one, const ObsSurveyQuestion *two)
{
  gboolean same = one->items->len == two->items->len && one->horizons->len == two->horizons->len;

  for (guint i = 0; same && i < one->items->len; i++)
    {
      const ObsSurveyItem *a = one->items->pdata[i];
      const ObsSurveyItem *b = two->items->pdata[i];

      same = strcmp (a->code, b->code) == 0 && strcmp (a->label, b->label) == 0;
    }
  for (guint i = 0; same && i < one->horizons->len; i++)
    same = strcmp (one->horizons->pdata[i], two->horizons->pdata[i]) == 0;
  return same;
}

/* A new version breaks a series; without a change that is a loss. */
static void
notice_versions (SurveyReading *reading, const ObsCsv *questions)
{
  for (guint q = 1; q < reading->out->questions->len; q++)
    {
      const ObsSurveyQuestion *one = reading->out->questions->pdata[q - 1];
      const ObsSurveyQuestion *two = reading->out->questions->pdata[q];

      if (strcmp (one->id, two->id) != 0)
        continue;
      if (strcmp (one->text, two->text) == 0 && one->form == two->form && one->low == two->low
          && one->high == two->high && same_options (one, two))
        obs_panel_report_cell (reading->report, TRUE, questions, two->row, "version",
                               _ ("version %d of %s is worded, scaled and optioned like the one "
                                  "before; the series is broken without need."),
                               two->version, two->id);
      else
        obs_panel_report_cell (reading->report, TRUE, questions, two->row, "version",
                               _ ("%s is a new series from %s; answers before and after are never "
                                  "joined."),
                               two->series, two->starts);
    }
}

static int
compare_waves (gconstpointer a, gconstpointer b)
{
  const ObsSurveyWave *one = *(const ObsSurveyWave *const *) a;
  const ObsSurveyWave *two = *(const ObsSurveyWave *const *) b;
  int order = g_date_compare (&one->day, &two->day);

  if (order == 0)
    order = strcmp (one->question->series, two->question->series);
  return order != 0 ? order : strcmp (one->part, two->part);
}

void
obs_survey_read_calendar (SurveyReading *reading, const ObsCsv *csv, const ObsCsv *questions)
{
  g_autoptr (GHashTable) days = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      read_wave (reading, csv, row);
      g_hash_table_add (days, (gpointer) obs_survey_cell (csv, row, "day"));
    }
  reading->report->days = g_hash_table_size (days);
  if (reading->report->faults->len > 0)
    return;
  g_ptr_array_sort (reading->out->waves, compare_waves);
  notice_unasked (reading, questions);
  notice_versions (reading, questions);
}
