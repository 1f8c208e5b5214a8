/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-private.h"

#include "data/error.h"
#include "data/ingest/records.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Areas, their parts and successors, and code lists, from tables that descriptors explain. */

/* A whole table in memory: areas and codes are few. */
typedef struct
{
  const ObsDescriptor *descriptor;
  char *file;
  char **headings;
  GPtrArray *rows; /* of char ** */
  GArray *lines;   /* of guint64 */
  char *sha256;
} Table;

static void
table_free (Table *table)
{
  g_free (table->file);
  g_strfreev (table->headings);
  g_ptr_array_unref (table->rows);
  g_array_unref (table->lines);
  g_free (table->sha256);
  g_free (table);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Table, table_free)

static char **
copy_fields (const ObsSlice *fields, guint n_fields)
{
  char **copy = g_new0 (char *, n_fields + 1);

  for (guint i = 0; i < n_fields; i++)
    copy[i] = g_strstrip (g_strndup (fields[i].text, fields[i].length));
  return copy;
}

static void
tell (ObsBuild *build, const Table *table, guint64 line, const char *column, const char *value,
      const char *rule, const char *words)
{
  obs_issues_add (build->report->issues, OBS_ISSUE_FAULT, table->descriptor->id, table->file, line,
                  column, value, rule, "%s", words);
}

/* TRUE where the row passes all of "only". */
static gboolean
is_wanted (const Table *table, char **row)
{
  const GPtrArray *only = table->descriptor->only;

  for (guint i = 0; i < only->len; i++)
    {
      const ObsOnly *one = g_ptr_array_index (only, i);
      gboolean found = FALSE;

      for (guint j = 0; table->headings[j] != NULL; j++)
        if (g_str_equal (table->headings[j], one->column))
          for (guint k = 0; one->texts[k] != NULL; k++)
            found |= g_pattern_match_simple (one->texts[k], row[j]);
      if (!found)
        return FALSE;
    }
  return TRUE;
}

/* NULL after a fault. */
static Table *
read_table (ObsBuild *build, const ObsDescriptor *descriptor, const char *path)
{
  ObsRecordsOptions options = { .format = descriptor->format,
                                .quote = descriptor->unquoted ? OBS_RECORDS_NO_QUOTE : '\0',
                                .encoding = descriptor->encoding,
                                .delimiter = descriptor->delimiter,
                                .sheet = descriptor->sheet };
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsRecords) records = obs_records_open (path, &options, build->cancellable, &error);
  g_autoptr (Table) table = g_new0 (Table, 1);
  const ObsSlice *fields;
  guint n_fields;
  int rc = -1;

  table->descriptor = descriptor;
  table->file = g_filename_display_basename (path);
  table->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  table->lines = g_array_new (FALSE, FALSE, sizeof (guint64));
  while (records != NULL && (rc = obs_records_next (records, &fields, &n_fields, &error)) == 1)
    {
      guint64 line = obs_records_line (records);
      char **row;

      if (line < descriptor->header)
        continue;
      if (table->headings == NULL)
        {
          table->headings = copy_fields (fields, n_fields);
          continue;
        }
      if (n_fields < g_strv_length (table->headings))
        {
          tell (build, table, line, NULL, NULL, "ragged",
                _ ("the row has fewer fields than the heading row. Compare it with its "
                   "neighbours."));
          return NULL;
        }
      row = copy_fields (fields, n_fields);
      if (is_wanted (table, row))
        {
          g_ptr_array_add (table->rows, row);
          g_array_append_val (table->lines, line);
        }
      else
        g_strfreev (row);
    }
  if (rc < 0 || table->headings == NULL)
    {
      tell (build, table, 0, NULL, NULL, "reading",
            error != NULL ? error->message : _ ("the table is empty."));
      return NULL;
    }
  table->sha256 = g_strdup (obs_records_sha256 (records));
  return g_steal_pointer (&table);
}

/* Index of the column that the descriptor names @key; -1 where it names none or, after a fault,
 * where the table has none. */
static int
column_of (ObsBuild *build, const Table *table, const char *key, gboolean needed)
{
  g_autofree char *name = g_key_file_get_string (table->descriptor->file, "columns", key, NULL);
  g_autofree char *words = NULL;

  for (int i = 0; name != NULL && table->headings[i] != NULL; i++)
    if (g_str_equal (table->headings[i], name))
      return i;
  if (name == NULL && !needed)
    return -1;
  words = name == NULL
              ? g_strdup_printf (_ ("%s does not say which column is “%s”. Add it to [columns]."),
                                 table->descriptor->name, key)
              : g_strdup_printf (_ ("there is no column “%s”. Correct the heading, or the "
                                    "descriptor."),
                                 name);
  tell (build, table, name != NULL ? table->descriptor->header : 0, NULL, name, "column", words);
  return -1;
}

static guint64
line_of (const Table *table, guint row)
{
  return g_array_index (table->lines, guint64, row);
}

static void
note_file (ObsBuild *build, const Table *table, guint n_kept, const char *note)
{
  obs_build_note_file (build, table->descriptor, table->file, table->sha256, table->rows->len,
                       n_kept, note);
}

static void
read_aliases (ObsBuild *build, const char *file)
{
  static const char *const columns[] = { "alias", "kind", "area", NULL };
  g_autoptr (ObsCsv) aliases = obs_build_load (build, file, FALSE);

  if (aliases == NULL || !obs_build_require (build, aliases, columns))
    return;
  /* An alias of an area that this edition does not have is of no use, and no fault. */
  for (guint row = 0; row < obs_csv_n_rows (aliases); row++)
    obs_area_index_alias (build->areas, obs_csv_get_named (aliases, row, "alias"),
                          obs_csv_get_named (aliases, row, "kind"),
                          obs_csv_get_named (aliases, row, "area"));
}

void
obs_build_area_aliases (ObsBuild *build)
{
  read_aliases (build, "area-aliases.csv");
  read_aliases (build, "sources/area-aliases.csv");
}

void
obs_build_index_areas (ObsBuild *build)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (build->db, "SELECT code, kind, name FROM area ORDER BY position", NULL);

  g_clear_pointer (&build->areas, obs_area_index_free);
  build->areas = obs_area_index_new ();
  while (stmt != NULL && obs_db_step (stmt, NULL, NULL) == 1)
    obs_area_index_add (build->areas, obs_db_text (stmt, 0), obs_db_text (stmt, 1),
                        obs_db_text (stmt, 2));
}

static gint64
count_areas (ObsBuild *build)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (build->db, "SELECT max (position) FROM area", NULL);

  return stmt != NULL && obs_db_step (stmt, NULL, NULL) == 1 ? sqlite3_column_int64 (stmt, 0) : 0;
}

static void
add_area (ObsBuild *build, const char *code, const char *name, const char *kind, const char *parent,
          gboolean official, const char *lon, const char *lat)
{
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (
      build, "area (code, name, kind, parent, official, lon, lat, position)", 8);
  double x, y;

  obs_build_bind_text (stmt, 1, code);
  obs_build_bind_text (stmt, 2, name);
  obs_build_bind_text (stmt, 3, kind);
  obs_build_bind_text (stmt, 4, parent);
  sqlite3_bind_int (stmt, 5, official);
  if (lon != NULL && lat != NULL && obs_parse_number (lon, &x) && obs_parse_number (lat, &y))
    {
      sqlite3_bind_double (stmt, 6, x);
      sqlite3_bind_double (stmt, 7, y);
    }
  sqlite3_bind_int64 (stmt, 8, count_areas (build) + 1);
  obs_build_run (build, stmt);
  obs_build_add_key (build, "area", code);
  obs_area_index_add (build->areas, code, kind, name);
}

/* "lsip-2025" and "Greater Devon" become "LSIP2025-greater-devon". */
static char *
own_key (const Table *table, const char *kind, const char *name)
{
  char *key = g_key_file_get_string (table->descriptor->file, "keys", name, NULL);
  g_autofree char *folded = NULL;
  g_autofree char *prefix = NULL;

  if (key != NULL)
    return key;
  folded = g_strdelimit (obs_area_index_fold (name), " ", '-');
  prefix = g_ascii_strup (kind, -1);
  for (char *at = prefix; *at != '\0';)
    if (*at == '-')
      memmove (at, at + 1, strlen (at));
    else
      at++;
  return g_strconcat (prefix, "-", folded, NULL);
}

typedef struct
{
  int code, name, kind, lon, lat;
  GPtrArray *part_kinds; /* of char * */
  GArray *part_columns;  /* of int */
} AreaColumns;

static void
area_columns_clear (AreaColumns *columns)
{
  g_clear_pointer (&columns->part_kinds, g_ptr_array_unref);
  g_clear_pointer (&columns->part_columns, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AreaColumns, area_columns_clear)

static gboolean
find_area_columns (ObsBuild *build, const Table *table, AreaColumns *columns)
{
  g_auto (GStrv) keys = g_key_file_get_keys (table->descriptor->file, "columns", NULL, NULL);

  columns->part_kinds = g_ptr_array_new_with_free_func (g_free);
  columns->part_columns = g_array_new (FALSE, FALSE, sizeof (int));
  columns->code = column_of (build, table, "code", TRUE);
  columns->name = column_of (build, table, "name", TRUE);
  columns->kind = column_of (build, table, "kind", TRUE);
  columns->lon = column_of (build, table, "lon", FALSE);
  columns->lat = column_of (build, table, "lat", FALSE);
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    if (g_str_has_prefix (keys[i], "part-of ") || g_str_equal (keys[i], "parent"))
      {
        int column = column_of (build, table, keys[i], TRUE);

        if (column < 0)
          return FALSE;
        g_ptr_array_add (columns->part_kinds, g_str_equal (keys[i], "parent")
                                                  ? NULL
                                                  : g_strdup (keys[i] + strlen ("part-of ")));
        g_array_append_val (columns->part_columns, column);
      }
  return columns->code >= 0 && columns->name >= 0 && columns->kind >= 0;
}

/* Codes of the Office for National Statistics: a letter for the country and eight digits. */
static gboolean
is_official (const char *code)
{
  return g_regex_match_simple ("^[A-Z]\\d{8}$", code, G_REGEX_DOLLAR_ENDONLY, 0);
}

/* Areas first, so that parts may be named before or after their wholes. */
static guint
read_areas (ObsBuild *build, const Table *table, const AreaColumns *columns)
{
  guint n_kept = 0;

  for (guint i = 0; i < table->rows->len; i++)
    {
      char **row = g_ptr_array_index (table->rows, i);
      const char *code = row[columns->code];
      g_autofree char *kind
          = g_key_file_get_string (table->descriptor->file, "kinds", row[columns->kind], NULL);
      g_autofree char *parent
          = kind != NULL ? g_key_file_get_string (table->descriptor->file, "parents", kind, NULL)
                         : NULL;

      if (*code == '\0')
        {
          obs_issues_add (build->report->issues, OBS_ISSUE_NOTICE, table->descriptor->id,
                          table->file, line_of (table, i), table->headings[columns->code],
                          row[columns->name], "no-code", _ ("“%s” has no code and is left out."),
                          row[columns->name]);
          continue;
        }
      if (kind == NULL)
        {
          g_autofree char *words
              = g_strdup_printf (_ ("“%s” is no kind of area that %s maps. Add it to [kinds]."),
                                 row[columns->kind], table->descriptor->name);

          tell (build, table, line_of (table, i), table->headings[columns->kind],
                row[columns->kind], "kind", words);
          continue;
        }
      n_kept++;
      if (obs_area_index_has (build->areas, code))
        {
          /* Told before, by another table: a further name at most. */
          obs_area_index_alias (build->areas, row[columns->name], kind, code);
          continue;
        }
      add_area (build, code, row[columns->name], kind, parent, is_official (code),
                columns->lon >= 0 ? row[columns->lon] : NULL,
                columns->lat >= 0 ? row[columns->lat] : NULL);
    }
  return n_kept;
}

static void
add_part (ObsBuild *build, const Table *table, const char *code, const char *kind,
          const char *whole, gboolean first)
{
  g_autofree char *key = NULL;
  g_autofree char *pair = NULL;

  if (obs_area_index_has (build->areas, whole))
    key = g_strdup (whole);
  else if (kind == NULL)
    {
      g_autofree char *words = g_strdup_printf (
          _ ("the parent “%s” is no area of this edition. Correct it, or add it."), whole);

      tell (build, table, 0, NULL, whole, "parent", words);
      return;
    }
  else
    key = g_strdup (obs_area_index_find (build->areas, kind, whole));
  if (key == NULL)
    {
      g_autofree char *parent
          = g_key_file_get_string (table->descriptor->file, "parents", kind, NULL);

      key = own_key (table, kind, whole);
      add_area (build, key, whole, kind, parent, FALSE, NULL, NULL);
    }
  pair = g_strjoin ("\1", key, code, NULL);
  if (obs_build_add_key (build, "area_part", pair))
    {
      g_autoptr (sqlite3_stmt) stmt = obs_build_insert (build, "area_part", 2);

      obs_build_insert_texts (build, stmt, key, code, NULL);
    }
  if (first)
    {
      g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
          build->db, "UPDATE area SET parent = ?2 WHERE code = ?1 AND parent IS NULL", NULL);

      if (stmt != NULL)
        obs_build_insert_texts (build, stmt, code, key, NULL);
    }
}

void
obs_build_areas_from (ObsBuild *build, const ObsDescriptor *descriptor, const char *path)
{
  g_autoptr (Table) table = read_table (build, descriptor, path);
  g_auto (AreaColumns) columns = { 0 };
  g_autofree char *note = NULL;
  guint n_kept;

  if (table == NULL || !find_area_columns (build, table, &columns))
    return;
  n_kept = read_areas (build, table, &columns);
  for (guint i = 0; i < table->rows->len; i++)
    {
      char **row = g_ptr_array_index (table->rows, i);

      for (guint j = 0; j < columns.part_kinds->len; j++)
        {
          const char *whole = row[g_array_index (columns.part_columns, int, j)];

          if (*row[columns.code] != '\0' && *whole != '\0')
            add_part (build, table, row[columns.code], g_ptr_array_index (columns.part_kinds, j),
                      whole, j == 0 || g_ptr_array_index (columns.part_kinds, j) == NULL);
        }
    }
  if (n_kept < table->rows->len)
    note = g_strdup_printf (ngettext ("%u row without a code was left out",
                                      "%u rows without a code were left out",
                                      table->rows->len - n_kept),
                            table->rows->len - n_kept);
  note_file (build, table, n_kept, note != NULL ? note : "");
}

/* The month before "2025-09" is "2025-08". */
static char *
month_before (const char *month)
{
  int year = (int) g_ascii_strtoll (month, NULL, 10);
  int number = strlen (month) == 7 ? (int) g_ascii_strtoll (month + 5, NULL, 10) : 1;

  if (--number == 0)
    {
      number = 12;
      year--;
    }
  return g_strdup_printf ("%04d-%02d", year, number);
}

static void
limit_areas (ObsBuild *build, const char *area, const char *successor, const char *since)
{
  g_autofree char *until = month_before (since);
  g_autoptr (sqlite3_stmt) ends = obs_db_prepare (
      build->db, "UPDATE area SET valid_to = ?2 WHERE code = ?1 AND valid_to IS NULL", NULL);
  g_autoptr (sqlite3_stmt) begins = obs_db_prepare (
      build->db, "UPDATE area SET valid_from = ?2 WHERE code = ?1 AND valid_from IS NULL", NULL);

  if (ends != NULL)
    obs_build_insert_texts (build, ends, area, until, NULL);
  if (begins != NULL)
    obs_build_insert_texts (build, begins, successor, since, NULL);
}

void
obs_build_area_changes (ObsBuild *build, const ObsDescriptor *descriptor)
{
  g_auto (GStrv) groups = g_key_file_get_groups (descriptor->file, NULL);
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (build, "area_change", 4);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *area = g_key_file_get_string (descriptor->file, groups[i], "area", NULL);
      g_autofree char *to = g_key_file_get_string (descriptor->file, groups[i], "successor", NULL);
      g_autofree char *since = g_key_file_get_string (descriptor->file, groups[i], "since", NULL);
      g_autofree char *text = g_key_file_get_string (descriptor->file, groups[i], "text", NULL);
      g_autofree char *key = NULL;

      if (!g_str_has_prefix (groups[i], "change "))
        continue;
      if (area == NULL || to == NULL || text == NULL || since == NULL
          || !g_regex_match_simple ("^\\d{4}-(0[1-9]|1[0-2])$", since, G_REGEX_DOLLAR_ENDONLY, 0))
        {
          obs_faults_take (
              &build->faults,
              g_strdup_printf (_ ("%s, group [%s]: say “area”, “successor”, “since” (as 2025-09) "
                                  "and “text”."),
                               descriptor->name, groups[i]));
          continue;
        }
      key = g_strjoin ("\1", area, to, NULL);
      /* Only of areas that this edition has. */
      if (!obs_area_index_has (build->areas, area) || !obs_area_index_has (build->areas, to)
          || !obs_build_add_key (build, "area_change", key))
        continue;
      obs_build_insert_texts (build, stmt, area, to, since, text, NULL);
      limit_areas (build, area, to, since);
    }
}

/* The longest other code of the list that @code begins with, or NULL. */
static char *
parent_by_prefix (GHashTable *list, const char *code)
{
  g_autofree char *prefix = g_strdup (code);

  for (gsize length = strlen (prefix); length-- > 1;)
    {
      prefix[length] = '\0';
      if (g_hash_table_contains (list, prefix))
        return g_steal_pointer (&prefix);
    }
  return NULL;
}

/* The list @name, new or with the codes that earlier tables gave it. */
static GHashTable *
list_of (ObsBuild *build, const Table *table, const char *name)
{
  GHashTable *codes = g_hash_table_lookup (build->lists, name);
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (codes != NULL)
    return codes;
  codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (build->lists, g_strdup (name), codes);
  if (obs_build_add_key (build, "code_list", name))
    {
      stmt = obs_build_insert (build, "code_list", 2);
      obs_build_insert_texts (build, stmt, name,
                              table->descriptor->title != NULL ? table->descriptor->title : name,
                              NULL);
    }
  return codes;
}

typedef struct
{
  const char *list;
  int code, label, parent; /* columns; -1 for none */
  gboolean by_prefix;
} CodeColumns;

static void
write_code (ObsBuild *build, sqlite3_stmt *stmt, const CodeColumns *columns, GHashTable *codes,
            char **row, guint position)
{
  g_autofree char *above = NULL;

  if (columns->by_prefix)
    above = parent_by_prefix (codes, row[columns->code]);
  else if (columns->parent >= 0 && *row[columns->parent] != '\0')
    above = g_strdup (row[columns->parent]);
  obs_build_bind_text (stmt, 1, columns->list);
  obs_build_bind_text (stmt, 2, row[columns->code]);
  obs_build_bind_text (stmt, 3, row[columns->label]);
  obs_build_bind_text (stmt, 4, above);
  sqlite3_bind_int64 (stmt, 5, position);
  obs_build_run (build, stmt);
}

static void
write_list (ObsBuild *build, const Table *table, const CodeColumns *columns)
{
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (build, "code", 5);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  GHashTable *codes = list_of (build, table, columns->list);
  guint before = g_hash_table_size (codes);

  for (guint i = 0; i < table->rows->len; i++)
    {
      char **row = g_ptr_array_index (table->rows, i);
      const char *code = row[columns->code];
      g_autofree char *key = g_strjoin ("\1", columns->list, code, NULL);

      if (*code != '\0' && !g_str_equal (code, "all") && obs_build_add_key (build, "code", key))
        {
          g_hash_table_insert (codes, g_strdup (code), g_strdup (row[columns->label]));
          g_ptr_array_add (kept, row);
        }
      else
        {
          g_autofree char *words = g_strdup_printf (
              _ ("the code “%s” is empty, the total’s own, or stands in the list already. Keep one "
                 "row for each code."),
              code);

          tell (build, table, line_of (table, i), table->headings[columns->code], code, "key",
                words);
        }
    }
  for (guint i = 0; i < kept->len; i++)
    write_code (build, stmt, columns, codes, g_ptr_array_index (kept, i), before + i + 1);
  note_file (build, table, kept->len, "");
}

void
obs_build_codes_from (ObsBuild *build, const ObsDescriptor *descriptor, const char *path)
{
  g_autofree char *name = g_key_file_get_string (descriptor->file, "table", "list", NULL);
  g_autofree char *rule = g_key_file_get_string (descriptor->file, "columns", "parent", NULL);
  gboolean by_prefix = g_strcmp0 (rule, "prefix") == 0;
  g_autoptr (Table) table = read_table (build, descriptor, path);
  CodeColumns columns = { .list = name, .by_prefix = by_prefix };

  if (table == NULL)
    return;
  if (name == NULL)
    {
      obs_faults_take (&build->faults,
                       g_strdup_printf (_ ("%s, group [table], key list: a table of codes needs "
                                           "the name of its list."),
                                        descriptor->name));
      return;
    }
  columns.code = column_of (build, table, "code", TRUE);
  columns.label = column_of (build, table, "label", TRUE);
  columns.parent = by_prefix ? -1 : column_of (build, table, "parent", FALSE);
  if (columns.code >= 0 && columns.label >= 0)
    write_list (build, table, &columns);
}
