/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/error.h"
#include "data/ingest/csv.h"
#include "tests/begin.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Tables that are read: text, then heading and rows with "|" between fields and "/" between rows.
 */
static const struct
{
  const char *name;
  const char *text;
  const char *rows;
} good[] = {
  { "plain", "a,b\n1,2\n3,4\n", "a|b/1|2/3|4" },
  { "no-last-line-end", "a,b\n1,2", "a|b/1|2" },
  { "crlf", "a,b\r\n1,2\r\n", "a|b/1|2" },
  { "quotes", "a,b\n\"x,y\",\"say \"\"hi\"\"\"\n", "a|b/x,y|say \"hi\"" },
  { "line-break-in-quotes", "a,b\n\"one\ntwo\",\"\r\n\"\n5,6\n", "a|b/one\ntwo|\r\n/5|6" },
  { "empty-fields", "a,b,c\n,,\n\"\",x,\n", "a|b|c/||/|x|" },
  { "byte-order-mark",
    "\xef\xbb\xbf"
    "a,b\n1,2\n",
    "a|b/1|2" },
  { "empty-lines-at-end", "a,b\n1,2\n\n\r\n", "a|b/1|2" },
  { "heading-only", "a,b\n", "a|b" },
  { "one-column", "a\nx\ny\n", "a/x/y" },
  { "blanks-are-data", "a,b\n x , \n", "a|b/ x | " },
  { "beyond-ascii", "a,b\né,–\n", "a|b/é|–" },
  { "quoted-heading", "\"a, b\",c\n1,2\n", "a, b|c/1|2" },
  { "quoted-at-end-of-file", "a,b\n1,\"2\"", "a|b/1|2" },
  { "trailing-comma-at-end-of-file", "a,b\n1,", "a|b/1|" },
  { "carriage-returns", "a,b\r1,2\r3,\"x\ry\"\r\n", "a|b/1|2/3|x\ry" },
  { "empty-line-between", "a,b\n\n1,2\n", "a|b/1|2" },
  { "empty-lines-before", "\r\n\na,b\n1,2\n", "a|b/1|2" },
  { "sep-line", "sep=,\r\na,b\r\n1,2\r\n", "a|b/1|2" },
  { "quotes-only", "a\n\"\"\"\"\n", "a/\"" },
};

static char *
show (const ObsCsv *csv)
{
  GString *rows = g_string_new (NULL);

  for (guint column = 0; column < obs_csv_n_columns (csv); column++)
    g_string_append_printf (rows, "%s%s", column > 0 ? "|" : "", obs_csv_column (csv, column));
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    for (guint column = 0; column < obs_csv_n_columns (csv); column++)
      g_string_append_printf (rows, "%s%s", column > 0 ? "|" : "/", obs_csv_get (csv, row, column));
  return g_string_free (rows, FALSE);
}

static void
test_good (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsCsv) csv = obs_csv_parse ("t.csv", good[i].text, strlen (good[i].text), &error);
  g_autofree char *rows = NULL;

  g_assert_no_error (error);
  rows = show (csv);
  g_assert_cmpstr (rows, ==, good[i].rows);
}

/* Tables that are refused: the message must begin with the place. */
static const struct
{
  const char *name;
  const char *text;
  gssize length;
  const char *place;
  const char *word;
} bad[] = {
  { "empty", "", -1, "t.csv: the table is empty", "heading row" },
  { "only-line-ends", "\n\n", -1, "t.csv: the table is empty", "heading row" },
  { "unterminated-quote", "a,b\n1,2\n3,\"four\n5,6\n", -1, "t.csv, line 3, column 2 (b)",
    "never closed" },
  { "unterminated-quote-in-heading", "a,\"b\n1,2\n", -1, "t.csv, line 1, column 2",
    "never closed" },
  { "text-after-quote", "a,b\n\"1\"x,2\n", -1, "t.csv, line 2, column 1 (a)",
    "closing quotation mark" },
  { "too-many-fields-though-empty", "a,b\n1,2,\n", -1, "t.csv, line 2, column 3", "more fields" },
  { "quote-in-plain-field", "a,b\n1,2 \"x\"\n", -1, "t.csv, line 2, column 2 (b)",
    "inside a field" },
  { "too-few-fields", "a,b,c\n1,2,3\n4,5\n", -1, "t.csv, line 3, column 3 (c)", "2 of 3" },
  { "too-many-fields", "a,b\n1,2,3\n", -1, "t.csv, line 2, column 3", "more fields" },
  { "line-counts-breaks-in-quotes", "a,b\n\"x\ny\nz\",2\n3\n", -1, "t.csv, line 5, column 2 (b)",
    "1 of 2" },
  { "not-utf8", "a,b\n1,caf\xe9\n", -1, "t.csv, line 2, column 2 (b)", "UTF-8" },
  { "not-utf8-in-quotes", "a,b\n\"x \"\"y\"\" \xff\",2\n", -1, "t.csv, line 2, column 1 (a)",
    "UTF-8" },
  { "not-utf8-in-heading", "a,\xc3(\n1,2\n", -1, "t.csv, line 1, column 2", "UTF-8" },
  { "not-utf8-at-end", "a,b\n1,2\n\x80", -1, "t.csv, line 3, column 1 (a)", "UTF-8" },
  { "overlong-utf8", "a,b\n1,\xc0\xaf\n", -1, "t.csv, line 2, column 2 (b)", "UTF-8" },
  { "surrogate", "a,b\n1,\xed\xa0\x80\n", -1, "t.csv, line 2, column 2 (b)", "UTF-8" },
  { "zero", "a,b\n1,2\0 3\n", 11, "t.csv, line 2, column 2 (b)", "zero byte" },
  { "zero-as-separator", "a,b\n\"1\"\0,2\n", 11, "t.csv, line 2, column 1 (a)", "zero byte" },
  { "zero-at-end", "a,b\n1,\"2\"\0", 10, "t.csv, line 2, column 2 (b)", "zero byte" },
  { "heading-twice", "a,b,a\n1,2,3\n", -1, "t.csv, line 1, column 3", "used twice" },
  { "heading-empty", "a,,c\n1,2,3\n", -1, "t.csv, line 1, column 2", "heading is empty" },
  { "utf16-cut",
    "\xff\xfe"
    "a\0,\0b",
    7, "t.csv, line 1, column 2", "UTF-16" },
  { "utf16-without-mark", "a\0,\0b\0\n\0", 8, "t.csv, line 1, column 1", "zero byte" },
  { "utf32", "\xff\xfe\0\0a\0\0\0", 8, "t.csv: the text", "UTF-32" },
};

static void
test_bad (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  gsize length = bad[i].length < 0 ? strlen (bad[i].text) : (gsize) bad[i].length;
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsCsv) csv = obs_csv_parse ("t.csv", bad[i].text, length, &error);

  g_assert_null (csv);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  if (!g_str_has_prefix (error->message, bad[i].place)
      || strstr (error->message, bad[i].word) == NULL)
    g_test_fail_printf ("“%s” does not begin with “%s” or lacks “%s”", error->message, bad[i].place,
                        bad[i].word);
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_names (void)
{
  static const char text[] = "one,two\n1,2\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsCsv) csv = obs_csv_parse ("t.csv", text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (obs_csv_name (csv), ==, "t.csv");
  g_assert_cmpint (obs_csv_find (csv, "two"), ==, 1);
  g_assert_cmpint (obs_csv_find (csv, "three"), ==, -1);
  g_assert_true (obs_csv_require (csv, &error, "two", "one", NULL));
  g_assert_no_error (error);
  g_assert_cmpstr (obs_csv_get_named (csv, 0, "two"), ==, "2");
  g_assert_cmpuint (obs_csv_line (csv, 0), ==, 2);
  g_assert_false (obs_csv_require (csv, &error, "one", "three", NULL));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "“three”"));
}

static void
test_unknown_name (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (ObsCsv) csv = obs_csv_parse ("t.csv", "a\n1\n", 4, NULL);

      g_assert_cmpstr (obs_csv_get_named (csv, 0, "a"), ==, "1");
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*the column a was not required*");
}

static void
test_hash (void)
{
  /* Of "abc", from FIPS 180-4; the bytes as read, the mark at the beginning included. */
  g_autoptr (ObsCsv) csv = obs_csv_parse ("t.csv", "abc", 3, NULL);
  g_autoptr (ObsCsv) marked = obs_csv_parse ("t.csv",
                                             "\xef\xbb\xbf"
                                             "abc",
                                             6, NULL);

  g_assert_cmpstr (obs_csv_sha256 (csv), ==,
                   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_cmpstr (obs_csv_sha256 (marked), !=, obs_csv_sha256 (csv));
}

static void
test_load (void)
{
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), "t.csv", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsCsv) csv = NULL;
  g_autoptr (ObsCsv) huge = NULL;
  g_autoptr (ObsCsv) none = NULL;

  g_assert_true (g_file_set_contents (path, "a,b\n1,2\n", -1, NULL));
  csv = obs_csv_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (obs_csv_get (csv, 0, 1), ==, "2");

  /* A file with a hole: too large without taking the room. */
  g_assert_no_errno (truncate (path, (off_t) 200 * 1024 * 1024 + 1));
  huge = obs_csv_load (path, &error);
  g_assert_null (huge);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE);
  g_assert_true (g_str_has_prefix (error->message, "t.csv: "));
  g_clear_error (&error);
  g_assert_no_errno (g_unlink (path));

  none = obs_csv_load (path, &error);
  g_assert_null (none);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
}

/* The texts of the other encodings hold zero bytes, so they stand apart. */
static void
test_utf16 (void)
{
  static const char little[] = "\xff\xfe"
                               "a\0,\0b\0\r\0\n\0\xe9\0,\0\x3d\xd8\x00\xde\n\0";
  static const char big[] = "\xfe\xff\0a\0,\0b\0\n\0\xe9\0,\xd8\x3d\xde\x00\0\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsCsv) first = obs_csv_parse ("t.csv", little, sizeof little - 1, &error);
  g_autoptr (ObsCsv) second = NULL;
  g_autofree char *shown = NULL, *shown_second = NULL;

  g_assert_no_error (error);
  second = obs_csv_parse ("t.csv", big, sizeof big - 1, &error);
  g_assert_no_error (error);
  shown = show (first);
  shown_second = show (second);
  g_assert_cmpstr (shown, ==, "a|b/é|😀");
  g_assert_cmpstr (shown_second, ==, shown);
}

/* Every prefix and every single wrong byte of a table either is read or is one sentence; with the
 * sanitizers on, this also looks for reads and writes out of bounds. */
static void
test_damage (void)
{
  static const char text[] = "a,\"b \"\"c\"\"\",d\r\n1,\"x\ny\",é\r\n\"\",2,3\r\n";
  static const char bytes[] = { '"', ',', '\n', '\r', '\0', '\xff', 'z' };

  for (gsize length = 0; length <= strlen (text); length++)
    for (gsize at = 0; at <= length; at++)
      for (gsize b = 0; b < sizeof bytes; b++)
        {
          g_autofree char *copy = g_memdup2 (text, length + 1);
          g_autoptr (GError) error = NULL;
          g_autoptr (ObsCsv) csv = NULL;

          if (at < length)
            copy[at] = bytes[b];
          csv = obs_csv_parse ("t.csv", copy, length, &error);
          g_assert_true ((csv == NULL) == (error != NULL));
          if (csv != NULL)
            g_free (show (csv));
        }
}

int
main (int argc, char *argv[])
{
  test_begin (&argc, &argv);
  g_mkdir_with_parents (g_get_user_runtime_dir (), 0700);

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *path = g_strconcat ("/csv/good/", good[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_good);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strconcat ("/csv/bad/", bad[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_bad);
    }
  g_test_add_func ("/csv/names", test_names);
  g_test_add_func ("/csv/unknown-name", test_unknown_name);
  g_test_add_func ("/csv/hash", test_hash);
  g_test_add_func ("/csv/load", test_load);
  g_test_add_func ("/csv/utf16", test_utf16);
  g_test_add_func ("/csv/damage", test_damage);
  return g_test_run ();
}
