/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/panel-parameters.h"

#include "data/error.h"
#include "data/ingest/csv.h"
#include "data/ingest/draw.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define QUESTIONS_A_DAY 2
#define BUSINESSES_MAX 5000 /* of one sector */
#define STEP_PERCENT 5      /* per cent are answered in steps of five */

typedef struct
{
  const char *question; /* NULL: any */
  int week;             /* 0: any */
  guint sector;
  guint fewest, most;
} Base;

typedef struct
{
  const char *question;
  int week;
  guint sector;
  int shift;
} Shift;

/* What is needed while reading only. */
typedef struct
{
  ObsPanelParameters *out;
  char *folder;
  GChecksum *checksum;
  GHashTable *questions; /* id -> ObsPanelQuestion */
  GHashTable *items;     /* question|item -> ObsPanelItem */
  GHashTable *targets;   /* question|item|horizon -> ObsPanelTarget */
  GArray *bases;         /* of Base */
  GArray *shifts;        /* of Shift */
  GDate starts, ends;
} Reading;

/* In the order of ObsPanelForm. */
static const char *const form_names[]
    = { "score", "percent", "likert", "choice", "choices", "top3" };

/* --- Memory --------------------------------------------------------------------------------- */

static void
sector_free (ObsPanelSector *sector)
{
  for (int i = 0; i < OBS_PANEL_N_TRAITS; i++)
    g_array_unref (sector->mix[i]);
  g_free (sector);
}

static void
target_free (ObsPanelTarget *target)
{
  g_free (target->mean);
  g_free (target->sd);
  g_free (target);
}

static void
item_free (ObsPanelItem *item)
{
  g_ptr_array_unref (item->targets);
  g_free (item->share);
  g_free (item);
}

static void
question_free (ObsPanelQuestion *question)
{
  g_ptr_array_unref (question->items);
  g_free (question);
}

static void
wave_free (ObsPanelWave *wave)
{
  g_free (wave->fewest);
  g_free (wave->most);
  g_free (wave->shift);
  g_free (wave);
}

void
obs_panel_parameters_free (ObsPanelParameters *parameters)
{
  if (parameters == NULL)
    return;
  g_ptr_array_unref (parameters->waves);
  g_ptr_array_unref (parameters->questions);
  g_ptr_array_unref (parameters->sectors);
  g_free (parameters->sha256);
  g_free (parameters);
}

static int *
new_unset (guint n)
{
  int *values = g_new (int, n);

  for (guint i = 0; i < n; i++)
    values[i] = -1;
  return values;
}

/* --- Cells ---------------------------------------------------------------------------------- */

/* Sets the error for a cell; @sentence says what is wrong and what to do. Always FALSE. */
static gboolean
fault (const ObsCsv *csv, guint row, const char *column, const char *sentence, GError **error)
{
  /* TRANSLATORS: file, line, column, name of the column, what is wrong. */
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("%s, line %u, column %u (%s): %s"),
               obs_csv_name (csv), obs_csv_line (csv, row), (guint) obs_csv_find (csv, column) + 1,
               column, sentence);
  return FALSE;
}

static gboolean
fault_value (const ObsCsv *csv, guint row, const char *column, const char *format, GError **error)
{
  g_autofree char *sentence = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  sentence = g_strdup_printf (format, obs_csv_get_named (csv, row, column));
#pragma GCC diagnostic pop
  return fault (csv, row, column, sentence, error);
}

/* Sets the error for something that no single cell is to blame for. Always FALSE. */
static gboolean
fault_file (const char *file, const char *sentence, GError **error)
{
  /* TRANSLATORS: file, and a whole sentence. */
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("%s: %s"), file, sentence);
  return FALSE;
}

/* Reads a decimal number of at most @decimals digits behind the point as a whole number of its
 * last digit, without floating point. */
static gboolean
parse_decimal (const char *text, int decimals, gint64 *value)
{
  gboolean negative = *text == '-';
  gint64 result = 0;
  int digits = 0;
  int behind = -1;

  for (const char *p = text + negative; *p != '\0'; p++)
    {
      if (*p == '.' && behind < 0 && digits > 0)
        {
          behind = 0;
          continue;
        }
      if (!g_ascii_isdigit (*p) || ++digits > 12 || (behind >= 0 && ++behind > decimals))
        return FALSE;
      result = 10 * result + (*p - '0');
    }
  if (digits == 0 || behind == 0)
    return FALSE;
  for (behind = MAX (behind, 0); behind < decimals; behind++)
    result *= 10;
  *value = negative ? -result : result;
  return TRUE;
}

/* Reads a number from @low to @high (in units) as @value in units of its last decimal. */
static gboolean
cell_number (const ObsCsv *csv, guint row, const char *column, int decimals, int low, int high,
             int *value, GError **error)
{
  const char *text = obs_csv_get_named (csv, row, column);
  g_autofree char *sentence = NULL;
  gint64 unit = 1;
  gint64 number;

  for (int i = 0; i < decimals; i++)
    unit *= 10;
  if (parse_decimal (text, decimals, &number) && number >= low * unit && number <= high * unit)
    {
      *value = (int) number;
      return TRUE;
    }
  if (decimals == 0)
    sentence = g_strdup_printf (_ ("“%s” is not a whole number from %d to %d."), text, low, high);
  else
    sentence = g_strdup_printf (_ ("“%s” is not a number from %d to %d with at most %d decimals "
                                   "and a point as decimal sign."),
                                text, low, high, decimals);
  return fault (csv, row, column, sentence, error);
}

static gboolean
cell_text (const ObsCsv *csv, guint row, const char *column, const char **value, GError **error)
{
  const char *text = obs_csv_get_named (csv, row, column);

  if (*text == '\0')
    return fault (csv, row, column, _ ("This cell is empty; fill it in."), error);
  *value = g_intern_string (text);
  return TRUE;
}

static gboolean
cell_sector (const Reading *reading, const ObsCsv *csv, guint row, guint *sector, GError **error)
{
  const char *text = obs_csv_get_named (csv, row, "sector");
  const GPtrArray *sectors = reading->out->sectors;

  for (guint i = 0; i < sectors->len; i++)
    if (strcmp (((ObsPanelSector *) sectors->pdata[i])->code, text) == 0)
      {
        *sector = i;
        return TRUE;
      }
  return fault_value (csv, row, "sector",
                      _ ("“%s” is not a sector of sectors.csv; add it there or correct it here."),
                      error);
}

static gboolean
cell_question (const Reading *reading, const ObsCsv *csv, guint row, ObsPanelQuestion **question,
               GError **error)
{
  *question = g_hash_table_lookup (reading->questions, obs_csv_get_named (csv, row, "question"));
  if (*question != NULL)
    return TRUE;
  return fault_value (
      csv, row, "question",
      _ ("“%s” is not a question of questions.csv; add it there or correct it here."), error);
}

static gboolean
cell_item (const Reading *reading, const ObsCsv *csv, guint row, const ObsPanelQuestion *question,
           ObsPanelItem **item, GError **error)
{
  g_autofree char *key
      = g_strdup_printf ("%s|%s", question->id, obs_csv_get_named (csv, row, "item"));

  *item = g_hash_table_lookup (reading->items, key);
  if (*item != NULL)
    return TRUE;
  return fault_value (csv, row, "item",
                      _ ("“%s” is not an item that items.csv lists for this question; add it there "
                         "or correct it here."),
                      error);
}

static gboolean
cell_date (const ObsCsv *csv, guint row, const char *column, GDate *date, GError **error)
{
  const char *text = obs_csv_get_named (csv, row, column);
  gboolean good = strlen (text) == 10;

  for (int i = 0; good && i < 10; i++)
    good = i == 4 || i == 7 ? text[i] == '-' : g_ascii_isdigit (text[i]);
  if (good)
    {
      GDateYear year = (GDateYear) g_ascii_strtoull (text, NULL, 10);
      int month = (int) g_ascii_strtoull (text + 5, NULL, 10);
      GDateDay day = (GDateDay) g_ascii_strtoull (text + 8, NULL, 10);

      good = g_date_valid_dmy (day, month, year);
      if (good)
        g_date_set_dmy (date, day, month, year);
    }
  if (good)
    return TRUE;
  return fault_value (csv, row, column, _ ("“%s” is not a day; write it as 2022-01-31."), error);
}

/* --- Files ---------------------------------------------------------------------------------- */

static ObsCsv *
open_table (Reading *reading, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (reading->folder, name, NULL);
  ObsCsv *csv = obs_csv_load (path, error);

  if (csv != NULL)
    {
      g_checksum_update (reading->checksum, (const guchar *) name, -1);
      g_checksum_update (reading->checksum, (const guchar *) obs_csv_sha256 (csv), -1);
    }
  return csv;
}

static gboolean
key_number (GKeyFile *file, const char *group, const char *key, guint64 high, guint64 *value,
            GError **error)
{
  g_autoptr (GError) missing = NULL;
  g_autofree char *text = g_key_file_get_string (file, group, key, &missing);
  g_autofree char *sentence = NULL;

  if (text != NULL && g_ascii_string_to_unsigned (text, 10, 0, high, value, NULL))
    return TRUE;
  if (text == NULL)
    sentence = g_strdup_printf (_ ("The line “%s=…” is missing under [%s]; add it."), key, group);
  else
    sentence = g_strdup_printf (
        _ ("“%s=%s” under [%s] is not a whole number from 0 to %" G_GUINT64_FORMAT "."), key, text,
        group, high);
  return fault_file ("parameters.ini", sentence, error);
}

static gboolean
key_weights (GKeyFile *file, const char *group, ObsPanelWeights *weights, GError **error)
{
  guint64 business, question, item;

  if (!key_number (file, group, "business", 1000, &business, error)
      || !key_number (file, group, "question", 1000, &question, error)
      || !key_number (file, group, "item", 1000, &item, error))
    return FALSE;
  weights->business = (int) business;
  weights->question = (int) question;
  weights->item = (int) item;
  return TRUE;
}

/* Weights of the questions that have this id or form; FALSE where there are none. */
static gboolean
set_weights (Reading *reading, const char *name, const ObsPanelWeights *weights)
{
  gboolean found = FALSE;

  for (guint i = 0; i < reading->out->questions->len; i++)
    {
      ObsPanelQuestion *question = reading->out->questions->pdata[i];

      if (strcmp (name, question->id) != 0 && strcmp (name, form_names[question->form]) != 0)
        continue;
      question->weights = *weights;
      found = TRUE;
    }
  return found;
}

/* Groups [answers NAME] name a question or a form; any other group is a slip of the pen. */
static gboolean
read_own_weights (Reading *reading, GKeyFile *file, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *sentence = NULL;
      ObsPanelWeights weights;

      if (strcmp (groups[i], "panel") == 0 || strcmp (groups[i], "answers") == 0)
        continue;
      if (g_str_has_prefix (groups[i], "answers "))
        {
          if (!key_weights (file, groups[i], &weights, error))
            return FALSE;
          if (set_weights (reading, groups[i] + strlen ("answers "), &weights))
            continue;
        }
      sentence = g_strdup_printf (
          _ ("[%s] is not a known heading; use [panel], [answers] or [answers NAME], where NAME is "
             "a question or a form of questions.csv."),
          groups[i]);
      return fault_file ("parameters.ini", sentence, error);
    }
  return TRUE;
}

static gboolean
read_settings (Reading *reading, GError **error)
{
  g_autofree char *path = g_build_filename (reading->folder, "parameters.ini", NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local = NULL;
  g_autofree char *text = NULL;
  ObsPanelWeights weights;
  guint64 bell, habit;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &local)
      || !g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, &local))
    return fault_file ("parameters.ini", local->message, error);
  g_checksum_update (reading->checksum, (const guchar *) text, (gssize) length);
  if (!key_number (file, "panel", "seed", G_MAXINT64, &reading->out->seed, error)
      || !key_weights (file, "answers", &weights, error)
      || !key_number (file, "answers", "bell", 100, &bell, error)
      || !key_number (file, "answers", "habit", 100, &habit, error))
    return FALSE;
  reading->out->bell = (int) bell;
  reading->out->habit = (int) habit;
  for (guint i = 0; i < reading->out->questions->len; i++)
    ((ObsPanelQuestion *) reading->out->questions->pdata[i])->weights = weights;
  return read_own_weights (reading, file, error);
}

static gboolean
read_survey (Reading *reading, GError **error)
{
  g_autoptr (ObsCsv) csv = open_table (reading, "survey.csv", error);

  if (csv == NULL
      || !obs_csv_require (csv, error, "id", "title", "starts", "ends", "note", "source", NULL))
    return FALSE;
  if (obs_csv_n_rows (csv) != 1)
    return fault_file (obs_csv_name (csv), _ ("There must be exactly one survey, on one line."),
                       error);
  if (!cell_date (csv, 0, "starts", &reading->starts, error)
      || !cell_date (csv, 0, "ends", &reading->ends, error))
    return FALSE;
  if (g_date_compare (&reading->starts, &reading->ends) > 0)
    return fault (csv, 0, "ends", _ ("The survey ends before it starts; correct one of the days."),
                  error);
  return TRUE;
}

static gboolean
read_sectors (Reading *reading, GError **error)
{
  g_autoptr (ObsCsv) csv = open_table (reading, "sectors.csv", error);

  if (csv == NULL || !obs_csv_require (csv, error, "sector", "letter", "businesses", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      ObsPanelSector *sector = g_new0 (ObsPanelSector, 1);
      int businesses = 0;

      for (int i = 0; i < OBS_PANEL_N_TRAITS; i++)
        sector->mix[i] = g_array_new (FALSE, FALSE, sizeof (ObsPanelMix));
      g_ptr_array_add (reading->out->sectors, sector);
      if (!cell_text (csv, row, "sector", &sector->code, error)
          || !cell_text (csv, row, "letter", &sector->letter, error)
          || !cell_number (csv, row, "businesses", 0, 1, BUSINESSES_MAX, &businesses, error))
        return FALSE;
      sector->businesses = (guint) businesses;
      for (guint i = 0; i < row; i++)
        {
          const ObsPanelSector *other = reading->out->sectors->pdata[i];

          if (other->code == sector->code || other->letter == sector->letter)
            return fault (csv, row, other->code == sector->code ? "sector" : "letter",
                          _ ("Another sector has this already; each needs its own."), error);
        }
    }
  if (obs_csv_n_rows (csv) == 0)
    return fault_file (obs_csv_name (csv), _ ("There is no sector; add one line for each."), error);
  return TRUE;
}

static const char *const trait_names[OBS_PANEL_N_TRAITS] = { "size", "area", "role" };

static gboolean
check_mix (const Reading *reading, const ObsCsv *csv, GError **error)
{
  for (guint s = 0; s < reading->out->sectors->len; s++)
    for (int trait = 0; trait < OBS_PANEL_N_TRAITS; trait++)
      {
        const ObsPanelSector *sector = reading->out->sectors->pdata[s];
        g_autofree char *sentence = NULL;
        guint sum = 0;

        for (guint i = 0; i < sector->mix[trait]->len; i++)
          sum += g_array_index (sector->mix[trait], ObsPanelMix, i).businesses;
        if (sum == sector->businesses)
          continue;
        sentence = g_strdup_printf (_ ("The lines of “%s” for %s add up to %u businesses; "
                                       "sectors.csv says %u. Change one of them."),
                                    trait_names[trait], sector->code, sum, sector->businesses);
        return fault_file (obs_csv_name (csv), sentence, error);
      }
  return TRUE;
}

static gboolean
read_mix (Reading *reading, GError **error)
{
  g_autoptr (ObsCsv) csv = open_table (reading, "mix.csv", error);

  if (csv == NULL || !obs_csv_require (csv, error, "sector", "what", "code", "businesses", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      const char *what = obs_csv_get_named (csv, row, "what");
      ObsPanelMix mix = { NULL, 0 };
      int businesses = 0;
      int trait = 0;
      guint sector;

      while (trait < OBS_PANEL_N_TRAITS && strcmp (trait_names[trait], what) != 0)
        trait++;
      if (trait == OBS_PANEL_N_TRAITS)
        return fault_value (csv, row, "what", _ ("“%s” is not known; write size, area or role."),
                            error);
      if (!cell_sector (reading, csv, row, &sector, error)
          || !cell_text (csv, row, "code", &mix.code, error)
          || !cell_number (csv, row, "businesses", 0, 0, BUSINESSES_MAX, &businesses, error))
        return FALSE;
      mix.businesses = (guint) businesses;
      g_array_append_val (((ObsPanelSector *) reading->out->sectors->pdata[sector])->mix[trait],
                          mix);
    }
  return check_mix (reading, csv, error);
}

static gboolean
is_rated (ObsPanelForm form)
{
  return form == OBS_PANEL_SCORE || form == OBS_PANEL_PERCENT;
}

static gboolean
cell_form (const ObsCsv *csv, guint row, ObsPanelForm *form, GError **error)
{
  const char *text = obs_csv_get_named (csv, row, "form");

  for (guint i = 0; i < G_N_ELEMENTS (form_names); i++)
    if (strcmp (text, form_names[i]) == 0)
      {
        *form = (ObsPanelForm) i;
        return TRUE;
      }
  return fault_value (
      csv, row, "form",
      _ ("“%s” is not known; write score, percent, likert, choice, choices or top3."), error);
}

/* The scale of a question that is rated; the others must not have one. */
static gboolean
read_scale (const ObsCsv *csv, guint row, ObsPanelQuestion *question, GError **error)
{
  int top = question->form == OBS_PANEL_PERCENT ? 100 : 10;

  question->step = question->form == OBS_PANEL_PERCENT ? STEP_PERCENT : 1;
  if (!is_rated (question->form))
    {
      if (*obs_csv_get_named (csv, row, "low") == '\0'
          && *obs_csv_get_named (csv, row, "high") == '\0')
        return TRUE;
      return fault (csv, row, "low",
                    _ ("A question of this form has no scale; leave low and high empty."), error);
    }
  if (!cell_number (csv, row, "low", 0, 0, top - 1, &question->low, error)
      || !cell_number (csv, row, "high", 0, question->low + 1, top, &question->high, error))
    return FALSE;
  if ((question->high - question->low) % question->step != 0)
    return fault (csv, row, "high", _ ("The scale is not a whole number of steps of five."), error);
  return TRUE;
}

static gboolean
read_questions (Reading *reading, GError **error)
{
  g_autoptr (ObsCsv) csv = open_table (reading, "questions.csv", error);
  const char *text;

  if (csv == NULL
      || !obs_csv_require (csv, error, "id", "theme", "text", "form", "low", "high", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      ObsPanelQuestion *question = g_new0 (ObsPanelQuestion, 1);

      question->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
      g_ptr_array_add (reading->out->questions, question);
      if (!cell_text (csv, row, "id", &question->id, error)
          || !cell_text (csv, row, "text", &text, error)
          || !cell_form (csv, row, &question->form, error)
          || !read_scale (csv, row, question, error))
        return FALSE;
      if (!g_hash_table_insert (reading->questions, (gpointer) question->id, question))
        return fault_value (csv, row, "id", _ ("“%s” stands here twice; remove one."), error);
    }
  return TRUE;
}

static gboolean
read_items (Reading *reading, GError **error)
{
  g_autoptr (ObsCsv) csv = open_table (reading, "items.csv", error);

  if (csv == NULL || !obs_csv_require (csv, error, "question", "part", "item", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      ObsPanelQuestion *question;
      ObsPanelItem *item;
      const char *code;

      if (!cell_question (reading, csv, row, &question, error)
          || !cell_text (csv, row, "item", &code, error))
        return FALSE;
      item = g_new0 (ObsPanelItem, 1);
      item->item = code;
      item->part = g_intern_string (obs_csv_get_named (csv, row, "part"));
      item->line = obs_csv_line (csv, row);
      item->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) target_free);
      item->share = new_unset (reading->out->sectors->len);
      g_ptr_array_add (question->items, item);
      if (!g_hash_table_insert (reading->items, g_strdup_printf ("%s|%s", question->id, code),
                                item))
        return fault_value (csv, row, "item", _ ("“%s” stands twice in this question; remove one."),
                            error);
    }
  return TRUE;
}

/* --- Means and shares ------------------------------------------------------------------------- */

static ObsPanelTarget *
target_for (Reading *reading, const ObsPanelQuestion *question, ObsPanelItem *item,
            const char *horizon)
{
  g_autofree char *key = g_strdup_printf ("%s|%s|%s", question->id, item->item, horizon);
  ObsPanelTarget *target = g_hash_table_lookup (reading->targets, key);

  if (target == NULL)
    {
      target = g_new0 (ObsPanelTarget, 1);
      target->horizon = g_intern_string (horizon);
      target->mean = new_unset (reading->out->sectors->len);
      target->sd = new_unset (reading->out->sectors->len);
      g_ptr_array_add (item->targets, target);
      g_hash_table_insert (reading->targets, g_steal_pointer (&key), target);
    }
  return target;
}

static gboolean
read_means (Reading *reading, GError **error)
{
  g_autoptr (ObsCsv) csv = open_table (reading, "means.csv", error);

  if (csv == NULL
      || !obs_csv_require (csv, error, "question", "item", "horizon", "sector", "mean", "sd", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      ObsPanelQuestion *question;
      ObsPanelTarget *target;
      ObsPanelItem *item;
      guint sector;

      if (!cell_question (reading, csv, row, &question, error))
        return FALSE;
      if (!is_rated (question->form))
        return fault (csv, row, "question",
                      _ ("This question is answered by a choice; its rows belong in shares.csv."),
                      error);
      if (!cell_item (reading, csv, row, question, &item, error)
          || !cell_sector (reading, csv, row, &sector, error))
        return FALSE;
      target = target_for (reading, question, item, obs_csv_get_named (csv, row, "horizon"));
      if (target->mean[sector] >= 0)
        return fault (csv, row, "mean", _ ("An earlier line gives this mean already; remove one."),
                      error);
      if (!cell_number (csv, row, "mean", 3, question->low, question->high, &target->mean[sector],
                        error)
          || !cell_number (csv, row, "sd", 3, 0, question->high, &target->sd[sector], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_shares (Reading *reading, GError **error)
{
  g_autoptr (ObsCsv) csv = open_table (reading, "shares.csv", error);

  if (csv == NULL || !obs_csv_require (csv, error, "question", "item", "sector", "share", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      ObsPanelQuestion *question;
      ObsPanelItem *item;
      guint sector;

      if (!cell_question (reading, csv, row, &question, error))
        return FALSE;
      if (is_rated (question->form))
        return fault (csv, row, "question",
                      _ ("This question is answered by a number; its rows belong in means.csv."),
                      error);
      if (!cell_item (reading, csv, row, question, &item, error)
          || !cell_sector (reading, csv, row, &sector, error))
        return FALSE;
      if (item->share[sector] >= 0)
        return fault (csv, row, "share",
                      _ ("An earlier line gives this share already; remove one."), error);
      if (!cell_number (csv, row, "share", 2, 0, 100, &item->share[sector], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_item (const Reading *reading, const ObsPanelQuestion *question, const ObsPanelItem *item,
            GError **error)
{
  gboolean rated = is_rated (question->form);
  gboolean complete = !rated || item->targets->len > 0;

  for (guint s = 0; s < reading->out->sectors->len; s++)
    if (!rated)
      complete = complete && item->share[s] >= 0;
    else
      for (guint i = 0; i < item->targets->len; i++)
        complete = complete && ((ObsPanelTarget *) item->targets->pdata[i])->mean[s] >= 0;
  if (complete)
    return TRUE;
  g_set_error (
      error, OBS_ERROR, OBS_ERROR_INPUT,
      _ ("items.csv, line %u: %s of %s lacks a line in %s for one of the sectors; add it."),
      item->line, item->item, question->id, rated ? "means.csv" : "shares.csv");
  return FALSE;
}

/* Where one or three options are chosen, the shares of a sector add up to 100 or 300 per cent. */
static gboolean
check_sums (const Reading *reading, const ObsPanelQuestion *question, GError **error)
{
  int whole = question->form == OBS_PANEL_TOP3 ? 3 : 1;

  if (is_rated (question->form) || question->form == OBS_PANEL_CHOICES)
    return TRUE;
  for (guint s = 0; s < reading->out->sectors->len; s++)
    {
      const ObsPanelSector *sector = reading->out->sectors->pdata[s];
      g_autofree char *sentence = NULL;
      int sum = 0;

      for (guint i = 0; i < question->items->len; i++)
        sum += ((ObsPanelItem *) question->items->pdata[i])->share[s];
      if (sum == whole * OBS_WHOLE)
        continue;
      sentence
          = g_strdup_printf (_ ("The shares of %s for %s add up to %d.%02d per cent; make it %d."),
                             question->id, sector->code, sum / 100, sum % 100, whole * 100);
      return fault_file ("shares.csv", sentence, error);
    }
  return TRUE;
}

static gboolean
check_items (const Reading *reading, GError **error)
{
  for (guint q = 0; q < reading->out->questions->len; q++)
    {
      const ObsPanelQuestion *question = reading->out->questions->pdata[q];

      for (guint i = 0; i < question->items->len; i++)
        if (!check_item (reading, question, question->items->pdata[i], error))
          return FALSE;
      if (!check_sums (reading, question, error))
        return FALSE;
    }
  return TRUE;
}

/* --- Bases, shifts, calendar ------------------------------------------------------------------ */

static int
week_of (const Reading *reading, const GDate *date)
{
  guint32 monday = g_date_get_julian (&reading->starts) - g_date_get_weekday (&reading->starts)
                   + G_DATE_MONDAY;

  return ((int) g_date_get_julian (date) - (int) monday) / 7 + 1;
}

/* An empty cell is any week, and gives 0. */
static gboolean
cell_week (const Reading *reading, const ObsCsv *csv, guint row, int *week, GError **error)
{
  *week = 0;
  if (*obs_csv_get_named (csv, row, "week") == '\0')
    return TRUE;
  return cell_number (csv, row, "week", 0, 1, week_of (reading, &reading->ends), week, error);
}

static gboolean
read_bases (Reading *reading, GError **error)
{
  g_autoptr (ObsCsv) csv = open_table (reading, "bases.csv", error);

  if (csv == NULL
      || !obs_csv_require (csv, error, "question", "week", "sector", "fewest", "most", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      const ObsPanelSector *sector;
      ObsPanelQuestion *question;
      Base base = { 0 };
      int fewest, most;

      if (*obs_csv_get_named (csv, row, "question") != '\0')
        {
          if (!cell_question (reading, csv, row, &question, error))
            return FALSE;
          base.question = question->id;
        }
      if (!cell_week (reading, csv, row, &base.week, error)
          || !cell_sector (reading, csv, row, &base.sector, error))
        return FALSE;
      sector = reading->out->sectors->pdata[base.sector];
      if (!cell_number (csv, row, "fewest", 0, 0, (int) sector->businesses, &fewest, error)
          || !cell_number (csv, row, "most", 0, fewest, (int) sector->businesses, &most, error))
        return FALSE;
      base.fewest = (guint) fewest;
      base.most = (guint) most;
      g_array_append_val (reading->bases, base);
    }
  return TRUE;
}

static gboolean
read_weeks (Reading *reading, GError **error)
{
  g_autoptr (ObsCsv) csv = open_table (reading, "weeks.csv", error);

  if (csv == NULL || !obs_csv_require (csv, error, "question", "week", "sector", "shift", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      ObsPanelQuestion *question;
      Shift shift = { 0 };

      if (!cell_question (reading, csv, row, &question, error)
          || !cell_week (reading, csv, row, &shift.week, error)
          || !cell_sector (reading, csv, row, &shift.sector, error)
          || !cell_number (csv, row, "shift", 3, -100, 100, &shift.shift, error))
        return FALSE;
      shift.question = question->id;
      g_array_append_val (reading->shifts, shift);
    }
  return TRUE;
}

/* The base of a question comes before one of a week, and a later line before an earlier one. */
static gboolean
find_base (const Reading *reading, ObsPanelWave *wave, guint sector)
{
  int best = -1;

  for (guint i = 0; i < reading->bases->len; i++)
    {
      const Base *base = &g_array_index (reading->bases, Base, i);
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
complete_wave (const Reading *reading, const ObsCsv *csv, guint row, ObsPanelWave *wave,
               GError **error)
{
  guint n = reading->out->sectors->len;

  wave->fewest = g_new0 (guint, n);
  wave->most = g_new0 (guint, n);
  wave->shift = g_new0 (int, n);
  for (guint s = 0; s < n; s++)
    if (!find_base (reading, wave, s))
      return fault (csv, row, "day",
                    _ ("bases.csv does not say how many businesses of every sector answer in this "
                       "week; add a line for each."),
                    error);
  for (guint i = 0; i < reading->shifts->len; i++)
    {
      const Shift *shift = &g_array_index (reading->shifts, Shift, i);

      if (shift->question == wave->question->id && (shift->week == 0 || shift->week == wave->week))
        wave->shift[shift->sector] += shift->shift;
    }
  return TRUE;
}

/* A day of the survey, Monday to Friday, after the one before, with room for another question. */
static gboolean
check_day (const Reading *reading, const ObsCsv *csv, guint row, const GDate *date,
           const ObsPanelWave *wave, GError **error)
{
  GPtrArray *waves = reading->out->waves;
  guint same = 0;

  if (g_date_get_weekday (date) > G_DATE_FRIDAY)
    return fault_value (
        csv, row, "day",
        _ ("%s is a Saturday or Sunday; questions are asked from Monday to Friday."), error);
  if (g_date_compare (date, &reading->starts) < 0 || g_date_compare (date, &reading->ends) > 0)
    return fault_value (csv, row, "day", _ ("%s is outside the days given in survey.csv."), error);
  for (guint i = 0; i < waves->len; i++)
    {
      const ObsPanelWave *other = waves->pdata[i];

      if (strcmp (other->day, wave->day) > 0)
        return fault (csv, row, "day",
                      _ ("An earlier line has a later day; sort the lines by day."), error);
      if (other->day != wave->day)
        continue;
      if (other->question == wave->question)
        return fault (csv, row, "question", _ ("This question is asked twice on one day."), error);
      if (++same == QUESTIONS_A_DAY)
        return fault_value (csv, row, "day",
                            _ ("%s has more than two questions; move one to another day."), error);
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

static gboolean
read_calendar (Reading *reading, GError **error)
{
  g_autoptr (ObsCsv) csv = open_table (reading, "calendar.csv", error);

  if (csv == NULL || !obs_csv_require (csv, error, "day", "question", "part", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      ObsPanelQuestion *question;
      ObsPanelWave *wave;
      gboolean good;
      GDate date;

      if (!cell_date (csv, row, "day", &date, error)
          || !cell_question (reading, csv, row, &question, error))
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
        return fault_value (csv, row, "part",
                            _ ("items.csv has no items of this question for the part “%s”."),
                            error);
    }
  return TRUE;
}

/* Every part that has items must be asked on some day, or its lines would have no effect. */
static gboolean
check_asked (const Reading *reading, GError **error)
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

static void
reading_clear (Reading *reading)
{
  g_clear_pointer (&reading->out, obs_panel_parameters_free);
  g_clear_pointer (&reading->folder, g_free);
  g_clear_pointer (&reading->checksum, g_checksum_free);
  g_clear_pointer (&reading->questions, g_hash_table_unref);
  g_clear_pointer (&reading->items, g_hash_table_unref);
  g_clear_pointer (&reading->targets, g_hash_table_unref);
  g_clear_pointer (&reading->bases, g_array_unref);
  g_clear_pointer (&reading->shifts, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

ObsPanelParameters *
obs_panel_parameters_load (const char *folder, GError **error)
{
  g_auto (Reading) reading = { 0 };

  g_return_val_if_fail (folder != NULL, NULL);
  reading.out = g_new0 (ObsPanelParameters, 1);
  reading.out->sectors = g_ptr_array_new_with_free_func ((GDestroyNotify) sector_free);
  reading.out->questions = g_ptr_array_new_with_free_func ((GDestroyNotify) question_free);
  reading.out->waves = g_ptr_array_new_with_free_func ((GDestroyNotify) wave_free);
  reading.folder = g_strdup (folder);
  reading.checksum = g_checksum_new (G_CHECKSUM_SHA256);
  reading.questions = g_hash_table_new (g_str_hash, g_str_equal);
  reading.items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reading.targets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reading.bases = g_array_new (FALSE, FALSE, sizeof (Base));
  reading.shifts = g_array_new (FALSE, FALSE, sizeof (Shift));

  if (!read_survey (&reading, error) || !read_sectors (&reading, error)
      || !read_mix (&reading, error) || !read_questions (&reading, error)
      || !read_items (&reading, error) || !read_means (&reading, error)
      || !read_shares (&reading, error) || !check_items (&reading, error)
      || !read_bases (&reading, error) || !read_weeks (&reading, error)
      || !read_calendar (&reading, error) || !check_asked (&reading, error)
      || !read_settings (&reading, error))
    return NULL;
  reading.out->sha256 = g_strdup (g_checksum_get_string (reading.checksum));
  return g_steal_pointer (&reading.out);
}
