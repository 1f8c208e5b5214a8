/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/platform.h"

#include "data/error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

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

gboolean
obs_platform_replace_text (const char *path, const char *text, int mode, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".new", NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = obs_platform_open (temporary, FALSE, mode, error);

  if (fd < 0)
    return FALSE;
  if (!obs_platform_write (fd, temporary, text, strlen (text), error))
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
