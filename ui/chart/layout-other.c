/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/scene-private.h"

/* Forms that are shown as their simple form, the table. */

void
obs_layout_map (ObsLayout *layout)
{
  obs_layout_trail (layout);
}
