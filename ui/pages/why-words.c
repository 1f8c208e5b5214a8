/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/statement-matches.h"

#include "data/taxonomy/matcher.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_WORDS 5
/* A word with less of the score did not decide. */
#define LEAST_PART 0.03

static gboolean
in_word (const char *at)
{
  return g_unichar_isalnum (g_utf8_get_char (at));
}

/* @word stands at @at as a word of its own. */
static gboolean
stands_at (const char *text, const char *at, const char *word)
{
  gsize length = strlen (word);
  const char *end = at + length;

  if (g_ascii_strncasecmp (at, word, length) != 0)
    return FALSE;
  if (at > text && in_word (g_utf8_prev_char (at)))
    return FALSE;
  return *end == '\0' || !in_word (end);
}

static gboolean
decides (const ObsMatchWord *word)
{
  return word->part >= LEAST_PART;
}

static guint
mark_word (const char *text, gboolean *marked, const char *word)
{
  gsize length = strlen (word);
  guint n = 0;

  if (length == 0)
    return 0;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (stands_at (text, at, word))
      {
        for (gsize i = 0; i < length; i++)
          marked[(gsize) (at - text) + i] = TRUE;
        n++;
      }
  return n;
}

char *
obs_why_markup (const char *text, const GPtrArray *const *answers, guint n_answers, guint *n)
{
  gsize length = strlen (text);
  g_autofree gboolean *marked = g_new0 (gboolean, length + 1);
  GString *out = g_string_new (NULL);

  *n = 0;
  for (guint i = 0; i < n_answers; i++)
    for (guint k = 0; answers[i] != NULL && k < answers[i]->len; k++)
      {
        const ObsMatchWord *word = g_ptr_array_index (answers[i], k);

        if (decides (word))
          *n += mark_word (text, marked, word->word);
      }
  for (gsize from = 0, to; from < length; from = to)
    {
      g_autofree char *part = NULL;

      for (to = from; to < length && marked[to] == marked[from]; to++)
        ;
      part = g_markup_escape_text (text + from, (gssize) (to - from));
      g_string_append_printf (out, marked[from] ? "<b><u>%s</u></b>" : "%s", part);
    }
  return g_string_free (out, FALSE);
}

char *
obs_why_words (const GPtrArray *words)
{
  GString *out = g_string_new (NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = 0;

  for (guint i = 0; i < words->len && n < MOST_WORDS; i++)
    {
      const ObsMatchWord *word = g_ptr_array_index (words, i);

      if (!decides (word) || !g_hash_table_add (seen, word->word))
        continue;
      if (n++ > 0)
        g_string_append (out, "; ");
      if (g_ascii_strcasecmp (word->word, word->meets) == 0)
        /* Translators: a word of a sentence that also stands in a label. */
        g_string_append_printf (out, _ ("“%s”"), word->word);
      else
        /* Translators: a word of a sentence, and the word of a label that it met. */
        g_string_append_printf (out, _ ("“%s” met “%s”"), word->word, word->meets);
    }
  return g_string_free (out, FALSE);
}
