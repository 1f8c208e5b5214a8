/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/panel-export-private.h"

#include <stdio.h>
#include <string.h>

/* Times of submission: ISO 8601 with or without offset, days in British or American order as a
 * spreadsheet saves them, and the serial numbers of spreadsheets. */

#define SERIAL_1970 25569 /* days from 30 December 1899 */

typedef struct
{
  int year, month, day, hour, minute;
  double second;
  const char *rest; /* what stands after the time */
} Parts;

static gboolean
valid (const Parts *parts)
{
  return parts->year >= 1981 && parts->year <= 9999 && parts->month >= 1 && parts->month <= 12
         && parts->day >= 1
         && g_date_valid_dmy ((GDateDay) parts->day, (GDateMonth) parts->month,
                              (GDateYear) parts->year)
         && parts->hour >= 0 && parts->hour < 24 && parts->minute >= 0 && parts->minute < 60
         && parts->second >= 0 && parts->second < 61;
}

/* " 14:03", "T14:03:22.123", "2:03:22 PM"; nothing is midnight. */
static gboolean
parse_clock (const char *text, Parts *parts)
{
  int n = 0;

  while (*text == 'T' || *text == ' ' || *text == ',')
    text++;
  parts->rest = text;
  if (*text == '\0')
    return TRUE;
  if (sscanf (text, "%2d:%2d%n", &parts->hour, &parts->minute, &n) != 2)
    return FALSE;
  text += n;
  if (*text == ':')
    {
      char *end;

      parts->second = g_ascii_strtod (text + 1, &end);
      if (end == text + 1)
        return FALSE;
      text = end;
    }
  while (*text == ' ')
    text++;
  if (g_ascii_strncasecmp (text, "am", 2) == 0 || g_ascii_strncasecmp (text, "pm", 2) == 0)
    {
      if (parts->hour < 1 || parts->hour > 12)
        return FALSE;
      parts->hour = parts->hour % 12 + (g_ascii_tolower (*text) == 'p' ? 12 : 0);
      text += 2;
    }
  parts->rest = text;
  return TRUE;
}

/* In the order that was declared, and in no other: 01/02 must not change its meaning by row. */
static gboolean
parse_parts (ObsDateOrder order, const char *text, Parts *parts)
{
  int first, second, year, n = 0;

  if (sscanf (text, "%4d-%2d-%2d%n", &parts->year, &parts->month, &parts->day, &n) == 3 && n >= 8)
    return parse_clock (text + n, parts) && valid (parts);
  if (order == OBS_DATES_ISO
      || sscanf (text, "%2d%*1[/.-]%2d%*1[/.-]%4d%n", &first, &second, &year, &n) != 3)
    return FALSE;
  parts->day = order == OBS_DATES_DAY_FIRST ? first : second;
  parts->month = order == OBS_DATES_DAY_FIRST ? second : first;
  parts->year = year < 100 ? 2000 + year : year;
  return parse_clock (text + n, parts) && valid (parts);
}

/* "Z", "+01:00", "+0100"; anything else is no time zone. */
static GTimeZone *
zone_of (const ObsMapping *mapping, const char *rest)
{
  if (*rest == '\0')
    return mapping->times_utc ? g_time_zone_new_utc () : g_time_zone_ref (mapping->zone);
  return g_time_zone_new_identifier (rest);
}

/* A number of days since the end of 1899, in the time of the panel. */
static gboolean
parse_serial (const char *text, Parts *parts)
{
  char *end;
  double serial = g_ascii_strtod (text, &end);
  g_autoptr (GDateTime) moment = NULL;

  if (*end != '\0' || !(serial > SERIAL_1970 + 4018) || serial > 100000)
    return FALSE;
  moment = g_date_time_new_from_unix_utc ((gint64) ((serial - SERIAL_1970) * 86400 + 0.5));
  g_date_time_get_ymd (moment, &parts->year, &parts->month, &parts->day);
  parts->hour = g_date_time_get_hour (moment);
  parts->minute = g_date_time_get_minute (moment);
  parts->second = g_date_time_get_second (moment);
  parts->rest = "";
  return TRUE;
}

gboolean
obs_panel_time_parse (const ObsMapping *mapping, const char *text, gint64 *time, GDate *day)
{
  g_autofree char *clean = g_strstrip (g_strdup (text));
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (GDateTime) moment = NULL;
  g_autoptr (GDateTime) local = NULL;
  Parts parts = { 0 };
  int y, m, d;

  /* LimeSurvey writes the first of January 1980 where it kept no time. */
  if (*clean == '\0'
      || (!parse_parts (mapping->dates, clean, &parts) && !parse_serial (clean, &parts)))
    return FALSE;
  zone = zone_of (mapping, parts.rest);
  if (zone == NULL)
    return FALSE;
  moment = g_date_time_new (zone, parts.year, parts.month, parts.day, parts.hour, parts.minute,
                            MIN (parts.second, 59.999));
  if (moment == NULL)
    return FALSE;
  local = g_date_time_to_timezone (moment, mapping->zone);
  g_date_time_get_ymd (local, &y, &m, &d);
  *time = g_date_time_to_unix (moment) * 1000 + g_date_time_get_microsecond (moment) / 1000;
  g_date_set_dmy (day, (GDateDay) d, (GDateMonth) m, (GDateYear) y);
  return TRUE;
}
