/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Builds an edition from a folder of source tables (layout: data/bundled/README.md). Deterministic:
 * the same inputs give the same bytes. Nothing is left behind where it fails; a bad row is named by
 * file, line, column, value and rule. At most 50 faults are gathered, one sentence a line. */
gboolean obs_build_edition (const char *sources_dir, const char *path, GCancellable *cancellable,
                            GError **error);

G_END_DECLS
