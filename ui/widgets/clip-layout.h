/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lays one child out as GtkBinLayout does, but asks for no more than the narrowest window: for the
 * one frame before a narrower layout takes over, what does not fit is cut off. Without it a window
 * could never be made narrower than its widest layout. */

#define OBS_LEAST_WIDTH 360

#define OBS_TYPE_CLIP_LAYOUT (obs_clip_layout_get_type ())
G_DECLARE_FINAL_TYPE (ObsClipLayout, obs_clip_layout, OBS, CLIP_LAYOUT, GtkLayoutManager)

G_END_DECLS
