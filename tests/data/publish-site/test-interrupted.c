/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/publish/publisher-private.h"
#include "tests/data/publish-site/fixture.h"
#include "tests/data/sync/fixture.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Publishing that is interrupted, and readers who look meanwhile. Every file comes under its name
 * by a rename, so what a reader can see changes there only: the publisher is killed just before one
 * of them, or readers look at each. */

static guint renames;
static guint stop_at;

static void
count (const char *path)
{
  renames++;
}

static void
kill_here (const char *path)
{
  if (++renames == stop_at)
    _exit (9);
}

static struct
{
  const char *site;
  const char *trust;
  gint64 now;
  gint64 last; /* edition that the reader saw */
  guint looks;
} reader;

/* A reader who follows since the first edition: never a broken state, never an older one. */
static void
look (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsJson) index = NULL;

  if (!g_str_has_prefix (path, reader.site))
    return;
  index = fixture_read (reader.site, reader.trust, reader.now, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_number (index, "edition"), >=, reader.last);
  reader.last = fixture_number (index, "edition");
  reader.looks++;
}

static char *
edition_of_day (Fixture *self, guint day)
{
  g_autofree char *date = g_strdup_printf ("2026-01-%02u", day);
  g_autofree char *sql = g_strdup_printf (
      "UPDATE glossary SET aliases = 'a%u' WHERE word = 'word 00001'; "
      "INSERT INTO area (code, name, kind, official, position) VALUES ('a%u', 'A', 'district', 0, "
      "%u)",
      day, day, day);

  return fixture_edition_with (self->folder, date, sql);
}

static void
publish (Fixture *self, const char *edition, const char *site)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsPublished) published = fixture_try (self, edition, site, &error);

  g_assert_no_error (error);
}

static char *
sql_areas (guint day)
{
  return g_strdup_printf ("area:a%u", day);
}

/* Looks at every rename of a few days. */
static void
test_polled (Fixture *self, gconstpointer unused)
{
  guint days = g_getenv ("OBS_CAMPAIGN") != NULL ? 12 : 2;
  g_autofree char *trust = g_build_filename (self->folder, "reader", NULL);

  for (guint day = 5; day < 5 + days; day++)
    {
      g_autofree char *edition = edition_of_day (self, day);
      g_autofree char *lost = sql_areas (day - 1);
      char *announced[] = { lost, NULL };

      self->announced = day > 5 ? announced : NULL;
      self->now += DAY;
      publish (self, edition, NULL);
      reader.site = self->site;
      reader.trust = trust;
      reader.now = self->now;
      obs_publish_before_rename = look;
      look (self->site);
    }
  obs_publish_before_rename = NULL;
  look (self->site);
  g_assert_cmpint (reader.last, ==, days);
  g_assert_cmpuint (reader.looks, >, (days - 1) * 6);
}

/* Kills the publisher at one point, looks, and publishes again. */
static void
kill_once (Fixture *self, const char *base, const char *edition, guint at)
{
  g_autofree char *name = g_strdup_printf ("killed-%u", at);
  g_autofree char *folder = g_build_filename (self->folder, name, NULL);
  g_autofree char *site = g_build_filename (folder, "site", NULL);
  g_autofree char *trust = g_build_filename (folder, "reader", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsJson) before = NULL;
  g_autoptr (ObsJson) between = NULL;
  g_autoptr (ObsJson) after = NULL;
  pid_t child;
  int status;

  fixture_copy_tree (base, folder);
  before = fixture_read (site, trust, self->now, &error);
  g_assert_no_error (error);
  child = fork ();
  if (child == 0)
    {
      g_autoptr (ObsPublished) published = NULL;

      renames = 0;
      stop_at = at;
      obs_publish_before_rename = kill_here;
      published = fixture_try (self, edition, site, NULL);
      _exit (published != NULL ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 9);

  /* The timestamp is the last but for what is only tidied up: all the same, before. */
  between = fixture_read (site, trust, self->now, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture_text (between, "state"), ==, fixture_text (before, "state"));
  publish (self, edition, site);
  after = fixture_read (site, trust, self->now, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_number (after, "edition"), ==, fixture_number (before, "edition") + 1);
  g_assert_cmpuint (obs_json_length (obs_json_member (after, "packs")), ==, 1);
  fixture_remove (folder);
}

static void
test_killed (Fixture *self, gconstpointer unused)
{
  gboolean campaign = g_getenv ("OBS_CAMPAIGN") != NULL;
  g_autofree char *first = edition_of_day (self, 5);
  g_autofree char *second = edition_of_day (self, 6);
  g_autofree char *base = g_build_filename (self->folder, "base", NULL);
  g_autofree char *site = g_build_filename (base, "site", NULL);
  g_autofree char *whole = g_build_filename (self->folder, "whole", NULL);
  g_autofree char *whole_site = g_build_filename (whole, "site", NULL);
  char *announced[] = { (char *) "area:a5", NULL };
  guint all, rounds = campaign ? 40 : 1;

  publish (self, first, site);
  self->announced = announced;
  self->now += DAY;
  fixture_copy_tree (base, whole);
  renames = 0;
  obs_publish_before_rename = count;
  publish (self, second, whole_site);
  obs_publish_before_rename = NULL;
  all = renames;
  g_test_message ("%u renames", all);
  g_assert_cmpuint (all, >=, 10);

  /* After the timestamp only the list of what is kept is written anew. */
  for (guint round = 0; round < rounds; round++)
    for (guint at = 1; at < all; at += campaign ? 1 : 4)
      kill_once (self, base, second, at);
}

/* Keys were replaced. Readers of the old root and new ones look at every file that comes: who comes
 * between the timestamp and the roots, or between two roots, finds an edition too. */

static struct
{
  const char *folder, *site;
  gint64 now;
  guint looks;
} visitors;

static void
visit (const char *path)
{
  static const char *const names[] = { "follows", "began-before", "new" };

  if (!g_str_has_prefix (path, visitors.site))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *trust = g_build_filename (visitors.folder, names[i], NULL);
      g_autofree char *before = g_build_filename (visitors.folder, "before", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (ObsJson) index = NULL;

      if (i > 0)
        fixture_remove (trust);
      if (i == 1)
        fixture_copy_tree (before, trust);
      index = fixture_read (visitors.site, trust, visitors.now, &error);
      g_assert_no_error (error);
    }
  visitors.looks++;
}

/* Whose timestamp comes when a reader has asked for a newer root already, and was told that there
 * is none. */
static gint64
newest_for_old_root (Fixture *self, const char *trust)
{
  g_autofree char *site = g_build_filename (self->folder, "without-roots", NULL);
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsJson) index = NULL;

  fixture_copy_tree (self->site, site);
  files = fixture_files (site);
  for (guint i = 0; i < files->len; i++)
    if (g_str_has_suffix (files->pdata[i], ".root.json")
        && !g_str_has_suffix (files->pdata[i], "/1.root.json"))
      g_assert_cmpint (g_unlink (files->pdata[i]), ==, 0);
  index = fixture_read (site, trust, self->now, &error);
  g_assert_no_error (error);
  fixture_remove (site);
  return fixture_number (index, "edition");
}

static void
rotate (const char *keys, const char *name, gint64 now)
{
  g_autofree char *unfinished = NULL;
  g_autoptr (GError) error = NULL;

  obs_keys_rotate (keys, name, now, fixture_ask, NULL, &unfinished, &error);
  g_assert_no_error (error);
}

static ObsPublished *
publish_by (Fixture *self, const char *keys, guint day)
{
  g_autofree char *edition = edition_of_day (self, day);
  char *announced[] = { (char *) "area:a5", NULL };
  ObsPublishPlan plan
      = { .keys_dir = keys, .now = self->now, .ask = fixture_ask, .announced = announced };
  g_autoptr (GError) error = NULL;
  ObsPublished *published = obs_publisher_run (edition, self->site, &plan, NULL, &error);

  g_assert_no_error (error);
  return published;
}

static void
start_visits (Fixture *self)
{
  static const char *const names[] = { "before", "follows", "old-root" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *trust = g_build_filename (self->folder, names[i], NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (ObsJson) index = fixture_read (self->site, trust, self->now, &error);

      g_assert_no_error (error);
    }
  visitors.folder = self->folder;
  visitors.site = self->site;
  visitors.now = self->now;
  visitors.looks = 0;
  obs_publish_before_rename = visit;
}

static void
test_new_keys (Fixture *self, gconstpointer unused)
{
  static const char *const names[] = { "timestamp", "targets", "snapshot", "timestamp" };
  static const char *const roles[] = { "timestamp", "snapshot", "targets" };
  g_autofree char *keys = fixture_copy_keys (self);
  g_autoptr (ObsSite) site = NULL;
  g_autofree char *old_root = g_build_filename (self->folder, "old-root", NULL);
  g_autoptr (ObsPublished) first = publish_by (self, keys, 5);
  g_autoptr (ObsPublished) second = NULL;
  g_autoptr (ObsPublished) third = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *remark = NULL;
  ObsPublishPlan plan = { .keys_dir = keys, .now = self->now, .ask = fixture_ask };

  start_visits (self);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    rotate (keys, names[i], self->now);
  second = publish_by (self, keys, 6);
  visit (self->site);
  g_assert_cmpuint (second->remarks->len, ==, 0);
  g_assert_cmpuint (visitors.looks, >, 10);
  g_assert_cmpint (newest_for_old_root (self, old_root), ==, 2);

  /* The same for the weekly signature; the next edition is signed by the new keys alone. */
  rotate (keys, "timestamp", self->now);
  visitors.looks = 0;
  obs_publisher_refresh_timestamp (self->site, &plan, &remark, &error);
  g_assert_no_error (error);
  g_assert_null (remark);
  g_assert_cmpuint (visitors.looks, ==, 2);
  visit (self->site);
  obs_publish_before_rename = NULL;
  third = publish_by (self, keys, 6);
  site = obs_site_read (self->site, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    g_assert_cmpuint (
        obs_json_length (obs_json_member (obs_site_role (site, roles[i]), "signatures")), ==, 1);
}

/* The old key is lost: the edition comes out all the same, and a person is told. */
static void
test_lost_key (Fixture *self, gconstpointer unused)
{
  g_autofree char *keys = fixture_copy_keys (self);
  g_autofree char *lost = g_build_filename (keys, "timestamp.pem.revoked-2", NULL);
  g_autofree char *trust = g_build_filename (self->folder, "follows", NULL);
  g_autoptr (ObsPublished) first = publish_by (self, keys, 5);
  g_autoptr (ObsPublished) second = NULL;
  g_autoptr (GError) error = NULL;

  obs_json_free (fixture_read (self->site, trust, self->now, &error));
  g_assert_no_error (error);
  rotate (keys, "timestamp", self->now);
  g_assert_cmpint (g_unlink (lost), ==, 0);
  second = publish_by (self, keys, 6);
  g_assert_cmpuint (second->remarks->len, ==, 1);
  g_assert_nonnull (strstr (second->remarks->pdata[0], "revoked"));
  obs_json_free (fixture_read (self->site, trust, self->now, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/publish-interrupted/" name, Fixture, NULL, fixture_set_up, function,               \
              fixture_tear_down)
  ADD ("polled", test_polled);
  ADD ("killed", test_killed);
  ADD ("new-keys", test_new_keys);
  ADD ("lost-key", test_lost_key);
  status = g_test_run ();
  fixture_end ();
  return status;
}
