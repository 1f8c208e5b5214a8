/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/ingest/panel-responses.h"
#include "tests/data/panel/sources.h"
#include "tests/begin.h"

#include <gio/gio.h>
#include <string.h>

/* Each rule for the answers of a real panel, with the lines that break it. The firms and people of
 * the table are invented. */

#define INI                                                                                        \
  "[responses]\nkind=own\nfiles=responses/*.csv\ngrace=1\nmissing=Don't know|N/A\n\n"              \
  "[columns]\nkey=key\nconsent=consent\n\n[answer Q01]\nitem K.maths=maths\nitem S.welding=weld\n" \
  "item B.calm=calm\n\n[answer Q02]\ncolumn=where\nnone=None of these\n\n[answer Q03]\n"           \
  "column=fit\n\n[answer Q04]\ncolumn=first\n\n[answer Q05]\ncolumn=part\n\n[answer Q06]\n"        \
  "column=order\n\n[answer Q16]\ncolumn=conf\n"
#define HEAD "time,key,person,firm,consent,maths,weld,calm,where,fit,first,part,order,conf,remark\n"
/* A good row, on line 2. */
#define GOOD "2026-01-19T09:00:00Z,k1,a@x.invalid,Firm 001 (invented),yes,7,8,9,,,,,,5,Canary\n"
#define FIRM1 "Firm 001 (invented),yes,"
#define FIRM6 "Firm 006 (invented),yes,"

static char *
folder_with (const char *rows)
{
  char *folder = sources_new (NULL);
  g_autofree char *table = g_strconcat (HEAD, GOOD, rows, NULL);

  fixture_set (folder, "panel/responses.ini", INI);
  fixture_set (folder, "panel/responses/own.csv", table);
  return folder;
}

/* The counted answers, one a line: who, question, item, week, value, how it counts. */
static char *
answers_of (const ObsPanel *panel)
{
  static const char *const counts[] = { "", " pooled", " week" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < panel->responses->len; i++)
    {
      const ObsResponse *response = &g_array_index (panel->responses, ObsResponse, i);
      const ObsBusiness *business = panel->businesses->pdata[response->business];

      g_string_append_printf (text, "%s %s %s %s %g%s\n", business->id, response->question,
                              response->item, response->day, response->value,
                              counts[response->count]);
    }
  return g_string_free (text, FALSE);
}

static ObsPanelAnswers *
read_folder (const char *folder, ObsPanelReport *report)
{
  g_autofree char *panel = g_build_filename (folder, "panel", NULL);
  g_autoptr (ObsSurvey) survey = obs_survey_load (panel, report);

  g_assert_nonnull (survey);
  return obs_panel_read_responses (panel, survey, report);
}

/* Rows that are left out, with the whole sentence of the report. */
static const struct
{
  const char *name;
  const char *rows; /* from line 3 */
  const char *sentence;
} left_out[] = {
  { "weekend", "2026-01-24T09:00:00Z,k2,b@x.invalid," FIRM1 "7,8,9,,,,,,,\n",
    "own.csv, line 3: left out: submitted on a Saturday or Sunday; only Monday to Friday "
    "count.\n" },
  { "no-consent", "2026-01-19T09:00:00Z,k2,b@x.invalid,Firm 001 (invented),no,7,8,9,,,,,,,\n",
    "own.csv, line 3: left out: the person did not consent.\n" },
  { "consent-blank", "2026-01-19T09:00:00Z,k2,b@x.invalid,Firm 001 (invented),,7,8,9,,,,,,,\n",
    "own.csv, line 3: left out: the person did not consent.\n" },
  { "unknown-firm", "2026-01-19T09:00:00Z,k2,b@x.invalid,Canary Ltd,yes,7,8,9,,,,,,,\n",
    "own.csv, line 3: left out: the firm is not in the register of firms; add the firm there or "
    "leave it so.\n" },
  { "no-person", "2026-01-19T09:00:00Z,k2,," FIRM1 "7,8,9,,,,,,,\n",
    "own.csv, line 3: left out: the person or the firm is not given, so nothing can be "
    "counted.\n" },
  { "no-firm", "2026-01-19T09:00:00Z,k2,b@x.invalid,,yes,7,8,9,,,,,,,\n",
    "own.csv, line 3: left out: the person or the firm is not given, so nothing can be "
    "counted.\n" },
  { "bad-time", "19/01/2026 09:00,k2,b@x.invalid," FIRM1 "7,8,9,,,,,,,\n",
    "own.csv, line 3: left out: the time of submission is missing or cannot be read; see “dates” "
    "in responses.ini.\n" },
  { "no-time", "1980-01-01 00:00:00,k2,b@x.invalid," FIRM1 "7,8,9,,,,,,,\n",
    "own.csv, line 3: left out: the time of submission is missing or cannot be read; see “dates” "
    "in responses.ini.\n" },
  { "off-scale", "2026-01-19T09:00:00Z,k2,b@x.invalid," FIRM1 "11,8,9,,,,,,,\n",
    "own.csv, line 3, column maths (11): left out: the answer is not a number on the scale of the "
    "question.\n" },
  { "half-score", "2026-01-19T09:00:00Z,k2,b@x.invalid," FIRM1 "7.5,8,9,,,,,,,\n",
    "own.csv, line 3, column maths (7.5): left out: the answer is not a number on the scale of the "
    "question.\n" },
  { "text-score", "2026-01-19T09:00:00Z,k2,b@x.invalid," FIRM1 "Canary Ann,8,9,,,,,,,\n",
    "own.csv, line 3, column maths (text of 10 letters): left out: the answer is not a number on "
    "the scale of the question.\n" },
  { "telephone", "2026-01-19T09:00:00Z,k2,b@x.invalid," FIRM1 "01160000000,8,9,,,,,,,\n",
    "own.csv, line 3, column maths (text of 11 letters): left out: the answer is not a number on "
    "the scale of the question.\n" },
  { "unknown-option",
    "2026-01-20T09:00:00Z,k2,b@x.invalid," FIRM1 ",,,Word of mouth;Canary pub,,,,,,\n",
    "own.csv, line 3, column where (text of 24 letters): left out: the answer is none of the "
    "options; add its text to “option …” in responses.ini.\n" },
  { "missing", "2026-01-21T09:00:00Z,k2,b@x.invalid," FIRM1 ",,,,don’t know,,,,,\n",
    "own.csv, line 3, column fit (text of 10 letters): left out: the person gave no answer to "
    "count.\n" },
  { "top-four",
    "2026-01-22T09:00:00Z,k2,b@x.invalid," FIRM1
    ",,,,,Word of mouth;Online;An agency;Schools,,,,\n",
    "own.csv, line 3, column first (text of 38 letters): left out: options are named twice, are "
    "too many, or are missing from a ranking.\n" },
  { "top-twice", "2026-01-22T09:00:00Z,k2,b@x.invalid," FIRM1 ",,,,,Online;Online,,,,\n",
    "own.csv, line 3, column first (text of 13 letters): left out: options are named twice, are "
    "too many, or are missing from a ranking.\n" },
  { "half-ranking", "2026-01-26T09:00:00Z,k2,b@x.invalid," FIRM1 ",,,,,,,Train;Hire,,\n",
    "own.csv, line 3, column order (text of 10 letters): left out: options are named twice, are "
    "too many, or are missing from a ranking.\n" },
  { "percent", "2026-01-23T09:00:00Z,k2,b@x.invalid," FIRM1 ",,,,,,101,,,\n",
    "own.csv, line 3, column part (101): left out: the answer is not a number on the scale of the "
    "question.\n" },
  { "early", "2026-01-19T09:00:00Z,k2,b@x.invalid," FIRM1 ",,,Online,,,,,,\n",
    "own.csv, line 3, column where (text of 6 letters): left out: the question, in this version, "
    "was not asked on or before that day.\n" },
  { "same-batch",
    "2026-01-20T09:00:00Z,k2,b@x.invalid," FIRM1 ",,,Online,,,,,,\n"
    "2026-01-20T09:00:00Z,k2,b@x.invalid," FIRM1 ",,,Online,,,,,,\n",
    "Left out: 1 row: the same submission stands in the exports again.\n" },
  { "again",
    "2026-01-20T09:00:00Z,k2,b@x.invalid," FIRM1 ",,,Online,,,,,,\n"
    "2026-01-20T10:00:00Z,k3,B@X.invalid ," FIRM1 ",,,Schools,,,,,,\n",
    "own.csv, line 3, column where (–): left out: the person answered the question again; the last "
    "one counts.\n" },
  { "split",
    "2026-01-21T09:00:00Z,k2,b@x.invalid," FIRM1 ",,,,Well,,,,,\n"
    "2026-01-21T10:00:00Z,k3,c@x.invalid," FIRM1 ",,,,Neither,,,,,\n",
    "own.csv, line 3, column fit (–): left out: the people of a firm are evenly split; it has no "
    "answer of its own.\n" },
};

static void
test_left_out (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *folder = folder_with (left_out[i].rows);
  g_autofree char *report = sources_report (folder);

  if (strstr (report, left_out[i].sentence) == NULL)
    g_error ("not said: %s; said: %s", left_out[i].sentence, report);
  /* What stood in private columns is never told. */
  g_assert_null (strstr (report, "x.invalid"));
  g_assert_null (strstr (report, "anary"));
  g_assert_null (strstr (report, "(invented)"));
  fixture_remove (folder);
}

/* What is counted, in whole: firms first, then people. */
static const struct
{
  const char *name;
  const char *ini; /* added to [responses] */
  const char *rows;
  const char *question;
  const char *firms, *people;
} counted[] = {
  { "last-counts", "",
    "2026-01-23T09:00:00Z,k2,b@x.invalid," FIRM6 ",,,,,,40,,,\n"
    "2026-01-23T12:00:00Z,k3,b@x.invalid," FIRM6 ",,,,,,60,,,\n"
    "2026-01-23T11:00:00Z,k4,b@x.invalid," FIRM6 ",,,,,,50,,,\n",
    "Q05", "F2 Q05 X.share 2026-01-19 60\n", "P2 Q05 X.share 2026-01-19 60\n" },
  { "mean-of-people", "",
    "2026-01-23T09:00:00Z,k2,b@x.invalid," FIRM6 ",,,,,,40,,,\n"
    "2026-01-23T12:00:00Z,k3,c@x.invalid," FIRM6 ",,,,,,65%,,,\n",
    "Q05", "F2 Q05 X.share 2026-01-19 52.5\n",
    "P2 Q05 X.share 2026-01-19 40\nP3 Q05 X.share 2026-01-19 65\n" },
  { "majority", "",
    "2026-01-21T09:00:00Z,k2,b@x.invalid," FIRM6 ",,,,Well,,,,,\n"
    "2026-01-21T09:01:00Z,k3,c@x.invalid," FIRM6 ",,,,Well,,,,,\n"
    "2026-01-21T09:02:00Z,k4,d@x.invalid," FIRM6 ",,,,Not well,,,,,\n",
    "Q03", "F2 Q03 L.no 2026-01-19 0\nF2 Q03 L.mid 2026-01-19 0\nF2 Q03 L.yes 2026-01-19 1\n",
    NULL },
  { "split-left-out", "",
    "2026-01-21T09:00:00Z,k2,b@x.invalid," FIRM6 ",,,,Well,,,,,\n"
    "2026-01-21T09:01:00Z,k3,c@x.invalid," FIRM6 ",,,,Not well,,,,,\n",
    "Q03", "", NULL },
  { "split-last", "split=last\n",
    "2026-01-21T09:02:00Z,k2,b@x.invalid," FIRM6 ",,,,Well,,,,,\n"
    "2026-01-21T09:01:00Z,k3,c@x.invalid," FIRM6 ",,,,Not well,,,,,\n",
    "Q03", "F2 Q03 L.no 2026-01-19 0\nF2 Q03 L.mid 2026-01-19 0\nF2 Q03 L.yes 2026-01-19 1\n",
    NULL },
  { "half-of-the-people", "",
    "2026-01-20T09:00:00Z,k2,b@x.invalid," FIRM6 ",,,Online;Schools;,,,,,,\n"
    "2026-01-20T09:01:00Z,k3,c@x.invalid," FIRM6 ",,,Online;,,,,,,\n"
    "2026-01-20T09:02:00Z,k4,d@x.invalid," FIRM6 ",,,None of these,,,,,,\n",
    "Q02",
    "F2 Q02 C.word 2026-01-19 0\nF2 Q02 C.online 2026-01-19 1\nF2 Q02 C.agency 2026-01-19 0\n"
    "F2 Q02 C.school 2026-01-19 0\n",
    NULL },
  { "top-three-of-people", "",
    "2026-01-22T09:00:00Z,k2,b@x.invalid," FIRM6 ",,,,,Online;Schools;An agency,,,,\n"
    "2026-01-22T09:01:00Z,k3,c@x.invalid," FIRM6 ",,,,,Online;Schools;Word of mouth,,,,\n",
    "Q04",
    "F2 Q04 C.word 2026-01-19 0\nF2 Q04 C.online 2026-01-19 1\nF2 Q04 C.agency 2026-01-19 0\n"
    "F2 Q04 C.school 2026-01-19 1\n",
    NULL },
  { "ranking", "", "2026-01-26T09:00:00Z,k2,b@x.invalid," FIRM6 ",,,,,,,Hire;Automate;Train,,\n",
    "Q06",
    "F2 Q06 N.train 2026-01-26 3\nF2 Q06 N.hire 2026-01-26 1\nF2 Q06 N.machine 2026-01-26 2\n",
    NULL },
  { "within-grace", "", "2026-01-21T09:00:00Z,k2,b@x.invalid," FIRM6 ",,,Schools,,,,,,\n", "Q02",
    "F2 Q02 C.word 2026-01-19 0\nF2 Q02 C.online 2026-01-19 0\nF2 Q02 C.agency 2026-01-19 0\n"
    "F2 Q02 C.school 2026-01-19 1\n",
    NULL },
  { "late-is-pooled", "",
    "2026-01-23T09:00:00Z,k2,b@x.invalid," FIRM6 ",,,,,,40,,,\n"
    "2026-01-26T12:00:00Z,k3,c@x.invalid," FIRM6 ",,,,,,60,,,\n",
    "Q05", "F2 Q05 X.share 2026-01-19 50 pooled\nF2 Q05 X.share 2026-01-19 40 week\n",
    "P2 Q05 X.share 2026-01-19 40\nP3 Q05 X.share 2026-01-19 60 pooled\n" },
  { "late-is-refused", "late=refuse\n",
    "2026-01-23T09:00:00Z,k2,b@x.invalid," FIRM6 ",,,,,,40,,,\n"
    "2026-01-26T12:00:00Z,k3,c@x.invalid," FIRM6 ",,,,,,60,,,\n",
    "Q05", "F2 Q05 X.share 2026-01-19 40\n", "P2 Q05 X.share 2026-01-19 40\n" },
  { "late-never-replaces", "",
    "2026-01-23T09:00:00Z,k2,b@x.invalid," FIRM6 ",,,,,,40,,,\n"
    "2026-01-27T12:00:00Z,k3,b@x.invalid," FIRM6 ",,,,,,60,,,\n",
    "Q05", "F2 Q05 X.share 2026-01-19 40\n", "P2 Q05 X.share 2026-01-19 40\n" },
  { "weekly", "", "2026-01-26T09:00:00Z,k2,a@x.invalid," FIRM1 ",,,,,,,,9,\n", "Q16",
    "F1 Q16 X.conf 2026-01-19 5\nF1 Q16 X.conf 2026-01-26 9\n", NULL },
  { "off-scale-alone", "", "2026-01-19T09:00:00Z,k2,b@x.invalid," FIRM6 "11,8,,,,,,,,\n", "Q01",
    "F1 Q01 K.maths 2026-01-19 7\nF1 Q01 S.welding 2026-01-19 8\nF1 Q01 B.calm 2026-01-19 9\n"
    "F2 Q01 S.welding 2026-01-19 8\n",
    NULL },
  /* 23:30 UTC on Sunday is Monday in Athens. */
  { "time-zone", "time-zone=Europe/Athens\n",
    "2026-01-25T23:30:00Z,k2,b@x.invalid," FIRM6 ",,,,,,,,3,\n", "Q16",
    "F1 Q16 X.conf 2026-01-19 5\nF2 Q16 X.conf 2026-01-26 3\n", NULL },
  { "day-first", "dates=day-first\n", "26/01/2026 2:05 PM,k2,b@x.invalid," FIRM6 ",,,,,,,,3,\n",
    "Q16", "F1 Q16 X.conf 2026-01-19 5\nF2 Q16 X.conf 2026-01-26 3\n", NULL },
  { "spreadsheet-serial", "", "46048.5,k2,b@x.invalid," FIRM6 ",,,,,,,,3,\n", "Q16",
    "F1 Q16 X.conf 2026-01-19 5\nF2 Q16 X.conf 2026-01-26 3\n", NULL },
};

/* Only the lines about one question. */
static char *
about (const char *text, const char *question)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *word = g_strdup_printf (" %s ", question);
  GString *out = g_string_new (NULL);

  for (gsize i = 0; lines[i] != NULL; i++)
    if (strstr (lines[i], word) != NULL)
      g_string_append_printf (out, "%s\n", lines[i]);
  return g_string_free (out, FALSE);
}

static void
test_counted (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *folder = folder_with (counted[i].rows);
  g_autofree char *added = g_strconcat ("grace=1\n", counted[i].ini, NULL);
  g_autoptr (ObsPanelReport) report = obs_panel_report_new ();
  g_autoptr (ObsPanelAnswers) answers = NULL;
  g_autofree char *firms = NULL, *people = NULL, *of_firms = NULL, *of_people = NULL;

  fixture_change (folder, "panel/responses.ini", "grace=1\n", added);
  answers = read_folder (folder, report);
  g_assert_nonnull (answers);
  firms = answers_of (answers->firms);
  people = answers_of (answers->people);
  of_firms = about (firms, counted[i].question);
  of_people = about (people, counted[i].question);
  g_assert_cmpstr (of_firms, ==, counted[i].firms);
  if (counted[i].people != NULL)
    g_assert_cmpstr (of_people, ==, counted[i].people);
  fixture_remove (folder);
}

/* --- Consent ---------------------------------------------------------------------------------- */

#define THREE                                                                                      \
  "2026-01-20T09:00:00Z,k2,b@x.invalid," FIRM6 ",,,Online,,,,,,\n"                                 \
  "2026-01-21T09:00:00Z,k3,b@x.invalid," FIRM6 ",,,,Well,,,,,\n"                                   \
  "2026-01-23T09:00:00Z,k4,b@x.invalid,Firm 006 (invented),%s,,,,,,,40,,,\n"

static guint
count_about (const char *rows, const char *withdrawn, guint *left)
{
  g_autofree char *folder = folder_with (rows);
  g_autoptr (ObsPanelReport) report = obs_panel_report_new ();
  g_autoptr (ObsPanelAnswers) answers = NULL;
  guint n = 0;

  if (withdrawn != NULL)
    {
      fixture_change (folder, "panel/responses.ini", "grace=1\n",
                      "grace=1\nwithdrawn=withdrawn.csv\n");
      fixture_set (folder, "panel/withdrawn.csv", withdrawn);
    }
  answers = read_folder (folder, report);
  g_assert_nonnull (answers);
  for (guint i = 0; i < answers->people->responses->len; i++)
    n += g_array_index (answers->people->responses, ObsResponse, i).business == 1;
  *left = report->counts[OBS_PANEL_WITHDRAWN];
  fixture_remove (folder);
  return n;
}

static void
test_withdrawn (void)
{
  g_autofree char *all = g_strdup_printf (THREE, "yes");
  g_autofree char *refused = g_strdup_printf (THREE, "no");
  g_autofree char *back
      = g_strconcat (refused, "2026-01-26T09:00:00Z,k5,b@x.invalid," FIRM6 ",,,,,,,,4,\n", NULL);
  guint left;

  g_assert_cmpuint (count_about (all, NULL, &left), ==, 4 + 3 + 1);
  g_assert_cmpuint (left, ==, 0);
  /* Withdrawn in the last questionnaire, or by letter: the earlier answers leave too. */
  g_assert_cmpuint (count_about (refused, NULL, &left), ==, 0);
  g_assert_cmpuint (left, ==, 2);
  g_assert_cmpuint (count_about (all, "person\nB@x.invalid\n", &left), ==, 0);
  g_assert_cmpuint (left, ==, 3);
  /* Who consents again is counted from then on. */
  g_assert_cmpuint (count_about (back, NULL, &left), ==, 1);
  g_assert_cmpuint (left, ==, 2);
}

/* --- Registers -------------------------------------------------------------------------------- */

static const struct
{
  const char *name;
  const char *file, *from, *to;
  const char *sentence;
} registers[] = {
  { "firm-twice", "panel/firms.csv", "Firm 002", "Firm 001",
    "firms.csv, line 3, column 1 (firm): This firm stands in an earlier line too; remove one.\n" },
  { "firm-empty", "panel/firms.csv", "Firm 003 (invented)", "",
    "firms.csv, line 4, column 1 (firm): This cell is empty; fill it in.\n" },
  { "no-size", "panel/firms.csv", "Firm 004 (invented),,moving,Z.1-9",
    "Firm 004 (invented),,moving,",
    "firms.csv, line 5, column 4 (size): This cell is empty; fill it in.\n" },
  { "wrong-size", "panel/firms.csv", "Firm 004 (invented),,moving,Z.1-9",
    "Firm 004 (invented),,moving,small",
    "firms.csv, line 5, column 4 (size): this size is not in the table reference/items.csv; write "
    "a code such as Z.10-49.\n" },
  { "outside", "panel/firms.csv", "Firm 001 (invented),Holding A (invented),making",
    "Firm 001 (invented),Holding A (invented),mining",
    "own.csv, line 2: left out: the firm is outside the area or the sectors of the panel.\n" },
  { "outside-told", "panel/firms.csv", "Firm 001 (invented),Holding A (invented),making",
    "Firm 001 (invented),Holding A (invented),mining",
    "Notice: firms.csv, line 2, column 3 (sector): this code is not in the reference tables; the "
    "firm counts as outside the panel.\n" },
  { "screened", "panel/responses.ini", "grace=1\n", "grace=1\nareas=D2\n",
    "own.csv, line 2: left out: the firm is outside the area or the sectors of the panel.\n" },
  { "unknown-person", "panel/responses.ini", "grace=1\n", "grace=1\npeople=people.csv\n",
    "own.csv, line 2: left out: the person is not in the register of people; add the person there "
    "or leave it so.\n" },
  { "no-register", "panel/responses.ini", "grace=1\n", "grace=1\nwithdrawn=gone.csv\n",
    "gone.csv is missing; responses.ini names this table.\n" },
  { "nothing-counts", "panel/responses.ini", "grace=1\n", "grace=1\nsectors=moving\n",
    "responses.ini: none of the answers in the exports can be counted; the lines that are left out "
    "say why.\n" },
  /* The description itself. */
  { "kind", "panel/responses.ini", "kind=own", "kind=paper",
    "responses.ini, line 2, [responses] kind: “paper” is not known; write one of: odk-central, "
    "kobo, limesurvey, ms-forms, own.\n" },
  { "key", "panel/responses.ini", "grace=1", "gracious=1",
    "responses.ini, line 4, [responses] gracious: This key is not known; PANEL.md lists "
    "them.\n" },
  { "grace", "panel/responses.ini", "grace=1", "grace=soon",
    "responses.ini, line 4, [responses] grace: “soon” is not a whole number from 0 to 31.\n" },
  { "zone", "panel/responses.ini", "grace=1", "time-zone=Mars/Olympus",
    "responses.ini, line 4, [responses] time-zone: “Mars/Olympus” is not a time zone; write "
    "Europe/London.\n" },
  { "dates", "panel/responses.ini", "kind=own", "kind=ms-forms",
    "responses.ini, line 1, [responses]: Forms writes dates as the computer does that saved the "
    "table: say “dates=day-first” for 19/01/2026 or “dates=month-first” for 1/19/26.\n" },
  { "files", "panel/responses.ini", "responses/*.csv", "exports/*.csv",
    "responses.ini: “files” fits no file; correct the pattern, or put the exports there.\n" },
  { "heading", "panel/responses.ini", "[answer Q16]", "[answers Q16]",
    "responses.ini, line 32, [answers Q16]: This heading is not known; use [responses], [columns] "
    "and [answer QUESTION].\n" },
  { "question", "panel/responses.ini", "[answer Q16]", "[answer Q99]",
    "responses.ini, line 32, [answer Q99]: “Q99” is not a question of questions.csv; add it there "
    "or correct it here.\n" },
  { "item", "panel/responses.ini", "item K.maths=maths", "item K.sums=maths",
    "responses.ini, line 12, [answer Q01] item K.sums: “K.sums” is not an item that items.csv "
    "lists for Q01; add it there or correct it here.\n" },
  { "shape", "panel/responses.ini", "column=fit", "column=fit\nshape=list",
    "responses.ini, line 20, [answer Q03]: Q03 has the form likert and cannot be read in the shape "
    "“list”; see PANEL.md.\n" },
  { "column", "panel/responses.ini", "column=fit", "column=fitting",
    "responses.ini, line 20, [answer Q03]: none of the exports has the column “fitting”; correct "
    "the name, or remove the section.\n" },
  { "half-a-section", "panel/responses.ini", "item K.maths=maths", "item K.maths=sums",
    "own.csv, line 1: there is no column “sums”, though others of [answer Q01] in responses.ini "
    "are there; correct the name, or write a section of its own for this form of the "
    "questionnaire.\n" },
  { "no-consent-column", "panel/responses.ini", "consent=consent", "consent=agreed",
    "own.csv, line 1: there is no column “agreed”, which responses.ini names under [columns]; "
    "correct the name, or leave the file out of “files”.\n" },
};

static void
test_register (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *folder = folder_with ("");
  g_autofree char *report = NULL;

  fixture_change (folder, registers[i].file, registers[i].from, registers[i].to);
  report = sources_report (folder);
  if (strstr (report, registers[i].sentence) == NULL)
    g_error ("not said: %s; said: %s", registers[i].sentence, report);
  g_assert_null (strstr (report, "(invented)"));
  fixture_remove (folder);
}

/* Firms of one holding share a group, so that it counts once where cells are protected. */
static void
test_groups (void)
{
  g_autofree char *folder = sources_new ("kobo");
  g_autoptr (ObsPanelReport) report = obs_panel_report_new ();
  g_autoptr (ObsPanelAnswers) answers = read_folder (folder, report);
  g_autoptr (GHashTable) groups = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_nonnull (answers);
  g_assert_cmpuint (answers->firms->businesses->len, ==, 14);
  for (guint i = 0; i < answers->firms->businesses->len; i++)
    g_hash_table_add (groups, ((ObsBusiness *) answers->firms->businesses->pdata[i])->group);
  g_assert_cmpuint (g_hash_table_size (groups), ==, 13);
  for (guint i = 0; i < answers->people->businesses->len; i++)
    g_assert_true (g_hash_table_contains (
        groups, ((ObsBusiness *) answers->people->businesses->pdata[i])->group));
  fixture_remove (folder);
}

/* A repeat of ODK Central: the ratings stand in a file of their own, exported twice. */
static void
test_repeat (void)
{
  static const char lines[] = "what,mark,PARENT_KEY,KEY\nMaths,3,k1,k1/1\nWelding,4,k1,k1/2\n"
                              "Canary thing,4,k1,k1/3\n";
  g_autofree char *folder = folder_with ("");
  g_autoptr (ObsPanelReport) report = obs_panel_report_new ();
  g_autoptr (ObsPanelAnswers) answers = NULL;
  g_autofree char *firms = NULL, *of = NULL, *text = NULL;

  fixture_change (folder, "panel/responses.ini",
                  "item K.maths=maths\nitem S.welding=weld\nitem B.calm=calm\n",
                  "shape=repeat\nfile=responses/own-things*.csv\nitem-column=what\n"
                  "value-column=mark\n");
  fixture_set (folder, "panel/responses/own-things.csv", lines);
  fixture_set (folder, "panel/responses/own-things-2.csv", lines);
  answers = read_folder (folder, report);
  g_assert_nonnull (answers);
  firms = answers_of (answers->firms);
  of = about (firms, "Q01");
  text = obs_panel_report_to_text (report);
  g_assert_cmpstr (of, ==, "F1 Q01 K.maths 2026-01-19 3\nF1 Q01 S.welding 2026-01-19 4\n");
  g_assert_nonnull (strstr (text, "line 4, column mark (4): left out: the answer is none of the"));
  fixture_remove (folder);
}

/* Semicolons and tabs, with commas, marks and line breaks inside the fields. */
static void
test_separators (void)
{
  static const char *const tables[] = {
    "time;key;person;firm;consent;maths;weld;calm;where;fit;first;part;order;conf;remark\n"
    "2026-01-19T09:00:00Z;k1;a@x.invalid;Firm 001 (invented);yes;7;8;9;;;;;;5;One, two\r\n"
    "2026-01-20T09:00:00Z;k2;a@x.invalid;Firm 001 (invented);yes;;;;\"Online;Schools\";;;;;;"
    "\"Said \"\"no\"\";\nthen, yes\"\n"
    "2026-01-23T09:00:00Z;k3;a@x.invalid;Firm 001 (invented);yes;;;;;;;40;;;",
    "time\tkey\tperson\tfirm\tconsent\tmaths\tweld\tcalm\twhere\tfit\tfirst\tpart\torder\tconf\t"
    "remark\n"
    "2026-01-19T09:00:00Z\tk1\ta@x.invalid\tFirm 001 (invented)\tyes\t7\t8\t9\t\t\t\t\t\t5\tOne, "
    "two\n"
    "2026-01-20T09:00:00Z\tk2\ta@x.invalid\tFirm 001 "
    "(invented)\tyes\t\t\t\tOnline;Schools\t\t\t\t\t"
    "\t\n"
    "2026-01-23T09:00:00Z\tk3\ta@x.invalid\tFirm 001 (invented)\tyes\t\t\t\t\t\t\t40\t\t\t\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *folder = folder_with ("");
      g_autoptr (ObsPanelReport) report = obs_panel_report_new ();
      g_autoptr (ObsPanelAnswers) answers = NULL;
      g_autofree char *firms = NULL;

      fixture_set (folder, "panel/responses/own.csv", tables[i]);
      answers = read_folder (folder, report);
      g_assert_nonnull (answers);
      firms = answers_of (answers->firms);
      g_assert_cmpstr (firms, ==,
                       "F1 Q01 K.maths 2026-01-19 7\nF1 Q01 S.welding 2026-01-19 8\n"
                       "F1 Q01 B.calm 2026-01-19 9\nF1 Q16 X.conf 2026-01-19 5\n"
                       "F1 Q02 C.word 2026-01-19 0\nF1 Q02 C.online 2026-01-19 1\n"
                       "F1 Q02 C.agency 2026-01-19 0\nF1 Q02 C.school 2026-01-19 1\n"
                       "F1 Q05 X.share 2026-01-19 40\n");
      g_assert_cmpuint (report->left_out->len, ==, 0);
      fixture_remove (folder);
    }
}

/* ODK Central counts edits: the most edited copy of a submission counts, and a copy that a reviewer
 * rejected takes the others with it. */
static void
test_edited (void)
{
#define ODK "who-person,who-firm,d5-q05,KEY,ReviewState,Edits,SubmissionDate\n"
#define ROW(value, state, edits)                                                                   \
  "a@x.invalid,Firm 001 (invented)," value ",uuid:1," state "," edits ",2026-01-23T09:00:00."      \
  "000Z\n"
  static const struct
  {
    const char *first, *second;
    const char *counted; /* NULL: nothing */
  } cases[] = {
    { ROW ("40", "", "0"), ROW ("60", "edited", "2"), "F1 Q05 X.share 2026-01-19 60\n" },
    { ROW ("60", "edited", "10"), ROW ("40", "", "9"), "F1 Q05 X.share 2026-01-19 60\n" },
    { ROW ("40", "approved", "0"), ROW ("40", "rejected", "1"), NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = sources_new (NULL);
      g_autofree char *one = g_strconcat (ODK, cases[i].first, NULL);
      g_autofree char *two = g_strconcat (ODK, cases[i].second, NULL);
      g_autoptr (ObsPanelReport) report = obs_panel_report_new ();
      g_autoptr (ObsPanelAnswers) answers = NULL;

      fixture_set (folder, "panel/responses.ini",
                   "[responses]\nkind=odk-central\nfiles=*.odk\n\n[columns]\nperson=who-person\n"
                   "firm=who-firm\n\n[answer Q05]\ncolumn=d5-q05\n");
      fixture_set (folder, "panel/one.odk", one);
      fixture_set (folder, "panel/two.odk", two);
      answers = read_folder (folder, report);
      if (cases[i].counted == NULL)
        {
          g_assert_null (answers);
          g_assert_cmpuint (report->counts[OBS_PANEL_REJECTED], ==, 2);
        }
      else
        {
          g_autofree char *firms = answers_of (answers->firms);

          g_assert_cmpstr (firms, ==, cases[i].counted);
          g_assert_cmpuint (report->counts[OBS_PANEL_SAME_BATCH], ==, 1);
        }
      fixture_remove (folder);
    }
}

static void
add_all (const char *group, gsize n, const char *(*name) (gsize), GTestDataFunc test)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/panel/rules/%s/%s", group, name (i));

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test);
    }
}

static const char *
left_out_name (gsize i)
{
  return left_out[i].name;
}

static const char *
counted_name (gsize i)
{
  return counted[i].name;
}

static const char *
register_name (gsize i)
{
  return registers[i].name;
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  add_all ("left-out", G_N_ELEMENTS (left_out), left_out_name, test_left_out);
  add_all ("counted", G_N_ELEMENTS (counted), counted_name, test_counted);
  add_all ("told", G_N_ELEMENTS (registers), register_name, test_register);
  g_test_add_func ("/panel/rules/withdrawn", test_withdrawn);
  g_test_add_func ("/panel/rules/groups", test_groups);
  g_test_add_func ("/panel/rules/repeat", test_repeat);
  g_test_add_func ("/panel/rules/separators", test_separators);
  g_test_add_func ("/panel/rules/edited", test_edited);
  return g_test_run ();
}
