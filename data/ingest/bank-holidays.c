/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/bank-holidays.h"

#include <glib/gi18n-lib.h>

/* Days that a proclamation added (name) or took away (NULL). */
static const struct
{
  int year, month, day;
  const char *name;
} proclaimed[] = {
  { 1995, 5, 1, NULL },
  { 1995, 5, 8, N_ ("Early May bank holiday") },
  { 1999, 12, 31, N_ ("Millennium bank holiday") },
  { 2002, 5, 27, NULL },
  { 2002, 6, 3, N_ ("Golden Jubilee bank holiday") },
  { 2002, 6, 4, N_ ("Spring bank holiday") },
  { 2011, 4, 29, N_ ("Royal wedding bank holiday") },
  { 2012, 5, 28, NULL },
  { 2012, 6, 4, N_ ("Spring bank holiday") },
  { 2012, 6, 5, N_ ("Diamond Jubilee bank holiday") },
  { 2020, 5, 4, NULL },
  { 2020, 5, 8, N_ ("Early May bank holiday") },
  { 2022, 5, 30, NULL },
  { 2022, 6, 2, N_ ("Spring bank holiday") },
  { 2022, 6, 3, N_ ("Platinum Jubilee bank holiday") },
  { 2022, 9, 19, N_ ("Bank holiday for the State Funeral") },
  { 2023, 5, 8, N_ ("Coronation bank holiday") },
};

static void
easter_sunday (int year, GDate *easter)
{
  int century = year / 100;
  int golden = year % 19;
  int k = (century - 17) / 25;
  int epact = (century - century / 4 - (century - k) / 3 + 19 * golden + 15) % 30;
  int moon;
  int days;

  epact -= (epact / 28) * (1 - (epact / 28) * (29 / (epact + 1)) * ((21 - golden) / 11));
  moon = (year + year / 4 + epact + 2 - century + century / 4) % 7;
  days = epact - moon; /* from 28 March */
  g_date_set_dmy (easter, 28, G_DATE_MARCH, (GDateYear) year);
  if (days >= 0)
    g_date_add_days (easter, (guint) days);
  else
    g_date_subtract_days (easter, (guint) -days);
}

/* New Year, Christmas and Boxing Day: on a weekend they move to the next days that are free. */
static const char *
fixed_feast (int month, int day, int weekday)
{
  if (month == 1
      && ((day == 1 && weekday <= G_DATE_FRIDAY)
          || ((day == 2 || day == 3) && weekday == G_DATE_MONDAY)))
    return _ ("New Year’s Day");
  if (month != 12 || weekday > G_DATE_FRIDAY)
    return NULL;
  if (day == 25 || (day == 27 && weekday <= G_DATE_TUESDAY))
    return _ ("Christmas Day");
  if (day == 26 || (day == 28 && weekday <= G_DATE_TUESDAY))
    return _ ("Boxing Day");
  return NULL;
}

const char *
obs_bank_holiday (const GDate *day)
{
  int year = g_date_get_year (day);
  int month = (int) g_date_get_month (day);
  int number = g_date_get_day (day);
  int weekday = (int) g_date_get_weekday (day);
  GDate easter;
  int after;

  for (gsize i = 0; i < G_N_ELEMENTS (proclaimed); i++)
    if (proclaimed[i].year == year && proclaimed[i].month == month && proclaimed[i].day == number)
      return proclaimed[i].name != NULL ? _ (proclaimed[i].name) : NULL;
  easter_sunday (year, &easter);
  after = g_date_days_between (&easter, day);
  if (after == -2)
    return _ ("Good Friday");
  if (after == 1)
    return _ ("Easter Monday");
  if (weekday == G_DATE_MONDAY && month == 5 && number <= 7)
    return _ ("Early May bank holiday");
  if (weekday == G_DATE_MONDAY && month == 5 && number >= 25)
    return _ ("Spring bank holiday");
  if (weekday == G_DATE_MONDAY && month == 8 && number >= 25)
    return _ ("Summer bank holiday");
  return fixed_feast (month, number, weekday);
}
