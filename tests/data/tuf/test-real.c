/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

/* A repository made with tuf-on-ci 0.11 (ECDSA keys, one delegated role), which lies beside the
 * project in $OBS_SHARED_DATA/tuf-vectors (skipped where it is missing): refreshed at the time that
 * its "faketime" names, and then with one bit wrong. OBS_CAMPAIGN=1 turns every bit. */

#include "data/error.h"
#include "data/sync/platform.h"
#include "data/sync/tuf/json.h"
#include "data/sync/tuf/updater.h"
#include "tests/data/tuf/repository.h"

#include <string.h>

#define STEP 331 /* bits from one to the next where there is no time for all */

static const char *const metadata[]
    = { "timestamp.json", "2.snapshot.json", "1.targets.json", "2.delegatedrole.json" };
static const char *const roles[] = { "timestamp", "snapshot", "targets", "delegatedrole" };

typedef struct
{
  char *base;
  char *path;
  gint64 now;
  GBytes *root, *artifact;
  GBytes *files[G_N_ELEMENTS (metadata)];
} Real;

static GBytes *
load (const char *base, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (base, folder, name, NULL);
  char *text = NULL;
  gsize length;

  return g_file_get_contents (path, &text, &length, NULL) ? g_bytes_new_take (text, length) : NULL;
}

static char *
load_line (const char *base, const char *name)
{
  g_autoptr (GBytes) bytes = load (base, "", name);

  return g_strstrip (g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
}

static gboolean
real_load (Real *real)
{
  const char *data = g_getenv ("OBS_SHARED_DATA");
  const char *source = g_getenv ("G_TEST_SRCDIR");
  g_autofree char *shared = data != NULL ? g_strdup (data)
                                         : g_build_filename (source != NULL ? source : ".", "..",
                                                             "shared", "data", NULL);
  g_autofree char *time = NULL;
  g_autoptr (GDateTime) moment = NULL;

  real->base = g_build_filename (shared, "tuf-vectors", "tuf-on-ci-0.11", NULL);
  real->root = load (real->base, "", "initial_root.json");
  if (real->root == NULL)
    {
      g_test_skip ("the repository of tuf-on-ci is not here");
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (metadata); i++)
    real->files[i] = load (real->base, "metadata", metadata[i]);
  real->path = load_line (real->base, "targetpath");
  time = load_line (real->base, "faketime");
  time[strlen ("2025-02-09")] = 'T';
  moment = g_date_time_new_from_iso8601 (time, NULL);
  g_assert_nonnull (moment);
  real->now = g_date_time_to_unix (moment);
  return TRUE;
}

static void
real_clear (Real *real)
{
  g_free (real->base);
  g_free (real->path);
  g_clear_pointer (&real->root, g_bytes_unref);
  g_clear_pointer (&real->artifact, g_bytes_unref);
  for (guint i = 0; i < G_N_ELEMENTS (metadata); i++)
    g_clear_pointer (&real->files[i], g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Real, real_clear)

static GBytes *
fetch (const char *name, gsize most, gboolean *missing, gpointer user_data,
       GCancellable *cancellable, GError **error)
{
  Real *real = user_data;

  for (guint i = 0; i < G_N_ELEMENTS (metadata); i++)
    if (strcmp (metadata[i], name) == 0)
      return g_bytes_ref (real->files[i]);
  *missing = TRUE;
  return NULL;
}

/* The whole way to the target; its hash, or NULL. */
static char *
go (Real *real, const char *folder, GError **error)
{
  ObsTufPolicy policy = { .now = real->now };
  g_autoptr (ObsTufUpdater) updater = obs_tuf_updater_new (folder, &policy, fetch, real, error);
  const ObsTufTarget *target;

  if (updater == NULL || !obs_tuf_updater_refresh (updater, NULL, error))
    return NULL;
  target = obs_tuf_updater_find (updater, real->path, NULL, error);
  if (target != NULL && real->artifact == NULL)
    real->artifact = load (real->base, "targets", target->remote);
  if (target == NULL)
    return NULL;
  g_assert_true (obs_tuf_target_fits (target, real->artifact));
  return g_strdup (target->sha256);
}

/* What was signed in a file, or NULL. */
static GBytes *
signed_part (GBytes *bytes)
{
  g_autoptr (ObsJson) json
      = obs_json_read (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  const ObsJson *body = obs_json_member (json, "signed");

  return body != NULL ? obs_json_canonical (body) : NULL;
}

static void
test_refresh (void)
{
  g_auto (Real) real = { 0 };
  g_autofree char *folder = NULL, *hash = NULL;
  g_autoptr (GError) error = NULL;

  if (!real_load (&real))
    return;
  folder = g_dir_make_tmp ("obs-tuf-XXXXXX", NULL);
  obs_tuf_init (folder, real.root, FALSE, &error);
  g_assert_no_error (error);
  hash = go (&real, folder, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (hash, ==, "45f337ee451b4c098d121d09cc224bacc7794503ac58a47a78cfe7ebefb7fab3");
  for (guint i = 0; i < G_N_ELEMENTS (metadata); i++)
    {
      g_autofree char *name = g_strconcat (roles[i], ".json", NULL);
      g_autoptr (GBytes) stored = load (folder, "", name);

      g_assert_true (g_bytes_equal (stored, real.files[i]));
    }
  real.now += G_GINT64_CONSTANT (20) * 366 * 86400;
  g_free (hash);
  hash = go (&real, folder, &error);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_EXPIRED);
  obs_platform_remove (folder);
}

static GBytes *
turned (GBytes *bytes, gsize bit)
{
  gsize length;
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, &length), g_bytes_get_size (bytes));

  copy[bit / 8] ^= (guint8) (1 << (bit % 8));
  return g_bytes_new_take (g_steal_pointer (&copy), g_bytes_get_size (bytes));
}

/* File @i with one bit wrong: refused, or what was signed is the same all the same (a bit in a
 * signature that is not needed, or one that turns a hex digit of it into its capital). */
static gboolean
try_bit (Real *real, guint i, gsize bit, const char *expected)
{
  g_autofree char *folder = g_dir_make_tmp ("obs-tuf-XXXXXX", NULL);
  g_autoptr (GBytes) good = real->files[i], part = signed_part (good);
  g_autofree char *hash = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;
  gboolean taken;

  g_assert_true (obs_tuf_init (folder, real->root, FALSE, NULL));
  real->files[i] = turned (good, bit);
  hash = go (real, folder, &error);
  taken = hash != NULL;
  if (taken)
    {
      g_autoptr (GBytes) other = signed_part (real->files[i]);

      if (other == NULL || !g_bytes_equal (part, other) || strcmp (hash, expected) != 0)
        g_test_fail_printf ("%s, bit %u: other content was taken", metadata[i], (guint) bit);
    }
  else if (error->domain != OBS_ERROR)
    g_test_fail_printf ("%s, bit %u: %s", metadata[i], (guint) bit, error->message);
  g_bytes_unref (real->files[i]);
  real->files[i] = g_steal_pointer (&good);
  g_clear_error (&error);
  after = go (real, folder, &error);
  if (g_strcmp0 (after, expected) != 0)
    g_test_fail_printf ("%s, bit %u: the honest files no longer pass", metadata[i], (guint) bit);
  obs_platform_remove (folder);
  return taken;
}

static void
test_bits (void)
{
  g_auto (Real) real = { 0 };
  g_autofree char *folder = NULL, *expected = NULL;
  gboolean campaign = g_strcmp0 (g_getenv ("OBS_CAMPAIGN"), "1") == 0;
  guint n = 0, n_taken = 0;

  if (!real_load (&real))
    return;
  folder = g_dir_make_tmp ("obs-tuf-XXXXXX", NULL);
  obs_tuf_init (folder, real.root, FALSE, NULL);
  expected = go (&real, folder, NULL);
  g_assert_nonnull (expected);
  obs_platform_remove (folder);
  for (guint i = 0; i < G_N_ELEMENTS (metadata); i++)
    for (gsize bit = 0; bit < 8 * g_bytes_get_size (real.files[i]); bit += campaign ? 1 : STEP, n++)
      n_taken += try_bit (&real, i, bit, expected);
  g_test_message ("%u bits, %u of them in what does not matter", n, n_taken);
  g_assert_cmpuint (n_taken, <, n / 8);
}

static void
test_root_bits (void)
{
  g_auto (Real) real = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("obs-tuf-XXXXXX", NULL);
  gboolean campaign = g_strcmp0 (g_getenv ("OBS_CAMPAIGN"), "1") == 0;
  g_autoptr (GBytes) part = NULL;

  if (!real_load (&real))
    return;
  part = signed_part (real.root);
  for (gsize bit = 0; bit < 8 * g_bytes_get_size (real.root); bit += campaign ? 1 : 37)
    {
      g_autoptr (GBytes) root = turned (real.root, bit);
      g_autoptr (GBytes) other = NULL;

      if (!obs_tuf_init (folder, root, FALSE, NULL))
        continue;
      other = signed_part (root);
      if (other == NULL || !g_bytes_equal (part, other))
        g_test_fail_printf ("root, bit %u: other content was taken", (guint) bit);
    }
  obs_platform_remove (folder);
}

static void
test_artifact_bits (void)
{
  g_auto (Real) real = { 0 };
  g_autofree char *folder = NULL;
  ObsTufPolicy policy = { 0 };
  g_autoptr (ObsTufUpdater) updater = NULL;
  const ObsTufTarget *target;

  if (!real_load (&real))
    return;
  folder = g_dir_make_tmp ("obs-tuf-XXXXXX", NULL);
  policy.now = real.now;
  obs_tuf_init (folder, real.root, FALSE, NULL);
  updater = obs_tuf_updater_new (folder, &policy, fetch, &real, NULL);
  g_assert_true (obs_tuf_updater_refresh (updater, NULL, NULL));
  target = obs_tuf_updater_find (updater, real.path, NULL, NULL);
  real.artifact = load (real.base, "targets", target->remote);
  g_assert_true (obs_tuf_target_fits (target, real.artifact));
  for (gsize bit = 0; bit < 8 * g_bytes_get_size (real.artifact); bit++)
    {
      g_autoptr (GBytes) other = turned (real.artifact, bit);

      g_assert_false (obs_tuf_target_fits (target, other));
    }
  obs_platform_remove (folder);
}

int
main (int argc, char *argv[])
{
  repo_in_memory ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tuf/real/refresh", test_refresh);
  g_test_add_func ("/tuf/real/bits", test_bits);
  g_test_add_func ("/tuf/real/root-bits", test_root_bits);
  g_test_add_func ("/tuf/real/artifact-bits", test_artifact_bits);
  return g_test_run ();
}
