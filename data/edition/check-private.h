/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/db.h"

G_BEGIN_DECLS

/* For the files of the check only. */

typedef struct
{
  sqlite3 *db;
  GPtrArray *faults; /* of char *; the first fifty */
  GCancellable *cancellable;
  const ObsCheckedTable *checked; /* tables that were checked before; NULL: none */
  guint n_checked;
} ObsCheck;

/* What is known of @table; NULL: all of it has to be read. */
const ObsCheckedTable *obs_check_known (const ObsCheck *check, const char *table);

/* Takes the sentence. */
void obs_check_fault (ObsCheck *check, char *sentence);
/* "cube_rates: 3 rows are wrong, for example “D1”: a share lies between 0 and 100." where @n > 0 */
void obs_check_bad_rows (ObsCheck *check, const char *what, gint64 n, const char *example,
                         const char *rule);

/* check-cubes.c: every row of every cube, each read once. */
gboolean obs_check_cubes (ObsCheck *check, GError **error);

/* check-texts.c: every text of every table that is not known is UTF-8 without NUL. */
gboolean obs_check_texts (ObsCheck *check, GError **error);

G_END_DECLS
