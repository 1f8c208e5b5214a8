/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/error.h"
#include "data/build/build.h"
#include "data/build/match-cache.h"
#include "tests/data/edition/fixture.h"
#include "tests/begin.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* Builds with kept matches: the same bytes as without, and only what changed is matched. */

typedef struct
{
  char *folder;
  char *cache;
  char *path;
  ObsBuildReport *report;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = fixture_new ();
  self->cache = g_dir_make_tmp ("kept-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "edition.sqlite", NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->report, obs_build_report_free);
  fixture_remove (self->folder);
  fixture_remove (self->cache);
  g_free (self->folder);
  g_free (self->cache);
  g_free (self->path);
}

/* Hash of the edition. */
static char *
build (Fixture *self, gboolean cached)
{
  const char *folders[] = { self->folder, NULL };
  const ObsBuildInputs inputs = { .folders = folders, .cache = cached ? self->cache : NULL };
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->report, obs_build_report_free);
  obs_build_edition (&inputs, self->path, &self->report, NULL, &error);
  g_assert_no_error (error);
  return fixture_hash (self->path);
}

/* How many texts the last build matched to areas, and how many it took. */
static void
assert_texts (Fixture *self, gint64 n_texts, gint64 n_taken)
{
  g_autofree char *json = obs_build_report_json (self->report);
  g_autoptr (JsonNode) root = json_from_string (json, NULL);
  JsonObject *matches = json_object_get_object_member (json_node_get_object (root), "matches");
  JsonObject *areas
      = json_array_get_object_element (json_object_get_array_member (matches, "levels"), 0);

  g_assert_cmpstr (json_object_get_string_member (areas, "level"), ==, "area");
  g_assert_cmpint (json_object_get_int_member (areas, "texts"), ==, n_texts);
  g_assert_cmpint (json_object_get_int_member (areas, "from_cache"), ==, n_taken);
}

/* Names of the kept files. */
static GPtrArray *
kept (Fixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->cache, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".matches"))
      g_ptr_array_add (names, g_build_filename (self->cache, name, NULL));
  return names;
}

static void
test_same (Fixture *self, gconstpointer data)
{
  g_autofree char *plain = build (self, FALSE);
  g_autofree char *cold = NULL, *warm = NULL;
  g_autoptr (GPtrArray) files = NULL;

  assert_texts (self, 5, 0);
  cold = build (self, TRUE);
  assert_texts (self, 5, 0);
  warm = build (self, TRUE);
  assert_texts (self, 5, 5);
  g_assert_cmpstr (cold, ==, plain);
  g_assert_cmpstr (warm, ==, plain);
  files = kept (self);
  g_assert_cmpuint (files->len, ==, 1);
}

/* A new text is matched, one that went is forgotten, a changed type is another text. */
static void
test_changed (Fixture *self, gconstpointer data)
{
  g_autofree char *first = build (self, TRUE);
  g_autofree char *cached = NULL, *plain = NULL;

  fixture_change (self->folder, "market/advert-statements.csv", "A2,B,Keeps calm",
                  "A2,B,Stays calm under pressure");
  fixture_change (self->folder, "market/course-statements.csv", "C1,K,Calculate", "C1,S,Calculate");
  cached = build (self, TRUE);
  assert_texts (self, 5, 3);
  plain = build (self, FALSE);
  g_assert_cmpstr (cached, ==, plain);
  g_assert_cmpstr (cached, !=, first);

  /* What was forgotten has to be matched again. */
  fixture_change (self->folder, "market/advert-statements.csv", "A2,B,Stays calm under pressure",
                  "A2,B,Keeps calm");
  g_free (build (self, TRUE));
  assert_texts (self, 5, 4);
}

/* A correction is no new text. */
static void
test_corrected (Fixture *self, gconstpointer data)
{
  g_autofree char *before = build (self, TRUE);
  g_autofree char *cached = NULL, *plain = NULL;

  fixture_set (self->folder, "taxonomy/corrections.csv",
               "hash,text,level,concept,decision,reason,author,decided\n"
               ",Must weld,area,S23,is,Because,adviser,2026-02-01\n");
  cached = build (self, TRUE);
  assert_texts (self, 5, 5);
  plain = build (self, FALSE);
  g_assert_cmpstr (cached, ==, plain);
  g_assert_cmpstr (cached, !=, before);
}

/* Another layer, and everything is matched again; the old matches are removed. */
static void
test_other_labels (Fixture *self, gconstpointer data)
{
  static const char *const files[] = { "layer.ini",  "areas.csv", "routes.csv", "route-texts.csv",
                                       "splits.csv", "seeds.csv", "links.csv" };
  g_autofree char *first = build (self, TRUE);
  g_autoptr (GPtrArray) before = kept (self), after = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path
          = g_test_build_filename (G_TEST_DIST, "data", "taxonomy", "areas", files[i], NULL);
      g_autofree char *name = g_build_filename ("taxonomy", "areas", files[i], NULL);
      g_autofree char *text = NULL;

      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      fixture_set (self->folder, name, text);
    }
  g_free (build (self, TRUE));
  assert_texts (self, 5, 5);
  fixture_change (self->folder, "taxonomy/areas/seeds.csv", "\nS05,weld\n", "\nS16,weld\n");
  g_free (build (self, TRUE));
  assert_texts (self, 5, 0);
  after = kept (self);
  g_assert_cmpuint (after->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (after, 0), !=, g_ptr_array_index (before, 0));
}

/* Whatever was done to the file: found out, told, matched again, and the same bytes. */
static void
assert_damaged (Fixture *self, const char *path, const char *bytes, gsize length,
                const char *expected)
{
  g_autofree char *hash = NULL, *words = NULL;

  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  hash = build (self, TRUE);
  g_assert_cmpstr (hash, ==, expected);
  assert_texts (self, 5, 0);
  words = obs_build_report_words (self->report);
  g_assert_nonnull (strstr (words, "The kept matches"));
}

static void
test_damaged (Fixture *self, gconstpointer data)
{
  g_autofree char *plain = build (self, FALSE);
  g_autofree char *cold = build (self, TRUE);
  g_autoptr (GPtrArray) files = kept (self);
  const char *path = g_ptr_array_index (files, 0);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  assert_damaged (self, path, bytes, length / 2, plain);
  bytes[length / 3] ^= 4;
  assert_damaged (self, path, bytes, length, plain);
  g_free (build (self, TRUE));
  assert_texts (self, 5, 5);
}

/* TRUE where the bytes are taken for sound: nothing is held against them, and they stay. */
static gboolean
is_taken (ObsFactCache *folder, const char *path, const char *task, const char *bytes, gsize length,
          guint n_labels, guint top)
{
  g_autoptr (ObsMatchCache) cache = NULL;
  g_autoptr (GError) error = NULL;
  ObsMatch matches[3] = { 0 };
  ObsMatchText text = { .text = "Must weld", .ksb = 'S', .matches = matches };
  gboolean taken;

  g_assert_true (g_file_set_contents_full (path, bytes, (gssize) length, G_FILE_SET_CONTENTS_NONE,
                                           0600, NULL));
  cache = obs_match_cache_open (folder, task, n_labels, top, &error);
  taken = obs_match_cache_take (cache, &text);
  if (taken)
    g_assert_no_error (error);
  else
    g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS) == taken);
  return taken;
}

/* Every byte matters, and every length; so do the task, the labels and the number of matches. */
static void
test_bytes (Fixture *self, gconstpointer data)
{
  g_autofree char *cold = build (self, TRUE);
  g_autoptr (GPtrArray) files = kept (self);
  const char *path = g_ptr_array_index (files, 0);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *task = g_strndup (name, 64);
  g_autofree char *bytes = NULL, *other = NULL, *renamed = NULL, *longer = NULL;
  g_autoptr (ObsFactCache) folder = obs_fact_cache_open (self->cache, NULL);
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_true (is_taken (folder, path, task, bytes, length, 66, 3));
  for (gsize at = 0; at < length; at++)
    {
      bytes[at] ^= 0x20;
      g_assert_false (is_taken (folder, path, task, bytes, length, 66, 3));
      bytes[at] ^= 0x20;
    }
  for (gsize shorter = 0; shorter < length; shorter += 7)
    g_assert_false (is_taken (folder, path, task, bytes, shorter, 66, 3));
  longer = g_malloc0 (length + 1);
  memcpy (longer, bytes, length);
  g_assert_false (is_taken (folder, path, task, longer, length + 1, 66, 3));
  g_assert_false (is_taken (folder, path, task, bytes, length, 10, 3));
  g_assert_false (is_taken (folder, path, task, bytes, length, 66, 2));
  other = g_strdup (task);
  other[0] = other[0] == '0' ? '1' : '0';
  renamed = g_strconcat (self->cache, "/", other, ".matches", NULL);
  g_assert_false (is_taken (folder, renamed, other, bytes, length, 66, 3));
}

/* A folder that cannot be written costs nothing but the time. */
static void
test_no_folder (Fixture *self, gconstpointer data)
{
  g_autofree char *plain = build (self, FALSE);
  g_autofree char *hash = NULL;

  fixture_remove (self->cache);
  g_assert_true (g_file_set_contents (self->cache, "a file", -1, NULL));
  hash = build (self, TRUE);
  g_assert_cmpstr (hash, ==, plain);
  g_unlink (self->cache);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*run) (Fixture *self, gconstpointer data);
  } tests[] = {
    { "/taxonomy/cache/same", test_same },
    { "/taxonomy/cache/changed", test_changed },
    { "/taxonomy/cache/corrected", test_corrected },
    { "/taxonomy/cache/other-labels", test_other_labels },
    { "/taxonomy/cache/damaged", test_damaged },
    { "/taxonomy/cache/bytes", test_bytes },
    { "/taxonomy/cache/no-folder", test_no_folder },
  };

  test_begin (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
