/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/edition/edition.h"
#include "data/error.h"
#include "data/sync/index.h"
#include "data/sync/strict-json.h"
#include "tests/begin.h"

#include <string.h>

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define ENTRY                                                                                      \
  "{\"date\": \"2026-11-22\", \"name\": \"2026-11-22-bbbbbbbbbbbbbbbb\", \"title\": \"Autumn\", "  \
  "\"schema\": 1, \"file\": \"editions/" A ".sqlite.zst\", \"length\": 10, \"sha256\": \"" A       \
  "\", \"plain_length\": 4096, \"plain_sha256\": \"" B "\"}"
#define GOOD "{\"format\": 1, \"origin\": \"test-place\", \"editions\": [" ENTRY "]}"

static char *
replace (const char *text, const char *from, const char *to)
{
  const char *at = strstr (text, from);

  g_assert_nonnull (at);
  return g_strdup_printf ("%.*s%s%s", (int) (at - text), text, to, at + strlen (from));
}

static void
test_good (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsIndex) index = obs_index_parse (GOOD, strlen (GOOD), "example.org", &error);
  g_autoptr (ObsIndex) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *second = NULL;
  const ObsIndexEntry *entry;

  g_assert_no_error (error);
  g_assert_cmpstr (index->origin, ==, "test-place");
  g_assert_cmpuint (index->entries->len, ==, 1);
  entry = index->entries->pdata[0];
  g_assert_cmpstr (entry->date, ==, "2026-11-22");
  g_assert_cmpuint (entry->length, ==, 10);
  g_assert_cmpuint (entry->plain_length, ==, 4096);
  g_assert_cmpstr (entry->plain_sha256, ==, B);

  text = obs_index_to_text (index);
  again = obs_index_parse (text, strlen (text), "example.org", &error);
  g_assert_no_error (error);
  second = obs_index_to_text (again);
  g_assert_cmpstr (text, ==, second);
}

static void
test_hostile (void)
{
  static const struct
  {
    const char *from, *to;
  } cases[] = {
    { "\"format\": 1", "\"format\": 0" },
    { "\"format\": 1", "\"format\": -1" },
    { "\"format\": 1", "\"format\": 1.0" },
    { "\"format\": 1", "\"format\": 1e0" },
    { "\"format\": 1", "\"format\": \"1\"" },
    { "\"format\": 1", "\"format\": true" },
    { "\"format\": 1", "\"format\": 1, \"format\": 1" },
    { "\"format\": 1", "\"format\": 1, \"extra\": 1" },
    { "\"format\": 1", "\"format\": 99999999999999999999" },
    { "\"format\": 1, ", "" },
    { "\"test-place\"", "\"\"" },
    { "\"test-place\"", "\"../etc\"" },
    { "\"test-place\"", "\"Test\"" },
    { "\"test-place\"", "\"-x\"" },
    { "\"test-place\"", "\"a\\u0000b\"" },
    { "\"test-place\"", "7" },
    { "\"test-place\"", "[\"test-place\"]" },
    { ENTRY, "" },
    { ENTRY, "7" },
    { ENTRY, "[]" },
    { ENTRY, "null" },
    { ENTRY, ENTRY ", " ENTRY },
    { ENTRY, ENTRY "," },
    { "[" ENTRY "]", "{}" },
    { "2026-11-22\", \"name", "2026-11-31\", \"name" },
    { "2026-11-22\", \"name", "2026-13-22\", \"name" },
    { "2026-11-22\", \"name", "9999-12-31\", \"name" },
    { "2026-11-22\", \"name", "2026-11-2 \", \"name" },
    { "2026-11-22\", \"name", "2026-11-21\", \"name" },
    { "2026-11-22-bbbbbbbbbbbbbbbb", "2026-11-22-aaaaaaaaaaaaaaaa" },
    { "2026-11-22-bbbbbbbbbbbbbbbb", "../../../tmp/bbbbbbbbbbbbb" },
    { "2026-11-22-bbbbbbbbbbbbbbbb", "" },
    { "Autumn", "" },
    { "Autumn", "Au\xe2\x80\xaetumn" },
    { "Autumn", "Au\\ntumn" },
    { "Autumn", "Au\xfftumn" },
    { "Autumn", "Au\ttumn" },
    { "\"schema\": 1", "\"schema\": 0" },
    { "\"schema\": 1", "\"schema\": -5" },
    { "\"schema\": 1", "\"schema\": 1.5" },
    { "\"schema\": 1", "\"schema\": 10000000000" },
    { "editions/a", "/editions/a" },
    { "editions/a", "../editions/a" },
    { "editions/a", "https://evil.test/editions/a" },
    { "editions/a", "//evil.test/a" },
    { "editions/a", "editions/../a" },
    { "editions/a", "editions\\\\a" },
    { "editions/a", "editions/%2e%2e/a" },
    { ".sqlite.zst", ".sqlite.zst?x=1" },
    { ".sqlite.zst", ".sqlite" },
    { "\"length\": 10", "\"length\": 0" },
    { "\"length\": 10", "\"length\": -10" },
    { "\"length\": 10", "\"length\": 1073741825" },
    { "\"length\": 10", "\"length\": 010" },
    { "\"length\": 10", "\"length\": 1e1" },
    { "\"length\": 10", "\"length\": 0x10" },
    { "\"length\": 10", "\"length\": \"10\"" },
    { "\"length\": 10, ", "" },
    { "\"sha256\": \"" A, "\"sha256\": \"" B },
    { "\"sha256\": \"aa", "\"sha256\": \"a" },
    { "\"sha256\": \"aa", "\"sha256\": \"AA" },
    { "\"sha256\": \"aa", "\"sha256\": \"zz" },
    { "4096", "4294967297" },
    { "4096", "0" },
    { "4096", "null" },
    { "\"plain_sha256\": \"bb", "\"plain_sha256\": \"b" },
    { "]}", "]} x" },
    { "]}", "]}{}" },
    { "]}", "]" },
    { "]}", "]// }\n}" },
    { "{\"format\"", "\xef\xbb\xbf{\"format\"" },
    { "{\"format\"", "{'format'" },
    { "{\"format\"", "{\"\\u0066ormat\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = replace (GOOD, cases[i].from, cases[i].to);
      g_autoptr (GError) error = NULL;
      g_autoptr (ObsIndex) index = obs_index_parse (text, strlen (text), "example.org", &error);

      if (index != NULL)
        g_error ("taken: “%s” for “%s”", cases[i].to, cases[i].from);
      g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
      g_assert_nonnull (strstr (error->message, "example.org"));
    }
}

static void
test_not_json (void)
{
  g_autofree char *deep = g_strnfill (60000, '[');
  static const char *const texts[] = { "",
                                       " ",
                                       "null",
                                       "[]",
                                       "7",
                                       "\"x\"",
                                       "{",
                                       "{}",
                                       "{\"a\"}",
                                       "nul",
                                       "{\"a\":tru}",
                                       "{\"a\":+1}",
                                       "{\"a\":.5}",
                                       "{\"a\":1.}",
                                       "{\"a\":NaN}",
                                       "{\"a\":\"\\x\"}",
                                       "{\"a\":\"\\u12\"}",
                                       "{\"a\":1,}",
                                       "{,}",
                                       "/* */{}",
                                       "{\"a\":\"" };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) local = NULL;

      g_assert_null (obs_index_parse (texts[i], strlen (texts[i]), "example.org", &local));
      g_assert_error (local, OBS_ERROR, OBS_ERROR_CORRUPT);
    }
  g_assert_null (obs_index_parse (deep, strlen (deep), "example.org", &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_null (obs_index_parse ("{}\0{}", 5, "example.org", &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
}

static void
test_cut_anywhere (void)
{
  for (gsize length = 0; length < strlen (GOOD); length++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (obs_index_parse (GOOD, length, "example.org", &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
    }
}

/* Whatever byte is changed, what is read is refused or still keeps every rule. */
static void
test_flips (void)
{
  guint taken = 0;

  for (gsize i = 0; i < strlen (GOOD); i++)
    for (int bit = 0; bit < 8; bit++)
      {
        g_autofree char *text = g_strdup (GOOD);
        g_autoptr (ObsIndex) index = NULL;
        const ObsIndexEntry *entry;

        text[i] = (char) (text[i] ^ (1 << bit));
        index = obs_index_parse (text, strlen (GOOD), "example.org", NULL);
        if (index == NULL)
          continue;
        taken++;
        entry = index->entries->pdata[0];
        g_assert_true (obs_index_is_origin (index->origin));
        g_assert_true (obs_index_is_name (entry->name));
        g_assert_true (g_str_has_prefix (entry->file, "editions/a"));
        g_assert_cmpuint (entry->length, <=, OBS_INDEX_MAX_LENGTH);
      }
  /* Numbers, title and origin have other legal values; hashes, names and dates are tied. */
  g_assert_cmpuint (taken, <, 256);
}

static void
test_web_page (void)
{
  const char *page = "\n <!DOCTYPE html><title>Sign in</title>";
  g_autoptr (GError) error = NULL;

  g_assert_null (obs_index_parse (page, strlen (page), "example.org", &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, "web page"));
}

static void
test_newer_format (void)
{
  const char *text = "{\"format\": 2, \"whatever\": {}}";
  g_autoptr (GError) error = NULL;

  g_assert_null (obs_index_parse (text, strlen (text), "example.org", &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_SCHEMA_TOO_NEW);
}

static ObsIndexEntry *
entry_of (const char *date, char hash, int schema)
{
  ObsIndexEntry *entry = g_new0 (ObsIndexEntry, 1);

  entry->date = g_strdup (date);
  entry->plain_sha256 = g_strnfill (64, hash);
  entry->sha256 = g_strnfill (64, hash);
  entry->name = obs_index_make_name (date, entry->plain_sha256);
  entry->title = g_strdup ("Test");
  entry->file = g_strdup_printf ("editions/%s.sqlite.zst", entry->sha256);
  entry->schema = schema;
  entry->length = entry->plain_length = 1;
  return entry;
}

static void
test_offer (void)
{
  g_autoptr (ObsIndex) index = g_new0 (ObsIndex, 1);
  g_autofree char *a = g_strnfill (64, 'a');
  g_autofree char *c = g_strnfill (64, 'c');
  g_autoptr (GError) error = NULL;
  const ObsIndexEntry *entry;

  index->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_index_entry_free);
  g_ptr_array_add (index->entries, entry_of ("2026-03-01", 'b', 1));
  g_ptr_array_add (index->entries, entry_of ("2026-02-01", 'a', 1));

  entry = obs_index_offer (index, NULL, NULL, &error);
  g_assert_cmpstr (entry->date, ==, "2026-03-01");
  entry = obs_index_offer (index, "2026-02-01", a, &error);
  g_assert_cmpstr (entry->date, ==, "2026-03-01");
  /* The newest is in use. */
  entry = index->entries->pdata[0];
  g_assert_null (obs_index_offer (index, "2026-03-01", entry->plain_sha256, &error));
  g_assert_no_error (error);
  /* The host only has older ones: no roll-back by the host. */
  g_assert_null (obs_index_offer (index, "2026-04-01", c, &error));
  g_assert_no_error (error);
  /* A correction on the same day. */
  entry = obs_index_offer (index, "2026-03-01", c, &error);
  g_assert_cmpstr (entry->date, ==, "2026-03-01");
}

static void
test_offer_newer_schema (void)
{
  g_autoptr (ObsIndex) index = g_new0 (ObsIndex, 1);
  g_autofree char *a = g_strnfill (64, 'a');
  g_autoptr (GError) error = NULL;
  const ObsIndexEntry *entry;

  index->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_index_entry_free);
  g_ptr_array_add (index->entries, entry_of ("2026-03-01", 'c', OBS_SCHEMA_VERSION + 1));
  g_ptr_array_add (index->entries, entry_of ("2026-02-01", 'b', OBS_SCHEMA_VERSION));
  g_ptr_array_add (index->entries, entry_of ("2026-01-01", 'a', OBS_SCHEMA_VERSION));

  entry = obs_index_offer (index, "2026-01-01", a, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (entry->date, ==, "2026-02-01");
  g_assert_null (obs_index_offer (index, "2026-02-01", entry->plain_sha256, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_SCHEMA_TOO_NEW);
  g_assert_nonnull (strstr (error->message, "2026-03-01"));
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  g_test_add_func ("/index/good", test_good);
  g_test_add_func ("/index/hostile", test_hostile);
  g_test_add_func ("/index/not-json", test_not_json);
  g_test_add_func ("/index/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/index/flips", test_flips);
  g_test_add_func ("/index/web-page", test_web_page);
  g_test_add_func ("/index/newer-format", test_newer_format);
  g_test_add_func ("/index/offer", test_offer);
  g_test_add_func ("/index/offer-newer-schema", test_offer_newer_schema);
  return g_test_run ();
}
