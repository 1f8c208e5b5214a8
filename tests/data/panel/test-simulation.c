/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "data/error.h"
#include "data/ingest/csv.h"
#include "data/ingest/simulation.h"

#include "look.h"
#include "tests/begin.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* Of the answers as obs_panel_write_csv() writes them. It changes with the parameters and the
 * generator only: where it differs on another machine, the generator is at fault. */
#define ANSWERS_SHA256 "073273f16b9f0a970d844c4360f92902cd526a20b1947507cfc2a339380e3419"
#define N_ANSWERS 18623

static ObsPanel *
simulate_bundled (void)
{
  g_autofree char *folder = bundled_path ("panel", NULL);
  g_autoptr (GError) error = NULL;
  ObsPanel *panel = obs_panel_simulate (folder, &error);

  g_assert_no_error (error);
  g_assert_nonnull (panel);
  return panel;
}

static char *
answers_sha256 (const ObsPanel *panel)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("answers-XXXXXX.csv", &path, &error);
  gsize length;

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_assert_true (obs_panel_write_csv (panel, path, &error));
  g_assert_no_error (error);
  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  g_remove (path);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text, length);
}

static void
test_same_answers (void)
{
  g_autoptr (ObsPanel) one = simulate_bundled ();
  g_autoptr (ObsPanel) two = simulate_bundled ();
  g_autofree char *sha256 = answers_sha256 (one);
  g_autofree char *again = answers_sha256 (two);

  g_assert_cmpuint (one->responses->len, ==, N_ANSWERS);
  g_assert_cmpstr (sha256, ==, ANSWERS_SHA256);
  g_assert_cmpstr (sha256, ==, again);
  g_assert_cmpstr (one->sha256, ==, two->sha256);
  g_assert_cmpuint (strlen (one->sha256), ==, 64);
}

static void
test_seed (void)
{
  g_autoptr (ObsPanel) one = simulate_bundled ();
  g_autofree char *folder = copy_parameters ("parameters.ini", "seed=20220117\n", "seed=4\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsPanel) two = obs_panel_simulate (folder, &error);
  g_autofree char *sha256 = answers_sha256 (one);
  g_autofree char *other = answers_sha256 (two);

  g_assert_cmpstr (sha256, !=, other);
  g_assert_cmpstr (one->sha256, !=, two->sha256);
  remove_folder (folder);
}

/* A row changes its own answers and no others. */
static void
test_one_row (void)
{
  const char *old = "Q14,A.skills,,logistics,5.5,1.7\n";
  g_autoptr (ObsPanel) one = simulate_bundled ();
  g_autofree char *folder = copy_parameters ("means.csv", old, "Q14,A.skills,,logistics,7.5,1.7\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsPanel) two = obs_panel_simulate (folder, &error);
  guint changed = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (one->responses->len, ==, two->responses->len);
  for (guint i = 0; i < one->responses->len; i++)
    {
      const ObsResponse *a = &g_array_index (one->responses, ObsResponse, i);
      const ObsResponse *b = &g_array_index (two->responses, ObsResponse, i);
      const ObsBusiness *business = one->businesses->pdata[a->business];

      g_assert_true (a->business == b->business && a->item == b->item && a->day == b->day);
      if (a->value == b->value)
        continue;
      changed++;
      g_assert_cmpstr (a->question, ==, "Q14");
      g_assert_cmpstr (a->item, ==, "A.skills");
      g_assert_cmpstr (business->sector, ==, "logistics");
    }
  g_assert_cmpuint (changed, >, 10);
  remove_folder (folder);
}

static void
test_businesses (void)
{
  g_autoptr (ObsPanel) panel = simulate_bundled ();
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) areas = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) sizes = g_hash_table_new (g_str_hash, g_str_equal);
  guint n[3] = { 0 };

  g_assert_cmpuint (panel->businesses->len, ==, 122);
  for (guint i = 0; i < panel->businesses->len; i++)
    {
      const ObsBusiness *business = panel->businesses->pdata[i];

      g_assert_true (g_hash_table_add (ids, business->id));
      g_hash_table_add (areas, business->area);
      g_hash_table_add (sizes, business->size);
      g_assert_true (g_str_has_prefix (business->size, "Z."));
      g_assert_cmpuint (strlen (business->role), >, 0);
      for (guint s = 0; s < G_N_ELEMENTS (sectors); s++)
        n[s] += strcmp (business->sector, sectors[s]) == 0 ? 1 : 0;
    }
  g_assert_cmpuint (n[0], ==, 42);
  g_assert_cmpuint (n[1], ==, 28);
  g_assert_cmpuint (n[2], ==, 52);
  g_assert_cmpuint (g_hash_table_size (areas), ==, 8);
  g_assert_cmpuint (g_hash_table_size (sizes), ==, 4);
}

static void
test_days (void)
{
  g_autoptr (ObsPanel) panel = simulate_bundled ();
  g_autoptr (GHashTable) days = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *before = "";
  guint weeks = 0;

  for (guint i = 0; i < panel->responses->len; i++)
    {
      const ObsResponse *response = &g_array_index (panel->responses, ObsResponse, i);
      g_autoptr (GDateTime) day = NULL;
      g_autofree char *iso = g_strconcat (response->day, "T12:00:00Z", NULL);

      day = g_date_time_new_from_iso8601 (iso, NULL);
      g_assert_nonnull (day);
      g_assert_cmpint (g_date_time_get_day_of_week (day), <=, 5);
      g_assert_cmpint (response->week, ==, g_date_time_get_week_of_year (day) - 2);
      g_assert_cmpstr (response->day, >=, before);
      before = response->day;
      if (g_hash_table_add (asked, g_strdup_printf ("%s %s", response->day, response->question)))
        {
          guint questions = GPOINTER_TO_UINT (g_hash_table_lookup (days, response->day)) + 1;

          g_assert_cmpuint (questions, <=, 2);
          g_hash_table_insert (days, response->day, GUINT_TO_POINTER (questions));
          weeks += strcmp (response->question, "Q16") == 0 ? 1 : 0;
        }
      /* Nobody is asked the same thing twice on one day. */
      g_assert_true (g_hash_table_add (
          given, g_strdup_printf ("%s %u %s %s %s", response->day, response->business,
                                  response->question, response->item, response->horizon)));
    }
  g_assert_cmpuint (g_hash_table_size (days), ==, 25);
  g_assert_cmpuint (weeks, ==, 5); /* once every week: the same day never holds it twice */
  g_assert_cmpstr (before, ==, "2022-02-18");
}

/* How many answered, for every item shown on a day. */
static void
test_bases (void)
{
  const guint fewest[] = { 34, 22, 42 };
  const guint most[] = { 40, 28, 50 };
  g_autoptr (ObsPanel) panel = simulate_bundled ();
  g_autoptr (GHashTable) bases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key, value;
  guint small = 0;

  for (guint i = 0; i < panel->responses->len; i++)
    {
      const ObsResponse *response = &g_array_index (panel->responses, ObsResponse, i);
      const ObsBusiness *business = panel->businesses->pdata[response->business];
      char *cell = g_strdup_printf ("%c %s %s %s %s", *business->id, response->question,
                                    response->day, response->item, response->horizon);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (bases, cell));

      g_hash_table_insert (bases, cell, GUINT_TO_POINTER (n + 1));
    }
  g_hash_table_iter_init (&iter, bases);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const char *cell = key;
      guint s = *cell == 'M' ? 0 : *cell == 'L' ? 1 : 2;
      guint n = GPOINTER_TO_UINT (value);

      if (strstr (cell, "Q10-S-against") != NULL || strstr (cell, "Q10-B-against") != NULL)
        {
          g_assert_cmpuint (n, <, fewest[s]);
          g_assert_cmpuint (n, >=, 10);
          small++;
          continue;
        }
      g_assert_cmpuint (n, >=, fewest[s]);
      g_assert_cmpuint (n, <=, most[s]);
    }
  g_assert_cmpuint (small, ==, 2 * 5 * 3);
}

static void
add_codes (GHashTable *codes, const char *folder, const char *file, const char *column)
{
  g_autofree char *path = bundled_path (folder, file);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsCsv) csv = obs_csv_load (path, &error);

  g_assert_no_error (error);
  g_assert_true (obs_csv_require (csv, &error, column, NULL));
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    g_hash_table_add (codes, (gpointer) g_intern_string (obs_csv_get_named (csv, row, column)));
}

/* Every code stands in the reference tables, or the edition could not be built. */
static void
test_codes (void)
{
  g_autoptr (GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (ObsPanel) panel = simulate_bundled ();

  add_codes (codes, "reference", "terms.csv", "code");
  add_codes (codes, "reference", "items.csv", "code");
  add_codes (codes, "reference", "sectors.csv", "code");
  add_codes (codes, "official", "areas.csv", "code");
  add_codes (codes, "panel", "questions.csv", "id");
  for (guint i = 0; i < panel->businesses->len; i++)
    {
      const ObsBusiness *business = panel->businesses->pdata[i];

      g_assert_true (g_hash_table_contains (codes, business->sector));
      g_assert_true (g_hash_table_contains (codes, business->size));
      g_assert_true (g_hash_table_contains (codes, business->area));
    }
  for (guint i = 0; i < panel->responses->len; i++)
    {
      const ObsResponse *response = &g_array_index (panel->responses, ObsResponse, i);

      g_assert_true (g_hash_table_contains (codes, response->question));
      g_assert_true (g_hash_table_contains (codes, response->item));
      g_assert_true (*response->horizon == '\0'
                     || g_hash_table_contains (codes, response->horizon));
    }
}

static gboolean
is_percent (const char *question)
{
  return strcmp (question, "Q18") == 0;
}

static gboolean
is_chosen (const char *question)
{
  const char *const chosen[] = { "Q07", "Q08", "Q09", "Q11", "Q17", "Q19", "Q20", "Q21", NULL };

  return g_str_has_prefix (question, "Q10") || g_strv_contains (chosen, question);
}

static void
test_values (void)
{
  g_autoptr (ObsPanel) panel = simulate_bundled ();

  for (guint i = 0; i < panel->responses->len; i++)
    {
      const ObsResponse *response = &g_array_index (panel->responses, ObsResponse, i);
      int value = (int) response->value;

      g_assert_true (value == response->value);
      if (is_chosen (response->question))
        g_assert_true (value == 0 || value == 1);
      else if (is_percent (response->question))
        g_assert_true (value >= 0 && value <= 100 && value % 5 == 0);
      else
        g_assert_true (value >= 1 && value <= 10);
    }
}

/* One option where one can be chosen, three for the first three places. */
static void
test_chosen (void)
{
  const struct
  {
    const char *question;
    double options;
  } forms[] = { { "Q11", 3 }, { "Q17", 1 }, { "Q19", 1 }, { "Q20", 1 }, { "Q21", 1 } };
  g_autoptr (ObsPanel) panel = simulate_bundled ();

  for (guint q = 0; q < G_N_ELEMENTS (forms); q++)
    {
      g_autofree double *chosen = g_new0 (double, panel->businesses->len);
      g_autofree gboolean *answered = g_new0 (gboolean, panel->businesses->len);

      for (guint i = 0; i < panel->responses->len; i++)
        {
          const ObsResponse *response = &g_array_index (panel->responses, ObsResponse, i);

          if (strcmp (response->question, forms[q].question) != 0)
            continue;
          chosen[response->business] += response->value;
          answered[response->business] = TRUE;
        }
      for (guint b = 0; b < panel->businesses->len; b++)
        g_assert_true (chosen[b] == (answered[b] ? forms[q].options : 0));
    }
}

/* The mean of every sector is the one of the file, within half a step divided by its base. */
static void
test_targets (void)
{
  g_autoptr (ObsPanel) panel = simulate_bundled ();
  g_autofree char *path = bundled_path ("panel", "means.csv");
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsCsv) csv = obs_csv_load (path, &error);

  g_assert_no_error (error);
  g_assert_true (
      obs_csv_require (csv, &error, "question", "item", "horizon", "sector", "mean", "sd", NULL));
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      const char *question = obs_csv_get_named (csv, row, "question");
      Look look = look_at (panel, question, obs_csv_get_named (csv, row, "item"),
                           obs_csv_get_named (csv, row, "horizon"),
                           obs_csv_get_named (csv, row, "sector"), 0);
      double mean = g_ascii_strtod (obs_csv_get_named (csv, row, "mean"), NULL);
      double step = is_percent (question) ? 5 : 1;

      if (strcmp (question, "Q16") != 0) /* which has a shift each week */
        g_assert_cmpfloat (fabs (mean_of (look) - mean), <=, step / 2 / look.n + 1e-9);
    }
}

/* Answers of one business go together: two scores of one question on one day. */
static void
test_business_effect (void)
{
  g_autoptr (ObsPanel) panel = simulate_bundled ();
  double sum[2] = { 0 }, square[2] = { 0 }, product = 0;
  double *value[2];
  int n = 0;

  for (int k = 0; k < 2; k++)
    value[k] = g_new0 (double, panel->businesses->len);
  for (guint i = 0; i < panel->responses->len; i++)
    {
      const ObsResponse *response = &g_array_index (panel->responses, ObsResponse, i);

      if (strcmp (response->question, "Q12") == 0 && strcmp (response->item, "A.behaviours") != 0)
        value[strcmp (response->item, "A.skills") == 0][response->business] = response->value;
    }
  for (guint b = 0; b < panel->businesses->len; b++)
    {
      if (value[0][b] == 0)
        continue;
      n++;
      product += value[0][b] * value[1][b];
      for (int k = 0; k < 2; k++)
        {
          sum[k] += value[k][b];
          square[k] += value[k][b] * value[k][b];
        }
    }
  g_assert_cmpfloat (
      (n * product - sum[0] * sum[1])
          / sqrt ((n * square[0] - sum[0] * sum[0]) * (n * square[1] - sum[1] * sum[1])),
      >, 0.2);
  g_free (value[0]);
  g_free (value[1]);
}

/* --- Bad parameters --------------------------------------------------------------------------- */

static const struct
{
  const char *file, *old, *new_text, *message;
} bad[] = {
  { "means.csv", "logistics,5.5,1.7\n", "logistics,eleven,1.7\n",
    "line 225, column 5 (mean): “eleven”" },
  { "means.csv", "logistics,5.5,1.7\n", "logistics,10.5,1.7\n", "from 1 to 10" },
  { "means.csv", "logistics,5.5,1.7\n", "logistics,5.5,-1\n", "(sd): “-1”" },
  { "means.csv", "logistics,5.5,1.7\n", "logistic,5.5,1.7\n", "“logistic” is not a sector" },
  { "means.csv", "Q14,A.skills,,logistics,5.5,1.7\n", "", "lacks a line in means.csv" },
  { "means.csv", "Q14,A.skills,,logistics", "Q14,A.skill,,logistics", "“A.skill” is not an item" },
  { "means.csv", "Q14,A.skills,,logistics", "Q99,A.skills,,logistics", "“Q99” is not a question" },
  { "means.csv", "Q14,A.skills,,logistics", "Q17,L.neither,,logistics", "belong in shares.csv" },
  { "means.csv", "Q14,A.skills,,logistics", "Q14,A.skills,,manufacturing",
    "gives this mean already" },
  { "means.csv", ",mean,sd\n", ",average,sd\n", "mean" },
  { "shares.csv", "Q19,P.levy,logistics,30\n", "Q19,P.levy,logistics,31\n", "101.00 per cent" },
  { "shares.csv", "Q19,P.levy,logistics,30\n", "Q19,P.levy,logistics,130\n", "from 0 to 100" },
  { "shares.csv", "Q19,P.levy,logistics,30\n", "", "lacks a line in shares.csv" },
  { "shares.csv", "Q19,P.levy,logistics,30\n", "Q12,A.skills,logistics,30\n",
    "belong in means.csv" },
  { "calendar.csv", "2022-01-18,", "2022-01-22,", "2022-01-22 is a Saturday or Sunday" },
  { "calendar.csv", "2022-01-18,", "2022-01-32,", "“2022-01-32” is not a day" },
  { "calendar.csv", "2022-01-17,Q12", "2022-01-14,Q12", "outside the days" },
  { "calendar.csv", "2022-01-20,Q02,", "2022-01-19,Q02,", "more than two questions" },
  { "calendar.csv", "2022-01-18,Q01,list 1", "2022-01-28,Q01,list 1", "sort the lines by day" },
  { "calendar.csv", "2022-01-24,Q14,", "2022-01-24,Q01,list 1 of 3", "asked twice on one day" },
  { "calendar.csv", "Q01,list 2 of 3", "Q01,list 2 of 4", "no items of this question" },
  { "calendar.csv", "2022-01-20,Q02,list 1 of 4\n", "", "is never asked" },
  { "questions.csv", ",likert,,", ",scale,,", "“scale” is not known" },
  { "questions.csv", ",likert,,", ",likert,1,5", "leave low and high empty" },
  { "questions.csv", "\nQ24,", "\nQ23,", "“Q23” stands here twice" },
  { "questions.csv", ",percent,0,100", ",percent,0,99", "steps of five" },
  { "items.csv", "Q22,,N.automation\n", "Q22,,N.automation\nQ22,,N.automation\n", "stands twice" },
  { "sectors.csv", "logistics,L,28", "logistics,M,28", "Another sector has this already" },
  { "sectors.csv", "logistics,L,28", "logistics,L1,28", "“L1” is not one letter" },
  { "sectors.csv", "logistics,L,28", "logistics,L,29", "sectors.csv says 29" },
  { "mix.csv", "logistics,size,", "logistics,colour,", "“colour” is not known" },
  { "bases.csv", ",1,logistics,25,28", ",1,logistics,25,29", "“29” is not a whole number" },
  { "bases.csv", ",1,logistics,25,28\n", "", "does not say how many businesses" },
  { "weeks.csv", "Q16,1,", "Q16,9,", "“9” is not a whole number from 1 to 5" },
  { "survey.csv", "2022-02-18", "2021-02-18", "ends before it starts" },
  { "parameters.ini", "seed=20220117", "seed=-1", "“seed=-1” under [panel]" },
  { "parameters.ini", "bell=90\n", "", "“bell=…” is missing under [answers]" },
  { "parameters.ini", "[answers Q16]", "[answers Q61]", "[answers Q61] is not a known heading" },
  { "parameters.ini", "habit=40", "habit 40", "parameters.ini" },
};

static void
test_bad (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *folder = copy_parameters (bad[i].file, bad[i].old, bad[i].new_text);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsPanel) panel = obs_panel_simulate (folder, &error);

  g_assert_null (panel);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  g_test_message ("%s", error->message);
  if (strstr (error->message, bad[i].message) == NULL)
    g_error ("“%s” is not in “%s”", bad[i].message, error->message);
  remove_folder (folder);
}

static void
test_no_folder (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (obs_panel_simulate ("/nonexistent/panel", &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == OBS_ERROR);
}

static void
test_cannot_write (void)
{
  g_autoptr (ObsPanel) panel = simulate_bundled ();
  g_autoptr (GError) error = NULL;

  g_assert_false (obs_panel_write_csv (panel, "/nonexistent/answers.csv", &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_FAILED);
}

int
main (int argc, char *argv[])
{
  test_begin (&argc, &argv);
  g_test_add_func ("/panel/same-answers", test_same_answers);
  g_test_add_func ("/panel/seed", test_seed);
  g_test_add_func ("/panel/one-row", test_one_row);
  g_test_add_func ("/panel/businesses", test_businesses);
  g_test_add_func ("/panel/days", test_days);
  g_test_add_func ("/panel/bases", test_bases);
  g_test_add_func ("/panel/codes", test_codes);
  g_test_add_func ("/panel/values", test_values);
  g_test_add_func ("/panel/chosen", test_chosen);
  g_test_add_func ("/panel/targets", test_targets);
  g_test_add_func ("/panel/business-effect", test_business_effect);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strdup_printf ("/panel/bad/%02u-%s", i + 1, bad[i].file);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_bad);
    }
  g_test_add_func ("/panel/no-folder", test_no_folder);
  g_test_add_func ("/panel/cannot-write", test_cannot_write);
  return g_test_run ();
}
