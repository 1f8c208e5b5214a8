/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/engine/figure.h"

/* Figures with invented numbers for the forms that have a value axis. */
typedef struct
{
  const char *name;
  ObsFigure *(*make) (void);
} SampleB;

extern const SampleB samples_b[];
extern const gsize n_samples_b;

ObsFigure *sample_b (const char *name);
