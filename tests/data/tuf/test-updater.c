/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

/* Timestamp, snapshot and targets of one run against a repository in memory: what is asked for, in
 * what order, what is stored, what is refused, and that the next honest refresh succeeds. */

#include "data/error.h"
#include "tests/data/tuf/repository.h"

#include <glib/gstdio.h>
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
refresh (Repo *repo, const char *requests)
{
  g_autoptr (GError) error = NULL;

  repo_refresh (repo, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (repo->requests->str, ==, requests);
}

/* After whatever went wrong: an honest host two versions on is taken. */
static void
recover (Repo *repo)
{
  g_autoptr (GError) error = NULL;

  for (guint i = REPO_TIMESTAMP; i < REPO_N_ROLES; i++)
    repo->version[i] += 5;
  repo_publish (repo);
  repo_refresh (repo, &error);
  g_assert_no_error (error);
  g_assert_cmpint (repo_stored (repo, "targets"), ==, repo->version[REPO_TARGETS]);
}

static void
test_first (gconstpointer data)
{
  guint how = GPOINTER_TO_UINT (data);
  g_autoptr (Repo) repo = repo_new ();

  repo->consistent = (how & 1) != 0;
  repo->hashed = (how & 2) != 0;
  repo_publish_root (repo, NULL);
  repo_publish (repo);
  repo_init (repo);
  repo_same (repo, "root", "1.root.json");
  refresh (repo, repo->consistent ? "2.root.json timestamp.json 1.snapshot.json 1.targets.json "
                                  : "2.root.json timestamp.json snapshot.json targets.json ");
  repo_same (repo, "timestamp", "timestamp.json");
  repo_same (repo, "snapshot", repo->consistent ? "1.snapshot.json" : "snapshot.json");
  repo_same (repo, "targets", repo->consistent ? "1.targets.json" : "targets.json");
  refresh (repo, "2.root.json timestamp.json ");
  repo->version[REPO_TIMESTAMP]++; /* only that */
  repo_publish (repo);
  refresh (repo, "2.root.json timestamp.json ");
  g_assert_cmpint (repo_stored (repo, "timestamp"), ==, 2);
  repo_publish_next (repo);
  refresh (repo, repo->consistent ? "2.root.json timestamp.json 2.snapshot.json 2.targets.json "
                                  : "2.root.json timestamp.json snapshot.json targets.json ");
}

static void
test_init (void)
{
  g_autoptr (Repo) repo = repo_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) unsigned_root = NULL, not_json = g_bytes_new_static ("{", 1);
  g_autoptr (GBytes) half = NULL;
  g_autoptr (ObsTufUpdater) none
      = obs_tuf_updater_new (repo->folder, &repo->policy, NULL, NULL, &error);

  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  unsigned_root = repo_sign (repo_root_body (repo), "b");
  g_assert_false (obs_tuf_init (repo->folder, unsigned_root, FALSE, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_UNTRUSTED);
  g_clear_error (&error);
  g_assert_false (obs_tuf_init (repo->folder, not_json, FALSE, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
  g_clear_error (&error);
  repo->keys[REPO_ROOT] = "aef";
  repo->threshold[REPO_ROOT] = 2;
  half = repo_sign (repo_root_body (repo), "ab");
  g_assert_false (obs_tuf_init (repo->folder, half, FALSE, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_UNTRUSTED);
  g_assert_cmpint (repo_stored (repo, "root"), ==, 0);
}

static void
test_timestamp (void)
{
  g_autoptr (Repo) repo = started ();
  g_autoptr (GBytes) kept = NULL;
  ObsJson *body;

  for (guint i = 0; i < 3; i++)
    repo_publish_next (repo);
  refresh (repo, "2.root.json timestamp.json 4.snapshot.json 4.targets.json ");

  /* Lower. */
  repo->version[REPO_TIMESTAMP] = 3;
  repo_publish (repo);
  repo_refuse (repo, OBS_ERROR_UNTRUSTED, "goes back");
  g_assert_cmpint (repo_stored (repo, "timestamp"), ==, 4);
  /* The same, with other bytes: dropped, even where it names a higher snapshot. */
  repo->version[REPO_TIMESTAMP] = 4;
  repo->version[REPO_SNAPSHOT] = 9;
  repo_publish (repo);
  refresh (repo, "2.root.json timestamp.json ");
  /* Higher, but it names a lower snapshot. */
  repo->version[REPO_TIMESTAMP] = 5;
  repo->version[REPO_SNAPSHOT] = 3;
  repo_publish (repo);
  repo_refuse (repo, OBS_ERROR_UNTRUSTED, "goes back");
  g_assert_cmpstr (repo->requests->str, ==, "2.root.json timestamp.json ");
  /* By another role's key, and by nobody. */
  repo->version[REPO_TIMESTAMP] = 6;
  repo->version[REPO_SNAPSHOT] = 4;
  repo->keys[REPO_TIMESTAMP] = "c";
  repo_publish (repo);
  repo_refuse (repo, OBS_ERROR_UNTRUSTED, "0 of the 1");
  repo->keys[REPO_TIMESTAMP] = "";
  repo_publish (repo);
  repo_refuse (repo, OBS_ERROR_UNTRUSTED, "timestamp.json");
  repo->keys[REPO_TIMESTAMP] = "b";
  /* A snapshot signed as a timestamp. */
  body = repo_body ("snapshot", 7, REPO_LATER);
  obs_json_set (body, "meta", obs_json_new_object ());
  repo_put (repo, "timestamp.json", repo_sign (body, "b"));
  repo_refuse (repo, OBS_ERROR_CORRUPT, "another type");
  g_assert_cmpint (repo_stored (repo, "timestamp"), ==, 4);
  g_hash_table_remove (repo->files, "timestamp.json");
  repo_refuse (repo, OBS_ERROR_HTTP, "does not have");
  recover (repo);
}

static void
test_expiry (void)
{
  static const char *const wanted[]
      = { "2.root.json ", "2.root.json timestamp.json ",
          "2.root.json timestamp.json 1.snapshot.json ",
          "2.root.json timestamp.json 1.snapshot.json 1.targets.json " };

  for (guint i = 0; i < REPO_N_ROLES; i++)
    for (guint second = 0; second < 2; second++)
      {
        g_autoptr (Repo) repo = repo_new ();
        g_autofree char *date = NULL;
        g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (REPO_NOW + second);

        date = g_date_time_format (moment, "%Y-%m-%dT%H:%M:%SZ");
        repo->expires[i] = date;
        repo_publish_root (repo, NULL);
        repo_publish (repo);
        repo_init (repo);
        if (second == 1)
          refresh (repo, wanted[REPO_TARGETS]);
        else
          {
            repo_refuse (repo, OBS_ERROR_EXPIRED, "was good until");
            g_assert_cmpstr (repo->requests->str, ==, wanted[i]);
          }
        /* Later it no longer is, though it is stored; the same files again do not help. */
        repo->policy.now += 10;
        repo_refuse (repo, OBS_ERROR_EXPIRED, NULL);
      }
}

/* An expired timestamp on the disk still stops what goes back. */
static void
test_expired_stored (void)
{
  g_autoptr (Repo) repo = started ();

  repo->expires[REPO_TIMESTAMP] = "2030-06-01T00:00:00Z";
  repo_publish_next (repo);
  refresh (repo, "2.root.json timestamp.json 2.snapshot.json 2.targets.json ");
  repo->policy.now = REPO_NOW + 60 * 86400 * 3;
  repo_refuse (repo, OBS_ERROR_EXPIRED, NULL);
  repo->expires[REPO_TIMESTAMP] = REPO_LATER;
  repo->version[REPO_TIMESTAMP] = 1;
  repo_publish (repo);
  repo_refuse (repo, OBS_ERROR_UNTRUSTED, "goes back");
  repo->version[REPO_TIMESTAMP] = 3;
  repo_publish (repo);
  refresh (repo, "2.root.json timestamp.json ");
}

/* Changes one file of the host so that what names it no longer fits. */
static void
spoil (Repo *repo, const char *name, guint how)
{
  GBytes *bytes = g_hash_table_lookup (repo->files, name);
  GByteArray *changed = g_byte_array_new ();

  g_byte_array_append (changed, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  if (how == 0)
    g_byte_array_append (changed, (const guint8 *) " ", 1);
  else if (how == 1)
    g_byte_array_set_size (changed, changed->len - 1);
  else /* a blank where none matters: rightly signed, other bytes */
    {
      memmove (changed->data + 1, changed->data, changed->len - 1);
      changed->data[0] = ' ';
    }
  repo_put (repo, name, g_byte_array_free_to_bytes (changed));
}

static void
test_named (void)
{
  static const char *const names[] = { "2.snapshot.json", "2.targets.json" };
  static const char *const roles[] = { "snapshot", "targets" };
  static const int codes[] = { OBS_ERROR_TOO_LARGE, OBS_ERROR_UNTRUSTED, OBS_ERROR_UNTRUSTED };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint how = 0; how < 3; how++)
      {
        g_autoptr (Repo) repo = started ();

        refresh (repo, "2.root.json timestamp.json 1.snapshot.json 1.targets.json ");
        repo_publish_next (repo);
        spoil (repo, names[i], how);
        repo_refuse (repo, codes[how], names[i]);
        g_assert_cmpint (repo_stored (repo, "timestamp"), ==, 2);
        g_assert_cmpint (repo_stored (repo, roles[i]), ==, 1);
        g_assert_cmpint (repo_stored (repo, "snapshot"), ==, i == 0 ? 1 : 2);
        recover (repo);
      }
}

/* Without lengths and hashes only the version binds a file to the one that names it. */
static void
test_versions (void)
{
  static const struct
  {
    RepoRole role;
    const char *name, *old;
  } cases[] = { { REPO_SNAPSHOT, "2.snapshot.json", "1.snapshot.json" },
                { REPO_TARGETS, "2.targets.json", "1.targets.json" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Repo) repo = started ();

      repo->hashed = FALSE;
      repo_publish_next (repo);
      repo_put (repo, cases[i].name, g_bytes_ref (g_hash_table_lookup (repo->files, cases[i].old)));
      repo_refuse (repo, OBS_ERROR_UNTRUSTED, "version 1, where 2");
      g_hash_table_remove (repo->files, cases[i].name);
      repo_refuse (repo, OBS_ERROR_HTTP, cases[i].name);
      g_hash_table_add (repo->faults, (gpointer) cases[i].name);
      repo_refuse (repo, OBS_ERROR_OFFLINE, NULL);
      recover (repo);
    }
}

static void
test_snapshot_goes_back (void)
{
  g_autoptr (Repo) repo = started ();

  repo_put_delegated (repo, "more", "d", obs_json_new_object (), NULL);
  for (guint i = 0; i < 3; i++)
    repo_publish_next (repo);
  refresh (repo, "2.root.json timestamp.json 4.snapshot.json 4.targets.json ");
  repo->version[REPO_TIMESTAMP] = repo->version[REPO_SNAPSHOT] = 5;
  repo->version[REPO_TARGETS] = 3;
  repo_publish (repo);
  repo_refuse (repo, OBS_ERROR_UNTRUSTED, "targets.json at version 3");
  g_assert_cmpint (repo_stored (repo, "snapshot"), ==, 4);
  repo->version[REPO_TARGETS] = 5;
  g_hash_table_remove_all (repo->delegated);
  repo->version[REPO_TIMESTAMP] = repo->version[REPO_SNAPSHOT] = 6;
  repo_publish (repo);
  repo_refuse (repo, OBS_ERROR_UNTRUSTED, "no longer names more.json");
  repo_put_delegated (repo, "more", "d", obs_json_new_object (), NULL);
  recover (repo);
}

static void
write_file (Repo *repo, const char *name, const char *text, gssize length)
{
  g_autofree char *path = g_build_filename (repo->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, length, NULL));
}

/* What is stored is believed only after it was verified again. */
static void
test_on_disk (void)
{
  static const char *const names[] = { "timestamp.json", "snapshot.json", "targets.json" };
  static const char *const texts[] = { "", "{", "{\"signed\":{},\"signatures\":[]}", "nonsense" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint j = 0; j < G_N_ELEMENTS (texts); j++)
      {
        g_autoptr (Repo) repo = started ();
        g_autoptr (GError) error = NULL;

        refresh (repo, "2.root.json timestamp.json 1.snapshot.json 1.targets.json ");
        write_file (repo, names[i], texts[j], -1);
        repo_refresh (repo, &error);
        g_assert_no_error (error);
        repo_same (repo, "timestamp", "timestamp.json");
        repo_same (repo, "snapshot", "1.snapshot.json");
        repo_same (repo, "targets", "1.targets.json");
      }
}

static void
test_root_on_disk (void)
{
  g_autoptr (Repo) repo = started ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsTufUpdater) updater = NULL;
  g_autoptr (GBytes) other = repo_sign (repo_root_body (repo), "z");

  write_file (repo, "root.json", g_bytes_get_data (other, NULL), (gssize) g_bytes_get_size (other));
  updater = obs_tuf_updater_new (repo->folder, &repo->policy, NULL, NULL, &error);
  g_assert_null (updater);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_UNTRUSTED);
}

/* Interrupted between any two roles, the next run goes on from there. */
static void
test_interrupted (void)
{
  static const char *const names[]
      = { "2.root.json", "timestamp.json", "2.snapshot.json", "2.targets.json" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (Repo) repo = started ();
      g_autofree char *rest = NULL;

      refresh (repo, "2.root.json timestamp.json 1.snapshot.json 1.targets.json ");
      repo_publish_next (repo);
      g_hash_table_add (repo->faults, (gpointer) names[i]);
      repo_refuse (repo, OBS_ERROR_OFFLINE, NULL);
      g_hash_table_remove_all (repo->faults);
      refresh (repo, i == 3 ? "2.root.json timestamp.json 2.targets.json "
                            : "2.root.json timestamp.json 2.snapshot.json 2.targets.json ");
    }
}

static void
test_cap (void)
{
  g_autoptr (Repo) repo = started ();
  g_autofree char *blanks = g_strnfill (64 * 1024 + 1, ' ');

  repo_put (repo, "timestamp.json", g_bytes_new (blanks, 64 * 1024 + 1));
  repo_refuse (repo, OBS_ERROR_TOO_LARGE, "timestamp.json");
  repo_put (repo, "2.root.json", g_bytes_new (blanks, 64 * 1024 + 1));
  repo_refuse (repo, OBS_ERROR_TOO_LARGE, "2.root.json");
  g_hash_table_remove (repo->files, "2.root.json");
  recover (repo);
}

static void
test_cancel (void)
{
  g_autoptr (Repo) repo = started ();
  g_autoptr (ObsTufUpdater) updater = repo_updater (repo);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (obs_tuf_updater_refresh (updater, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (repo->requests->str, ==, "");
  g_clear_error (&error);
  g_assert_null (obs_tuf_updater_find (updater, "x", NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_FAILED);
}

static void
test_answers (void)
{
  g_autoptr (Repo) repo = started ();
  g_autoptr (ObsTufUpdater) updater = repo_updater (repo);
  g_autoptr (GError) error = NULL;

  g_assert_true (obs_tuf_updater_refresh (updater, NULL, &error));
  g_assert_cmpint (obs_tuf_updater_version (updater, "root"), ==, 1);
  g_assert_cmpint (obs_tuf_updater_version (updater, "snapshot"), ==, 1);
  g_assert_cmpint (obs_tuf_updater_version (updater, "nobody"), ==, 0);
  g_assert_cmpint (obs_tuf_updater_expires (updater, "timestamp"), ==, 1924905600);
}

int
main (int argc, char *argv[])
{
  repo_in_memory ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/tuf/updater/first/plain", GUINT_TO_POINTER (0), test_first);
  g_test_add_data_func ("/tuf/updater/first/consistent", GUINT_TO_POINTER (1), test_first);
  g_test_add_data_func ("/tuf/updater/first/hashed", GUINT_TO_POINTER (2), test_first);
  g_test_add_data_func ("/tuf/updater/first/both", GUINT_TO_POINTER (3), test_first);
  g_test_add_func ("/tuf/updater/init", test_init);
  g_test_add_func ("/tuf/updater/timestamp", test_timestamp);
  g_test_add_func ("/tuf/updater/expiry", test_expiry);
  g_test_add_func ("/tuf/updater/expired-stored", test_expired_stored);
  g_test_add_func ("/tuf/updater/named", test_named);
  g_test_add_func ("/tuf/updater/versions", test_versions);
  g_test_add_func ("/tuf/updater/snapshot-goes-back", test_snapshot_goes_back);
  g_test_add_func ("/tuf/updater/on-disk", test_on_disk);
  g_test_add_func ("/tuf/updater/root-on-disk", test_root_on_disk);
  g_test_add_func ("/tuf/updater/interrupted", test_interrupted);
  g_test_add_func ("/tuf/updater/cap", test_cap);
  g_test_add_func ("/tuf/updater/cancel", test_cancel);
  g_test_add_func ("/tuf/updater/answers", test_answers);
  return g_test_run ();
}
