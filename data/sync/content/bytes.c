/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/bytes.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

gboolean
obs_bytes_refuse (GError **error, const char *what, ...)
{
  g_autofree char *remark = NULL;
  va_list args;

  va_start (args, what);
  remark = g_strdup_vprintf (what, args);
  va_end (args);
  g_set_error (
      error, OBS_ERROR, OBS_ERROR_CORRUPT,
      /* Translators: %s is a technical remark in English */
      _ ("A file that was fetched is damaged or was made wrongly (%s). The edition on this "
         "computer stays in use."),
      remark);
  return FALSE;
}

void
obs_bytes_put_u8 (GByteArray *out, guint8 value)
{
  g_byte_array_append (out, &value, 1);
}

void
obs_bytes_put_varint (GByteArray *out, guint64 value)
{
  guint8 bytes[10];
  guint n = 0;

  for (; value > 0x7f; value >>= 7)
    bytes[n++] = (guint8) (value | 0x80);
  bytes[n++] = (guint8) value;
  g_byte_array_append (out, bytes, n);
}

void
obs_bytes_put_signed (GByteArray *out, gint64 value)
{
  obs_bytes_put_varint (out, obs_bytes_zigzag (value));
}

void
obs_bytes_put_text (GByteArray *out, const char *text, gsize length)
{
  obs_bytes_put_varint (out, length);
  g_byte_array_append (out, (const guint8 *) text, (guint) length);
}

void
obs_bytes_cursor (ObsCursor *in, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  in->at = data != NULL ? data : (const guint8 *) "";
  in->end = in->at + length;
}

gboolean
obs_bytes_get_u8 (ObsCursor *in, guint8 *value)
{
  if (in->at == in->end)
    return FALSE;
  *value = *in->at++;
  return TRUE;
}

gboolean
obs_bytes_get_varint (ObsCursor *in, guint64 most, guint64 *value)
{
  guint64 v = 0;

  for (guint shift = 0; shift < 64; shift += 7)
    {
      guint8 byte;

      if (!obs_bytes_get_u8 (in, &byte))
        return FALSE;
      if ((shift == 63 && byte > 1) || (shift > 0 && byte == 0))
        return FALSE;
      v |= (guint64) (byte & 0x7f) << shift;
      if (byte < 0x80)
        {
          *value = v;
          return v <= most;
        }
    }
  return FALSE;
}

gboolean
obs_bytes_get_signed (ObsCursor *in, gint64 *value)
{
  guint64 v;

  if (!obs_bytes_get_varint (in, G_MAXUINT64, &v))
    return FALSE;
  *value = obs_bytes_unzigzag (v);
  return TRUE;
}

gboolean
obs_bytes_get (ObsCursor *in, gsize length, const guint8 **bytes)
{
  if ((gsize) (in->end - in->at) < length)
    return FALSE;
  *bytes = in->at;
  in->at += length;
  return TRUE;
}

gboolean
obs_bytes_get_text (ObsCursor *in, gsize most, char **text)
{
  const guint8 *bytes;
  guint64 length;

  if (!obs_bytes_get_varint (in, most, &length) || !obs_bytes_get (in, length, &bytes)
      || !g_utf8_validate_len ((const char *) bytes, length, NULL))
    return FALSE;
  *text = g_strndup ((const char *) bytes, length);
  return TRUE;
}

guint
obs_log2_fixed (guint x)
{
  guint whole = g_bit_storage (x) - 1, result = whole << OBS_LOG2_FRACTION;
  guint64 mantissa = ((guint64) x << 31) >> whole;

  for (guint bit = 1u << (OBS_LOG2_FRACTION - 1); bit > 0; bit >>= 1)
    {
      mantissa = (mantissa * mantissa) >> 31;
      if (mantissa >> 32)
        {
          mantissa >>= 1;
          result |= bit;
        }
    }
  return result;
}
