/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/content/column.h"

G_BEGIN_DECLS

/* Chunk files, what travels: segments and packs. One zstd frame with its content size and its
 * checksum, named by the SHA-256 of its bytes, never changed. Whoever unpacks has checked the hash
 * before. At most OBS_CHUNK_MOST bytes when unpacked. */

#define OBS_CHUNK_MOST (16 * 1024 * 1024)

/* The same bytes for the same content, level and release of zstd. (transfer full) */
GBytes *obs_chunk_pack (GBytes *plain, int level) G_GNUC_WARN_UNUSED_RESULT;

/* @plain_length: what the signed index promises. OBS_ERROR_CORRUPT. (transfer full) */
GBytes *obs_chunk_unpack (GBytes *packed, gsize plain_length,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What a table's rows look like, for reading and writing chunks. */
typedef struct
{
  char *name;
  ObsColumnKind kind;
  gboolean nullable;
  int key; /* place in the primary key from 1; 0: not part of it */
} ObsChunkColumn;

/* Rows of one table: columns in the table's order, all of the same number of values. */
typedef struct
{
  GPtrArray *columns; /* of ObsColumn * */
  guint n;            /* rows */
} ObsRows;

void obs_rows_free (ObsRows *rows);
void obs_chunk_column_free (ObsChunkColumn *column);

/* What the rows of a segment or a pack may take in memory; more is refused when it is read. Whoever
 * writes keeps to it (and to OBS_CHUNK_MOST). */
#define OBS_ROWS_MEMORY_MOST (30 * 1024 * 1024)
#define OBS_ROWS_MOST (512 * 1024) /* in one ObsRows */
gsize obs_rows_memory (const ObsRows *rows);

/* Another form or another choice among the encodings: other bytes for the same rows. */
#define OBS_SEGMENT_FORMAT 1

/* A segment: rows of one table, in the order of its key. @columns: of ObsChunkColumn *, in the
 * table's order. */
GBytes *obs_segment_encode (const char *table, const GPtrArray *columns,
                            const ObsRows *rows) G_GNUC_WARN_UNUSED_RESULT;
/* Refuses another table, other columns, keys that do not rise. OBS_ERROR_CORRUPT. */
ObsRows *obs_segment_decode (GBytes *plain, const char *table, const GPtrArray *columns,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A pack leads from the content of one edition to that of another: for each table that differs,
 * rows withdrawn (their keys), rows revised (their keys and, column by column, the rows whose value
 * is another, with the new value; numbers as differences where that is shorter), rows added. */
typedef struct
{
  char *table;
  GPtrArray *columns; /* of ObsChunkColumn *: the shape that these rows have. NULL when encoding: as
                         columns_of() says. A pack carries it; decoding always sets it */
  ObsRows *withdrawn; /* key columns only, in key order */
  ObsRows *revised;   /* key columns only, in key order */
  GPtrArray *changes; /* of ObsPackChange *, by column */
  ObsRows *added;     /* all columns, in key order */
} ObsPackTable;

typedef struct
{
  guint column;        /* in the table */
  GArray *rows;        /* guint32: which of the revised rows, rising */
  gboolean difference; /* integers, neither value NULL: new less old */
  ObsColumn *values;
} ObsPackChange;

typedef struct
{
  char *from; /* state of the edition that it starts from, 64 hex digits */
  char *to;
  char *summary;     /* JSON text: what changed, for people; see changes.h */
  GPtrArray *tables; /* of ObsPackTable *, in the schema's order */
} ObsPack;

void obs_pack_free (ObsPack *pack);
void obs_pack_table_free (ObsPackTable *table);
void obs_pack_change_free (ObsPackChange *change);

/* @columns_of: table name to its columns (of ObsChunkColumn *); NULL for a table that is not known
 * (yet): then the shape that the pack carries is taken over, for apply.h to check. */
typedef const GPtrArray *(*ObsColumnsFunc) (const char *table, gpointer user_data);

/* @columns_of may be NULL where all tables have their columns. Rows that are NULL are none. NULL
 * with OBS_ERROR_TOO_LARGE where it would be more than OBS_CHUNK_MOST or OBS_ROWS_MEMORY_MOST. */
GBytes *obs_pack_encode (const ObsPack *pack, ObsColumnsFunc columns_of, gpointer user_data,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @columns_of: may be NULL. A table that it knows with other columns is refused.
 * OBS_ERROR_CORRUPT. Nothing in it is trusted to be applicable: apply.h checks that. */
ObsPack *obs_pack_decode (GBytes *plain, ObsColumnsFunc columns_of, gpointer user_data,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsRows, obs_rows_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsPack, obs_pack_free)

G_END_DECLS
