/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/taxonomy/matcher.h"

G_BEGIN_DECLS

/* Reads the labels of a table with the columns id and label, and perhaps alt (separated by |) and
 * description. Where every id is K, S or B and a number (K01), that letter is the type. Odd rows
 * are told on standard error. (transfer full): for obs_labels_add() */
GPtrArray *obs_labels_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_labels_add (const GPtrArray *rows, ObsMatcher *matcher);
/* Both. */
gboolean obs_labels_read (const char *path, ObsMatcher *matcher, GError **error);

G_END_DECLS
