/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/build/people-cells.h"

#include <math.h>
#include <string.h>

/* Which cells of people are shown, beside those of the businesses and after earlier editions. */

#define SCORES                                                                                     \
  "(question TEXT, item TEXT, horizon TEXT, sector TEXT, area TEXT, size TEXT, period TEXT, n, "   \
  "sum, sum2, missing)"
#define SHARES                                                                                     \
  "(question TEXT, item TEXT, sector TEXT, area TEXT, size TEXT, period TEXT, k, n, missing)"

typedef struct
{
  ObsBuild build;
  ObsPeopleCells *people;
  GArray *rows; /* of ObsProtectedRow: an earlier edition while it is put together */
} Setup;

static void
set_up (Setup *setup, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  setup->build.place = (char *) "P";
  obs_faults_init (&setup->build.faults);
  setup->people = obs_people_cells_new ();
  setup->rows = g_array_new (FALSE, TRUE, sizeof (ObsProtectedRow));
  g_assert_cmpint (sqlite3_open_v2 (":memory:", &setup->build.db,
                                    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL),
                   ==, SQLITE_OK);
  g_assert_true (obs_db_exec (
      setup->build.db,
      "CREATE TABLE cube_panel_score " SCORES "; CREATE TABLE cube_panel_score_people " SCORES
      "; CREATE TABLE cube_panel_share " SHARES "; CREATE TABLE cube_panel_share_people " SHARES,
      &error));
  g_assert_no_error (error);
}

static void
tear_down (Setup *setup, gconstpointer data)
{
  g_clear_pointer (&setup->build.earlier, obs_earlier_free);
  g_clear_pointer (&setup->build.policy, obs_policy_free);
  obs_people_cells_free (setup->people);
  obs_faults_clear (&setup->build.faults);
  g_array_unref (setup->rows);
  sqlite3_close_v2 (setup->build.db);
}

/* What this edition shows of the businesses; @n 0: withheld. */
static void
firms (Setup *setup, gboolean share, const char *item, int n)
{
  g_autofree char *number = n > 0 ? g_strdup_printf ("%d", n) : g_strdup ("NULL");
  g_autofree char *sql = g_strdup_printf (
      share ? "INSERT INTO cube_panel_share VALUES ('Q', '%s', 'all', 'P', 'all', 'all', %s, %s, "
              "%s)"
            : "INSERT INTO cube_panel_score VALUES ('Q', '%s', 'all', 'all', 'P', 'all', 'all', "
              "%s, %s, 1, %s)",
      item, number, number, n > 0 ? "NULL" : "'c'");

  g_assert_true (obs_db_exec (setup->build.db, sql, NULL));
}

/* @n people of a group who say the same. */
static void
say (Setup *setup, const char *form, const char *item, int group, int n, double value)
{
  g_autofree char *name = g_strdup_printf ("G%d", group);

  for (int i = 0; i < n; i++)
    obs_people_cells_add (setup->people, form, "Q", item, "all", name, value);
}

/* The row of an item: "c", or k of n, or n and the mean. */
static char *
row (Setup *setup, gboolean share, const char *item)
{
  g_autofree char *sql = g_strdup_printf (
      share ? "SELECT coalesce (missing || coalesce (k, '') || coalesce (n, ''), k || ' of ' || n) "
              "FROM cube_panel_share_people WHERE item = '%s' AND sector = 'all' AND area = 'P' "
              "AND size = 'all' AND period = 'all'"
            : "SELECT coalesce (missing || coalesce (n, '') || coalesce (sum, '') || coalesce "
              "(sum2, ''), n || ' ' || printf ('%%.2f', sum / n)) FROM cube_panel_score_people "
              "WHERE item = '%s' AND horizon = 'all' AND sector = 'all' AND area = 'P' AND size = "
              "'all' AND period = 'all'",
      item);
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (setup->build.db, sql, &error);
  char *text;

  g_assert_no_error (error);
  g_assert_cmpint (obs_db_step (stmt, NULL, NULL), ==, 1);
  text = g_strdup (obs_db_text (stmt, 0));
  g_assert_cmpint (obs_db_step (stmt, NULL, NULL), ==, 0);
  return text;
}

static void
check (Setup *setup, gboolean share, const char *item, const char *expected)
{
  g_autofree char *found = row (setup, share, item);

  g_assert_cmpstr (found, ==, expected);
}

static void
write_cells (Setup *setup)
{
  obs_people_cells_write (setup->people, &setup->build);
  g_assert_false (obs_faults_any (&setup->build.faults));
}

/* --- Groups --------------------------------------------------------------------------------- */

static void
test_base (Setup *setup, gconstpointer data)
{
  /* 27 people of nine groups; 23 of ten. */
  firms (setup, FALSE, "nine", 10);
  firms (setup, FALSE, "ten", 10);
  for (int group = 0; group < 9; group++)
    say (setup, "score", "nine", group, 3, group);
  for (int group = 0; group < 10; group++)
    say (setup, "score", "ten", group, group < 3 ? 3 : 2, group);
  write_cells (setup);
  check (setup, FALSE, "nine", "c");
  /* (0 + 3 + 6 + 2 · 42) / 23 = 4.04. */
  check (setup, FALSE, "ten", "25 4.00");
}

/* Two people of each of @chose groups choose it, and of each of @others do not. */
static void
choose (Setup *setup, const char *form, const char *item, int chose, int others)
{
  firms (setup, TRUE, item, 20);
  for (int group = 0; group < chose; group++)
    say (setup, form, item, group, 2, 1);
  for (int group = 0; group < others; group++)
    say (setup, form, item, 1000 + group, 2, 0);
}

static void
test_sides (Setup *setup, gconstpointer data)
{
  choose (setup, "choices", "few-chose", 9, 30);
  choose (setup, "choices", "few-did-not", 30, 9);
  choose (setup, "choices", "none", 0, 30);
  choose (setup, "choices", "both", 11, 14);
  /* People of one group on both sides count on both. */
  firms (setup, TRUE, "within", 10);
  for (int group = 0; group < 10; group++)
    {
      say (setup, "choices", "within", group, 1, 1);
      say (setup, "choices", "within", group, 2, 0);
    }
  write_cells (setup);
  check (setup, TRUE, "few-chose", "c");
  check (setup, TRUE, "few-did-not", "c");
  check (setup, TRUE, "none", "c");
  check (setup, TRUE, "both", "20 of 50"); /* 22 of 50 */
  check (setup, TRUE, "within", "10 of 30");
}

static void
test_large_groups (Setup *setup, gconstpointer data)
{
  static const struct
  {
    const char *item;
    int first, second, others; /* people; the others two each */
    const char *expected;
  } cases[] = {
    { "one-too-large", 27, 2, 12, "c" },  /* 27 of 53 */
    { "one-at-most", 26, 2, 12, "50 " },  /* 26 of 52 */
    { "two-too-large", 25, 25, 12, "c" }, /* 50 of 74: 67.6 % */
    { "two-at-most", 24, 24, 12, "70 " }, /* 48 of 72: 66.7 % */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      firms (setup, FALSE, cases[i].item, 10);
      /* All say much the same: it is their people that count. */
      say (setup, "score", cases[i].item, 0, cases[i].first, 5);
      say (setup, "score", cases[i].item, 1, cases[i].second, 5);
      for (int group = 0; group < cases[i].others; group++)
        say (setup, "score", cases[i].item, 2 + group, 2, group % 2 == 0 ? 4 : 6);
    }
  write_cells (setup);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = row (setup, FALSE, cases[i].item);

      if (!g_str_has_prefix (found, cases[i].expected))
        g_error ("%s: %s", cases[i].item, found);
    }
}

/* A group may be small in the base and hold most of those who chose. */
static void
test_large_side (Setup *setup, gconstpointer data)
{
  firms (setup, TRUE, "a", 20);
  say (setup, "choices", "a", 0, 21, 1);
  for (int group = 1; group < 11; group++)
    say (setup, "choices", "a", group, 2, 1);
  for (int group = 11; group < 61; group++)
    say (setup, "choices", "a", group, 1, 0);
  write_cells (setup);
  check (setup, TRUE, "a", "c"); /* 21 of the 41 who chose; 21 of 91 in all */
}

/* One person of each of twelve groups, one of whom names most of what all name. */
static void
test_large_sum (Setup *setup, gconstpointer data)
{
  firms (setup, FALSE, "most", 10);
  firms (setup, FALSE, "less", 10);
  for (int group = 0; group < 12; group++)
    {
      say (setup, "percent", "most", group, 1, group == 0 ? 100 : 5);
      say (setup, "percent", "less", group, 1, group == 0 ? 50 : 5);
    }
  write_cells (setup);
  check (setup, FALSE, "most", "c");
  check (setup, FALSE, "less", "10 8.80"); /* 105 / 12 = 8.75 */
}

/* Where few groups have several people, the businesses beside them would tell what those say. */
static void
test_several (Setup *setup, gconstpointer data)
{
  static const int several[] = { 0, 1, 9, 10 };

  for (gsize i = 0; i < G_N_ELEMENTS (several); i++)
    {
      g_autofree char *item = g_strdup_printf ("of-%d", several[i]);

      firms (setup, FALSE, item, 30);
      for (int group = 0; group < 30; group++)
        say (setup, "score", item, group, group < several[i] ? 2 : 1, group % 10);
    }
  write_cells (setup);
  check (setup, FALSE, "of-0", "30 4.50");
  check (setup, FALSE, "of-1", "c");
  check (setup, FALSE, "of-9", "c");
  check (setup, FALSE, "of-10", "40 4.50");
}

static void
test_same_answer (Setup *setup, gconstpointer data)
{
  firms (setup, FALSE, "same", 20);
  for (int group = 0; group < 20; group++)
    say (setup, "score", "same", group, 2, 7);
  write_cells (setup);
  check (setup, FALSE, "same", "c");
}

/* The reader works the spread out from n, sum and sum2, and gets one that is rounded. */
static void
test_spread (Setup *setup, gconstpointer data)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  double n, sum, spread, exact, squares = 0;

  firms (setup, FALSE, "a", 20);
  for (int group = 0; group < 12; group++)
    {
      double value = group % 2 == 0 ? 1 : 10;

      say (setup, "score", "a", group, 1, value);
      squares += (value - 5.5) * (value - 5.5);
    }
  exact = sqrt (squares / 11);
  write_cells (setup);
  stmt = obs_db_prepare (setup->build.db, "SELECT n, sum, sum2 FROM cube_panel_score_people", NULL);
  g_assert_cmpint (obs_db_step (stmt, NULL, NULL), ==, 1);
  n = obs_db_double (stmt, 0);
  sum = obs_db_double (stmt, 1);
  spread = sqrt ((obs_db_double (stmt, 2) - sum * sum / n) / (n - 1));
  g_assert_cmpfloat (n, ==, 10);
  g_assert_cmpfloat (fabs (spread - round (spread * 10) / 10), <, 1e-9);
  g_assert_cmpfloat (fabs (spread - exact), <=, 0.05 + 1e-9);
}

static void
test_policy (Setup *setup, gconstpointer data)
{
  setup->build.policy = obs_policy_new ();
  setup->build.policy->threshold = 15;
  setup->build.policy->rounding = 10;
  firms (setup, FALSE, "a", 20);
  firms (setup, FALSE, "b", 20);
  for (int group = 0; group < 15; group++)
    {
      if (group < 14)
        say (setup, "score", "a", group, 1, group % 10);
      say (setup, "score", "b", group, 1, group % 10);
    }
  write_cells (setup);
  check (setup, FALSE, "a", "c");
  check (setup, FALSE, "b", "20 3.70"); /* 55 / 15 = 3.67 */
}

/* --- Beside others -------------------------------------------------------------------------- */

static void
test_businesses (Setup *setup, gconstpointer data)
{
  firms (setup, FALSE, "shown", 20);
  firms (setup, FALSE, "withheld", 0);
  for (int group = 0; group < 20; group++)
    {
      say (setup, "score", "shown", group, 1, group % 10);
      say (setup, "score", "withheld", group, 1, group % 10);
      say (setup, "score", "never-counted", group, 1, group % 10);
    }
  write_cells (setup);
  check (setup, FALSE, "shown", "20 4.50");
  check (setup, FALSE, "withheld", "c");
  check (setup, FALSE, "never-counted", "c");
}

/* What adds up is shown together or not at all. */
static void
test_together (Setup *setup, gconstpointer data)
{
  const char *form = data;
  gboolean together = !g_str_equal (form, "choices");

  choose (setup, form, "a", 12, 24);
  choose (setup, form, "b", 12, 24);
  choose (setup, form, "c", 4, 40);
  write_cells (setup);
  check (setup, TRUE, "a", together ? "c" : "25 of 70");
  check (setup, TRUE, "b", together ? "c" : "25 of 70");
  check (setup, TRUE, "c", "c");
}

static void
test_ranks (Setup *setup, gconstpointer data)
{
  firms (setup, FALSE, "a", 20);
  firms (setup, FALSE, "b", 20);
  firms (setup, FALSE, "c", 20);
  for (int group = 0; group < 20; group++)
    {
      say (setup, "rank", "a", group, 1, 1);
      say (setup, "rank", "b", group, 1, 2 + group % 2);
      say (setup, "rank", "c", group, 1, 3 - group % 2);
    }
  write_cells (setup);
  /* The others would tell that all put it first. */
  check (setup, FALSE, "a", "c");
  check (setup, FALSE, "b", "c");
  check (setup, FALSE, "c", "c");
}

/* --- Earlier editions ----------------------------------------------------------------------- */

/* A row of an earlier edition; @n 0: withheld. */
static void
was (Setup *setup, gboolean people, int n, double mean)
{
  ObsProtectedRow row
      = { .people = people,
          .codes = { (char *) g_intern_string ("Q"), (char *) g_intern_string ("a"),
                     (char *) g_intern_string ("all"), (char *) g_intern_string ("all"),
                     (char *) g_intern_string ("P"), (char *) g_intern_string ("all"),
                     (char *) g_intern_string ("all") },
          .missing = n > 0 ? NULL : (char *) g_intern_string ("c"),
          .n = n,
          .sum = n * mean,
          .sum2 = n * mean * mean + n - 1 };

  g_array_append_val (setup->rows, row);
}

/* Ends an earlier edition; the latest comes first. */
static void
end_edition (Setup *setup)
{
  if (setup->build.earlier == NULL)
    setup->build.earlier = obs_earlier_new ();
  obs_earlier_add_rows (setup->build.earlier, setup->rows);
  g_array_set_size (setup->rows, 0);
}

/* 40 groups of two people each: 80 people with a mean of 4.5. */
static void
now (Setup *setup, int shown_firms)
{
  firms (setup, FALSE, "a", shown_firms);
  for (int group = 0; group < 40; group++)
    say (setup, "score", "a", group, 2, group % 10);
  write_cells (setup);
}

static const struct
{
  const char *name;
  int firms[2], people[2]; /* bases of the latest edition and the one before; 0 withheld, -1 none
                            */
  const char *expected;
} later[] = {
  { "first", { -1, -1 }, { -1, -1 }, "80 4.50" },
  { "few-came", { 35, -1 }, { 70, -1 }, "70 6.00" },
  /* 22 groups at most, and 38 at least. */
  { "many-came", { 20, -1 }, { 40, -1 }, "80 4.50" },
  /* 15 people more, and no telling whether ten groups. */
  { "people-of-few-groups", { 30, -1 }, { 50, -1 }, "50 6.00" },
  { "many-went", { 60, -1 }, { 100, -1 }, "80 4.50" },
  { "was-withheld", { 35, -1 }, { 0, -1 }, "c" },
  { "both-were-withheld", { 0, -1 }, { 0, -1 }, "c" },
  { "was-withheld-long-ago", { 20, -1 }, { 0, -1 }, "80 4.50" },
  /* Far from the latest, near to the one before. */
  { "as-before-last", { 80, 40 }, { 160, 80 }, "c" },
  { "far-from-both", { 80, 20 }, { 160, 40 }, "80 4.50" },
  { "not-asked-last-time", { -1, 40 }, { -1, 75 }, "75 6.00" },
};

static void
test_earlier (Setup *setup, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  for (guint edition = 0; edition < 2; edition++)
    {
      if (later[i].firms[edition] >= 0)
        was (setup, FALSE, later[i].firms[edition], 6);
      if (later[i].people[edition] >= 0)
        was (setup, TRUE, later[i].people[edition], 6);
      end_edition (setup);
    }
  now (setup, 40);
  check (setup, FALSE, "a", later[i].expected);
}

/* What may not be shown any more is not, though it stood there. */
static void
test_earlier_withdrawn (Setup *setup, gconstpointer data)
{
  was (setup, FALSE, 10, 6);
  was (setup, TRUE, 20, 6);
  end_edition (setup);
  firms (setup, FALSE, "a", 10);
  for (int group = 0; group < 9; group++)
    say (setup, "score", "a", group, 2, group % 10);
  write_cells (setup);
  check (setup, FALSE, "a", "c");
}

/* Only so many editions are looked back at as the policy says. */
static void
test_look_back (Setup *setup, gconstpointer data)
{
  setup->build.policy = obs_policy_new ();
  for (guint i = 0; i < setup->build.policy->editions + GPOINTER_TO_UINT (data); i++)
    {
      was (setup, FALSE, i == 8 ? 40 : 100, 6);
      was (setup, TRUE, i == 8 ? 80 : 200, 6);
      end_edition (setup);
    }
  setup->build.policy->editions += GPOINTER_TO_UINT (data) / 2;
  now (setup, 40);
  check (setup, FALSE, "a", GPOINTER_TO_UINT (data) == 2 ? "c" : "80 4.50");
}

int
main (int argc, char **argv)
{
#define ADD(name, data, test) g_test_add ("/people/" name, Setup, data, set_up, test, tear_down)
  g_test_init (&argc, &argv, NULL);
  ADD ("base", NULL, test_base);
  ADD ("sides", NULL, test_sides);
  ADD ("large-groups", NULL, test_large_groups);
  ADD ("large-side", NULL, test_large_side);
  ADD ("large-sum", NULL, test_large_sum);
  ADD ("several", NULL, test_several);
  ADD ("same-answer", NULL, test_same_answer);
  ADD ("spread", NULL, test_spread);
  ADD ("policy", NULL, test_policy);
  ADD ("businesses", NULL, test_businesses);
  ADD ("together/choices", "choices", test_together);
  ADD ("together/choice", "choice", test_together);
  ADD ("together/likert", "likert", test_together);
  ADD ("together/top3", "top3", test_together);
  ADD ("together/rank", NULL, test_ranks);
  for (guint i = 0; i < G_N_ELEMENTS (later); i++)
    {
      g_autofree char *name = g_strconcat ("/people/earlier/", later[i].name, NULL);

      g_test_add (name, Setup, GUINT_TO_POINTER (i), set_up, test_earlier, tear_down);
    }
  ADD ("earlier/withdrawn", NULL, test_earlier_withdrawn);
  ADD ("earlier/look-back/eight", GUINT_TO_POINTER (1), test_look_back);
  ADD ("earlier/look-back/nine", GUINT_TO_POINTER (2), test_look_back);
  return g_test_run ();
}
