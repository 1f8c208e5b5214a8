/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/edition/edition.h"
#include "data/error.h"
#include "data/refresh/refresh.h"
#include "data/refresh/state.h"
#include "tests/data/edition/fixture.h"
#include "tests/faults/nginx.h"
#include "tests/faults/rude-server.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <utime.h>

/* A refresh against a real web server: what comes, what does not, and what the edition says then.
 */

static const char *program; /* this test, for the runs that are killed */

typedef struct
{
  char *sources, *folder, *site, *state, *edition;
  const char *today;
  gboolean offline;
  const char *accept;
  Nginx *nginx;
  RudeServer *rude;
  guint tries;
  guint pauses;
  time_t clock;      /* of the files on the server */
  guint64 cancel_at; /* bytes; 0: never */
  GCancellable *cancellable;
  ObsRefreshReport *report;
} Rig;

static gboolean
pause_cb (guint ms, gpointer user_data)
{
  Rig *rig = user_data;

  rig->pauses++;
  return TRUE;
}

static void
progress_cb (const char *what, const char *source, guint64 done, guint64 total, gpointer user_data)
{
  Rig *rig = user_data;

  if (rig->cancel_at > 0 && strcmp (what, "fetching") == 0 && done >= rig->cancel_at)
    g_cancellable_cancel (rig->cancellable);
}

static gboolean
try_refresh (Rig *rig, GError **error)
{
  const char *folders[] = { rig->sources, NULL };
  const char *accept[] = { rig->accept, NULL };
  ObsFetchLimits limits = { { 2000, 2000, 1024, 2, rig->tries, 1, NULL }, pause_cb, rig };
  ObsRefreshInputs inputs = { 0 };

  g_clear_pointer (&rig->report, obs_refresh_report_free);
  g_clear_object (&rig->cancellable);
  rig->cancellable = g_cancellable_new ();
  inputs.folders = folders;
  inputs.state = rig->state;
  inputs.edition = rig->edition;
  inputs.today = rig->today;
  inputs.offline = rig->offline;
  inputs.accept = rig->accept != NULL ? accept : NULL;
  inputs.limits = &limits;
  inputs.progress = progress_cb;
  inputs.user_data = rig;
  return obs_refresh (&inputs, &rig->report, rig->cancellable, error);
}

static const ObsRefreshSource *
refresh (Rig *rig)
{
  g_autoptr (GError) error = NULL;
  gboolean good = try_refresh (rig, &error);

  g_assert_no_error (error);
  g_assert_true (good);
  g_assert_cmpuint (rig->report->sources->len, ==, 1);
  return g_ptr_array_index (rig->report->sources, 0);
}

/* Another file has another time, also within a second. */
static void
put (Rig *rig, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (rig->site, name, NULL);
  struct utimbuf times;

  if (text == NULL)
    {
      g_unlink (path);
      return;
    }
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  times.actime = times.modtime = ++rig->clock;
  g_assert_cmpint (g_utime (path, &times), ==, 0);
}

#define HEAD "area,month,job,count\n"
#define ROWS                                                                                       \
  "D1,2025-06,11 - Managers,100\nD1,2025-06,12 - Cooks,200\nD2,2025-06,11 - Managers,30\n"

/* @get: lines of the group "get" beside the file's name. */
static void
describe (Rig *rig, const char *get)
{
  g_autofree char *text = g_strdup_printf (
      "[source]\nid=adverts\ntitle=Adverts\npublisher=Office\nlicence=OGL\n"
      "attribution=Source: Office.\n[get]\nfile=vacancies*.csv\nname=vacancies.csv\n%s\n"
      "[release]\ncalendar=monthly\nnext=2025-08-15\ngrace=10\ndead=100\n"
      "[table]\ncube=adverts\ntitle=Adverts\nnote=Counted.\n"
      "[dimension area]\nfrom=area\n[dimension period]\nfrom=month\n"
      "[dimension job]\nfrom=job\ntitle=Job\nlist=jobs\ncodes=number\n"
      "[measure adverts]\nfrom=count\ntitle=Adverts\nunit=adverts\nrange=0..5000\n"
      "[missing]\nc=c\n[limits]\nrows=1000000\n",
      get);
  g_autofree char *path = g_build_filename (rig->sources, "sources", "adverts.source", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
describe_url (Rig *rig, const char *url)
{
  g_autofree char *get = g_strconcat ("url=", url, NULL);

  describe (rig, get);
}

static void
describe_site (Rig *rig, const char *path)
{
  g_autofree char *url = nginx_address (rig->nginx, NGINX_PLAIN, path);

  describe_url (rig, url);
}

static Rig *
rig_new (void)
{
  Rig *rig = g_new0 (Rig, 1);
  const char *why = NULL;
  g_autofree char *sources = NULL;

  rig->sources = fixture_new ();
  rig->folder = g_dir_make_tmp ("observatory-refresh-XXXXXX", NULL);
  rig->site = g_build_filename (rig->folder, "site", NULL);
  rig->state = g_build_filename (rig->folder, "state", NULL);
  rig->edition = g_build_filename (rig->folder, "edition.sqlite", NULL);
  sources = g_build_filename (rig->sources, "sources", NULL);
  g_mkdir (rig->site, 0755);
  g_mkdir (sources, 0755);
  rig->today = "2025-08-01";
  rig->tries = 2;
  rig->clock = 1753000000; /* 20 July 2025 */
  rig->rude = rude_server_new ();
  rig->nginx = nginx_new (rig->folder, &why);
  if (rig->nginx == NULL)
    g_test_skip (why);
  else
    {
      put (rig, "vacancies.csv", HEAD ROWS);
      describe_site (rig, "site/vacancies.csv");
    }
  return rig;
}

static void
rig_free (Rig *rig)
{
  g_clear_pointer (&rig->nginx, nginx_free);
  rude_server_free (rig->rude);
  g_clear_pointer (&rig->report, obs_refresh_report_free);
  g_clear_object (&rig->cancellable);
  fixture_remove (rig->sources);
  fixture_remove (rig->folder);
  g_free (rig->sources);
  g_free (rig->folder);
  g_free (rig->site);
  g_free (rig->state);
  g_free (rig->edition);
  g_free (rig);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rig, rig_free)

static void
assert_query (Rig *rig, const char *sql, const char *expected)
{
  g_autofree char *found = fixture_query (rig->edition, sql);

  g_assert_cmpstr (found, ==, expected);
}

static void
assert_value (Rig *rig, const char *area, const char *job, const char *expected)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT CAST(value AS INTEGER) FROM cube_adverts WHERE area = '%s' AND "
                         "job = '%s'",
                         area, job);

  assert_query (rig, sql, expected);
}

static void
assert_register (Rig *rig, const char *status)
{
  assert_query (rig, "SELECT status FROM source WHERE id = 'adverts'", status);
}

/* Late, with these words, and the figures of the first run still there. */
static void
assert_late (Rig *rig, const ObsRefreshSource *line, ObsRefreshOutcome outcome, const char *words)
{
  g_assert_cmpint (line->outcome, ==, outcome);
  g_assert_cmpstr (line->status, ==, "late");
  g_assert_nonnull (line->error);
  if (strstr (line->error, words) == NULL)
    g_error ("“%s” does not say “%s”", line->error, words);
  g_assert_cmpuint (rig->report->n_late, ==, 1);
  assert_register (rig, "late");
  assert_value (rig, "D1", "11", "100");
}

static guint
count_in_log (Rig *rig, const char *text)
{
  g_autofree char *log = nginx_log (rig->nginx);
  g_auto (GStrv) pieces = g_strsplit (log, text, -1);

  return g_strv_length (pieces) - 1;
}

static void
test_first (void)
{
  g_autoptr (Rig) rig = rig_new ();
  const ObsRefreshSource *line;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *words = NULL;
  g_autofree char *json = NULL;
  GStatBuf first, second;

  if (rig->nginx == NULL)
    return;
  line = refresh (rig);
  g_assert_cmpint (line->outcome, ==, OBS_REFRESH_CHANGED);
  g_assert_cmpstr (line->status, ==, "current");
  g_assert_cmpstr (line->released, ==, "2025-07-20");
  g_assert_cmpstr (line->next_release, ==, "2025-08-15");
  g_assert_cmpuint (line->fetched, ==, strlen (HEAD ROWS));
  g_assert_true (rig->report->written);
  assert_value (rig, "D1", "12", "200");
  assert_register (rig, "current");
  assert_query (rig,
                "SELECT released || ' ' || retrieved || ' ' || checked || ' ' || next_release "
                "FROM source WHERE id = 'adverts'",
                "2025-07-20 2025-08-01 2025-08-01 2025-08-15");
  assert_query (rig, "SELECT date FROM edition", "2025-08-01");
  assert_query (rig, "SELECT name FROM source_file WHERE source = 'adverts'", "vacancies.csv");
  before = fixture_hash (rig->edition);
  g_assert_cmpint (g_stat (rig->edition, &first), ==, 0);

  /* The next day there is nothing new: not a byte of the edition changes, nor its time. */
  rig->today = "2025-08-02";
  line = refresh (rig);
  g_assert_cmpint (line->outcome, ==, OBS_REFRESH_UNCHANGED);
  g_assert_cmpuint (line->fetched, ==, 0);
  g_assert_cmpstr (line->checked, ==, "2025-08-02");
  g_assert_false (rig->report->written);
  after = fixture_hash (rig->edition);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (g_stat (rig->edition, &second), ==, 0);
  g_assert_cmpint (first.st_mtime, ==, second.st_mtime);
  g_assert_cmpint (first.st_ino, ==, second.st_ino);
  g_assert_cmpuint (count_in_log (rig, "GET /site/vacancies.csv 200 "), ==, 1);
  g_assert_cmpuint (count_in_log (rig, "GET /site/vacancies.csv 304 "), ==, 1);
  g_assert_cmpuint (count_in_log (rig, "c=- a=- u=SkillsObservatory/1.0"), ==, 2);
  words = obs_refresh_report_words (rig->report);
  g_assert_nonnull (strstr (words, "adverts: nothing new"));
  g_assert_nonnull (strstr (words, "left as it is"));
  json = obs_refresh_report_json (rig->report);
  g_assert_nonnull (strstr (json, "\"outcome\" : \"nothing new\""));
}

static void
test_changed (void)
{
  g_autoptr (Rig) rig = rig_new ();
  const ObsRefreshSource *line;

  if (rig->nginx == NULL)
    return;
  refresh (rig);
  put (rig, "vacancies.csv",
       HEAD "D1,2025-06,11 - Managers,110\nD1,2025-06,12 - Cooks,200\nD1,2025-07,12 - Cooks,210\n"
            "D2,2025-07,12 - Cooks,c\n");
  line = refresh (rig);
  g_assert_cmpint (line->outcome, ==, OBS_REFRESH_CHANGED);
  g_assert_true (rig->report->written);
  g_assert_cmpint (line->added, ==, 2);
  g_assert_cmpint (line->revised, ==, 1);
  g_assert_cmpint (line->withdrawn, ==, 1);
  assert_value (rig, "D1", "11", "110");
  assert_query (rig, "SELECT missing FROM cube_adverts WHERE area = 'D2'", "c");
}

static void
test_failures (void)
{
  g_autoptr (Rig) rig = rig_new ();
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

  if (rig->nginx == NULL)
    return;
  rude_server_put (rig->rude, "/vacancies.csv", HEAD ROWS, strlen (HEAD ROWS));
  refresh (rig);
  put (rig, "vacancies.csv", NULL);
  assert_late (rig, refresh (rig), OBS_REFRESH_FAILED, "404");
  describe_site (rig, "broken/vacancies.csv");
  rig->pauses = 0;
  assert_late (rig, refresh (rig), OBS_REFRESH_FAILED, "500");
  g_assert_cmpuint (rig->pauses, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *get = g_strdup_printf ("url=%svacancies.csv\nmax-size=1 MiB", rude);

      describe (rig, get);
      rude_server_behave (rig->rude, ways[i].manner, "vacancies.csv", ways[i].at, NULL);
      assert_late (rig, refresh (rig), OBS_REFRESH_FAILED, ways[i].words);
    }
  /* Back again: the same bytes, and the status is current. */
  put (rig, "vacancies.csv", HEAD ROWS);
  describe_site (rig, "site/vacancies.csv");
  g_assert_cmpstr (refresh (rig)->status, ==, "current");
  assert_register (rig, "current");
}

/* 1 MiB and more: rows without end for the slow address. */
static char *
long_table (guint n, guint first)
{
  g_autoptr (GString) text = g_string_new (HEAD ROWS);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "D%u,%u-%02u,%u - Job number %06u,%u\n", i % 2 + 1,
                            2000 + i / 12 % 25, i % 12 + 1, 1000 + i, i, (first + i) % 5000);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
cut_transfer (Rig *rig)
{
  g_autoptr (GError) error = NULL;

  rig->cancel_at = 200000;
  g_assert_false (try_refresh (rig, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  rig->cancel_at = 0;
}

static void
test_resume (void)
{
  g_autoptr (Rig) rig = rig_new ();
  g_autofree char *text = long_table (20000, 7);
  g_autofree char *other = long_table (20000, 8);
  const ObsRefreshSource *line;

  if (rig->nginx == NULL)
    return;
  put (rig, "vacancies.csv", text);
  describe_site (rig, "slow/vacancies.csv");
  cut_transfer (rig);
  g_assert_false (g_file_test (rig->edition, G_FILE_TEST_EXISTS));
  describe_site (rig, "slow/vacancies.csv");
  line = refresh (rig);
  g_assert_true (line->resumed);
  g_assert_cmpuint (line->fetched, <, strlen (text));
  g_assert_cmpuint (count_in_log (rig, " 206 "), ==, 1);
  assert_query (rig, "SELECT count(*) FROM cube_adverts", "20003");
  assert_query (rig, "SELECT CAST(value AS INTEGER) FROM cube_adverts WHERE job = '20999'", "6");
}

/* The file becomes another one while its first part lies here: never half of each. */
static void
test_changed_between (void)
{
  g_autoptr (Rig) rig = rig_new ();
  g_autofree char *text = long_table (20000, 7);
  g_autofree char *other = long_table (20000, 8);
  const ObsRefreshSource *line;

  if (rig->nginx == NULL)
    return;
  put (rig, "vacancies.csv", text);
  describe_site (rig, "slow/vacancies.csv");
  cut_transfer (rig);
  put (rig, "vacancies.csv", other);
  line = refresh (rig);
  g_assert_false (line->resumed);
  g_assert_cmpuint (line->fetched, ==, strlen (other));
  g_assert_cmpuint (count_in_log (rig, " 206 "), ==, 0);
  assert_query (rig, "SELECT CAST(value AS INTEGER) FROM cube_adverts WHERE job = '1000'", "8");
  assert_query (rig, "SELECT CAST(value AS INTEGER) FROM cube_adverts WHERE job = '20999'", "7");
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
test_refused_by_look (void)
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

  g_autoptr (Rig) rig = rig_new ();

  if (rig->nginx == NULL)
    return;
  refresh (rig);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      g_autofree char *good = g_strdup_printf (HEAD ROWS "D2,2025-06,12 - Cooks,%u\n", i);
      g_autofree char *count = g_strdup_printf ("%u", i);

      put (rig, "vacancies.csv", ways[i].text);
      assert_late (rig, refresh (rig), OBS_REFRESH_REFUSED, ways[i].words);
      assert_aside (rig, MIN (i + 1, 5));
      before = fixture_hash (rig->edition);
      /* Still the same file there: still late, not fetched again, nothing built. */
      assert_late (rig, refresh (rig), OBS_REFRESH_REFUSED, ways[i].words);
      g_assert_false (rig->report->written);
      after = fixture_hash (rig->edition);
      g_assert_cmpstr (before, ==, after);
      g_assert_cmpuint (count_in_log (rig, " 304 "), ==, i + 1);
      put (rig, "vacancies.csv", good);
      g_assert_cmpstr (refresh (rig)->status, ==, "current");
      assert_value (rig, "D2", "12", count);
      assert_register (rig, "current");
    }
}

static void
test_accept (void)
{
  g_autoptr (Rig) rig = rig_new ();

  if (rig->nginx == NULL)
    return;
  refresh (rig);
  put (rig, "vacancies.csv", HEAD "D1,2025-06,11 - Managers,100\n");
  assert_late (rig, refresh (rig), OBS_REFRESH_REFUSED, "shrank");
  rig->accept = "adverts";
  g_assert_cmpstr (refresh (rig)->status, ==, "current");
  assert_query (rig, "SELECT count(*) FROM cube_adverts", "1");
}

/* The table reads, but the checks of the builder do not let it pass. */
static void
test_refused_by_checks (void)
{
  g_autoptr (Rig) rig = rig_new ();

  if (rig->nginx == NULL)
    return;
  refresh (rig);
  put (rig, "vacancies.csv", HEAD ROWS "D2,2025-06,12 - Cooks,-5\n");
  assert_late (rig, refresh (rig), OBS_REFRESH_REFUSED, "vacancies.csv");
  g_assert_true (rig->report->written);
  assert_aside (rig, 1);
  assert_query (rig, "SELECT count(*) FROM cube_adverts", "3");
  assert_late (rig, refresh (rig), OBS_REFRESH_REFUSED, "vacancies.csv");
  g_assert_false (rig->report->written);
  assert_aside (rig, 1);
  put (rig, "vacancies.csv", HEAD ROWS "D2,2025-06,12 - Cooks,5\n");
  g_assert_cmpstr (refresh (rig)->status, ==, "current");
  assert_query (rig, "SELECT count(*) FROM cube_adverts", "4");
}

/* Faults that are not the feed's stop the run and leave the edition. */
static void
test_own_fault (void)
{
  g_autoptr (Rig) rig = rig_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (rig->nginx == NULL)
    return;
  refresh (rig);
  before = fixture_hash (rig->edition);
  put (rig, "vacancies.csv", HEAD ROWS "D2,2025-06,12 - Cooks,5\n");
  fixture_change (rig->sources, "reference/sector-aliases.csv", "manufacture,making",
                  "manufacture,nowhere");
  g_assert_false (try_refresh (rig, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "nowhere"));
  after = fixture_hash (rig->edition);
  g_assert_cmpstr (before, ==, after);
  fixture_change (rig->sources, "reference/sector-aliases.csv", "manufacture,nowhere",
                  "manufacture,making");
  g_assert_cmpstr (refresh (rig)->status, ==, "current");
  assert_value (rig, "D2", "12", "5");
}

static void
test_calendar (void)
{
  g_autoptr (Rig) rig = rig_new ();
  const ObsRefreshSource *line;

  if (rig->nginx == NULL)
    return;
  refresh (rig);
  /* Due on the 15th, grace of ten days. */
  rig->today = "2025-08-25";
  g_assert_cmpstr (refresh (rig)->status, ==, "current");
  rig->today = "2025-08-26";
  assert_late (rig, refresh (rig), OBS_REFRESH_UNCHANGED, "2025-08-15");
  rig->today = "2025-11-23";
  assert_late (rig, refresh (rig), OBS_REFRESH_UNCHANGED, "2025-08-15");
  rig->today = "2025-11-24";
  line = refresh (rig);
  g_assert_cmpstr (line->status, ==, "dead");
  assert_register (rig, "dead");
  assert_value (rig, "D1", "11", "100");
  /* It comes after all: the calendar goes on from there. */
  rig->clock = 1763942400; /* 24 November 2025 */
  put (rig, "vacancies.csv", HEAD ROWS "D2,2025-06,12 - Cooks,5\n");
  line = refresh (rig);
  g_assert_cmpstr (line->status, ==, "current");
  g_assert_cmpstr (line->next_release, ==, "2025-12-15");
  assert_register (rig, "current");
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
test_dead (void)
{
  g_autoptr (Rig) rig = rig_new ();
  g_autofree char *rude = rude_server_address (rig->rude);
  g_autofree char *url = g_strconcat (rude, "vacancies.csv", NULL);

  if (rig->nginx == NULL)
    return;
  forget_calendar (rig);
  refresh (rig);
  describe_url (rig, url);
  forget_calendar (rig);
  rude_server_behave (rig->rude, RUDE_CLOSE, "vacancies.csv", 0, NULL);
  rig->today = "2025-11-09";
  assert_late (rig, refresh (rig), OBS_REFRESH_FAILED, "was cut");
  rig->today = "2025-11-10";
  g_assert_cmpstr (refresh (rig)->status, ==, "dead");
  assert_register (rig, "dead");
  assert_value (rig, "D1", "11", "100");
  assert_query (rig, "SELECT checked FROM source WHERE id = 'adverts'", "2025-08-01");
  /* Without asking it stays what it was: never fresh by not looking. */
  rig->offline = TRUE;
  rig->today = "2025-11-11";
  g_assert_cmpstr (refresh (rig)->status, ==, "dead");
}

static void
describe_nomis (Rig *rig)
{
  g_autofree char *url = nginx_address (rig->nginx, NGINX_PLAIN, "paged/nomis.csv");
  g_autofree char *ask = nginx_address (rig->nginx, NGINX_PLAIN, "site/def.sdmx.json");
  g_autofree char *get = g_strdup_printf ("url=%s?cell={cells}\nset cells=1...3\npaging=nomis\n"
                                          "page-size=2\ncheck=nomis\nask=%s",
                                          url, ask);

  describe (rig, get);
}

static void
put_updated (Rig *rig, const char *when)
{
  g_autofree char *text = g_strdup_printf (
      "{\"structure\":{\"header\":{\"id\":\"none\"},\"keyfamilies\":{\"keyfamily\":[{\"agencyid\":"
      "\"NOMIS\",\"id\":\"NM_1_1\",\"annotations\":{\"annotation\":[{\"annotationtext\":"
      "\"Current\","
      "\"annotationtitle\":\"Status\"},{\"annotationtext\":\"%s\",\"annotationtitle\":"
      "\"LastUpdated\"}]}}]}}}",
      when);

  put (rig, "def.sdmx.json", text);
}

/* Pages of a release are kept until it is whole. */
static void
forget_pages (Rig *rig)
{
  g_autofree char *partial = g_build_filename (rig->state, "partial", NULL);

  fixture_remove (partial);
}

#define COUNTED "area,month,job,count,RECORD_COUNT\n"

static void
test_nomis (void)
{
  g_autoptr (Rig) rig = rig_new ();
  const ObsRefreshSource *line;

  if (rig->nginx == NULL)
    return;
  describe_nomis (rig);
  put_updated (rig, "2025-07-15 09:30:00");
  put (rig, "nomis.csv.0", COUNTED "D1,2025-06,11 - Managers,100,5\nD1,2025-06,12 - Cooks,200,5\n");
  put (rig, "nomis.csv.2", COUNTED "D2,2025-06,11 - Managers,30,5\nD2,2025-06,12 - Cooks,40,5\n");
  put (rig, "nomis.csv.4", COUNTED "D2,2025-07,12 - Cooks,50,5\n");
  line = refresh (rig);
  g_assert_cmpstr (line->status, ==, "current");
  g_assert_cmpstr (line->released, ==, "2025-07-15");
  assert_query (rig, "SELECT count(*) FROM cube_adverts", "5");
  g_assert_cmpuint (count_in_log (rig, "q=cell=1...3&RecordLimit=2&RecordOffset="), ==, 3);
  /* The same day of update: no page is asked for. */
  line = refresh (rig);
  g_assert_cmpint (line->outcome, ==, OBS_REFRESH_UNCHANGED);
  g_assert_cmpuint (count_in_log (rig, "RecordOffset="), ==, 3);

  /* The service answers the third page with the second: refused, with words, once more tried. */
  put_updated (rig, "2025-07-16 09:30:00");
  put (rig, "nomis.csv.0", COUNTED "D1,2025-06,11 - Managers,101,5\nD1,2025-06,12 - Cooks,200,5\n");
  put (rig, "nomis.csv.4", COUNTED "D2,2025-06,11 - Managers,30,5\nD2,2025-06,12 - Cooks,40,5\n");
  assert_late (rig, refresh (rig), OBS_REFRESH_FAILED, "Page 3");
  g_assert_cmpuint (count_in_log (rig, "RecordOffset=4"), ==, 3);
  /* A page is missing though none is short: the number of rows says so. */
  put (rig, "nomis.csv.2", COUNTED "D2,2025-06,11 - Managers,30,5\n");
  forget_pages (rig);
  assert_late (rig, refresh (rig), OBS_REFRESH_FAILED, "should hold 5");
  /* Headings that change from page to page. */
  put (rig, "nomis.csv.2", HEAD "D2,2025-06,11 - Managers,30\nD2,2025-06,12 - Cooks,40\n");
  forget_pages (rig);
  assert_late (rig, refresh (rig), OBS_REFRESH_FAILED, "headings");
  /* All is well again: pages that came before are not asked for again. */
  put (rig, "nomis.csv.2", COUNTED "D2,2025-06,11 - Managers,30,5\nD2,2025-06,12 - Cooks,40,5\n");
  put (rig, "nomis.csv.4", COUNTED "D2,2025-07,12 - Cooks,50,5\n");
  line = refresh (rig);
  g_assert_cmpstr (line->status, ==, "current");
  assert_value (rig, "D1", "11", "101");
}

/* The descriptor that comes with the program, with the service's address replaced by ours. */
static void
describe_shipped (Rig *rig, const char *name)
{
  g_autofree char *from
      = g_test_build_filename (G_TEST_DIST, "data", "sources", "sources", name, NULL);
  g_autofree char *to = g_build_filename (rig->sources, "sources", name, NULL);
  g_autofree char *other = g_build_filename (rig->sources, "sources", "adverts.source", NULL);
  g_autofree char *place = nginx_address (rig->nginx, NGINX_PLAIN, "paged/");
  g_autofree char *text = NULL;
  g_auto (GStrv) pieces = NULL;
  g_autofree char *moved = NULL;

  g_assert_true (g_file_get_contents (from, &text, NULL, NULL));
  pieces = g_strsplit (text, "https://www.nomisweb.co.uk/api/v01/dataset/", -1);
  g_assert_cmpuint (g_strv_length (pieces), ==, 3);
  moved = g_strjoinv (place, pieces);
  g_assert_true (g_file_set_contents (to, moved, -1, NULL));
  g_unlink (other);
}

#define APS                                                                                        \
  "\"DATE_NAME\",\"GEOGRAPHY_CODE\",\"GEOGRAPHY_NAME\",\"VARIABLE_CODE\",\"VARIABLE_NAME\","       \
  "\"MEASURES\",\"MEASURES_NAME\",\"OBS_VALUE\",\"OBS_STATUS_NAME\",\"RECORD_OFFSET\","            \
  "\"RECORD_COUNT\"\n"
#define APS_ROW(area, measure, value, n)                                                           \
  "\"Apr 2023-Mar 2024\",\"" area "\",\"A place\",45,\"Employment rate - aged 16-64\"," measure    \
  ",\"A measure\"," value ",\"Normal Value\"," n ",5\n"

static void
test_nomis_shipped (void)
{
  g_autoptr (Rig) rig = rig_new ();
  const ObsRefreshSource *line;

  if (rig->nginx == NULL)
    return;
  describe_shipped (rig, "nomis-aps.source");
  put_updated (rig, "2025-07-15 09:30:00");
  {
    g_autofree char *plain = g_build_filename (rig->site, "def.sdmx.json", NULL);
    g_autofree char *asked = g_build_filename (rig->site, "NM_17_5.def.sdmx.json.", NULL);

    g_assert_cmpint (g_rename (plain, asked), ==, 0);
  }
  put (rig, "NM_17_5.data.csv.0",
       APS APS_ROW ("D1", "20599", "71.5", "0") APS_ROW ("D1", "21003", "4.25", "1")
           APS_ROW ("D2", "20599", "", "2") APS_ROW ("D2", "21003", "", "3")
               APS_ROW ("X9", "20599", "70", "4"));
  line = refresh (rig);
  g_assert_cmpstr (line->error, ==, NULL);
  g_assert_cmpstr (line->released, ==, "2025-07-15");
  g_assert_cmpstr (line->next_release, ==, "2025-10-15");
  assert_query (rig,
                "SELECT group_concat(measure || ' ' || value) FROM (SELECT * FROM "
                "cube_aps_rates WHERE area = 'D1' ORDER BY measure)",
                "interval 4.25,share 71.5");
  assert_query (rig, "SELECT count(*) FROM cube_aps_rates WHERE area = 'D2' AND missing = 'x'",
                "2");
  assert_query (rig, "SELECT count(*) FROM cube_aps_rates", "4");
}

/* Full pages of which the last is empty, by a generic page number. */
static void
test_pages (void)
{
  g_autoptr (Rig) rig = rig_new ();
  g_autofree char *url = NULL;
  g_autofree char *get = NULL;

  if (rig->nginx == NULL)
    return;
  url = nginx_address (rig->nginx, NGINX_PLAIN, "paged/plain.csv");
  get = g_strdup_printf ("url=%s?page={page}\npaging=page\npage-size=2", url);
  describe (rig, get);
  put (rig, "plain.csv.1", HEAD "D1,2025-06,11 - Managers,100\nD1,2025-06,12 - Cooks,200");
  put (rig, "plain.csv.2", HEAD "D2,2025-06,11 - Managers,30\nD2,2025-06,12 - Cooks,40\n");
  put (rig, "plain.csv.3", HEAD);
  refresh (rig);
  assert_query (rig, "SELECT count(*) FROM cube_adverts", "4");
}

static void
put_version (Rig *rig, const char *version, const char *published, const char *status)
{
  g_autofree char *text = g_strdup_printf (
      "{\"id\":\"0197aa00-0000-7000-8000-000000000001\",\"title\":\"Invented data set\","
      "\"summary\":\"For tests.\",\"status\":\"%s\",\"latestVersion\":{\"version\":\"%s\","
      "\"published\":\"%s\",\"totalResults\":3,\"file\":{\"id\":\"0197aa00-0000-7000-8000-"
      "000000000002\"},\"timePeriods\":{\"start\":\"2024/25\",\"end\":\"2024/25\"},"
      "\"geographicLevels\":[\"Local authority district\"],\"filters\":[\"Job\"],"
      "\"indicators\":[\"Adverts\"]}}",
      status, version, published);

  put (rig, "data-set.json", text);
}

static void
test_ees (void)
{
  g_autoptr (Rig) rig = rig_new ();
  g_autofree char *url = NULL, *ask = NULL, *get = NULL;
  const ObsRefreshSource *line;

  if (rig->nginx == NULL)
    return;
  url = nginx_address (rig->nginx, NGINX_PLAIN, "site/vacancies.csv");
  ask = nginx_address (rig->nginx, NGINX_PLAIN, "site/data-set.json");
  get = g_strdup_printf ("url=%s?dataSetVersion={version}\ncheck=ees\nask=%s", url, ask);
  describe (rig, get);
  put_version (rig, "1.0", "2025-07-10T09:30:00+00:00", "Published");
  line = refresh (rig);
  g_assert_cmpstr (line->released, ==, "2025-07-10");
  g_assert_cmpuint (count_in_log (rig, "q=dataSetVersion=1.0"), ==, 1);
  /* The file may change as it likes: what counts is the release. */
  put (rig, "vacancies.csv", HEAD ROWS "D2,2025-06,12 - Cooks,5\n");
  line = refresh (rig);
  g_assert_cmpint (line->outcome, ==, OBS_REFRESH_UNCHANGED);
  g_assert_cmpuint (count_in_log (rig, "q=dataSetVersion=1.0"), ==, 1);
  put_version (rig, "1.1", "2025-07-31T09:30:00+00:00", "Deprecated");
  line = refresh (rig);
  g_assert_cmpint (line->outcome, ==, OBS_REFRESH_CHANGED);
  g_assert_cmpint (line->added, ==, 1);
  g_assert_nonnull (line->note);
  g_assert_cmpuint (count_in_log (rig, "q=dataSetVersion=1.1"), ==, 1);
  assert_query (rig, "SELECT released FROM source WHERE id = 'adverts'", "2025-07-31");
  put_version (rig, "1.1", "2025-07-31T09:30:00+00:00", "Withdrawn");
  assert_late (rig, refresh (rig), OBS_REFRESH_FAILED, "withdrawn");
  put (rig, "data-set.json", "<html>Please sign in</html>");
  assert_late (rig, refresh (rig), OBS_REFRESH_FAILED, "sign-in");
}

/* A data set as the service hands it out: packed, long, with the levels side by side and its own
 * markers. All of it invented. */
#define STARTS                                                                                     \
  "time_period,time_identifier,geographic_level,country_code,country_name,lad_code,lad_name,"      \
  "level,"                                                                                         \
  "starts,achievements\r\n"                                                                        \
  "2023/24,Academic year,National,E92000001,England,,,Advanced,900,300\r\n"                        \
  "2023/24,Academic year,Local authority district,E92000001,England,D1,North,Advanced,120,40\r\n"  \
  "2023/24,Academic year,Local authority district,E92000001,England,D1,North,Higher,low,c\r\n"     \
  "2023/24,Academic year,Local authority district,E92000001,England,D2,\"South, "                  \
  "the\",Higher,z,7\r\n"

static void
put_packed (Rig *rig, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (rig->site, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GZlibCompressor) pack = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6);
  g_autoptr (GOutputStream) raw = NULL;
  g_autoptr (GOutputStream) out = NULL;

  raw = G_OUTPUT_STREAM (g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL));
  out = g_converter_output_stream_new (raw, G_CONVERTER (pack));
  g_assert_true (g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (out, NULL, NULL));
}

static void
test_ees_packed (void)
{
  g_autoptr (Rig) rig = rig_new ();
  g_autofree char *url = NULL, *ask = NULL, *text = NULL, *path = NULL;
  const ObsRefreshSource *line;

  if (rig->nginx == NULL)
    return;
  url = nginx_address (rig->nginx, NGINX_PLAIN, "site/csv");
  ask = nginx_address (rig->nginx, NGINX_PLAIN, "site/data-set.json");
  text = g_strdup_printf (
      "[source]\nid=starts\ntitle=Starts\npublisher=Department\nlicence=OGL\n"
      "attribution=Source: Department.\n[get]\nfile=starts.csv\ncheck=ees\nask=%s\n"
      "url=%s?dataSetVersion={version}\n[table]\ncube=starts\ntitle=Starts\nnote=Counted.\n"
      "only=geographic_level: Local authority district\n"
      "[dimension area]\nfrom=lad_code\n[dimension period]\nfrom=time_period\n"
      "[dimension level]\nfrom=level\ncodes=slug\n"
      "[measure starts]\nfrom=starts\ntitle=Starts\nunit=starts\nrange=0..\n"
      "[measure "
      "achievements]\nfrom=achievements\ntitle=Achievements\nunit=achievements\nrange=0..\n"
      "[missing]\nc=c\nlow=low\nz=z\nx=x\n",
      ask, url);
  path = g_build_filename (rig->sources, "sources", "adverts.source", NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  put_version (rig, "1.0", "2025-07-10T09:30:00+00:00", "Published");
  put_packed (rig, "csv", STARTS);
  line = refresh (rig);
  g_assert_cmpstr (line->error, ==, NULL);
  assert_query (rig, "SELECT count(*) FROM cube_starts", "6");
  assert_query (rig,
                "SELECT value FROM cube_starts WHERE area = 'D1' AND level = 'advanced' AND "
                "measure = 'starts'",
                "120.0");
  assert_query (rig,
                "SELECT group_concat(missing) FROM (SELECT missing FROM cube_starts WHERE missing "
                "IS NOT NULL ORDER BY missing)",
                "c,low,z");
}

static void
test_calendar_asks_late (void)
{
  g_autoptr (Rig) rig = rig_new ();
  g_autofree char *url = NULL, *get = NULL;

  if (rig->nginx == NULL)
    return;
  url = nginx_address (rig->nginx, NGINX_PLAIN, "site/vacancies.csv");
  get = g_strconcat ("check=calendar\nurl=", url, NULL);
  describe (rig, get);
  refresh (rig);
  rig->today = "2025-08-14";
  g_assert_cmpint (refresh (rig)->outcome, ==, OBS_REFRESH_NOT_ASKED);
  g_assert_cmpuint (count_in_log (rig, "GET "), ==, 1);
  rig->today = "2025-08-15";
  g_assert_cmpint (refresh (rig)->outcome, ==, OBS_REFRESH_UNCHANGED);
  g_assert_cmpuint (count_in_log (rig, "GET "), ==, 2);
}

static void
test_two_at_once (void)
{
  g_autoptr (Rig) rig = rig_new ();
  g_autoptr (ObsState) other = NULL;
  g_autoptr (GError) error = NULL;

  if (rig->nginx == NULL)
    return;
  other = obs_state_open (rig->state, &error);
  g_assert_no_error (error);
  g_assert_false (try_refresh (rig, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_BUSY);
  g_clear_pointer (&other, obs_state_close);
  refresh (rig);
}

/* Kept files are as good as their hash. */
static void
test_damage (void)
{
  g_autoptr (Rig) rig = rig_new ();
  g_autofree char *hash = NULL, *path = NULL;

  if (rig->nginx == NULL)
    return;
  refresh (rig);
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, HEAD ROWS, -1);
  path = g_build_filename (rig->state, "raw", hash, "vacancies.csv", NULL);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  g_unlink (path);
  g_assert_true (g_file_set_contents (path, HEAD, -1, NULL));
  refresh (rig);
  g_assert_cmpuint (rig->report->notices->len, ==, 1);
  g_assert_cmpuint (count_in_log (rig, " 304 "), ==, 0);
  assert_value (rig, "D1", "12", "200");
}

/* The last three versions stay, the edition too when the state is lost. */
static void
test_prune (void)
{
  g_autoptr (Rig) rig = rig_new ();
  g_autofree char *raw = NULL;
  g_autoptr (GDir) dir = NULL;
  guint n = 0;

  if (rig->nginx == NULL)
    return;
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *text = g_strdup_printf (HEAD ROWS "D2,2025-06,12 - Cooks,%u\n", i + 1);

      put (rig, "vacancies.csv", text);
      refresh (rig);
    }
  raw = g_build_filename (rig->state, "raw", NULL);
  dir = g_dir_open (raw, 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, ==, 3);
}

/* A run of its own that is killed at the n-th step; its exit status. */
static int
run_child (Rig *rig, const char *state, const char *edition, guint kill_at, const char *before)
{
  g_autofree char *at = g_strdup_printf ("%u", kill_at);
  g_autoptr (GSubprocess) child = NULL;

  if (before != NULL)
    child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "unshare", "-rm", "sh", "-c", before,
                              program, "--child", rig->sources, state, edition, at, NULL);
  else
    child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, program, "--child", rig->sources,
                              state, edition, at, NULL);
  g_assert_nonnull (child);
  g_subprocess_wait (child, NULL, NULL);
  return g_subprocess_get_if_signaled (child) ? -g_subprocess_get_term_sig (child)
                                              : g_subprocess_get_exit_status (child);
}

static guint child_steps, child_kill_at;

static void
child_progress_cb (const char *what, const char *source, guint64 done, guint64 total,
                   gpointer user_data)
{
  if (++child_steps == child_kill_at)
    raise (SIGKILL);
}

static int
child_main (char **arguments)
{
  const char *folders[] = { arguments[0], NULL };
  ObsFetchLimits limits = { { 2000, 2000, 1024, 2, 1, 1, NULL }, NULL, NULL };
  ObsRefreshInputs inputs = { 0 };
  g_autoptr (GError) error = NULL;

  child_kill_at = (guint) atoi (arguments[3]);
  inputs.folders = folders;
  inputs.state = arguments[1];
  inputs.edition = arguments[2];
  inputs.today = "2025-08-01";
  inputs.limits = &limits;
  inputs.progress = child_progress_cb;
  if (obs_refresh (&inputs, NULL, NULL, &error))
    return 0;
  return g_error_matches (error, OBS_ERROR, OBS_ERROR_NO_SPACE) ? 3 : 1;
}

static void
test_kill (void)
{
  g_autoptr (Rig) rig = rig_new ();
  g_autofree char *text = NULL;
  g_autofree char *final = NULL;
  guint n = 1;

  if (rig->nginx == NULL)
    return;
  text = long_table (3000, 7);
  for (;; n++)
    {
      g_autofree char *state = g_strdup_printf ("%s-%u", rig->state, n);
      g_autofree char *edition = g_strdup_printf ("%s-%u", rig->edition, n);
      g_autofree char *leftover = g_strconcat (edition, ".refresh", NULL);
      g_autofree char *hash = NULL;
      int status;

      /* An edition of older files is there, then a new release comes and the run is killed. */
      put (rig, "vacancies.csv", HEAD ROWS);
      g_assert_cmpint (run_child (rig, state, edition, 0, NULL), ==, 0);
      put (rig, "vacancies.csv", text);
      status = run_child (rig, state, edition, n, NULL);
      g_assert_true (status == -SIGKILL || status == 0);
      g_assert_true (obs_edition_check (edition, NULL, NULL, NULL));
      g_assert_cmpint (run_child (rig, state, edition, 0, NULL), ==, 0);
      g_assert_true (obs_edition_check (edition, NULL, NULL, NULL));
      g_assert_false (g_file_test (leftover, G_FILE_TEST_EXISTS));
      hash = fixture_hash (edition);
      if (final == NULL)
        final = g_strdup (hash);
      g_assert_cmpstr (hash, ==, final);
      if (status == 0)
        break;
    }
  g_test_message ("killed at %u steps", n - 1);
  g_assert_cmpuint (n, >, 6);
}

static void
test_full_disk (void)
{
  g_autoptr (Rig) rig = rig_new ();
  g_autofree char *text = NULL;
  g_autofree char *mount = NULL;
  int status;

  if (rig->nginx == NULL)
    return;
  g_mkdir (rig->state, 0700);
  mount = g_strdup_printf ("mount -t tmpfs -o size=256k,mode=700 none '%s' && exec \"$0\" \"$@\"",
                           rig->state);
  put (rig, "vacancies.csv", HEAD ROWS);
  refresh (rig);
  fixture_remove (rig->state);
  g_mkdir (rig->state, 0700);
  status = run_child (rig, rig->state, rig->edition, 0, mount);
  if (status != 0)
    {
      g_test_skip ("no file system of its own can be mounted here");
      return;
    }
  text = long_table (20000, 7);
  put (rig, "vacancies.csv", text);
  g_assert_cmpint (run_child (rig, rig->state, rig->edition, 0, mount), ==, 3);
  assert_value (rig, "D1", "12", "200");
  g_assert_true (obs_edition_check (rig->edition, NULL, NULL, NULL));
  /* With room again it goes on by itself. */
  refresh (rig);
  assert_query (rig, "SELECT count(*) FROM cube_adverts", "20003");
}

int
main (int argc, char **argv)
{
  if (argc == 6 && strcmp (argv[1], "--child") == 0)
    return child_main (argv + 2);
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/refresh/first-and-nothing-new", test_first);
  g_test_add_func ("/refresh/changed", test_changed);
  g_test_add_func ("/refresh/failures", test_failures);
  g_test_add_func ("/refresh/resume", test_resume);
  g_test_add_func ("/refresh/changed-between", test_changed_between);
  g_test_add_func ("/refresh/refused-by-look", test_refused_by_look);
  g_test_add_func ("/refresh/accept", test_accept);
  g_test_add_func ("/refresh/refused-by-checks", test_refused_by_checks);
  g_test_add_func ("/refresh/own-fault", test_own_fault);
  g_test_add_func ("/refresh/calendar", test_calendar);
  g_test_add_func ("/refresh/calendar-asks-late", test_calendar_asks_late);
  g_test_add_func ("/refresh/dead", test_dead);
  g_test_add_func ("/refresh/nomis", test_nomis);
  g_test_add_func ("/refresh/nomis-as-shipped", test_nomis_shipped);
  g_test_add_func ("/refresh/pages", test_pages);
  g_test_add_func ("/refresh/ees", test_ees);
  g_test_add_func ("/refresh/ees-packed", test_ees_packed);
  g_test_add_func ("/refresh/two-at-once", test_two_at_once);
  g_test_add_func ("/refresh/damage", test_damage);
  g_test_add_func ("/refresh/prune", test_prune);
  g_test_add_func ("/refresh/kill", test_kill);
  g_test_add_func ("/refresh/full-disk", test_full_disk);
  return g_test_run ();
}
