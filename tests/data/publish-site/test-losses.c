/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/edition/db.h"
#include "data/edition/schema.h"
#include "data/error.h"
#include "data/publish/publisher-private.h"
#include "tests/data/publish-site/fixture.h"
#include "tests/data/sync/fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* What is not published, or not as if nothing had happened. */

#define WORD(n) "INSERT INTO glossary VALUES ('new word " #n "', '', 'meaning " #n "');"
#define AREA                                                                                       \
  "INSERT INTO area (code, name, kind, official, position) VALUES ('lost-area', 'Lost', "          \
  "'district', 0, 2);"
#define CUBE                                                                                       \
  "INSERT INTO cube VALUES ('lost', 'Lost', 'share', 'book', 'Counted.');"                         \
  "INSERT INTO cube_dimension VALUES ('lost', 'area', 1, 'area', '', 'Area');"                     \
  "INSERT INTO cube_measure VALUES ('lost', 'k', 'people', 'Some'), "                              \
  "('lost', 'n', 'people', 'All');"                                                                \
  "UPDATE source SET row_count = 1 WHERE id = 'book';"
#define CUBE_ROW "; INSERT INTO cube_lost (area, k, n) VALUES ('test-area', 20, 40);"

static void
refuse (Fixture *self, const char *edition, int code, const char *words)
{
  g_autofree char *before = g_build_filename (self->folder, "before", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsPublished) published = NULL;

  fixture_copy_tree (self->site, before);
  published = fixture_try (self, edition, NULL, &error);
  g_assert_null (published);
  g_assert_error (error, OBS_ERROR, code);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
  fixture_assert_same (before, self->site, NULL);
}

static void
test_refused (Fixture *self, gconstpointer unused)
{
  g_autoptr (ObsPublished) first = fixture_publish (self, "2026-01-05", NULL);
  g_autofree char *older = fixture_edition_with (self->folder, "2026-01-04", NULL);
  g_autofree char *other = fixture_edition_of (self->folder, "other-place", "2026-01-06", 8);
  g_autofree char *faulty
      = fixture_edition_with (self->folder, "2026-01-07", "UPDATE source SET class = 'odd'");
  g_autofree char *good = fixture_edition_with (self->folder, "2026-01-08", NULL);
  g_autofree char *keys = fixture_keys (self->folder, "other-keys");
  g_autoptr (ObsKeyRing) ring = obs_key_ring_new (keys, fixture_ask, NULL);

  refuse (self, older, OBS_ERROR_INPUT, "2026-01-05");
  refuse (self, other, OBS_ERROR_INPUT, "other-place");
  refuse (self, faulty, OBS_ERROR_CORRUPT, "checks");

  self->keys = keys;
  self->ring = ring;
  refuse (self, good, OBS_ERROR_INPUT, "1.root.json");
  self->now = NOW + 401 * DAY;
  refuse (self, good, OBS_ERROR_EXPIRED, "renew");
}

static gboolean
is_removed (const ObsJson *index, const char *loss)
{
  const ObsJson *removed = obs_json_member (index, "removed");

  for (guint i = 0; i < obs_json_length (removed); i++)
    if (strcmp (obs_json_string (obs_json_element (removed, i)), loss) == 0)
      return TRUE;
  return FALSE;
}

static void
assert_removed (const ObsJson *index, const char *loss)
{
  if (!is_removed (index, loss))
    g_error ("%s is not announced", loss);
}

static void
test_losses (Fixture *self, gconstpointer unused)
{
  static char *some[] = { (char *) "area:lost-area", (char *) "rows:glossary", NULL };
  static char *all[]
      = { (char *) "area:lost-area",    (char *) "rows:glossary", (char *) "table:cube_lost",
          (char *) "rows:cube",         (char *) "rows:source",   (char *) "rows:cube_dimension",
          (char *) "rows:cube_measure", (char *) "rows:area",     NULL };
  static char *wrong[] = { (char *) "glossary", NULL };
  static const char *const dimensions[] = { "area", NULL };
  g_autofree char *table = obs_schema_cube_sql ("lost", OBS_CUBE_SHARE, dimensions);
  g_autofree char *more = g_strconcat (AREA CUBE, table, CUBE_ROW, NULL);
  g_autoptr (ObsPublished) first = fixture_publish (self, "2026-01-05", more);
  g_autofree char *less = fixture_edition_with (self->folder, "2026-01-06",
                                                "DELETE FROM glossary WHERE word > 'word 00003'");
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsPublished) second = NULL;
  g_autoptr (ObsPublished) third = NULL;
  g_autoptr (ObsJson) index = NULL;

  refuse (self, less, OBS_ERROR_UNANNOUNCED, "area:lost-area");
  refuse (self, less, OBS_ERROR_UNANNOUNCED, "rows:glossary");
  refuse (self, less, OBS_ERROR_UNANNOUNCED, "table:cube_lost");
  self->announced = some;
  refuse (self, less, OBS_ERROR_UNANNOUNCED, "table:cube_lost");
  self->announced = wrong;
  refuse (self, less, OBS_ERROR_USAGE, "glossary");

  /* Areas are compared with what the folder hands out where nothing is kept. */
  self->announced = all + 1;
  fixture_remove (self->work);
  refuse (self, less, OBS_ERROR_UNANNOUNCED, "area:lost-area");

  self->announced = all;
  second = fixture_try (self, less, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (second->no_pack);
  self->announced = NULL;
  third = fixture_publish (self, "2026-01-07", "DELETE FROM glossary WHERE word > 'word 00002'");
  index = fixture_read_new (self, NULL);
  /* Still announced for those who come from the first one. */
  assert_removed (index, "area:lost-area");
  assert_removed (index, "table:cube_lost");
  assert_removed (index, "rows:glossary");
}

/* What came back is no longer announced. */
static void
test_back (Fixture *self, gconstpointer unused)
{
  static char *announced[] = { (char *) "area:lost-area", (char *) "rows:area", NULL };
  g_autoptr (ObsPublished) first = fixture_publish (self, "2026-01-05", AREA);
  g_autoptr (ObsPublished) second = NULL;
  g_autoptr (ObsPublished) third = NULL;
  g_autoptr (ObsJson) index = NULL;

  self->announced = announced;
  second = fixture_publish (self, "2026-01-06", NULL);
  third = fixture_publish (self, "2026-01-07", AREA);
  /* Both were needless this time. */
  g_assert_cmpuint (third->remarks->len, ==, 1);
  index = fixture_read_new (self, NULL);
  g_assert_false (is_removed (index, "area:lost-area"));
}

static void
test_work_folder (Fixture *self, gconstpointer unused)
{
  g_autoptr (ObsPublished) first = fixture_publish (self, "2026-01-05", NULL);
  g_autofree char *kept = g_build_filename (self->work, "edition-1.sqlite", NULL);
  g_autofree char *list = g_build_filename (self->work, "kept.json", NULL);
  g_autofree char *memory = g_build_filename (self->work, "segments.txt", NULL);
  g_autoptr (ObsPublished) second = NULL;
  g_autoptr (ObsPublished) third = NULL;
  g_autoptr (ObsPublished) fourth = NULL;
  g_autoptr (ObsPublished) fifth = NULL;

  fixture_damage (kept);
  second = fixture_publish (self, "2026-01-06", WORD (1));
  g_assert_nonnull (second->no_pack);
  g_assert_cmpuint (second->pack_bytes, ==, 0);
  third = fixture_publish (self, "2026-01-07", WORD (2));
  g_assert_null (third->no_pack);
  g_assert_true (g_file_set_contents (list, "[", 1, NULL));
  fixture_damage (memory);
  fourth = fixture_publish (self, "2026-01-08", WORD (3));
  g_assert_nonnull (fourth->no_pack);
  fixture_remove (self->work);
  fifth = fixture_publish (self, "2026-01-08", WORD (3));
  g_assert_true (fifth->unchanged);
  fixture_assert_packs (self, "day 2-3");
  g_clear_pointer (&fifth, obs_published_free);
  /* Publishing it again put back what is kept. */
  fifth = fixture_publish (self, "2026-01-09", WORD (4));
  g_assert_null (fifth->no_pack);
  fixture_assert_packs (self, "day 2-3, day 4-5");
  obs_json_free (fixture_read_new (self, NULL));
}

static char *
find_file (const char *folder, const char *part)
{
  g_autoptr (GPtrArray) files = fixture_files (folder);

  for (guint i = 0; i < files->len; i++)
    if (strstr (files->pdata[i], part) != NULL)
      return g_strdup (files->pdata[i]);
  g_error ("no file of %s", part);
}

static void
test_damaged_site (Fixture *self, gconstpointer unused)
{
  g_autoptr (ObsPublished) first = fixture_publish (self, "2026-01-05", NULL);
  g_autoptr (ObsPublished) second = fixture_publish (self, "2026-01-06", WORD (1));
  g_autofree char *segment = find_file (self->site, "/segments/");
  g_autofree char *pack = find_file (self->site, "/packs/");
  g_autofree char *index = NULL;
  g_autofree char *edition = fixture_edition_with (self->folder, "2026-01-08", WORD (3));
  g_autoptr (ObsPublished) third = NULL;

  /* A damaged segment is packed again, a damaged pack no longer offered. */
  fixture_damage (segment);
  fixture_damage (pack);
  third = fixture_publish (self, "2026-01-07", WORD (2));
  g_assert_cmpuint (third->remarks->len, ==, 1);
  fixture_assert_packs (self, "day 2-3");
  obs_json_free (fixture_read_new (self, NULL));

  {
    g_autoptr (ObsSite) site = obs_site_read (self->site, NULL);
    const char *sha256 = obs_json_string (obs_json_member (
        obs_json_member (
            obs_json_member (
                obs_json_member (obs_json_member (obs_site_role (site, "targets"), "signed"),
                                 "targets"),
                OBS_SITE_INDEX),
            "hashes"),
        "sha256"));

    index = obs_site_path (self->site, OBS_SITE_INDEX, sha256);
  }
  fixture_damage (index);
  refuse (self, edition, OBS_ERROR_CORRUPT, "index.json.zst");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/publish-losses/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("refused", test_refused);
  ADD ("losses", test_losses);
  ADD ("back", test_back);
  ADD ("work-folder", test_work_folder);
  ADD ("damaged-site", test_damaged_site);
  status = g_test_run ();
  fixture_end ();
  return status;
}
