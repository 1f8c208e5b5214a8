/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/digest.h"

G_BEGIN_DECLS

/* Unpacks the zstd file @packed, whose hash is already known to be right, to @path: one frame, with
 * checksum, of exactly @length bytes, a window of at most 32 MiB, nothing behind it, and @sha256 of
 * what comes out. Never writes more than @length bytes; nothing is left at @path where it fails.
 * The file is on the disk when this returns. */
gboolean obs_unpack (const char *packed, const char *path, guint64 length, const char *sha256,
                     ObsBytesFunc progress, gpointer user_data, GCancellable *cancellable,
                     GError **error);

G_END_DECLS
