/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/workbook-cells.h"

#include <math.h>
#include <string.h>

#define MS_PER_DAY G_GINT64_CONSTANT (86400000)
/* 9999-12-31 in days from 1899-12-30. */
#define LAST_DAY 2958465
#define DAYS_1904 1462
/* Days from 0001-01-01, which is day 1 of GLib, to 1899-12-30. */
#define JULIAN_BASE 693594
#define MAX_COLUMN 16384
#define MAX_ROW 1048576

/* Steps over what does not show the number: quoted words, brackets, blanks by width. Elapsed hours
 * ([h]) are a span, not a time of day. */
static const char *
skip_literal (const char *p, gboolean *elapsed)
{
  const char *end;

  switch (*p)
    {
    case '"':
      end = strchr (p + 1, '"');
      return end != NULL ? end + 1 : p + strlen (p);
    case '[':
      end = strchr (p, ']');
      if (end == NULL)
        return p + strlen (p);
      *elapsed = *elapsed || strspn (p + 1, "hHmMsS") == (gsize) (end - p - 1);
      return end + 1;
    case '\\':
    case '_':
    case '*':
      return p[1] != '\0' ? p + 2 : p + 1;
    default:
      return p;
    }
}

ObsCellKind
obs_cell_kind_of_format (const char *format)
{
  gboolean elapsed = FALSE, day = FALSE, clock = FALSE, month = FALSE;

  for (const char *p = format; *p != '\0' && *p != ';';)
    {
      const char *next = skip_literal (p, &elapsed);
      char letter = g_ascii_tolower (*p);

      if (next != p)
        {
          p = next;
          continue;
        }
      if (g_ascii_strncasecmp (p, "General", 7) == 0)
        return OBS_CELL_NUMBER;
      day = day || letter == 'd' || letter == 'y';
      clock = clock || letter == 'h' || letter == 's';
      month = month || letter == 'm';
      p++;
    }
  if (elapsed)
    return OBS_CELL_NUMBER;
  /* m beside h or s is the minute. */
  day = day || (month && !clock);
  return day ? (clock ? OBS_CELL_DATE_TIME : OBS_CELL_DATE)
             : (clock ? OBS_CELL_TIME : OBS_CELL_NUMBER);
}

ObsCellKind
obs_cell_kind_of_builtin (guint id)
{
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54)
      || id == 57 || id == 58)
    return OBS_CELL_DATE;
  if (id == 22)
    return OBS_CELL_DATE_TIME;
  /* 46 is [h]:mm:ss, a span. */
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45 || id == 47 || id == 55
      || id == 56)
    return OBS_CELL_TIME;
  return OBS_CELL_NUMBER;
}

/* Shortest digits by trying: 17 always suffice (IEEE 754). Whole numbers that fit need no trial. */
void
obs_cell_append_number (GString *text, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE], digits[32];
  char *mark;
  int exponent, n;

  if (value == 0)
    {
      g_string_append_c (text, '0');
      return;
    }
  if (fabs (value) < 9007199254740992.0 && value == trunc (value))
    {
      g_string_append_printf (text, "%" G_GINT64_FORMAT, (gint64) value);
      return;
    }
  for (int precision = 0; precision <= 16; precision++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%de", precision);
      g_ascii_formatd (buffer, sizeof buffer, format, fabs (value));
      if (g_ascii_strtod (buffer, NULL) == fabs (value))
        break;
    }
  mark = strchr (buffer, 'e');
  exponent = (int) g_ascii_strtoll (mark + 1, NULL, 10);
  n = 0;
  for (const char *p = buffer; p < mark; p++)
    if (*p != '.')
      digits[n++] = *p;
  digits[n] = '\0';

  if (value < 0)
    g_string_append_c (text, '-');
  if (exponent < -7 || exponent > 20)
    g_string_append_printf (text, "%c%s%se%d", digits[0], n > 1 ? "." : "", digits + 1, exponent);
  else if (exponent < 0)
    g_string_append_printf (text, "0.%.*s%s", -exponent - 1, "0000000", digits);
  else if (n <= exponent + 1)
    g_string_append_printf (text, "%s%.*s", digits, exponent + 1 - n, "00000000000000000000000");
  else
    g_string_append_printf (text, "%.*s.%s", exponent + 1, digits, digits + exponent + 1);
}

static void
append_clock (GString *text, gint64 ms)
{
  g_string_append_printf (text, "%02d:%02d:%02d", (int) (ms / 3600000), (int) (ms / 60000 % 60),
                          (int) (ms / 1000 % 60));
  if (ms % 1000 != 0)
    g_string_append_printf (text, ".%03d", (int) (ms % 1000));
}

gboolean
obs_cell_append_date (GString *text, double value, ObsCellKind kind, gboolean from_1904)
{
  gint64 ms, day;
  GDate date;

  if (!(value >= 0) || value > LAST_DAY + 1)
    return FALSE;
  ms = (gint64) floor (value * (double) MS_PER_DAY + 0.5);
  day = ms / MS_PER_DAY;
  ms %= MS_PER_DAY;
  if (day == 0 && kind != OBS_CELL_DATE && !from_1904)
    {
      append_clock (text, ms);
      return TRUE;
    }
  if (from_1904)
    {
      if (day == 0 && kind == OBS_CELL_TIME)
        {
          append_clock (text, ms);
          return TRUE;
        }
      day += DAYS_1904;
    }
  /* The day 60 never was; what comes before it counts from one day later. */
  else if (day < 1 || day == 60)
    return FALSE;
  else if (day < 60)
    day++;
  if (day > LAST_DAY)
    return FALSE;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, (guint32) (JULIAN_BASE + day));
  g_string_append_printf (text, "%04d-%02d-%02d", g_date_get_year (&date),
                          (int) g_date_get_month (&date), g_date_get_day (&date));
  if (ms != 0)
    {
      g_string_append_c (text, 'T');
      append_clock (text, ms);
    }
  return TRUE;
}

gboolean
obs_cell_parse_place (const char *text, guint *column, guint64 *row)
{
  guint n = 0;
  guint64 number = 0;

  for (; g_ascii_isupper (*text); text++)
    {
      n = n * 26 + (guint) (*text - 'A') + 1;
      if (n > MAX_COLUMN)
        return FALSE;
    }
  if (n == 0 || *text < '1' || *text > '9')
    return FALSE;
  for (; g_ascii_isdigit (*text); text++)
    {
      number = number * 10 + (guint64) (*text - '0');
      if (number > MAX_ROW)
        return FALSE;
    }
  *column = n - 1;
  *row = number;
  return *text == '\0';
}

char *
obs_cell_place (guint column, guint64 row)
{
  char letters[8];
  char *p = letters + sizeof letters - 1;

  *p = '\0';
  for (guint n = MIN (column, 1000000) + 1; n > 0; n = (n - 1) / 26)
    *--p = (char) ('A' + (n - 1) % 26);
  return g_strdup_printf ("%s%" G_GUINT64_FORMAT, p, row);
}

void
obs_cell_unescape (GString *text, gsize start)
{
  gsize to = start;

  if (strstr (text->str + start, "_x") == NULL)
    return;
  for (gsize from = start; from < text->len;)
    {
      const char *p = text->str + from;
      gunichar c = 0;

      if (p[0] == '_' && p[1] == 'x' && strlen (p) >= 7 && p[6] == '_' && g_ascii_isxdigit (p[2])
          && g_ascii_isxdigit (p[3]) && g_ascii_isxdigit (p[4]) && g_ascii_isxdigit (p[5]))
        c = (gunichar) g_ascii_strtoull (p + 2, NULL, 16);
      /* Half of a pair, or none at all, stays as it is written. */
      if (c == 0 || (c >= 0xd800 && c <= 0xdfff))
        {
          text->str[to++] = *p;
          from++;
          continue;
        }
      to += (gsize) g_unichar_to_utf8 (c, text->str + to);
      from += 7;
    }
  g_string_truncate (text, to);
}
