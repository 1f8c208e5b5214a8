/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/format.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUS "\342\210\222" /* U+2212 */

static const char *const months[] = {
  N_ ("January"),   N_ ("February"), N_ ("March"),    N_ ("April"),
  N_ ("May"),       N_ ("June"),     N_ ("July"),     N_ ("August"),
  N_ ("September"), N_ ("October"),  N_ ("November"), N_ ("December"),
};

static const char *const short_months[] = {
  N_ ("Jan"), N_ ("Feb"), N_ ("Mar"), N_ ("Apr"), NC_ ("short month", "May"),
  N_ ("Jun"), N_ ("Jul"), N_ ("Aug"), N_ ("Sep"), N_ ("Oct"),
  N_ ("Nov"), N_ ("Dec"),
};

/**
 * obs_format_number:
 * @decimals: places after the point, 0 to 6
 *
 * Returns: (transfer full): the number with the locale's point and thousands mark ("185,000"), a
 *   true minus sign, and "" for NAN
 */
char *
obs_format_number (double value, int decimals)
{
  const struct lconv *lc = localeconv ();
  const char *point = *lc->decimal_point != '\0' ? lc->decimal_point : ".";
  const char *mark = *lc->thousands_sep != '\0' ? lc->thousands_sep
                     : strcmp (point, ".") == 0 ? ","
                                                : "";
  char digits[64];
  GString *out;
  const char *dot;
  gsize whole;

  if (isnan (value))
    return g_strdup ("");
  if (fabs (value) > 1e15)
    return g_strdup_printf ("%g", value);
  decimals = CLAMP (decimals, 0, 6);
  {
    char format[8];

    g_snprintf (format, sizeof format, "%%.%df", decimals);
    g_ascii_formatd (digits, sizeof digits, format, fabs (value));
  }
  out = g_string_new (NULL);
  if (value < 0 && strspn (digits, "0.") != strlen (digits))
    g_string_append (out, MINUS);
  dot = strchr (digits, '.');
  whole = dot != NULL ? (gsize) (dot - digits) : strlen (digits);
  for (gsize i = 0; i < whole; i++)
    {
      if (i > 0 && (whole - i) % 3 == 0)
        g_string_append (out, mark);
      g_string_append_c (out, digits[i]);
    }
  if (dot != NULL)
    g_string_append_printf (out, "%s%s", point, dot + 1);
  return g_string_free (out, FALSE);
}

/* As obs_format_number(), with a plus sign before what is above zero. */
char *
obs_format_signed (double value, int decimals)
{
  g_autofree char *text = obs_format_number (value, decimals);

  if (value > 0 && strspn (text, "0.,") != strlen (text))
    return g_strconcat ("+", text, NULL);
  return g_steal_pointer (&text);
}

char *
obs_format_date (const char *iso, gboolean brief)
{
  int year, month, day;

  if (iso == NULL || sscanf (iso, "%4d-%2d-%2d", &year, &month, &day) != 3 || year < 1 || month < 1
      || month > 12 || day < 1 || day > 31
      || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return g_strdup (iso != NULL ? iso : "");
  if (brief)
    return g_strdup_printf (C_ ("day, short month, year", "%d %s %d"), day,
                            month == 5 ? C_ ("short month", "May") : _ (short_months[month - 1]),
                            year);
  return g_strdup_printf (C_ ("day, month, year", "%d %s %d"), day, _ (months[month - 1]), year);
}

static const char *
short_month (int month)
{
  return month == 5 ? C_ ("short month", "May") : _ (short_months[month - 1]);
}

char *
obs_format_month (const char *iso)
{
  int year, month;

  if (strlen (iso) != 7 || sscanf (iso, "%4d-%2d", &year, &month) != 2 || month < 1 || month > 12)
    return g_strdup (iso);
  return g_strdup_printf (C_ ("short month, year", "%s %d"), short_month (month), year);
}

char *
obs_format_period (const char *period, const char *kind)
{
  int year, month;

  if (sscanf (period, "%4d-%2d", &year, &month) == 2 && month >= 1 && month <= 12)
    {
      if (g_strcmp0 (kind, "year-to") == 0)
        return g_strdup_printf (_ ("year to %s %d"), _ (months[month - 1]), year);
      return g_strdup_printf (C_ ("month, year", "%s %d"), _ (months[month - 1]), year);
    }
  if (g_strcmp0 (kind, "academic-year-part") == 0)
    return g_strdup_printf (_ ("%s, part of the year"), period);
  return g_strdup (period);
}

/* Shares that the plan printed as fractions go back into those words. */
static const char *
fraction_words (double value)
{
  static const struct
  {
    double value;
    const char *words;
  } fractions[] = {
    { 90, N_ ("9 in 10") },   { 66.7, N_ ("two-thirds") }, { 50, N_ ("half") },
    { 40, N_ ("4 in 10") },   { 33.3, N_ ("one-third") },  { 30, N_ ("3 in 10") },
    { 20, N_ ("one-fifth") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fractions); i++)
    if (fabs (value - fractions[i].value) < 0.05)
      return _ (fractions[i].words);
  return NULL;
}

static char *
value_words (double value, const char *unit)
{
  g_autofree char *number = NULL;
  const char *fraction;

  if (g_str_has_prefix (unit, "percent"))
    {
      fraction = fraction_words (value);
      if (fraction != NULL)
        return g_strdup (fraction);
      number = obs_format_number (value, 0);
      return g_strdup_printf (_ ("%s%%"), number);
    }
  number = obs_format_number (value, value == floor (value) ? 0 : 1);
  if (strcmp (unit, "score out of 10") == 0)
    return g_strdup_printf (_ ("%s out of 10"), number);
  if (strcmp (unit, "GBP billion") == 0)
    return g_strdup_printf (_ ("£%s billion"), number);
  if (strcmp (unit, "GBP million") == 0)
    return g_strdup_printf (_ ("£%s million"), number);
  if (*unit == '\0')
    return g_steal_pointer (&number);
  /* Units stand in the source tables in the plural: "1 question per weekday". */
  if (value == 1 && strcspn (unit, " ") > 1 && unit[strcspn (unit, " ") - 1] == 's')
    {
      gsize first = strcspn (unit, " ");

      return g_strdup_printf ("%s %.*s%s", number, (int) first - 1, unit, unit + first);
    }
  return g_strdup_printf ("%s %s", number, unit);
}

char *
obs_format_published (double value, const char *comparator, const char *kind, const char *unit)
{
  gboolean bound = strcmp (kind, "bound") == 0;
  g_autofree char *number = NULL;

  if (isnan (value))
    return g_strdup ("");
  if (strcmp (comparator, ">") == 0 && g_str_has_prefix (unit, "percent")
      && fabs (value - 50) < 0.05)
    return g_strdup (_ ("more than half"));
  number = value_words (value, unit);
  if (strcmp (comparator, "~") == 0)
    return g_strdup_printf (_ ("about %s"), number);
  if (strcmp (comparator, "<") == 0)
    return bound ? g_strdup_printf (_ ("under %s"), number)
                 : g_strdup_printf (_ ("just under %s"), number);
  if (strcmp (comparator, "<=") == 0)
    return bound ? g_strdup_printf (_ ("no more than %s"), number)
                 : g_strdup_printf (_ ("no more than about %s"), number);
  if (strcmp (comparator, ">") == 0)
    return g_strdup_printf (_ ("more than %s"), number);
  if (strcmp (comparator, ">=") == 0)
    return g_strdup_printf (_ ("at least %s"), number);
  return g_steal_pointer (&number);
}

char *
obs_format_list (const char *const *items, guint n)
{
  GString *out;

  if (n == 0)
    return g_strdup ("");
  if (n == 1)
    return g_strdup (items[0]);
  out = g_string_new (items[0]);
  for (guint i = 1; i + 1 < n; i++)
    g_string_append_printf (out, C_ ("list", ", %s"), items[i]);
  {
    g_autofree char *head = g_string_free (out, FALSE);

    return g_strdup_printf (C_ ("list", "%s and %s"), head, items[n - 1]);
  }
}

char *
obs_lower_first (const char *text)
{
  gunichar first = g_utf8_get_char (text), second;
  char buffer[8];
  int length;

  if (first == 0)
    return g_strdup ("");
  second = g_utf8_get_char (g_utf8_next_char (text));
  if (g_unichar_isupper (second) || second == ' ')
    return g_strdup (text);
  length = g_unichar_to_utf8 (g_unichar_tolower (first), buffer);
  buffer[length] = '\0';
  return g_strconcat (buffer, g_utf8_next_char (text), NULL);
}
