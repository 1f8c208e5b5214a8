/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/vectors.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

struct _ObsVectors
{
  GMappedFile *file;
  GHashTable *words; /* to GUINT_TO_POINTER (number + 1); first of equal ones */
  guint n, dimension;
};

void
obs_vectors_free (ObsVectors *vectors)
{
  if (vectors == NULL)
    return;
  g_clear_pointer (&vectors->file, g_mapped_file_unref);
  g_clear_pointer (&vectors->words, g_hash_table_unref);
  g_free (vectors);
}

static guint32
read_number (const char *at)
{
  guint32 number;

  memcpy (&number, at, sizeof number);
  return GUINT32_FROM_LE (number);
}

static char *
words_file (const char *file)
{
  g_autofree char *stem = g_strdup (file);
  char *end = g_strrstr (stem, "_int8.bin");

  if (end == NULL)
    return g_strconcat (file, ".txt", NULL);
  *end = '\0';
  return g_strconcat (stem, "_vocab.txt", NULL);
}

static gboolean
read_words (ObsVectors *vectors, const char *file, GError **error)
{
  g_autofree char *name = words_file (file);
  g_autofree char *text = NULL;
  guint number = 0;
  gsize size;

  if (!g_file_get_contents (name, &text, &size, error))
    return FALSE;
  vectors->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (char *line = text, *next; line != NULL && *line != '\0'; line = next)
    {
      next = memchr (line, '\n', (gsize) (text + size - line));
      if (next != NULL)
        *next++ = '\0';
      number++;
      if (!g_hash_table_contains (vectors->words, line))
        g_hash_table_insert (vectors->words, g_strdup (line), GUINT_TO_POINTER (number));
    }
  if (number == vectors->n)
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("“%s” lists %u words, but “%s” holds %u vectors. Use two files that belong "
                  "together."),
               name, number, file, vectors->n);
  return FALSE;
}

ObsVectors *
obs_vectors_load (const char *file, GError **error)
{
  ObsVectors *vectors = g_new0 (ObsVectors, 1);
  const char *bytes;
  gsize length;

  vectors->file = g_mapped_file_new (file, FALSE, error);
  if (vectors->file == NULL)
    {
      obs_vectors_free (vectors);
      return NULL;
    }
  bytes = g_mapped_file_get_contents (vectors->file);
  length = g_mapped_file_get_length (vectors->file);
  if (length >= 12 && memcmp (bytes, "KSBV", 4) == 0)
    {
      vectors->n = read_number (bytes + 4);
      vectors->dimension = read_number (bytes + 8);
    }
  if (vectors->dimension == 0 || vectors->dimension > 4096
      || length != 12 + (gsize) vectors->n * (4 + vectors->dimension))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("“%s” is not a table of word vectors (KSBV, number, dimensions, vectors)."),
                   file);
      obs_vectors_free (vectors);
      return NULL;
    }
  if (!read_words (vectors, file, error))
    {
      obs_vectors_free (vectors);
      return NULL;
    }
  return vectors;
}

guint
obs_vectors_dimension (const ObsVectors *vectors)
{
  return vectors->dimension;
}

gboolean
obs_vectors_add (const ObsVectors *vectors, const char *word, float weight, float *sum)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (vectors->words, word));
  const char *at;
  const gint8 *values;
  guint32 bits;
  float scale;

  if (number == 0)
    return FALSE;
  at = g_mapped_file_get_contents (vectors->file) + 12
       + (gsize) (number - 1) * (4 + vectors->dimension);
  bits = read_number (at);
  memcpy (&scale, &bits, sizeof scale);
  if (!isfinite (scale))
    return FALSE;
  values = (const gint8 *) (at + 4);
  for (guint i = 0; i < vectors->dimension; i++)
    sum[i] += weight * scale * values[i];
  return TRUE;
}
