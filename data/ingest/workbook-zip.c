/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/workbook-zip-private.h"

#include "data/error.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#ifndef O_BINARY
#define O_BINARY 0
#endif
#ifndef O_CLOEXEC
#define O_CLOEXEC 0
#endif

#define BLOCK 65536

struct _ObsZipPart
{
  ObsZip *zip;
  const ObsZipEntry *entry;
  struct archive *archive;
  guint64 done;
};

ObsZip *
obs_zip_open (const char *path, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (ObsZip) self = g_new0 (ObsZip, 1);
  GStatBuf status;

  self->name = g_strdup (name);
  self->entries = g_array_new (FALSE, TRUE, sizeof (ObsZipEntry));
  g_array_set_clear_func (self->entries, obs_zip_entry_clear);
  if (cancellable != NULL)
    self->cancellable = g_object_ref (cancellable);
  self->fd = g_open (path, O_RDONLY | O_BINARY | O_CLOEXEC, 0);
  if (self->fd < 0 || g_stat (path, &status) != 0)
    {
      int code = errno;

      g_set_error (error, OBS_ERROR, code == ENOENT ? OBS_ERROR_NOT_FOUND : OBS_ERROR_FAILED,
                   _ ("%s cannot be opened: %s."), name, g_strerror (code));
      return NULL;
    }
  self->size = (guint64) lseek (self->fd, 0, SEEK_END);
  if (!S_ISREG (status.st_mode) || self->size > OBS_ZIP_MAX_FILE)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
                   _ ("%s is no ordinary file of at most %d MiB. Split the workbook, or save the "
                      "sheet as CSV."),
                   name, OBS_ZIP_MAX_FILE / (1024 * 1024));
      return NULL;
    }
  if (!obs_zip_read_directory (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
obs_zip_close (ObsZip *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->by_name, g_hash_table_unref);
  g_array_unref (self->entries);
  g_free (self->name);
  g_free (self);
}

const char *
obs_zip_name (const ObsZip *self)
{
  return self->name;
}

guint
obs_zip_n_entries (const ObsZip *self)
{
  return self->entries->len;
}

const char *
obs_zip_entry (const ObsZip *self, guint i)
{
  return g_array_index (self->entries, ObsZipEntry, i).name;
}

static const ObsZipEntry *
find (const ObsZip *self, const char *name)
{
  g_autofree char *key = g_ascii_strdown (name, -1);
  gpointer position;

  if (!g_hash_table_lookup_extended (self->by_name, key, NULL, &position))
    return NULL;
  return &g_array_index (self->entries, ObsZipEntry, GPOINTER_TO_UINT (position));
}

const char *
obs_zip_find (const ObsZip *self, const char *name)
{
  const ObsZipEntry *entry = find (self, name);

  return entry != NULL ? entry->name : NULL;
}

char *
obs_zip_sha256 (ObsZip *self, GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *buffer = g_malloc (BLOCK);
  guint64 total = 0;
  gssize n = -1;

  if (lseek (self->fd, 0, SEEK_SET) == 0)
    while ((n = read (self->fd, buffer, BLOCK)) > 0)
      {
        if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
          return NULL;
        g_checksum_update (sum, buffer, n);
        total += (guint64) n;
      }
  if (n < 0 || total != self->size)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED,
                   _ ("%s changed while it was read. Read it again when nothing writes to it."),
                   self->name);
      return NULL;
    }
  return g_strdup (g_checksum_get_string (sum));
}

/* Two readings of one container must agree, or each would see another file. */
static gboolean
agrees (const ObsZipEntry *entry, struct archive_entry *found)
{
  return !archive_entry_is_encrypted (found)
         && (!archive_entry_size_is_set (found)
             || (guint64) archive_entry_size (found) == entry->size);
}

static gboolean
seek_to (ObsZipPart *self, GError **error)
{
  struct archive_entry *found;
  int status;

  while ((status = archive_read_next_header (self->archive, &found)) == ARCHIVE_OK)
    {
      const char *name = archive_entry_pathname (found);

      if (g_strcmp0 (name, self->entry->name) == 0)
        return agrees (self->entry, found) || obs_zip_set_damaged (self->zip, error);
    }
  return obs_zip_set_damaged (self->zip, error);
}

ObsZipPart *
obs_zip_part_open (ObsZip *self, const char *name, GError **error)
{
  g_autoptr (ObsZipPart) part = g_new0 (ObsZipPart, 1);

  part->zip = self;
  part->entry = find (self, name);
  if (part->entry == NULL)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("%s lacks the part “%s” that every such workbook has. Open it in a "
                      "spreadsheet program and save it again."),
                   self->name, name);
      return NULL;
    }
  part->archive = archive_read_new ();
  if (part->archive == NULL
      || archive_read_support_format_zip_seekable (part->archive) != ARCHIVE_OK
      || lseek (self->fd, 0, SEEK_SET) != 0
      || archive_read_open_fd (part->archive, self->fd, BLOCK) != ARCHIVE_OK)
    {
      obs_zip_set_damaged (self, error);
      return NULL;
    }
  if (!seek_to (part, error))
    return NULL;
  return g_steal_pointer (&part);
}

/* Counts what comes out, whatever the directory promised. */
static gboolean
check_grown (ObsZipPart *self, GError **error)
{
  ObsZip *zip = self->zip;

  if (self->done > self->entry->size)
    return obs_zip_set_damaged (zip, error);
  if (zip->unpacked > OBS_ZIP_MAX_TOTAL
      || (self->done > OBS_ZIP_RATIO_FROM && self->done / OBS_ZIP_MAX_RATIO > self->entry->packed))
    return obs_zip_set_bomb (zip, self->entry->name, error);
  return TRUE;
}

gssize
obs_zip_part_read (ObsZipPart *self, void *buffer, gsize size, GError **error)
{
  la_ssize_t n;

  if (g_cancellable_set_error_if_cancelled (self->zip->cancellable, error))
    return -1;
  n = archive_read_data (self->archive, buffer, size);
  if (n < 0 || (n == 0 && self->done != self->entry->size))
    {
      obs_zip_set_damaged (self->zip, error);
      return -1;
    }
  self->done += (guint64) n;
  self->zip->unpacked += (guint64) n;
  return check_grown (self, error) ? (gssize) n : -1;
}

void
obs_zip_part_close (ObsZipPart *self)
{
  if (self == NULL)
    return;
  if (self->archive != NULL)
    archive_read_free (self->archive);
  g_free (self);
}
