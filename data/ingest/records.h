/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A table read record by record in constant memory, whatever file it stands in: CSV (also .gz), a
 * sheet of an XLSX or ODS workbook; or the records of a JSON file, which is held in memory.
 * Everything is text until it is mapped. The first record is the first of the file; headings mean
 * nothing here. Worker threads only. */

typedef struct _ObsRecords ObsRecords;

/* One field: UTF-8, text[length] is NUL. Owned by the reader, valid until the next call. */
typedef struct
{
  const char *text;
  gsize length;
} ObsSlice;

/* A quotation mark that no text holds: all marks are ordinary characters. */
#define OBS_RECORDS_NO_QUOTE '\1'

/* How to read; NULL and 0 mean: find out. */
typedef struct
{
  const char *name;     /* what messages call the file; NULL: its base name */
  const char *format;   /* "csv", "xlsx", "ods", "json" */
  const char *encoding; /* "utf-8", "utf-16", "windows-1252" */
  char delimiter;       /* of CSV: ',', ';', TAB or '|', or another character of ASCII */
  const char *sheet;    /* of a workbook: its name, or a glob of it; NULL: the first visible one */
  gboolean ragged;      /* records may be shorter than the first: missing fields are empty */
  gboolean plain;       /* records may have any number of fields, given as they stand; an empty
                         * file is no error */
  char quote;           /* of CSV: the quotation mark; NUL: '"' */
  char comment;         /* of CSV: lines that begin with it are passed over; NUL: none */
  const char *rows;     /* of JSON: dotted path to the array of records; NULL: the root */
  const char *const *columns; /* of JSON: dotted names of the fields wanted, ended by NULL */
} ObsRecordsOptions;

/* Opens the file; FALSE sentences name file, and place where there is one. */
ObsRecords *obs_records_open (const char *path, const ObsRecordsOptions *options,
                              GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_records_free (ObsRecords *self);

/**
 * obs_records_next:
 * @fields: (out): the fields of the next record; blank lines are passed over
 * @n_fields: (out): how many: as many as the first record has. More only where all that are too
 *   many are empty, of which there is a notice
 *
 * Returns: 1 for a record, 0 at the end of the table, -1 with @error set (%OBS_ERROR_INPUT: one
 * sentence with file, line, column and what to do; nothing after it can be read)
 */
int obs_records_next (ObsRecords *self, const ObsSlice **fields, guint *n_fields, GError **error);

/* Line of the file (CSV) or row of the sheet, from 1, at which the last record began. */
guint64 obs_records_line (const ObsRecords *self);
const char *obs_records_name (const ObsRecords *self);

/* Notices so far, sentences for people: a guessed encoding, a bare quotation mark, a hidden sheet,
 * a formula's kept value. Of char *; at most 100. */
GPtrArray *obs_records_notices (const ObsRecords *self);

/* SHA-256 in hex of the file's bytes as they stand on disk; only after the end was reached, before
 * that NULL. */
const char *obs_records_sha256 (const ObsRecords *self);

/* Blank lines that were passed over so far. */
guint64 obs_records_n_blank (const ObsRecords *self);

/**
 * obs_records_check_headings:
 * @fields: the first record, just read
 *
 * Checks that the first record can name columns: two names that are the same after blanks around
 * them and the difference of capitals are taken off are refused, and so is a record without any
 * name. Columns without a name are left to the caller.
 *
 * Returns: FALSE with one sentence in @error
 */
gboolean obs_records_check_headings (const ObsRecords *self, const ObsSlice *fields, guint n_fields,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsRecords, obs_records_free)

G_END_DECLS
