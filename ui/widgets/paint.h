/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "ui/chart/theme.h"
#include "ui/widgets/look.h"

G_BEGIN_DECLS

/* For the small widgets that paint with Cairo: the theme of the moment and its inks. */
static inline const ObsTheme *
obs_paint_theme (void)
{
  return obs_theme_get (obs_look_get_theme (obs_look_get_default ()));
}

static inline void
obs_paint_ink (cairo_t *cr, ObsInk ink)
{
  const ObsColour *c = &obs_paint_theme ()->inks[ink];

  cairo_set_source_rgba (cr, c->r, c->g, c->b, c->a);
}

/* Small pictures grow with the text beside them. */
static inline double
obs_paint_scale (void)
{
  return obs_look_get_text_scale (obs_look_get_default ());
}

G_END_DECLS
