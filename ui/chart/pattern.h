/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/chart/theme.h"

G_BEGIN_DECLS

/* Fill patterns, for themes without (enough) colour. */
typedef enum
{
  OBS_FILL_SOLID,
  OBS_FILL_EMPTY, /* background with an outline */
  OBS_FILL_LINES, /* background with 45° lines, @step apart */
  OBS_FILL_DOTS,  /* background with dots, @step apart */
} ObsFillKind;

typedef struct
{
  ObsFillKind kind;
  double step; /* px */
} ObsFill;

/* How a filled shape of @ink is drawn in @theme. */
ObsFill obs_theme_fill (const ObsTheme *theme, ObsInk ink);
/* Whether text in @ink stands on a pattern and needs a plain patch under it. */
gboolean obs_theme_text_needs_patch (const ObsTheme *theme, ObsInk ink);

G_END_DECLS
