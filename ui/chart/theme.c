/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/theme.h"

#include <math.h>

/* Colour means sector, an end of an opinion, or a step of a map; nothing else. A value of 0xRRGGBB
 * a role and theme. High contrast knows ink and background only: shapes and patterns carry the
 * rest. */

#define BLACK 0x000000
#define WHITE 0xffffff

typedef struct
{
  ObsInk ink;
  guint light, dark, contrast;
} InkRow;

static const InkRow rows[] = {
  { OBS_INK_TEXT, 0x1e1e1e, 0xffffff, BLACK },
  { OBS_INK_TEXT2, 0x5b5b5b, 0xc8c8c8, BLACK },
  { OBS_INK_VIEW, 0xffffff, 0x1e1e1e, WHITE },
  { OBS_INK_GRID, 0xd9d9d9, 0x444444, BLACK },
  { OBS_INK_EDGE, 0x8d8c8e, 0x8a8a8a, BLACK },
  { OBS_INK_SEPARATOR, 0xe0e0e0, 0x3a3a3a, BLACK },
  { OBS_INK_ACCENT, 0x12436d, 0x8fb4f5, BLACK },
  { OBS_INK_ON_ACCENT, 0xffffff, 0x1e1e1e, WHITE },
  { OBS_INK_HOVER, 0xf1f5f8, 0x26292f, WHITE },
  { OBS_INK_SELECTED, 0xe1e9f0, 0x33415a, WHITE },
  { OBS_INK_WARN, 0xf5f5f6, 0x2b2b2b, WHITE },
  { OBS_INK_POOR, 0x8a3b00, 0xffb861, BLACK },
  { OBS_INK_ON_POOR, 0xffffff, 0x000000, WHITE },
  { OBS_INK_MIDDLE, 0xc9c9c9, 0x5e5e5e, WHITE },
  { OBS_INK_ON_MIDDLE, 0x000000, 0xffffff, BLACK },
  { OBS_INK_GOOD, 0x12436d, 0xcfe3f5, BLACK },
  { OBS_INK_ON_GOOD, 0xffffff, 0x000000, BLACK },
  { OBS_INK_SHORT, 0xd07b00, 0xffb861, BLACK },
  { OBS_INK_SURPLUS, 0x12436d, 0x5e93c4, BLACK },
  { OBS_INK_WATERMARK, 0x1e1e1e, 0xffffff, BLACK },
  { OBS_INK_SEQUENCE_1, 0xe3eef7, 0x16324d, WHITE },
  { OBS_INK_SEQUENCE_2, 0xaecde6, 0x1f5480, BLACK },
  { OBS_INK_SEQUENCE_3, 0x6fa3cf, 0x3c7fb8, BLACK },
  { OBS_INK_SEQUENCE_4, 0x2f6fa8, 0x7fb2e0, BLACK },
  { OBS_INK_SEQUENCE_5, 0x0f3a63, 0xcfe3f5, BLACK },
  { OBS_INK_ON_SEQUENCE_1, 0x000000, 0xffffff, BLACK },
  { OBS_INK_ON_SEQUENCE_2, 0x000000, 0xffffff, BLACK },
  { OBS_INK_ON_SEQUENCE_3, 0x000000, 0x000000, BLACK },
  { OBS_INK_ON_SEQUENCE_4, 0xffffff, 0x000000, BLACK },
  { OBS_INK_ON_SEQUENCE_5, 0xffffff, 0x000000, WHITE },
  { OBS_INK_SECTOR_0, 0x3d3d3d, 0xe6e6e6, BLACK },
  { OBS_INK_SECTOR_1, 0x15264f, 0x8fb4f5, BLACK },
  { OBS_INK_SECTOR_2, 0xd07b00, 0xffe0b5, BLACK },
  { OBS_INK_SECTOR_3, 0x802baf, 0xb254d4, BLACK },
  { OBS_INK_SECTOR_4, 0x00766a, 0x4fc3b0, BLACK },
  { OBS_INK_SECTOR_5, 0xb23a48, 0xff8a94, BLACK },
  { OBS_INK_DONE, 0x1b6e48, 0xffffff, BLACK },
  { OBS_INK_RISK, 0x8a5200, 0xffffff, BLACK },
};

static ObsColour
colour (guint rgb)
{
  return (ObsColour){ ((rgb >> 16) & 0xff) / 255.0, ((rgb >> 8) & 0xff) / 255.0,
                      (rgb & 0xff) / 255.0, 1 };
}

static double
to_linear (double c)
{
  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static double
to_srgb (double c)
{
  return c <= 0.0031308 ? c * 12.92 : 1.055 * pow (c, 1 / 2.4) - 0.055;
}

/* The grey that a printer without colour gives: relative luminance in all three channels. */
static ObsColour
grey (guint rgb)
{
  ObsColour c = colour (rgb);
  double y
      = to_srgb (0.2126 * to_linear (c.r) + 0.7152 * to_linear (c.g) + 0.0722 * to_linear (c.b));

  return (ObsColour){ y, y, y, 1 };
}

static void
fill_theme (ObsTheme *theme, ObsThemeKind kind)
{
  theme->kind = kind;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const InkRow *row = &rows[i];

      if (kind == OBS_THEME_DARK)
        theme->inks[row->ink] = colour (row->dark);
      else if (kind == OBS_THEME_CONTRAST)
        theme->inks[row->ink] = colour (row->contrast);
      else if (kind == OBS_THEME_CONTRAST_DARK)
        theme->inks[row->ink] = colour (row->contrast == BLACK ? WHITE : BLACK);
      else if (kind == OBS_THEME_GREY)
        theme->inks[row->ink] = grey (row->light);
      else
        theme->inks[row->ink] = colour (row->light);
    }
  theme->band_alpha = kind == OBS_THEME_DARK ? 0.30 : 0.34;
  theme->inks[OBS_INK_WATERMARK].a = kind == OBS_THEME_DARK ? 0.06 : 0.055;
  if (kind == OBS_THEME_CONTRAST || kind == OBS_THEME_CONTRAST_DARK)
    {
      theme->extra_width = 1;
      theme->band_alpha = 1;
      /* The one faint thing that stays: in full ink the word would hide the marks. */
      theme->inks[OBS_INK_WATERMARK].a = 0.12;
    }
  theme->patterns = kind == OBS_THEME_GREY || theme->extra_width > 0;
}

/**
 * obs_theme_get:
 * @kind: which palette
 *
 * Returns: (transfer none): its colours, good for the life of the program
 */
const ObsTheme *
obs_theme_get (ObsThemeKind kind)
{
  static ObsTheme themes[OBS_N_THEMES];
  static gsize ready;

  g_return_val_if_fail ((guint) kind < OBS_N_THEMES, &themes[0]);

  if (g_once_init_enter (&ready))
    {
      for (int i = 0; i < OBS_N_THEMES; i++)
        fill_theme (&themes[i], (ObsThemeKind) i);
      g_once_init_leave (&ready, 1);
    }
  return &themes[kind];
}
