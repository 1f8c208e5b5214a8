/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How the figures of two editions differ. */

typedef struct
{
  gint64 added;     /* in the new one only */
  gint64 revised;   /* in both, with another value, range, base, marker or flag */
  gint64 withdrawn; /* in the old one only */
} ObsFigureChanges;

/* Compares the cubes, row by row, in SQLite. Returns: (transfer full): id of the source (that of
 * the newer row; of the older where it was withdrawn) to ObsFigureChanges *; sources without a
 * difference are not in it. */
GHashTable *obs_compare_figures (const char *before, const char *after, GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
