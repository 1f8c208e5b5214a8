/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/workbook-zip.h"

G_BEGIN_DECLS

/* One line of the directory. */
typedef struct
{
  char *name;
  guint64 packed; /* bytes in the file */
  guint64 size;   /* bytes unpacked */
  guint64 header; /* where its local header stands */
  guint flags;
  guint method;
} ObsZipEntry;

struct _ObsZip
{
  char *name;
  int fd;
  guint64 size;
  guint64 unpacked; /* by all parts so far; parts that are read twice count twice */
  GCancellable *cancellable;
  GArray *entries;     /* of ObsZipEntry */
  GHashTable *by_name; /* lower case -> position */
};

void obs_zip_entry_clear (gpointer entry);

/* Fills the entries; see workbook-zip-directory.c for what is refused. */
gboolean obs_zip_read_directory (ObsZip *self, GError **error);

/* Always FALSE. */
gboolean obs_zip_set_damaged (const ObsZip *self, GError **error);
gboolean obs_zip_set_bomb (const ObsZip *self, const char *part, GError **error);

G_END_DECLS
