/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/content/content.h"

#include <openssl/evp.h>

G_BEGIN_DECLS

/* For the files of this folder (and its tests) only. */

/* Every ObsContentTable is one of these. */
typedef struct
{
  ObsContentTable table;
  GArray *keys;   /* of guint: the columns of the key, in its order */
  GArray *unique; /* of gboolean, by column: it stands in a UNIQUE constraint beside the key */
  char *names;    /* "a", "b" … of all columns, as SQL has them */
  char *key;      /* the same, of the key */
  guint bits;     /* of OBS_CUT_…, for this table */
} ObsTableShape;

const ObsTableShape *obs_table_shape (const ObsContentTable *table);
const ObsChunkColumn *obs_shape_column (const ObsTableShape *shape, guint column);
guint obs_shape_n_columns (const ObsTableShape *shape);
/* TRUE where the columns have the same names, kinds and places in the key. */
gboolean obs_shape_equal (const ObsTableShape *a, const ObsTableShape *b);
const ObsTableShape *obs_shapes_find (const GPtrArray *tables, const char *name);

/* key.c. An encoded key: its values one after another so that memcmp() orders keys as SQLite's
 * BINARY collation does. */
int obs_key_compare (gconstpointer a, gsize a_length, gconstpointer b, gsize b_length);
int obs_key_compare_bytes (GBytes *a, GBytes *b);
void obs_key_add_integer (GByteArray *key, gint64 value);
void obs_key_add_text (GByteArray *key, const char *text, gsize length);
/* Of the row that @stmt stands on (all columns selected); FALSE where a value cannot be a key. */
gboolean obs_key_of_row (const ObsTableShape *shape, sqlite3_stmt *stmt, GByteArray *key,
                         GError **error);
/* Of row @i; @keys_only: @rows holds the key's columns alone. */
void obs_key_of_rows (const ObsTableShape *shape, const ObsRows *rows, gboolean keys_only, guint i,
                      GByteArray *key);
/* Refuses what is no key of the table. Texts belong to @bytes, which must live on. */
gboolean obs_key_bind (const ObsTableShape *shape, GBytes *bytes, sqlite3_stmt *stmt, int parameter,
                       GError **error);
gint64 obs_key_integer (GBytes *key);
/* Where the segment that holds @key starts if the cut is one of numbers; else @key. */
GBytes *obs_key_start (const ObsTableShape *shape, GBytes *key) G_GNUC_WARN_UNUSED_RESULT;
/* TRUE where a segment begins with @key, seen by itself. Not for integer keys. */
gboolean obs_key_cuts (const ObsTableShape *shape, const GByteArray *key);
gint64 obs_key_bucket (const ObsTableShape *shape, gint64 key);

/* row-hash.c */
typedef struct _ObsRowHash ObsRowHash;
ObsRowHash *obs_row_hash_new (void);
void obs_row_hash_free (ObsRowHash *hash);
/* FALSE where a value is not of its column's kind. */
gboolean obs_row_hash_add (ObsRowHash *hash, const ObsTableShape *shape, sqlite3_stmt *stmt,
                           GError **error);
/* And begins anew. */
void obs_row_hash_finish (ObsRowHash *hash, guint8 sha256[32]);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsRowHash, obs_row_hash_free)

/* range.c. Rows of a table in key order, from @from (NULL: the first) to before @to. */
sqlite3_stmt *obs_range_prepare (sqlite3 *db, const ObsTableShape *shape, GBytes *from, GBytes *to,
                                 GError **error);
/* 1: a row, 0: the end, -1: @error is set. Looks at @cancellable now and then. */
int obs_range_step (sqlite3_stmt *stmt, guint64 *count, GCancellable *cancellable, GError **error);

/* segments.c: reading a range, segment by segment. */
typedef struct
{
  sqlite3 *db;
  GCancellable *cancellable;
  ObsRowsFunc progress; /* nullable */
  gpointer progress_data;
  guint64 rows;              /* so far */
  gint64 told;               /* monotonic time of the last progress */
  ObsSegmentKnownFunc known; /* nullable */
  ObsSegmentFunc sink;       /* nullable: gets each segment, encoded */
  gpointer sink_data;
} ObsScan;

/* Appends the segments of the range to @table. */
gboolean obs_scan_range (ObsScan *scan, const ObsTableShape *shape, GBytes *from, GBytes *to,
                         ObsManifestTable *table, GError **error);
/* All tables of the database. */
ObsManifest *obs_scan_all (ObsScan *scan, GError **error);

/* row-values.c */
ObsRows *obs_rows_new (const ObsTableShape *shape, gboolean keys_only);
void obs_rows_add (ObsRows *rows, const ObsTableShape *shape, gboolean keys_only,
                   sqlite3_stmt *stmt);
void obs_rows_clear (ObsRows *rows); /* to none; keeps its memory */
void obs_column_add_value (ObsColumn *column, sqlite3_value *value);
/* FALSE where the value is nothing that travels (NUL in a text, no UTF-8, not finite). */
gboolean obs_row_travels (const ObsTableShape *shape, sqlite3_stmt *stmt, GError **error);
void obs_column_bind (const ObsColumn *column, guint i, sqlite3_stmt *stmt, int parameter);
/* FALSE where the columns are not those of the table, or not all of the same length. */
gboolean obs_rows_fit (const ObsTableShape *shape, const ObsRows *rows, gboolean keys_only);

/* touched.c. @moves: the row came or went, it was not only revised. */
void obs_touched_add (ObsTouched *touched, const ObsTableShape *shape, const GByteArray *key,
                      gboolean moves);
void obs_touched_add_integer (ObsTouched *touched, const ObsTableShape *shape, gint64 key);
/* From @from (NULL: the first) to before @to (NULL: the end). */
void obs_touched_add_range (ObsTouched *touched, const ObsTableShape *shape, GBytes *from,
                            GBytes *to);
void obs_touched_add_all (ObsTouched *touched, const char *table);
gboolean obs_touched_is_all (const ObsTouched *touched, const char *table);
/* (transfer full): of gboolean, by segment of @old: read it again; NULL where nothing was touched.
 */
GArray *obs_touched_segments (const ObsTouched *touched, const ObsTableShape *shape,
                              const ObsManifestTable *old);

/* write.c: rows into tables. */
/* INSERT INTO "table" (…) VALUES (…); @replace: OR REPLACE */
sqlite3_stmt *obs_insert_prepare (sqlite3 *db, const ObsTableShape *shape, gboolean replace,
                                  GError **error);
/* "key" = ?1 AND …; from parameter @first */
void obs_key_condition (GString *sql, const ObsTableShape *shape, guint first);
/* Steps and resets; FALSE with OBS_ERROR_CORRUPT where a row does not fit. */
gboolean obs_write_step (sqlite3_stmt *stmt, const ObsTableShape *shape, GError **error);
void obs_touch_row (ObsTouched *touched, const ObsTableShape *shape, const ObsRows *rows,
                    gboolean keys_only, guint i, gboolean moves, GByteArray *key);
gboolean obs_shape_has_unique (const ObsTableShape *shape);

/* cubes.c: an edition in memory, with all tables that @db describes and no rows. */
sqlite3 *obs_content_model (sqlite3 *db, GError **error);

G_END_DECLS
