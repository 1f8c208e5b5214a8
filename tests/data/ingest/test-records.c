/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/error.h"
#include "data/ingest/csv-bytes.h"
#include "data/ingest/csv-reader-private.h"
#include "data/ingest/records.h"
#include "tests/begin.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define MIB (1024u * 1024)

/* All records as text, fields ended by U+241F, records by U+241E; then error and notices, a line
 * each. Takes @records. */
static char *
read_all (ObsRecords *records, GError *opening)
{
  g_autoptr (ObsRecords) owned = records;
  g_autoptr (GError) error = opening;
  GString *text = g_string_new (NULL);
  const ObsSlice *fields;
  guint n_fields;
  int status = -1;

  while (records != NULL && (status = obs_records_next (records, &fields, &n_fields, &error)) > 0)
    {
      g_string_append_printf (text, "%u:", (guint) obs_records_line (records));
      for (guint i = 0; i < n_fields; i++)
        {
          g_assert_true (fields[i].text[fields[i].length] == '\0');
          g_string_append_len (text, fields[i].text, (gssize) fields[i].length);
          g_string_append (text, "␟");
        }
      g_string_append (text, "␞");
    }
  g_assert_true ((status < 0) == (error != NULL));
  if (error != NULL)
    g_string_append_printf (text, "\n%s", error->message);
  for (guint i = 0; records != NULL && i < obs_records_notices (records)->len; i++)
    g_string_append_printf (text, "\n%s",
                            (char *) g_ptr_array_index (obs_records_notices (records), i));
  return g_string_free (text, FALSE);
}

static char *
read_bytes (gconstpointer bytes, gsize length, gsize step, ObsRecordsOptions options)
{
  GError *error = NULL;
  ObsRecords *records;

  options.name = "t.csv";
  records = obs_csv_reader_new (bytes, length, step, &options, &error);
  return read_all (records, error);
}

static char *
read_file (const char *path, ObsRecordsOptions options)
{
  GError *error = NULL;
  ObsRecords *records;

  options.name = "t.csv";
  records = obs_records_open (path, &options, NULL, &error);
  return read_all (records, error);
}

static char *
temporary (const char *name)
{
  g_mkdir_with_parents (g_get_user_runtime_dir (), 0700);
  return g_build_filename (g_get_user_runtime_dir (), name, NULL);
}

static void
assert_ends (const char *text, const char *end)
{
  if (!g_str_has_suffix (text, end))
    g_test_fail_printf ("“%s” does not end with “%s”",
                        strlen (text) > 300 ? text + strlen (text) - 300 : text, end);
}

static void
assert_says (const char *text, const char *word)
{
  if (strstr (text, word) == NULL)
    g_test_fail_printf ("“%s” does not say “%s”",
                        strlen (text) > 300 ? text + strlen (text) - 300 : text, word);
}

/* --- Round trips --- */

static const char *const pieces[] = { "a",
                                      "Leicester",
                                      "\"",
                                      "\"\"",
                                      ",",
                                      ";",
                                      "\t",
                                      "|",
                                      "\n",
                                      "\r\n",
                                      "\r",
                                      " ",
                                      "é",
                                      "£",
                                      "😀",
                                      "\v",
                                      "\f",
                                      "\xc2\x85", /* NEL */
                                      "\xe2\x80\xa8" /* U+2028 */,
                                      "\xef\xbb\xbf",
                                      "0113",
                                      "'",
                                      "=1",
                                      "\x7f",
                                      "–" };

static char *
random_field (GRand *rand)
{
  GString *field = g_string_new (NULL);
  guint n = g_rand_int_range (rand, 0, 8) == 0 ? 40 : (guint) g_rand_int_range (rand, 0, 5);

  for (guint i = 0; i < n; i++)
    g_string_append (field, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
  return g_string_free (field, FALSE);
}

static void
append_field (GString *file, const char *field, char delimiter, gboolean quoted)
{
  const char marks[] = { delimiter, '"', '\n', '\r', '\0' };

  if (!quoted && strpbrk (field, marks) == NULL)
    {
      g_string_append (file, field);
      return;
    }
  g_string_append_c (file, '"');
  for (const char *c = field; *c != '\0'; c++)
    {
      g_string_append_c (file, *c);
      if (*c == '"')
        g_string_append_c (file, '"');
    }
  g_string_append_c (file, '"');
}

/* The bytes of @file in one of the encodings that a mark announces, or as they are. */
static GByteArray *
encode (const GString *file, guint encoding)
{
  GByteArray *bytes = g_byte_array_new ();
  g_autofree gunichar2 *units = NULL;
  glong n = 0;

  if (encoding < 2)
    {
      if (encoding == 1)
        g_byte_array_append (bytes, (const guint8 *) "\xef\xbb\xbf", 3);
      return g_byte_array_append (bytes, (const guint8 *) file->str, (guint) file->len);
    }
  units = g_utf8_to_utf16 (file->str, (glong) file->len, NULL, &n, NULL);
  g_assert_nonnull (units);
  for (glong i = -1; i < n; i++)
    {
      guint16 unit = i < 0 ? 0xfeff : units[i];
      guint8 pair[2] = { (guint8) (unit & 0xff), (guint8) (unit >> 8) };

      if (encoding == 3)
        {
          pair[0] = (guint8) (unit >> 8);
          pair[1] = (guint8) (unit & 0xff);
        }
      g_byte_array_append (bytes, pair, 2);
    }
  return bytes;
}

static void
test_round_trips (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20250731);

  for (guint round = 0; round < 10000; round++)
    {
      g_autoptr (GString) file = g_string_new (NULL), expected = g_string_new (NULL);
      g_autoptr (GByteArray) bytes = NULL;
      g_autofree char *found = NULL;
      ObsRecordsOptions options = { .delimiter = ",;\t|"[g_rand_int_range (rand, 0, 4)] };
      guint n_fields = (guint) g_rand_int_range (rand, 1, 7);
      guint n_records = (guint) g_rand_int_range (rand, 1, 7), line = 1;

      for (guint r = 0; r < n_records; r++)
        {
          gsize from = file->len;

          g_string_append_printf (expected, "%u:", line);
          for (guint i = 0; i < n_fields; i++)
            {
              g_autofree char *field = random_field (rand);
              /* A mark at the very beginning would be the file's own. */
              gboolean quoted
                  = g_rand_boolean (rand) || (n_fields == 1 && *field == '\0') || file->len == 0;

              if (i > 0)
                g_string_append_c (file, options.delimiter);
              append_field (file, field, options.delimiter, quoted);
              g_string_append_printf (expected, "%s␟", field);
            }
          g_string_append (expected, "␞");
          if (r + 1 < n_records || g_rand_boolean (rand))
            g_string_append (
                file, ((const char *[]){ "\n", "\r\n", "\r" })[g_rand_int_range (rand, 0, 3)]);
          for (gsize i = from; i < file->len; i++)
            line += file->str[i] == '\n'
                    || (file->str[i] == '\r' && !(i + 1 < file->len && file->str[i + 1] == '\n'));
        }
      bytes = encode (file, (guint) g_rand_int_range (rand, 0, 4));
      found = read_bytes (bytes->data, bytes->len, (gsize) g_rand_int_range (rand, 0, 80), options);
      g_assert_cmpstr (found, ==, expected->str);
    }
}

/* --- However the bytes come --- */

static const struct
{
  const char *text;
  gsize length;
} awkward[] = {
#define TEXT(t)                                                                                    \
  {                                                                                                \
    t, sizeof t - 1                                                                                \
  }
  TEXT ("a,b\r\n\"x\"\"y\",\"\r\n\"\r\n,\r\n\"\",\"\"\"\"\n"),
  TEXT ("a;b\r\r\n1;\"2\r\r\n\"\r\n\n\n3;4"),
  TEXT ("\xef\xbb\xbfname,née\r\n\"😀, ok\",\xe2\x80\xa8\r\n"),
  TEXT ("a,b\n5\" pipe,\"x\"\n1,2,,\n"),
  TEXT ("a,b\n1,\"two\n3,4\n\"\"\n5"),
  TEXT ("a,b\n1,\"two\"x\n"),
  TEXT ("a,b\n1,caf\xe9\n2,\x80\n"),
  TEXT ("a,b\n1,caf\xe9\n2,\x81\n"),
  TEXT ("é,b\n1,caf\xe9\n2,x\n"),
  TEXT ("\xef\xbb\xbf"
        "a,b\n1,caf\xe9\n"),
  TEXT ("a,b\n1,2\0\n"),
  TEXT ("\xff\xfe"
        "a\0,\0b\0\r\0\n\0\x3d\xd8\0\xde,\0\"\0\x3d\xd8\x01\xde\"\0"),
  TEXT ("\xfe\xff\0a\0,\0b\0\n\xd8\x3d\0,\0x"),
  TEXT ("sep=|\r\na|b,c\r\n1|2\r\n"),
  TEXT ("a\tb\n1\t2\n3\n"),
  TEXT ("a|b|c\n\"1|2\"|\"\"|\"3\"\"\"\n"),
  TEXT ("a\n\"\"\n\n\"\n\""),
  TEXT ("a,b\n\xf0\x9f\x98"),
  TEXT ("a,\"b\xc3"),
#undef TEXT
};

static void
test_steps (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (awkward); i++)
    {
      g_autofree char *whole
          = read_bytes (awkward[i].text, awkward[i].length, 0, (ObsRecordsOptions){ 0 });

      g_assert_cmpuint (strlen (whole), >, 0);
      for (gsize step = 1; step <= 64; step++)
        {
          g_autofree char *found
              = read_bytes (awkward[i].text, awkward[i].length, step, (ObsRecordsOptions){ 0 });

          g_assert_cmpstr (found, ==, whole);
        }
    }
}

/* A table larger than the reader's buffer, with what is awkward spread over it. */
static GString *
large_table (gsize size)
{
  GString *file = g_string_sized_new (size + 1000);

  g_string_append (file, "area,\"name, full\",value\r\n");
  for (guint i = 0; file->len < size; i++)
    switch (i % 7)
      {
      case 0:
        g_string_append_printf (file, "E%08u,\"Leicester\"\"s\r\n%u\",%u\n", i, i, i);
        break;
      case 1:
        g_string_append_printf (file, "\"é😀%u\",£,%u\r\n", i, i);
        break;
      case 2:
        g_string_append_printf (file, ",,%u\r", i);
        break;
      case 3:
        g_string_append (file, "\n\r\n");
        break;
      default:
        g_string_append_printf (file, "\"E%08u\",\"%-90s\",\"%u\"\n", i, "Rutland", i * 7);
      }
  return file;
}

static void
test_large_steps (void)
{
  static const gsize steps[] = { 997, 4096, 65537, 1048575, 1048577 };
  g_autoptr (GString) file = large_table (3 * MIB);
  g_autofree char *whole = read_bytes (file->str, file->len, 0, (ObsRecordsOptions){ 0 });
  g_autofree char *path = temporary ("t.csv");
  g_autofree char *from_file = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *found
          = read_bytes (file->str, file->len, steps[i], (ObsRecordsOptions){ 0 });

      g_assert_true (strcmp (found, whole) == 0);
    }
  /* From a file a second thread reads ahead. */
  g_assert_true (g_file_set_contents (path, file->str, (gssize) file->len, NULL));
  from_file = read_file (path, (ObsRecordsOptions){ 0 });
  g_assert_true (strcmp (from_file, whole) == 0);
  g_assert_no_errno (g_unlink (path));
}

/* --- Limits --- */

static void
test_field_limit (void)
{
  for (guint quoted = 0; quoted < 3; quoted++)
    for (guint over = 0; over < 2; over++)
      {
        g_autoptr (GString) file = g_string_new ("a,b\n1,");
        g_autofree char *found = NULL;

        if (quoted > 0)
          g_string_append_c (file, '"');
        for (guint i = 0; i < MIB + over; i++)
          g_string_append (file, quoted == 2 ? "\"\"" : "x");
        if (quoted > 0)
          g_string_append_c (file, '"');
        g_string_append (file, "\n3,4\n");
        found = read_bytes (file->str, file->len, 0, (ObsRecordsOptions){ .delimiter = ',' });
        if (over)
          {
            assert_says (found, "t.csv, line 2, column 2 (b): ");
            assert_says (found, "longer than 1 MiB");
          }
        else
          assert_ends (found, "3:3␟4␟␞");
      }
}

static void
test_record_limit (void)
{
  g_autoptr (GString) file = g_string_new (NULL);
  g_autofree char *x = g_strnfill (MIB, 'x');
  g_autofree char *fits = NULL, *found = NULL, *open_quote = NULL;

  for (guint i = 0; i < 8; i++)
    g_string_append_printf (file, "%s%.*s", i > 0 ? "," : "", (int) MIB - 1, x);
  g_string_append (file, "\n");
  fits = read_bytes (file->str, file->len, 0, (ObsRecordsOptions){ .delimiter = ',' });
  assert_ends (fits, "x␟␞");
  g_string_insert (file, 0, "y,");
  found = read_bytes (file->str, file->len, 0, (ObsRecordsOptions){ .delimiter = ',' });
  g_assert_true (g_str_has_prefix (found, "\nt.csv, line 1, column "));
  assert_says (found, "longer than 8 MiB");

  /* A mark that is never closed must not read the rest of the file into memory. */
  g_string_truncate (file, 0);
  g_string_append (file, "a,b\n1,2\n3,\"");
  for (guint i = 0; i < 20; i++)
    g_string_append (file, x);
  open_quote = read_bytes (file->str, file->len, 0, (ObsRecordsOptions){ .delimiter = ',' });
  assert_says (open_quote, "\nt.csv, line 3, column 2 (b): the field that begins here with a "
                           "quotation mark is longer than 1 MiB");
}

static void
test_column_limit (void)
{
  g_autoptr (GString) file = g_string_new ("1");
  g_autofree char *fits = NULL, *found = NULL;

  for (guint i = 1; i < 1000; i++)
    g_string_append (file, ",1");
  fits = read_bytes (file->str, file->len, 0, (ObsRecordsOptions){ 0 });
  assert_ends (fits, "1␟␞");
  g_string_append (file, ",1");
  found = read_bytes (file->str, file->len, 0, (ObsRecordsOptions){ 0 });
  assert_says (found, "t.csv, line 1, column 1001: the row has more than 1,000 fields");
}

static void
test_row_limit (void)
{
  g_autoptr (GString) file = g_string_sized_new (4 * 1000 * 1000 + 10);

  for (guint i = 0; i < 2000000; i++)
    g_string_append (file, "1\n");
  for (guint over = 0; over < 2; over++)
    {
      g_autoptr (GError) error = NULL;
      ObsRecordsOptions options = { .name = "t.csv" };
      g_autoptr (ObsRecords) records
          = obs_csv_reader_new (file->str, file->len, 0, &options, &error);
      const ObsSlice *fields;
      guint n_fields, n = 0;
      int status;

      while ((status = obs_records_next (records, &fields, &n_fields, &error)) > 0)
        n++;
      g_assert_cmpuint (n, ==, 2000000);
      g_assert_cmpint (status, ==, over ? -1 : 0);
      if (over)
        {
          g_assert_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE);
          assert_says (error->message, "t.csv, line 2000001: ");
        }
      g_string_append (file, "1");
    }
}

static void
test_file_limit (void)
{
  g_autofree char *path = temporary ("huge.csv"), *found = NULL;

  g_assert_true (g_file_set_contents (path, "a,b\n1,2\n", -1, NULL));
  g_assert_no_errno (truncate (path, (off_t) 200 * MIB + 1));
  found = read_file (path, (ObsRecordsOptions){ 0 });
  assert_says (found, "t.csv: the file is larger than 200 MiB");
  g_assert_no_errno (g_unlink (path));
}

/* --- gzip --- */

/* One member; @times copies of @text. */
static void
append_gzip (GByteArray *out, const char *text, gsize length, guint times)
{
  z_stream z = { 0 };
  guint8 block[65536];
  int status = Z_OK;

  g_assert_cmpint (deflateInit2 (&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY), ==,
                   Z_OK);
  for (guint i = 0; i <= times && status != Z_STREAM_END; i++)
    {
      z.next_in = (Bytef *) text;
      z.avail_in = i < times ? (uInt) length : 0;
      do
        {
          z.next_out = block;
          z.avail_out = sizeof block;
          status = deflate (&z, i < times ? Z_NO_FLUSH : Z_FINISH);
          g_byte_array_append (out, block, (guint) (sizeof block - z.avail_out));
        }
      while (z.avail_in > 0 || (i == times && status != Z_STREAM_END));
    }
  deflateEnd (&z);
}

static void
test_gzip (void)
{
  g_autoptr (GString) file = large_table (3 * MIB);
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  g_autofree char *path = temporary ("t.CSV.gz"), *sum = NULL;
  g_autofree char *whole = read_bytes (file->str, file->len, 0, (ObsRecordsOptions){ 0 });
  g_autofree char *found = NULL, *cut = NULL, *damaged = NULL, *empty = NULL;
  g_autoptr (ObsRecords) records = NULL;
  const ObsSlice *fields;
  guint n_fields;

  /* Two members one after the other and zeros behind them, as tapes and tools leave them. */
  append_gzip (packed, file->str, 100001, 1);
  append_gzip (packed, file->str + 100001, file->len - 100001, 1);
  g_byte_array_append (packed, (const guint8 *) "\0\0\0\0", 4);
  g_assert_true (g_file_set_contents (path, (char *) packed->data, packed->len, NULL));
  found = read_file (path, (ObsRecordsOptions){ 0 });
  g_assert_true (strcmp (found, whole) == 0);

  /* The hash is that of the packed file. */
  records = obs_records_open (path, NULL, NULL, NULL);
  g_assert_cmpstr (obs_records_name (records), ==, "t.CSV.gz");
  while (obs_records_next (records, &fields, &n_fields, NULL) > 0)
    g_assert_null (obs_records_sha256 (records));
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, packed->data, packed->len);
  g_assert_cmpstr (obs_records_sha256 (records), ==, sum);

  cut = read_bytes (packed->data, packed->len - 20, 0, (ObsRecordsOptions){ 0 });
  assert_says (cut, "t.csv: the file cannot be unpacked");
  /* The check sum, behind all that can be read. */
  packed->data[packed->len - 4 - 6] ^= 0x55;
  damaged = read_bytes (packed->data, packed->len, 0, (ObsRecordsOptions){ 0 });
  assert_says (damaged, "t.csv: the file cannot be unpacked");
  empty = read_bytes ("\x1f\x8b", 2, 0, (ObsRecordsOptions){ 0 });
  assert_says (empty, "t.csv: the file cannot be unpacked");
  g_assert_no_errno (g_unlink (path));
}

static void
test_bomb (void)
{
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  g_autofree char *path = temporary ("bomb.csv.gz"), *found = NULL;
  g_autofree char *dull = g_strnfill (MIB, '\n');

  append_gzip (packed, dull, MIB, 64);
  g_assert_cmpuint (packed->len, <, 100000);
  g_assert_true (g_file_set_contents (path, (char *) packed->data, packed->len, NULL));
  found = read_file (path, (ObsRecordsOptions){ 0 });
  assert_says (found, "t.csv: the file unpacks to more than 100 times its size");
  g_assert_no_errno (g_unlink (path));
}

/* --- Encodings --- */

static void
test_encodings (void)
{
  g_autoptr (GString) late = g_string_new (NULL);
  g_autofree char *found = NULL, *mixed = NULL, *undefined = NULL, *marked = NULL, *said = NULL;
  g_autofree char *unsaid = NULL, *utf8 = NULL, *utf16 = NULL, *utf32 = NULL, *unknown = NULL;

  /* The first byte beyond ASCII comes megabytes after the first record was given. */
  for (guint i = 0; i < 300000; i++)
    g_string_append (late, "abcdefgh,1\n");
  g_string_append (late, "caf\xe9 \x80,2\n");
  found = read_bytes (late->str, late->len, 0, (ObsRecordsOptions){ .delimiter = ',' });
  assert_says (found, "␞300001:café €␟2␟␞\nt.csv, line 300001: the text is not UTF-8, so it was "
                      "read as Windows-1252");

  mixed = read_bytes ("\xc3\xa9,b\n\xa3,2\n", 9, 0, (ObsRecordsOptions){ .delimiter = ',' });
  assert_says (mixed, "1:Ã©␟b␟␞2:£␟2␟␞\nt.csv, line 1: the text is not UTF-8");
  undefined = read_bytes ("a,b\n\xa3,2\n3,\x81\n", 13, 0, (ObsRecordsOptions){ .delimiter = ',' });
  assert_ends (undefined, "\nt.csv, line 2, column 1 (a): the text is not valid UTF-8. Save the "
                          "table with the encoding UTF-8.");
  marked = read_bytes ("\xef\xbb\xbf"
                       "a\n\xa3\n",
                       7, 0, (ObsRecordsOptions){ 0 });
  assert_says (marked, "t.csv, line 2, column 1 (a): the text is not valid UTF-8");
  said = read_bytes ("a\n\xa3\n", 4, 0, (ObsRecordsOptions){ .encoding = "windows-1252" });
  g_assert_cmpstr (said, ==, "1:a␟␞2:£␟␞");
  unsaid = read_bytes ("a\n\x81\n", 4, 0, (ObsRecordsOptions){ .encoding = "windows-1252" });
  assert_says (unsaid, "t.csv, line 2, column 1 (a): the text is not valid Windows-1252");
  utf8 = read_bytes ("a\n\xa3\n", 4, 0, (ObsRecordsOptions){ .encoding = "utf-8" });
  assert_says (utf8, "t.csv, line 2, column 1 (a): the text is not valid UTF-8");
  utf16 = read_bytes ("\0a\0\n\0\xa3", 6, 0, (ObsRecordsOptions){ .encoding = "UTF-16" });
  g_assert_cmpstr (utf16, ==, "1:a␟␞2:£␟␞");
  utf32 = read_bytes ("\0\0\xfe\xff\0\0\0a", 8, 0, (ObsRecordsOptions){ 0 });
  assert_says (utf32, "t.csv: the text is in the encoding UTF-32");
  unknown = read_bytes ("a", 1, 0, (ObsRecordsOptions){ .encoding = "latin-9" });
  assert_says (unknown, "“latin-9” is no encoding");
}

/* --- Delimiters --- */

static void
test_delimiters (void)
{
  static const struct
  {
    const char *text, *found;
  } cases[] = {
    { "a;b\n1,5;2\n", "1:a␟b␟␞2:1,5␟2␟␞" },
    { "a,b\n1;2;3,4\n", "1:a␟b␟␞2:1;2;3␟4␟␞" },
    { "one|two, two|three\n4|5, 5|6\n", "1:one␟two, two␟three␟␞2:4␟5, 5␟6␟␞" },
    { "\"a,1,1\";b;\"c\"\n1;2;3\n", "1:a,1,1␟b␟c␟␞2:1␟2␟3␟␞" },
    { "a\tb\n1\t\"x,y\tz\"\n", "1:a␟b␟␞2:1␟x,y\tz␟␞" },
    { "name\nSmith\n", "1:name␟␞2:Smith␟␞" },
    { "sep=;\na;b\n1;2\n", "2:a␟b␟␞3:1␟2␟␞" },
    { "\"sep=\t\"\r\na\tb,c\r\n", "2:a␟b,c␟␞" },
    { "sep=^\na^b\n", "2:a␟b␟␞" },
    { "sep=x\n", "1:sep=x␟␞" },
    { "a\n", "1:a␟␞" },
  };
  g_autofree char *tsv = temporary ("t.tsv"), *found = NULL, *wrong = NULL, *alone = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown
          = read_bytes (cases[i].text, strlen (cases[i].text), 0, (ObsRecordsOptions){ 0 });

      *strchrnul (shown, '\n') = '\0';
      g_assert_cmpstr (shown, ==, cases[i].found);
    }
  /* As good either way: the extension decides. */
  g_assert_true (g_file_set_contents (tsv, "a,b\tc\n", -1, NULL));
  found = read_file (tsv, (ObsRecordsOptions){ 0 });
  g_assert_cmpstr (found, ==, "1:a,b␟c␟␞");
  g_assert_no_errno (g_unlink (tsv));
  /* A comma in a table of one column is a fault, not a second column. */
  alone = read_bytes ("name\nSmith, John\n", 17, 0, (ObsRecordsOptions){ 0 });
  assert_says (alone, "t.csv, line 2, column 2: the row has more fields");
  wrong = read_bytes ("a", 1, 0, (ObsRecordsOptions){ .delimiter = '"' });
  assert_says (wrong, "must be three different characters");
}

/* --- Rows --- */

static void
test_rows (void)
{
  g_autofree char *ragged = NULL, *ragged_long = NULL, *plain = NULL, *extra = NULL, *blank = NULL;
  g_autofree char *nothing = NULL, *plain_nothing = NULL, *sep_alone = NULL;
  ObsRecordsOptions may_be_short = { .ragged = TRUE }, any = { .plain = TRUE };

  ragged = read_bytes ("a,b,c\n1\n2,3\n", 12, 0, may_be_short);
  g_assert_cmpstr (ragged, ==, "1:a␟b␟c␟␞2:1␟␟␟␞3:2␟3␟␟␞");
  ragged_long = read_bytes ("a,b\n1,2,3\n", 10, 0, may_be_short);
  assert_says (ragged_long, "t.csv, line 2, column 3: the row has more fields");
  plain = read_bytes ("a\n1,2\n", 6, 0, any);
  g_assert_cmpstr (plain, ==, "1:a␟␞2:1␟2␟␞");
  extra = read_bytes ("a,b\n1,2,,\n3,4,\n5,6,7\n", 21, 0, (ObsRecordsOptions){ 0 });
  assert_says (extra, "2:1␟2␟␟␟␞3:3␟4␟␟␞\nt.csv, line 4, column 3: the row has more");
  assert_says (extra, "\nt.csv, line 2, column 3: the row has more fields than the heading row, "
                      "which has 2; those too many are empty");
  blank = read_bytes ("\na\n\nx\n\n\n", 8, 0, (ObsRecordsOptions){ 0 });
  assert_says (blank, "2:a␟␞4:x␟␞\nt.csv, line 3: the line is blank");
  nothing = read_bytes ("\n\r\n", 3, 0, (ObsRecordsOptions){ 0 });
  g_assert_cmpstr (nothing, ==, "\nt.csv: the table is empty. It needs at least its heading row.");
  plain_nothing = read_bytes (NULL, 0, 0, any);
  g_assert_cmpstr (plain_nothing, ==, "");
  sep_alone = read_bytes ("sep=;", 5, 0, (ObsRecordsOptions){ 0 });
  assert_says (sep_alone, "the table is empty");
}

static void
test_headings (void)
{
  static const struct
  {
    const char *text, *word;
  } cases[] = {
    { "Code,name, code \n", "t.csv, line 1, column 3: the heading “code” is used twice" },
    { "Straße,STRASSE\n", "used twice" },
    { " , \n", "t.csv, line 1: there are no headings" },
    { "a,,\n", NULL },
    { "a,b,a b\n", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      ObsRecordsOptions options = { .name = "t.csv" };
      g_autoptr (ObsRecords) records
          = obs_csv_reader_new (cases[i].text, strlen (cases[i].text), 0, &options, &error);
      const ObsSlice *fields;
      guint n_fields;
      gboolean good;

      g_assert_cmpint (obs_records_next (records, &fields, &n_fields, &error), ==, 1);
      good = obs_records_check_headings (records, fields, n_fields, &error);
      g_assert_true (good == (cases[i].word == NULL));
      if (!good)
        assert_says (error->message, cases[i].word);
    }
}

/* After an error the same error comes again, and nothing else. */
static void
test_error_stays (void)
{
  ObsRecordsOptions options = { .name = "t.csv" };
  g_autoptr (ObsRecords) records = obs_csv_reader_new ("a,b\n1\n2,3\n", 10, 0, &options, NULL);
  const ObsSlice *fields;
  guint n_fields;

  g_assert_cmpint (obs_records_next (records, &fields, &n_fields, NULL), ==, 1);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (obs_records_next (records, &fields, &n_fields, &error), ==, -1);
      g_assert_null (fields);
      g_assert_cmpstr (error->message, ==,
                       "t.csv, line 2, column 2 (b): the row ends too early; it has 1 of 2 fields. "
                       "Add the missing delimiters.");
    }
  g_assert_null (obs_records_sha256 (records));
}

static void
test_notices (void)
{
  g_autoptr (GString) file = g_string_new ("a,b\n");
  ObsRecordsOptions options = { .name = "t.csv" };
  g_autoptr (ObsRecords) records = NULL;
  GPtrArray *notices;
  const ObsSlice *fields;
  guint n_fields, n = 0;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (file, "%u\" pipe,%u\n", i, i);
  records = obs_csv_reader_new (file->str, file->len, 0, &options, NULL);
  while (obs_records_next (records, &fields, &n_fields, NULL) > 0)
    n++;
  notices = obs_records_notices (records);
  g_assert_cmpuint (n, ==, 1001);
  g_assert_cmpuint (notices->len, ==, 100);
  g_assert_true (g_str_has_prefix (g_ptr_array_index (notices, 0),
                                   "t.csv, line 2, column 1 (a): a quotation mark"));
  g_assert_cmpstr (g_ptr_array_index (notices, 99), ==,
                   "t.csv: there is more to notice than is listed here.");
}

static void
test_blank_lines (void)
{
  static const char text[] = "\n\r\na,b\n\n1,2\r\r\n\n";
  ObsRecordsOptions options = { .name = "t.csv" };
  g_autoptr (ObsRecords) records = obs_csv_reader_new (text, strlen (text), 0, &options, NULL);
  const ObsSlice *fields;
  guint n_fields, n = 0;

  while (obs_records_next (records, &fields, &n_fields, NULL) > 0)
    n++;
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (obs_records_n_blank (records), ==, 5);
  g_assert_cmpuint (obs_records_notices (records)->len, ==, 0);
}

/* Headings in messages are one short line, whatever they hold. */
static void
test_place (void)
{
  g_autofree char *long_name = g_strnfill (200, 'n');
  g_autofree char *text = g_strdup_printf ("\"two\nlines\",%s\n1,2\n3,4,5\n6\n", long_name);
  g_autofree char *found = NULL, *first = NULL;

  found = read_bytes (text, strlen (text), 0, (ObsRecordsOptions){ 0 });
  assert_says (found, "t.csv, line 4, column 3: the row has more fields");
  first = read_bytes ("\"two\nlines\",b\n\"x", 16, 0, (ObsRecordsOptions){ 0 });
  assert_says (first, "t.csv, line 3, column 1 (two lines): ");
}

/* --- Files --- */

static void
test_files (void)
{
  static const struct
  {
    const char *name, *text, *word;
  } cases[] = {
    { "t.doc", "a\n", "t.csv: tables of this kind are not read" },
    { "t", "a\n", "t.csv: tables of this kind are not read" },
    { "t.csv", "PK\3\4 and so on", "t.csv: the file is a workbook or an archive" },
    { "t.txt", "\xd0\xcf\x11\xe0 and so on", "t.csv: the file is a workbook or an archive" },
  };
  g_autofree char *none = temporary ("none.csv"), *folder = NULL, *found = NULL, *said = NULL;
  g_autofree char *path = temporary ("odd.name");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *file = temporary (cases[i].name), *shown = NULL;

      g_assert_true (g_file_set_contents (file, cases[i].text, -1, NULL));
      shown = read_file (file, (ObsRecordsOptions){ 0 });
      assert_says (shown, cases[i].word);
      g_assert_no_errno (g_unlink (file));
    }
  g_assert_null (obs_records_open (none, NULL, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
  assert_says (error->message, "none.csv cannot be read: ");
  folder = temporary ("folder.csv");
  g_assert_no_errno (g_mkdir (folder, 0700));
  found = read_file (folder, (ObsRecordsOptions){ 0 });
  assert_says (found, "t.csv cannot be read: it is not a file");
  g_assert_no_errno (g_rmdir (folder));
  g_assert_true (g_file_set_contents (path, "a\n", -1, NULL));
  said = read_file (path, (ObsRecordsOptions){ .format = "csv" });
  g_assert_cmpstr (said, ==, "1:a␟␞");
  g_assert_no_errno (g_unlink (path));
}

/* 100 MB go through a few MiB; and who stops half way leaves nothing behind. */
static void
test_memory (void)
{
  g_autoptr (GString) file = large_table (5 * MIB);
  g_autofree char *path = temporary ("memory.csv"), *sum = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsRecords) records = NULL;
  g_autoptr (ObsRecords) left = NULL;
  FILE *out = g_fopen (path, "wb");
  const ObsSlice *fields;
  guint n_fields;
  guint64 n = 0;
  int status;

  g_assert_nonnull (out);
  for (guint i = 0; i < 20; i++)
    {
      g_assert_cmpuint (fwrite (file->str, 1, file->len, out), ==, file->len);
      g_checksum_update (checksum, (const guint8 *) file->str, (gssize) file->len);
    }
  g_assert_cmpint (fclose (out), ==, 0);
  records = obs_records_open (path, NULL, NULL, &error);
  g_assert_no_error (error);
  while ((status = obs_records_next (records, &fields, &n_fields, &error)) > 0)
    n++;
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpuint (n, >, 1000000);
  g_test_message ("%u records, %u kB held at most", (guint) n,
                  (guint) (obs_csv_reader_peak (records) / 1024));
  g_assert_cmpuint (obs_csv_reader_peak (records), <, 8 * MIB);
  g_assert_cmpstr (obs_records_sha256 (records), ==, g_checksum_get_string (checksum));

  left = obs_records_open (path, NULL, NULL, &error);
  g_assert_cmpint (obs_records_next (left, &fields, &n_fields, &error), ==, 1);
  g_clear_pointer (&left, obs_records_free);
  g_assert_no_errno (g_unlink (path));
}

static void
test_cancel (void)
{
  g_autoptr (GString) file = large_table (20 * MIB);
  g_autofree char *path = temporary ("cancel.csv");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsRecords) records = NULL;
  const ObsSlice *fields;
  guint n_fields, n = 0;
  gsize after = 0;
  int status;

  g_assert_true (g_file_set_contents (path, file->str, (gssize) file->len, NULL));
  records = obs_records_open (path, NULL, cancellable, &error);
  while ((status = obs_records_next (records, &fields, &n_fields, &error)) > 0)
    {
      if (++n == 1000)
        g_cancellable_cancel (cancellable);
      for (guint i = 0; n > 1000 && i < n_fields; i++)
        after += fields[i].length;
    }
  g_assert_cmpint (status, ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (after, <=, MIB); /* what was in the buffer already */
  g_clear_error (&error);
  g_assert_null (obs_records_open (path, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_no_errno (g_unlink (path));
}

int
main (int argc, char *argv[])
{
  test_begin (&argc, &argv);
  g_test_add_func ("/records/round-trips", test_round_trips);
  g_test_add_func ("/records/steps", test_steps);
  g_test_add_func ("/records/large-steps", test_large_steps);
  g_test_add_func ("/records/limits/field", test_field_limit);
  g_test_add_func ("/records/limits/record", test_record_limit);
  g_test_add_func ("/records/limits/columns", test_column_limit);
  g_test_add_func ("/records/limits/rows", test_row_limit);
  g_test_add_func ("/records/limits/file", test_file_limit);
  g_test_add_func ("/records/gzip", test_gzip);
  g_test_add_func ("/records/bomb", test_bomb);
  g_test_add_func ("/records/encodings", test_encodings);
  g_test_add_func ("/records/delimiters", test_delimiters);
  g_test_add_func ("/records/rows", test_rows);
  g_test_add_func ("/records/headings", test_headings);
  g_test_add_func ("/records/error-stays", test_error_stays);
  g_test_add_func ("/records/notices", test_notices);
  g_test_add_func ("/records/blank-lines", test_blank_lines);
  g_test_add_func ("/records/place", test_place);
  g_test_add_func ("/records/files", test_files);
  g_test_add_func ("/records/memory", test_memory);
  g_test_add_func ("/records/cancel", test_cancel);
  return g_test_run ();
}
