/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-private.h"

#include "data/ingest/panel-responses.h"
#include "data/ingest/simulation.h"
#include "data/build/panel-weeks.h"
#include "data/build/people-cells.h"
#include "data/build/protected-panel.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The panel: its questions and calendar, and the cubes that are counted from its answers, those of
 * real businesses where panel/responses.ini says where they are, else of the simulation. Answers
 * of single businesses stay in memory; only cells leave. */

/* Fewer businesses than these might be recognised. */
#define SMALLEST_BASE 10

static const ObsField survey_fields[] = {
  { "id", "id", OBS_FIELD_WORDS },         { "title", "title", OBS_FIELD_WORDS },
  { "starts", "starts", OBS_FIELD_WORDS }, { "ends", "ends", OBS_FIELD_OPTIONAL },
  { "note", "note", OBS_FIELD_TEXT },      { "source", "source", OBS_FIELD_WORDS, "source" },
};

static const ObsImport survey_import
    = { "panel/survey.csv", "survey", 1, survey_fields, G_N_ELEMENTS (survey_fields) };

/* One answer of a business to one thing: the mean and the last of its answers, where it was asked
 * again. */
typedef struct
{
  const ObsBusiness *business;
  const char *question, *item, *horizon;
  char *period; /* "all" or a week as 2022-W03 */
  guint n;
  double sum;
  const char *last_day;
  double last;
} Answer;

typedef struct
{
  ObsBuild *build;
  char *survey;
  char *source;
  GDate starts;
  GHashTable *forms; /* question to its form */
  const ObsPanel *panel;
  gboolean protected; /* answers of real businesses */
  ObsCells *scores, *shares, *answers;
} Panel;

static void
answer_free (gpointer data)
{
  g_free (((Answer *) data)->period);
  g_free (data);
}

/* The ISO week that a day lies in, as a code. */
static char *
week_of (const char *text)
{
  GDate day;
  GDate thursday;

  if (!obs_parse_day (text, &day))
    return g_strdup ("");
  /* A week belongs to the year that its Thursday lies in. */
  g_date_set_julian (&thursday,
                     g_date_get_julian (&day) - g_date_get_weekday (&day) + G_DATE_THURSDAY);
  return g_strdup_printf ("%04u-W%02u", g_date_get_year (&thursday),
                          g_date_get_iso8601_week_of_year (&day));
}

/* The one survey that the questions belong to; FALSE after a fault. */
static gboolean
read_survey (Panel *panel, ObsCsv *csv)
{
  if (obs_csv_n_rows (csv) != 1)
    {
      obs_faults_take (
          &panel->build->faults,
          g_strdup_printf (
              _ ("%s must have one row: the questions beside it belong to one survey."),
              obs_csv_name (csv)));
      return FALSE;
    }
  panel->survey = g_strdup (obs_csv_get_named (csv, 0, "id"));
  panel->source = g_strdup (obs_csv_get_named (csv, 0, "source"));
  if (obs_parse_day (obs_csv_get_named (csv, 0, "starts"), &panel->starts))
    return TRUE;
  obs_build_fault (panel->build, csv, 0, "starts",
                   _ ("“%s” is not a date. Write it as YYYY-MM-DD."),
                   obs_csv_get_named (csv, 0, "starts"));
  return FALSE;
}

static void
import_questions (Panel *panel)
{
  const ObsField fields[] = {
    { "id", "id", OBS_FIELD_WORDS },
    { "survey", NULL, OBS_FIELD_FIXED, panel->survey },
    { "theme", "theme", OBS_FIELD_OPTIONAL },
    { "text", "text", OBS_FIELD_WORDS },
    { "form", "form", OBS_FIELD_WORDS, NULL, "score|likert|choice|choices|top3|percent|other" },
    { "low", "low", OBS_FIELD_REAL_OR_NULL },
    { "high", "high", OBS_FIELD_REAL_OR_NULL },
  };
  const ObsImport import
      = { "panel/questions.csv", "survey_question", 1, fields, G_N_ELEMENTS (fields) };
  g_autoptr (ObsCsv) csv = obs_build_load (panel->build, import.file, TRUE);

  if (csv == NULL)
    return;
  obs_build_import (panel->build, &import, csv);
  for (guint row = 0; row < obs_csv_n_rows (csv) && obs_csv_find (csv, "form") >= 0
                      && obs_csv_find (csv, "id") >= 0;
       row++)
    g_hash_table_insert (panel->forms,
                         g_strdup (obs_csv_get (csv, row, (guint) obs_csv_find (csv, "id"))),
                         g_strdup (obs_csv_get (csv, row, (guint) obs_csv_find (csv, "form"))));
}

/* Businesses that answered a question on a day. */
static guint
count_answered (const Panel *panel, const char *day, const char *question)
{
  g_autoptr (GHashTable) who = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < panel->panel->responses->len; i++)
    {
      const ObsResponse *response = &g_array_index (panel->panel->responses, ObsResponse, i);

      if (g_str_equal (response->day, day) && g_str_equal (response->question, question))
        g_hash_table_add (who, GUINT_TO_POINTER (response->business));
    }
  return g_hash_table_size (who);
}

static void
import_waves (Panel *panel)
{
  static const char *const columns[] = { "day", "question", "part", NULL };
  ObsBuild *build = panel->build;
  g_autoptr (ObsCsv) csv = obs_build_load (build, "panel/calendar.csv", TRUE);
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (build, "wave", 6);

  if (csv == NULL || !obs_build_require (build, csv, columns))
    return;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      const char *text = obs_csv_get_named (csv, row, "day");
      const char *question = obs_csv_get_named (csv, row, "question");
      const char *part = obs_csv_get_named (csv, row, "part");
      g_autofree char *key = g_strdup_printf ("%s\1%s\1%s", text, question, part);
      GDate day;

      if (!obs_parse_day (text, &day) || g_date_get_weekday (&day) > G_DATE_FRIDAY
          || g_date_compare (&day, &panel->starts) < 0)
        obs_build_fault (build, csv, row, "day",
                         _ ("“%s” is not a day from Monday to Friday within the survey. Write it "
                            "as YYYY-MM-DD."),
                         text);
      else if (!obs_build_has_key (build, "survey_question", question))
        obs_build_fault (build, csv, row, "question",
                         _ ("“%s” is not in the table “%s”. Correct it, or add it there."),
                         question, "survey_question");
      else if (!obs_build_add_key (build, "wave", key))
        obs_build_fault (build, csv, row, "question",
                         _ ("“%s” is asked twice on this day. Keep one of the rows."), question);
      else
        {
          int first_monday
              = (int) g_date_get_julian (&panel->starts) - g_date_get_weekday (&panel->starts) + 1;

          obs_build_bind_text (stmt, 1, panel->survey);
          obs_build_bind_text (stmt, 2, text);
          sqlite3_bind_int (stmt, 3, 1 + ((int) g_date_get_julian (&day) - first_monday) / 7);
          obs_build_bind_text (stmt, 4, question);
          obs_build_bind_text (stmt, 5, part);
          if (!panel->protected)
            sqlite3_bind_int64 (stmt, 6, count_answered (panel, text, question));
          obs_build_run (build, stmt);
        }
    }
}

/* Questions of a real panel: every version is a series of its own. */
static void
write_questions (Panel *panel, const ObsSurvey *survey)
{
  ObsBuild *build = panel->build;
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (build, "survey_question", 9);

  for (guint i = 0; i < survey->questions->len; i++)
    {
      const ObsSurveyQuestion *question = survey->questions->pdata[i];
      const ObsSurveyQuestion *before = i > 0 ? survey->questions->pdata[i - 1] : NULL;
      gboolean later = question->version > 1 && before != NULL;

      obs_build_add_key (build, "survey_question", question->series);
      g_hash_table_insert (panel->forms, g_strdup (question->series),
                           g_strdup (obs_survey_form_key (question->form)));
      obs_build_bind_text (stmt, 1, question->series);
      obs_build_bind_text (stmt, 2, panel->survey);
      obs_build_bind_text (stmt, 3, *question->theme != '\0' ? question->theme : NULL);
      obs_build_bind_text (stmt, 4, question->text);
      obs_build_bind_text (stmt, 5, obs_survey_form_key (question->form));
      if (question->has_scale)
        {
          sqlite3_bind_int (stmt, 6, question->low);
          sqlite3_bind_int (stmt, 7, question->high);
        }
      obs_build_bind_text (stmt, 8, later ? before->series : NULL);
      obs_build_bind_text (stmt, 9, later ? question->starts : NULL);
      obs_build_run (build, stmt);
      sqlite3_clear_bindings (stmt);
    }
}

/* Brings the answers of a business to the same thing in the same period together: it counts once.
 */
static void
gather (GHashTable *index, GPtrArray *answers, const ObsPanel *panel, const ObsResponse *response,
        char *period)
{
  const char *horizon = *response->horizon != '\0' ? response->horizon : "all";
  const char *item = *response->item != '\0' ? response->item : "all";
  g_autofree char *key = g_strdup_printf ("%s\1%s\1%s\1%s\1%u", response->question, item, horizon,
                                          period, response->business);
  Answer *answer = g_hash_table_lookup (index, key);

  if (answer == NULL)
    {
      answer = g_new0 (Answer, 1);
      answer->business = g_ptr_array_index (panel->businesses, response->business);
      answer->question = response->question;
      answer->item = item;
      answer->horizon = horizon;
      answer->period = g_strdup (period);
      answer->last_day = "";
      g_hash_table_insert (index, g_steal_pointer (&key), answer);
      g_ptr_array_add (answers, answer);
    }
  answer->n++;
  answer->sum += response->value;
  if (strcmp (response->day, answer->last_day) >= 0)
    {
      answer->last_day = response->day;
      answer->last = response->value;
    }
}

/* The things that were asked in more than one week have a series; the value is the only week seen,
 * or NULL after a second one. */
static GHashTable *
find_series (const ObsPanel *panel)
{
  GHashTable *weeks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < panel->responses->len; i++)
    {
      const ObsResponse *response = &g_array_index (panel->responses, ObsResponse, i);
      g_autofree char *key
          = g_strdup_printf ("%s\1%s\1%s", response->question, response->item, response->horizon);
      gpointer week;

      if (response->count == OBS_COUNT_POOLED)
        continue;
      if (!g_hash_table_lookup_extended (weeks, key, NULL, &week))
        g_hash_table_insert (weeks, g_steal_pointer (&key), GINT_TO_POINTER (response->week));
      else if (week != GINT_TO_POINTER (response->week))
        g_hash_table_insert (weeks, g_steal_pointer (&key), NULL);
    }
  return weeks;
}

static GPtrArray *
gather_answers (const ObsPanel *panel)
{
  GPtrArray *answers = g_ptr_array_new_with_free_func (answer_free);
  g_autoptr (GHashTable) index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) series = find_series (panel);

  for (guint i = 0; i < panel->responses->len; i++)
    {
      const ObsResponse *response = &g_array_index (panel->responses, ObsResponse, i);
      g_autofree char *key
          = g_strdup_printf ("%s\1%s\1%s", response->question, response->item, response->horizon);

      if (response->count != OBS_COUNT_WEEK)
        gather (index, answers, panel, response, (char *) "all");
      if (response->count != OBS_COUNT_POOLED && g_hash_table_lookup (series, key) == NULL)
        {
          g_autofree char *week = week_of (response->day);

          gather (index, answers, panel, response, week);
        }
    }
  return answers;
}

/* Something that is chosen or not, in place of something that is rated. */
static gboolean
is_share (const Panel *panel, const char *question)
{
  const char *form = g_hash_table_lookup (panel->forms, question);

  return !g_str_equal (form, "score") && !g_str_equal (form, "percent")
         && !g_str_equal (form, "rank");
}

/* Counts an answer where it belongs: in all and in its sector, and there in all, in its district,
 * and in its size; never in district and size together. Single weeks are told apart by sector only.
 */
static void
count_scored (Panel *panel, const Answer *answer)
{
  const char *place = panel->build->place;
  const char *sectors[] = { "all", answer->business->sector };
  const char *crossed[][2]
      = { { place, "all" }, { answer->business->area, "all" }, { place, answer->business->size } };
  gsize n_crossed = g_str_equal (answer->period, "all") ? G_N_ELEMENTS (crossed) : 1;
  gboolean share = is_share (panel, answer->question);

  for (gsize i = 0; i < G_N_ELEMENTS (sectors); i++)
    for (gsize j = 0; j < n_crossed; j++)
      {
        const char *score[] = { answer->question, answer->item,  answer->horizon, sectors[i],
                                crossed[j][0],    crossed[j][1], answer->period };
        const char *chosen[] = { answer->question, answer->item,  sectors[i],
                                 crossed[j][0],    crossed[j][1], answer->period };

        if (share)
          obs_cells_add_of (panel->shares, chosen, answer->last, answer->business->group);
        else
          obs_cells_add_of (panel->scores, score, answer->sum / answer->n, answer->business->group);
      }
}

/* How often each mark from 1 to 10 was given; every mark has a cell, with 0 where nobody gave it.
 * A firm whose people differ has the mark next to their mean, the higher one where two are. */
static void
count_marks (Panel *panel, const Answer *answer)
{
  const char *sectors[] = { "all", answer->business->sector };

  if (!g_str_equal (g_hash_table_lookup (panel->forms, answer->question), "score")
      || !g_str_equal (answer->period, "all"))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (sectors); i++)
    for (int mark = 1; mark <= 10; mark++)
      {
        g_autofree char *text = g_strdup_printf ("%d", mark);
        const char *codes[] = { answer->question, answer->item, answer->horizon, sectors[i], text };

        obs_cells_add_of (panel->answers, codes, floor (answer->last + 0.5) == mark,
                          answer->business->group);
      }
}

/* Codes of the simulation that no table explains would only be found by the last check, without a
 * name. */
static gboolean
check_codes (Panel *panel)
{
  ObsBuild *build = panel->build;
  g_autoptr (GHashTable) told = g_hash_table_new (g_str_hash, g_str_equal);
  guint before = build->faults.sentences->len;

  for (guint i = 0; i < panel->panel->businesses->len; i++)
    {
      const ObsBusiness *business = g_ptr_array_index (panel->panel->businesses, i);
      const char *codes[][2] = { { "sector", business->sector },
                                 { "area", business->area },
                                 { "item", business->size } };

      for (gsize j = 0; j < G_N_ELEMENTS (codes); j++)
        if (!obs_build_has_key (build, codes[j][0], codes[j][1])
            && g_hash_table_add (told, (gpointer) codes[j][1]))
          obs_faults_take (
              &build->faults,
              g_strdup_printf (
                  _ ("panel: “%s” is not in the table “%s”. Correct it, or add it there."),
                  codes[j][1], codes[j][0]));
    }
  for (guint i = 0; i < panel->panel->responses->len; i++)
    {
      const ObsResponse *response = &g_array_index (panel->panel->responses, ObsResponse, i);
      const char *codes[][2] = { { "survey_question", response->question },
                                 { "item", response->item },
                                 { "item", response->horizon } };

      for (gsize j = 0; j < G_N_ELEMENTS (codes); j++)
        if (*codes[j][1] != '\0' && !obs_build_has_key (build, codes[j][0], codes[j][1])
            && g_hash_table_add (told, (gpointer) codes[j][1]))
          obs_faults_take (
              &build->faults,
              g_strdup_printf (
                  _ ("panel: “%s” is not in the table “%s”. Correct it, or add it there."),
                  codes[j][1], codes[j][0]));
    }
  return build->faults.sentences->len == before;
}

/* Of real businesses only what disclosure control lets through. Marks from 1 to 10 are no table of
 * theirs: with the mean and the spread beside them, rare marks could be worked out. */
static void
write_protected (Panel *panel, const GPtrArray *answers)
{
  g_autoptr (ObsProtectedPanel) protected
      = obs_protected_panel_new (panel->build, panel->panel, panel->forms);

  for (guint i = 0; i < answers->len; i++)
    {
      const Answer *answer = g_ptr_array_index (answers, i);

      obs_protected_panel_add (protected, answer->business, answer->question, answer->item,
                               answer->horizon, answer->period, answer->sum / answer->n,
                               answer->last);
    }
  obs_protected_panel_write (protected);
}

#define QUESTION "question", "survey_question", "Question"
#define ITEM "item", "item", "Thing that was rated"
#define HORIZON "horizon", "item", "Planning horizon"
#define SECTOR "sector", "sector", "Sector"
#define AREA "area", "area", "Area"
#define SIZE "size", "item", "Size of business"
#define PERIOD "period", "", "Week"

static const char *const score_dimensions[]
    = { QUESTION, ITEM, HORIZON, SECTOR, AREA, SIZE, PERIOD, NULL };
static const char *const share_dimensions[] = { QUESTION, ITEM, SECTOR, AREA, SIZE, PERIOD, NULL };

static void
write_cubes (Panel *panel, const GPtrArray *answers)
{
  static const char *const marks[]
      = { QUESTION, ITEM, HORIZON, SECTOR, "answer", "", "Answer", NULL };
  ObsBuild *build = panel->build;

  if (!obs_build_cube (build, "panel_score", OBS_CUBE_SCORE, "Answers on a scale, and in per cent",
                       panel->source,
                       "A business that was asked in several weeks counts once, with its mean; in "
                       "a week with its "
                       "answer of that week.",
                       score_dimensions)
      || !obs_build_cube (build, "panel_share", OBS_CUBE_SHARE, "Businesses that chose an answer",
                          panel->source, "A business counts once, with its last answer.",
                          share_dimensions)
      || !obs_build_cube (build, "panel_answers", OBS_CUBE_SHARE,
                          "How many gave each mark from 1 to 10", panel->source,
                          "A business counts once, with its last answer.", marks))
    return;
  obs_build_measure (build, "panel_score", "n", "businesses", "Businesses that answered");
  obs_build_measure (build, "panel_score", "sum", "points", "Sum of their answers");
  obs_build_measure (build, "panel_score", "sum2", "points squared", "Sum of the squares");
  obs_build_measure (build, "panel_share", "k", "businesses", "Businesses that chose it");
  obs_build_measure (build, "panel_share", "n", "businesses", "Businesses that answered");
  obs_build_measure (build, "panel_answers", "k", "businesses", "Businesses that gave it");
  obs_build_measure (build, "panel_answers", "n", "businesses", "Businesses that answered");
  if (panel->protected)
    {
      if (!obs_faults_any (&build->faults))
        write_protected (panel, answers);
      return;
    }
  obs_cells_write (build, panel->scores, "panel_score", SMALLEST_BASE);
  obs_cells_write (build, panel->shares, "panel_share", SMALLEST_BASE);
  obs_cells_write (build, panel->answers, "panel_answers", SMALLEST_BASE);
}

/* The same of people: several may answer for one business, so these never stand for businesses. */
static void
write_people_cubes (Panel *panel, const GPtrArray *answers)
{
  ObsBuild *build = panel->build;
  g_autoptr (ObsPeopleCells) people = obs_people_cells_new ();

  if (!obs_build_cube (
          build, "panel_score_people", OBS_CUBE_SCORE,
          "Answers of people on a scale, and in per cent", panel->source,
          "Counts people, not businesses: several people of a business may answer. A "
          "person that was asked in several weeks counts once, with the mean. Whole panel "
          "only: rounded, and withheld where a business could be recognised.",
          score_dimensions)
      || !obs_build_cube (build, "panel_share_people", OBS_CUBE_SHARE, "People who chose an answer",
                          panel->source,
                          "Counts people, not businesses: several people of a business may answer. "
                          "A person counts once, with the last answer. Whole panel only: rounded, "
                          "and withheld where a business could be recognised.",
                          share_dimensions))
    return;
  obs_build_measure (build, "panel_score_people", "n", "people", "People who answered");
  obs_build_measure (build, "panel_score_people", "sum", "points", "Sum of their answers");
  obs_build_measure (build, "panel_score_people", "sum2", "points squared", "Sum of the squares");
  obs_build_measure (build, "panel_share_people", "k", "people", "People who chose it");
  obs_build_measure (build, "panel_share_people", "n", "people", "People who answered");
  for (guint i = 0; i < answers->len; i++)
    {
      const Answer *answer = g_ptr_array_index (answers, i);
      const ObsBusiness *business = answer->business;

      if (g_str_equal (answer->period, "all"))
        obs_people_cells_add (
            people, g_hash_table_lookup (panel->forms, answer->question), answer->question,
            answer->item, answer->horizon, business->group != NULL ? business->group : business->id,
            is_share (panel, answer->question) ? answer->last : answer->sum / answer->n);
    }
  obs_people_cells_write (people, build);
}

/* Counts the answers in panel->panel and writes the cubes. */
static void
count_answers (Panel *panel, void (*write) (Panel *panel, const GPtrArray *answers))
{
  g_autoptr (GPtrArray) answers = gather_answers (panel->panel);

  panel->scores = obs_cells_new (OBS_CUBE_SCORE, 7);
  panel->shares = obs_cells_new (OBS_CUBE_SHARE, 6);
  panel->answers = obs_cells_new (OBS_CUBE_SHARE, 5);
  for (guint i = 0; i < answers->len && !panel->protected; i++)
    {
      count_scored (panel, g_ptr_array_index (answers, i));
      count_marks (panel, g_ptr_array_index (answers, i));
    }
  write (panel, answers);
  obs_cells_free (panel->scores);
  obs_cells_free (panel->shares);
  obs_cells_free (panel->answers);
}

/* Real answers are never marked as simulated, nor simulated ones as real. */
static gboolean
check_class (Panel *panel, gboolean real)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (panel->build->db, "SELECT class FROM source WHERE id = ?1", NULL);
  gboolean simulated;

  obs_build_bind_text (stmt, 1, panel->source);
  simulated
      = obs_db_step (stmt, NULL, NULL) == 1 && strcmp (obs_db_text (stmt, 0), "simulated") == 0;
  if (simulated != real)
    return TRUE;
  obs_faults_take (
      &panel->build->faults,
      real ? g_strdup_printf (_ ("panel/survey.csv: the source “%s” is simulated, but "
                                 "panel/responses.ini brings real answers. Name a source of the "
                                 "class primary."),
                              panel->source)
           : g_strdup_printf (_ ("panel/survey.csv: the source “%s” is not simulated, but there is "
                                 "no panel/responses.ini, so the answers would be. Name a source "
                                 "of the class simulated, or describe the responses."),
                              panel->source));
  return FALSE;
}

static void
import_simulated (Panel *panel, const char *folder)
{
  ObsBuild *build = panel->build;
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsPanel) simulated = NULL;

  import_questions (panel);
  simulated = obs_panel_simulate (folder, &error);
  if (simulated == NULL)
    {
      obs_faults_take (&build->faults, g_strdup (error->message));
      return;
    }
  panel->panel = simulated;
  obs_build_read_from (build, panel->source, "panel", simulated->sha256);
  import_waves (panel);
  if (check_codes (panel) && !obs_faults_any (&build->faults))
    count_answers (panel, write_cubes);
}

static void
import_real (Panel *panel, const char *folder)
{
  ObsBuild *build = panel->build;
  g_autoptr (ObsPanelReport) report = obs_panel_report_new ();
  g_autoptr (ObsSurvey) survey = obs_survey_load (folder, report);
  g_autoptr (ObsPanelAnswers) answers
      = survey != NULL ? obs_panel_read_responses (folder, survey, report) : NULL;

  for (guint i = 0; i < report->faults->len; i++)
    obs_faults_take (&build->faults,
                     g_strdup_printf ("panel/%s", (char *) g_ptr_array_index (report->faults, i)));
  if (answers == NULL)
    return;
  write_questions (panel, survey);
  panel->panel = answers->firms;
  obs_build_read_from (build, panel->source, "panel", survey->sha256);
  if (!check_codes (panel) || obs_faults_any (&build->faults))
    return;
  count_answers (panel, write_cubes);
  obs_panel_weeks_write (build, panel->survey, survey, answers);
  panel->panel = answers->people;
  count_answers (panel, write_people_cubes);
}

static void
import_panel (Panel *panel, ObsCsv *csv)
{
  ObsBuild *build = panel->build;
  g_autofree char *folder = obs_build_find (build, "panel");
  gboolean real = obs_panel_has_responses (folder);

  /* Answers of real businesses are protected whatever the register calls them. */
  panel->protected = real || build->inputs->protect || obs_panel_is_real (build, panel->source);

  obs_build_import (build, &survey_import, csv);
  if (obs_faults_any (&build->faults) || !read_survey (panel, csv) || !check_class (panel, real))
    return;
  if (real)
    import_real (panel, folder);
  else
    import_simulated (panel, folder);
}

void
obs_build_panel (ObsBuild *build)
{
  g_autoptr (ObsCsv) csv = obs_build_load (build, survey_import.file, FALSE);
  Panel panel = { .build = build };

  if (csv == NULL)
    return;
  panel.forms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  import_panel (&panel, csv);
  g_hash_table_unref (panel.forms);
  g_free (panel.survey);
  g_free (panel.source);
}
