/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/error.h"
#include "data/publish/publisher-private.h"
#include "data/sync/platform-secret.h"
#include "tests/data/publish-site/fixture.h"
#include "tests/data/sync/fixture.h"

#include <glib/gstdio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>
#include <sys/resource.h>

/* What was asked for, and what to answer. */
typedef struct
{
  GString *asked;
  guint wrong; /* answer so often with a wrong one */
  guint tries; /* the last @tries + 1 */
  gboolean core_was_off;
} Person;

static char *
ask (const char *name, gboolean again, guint tries, gpointer user_data)
{
  Person *person = user_data;
  char *secret = obs_secret_new ();
  struct rlimit core;

  g_string_append_printf (person->asked, "%s%s ", name, again ? "!" : "");
  person->tries = tries + 1;
  person->core_was_off = getrlimit (RLIMIT_CORE, &core) == 0 && core.rlim_cur == 0;
  strcpy (secret, tries < person->wrong ? "something else" : PHRASE);
  return secret;
}

static char *
path_in (const char *folder, const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static char *
read_text (const char *folder, const char *name)
{
  g_autofree char *path = path_in (folder, name);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
move (const char *from, const char *to, const char *name)
{
  g_autofree char *old_path = path_in (from, name);
  g_autofree char *new_path = path_in (to, name);

  g_assert_cmpint (g_rename (old_path, new_path), ==, 0);
}

static gboolean
is_there (const char *folder, const char *name)
{
  g_autofree char *path = path_in (folder, name);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static char *
first_id (const char *keys, const char *role)
{
  g_autoptr (ObsRootChain) chain = obs_root_chain_load (keys, NULL);
  g_autoptr (GPtrArray) ids = obs_sign_ids (chain->root, role);

  return g_strdup (ids->pdata[0]);
}

/* What lies in a new folder, and that libcrypto's own reader takes it. */
static void
test_files (Fixture *self, gconstpointer unused)
{
  static const char *const names[]
      = { "root-1", "root-2", "root-3", "targets", "snapshot", "timestamp" };
  g_autofree char *keys = fixture_copy_keys (self);
  g_autoptr (ObsKeysView) view = obs_keys_view (keys, NULL);
  g_autoptr (ObsRootChain) chain = obs_root_chain_load (keys, NULL);
  g_autofree char *root = path_in (keys, "1.root.json");
  g_autofree char *hash = fixture_sha256 (root);
  g_autofree char *groups = obs_keys_group (view->fingerprint);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_strconcat (names[i], ".pem", NULL);
      g_autofree char *path = path_in (self->keys, name);
      g_autofree char *text = read_text (self->keys, name);
      BIO *bio = BIO_new_mem_buf (text, -1);
      EVP_PKEY *pkey = PEM_read_bio_PrivateKey (bio, NULL, NULL, (void *) PHRASE);
      GStatBuf st;

      g_assert_true (g_str_has_prefix (text, "-----BEGIN ENCRYPTED PRIVATE KEY-----"));
      g_assert_nonnull (pkey);
      g_assert_cmpint (g_stat (path, &st), ==, 0);
      g_assert_cmpint (st.st_mode & 0777, ==, 0600);
      EVP_PKEY_free (pkey);
      BIO_free (bio);
    }
  g_assert_cmpstr (view->fingerprint, ==, hash);
  g_assert_cmpuint (strlen (groups), ==, 64 + 15);
  g_assert_cmpuint (view->keys->len, ==, 6);
  g_assert_cmpint (view->expires, ==, NOW + 400 * DAY);
  g_assert_cmpuint (obs_sign_threshold (chain->root, "root"), ==, 2);
  g_assert_cmpuint (obs_sign_count (chain->last, chain->root, "root"), >=, 2);
}

static void
open_fails (Fixture *self, const char *keys, Person *person, const char *words)
{
  g_autoptr (ObsKeyRing) ring = obs_key_ring_new (keys, ask, person);
  g_autofree char *id = first_id (keys, "targets");
  g_autoptr (GError) error = NULL;

  g_assert_null (obs_key_ring_open (ring, id, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

static void
test_refused (Fixture *self, gconstpointer unused)
{
  g_autofree char *keys = fixture_copy_keys (self);
  g_autofree char *pem = path_in (keys, "targets.pem");
  g_autofree char *other = path_in (keys, "snapshot.pem");
  g_autofree char *link = path_in (keys, "link.pem");
  g_autofree char *text = read_text (keys, "snapshot.pem");
  Person person = { .asked = g_string_new (NULL), .wrong = 99 };
  struct rlimit core;
  EVP_PKEY *plain;
  FILE *file;

  open_fails (self, keys, &person, "five times");
  g_assert_cmpuint (person.tries, ==, 5);
  g_assert_cmpstr (person.asked->str, ==, "targets targets targets targets targets ");
  g_assert_true (person.core_was_off);

  person.wrong = 0;
  g_assert_cmpint (g_chmod (pem, 0640), ==, 0);
  open_fails (self, keys, &person, "others may read");
  g_assert_cmpint (g_chmod (pem, 0604), ==, 0);
  open_fails (self, keys, &person, "others may read");
  g_assert_cmpint (g_chmod (pem, 0600), ==, 0);

  /* Another key's file under this name. */
  g_assert_true (g_file_set_contents_full (pem, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  open_fails (self, keys, &person, "another key");

  /* A link to it, even to a good one. */
  g_assert_cmpint (g_unlink (pem), ==, 0);
  g_assert_cmpint (symlink (other, pem), ==, 0);
  open_fails (self, keys, &person, "link");
  g_assert_cmpint (g_unlink (pem), ==, 0);

  /* A key without a pass-phrase. */
  plain = EVP_PKEY_Q_keygen (NULL, NULL, "ED25519");
  file = g_fopen (pem, "w");
  g_assert_cmpint (PEM_write_PrivateKey (file, plain, NULL, NULL, 0, NULL, NULL), ==, 1);
  fclose (file);
  EVP_PKEY_free (plain);
  g_assert_cmpint (g_chmod (pem, 0600), ==, 0);
  open_fails (self, keys, &person, "encrypted");

  /* Nothing is left of the limit afterwards. */
  g_assert_cmpint (getrlimit (RLIMIT_CORE, &core), ==, 0);
  g_string_free (person.asked, TRUE);
}

static void
test_core (void)
{
  struct rlimit before, after, some;
  ObsNoCore *held;

  g_assert_cmpint (getrlimit (RLIMIT_CORE, &before), ==, 0);
  some = before;
  some.rlim_cur = MIN (before.rlim_max, 4096);
  g_assert_cmpint (setrlimit (RLIMIT_CORE, &some), ==, 0);
  held = obs_platform_no_core ();
  g_assert_cmpint (getrlimit (RLIMIT_CORE, &after), ==, 0);
  g_assert_cmpuint (after.rlim_cur, ==, 0);
  obs_platform_end_no_core (held);
  g_assert_cmpint (getrlimit (RLIMIT_CORE, &after), ==, 0);
  g_assert_cmpuint (after.rlim_cur, ==, some.rlim_cur);
  setrlimit (RLIMIT_CORE, &before);
}

static void
publish (Fixture *self, const char *keys, const char *date)
{
  g_autofree char *edition = fixture_edition_with (self->folder, date, NULL);
  ObsPublishPlan plan = { .keys_dir = keys, .now = self->now, .ask = fixture_ask };
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsPublished) published = obs_publisher_run (edition, self->site, &plan, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (published);
  self->now += DAY;
}

/* A reader of the first root follows every change of keys; so does one who comes late. */
static void
test_rotation (Fixture *self, gconstpointer unused)
{
  static const char *const names[] = { "timestamp", "targets", "snapshot", "root-1" };
  g_autofree char *keys = fixture_copy_keys (self);
  g_autofree char *stick = path_in (self->folder, "stick");
  g_autofree char *trust = path_in (self->folder, "reader");
  g_autofree char *late = path_in (self->folder, "late-reader");
  g_autoptr (GError) error = NULL;
  g_autofree char *unfinished = NULL;

  /* Two of the three are enough: the third may lie elsewhere. */
  g_assert_cmpint (g_mkdir (stick, 0700), ==, 0);
  move (keys, stick, "root-3.pem");
  publish (self, keys, "2026-01-05");
  obs_json_free (fixture_read (self->site, trust, self->now, &error));
  obs_json_free (fixture_read (self->site, late, self->now, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *date = g_strdup_printf ("2026-01-%02u", 6 + i);
      g_autofree char *role = g_strdup (names[i]);
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      g_autofree char *revoked = g_strdup_printf ("%s.pem.revoked-%u", names[i], i + 2);

      role[strcspn (role, "-")] = '\0';
      before = first_id (keys, role);
      obs_keys_rotate (keys, names[i], self->now, fixture_ask, NULL, &unfinished, &error);
      g_assert_no_error (error);
      g_assert_null (unfinished);
      after = first_id (keys, role);
      g_assert_cmpstr (before, !=, after);
      g_assert_true (is_there (keys, revoked));
      publish (self, keys, date);
      obs_json_free (fixture_read (self->site, trust, self->now, &error));
      g_assert_no_error (error);
    }
  obs_json_free (fixture_read (self->site, late, self->now, &error));
  g_assert_no_error (error);
  g_assert_false (
      obs_keys_rotate (keys, "root-9", self->now, fixture_ask, NULL, &unfinished, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
}

/* One key here, one there: the unfinished root travels. */
static void
test_two_machines (Fixture *self, gconstpointer unused)
{
  g_autofree char *keys = fixture_copy_keys (self);
  g_autofree char *there = path_in (self->folder, "there");
  g_autofree char *file = path_in (there, "received.json");
  g_autofree char *unfinished = NULL;
  g_autofree char *again = NULL;
  g_autofree char *words = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsKeysView) view = NULL;
  guint missing = 9;

  fixture_copy_tree (keys, there);
  for (guint i = 2; i <= 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("root-%u.pem", i);
      g_autofree char *path = path_in (keys, name);

      g_assert_cmpint (g_unlink (path), ==, 0);
      g_free (path);
      path = path_in (there, name);
      g_assert_cmpint (g_chmod (path, 0600), ==, 0);
    }
  obs_keys_rotate (keys, "targets", self->now, fixture_ask, NULL, &unfinished, &error);
  g_assert_no_error (error);
  g_assert_nonnull (unfinished);
  g_assert_false (is_there (keys, "2.root.json"));
  /* Another change has to wait, and the key in use is still the old one. */
  g_assert_false (obs_keys_renew (keys, self->now, fixture_ask, NULL, &again, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  g_clear_error (&error);
  publish (self, keys, "2026-01-05");
  /* More signatures cannot be had here. */
  g_assert_false (obs_keys_sign (keys, unfinished, fixture_ask, NULL, &missing, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (g_file_get_contents (unfinished, &text, NULL, NULL));
  g_assert_true (g_file_set_contents (file, text, -1, NULL));
  words = obs_keys_compare (there, file, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (words, "targets: new key"));
  obs_keys_sign (there, file, fixture_ask, NULL, &missing, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (missing, ==, 0);
  g_assert_true (is_there (there, "2.root.json"));

  /* Back again, nobody has to sign any more. */
  obs_keys_sign (keys, file, NULL, NULL, &missing, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (missing, ==, 0);
  g_assert_false (g_file_test (unfinished, G_FILE_TEST_EXISTS));
  view = obs_keys_view (keys, &error);
  g_assert_cmpint (view->version, ==, 2);
  publish (self, keys, "2026-01-06");
  obs_json_free (fixture_read_new (self, NULL));
}

/* A root that somebody changed on the way is not signed. */
static void
test_foreign_root (Fixture *self, gconstpointer unused)
{
  g_autofree char *keys = fixture_copy_keys (self);
  g_autofree char *root = path_in (keys, "1.root.json");
  g_autofree char *file = path_in (keys, "next.json");
  g_autofree char *text = read_text (keys, "1.root.json");
  g_autoptr (GError) error = NULL;
  guint missing;

  g_assert_false (obs_keys_sign (keys, root, fixture_ask, NULL, &missing, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (file, "{}", -1, NULL));
  g_assert_false (obs_keys_sign (keys, file, fixture_ask, NULL, &missing, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
  g_clear_error (&error);

  /* A root in the folder that was tampered with stops everything. */
  strstr (text, "\"threshold\":2")[12] = '1';
  g_assert_true (g_file_set_contents (root, text, -1, NULL));
  g_assert_null (obs_root_chain_load (keys, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
}

static void
test_create (Fixture *self, gconstpointer unused)
{
  ObsKeysPlan plan = { .roots = 2, .threshold = 2, .targets_threshold = 2, .now = NOW };
  ObsKeysPlan wrong = { .roots = 2, .threshold = 3, .targets_threshold = 1, .now = NOW };
  g_autofree char *keys = path_in (self->folder, "two");
  g_autofree char *unfinished = NULL;
  g_autofree char *pem = path_in (keys, "targets-2.pem");
  g_autofree char *edition = fixture_edition_with (self->folder, "2026-01-09", NULL);
  ObsPublishPlan release = { .keys_dir = keys, .now = self->now, .ask = fixture_ask };
  g_autoptr (GError) error = NULL;

  g_assert_false (obs_keys_create (keys, &wrong, fixture_ask, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_USAGE);
  g_clear_error (&error);
  obs_keys_create (keys, &plan, fixture_ask, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (obs_keys_create (keys, &plan, fixture_ask, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  g_clear_error (&error);

  /* Two people release: both keys, or nothing. */
  publish (self, keys, "2026-01-05");
  obs_json_free (fixture_read_new (self, NULL));
  obs_keys_renew (keys, self->now, fixture_ask, NULL, &unfinished, &error);
  g_assert_no_error (error);
  g_assert_null (unfinished);
  publish (self, keys, "2026-01-06");
  obs_json_free (fixture_read_new (self, NULL));
  g_assert_cmpint (g_unlink (pem), ==, 0);
  g_assert_null (obs_publisher_run (edition, self->site, &release, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
}

/* Neither the pass-phrase nor a private key stands in any file, in no form. */
static void
test_nothing_leaks (Fixture *self, gconstpointer unused)
{
  g_autofree char *keys = fixture_copy_keys (self);
  g_autofree char *id = first_id (keys, "targets");
  g_autoptr (ObsKeyRing) ring = obs_key_ring_new (keys, fixture_ask, NULL);
  const ObsSigner *signer = obs_key_ring_open (ring, id, NULL);
  g_autoptr (GPtrArray) files = NULL;
  g_autofree char *base64 = NULL;
  GString *hex = g_string_new (NULL);
  guint8 raw[32];
  gsize length = sizeof raw;

  g_assert_cmpint (EVP_PKEY_get_raw_private_key (signer->pkey, raw, &length), ==, 1);
  base64 = g_base64_encode (raw, sizeof raw);
  for (guint i = 0; i < sizeof raw; i++)
    g_string_append_printf (hex, "%02x", raw[i]);
  publish (self, keys, "2026-01-05");
  files = fixture_files (self->folder);
  g_assert_cmpuint (files->len, >, 20);
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *text = NULL;
      gsize n;

      g_assert_true (g_file_get_contents (files->pdata[i], &text, &n, NULL));
      g_assert_null (memmem (text, n, raw, sizeof raw));
      g_assert_null (memmem (text, n, hex->str, hex->len));
      g_assert_null (memmem (text, n, base64, 40));
      g_assert_null (memmem (text, n, PHRASE, strlen (PHRASE)));
    }
  g_string_free (hex, TRUE);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/publish-keys/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  /* Before any key is open. */
  g_test_add_func ("/publish-keys/core", test_core);
  ADD ("files", test_files);
  ADD ("refused", test_refused);
  ADD ("rotation", test_rotation);
  ADD ("two-machines", test_two_machines);
  ADD ("foreign-root", test_foreign_root);
  ADD ("create", test_create);
  ADD ("nothing-leaks", test_nothing_leaks);
  status = g_test_run ();
  fixture_end ();
  return status;
}
