/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* index.json, what an origin offers:
 *
 *   {"format": 1, "origin": "leicester-leicestershire", "editions": [
 *     {"date": "2026-11-22", "name": "2026-11-22-<first 16 digits of plain_sha256>", "title": "…",
 *      "schema": 1, "file": "editions/<sha256>.sqlite.zst", "length": 1, "sha256": "<64 hex>",
 *      "plain_length": 1, "plain_sha256": "<64 hex>"}, …]}
 *
 * Newest first. Every member has to be there and no other; names are made from date and hash only,
 * so nothing in an index can lead anywhere else. */

#define OBS_INDEX_FORMAT 1
#define OBS_INDEX_MAX_LENGTH (G_GUINT64_CONSTANT (1) << 30) /* of a packed edition: 1 GiB */
#define OBS_INDEX_MAX_PLAIN (G_GUINT64_CONSTANT (4) << 30)  /* of an edition: 4 GiB */

typedef struct
{
  char *date;
  char *name;
  char *title;
  int schema;
  char *file;
  guint64 length;
  char *sha256;
  guint64 plain_length;
  char *plain_sha256;
} ObsIndexEntry;

typedef struct
{
  char *origin;       /* edition id: names the series */
  GPtrArray *entries; /* of ObsIndexEntry *, newest first, at least one */
} ObsIndex;

/* @where names the index in sentences: a host or a file. OBS_ERROR_CORRUPT, or
 * OBS_ERROR_SCHEMA_TOO_NEW for an index of a later format. */
ObsIndex *obs_index_parse (const char *text, gsize length, const char *where,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_index_free (ObsIndex *index);

/* The same bytes for the same index. (transfer full) */
char *obs_index_to_text (const ObsIndex *index) G_GNUC_WARN_UNUSED_RESULT;

/* What to bring in where @newest_date (nullable) is the newest edition date held and
 * @current_sha256 (nullable) the hash of the edition in use. NULL without error: nothing newer; an
 * older date is never offered. OBS_ERROR_SCHEMA_TOO_NEW where all that is newer needs a newer
 * program. Returns: (transfer none) */
const ObsIndexEntry *obs_index_offer (const ObsIndex *index, const char *newest_date,
                                      const char *current_sha256, GError **error);

void obs_index_entry_free (ObsIndexEntry *entry);

/* TRUE for a date YYYY-MM-DD of the years 2000 to 2199. */
gboolean obs_index_is_date (const char *text);
/* TRUE for lower-case letters, digits and "-", 1 to 64 of them, not "-" first. */
gboolean obs_index_is_origin (const char *text);
/* TRUE for a date, "-" and 16 hex digits. */
gboolean obs_index_is_name (const char *text);
/* TRUE for 1 to 200 characters without controls and without marks that turn the direction. */
gboolean obs_index_is_title (const char *text);
/* (transfer full) */
char *obs_index_make_name (const char *date, const char *plain_sha256);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsIndex, obs_index_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsIndexEntry, obs_index_entry_free)

G_END_DECLS
