/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/panel-responses.h"

#include "data/ingest/panel-export-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* From exports to answers: each person counts once for a question of a day. */

static int
compare_numbers (double one, double two)
{
  return one < two ? -1 : one > two;
}

static int
compare_marks (const PanelAnswer *one, const PanelAnswer *two)
{
  int order = compare_numbers (one->marks->len, two->marks->len);

  for (guint i = 0; order == 0 && i < one->marks->len; i++)
    {
      const PanelMark *a = &g_array_index (one->marks, PanelMark, i);
      const PanelMark *b = &g_array_index (two->marks, PanelMark, i);

      order = strcmp (a->item->code, b->item->code);
      if (order == 0)
        order = strcmp (a->horizon, b->horizon);
      if (order == 0)
        order = compare_numbers (a->value, b->value);
    }
  return order;
}

/* By day, question, part, firm, person: then the one that counts comes last. */
static int
compare_answers (gconstpointer a, gconstpointer b)
{
  const PanelAnswer *one = *(const PanelAnswer *const *) a;
  const PanelAnswer *two = *(const PanelAnswer *const *) b;
  int order = g_date_compare (&one->wave->day, &two->wave->day);

  if (order == 0)
    order = strcmp (one->wave->question->series, two->wave->question->series);
  if (order == 0)
    order = strcmp (one->wave->part, two->wave->part);
  if (order == 0)
    order = strcmp (one->row->firm, two->row->firm);
  if (order == 0)
    order = strcmp (one->row->person, two->row->person);
  if (order == 0 && one->late != two->late)
    order = one->late ? -1 : 1;
  if (order == 0 && one->row->time != two->row->time)
    order = one->row->time < two->row->time ? -1 : 1;
  if (order == 0)
    order = compare_marks (one, two);
  return order != 0 ? order : obs_panel_row_compare (one->row, two->row);
}

/* Of several answers of a person the last one in time counts; a late one only where there is no
 * other. */
static void
drop_doubles (PanelReading *reading, GPtrArray *answers)
{
  for (guint i = answers->len; i > 1; i--)
    {
      const PanelAnswer *one = answers->pdata[i - 2];
      const PanelAnswer *two = answers->pdata[i - 1];

      if (one->wave != two->wave || strcmp (one->row->firm, two->row->firm) != 0
          || strcmp (one->row->person, two->row->person) != 0)
        continue;
      obs_panel_report_leave_out (reading->report, OBS_PANEL_AGAIN, obs_csv_name (one->csv),
                                  obs_csv_line (one->csv, one->at_row),
                                  obs_csv_column (one->csv, (guint) one->at_column), "");
      /* The one behind stays and is compared with the next before. */
      g_ptr_array_remove_index (answers, i - 2);
    }
}

static void
count_people (PanelReading *reading, const GPtrArray *answers)
{
  g_autoptr (GHashTable) firms = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < answers->len; i++)
    {
      const PanelAnswer *answer = answers->pdata[i];

      g_hash_table_add (firms, answer->row->firm);
      g_hash_table_add (people, g_strdup_printf ("%s\1%s", answer->row->firm, answer->row->person));
      reading->report->late += answer->late;
    }
  reading->report->answers = answers->len;
  reading->report->firms = g_hash_table_size (firms);
  reading->report->people = g_hash_table_size (people);
}

static ObsPanelAnswers *
read_answers (PanelReading *reading)
{
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func (obs_panel_answer_free);

  for (guint i = 0; i < reading->rows->len; i++)
    obs_panel_extract (reading, reading->rows->pdata[i], answers);
  g_ptr_array_sort (answers, compare_answers);
  drop_doubles (reading, answers);
  count_people (reading, answers);
  if (answers->len == 0)
    {
      obs_panel_report_fault (
          reading->report,
          g_strdup (_ ("responses.ini: none of the answers in the exports can be counted; the "
                       "lines that are left out say why.")));
      return NULL;
    }
  return obs_panel_count (reading, answers);
}

static void
reading_clear (PanelReading *reading)
{
  g_clear_pointer (&reading->rows, g_ptr_array_unref);
  g_clear_pointer (&reading->exports, g_ptr_array_unref);
  g_clear_pointer (&reading->repeats, g_hash_table_unref);
  g_clear_pointer (&reading->tables, g_ptr_array_unref);
  obs_panel_registers_clear (&reading->registers);
}

/* As the lines stand in the files. */
static int
compare_left_out (gconstpointer a, gconstpointer b)
{
  const ObsPanelLeftOut *one = *(const ObsPanelLeftOut *const *) a;
  const ObsPanelLeftOut *two = *(const ObsPanelLeftOut *const *) b;
  int order = strcmp (one->file, two->file);

  if (order == 0 && one->line != two->line)
    return one->line < two->line ? -1 : 1;
  return order != 0 ? order : strcmp (one->column, two->column);
}

gboolean
obs_panel_has_responses (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "responses.ini", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

ObsPanelAnswers *
obs_panel_read_responses (const char *folder, const ObsSurvey *survey, ObsPanelReport *report)
{
  g_autoptr (ObsMapping) mapping = NULL;
  PanelReading reading = { .folder = folder, .survey = survey, .report = report };
  ObsPanelAnswers *answers = NULL;

  g_return_val_if_fail (folder != NULL && survey != NULL && report != NULL, NULL);
  mapping = obs_mapping_load (folder, survey, report);
  if (mapping == NULL)
    return NULL;
  reading.mapping = mapping;
  if (obs_panel_registers_load (&reading.registers, folder, survey, mapping, report)
      && obs_panel_rows_load (&reading))
    answers = read_answers (&reading);
  reading_clear (&reading);
  g_ptr_array_sort (report->left_out, compare_left_out);
  return answers;
}

static void
asked_free (ObsPanelAsked *asked)
{
  g_free (asked->monday);
  g_free (asked->series);
  g_free (asked->part);
  g_free (asked);
}

void
obs_panel_answers_free (ObsPanelAnswers *answers)
{
  if (answers == NULL)
    return;
  obs_panel_free (answers->firms);
  obs_panel_free (answers->people);
  for (guint i = 0; i < answers->asked->len; i++)
    asked_free (answers->asked->pdata[i]);
  g_ptr_array_unref (answers->asked);
  g_free (answers);
}
