/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/csv-text.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define RAW_BLOCK (64 * 1024)
/* A byte that UTF-8 never has: stands where the other encodings have what is no character. */
#define NO_CHARACTER '\xff'

typedef enum
{
  UTF8,
  UTF16_LE,
  UTF16_BE,
  WINDOWS_1252,
} Encoding;

struct _ObsCsvText
{
  ObsCsvBytes *bytes;
  char *name;
  Encoding encoding;
  gboolean declared; /* by a mark or by somebody */
  gboolean decided;  /* UTF-8 or not was found out */
  gboolean guessed;
  GByteArray *kept; /* bytes that were read and are still to be given */
  char *raw;        /* of RAW_BLOCK: what is turned into UTF-8 */
  gsize n_raw;
};

/* Code points of the bytes 0x80 to 0x9f; 0 where there is none. */
static const guint16 windows_1252[32] = {
  0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
  0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
  0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

typedef signed char Lanes __attribute__ ((vector_size (16)));

/* Bytes at the beginning that are ASCII other than NUL, in whole steps of 64. */
static gsize
plain_prefix (const char *text, gsize length)
{
  gsize i = 0;

  for (; i + 64 <= length; i += 64)
    {
      Lanes v[4], good;
      guint64 half[2];

      memcpy (v, text + i, 64);
      good = (v[0] > 0) & (v[1] > 0) & (v[2] > 0) & (v[3] > 0);
      memcpy (half, &good, 16);
      if ((half[0] & half[1]) != G_MAXUINT64)
        break;
    }
  return i;
}

/* Length of the character at @s, or 0 where it is none; @cut when it may only lack its end. */
static gsize
character (const guint8 *s, gsize length, gboolean *cut)
{
  guint8 low = 0x80, high = 0xbf;
  gsize n;

  if (s[0] >= 1 && s[0] < 0x80)
    return 1;
  if (s[0] >= 0xc2 && s[0] <= 0xdf)
    n = 2;
  else if (s[0] >= 0xe0 && s[0] <= 0xef)
    n = 3;
  else if (s[0] >= 0xf0 && s[0] <= 0xf4)
    n = 4;
  else
    return 0;
  /* Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte. */
  if (s[0] == 0xe0)
    low = 0xa0;
  else if (s[0] == 0xed)
    high = 0x9f;
  else if (s[0] == 0xf0)
    low = 0x90;
  else if (s[0] == 0xf4)
    high = 0x8f;
  for (gsize i = 1; i < n; i++)
    {
      if (i >= length)
        {
          *cut = TRUE;
          return 0;
        }
      if (s[i] < low || s[i] > high)
        return 0;
      low = 0x80;
      high = 0xbf;
    }
  return n;
}

gsize
obs_csv_text_good (const char *text, gsize length, gboolean *cut)
{
  gsize at = 0;

  *cut = FALSE;
  while (at < length)
    {
      gsize n = plain_prefix (text + at, length - at), end;

      at += n;
      end = MIN (at + 64, length); /* what stopped it lies here, or the text ends */
      while (at < end)
        {
          n = character ((const guint8 *) text + at, length - at, cut);
          if (n == 0)
            return at;
          at += n;
        }
    }
  return at;
}

static gboolean
beyond_ascii (const char *text, gsize length)
{
  for (gsize i = plain_prefix (text, length); i < length; i++)
    if (text[i] & 0x80)
      return TRUE;
  return FALSE;
}

/* TRUE when every byte has a meaning in Windows-1252. */
static gboolean
all_defined (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      guint8 byte;

      if (!(text[i] & 0x80))
        i += plain_prefix (text + i, length - i);
      if (i >= length)
        break;
      byte = (guint8) text[i];
      if (byte >= 0x80 && byte < 0xa0 && windows_1252[byte - 0x80] == 0)
        return FALSE;
    }
  return TRUE;
}

/* Looks over all of the file: Windows-1252 when it is not UTF-8 and every byte has a meaning. */
static gboolean
decide (ObsCsvText *self, GError **error)
{
  g_autoptr (ObsCsvBytes) again = obs_csv_bytes_again (self->bytes, error);
  g_autofree char *block = g_malloc (RAW_BLOCK);
  g_autoptr (GError) ahead = NULL;
  gsize held = 0, n;
  gboolean utf8 = TRUE, defined = TRUE, cut = FALSE;

  self->decided = TRUE;
  if (again == NULL)
    return FALSE;
  do
    {
      if (!obs_csv_bytes_read (again, block + held, RAW_BLOCK - held, &n, &ahead))
        {
          if (!g_error_matches (ahead, G_IO_ERROR, G_IO_ERROR_CANCELLED))
            break; /* it comes again where it belongs, behind what can be read */
          g_propagate_error (error, g_steal_pointer (&ahead));
          return FALSE;
        }
      defined = defined && all_defined (block + held, n);
      held += n;
      if (utf8)
        {
          gsize good = obs_csv_text_good (block, held, &cut);

          utf8 = good == held || (cut && n > 0);
          memmove (block, block + good, held - good);
          held -= good;
        }
      if (!utf8)
        held = 0;
    }
  while (n > 0 && (utf8 || defined));
  if (!utf8 && defined)
    {
      self->encoding = WINDOWS_1252;
      self->guessed = TRUE;
    }
  return TRUE;
}

/* Bytes as they stand: first those that were kept. */
static gboolean
read_raw (ObsCsvText *self, char *out, gsize room, gsize *n, GError **error)
{
  if (self->kept->len == 0)
    return obs_csv_bytes_read (self->bytes, out, room, n, error);
  *n = MIN (room, self->kept->len);
  memcpy (out, self->kept->data, *n);
  g_byte_array_remove_range (self->kept, 0, (guint) *n);
  return TRUE;
}

static gsize
put_character (char *out, gunichar c)
{
  return (gsize) g_unichar_to_utf8 (c, out);
}

static gsize
from_windows_1252 (const char *raw, gsize n, char *out)
{
  char *end = out;

  for (gsize i = 0; i < n; i++)
    {
      guint8 byte = (guint8) raw[i];
      gunichar c = byte >= 0x80 && byte < 0xa0 ? windows_1252[byte - 0x80] : byte;

      if (byte < 0x80)
        *end++ = (char) byte;
      else if (c == 0)
        *end++ = NO_CHARACTER;
      else
        end += put_character (end, c);
    }
  return (gsize) (end - out);
}

static guint
unit (const ObsCsvText *self, gsize i)
{
  const guint8 *raw = (const guint8 *) self->raw + i;

  return self->encoding == UTF16_LE ? (guint) (raw[0] | raw[1] << 8)
                                    : (guint) (raw[0] << 8 | raw[1]);
}

/* What of @raw can be turned; the rest, at most 3 bytes, waits unless this is the @last. */
static gsize
from_utf16 (ObsCsvText *self, gboolean last, char *out)
{
  char *end = out;
  gsize i = 0;

  while (i + 2 <= self->n_raw)
    {
      guint first = unit (self, i);

      if (first >= 0xd800 && first < 0xdc00 && i + 4 > self->n_raw && !last)
        break;
      if (first >= 0xd800 && first < 0xdc00 && i + 4 <= self->n_raw
          && (unit (self, i + 2) & 0xfc00) == 0xdc00)
        {
          end += put_character (end,
                                0x10000 + ((first & 0x3ff) << 10) + (unit (self, i + 2) & 0x3ff));
          i += 2;
        }
      else if ((first & 0xf800) == 0xd800)
        *end++ = NO_CHARACTER;
      else if (first == 0)
        *end++ = '\0';
      else
        end += put_character (end, first);
      i += 2;
    }
  if (last && i < self->n_raw)
    {
      *end++ = NO_CHARACTER;
      i = self->n_raw;
    }
  memmove (self->raw, self->raw + i, self->n_raw - i);
  self->n_raw -= i;
  return (gsize) (end - out);
}

/* One byte becomes at most three. */
static gboolean
read_turned (ObsCsvText *self, char *out, gsize room, gsize *n, GError **error)
{
  gsize most = MIN ((room - 1) / 3, RAW_BLOCK), got;

  *n = 0;
  do
    {
      if (!read_raw (self, self->raw + self->n_raw, most - self->n_raw, &got, error))
        return FALSE;
      self->n_raw += got;
      if (self->encoding == WINDOWS_1252)
        {
          *n = from_windows_1252 (self->raw, self->n_raw, out);
          self->n_raw = 0;
        }
      else
        *n = from_utf16 (self, got == 0, out);
    }
  while (*n == 0 && got > 0);
  return TRUE;
}

gboolean
obs_csv_text_read (ObsCsvText *self, char *out, gsize room, gsize *n, GError **error)
{
  if (self->encoding == UTF8)
    {
      if (!read_raw (self, out, room, n, error))
        return FALSE;
      if (self->declared || self->decided || !beyond_ascii (out, *n))
        return TRUE;
      if (!decide (self, error))
        return FALSE;
      if (self->encoding == UTF8)
        return TRUE;
      g_byte_array_prepend (self->kept, (const guint8 *) out, (guint) *n);
    }
  if (self->raw == NULL)
    self->raw = g_malloc (RAW_BLOCK);
  return read_turned (self, out, room, n, error);
}

static gboolean
set_encoding (ObsCsvText *self, const char *encoding, GError **error)
{
  const guint8 *head = self->kept->data;
  guint n = self->kept->len;

  if (encoding == NULL)
    return TRUE;
  self->declared = TRUE;
  if (g_ascii_strcasecmp (encoding, "utf-8") == 0)
    self->encoding = UTF8;
  else if (g_ascii_strcasecmp (encoding, "windows-1252") == 0)
    self->encoding = WINDOWS_1252;
  else if (g_ascii_strcasecmp (encoding, "utf-16be") == 0)
    self->encoding = UTF16_BE;
  else if (g_ascii_strcasecmp (encoding, "utf-16le") == 0)
    self->encoding = UTF16_LE;
  else if (g_ascii_strcasecmp (encoding, "utf-16") == 0)
    /* Without a mark: the first character of a table is ASCII more often than not. */
    self->encoding = n >= 2 && head[0] == 0 && head[1] != 0 ? UTF16_BE : UTF16_LE;
  else
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_USAGE,
                   _ ("%s: “%s” is no encoding that can be read. Use utf-8, utf-16 or "
                      "windows-1252."),
                   self->name, encoding);
      return FALSE;
    }
  return TRUE;
}

/* A mark decides over what anybody said. */
static gboolean
look_for_mark (ObsCsvText *self, GError **error)
{
  const guint8 *head = self->kept->data;
  guint n = self->kept->len, mark = 0;

  if (n >= 4 && (memcmp (head, "\xff\xfe\0\0", 4) == 0 || memcmp (head, "\0\0\xfe\xff", 4) == 0))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("%s: the text is in the encoding UTF-32, which is not read. Save the table "
                      "with the encoding UTF-8."),
                   self->name);
      return FALSE;
    }
  if (n >= 3 && memcmp (head, "\xef\xbb\xbf", 3) == 0)
    {
      self->encoding = UTF8;
      mark = 3;
    }
  else if (n >= 2 && memcmp (head, "\xff\xfe", 2) == 0)
    {
      self->encoding = UTF16_LE;
      mark = 2;
    }
  else if (n >= 2 && memcmp (head, "\xfe\xff", 2) == 0)
    {
      self->encoding = UTF16_BE;
      mark = 2;
    }
  if (mark > 0)
    {
      self->declared = TRUE;
      g_byte_array_remove_range (self->kept, 0, mark);
    }
  return TRUE;
}

ObsCsvText *
obs_csv_text_new (ObsCsvBytes *bytes, const char *encoding, const char *name, GError **error)
{
  g_autoptr (ObsCsvText) self = g_new0 (ObsCsvText, 1);
  char head[4];
  gsize n = 1;

  self->bytes = bytes;
  self->name = g_strdup (name);
  self->kept = g_byte_array_new ();
  while (n > 0 && self->kept->len < sizeof head)
    {
      if (!obs_csv_bytes_read (bytes, head, sizeof head - self->kept->len, &n, error))
        return NULL;
      g_byte_array_append (self->kept, (const guint8 *) head, (guint) n);
    }
  if (!set_encoding (self, encoding, error) || !look_for_mark (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
obs_csv_text_free (ObsCsvText *self)
{
  if (self == NULL)
    return;
  obs_csv_bytes_free (self->bytes);
  g_byte_array_unref (self->kept);
  g_free (self->name);
  g_free (self->raw);
  g_free (self);
}

gboolean
obs_csv_text_guessed (const ObsCsvText *self)
{
  return self->guessed;
}

const char *
obs_csv_text_encoding (const ObsCsvText *self)
{
  return self->encoding == UTF8           ? "UTF-8"
         : self->encoding == WINDOWS_1252 ? "Windows-1252"
                                          : "UTF-16";
}

ObsCsvBytes *
obs_csv_text_bytes (ObsCsvText *self)
{
  return self->bytes;
}

gsize
obs_csv_text_memory (const ObsCsvText *self)
{
  return sizeof *self + obs_csv_bytes_memory (self->bytes) + self->kept->len
         + (self->raw != NULL ? RAW_BLOCK : 0) + (self->decided ? 2 * RAW_BLOCK : 0);
}
