/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/panel-parameters.h"

#include "data/error.h"
#include "data/ingest/draw.h"
#include "data/ingest/panel-reading-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BUSINESSES_MAX 1000 /* of one sector */
#define STEP_PERCENT 5      /* per cent are answered in steps of five */

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

/* --- Files ---------------------------------------------------------------------------------- */

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
    {
      g_autofree char *top = g_strdup_printf ("%" G_GUINT64_FORMAT, high);

      sentence = g_strdup_printf (_ ("“%s=%s” under [%s] is not a whole number from 0 to %s."), key,
                                  text, group, top);
    }
  return obs_panel_fault_file ("parameters.ini", sentence, error);
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
set_weights (ObsPanelReading *reading, const char *name, const ObsPanelWeights *weights)
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
read_own_weights (ObsPanelReading *reading, GKeyFile *file, GError **error)
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
      return obs_panel_fault_file ("parameters.ini", sentence, error);
    }
  return TRUE;
}

static gboolean
read_settings (ObsPanelReading *reading, GError **error)
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
    return obs_panel_fault_file ("parameters.ini", local->message, error);
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
read_survey (ObsPanelReading *reading, GError **error)
{
  g_autoptr (ObsCsv) csv = obs_panel_open_table (reading, "survey.csv", error);

  if (csv == NULL
      || !obs_csv_require (csv, error, "id", "title", "starts", "ends", "note", "source", NULL))
    return FALSE;
  if (obs_csv_n_rows (csv) != 1)
    return obs_panel_fault_file (obs_csv_name (csv),
                                 _ ("There must be exactly one survey, on one line."), error);
  if (!obs_panel_cell_date (csv, 0, "starts", &reading->starts, error)
      || !obs_panel_cell_date (csv, 0, "ends", &reading->ends, error))
    return FALSE;
  if (g_date_compare (&reading->starts, &reading->ends) > 0)
    return obs_panel_fault (
        csv, 0, "ends", _ ("The survey ends before it starts; correct one of the days."), error);
  return TRUE;
}

static gboolean
read_sectors (ObsPanelReading *reading, GError **error)
{
  g_autoptr (ObsCsv) csv = obs_panel_open_table (reading, "sectors.csv", error);

  if (csv == NULL || !obs_csv_require (csv, error, "sector", "letter", "businesses", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      ObsPanelSector *sector = g_new0 (ObsPanelSector, 1);
      int businesses = 0;

      for (int i = 0; i < OBS_PANEL_N_TRAITS; i++)
        sector->mix[i] = g_array_new (FALSE, FALSE, sizeof (ObsPanelMix));
      g_ptr_array_add (reading->out->sectors, sector);
      if (!obs_panel_cell_text (csv, row, "sector", &sector->code, error)
          || !obs_panel_cell_text (csv, row, "letter", &sector->letter, error)
          || !obs_panel_cell_number (csv, row, "businesses", 0, 1, BUSINESSES_MAX, &businesses,
                                     error))
        return FALSE;
      sector->businesses = (guint) businesses;
      if (!g_ascii_isupper (sector->letter[0]) || sector->letter[1] != '\0')
        return obs_panel_fault_value (csv, row, "letter", _ ("“%s” is not one letter from A to Z."),
                                      error);
      for (guint i = 0; i < row; i++)
        {
          const ObsPanelSector *other = reading->out->sectors->pdata[i];

          if (other->code == sector->code || other->letter == sector->letter)
            return obs_panel_fault (csv, row, other->code == sector->code ? "sector" : "letter",
                                    _ ("Another sector has this already; each needs its own."),
                                    error);
        }
    }
  if (obs_csv_n_rows (csv) == 0)
    return obs_panel_fault_file (obs_csv_name (csv),
                                 _ ("There is no sector; add one line for each."), error);
  return TRUE;
}

static const char *const trait_names[OBS_PANEL_N_TRAITS] = { "size", "area", "role" };

static gboolean
check_mix (const ObsPanelReading *reading, const ObsCsv *csv, GError **error)
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
        return obs_panel_fault_file (obs_csv_name (csv), sentence, error);
      }
  return TRUE;
}

static gboolean
read_mix (ObsPanelReading *reading, GError **error)
{
  g_autoptr (ObsCsv) csv = obs_panel_open_table (reading, "mix.csv", error);

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
        return obs_panel_fault_value (csv, row, "what",
                                      _ ("“%s” is not known; write size, area or role."), error);
      if (!obs_panel_cell_sector (reading, csv, row, &sector, error)
          || !obs_panel_cell_text (csv, row, "code", &mix.code, error)
          || !obs_panel_cell_number (csv, row, "businesses", 0, 0, BUSINESSES_MAX, &businesses,
                                     error))
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
  return obs_panel_fault_value (
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
      return obs_panel_fault (csv, row, "low",
                              _ ("A question of this form has no scale; leave low and high empty."),
                              error);
    }
  if (!obs_panel_cell_number (csv, row, "low", 0, 0, top - 1, &question->low, error)
      || !obs_panel_cell_number (csv, row, "high", 0, question->low + 1, top, &question->high,
                                 error))
    return FALSE;
  if ((question->high - question->low) % question->step != 0)
    return obs_panel_fault (csv, row, "high",
                            _ ("The scale is not a whole number of steps of five."), error);
  return TRUE;
}

static gboolean
read_questions (ObsPanelReading *reading, GError **error)
{
  g_autoptr (ObsCsv) csv = obs_panel_open_table (reading, "questions.csv", error);
  const char *text;

  if (csv == NULL
      || !obs_csv_require (csv, error, "id", "theme", "text", "form", "low", "high", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      ObsPanelQuestion *question = g_new0 (ObsPanelQuestion, 1);

      question->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
      g_ptr_array_add (reading->out->questions, question);
      if (!obs_panel_cell_text (csv, row, "id", &question->id, error)
          || !obs_panel_cell_text (csv, row, "text", &text, error)
          || !cell_form (csv, row, &question->form, error)
          || !read_scale (csv, row, question, error))
        return FALSE;
      if (!g_hash_table_insert (reading->questions, (gpointer) question->id, question))
        return obs_panel_fault_value (csv, row, "id", _ ("“%s” stands here twice; remove one."),
                                      error);
    }
  return TRUE;
}

static gboolean
read_items (ObsPanelReading *reading, GError **error)
{
  g_autoptr (ObsCsv) csv = obs_panel_open_table (reading, "items.csv", error);

  if (csv == NULL || !obs_csv_require (csv, error, "question", "part", "item", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      ObsPanelQuestion *question;
      ObsPanelItem *item;
      const char *code;

      if (!obs_panel_cell_question (reading, csv, row, &question, error)
          || !obs_panel_cell_text (csv, row, "item", &code, error))
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
        return obs_panel_fault_value (csv, row, "item",
                                      _ ("“%s” stands twice in this question; remove one."), error);
    }
  return TRUE;
}

/* --- Means and shares ------------------------------------------------------------------------- */

static ObsPanelTarget *
target_for (ObsPanelReading *reading, const ObsPanelQuestion *question, ObsPanelItem *item,
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
read_means (ObsPanelReading *reading, GError **error)
{
  g_autoptr (ObsCsv) csv = obs_panel_open_table (reading, "means.csv", error);

  if (csv == NULL
      || !obs_csv_require (csv, error, "question", "item", "horizon", "sector", "mean", "sd", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      ObsPanelQuestion *question;
      ObsPanelTarget *target;
      ObsPanelItem *item;
      guint sector;

      if (!obs_panel_cell_question (reading, csv, row, &question, error))
        return FALSE;
      if (!is_rated (question->form))
        return obs_panel_fault (
            csv, row, "question",
            _ ("This question is answered by a choice; its rows belong in shares.csv."), error);
      if (!obs_panel_cell_item (reading, csv, row, question, &item, error)
          || !obs_panel_cell_sector (reading, csv, row, &sector, error))
        return FALSE;
      target = target_for (reading, question, item, obs_csv_get_named (csv, row, "horizon"));
      if (target->mean[sector] >= 0)
        return obs_panel_fault (csv, row, "mean",
                                _ ("An earlier line gives this mean already; remove one."), error);
      if (!obs_panel_cell_number (csv, row, "mean", 3, question->low, question->high,
                                  &target->mean[sector], error)
          || !obs_panel_cell_number (csv, row, "sd", 3, 0, question->high, &target->sd[sector],
                                     error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_shares (ObsPanelReading *reading, GError **error)
{
  g_autoptr (ObsCsv) csv = obs_panel_open_table (reading, "shares.csv", error);

  if (csv == NULL || !obs_csv_require (csv, error, "question", "item", "sector", "share", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      ObsPanelQuestion *question;
      ObsPanelItem *item;
      guint sector;

      if (!obs_panel_cell_question (reading, csv, row, &question, error))
        return FALSE;
      if (is_rated (question->form))
        return obs_panel_fault (
            csv, row, "question",
            _ ("This question is answered by a number; its rows belong in means.csv."), error);
      if (!obs_panel_cell_item (reading, csv, row, question, &item, error)
          || !obs_panel_cell_sector (reading, csv, row, &sector, error))
        return FALSE;
      if (item->share[sector] >= 0)
        return obs_panel_fault (csv, row, "share",
                                _ ("An earlier line gives this share already; remove one."), error);
      if (!obs_panel_cell_number (csv, row, "share", 2, 0, 100, &item->share[sector], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_item (const ObsPanelReading *reading, const ObsPanelQuestion *question,
            const ObsPanelItem *item, GError **error)
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
check_sums (const ObsPanelReading *reading, const ObsPanelQuestion *question, GError **error)
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
      return obs_panel_fault_file ("shares.csv", sentence, error);
    }
  return TRUE;
}

static gboolean
check_items (const ObsPanelReading *reading, GError **error)
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

static void
reading_clear (ObsPanelReading *reading)
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

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ObsPanelReading, reading_clear)

ObsPanelParameters *
obs_panel_parameters_load (const char *folder, GError **error)
{
  g_auto (ObsPanelReading) reading = { 0 };

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
  reading.bases = g_array_new (FALSE, FALSE, sizeof (ObsPanelBase));
  reading.shifts = g_array_new (FALSE, FALSE, sizeof (ObsPanelShift));

  if (!read_survey (&reading, error) || !read_sectors (&reading, error)
      || !read_mix (&reading, error) || !read_questions (&reading, error)
      || !read_items (&reading, error) || !read_means (&reading, error)
      || !read_shares (&reading, error) || !check_items (&reading, error)
      || !obs_panel_read_bases (&reading, error) || !obs_panel_read_weeks (&reading, error)
      || !obs_panel_read_calendar (&reading, error) || !read_settings (&reading, error))
    return NULL;
  reading.out->sha256 = g_strdup (g_checksum_get_string (reading.checksum));
  return g_steal_pointer (&reading.out);
}
