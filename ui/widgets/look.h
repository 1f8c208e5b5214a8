/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

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

/* Text scale of the desktop: 1 at 96 dpi and 100 %. */
double obs_look_get_text_scale (ObsLook *self);

/* Puts the style sheets on @display and begins to follow the desktop and the preferences
 * ("colour-scheme", "high-contrast", "reduce-motion", "text-zoom"). Once, after GTK has started. */
void obs_look_start (ObsLook *self, GdkDisplay *display);

/* Zoom of figures in per cent, 80 to 300; kept as a preference. */
int obs_look_get_zoom_percent (ObsLook *self);
void obs_look_set_zoom_percent (ObsLook *self, int percent);

/* Which colours a preference and the desktop lead to: pure, for tests. @scheme is "system", "light"
 * or "dark"; contrast is high where the person or the desktop wants it. */
ObsThemeKind obs_look_choose (const char *scheme, gboolean contrast, gboolean desktop_dark,
                              gboolean desktop_contrast);

G_END_DECLS
