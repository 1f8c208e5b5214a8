/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "data/engine/documents.h"
#include "data/engine/teaches.h"
#include "data/engine/why.h"
#include "data/error.h"
#include "data/taxonomy/matcher.h"
#include "tests/data/engine/fixture.h"

#include <math.h>
#include <string.h>

/* Documents, statements with the person's own corrections, and who teaches what. */

static ObsEdition *edition;

static char *
fixture_sql (void)
{
  g_autofree char *file = g_test_build_filename (G_TEST_DIST, "tests", "data", "engine",
                                                 "taxonomy-fixture.sql", NULL);
  g_autoptr (GError) error = NULL;
  char *sql = NULL;

  g_file_get_contents (file, &sql, NULL, &error);
  g_assert_no_error (error);
  return sql;
}

static ObsDocument *
load (const char *code)
{
  g_autoptr (GError) error = NULL;
  ObsDocument *document = obs_document_load (edition, code, NULL, &error);

  g_assert_no_error (error);
  return document;
}

static ObsStatementSheet *
load_statement (gint64 id)
{
  g_autoptr (GError) error = NULL;
  ObsStatementSheet *page = obs_statement_sheet_load (edition, id, NULL, &error);

  g_assert_no_error (error);
  return page;
}

static void
test_document (void)
{
  g_autoptr (ObsDocument) document = load ("ST9001");
  const ObsStatement *first = g_ptr_array_index (document->statements, 0);
  const ObsDocumentWeight *weight = NULL;

  g_assert_cmpstr (document->title, ==, "Warehouse team member");
  g_assert_cmpint (document->level, ==, 2);
  g_assert_cmpstr (document->sector, ==, "Logistics");
  g_assert_cmpint (document->source_class, ==, OBS_CLASS_SIMULATED);
  g_assert_true (isnan (document->texts));
  g_assert_cmpuint (document->titles->len, ==, 2);
  g_assert_cmpuint (document->statements->len, ==, 5);
  g_assert_cmpstr (first->number, ==, "K1");
  g_assert_true (first->declared && isnan (first->probability));
  g_assert_cmpuint (first->matches->len, ==, 4);
  g_assert_cmpstr (((ObsStatementMatch *) g_ptr_array_index (first->matches, 0))->concept, ==,
                   "S.moving-goods");
  /* The last one got its own matches, not those of a neighbour. */
  first = g_ptr_array_index (document->statements, 4);
  g_assert_cmpuint (first->matches->len, ==, 2);
  g_assert_cmpint (((ObsStatementMatch *) g_ptr_array_index (first->matches, 0))->status, ==,
                   OBS_MATCHED_UNSURE);
  for (guint i = 0; i < document->weights->len; i++)
    {
      weight = g_ptr_array_index (document->weights, i);
      if (strcmp (weight->measure, "starts") == 0)
        break;
    }
  g_assert_cmpfloat (weight->value, ==, 190);
  g_assert_cmpstr (weight->provider, ==, "");
  g_assert_cmpstr (weight->area_name, ==, "Leicester and Leicestershire");
}

static void
test_missing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (obs_document_load (edition, "ST0000", NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (obs_statement_sheet_load (edition, 77777, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (obs_teachers_load (edition, "document:ST9001", "X99", NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
}

static void
test_statement (void)
{
  g_autoptr (ObsStatementSheet) page = load_statement (90007);
  g_autoptr (ObsStatementSheet) last = load_statement (90005);
  const ObsOverride *override = g_ptr_array_index (last->overrides, 0);

  g_assert_cmpstr (page->document->title, ==, "Warehouse worker");
  g_assert_false (page->statement->declared);
  g_assert_cmpfloat (page->statement->probability, ==, 0.83);
  g_assert_cmpuint (page->n_others, ==, 1);
  g_assert_cmpstr (((ObsChoice *) g_ptr_array_index (page->others, 0))->key, ==, "ST9001");
  g_assert_cmpuint (page->overrides->len, ==, 0);
  g_assert_true (override->is);
  g_assert_cmpstr (override->reason, ==, "It says so.");
  g_assert_cmpuint (last->n_others, ==, 0);
}

static ObsCorrection *
own (const char *level, const char *concept, ObsDecision decision)
{
  ObsCorrection *one
      = obs_correction_new ("aaaaaaaaaaaaaaaaaaaaaaaaaaaa0001", level, concept, decision);

  g_free (one->label);
  one->label = g_strdup ("named by me");
  return one;
}

/* The person's word goes before the matcher's, of the same text in any document. */
static void
test_own (void)
{
  g_autoptr (ObsStatementSheet) page = load_statement (90007);
  g_autoptr (GPtrArray) corrections = obs_corrections_new ();
  g_autoptr (GPtrArray) views = NULL;
  ObsMatchView best;

  g_assert_true (obs_statement_best (page->statement, "area", corrections, &best));
  g_assert_cmpstr (best.concept, ==, "S.moving-goods");
  g_assert_null (best.correction);
  g_ptr_array_add (corrections, own ("area", "S.moving-goods", OBS_DECISION_IS_NOT));
  g_assert_false (obs_statement_best (page->statement, "area", corrections, &best));
  g_assert_true (obs_statement_best (page->statement, "concept", corrections, &best));
  g_ptr_array_add (corrections, own ("area", "K.quality", OBS_DECISION_IS));
  g_assert_true (obs_statement_best (page->statement, "area", corrections, &best));
  g_assert_cmpstr (best.concept, ==, "K.quality");
  g_assert_cmpstr (best.label, ==, "named by me");
  g_assert_null (best.match);
  views = obs_statement_views (page->statement, "area", corrections);
  g_assert_cmpuint (views->len, ==, 2);
  g_assert_nonnull (((ObsMatchView *) g_ptr_array_index (views, 0))->match);
  g_assert_cmpint (((ObsMatchView *) g_ptr_array_index (views, 0))->correction->decision, ==,
                   OBS_DECISION_IS_NOT);
  /* An unsure match stays the best guess; being told that it is right makes it the person's. */
  g_ptr_array_set_size (corrections, 0);
  obs_statement_sheet_free (g_steal_pointer (&page));
  page = load_statement (90001);
  g_ptr_array_add (corrections, own ("area", "S.using-numbers", OBS_DECISION_IS));
  g_assert_true (obs_statement_best (page->statement, "area", corrections, &best));
  g_assert_cmpstr (best.concept, ==, "S.using-numbers");
}

static void
test_words (void)
{
  static const struct
  {
    double confidence;
    const char *words;
  } cases[] = {
    { 0.72, "about 7 in 10 matches like this are right" },
    { 0.12, "about 1 in 10 matches like this is right" },
    { 0.96, "nearly all matches like this are right" },
    { 0.02, "hardly any match like this is right" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = obs_confidence_words (cases[i].confidence);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static const char *
found (const char *level, const char *text, guint number)
{
  static GPtrArray *choices;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&choices, g_ptr_array_unref);
  choices = obs_concepts_find (edition, level, text, 3, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (choices->len, <=, 3);
  return number < choices->len ? ((ObsConceptChoice *) g_ptr_array_index (choices, number))->code
                               : NULL;
}

static void
test_find_concepts (void)
{
  g_assert_cmpstr (found ("concept", "load", 0), ==, "esco:load");
  g_assert_cmpstr (found ("concept", "FORKLIFT", 0), ==, "esco:truck");
  g_assert_cmpstr (found ("concept", "goods", 0), ==, "esco:load");
  g_assert_null (found ("concept", "team", 0));
  g_assert_null (found ("concept", "logistics", 0)); /* a group */
  g_assert_cmpstr (found ("area", "team", 0), ==, "S.team-working");
  g_assert_cmpstr (found ("area", "pallet", 0), ==, "S.moving-goods");
  g_assert_nonnull (found ("area", "", 2));
}

static const ObsTeachingDocument *
sharing (const ObsTeachingDocuments *all, const char *code)
{
  for (guint i = 0; i < all->documents->len; i++)
    if (strcmp (((ObsTeachingDocument *) g_ptr_array_index (all->documents, i))->code, code) == 0)
      return g_ptr_array_index (all->documents, i);
  return NULL;
}

static void
test_teaching_documents (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsTeachingDocuments) all
      = obs_teaching_documents_load (edition, "profile:warehouse-worker", 500, NULL, &error);
  const ObsTeachingDocument *first, *office;
  g_autofree char *words = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (all->areas, ==, 2);
  g_assert_cmpuint (all->concepts, ==, 2);
  first = g_ptr_array_index (all->documents, 0);
  g_assert_cmpstr (first->code, ==, "ST9001");
  g_assert_cmpfloat (first->share, ==, 1);
  words = obs_teaching_words (all, first);
  g_assert_cmpstr (words, ==, "2 of its 2 areas and 2 of its 2 concepts");
  office = sharing (all, "ST9002");
  g_assert_cmpuint (office->shared_areas, ==, 1);
  g_assert_cmpuint (office->shared_concepts, ==, 0);
  /* Team working is taught by many: it weighs less than an even part. */
  g_assert_cmpfloat (office->share, <, 0.25);
  g_assert_cmpfloat (office->share, >, 0);
  g_assert_null (sharing (all, "profile:warehouse-worker"));
}

static const ObsTeacher *
teacher (const ObsTeachers *teachers, const char *code)
{
  for (guint i = 0; i < teachers->teachers->len; i++)
    if (strcmp (((ObsTeacher *) g_ptr_array_index (teachers->teachers, i))->code, code) == 0)
      return g_ptr_array_index (teachers->teachers, i);
  return NULL;
}

static ObsTeachers *
ask (const char *link, const char *area)
{
  g_autoptr (GError) error = NULL;
  ObsTeachers *teachers = obs_teachers_load (edition, link, area, NULL, &error);

  g_assert_no_error (error);
  return teachers;
}

static void
test_teachers_of_document (void)
{
  g_autoptr (ObsTeachers) here = ask ("document:ST9001", NULL);
  g_autoptr (ObsTeachers) city = ask ("document:ST9001", "E06000016");
  const ObsTeacher *first = g_ptr_array_index (here->teachers, 0);

  g_assert_cmpstr (here->area_name, ==, "Leicester and Leicestershire");
  g_assert_cmpuint (here->n_documents, ==, 1);
  /* The city is a part of the place and not added again; districts are summed; an older year and
   * the sum of all providers do not count. */
  g_assert_cmpuint (here->teachers->len, ==, 2);
  g_assert_cmpstr (first->code, ==, "P01");
  g_assert_cmpfloat (first->learners, ==, 120);
  g_assert_cmpstr (first->period, ==, "2024/25");
  g_assert_false (first->achieved || first->estimate);
  g_assert_true (first->simulated);
  g_assert_cmpfloat (teacher (here, "P06")->learners, ==, 40);
  g_assert_true (teacher (here, "P06")->estimate);
  g_assert_cmpstr (teacher (here, "P06")->name, ==, "Demonstration training provider A");
  g_assert_cmpstr (teacher (here, "P06")->place, ==, "North West Leicestershire");
  g_assert_cmpuint (city->teachers->len, ==, 1);
  g_assert_cmpfloat (teacher (city, "P01")->learners, ==, 80);
}

static void
test_teachers_of_concept (void)
{
  g_autoptr (ObsTeachers) group = ask ("taxonomy:esco:group", NULL);
  g_autoptr (ObsTeachers) calm = ask ("taxonomy:esco:truck", NULL);
  g_autoptr (ObsTeachers) safety = ask ("taxonomy:K.health-safety", NULL);
  const ObsTeacher *without = NULL;

  /* By what is narrower. */
  g_assert_cmpuint (group->n_documents, ==, 1);
  g_assert_cmpuint (group->teachers->len, ==, 2);
  g_assert_cmpuint (calm->n_documents, ==, 0);
  g_assert_cmpuint (calm->teachers->len, ==, 0);
  /* Courses come in by their provider, without a number: no data, never zero. */
  for (guint i = 0; i < safety->teachers->len; i++)
    if (isnan (((ObsTeacher *) g_ptr_array_index (safety->teachers, i))->learners))
      without = g_ptr_array_index (safety->teachers, i);
  g_assert_nonnull (without);
  g_assert_cmpuint (without->documents->len, >, 0);
  g_assert_cmpstr (without->period, ==, "");
  g_assert_cmpfloat (((ObsTeacher *) g_ptr_array_index (safety->teachers, 0))->learners, ==, 120);
}

/* Of a job: whoever teaches what shares most with it. An unsure match brings nobody. */
static void
test_teachers_of_job (void)
{
  g_autoptr (ObsTeachers) job = ask ("document:profile:warehouse-worker", NULL);
  g_autoptr (ObsEdition) other = NULL;
  g_autoptr (ObsTeachers) none = NULL;
  g_autofree char *sql = fixture_sql ();
  g_autofree char *unsure
      = g_strconcat (sql, "UPDATE statement_match SET status = 'unsure'; VACUUM;", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (teacher (job, "P01"));
  g_assert_cmpfloat (teacher (job, "P01")->learners, ==, 120);
  other = fixture_edition_after (unsure);
  none = obs_teachers_load (other, "document:profile:warehouse-worker", NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->teachers->len, ==, 0);
}

/* Nobody is named: the sum of all stands for itself. */
static void
test_teachers_unnamed (void)
{
  g_autofree char *sql = fixture_sql ();
  g_autofree char *changed = g_strconcat (
      sql, "DELETE FROM document_weight WHERE provider <> '' AND measure = 'starts'; VACUUM;",
      NULL);
  g_autoptr (ObsEdition) other = fixture_edition_after (changed);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsTeachers) teachers
      = obs_teachers_load (other, "document:ST9001", NULL, NULL, &error);
  const ObsTeacher *only;

  g_assert_no_error (error);
  g_assert_cmpuint (teachers->teachers->len, ==, 1);
  only = g_ptr_array_index (teachers->teachers, 0);
  g_assert_cmpstr (only->code, ==, "");
  g_assert_cmpstr (only->name, ==, "");
  g_assert_cmpfloat (only->learners, ==, 190);
}

/* By its own title, and by the title of a job that it leads to. */
static void
test_search (void)
{
  static const char *const words[] = { "warehouse team", "goods in assistant", "ST9001" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) hits = obs_search (edition, words[i], "employer", NULL, &error);
      gboolean found = FALSE;

      g_assert_no_error (error);
      for (guint k = 0; k < hits->len; k++)
        found = found
                || strcmp (((ObsHit *) g_ptr_array_index (hits, k))->link, "document:ST9001") == 0;
      g_assert_true (found);
    }
}

typedef struct
{
  GMainLoop *loop;
  GPtrArray *answers;
} Asked;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Asked *asked = data;
  g_autoptr (GError) error = NULL;

  asked->answers = obs_explainer_ask_finish (result, &error);
  g_assert_no_error (error);
  g_main_loop_quit (asked->loop);
}

/* The words of the sentence that met words of the edition's own labels; unknown concepts bring
 * none. */
static void
test_why (void)
{
  g_autoptr (ObsExplainer) explainer = obs_explainer_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  const char *concepts[] = { "esco:stock", "esco:nothing", NULL };
  Asked asked = { loop, NULL };
  const GPtrArray *words;
  gboolean found = FALSE;

  /* Twice: the index is made once and asked again. */
  for (int i = 0; i < 2; i++)
    {
      g_clear_pointer (&asked.answers, g_ptr_array_unref);
      obs_explainer_ask_async (explainer, obs_edition_get_path (edition), "concept",
                               "How to count stock in a store and report what is missing", 'K',
                               concepts, NULL, answered_cb, &asked);
      g_main_loop_run (loop);
    }
  g_assert_cmpuint (asked.answers->len, ==, 2);
  words = g_ptr_array_index (asked.answers, 0);
  for (guint i = 0; i < words->len; i++)
    {
      const ObsMatchWord *word = g_ptr_array_index (words, i);

      found = found || strcmp (word->word, "stock") == 0;
      g_assert_cmpfloat (word->part, >=, 0);
      g_assert_cmpfloat (word->part, <=, 1);
    }
  g_assert_true (found);
  g_assert_cmpuint (((GPtrArray *) g_ptr_array_index (asked.answers, 1))->len, ==, 0);
  g_ptr_array_unref (asked.answers);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  fixture_set_up ();
  {
    g_autofree char *sql = fixture_sql ();

    edition = fixture_edition_after (sql);
  }
  g_test_add_func ("/documents/document", test_document);
  g_test_add_func ("/documents/missing", test_missing);
  g_test_add_func ("/documents/statement", test_statement);
  g_test_add_func ("/documents/own", test_own);
  g_test_add_func ("/documents/words", test_words);
  g_test_add_func ("/documents/find-concepts", test_find_concepts);
  g_test_add_func ("/documents/teaching-documents", test_teaching_documents);
  g_test_add_func ("/documents/teachers-of-document", test_teachers_of_document);
  g_test_add_func ("/documents/teachers-of-concept", test_teachers_of_concept);
  g_test_add_func ("/documents/teachers-of-job", test_teachers_of_job);
  g_test_add_func ("/documents/teachers-unnamed", test_teachers_unnamed);
  g_test_add_func ("/documents/search", test_search);
  g_test_add_func ("/documents/why", test_why);
  status = g_test_run ();
  g_clear_pointer (&edition, obs_edition_close);
  fixture_tear_down ();
  return status;
}
