/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "data/engine/format.h"
#include "tests/begin.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#define assert_text(call, expected)                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *text_ = (call);                                                               \
    g_assert_cmpstr (text_, ==, expected);                                                         \
  }                                                                                                \
  G_STMT_END

static void
test_numbers (void)
{
  assert_text (obs_format_number (185000, 0), "185,000");
  assert_text (obs_format_number (999, 0), "999");
  assert_text (obs_format_number (1000, 0), "1,000");
  assert_text (obs_format_number (1234567.891, 2), "1,234,567.89");
  assert_text (obs_format_number (6.8, 1), "6.8");
  assert_text (obs_format_number (0, 0), "0");
  assert_text (obs_format_number (NAN, 1), "");
  assert_text (obs_format_number (2.5, -3), "2");
  assert_text (obs_format_number (1, 99), "1.000000");
}

/* A true minus sign, and none before what rounds to zero. */
static void
test_signs (void)
{
  assert_text (obs_format_number (-52, 0), "\342\210\22252");
  assert_text (obs_format_number (-1234.5, 1), "\342\210\2221,234.5");
  assert_text (obs_format_number (-0.04, 1), "0.0");
  assert_text (obs_format_number (-0.4, 0), "0");
  assert_text (obs_format_signed (17, 0), "+17");
  assert_text (obs_format_signed (-17, 0), "\342\210\22217");
  assert_text (obs_format_signed (0, 0), "0");
  assert_text (obs_format_signed (0.04, 1), "0.0");
  assert_text (obs_format_signed (NAN, 0), "");
}

/* Words for published values: comparator and kind, and shares in the plan's fractions. */
static void
test_published (void)
{
  static const struct
  {
    double value;
    const char *comparator, *kind, *unit, *words;
  } table[] = {
    { 33.3, "~", "approx", "percent of businesses", "about one-third" },
    { 90, "~", "approx", "percent of businesses", "about 9 in 10" },
    { 66.7, "~", "approx", "percent", "about two-thirds" },
    { 40, "~", "approx", "percent", "about 4 in 10" },
    { 20, "~", "approx", "percent", "about one-fifth" },
    { 50, "=", "exact", "percent", "half" },
    { 30, "<", "approx", "percent of businesses", "just under 3 in 10" },
    { 2, "<=", "approx", "minutes per day", "no more than about 2 minutes per day" },
    { 10, "<", "bound", "percent", "under 10%" },
    { 6.8, "<=", "bound", "score out of 10", "no more than 6.8 out of 10" },
    { 50, ">", "bound", "percent of businesses", "more than half" },
    { 60, ">", "bound", "percent", "more than 60%" },
    { 4, ">=", "bound", "weeks", "at least 4 weeks" },
    { 7.9, "=", "exact", "score out of 10", "7.9 out of 10" },
    { 185000, "~", "approx", "people", "about 185,000 people" },
    { 10, "~", "approx", "GBP billion", "about £10 billion" },
    { 65, "=", "exact", "GBP million", "£65 million" },
    { 8, "", "exact", "", "8" },
    { NAN, "~", "approx", "percent", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    assert_text (
        obs_format_published (table[i].value, table[i].comparator, table[i].kind, table[i].unit),
        table[i].words);
}

static void
test_dates (void)
{
  assert_text (obs_format_date ("2026-11-22", FALSE), "22 November 2026");
  assert_text (obs_format_date ("2026-11-22", TRUE), "22 Nov 2026");
  assert_text (obs_format_date ("2022-05-01", TRUE), "1 May 2022");
  assert_text (obs_format_date ("2022-01-09", FALSE), "9 January 2022");
  /* What is no date stays as it is. */
  assert_text (obs_format_date ("2022-13-01", FALSE), "2022-13-01");
  assert_text (obs_format_date ("2022-02-31", FALSE), "2022-02-31");
  assert_text (obs_format_date ("2022-01-00", FALSE), "2022-01-00");
  assert_text (obs_format_date ("soon", FALSE), "soon");
  assert_text (obs_format_date ("", FALSE), "");
  assert_text (obs_format_date (NULL, FALSE), "");
}

static void
test_periods (void)
{
  assert_text (obs_format_period ("2025-07", "month"), "July 2025");
  assert_text (obs_format_period ("2025-03", "year-to"), "year to March 2025");
  assert_text (obs_format_period ("2023/24", "academic-year"), "2023/24");
  assert_text (obs_format_period ("2025/26", "academic-year-part"), "2025/26, part of the year");
  assert_text (obs_format_period ("2019", "year"), "2019");
  assert_text (obs_format_period ("2025-13", "month"), "2025-13");
}

static void
test_lists (void)
{
  static const char *const items[] = { "K", "S", "B", "more" };

  assert_text (obs_format_list (items, 0), "");
  assert_text (obs_format_list (items, 1), "K");
  assert_text (obs_format_list (items, 2), "K and S");
  assert_text (obs_format_list (items, 3), "K, S and B");
  assert_text (obs_format_list (items, 4), "K, S, B and more");
}

static void
test_lower_first (void)
{
  assert_text (obs_lower_first ("Team working"), "team working");
  assert_text (obs_lower_first ("GCSEs"), "GCSEs");
  assert_text (obs_lower_first ("IT"), "IT");
  assert_text (obs_lower_first ("T Levels"), "T Levels");
  assert_text (obs_lower_first ("\303\211cole"), "\303\251cole");
  assert_text (obs_lower_first ("A"), "a");
  assert_text (obs_lower_first (""), "");
}

/* Numbers follow the reader's locale; nothing else here depends on it. */
static void
test_german (void)
{
  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("The locale de_DE.UTF-8 is not installed");
      return;
    }
  assert_text (obs_format_number (1234567.891, 2), "1.234.567,89");
  assert_text (obs_format_number (-6.8, 1), "\342\210\2226,8");
  assert_text (obs_format_signed (6.8, 1), "+6,8");
  assert_text (obs_format_signed (0.04, 1), "0,0");
  assert_text (obs_format_published (6.8, "<=", "bound", "score out of 10"),
               "no more than 6,8 out of 10");
  assert_text (obs_format_published (33.3, "~", "approx", "percent"), "about one-third");
  setlocale (LC_NUMERIC, "C");
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  g_test_add_func ("/engine/format/numbers", test_numbers);
  g_test_add_func ("/engine/format/signs", test_signs);
  g_test_add_func ("/engine/format/published", test_published);
  g_test_add_func ("/engine/format/dates", test_dates);
  g_test_add_func ("/engine/format/periods", test_periods);
  g_test_add_func ("/engine/format/lists", test_lists);
  g_test_add_func ("/engine/format/lower-first", test_lower_first);
  g_test_add_func ("/engine/format/german", test_german);
  return g_test_run ();
}
