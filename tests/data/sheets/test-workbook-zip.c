/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/error.h"
#include "data/ingest/workbook-zip.h"

#include "package.h"

#include <string.h>

#define ROWS "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>hello</t></is></c></row>"

static char *
read_bytes (GBytes *bytes, GError **error)
{
  g_autofree char *path = write_bytes (bytes, "zip.xlsx");

  return read_all (path, NULL, NULL, error);
}

static void
expect_fault (GBytes *bytes, int code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = read_bytes (bytes, &error);

  g_assert_null (text);
  g_assert_error (error, OBS_ERROR, code);
  g_assert_nonnull (strstr (error->message, "zip.xlsx"));
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” lacks “%s”", error->message, words);
}

/* (transfer full): copy that can be changed */
static GByteArray *
open_up (GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  GByteArray *copy = g_byte_array_new ();

  g_byte_array_append (copy, data, (guint) length);
  return copy;
}

static GByteArray *
pack_plain (PackFlags flags)
{
  g_autoptr (Package) package = package_new_xlsx (ROWS);
  g_autoptr (GBytes) bytes = package_pack (package, flags);

  return open_up (bytes);
}

/* Where the directory's @i-th line stands. */
static guint8 *
central (GByteArray *bytes, guint i)
{
  for (guint k = 0; k + 4 < bytes->len; k++)
    if (memcmp (bytes->data + k, "PK\1\2", 4) == 0 && i-- == 0)
      return bytes->data + k;
  g_assert_not_reached ();
}

static void
set32 (guint8 *p, guint32 value)
{
  for (int i = 0; i < 4; i++)
    p[i] = (guint8) (value >> 8 * i);
}

static void
expect_array_fault (GByteArray *bytes, int code, const char *words)
{
  g_autoptr (GBytes) whole = g_bytes_new (bytes->data, bytes->len);

  expect_fault (whole, code, words);
}

static void
test_shapes (void)
{
  for (guint flags = 0; flags < PACK_ENCRYPTED; flags++)
    {
      g_autoptr (Package) package = package_new_xlsx (ROWS);
      g_autoptr (GBytes) bytes = package_pack (package, flags);
      g_autoptr (GError) error = NULL;
      g_autofree char *text = read_bytes (bytes, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, "1:hello\n");
    }
}

static void
test_names (void)
{
  static const char *const names[]
      = { "../evil.xml", "xl/../../evil.xml", "/etc/passwd", "xl\\evil.xml", "a/..", "\xff.xml" };
  static const char *const fine[] = { "xl/a..b.xml", "xl/...", "xl/é.xml" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (Package) package = package_new_xlsx (ROWS);
      g_autoptr (GBytes) bytes = NULL;

      package_add (package, names[i], "x");
      bytes = package_pack (package, PACK_PLAIN);
      expect_fault (bytes, OBS_ERROR_INPUT, "which no spreadsheet program writes");
    }
  for (guint i = 0; i < G_N_ELEMENTS (fine); i++)
    {
      g_autoptr (Package) package = package_new_xlsx (ROWS);
      g_autoptr (GBytes) bytes = NULL;
      g_autofree char *text = NULL;

      package_add (package, fine[i], "x");
      bytes = package_pack (package, PACK_PLAIN);
      text = read_bytes (bytes, NULL);
      g_assert_cmpstr (text, ==, "1:hello\n");
    }
  {
    g_autoptr (GByteArray) bytes = pack_plain (PACK_PLAIN);

    central (bytes, 7)[46 + 3] = '\0';
    expect_array_fault (bytes, OBS_ERROR_INPUT, "which no spreadsheet program writes");
  }
}

static void
test_double_names (void)
{
  static const char *const again[] = { "xl/worksheets/sheet1.xml", "XL/Worksheets/Sheet1.XML" };

  for (guint i = 0; i < G_N_ELEMENTS (again); i++)
    {
      g_autoptr (Package) package = package_new_xlsx (ROWS);
      g_autoptr (GBytes) bytes = NULL;

      package_add_again (package, again[i], "<other/>");
      bytes = package_pack (package, PACK_PLAIN);
      expect_fault (bytes, OBS_ERROR_INPUT, "which no spreadsheet program writes");
    }
}

static void
test_bombs (void)
{
  g_autofree char *blanks = g_strnfill (3 * 1024 * 1024, ' ');
  g_autoptr (Package) package = package_new_xlsx (ROWS);
  g_autoptr (Package) many = package_new_xlsx (ROWS);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) crowd = NULL;
  g_autoptr (GByteArray) liar = NULL;
  g_autoptr (GByteArray) large = pack_plain (PACK_PLAIN);

  package_add_bytes (package, "xl/worksheets/sheet1.xml", blanks, 3 * 1024 * 1024);
  bytes = package_pack (package, PACK_PLAIN);
  expect_fault (bytes, OBS_ERROR_TOO_LARGE, "100 times its packed size");

  /* The same, but the directory and the local header promise less. */
  liar = open_up (bytes);
  set32 (central (liar, 4) + 24, 1000);
  for (guint i = 0; i + 4 < liar->len; i++)
    if (memcmp (liar->data + i, "PK\3\4", 4) == 0
        && memcmp (liar->data + i + 30, "xl/worksheets/sheet1.xml", 24) == 0)
      set32 (liar->data + i + 22, 1000);
  expect_array_fault (liar, OBS_ERROR_INPUT, "damaged");

  set32 (central (large, 6) + 20, 6 * 1024 * 1024);
  set32 (central (large, 6) + 24, 501 * 1024 * 1024);
  expect_array_fault (large, OBS_ERROR_TOO_LARGE, "500 MiB");

  for (guint i = 0; i < OBS_ZIP_MAX_ENTRIES; i++)
    {
      g_autofree char *name = g_strdup_printf ("xl/%u", i);

      package_add_again (many, name, "");
    }
  crowd = package_pack (many, PACK_PLAIN);
  expect_fault (crowd, OBS_ERROR_TOO_LARGE, "more than 1000 parts");
}

static void
test_places (void)
{
  g_autoptr (GByteArray) over = pack_plain (PACK_PLAIN);
  g_autoptr (GByteArray) behind = pack_plain (PACK_PLAIN);
  g_autoptr (GByteArray) longer = pack_plain (PACK_STORED);
  g_autoptr (GByteArray) before = g_byte_array_new ();
  g_autoptr (GByteArray) plain = pack_plain (PACK_PLAIN);
  g_autoptr (GByteArray) method = pack_plain (PACK_PLAIN);
  g_autoptr (GByteArray) secret = pack_plain (PACK_ENCRYPTED);

  /* Two entries over the same bytes. */
  memcpy (central (over, 5) + 42, central (over, 4) + 42, 4);
  expect_array_fault (over, OBS_ERROR_INPUT, "damaged");
  set32 (central (behind, 5) + 42, behind->len - 10);
  expect_array_fault (behind, OBS_ERROR_INPUT, "damaged");
  /* Longer than up to the next one. */
  for (int field = 20; field <= 24; field += 4)
    central (longer, 2)[field] += 40;
  expect_array_fault (longer, OBS_ERROR_INPUT, "damaged");
  g_byte_array_append (before, (const guint8 *) "prefix", 6);
  g_byte_array_append (before, plain->data, plain->len);
  expect_array_fault (before, OBS_ERROR_INPUT, "damaged");
  central (method, 4)[10] = 12;
  expect_array_fault (method, OBS_ERROR_INPUT, "damaged");
  expect_array_fault (secret, OBS_ERROR_INPUT, "encrypted");
}

/* A single changed bit of what was stored shows in its checksum. */
static void
test_checksum (void)
{
  g_autoptr (GByteArray) bytes = pack_plain (PACK_STORED);
  guint8 *found = memmem (bytes->data, bytes->len, "hello", 5);

  *found = 'j';
  expect_array_fault (bytes, OBS_ERROR_INPUT, "damaged");
}

static void
test_truncated (void)
{
  for (guint flags = 0; flags < PACK_ENCRYPTED; flags++)
    {
      g_autoptr (GByteArray) bytes = pack_plain (flags);

      for (guint i = 0; i < 100; i++)
        {
          guint length = bytes->len * i / 100;
          g_autoptr (GBytes) part = g_bytes_new (bytes->data, length);

          expect_fault (part, OBS_ERROR_INPUT, "");
        }
    }
}

/* Whatever byte is changed: the same rows, or a sentence. */
static void
test_flipped (void)
{
  g_autoptr (GByteArray) bytes = pack_plain (PACK_PLAIN);
  guint good = 0;

  for (guint i = 0; i < bytes->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) changed = NULL;
      g_autofree char *text = NULL;

      bytes->data[i] ^= 0x41;
      changed = g_bytes_new (bytes->data, bytes->len);
      text = read_bytes (changed, &error);
      bytes->data[i] ^= 0x41;
      if (text == NULL)
        g_assert_nonnull (error);
      else
        {
          g_assert_cmpstr (text, ==, "1:hello\n");
          good++;
        }
    }
  g_test_message ("%u of %u changed bytes do not matter", good, bytes->len);
  g_assert_cmpuint (good, <, bytes->len);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workbook-zip/shapes", test_shapes);
  g_test_add_func ("/workbook-zip/names", test_names);
  g_test_add_func ("/workbook-zip/double-names", test_double_names);
  g_test_add_func ("/workbook-zip/bombs", test_bombs);
  g_test_add_func ("/workbook-zip/places", test_places);
  g_test_add_func ("/workbook-zip/checksum", test_checksum);
  g_test_add_func ("/workbook-zip/truncated", test_truncated);
  g_test_add_func ("/workbook-zip/flipped", test_flipped);
  return g_test_run ();
}
