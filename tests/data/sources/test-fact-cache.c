/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/edition/db.h"
#include "data/error.h"
#include "data/build/build.h"
#include "data/sync/digest.h"
#include "tests/data/sources/made-up.h"
#include "tests/begin.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

/* Builds with kept tables: the same edition as without, and only what changed is read. */

typedef struct
{
  char *folder;
  char *outside; /* folder of the cache, which is none of the sources */
  char *cache;
  char *path; /* of the edition */
  char *date;
  ObsBuildReport *report;
} Fixture;

static const char kites_source[] = "[source]\nid=kites\ntitle=Kites\npublisher=Nobody\n"
                                   "licence=CC0 1.0\nattribution=Nobody.\n[get]\n"
                                   "file=kites.csv\n[table]\ncube=kites\n[dimension "
                                   "area]\nfrom=area\n[dimension period]\nfrom=when\notherwise="
                                   "leave-out\n[dimension kind]\nfrom=kind\nlist=kite_kinds\n"
                                   "labels=kinds.csv\n[measure kites]\nfrom=n\nunit=kites\n";

static const char crews_source[] = "[source]\nid=crews\ntitle=Crews\npublisher=Nobody\n"
                                   "licence=CC0 1.0\nattribution=Nobody.\n[get]\n"
                                   "file=boats-2025.csv\n[table]\ncube=crews\nonly=what: crew\n"
                                   "[dimension area]\nfrom=place\nby=name\nkind=lsip-2023\n"
                                   "[dimension period]\nfrom=month\n[measure crew]\n"
                                   "from=value\nunit=%\nscale=100\n";

static const char kinds_source[] = "[source]\nid=kinds\ntitle=Kinds\npublisher=Nobody\n"
                                   "licence=CC0 1.0\nattribution=Nobody.\n[get]\n"
                                   "file=kite-kinds.csv\n[table]\nkind=codes\nlist=kite_kinds\n"
                                   "[columns]\ncode=code\nlabel=label\n";

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = made_up_new ();
  self->outside = g_dir_make_tmp ("kept-XXXXXX", NULL);
  self->cache = g_build_filename (self->outside, "cache", NULL);
  self->path = g_build_filename (self->outside, "edition.sqlite", NULL);
  made_up_write (self->folder, "sources/kites.source", kites_source);
  made_up_write (self->folder, "sources/crews.source", crews_source);
  made_up_write (self->folder, "sources/kinds.source", kinds_source);
  made_up_write (self->folder, "sources/kinds.csv",
                 "text,code,label\nlong tail,tail,With a tail\n");
  made_up_write (self->folder, "kite-kinds.csv", "code,label\nbox,Box\ntail,Tail\n");
  made_up_write (self->folder, "kites.csv",
                 "area,when,kind,n\nD3,2024,long tail,12\nD1,2025,box,3\nD1,2027,box,4\n");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->report, obs_build_report_free);
  made_up_free (self->folder);
  made_up_free (self->outside);
  g_free (self->cache);
  g_free (self->path);
  g_free (self->date);
}

static GBytes *
contents (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  gsize length = 0;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, length);
}

/* NULL after a build that was stopped. */
static GBytes *
build (Fixture *self, gboolean cached, GError **error)
{
  const char *folders[] = { self->folder, NULL };
  const ObsBuildInputs inputs
      = { .folders = folders, .cache = cached ? self->cache : NULL, .date = self->date };

  g_clear_pointer (&self->report, obs_build_report_free);
  return obs_build_edition (&inputs, self->path, &self->report, NULL, error) ? contents (self->path)
                                                                             : NULL;
}

static GBytes *
build_well (Fixture *self, gboolean cached)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = build (self, cached, &error);

  g_assert_no_error (error);
  return bytes;
}

/* The cubes whose files were read, or taken; in order, with blanks between them. */
static char *
cubes (const Fixture *self, gboolean taken)
{
  g_autofree char *json = obs_build_report_json (self->report);
  g_autoptr (JsonNode) root = json_from_string (json, NULL);
  JsonArray *files = json_object_get_array_member (json_node_get_object (root), "files");
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (files); i++)
    {
      JsonObject *file = json_array_get_object_element (files, i);
      const char *cube = json_object_get_string_member (file, "cube");

      if (*cube != '\0' && json_object_get_boolean_member (file, "from_cache") == taken)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", cube);
    }
  return g_string_free (text, FALSE);
}

static void
assert_read (const Fixture *self, const char *read, const char *taken)
{
  g_autofree char *were_read = cubes (self, FALSE);
  g_autofree char *were_taken = cubes (self, TRUE);

  g_assert_cmpstr (were_read, ==, read);
  g_assert_cmpstr (were_taken, ==, taken);
}

/* The report but for where the rows came from. */
static char *
findings (const Fixture *self)
{
  g_autofree char *json = obs_build_report_json (self->report);
  g_auto (GStrv) parts = g_strsplit (json, "\"from_cache\" : true", -1);

  return g_strjoinv ("\"from_cache\" : false", parts);
}

static void
assert_same (GBytes *a, GBytes *b)
{
  g_assert_true (g_bytes_equal (a, b));
}

/* Names of the cache's files, in order. */
static GPtrArray *
kept_files (const Fixture *self)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (self->cache, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".facts"))
      g_ptr_array_add (paths, g_build_filename (self->cache, name, NULL));
  return paths;
}

static void
test_same (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) without = build_well (self, FALSE);
  g_autofree char *told = findings (self);
  g_autoptr (GBytes) cold = build_well (self, TRUE);
  g_autofree char *told_cold = findings (self);
  g_autoptr (GBytes) warm = NULL;
  g_autofree char *told_warm = NULL;
  g_autofree char *words = NULL;
  g_autoptr (GPtrArray) files = kept_files (self);

  assert_read (self, "boats crews kites", "");
  g_assert_cmpuint (files->len, ==, 3);
  warm = build_well (self, TRUE);
  told_warm = findings (self);
  assert_read (self, "", "boats crews kites");
  assert_same (without, cold);
  assert_same (without, warm);
  g_assert_cmpstr (told, ==, told_cold);
  g_assert_cmpstr (told, ==, told_warm);
  /* What was left out is told again, with its line. */
  g_assert_nonnull (strstr (told_warm, "Atlantis"));
  words = obs_build_report_words (self->report);
  g_assert_nonnull (strstr (words, "boats: boats-2025.csv, not changed, taken from the cache: 11 "
                                   "rows, 9 kept. 1 row was left out"));
}

/* One change, and the cubes that rest on it. */
static const struct
{
  const char *file, *from, *to;
  const char *read, *taken;
} changes[] = {
  { "kites.csv", ",12", ",13", "kites", "boats crews" },
  { "raw/boats-2025.csv", "180,,one", "185,,one", "boats crews", "kites" },
  { "sources/boats.source", "title=Boats\nunit", "title=Ships\nunit", "boats", "crews kites" },
  { "sources/boats.source", "rounding=10", "rounding=12", "boats", "crews kites" },
  /* What people say to each other in a descriptor means nothing to the reading. */
  { "sources/boats.source", "# Boats that", "# Vessels that", "", "boats crews kites" },
  { "places.csv", "P2,Fen", "P2,Fen and Mere", "boats crews kites", "" },
  { "places.csv", "D3,Marsh", "D4,Isle,District,P2,Great Shore\nD3,Marsh", "boats crews kites",
    "" },
  { "area-aliases.csv", "Strand", "Beach", "boats crews kites", "" },
  { "sources/kinds.csv", "long tail,tail", "long tail,box", "kites", "boats crews" },
  { "kite-kinds.csv", "Box", "Box kite", "kites", "boats crews" },
};

static void
test_changes (Fixture *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      Fixture own = { 0 };
      g_autoptr (GBytes) before = NULL;
      g_autoptr (GBytes) cached = NULL;
      g_autoptr (GBytes) without = NULL;

      set_up (&own, NULL);
      made_up_write (own.folder, "area-aliases.csv", "alias,kind,area\nStrand,lsip-2023,P1\n");
      before = build_well (&own, TRUE);
      made_up_change (own.folder, changes[i].file, changes[i].from, changes[i].to);
      cached = build_well (&own, TRUE);
      g_test_message ("%s: %s", changes[i].file, changes[i].to);
      assert_read (&own, changes[i].read, changes[i].taken);
      without = build_well (&own, FALSE);
      assert_same (cached, without);
      tear_down (&own, NULL);
    }
}

/* A table that was good is a fault once its areas have other parts; a kept one must not hide it. */
static void
test_parts (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) good = build_well (self, TRUE);
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GError) error = NULL;

  made_up_change (self->folder, "places.csv", "Dune & Bay,District,P1", "Dune & Bay,District,P2");
  g_assert_null (build (self, TRUE, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "(“districts”) add up to 180"));
  /* Nothing is thrown away by a build that failed; what it read well is kept, but not the fault. */
  files = kept_files (self);
  g_assert_cmpuint (files->len, >=, 3);
  g_clear_error (&error);
  g_assert_null (build (self, TRUE, &error));
  g_assert_nonnull (strstr (error->message, "(“districts”) add up to 180"));
}

/* The date matters as far as it limits the periods. */
static void
test_date (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *date;
    const char *read, *taken;
  } days[] = {
    { "2026-01-31", "boats crews kites", "" },
    { "2026-01-31", "", "boats crews kites" },
    /* The kites of 2027 are left out, with a notice that names the date. */
    { "2026-02-10", "kites", "boats crews" },
    { "2027-06-30", "kites", "boats crews" },
    /* By now nothing is held back. */
    { "2028-06-30", "", "boats crews kites" },
    { "2026-02-10", "kites", "boats crews" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autoptr (GBytes) cached = NULL;
      g_autoptr (GBytes) without = NULL;
      g_autofree char *told = NULL;
      g_autofree char *told_without = NULL;

      g_free (self->date);
      self->date = g_strdup (days[i].date);
      cached = build_well (self, TRUE);
      told = findings (self);
      assert_read (self, days[i].read, days[i].taken);
      without = build_well (self, FALSE);
      told_without = findings (self);
      assert_same (cached, without);
      g_assert_cmpstr (told, ==, told_without);
    }
  /* Before the last of the boats: a fault, though the table is kept. */
  g_free (self->date);
  self->date = g_strdup ("2025-01-15");
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (build (self, TRUE, &error));
    g_assert_nonnull (strstr (error->message, "after the edition of 2025-01-15"));
  }
}

static void
write_bytes (const char *path, const guint8 *data, gsize length)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, (const char *) data, (gssize) length, &error);
  g_assert_no_error (error);
}

/* Makes the hash in the head right again. */
static void
rehash (guint8 *data, gsize length)
{
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();
  g_autofree char *hash = NULL;

  obs_digest_add (digest, data + 148, length - 148);
  hash = obs_digest_finish (digest);
  memcpy (data + 84, hash, 64);
}

/* The kept table of the boats: the largest. */
static char *
largest (const Fixture *self, GBytes **bytes)
{
  g_autoptr (GPtrArray) files = kept_files (self);
  char *path = NULL;

  *bytes = NULL;
  for (guint i = 0; i < files->len; i++)
    {
      GBytes *own = contents (g_ptr_array_index (files, i));

      if (*bytes == NULL || g_bytes_get_size (own) > g_bytes_get_size (*bytes))
        {
          g_free (path);
          path = g_strdup (g_ptr_array_index (files, i));
          g_clear_pointer (bytes, g_bytes_unref);
          *bytes = g_bytes_ref (own);
        }
      g_bytes_unref (own);
    }
  return path;
}

/* After damage: the same edition, the one table read again, the damage told, and all well the next
 * time. */
static void
assert_recovers (Fixture *self, GBytes *good)
{
  g_autoptr (GBytes) again = build_well (self, TRUE);
  g_autofree char *words = obs_build_report_words (self->report);

  assert_same (good, again);
  assert_read (self, "boats", "crews kites");
  g_assert_nonnull (strstr (words, "is damaged"));
}

static void
test_damage (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) good = build_well (self, TRUE);
  g_autoptr (GBytes) kept = NULL;
  g_autofree char *path = largest (self, &kept);
  gsize length = g_bytes_get_size (kept);
  g_autofree guint8 *bad = g_malloc (length + 1);
  g_autoptr (GBytes) last = NULL;

  /* Each try builds an edition: every seventh byte with -m slow, a sample of them otherwise. */
  for (gsize at = 0; at < length; at += g_test_slow () ? 7 : 37)
    {
      memcpy (bad, g_bytes_get_data (kept, NULL), length);
      bad[at] ^= (guint8) (1u << (at % 8));
      write_bytes (path, bad, length);
      assert_recovers (self, good);
    }
  for (gsize n = 0; n < length; n += n < 160 ? 13 : g_test_slow () ? 61 : 233)
    {
      write_bytes (path, g_bytes_get_data (kept, NULL), n);
      assert_recovers (self, good);
    }
  memcpy (bad, g_bytes_get_data (kept, NULL), length);
  bad[length] = 0;
  write_bytes (path, bad, length + 1);
  assert_recovers (self, good);
  /* What was kept in its place is as good as the first. */
  last = build_well (self, TRUE);
  assert_read (self, "", "boats crews kites");
  assert_same (good, last);
}

/* Damage with a hash that fits it: what is out of place is found all the same; what is another
 * figure or word is no reason to fall over. */
static void
test_forged (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) good = build_well (self, TRUE);
  g_autoptr (GBytes) kept = NULL;
  g_autofree char *path = largest (self, &kept);
  gsize length = g_bytes_get_size (kept);
  g_autofree guint8 *bad = g_malloc (length);
  guint n_found = 0, n_all = 0;

  for (gsize at = 148; at < length; at += g_test_slow () ? 3 : 17)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) built = NULL;
      g_autofree char *words = NULL;

      memcpy (bad, g_bytes_get_data (kept, NULL), length);
      bad[at] ^= at % 2 == 0 ? 0xff : 0x01;
      rehash (bad, length);
      write_bytes (path, bad, length);
      built = build (self, TRUE, &error);
      g_assert_true (built != NULL || error->domain == OBS_ERROR);
      words = obs_build_report_words (self->report);
      n_all++;
      if (strstr (words, "is damaged") == NULL)
        continue;
      n_found++;
      g_assert_no_error (error);
      assert_same (good, built);
    }
  g_test_message ("%u of %u found", n_found, n_all);
  g_assert_cmpuint (n_found, >, n_all / 3);
  /* A whole table under another's key. */
  write_bytes (path, g_bytes_get_data (kept, NULL), length);
  {
    g_autoptr (GPtrArray) files = kept_files (self);

    for (guint i = 0; i < files->len; i++)
      if (strcmp (g_ptr_array_index (files, i), path) != 0)
        {
          g_autoptr (GBytes) other = contents (g_ptr_array_index (files, i));

          write_bytes (path, g_bytes_get_data (other, NULL), g_bytes_get_size (other));
        }
  }
  assert_recovers (self, good);
}

/* More notices than a report holds are counted; a table that told so many is read each time, or the
 * count would be another. */
static void
test_many_notices (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("area,when,kind,n\nD3,2024,box,12\n");
  g_autoptr (GBytes) without = NULL;
  g_autofree char *told = NULL;

  for (int i = 0; i < 1001; i++)
    g_string_append_printf (text, "D3,no day %d,box,1\n", i);
  made_up_write (self->folder, "kites.csv", text->str);
  without = build_well (self, FALSE);
  told = findings (self);
  g_assert_nonnull (strstr (told, "\"of_this_rule\" : 1001"));
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GBytes) cached = build_well (self, TRUE);
      g_autofree char *told_cached = findings (self);

      assert_same (without, cached);
      g_assert_cmpstr (told, ==, told_cached);
    }
  assert_read (self, "kites", "boats crews");
}

/* A link where a kept table should stand is not followed. */
static void
test_link (Fixture *self, gconstpointer data)
{
#ifdef G_OS_UNIX
  g_autoptr (GBytes) good = build_well (self, TRUE);
  g_autoptr (GBytes) kept = NULL;
  g_autoptr (GBytes) there = NULL;
  g_autofree char *path = largest (self, &kept);
  g_autofree char *away = g_build_filename (self->outside, "away", NULL);

  g_assert_cmpint (g_rename (path, away), ==, 0);
  g_assert_cmpint (symlink (away, path), ==, 0);
  assert_recovers (self, good);
  g_assert_false (g_file_test (path, G_FILE_TEST_IS_SYMLINK));
  there = contents (away);
  assert_same (kept, there);
  /* A folder in its place gives way as well. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  assert_recovers (self, good);
#else
  g_test_skip ("no links here");
#endif
}

static void
assert_goes_on (Fixture *self, GBytes *good)
{
  g_autoptr (GBytes) built = build_well (self, TRUE);
  g_autofree char *json = obs_build_report_json (self->report);

  assert_same (good, built);
  assert_read (self, "boats crews kites", "");
  g_assert_nonnull (strstr (json, "\"rule\" : \"cache\""));
  g_assert_nonnull (strstr (json, "\"faults\" : 0"));
}

/* A folder that cannot be made, and one that cannot be written. */
static void
test_no_folder (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) good = build_well (self, FALSE);

  made_up_write (self->outside, "cache", "a file");
  assert_goes_on (self, good);
}

static void
test_read_only (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) good = build_well (self, FALSE);

#ifdef G_OS_UNIX
  if (geteuid () == 0)
    {
      g_test_skip ("the administrator may write everywhere");
      return;
    }
#endif
  g_assert_cmpint (g_mkdir (self->cache, 0500), ==, 0);
  assert_goes_on (self, good);
  g_chmod (self->cache, 0700);
}

/* What a good build did not use goes, and nothing else. */
static void
test_prune (Fixture *self, gconstpointer data)
{
  g_autofree char *own = g_build_filename (self->cache, "notes.txt", NULL);
  g_autofree char *half = NULL;
  g_autoptr (GBytes) first = build_well (self, TRUE);
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GBytes) kept = NULL;
  g_autofree char *path = largest (self, &kept);
  g_autoptr (GPtrArray) files = NULL;

  half = g_strconcat (path, ".AbCdEf", NULL);
  made_up_write (self->cache, "notes.txt", "mine");
  write_bytes (half, (const guint8 *) "half", 4);
  made_up_change (self->folder, "raw/boats-2025.csv", "180,,one", "185,,one");
  second = build_well (self, TRUE);
  files = kept_files (self);
  g_assert_cmpuint (files->len, ==, 3);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (own, G_FILE_TEST_EXISTS));
}

int
main (int argc, char *argv[])
{
  test_begin (&argc, &argv);
#define ADD(name, function)                                                                        \
  g_test_add ("/fact-cache/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("same", test_same);
  ADD ("changes", test_changes);
  ADD ("parts", test_parts);
  ADD ("date", test_date);
  ADD ("damage", test_damage);
  ADD ("forged", test_forged);
  ADD ("many-notices", test_many_notices);
  ADD ("link", test_link);
  ADD ("no-folder", test_no_folder);
  ADD ("read-only", test_read_only);
  ADD ("prune", test_prune);
  return g_test_run ();
}
