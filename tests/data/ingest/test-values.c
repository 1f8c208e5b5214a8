/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/error.h"
#include "data/ingest/records.h"
#include "data/ingest/values.h"

#include <locale.h>
#include <math.h>
#include <string.h>

static void
assert_refused (const char *text, const GError *error)
{
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_null (strchr (error->message, '\n'));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  if (strlen (text) > 0 && strlen (text) < 40 && strpbrk (text, " \n\xc2\xff") == NULL)
    g_assert_nonnull (strstr (error->message, text));
}

static const struct
{
  const char *text;
  double value;
} numbers[] = {
  { "0", 0 },
  { "-0", 0 },
  { "-0.0", 0 },
  { "24348", 24348 },
  { "-12.5", -12.5 },
  { "+7", 7 },
  { ".5", 0.5 },
  { "-.5", -0.5 },
  { "007", 7 },
  { "0.1", 0.1 },
  { "1e5", 1e5 },
  { "1.5E-3", 1.5e-3 },
  { "1,234", 1234 },
  { "12,345,678.90", 12345678.9 },
  { "999,999", 999999 },
  { "£1,200", 1200 },
  { "-£1,200", -1200 },
  { "£-3", -3 },
  { "+£3", 3 },
  { "45%", 45 },
  { "45 %", 45 },
  { "-2.5%", -2.5 },
  { "(1,200)", -1200 },
  { "( 3.5 )", -3.5 },
  { "(£20)", -20 },
  { "(5%)", -5 },
  { "\xe2\x88\x92"
    "4",
    -4 },
  { " 12\t", 12 },
  { "\xc2\xa0"
    "12\xc2\xa0",
    12 },
  { "9223372036854775807", 9223372036854775807.0 },
  { "-9223372036854775808", -9223372036854775808.0 },
  { "00000000000000000000000000012", 12 },
  { "9007199254740992", 9007199254740992.0 },
  { "9007199254740993", 9007199254740992.0 },
  { "0.30000000000000004", 0.30000000000000004 },
  { "123456789012345678", 123456789012345678.0 },
  { "1e308", 1e308 },
  { "1e-400", 0 },
  { "99999999999999999999.5", 99999999999999999999.5 },
};

static const char *const no_numbers[] = {
  "",
  " ",
  "\xc2\xa0",
  "-",
  "+",
  ".",
  "5.",
  "-.",
  "1.2.3",
  "1,5",
  "1.234,56",
  "1,23",
  "1234,567",
  ",123",
  "1,234,",
  "1,,234",
  "12,34,567",
  "1,234.",
  "1 234",
  "1'234",
  "0x1F",
  "NaN",
  "nan",
  "Inf",
  "-inf",
  "infinity",
  "1e",
  "1e+",
  "e5",
  "1e400",
  "-1e400",
  "99999999999999999999",
  "9223372036854775808",
  "-9223372036854775809",
  "--1",
  "+-1",
  "(-1)",
  "(1",
  "1)",
  "()",
  "££1",
  "£",
  "%",
  "£5%",
  "5%%",
  "1-",
  "1d",
  "1f",
  "٣",
  "low",
  "[c]",
  "..",
  "1\xff",
  "1\n2",
  "12a",
  "2025-07",
  "1/2",
  "1e5,000",
  "1.000,5",
  "1111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111"
  "1111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111",
};

static void
test_numbers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (GError) error = NULL;
      double value = NAN;

      if (!obs_value_number (numbers[i].text, strlen (numbers[i].text), &value, &error))
        g_test_fail_printf ("“%s”: %s", numbers[i].text, error->message);
      else if (value != numbers[i].value || signbit (value) != signbit (numbers[i].value))
        g_test_fail_printf ("“%s” became %.17g", numbers[i].text, value);
    }
}

static void
test_no_numbers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (no_numbers); i++)
    {
      g_autoptr (GError) error = NULL;
      double value;

      if (obs_value_number (no_numbers[i], strlen (no_numbers[i]), &value, &error))
        g_test_fail_printf ("“%s” became %.17g", no_numbers[i], value);
      else
        assert_refused (no_numbers[i], error);
    }
}

/* The text ends where its length says, and a NUL inside is no end. */
static void
test_lengths (void)
{
  g_autoptr (GError) error = NULL;
  double value;

  g_assert_true (obs_value_number ("123456", 3, &value, &error));
  g_assert_cmpfloat (value, ==, 123);
  g_assert_true (obs_value_number ("1,2345", 5, &value, &error));
  g_assert_cmpfloat (value, ==, 1234);
  g_assert_true (obs_value_number ("12%%", 3, &value, &error));
  g_assert_no_error (error);
  g_assert_false (obs_value_number ("1\0002", 3, &value, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
}

/* Against the C library, to the last bit: what people write, and what is close to a tie. */
static void
test_exact (void)
{
  static const char *const formats[]
      = { "%.0f", "%.1f", "%.2f", "%.3f", "%.6f", "%.10f", "%.15g", "%.16g", "%.17g", "%.3e" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < 200000; i++)
    {
      double scale = pow (10, g_rand_int_range (rand, -8, 17)), value;
      double number = (g_rand_double (rand) - 0.5) * scale, wanted;
      char text[64];

      g_ascii_formatd (text, sizeof text, formats[i % G_N_ELEMENTS (formats)], number);
      wanted = g_ascii_strtod (text, NULL) + 0.0;
      g_assert_true (obs_value_number (text, strlen (text), &value, NULL));
      if (value != wanted)
        g_test_fail_printf ("%s became %.17g", text, value);
      g_assert_false (signbit (value) && value == 0);
    }
}

static void
test_comma_locale (void)
{
  double value;

  if (setlocale (LC_ALL, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("the German locale is not there");
      return;
    }
  g_assert_true (obs_value_number ("1234567.25e1", 12, &value, NULL));
  g_assert_cmpfloat (value, ==, 12345672.5);
  g_assert_false (obs_value_number ("1,5", 3, &value, NULL));
  setlocale (LC_ALL, "C.UTF-8");
}

static const struct
{
  const char *text, *period, *kind;
} periods[] = {
  { "2025-07", "2025-07", "month" },
  { "Jul-25", "2025-07", "month" },
  { "jul 25", "2025-07", "month" },
  { "Dec 22", "2022-12", "month" },
  { "Mar 2024", "2024-03", "month" },
  { "July 2025", "2025-07", "month" },
  { "Sept 2021", "2021-09", "month" },
  { "2021 JUL", "2021-07", "month" },
  { " May 2021 ", "2021-05", "month" },
  { "Jan-99", "1999-01", "month" },
  { "Jan-69", "2069-01", "month" },
  { "2022", "2022", "year" },
  { "2010", "2010", "year" },
  { "Q1 2024", "2024-Q1", "quarter" },
  { "2024 Q4", "2024-Q4", "quarter" },
  { "2024-Q2", "2024-Q2", "quarter" },
  { "q3-2024", "2024-Q3", "quarter" },
  { "2024Q3", "2024-Q3", "quarter" },
  { "2025/26", "2025/26", "academic-year" },
  { "AY19/20", "2019/20", "academic-year" },
  { "AY 2019/20", "2019/20", "academic-year" },
  { "AY99/00", "1999/00", "academic-year" },
  { "1999/2000", "1999/00", "academic-year" },
  { "2023/2024", "2023/24", "academic-year" },
  { "2021-22", "2021/22", "academic-year" },
  { "202324", "2023/24", "academic-year" },
  { "AY201112", "2011/12", "academic-year" },
  { "2025/26 (Aug to Apr)", "2025/26", "academic-year-part" },
  { "2025/26 (Aug to Jul)", "2025/26", "academic-year" },
  { "2021/22 (Aug-Apr)", "2021/22", "academic-year-part" },
  { "Apr 2020-Mar 2021", "2021-03", "year-to" },
  { "Apr 2020 \xe2\x80\x93 Mar 2021", "2021-03", "year-to" },
  { "Jan 2020 to Dec 2020", "2020", "year" },
  { "Jan 2020-Dec 2020", "2020", "year" },
  { "Dec 2018 - Dec 2019", "2019", "year" },
  { "Mar 2018 - Mar 2019", "2019-03", "year-to" },
  { "Jul-24 to Jun-25", "2025-06", "year-to" },
  { "year to March 2025", "2025-03", "year-to" },
  { "Year ending Dec 2024", "2024", "year" },
};

static const char *const no_periods[] = {
  "",
  " ",
  "25",
  "19/20",
  "2025/27",
  "2025/25",
  "2025-13",
  "2025-00",
  "2025-7",
  "20250",
  "202113",
  "201112",
  "202101",
  "Foo 2025",
  "Ju 25",
  "Jul",
  "Jul 5",
  "Jul 255",
  "Jul-25 x",
  "Q5 2024",
  "Q0 2024",
  "Q1",
  "Q12024x",
  "Apr 2020-Mar 2022",
  "Apr 2020-Jun 2020",
  "Mar 2021-Apr 2020",
  "Apr 2020-",
  "2025/26 (provisional)",
  "2025/26 (Sep to Apr)",
  "2025/26 (Aug to)",
  "2025-07-01",
  "0999",
  "9999",
  "May2021May2021May2021May2021May2021May2021May2021May2021May2021May2021",
  "low",
  "2022.0",
  "1/2/2024",
  "year to",
  "AY",
  "AY19",
  "Mayor 2021",
  "Marc 2021",
  "\xff",
};

static void
test_periods (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (periods); i++)
    {
      g_autoptr (GError) error = NULL;
      char period[OBS_VALUE_PERIOD_SIZE] = "";
      const char *kind = "";

      if (!obs_value_period (periods[i].text, strlen (periods[i].text), period, &kind, &error))
        g_test_fail_printf ("“%s”: %s", periods[i].text, error->message);
      else if (strcmp (period, periods[i].period) != 0 || strcmp (kind, periods[i].kind) != 0)
        g_test_fail_printf ("“%s” became %s, %s", periods[i].text, period, kind);
    }
}

static void
test_no_periods (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (no_periods); i++)
    {
      g_autoptr (GError) error = NULL;
      char period[OBS_VALUE_PERIOD_SIZE] = "";
      const char *kind = "";

      if (obs_value_period (no_periods[i], strlen (no_periods[i]), period, &kind, &error))
        g_test_fail_printf ("“%s” became %s, %s", no_periods[i], period, kind);
      else
        assert_refused (no_periods[i], error);
    }
}

static const struct
{
  const char *text, *date; /* NULL: refused */
  gboolean day_first;
} dates[] = {
  { "2025-07-31", "2025-07-31", FALSE },
  { "2025-07-31", "2025-07-31", TRUE },
  { "2025-07-31T10:00", "2025-07-31", FALSE },
  { "2025-07-31 23:59:59", "2025-07-31", FALSE },
  { "2025-07-31T10:00:00.000+01:00", "2025-07-31", FALSE },
  { "2025-07-31T10:00:00Z", "2025-07-31", FALSE },
  { "2025-07-31T10:00:00+0100", "2025-07-31", FALSE },
  { "29/02/2028", "2028-02-29", TRUE },
  { "3/4/2025", "2025-04-03", TRUE },
  { "03.04.2025", "2025-04-03", TRUE },
  { "03-04-2025", "2025-04-03", TRUE },
  { "3 Apr 2025", "2025-04-03", FALSE },
  { "03-Apr-2025", "2025-04-03", FALSE },
  { "31 december 2024", "2024-12-31", FALSE },
  { "03/04/2025", NULL, FALSE },
  { "31/12/2025", NULL, FALSE },
  { "31/02/2026", NULL, TRUE },
  { "29/02/2027", NULL, TRUE },
  { "29/02/2100", NULL, TRUE },
  { "31 Feb 2026", NULL, FALSE },
  { "2026-02-31", NULL, TRUE },
  { "04/13/2025", NULL, TRUE },
  { "0/4/2025", NULL, TRUE },
  { "3/4/25", NULL, TRUE },
  { "3/4-2025", NULL, TRUE },
  { "45000", NULL, TRUE },
  { "2025-7-1", NULL, TRUE },
  { "2025-07-31T", NULL, TRUE },
  { "2025-07-31T24:00", NULL, TRUE },
  { "2025-07-31T10:60", NULL, TRUE },
  { "2025-07-31T10:00+", NULL, TRUE },
  { "2025-07-31T10:00+1", NULL, TRUE },
  { "2025-07-31x", NULL, TRUE },
  { "", NULL, TRUE },
  { "3", NULL, TRUE },
  { "3/", NULL, TRUE },
  { "3/4", NULL, TRUE },
  { "3/4/", NULL, TRUE },
  { "low", NULL, TRUE },
};

static void
test_dates (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    {
      g_autoptr (GError) error = NULL;
      char date[OBS_VALUE_DATE_SIZE] = "";
      gboolean good = obs_value_date (dates[i].text, strlen (dates[i].text), dates[i].day_first,
                                      date, &error);

      if (good != (dates[i].date != NULL) || (good && strcmp (date, dates[i].date) != 0))
        g_test_fail_printf ("“%s” became “%s” (%s)", dates[i].text, date,
                            error != NULL ? error->message : "no error");
      else if (!good)
        assert_refused (dates[i].text, error);
    }
}

static void
test_missing (void)
{
  static const char *const signs[][2] = {
    { "[c]", "c" },   { "c", "c" },     { "*", "c" },  { "[z]", "z" },     { "z", "z" },
    { "[x]", "x" },   { "x", "x" },     { "..", "x" }, { ":", "x" },       { "NA", "x" },
    { "n/a", "x" },   { "[u]", "u" },   { "u", "u" },  { "[low]", "low" }, { "low", "low" },
    { " ~ ", "low" }, { "LOW", "low" },
  };
  static const char *const others[]
      = { "", " ", "0", "-", "[]", "[", "[c", "cc", "none", "1", "lower" };
  double value;

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      g_assert_cmpstr (obs_value_missing (signs[i][0], strlen (signs[i][0])), ==, signs[i][1]);
      /* Never taken for a number. */
      g_assert_false (obs_value_number (signs[i][0], strlen (signs[i][0]), &value, NULL));
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_null (obs_value_missing (others[i], strlen (others[i])));
}

/* Every period and value of a published table of half a million rows has a meaning. */
static void
test_hub (void)
{
  const char *data = g_getenv ("OBS_SHARED_DATA"), *source = g_getenv ("G_TEST_SRCDIR");
  g_autofree char *folder = data != NULL ? g_strdup (data)
                                         : g_build_filename (source != NULL ? source : ".", "..",
                                                             "shared", "data", NULL);
  g_autofree char *path
      = g_build_filename (folder, "dfe", "local_skills_full_all_areas.csv.gz", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsRecords) records = NULL;
  const ObsSlice *fields;
  guint n_fields, n = 0, n_numbers = 0, n_months = 0;
  int status;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the table is not there; OBS_SHARED_DATA names the folder above dfe/");
      return;
    }
  records = obs_records_open (path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (obs_records_next (records, &fields, &n_fields, &error), ==, 1);
  g_assert_cmpuint (n_fields, ==, 10);
  g_assert_cmpstr (fields[6].text, ==, "period");
  g_assert_cmpstr (fields[8].text, ==, "value");
  while ((status = obs_records_next (records, &fields, &n_fields, &error)) > 0)
    {
      char period[OBS_VALUE_PERIOD_SIZE];
      const char *kind;
      double value;

      n++;
      g_assert_true (obs_value_period (fields[6].text, fields[6].length, period, &kind, &error));
      n_months += strcmp (kind, "month") == 0;
      if (fields[8].length == 0)
        continue;
      n_numbers++;
      g_assert_true (obs_value_number (fields[8].text, fields[8].length, &value, &error));
      if (value != g_ascii_strtod (fields[8].text, NULL))
        g_test_fail_printf ("%s became %.17g", fields[8].text, value);
    }
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpuint (n, ==, 505155);
  g_test_message ("%u numbers, %u months", n_numbers, n_months);
  g_assert_cmpuint (n_numbers, >, 400000);
  g_assert_cmpuint (n_months, >, 10000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/values/numbers", test_numbers);
  g_test_add_func ("/values/no-numbers", test_no_numbers);
  g_test_add_func ("/values/lengths", test_lengths);
  g_test_add_func ("/values/exact", test_exact);
  g_test_add_func ("/values/comma-locale", test_comma_locale);
  g_test_add_func ("/values/periods", test_periods);
  g_test_add_func ("/values/no-periods", test_no_periods);
  g_test_add_func ("/values/dates", test_dates);
  g_test_add_func ("/values/missing", test_missing);
  g_test_add_func ("/values/hub", test_hub);
  return g_test_run ();
}
