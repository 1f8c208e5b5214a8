/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/chart/scene-private.h"

G_BEGIN_DECLS

/* What stands round the plot in pictures and print. The head moves layout->left, top and right to
 * the box of the plot; the foot starts at layout->bottom and moves it to the end of the scene. */
void obs_frame_head (ObsLayout *layout);
void obs_frame_foot (ObsLayout *layout);

G_END_DECLS
