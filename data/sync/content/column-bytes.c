/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/integers.h"

#include <math.h>
#include <string.h>

/* Rows to values: those that are not NULL, one after another. */
static gint64 *
present_integers (const ObsColumn *column, guint *n)
{
  gint64 *values = g_new (gint64, MAX (1, column->n));

  *n = 0;
  for (guint i = 0; i < column->n; i++)
    if (!obs_column_is_null (column, i))
      {
        if (column->kind == OBS_COLUMN_INTEGER)
          values[(*n)++] = g_array_index (column->integers, gint64, i);
        else if (column->kind == OBS_COLUMN_REAL)
          memcpy (&values[(*n)++], &g_array_index (column->reals, double, i), sizeof (double));
        else
          {
            gsize length;

            (void) obs_column_text (column, i, &length);
            values[(*n)++] = (gint64) length;
          }
      }
  return values;
}

void
obs_column_encode (const ObsColumn *column, GByteArray *out)
{
  g_autofree gint64 *values = NULL;
  guint n;

  obs_bytes_put_u8 (out, column->has_nulls ? 1 : 0);
  if (column->has_nulls)
    g_byte_array_append (out, column->null->data, column->n);
  values = present_integers (column, &n);
  obs_integers_encode (values, n, out);
  if (column->kind == OBS_COLUMN_TEXT)
    g_byte_array_append (out, column->text->data, column->text->len);
}

/* How many values are not NULL; -1 where it is refused. */
static gint64
decode_nulls (ObsCursor *in, ObsColumn *column, guint n, gboolean nullable)
{
  const guint8 *bytes;
  guint8 has;
  guint present = n;

  if (!obs_bytes_get_u8 (in, &has) || has > (nullable && n > 0))
    return -1;
  if (!has)
    return n;
  if (!obs_bytes_get (in, n, &bytes))
    return -1;
  for (guint i = 0; i < n; i++)
    {
      if (bytes[i] > 1)
        return -1;
      present -= bytes[i];
    }
  g_byte_array_append (column->null, bytes, n);
  column->has_nulls = TRUE;
  return present < n ? (gint64) present : -1;
}

/* From the present values at the beginning of @values to all rows, NULL being 0. */
static void
spread (const ObsColumn *column, gint64 *values, guint present)
{
  if (!column->has_nulls)
    return;
  for (guint i = column->n; i-- > 0;)
    values[i] = column->null->data[i] ? 0 : values[--present];
}

static gboolean
take_reals (ObsColumn *column, const gint64 *values, GError **error)
{
  g_array_set_size (column->reals, column->n);
  memcpy (column->reals->data, values, sizeof (double) * column->n);
  for (guint i = 0; i < column->n; i++)
    if (!isfinite (g_array_index (column->reals, double, i)))
      return obs_bytes_refuse (error, "row %u is not a finite number", i);
  return TRUE;
}

static gboolean
take_texts (ObsCursor *in, ObsColumn *column, const gint64 *lengths, gsize most, GError **error)
{
  const guint8 *bytes;
  guint32 *ends;
  guint64 end = 0;

  g_array_set_size (column->ends, column->n);
  ends = (guint32 *) column->ends->data;
  for (guint i = 0; i < column->n; i++)
    {
      if (lengths[i] < 0 || lengths[i] > OBS_COLUMN_TEXT_MOST)
        return obs_bytes_refuse (error, "length of a text in row %u", i);
      end += (guint64) lengths[i];
      if (end > most)
        return obs_bytes_refuse (error, "texts that are too long");
      ends[i] = (guint32) end;
    }
  if (!obs_bytes_get (in, end, &bytes)
      || (end > 0 && !g_utf8_validate_len ((const char *) bytes, end, NULL)))
    return obs_bytes_refuse (error, "texts that are cut or not UTF-8");
  for (guint i = 0; i < column->n; i++)
    if (ends[i] < end && (bytes[ends[i]] & 0xc0) == 0x80)
      return obs_bytes_refuse (error, "text that ends within a character, row %u", i);
  if (end > 0)
    g_byte_array_append (column->text, bytes, (guint) end);
  return TRUE;
}

ObsColumn *
obs_column_decode (ObsCursor *in, ObsColumnKind kind, guint n, gboolean nullable, gsize most,
                   GError **error)
{
  g_autoptr (ObsColumn) column = obs_column_new (kind);
  g_autofree gint64 *buffer = NULL;
  gint64 *values, present;

  column->n = n;
  if (n > most / (sizeof (gint64) + 1))
    {
      obs_bytes_refuse (error, "too many rows: %u", n);
      return NULL;
    }
  present = decode_nulls (in, column, n, nullable);
  if (present < 0)
    {
      obs_bytes_refuse (error, "which values are missing");
      return NULL;
    }
  if (kind == OBS_COLUMN_INTEGER)
    values = (gint64 *) g_array_set_size (column->integers, n)->data;
  else
    values = buffer = g_new (gint64, MAX (n, 1));
  if (n == 0)
    values = NULL;
  if (!obs_integers_decode (in, values, (guint) present, error))
    return NULL;
  spread (column, values, (guint) present);
  if ((kind == OBS_COLUMN_REAL && !take_reals (column, values, error))
      || (kind == OBS_COLUMN_TEXT
          && !take_texts (in, column, values, most - n * (sizeof (gint64) + 1), error)))
    return NULL;
  return g_steal_pointer (&column);
}
