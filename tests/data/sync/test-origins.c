/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/error.h"
#include "data/sync/gates.h"
#include "data/sync/home-private.h"
#include "data/sync/origins.h"
#include "tests/data/sync/fixture.h"
#include "tests/begin.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *folder;
  char *home;
} Home;

static void
set_up (Home *self, gconstpointer unused)
{
  self->folder = fixture_folder ();
  self->home = g_build_filename (self->folder, "home", NULL);
  g_setenv ("OBSERVATORY_ORIGINS", "/nonexistent", TRUE);
}

static void
tear_down (Home *self, gconstpointer unused)
{
  fixture_clear (self->folder);
  g_free (self->home);
}

static void
add (Home *self, const char *url, char digit)
{
  g_autofree char *root = g_strnfill (64, digit);
  g_autoptr (ObsOrigin) origin = obs_origin_new (url, root);
  g_autoptr (ObsLock) lock = obs_home_lock (self->home, NULL);
  g_autofree char *origins = g_build_filename (self->home, "origins", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (obs_platform_make_private (origins, &error));
  g_assert_true (obs_origins_save (self->home, origin, &error));
  g_assert_no_error (error);
}

static void
test_empty (Home *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = obs_origins_list (self->home, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 0);
  g_assert_null (obs_origins_get_used (self->home));
  g_assert_false (g_file_test (self->home, G_FILE_TEST_EXISTS));
  g_assert_false (obs_origins_use (self->home, "https://example.org/", &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
}

static void
test_round_trip (Home *self, gconstpointer unused)
{
  g_autofree char *root = g_strnfill (64, 'c');
  g_autoptr (ObsOrigin) origin = obs_origin_new ("https://example.org/a/", root);
  g_autoptr (ObsOrigin) again = NULL;
  g_autoptr (ObsOrigin) mirrored = NULL;
  g_autoptr (GError) error = NULL;

  add (self, "https://example.org/a/", 'c');
  g_strfreev (origin->mirrors);
  origin->mirrors = g_strsplit ("https://one.test/ https://two.test/x/", " ", -1);
  g_free (origin->series);
  origin->series = g_strdup ("test-place");
  origin->etag = g_strdup ("\"tag\"");
  origin->edition = 7;
  origin->checked = 1795327200;
  origin->clock = 1795327201;
  g_assert_true (obs_origins_save (self->home, origin, &error));
  again = obs_origins_find (self->home, "example.org/a");
  g_assert_nonnull (again);
  g_assert_cmpstr (again->id, ==, "cccccccccccccccc");
  g_assert_cmpstr (again->mirrors[1], ==, "https://two.test/x/");
  g_assert_cmpstr (again->etag, ==, "\"tag\"");
  g_assert_cmpint (again->edition, ==, 7);
  g_assert_cmpint (again->checked, ==, 1795327200);
  g_assert_cmpint (again->clock, ==, 1795327201);
  mirrored = obs_origins_find (self->home, "https://one.test/");
  g_assert_cmpstr (mirrored->id, ==, again->id);
}

static void
test_use_and_remove (Home *self, gconstpointer unused)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (ObsOrigin) used = NULL;
  g_autofree char *folder = NULL;
  g_autoptr (GError) error = NULL;

  add (self, "https://b.test/", 'b');
  used = obs_origins_get_used (self->home);
  g_assert_cmpstr (used->url, ==, "https://b.test/");
  g_clear_pointer (&used, obs_origin_free);
  add (self, "https://a.test/", 'a');
  /* Two, and nobody chose. */
  g_assert_null (obs_origins_get_used (self->home));
  g_assert_true (obs_origins_use (self->home, "bbbbbbbbbbbbbbbb", &error));
  list = obs_origins_list (self->home, NULL);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_true (((ObsOrigin *) list->pdata[0])->used);
  g_assert_cmpstr (((ObsOrigin *) list->pdata[0])->url, ==, "https://b.test/");
  g_assert_true (obs_origins_remove (self->home, "https://b.test/", &error));
  g_assert_no_error (error);
  folder = obs_origin_path (self->home, "bbbbbbbbbbbbbbbb", NULL);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  used = obs_origins_get_used (self->home);
  g_assert_cmpstr (used->url, ==, "https://a.test/");
  g_assert_false (used->used);
  g_assert_false (obs_origins_remove (self->home, "https://b.test/", &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
}

/* Damaged notes and folders that are none are left out; nothing in a note leads elsewhere. */
static void
test_damaged (Home *self, gconstpointer unused)
{
  static const char *const texts[]
      = { "",
          "{",
          "[]",
          "{}",
          "{\"format\": 2, \"url\": 7}",
          "{\"format\": 2, \"url\": \"http://example.org/\", \"root_sha256\": \"x\"}",
          "{\"format\": 1, \"url\": \"https://example.org/\"}",
          "\xff" };
  g_autofree char *path = NULL;
  g_autofree char *odd = NULL;
  g_autofree char *sound = NULL;

  add (self, "https://example.org/", 'd');
  path = obs_origin_path (self->home, "dddddddddddddddd", "origin.json");
  odd = g_build_filename (self->home, "origins", "not-an-id", NULL);
  g_assert_cmpint (g_mkdir (odd, 0700), ==, 0);
  g_assert_true (g_file_get_contents (path, &sound, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) list = NULL;

      g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
      list = obs_origins_list (self->home, NULL);
      g_assert_cmpuint (list->len, ==, 0);
    }
  for (gsize length = 0; length < strlen (sound); length++)
    {
      g_autoptr (GPtrArray) list = NULL;

      g_assert_true (g_file_set_contents (path, sound, (gssize) length, NULL));
      list = obs_origins_list (self->home, NULL);
      g_assert_cmpuint (list->len, ==, 0);
    }
}

static void
test_shipped (Home *self, gconstpointer unused)
{
  g_autofree char *root = g_strnfill (64, 'e');
  g_autofree char *good
      = g_strdup_printf ("{\"url\": \"https://example.org/e/\", \"root_sha256\": \"%s\"}", root);
  g_autofree char *file = g_build_filename (self->folder, "b.json", NULL);
  g_autofree char *bad = g_build_filename (self->folder, "a.json", NULL);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (ObsOrigin) used = NULL;

  g_assert_true (g_file_set_contents (file, good, -1, NULL));
  g_assert_true (g_file_set_contents (bad, "{\"url\": \"https://example.org/\"}", -1, NULL));
  g_setenv ("OBSERVATORY_ORIGINS", self->folder, TRUE);
  list = obs_origins_shipped ();
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_true (((ObsOrigin *) list->pdata[0])->shipped);
  used = obs_origins_get_used (self->home);
  g_assert_cmpstr (used->url, ==, "https://example.org/e/");
  g_clear_pointer (&used, obs_origin_free);
  add (self, "https://example.org/e/", 'e');
  used = obs_origins_get_used (self->home);
  g_assert_true (used->shipped);
}

static ObsManifest *
make_manifest (guint64 area_rows, guint64 cube_rows)
{
  ObsManifest *manifest = obs_manifest_new ();
  ObsManifestTable *area = obs_manifest_table_new ("area");

  area->rows = area_rows;
  g_ptr_array_add (manifest->tables, area);
  if (cube_rows > 0)
    {
      ObsManifestTable *cube = obs_manifest_table_new ("cube_x");

      cube->rows = cube_rows;
      g_ptr_array_add (manifest->tables, cube);
    }
  return manifest;
}

/* Tables, rows and areas; what was announced is no loss. */
static void
test_gates (Home *self, gconstpointer unused)
{
  static const struct
  {
    guint64 area, cube;
    guint steps;
    const char *losses;
  } cases[] = {
    { 10, 100, 1, "" },
    { 10, 50, 1, "" },
    { 10, 49, 1, "rows:cube_x" },
    { 10, 49, 2, "" },
    { 10, 24, 2, "rows:cube_x" },
    { 10, 6, 100, "" },
    { 10, 5, 100, "rows:cube_x" },
    { 10, 0, 1, "table:cube_x" },
    { 4, 0, 1, "table:cube_x rows:area" },
  };
  g_autofree char *one = fixture_edition (self->folder, "2026-01-01", 1);
  g_autofree char *two = fixture_edition (self->folder, "2026-02-01", 1);
  g_autoptr (ObsManifest) before = make_manifest (10, 100);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ObsManifest) after = make_manifest (cases[i].area, cases[i].cube);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) losses
          = obs_gates_losses (one, before, two, after, cases[i].steps, &error);
      g_auto (GStrv) names = g_strsplit (cases[i].losses, " ", -1);
      g_autofree char *found = NULL;

      g_assert_no_error (error);
      g_ptr_array_add (losses, NULL);
      found = g_strjoinv (" ", (char **) losses->pdata);
      g_assert_cmpstr (found, ==, cases[i].losses);
      g_ptr_array_set_size (losses, (int) losses->len - 1);
      g_assert_true (obs_gates_check (losses, (const char *const *) names, &error));
      if (losses->len > 0)
        {
          g_assert_false (obs_gates_check (losses, NULL, &error));
          g_assert_error (error, OBS_ERROR, OBS_ERROR_UNANNOUNCED);
          g_assert_nonnull (strstr (error->message, losses->pdata[0]));
        }
      g_clear_error (&error);
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Home *self, gconstpointer unused);
  } tests[] = {
    { "/origins/empty", test_empty },
    { "/origins/round-trip", test_round_trip },
    { "/origins/use-and-remove", test_use_and_remove },
    { "/origins/damaged", test_damaged },
    { "/origins/shipped", test_shipped },
    { "/origins/gates", test_gates },
  };

  test_begin (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Home, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
