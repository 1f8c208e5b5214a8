/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/content/bytes.h"

G_BEGIN_DECLS

/* Streams of whole numbers, which all columns are made of. Of this folder only. */

void obs_integers_encode (const gint64 *values, guint n, GByteArray *out);
/* Fills @values; the caller has allocated it. OBS_ERROR_CORRUPT */
gboolean obs_integers_decode (ObsCursor *in, gint64 *values, guint n, GError **error);

G_END_DECLS
