/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "tests/data/engine/fixture.h"

#include "data/engine/spec.h"
#include "data/build/build-private.h"
#include "data/build/canonical-json.h"

#include <math.h>
#include <string.h>

/* The figures of the gap over the demonstration market, with the questions that are shipped. */

static ObsEdition *edition;
static sqlite3 *db;

#define PLACE "E69000020"

/* Where the default edition has no matches yet: an area for each term, tied as it is declared, and
 * one statement in seven that is not sure. */
static const char areas[]
    = "INSERT INTO scheme SELECT 'areas', 'Areas', '1', NULL, 1, min(id) FROM source;"
      "INSERT INTO method VALUES ('areas-1', 'a', '1', '');"
      "INSERT INTO concept SELECT t.code, 'areas', 'area', t.ksb, i.label, '', NULL, t.code,"
      " i.position FROM term AS t JOIN item AS i ON i.code = t.code;"
      "INSERT INTO concept SELECT t.code || '.part', 'areas', 'split', t.ksb, i.label || ', a "
      "part',"
      " '', NULL, NULL, 1000 + i.position FROM term AS t JOIN item AS i ON i.code = t.code"
      " WHERE t.code LIKE 'S.%';"
      "INSERT INTO concept_broader SELECT code, substr(code, 1, length(code) - 5), 'declared'"
      " FROM concept WHERE kind = 'split';"
      "INSERT INTO statement_match SELECT statement, 'area', row_number() OVER (PARTITION BY"
      " statement ORDER BY term), term || CASE WHEN statement % 3 = 0 AND term LIKE 'S.%' THEN"
      " '.part' ELSE '' END, 0.8, 0.2, 0.8, 'areas-1', CASE WHEN statement % 7 = 0 THEN 'unsure'"
      " ELSE 'matched' END FROM statement_term;";

static char *
number_of (const char *sql)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, sql, NULL);

  g_assert_nonnull (stmt);
  return obs_db_step (stmt, NULL, NULL) == 1 ? g_strdup (obs_db_text (stmt, 0)) : NULL;
}

static double
value_of (const char *sql)
{
  g_autofree char *text = number_of (sql);

  return text != NULL ? g_ascii_strtod (text, NULL) : NAN;
}

/* Figures of a question as data/sources has them. */
static void
add_question (sqlite3 *changed, const char *question)
{
  g_autofree char *name = g_strconcat (question, ".json", NULL);
  g_autofree char *file
      = g_test_build_filename (G_TEST_DIST, "data", "sources", "journeys", "figures", name, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *figures;

  g_assert_true (json_parser_load_from_file (parser, file, &error));
  figures = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                          "figures");
  for (guint i = 0; i < json_array_get_length (figures); i++)
    {
      JsonNode *node = json_array_get_element (figures, i);
      g_autofree char *spec = obs_json_to_canonical (node);
      JsonObject *object = json_node_get_object (node);
      char *sql = sqlite3_mprintf ("INSERT OR IGNORE INTO question VALUES (%Q, %Q, %Q, '', '', '');"
                                   "INSERT OR IGNORE INTO figure VALUES (%Q, %Q, %Q, %u, %Q)",
                                   question, question, question, question,
                                   obs_spec_string (object, "data", ""),
                                   obs_spec_string (object, "ksb", ""), i + 1, spec);

      g_assert_true (obs_spec_check (question, spec, &error));
      obs_db_exec (changed, sql, &error);
      g_assert_no_error (error);
      sqlite3_free (sql);
    }
}

static void
make_edition (void)
{
  static const char *const questions[] = { "G1", "G2", "G3", "G4" };
  g_autofree char *copy = g_build_filename (fixture_folder (), "gap.obs", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3) changed = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (fixture_path (), &bytes, &length, &error));
  g_assert_true (g_file_set_contents (copy, bytes, (gssize) length, &error));
  g_assert_cmpint (sqlite3_open_v2 (copy, &changed, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  if (fixture_number ("SELECT count(*) FROM cube WHERE name = 'ksb_gap'") < 1)
    {
      ObsBuild build = { .db = changed, .place = (char *) PLACE };

      obs_db_exec (changed, areas, &error);
      g_assert_no_error (error);
      build.keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_hash_table_unref);
      obs_faults_init (&build.faults);
      obs_build_gap (&build);
      g_assert_false (obs_faults_any (&build.faults));
      obs_faults_clear (&build.faults);
      g_hash_table_unref (build.keys);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    add_question (changed, questions[i]);
  edition = obs_edition_open (copy, &error);
  g_assert_no_error (error);
  db = obs_edition_get_db (edition);
}

static ObsFigure *
answer (const char *address)
{
  return fixture_answer_of (edition, address);
}

static gboolean
any_note (const ObsFigure *figure, const char *part)
{
  for (guint i = 0; i < figure->notes->len; i++)
    if (strstr (g_ptr_array_index (figure->notes, i), part) != NULL)
      return TRUE;
  return FALSE;
}

static void
test_gap (void)
{
  g_autoptr (ObsFigure) figure = answer ("educator/G2?src=adverts&ksb=S");
  g_autofree char *worst = number_of (
      "SELECT g.concept FROM cube_ksb_gap AS g JOIN concept AS c ON c.code = g.concept AND c.kind "
      "= "
      "'area' AND c.ksb = 'S' WHERE wanted = 'adverts' AND covered = 'offered' AND sector = 'all' "
      "AND area = '" PLACE "' AND level = 'all' ORDER BY value LIMIT 1");
  g_autofree char *sql = g_strdup_printf (
      "SELECT value FROM cube_ksb_gap WHERE concept = '%s' AND wanted = 'adverts' AND covered = "
      "'offered' AND sector = 'all' AND area = '" PLACE "' AND level = 'all'",
      worst);
  g_autofree char *link = g_strconcat ("taxonomy:", worst, NULL);
  const ObsFigureRow *gap = fixture_row (figure, worst, "gap");
  const ObsFigureRow *wanted = fixture_row (figure, worst, "wanted");
  const ObsFigureRow *covered = fixture_row (figure, worst, "covered");

  g_assert_cmpint (figure->form, ==, OBS_FORM_GAP);
  g_assert_cmpint (figure->source_class, ==, OBS_CLASS_SIMULATED);
  /* The shortest stands first, and leads to its page. */
  g_assert_cmpstr (obs_figure_row (figure, 0)->key, ==, worst);
  g_assert_cmpstr (gap->link, ==, link);
  g_assert_cmpfloat_with_epsilon (gap->estimate, value_of (sql), 1e-9);
  g_assert_cmpfloat_with_epsilon (gap->estimate, covered->estimate - wanted->estimate, 0.011);
  g_assert_true (gap->low <= gap->estimate && gap->estimate <= gap->high);
  g_assert_true (gap->clear == (gap->high < 0 || gap->low > 0));
  g_assert_true (fixture_has (figure->tags, "worked out"));
  /* What could not be tied stands under the figure, for both sides. */
  g_assert_true (any_note (figure, "Job adverts that ask for it: 350 texts. "));
  g_assert_true (any_note (figure, "Courses and standards on offer"));
  g_assert_true (any_note (figure, "could not be tied to an area and are not counted."));
  g_assert_true (any_note (figure, "No data is never counted as zero."));
  /* A share of texts is nobody's published range. */
  g_assert_null (strstr (wanted->name, "as published"));
  g_assert_nonnull (strstr (wanted->name, "likely range"));
}

/* A chosen sector and a district; where a side has none, that is said. */
static void
test_narrower (void)
{
  g_autoptr (ObsFigure) sector = answer ("employer/G2?src=adverts&ksb=B&sector=logistics");
  g_autoptr (ObsFigure) panel = answer ("employer/G2?src=panel&ksb=B");
  g_autoptr (ObsFigure) elsewhere = answer ("employer/G2?src=adverts&ksb=B&place=E12000004");
  guint wanted = 0;

  for (guint i = 0; i < sector->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (sector, i);

      g_assert_cmpstr (row->ksb, ==, "B");
      wanted += strcmp (row->series, "wanted") == 0 && !isnan (row->estimate);
    }
  g_assert_cmpuint (wanted, >, 5);
  g_assert_cmpfloat (fixture_row (panel, obs_figure_row (panel, 0)->key, "wanted")->base, >, 100);
  g_assert_cmpuint (elsewhere->rows->len, ==, 0);
}

/* From an area to what is narrower; an unknown one falls back and says so. */
static void
test_drill (void)
{
  g_autofree char *area = number_of (
      "SELECT b.broader FROM concept_broader AS b JOIN concept AS c ON c.code = "
      "b.concept AND c.kind = 'split' JOIN cube_ksb_gap AS g ON g.concept = c.code AND "
      "g.wanted = 'adverts' AND g.area = '" PLACE "' ORDER BY 1 LIMIT 1");
  g_autofree char *address = NULL;
  g_autoptr (ObsFigure) narrower = NULL;
  g_autoptr (ObsFigure) unknown = answer ("educator/G2?src=adverts&ksb=K&concept=nothing");

  g_assert_true (any_note (unknown, "does not know the concept"));
  g_assert_cmpuint (unknown->rows->len, >, 9);
  if (area == NULL)
    {
      g_test_skip ("the default edition has nothing narrower with adverts");
      return;
    }
  address = g_strdup_printf ("educator/G2?src=adverts&ksb=S&concept=%s", area);
  narrower = answer (address);
  g_assert_true (any_note (narrower, "What is narrower than: "));
  g_assert_cmpuint (narrower->rows->len, >, 0);
  for (guint i = 0; i < narrower->rows->len; i++)
    g_assert_true (g_str_has_prefix (obs_figure_row (narrower, i)->key, area));
}

/* Adverts of the place are all adverts here, so there is nothing to compare with; with some of
 * elsewhere there is. */
static void
test_stands_out (void)
{
  g_autoptr (ObsFigure) figure = answer ("employer/G1?src=adverts&place=E06000016");
  double last = INFINITY;

  g_assert_cmpint (figure->form, ==, OBS_FORM_DUMBBELL);
  g_assert_cmpuint (figure->rows->len, >, 0);
  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);
      g_autofree char *sql = NULL;
      double low;

      if (strcmp (row->series, "here") != 0)
        continue;
      sql = g_strdup_printf ("SELECT low FROM cube_ksb_quotient WHERE concept = '%s' AND area = "
                             "'E06000016' AND sector = 'all' AND basis = 'adverts'",
                             row->key);
      low = value_of (sql);
      g_assert_cmpfloat (low, <=, last);
      g_assert_true (row->clear == (low > 1));
      g_assert_nonnull (row->tag);
      g_assert_nonnull (fixture_row (figure, row->key, "taught")->words);
      last = low;
    }
  if (!obs_figure_row (figure, 0)->clear)
    g_assert_cmpstr (figure->title, ==, figure->neutral_title);
  else
    g_assert_nonnull (strstr (figure->title, "stands out here"));
}

static void
test_common (void)
{
  g_autoptr (ObsFigure) figure = answer ("educator/G3?src=adverts&ksb=B");
  gboolean ended = FALSE;

  g_assert_cmpint (figure->form, ==, OBS_FORM_RANKED_DOTS);
  g_assert_cmpuint (figure->series->len, ==, 3);
  for (guint i = 0; i + 2 < figure->rows->len; i += 3)
    {
      double least = INFINITY;
      const ObsFigureRow *row = obs_figure_row (figure, i);
      gboolean every = strcmp (row->group, "In every sector") == 0;

      for (guint j = 0; j < 3; j++)
        {
          g_assert_cmpstr (obs_figure_row (figure, i + j)->key, ==, row->key);
          least = MIN (least, obs_figure_row (figure, i + j)->estimate);
        }
      g_assert_true (every == (least >= 20));
      /* Those of every sector stand together, first. */
      g_assert_false (every && ended);
      ended |= !every;
    }
  g_assert_true (any_note (figure, "In every sector: at least 20 of 100 in each."));
  /* The title counts only what the ranges bear. */
  {
    const char *last = "";
    guint sure = 0;

    for (guint i = 0; i + 2 < figure->rows->len; i += 3)
      {
        gboolean all = TRUE;

        for (guint j = 0; j < 3; j++)
          all &= obs_figure_row (figure, i + j)->low >= 20;
        sure += all;
        if (all)
          last = obs_figure_row (figure, i)->label;
      }
    if (sure == 0)
      g_assert_cmpstr (figure->title, ==, figure->neutral_title);
    else
      g_assert_nonnull (strstr (figure->title, sure == 1 ? last : "areas are asked for"));
  }
}

/* Figures of the demonstration's own cubes say what is left out as well. */
static void
test_declared (void)
{
  g_autoptr (ObsFigure) figure = fixture_answer ("educator/C1?src=market&ksb=S");

  g_assert_true (any_note (figure, "statements could not be tied to a term and are not counted."));
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  fixture_set_up ();
  make_edition ();
  g_test_add_func ("/gap/figures/gap", test_gap);
  g_test_add_func ("/gap/figures/narrower", test_narrower);
  g_test_add_func ("/gap/figures/drill", test_drill);
  g_test_add_func ("/gap/figures/stands-out", test_stands_out);
  g_test_add_func ("/gap/figures/common", test_common);
  g_test_add_func ("/gap/figures/declared", test_declared);
  result = g_test_run ();
  obs_edition_close (edition);
  fixture_tear_down ();
  return result;
}
