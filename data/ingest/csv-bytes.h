/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The bytes of a table from a file (plain or gzip) or from memory, in order, with the hash of the
 * file's own bytes. A large file is read, hashed and unpacked on a second thread, a few blocks
 * ahead. Private to the CSV reader. */
typedef struct _ObsCsvBytes ObsCsvBytes;

#define OBS_CSV_MAX_FILE (200u * 1024 * 1024)     /* bytes on disk */
#define OBS_CSV_MAX_UNPACKED (500u * 1024 * 1024) /* bytes out of a gzip file */

/* @name is what messages call the file. */
ObsCsvBytes *obs_csv_bytes_open (const char *path, const char *name, GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Does not copy @data. @step is the most bytes that one read gives; 0: no such limit. */
ObsCsvBytes *obs_csv_bytes_new (gconstpointer data, gsize length, gsize step,
                                const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* The same bytes once more from their beginning, for a look ahead: without a hash or a thread. */
ObsCsvBytes *obs_csv_bytes_again (const ObsCsvBytes *self,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_csv_bytes_free (ObsCsvBytes *self);

/* At most @room bytes into @out; @n is 0 only at the end. FALSE with one sentence in @error. */
gboolean obs_csv_bytes_read (ObsCsvBytes *self, char *out, gsize room, gsize *n, GError **error);

/* 64 hex digits (transfer full), once, after the end was reached. */
char *obs_csv_bytes_take_sha256 (ObsCsvBytes *self);
/* How many bytes will be given in all, where that is known; else 0. */
gsize obs_csv_bytes_expected (const ObsCsvBytes *self);
/* Bytes of memory that it holds. */
gsize obs_csv_bytes_memory (const ObsCsvBytes *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsCsvBytes, obs_csv_bytes_free)

G_END_DECLS
