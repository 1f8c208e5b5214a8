/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/error.h"
#include "data/publish/site.h"
#include "data/sync/index.h"
#include "data/sync/unpack.h"
#include "tests/data/sync/fixture.h"
#include "tests/begin.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *folder;
  char *site;
  char *index;
} Site;

static void
set_up (Site *self, gconstpointer unused)
{
  self->folder = fixture_folder ();
  self->site = g_build_filename (self->folder, "site", NULL);
  self->index = g_build_filename (self->site, "index.json", NULL);
}

static void
tear_down (Site *self, gconstpointer unused)
{
  fixture_clear (self->folder);
  g_free (self->site);
  g_free (self->index);
}

static void
publish (Site *self, const char *date)
{
  g_autofree char *path = fixture_edition (self->folder, date, 1);
  g_autoptr (GError) error = NULL;
  gboolean good = obs_publish_edition (path, self->site, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (good);
}

static ObsIndex *
read_index (Site *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  ObsIndex *index;
  gsize length;

  g_assert_true (g_file_get_contents (self->index, &text, &length, NULL));
  index = obs_index_parse (text, length, "here", &error);
  g_assert_no_error (error);
  return index;
}

/* Every file that the index names is there, of the promised length and hash, and unpacks to the
 * edition that it promises; there are no others. */
static void
check_site (Site *self)
{
  g_autoptr (ObsIndex) index = read_index (self);
  g_autofree char *editions = g_build_filename (self->site, "editions", NULL);
  g_autofree char *plain = g_build_filename (self->folder, "plain", NULL);
  g_autoptr (GDir) dir = g_dir_open (editions, 0, NULL);
  guint files = 0;

  for (guint i = 0; i < index->entries->len; i++)
    {
      const ObsIndexEntry *entry = index->entries->pdata[i];
      g_autofree char *path = g_build_filename (self->site, entry->file, NULL);
      g_autofree char *sha256 = fixture_sha256 (path);
      g_autoptr (GError) error = NULL;
      GStatBuf st;

      g_assert_cmpstr (sha256, ==, entry->sha256);
      g_assert_cmpint (g_stat (path, &st), ==, 0);
      g_assert_cmpuint ((guint64) st.st_size, ==, entry->length);
      g_assert_cmpint (st.st_mode & 0444, ==, 0444);
      g_assert_true (obs_unpack (path, plain, entry->plain_length, entry->plain_sha256, NULL, NULL,
                                 NULL, &error));
      g_assert_no_error (error);
    }
  while (g_dir_read_name (dir) != NULL)
    files++;
  g_assert_cmpuint (files, ==, index->entries->len);
}

static void
test_publish (Site *self, gconstpointer unused)
{
  g_autoptr (ObsIndex) index = NULL;
  const ObsIndexEntry *entry;

  publish (self, "2026-01-01");
  publish (self, "2026-03-01");
  publish (self, "2026-02-01");
  check_site (self);
  index = read_index (self);
  g_assert_cmpstr (index->origin, ==, "test-place");
  g_assert_cmpuint (index->entries->len, ==, 3);
  entry = index->entries->pdata[0];
  g_assert_cmpstr (entry->date, ==, "2026-03-01");
  g_assert_cmpstr (entry->title, ==, "Test edition");
  entry = index->entries->pdata[2];
  g_assert_cmpstr (entry->date, ==, "2026-01-01");
}

static void
test_again (Site *self, gconstpointer unused)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  GStatBuf one, two;

  publish (self, "2026-01-01");
  g_assert_true (g_file_get_contents (self->index, &before, NULL, NULL));
  g_assert_cmpint (g_stat (self->index, &one), ==, 0);
  publish (self, "2026-01-01");
  g_assert_true (g_file_get_contents (self->index, &after, NULL, NULL));
  g_assert_cmpint (g_stat (self->index, &two), ==, 0);
  g_assert_cmpstr (before, ==, after);
  g_assert_true (one.st_ino == two.st_ino);
}

static void
test_same_bytes (Site *self, gconstpointer unused)
{
  g_autofree char *other = g_build_filename (self->folder, "other", NULL);
  g_autofree char *path = fixture_edition (self->folder, "2026-01-01", 1);
  g_autofree char *index = g_build_filename (other, "index.json", NULL);
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  publish (self, "2026-01-01");
  g_assert_true (obs_publish_edition (path, other, NULL, NULL));
  one = fixture_sha256 (self->index);
  two = fixture_sha256 (index);
  g_assert_cmpstr (one, ==, two);
}

static void
test_mends (Site *self, gconstpointer unused)
{
  g_autoptr (ObsIndex) index = NULL;
  g_autofree char *path = NULL;

  publish (self, "2026-01-01");
  index = read_index (self);
  path = g_build_filename (self->site, ((ObsIndexEntry *) index->entries->pdata[0])->file, NULL);
  fixture_damage (path);
  publish (self, "2026-01-01");
  check_site (self);
  g_assert_cmpint (g_unlink (path), ==, 0);
  publish (self, "2026-01-01");
  check_site (self);
}

static void
test_keeps_twenty (Site *self, gconstpointer unused)
{
  g_autoptr (ObsIndex) index = NULL;
  g_autofree char *old = NULL;
  g_autoptr (GError) error = NULL;

  for (int day = 2; day < 25; day++)
    {
      g_autofree char *date = g_strdup_printf ("2026-01-%02d", day);

      publish (self, date);
    }
  check_site (self);
  index = read_index (self);
  g_assert_cmpuint (index->entries->len, ==, 20);
  g_assert_cmpstr (((ObsIndexEntry *) index->entries->pdata[0])->date, ==, "2026-01-24");
  old = fixture_edition (self->folder, "2026-01-01", 1);
  g_assert_false (obs_publish_edition (old, self->site, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  check_site (self);
}

static void
test_refused (Site *self, gconstpointer unused)
{
  g_autofree char *path = fixture_edition (self->folder, "2026-02-01", 1);
  g_autofree char *other = fixture_edition_of (self->folder, "other-place", "2026-03-01", 1);
  g_autofree char *named = fixture_edition_of (self->folder, "Other Place", "2026-03-01", 1);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  publish (self, "2026-01-01");
  before = fixture_sha256 (self->index);
  /* Another series. */
  g_assert_false (obs_publish_edition (other, self->site, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_false (obs_publish_edition (named, self->site, NULL, &error));
  g_assert_true (error->domain == OBS_ERROR);
  g_clear_error (&error);
  /* Not a sound edition. */
  fixture_damage (path);
  g_assert_true (g_file_set_contents (path, "SQLite format 3", -1, NULL));
  g_assert_false (obs_publish_edition (path, self->site, NULL, &error));
  g_assert_true (error->domain == OBS_ERROR);
  g_clear_error (&error);
  g_assert_false (obs_publish_edition ("/nonexistent", self->site, NULL, &error));
  g_assert_true (error->domain == OBS_ERROR);
  g_clear_error (&error);
  after = fixture_sha256 (self->index);
  g_assert_cmpstr (before, ==, after);
  check_site (self);

  /* An index that is not ours is not overwritten. */
  g_assert_true (g_file_set_contents (self->index, "{}", -1, NULL));
  fixture_clear (g_steal_pointer (&path));
  path = fixture_edition (self->folder, "2026-04-01", 1);
  g_assert_false (obs_publish_edition (path, self->site, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Site *self, gconstpointer unused);
  } tests[] = {
    { "/site/publish", test_publish },           { "/site/again", test_again },
    { "/site/same-bytes", test_same_bytes },     { "/site/mends", test_mends },
    { "/site/keeps-twenty", test_keeps_twenty }, { "/site/refused", test_refused },
  };

  test_begin (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Site, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
