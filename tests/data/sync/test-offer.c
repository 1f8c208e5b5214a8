/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/edition/edition.h"
#include "data/error.h"
#include "data/sync/content/chunk.h"
#include "data/sync/offer.h"
#include "tests/begin.h"

#include <string.h>

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define PACK                                                                                       \
  "{\"path\": \"observatory/packs/0123456789abcdef.zst\", \"length\": 200, \"plain\": 400, "       \
  "\"from\": 41, \"to\": 42, \"from_state\": \"" B "\", \"to_state\": \"" A                        \
  "\", \"segments\": 5000}"
#define TABLE "{\"name\": \"area\", \"rows\": 12, \"sha256\": \"" B "\"}"
#define GOOD                                                                                       \
  "{\"format\": 2, \"origin_id\": \"0123456789abcdef\", \"series\": \"test-place\", "              \
  "\"edition\": 42, \"date\": \"2026-11-22\", \"title\": \"Autumn\", "                             \
  "\"published\": \"2026-11-22T06:00:00Z\", \"data_to\": \"2026-10\", \"schema\": 1, "             \
  "\"min_app\": \"0.1.0\", \"licence\": \"CC0-1.0\", \"notes\": \"One.\\nTwo.\", \"state\": \"" A  \
  "\", \"rows\": 12, \"plain_length\": 4096, \"tables\": [" TABLE "], \"list\": {\"path\": "       \
  "\"observatory/lists/0123456789abcdef.zst\", \"length\": 100, \"plain\": 300}, "                 \
  "\"segments_length\": 5000, \"packs\": [" PACK "], \"removed\": [\"table:cube_x\", "             \
  "\"area:E07000130\", \"rows:cube_y\"], \"mirrors\": [\"https://example.org/a/\"], "              \
  "\"audit_sha256\": \"" B "\"}"

static ObsOffer *
read_offer (const char *text, gsize length, GError **error)
{
  g_autoptr (GBytes) plain = g_bytes_new (text, length);
  g_autoptr (GBytes) packed = obs_chunk_pack (plain, 1);

  return obs_offer_read (packed, "example.org", error);
}

static void
test_good (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsOffer) offer = read_offer (GOOD, strlen (GOOD), &error);
  const ObsOfferPack *pack;

  g_assert_no_error (error);
  g_assert_cmpstr (offer->series, ==, "test-place");
  g_assert_cmpint (offer->edition, ==, 42);
  g_assert_cmpint (offer->published, ==, 1795327200);
  g_assert_cmpstr (offer->notes, ==, "One.\nTwo.");
  g_assert_cmpuint (offer->tables->len, ==, 1);
  g_assert_cmpuint (offer->packs->len, ==, 1);
  pack = offer->packs->pdata[0];
  g_assert_cmpint (pack->from, ==, 41);
  g_assert_cmpuint (pack->file.length, ==, 200);
  g_assert_cmpuint (pack->segments, ==, 5000);
  g_assert_cmpstr (offer->removed[2], ==, "rows:cube_y");
  g_assert_null (offer->removed[3]);
  g_assert_cmpstr (offer->mirrors[0], ==, "https://example.org/a/");
  g_assert_null (offer->old_packs.path);
}

/* Each as found, and what stands there instead. */
static void
test_hostile (void)
{
  static const struct
  {
    const char *from, *to;
  } cases[] = {
    { "\"format\": 2", "\"format\": 1" },
    { "\"format\": 2", "\"format\": -2" },
    { "\"format\": 2", "\"format\": 2.0" },
    { "\"format\": 2", "\"format\": \"2\"" },
    { "\"format\": 2", "\"format\": 2, \"format\": 2" },
    { "\"format\": 2", "\"format\": 2, \"extra\": 1" },
    { "\"format\": 2, ", "" },
    { "\"origin_id\": \"0123", "\"origin_id\": \"g123" },
    { "\"origin_id\": \"0123", "\"origin_id\": \"../3" },
    { "\"origin_id\": \"0123456789abcdef\"", "\"origin_id\": 1" },
    { "test-place", "../etc" },
    { "test-place", "" },
    { "test-place", "Test" },
    { "\"edition\": 42", "\"edition\": 0" },
    { "\"edition\": 42", "\"edition\": -1" },
    { "\"edition\": 42", "\"edition\": 9007199254740993" },
    { "\"edition\": 42", "\"edition\": 1e3" },
    { "2026-11-22\", \"title", "2026-11-31\", \"title" },
    { "2026-11-22\", \"title", "../../../x\", \"title" },
    { "Autumn", "" },
    { "Autumn", "Au\xe2\x80\xaetumn" },
    { "Autumn", "Au\\ntumn" },
    { "T06:00:00Z", "T06:00:00+01:00" },
    { "T06:00:00Z", "T26:00:00Z" },
    { "T06:00:00Z", " 06:00:00Z" },
    { "\"2026-10\"", "\"2026-13\"" },
    { "\"2026-10\"", "\"October\"" },
    { "\"schema\": 1", "\"schema\": 0" },
    { "\"schema\": 1", "\"schema\": -5" },
    { "\"schema\": 1, ", "" },
    { "\"0.1.0\"", "\"\"" },
    { "\"0.1.0\"", "\"0..1\"" },
    { "\"0.1.0\"", "\"v0\"" },
    { "One.\\nTwo.", "One.\\u0007" },
    { "\"state\": \"aa", "\"state\": \"AA" },
    { "\"state\": \"aa", "\"state\": \"a" },
    { "\"rows\": 12, \"plain", "\"rows\": -12, \"plain" },
    { "\"plain_length\": 4096", "\"plain_length\": 0" },
    { "\"plain_length\": 4096", "\"plain_length\": 99999999999999" },
    { "[" TABLE "]", "[]" },
    { "[" TABLE "]", "{}" },
    { TABLE, TABLE ", " TABLE },
    { "\"area\"", "\"area\\\"; DROP\"" },
    { "\"area\"", "\"Area\"" },
    { "observatory/lists/", "observatory/packs/" },
    { "observatory/lists/", "/observatory/lists/" },
    { "observatory/lists/0123456789abcdef.zst", "observatory/lists/../../x" },
    { "observatory/lists/0123456789abcdef.zst", "https://evil.test/0123456789abcdef.zst" },
    { "observatory/lists/0123456789abcdef", "observatory/lists/0123456789ABCDEF" },
    { "observatory/lists/0123456789abcdef", "observatory/lists/%2e%2e6789abcdefab" },
    { "\"length\": 100", "\"length\": 0" },
    { "\"length\": 100", "\"length\": 17825793" },
    { "\"plain\": 300", "\"plain\": 16777217" },
    { "\"plain\": 300", "\"plain\": -1" },
    { "\"plain\": 300", "\"plain\": 300, \"url\": \"x\"" },
    { "\"segments_length\": 5000", "\"segments_length\": 0" },
    { "\"segments\": 5000}", "\"segments\": -1}" },
    { "\"segments\": 5000}", "\"segments\": \"5000\"}" },
    { "\"segments\": 5000}", "\"segments\": 99999999999999}" },
    { "\"to\": 42", "\"to\": 41" },
    { "\"to\": 42", "\"to\": 40" },
    { "\"from\": 41", "\"from\": 0" },
    { "\"from_state\": \"bb", "\"from_state\": \"b" },
    { "\"packs\": [" PACK "]", "\"packs\": {}" },
    { "\"packs\": [" PACK "]", "\"packs\": [7]" },
    { "observatory/packs/0123456789abcdef.zst", "observatory/packs/0123456789abcdef.zst/.." },
    { "observatory/packs/0123456789abcdef.zst", "observatory/segments/0123456789abcdef.zst" },
    { "\"table:cube_x\"", "\"everything\"" },
    { "\"table:cube_x\"", "\"table:\"" },
    { "\"table:cube_x\"", "7" },
    { "https://example.org/a/", "http://example.org/a/" },
    { "https://example.org/a/", "file:///etc/" },
    { "https://example.org/a/", "https://me:pw@example.org/" },
    { "\"audit_sha256\": \"bb", "\"audit_sha256\": \"zz" },
    { "\"audit_sha256\": \"" B "\"}", "\"audit_sha256\": \"" B "\"} x" },
    { "\"audit_sha256\": \"" B "\"}", "\"audit_sha256\": \"" B "\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *at = strstr (GOOD, cases[i].from);
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (ObsOffer) offer = NULL;

      if (at == NULL)
        g_error ("no “%s”", cases[i].from);
      text = g_strdup_printf ("%.*s%s%s", (int) (at - GOOD), GOOD, cases[i].to,
                              at + strlen (cases[i].from));
      offer = read_offer (text, strlen (text), &error);
      if (offer != NULL)
        g_error ("taken: “%s” for “%s”", cases[i].to, cases[i].from);
      g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
      g_assert_nonnull (strstr (error->message, "example.org"));
      g_assert_nonnull (strstr (error->message, "stays in use"));
    }
}

static void
test_cut_anywhere (void)
{
  for (gsize length = 1; length < strlen (GOOD); length++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_offer (GOOD, length, &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
    }
}

/* Whatever bit is another one, what is read keeps every rule. */
static void
test_flips (void)
{
  for (gsize i = 0; i < strlen (GOOD); i++)
    for (int bit = 0; bit < 8; bit++)
      {
        g_autofree char *text = g_strdup (GOOD);
        g_autoptr (ObsOffer) offer = NULL;

        text[i] = (char) (text[i] ^ (1 << bit));
        offer = read_offer (text, strlen (GOOD), NULL);
        if (offer == NULL)
          continue;
        g_assert_cmpuint (strlen (offer->state), ==, 64);
        g_assert_cmpint (offer->edition, >=, 1);
        g_assert_true (g_str_has_prefix (offer->list.path, "observatory/lists/"));
        for (guint k = 0; k < offer->packs->len; k++)
          {
            const ObsOfferPack *pack = offer->packs->pdata[k];

            g_assert_cmpint (pack->to, >, pack->from);
            g_assert_true (g_str_has_prefix (pack->file.path, "observatory/packs/"));
          }
      }
}

/* What is no frame, or one that says too much. */
static void
test_packing (void)
{
  g_autofree char *long_text = g_strnfill (OBS_OFFER_MOST + 1, ' ');
  g_autoptr (GBytes) raw = g_bytes_new_static (GOOD, strlen (GOOD));
  g_autoptr (GBytes) packed = obs_chunk_pack (raw, 1);
  g_autoptr (GError) error = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (packed, &length);

  g_assert_null (obs_offer_read (raw, "example.org", &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_null (read_offer (long_text, strlen (long_text), &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
  for (gsize i = 0; i < length; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, length);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (ObsOffer) offer = NULL;

      copy[i] ^= 0x11;
      bytes = g_bytes_new_take (g_steal_pointer (&copy), length);
      offer = obs_offer_read (bytes, "example.org", NULL);
      g_assert_null (offer);
    }
}

static void
test_newer (void)
{
  static const char *const texts[]
      = { "{\"format\": 3, \"whatever\": {}}", "{\"format\": 2, \"schema\": 1000}",
          "{\"format\": 2, \"schema\": 1, \"min_app\": \"99.0\", \"date\": \"2026-11-22\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_offer (texts[i], strlen (texts[i]), &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_SCHEMA_TOO_NEW);
      g_assert_nonnull (strstr (error->message, "newer version"));
    }
}

static void
test_versions (void)
{
  g_assert_cmpint (obs_offer_compare_versions ("1.2.3", "1.2.3"), ==, 0);
  g_assert_cmpint (obs_offer_compare_versions ("1.2", "1.2.0"), ==, 0);
  g_assert_cmpint (obs_offer_compare_versions ("1.10", "1.9"), >, 0);
  g_assert_cmpint (obs_offer_compare_versions ("0.9.9", "1"), <, 0);
  g_assert_cmpint (obs_offer_compare_versions ("2", "1.99.99"), >, 0);
}

static void
test_custom (void)
{
  static const struct
  {
    const char *custom;
    int code; /* -1: taken */
  } cases[] = {
    { "{\"format\":2,\"origin_id\":\"0123456789abcdef\",\"edition\":42,\"schema\":1,\"min_app\":"
      "\"0.1\"}",
      -1 },
    { "{\"format\":2,\"origin_id\":\"1123456789abcdef\",\"edition\":42,\"schema\":1,\"min_app\":"
      "\"0.1\"}",
      OBS_ERROR_CORRUPT },
    { "{\"format\":2,\"origin_id\":\"0123456789abcdef\",\"edition\":42,\"schema\":99,\"min_app\":"
      "\"0.1\"}",
      OBS_ERROR_SCHEMA_TOO_NEW },
    { "{\"format\":9,\"origin_id\":\"0123456789abcdef\",\"edition\":42,\"schema\":1,\"min_app\":"
      "\"0.1\"}",
      OBS_ERROR_SCHEMA_TOO_NEW },
    { "{\"format\":2,\"origin_id\":\"0123456789abcdef\",\"edition\":0,\"schema\":1,\"min_app\":\"0."
      "1\"}",
      OBS_ERROR_CORRUPT },
    { "{}", OBS_ERROR_CORRUPT },
    { "[]", OBS_ERROR_CORRUPT },
    { "x", OBS_ERROR_CORRUPT },
    { NULL, OBS_ERROR_CORRUPT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 edition = 0;
      gboolean good = obs_offer_check_custom (cases[i].custom, "0123456789abcdef", "example.org",
                                              &edition, &error);

      g_assert_cmpint (good, ==, cases[i].code < 0);
      if (good)
        g_assert_cmpint (edition, ==, 42);
      else
        g_assert_error (error, OBS_ERROR, cases[i].code);
    }
}

static void
test_old_packs (void)
{
  g_autoptr (ObsOffer) offer = read_offer (GOOD, strlen (GOOD), NULL);
  g_autoptr (GBytes) plain = g_bytes_new_static ("{\"packs\": [" PACK ", " PACK "]}",
                                                 strlen ("{\"packs\": [" PACK ", " PACK "]}"));
  g_autoptr (GBytes) wrong
      = g_bytes_new_static ("{\"packs\": [" PACK ", 7]}", strlen ("{\"packs\": [" PACK ", 7]}"));
  g_autoptr (GBytes) packed = obs_chunk_pack (plain, 1);
  g_autoptr (GBytes) wrongly = obs_chunk_pack (wrong, 1);
  g_autoptr (GError) error = NULL;

  g_assert_false (obs_offer_add_old_packs (offer, wrongly, "example.org", &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
  g_assert_cmpuint (offer->packs->len, ==, 1);
  g_clear_error (&error);
  g_assert_true (obs_offer_add_old_packs (offer, packed, "example.org", &error));
  g_assert_cmpuint (offer->packs->len, ==, 3);
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  g_test_add_func ("/offer/good", test_good);
  g_test_add_func ("/offer/hostile", test_hostile);
  g_test_add_func ("/offer/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/offer/flips", test_flips);
  g_test_add_func ("/offer/packing", test_packing);
  g_test_add_func ("/offer/newer", test_newer);
  g_test_add_func ("/offer/versions", test_versions);
  g_test_add_func ("/offer/custom", test_custom);
  g_test_add_func ("/offer/old-packs", test_old_packs);
  return g_test_run ();
}
