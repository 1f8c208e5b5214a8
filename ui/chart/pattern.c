/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/pattern.h"

static gboolean
is_contrast (const ObsTheme *theme)
{
  return theme->kind == OBS_THEME_CONTRAST || theme->kind == OBS_THEME_CONTRAST_DARK;
}

ObsFill
obs_theme_fill (const ObsTheme *theme, ObsInk ink)
{
  const ObsFill solid = { OBS_FILL_SOLID, 0 };

  if (!theme->patterns)
    return solid;
  switch (ink)
    {
    case OBS_INK_SECTOR_2:
      return (ObsFill){ OBS_FILL_LINES, 5 };
    case OBS_INK_SECTOR_3:
      return (ObsFill){ OBS_FILL_DOTS, 5 };
    case OBS_INK_SECTOR_4:
      return (ObsFill){ OBS_FILL_LINES, 9 };
    case OBS_INK_SECTOR_5:
      return (ObsFill){ OBS_FILL_DOTS, 9 };
    case OBS_INK_GOOD:
      /* Both ends of an opinion print as the same dark grey. */
      return (ObsFill){ OBS_FILL_DOTS, 5 };
    default:
      break;
    }
  if (!is_contrast (theme))
    return solid;
  switch (ink)
    {
    case OBS_INK_WARN:
    case OBS_INK_MIDDLE:
    case OBS_INK_SEQUENCE_1:
      return (ObsFill){ OBS_FILL_EMPTY, 0 };
    case OBS_INK_SHORT:
      return (ObsFill){ OBS_FILL_LINES, 5 };
    case OBS_INK_SEQUENCE_2:
      return (ObsFill){ OBS_FILL_DOTS, 10 };
    case OBS_INK_SEQUENCE_3:
      return (ObsFill){ OBS_FILL_LINES, 11 };
    case OBS_INK_SEQUENCE_4:
      return (ObsFill){ OBS_FILL_LINES, 6 };
    default:
      return solid;
    }
}

gboolean
obs_theme_text_needs_patch (const ObsTheme *theme, ObsInk ink)
{
  if (!theme->patterns)
    return FALSE;
  if (ink == OBS_INK_ON_GOOD)
    return TRUE;
  return is_contrast (theme) && ink >= OBS_INK_ON_SEQUENCE_2 && ink <= OBS_INK_ON_SEQUENCE_4;
}
