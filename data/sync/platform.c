/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/platform.h"

#include "data/error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdio.h>
#include <string.h>

#define BLOCK (64 * 1024)

#define COPY_BLOCK (256 * 1024)

/* The parts that are alike on every system. */

void
obs_platform_set_error (int code, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  switch (code)
    {
    case ENOSPC:
    case EFBIG:
#ifdef EDQUOT
    case EDQUOT:
#endif
      g_set_error (error, OBS_ERROR, OBS_ERROR_NO_SPACE,
                   _ ("There is no space left to write “%s”. Free some space and try again; what "
                      "was there before has not changed."),
                   name);
      break;
    case EACCES:
    case EPERM:
    case EROFS:
      g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED,
                   _ ("“%s” cannot be written: you may only read there. What was there before has "
                      "not changed."),
                   name);
      break;
    case ENOENT:
      g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND, _ ("There is no file “%s”."), name);
      break;
    default:
      g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED,
                   _ ("“%s” cannot be used (%s). What was there before has not changed."), name,
                   g_strerror (code));
    }
}

void
obs_platform_set_read_error (int code, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  if (code == ENOENT)
    g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND, _ ("There is no file “%s”."), name);
  else
    g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED, _ ("“%s” cannot be read (%s)."), name,
                 g_strerror (code));
}

GBytes *
obs_platform_read (const char *path, gsize most, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *block = g_malloc (BLOCK);
  FILE *file = g_fopen (path, "rb");
  int reason = errno;
  gsize n = 0;

  if (file == NULL)
    {
      obs_platform_set_read_error (reason, path, error);
      return NULL;
    }
  errno = 0;
  while (bytes->len <= most && (n = fread (block, 1, BLOCK, file)) > 0)
    g_byte_array_append (bytes, block, (guint) n);
  reason = ferror (file) ? (errno != 0 ? errno : EIO) : bytes->len > most ? EFBIG : 0;
  fclose (file);
  if (reason == 0)
    return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  obs_platform_set_read_error (reason, path, error);
  return NULL;
}

gboolean
obs_platform_replace_text (const char *path, const char *text, int mode, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return obs_platform_replace_bytes (path, bytes, mode, error);
}

gboolean
obs_platform_replace_bytes (const char *path, GBytes *bytes, int mode, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".new", NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);
  int fd = obs_platform_open (temporary, FALSE, mode, error);

  if (fd < 0)
    return FALSE;
  if (!obs_platform_write (fd, temporary, data, length, error))
    {
      g_close (fd, NULL);
      obs_platform_remove (temporary);
      return FALSE;
    }
  if (!obs_platform_sync_close (fd, temporary, error)
      || !obs_platform_rename (temporary, path, error))
    {
      obs_platform_remove (temporary);
      return FALSE;
    }
  return obs_platform_sync_folder (folder, error);
}

static gboolean
copy_blocks (FILE *in, const char *from, int out, const char *to, GCancellable *cancellable,
             GError **error)
{
  g_autofree guint8 *block = g_malloc (COPY_BLOCK);
  gsize n;

  while ((n = fread (block, 1, COPY_BLOCK, in)) > 0)
    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !obs_platform_write (out, to, block, n, error))
      return FALSE;
  if (!ferror (in))
    return TRUE;
  obs_platform_set_error (EIO, from, error);
  return FALSE;
}

gboolean
obs_platform_copy (const char *from, const char *to, GCancellable *cancellable, GError **error)
{
  FILE *in = g_fopen (from, "rb");
  GStatBuf st;
  gboolean good;
  int out;

  if (in == NULL || g_stat (from, &st) != 0)
    {
      obs_platform_set_error (errno, from, error);
      if (in != NULL)
        fclose (in);
      return FALSE;
    }
  out = obs_platform_open (to, FALSE, 0600, error);
  good = out >= 0;
  if (good && !obs_platform_clone (fileno (in), out, (guint64) st.st_size, cancellable))
    good = !g_cancellable_set_error_if_cancelled (cancellable, error)
           && fseek (in, 0, SEEK_SET) == 0 && obs_platform_empty (out, to, error)
           && copy_blocks (in, from, out, to, cancellable, error);
  fclose (in);
  if (out >= 0 && !g_close (out, NULL) && good)
    {
      obs_platform_set_error (errno, to, error);
      good = FALSE;
    }
  if (!good && out >= 0)
    obs_platform_remove (to);
  return good;
}

void
obs_platform_remove (const char *path)
{
  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK) && g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          obs_platform_remove (child);
        }
      g_rmdir (path);
    }
  else
    g_unlink (path);
}

gboolean
obs_platform_empty (int fd, const char *path, GError **error)
{
  return obs_platform_cut (fd, path, 0, error);
}
