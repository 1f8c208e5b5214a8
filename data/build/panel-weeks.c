/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/panel-weeks.h"

#include <string.h>

/* A count made here, of businesses in place of groups or without those who were late, could be
 * compared with the protected base of the same question. So nothing is counted: the number stands
 * in the cubes already, and says no more than they do. */

static const ObsSurveyQuestion *
find_question (const ObsSurvey *survey, const char *series)
{
  for (guint i = 0; i < survey->questions->len; i++)
    {
      const ObsSurveyQuestion *question = g_ptr_array_index (survey->questions, i);

      if (g_str_equal (question->series, series))
        return question;
    }
  return NULL;
}

/* What was asked in one week only has no cells by week. */
static gboolean
is_asked_once (const ObsPanelAnswers *answers, const ObsPanelAsked *asked)
{
  guint n = 0;

  for (guint i = 0; i < answers->asked->len; i++)
    {
      const ObsPanelAsked *other = g_ptr_array_index (answers->asked, i);

      n += g_str_equal (other->series, asked->series) && g_str_equal (other->part, asked->part);
    }
  return n == 1;
}

/* The week of a Monday, as the cubes write it. */
static char *
week_of (const char *monday)
{
  GDate day;

  if (!obs_parse_day (monday, &day))
    return g_strdup ("");
  g_date_add_days (&day, G_DATE_THURSDAY - G_DATE_MONDAY);
  return g_strdup_printf ("%04u-W%02u", g_date_get_year (&day),
                          g_date_get_iso8601_week_of_year (&day));
}

/* The largest base that is shown of the items asked; 0: none. */
static gint64
find_base (ObsBuild *build, sqlite3_stmt *stmt, const ObsSurveyQuestion *question, const char *part,
           const char *period)
{
  gint64 most = 0;

  for (guint i = 0; i < question->items->len; i++)
    {
      const ObsSurveyItem *item = g_ptr_array_index (question->items, i);
      g_autoptr (GError) error = NULL;

      if (!g_str_equal (item->part, part))
        continue;
      obs_build_bind_text (stmt, 1, question->series);
      obs_build_bind_text (stmt, 2, item->code);
      obs_build_bind_text (stmt, 3, build->place);
      obs_build_bind_text (stmt, 4, period);
      if (obs_db_step (stmt, NULL, &error) == 1)
        most = MAX (most, sqlite3_column_int64 (stmt, 0));
      if (error != NULL)
        obs_faults_take (&build->faults, g_strdup (error->message));
      sqlite3_reset (stmt);
    }
  return most;
}

void
obs_panel_weeks_write (ObsBuild *build, const char *survey_id, const ObsSurvey *survey,
                       const ObsPanelAnswers *answers)
{
#define WHOLE_PANEL                                                                                \
  " WHERE question = ?1 AND item = ?2 AND sector = 'all' AND area = ?3 AND size = 'all' AND "      \
  "period = ?4"
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (build, "wave", 6);
  g_autoptr (sqlite3_stmt) base
      = obs_db_prepare (build->db,
                        "SELECT max(n) FROM (SELECT n FROM cube_panel_score" WHOLE_PANEL
                        " UNION ALL SELECT n FROM cube_panel_share" WHOLE_PANEL ")",
                        &error);

  if (base == NULL)
    {
      obs_faults_take (&build->faults, g_strdup (error->message));
      return;
    }
  for (guint i = 0; i < answers->asked->len; i++)
    {
      const ObsPanelAsked *asked = g_ptr_array_index (answers->asked, i);
      const ObsSurveyQuestion *question = find_question (survey, asked->series);
      g_autofree char *week = week_of (asked->monday);
      gint64 n = question == NULL ? 0
                                  : find_base (build, base, question, asked->part,
                                               is_asked_once (answers, asked) ? "all" : week);

      sqlite3_clear_bindings (stmt);
      obs_build_bind_text (stmt, 1, survey_id);
      obs_build_bind_text (stmt, 2, asked->monday);
      sqlite3_bind_int (stmt, 3, asked->week);
      obs_build_bind_text (stmt, 4, asked->series);
      obs_build_bind_text (stmt, 5, asked->part);
      if (n > 0)
        sqlite3_bind_int64 (stmt, 6, n);
      obs_build_run (build, stmt);
    }
#undef WHOLE_PANEL
}
