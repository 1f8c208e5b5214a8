/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "data/engine/sources.h"
#include "tests/data/engine/fixture.h"
#include "tests/begin.h"

#include <string.h>

/* The register: what it says of each source, and which questions use it. */

static GPtrArray *
load (ObsEdition *edition)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *sources = obs_sources_load (edition, NULL, &error);

  g_assert_no_error (error);
  return sources;
}

static const ObsSource *
find (const GPtrArray *sources, const char *id)
{
  for (guint i = 0; i < sources->len; i++)
    if (strcmp (((ObsSource *) g_ptr_array_index (sources, i))->id, id) == 0)
      return g_ptr_array_index (sources, i);
  g_error ("No source %s", id);
}

static gboolean
has (const GPtrArray *choices, const char *key)
{
  for (guint i = 0; i < choices->len; i++)
    if (strcmp (((ObsChoice *) g_ptr_array_index (choices, i))->key, key) == 0)
      return TRUE;
  return FALSE;
}

static void
test_bundled (void)
{
  g_autoptr (GPtrArray) sources = load (fixture_edition ());
  const ObsSource *adverts = find (sources, "ons-adverts");

  g_assert_cmpfloat ((double) sources->len, ==, fixture_number ("SELECT count(*) FROM source"));
  g_assert_cmpint (adverts->source_class, ==, OBS_CLASS_PUBLISHED);
  g_assert_true (has (adverts->cubes, "adverts"));
  g_assert_true (has (adverts->questions, "C13"));
  g_assert_true (has (adverts->questions, "F8"));
  g_assert_false (has (adverts->questions, "E1"));
  g_assert_cmpfloat (
      (double) adverts->areas->len, ==,
      fixture_number ("SELECT count(*) FROM (SELECT area FROM cube_adverts UNION SELECT area FROM "
                      "cube_adverts_occupation UNION SELECT area FROM "
                      "cube_adverts_occupation_detail)"));
  g_assert_cmpint (find (sources, "panel-demo")->source_class, ==, OBS_CLASS_SIMULATED);
  g_assert_nonnull (strstr (find (sources, "panel-demo")->citation, "simulated"));
  g_assert_true (has (find (sources, "plan")->questions, "E1"));
  g_assert_true (g_str_has_prefix (adverts->status_words, "Fixed copy"));
}

/* Whatever a figure turns out to be made from, the register lists its question there. */
static void
test_uses_agree (void)
{
  g_autoptr (GPtrArray) sources = load (fixture_edition ());
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      fixture_db (), "SELECT question, data, ksb FROM figure ORDER BY question, position", NULL);
  guint n = 0;

  while (obs_db_step (stmt, NULL, NULL) == 1)
    {
      g_autofree char *question = g_strdup (obs_db_text (stmt, 0));
      g_autofree char *address = g_strdup_printf ("employer/%s?src=%s&ksb=%s", question,
                                                  obs_db_text (stmt, 1), obs_db_text (stmt, 2));
      g_autoptr (ObsFigure) figure = fixture_answer (address);

      for (guint i = 0; i < figure->sources->len; i++)
        {
          const ObsChoice *used = g_ptr_array_index (figure->sources, i);

          if (!has (find (sources, used->key)->questions, question))
            g_error ("%s uses %s, the register does not say so", address, used->key);
          n++;
        }
    }
  g_assert_cmpuint (n, >, 50);
}

static void
test_states (void)
{
  static const struct
  {
    const char *sql, *words;
  } cases[] = {
    { "status='late', next_release='2026-01-20', checked='2026-01-03'",
      "Late: next release was due 20 Jan 2026" },
    { "status='late', next_release='2026-01'", "Late: next release was due January 2026" },
    { "status='late', next_release='2031-01-20', checked='2026-01-03'",
      "Late: the last try to reach the publisher failed. Last success 3 Jan 2026" },
    { "status='late'", "Late: the publisher could not be reached" },
    { "status='dead', next_release='2025-03-27'",
      "Dead: next release was due 27 Mar 2025 and has not come" },
    { "status='dead'", "Dead: nothing new comes from this source any more" },
    { "status='current', next_release='2031-02'", "Current: next release expected February 2031" },
    { "status='current'", "Current: no next release is announced" },
    { "status='fixed'", "Fixed copy: not followed, newer releases are not taken in" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *sql
          = g_strdup_printf ("UPDATE source SET next_release=NULL, checked=NULL, retrieved=NULL "
                             "WHERE id='ons-adverts'; UPDATE source SET %s WHERE id='ons-adverts'",
                             cases[i].sql);
      g_autoptr (ObsEdition) edition = fixture_edition_after (sql);
      g_autoptr (GPtrArray) sources = load (edition);

      g_assert_cmpstr (find (sources, "ons-adverts")->status_words, ==, cases[i].words);
    }
}

static void
test_details (void)
{
  g_autoptr (ObsEdition) edition = fixture_edition_after (
      "INSERT INTO source_file VALUES ('ons-adverts', 'b.csv', 'bb', 10, 8, 'two left out'), "
      "('ons-adverts', 'a.csv', 'aa', 5, 5, ''); "
      "INSERT INTO series_break VALUES ('adverts', '', '2023-05', 'Boards were added.'); "
      "INSERT INTO cube_caveat VALUES ('adverts', '', 2, 'Second.'), ('adverts', '', 1, 'First.'), "
      "('adverts_occupation', '', 1, 'First.')");
  g_autoptr (GPtrArray) sources = load (edition);
  const ObsSource *adverts = find (sources, "ons-adverts");
  const ObsSourceFile *first = g_ptr_array_index (adverts->files, 0);
  g_autoptr (ObsTable) table = obs_sources_to_table (sources, FALSE);

  g_assert_cmpuint (adverts->files->len, ==, 2);
  g_assert_cmpstr (first->name, ==, "a.csv");
  g_assert_cmpuint (adverts->changes->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (adverts->changes, 0), ==,
                   "Online job adverts, from May 2023: Boards were added.");
  /* The gravest first, each once. */
  g_assert_cmpuint (adverts->caveats->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (adverts->caveats, 0), ==, "First.");
  g_assert_cmpuint (find (sources, "dfe-fe-skills")->changes->len, ==, 0);
  g_assert_cmpuint (table->rows->len, ==, sources->len);
  for (guint i = 0; i < table->rows->len; i++)
    g_assert_cmpuint (((GPtrArray *) g_ptr_array_index (table->rows, i))->len, ==,
                      table->columns->len);
}

static void
test_filter (void)
{
  g_autoptr (ObsEdition) edition = fixture_edition_after (
      "UPDATE source SET status='late', next_release='2026-01-20' WHERE id='ons-adverts'; "
      "UPDATE source SET status='dead' WHERE id='ons-aps-2023'");
  g_autoptr (GPtrArray) sources = load (edition);
  const ObsSourceFilter simulated = { "simulated", NULL, NULL, NULL };
  const ObsSourceFilter late = { NULL, "late", NULL, NULL };
  const ObsSourceFilter found = { NULL, NULL, "ADVERTS textkernel", NULL };
  const ObsSourceFilter two = { NULL, NULL, "adverts", "rows" };
  const ObsSourceFilter none = { "published", "late", "nobody", NULL };
  const ObsSourceFilter care = { NULL, NULL, NULL, "status" };
  g_autoptr (GPtrArray) a = obs_sources_filter (sources, &simulated);
  g_autoptr (GPtrArray) b = obs_sources_filter (sources, &late);
  g_autoptr (GPtrArray) c = obs_sources_filter (sources, &found);
  g_autoptr (GPtrArray) d = obs_sources_filter (sources, &none);
  g_autoptr (GPtrArray) e = obs_sources_filter (sources, &care);
  g_autoptr (GPtrArray) f = obs_sources_filter (sources, &two);

  g_assert_cmpuint (a->len, ==, 2);
  g_assert_cmpuint (b->len, ==, 1);
  g_assert_cmpuint (c->len, ==, 1);
  g_assert_cmpstr (((ObsSource *) c->pdata[0])->id, ==, "ons-adverts");
  g_assert_cmpuint (d->len, ==, 0);
  g_assert_cmpstr (((ObsSource *) e->pdata[0])->id, ==, "ons-aps-2023");
  g_assert_cmpstr (((ObsSource *) e->pdata[1])->id, ==, "ons-adverts");
  g_assert_cmpuint (f->len, >, 1);
  g_assert_cmpint (((ObsSource *) f->pdata[0])->rows, >=, ((ObsSource *) f->pdata[1])->rows);
}

int
main (int argc, char **argv)
{
  int status;

  test_begin (&argc, &argv);
  fixture_set_up ();
  g_test_add_func ("/engine/sources/bundled", test_bundled);
  g_test_add_func ("/engine/sources/uses-agree", test_uses_agree);
  g_test_add_func ("/engine/sources/states", test_states);
  g_test_add_func ("/engine/sources/details", test_details);
  g_test_add_func ("/engine/sources/filter", test_filter);
  status = g_test_run ();
  fixture_tear_down ();
  return status;
}
