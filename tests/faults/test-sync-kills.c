/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/edition/edition.h"
#include "data/error.h"
#include "data/sync/home.h"
#include "data/sync/origins.h"
#include "data/sync/sync.h"
#include "tests/data/sync/fixture.h"
#include "tests/faults/rude-server.h"
#include "tests/faults/sync-world.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs of the sync that do not come to their end: cut off, killed, one of several at once, or on a
 * disk that takes no more. */

static char *program; /* this one, to start as a child */

#ifdef __linux__
/* The calls that change a disk, counted on their way to the system: a child may die at any one of
 * them. They take the place of the C library's for the code under test. */
static int die_at;
static int calls;

static void
count_call (void)
{
  if (die_at > 0 && ++calls == die_at)
    raise (SIGKILL);
}

int
fsync (int fd)
{
  count_call ();
  return (int) syscall (SYS_fsync, fd);
}

int
rename (const char *from, const char *to)
{
  count_call ();
  return (int) syscall (SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int
chmod (const char *path, mode_t mode)
{
  count_call ();
  return (int) syscall (SYS_fchmodat, AT_FDCWD, path, mode);
}

ssize_t
write (int fd, const void *data, size_t length)
{
  count_call ();
  return (ssize_t) syscall (SYS_write, fd, data, length);
}
#endif

/* A part that lies there from before and does not fit costs one more transfer, no more. */
static void
test_resume (World *self, gconstpointer unused)
{
  static const RudeManner manners[] = { RUDE_IGNORES_RANGE, RUDE_LIES_RANGE, RUDE_OTHER_ETAG };
  g_autofree char *pack = world_only_file (self, "packs");
  g_autofree char *fingerprint = fixture_fingerprint ();
  g_autofree char *base = g_path_get_basename (pack);
  g_autofree char *name = g_strdup_printf ("%.64s.part", base);
  g_autofree char *home = g_steal_pointer (&self->home);
  g_autofree char *data = NULL;
  gsize length;

  data = world_site_file (self, pack, &length);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (manners) + 2; i++)
    {
      g_autoptr (ObsSyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *wrong = g_memdup2 (data, length);
      g_autofree char *id = g_strndup (fingerprint, 16);
      g_autofree char *staging = NULL;
      g_autofree char *part = NULL;

      g_free (self->home);
      self->home = g_strdup_printf ("%s-%u", home, i);
      fixture_copy_tree (home, self->home);
      staging = obs_origin_path (self->home, id, "staging");
      part = g_build_filename (staging, name, NULL);
      if (i % 2 == 1)
        wrong[100] ^= 1;
      g_assert_true (g_file_set_contents (part, wrong, (gssize) length / 2, NULL));
      rude_server_behave (self->server, i < 2 ? RUDE_HONEST : manners[(i - 2) / 2], base,
                          length / 3, NULL);
      result = world_run (self, self->address, OBS_SYNC_INSTALL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (result->outcome, ==, OBS_SYNC_INSTALLED);
      if (i < 2)
        {
          g_assert_cmpint (result->route, ==, OBS_SYNC_ROUTE_PACKS);
          g_assert_cmpuint (result->fetched - result->metadata, ==,
                            length - length / 2 + (i == 1 ? length : 0));
        }
      world_expect_date (self, FEBRUARY);
    }
}

/* Cut off in one run, the next one goes on; what is whole does not come again. */
static void
test_cut_off (World *self, gconstpointer unused)
{
  guint64 fetched = 0;
  guint runs = 0;

  world_empty_home (self);
  rude_server_behave (self->server, RUDE_CUTS_ON, ".zst", 7000, NULL);
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ObsSyncResult) result = world_run (self, self->address, OBS_SYNC_INSTALL, &error);

      g_assert_cmpuint (++runs, <, 20);
      if (result != NULL)
        {
          fetched = result->fetched - result->metadata;
          g_assert_cmpuint (fetched, <, result->payload);
          break;
        }
      g_assert_error (error, OBS_ERROR, OBS_ERROR_OFFLINE);
    }
  g_assert_cmpuint (runs, >, 1);
  g_assert_cmpuint (fetched, <=, 29000);
  world_expect_date (self, FEBRUARY);
}

/* Starts `this-program --sync URL HOME`. */
static GPid
start_child (const char *address, const char *home, const char *kind)
{
  const char *argv[] = { program, kind, address, home, NULL };
  GPid pid = 0;

  g_assert_true (g_spawn_async (NULL, (char **) argv, NULL,
                                G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL
                                    | G_SPAWN_STDERR_TO_DEV_NULL,
                                NULL, NULL, &pid, NULL));
  return pid;
}

static int
wait_child (GPid pid)
{
  int status = 0;

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return status;
}

static void
test_two_at_once (World *self, gconstpointer unused)
{
  for (int round = 0; round < 1; round++)
    {
      GPid pids[5];
      guint good = 0, busy = 0;

      for (guint i = 0; i < G_N_ELEMENTS (pids); i++)
        pids[i] = start_child (self->address, self->home, "--sync");
      for (guint i = 0; i < G_N_ELEMENTS (pids); i++)
        {
          int status = wait_child (pids[i]);

          g_assert_true (WIFEXITED (status));
          good += WEXITSTATUS (status) == 0;
          busy += WEXITSTATUS (status) == 10 + OBS_ERROR_BUSY;
        }
      g_assert_cmpuint (good, >=, 1);
      g_assert_cmpuint (good + busy, ==, G_N_ELEMENTS (pids));
      world_expect_date (self, FEBRUARY);
    }
}

static gboolean
is_campaign (void)
{
  return g_getenv ("OBS_CAMPAIGN") != NULL;
}

/* Killed at moments from start to end (eight times, fifty in a campaign): always a whole edition,
 * and the next sync works. */
static void
test_kills (World *self, gconstpointer unused)
{
  g_autofree char *fresh = g_strdup (self->home);
  g_autoptr (GRand) random = g_rand_new_with_seed (19);
  guint old = 0, killed = 0, runs = 0, most = is_campaign () ? 50 : 8;
  gint32 span = 100000; /* us; follows how long a sync takes here and now */

  while (killed < most)
    {
      g_autofree char *date = NULL;
      g_autofree char *opened = NULL;
      g_autoptr (ObsEdition) edition = NULL;
      g_autoptr (GError) error = NULL;
      gboolean got_away;
      GPid pid;

      g_assert_cmpuint (++runs, <, 300);
      g_free (self->home);
      self->home = g_strdup_printf ("%s-%u", fresh, runs);
      fixture_copy_tree (fresh, self->home);
      pid = start_child (self->address, self->home, "--sync");
      g_usleep ((gulong) g_rand_int_range (random, 0, span));
      kill (pid, SIGKILL);
      got_away = !WIFSIGNALED (wait_child (pid));
      span = got_away ? MAX (span - span / 4, 2000) : span + span / 16;
      killed += !got_away;

      date = fixture_current_date (self->home);
      opened = obs_home_open_verified (self->home, NULL, NULL, &error);
      g_assert_no_error (error);
      edition = obs_edition_open (opened, &error);
      g_assert_no_error (error);
      old += g_str_equal (date, JANUARY);
      world_expect_sync (self, self->address, OBS_SYNC_INSTALL,
                         g_str_equal (date, JANUARY) ? OBS_SYNC_INSTALLED : OBS_SYNC_UP_TO_DATE);
      world_expect_date (self, FEBRUARY);
    }
  g_test_message ("%u runs, %u killed, moments up to %d us, %u left the old edition in use", runs,
                  killed, (int) span, old);
  g_assert_cmpuint (old, >, 0);
}

/* Killed before every single write, sync, rename and change of mode; outside of a campaign before
 * every seventh. */
static void
test_kill_points (World *self, gconstpointer unused)
{
#ifdef __linux__
  g_autofree char *fresh = g_strdup (self->home);
  guint old = 0;
  int point, status, step = is_campaign () ? 1 : 7;

  for (point = 1;; point += step)
    {
      g_autofree char *kind = g_strdup_printf ("--sync-dies-at-%d", point);
      g_autofree char *date = NULL;

      g_free (self->home);
      self->home = g_strdup_printf ("%s-%d", fresh, point);
      fixture_copy_tree (fresh, self->home);
      status = wait_child (start_child (self->address, self->home, kind));
      date = fixture_current_date (self->home);
      if (!WIFSIGNALED (status))
        break;
      old += g_str_equal (date, JANUARY);
      world_expect_sync (self, self->address, OBS_SYNC_INSTALL,
                         g_str_equal (date, JANUARY) ? OBS_SYNC_INSTALLED : OBS_SYNC_UP_TO_DATE);
      world_expect_date (self, FEBRUARY);
    }
  g_test_message ("up to point %d, %u of those tried leave the old edition in use", point - 1, old);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpint (point, >, 20);
  g_assert_cmpuint (old, <, (guint) point - 1);
#else
  g_test_skip ("calls are counted on Linux only");
#endif
}

static void
test_read_only_home (World *self, gconstpointer unused)
{
  int status;

  /* Root may write anywhere: a child of nobody's tries it, in a folder of nobody's. */
  if (geteuid () == 0)
    {
      g_autofree char *list
          = g_strdup_printf ("chown -R 65534 '%s' && chmod 755 '%s'", self->home, self->folder);

      g_assert_cmpint (system (list), ==, 0);
    }
  g_chmod (self->home, 0500);
  status = wait_child (start_child (self->address, self->home, "--sync-as-nobody"));
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 10 + OBS_ERROR_FAILED);
  /* Only to ask works there. */
  status = wait_child (start_child (self->address, self->home, "--check-as-nobody"));
  g_assert_cmpint (status, ==, 0);
  world_expect_date (self, JANUARY);
  g_chmod (self->home, 0700);
}

/* Writing fails for want of space at any byte. */
static void
test_write_limit (World *self, gconstpointer unused)
{
  g_autofree char *home = g_strdup (self->home);

  for (int kib = 0; kib < 400; kib += 100)
    {
      g_autofree char *limit = g_strdup_printf ("--sync-within-%d", kib);
      int status;

      g_free (self->home);
      self->home = g_strdup_printf ("%s-%d", home, kib);
      fixture_copy_tree (home, self->home);
      status = wait_child (start_child (self->address, self->home, limit));
      g_assert_true (WIFEXITED (status));
      /* The edition is 240 KiB and more. */
      if (kib > 0)
        g_assert_cmpint (WEXITSTATUS (status), ==, 10 + OBS_ERROR_NO_SPACE);
      else
        g_assert_cmpint (WEXITSTATUS (status), !=, 0);
      world_expect_date (self, JANUARY);
      world_expect_sync (self, self->address, OBS_SYNC_INSTALL, OBS_SYNC_INSTALLED);
      world_expect_date (self, FEBRUARY);
    }
}

/* A disk that is too small, of three sizes; what a person may mount differs between systems. */
static void
test_full_disk (World *self, gconstpointer unused)
{
  static const char *const sizes[] = { "1m", "16m", "64m" };
  g_autofree char *tool = g_find_program_in_path ("unshare");

  if (tool == NULL || system ("unshare -rm mount -t tmpfs -o size=1m none /mnt 2>/dev/null") != 0)
    {
      g_test_skip ("no small disk can be mounted here");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *command = g_strdup_printf (
          "unshare -rm sh -c 'mount -t tmpfs -o size=%s none /mnt && cp -a %s /mnt/home "
          "&& { \"%s\" --sync %s /mnt/home >/dev/null 2>&1; test $? = %d; } "
          "&& cat /mnt/home/current | grep -q %s && test -z \"$(ls /mnt/home/staging)\"'",
          sizes[i], self->home, program, self->address, 10 + OBS_ERROR_NO_SPACE, JANUARY);

      g_assert_cmpint (system (command), ==, 0);
    }
}

/* The other side of start_child(). Exit status: 0, or 10 + code of OBS_ERROR, or 9. */
static int
run_child (const char *kind, const char *address, const char *home)
{
  ObsSyncMode mode = g_str_has_prefix (kind, "--check") ? OBS_SYNC_CHECK_ONLY : OBS_SYNC_INSTALL;
  g_autoptr (ObsSyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

#ifdef __linux__
  if (g_str_has_prefix (kind, "--sync-dies-at-"))
    die_at = atoi (kind + strlen ("--sync-dies-at-"));
#endif
  if (g_str_has_prefix (kind, "--sync-within-"))
    {
      rlim_t size = (rlim_t) atoi (kind + strlen ("--sync-within-")) * 1024;
      struct rlimit limit = { size, size };

      signal (SIGXFSZ, SIG_IGN);
      setrlimit (RLIMIT_FSIZE, &limit);
    }
  if (g_str_has_suffix (kind, "-as-nobody") && geteuid () == 0 && setuid (65534) != 0)
    return 9;
  result = obs_sync_run (address, home, mode, &obs_patience_none, NULL, NULL, NULL, &error);
  if (result != NULL)
    return 0;
  g_printerr ("%s\n", error->message);
  return error->domain == OBS_ERROR ? 10 + error->code : 9;
}

int
main (int argc, char **argv)
{
  static const WorldTest tests[] = {
    { "/sync/resume", test_resume },           { "/sync/cut-off", test_cut_off },
    { "/sync/two-at-once", test_two_at_once }, { "/sync/kills", test_kills },
    { "/sync/kill-points", test_kill_points }, { "/sync/read-only-home", test_read_only_home },
    { "/sync/write-limit", test_write_limit }, { "/sync/full-disk", test_full_disk },
  };
  int status;

  if (argc == 4 && (g_str_has_prefix (argv[1], "--sync") || g_str_has_prefix (argv[1], "--check")))
    return run_child (argv[1], argv[2], argv[3]);
  program = g_canonicalize_filename (argv[0], NULL);
  status = world_run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
  g_free (program);
  return status;
}
