/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/panel-export-private.h"

#include <math.h>
#include <string.h>

/* The answers that stand in a row of an export. */

#define TOP 3

typedef struct
{
  PanelReading *reading;
  const PanelRow *row;
  const ObsMappedAnswer *section;
  GPtrArray *answers; /* of PanelAnswer * */
  guint first;        /* index of the first answer of this section */
} Extract;

/* A text of an answer, and where it stands. */
typedef struct
{
  const ObsCsv *csv;
  guint row;
  int column;
  const char *text;
} Place;

void
obs_panel_answer_free (gpointer data)
{
  PanelAnswer *answer = data;

  if (answer == NULL)
    return;
  g_array_unref (answer->marks);
  g_free (answer);
}

static void
leave_out (const Extract *extract, ObsPanelReason reason, const Place *place)
{
  obs_panel_report_leave_out (extract->reading->report, reason, obs_csv_name (place->csv),
                              obs_csv_line (place->csv, place->row),
                              obs_csv_column (place->csv, (guint) place->column), place->text);
}

static Place
place_of (const Extract *extract, int column)
{
  const PanelExport *export = extract->row->export;

  return (Place){ export->csv, extract->row->row, column,
                  obs_csv_get (export->csv, extract->row->row, (guint) column) };
}

static gboolean
is_blank (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;
  return *text == '\0';
}

static gboolean
is_missing (const Extract *extract, const char *text)
{
  return obs_mapping_has (extract->section->missing, text);
}

/* TRUE where the columns cannot be told to be about @wave: a later version of its question was
 * asked by then, and the section says neither version nor day. */
static gboolean
is_doubtful (const Extract *extract, const ObsSurveyWave *wave)
{
  const GPtrArray *waves = extract->reading->survey->waves;

  for (guint i = 0; i < waves->len; i++)
    {
      const ObsSurveyWave *other = waves->pdata[i];

      if (g_date_compare (&other->day, &extract->row->day) <= 0
          && strcmp (other->question->id, wave->question->id) == 0
          && other->question->version > wave->question->version)
        return extract->section->version == 0 && !extract->section->has_day;
    }
  return FALSE;
}

/* The day that is answered: the last on or before the submission on which the question was asked,
 * with this item, or with the part of the section where @item is NULL. Columns of one version never
 * answer another. NULL: none. */
static const ObsSurveyWave *
find_wave (const Extract *extract, const char *item)
{
  const ObsMappedAnswer *section = extract->section;
  const GPtrArray *waves = extract->reading->survey->waves;
  const ObsSurveyWave *found = NULL;

  for (guint i = 0; i < waves->len; i++)
    {
      const ObsSurveyWave *wave = waves->pdata[i];
      const char *part = section->part;

      if (g_date_compare (&wave->day, &extract->row->day) > 0)
        break;
      if (strcmp (wave->question->id, section->question) != 0
          || (section->version != 0 && section->version != wave->question->version)
          || (section->has_day && g_date_compare (&wave->day, &section->day) != 0))
        continue;
      if (item != NULL)
        {
          const ObsSurveyItem *of = obs_survey_find_item (wave->question, item);

          part = of != NULL ? of->part : NULL;
        }
      if (g_strcmp0 (part, wave->part) == 0)
        found = wave;
    }
  return found != NULL && is_doubtful (extract, found) ? NULL : found;
}

/* The answer to the question of a day; NULL, with the reason told, where it may not count. */
static PanelAnswer *
answer_to (Extract *extract, const ObsSurveyWave *wave, const Place *place)
{
  const ObsMapping *mapping = extract->reading->mapping;
  PanelAnswer *answer;
  gboolean late;

  if (wave == NULL)
    {
      leave_out (extract, OBS_PANEL_NOT_ASKED, place);
      return NULL;
    }
  for (guint i = extract->first; i < extract->answers->len; i++)
    {
      answer = extract->answers->pdata[i];
      if (answer->wave == wave)
        return answer;
    }
  late = g_date_days_between (&wave->day, &extract->row->day) > mapping->grace;
  if (late && mapping->refuse_late)
    {
      leave_out (extract, OBS_PANEL_LATE, place);
      return NULL;
    }
  answer = g_new0 (PanelAnswer, 1);
  answer->row = extract->row;
  answer->wave = wave;
  answer->late = late;
  answer->csv = place->csv;
  answer->at_row = place->row;
  answer->at_column = place->column;
  answer->marks = g_array_new (FALSE, FALSE, sizeof (PanelMark));
  g_ptr_array_add (extract->answers, answer);
  return answer;
}

static void
add_mark (PanelAnswer *answer, const ObsSurveyItem *item, const char *horizon, double value)
{
  PanelMark mark = { item, horizon, value };

  g_array_append_val (answer->marks, mark);
}

/* An answer that turned out to be none. */
static void
drop_answer (Extract *extract, PanelAnswer *answer)
{
  g_ptr_array_remove (extract->answers, answer);
}

/* --- Texts ------------------------------------------------------------------------------------ */

static const ObsSurveyItem *
find_option (const Extract *extract, const ObsSurveyWave *wave, const char *text)
{
  g_autofree char *folded = obs_mapping_fold (text);
  const char *code = g_hash_table_lookup (extract->section->options, folded);
  const ObsSurveyQuestion *question = wave->question;

  for (guint i = 0; i < question->items->len; i++)
    {
      const ObsSurveyItem *item = question->items->pdata[i];
      g_autofree char *label = obs_mapping_fold (item->label);
      g_autofree char *own = obs_mapping_fold (item->code);

      if (strcmp (item->part, wave->part) != 0)
        continue;
      if (code != NULL
              ? strcmp (item->code, code) == 0
              : strcmp (own, folded) == 0 || (*label != '\0' && strcmp (label, folded) == 0))
        return item;
    }
  return NULL;
}

/* A whole number, as "7", "7.0" or by its text; per cent may have decimals and a sign. */
static gboolean
parse_number (const Extract *extract, const ObsSurveyQuestion *question, const char *text,
              double low, double high, double *value)
{
  g_autofree char *folded = obs_mapping_fold (text);
  const char *alias = g_hash_table_lookup (extract->section->options, folded);
  gboolean percent = question->form == OBS_SURVEY_PERCENT;
  const char *from = alias != NULL ? alias : folded;
  char *end;

  if (!g_ascii_isdigit (*from))
    return FALSE;
  for (const char *p = from; *p != '\0'; p++)
    if (!g_ascii_isdigit (*p) && strchr (percent ? ".% " : ".", *p) == NULL)
      return FALSE;
  *value = g_ascii_strtod (from, &end);
  while (percent && (*end == ' ' || *end == '%'))
    end++;
  return *end == '\0' && *value >= low && *value <= high && (percent || floor (*value) == *value);
}

/* 1 chosen, 0 not chosen, -1 neither. */
static int
parse_tick (const Extract *extract, ObsSurveyForm form, const char *text)
{
  static const char *const yes[] = { "y", "yes", "1", "true", "x", "selected", "checked", NULL };
  static const char *const no[]
      = { "", "n", "no", "0", "false", "not selected", "unchecked", NULL };
  g_autofree char *folded = obs_mapping_fold (text);

  if (g_strv_contains (yes, folded)
      || (form == OBS_SURVEY_TOP3 && (strcmp (folded, "2") == 0 || strcmp (folded, "3") == 0)))
    return 1;
  return g_strv_contains (no, folded) ? 0 : -1;
}

/* --- Chosen options --------------------------------------------------------------------------- */

/* Writes 1 for what is in @chosen (of const ObsSurveyItem *) and 0 for the rest of the part; for a
 * ranking the place. FALSE where the options are too many, twice or, for a ranking, too few. */
static gboolean
mark_options (PanelAnswer *answer, const GPtrArray *chosen)
{
  const ObsSurveyQuestion *question = answer->wave->question;
  guint shown = 0;

  for (guint i = 0; i < chosen->len; i++)
    for (guint j = 0; j < i; j++)
      if (chosen->pdata[i] == chosen->pdata[j])
        return FALSE;
  if (question->form == OBS_SURVEY_TOP3 && chosen->len > TOP)
    return FALSE;
  for (guint i = 0; i < question->items->len; i++)
    {
      ObsSurveyItem *item = question->items->pdata[i];
      guint at = 0;

      if (strcmp (item->part, answer->wave->part) != 0)
        continue;
      shown++;
      if (!g_ptr_array_find ((GPtrArray *) chosen, item, &at))
        add_mark (answer, item, "", 0);
      else
        add_mark (answer, item, "", question->form == OBS_SURVEY_RANK ? at + 1 : 1);
    }
  return question->form != OBS_SURVEY_RANK || chosen->len == shown;
}

/* The options named by @texts (of const char *), in order. */
static void
extract_options (Extract *extract, const GPtrArray *texts, const Place *place)
{
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();
  const ObsSurveyWave *wave = find_wave (extract, NULL);
  gboolean none = FALSE;
  PanelAnswer *answer;

  if (texts->len == 0)
    return;
  answer = answer_to (extract, wave, place);
  if (answer == NULL)
    return;
  for (guint i = 0; i < texts->len; i++)
    {
      const char *text = texts->pdata[i];
      const ObsSurveyItem *item = find_option (extract, wave, text);

      if (item != NULL)
        g_ptr_array_add (chosen, (gpointer) item);
      else if (obs_mapping_has (extract->section->none, text))
        none = TRUE;
      else if (!is_missing (extract, text))
        {
          leave_out (extract, OBS_PANEL_UNKNOWN_OPTION, place);
          drop_answer (extract, answer);
          return;
        }
    }
  if (chosen->len == 0 && !none)
    leave_out (extract, OBS_PANEL_MISSING, place);
  else if (mark_options (answer, chosen))
    return;
  else
    leave_out (extract, OBS_PANEL_BAD_LIST, place);
  drop_answer (extract, answer);
}

static void
extract_list (Extract *extract, const GArray *columns)
{
  Place place = place_of (extract, g_array_index (columns, int, 0));
  const char *separator = extract->section->separator;
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  g_auto (GStrv) parts = strcmp (separator, " ") == 0 ? g_strsplit_set (place.text, " \t\r\n", -1)
                                                      : g_strsplit (place.text, separator, -1);

  for (gsize i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      g_ptr_array_add (texts, parts[i]);
  extract_options (extract, texts, &place);
}

/* --- Shapes ----------------------------------------------------------------------------------- */

static void
extract_one (Extract *extract, const GArray *columns)
{
  Place place = place_of (extract, g_array_index (columns, int, 0));
  const ObsSurveyWave *wave;
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  PanelAnswer *answer;
  double value;

  if (is_blank (place.text))
    return;
  if (is_missing (extract, place.text))
    {
      leave_out (extract, OBS_PANEL_MISSING, &place);
      return;
    }
  wave = find_wave (extract, NULL);
  if (wave == NULL || !obs_survey_form_is_number (wave->question->form))
    {
      g_ptr_array_add (texts, (gpointer) place.text);
      extract_options (extract, texts, &place);
      return;
    }
  answer = answer_to (extract, wave, &place);
  if (answer == NULL)
    return;
  if (parse_number (extract, wave->question, place.text, wave->question->low, wave->question->high,
                    &value))
    add_mark (answer, wave->question->items->pdata[0], "", value);
  else
    {
      leave_out (extract, OBS_PANEL_OFF_SCALE, &place);
      drop_answer (extract, answer);
    }
}

static void
extract_places (Extract *extract, const GArray *columns)
{
  Place place = place_of (extract, g_array_index (columns, int, 0));
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();

  for (guint i = 0; i < columns->len; i++)
    {
      Place at = place_of (extract, g_array_index (columns, int, i));

      if (!is_blank (at.text))
        g_ptr_array_add (texts, (gpointer) at.text);
    }
  extract_options (extract, texts, &place);
}

/* One number of a question that rates or ranks several things. */
static void
extract_number (Extract *extract, const char *code, const char *horizon, const Place *place)
{
  const ObsSurveyWave *wave;
  PanelAnswer *answer;
  gboolean rank;
  double value;

  if (is_blank (place->text))
    return;
  if (is_missing (extract, place->text))
    {
      leave_out (extract, OBS_PANEL_MISSING, place);
      return;
    }
  wave = find_wave (extract, code);
  answer = answer_to (extract, wave, place);
  if (answer == NULL)
    return;
  rank = wave->question->form == OBS_SURVEY_RANK;
  if (parse_number (extract, wave->question, place->text, rank ? 1 : wave->question->low,
                    rank ? (int) wave->question->items->len : wave->question->high, &value))
    add_mark (answer, obs_survey_find_item (wave->question, code), horizon, value);
  else
    leave_out (extract, OBS_PANEL_OFF_SCALE, place);
}

/* Rankings must give each place once; an answer without any mark is none. */
static void
check_numbers (Extract *extract)
{
  for (guint i = extract->answers->len; i > extract->first; i--)
    {
      PanelAnswer *answer = extract->answers->pdata[i - 1];
      const ObsSurveyQuestion *question = answer->wave->question;
      Place place = { answer->csv, answer->at_row, answer->at_column, "" };
      gboolean good = TRUE;
      guint shown = 0;

      for (guint j = 0; j < question->items->len; j++)
        shown += strcmp (((ObsSurveyItem *) question->items->pdata[j])->part, answer->wave->part)
                 == 0;
      for (guint j = 0; j < answer->marks->len; j++)
        for (guint k = 0; k < j; k++)
          {
            const PanelMark *one = &g_array_index (answer->marks, PanelMark, j);
            const PanelMark *two = &g_array_index (answer->marks, PanelMark, k);

            good = good && !(one->item == two->item && strcmp (one->horizon, two->horizon) == 0)
                   && (question->form != OBS_SURVEY_RANK || one->value != two->value);
          }
      if (question->form == OBS_SURVEY_RANK && answer->marks->len != shown)
        good = FALSE;
      if (!good && answer->marks->len > 0)
        leave_out (extract, OBS_PANEL_BAD_LIST, &place);
      if (!good || answer->marks->len == 0)
        drop_answer (extract, answer);
    }
}

/* Ticks of the options of one question: nothing at all is no answer, one tick makes the others
 * "not chosen". */
static void
extract_ticks (Extract *extract, const GArray *columns)
{
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();
  const ObsMappedAnswer *section = extract->section;
  Place first = place_of (extract, g_array_index (columns, int, 0));
  PanelAnswer *answer = NULL;
  const ObsSurveyWave *wave;
  guint said = 0, missing = 0, ticks = 0;

  for (guint i = 0; i < columns->len; i++)
    {
      Place place = place_of (extract, g_array_index (columns, int, i));

      missing += !is_blank (place.text) && is_missing (extract, place.text);
      said += !is_blank (place.text);
    }
  if (said == 0)
    return;
  if (said == missing)
    {
      leave_out (extract, OBS_PANEL_MISSING, &first);
      return;
    }
  wave = find_wave (extract, ((ObsMappedColumn *) section->columns->pdata[0])->item);
  answer = answer_to (extract, wave, &first);
  for (guint i = 0; answer != NULL && i < columns->len; i++)
    {
      const ObsMappedColumn *mapped = section->columns->pdata[i];
      const ObsSurveyItem *item = obs_survey_find_item (wave->question, mapped->item);
      Place place = place_of (extract, g_array_index (columns, int, i));
      int tick = is_missing (extract, place.text)
                     ? 0
                     : parse_tick (extract, wave->question->form, place.text);

      if (tick < 0 || (item != NULL && strcmp (item->part, wave->part) != 0))
        {
          leave_out (extract, tick < 0 ? OBS_PANEL_UNKNOWN_OPTION : OBS_PANEL_NOT_ASKED, &place);
          drop_answer (extract, answer);
          return;
        }
      ticks += tick == 1;
      if (item != NULL)
        add_mark (answer, item, "", tick);
    }
  if (answer != NULL && wave->question->form == OBS_SURVEY_TOP3 && (ticks == 0 || ticks > TOP))
    {
      leave_out (extract, OBS_PANEL_BAD_LIST, &first);
      drop_answer (extract, answer);
    }
}

static gboolean
is_ticks (const Extract *extract)
{
  const GPtrArray *questions = extract->reading->survey->questions;

  for (guint i = 0; i < questions->len; i++)
    {
      const ObsSurveyQuestion *question = questions->pdata[i];

      if (strcmp (question->id, extract->section->question) == 0
          && (extract->section->version == 0 || extract->section->version == question->version))
        return !obs_survey_form_is_number (question->form);
    }
  return FALSE;
}

static void
extract_each (Extract *extract, const GArray *columns)
{
  if (is_ticks (extract))
    {
      extract_ticks (extract, columns);
      return;
    }
  for (guint i = 0; i < columns->len; i++)
    {
      const ObsMappedColumn *mapped = extract->section->columns->pdata[i];
      Place place = place_of (extract, g_array_index (columns, int, i));

      extract_number (extract, mapped->item, mapped->horizon, &place);
    }
  check_numbers (extract);
}

/* The item that a line of a repeat is about, in any version of the question. */
static const char *
repeat_item (const Extract *extract, const char *text)
{
  const GPtrArray *questions = extract->reading->survey->questions;
  g_autofree char *folded = obs_mapping_fold (text);
  const char *code = g_hash_table_lookup (extract->section->options, folded);

  for (guint i = 0; i < questions->len; i++)
    {
      const ObsSurveyQuestion *question = questions->pdata[i];

      for (guint j = 0; j < question->items->len; j++)
        {
          const ObsSurveyItem *item = question->items->pdata[j];
          g_autofree char *label = obs_mapping_fold (item->label);

          if (strcmp (question->id, extract->section->question) == 0
              && (strcmp (item->code, code != NULL ? code : text) == 0
                  || (*label != '\0' && strcmp (label, folded) == 0)))
            return item->code;
        }
    }
  return NULL;
}

static void
extract_repeat (Extract *extract)
{
  const ObsMappedAnswer *section = extract->section;
  const PanelExport *export = extract->row->export;
  const char *key
      = export->key >= 0 ? obs_csv_get (export->csv, extract->row->row, (guint) export->key) : "";
  GHashTable *by_key = g_hash_table_lookup (extract->reading->repeats, section->name);
  const GPtrArray *lines = by_key != NULL ? g_hash_table_lookup (by_key, key) : NULL;
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Place first = { 0 };

  for (guint i = 0; lines != NULL && i < lines->len; i++)
    {
      const PanelRepeatLine *line = lines->pdata[i];
      int column = obs_panel_table_find (line->csv, section->item_column);
      const char *item = obs_csv_get (line->csv, line->row, (guint) column);
      Place place = { line->csv, line->row, column, item };

      if (section->value_column != NULL)
        {
          place.column = obs_panel_table_find (line->csv, section->value_column);
          place.text = obs_csv_get (line->csv, line->row, (guint) place.column);
        }
      /* The same line in two exports counts once. */
      if (!g_hash_table_add (seen, g_strdup_printf ("%s\1%s", item, place.text)))
        continue;
      if (i == 0)
        first = place;
      if (section->value_column == NULL)
        g_ptr_array_add (texts, (gpointer) item);
      else if (repeat_item (extract, item) != NULL)
        extract_number (extract, repeat_item (extract, item), "", &place);
      else
        leave_out (extract, OBS_PANEL_UNKNOWN_OPTION, &place);
    }
  if (section->value_column == NULL && texts->len > 0)
    extract_options (extract, texts, &first);
  else
    check_numbers (extract);
}

void
obs_panel_extract (PanelReading *reading, const PanelRow *row, GPtrArray *answers)
{
  for (guint i = 0; i < reading->mapping->answers->len; i++)
    {
      const ObsMappedAnswer *section = reading->mapping->answers->pdata[i];
      const GArray *columns = row->export->columns[i];
      Extract extract = { reading, row, section, answers, answers->len };

      if (section->shape == OBS_SHAPE_REPEAT)
        extract_repeat (&extract);
      else if (columns->len == 0)
        continue;
      else if (section->shape == OBS_SHAPE_ONE)
        extract_one (&extract, columns);
      else if (section->shape == OBS_SHAPE_LIST)
        extract_list (&extract, columns);
      else if (section->shape == OBS_SHAPE_PLACES)
        extract_places (&extract, columns);
      else
        extract_each (&extract, columns);
    }
}
