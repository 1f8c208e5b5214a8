/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/scene-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* A figure without rows: what is missing and what to do, in words. Nothing here looks like a chart,
 * so nobody takes an empty axis for a result. */

static void
say (ObsLayout *layout, ObsInk ink, ObsFont font, const char *text, double *y, int lines)
{
  double x = layout->left, w = fmin (layout->right - x, 640 * layout->scale);

  if (text == NULL || text[0] == '\0')
    return;
  *y += obs_scene_paragraph (layout, ink, font, text, x, *y, w, lines) + 6 * layout->scale;
}

void
obs_layout_needs (ObsLayout *layout)
{
  const ObsFigure *figure = layout->figure;
  gboolean compact = layout->options->compact;
  double y = layout->top + (compact ? 0 : 12 * layout->scale);

  say (layout, OBS_INK_TEXT, OBS_FONT_LABEL_BOLD, _ ("No figures yet"), &y, 1);
  say (layout, OBS_INK_TEXT, compact ? OBS_FONT_SMALL : OBS_FONT_LABEL, figure->summary, &y,
       compact ? 4 : 0);
  /* In a framed picture the notes stand in the foot already. */
  for (guint i = 0; !compact && !layout->options->frame && i < figure->notes->len; i++)
    say (layout, OBS_INK_TEXT2, OBS_FONT_SMALL, g_ptr_array_index (figure->notes, i), &y, 0);
  if (!compact)
    say (layout, OBS_INK_TEXT, OBS_FONT_LABEL, figure->next_action, &y, 0);
  layout->bottom = y;
}
