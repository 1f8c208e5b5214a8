/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/error.h"
#include "tests/data/content/random-column.h"

#include <string.h>
#include <zstd.h>

#define MUTATIONS 10000
#define MUTATIONS_QUICK 500

/* area TEXT, year INTEGER: the key; count INTEGER; value REAL or NULL; note TEXT or NULL */
static GPtrArray *
make_columns (void)
{
  GPtrArray *columns = chunk_columns ();

  g_ptr_array_add (columns, chunk_column ("year", OBS_COLUMN_INTEGER, FALSE, 2));
  g_ptr_array_add (columns, chunk_column ("area", OBS_COLUMN_TEXT, FALSE, 1));
  g_ptr_array_add (columns, chunk_column ("count", OBS_COLUMN_INTEGER, FALSE, 0));
  g_ptr_array_add (columns, chunk_column ("value", OBS_COLUMN_REAL, TRUE, 0));
  g_ptr_array_add (columns, chunk_column ("note", OBS_COLUMN_TEXT, TRUE, 0));
  return columns;
}

/* @key_only: only the columns of the key. */
static ObsRows *
make_rows (GRand *random, guint first, guint n, guint pattern, gboolean key_only)
{
  ObsRows *rows = rows_new (n);
  ObsColumn *years = obs_column_new (OBS_COLUMN_INTEGER), *areas = obs_column_new (OBS_COLUMN_TEXT);

  for (guint i = first; i < first + n; i++)
    {
      g_autofree char *area = g_strdup_printf ("E%08u", i / 12);

      obs_column_add_text (areas, area, strlen (area));
      obs_column_add_integer (years, 2010 + i % 12);
    }
  g_ptr_array_add (rows->columns, years);
  g_ptr_array_add (rows->columns, areas);
  if (key_only)
    return rows;
  g_ptr_array_add (rows->columns, random_column (random, OBS_COLUMN_INTEGER, n, pattern, FALSE));
  g_ptr_array_add (rows->columns, random_column (random, OBS_COLUMN_REAL, n, pattern, TRUE));
  g_ptr_array_add (rows->columns, random_column (random, OBS_COLUMN_TEXT, n, pattern, TRUE));
  return rows;
}

static void
check_segment (const GPtrArray *columns, const ObsRows *rows)
{
  g_autoptr (GBytes) plain = obs_segment_encode ("cube", columns, rows);
  g_autoptr (GBytes) packed = obs_chunk_pack (plain, 3), unpacked = NULL;
  g_autoptr (ObsRows) again = NULL;
  g_autoptr (GError) error = NULL;

  unpacked = obs_chunk_unpack (packed, g_bytes_get_size (plain), &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (plain, unpacked));
  again = obs_segment_decode (unpacked, "cube", columns, &error);
  g_assert_no_error (error);
  assert_rows_equal (rows, again);
}

static void
test_segments (void)
{
  static const guint lengths[] = { 0, 1, 2, 13, 1500 };
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  g_autoptr (GPtrArray) columns = make_columns ();

  for (guint pattern = 0; pattern < RANDOM_COLUMN_PATTERNS; pattern++)
    for (guint l = 0; l < G_N_ELEMENTS (lengths); l++)
      {
        g_autoptr (ObsRows) rows = make_rows (random, pattern * 1000, lengths[l], pattern, FALSE);

        check_segment (columns, rows);
      }
}

/* Sorted by columns that are not the key's first ones, as the publisher numbers rows of facts: the
 * order is found, and makes it short. */
static void
test_sorted_facts (void)
{
  enum
  {
    N = 20000,
    SHUFFLED = 7919
  };
  g_autoptr (GPtrArray) columns = chunk_columns ();
  gsize lengths[2];

  g_ptr_array_add (columns, chunk_column ("row", OBS_COLUMN_INTEGER, FALSE, 1));
  g_ptr_array_add (columns, chunk_column ("b", OBS_COLUMN_INTEGER, FALSE, 0));
  g_ptr_array_add (columns, chunk_column ("a", OBS_COLUMN_INTEGER, TRUE, 0));
  for (guint way = 0; way < 2; way++)
    {
      g_autoptr (ObsRows) rows = rows_new (N);
      g_autoptr (GBytes) plain = NULL, packed = NULL;

      for (guint c = 0; c < 3; c++)
        g_ptr_array_add (rows->columns, obs_column_new (OBS_COLUMN_INTEGER));
      for (guint i = 0; i < N; i++)
        {
          guint k = way == 0 ? i : (guint) ((guint64) i * SHUFFLED % N);

          obs_column_add_integer (g_ptr_array_index (rows->columns, 0), 1000000 + i);
          obs_column_add_integer (g_ptr_array_index (rows->columns, 1), k % 100 * (k % 100) / 7);
          if (k / 100 == 0)
            obs_column_add_null (g_ptr_array_index (rows->columns, 2));
          else
            obs_column_add_integer (g_ptr_array_index (rows->columns, 2), k / 100);
        }
      check_segment (columns, rows);
      plain = obs_segment_encode ("cube", columns, rows);
      packed = obs_chunk_pack (plain, 19);
      lengths[way] = g_bytes_get_size (packed);
    }
  g_assert_cmpuint (lengths[0] * 4, <, lengths[1]);
}

static ObsPackChange *
make_change (GRand *random, guint column, ObsColumnKind kind, guint n, gboolean difference)
{
  ObsPackChange *change = g_new0 (ObsPackChange, 1);
  guint taken = 0;

  change->column = column;
  change->difference = difference;
  change->rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < n; i += 1 + g_rand_int (random) % 5, taken++)
    g_array_append_val (change->rows, i);
  change->values = random_column (random, kind, taken, 11, !difference && column > 2);
  return change;
}

static ObsPackTable *
make_table (GRand *random, const char *name, guint n)
{
  ObsPackTable *table = g_new0 (ObsPackTable, 1);

  table->table = g_strdup (name);
  table->withdrawn = make_rows (random, 0, n / 3, 0, TRUE);
  table->revised = make_rows (random, 100000, n, 0, TRUE);
  table->added = make_rows (random, 500000, n / 2, 7, FALSE);
  table->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_pack_change_free);
  if (n > 0)
    {
      g_ptr_array_add (table->changes, make_change (random, 2, OBS_COLUMN_INTEGER, n, TRUE));
      g_ptr_array_add (table->changes, make_change (random, 3, OBS_COLUMN_REAL, n, FALSE));
      g_ptr_array_add (table->changes, make_change (random, 4, OBS_COLUMN_TEXT, n, FALSE));
    }
  return table;
}

static ObsPack *
make_pack (GRand *random, guint n)
{
  ObsPack *pack = g_new0 (ObsPack, 1);

  pack->from = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "from", -1);
  pack->to = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "to", -1);
  pack->summary = g_strdup ("{\"total\": {\"added\": 1}}");
  pack->tables = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_pack_table_free);
  g_ptr_array_add (pack->tables, make_table (random, "cube", n));
  g_ptr_array_add (pack->tables, make_table (random, "cube_new", n / 2));
  return pack;
}

/* A table that is not known yet has the shape that the pack tells. */
static const GPtrArray *
columns_of (const char *table, gpointer columns)
{
  return strcmp (table, "cube") == 0 ? columns : NULL;
}

static const GPtrArray *
columns_of_all (const char *table, gpointer columns)
{
  return columns;
}

static void
assert_changes_equal (const GPtrArray *a, const GPtrArray *b)
{
  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    {
      const ObsPackChange *x = g_ptr_array_index (a, i), *y = g_ptr_array_index (b, i);

      g_assert_cmpuint (x->column, ==, y->column);
      g_assert_true (x->difference == y->difference);
      g_assert_cmpuint (x->rows->len, ==, y->rows->len);
      g_assert_true (memcmp (x->rows->data, y->rows->data, x->rows->len * sizeof (guint32)) == 0);
      assert_columns_equal (x->values, y->values);
    }
}

static void
test_packs (void)
{
  static const guint lengths[] = { 0, 1, 5, 3000 };
  g_autoptr (GRand) random = g_rand_new_with_seed (12);
  g_autoptr (GPtrArray) columns = make_columns ();

  for (guint l = 0; l < G_N_ELEMENTS (lengths); l++)
    {
      g_autoptr (ObsPack) pack = make_pack (random, lengths[l]), again = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) plain = obs_pack_encode (pack, columns_of_all, columns, &error);

      g_assert_no_error (error);
      again = obs_pack_decode (plain, columns_of, columns, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (pack->from, ==, again->from);
      g_assert_cmpstr (pack->to, ==, again->to);
      g_assert_cmpstr (pack->summary, ==, again->summary);
      g_assert_cmpuint (again->tables->len, ==, pack->tables->len);
      for (guint t = 0; t < pack->tables->len; t++)
        {
          const ObsPackTable *x = g_ptr_array_index (pack->tables, t);
          const ObsPackTable *y = g_ptr_array_index (again->tables, t);

          g_assert_cmpstr (x->table, ==, y->table);
          g_assert_cmpuint (y->columns->len, ==, columns->len);
          assert_rows_equal (x->withdrawn, y->withdrawn);
          assert_rows_equal (x->revised, y->revised);
          assert_changes_equal (x->changes, y->changes);
          assert_rows_equal (x->added, y->added);
        }
    }
}

/* What would not be read again is not written. */
static void
test_pack_too_large (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (13);
  g_autoptr (GPtrArray) columns = make_columns ();
  g_autoptr (ObsPack) pack = make_pack (random, 3);
  g_autoptr (GError) error = NULL;
  ObsPackTable *table = g_ptr_array_index (pack->tables, 0);
  ObsColumn *notes = obs_column_new (OBS_COLUMN_TEXT);
  g_autofree char *text = g_strnfill (OBS_COLUMN_TEXT_MOST, 'x');

  for (guint i = 0; i < table->added->n; i++)
    obs_column_add_text (notes, "", 0);
  g_assert_cmpuint (table->added->n, ==, 1);
  obs_column_clear (notes);
  obs_column_add_text (notes, text, OBS_COLUMN_TEXT_MOST);
  obs_column_free (g_ptr_array_index (table->added->columns, 4));
  g_ptr_array_index (table->added->columns, 4) = notes;
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GBytes) plain = obs_pack_encode (pack, columns_of_all, columns, &error);

      if (i == 0)
        {
          g_assert_no_error (error);
          g_assert_nonnull (plain);
          while (notes->text->len < OBS_ROWS_MEMORY_MOST) /* not a column any more, but as large */
            g_byte_array_append (notes->text, (const guint8 *) text, OBS_COLUMN_TEXT_MOST);
        }
      else
        {
          g_assert_null (plain);
          g_assert_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE);
        }
    }
}

static void
assert_not_unpacked (gconstpointer data, gsize length, gsize promised)
{
  g_autoptr (GBytes) packed = g_bytes_new (data, length);
  g_autoptr (GError) error = NULL;

  g_assert_null (obs_chunk_unpack (packed, promised, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
}

static GByteArray *
compress (const guint8 *plain, gsize length, int checksum, int content_size)
{
  ZSTD_CCtx *context = ZSTD_createCCtx ();
  GByteArray *packed = g_byte_array_new ();
  ZSTD_inBuffer in = { plain, length, 0 };
  ZSTD_outBuffer out = { NULL, 0, 0 };

  g_byte_array_set_size (packed, (guint) ZSTD_compressBound (length));
  out.dst = packed->data;
  out.size = packed->len;
  ZSTD_CCtx_setParameter (context, ZSTD_c_checksumFlag, checksum);
  ZSTD_CCtx_setParameter (context, ZSTD_c_contentSizeFlag, content_size);
  if (content_size)
    ZSTD_CCtx_setPledgedSrcSize (context, length);
  else
    {
      in.size = length / 2; /* not all at once, or it would know the size */
      g_assert_cmpuint (ZSTD_compressStream2 (context, &out, &in, ZSTD_e_flush), ==, 0);
      in.size = length;
    }
  g_assert_cmpuint (ZSTD_compressStream2 (context, &out, &in, ZSTD_e_end), ==, 0);
  g_byte_array_set_size (packed, (guint) out.pos);
  ZSTD_freeCCtx (context);
  return packed;
}

/* Only one frame, with its checksum and the size that was promised, and nothing else. */
static void
test_frames (void)
{
  enum
  {
    LENGTH = 100000
  };
  g_autofree guint8 *plain = g_malloc (LENGTH), *once = NULL;
  g_autoptr (GByteArray) good = NULL, no_checksum = NULL, no_size = NULL;
  static const guint8 skippable[] = { 0x50, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 7 };
  g_autoptr (GBytes) unpacked = NULL, packed = NULL;

  for (guint i = 0; i < LENGTH; i++)
    plain[i] = (guint8) (i * i / 1000);
  good = compress (plain, LENGTH, 1, 1);
  packed = g_bytes_new (good->data, good->len);
  unpacked = obs_chunk_unpack (packed, LENGTH, NULL);
  g_assert_nonnull (unpacked);
  g_assert_cmpmem (g_bytes_get_data (unpacked, NULL), LENGTH, plain, LENGTH);
  for (gsize cut = 0; cut < good->len; cut += 1 + good->len / 200)
    assert_not_unpacked (good->data, cut, LENGTH);
  assert_not_unpacked (good->data, good->len - 1, LENGTH);
  assert_not_unpacked (good->data, good->len, LENGTH - 1);
  assert_not_unpacked (good->data, good->len, LENGTH + 1);
  assert_not_unpacked (good->data, good->len, 0);
  assert_not_unpacked (good->data, good->len, OBS_CHUNK_MOST + 1);
  assert_not_unpacked (good->data, good->len, G_MAXSIZE);
  no_checksum = compress (plain, LENGTH, 0, 1);
  assert_not_unpacked (no_checksum->data, no_checksum->len, LENGTH);
  no_size = compress (plain, LENGTH, 1, 0);
  assert_not_unpacked (no_size->data, no_size->len, LENGTH);
  good->data[good->len - 1] ^= 1; /* checksum */
  assert_not_unpacked (good->data, good->len, LENGTH);
  good->data[good->len - 1] ^= 1;
  g_byte_array_append (good, skippable, sizeof skippable);
  assert_not_unpacked (good->data, good->len, LENGTH);
  g_byte_array_set_size (good, good->len - (guint) sizeof skippable);
  once = g_memdup2 (good->data, good->len);
  g_byte_array_append (good, once, good->len); /* twice */
  assert_not_unpacked (good->data, good->len, LENGTH);
  assert_not_unpacked (good->data, good->len, 2 * LENGTH);
  assert_not_unpacked (skippable, sizeof skippable, 1);
}

/* Parts with quite other bytes, ends at every place: what is packed comes back. */
static void
test_parts (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (14);

  for (guint length = 0; length < 300000; length = length * 2 + 1)
    {
      g_autofree guint8 *bytes = g_malloc (length + 1);
      g_autoptr (GBytes) plain = NULL, packed = NULL, again = NULL, unpacked = NULL;

      for (guint i = 0; i < length; i++)
        bytes[i] = (guint8) (g_rand_int (random) % (1 + i / 3000 * 37 % 255));
      plain = g_bytes_new (bytes, length);
      packed = obs_chunk_pack (plain, 5);
      again = obs_chunk_pack (plain, 5);
      g_assert_true (g_bytes_equal (packed, again));
      unpacked = obs_chunk_unpack (packed, length, NULL);
      g_assert_nonnull (unpacked);
      g_assert_true (g_bytes_equal (plain, unpacked));
    }
}

/* Mutated files: refused, or rows that are valid, which are written and read again alike. */
static void
try_segment (GBytes *plain, const GPtrArray *columns, guint *refused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsRows) rows = obs_segment_decode (plain, "cube", columns, &error);

  g_assert_true ((rows == NULL) == (error != NULL));
  if (rows == NULL)
    {
      g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
      (*refused)++;
    }
  else
    {
      g_autoptr (GBytes) again = obs_segment_encode ("cube", columns, rows);
      g_autoptr (ObsRows) same = obs_segment_decode (again, "cube", columns, &error);

      g_assert_no_error (error);
      assert_rows_equal (rows, same);
    }
}

static void
try_pack (GBytes *plain, GPtrArray *columns, guint *refused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsPack) pack = obs_pack_decode (plain, columns_of, columns, &error);

  g_assert_true ((pack == NULL) == (error != NULL));
  if (pack == NULL)
    {
      g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
      (*refused)++;
    }
  else
    {
      g_autoptr (GBytes) again = obs_pack_encode (pack, NULL, NULL, &error);
      g_autoptr (ObsPack) same = NULL;

      g_assert_no_error (error);
      same = obs_pack_decode (again, columns_of, columns, &error);
      g_assert_no_error (error);
    }
}

static GBytes *
mutate (GRand *random, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  guint8 *copy = g_memdup2 (data, length);
  guint how = g_rand_int (random) % 8;

  if (how == 0)
    return g_bytes_new_take (copy, g_rand_int (random) % length);
  for (guint k = 0; k < 1 + how / 3; k++)
    {
      guint at = g_rand_int (random) % (guint) length;

      if (how % 2 == 0)
        copy[at] ^= (guint8) (1u << g_rand_int (random) % 8);
      else
        copy[at] = (guint8) g_rand_int (random);
    }
  return g_bytes_new_take (copy, length);
}

static void
test_mutations (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (15);
  g_autoptr (GPtrArray) columns = make_columns ();
  guint n = g_getenv ("OBS_CAMPAIGN") != NULL ? MUTATIONS : MUTATIONS_QUICK;
  guint refused = 0;

  for (guint i = 0; i < n; i += 50)
    {
      g_autoptr (ObsRows) rows
          = make_rows (random, i, 20 + i % 300, i / 50 % RANDOM_COLUMN_PATTERNS, FALSE);
      g_autoptr (ObsPack) pack = make_pack (random, 3 + i % 40);
      g_autoptr (GBytes) segment = obs_segment_encode ("cube", columns, rows);
      g_autoptr (GBytes) packed = obs_pack_encode (pack, columns_of_all, columns, NULL);

      for (guint k = 0; k < 25; k++)
        {
          g_autoptr (GBytes) a = mutate (random, segment), b = mutate (random, packed);

          try_segment (a, columns, &refused);
          try_pack (b, columns, &refused);
        }
    }
  g_test_message ("%u of %u refused", refused, n);
  g_assert_cmpuint (refused, >, n / 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/content/chunk/segments", test_segments);
  g_test_add_func ("/content/chunk/sorted-facts", test_sorted_facts);
  g_test_add_func ("/content/chunk/packs", test_packs);
  g_test_add_func ("/content/chunk/pack-too-large", test_pack_too_large);
  g_test_add_func ("/content/chunk/frames", test_frames);
  g_test_add_func ("/content/chunk/parts", test_parts);
  g_test_add_func ("/content/chunk/mutations", test_mutations);
  return g_test_run ();
}
