/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/taxonomy/matcher.h"

G_BEGIN_DECLS

/* Adds the labels of a table with the columns id and label, and perhaps alt (separated by |) and
 * description. Where every id is K, S or B and a number (K01), that letter is the type. Odd rows
 * are told on standard error. */
gboolean obs_labels_read (const char *path, ObsMatcher *matcher, GError **error);

G_END_DECLS
