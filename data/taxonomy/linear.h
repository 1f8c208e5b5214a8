/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/taxonomy/sparse.h"
#include "data/taxonomy/words.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* For data/taxonomy only: multinomial logistic regression over the terms of a text, read from a
 * table and applied. Trained in train-linear.c. */

/* Which terms count, and how much those of one kind weigh against the others. */
typedef struct
{
  const char *kinds; /* letters of words.h: "wp12sl" */
  guint least, most; /* of the runs of letters, kind 'g' */
  gboolean rare;     /* rare terms weigh more, by their idf */
} ObsLinearTerms;

extern const ObsLinearTerms obs_linear_type_terms, obs_linear_area_terms;

typedef struct
{
  char *name; /* of the table, for its version */
  const ObsLinearTerms *uses;
  GPtrArray *classes; /* of char * */
  ObsTerms terms;
  GArray *weights; /* of float: terms x classes */
  GArray *base;    /* of float: classes */
  GArray *idf;     /* of float: terms */
} ObsLinear;

void obs_linear_free (ObsLinear *linear);

/* The terms of a text that @terms knows, as weights: (1 + ln tf) * idf, of length 1 for the words
 * and again for the runs of letters. @idf: by term, or NULL for 1. (transfer full): of ObsEntry */
GArray *obs_linear_read (const ObsLinearTerms *uses, const ObsTerms *terms, const float *idf,
                         ObsWords *words, const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Lines "classes", "base" and "kind:string TAB idf=number class=weight class=weight". */
ObsLinear *obs_linear_load (const char *file, const ObsLinearTerms *uses,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Probabilities of the classes; classes of another first letter than @letter are left out (0: all
 * count). */
void obs_linear_apply (const ObsLinear *linear, ObsWords *words, const char *text, char letter,
                       double *probabilities);

G_END_DECLS
