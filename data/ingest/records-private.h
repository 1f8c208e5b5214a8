/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/records.h"

G_BEGIN_DECLS

/* What one kind of file has to do. */
typedef struct
{
  /* As obs_records_next(); sets @line. Never called again after it returned 0 or -1. */
  int (*next) (ObsRecords *self, const ObsSlice **fields, guint *n_fields, GError **error);
  /* Frees what the reader holds beside the common part; neither that nor the structure itself. */
  void (*free) (ObsRecords *self);
} ObsRecordsClass;

/* The common part; a reader's own structure begins with it and is allocated by g_new0(). */
struct _ObsRecords
{
  const ObsRecordsClass *class;
  char *name;         /* what messages call the file */
  GPtrArray *notices; /* of char * */
  guint64 line;       /* at which the last record began, from 1 */
  guint64 n_blank;    /* blank lines or rows that were passed over */
  char *sha256;       /* hex, set by the reader when the end was reached */
  int state;          /* of obs_records_next() alone: 0 at the end, -1 after an error */
  GError *error;      /* of obs_records_next() alone: what stopped it */
};

/* Sets the common part: the name from @options or @path. A reader that fails to open after this is
 * freed by obs_records_free(). */
void obs_records_init (ObsRecords *self, const ObsRecordsClass *class, const char *path,
                       const ObsRecordsOptions *options);

/* Adds a notice, a whole translated sentence that names the place; those after the hundredth are
 * passed over. */
void obs_records_notice (ObsRecords *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The readers. Each takes options that are not NULL, and answers what obs_records_open() does. */
ObsRecords *obs_csv_reader_open (const char *path, const ObsRecordsOptions *options,
                                 GCancellable *cancellable, GError **error);
ObsRecords *obs_workbook_open (const char *path, const ObsRecordsOptions *options,
                               GCancellable *cancellable, GError **error);
ObsRecords *obs_json_records_open (const char *path, const ObsRecordsOptions *options,
                                   GCancellable *cancellable, GError **error);

G_END_DECLS
