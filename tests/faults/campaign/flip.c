/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

/* flip: one bit at a time, in one process, because a start of the program for each takes too long.
 *
 *   flip pages HOME EVERY         a bit in every EVERY-th byte of the edition in use: it is found
 *                                 when the home is opened, and another edition opens instead
 *   flip metadata SITE ROOT TRUST SEGMENT PACK EVERY
 *                                 every EVERY-th bit of each file of the signed metadata that a
 *                                 client with the first root ROOT reads on its way to the index and
 *                                 the targets SEGMENT and PACK ("-": none): refused, or of no other
 *                                 meaning
 *
 * The last line is "N flips, M bad". */

#include "data/sync/home.h"
#include "data/sync/tuf/updater.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define INDEX_TARGET "observatory/index.json.zst"

static guint flips, bad;
static gint64 slowest; /* microseconds of one opening */

#define PATIENCE (5 * G_USEC_PER_SEC) /* until another edition is open (G7) */
#define CHOSEN_EVERY 16               /* of the flips after which it is chosen by hand, too */

static void
expect (gboolean good, const char *where, gsize at, guint bit, const char *words)
{
  flips++;
  if (good)
    return;
  bad++;
  printf ("BAD %s, byte %" G_GSIZE_FORMAT ", bit %u: %s\n", where, at, bit, words);
}

/* --- the installed edition -------------------------------------------------------------------- */

/* What is damaged is out of use: not even a person who names it gets it. */
static gboolean
can_be_chosen (const char *home, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (folder);

  return obs_home_set_current (home, name, NULL);
}

static void
flip_page (const char *home, const char *path, FILE *file, gsize place)
{
  guint bit = (guint) (place * 7 / 3) % 8;
  g_autofree char *notice = NULL;
  g_autofree char *opened = NULL;
  gint64 start;
  int byte;

  fseek (file, (long) place, SEEK_SET);
  byte = fgetc (file);
  if (byte == EOF)
    return;
  fseek (file, (long) place, SEEK_SET);
  fputc (byte ^ (1 << bit), file);
  fflush (file);
  start = g_get_monotonic_time ();
  opened = obs_home_open_verified (home, &notice, NULL, NULL);
  slowest = MAX (slowest, g_get_monotonic_time () - start);
  expect (opened != NULL && strcmp (opened, path) != 0 && notice != NULL, path, place, bit,
          "it was opened as if nothing had happened");
  if (flips % CHOSEN_EVERY == 0 && can_be_chosen (home, path))
    {
      bad++;
      printf ("BAD %s, byte %" G_GSIZE_FORMAT ", bit %u: it can be chosen\n", path, place, bit);
    }
  fseek (file, (long) place, SEEK_SET);
  fputc (byte, file);
  fflush (file);
}

static int
flip_pages (const char *home, gsize every)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = obs_home_open_verified (home, NULL, NULL, &error);
  g_autofree char *again = NULL;
  FILE *file;
  GStatBuf st;

  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_chmod (path, 0600);
  file = g_fopen (path, "r+b");
  g_assert_nonnull (file);
  for (gsize at = 0; at < (gsize) st.st_size; at += every)
    flip_page (home, path, file, at);
  fclose (file);
  g_chmod (path, 0444);
  again = obs_home_open_verified (home, NULL, NULL, NULL);
  expect (g_strcmp0 (again, path) == 0, path, 0, 0, "it is not opened any more though it is whole");
  expect (slowest <= PATIENCE, path, 0, 0, "an opening took more than 5 s");
  printf ("slowest opening %d ms\n", (int) (slowest / 1000));
  return 0;
}

/* --- signed metadata -------------------------------------------------------------------------- */

typedef struct
{
  GHashTable *files; /* name: GBytes */
  GHashTable *asked; /* names that were asked for */
  const char *changed;
  GBytes *instead;
} Host;

static GBytes *
fetch_cb (const char *name, gsize most, gboolean *missing, gpointer user_data,
          GCancellable *cancellable, GError **error)
{
  Host *host = user_data;
  GBytes *bytes = g_strcmp0 (name, host->changed) == 0 ? host->instead
                                                       : g_hash_table_lookup (host->files, name);

  g_hash_table_add (host->asked, g_strdup (name));
  *missing = bytes == NULL;
  return bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

static GBytes *
read_bytes (const char *path)
{
  char *data = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &data, &length, NULL))
    g_error ("%s cannot be read", path);
  return g_bytes_new_take (data, length);
}

static void
load_files (Host *host, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_hash_table_insert (host->files, g_strdup (name), read_bytes (path));
    }
}

static void
empty_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
}

/* Returns: (transfer full): the meaning of what is offered, NULL where it was refused */
static char *
ask (Host *host, GBytes *root, const char *trust, const char *deep)
{
  ObsTufPolicy policy = { .only_ed25519 = TRUE, .now = g_get_real_time () / G_USEC_PER_SEC };
  g_autoptr (ObsTufUpdater) updater = NULL;
  const ObsTufTarget *target;

  empty_folder (trust);
  if (!obs_tuf_init (trust, root, TRUE, NULL))
    return NULL;
  updater = obs_tuf_updater_new (trust, &policy, fetch_cb, host, NULL);
  if (updater == NULL || !obs_tuf_updater_refresh (updater, NULL, NULL))
    return NULL;
  target = obs_tuf_updater_find (updater, INDEX_TARGET, NULL, NULL);
  if (target == NULL)
    return NULL;
  if (deep != NULL)
    {
      g_autofree char *meaning = g_strconcat (target->sha256, " ", target->custom, NULL);

      /* A file of a delegated role: reached only through its metadata. */
      target = obs_tuf_updater_find (updater, deep, NULL, NULL);
      return target == NULL ? NULL : g_strconcat (meaning, " ", target->sha256, NULL);
    }
  return g_strconcat (target->sha256, " ", target->custom, NULL);
}

static void
flip_file (Host *host, GBytes *root, const char *trust, const char *name, const char *deep,
           const char *meaning, gsize every, gsize *turn)
{
  GBytes *bytes = g_hash_table_lookup (host->files, name);
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  gsize asked = 0;

  for (gsize at = 0; at < 8 * length; at++)
    {
      g_autofree guint8 *changed = NULL;
      g_autofree char *found = NULL;

      if ((*turn)++ % every != 0)
        continue;
      changed = g_memdup2 (data, length);
      changed[at / 8] ^= (guint8) (1 << at % 8);
      host->changed = name;
      host->instead = g_bytes_new_static (changed, length);
      found = ask (host, root, trust, deep);
      expect (found == NULL || strcmp (found, meaning) == 0, name, at / 8, (guint) (at % 8),
              "it was accepted with another meaning");
      asked += found != NULL;
      g_bytes_unref (host->instead);
    }
  printf ("%s: %" G_GSIZE_FORMAT " bits, %" G_GSIZE_FORMAT " without a meaning\n", name, 8 * length,
          asked);
}

/* The target to look for so that the role's file is read, NULL for a top-level role. */
static const char *
target_of_role (const char *name, const char *segment, const char *pack)
{
  const char *path = strstr (name, ".segments") != NULL ? segment
                     : strstr (name, ".packs") != NULL  ? pack
                                                        : "-";

  return strcmp (path, "-") != 0 ? path : NULL;
}

static int
flip_metadata (const char *site, const char *root_path, const char *trust, const char *segment,
               const char *pack, gsize every)
{
  g_autofree char *folder = g_build_filename (site, "metadata", NULL);
  Host host = { .files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                (GDestroyNotify) g_bytes_unref),
                .asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  g_autoptr (GBytes) root = read_bytes (root_path);
  g_autoptr (GList) names = NULL;
  gsize turn = 0;

  load_files (&host, folder);
  names = g_list_sort (g_hash_table_get_keys (host.files), (GCompareFunc) strcmp);
  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *name = l->data;
      const char *deep = target_of_role (name, segment, pack);
      g_autofree char *meaning = NULL;

      g_hash_table_remove_all (host.asked);
      host.changed = NULL;
      meaning = ask (&host, root, trust, deep);
      if (meaning == NULL)
        g_error ("%s: refused without a fault", name);
      if (g_hash_table_contains (host.asked, name))
        flip_file (&host, root, trust, name, deep, meaning, every, &turn);
    }
  g_hash_table_unref (host.files);
  g_hash_table_unref (host.asked);
  return 0;
}

int
main (int argc, char **argv)
{
  setvbuf (stdout, NULL, _IOLBF, 0);
  if (argc == 4 && strcmp (argv[1], "pages") == 0)
    flip_pages (argv[2], (gsize) g_ascii_strtoull (argv[3], NULL, 10));
  else if (argc == 8 && strcmp (argv[1], "metadata") == 0)
    flip_metadata (argv[2], argv[3], argv[4], argv[5], argv[6],
                   (gsize) g_ascii_strtoull (argv[7], NULL, 10));
  else
    return 2;
  printf ("%u flips, %u bad\n", flips, bad);
  return bad > 0;
}
