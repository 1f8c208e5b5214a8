/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The arithmetic of the gap: what share of the texts of one side is about something, and how far
 * that could be otherwise. It knows weights of texts and nothing of editions; data/build reads
 * the texts and writes the cubes. Every share is from 0 to 100. */

#define OBS_GAP_DRAWS 2000

/* All texts of one side that were read. */
typedef struct
{
  double weight;  /* of all together: 1 each, or learners, vacancies, people */
  double weight2; /* sum of the squares */
  double texts;   /* how many: a sum of adverts counts as many as it sums up */
} ObsGapTexts;

/* Those among them that carry a statement on one thing. */
typedef struct
{
  double weight;  /* of all together */
  double weight2; /* sum of the squares */
  double least;   /* weight, as little as it can be: only sums of adverts leave that open */
  double most;    /* as much as it can be */
  double wrong;   /* weight of matches that their confidences let expect to be wrong */
  double wrong2;  /* the same with the squares of the weights */
  guint n;        /* entries: texts, and statements of sums */
} ObsGapCarriers;

/* Adds a text of weight @weight; @texts as in #ObsGapTexts. */
void obs_gap_add_text (ObsGapTexts *texts, double weight, double n_texts);

/**
 * obs_gap_add_carrier:
 * @weight: of the text
 * @doubt: that all of its statements on the thing are matched wrongly: the product of one less
 *   each confidence
 */
void obs_gap_add_carrier (ObsGapCarriers *carriers, double weight, double doubt);

/* What a sum of many texts says about one thing, statement by statement. */
typedef struct
{
  double others; /* product of the shares of texts that do not carry a statement; 1 at first */
  double largest;
  double sum;
  double wrong, wrong2;
} ObsGapSum;

#define OBS_GAP_SUM_INIT                                                                           \
  {                                                                                                \
    1, 0, 0, 0, 0                                                                                  \
  }

/* @mentions of @n_texts carry a statement that was matched with @confidence. */
void obs_gap_sum_add (ObsGapSum *sum, double mentions, double n_texts, double confidence);

/* The sum as carriers. Which of its texts carry two statements was not counted: at least the
 * largest number and at most all together carry one; in the middle as if they were asked for
 * independently of each other (the bounds are Fréchet's). */
void obs_gap_add_sum (ObsGapCarriers *carriers, const ObsGapSum *sum, double n_texts);

/* Share of the weight, 0 to 100; NAN without texts. */
double obs_gap_share (const ObsGapTexts *texts, const ObsGapCarriers *carriers);

typedef enum
{
  OBS_GAP_MIDDLE,
  OBS_GAP_LEAST,
  OBS_GAP_MOST,
} ObsGapBound;

/**
 * obs_gap_draw_share:
 * @seed: of the edition
 * @label: what is drawn, so that one thing does not change the draws of another
 * @draws: (out): room for %OBS_GAP_DRAWS shares
 *
 * Poisson bootstrap (O. Hanley and B. MacGibbon, "Creating non-parametric bootstrap samples using
 * Poisson frequencies", 2006): in each draw a text counts 0, 1, 2 … times, once on average. The
 * texts that carry the thing are drawn in one throw and the others in another, each with the mean
 * and the variance of its weights. As many matches as are expected to be wrong are taken away, and
 * as many given back, by two further throws. Two texts of usual weight that carry it and two that
 * do not are added, as A. Agresti and B. Coull do (1998), so that none of 20 is not taken for
 * certain.
 */
void obs_gap_draw_share (const ObsGapTexts *texts, const ObsGapCarriers *carriers,
                         ObsGapBound bound, guint64 seed, const char *label, float *draws);

/* Draws of a mean from the panel: @estimate with half a 95 % range of @half, within 0 to 100. */
void obs_gap_draw_mean (double estimate, double half, guint64 seed, const char *label,
                        float *draws);

/* The range that holds 95 % of @draws, and always @estimate. */
void obs_gap_range (const float *draws, double estimate, double *low, double *high);

G_END_DECLS
