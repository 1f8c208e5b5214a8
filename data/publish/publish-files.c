/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/publisher-private.h"

#include "data/error.h"
#include "data/sync/digest.h"
#include "data/sync/platform.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* Files of the site, each under a name that never changes its content. */

void (*obs_publish_before_rename) (const char *path);

void
obs_site_file_clear (ObsSiteFile *file)
{
  g_clear_pointer (&file->path, g_free);
  g_clear_pointer (&file->sha256, g_free);
}

void
obs_site_pack_free (ObsSitePack *pack)
{
  obs_site_file_clear (&pack->file);
  g_free (pack->from_state);
  g_free (pack->to_state);
  g_free (pack->kind);
  g_free (pack->date);
  g_free (pack);
}

void
obs_publish_say (ObsPublishJob *job, const char *what, guint64 done, guint64 total)
{
  if (job->plan->progress != NULL)
    job->plan->progress (what, done, total, job->plan->user_data);
}

char *
obs_site_path (const char *dir, const char *path, const char *sha256)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_strdup_printf ("%s.%s", sha256, base);

  return g_build_filename (dir, "targets", folder, name, NULL);
}

char *
obs_site_metadata_path (const char *dir, const char *name)
{
  return g_build_filename (dir, "metadata", name, NULL);
}

gboolean
obs_publish_write (const char *path, GBytes *bytes, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *temporary = g_build_filename (folder, ".new", NULL);
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);
  int fd;

  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      obs_platform_set_error (errno, folder, error);
      return FALSE;
    }
  fd = obs_platform_open (temporary, FALSE, 0644, error);
  if (fd < 0)
    return FALSE;
  if (!obs_platform_write (fd, temporary, data, length, error))
    {
      g_close (fd, NULL);
      obs_platform_remove (temporary);
      return FALSE;
    }
  if (!obs_platform_sync_close (fd, temporary, error))
    {
      obs_platform_remove (temporary);
      return FALSE;
    }
  if (obs_publish_before_rename != NULL)
    obs_publish_before_rename (path);
  if (obs_platform_rename (temporary, path, error))
    return TRUE;
  obs_platform_remove (temporary);
  return FALSE;
}

gboolean
obs_publish_is_whole (ObsPublishJob *job, const ObsSiteFile *file)
{
  g_autofree char *path = obs_site_path (job->dir, file->path, file->sha256);
  g_autofree char *found = NULL;
  guint64 length = 0;
  GStatBuf st;

  if (g_stat (path, &st) != 0 || (guint64) st.st_size != file->length)
    return FALSE;
  found = obs_digest_file (path, &length, NULL, NULL, job->cancellable, NULL);
  return g_strcmp0 (found, file->sha256) == 0 && length == file->length;
}

static gboolean
put (ObsPublishJob *job, GBytes *bytes, ObsSiteFile *file, gboolean *added, GError **error)
{
  g_autofree char *path = obs_site_path (job->dir, file->path, file->sha256);
  const char *other = g_hash_table_lookup (job->taken, file->path);
  gboolean whole;

  if (other != NULL && strcmp (other, file->sha256) != 0)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED,
                   _ ("Two files of this edition have the same name, “%s”, by a rare chance. Add a "
                      "note to the edition, then build and publish it again."),
                   file->path);
      return FALSE;
    }
  if (other == NULL)
    g_hash_table_insert (job->taken, g_strdup (file->path), g_strdup (file->sha256));
  whole = obs_publish_is_whole (job, file);
  if (added != NULL)
    *added = !whole;
  return !g_cancellable_set_error_if_cancelled (job->cancellable, error)
         && (whole || obs_publish_write (path, bytes, error));
}

gboolean
obs_publish_put_chunk (ObsPublishJob *job, const char *kind, GBytes *bytes, guint64 plain,
                       ObsSiteFile *file, gboolean *added, GError **error)
{
  file->sha256 = obs_sign_sha256 (bytes);
  file->length = g_bytes_get_size (bytes);
  file->plain = plain;
  file->path = g_strdup_printf ("observatory/%s/%.16s.zst", kind, file->sha256);
  return put (job, bytes, file, added, error);
}

gboolean
obs_publish_put_named (ObsPublishJob *job, const char *path, GBytes *bytes, ObsSiteFile *file,
                       GError **error)
{
  file->sha256 = obs_sign_sha256 (bytes);
  file->length = g_bytes_get_size (bytes);
  file->path = g_strdup (path);
  return put (job, bytes, file, NULL, error);
}

GBytes *
obs_publish_pack_json (const ObsJson *json, guint64 *plain)
{
  g_autoptr (GBytes) bytes = obs_json_canonical (json);

  *plain = g_bytes_get_size (bytes);
  return obs_chunk_pack (bytes, OBS_SITE_LEVEL);
}

char *
obs_publish_clean_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *clean = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (clean, g_unichar_iscntrl (c) ? ' ' : c);
    }
  return g_strstrip (g_string_free (clean, FALSE));
}
