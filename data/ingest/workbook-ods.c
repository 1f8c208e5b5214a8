/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/workbook-private.h"

#include "data/error.h"
#include "data/ingest/workbook-cells.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Sheets of ODS: OpenDocument 1.2 part 1, 9.1 (tables), 19.385 (values), 6.1 (text). */

#define NS "urn:oasis:names:tc:opendocument:xmlns:"
#define OFFICE NS "office:1.0"
#define TABLE NS "table:1.0"
#define TEXT NS "text:1.0"
#define STYLE NS "style:1.0"
#define MANIFEST NS "manifest:1.0"

#define CONTENT "content.xml"
/* A row of values that stands more often is no table but a trap; empty ones cost nothing. */
#define MAX_REPEATED_ROWS 10000
#define MAX_REPEAT 16777216

typedef struct
{
  guint64 repeat_left; /* how often the present row still comes */
  gboolean in_sheet;
  int depth; /* of the sheet's element */
} ObsOds;

/* A number of times, 1 where it is not said; never so large that sums overflow. */
static guint64
get_repeat (ObsXml *xml, const char *name)
{
  const char *text = obs_xml_attribute_of (xml, TABLE, name);
  guint64 n = text != NULL ? g_ascii_strtoull (text, NULL, 10) : 1;

  return CLAMP (n, 1, MAX_REPEAT);
}

static gboolean
check_kind (ObsWorkbook *self, GError **error)
{
  g_autoptr (ObsZipPart) part = obs_zip_part_open (self->zip, "mimetype", error);
  char kind[128] = "";
  gssize n, length = 0;

  if (part == NULL)
    return FALSE;
  while (length < (gssize) sizeof kind - 1
         && (n = obs_zip_part_read (part, kind + length, sizeof kind - 1 - (gsize) length, error))
                != 0)
    {
      if (n < 0)
        return FALSE;
      length += n;
    }
  g_strstrip (kind);
  if (g_str_equal (kind, "application/vnd.oasis.opendocument.spreadsheet")
      || g_str_equal (kind, "application/vnd.oasis.opendocument.spreadsheet-template"))
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("%s is an office file, but no workbook. Give an .xlsx or .ods file."),
               self->base.name);
  return FALSE;
}

static gboolean
check_manifest (ObsWorkbook *self, GError **error)
{
  g_autoptr (ObsXml) xml = NULL;
  int status;

  for (guint i = 0; i < obs_zip_n_entries (self->zip); i++)
    {
      const char *name = obs_zip_entry (self->zip, i);

      if ((g_str_has_prefix (name, "Basic/") || g_str_has_prefix (name, "Scripts/"))
          && !g_str_has_suffix (name, "/"))
        return obs_workbook_refuse_macros (self, error);
    }
  if (obs_zip_find (self->zip, "META-INF/manifest.xml") == NULL)
    return TRUE;
  xml = obs_xml_open (self->zip, "META-INF/manifest.xml", error);
  if (xml == NULL)
    return FALSE;
  while ((status = obs_xml_next (xml, error)) > 0)
    if (obs_xml_is_start (xml) && obs_xml_is_of (xml, MANIFEST, "encryption-data"))
      {
        g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                     _ ("%s is encrypted. Open it with its password, save it without one, and read "
                        "that file."),
                     self->base.name);
        return FALSE;
      }
  return status == 0;
}

/* Names of the styles that hide a table. */
static void
see_style (ObsXml *xml, char **style, GHashTable *hiding)
{
  if (obs_xml_is_of (xml, STYLE, "style"))
    {
      g_free (*style);
      *style = g_strdup (obs_xml_attribute_of (xml, STYLE, "name"));
    }
  else if (obs_xml_is_of (xml, STYLE, "table-properties") && *style != NULL
           && g_strcmp0 (obs_xml_attribute_of (xml, TABLE, "display"), "false") == 0)
    g_hash_table_add (hiding, g_strdup (*style));
}

/* Tables stand right in the spreadsheet: document, body, spreadsheet, table. */
#define TABLE_DEPTH 3

static gboolean
is_table (ObsXml *xml)
{
  return obs_xml_depth (xml) == TABLE_DEPTH && obs_xml_is_of (xml, TABLE, "table");
}

/* Values that come from elsewhere: linked sheets and ranges, DDE. */
static gboolean
check_reference (ObsWorkbook *self, ObsXml *xml, GError **error)
{
  if (obs_xml_is_of (xml, TABLE, "table-source") || obs_xml_is_of (xml, TABLE, "cell-range-source")
      || obs_xml_is_of (xml, TABLE, "dde-link") || obs_xml_is_of (xml, OFFICE, "dde-source"))
    return obs_workbook_refuse_references (self, "content.xml", error);
  return TRUE;
}

static gboolean
ods_list (ObsWorkbook *self, GError **error)
{
  g_autoptr (GHashTable) hiding = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *style = NULL;
  g_autoptr (ObsXml) xml = NULL;
  int status;

  self->data = g_new0 (ObsOds, 1);
  if (!check_kind (self, error) || !check_manifest (self, error))
    return FALSE;
  xml = obs_xml_open (self->zip, CONTENT, error);
  if (xml == NULL)
    return FALSE;
  while ((status = obs_xml_next (xml, error)) > 0)
    {
      if (!obs_xml_is_start (xml))
        continue;
      see_style (xml, &style, hiding);
      if (!check_reference (self, xml, error))
        return FALSE;
      if (is_table (xml))
        {
          const char *name = obs_xml_attribute_of (xml, TABLE, "name");
          const char *own = obs_xml_attribute_of (xml, TABLE, "style-name");

          obs_workbook_add_sheet (self, name != NULL ? name : "",
                                  own != NULL && g_hash_table_contains (hiding, own));
        }
    }
  return status == 0;
}

static gboolean
ods_start (ObsWorkbook *self, guint i, GError **error)
{
  ObsOds *ods = self->data;

  self->xml = obs_xml_open (self->zip, CONTENT, error);
  if (self->xml == NULL)
    return FALSE;
  while (obs_xml_next (self->xml, error) > 0)
    if (obs_xml_is_start (self->xml) && is_table (self->xml) && i-- == 0)
      {
        ods->in_sheet = !obs_xml_is_empty (self->xml);
        ods->depth = obs_xml_depth (self->xml);
        return TRUE;
      }
  return FALSE;
}

static void
ods_free (ObsWorkbook *self)
{
  g_free (self->data);
}

/* "PT12H30M05.5S" -> "12:30:05.5"; anything else stays. */
static void
append_clock (GString *text, const char *value)
{
  guint hours, minutes;
  char seconds[16];
  int n = 0;

  if (sscanf (value, "PT%2uH%2uM%12[0-9.]S%n", &hours, &minutes, seconds, &n) == 3
      && n == (int) strlen (value) && hours < 24)
    {
      g_string_append_printf (text, "%02u:%02u:%s", hours, minutes, seconds);
      return;
    }
  g_string_append (text, value);
}

/* Blanks count once, and not at the beginning (6.1.2); others stand as elements. */
static void
append_collapsed (GString *text, gsize paragraph, const char *more)
{
  for (; *more != '\0'; more++)
    if (strchr (" \t\r\n", *more) == NULL)
      g_string_append_c (text, *more);
    else if (text->len > paragraph && text->str[text->len - 1] != ' ')
      g_string_append_c (text, ' ');
}

static void
append_element (ObsXml *xml, GString *text)
{
  if (obs_xml_is_of (xml, TEXT, "tab"))
    g_string_append_c (text, '\t');
  else if (obs_xml_is_of (xml, TEXT, "line-break"))
    g_string_append_c (text, '\n');
  else if (obs_xml_is_of (xml, TEXT, "s"))
    {
      const char *count = obs_xml_attribute_of (xml, TEXT, "c");
      guint64 n = count != NULL ? g_ascii_strtoull (count, NULL, 10) : 1;

      for (n = MIN (n, 32768); n > 0; n--)
        g_string_append_c (text, ' ');
    }
}

/* The paragraphs of a cell, whose beginning is the present node, up to its end. Remarks and
 * readings (ruby) are no part of it. */
static gboolean
read_paragraphs (ObsWorkbook *self, GString *text, GError **error)
{
  ObsXml *xml = self->xml;
  int depth = obs_xml_depth (xml), skip = -1;
  gsize paragraph = 0;
  guint n = 0;

  if (obs_xml_is_empty (xml))
    return TRUE;
  while (obs_xml_next (xml, error) > 0)
    {
      int here = obs_xml_depth (xml);

      if (obs_xml_is_end (xml) && here == depth)
        return TRUE;
      if (obs_xml_is_end (xml) && here == skip)
        skip = -1;
      else if (skip >= 0 || text->len > OBS_WORKBOOK_MAX_RECORD)
        continue;
      else if (obs_xml_is_start (xml) && here == depth + 1 && obs_xml_is_of (xml, TEXT, "p"))
        {
          if (n++ > 0)
            g_string_append_c (text, '\n');
          paragraph = text->len;
        }
      else if (obs_xml_is_start (xml)
               && (here == depth + 1 || obs_xml_is_of (xml, TEXT, "ruby-text")
                   || obs_xml_is_of (xml, TEXT, "note")
                   || obs_xml_is_of (xml, OFFICE, "annotation")))
        skip = obs_xml_is_empty (xml) ? -1 : here;
      else if (obs_xml_is_start (xml))
        append_element (xml, text);
      else if (obs_xml_is_text (xml) && here > depth + 1)
        append_collapsed (text, paragraph, obs_xml_text (xml));
    }
  return FALSE;
}

/* A cell as its attributes say; what is a text only by its paragraphs comes from them. */
typedef struct
{
  guint64 column;
  guint64 repeat;
  char *value; /* NULL: the paragraphs */
  gboolean formula;
} Cell;

static gboolean
read_number (ObsWorkbook *self, const Cell *cell, const char *text, GString *value, GError **error)
{
  char *end = NULL;
  double number = text != NULL ? g_ascii_strtod (text, &end) : 0;

  if (text == NULL || *text == '\0' || strspn (text, "0123456789+-.eE") != strlen (text)
      || *end != '\0' || !isfinite (number))
    return obs_workbook_fault (self, (guint) cell->column, self->row, error,
                               _ ("“%s” is not a number, though the cell says so. Open the file in "
                                  "a spreadsheet program, correct the cell and save it."),
                               text != NULL ? text : "");
  obs_cell_append_number (value, number);
  return TRUE;
}

static gboolean
read_value (ObsWorkbook *self, Cell *cell, GError **error)
{
  ObsXml *xml = self->xml;
  const char *type = obs_xml_attribute_of (xml, OFFICE, "value-type");
  const char *formula = obs_xml_attribute_of (xml, TABLE, "formula");
  g_autoptr (GString) value = g_string_new (NULL);
  const char *text = NULL;

  cell->formula = formula != NULL;
  if (formula != NULL && (strstr (formula, "'file:") != NULL || strstr (formula, "'http") != NULL))
    {
      g_autofree char *place = obs_cell_place ((guint) cell->column, self->row);

      return obs_workbook_refuse_references (self, place, error);
    }
  if (type == NULL)
    return TRUE;
  if (g_str_equal (type, "float") || g_str_equal (type, "percentage")
      || g_str_equal (type, "currency"))
    {
      if (!read_number (self, cell, obs_xml_attribute_of (xml, OFFICE, "value"), value, error))
        return FALSE;
    }
  else if (g_str_equal (type, "date"))
    text = obs_xml_attribute_of (xml, OFFICE, "date-value");
  else if (g_str_equal (type, "time"))
    {
      text = obs_xml_attribute_of (xml, OFFICE, "time-value");
      if (text != NULL)
        append_clock (value, text);
      text = NULL;
    }
  else if (g_str_equal (type, "boolean"))
    text = g_strcmp0 (obs_xml_attribute_of (xml, OFFICE, "boolean-value"), "true") == 0 ? "TRUE"
                                                                                        : "FALSE";
  else
    {
      text = obs_xml_attribute_of (xml, OFFICE, "string-value");
      /* An error is kept as an empty text; its name stands in the paragraph. */
      if (text != NULL && *text == '\0')
        text = NULL;
    }
  if (text != NULL)
    g_string_append (value, text);
  if (value->len > 0)
    cell->value = g_string_free (g_steal_pointer (&value), FALSE);
  return TRUE;
}

/* From the cell's beginning to its end. A covered cell lies under a merged one and counts as empty.
 */
static gboolean
read_cell (ObsWorkbook *self, guint64 *column, GError **error)
{
  Cell cell = { .column = MIN (*column, G_MAXINT32) };
  gboolean covered = obs_xml_is_of (self->xml, TABLE, "covered-table-cell");
  gsize start = obs_workbook_begin_cell (self);
  guint n = self->cells->len;
  g_autofree char *value = NULL;

  cell.repeat = get_repeat (self->xml, "number-columns-repeated");
  *column += cell.repeat;
  if (!covered && !read_value (self, &cell, error))
    return FALSE;
  value = cell.value;
  if (!read_paragraphs (self, self->text, error))
    return FALSE;
  if (covered || value != NULL)
    g_string_truncate (self->text, start);
  if (value != NULL)
    g_string_append (self->text, value);
  if (cell.formula && self->text->len > start)
    obs_workbook_count (&self->formulas, (guint) cell.column, self->row);
  if (!obs_workbook_end_cell (self, (guint) cell.column, start, error))
    return FALSE;
  return self->cells->len == n || obs_workbook_repeat_cell (self, cell.repeat - 1, error);
}

static gboolean
begin_row (ObsWorkbook *self, guint64 *repeat)
{
  const char *visibility = obs_xml_attribute_of (self->xml, TABLE, "visibility");

  *repeat = get_repeat (self->xml, "number-rows-repeated");
  self->row++;
  return visibility != NULL && !g_str_equal (visibility, "visible");
}

/* From the row's beginning to its end. */
static gboolean
read_row (ObsWorkbook *self, GError **error)
{
  ObsOds *ods = self->data;
  int depth = obs_xml_depth (self->xml);
  guint64 repeat, column = 0;
  gboolean hidden, more = !obs_xml_is_empty (self->xml);

  obs_workbook_clear_row (self);
  hidden = begin_row (self, &repeat);
  while (more)
    {
      if (obs_xml_next (self->xml, error) <= 0)
        return FALSE;
      more = !obs_xml_is_end (self->xml) || obs_xml_depth (self->xml) != depth;
      if (more && obs_xml_is_start (self->xml) && obs_xml_depth (self->xml) == depth + 1
          && (obs_xml_is_of (self->xml, TABLE, "table-cell")
              || obs_xml_is_of (self->xml, TABLE, "covered-table-cell"))
          && !read_cell (self, &column, error))
        return FALSE;
    }
  if (self->cells->len == 0)
    {
      self->row = MIN (self->row + repeat - 1, G_MAXINT32);
      return TRUE;
    }
  if (hidden)
    obs_workbook_count (&self->hidden_rows, 0, self->row);
  if (repeat > MAX_REPEATED_ROWS)
    return obs_workbook_fault (
        self, 0, self->row, error,
        _ ("the row is said to stand %" G_GUINT64_FORMAT " times. Remove what is not wanted."),
        repeat);
  ods->repeat_left = repeat - 1;
  return TRUE;
}

static int
ods_row (ObsWorkbook *self, GError **error)
{
  ObsOds *ods = self->data;
  int status;

  if (ods->repeat_left > 0)
    {
      ods->repeat_left--;
      self->row++;
      return 1;
    }
  /* To the end of the part, so that its checksum is seen. */
  while ((status = obs_xml_next (self->xml, error)) > 0)
    {
      const char *visibility;

      if (obs_xml_is_end (self->xml) && obs_xml_depth (self->xml) == ods->depth)
        ods->in_sheet = FALSE;
      if (!ods->in_sheet || !obs_xml_is_start (self->xml))
        continue;
      visibility = obs_xml_attribute_of (self->xml, TABLE, "visibility");
      if (obs_xml_is_of (self->xml, TABLE, "table-column") && visibility != NULL
          && !g_str_equal (visibility, "visible"))
        obs_workbook_count (&self->hidden_columns, 0, 1);
      if (obs_xml_is_of (self->xml, TABLE, "table-row"))
        return read_row (self, error) ? 1 : -1;
    }
  return status;
}

const ObsWorkbookClass obs_workbook_ods = { ods_list, ods_start, ods_row, ods_free };
