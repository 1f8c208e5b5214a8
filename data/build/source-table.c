/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-private.h"

#include "data/error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Longest text that an edition may hold in one field: well below the reader's own limit. */
#define MAX_FIELD 500000

/**
 * obs_parse_number:
 *
 * Reads a number as machines write it, whatever the locale; nothing may follow it.
 *
 * Returns: FALSE for anything else, infinite numbers included
 */
gboolean
obs_parse_number (const char *text, double *value)
{
  char *end = NULL;

  /* strtod would also take blanks, hexadecimal digits, "inf" and "nan". */
  if (*text == '\0' || strspn (text, "0123456789+-.eE") != strlen (text))
    return FALSE;
  *value = g_ascii_strtod (text, &end);
  return *end == '\0' && isfinite (*value);
}

gboolean
obs_parse_integer (const char *text, gint64 *value)
{
  return *text != '+' && !g_ascii_isspace (*text)
         && g_ascii_string_to_signed (text, 10, -(G_GINT64_CONSTANT (1) << 52),
                                      G_GINT64_CONSTANT (1) << 52, value, NULL);
}

gboolean
obs_parse_day (const char *text, GDate *day)
{
  GDateDay date;
  GDateMonth month;
  GDateYear year;

  if (!g_regex_match_simple ("^\\d{4}-\\d\\d-\\d\\d$", text, G_REGEX_DOLLAR_ENDONLY, 0))
    return FALSE;
  year = (GDateYear) g_ascii_strtoull (text, NULL, 10);
  month = (GDateMonth) g_ascii_strtoull (text + 5, NULL, 10);
  date = (GDateDay) g_ascii_strtoull (text + 8, NULL, 10);
  if (!g_date_valid_dmy (date, month, year))
    return FALSE;
  g_date_clear (day, 1);
  g_date_set_dmy (day, date, month, year);
  return TRUE;
}

char *
obs_build_find (const ObsBuild *build, const char *file)
{
  for (guint i = 0; build->folders[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (build->folders[i], file, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
  return NULL;
}

static ObsCsv *
load_one (ObsBuild *build, const char *path, const char *file)
{
  g_autoptr (GMappedFile) bytes = NULL;
  g_autoptr (GError) error = NULL;
  ObsCsv *csv = NULL;

  bytes = g_mapped_file_new (path, FALSE, &error);
  if (bytes != NULL)
    csv = obs_csv_parse (file, g_mapped_file_get_contents (bytes), g_mapped_file_get_length (bytes),
                         &error);
  if (csv == NULL)
    obs_faults_take (&build->faults, g_strdup (error->message));
  return csv;
}

ObsCsv *
obs_build_load (ObsBuild *build, const char *file, gboolean required)
{
  g_autoptr (ObsCsv) all = NULL;
  gboolean found = FALSE;

  for (guint i = 0; build->folders[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (build->folders[i], file, NULL);
      g_autoptr (ObsCsv) csv = NULL;
      g_autoptr (GError) error = NULL;

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      found = TRUE;
      csv = load_one (build, path, file);
      if (csv == NULL)
        return NULL;
      if (all == NULL)
        all = g_steal_pointer (&csv);
      else if (!obs_csv_join (all, csv, &error))
        {
          obs_faults_take (&build->faults, g_strdup (error->message));
          return NULL;
        }
    }
  if (!found && required)
    obs_faults_take (&build->faults,
                     g_strdup_printf (_ ("%s is missing. Every edition needs this table."), file));
  return g_steal_pointer (&all);
}

gboolean
obs_build_require (ObsBuild *build, ObsCsv *csv, const char *const *columns)
{
  gboolean all = TRUE;

  for (gsize i = 0; columns[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!obs_csv_require (csv, &error, columns[i], NULL))
        {
          obs_faults_take (&build->faults, g_strdup (error->message));
          all = FALSE;
        }
    }
  return all;
}

static GHashTable *
keys_of (const ObsBuild *build, const char *table)
{
  GHashTable *keys = g_hash_table_lookup (build->keys, table);

  if (keys == NULL)
    {
      keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_insert (build->keys, g_strdup (table), keys);
    }
  return keys;
}

gboolean
obs_build_add_key (ObsBuild *build, const char *table, const char *key)
{
  return g_hash_table_add (keys_of (build, table), g_strdup (key));
}

gboolean
obs_build_has_key (const ObsBuild *build, const char *table, const char *key)
{
  return g_hash_table_contains (keys_of (build, table), key);
}

void
obs_build_bind_text (sqlite3_stmt *stmt, int index, const char *text)
{
  if (text == NULL)
    sqlite3_bind_null (stmt, index);
  else
    sqlite3_bind_text (stmt, index, text, -1, SQLITE_TRANSIENT);
}

sqlite3_stmt *
obs_build_insert (ObsBuild *build, const char *table, guint n)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *stmt;

  g_string_printf (sql, "INSERT INTO %s VALUES (?1", table);
  for (guint i = 2; i <= n; i++)
    g_string_append_printf (sql, ", ?%u", i);
  g_string_append_c (sql, ')');
  stmt = obs_db_prepare (build->db, sql->str, &error);
  if (stmt == NULL)
    g_error ("%s: %s", sql->str, error->message);
  return stmt;
}

void
obs_build_run (ObsBuild *build, sqlite3_stmt *stmt)
{
  g_autoptr (GError) error = NULL;

  if (obs_db_step (stmt, NULL, &error) < 0)
    {
      obs_faults_take (&build->faults,
                       g_strdup_printf (_ ("A row cannot be stored. %s"), error->message));
    }
  sqlite3_reset (stmt);
}

void
obs_build_insert_texts (ObsBuild *build, sqlite3_stmt *stmt, ...)
{
  const char *text;
  va_list args;
  int index = 1;

  va_start (args, stmt);
  while ((text = va_arg (args, const char *)) != NULL)
    obs_build_bind_text (stmt, index++, text);
  va_end (args);
  obs_build_run (build, stmt);
}

/* TRUE when @text is one of "a|b|c". */
static gboolean
is_allowed (const char *text, const char *allowed)
{
  g_auto (GStrv) words = g_strsplit (allowed, "|", -1);

  return g_strv_contains ((const char *const *) words, text);
}

static gboolean
check_text (ObsBuild *build, const ObsField *field, const ObsCsv *csv, guint row, const char *text)
{
  if (field->kind == OBS_FIELD_WORDS && *text == '\0')
    {
      obs_build_fault (build, csv, row, field->from, _ ("the field is empty. Fill it in."));
      return FALSE;
    }
  if (strlen (text) > MAX_FIELD)
    {
      obs_build_fault (build, csv, row, field->from,
                       _ ("the text is longer than %d bytes. Shorten it."), MAX_FIELD);
      return FALSE;
    }
  if (field->allowed != NULL && !(field->kind == OBS_FIELD_OPTIONAL && *text == '\0')
      && !is_allowed (text, field->allowed))
    {
      g_auto (GStrv) words = g_strsplit (field->allowed, "|", -1);
      g_autofree char *list = g_strjoinv ("”, “", words);

      obs_build_fault (build, csv, row, field->from, _ ("“%s” is not known here. Use one of “%s”."),
                       text, list);
      return FALSE;
    }
  if (field->refers != NULL && *text != '\0' && !obs_build_has_key (build, field->refers, text))
    {
      obs_build_fault (build, csv, row, field->from,
                       _ ("“%s” is not in the table “%s”. Correct it, or add it there."), text,
                       field->refers);
      return FALSE;
    }
  return TRUE;
}

static gboolean
bind_number (ObsBuild *build, const ObsField *field, const ObsCsv *csv, guint row, const char *text,
             sqlite3_stmt *stmt, int index)
{
  gboolean whole = field->kind == OBS_FIELD_INTEGER || field->kind == OBS_FIELD_INTEGER_OR_NULL;
  gboolean may_lack
      = field->kind == OBS_FIELD_INTEGER_OR_NULL || field->kind == OBS_FIELD_REAL_OR_NULL;
  double value;
  gint64 integer;

  if (may_lack && *text == '\0')
    sqlite3_bind_null (stmt, index);
  else if (whole && obs_parse_integer (text, &integer))
    sqlite3_bind_int64 (stmt, index, integer);
  else if (!whole && obs_parse_number (text, &value))
    sqlite3_bind_double (stmt, index, value);
  else
    {
      obs_build_fault (
          build, csv, row, field->from,
          whole
              ? _ ("“%s” is not a whole number. Write digits only, without commas or units.")
              : _ ("“%s” is not a number. Write digits with a full stop, without commas or units."),
          text);
      return FALSE;
    }
  return TRUE;
}

static gboolean
bind_flag (ObsBuild *build, const ObsField *field, const ObsCsv *csv, guint row, const char *text,
           sqlite3_stmt *stmt, int index)
{
  gboolean yes = g_str_equal (text, "1") || g_str_equal (text, "yes");

  if (!yes && !g_str_equal (text, "0") && !g_str_equal (text, "no"))
    {
      obs_build_fault (build, csv, row, field->from,
                       _ ("“%s” is neither yes nor no. Write 1 or 0."), text);
      return FALSE;
    }
  sqlite3_bind_int (stmt, index, yes);
  return TRUE;
}

static gboolean
bind_field (ObsBuild *build, const ObsField *field, const ObsCsv *csv, guint row,
            sqlite3_stmt *stmt, int index)
{
  const char *text = field->from != NULL ? obs_csv_get_named (csv, row, field->from) : "";

  switch (field->kind)
    {
    case OBS_FIELD_TEXT:
    case OBS_FIELD_WORDS:
    case OBS_FIELD_OPTIONAL:
      obs_build_bind_text (stmt, index,
                           field->kind == OBS_FIELD_OPTIONAL && *text == '\0' ? NULL : text);
      return check_text (build, field, csv, row, text);
    case OBS_FIELD_INTEGER:
    case OBS_FIELD_INTEGER_OR_NULL:
    case OBS_FIELD_REAL:
    case OBS_FIELD_REAL_OR_NULL:
      return bind_number (build, field, csv, row, text, stmt, index);
    case OBS_FIELD_FLAG:
      return bind_flag (build, field, csv, row, text, stmt, index);
    case OBS_FIELD_POSITION:
      sqlite3_bind_int64 (stmt, index, (gint64) row + 1);
      return TRUE;
    case OBS_FIELD_FIXED:
      obs_build_bind_text (stmt, index, field->refers);
      return TRUE;
    case OBS_FIELD_ZERO:
      sqlite3_bind_int (stmt, index, 0);
      return TRUE;
    case OBS_FIELD_OWN:
      return field->bind (build, field, csv, row, stmt, index);
    default:
      g_assert_not_reached ();
    }
}

/* A row of a table, with the key that decides its place in the edition. */
typedef struct
{
  char *key;
  guint row;
} KeyedRow;

static void
keyed_row_clear (gpointer data)
{
  g_free (((KeyedRow *) data)->key);
}

static int
compare_keyed_rows (gconstpointer a, gconstpointer b)
{
  return strcmp (((const KeyedRow *) a)->key, ((const KeyedRow *) b)->key);
}

/* A key that comes again must bring the same fields, or it is not known which row is right. */
static void
check_repeated (ObsBuild *build, const ObsImport *import, const ObsCsv *csv, guint row, guint first)
{
  for (guint i = import->n_keys; import->repeats && i < import->n_fields; i++)
    {
      const char *column = import->fields[i].from;

      if (column != NULL
          && !g_str_equal (obs_csv_get_named (csv, row, column),
                           obs_csv_get_named (csv, first, column)))
        obs_build_fault (build, csv, row, column,
                         _ ("“%s” differs from “%s” in line %u, where the same thing is described. "
                            "Make them equal."),
                         obs_csv_get_named (csv, row, column),
                         obs_csv_get_named (csv, first, column), obs_csv_line (csv, first));
    }
  if (!import->repeats)
    obs_build_fault (
        build, csv, row, import->fields[0].from,
        _ ("the key of this row, “%s”, stands in line %u already. Keep one of the rows."),
        obs_csv_get_named (csv, row, import->fields[0].from), obs_csv_line (csv, first));
}

/* The rows whose keys are new, sorted; others are faults. Keys are joined by U+0001, which sorts
 * first. */
static GArray *
collect_keys (ObsBuild *build, const ObsImport *import, const ObsCsv *csv)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (KeyedRow));
  g_autoptr (GHashTable) first_rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_array_set_clear_func (rows, keyed_row_clear);
  for (guint k = 0; k < (import->only != NULL ? import->only->len : obs_csv_n_rows (csv)); k++)
    {
      guint row = import->only != NULL ? GPOINTER_TO_UINT (g_ptr_array_index (import->only, k)) : k;
      g_autoptr (GString) key = g_string_new (NULL);
      KeyedRow keyed = { .row = row };

      for (guint i = 0; i < import->n_keys; i++)
        {
          if (i > 0)
            g_string_append_c (key, '\1');
          if (import->fields[i].from != NULL)
            g_string_append (key, obs_csv_get_named (csv, row, import->fields[i].from));
        }
      if (g_hash_table_contains (first_rows, key->str))
        {
          check_repeated (build, import, csv, row,
                          GPOINTER_TO_UINT (g_hash_table_lookup (first_rows, key->str)));
          continue;
        }
      if (!obs_build_add_key (build, import->table, key->str))
        {
          obs_build_fault (build, csv, row, import->fields[0].from,
                           _ ("“%s” stands in another table already. Keep one of the rows."),
                           key->str);
          continue;
        }
      g_hash_table_insert (first_rows, g_strdup (key->str), GUINT_TO_POINTER (row));
      keyed.key = g_strdup (key->str);
      g_array_append_val (rows, keyed);
    }
  g_array_sort (rows, compare_keyed_rows);
  return rows;
}

/* Names the columns, so that the fields may stand in another order than those of the table. */
static sqlite3_stmt *
prepare_insert (ObsBuild *build, const ObsImport *import)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *table = NULL;

  for (guint i = 0; i < import->n_fields; i++)
    g_string_append_printf (names, "%s\"%s\"", i > 0 ? ", " : " (", import->fields[i].to);
  table = g_strconcat (import->table, names->str, ")", NULL);
  return obs_build_insert (build, table, import->n_fields);
}

void
obs_build_import (ObsBuild *build, const ObsImport *import, ObsCsv *csv)
{
  g_autoptr (sqlite3_stmt) stmt = prepare_insert (build, import);
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();
  g_autoptr (GArray) rows = NULL;
  int source = -1;

  for (guint i = 0; i < import->n_fields; i++)
    if (import->fields[i].from != NULL)
      {
        g_ptr_array_add (columns, (gpointer) import->fields[i].from);
        if (g_strcmp0 (import->fields[i].refers, "source") == 0)
          source = obs_csv_find (csv, import->fields[i].from);
      }
  g_ptr_array_add (columns, NULL);
  if (!obs_build_require (build, csv, (const char *const *) columns->pdata))
    return;

  rows = collect_keys (build, import, csv);
  for (guint i = 0; i < rows->len; i++)
    {
      guint row = g_array_index (rows, KeyedRow, i).row;
      gboolean good = TRUE;

      for (guint j = 0; j < import->n_fields; j++)
        good = bind_field (build, &import->fields[j], csv, row, stmt, (int) j + 1) && good;
      if (good)
        obs_build_run (build, stmt);
      if (good && source >= 0)
        obs_build_read_from (build, obs_csv_get (csv, row, (guint) source), obs_csv_name (csv),
                             obs_csv_sha256 (csv));
      sqlite3_clear_bindings (stmt);
    }
}

void
obs_build_import_file (ObsBuild *build, const ObsImport *import, gboolean required)
{
  g_autoptr (ObsCsv) csv = obs_build_load (build, import->file, required);

  if (csv != NULL)
    obs_build_import (build, import, csv);
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return strcmp (a, b);
}

void
obs_build_read_from (ObsBuild *build, const char *source, const char *file, const char *hash)
{
  GTree *files = g_hash_table_lookup (build->hashes, source);

  if (files == NULL)
    {
      files = g_tree_new_full (compare_names, NULL, g_free, g_free);
      g_hash_table_insert (build->hashes, g_strdup (source), files);
    }
  if (g_tree_lookup (files, file) == NULL)
    g_tree_insert (files, g_strdup (file), g_strdup (hash));
}
