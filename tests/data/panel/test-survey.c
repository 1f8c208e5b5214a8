/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/ingest/bank-holidays.h"
#include "data/ingest/panel-responses.h"
#include "tests/data/panel/sources.h"
#include "tests/data/panel/tabulation.h"
#include "tests/begin.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* The survey as data: its checks, its versions, and the days that it is asked. */

#define QUESTIONS "panel/questions.csv"
#define CALENDAR "panel/calendar.csv"

static const struct
{
  const char *name;
  const char *file, *from, *to;
  const char *sentence;
} told[] = {
  { "saturday", CALENDAR, "2026-01-23,Q05", "2026-01-24,Q05",
    "calendar.csv, line 7, column 1 (day): 2026-01-24 is a Saturday or Sunday; questions are asked "
    "from Monday to Friday.\n" },
  { "three-a-day", CALENDAR, "2026-01-20,Q02", "2026-01-19,Q02",
    "calendar.csv, line 4, column 1 (day): 2026-01-19 has more than two questions; move one to "
    "another day.\n" },
  { "twice-a-day", CALENDAR, "2026-01-19,Q16", "2026-01-19,Q01",
    "calendar.csv, line 3, column 2 (question): This question is asked twice on one day.\n" },
  { "too-long", "panel/survey.csv", "2026-01-30,2", "2026-01-30,1",
    "calendar.csv, line 8, column 1 (day): 2026-01-26 lies in week 2 of the survey; survey.csv "
    "declares 1. Ask earlier, or declare more.\n" },
  { "outside", CALENDAR, "2026-01-27,Q07", "2026-02-02,Q07",
    "calendar.csv, line 10, column 1 (day): 2026-02-02 is outside the days given in "
    "survey.csv.\n" },
  { "no-day", CALENDAR, "2026-01-27,Q07", "27/01/2026,Q07",
    "calendar.csv, line 10, column 1 (day): “27/01/2026” is not a day; write it as 2022-01-31.\n" },
  { "unknown-question", CALENDAR, "2026-01-27,Q07", "2026-01-27,Q70",
    "calendar.csv, line 10, column 2 (question): “Q70” is not a question of questions.csv; add it "
    "there or correct it here.\n" },
  { "never-asked", CALENDAR, "2026-01-27,Q07,\n", "",
    "Notice: questions.csv, line 8, column 1 (id): Q07 is never asked; give it a day in "
    "calendar.csv.\n" },
  { "part", CALENDAR, "2026-01-27,Q07,", "2026-01-27,Q07,first half",
    "calendar.csv, line 10, column 3 (part): items.csv has no items of this question for the part "
    "“first half”.\n" },
  { "ends-first", "panel/survey.csv", "2026-01-19,2026-01-30", "2026-01-30,2026-01-19",
    "survey.csv, line 2, column 4 (ends): The survey ends before it starts; correct one of the "
    "days.\n" },
  { "form", QUESTIONS, "each matter?,score", "each matter?,stars",
    "questions.csv, line 2, column 4 (form): “stars” is not known; write score, percent, rank, "
    "likert, choice, choices, top3 or other.\n" },
  { "no-scale", QUESTIONS, "digital skills?,score,1,10", "digital skills?,score,,",
    "questions.csv, line 8, column 5 (low): A question of this form needs both ends of its scale, "
    "low and high, from 0 to 10.\n" },
  { "half-a-scale", QUESTIONS, "digital skills?,score,1,10", "digital skills?,score,1,",
    "questions.csv, line 8, column 6 (high): One end of the scale is missing; fill it in.\n" },
  { "scale-down", QUESTIONS, "digital skills?,score,1,10", "digital skills?,score,5,5",
    "questions.csv, line 8, column 6 (high): “5” is not a whole number from 6 to 10.\n" },
  { "scale-unasked", QUESTIONS, "courses fit?,likert,,", "courses fit?,likert,1,5",
    "questions.csv, line 4, column 5 (low): A question of this form has no scale; leave low and "
    "high empty.\n" },
  { "theme", QUESTIONS, "Q02,T1", "Q02,T9",
    "questions.csv, line 3, column 2 (theme): “T9” is not a theme of themes.csv; add it there or "
    "correct it here.\n" },
  { "option", "panel/items.csv", "Q02,,C.agency", "Q02,,C.agencies",
    "items.csv, line 7, column 3 (item): “C.agencies” is not in the tables reference/items.csv and "
    "reference/terms.csv; add it there or correct it here.\n" },
  { "option-twice", "panel/items.csv", "Q02,,C.agency", "Q02,,C.online",
    "items.csv, line 7, column 3 (item): “C.online” stands twice in this question; remove one.\n" },
  { "horizon", "panel/horizons.csv", "Q07,H.24m", "Q07,H.99m",
    "horizons.csv, line 3, column 2 (horizon): “H.99m” is not in the tables reference/items.csv "
    "and reference/terms.csv; add it there or correct it here.\n" },
  { "same-id", QUESTIONS, "Q16,T1", "Q07,T1",
    "questions.csv, line 9, column 3 (text): This is another wording, form or scale of Q07. A "
    "reworded question is a new series: give it version 2 and the day it starts.\n" },
};

static void
test_told (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *folder = sources_new (NULL);
  g_autofree char *report = NULL;

  fixture_change (folder, told[i].file, told[i].from, told[i].to);
  report = sources_report (folder);
  if (strstr (report, told[i].sentence) == NULL)
    g_error ("not said: %s; said: %s", told[i].sentence, report);
  fixture_remove (folder);
}

static void
test_sound (void)
{
  g_autofree char *folder = sources_new (NULL);
  g_autofree char *report = sources_report (folder);

  g_assert_cmpstr (report, ==, "Survey: 8 questions on 7 days.\n");
  fixture_remove (folder);
}

/* --- Bank holidays ---------------------------------------------------------------------------- */

static void
test_holidays (void)
{
  static const struct
  {
    int year, month, day;
    const char *name;
  } days[] = {
    { 2022, 1, 3, "New Year’s Day" },
    { 2022, 4, 15, "Good Friday" },
    { 2022, 4, 18, "Easter Monday" },
    { 2022, 5, 2, "Early May bank holiday" },
    { 2022, 5, 30, NULL },
    { 2022, 6, 2, "Spring bank holiday" },
    { 2022, 6, 3, "Platinum Jubilee bank holiday" },
    { 2022, 8, 29, "Summer bank holiday" },
    { 2022, 9, 19, "Bank holiday for the State Funeral" },
    { 2022, 12, 26, "Boxing Day" },
    { 2022, 12, 27, "Christmas Day" },
    { 2021, 12, 27, "Christmas Day" },
    { 2021, 12, 28, "Boxing Day" },
    { 2023, 5, 8, "Coronation bank holiday" },
    { 2024, 3, 29, "Good Friday" },
    { 2024, 4, 1, "Easter Monday" },
    { 2025, 4, 21, "Easter Monday" },
    { 2026, 4, 3, "Good Friday" },
    { 2026, 12, 28, "Boxing Day" },
    { 2026, 12, 25, "Christmas Day" },
    { 2038, 4, 23, "Good Friday" },
    { 2026, 11, 23, NULL },
    { 2026, 5, 11, NULL },
    { 2026, 12, 26, NULL },
  };
  guint n = 0;
  GDate day;

  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_date_set_dmy (&day, (GDateDay) days[i].day, (GDateMonth) days[i].month,
                      (GDateYear) days[i].year);
      if (g_strcmp0 (obs_bank_holiday (&day), days[i].name) != 0)
        g_error ("%d-%d-%d: %s", days[i].year, days[i].month, days[i].day, obs_bank_holiday (&day));
    }
  /* Eight in an ordinary year, none of them on a weekend. */
  g_date_set_dmy (&day, 1, 1, 2027);
  for (; g_date_get_year (&day) == 2027; g_date_add_days (&day, 1))
    {
      n += obs_bank_holiday (&day) != NULL;
      g_assert_true (obs_bank_holiday (&day) == NULL || g_date_get_weekday (&day) <= G_DATE_FRIDAY);
    }
  g_assert_cmpuint (n, ==, 8);
}

static void
test_holiday_notice (void)
{
  g_autofree char *folder = sources_new (NULL);
  g_autofree char *report = NULL;

  fixture_set (folder, "panel/survey.csv",
               "id,title,starts,ends,weeks,note,source\nspring,Spring,2026-04-06,2026-04-10,1,,"
               "panel\n");
  fixture_set (folder, CALENDAR, "day,question,part\n2026-04-06,Q01,\n");
  report = sources_report (folder);
  g_assert_nonnull (strstr (report, "Notice: calendar.csv, line 2, column 1 (day): 2026-04-06 is a "
                                    "bank holiday in England (Easter Monday); few may answer.\n"));
  fixture_remove (folder);
}

/* --- Versions --------------------------------------------------------------------------------- */

#define HEAD "id,theme,text,form,low,high,version,starts\n"
#define FIRST "Q16,T1,How confident are you this week?,score,1,10,1,\n"
#define SECOND "Q16,T1,How sure are you this week?,score,1,10,2,2026-01-26\n"

static void
set_versions (const char *folder, const char *questions)
{
  g_autofree char *text = g_strconcat (HEAD, questions, NULL);

  fixture_set (folder, QUESTIONS, text);
  fixture_set (folder, "panel/items.csv", "question,part,item\nQ16,,X.conf\n");
  fixture_set (folder, "panel/horizons.csv", "question,horizon\n");
  fixture_set (folder, CALENDAR, "day,question,part\n2026-01-19,Q16,\n2026-01-26,Q16,\n");
}

static const struct
{
  const char *name;
  const char *questions;
  const char *sentence;
} versions[] = {
  { "new-series", FIRST SECOND,
    "Notice: questions.csv, line 3, column 7 (version): Q16.v2 is a new series from 2026-01-26; "
    "answers before and after are never joined.\n" },
  { "no-start", FIRST "Q16,T1,How sure are you?,score,1,10,2,\n",
    "questions.csv, line 3, column 8 (starts): Version 2 of Q16 needs its first day in the column "
    "“starts”.\n" },
  { "jump", FIRST "Q16,T1,How sure are you?,score,1,10,3,2026-01-26\n",
    "questions.csv, line 3, column 7 (version): Version 3 of Q16 does not follow the one before; "
    "count 1, 2, 3.\n" },
  { "no-change", FIRST "Q16,T1,How confident are you this week?,score,1,10,2,2026-01-26\n",
    "Notice: questions.csv, line 3, column 7 (version): version 2 of Q16 is worded, scaled and "
    "optioned like the one before; the series is broken without need.\n" },
  { "backwards", FIRST SECOND "Q16,T1,And now?,score,1,10,3,2026-01-20\n",
    "questions.csv, line 4, column 8 (starts): Version 3 of Q16 starts before the version that it "
    "replaces.\n" },
  { "other-scale", FIRST "Q16,T1,How confident are you this week?,score,0,10,1,\n",
    "questions.csv, line 3, column 3 (text): This is another wording, form or scale of Q16. A "
    "reworded question is a new series: give it version 2 and the day it starts.\n" },
  { "name-taken", FIRST SECOND "Q16.v2,T1,Something else?,score,1,10,1,\n",
    "questions.csv, line 4, column 1 (id): “Q16.v2” is the name of a later version of another "
    "question; choose another id.\n" },
};

static void
test_version (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *folder = sources_new (NULL);
  g_autofree char *report = NULL;

  set_versions (folder, versions[i].questions);
  report = sources_report (folder);
  if (strstr (report, versions[i].sentence) == NULL)
    g_error ("not said: %s; said: %s", versions[i].sentence, report);
  fixture_remove (folder);
}

/* How many of the twelve firms give one point more than the others. */
#define VARIED 6

/* Twelve firms answer 3 and 4 before the rewording, 8 and 9 after it. */
static void
write_answers (const char *folder, const char *section)
{
  g_autoptr (GString) rows = g_string_new ("time,person,firm,conf\n");
  g_autofree char *ini
      = g_strconcat ("[responses]\nkind=own\nfiles=own.csv\n\n[columns]\n\n", section, NULL);

  for (int firm = 1; firm <= 12; firm++)
    g_string_append_printf (rows,
                            "2026-01-19 09:00,p%d,Firm %03d (invented),%d\n"
                            "2026-01-26 09:00,p%d,Firm %03d (invented),%d\n",
                            firm, firm, 3 + firm % 2, firm, firm, 8 + firm % 2);
  fixture_set (folder, "panel/own.csv", rows->str);
  fixture_set (folder, "panel/responses.ini", ini);
}

/* Exactly what was read, and what the edition shows of it. */
static void
test_never_joined (void)
{
  g_autofree char *folder = sources_new (NULL);
  g_autofree char *edition = NULL, *found = NULL, *link = NULL;
  g_autoptr (ObsPanelAnswers) answers = NULL;
  Tabulated first, second;

  set_versions (folder, FIRST SECOND);
  write_answers (folder, "[answer Q16]\ncolumn=conf\n");
  answers = sources_answers (folder);
  first = tabulation_cell (answers->firms, "Q16", "X.conf", "all", "all", "all");
  second = tabulation_cell (answers->firms, "Q16.v2", "X.conf", "all", "all", "all");
  g_assert_cmpuint (first.n, ==, 12);
  g_assert_cmpfloat (first.sum, ==, 12 * 3 + VARIED);
  g_assert_cmpuint (second.n, ==, 12);
  g_assert_cmpfloat (second.sum, ==, 12 * 8 + VARIED);
  edition = sources_build (folder, NULL);
  found = fixture_query (
      edition, "SELECT group_concat (question || ' ' || period || ' ' || n || ' ' || "
               "printf ('%.1f', sum / n), ', ') FROM (SELECT * FROM cube_panel_score WHERE sector "
               "= 'all' AND area = 'P1' AND size = 'all' ORDER BY question, period)");
  /* Two of the twelve are one group; each version was asked in one week, and has no series. */
  g_assert_cmpstr (found, ==, "Q16 all 10 3.5, Q16.v2 all 10 8.5");
  link = fixture_query (edition, "SELECT group_concat (id || '<' || replaces || ' ' || starts) "
                                 "FROM survey_question WHERE replaces IS NOT NULL");
  g_assert_cmpstr (link, ==, "Q16.v2<Q16 2026-01-26");
  fixture_remove (folder);
}

/* The columns of the first version never answer the second, however late they come. */
static void
test_columns_of_a_version (void)
{
  g_autofree char *folder = sources_new (NULL);
  g_autofree char *report = NULL, *edition = NULL, *found = NULL;

  set_versions (folder, FIRST SECOND);
  write_answers (folder, "[answer Q16]\nversion=1\ncolumn=conf\n");
  report = sources_report (folder);
  /* After the second Monday they are late answers to the first. */
  g_assert_nonnull (
      strstr (report, "Left out: 12 answers: the person answered the question again"));
  edition = sources_build (folder, NULL);
  found = fixture_query (edition, "SELECT group_concat (DISTINCT question) FROM cube_panel_score");
  g_assert_cmpstr (found, ==, "Q16");
  fixture_remove (folder);
}

/* An option that only the first version has: a row from after the change cannot be about it. */
static void
test_dropped_option (void)
{
  g_autofree char *folder = sources_new (NULL);
  g_autofree char *report = NULL;

  set_versions (folder, FIRST SECOND);
  fixture_set (folder, "panel/items.csv",
               "question,part,item,version\nQ16,,X.conf,\nQ16,,X.share,1\n");
  write_answers (folder, "[answer Q16]\nitem X.share=conf\n");
  report = sources_report (folder);
  g_assert_nonnull (strstr (report, "Left out: 12 answers: the question, in this version, was not "
                                    "asked on or before that day.\n"));
  fixture_remove (folder);
}

static void
add_all (const char *group, gsize n, const char *(*name) (gsize), GTestDataFunc test)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/panel/survey/%s/%s", group, name (i));

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test);
    }
}

static const char *
told_name (gsize i)
{
  return told[i].name;
}

static const char *
version_name (gsize i)
{
  return versions[i].name;
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  g_test_add_func ("/panel/survey/sound", test_sound);
  add_all ("told", G_N_ELEMENTS (told), told_name, test_told);
  add_all ("versions", G_N_ELEMENTS (versions), version_name, test_version);
  g_test_add_func ("/panel/survey/holidays", test_holidays);
  g_test_add_func ("/panel/survey/holiday-notice", test_holiday_notice);
  g_test_add_func ("/panel/survey/never-joined", test_never_joined);
  g_test_add_func ("/panel/survey/columns-of-a-version", test_columns_of_a_version);
  g_test_add_func ("/panel/survey/dropped-option", test_dropped_option);
  return g_test_run ();
}
