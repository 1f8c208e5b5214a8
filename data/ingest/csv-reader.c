/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/csv-record.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BUFFER (1024 * 1024)
#define SMALL_BUFFER 4096
/* How much of the text the delimiter is looked for in, at most. */
#define SAMPLE (256 * 1024)
#define HEADING_SHOWN 40 /* characters of a heading in messages */

/* --- More text --- */

static gboolean
grow (ObsCsvReader *self, gsize capacity, GError **error)
{
  char *larger = g_try_realloc (self->buffer, capacity + OBS_CSV_PADDING);

  if (larger == NULL)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED,
                   _ ("%s: there is not enough memory to read the table."), self->parent.name);
      return FALSE;
    }
  self->buffer = larger;
  memset (self->buffer + self->end, 0, capacity + OBS_CSV_PADDING - self->end);
  self->capacity = capacity;
  return TRUE;
}

/* Reads more behind what there is, which moves to the beginning of the buffer first. */
static gboolean
read_more (ObsCsvReader *self, GError **error)
{
  gsize n = 0;
  gboolean cut;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (self->at > 0)
    {
      memmove (self->buffer, self->buffer + self->at, self->end - self->at);
      self->end -= self->at;
      self->good -= self->at;
      self->at = 0;
    }
  if (self->end + 16 > self->capacity && !grow (self, self->capacity * 2, error))
    return FALSE;
  if (!obs_csv_text_read (self->text, self->buffer + self->end, self->capacity - self->end, &n,
                          error))
    return FALSE;
  self->end += n;
  self->last = n == 0;
  self->good += obs_csv_text_good (self->buffer + self->good, self->end - self->good, &cut);
  self->bad = self->good < self->end && (!cut || self->last);
  self->peak = MAX (self->peak, sizeof *self + self->capacity + obs_csv_text_memory (self->text));
  return TRUE;
}

/* --- Handing it out --- */

/* Doubled marks become one. */
static void
halve_marks (const ObsCsvReader *self, ObsSlice *field)
{
  char *text = (char *) field->text, *end = text + field->length, *out = text;

  while (text < end)
    {
      const char *mark = memchr (text, self->quote, (gsize) (end - text));
      gsize n = (gsize) ((mark != NULL ? mark + 1 : end) - text);

      memmove (out, text, n);
      out += n;
      text += n + (mark != NULL);
    }
  field->length = (gsize) (out - field->text);
}

static void
end_fields (ObsCsvReader *self, const ObsCsvLook *look)
{
  for (guint i = 0; i < look->n; i++)
    ((char *) self->fields[i].text)[self->fields[i].length] = '\0';
  for (guint i = 0; i < self->n_doubled; i++)
    {
      ObsSlice *field = &self->fields[self->doubled[i]];

      halve_marks (self, field);
      ((char *) field->text)[field->length] = '\0';
    }
}

static void
keep_headings (ObsCsvReader *self, const ObsCsvLook *look)
{
  self->width = look->n;
  self->headings = g_new0 (char *, look->n + 1);
  for (guint i = 0; i < look->n; i++)
    {
      const char *text = self->fields[i].text;
      char *shown;

      if (g_utf8_strlen (text, -1) > HEADING_SHOWN)
        {
          g_autofree char *start = g_utf8_substring (text, 0, HEADING_SHOWN);

          shown = g_strconcat (start, "…", NULL);
        }
      else
        shown = g_strdup (text);
      /* Messages are one line each. */
      for (char *c = shown; *c != '\0'; c++)
        if (g_ascii_iscntrl (*c))
          *c = ' ';
      self->headings[i] = g_strstrip (shown);
    }
}

static ObsCsvFound
check_bare (ObsCsvReader *self, const ObsCsvLook *look, guint64 line, GError **error)
{
  g_autofree char *where = NULL;

  if (self->strict)
    return obs_csv_refuse (
        self, line, look->bare,
        _ ("a quotation mark stands inside a field without quotation marks. Put the "
           "whole field in quotation marks and double those inside."),
        error);
  where = obs_csv_place (self, line, look->bare);
  /* Translators: %s is the place */
  obs_records_notice (&self->parent,
                      _ ("%s: a quotation mark stands inside a field without quotation marks. It "
                         "was kept as it is; put the whole field in quotation marks and double "
                         "those inside to be sure."),
                      where);
  return OBS_CSV_WHOLE;
}

static ObsCsvFound
check_longer (ObsCsvReader *self, const ObsCsvLook *look, guint64 line, GError **error)
{
  g_autofree char *where = NULL;
  gboolean empty = !self->strict;

  for (guint i = self->width; empty && i < look->n; i++)
    empty = self->fields[i].length == 0;
  if (!empty)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("%s, line %u, column %u: the row has more fields than the heading row, which "
                      "has %u. Put fields that hold the delimiter in quotation marks."),
                   self->parent.name, (guint) line, self->width + 1, self->width);
      return OBS_CSV_REFUSED;
    }
  if (self->noticed_extra)
    return OBS_CSV_WHOLE;
  self->noticed_extra = TRUE;
  where = obs_csv_place (self, line, self->width + 1);
  /* Translators: %s is the place, %u the number of fields of the heading row */
  obs_records_notice (&self->parent,
                      _ ("%s: the row has more fields than the heading row, which has %u; those "
                         "too many are empty and mean nothing. Later rows like it are not listed."),
                      where, self->width);
  return OBS_CSV_WHOLE;
}

static ObsCsvFound
check_shorter (ObsCsvReader *self, ObsCsvLook *look, guint64 line, GError **error)
{
  g_autofree char *where = NULL;

  if (self->ragged)
    {
      for (; look->n < self->width; look->n++)
        self->fields[look->n] = (ObsSlice){ "", 0 };
      return OBS_CSV_WHOLE;
    }
  where = obs_csv_place (self, line, look->n + 1);
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               /* Translators: %s is the place */
               _ ("%s: the row ends too early; it has %u of %u fields. Add the missing "
                  "delimiters."),
               where, look->n, self->width);
  return OBS_CSV_REFUSED;
}

/* Says that the encoding was guessed at the first record for which it matters. */
static void
notice_encoding (ObsCsvReader *self, const ObsCsvLook *look)
{
  for (guint i = 0; i < look->n; i++)
    for (gsize j = 0; j < self->fields[i].length; j++)
      if (self->fields[i].text[j] & 0x80)
        {
          self->noticed_encoding = TRUE;
          obs_records_notice (
              &self->parent,
              _ ("%s, line %u: the text is not UTF-8, so it was read as Windows-1252. Check "
                 "letters "
                 "beyond A to Z and signs such as £ in the whole table, or say the encoding."),
              self->parent.name, (guint) self->parent.line);
          return;
        }
}

/* A record that is whole: what it means beside the others. */
static ObsCsvFound
check_record (ObsCsvReader *self, ObsCsvLook *look, GError **error)
{
  guint64 line = self->parent.line;

  for (guint i = 0; look->large && i < look->n; i++)
    if (self->fields[i].length > OBS_CSV_MAX_FIELD)
      {
        *look = (ObsCsvLook){ .n = i, .line = line, .quoted = TRUE };
        return obs_csv_refuse_long_field (self, look, error);
      }
  if (++self->n_rows > OBS_CSV_MAX_ROWS)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
                   _ ("%s, line %u: the table has more than 2,000,000 rows. Split it."),
                   self->parent.name, (guint) line);
      return OBS_CSV_REFUSED;
    }
  if (G_UNLIKELY (obs_csv_text_guessed (self->text)) && !self->noticed_encoding)
    notice_encoding (self, look);
  if (look->bare > 0 && check_bare (self, look, line, error) != OBS_CSV_WHOLE)
    return OBS_CSV_REFUSED;
  if (self->headings == NULL)
    keep_headings (self, look);
  else if (G_UNLIKELY (look->n != self->width) && !self->plain)
    return look->n > self->width ? check_longer (self, look, line, error)
                                 : check_shorter (self, look, line, error);
  return OBS_CSV_WHOLE;
}

/* Blank lines mean nothing, but in a table of one column one may stand for a value. */
static void
count_blank (ObsCsvReader *self)
{
  if (self->headings != NULL && self->width == 1 && !self->plain && self->n_blank > 0
      && !self->noticed_blank)
    {
      self->noticed_blank = TRUE;
      obs_records_notice (&self->parent,
                          _ ("%s, line %u: the line is blank and was passed over, like all blank "
                             "lines. If it stands for a value that is missing, write \"\"."),
                          self->parent.name, (guint) self->blank_from);
    }
  self->n_blank = 0;
}

/* A line that is no record: blank, or begun by the sign for comments. */
static ObsCsvFound
pass_over (ObsCsvReader *self, gboolean *passed, GError **error)
{
  gboolean comment = self->comment != '\0' && self->buffer[self->at] == self->comment;
  ObsCsvLook look = { .field = self->at, .line = self->line };
  gsize at = self->at;
  ObsCsvFound found;

  *passed = comment || self->buffer[at] == '\n' || self->buffer[at] == '\r';
  if (!*passed)
    return OBS_CSV_WHOLE;
  do
    at = obs_csv_scan_next (&self->scan, self->good);
  while (at < self->good && self->buffer[at] != '\n' && self->buffer[at] != '\r');
  found = obs_csv_line_end (self, at, &look, error);
  if (found != OBS_CSV_WHOLE)
    return found;
  if (!comment)
    {
      if (self->n_blank++ == 0)
        self->blank_from = self->line;
      self->parent.n_blank++;
    }
  self->at = look.next;
  self->line += look.lines;
  return OBS_CSV_WHOLE;
}

static int
at_end (ObsCsvReader *self, GError **error)
{
  if (self->headings == NULL && !self->plain)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("%s: the table is empty. It needs at least its heading row."),
                   self->parent.name);
      return -1;
    }
  self->parent.sha256 = obs_csv_bytes_take_sha256 (obs_csv_text_bytes (self->text));
  return 0;
}

static int
next (ObsRecords *records, const ObsSlice **fields, guint *n_fields, GError **error)
{
  ObsCsvReader *self = (ObsCsvReader *) records;

  for (;;)
    {
      ObsCsvFound found = OBS_CSV_WHOLE;
      gboolean passed = FALSE;
      ObsCsvLook look;

      if (self->at >= self->good)
        {
          if (self->last && !self->bad)
            return at_end (self, error);
          found = self->bad ? obs_csv_refuse_bytes (self, &(ObsCsvLook){ 0 }, error) : OBS_CSV_MORE;
        }
      if (found == OBS_CSV_WHOLE)
        found = pass_over (self, &passed, error);
      if (found == OBS_CSV_WHOLE && passed)
        continue;
      if (found == OBS_CSV_WHOLE)
        found = obs_csv_look_over (self, &look, error);
      if (found == OBS_CSV_REFUSED)
        return -1;
      if (found == OBS_CSV_MORE)
        {
          if (!read_more (self, error))
            return -1;
          obs_csv_scan_from (&self->scan, self->buffer, self->at);
          continue;
        }
      records->line = self->line;
      if (look.next - self->at > OBS_CSV_MAX_RECORD)
        {
          obs_csv_refuse_long_record (self, &look, error);
          return -1;
        }
      end_fields (self, &look);
      self->at = look.next;
      self->line += look.lines;
      if (self->n_blank > 0)
        count_blank (self);
      if (check_record (self, &look, error) != OBS_CSV_WHOLE)
        return -1;
      *fields = self->fields;
      *n_fields = look.n;
      return 1;
    }
}

static void
reader_free (ObsRecords *records)
{
  ObsCsvReader *self = (ObsCsvReader *) records;

  obs_csv_text_free (self->text);
  g_clear_object (&self->cancellable);
  g_strfreev (self->headings);
  g_free (self->buffer);
}

static const ObsRecordsClass reader_class = { next, reader_free };

/* --- Opening --- */

/* The delimiter: what somebody said, else what the first line says, else what fits best. */
static gboolean
settle_delimiter (ObsCsvReader *self, char said, GError **error)
{
  char named;
  gsize length;

  while (!self->last && !self->bad && self->end < SAMPLE)
    if (!read_more (self, error))
      return FALSE;
  length = obs_csv_sep_line (self->buffer, self->good, &named);
  if (length > 0 && (said == '\0' || said == named))
    {
      self->delimiter = named;
      self->at = length;
      self->line = 2;
      return TRUE;
    }
  if (said != '\0')
    {
      self->delimiter = said;
      return TRUE;
    }
  self->delimiter = obs_csv_find_delimiter (self->buffer, MIN (self->good, SAMPLE), self->last,
                                            self->quote, self->comment, self->tabs ? '\t' : ',');
  if (self->delimiter == ';' || self->delimiter == '|' || (self->delimiter == '\t' && !self->tabs))
    obs_records_notice (
        &self->parent,
        self->delimiter == ';'
            ? _ ("%s: the fields seem to be separated by semicolons. If they are "
                 "not, say the delimiter.")
        : self->delimiter == '|'
            ? _ ("%s: the fields seem to be separated by “|”. If they are not, say "
                 "the delimiter.")
            : _ ("%s: the fields seem to be separated by tabs. If they are not, say "
                 "the delimiter."),
        self->parent.name);
  return TRUE;
}

static gboolean
check_options (const ObsCsvReader *self, const ObsRecordsOptions *options, GError **error)
{
  char all[] = { self->quote, options->delimiter, options->comment };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    for (guint j = 0; j <= i; j++)
      if (all[i] != '\0'
          && (all[i] == '\n' || all[i] == '\r' || (all[i] & 0x80) || (j < i && all[i] == all[j])))
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_USAGE,
                       _ ("%s: delimiter, quotation mark and comment sign must be three different "
                          "characters of ASCII other than line ends."),
                       self->parent.name);
          return FALSE;
        }
  return TRUE;
}

/* Takes @bytes. */
static ObsRecords *
reader_start (ObsCsvReader *self, ObsCsvBytes *bytes, const ObsRecordsOptions *options,
              GError **error)
{
  gsize expected;

  self->ragged = options->ragged;
  self->plain = options->plain;
  self->quote = options->quote != '\0' ? options->quote : '"';
  self->comment = options->comment;
  self->line = 1;
  expected = obs_csv_bytes_expected (bytes);
  self->text = obs_csv_text_new (bytes, options->encoding, self->parent.name, error);
  if (self->text == NULL || !check_options (self, options, error)
      || !grow (self, expected == 0 ? BUFFER : CLAMP (2 * expected, SMALL_BUFFER, BUFFER), error)
      || !settle_delimiter (self, options->delimiter, error))
    {
      obs_records_free (&self->parent);
      return NULL;
    }
  obs_csv_scan_characters (&self->scan, self->quote, self->delimiter);
  obs_csv_scan_from (&self->scan, self->buffer, self->at);
  return &self->parent;
}

ObsRecords *
obs_csv_reader_open (const char *path, const ObsRecordsOptions *options, GCancellable *cancellable,
                     GError **error)
{
  ObsCsvReader *self = g_new0 (ObsCsvReader, 1);
  g_autofree char *lower = g_ascii_strdown (path, -1);
  ObsCsvBytes *bytes;

  obs_records_init (&self->parent, &reader_class, path, options);
  g_set_object (&self->cancellable, cancellable);
  self->tabs = g_str_has_suffix (lower, ".tsv") || g_str_has_suffix (lower, ".tsv.gz");
  bytes = obs_csv_bytes_open (path, self->parent.name, cancellable, error);
  if (bytes == NULL)
    {
      obs_records_free (&self->parent);
      return NULL;
    }
  return reader_start (self, bytes, options, error);
}

ObsRecords *
obs_csv_reader_new (gconstpointer data, gsize length, gsize step, const ObsRecordsOptions *options,
                    GError **error)
{
  ObsCsvReader *self = g_new0 (ObsCsvReader, 1);

  obs_records_init (&self->parent, &reader_class, "", options);
  return reader_start (self, obs_csv_bytes_new (data, length, step, self->parent.name), options,
                       error);
}

void
obs_csv_reader_set_strict (ObsRecords *self)
{
  ((ObsCsvReader *) self)->strict = TRUE;
}

gsize
obs_csv_reader_peak (const ObsRecords *self)
{
  return ((const ObsCsvReader *) self)->peak;
}
