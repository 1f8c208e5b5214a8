/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/ingest/blocks.h"
#include "data/ingest/csv.h"
#include "data/ingest/workbook.h"

#include "package.h"

#include <stdlib.h>
#include <string.h>

/* Workbooks as their publishers issue them. */

#define RAW "dfe/raw/"
#define APS RAW "nomis_aps_employment_by_occupation_2023_04_24.xlsx"
#define COUNTS RAW "nomis_uk_business_counts_2023_04_24.xlsx"

static const char *const aps_parts[] = { "number", "Flags", "conf", NULL };

static ObsRecords *
open_blocks (const char *path, const ObsBlocksOptions *options)
{
  ObsRecordsOptions how = { .plain = TRUE };
  g_autoptr (GError) error = NULL;
  ObsRecords *sheet = obs_records_open (path, &how, NULL, &error);
  ObsRecords *blocks;

  g_assert_no_error (error);
  blocks = obs_blocks_open (sheet, options, &error);
  g_assert_no_error (error);
  return blocks;
}

/* "User Defined Geography:Dorset-LSIP - from dn81838" -> "Dorset"; names are cut at 40 characters
 * with the ending that was added. */
static char *
area_name (const char *label, gboolean *cut, const char **kind)
{
  const char *colon = strchr (label, ':');
  g_autofree char *name = g_strdup (colon != NULL ? colon + 1 : label);
  char *from = strstr (name, " - from dn");
  char *dash;

  *kind = g_str_has_prefix (label, "ladu:")      ? "LAD"
          : g_str_has_prefix (label, "country:") ? "Country"
          : g_str_has_prefix (label, "lep:")     ? "LEP"
                                                 : "LSIP";
  if (from != NULL)
    *from = '\0';
  *cut = from != NULL && strlen (name) >= 35;
  dash = strrchr (name, '-');
  if (dash != NULL && g_str_has_prefix ("-MCA", dash) && strlen (dash) > 1)
    *kind = "CA";
  if (dash != NULL && (g_str_has_prefix ("-LSIP", dash) || g_str_has_prefix ("-MCA", dash)))
    *dash = '\0';
  return g_steal_pointer (&name);
}

/* Values of the tidy table beside: "kind|area|period|cell" -> row + 1. */
static GHashTable *
index_tidy (ObsCsv *csv)
{
  GHashTable *rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < obs_csv_n_rows (csv); i++)
    if (g_str_equal (obs_csv_get_named (csv, i, "topic"), "occupation"))
      g_hash_table_insert (rows,
                           g_strdup_printf ("%s|%s|%s|%s", obs_csv_get_named (csv, i, "area_type"),
                                            obs_csv_get_named (csv, i, "area_name"),
                                            obs_csv_get_named (csv, i, "period"),
                                            obs_csv_get_named (csv, i, "cell")),
                           GUINT_TO_POINTER (i + 1));
  return rows;
}

/* "T09a:1 (All people - Corporate Managers … (SOC2010) : All people )" -> what it counts. */
static char *
cell_name (const char *heading)
{
  const char *start = strstr (heading, "All people - ");
  const char *end = strstr (heading, " : All people )");

  g_assert_nonnull (start);
  g_assert_nonnull (end);
  start += strlen ("All people - ");
  return g_strndup (start, (gsize) (end - start));
}

/* A row of the tidy table whose area begins like @name. */
static guint
find_tidy (GHashTable *rows, const char *kind, const char *name, gboolean cut, const char *period,
           const char *cell)
{
  g_autofree char *key = g_strdup_printf ("%s|%s|%s|%s", kind, name, period, cell);
  g_autofree char *start = g_strdup_printf ("%s|%s", kind, name);
  g_autofree char *end = g_strdup_printf ("|%s|%s", period, cell);
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (rows, key));
  GHashTableIter iter;
  gpointer other, row;

  if (found > 0 || !cut)
    return found;
  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, &other, &row))
    if (g_str_has_prefix (other, start) && g_str_has_suffix (other, end))
      return GPOINTER_TO_UINT (row);
  return 0;
}

static gboolean
is_number (const char *text)
{
  return *text != '\0' && strspn (text, "0123456789.") == strlen (text);
}

static void
test_aps (void)
{
  const ObsBlocksOptions options = { .start = "date", .heading = "Area", .parts = aps_parts };
  g_autofree char *path = shared_data (APS);
  g_autofree char *tidy_path = NULL;
  g_autoptr (ObsRecords) blocks = NULL;
  g_autoptr (ObsCsv) tidy = NULL;
  g_autoptr (GHashTable) rows = NULL;
  g_autoptr (GHashTable) met = g_hash_table_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  const ObsSlice *fields;
  guint n, n_records = 0;
  int status;

  if (path == NULL)
    return;
  tidy_path = shared_data ("dfe/aps_estimates_with_confidence_intervals.csv");
  tidy = obs_csv_load (tidy_path, &error);
  g_assert_no_error (error);
  g_assert_true (obs_csv_require (tidy, &error, "topic", "area_type", "area_name", "period", "cell",
                                  "estimate", "ci95_plus_minus", "flag", NULL));
  rows = index_tidy (tidy);
  g_assert_cmpuint (g_hash_table_size (rows), ==, 6000);

  blocks = open_blocks (path, &options);
  while ((status = obs_records_next (blocks, &fields, &n, &error)) > 0)
    {
      g_autofree char *area = NULL;
      g_autofree char *cell = NULL;
      const char *kind, *flag;
      gboolean cut;
      guint row;

      g_assert_cmpuint (n, ==, 7);
      if (n_records++ == 0)
        {
          g_assert_cmpstr (fields[0].text, ==, "date");
          g_assert_cmpstr (fields[1].text, ==, "confidence");
          g_assert_cmpstr (fields[2].text, ==, "Area");
          g_assert_cmpstr (fields[3].text, ==, "column");
          g_assert_cmpstr (fields[6].text, ==, "confidence");
          continue;
        }
      area = area_name (fields[2].text, &cut, &kind);
      cell = cell_name (fields[3].text);
      row = find_tidy (rows, kind, area, cut, fields[0].text, cell);
      if (row == 0)
        continue;
      row--;
      g_hash_table_add (met, GUINT_TO_POINTER (row));
      flag = !is_number (fields[4].text) && fields[4].length > 0   ? fields[4].text
             : !is_number (fields[6].text) && fields[6].length > 0 ? fields[6].text
                                                                   : "";
      g_assert_cmpstr (is_number (fields[4].text) ? fields[4].text : "", ==,
                       obs_csv_get_named (tidy, row, "estimate"));
      g_assert_cmpstr (is_number (fields[6].text) ? fields[6].text : "", ==,
                       obs_csv_get_named (tidy, row, "ci95_plus_minus"));
      g_assert_cmpstr (flag, ==, obs_csv_get_named (tidy, row, "flag"));
    }
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  /* 5 years of 450 areas and 25 occupations, and the heading. */
  g_test_message ("%u records, %u of 6000 tidy rows met", n_records, g_hash_table_size (met));
  g_assert_cmpuint (n_records, ==, 1 + 5 * 450 * 25);
  g_assert_cmpuint (g_hash_table_size (met), ==, 6000);
  g_assert_cmpuint (obs_blocks_footnotes (blocks)->len, ==, 10);
  g_assert_cmpuint (strlen (obs_records_sha256 (blocks)), ==, 64);
}

/* The counts of the present release and those of this file are of the same years where they were
 * not revised: England by size. */
static void
test_counts (void)
{
  const ObsBlocksOptions options = { .start = "date", .heading = "Area" };
  g_autofree char *path = shared_data (COUNTS);
  g_autofree char *tidy_path = NULL;
  g_autoptr (ObsCsv) tidy = NULL;
  g_autoptr (ObsRecords) blocks = NULL;
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) error = NULL;
  const ObsSlice *fields;
  guint n, n_records = 0, compared = 0;
  int status;

  if (path == NULL)
    return;
  tidy_path = shared_data ("dfe/business_counts.csv");
  tidy = obs_csv_load (tidy_path, &error);
  g_assert_no_error (error);
  g_assert_true (obs_csv_require (tidy, &error, "area_type", "area_name", "metric", "breakdown",
                                  "subgroup", "period", "value", NULL));
  blocks = open_blocks (path, &options);
  while ((status = obs_records_next (blocks, &fields, &n, &error)) > 0)
    {
      g_autofree char *area = NULL;
      const char *kind;
      gboolean cut;

      g_assert_cmpuint (n, ==, 6);
      if (n_records++ == 0)
        {
          g_assert_cmpstr (fields[1].text, ==, "industry");
          g_assert_cmpstr (fields[2].text, ==, "legal status");
          g_assert_cmpstr (fields[5].text, ==, "value");
          continue;
        }
      g_assert_true (is_number (fields[5].text));
      area = area_name (fields[3].text, &cut, &kind);
      g_hash_table_insert (
          values, g_strdup_printf ("%s|%s|%s|%s", kind, area, fields[0].text, fields[4].text),
          g_strdup (fields[5].text));
    }
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpstr (g_hash_table_lookup (values, "Country|England|2018|Total"), ==, "2318060");
  for (guint i = 0; i < obs_csv_n_rows (tidy); i++)
    {
      const char *period = obs_csv_get_named (tidy, i, "period");
      g_autofree char *key = NULL;
      const char *value;

      if (!g_str_equal (obs_csv_get_named (tidy, i, "metric"), "enterpriseCount")
          || g_str_equal (obs_csv_get_named (tidy, i, "breakdown"), "Industry")
          || !g_str_has_prefix (period, "Mar "))
        continue;
      key = g_strdup_printf ("%s|%s|%s|%s", obs_csv_get_named (tidy, i, "area_type"),
                             obs_csv_get_named (tidy, i, "area_name"), period + 4,
                             obs_csv_get_named (tidy, i, "subgroup"));
      value = g_hash_table_lookup (values, key);
      if (value == NULL)
        continue;
      compared++;
      /* The North East authority of 2024 is larger than that of 2018, by the same name. */
      if (g_str_has_prefix (key, "CA|North East|"))
        g_assert_cmpstr (value, !=, obs_csv_get_named (tidy, i, "value"));
      else
        g_assert_cmpstr (value, ==, obs_csv_get_named (tidy, i, "value"));
    }
  g_assert_cmpuint (n_records, ==, 1 + 5 * 461 * 5);
  g_assert_cmpuint (compared, ==, 780);
}

static void
test_lookup (void)
{
  g_autofree char *path = shared_data (RAW "LSIP_lookup.xlsx");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (path == NULL)
    return;
  text = read_all (path, NULL, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 296 + 1);
  /* The blanks are the publisher's. */
  g_assert_nonnull (strstr (text, "E06000016|Leicester|E69000020| Leicester and Leicestershire |"
                                  "Leicester, Leicestershire and Rutland"));
}

static void
check_sheets (const char *file, guint n_sheets, const char *first, const char *some, guint n_cells)
{
  g_autofree char *path = shared_data (file);
  g_autoptr (GPtrArray) sheets = NULL;
  g_autoptr (GError) error = NULL;
  gboolean found = FALSE;
  guint cells = 0;

  if (path == NULL)
    return;
  sheets = obs_workbook_list_sheets (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sheets->len, ==, n_sheets);
  g_assert_cmpstr (((ObsWorkbookSheet *) g_ptr_array_index (sheets, 0))->name, ==, first);
  for (guint i = 0; i < sheets->len; i++)
    {
      const ObsWorkbookSheet *sheet = g_ptr_array_index (sheets, i);
      ObsRecordsOptions options = { .sheet = sheet->name, .plain = TRUE };
      g_autoptr (ObsRecords) records = obs_records_open (path, &options, NULL, &error);
      const ObsSlice *fields;
      guint n;

      g_assert_no_error (error);
      found = found || g_str_equal (sheet->name, some);
      while (obs_records_next (records, &fields, &n, &error) > 0)
        for (guint k = 0; k < n; k++)
          cells += fields[k].length > 0;
      g_assert_no_error (error);
    }
  g_assert_true (found);
  g_assert_cmpuint (cells, ==, n_cells);
}

static void
test_surveys (void)
{
  check_sheets (RAW "ESS_2019_LEP_Summary_Tables_Controlled_v01.00.xlsx", 40, "Contents",
                "LEICESTER_AND_LEICESTERSHIRE", 70036);
  check_sheets (RAW "ESS_2017_England_LEP_Standard_Tables_Controlled_v03.01.xlsx", 84, "Notes",
                "82", 74273);
}

static void
test_projections (void)
{
  check_sheets (RAW "skills_imperative_2035_LL_LSIP_selected_sheets.xlsx", 10, "Warning", "RD T1",
                13349);
}

#define BLOCK                                                                                      \
  "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>title</v></c></row>"                                      \
  "<row r=\"3\"><c r=\"A3\" t=\"str\"><v>date</v></c><c r=\"B3\"><v>2018</v></c></row>"            \
  "<row r=\"5\"><c r=\"A5\" t=\"str\"><v>Area</v></c><c r=\"B5\" t=\"str\"><v>a</v></c></row>"
#define CELL(place, text) "<c r=\"" place "\" t=\"str\"><v>" text "</v></c>"

static void
test_faults (void)
{
  static const struct
  {
    const char *rows;
    const char *words;
  } cases[] = {
    { "<row r=\"1\">" CELL ("A1", "x") "</row>", "row 1: the sheet ends without a block" },
    { "<row r=\"1\">" CELL ("A1", "x") CELL ("B1", "y") "</row>", "row 1: values stand outside" },
    { "<row r=\"1\">" CELL ("A1", "date") CELL ("B1", "y") CELL ("C1", "z") "</row>",
      "row 1: a line with a label" },
    { BLOCK, "row 5: the sheet ends within a block" },
    { BLOCK "<row r=\"6\">" CELL ("B6", "1") "</row>", "row 6: the row has no label" },
    { BLOCK "<row r=\"6\">" CELL ("A6", "x") CELL ("C6", "1") "</row>",
      "row 6: there is a value in column 3" },
    { BLOCK "<row r=\"6\">" CELL ("A6", "x") CELL ("B6", "1") "</row><row r=\"8\">" CELL ("A8", "y")
          CELL ("B8", "1") "</row>",
      "row 8: values stand outside" },
    { BLOCK "<row r=\"6\">" CELL ("A6", "x") CELL ("B6", "1") "</row><row r=\"8\">" CELL (
          "A8", "date") "</row><row r=\"9\">" CELL ("A9", "other") "</row>",
      "row 9: the label “other”" },
    { "<row r=\"1\">" CELL ("A1", "date") "</row><row r=\"2\">" CELL ("A2", "Area") CELL ("B2", "a")
          CELL ("C2", "a") "</row>",
      "row 2: the heading “a” stands twice" },
    { "<row r=\"1\">" CELL ("A1", "date") "</row><row r=\"2\">" CELL ("A2", "Area")
          CELL ("C2", "a") "</row>",
      "row 2: the heading in column 2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const ObsBlocksOptions options = { .start = "date", .heading = "Area" };
      g_autoptr (Package) package = package_new_xlsx (cases[i].rows);
      g_autofree char *path = package_write (package, "blocks.xlsx");
      g_autoptr (ObsRecords) blocks = open_blocks (path, &options);
      g_autoptr (GError) error = NULL;
      const ObsSlice *fields;
      guint n;
      int status;

      while ((status = obs_records_next (blocks, &fields, &n, &error)) > 0)
        continue;
      g_assert_cmpint (status, ==, -1);
      g_assert_nonnull (strstr (error->message, "blocks.xlsx"));
      if (strstr (error->message, cases[i].words) == NULL)
        g_error ("“%s” lacks “%s”", error->message, cases[i].words);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/published-sheets/aps", test_aps);
  g_test_add_func ("/published-sheets/counts", test_counts);
  g_test_add_func ("/published-sheets/lookup", test_lookup);
  g_test_add_func ("/published-sheets/surveys", test_surveys);
  g_test_add_func ("/published-sheets/projections", test_projections);
  g_test_add_func ("/published-sheets/faults", test_faults);
  return g_test_run ();
}
