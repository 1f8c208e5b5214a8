/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "tests/data/content/editions.h"

#include "data/edition/schema.h"
#include "data/error.h"

#include <string.h>

static void
assert_same (const ObsManifest *a, const ObsManifest *b)
{
  g_autoptr (GBytes) x = obs_manifest_to_bytes (a);
  g_autoptr (GBytes) y = obs_manifest_to_bytes (b);

  for (guint i = 0; i < MIN (a->tables->len, b->tables->len); i++)
    {
      const ObsManifestTable *s = g_ptr_array_index (a->tables, i);
      const ObsManifestTable *t = g_ptr_array_index (b->tables, i);

      g_assert_cmpstr (s->name, ==, t->name);
      if (s->segments->len != t->segments->len || memcmp (s->sha256, t->sha256, 32) != 0)
        g_test_fail_printf ("%s: %u and %u segments", s->name, s->segments->len, t->segments->len);
    }
  g_assert_true (g_bytes_equal (x, y));
}

static const GPtrArray *
columns_cb (const char *name, gpointer user_data)
{
  const GPtrArray *tables = user_data;

  for (guint i = 0; i < tables->len; i++)
    if (strcmp (((ObsContentTable *) g_ptr_array_index (tables, i))->name, name) == 0)
      return ((ObsContentTable *) g_ptr_array_index (tables, i))->columns;
  return NULL;
}

/* From @before to @after by a pack that was bytes in between. */
static void
check_pack (Editions *editions, const char *before, const char *after)
{
  g_autoptr (ObsManifest) old = editions_manifest_of (before);
  g_autoptr (ObsManifest) new = editions_manifest_of (after);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsPack) pack = obs_content_diff (before, old, after, new, NULL, &error);
  g_autoptr (ObsPack) decoded = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GPtrArray) tables = NULL;
  g_autoptr (ObsTouched) touched = obs_touched_new ();
  g_autoptr (ObsManifest) updated = NULL;
  g_autoptr (ObsManifest) made = NULL;
  g_autofree char *path = editions_copy (editions, before, "applied.sqlite");
  sqlite3 *db = editions_open (after);

  g_assert_no_error (error);
  tables = obs_content_tables (db, &error);
  g_assert_no_error (error);
  bytes = obs_pack_encode (pack, columns_cb, tables, &error);
  g_assert_no_error (error);
  sqlite3_close (db);
  decoded = obs_pack_decode (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  db = editions_open (path);
  editions_run (db, "BEGIN");
  obs_content_apply (db, decoded, touched, NULL, &error);
  g_assert_no_error (error);
  editions_run (db, "COMMIT");
  made = editions_manifest (db);
  assert_same (made, new);
  updated = obs_manifest_update (old, touched, db, NULL, &error);
  g_assert_no_error (error);
  assert_same (updated, new);
  sqlite3_close (db);
}

static void
check_fall_back (const char *before, const char *after)
{
  sqlite3 *from = editions_open (after);
  sqlite3 *to = editions_open (before);
  g_autoptr (ObsManifest) held = editions_manifest (from);
  g_autoptr (ObsManifest) target = NULL;
  g_autoptr (GPtrArray) segments = editions_segments (to, &target);
  g_autoptr (ObsTouched) touched = obs_touched_new ();
  g_autoptr (ObsManifest) updated = NULL;
  g_autoptr (ObsManifest) made = NULL;
  g_autoptr (GError) error = NULL;

  editions_run (from, "BEGIN");
  editions_put (from, held, target, segments, touched);
  editions_run (from, "COMMIT");
  made = editions_manifest (from);
  assert_same (made, target);
  updated = obs_manifest_update (held, touched, from, NULL, &error);
  g_assert_no_error (error);
  assert_same (updated, target);
  sqlite3_close (from);
  sqlite3_close (to);
}

/* Changes of every kind: there by a pack, back by segments. */
static void
test_random (Editions *editions, gconstpointer data)
{
  guint n = editions_campaign () ? 150 : 1;

  for (guint seed = 1; seed <= n; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      g_autofree char *path = editions_copy (editions, editions->base, "edited.sqlite");
      sqlite3 *db = editions_open (path);

      g_test_message ("seed %u", seed);
      if (g_rand_boolean (random))
        {
          /* So that the facts are in both. */
          sqlite3 *base = editions_open (editions->base);

          if (editions_number (base, "SELECT count(*) FROM cube WHERE name = 'facts'") == 0)
            {
              editions_add_facts (base, 66000);
              editions_add_facts (db, 66000);
            }
          sqlite3_close (base);
        }
      editions_edit (db, random, (guint) g_rand_int_range (random, 1, 300));
      editions_close (db);
      check_pack (editions, editions->base, path);
      check_fall_back (editions->base, path);
    }
}

/* What happens at the borders of segments. */
static void
test_borders (Editions *editions, gconstpointer data)
{
  static const char *const edits[] = {
    /* Every eighth is always tried, the others in a campaign. */
    "DELETE FROM cube_facts WHERE \"row\" = 65536",
    "DELETE FROM cube_facts WHERE \"row\" = 0",
    "DELETE FROM cube_facts WHERE \"row\" BETWEEN 65000 AND 66000",
    "DELETE FROM cube_facts WHERE \"row\" >= 65536",
    "DELETE FROM cube_facts",
    "INSERT INTO cube_facts VALUES (-1, 1, 1, 1)",
    "INSERT INTO cube_facts VALUES (-65537, 1, 1, 1), (9223372036854775807, 1, 2, 3), "
    "(-9223372036854775808, 2, 2, 2)",
    "INSERT INTO cube_facts VALUES (1000000, 1, 1, 1)",
    "UPDATE cube_facts SET value = value + 1 WHERE \"row\" % 1000 = 7",
    "UPDATE cube_facts SET value = 9223372036854775807 WHERE \"row\" IN (1, 131071); "
    "UPDATE cube_facts SET value = -9223372036854775808 WHERE \"row\" = 2",
    "UPDATE cube_facts SET \"row\" = \"row\" + 1000000",
    "DELETE FROM glossary",
    "UPDATE finding SET position = -position; UPDATE finding SET position = 1 - position",
    "UPDATE statement_match SET rank = rank + 10",
    "UPDATE concept_broader SET method = 'matched'",
  };

  sqlite3 *base = editions_open (editions->base);

  editions_add_facts (base, editions_campaign () ? 140000 : 67000);
  editions_close (base);
  for (gsize i = 0; i < G_N_ELEMENTS (edits); i += editions_campaign () ? 1 : 8)
    {
      g_autofree char *path = editions_copy (editions, editions->base, "edited.sqlite");
      sqlite3 *db = editions_open (path);

      g_test_message ("%s", edits[i]);
      editions_run (db, "%s", edits[i]);
      editions_close (db);
      check_pack (editions, editions->base, path);
      check_fall_back (editions->base, path);
    }
}

/* Every key that begins a segment of a table cut by hash goes and comes back. */
static void
test_cuts (Editions *editions, gconstpointer data)
{
  g_autofree char *path = editions_copy (editions, editions->base, "cuts.sqlite");
  sqlite3 *db = editions_open (path);
  g_autoptr (ObsManifest) before = NULL;
  const ObsManifestTable *table;

  editions_run (db, "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < "
                    "20000) INSERT INTO glossary SELECT printf ('w%%05d', x), '', 'm' FROM n");
  before = editions_manifest (db);
  table = obs_manifest_table (before, "glossary");
  g_assert_cmpuint (table->segments->len, >, 1);
  for (guint i = 1; i < (editions_campaign () ? table->segments->len : 2); i++)
    {
      const ObsManifestSegment *segment = g_ptr_array_index (table->segments, i);
      const char *word = (const char *) g_bytes_get_data (segment->first, NULL) + 1;
      g_autofree char *edited = editions_copy (editions, path, "edited.sqlite");
      sqlite3 *other = editions_open (edited);

      editions_run (other, "DELETE FROM glossary WHERE word = '%s'", word);
      editions_close (other);
      check_pack (editions, path, edited);
      if (!editions_campaign ())
        continue;
      check_fall_back (path, edited);
      check_pack (editions, edited, path);
      check_fall_back (edited, path);
    }
  sqlite3_close (db);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/packs/" name, Editions, NULL, editions_set_up, function, editions_tear_down)
  ADD ("random", test_random);
  ADD ("borders", test_borders);
  ADD ("cuts", test_cuts);
  return g_test_run ();
}
