/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/workbook-xlsx-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Sheets of XLSX: ECMA-376 part 1, 18.3. */

typedef struct
{
  guint column;
  char type[12];
  guint style;
  GString *value; /* of <v> */
  gboolean has_value;
  gboolean has_formula;
  gboolean has_item; /* <is> was there; its text is in the row already */
} Cell;

static gboolean
xlsx_start (ObsWorkbook *self, guint i, GError **error)
{
  ObsXlsx *xlsx = self->data;

  if (!obs_xlsx_read_styles (self, xlsx, error) || !obs_xlsx_read_strings (self, xlsx, error))
    return FALSE;
  self->xml = obs_xml_open (self->zip, g_ptr_array_index (xlsx->parts, i), error);
  return self->xml != NULL;
}

static void
xlsx_free (ObsWorkbook *self)
{
  ObsXlsx *xlsx = self->data;

  if (xlsx == NULL)
    return;
  g_free (xlsx->styles_part);
  g_free (xlsx->strings_part);
  g_ptr_array_unref (xlsx->parts);
  g_array_unref (xlsx->kinds);
  g_string_free (xlsx->shared, TRUE);
  g_array_unref (xlsx->ends);
  g_free (xlsx);
}

static gboolean
put_shared (ObsWorkbook *self, const Cell *cell, GError **error)
{
  ObsXlsx *xlsx = self->data;
  guint64 i;

  if (!g_ascii_string_to_unsigned (cell->value->str, 10, 0, G_MAXUINT32, &i, NULL)
      || i >= xlsx->ends->len)
    return obs_workbook_fault (self, cell->column, self->row, error,
                               _ ("the cell names text “%s”, which the file does not hold. Open it "
                                  "in a spreadsheet program and save it again."),
                               cell->value->str);
  {
    guint32 start = i == 0 ? 0 : g_array_index (xlsx->ends, guint32, i - 1);
    guint32 end = g_array_index (xlsx->ends, guint32, i);

    g_string_append_len (self->text, xlsx->shared->str + start, (gssize) (end - start));
  }
  return TRUE;
}

static gboolean
put_number (ObsWorkbook *self, const Cell *cell, GError **error)
{
  ObsXlsx *xlsx = self->data;
  const char *text = cell->value->str;
  ObsCellKind kind = cell->style < xlsx->kinds->len
                         ? (ObsCellKind) g_array_index (xlsx->kinds, guint8, cell->style)
                         : OBS_CELL_NUMBER;
  char *end = NULL;
  double value = g_ascii_strtod (text, &end);

  if (*text == '\0' || strspn (text, "0123456789+-.eE") != strlen (text) || *end != '\0'
      || !isfinite (value))
    return obs_workbook_fault (self, cell->column, self->row, error,
                               _ ("“%s” is not a number, though the cell says so. Open the file in "
                                  "a spreadsheet program, correct the cell and save it."),
                               text);
  if (kind != OBS_CELL_NUMBER)
    {
      if (obs_cell_append_date (self->text, value, kind, xlsx->from_1904))
        return TRUE;
      obs_workbook_count (&self->odd_dates, cell->column, self->row);
    }
  obs_cell_append_number (self->text, value);
  return TRUE;
}

static gboolean
put_value (ObsWorkbook *self, Cell *cell, GError **error)
{
  const char *type = cell->type;

  if (cell->has_formula)
    {
      obs_workbook_count (&self->formulas, cell->column, self->row);
      if (!cell->has_value && !cell->has_item)
        return obs_workbook_fault (
            self, cell->column, self->row, error,
            _ ("a formula stands there and the file does not keep its value. "
               "Open it in a spreadsheet program, which works it out, and "
               "save it."));
    }
  if (cell->has_item || !cell->has_value)
    return TRUE;
  if (g_str_equal (type, "s"))
    return put_shared (self, cell, error);
  if (g_str_equal (type, "b"))
    {
      gboolean yes = g_str_equal (cell->value->str, "1") || g_str_equal (cell->value->str, "true");

      g_string_append (self->text, yes ? "TRUE" : "FALSE");
      return TRUE;
    }
  if (g_str_equal (type, "n"))
    return cell->value->len == 0 || put_number (self, cell, error);
  if (g_str_equal (type, "str") || g_str_equal (type, "inlineStr"))
    obs_cell_unescape (cell->value, 0);
  else if (!g_str_equal (type, "e") && !g_str_equal (type, "d"))
    return obs_workbook_fault (self, cell->column, self->row, error,
                               _ ("the cell is of the unknown kind “%s”. Open the file in a "
                                  "spreadsheet program and save it again."),
                               type);
  g_string_append_len (self->text, cell->value->str, (gssize) cell->value->len);
  return TRUE;
}

/* The column comes from the cell's own place where it has one, else it follows the one before. */
static gboolean
begin_cell (ObsWorkbook *self, Cell *cell, GError **error)
{
  ObsXlsx *xlsx = self->data;
  const char *place = obs_xml_attribute (self->xml, "r");
  const char *type = obs_xml_attribute (self->xml, "t");
  const char *style = obs_xml_attribute (self->xml, "s");
  guint64 row = self->row;

  cell->column = (guint) xlsx->next_column;
  if (place != NULL
      && (!obs_cell_parse_place (place, &cell->column, &row) || row != self->row
          || (int) cell->column < xlsx->next_column))
    return obs_workbook_fault (self, (guint) xlsx->next_column, self->row, error,
                               _ ("a cell “%s” stands there, out of its place. Open the file in a "
                                  "spreadsheet program and save it again."),
                               place);
  xlsx->next_column = (int) cell->column + 1;
  g_strlcpy (cell->type, type != NULL ? type : "n", sizeof cell->type);
  cell->style = style != NULL ? (guint) g_ascii_strtoull (style, NULL, 10) : 0;
  return TRUE;
}

/* From <c> to its end. */
static gboolean
read_cell (ObsWorkbook *self, GError **error)
{
  g_autoptr (GString) value = g_string_new (NULL);
  Cell cell = { .value = value };
  int depth = obs_xml_depth (self->xml);
  gboolean in_value = FALSE;
  gsize start = obs_workbook_begin_cell (self);

  if (!begin_cell (self, &cell, error))
    return FALSE;
  if (obs_xml_is_empty (self->xml))
    return TRUE;
  while (obs_xml_next (self->xml, error) > 0)
    {
      if (obs_xml_is_end (self->xml) && obs_xml_depth (self->xml) == depth)
        return put_value (self, &cell, error)
               && obs_workbook_end_cell (self, cell.column, start, error);
      if (obs_xml_is_start (self->xml) && obs_xml_depth (self->xml) == depth + 1)
        {
          cell.has_formula = cell.has_formula || obs_xml_is (self->xml, "f");
          if (obs_xml_is (self->xml, "v"))
            {
              cell.has_value = TRUE;
              in_value = !obs_xml_is_empty (self->xml);
            }
          else if (obs_xml_is (self->xml, "is") && g_str_equal (cell.type, "inlineStr")
                   && !cell.has_item)
            {
              cell.has_item = TRUE;
              if (!obs_xlsx_read_item (self->xml, self->text, error))
                return FALSE;
            }
        }
      else if (obs_xml_is_end (self->xml))
        in_value = FALSE;
      else if (in_value && obs_xml_is_text (self->xml))
        g_string_append (value, obs_xml_text (self->xml));
    }
  return FALSE;
}

static gboolean
begin_row (ObsWorkbook *self, GError **error)
{
  ObsXlsx *xlsx = self->data;
  const char *number = obs_xml_attribute (self->xml, "r");
  const char *hidden = obs_xml_attribute (self->xml, "hidden");
  guint64 row = self->row + 1;

  if (number != NULL
      && (!g_ascii_string_to_unsigned (number, 10, 1, 1048576, &row, NULL) || row <= self->row))
    return obs_workbook_fault (self, 0, self->row + 1, error,
                               _ ("a row “%s” stands there, out of its place. Open the file in a "
                                  "spreadsheet program and save it again."),
                               number);
  self->row = row;
  xlsx->next_column = 0;
  if (hidden != NULL && (g_str_equal (hidden, "1") || g_str_equal (hidden, "true")))
    obs_workbook_count (&self->hidden_rows, 0, row);
  return TRUE;
}

/* From <row> to its end. */
static int
read_row (ObsWorkbook *self, GError **error)
{
  int depth = obs_xml_depth (self->xml);

  obs_workbook_clear_row (self);
  if (!begin_row (self, error))
    return -1;
  if (obs_xml_is_empty (self->xml))
    return 1;
  while (obs_xml_next (self->xml, error) > 0)
    {
      if (obs_xml_is_end (self->xml) && obs_xml_depth (self->xml) == depth)
        return 1;
      if (obs_xml_is_start (self->xml) && obs_xml_depth (self->xml) == depth + 1
          && obs_xml_is (self->xml, "c") && !read_cell (self, error))
        return -1;
    }
  return -1;
}

static void
see_column (ObsWorkbook *self)
{
  const char *hidden = obs_xml_attribute (self->xml, "hidden");
  const char *first = obs_xml_attribute (self->xml, "min");

  if (hidden != NULL && !g_str_equal (hidden, "0") && !g_str_equal (hidden, "false"))
    obs_workbook_count (&self->hidden_columns,
                        first != NULL ? (guint) g_ascii_strtoull (first, NULL, 10) - 1 : 0, 1);
}

static int
xlsx_row (ObsWorkbook *self, GError **error)
{
  ObsXlsx *xlsx = self->data;
  int status;

  while ((status = obs_xml_next (self->xml, error)) > 0)
    {
      int depth = obs_xml_depth (self->xml);

      if (depth == 1 && obs_xml_is_end (self->xml))
        xlsx->in_rows = FALSE;
      if (!obs_xml_is_start (self->xml))
        continue;
      if (depth == 0 && !obs_xml_is (self->xml, "worksheet"))
        {
          obs_workbook_fault (self, 0, 1, error,
                              _ ("the sheet is no table of cells. Choose another sheet."));
          return -1;
        }
      if (depth == 1)
        xlsx->in_rows = obs_xml_is (self->xml, "sheetData") && !obs_xml_is_empty (self->xml);
      if (depth == 2 && obs_xml_is (self->xml, "col"))
        see_column (self);
      if (depth == 2 && xlsx->in_rows && obs_xml_is (self->xml, "row"))
        return read_row (self, error);
    }
  return status;
}

const ObsWorkbookClass obs_workbook_xlsx = { obs_xlsx_list, xlsx_start, xlsx_row, xlsx_free };
