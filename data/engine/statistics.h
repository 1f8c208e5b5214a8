/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Estimates with their likely ranges. All ranges assume random sampling; who was asked, and how
 * they were found, stands before any of them (charts of a recruited panel carry that warning). */

typedef struct
{
  double estimate;
  double low;
  double high;
} ObsInterval;

/* Count, sum and sum of squares of a group's answers. */
typedef struct
{
  int n;
  double sum;
  double sum2;
} ObsMoments;

double obs_normal_quantile (double p);
double obs_t_quantile (double p, double df);

ObsInterval obs_share_interval (int k, int n, double level);
ObsInterval obs_mean_interval (const ObsMoments *m, double level, double min, double max);
ObsInterval obs_share_difference (int k1, int n1, int k2, int n2, double level);
ObsInterval obs_mean_difference (const ObsMoments *a, const ObsMoments *b, double level);
ObsInterval obs_interval_difference (ObsInterval a, ObsInterval b);

double obs_moments_mean (const ObsMoments *m);
double obs_moments_sd (const ObsMoments *m);
gboolean obs_interval_excludes (ObsInterval interval, double value);

G_END_DECLS
