/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/platform.h"

#include "data/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#ifdef __linux__
#include <linux/fs.h>
#include <sys/ioctl.h>
#endif
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define FOLDER_PAUSE (20 * G_TIME_SPAN_MILLISECOND) /* between two looks at a lock */

struct _ObsLock
{
  int fd;
};

ObsLock *
obs_platform_lock (const char *path, GError **error)
{
  g_autofree char *holder = g_strdup_printf ("%ld\n", (long) getpid ());
  ObsLock *lock;
  int fd = obs_platform_open (path, TRUE, 0600, error), rc;

  if (fd < 0)
    return NULL;
  do
    rc = flock (fd, LOCK_EX | LOCK_NB);
  while (rc != 0 && errno == EINTR);
  if (rc != 0)
    {
      if (errno == EWOULDBLOCK)
        g_set_error_literal (error, OBS_ERROR, OBS_ERROR_BUSY,
                             _ ("Another program is already bringing in an edition here. Wait for "
                                "it to finish, then try again."));
      else
        obs_platform_set_error (errno, path, error);
      close (fd);
      return NULL;
    }

  /* The number is for people who look; the lock itself ends with its holder. */
  if (ftruncate (fd, 0) == 0)
    obs_platform_write (fd, path, holder, strlen (holder), NULL);
  lock = g_new0 (ObsLock, 1);
  lock->fd = fd;
  return lock;
}

ObsLock *
obs_platform_lock_folder (const char *path, GCancellable *cancellable)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ObsLock *lock;

  if (fd < 0)
    return NULL;
  while (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      if ((errno != EWOULDBLOCK && errno != EINTR) || g_cancellable_is_cancelled (cancellable))
        {
          close (fd);
          return NULL;
        }
      g_usleep (FOLDER_PAUSE);
    }
  lock = g_new0 (ObsLock, 1);
  lock->fd = fd;
  return lock;
}

void
obs_platform_unlock (ObsLock *lock)
{
  /* The file stays: to unlink it would let two programs hold a lock each, on two files of one name.
   */
  close (lock->fd);
  g_free (lock);
}

static gboolean
set_not_private (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED,
               _ ("“%s” is not used for editions because it is a link or belongs to somebody else. "
                  "Choose a folder of your own."),
               name);
  return FALSE;
}

gboolean
obs_platform_make_private (const char *path, GError **error)
{
  struct stat st;

  if (g_mkdir_with_parents (path, 0700) != 0)
    {
      obs_platform_set_error (errno, path, error);
      return FALSE;
    }
  if (lstat (path, &st) != 0)
    {
      obs_platform_set_error (errno, path, error);
      return FALSE;
    }
  if (!S_ISDIR (st.st_mode) || st.st_uid != geteuid ())
    return set_not_private (path, error);
  if ((st.st_mode & 077) != 0 && chmod (path, st.st_mode & 0700) != 0)
    {
      obs_platform_set_error (errno, path, error);
      return FALSE;
    }
  return TRUE;
}

gboolean
obs_platform_is_trusted (const char *path, GError **error)
{
  struct stat st;

  if (lstat (path, &st) != 0)
    {
      if (errno != ENOENT && errno != ENOTDIR)
        obs_platform_set_error (errno, path, error);
      return FALSE;
    }
  if (!S_ISDIR (st.st_mode) || (st.st_uid != geteuid () && st.st_uid != 0))
    return set_not_private (path, error);
  return TRUE;
}

int
obs_platform_open (const char *path, gboolean keep, int mode, GError **error)
{
  int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (keep ? O_APPEND : O_TRUNC), fd;

  do
    fd = open (path, flags, (mode_t) mode);
  while (fd < 0 && errno == EINTR);
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
      ssize_t n = write (fd, at, length);

      if (n < 0 && errno == EINTR)
        continue;
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
  if (ftruncate (fd, (off_t) length) == 0)
    return TRUE;
  obs_platform_set_error (errno, path, error);
  return FALSE;
}

/* fsync() of macOS leaves the data in the drive's cache. */
static int
sync_fd (int fd)
{
#ifdef F_FULLFSYNC
  if (fcntl (fd, F_FULLFSYNC) == 0)
    return 0;
#endif
  return fsync (fd);
}

gboolean
obs_platform_sync_close (int fd, const char *path, GError **error)
{
  int failed = sync_fd (fd) != 0 ? errno : 0;

  /* Some file systems report a full disk only here. */
  if (close (fd) != 0 && failed == 0 && errno != EINTR)
    failed = errno;
  if (failed != 0)
    obs_platform_set_error (failed, path, error);
  return failed == 0;
}

gboolean
obs_platform_sync_folder (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int failed;

  if (fd < 0)
    {
      obs_platform_set_error (errno, path, error);
      return FALSE;
    }
  failed = sync_fd (fd) != 0 ? errno : 0;
  close (fd);
  /* A file system that cannot sync a folder says EINVAL; there is nothing more to be done there. */
  if (failed == 0 || failed == EINVAL)
    return TRUE;
  obs_platform_set_error (failed, path, error);
  return FALSE;
}

gboolean
obs_platform_rename (const char *from, const char *to, GError **error)
{
  if (rename (from, to) == 0)
    return TRUE;
  obs_platform_set_error (errno, to, error);
  return FALSE;
}

#ifdef __linux__
#define CLONE_STEP ((size_t) 16 << 20) /* bytes between two looks at the cancellable */

gboolean
obs_platform_clone (int from, int to, guint64 length, GCancellable *cancellable)
{
  loff_t in = 0, out = 0;

  if (ioctl (to, FICLONE, from) == 0)
    return TRUE;
  while ((guint64) in < length)
    {
      ssize_t n;

      if (g_cancellable_is_cancelled (cancellable))
        return FALSE;
      n = copy_file_range (from, &in, to, &out, MIN (CLONE_STEP, (size_t) (length - (guint64) in)),
                           0);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
    }
  return TRUE;
}
#else
gboolean
obs_platform_clone (int from, int to, guint64 length, GCancellable *cancellable)
{
  return FALSE;
}
#endif

gboolean
obs_platform_free_space (const char *path, guint64 *bytes, GError **error)
{
  struct statvfs st;

  if (statvfs (path, &st) != 0)
    {
      obs_platform_set_error (errno, path, error);
      return FALSE;
    }
  *bytes = (guint64) st.f_bavail * st.f_frsize;
  return TRUE;
}

gboolean
obs_platform_make_read_only (const char *path, GError **error)
{
  if (chmod (path, 0444) == 0)
    return TRUE;
  obs_platform_set_error (errno, path, error);
  return FALSE;
}
