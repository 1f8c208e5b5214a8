/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/taxonomy/matcher.h"

G_BEGIN_DECLS

/* Makes the tables of the matcher from texts whose answers are known. The same input gives the same
 * bytes. Results are the text of a table, to be written by the caller. */

/* One text and what is right for it. Texts live as long as the caller wishes. */
typedef struct
{
  const char *text;
  const char *right;  /* a class */
  const char *second; /* also right, or NULL */
  double weight;      /* 1: as much as any other text */
} ObsTrainText;

/**
 * obs_train_type:
 * @texts: with the classes K, S and B
 *
 * Multinomial logistic regression with a penalty on squares, by AdaGrad (Duchi, Hazan and Singer
 * 2011, jmlr.org/papers/v12/duchi11a.html).
 *
 * Returns: (transfer full): type.tsv
 */
char *obs_train_type (const ObsTrainText *texts, guint n, GCancellable *cancellable,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same with the codes of areas as classes; each text is held against areas of its own letter.
 * Returns: (transfer full): areas.tsv */
char *obs_train_areas (const ObsTrainText *texts, guint n, GCancellable *cancellable,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * obs_train_words:
 * @texts: texts and, as "right", a label that means the same
 *
 * How often a word of one stands for another word of the other: expectation maximisation as in the
 * first model of Brown et al. 1993 (aclanthology.org/J93-2003), with a word for nothing.
 *
 * Returns: (transfer full): words.tsv
 */
char *obs_train_words (const ObsTrainText *texts, guint n, GCancellable *cancellable,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * obs_train_calibration:
 * @matcher: labels
 * @texts: their "right" are ids of labels, several separated by |
 * @ksbs: type of each text, 0 where not known
 *
 * Logistic regression (Platt 1999) of "the label is right" on the signs of the best five labels.
 *
 * Returns: (transfer full): rows of calibration.tsv for this kind of labels
 */
char *obs_train_calibration (const ObsMatcher *matcher, const ObsTrainText *texts, const char *ksbs,
                             guint n, GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
