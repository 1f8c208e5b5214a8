/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/error.h"
#include "tests/data/edition/fixture.h"
#include "tests/faults/refresh-rig.h"

#include <glib/gstdio.h>
#include <string.h>

/* A refresh against a real web server: what comes, what does not, and what the edition says then.
 */

static void
test_first (Rig *rig)
{
  const ObsRefreshSource *line;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *words = NULL;
  g_autofree char *json = NULL;
  GStatBuf first, second;

  line = rig_refresh (rig);
  g_assert_cmpint (line->outcome, ==, OBS_REFRESH_CHANGED);
  g_assert_cmpstr (line->status, ==, "current");
  g_assert_cmpstr (line->released, ==, "2025-07-20");
  g_assert_cmpstr (line->next_release, ==, "2025-08-15");
  g_assert_cmpuint (line->fetched, ==, strlen (HEAD ROWS));
  g_assert_true (rig->report->written);
  rig_assert_value (rig, "D1", "12", "200");
  rig_assert_register (rig, "current");
  rig_assert_query (rig,
                    "SELECT released || ' ' || retrieved || ' ' || checked || ' ' || next_release "
                    "FROM source WHERE id = 'adverts'",
                    "2025-07-20 2025-08-01 2025-08-01 2025-08-15");
  rig_assert_query (rig, "SELECT date FROM edition", "2025-08-01");
  rig_assert_query (rig, "SELECT name FROM source_file WHERE source = 'adverts'", "vacancies.csv");
  before = fixture_hash (rig->edition);
  g_assert_cmpint (g_stat (rig->edition, &first), ==, 0);

  /* The next day there is nothing new: not a byte of the edition changes, nor its time. */
  rig->today = "2025-08-02";
  line = rig_refresh (rig);
  g_assert_cmpint (line->outcome, ==, OBS_REFRESH_UNCHANGED);
  g_assert_cmpuint (line->fetched, ==, 0);
  g_assert_cmpstr (line->checked, ==, "2025-08-02");
  g_assert_false (rig->report->written);
  after = fixture_hash (rig->edition);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (g_stat (rig->edition, &second), ==, 0);
  g_assert_cmpint (first.st_mtime, ==, second.st_mtime);
  g_assert_cmpint (first.st_ino, ==, second.st_ino);
  g_assert_cmpuint (rig_count_in_log (rig, "GET /site/vacancies.csv 200 "), ==, 1);
  g_assert_cmpuint (rig_count_in_log (rig, "GET /site/vacancies.csv 304 "), ==, 1);
  g_assert_cmpuint (rig_count_in_log (rig, "c=- a=- u=SkillsObservatory/1.0"), ==, 2);
  words = obs_refresh_report_words (rig->report);
  g_assert_nonnull (strstr (words, "adverts: nothing new"));
  g_assert_nonnull (strstr (words, "left as it is"));
  json = obs_refresh_report_json (rig->report);
  g_assert_nonnull (strstr (json, "\"outcome\" : \"nothing new\""));
}

static void
test_changed (Rig *rig)
{
  const ObsRefreshSource *line;

  rig_refresh (rig);
  rig_put (rig, "vacancies.csv",
           HEAD
           "D1,2025-06,11 - Managers,110\nD1,2025-06,12 - Cooks,200\nD1,2025-07,12 - Cooks,210\n"
           "D2,2025-07,12 - Cooks,c\n");
  line = rig_refresh (rig);
  g_assert_cmpint (line->outcome, ==, OBS_REFRESH_CHANGED);
  g_assert_true (rig->report->written);
  g_assert_cmpint (line->added, ==, 2);
  g_assert_cmpint (line->revised, ==, 1);
  g_assert_cmpint (line->withdrawn, ==, 1);
  rig_assert_value (rig, "D1", "11", "110");
  rig_assert_query (rig, "SELECT missing FROM cube_adverts WHERE area = 'D2'", "c");
}

static void
test_failures (Rig *rig)
{
  g_autofree char *rude = rude_server_address (rig->rude);
  static const struct
  {
    RudeManner manner;
    gsize at;
    const char *words;
  } ways[] = {
    { RUDE_CLOSE, 0, "was cut" },        { RUDE_GARBAGE, 0, "" },
    { RUDE_STATUS, 503, "503" },         { RUDE_STATUS, 403, "403" },
    { RUDE_ENDLESS, 0, "more than" },    { RUDE_HEADERS, 0, "more than" },
    { RUDE_SILENT, 0, "fallen silent" },
  };

  rude_server_put (rig->rude, "/vacancies.csv", HEAD ROWS, strlen (HEAD ROWS));
  rig_refresh (rig);
  rig_put (rig, "vacancies.csv", NULL);
  rig_assert_late (rig, rig_refresh (rig), OBS_REFRESH_FAILED, "404");
  rig_describe_site (rig, "broken/vacancies.csv");
  rig->pauses = 0;
  rig_assert_late (rig, rig_refresh (rig), OBS_REFRESH_FAILED, "500");
  g_assert_cmpuint (rig->pauses, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *get = g_strdup_printf ("url=%svacancies.csv\nmax-size=1 MiB", rude);

      rig_describe (rig, get);
      rude_server_behave (rig->rude, ways[i].manner, "vacancies.csv", ways[i].at, NULL);
      rig_assert_late (rig, rig_refresh (rig), OBS_REFRESH_FAILED, ways[i].words);
    }
  /* Back again: the same bytes, and the status is current. */
  rig_put (rig, "vacancies.csv", HEAD ROWS);
  rig_describe_site (rig, "site/vacancies.csv");
  g_assert_cmpstr (rig_refresh (rig)->status, ==, "current");
  rig_assert_register (rig, "current");
}

/* @text is on its way, slowly, and the run is stopped when a part of it has come. */
static void
cut_transfer (Rig *rig, const char *text)
{
  g_autoptr (GError) error = NULL;

  rig_put (rig, "vacancies.csv", text);
  rig_describe_site (rig, "slow/vacancies.csv");
  rig->cancel_at = 200000;
  g_assert_false (rig_try_refresh (rig, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  rig->cancel_at = 0;
}

static void
test_resume (Rig *rig)
{
  g_autofree char *text = rig_long_table (20000, 7);
  const ObsRefreshSource *line;

  cut_transfer (rig, text);
  g_assert_false (g_file_test (rig->edition, G_FILE_TEST_EXISTS));
  rig_describe_site (rig, "slow/vacancies.csv");
  line = rig_refresh (rig);
  g_assert_true (line->resumed);
  g_assert_cmpuint (line->fetched, <, strlen (text));
  g_assert_cmpuint (rig_count_in_log (rig, " 206 "), ==, 1);
  rig_assert_query (rig, "SELECT count(*) FROM cube_adverts", "20003");
  rig_assert_query (rig, "SELECT CAST(value AS INTEGER) FROM cube_adverts WHERE job = '20999'",
                    "6");
}

/* The file becomes another one while its first part lies here: never half of each. */
static void
test_changed_between (Rig *rig)
{
  g_autofree char *text = rig_long_table (20000, 7);
  g_autofree char *other = rig_long_table (20000, 8);
  const ObsRefreshSource *line;

  cut_transfer (rig, text);
  rig_put (rig, "vacancies.csv", other);
  line = rig_refresh (rig);
  g_assert_false (line->resumed);
  g_assert_cmpuint (line->fetched, ==, strlen (other));
  g_assert_cmpuint (rig_count_in_log (rig, " 206 "), ==, 0);
  rig_assert_query (rig, "SELECT CAST(value AS INTEGER) FROM cube_adverts WHERE job = '1000'", "8");
  rig_assert_query (rig, "SELECT CAST(value AS INTEGER) FROM cube_adverts WHERE job = '20999'",
                    "7");
}

static void
assert_aside (Rig *rig, guint n)
{
  g_autofree char *folder = g_build_filename (rig->state, "refused", "adverts", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint files = 0, reasons = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    *(g_str_has_suffix (name, ".txt") ? &reasons : &files) += 1;
  g_assert_cmpuint (files, ==, n);
  g_assert_cmpuint (reasons, ==, n);
}

static void
test_refused_by_look (Rig *rig)
{
  static const struct
  {
    const char *text, *words;
  } ways[] = {
    { "<!DOCTYPE html>\n<html><title>Sign in</title></html>\n", "web page" },
    { "", "empty" },
    { "\xef\xbb\xbf \n", "empty" },
    { "Sorry, this query asks for too many cells\n", "Sorry, this query" },
    { "{\"error\":\"Query is incomplete\"}\n", "{\"error\"" },
    { HEAD, "no rows" },
    { HEAD "D1,2025-06,11 - Managers,100\n", "shrank" },
    { "area,month,job\nD1,2025-06,11 - Managers\nD1,2025-06,12 - Cooks\nD2,2025-06,12 - Cooks,\n",
      "“count”" },
  };

  rig_refresh (rig);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      g_autofree char *good = g_strdup_printf (HEAD ROWS "D2,2025-06,12 - Cooks,%u\n", i);
      g_autofree char *count = g_strdup_printf ("%u", i);

      rig_put (rig, "vacancies.csv", ways[i].text);
      rig_assert_late (rig, rig_refresh (rig), OBS_REFRESH_REFUSED, ways[i].words);
      assert_aside (rig, MIN (i + 1, 5));
      before = fixture_hash (rig->edition);
      /* Still the same file there: still late, not fetched again, nothing built. */
      rig_assert_late (rig, rig_refresh (rig), OBS_REFRESH_REFUSED, ways[i].words);
      g_assert_false (rig->report->written);
      after = fixture_hash (rig->edition);
      g_assert_cmpstr (before, ==, after);
      g_assert_cmpuint (rig_count_in_log (rig, " 304 "), ==, i + 1);
      rig_put (rig, "vacancies.csv", good);
      g_assert_cmpstr (rig_refresh (rig)->status, ==, "current");
      rig_assert_value (rig, "D2", "12", count);
      rig_assert_register (rig, "current");
    }
}

static void
test_accept (Rig *rig)
{
  rig_refresh (rig);
  rig_put (rig, "vacancies.csv", HEAD "D1,2025-06,11 - Managers,100\n");
  rig_assert_late (rig, rig_refresh (rig), OBS_REFRESH_REFUSED, "shrank");
  rig->accept = "adverts";
  g_assert_cmpstr (rig_refresh (rig)->status, ==, "current");
  rig_assert_query (rig, "SELECT count(*) FROM cube_adverts", "1");
}

/* The table reads, but the checks of the builder do not let it pass. */
static void
test_refused_by_checks (Rig *rig)
{
  rig_refresh (rig);
  rig_put (rig, "vacancies.csv", HEAD ROWS "D2,2025-06,12 - Cooks,-5\n");
  rig_assert_late (rig, rig_refresh (rig), OBS_REFRESH_REFUSED, "vacancies.csv");
  g_assert_true (rig->report->written);
  assert_aside (rig, 1);
  rig_assert_query (rig, "SELECT count(*) FROM cube_adverts", "3");
  rig_assert_late (rig, rig_refresh (rig), OBS_REFRESH_REFUSED, "vacancies.csv");
  g_assert_false (rig->report->written);
  assert_aside (rig, 1);
  rig_put (rig, "vacancies.csv", HEAD ROWS "D2,2025-06,12 - Cooks,5\n");
  g_assert_cmpstr (rig_refresh (rig)->status, ==, "current");
  rig_assert_query (rig, "SELECT count(*) FROM cube_adverts", "4");
}

/* Faults that are not the feed's stop the run and leave the edition. */
static void
test_own_fault (Rig *rig)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  rig_refresh (rig);
  before = fixture_hash (rig->edition);
  rig_put (rig, "vacancies.csv", HEAD ROWS "D2,2025-06,12 - Cooks,5\n");
  fixture_change (rig->sources, "reference/sector-aliases.csv", "manufacture,making",
                  "manufacture,nowhere");
  g_assert_false (rig_try_refresh (rig, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "nowhere"));
  after = fixture_hash (rig->edition);
  g_assert_cmpstr (before, ==, after);
  fixture_change (rig->sources, "reference/sector-aliases.csv", "manufacture,nowhere",
                  "manufacture,making");
  g_assert_cmpstr (rig_refresh (rig)->status, ==, "current");
  rig_assert_value (rig, "D2", "12", "5");
}

static void
test_calendar (Rig *rig)
{
  const ObsRefreshSource *line;

  rig_refresh (rig);
  /* Due on the 15th, grace of ten days. */
  rig->today = "2025-08-25";
  g_assert_cmpstr (rig_refresh (rig)->status, ==, "current");
  rig->today = "2025-08-26";
  rig_assert_late (rig, rig_refresh (rig), OBS_REFRESH_UNCHANGED, "2025-08-15");
  rig->today = "2025-11-23";
  rig_assert_late (rig, rig_refresh (rig), OBS_REFRESH_UNCHANGED, "2025-08-15");
  rig->today = "2025-11-24";
  line = rig_refresh (rig);
  g_assert_cmpstr (line->status, ==, "dead");
  rig_assert_register (rig, "dead");
  rig_assert_value (rig, "D1", "11", "100");
  /* It comes after all: the calendar goes on from there. */
  rig->clock = 1763942400; /* 24 November 2025 */
  rig_put (rig, "vacancies.csv", HEAD ROWS "D2,2025-06,12 - Cooks,5\n");
  line = rig_refresh (rig);
  g_assert_cmpstr (line->status, ==, "current");
  g_assert_cmpstr (line->next_release, ==, "2025-12-15");
  rig_assert_register (rig, "current");
}

/* Not reached for longer than "dead" says, by an injected clock. */
static void
forget_calendar (Rig *rig)
{
  g_autofree char *path = g_build_filename (rig->sources, "sources", "adverts.source", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) pieces = NULL;
  g_autofree char *rest = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  pieces = g_strsplit (text, "calendar=monthly\nnext=2025-08-15\n", -1);
  rest = g_strjoinv ("", pieces);
  g_assert_true (g_file_set_contents (path, rest, -1, NULL));
}

static void
test_dead (Rig *rig)
{
  g_autofree char *rude = rude_server_address (rig->rude);
  g_autofree char *url = g_strconcat (rude, "vacancies.csv", NULL);

  forget_calendar (rig);
  rig_refresh (rig);
  rig_describe_url (rig, url);
  forget_calendar (rig);
  rude_server_behave (rig->rude, RUDE_CLOSE, "vacancies.csv", 0, NULL);
  rig->today = "2025-11-09";
  rig_assert_late (rig, rig_refresh (rig), OBS_REFRESH_FAILED, "was cut");
  rig->today = "2025-11-10";
  g_assert_cmpstr (rig_refresh (rig)->status, ==, "dead");
  rig_assert_register (rig, "dead");
  rig_assert_value (rig, "D1", "11", "100");
  rig_assert_query (rig, "SELECT checked FROM source WHERE id = 'adverts'", "2025-08-01");
  /* Without asking it stays what it was: never fresh by not looking. */
  rig->offline = TRUE;
  rig->today = "2025-11-11";
  g_assert_cmpstr (rig_refresh (rig)->status, ==, "dead");
}

static void
test_calendar_asks_late (Rig *rig)
{
  g_autofree char *url = NULL, *get = NULL;

  url = nginx_address (rig->nginx, NGINX_PLAIN, "site/vacancies.csv");
  get = g_strconcat ("check=calendar\nurl=", url, NULL);
  rig_describe (rig, get);
  rig_refresh (rig);
  rig->today = "2025-08-14";
  g_assert_cmpint (rig_refresh (rig)->outcome, ==, OBS_REFRESH_NOT_ASKED);
  g_assert_cmpuint (rig_count_in_log (rig, "GET "), ==, 1);
  rig->today = "2025-08-15";
  g_assert_cmpint (rig_refresh (rig)->outcome, ==, OBS_REFRESH_UNCHANGED);
  g_assert_cmpuint (rig_count_in_log (rig, "GET "), ==, 2);
}

int
main (int argc, char **argv)
{
  static const RigTest tests[] = {
    { "/refresh/first-and-nothing-new", test_first },
    { "/refresh/changed", test_changed },
    { "/refresh/failures", test_failures },
    { "/refresh/resume", test_resume },
    { "/refresh/changed-between", test_changed_between },
    { "/refresh/refused-by-look", test_refused_by_look },
    { "/refresh/accept", test_accept },
    { "/refresh/refused-by-checks", test_refused_by_checks },
    { "/refresh/own-fault", test_own_fault },
    { "/refresh/calendar", test_calendar },
    { "/refresh/calendar-asks-late", test_calendar_asks_late },
    { "/refresh/dead", test_dead },
  };

  return rig_run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
