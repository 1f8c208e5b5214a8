/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The packed container of a workbook. Its directory is read and judged before anything is unpacked:
 * at most 1,000 entries and 500 MiB in all, at most 100:1 for an entry above 1 MiB, no name that
 * leads elsewhere, no name twice, no two entries over the same bytes, nothing encrypted. The same
 * limits are kept while unpacking. Worker threads only; one part at a time. */

#define OBS_ZIP_MAX_FILE (200 * 1024 * 1024)
#define OBS_ZIP_MAX_ENTRIES 1000
#define OBS_ZIP_MAX_TOTAL (500 * 1024 * 1024)
#define OBS_ZIP_MAX_RATIO 100
#define OBS_ZIP_RATIO_FROM (1024 * 1024)

typedef struct _ObsZip ObsZip;
typedef struct _ObsZipPart ObsZipPart;

/* @name: what messages call the file. Bad containers: %OBS_ERROR_INPUT. */
ObsZip *obs_zip_open (const char *path, const char *name, GCancellable *cancellable,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_zip_close (ObsZip *self);

const char *obs_zip_name (const ObsZip *self);
guint obs_zip_n_entries (const ObsZip *self);
const char *obs_zip_entry (const ObsZip *self, guint i);

/* The name as it stands in the container, compared without ASCII case, or NULL. */
const char *obs_zip_find (const ObsZip *self, const char *name);

/* SHA-256 of the whole file, hex; NULL with @error set. No part may be open. */
char *obs_zip_sha256 (ObsZip *self, GError **error);

/* A part that is missing: %OBS_ERROR_INPUT. */
ObsZipPart *obs_zip_part_open (ObsZip *self, const char *name,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns: the number of bytes read, 0 at the end (its checksum was right), -1 with @error set */
gssize obs_zip_part_read (ObsZipPart *self, void *buffer, gsize size, GError **error);
void obs_zip_part_close (ObsZipPart *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsZip, obs_zip_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsZipPart, obs_zip_part_close)

G_END_DECLS
