/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "data/engine/figure.h"

G_BEGIN_DECLS

/* From values to places. Nothing here knows fonts, shapes or colours. */

/* A straight map from values to pixels. @r0 may lie above @r1: vertical axes grow upwards. */
typedef struct
{
  double d0, d1; /* ends of the values */
  double r0, r1; /* their places, px */
} ObsLinear;

/* @n equal steps along a length; in each a band, with the rest of the step as gap around it. */
typedef struct
{
  guint n;
  double start, step, width;
} ObsBand;

#define OBS_MAX_TICKS 32

typedef struct
{
  double values[OBS_MAX_TICKS];
  guint n;
  double step;
  int decimals; /* places after the point that tell neighbouring ticks apart */
} ObsTicks;

/* A value axis as it is drawn: its ends, the labelled places and the short ticks between them. */
typedef struct
{
  ObsAxisKind kind;
  double min, max;
  ObsTicks major, minor;
  gboolean cut; /* counts and rates only: it does not start at 0, so words must say where */
} ObsAxis;

double obs_linear_at (const ObsLinear *scale, double value);
double obs_linear_invert (const ObsLinear *scale, double place);

void obs_band_init (ObsBand *band, guint n, double r0, double r1, double fill);
double obs_band_start (const ObsBand *band, guint i);
double obs_band_centre (const ObsBand *band, guint i);
double obs_point_at (guint i, guint n, double r0, double r1);

void obs_ticks_nice (ObsTicks *ticks, double low, double high, guint wanted);

void obs_axis_init (ObsAxis *axis, ObsAxisKind kind, double low, double high, double fixed_max,
                    guint wanted, gboolean may_cut);
void obs_axis_trim (ObsAxis *axis, double high);
void obs_axis_for_figure (ObsAxis *axis, const ObsFigure *figure, guint wanted, gboolean may_cut);

char *obs_number_format (double value, int decimals, gboolean sign) G_GNUC_WARN_UNUSED_RESULT;
char *obs_tick_format (const ObsAxis *axis, double value) G_GNUC_WARN_UNUSED_RESULT;
char *obs_value_format (ObsAxisKind kind, double value, gboolean sign) G_GNUC_WARN_UNUSED_RESULT;

guint obs_line_thin (const double *x, const double *y, guint n, guint *kept);
void obs_push_apart (double *places, const double *sizes, guint n, double low, double high);

G_END_DECLS
