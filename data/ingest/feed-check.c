/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/feed.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* What can be said of a file before it is read as a table. Services answer with sign-in pages,
 * sentences and half of a table under status 200; none of that may replace good figures. */

#define PEEK (256 * 1024)
#define SHOWN 80

GPtrArray *
obs_feed_split (const char *text, gsize length, char delimiter, gsize *next)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) field = g_string_new (NULL);
  gboolean quoted = FALSE;

  *next = 0;
  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];

      if (quoted && c == '"' && i + 1 < length && text[i + 1] == '"')
        g_string_append_c (field, text[++i]);
      else if (c == '"')
        quoted = !quoted;
      else if (quoted || (c != delimiter && c != '\n' && c != '\r'))
        g_string_append_c (field, c);
      else
        {
          g_ptr_array_add (fields, g_strdup (field->str));
          g_string_truncate (field, 0);
          if (c == delimiter)
            continue;
          *next = c == '\r' && i + 1 < length && text[i + 1] == '\n' ? i + 2 : i + 1;
          return fields;
        }
    }
  g_ptr_array_add (fields, g_strdup (field->str));
  return fields;
}

/* The beginning of a file, unpacked where it is gzip. */
typedef struct
{
  char *text; /* NUL behind it */
  gsize length;
  gboolean whole; /* all of it */
} Beginning;

static void
beginning_clear (Beginning *self)
{
  g_free (self->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Beginning, beginning_clear)

static gboolean
read_beginning (const char *path, Beginning *self, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GInputStream) raw = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) local = NULL;
  guint8 magic[2] = { 0 };
  gsize n = 0;

  raw = G_INPUT_STREAM (g_file_read (file, NULL, error));
  if (raw == NULL || !g_input_stream_read_all (raw, magic, 2, &n, NULL, error)
      || !g_seekable_seek (G_SEEKABLE (raw), 0, G_SEEK_SET, NULL, error))
    return FALSE;
  if (n == 2 && magic[0] == 0x1f && magic[1] == 0x8b)
    {
      g_autoptr (GZlibDecompressor) unpack
          = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);

      stream = g_converter_input_stream_new (raw, G_CONVERTER (unpack));
    }
  else
    stream = g_object_ref (raw);
  self->text = g_malloc (PEEK + 1);
  if (!g_input_stream_read_all (stream, self->text, PEEK, &self->length, NULL, &local))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("it cannot be unpacked (%s)"),
                   local->message);
      return FALSE;
    }
  self->whole = self->length < PEEK;
  self->text[self->length] = '\0';
  return TRUE;
}

/* A piece of it that can be shown in a sentence. */
static char *
shown (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strnlen (text, SHOWN * 4));
  g_autofree char *piece = g_utf8_substring (valid, 0, MIN (SHOWN, g_utf8_strlen (valid, -1)));

  for (char *c = piece; *c != '\0'; c++)
    if ((guchar) *c < ' ')
      *c = ' ';
  return g_strdup (g_strstrip (piece));
}

static const char *
skip_blank (const char *text)
{
  if (g_str_has_prefix (text, "\xef\xbb\xbf"))
    text += 3;
  while (g_ascii_isspace (*text))
    text++;
  return text;
}

static gboolean
is_web_page (const char *text)
{
  static const char *const starts[] = { "<!doctype", "<html", "<head", "<body", "<script" };

  if (g_str_has_prefix (text, "<!--") && strstr (text, "-->") != NULL)
    text = skip_blank (strstr (text, "-->") + 3);
  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    if (g_ascii_strncasecmp (text, starts[i], strlen (starts[i])) == 0)
      return TRUE;
  return FALSE;
}

typedef enum
{
  KIND_TABLE,
  KIND_JSON,
  KIND_ZIP, /* workbooks too */
} Kind;

static Kind
kind_of (const char *name)
{
  static const char *const zips[] = { ".xlsx", ".ods", ".zip" };
  static const char *const jsons[] = { ".json", ".geojson", ".json.gz", ".geojson.gz" };

  for (guint i = 0; i < G_N_ELEMENTS (zips); i++)
    if (g_str_has_suffix (name, zips[i]))
      return KIND_ZIP;
  for (guint i = 0; i < G_N_ELEMENTS (jsons); i++)
    if (g_str_has_suffix (name, jsons[i]))
      return KIND_JSON;
  return KIND_TABLE;
}

static char
find_delimiter (const ObsFeed *feed, const char *line)
{
  static const char known[] = { ',', ';', '\t', '|' };
  char best = ',';
  guint most = 0;

  if (feed->delimiter != '\0')
    return feed->delimiter;
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      guint n = 0;

      for (const char *c = line; *c != '\0' && *c != '\n'; c++)
        n += *c == known[i];
      if (n > most)
        {
          most = n;
          best = known[i];
        }
    }
  return best;
}

/* The headings; NULL where the text has no such line. @after (out): what follows. */
static GPtrArray *
find_headings (const ObsFeed *feed, const Beginning *beginning, gsize *after)
{
  const char *text = beginning->text;
  gsize at = g_str_has_prefix (text, "\xef\xbb\xbf") ? 3 : 0;

  for (guint line = 1; at < beginning->length; line++)
    {
      gsize next;
      char delimiter = find_delimiter (feed, text + at);
      GPtrArray *fields = obs_feed_split (text + at, beginning->length - at, delimiter, &next);

      if (line == feed->header)
        {
          *after = next > 0 ? at + next : beginning->length;
          return fields;
        }
      g_ptr_array_unref (fields);
      if (next == 0)
        break;
      at += next;
    }
  return NULL;
}

static gboolean
has_heading (GPtrArray *headings, const char *wanted)
{
  for (guint i = 0; i < headings->len; i++)
    {
      g_autofree char *heading = g_strstrip (g_strdup (g_ptr_array_index (headings, i)));

      if (g_ascii_strcasecmp (heading, wanted) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_moving (const ObsFeed *feed, const char *heading)
{
  for (guint i = 0; feed->moving[i] != NULL; i++)
    if (g_pattern_match_simple (feed->moving[i], heading))
      return TRUE;
  return FALSE;
}

/* A heading that was there and is gone means that a column was renamed or dropped. */
static gboolean
compare_headings (const ObsFeed *feed, GPtrArray *now, const char *last, GError **error)
{
  g_auto (Beginning) before = { 0 };
  g_autoptr (GPtrArray) then = NULL;
  g_autoptr (GPtrArray) gone = g_ptr_array_new ();
  g_autofree char *list = NULL;
  gsize after;

  if (!read_beginning (last, &before, NULL) || memchr (before.text, '\0', before.length) != NULL)
    return TRUE;
  then = find_headings (feed, &before, &after);
  for (guint i = 0; then != NULL && i < then->len; i++)
    {
      char *heading = g_strstrip (g_ptr_array_index (then, i));

      if (*heading != '\0' && !is_moving (feed, heading) && !has_heading (now, heading))
        g_ptr_array_add (gone, heading);
    }
  if (gone->len == 0)
    return TRUE;
  g_ptr_array_add (gone, NULL);
  list = g_strjoinv ("”, “", (char **) gone->pdata);
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("these headings are gone: “%s”"), list);
  return FALSE;
}

static gboolean
check_table (const ObsFeed *feed, const ObsFeedFile *file, const Beginning *beginning,
             const char *last, GError **error)
{
  g_autoptr (GPtrArray) headings = NULL;
  g_autofree char *words = shown (skip_blank (beginning->text));
  gsize after = 0;

  /* UTF-16 and workbooks of other names: the reader's matter. */
  if (memchr (beginning->text, '\0', beginning->length) != NULL)
    return TRUE;
  headings = find_headings (feed, beginning, &after);
  if (headings == NULL || (headings->len < 2 && beginning->whole))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("it is no table but a text that begins “%s”"), words);
      return FALSE;
    }
  if (beginning->whole && *skip_blank (beginning->text + after) == '\0')
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("it has headings but no rows: “%s”"),
                   words);
      return FALSE;
    }
  return last == NULL || compare_headings (feed, headings, last, error);
}

/* A host that does not say where the end is cannot be told from one that was cut. */
static gboolean
check_end (const ObsFeedFile *file, GError **error)
{
  FILE *stream;
  int last = '\n';

  if (file->announced)
    return TRUE;
  stream = g_fopen (file->path, "rb");
  if (stream != NULL && fseek (stream, -1, SEEK_END) == 0)
    last = fgetc (stream);
  if (stream != NULL)
    fclose (stream);
  if (last == '\n' || last == '\r' || last == '}' || last == ']')
    return TRUE;
  g_set_error_literal (error, OBS_ERROR, OBS_ERROR_INPUT,
                       _ ("it stops in the middle of a line, so the transfer was cut"));
  return FALSE;
}

static gboolean
check_size (const ObsFeed *feed, const ObsFeedFile *file, const char *last, GError **error)
{
  GStatBuf st;
  g_autofree char *now = NULL, *then = NULL;

  if (last == NULL || g_stat (last, &st) != 0
      || (double) file->length >= (double) st.st_size * (100 - feed->smaller) / 100)
    return TRUE;
  now = g_format_size (file->length);
  then = g_format_size ((guint64) st.st_size);
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("it shrank from %s to %s, more than the %u %% that “smaller” allows"), then, now,
               feed->smaller);
  return FALSE;
}

static gboolean
check_content (const ObsFeed *feed, const ObsFeedFile *file, const char *last, GError **error)
{
  g_auto (Beginning) beginning = { 0 };
  Kind kind = kind_of (file->name);
  const char *start;

  if (!read_beginning (file->path, &beginning, error))
    return FALSE;
  start = skip_blank (beginning.text);
  if (*start == '\0' && memchr (beginning.text, '\0', beginning.length) == NULL)
    g_set_error_literal (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("it is empty"));
  else if (is_web_page (start))
    g_set_error_literal (error, OBS_ERROR, OBS_ERROR_INPUT,
                         _ ("it is a web page, perhaps one to sign in or of an error"));
  else if (kind == KIND_ZIP && memcmp (beginning.text, "PK", 2) != 0)
    g_set_error_literal (error, OBS_ERROR, OBS_ERROR_INPUT,
                         _ ("it is not the workbook that its name says"));
  else if (kind == KIND_JSON && *start != '{' && *start != '[')
    g_set_error_literal (error, OBS_ERROR, OBS_ERROR_INPUT,
                         _ ("it is not the JSON that its name says"));
  else if (kind == KIND_TABLE && (*start == '{' || *start == '<'))
    {
      g_autofree char *words = shown (start);

      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("it is no table but a text that begins “%s”"), words);
    }
  else
    return kind != KIND_TABLE || check_table (feed, file, &beginning, last, error);
  return FALSE;
}

gboolean
obs_feed_check_file (const ObsFeed *feed, const ObsFeedFile *file, const char *last, GError **error)
{
  g_autoptr (GError) why = NULL;

  if (check_content (feed, file, last, &why) && check_end (file, &why)
      && check_size (feed, file, last, &why))
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("The file “%s” was refused: %s."), file->name,
               why->message);
  return FALSE;
}
