/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/panel-reading-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define QUESTIONS_A_DAY 2

static int
week_of (const ObsPanelReading *reading, const GDate *date)
{
  guint32 monday = g_date_get_julian (&reading->starts) - g_date_get_weekday (&reading->starts)
                   + G_DATE_MONDAY;

  return ((int) g_date_get_julian (date) - (int) monday) / 7 + 1;
}

/* An empty cell is any week, and gives 0. */
static gboolean
cell_week (const ObsPanelReading *reading, const ObsCsv *csv, guint row, int *week, GError **error)
{
  *week = 0;
  if (*obs_csv_get_named (csv, row, "week") == '\0')
    return TRUE;
  return obs_panel_cell_number (csv, row, "week", 0, 1, week_of (reading, &reading->ends), week,
                                error);
}

gboolean
obs_panel_read_bases (ObsPanelReading *reading, GError **error)
{
  g_autoptr (ObsCsv) csv = obs_panel_open_table (reading, "bases.csv", error);

  if (csv == NULL
      || !obs_csv_require (csv, error, "question", "week", "sector", "fewest", "most", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      const ObsPanelSector *sector;
      ObsPanelQuestion *question;
      ObsPanelBase base = { 0 };
      int fewest, most;

      if (*obs_csv_get_named (csv, row, "question") != '\0')
        {
          if (!obs_panel_cell_question (reading, csv, row, &question, error))
            return FALSE;
          base.question = question->id;
        }
      if (!cell_week (reading, csv, row, &base.week, error)
          || !obs_panel_cell_sector (reading, csv, row, &base.sector, error))
        return FALSE;
      sector = reading->out->sectors->pdata[base.sector];
      if (!obs_panel_cell_number (csv, row, "fewest", 0, 0, (int) sector->businesses, &fewest,
                                  error)
          || !obs_panel_cell_number (csv, row, "most", 0, fewest, (int) sector->businesses, &most,
                                     error))
        return FALSE;
      base.fewest = (guint) fewest;
      base.most = (guint) most;
      g_array_append_val (reading->bases, base);
    }
  return TRUE;
}

gboolean
obs_panel_read_weeks (ObsPanelReading *reading, GError **error)
{
  g_autoptr (ObsCsv) csv = obs_panel_open_table (reading, "weeks.csv", error);

  if (csv == NULL || !obs_csv_require (csv, error, "question", "week", "sector", "shift", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      ObsPanelQuestion *question;
      ObsPanelShift shift = { 0 };

      if (!obs_panel_cell_question (reading, csv, row, &question, error)
          || !cell_week (reading, csv, row, &shift.week, error)
          || !obs_panel_cell_sector (reading, csv, row, &shift.sector, error)
          || !obs_panel_cell_number (csv, row, "shift", 3, -100, 100, &shift.shift, error))
        return FALSE;
      shift.question = question->id;
      g_array_append_val (reading->shifts, shift);
    }
  return TRUE;
}

/* The base of a question comes before one of a week, and a later line before an earlier one. */
static gboolean
find_base (const ObsPanelReading *reading, ObsPanelWave *wave, guint sector)
{
  int best = -1;

  for (guint i = 0; i < reading->bases->len; i++)
    {
      const ObsPanelBase *base = &g_array_index (reading->bases, ObsPanelBase, i);
      int fit = (base->question != NULL ? 2 : 0) + (base->week != 0 ? 1 : 0);

      if (base->sector == sector && (base->question == NULL || base->question == wave->question->id)
          && (base->week == 0 || base->week == wave->week) && fit >= best)
        {
          best = fit;
          wave->fewest[sector] = base->fewest;
          wave->most[sector] = base->most;
        }
    }
  return best >= 0;
}

static gboolean
complete_wave (const ObsPanelReading *reading, const ObsCsv *csv, guint row, ObsPanelWave *wave,
               GError **error)
{
  guint n = reading->out->sectors->len;

  wave->fewest = g_new0 (guint, n);
  wave->most = g_new0 (guint, n);
  wave->shift = g_new0 (int, n);
  for (guint s = 0; s < n; s++)
    if (!find_base (reading, wave, s))
      return obs_panel_fault (
          csv, row, "day",
          _ ("bases.csv does not say how many businesses of every sector answer in this "
             "week; add a line for each."),
          error);
  for (guint i = 0; i < reading->shifts->len; i++)
    {
      const ObsPanelShift *shift = &g_array_index (reading->shifts, ObsPanelShift, i);

      if (shift->question == wave->question->id && (shift->week == 0 || shift->week == wave->week))
        wave->shift[shift->sector] += shift->shift;
    }
  return TRUE;
}

/* A day of the survey, Monday to Friday, after the one before, with room for another question. */
static gboolean
check_day (const ObsPanelReading *reading, const ObsCsv *csv, guint row, const GDate *date,
           const ObsPanelWave *wave, GError **error)
{
  GPtrArray *waves = reading->out->waves;
  guint same = 0;

  if (g_date_get_weekday (date) > G_DATE_FRIDAY)
    return obs_panel_fault_value (
        csv, row, "day",
        _ ("%s is a Saturday or Sunday; questions are asked from Monday to Friday."), error);
  if (g_date_compare (date, &reading->starts) < 0 || g_date_compare (date, &reading->ends) > 0)
    return obs_panel_fault_value (csv, row, "day",
                                  _ ("%s is outside the days given in survey.csv."), error);
  for (guint i = 0; i < waves->len; i++)
    {
      const ObsPanelWave *other = waves->pdata[i];

      if (strcmp (other->day, wave->day) > 0)
        return obs_panel_fault (
            csv, row, "day", _ ("An earlier line has a later day; sort the lines by day."), error);
      if (other->day != wave->day)
        continue;
      if (other->question == wave->question)
        return obs_panel_fault (csv, row, "question",
                                _ ("This question is asked twice on one day."), error);
      if (++same == QUESTIONS_A_DAY)
        return obs_panel_fault_value (
            csv, row, "day", _ ("%s has more than two questions; move one to another day."), error);
    }
  return TRUE;
}

static gboolean
has_part (const ObsPanelQuestion *question, const char *part)
{
  for (guint i = 0; i < question->items->len; i++)
    if (((ObsPanelItem *) question->items->pdata[i])->part == part)
      return TRUE;
  return FALSE;
}

/* Every part that has items must be asked on some day, or its lines would have no effect. */
static gboolean
check_asked (const ObsPanelReading *reading, GError **error)
{
  for (guint q = 0; q < reading->out->questions->len; q++)
    {
      const ObsPanelQuestion *question = reading->out->questions->pdata[q];

      for (guint i = 0; i < question->items->len; i++)
        {
          const ObsPanelItem *item = question->items->pdata[i];
          gboolean asked = FALSE;

          for (guint w = 0; w < reading->out->waves->len && !asked; w++)
            {
              const ObsPanelWave *wave = reading->out->waves->pdata[w];

              asked = wave->question == question && wave->part == item->part;
            }
          if (asked)
            continue;
          g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                       _ ("items.csv, line %u: %s of %s is never asked; give its part a day in "
                          "calendar.csv or remove the line."),
                       item->line, item->item, question->id);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
obs_panel_read_calendar (ObsPanelReading *reading, GError **error)
{
  g_autoptr (ObsCsv) csv = obs_panel_open_table (reading, "calendar.csv", error);

  if (csv == NULL || !obs_csv_require (csv, error, "day", "question", "part", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      ObsPanelQuestion *question;
      ObsPanelWave *wave;
      gboolean good;
      GDate date;

      if (!obs_panel_cell_date (csv, row, "day", &date, error)
          || !obs_panel_cell_question (reading, csv, row, &question, error))
        return FALSE;
      wave = g_new0 (ObsPanelWave, 1);
      wave->day = g_intern_string (obs_csv_get_named (csv, row, "day"));
      wave->week = week_of (reading, &date);
      wave->question = question;
      wave->part = g_intern_string (obs_csv_get_named (csv, row, "part"));
      good = check_day (reading, csv, row, &date, wave, error);
      g_ptr_array_add (reading->out->waves, wave);
      if (!good || !complete_wave (reading, csv, row, wave, error))
        return FALSE;
      if (!has_part (question, wave->part))
        return obs_panel_fault_value (
            csv, row, "part", _ ("items.csv has no items of this question for the part “%s”."),
            error);
    }
  return check_asked (reading, error);
}
