/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/text-reader.h"

#include "data/error.h"
#include "data/ingest/records.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_REASONS 32 /* different reasons that are told */

/* A part of a key with its column's place in the record. */
typedef struct
{
  const ObsTextPart *part;
  guint index;
} Place;

typedef struct
{
  char *reason;
  guint64 n, line; /* line of the first */
} LeftOut;

struct _ObsTextReader
{
  const ObsDescriptor *descriptor;
  ObsIssues *issues;
  ObsRecords *records;
  char *file;
  char **headings;
  GArray *places[OBS_N_TEXT_KEYS]; /* of Place; NULL: fixed or not there */
  GArray *only;                    /* of int: places of the columns of "only" */
  const ObsSlice *fields;
  guint n_fields;
  GString *values[OBS_N_TEXT_KEYS];
  GPtrArray *lists[OBS_N_TEXT_KEYS]; /* of char *; NULL: no list */
  guint64 n_read, n_kept;
  GPtrArray *left_out; /* of LeftOut * */
};

static void
left_out_free (gpointer data)
{
  g_free (((LeftOut *) data)->reason);
  g_free (data);
}

void
obs_text_reader_free (ObsTextReader *self)
{
  g_clear_pointer (&self->records, obs_records_free);
  g_free (self->file);
  g_strfreev (self->headings);
  for (guint i = 0; i < OBS_N_TEXT_KEYS; i++)
    {
      g_clear_pointer (&self->places[i], g_array_unref);
      g_clear_pointer (&self->lists[i], g_ptr_array_unref);
      g_string_free (self->values[i], TRUE);
    }
  g_clear_pointer (&self->only, g_array_unref);
  g_ptr_array_unref (self->left_out);
  g_free (self);
}

static void
want_column (GPtrArray *columns, const char *name)
{
  if (!g_ptr_array_find_with_equal_func (columns, name, g_str_equal, NULL))
    g_ptr_array_add (columns, g_strdup (name));
}

static void
want_columns_of (GPtrArray *columns, const GPtrArray *only)
{
  for (guint i = 0; i < only->len; i++)
    want_column (columns, ((const ObsOnly *) g_ptr_array_index (only, i))->column);
}

/* Columns that the descriptor names, ended by NULL. (transfer full) */
static GPtrArray *
wanted_columns (const ObsDescriptor *descriptor)
{
  GPtrArray *columns = g_ptr_array_new_with_free_func (g_free);
  const ObsTextTable *texts = descriptor->texts;

  for (guint i = 0; i < OBS_N_TEXT_KEYS; i++)
    for (guint j = 0; texts->columns[i].parts != NULL && j < texts->columns[i].parts->len; j++)
      {
        const ObsTextPart *part = g_ptr_array_index (texts->columns[i].parts, j);

        if (part->column != NULL)
          want_column (columns, part->column);
      }
  want_columns_of (columns, descriptor->only);
  want_columns_of (columns, texts->share_rows);
  if (texts->area_kind_from != NULL)
    want_column (columns, texts->area_kind_from);
  if (descriptor->missing_column != NULL)
    want_column (columns, descriptor->missing_column);
  g_ptr_array_add (columns, NULL);
  return columns;
}

static int
find_column (const ObsTextReader *self, const char *name)
{
  for (int i = 0; self->headings[i] != NULL; i++)
    if (g_str_equal (self->headings[i], name))
      return i;
  return -1;
}

static gboolean
check_columns (const ObsTextReader *self, const GPtrArray *wanted, GError **error)
{
  for (guint i = 0; i + 1 < wanted->len; i++)
    if (find_column (self, g_ptr_array_index (wanted, i)) < 0)
      {
        g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                     _ ("%s, line %u: there is no column “%s”. Correct the heading, or the "
                        "descriptor %s."),
                     self->file, self->descriptor->header,
                     (const char *) g_ptr_array_index (wanted, i), self->descriptor->name);
        return FALSE;
      }
  return TRUE;
}

/* Everything up to the headings. */
static gboolean
read_headings (ObsTextReader *self, GError **error)
{
  int rc;

  while ((rc = obs_records_next (self->records, &self->fields, &self->n_fields, error)) == 1)
    if (obs_records_line (self->records) >= self->descriptor->header)
      break;
  if (rc < 0)
    return FALSE;
  if (rc == 0)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("%s: the table is empty."), self->file);
      return FALSE;
    }
  if (!obs_records_check_headings (self->records, self->fields, self->n_fields, error))
    return FALSE;
  self->headings = g_new0 (char *, self->n_fields + 1);
  for (guint i = 0; i < self->n_fields; i++)
    self->headings[i] = g_strstrip (g_strdup (self->fields[i].text));
  return TRUE;
}

static void
place_keys (ObsTextReader *self)
{
  const ObsTextTable *texts = self->descriptor->texts;

  for (guint i = 0; i < OBS_N_TEXT_KEYS; i++)
    {
      const ObsTextColumn *column = &texts->columns[i];

      if (column->separators != NULL)
        self->lists[i] = g_ptr_array_new_with_free_func (g_free);
      if (column->from != NULL && column->parts == NULL)
        g_string_assign (self->values[i], column->from);
      if (column->parts == NULL)
        continue;
      self->places[i] = g_array_new (FALSE, FALSE, sizeof (Place));
      for (guint j = 0; j < column->parts->len; j++)
        {
          Place place = { .part = g_ptr_array_index (column->parts, j) };

          if (place.part->column != NULL)
            place.index = (guint) find_column (self, place.part->column);
          g_array_append_val (self->places[i], place);
        }
    }
  self->only = g_array_new (FALSE, FALSE, sizeof (int));
  for (guint i = 0; i < self->descriptor->only->len; i++)
    {
      const ObsOnly *only = g_ptr_array_index (self->descriptor->only, i);
      int at = find_column (self, only->column);

      g_array_append_val (self->only, at);
    }
}

ObsTextReader *
obs_text_reader_open (const ObsDescriptor *descriptor, const char *path, ObsIssues *issues,
                      GCancellable *cancellable, GError **error)
{
  g_autoptr (ObsTextReader) self = g_new0 (ObsTextReader, 1);
  g_autoptr (GPtrArray) wanted = wanted_columns (descriptor);
  const ObsRecordsOptions options = {
    .format = descriptor->format,
    .encoding = descriptor->encoding,
    .delimiter = descriptor->delimiter,
    .sheet = descriptor->sheet,
    .quote = descriptor->unquoted ? OBS_RECORDS_NO_QUOTE : '\0',
    .rows = descriptor->texts->json_rows,
    .columns = (const char *const *) wanted->pdata,
  };

  self->descriptor = descriptor;
  self->issues = issues;
  self->file = g_filename_display_basename (path);
  self->left_out = g_ptr_array_new_with_free_func (left_out_free);
  for (guint i = 0; i < OBS_N_TEXT_KEYS; i++)
    self->values[i] = g_string_new (NULL);
  self->records = obs_records_open (path, &options, cancellable, error);
  if (self->records == NULL || !read_headings (self, error) || !check_columns (self, wanted, error))
    return NULL;
  place_keys (self);
  return g_steal_pointer (&self);
}

/* The text without blanks around it. */
static void
append_stripped (GString *to, const ObsSlice *field)
{
  const char *start = field->text, *end = field->text + field->length;

  while (start < end && g_ascii_isspace (*start))
    start++;
  while (end > start && g_ascii_isspace (end[-1]))
    end--;
  g_string_append_len (to, start, end - start);
}

/* Appends the column's text after its filters; TRUE where there is any. */
static gboolean
append_column (const ObsTextPart *part, GString *to, const ObsSlice *field)
{
  gsize before = to->len;
  g_autofree char *text = NULL;

  if (part->filters[0] == NULL)
    {
      append_stripped (to, field);
      return to->len > before;
    }
  text = g_strstrip (g_strndup (field->text, field->length));
  for (guint i = 0; part->filters[i] != NULL; i++)
    {
      char *next = obs_text_filter (part->filters[i], text);

      g_free (text);
      text = g_strstrip (next);
    }
  g_string_append (to, text);
  return to->len > before;
}

/* The value of a key with @cell in place of the cell of its column, or from the record where that
 * is NULL. Nothing at all where every column of it is empty. */
static void
fill_value (const ObsTextReader *self, ObsTextKey key, const ObsSlice *cell, GString *to)
{
  const GArray *places = self->places[key];
  gboolean any = FALSE;

  g_string_truncate (to, 0);
  for (guint i = 0; i < places->len; i++)
    {
      const Place *place = &g_array_index (places, Place, i);

      if (place->part->literal != NULL)
        g_string_append (to, place->part->literal);
      else if (append_column (place->part, to, cell != NULL ? cell : &self->fields[place->index]))
        any = TRUE;
    }
  if (!any)
    g_string_truncate (to, 0);
}

static void
fill_list (ObsTextReader *self, ObsTextKey key)
{
  const char *separators = self->descriptor->texts->columns[key].separators;
  const char *at;
  guint index = 0;

  g_ptr_array_set_size (self->lists[key], 0);
  for (guint i = 0; i < self->places[key]->len; i++)
    if (g_array_index (self->places[key], Place, i).part->column != NULL)
      index = g_array_index (self->places[key], Place, i).index;
  at = self->fields[index].text;
  while (*at != '\0')
    {
      ObsSlice item = { at, strcspn (at, separators) };

      fill_value (self, key, &item, self->values[key]);
      if (self->values[key]->len > 0)
        g_ptr_array_add (self->lists[key], g_strdup (self->values[key]->str));
      at += item.length + (at[item.length] != '\0');
    }
}

gboolean
obs_text_reader_unknown (ObsTextReader *self, ObsTextKey key, const char *value, const char *what)
{
  const ObsTextColumn *column = &self->descriptor->texts->columns[key];
  g_autofree char *reason = NULL;

  switch (column->otherwise)
    {
    case OBS_TEXT_BLANK:
      return TRUE;
    case OBS_TEXT_LEAVE_OUT:
      reason = g_strdup_printf (_ ("%s not known here"), what);
      obs_text_reader_leave_out (self, reason);
      return FALSE;
    default:
      obs_issues_add (self->issues, OBS_ISSUE_FAULT, self->descriptor->id, self->file,
                      obs_text_reader_line (self), obs_text_column_name (column), value,
                      obs_text_key_name (key),
                      _ ("“%s” is not known as %s. Correct it, or say in [otherwise] of %s what "
                         "becomes of such rows."),
                      value, what, self->descriptor->name);
      return FALSE;
    }
}

/* Texts that the descriptor explains become its words. */
static gboolean
explain (ObsTextReader *self, ObsTextKey key)
{
  const ObsTextColumn *column = &self->descriptor->texts->columns[key];
  const char *word = obs_text_word (column, self->values[key]->str);

  if (word == NULL && *self->values[key]->str != '\0'
      && !obs_text_reader_unknown (self, key, self->values[key]->str, obs_text_key_name (key)))
    return FALSE;
  g_string_assign (self->values[key], word != NULL ? word : "");
  return TRUE;
}

/* FALSE where the row was refused or left out. */
static gboolean
fill_row (ObsTextReader *self)
{
  const ObsTextTable *texts = self->descriptor->texts;

  for (guint i = 0; i < OBS_N_TEXT_KEYS; i++)
    {
      if (self->places[i] == NULL)
        continue;
      if (self->lists[i] != NULL)
        fill_list (self, i);
      else
        fill_value (self, i, NULL, self->values[i]);
      if (texts->columns[i].words != NULL && self->lists[i] == NULL && !explain (self, i))
        return FALSE;
    }
  return TRUE;
}

static gboolean
passes (const char *text, const ObsOnly *only)
{
  for (guint i = 0; only->texts[i] != NULL; i++)
    if (g_pattern_match_simple (only->texts[i], text))
      return TRUE;
  return FALSE;
}

static gboolean
is_wanted (const ObsTextReader *self)
{
  for (guint i = 0; i < self->only->len; i++)
    if (!passes (self->fields[g_array_index (self->only, int, i)].text,
                 g_ptr_array_index (self->descriptor->only, i)))
      return FALSE;
  return TRUE;
}

int
obs_text_reader_next (ObsTextReader *self, GError **error)
{
  int rc;

  while ((rc = obs_records_next (self->records, &self->fields, &self->n_fields, error)) == 1)
    {
      if (!is_wanted (self))
        continue;
      self->n_read++;
      if (fill_row (self))
        return 1;
    }
  return rc;
}

gboolean
obs_text_reader_has (const ObsTextReader *self, ObsTextKey key)
{
  return self->descriptor->texts->columns[key].from != NULL;
}

const char *
obs_text_reader_get (const ObsTextReader *self, ObsTextKey key)
{
  return self->values[key]->str;
}

const GPtrArray *
obs_text_reader_list (const ObsTextReader *self, ObsTextKey key)
{
  return self->lists[key];
}

const char *
obs_text_reader_cell (const ObsTextReader *self, const char *column)
{
  int at = find_column (self, column);

  return at >= 0 ? self->fields[at].text : "";
}

gboolean
obs_text_reader_passes (const ObsTextReader *self, const GPtrArray *only)
{
  for (guint i = 0; i < only->len; i++)
    {
      const ObsOnly *one = g_ptr_array_index (only, i);

      if (!passes (obs_text_reader_cell (self, one->column), one))
        return FALSE;
    }
  return TRUE;
}

guint64
obs_text_reader_line (const ObsTextReader *self)
{
  return obs_records_line (self->records);
}

const char *
obs_text_reader_name (const ObsTextReader *self)
{
  return self->file;
}

void
obs_text_reader_fault (ObsTextReader *self, ObsTextKey key, const char *rule, const char *format,
                       ...)
{
  const ObsTextColumn *column = &self->descriptor->texts->columns[key];
  g_autofree char *words = NULL;
  va_list args;

  va_start (args, format);
  words = g_strdup_vprintf (format, args);
  va_end (args);
  obs_issues_add (self->issues, OBS_ISSUE_FAULT, self->descriptor->id, self->file,
                  obs_text_reader_line (self), obs_text_column_name (column),
                  self->values[key]->str, rule, "%s", words);
}

void
obs_text_reader_leave_out (ObsTextReader *self, const char *reason)
{
  LeftOut *one;

  for (guint i = 0; i < self->left_out->len; i++)
    {
      one = g_ptr_array_index (self->left_out, i);
      if (g_str_equal (one->reason, reason))
        {
          one->n++;
          return;
        }
    }
  if (self->left_out->len == MAX_REASONS)
    return;
  one = g_new0 (LeftOut, 1);
  one->reason = g_strdup (reason);
  one->n = 1;
  one->line = obs_text_reader_line (self);
  g_ptr_array_add (self->left_out, one);
}

void
obs_text_reader_keep (ObsTextReader *self)
{
  self->n_kept++;
}

guint64
obs_text_reader_n_read (const ObsTextReader *self)
{
  return self->n_read;
}

guint64
obs_text_reader_n_kept (const ObsTextReader *self)
{
  return self->n_kept;
}

const char *
obs_text_reader_sha256 (const ObsTextReader *self)
{
  return obs_records_sha256 (self->records);
}

char *
obs_text_reader_note (const ObsTextReader *self)
{
  g_autoptr (GString) note = g_string_new (NULL);

  for (guint i = 0; i < self->left_out->len; i++)
    {
      const LeftOut *one = g_ptr_array_index (self->left_out, i);
      g_autofree char *n = g_strdup_printf ("%" G_GUINT64_FORMAT, one->n);
      g_autofree char *line = g_strdup_printf ("%" G_GUINT64_FORMAT, one->line);

      g_string_append_printf (note,
                              ngettext ("%s%s row was left out: %s (line %s)",
                                        "%s%s rows were left out: %s (line %s the first)",
                                        (gulong) one->n),
                              note->len > 0 ? "; " : "", n, one->reason, line);
    }
  return g_strdup (note->str);
}
