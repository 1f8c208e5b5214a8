/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/error.h"
#include "data/sync/content/segment-list.h"

#include <openssl/evp.h>
#include <string.h>

#define HASH_LENGTH 32
#define MUTATIONS 20000

static void
add_table (ObsManifest *manifest, const char *name, guint n_segments)
{
  ObsManifestTable *table = obs_manifest_table_new (name);

  for (guint i = 0; i < n_segments; i++)
    {
      g_autofree char *key = g_strdup_printf ("key %u of %s", i, name);
      g_autoptr (GBytes) first = g_bytes_new (key, i == 0 ? 0 : strlen (key));
      ObsManifestSegment *segment = obs_manifest_segment_new (first);

      segment->rows = 1 + (guint64) i * 100000;
      memset (segment->sha256, (int) (i * 7 + strlen (name)), HASH_LENGTH);
      g_ptr_array_add (table->segments, segment);
    }
  obs_manifest_table_finish (table);
  g_ptr_array_add (manifest->tables, table);
}

static ObsManifest *
make_manifest (void)
{
  ObsManifest *manifest = obs_manifest_new ();

  add_table (manifest, "area", 1);
  add_table (manifest, "empty", 0);
  add_table (manifest, "cube_adverts", 40);
  return manifest;
}

static ObsSegmentList *
make_list (void)
{
  ObsSegmentList *list = g_new0 (ObsSegmentList, 1);

  list->manifest = make_manifest ();
  list->files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (guint t = 0; t < list->manifest->tables->len; t++)
    {
      const ObsManifestTable *table = g_ptr_array_index (list->manifest->tables, t);
      GArray *files = g_array_new (FALSE, FALSE, sizeof (ObsSegmentFile));

      for (guint i = 0; i < table->segments->len; i++)
        {
          ObsSegmentFile file = { { 0 }, 1000 + i, 3000 + 1000 * i };

          memset (file.file, (int) (i + t), HASH_LENGTH);
          g_array_append_val (files, file);
        }
      g_ptr_array_add (list->files, files);
    }
  return list;
}

static void
assert_equal (const ObsManifest *a, const ObsManifest *b)
{
  g_autofree char *a_state = obs_manifest_state (a), *b_state = obs_manifest_state (b);

  g_assert_cmpstr (a_state, ==, b_state);
  g_assert_cmpuint (a->tables->len, ==, b->tables->len);
  for (guint t = 0; t < a->tables->len; t++)
    {
      const ObsManifestTable *x = g_ptr_array_index (a->tables, t);
      const ObsManifestTable *y = g_ptr_array_index (b->tables, t);

      g_assert_cmpstr (x->name, ==, y->name);
      g_assert_cmpuint (x->rows, ==, y->rows);
      g_assert_cmpmem (x->sha256, HASH_LENGTH, y->sha256, HASH_LENGTH);
      g_assert_cmpuint (x->segments->len, ==, y->segments->len);
      for (guint i = 0; i < x->segments->len; i++)
        {
          const ObsManifestSegment *v = g_ptr_array_index (x->segments, i);
          const ObsManifestSegment *w = g_ptr_array_index (y->segments, i);

          g_assert_true (g_bytes_equal (v->first, w->first));
          g_assert_cmpuint (v->rows, ==, w->rows);
          g_assert_cmpmem (v->sha256, HASH_LENGTH, w->sha256, HASH_LENGTH);
        }
    }
}

static void
test_round_trip (void)
{
  g_autoptr (ObsManifest) manifest = make_manifest (), again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = obs_manifest_to_bytes (manifest);

  again = obs_manifest_from_bytes (bytes, &error);
  g_assert_no_error (error);
  assert_equal (manifest, again);
  g_assert_nonnull (obs_manifest_table (again, "empty"));
  g_assert_null (obs_manifest_table (again, "nothing"));
  g_assert_cmpuint (obs_manifest_table (again, "cube_adverts")->rows, ==, 40 + 780 * 100000);
}

static void
test_list_round_trip (void)
{
  g_autoptr (ObsSegmentList) list = make_list (), again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = obs_segment_list_to_bytes (list);

  again = obs_segment_list_from_bytes (bytes, &error);
  g_assert_no_error (error);
  assert_equal (list->manifest, again->manifest);
  for (guint t = 0; t < list->files->len; t++)
    {
      const GArray *a = g_ptr_array_index (list->files, t),
                   *b = g_ptr_array_index (again->files, t);

      g_assert_cmpuint (a->len, ==, b->len);
      g_assert_true (a->len == 0
                     || memcmp (a->data, b->data, a->len * sizeof (ObsSegmentFile)) == 0);
    }
}

/* As another program would compute it from README.md. */
static void
test_known_state (void)
{
  g_autoptr (ObsManifest) manifest = obs_manifest_new ();
  g_autoptr (GByteArray) list = g_byte_array_new (), all = g_byte_array_new ();
  g_autofree char *state = NULL, *expected = NULL;
  guint8 hash[HASH_LENGTH], rows_hash[HASH_LENGTH];

  add_table (manifest, "area", 1);
  memset (rows_hash, 4, sizeof rows_hash);
  g_byte_array_append (list, (const guint8 *) "\1\0\0\0\0\0\0\0", 8); /* segments */
  g_byte_array_append (list, (const guint8 *) "\0\0\0\0\0\0\0\0", 8); /* length of the key */
  g_byte_array_append (list, (const guint8 *) "\1\0\0\0\0\0\0\0", 8); /* rows */
  g_byte_array_append (list, rows_hash, HASH_LENGTH);
  EVP_Digest (list->data, list->len, hash, NULL, EVP_sha256 (), NULL);
  g_byte_array_append (all, (const guint8 *) "\1\0\0\0\0\0\0\0", 8); /* tables */
  g_byte_array_append (all, (const guint8 *) "\4\0\0\0\0\0\0\0", 8); /* length of the name */
  g_byte_array_append (all, (const guint8 *) "area", 4);
  g_byte_array_append (all, (const guint8 *) "\1\0\0\0\0\0\0\0", 8); /* rows */
  g_byte_array_append (all, hash, HASH_LENGTH);
  expected = g_compute_checksum_for_data (G_CHECKSUM_SHA256, all->data, all->len);
  state = obs_manifest_state (manifest);
  g_assert_cmpstr (state, ==, expected);
}

/* Each thing that a table holds counts. */
static void
test_state_changes (void)
{
  g_autoptr (ObsManifest) manifest = make_manifest ();
  g_autoptr (GHashTable) states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ObsManifestTable *table = g_ptr_array_index (manifest->tables, 2);
  ObsManifestSegment *segment = g_ptr_array_index (table->segments, 5);

  g_assert_true (g_hash_table_add (states, obs_manifest_state (manifest)));
  segment->rows++;
  obs_manifest_table_finish (table);
  g_assert_true (g_hash_table_add (states, obs_manifest_state (manifest)));
  segment->sha256[31] ^= 1;
  obs_manifest_table_finish (table);
  g_assert_true (g_hash_table_add (states, obs_manifest_state (manifest)));
  g_clear_pointer (&segment->first, g_bytes_unref);
  segment->first = g_bytes_new ("other", 5);
  obs_manifest_table_finish (table);
  g_assert_true (g_hash_table_add (states, obs_manifest_state (manifest)));
  g_ptr_array_remove_index (table->segments, 7);
  obs_manifest_table_finish (table);
  g_assert_true (g_hash_table_add (states, obs_manifest_state (manifest)));
  table->name[0] = 'k';
  g_assert_true (g_hash_table_add (states, obs_manifest_state (manifest)));
  g_ptr_array_remove_index (manifest->tables, 1);
  g_assert_true (g_hash_table_add (states, obs_manifest_state (manifest)));
}

static void
assert_refused (const guint8 *data, gsize length, gboolean list)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (GError) error = NULL;

  if (list)
    g_assert_null (obs_segment_list_from_bytes (bytes, &error));
  else
    g_assert_null (obs_manifest_from_bytes (bytes, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
}

static GBytes *
make_bytes (gboolean list)
{
  g_autoptr (ObsSegmentList) made = make_list ();

  return list ? obs_segment_list_to_bytes (made) : obs_manifest_to_bytes (made->manifest);
}

/* The checksum sees every bit and every length. */
static void
test_damage (gconstpointer is_list)
{
  gboolean list = is_list != NULL;
  g_autoptr (GBytes) bytes = make_bytes (list);
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  g_autofree guint8 *copy = g_memdup2 (data, length);
  g_autofree guint8 *longer = g_malloc0 (length + 1);

  for (gsize i = 0; i < length; i++)
    {
      assert_refused (data, i, list);
      copy[i] ^= (guint8) (1u << (i % 8));
      assert_refused (copy, length, list);
      copy[i] = data[i];
    }
  memcpy (longer, data, length);
  assert_refused (longer, length + 1, list);
}

/* Behind a checksum that is right: what is read is a manifest, or it is refused. */
static void
test_mutations (gconstpointer is_list)
{
  gboolean list = is_list != NULL;
  g_autoptr (GBytes) bytes = make_bytes (list);
  g_autoptr (GRand) random = g_rand_new_with_seed (9);
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  guint refused = 0;

  for (guint m = 0; m < MUTATIONS / (g_getenv ("OBS_CAMPAIGN") != NULL ? 1 : 20); m++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, length);
      gsize cut = length - (m % 5 == 0 ? g_rand_int (random) % 60 : 0);
      g_autoptr (GBytes) mutated = NULL;
      g_autoptr (ObsManifest) manifest = NULL;
      g_autoptr (ObsSegmentList) files = NULL;
      g_autoptr (GError) error = NULL;

      for (guint k = 0; k < 1 + m % 4; k++)
        copy[5 + g_rand_int (random) % (m % 2 == 0 ? 60 : cut - HASH_LENGTH - 5)]
            = (guint8) g_rand_int (random);
      EVP_Digest (copy, cut - HASH_LENGTH, copy + cut - HASH_LENGTH, NULL, EVP_sha256 (), NULL);
      mutated = g_bytes_new (copy, cut);
      if (list)
        files = obs_segment_list_from_bytes (mutated, &error);
      else
        manifest = obs_manifest_from_bytes (mutated, &error);
      g_assert_true ((files == NULL && manifest == NULL) == (error != NULL));
      if (error != NULL)
        {
          g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
          refused++;
        }
    }
  g_assert_cmpuint (refused, >, 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/content/manifest/round-trip", test_round_trip);
  g_test_add_func ("/content/manifest/list-round-trip", test_list_round_trip);
  g_test_add_func ("/content/manifest/known-state", test_known_state);
  g_test_add_func ("/content/manifest/state-changes", test_state_changes);
  g_test_add_data_func ("/content/manifest/damage", NULL, test_damage);
  g_test_add_data_func ("/content/manifest/list-damage", "list", test_damage);
  g_test_add_data_func ("/content/manifest/mutations", NULL, test_mutations);
  g_test_add_data_func ("/content/manifest/list-mutations", "list", test_mutations);
  return g_test_run ();
}
