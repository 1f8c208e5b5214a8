/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/scene-private.h"

void
obs_layout_part (ObsLayout *layout)
{
  obs_layout_needs (layout);
}
