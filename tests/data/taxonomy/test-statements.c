/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "tests/data/taxonomy/small-build.h"

#include "data/taxonomy/matcher.h"
#include "tests/begin.h"

#include <string.h>

/* Matches of statements as they stand in the edition. Which area is right is the matcher's matter:
 * the sentences here leave no doubt. */

static const char safety[] = "Health and safety: workplace hazards, risk assessments and PPE";
static const char code[] = "Write code, debug code and test code in Python";
static const char honest[] = "Honest and truthful, admits mistakes";

static void
test_areas (void)
{
  SmallBuild self;

  small_build_init (&self);
  small_build_document (&self, "D1", "supply", "", "");
  small_build_document (&self, "D2", "demand", "", "");
  small_build_statement (&self, "D1", 'K', safety);
  small_build_statement (&self, "D1", 'S', code);
  small_build_statement (&self, "D2", 'B', honest);
  small_build_statement (&self, "D2", 'K', safety);
  obs_build_taxonomy (&self.build);
  small_build_expect (&self,
                      "SELECT concept FROM statement_match WHERE level = 'area' AND rank = 1"
                      " ORDER BY statement",
                      "K04 S07 B05 K04");
  small_build_expect (&self, "SELECT max (rank) FROM statement_match", "3");
  /* The type is known, so no area of another type comes in. */
  small_build_expect (&self,
                      "SELECT count(*) FROM statement_match AS m JOIN statement AS s ON s.id ="
                      " m.statement WHERE substr (m.concept, 1, 1) <> s.ksb",
                      "0");
  small_build_expect (&self,
                      "SELECT DISTINCT method || ' ' || (status = CASE WHEN confidence >= 0.35 THEN"
                      " 'matched' ELSE 'unsure' END) FROM statement_match",
                      "areas-1 1");
  small_build_expect (&self, "SELECT count(*) FROM statement_match WHERE level = 'concept'", "0");
  /* Equal texts of one type have equal matches. */
  small_build_expect (&self,
                      "SELECT count(*) FROM statement_match AS a JOIN statement_match AS b USING"
                      " (level, rank) WHERE a.statement = 1 AND b.statement = 4 AND (a.concept <>"
                      " b.concept OR a.score <> b.score OR a.confidence <> b.confidence)",
                      "0");
  g_assert_false (obs_faults_any (&self.build.faults));
  small_build_clear (&self);
}

/* A margin is what the score lies above the next one. */
static void
test_margins (void)
{
  SmallBuild self;

  small_build_init (&self);
  small_build_document (&self, "D1", "supply", "", "");
  small_build_statement (&self, "D1", 'K', safety);
  small_build_statement (&self, "D1", 'S', code);
  obs_build_taxonomy (&self.build);
  small_build_expect (&self,
                      "SELECT count(*) FROM statement_match AS a JOIN statement_match AS b ON"
                      " a.statement = b.statement AND b.rank = a.rank + 1 WHERE abs (a.score -"
                      " b.score - a.margin) > 3e-6 OR a.score < b.score",
                      "0");
  small_build_clear (&self);
}

/* Nobody declared the types: they are predicted, and the statement is matched by them. */
static void
test_types (void)
{
  SmallBuild self;

  small_build_init (&self);
  small_build_document (&self, "D1", "demand", "", "");
  small_build_statement (&self, "D1", 0, "Understands the principles of health and safety law");
  small_build_statement (&self, "D1", 0, "Install and repair pipes and fit components");
  small_build_statement (&self, "D1", 'B', "Install and repair pipes and fit components");
  obs_build_taxonomy (&self.build);
  small_build_expect (&self, "SELECT ksb FROM statement ORDER BY id", "K S B");
  small_build_expect (&self,
                      "SELECT (declared = 1 AND probability IS NULL) OR (declared = 0 AND"
                      " probability > 0.34 AND probability <= 1) FROM statement",
                      "1 1 1");
  small_build_expect (&self,
                      "SELECT substr (concept, 1, 1) FROM statement_match WHERE rank = 1 ORDER BY"
                      " statement",
                      "K S B");
  small_build_clear (&self);
}

/* Trade knowledge and occupational skills go to the split of the document's route. */
static void
test_splits (void)
{
  static const char trade[] = "Technical knowledge and trade knowledge: how equipment works,"
                              " operating principles, machinery types and properties of materials";
  SmallBuild self;

  small_build_init (&self);
  small_build_document (&self, "D1", "supply", "Construction and the built environment", "");
  small_build_document (&self, "D2", "supply", "Delivery and storage | Manufacturing", "");
  small_build_document (&self, "D3", "demand", "Delivery and storage | Manufacturing", "8211");
  small_build_statement (&self, "D1", 'K', trade);
  small_build_statement (&self, "D2", 'K', trade);
  small_build_statement (&self, "D3", 'K', trade);
  small_build_statement (&self, "D3", 'K', safety);
  obs_build_taxonomy (&self.build);
  small_build_expect (&self,
                      "SELECT concept FROM statement_match WHERE rank = 1 ORDER BY statement",
                      "K01.construction K01 K01.transport K04");
  /* The route leads to a sector too, where the edition has it. */
  small_build_expect (&self, "SELECT coalesce (sector, '-') FROM document ORDER BY code",
                      "- - logistics");
  small_build_clear (&self);
}

static void
add_concepts (SmallBuild *self)
{
  small_build_run (
      self, "INSERT INTO scheme VALUES ('esco', 'ESCO', '1.2', NULL, 1, 'made-up');"
            "INSERT INTO concept VALUES"
            " ('esco:1', 'esco', 'concept', 'S', 'operate forklift', 'Drive a fork lift truck.',"
            " NULL, NULL, 1),"
            " ('esco:2', 'esco', 'concept', 'S', 'use Python', 'Program in Python.', NULL, NULL,"
            " 2),"
            " ('esco:3', 'esco', 'concept', 'S', 'bake bread', '', NULL, NULL, 3),"
            " ('esco:S8', 'esco', 'group', 'S', 'machinery', '', NULL, NULL, 4);"
            "INSERT INTO concept_label VALUES ('esco:1', 'drive a reach truck', 'alternative'),"
            " ('esco:3', 'make | loaves', 'alternative')");
}

static void
test_concepts (void)
{
  SmallBuild self;

  small_build_init (&self);
  add_concepts (&self);
  small_build_document (&self, "D1", "demand", "", "");
  small_build_statement (&self, "D1", 'S', "Operate a forklift or drive a reach truck");
  small_build_statement (&self, "D1", 'S', "Use Python");
  small_build_statement (&self, "D1", 'S', "Make loaves");
  obs_build_taxonomy (&self.build);
  small_build_expect (&self,
                      "SELECT concept FROM statement_match WHERE level = 'concept' AND rank = 1"
                      " ORDER BY statement",
                      "esco:1 esco:2 esco:3");
  /* Groups are no candidates, and areas are not either. */
  small_build_expect (&self,
                      "SELECT count(*) FROM statement_match WHERE level = 'concept' AND concept NOT"
                      " IN ('esco:1', 'esco:2', 'esco:3')",
                      "0");
  small_build_expect (&self, "SELECT DISTINCT method FROM statement_match ORDER BY 1",
                      "areas-1 concepts-1");
  small_build_clear (&self);
}

/* What the report says about it, and how much is unmatched. */
static void
test_report (void)
{
  SmallBuild self;
  g_autofree char *words = NULL;
  g_autofree char *unsure = NULL;
  g_autofree char *expected = NULL;

  small_build_init (&self);
  add_concepts (&self);
  small_build_document (&self, "D1", "supply", "", "");
  small_build_document (&self, "D2", "demand", "", "");
  small_build_statement (&self, "D1", 'K', safety);
  small_build_statement (&self, "D1", 'K', safety);
  small_build_statement (&self, "D2", 'B', honest);
  small_build_statement (&self, "D2", 'S', "Qwrtz");
  obs_build_taxonomy (&self.build);
  words = obs_build_report_words (self.build.report);
  g_assert_nonnull (
      strstr (words, "statements to areas: 3 texts matched, 0 taken from the cache\n"));
  g_assert_nonnull (
      strstr (words, "statements to concepts: 3 texts matched, 0 taken from the cache\n"));
  unsure = small_build_query (&self, "SELECT count(*) FROM statement AS s WHERE side = 'demand' AND"
                                     " NOT EXISTS (SELECT 1 FROM statement_match AS m WHERE"
                                     " m.statement = s.id AND level = 'area' AND rank = 1 AND"
                                     " status <> 'unsure')");
  expected = g_strdup_printf ("demand: %s of 2 statements unmatched", unsure);
  g_assert_nonnull (strstr (words, expected));
  g_assert_nonnull (strstr (words, "concepts of other schemes: "));
  small_build_clear (&self);
}

/* A scheme of the same name as the layer would be mixed up with it. */
static void
test_taken_scheme (void)
{
  SmallBuild self;

  small_build_init (&self);
  small_build_run (&self,
                   "INSERT INTO scheme VALUES ('areas', 'Mine', '1', NULL, 1, 'made-up');"
                   "INSERT INTO concept VALUES ('areas:1', 'areas', 'concept', '', 'x', '', NULL,"
                   " NULL, 1)");
  obs_build_taxonomy (&self.build);
  g_assert_cmpuint (self.build.faults.sentences->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (self.build.faults.sentences, 0), "scheme “areas”"));
  small_build_clear (&self);
}

/* A build that somebody stops leaves no half of it. */
static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SmallBuild self;

  small_build_init (&self);
  small_build_document (&self, "D1", "supply", "", "");
  small_build_statement (&self, "D1", 'K', safety);
  self.build.cancellable = cancellable;
  g_cancellable_cancel (cancellable);
  obs_build_taxonomy (&self.build);
  small_build_expect (&self, "SELECT count(*) FROM statement_match", "0");
  small_build_clear (&self);
}

int
main (int argc, char *argv[])
{
  test_begin (&argc, &argv);
  g_test_add_func ("/taxonomy/statements/areas", test_areas);
  g_test_add_func ("/taxonomy/statements/margins", test_margins);
  g_test_add_func ("/taxonomy/statements/types", test_types);
  g_test_add_func ("/taxonomy/statements/splits", test_splits);
  g_test_add_func ("/taxonomy/statements/concepts", test_concepts);
  g_test_add_func ("/taxonomy/statements/report", test_report);
  g_test_add_func ("/taxonomy/statements/taken-scheme", test_taken_scheme);
  g_test_add_func ("/taxonomy/statements/cancelled", test_cancelled);
  return g_test_run ();
}
