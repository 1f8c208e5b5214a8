/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/panel-export-private.h"

#include <stdlib.h>
#include <string.h>

/* From people to firms: one answer a firm, and numbers in place of ids. */

#define TOP 3

typedef struct
{
  PanelReading *reading;
  ObsPanelAnswers *out;
  GHashTable *firms;  /* folded id to GUINT_TO_POINTER (index) */
  GHashTable *people; /* firm \1 person to index */
  GHashTable *groups; /* group to number */
} Counting;

/* --- Numbers in place of ids ------------------------------------------------------------------ */

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Keys of @table get the numbers 0 … in their order, so that rows may come in any. */
static GPtrArray *
number_keys (GHashTable *table)
{
  GPtrArray *keys = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (keys, key);
  g_ptr_array_sort (keys, compare_texts);
  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      gpointer *at = bsearch (&key, keys->pdata, keys->len, sizeof (gpointer), compare_texts);

      g_hash_table_iter_replace (&iter, GUINT_TO_POINTER ((guint) (at - keys->pdata)));
    }
  return keys;
}

static char *
person_key (const PanelRow *row)
{
  return g_strdup_printf ("%s\1%s", row->firm, row->person);
}

static const PanelFirm *
firm_of (const Counting *counting, const char *id)
{
  return g_hash_table_lookup (counting->reading->registers.firms, id);
}

static void
add_business (const Counting *counting, ObsPanel *panel, const PanelFirm *firm, char letter)
{
  ObsBusiness *business = g_new0 (ObsBusiness, 1);

  business->id = g_strdup_printf ("%c%u", letter, panel->businesses->len + 1);
  business->sector = g_strdup (firm->sector);
  business->size = g_strdup (firm->size);
  business->area = g_strdup (firm->area);
  business->role = g_strdup ("");
  business->group = g_strdup_printf (
      "G%u", GPOINTER_TO_UINT (g_hash_table_lookup (counting->groups, firm->group)) + 1);
  g_ptr_array_add (panel->businesses, business);
}

static void
number_all (Counting *counting, const GPtrArray *answers)
{
  g_autoptr (GPtrArray) firms = NULL;
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (GPtrArray) groups = NULL;

  for (guint i = 0; i < answers->len; i++)
    {
      const PanelRow *row = ((PanelAnswer *) answers->pdata[i])->row;

      g_hash_table_insert (counting->firms, row->firm, NULL);
      g_hash_table_insert (counting->groups, firm_of (counting, row->firm)->group, NULL);
      g_hash_table_insert (counting->people, person_key (row), NULL);
    }
  groups = number_keys (counting->groups);
  firms = number_keys (counting->firms);
  people = number_keys (counting->people);
  for (guint i = 0; i < firms->len; i++)
    add_business (counting, counting->out->firms, firm_of (counting, firms->pdata[i]), 'F');
  for (guint i = 0; i < people->len; i++)
    {
      const char *key = people->pdata[i];
      g_autofree char *firm = g_strndup (key, strcspn (key, "\1"));

      add_business (counting, counting->out->people, firm_of (counting, firm), 'P');
    }
}

static void
add_responses (ObsPanel *panel, guint business, const ObsSurveyWave *wave, const GArray *marks,
               ObsCount count)
{
  g_autofree char *monday = obs_survey_monday (&wave->day);

  for (guint i = 0; i < marks->len; i++)
    {
      const PanelMark *mark = &g_array_index (marks, PanelMark, i);
      ObsResponse response = { business,
                               (char *) g_intern_string (wave->question->series),
                               (char *) g_intern_string (mark->item->code),
                               (char *) g_intern_string (mark->horizon),
                               (char *) g_intern_string (monday),
                               wave->week,
                               mark->value,
                               count };

      g_array_append_val (panel->responses, response);
    }
}

/* --- One answer a firm ------------------------------------------------------------------------ */

static const PanelMark *
find_mark (const PanelAnswer *answer, const ObsSurveyItem *item, const char *horizon)
{
  for (guint i = 0; i < answer->marks->len; i++)
    {
      const PanelMark *mark = &g_array_index (answer->marks, PanelMark, i);

      if (mark->item == item && strcmp (mark->horizon, horizon) == 0)
        return mark;
    }
  return NULL;
}

/* How many of the people answered about an item, and the sum of what they said. */
static guint
add_up (const GPtrArray *people, const ObsSurveyItem *item, const char *horizon, double *sum)
{
  guint n = 0;

  *sum = 0;
  for (guint i = 0; i < people->len; i++)
    {
      const PanelMark *mark = find_mark (people->pdata[i], item, horizon);

      if (mark == NULL)
        continue;
      n++;
      *sum += mark->value;
    }
  return n;
}

static void
append_mark (GArray *marks, const ObsSurveyItem *item, const char *horizon, double value)
{
  PanelMark mark = { item, horizon, value };

  g_array_append_val (marks, mark);
}

/* The mean of those who rated the thing. */
static void
merge_numbers (const GPtrArray *people, const ObsSurveyQuestion *question, GArray *marks)
{
  for (guint i = 0; i < question->items->len; i++)
    for (guint h = 0; h < MAX (1, question->horizons->len); h++)
      {
        const char *horizon = question->horizons->len > 0 ? question->horizons->pdata[h] : "";
        double sum;
        guint n = add_up (people, question->items->pdata[i], horizon, &sum);

        if (n > 0)
          append_mark (marks, question->items->pdata[i], horizon, sum / n);
      }
}

/* Any number of options: what at least half of the people chose. */
static void
merge_choices (const GPtrArray *people, const ObsSurveyQuestion *question, GArray *marks)
{
  for (guint i = 0; i < question->items->len; i++)
    {
      double sum;
      guint n = add_up (people, question->items->pdata[i], "", &sum);

      if (n > 0)
        append_mark (marks, question->items->pdata[i], "", 2 * sum >= n);
    }
}

/* The three that most people named; those that tie for the last of the places are all left out. */
static void
merge_top (const GPtrArray *people, const ObsSurveyQuestion *question, GArray *marks)
{
  for (guint i = 0; i < question->items->len; i++)
    {
      guint ahead = 0;
      double sum, other;

      if (add_up (people, question->items->pdata[i], "", &sum) == 0)
        continue;
      for (guint j = 0; j < question->items->len; j++)
        {
          add_up (people, question->items->pdata[j], "", &other);
          ahead += j != i && other >= sum;
        }
      append_mark (marks, question->items->pdata[i], "", sum > 0 && ahead < TOP);
    }
}

/* The item that was chosen last, among those with as many voices as @most. */
static const ObsSurveyItem *
last_choice (const GPtrArray *people, const ObsSurveyQuestion *question, double most)
{
  const ObsSurveyItem *last = NULL;
  gint64 time = G_MININT64;

  for (guint i = 0; i < question->items->len; i++)
    {
      const ObsSurveyItem *item = question->items->pdata[i];
      double sum;

      add_up (people, item, "", &sum);
      for (guint p = 0; p < people->len; p++)
        {
          const PanelAnswer *answer = people->pdata[p];
          const PanelMark *mark = find_mark (answer, item, "");

          if (sum == most && mark != NULL && mark->value != 0 && answer->row->time > time)
            {
              last = item;
              time = answer->row->time;
            }
        }
    }
  return last;
}

/* One option: the one that most people chose. FALSE where they are evenly split. */
static gboolean
merge_choice (const GPtrArray *people, const ObsSurveyQuestion *question, gboolean split_last,
              GArray *marks)
{
  const ObsSurveyItem *winner = NULL;
  double most = 0;
  guint winners = 0;
  double sum;

  for (guint i = 0; i < question->items->len; i++)
    {
      add_up (people, question->items->pdata[i], "", &sum);
      if (sum > most)
        {
          most = sum;
          winners = 0;
          winner = question->items->pdata[i];
        }
      winners += sum == most;
    }
  if (winners > 1 && !split_last)
    return FALSE;
  if (winners > 1)
    winner = last_choice (people, question, most);
  for (guint i = 0; i < question->items->len; i++)
    if (add_up (people, question->items->pdata[i], "", &sum) > 0)
      append_mark (marks, question->items->pdata[i], "", question->items->pdata[i] == winner);
  return TRUE;
}

/* FALSE where the firm has no answer of its own. */
static gboolean
merge (const Counting *counting, const GPtrArray *people, GArray *marks)
{
  const ObsSurveyQuestion *question = ((PanelAnswer *) people->pdata[0])->wave->question;

  switch (question->form)
    {
    case OBS_SURVEY_SCORE:
    case OBS_SURVEY_PERCENT:
    case OBS_SURVEY_RANK:
      merge_numbers (people, question, marks);
      return TRUE;
    case OBS_SURVEY_LIKERT:
    case OBS_SURVEY_CHOICE:
      return merge_choice (people, question, counting->reading->mapping->split_last, marks);
    case OBS_SURVEY_CHOICES:
      merge_choices (people, question, marks);
      return TRUE;
    case OBS_SURVEY_TOP3:
      merge_top (people, question, marks);
      return TRUE;
    case OBS_SURVEY_OTHER:
      break;
    }
  return FALSE;
}

static gboolean
count_firm_as (const Counting *counting, const GPtrArray *people, ObsCount count)
{
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (PanelMark));
  const PanelAnswer *first = people->pdata[0];
  guint firm = GPOINTER_TO_UINT (g_hash_table_lookup (counting->firms, first->row->firm));

  if (!merge (counting, people, marks))
    return FALSE;
  add_responses (counting->out->firms, firm, first->wave, marks, count);
  return TRUE;
}

/* The answer of a firm for the week is that of the people who were in time; for the whole survey,
 * of all of them. */
static void
count_firm (const Counting *counting, const GPtrArray *people)
{
  g_autoptr (GPtrArray) prompt = g_ptr_array_new ();
  const PanelAnswer *first = people->pdata[0];
  gboolean whole = TRUE;

  for (guint i = 0; i < people->len; i++)
    if (!((PanelAnswer *) people->pdata[i])->late)
      g_ptr_array_add (prompt, people->pdata[i]);
  if (prompt->len == people->len)
    whole = count_firm_as (counting, people, OBS_COUNT_BOTH);
  else
    {
      whole = count_firm_as (counting, people, OBS_COUNT_POOLED);
      if (prompt->len > 0)
        whole = count_firm_as (counting, prompt, OBS_COUNT_WEEK) && whole;
    }
  if (!whole)
    obs_panel_report_leave_out (counting->reading->report, OBS_PANEL_SPLIT,
                                obs_csv_name (first->csv), obs_csv_line (first->csv, first->at_row),
                                obs_csv_column (first->csv, (guint) first->at_column), "");
}

/* --- Days ------------------------------------------------------------------------------------- */

/* Days of one week become one: nothing finer than a week leaves. */
static ObsPanelAsked *
asked_in (const ObsPanelAnswers *out, const ObsSurveyWave *wave)
{
  g_autofree char *monday = obs_survey_monday (&wave->day);
  ObsPanelAsked *asked;

  for (guint i = 0; i < out->asked->len; i++)
    {
      asked = out->asked->pdata[i];
      if (strcmp (asked->monday, monday) == 0 && strcmp (asked->series, wave->question->series) == 0
          && strcmp (asked->part, wave->part) == 0)
        return asked;
    }
  asked = g_new0 (ObsPanelAsked, 1);
  asked->monday = g_steal_pointer (&monday);
  asked->week = wave->week;
  asked->series = g_strdup (wave->question->series);
  asked->part = g_strdup (wave->part);
  g_ptr_array_add (out->asked, asked);
  return asked;
}

static void
count_asked (const Counting *counting, const GPtrArray *answers)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const GPtrArray *waves = counting->reading->survey->waves;

  for (guint i = 0; i < waves->len; i++)
    asked_in (counting->out, waves->pdata[i]);
  for (guint i = 0; i < answers->len; i++)
    {
      const PanelAnswer *answer = answers->pdata[i];
      ObsPanelAsked *asked = asked_in (counting->out, answer->wave);

      asked->answered += g_hash_table_add (
          seen, g_strdup_printf ("%p\1%s", (gpointer) asked, answer->row->firm));
    }
}

ObsPanelAnswers *
obs_panel_count (PanelReading *reading, const GPtrArray *answers)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new ();
  ObsPanelAnswers *out = g_new0 (ObsPanelAnswers, 1);
  Counting counting = { reading, out, g_hash_table_new (g_str_hash, g_str_equal),
                        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                        g_hash_table_new (g_str_hash, g_str_equal) };

  out->firms = obs_panel_new ();
  out->people = obs_panel_new ();
  /* Not of the answers: whoever knew all of them but one could try that one against it. */
  out->firms->sha256 = g_strdup (reading->survey->sha256);
  out->people->sha256 = g_strdup (reading->survey->sha256);
  out->asked = g_ptr_array_new ();
  number_all (&counting, answers);
  for (guint i = 0; i < answers->len; i++)
    {
      const PanelAnswer *answer = answers->pdata[i];
      const PanelAnswer *next = i + 1 < answers->len ? answers->pdata[i + 1] : NULL;
      g_autofree char *key = person_key (answer->row);

      add_responses (out->people, GPOINTER_TO_UINT (g_hash_table_lookup (counting.people, key)),
                     answer->wave, answer->marks, answer->late ? OBS_COUNT_POOLED : OBS_COUNT_BOTH);
      g_ptr_array_add (people, (gpointer) answer);
      if (next != NULL && next->wave == answer->wave
          && strcmp (next->row->firm, answer->row->firm) == 0)
        continue;
      count_firm (&counting, people);
      g_ptr_array_set_size (people, 0);
    }
  count_asked (&counting, answers);
  g_hash_table_unref (counting.firms);
  g_hash_table_unref (counting.people);
  g_hash_table_unref (counting.groups);
  return out;
}
