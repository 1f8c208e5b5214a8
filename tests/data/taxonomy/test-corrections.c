/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/error.h"
#include "data/build/build.h"
#include "data/taxonomy/sentences.h"
#include "tests/data/edition/fixture.h"
#include "tests/begin.h"

#include <gio/gio.h>
#include <string.h>

/* People's corrections: whole editions are built from a small folder. */

#define HEADING "hash,text,level,concept,decision,reason,author,decided\n"
#define TAIL ",Because,adviser,2026-02-01\n"

typedef struct
{
  char *folder;
  char *path;
  ObsBuildReport *report;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = fixture_new ();
  self->path = g_build_filename (self->folder, "edition.sqlite", NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->report, obs_build_report_free);
  fixture_remove (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

static gboolean
build (Fixture *self, GError **error)
{
  const char *folders[] = { self->folder, NULL };
  const ObsBuildInputs inputs = { .folders = folders };

  g_clear_pointer (&self->report, obs_build_report_free);
  return obs_build_edition (&inputs, self->path, &self->report, NULL, error);
}

static void
build_well (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  build (self, &error);
  g_assert_no_error (error);
}

static void
correct (Fixture *self, const char *rows)
{
  g_autofree char *text = g_strconcat (HEADING, rows, NULL);

  fixture_set (self->folder, "taxonomy/corrections.csv", text);
}

/* The matches of all statements of a text, in order: "K04 corrected, K12 matched". */
static char *
matches_of (Fixture *self, const char *text, const char *level)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT group_concat(words, ', ') FROM (SELECT m.concept || ' ' || m.status AS words FROM"
      " statement_match AS m JOIN statement AS s ON s.id = m.statement WHERE s.text = '%s' AND"
      " m.level = '%s' ORDER BY s.id, m.rank)",
      text, level);

  return fixture_query (self->path, sql);
}

/* The concept at a rank of the text's matches. */
static char *
concept_at (Fixture *self, const char *text, int rank)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT m.concept FROM statement_match AS m JOIN statement AS s ON s.id = m.statement WHERE"
      " s.text = '%s' AND m.level = 'area' AND m.rank = %d",
      text, rank);

  return fixture_query (self->path, sql);
}

static void
expect (Fixture *self, const char *sql, const char *expected)
{
  g_autofree char *answer = fixture_query (self->path, sql);

  if (g_strcmp0 (answer, expected) != 0)
    g_test_fail_printf ("%s: “%s”, not “%s”", sql, answer, expected);
}

static void
test_is (Fixture *self, gconstpointer data)
{
  g_autofree char *first = NULL, *second = NULL, *now = NULL, *was_second = NULL;

  build_well (self);
  first = concept_at (self, "Must weld", 1);
  second = concept_at (self, "Must weld", 2);
  g_assert_nonnull (second);
  correct (self, ",Must weld,area,S23,is" TAIL);
  build_well (self);
  expect (self,
          "SELECT concept || ' ' || status || ' ' || confidence FROM statement_match WHERE rank = 1"
          " AND statement = (SELECT id FROM statement WHERE text = 'Must weld')",
          "S23 corrected 1.0");
  /* The others follow in their order. */
  now = concept_at (self, "Must weld", 2);
  was_second = concept_at (self, "Must weld", 3);
  g_assert_cmpstr (now, ==, first);
  g_assert_cmpstr (was_second, ==, second);
  expect (
      self,
      "SELECT count(*) FROM statement_match WHERE level = 'area' AND statement = (SELECT id FROM"
      " statement WHERE text = 'Must weld')",
      "3");
  /* Nobody decided about other texts. */
  expect (self, "SELECT count(*) FROM statement_match WHERE status IN ('corrected', 'confirmed')",
          "1");
  expect (self,
          "SELECT o.concept || ' ' || o.decision || ' ' || o.reason || ' ' || o.author || ' ' ||"
          " o.decided FROM match_override AS o JOIN statement AS s USING (hash)",
          "S23 is Because adviser 2026-02-01");
}

static void
test_confirmed (Fixture *self, gconstpointer data)
{
  g_autofree char *first = NULL, *second = NULL, *rows = NULL, *now = NULL;

  build_well (self);
  first = concept_at (self, "Must weld", 1);
  second = concept_at (self, "Must weld", 2);
  rows = g_strdup_printf (",Must weld,area,%s,is" TAIL, first);
  correct (self, rows);
  build_well (self);
  now = concept_at (self, "Must weld", 1);
  g_assert_cmpstr (now, ==, first);
  expect (self, "SELECT status || confidence FROM statement_match WHERE confidence = 1",
          "confirmed1.0");
}

static void
test_is_not (Fixture *self, gconstpointer data)
{
  g_autofree char *second = NULL, *third = NULL, *first = NULL, *rows = NULL;
  g_autofree char *now_first = NULL, *now_second = NULL, *now_third = NULL;

  build_well (self);
  first = concept_at (self, "Must weld", 1);
  second = concept_at (self, "Must weld", 2);
  third = concept_at (self, "Must weld", 3);
  rows = g_strdup_printf (",Must weld,area,%s,is-not" TAIL, first);
  correct (self, rows);
  build_well (self);
  now_first = concept_at (self, "Must weld", 1);
  now_second = concept_at (self, "Must weld", 2);
  now_third = concept_at (self, "Must weld", 3);
  g_assert_cmpstr (now_first, ==, second);
  g_assert_cmpstr (now_second, ==, third);
  g_assert_null (now_third);
}

/* The same text in other case and with a number in front is the same text; also by its hash. */
static void
test_hash (Fixture *self, gconstpointer data)
{
  g_autofree char *hash = obs_sentences_hash ("must WELD");
  g_autofree char *rows
      = g_strdup_printf (",K7: MUST weld,area,S23,is" TAIL "%s,,area,S22,is-not" TAIL, hash);
  g_autofree char *found = NULL;

  correct (self, rows);
  build_well (self);
  expect (self, "SELECT group_concat(DISTINCT hash) FROM match_override", hash);
  found = concept_at (self, "Must weld", 1);
  g_assert_cmpstr (found, ==, "S23");
}

/* New documents, another order, the sentence in one more place: the decision goes with the text. */
static void
test_reimport (Fixture *self, gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;

  correct (self, ",Weld well,area,S23,is" TAIL ",Weld well,area,S05,is-not" TAIL);
  build_well (self);
  before = matches_of (self, "Weld well", "area");
  g_assert_true (g_str_has_prefix (before, "S23 corrected"));
  g_assert_null (strstr (before, "S05"));

  fixture_set (self->folder, "market/courses.csv",
               "code,title,provider,sector,qualification,level,mode,length,area\n"
               "C0,Course nought,V1,making,Q.degree,4,Full time,3 years,D1\n"
               "C2,Course two,V1,making,Q.degree,,Day,1 year,D2\n");
  fixture_set (self->folder, "market/course-statements.csv",
               "course,ksb,text,term,cover\nC2,K,Something new,,full\n"
               "C2,S,weld WELL,S.welding,part\nC0,K,Calculate,K.maths,full\n"
               "C0,S,Cut steel,,full\n");
  build_well (self);
  after = matches_of (self, "weld WELL", "area");
  g_assert_true (g_str_has_prefix (after, "S23 corrected"));
  g_assert_null (strstr (after, "S05"));
  expect (self, "SELECT count(*) FROM match_override", "2");
}

/* A text that has gone may come back: its corrections are kept and told. */
static void
test_unused (Fixture *self, gconstpointer data)
{
  g_autofree char *words = NULL;

  correct (self, ",No such text,area,S23,is" TAIL ",Neither this,area,S23,is" TAIL);
  build_well (self);
  expect (self, "SELECT count(*) FROM match_override", "2");
  words = obs_build_report_words (self->report);
  g_assert_nonnull (strstr (words, "2 corrections are about texts that no statement has now"));
}

/* Several folders bring corrections. */
static void
test_folders (Fixture *self, gconstpointer data)
{
  g_autofree char *other = g_dir_make_tmp ("further-XXXXXX", NULL);
  const char *folders[] = { self->folder, other, NULL };
  const ObsBuildInputs inputs = { .folders = folders };
  g_autoptr (GError) error = NULL;

  correct (self, ",Must weld,area,S23,is" TAIL);
  fixture_set (other, "taxonomy/corrections.csv", HEADING ",Keeps calm,area,B22,is" TAIL);
  obs_build_edition (&inputs, self->path, NULL, NULL, &error);
  g_assert_no_error (error);
  expect (self, "SELECT group_concat(concept) FROM (SELECT concept FROM match_override ORDER BY 1)",
          "B22,S23");
  fixture_remove (other);
}

static void
test_bad (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *rows, *column, *word;
  } bad[] = {
    { ",,area,S23,is" TAIL, "hash", "neither" },
    { "123,Must weld,area,S23,is" TAIL, "hash", "32 hexadecimal" },
    { ",Must weld,areas,S23,is" TAIL, "level", "“concept”" },
    { ",Must weld,area,S99,is" TAIL, "concept", "“S99” is not a concept of this edition" },
    { ",Must weld,area,S,is" TAIL, "concept", "not an area" },
    { ",Must weld,concept,S23,is" TAIL, "concept", "not a concept of a scheme" },
    { ",Must weld,area,S23,maybe" TAIL, "decision", "“is-not”" },
    { ",Must weld,area,S23,is,,adviser,2026-02-01\n", "reason", "needs a reason" },
    { ",Must weld,area,S23,is,Because,,2026-02-01\n", "author", "needs an author" },
    { ",Must weld,area,S23,is,Because,adviser,1.2.26\n", "decided", "YYYY-MM-DD" },
  };

  g_autoptr (GString) rows = g_string_new (",Keeps calm,area,B22,is" TAIL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_string_append (rows, bad[i].rows);
  correct (self, rows->str);
  g_assert_false (build (self, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  lines = g_strsplit (error->message, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, G_N_ELEMENTS (bad));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *begin = g_strdup_printf (
          "taxonomy/corrections.csv, line %zu, column %s: ", i + 3, bad[i].column);

      if (!g_str_has_prefix (lines[i], begin) || strstr (lines[i], bad[i].word) == NULL)
        g_test_fail_printf ("“%s” is not “%s … %s”", lines[i], begin, bad[i].word);
    }
}

static void
test_twice (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  correct (self, ",Must weld,area,S23,is" TAIL ",must weld,area,S23,is-not" TAIL);
  g_assert_false (build (self, &error));
  g_assert_nonnull (strstr (error->message, "line 3, column concept"));
  g_assert_nonnull (strstr (error->message, "line 2 of"));
}

/* An edition of plain figures: told, and no layer comes in. */
static void
test_no_statements (Fixture *self, gconstpointer data)
{
  g_autofree char *words = NULL;

  correct (self, ",Must weld,area,S23,is" TAIL);
  fixture_set (self->folder, "market/course-statements.csv", NULL);
  fixture_set (self->folder, "market/advert-statements.csv", NULL);
  build_well (self);
  expect (self,
          "SELECT (SELECT count(*) FROM concept) + (SELECT count(*) FROM match_override) + (SELECT"
          " count(*) FROM source WHERE id = 'ksb-areas')",
          "0");
  words = obs_build_report_words (self->report);
  g_assert_nonnull (strstr (words, "has no statements"));
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*run) (Fixture *self, gconstpointer data);
  } tests[] = {
    { "/taxonomy/corrections/is", test_is },
    { "/taxonomy/corrections/confirmed", test_confirmed },
    { "/taxonomy/corrections/is-not", test_is_not },
    { "/taxonomy/corrections/hash", test_hash },
    { "/taxonomy/corrections/reimport", test_reimport },
    { "/taxonomy/corrections/unused", test_unused },
    { "/taxonomy/corrections/folders", test_folders },
    { "/taxonomy/corrections/bad", test_bad },
    { "/taxonomy/corrections/twice", test_twice },
    { "/taxonomy/corrections/no-statements", test_no_statements },
  };

  test_begin (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
