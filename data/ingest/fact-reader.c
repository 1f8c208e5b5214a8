/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/fact-values-private.h"

#include "data/error.h"
#include "data/ingest/blocks.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A file of a publisher, record by record, into facts. */

#define MAX_VALUES 200 /* value columns of a wide table */
#define CANCEL_EVERY 4096

static void
filter_free (gpointer data)
{
  g_byte_array_unref (((ObsFactFilter *) data)->verdicts);
  g_free (data);
}

static void
value_free (gpointer data)
{
  g_clear_pointer (&((ObsFactValue *) data)->when, g_ptr_array_unref);
  g_clear_pointer (&((ObsFactValue *) data)->units, g_ptr_array_unref);
  g_free (data);
}

static void
column_free (gpointer data)
{
  ObsColumn *column = data;

  g_free (column->name);
  obs_dictionary_free (column->texts);
  g_free (column);
}

static gboolean
passes_all (const GPtrArray *filters)
{
  for (guint i = 0; i < filters->len; i++)
    if (!obs_fact_passes (g_ptr_array_index (filters, i)))
      return FALSE;
  return TRUE;
}

/* NULL after a fault. */
static GPtrArray *
make_filters (ObsFileReading *reading, const GPtrArray *onlys)
{
  g_autoptr (GPtrArray) filters = g_ptr_array_new_with_free_func (filter_free);

  for (guint i = 0; i < onlys->len; i++)
    {
      const ObsOnly *only = g_ptr_array_index (onlys, i);
      ObsColumn *column = obs_fact_column (&reading->common, only->column);
      ObsFactFilter *filter;

      if (column == NULL)
        return NULL;
      filter = g_new0 (ObsFactFilter, 1);
      filter->only = only;
      filter->column = column;
      filter->verdicts = g_byte_array_new ();
      g_ptr_array_add (filters, filter);
    }
  return g_steal_pointer (&filters);
}

/* -1 where @name is NULL; FALSE after a fault. */
static gboolean
find_index (ObsFileReading *reading, const char *name, int *index)
{
  *index = -1;
  if (name == NULL)
    return TRUE;
  for (guint i = 0; i < reading->common.n_headings; i++)
    if (g_str_equal (reading->common.headings[i], name))
      {
        *index = (int) i;
        return TRUE;
      }
  return obs_fact_column (&reading->common, name) != NULL; /* tells the fault */
}

static ObsCoder *
heading_coder (ObsFileReading *reading)
{
  for (guint i = 0; i < reading->n_coders; i++)
    if (reading->coders[i].dimension->heading)
      return &reading->coders[i];
  return NULL;
}

static gboolean
add_value (ObsFileReading *reading, guint number, guint index)
{
  const ObsMeasure *measure
      = g_ptr_array_index (reading->common.facts->descriptor->measures, number);
  ObsCoder *coder = heading_coder (reading);
  ObsFactValue *value = g_new0 (ObsFactValue, 1);

  value->measure = measure;
  value->number = (guint8) number;
  value->value = index;
  value->heading = reading->common.headings[index];
  value->when = make_filters (reading, measure->when);
  value->units = value->when != NULL ? make_filters (reading, measure->units) : NULL;
  g_ptr_array_add (reading->values, value);
  if (value->units == NULL)
    return FALSE;
  if (coder != NULL)
    {
      value->coding = obs_coder_code_text (coder, &reading->common, value->heading, NULL);
      if (value->coding.what != OBS_CODED)
        obs_coder_tell (coder, &reading->common, value->heading, &value->coding);
    }
  return find_index (reading, measure->low, &value->low)
         && find_index (reading, measure->high, &value->high)
         && find_index (reading, measure->plus_minus, &value->plus_minus)
         && find_index (reading, measure->base, &value->base);
}

static gboolean
make_values (ObsFileReading *reading)
{
  const GPtrArray *measures = reading->common.facts->descriptor->measures;

  for (guint i = 0; i < measures->len; i++)
    {
      const ObsMeasure *measure = g_ptr_array_index (measures, i);
      guint before = reading->values->len;

      for (guint j = 0; j < reading->common.n_headings; j++)
        {
          if (!g_pattern_match_simple (measure->from, reading->common.headings[j]))
            continue;
          if (reading->values->len == MAX_VALUES)
            {
              obs_fact_tell (reading, reading->common.headings[j], NULL, "column",
                             _ ("there are more than %d columns of values. Narrow “from” in the "
                                "descriptor."),
                             MAX_VALUES);
              return FALSE;
            }
          if (!add_value (reading, i, j))
            return FALSE;
        }
      if (reading->values->len == before)
        return obs_fact_column (&reading->common, measure->from) != NULL;
    }
  return TRUE;
}

static void
find_kinds_of_markers (ObsFileReading *reading)
{
  const ObsDescriptor *descriptor = reading->common.facts->descriptor;
  GHashTableIter iter;
  gpointer marker;

  for (guint i = 0; reading->marker != NULL && i < descriptor->measures->len; i++)
    {
      const ObsMeasure *measure = g_ptr_array_index (descriptor->measures, i);

      reading->beside |= g_strcmp0 (measure->plus_minus, descriptor->missing_column) == 0;
    }
  g_hash_table_iter_init (&iter, descriptor->missing);
  while (g_hash_table_iter_next (&iter, &marker, NULL))
    reading->figures |= g_ascii_isdigit (*(const char *) marker);
}

static gboolean
set_up (ObsFileReading *reading)
{
  const ObsDescriptor *descriptor = reading->common.facts->descriptor;

  for (guint i = 0; i < descriptor->dimensions->len; i++, reading->n_coders++)
    if (!obs_coder_init (&reading->coders[i], &reading->common,
                         g_ptr_array_index (descriptor->dimensions, i)))
      return FALSE;
  if (descriptor->missing_column != NULL
      && (reading->marker = obs_fact_column (&reading->common, descriptor->missing_column)) == NULL)
    return FALSE;
  find_kinds_of_markers (reading);
  if (descriptor->flag_column != NULL
      && (reading->flag = obs_fact_column (&reading->common, descriptor->flag_column)) == NULL)
    return FALSE;
  reading->only = make_filters (reading, descriptor->only);
  return reading->only != NULL && make_values (reading);
}

/* Codes of the present record; FALSE where it is left out or refused. */
static gboolean
code_record (ObsFileReading *reading, ObsFact *fact)
{
  gboolean kept = TRUE;

  for (guint i = 0; i < reading->n_coders; i++)
    {
      ObsCoder *coder = &reading->coders[i];
      const ObsCoding *coding;

      if (coder->dimension->heading)
        continue;
      coding = obs_coder_code (coder, &reading->common);
      if (coding->what != OBS_CODED)
        {
          const char *text = coder->column != NULL
                                 ? obs_dictionary_text (coder->column->texts, coder->column->id)
                                 : "";

          if (coding->what == OBS_CODE_REFUSED)
            obs_coder_tell (coder, &reading->common, text, coding);
          else if (kept)
            obs_fact_left_out (reading->file, coder, &reading->common, text, coding);
          kept = FALSE;
          continue;
        }
      fact->codes[coder->at] = coding->code;
      if (g_str_equal (coder->dimension->name, "period"))
        fact->codes[coder->at + 1] = coding->kind_code;
    }
  return kept;
}

static void
read_record (ObsFileReading *reading, const ObsSlice *fields)
{
  const ObsCoder *heading = heading_coder (reading);
  ObsFact common = { .line = (guint32) reading->common.line, .file = reading->file_number };
  gboolean coded = FALSE;
  gboolean kept = FALSE;

  reading->file->n_read++;
  for (guint i = 0; i < reading->common.columns->len; i++)
    {
      ObsColumn *column = g_ptr_array_index (reading->common.columns, i);

      column->id = obs_dictionary_add (column->texts, fields[column->index].text,
                                       fields[column->index].length, NULL);
    }
  if (!passes_all (reading->only))
    return;
  for (guint i = 0; i < reading->values->len; i++)
    {
      const ObsFactValue *value = g_ptr_array_index (reading->values, i);
      ObsFact fact;

      if (value->when->len > 0 && !passes_all (value->when))
        continue;
      if (!coded && !code_record (reading, &common))
        return;
      coded = TRUE;
      fact = common;
      fact.measure = value->number;
      if (heading != NULL)
        {
          if (value->coding.what != OBS_CODED)
            continue;
          fact.codes[heading->at] = value->coding.code;
          if (g_str_equal (heading->dimension->name, "period"))
            fact.codes[heading->at + 1] = value->coding.kind_code;
        }
      if (obs_fact_check_units (reading, value)
          && obs_fact_read_value (reading, value, fields, &fact))
        {
          g_array_append_val (reading->common.facts->rows, fact);
          kept = TRUE;
        }
    }
  reading->file->n_kept += kept;
}

/* Headings as the descriptor names them: without blanks around them. */
static char **
copy_headings (const ObsSlice *fields, guint n_fields)
{
  char **headings = g_new0 (char *, n_fields + 1);

  for (guint i = 0; i < n_fields; i++)
    headings[i] = g_strstrip (g_strndup (fields[i].text, fields[i].length));
  return headings;
}

static gboolean
read_headings (ObsFileReading *reading, ObsRecords *records, char ***headings, GError **error)
{
  const ObsDescriptor *descriptor = reading->common.facts->descriptor;
  const ObsSlice *fields;
  guint n_fields = 0;
  int rc;

  while ((rc = obs_records_next (records, &fields, &n_fields, error)) == 1
         && obs_records_line (records) < descriptor->header)
    ;
  if (rc < 0)
    return FALSE;
  if (rc == 0)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("%s ends before its headings, which are looked for in line %u."),
                   reading->common.file, descriptor->header);
      return FALSE;
    }
  reading->common.line = obs_records_line (records);
  *headings = copy_headings (fields, n_fields);
  reading->common.headings = (const char *const *) *headings;
  reading->common.n_headings = n_fields;
  return TRUE;
}

/* The fields as many as there are headings, where the reader gives them as they stand; NULL after a
 * fault. @padded: of ObsSlice. */
static const ObsSlice *
fit (ObsFileReading *reading, const ObsSlice *fields, guint n_fields, GArray *padded)
{
  static const ObsSlice empty = { "", 0 };
  guint n = reading->common.n_headings;

  for (guint i = n; i < n_fields; i++)
    if (fields[i].length > 0)
      {
        obs_fact_tell (reading, NULL, fields[i].text, "ragged",
                       _ ("the row has %u fields in place of %u. Compare it with its neighbours."),
                       i + 1, n);
        return NULL;
      }
  if (n_fields >= n)
    return fields;
  if (reading->common.facts->descriptor->header <= 1)
    {
      obs_fact_tell (reading, NULL, NULL, "ragged",
                     _ ("the row has %u fields in place of %u. Compare it with its neighbours."),
                     n_fields, n);
      return NULL;
    }
  g_array_set_size (padded, 0);
  g_array_append_vals (padded, fields, n_fields);
  while (padded->len < n)
    g_array_append_val (padded, empty);
  return (const ObsSlice *) (void *) padded->data;
}

static gboolean
read_records (ObsFileReading *reading, ObsRecords *records, GError **error)
{
  g_autoptr (GArray) padded = g_array_new (FALSE, FALSE, sizeof (ObsSlice));
  const ObsSlice *fields;
  guint n_fields = 0;
  int rc;

  while ((rc = obs_records_next (records, &fields, &n_fields, error)) == 1)
    {
      reading->common.line = obs_records_line (records);
      fields = fit (reading, fields, n_fields, padded);
      if (fields == NULL)
        continue;
      read_record (reading, fields);
      if (reading->file->n_read % CANCEL_EVERY == 0
          && g_cancellable_set_error_if_cancelled (reading->common.context->cancellable, error))
        return FALSE;
    }
  return rc == 0;
}

static void
keep_notices (ObsFileReading *reading, ObsRecords *records)
{
  const GPtrArray *notices = obs_records_notices (records);

  for (guint i = 0; notices != NULL && i < notices->len; i++)
    obs_issues_add (reading->common.context->issues, OBS_ISSUE_NOTICE, reading->common.source,
                    reading->common.file, 0, NULL, NULL, "reading", "%s",
                    (const char *) g_ptr_array_index (notices, i));
}

static int
compare_left_out (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const ObsLeftOut *x = g_hash_table_lookup (user_data, *(const char *const *) a);
  const ObsLeftOut *y = g_hash_table_lookup (user_data, *(const char *const *) b);

  return x->line < y->line ? -1 : x->line > y->line;
}

/* One notice for each reason, in the order of the file. */
static void
tell_left_out (ObsFileReading *reading)
{
  guint n = 0;
  g_autofree gpointer *reasons = NULL;

  if (reading->file->left_out == NULL)
    return;
  reasons = g_hash_table_get_keys_as_array (reading->file->left_out, &n);
  g_qsort_with_data (reasons, (int) n, sizeof *reasons, compare_left_out, reading->file->left_out);
  for (guint i = 0; i < n; i++)
    {
      const ObsLeftOut *left = g_hash_table_lookup (reading->file->left_out, reasons[i]);
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, left->n);

      obs_issues_add (reading->common.context->issues, OBS_ISSUE_NOTICE, reading->common.source,
                      reading->common.file, left->line, left->column, left->text, "left-out",
                      ngettext ("%s row is left out from here on: %s",
                                "%s rows are left out from here on: %s", (gulong) left->n),
                      number, (const char *) reasons[i]);
    }
}

static gboolean
read_all (ObsFileReading *reading, ObsRecords *records, GError **error)
{
  g_auto (GStrv) headings = NULL;

  if (!read_headings (reading, records, &headings, error))
    return FALSE;
  /* What is missing in the headings is told among the issues: the rows are of no use then. */
  if (!set_up (reading))
    return TRUE;
  if (!read_records (reading, records, error))
    return FALSE;
  reading->file->sha256 = g_strdup (obs_records_sha256 (records));
  return TRUE;
}

/* The table, or the blocks of a sheet as one. */
static ObsRecords *
open_records (const ObsDescriptor *descriptor, const char *path, GCancellable *cancellable,
              GError **error)
{
  const ObsBlocksTable *blocks = descriptor->blocks;
  ObsRecordsOptions options = { .format = descriptor->format,
                                .quote = descriptor->unquoted ? OBS_RECORDS_NO_QUOTE : '\0',
                                .encoding = descriptor->encoding,
                                .delimiter = descriptor->delimiter,
                                .sheet = descriptor->sheet,
                                /* A title above the headings says nothing of their number. */
                                .plain = blocks != NULL || descriptor->header > 1 };
  ObsRecords *records = obs_records_open (path, &options, cancellable, error);
  ObsBlocksOptions how;

  if (records == NULL || blocks == NULL)
    return records;
  how = (ObsBlocksOptions){ .start = blocks->start,
                            .heading = blocks->heading,
                            .parts = (const char *const *) blocks->parts,
                            .part_names = (const char *const *) blocks->part_names,
                            .column = blocks->column };
  return obs_blocks_open (records, &how, error);
}

gboolean
obs_facts_read (ObsFacts *facts, const char *path, const ObsFactContext *context, GError **error)
{
  const ObsDescriptor *descriptor = facts->descriptor;
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (ObsRecords) records = open_records (descriptor, path, context->cancellable, error);
  ObsFileReading reading = { 0 };
  gboolean done;

  if (records == NULL)
    return FALSE;
  reading.common = (ObsFactReading){ .facts = facts,
                                     .context = context,
                                     .source = descriptor->id,
                                     .file = name,
                                     .columns = g_ptr_array_new_with_free_func (column_free),
                                     .strings = g_string_chunk_new (1024) };
  reading.file = g_new0 (ObsFactFile, 1);
  reading.file->name = g_strdup (name);
  reading.file_number = (guint16) facts->files->len;
  g_ptr_array_add (facts->files, reading.file);
  reading.values = g_ptr_array_new_with_free_func (value_free);
  done = read_all (&reading, records, error);
  keep_notices (&reading, records);
  tell_left_out (&reading);
  for (guint i = 0; i < OBS_FACT_DIMENSIONS; i++)
    obs_coder_clear (&reading.coders[i]);
  g_clear_pointer (&reading.only, g_ptr_array_unref);
  g_ptr_array_unref (reading.values);
  g_ptr_array_unref (reading.common.columns);
  g_string_chunk_free (reading.common.strings);
  return done;
}
