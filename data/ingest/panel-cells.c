/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/panel-reading-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Sets the error for a cell; @sentence says what is wrong and what to do. Always FALSE. */
gboolean
obs_panel_fault (const ObsCsv *csv, guint row, const char *column, const char *sentence,
                 GError **error)
{
  /* TRANSLATORS: file, line, column, name of the column, what is wrong. */
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("%s, line %u, column %u (%s): %s"),
               obs_csv_name (csv), obs_csv_line (csv, row), (guint) obs_csv_find (csv, column) + 1,
               column, sentence);
  return FALSE;
}

gboolean
obs_panel_fault_value (const ObsCsv *csv, guint row, const char *column, const char *format,
                       GError **error)
{
  g_autofree char *sentence = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  sentence = g_strdup_printf (format, obs_csv_get_named (csv, row, column));
#pragma GCC diagnostic pop
  return obs_panel_fault (csv, row, column, sentence, error);
}

/* Sets the error for something that no single cell is to blame for. Always FALSE. */
gboolean
obs_panel_fault_file (const char *file, const char *sentence, GError **error)
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
gboolean
obs_panel_cell_number (const ObsCsv *csv, guint row, const char *column, int decimals, int low,
                       int high, int *value, GError **error)
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
  return obs_panel_fault (csv, row, column, sentence, error);
}

gboolean
obs_panel_cell_text (const ObsCsv *csv, guint row, const char *column, const char **value,
                     GError **error)
{
  const char *text = obs_csv_get_named (csv, row, column);

  if (*text == '\0')
    return obs_panel_fault (csv, row, column, _ ("This cell is empty; fill it in."), error);
  *value = g_intern_string (text);
  return TRUE;
}

gboolean
obs_panel_cell_sector (const ObsPanelReading *reading, const ObsCsv *csv, guint row, guint *sector,
                       GError **error)
{
  const char *text = obs_csv_get_named (csv, row, "sector");
  const GPtrArray *sectors = reading->out->sectors;

  for (guint i = 0; i < sectors->len; i++)
    if (strcmp (((ObsPanelSector *) sectors->pdata[i])->code, text) == 0)
      {
        *sector = i;
        return TRUE;
      }
  return obs_panel_fault_value (
      csv, row, "sector",
      _ ("“%s” is not a sector of sectors.csv; add it there or correct it here."), error);
}

gboolean
obs_panel_cell_question (const ObsPanelReading *reading, const ObsCsv *csv, guint row,
                         ObsPanelQuestion **question, GError **error)
{
  *question = g_hash_table_lookup (reading->questions, obs_csv_get_named (csv, row, "question"));
  if (*question != NULL)
    return TRUE;
  return obs_panel_fault_value (
      csv, row, "question",
      _ ("“%s” is not a question of questions.csv; add it there or correct it here."), error);
}

gboolean
obs_panel_cell_item (const ObsPanelReading *reading, const ObsCsv *csv, guint row,
                     const ObsPanelQuestion *question, ObsPanelItem **item, GError **error)
{
  g_autofree char *key
      = g_strdup_printf ("%s|%s", question->id, obs_csv_get_named (csv, row, "item"));

  *item = g_hash_table_lookup (reading->items, key);
  if (*item != NULL)
    return TRUE;
  return obs_panel_fault_value (
      csv, row, "item",
      _ ("“%s” is not an item that items.csv lists for this question; add it there "
         "or correct it here."),
      error);
}

gboolean
obs_panel_cell_date (const ObsCsv *csv, guint row, const char *column, GDate *date, GError **error)
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
  return obs_panel_fault_value (csv, row, column, _ ("“%s” is not a day; write it as 2022-01-31."),
                                error);
}

ObsCsv *
obs_panel_open_table (ObsPanelReading *reading, const char *name, GError **error)
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
