/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/db.h"

G_BEGIN_DECLS

/* For the rooms of the engine only: which cubes there are, and which questions use which source. */

typedef struct
{
  char *name, *title, *source;
  gboolean published; /* rows name their own source */
  gboolean has_area;
} ObsUsedCube;

/* (transfer full): of ObsUsedCube *, by name */
GPtrArray *obs_used_cubes (sqlite3 *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Fills ObsSource.questions of @sources (whose cubes are known) from the specifications of all
 * figures: nothing is answered for it, so it is quick however large the cubes are. */
gboolean obs_source_uses (sqlite3 *db, GPtrArray *sources, GCancellable *cancellable,
                          GError **error);

G_END_DECLS
