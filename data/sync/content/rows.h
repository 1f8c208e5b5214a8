/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/content/bytes.h"
#include "data/sync/content/chunk.h"

G_BEGIN_DECLS

/* Rows within segments and packs. Of this folder only. */

/* Which columns are taken: all, or those of the key. (transfer container) */
GPtrArray *obs_rows_columns (const GPtrArray *columns, gboolean key_only);

void obs_rows_put_shape (GByteArray *out, const GPtrArray *columns);
/* (transfer full) */
GPtrArray *obs_rows_get_shape (ObsCursor *in, GError **error);
gboolean obs_rows_same_shape (const GPtrArray *a, const GPtrArray *b);

void obs_rows_encode (const ObsRows *rows, GByteArray *out);
/* @columns: of ObsChunkColumn *, the ones that are there. @most: memory that may be taken; what was
 * taken is drawn off. Refuses keys that do not rise. */
ObsRows *obs_rows_decode (ObsCursor *in, const GPtrArray *columns, gsize *most, GError **error);

#define OBS_COLUMN_MEMORY 512 /* about what a column without values takes */
gsize obs_column_memory (const ObsColumn *column);

G_END_DECLS
