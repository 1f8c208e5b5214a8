/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What differs between systems: locks, durable writes, private folders, free space. One file for
 * each system (platform-posix.c, platform-win32.c); nothing else calls the system directly.
 * Any thread. */

typedef struct _ObsLock ObsLock;

/* Takes the lock that lies at @path, without waiting. A lock whose holder died is free at once.
 * OBS_ERROR_BUSY where another program (or another thread) holds it. */
ObsLock *obs_platform_lock (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_platform_unlock (ObsLock *lock);

/* Takes the folder @path itself for a lock, so that no file has to lie in it, and waits until it is
 * free. NULL where the system or its file system has no such locks, or there is no such folder;
 * and when cancelled. */
ObsLock *obs_platform_lock_folder (const char *path,
                                   GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

/* Makes @path, and what is missing above it, for this person only (0700); where it is there, makes
 * sure that it is a folder of this person's and no link. */
gboolean obs_platform_make_private (const char *path, GError **error);

/* A folder to be read: no link, owned by this person or by the administrator. FALSE without error
 * where there is none. */
gboolean obs_platform_is_trusted (const char *path, GError **error);

/* Opens @path for writing, never through a link; @keep: at its end, else cut to nothing first.
 * Returns: a descriptor, or -1 */
int obs_platform_open (const char *path, gboolean keep, int mode, GError **error);

/* Writes all of @data, whatever short writes and interruptions come between. */
gboolean obs_platform_write (int fd, const char *path, gconstpointer data, gsize length,
                             GError **error);

/* Cuts the file to @length bytes. */
gboolean obs_platform_cut (int fd, const char *path, guint64 length, GError **error);

/* Cuts the file to nothing. */
gboolean obs_platform_empty (int fd, const char *path, GError **error);

/* Brings the file to the disk and closes it. After a failure its content is unknown: throw it away,
 * never try the same descriptor again. */
gboolean obs_platform_sync_close (int fd, const char *path, GError **error);

/* Brings names that were made, renamed or removed in the folder @path to the disk. */
gboolean obs_platform_sync_folder (const char *path, GError **error);

/* Renames @from to @to in one step; a file at @to is replaced. */
gboolean obs_platform_rename (const char *from, const char *to, GError **error);

/* Bytes that this person may still write in the folder @path. */
gboolean obs_platform_free_space (const char *path, guint64 *bytes, GError **error);

/* No more writing to the file. */
gboolean obs_platform_make_read_only (const char *path, GError **error);

/* Temporary file, sync, rename, sync of the folder: the old content or the new, nothing between. */
gboolean obs_platform_replace_text (const char *path, const char *text, int mode, GError **error);
gboolean obs_platform_replace_bytes (const char *path, GBytes *bytes, int mode, GError **error);

/* Copies a file's bytes to @to, which is made or replaced; where the file system can, both share
 * their bytes until one of them is written to. Nothing is left at @to where it fails. */
gboolean obs_platform_copy (const char *from, const char *to, GCancellable *cancellable,
                            GError **error);
/* For that: lets the system copy from one descriptor to the other. FALSE where it cannot; what was
 * written by then is worth nothing. */
gboolean obs_platform_clone (int from, int to, guint64 length, GCancellable *cancellable);

/* Removes a file, or a folder with what is in it; links are removed, never followed. Best effort:
 * what is in use stays for the next time. */
void obs_platform_remove (const char *path);

/* Maps a system error at @path to OBS_ERROR; the one place where that is done. */
void obs_platform_set_error (int code, const char *path, GError **error);
void obs_platform_set_read_error (int code, const char *path, GError **error);

/* A whole file of at most @most bytes. OBS_ERROR_NOT_FOUND, or the system's reason in the sentence.
 * (transfer full) */
GBytes *obs_platform_read (const char *path, gsize most, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsLock, obs_platform_unlock)

G_END_DECLS
