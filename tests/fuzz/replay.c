/* SPDX-License-Identifier: GPL-3.0-or-later */
/* replay FOLDER: gives every file of a folder to the target that it is linked with, and every
 * beginning of it, so that what a fuzzer once found stays mended; needs no fuzzer. */

#include "config.h"
#undef G_DISABLE_ASSERT

#include "tests/fuzz/target.h"

#include <string.h>

/* Beyond this many bytes only every n-th beginning is tried. */
#define MOST_BEGINNINGS 500

static void
replay (gconstpointer data)
{
  g_autofree char *text = NULL;
  gsize length, step;

  g_assert_true (g_file_get_contents (data, &text, &length, NULL));
  step = length / MOST_BEGINNINGS + 1;
  for (gsize n = 0; n < length; n += step)
    {
      /* Of its own size, so that a read behind its end is seen. */
      g_autofree uint8_t *beginning = g_memdup2 (text, n);

      g_assert_cmpint (LLVMFuzzerTestOneInput (beginning, n), ==, 0);
    }
  g_assert_cmpint (LLVMFuzzerTestOneInput ((const uint8_t *) text, length), ==, 0);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  dir = g_dir_open (argv[1], 0, NULL);
  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (paths, g_build_filename (argv[1], name, NULL));
  g_assert_cmpuint (paths->len, >, 0);
  g_ptr_array_sort (paths, compare);
  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *base = g_path_get_basename (g_ptr_array_index (paths, i));
      g_autofree char *path = g_strconcat ("/replay/", base, NULL);

      g_test_add_data_func (path, g_ptr_array_index (paths, i), replay);
    }
  return g_test_run ();
}
