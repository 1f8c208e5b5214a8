/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/edition/db.h"
#include "data/error.h"
#include "data/build/build.h"
#include "tests/data/sources/made-up.h"
#include "tests/begin.h"

#include <glib/gstdio.h>
#include <string.h>

/* Editions from descriptors and raw files: what gets in, and how each fault is told. */

typedef struct
{
  char *folder;
  char *path; /* of the edition */
  ObsBuildReport *report;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = made_up_new ();
  fixture->path = g_build_filename (fixture->folder, "edition.sqlite", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->report, obs_build_report_free);
  g_free (fixture->path);
  made_up_free (fixture->folder);
}

static gboolean
build (Fixture *fixture, const ObsBuildInputs *more, GError **error)
{
  const char *folders[] = { fixture->folder, NULL };
  ObsBuildInputs inputs = more != NULL ? *more : (ObsBuildInputs){ 0 };

  inputs.folders = folders;
  g_clear_pointer (&fixture->report, obs_build_report_free);
  return obs_build_edition (&inputs, fixture->path, &fixture->report, NULL, error);
}

/* The first column of all rows, joined by blanks; “-” for NULL. */
static char *
ask (const Fixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsEdition) edition = obs_edition_open (fixture->path, &error);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  stmt = obs_db_prepare (obs_edition_get_db (edition), sql, &error);
  g_assert_no_error (error);
  while (obs_db_step (stmt, NULL, &error) == 1)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "",
                            sqlite3_column_type (stmt, 0) == SQLITE_NULL ? "-"
                                                                         : obs_db_text (stmt, 0));
  g_assert_no_error (error);
  return g_string_free (text, FALSE);
}

static void
assert_answer (const Fixture *fixture, const char *sql, const char *expected)
{
  g_autofree char *answer = ask (fixture, sql);

  g_assert_cmpstr (answer, ==, expected);
}

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  build (fixture, NULL, &error);
  g_assert_no_error (error);
  assert_answer (fixture, "SELECT count (*) FROM cube_boats", "9");
  assert_answer (fixture,
                 "SELECT value FROM cube_boats WHERE area = 'P1' AND measure = 'boats' AND period "
                 "= '2025-01' ORDER BY size",
                 "200.0 100.0 300.0");
  assert_answer (fixture,
                 "SELECT low || '..' || high FROM cube_boats WHERE area = 'P1' AND size = 'all' "
                 "AND measure = 'boats' AND period = '2025-01'",
                 "280.0..320.0");
  /* 0.29 times 100 is no number of binary fractions; it must not become 28.999…. */
  assert_answer (fixture, "SELECT value FROM cube_boats WHERE measure = 'crew'", "29.0");
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  build (fixture, NULL, &error);
  g_assert_no_error (error);
  assert_answer (fixture,
                 "SELECT missing FROM cube_boats WHERE value IS NULL ORDER BY area, period, size",
                 "c low x");
  assert_answer (fixture, "SELECT count (*) FROM cube_boats WHERE value = 0", "0");
}

static void
test_reference (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  build (fixture, NULL, &error);
  g_assert_no_error (error);
  assert_answer (fixture, "SELECT label FROM code WHERE list = 'boats_size' ORDER BY position",
                 "Small Large");
  assert_answer (fixture, "SELECT code FROM area ORDER BY code",
                 "D1 D2 D3 LSIP2025-great-shore P1 P2");
  assert_answer (fixture, "SELECT part FROM area_part WHERE area = 'LSIP2025-great-shore'",
                 "D1 D2 D3");
  assert_answer (fixture, "SELECT parent FROM area WHERE kind = 'district' ORDER BY code",
                 "P1 P1 P2");
  assert_answer (fixture, "SELECT valid_to FROM area WHERE code = 'P1'", "2025-08");
  assert_answer (fixture, "SELECT valid_from FROM area WHERE code LIKE 'LSIP%'", "2025-09");
  assert_answer (fixture, "SELECT text FROM area_change", "Shore was joined by Marsh.");
  assert_answer (fixture, "SELECT measure || ' ' || period FROM series_break", "boats 2025-02");
  assert_answer (fixture, "SELECT text FROM cube_caveat", "Only boats that float.");
}

static void
test_register (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  build (fixture, NULL, &error);
  g_assert_no_error (error);
  assert_answer (fixture, "SELECT row_count FROM source WHERE id = 'boats'", "9");
  assert_answer (fixture, "SELECT period FROM source WHERE id = 'boats'",
                 "January 2025 to February 2025");
  assert_answer (fixture, "SELECT coverage FROM source WHERE id = 'boats'",
                 "Shore and 2 local authorities");
  /* Ten days of grace after 10 January, and the edition is of 31 January. */
  assert_answer (fixture, "SELECT status FROM source ORDER BY id", "late fixed");
  assert_answer (fixture, "SELECT rows_read || '/' || rows_kept FROM source_file ORDER BY source",
                 "11/9 6/5");
  assert_answer (fixture,
                 "SELECT note LIKE '1 row was left out%' FROM source_file WHERE source = "
                 "'boats'",
                 "1");
}

/* One change in one file, and the sentence that must come of it. */
static const struct
{
  const char *file, *from, *to;
  const char *words;
} faults[] = {
  { "raw/boats-2025.csv", "Jan-25,Area,Shore,2 - Large,boats,100",
    "Jan-25,Area,Shore,2 - Large,boats,1OO",
    "boats-2025.csv, line 4, column value: “1OO” is not a number" },
  { "raw/boats-2025.csv", "boats,100,,one", "boats,-100,,one",
    "boats-2025.csv, line 4, column value: “-100” lies outside of what can be, 0 to inf" },
  { "raw/boats-2025.csv", "crew,0.29", "crew,2.9",
    "line 9, column value: “2.9” lies outside of what can be, 0 to 100" },
  { "raw/boats-2025.csv", "boats,100,,one", "boats,170,,one", "add up to 370" },
  { "raw/boats-2025.csv", "boats,180,,one", "boats,80,,one", "(“districts”) add up to 200" },
  { "raw/boats-2025.csv", "Jan-25,Area,Shore,2 - Large", "Jan-25,Area,Shore,1 - Small",
    "line 4: Boats of “P1, 2025-01, month, 1” stands here again, after boats-2025.csv, line 3" },
  { "raw/boats-2025.csv", "Jan-25,Area,Shore,2 - Large", "Jan-27,Area,Shore,2 - Large",
    "line 4, column month: “Jan-27” is before 1900 or after the edition of 2026-01-31" },
  { "raw/boats-2025.csv", "Jan-25,Area,Shore,2 - Large", "31/02/2025,Area,Shore,2 - Large",
    "line 4, column month: " },
  { "raw/boats-2025.csv", "100,,one", "100,,thousand",
    "line 4, column per: “thousand” is another unit" },
  { "raw/boats-2025.csv", "boats,c,,one", "boats,q,,one", "line 7, column value: “q” is not" },
  { "raw/boats-2025.csv", "300,20,one", "300,twenty,one", "line 2, column half: “twenty” is not" },
  { "raw/boats-2025.csv", "Jan-25,Area,Shore,2 - Large", "Jan-25,County,Shore,2 - Large",
    "add up to 200" },
  { "raw/boats-2025.csv", "month,type,place", "month,type,town",
    "line 1: there is no column “place”" },
  { "raw/boats-2025.csv", "100,,one\n", "100\n", "line 4" },
  { "raw/boats-2025.csv", "Jan-25,Area,Shore,2 - Large", "\"Jan-25,Area,Shore,2 - Large",
    "boats-2025.csv, line 4" },
  { "sources/boats.source", "cube=boats", "cube=Boats!",
    "boats.source, group [table], key cube: name the cube with small letters" },
  { "sources/boats.source", "range=0..\n", "rang=0..\n",
    "boats.source, group [measure boats], key rang: there is no such key" },
  { "sources/boats.source", "[caveat 1]", "[cavaet 1]",
    "boats.source, group [cavaet 1]: there is no such group" },
  { "sources/boats.source", "low=low", "low=lowish",
    "boats.source, group [missing], key low: “lowish” is not one of x|z|c|u|low" },
  { "sources/boats.source", "title=Boats in harbours\n", "",
    "boats.source, group [source], key title: this is missing" },
  { "sources/boats.source", "id=boats", "id=places",
    "the source “places” is described in boats.source already" },
  { "sources/boats.source", "only=what: boats, crew", "only=what: whales",
    "no row of its files belongs to the cube “boats”" },
  { "places.csv", "P2,Fen,Area", "P2,Fen,Swamp",
    "places.csv, line 7, column type: “Swamp” is no kind of area" },
  { "edition.ini", "place=P1", "place=P9", "edition.ini: the place “P9”" },
};

static void
test_faults (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) error = NULL;
      Fixture own;

      set_up (&own, NULL);
      own.report = NULL;
      made_up_change (own.folder, faults[i].file, faults[i].from, faults[i].to);
      if (build (&own, NULL, &error))
        g_test_fail_printf ("%s: “%s” was taken", faults[i].file, faults[i].to);
      else if (strstr (error->message, faults[i].words) == NULL)
        g_test_fail_printf ("no “%s” in: %s", faults[i].words, error->message);
      /* One fault is one sentence: what follows from it is not told as well. */
      g_assert_null (error != NULL ? strstr (error->message, "cannot be stored") : NULL);
      /* Nothing is left of what was not built. */
      g_assert_false (g_file_test (own.path, G_FILE_TEST_EXISTS));
      tear_down (&own, NULL);
    }
}

/* Each bad row is named and counted, in words and for programs. */
static void
test_report (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  g_autofree char *json = NULL;

  made_up_change (fixture->folder, "raw/boats-2025.csv", "boats,200", "boats,many");
  made_up_change (fixture->folder, "raw/boats-2025.csv", "boats,120", "boats,few");
  g_assert_false (build (fixture, NULL, &error));
  words = obs_build_report_words (fixture->report);
  g_assert_nonnull (strstr (words, "boats: boats-2025.csv, 11 rows read, 7 kept"));
  g_assert_nonnull (strstr (words, "Faults: 2\n"));
  g_assert_nonnull (strstr (words, "line 3, column value: “many”"));
  g_assert_nonnull (strstr (words, "line 6, column value: “few”"));
  json = obs_build_report_json (fixture->report);
  g_assert_nonnull (strstr (json, "\"faults\" : 2"));
  g_assert_nonnull (strstr (json, "\"value\" : \"many\""));
  g_assert_nonnull (strstr (json, "\"rule\" : \"number\""));
}

static void
test_same_bytes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GError) error = NULL;
  gsize n = 0, m = 0;

  build (fixture, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (fixture->path, &first, &n, NULL));
  build (fixture, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (fixture->path, &second, &m, NULL));
  g_assert_cmpuint (n, ==, m);
  g_assert_cmpint (memcmp (first, second, n), ==, 0);
}

/* Half of the rows are gone: the build stops, unless somebody says that it is meant. */
static void
test_jump (Fixture *fixture, gconstpointer data)
{
  static const char *const accept[] = { "boats", NULL };
  g_autofree char *previous = g_build_filename (fixture->folder, "previous.sqlite", NULL);
  ObsBuildInputs inputs = { .previous = previous };
  g_autoptr (GError) error = NULL;

  build (fixture, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_rename (fixture->path, previous), ==, 0);
  build (fixture, &inputs, &error);
  g_assert_no_error (error);

  made_up_write (fixture->folder, "raw/boats-2025.csv",
                 "month,type,place,size,what,value,half,per\n"
                 "Jan-25,District,Cliff East,All boats,boats,180,,one\n");
  g_assert_false (build (fixture, &inputs, &error));
  g_assert_nonnull (strstr (error->message, "the cube “boats” has 1 rows and had 9"));
  g_assert_nonnull (strstr (error->message, "--accept boats"));
  g_clear_error (&error);
  inputs.accept = accept;
  build (fixture, &inputs, &error);
  g_assert_no_error (error);
}

/* A state from a refresh goes before calendar and folders. */
static void
test_state (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) states = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                         (GDestroyNotify) obs_source_state_free);
  ObsBuildInputs inputs = { .states = states, .date = "2026-03-01" };
  ObsSourceState *state = g_new0 (ObsSourceState, 1);
  g_autoptr (GError) error = NULL;

  state->status = g_strdup ("dead");
  state->checked = g_strdup ("2026-02-27");
  state->retrieved = g_strdup ("2025-11-03");
  state->files = g_new0 (char *, 2);
  state->files[0] = g_build_filename (fixture->folder, "kept", "boats-2025.csv", NULL);
  made_up_write (fixture->folder, "kept/boats-2025.csv",
                 "month,type,place,size,what,value,half,per\n"
                 "Jan-25,District,Cliff East,All boats,boats,7,,one\n");
  g_hash_table_insert (states, (gpointer) "boats", state);
  build (fixture, &inputs, &error);
  g_assert_no_error (error);
  assert_answer (fixture, "SELECT date FROM edition", "2026-03-01");
  assert_answer (fixture, "SELECT value FROM cube_boats", "7.0");
  assert_answer (fixture,
                 "SELECT status || ' ' || checked || ' ' || retrieved FROM source WHERE id = "
                 "'boats'",
                 "dead 2026-02-27 2025-11-03");
}

static void
remove_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* A sector, an area and a source more, as data alone: the rows of a second folder join the first.
 */
static void
test_second_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *more = made_up_new ();
  const char *folders[] = { fixture->folder, more, NULL };
  ObsBuildInputs inputs = { .folders = folders };
  g_autoptr (GError) error = NULL;

  made_up_write (fixture->folder, "reference/sectors.csv",
                 "code,label,short,people\nall,All sectors,,businesses\nsea,Sea,SEA,Sailors\n");
  made_up_write (more, "reference/sectors.csv",
                 "code,label,short,people\nall,All sectors,,businesses\nair,Air,AIR,Pilots\n");
  made_up_write (more, "sources/boats.source",
                 "[source]\nid=kites\ntitle=Kites\npublisher=Nobody\n"
                 "licence=CC0 1.0\nattribution=Nobody.\n[get]\n"
                 "file=kites.csv\n[table]\ncube=kites\n[dimension "
                 "area]\nfrom=area\n[dimension period]\nfixed=2024\n"
                 "[measure kites]\nfrom=n\nunit=kites\n");
  made_up_write (more, "kites.csv", "area,n\nD3,12\n");
  remove_file (more, "sources/places.source");
  remove_file (more, "raw/boats-2025.csv");
  remove_file (more, "places.csv");
  obs_build_edition (&inputs, fixture->path, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_answer (fixture, "SELECT code FROM sector ORDER BY position", "all sea air");
  assert_answer (fixture, "SELECT value FROM cube_kites", "12.0");
  assert_answer (fixture, "SELECT count (*) FROM cube_boats", "9");
  made_up_free (g_steal_pointer (&more));
}

int
main (int argc, char *argv[])
{
  test_begin (&argc, &argv);
#define ADD(name, function)                                                                        \
  g_test_add ("/sources/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("rows", test_rows);
  ADD ("missing", test_missing);
  ADD ("reference", test_reference);
  ADD ("register", test_register);
  ADD ("faults", test_faults);
  ADD ("report", test_report);
  ADD ("same-bytes", test_same_bytes);
  ADD ("jump", test_jump);
  ADD ("state", test_state);
  ADD ("second-folder", test_second_folder);
  return g_test_run ();
}
