/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/db.h"

G_BEGIN_DECLS

/* For data/edition only. Opens as obs_edition_open() does: header, limits, switches and schema are
 * checked. With @checking the statements of a full check (pragmas, large programs) are still
 * allowed. */
sqlite3 *obs_edition_open_db (const char *path, gboolean checking,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
