/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/csv.h"

#include "data/error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <openssl/evp.h>
#include <string.h>

#define MAX_SIZE (256u * 1024 * 1024)

struct _ObsCsv
{
  char *name;
  char *text;    /* the fields, unquoted in place, each ended by NUL */
  GArray *cells; /* of guint32: offsets into text, header row first */
  GArray *lines; /* of guint32: line of each row, header first */
  guint n_columns;
  GHashTable *required; /* names that were asked for, to GUINT_TO_POINTER (column) */
  char sha256[EVP_MAX_MD_SIZE * 2 + 1];
};

typedef struct
{
  ObsCsv *csv;
  char *text;
  gsize length;
  gsize at;      /* next byte to read */
  gsize bad;     /* first byte that is no UTF-8 or zero, or length */
  gboolean zero; /* it is a zero byte; unquoting may overwrite the place */
  guint line;    /* of the byte at @at, from 1 */
  guint column;  /* of the field, from 1 */
} Parser;

/* Names the place in words: the column's heading as well as its number, where it is known. */
static void
set_fault (const Parser *parser, guint line, GError **error, const char *what)
{
  const ObsCsv *csv = parser->csv;

  if (csv->n_columns > 0 && parser->column <= csv->n_columns)
    g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("%s, line %u, column %u (%s): %s"),
                 csv->name, line, parser->column, obs_csv_column (csv, parser->column - 1), what);
  else
    g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("%s, line %u, column %u: %s"), csv->name,
                 line, parser->column, what);
}

/* TRUE when all bytes before @end may stand in a table. */
static gboolean
check_bytes (const Parser *parser, gsize end, guint line, GError **error)
{
  if (end <= parser->bad)
    return TRUE;
  if (parser->zero)
    set_fault (parser, line, error, _ ("there is a zero byte. Save the table as plain text."));
  else
    set_fault (parser, line, error,
               _ ("the text is not UTF-8. Save the table with the encoding UTF-8."));
  return FALSE;
}

/* The field in quotation marks that begins at @at: doubled marks become one, line breaks stay. */
static gboolean
read_quoted (Parser *parser, GError **error)
{
  char *out = parser->text + parser->at;
  guint first_line = parser->line;
  gsize i = parser->at + 1;

  for (;; i++)
    {
      if (i >= parser->length)
        {
          parser->at = i;
          if (check_bytes (parser, MIN (parser->at + 1, parser->length), first_line, error))
            set_fault (
                parser, first_line, error,
                _ ("a quotation mark opens here and is never closed. Close it, or double the marks "
                   "inside the text."));
          return FALSE;
        }
      if (parser->text[i] == '"' && i + 1 < parser->length && parser->text[i + 1] == '"')
        i++;
      else if (parser->text[i] == '"')
        break;
      if (parser->text[i] == '\n')
        parser->line++;
      *out++ = parser->text[i];
    }
  parser->at = i + 1;
  if (!check_bytes (parser, MIN (parser->at + 1, parser->length), first_line, error))
    return FALSE;
  if (parser->at < parser->length && strchr (",\r\n", parser->text[parser->at]) == NULL)
    {
      set_fault (
          parser, parser->line, error,
          _ ("text follows a closing quotation mark. Double the marks that belong to the text."));
      return FALSE;
    }
  /* The closing mark is behind us, so there is room for the NUL before the next field. */
  *out = '\0';
  return TRUE;
}

static gboolean
read_plain (Parser *parser, GError **error)
{
  gsize i = parser->at;

  while (i < parser->length && parser->text[i] != ',' && parser->text[i] != '\n'
         && parser->text[i] != '\r' && parser->text[i] != '"')
    i++;
  parser->at = i;
  if (!check_bytes (parser, MIN (parser->at + 1, parser->length), parser->line, error))
    return FALSE;
  if (i < parser->length && parser->text[i] == '"')
    {
      set_fault (parser, parser->line, error,
                 _ ("a quotation mark stands inside a field without quotation marks. Put the whole "
                    "field in "
                    "quotation marks and double those inside."));
      return FALSE;
    }
  return TRUE;
}

/* Reads the end of a field: TRUE in @end_of_row at a line break or the end of the file. */
static gboolean
read_separator (Parser *parser, gboolean *end_of_row, GError **error)
{
  char *text = parser->text;
  gsize at = parser->at;
  char byte = at < parser->length ? text[at] : '\n';

  *end_of_row = byte != ',';
  if (byte == '\r' && !(at + 1 < parser->length && text[at + 1] == '\n'))
    {
      set_fault (
          parser, parser->line, error,
          _ ("there is a carriage return without a line feed. Save the table with the line ends of "
             "Unix or Windows."));
      return FALSE;
    }
  text[at] = '\0';
  if (byte == '\r')
    at++;
  parser->at = at + 1;
  if (byte != ',')
    parser->line++;
  return TRUE;
}

/* Reads one row into the table; its number of fields comes back in @n_fields. */
static gboolean
read_row (Parser *parser, guint *n_fields, GError **error)
{
  ObsCsv *csv = parser->csv;
  gboolean end_of_row = FALSE;
  guint32 line = parser->line;

  g_array_append_val (csv->lines, line);
  for (parser->column = 1; !end_of_row; parser->column++)
    {
      gboolean quoted = parser->at < parser->length && parser->text[parser->at] == '"';
      guint32 offset = (guint32) parser->at;

      if (csv->n_columns > 0 && parser->column > csv->n_columns)
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                       _ ("%s, line %u, column %u: the row has more fields than the heading row, "
                          "which has %u. "
                          "Put fields that hold commas in quotation marks."),
                       csv->name, line, parser->column, csv->n_columns);
          return FALSE;
        }
      if (!(quoted ? read_quoted (parser, error) : read_plain (parser, error))
          || !read_separator (parser, &end_of_row, error))
        return FALSE;
      g_array_append_val (csv->cells, offset);
    }
  *n_fields = parser->column - 1;
  return TRUE;
}

static gboolean
check_headings (Parser *parser, GError **error)
{
  ObsCsv *csv = parser->csv;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < csv->n_columns; i++)
    {
      const char *name = obs_csv_column (csv, i);

      if (*name == '\0')
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                       _ ("%s, line 1, column %u: the heading is empty. Give every column a name."),
                       csv->name, i + 1);
          return FALSE;
        }
      if (!g_hash_table_add (seen, (gpointer) name))
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                       _ ("%s, line 1, column %u: the heading “%s” is used twice. Give every "
                          "column a name of "
                          "its own."),
                       csv->name, i + 1, name);
          return FALSE;
        }
    }
  return TRUE;
}

/* TRUE when only line breaks are left: empty lines at the end of a file mean nothing. */
static gboolean
only_breaks_left (const Parser *parser)
{
  for (gsize i = parser->at; i < parser->length; i++)
    if (parser->text[i] != '\n' && parser->text[i] != '\r')
      return FALSE;
  return TRUE;
}

static gboolean
parse (Parser *parser, GError **error)
{
  ObsCsv *csv = parser->csv;
  guint n_fields = 0;

  if (only_breaks_left (parser))
    {
      g_set_error (
          error, OBS_ERROR, OBS_ERROR_INPUT,
          _ ("%s, line 1, column 1: the table is empty. It needs at least its heading row."),
          csv->name);
      return FALSE;
    }
  if (!read_row (parser, &n_fields, error))
    return FALSE;
  csv->n_columns = n_fields;
  if (!check_headings (parser, error))
    return FALSE;
  while (!only_breaks_left (parser))
    {
      guint line = parser->line;

      if (!read_row (parser, &n_fields, error))
        return FALSE;
      if (n_fields < csv->n_columns)
        {
          g_set_error (
              error, OBS_ERROR, OBS_ERROR_INPUT,
              _ ("%s, line %u, column %u (%s): the row ends too early; it has %u of %u fields. "
                 "Add the missing commas."),
              csv->name, line, n_fields + 1, obs_csv_column (csv, n_fields), n_fields,
              csv->n_columns);
          return FALSE;
        }
    }
  return TRUE;
}

static void
set_hash (ObsCsv *csv, const char *text, gsize length)
{
  guint8 digest[EVP_MAX_MD_SIZE];
  guint n = 0;

  if (EVP_Digest (text, length, digest, &n, EVP_sha256 (), NULL) != 1)
    g_error ("SHA-256 is not available");
  for (guint i = 0; i < n; i++)
    g_snprintf (csv->sha256 + 2 * i, 3, "%02x", digest[i]);
}

static void
set_too_large (const char *name, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
               _ ("%s, line 1, column 1: the table is larger than 256 MiB. Split it."), name);
}

/* Takes @text, which has room for one more byte behind @length. */
static ObsCsv *
parse_owned (const char *name, char *text, gsize length, GError **error)
{
  g_autoptr (ObsCsv) csv = g_new0 (ObsCsv, 1);
  Parser parser
      = { .csv = csv, .text = text, .length = length, .bad = length, .line = 1, .column = 1 };
  const char *end;

  csv->name = g_strdup (name);
  csv->text = text;
  csv->cells = g_array_new (FALSE, FALSE, sizeof (guint32));
  csv->lines = g_array_new (FALSE, FALSE, sizeof (guint32));
  csv->required = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  set_hash (csv, text, length);
  if (!g_utf8_validate_len (text, length, &end))
    {
      parser.bad = (gsize) (end - text);
      parser.zero = *end == '\0';
    }
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    parser.at = 3;
  if (!parse (&parser, error))
    return NULL;
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
  char *copy;

  if (length > MAX_SIZE)
    {
      set_too_large (name, error);
      return NULL;
    }
  copy = g_malloc (length + 1);
  if (length > 0)
    memcpy (copy, text, length);
  copy[length] = '\0';
  return parse_owned (name, copy, length, error);
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
  g_autofree char *name = g_filename_display_basename (path);
  GStatBuf info;
  char *text = NULL;
  gsize length = 0;

  if (g_stat (path, &info) != 0)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND, _ ("%s cannot be read: %s."), name,
                   g_strerror (errno));
      return NULL;
    }
  if (!S_ISREG (info.st_mode))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("%s cannot be read: it is not a file."),
                   name);
      return NULL;
    }
  if ((guint64) info.st_size > MAX_SIZE)
    {
      set_too_large (name, error);
      return NULL;
    }
  if (!g_file_get_contents (path, &text, &length, NULL))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("%s cannot be read: %s."), name,
                   g_strerror (errno));
      return NULL;
    }
  if (length > MAX_SIZE)
    {
      g_free (text);
      set_too_large (name, error);
      return NULL;
    }
  return parse_owned (name, text, length, error);
}

void
obs_csv_free (ObsCsv *csv)
{
  g_free (csv->name);
  g_free (csv->text);
  g_array_unref (csv->cells);
  g_array_unref (csv->lines);
  g_hash_table_unref (csv->required);
  g_free (csv);
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
  return csv->text + g_array_index (csv->cells, guint32, row * csv->n_columns + column);
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
