/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/csv-reader-private.h"

#include "data/error.h"
#include "data/ingest/csv-scan.h"
#include "data/ingest/csv-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BUFFER (1024 * 1024)
/* How much of the text the delimiter is looked for in, at most. */
#define SAMPLE (256 * 1024)
#define HEADING_SHOWN 40 /* characters of a heading in messages */

/* A record is looked over as a whole before a byte of it is changed: where its text ends before the
 * record does, more is read and it is looked over again. Then fields are unquoted in place and
 * ended by NUL, where a delimiter, a line end or the closing mark stood. */
typedef struct
{
  ObsRecords parent;
  ObsCsvText *text;
  GCancellable *cancellable;
  gboolean ragged, plain, strict, tabs;
  char quote, delimiter, comment;

  char *buffer;   /* of @capacity + OBS_CSV_PADDING */
  gsize capacity; /* what is there beyond @end is zero or stale */
  gsize at, end;  /* next record, end of what was read */
  gsize good;     /* all before is good UTF-8, all behind is bad or only begins a character */
  gboolean bad;   /* the former */
  gboolean last;  /* there is no more to read */
  guint64 line;   /* of the byte at @at */
  guint64 n_rows;
  guint64
      blank_from;  /* line of blank lines of which it is not known yet whether a record follows */
  guint64 n_blank; /* how many */
  guint width;     /* fields of the first record */
  char **headings; /* the first record, shortened, for messages */
  ObsCsvScan scan;
  gboolean noticed_blank, noticed_extra;
  gsize peak;

  ObsSlice fields[OBS_CSV_MAX_COLUMNS];
  guint16 doubled[OBS_CSV_MAX_COLUMNS]; /* fields with doubled marks inside */
  guint n_doubled;
} Reader;

/* What is known of the record that is being looked over. */
typedef struct
{
  guint n;         /* whole fields so far */
  gsize field;     /* where the one begins that is being looked at */
  guint64 line;    /* of that */
  gsize next;      /* the record behind this one */
  guint64 lines;   /* line ends so far */
  gboolean quoted; /* the field */
  gboolean large;  /* a field may be longer than allowed */
  guint bare;      /* field, from 1, with a quotation mark that does not belong there; 0: none */
} Look;

typedef enum
{
  WHOLE,   /* the record is there */
  MORE,    /* more text is needed */
  REFUSED, /* with an error */
} Found;

/* Names the place in words: the column's heading as well as its number, where it is known. */
static char *
place (const Reader *self, guint64 line, guint column)
{
  const char *name = self->parent.name;

  if (self->headings != NULL && column <= self->width && *self->headings[column - 1] != '\0')
    /* Translators: the place of a problem, before a colon: file, line, column, its heading */
    return g_strdup_printf (_ ("%s, line %u, column %u (%s)"), name, (guint) line, column,
                            self->headings[column - 1]);
  /* Translators: the place of a problem, before a colon */
  return g_strdup_printf (_ ("%s, line %u, column %u"), name, (guint) line, column);
}

static Found
refuse (const Reader *self, guint64 line, guint column, const char *what, GError **error)
{
  g_autofree char *where = place (self, line, column);

  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, "%s: %s", where, what);
  return REFUSED;
}

/* --- More text --- */

static gboolean
grow (Reader *self, gsize capacity, GError **error)
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
read_more (Reader *self, GError **error)
{
  gsize n = 0;
  gboolean cut, guessed = obs_csv_text_guessed (self->text);

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
  if (!guessed && obs_csv_text_guessed (self->text))
    obs_records_notice (
        &self->parent,
        _ ("%s: the text is not UTF-8, so it was read as Windows-1252. Check letters beyond A to Z "
           "and signs such as £, or say the encoding."),
        self->parent.name);
  return TRUE;
}

/* --- Looking over one record --- */

static Found
refuse_long_field (const Reader *self, const Look *look, GError **error)
{
  return refuse (self, look->line, look->n + 1,
                 look->quoted
                     ? _ ("the field that begins here with a quotation mark is longer than 1 MiB. "
                          "Close its quotation mark, or shorten it.")
                     : _ ("the field is longer than 1 MiB. Shorten it."),
                 error);
}

static Found
refuse_long_record (const Reader *self, const Look *look, GError **error)
{
  return refuse (self, self->line, MAX (look->n, 1),
                 _ ("the row is longer than 8 MiB. Split the table by columns."), error);
}

static Found
refuse_bytes (const Reader *self, const Look *look, GError **error)
{
  const char *encoding = obs_csv_text_encoding (self->text);
  g_autofree char *what = NULL;

  if (self->buffer[self->good] == '\0')
    return refuse (
        self, self->line + look->lines, look->n + 1,
        _ ("there is a zero byte. Save the table as plain text with the encoding UTF-8."), error);
  what = g_strdup_printf (_ ("the text is not valid %s. Save the table with the encoding UTF-8."),
                          encoding);
  return refuse (self, self->line + look->lines, look->n + 1, what, error);
}

/* The text ended before the record did. */
static Found
text_ended (const Reader *self, const Look *look, GError **error)
{
  if (self->good - look->field > 2 * OBS_CSV_MAX_FIELD + 2)
    return refuse_long_field (self, look, error);
  if (self->good - self->at > OBS_CSV_MAX_RECORD)
    return refuse_long_record (self, look, error);
  if (self->bad)
    return refuse_bytes (self, look, error);
  if (!self->last)
    return MORE;
  return refuse (
      self, look->line, look->n + 1,
      _ ("a quotation mark opens here and is never closed. Close it, or double the marks "
         "inside the text."),
      error);
}

/* The end of a line at @at; WHOLE also where the text ends there. */
static Found
line_end (Reader *self, gsize at, Look *look, GError **error)
{
  if (at >= self->good)
    {
      look->next = at;
      return self->last && !self->bad ? WHOLE : text_ended (self, look, error);
    }
  look->next = at + 1;
  if (self->buffer[at] == '\r')
    {
      if (at + 1 >= self->good && !self->last && !self->bad)
        return MORE;
      if (at + 1 < self->good && self->buffer[at + 1] == '\n')
        {
          obs_csv_scan_next (&self->scan, self->good);
          look->next++;
        }
    }
  look->lines++;
  return WHOLE;
}

/* From the mark at look->field to what stands behind the closing one, which comes back in @at. */
static Found
look_over_quoted (Reader *self, Look *look, gsize *at, GError **error)
{
  const char *buffer = self->buffer;
  gboolean doubled = FALSE;
  gsize i;

  look->quoted = TRUE;
  obs_csv_scan_next (&self->scan, self->good); /* the mark */
  for (;;)
    {
      i = obs_csv_scan_next (&self->scan, self->good);
      if (i >= self->good)
        return text_ended (self, look, error);
      if (buffer[i] == self->quote)
        {
          if (i + 1 >= self->good && !self->last && !self->bad)
            return MORE;
          if (i + 1 >= self->good || buffer[i + 1] != self->quote)
            break;
          doubled = TRUE;
          obs_csv_scan_next (&self->scan, self->good);
        }
      else if (buffer[i] == '\n')
        look->lines++;
      else if (buffer[i] == '\r')
        look->lines += !(i + 1 < self->good && buffer[i + 1] == '\n');
    }
  if (doubled)
    self->doubled[self->n_doubled++] = (guint16) look->n;
  self->fields[look->n].text = buffer + look->field + 1;
  self->fields[look->n].length = i - look->field - 1;
  *at = i + 1;
  if (*at < self->good && buffer[*at] != self->delimiter && buffer[*at] != '\n'
      && buffer[*at] != '\r')
    return refuse (
        self, look->line, look->n + 1,
        _ ("text follows the closing quotation mark of the field that begins here. Double the "
           "marks that belong to the text."),
        error);
  if (*at < self->good)
    obs_csv_scan_next (&self->scan, self->good); /* what stands behind */
  else if (self->bad)
    return refuse_bytes (self, look, error);
  return WHOLE;
}

static void
look_over_plain (Reader *self, Look *look, gsize *at)
{
  gsize i;

  look->quoted = FALSE;
  do
    {
      i = obs_csv_scan_next (&self->scan, self->good);
      if (i < self->good && self->buffer[i] == self->quote && look->bare == 0)
        look->bare = look->n + 1;
    }
  while (i < self->good && self->buffer[i] == self->quote);
  self->fields[look->n].text = self->buffer + look->field;
  self->fields[look->n].length = i - look->field;
  *at = i;
}

/* Finds the fields of the record at @at, and where it ends. Changes nothing in the text. */
static Found
look_over (Reader *self, Look *look, GError **error)
{
  gsize at = self->at;

  *look = (Look){ .field = at, .line = self->line };
  self->n_doubled = 0;
  for (;;)
    {
      look->field = at;
      look->line = self->line + look->lines;
      if (look->n == OBS_CSV_MAX_COLUMNS)
        return refuse (self, look->line, look->n + 1,
                       _ ("the row has more than 1,000 fields. Split the table by columns."),
                       error);
      if (at < self->good && self->buffer[at] == self->quote)
        {
          Found found = look_over_quoted (self, look, &at, error);

          if (found != WHOLE)
            return found;
        }
      else
        look_over_plain (self, look, &at);
      if (G_UNLIKELY (self->fields[look->n].length > OBS_CSV_MAX_FIELD))
        {
          if (!look->quoted || self->fields[look->n].length > 2 * OBS_CSV_MAX_FIELD)
            return refuse_long_field (self, look, error);
          look->large = TRUE; /* doubled marks counted double: it is looked at again */
        }
      if (at >= self->good || self->buffer[at] != self->delimiter)
        {
          Found found = line_end (self, at, look, error);

          look->n++;
          return found;
        }
      look->n++;
      at++;
    }
}

/* --- Handing it out --- */

/* Doubled marks become one. */
static void
halve_marks (const Reader *self, ObsSlice *field)
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
end_fields (Reader *self, const Look *look)
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
keep_headings (Reader *self, const Look *look)
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

static Found
check_bare (Reader *self, const Look *look, guint64 line, GError **error)
{
  g_autofree char *where = NULL;

  if (self->strict)
    return refuse (self, line, look->bare,
                   _ ("a quotation mark stands inside a field without quotation marks. Put the "
                      "whole field in quotation marks and double those inside."),
                   error);
  where = place (self, line, look->bare);
  /* Translators: %s is the place */
  obs_records_notice (&self->parent,
                      _ ("%s: a quotation mark stands inside a field without quotation marks. It "
                         "was kept as it is; put the whole field in quotation marks and double "
                         "those inside to be sure."),
                      where);
  return WHOLE;
}

static Found
check_longer (Reader *self, const Look *look, guint64 line, GError **error)
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
      return REFUSED;
    }
  if (self->noticed_extra)
    return WHOLE;
  self->noticed_extra = TRUE;
  where = place (self, line, self->width + 1);
  /* Translators: %s is the place, %u the number of fields of the heading row */
  obs_records_notice (&self->parent,
                      _ ("%s: the row has more fields than the heading row, which has %u; those "
                         "too many are empty and mean nothing. Later rows like it are not listed."),
                      where, self->width);
  return WHOLE;
}

static Found
check_shorter (Reader *self, Look *look, guint64 line, GError **error)
{
  g_autofree char *where = NULL;

  if (self->ragged)
    {
      for (; look->n < self->width; look->n++)
        self->fields[look->n] = (ObsSlice){ "", 0 };
      return WHOLE;
    }
  where = place (self, line, look->n + 1);
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               /* Translators: %s is the place */
               _ ("%s: the row ends too early; it has %u of %u fields. Add the missing "
                  "delimiters."),
               where, look->n, self->width);
  return REFUSED;
}

/* A record that is whole: what it means beside the others. */
static Found
check_record (Reader *self, Look *look, GError **error)
{
  guint64 line = self->parent.line;

  for (guint i = 0; look->large && i < look->n; i++)
    if (self->fields[i].length > OBS_CSV_MAX_FIELD)
      {
        *look = (Look){ .n = i, .line = line, .quoted = TRUE };
        return refuse_long_field (self, look, error);
      }
  if (++self->n_rows > OBS_CSV_MAX_ROWS)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
                   _ ("%s, line %u: the table has more than 2,000,000 rows. Split it."),
                   self->parent.name, (guint) line);
      return REFUSED;
    }
  if (look->bare > 0 && check_bare (self, look, line, error) != WHOLE)
    return REFUSED;
  if (self->headings == NULL)
    keep_headings (self, look);
  else if (G_UNLIKELY (look->n != self->width) && !self->plain)
    return look->n > self->width ? check_longer (self, look, line, error)
                                 : check_shorter (self, look, line, error);
  return WHOLE;
}

/* Blank lines mean nothing, but in a table of one column one may stand for a value. */
static void
count_blank (Reader *self)
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
static Found
pass_over (Reader *self, gboolean *passed, GError **error)
{
  gboolean comment = self->comment != '\0' && self->buffer[self->at] == self->comment;
  Look look = { .field = self->at, .line = self->line };
  gsize at = self->at;
  Found found;

  *passed = comment || self->buffer[at] == '\n' || self->buffer[at] == '\r';
  if (!*passed)
    return WHOLE;
  do
    at = obs_csv_scan_next (&self->scan, self->good);
  while (at < self->good && self->buffer[at] != '\n' && self->buffer[at] != '\r');
  found = line_end (self, at, &look, error);
  if (found != WHOLE)
    return found;
  if (!comment)
    {
      if (self->n_blank++ == 0)
        self->blank_from = self->line;
      self->parent.n_blank++;
    }
  self->at = look.next;
  self->line += look.lines;
  return WHOLE;
}

static int
at_end (Reader *self, GError **error)
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
  Reader *self = (Reader *) records;

  for (;;)
    {
      Found found = WHOLE;
      gboolean passed = FALSE;
      Look look;

      if (self->at >= self->good)
        {
          if (self->last && !self->bad)
            return at_end (self, error);
          found = self->bad ? refuse_bytes (self, &(Look){ 0 }, error) : MORE;
        }
      if (found == WHOLE)
        found = pass_over (self, &passed, error);
      if (found == WHOLE && passed)
        continue;
      if (found == WHOLE)
        found = look_over (self, &look, error);
      if (found == REFUSED)
        return -1;
      if (found == MORE)
        {
          if (!read_more (self, error))
            return -1;
          obs_csv_scan_from (&self->scan, self->buffer, self->at);
          continue;
        }
      records->line = self->line;
      if (look.next - self->at > OBS_CSV_MAX_RECORD)
        {
          refuse_long_record (self, &look, error);
          return -1;
        }
      end_fields (self, &look);
      self->at = look.next;
      self->line += look.lines;
      if (self->n_blank > 0)
        count_blank (self);
      if (check_record (self, &look, error) != WHOLE)
        return -1;
      *fields = self->fields;
      *n_fields = look.n;
      return 1;
    }
}

static void
reader_free (ObsRecords *records)
{
  Reader *self = (Reader *) records;

  obs_csv_text_free (self->text);
  g_clear_object (&self->cancellable);
  g_strfreev (self->headings);
  g_free (self->buffer);
}

static const ObsRecordsClass reader_class = { next, reader_free };

/* --- Opening --- */

/* The delimiter: what somebody said, else what the first line says, else what fits best. */
static gboolean
settle_delimiter (Reader *self, char said, GError **error)
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
check_options (const Reader *self, const ObsRecordsOptions *options, GError **error)
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
reader_start (Reader *self, ObsCsvBytes *bytes, const ObsRecordsOptions *options, GError **error)
{
  self->ragged = options->ragged;
  self->plain = options->plain;
  self->quote = options->quote != '\0' ? options->quote : '"';
  self->comment = options->comment;
  self->line = 1;
  self->text = obs_csv_text_new (bytes, options->encoding, self->parent.name, error);
  if (self->text == NULL || !check_options (self, options, error) || !grow (self, BUFFER, error)
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
  Reader *self = g_new0 (Reader, 1);
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
  Reader *self = g_new0 (Reader, 1);

  obs_records_init (&self->parent, &reader_class, "", options);
  return reader_start (self, obs_csv_bytes_new (data, length, step, self->parent.name), options,
                       error);
}

void
obs_csv_reader_set_strict (ObsRecords *self)
{
  ((Reader *) self)->strict = TRUE;
}

gsize
obs_csv_reader_peak (const ObsRecords *self)
{
  return ((const Reader *) self)->peak;
}
