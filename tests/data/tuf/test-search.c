/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

/* Which role may speak for a target: order, ends, patterns, bins, names. */

#include "data/error.h"
#include "data/sync/tuf/metadata.h"
#include "tests/data/tuf/repository.h"

#include <string.h>

static void
test_patterns (void)
{
  static const struct
  {
    const char *pattern, *path;
    gboolean matches;
  } cases[] = {
    { "a", "a", TRUE },
    { "a", "b", FALSE },
    { "", "", TRUE },
    { "", "a", FALSE },
    { "*", "", TRUE },
    { "*", "abc", TRUE },
    { "*", "a/b", FALSE },
    { "*/*", "a/b", TRUE },
    { "*/*", "a/b/c", FALSE },
    { "**", "a/b", FALSE },
    { "**", "ab", TRUE },
    { "*", ".hidden", TRUE },
    { "?", "a", TRUE },
    { "?", "/", FALSE },
    { "?", "", FALSE },
    { "?", "\xc3\xa9", TRUE },
    { "a?c", "abc", TRUE },
    { "a?c", "a/c", FALSE },
    { "a/?", "a/b", TRUE },
    { "*.zip", "a.zip", TRUE },
    { "*.zip", "d/a.zip", FALSE },
    { "releases/*/*.zip", "releases/y/y.zip", TRUE },
    { "releases/*/*.zip", "releases/y/y.tar", FALSE },
    { "releases/*", "releases/", TRUE },
    { "releases/*", "releases", FALSE },
    { "*a*b", "xaxbxab", TRUE },
    { "*a*b", "xaxbxaba", FALSE },
    { "*a/b*", "xa/by", TRUE },
    { "*a/b*", "xaa/by", TRUE },
    { "*a/b*", "xa/cb", FALSE },
    { "a*", "A", FALSE },
    { "\\*", "*", FALSE },
    { "\\*", "\\x", TRUE },
    { "[ab]", "b", TRUE },
    { "[ab]", "c", FALSE },
    { "[!ab]", "c", TRUE },
    { "[!ab]", "/", FALSE },
    { "[a-c]x", "bx", TRUE },
    { "[]]", "]", TRUE },
    { "[a-]", "-", TRUE },
    { "[a", "[a", TRUE },
    { "[a/b]", "a", FALSE },
    { "[a/b]", "[a/b]", TRUE },
    { "a[", "a[", TRUE },
    { "*[0-9]", "file7", TRUE },
    { "*[0-9]", "7file", FALSE },
    { "%", "%", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (obs_tuf_pattern_matches (cases[i].pattern, cases[i].path) != cases[i].matches)
      g_test_fail_printf ("“%s” and “%s”", cases[i].pattern, cases[i].path);
}

/* Stars without end over a path without end: no more than squared. */
static void
test_slow_pattern (void)
{
  g_autofree char *path = g_strnfill (20000, 'a');
  g_autoptr (GString) pattern = g_string_new (NULL);

  for (guint i = 0; i < 2000; i++)
    g_string_append (pattern, "*a");
  g_string_append_c (pattern, 'b');
  g_assert_false (obs_tuf_pattern_matches (pattern->str, path));
}

static ObsJson *
targets_with (const char *path)
{
  ObsJson *targets = obs_json_new_object ();

  if (path != NULL)
    obs_json_set (targets, path, repo_target (path));
  return targets;
}

/* "NAME[!]:PATHS|…" as delegations, each signed by key 'k'. */
static ObsJson *
delegations (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "|", -1);
  ObsJson *json = repo_delegations ("k"), *roles = obs_json_new_array ();

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *paths = strchr (parts[i], ':');
      gboolean terminating = paths > parts[i] && paths[-1] == '!';

      *paths++ = '\0';
      if (terminating)
        paths[-2] = '\0';
      obs_json_append (roles, repo_delegation (parts[i], "k", terminating, paths));
    }
  obs_json_set (json, "roles", roles);
  return json;
}

static Repo *
started (Repo *repo)
{
  repo_publish_root (repo, NULL);
  repo_publish (repo);
  repo_init (repo);
  return repo;
}

/* One graph: what targets delegates to, and up to four other roles; then which roles are asked for
 * where “x” is looked for and nobody has it. */
static void
test_graphs (void)
{
  static const struct
  {
    const char *top, *roles[4][2], *order;
  } graphs[] = {
    { "A:*", { { "A", NULL } }, "A" },
    { "A:*|B:*", { { "A", NULL }, { "B", NULL } }, "A B" },
    { "A:*|B:*", { { "A", "C:*|D:*" }, { "B", NULL }, { "C", NULL }, { "D", NULL } }, "A C D B" },
    { "A:*|B:*", { { "A", "C:*" }, { "B", NULL }, { "C", "D:*" }, { "D", NULL } }, "A C D B" },
    { "A:*|B:*", { { "A", "C!:*|D:*" }, { "B", NULL }, { "C", NULL }, { "D", NULL } }, "A C" },
    { "A:*|B:*", { { "A", "C!:*" }, { "B", NULL }, { "C", "D:*" }, { "D", NULL } }, "A C D" },
    { "A!:y*|B:*", { { "A", NULL }, { "B", NULL } }, "B" },
    { "A!:*|B:*", { { "A", NULL }, { "B", NULL } }, "A" },
    { "A:y|B:*", { { "A", "C:*" }, { "B", NULL }, { "C", NULL } }, "B" },
    { "A:*|B:*", { { "A", "C:y" }, { "B", NULL }, { "C", NULL } }, "A B" },
    { "A:*", { { "A", "B:*" }, { "B", "C:*" }, { "C", "A:*|B:*" } }, "A B C" },
    { "A:*", { { "A", "A:*" } }, "A" },
    { "A:*|B:*", { { "A", "C:*" }, { "B", "C:*" }, { "C", NULL } }, "A C B" },
    { "A:*|B:*", { { "A", "C:y" }, { "B", "C:*" }, { "C", NULL } }, "A B C" },
    { "A:y x|B:y", { { "A", NULL }, { "B", NULL } }, "A" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (graphs); i++)
    {
      g_autoptr (Repo) repo = repo_new ();
      g_autoptr (ObsTufUpdater) updater = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GString) wanted = g_string_new (NULL);
      g_auto (GStrv) order = g_strsplit (graphs[i].order, " ", -1);

      for (guint j = 0; j < 4 && graphs[i].roles[j][0] != NULL; j++)
        repo_put_delegated (repo, graphs[i].roles[j][0], "k", targets_with (NULL),
                            graphs[i].roles[j][1] != NULL ? delegations (graphs[i].roles[j][1])
                                                          : NULL);
      repo->delegations = delegations (graphs[i].top);
      started (repo);
      updater = repo_updater (repo);
      g_assert_true (obs_tuf_updater_refresh (updater, NULL, &error));
      g_string_truncate (repo->requests, 0);
      g_assert_null (obs_tuf_updater_find (updater, "x", NULL, &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
      for (guint j = 0; order[j] != NULL; j++)
        g_string_append_printf (wanted, "1.%s.json ", order[j]);
      g_assert_cmpstr (repo->requests->str, ==, wanted->str);
      /* Again: nothing is asked for twice. */
      g_string_truncate (repo->requests, 0);
      g_clear_error (&error);
      g_assert_null (obs_tuf_updater_find (updater, "x", NULL, &error));
      g_assert_cmpstr (repo->requests->str, ==, "");
    }
}

/* The nearer one in the order speaks, though another lists it too. */
static void
test_found (void)
{
  g_autoptr (Repo) repo = repo_new ();
  g_autoptr (ObsTufUpdater) updater = NULL;
  g_autoptr (GError) error = NULL;
  const ObsTufTarget *target;
  ObsJson *mine = obs_json_new_object (), *custom = obs_json_new_object ();
  ObsJson *entry = repo_target ("from A");

  obs_json_set (custom, "z", obs_json_new_integer (1));
  obs_json_set (custom, "a", obs_json_new_string ("\xc3\xa9\""));
  obs_json_set (entry, "custom", custom);
  obs_json_set (mine, "d/x y", entry);
  repo_put_delegated (repo, "A", "k", mine, NULL);
  repo_put_delegated (repo, "B", "k", targets_with ("d/x y"), NULL);
  repo->delegations = delegations ("A:d/*|B:d/*");
  obs_json_set (repo->targets, "top", repo_target ("from targets"));
  started (repo);
  updater = repo_updater (repo);
  g_assert_true (obs_tuf_updater_refresh (updater, NULL, &error));
  target = obs_tuf_updater_find (updater, "d/x y", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (target->length, ==, 6);
  g_assert_cmpstr (target->path, ==, "d/x y");
  g_assert_cmpstr (target->custom, ==, "{\"a\":\"\xc3\xa9\\\"\",\"z\":1}");
  {
    g_autofree char *remote = g_strdup_printf ("d/%s.x y", target->sha256);
    g_autoptr (GBytes) good = g_bytes_new_static ("from A", 6);
    g_autoptr (GBytes) bad = g_bytes_new_static ("from B", 6);
    g_autoptr (GBytes) longer = g_bytes_new_static ("from A ", 7);

    g_assert_cmpstr (target->remote, ==, remote);
    g_assert_true (obs_tuf_target_fits (target, good));
    g_assert_false (obs_tuf_target_fits (target, bad));
    g_assert_false (obs_tuf_target_fits (target, longer));
  }
  g_assert_nonnull (obs_tuf_updater_find (updater, "top", NULL, &error));
  g_assert_cmpint (obs_tuf_updater_version (updater, "A"), ==, 1);
  g_assert_cmpint (obs_tuf_updater_version (updater, "B"), ==, 0);
}

/* A chain of roles, the last of which has it: 32 are looked into, 33 are not. */
static void
test_most_roles (void)
{
  for (guint n = 32; n <= 33; n++)
    {
      g_autoptr (Repo) repo = repo_new ();
      g_autoptr (ObsTufUpdater) updater = NULL;
      g_autoptr (GError) error = NULL;

      for (guint i = 1; i <= n; i++)
        {
          g_autofree char *name = g_strdup_printf ("r%u", i);
          g_autofree char *next = g_strdup_printf ("r%u:*", i + 1);

          repo_put_delegated (repo, name, "k", targets_with (i == n ? "x" : NULL),
                              i < n ? delegations (next) : NULL);
        }
      repo->delegations = delegations ("r1:*");
      started (repo);
      updater = repo_updater (repo);
      g_assert_true (obs_tuf_updater_refresh (updater, NULL, &error));
      g_assert_true ((obs_tuf_updater_find (updater, "x", NULL, &error) != NULL) == (n == 32));
      if (n == 33)
        g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
    }
}

static void
find (Repo *repo, const char *path, int code)
{
  g_autoptr (ObsTufUpdater) updater = repo_updater (repo);
  g_autoptr (GError) error = NULL;
  const ObsTufTarget *target;

  g_assert_true (obs_tuf_updater_refresh (updater, NULL, &error));
  target = obs_tuf_updater_find (updater, path, NULL, &error);
  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, OBS_ERROR, code);
  g_assert_true ((target != NULL) == (code < 0));
}

/* A delegated role that does not pass ends the search; nothing of it is stored. */
static void
test_bad_roles (void)
{
  static const char *const wrong_signers[] = { "l", "", "d" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong_signers); i++)
    {
      g_autoptr (Repo) repo = repo_new ();

      repo_put_delegated (repo, "A", wrong_signers[i], targets_with ("x"), NULL);
      repo_put_delegated (repo, "B", "k", targets_with ("x"), NULL);
      repo->delegations = delegations ("A:*|B:*");
      started (repo);
      find (repo, "x", OBS_ERROR_UNTRUSTED);
      g_assert_cmpint (repo_stored (repo, "A"), ==, 0);
      g_hash_table_remove (repo->files, "1.A.json");
      find (repo, "x", OBS_ERROR_HTTP);
    }
}

static void
test_expired_role (void)
{
  g_autoptr (Repo) repo = repo_new ();

  repo_put_delegated (repo, "A", "k", targets_with ("x"), NULL);
  repo->delegations = delegations ("A:*");
  started (repo);
  find (repo, "x", -1);
  g_assert_cmpint (repo_stored (repo, "A"), ==, 1);
  /* Not named by the snapshot. */
  g_hash_table_remove_all (repo->delegated);
  obs_json_free (repo->delegations);
  repo->delegations = delegations ("C:*");
  repo_put_delegated (repo, "A", "k", targets_with ("x"), NULL);
  repo_publish_next (repo);
  find (repo, "x", OBS_ERROR_UNTRUSTED);
}

/* What one side's keys signed does not pass for another side that trusts other keys. */
static void
test_two_sides (void)
{
  g_autoptr (Repo) repo = repo_new ();
  ObsJson *from_a = delegations ("C:*"), *from_b = repo_delegations ("l");
  ObsJson *roles = obs_json_new_array ();
  g_autoptr (ObsTufUpdater) updater = NULL;
  g_autoptr (GError) error = NULL;

  obs_json_append (roles, repo_delegation ("C", "l", FALSE, "*"));
  obs_json_set (from_b, "roles", roles);
  repo_put_delegated (repo, "A", "k", targets_with (NULL), from_a);
  repo_put_delegated (repo, "B", "k", targets_with (NULL), from_b);
  repo_put_delegated (repo, "C", "k", targets_with ("y1"), NULL);
  repo->delegations = delegations ("A:x*|B:y*");
  started (repo);
  updater = repo_updater (repo);
  g_assert_true (obs_tuf_updater_refresh (updater, NULL, &error));
  g_assert_null (obs_tuf_updater_find (updater, "x1", NULL, &error)); /* by A: C passes */
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (obs_tuf_updater_find (updater, "y1", NULL, &error)); /* by B: it does not */
  g_assert_error (error, OBS_ERROR, OBS_ERROR_UNTRUSTED);
}

static void
test_prefixes (void)
{
  g_autoptr (Repo) repo = repo_new ();
  ObsJson *json = repo_delegations ("k"), *roles = obs_json_new_array ();

  /* SHA-256 of "x" begins with 2d71, of "y" with a1fc. */
  static const char *const prefixes[][2] = { { "low", "2d" }, { "high", "a1" } };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      ObsJson *role = repo_role ("k", 1), *list = obs_json_new_array ();

      obs_json_append (list, obs_json_new_string (prefixes[i][1]));
      obs_json_set (role, "path_hash_prefixes", list);
      obs_json_set (role, "name", obs_json_new_string (prefixes[i][0]));
      obs_json_set (role, "terminating", obs_json_new_boolean (FALSE));
      obs_json_append (roles, role);
    }
  obs_json_set (json, "roles", roles);
  repo->delegations = json;
  repo_put_delegated (repo, "low", "k", targets_with ("x"), NULL);
  repo_put_delegated (repo, "high", "k", targets_with ("y"), NULL);
  started (repo);
  find (repo, "y", -1);
  g_assert_cmpint (repo_stored (repo, "low"), ==, 0);
  find (repo, "x", -1);
  find (repo, "z", OBS_ERROR_NOT_FOUND);
}

static void
test_succinct (void)
{
  g_autoptr (Repo) repo = repo_new ();
  ObsJson *json = obs_json_new_object (), *bins = repo_role ("k", 1);
  g_autoptr (ObsJson) keys = repo_delegations ("k");

  obs_json_set (bins, "bit_length", obs_json_new_integer (5));
  obs_json_set (bins, "name_prefix", obs_json_new_string ("bin/s"));
  obs_json_set (json, "succinct_roles", bins);
  obs_json_set (json, "keys", obs_json_copy (obs_json_member (keys, "keys")));
  repo->delegations = json;
  /* 0x2d >> 3 is 05, 0xa1 >> 3 is 14. */
  repo_put_delegated (repo, "bin/s-05", "k", targets_with ("x"), NULL);
  repo_put_delegated (repo, "bin/s-14", "k", targets_with ("y"), NULL);
  started (repo);
  find (repo, "x", -1);
  g_assert_true (g_str_has_suffix (repo->requests->str, "1.bin%2Fs-05.json "));
  find (repo, "y", -1);
  g_assert_true (g_str_has_suffix (repo->requests->str, "1.bin%2Fs-14.json "));
  g_assert_cmpint (repo_stored (repo, "bin%2Fs-14"), ==, 1);
}

static void
test_names (void)
{
  static const char *const names[]
      = { "?",    "#",      "/role",       "../role", "..",   ".",         "a b",
          "100%", "%2e%2e", "r\xc3\xb6le", "con",     "a\\b", "root.json", "a\nb" };
  g_autofree char *longest = g_strnfill (300, 'n');

  for (guint i = 0; i <= G_N_ELEMENTS (names); i++)
    {
      const char *name = i < G_N_ELEMENTS (names) ? names[i] : longest;
      g_autoptr (Repo) repo = repo_new ();
      g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);
      g_autofree char *text = g_strconcat (name, ":*", NULL);
      g_autofree char *request = g_strdup_printf (" 1.%s.json ", escaped);
      g_autoptr (GDir) dir = NULL;
      guint n = 0;

      repo_put_delegated (repo, name, "k", targets_with ("x"), NULL);
      repo->delegations = delegations (text);
      started (repo);
      find (repo, "x", -1);
      g_assert_nonnull (strstr (repo->requests->str, request));
      dir = g_dir_open (repo->folder, 0, NULL);
      for (const char *file; (file = g_dir_read_name (dir)) != NULL; n++)
        g_assert_true (g_str_has_suffix (file, ".json"));
      g_assert_cmpuint (n, ==, 5);
      if (i < G_N_ELEMENTS (names))
        g_assert_cmpint (repo_stored (repo, escaped), ==, 1);
      find (repo, "x", -1);
      g_assert_cmpstr (repo->requests->str, ==, "2.root.json timestamp.json ");
    }
}

/* None of the four may be delegated to: it would take the place of the real one. */
static void
test_taken_names (void)
{
  static const char *const texts[]
      = { "root:*", "timestamp:*", "snapshot:*", "targets:*", ":*", "A:*|A:*" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (Repo) repo = repo_new ();

      repo->delegations = delegations (texts[i]);
      started (repo);
      repo_refuse (repo, OBS_ERROR_CORRUPT, "delegations");
    }
}

static void
test_hashes (void)
{
  static const char *const texts[] = {
    "{\"length\":1,\"hashes\":{\"md5\":\"9dd4e461268c8034f5c8564e155c67a6\"}}",
    "{\"length\":1,\"hashes\":{\"md5\":\"9dd4\",\"sha512\":"
    "\"a4abd4448c49562d828115d13a1fccea927f52b4d5459297f8b43e42da89238bc13626e43dcb38ddb082488927ec"
    "904fb42057443983e88585179d50551afe62\"}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (Repo) repo = repo_new ();
      g_autoptr (GError) error = NULL;

      obs_json_set (repo->targets, "x", obs_json_read (texts[i], strlen (texts[i]), &error));
      started (repo);
      find (repo, "x", i == 0 ? OBS_ERROR_UNTRUSTED : -1);
    }
}

int
main (int argc, char *argv[])
{
  repo_in_memory ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tuf/search/patterns", test_patterns);
  g_test_add_func ("/tuf/search/slow-pattern", test_slow_pattern);
  g_test_add_func ("/tuf/search/graphs", test_graphs);
  g_test_add_func ("/tuf/search/found", test_found);
  g_test_add_func ("/tuf/search/most-roles", test_most_roles);
  g_test_add_func ("/tuf/search/bad-roles", test_bad_roles);
  g_test_add_func ("/tuf/search/expired-role", test_expired_role);
  g_test_add_func ("/tuf/search/two-sides", test_two_sides);
  g_test_add_func ("/tuf/search/prefixes", test_prefixes);
  g_test_add_func ("/tuf/search/succinct", test_succinct);
  g_test_add_func ("/tuf/search/names", test_names);
  g_test_add_func ("/tuf/search/taken-names", test_taken_names);
  g_test_add_func ("/tuf/search/hashes", test_hashes);
  return g_test_run ();
}
