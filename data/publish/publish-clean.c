/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/publisher.h"

#include "data/error.h"
#include "data/publish/publisher-private.h"
#include "data/sync/platform.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* Removes files that nobody can come upon any more. What an older snapshot names stays as long as
 * that snapshot is one of the last few: a reader keeps to the one that it began with. */

#define STATES 8

typedef struct
{
  const char *dir;
  GHashTable *used; /* paths */
  guint files;
  guint64 bytes;
  GError *trouble; /* why something could not be read; the first */
} Cleaning;

static ObsJson *
read_json (Cleaning *self, const char *path)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = obs_platform_read (path, OBS_JSON_MOST, &local);
  gsize length = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  if (bytes == NULL && self->trouble == NULL)
    self->trouble = g_steal_pointer (&local);
  return bytes != NULL ? obs_json_read (text, length, NULL) : NULL;
}

/* Marks N.ROLE.json and the targets that it lists. FALSE where it cannot be read. */
static gboolean
mark_role (Cleaning *self, const char *file, const ObsJson *entry)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autoptr (ObsJson) role = NULL;
  const ObsJson *targets;
  gint64 version = 0;

  obs_json_integer (obs_json_member (entry, "version"), &version);
  name = g_strdup_printf ("%" G_GINT64_FORMAT ".%s", version, file);
  path = obs_site_metadata_path (self->dir, name);
  role = read_json (self, path);
  if (role == NULL)
    return FALSE;
  g_hash_table_add (self->used, g_steal_pointer (&path));
  targets = obs_json_member (obs_json_member (role, "signed"), "targets");
  for (guint i = 0; i < obs_json_length (targets); i++)
    {
      const char *sha256 = obs_json_string (
          obs_json_member (obs_json_member (obs_json_element (targets, i), "hashes"), "sha256"));

      if (sha256 != NULL)
        g_hash_table_add (self->used,
                          obs_site_path (self->dir, obs_json_name (targets, i), sha256));
    }
  return TRUE;
}

/* Marks a snapshot and what it names. */
static gboolean
mark_snapshot (Cleaning *self, gint64 version)
{
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT ".snapshot.json", version);
  g_autofree char *path = obs_site_metadata_path (self->dir, name);
  g_autoptr (ObsJson) snapshot = read_json (self, path);
  const ObsJson *meta = obs_json_member (obs_json_member (snapshot, "signed"), "meta");
  gboolean good = snapshot != NULL;

  if (snapshot != NULL)
    g_hash_table_add (self->used, g_steal_pointer (&path));
  for (guint i = 0; i < obs_json_length (meta); i++)
    good = mark_role (self, obs_json_name (meta, i), obs_json_element (meta, i)) && good;
  return good;
}

static gboolean
is_always_kept (const char *name)
{
  return g_str_has_suffix (name, ".root.json") || strcmp (name, "timestamp.json") == 0
         || strcmp (name, ".lock") == 0;
}

static void
sweep (Cleaning *self, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf st;

      if (g_lstat (path, &st) != 0 || is_always_kept (name)
          || g_hash_table_contains (self->used, path))
        continue;
      if (S_ISDIR (st.st_mode))
        sweep (self, path);
      else if (S_ISREG (st.st_mode) && g_unlink (path) == 0)
        {
          self->files++;
          self->bytes += (guint64) st.st_size;
        }
    }
}

static gboolean
clean_locked (Cleaning *self, const ObsSite *site, GError **error)
{
  static const char *const folders[] = { "metadata", "targets/observatory" };
  gint64 newest = 0;

  obs_json_integer (
      obs_json_member (obs_json_member (obs_site_role (site, "snapshot"), "signed"), "version"),
      &newest);
  if (newest < 1 || !mark_snapshot (self, newest))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                   _ ("Nothing was removed: what was published last cannot be read whole. %s"),
                   self->trouble != NULL ? self->trouble->message : "");
      return FALSE;
    }
  for (gint64 version = MAX (1, newest - STATES + 1); version < newest; version++)
    mark_snapshot (self, version);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder = g_build_filename (self->dir, folders[i], NULL);

      sweep (self, folder);
    }
  return TRUE;
}

gboolean
obs_publisher_clean (const char *site_dir, guint *files, guint64 *bytes, GError **error)
{
  g_autofree char *lock_path = g_build_filename (site_dir, ".lock", NULL);
  g_autofree char *shown = g_filename_display_name (site_dir);
  g_autoptr (ObsLock) lock = obs_platform_lock (lock_path, error);
  g_autoptr (ObsSite) site = lock != NULL ? obs_site_read (site_dir, error) : NULL;
  Cleaning self = { .dir = site_dir };
  gboolean good;

  if (site == NULL)
    return FALSE;
  if (site->index == NULL)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                   _ ("Nothing was published in “%s” so far."), shown);
      return FALSE;
    }
  self.used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  good = clean_locked (&self, site, error);
  g_hash_table_unref (self.used);
  g_clear_error (&self.trouble);
  *files = self.files;
  *bytes = self.bytes;
  return good;
}
