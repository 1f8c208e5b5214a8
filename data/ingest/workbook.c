/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/workbook-private.h"

#include "data/error.h"
#include "data/ingest/workbook-cells.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define OLE_MARK "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

typedef struct
{
  guint column;
  gsize start;
  gsize length;
} ObsWorkbookCell;

static void
sheet_free (gpointer data)
{
  ObsWorkbookSheet *sheet = data;

  g_free (sheet->name);
  g_free (sheet);
}

void
obs_workbook_add_sheet (ObsWorkbook *self, const char *name, gboolean hidden)
{
  ObsWorkbookSheet *sheet = g_new (ObsWorkbookSheet, 1);

  sheet->name = g_strdup (name);
  sheet->hidden = hidden;
  g_ptr_array_add (self->sheets, sheet);
}

gboolean
obs_workbook_fault (const ObsWorkbook *self, guint column, guint64 row, GError **error,
                    const char *format, ...)
{
  g_autofree char *place = obs_cell_place (column, row);
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  /* Translators: file, sheet, cell (for example B12), and a sentence on what is wrong. */
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("%s, sheet “%s”, cell %s: %s"),
               self->base.name, self->sheet, place, what);
  return FALSE;
}

gboolean
obs_workbook_refuse_macros (const ObsWorkbook *self, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("%s holds macros (programs), so it is not read. Save it as a workbook without "
                  "macros (.xlsx or .ods) and read that file."),
               self->base.name);
  return FALSE;
}

gboolean
obs_workbook_refuse_references (const ObsWorkbook *self, const char *where, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("%s takes values from other files (%s), so it is not read. Break its links to "
                  "other files in a spreadsheet program, save it, and read that file."),
               self->base.name, where);
  return FALSE;
}

void
obs_workbook_count (ObsWorkbookCount *count, guint column, guint64 row)
{
  if (count->n++ > 0)
    return;
  count->column = column;
  count->row = row;
}

gsize
obs_workbook_begin_cell (ObsWorkbook *self)
{
  return self->text->len;
}

gboolean
obs_workbook_end_cell (ObsWorkbook *self, guint column, gsize start, GError **error)
{
  ObsWorkbookCell cell = { column, start, self->text->len - start };

  if (cell.length == 0)
    return TRUE;
  if (column >= OBS_WORKBOOK_MAX_COLUMNS)
    return obs_workbook_fault (
        self, column, self->row, error,
        _ ("there is a value beyond the %dth column. Remove what is not wanted."),
        OBS_WORKBOOK_MAX_COLUMNS);
  if (cell.length > OBS_WORKBOOK_MAX_FIELD || self->text->len > OBS_WORKBOOK_MAX_RECORD)
    return obs_workbook_fault (self, column, self->row, error,
                               _ ("the text is too long for a cell (%d KiB) or its row (%d MiB). "
                                  "Shorten it."),
                               OBS_WORKBOOK_MAX_FIELD / 1024,
                               OBS_WORKBOOK_MAX_RECORD / (1024 * 1024));
  g_string_append_c (self->text, '\0');
  g_array_append_val (self->cells, cell);
  return TRUE;
}

gboolean
obs_workbook_repeat_cell (ObsWorkbook *self, guint64 times, GError **error)
{
  ObsWorkbookCell cell = g_array_index (self->cells, ObsWorkbookCell, self->cells->len - 1);

  if (times >= OBS_WORKBOOK_MAX_COLUMNS - cell.column)
    return obs_workbook_fault (self, cell.column, self->row, error,
                               _ ("the value is repeated beyond the %dth column. Remove what is "
                                  "not wanted."),
                               OBS_WORKBOOK_MAX_COLUMNS);
  for (; times > 0; times--)
    {
      cell.column++;
      g_array_append_val (self->cells, cell);
    }
  return TRUE;
}

void
obs_workbook_clear_row (ObsWorkbook *self)
{
  g_string_truncate (self->text, 0);
  g_array_set_size (self->cells, 0);
}

/* Cells become fields: gaps are empty, and short rows are filled up to the width of the first. */
static gboolean
make_record (ObsWorkbook *self, GError **error)
{
  static const ObsSlice empty = { "", 0 };
  const ObsWorkbookCell *cells = (const ObsWorkbookCell *) (void *) self->cells->data;
  guint last = cells[self->cells->len - 1].column;
  guint width = MAX (last + 1, self->width);

  if (self->width == 0)
    self->width = width;
  else if (!self->plain && width > self->width)
    {
      g_autofree char *edge = obs_cell_place (self->width - 1, self->row);

      return obs_workbook_fault (self, last, self->row, error,
                                 _ ("there is a value outside the table, which ends at %s as its "
                                    "first row does. Give the column a heading, or remove the "
                                    "value."),
                                 edge);
    }
  g_array_set_size (self->slices, 0);
  for (guint i = 0, column = 0; column < width; column++)
    {
      ObsSlice slice = empty;

      if (i < self->cells->len && cells[i].column == column)
        {
          slice.text = self->text->str + cells[i].start;
          slice.length = cells[i].length;
          i++;
        }
      g_array_append_val (self->slices, slice);
    }
  return TRUE;
}

static void
tell_counts (ObsWorkbook *self)
{
  if (self->formulas.n > 0)
    {
      g_autofree char *place = obs_cell_place (self->formulas.column, self->formulas.row);

      obs_records_notice (
          &self->base,
          _ ("%s, sheet “%s”: formulas stand in %" G_GUINT64_FORMAT
             " cells (the first is %s); the values that the file keeps were taken."),
          self->base.name, self->sheet, self->formulas.n, place);
    }
  if (self->hidden_rows.n > 0)
    obs_records_notice (&self->base,
                        _ ("%s, sheet “%s”: hidden rows were read like the others: "
                           "%" G_GUINT64_FORMAT " (the first is row %" G_GUINT64_FORMAT ")."),
                        self->base.name, self->sheet, self->hidden_rows.n, self->hidden_rows.row);
  if (self->hidden_columns.n > 0)
    {
      g_autofree char *place = obs_cell_place (self->hidden_columns.column, 1);

      obs_records_notice (&self->base,
                          _ ("%s, sheet “%s”: hidden columns were read like the others; the first "
                             "begins at %s."),
                          self->base.name, self->sheet, place);
    }
  if (self->odd_dates.n > 0)
    {
      g_autofree char *place = obs_cell_place (self->odd_dates.column, self->odd_dates.row);

      obs_records_notice (&self->base,
                          _ ("%s, sheet “%s”: %" G_GUINT64_FORMAT
                             " cells (the first is %s) are shown as days but hold no day of the "
                             "calendar; their numbers were taken."),
                          self->base.name, self->sheet, self->odd_dates.n, place);
    }
}

static int
workbook_next (ObsRecords *records, const ObsSlice **fields, guint *n_fields, GError **error)
{
  ObsWorkbook *self = (ObsWorkbook *) records;
  int status;

  do
    {
      status = self->kind->row (self, error);
      if (status < 0)
        return -1;
    }
  while (status > 0 && self->cells->len == 0);

  if (status == 0)
    {
      tell_counts (self);
      g_clear_pointer (&self->xml, obs_xml_close);
      records->sha256 = obs_zip_sha256 (self->zip, error);
      return records->sha256 != NULL ? 0 : -1;
    }
  if (++self->n_records > OBS_WORKBOOK_MAX_ROWS)
    {
      obs_workbook_fault (self, 0, self->row, error,
                          _ ("the sheet has more than %d rows. Split it."), OBS_WORKBOOK_MAX_ROWS);
      return -1;
    }
  if (!make_record (self, error))
    return -1;
  records->n_blank += self->row - records->line - 1;
  records->line = self->row;
  *fields = (const ObsSlice *) (void *) self->slices->data;
  *n_fields = self->slices->len;
  return 1;
}

static void
workbook_free (ObsRecords *records)
{
  ObsWorkbook *self = (ObsWorkbook *) records;

  if (self->kind != NULL)
    self->kind->free (self);
  obs_xml_close (self->xml);
  obs_zip_close (self->zip);
  g_ptr_array_unref (self->sheets);
  g_free (self->sheet);
  g_string_free (self->text, TRUE);
  g_array_unref (self->cells);
  g_array_unref (self->slices);
}

static const ObsRecordsClass workbook_class = { workbook_next, workbook_free };

/* memmem() is not everywhere. */
static gboolean
holds (const char *bytes, gsize length, const char *word, gsize size)
{
  const char *end = bytes + length;

  while ((gsize) (end - bytes) >= size
         && (bytes = memchr (bytes, word[0], (gsize) (end - bytes) - size + 1)) != NULL)
    if (memcmp (bytes++, word, size) == 0)
      return TRUE;
  return FALSE;
}

/* The old binary format, or a new one with a password: both stand in an OLE container. */
static gboolean
refuse_ole (const char *path, const char *name, GError **error)
{
  static const char package[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
  g_autoptr (GMappedFile) map = g_mapped_file_new (path, FALSE, NULL);
  const char *bytes = map != NULL ? g_mapped_file_get_contents (map) : NULL;
  gsize length = map != NULL ? g_mapped_file_get_length (map) : 0;

  if (bytes == NULL || length < 8 || memcmp (bytes, OLE_MARK, 8) != 0)
    return TRUE;
  if (holds (bytes, length, package, sizeof package - 1))
    g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                 _ ("%s is encrypted. Open it with its password, save it without one, and read "
                    "that file."),
                 name);
  else
    g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                 _ ("%s is a workbook of the old kind (.xls), which is not read. Save it as .xlsx, "
                    ".ods or CSV and read that file."),
                 name);
  return FALSE;
}

static const ObsWorkbookClass *
find_kind (const ObsWorkbook *self, const char *wanted, GError **error)
{
  const ObsWorkbookClass *kind = NULL;

  if (obs_zip_find (self->zip, "[Content_Types].xml") != NULL)
    kind = &obs_workbook_xlsx;
  else if (obs_zip_find (self->zip, "mimetype") != NULL)
    kind = &obs_workbook_ods;
  if (kind == NULL)
    g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                 _ ("%s is packed, but no workbook. Give an .xlsx or .ods file."), self->base.name);
  else if (wanted != NULL && !g_str_equal (wanted, kind == &obs_workbook_ods ? "ods" : "xlsx"))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("%s is no %s file but an %s file. Correct its format where it is described."),
                   self->base.name, wanted, kind == &obs_workbook_ods ? "ods" : "xlsx");
      kind = NULL;
    }
  return kind;
}

static ObsWorkbook *
open_workbook (const char *path, const ObsRecordsOptions *options, GCancellable *cancellable,
               GError **error)
{
  ObsWorkbook *self = g_new0 (ObsWorkbook, 1);

  obs_records_init (&self->base, &workbook_class, path, options);
  self->sheets = g_ptr_array_new_with_free_func (sheet_free);
  self->text = g_string_new (NULL);
  self->cells = g_array_new (FALSE, FALSE, sizeof (ObsWorkbookCell));
  self->slices = g_array_new (FALSE, FALSE, sizeof (ObsSlice));
  self->plain = options->plain;
  if (refuse_ole (path, self->base.name, error))
    self->zip = obs_zip_open (path, self->base.name, cancellable, error);
  if (self->zip != NULL)
    self->kind = find_kind (self, options->format, error);
  if (self->kind == NULL || !self->kind->list (self, error))
    {
      obs_records_free (&self->base);
      return NULL;
    }
  return self;
}

/* "“A”, “B”, …" of the sheets that @glob matches, or of all. */
static char *
sheet_names (const ObsWorkbook *self, const char *glob)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < self->sheets->len; i++)
    {
      const ObsWorkbookSheet *sheet = g_ptr_array_index (self->sheets, i);

      if (glob != NULL && !g_pattern_match_simple (glob, sheet->name))
        continue;
      if (n++ == 10)
        {
          g_string_append (names, ", …");
          break;
        }
      g_string_append_printf (names, "%s“%s”", n > 1 ? ", " : "", sheet->name);
    }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* An exact name comes first, then the only sheet that the glob matches; visible before hidden. */
static int
choose (const ObsWorkbook *self, const char *wanted, GError **error)
{
  int found[2] = { -1, -1 };
  guint n[2] = { 0, 0 };
  g_autofree char *names = NULL;

  for (guint i = 0; i < self->sheets->len; i++)
    {
      const ObsWorkbookSheet *sheet = g_ptr_array_index (self->sheets, i);
      guint hidden = sheet->hidden ? 1 : 0;

      if (wanted != NULL && g_str_equal (sheet->name, wanted))
        return (int) i;
      if (wanted != NULL && !g_pattern_match_simple (wanted, sheet->name))
        continue;
      if (n[hidden]++ == 0)
        found[hidden] = (int) i;
    }
  if (wanted == NULL && n[0] > 0)
    return found[0];
  for (guint hidden = 0; wanted != NULL && hidden < 2; hidden++)
    if (n[hidden] == 1)
      return found[hidden];
    else if (n[hidden] > 1)
      {
        names = sheet_names (self, wanted);
        g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                     _ ("%s has more than one sheet like “%s”: %s. Name the one that is wanted."),
                     self->base.name, wanted, names);
        return -1;
      }
  names = sheet_names (self, NULL);
  if (wanted == NULL)
    g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                 _ ("%s has no visible sheet with cells. Name the one that is wanted: %s."),
                 self->base.name, names);
  else
    g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                 _ ("%s has no sheet “%s”. It has %s. Correct the name of the sheet."),
                 self->base.name, wanted, names);
  return -1;
}

static void
tell_hidden_sheets (ObsWorkbook *self)
{
  for (guint i = 0; i < self->sheets->len; i++)
    {
      const ObsWorkbookSheet *sheet = g_ptr_array_index (self->sheets, i);

      if (sheet->hidden && g_str_equal (sheet->name, self->sheet))
        obs_records_notice (&self->base, _ ("%s: the sheet “%s”, which is read, is hidden."),
                            self->base.name, sheet->name);
      else if (sheet->hidden)
        obs_records_notice (&self->base, _ ("%s: there is a hidden sheet, “%s”. It was not read."),
                            self->base.name, sheet->name);
    }
}

ObsRecords *
obs_workbook_open (const char *path, const ObsRecordsOptions *options, GCancellable *cancellable,
                   GError **error)
{
  ObsWorkbook *self;
  int i;

  self = open_workbook (path, options, cancellable, error);
  if (self == NULL)
    return NULL;
  i = choose (self, options->sheet, error);
  if (i >= 0)
    {
      self->sheet = g_strdup (((ObsWorkbookSheet *) g_ptr_array_index (self->sheets, i))->name);
      tell_hidden_sheets (self);
      if (self->kind->start (self, (guint) i, error))
        return &self->base;
    }
  obs_records_free (&self->base);
  return NULL;
}

GPtrArray *
obs_workbook_list_sheets (const char *path, GCancellable *cancellable, GError **error)
{
  static const ObsRecordsOptions plain = { 0 };
  ObsWorkbook *self = open_workbook (path, &plain, cancellable, error);
  GPtrArray *sheets = NULL;

  if (self != NULL)
    {
      sheets = g_ptr_array_ref (self->sheets);
      obs_records_free (&self->base);
    }
  return sheets;
}
