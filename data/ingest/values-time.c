/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/values-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- Dates and periods: a small language of words and figures --- */

#define MAX_WORDS 64

static const char *const month_names[]
    = { "january", "february", "march",     "april",   "may",      "june",
        "july",    "august",   "september", "october", "november", "december" };

/* Lower case, dashes and blanks of one kind each, one blank at most. FALSE when too long. */
static gboolean
simplify (const char *text, gsize length, char out[MAX_WORDS])
{
  gsize n = 0;

  obs_value_trim (&text, &length);
  for (gsize i = 0; i < length; i++)
    {
      char c = g_ascii_tolower (text[i]);

      if (i + 3 <= length
          && (memcmp (text + i, "\xe2\x80\x93", 3) == 0
              || memcmp (text + i, "\xe2\x80\x94", 3) == 0))
        {
          c = '-';
          i += 2;
        }
      else if (i + 2 <= length && memcmp (text + i, "\xc2\xa0", 2) == 0)
        {
          c = ' ';
          i++;
        }
      else if (c == '\0')
        return FALSE;
      else if (g_ascii_isspace (c))
        c = ' ';
      if (c == ' ' && n > 0 && out[n - 1] == ' ')
        continue;
      if (n + 1 >= MAX_WORDS)
        return FALSE;
      out[n++] = c;
    }
  out[n] = '\0';
  return n > 0;
}

/* Exactly @digits figures, and no more. */
static gboolean
take_figures (const char **at, guint digits, int *number)
{
  *number = 0;
  for (guint i = 0; i < digits; i++)
    {
      if (!g_ascii_isdigit ((*at)[i]))
        return FALSE;
      *number = *number * 10 + ((*at)[i] - '0');
    }
  if (g_ascii_isdigit ((*at)[digits]))
    return FALSE;
  *at += digits;
  return TRUE;
}

static gboolean
take_word (const char **at, const char *word)
{
  gsize n = strlen (word);

  if (strncmp (*at, word, n) != 0)
    return FALSE;
  *at += n;
  return TRUE;
}

static gboolean
take_year (const char **at, int *year)
{
  return take_figures (at, 4, year) && *year >= 1800 && *year < 2200;
}

/* A month by name, in full or its first three letters; "sept" too. */
static gboolean
take_month (const char **at, int *month)
{
  gsize n = 0;

  while (g_ascii_isalpha ((*at)[n]))
    n++;
  for (int i = 0; i < 12; i++)
    if (n >= 3 && strncmp (*at, month_names[i], n) == 0
        && (n == 3 || n == strlen (month_names[i]) || (i == 8 && n == 4)))
      {
        *at += n;
        *month = i + 1;
        return TRUE;
      }
  return FALSE;
}

/* "Jul-25", "Jul 2025", "Jul25", "2025 Jul"; as a count of months. */
static gboolean
take_named_month (const char **at, int *months)
{
  const char *start = *at;
  int month, year;

  if (take_month (at, &month))
    {
      if (**at == '-' || **at == ' ')
        ++*at;
      if (take_figures (at, 2, &year))
        year += year < 70 ? 2000 : 1900;
      else if (!take_year (at, &year))
        return FALSE;
    }
  else
    {
      *at = start;
      if (!take_year (at, &year) || !(take_word (at, " ") || take_word (at, "-"))
          || !take_month (at, &month))
        return FALSE;
    }
  *months = year * 12 + month - 1;
  return TRUE;
}

/* @mark stands between @a and @b; NULL: @a alone. */
static gboolean
set_period (char *period, const char **kind, const char *what, int a, const char *mark, int b)
{
  if (mark == NULL)
    g_snprintf (period, OBS_VALUE_PERIOD_SIZE, "%04d", a);
  else
    g_snprintf (period, OBS_VALUE_PERIOD_SIZE, "%04d%s%0*d", a, mark,
                *mark == '-' && mark[1] ? 1 : 2, b);
  *kind = what;
  return TRUE;
}

static gboolean
set_year_to (int months, char *period, const char **kind)
{
  if (months % 12 == 11)
    return set_period (period, kind, "year", months / 12, NULL, 0);
  return set_period (period, kind, "year-to", months / 12, "-", months % 12 + 1);
}

/* Months by name: one, a span of a year, "year to …". */
static gboolean
read_months (const char *at, char *period, const char **kind)
{
  int from, to;

  if (take_word (&at, "year to ") || take_word (&at, "year ending ")
      || take_word (&at, "12 months to "))
    return take_named_month (&at, &to) && *at == '\0' && set_year_to (to, period, kind);
  if (!take_named_month (&at, &from))
    return FALSE;
  if (*at == '\0')
    return set_period (period, kind, "month", from / 12, "-", from % 12 + 1);
  if (!take_word (&at, " to "))
    {
      take_word (&at, " ");
      if (!take_word (&at, "-"))
        return FALSE;
      take_word (&at, " ");
    }
  if (!take_named_month (&at, &to) || *at != '\0' || (to - from != 11 && to - from != 12))
    return FALSE;
  return set_year_to (to, period, kind);
}

/* "Q1 2024", "2024 Q1", "2024-Q1", "2024Q1". */
static gboolean
read_quarter (const char *at, char *period, const char **kind)
{
  int quarter, year;

  if (take_word (&at, "q"))
    {
      if (!take_figures (&at, 1, &quarter) || !(take_word (&at, " ") || take_word (&at, "-"))
          || !take_year (&at, &year))
        return FALSE;
    }
  else
    {
      if (!take_year (&at, &year))
        return FALSE;
      if (!take_word (&at, " "))
        take_word (&at, "-");
      if (!take_word (&at, "q") || !take_figures (&at, 1, &quarter))
        return FALSE;
    }
  return *at == '\0' && quarter >= 1 && quarter <= 4
         && set_period (period, kind, "quarter", year, "-Q", quarter);
}

/* Behind an academic year: nothing, or the months of it in brackets, from August. */
static gboolean
read_part (const char *at, int year, char *period, const char **kind)
{
  gboolean part = FALSE;
  int from, to;

  if (*at != '\0')
    {
      take_word (&at, " ");
      if (!take_word (&at, "(") || !take_month (&at, &from)
          || !(take_word (&at, " to ") || take_word (&at, " - ") || take_word (&at, "-"))
          || !take_month (&at, &to) || !take_word (&at, ")") || *at != '\0' || from != 8)
        return FALSE;
      part = to != 7;
    }
  return set_period (period, kind, part ? "academic-year-part" : "academic-year", year, "/",
                     (year + 1) % 100);
}

/* "2025/26", "2025/2026", "AY25/26", "2025-26", "202526". */
static gboolean
read_academic_year (const char *at, char *period, const char **kind)
{
  gboolean said = take_word (&at, "ay") || take_word (&at, "academic year ");
  const char *start;
  int year, next;

  if (said)
    take_word (&at, " ");
  start = at;
  if (take_figures (&at, 6, &year))
    {
      next = year % 100;
      year /= 100;
      /* "201112" is December 2011 or the academic year 2011/12: who knows? With months behind it,
       * "201112 (Aug to Jul)", it is the latter. */
      if (year < 1800 || (next <= 12 && !said && *at == '\0'))
        return FALSE;
      return next == (year + 1) % 100 && read_part (at, year, period, kind);
    }
  at = start;
  if (said && take_figures (&at, 2, &year))
    year += year < 70 ? 2000 : 1900;
  else
    {
      at = start;
      if (!take_year (&at, &year))
        return FALSE;
    }
  if (!take_word (&at, "/") && !take_word (&at, "-"))
    return FALSE;
  start = at;
  if (take_figures (&at, 2, &next))
    return next == (year + 1) % 100 && read_part (at, year, period, kind);
  at = start;
  return take_figures (&at, 4, &next) && next == year + 1 && read_part (at, year, period, kind);
}

/* "2022", "2021-07". */
static gboolean
read_iso (const char *at, char *period, const char **kind)
{
  int year, month;

  if (!take_year (&at, &year))
    return FALSE;
  if (*at == '\0')
    return set_period (period, kind, "year", year, NULL, 0);
  return take_word (&at, "-") && take_figures (&at, 2, &month) && *at == '\0' && month >= 1
         && month <= 12 && set_period (period, kind, "month", year, "-", month);
}

gboolean
obs_value_period (const char *text, gsize length, char period[OBS_VALUE_PERIOD_SIZE],
                  const char **kind, GError **error)
{
  char quoted[OBS_VALUE_SHOWN_SIZE];
  char words[MAX_WORDS];

  if (simplify (text, length, words)
      && (read_iso (words, period, kind) || read_academic_year (words, period, kind)
          || read_months (words, period, kind) || read_quarter (words, period, kind)))
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("“%s” is not a period. Write a month (2025-07, Jul 2025), a quarter (Q1 2025), "
                  "a year (2025), an academic year (2024/25) or a span of twelve months "
                  "(Apr 2024-Mar 2025)."),
               obs_value_shown (text, length, quoted));
  return FALSE;
}

/* A time of day behind an ISO date: "T10:00", " 10:00:00.000+01:00", … */
static gboolean
take_time (const char **at)
{
  int hour, minute, second;

  if (!take_word (at, "t") && !take_word (at, " "))
    return FALSE;
  if (!take_figures (at, 2, &hour) || !take_word (at, ":") || !take_figures (at, 2, &minute)
      || hour > 23 || minute > 59)
    return FALSE;
  if (take_word (at, ":"))
    {
      if (!take_figures (at, 2, &second) || second > 60)
        return FALSE;
      if (take_word (at, "."))
        {
          if (!g_ascii_isdigit (**at))
            return FALSE;
          while (g_ascii_isdigit (**at))
            ++*at;
        }
    }
  take_word (at, " ");
  if (take_word (at, "z") || **at == '\0')
    return TRUE;
  if (!take_word (at, "+") && !take_word (at, "-"))
    return FALSE;
  if ((*at)[0] != '\0' && (*at)[1] != '\0' && (*at)[2] != ':') /* "+0100" */
    return take_figures (at, 4, &minute) && minute / 100 <= 15 && minute % 100 <= 59;
  return take_figures (at, 2, &hour) && take_word (at, ":") && take_figures (at, 2, &minute)
         && hour <= 15 && minute <= 59;
}

static gboolean
read_iso_date (const char *at, int *year, int *month, int *day)
{
  return take_year (&at, year) && take_word (&at, "-") && take_figures (&at, 2, month)
         && take_word (&at, "-") && take_figures (&at, 2, day)
         && (*at == '\0' || (take_time (&at) && *at == '\0'));
}

/* Day and month in one or two figures, or the month by name. @named where it is. */
static gboolean
read_day_first (const char *at, int *year, int *month, int *day, gboolean *named)
{
  char mark;

  if (!take_figures (&at, 2, day) && !take_figures (&at, 1, day))
    return FALSE;
  mark = *at++;
  if (mark == '\0' || strchr ("/.- ", mark) == NULL)
    return FALSE;
  *named = take_month (&at, month);
  if (!*named && (mark == ' ' || (!take_figures (&at, 2, month) && !take_figures (&at, 1, month))))
    return FALSE;
  return *at++ == mark && take_year (&at, year) && *at == '\0';
}

gboolean
obs_value_date (const char *text, gsize length, gboolean day_first, char date[OBS_VALUE_DATE_SIZE],
                GError **error)
{
  char quoted[OBS_VALUE_SHOWN_SIZE];
  char words[MAX_WORDS];
  int year = 0, month = 0, day = 0;
  gboolean named = TRUE;

  if (!simplify (text, length, words)
      || (!read_iso_date (words, &year, &month, &day)
          && !read_day_first (words, &year, &month, &day, &named)))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("“%s” is not a date. Write it like 2025-07-31, with four figures for the "
                      "year."),
                   obs_value_shown (text, length, quoted));
      return FALSE;
    }
  if (!named && !day_first)
    {
      g_set_error (
          error, OBS_ERROR, OBS_ERROR_INPUT,
          _ ("“%s” may be a date with the day or with the month first. Say which, or write "
             "it like 2025-07-31."),
          obs_value_shown (text, length, quoted));
      return FALSE;
    }
  if (month < 1 || month > 12 || day < 1
      || day > g_date_get_days_in_month ((GDateMonth) month, (GDateYear) year))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("“%s” is a day that does not exist. Correct it."),
                   obs_value_shown (text, length, quoted));
      return FALSE;
    }
  g_snprintf (date, OBS_VALUE_DATE_SIZE, "%04d-%02d-%02d", year, month, day);
  return TRUE;
}
