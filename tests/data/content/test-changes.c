/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "tests/data/content/editions.h"

#include "data/error.h"
#include "data/sync/content/changes.h"

#include <glib/gstdio.h>
#include <string.h>

/* Two editions that differ in what @sql does. */
static ObsChanges *
compare (Editions *editions, const char *sql)
{
  g_autofree char *path = editions_copy (editions, editions->base, "after.sqlite");
  sqlite3 *db = editions_open (path);
  g_autoptr (GError) error = NULL;
  ObsChanges *changes;

  editions_run (db, "%s", sql);
  editions_close (db);
  changes = obs_changes_compare (editions->base, path, NULL, &error);
  g_assert_no_error (error);
  return changes;
}

static void
assert_counts (const ObsChangeCounts *counts, gint64 added, gint64 revised, gint64 withdrawn)
{
  g_assert_cmpint (counts->added, ==, added);
  g_assert_cmpint (counts->revised, ==, revised);
  g_assert_cmpint (counts->withdrawn, ==, withdrawn);
}

static const ObsChangeQuestion *
question (const ObsChanges *changes, const char *key)
{
  for (guint i = 0; i < changes->questions->len; i++)
    {
      const ObsChangeQuestion *one = g_ptr_array_index (changes->questions, i);

      if (strcmp (one->question, key) == 0)
        return one;
    }
  return NULL;
}

static void
test_nothing (Editions *editions, gconstpointer data)
{
  g_autoptr (ObsChanges) changes = compare (editions, "");

  assert_counts (&changes->total, 0, 0, 0);
  g_assert_cmpuint (changes->groups->len + changes->questions->len + changes->methods->len
                        + changes->texts->len,
                    ==, 0);
  g_assert_cmpstr (changes->before_date, ==, changes->after_date);
}

static void
test_figures (Editions *editions, gconstpointer data)
{
  g_autoptr (ObsChanges) changes = compare (
      editions,
      "UPDATE edition SET date = '2030-01-02';"
      "UPDATE source SET title = 'Adverts anew' WHERE id = 'ons-adverts';"
      /* 7 of Leicester are revised, of which one in its flag only; 2 go, 1 comes */
      "UPDATE cube_adverts SET value = value + 1 WHERE area = 'E06000016' AND period < '2025-01';"
      "UPDATE cube_adverts SET flag = 'r' WHERE area = 'E06000016' AND period = '2025-01';"
      "DELETE FROM cube_adverts WHERE area = 'E06000016' AND period IN ('2025-02', '2025-03');"
      "INSERT INTO cube_adverts SELECT area, '2040-01', period_kind, measure, value, low, high, "
      "base, unit, missing, flag, source FROM cube_adverts WHERE area = 'E06000016' AND period = "
      "'2025-01';"
      /* another source and nothing else: the same figures */
      "UPDATE cube_adverts SET source = 'ons-business-counts' WHERE area = 'E06000017';"
      /* another source and another value: counted where it belongs now */
      "UPDATE cube_adverts SET source = 'ons-business-counts', value = NULL, missing = 'x' WHERE "
      "area = 'E07000129' AND period = '2025-01';"
      /* a cube whose rows name no source, and one whose areas are in another column */
      "DELETE FROM cube_panel_score WHERE area = 'E06000016' AND question = 'Q01' AND item = "
      "'K.advanced-it';");
  const ObsChangeGroup *group;
  sqlite3 *db = editions_open (editions->base);
  gint64 gone = editions_number (
      db, "SELECT count(*) FROM cube_panel_score WHERE area = 'E06000016' AND question = 'Q01' AND "
          "item = 'K.advanced-it'");
  gint64 months = editions_number (db, "SELECT count(*) FROM cube_adverts WHERE area = 'E06000016' "
                                       "AND period < '2025-01'");

  sqlite3_close (db);
  g_assert_cmpint (months, >, gone);
  g_assert_cmpint (gone, >, 1);
  g_assert_cmpstr (changes->after_date, ==, "2030-01-02");
  assert_counts (&changes->total, 1, months + 2, 2 + gone);
  g_assert_cmpuint (changes->groups->len, ==, 3);
  group = g_ptr_array_index (changes->groups, 0);
  g_assert_cmpstr (group->source, ==, "ons-adverts");
  g_assert_cmpstr (group->source_title, ==, "Adverts anew");
  g_assert_cmpstr (group->area, ==, "E06000016");
  g_assert_cmpstr (group->area_name, ==, "Leicester");
  assert_counts (&group->counts, 1, months + 1, 2);
  group = g_ptr_array_index (changes->groups, 1);
  g_assert_cmpstr (group->source, ==, "panel-demo");
  assert_counts (&group->counts, 0, 0, gone);
  group = g_ptr_array_index (changes->groups, 2);
  g_assert_cmpstr (group->source, ==, "ons-business-counts");
  g_assert_cmpstr (group->area, ==, "E07000129");
  assert_counts (&group->counts, 0, 1, 0);
}

static void
test_questions (Editions *editions, gconstpointer data)
{
  /* C12 draws the shares of one year at all levels; F8 and C13 draw adverts. */
  g_autoptr (ObsChanges) inside = compare (
      editions, "UPDATE cube_destinations_ks4 SET value = value + 1 WHERE level = 'all' AND period "
                "= '2022/23' AND measure = 'share' AND value IS NOT NULL");
  g_autoptr (ObsChanges) outside = compare (
      editions, "UPDATE cube_destinations_ks4 SET value = value + 1 WHERE level = 'all' AND period "
                "= '2018/19' AND value IS NOT NULL");
  g_autoptr (ObsChanges) finding
      = compare (editions, "UPDATE finding SET note = note || '!' WHERE id = 'S-MOST-03'");
  g_autoptr (ObsChanges) course = compare (editions, "UPDATE course SET title = title || '!'");
  g_autoptr (ObsChanges) words = compare (
      editions, "UPDATE question SET label = label || '!' WHERE key = 'E1'; UPDATE figure SET "
                "position = position + 100 WHERE question = 'E2'; UPDATE journey_question SET "
                "action = action || '!' WHERE question = 'E3'");

  g_assert_cmpint (inside->total.revised, >, 0);
  assert_counts (&question (inside, "C12")->counts, 0, inside->total.revised, 0);
  g_assert_false (question (inside, "C12")->specification);
  g_assert_cmpint (outside->total.revised, >, 0);
  g_assert_null (question (outside, "C12"));

  /* Findings are no figures of a cube, but E1 is drawn from them. */
  assert_counts (&finding->total, 0, 0, 0);
  assert_counts (&question (finding, "E1")->counts, 0, 1, 0);
  g_assert_null (question (finding, "C12"));
  g_assert_cmpstr (g_ptr_array_index (finding->texts, 0), ==,
                   "1 finding differs: 0 new, 1 revised, 0 gone.");

  g_assert_nonnull (question (course, "E13"));
  g_assert_cmpint (question (course, "E13")->counts.revised, >, 1);

  g_assert_cmpuint (words->questions->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      const ObsChangeQuestion *one = g_ptr_array_index (words->questions, i);

      g_assert_true (one->specification);
      assert_counts (&one->counts, 0, 0, 0);
    }
}

/* In the order in which they stand in the journeys. */
static void
test_order (Editions *editions, gconstpointer data)
{
  g_autoptr (ObsChanges) changes = compare (editions, "UPDATE question SET label = label || '!'");
  sqlite3 *db = editions_open (editions->base);
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (db,
                        "SELECT question FROM journey_question j JOIN perspective p ON p.key = "
                        "j.perspective ORDER BY p.position, j.grp, j.position LIMIT 1",
                        NULL);

  g_assert_cmpint (changes->questions->len, ==,
                   editions_number (db, "SELECT count(*) FROM question"));
  g_assert_cmpint (obs_db_step (stmt, NULL, NULL), ==, 1);
  g_assert_cmpstr (((ObsChangeQuestion *) g_ptr_array_index (changes->questions, 0))->question, ==,
                   obs_db_text (stmt, 0));
  g_clear_pointer (&stmt, sqlite3_finalize);
  sqlite3_close (db);
}

static const ObsChangeMethod *
method (const ObsChanges *changes, const char *after)
{
  for (guint i = 0; i < changes->methods->len; i++)
    if (strstr (((ObsChangeMethod *) g_ptr_array_index (changes->methods, i))->after, after) != NULL
        && *after != '\0')
      return g_ptr_array_index (changes->methods, i);
  return NULL;
}

static void
test_methods (Editions *editions, gconstpointer data)
{
  g_autoptr (ObsChanges) changes = compare (
      editions, "UPDATE method SET text = 'Now by hand.' WHERE id = 'gap-1';"
                "INSERT INTO method VALUES ('new-1', 'A new one', '1', 'Quite new.');"
                "UPDATE method SET version = version || 'x' WHERE id = 'areas-1';"
                "UPDATE source SET method = 'Counted twice.' WHERE id = 'ons-adverts';"
                "UPDATE source SET publisher = 'Somebody' WHERE id = 'panel-demo';"
                "UPDATE cube SET note = 'Another note.' WHERE name = 'adverts';"
                "INSERT INTO series_break VALUES ('adverts', '', '2025-01', 'Counted anew.')");
  g_autoptr (ObsChanges) back = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (editions->folder, "after.sqlite", NULL);
  const ObsChangeMethod *one;

  g_assert_cmpuint (changes->methods->len, ==, 5);
  one = method (changes, "Now by hand.");
  g_assert_cmpstr (one->what, ==, "How the gap is worked out");
  g_assert_cmpuint (strlen (one->before), >, 100);
  one = method (changes, "Quite new.");
  g_assert_cmpstr (one->what, ==, "A new one");
  g_assert_cmpstr (one->before, ==, "");
  g_assert_nonnull (method (changes, "Counted twice."));
  g_assert_nonnull (method (changes, "Another note."));
  one = method (changes, "Counted anew.");
  g_assert_nonnull (strstr (one->what, "dvert"));

  /* The other way round they are gone. */
  back = obs_changes_compare (path, editions->base, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (back->methods->len, ==, 5);
  g_assert_null (method (back, "Quite new."));
}

static void
test_cubes (Editions *editions, gconstpointer data)
{
  sqlite3 *db = editions_open (editions->base);
  gint64 answers = editions_number (db, "SELECT count(*) FROM cube_panel_answers");
  gint64 demand = editions_number (db, "SELECT count(*) FROM cube_market_demand");
  g_autoptr (ObsChanges) gone = compare (
      editions, "DROP TABLE cube_panel_answers; DELETE FROM cube WHERE name = 'panel_answers'; "
                "DELETE FROM cube_dimension WHERE cube = 'panel_answers'");
  g_autoptr (ObsChanges) facts = NULL;
  g_autoptr (ObsChanges) reshaped = NULL;
  g_autofree char *path = editions_copy (editions, editions->base, "facts.sqlite");
  g_autofree char *other = NULL;
  g_autoptr (GError) error = NULL;
  gint64 third = 0;

  sqlite3_close (db);
  assert_counts (&gone->total, 0, 0, answers);

  /* Facts hold the position of an area: 1, 2, 3 in turns. */
  db = editions_open (path);
  editions_add_facts (db, 3000);
  editions_close (db);
  other = editions_copy (editions, path, "facts-after.sqlite");
  db = editions_open (other);
  editions_run (db, "UPDATE cube_facts SET value = value + 1 WHERE \"row\" < 300; DELETE FROM "
                    "cube_facts WHERE \"row\" >= 2997; INSERT INTO cube_facts VALUES (9000, 1, 1, "
                    "1)");
  editions_close (db);
  facts = obs_changes_compare (path, other, NULL, &error);
  g_assert_no_error (error);
  assert_counts (&facts->total, 1, 300, 3);
  g_assert_cmpuint (facts->groups->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      const ObsChangeGroup *group = g_ptr_array_index (facts->groups, i);

      g_assert_cmpuint (strlen (group->area), ==, 9);
      g_assert_cmpstr (group->area_name, !=, group->area);
      third += group->counts.revised;
      g_assert_cmpint (group->counts.revised, ==, 100);
    }
  g_assert_cmpint (third, ==, 300);

  /* Another set of dimensions is another cube: no figure of it is the same. */
  g_free (other);
  other = editions_copy (editions, editions->base, "shape.sqlite");
  db = editions_open (other);
  editions_run (db, "INSERT INTO cube_dimension VALUES ('market_demand', 'colour', 90, '', '', "
                    "'Colour'); DROP TABLE cube_market_demand");
  g_assert_true (obs_content_make_cubes (db, NULL, &error));
  editions_close (db);
  reshaped = obs_changes_compare (editions->base, other, NULL, &error);
  g_assert_no_error (error);
  assert_counts (&reshaped->total, 0, 0, demand);
}

static void
write_manifest (const char *folder, const char *edition)
{
  g_autoptr (ObsManifest) manifest = editions_manifest_of (edition);
  g_autoptr (GBytes) bytes = obs_manifest_to_bytes (manifest);
  g_autofree char *path = g_build_filename (folder, "manifest.bin", NULL);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  g_assert_true (g_file_set_contents (path, text, (gssize) length, NULL));
}

/* Manifests beside the editions spare reading; what they call alike is not looked at. */
static void
test_manifests (Editions *editions, gconstpointer data)
{
  Editions before = { g_build_filename (editions->folder, "before", NULL), NULL };
  Editions after = { g_build_filename (editions->folder, "after", NULL), NULL };
  g_autofree char *old = NULL;
  g_autofree char *new = NULL;
  g_autofree char *beside = g_build_filename (after.folder, "manifest.bin", NULL);
  g_autoptr (ObsChanges) plain = NULL;
  g_autoptr (ObsChanges) helped = NULL;
  g_autoptr (ObsChanges) misled = NULL;
  g_autoptr (ObsChanges) damaged = NULL;
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  g_autofree char *c = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3 *db;

  g_assert_cmpint (g_mkdir (before.folder, 0700) | g_mkdir (after.folder, 0700), ==, 0);
  old = editions_copy (&before, editions->base, "edition.sqlite");
  new = editions_copy (&after, editions->base, "edition.sqlite");
  db = editions_open (new);
  editions_run (db, "UPDATE cube_adverts SET value = value + 1; UPDATE glossary SET meaning = "
                    "meaning || '!'; DELETE FROM statement_match WHERE rank = 2");
  editions_close (db);
  plain = obs_changes_compare (old, new, NULL, &error);
  g_assert_no_error (error);
  write_manifest (before.folder, old);
  write_manifest (after.folder, new);
  helped = obs_changes_compare (old, new, NULL, &error);
  g_assert_no_error (error);
  a = obs_changes_to_json (plain);
  b = obs_changes_to_json (helped);
  g_assert_cmpstr (a, ==, b);
  write_manifest (after.folder, old);
  misled = obs_changes_compare (old, new, NULL, &error);
  g_assert_no_error (error);
  assert_counts (&misled->total, 0, 0, 0);
  g_assert_true (g_file_set_contents (beside, "damaged", -1, NULL));
  damaged = obs_changes_compare (old, new, NULL, &error);
  g_assert_no_error (error);
  c = obs_changes_to_json (damaged);
  g_assert_cmpstr (a, ==, c);
  for (guint i = 0; i < 2; i++)
    {
      const char *folder = i == 0 ? before.folder : after.folder;
      g_autofree char *one = g_build_filename (folder, "edition.sqlite", NULL);
      g_autofree char *two = g_build_filename (folder, "manifest.bin", NULL);

      g_unlink (one);
      g_unlink (two);
      g_rmdir (folder);
    }
  g_free (before.folder);
  g_free (after.folder);
}

static void
test_json (Editions *editions, gconstpointer data)
{
  g_autoptr (ObsChanges) changes = compare (
      editions, "UPDATE cube_adverts SET value = value + 1; UPDATE method SET text = 'a \"b\" "
                "\\ c' || char (10) || 'd' WHERE id = 'gap-1'; UPDATE question SET label = 'x'; "
                "DELETE FROM glossary");
  g_autofree char *text = obs_changes_to_json (changes);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsChanges) read = obs_changes_from_json (text, strlen (text), &error);
  g_autofree char *again = NULL;
  static const char *const bad[] = {
    "",
    "{}",
    "[]",
    "null",
    "{\"before\": 1}",
    "{\"before\":\"a\",\"after\":\"b\",\"n\":[0,0],\"groups\":[],\"questions\":[],\"methods\":[],"
    "\"texts\":[]}",
    "{\"before\":\"a\",\"after\":\"b\",\"n\":[0,0,-1],\"groups\":[],\"questions\":[],\"methods\":"
    "[],\"texts\":[]}",
    "{\"before\":\"a\",\"after\":\"b\",\"n\":[0,0,1.5],\"groups\":[],\"questions\":[],\"methods\":"
    "[],\"texts\":[]}",
    "{\"before\":\"a\",\"after\":\"b\",\"n\":[0,0,0],\"groups\":[7],\"questions\":[],\"methods\":"
    "[],\"texts\":[]}",
    "{\"before\":\"a\",\"after\":\"b\",\"n\":[0,0,0],\"groups\":[{}],\"questions\":[],\"methods\":"
    "[],\"texts\":[]}",
    "{\"before\":\"a\",\"after\":\"b\",\"n\":[0,0,0],\"groups\":[],\"questions\":[],\"methods\":[],"
    "\"texts\":[1]}",
    "{\"before\":\"a\",\"after\":\"b\",\"n\":[0,0,0],\"groups\":[],\"questions\":[],\"methods\":[],"
    "\"texts\":[],\"more\":1}",
  };

  g_assert_no_error (error);
  again = obs_changes_to_json (read);
  g_assert_cmpstr (text, ==, again);
  g_assert_cmpuint (read->groups->len, ==, changes->groups->len);
  g_assert_cmpuint (read->texts->len, ==, changes->texts->len);
  assert_counts (&read->total, 0, changes->total.revised, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_null (obs_changes_from_json (bad[i], strlen (bad[i]), &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
      g_clear_error (&error);
    }
}

static void
test_wrong_files (Editions *editions, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *missing = g_build_filename (editions->folder, "missing.sqlite", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (obs_changes_compare (missing, editions->base, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (obs_changes_compare (editions->base, missing, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (obs_changes_compare (editions->base, editions->base, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/changes/" name, Editions, NULL, editions_set_up, function, editions_tear_down)
  ADD ("nothing", test_nothing);
  ADD ("figures", test_figures);
  ADD ("questions", test_questions);
  ADD ("order", test_order);
  ADD ("methods", test_methods);
  ADD ("cubes", test_cubes);
  ADD ("manifests", test_manifests);
  ADD ("json", test_json);
  ADD ("wrong-files", test_wrong_files);
  return g_test_run ();
}
