/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "tests/data/texts/harness.h"

#include <glib/gstdio.h>
#include <string.h>

/* The shipped descriptors on small files of our own making in the form of official releases, and on
 * the real files where those lie beside the project. */

typedef struct
{
  Harness *harness;
} Fixture;

static char *
shipped (void)
{
  return g_build_filename (OBS_SOURCE_ROOT, "data", "sources", NULL);
}

static char *
fixtures (void)
{
  return g_build_filename (OBS_SOURCE_ROOT, "tests", "data", "texts", "fixtures", NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *descriptors = shipped ();
  g_autofree char *files = fixtures ();
  const char *folders[] = { descriptors, files, NULL };

  fixture->harness = harness_new (folders);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  harness_free (fixture->harness);
}

static void
test_esco (Fixture *fixture, gconstpointer data)
{
  const Harness *self = fixture->harness;
  g_autofree char *links = NULL;

  harness_assert_good (self);
  harness_assert_answer (
      self, "SELECT code || '=' || ksb FROM concept WHERE scheme = 'esco' ORDER BY position",
      "esco:S6=S esco:S6.2=S esco:K104=K esco:aaaa-1=S esco:aaaa-2=K esco:aaaa-3=");
  harness_assert_answer (
      self, "SELECT label FROM concept_label WHERE concept = 'esco:aaaa-1' ORDER BY label",
      "load pallets pile goods on pallets");
  harness_assert_answer (self,
                         "SELECT concept || '<' || broader FROM concept_broader WHERE concept LIKE"
                         " 'esco:%' ORDER BY 1",
                         "esco:S6.2<esco:S6 esco:aaaa-1<esco:S6.2 esco:aaaa-2<esco:K104");
  harness_assert_answer (self, "SELECT concept || relation || target FROM concept_link",
                         "esco:aaaa-1relatedesco:aaaa-2");
  harness_assert_answer (self, "SELECT url FROM concept WHERE code = 'esco:aaaa-2'",
                         "http://data.europa.eu/esco/skill/aaaa-2");
  links = harness_note (self, "skillSkillRelations_en.csv", 0);
  g_assert_cmpstr (links, ==, "1/2 1 row was left out: a concept not known here (line 3)");
}

static void
test_onet (Fixture *fixture, gconstpointer data)
{
  const Harness *self = fixture->harness;

  harness_assert_answer (
      self, "SELECT code || '=' || ksb FROM concept WHERE scheme = 'onet' ORDER BY code",
      "onet:1.A=S onet:1.A.3=S onet:1.C.1=B onet:2.C.3=K onet:4.A.3=S onet:4.A.3.I01.D01=S "
      "onet:4.A.3.I01.D02=S");
  harness_assert_answer (
      self,
      "SELECT concept || '<' || broader FROM concept_broader WHERE concept LIKE 'onet:%' ORDER BY "
      "1",
      "onet:1.A.3<onet:1.A onet:4.A.3.I01.D01<onet:4.A.3 onet:4.A.3.I01.D02<onet:4.A.3");
  /* Marks are ordinary characters in these files. */
  harness_assert_answer (self, "SELECT description FROM concept WHERE code = 'onet:1.C.1'",
                         "A style of work \"to the end\"");
}

static void
test_ssc (Fixture *fixture, gconstpointer data)
{
  harness_assert_answer (fixture->harness,
                         "SELECT code || '=' || kind FROM concept WHERE scheme = 'ssc' ORDER BY 1",
                         "ssc:A1-01=concept ssc:A1=group ssc:A=group");
  harness_assert_answer (fixture->harness,
                         "SELECT broader FROM concept_broader WHERE concept = 'ssc:A1-01'",
                         "ssc:A1");
}

static void
test_standards (Fixture *fixture, gconstpointer data)
{
  const Harness *self = fixture->harness;
  g_autofree char *skills = harness_note (self, "apprenticeshipstandards.json", 4);

  harness_assert_answer (
      self,
      "SELECT code || ' (' || title || ', ' || level || ') ' || description FROM document"
      " WHERE kind = 'standard' ORDER BY code",
      "ST9001 (Yard hand & loader, 2) Loads and unloads lorries in a yard. "
      "ST9002 (Clock repairer, 3) Mends clocks.");
  harness_assert_answer (
      self,
      "SELECT number || ksb || declared || ': ' || text FROM statement WHERE document = 'ST9001'"
      " ORDER BY id",
      "B1B1: Look out for others. K1K1: How loads are tied down & checked "
      "K2K1: Rules of the yard, for instance speed S2S1: Load a lorry so that its weight is even");
  harness_assert_answer (
      self, "SELECT number || ksb FROM statement WHERE document = 'ST9002' ORDER BY id", "K1K B2B");
  harness_assert_answer (self,
                         "SELECT title FROM document_title WHERE document = 'ST9001' ORDER BY 1",
                         "Loader Yard hand");
  harness_assert_answer (self,
                         "SELECT coalesce (url, 'none') FROM document WHERE kind = 'standard'"
                         " ORDER BY code",
                         "https://skills.example/yard-hand none");
  g_assert_cmpstr (skills, ==,
                   "1/2 1 row was left out: headings that only lead to what follows (line 1)");
}

static void
test_adverts (Fixture *fixture, gconstpointer data)
{
  const Harness *self = fixture->harness;
  g_autofree char *note = harness_note (self, "advert-texts.csv", 0);

  harness_assert_answer (
      self,
      "SELECT code || '@' || area || ' ' || period || ' ' || soc || soc_edition FROM document"
      " WHERE kind = 'advert' ORDER BY code",
      "advert:17@E06000016 2025-07-14 92522020 advert:18@E07000132 2025-07-01 ");
  harness_assert_answer (
      self, "SELECT text || '/' FROM statement WHERE document = 'advert:17' ORDER BY id",
      "We look for a helper/ You pick orders with care/ You drive a fork-lift truck/");
  harness_assert_answer (
      self, "SELECT text || '/' FROM statement WHERE document = 'advert:18' ORDER BY id",
      "Load lorries at night/ A licence is of use, e.g. for fork-lifts/");
  harness_assert_answer (
      self, "SELECT DISTINCT ksb || declared FROM statement WHERE document LIKE 'advert:%'", "0");
  g_assert_cmpstr (note, ==, "2/3 1 row was left out: an area not known here (line 4)");
}

static void
test_courses (Fixture *fixture, gconstpointer data)
{
  const Harness *self = fixture->harness;

  harness_assert_answer (
      self,
      "SELECT code || '=' || level || provider || area FROM document WHERE kind = 'course' ORDER "
      "BY 1",
      "course:old-mill-workshop:clock-making:level-2=2old-mill-workshopE69000020 "
      "course:old-mill-workshop:clock-making:level-3=3old-mill-workshopE69000020");
  harness_assert_answer (
      self, "SELECT text || '/' FROM statement WHERE document LIKE '%:level-2' ORDER BY id",
      "cut a wheel by hand/ set a clock going/");
  harness_assert_answer (self, "SELECT name FROM provider", "Old Mill Workshop");
}

/* Supply first, then by document; the numbers have no gaps. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  harness_assert_answer (
      fixture->harness,
      "SELECT count (*) FROM statement AS a JOIN statement AS b ON b.id = a.id + 1 WHERE"
      " (a.side = 'demand' AND b.side = 'supply') OR (a.side = b.side AND a.document > b.document)",
      "0");
  harness_assert_answer (fixture->harness, "SELECT max (id) = count (*) FROM statement", "1");
  harness_assert_answer (fixture->harness, "SELECT count (*) FROM pragma_foreign_key_check", "0");
}

/* Writes an edition of the files in @folder beside them. (transfer full): its bytes */
static char *
build_bytes (const char *folder, gsize *length)
{
  g_autofree char *descriptors = shipped ();
  g_autofree char *path = g_build_filename (folder, "edition.sqlite", NULL);
  const char *folders[] = { descriptors, folder, NULL };
  const ObsBuildInputs inputs = { .folders = folders };
  g_autoptr (GError) error = NULL;
  char *bytes = NULL;

  g_assert_true (obs_build_edition (&inputs, path, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &bytes, length, NULL));
  g_unlink (path);
  return bytes;
}

/* A whole edition of schemes and standards passes its own check, and is the same each time. */
static void
test_edition (void)
{
  static const char *const names[]
      = { "areas.csv",          "apprenticeshipstandards.json",       "skills_en.csv",
          "skillGroups_en.csv", "broaderRelationsSkillPillar_en.csv", "skillSkillRelations_en.csv",
          "uk-ssc.csv" };
  g_autofree char *from = fixtures ();
  g_autofree char *folder = g_dir_make_tmp ("releases-XXXXXX", NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  gsize n_first = 0, n_second = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *source = g_build_filename (from, names[i], NULL);
      g_autofree char *target = g_build_filename (folder, names[i], NULL);
      g_autofree char *text = NULL;

      g_assert_true (g_file_get_contents (source, &text, NULL, NULL));
      g_assert_true (g_file_set_contents (target, text, -1, NULL));
    }
  first = build_bytes (folder, &n_first);
  second = build_bytes (folder, &n_second);
  g_assert_cmpuint (n_first, ==, n_second);
  g_assert_true (memcmp (first, second, n_first) == 0);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *target = g_build_filename (folder, names[i], NULL);

      g_unlink (target);
    }
  g_rmdir (folder);
}

static char *
real_folder (const char *name)
{
  const char *data = g_getenv ("OBS_SHARED_DATA");
  g_autofree char *beside = g_build_filename (OBS_SOURCE_ROOT, "..", "shared", "data", NULL);
  char *folder = g_build_filename (data != NULL ? data : beside, name, NULL);

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return folder;
  g_free (folder);
  return NULL;
}

/* Figures of the files as they were published, counted beforehand by other means. */
static void
check_real (const Harness *self)
{
  g_autofree char *statements = harness_note (self, "ksb_statements.tsv", 0);
  g_autofree char *related = harness_note (self, "related.tsv", 0);

  harness_assert_good (self);
  harness_assert_answer (self, "SELECT count (*) FROM document GROUP BY kind ORDER BY kind",
                         "2 829 464");
  g_assert_cmpstr (statements, ==,
                   "23149/23153 4 rows were left out: headings that only lead to what follows "
                   "(line 2 the first)");
  harness_assert_answer (self,
                         "SELECT ksb || declared || '=' || count (*) FROM statement WHERE side ="
                         " 'supply' GROUP BY ksb ORDER BY ksb",
                         "B1=3203 K1=9930 S1=10016");
  /* Tasks, and what O*NET does not put into one part of its model, are left to be predicted. */
  harness_assert_answer (self,
                         "SELECT ksb || declared || '=' || count (*) FROM statement WHERE document"
                         " LIKE 'profile:%' GROUP BY ksb ORDER BY ksb",
                         "0=5977 B1=4082 K1=3823 S1=7651");
  harness_assert_answer (
      self, "SELECT text FROM statement WHERE document = 'ST0001' AND number = 'K2'",
      "Provide a degree of assurance that stakeholders can trust information (financial and "
      "non-financial) regarding the organisation, as relevant to their role. In doing so, they "
      "will "
      "be able to exercise professional judgement and consider both risks and risk management "
      "approaches.");
  harness_assert_answer (
      self, "SELECT count (*) FROM concept WHERE kind = 'concept' AND scheme = 'esco'", "13939");
  harness_assert_answer (
      self,
      "SELECT ksb || '=' || count (*) FROM concept WHERE kind = 'concept' AND scheme = 'esco'"
      " GROUP BY ksb ORDER BY ksb",
      "=163 K=3076 S=10700");
  harness_assert_answer (self, "SELECT count (*) FROM concept_label", "22133");
  harness_assert_answer (self,
                         "SELECT count (*) FROM concept AS c WHERE scheme = 'esco' AND kind ="
                         " 'concept' AND NOT EXISTS (SELECT 1 FROM concept_broader WHERE concept ="
                         " c.code)",
                         "237");
  g_assert_true (
      g_str_has_prefix (related, "5785/5899 113 rows were left out: a concept not known"));
  harness_assert_answer (self, "SELECT count (*) FROM pragma_foreign_key_check", "0");
}

/* Storing goods: 278 of 3,070 adverts of the region, and 2.867 % of the whole sample. */
static void
check_real_adverts (const Harness *self)
{
  harness_assert_answer (self, "SELECT texts FROM document WHERE kind = 'adverts' ORDER BY code",
                         "100000.0 3070.0");
  harness_assert_answer (
      self,
      "SELECT mentions FROM statement WHERE text = 'storing goods and materials' ORDER BY document",
      "2867.0 278.0");
  harness_assert_answer (self,
                         "SELECT count (*) FROM statement WHERE mentions IS NOT NULL GROUP BY"
                         " document ORDER BY document",
                         "257 73");
}

/* What is shared out adds up: all adverts of the sub-major groups that profiles have, and for a
 * provider no more than it delivered in the place. */
static void
check_real_weights (const Harness *self)
{
  harness_assert_answer (
      self,
      "SELECT area || ' ' || round (sum (value)) || ' ' || count (*) FROM document_weight"
      " WHERE measure = 'vacancies' GROUP BY area ORDER BY area",
      "E69000020 24310.0 829 E92000001 1475007.0 829");
  harness_assert_answer (
      self,
      "SELECT round (sum (value), 1) FROM document_weight WHERE measure = 'starts' AND provider ="
      " '' GROUP BY period ORDER BY period",
      "1974.3 2096.3 2025.4 1921.0");
  harness_assert_answer (self,
                         "SELECT DISTINCT period FROM document_weight WHERE period LIKE '2025/%'",
                         "2025/26 (part)");
  harness_assert_answer (
      self,
      "SELECT count (*) FROM (SELECT sum (value * iif (provider = '', -1, 1)) AS rest FROM"
      " document_weight WHERE measure IN ('starts', 'achievements') GROUP BY document, measure,"
      " period HAVING abs (rest) > 1e-6)",
      "0");
  harness_assert_answer (self, "SELECT DISTINCT estimate FROM document_weight", "1");
}

static void
test_real (void)
{
  g_autofree char *descriptors = shipped ();
  g_autofree char *ksb = real_folder ("ksb");
  g_autofree char *dfe = real_folder ("dfe");
  const char *folders[] = { descriptors, ksb, dfe, NULL };
  gint64 start = g_get_monotonic_time ();
  Harness *harness;

  if (ksb == NULL || dfe == NULL)
    {
      g_test_skip ("the publishers' files are not here; OBS_SHARED_DATA names the folder above "
                   "ksb/ and dfe/");
      return;
    }
  harness = harness_new (folders);
  g_test_message ("read in %.2f s", (double) (g_get_monotonic_time () - start) / 1e6);
  check_real (harness);
  check_real_adverts (harness);
  check_real_weights (harness);
  harness_free (harness);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add (name, Fixture, NULL, set_up, test, tear_down)
  ADD ("/text-releases/esco", test_esco);
  ADD ("/text-releases/onet", test_onet);
  ADD ("/text-releases/ssc", test_ssc);
  ADD ("/text-releases/standards", test_standards);
  ADD ("/text-releases/adverts", test_adverts);
  ADD ("/text-releases/courses", test_courses);
  ADD ("/text-releases/order", test_order);
  g_test_add_func ("/text-releases/edition", test_edition);
  g_test_add_func ("/text-releases/real", test_real);
  return g_test_run ();
}
