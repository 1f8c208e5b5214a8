/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/engine/figure.h"

/* Figures for the forms without a value axis. */
typedef struct
{
  const char *name;
  ObsFigure *(*make) (void);
  gboolean tile; /* stands on a home page */
} Sample;

extern const Sample samples[];
extern const gsize n_samples;

ObsFigure *sample_make (const char *name);
