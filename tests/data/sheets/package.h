/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/records.h"

/* A container that is put together by a test: parts by name, as a spreadsheet program writes them.
 */
typedef struct _Package Package;

Package *package_new (void);
void package_free (Package *self);
/* A part that is there already is replaced. */
void package_add (Package *self, const char *name, const char *text);
/* Also where it is there already. */
void package_add_again (Package *self, const char *name, const char *text);
void package_add_bytes (Package *self, const char *name, const void *bytes, gsize length);

/* The parts of a workbook with one sheet "Data", whose <sheetData> holds @rows; parts can be
 * replaced afterwards. */
Package *package_new_xlsx (const char *rows);
/* @tables: what stands in <office:spreadsheet>; @styles: in <office:automatic-styles>. */
Package *package_new_ods (const char *styles, const char *tables);

typedef enum
{
  PACK_PLAIN = 0,
  PACK_STORED = 1,      /* without packing */
  PACK_DESCRIPTORS = 2, /* sizes behind the data */
  PACK_ZIP64 = 4,       /* all sizes and places in 64 bits */
  PACK_ENCRYPTED = 8,   /* said to be, in the directory only */
} PackFlags;

/* The container's bytes. */
GBytes *package_pack (Package *self, PackFlags flags);
/* Writes to a file of the test's own folder: (transfer full): its path. */
char *package_write (Package *self, const char *name);
char *write_bytes (GBytes *bytes, const char *name);

/* Everything that can be read, rows by LF, fields by "|", with the line before: "1:a|b\n". */
char *read_all (const char *path, const ObsRecordsOptions *options, GPtrArray **notices,
                GError **error);

/* Folder of the shared data, or NULL with the test skipped. */
char *shared_data (const char *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Package, package_free)
