/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/content/chunk.h"

G_BEGIN_DECLS

/* Columns of every pattern that an encoding looks for, for the tests of this folder. */

#define RANDOM_COLUMN_PATTERNS 16

ObsColumn *random_column (GRand *random, ObsColumnKind kind, guint n, guint pattern,
                          gboolean nulls);
void assert_columns_equal (const ObsColumn *a, const ObsColumn *b);
void assert_rows_equal (const ObsRows *a, const ObsRows *b);

ObsChunkColumn *chunk_column (const char *name, ObsColumnKind kind, gboolean nullable, int key);
GPtrArray *chunk_columns (void); /* empty, frees its columns */
ObsRows *rows_new (guint n);     /* no columns yet */

G_END_DECLS
