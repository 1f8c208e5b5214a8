/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Roles that a scene paints in. A scene never names a colour; the theme decides. */
typedef enum
{
  OBS_INK_TEXT,  /* obs_ink */
  OBS_INK_TEXT2, /* obs_ink2: axis numbers, notes */
  OBS_INK_VIEW,  /* view background: halos, hollow insides, 2 px gaps */
  OBS_INK_GRID,
  OBS_INK_EDGE, /* zero and mid lines, chip outlines, missing hatch */
  OBS_INK_SEPARATOR,
  OBS_INK_ACCENT,    /* wanted, covered, numbers of a ladder, roadmap bars */
  OBS_INK_ON_ACCENT, /* text on an accent fill */
  OBS_INK_HOVER,     /* hovered row */
  OBS_INK_SELECTED,  /* selected row */
  OBS_INK_WARN,      /* warning band */
  OBS_INK_POOR,      /* Likert worst end */
  OBS_INK_ON_POOR,
  OBS_INK_MIDDLE,
  OBS_INK_ON_MIDDLE,
  OBS_INK_GOOD,
  OBS_INK_ON_GOOD,
  OBS_INK_SHORT,      /* gap below zero */
  OBS_INK_SURPLUS,    /* gap above zero */
  OBS_INK_WATERMARK,  /* "Simulated" across the plot */
  OBS_INK_SEQUENCE_1, /* map classes, palest first */
  OBS_INK_SEQUENCE_2,
  OBS_INK_SEQUENCE_3,
  OBS_INK_SEQUENCE_4,
  OBS_INK_SEQUENCE_5,
  OBS_INK_ON_SEQUENCE_1, /* label ink on each class */
  OBS_INK_ON_SEQUENCE_2,
  OBS_INK_ON_SEQUENCE_3,
  OBS_INK_ON_SEQUENCE_4,
  OBS_INK_ON_SEQUENCE_5,
  OBS_INK_SECTOR_0, /* all sectors */
  OBS_INK_SECTOR_1, /* Manufacturing */
  OBS_INK_SECTOR_2, /* Logistics */
  OBS_INK_SECTOR_3, /* Sport & Health */
  OBS_INK_SECTOR_4,
  OBS_INK_SECTOR_5,
  OBS_INK_DONE, /* status of a recommendation; the word and the icon carry it */
  OBS_INK_RISK,
  OBS_N_INKS,
} ObsInk;

typedef enum
{
  OBS_THEME_LIGHT,
  OBS_THEME_DARK,
  OBS_THEME_CONTRAST,      /* high contrast, light */
  OBS_THEME_CONTRAST_DARK, /* high contrast, dark */
  OBS_THEME_PRINT,         /* always light */
  OBS_THEME_GREY,          /* greyscale print: patterns on */
  OBS_N_THEMES,
} ObsThemeKind;

typedef struct
{
  double r, g, b, a; /* 0 to 1, sRGB */
} ObsColour;

typedef struct
{
  ObsThemeKind kind;
  ObsColour inks[OBS_N_INKS];
  double extra_width; /* added to every line, px (1 in high contrast) */
  double band_alpha;  /* opacity of thick range bands */
  gboolean patterns;  /* fill patterns on bars */
} ObsTheme;

const ObsTheme *obs_theme_get (ObsThemeKind kind);

G_END_DECLS
