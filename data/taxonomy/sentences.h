/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Texts as they come from standards, adverts and forms, made ready for the matcher. */

/* No more than so many bytes of a text are looked at: what follows decides nothing. */
#define OBS_SENTENCES_MOST 8192

/**
 * obs_sentences_clean:
 * @text: any bytes, with an end
 *
 * The sentence in @text: damaged UTF-8, HTML entities and tags, control and direction characters,
 * bullets and a leading number such as "K1:" or "Duty 3 -" are taken away, blanks are folded, and
 * letters composed (NFC). At most %OBS_SENTENCES_MOST bytes are kept, cut at a blank.
 *
 * Returns: (transfer full): "" where nothing is left
 */
char *obs_sentences_clean (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Key of a cleaned text, whatever its case: 32 hexadecimal digits of its SHA-256. (transfer full)
 */
char *obs_sentences_hash (const char *cleaned) G_GNUC_WARN_UNUSED_RESULT;

/* The sentences and items of a list in @cleaned, in order. (transfer full): of char * */
GPtrArray *obs_sentences_split (const char *cleaned) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
