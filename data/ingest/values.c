/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/values-private.h"

#include "data/error.h"

#include <float.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_NUMBER 128 /* bytes; longer texts are no numbers that anybody wrote */
#define MAX_SHOWN 60   /* bytes of a text that messages quote */

/* --- Texts in messages --- */

const char *
obs_value_shown (const char *text, gsize length, char out[OBS_VALUE_SHOWN_SIZE])
{
  gsize n = MIN (length, MAX_SHOWN);
  g_autofree char *valid = NULL;

  while (n < length && n > 0 && (text[n] & 0xc0) == 0x80)
    n--;
  valid = n > 0 ? g_utf8_make_valid (text, (gssize) n) : g_strdup ("");
  for (char *c = valid; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  g_snprintf (out, OBS_VALUE_SHOWN_SIZE, "%s%s", valid, n < length ? "…" : "");
  return out;
}

void
obs_value_trim (const char **text, gsize *length)
{
  static const char no_break[] = "\xc2\xa0";

  for (;;)
    {
      if (*length > 0 && g_ascii_isspace (**text))
        {
          ++*text;
          --*length;
        }
      else if (*length > 0 && g_ascii_isspace ((*text)[*length - 1]))
        --*length;
      else if (*length >= 2 && memcmp (*text, no_break, 2) == 0)
        {
          *text += 2;
          *length -= 2;
        }
      else if (*length >= 2 && memcmp (*text + *length - 2, no_break, 2) == 0)
        *length -= 2;
      else
        return;
    }
}

/* --- Numbers --- */

/* Digits with at most one point, few enough that a division of two exact numbers is right: the
 * quotient of two doubles is correctly rounded (D. W. Gay, "Correctly rounded binary-decimal and
 * decimal-binary conversions", 1990, section 2). */
static gboolean
plain_number (const char *text, gsize length, double *value)
{
  static const double tens[]
      = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
  gboolean negative = length > 0 && text[0] == '-';
  gsize first = negative ? 1 : 0, at = first, point = 0;
  guint64 whole = 0;

  if (length - at == 0 || length - at > 16 || FLT_EVAL_METHOD != 0)
    return FALSE;
  for (; at < length; at++)
    {
      guint digit = (guint) (guint8) text[at] - '0';

      if (digit <= 9)
        whole = whole * 10 + digit;
      else if (text[at] == '.' && point == 0 && at > first && at + 1 < length)
        point = at + 1;
      else
        return FALSE;
    }
  if (whole > G_GUINT64_CONSTANT (9007199254740992))
    return FALSE;
  *value = (double) whole;
  if (point > 0)
    *value /= tens[length - point];
  if (negative)
    *value = 0 - *value; /* so that zero is never negative */
  return TRUE;
}

/* Takes the signs around a number off: brackets, minus, pound, per cent. */
static gboolean
take_signs (const char **text, gsize *length, gboolean *negative)
{
  gboolean brackets = *length >= 2 && **text == '(' && (*text)[*length - 1] == ')';
  gboolean sign = FALSE, pound = FALSE;

  if (brackets)
    {
      ++*text;
      *length -= 2;
      obs_value_trim (text, length);
    }
  while (*length > 0)
    {
      gsize n = 1;

      if (!sign && !brackets && (**text == '-' || **text == '+'))
        sign = TRUE;
      else if (!sign && !brackets && *length >= 3 && memcmp (*text, "\xe2\x88\x92", 3) == 0)
        {
          sign = TRUE;
          n = 3;
        }
      else if (!pound && *length >= 2 && memcmp (*text, "\xc2\xa3", 2) == 0)
        {
          pound = TRUE;
          n = 2;
        }
      else
        break;
      *negative |= sign && !(n == 2) && **text != '+';
      *text += n;
      *length -= n;
    }
  *negative |= brackets;
  if (*length > 0 && (*text)[*length - 1] == '%' && !pound)
    {
      --*length;
      while (*length > 0 && (*text)[*length - 1] == ' ')
        --*length;
    }
  return *length > 0 && *length <= MAX_NUMBER;
}

/* Copies digits, point and exponent; commas only between thousands. @whole where there is neither
 * point nor exponent. FALSE where it is no number; @comma when that is because of a comma. */
static gboolean
take_digits (const char *text, gsize length, char *out, gboolean *whole, gboolean *comma)
{
  gsize at = 0, run = 0;
  gboolean grouped = FALSE, digits = FALSE;

  *comma = memchr (text, ',', length) != NULL;
  *whole = TRUE;
  for (; at < length && (g_ascii_isdigit (text[at]) || text[at] == ','); at++)
    if (text[at] == ',')
      {
        if (run == 0 || run > 3 || (grouped && run != 3))
          return FALSE;
        grouped = TRUE;
        run = 0;
      }
    else
      {
        *out++ = text[at];
        run++;
        digits = TRUE;
      }
  if (grouped && run != 3)
    return FALSE;
  if (at < length && text[at] == '.')
    {
      *whole = FALSE;
      *out++ = text[at++];
      if (at == length || !g_ascii_isdigit (text[at]))
        return FALSE;
      for (; at < length && g_ascii_isdigit (text[at]); at++)
        *out++ = text[at];
      digits = TRUE;
    }
  if (digits && at < length && (text[at] == 'e' || text[at] == 'E'))
    {
      *whole = FALSE;
      *out++ = text[at++];
      if (at < length && (text[at] == '-' || text[at] == '+'))
        *out++ = text[at++];
      if (at == length)
        return FALSE;
      for (; at < length && g_ascii_isdigit (text[at]); at++)
        *out++ = text[at];
    }
  *out = '\0';
  return digits && at == length;
}

static gboolean
beyond_int64 (const char *digits, gboolean negative)
{
  static const char most[] = "9223372036854775807", least[] = "9223372036854775808";
  gsize n;

  while (*digits == '0')
    digits++;
  n = strlen (digits);
  return n > strlen (most) || (n == strlen (most) && strcmp (digits, negative ? least : most) > 0);
}

gboolean
obs_value_number (const char *text, gsize length, double *value, GError **error)
{
  char quoted[OBS_VALUE_SHOWN_SIZE];
  const char *at = text;
  gsize n = length;
  char digits[MAX_NUMBER + 1];
  gboolean negative = FALSE, whole, comma = FALSE;

  if (plain_number (text, length, value))
    return TRUE;
  obs_value_trim (&at, &n);
  if (n == 0)
    {
      g_set_error_literal (error, OBS_ERROR, OBS_ERROR_INPUT,
                           _ ("There is no number. Write one, or the sign for a missing figure."));
      return FALSE;
    }
  if (!take_signs (&at, &n, &negative) || !take_digits (at, n, digits, &whole, &comma))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   comma ? _ ("“%s” may be read in two ways. Write it with a point before the "
                              "decimals and without other marks.")
                         : _ ("“%s” is not a number. Correct it, or say which sign stands for a "
                              "missing figure."),
                   obs_value_shown (text, length, quoted));
      return FALSE;
    }
  if (whole && beyond_int64 (digits, negative))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("“%s” is larger than any number that can be held."),
                   obs_value_shown (text, length, quoted));
      return FALSE;
    }
  *value = g_ascii_strtod (digits, NULL);
  if (!isfinite (*value))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("“%s” is larger than any number that can be held."),
                   obs_value_shown (text, length, quoted));
      return FALSE;
    }
  if (negative)
    *value = 0 - *value;
  return TRUE;
}

/* --- Missing figures --- */

const char *
obs_value_missing (const char *text, gsize length)
{
  static const struct
  {
    const char *sign;
    const char *code;
  } signs[] = {
    { "c", "c" },  { "*", "c" },   { "z", "z" }, { "x", "x" },     { "..", "x" },  { ":", "x" },
    { "na", "x" }, { "n/a", "x" }, { "u", "u" }, { "low", "low" }, { "~", "low" },
  };

  obs_value_trim (&text, &length);
  if (length >= 3 && text[0] == '[' && text[length - 1] == ']')
    {
      text++;
      length -= 2;
    }
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strlen (signs[i].sign) == length && g_ascii_strncasecmp (signs[i].sign, text, length) == 0)
      return signs[i].code;
  return NULL;
}
