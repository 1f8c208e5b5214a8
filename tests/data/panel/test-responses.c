/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/ingest/csv.h"
#include "tests/data/panel/sources.h"
#include "tests/data/panel/tabulation.h"
#include "tests/begin.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* Exports in the shapes of four services: read and counted exactly, and what an edition shows. */

static const char *const services[] = { "odk-central", "kobo", "limesurvey", "ms-forms" };

/* The Monday of a week, as the fixtures have them. */
static const char *
monday_of (const char *period)
{
  if (g_str_equal (period, "2026-W04"))
    return "2026-01-19";
  return g_str_equal (period, "2026-W05") ? "2026-01-26" : "all";
}

/* The cells were counted another way when the fixtures were made. */
static void
check_expected (const ObsPanelAnswers *answers)
{
  g_autofree char *text = sources_read ("expected.csv");
  g_autoptr (ObsCsv) csv = obs_csv_parse ("expected.csv", text, strlen (text), NULL);
  guint n_firms = 0, n_people = 0;

  g_assert_nonnull (csv);
  g_assert_true (obs_csv_require (csv, NULL, "cube", "question", "item", "horizon", "period", "k",
                                  "n", "sum", NULL));
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      const char *cube = obs_csv_get_named (csv, row, "cube");
      const char *horizon = obs_csv_get_named (csv, row, "horizon");
      const char *period = obs_csv_get_named (csv, row, "period");
      gboolean score = *horizon != '\0', people = g_str_has_suffix (cube, "_people");
      Tabulated cell = tabulation_cell (
          people ? answers->people : answers->firms, obs_csv_get_named (csv, row, "question"),
          obs_csv_get_named (csv, row, "item"), score ? horizon : "all", "all", monday_of (period));
      g_autofree char *found = score ? g_strdup_printf ("%u %.6f", cell.n, cell.sum)
                                     : g_strdup_printf ("%u %u", cell.n, cell.k);
      g_autofree char *wanted = g_strdup_printf ("%s %s", obs_csv_get_named (csv, row, "n"),
                                                 obs_csv_get_named (csv, row, score ? "sum" : "k"));

      if (g_strcmp0 (found, wanted) != 0)
        g_error ("expected.csv, line %u: %s instead of %s", row + 2, found, wanted);
      n_firms += !people && g_str_equal (period, "all");
      n_people += people && g_str_equal (period, "all");
    }
  /* Nothing is read that was not expected. */
  g_assert_cmpuint (n_firms, ==, tabulation_n_things (answers->firms));
  g_assert_cmpuint (n_people, ==, tabulation_n_things (answers->people));
}

static void
test_service (gconstpointer data)
{
  g_autofree char *folder = sources_new (data);
  g_autoptr (ObsPanelAnswers) answers = sources_answers (folder);

  check_expected (answers);
  fixture_remove (folder);
}

/* Whatever the service, the same answers are read and the same edition is written. */
static void
test_same (void)
{
  g_autofree char *lines = NULL;
  g_autofree char *hash = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    {
      g_autofree char *folder = sources_new (services[i]);
      g_autoptr (ObsPanelAnswers) answers = sources_answers (folder);
      g_autofree char *own_lines = tabulation_lines (answers);
      g_autofree char *edition = sources_build (folder, NULL);
      g_autofree char *own_hash = fixture_hash (edition);

      g_assert_cmpuint (strlen (own_lines), >, 5000);
      if (lines == NULL)
        {
          lines = g_steal_pointer (&own_lines);
          hash = g_steal_pointer (&own_hash);
        }
      else
        {
          g_assert_cmpstr (own_lines, ==, lines);
          g_assert_cmpstr (own_hash, ==, hash);
        }
      fixture_remove (folder);
    }
}

static gboolean
contains (const char *bytes, gsize length, const char *word)
{
  gsize n = strlen (word);

  for (gsize i = 0; i + n <= length; i++)
    if (memcmp (bytes + i, word, n) == 0)
      return TRUE;
  return FALSE;
}

/* Names, addresses, ids, remarks and times of the fixtures all hold one of these. */
static void
check_private (const char *what, const char *bytes, gsize length)
{
  static const char *const words[]
      = { "canary", "(invented)", "firm 0", "holding", "@example", "T14:", " 14:", "uuid" };
  g_autofree char *lower = g_malloc (length + 1);

  for (gsize i = 0; i < length; i++)
    lower[i] = g_ascii_tolower (bytes[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *word = g_ascii_strdown (words[i], -1);

      if (contains (lower, length, word))
        g_error ("“%s” has come into %s", word, what);
    }
}

static void
test_private (gconstpointer data)
{
  g_autofree char *folder = sources_new (data);
  g_autofree char *json = NULL;
  g_autofree char *edition = sources_build_after (folder, "edition.sqlite", NULL, &json);
  g_autofree char *report = sources_report (folder);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (edition, &bytes, &length, NULL));
  check_private ("the edition", bytes, length);
  check_private ("the report", report, strlen (report));
  check_private ("the report of the build", json, strlen (json));
  g_assert_nonnull (strstr (json, "\"one_way\""));
  /* Proof that the search finds what is there. */
  g_assert_true (contains (bytes, length, "Where do you look for people?"));
  fixture_remove (folder);
}

/* The same for the report of the panel as JSON. */
static void
test_private_json (gconstpointer data)
{
  g_autofree char *folder = sources_new (data);
  g_autofree char *panel = g_build_filename (folder, "panel", NULL);
  g_autoptr (ObsPanelReport) report = obs_panel_report_new ();
  g_autoptr (ObsSurvey) survey = obs_survey_load (panel, report);
  g_autoptr (ObsPanelAnswers) answers = obs_panel_read_responses (panel, survey, report);
  g_autofree char *json = obs_panel_report_to_json (report);

  g_assert_nonnull (answers);
  check_private ("the report as JSON", json, strlen (json));
  g_assert_nonnull (strstr (json, "\"left_out\""));
  fixture_remove (folder);
}

static void
test_weeks (void)
{
  g_autofree char *folder = sources_new ("odk-central");
  g_autofree char *edition = sources_build (folder, NULL);
  g_autofree char *days
      = fixture_query (edition, "SELECT group_concat (DISTINCT day) FROM (SELECT day FROM wave "
                                "ORDER BY day)");
  g_autofree char *class = fixture_query (
      edition, "SELECT class FROM source s JOIN cube c ON c.source = s.id WHERE "
               "c.name = 'panel_share_people'");

  g_assert_cmpstr (days, ==, "2026-01-19,2026-01-26");
  g_assert_cmpstr (class, ==, "primary");
  fixture_remove (folder);
}

/* Enough people of too few groups are told no more than too few people. */
static void
test_few_groups (void)
{
  g_autofree char *folder = sources_new ("odk-central");
  g_autofree char *path = g_build_filename (folder, "panel/firms.csv", NULL);
  g_autofree char *text = NULL, *edition = NULL, *open = NULL, *hidden = NULL, *weeks = NULL;
  g_autoptr (GString) firms = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  firms = g_string_new (text);
  /* Firms 3 to 7 join the holding of firms 1 and 2: 20 people, 14 firms, 8 groups. */
  for (int i = 3; i <= 7; i++)
    {
      g_autofree char *from = g_strdup_printf ("Firm %03d (invented),,", i);
      g_autofree char *to = g_strdup_printf ("Firm %03d (invented),Holding A (invented),", i);

      g_assert_cmpuint (g_string_replace (firms, from, to, 0), ==, 1);
    }
  fixture_set (folder, "panel/firms.csv", firms->str);
  edition = sources_build (folder, NULL);
  open
      = fixture_query (edition, "SELECT count(*) FROM (SELECT n FROM cube_panel_score UNION ALL "
                                "SELECT n FROM cube_panel_score_people UNION ALL SELECT n FROM "
                                "cube_panel_share_people UNION ALL SELECT n FROM cube_panel_share) "
                                "WHERE n IS NOT NULL");
  hidden = fixture_query (edition, "SELECT count(*) FROM cube_panel_score_people WHERE missing "
                                   "= 'c'");
  weeks = fixture_query (edition, "SELECT count(*) || ' ' || count(answered) FROM wave");
  g_assert_cmpstr (open, ==, "0");
  /* The things that are rated, for the whole panel. */
  g_assert_cmpstr (hidden, ==, "10");
  /* 14 businesses are more than ten, and no more than eight groups. */
  g_assert_cmpstr (weeks, ==, "9 0");
  fixture_remove (folder);
}

static void
test_report (void)
{
  g_autofree char *folder = sources_new ("odk-central");
  g_autofree char *report = sources_report (folder);

  g_assert_nonnull (strstr (report, "a reviewer rejected the submission"));
  g_assert_nonnull (strstr (report, "the same submission stands in the exports again"));
  g_assert_nonnull (strstr (report, "180 answers of 20 people in 14 firms"));
  g_assert_nonnull (strstr (report, "Left out: 3 answers: the people of a firm are evenly split"));
  fixture_remove (folder);
}

/* --- Order and files -------------------------------------------------------------------------- */

/* Records of an export; a record may have several lines. */
static GPtrArray *
split_records (const char *text)
{
  GPtrArray *records = g_ptr_array_new_with_free_func (g_free);
  const char *start = text;
  gboolean quoted = FALSE;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        quoted = !quoted;
      if (quoted || *p != '\n')
        continue;
      g_ptr_array_add (records, g_strndup (start, (gsize) (p + 1 - start)));
      start = p + 1;
    }
  return records;
}

/* Shuffles the rows and deals them to @n files. */
static void
shuffle (const char *folder, const char *file, GRand *random, guint n)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *stem = g_strndup (file, strlen (file) - strlen (".csv"));
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) records = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  records = split_records (text);
  for (guint i = records->len - 1; i > 1; i--)
    {
      guint j = (guint) g_rand_int_range (random, 1, (gint32) i + 1);
      gpointer swap = records->pdata[i];

      records->pdata[i] = records->pdata[j];
      records->pdata[j] = swap;
    }
  for (guint k = 0; k < n; k++)
    {
      g_autofree char *name = g_strdup_printf ("%s-part%u.csv", stem, k);
      g_autoptr (GString) part = g_string_new (records->pdata[0]);

      for (guint i = 1 + k; i < records->len; i += n)
        g_string_append (part, records->pdata[i]);
      fixture_set (folder, name, part->str);
    }
  fixture_set (folder, file, NULL);
}

static void
test_shuffled (gconstpointer data)
{
  static const char *const files[][3]
      = { { "panel/responses/panel.csv" },
          { "panel/responses/panel.csv" },
          { "panel/responses/week-1.csv", "panel/responses/week-2.csv" },
          { "panel/responses/day-1.csv", "panel/responses/day-2.csv" } };
  guint service = GPOINTER_TO_UINT (data);
  g_autofree char *plain = sources_new (services[service]);
  g_autofree char *edition = sources_build (plain, NULL);
  g_autofree char *hash = fixture_hash (edition);
  g_autoptr (ObsPanelAnswers) answers = sources_answers (plain);
  g_autofree char *lines = tabulation_lines (answers);

  for (guint32 seed = 1; seed <= 8; seed++)
    {
      GRand *random = g_rand_new_with_seed (seed);
      g_autofree char *folder = sources_new (services[service]);
      g_autofree char *other = NULL;
      g_autofree char *other_hash = NULL;
      g_autoptr (ObsPanelAnswers) other_answers = NULL;
      g_autofree char *other_lines = NULL;

      for (gsize i = 0; i < 3 && files[service][i] != NULL; i++)
        shuffle (folder, files[service][i], random, 1 + seed % 4);
      other_answers = sources_answers (folder);
      other_lines = tabulation_lines (other_answers);
      g_assert_cmpstr (other_lines, ==, lines);
      other = sources_build (folder, NULL);
      other_hash = fixture_hash (other);
      g_assert_cmpstr (other_hash, ==, hash);
      g_rand_free (random);
      fixture_remove (folder);
    }
  fixture_remove (plain);
}

/* --- What a source says it is ----------------------------------------------------------------- */

static void
test_class (void)
{
  g_autofree char *folder = sources_new ("odk-central");
  g_autofree char *fault = NULL;
  g_autofree char *other = NULL;

  fixture_change (folder, "panel/survey.csv", "firms.,panel", "firms.,market-demo");
  g_assert_null (sources_build (folder, &fault));
  g_assert_cmpstr (fault, ==,
                   "panel/survey.csv: the source “market-demo” is simulated, but "
                   "panel/responses.ini brings real answers. Name a source of the class primary.");
  fixture_change (folder, "panel/survey.csv", "firms.,market-demo", "firms.,panel");
  fixture_set (folder, "panel/responses.ini", NULL);
  g_assert_null (sources_build (folder, &other));
  g_assert_nonnull (strstr (other, "the source “panel” is not simulated"));
  fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    {
      g_autofree char *service = g_strconcat ("/panel/responses/", services[i], NULL);
      g_autofree char *private = g_strconcat ("/panel/responses/private/", services[i], NULL);
      g_autofree char *json = g_strconcat ("/panel/responses/private-json/", services[i], NULL);
      g_autofree char *shuffled = g_strconcat ("/panel/responses/shuffled/", services[i], NULL);

      g_test_add_data_func (service, services[i], test_service);
      g_test_add_data_func (private, services[i], test_private);
      g_test_add_data_func (json, services[i], test_private_json);
      g_test_add_data_func (shuffled, GUINT_TO_POINTER ((guint) i), test_shuffled);
    }
  g_test_add_func ("/panel/responses/same", test_same);
  g_test_add_func ("/panel/responses/weeks", test_weeks);
  g_test_add_func ("/panel/responses/few-groups", test_few_groups);
  g_test_add_func ("/panel/responses/report", test_report);
  g_test_add_func ("/panel/responses/class", test_class);
  return g_test_run ();
}
