/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Segments and packs made by hand, as somebody would who has the publisher's machine: each has one
 * fault, and is refused for it. README.md of data/sync/content tells the bytes. */

#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/error.h"
#include "tests/data/content/random-column.h"

#include <string.h>

/* Bytes with a NUL among them. */
typedef struct
{
  const char *name;
  const char *bytes;
  gsize length;
  const char *remark; /* within the error's text */
} Hostile;

#define CASE(name, bytes, remark)                                                                  \
  {                                                                                                \
    name, bytes, sizeof (bytes) - 1, remark                                                        \
  }

/* id INTEGER: the key; name TEXT or NULL; value REAL or NULL */
#define SHAPE                                                                                      \
  "\3"                                                                                             \
  "\2id\0\1"                                                                                       \
  "\4name\6\0"                                                                                     \
  "\5value\5\0"
#define HEAD "OBSS\1\4cube" SHAPE
/* Three rows: 1, 2, 3; a, b, NULL; 0.5 each. */
#define N "\3"
#define ID "\0\0\4\2\0\2"
#define NAME "\4\x82\1\2\0\0\0\2ab\1\1\1\1\2\0"
#define VALUE "\x08\1\1\0\0\x0a"
#define BOTH NAME VALUE
#define GOOD HEAD N ID NAME VALUE

#define STREAM "a stream of numbers"
#define ONE_KEY                                                                                    \
  HEAD "\x10"                                                                                      \
       "\0\0" /* sixteen rows, the stream of the key follows */
#define SIX "\0\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"

static const Hostile segments[] = {
  CASE ("nothing", "", "not a segment"),
  CASE ("magic only", "OBSS\1", "not of the table"),
  CASE ("another magic", "OBSP\1\4cube" SHAPE N ID BOTH, "not a segment"),
  CASE ("another version", "OBSS\2\4cube" SHAPE N ID BOTH, "not a segment"),
  CASE ("another table", "OBSS\1\4area" SHAPE N ID BOTH, "not of the table"),
  CASE ("name not UTF-8", "OBSS\1\4cub\xff" SHAPE N ID BOTH, "not of the table"),
  CASE ("name of 2^31",
        "OBSS\1\x80\x80\x80\x80\x08"
        "cube" SHAPE,
        "not of the table"),
  CASE ("no columns", "OBSS\1\4cube\0\0", "key of the columns"),
  CASE ("two columns", "OBSS\1\4cube\2\2id\0\1\4name\6\0" N ID NAME, "other columns"),
  CASE ("2^31 columns", "OBSS\1\4cube\x80\x80\x80\x80\x08", "number of columns"),
  CASE ("kind unknown", "OBSS\1\4cube\1\2id\3\1", "description of column 1"),
  CASE ("another kind", "OBSS\1\4cube\3\2id\0\1\4name\6\0\5value\4\0" N ID BOTH, "other columns"),
  CASE ("NULLs allowed", "OBSS\1\4cube\3\2id\4\1\4name\6\0\5value\5\0" N ID BOTH, "other columns"),
  CASE ("key place 4", "OBSS\1\4cube\3\2id\0\4\4name\6\0\5value\5\0", "description of column 1"),
  CASE ("key place 2", "OBSS\1\4cube\3\2id\0\2\4name\6\0\5value\5\0", "key of the columns"),
  CASE ("key place twice", "OBSS\1\4cube\3\2id\0\1\4name\6\1\5value\5\0", "key of the columns"),
  CASE ("rows cut", HEAD, "number of rows"),
  CASE ("2^31 rows", HEAD "\x80\x80\x80\x80\x08" ID BOTH, "number of rows"),
  CASE ("-1 rows", HEAD "\xff\xff\xff\xff\xff\xff\xff\xff\xff\1" ID BOTH, "number of rows"),
  CASE ("rows beyond 64 bits", HEAD "\xff\xff\xff\xff\xff\xff\xff\xff\xff\3" ID BOTH,
        "number of rows"),
  CASE ("number too long", HEAD "\x83\0" ID BOTH, "number of rows"),
  CASE ("one row less", HEAD "\2" ID BOTH, "NULL"),
  CASE ("place of a column", HEAD N "\x0c\0\4\2\0\2" BOTH, "order of the columns"),
  CASE ("column twice", HEAD N ID ID VALUE, "order of the columns"),
  CASE ("column missing", HEAD N ID NAME, "order of the columns"),
  CASE ("form unknown", HEAD N "\0\3\4\2\0\2" BOTH, "form of a column"),
  CASE ("integers with a dictionary", HEAD N "\0\2\4\2\0\2" BOTH, "form of a column"),
  CASE ("integers as decimals", HEAD N "\0\1\4\2\0\2" BOTH, "form of a column"),
  CASE ("texts as decimals", HEAD N ID "\4\1\1\0\0\0" VALUE, "form of a column"),
  CASE ("NULL in the key", HEAD N "\0\x80\2\4\2\0\2" BOTH, "form of a column"),
  CASE ("no NULL after all", HEAD N ID NAME "\x08\x81\0\1\0\0\x0a", "nothing is NULL"),
  CASE ("stream unknown", HEAD N "\0\0\6\2\0\2" BOTH, STREAM),
  CASE ("streams too deep", HEAD N "\0\0\4\2\4\2\4\2\0\2" BOTH, STREAM),
  CASE ("stream cut", HEAD N "\0\0\4", STREAM),
  CASE ("planes of no bytes", HEAD N "\0\0\1\0\0" BOTH, STREAM),
  CASE ("planes of 9 bytes", ONE_KEY "\1\x09\0" SIX SIX SIX SIX SIX SIX SIX SIX SIX BOTH, STREAM),
  CASE ("planes cut", ONE_KEY "\1\2\0" SIX, STREAM),
  CASE ("ranges overlap", ONE_KEY "\2\1\0\2\2\0" SIX BOTH, STREAM),
  CASE ("range beyond 64 bits", ONE_KEY "\2\0\xfe\xff\xff\xff\xff\xff\xff\xff\xff\1\1" SIX BOTH,
        STREAM),
  CASE ("range starts beyond 64 bits",
        ONE_KEY "\2\1\xfe\xff\xff\xff\xff\xff\xff\xff\xff\1\0\0\0" SIX BOTH, STREAM),
  CASE ("range of 65 bits", ONE_KEY "\2\0\0\x41" SIX BOTH, STREAM),
  CASE ("range of 255 bits", ONE_KEY "\2\0\0\xff" SIX BOTH, STREAM),
  CASE ("range that is not there", ONE_KEY "\2\1\0\0\0\0" SIX BOTH, STREAM),
  CASE ("places cut", ONE_KEY "\2\0\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\2", STREAM),
  CASE ("bits behind the places", HEAD N "\0\0\2\0\0\2\0\0\0\xe4" BOTH, STREAM),
  CASE ("tuples of base 1", HEAD N "\0\0\3\1\2\2\0\0" BOTH, STREAM),
  CASE ("tuples of base 17", HEAD N "\0\0\3\x11\2\2\0\0" BOTH, STREAM),
  CASE ("tuples of one", HEAD N "\0\0\3\2\1\2\0\0\0" BOTH, STREAM),
  CASE ("tuples that no byte holds", HEAD N "\0\0\3\x10\3\2\0" BOTH, STREAM),
  CASE ("tuple out of range", HEAD N "\0\0\3\2\3\2\x08" BOTH, STREAM),
  CASE ("tuples beyond 64 bits", HEAD N "\0\0\3\2\3\xfe\xff\xff\xff\xff\xff\xff\xff\xff\1\0" BOTH,
        STREAM),
  CASE ("more exceptions than rows", HEAD N "\0\0\5\2\4\0\0\0\2" BOTH, STREAM),
  CASE ("2^31 exceptions", HEAD N "\0\0\5\2\x80\x80\x80\x80\x08\0\0\0\2" BOTH, STREAM),
  CASE ("exceptions before the beginning", HEAD N "\0\0\5\2\1\0\1\0\4" BOTH, STREAM),
  CASE ("exceptions behind the end", HEAD N "\0\0\5\2\1\0\6\0\4" BOTH, STREAM),
  CASE ("keys that fall", HEAD N "\0\0\4\2\0\1" BOTH, "do not rise"),
  CASE ("keys twice", HEAD N "\0\0\0\2" BOTH, "do not rise"),
  CASE ("2^31 different texts", HEAD N ID "\4\2\x80\x80\x80\x80\x08", "number of different texts"),
  CASE ("more in common than there is", HEAD N ID "\4\2\2\0\2\0\2ab\0\0" VALUE,
        "lengths of different"),
  CASE ("less than nothing in common", HEAD N ID "\4\2\1\0\1\0\2a\0\0" VALUE,
        "lengths of different"),
  CASE ("less than nothing for the rest", HEAD N ID "\4\2\1\0\0\0\1\0\0" VALUE,
        "lengths of different"),
  CASE ("rest of 2^31",
        HEAD N ID "\4\2\1\0\0\0\x80\x80\x80\x80\x10"
                  "a\0\0" VALUE,
        "lengths of different"),
  CASE ("rest cut",
        HEAD N ID "\4\2\1\0\0\0\x14"
                  "a",
        "lengths of different"),
  CASE ("text not UTF-8", HEAD N ID "\4\2\1\0\0\0\2\xff\0\0" VALUE, "UTF-8"),
  CASE ("surrogate", HEAD N ID "\4\2\1\0\0\0\6\xed\xa0\x80\0\0" VALUE, "UTF-8"),
  CASE ("NUL in a text", HEAD N ID "\4\2\1\0\0\0\4a\0\0\0" VALUE, "UTF-8"),
  CASE ("cut within a character", HEAD N ID "\4\2\2\0\0\0\2\xc3\xa9\0\0" VALUE, "UTF-8"),
  CASE ("code that is not there", HEAD N ID "\4\2\1\0\0\0\2a\0\2" VALUE, "code or length"),
  CASE ("code below 0", HEAD N ID "\4\2\1\0\0\0\2a\0\1" VALUE, "code or length"),
  CASE ("code into nothing", HEAD N ID "\4\2\0\0\0" VALUE, "code or length"),
  CASE ("length below 0", HEAD N ID "\4\0\0\1" VALUE, "code or length"),
  CASE ("length above the most", HEAD N ID "\4\0\0\x82\x89\x7a" VALUE, "code or length"),
  CASE ("texts cut", HEAD N ID "\4\0\0\x80\x89\x7a" VALUE, "cut or not UTF-8"),
  CASE ("direct text not UTF-8",
        HEAD N ID "\4\0\0\2"
                  "a\xff"
                  "b" VALUE,
        "cut or not UTF-8"),
  CASE ("direct text with NUL",
        HEAD N ID "\4\0\0\2"
                  "a\0b" VALUE,
        "cut or not UTF-8"),
  CASE ("direct text cut within",
        HEAD N ID "\4\0\1\1\0\1\2\0"
                  "\xc3\xa9"
                  "b" VALUE,
        "within a character"),
  CASE ("16 digits", HEAD N ID NAME "\x08\1\x10\0\0\x0a", "form of decimals"),
  CASE ("too many other reals", HEAD N ID NAME "\x08\1\1\1\0\0\0\0\0\x0a", "form of decimals"),
  CASE ("decimal out of range", HEAD N ID NAME "\x08\1\1\0\0\x82\x80\x80\x80\x80\x80\x80\x20",
        "out of range"),
  CASE ("infinite", HEAD N ID NAME "\x08\0\0\x80\x80\x80\x80\x80\x80\x80\xf8\xff\1",
        "not a finite"),
  CASE ("not a number", HEAD N ID NAME "\x08\0\0\x80\x80\x80\x80\x80\x80\x80\xfc\xff\1",
        "not a finite"),
  CASE ("bytes behind the end", GOOD "\0", "behind its end"),
  CASE ("twice", GOOD GOOD, "behind its end"),
};

static GPtrArray *
make_columns (void)
{
  GPtrArray *columns = chunk_columns ();

  g_ptr_array_add (columns, chunk_column ("id", OBS_COLUMN_INTEGER, FALSE, 1));
  g_ptr_array_add (columns, chunk_column ("name", OBS_COLUMN_TEXT, TRUE, 0));
  g_ptr_array_add (columns, chunk_column ("value", OBS_COLUMN_REAL, TRUE, 0));
  return columns;
}

static void
assert_refused (const GError *error, const Hostile *hostile)
{
  g_test_message ("%s: %s", hostile->name, error != NULL ? error->message : "taken");
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, hostile->remark));
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
test_segments (void)
{
  g_autoptr (GPtrArray) columns = make_columns ();
  g_autoptr (GBytes) good = g_bytes_new_static (GOOD, sizeof GOOD - 1);
  g_autoptr (GError) none = NULL;
  g_autoptr (ObsRows) rows = obs_segment_decode (good, "cube", columns, &none);
  gsize length;

  g_assert_no_error (none);
  g_assert_cmpuint (rows->n, ==, 3);
  g_assert_true (memcmp (obs_column_text (g_ptr_array_index (rows->columns, 1), 1, &length), "b", 1)
                 == 0);
  g_assert_true (obs_column_is_null (g_ptr_array_index (rows->columns, 1), 2));
  for (guint i = 0; i < G_N_ELEMENTS (segments); i++)
    {
      /* Of its own size, so that a read behind its end is seen. */
      g_autoptr (GBytes) plain = g_bytes_new (segments[i].bytes, segments[i].length);
      g_autoptr (GError) error = NULL;

      g_assert_null (obs_segment_decode (plain, "cube", columns, &error));
      assert_refused (error, &segments[i]);
    }
}

#define STATES "0123456789abcdef0123456789abcdeffedcba9876543210fedcba9876543210"
#define PACK "OBSP\1" STATES "\2{}\1\4cube" SHAPE
#define NONE "\0"
#define KEYS "\3" ID /* rows 1, 2, 3 */
#define CHANGES "\1\2\0\2\0\0\x08\1\1\0\0\x0a"
#define ADDED N "\0\0\4\x14\0\2" BOTH
/* Of the column at @column: two rows, the second one by @gap, @values. */
#define CHANGE(column, difference, n, gaps, values) "\1" column difference n gaps values

static const Hostile packs[] = {
  CASE ("nothing", "", "not a pack"),
  CASE ("a segment", GOOD, "not a pack"),
  CASE ("another version", "OBSP\2" STATES "\2{}\0", "not a pack"),
  CASE ("states cut",
        "OBSP\1"
        "0123456789",
        "head of a pack"),
  CASE ("summary cut", "OBSP\1" STATES "\x0a{}", "head of a pack"),
  CASE ("summary not UTF-8", "OBSP\1" STATES "\1\xff\0", "head of a pack"),
  CASE ("2^31 tables", "OBSP\1" STATES "\2{}\x80\x80\x80\x80\x08", "number of tables"),
  CASE ("table missing", "OBSP\1" STATES "\2{}\2\4cube" SHAPE NONE NONE NONE NONE,
        "name of a table"),
  CASE ("other columns", "OBSP\1" STATES "\2{}\1\4cube\1\2id\0\1" NONE NONE NONE NONE,
        "other columns"),
  CASE ("withdrawn twice",
        PACK "\3"
             "\0\0\0\2" NONE NONE NONE,
        "do not rise"),
  CASE ("withdrawn fall",
        PACK "\3"
             "\0\0\4\2\0\1" NONE NONE NONE,
        "do not rise"),
  CASE ("revised twice",
        PACK NONE "\3"
                  "\0\0\0\2" NONE NONE,
        "do not rise"),
  CASE ("added twice",
        PACK NONE NONE NONE "\3"
                            "\0\0\0\2" BOTH,
        "do not rise"),
  CASE ("changes of nothing", PACK NONE NONE CHANGES ADDED, "number of revised columns"),
  CASE ("four changed columns", PACK NONE KEYS "\4", "number of revised columns"),
  CASE ("2^31 changed columns", PACK NONE KEYS "\x80\x80\x80\x80\x08", "number of revised columns"),
  CASE ("column 3 of 0-2", PACK NONE KEYS CHANGE ("\3", "\0", "\1", "\0\0", "\0\0\0"),
        "a revised column"),
  CASE ("column twice",
        PACK NONE KEYS "\2"
                       "\2\0\1\0\0\x08\0\0\0"
                       "\2\0\1\0\0\x08\0\0\0",
        "form of a column"),
  CASE ("column again",
        PACK NONE KEYS "\2"
                       "\2\0\1\0\0\0\0\0"
                       "\2\0\1\0\0\0\0\0" NONE,
        "a revised column"),
  CASE ("columns fall",
        PACK NONE KEYS "\2"
                       "\2\0\1\0\0\0\0\0"
                       "\1\0\1\0\0\0\0\0" NONE,
        "a revised column"),
  CASE ("key changed", PACK NONE KEYS CHANGE ("\0", "\0", "\1", "\0\0", "\0\0\2") NONE,
        "cannot be revised"),
  CASE ("difference of texts", PACK NONE KEYS CHANGE ("\1", "\1", "\1", "\0\0", "\0\0\0") NONE,
        "cannot be revised"),
  CASE ("difference of reals", PACK NONE KEYS CHANGE ("\2", "\1", "\1", "\0\0", "\0\0\0") NONE,
        "cannot be revised"),
  CASE ("difference 2", PACK NONE KEYS CHANGE ("\2", "\2", "\1", "\0\0", "\0\0\0") NONE,
        "a revised column"),
  CASE ("no changed rows", PACK NONE KEYS CHANGE ("\2", "\0", "\0", "", "") NONE,
        "a revised column"),
  CASE ("more changed than revised",
        PACK NONE KEYS CHANGE ("\2", "\0", "\4", "\0\0", "\0\0\0") NONE, "a revised column"),
  CASE ("changed row 3 of 0-2", PACK NONE KEYS CHANGE ("\2", "\0", "\1", "\0\6", "\0\0\0") NONE,
        "out of range"),
  CASE ("changed rows fall", PACK NONE KEYS CHANGE ("\2", "\0", "\2", "\4\0\0\1", "\0\0\0") NONE,
        "out of range"),
  CASE ("second row behind the end",
        PACK NONE KEYS CHANGE ("\2", "\0", "\2", "\0\2", "\0\0\0") NONE, "out of range"),
  CASE ("changes cut", PACK NONE KEYS "\1\2\0\2\0\0", "form of a column"),
  CASE ("no added rows", PACK NONE KEYS CHANGE ("\2", "\0", "\2", "\0\0", "\0\0\0"),
        "number of rows"),
  CASE ("bytes behind the end", PACK NONE NONE NONE NONE "\0", "behind its end"),
};

static const GPtrArray *
columns_of (const char *table, gpointer columns)
{
  return columns;
}

static void
test_packs (void)
{
  static const char text[] = PACK KEYS NONE NONE ADDED;
  g_autoptr (GPtrArray) columns = make_columns ();
  g_autoptr (GBytes) good = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (GError) none = NULL;
  g_autoptr (ObsPack) pack = obs_pack_decode (good, columns_of, columns, &none);

  g_assert_no_error (none);
  g_assert_cmpuint (((ObsPackTable *) g_ptr_array_index (pack->tables, 0))->added->n, ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (packs); i++)
    {
      g_autoptr (GBytes) plain = g_bytes_new (packs[i].bytes, packs[i].length);
      g_autoptr (GError) error = NULL;

      g_assert_null (obs_pack_decode (plain, columns_of, columns, &error));
      assert_refused (error, &packs[i]);
    }
}

/* Few bytes that would become many: texts of a million bytes by their number, beginnings in common
 * by their length, rows of one value in table after table. */
static void
put (GByteArray *out, const char *bytes, gsize length)
{
  g_byte_array_append (out, (const guint8 *) bytes, (guint) length);
}

#define PUT(out, bytes) put (out, bytes, sizeof (bytes) - 1)

static void
test_bombs (void)
{
  g_autoptr (GPtrArray) columns = make_columns ();
  g_autofree char *million = g_strnfill (OBS_COLUMN_TEXT_MOST, 'x');

  for (guint which = 0; which < 4; which++)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();
      g_autoptr (GBytes) plain = NULL;
      g_autoptr (GError) error = NULL;

      if (which < 3)
        PUT (out, HEAD "\x80\x80\4"
                       "\0\0\4\2\0\2"); /* 65,536 rows */
      if (which == 0)                   /* one text for all rows */
        {
          PUT (out, "\4\2\1\0\0\0\x80\x89\x7a");
          put (out, million, OBS_COLUMN_TEXT_MOST);
          PUT (out, "\0\0" VALUE);
        }
      else if (which == 1) /* 1,000 different texts, a million bytes of each are those before */
        {
          PUT (out, "\4\2\xe8\7"
                    "\4\0\0\x80\x89\x7a"
                    "\5\0\1\0\0\0\x80\x89\x7a");
          put (out, million, OBS_COLUMN_TEXT_MOST);
          PUT (out, "\0\0" VALUE);
        }
      else if (which == 2) /* lengths of a million, no bytes */
        PUT (out, "\4\0\0\x80\x89\x7a" VALUE);
      else
        {
          PUT (out, "OBSP\1" STATES "\2{}\xe8\7"); /* 1,000 tables of 2^19 rows */
          for (guint t = 0; t < 1000; t++)
            PUT (out, "\4cube" SHAPE "\x80\x80\x40"
                      "\0\0\4\2\0\2" NONE NONE NONE);
        }
      plain = g_bytes_new (out->data, out->len);
      if (which < 3)
        g_assert_null (obs_segment_decode (plain, "cube", columns, &error));
      else
        g_assert_null (obs_pack_decode (plain, columns_of, columns, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/content/hostile/segments", test_segments);
  g_test_add_func ("/content/hostile/packs", test_packs);
  g_test_add_func ("/content/hostile/bombs", test_bombs);
  return g_test_run ();
}
