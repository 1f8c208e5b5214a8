/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/edition/db.h"
#include "data/error.h"
#include "data/publish/publisher-private.h"
#include "data/sync/route.h"
#include "tests/data/publish-site/fixture.h"
#include "tests/data/sync/fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define WORD(n) "INSERT INTO glossary VALUES ('new word " #n "', '', 'meaning " #n "');"
/* Applies the pack @from to @to as the folder hands it out to a copy of one edition, and compares
 * all tables with the other one by plain SQL. */
static void
apply_pack (Fixture *self, gint64 from, gint64 to, const char *before, const char *after)
{
  g_autoptr (ObsSite) site = obs_site_read (self->site, NULL);
  g_autofree char *copy = g_build_filename (self->folder, "copy.sqlite", NULL);
  g_autofree char *attach = g_strdup_printf ("ATTACH '%s' AS other", after);
  g_autofree char *data = NULL;
  g_autoptr (sqlite3) db = NULL;
  g_autoptr (GPtrArray) tables = NULL;
  g_autoptr (GError) error = NULL;
  gboolean found = FALSE;
  gsize length;

  g_assert_true (g_file_get_contents (before, &data, &length, NULL));
  g_assert_true (g_file_set_contents (copy, data, (gssize) length, NULL));
  g_assert_cmpint (sqlite3_open (copy, &db), ==, SQLITE_OK);
  for (guint i = 0; i < site->packs->len; i++)
    {
      const ObsSitePack *one = site->packs->pdata[i];
      g_autofree char *path = obs_site_path (self->site, one->file.path, one->file.sha256);
      g_autofree char *text = NULL;
      g_autoptr (GBytes) packed = NULL;
      g_autoptr (GBytes) plain = NULL;
      g_autoptr (ObsPack) pack = NULL;
      g_autoptr (ObsTouched) touched = obs_touched_new ();

      if (one->from != from || one->to != to)
        continue;
      g_assert_true (g_file_get_contents (path, &text, &length, NULL));
      packed = g_bytes_new (text, length);
      plain = obs_chunk_unpack (packed, (gsize) one->file.plain, &error);
      g_assert_no_error (error);
      pack = obs_pack_decode (plain, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (sqlite3_exec (db, "BEGIN", NULL, NULL, NULL), ==, SQLITE_OK);
      obs_content_apply (db, pack, touched, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (sqlite3_exec (db, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
      found = TRUE;
    }
  g_assert_true (found);
  g_assert_cmpint (sqlite3_exec (db, attach, NULL, NULL, NULL), ==, SQLITE_OK);
  tables = obs_content_tables (db, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < tables->len; i++)
    {
      const char *name = ((ObsContentTable *) tables->pdata[i])->name;
      g_autofree char *sql = g_strdup_printf (
          "SELECT (SELECT count(*) FROM (SELECT * FROM main.\"%s\" EXCEPT SELECT * FROM "
          "other.\"%s\")) + (SELECT count(*) FROM (SELECT * FROM other.\"%s\" EXCEPT SELECT * FROM "
          "main.\"%s\"))",
          name, name, name, name);
      sqlite3_stmt *stmt = NULL;

      g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
      g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
      g_assert_cmpint (sqlite3_column_int (stmt, 0), ==, 0);
      sqlite3_finalize (stmt);
    }
}

/* Days across two weeks and the end of a month. */
static void
test_days (Fixture *self, gconstpointer unused)
{
  static const char *const dates[] = { "2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08",
                                       "2026-01-30", "2026-02-02", "2026-02-03" };
  static const char *const sql[] = { NULL,
                                     WORD (1),
                                     WORD (1) WORD (2),
                                     WORD (1) "UPDATE glossary SET aliases = 'other' WHERE word "
                                              "LIKE 'word%';",
                                     WORD (1) WORD (3),
                                     WORD (4),
                                     WORD (4) WORD (5) };
  g_autoptr (GPtrArray) editions = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ObsJson) index = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    {
      g_autoptr (ObsPublished) published = fixture_publish (self, dates[i], sql[i]);

      g_ptr_array_add (editions, fixture_edition_with (self->folder, dates[i], sql[i]));
      g_assert_cmpint (published->edition, ==, i + 1);
      g_assert_cmpstr (published->no_pack, ==, NULL);
      g_assert_cmpuint (published->remarks->len, ==, 0);
      self->now += DAY;
    }
  /* Week 1 of January has no edition before it; weeks 2 and 4 have one edition each: the day's
   * pack is theirs; January has none before it. February goes on. */
  fixture_assert_packs (self, "day 1-2, day 2-3, day 3-4, day 4-5, day 5-6, day 6-7, "
                              "week-so-far 5-7");
  index = fixture_read_new (self, NULL);
  g_assert_cmpint (fixture_number (index, "edition"), ==, 7);
  g_assert_cmpstr (fixture_text (index, "date"), ==, "2026-02-03");
  for (guint i = 1; i < G_N_ELEMENTS (dates); i++)
    apply_pack (self, i, i + 1, editions->pdata[i - 1], editions->pdata[i]);
}

static void
test_roll_ups (Fixture *self, gconstpointer unused)
{
  static const char *const dates[] = { "2026-01-30", "2026-02-02", "2026-02-03", "2026-02-09",
                                       "2026-02-10", "2026-03-02", "2026-03-10", "2026-04-01" };
  g_autoptr (GPtrArray) editions = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ObsJson) index = NULL;
  g_autofree char *packs = NULL;
  g_autoptr (GPtrArray) kept = NULL;
  guint databases = 0;

  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    {
      g_autofree char *sql = g_strdup_printf (
          "UPDATE glossary SET aliases = 'a%u' WHERE word = 'word 00001'; " WORD (1), i);
      g_autoptr (ObsPublished) published = fixture_publish (self, dates[i], sql);

      g_ptr_array_add (editions, fixture_edition_with (self->folder, dates[i], sql));
      g_assert_cmpstr (published->no_pack, ==, NULL);
      self->now += DAY;
    }
  fixture_assert_packs (
      self, "day 1-2, day 2-3, week 1-3, day 3-4, day 4-5, week 3-5, month 1-5, day 5-6, "
            "day 6-7, month 5-7, day 7-8");
  apply_pack (self, 1, 3, editions->pdata[0], editions->pdata[2]);
  apply_pack (self, 3, 5, editions->pdata[2], editions->pdata[4]);
  apply_pack (self, 1, 5, editions->pdata[0], editions->pdata[4]);
  apply_pack (self, 5, 7, editions->pdata[4], editions->pdata[6]);

  /* 40 days before 1 April is 20 February: days up to 10 February are old ones now. */
  index = fixture_read_new (self, NULL);
  packs = fixture_packs (index);
  g_assert_cmpstr (packs, ==, "1-3 3-5 1-5 5-6 6-7 5-7 7-8");
  g_assert_nonnull (obs_json_member (index, "old_packs"));

  /* The last one, the one before its week and the one before its month, which are the same. */
  kept = fixture_files (self->work);
  for (guint i = 0; i < kept->len; i++)
    databases += g_str_has_suffix (kept->pdata[i], ".sqlite");
  g_assert_cmpuint (databases, ==, 2);
}

/* Of the week and the month that go on there is one pack, made anew with each edition; it becomes
 * the week's or the month's own. Quarters are made of what is kept of before them. */
static void
test_so_far (Fixture *self, gconstpointer unused)
{
  static const struct
  {
    const char *date, *packs;
  } steps[] = {
    { "2026-03-20", "" },
    { "2026-03-25", "day 1-2" },
    { "2026-04-02", "day 1-2, day 2-3" },
    { "2026-04-03", "day 1-2, day 2-3, day 3-4, week-so-far 2-4" },
    { "2026-04-09", "day 1-2, day 2-3, day 3-4, week 2-4, day 4-5, month-so-far 2-5" },
    { "2026-04-10", "day 1-2, day 2-3, day 3-4, week 2-4, day 4-5, day 5-6, week-so-far 4-6, "
                    "month-so-far 2-6" },
    { "2026-05-05", "day 1-2, day 2-3, day 3-4, week 2-4, day 4-5, day 5-6, week 4-6, month 2-6, "
                    "day 6-7" },
    { "2026-07-01", "day 1-2, day 2-3, day 3-4, week 2-4, day 4-5, day 5-6, week 4-6, month 2-6, "
                    "day 6-7, quarter 2-7, day 7-8" },
  };
  g_autoptr (GPtrArray) editions = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *sql = g_strdup_printf (
          "UPDATE glossary SET aliases = 'a%u' WHERE word = 'word 00001'; " WORD (1), i);
      g_autoptr (ObsPublished) published = fixture_publish (self, steps[i].date, sql);

      g_ptr_array_add (editions, fixture_edition_with (self->folder, steps[i].date, sql));
      g_assert_cmpuint (published->remarks->len, ==, 0);
      fixture_assert_packs (self, steps[i].packs);
      if (i == 5) /* nothing new: all of them stay */
        {
          g_autoptr (ObsPublished) again = fixture_publish (self, steps[i].date, sql);

          g_assert_true (again->unchanged);
          fixture_assert_packs (self, steps[i].packs);
        }
      obs_json_free (fixture_read_new (self, NULL));
      self->now += DAY;
    }
  apply_pack (self, 2, 4, editions->pdata[1], editions->pdata[3]);
  apply_pack (self, 2, 6, editions->pdata[1], editions->pdata[5]);
  apply_pack (self, 2, 7, editions->pdata[1], editions->pdata[6]);
}

/* As an offer has them. */
static GPtrArray *
offered (const ObsSite *site)
{
  GPtrArray *packs = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < site->packs->len; i++)
    {
      const ObsSitePack *from = site->packs->pdata[i];
      ObsOfferPack *pack = g_new0 (ObsOfferPack, 1);

      pack->file.length = from->file.length;
      pack->from_state = from->from_state;
      pack->to_state = from->to_state;
      g_ptr_array_add (packs, pack);
    }
  return packs;
}

/* A year and a half of editions, one a day: at the end of each day of the last half, how many packs
 * lead to it from each day of the year before. In the suite a few weeks, looked at now and then. */
static void
test_far_behind (Fixture *self, gconstpointer unused)
{
  gboolean whole = g_getenv ("OBS_CAMPAIGN") != NULL;
  guint days = whole ? 550 : 12;
  guint step = whole ? 1 : 7;
  g_autoptr (GPtrArray) states = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDate) day = g_date_new_dmy (26, 8, 2025);
  guint most = 0;

  for (guint i = 0; i < days; i++, g_date_add_days (day, 1))
    {
      g_autofree char *date
          = g_strdup_printf ("%04u-%02u-%02u", (guint) g_date_get_year (day),
                             (guint) g_date_get_month (day), (guint) g_date_get_day (day));
      g_autofree char *sql = g_strdup_printf (WORD (1) "UPDATE glossary SET meaning = 'day %u' "
                                                       "WHERE word = 'new word 1'",
                                              i);
      g_autoptr (ObsPublished) published = fixture_publish (self, date, sql);
      g_autoptr (ObsSite) site = NULL;
      g_autoptr (GPtrArray) packs = NULL;
      const char *now;

      site = obs_site_read (self->site, NULL);
      now = obs_site_text (site, "state");
      g_ptr_array_add (states, g_strdup (now));
      if (i % step != 0 && i + 1 != days)
        continue;
      packs = offered (site);
      for (guint from = i > 365 ? i - 365 : 0; from < i; from++)
        {
          g_autoptr (ObsRoute) route = obs_route_chain (packs, states->pdata[from], now);

          g_assert_nonnull (route);
          most = MAX (most, route->files);
        }
    }
  g_test_message ("at most %u packs", most);
  g_assert_cmpuint (most, <=, whole ? 17 : 9);
}

/* Packs of more than 400 days ago are named nowhere. */
static void
test_old (Fixture *self, gconstpointer unused)
{
  g_autoptr (ObsPublished) first = fixture_publish (self, "2026-01-30", NULL);
  g_autoptr (ObsPublished) second = fixture_publish (self, "2026-02-02", WORD (1));
  g_autoptr (ObsPublished) third = NULL;

  self->now += 60 * DAY;
  third = fixture_publish (self, "2027-03-08", WORD (2));
  fixture_assert_packs (self, "day 1-2, day 2-3");
  g_clear_pointer (&third, obs_published_free);
  third = fixture_publish (self, "2027-03-10", WORD (3));
  fixture_assert_packs (self, "day 2-3, day 3-4, week-so-far 2-4");
}

static void
test_same_bytes (Fixture *self, gconstpointer unused)
{
  static const char *const dates[] = { "2026-01-30", "2026-02-02", "2026-02-03", "2026-03-01" };
  g_autofree char *other = g_build_filename (self->folder, "other", "place", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    {
      g_autofree char *sql
          = g_strdup_printf ("INSERT INTO glossary VALUES ('day %u', '', 'text')", i);
      g_autofree char *edition = fixture_edition_with (self->folder, dates[i], sql);
      g_autoptr (GError) error = NULL;
      g_autoptr (ObsPublished) one = fixture_try (self, edition, NULL, &error);
      g_autoptr (ObsPublished) two = NULL;

      g_assert_no_error (error);
      two = fixture_try (self, edition, other, &error);
      g_assert_no_error (error);
      self->now += DAY;
    }
  fixture_assert_same (self->site, other, NULL);
}

static void
test_again (Fixture *self, gconstpointer unused)
{
  g_autoptr (ObsPublished) first = fixture_publish (self, "2026-01-05", NULL);
  g_autofree char *before = g_build_filename (self->folder, "before", NULL);
  g_autoptr (ObsPublished) again = NULL;
  g_autoptr (ObsPublished) later = NULL;
  g_autoptr (ObsSite) site = NULL;

  fixture_copy_tree (self->site, before);
  self->now += DAY;
  again = fixture_publish (self, "2026-01-05", NULL);
  g_assert_true (again->unchanged);
  g_assert_cmpint (again->edition, ==, 1);
  g_assert_cmpuint (again->new_segments, ==, 0);
  fixture_assert_same (before, self->site, "timestamp.json");

  /* What is near its end is signed anew. */
  self->now += 100 * DAY;
  later = fixture_publish (self, "2026-01-05", NULL);
  g_assert_cmpint (later->edition, ==, 1);
  site = obs_site_read (self->site, NULL);
  g_assert_cmpint (site->timestamp, ==, 3);
  self->now += 13 * DAY;
  obs_json_free (fixture_read_new (self, NULL));
}

static guint
count_roles (Fixture *self)
{
  g_autoptr (ObsSite) site = obs_site_read (self->site, NULL);

  return obs_json_length (
      obs_json_member (obs_json_member (obs_site_role (site, "snapshot"), "signed"), "meta"));
}

/* Many segments: lists in bins, more bins, and none again; one reader follows. */
static void
test_bins (Fixture *self, gconstpointer unused)
{
  static const guint most[] = { 4000, 2, 0, 4000 };
  static const guint roles[] = { 3, 3 + 16, 3 + 16 + 256, 3 + 16 + 256 };
  g_autofree char *trust = g_build_filename (self->folder, "reader", NULL);

  /* Hundreds of small files: the finest bins are for the long run. */
  for (guint i = 0; i < (g_getenv ("OBS_CAMPAIGN") != NULL ? 4 : 2); i++)
    {
      g_autofree char *date = g_strdup_printf ("2026-01-%02u", 5 + i);
      g_autofree char *sql = g_strdup_printf ("INSERT INTO glossary VALUES ('day %u', '', '')", i);
      g_autoptr (ObsPublished) published = NULL;
      g_autoptr (GError) error = NULL;
      ObsJson *index;

      obs_publish_bin_most = most[i];
      published = fixture_publish (self, date, sql);
      g_assert_cmpuint (count_roles (self), ==, roles[i]);
      index = fixture_read (self->site, trust, self->now, &error);
      g_assert_no_error (error);
      g_assert_cmpint (fixture_number (index, "edition"), ==, i + 1);
      obs_json_free (index);
    }
}

/* The form of earlier programs is left alone. */
static void
test_old_form (Fixture *self, gconstpointer unused)
{
  g_autofree char *index = g_build_filename (self->site, "index.json", NULL);
  g_autoptr (ObsPublished) published = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpint (g_mkdir_with_parents (self->site, 0755), ==, 0);
  g_assert_true (g_file_set_contents (index, "{}", -1, NULL));
  published = fixture_publish (self, "2026-01-05", NULL);
  g_assert_cmpuint (published->remarks->len, ==, 1);
  g_assert_true (g_file_get_contents (index, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "{}");
}

static void
test_refresh (Fixture *self, gconstpointer unused)
{
  g_autoptr (ObsPublished) published = fixture_publish (self, "2026-01-05", NULL);
  g_autofree char *trust = g_build_filename (self->folder, "reader", NULL);
  g_autofree char *keys = fixture_copy_keys (self);
  g_autofree char *targets = g_build_filename (keys, "targets.pem", NULL);
  ObsPublishPlan plan = { .keys_dir = keys, .ask = fixture_ask };
  g_autoptr (GError) error = NULL;
  g_autofree char *remark = NULL;
  ObsJson *index;

  /* The other keys need not be there. */
  g_assert_cmpint (g_unlink (targets), ==, 0);
  self->now += 15 * DAY;
  index = fixture_read (self->site, trust, self->now, &error);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_EXPIRED);
  g_assert_null (index);
  g_clear_error (&error);
  plan.now = self->now;
  obs_publisher_refresh_timestamp (self->site, &plan, &remark, &error);
  g_assert_no_error (error);
  g_assert_null (remark);
  index = fixture_read (self->site, trust, self->now, &error);
  g_assert_no_error (error);
  obs_json_free (index);
  plan.now = NOW + 100 * DAY;
  obs_publisher_refresh_timestamp (self->site, &plan, &remark, &error);
  g_assert_no_error (error);
  g_assert_nonnull (remark);
  plan.now = NOW + 130 * DAY;
  g_clear_pointer (&remark, g_free);
  g_assert_false (obs_publisher_refresh_timestamp (self->site, &plan, &remark, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_EXPIRED);
}

/* Cleaning leaves what any of the last eight states names. */
static void
test_clean (Fixture *self, gconstpointer unused)
{
  g_autofree char *old = g_build_filename (self->folder, "old", NULL);
  g_autofree char *timestamp = g_build_filename (self->site, "metadata", "timestamp.json", NULL);
  g_autofree char *before = g_build_filename (old, "metadata", "timestamp.json", NULL);
  g_autofree char *text = NULL;
  g_autofree char *now = NULL;
  g_autoptr (GError) error = NULL;
  guint files = 0;
  guint64 bytes = 0;

  for (guint i = 0; i < 11; i++)
    {
      g_autofree char *date = g_strdup_printf ("2026-02-%02u", i + 1);
      g_autofree char *sql
          = g_strdup_printf ("UPDATE glossary SET aliases = 'a%u' WHERE word = 'word 00001'", i);
      g_autoptr (ObsPublished) published = fixture_publish (self, date, sql);

      if (i == 3)
        fixture_copy_tree (self->site, old);
    }
  obs_publisher_clean (self->site, &files, &bytes, &error);
  g_assert_no_error (error);
  /* Of the first three states: index, audit, list, segments, and targets, snapshot, segments. */
  g_assert_cmpuint (files, >=, 3 * 6);
  g_assert_cmpuint (bytes, >, 0);
  obs_json_free (fixture_read_new (self, NULL));

  /* A reader who began with the fourth state still finds all of it. */
  g_assert_true (g_file_get_contents (timestamp, &now, NULL, NULL));
  g_assert_true (g_file_get_contents (before, &text, NULL, NULL));
  g_assert_true (g_file_set_contents (timestamp, text, -1, NULL));
  obs_json_free (fixture_read_new (self, NULL));
  g_assert_true (g_file_set_contents (timestamp, now, -1, NULL));
  obs_publisher_clean (self->site, &files, &bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (files, ==, 0);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/publish-site/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("days", test_days);
  ADD ("roll-ups", test_roll_ups);
  ADD ("so-far", test_so_far);
  ADD ("far-behind", test_far_behind);
  ADD ("old", test_old);
  ADD ("same-bytes", test_same_bytes);
  ADD ("again", test_again);
  ADD ("bins", test_bins);
  ADD ("old-form", test_old_form);
  ADD ("refresh", test_refresh);
  ADD ("clean", test_clean);
  status = g_test_run ();
  fixture_end ();
  return status;
}
