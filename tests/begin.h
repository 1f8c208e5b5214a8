/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <glib/gstdio.h>
#include <stdlib.h>

G_BEGIN_DECLS

/* Starts a test program in folders of its own: home, settings, data and cache. GLib has an option
 * for that (G_TEST_OPTION_ISOLATE_DIRS), but it leaks a little with each test, which only full
 * unwinding of every allocation can tell from leaks of ours, and that takes eight times as long. */

static char *test_folder;

static inline void
test_remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        test_remove_folder (child);
      else
        g_unlink (child);
    }
  g_chmod (path, 0700);
  g_rmdir (path);
}

static inline void
test_end_cb (void)
{
  test_remove_folder (test_folder);
  g_free (test_folder);
}

static inline void
test_begin (int *argc, char ***argv)
{
  static const char *const variables[] = { "HOME",           "XDG_CONFIG_HOME", "XDG_DATA_HOME",
                                           "XDG_CACHE_HOME", "XDG_STATE_HOME",  "XDG_RUNTIME_DIR" };

  test_folder = g_dir_make_tmp ("obs-test-XXXXXX", NULL);
  g_assert_nonnull (test_folder);
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      g_autofree char *path = g_build_filename (test_folder, variables[i], NULL);

      g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
      g_setenv (variables[i], path, TRUE);
    }
  atexit (test_end_cb);
  g_test_init (argc, argv, NULL);
}

G_END_DECLS
