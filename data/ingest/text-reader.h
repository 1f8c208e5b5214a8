/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/descriptor.h"
#include "data/ingest/issues.h"

G_BEGIN_DECLS

/* A file of a table of texts or concepts, row by row, as its descriptor explains it. Rows that
 * break a rule are told and passed over; those left out as declared are counted. Worker threads
 * only. */
typedef struct _ObsTextReader ObsTextReader;

/* NULL with @error where the file cannot be read or lacks a column. */
ObsTextReader *obs_text_reader_open (const ObsDescriptor *descriptor, const char *path,
                                     ObsIssues *issues, GCancellable *cancellable,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_text_reader_free (ObsTextReader *self);

/* 1 for the next row that passes "only" and holds nothing refused, 0 at the end, -1 with @error. */
int obs_text_reader_next (ObsTextReader *self, GError **error);

/* Whether the table has the key at all. */
gboolean obs_text_reader_has (const ObsTextReader *self, ObsTextKey key);
/* The value in this row, without blanks around it; "" where there is none. Until the next row. */
const char *obs_text_reader_get (const ObsTextReader *self, ObsTextKey key);
/* The values of a cell that lists several. Of char *; until the next row. */
const GPtrArray *obs_text_reader_list (const ObsTextReader *self, ObsTextKey key);
/* The cell of any column in this row, "" where there is no such column. */
const char *obs_text_reader_cell (const ObsTextReader *self, const char *column);
/* Whether the row passes all of @only (of ObsOnly *). */
gboolean obs_text_reader_passes (const ObsTextReader *self, const GPtrArray *only);
guint64 obs_text_reader_line (const ObsTextReader *self);
const char *obs_text_reader_name (const ObsTextReader *self);

/* A fault of this row in the column of @key: "line, column, value and rule"; @format: what is wrong
 * and what to do, a clause in lower case. */
void obs_text_reader_fault (ObsTextReader *self, ObsTextKey key, const char *rule,
                            const char *format, ...) G_GNUC_PRINTF (4, 5);
/* Counts this row as left out; @reason: a noun phrase. */
void obs_text_reader_leave_out (ObsTextReader *self, const char *reason);
/* The row names by @key something that is not there: refused, left out or gone on without, as the
 * descriptor says. TRUE: go on without. */
gboolean obs_text_reader_unknown (ObsTextReader *self, ObsTextKey key, const char *value,
                                  const char *what);
/* Counts the row as used. */
void obs_text_reader_keep (ObsTextReader *self);

guint64 obs_text_reader_n_read (const ObsTextReader *self);
guint64 obs_text_reader_n_kept (const ObsTextReader *self);
/* After the end: hash of the file. */
const char *obs_text_reader_sha256 (const ObsTextReader *self);
/* What was left out and why, a sentence; "" where nothing was. (transfer full) */
char *obs_text_reader_note (const ObsTextReader *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsTextReader, obs_text_reader_free)

G_END_DECLS
