/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/csv-record.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>

char *
obs_csv_place (const ObsCsvReader *self, guint64 line, guint column)
{
  const char *name = self->parent.name;

  if (self->headings != NULL && column <= self->width && *self->headings[column - 1] != '\0')
    /* Translators: the place of a problem, before a colon: file, line, column, its heading */
    return g_strdup_printf (_ ("%s, line %u, column %u (%s)"), name, (guint) line, column,
                            self->headings[column - 1]);
  /* Translators: the place of a problem, before a colon */
  return g_strdup_printf (_ ("%s, line %u, column %u"), name, (guint) line, column);
}

ObsCsvFound
obs_csv_refuse (const ObsCsvReader *self, guint64 line, guint column, const char *what,
                GError **error)
{
  g_autofree char *where = obs_csv_place (self, line, column);

  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, "%s: %s", where, what);
  return OBS_CSV_REFUSED;
}

ObsCsvFound
obs_csv_refuse_long_field (const ObsCsvReader *self, const ObsCsvLook *look, GError **error)
{
  return obs_csv_refuse (
      self, look->line, look->n + 1,
      look->quoted ? _ ("the field that begins here with a quotation mark is longer than 1 MiB. "
                        "Close its quotation mark, or shorten it.")
                   : _ ("the field is longer than 1 MiB. Shorten it."),
      error);
}

ObsCsvFound
obs_csv_refuse_long_record (const ObsCsvReader *self, const ObsCsvLook *look, GError **error)
{
  return obs_csv_refuse (self, self->line, MAX (look->n, 1),
                         _ ("the row is longer than 8 MiB. Split the table by columns."), error);
}

ObsCsvFound
obs_csv_refuse_bytes (const ObsCsvReader *self, const ObsCsvLook *look, GError **error)
{
  const char *encoding = obs_csv_text_encoding (self->text);
  g_autofree char *what = NULL;

  if (self->buffer[self->good] == '\0')
    return obs_csv_refuse (
        self, self->line + look->lines, look->n + 1,
        _ ("there is a zero byte. Save the table as plain text with the encoding UTF-8."), error);
  what = g_strdup_printf (_ ("the text is not valid %s. Save the table with the encoding UTF-8."),
                          encoding);
  return obs_csv_refuse (self, self->line + look->lines, look->n + 1, what, error);
}

/* The text ended before the record did. */
static ObsCsvFound
text_ended (const ObsCsvReader *self, const ObsCsvLook *look, GError **error)
{
  if (self->good - look->field > 2 * OBS_CSV_MAX_FIELD + 2)
    return obs_csv_refuse_long_field (self, look, error);
  if (self->good - self->at > OBS_CSV_MAX_RECORD)
    return obs_csv_refuse_long_record (self, look, error);
  if (self->bad)
    return obs_csv_refuse_bytes (self, look, error);
  if (!self->last)
    return OBS_CSV_MORE;
  return obs_csv_refuse (
      self, look->line, look->n + 1,
      _ ("a quotation mark opens here and is never closed. Close it, or double the marks "
         "inside the text."),
      error);
}

ObsCsvFound
obs_csv_line_end (ObsCsvReader *self, gsize at, ObsCsvLook *look, GError **error)
{
  if (at >= self->good)
    {
      look->next = at;
      return self->last && !self->bad ? OBS_CSV_WHOLE : text_ended (self, look, error);
    }
  look->next = at + 1;
  if (self->buffer[at] == '\r')
    {
      if (at + 1 >= self->good && !self->last && !self->bad)
        return OBS_CSV_MORE;
      if (at + 1 < self->good && self->buffer[at + 1] == '\n')
        {
          obs_csv_scan_next (&self->scan, self->good);
          look->next++;
        }
    }
  look->lines++;
  return OBS_CSV_WHOLE;
}

/* From the mark at look->field to what stands behind the closing one, which comes back in @at. */
static ObsCsvFound
look_over_quoted (ObsCsvReader *self, ObsCsvLook *look, gsize *at, GError **error)
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
            return OBS_CSV_MORE;
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
    return obs_csv_refuse (
        self, look->line, look->n + 1,
        _ ("text follows the closing quotation mark of the field that begins here. Double the "
           "marks that belong to the text."),
        error);
  if (*at < self->good)
    obs_csv_scan_next (&self->scan, self->good); /* what stands behind */
  else if (self->bad)
    return obs_csv_refuse_bytes (self, look, error);
  return OBS_CSV_WHOLE;
}

static void
look_over_plain (ObsCsvReader *self, ObsCsvLook *look, gsize *at)
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

ObsCsvFound
obs_csv_look_over (ObsCsvReader *self, ObsCsvLook *look, GError **error)
{
  gsize at = self->at;

  *look = (ObsCsvLook){ .field = at, .line = self->line };
  self->n_doubled = 0;
  for (;;)
    {
      look->field = at;
      look->line = self->line + look->lines;
      if (look->n == OBS_CSV_MAX_COLUMNS)
        return obs_csv_refuse (
            self, look->line, look->n + 1,
            _ ("the row has more than 1,000 fields. Split the table by columns."), error);
      if (at < self->good && self->buffer[at] == self->quote)
        {
          ObsCsvFound found = look_over_quoted (self, look, &at, error);

          if (found != OBS_CSV_WHOLE)
            return found;
        }
      else
        look_over_plain (self, look, &at);
      if (G_UNLIKELY (self->fields[look->n].length > OBS_CSV_MAX_FIELD))
        {
          if (!look->quoted || self->fields[look->n].length > 2 * OBS_CSV_MAX_FIELD)
            return obs_csv_refuse_long_field (self, look, error);
          look->large = TRUE; /* doubled marks counted double: it is looked at again */
        }
      if (at >= self->good || self->buffer[at] != self->delimiter)
        {
          ObsCsvFound found = obs_csv_line_end (self, at, look, error);

          look->n++;
          return found;
        }
      look->n++;
      at++;
    }
}
