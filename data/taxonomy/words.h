/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For data/taxonomy only: texts as words, stems, pairs of stems and runs of letters. */

/* A word of a text. Strings live as long as the ObsWords they stand in. */
typedef struct
{
  const char *stem; /* by the English stemmer of Snowball, case folded, without accents */
  guint start, end; /* bytes of the word in the text */
  gboolean stop;    /* a word such as "the", of no weight */
} ObsWord;

typedef struct
{
  GArray *words; /* of ObsWord */
  GStringChunk *strings;
  gpointer stemmer;
} ObsWords;

ObsWords *obs_words_new (void) G_GNUC_WARN_UNUSED_RESULT;
void obs_words_free (ObsWords *words);

/* No more words of a text are read: what follows decides nothing. */
#define OBS_WORDS_MOST 400

/* Reads the words of @text; those of the text before are gone. */
void obs_words_read (ObsWords *words, const char *text);

/* The stem of one word, as in obs_words_read(). Good until the next call. */
const char *obs_words_stem (ObsWords *words, const char *word);

/* A key for a term of @kind: the same on every machine. */
guint64 obs_words_key (char kind, const char *string, gsize length);

/* Gets each term of a text; @string is good for the call only. */
typedef void (*ObsTermFunc) (char kind, const char *string, gsize length, gpointer user_data);

/* Stems that are not stop words (all where there are only such), kind 'w'. */
void obs_words_each_stem (const ObsWords *words, ObsTermFunc func, gpointer user_data);
/* Pairs of neighbouring stems without stop words between, kind 'p': "stem stem". */
void obs_words_each_pair (const ObsWords *words, ObsTermFunc func, gpointer user_data);
/* Runs of @least to @most letters inside each word of @text, an edge as "_", kind 'g'. */
void obs_words_each_run (const ObsWords *words, const char *text, guint least, guint most,
                         ObsTermFunc func, gpointer user_data);
/* How the sentence begins and how long it is: the first one and two words (kinds '1' and '2'), how
 * they end ('s'), a class of length ('l'). */
void obs_words_each_shape (const ObsWords *words, const char *text, ObsTermFunc func,
                           gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsWords, obs_words_free)

G_END_DECLS
