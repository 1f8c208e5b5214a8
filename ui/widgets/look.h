/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "ui/chart/theme.h"

G_BEGIN_DECLS

/* How everything looks now: colours, zoom of figures, motion. One for the program; widgets read it
 * and redraw on "changed". */

#define OBS_TYPE_LOOK (obs_look_get_type ())
G_DECLARE_FINAL_TYPE (ObsLook, obs_look, OBS, LOOK, GObject)

ObsLook *obs_look_get_default (void);
ObsThemeKind obs_look_get_theme (ObsLook *self);
double obs_look_get_zoom (ObsLook *self);
gboolean obs_look_get_motion (ObsLook *self);

G_END_DECLS
