/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "tests/faults/refresh-rig.h"

#include "tests/data/edition/fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

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

gboolean
rig_try_refresh (Rig *rig, GError **error)
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

const ObsRefreshSource *
rig_refresh (Rig *rig)
{
  g_autoptr (GError) error = NULL;
  gboolean good = rig_try_refresh (rig, &error);

  g_assert_no_error (error);
  g_assert_true (good);
  g_assert_cmpuint (rig->report->sources->len, ==, 1);
  return g_ptr_array_index (rig->report->sources, 0);
}

void
rig_put (Rig *rig, const char *name, const char *text)
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

void
rig_describe (Rig *rig, const char *get)
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

void
rig_describe_url (Rig *rig, const char *url)
{
  g_autofree char *get = g_strconcat ("url=", url, NULL);

  rig_describe (rig, get);
}

void
rig_describe_site (Rig *rig, const char *path)
{
  g_autofree char *url = nginx_address (rig->nginx, NGINX_PLAIN, path);

  rig_describe_url (rig, url);
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
      rig_put (rig, "vacancies.csv", HEAD ROWS);
      rig_describe_site (rig, "site/vacancies.csv");
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

void
rig_assert_query (Rig *rig, const char *sql, const char *expected)
{
  g_autofree char *found = fixture_query (rig->edition, sql);

  g_assert_cmpstr (found, ==, expected);
}

void
rig_assert_value (Rig *rig, const char *area, const char *job, const char *expected)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT CAST(value AS INTEGER) FROM cube_adverts WHERE area = '%s' AND "
                         "job = '%s'",
                         area, job);

  rig_assert_query (rig, sql, expected);
}

void
rig_assert_register (Rig *rig, const char *status)
{
  rig_assert_query (rig, "SELECT status FROM source WHERE id = 'adverts'", status);
}

void
rig_assert_late (Rig *rig, const ObsRefreshSource *line, ObsRefreshOutcome outcome,
                 const char *words)
{
  g_assert_cmpint (line->outcome, ==, outcome);
  g_assert_cmpstr (line->status, ==, "late");
  g_assert_nonnull (line->error);
  if (strstr (line->error, words) == NULL)
    g_error ("“%s” does not say “%s”", line->error, words);
  g_assert_cmpuint (rig->report->n_late, ==, 1);
  rig_assert_register (rig, "late");
  rig_assert_value (rig, "D1", "11", "100");
}

guint
rig_count_in_log (Rig *rig, const char *text)
{
  g_autofree char *log = nginx_log (rig->nginx);
  g_auto (GStrv) pieces = g_strsplit (log, text, -1);

  return g_strv_length (pieces) - 1;
}

char *
rig_long_table (guint n, guint first)
{
  g_autoptr (GString) text = g_string_new (HEAD ROWS);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "D%u,%u-%02u,%u - Job number %06u,%u\n", i % 2 + 1,
                            2000 + i / 12 % 25, i % 12 + 1, 1000 + i, i, (first + i) % 5000);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
run_one (gconstpointer data)
{
  const RigTest *one = data;
  Rig *rig = rig_new ();

  if (rig->nginx != NULL)
    one->test (rig);
  rig_free (rig);
}

int
rig_run_tests (int argc, char **argv, const RigTest *tests, guint n_tests)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < n_tests; i++)
    g_test_add_data_func (tests[i].path, &tests[i], run_one);
  return g_test_run ();
}
