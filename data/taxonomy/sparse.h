/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For data/taxonomy only: texts as sparse vectors of weighted terms, and the lists of texts that
 * hold a term. Weights are those of the vector space model: (1 + ln tf) * idf, with
 * idf = ln ((1 + N) / (1 + df)) + 1 (Salton and Buckley 1988, doi:10.1016/0306-4573(88)90021-0). */

/* Terms by key. */
typedef struct
{
  guint64 *keys;
  guint32 *numbers; /* number + 1; 0: free */
  guint32 size, n;
} ObsTerms;

#define OBS_NO_TERM G_MAXUINT32

void obs_terms_init (ObsTerms *terms);
void obs_terms_clear (ObsTerms *terms);
guint32 obs_terms_add (ObsTerms *terms, guint64 key);
/* OBS_NO_TERM where it is not known. */
guint32 obs_terms_find (const ObsTerms *terms, guint64 key);

typedef struct
{
  guint32 term; /* or text */
  float weight;
} ObsEntry;

/* Rows of entries, each in order of the term, its weights of length 1. */
typedef struct
{
  GArray *starts;  /* of guint32; one more than rows */
  GArray *entries; /* of ObsEntry */
  GArray *lengths; /* of float: of each row before it was made 1 */
  float mean_length;
} ObsSparse;

void obs_sparse_init (ObsSparse *rows);
void obs_sparse_clear (ObsSparse *rows);
/* Ends a row; its entries so far hold raw counts, in any order and with repetitions: they are
 * sorted and added up. */
void obs_sparse_end (ObsSparse *rows);
guint obs_sparse_n (const ObsSparse *rows);

/* NULL for a row without entries. */
static inline const ObsEntry *
obs_sparse_get (const ObsSparse *rows, guint row, guint *n)
{
  const guint32 *starts = &g_array_index (rows->starts, guint32, row);

  *n = starts[1] - starts[0];
  return *n > 0 ? &g_array_index (rows->entries, ObsEntry, starts[0]) : NULL;
}

/* Adds the number of rows that hold each term to @df, of as many as there are terms. */
void obs_sparse_count (const ObsSparse *rows, guint32 *df);
/* From counts to weights of length 1, with @idf for each term. */
void obs_sparse_weigh (ObsSparse *rows, const float *idf);

/* For each term the rows that hold it. */
ObsSparse *obs_sparse_invert (const ObsSparse *rows, guint n_terms) G_GNUC_WARN_UNUSED_RESULT;
void obs_sparse_free (ObsSparse *rows);

G_END_DECLS
