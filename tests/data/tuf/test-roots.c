/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

/* The chain of roots, thresholds, and what a change of keys does. */

#include "data/error.h"
#include "tests/data/tuf/repository.h"

#include <string.h>

static Repo *
started (void)
{
  Repo *repo = repo_new ();

  repo_publish_root (repo, NULL);
  repo_publish (repo);
  repo_init (repo);
  return repo;
}

static void
refresh (Repo *repo)
{
  g_autoptr (GError) error = NULL;

  repo_refresh (repo, &error);
  g_assert_no_error (error);
}

static void
next_root (Repo *repo, const char *also)
{
  repo->version[REPO_ROOT]++;
  repo_publish_root (repo, also);
}

/* Every link with a key of its own; 1,025 only where there is time. */
static void
test_chain (void)
{
  static const char *const keys[] = { "a", "e", "f", "g" };
  gboolean campaign = g_strcmp0 (g_getenv ("OBS_CAMPAIGN"), "1") == 0;
  int most = campaign ? 1025 : 100;
  g_autoptr (Repo) repo = started ();

  for (int i = 1; i <= most; i++)
    {
      repo->keys[REPO_ROOT] = keys[i % 4];
      next_root (repo, keys[(i - 1) % 4]);
    }
  refresh (repo);
  g_assert_cmpint (repo_stored (repo, "root"), ==, campaign ? 1025 : 101);
  g_assert_cmpint (repo_stored (repo, "targets"), ==, 1);
  refresh (repo);
  g_assert_cmpint (repo_stored (repo, "root"), ==, most + 1);
  g_assert_true (g_str_has_suffix (repo->requests->str, "timestamp.json "));
}

static void
test_links (void)
{
  g_autoptr (Repo) repo = started ();

  /* File 2 says 1, then 3. */
  repo_put (repo, "2.root.json", repo_sign (repo_root_body (repo), "a"));
  repo_refuse (repo, OBS_ERROR_UNTRUSTED, "version 1, where 2");
  repo->version[REPO_ROOT] = 3;
  repo_put (repo, "2.root.json", repo_sign (repo_root_body (repo), "a"));
  repo_refuse (repo, OBS_ERROR_UNTRUSTED, "version 3, where 2");
  g_assert_cmpstr (repo->requests->str, ==, "2.root.json ");
  /* A gap: what lies behind it is never asked for. */
  g_hash_table_remove (repo->files, "2.root.json");
  repo_publish_root (repo, NULL);
  refresh (repo);
  g_assert_cmpint (repo_stored (repo, "root"), ==, 1);
  g_hash_table_add (repo->faults, (gpointer) "2.root.json");
  repo_refuse (repo, OBS_ERROR_OFFLINE, NULL);
}

/* Old and new keys both have to sign. */
static void
test_handover (void)
{
  g_autoptr (Repo) repo = started ();
  GBytes *bytes;

  repo->keys[REPO_ROOT] = "efg";
  repo->threshold[REPO_ROOT] = 2;
  repo->version[REPO_ROOT] = 2;
  static const char *const wrong[] = { "a", "ef", "ae", "aeb", "efb", "" };
  static const char *const right[] = { "aef", "gfa", "efga" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      repo_put (repo, "2.root.json", repo_sign (repo_root_body (repo), wrong[i]));
      repo_refuse (repo, OBS_ERROR_UNTRUSTED, NULL);
      g_assert_cmpint (repo_stored (repo, "root"), ==, 1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (right); i++)
    {
      repo_init (repo);
      bytes = repo_sign (repo_root_body (repo), right[i]);
      repo_put (repo, "2.root.json", bytes);
      refresh (repo);
      repo_same (repo, "root", "2.root.json");
    }
  /* A key that was revoked no longer counts. */
  repo->keys[REPO_ROOT] = "efh";
  repo->version[REPO_ROOT] = 3;
  repo_put (repo, "3.root.json", repo_sign (repo_root_body (repo), "efa"));
  refresh (repo);
  repo->version[REPO_ROOT] = 4;
  repo_put (repo, "4.root.json", repo_sign (repo_root_body (repo), "eg"));
  repo_refuse (repo, OBS_ERROR_UNTRUSTED, "1 of the 2");
}

static void
test_expired_roots (void)
{
  g_autoptr (Repo) repo = repo_new ();

  repo->expires[REPO_ROOT] = "2020-01-01T00:00:00Z";
  repo_publish_root (repo, NULL);
  repo_publish (repo);
  repo_init (repo);
  next_root (repo, NULL);
  repo_refuse (repo, OBS_ERROR_EXPIRED, "root.json");
  g_assert_cmpint (repo_stored (repo, "root"), ==, 2);
  g_assert_cmpint (repo_stored (repo, "timestamp"), ==, 0);
  repo->expires[REPO_ROOT] = REPO_LATER;
  next_root (repo, NULL);
  refresh (repo);
  g_assert_cmpint (repo_stored (repo, "root"), ==, 3);
}

/* Pushed up and then rotated: lower numbers are taken again. */
static void
test_fast_forward (gconstpointer data)
{
  RepoRole role = GPOINTER_TO_UINT (data);
  g_autoptr (Repo) repo = started ();

  repo->version[REPO_TIMESTAMP] = G_GINT64_CONSTANT (9007199254740991);
  repo->version[REPO_SNAPSHOT] = G_GINT64_CONSTANT (2147483648);
  repo->version[REPO_TARGETS] = G_GINT64_CONSTANT (9007199254740990);
  repo_publish (repo);
  refresh (repo);
  g_assert_cmpint (repo_stored (repo, "timestamp"), ==, repo->version[REPO_TIMESTAMP]);
  for (guint i = REPO_TIMESTAMP; i < REPO_N_ROLES; i++)
    repo->version[i] = 2;
  repo_publish (repo);
  repo_refuse (repo, OBS_ERROR_UNTRUSTED, "goes back");
  /* The old key stays beside the new one: only the change itself frees the numbers. */
  repo->keys[role] = role == REPO_TIMESTAMP ? "bt" : role == REPO_SNAPSHOT ? "cs" : "du";
  next_root (repo, NULL);
  repo_publish (repo);
  if (role == REPO_TARGETS)
    repo_refuse (repo, OBS_ERROR_UNTRUSTED, "goes back");
  else
    {
      refresh (repo);
      g_assert_cmpint (repo_stored (repo, "targets"), ==, 2);
      g_assert_cmpint (repo_stored (repo, "timestamp"), ==, 2);
    }
}

/* Signatures that are there twice, that count once, that do not count. */
static void
test_signatures (void)
{
  g_autoptr (Repo) repo = repo_new ();

  repo->keys[REPO_TIMESTAMP] = "klm";
  repo->threshold[REPO_TIMESTAMP] = 2;
  repo_publish_root (repo, NULL);
  repo_publish (repo);
  repo_init (repo);
  repo->keys[REPO_TIMESTAMP] = "k";
  repo_publish (repo);
  repo_refuse (repo, OBS_ERROR_UNTRUSTED, "1 of the 2");
  repo->keys[REPO_TIMESTAMP] = "kk";
  repo_publish (repo);
  repo_refuse (repo, OBS_ERROR_CORRUPT, "signs twice");
  repo->keys[REPO_TIMESTAMP] = "klmk"; /* enough of them, and still refused */
  repo_publish (repo);
  repo_refuse (repo, OBS_ERROR_CORRUPT, "signs twice");
  repo->keys[REPO_TIMESTAMP] = "kac";
  repo_publish (repo);
  repo_refuse (repo, OBS_ERROR_UNTRUSTED, "1 of the 2");
  repo->keys[REPO_TIMESTAMP] = "amk";
  repo_publish (repo);
  refresh (repo);
}

/* The same public key under two ids: the second has a member more. */
static void
test_two_ids (void)
{
  g_autoptr (Repo) repo = repo_new ();
  ObsJson *body = repo_root_body (repo), *other = repo_key ('b'), *timestamp, *file;
  ObsJson *signatures, *twin;
  g_autoptr (ObsJson) copy = NULL, signed_file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *id = NULL;

  obs_json_set (other, "x-more", obs_json_new_integer (1));
  copy = obs_json_copy (other);
  {
    g_autoptr (GBytes) canonical = obs_json_canonical (copy);

    id = obs_tuf_fingerprint (canonical);
  }
  repo->threshold[REPO_TIMESTAMP] = 2;
  obs_json_free (body);
  body = repo_root_body (repo);
  {
    ObsJson *keys = obs_json_copy (obs_json_member (body, "keys"));
    ObsJson *roles = obs_json_copy (obs_json_member (body, "roles"));
    ObsJson *role = repo_role ("b", 2);
    ObsJson *ids = obs_json_copy (obs_json_member (role, "keyids"));

    obs_json_append (ids, obs_json_new_string (id));
    obs_json_set (role, "keyids", ids);
    obs_json_set (keys, id, other);
    obs_json_set (roles, "timestamp", role);
    obs_json_set (body, "keys", keys);
    obs_json_set (body, "roles", roles);
  }
  repo_put (repo, "1.root.json", repo_sign (body, "a"));
  repo_publish (repo);
  repo_init (repo);
  /* The one signature again, under the second id. */
  bytes = g_bytes_ref (g_hash_table_lookup (repo->files, "timestamp.json"));
  signed_file = obs_json_read (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  file = obs_json_new_object ();
  timestamp = obs_json_copy (obs_json_member (signed_file, "signed"));
  signatures = obs_json_copy (obs_json_member (signed_file, "signatures"));
  twin = obs_json_copy (obs_json_element (signatures, 0));
  obs_json_set (twin, "keyid", obs_json_new_string (id));
  obs_json_append (signatures, twin);
  obs_json_set (file, "signed", timestamp);
  obs_json_set (file, "signatures", signatures);
  repo_put (repo, "timestamp.json", obs_json_text (file));
  obs_json_free (file);
  repo_refuse (repo, OBS_ERROR_UNTRUSTED, "1 of the 2");
}

static void
test_more_than_there_are (void)
{
  g_autoptr (Repo) repo = started ();

  repo->threshold[REPO_SNAPSHOT] = 2;
  next_root (repo, NULL);
  repo_publish (repo);
  repo_refuse (repo, OBS_ERROR_UNTRUSTED, "1 of the 2");
  g_assert_cmpint (repo_stored (repo, "root"), ==, 2);
}

/* ECDSA and RSA count, or count for nothing, as the policy says. */
static void
test_policy (void)
{
  g_autoptr (Repo) repo = repo_new ();
  g_autoptr (GError) error = NULL;
  GBytes *root;

  repo->keys[REPO_TIMESTAMP] = "E";
  repo->keys[REPO_SNAPSHOT] = "R";
  repo_publish_root (repo, NULL);
  repo_publish (repo);
  repo_init (repo);
  refresh (repo);
  repo->policy.only_ed25519 = TRUE;
  repo_refuse (repo, OBS_ERROR_UNTRUSTED, "timestamp");
  repo->keys[REPO_ROOT] = "E";
  repo_publish_root (repo, NULL);
  root = g_hash_table_lookup (repo->files, "1.root.json");
  g_assert_false (obs_tuf_init (repo->folder, root, TRUE, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_UNTRUSTED);
}

int
main (int argc, char *argv[])
{
  repo_in_memory ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tuf/roots/chain", test_chain);
  g_test_add_func ("/tuf/roots/links", test_links);
  g_test_add_func ("/tuf/roots/handover", test_handover);
  g_test_add_func ("/tuf/roots/expired", test_expired_roots);
  g_test_add_data_func ("/tuf/roots/fast-forward/timestamp", GUINT_TO_POINTER (REPO_TIMESTAMP),
                        test_fast_forward);
  g_test_add_data_func ("/tuf/roots/fast-forward/snapshot", GUINT_TO_POINTER (REPO_SNAPSHOT),
                        test_fast_forward);
  g_test_add_data_func ("/tuf/roots/fast-forward/targets", GUINT_TO_POINTER (REPO_TARGETS),
                        test_fast_forward);
  g_test_add_func ("/tuf/roots/signatures", test_signatures);
  g_test_add_func ("/tuf/roots/two-ids", test_two_ids);
  g_test_add_func ("/tuf/roots/more-than-there-are", test_more_than_there_are);
  g_test_add_func ("/tuf/roots/policy", test_policy);
  return g_test_run ();
}
