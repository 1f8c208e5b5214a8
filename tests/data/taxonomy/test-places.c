/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "tests/data/taxonomy/small-build.h"

#include "data/taxonomy/layer.h"
#include "data/taxonomy/matcher.h"
#include "tests/begin.h"

#include <string.h>

/* Where concepts of other schemes stand, and what is written of the layer. */

static void
add_scheme (SmallBuild *self)
{
  small_build_run (self, "INSERT INTO scheme VALUES ('esco', 'ESCO', '1.2', NULL, 1, 'made-up'),"
                         " ('onet', 'O*NET', '29', NULL, 2, 'made-up')");
}

static void
add_concept (SmallBuild *self, const char *code, const char *kind, const char *label,
             const char *const *broader)
{
  char scheme[] = { 0, 0, 0, 0, 0 };
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (
      &self->build, "concept (code, scheme, kind, ksb, label, description, position)", 7);
  g_autoptr (sqlite3_stmt) above = obs_build_insert (&self->build, "concept_broader", 3);

  memcpy (scheme, code, 4);
  obs_build_insert_texts (&self->build, stmt, code, scheme, kind, "", label, "", "1", NULL);
  for (gsize i = 0; broader != NULL && broader[i] != NULL; i++)
    obs_build_insert_texts (&self->build, above, code, broader[i], "declared", NULL);
}

#define UP(...)                                                                                    \
  (const char *const[]) { __VA_ARGS__, NULL }

static void
test_links (void)
{
  static const char place[] = "SELECT concept || '>' || broader || ' ' || method FROM"
                              " concept_broader WHERE concept GLOB '????:*' AND broader NOT GLOB"
                              " '????:*' ORDER BY concept";
  SmallBuild self;

  small_build_init (&self);
  add_scheme (&self);
  /* Close links of the group itself, of the group above, and of one scheme among two parents. */
  add_concept (&self, "esco:S7", "group", "constructing", NULL);
  add_concept (&self, "esco:S7.2", "group", "installing", UP ("esco:S7"));
  add_concept (&self, "esco:c1", "concept", "lay bricks", UP ("esco:S7"));
  add_concept (&self, "esco:c2", "concept", "fit a bath", UP ("esco:S7.2"));
  add_concept (&self, "esco:x9", "group", "of no area", NULL);
  add_concept (&self, "esco:c3", "concept", "lay tiles", UP ("esco:S7.2", "esco:x9"));
  /* The nearest decides: S1.1.1 is closer than S1.1. */
  add_concept (&self, "esco:S1.1", "group", "negotiating", NULL);
  add_concept (&self, "esco:S1.1.3", "group", "complaints", UP ("esco:S1.1"));
  add_concept (&self, "esco:c4", "concept", "answer complaints", UP ("esco:S1.1.3"));
  /* An element of O*NET has its own link. */
  add_concept (&self, "onet:2.B.3.e", "concept", "Programming", NULL);
  obs_build_taxonomy (&self.build);
  small_build_expect (&self, place,
                      "esco:S1.1>S08 declared esco:S1.1.3>S11 declared esco:S7>S05.construction"
                      " declared esco:c1>S05.construction declared esco:c2>S05.construction"
                      " declared esco:c3>S05.construction declared esco:c4>S11 declared"
                      " onet:2.B.3.e>S07 declared");
  small_build_expect (&self,
                      "SELECT relation || ' ' || target FROM concept_link WHERE concept = 'S22'"
                      " ORDER BY target",
                      "related esco:S1.1");
  g_assert_false (obs_faults_any (&self.build.faults));
  small_build_clear (&self);
}

/* Several areas, hints and nothing at all: the matcher decides. */
static void
test_matched (void)
{
  static const char place[] = "SELECT broader || ' ' || method FROM concept_broader WHERE concept ="
                              " 'onet:%s' AND broader NOT GLOB '????:*'";
  static const struct
  {
    const char *code, *label, *above, *expected;
  } concepts[] = {
    { "budget", "manage a budget of money and stock", "onet:2.C.1.f", NULL },
    { "rights", "employment rights, employment law and contract of employment", "onet:2.C.1.f",
      "K10 matched" },
    { "code", "write code, coding, programming, debug code and develop software", NULL,
      "S07 matched" },
  };
  SmallBuild self;

  small_build_init (&self);
  add_scheme (&self);
  add_concept (&self, "onet:2.C.1.f", "group", "Personnel", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (concepts); i++)
    {
      g_autofree char *code = g_strconcat ("onet:", concepts[i].code, NULL);

      add_concept (&self, code, "concept", concepts[i].label,
                   concepts[i].above != NULL ? UP (concepts[i].above) : NULL);
    }
  obs_build_taxonomy (&self.build);
  for (gsize i = 0; i < G_N_ELEMENTS (concepts); i++)
    {
      g_autofree char *sql = g_strdup_printf (place, concepts[i].code);

      if (concepts[i].expected != NULL)
        small_build_expect (&self, sql, concepts[i].expected);
    }
  small_build_clear (&self);
}

/* The confidence of the best area for a text of any type. */
static double
confidence_of (ObsTables *tables, const char *text)
{
  g_autoptr (ObsLayer) layer = obs_layer_load (NULL, NULL);
  g_autoptr (ObsMatcher) matcher = obs_matcher_new (tables);
  const GPtrArray *concepts = obs_layer_concepts (layer);
  g_autoptr (ObsMatchRun) run = NULL;
  ObsMatch match = { 0 };

  for (guint i = 0; i < concepts->len; i++)
    {
      const ObsLayerConcept *area = g_ptr_array_index (concepts, i);
      g_autoptr (GPtrArray) seeds = g_ptr_array_new ();
      g_autofree char *others = NULL;

      if (!g_str_equal (area->kind, "area"))
        continue;
      g_ptr_array_extend (seeds, area->seeds, NULL, NULL);
      g_ptr_array_add (seeds, NULL);
      others = g_strjoinv ("|", (char **) seeds->pdata);
      obs_matcher_add (matcher, &(ObsMatchLabel){ area->code, area->label, others, area->definition,
                                                  area->ksb });
    }
  obs_matcher_finish (matcher);
  run = obs_match_run_new (matcher);
  return obs_match_rank (run, text, 0, 1, &match) > 0 ? match.confidence : 0;
}

/* Where no link helps, a match that would not count for a statement is none for a concept. */
static void
test_unsure (void)
{
  static const char *const labels[] = { "zzxqv wwkjh", "write code and debug code", "blue", "pay" };
  SmallBuild self;
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsTables) tables = obs_tables_load (NULL, &error);
  guint n_none = 0;

  g_assert_no_error (error);
  small_build_init (&self);
  add_scheme (&self);
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *code = g_strdup_printf ("esco:%zu", i);

      add_concept (&self, code, "concept", labels[i], NULL);
    }
  obs_build_taxonomy (&self.build);
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *sql
          = g_strdup_printf ("SELECT broader FROM concept_broader WHERE concept = 'esco:%zu'", i);
      g_autofree char *area = small_build_query (&self, sql);
      g_autofree char *text = g_strconcat (labels[i], ". ", NULL);
      double confidence = confidence_of (tables, text);

      g_test_message ("%s: %s, %f", labels[i], area, confidence);
      g_assert_true ((confidence >= OBS_MATCH_UNSURE) == (*area != '\0'));
      n_none += *area == '\0';
    }
  g_assert_cmpuint (self.build.report->n_not_placed, ==, n_none);
  small_build_clear (&self);
}

/* A scheme that goes round in circles, or up for ever, does no harm. */
static void
test_circle (void)
{
  SmallBuild self;

  small_build_init (&self);
  add_scheme (&self);
  add_concept (&self, "esco:a", "group", "one", NULL);
  add_concept (&self, "esco:b", "group", "two", UP ("esco:a"));
  small_build_run (&self, "INSERT INTO concept_broader VALUES ('esco:a', 'esco:b', 'declared')");
  add_concept (&self, "esco:c", "concept", "write code, coding and programming", UP ("esco:b"));
  obs_build_taxonomy (&self.build);
  small_build_expect (&self,
                      "SELECT broader FROM concept_broader WHERE concept = 'esco:c' ORDER BY 1",
                      "S07 esco:b");
  small_build_clear (&self);
}

static void
test_layer (void)
{
  SmallBuild self;

  small_build_init (&self);
  obs_build_add_key (&self.build, "term", "K.basic-it");
  small_build_run (&self, "INSERT INTO item (code, kind, label, aliases, position) VALUES "
                          "('K.basic-it', 'term', 'Basic IT', '', 1);"
                          "INSERT INTO term VALUES ('K.basic-it', 'K', 'Basic IT', 1)");
  add_scheme (&self);
  add_concept (&self, "esco:c", "concept", "lay bricks", NULL);
  obs_build_taxonomy (&self.build);
  small_build_expect (&self, "SELECT count(*) FROM concept WHERE scheme = 'areas'", "99");
  small_build_expect (&self, "SELECT code FROM concept WHERE term IS NOT NULL", "K05");
  small_build_expect (&self,
                      "SELECT broader FROM concept_broader WHERE concept IN ('K01.care', 'B22')"
                      " ORDER BY 1",
                      "B K01");
  small_build_expect (&self,
                      "SELECT code FROM concept WHERE scheme = 'areas' ORDER BY position"
                      " LIMIT 3",
                      "K K01 K01.agriculture");
  small_build_expect (&self, "SELECT count(*) > 900 FROM concept_label WHERE kind = 'seed'", "1");
  small_build_expect (&self, "SELECT id FROM method ORDER BY id", "areas-1 concepts-1");
  small_build_expect (&self, "SELECT count(*) FROM method WHERE text LIKE '%0.35%'", "2");
  g_assert_false (obs_faults_any (&self.build.faults));
  small_build_clear (&self);
}

/* The queries that the pages of the methods show can be run. */
static void
test_method_queries (void)
{
  SmallBuild self;
  g_autofree char *pages = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  small_build_init (&self);
  add_scheme (&self);
  add_concept (&self, "esco:c", "concept", "lay bricks", NULL);
  obs_build_taxonomy (&self.build);
  pages = small_build_query (&self, "SELECT text || char (10) FROM method");
  lines = g_strsplit (pages, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "  "))
      {
        small_build_run (&self, lines[i]);
        n++;
      }
  g_assert_cmpuint (n, ==, 3);
  small_build_clear (&self);
}

/* Without statements and concepts nothing is written, not even the layer. */
static void
test_nothing (void)
{
  SmallBuild self;

  small_build_init (&self);
  small_build_document (&self, "D1", "supply", "Digital", "");
  obs_build_taxonomy (&self.build);
  small_build_expect (&self,
                      "SELECT (SELECT count(*) FROM scheme) + (SELECT count(*) FROM concept) +"
                      " (SELECT count(*) FROM method) + (SELECT count(*) FROM source)",
                      "1");
  small_build_clear (&self);
}

int
main (int argc, char *argv[])
{
  test_begin (&argc, &argv);
  g_test_add_func ("/taxonomy/places/links", test_links);
  g_test_add_func ("/taxonomy/places/matched", test_matched);
  g_test_add_func ("/taxonomy/places/unsure", test_unsure);
  g_test_add_func ("/taxonomy/places/circle", test_circle);
  g_test_add_func ("/taxonomy/places/layer", test_layer);
  g_test_add_func ("/taxonomy/places/method-queries", test_method_queries);
  g_test_add_func ("/taxonomy/places/nothing", test_nothing);
  return g_test_run ();
}
