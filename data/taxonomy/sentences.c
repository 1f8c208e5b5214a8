/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/sentences.h"

#include <libxml/HTMLparser.h>
#include <string.h>

/* Control characters, marks of direction and what has no width: none of them is part of a word. */
static gboolean
is_unseen (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_UNASSIGNED:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_bullet (gunichar c)
{
  return c == 0x2022 || c == 0x25cf || c == 0x25aa || c == 0x25e6 || c == 0x2023 || c == 0x2043
         || c == 0x00b7 || c == 0xf0b7;
}

/* A letter, or a blank in place of what is not to be seen. */
static void
append_letter (GString *out, gunichar c)
{
  if (c == 0x00ad || c == 0x200b || c == 0xfeff)
    return;
  if (c == '\n' || is_bullet (c))
    g_string_append (out, "\n");
  else if (g_unichar_isspace (c) || is_unseen (c))
    g_string_append_c (out, ' ');
  else
    g_string_append_unichar (out, c);
}

/* The entity at @text ("&amp;", "&#39;", "&#x27;"): its letter, and in @length how long it is; 0
 * where there is none. */
static gunichar
read_entity (const char *text, gsize *length)
{
  const char *end = text + 1;
  g_autofree char *name = NULL;

  while (end - text < 34 && (g_ascii_isalnum (*end) || (*end == '#' && end == text + 1)))
    end++;
  if (*end != ';' || end == text + 1)
    return 0;
  *length = (gsize) (end - text) + 1;
  name = g_strndup (text + 1, (gsize) (end - text) - 1);
  if (name[0] == '#')
    {
      gboolean hex = name[1] == 'x' || name[1] == 'X';
      guint64 code = g_ascii_strtoull (name + (hex ? 2 : 1), NULL, hex ? 16 : 10);

      return code > 0 && code <= 0x10ffff && g_unichar_validate ((gunichar) code) ? (gunichar) code
                                                                                  : ' ';
    }
  else
    {
      const htmlEntityDesc *entity = htmlEntityLookup ((const xmlChar *) name);

      return entity != NULL ? entity->value : 0;
    }
}

/* Length of the tag at @text; 0 where a plain "<" stands there. Tags that end a line or an item do
 * so in the text. */
static gsize
read_tag (const char *text, gboolean *breaks)
{
  static const char *const lines[]
      = { "br", "p", "li", "ul", "ol", "div", "tr", "td", "h1", "h2", "h3", "h4", "h5", NULL };
  const char *name = text + 1 + (text[1] == '/'), *end;
  g_autofree char *lower = NULL;

  if (!g_ascii_isalpha (*name) && !g_str_has_prefix (text, "<!"))
    return 0;
  end = memchr (name, '>', strnlen (name, 512));
  if (end == NULL)
    return 0;
  lower = g_ascii_strdown (name, (gssize) strspn (name, "abcdefghijklmnopqrstuvwxyz"
                                                        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"));
  *breaks = g_strv_contains (lines, lower);
  return (gsize) (end - text) + 1;
}

/* Entities and tags away; twice, as "&amp;lt;b&amp;gt;" is met too. */
static char *
plain (const char *text)
{
  GString *out = g_string_new (NULL);

  while (*text != '\0')
    {
      gsize length = 0;
      gboolean breaks = FALSE;
      gunichar letter;

      if (*text == '&' && (letter = read_entity (text, &length)) != 0)
        append_letter (out, letter);
      else if (*text == '<' && (length = read_tag (text, &breaks)) > 0)
        g_string_append_c (out, breaks ? '\n' : ' ');
      else
        {
          append_letter (out, g_utf8_get_char (text));
          length = (gsize) (g_utf8_next_char (text) - text);
        }
      text += length;
    }
  return g_string_free (out, FALSE);
}

/* Behind a leading number of a list: "K1:", "S12.", "B3 -", "Duty 4", "(a)", "1.2)", "-", "*". */
static const char *
skip_number (const char *text)
{
  const char *at = text, *digits;

  at += strspn (at, " \n-*_.,;:>|~");
  if (g_ascii_strncasecmp (at, "duty ", 5) == 0 && g_ascii_isdigit (at[5]))
    at += 5;
  else if (strchr ("KSBksb", *at) != NULL && *at != '\0' && g_ascii_isdigit (at[1]))
    at += 1;
  else if (*at == '(' && g_ascii_isalnum (at[1]) && at[2] == ')')
    return at + 3 + strspn (at + 3, " ");
  else if (g_ascii_isdigit (*at))
    {
      const char *end = at + strspn (at, "0123456789.");

      return (*end == ')' || (end > at && end[-1] == '.')) && *end != '\0'
                 ? end + strspn (end, ") ")
                 : at;
    }
  else
    return at;
  digits = at;
  at += strspn (at, "0123456789.");
  if (at == digits || at - digits > 6)
    return text;
  return at + strspn (at, " .:;)-\n") + (g_str_has_prefix (at, "–") ? strlen ("–") : 0);
}

/* Blanks folded; a line that ends is a full stop for the reader of sentences. */
static char *
fold (const char *text)
{
  GString *out = g_string_new (NULL);
  gboolean blank = FALSE, line = FALSE;

  for (; *text != '\0' && out->len <= OBS_SENTENCES_MOST; text = g_utf8_next_char (text))
    {
      if (*text == ' ' || *text == '\n')
        {
          blank = TRUE;
          line = line || *text == '\n';
          continue;
        }
      if (blank && out->len > 0)
        {
          if (line && strchr (".;:,!?", out->str[out->len - 1]) == NULL)
            g_string_append_c (out, ';');
          g_string_append_c (out, ' ');
        }
      blank = line = FALSE;
      g_string_append_len (out, text, g_utf8_next_char (text) - text);
    }
  if (out->len > OBS_SENTENCES_MOST)
    {
      char *last = g_strrstr_len (out->str, OBS_SENTENCES_MOST, " ");
      char *end = g_utf8_find_prev_char (out->str, out->str + OBS_SENTENCES_MOST);

      g_string_truncate (out, (gsize) ((last != NULL ? last : end) - out->str));
    }
  return g_string_free (out, FALSE);
}

char *
obs_sentences_clean (const char *text)
{
  g_autofree char *valid = NULL, *once = NULL, *twice = NULL, *composed = NULL, *folded = NULL;
  gsize length = strnlen (text, 4 * OBS_SENTENCES_MOST);

  valid = g_utf8_make_valid (text, (gssize) length);
  once = plain (valid);
  twice = strpbrk (once, "&<") != NULL ? plain (once) : g_strdup (once);
  composed = g_utf8_normalize (twice, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  folded = fold (skip_number (composed != NULL ? composed : twice));
  return g_strdup (g_strchomp (folded));
}

char *
obs_sentences_hash (const char *cleaned)
{
  g_autofree char *folded = g_utf8_casefold (cleaned, -1);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, folded, -1);

  return g_strndup (hash, 32);
}

/* A full stop ends a sentence unless it stands in a number, in "e.g." or behind a single letter. */
static gboolean
ends_here (const char *start, const char *at)
{
  if (*at == ';' || *at == '!' || *at == '?')
    return TRUE;
  if (*at != '.' || (at[1] != ' ' && at[1] != '\0'))
    return FALSE;
  if (at - start >= 1 && g_ascii_isalpha (at[-1])
      && (at - start == 1 || at[-2] == '.' || at[-2] == ' ' || at[-2] == '('))
    return FALSE;
  return !(at - start >= 3 && g_ascii_strncasecmp (at - 3, "etc", 3) == 0 && at[1] != '\0'
           && g_ascii_islower (at[2]));
}

GPtrArray *
obs_sentences_split (const char *cleaned)
{
  GPtrArray *sentences = g_ptr_array_new_with_free_func (g_free);
  const char *start = cleaned;

  for (const char *at = cleaned;; at++)
    if (*at == '\0' || ends_here (start, at))
      {
        char *sentence = g_strstrip (g_strndup (start, (gsize) (at - start)));

        if (*sentence != '\0')
          g_ptr_array_add (sentences, sentence);
        else
          g_free (sentence);
        if (*at == '\0')
          break;
        start = at + 1;
      }
  return sentences;
}
