/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/error.h"
#include "data/ingest/workbook-cells.h"
#include "data/ingest/workbook.h"

#include "package.h"

#include <math.h>
#include <string.h>

static void
expect (Package *package, const char *name, const char *sheet, const char *rows)
{
  g_autofree char *path = package_write (package, name);
  ObsRecordsOptions options = { .sheet = sheet, .plain = TRUE };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = read_all (path, &options, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, rows);
}

/* @words: each has to stand in the sentence. */
static void
expect_fault (Package *package, const char *name, int code, const char *words)
{
  g_autofree char *path = package_write (package, name);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = read_all (path, NULL, NULL, &error);
  g_auto (GStrv) each = g_strsplit (words, "|", -1);

  g_assert_null (text);
  g_assert_error (error, OBS_ERROR, code);
  g_assert_nonnull (strstr (error->message, name));
  for (gsize i = 0; each[i] != NULL; i++)
    if (strstr (error->message, each[i]) == NULL)
      g_error ("“%s” lacks “%s”", error->message, each[i]);
}

static void
expect_notice (Package *package, const char *name, const char *sheet, const char *words)
{
  g_autofree char *path = package_write (package, name);
  ObsRecordsOptions options = { .sheet = sheet };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notices = NULL;
  g_autofree char *text = read_all (path, &options, &notices, &error);
  g_autofree char *all = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (text);
  g_ptr_array_add (notices, NULL);
  all = g_strjoinv ("\n", (char **) notices->pdata);
  g_ptr_array_set_size (notices, (int) notices->len - 1);
  if (strstr (all, words) == NULL)
    g_error ("“%s” lacks “%s”", all, words);
}

static void
test_cells (void)
{
  g_autoptr (Package) package = package_new_xlsx (
      "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row>"
      "<row r=\"2\"/>"
      "<row r=\"4\"><c r=\"B4\"><v>35.299999999999997</v></c><c r=\"C4\"><v>1E6</v></c></row>"
      "<row><c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c><c t=\"e\"><v>#N/A</v></c></row>"
      "<row r=\"9\"><c r=\"A9\" t=\"s\"><v>2</v></c><c r=\"B9\" t=\"s\"><v>3</v></c>"
      "<c r=\"C9\" t=\"s\"><v>4</v></c><c r=\"D9\" t=\"s\"><v>5</v></c></row>"
      "<row r=\"10\"><c r=\"A10\" t=\"inlineStr\"><is><r><t>in</t></r><r><t>line</t></r>"
      "<rPh><t>no</t></rPh></is></c><c r=\"B10\" s=\"7\"><v>0.125</v></c>"
      "<c r=\"C10\" t=\"d\"><v>2024-02-29</v></c></row>");

  expect (package, "cells.xlsx", NULL,
          "1:first||rich text\n4:|35.3|1000000\n5:TRUE|FALSE|#N/A\n9:  kept  |cut|a\nb_x\n"
          "10:inline|0.125|2024-02-29\n");
}

static void
test_numbers (void)
{
  static const struct
  {
    double value;
    const char *text;
  } cases[] = {
    { 0, "0" },
    { -0.0, "0" },
    { 67200, "67200" },
    { -1.5, "-1.5" },
    { 0.1, "0.1" },
    { 0.30000000000000004, "0.30000000000000004" },
    { 1e-7, "0.0000001" },
    { 1.5e-8, "1.5e-8" },
    { 1e20, "100000000000000000000" },
    { 1e21, "1e21" },
    { 123456789012345678.0, "123456789012345680" },
    { 9007199254740991.0, "9007199254740991" },
    { 1.7976931348623157e308, "1.7976931348623157e308" },
    { 5e-324, "5e-324" },
    { 1234.5678, "1234.5678" },
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      obs_cell_append_number (text, cases[i].value);
      g_assert_cmpstr (text->str, ==, cases[i].text);
    }
  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      union
      {
        guint64 bits;
        double value;
      } number;

      number.bits = (guint64) g_rand_int (rand) << 32 | g_rand_int (rand);
      if (!isfinite (number.value))
        continue;
      obs_cell_append_number (text, number.value);
      g_assert_true (g_ascii_strtod (text->str, NULL) == number.value);
    }
}

static void
test_dates (void)
{
  static const struct
  {
    double value;
    ObsCellKind kind;
    gboolean from_1904;
    const char *text; /* NULL: no such day */
  } cases[] = {
    { 1, OBS_CELL_DATE, FALSE, "1900-01-01" },
    { 59, OBS_CELL_DATE, FALSE, "1900-02-28" },
    { 60, OBS_CELL_DATE, FALSE, NULL },
    { 61, OBS_CELL_DATE, FALSE, "1900-03-01" },
    { 44287, OBS_CELL_DATE, FALSE, "2021-04-01" },
    { 42825, OBS_CELL_DATE, TRUE, "2021-04-01" },
    { 0, OBS_CELL_DATE, TRUE, "1904-01-01" },
    { 0, OBS_CELL_DATE, FALSE, NULL },
    { 44287.5, OBS_CELL_DATE_TIME, FALSE, "2021-04-01T12:00:00" },
    { 44287.999999999, OBS_CELL_DATE_TIME, FALSE, "2021-04-02" },
    { 0.75, OBS_CELL_TIME, FALSE, "18:00:00" },
    { -1, OBS_CELL_DATE, FALSE, NULL },
    { 2958465, OBS_CELL_DATE, FALSE, "9999-12-31" },
    { 2958466, OBS_CELL_DATE, FALSE, NULL },
    { 2958465, OBS_CELL_DATE, TRUE, NULL },
    { 1e300, OBS_CELL_DATE, FALSE, NULL },
    { NAN, OBS_CELL_DATE, FALSE, NULL },
  };
  static const struct
  {
    const char *format;
    ObsCellKind kind;
  } formats[] = {
    { "General", OBS_CELL_NUMBER },
    { "0.00E+00", OBS_CELL_NUMBER },
    { "dd/mm/yyyy", OBS_CELL_DATE },
    { "[$-F800]dddd", OBS_CELL_DATE },
    { "hh:mm", OBS_CELL_TIME },
    { "[h]:mm:ss", OBS_CELL_NUMBER },
    { "yyyy-mm-dd hh:mm", OBS_CELL_DATE_TIME },
    { "0\"days\"", OBS_CELL_NUMBER },
    { "0\\d", OBS_CELL_NUMBER },
    { "#,##0;[Red]-#,##0;\"d\"", OBS_CELL_NUMBER },
    { "mmm", OBS_CELL_DATE },
    { "_d0", OBS_CELL_NUMBER },
    { "\"unclosed d", OBS_CELL_NUMBER },
    { "[unclosed", OBS_CELL_NUMBER },
    { "", OBS_CELL_NUMBER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      if (obs_cell_append_date (text, cases[i].value, cases[i].kind, cases[i].from_1904))
        g_assert_cmpstr (text->str, ==, cases[i].text);
      else
        g_assert_null (cases[i].text);
    }
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    g_assert_cmpint (obs_cell_kind_of_format (formats[i].format), ==, formats[i].kind);
}

#define WORKBOOK(properties, sheets)                                                               \
  "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "                 \
  "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">" properties    \
  "<sheets>" sheets "</sheets></workbook>"

static void
test_date_cells (void)
{
  g_autoptr (Package) package = package_new_xlsx (
      "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>44287</v></c><c r=\"B1\" s=\"2\"><v>44287</v></c>"
      "<c r=\"C1\" s=\"3\"><v>44287</v></c><c r=\"D1\" s=\"4\"><v>44287.25</v></c>"
      "<c r=\"E1\" s=\"5\"><v>0.5</v></c><c r=\"F1\" s=\"6\"><v>1.5</v></c>"
      "<c r=\"G1\" s=\"1\"><v>60</v></c><c r=\"H1\" s=\"99\"><v>5</v></c></row>");

  expect (package, "dates.xlsx", NULL,
          "1:2021-04-01|2021-04-01|44287|2021-04-01T06:00:00|12:00:00|1.5|60|5\n");
  expect_notice (package, "dates.xlsx", NULL, "1 cells (the first is G1)");
  package_add (package, "xl/workbook.xml",
               WORKBOOK ("<workbookPr date1904=\"1\"/>",
                         "<sheet name=\"Data\" sheetId=\"1\" r:id=\"r1\"/>"));
  expect (package, "dates.xlsx", NULL,
          "1:2025-04-02|2025-04-02|44287|2025-04-02T06:00:00|12:00:00|1.5|1904-03-01|5\n");
}

static void
test_sheets (void)
{
  g_autoptr (Package) package = package_new_xlsx ("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>");
  g_autofree char *path = NULL;
  g_autoptr (GPtrArray) sheets = NULL;
  g_autoptr (GError) error = NULL;
  ObsRecordsOptions options = { .sheet = "Nothing" };

  package_add (package, "xl/workbook.xml",
               WORKBOOK ("", "<sheet name=\"A\" sheetId=\"1\" state=\"hidden\" r:id=\"r1\"/>"
                             "<sheet name=\"B 1\" sheetId=\"2\" r:id=\"r2\"/>"));
  expect (package, "sheets.xlsx", NULL, "1:2\n");
  expect (package, "sheets.xlsx", "A", "1:1\n");
  expect (package, "sheets.xlsx", "B*", "1:2\n");
  expect_notice (package, "sheets.xlsx", NULL, "hidden sheet, “A”");
  expect_notice (package, "sheets.xlsx", "A", "“A”, which is read, is hidden");
  path = package_write (package, "sheets.xlsx");
  g_assert_null (read_all (path, &options, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "“A”, “B 1”"));
  g_clear_error (&error);
  sheets = obs_workbook_list_sheets (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sheets->len, ==, 2);
  g_assert_true (((ObsWorkbookSheet *) g_ptr_array_index (sheets, 0))->hidden);
  g_assert_false (((ObsWorkbookSheet *) g_ptr_array_index (sheets, 1))->hidden);

  package_add (package, "xl/workbook.xml",
               WORKBOOK ("", "<sheet name=\"T 1\" sheetId=\"1\" r:id=\"r1\"/>"
                             "<sheet name=\"T 2\" sheetId=\"2\" r:id=\"r2\"/>"));
  options.sheet = "T*";
  g_free (path);
  path = package_write (package, "sheets.xlsx");
  g_assert_null (read_all (path, &options, NULL, &error));
  g_assert_nonnull (strstr (error->message, "more than one sheet like “T*”: “T 1”, “T 2”"));
}

static void
test_formulas_and_hidden_rows (void)
{
  g_autoptr (Package) package
      = package_new_xlsx ("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
                          "<row r=\"3\" hidden=\"1\"><c r=\"A3\"><f>A1+1</f><v>2</v></c></row>"
                          "<row r=\"4\"><c r=\"A4\" t=\"str\"><f>\"\"</f><v></v></c></row>");
  g_autoptr (Package) unknown
      = package_new_xlsx ("<row r=\"12\"><c r=\"B12\"><f>SUM(A1:A9)</f></c></row>");

  expect (package, "formulas.xlsx", NULL, "1:1\n3:2\n");
  expect_notice (package, "formulas.xlsx", NULL, "2 cells (the first is A3)");
  expect_notice (package, "formulas.xlsx", NULL, "the first is row 3");
  expect_fault (unknown, "unknown.xlsx", OBS_ERROR_INPUT, "sheet “Data”|cell B12|does not keep");
}

static void
test_width (void)
{
  g_autoptr (Package) package = package_new_xlsx (
      "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"7\"><c r=\"C7\"><v>3</v></c></row>");
  g_autoptr (Package) far = package_new_xlsx ("<row r=\"1\"><c r=\"ALM1\"><v>1</v></c></row>");

  expect (package, "wide.xlsx", NULL, "1:1\n7:||3\n");
  expect_fault (package, "wide.xlsx", OBS_ERROR_INPUT, "cell C7|outside the table");
  expect_fault (far, "far.xlsx", OBS_ERROR_INPUT, "cell ALM1|1000th column");
}

static void
test_damaged_cells (void)
{
  static const struct
  {
    const char *row;
    const char *words;
  } cases[] = {
    { "<row r=\"1\"><c r=\"A1\"><v>abc</v></c></row>", "cell A1|“abc” is not a number" },
    { "<row r=\"1\"><c r=\"A1\"><v>0x10</v></c></row>", "cell A1|not a number" },
    { "<row r=\"1\"><c r=\"A1\"><v>1e999</v></c></row>", "cell A1|not a number" },
    { "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>6</v></c></row>", "cell A1|“6”" },
    { "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>-1</v></c></row>", "cell A1|“-1”" },
    { "<row r=\"1\"><c r=\"A1\" t=\"q\"><v>6</v></c></row>", "cell A1|unknown kind “q”" },
    { "<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>", "“A1”|out of its place" },
    { "<row r=\"1\"><c r=\"A2\"/></row>", "“A2”|out of its place" },
    { "<row r=\"2\"/><row r=\"2\"/>", "a row “2”|out of its place" },
    { "<row r=\"1048577\"/>", "out of its place" },
    { "<row r=\"1\"><c r=\"XFE1\"/></row>", "out of its place" },
    { "<row r=\"1\"><c>", "no proper XML" },
    { "<row r=\"1\">&unknown;</row>", "no proper XML" },
    { "<row r=\"1\"><c t=\"inlineStr\"><is><t>\xff</t></is></c></row>", "no proper XML" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Package) package = package_new_xlsx (cases[i].row);

      expect_fault (package, "cell.xlsx", OBS_ERROR_INPUT, cases[i].words);
    }
}

#define SHEET(rows)                                                                                \
  "<worksheet "                                                                                    \
  "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>" rows           \
  "</sheetData></worksheet>"

static void
test_definitions (void)
{
  static const char *const texts[] = {
    "<!DOCTYPE worksheet [<!ENTITY a \"b\">]>" SHEET (
        "<row><c t=\"inlineStr\"><is><t>&a;</t></is></c></row>"),
    "<!DOCTYPE worksheet SYSTEM \"file:///etc/passwd\">" SHEET (""),
    "<!DOCTYPE w [<!ENTITY % x SYSTEM \"http://localhost/x\"> %x;]>" SHEET (""),
  };
  static const char wide[] = "\xff\xfe<\0w\0/\0>\0";

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (Package) package = package_new_xlsx ("");

      package_add (package, "xl/worksheets/sheet1.xml", texts[i]);
      expect_fault (package, "dtd.xlsx", OBS_ERROR_INPUT, "document type definition|sheet1.xml");
    }
  {
    g_autoptr (Package) package = package_new_xlsx ("");

    package_add_bytes (package, "xl/worksheets/sheet1.xml", wide, sizeof wide - 1);
    expect_fault (package, "wide.xlsx", OBS_ERROR_INPUT, "not written in UTF-8");
  }
}

static void
test_refused_kinds (void)
{
  g_autoptr (Package) package = package_new_xlsx ("");
  g_autoptr (Package) macros = package_new_xlsx ("");
  g_autoptr (Package) binary = package_new_xlsx ("");
  g_autoptr (Package) links = package_new_xlsx ("");
  g_autoptr (Package) relation = package_new_xlsx ("");
  g_autoptr (Package) words = package_new ();

  package_add (package, "xl/vbaProject.bin", "x");
  expect_fault (package, "macro.xlsx", OBS_ERROR_INPUT, "macros");
  package_add (macros, "[Content_Types].xml",
               "<Types><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/"
               "vnd.ms-excel.sheet.macroEnabled.main+xml\"/></Types>");
  expect_fault (macros, "macro.xlsm", OBS_ERROR_INPUT, "macros");
  package_add (binary, "[Content_Types].xml",
               "<Types><Override PartName=\"/xl/workbook.bin\" ContentType=\"application/"
               "vnd.ms-excel.sheet.binary.macroEnabled.main\"/></Types>");
  expect_fault (binary, "binary.xlsb", OBS_ERROR_INPUT, ".xlsb");
  package_add (links, "xl/externalLinks/externalLink1.xml", "<externalLink/>");
  expect_fault (links, "links.xlsx", OBS_ERROR_INPUT, "other files");
  package_add (relation, "xl/_rels/workbook.xml.rels",
               "<Relationships xmlns=\"p\"><Relationship Id=\"r1\" Type=\"x/worksheet\" "
               "Target=\"http://localhost/sheet.xml\" TargetMode=\"External\"/></Relationships>");
  expect_fault (relation, "relation.xlsx", OBS_ERROR_INPUT, "other files|http://localhost");
  package_add (words, "word/document.xml", "<w/>");
  expect_fault (words, "words.xlsx", OBS_ERROR_INPUT, "no workbook");
}

static void
test_old_formats (void)
{
  static const char mark[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
  static const char package[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 zeros[2000] = { 0 };

  g_byte_array_append (bytes, (const guint8 *) mark, 8);
  g_byte_array_append (bytes, zeros, sizeof zeros);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GBytes) whole = g_bytes_new (bytes->data, bytes->len);
      g_autofree char *path = write_bytes (whole, i == 0 ? "old.xls" : "locked.xlsx");
      g_autoptr (GError) error = NULL;

      g_assert_null (read_all (path, NULL, NULL, &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, i == 0 ? "(.xls)" : "encrypted"));
      g_byte_array_append (bytes, (const guint8 *) package, sizeof package);
    }
}

#define TABLE(name, more, rows)                                                                    \
  "<table:table table:name=\"" name "\"" more ">" rows "</table:table>"
#define TEXT_CELL(text)                                                                            \
  "<table:table-cell office:value-type=\"string\"><text:p>" text "</text:p></table:table-cell>"

static void
test_ods (void)
{
  g_autoptr (Package) package = package_new_ods (
      "<style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties "
      "table:display=\"false\"/></style:style>",
      TABLE ("Secret", " table:style-name=\"ta2\"",
             "<table:table-row>" TEXT_CELL ("s") "</table:table-row>")
          TABLE ("Data", "",
                 "<table:table-column "
                 "table:number-columns-repeated=\"16384\"/>"
                 "<table:table-header-rows><table:table-"
                 "row>" TEXT_CELL ("a") "<table:table-cell "
                                        "table:number-columns-repeated=\"2\"/"
                                        ">" TEXT_CELL ("two  \n words<text:s "
                                                       "text:c=\"2\"/"
                                                       ">x<text:tab/"
                                                       "><text:span>y</"
                                                       "text:span>") "</"
                                                                     "table:"
                                                                     "table-"
                                                                     "row></"
                                                                     "table:"
                                                                     "table-"
                                                                     "header-"
                                                                     "rows>"
                                                                     "<table:"
                                                                     "table-"
                                                                     "row "
                                                                     "table:"
                                                                     "number-"
                                                                     "rows-"
                                                                     "repeated="
                                                                     "\"3\"><"
                                                                     "table:"
                                                                     "table-"
                                                                     "cell "
                                                                     "table:"
                                                                     "number-"
                                                                     "columns-"
                                                                     "repeated="
                                                                     "\"1000000"
                                                                     "\"/></"
                                                                     "table:"
                                                                     "table-"
                                                                     "row>"
                                                                     "<table:"
                                                                     "table-"
                                                                     "row "
                                                                     "table:"
                                                                     "number-"
                                                                     "rows-"
                                                                     "repeated="
                                                                     "\"2\"><"
                                                                     "table:"
                                                                     "table-"
                                                                     "cell "
                                                                     "office:"
                                                                     "value-"
                                                                     "type="
                                                                     "\"float\""
                                                                     " office:"
                                                                     "value="
                                                                     "\"35."
                                                                     "299999999"
                                                                     "999997\" "
                                                                     "calcext:"
                                                                     "value-"
                                                                     "type="
                                                                     "\"float\""
                                                                     " table:"
                                                                     "number-"
                                                                     "columns-"
                                                                     "repeated="
                                                                     "\"2\">"
                                                                     "<office:"
                                                                     "annotatio"
                                                                     "n><text:"
                                                                     "p>remark<"
                                                                     "/text:p><"
                                                                     "/office:"
                                                                     "annotatio"
                                                                     "n><text:"
                                                                     "p>35.3</"
                                                                     "text:p>"
                                                                     "</"
                                                                     "table:"
                                                                     "table-"
                                                                     "cell><"
                                                                     "table:"
                                                                     "covered-"
                                                                     "table-"
                                                                     "cell "
                                                                     "office:"
                                                                     "value-"
                                                                     "type="
                                                                     "\"string"
                                                                     "\"><text:"
                                                                     "p>no"
                                                                     "</"
                                                                     "text:p></"
                                                                     "table:"
                                                                     "covered-"
                                                                     "table-"
                                                                     "cell><"
                                                                     "table:"
                                                                     "table-"
                                                                     "cell "
                                                                     "office:"
                                                                     "value-"
                                                                     "type="
                                                                     "\"percent"
                                                                     "age\" "
                                                                     "office:"
                                                                     "value="
                                                                     "\"0.5\"/"
                                                                     "></"
                                                                     "table:"
                                                                     "table-"
                                                                     "row>"
                                                                     "<table:"
                                                                     "table-"
                                                                     "row "
                                                                     "table:"
                                                                     "visibilit"
                                                                     "y="
                                                                     "\"collaps"
                                                                     "e\"><"
                                                                     "table:"
                                                                     "table-"
                                                                     "cell "
                                                                     "office:"
                                                                     "value-"
                                                                     "type="
                                                                     "\"date\" "
                                                                     "office:"
                                                                     "date-"
                                                                     "value="
                                                                     "\"2021-"
                                                                     "04-01\"/"
                                                                     "><table:"
                                                                     "table-"
                                                                     "cell "
                                                                     "office:"
                                                                     "value-"
                                                                     "type="
                                                                     "\"time\" "
                                                                     "office:"
                                                                     "time-"
                                                                     "value="
                                                                     "\"PT12H30"
                                                                     "M05S\"/"
                                                                     "><table:"
                                                                     "table-"
                                                                     "cell "
                                                                     "office:"
                                                                     "value-"
                                                                     "type="
                                                                     "\"boolean"
                                                                     "\" "
                                                                     "office:"
                                                                     "boolean-"
                                                                     "value="
                                                                     "\"true\"/"
                                                                     "><table:"
                                                                     "table-"
                                                                     "cell "
                                                                     "table:"
                                                                     "formula="
                                                                     "\"of:=NA("
                                                                     ")\" "
                                                                     "office:"
                                                                     "value-"
                                                                     "type="
                                                                     "\"string"
                                                                     "\" "
                                                                     "office:"
                                                                     "string-"
                                                                     "value="
                                                                     "\"\" "
                                                                     "calcext:"
                                                                     "value-"
                                                                     "type="
                                                                     "\"error\""
                                                                     "><text:p>"
                                                                     "#N/A</"
                                                                     "text:p></"
                                                                     "table:"
                                                                     "table-"
                                                                     "cell>"
                                                                     "</"
                                                                     "table:"
                                                                     "table-"
                                                                     "row>"
                                                                     "<table:"
                                                                     "table-"
                                                                     "row "
                                                                     "table:"
                                                                     "number-"
                                                                     "rows-"
                                                                     "repeated="
                                                                     "\"1048000"
                                                                     "\"><"
                                                                     "table:"
                                                                     "table-"
                                                                     "cell/>"
                                                                     "</"
                                                                     "table:"
                                                                     "table-"
                                                                     "row>"));

  expect (package, "open.ods", NULL,
          "1:a|||two words  x\ty\n5:35.3|35.3||0.5\n6:35.3|35.3||0.5\n"
          "7:2021-04-01|12:30:05|TRUE|#N/A\n");
  expect (package, "open.ods", "Secret", "1:s\n");
  expect_notice (package, "open.ods", NULL, "hidden sheet, “Secret”");
  expect_notice (package, "open.ods", NULL, "1 cells (the first is D7)");
  expect_notice (package, "open.ods", NULL, "the first is row 7");
}

static void
test_ods_refused (void)
{
  static const struct
  {
    const char *tables;
    const char *words;
  } cases[] = {
    { TABLE ("T", "",
             "<table:table-row><table:table-cell table:number-columns-repeated=\"1000000\" "
             "office:value-type=\"float\" office:value=\"1\"/></table:table-row>"),
      "cell A1|repeated" },
    { TABLE ("T", "",
             "<table:table-row table:number-rows-repeated=\"1000000\">" TEXT_CELL (
                 "x") "</table:table-row>"),
      "cell A1|1000000 times" },
    { TABLE ("T", "", "<table:table-source xlink:href=\"file:///etc/passwd\"/>"), "other files" },
    { TABLE ("T", "",
             "<table:table-row><table:table-cell table:formula=\"of:=['file:///tmp/"
             "a.ods'#$A.A1]\" office:value-type=\"float\" office:value=\"1\"/>"
             "</table:table-row>"),
      "other files|A1" },
    { TABLE ("T", "",
             "<table:table-row><table:table-cell office:value-type=\"float\"/>"
             "</table:table-row>"),
      "cell A1|not a number" },
  };
  g_autoptr (Package) locked = package_new_ods ("", "");
  g_autoptr (Package) macros = package_new_ods ("", "");
  g_autoptr (Package) words = package_new_ods ("", "");
  g_autoptr (Package) none = package_new_ods ("", "");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Package) package = package_new_ods ("", cases[i].tables);

      expect_fault (package, "bad.ods", OBS_ERROR_INPUT, cases[i].words);
    }
  package_add (locked, "META-INF/manifest.xml",
               "<m:manifest xmlns:m=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">"
               "<m:file-entry><m:encryption-data/></m:file-entry></m:manifest>");
  expect_fault (locked, "locked.ods", OBS_ERROR_INPUT, "encrypted");
  package_add (macros, "Basic/Standard/Module1.xml", "<x/>");
  expect_fault (macros, "macros.ods", OBS_ERROR_INPUT, "macros");
  package_add (words, "mimetype", "application/vnd.oasis.opendocument.text");
  expect_fault (words, "words.ods", OBS_ERROR_INPUT, "no workbook");
  expect_fault (none, "none.ods", OBS_ERROR_INPUT, "no visible sheet");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workbook/cells", test_cells);
  g_test_add_func ("/workbook/numbers", test_numbers);
  g_test_add_func ("/workbook/dates", test_dates);
  g_test_add_func ("/workbook/date-cells", test_date_cells);
  g_test_add_func ("/workbook/sheets", test_sheets);
  g_test_add_func ("/workbook/formulas-and-hidden-rows", test_formulas_and_hidden_rows);
  g_test_add_func ("/workbook/width", test_width);
  g_test_add_func ("/workbook/damaged-cells", test_damaged_cells);
  g_test_add_func ("/workbook/definitions", test_definitions);
  g_test_add_func ("/workbook/refused-kinds", test_refused_kinds);
  g_test_add_func ("/workbook/old-formats", test_old_formats);
  g_test_add_func ("/workbook/ods", test_ods);
  g_test_add_func ("/workbook/ods-refused", test_ods_refused);
  return g_test_run ();
}
