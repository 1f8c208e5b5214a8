/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/home-private.h"

#include "data/edition/edition.h"
#include "data/error.h"
#include "data/json-write.h"
#include "data/sync/digest.h"
#include "data/sync/names.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* Bringing editions in, switching and tidying up: all that writes into a home. */

ObsLock *
obs_home_lock (const char *home_dir, GError **error)
{
  g_autofree char *editions = g_build_filename (home_dir, "editions", NULL);
  g_autofree char *staging = g_build_filename (home_dir, "staging", NULL);
  g_autofree char *lock = g_build_filename (home_dir, "lock", NULL);

  if (!obs_platform_make_private (home_dir, error) || !obs_platform_make_private (editions, error)
      || !obs_platform_make_private (staging, error))
    return NULL;
  return obs_platform_lock (lock, error);
}

char *
obs_home_staging (const char *home_dir, const char *name)
{
  return g_build_filename (home_dir, "staging", name, NULL);
}

void
obs_home_clean_staging (const char *home_dir, const char *keep)
{
  g_autofree char *staging = g_build_filename (home_dir, "staging", NULL);
  g_autoptr (GDir) dir = g_dir_open (staging, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_strcmp0 (name, keep) != 0)
      {
        g_autofree char *path = g_build_filename (staging, name, NULL);

        obs_platform_remove (path);
      }
}

gboolean
obs_home_need_space (const char *home_dir, guint64 bytes, GError **error)
{
  g_autofree char *need = g_format_size (bytes + OBS_HOME_MARGIN);
  g_autofree char *have = NULL;
  guint64 space = 0;

  if (!obs_platform_free_space (home_dir, &space, error))
    return FALSE;
  if (space >= bytes + OBS_HOME_MARGIN)
    return TRUE;
  have = g_format_size (space);
  g_set_error (error, OBS_ERROR, OBS_ERROR_NO_SPACE,
               /* Translators: both are sizes, for example "70.2 MB" */
               _ ("The new edition needs %s of free space, and there is only %s. Free some space, "
                  "then sync again. The edition on this computer stays in use."),
               need, have);
  return FALSE;
}

static char *
verified_text (const ObsEditionInfo *info, const ObsArrival *arrival, const char *sha256,
               guint64 length)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  obs_json_write_text (builder, "id", info->id);
  obs_json_write_text (builder, "date", info->date);
  obs_json_write_text (builder, "title", info->title);
  obs_json_write_text (builder, "sha256", sha256);
  obs_json_write_number (builder, "length", (gint64) length);
  obs_json_write_number (builder, "schema", OBS_SCHEMA_VERSION);
  if (arrival->origin_id != NULL)
    {
      obs_json_write_text (builder, "origin_id", arrival->origin_id);
      obs_json_write_number (builder, "edition", arrival->edition);
      obs_json_write_text (builder, "state", arrival->state);
    }
  return obs_json_write_end (builder, TRUE);
}

/* TRUE where the file has the hash that was promised; @sha256 (out): the one it has. */
static gboolean
compare_hash (const ObsArrival *arrival, char **sha256, guint64 *length, GCancellable *cancellable,
              GError **error)
{
  *sha256 = obs_digest_file (arrival->file, length, arrival->progress, arrival->user_data,
                             cancellable, error);
  if (*sha256 == NULL)
    return FALSE;
  if (arrival->sha256 == NULL || strcmp (*sha256, arrival->sha256) == 0)
    return TRUE;
  g_set_error_literal (error, OBS_ERROR, OBS_ERROR_CHECKSUM,
                       _ ("The edition is not the one that was promised: its checksum differs. "
                          "The edition on this computer stays in use."));
  return FALSE;
}

/* Hash, all checks of an edition, and whether it is the one that was expected. Returns: the open
 * edition, for what it says of itself. */
static ObsEdition *
examine (const ObsArrival *arrival, char **sha256, guint64 *length, GCancellable *cancellable,
         GError **error)
{
  g_autoptr (GPtrArray) faults = NULL;
  g_autoptr (ObsEdition) edition = NULL;
  const ObsEditionInfo *info;

  if (!compare_hash (arrival, sha256, length, cancellable, error))
    return NULL;
  if (!obs_edition_check_changed (arrival->file, arrival->checked, arrival->n_checked, &faults,
                                  cancellable, error))
    {
      if (error != NULL && *error == NULL)
        g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                     _ ("The new edition did not pass its checks and was not brought in: %s The "
                        "edition on this computer stays in use."),
                     faults != NULL && faults->len > 0 ? (char *) faults->pdata[0] : "");
      return NULL;
    }
  edition = obs_edition_open (arrival->file, error);
  if (edition == NULL)
    return NULL;
  info = obs_edition_get_info (edition);
  if (!obs_name_is_date (info->date)
      || (arrival->series != NULL && strcmp (info->id, arrival->series) != 0)
      || (arrival->date != NULL && strcmp (info->date, arrival->date) != 0))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_CHECKSUM,
                   _ ("The edition says that it is “%s” of %s, which is not what was promised. It "
                      "was not brought in. The edition on this computer stays in use."),
                   info->id, info->date);
      return NULL;
    }
  return g_steal_pointer (&edition);
}

static gboolean
write_manifest (const char *folder, GBytes *manifest, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "manifest.bin", NULL);

  return manifest == NULL || obs_platform_replace_bytes (path, manifest, 0600, error);
}

/* Builds the folder of the edition in staging, whole and on the disk. */
static gboolean
stage_folder (const char *folder, const ObsArrival *arrival, const char *verified, GError **error)
{
  g_autofree char *database = g_build_filename (folder, "observatory.sqlite", NULL);
  g_autofree char *note = g_build_filename (folder, "verified.json", NULL);
  const char *file = arrival->file;
  int fd;

  obs_platform_remove (folder);
  if (g_mkdir (folder, 0700) != 0)
    {
      obs_platform_set_error (errno, folder, error);
      return FALSE;
    }
  /* @file may come from elsewhere: its bytes have to be on the disk before its name is. */
  fd = obs_platform_open (file, TRUE, 0600, error);
  if (fd < 0 || !obs_platform_sync_close (fd, file, error))
    return FALSE;
  return obs_platform_make_read_only (file, error) && obs_platform_rename (file, database, error)
         && write_manifest (folder, arrival->manifest, error)
         && obs_platform_replace_text (note, verified, 0600, error)
         && obs_platform_sync_folder (folder, error);
}

/* The same bytes are here already: what is known of them now is noted, the file stays. */
static gboolean
adopt (const char *place, const ObsArrival *arrival, const char *verified, GError **error)
{
  g_autofree char *note = g_build_filename (place, "verified.json", NULL);

  return arrival->origin_id == NULL
         || (write_manifest (place, arrival->manifest, error)
             && obs_platform_replace_text (note, verified, 0600, error));
}

/* Moves the staged folder to its place. What lies there already is kept if it is whole, and set
 * aside if it is damaged: nothing is ever written into its database. */
static gboolean
place_folder (const char *home_dir, const char *folder, const char *name, const ObsArrival *arrival,
              const char *verified, GCancellable *cancellable, GError **error)
{
  g_autofree char *editions = g_build_filename (home_dir, "editions", NULL);
  g_autofree char *place = g_build_filename (editions, name, NULL);

  if (g_file_test (place, G_FILE_TEST_EXISTS) || g_file_test (place, G_FILE_TEST_IS_SYMLINK))
    {
      g_autofree char *damaged = obs_home_staging (home_dir, "damaged");

      if (obs_home_verify (home_dir, name, cancellable, NULL))
        {
          obs_platform_remove (folder);
          return adopt (place, arrival, verified, error);
        }
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      obs_platform_remove (damaged);
      if (!obs_platform_rename (place, damaged, error))
        return FALSE;
    }
  return obs_platform_rename (folder, place, error) && obs_platform_sync_folder (editions, error);
}

static gboolean
write_current (const char *home_dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (home_dir, "current", NULL);
  g_autofree char *line = g_strconcat (name, "\n", NULL);

  /* The folder of editions may be new: its name has to be on the disk before that of one in it. */
  return obs_platform_sync_folder (home_dir, error)
         && obs_platform_replace_text (path, line, 0600, error);
}

static gboolean
is_protected (const ObsInstalled *installed, const char *before, const char *fresh)
{
  return installed->current || g_strcmp0 (installed->name, before) == 0
         || g_strcmp0 (installed->name, fresh) == 0;
}

/* Keeps three of the origin of the fresh one: the one in use, the one before it, the one just
 * brought in, then the newest. */
static void
prune (const char *home_dir, const char *origin_id, const char *before, const char *fresh)
{
  g_autoptr (GPtrArray) list = obs_home_list (home_dir, NULL);
  guint protected = 0, spare;

  for (guint i = 0; list != NULL && i < list->len;)
    {
      ObsInstalled *installed = list->pdata[i];

      if (g_strcmp0 (installed->origin_id, origin_id) != 0)
        g_ptr_array_remove_index (list, i);
      else
        {
          protected += is_protected (installed, before, fresh);
          i++;
        }
    }
  spare = OBS_HOME_KEPT - MIN (protected, OBS_HOME_KEPT);
  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      ObsInstalled *installed = list->pdata[i];
      g_autofree char *folder = g_path_get_dirname (installed->path);

      if (is_protected (installed, before, fresh))
        continue;
      if (spare > 0)
        spare--;
      else
        {
          g_autofree char *gone = obs_home_staging (home_dir, installed->name);

          /* Out of the list in one step, then away: a kill in between leaves no half edition. */
          if (obs_platform_rename (folder, gone, NULL))
            obs_platform_remove (gone);
        }
    }
}

static char *
current_name (const char *home_dir)
{
  g_autoptr (ObsInstalled) current = obs_home_get_current (home_dir, NULL);

  return current == NULL ? NULL : g_strdup (current->name);
}

char *
obs_home_take (const char *home_dir, const ObsArrival *arrival, GCancellable *cancellable,
               GError **error)
{
  g_autoptr (ObsEdition) edition = NULL;
  g_autofree char *sha256 = NULL;
  g_autofree char *name = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *verified = NULL;
  g_autofree char *before = current_name (home_dir);
  const ObsEditionInfo *info;
  guint64 length = 0;

  edition = examine (arrival, &sha256, &length, cancellable, error);
  if (edition == NULL)
    return NULL;
  info = obs_edition_get_info (edition);
  name = obs_name_make_edition (info->date, sha256);
  verified = verified_text (info, arrival, sha256, length);
  g_clear_pointer (&edition, obs_edition_close);

  folder = obs_home_staging (home_dir, name);
  if (!stage_folder (folder, arrival, verified, error)
      || !place_folder (home_dir, folder, name, arrival, verified, cancellable, error))
    {
      obs_platform_remove (folder);
      return NULL;
    }
  if (arrival->make_current && !write_current (home_dir, name, error))
    return NULL;
  prune (home_dir, arrival->origin_id, before, name);
  return g_steal_pointer (&name);
}

char *
obs_home_install (const char *home_dir, const char *file, const char *sha256, gboolean make_current,
                  GCancellable *cancellable, GError **error)
{
  g_autoptr (ObsLock) lock = NULL;
  g_autofree char *copy = NULL;
  g_autofree char *name = NULL;
  GStatBuf st;

  if (!obs_digest_is_hex (sha256))
    {
      g_set_error_literal (error, OBS_ERROR, OBS_ERROR_USAGE,
                           _ ("A SHA-256 has 64 digits from 0 to 9 and a to f."));
      return NULL;
    }
  if (g_stat (file, &st) != 0)
    {
      obs_platform_set_error (errno, file, error);
      return NULL;
    }
  lock = obs_home_lock (home_dir, error);
  if (lock == NULL || !obs_home_need_space (home_dir, (guint64) st.st_size, error))
    return NULL;
  copy = obs_home_staging (home_dir, "brought-in.sqlite");
  /* What is checked has to be what is installed, so a file from elsewhere is copied first. */
  if (obs_platform_copy (file, copy, cancellable, error))
    {
      ObsArrival arrival = { .file = copy, .sha256 = sha256, .make_current = make_current };

      name = obs_home_take (home_dir, &arrival, cancellable, error);
    }
  obs_platform_remove (copy);
  return g_steal_pointer (&name);
}

gboolean
obs_home_switch (const char *home_dir, const char *name, GCancellable *cancellable, GError **error)
{
  return obs_home_verify (home_dir, name, cancellable, error)
         && write_current (home_dir, name, error);
}

gboolean
obs_home_set_current (const char *home_dir, const char *name, GError **error)
{
  g_autoptr (ObsVerified) verified = NULL;
  g_autoptr (ObsLock) lock = NULL;

  /* Refused before anything is made where there is no home yet. */
  verified = obs_home_look (home_dir, name, error);
  if (verified == NULL)
    return FALSE;
  lock = obs_home_lock (home_dir, error);
  if (lock == NULL || !obs_home_switch (home_dir, name, NULL, error))
    return FALSE;
  obs_opening_forgive (home_dir, name);
  return TRUE;
}
