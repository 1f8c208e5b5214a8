/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/csv.h"

#include "data/error.h"
#include "data/ingest/csv-reader-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _ObsCsv
{
  char *name;
  GByteArray *text; /* the fields, each ended by NUL */
  GArray *cells;    /* of guint32: offsets into text, header row first */
  GArray *lines;    /* of guint32: line of each row, header first */
  guint n_columns;
  GHashTable *required; /* names that were asked for, to GUINT_TO_POINTER (column) */
  char *sha256;
  GArray *origins; /* of Origin: of a joined table, where its rows come from; NULL otherwise */
};

typedef struct
{
  guint row; /* the first row from this table, header rows not counted */
  char *name;
} Origin;

/* @line is 1 unless the heading row stands below blank lines. */
static gboolean
check_headings (const ObsCsv *csv, guint line, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < csv->n_columns; i++)
    {
      const char *name = obs_csv_column (csv, i);

      if (*name == '\0')
        {
          g_set_error (
              error, OBS_ERROR, OBS_ERROR_INPUT,
              _ ("%s, line %u, column %u: the heading is empty. Give every column a name."),
              csv->name, line, i + 1);
          return FALSE;
        }
      if (!g_hash_table_add (seen, (gpointer) name))
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                       _ ("%s, line %u, column %u: the heading “%s” is used twice. Give every "
                          "column a name of "
                          "its own."),
                       csv->name, line, i + 1, name);
          return FALSE;
        }
    }
  return TRUE;
}

static void
keep_record (ObsCsv *csv, guint line, const ObsSlice *fields, guint n_fields)
{
  g_array_append_val (csv->lines, line);
  for (guint i = 0; i < n_fields; i++)
    {
      guint32 offset = csv->text->len;

      g_array_append_val (csv->cells, offset);
      g_byte_array_append (csv->text, (const guint8 *) fields[i].text,
                           (guint) fields[i].length + 1);
    }
}

/* Takes @records, which may be NULL with @error set. */
static ObsCsv *
keep_all (ObsRecords *records, GError **error)
{
  g_autoptr (ObsRecords) owned = records;
  g_autoptr (ObsCsv) csv = NULL;
  const ObsSlice *fields;
  guint n_fields;
  int status;

  if (records == NULL)
    return NULL;
  csv = g_new0 (ObsCsv, 1);
  csv->name = g_strdup (obs_records_name (records));
  csv->text = g_byte_array_new ();
  csv->cells = g_array_new (FALSE, FALSE, sizeof (guint32));
  csv->lines = g_array_new (FALSE, FALSE, sizeof (guint32));
  csv->required = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  obs_csv_reader_set_strict (records);
  while ((status = obs_records_next (records, &fields, &n_fields, error)) > 0)
    {
      guint line = (guint) obs_records_line (records);

      keep_record (csv, line, fields, n_fields);
      if (csv->n_columns > 0)
        continue;
      csv->n_columns = n_fields;
      if (!check_headings (csv, line, error))
        return NULL;
    }
  if (status < 0)
    return NULL;
  csv->sha256 = g_strdup (obs_records_sha256 (records));
  return g_steal_pointer (&csv);
}

/**
 * obs_csv_parse:
 * @name: what messages call the table
 * @text: (array length=length): its bytes
 *
 * Returns: (transfer full): the table, or NULL with one sentence in @error that names line and
 * column
 */
ObsCsv *
obs_csv_parse (const char *name, const char *text, gsize length, GError **error)
{
  ObsRecordsOptions options = { .name = name, .encoding = "utf-8", .delimiter = ',' };

  return keep_all (obs_csv_reader_new (text, length, 0, &options, error), error);
}

/**
 * obs_csv_load:
 * @path: file name
 *
 * Returns: (transfer full): the table, or NULL with one sentence in @error
 */
ObsCsv *
obs_csv_load (const char *path, GError **error)
{
  ObsRecordsOptions options = { .encoding = "utf-8", .delimiter = ',' };

  return keep_all (obs_csv_reader_open (path, &options, NULL, error), error);
}

void
obs_csv_free (ObsCsv *csv)
{
  g_free (csv->name);
  g_free (csv->sha256);
  g_byte_array_unref (csv->text);
  g_array_unref (csv->cells);
  g_array_unref (csv->lines);
  g_hash_table_unref (csv->required);
  g_clear_pointer (&csv->origins, g_array_unref);
  g_free (csv);
}

static void
origin_clear (gpointer data)
{
  g_free (((Origin *) data)->name);
}

static void
add_origin (ObsCsv *csv, const char *name)
{
  Origin origin = { csv->lines->len - 1, g_strdup (name) };

  if (csv->origins == NULL)
    {
      csv->origins = g_array_new (FALSE, FALSE, sizeof (Origin));
      g_array_set_clear_func (csv->origins, origin_clear);
      origin.row = 0;
    }
  g_array_append_val (csv->origins, origin);
}

static gboolean
has_columns (const ObsCsv *csv, const ObsCsv *other, GError **error)
{
  for (guint i = 0; i < other->n_columns; i++)
    if (obs_csv_find (csv, obs_csv_column (other, i)) < 0)
      {
        g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                     _ ("%s, line 1: the table has the column “%s”, and %s, to which it is added, "
                        "has not. Give both the same columns."),
                     other->name, obs_csv_column (other, i), csv->name);
        return FALSE;
      }
  return TRUE;
}

/* All fields of a row in the order of @csv's columns. */
static char *
whole_row (const ObsCsv *csv, const ObsCsv *table, guint row)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < csv->n_columns; i++)
    {
      int column = obs_csv_find (table, obs_csv_column (csv, i));

      g_string_append (text, obs_csv_get (table, row, (guint) column));
      g_string_append_c (text, '\1');
    }
  return g_string_free (text, FALSE);
}

/**
 * obs_csv_join:
 * @csv: a table that grows
 * @other: a table with the same columns, in any order
 *
 * Adds the rows of @other below those of @csv; a row that stands there already, field by field,
 * counts once. Messages keep naming the file of each row; the hash
 * is that of the hashes.
 *
 * Returns: FALSE with @error set where the columns differ
 */
gboolean
obs_csv_join (ObsCsv *csv, const ObsCsv *other, GError **error)
{
  g_autofree char *hashes = g_strconcat (csv->sha256, other->sha256, NULL);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (!has_columns (csv, other, error) || !has_columns (other, csv, error))
    return FALSE;
  if (csv->origins == NULL)
    add_origin (csv, csv->name);
  add_origin (csv, other->name);
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    g_hash_table_add (known, whole_row (csv, csv, row));
  for (guint row = 0; row < obs_csv_n_rows (other); row++)
    {
      guint32 line = obs_csv_line (other, row);

      if (!g_hash_table_add (known, whole_row (csv, other, row)))
        continue;

      g_array_append_val (csv->lines, line);
      for (guint i = 0; i < csv->n_columns; i++)
        {
          int column = obs_csv_find (other, obs_csv_column (csv, i));
          const char *text = obs_csv_get (other, row, (guint) column);
          guint32 offset = csv->text->len;

          g_array_append_val (csv->cells, offset);
          g_byte_array_append (csv->text, (const guint8 *) text, (guint) strlen (text) + 1);
        }
    }
  g_free (csv->sha256);
  csv->sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, hashes, -1);
  return TRUE;
}

const char *
obs_csv_row_name (const ObsCsv *csv, guint row)
{
  const char *name = csv->name;

  for (guint i = 0; csv->origins != NULL && i < csv->origins->len; i++)
    if (g_array_index (csv->origins, Origin, i).row <= row)
      name = g_array_index (csv->origins, Origin, i).name;
  return name;
}

const char *
obs_csv_name (const ObsCsv *csv)
{
  return csv->name;
}

const char *
obs_csv_sha256 (const ObsCsv *csv)
{
  return csv->sha256;
}

guint
obs_csv_n_rows (const ObsCsv *csv)
{
  return csv->lines->len - 1;
}

guint
obs_csv_n_columns (const ObsCsv *csv)
{
  return csv->n_columns;
}

static const char *
cell (const ObsCsv *csv, guint row, guint column)
{
  return (const char *) csv->text->data
         + g_array_index (csv->cells, guint32, row * csv->n_columns + column);
}

const char *
obs_csv_column (const ObsCsv *csv, guint column)
{
  g_return_val_if_fail (column < csv->n_columns, "");
  return cell (csv, 0, column);
}

int
obs_csv_find (const ObsCsv *csv, const char *column)
{
  for (guint i = 0; i < csv->n_columns; i++)
    if (g_str_equal (obs_csv_column (csv, i), column))
      return (int) i;
  return -1;
}

guint
obs_csv_line (const ObsCsv *csv, guint row)
{
  g_return_val_if_fail (row < obs_csv_n_rows (csv), 0);
  return g_array_index (csv->lines, guint32, row + 1);
}

const char *
obs_csv_get (const ObsCsv *csv, guint row, guint column)
{
  g_return_val_if_fail (row < obs_csv_n_rows (csv) && column < csv->n_columns, "");
  return cell (csv, row + 1, column);
}

const char *
obs_csv_get_named (const ObsCsv *csv, guint row, const char *column)
{
  gpointer index;

  if (!g_hash_table_lookup_extended (csv->required, column, NULL, &index))
    g_error ("%s: the column %s was not required", csv->name, column);
  return obs_csv_get (csv, row, GPOINTER_TO_UINT (index));
}

gboolean
obs_csv_require (const ObsCsv *csv, GError **error, ...)
{
  const char *column;
  va_list names;

  va_start (names, error);
  while ((column = va_arg (names, const char *)) != NULL)
    {
      int index = obs_csv_find (csv, column);

      if (index < 0)
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                       _ ("%s, line 1: there is no column “%s”. Add it to the heading row."),
                       csv->name, column);
          va_end (names);
          return FALSE;
        }
      g_hash_table_replace (csv->required, g_strdup (column), GINT_TO_POINTER (index));
    }
  va_end (names);
  return TRUE;
}
