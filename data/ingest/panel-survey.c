/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/panel-survey.h"

#include "data/ingest/panel-survey-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const form_keys[]
    = { "score", "percent", "rank", "likert", "choice", "choices", "top3", "other" };

/* --- Memory ----------------------------------------------------------------------------------- */

static void
item_free (gpointer data)
{
  ObsSurveyItem *item = data;

  g_free (item->code);
  g_free (item->part);
  g_free (item->label);
  g_free (item);
}

static void
question_free (gpointer data)
{
  ObsSurveyQuestion *question = data;

  g_free (question->series);
  g_free (question->id);
  g_free (question->starts);
  g_free (question->theme);
  g_free (question->text);
  g_ptr_array_unref (question->items);
  g_ptr_array_unref (question->horizons);
  g_free (question);
}

static void
wave_free (gpointer data)
{
  g_free (((ObsSurveyWave *) data)->part);
  g_free (data);
}

void
obs_survey_free (ObsSurvey *survey)
{
  if (survey == NULL)
    return;
  g_free (survey->id);
  g_free (survey->title);
  g_free (survey->note);
  g_free (survey->source);
  g_ptr_array_unref (survey->questions);
  g_ptr_array_unref (survey->waves);
  g_clear_pointer (&survey->sectors, g_hash_table_unref);
  g_clear_pointer (&survey->areas, g_hash_table_unref);
  g_clear_pointer (&survey->codes, g_hash_table_unref);
  g_free (survey->sha256);
  g_free (survey);
}

const char *
obs_survey_form_key (ObsSurveyForm form)
{
  return form_keys[form];
}

gboolean
obs_survey_form_is_number (ObsSurveyForm form)
{
  return form == OBS_SURVEY_SCORE || form == OBS_SURVEY_PERCENT || form == OBS_SURVEY_RANK;
}

const ObsSurveyItem *
obs_survey_find_item (const ObsSurveyQuestion *question, const char *code)
{
  for (guint i = 0; i < question->items->len; i++)
    if (strcmp (((ObsSurveyItem *) question->items->pdata[i])->code, code) == 0)
      return question->items->pdata[i];
  return NULL;
}

char *
obs_survey_monday (const GDate *day)
{
  GDate monday = *day;

  g_date_subtract_days (&monday, (guint) g_date_get_weekday (day) - G_DATE_MONDAY);
  return g_strdup_printf ("%04u-%02u-%02u", g_date_get_year (&monday),
                          (guint) g_date_get_month (&monday), g_date_get_day (&monday));
}

/* --- Cells ------------------------------------------------------------------------------------ */

const char *
obs_survey_cell (const ObsCsv *csv, guint row, const char *column)
{
  int found = obs_csv_find (csv, column);

  return found >= 0 ? obs_csv_get (csv, row, (guint) found) : "";
}

gboolean
obs_survey_parse_day (const char *text, GDate *day)
{
  gboolean good = strlen (text) == 10;
  guint64 year, month, number;

  for (int i = 0; good && i < 10; i++)
    good = i == 4 || i == 7 ? text[i] == '-' : g_ascii_isdigit (text[i]);
  if (!good)
    return FALSE;
  year = g_ascii_strtoull (text, NULL, 10);
  month = g_ascii_strtoull (text + 5, NULL, 10);
  number = g_ascii_strtoull (text + 8, NULL, 10);
  if (!g_date_valid_dmy ((GDateDay) number, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  g_date_set_dmy (day, (GDateDay) number, (GDateMonth) month, (GDateYear) year);
  return TRUE;
}

static gboolean
cell_day (SurveyReading *reading, const ObsCsv *csv, guint row, const char *column, GDate *day)
{
  if (obs_survey_parse_day (obs_survey_cell (csv, row, column), day))
    return TRUE;
  obs_panel_report_cell (reading->report, FALSE, csv, row, column,
                         _ ("“%s” is not a day; write it as 2022-01-31."),
                         obs_survey_cell (csv, row, column));
  return FALSE;
}

static gboolean
cell_words (SurveyReading *reading, const ObsCsv *csv, guint row, const char *column)
{
  if (*obs_survey_cell (csv, row, column) != '\0')
    return TRUE;
  obs_panel_report_cell (reading->report, FALSE, csv, row, column, "%s",
                         _ ("This cell is empty; fill it in."));
  return FALSE;
}

/* A whole number; an empty cell is @empty. */
static gboolean
cell_integer (SurveyReading *reading, const ObsCsv *csv, guint row, const char *column, int low,
              int high, int empty, int *value)
{
  const char *text = obs_survey_cell (csv, row, column);
  gint64 number;

  *value = empty;
  if (*text == '\0')
    return TRUE;
  if (g_ascii_string_to_signed (text, 10, low, high, &number, NULL))
    {
      *value = (int) number;
      return TRUE;
    }
  obs_panel_report_cell (reading->report, FALSE, csv, row, column,
                         _ ("“%s” is not a whole number from %d to %d."), text, low, high);
  return FALSE;
}

/* NULL after a fault, or where an optional table is not there. */
static ObsCsv *
open_table (SurveyReading *reading, const char *name, gboolean required)
{
  g_autofree char *path = g_build_filename (reading->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  ObsCsv *csv;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      if (required)
        obs_panel_report_fault (
            reading->report,
            g_strdup_printf (_ ("%s is missing; a survey needs this table."), name));
      return NULL;
    }
  csv = obs_csv_load (path, &error);
  if (csv == NULL)
    {
      obs_panel_report_fault (reading->report, g_strdup (error->message));
      return NULL;
    }
  g_checksum_update (reading->checksum, (const guchar *) name, -1);
  g_checksum_update (reading->checksum, (const guchar *) obs_csv_sha256 (csv), -1);
  return csv;
}

/* FALSE after a fault; also for a table that is not there. */
static gboolean
has_columns (SurveyReading *reading, ObsCsv *csv, const char *const *columns)
{
  gboolean all = csv != NULL;

  for (gsize i = 0; csv != NULL && columns[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      if (obs_csv_require (csv, &error, columns[i], NULL))
        continue;
      obs_panel_report_fault (reading->report, g_strdup (error->message));
      all = FALSE;
    }
  return all;
}

/* --- Survey, themes, questions ---------------------------------------------------------------- */

static void
read_survey (SurveyReading *reading)
{
  static const char *const columns[] = { "id", "title", "starts", "ends", "note", "source", NULL };
  g_autoptr (ObsCsv) csv = open_table (reading, "survey.csv", TRUE);
  ObsSurvey *out = reading->out;

  if (!has_columns (reading, csv, columns))
    return;
  if (obs_csv_n_rows (csv) != 1)
    {
      obs_panel_report_fault (
          reading->report,
          g_strdup (_ ("survey.csv: There must be exactly one survey, on one line.")));
      return;
    }
  out->id = g_strdup (obs_survey_cell (csv, 0, "id"));
  out->title = g_strdup (obs_survey_cell (csv, 0, "title"));
  out->note = g_strdup (obs_survey_cell (csv, 0, "note"));
  out->source = g_strdup (obs_survey_cell (csv, 0, "source"));
  cell_words (reading, csv, 0, "id");
  cell_words (reading, csv, 0, "title");
  cell_integer (reading, csv, 0, "weeks", 1, 520, 0, &out->weeks);
  if (cell_day (reading, csv, 0, "starts", &out->starts)
      && cell_day (reading, csv, 0, "ends", &out->ends)
      && g_date_compare (&out->starts, &out->ends) > 0)
    obs_panel_report_cell (reading->report, FALSE, csv, 0, "ends", "%s",
                           _ ("The survey ends before it starts; correct one of the days."));
}

/* Where there is a table of themes, questions name them by id. */
static void
read_themes (SurveyReading *reading)
{
  static const char *const columns[] = { "id", "name", NULL };
  g_autoptr (ObsCsv) csv = open_table (reading, "themes.csv", FALSE);

  if (!has_columns (reading, csv, columns))
    return;
  reading->themes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    if (cell_words (reading, csv, row, "id") && cell_words (reading, csv, row, "name")
        && !g_hash_table_insert (reading->themes, g_strdup (obs_survey_cell (csv, row, "id")),
                                 g_strdup (obs_survey_cell (csv, row, "name"))))
      obs_panel_report_cell (reading->report, FALSE, csv, row, "id",
                             _ ("“%s” stands here twice; remove one."),
                             obs_survey_cell (csv, row, "id"));
}

static void
set_theme (SurveyReading *reading, const ObsCsv *csv, guint row, ObsSurveyQuestion *question)
{
  const char *theme = obs_survey_cell (csv, row, "theme");
  const char *name = theme;

  if (reading->themes != NULL && *theme != '\0')
    name = g_hash_table_lookup (reading->themes, theme);
  if (name == NULL)
    obs_panel_report_cell (
        reading->report, FALSE, csv, row, "theme",
        _ ("“%s” is not a theme of themes.csv; add it there or correct it here."), theme);
  question->theme = g_strdup (name != NULL ? name : "");
}

static void
set_form (SurveyReading *reading, const ObsCsv *csv, guint row, ObsSurveyQuestion *question)
{
  const char *text = obs_survey_cell (csv, row, "form");

  question->form = OBS_SURVEY_OTHER;
  for (guint i = 0; i < G_N_ELEMENTS (form_keys); i++)
    if (strcmp (text, form_keys[i]) == 0)
      {
        question->form = (ObsSurveyForm) i;
        return;
      }
  obs_panel_report_cell (reading->report, FALSE, csv, row, "form",
                         _ ("“%s” is not known; write score, percent, rank, likert, choice, "
                            "choices, top3 or other."),
                         text);
}

static void
set_scale (SurveyReading *reading, const ObsCsv *csv, guint row, ObsSurveyQuestion *question)
{
  int top = question->form == OBS_SURVEY_PERCENT ? 100 : 10;
  gboolean empty
      = *obs_survey_cell (csv, row, "low") == '\0' && *obs_survey_cell (csv, row, "high") == '\0';

  question->has_scale = question->form == OBS_SURVEY_SCORE || question->form == OBS_SURVEY_PERCENT;
  if (question->has_scale && empty)
    {
      obs_panel_report_cell (reading->report, FALSE, csv, row, "low",
                             _ ("A question of this form needs both ends of its scale, low and "
                                "high, from 0 to %d."),
                             top);
      return;
    }
  if (!question->has_scale && !empty)
    {
      obs_panel_report_cell (reading->report, FALSE, csv, row, "low", "%s",
                             _ ("A question of this form has no scale; leave low and high empty."));
      return;
    }
  if (question->has_scale && cell_integer (reading, csv, row, "low", 0, top - 1, -1, &question->low)
      && cell_integer (reading, csv, row, "high", question->low + 1, top, -1, &question->high)
      && (question->low < 0 || question->high < 0))
    obs_panel_report_cell (reading->report, FALSE, csv, row, question->low < 0 ? "low" : "high",
                           "%s", _ ("One end of the scale is missing; fill it in."));
}

static int
compare_questions (gconstpointer a, gconstpointer b)
{
  const ObsSurveyQuestion *one = *(const ObsSurveyQuestion *const *) a;
  const ObsSurveyQuestion *two = *(const ObsSurveyQuestion *const *) b;
  int by_id = strcmp (one->id, two->id);

  if (by_id != 0)
    return by_id;
  if (one->version != two->version)
    return one->version < two->version ? -1 : 1;
  return one->row < two->row ? -1 : one->row > two->row;
}

static gboolean
same_wording (const ObsSurveyQuestion *one, const ObsSurveyQuestion *two)
{
  return strcmp (one->text, two->text) == 0 && one->form == two->form && one->low == two->low
         && one->high == two->high;
}

/* A version after the first starts later than the one before and says when. */
static void
check_version (SurveyReading *reading, const ObsCsv *csv, const ObsSurveyQuestion *question,
               const ObsSurveyQuestion *before)
{
  guint row = question->row;
  GDate day;

  if (before != NULL && before->version == question->version)
    {
      if (same_wording (before, question))
        obs_panel_report_cell (reading->report, FALSE, csv, row, "id",
                               _ ("“%s” stands here twice; remove one."), question->id);
      else
        obs_panel_report_cell (
            reading->report, FALSE, csv, row, "text",
            _ ("This is another wording, form or scale of %s. A reworded question is a new "
               "series: give it version %d and the day it starts."),
            question->id, question->version + 1);
      return;
    }
  if (question->version != (before != NULL ? before->version + 1 : 1))
    obs_panel_report_cell (reading->report, FALSE, csv, row, "version",
                           _ ("Version %d of %s does not follow the one before; count 1, 2, 3."),
                           question->version, question->id);
  if (question->version == 1 && *question->starts == '\0')
    return;
  if (*question->starts == '\0')
    obs_panel_report_cell (reading->report, FALSE, csv, row,
                           obs_csv_find (csv, "starts") >= 0 ? "starts" : "version",
                           _ ("Version %d of %s needs its first day in the column “starts”."),
                           question->version, question->id);
  else if (cell_day (reading, csv, row, "starts", &day)
           && (g_date_compare (&day, &reading->out->starts) < 0
               || g_date_compare (&day, &reading->out->ends) > 0))
    obs_panel_report_cell (reading->report, FALSE, csv, row, "starts",
                           _ ("%s is outside the days given in survey.csv."), question->starts);
  else if (before != NULL && strcmp (question->starts, before->starts) <= 0)
    obs_panel_report_cell (reading->report, FALSE, csv, row, "starts",
                           _ ("Version %d of %s starts before the version that it replaces."),
                           question->version, question->id);
}

static void
check_questions (SurveyReading *reading, const ObsCsv *csv)
{
  GPtrArray *questions = reading->out->questions;
  g_autoptr (GHashTable) series = g_hash_table_new (g_str_hash, g_str_equal);

  g_ptr_array_sort (questions, compare_questions);
  for (guint i = 0; i < questions->len; i++)
    {
      const ObsSurveyQuestion *question = questions->pdata[i];
      const ObsSurveyQuestion *before = i > 0 ? questions->pdata[i - 1] : NULL;

      if (before != NULL && strcmp (before->id, question->id) != 0)
        before = NULL;
      check_version (reading, csv, question, before);
      if (!g_hash_table_add (series, question->series) && before == NULL)
        obs_panel_report_cell (reading->report, FALSE, csv, question->row, "id",
                               _ ("“%s” is the name of a later version of another question; "
                                  "choose another id."),
                               question->id);
    }
}

static void
read_questions (SurveyReading *reading)
{
  static const char *const columns[] = { "id", "theme", "text", "form", "low", "high", NULL };
  g_autoptr (ObsCsv) csv = open_table (reading, "questions.csv", TRUE);

  if (!has_columns (reading, csv, columns))
    return;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      ObsSurveyQuestion *question = g_new0 (ObsSurveyQuestion, 1);

      question->row = row;
      question->items = g_ptr_array_new_with_free_func (item_free);
      question->horizons = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (reading->out->questions, question);
      question->id = g_strdup (obs_survey_cell (csv, row, "id"));
      question->text = g_strdup (obs_survey_cell (csv, row, "text"));
      question->starts = g_strdup (obs_survey_cell (csv, row, "starts"));
      cell_words (reading, csv, row, "id");
      cell_words (reading, csv, row, "text");
      cell_integer (reading, csv, row, "version", 1, 99, 1, &question->version);
      question->series = question->version == 1
                             ? g_strdup (question->id)
                             : g_strdup_printf ("%s.v%d", question->id, question->version);
      set_theme (reading, csv, row, question);
      set_form (reading, csv, row, question);
      set_scale (reading, csv, row, question);
    }
  check_questions (reading, csv);
}

/* --- Options and horizons --------------------------------------------------------------------- */

/* Calls @add for each version that a row is about; an empty cell is every version. */
static void
each_version (SurveyReading *reading, const ObsCsv *csv, guint row,
              void (*add) (SurveyReading *, const ObsCsv *, guint, ObsSurveyQuestion *))
{
  const char *id = obs_survey_cell (csv, row, "question");
  gboolean known = FALSE;
  gboolean added = FALSE;
  int version;

  if (!cell_integer (reading, csv, row, "version", 1, 99, 0, &version))
    return;
  for (guint i = 0; i < reading->out->questions->len; i++)
    {
      ObsSurveyQuestion *question = reading->out->questions->pdata[i];

      if (strcmp (question->id, id) != 0)
        continue;
      known = TRUE;
      if (version != 0 && version != question->version)
        continue;
      added = TRUE;
      add (reading, csv, row, question);
    }
  if (!known)
    obs_panel_report_cell (
        reading->report, FALSE, csv, row, "question",
        _ ("“%s” is not a question of questions.csv; add it there or correct it here."), id);
  else if (!added)
    obs_panel_report_cell (
        reading->report, FALSE, csv, row, "version",
        _ ("%s has no version %d in questions.csv; add it there or correct it here."), id, version);
}

static void
check_code (SurveyReading *reading, const ObsCsv *csv, guint row, const char *column)
{
  const char *code = obs_survey_cell (csv, row, column);

  if (*code != '\0' && reading->out->codes != NULL
      && !g_hash_table_contains (reading->out->codes, code))
    obs_panel_report_cell (reading->report, FALSE, csv, row, column,
                           _ ("“%s” is not in the tables reference/items.csv and "
                              "reference/terms.csv; add it there or correct it here."),
                           code);
}

static void
add_item (SurveyReading *reading, const ObsCsv *csv, guint row, ObsSurveyQuestion *question)
{
  const char *code = obs_survey_cell (csv, row, "item");
  ObsSurveyItem *item;

  if (obs_survey_find_item (question, code) != NULL)
    {
      obs_panel_report_cell (reading->report, FALSE, csv, row, "item",
                             _ ("“%s” stands twice in this question; remove one."), code);
      return;
    }
  item = g_new0 (ObsSurveyItem, 1);
  item->code = g_strdup (code);
  item->part = g_strdup (obs_survey_cell (csv, row, "part"));
  item->label = g_strdup (obs_survey_cell (csv, row, "label"));
  g_ptr_array_add (question->items, item);
}

static void
read_items (SurveyReading *reading)
{
  static const char *const columns[] = { "question", "part", "item", NULL };
  g_autoptr (ObsCsv) csv = open_table (reading, "items.csv", TRUE);

  if (!has_columns (reading, csv, columns))
    return;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      if (!cell_words (reading, csv, row, "item"))
        continue;
      check_code (reading, csv, row, "item");
      each_version (reading, csv, row, add_item);
    }
}

static void
add_horizon (SurveyReading *reading, const ObsCsv *csv, guint row, ObsSurveyQuestion *question)
{
  if (question->form != OBS_SURVEY_SCORE && question->form != OBS_SURVEY_PERCENT)
    obs_panel_report_cell (reading->report, FALSE, csv, row, "question", "%s",
                           _ ("Only a question of the form score or percent has horizons."));
  else
    g_ptr_array_add (question->horizons, g_strdup (obs_survey_cell (csv, row, "horizon")));
}

static void
read_horizons (SurveyReading *reading)
{
  static const char *const columns[] = { "question", "horizon", NULL };
  g_autoptr (ObsCsv) csv = open_table (reading, "horizons.csv", FALSE);

  if (!has_columns (reading, csv, columns))
    return;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      if (!cell_words (reading, csv, row, "horizon"))
        continue;
      check_code (reading, csv, row, "horizon");
      each_version (reading, csv, row, add_horizon);
    }
}

/* --- Codes of the folders beside -------------------------------------------------------------- */

static GHashTable *
read_codes (SurveyReading *reading, const char *const *tables)
{
  g_autoptr (GHashTable) codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean any = FALSE;

  for (gsize i = 0; tables[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (reading->folder, "..", tables[i], NULL);
      g_autoptr (ObsCsv) csv = NULL;

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        csv = obs_csv_load (path, NULL); /* its own reader tells its faults */
      if (csv == NULL || obs_csv_find (csv, "code") < 0)
        continue;
      any = TRUE;
      for (guint row = 0; row < obs_csv_n_rows (csv); row++)
        g_hash_table_add (codes, g_strdup (obs_survey_cell (csv, row, "code")));
    }
  return any ? g_steal_pointer (&codes) : NULL;
}

ObsSurvey *
obs_survey_load (const char *folder, ObsPanelReport *report)
{
  static const char *const items[] = { "reference/items.csv", "reference/terms.csv", NULL };
  static const char *const sectors[] = { "reference/sectors.csv", NULL };
  static const char *const areas[] = { "official/areas.csv", NULL };
  g_autoptr (ObsSurvey) survey = g_new0 (ObsSurvey, 1);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  SurveyReading reading = { survey, report, folder, checksum, NULL };

  g_return_val_if_fail (folder != NULL && report != NULL, NULL);
  survey->questions = g_ptr_array_new_with_free_func (question_free);
  survey->waves = g_ptr_array_new_with_free_func (wave_free);
  survey->codes = read_codes (&reading, items);
  survey->sectors = read_codes (&reading, sectors);
  survey->areas = read_codes (&reading, areas);
  read_survey (&reading);
  read_themes (&reading);
  if (report->faults->len == 0)
    read_questions (&reading);
  if (report->faults->len == 0)
    {
      read_items (&reading);
      read_horizons (&reading);
    }
  if (report->faults->len == 0)
    {
      g_autoptr (ObsCsv) csv = open_table (&reading, "calendar.csv", TRUE);
      g_autoptr (ObsCsv) questions = open_table (&reading, "questions.csv", TRUE);
      static const char *const columns[] = { "day", "question", "part", NULL };

      if (has_columns (&reading, csv, columns) && questions != NULL)
        obs_survey_read_calendar (&reading, csv, questions);
    }
  g_clear_pointer (&reading.themes, g_hash_table_unref);
  report->questions = survey->questions->len;
  if (report->faults->len > 0)
    return NULL;
  survey->sha256 = g_strdup (g_checksum_get_string (checksum));
  return g_steal_pointer (&survey);
}
