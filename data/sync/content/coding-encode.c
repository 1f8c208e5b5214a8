/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/coding.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EXACT_MOST 9007199254740992.0 /* 2^53: up to here each whole number is a double */

static const double powers[OBS_DIGITS_MOST + 1]
    = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };

/* TRUE where @value is a whole number of 10^-@digits, and the very bits come back by division. */
static gboolean
is_decimal (double value, guint digits, gint64 *whole)
{
  double scaled = round (value * powers[digits]), back;

  if (!(fabs (scaled) <= EXACT_MOST))
    return FALSE;
  back = scaled / powers[digits];
  *whole = (gint64) scaled;
  return memcmp (&back, &value, sizeof back) == 0 && (scaled != 0 || !signbit (value));
}

static gint64
bits_of (double value)
{
  gint64 bits;

  memcpy (&bits, &value, sizeof bits);
  return bits;
}

/* So many digits that at most one value in eight is an exception; -1: there is no such number. */
static int
find_digits (const ObsColumn *column)
{
  const double *values = (const double *) (void *) column->reals->data;

  for (guint digits = 0; digits <= OBS_DIGITS_MOST; digits++)
    {
      guint room = column->n / 8;
      gboolean good = TRUE;
      gint64 whole;

      for (guint i = 0; i < column->n && good; i++)
        if (!obs_column_is_null (column, i) && !is_decimal (values[i], digits, &whole))
          good = room-- > 0;
      if (good)
        return (int) digits;
    }
  return -1;
}

/* The exceptions go into the head: how many, where (as gaps), and their bits. Their code is that of
 * the row before. */
static void
encode_decimals (const ObsColumn *column, guint digits, GByteArray *head, gint64 *codes)
{
  const double *values = (const double *) (void *) column->reals->data;
  g_autofree gint64 *gaps = g_new (gint64, MAX (column->n, 1));
  g_autofree gint64 *bits = g_new (gint64, MAX (column->n, 1));
  gint64 before = 0;
  guint n = 0, next = 0;

  for (guint i = 0; i < column->n; i++)
    {
      if (!obs_column_is_null (column, i) && !is_decimal (values[i], digits, &codes[i]))
        {
          gaps[n] = i - next;
          bits[n++] = bits_of (values[i]);
          next = i + 1;
          codes[i] = before;
        }
      before = codes[i];
    }
  obs_bytes_put_u8 (head, OBS_FORM_DECIMAL);
  obs_bytes_put_u8 (head, (guint8) digits);
  obs_bytes_put_varint (head, n);
  obs_integers_encode (gaps, n, head);
  obs_integers_encode (bits, n, head);
}

static void
code_reals (const ObsColumn *column, ObsCoding *self)
{
  int digits = find_digits (column);

  if (digits >= 0)
    {
      encode_decimals (column, (guint) digits, self->head, self->codes);
      return;
    }
  obs_bytes_put_u8 (self->head, OBS_FORM_DIRECT);
  for (guint i = 0; i < column->n; i++)
    self->codes[i] = bits_of (g_array_index (column->reals, double, i));
}

/* Both forms are tried. */
static void
code_texts (const ObsColumn *column, ObsCoding *self)
{
  g_autofree gint64 *numbers = g_new0 (gint64, MAX (column->n, 1));
  g_autoptr (GByteArray) head = g_byte_array_new (), trial = g_byte_array_new ();
  gsize direct, dictionary;

  obs_text_dictionary_encode (column, head, numbers);
  for (guint i = 0; i < column->n; i++)
    {
      gsize length;

      (void) obs_column_text (column, i, &length);
      self->codes[i] = (gint64) length;
    }
  dictionary
      = obs_bytes_cost (head->data, head->len) + obs_integers_encode (numbers, column->n, trial);
  direct = obs_bytes_cost (column->text->data, column->text->len)
           + obs_integers_encode (self->codes, column->n, trial);
  if (dictionary <= direct)
    {
      obs_bytes_put_u8 (self->head, OBS_FORM_DICTIONARY);
      g_byte_array_append (self->head, head->data, head->len);
      memcpy (self->codes, numbers, column->n * sizeof (gint64));
    }
  else
    {
      obs_bytes_put_u8 (self->head, OBS_FORM_DIRECT);
      if (column->text->len > 0)
        g_byte_array_append (self->tail, column->text->data, column->text->len);
    }
}

/* A number that no value has: the one before the least, behind the largest, or the first gap. */
static gint64
unused_code (const ObsColumn *column, const gint64 *codes)
{
  g_autofree gint64 *present = g_new (gint64, MAX (column->n, 1)), *sorted = NULL;
  guint n = 0;

  for (guint i = 0; i < column->n; i++)
    if (!obs_column_is_null (column, i))
      present[n++] = codes[i];
  if (n == 0)
    return 0;
  sorted = obs_integers_sorted (present, n);
  if (sorted[0] > G_MININT64)
    return sorted[0] - 1;
  if (sorted[n - 1] < G_MAXINT64)
    return sorted[n - 1] + 1;
  for (guint i = 0; i + 1 < n; i++)
    if (sorted[i] != sorted[i + 1] && sorted[i] + 1 != sorted[i + 1])
      return sorted[i] + 1;
  g_assert_not_reached ();
}

static void
put_nulls (const ObsColumn *column, ObsCoding *self)
{
  g_autoptr (GByteArray) code = g_byte_array_new ();
  gint64 null_code;

  if (!column->has_nulls)
    return;
  null_code = unused_code (column, self->codes);
  obs_bytes_put_signed (code, null_code);
  for (guint i = 0; i < column->n; i++)
    if (obs_column_is_null (column, i))
      self->codes[i] = null_code;
  self->head->data[0] |= OBS_FORM_NULLS;
  g_byte_array_append (code, self->head->data + 1, self->head->len - 1);
  g_byte_array_set_size (self->head, 1);
  g_byte_array_append (self->head, code->data, code->len);
}

ObsCoding *
obs_coding_new (const ObsColumn *column)
{
  ObsCoding *self = g_new0 (ObsCoding, 1);

  self->n = column->n;
  self->head = g_byte_array_new ();
  self->tail = g_byte_array_new ();
  self->codes = g_new0 (gint64, MAX (column->n, 1));
  if (column->kind == OBS_COLUMN_REAL)
    code_reals (column, self);
  else if (column->kind == OBS_COLUMN_TEXT)
    code_texts (column, self);
  else
    {
      obs_bytes_put_u8 (self->head, OBS_FORM_DIRECT);
      if (column->n > 0)
        memcpy (self->codes, column->integers->data, column->n * sizeof (gint64));
    }
  put_nulls (column, self);
  return self;
}

void
obs_coding_free (ObsCoding *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->head, g_byte_array_unref);
  g_clear_pointer (&self->tail, g_byte_array_unref);
  g_free (self->codes);
  g_free (self);
}

gsize
obs_coding_encode (const ObsCoding *self, const guint8 *starts, GByteArray *out)
{
  gsize cost;

  g_byte_array_append (out, self->head->data, self->head->len);
  cost = starts != NULL ? obs_integers_encode_groups (self->codes, starts, self->n, out)
                        : obs_integers_encode (self->codes, self->n, out);
  if (self->tail->len > 0)
    g_byte_array_append (out, self->tail->data, self->tail->len);
  return cost;
}

void
obs_column_encode (const ObsColumn *column, GByteArray *out)
{
  g_autoptr (ObsCoding) coding = obs_coding_new (column);

  obs_coding_encode (coding, NULL, out);
}
