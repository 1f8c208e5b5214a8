/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The statements that "match" and "classify" are asked about: words of the call, or the table on
 * standard input with the columns id, text and perhaps type. Handed out in blocks, so that no input
 * is too long. */
typedef struct _ObsTexts ObsTexts;

typedef struct
{
  char *id; /* a valid field of a table */
  char *text;
  char ksb; /* 'K', 'S', 'B'; 0: not said */
} ObsText;

/* @words: of the call; where there are none standard input is read. Both errors of reading and of
 * the first line. */
ObsTexts *obs_texts_open (char **words, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_texts_free (ObsTexts *texts);

/**
 * obs_texts_next:
 * @block: (element-type ObsText): emptied, then filled with at most @most texts
 *
 * Returns: FALSE at the end with an empty @block, or with @error set
 */
gboolean obs_texts_next (ObsTexts *texts, GPtrArray *block, guint most, GError **error);

GPtrArray *obs_texts_block_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Says on standard error which rows were odd, each kind once with its first line. */
void obs_texts_say_odd (const ObsTexts *texts);

/* The number of texts in @block on the terminal, where standard error is one; 0 wipes it away. */
void obs_texts_show_progress (guint64 done);

/* TRUE where neither words are given nor a file or pipe stands at standard input; says so. */
gboolean obs_texts_lacking (char **words);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsTexts, obs_texts_free)

G_END_DECLS
