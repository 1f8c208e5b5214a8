/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/chart/scene.h"

G_BEGIN_DECLS

/* One shape, for exports that put structure round single shapes. */
void obs_shape_draw (const ObsShape *shape, cairo_t *cr, const ObsTheme *theme,
                     ObsTextMeasure *text);

G_END_DECLS
