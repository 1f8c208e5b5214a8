/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/chart/scene-private.h"

G_BEGIN_DECLS

/* TB: things down, series across, values right aligned; a card a thing where the columns do not
 * fit. */
void obs_layout_table (ObsLayout *layout);

G_END_DECLS
