/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "tests/data/engine/fixture.h"

#include "data/engine/store-taxonomy.h"
#include "data/error.h"

#include <math.h>
#include <string.h>

static ObsEdition *edition; /* the default one with taxonomy.sql */

static char *
fixture_sql (void)
{
  g_autofree char *path
      = g_test_build_filename (G_TEST_DIST, "tests", "data", "engine", "taxonomy.sql", NULL);
  g_autoptr (GError) error = NULL;
  char *sql = NULL;

  g_file_get_contents (path, &sql, NULL, &error);
  g_assert_no_error (error);
  return sql;
}

static ObsTaxonomy *
load (ObsEdition *from)
{
  g_autoptr (GError) error = NULL;
  ObsTaxonomy *taxonomy = obs_taxonomy_load (from, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (taxonomy);
  return taxonomy;
}

static const ObsConceptNode *
node_of (const ObsTaxonomy *taxonomy, const char *code)
{
  int number = obs_taxonomy_find (taxonomy, code);

  g_assert_cmpint (number, >=, 0);
  return obs_taxonomy_node (taxonomy, (guint) number);
}

static void
assert_counts (const ObsTaxonomy *taxonomy, const char *code, guint supply, guint demand,
               guint unsure_supply, guint unsure_demand)
{
  const ObsConceptNode *node = node_of (taxonomy, code);

  g_test_message ("%s", code);
  g_assert_cmpuint (node->statements[OBS_TEXT_SUPPLY], ==, supply);
  g_assert_cmpuint (node->statements[OBS_TEXT_DEMAND], ==, demand);
  g_assert_cmpuint (node->unsure[OBS_TEXT_SUPPLY], ==, unsure_supply);
  g_assert_cmpuint (node->unsure[OBS_TEXT_DEMAND], ==, unsure_demand);
}

static char *
codes_of (const ObsTaxonomy *taxonomy, const GArray *numbers)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < numbers->len; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? " " : "",
                            obs_taxonomy_node (taxonomy, g_array_index (numbers, guint, i))->code);
  return g_string_free (out, FALSE);
}

static void
test_tree (void)
{
  g_autoptr (ObsTaxonomy) taxonomy = load (edition);
  g_autoptr (ObsTaxonomy) again = load (edition);
  g_autofree char *roots = codes_of (taxonomy, taxonomy->roots);
  g_autofree char *skills = codes_of (taxonomy, node_of (taxonomy, "S")->narrower);
  g_autofree char *group = codes_of (taxonomy, node_of (taxonomy, "esco:S6")->narrower);
  g_autofree char *loose = codes_of (taxonomy, node_of (taxonomy, "scheme:esco")->narrower);
  g_autofree char *path = obs_taxonomy_path_words (
      taxonomy, (guint) obs_taxonomy_find (taxonomy, "esco:store-goods"));
  g_autofree char *root_path
      = obs_taxonomy_path_words (taxonomy, (guint) obs_taxonomy_find (taxonomy, "S"));

  g_assert_true (taxonomy == again);
  g_assert_cmpstr (roots, ==, "K S B scheme:esco");
  g_assert_cmpstr (skills, ==, "S01 S02");
  g_assert_cmpstr (group, ==, "esco:store-goods esco:forklift");
  /* What its scheme places nowhere can still be reached. */
  g_assert_cmpstr (loose, ==, "esco:harp");
  g_assert_cmpstr (node_of (taxonomy, "scheme:esco")->label, ==, "ESCO");
  g_assert_cmpstr (path, ==, "Skills › Storing and moving goods › handling and moving");
  g_assert_cmpstr (root_path, ==, "");
  g_assert_cmpint (obs_taxonomy_find (taxonomy, "S99"), ==, -1);
  g_assert_cmpint (obs_taxonomy_find (taxonomy, NULL), ==, -1);
}

/* Each statement once, matched, confirmed and corrected alike, unsure ones apart. */
static void
test_counts (void)
{
  g_autoptr (ObsTaxonomy) taxonomy = load (edition);

  assert_counts (taxonomy, "S01", 2, 2, 0, 1);
  /* Statement 7 stands in both areas and is one of the facet's; 4 is unsure. */
  assert_counts (taxonomy, "S", 2, 3, 1, 1);
  /* Statement 3 is tied to the area and to its part: once. */
  assert_counts (taxonomy, "K01", 1, 0, 0, 0);
  assert_counts (taxonomy, "K01.construction", 1, 0, 0, 0);
  assert_counts (taxonomy, "K01.transport", 0, 0, 0, 0);
  assert_counts (taxonomy, "B02", 0, 0, 0, 0);
  /* Concepts count matches of their own level. */
  assert_counts (taxonomy, "esco:S6", 1, 2, 0, 0);
  assert_counts (taxonomy, "esco:forklift", 0, 1, 0, 0);
  g_assert_cmpuint (taxonomy->statements[OBS_TEXT_SUPPLY], ==, 4);
  g_assert_cmpuint (taxonomy->tied[OBS_TEXT_SUPPLY], ==, 3);
  g_assert_cmpuint (taxonomy->documents[OBS_TEXT_DEMAND], ==, 5);
  g_assert_cmpfloat_with_epsilon (obs_taxonomy_untied (taxonomy, OBS_TEXT_SUPPLY), 0.25, 1e-9);
  g_assert_cmpfloat_with_epsilon (obs_taxonomy_untied (taxonomy, OBS_TEXT_DEMAND), 0.125, 1e-9);
  /* A side without statements has no share. */
  g_assert_true (isnan (obs_taxonomy_untied (taxonomy, OBS_TEXT_SURVEY)));
}

static void
test_concept (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsConcept) concept = obs_concept_load (edition, "S01", NULL, &error);
  const ObsConceptUse *demand;
  const ObsConceptDocument *document;

  g_assert_no_error (error);
  g_assert_cmpstr (concept->label, ==, "Storing and moving goods");
  g_assert_cmpuint (concept->labels->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (concept->labels, 0), ==, "warehousing");
  g_assert_cmpuint (concept->seeds->len, ==, 2);
  /* The link is written from the other end. */
  g_assert_cmpuint (concept->links->len, ==, 1);
  g_assert_cmpstr (((ObsConceptLink *) g_ptr_array_index (concept->links, 0))->code, ==,
                   "esco:store-goods");
  g_assert_cmpstr (((ObsConceptLink *) g_ptr_array_index (concept->links, 0))->relation, ==,
                   "close");
  g_assert_cmpstr (((ObsConceptLink *) g_ptr_array_index (concept->links, 0))->url, ==,
                   "https://esco.ec.europa.eu/store");
  g_assert_cmpuint (concept->use[OBS_TEXT_SUPPLY].statements, ==, 2);
  g_assert_cmpuint (concept->use[OBS_TEXT_SUPPLY].n_documents, ==, 1);
  g_assert_false (concept->use[OBS_TEXT_SUPPLY].simulated);
  document = g_ptr_array_index (concept->use[OBS_TEXT_SUPPLY].documents, 0);
  g_assert_cmpstr (document->code, ==, "T-ST1");
  g_assert_cmpuint (document->statements, ==, 2);
  demand = &concept->use[OBS_TEXT_DEMAND];
  g_assert_cmpuint (demand->statements, ==, 2);
  g_assert_cmpuint (demand->unsure, ==, 1);
  /* The document of the unsure statement is none that uses it. */
  g_assert_cmpuint (demand->n_documents, ==, 2);
  g_assert_true (demand->simulated);
  document = g_ptr_array_index (demand->documents, 0);
  g_assert_cmpstr (document->title, ==, "Forklift driver");
  g_assert_true (document->simulated);
}

static void
test_concept_of_two_places (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsConcept) concept = obs_concept_load (edition, "esco:forklift", NULL, &error);
  g_autoptr (ObsConcept) scheme = NULL;
  g_autoptr (ObsConcept) none = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (concept->also_under->len, ==, 1);
  g_assert_cmpstr (((ObsChoice *) g_ptr_array_index (concept->also_under, 0))->key, ==, "S02");
  scheme = obs_concept_load (edition, "scheme:esco", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (scheme->url, ==, "https://esco.ec.europa.eu/");
  none = obs_concept_load (edition, "S99", NULL, &error);
  g_assert_null (none);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "“S99”"));
}

static ObsConceptStatements *
statements_of (const char *code, ObsTextSide side, guint offset, guint limit)
{
  g_autoptr (GError) error = NULL;
  ObsConceptStatements *page
      = obs_concept_statements (edition, code, side, offset, limit, NULL, &error);

  g_assert_no_error (error);
  return page;
}

static gint64
id_at (const ObsConceptStatements *page, guint i)
{
  return ((const ObsConceptStatement *) g_ptr_array_index (page->rows, i))->id;
}

static void
test_statements (void)
{
  g_autoptr (ObsConceptStatements) all = statements_of ("S01", OBS_N_TEXT_SIDES, 0, 10);
  g_autoptr (ObsConceptStatements) demand = statements_of ("S01", OBS_TEXT_DEMAND, 1, 1);
  g_autoptr (ObsConceptStatements) beyond = statements_of ("S01", OBS_TEXT_DEMAND, 7, 5);
  g_autoptr (GError) error = NULL;
  const ObsConceptStatement *last;

  g_assert_cmpuint (all->total, ==, 5);
  g_assert_cmpint (id_at (all, 0), ==, 1);
  g_assert_cmpint (id_at (all, 1), ==, 5);
  g_assert_cmpint (id_at (all, 4), ==, 12);
  last = g_ptr_array_index (all->rows, 4);
  g_assert_true (last->unsure);
  g_assert_cmpstr (last->document_title, ==, "Sports coach");
  g_assert_cmpuint (demand->total, ==, 3);
  g_assert_cmpuint (demand->rows->len, ==, 1);
  g_assert_cmpint (id_at (demand, 0), ==, 7);
  g_assert_cmpuint (beyond->rows->len, ==, 0);
  g_assert_null (obs_concept_statements (edition, "x", OBS_TEXT_DEMAND, 0, 5, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
}

static GPtrArray *
look_for (const char *text)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *hits = obs_concept_search (edition, text, 20, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (hits);
  return hits;
}

static void
assert_first (const char *text, const char *code, const char *matched)
{
  g_autoptr (GPtrArray) hits = look_for (text);

  g_test_message ("%s", text);
  g_assert_cmpuint (hits->len, >, 0);
  g_assert_cmpstr (((ObsConceptHit *) g_ptr_array_index (hits, 0))->code, ==, code);
  g_assert_cmpstr (((ObsConceptHit *) g_ptr_array_index (hits, 0))->matched, ==, matched);
}

static void
test_search (void)
{
  assert_first ("storing goods", "S01", NULL);
  assert_first ("STORING MOV", "S01", NULL);
  assert_first ("warehousing", "S01", "warehousing");
  assert_first ("pick and pack", "S01", "pick and pack");
  assert_first ("put away", "esco:store-goods", "put away stock");
  assert_first ("fork lift", "esco:forklift", "drive a fork lift truck");
  assert_first ("forklfit", "esco:forklift", NULL); /* swapped letters */
  assert_first ("stockrom", "esco:store-goods", "stockroom work");
  assert_first ("driving a fork", "esco:forklift", "drive a fork lift truck"); /* another ending */
  assert_first ("lift truck", "esco:forklift", "drive a fork lift truck");
  assert_first ("shelves", "esco:store-goods", NULL); /* in the description */
  assert_first ("harp", "esco:harp", NULL);
  /* Not all of the words stand together anywhere. */
  assert_first ("moving goods by bicycle", "S01", NULL);
}

/* Nothing typed can be a sign of the query language or do harm. */
static void
test_search_hostile (void)
{
  static const char *const texts[]
      = { "\"",      "\" OR \"", "a* NEAR(b)", "- ( ) : ^ *", "AND", "NOT",
          "words:x", "…",        ".",          "%s%n",        "" };
  g_autofree char *long_one = g_strnfill (500, 'a');
  g_autofree char *many = g_strnfill (199, 'a');

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_unref (look_for (texts[i]));
  for (guint i = 1; i < strlen (many); i += 2)
    many[i] = ' ';
  g_ptr_array_unref (look_for (many));
  {
    g_autoptr (GPtrArray) hits = look_for (long_one);
    g_autoptr (GPtrArray) damaged = look_for ("\xff\xfe");

    g_assert_cmpuint (hits->len, ==, 0);
    g_assert_cmpuint (damaged->len, ==, 0);
  }
}

static void
test_palette (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = obs_search (edition, "warehousing", "employer", NULL, &error);
  gboolean seen = FALSE;

  g_assert_no_error (error);
  for (guint i = 0; i < hits->len; i++)
    {
      const ObsHit *hit = g_ptr_array_index (hits, i);

      if (strcmp (hit->link, "taxonomy:S01") != 0)
        continue;
      seen = TRUE;
      g_assert_cmpstr (hit->detail, ==, "Skills · also “warehousing”");
    }
  g_assert_true (seen);
}

static void
test_cross (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsCross) cross = obs_cross_cutting (edition, NULL, &error);
  const ObsCrossRow *first, *second, *last;

  g_assert_no_error (error);
  g_assert_cmpint (cross->by, ==, OBS_CROSS_SECTORS);
  g_assert_cmpuint (cross->groups[OBS_CROSS_SECTORS], ==, 3);
  g_assert_cmpuint (cross->groups[OBS_CROSS_ROUTES], ==, 0);
  g_assert_cmpuint (cross->groups[OBS_CROSS_KINDS], ==, 2);
  /* A document without statements is none. */
  g_assert_cmpuint (cross->documents, ==, 4);
  g_assert_true (cross->simulated);
  g_assert_cmpfloat_with_epsilon (cross->untied, 0.125, 1e-9);
  g_assert_cmpuint (cross->rows->len, ==, 5);
  first = g_ptr_array_index (cross->rows, 0);
  g_assert_cmpstr (first->code, ==, "B01");
  g_assert_cmpuint (first->groups[OBS_CROSS_SECTORS], ==, 3);
  g_assert_cmpfloat_with_epsilon (first->share, 1, 1e-9);
  g_assert_cmpstr (first->least, ==, "");
  /* Machines: half of Logistics, all of Manufacturing, none of Sport. */
  second = g_ptr_array_index (cross->rows, 1);
  g_assert_cmpstr (second->code, ==, "S02");
  g_assert_cmpuint (second->groups[OBS_CROSS_SECTORS], ==, 2);
  g_assert_cmpuint (second->documents, ==, 2);
  g_assert_cmpfloat_with_epsilon (second->share, 0.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (second->evenly, 0.5, 1e-9);
  g_assert_cmpstr (second->least, ==, "Sport & Health");
  g_assert_cmpfloat_with_epsilon (second->least_share, 0, 1e-9);
  last = g_ptr_array_index (cross->rows, 4);
  g_assert_cmpuint (last->documents, ==, 0);
}

/* An edition without a taxonomy is no fault. */
static void
test_empty (void)
{
  static const char *const clear
      = "DELETE FROM statement_match; DELETE FROM match_override; DELETE FROM concept_link; DELETE "
        "FROM concept_broader; DELETE FROM concept_label; DELETE FROM concept; DELETE FROM scheme; "
        "VACUUM";
  g_autoptr (ObsEdition) bare = fixture_edition_after (clear);
  g_autoptr (ObsTaxonomy) taxonomy = load (bare);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = obs_concept_search (bare, "goods", 5, NULL, &error);
  g_autoptr (ObsCross) cross = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (taxonomy->roots->len, ==, 0);
  g_assert_cmpuint (hits->len, ==, 0);
  cross = obs_cross_cutting (bare, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cross->rows->len, ==, 0);
}

/* A circle of broader concepts ends, whatever is asked. */
static void
test_circle (void)
{
  g_autofree char *sql = fixture_sql ();
  g_autofree char *whole = g_strconcat (
      sql,
      "INSERT INTO concept_broader VALUES ('esco:S6', 'esco:store-goods', 'matched');"
      "INSERT INTO concept VALUES ('esco:a', 'esco', 'group', 'S', 'circle', '', NULL, NULL, 90),"
      "('esco:b', 'esco', 'group', 'S', 'circle two', '', NULL, NULL, 91);"
      "INSERT INTO concept_broader VALUES ('esco:a', 'esco:b', 'matched'), ('esco:b', 'esco:a', "
      "'matched')",
      NULL);
  g_autoptr (ObsEdition) other = fixture_edition_after (whole);
  g_autoptr (ObsTaxonomy) taxonomy = load (other);
  g_autoptr (GArray) path
      = obs_taxonomy_path (taxonomy, (guint) obs_taxonomy_find (taxonomy, "esco:a"));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = obs_concept_search (other, "circle", 5, NULL, &error);
  g_autoptr (ObsConcept) concept = obs_concept_load (other, "esco:store-goods", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (path->len, <, 30);
  g_assert_cmpuint (hits->len, ==, 2);
  g_assert_cmpuint (concept->use[OBS_TEXT_DEMAND].statements, ==, 2);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_async (void)
{
  g_autofree char *sql = fixture_sql ();
  g_autoptr (ObsEdition) other = fixture_edition_after (sql);
  g_autoptr (ObsStore) store = obs_store_new ();
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsConceptStatements) page = NULL;

  obs_store_open_async (store, obs_edition_get_path (other), NULL, done_cb, &opened);
  while (opened == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (obs_store_open_finish (store, opened, &error));
  obs_store_concept_statements_async (store, "S01", OBS_TEXT_SUPPLY, 0, 5, NULL, done_cb, &first);
  g_cancellable_cancel (cancelled);
  obs_store_cross_async (store, cancelled, done_cb, &second);
  while (first == NULL || second == NULL)
    g_main_context_iteration (NULL, TRUE);
  page = obs_store_concept_statements_finish (store, first, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->total, ==, 2);
  g_assert_null (obs_store_cross_finish (store, second, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_autofree char *sql = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  fixture_set_up ();
  sql = fixture_sql ();
  edition = fixture_edition_after (sql);
  g_test_add_func ("/taxonomy/tree", test_tree);
  g_test_add_func ("/taxonomy/counts", test_counts);
  g_test_add_func ("/taxonomy/concept", test_concept);
  g_test_add_func ("/taxonomy/concept-of-two-places", test_concept_of_two_places);
  g_test_add_func ("/taxonomy/statements", test_statements);
  g_test_add_func ("/taxonomy/search", test_search);
  g_test_add_func ("/taxonomy/search-hostile", test_search_hostile);
  g_test_add_func ("/taxonomy/palette", test_palette);
  g_test_add_func ("/taxonomy/cross", test_cross);
  g_test_add_func ("/taxonomy/empty", test_empty);
  g_test_add_func ("/taxonomy/circle", test_circle);
  g_test_add_func ("/taxonomy/async", test_async);
  status = g_test_run ();
  obs_edition_close (edition);
  fixture_tear_down ();
  return status;
}
