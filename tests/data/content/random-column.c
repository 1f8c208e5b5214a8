/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "tests/data/content/random-column.h"

#include <float.h>
#include <string.h>

static const gint64 corner_integers[] = { 0,
                                          1,
                                          -1,
                                          127,
                                          128,
                                          255,
                                          256,
                                          -128,
                                          -129,
                                          G_MAXINT32,
                                          G_MININT32,
                                          G_MAXINT64,
                                          G_MININT64,
                                          G_MAXINT64 - 1,
                                          G_MININT64 + 1,
                                          (gint64) 1 << 53 };
static const double corner_reals[] = { 0.0,         -0.0,    1,        -1,
                                       0.1,         0.5,     1e15,     123456.789,
                                       -0.001,      DBL_MAX, -DBL_MAX, DBL_MIN,
                                       DBL_MIN / 4, 5e-324,  1e300,    9007199254740993.0,
                                       1.0 / 3,     99.99,   1e-7,     4503599627370496.5 };

static gint64
wide (GRand *random)
{
  return (gint64) (((guint64) g_rand_int (random) << 32) | g_rand_int (random));
}

static gint64
integer (GRand *random, guint i, guint pattern, gint64 last)
{
  switch (pattern)
    {
    case 0:
      return 42;
    case 1:
      return i;
    case 2:
      return wide (random);
    case 3:
      return g_rand_int_range (random, 0, 2);
    case 4:
      return last + g_rand_int_range (random, 0, 3);
    case 5:
      return corner_integers[g_rand_int (random) % G_N_ELEMENTS (corner_integers)];
    case 6:
      return i / 1000;
    case 7:
      return g_rand_int_range (random, -5, 300);
    case 8: /* few, far apart */
      return (gint64) (g_rand_int (random) % 7) * 1000000007;
    case 9: /* skewed */
      return (gint64) (1000 / (1 + g_rand_int (random) % 1000));
    case 10:
      return i == 0 ? G_MININT64 : G_MAXINT64;
    case 11:
      return g_rand_int (random) % 50 == 0 ? wide (random) : 3;
    case 12:
      return -(gint64) i * i;
    case 13:
      return (gint64) (g_rand_int (random) % 100000);
    case 14:
      return i % 12;
    default:
      return g_rand_int (random) % 3 == 0 ? last : (gint64) (g_rand_int (random) % 1000);
    }
}

static double
real (GRand *random, guint i, guint pattern, gint64 whole)
{
  switch (pattern)
    {
    case 0:
      return -0.0;
    case 1:
      return (double) i / 10;
    case 2:
      {
        gint64 bits = whole;
        double value;

        memcpy (&value, &bits, sizeof value);
        return value - value == 0 ? value : 1.5; /* finite */
      }
    case 3:
      return g_rand_double (random);
    case 5:
      return corner_reals[g_rand_int (random) % G_N_ELEMENTS (corner_reals)];
    case 7:
      return (double) whole / 100;
    case 11:
      return whole == 3 ? 0.3 : g_rand_double (random) * 1e10;
    case 13:
      return (double) whole / 1000;
    default:
      return (double) whole;
    }
}

static void
add_text (ObsColumn *column, GRand *random, guint i, guint pattern, gint64 whole)
{
  static const char *const words[]
      = { "", "a", "Leicester", "Léicester", "\xf0\x9f\x92\xa1", "data analysis", "data science" };
  g_autofree char *made = NULL;
  const char *text;

  if (pattern == 5)
    text = words[g_rand_int (random) % G_N_ELEMENTS (words)];
  else if (pattern == 1)
    text = made = g_strdup_printf ("E%08u", i);
  else if (pattern == 12)
    text = made = g_strdup_printf ("sentence %u of those that were read in the year %u",
                                   i * 7919 % 1000, i);
  else
    text = made = g_strdup_printf ("%s%" G_GINT64_FORMAT, words[2 + (i & 3)], whole);
  obs_column_add_text (column, text, strlen (text));
}

ObsColumn *
random_column (GRand *random, ObsColumnKind kind, guint n, guint pattern, gboolean nulls)
{
  ObsColumn *column = obs_column_new (kind);
  gint64 whole = 0;

  for (guint i = 0; i < n; i++)
    {
      whole = integer (random, i, pattern, whole);
      if (nulls && (pattern % 3 == 0 ? i % 100 < 60 : g_rand_int (random) % 10 == 0))
        obs_column_add_null (column);
      else if (kind == OBS_COLUMN_INTEGER)
        obs_column_add_integer (column, whole);
      else if (kind == OBS_COLUMN_REAL)
        obs_column_add_real (column, real (random, i, pattern, whole));
      else
        add_text (column, random, i, pattern, whole);
    }
  return column;
}

static void
assert_same (gconstpointer a, gsize a_length, gconstpointer b, gsize b_length)
{
  g_assert_cmpuint (a_length, ==, b_length);
  g_assert_true (a_length == 0 || memcmp (a, b, a_length) == 0);
}

static void
assert_arrays_equal (const GArray *a, const GArray *b, gsize size)
{
  assert_same (a->data, a->len * size, b->data, b->len * size);
}

void
assert_columns_equal (const ObsColumn *a, const ObsColumn *b)
{
  g_assert_cmpint (a->kind, ==, b->kind);
  g_assert_cmpuint (a->n, ==, b->n);
  g_assert_true (a->has_nulls == b->has_nulls);
  if (a->has_nulls)
    assert_same (a->null->data, a->null->len, b->null->data, b->null->len);
  if (a->kind == OBS_COLUMN_INTEGER)
    assert_arrays_equal (a->integers, b->integers, sizeof (gint64));
  else if (a->kind == OBS_COLUMN_REAL)
    assert_arrays_equal (a->reals, b->reals, sizeof (double));
  else
    {
      assert_arrays_equal (a->ends, b->ends, sizeof (guint32));
      assert_same (a->text->data, a->text->len, b->text->data, b->text->len);
    }
}

void
assert_rows_equal (const ObsRows *a, const ObsRows *b)
{
  g_assert_cmpuint (a->n, ==, b->n);
  g_assert_cmpuint (a->columns->len, ==, b->columns->len);
  for (guint i = 0; i < a->columns->len; i++)
    assert_columns_equal (g_ptr_array_index (a->columns, i), g_ptr_array_index (b->columns, i));
}

ObsChunkColumn *
chunk_column (const char *name, ObsColumnKind kind, gboolean nullable, int key)
{
  ObsChunkColumn *column = g_new0 (ObsChunkColumn, 1);

  column->name = g_strdup (name);
  column->kind = kind;
  column->nullable = nullable;
  column->key = key;
  return column;
}

GPtrArray *
chunk_columns (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) obs_chunk_column_free);
}

ObsRows *
rows_new (guint n)
{
  ObsRows *rows = g_new0 (ObsRows, 1);

  rows->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_column_free);
  rows->n = n;
  return rows;
}
