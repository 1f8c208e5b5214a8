/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* For data/taxonomy only: a table of word vectors, loaded as data and never required. The file
 * holds "KSBV", the number of words and of dimensions (32 bits, little end first), and for each
 * word a scale (32-bit float) and that many signed bytes; a list of the words, one a line, stands
 * beside it under the name that ends in _vocab.txt in place of _int8.bin. */
typedef struct _ObsVectors ObsVectors;

ObsVectors *obs_vectors_load (const char *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_vectors_free (ObsVectors *vectors);
guint obs_vectors_dimension (const ObsVectors *vectors);
/* Adds @weight times the vector of @word; FALSE where the table does not have it. */
gboolean obs_vectors_add (const ObsVectors *vectors, const char *word, float weight, float *sum);

G_END_DECLS
