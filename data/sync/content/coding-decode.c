/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/coding.h"

#include <math.h>
#include <string.h>

#define EXACT_MOST ((gint64) 1 << 53)

static const double powers[OBS_DIGITS_MOST + 1]
    = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };

/* What stands before the stream. */
typedef struct
{
  ObsForm form;
  gboolean has_nulls;
  gint64 null_code;
  ObsTextDictionary *dictionary;
  guint digits;
  guint n_exceptions;
  gint64 *gaps; /* before each exception */
  gint64 *bits;
} Head;

static void
head_clear (Head *head)
{
  obs_text_dictionary_free (head->dictionary);
  g_free (head->gaps);
  g_free (head->bits);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Head, head_clear)

static gboolean
get_exceptions (ObsCursor *in, Head *head, guint n, GError **error)
{
  guint64 count;
  guint8 digits;

  if (!obs_bytes_get_u8 (in, &digits) || digits > OBS_DIGITS_MOST
      || !obs_bytes_get_varint (in, n / 8, &count))
    return obs_bytes_refuse (error, "form of decimals");
  head->digits = digits;
  head->n_exceptions = (guint) count;
  head->gaps = g_new (gint64, MAX (count, 1));
  head->bits = g_new (gint64, MAX (count, 1));
  return obs_integers_decode (in, head->gaps, head->n_exceptions, error)
         && obs_integers_decode (in, head->bits, head->n_exceptions, error);
}

static gboolean
get_head (ObsCursor *in, Head *head, ObsColumnKind kind, guint n, gboolean nullable, gsize most,
          GError **error)
{
  guint8 form;

  if (!obs_bytes_get_u8 (in, &form))
    return obs_bytes_refuse (error, "form of a column");
  head->has_nulls = (form & OBS_FORM_NULLS) != 0;
  head->form = (ObsForm) (form & ~OBS_FORM_NULLS);
  if ((head->has_nulls && !nullable)
      || (head->has_nulls && !obs_bytes_get_signed (in, &head->null_code))
      || head->form > OBS_FORM_DICTIONARY
      || (head->form == OBS_FORM_DECIMAL && kind != OBS_COLUMN_REAL)
      || (head->form == OBS_FORM_DICTIONARY && kind != OBS_COLUMN_TEXT))
    return obs_bytes_refuse (error, "form of a column");
  if (head->form == OBS_FORM_DECIMAL)
    return get_exceptions (in, head, n, error);
  if (head->form == OBS_FORM_DICTIONARY)
    return (head->dictionary = obs_text_dictionary_decode (in, most, error)) != NULL;
  return TRUE;
}

/* Which rows are NULL; at least one where there are said to be some. */
static gboolean
mark_nulls (const Head *head, ObsColumn *column, const gint64 *codes, GError **error)
{
  gboolean any = FALSE;

  if (!head->has_nulls)
    return TRUE;
  g_byte_array_set_size (column->null, column->n);
  for (guint i = 0; i < column->n; i++)
    {
      guint8 null = codes[i] == head->null_code;

      column->null->data[i] = null;
      any |= null;
    }
  column->has_nulls = TRUE;
  return any || obs_bytes_refuse (error, "nothing is NULL where something should be");
}

static void
take_integers (ObsColumn *column, const gint64 *codes)
{
  gint64 *values;

  if (column->n == 0)
    return;
  g_array_set_size (column->integers, column->n);
  values = (gint64 *) (void *) column->integers->data;
  if (!column->has_nulls)
    memcpy (values, codes, sizeof (gint64) * column->n);
  else
    for (guint i = 0; i < column->n; i++)
      values[i] = column->null->data[i] ? 0 : codes[i];
}

static gboolean
take_exceptions (const Head *head, ObsColumn *column, GError **error)
{
  gint64 at = 0;

  for (guint e = 0; e < head->n_exceptions; e++)
    {
      if (head->gaps[e] < 0 || head->gaps[e] >= column->n - at)
        return obs_bytes_refuse (error, "place of a number");
      at += head->gaps[e];
      if (obs_column_is_null (column, (guint) at))
        return obs_bytes_refuse (error, "number in the place of NULL, row %u", (guint) at);
      memcpy (&g_array_index (column->reals, double, at), &head->bits[e], sizeof (double));
      at++;
    }
  return TRUE;
}

static gboolean
take_reals (const Head *head, ObsColumn *column, const gint64 *codes, GError **error)
{
  double *values;

  g_array_set_size (column->reals, column->n);
  values = (double *) (void *) column->reals->data;
  for (guint i = 0; i < column->n; i++)
    if (obs_column_is_null (column, i))
      values[i] = 0;
    else if (head->form == OBS_FORM_DIRECT)
      memcpy (&values[i], &codes[i], sizeof (double));
    else if (codes[i] >= -EXACT_MOST && codes[i] <= EXACT_MOST)
      values[i] = (double) codes[i] / powers[head->digits];
    else
      return obs_bytes_refuse (error, "decimal out of range, row %u", i);
  if (!take_exceptions (head, column, error))
    return FALSE;
  for (guint i = 0; i < column->n; i++)
    if (!isfinite (values[i]))
      return obs_bytes_refuse (error, "row %u is not a finite number", i);
  return TRUE;
}

/* From the lengths to the ends; the bytes of all in @end. */
static gboolean
add_up (ObsColumn *column, const Head *head, const gint64 *codes, gsize most, guint64 *end,
        GError **error)
{
  const ObsTextDictionary *dictionary = head->dictionary;
  guint32 *ends;

  g_array_set_size (column->ends, column->n);
  ends = (guint32 *) (void *) column->ends->data;
  *end = 0;
  for (guint i = 0; i < column->n; i++)
    {
      gint64 code = codes[i];

      if (obs_column_is_null (column, i))
        ;
      else if (code < 0
               || code > (dictionary != NULL ? (gint64) dictionary->n - 1 : OBS_COLUMN_TEXT_MOST))
        return obs_bytes_refuse (error, "code or length of a text, row %u", i);
      else if (dictionary != NULL)
        *end += dictionary->ends[code] - (code > 0 ? dictionary->ends[code - 1] : 0);
      else
        *end += (guint64) code;
      if (*end > most)
        return obs_bytes_refuse (error, "texts that are too long");
      ends[i] = (guint32) *end;
    }
  return TRUE;
}

static void
look_up (ObsColumn *column, const ObsTextDictionary *dictionary, const gint64 *codes)
{
  const guint32 *ends = (const guint32 *) (void *) column->ends->data;
  guint32 start = 0;

  for (guint i = 0; i < column->n; start = ends[i], i++)
    if (ends[i] > start)
      memcpy (column->text->data + start,
              dictionary->text->data + (codes[i] > 0 ? dictionary->ends[codes[i] - 1] : 0),
              ends[i] - start);
}

static gboolean
take_texts (const Head *head, ObsColumn *column, const gint64 *codes, ObsCursor *in, gsize most,
            GError **error)
{
  const guint32 *ends;
  const guint8 *bytes;
  guint64 end;

  if (head->dictionary != NULL)
    most -= MIN (most, obs_text_dictionary_memory (head->dictionary));
  if (!add_up (column, head, codes, most, &end, error))
    return FALSE;
  g_byte_array_set_size (column->text, (guint) end);
  if (head->dictionary != NULL)
    {
      look_up (column, head->dictionary, codes);
      return TRUE;
    }
  if (!obs_bytes_get (in, end, &bytes)
      || (end > 0 && !g_utf8_validate_len ((const char *) bytes, end, NULL)))
    return obs_bytes_refuse (error, "texts that are cut or not UTF-8");
  ends = (const guint32 *) (void *) column->ends->data;
  for (guint i = 0; i < column->n; i++)
    if (ends[i] < end && (bytes[ends[i]] & 0xc0) == 0x80)
      return obs_bytes_refuse (error, "text that ends within a character, row %u", i);
  if (end > 0)
    memcpy (column->text->data, bytes, end);
  return TRUE;
}

ObsColumn *
obs_coding_decode (ObsCursor *in, ObsColumnKind kind, guint n, gboolean nullable,
                   const guint8 *starts, gint64 *codes, gsize most, GError **error)
{
  g_autoptr (ObsColumn) column = obs_column_new (kind);
  g_auto (Head) head = { 0 };
  gsize fixed = (gsize) n * (sizeof (gint64) + 1);
  gboolean good;

  column->n = n;
  if (fixed > most)
    {
      obs_bytes_refuse (error, "more than fits into memory: %u rows", n);
      return NULL;
    }
  if (!get_head (in, &head, kind, n, nullable, most - fixed, error)
      || !(starts != NULL ? obs_integers_decode_groups (in, codes, starts, n, error)
                          : obs_integers_decode (in, codes, n, error))
      || !mark_nulls (&head, column, codes, error))
    return NULL;
  good = TRUE;
  if (kind == OBS_COLUMN_INTEGER)
    take_integers (column, codes);
  else if (kind == OBS_COLUMN_REAL)
    good = take_reals (&head, column, codes, error);
  else
    good = take_texts (&head, column, codes, in, most - fixed, error);
  return good ? g_steal_pointer (&column) : NULL;
}

ObsColumn *
obs_column_decode (ObsCursor *in, ObsColumnKind kind, guint n, gboolean nullable, gsize most,
                   GError **error)
{
  g_autofree gint64 *codes = NULL;

  if (n > most / sizeof (gint64))
    {
      obs_bytes_refuse (error, "more than fits into memory: %u rows", n);
      return NULL;
    }
  codes = g_new (gint64, MAX (n, 1));
  return obs_coding_decode (in, kind, n, nullable, NULL, codes, most, error);
}
