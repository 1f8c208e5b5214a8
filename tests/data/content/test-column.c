/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/error.h"
#include "tests/data/content/random-column.h"

#include <string.h>

#define MOST (64 * 1024 * 1024)

static void
check_round_trip (const ObsColumn *column)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new (), again = g_byte_array_new ();
  g_autoptr (ObsColumn) decoded = NULL;
  g_autoptr (GError) error = NULL;
  ObsCursor cursor;

  obs_column_encode (column, bytes);
  obs_column_encode (column, again);
  g_assert_cmpmem (bytes->data, bytes->len, again->data, again->len);
  cursor.at = bytes->data;
  cursor.end = bytes->data + bytes->len;
  decoded = obs_column_decode (&cursor, column->kind, column->n, column->has_nulls, MOST, &error);
  g_assert_no_error (error);
  g_assert_true (cursor.at == cursor.end);
  assert_columns_equal (column, decoded);
}

/* Every pattern, kind and length, with and without NULLs. */
static void
test_round_trips (void)
{
  static const guint lengths[] = { 0, 1, 2, 3, 7, 64, 255, 256, 1000 };
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (guint pattern = 0; pattern < RANDOM_COLUMN_PATTERNS; pattern++)
    for (guint l = 0; l < G_N_ELEMENTS (lengths); l++)
      for (guint kind = 0; kind < 3; kind++)
        for (guint nulls = 0; nulls < 2; nulls++)
          {
            g_autoptr (ObsColumn) column
                = random_column (random, (ObsColumnKind) kind, lengths[l], pattern, nulls);

            check_round_trip (column);
          }
}

/* A whole segment's rows. */
static void
test_many (void)
{
  static const guint patterns[] = { 0, 5 };
  g_autoptr (GRand) random = g_rand_new_with_seed (6);

  for (guint p = 0; p < G_N_ELEMENTS (patterns); p++)
    for (guint kind = 0; kind < 3; kind++)
      {
        g_autoptr (ObsColumn) column
            = random_column (random, (ObsColumnKind) kind, 65536, patterns[p], p == 1);

        check_round_trip (column);
      }
}

static void
test_long_texts (void)
{
  g_autofree char *text = g_malloc (OBS_COLUMN_TEXT_MOST);
  g_autoptr (ObsColumn) column = obs_column_new (OBS_COLUMN_TEXT);

  memset (text, 'x', OBS_COLUMN_TEXT_MOST);
  obs_column_add_text (column, text, OBS_COLUMN_TEXT_MOST);
  obs_column_add_text (column, "", 0);
  obs_column_add_null (column);
  obs_column_add_text (column, text, OBS_COLUMN_TEXT_MOST - 1);
  check_round_trip (column);
}

static void
test_all_null (void)
{
  for (guint kind = 0; kind < 3; kind++)
    {
      g_autoptr (ObsColumn) column = obs_column_new ((ObsColumnKind) kind);

      for (guint i = 0; i < 300; i++)
        obs_column_add_null (column);
      check_round_trip (column);
    }
}

/* Cleared and filled again; what was asked for stands where it belongs. */
static void
test_memory (void)
{
  g_autoptr (ObsColumn) column = obs_column_new (OBS_COLUMN_TEXT);
  gsize length;

  obs_column_add_text (column, "one", 3);
  obs_column_add_null (column);
  obs_column_add_text (column, "three", 5);
  g_assert_false (obs_column_is_null (column, 0));
  g_assert_true (obs_column_is_null (column, 1));
  g_assert_true (memcmp (obs_column_text (column, 2, &length), "three", 5) == 0);
  g_assert_cmpuint (length, ==, 5);
  (void) obs_column_text (column, 1, &length);
  g_assert_cmpuint (length, ==, 0);
  obs_column_clear (column);
  g_assert_cmpuint (column->n, ==, 0);
  g_assert_false (column->has_nulls);
  obs_column_add_text (column, "", 0);
  g_assert_false (obs_column_is_null (column, 0));
  check_round_trip (column);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/content/column/round-trips", test_round_trips);
  g_test_add_func ("/content/column/many", test_many);
  g_test_add_func ("/content/column/long-texts", test_long_texts);
  g_test_add_func ("/content/column/all-null", test_all_null);
  g_test_add_func ("/content/column/memory", test_memory);
  return g_test_run ();
}
