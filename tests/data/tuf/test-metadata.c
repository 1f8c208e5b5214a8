/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

/* What each kind of metadata has to look like: one good file of each, and one change at a time. */

#include "data/error.h"
#include "data/sync/tuf/metadata.h"
#include "tests/data/tuf/repository.h"

#include <string.h>

static void
test_times (void)
{
  static const struct
  {
    const char *text;
    gint64 seconds; /* -1: refused */
  } cases[] = {
    { "1970-01-01T00:00:00Z", 0 },
    { "2030-12-31T00:00:00Z", 1924905600 },
    { "2028-02-29T23:59:59Z", 1835481599 },
    { "9999-12-31T23:59:59Z", 253402300799 },
    { "2027-02-29T00:00:00Z", -1 },
    { "2030-13-01T00:00:00Z", -1 },
    { "2030-00-01T00:00:00Z", -1 },
    { "2030-12-32T00:00:00Z", -1 },
    { "2030-12-31T24:00:00Z", -1 },
    { "2030-12-31T00:60:00Z", -1 },
    { "2030-12-31T00:00:60Z", -1 },
    { "2030-12-31T00:00:00", -1 },
    { "2030-12-31T00:00:00z", -1 },
    { "2030-12-31t00:00:00Z", -1 },
    { "2030-12-31 00:00:00Z", -1 },
    { "2030-12-31T00:00:00.0Z", -1 },
    { "2030-12-31T00:00:00+00:00", -1 },
    { "2030-12-31T00:00Z", -1 },
    { "2030-12-31", -1 },
    { "", -1 },
    { "2030-12-31T00:00:00Z ", -1 },
    { " 2030-12-31T00:00:00Z", -1 },
    { "+030-12-31T00:00:00Z", -1 },
    { "20301-12-31T00:00:00Z", -1 },
    { "0000-01-01T00:00:00Z", -1 },
    { "2030-1-31T00:00:00Z", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 seconds = -1;

      if (obs_tuf_read_time (cases[i].text, &seconds) != (cases[i].seconds >= 0)
          || seconds != cases[i].seconds)
        g_test_fail_printf ("“%s” is %" G_GINT64_FORMAT, cases[i].text, seconds);
    }
  g_assert_false (obs_tuf_read_time (NULL, NULL));
}

#define COMMON(type)                                                                               \
  "\"_type\":\"" type "\",\"spec_version\":\"1.0.31\",\"version\":3,"                              \
  "\"expires\":\"2030-12-31T00:00:00Z\""
#define ROLE "{\"keyids\":[\"k\"],\"threshold\":1}"

static const char *const good[] = {
  "{" COMMON ("root") ",\"consistent_snapshot\":true,\"keys\":{\"k\":{}},\"roles\":{\"root\":" ROLE
                      ",\"timestamp\":" ROLE ",\"snapshot\":" ROLE ",\"targets\":" ROLE "}}",
  "{" COMMON ("timestamp") ",\"meta\":{\"snapshot.json\":{\"version\":3,\"length\":5}}}",
  "{" COMMON ("snapshot") ",\"meta\":{\"targets.json\":{\"version\":3}}}",
  "{" COMMON ("targets") ",\"targets\":{\"x\":{\"length\":0,\"hashes\":{\"h\":\"00\"}}},"
                         "\"delegations\":{\"keys\":{},\"roles\":[{\"name\":\"A\",\"keyids\":[],"
                         "\"threshold\":1,\"terminating\":false,\"paths\":[\"*\"]}]}}",
};

static gboolean
reads (ObsTufType type, const char *body, GError **error)
{
  g_autofree char *text = g_strdup_printf ("{\"signatures\":[],\"signed\":%s}", body);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (ObsTufMetadata) metadata = obs_tuf_metadata_open ("file.json", bytes, error);

  return metadata != NULL && obs_tuf_metadata_read (metadata, "file.json", type, FALSE, error);
}

static char *
replaced (const char *text, const char *from, const char *to)
{
  const char *place = strstr (text, from);

  g_assert_nonnull (place);
  return g_strdup_printf ("%.*s%s%s", (int) (place - text), text, to, place + strlen (from));
}

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    for (guint type = 0; type < G_N_ELEMENTS (good); type++)
      {
        g_autoptr (GError) error = NULL;

        g_assert_true (reads (type, good[i], &error) == (i == type));
        if (i != type)
          g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
      }
}

/* One part of the good file for another. */
static const struct
{
  ObsTufType type;
  const char *from, *to;
  gboolean taken;
} changes[] = {
  { OBS_TUF_ROOT, "\"1.0.31\"", "\"1.0\"", TRUE },
  { OBS_TUF_ROOT, "\"1.0.31\"", "\"1.99.0\"", TRUE },
  { OBS_TUF_ROOT, "\"1.0.31\"", "\"2.0.0\"", FALSE },
  { OBS_TUF_ROOT, "\"1.0.31\"", "\"10.0\"", FALSE },
  { OBS_TUF_ROOT, "\"1.0.31\"", "\"1\"", FALSE },
  { OBS_TUF_ROOT, "\"1.0.31\"", "\"1..0\"", FALSE },
  { OBS_TUF_ROOT, "\"1.0.31\"", "\"1.0.3.1\"", FALSE },
  { OBS_TUF_ROOT, "\"1.0.31\"", "\"1.0.x\"", FALSE },
  { OBS_TUF_ROOT, "\"1.0.31\"", "1", FALSE },
  { OBS_TUF_ROOT, "\"version\":3", "\"version\":0", FALSE },
  { OBS_TUF_ROOT, "\"version\":3", "\"version\":-1", FALSE },
  { OBS_TUF_ROOT, "\"version\":3", "\"version\":\"1\"", FALSE },
  { OBS_TUF_ROOT, "\"version\":3", "\"version\":1.0", FALSE },
  { OBS_TUF_ROOT, "\"version\":3", "\"version\":1e3", FALSE },
  { OBS_TUF_ROOT, "\"version\":3", "\"version\":2147483648", TRUE },
  { OBS_TUF_ROOT, "\"version\":3", "\"version\":9007199254740991", TRUE },
  { OBS_TUF_ROOT, "\"version\":3", "\"version\":9007199254740992", FALSE },
  { OBS_TUF_ROOT, "\"version\":3", "\"version\":18446744073709551617", FALSE },
  { OBS_TUF_ROOT, "\"version\":3", "\"Version\":3", FALSE },
  { OBS_TUF_ROOT, "\"version\":3", "\"version\":3,\"version\":3", FALSE },
  { OBS_TUF_ROOT, "\"version\":3", "\"version\":3,\"more\":{\"a\":[null]}", TRUE },
  { OBS_TUF_ROOT, "00:00:00Z", "00:00:00", FALSE },
  { OBS_TUF_ROOT, "\"consistent_snapshot\":true", "\"consistent_snapshot\":false", TRUE },
  { OBS_TUF_ROOT, "\"consistent_snapshot\":true", "\"consistent_snapshot\":1", FALSE },
  { OBS_TUF_ROOT, "\"consistent_snapshot\":true", "\"consistent_snapshot\":null", FALSE },
  { OBS_TUF_ROOT, "\"consistent_snapshot\":true,", "", TRUE },
  { OBS_TUF_ROOT, "\"keys\":{\"k\":{}}", "\"keys\":[]", FALSE },
  { OBS_TUF_ROOT, "\"keys\":{\"k\":{}}", "\"keys\":{\"k\":1}", FALSE },
  { OBS_TUF_ROOT, "\"keys\":{\"k\":{}}", "\"nokeys\":{}", FALSE },
  { OBS_TUF_ROOT, "\"threshold\":1", "\"threshold\":0", FALSE },
  { OBS_TUF_ROOT, "\"threshold\":1", "\"threshold\":-1", FALSE },
  { OBS_TUF_ROOT, "\"threshold\":1", "\"threshold\":\"1\"", FALSE },
  { OBS_TUF_ROOT, "\"threshold\":1", "\"threshold\":9007199254740991", TRUE },
  { OBS_TUF_ROOT, "[\"k\"]", "[]", TRUE },
  { OBS_TUF_ROOT, "[\"k\"]", "[\"k\",\"k\"]", TRUE },
  { OBS_TUF_ROOT, "[\"k\"]", "[1]", FALSE },
  { OBS_TUF_ROOT, "[\"k\"]", "\"k\"", FALSE },
  { OBS_TUF_ROOT, "\"snapshot\":{", "\"snapshots\":{", FALSE },
  { OBS_TUF_TIMESTAMP, "snapshot.json", "snapshot", FALSE },
  { OBS_TUF_TIMESTAMP, "\"version\":3,\"length\":5", "\"length\":5", FALSE },
  { OBS_TUF_TIMESTAMP, "\"length\":5", "\"length\":-1", FALSE },
  { OBS_TUF_TIMESTAMP, "\"length\":5", "\"length\":\"5\"", FALSE },
  { OBS_TUF_TIMESTAMP, "\"length\":5", "\"hashes\":{}", FALSE },
  { OBS_TUF_TIMESTAMP, "\"length\":5", "\"hashes\":{\"sha256\":\"00\"}", FALSE },
  { OBS_TUF_TIMESTAMP, "\"length\":5", "\"hashes\":{\"sha256\":1}", FALSE },
  { OBS_TUF_TIMESTAMP, "\"length\":5", "\"hashes\":[]", FALSE },
  { OBS_TUF_TIMESTAMP, "\"length\":5", "\"hashes\":{\"other\":\"00\"}", TRUE },
  { OBS_TUF_SNAPSHOT, "\"meta\":{\"targets.json\":{\"version\":3}}", "\"meta\":[]", FALSE },
  { OBS_TUF_SNAPSHOT, "{\"version\":3}", "3", FALSE },
  { OBS_TUF_SNAPSHOT, "{\"version\":3}", "{\"version\":3,\"x\":1}", TRUE },
  { OBS_TUF_SNAPSHOT, "{\"version\":3}", "{\"version\":0}", FALSE },
  { OBS_TUF_TARGETS, "\"length\":0", "\"length\":-1", FALSE },
  { OBS_TUF_TARGETS, "\"length\":0,", "", FALSE },
  { OBS_TUF_TARGETS, "{\"h\":\"00\"}", "{}", FALSE },
  { OBS_TUF_TARGETS, ",\"hashes\":{\"h\":\"00\"}", "", FALSE },
  { OBS_TUF_TARGETS, "\"targets\":{", "\"target\":{", FALSE },
  { OBS_TUF_TARGETS, "\"keys\":{},", "", FALSE },
  { OBS_TUF_TARGETS, "\"keys\":{},", "\"keys\":{},\"succinct_roles\":{},", FALSE },
  { OBS_TUF_TARGETS, "\"roles\":[", "\"rolls\":[", FALSE },
  { OBS_TUF_TARGETS, "\"name\":\"A\"", "\"name\":\"root\"", FALSE },
  { OBS_TUF_TARGETS, "\"name\":\"A\"", "\"name\":1", FALSE },
  { OBS_TUF_TARGETS, "\"terminating\":false,", "", FALSE },
  { OBS_TUF_TARGETS, "\"terminating\":false", "\"terminating\":0", FALSE },
  { OBS_TUF_TARGETS, "\"paths\":[\"*\"]", "\"path_hash_prefixes\":[\"0\"]", TRUE },
  { OBS_TUF_TARGETS, "\"paths\":[\"*\"]", "\"paths\":[1]", FALSE },
  { OBS_TUF_TARGETS, "\"paths\":[\"*\"]", "\"paths\":\"*\"", FALSE },
  { OBS_TUF_TARGETS, "\"paths\":[\"*\"]", "\"paths\":[],\"path_hash_prefixes\":[]", FALSE },
  { OBS_TUF_TARGETS, ",\"paths\":[\"*\"]", "", FALSE },
};

static void
test_changes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *body = replaced (good[changes[i].type], changes[i].from, changes[i].to);
      g_autoptr (GError) error = NULL;

      if (reads (changes[i].type, body, &error) != changes[i].taken)
        g_test_fail_printf ("%s: %s", body, error != NULL ? error->message : "was taken");
      if (error != NULL)
        {
          g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
          g_assert_true (g_str_has_suffix (error->message, "."));
        }
    }
}

static void
test_bits (void)
{
  static const struct
  {
    const char *text;
    gboolean taken;
  } cases[]
      = { { "1", TRUE }, { "32", TRUE }, { "0", FALSE }, { "33", FALSE }, { "\"5\"", FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *bins
          = g_strdup_printf ("\"delegations\":{\"keys\":{},\"succinct_roles\":{\"keyids\":[],"
                             "\"threshold\":1,\"bit_length\":%s,\"name_prefix\":\"b\"}}}",
                             cases[i].text);
      g_autofree char *body = g_strconcat ("{" COMMON ("targets") ",\"targets\":{},", bins, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_true (reads (OBS_TUF_TARGETS, body, &error) == cases[i].taken);
    }
}

static void
test_envelope (void)
{
  static const struct
  {
    const char *text;
    gboolean opened;
  } cases[] = {
    { "{\"signatures\":[],\"signed\":{}}", TRUE },
    { "{\"signatures\":[],\"signed\":{},\"more\":1}", TRUE },
    { "{\"signatures\":[{\"keyid\":\"a\",\"sig\":1},{\"keyid\":\"b\"}],\"signed\":{}}", TRUE },
    { "{\"signatures\":[{\"keyid\":\"a\"},{\"keyid\":\"a\"}],\"signed\":{}}", FALSE },
    { "{\"signatures\":[{\"keyid\":\"a\"},{\"keyid\":\"\\u0061\"}],\"signed\":{}}", FALSE },
    { "{\"signatures\":[{\"sig\":\"00\"}],\"signed\":{}}", FALSE },
    { "{\"signatures\":[{\"keyid\":1}],\"signed\":{}}", FALSE },
    { "{\"signatures\":[1],\"signed\":{}}", FALSE },
    { "{\"signatures\":{},\"signed\":{}}", FALSE },
    { "{\"signed\":{}}", FALSE },
    { "{\"signatures\":[],\"signed\":[]}", FALSE },
    { "{\"signatures\":[]}", FALSE },
    { "[]", FALSE },
    { "null", FALSE },
    { "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (cases[i].text, strlen (cases[i].text));
      g_autoptr (GError) error = NULL;
      g_autoptr (ObsTufMetadata) metadata = obs_tuf_metadata_open ("f.json", bytes, &error);

      if ((metadata != NULL) != cases[i].opened)
        g_test_fail_printf ("%s", cases[i].text);
      if (error != NULL)
        g_assert_nonnull (strstr (error->message, "f.json"));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tuf/metadata/times", test_times);
  g_test_add_func ("/tuf/metadata/good", test_good);
  g_test_add_func ("/tuf/metadata/changes", test_changes);
  g_test_add_func ("/tuf/metadata/bits", test_bits);
  g_test_add_func ("/tuf/metadata/envelope", test_envelope);
  return g_test_run ();
}
