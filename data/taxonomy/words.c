/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/words.h"

#include <libstemmer.h>
#include <string.h>

/* Words that say nothing about what is taught or asked for. */
static const char *const stop_words[]
    = { "a",     "an",   "and",  "are", "as",  "at",    "be",   "by",   "can", "for",  "from",
        "how",   "in",   "is",   "it",  "its", "of",    "on",   "or",   "our", "that", "the",
        "their", "they", "this", "to",  "we",  "which", "will", "with", "you", "your", NULL };

ObsWords *
obs_words_new (void)
{
  ObsWords *words = g_new0 (ObsWords, 1);

  words->words = g_array_new (FALSE, FALSE, sizeof (ObsWord));
  words->strings = g_string_chunk_new (4096);
  words->stemmer = sb_stemmer_new ("english", "UTF_8");
  return words;
}

void
obs_words_free (ObsWords *words)
{
  if (words == NULL)
    return;
  g_array_unref (words->words);
  g_string_chunk_free (words->strings);
  sb_stemmer_delete (words->stemmer);
  g_free (words);
}

/* Letters and digits; "C++", "C#" and "it's" are one word. */
static gboolean
in_word (const char *at, const char *start)
{
  gunichar c = g_utf8_get_char (at);

  if (g_unichar_isalnum (c) || g_unichar_ismark (c))
    return TRUE;
  if (at == start)
    return FALSE;
  if (c == '+' || c == '#')
    return TRUE;
  return (c == '\'' || c == 0x2019) && g_unichar_isalpha (g_utf8_get_char (g_utf8_next_char (at)));
}

/* Case folded and without accents: "Café" and "cafe" are one word. */
static char *
fold_word (const char *word, gsize length)
{
  gboolean plain = TRUE;

  for (gsize i = 0; i < length && plain; i++)
    plain = (guchar) word[i] < 0x80;
  if (plain)
    return g_ascii_strdown (word, (gssize) length);
  {
    g_autofree char *folded = g_utf8_casefold (word, (gssize) length);
    g_autofree char *apart = g_utf8_normalize (folded, -1, G_NORMALIZE_ALL);
    GString *out = g_string_new (NULL);

    for (const char *at = apart != NULL ? apart : folded; *at != '\0'; at = g_utf8_next_char (at))
      {
        gunichar c = g_utf8_get_char (at);

        if (c == 0x2019)
          g_string_append_c (out, '\'');
        else if (!g_unichar_ismark (c))
          g_string_append_unichar (out, c);
      }
    return g_string_free (out, FALSE);
  }
}

static const char *
stem_of (ObsWords *words, const char *folded)
{
  gsize length = strlen (folded);
  const sb_symbol *stem
      = length < 64 ? sb_stemmer_stem (words->stemmer, (const sb_symbol *) folded, (int) length)
                    : NULL;

  return stem != NULL ? (const char *) stem : folded;
}

const char *
obs_words_stem (ObsWords *words, const char *word)
{
  g_autofree char *folded = fold_word (word, strlen (word));

  return g_string_chunk_insert (words->strings, stem_of (words, folded));
}

void
obs_words_read (ObsWords *words, const char *text)
{
  const char *at = text;

  g_array_set_size (words->words, 0);
  g_string_chunk_clear (words->strings);
  while (*at != '\0' && words->words->len < OBS_WORDS_MOST)
    {
      const char *start = at;
      ObsWord word;

      if (!in_word (at, at))
        {
          at = g_utf8_next_char (at);
          continue;
        }
      while (*at != '\0' && in_word (at, start))
        at = g_utf8_next_char (at);
      {
        g_autofree char *folded = fold_word (start, (gsize) (at - start));

        word.start = (guint) (start - text);
        word.end = (guint) (at - text);
        word.stop = g_strv_contains (stop_words, folded);
        word.stem = g_string_chunk_insert_const (words->strings, stem_of (words, folded));
      }
      g_array_append_val (words->words, word);
    }
}

/* FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
guint64
obs_words_key (char kind, const char *string, gsize length)
{
  guint64 key = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  key = (key ^ (guchar) kind) * G_GUINT64_CONSTANT (0x100000001b3);
  for (gsize i = 0; i < length; i++)
    key = (key ^ (guchar) string[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  return key;
}

static gboolean
only_stop_words (const ObsWords *words)
{
  for (guint i = 0; i < words->words->len; i++)
    if (!g_array_index (words->words, ObsWord, i).stop)
      return FALSE;
  return TRUE;
}

void
obs_words_each_stem (const ObsWords *words, ObsTermFunc func, gpointer user_data)
{
  gboolean all = only_stop_words (words);

  for (guint i = 0; i < words->words->len; i++)
    {
      const ObsWord *word = &g_array_index (words->words, ObsWord, i);

      if (all || !word->stop)
        func ('w', word->stem, strlen (word->stem), user_data);
    }
}

void
obs_words_each_pair (const ObsWords *words, ObsTermFunc func, gpointer user_data)
{
  g_autoptr (GString) pair = g_string_new (NULL);
  const char *before = NULL;

  for (guint i = 0; i < words->words->len; i++)
    {
      const ObsWord *word = &g_array_index (words->words, ObsWord, i);

      if (word->stop)
        continue;
      if (before != NULL)
        {
          g_string_printf (pair, "%s %s", before, word->stem);
          func ('p', pair->str, pair->len, user_data);
        }
      before = word->stem;
    }
}

void
obs_words_each_run (const ObsWords *words, const char *text, guint least, guint most,
                    ObsTermFunc func, gpointer user_data)
{
  for (guint i = 0; i < words->words->len; i++)
    {
      const ObsWord *word = &g_array_index (words->words, ObsWord, i);
      g_autofree char *folded = fold_word (text + word->start, MIN (word->end - word->start, 40u));
      g_autofree char *edged = g_strconcat ("_", folded, "_", NULL);
      guint starts[48], n = 0;

      /* Where each letter begins; the last is the end of the word. */
      for (const char *at = edged; n < G_N_ELEMENTS (starts) - 1; at = g_utf8_next_char (at))
        {
          starts[n++] = (guint) (at - edged);
          if (*at == '\0')
            break;
        }
      for (guint length = least; length <= most; length++)
        for (guint from = 0; from + length < n; from++)
          func ('g', edged + starts[from], starts[from + length] - starts[from], user_data);
    }
}

/* The last three letters, or fewer. */
static const char *
ending_of (const char *word)
{
  const char *at = word + strlen (word);

  for (guint i = 0; i < 3 && at > word; i++)
    at = g_utf8_find_prev_char (word, at);
  return at;
}

void
obs_words_each_shape (const ObsWords *words, const char *text, ObsTermFunc func, gpointer user_data)
{
  g_autoptr (GString) start = g_string_new (NULL);
  char length[] = "0";

  for (guint i = 0; i < 2 && i < words->words->len; i++)
    {
      const ObsWord *word = &g_array_index (words->words, ObsWord, i);
      g_autofree char *folded = fold_word (text + word->start, MIN (word->end - word->start, 40u));
      const char *ending = ending_of (folded);

      if (i > 0)
        g_string_append_c (start, ' ');
      g_string_append (start, folded);
      func (i == 0 ? '1' : '2', start->str, start->len, user_data);
      func ('s', ending, strlen (ending), user_data);
    }
  length[0] = (char) ('0' + MIN (9u, words->words->len / 4));
  func ('l', length, 1, user_data);
}
