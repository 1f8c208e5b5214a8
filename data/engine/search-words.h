/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How typed words are compared, wherever the program searches. */

/* @text in small letters without accents, between two blanks; anything but letters, digits and
 * points is one blank. (transfer full) */
char *obs_search_fold (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* TRUE when @word becomes a prefix of @other by at most one wrong, missing, further or swapped
 * letter. Short words have to be right. */
gboolean obs_search_nearly (const char *word, const char *other);

G_END_DECLS
