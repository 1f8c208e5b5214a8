/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/csv-reader-private.h"

#include <string.h>

#define MAX_RECORDS 100

typedef struct
{
  const char *text;
  gsize length;
  char delimiter, quote, comment;
} Sample;

static gboolean
is_break (char c)
{
  return c == '\n' || c == '\r';
}

/* Reads one record from @at: its number of fields, and whether a quotation mark stands where none
 * may. Returns where the next begins; above the length when the end of this one was not seen. */
static gsize
count_fields (const Sample *sample, gsize at, guint *n_fields, gboolean *odd)
{
  const char *text = sample->text;
  gsize length = sample->length;

  *n_fields = 1;
  *odd = FALSE;
  for (;;)
    {
      if (at < length && text[at] == sample->quote)
        {
          for (at++;; at++)
            {
              const char *close
                  = at < length ? memchr (text + at, sample->quote, length - at) : NULL;

              if (close == NULL)
                {
                  *odd = TRUE;
                  return length + 1;
                }
              at = (gsize) (close - text) + 1;
              if (at >= length || text[at] != sample->quote)
                break;
            }
          *odd |= at < length && text[at] != sample->delimiter && !is_break (text[at]);
        }
      while (at < length && text[at] != sample->delimiter && !is_break (text[at]))
        *odd |= text[at++] == sample->quote;
      if (at >= length)
        return length + 1;
      if (is_break (text[at]))
        return at + 1; /* the other half of CR LF is an empty line, which counts for nothing */
      ++*n_fields;
      at++;
    }
}

/* How evenly the records are cut, from 0 to 1; less where quotation marks speak against it. */
static double
score (const Sample *sample, gboolean whole, guint *width)
{
  guint n = 0, even = 0, n_odd = 0;

  *width = 1;
  for (gsize at = 0; at < sample->length && n < MAX_RECORDS;)
    {
      gboolean blank = is_break (sample->text[at]), comment, odd;
      guint n_fields;

      comment = sample->comment != '\0' && sample->text[at] == sample->comment;
      if (comment)
        while (at < sample->length && !is_break (sample->text[at]))
          at++;
      if (blank || comment)
        {
          at += blank;
          continue;
        }
      at = count_fields (sample, at, &n_fields, &odd);
      if (at > sample->length && !whole && n > 0)
        break; /* a record of which only the beginning is here */
      if (n == 0)
        *width = n_fields;
      n++;
      even += n_fields == *width;
      n_odd += odd;
    }
  return n == 0 ? 0 : ((double) even - (double) n_odd) / n;
}

char
obs_csv_find_delimiter (const char *text, gsize length, gboolean whole, char quote, char comment,
                        char first)
{
  const char candidates[] = { first, ',', ';', '\t', '|' };
  char best = first;
  double best_score = -2;
  guint best_width = 1;

  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      Sample sample = { text, length, candidates[i], quote, comment };
      guint width;
      double points = score (&sample, whole, &width);

      if (width > 1 && (points > best_score || (points >= best_score && width > best_width)))
        {
          best = candidates[i];
          best_score = points;
          best_width = width;
        }
    }
  return best;
}

gsize
obs_csv_sep_line (const char *text, gsize length, char *delimiter)
{
  gsize at = 4;
  gboolean quoted = length > 0 && text[0] == '"';

  if (quoted)
    {
      text++;
      length--;
    }
  if (length < 5 || g_ascii_strncasecmp (text, "sep=", 4) != 0)
    return 0;
  *delimiter = text[at++];
  if (*delimiter != '\t' && (!g_ascii_ispunct (*delimiter) || *delimiter == '"'))
    return 0;
  if (quoted && (at >= length || text[at++] != '"'))
    return 0;
  if (at < length && !is_break (text[at]))
    return 0;
  if (at + 1 < length && text[at] == '\r' && text[at + 1] == '\n')
    at++;
  return MIN (at + 1, length) + quoted;
}
