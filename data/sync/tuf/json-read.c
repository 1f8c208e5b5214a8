/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/tuf/json-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The largest whole number that every reader of JSON can hold exactly: 2^53 - 1. */
#define MOST_INTEGER G_GINT64_CONSTANT (9007199254740991)
#define MOST_DIGITS 16

typedef struct
{
  const char *start, *at, *end;
  int depth;
  const char *why; /* the first fault, a whole sentence; NULL while there is none */
} Reader;

static ObsJson *read_value (Reader *reader);

/* Keeps the first fault, which is the one at reader->at. */
static gboolean
fail (Reader *reader, const char *why)
{
  if (reader->why == NULL)
    reader->why = why;
  return FALSE;
}

static void
skip_space (Reader *reader)
{
  while (
      reader->at < reader->end
      && (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\r' || *reader->at == '\n'))
    reader->at++;
}

static gboolean
take (Reader *reader, char c)
{
  if (reader->at >= reader->end || *reader->at != c)
    return FALSE;
  reader->at++;
  return TRUE;
}

static gboolean
read_hex (Reader *reader, gunichar *unit)
{
  *unit = 0;
  if (reader->end - reader->at < 4)
    return fail (reader, _ ("An escape is cut short."));
  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (reader->at[i]);

      if (digit < 0)
        return fail (reader, _ ("An escape has a digit that is not hexadecimal."));
      *unit = *unit * 16 + (gunichar) digit;
    }
  reader->at += 4;
  return TRUE;
}

/* Behind "\u": one unit, or the two of a pair. */
static gboolean
read_unicode_escape (Reader *reader, GString *out)
{
  gunichar high, low;

  if (!read_hex (reader, &high))
    return FALSE;
  if (high == 0)
    return fail (reader, _ ("A text holds U+0000, which would cut it short."));
  if (high >= 0xdc00 && high <= 0xdfff)
    return fail (reader, _ ("A text holds half of a surrogate pair."));
  if (high >= 0xd800 && high <= 0xdbff)
    {
      if (!take (reader, '\\') || !take (reader, 'u') || !read_hex (reader, &low) || low < 0xdc00
          || low > 0xdfff)
        return fail (reader, _ ("A text holds half of a surrogate pair."));
      high = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    }
  g_string_append_unichar (out, high);
  return TRUE;
}

static gboolean
read_escape (Reader *reader, GString *out)
{
  static const char from[] = "\"\\/bfnrt";
  static const char to[] = "\"\\/\b\f\n\r\t";
  const char *place;

  if (reader->at >= reader->end)
    return fail (reader, _ ("A text has no end."));
  if (take (reader, 'u'))
    return read_unicode_escape (reader, out);
  place = memchr (from, *reader->at, sizeof from - 1);
  if (place == NULL)
    return fail (reader, _ ("There is no such escape."));
  g_string_append_c (out, to[place - from]);
  reader->at++;
  return TRUE;
}

/* Behind the opening quote. (transfer full) */
static char *
read_string (Reader *reader)
{
  g_autoptr (GString) out = g_string_sized_new (16);

  while (reader->at < reader->end)
    {
      const char *run = reader->at;

      while (reader->at < reader->end && *reader->at != '"' && *reader->at != '\\'
             && (guchar) *reader->at >= 0x20)
        reader->at++;
      g_string_append_len (out, run, reader->at - run);
      if (take (reader, '"'))
        return g_strndup (out->str, out->len);
      if (take (reader, '\\') ? !read_escape (reader, out)
                              : (reader->at < reader->end
                                 && !fail (reader, _ ("A text holds a control character."))))
        return NULL;
    }
  fail (reader, _ ("A text has no end."));
  return NULL;
}

static ObsJson *
read_integer (Reader *reader)
{
  gboolean negative = take (reader, '-');
  const char *start = reader->at;
  gint64 value = 0;
  ObsJson *json;

  while (reader->at < reader->end && g_ascii_isdigit (*reader->at)
         && reader->at - start <= MOST_DIGITS)
    value = value * 10 + (*reader->at++ - '0');
  if (reader->at == start)
    fail (reader, _ ("Here a value should stand."));
  else if (*start == '0' && (negative || reader->at - start > 1))
    fail (reader, _ ("A number begins with a nought."));
  else if (reader->at - start > MOST_DIGITS || value > MOST_INTEGER)
    fail (reader, _ ("A number is too large."));
  else if (reader->at < reader->end && strchr (".eE", *reader->at) != NULL)
    fail (reader, _ ("A number is not a whole number."));
  if (reader->why != NULL)
    return NULL;
  json = obs_json_new (OBS_JSON_INTEGER);
  json->as.integer = negative ? -value : value;
  return json;
}

/* Behind the opening brace. */
static gboolean
read_members (Reader *reader, ObsJson *object)
{
  skip_space (reader);
  if (take (reader, '}'))
    return TRUE;
  do
    {
      g_autofree char *name = NULL;
      ObsJson *value;

      skip_space (reader);
      if (!take (reader, '"'))
        return fail (reader, _ ("Here the name of a member should stand."));
      name = read_string (reader);
      if (name == NULL)
        return FALSE;
      skip_space (reader);
      if (!take (reader, ':'))
        return fail (reader, _ ("A colon is missing."));
      value = read_value (reader);
      if (value == NULL)
        return FALSE;
      obs_json_add (object, g_steal_pointer (&name), value);
      skip_space (reader);
    }
  while (take (reader, ','));
  if (!take (reader, '}'))
    return fail (reader, _ ("A comma or the end of an object is missing."));
  if (!obs_json_sort (object))
    return fail (reader, _ ("An object that ends here has the same name twice."));
  return TRUE;
}

/* Behind the opening bracket. */
static gboolean
read_elements (Reader *reader, ObsJson *array)
{
  skip_space (reader);
  if (take (reader, ']'))
    return TRUE;
  do
    {
      ObsJson *value = read_value (reader);

      if (value == NULL)
        return FALSE;
      obs_json_add (array, NULL, value);
      skip_space (reader);
    }
  while (take (reader, ','));
  if (!take (reader, ']'))
    return fail (reader, _ ("A comma or the end of an array is missing."));
  return TRUE;
}

static ObsJson *
read_container (Reader *reader)
{
  gboolean object = *reader->at++ == '{';
  g_autoptr (ObsJson) json = obs_json_new (object ? OBS_JSON_OBJECT : OBS_JSON_ARRAY);

  if (reader->depth == OBS_JSON_DEPTH)
    {
      fail (reader, _ ("It is nested too deeply."));
      return NULL;
    }
  reader->depth++;
  if (object ? !read_members (reader, json) : !read_elements (reader, json))
    return NULL;
  reader->depth--;
  return g_steal_pointer (&json);
}

static ObsJson *
read_word (Reader *reader)
{
  static const struct
  {
    const char *word;
    ObsJsonKind kind;
  } words[] = { { "null", OBS_JSON_NULL }, { "false", OBS_JSON_FALSE }, { "true", OBS_JSON_TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize length = strlen (words[i].word);

      if ((gsize) (reader->end - reader->at) >= length
          && memcmp (reader->at, words[i].word, length) == 0)
        {
          reader->at += length;
          return obs_json_new (words[i].kind);
        }
    }
  fail (reader, _ ("Here a value should stand."));
  return NULL;
}

static ObsJson *
read_value (Reader *reader)
{
  ObsJson *json;
  char *text;

  skip_space (reader);
  if (reader->at >= reader->end)
    {
      fail (reader, _ ("The text ends too early."));
      return NULL;
    }
  switch (*reader->at)
    {
    case '{':
    case '[':
      return read_container (reader);
    case '"':
      reader->at++;
      text = read_string (reader);
      if (text == NULL)
        return NULL;
      json = obs_json_new (OBS_JSON_STRING);
      json->as.string = text;
      return json;
    case 'n':
    case 'f':
    case 't':
      return read_word (reader);
    default:
      return read_integer (reader);
    }
}

ObsJson *
obs_json_read (const char *text, gsize length, GError **error)
{
  Reader reader = { .start = text, .at = text, .end = text + length };
  g_autoptr (ObsJson) json = NULL;

  if (length > OBS_JSON_MOST)
    fail (&reader, _ ("It is longer than 1 MiB."));
  else if (!g_utf8_validate_len (text, length, &reader.at))
    fail (&reader, _ ("It is not UTF-8."));
  else
    {
      reader.at = text;
      json = read_value (&reader);
      skip_space (&reader);
      if (json != NULL && reader.at < reader.end)
        fail (&reader, _ ("Something stands behind the end."));
    }
  if (reader.why == NULL)
    return g_steal_pointer (&json);
  g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
               _ ("The signed file cannot be read at byte %" G_GSIZE_FORMAT ". %s"),
               (gsize) (reader.at - reader.start), reader.why);
  return NULL;
}
