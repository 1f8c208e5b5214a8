/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/content/content-private.h"

#include "data/edition/edition.h"

G_BEGIN_DECLS

/* For the files of this folder only: the rows of a table in two editions side by side, in key
 * order, without those of segments that both have alike. */

typedef struct
{
  ObsEdition *edition; /* owned; NULL where only a database is given */
  sqlite3 *db;
  GPtrArray *tables;           /* of ObsTableShape * */
  const ObsManifest *manifest; /* nullable */
  ObsManifest *owned;
} ObsMergeSide;

/* Opens the file; takes @manifest, or reads the one that lies beside it where @look. */
gboolean obs_merge_side_open (ObsMergeSide *side, const char *path, const ObsManifest *manifest,
                              gboolean look, GError **error);
void obs_merge_side_clear (ObsMergeSide *side);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ObsMergeSide, obs_merge_side_clear)

/* @before is NULL for a row of the newer edition only, @after for one of the older only; both where
 * the key is in both and a value differs. Statements stand on the row, all columns selected. */
typedef gboolean (*ObsMergeFunc) (sqlite3_stmt *before, sqlite3_stmt *after, gpointer user_data,
                                  GError **error);

/* @shape: of the table on both sides; NULL sides have no rows. @skip: use the manifests. */
gboolean obs_merge_table (const ObsMergeSide *before, const ObsMergeSide *after,
                          const ObsTableShape *shape, gboolean skip, ObsMergeFunc func,
                          gpointer user_data, GCancellable *cancellable, GError **error);

/* The same value, reals by their bits. */
gboolean obs_values_equal (sqlite3_value *a, sqlite3_value *b);

G_END_DECLS
