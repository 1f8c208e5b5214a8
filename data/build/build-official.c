/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Official figures: one long table in, one published cube for each of its "cube" values out. */

#define FIGURES "official/figures.csv"
#define N_FIXED 3 /* area, period, period_kind */
#define N_OWN 2   /* at most two further dimensions */

typedef struct
{
  char *name;
  char *dimensions[N_OWN]; /* columns of the further dimensions, NULL where there are fewer */
  GPtrArray *rows;         /* of GUINT_TO_POINTER (row) */
  GTree *measures;         /* code to units, joined by "; " */
} Cube;

static void
cube_free (gpointer data)
{
  Cube *cube = data;

  g_free (cube->name);
  for (gsize i = 0; i < N_OWN; i++)
    g_free (cube->dimensions[i]);
  g_ptr_array_unref (cube->rows);
  g_tree_unref (cube->measures);
  g_free (cube);
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return strcmp (a, b);
}

/* The column name for a dimension of the table: small letters, digits and underscores. */
static char *
to_identifier (const char *name)
{
  char *identifier = g_ascii_strdown (name, -1);

  return g_strcanon (identifier, "abcdefghijklmnopqrstuvwxyz0123456789", '_');
}

static const char *const columns[]
    = { "cube", "measure",      "area_code", "period",    "period_kind", "dim1_name",
        "dim1", "dim2_name",    "dim2",      "value",     "low",         "high",
        "unit", "missing_code", "flag",      "source_id", "base",        NULL };

static const char *const dim_names[N_OWN] = { "dim1_name", "dim2_name" };
static const char *const dims[N_OWN] = { "dim1", "dim2" };

static Cube *
cube_new (ObsBuild *build, const ObsCsv *csv, guint row)
{
  Cube *cube = g_new0 (Cube, 1);
  guint n = 0;

  cube->name = g_strdup (obs_csv_get_named (csv, row, "cube"));
  cube->rows = g_ptr_array_new ();
  cube->measures = g_tree_new_full (compare_names, NULL, g_free, g_free);
  if (!obs_db_is_identifier (cube->name))
    obs_build_fault (build, csv, row, "cube",
                     _ ("“%s” cannot name a cube. Use small letters, digits and underscores."),
                     cube->name);
  for (gsize i = 0; i < N_OWN; i++)
    {
      const char *name = obs_csv_get_named (csv, row, dim_names[i]);
      char *dimension;

      if (*name == '\0')
        continue;
      dimension = to_identifier (name);
      if (!obs_schema_is_dimension (OBS_CUBE_PUBLISHED, dimension)
          || g_str_equal (dimension, "area") || g_str_has_prefix (dimension, "period")
          || (n > 0 && g_str_equal (dimension, cube->dimensions[0])))
        obs_build_fault (
            build, csv, row, dim_names[i],
            _ ("“%s” cannot name a dimension. Use another word, beginning with a letter."), name);
      cube->dimensions[n++] = dimension;
    }
  return cube;
}

/* Each row must name the dimensions of its cube and fill them in. */
static void
check_dimensions (ObsBuild *build, const Cube *cube, const ObsCsv *csv, guint row)
{
  for (gsize i = 0; i < N_OWN; i++)
    {
      const char *name = obs_csv_get_named (csv, row, dim_names[i]);
      g_autofree char *dimension = *name != '\0' ? to_identifier (name) : NULL;
      gboolean filled = *obs_csv_get_named (csv, row, dims[i]) != '\0';

      if (g_strcmp0 (dimension, cube->dimensions[i]) != 0)
        obs_build_fault (build, csv, row, dim_names[i],
                         _ ("“%s” is not the dimension that earlier rows of the cube “%s” have. "
                            "Make them equal."),
                         name, cube->name);
      else if (filled != (dimension != NULL))
        obs_build_fault (build, csv, row, dims[i],
                         filled
                             ? _ ("“%s” belongs to no dimension. Name the dimension, or remove it.")
                             : _ ("the field is empty%s. Fill it in; the total is written “All”."),
                         obs_csv_get_named (csv, row, dims[i]));
    }
}

static const struct
{
  const char *kind;
  const char *pattern;
  const char *words;
} period_kinds[] = {
  { "month", "^\\d{4}-(0[1-9]|1[0-2])$", "YYYY-MM" },
  { "year", "^\\d{4}$", "YYYY" },
  { "year-to", "^\\d{4}-(0[1-9]|1[0-2])$", "YYYY-MM" },
  { "academic-year", "^\\d{4}/\\d\\d$", "YYYY/YY" },
  { "academic-year-part", "^\\d{4}/\\d\\d$", "YYYY/YY" },
};

static void
check_period (ObsBuild *build, const ObsCsv *csv, guint row)
{
  const char *kind = obs_csv_get_named (csv, row, "period_kind");
  const char *period = obs_csv_get_named (csv, row, "period");

  for (gsize i = 0; i < G_N_ELEMENTS (period_kinds); i++)
    if (g_str_equal (kind, period_kinds[i].kind))
      {
        if (!g_regex_match_simple (period_kinds[i].pattern, period, G_REGEX_DOLLAR_ENDONLY, 0))
          obs_build_fault (build, csv, row, "period",
                           _ ("“%s” is not a period of the kind “%s”. Write it as %s."), period,
                           kind, period_kinds[i].words);
        return;
      }
  obs_build_fault (build, csv, row, "period_kind",
                   _ ("“%s” is not a kind of period. Use month, year, year-to, academic-year or "
                      "academic-year-part."),
                   kind);
}

/* Reads an optional number; FALSE after a fault. */
static gboolean
read_number (ObsBuild *build, const ObsCsv *csv, guint row, const char *column, double *value,
             gboolean *there)
{
  const char *text = obs_csv_get_named (csv, row, column);

  *there = *text != '\0';
  if (!*there || obs_parse_number (text, value))
    return TRUE;
  obs_build_fault (
      build, csv, row, column,
      _ ("“%s” is not a number. Write digits with a full stop, without commas or units."), text);
  return FALSE;
}

static void
check_value (ObsBuild *build, const ObsCsv *csv, guint row)
{
  const char *missing = obs_csv_get_named (csv, row, "missing_code");
  double value = 0, low = 0, high = 0;
  gboolean has_value, has_low, has_high;

  if (!read_number (build, csv, row, "value", &value, &has_value)
      || !read_number (build, csv, row, "low", &low, &has_low)
      || !read_number (build, csv, row, "high", &high, &has_high))
    return;
  if (has_value == (*missing != '\0'))
    obs_build_fault (
        build, csv, row, "value",
        has_value ? _ ("there are both a value and a missing-value code. Remove one of them.")
                  : _ ("there is neither a value nor a missing-value code. Add one of them."));
  if (has_low != has_high || (has_low && !has_value))
    obs_build_fault (
        build, csv, row, has_low ? "high" : "low",
        _ ("a range needs a value and both its ends. Add what is missing, or remove the range."));
  else if (has_low && !(low <= value && value <= high))
    obs_build_fault (build, csv, row, "value",
                     _ ("“%s” lies outside its range, %s to %s. Correct one of the three."),
                     obs_csv_get_named (csv, row, "value"), obs_csv_get_named (csv, row, "low"),
                     obs_csv_get_named (csv, row, "high"));
  if (has_value && g_str_has_prefix (obs_csv_get_named (csv, row, "unit"), "%")
      && !(value >= 0 && value <= 100))
    obs_build_fault (build, csv, row, "value",
                     _ ("“%s” is a share and must lie between 0 and 100. Correct it."),
                     obs_csv_get_named (csv, row, "value"));
}

static void
check_flags (ObsBuild *build, const ObsCsv *csv, guint row)
{
  g_auto (GStrv) flags = g_strsplit (obs_csv_get_named (csv, row, "flag"), " ", -1);

  for (gsize i = 0; flags[i] != NULL; i++)
    if (*flags[i] != '\0' && (strlen (flags[i]) != 1 || strchr ("epbr", *flags[i]) == NULL))
      obs_build_fault (build, csv, row, "flag",
                       _ ("“%s” is not a flag. Use the letters e, p, b and r with blanks between."),
                       flags[i]);
}

static gboolean
bind_dimension (ObsBuild *build, const ObsField *field, const ObsCsv *csv, guint row,
                sqlite3_stmt *stmt, int index)
{
  const char *code = obs_csv_get_named (csv, row, field->from);

  /* The publishers write the total as "All"; in an edition it has one spelling. */
  obs_build_bind_text (stmt, index, g_str_equal (code, "All") ? "all" : code);
  return TRUE;
}

static const ObsField fields_before[N_FIXED] = {
  { "area", "area_code", OBS_FIELD_WORDS, "area" },
  { "period", "period", OBS_FIELD_WORDS },
  { "period_kind", "period_kind", OBS_FIELD_WORDS },
};

static const ObsField fields_own[N_OWN] = {
  { "dim1", "dim1", OBS_FIELD_OWN, .bind = bind_dimension },
  { "dim2", "dim2", OBS_FIELD_OWN, .bind = bind_dimension },
};

static const ObsField measure_field = { "measure", "measure", OBS_FIELD_WORDS };

static const ObsField fields_after[] = {
  { "value", "value", OBS_FIELD_REAL_OR_NULL },
  { "low", "low", OBS_FIELD_REAL_OR_NULL },
  { "high", "high", OBS_FIELD_REAL_OR_NULL },
  { "base", "base", OBS_FIELD_INTEGER_OR_NULL },
  { "unit", "unit", OBS_FIELD_WORDS },
  { "missing", "missing_code", OBS_FIELD_OPTIONAL, NULL, "x|z|c|u|low" },
  { "flag", "flag", OBS_FIELD_TEXT },
  { "source", "source_id", OBS_FIELD_WORDS, "source" },
};

static gboolean
lists_unit (const char *units, const char *unit)
{
  g_auto (GStrv) listed = g_strsplit (units, "; ", -1);

  return g_strv_contains ((const char *const *) listed, unit);
}

/* Cubes in order of their names, each with its rows. */
static GTree *
gather_cubes (ObsBuild *build, const ObsCsv *csv)
{
  GTree *cubes = g_tree_new_full (compare_names, NULL, NULL, cube_free);

  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      const char *name = obs_csv_get_named (csv, row, "cube");
      const char *measure = obs_csv_get_named (csv, row, "measure");
      const char *unit = obs_csv_get_named (csv, row, "unit");
      Cube *cube = g_tree_lookup (cubes, name);
      const char *units;

      if (cube == NULL)
        {
          cube = cube_new (build, csv, row);
          g_tree_insert (cubes, cube->name, cube);
        }
      g_ptr_array_add (cube->rows, GUINT_TO_POINTER (row));
      units = g_tree_lookup (cube->measures, measure);
      if (units == NULL)
        g_tree_insert (cube->measures, g_strdup (measure), g_strdup (unit));
      else if (!lists_unit (units, unit))
        g_tree_insert (cube->measures, g_strdup (measure), g_strconcat (units, "; ", unit, NULL));
    }
  return cubes;
}

/* Titles of cubes and dimensions for people; optional, the names themselves stand in for them.
 * Names that are not among the @known ones (NULL: any) are faults. */
static GHashTable *
read_titles (ObsBuild *build, const char *file, const char *key, const char *column, GTree *known)
{
  GHashTable *titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (ObsCsv) csv = obs_build_load (build, file, FALSE);
  const char *wanted[] = { key, column, NULL };

  if (csv == NULL || !obs_build_require (build, csv, wanted))
    return titles;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      const char *name = obs_csv_get_named (csv, row, key);

      if (known != NULL && g_tree_lookup (known, name) == NULL)
        obs_build_fault (build, csv, row, key,
                         _ ("“%s” is not in %s. Correct it, or remove the row."), name, FIGURES);
      g_hash_table_insert (titles, g_strdup (name),
                           g_strdup (obs_csv_get_named (csv, row, column)));
    }
  return titles;
}

/* "fe_aims_level" becomes "Fe aims level" where no title is given. */
static char *
title_of (GHashTable *titles, const char *name)
{
  const char *title = g_hash_table_lookup (titles, name);
  char *made;

  if (title != NULL && *title != '\0')
    return g_strdup (title);
  made = g_strdelimit (g_strdup (name), "_", ' ');
  made[0] = g_ascii_toupper (made[0]);
  return made;
}

typedef struct
{
  GHashTable *cubes, *notes, *dimensions;
} Titles;

static gboolean
describe_cube (ObsBuild *build, const Cube *cube, const ObsCsv *csv, const Titles *titles)
{
  guint first = GPOINTER_TO_UINT (g_ptr_array_index (cube->rows, 0));
  g_autofree char *title = title_of (titles->cubes, cube->name);
  g_autofree char *first_own
      = cube->dimensions[0] != NULL ? title_of (titles->dimensions, cube->dimensions[0]) : NULL;
  g_autofree char *second_own
      = cube->dimensions[1] != NULL ? title_of (titles->dimensions, cube->dimensions[1]) : NULL;
  const char *own[N_OWN] = { first_own, second_own };
  const char *note = g_hash_table_lookup (titles->notes, cube->name);
  const char *dimensions[(N_FIXED + N_OWN) * 3 + 1]
      = { "area", "area", "Area", "period", "", "Period", "period_kind", "", "Kind of period" };
  gsize n = N_FIXED * 3;

  for (gsize i = 0; i < N_OWN && cube->dimensions[i] != NULL; i++)
    {
      dimensions[n++] = cube->dimensions[i];
      dimensions[n++] = "";
      dimensions[n++] = own[i];
    }
  dimensions[n] = NULL;
  return obs_build_cube (build, cube->name, OBS_CUBE_PUBLISHED, title,
                         obs_csv_get_named (csv, first, "source_id"), note != NULL ? note : "",
                         dimensions);
}

typedef struct
{
  ObsBuild *build;
  ObsCsv *csv;
  Titles titles;
  sqlite3_stmt *measure;
  const Cube *cube;
} Writer;

static gboolean
describe_measure (gpointer key, gpointer value, gpointer user_data)
{
  Writer *writer = user_data;
  g_autofree char *title = g_strdup (key);

  title[0] = g_ascii_toupper (title[0]);
  obs_build_insert_texts (writer->build, writer->measure, writer->cube->name, key, value, title,
                          NULL);
  return FALSE;
}

static gboolean
write_cube (gpointer key, gpointer value, gpointer user_data)
{
  Writer *writer = user_data;
  const Cube *cube = value;
  g_autofree char *table = g_strconcat ("cube_", cube->name, NULL);
  ObsField fields[N_FIXED + N_OWN + 1 + G_N_ELEMENTS (fields_after)];
  ObsImport import = { FIGURES, table, .fields = fields, .only = cube->rows };

  if (!describe_cube (writer->build, cube, writer->csv, &writer->titles))
    return TRUE;
  writer->cube = cube;
  g_tree_foreach (cube->measures, describe_measure, writer);

  for (gsize i = 0; i < N_FIXED; i++)
    fields[import.n_fields++] = fields_before[i];
  for (gsize i = 0; i < N_OWN && cube->dimensions[i] != NULL; i++)
    {
      fields[import.n_fields] = fields_own[i];
      fields[import.n_fields++].to = cube->dimensions[i];
    }
  fields[import.n_fields++] = measure_field;
  import.n_keys = import.n_fields;
  for (gsize i = 0; i < G_N_ELEMENTS (fields_after); i++)
    fields[import.n_fields++] = fields_after[i];
  obs_build_import (writer->build, &import, writer->csv);
  return FALSE;
}

static gboolean
check_cube (gpointer key, gpointer value, gpointer user_data)
{
  Writer *writer = user_data;
  const Cube *cube = value;

  for (guint i = 0; i < cube->rows->len; i++)
    {
      guint row = GPOINTER_TO_UINT (g_ptr_array_index (cube->rows, i));

      check_dimensions (writer->build, cube, writer->csv, row);
      check_period (writer->build, writer->csv, row);
      check_value (writer->build, writer->csv, row);
      check_flags (writer->build, writer->csv, row);
    }
  return FALSE;
}

void
obs_build_official (ObsBuild *build)
{
  g_autoptr (ObsCsv) csv = obs_build_load (build, FIGURES, FALSE);
  g_autoptr (GTree) cubes = NULL;
  g_autoptr (GHashTable) cube_titles = NULL;
  g_autoptr (GHashTable) notes = NULL;
  g_autoptr (GHashTable) dimension_titles = NULL;
  g_autoptr (sqlite3_stmt) measure = NULL;
  Writer writer = { .build = build, .csv = csv };
  guint faults = build->faults.sentences->len;

  if (csv == NULL || !obs_build_require (build, csv, columns))
    return;
  cubes = gather_cubes (build, csv);
  cube_titles = read_titles (build, "official/cubes.csv", "cube", "title", cubes);
  notes = read_titles (build, "official/cubes.csv", "cube", "note", NULL);
  dimension_titles = read_titles (build, "official/dimensions.csv", "dimension", "title", NULL);
  measure = obs_build_insert (build, "cube_measure", 4);
  writer.titles = (Titles){ cube_titles, notes, dimension_titles };
  writer.measure = measure;

  g_tree_foreach (cubes, check_cube, &writer);
  if (build->faults.sentences->len == faults)
    g_tree_foreach (cubes, write_cube, &writer);
}
