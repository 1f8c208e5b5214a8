/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Random draws and allocation of answers for the demonstration panel. Everything is arithmetic on
 * whole numbers, so that the same seed gives the same answers with every compiler and library. */

/* PCG-XSH-RR 64/32: M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good
 * Algorithms for Random Number Generation", Harvey Mudd College HMC-CS-2014-0905, 2014. */
typedef struct
{
  guint64 state;
  guint64 stream; /* always odd */
} ObsDraw;

/* Starts the sequence @stream of the numbers that belong to @seed. */
void obs_draw_init (ObsDraw *draw, guint64 seed, guint64 stream);

/* Starts the sequence that belongs to a label, so that one thing can be drawn anew without a
 * change to any other. */
void obs_draw_init_label (ObsDraw *draw, guint64 seed, const char *label);

guint32 obs_draw_next (ObsDraw *draw);
guint32 obs_draw_below (ObsDraw *draw, guint32 bound); /* 0 … bound - 1, all alike; @bound > 0 */
int
obs_draw_normal (ObsDraw *draw); /* thousandths; mean 0, standard deviation 1000, within ±6000 */
void obs_draw_shuffle (ObsDraw *draw, guint *values, guint n);

/* Normal quantile, in thousandths, of the middle of the part @rank of @n equal parts. */
int obs_draw_quantile (guint rank, guint n);

typedef struct
{
  int mean; /* target, in thousandths of the unit */
  int sd;   /* spread before answers are cut to the scale, in thousandths of the unit */
  int low;  /* lowest answer, in units */
  int high; /* highest answer, in units */
  int step; /* distance of two answers, in units */
  int bell; /* 0 … 100: how closely the answers follow the bell curve */
} ObsScale;

/* Gives each of @n businesses an answer on the scale: in the order of their tendency, spread like
 * the bell curve, and with a sum as near to n times the mean as whole steps allow. So the mean of
 * the sample is within half a step / n of the target, for every seed. */
void obs_draw_scores (ObsDraw *draw, const ObsScale *scale, const int *tendency, guint n,
                      int *answers);

#define OBS_WHOLE 10000 /* shares are in hundredths of one per cent */

/* How many of @n choose each of @n_options, where the shares add up to a whole number of wholes.
 * The cumulated shares are rounded, and what rounding took or gave is put right in the next call
 * through @carry (one per option, zero at first): so every group of neighbouring options, added
 * over the sectors, is less than one answer off its target. */
void obs_share_counts (guint n, const int *shares, guint n_options, int *carry, guint *counts);

/* Deals options to @n businesses so that option i is dealt counts[i] times, each business gets the
 * same number of options, and none twice. @chosen is n × n_options, row by row, 1 where dealt. The
 * counts must be at most @n each and add up to a multiple of @n. */
void obs_draw_deal (ObsDraw *draw, guint n, const guint *counts, guint n_options, guint8 *chosen);

/* Positions 0 … n - 1 sorted by tendency, highest first; equal ones keep their order. */
void obs_order_by_tendency (const int *tendency, guint n, guint *order);

G_END_DECLS
