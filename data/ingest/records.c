/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/records-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_NOTICES 100

static const struct
{
  const char *ending;
  const char *format;
} formats[] = {
  { ".csv", "csv" },
  { ".tsv", "csv" },
  { ".txt", "csv" },
  { ".csv.gz", "csv" },
  { ".tsv.gz", "csv" },
  { ".txt.gz", "csv" },
  { ".xlsx", "xlsx" },
  { ".ods", "ods" },
  { ".json", "json" },
  /* Refused there, with the reason. */
  { ".xls", "xlsx" },
  { ".xlsm", "xlsx" },
  { ".xlsb", "xlsx" },
};

static const char *
format_of (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (lower, formats[i].ending))
      return formats[i].format;
  return NULL;
}

ObsRecords *
obs_records_open (const char *path, const ObsRecordsOptions *options, GCancellable *cancellable,
                  GError **error)
{
  static const ObsRecordsOptions none = { 0 };
  const ObsRecordsOptions *how = options != NULL ? options : &none;
  const char *format = how->format != NULL ? how->format : format_of (path);
  g_autofree char *name = NULL;

  if (g_strcmp0 (format, "csv") == 0)
    return obs_csv_reader_open (path, how, cancellable, error);
  if (g_strcmp0 (format, "xlsx") == 0 || g_strcmp0 (format, "ods") == 0)
    return obs_workbook_open (path, how, cancellable, error);
  /* Without columns nobody has said what a record of it holds. */
  if (g_strcmp0 (format, "json") == 0 && how->columns != NULL)
    return obs_json_records_open (path, how, cancellable, error);
  name = how->name != NULL ? g_strdup (how->name) : g_filename_display_basename (path);
  g_set_error (
      error, OBS_ERROR, OBS_ERROR_INPUT,
      _ ("%s: tables of this kind are not read. Give CSV (.csv, .tsv, .txt, each also with "
         ".gz), XLSX or ODS, or say the format."),
      name);
  return NULL;
}

void
obs_records_init (ObsRecords *self, const ObsRecordsClass *class, const char *path,
                  const ObsRecordsOptions *options)
{
  self->class = class;
  self->name
      = options->name != NULL ? g_strdup (options->name) : g_filename_display_basename (path);
  self->notices = g_ptr_array_new_with_free_func (g_free);
  self->state = 1;
}

void
obs_records_notice (ObsRecords *self, const char *format, ...)
{
  va_list arguments;

  if (self->notices->len >= MAX_NOTICES)
    return;
  if (self->notices->len == MAX_NOTICES - 1)
    {
      g_ptr_array_add (self->notices, g_strdup_printf (_ ("%s: there is more to notice than is "
                                                          "listed here."),
                                                       self->name));
      return;
    }
  va_start (arguments, format);
  g_ptr_array_add (self->notices, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

void
obs_records_free (ObsRecords *self)
{
  if (self == NULL)
    return;
  self->class->free (self);
  g_ptr_array_unref (self->notices);
  g_clear_error (&self->error);
  g_free (self->sha256);
  g_free (self->name);
  g_free (self);
}

int
obs_records_next (ObsRecords *self, const ObsSlice **fields, guint *n_fields, GError **error)
{
  if (G_LIKELY (self->state > 0))
    {
      self->state = self->class->next (self, fields, n_fields, &self->error);
      if (G_LIKELY (self->state > 0))
        return 1;
    }
  *fields = NULL;
  *n_fields = 0;
  if (self->state < 0 && error != NULL)
    *error = g_error_copy (self->error);
  return self->state;
}

guint64
obs_records_line (const ObsRecords *self)
{
  return self->line;
}

const char *
obs_records_name (const ObsRecords *self)
{
  return self->name;
}

GPtrArray *
obs_records_notices (const ObsRecords *self)
{
  return self->notices;
}

const char *
obs_records_sha256 (const ObsRecords *self)
{
  return self->state == 0 ? self->sha256 : NULL;
}

guint64
obs_records_n_blank (const ObsRecords *self)
{
  return self->n_blank;
}

gboolean
obs_records_check_headings (const ObsRecords *self, const ObsSlice *fields, guint n_fields,
                            GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < n_fields; i++)
    {
      g_autofree char *trimmed = g_strstrip (g_strdup (fields[i].text));
      g_autofree char *folded = g_utf8_casefold (trimmed, -1);

      if (*trimmed == '\0' || g_hash_table_add (seen, g_steal_pointer (&folded)))
        continue;
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("%s, line %u, column %u: the heading “%s” is used twice. "
                      "Give every column a name of its own."),
                   self->name, (guint) self->line, i + 1, trimmed);
      return FALSE;
    }
  if (g_hash_table_size (seen) > 0)
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("%s, line %u: there are no headings. Give every column a name "
                  "in the first row."),
               self->name, (guint) self->line);
  return FALSE;
}
