/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Written from the system's documentation with care, but neither compiled nor run on Windows so
 * far: run tests/data/sync and tests/faults there before relying on it. */
#include "config.h"

#include "data/sync/platform.h"

#include "data/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <io.h>
#include <string.h>
#include <sys/stat.h>
#include <windows.h>

struct _ObsLock
{
  HANDLE handle;
};

static int
errno_of (DWORD code)
{
  switch (code)
    {
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
    case ERROR_DISK_QUOTA_EXCEEDED:
      return ENOSPC;
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION:
    case ERROR_WRITE_PROTECT:
      return EACCES;
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
      return ENOENT;
    default:
      return EIO;
    }
}

static gboolean
set_last_error (const char *path, GError **error)
{
  obs_platform_set_error (errno_of (GetLastError ()), path, error);
  return FALSE;
}

static wchar_t *
wide (const char *path)
{
  return (wchar_t *) g_utf8_to_utf16 (path, -1, NULL, NULL, NULL);
}

ObsLock *
obs_platform_lock (const char *path, GError **error)
{
  g_autofree wchar_t *name = wide (path);
  OVERLAPPED at = { 0 };
  HANDLE handle;
  ObsLock *lock;

  handle
      = CreateFileW (name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                     OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT, NULL);
  if (handle == INVALID_HANDLE_VALUE)
    {
      set_last_error (path, error);
      return NULL;
    }
  if (!LockFileEx (handle, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at))
    {
      if (GetLastError () == ERROR_LOCK_VIOLATION || GetLastError () == ERROR_IO_PENDING)
        g_set_error_literal (error, OBS_ERROR, OBS_ERROR_BUSY,
                             _ ("Another program is already bringing in an edition here. Wait for "
                                "it to finish, then try again."));
      else
        set_last_error (path, error);
      CloseHandle (handle);
      return NULL;
    }
  lock = g_new0 (ObsLock, 1);
  lock->handle = handle;
  return lock;
}

/* Folders cannot be locked here. */
ObsLock *
obs_platform_lock_folder (const char *path, GCancellable *cancellable)
{
  return NULL;
}

void
obs_platform_unlock (ObsLock *lock)
{
  CloseHandle (lock->handle);
  g_free (lock);
}

gboolean
obs_platform_make_private (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0700) != 0)
    {
      obs_platform_set_error (errno, path, error);
      return FALSE;
    }
  /* The profile folder, where this lies, gives nobody else access. */
  obs_platform_is_trusted (path, error);
  return error == NULL || *error == NULL;
}

gboolean
obs_platform_is_trusted (const char *path, GError **error)
{
  g_autofree wchar_t *name = wide (path);
  g_autofree char *display = g_filename_display_name (path);
  DWORD attributes = GetFileAttributesW (name);

  if (attributes == INVALID_FILE_ATTRIBUTES)
    return FALSE;
  if ((attributes & FILE_ATTRIBUTE_DIRECTORY) && !(attributes & FILE_ATTRIBUTE_REPARSE_POINT))
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED,
               _ ("“%s” is not used for editions because it is a link or belongs to somebody else. "
                  "Choose a folder of your own."),
               display);
  return FALSE;
}

int
obs_platform_open (const char *path, gboolean keep, int mode, GError **error)
{
  int flags = _O_WRONLY | _O_CREAT | _O_BINARY | _O_NOINHERIT | (keep ? _O_APPEND : _O_TRUNC);
  int fd = g_open (path, flags, _S_IREAD | _S_IWRITE);

  if (fd < 0)
    obs_platform_set_error (errno, path, error);
  return fd;
}

gboolean
obs_platform_write (int fd, const char *path, gconstpointer data, gsize length, GError **error)
{
  const char *at = data;

  while (length > 0)
    {
      int n = _write (fd, at, (unsigned) MIN (length, 1u << 20));

      if (n <= 0)
        {
          obs_platform_set_error (n < 0 ? errno : ENOSPC, path, error);
          return FALSE;
        }
      at += n;
      length -= (gsize) n;
    }
  return TRUE;
}

gboolean
obs_platform_cut (int fd, const char *path, guint64 length, GError **error)
{
  if (_chsize_s (fd, (__int64) length) == 0)
    return TRUE;
  obs_platform_set_error (errno, path, error);
  return FALSE;
}

gboolean
obs_platform_sync_close (int fd, const char *path, GError **error)
{
  int failed = _commit (fd) != 0 ? errno : 0;

  if (_close (fd) != 0 && failed == 0)
    failed = errno;
  if (failed != 0)
    obs_platform_set_error (failed, path, error);
  return failed == 0;
}

gboolean
obs_platform_sync_folder (const char *path, GError **error)
{
  /* NTFS keeps names in its journal, and MOVEFILE_WRITE_THROUGH below waits for it. */
  return TRUE;
}

gboolean
obs_platform_rename (const char *from, const char *to, GError **error)
{
  g_autofree wchar_t *old_name = wide (from);
  g_autofree wchar_t *new_name = wide (to);
  DWORD flags = MOVEFILE_WRITE_THROUGH;

  /* A folder cannot be replaced, and is never meant to be. */
  if (!g_file_test (from, G_FILE_TEST_IS_DIR))
    flags |= MOVEFILE_REPLACE_EXISTING;
  if (MoveFileExW (old_name, new_name, flags))
    return TRUE;
  return set_last_error (to, error);
}

gboolean
obs_platform_clone (int from, int to, guint64 length, GCancellable *cancellable)
{
  return FALSE;
}

gboolean
obs_platform_free_space (const char *path, guint64 *bytes, GError **error)
{
  g_autofree wchar_t *name = wide (path);
  ULARGE_INTEGER available;

  if (!GetDiskFreeSpaceExW (name, &available, NULL, NULL))
    return set_last_error (path, error);
  *bytes = available.QuadPart;
  return TRUE;
}

gboolean
obs_platform_make_read_only (const char *path, GError **error)
{
  g_autofree wchar_t *name = wide (path);

  if (SetFileAttributesW (name, FILE_ATTRIBUTE_READONLY))
    return TRUE;
  return set_last_error (path, error);
}
