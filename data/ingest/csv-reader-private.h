/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/records-private.h"

G_BEGIN_DECLS

#define OBS_CSV_MAX_FIELD (1024u * 1024)      /* bytes of UTF-8 */
#define OBS_CSV_MAX_RECORD (8u * 1024 * 1024) /* bytes of UTF-8 */
#define OBS_CSV_MAX_ROWS 2000000u
#define OBS_CSV_MAX_COLUMNS 1000u

/* Reads from memory, which must stay; @step is the most bytes that one read gives, 0 for no such
 * limit: whatever it is, the same records come out. Packed text is unpacked as in a file. */
ObsRecords *obs_csv_reader_new (gconstpointer data, gsize length, gsize step,
                                const ObsRecordsOptions *options,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* From now on what would be a notice is an error. */
void obs_csv_reader_set_strict (ObsRecords *self);

/* Most bytes of memory that the reader held so far. */
gsize obs_csv_reader_peak (const ObsRecords *self);

/**
 * obs_csv_find_delimiter:
 * @text: the beginning of a table
 * @whole: whether that is all of it
 * @quote: the quotation mark
 * @comment: what begins a line that is passed over, or NUL
 * @first: the delimiter to take where several are as good
 *
 * Returns: the one of comma, semicolon, TAB and "|" that cuts the first hundred records most evenly
 * into the most fields, quotation marks seen to; @first where none cuts the first record
 */
char obs_csv_find_delimiter (const char *text, gsize length, gboolean whole, char quote,
                             char comment, char first);

/**
 * obs_csv_sep_line:
 * @delimiter: (out): what the line names
 *
 * Returns: the length of a first line "sep=;" with its line end, or 0 where there is none
 */
gsize obs_csv_sep_line (const char *text, gsize length, char *delimiter);

G_END_DECLS
