/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/panel-mapping.h"

#include "data/ingest/panel-survey-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FILE_NAME "responses.ini"
#define MAX_GRACE 31

/* What each service calls things, unless the file says otherwise. */
static const struct
{
  const char *key;
  const char *time, *id, *firm, *person, *status;
  const char *separator; /* of a list in one cell; " " for any blank */
  gboolean utc;
} kinds[] = {
  { "odk-central", "SubmissionDate", "KEY", NULL, NULL, "ReviewState", " ", TRUE },
  { "kobo", "_submission_time", "_uuid", NULL, NULL, "_validation_status", " ", TRUE },
  { "limesurvey", "submitdate", "id", NULL, "token", NULL, ";", FALSE },
  { "ms-forms", "Completion time", "ID", NULL, "Email", NULL, ";", FALSE },
  { "own", "time", NULL, "firm", "person", NULL, ";", FALSE },
};

static const char *const shape_keys[] = { "one", "list", "each", "places", "repeat" };
static const char *const date_keys[] = { "iso", "day-first", "month-first" };

typedef struct
{
  ObsMapping *out;
  const ObsSurvey *survey;
  ObsPanelReport *report;
  GKeyFile *file;
  const char *text;
} Reading;

/* --- Memory and folding ----------------------------------------------------------------------- */

static void
column_free (gpointer data)
{
  ObsMappedColumn *column = data;

  g_free (column->item);
  g_free (column->horizon);
  g_free (column->column);
  g_free (column);
}

static void
answer_free (gpointer data)
{
  ObsMappedAnswer *answer = data;

  g_free (answer->name);
  g_free (answer->question);
  g_free (answer->part);
  g_free (answer->separator);
  g_free (answer->file);
  g_free (answer->parent);
  g_free (answer->item_column);
  g_free (answer->value_column);
  g_ptr_array_unref (answer->columns);
  g_hash_table_unref (answer->options);
  g_hash_table_unref (answer->missing);
  g_hash_table_unref (answer->none);
  g_free (answer);
}

void
obs_mapping_free (ObsMapping *mapping)
{
  if (mapping == NULL)
    return;
  g_strfreev (mapping->files);
  g_clear_pointer (&mapping->zone, g_time_zone_unref);
  g_free (mapping->firms);
  g_free (mapping->people);
  g_free (mapping->withdrawn);
  g_free (mapping->time);
  g_free (mapping->key);
  g_free (mapping->person);
  g_free (mapping->firm);
  g_free (mapping->consent);
  g_free (mapping->status);
  g_clear_pointer (&mapping->yes, g_hash_table_unref);
  g_clear_pointer (&mapping->no, g_hash_table_unref);
  g_clear_pointer (&mapping->sectors, g_hash_table_unref);
  g_clear_pointer (&mapping->areas, g_hash_table_unref);
  g_ptr_array_unref (mapping->answers);
  g_free (mapping);
}

char *
obs_mapping_fold (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean gap = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || c == 0xa0 || c == 0xfeff)
        {
          gap = out->len > 0;
          continue;
        }
      if (gap)
        g_string_append_c (out, ' ');
      gap = FALSE;
      if (c == 0x2019 || c == 0x2018) /* services change the apostrophe */
        c = '\'';
      g_string_append_unichar (out, c);
    }
  return g_utf8_casefold (out->str, (gssize) out->len);
}

gboolean
obs_mapping_has (GHashTable *folded, const char *text)
{
  g_autofree char *key = obs_mapping_fold (text);

  return g_hash_table_contains (folded, key);
}

static GHashTable *
new_texts (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* --- Faults with the line of the file --------------------------------------------------------- */

/* Line of a key in its section; of the section where @key is NULL or not there. */
static guint
find_line (const Reading *reading, const char *group, const char *key)
{
  g_auto (GStrv) lines = g_strsplit (reading->text, "\n", -1);
  gboolean inside = FALSE;
  guint section = 1;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);
      gsize length = key != NULL ? strlen (key) : 0;

      if (*line == '[')
        {
          g_autofree char *heading = g_strdup_printf ("[%s]", group);

          inside = strcmp (line, heading) == 0;
          if (inside)
            section = i + 1;
        }
      else if (inside && key != NULL && strncmp (line, key, length) == 0)
        {
          const char *after = line + length;

          while (*after == ' ' || *after == '\t')
            after++;
          if (*after == '=')
            return i + 1;
        }
    }
  return section;
}

static void fault (const Reading *reading, const char *group, const char *key, const char *format,
                   ...) G_GNUC_PRINTF (4, 5);

static void
fault (const Reading *reading, const char *group, const char *key, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (key != NULL)
    /* TRANSLATORS: file, line, section, key, a whole sentence. */
    obs_panel_report_fault (
        reading->report, g_strdup_printf (_ ("%s, line %u, [%s] %s: %s"), FILE_NAME,
                                          find_line (reading, group, key), group, key, sentence));
  else
    obs_panel_report_fault (reading->report,
                            g_strdup_printf (_ ("%s, line %u, [%s]: %s"), FILE_NAME,
                                             find_line (reading, group, NULL), group, sentence));
}

/* --- Values ----------------------------------------------------------------------------------- */

/* (transfer full): NULL where the key is missing or empty and there is no @otherwise. */
static char *
take (const Reading *reading, const char *group, const char *key, const char *otherwise)
{
  g_autofree char *text = g_key_file_get_string (reading->file, group, key, NULL);

  if (text != NULL && *g_strstrip (text) != '\0')
    return g_steal_pointer (&text);
  return g_strdup (otherwise);
}

static char *
take_needed (const Reading *reading, const char *group, const char *key, const char *otherwise)
{
  char *text = take (reading, group, key, otherwise);

  if (text == NULL)
    fault (reading, group, NULL, _ ("The line “%s=…” is missing; add it."), key);
  return text;
}

/* One of the words in @words; its place comes back. */
static guint
take_word (const Reading *reading, const char *group, const char *key, const char *const *words,
           guint n, guint otherwise)
{
  g_autofree char *text = take (reading, group, key, NULL);
  g_autofree char *all = NULL;
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  if (text == NULL)
    return otherwise;
  for (guint i = 0; i < n; i++)
    {
      if (strcmp (text, words[i]) == 0)
        return i;
      g_ptr_array_add (list, (gpointer) words[i]);
    }
  g_ptr_array_add (list, NULL);
  all = g_strjoinv (", ", (char **) list->pdata);
  fault (reading, group, key, _ ("“%s” is not known; write one of: %s."), text, all);
  return otherwise;
}

/* Adds the texts of a list "a|b|c", folded; each stands for @value. */
static void
add_texts (GHashTable *texts, const char *list, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (list, "|", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      g_hash_table_insert (texts, obs_mapping_fold (parts[i]), g_strdup (value));
}

static GHashTable *
take_texts (const Reading *reading, const char *group, const char *key, const char *otherwise)
{
  GHashTable *texts = new_texts ();
  g_autofree char *list = take (reading, group, key, otherwise);

  if (list != NULL)
    add_texts (texts, list, "");
  return texts;
}

/* Codes are compared as they stand. */
static GHashTable *
take_codes (const Reading *reading, const char *key, GHashTable *known)
{
  g_autofree char *list = take (reading, "responses", key, NULL);
  g_auto (GStrv) parts = list != NULL ? g_strsplit_set (list, "|; ", -1) : NULL;
  GHashTable *codes;

  if (list == NULL)
    return NULL;
  codes = new_texts ();
  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (*parts[i] == '\0')
        continue;
      if (known != NULL && !g_hash_table_contains (known, parts[i]))
        fault (reading, "responses", key,
               _ ("“%s” is not in the reference tables; correct it, or add it there."), parts[i]);
      g_hash_table_insert (codes, g_strdup (parts[i]), g_strdup (""));
    }
  return codes;
}

/* A key that means nothing is a fault: a slip of the pen would otherwise have no effect. */
static void
check_keys (const Reading *reading, const char *group, const char *const *known)
{
  g_auto (GStrv) keys = g_key_file_get_keys (reading->file, group, NULL, NULL);
  gboolean answer = g_str_has_prefix (group, "answer ");

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    if (!g_strv_contains (known, keys[i])
        && !(answer
             && (g_str_has_prefix (keys[i], "item ") || g_str_has_prefix (keys[i], "option ")
                 || g_str_has_prefix (keys[i], "value "))))
      fault (reading, group, keys[i], "%s", _ ("This key is not known; PANEL.md lists them."));
}

/* --- Sections --------------------------------------------------------------------------------- */

static void
read_responses (Reading *reading)
{
  static const char *const known[]
      = { "kind",  "files",  "time-zone", "times",   "dates", "grace",   "late", "split",
          "firms", "people", "withdrawn", "sectors", "areas", "missing", NULL };
  static const char *const late[] = { "pool", "refuse" };
  static const char *const split[] = { "leave-out", "last" };
  static const char *const times[] = { "local", "utc" };
  const char *kind_keys[G_N_ELEMENTS (kinds)];
  const char *group = "responses";
  ObsMapping *out = reading->out;
  g_autofree char *kind = take_needed (reading, group, "kind", NULL);
  g_autofree char *files = take_needed (reading, group, "files", NULL);
  g_autofree char *zone = take_needed (reading, group, "time-zone", "Europe/London");
  g_autofree char *grace = take (reading, group, "grace", "0");
  g_autofree char *dates = take (reading, group, "dates", NULL);
  guint64 days = 0;

  check_keys (reading, group, known);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    kind_keys[i] = kinds[i].key;
  if (kind != NULL)
    out->kind = (ObsExportKind) take_word (reading, group, "kind", kind_keys, G_N_ELEMENTS (kinds),
                                           OBS_EXPORT_OWN);
  out->files = g_strsplit (files != NULL ? files : "", "|", -1);
  out->zone = g_time_zone_new_identifier (zone);
  if (out->zone == NULL)
    fault (reading, group, "time-zone", _ ("“%s” is not a time zone; write Europe/London."), zone);
  out->times_utc = take_word (reading, group, "times", times, G_N_ELEMENTS (times),
                              kinds[out->kind].utc ? 1 : 0)
                   == 1;
  out->dates = (ObsDateOrder) take_word (reading, group, "dates", date_keys,
                                         G_N_ELEMENTS (date_keys), OBS_DATES_ISO);
  if (out->kind == OBS_EXPORT_MS_FORMS && dates == NULL)
    fault (reading, group, NULL, "%s",
           _ ("Forms writes dates as the computer does that saved the table: say “dates=day-first” "
              "for 19/01/2026 or “dates=month-first” for 1/19/26."));
  if (!g_ascii_string_to_unsigned (grace, 10, 0, MAX_GRACE, &days, NULL))
    fault (reading, group, "grace", _ ("“%s” is not a whole number from 0 to %d."), grace,
           MAX_GRACE);
  out->grace = (int) days;
  out->refuse_late = take_word (reading, group, "late", late, G_N_ELEMENTS (late), 0) == 1;
  out->split_last = take_word (reading, group, "split", split, G_N_ELEMENTS (split), 0) == 1;
  out->firms = take (reading, group, "firms", "firms.csv");
  out->people = take (reading, group, "people", NULL);
  out->withdrawn = take (reading, group, "withdrawn", NULL);
  out->sectors = take_codes (reading, "sectors", reading->survey->sectors);
  out->areas = take_codes (reading, "areas", reading->survey->areas);
}

static void
read_columns (Reading *reading)
{
  static const char *const known[]
      = { "time", "key", "person", "firm", "consent", "consent-yes", "consent-no", "status", NULL };
  const char *group = "columns";
  ObsMapping *out = reading->out;

  check_keys (reading, group, known);
  out->time = take_needed (reading, group, "time", kinds[out->kind].time);
  out->key = take (reading, group, "key", kinds[out->kind].id);
  out->person = take_needed (reading, group, "person", kinds[out->kind].person);
  out->firm = out->people != NULL ? take (reading, group, "firm", NULL)
                                  : take_needed (reading, group, "firm", kinds[out->kind].firm);
  out->consent = take (reading, group, "consent", NULL);
  out->status = take (reading, group, "status", kinds[out->kind].status);
  out->yes = take_texts (reading, group, "consent-yes", "yes|y|1|true|ok");
  out->no = take_texts (reading, group, "consent-no", "no|n|0|false");
}

static const ObsSurveyQuestion *
find_question (const Reading *reading, const ObsMappedAnswer *answer, const char *item)
{
  for (guint i = 0; i < reading->survey->questions->len; i++)
    {
      const ObsSurveyQuestion *question = reading->survey->questions->pdata[i];

      if (strcmp (question->id, answer->question) == 0
          && (answer->version == 0 || question->version == answer->version)
          && (item == NULL || obs_survey_find_item (question, item) != NULL))
        return question;
    }
  return NULL;
}

static void
add_column (ObsMappedAnswer *answer, const char *item, const char *horizon, const char *column)
{
  ObsMappedColumn *mapped = g_new0 (ObsMappedColumn, 1);

  mapped->item = g_strdup (item);
  mapped->horizon = g_strdup (horizon);
  mapped->column = g_strdup (column);
  g_ptr_array_add (answer->columns, mapped);
}

/* "item CODE" or "item CODE @HORIZON". */
static void
read_item (Reading *reading, ObsMappedAnswer *answer, const char *group, const char *key)
{
  g_auto (GStrv) words = g_strsplit (key + strlen ("item "), "@", 2);
  g_autofree char *column = take (reading, group, key, NULL);
  const char *code = g_strstrip (words[0]);
  const char *horizon = words[1] != NULL ? g_strstrip (words[1]) : "";
  const ObsSurveyQuestion *question = find_question (reading, answer, code);

  if (question == NULL)
    fault (reading, group, key,
           _ ("“%s” is not an item that items.csv lists for %s; add it there or correct it here."),
           code, answer->question);
  else if (column == NULL)
    fault (reading, group, key, "%s", _ ("The column is missing; write it after the “=”."));
  else
    {
      gboolean good = question->horizons->len == 0 && *horizon == '\0';

      for (guint i = 0; !good && i < question->horizons->len; i++)
        good = strcmp (question->horizons->pdata[i], horizon) == 0;
      if (good)
        add_column (answer, code, horizon, column);
      else
        fault (reading, group, key,
               _ ("“%s” is not a horizon that horizons.csv lists for %s; add it there or correct "
                  "it here."),
               horizon, answer->question);
    }
}

static void
read_option (Reading *reading, ObsMappedAnswer *answer, const char *group, const char *key)
{
  gboolean number = g_str_has_prefix (key, "value ");
  const char *code = strchr (key, ' ') + 1;
  g_autofree char *texts = take (reading, group, key, NULL);

  if (!number && find_question (reading, answer, code) == NULL)
    fault (reading, group, key,
           _ ("“%s” is not an item that items.csv lists for %s; add it there or correct it here."),
           code, answer->question);
  else if (number && !g_ascii_string_to_unsigned (code, 10, 0, 100, NULL, NULL))
    fault (reading, group, key, _ ("“%s” is not a whole number from 0 to %d."), code, 100);
  else if (texts != NULL)
    add_texts (answer->options, texts, code);
}

/* The columns that the shape asks for. */
static void
read_shape (Reading *reading, ObsMappedAnswer *answer, const char *group,
            const ObsSurveyQuestion *question)
{
  g_autofree char *column = take (reading, group, "column", NULL);
  g_autofree char *columns = take (reading, group, "columns", NULL);
  gboolean number = question->form == OBS_SURVEY_SCORE || question->form == OBS_SURVEY_PERCENT;
  ObsAnswerShape likely = OBS_SHAPE_ONE;

  if (answer->columns->len > 0)
    likely = OBS_SHAPE_EACH;
  else if (columns != NULL)
    likely = OBS_SHAPE_PLACES;
  else if (!number && question->form != OBS_SURVEY_CHOICE && question->form != OBS_SURVEY_LIKERT)
    likely = OBS_SHAPE_LIST;
  answer->shape = (ObsAnswerShape) take_word (reading, group, "shape", shape_keys,
                                              G_N_ELEMENTS (shape_keys), likely);
  if (answer->shape == OBS_SHAPE_REPEAT)
    {
      answer->file = take_needed (reading, group, "file", NULL);
      answer->parent = take_needed (reading, group, "parent", "PARENT_KEY");
      answer->item_column = take_needed (reading, group, "item-column", NULL);
      answer->value_column = take (reading, group, "value-column", NULL);
      if (number && answer->value_column == NULL)
        fault (reading, group, NULL, _ ("The line “%s=…” is missing; add it."), "value-column");
    }
  else if (answer->shape == OBS_SHAPE_PLACES)
    {
      g_auto (GStrv) names = g_strsplit (columns != NULL ? columns : "", "|", -1);

      for (guint i = 0; names[i] != NULL; i++)
        add_column (answer, "", "", g_strstrip (names[i]));
      if (columns == NULL)
        fault (reading, group, NULL, _ ("The line “%s=…” is missing; add it."), "columns");
    }
  else if (answer->shape != OBS_SHAPE_EACH)
    {
      if (column == NULL)
        fault (reading, group, NULL, _ ("The line “%s=…” is missing; add it."), "column");
      add_column (answer, "", "", column != NULL ? column : "");
    }
  else if (answer->columns->len == 0)
    fault (reading, group, NULL, _ ("The line “%s=…” is missing; add it."), "item CODE");
}

/* A shape that the form of the question cannot have. */
static void
check_shape (Reading *reading, const ObsMappedAnswer *answer, const char *group,
             const ObsSurveyQuestion *question)
{
  ObsSurveyForm form = question->form;
  gboolean good;

  if (form == OBS_SURVEY_SCORE || form == OBS_SURVEY_PERCENT)
    good = answer->shape == OBS_SHAPE_EACH || answer->shape == OBS_SHAPE_REPEAT
           || (answer->shape == OBS_SHAPE_ONE && question->items->len == 1
               && question->horizons->len == 0);
  else if (form == OBS_SURVEY_LIKERT || form == OBS_SURVEY_CHOICE)
    good = answer->shape == OBS_SHAPE_ONE;
  else
    good = form != OBS_SURVEY_OTHER && answer->shape != OBS_SHAPE_ONE
           && (form != OBS_SURVEY_CHOICES || answer->shape != OBS_SHAPE_PLACES);
  if (!good)
    fault (reading, group, NULL,
           _ ("%s has the form %s and cannot be read in the shape “%s”; see PANEL.md."),
           question->id, obs_survey_form_key (form), shape_keys[answer->shape]);
}

static void
read_answer (Reading *reading, const char *group)
{
  static const char *const known[]
      = { "question", "version", "part",        "day",          "shape",
          "column",   "columns", "separator",   "missing",      "none",
          "file",     "parent",  "item-column", "value-column", NULL };
  ObsMappedAnswer *answer = g_new0 (ObsMappedAnswer, 1);
  const ObsSurveyQuestion *question;
  g_auto (GStrv) keys = g_key_file_get_keys (reading->file, group, NULL, NULL);
  g_autofree char *version = take (reading, group, "version", "0");
  g_autofree char *day = take (reading, group, "day", NULL);
  g_autofree char *missing = take (reading, "responses", "missing", NULL);
  guint64 number = 0;

  g_ptr_array_add (reading->out->answers, answer);
  answer->name = g_strdup (group + strlen ("answer "));
  answer->line = find_line (reading, group, NULL);
  answer->columns = g_ptr_array_new_with_free_func (column_free);
  answer->options = new_texts ();
  answer->missing = take_texts (reading, group, "missing", NULL);
  answer->none = take_texts (reading, group, "none", NULL);
  if (missing != NULL)
    add_texts (answer->missing, missing, "");
  answer->question = take (reading, group, "question", answer->name);
  answer->part = take (reading, group, "part", "");
  answer->separator = take (reading, group, "separator", kinds[reading->out->kind].separator);
  if (strcmp (answer->separator, "blank") == 0)
    g_snprintf (answer->separator, strlen ("blank"), " ");
  check_keys (reading, group, known);
  if (!g_ascii_string_to_unsigned (version, 10, 0, 99, &number, NULL))
    fault (reading, group, "version", _ ("“%s” is not a whole number from 0 to %d."), version, 99);
  answer->version = (int) number;
  answer->has_day = day != NULL;
  if (day != NULL && !obs_survey_parse_day (day, &answer->day))
    {
      answer->has_day = FALSE;
      fault (reading, group, "day", _ ("“%s” is not a day; write it as 2022-01-31."), day);
    }
  question = find_question (reading, answer, NULL);
  if (question == NULL)
    {
      fault (reading, group, NULL,
             _ ("“%s” is not a question of questions.csv; add it there or correct it here."),
             answer->question);
      return;
    }
  for (guint i = 0; keys[i] != NULL; i++)
    if (g_str_has_prefix (keys[i], "item "))
      read_item (reading, answer, group, keys[i]);
    else if (g_str_has_prefix (keys[i], "option ") || g_str_has_prefix (keys[i], "value "))
      read_option (reading, answer, group, keys[i]);
  read_shape (reading, answer, group, question);
  check_shape (reading, answer, group, question);
}

/* --- The file --------------------------------------------------------------------------------- */

static void
read_sections (Reading *reading)
{
  g_auto (GStrv) groups = g_key_file_get_groups (reading->file, NULL);

  read_responses (reading);
  read_columns (reading);
  for (guint i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], "answer "))
      read_answer (reading, groups[i]);
    else if (strcmp (groups[i], "responses") != 0 && strcmp (groups[i], "columns") != 0)
      fault (reading, groups[i], NULL, "%s",
             _ ("This heading is not known; use [responses], [columns] and [answer QUESTION]."));
  if (reading->out->answers->len == 0)
    obs_panel_report_fault (
        reading->report,
        g_strdup (_ ("responses.ini: no section [answer QUESTION] says where answers are; add one "
                     "for each question.")));
}

ObsMapping *
obs_mapping_load (const char *folder, const ObsSurvey *survey, ObsPanelReport *report)
{
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (ObsMapping) mapping = g_new0 (ObsMapping, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint before = report->faults->len;
  Reading reading = { mapping, survey, report, file, NULL };
  gsize length;

  mapping->answers = g_ptr_array_new_with_free_func (answer_free);
  if (!g_file_get_contents (path, &text, &length, &error)
      || !g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, &error))
    {
      obs_panel_report_fault (report, g_strdup_printf (_ ("%s: %s"), FILE_NAME, error->message));
      return NULL;
    }
  reading.text = text;
  read_sections (&reading);
  if (report->faults->len > before)
    return NULL;
  return g_steal_pointer (&mapping);
}
