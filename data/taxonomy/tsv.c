/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/tsv.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BUFFER (1 << 16)
/* Longest name of a column that is compared, and names listed where one is missing. */
#define NAME_LENGTH 64
#define NAMES_LISTED 8

/* How a field ended. */
typedef enum
{
  END_OF_FIELD,
  END_OF_LINE,
  END_OF_FILE,
  END_WITH_ERROR,
} End;

struct _ObsTsv
{
  GInputStream *stream;
  GCancellable *cancellable;
  char *name;
  char *buffer;
  gsize used, length; /* of the buffer */
  guint64 bytes, line;
  char last; /* byte before the end of the field */
  guint n, needed;
  GString **fields;
  guint64 *at; /* column in the file of each field; 0: not there, the first is 1 */
  guint64 width;
  ObsTsvOdd odd;
  gboolean at_end;
};

static gboolean
fill (ObsTsv *self, GError **error)
{
  g_autoptr (GError) fault = NULL;
  gssize got = g_input_stream_read (self->stream, self->buffer, BUFFER, self->cancellable, &fault);

  if (got < 0)
    {
      if (g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_propagate_error (error, g_steal_pointer (&fault));
      else
        g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("%s cannot be read: %s."), self->name,
                     fault->message);
      return FALSE;
    }
  self->used = 0;
  self->length = (gsize) got;
  self->bytes += (guint64) got;
  self->at_end = got == 0;
  return TRUE;
}

/* Bytes of the field up to the next tab, line end or end of the buffer. */
static gsize
span (const ObsTsv *self)
{
  const char *from = self->buffer + self->used;
  gsize left = self->length - self->used;
  const char *line = memchr (from, '\n', left);
  const char *tab;

  if (line != NULL)
    left = (gsize) (line - from);
  tab = memchr (from, '\t', left);
  return tab != NULL ? (gsize) (tab - from) : left;
}

/* Reads one field; @into is NULL where it is not wanted. Of one longer than @most only that many
 * bytes are kept, and @cut is set. */
static End
read_field (ObsTsv *self, GString *into, gsize most, gboolean *cut, GError **error)
{
  for (;;)
    {
      gsize part;
      char end;

      if (self->used == self->length && !fill (self, error))
        return END_WITH_ERROR;
      if (self->at_end)
        return END_OF_FILE;
      part = span (self);
      if (into != NULL)
        {
          gsize room = most - into->len;

          g_string_append_len (into, self->buffer + self->used, (gssize) MIN (part, room));
          if (part > room)
            *cut = TRUE;
        }
      self->used += part;
      if (part > 0)
        self->last = self->buffer[self->used - 1];
      if (self->used == self->length)
        continue;
      end = self->buffer[self->used++];
      return end == '\t' ? END_OF_FIELD : END_OF_LINE;
    }
}

static void
drop_return (GString *text)
{
  if (text->len > 0 && text->str[text->len - 1] == '\r')
    g_string_truncate (text, text->len - 1);
}

static char *
clean_name (GString *name, gboolean first)
{
  if (first && g_str_has_prefix (name->str, "\xef\xbb\xbf"))
    g_string_erase (name, 0, 3);
  drop_return (name);
  return g_strstrip (g_utf8_make_valid (name->str, (gssize) name->len));
}

/* Notes where a wanted column stands. */
static gboolean
take_name (ObsTsv *self, const char *const *columns, const char *name, GError **error)
{
  for (guint i = 0; i < self->n; i++)
    if (g_ascii_strcasecmp (columns[i], name) == 0)
      {
        if (self->at[i] != 0)
          {
            g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                         _ ("%s, line 1, column %" G_GUINT64_FORMAT
                            ": the column “%s” is there twice. Rename one of them."),
                         self->name, self->width, columns[i]);
            return FALSE;
          }
        self->at[i] = self->width;
      }
  return TRUE;
}

static gboolean
check_names (const ObsTsv *self, const char *const *columns, const char *names, GError **error)
{
  for (guint i = 0; i < self->needed; i++)
    if (self->at[i] == 0)
      {
        g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                     _ ("%s, line 1: there is no column “%s” among %s. The first line names the "
                        "columns, with tabs between."),
                     self->name, columns[i], names);
        return FALSE;
      }
  return TRUE;
}

static gboolean
read_names (ObsTsv *self, const char *const *columns, GError **error)
{
  g_autoptr (GString) name = g_string_new (NULL);
  g_autoptr (GString) names = g_string_new (NULL);
  End end = END_OF_FIELD;

  while (end == END_OF_FIELD)
    {
      g_autofree char *text = NULL;
      gboolean cut = FALSE;

      g_string_truncate (name, 0);
      end = read_field (self, name, NAME_LENGTH, &cut, error);
      if (end == END_WITH_ERROR)
        return FALSE;
      text = clean_name (name, self->width++ == 0);
      if (self->width <= NAMES_LISTED)
        g_string_append_printf (names, "%s“%s”", self->width > 1 ? ", " : "", text);
      else if (self->width == NAMES_LISTED + 1)
        g_string_append (names, ", …");
      if (!cut && !take_name (self, columns, text, error))
        return FALSE;
    }
  if (self->bytes == 0)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("%s is empty. Its first line names the columns, with tabs between."),
                   self->name);
      return FALSE;
    }
  self->line = 1;
  return check_names (self, columns, names->str, error);
}

ObsTsv *
obs_tsv_new (GInputStream *stream, const char *name, const char *const *columns, guint needed,
             GCancellable *cancellable, GError **error)
{
  g_autoptr (ObsTsv) self = g_new0 (ObsTsv, 1);

  self->stream = g_object_ref (stream);
  g_set_object (&self->cancellable, cancellable);
  self->name = g_strdup (name);
  self->buffer = g_malloc (BUFFER);
  self->n = g_strv_length ((char **) columns);
  self->needed = needed;
  self->at = g_new0 (guint64, self->n);
  self->fields = g_new0 (GString *, self->n + 1);
  for (guint i = 0; i < self->n; i++)
    self->fields[i] = g_string_new (NULL);
  return read_names (self, columns, error) ? g_steal_pointer (&self) : NULL;
}

void
obs_tsv_free (ObsTsv *self)
{
  for (guint i = 0; i < self->n; i++)
    g_string_free (self->fields[i], TRUE);
  g_object_unref (self->stream);
  g_clear_object (&self->cancellable);
  g_free (self->name);
  g_free (self->buffer);
  g_free (self->at);
  g_free (self->fields);
  g_free (self);
}

/* The field that column @column of the file goes to. */
static GString *
field_at (const ObsTsv *self, guint64 column)
{
  if (column <= self->width)
    for (guint i = 0; i < self->n; i++)
      if (self->at[i] == column)
        return self->fields[i];
  return NULL;
}

/* A C string has no NUL inside. */
static void
blank_zeros (GString *text)
{
  char *from = text->str;

  while ((from = memchr (from, '\0', (gsize) (text->str + text->len - from))) != NULL)
    *from = ' ';
}

/* Bytes before the next one to be read. */
static guint64
place (const ObsTsv *self)
{
  return self->bytes - (self->length - self->used);
}

/* One line. @empty is set where not a byte stands in it. */
static End
read_line (ObsTsv *self, gboolean *empty, GError **error)
{
  End end = END_OF_FIELD;
  guint64 column = 0;
  guint64 start = place (self);
  guint64 size;

  for (guint i = 0; i < self->n; i++)
    g_string_truncate (self->fields[i], 0);
  self->odd = 0;
  self->last = '\0';
  self->line++;
  while (end == END_OF_FIELD)
    {
      GString *into = field_at (self, ++column);
      gboolean cut = FALSE;

      end = read_field (self, into, OBS_TSV_FIELD, &cut, error);
      if (into != NULL && end != END_OF_FIELD)
        drop_return (into);
      if (cut)
        self->odd |= OBS_TSV_LONG;
    }
  for (guint i = 0; i < self->n; i++)
    {
      blank_zeros (self->fields[i]);
      if (i < self->needed && self->at[i] > column)
        self->odd |= OBS_TSV_SHORT;
    }
  if (column > self->width)
    self->odd |= OBS_TSV_WIDE;
  size = place (self) - start - (end == END_OF_LINE);
  *empty = size == 0 || (size == 1 && self->last == '\r');
  return end;
}

gboolean
obs_tsv_next (ObsTsv *self, GError **error)
{
  while (!self->at_end)
    {
      gboolean empty = FALSE;
      End end = read_line (self, &empty, error);

      if (end == END_WITH_ERROR)
        return FALSE;
      if (!empty)
        return TRUE;
    }
  return FALSE;
}

const char *
obs_tsv_get (const ObsTsv *self, guint column)
{
  g_return_val_if_fail (column < self->n, "");

  return self->fields[column]->str;
}

guint64
obs_tsv_line (const ObsTsv *self)
{
  return self->line;
}

ObsTsvOdd
obs_tsv_odd (const ObsTsv *self)
{
  return self->odd;
}

guint64
obs_tsv_bytes (const ObsTsv *self)
{
  return self->bytes;
}

gboolean
obs_tsv_has (const ObsTsv *self, guint column)
{
  g_return_val_if_fail (column < self->n, FALSE);

  return self->at[column] != 0;
}

const char *
obs_tsv_name (const ObsTsv *self)
{
  return self->name;
}

char *
obs_tsv_field (const char *text)
{
  char *valid = g_utf8_make_valid (text, -1);

  for (char *at = valid; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  return valid;
}
