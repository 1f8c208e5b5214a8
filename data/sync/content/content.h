/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/content/chunk.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* The content of an edition, whatever its SQLite pages look like: tables cut into segments by key
 * range, each with the SHA-256 of its rows, and over them the logical hash of the table and the
 * state of the whole. */

typedef struct
{
  char *name;
  GPtrArray *columns;   /* of ObsChunkColumn * */
  gboolean integer_key; /* the key is one INTEGER PRIMARY KEY */
} ObsContentTable;

/* All tables of an open database that has our schema, parents before children (the order in which
 * they can be filled): the fixed ones, then those of the cubes that it describes. A table without
 * its cube's description, or a cube without its table: OBS_ERROR_CORRUPT.
 * Returns: (transfer full): of ObsContentTable * */
GPtrArray *obs_content_tables (sqlite3 *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Where a table is cut: before every key of which this is a property by itself, so that an
 * insertion moves no other cut. Integer keys: at each multiple of 2^bits, whether there is a row of
 * that number or not; others where the low bits of a hash of the key are 0. Tables of long texts
 * are cut more often (tables.c), so that no segment is more than OBS_CHUNK_MOST. */
#define OBS_CUT_INTEGER_BITS 16
#define OBS_CUT_HASH_BITS 13

typedef struct
{
  GBytes *first; /* the key of its first row, encoded */
  guint64 rows;
  guint8 sha256[32]; /* of its rows in key order, in the fixed encoding (README.md) */
} ObsManifestSegment;

typedef struct
{
  char *name;
  guint64 rows;
  guint8 sha256[32];   /* logical hash: over the list of its segments */
  GPtrArray *segments; /* of ObsManifestSegment * */
} ObsManifestTable;

/* What an edition holds, segment by segment. Kept beside each installed edition. */
typedef struct
{
  GPtrArray *tables; /* of ObsManifestTable *, in the order of obs_content_tables() */
} ObsManifest;

ObsManifest *obs_manifest_new (void) G_GNUC_WARN_UNUSED_RESULT;
ObsManifestTable *obs_manifest_table_new (const char *name) G_GNUC_WARN_UNUSED_RESULT;
ObsManifestSegment *obs_manifest_segment_new (GBytes *first) G_GNUC_WARN_UNUSED_RESULT;
/* Sets the table's rows and logical hash by its segments. */
void obs_manifest_table_finish (ObsManifestTable *table);
void obs_manifest_free (ObsManifest *manifest);
/* 64 hex digits over the names, rows and logical hashes of all tables. (transfer full) */
char *obs_manifest_state (const ObsManifest *manifest) G_GNUC_WARN_UNUSED_RESULT;
const ObsManifestTable *obs_manifest_table (const ObsManifest *manifest, const char *name);
/* Bytes with a checksum; rows and hashes of tables are not in it: they follow from the segments;
 * reading checks every count. OBS_ERROR_CORRUPT */
GBytes *obs_manifest_to_bytes (const ObsManifest *manifest) G_GNUC_WARN_UNUSED_RESULT;
ObsManifest *obs_manifest_from_bytes (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Called about ten times a second: @done of @total rows (0: not known). */
typedef void (*ObsRowsFunc) (guint64 done, guint64 total, gpointer user_data);

/* Reads the whole edition. */
ObsManifest *obs_manifest_make (sqlite3 *db, ObsRowsFunc progress, gpointer user_data,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Publisher: every segment of every table, encoded, in order. @segment has its rows, first key and
 * hash. Returning FALSE with an error stops. */
typedef gboolean (*ObsSegmentFunc) (const ObsContentTable *table, const ObsManifestSegment *segment,
                                    GBytes *plain, gpointer user_data, GError **error);
/* @known (nullable): TRUE where these rows need not be encoded again because the sink knows what
 * became of them; it then gets no bytes (NULL). */
typedef gboolean (*ObsSegmentKnownFunc) (const ObsContentTable *table,
                                         const ObsManifestSegment *segment, gpointer user_data);
ObsManifest *obs_content_write_segments (sqlite3 *db, ObsSegmentKnownFunc known,
                                         ObsSegmentFunc sink, gpointer user_data,
                                         GCancellable *cancellable,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Which keys a database was changed at, so that only the segments around them are read again. */
typedef struct _ObsTouched ObsTouched;
ObsTouched *obs_touched_new (void) G_GNUC_WARN_UNUSED_RESULT;
void obs_touched_free (ObsTouched *touched);

/* The manifest of @db, which was @old before the changes that @touched tells of: unchanged segments
 * are taken over, the others read. */
ObsManifest *obs_manifest_update (const ObsManifest *old, const ObsTouched *touched, sqlite3 *db,
                                  GCancellable *cancellable,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Client: puts a segment's rows into @db in place of whatever rows stand in its key range (from its
 * first key to @next, that of the following segment; NULL: to the end; the first segment of a table
 * also covers what stands before it). In the caller's transaction. */
gboolean obs_content_put_segment (sqlite3 *db, const ObsContentTable *table,
                                  const ObsManifestSegment *segment, GBytes *next, GBytes *plain,
                                  ObsTouched *touched, GCancellable *cancellable, GError **error);

/* Client, where only some segments are put: removes the rows that stand before the first segment of
 * @target, and all of them where it has none. */
gboolean obs_content_clear_before (sqlite3 *db, const ObsContentTable *table,
                                   const ObsManifestTable *target, ObsTouched *touched,
                                   GError **error);

/* TRUE where @held has segment @i of @target with the same rows, and no others up to the one that
 * follows it: then it need not be put. @held may be NULL. */
gboolean obs_manifest_holds (const ObsManifest *held, const ObsManifestTable *target, guint i);

/* Numbers of rows, from one to another. */
typedef struct
{
  gint64 from, to;
} ObsRowRange;

/* Of a table whose key is a number: where @after may hold other rows than @before (nullable),
 * segment by segment. Returns: (transfer full): of ObsRowRange, rising */
GArray *obs_manifest_changed_rows (const ObsManifestTable *before,
                                   const ObsManifestTable *after) G_GNUC_WARN_UNUSED_RESULT;

/* Client: the tables of the cubes that @db describes by now: makes those that are missing, drops
 * those that are none of them. To be called when the segments of the tables "cube" and
 * "cube_dimension" have been put, before obs_content_tables(). */
gboolean obs_content_make_cubes (sqlite3 *db, ObsTouched *touched, GError **error);

/* Publisher: what leads from @before to @after (files), with the summary for people. Tables of
 * another shape count as all withdrawn and all added. */
ObsPack *obs_content_diff (const char *before, const ObsManifest *before_manifest,
                           const char *after, const ObsManifest *after_manifest,
                           GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Client: applies a pack to @db in the caller's transaction, creating and dropping the tables of
 * cubes as their descriptions come and go. OBS_ERROR_CORRUPT where it does not fit: a row to be
 * withdrawn or revised is not there, one to be added is. */
gboolean obs_content_apply (sqlite3 *db, const ObsPack *pack, ObsTouched *touched,
                            GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsManifest, obs_manifest_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsTouched, obs_touched_free)

G_END_DECLS
