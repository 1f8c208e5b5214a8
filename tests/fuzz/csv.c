/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CSV reader. The first byte says how to read; the rest is the file. */

#include "config.h"

#include "tests/fuzz/target.h"

#include "data/ingest/csv-reader-private.h"
#include "data/ingest/values.h"

#include <string.h>

#define MAX_SHOWN 65536 /* of what was read, to be compared */

/* What a field means must be known or refused, whatever it holds. */
static void
try_values (const ObsSlice *field)
{
  g_autofree char *exact = g_memdup2 (field->text, field->length); /* no NUL behind it */
  char period[OBS_VALUE_PERIOD_SIZE], date[OBS_VALUE_DATE_SIZE];
  g_autoptr (GError) number_error = NULL, period_error = NULL, date_error = NULL;
  const char *kind;
  double value;
  gboolean good;

  good = obs_value_number (exact, field->length, &value, &number_error);
  FUZZ_CHECK (good == (number_error == NULL));
  good = obs_value_period (exact, field->length, period, &kind, &period_error);
  FUZZ_CHECK (good == (period_error == NULL) && (!good || strlen (period) < sizeof period));
  good = obs_value_date (exact, field->length, TRUE, date, &date_error);
  FUZZ_CHECK (good == (date_error == NULL) && (!good || strlen (date) == 10));
  (void) obs_value_missing (exact, field->length);
}

static void
check_message (const char *message)
{
  FUZZ_CHECK (g_utf8_validate (message, -1, NULL));
  FUZZ_CHECK (g_str_has_suffix (message, "."));
  FUZZ_CHECK (strchr (message, '\n') == NULL && strchr (message, '\r') == NULL);
}

/* Everything that comes out, as one text. */
static GString *
read_all (const uint8_t *data, size_t size, gsize step, const ObsRecordsOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsRecords) records = obs_csv_reader_new (data, size, step, options, &error);
  GString *shown = g_string_new (NULL);
  const ObsSlice *fields;
  guint n_fields, width = 0;
  guint64 line = 0;
  int status = -1;

  while (records != NULL && (status = obs_records_next (records, &fields, &n_fields, &error)) > 0)
    {
      FUZZ_CHECK (n_fields > 0 && n_fields <= OBS_CSV_MAX_COLUMNS);
      FUZZ_CHECK (obs_records_line (records) > line);
      line = obs_records_line (records);
      if (width == 0)
        {
          width = n_fields;
          (void) obs_records_check_headings (records, fields, n_fields, NULL);
        }
      FUZZ_CHECK (options->plain || n_fields >= width);
      for (guint i = 0; i < n_fields; i++)
        {
          FUZZ_CHECK (fields[i].text[fields[i].length] == '\0');
          FUZZ_CHECK (strlen (fields[i].text) == fields[i].length);
          FUZZ_CHECK (g_utf8_validate (fields[i].text, (gssize) fields[i].length, NULL));
          FUZZ_CHECK (options->plain || i < width || fields[i].length == 0);
          if (shown->len < MAX_SHOWN)
            {
              g_string_append_printf (shown, "%u:", (guint) line);
              g_string_append_len (shown, fields[i].text, (gssize) fields[i].length);
              g_string_append_c (shown, '\1');
              if (step == 0 && i < 16)
                try_values (&fields[i]);
            }
        }
    }
  FUZZ_CHECK ((status < 0) == (error != NULL));
  if (error != NULL)
    {
      check_message (error->message);
      g_string_append (shown, error->message);
    }
  else
    FUZZ_CHECK (obs_records_sha256 (records) != NULL);
  for (guint i = 0; records != NULL && i < obs_records_notices (records)->len; i++)
    {
      check_message (g_ptr_array_index (obs_records_notices (records), i));
      g_string_append (shown, g_ptr_array_index (obs_records_notices (records), i));
    }
  return shown;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const encodings[] = { NULL, NULL, "utf-8", "utf-16", "windows-1252" };
  static const char delimiters[] = { 0, 0, ',', ';' };
  static const gsize steps[] = { 1, 3, 61 };
  g_autoptr (GString) whole = NULL, parts = NULL;
  ObsRecordsOptions options = { .name = "t.csv" };
  uint8_t how = size > 0 ? data[0] : 0;

  if (size > 0)
    {
      data++;
      size--;
    }
  options.encoding = encodings[how % G_N_ELEMENTS (encodings)];
  options.delimiter = delimiters[how % G_N_ELEMENTS (delimiters)];
  options.ragged = (how & 32) != 0;
  options.plain = (how & 64) != 0;
  options.comment = (how & 128) != 0 ? '#' : '\0';
  whole = read_all (data, size, 0, &options);
  parts = read_all (data, size, steps[how % G_N_ELEMENTS (steps)], &options);
  FUZZ_CHECK (g_string_equal (whole, parts)); /* however the bytes come */
  return 0;
}
