/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

/* Files of a signed repository from a host that breaks the rules. */

#include "data/error.h"
#include "data/sync/mirror.h"
#include "tests/data/sync/fixture.h"
#include "tests/faults/rude-server.h"

#include <glib/gstdio.h>
#include <string.h>

#define MOST 1000

/* Patience that a test has. */
static const ObsTransportLimits quick = { 2000, 1000, 1024, 1, 4, 20, NULL };

typedef struct
{
  char *folder;
  char *path; /* of the fetched target */
  RudeServer *server;
  ObsMirror *mirror;
  ObsTufTarget target;
} Net;

static void
set_up (Net *self, gconstpointer unused)
{
  g_autofree char *address = NULL, *metadata = NULL, *targets = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("hello\n", 6);

  self->folder = fixture_folder ();
  self->path = g_build_filename (self->folder, "target", NULL);
  self->server = rude_server_new ();
  rude_server_put (self->server, "/metadata/timestamp.json", "{}", 2);
  rude_server_put (self->server, "/targets/a/h.b%20%25%23%3F+@", "hello\n", 6);
  address = rude_server_address (self->server);
  metadata = g_strconcat (address, "metadata", NULL);
  targets = g_strconcat (address, "targets/", NULL);
  self->mirror = obs_mirror_new (metadata, targets, &quick, NULL);
  g_assert_nonnull (self->mirror);
  self->target.path = (char *) "a/b %#?+@";
  self->target.remote = (char *) "a/h.b %#?+@";
  self->target.length = 6;
  self->target.sha256 = obs_tuf_fingerprint (bytes);
}

static void
tear_down (Net *self, gconstpointer unused)
{
  g_free (self->target.sha256);
  obs_mirror_free (self->mirror);
  rude_server_free (self->server);
  fixture_clear (self->folder);
  g_free (self->path);
}

static GBytes *
fetch (Net *self, gboolean *missing, GError **error)
{
  return obs_mirror_fetch_metadata ("timestamp.json", MOST, missing, self->mirror, NULL, error);
}

static void
test_metadata (Net *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  gboolean missing = TRUE;
  g_autoptr (GBytes) bytes = fetch (self, &missing, &error);
  g_autofree char *full = g_strnfill (MOST, ' ');

  g_assert_no_error (error);
  g_assert_false (missing);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 2);
  g_bytes_unref (bytes);
  rude_server_put (self->server, "/metadata/timestamp.json", full, MOST);
  bytes = fetch (self, &missing, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, MOST);
}

/* Not there is one thing, a fault another; each costs one request. */
static void
test_metadata_refused (Net *self, gconstpointer unused)
{
  static const struct
  {
    RudeManner manner;
    gsize at;
    int code; /* -1: not there */
  } cases[] = {
    { RUDE_STATUS, 404, -1 },
    { RUDE_STATUS, 403, -1 },
    { RUDE_STATUS, 410, OBS_ERROR_HTTP },
    { RUDE_STATUS, 401, OBS_ERROR_HTTP },
    { RUDE_STATUS, 500, OBS_ERROR_HTTP },
    { RUDE_STATUS, 503, OBS_ERROR_HTTP },
    { RUDE_STATUS, 204, OBS_ERROR_HTTP },
    { RUDE_STATUS, 206, OBS_ERROR_HTTP },
    { RUDE_NOT_MODIFIED, 0, OBS_ERROR_HTTP },
    { RUDE_ENDLESS, 0, OBS_ERROR_TOO_LARGE },
    { RUDE_HEADERS, 0, OBS_ERROR_TOO_LARGE },
    { RUDE_GARBAGE, 0, OBS_ERROR_OFFLINE },
    { RUDE_CLOSE, 0, OBS_ERROR_OFFLINE },
    { RUDE_RESET, 1, OBS_ERROR_OFFLINE },
    { RUDE_CUT, 1, OBS_ERROR_OFFLINE },
    { RUDE_STALL, 1, OBS_ERROR_OFFLINE },
    { RUDE_SILENT, 0, OBS_ERROR_OFFLINE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean missing = FALSE;

      rude_server_behave (self->server, cases[i].manner, "json", cases[i].at, NULL);
      g_assert_null (fetch (self, &missing, &error));
      g_test_message ("%d: %s", cases[i].manner, error != NULL ? error->message : "not there");
      g_assert_cmpint (missing, ==, cases[i].code < 0);
      if (cases[i].code < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, OBS_ERROR, cases[i].code);
      g_assert_cmpuint (rude_server_requests (self->server), ==, 1);
    }
}

static gboolean
fetch_target (Net *self, GError **error)
{
  return obs_mirror_fetch_target (self->mirror, &self->target, self->path, NULL, error);
}

static void
assert_content (Net *self, const char *expected)
{
  g_autofree char *text = NULL;
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  guint n = 0;

  if (g_file_get_contents (self->path, &text, NULL, NULL))
    g_assert_cmpstr (text, ==, expected);
  else
    g_assert_null (expected);
  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, ==, expected != NULL ? 1 : 0);
}

static void
test_target (Net *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (fetch_target (self, &error));
  g_assert_no_error (error);
  assert_content (self, "hello\n");
}

/* What is wrong never lies in the folder, and what lay there stays. */
static void
test_target_refused (Net *self, gconstpointer unused)
{
  static const struct
  {
    const char *content;
    RudeManner manner;
    gsize at;
  } cases[] = {
    { "jello\n", RUDE_HONEST, 0 },   { "hello\n!", RUDE_HONEST, 0 },
    { "hello", RUDE_HONEST, 0 },     { "", RUDE_HONEST, 0 },
    { "hello\n", RUDE_ENDLESS, 0 },  { "hello\n", RUDE_STATUS, 404 },
    { "hello\n", RUDE_STATUS, 403 }, { "hello\n", RUDE_LONG, 0 },
    { "hello\n", RUDE_PORTAL, 0 },   { "hello\n", RUDE_UNANNOUNCED, 0 },
    { "hello\n", RUDE_CLOSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint there = 0; there < 2; there++)
      {
        g_autoptr (GError) error = NULL;

        g_unlink (self->path);
        if (there == 1)
          g_assert_true (g_file_set_contents (self->path, "before", -1, NULL));
        rude_server_put (self->server, "/targets/a/h.b%20%25%23%3F+@", cases[i].content,
                         strlen (cases[i].content));
        rude_server_behave (self->server, cases[i].manner, "@", cases[i].at, NULL);
        g_assert_false (fetch_target (self, &error));
        g_assert_nonnull (error);
        assert_content (self, there == 1 ? "before" : NULL);
      }
}

static void
test_empty_target (Net *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("", 0);

  self->target.length = 0;
  g_assert_false (fetch_target (self, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CHECKSUM);
  g_clear_error (&error);
  g_free (self->target.sha256);
  self->target.sha256 = obs_tuf_fingerprint (bytes);
  g_assert_true (fetch_target (self, &error));
  g_assert_no_error (error);
  assert_content (self, "");
}

static void
test_addresses (Net *self, gconstpointer unused)
{
  static const char *const bad[] = { "http://example.org/m",
                                     "ftp://127.0.0.1/",
                                     "https://me@example.org/",
                                     "file:///etc/",
                                     "https://example.org/m?x=1",
                                     "https://example.org/m#x",
                                     "" };
  static const char *const remotes[][2] = {
    { "a/b", "a/b" },       { "a b", "a%20b" },  { "a?b", "a%3Fb" },       { "a#b", "a%23b" },
    { "a%20b", "a%2520b" }, { "../x", "../x" },  { "\xc3\xa9", "%C3%A9" }, { "a+b@c:d", "a+b@c:d" },
    { "a\\b", "a%5Cb" },    { "a\nb", "a%0Ab" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (obs_mirror_new (bad[i], NULL, NULL, &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
      g_clear_error (&error);
      g_assert_null (obs_mirror_new ("https://example.org/", bad[i], NULL, &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
    }
  for (guint i = 0; i < G_N_ELEMENTS (remotes); i++)
    {
      g_autofree char *address = obs_mirror_target_address (self->mirror, remotes[i][0]);

      g_assert_true (g_str_has_suffix (address, remotes[i][1]));
      g_assert_cmpstr (strstr (address, "/targets/") + strlen ("/targets/"), ==, remotes[i][1]);
    }
}

static void
test_cancel (Net *self, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gboolean missing;

  g_cancellable_cancel (cancellable);
  g_assert_null (obs_mirror_fetch_metadata ("timestamp.json", MOST, &missing, self->mirror,
                                            cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (
      obs_mirror_fetch_target (self->mirror, &self->target, self->path, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_content (self, NULL);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Net *, gconstpointer);
  } tests[] = {
    { "/faults/mirror/metadata", test_metadata },
    { "/faults/mirror/metadata-refused", test_metadata_refused },
    { "/faults/mirror/target", test_target },
    { "/faults/mirror/target-refused", test_target_refused },
    { "/faults/mirror/empty-target", test_empty_target },
    { "/faults/mirror/addresses", test_addresses },
    { "/faults/mirror/cancel", test_cancel },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Net, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
