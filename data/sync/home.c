/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/home.h"

#include "data/error.h"
#include "data/sync/digest.h"
#include "data/sync/home-private.h"
#include "data/sync/names.h"
#include "data/sync/strict-json.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define MAX_CURRENT 256
#define MAX_VERIFIED (64 * 1024)

void
obs_installed_free (ObsInstalled *installed)
{
  g_free (installed->name);
  g_free (installed->path);
  g_free (installed->date);
  g_free (installed->title);
  g_free (installed->series);
  g_free (installed->sha256);
  g_free (installed->origin_id);
  g_free (installed->state);
  g_free (installed);
}

void
obs_verified_free (ObsVerified *verified)
{
  g_free (verified->id);
  g_free (verified->date);
  g_free (verified->title);
  g_free (verified->sha256);
  g_free (verified->origin_id);
  g_free (verified->state);
  g_free (verified);
}

char *
obs_home_default (void)
{
  const char *own = g_getenv ("OBSERVATORY_HOME");

  if (own != NULL && *own != '\0')
    return g_canonicalize_filename (own, NULL);
  return g_build_filename (g_get_user_data_dir (), "skills-observatory", NULL);
}

char *
obs_home_edition_path (const char *home_dir, const char *name, const char *file)
{
  return g_build_filename (home_dir, "editions", name, file, NULL);
}

static char *
edition_path (const char *home_dir, const char *name)
{
  return obs_home_edition_path (home_dir, name, "observatory.sqlite");
}

static gboolean
set_damaged (const char *name, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
               _ ("The edition “%s” on this computer is damaged. Sync again to bring it in anew."),
               name);
  return FALSE;
}

/* The beginning of a file. Returns: (transfer full): NULL without an error where there is none */
static char *
read_start (const char *path, gsize most, gsize *length, GError **error)
{
  g_autofree char *data = g_malloc (most);
  FILE *file = g_fopen (path, "rb");
  int failed = file == NULL ? errno : 0;

  if (file != NULL)
    {
      errno = 0;
      *length = fread (data, 1, most, file);
      if (ferror (file))
        failed = errno != 0 ? errno : EIO;
      fclose (file);
    }
  if (failed == 0)
    return g_steal_pointer (&data);
  if (failed != ENOENT && failed != ENOTDIR)
    obs_platform_set_read_error (failed, path, error);
  return NULL;
}

/* FALSE without an error where it is none. */
static gboolean
starts_as_database (const char *path, GError **error)
{
  static const char magic[16] = "SQLite format 3";
  gsize length = 0;
  g_autofree char *head = read_start (path, sizeof magic, &length, error);

  return head != NULL && length == sizeof magic && memcmp (head, magic, sizeof magic) == 0;
}

/* Nothing of ours writes into an edition, so what SQLite leaves beside a file that it wrote into is
 * not ours; whoever reads the file with it reads something else. */
static gboolean
has_side_files (const char *path)
{
  static const char *const ends[] = { "-journal", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *beside = g_strconcat (path, ends[i], NULL);
      GStatBuf st;

      if (g_lstat (beside, &st) == 0)
        return TRUE;
    }
  return FALSE;
}

/* All three are there, or none. */
static gboolean
read_publisher (JsonObject *object, ObsVerified *verified)
{
  if (!json_object_has_member (object, "origin_id"))
    return TRUE;
  verified->origin_id = g_strdup (obs_strict_json_string (object, "origin_id"));
  verified->state = g_strdup (obs_strict_json_string (object, "state"));
  verified->edition = obs_strict_json_int (object, "edition");
  return obs_name_is_origin (verified->origin_id) && obs_digest_is_hex (verified->state)
         && verified->edition >= 1;
}

/* Returns: (transfer full): NULL where the text is not what obs_home_take() writes; with an error
 * where it cannot be read */
static ObsVerified *
read_verified (const char *path, GError **error)
{
  g_autoptr (ObsVerified) verified = g_new0 (ObsVerified, 1);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;
  gsize length = 0;
  gint64 size, schema;

  text = read_start (path, MAX_VERIFIED, &length, error);
  root = text != NULL ? obs_strict_json_parse (text, length, NULL) : NULL;
  if (root == NULL)
    return NULL;
  object = json_node_get_object (root);
  size = obs_strict_json_int (object, "length");
  schema = obs_strict_json_int (object, "schema");
  verified->id = g_strdup (obs_strict_json_string (object, "id"));
  verified->date = g_strdup (obs_strict_json_string (object, "date"));
  verified->title = g_strdup (obs_strict_json_string (object, "title"));
  verified->sha256 = g_strdup (obs_strict_json_string (object, "sha256"));
  if (size < 1 || schema < 1 || schema > 1000000 || verified->id == NULL || verified->title == NULL
      || !obs_name_is_date (verified->date) || !obs_digest_is_hex (verified->sha256)
      || !read_publisher (object, verified))
    return NULL;
  verified->length = (guint64) size;
  verified->schema = (int) schema;
  return g_steal_pointer (&verified);
}

ObsVerified *
obs_home_look (const char *home_dir, const char *name, GError **error)
{
  g_autofree char *path = edition_path (home_dir, name);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *verified_path = g_build_filename (folder, "verified.json", NULL);
  g_autoptr (ObsVerified) verified = NULL;
  g_autofree char *made = NULL;
  g_autoptr (GError) local = NULL;
  GStatBuf st;

  if (!obs_name_is_edition (name) || !g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                   _ ("There is no edition “%s” on this computer."), name);
      return NULL;
    }
  verified = read_verified (verified_path, &local);
  if (verified != NULL)
    made = obs_name_make_edition (verified->date, verified->sha256);
  if (g_file_test (folder, G_FILE_TEST_IS_SYMLINK) || g_strcmp0 (made, name) != 0
      || g_lstat (path, &st) != 0 || !S_ISREG (st.st_mode)
      || (guint64) st.st_size != verified->length || has_side_files (path)
      || !starts_as_database (path, &local))
    {
      /* What cannot be read may be whole all the same. */
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      else
        set_damaged (name, error);
      return NULL;
    }
  return g_steal_pointer (&verified);
}

gboolean
obs_home_verify (const char *home_dir, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (ObsVerified) verified = obs_home_look (home_dir, name, error);
  g_autofree char *path = edition_path (home_dir, name);
  g_autofree char *found = NULL;

  if (verified == NULL)
    return FALSE;
  found = obs_digest_file (path, NULL, NULL, NULL, cancellable, error);
  if (found == NULL)
    return FALSE;
  return strcmp (found, verified->sha256) == 0 || set_damaged (name, error);
}

/* Returns: (transfer full): the name in `current`, or NULL: no such file, or it holds no name */
static char *
read_current (const char *home_dir, gboolean *damaged)
{
  g_autofree char *path = g_build_filename (home_dir, "current", NULL);
  char line[MAX_CURRENT] = { 0 };
  FILE *file = g_fopen (path, "rb");
  gsize n;

  *damaged = FALSE;
  if (file == NULL)
    {
      *damaged = g_file_test (path, G_FILE_TEST_EXISTS);
      return NULL;
    }
  n = fread (line, 1, sizeof line - 1, file);
  fclose (file);
  line[n] = '\0';
  if (n > 0 && line[n - 1] == '\n')
    line[n - 1] = '\0';
  if (obs_name_is_edition (line))
    return g_strdup (line);
  *damaged = TRUE;
  return NULL;
}

static ObsInstalled *
make_installed (const char *home_dir, const char *name, const ObsVerified *verified,
                const char *current)
{
  ObsInstalled *installed = g_new0 (ObsInstalled, 1);

  installed->name = g_strdup (name);
  installed->path = edition_path (home_dir, name);
  installed->date = g_strdup (verified->date);
  installed->title = g_strdup (verified->title);
  installed->series = g_strdup (verified->id);
  installed->origin_id = g_strdup (verified->origin_id);
  installed->edition = verified->edition;
  installed->state = g_strdup (verified->state);
  installed->suspect = obs_opening_is_suspect (home_dir, name);
  installed->sha256 = g_strdup (verified->sha256);
  installed->size = verified->length;
  installed->current = g_strcmp0 (name, current) == 0;
  return installed;
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const ObsInstalled *one = *(const ObsInstalled *const *) a;
  const ObsInstalled *two = *(const ObsInstalled *const *) b;
  int order = strcmp (two->date, one->date);

  /* A correction may bear the date of what it corrects. */
  if (order == 0 && g_strcmp0 (one->origin_id, two->origin_id) == 0)
    order = one->edition < two->edition ? 1 : one->edition > two->edition ? -1 : 0;
  return order != 0 ? order : strcmp (one->name, two->name);
}

GPtrArray *
obs_home_list (const char *home_dir, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_installed_free);
  g_autofree char *path = g_build_filename (home_dir, "editions", NULL);
  g_autofree char *current = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;
  gboolean damaged;

  if (!obs_platform_is_trusted (home_dir, &local) || !obs_platform_is_trusted (path, &local))
    {
      if (local == NULL)
        return g_steal_pointer (&list);
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  errno = 0;
  dir = g_dir_open (path, 0, NULL);
  if (dir == NULL)
    {
      obs_platform_set_read_error (errno != 0 ? errno : EIO, path, error);
      return NULL;
    }
  current = read_current (home_dir, &damaged);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autoptr (ObsVerified) verified = obs_home_look (home_dir, name, NULL);

      if (verified != NULL)
        g_ptr_array_add (list, make_installed (home_dir, name, verified, current));
    }
  g_ptr_array_sort (list, compare_newest_first);
  return g_steal_pointer (&list);
}

ObsInstalled *
obs_home_get_current (const char *home_dir, GError **error)
{
  g_autoptr (ObsVerified) verified = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *name = NULL;
  gboolean damaged;

  if (!obs_platform_is_trusted (home_dir, &local))
    {
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  name = read_current (home_dir, &damaged);
  if (name == NULL)
    {
      if (damaged)
        g_set_error_literal (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                             _ ("The note of which edition is in use is damaged. Choose an edition "
                                "anew, or sync."));
      return NULL;
    }
  verified = obs_home_look (home_dir, name, &local);
  if (verified == NULL)
    {
      /* What is noted but not there is damage, not an empty home. */
      if (g_error_matches (local, OBS_ERROR, OBS_ERROR_NOT_FOUND))
        set_damaged (name, error);
      else
        g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return make_installed (home_dir, name, verified, name);
}

char *
obs_home_bundled (void)
{
  const char *own = g_getenv ("OBSERVATORY_BUNDLED");
  const char *const places[]
      = { PKGDATADIR "/default.sqlite", OBS_BUILD_ROOT "/data/bundled/default.sqlite" };

  if (own != NULL && *own != '\0')
    return g_file_test (own, G_FILE_TEST_IS_REGULAR) ? g_canonicalize_filename (own, NULL) : NULL;
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_file_test (places[i], G_FILE_TEST_IS_REGULAR))
      return g_strdup (places[i]);
  return NULL;
}

/* The best kept edition other than @but, looked at or (@deep) read whole. */
static ObsInstalled *
find_other (const char *home_dir, const char *but, gboolean deep, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) list = obs_home_list (home_dir, NULL);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      ObsInstalled *installed = list->pdata[i];

      if (g_strcmp0 (installed->name, but) != 0 && !installed->suspect
          && (!deep || obs_home_verify (home_dir, installed->name, cancellable, NULL)))
        return g_ptr_array_steal_index (list, i);
    }
  return NULL;
}

static char *
other_notice (const ObsInstalled *other, gboolean suspect)
{
  if (suspect)
    return g_strdup_printf (_ ("The program ended twice while it opened the newest edition. The "
                               "edition of %s is open instead; you can choose the newest again "
                               "under Editions."),
                            other->date);
  return g_strdup_printf (
      _ ("The edition in use was damaged on this computer. The edition of %s is "
         "open instead; sync to bring the newest in again."),
      other->date);
}

static char *
open_path (const char *home_dir, gboolean deep, char **notice, GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (ObsInstalled) current = obs_home_get_current (home_dir, &local);
  g_autoptr (ObsInstalled) other = NULL;
  g_autofree char *bundled = NULL;
  gboolean suspect = current != NULL && current->suspect;

  if (current != NULL && !suspect
      && (!deep || obs_home_verify (home_dir, current->name, cancellable, &local)))
    return g_strdup (current->path);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  if (local != NULL || suspect)
    other = find_other (home_dir, current != NULL ? current->name : NULL, deep, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (other != NULL)
    {
      if (notice != NULL)
        *notice = other_notice (other, suspect);
      return g_strdup (other->path);
    }
  bundled = obs_home_bundled ();
  /* There is no other one: then the suspect one is tried again. */
  if (bundled == NULL && suspect)
    return g_strdup (current->path);
  /* Somebody took the note of which is in use away: any kept one is better than none. */
  if (bundled == NULL && current == NULL && local == NULL)
    other = find_other (home_dir, NULL, deep, cancellable);
  if (other != NULL)
    return g_strdup (other->path);
  if (bundled == NULL)
    g_set_error_literal (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                         _ ("There is no edition on this computer yet. Sync from an address of "
                            "editions, or open an edition file."));
  else if (suspect && notice != NULL)
    *notice
        = g_strdup (_ ("The program ended twice while it opened the newest edition. The edition "
                       "that came with the program is open instead; you can choose the newest "
                       "again under Editions."));
  else if (local != NULL && notice != NULL)
    *notice = g_strdup (_ ("The edition in use was damaged on this computer. The edition that came "
                           "with the program is open instead; sync to bring the newest in again."));
  return g_steal_pointer (&bundled);
}

char *
obs_home_open_path (const char *home_dir, GError **error)
{
  return open_path (home_dir, FALSE, NULL, NULL, error);
}

char *
obs_home_open_verified (const char *home_dir, char **notice, GCancellable *cancellable,
                        GError **error)
{
  if (notice != NULL)
    *notice = NULL;
  return open_path (home_dir, TRUE, notice, cancellable, error);
}
