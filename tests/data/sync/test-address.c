/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/error.h"
#include "data/sync/address.h"
#include "data/sync/transport.h"
#include "tests/begin.h"

#include <curl/curl.h>
#include <glib.h>
#include <string.h>

static void
test_taken (void)
{
  static const struct
  {
    const char *typed, *address;
  } cases[] = {
    { "https://example.org/editions/", "https://example.org/editions/" },
    { "https://example.org/editions", "https://example.org/editions/" },
    { "https://example.org", "https://example.org/" },
    { "  example.org/editions \n", "https://example.org/editions/" },
    { "https://example.org/a/index.json", "https://example.org/a/" },
    { "https://example.org:8443/", "https://example.org:8443/" },
    { "https://example.org/a/../b/./c", "https://example.org/b/c/" },
    { "http://127.0.0.1:8080/", "http://127.0.0.1:8080/" },
    { "http://127.1.2.3/", "http://127.1.2.3/" },
    { "http://[::1]:80/x", "http://[::1]:80/x/" },
    { "http://localhost:1/", "http://localhost:1/" },
    { "http://LOCALHOST/", "http://LOCALHOST/" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *address = obs_address_parse (cases[i].typed, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (address, ==, cases[i].address);
    }
}

static void
test_refused (void)
{
  static const char *const cases[] = {
    "",
    "   ",
    "http://example.org/",
    "http://localhost.example.org/",
    "http://127.0.0.1.example.org/",
    "http://128.0.0.1/",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://0.0.0.0/",
    "http://[::2]/",
    "http://[::ffff:10.0.0.1]/",
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    "ftp://example.org/",
    "gopher://example.org/",
    "javascript:alert(1)",
    "data:text/plain,x",
    "dict://127.0.0.1/",
    "ldap://127.0.0.1/",
    "https://user@example.org/",
    "https://user:secret@example.org/",
    "https://:secret@example.org/",
    "http://127.0.0.1@example.org/",
    "https://example.org/?a=b",
    "https://example.org/#a",
    "https://example.org/?",
    "https://example.org/#",
    "https://exa mple.org/",
    "https://example.org/a b",
    "https://example.org/a\nb",
    "https://example.org\\@127.0.0.1/",
    "https://",
    "https://example.org:99999/",
    "https://example.org:-1/",
    "https://\xff\xfe/",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *address = obs_address_parse (cases[i], &error);
      g_autofree char *shown = g_utf8_make_valid (cases[i], -1);

      g_test_message ("“%s”: %s", shown, error != NULL ? error->message : address);
      g_assert_null (address);
      g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
      /* A password that was typed is not repeated on the screen or in a log. */
      g_assert_null (strstr (error->message, "secret"));
    }
}

static void
test_long (void)
{
  g_autofree char *tail = g_strnfill (5000, 'a');
  g_autofree char *typed = g_strconcat ("https://example.org/", tail, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *address = obs_address_parse (typed, &error);

  g_assert_null (address);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
}

static void
test_same_place (void)
{
  static const char *const same[]
      = { "https://example.org/b", "https://EXAMPLE.org/", "https://example.org:443/x" };
  static const char *const other[] = { "http://example.org/",
                                       "https://example.org:444/",
                                       "https://www.example.org/",
                                       "https://user@example.org/",
                                       "file:///etc/passwd",
                                       "https://example.org.evil.test/",
                                       "https://example.org@evil.test/",
                                       "//example.org/",
                                       "" };

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    g_assert_true (obs_address_same_place ("https://example.org/a/", same[i]));
  for (guint i = 0; i < G_N_ELEMENTS (other); i++)
    g_assert_false (obs_address_same_place ("https://example.org/a/", other[i]));
}

static void
test_host (void)
{
  g_autofree char *host = obs_address_host ("https://example.org/a/");
  g_autofree char *port = obs_address_host ("http://127.0.0.1:81/a/");

  g_assert_cmpstr (host, ==, "example.org");
  g_assert_cmpstr (port, ==, "127.0.0.1:81");
}

static void
test_etag (void)
{
  g_autofree char *filler = g_strnfill (300, 'a');
  g_autofree char *big = g_strconcat ("\"", filler, "\"", NULL);

  g_assert_true (obs_transport_is_etag ("\"abc\""));
  g_assert_true (obs_transport_is_etag ("W/\"6748-1f\""));
  g_assert_false (obs_transport_is_etag (NULL));
  g_assert_false (obs_transport_is_etag (""));
  g_assert_false (obs_transport_is_etag ("abc"));
  g_assert_false (obs_transport_is_etag ("\"a\r\nCookie: b\""));
  g_assert_false (obs_transport_is_etag ("\"a b\""));
  g_assert_false (obs_transport_is_etag (big));
}

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void
test_fingerprints (void)
{
  static const char *const with[]
      = { "https://example.org/a#" HEX, " observatory+https://example.org/a/#" HEX "\n",
          "skills-observatory:origin/https://example.org/a/#" HEX,
          "OBSERVATORY+https://example.org/a#0123456789ABCDEF"
          "0123456789abcdef0123456789abcdef0123456789abcdef",
          "example.org/a#" HEX };
  static const char *const wrong[] = { "https://example.org/a#",
                                       "https://example.org/a#abc",
                                       "https://example.org/a#" HEX "0",
                                       "https://example.org/a#" HEX "#" HEX,
                                       "https://example.org/a?x=1#" HEX,
                                       "http://example.org/a#" HEX,
                                       "observatory+file:///etc/#" HEX,
                                       "skills-observatory:origin/javascript:x#" HEX,
                                       "observatory+" };
  g_autofree char *groups = obs_address_group_digits (HEX);
  g_autofree char *back = obs_address_read_fingerprint (groups);
  g_autofree char *none = NULL;
  g_autofree char *plain = obs_address_parse_origin ("https://example.org/a", &none, NULL);
  g_autofree char *given = obs_address_with_fingerprint (plain, HEX);

  for (guint i = 0; i < G_N_ELEMENTS (with); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *fingerprint = NULL;
      g_autofree char *address = obs_address_parse_origin (with[i], &fingerprint, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (address, ==, "https://example.org/a/");
      g_assert_cmpstr (fingerprint, ==, HEX);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *fingerprint = NULL;

      g_assert_null (obs_address_parse_origin (wrong[i], &fingerprint, &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
      g_assert_null (fingerprint);
    }
  g_assert_cmpstr (plain, ==, "https://example.org/a/");
  g_assert_null (none);
  g_assert_cmpstr (given, ==, "observatory+https://example.org/a/#" HEX);
  g_assert_true (g_str_has_prefix (groups, "0123 4567 89ab cdef 0123"));
  g_assert_cmpstr (back, ==, HEX);
  g_assert_null (obs_address_read_fingerprint ("0123"));
  g_assert_null (obs_address_read_fingerprint (HEX "0"));
  g_assert_null (obs_address_read_fingerprint ("x" HEX));
}

/* Whatever is typed: what is taken is, to libcurl, TLS or this computer, without a name, a query or
 * a place within. OBS_CAMPAIGN=1 takes a hundred times as many. */
static void
test_random (void)
{
  static const char *const pieces[]
      = { "https",        "http",      "file", "ftp", "://", ":",    "//",  "/",  "@",
          "user",         "?",         "#",    "..",  "%2e", "%00",  "%0d", "\\", "[::1]",
          "127.0.0.1",    "10.0.0.1",  "a.b",  ":80", ":0",  "\r\n", " ",   "\t", "\xff",
          "\xe2\x80\xae", "localhost", "" };
  guint n = g_strcmp0 (g_getenv ("OBS_CAMPAIGN"), "1") == 0 ? 2000000 : 20000, taken = 0;
  g_autoptr (GRand) random = g_rand_new_with_seed (31);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GString) typed = g_string_new (i % 3 == 0   ? "https://"
                                                : i % 3 == 1 ? "http://"
                                                             : "");
      g_autofree char *address = NULL, *scheme = NULL, *host = NULL, *other = NULL;
      CURLU *url;

      for (int k = g_rand_int_range (random, 0, 9); k > 0; k--)
        g_string_append (typed, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
      address = obs_address_parse (typed->str, NULL);
      if (address == NULL)
        continue;
      taken++;
      url = curl_url ();
      g_assert_cmpint (curl_url_set (url, CURLUPART_URL, address, 0), ==, CURLUE_OK);
      g_assert_cmpint (curl_url_get (url, CURLUPART_SCHEME, &scheme, 0), ==, CURLUE_OK);
      g_assert_cmpint (curl_url_get (url, CURLUPART_HOST, &host, 0), ==, CURLUE_OK);
      if (strcmp (scheme, "https") != 0)
        {
          g_assert_cmpstr (scheme, ==, "http");
          g_assert_true (g_str_has_prefix (host, "127.") || strcmp (host, "[::1]") == 0
                         || g_ascii_strcasecmp (host, "localhost") == 0);
        }
      g_assert_cmpint (curl_url_get (url, CURLUPART_USER, &other, 0), ==, CURLUE_NO_USER);
      g_assert_cmpint (curl_url_get (url, CURLUPART_QUERY, &other, 0), ==, CURLUE_NO_QUERY);
      g_assert_cmpint (curl_url_get (url, CURLUPART_FRAGMENT, &other, 0), ==, CURLUE_NO_FRAGMENT);
      g_assert_true (g_str_has_suffix (address, "/"));
      curl_url_cleanup (url);
    }
  g_test_message ("%u of %u were taken", taken, n);
  g_assert_cmpuint (taken, >, n / 200);
}

/* Where a redirect may lead: never to a worse line, never with a name. */
static void
test_safe (void)
{
  g_assert_true (obs_address_is_safe ("https://example.org/", "https://cdn.test/x"));
  g_assert_false (obs_address_is_safe ("https://example.org/", "http://example.org/x"));
  g_assert_false (obs_address_is_safe ("https://example.org/", "https://me@cdn.test/x"));
  g_assert_false (obs_address_is_safe ("https://example.org/", "file:///etc/hostname"));
  g_assert_false (obs_address_is_safe ("http://127.0.0.1/", "https://cdn.test/"));
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  g_test_add_func ("/address/taken", test_taken);
  g_test_add_func ("/address/refused", test_refused);
  g_test_add_func ("/address/long", test_long);
  g_test_add_func ("/address/fingerprints", test_fingerprints);
  g_test_add_func ("/address/random", test_random);
  g_test_add_func ("/address/safe", test_safe);
  g_test_add_func ("/address/same-place", test_same_place);
  g_test_add_func ("/address/host", test_host);
  g_test_add_func ("/address/etag", test_etag);
  return g_test_run ();
}
