/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/edition/edition.h"
#include "data/error.h"
#include "data/refresh/state.h"
#include "tests/data/edition/fixture.h"
#include "tests/faults/refresh-rig.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

/* A refresh that is not alone, is killed, meets damage or a full disk. */

static const char *program; /* this test, for the runs that are killed */

static void
test_two_at_once (Rig *rig)
{
  g_autoptr (ObsState) other = NULL;
  g_autoptr (GError) error = NULL;

  other = obs_state_open (rig->state, &error);
  g_assert_no_error (error);
  g_assert_false (rig_try_refresh (rig, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_BUSY);
  g_clear_pointer (&other, obs_state_close);
  rig_refresh (rig);
}

/* Kept files are as good as their hash. */
static void
test_damage (Rig *rig)
{
  g_autofree char *hash = NULL, *path = NULL;

  rig_refresh (rig);
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, HEAD ROWS, -1);
  path = g_build_filename (rig->state, "raw", hash, "vacancies.csv", NULL);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  g_unlink (path);
  g_assert_true (g_file_set_contents (path, HEAD, -1, NULL));
  rig_refresh (rig);
  g_assert_cmpuint (rig->report->notices->len, ==, 1);
  g_assert_cmpuint (rig_count_in_log (rig, " 304 "), ==, 0);
  rig_assert_value (rig, "D1", "12", "200");
}

/* The last three versions stay, the edition too when the state is lost. */
static void
test_prune (Rig *rig)
{
  g_autofree char *raw = NULL;
  g_autoptr (GDir) dir = NULL;
  guint n = 0;

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *text = g_strdup_printf (HEAD ROWS "D2,2025-06,12 - Cooks,%u\n", i + 1);

      rig_put (rig, "vacancies.csv", text);
      rig_refresh (rig);
    }
  raw = g_build_filename (rig->state, "raw", NULL);
  dir = g_dir_open (raw, 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, ==, 3);
}

/* A run of its own that is killed at the n-th step; its exit status. */
static int
run_child (Rig *rig, const char *state, const char *edition, guint kill_at, const char *before)
{
  g_autofree char *at = g_strdup_printf ("%u", kill_at);
  g_autoptr (GSubprocess) child = NULL;

  if (before != NULL)
    child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "unshare", "-rm", "sh", "-c", before,
                              program, "--child", rig->sources, state, edition, at, NULL);
  else
    child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, program, "--child", rig->sources,
                              state, edition, at, NULL);
  g_assert_nonnull (child);
  g_subprocess_wait (child, NULL, NULL);
  return g_subprocess_get_if_signaled (child) ? -g_subprocess_get_term_sig (child)
                                              : g_subprocess_get_exit_status (child);
}

static guint child_steps, child_kill_at;

static void
child_progress_cb (const char *what, const char *source, guint64 done, guint64 total,
                   gpointer user_data)
{
  if (++child_steps == child_kill_at)
    raise (SIGKILL);
}

static int
child_main (char **arguments)
{
  const char *folders[] = { arguments[0], NULL };
  ObsFetchLimits limits = { { 2000, 2000, 1024, 2, 1, 1, NULL }, NULL, NULL };
  ObsRefreshInputs inputs = { 0 };
  g_autoptr (GError) error = NULL;

  child_kill_at = (guint) atoi (arguments[3]);
  inputs.folders = folders;
  inputs.state = arguments[1];
  inputs.edition = arguments[2];
  inputs.today = "2025-08-01";
  inputs.limits = &limits;
  inputs.progress = child_progress_cb;
  if (obs_refresh (&inputs, NULL, NULL, &error))
    return 0;
  return g_error_matches (error, OBS_ERROR, OBS_ERROR_NO_SPACE) ? 3 : 1;
}

static void
test_kill (Rig *rig)
{
  g_autofree char *text = NULL;
  g_autofree char *final = NULL;
  guint n = 1;

  text = rig_long_table (3000, 7);
  for (;; n++)
    {
      g_autofree char *state = g_strdup_printf ("%s-%u", rig->state, n);
      g_autofree char *edition = g_strdup_printf ("%s-%u", rig->edition, n);
      g_autofree char *leftover = g_strconcat (edition, ".refresh", NULL);
      g_autofree char *hash = NULL;
      int status;

      /* An edition of older files is there, then a new release comes and the run is killed. */
      rig_put (rig, "vacancies.csv", HEAD ROWS);
      g_assert_cmpint (run_child (rig, state, edition, 0, NULL), ==, 0);
      rig_put (rig, "vacancies.csv", text);
      status = run_child (rig, state, edition, n, NULL);
      g_assert_true (status == -SIGKILL || status == 0);
      g_assert_true (obs_edition_check (edition, NULL, NULL, NULL));
      g_assert_cmpint (run_child (rig, state, edition, 0, NULL), ==, 0);
      g_assert_true (obs_edition_check (edition, NULL, NULL, NULL));
      g_assert_false (g_file_test (leftover, G_FILE_TEST_EXISTS));
      hash = fixture_hash (edition);
      if (final == NULL)
        final = g_strdup (hash);
      g_assert_cmpstr (hash, ==, final);
      if (status == 0)
        break;
    }
  g_test_message ("killed at %u steps", n - 1);
  g_assert_cmpuint (n, >, 6);
}

static void
test_full_disk (Rig *rig)
{
  g_autofree char *text = NULL;
  g_autofree char *mount = NULL;
  int status;

  g_mkdir (rig->state, 0700);
  mount = g_strdup_printf ("mount -t tmpfs -o size=256k,mode=700 none '%s' && exec \"$0\" \"$@\"",
                           rig->state);
  rig_put (rig, "vacancies.csv", HEAD ROWS);
  rig_refresh (rig);
  fixture_remove (rig->state);
  g_mkdir (rig->state, 0700);
  status = run_child (rig, rig->state, rig->edition, 0, mount);
  if (status != 0)
    {
      g_test_skip ("no file system of its own can be mounted here");
      return;
    }
  text = rig_long_table (20000, 7);
  rig_put (rig, "vacancies.csv", text);
  g_assert_cmpint (run_child (rig, rig->state, rig->edition, 0, mount), ==, 3);
  rig_assert_value (rig, "D1", "12", "200");
  g_assert_true (obs_edition_check (rig->edition, NULL, NULL, NULL));
  /* With room again it goes on by itself. */
  rig_refresh (rig);
  rig_assert_query (rig, "SELECT count(*) FROM cube_adverts", "20003");
}

int
main (int argc, char **argv)
{
  static const RigTest tests[] = {
    { "/refresh/two-at-once", test_two_at_once },
    { "/refresh/damage", test_damage },
    { "/refresh/prune", test_prune },
    { "/refresh/kill", test_kill },
    { "/refresh/full-disk", test_full_disk },
  };

  if (argc == 6 && strcmp (argv[1], "--child") == 0)
    return child_main (argv + 2);
  program = argv[0];
  return rig_run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
