/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/csv-bytes.h"

G_BEGIN_DECLS

/* The text of a table as UTF-8, whatever encoding it stands in. Private to the CSV reader.
 *
 * A byte order mark decides. Without one the text is UTF-8 when all of it is; else it is
 * Windows-1252 when no byte of it is undefined there. That is found out at the first byte beyond
 * ASCII, by a look over the whole file, so a file is never read half in one and half in the other.
 * What is neither is given as it stands and found bad by obs_csv_text_good(). */
typedef struct _ObsCsvText ObsCsvText;

/* Takes @bytes. @encoding as in ObsRecordsOptions, or NULL. */
ObsCsvText *obs_csv_text_new (ObsCsvBytes *bytes, const char *encoding, const char *name,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_csv_text_free (ObsCsvText *self);

/* At least one byte into @out, which has room for @room (at least 16); @n is 0 only at the end. */
gboolean obs_csv_text_read (ObsCsvText *self, char *out, gsize room, gsize *n, GError **error);

/* TRUE once the text had to be taken for Windows-1252 without anybody having said so. */
gboolean obs_csv_text_guessed (const ObsCsvText *self);
/* What the text stands in, for messages: "UTF-8" and so on. */
const char *obs_csv_text_encoding (const ObsCsvText *self);
ObsCsvBytes *obs_csv_text_bytes (ObsCsvText *self);
gsize obs_csv_text_memory (const ObsCsvText *self);

/**
 * obs_csv_text_good:
 * @cut: (out): whether what follows may be a character of which the end is missing
 *
 * Returns: how many bytes at the beginning of @text are whole characters of UTF-8 other than NUL
 */
gsize obs_csv_text_good (const char *text, gsize length, gboolean *cut);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsCsvText, obs_csv_text_free)

G_END_DECLS
