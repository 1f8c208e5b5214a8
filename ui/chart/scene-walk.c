/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/scene-private.h"

#include <math.h>

enum
{
  PICK_REACH = 40, /* px */
  PAGE = 10        /* lines */
};

static double
outside (double v, double low, double size)
{
  if (v < low)
    return low - v;
  return v > low + size ? v - low - size : 0;
}

int
obs_scene_pick (const ObsScene *scene, double x, double y)
{
  double best = PICK_REACH, best_centre = INFINITY;
  int found = obs_scene_area_at (scene, x, y);

  /* Inside an area there is no doubt. */
  if (found >= 0)
    return found;
  for (guint i = 0; i < scene->items->len; i++)
    {
      const ObsSceneItem *item = &g_array_index (scene->items, ObsSceneItem, i);
      double away = hypot (outside (x, item->x, item->w), outside (y, item->y, item->h));
      /* Where boxes overlap the nearer mark wins. */
      double centre = hypot (x - item->fx - item->fw / 2, y - item->fy - item->fh / 2);

      if (away > PICK_REACH || away > best + 1e-9)
        continue;
      if (away < best - 1e-9 || centre < best_centre || found < 0)
        {
          best = away;
          best_centre = centre;
          found = (int) i;
        }
    }
  return found;
}

/* Reading order: line, then column. */
static int
compare (const ObsSceneItem *a, const ObsSceneItem *b)
{
  if (a->line != b->line)
    return a->line < b->line ? -1 : 1;
  if (a->column != b->column)
    return a->column < b->column ? -1 : 1;
  return 0;
}

/* Item on the nearest line past @item in @direction, at least @least lines away where there is one,
 * in the nearest column. */
static int
step_line (const ObsScene *scene, int item, int direction, int least)
{
  const ObsSceneItem *from = &g_array_index (scene->items, ObsSceneItem, item);
  int found = item, found_lines = 0, found_columns = 0;

  for (guint i = 0; i < scene->items->len; i++)
    {
      const ObsSceneItem *to = &g_array_index (scene->items, ObsSceneItem, i);
      int lines = (to->line - from->line) * direction;
      int columns = ABS (to->column - from->column);
      gboolean better;

      if (lines <= 0)
        continue;
      if (found == item)
        better = TRUE;
      else if (lines == found_lines)
        better = columns < found_columns;
      else if (found_lines >= least)
        better = lines >= least && lines < found_lines;
      else
        better = lines > found_lines;
      if (better)
        {
          found = (int) i;
          found_lines = lines;
          found_columns = columns;
        }
    }
  return found;
}

static int
step_column (const ObsScene *scene, int item, int direction)
{
  const ObsSceneItem *from = &g_array_index (scene->items, ObsSceneItem, item);
  int found = item, found_columns = 0;

  for (guint i = 0; i < scene->items->len; i++)
    {
      const ObsSceneItem *to = &g_array_index (scene->items, ObsSceneItem, i);
      int columns = (to->column - from->column) * direction;

      if (to->line != from->line || columns <= 0)
        continue;
      if (found == item || columns < found_columns)
        {
          found = (int) i;
          found_columns = columns;
        }
    }
  return found;
}

static int
step_end (const ObsScene *scene, int direction)
{
  int found = 0;

  for (guint i = 1; i < scene->items->len; i++)
    if (compare (&g_array_index (scene->items, ObsSceneItem, i),
                 &g_array_index (scene->items, ObsSceneItem, found))
            * direction
        > 0)
      found = (int) i;
  return found;
}

/* First item of the next group in @direction. */
static int
step_group (const ObsScene *scene, int item, int direction)
{
  const ObsSceneItem *from = &g_array_index (scene->items, ObsSceneItem, item);
  int found = item, found_groups = 0;

  for (guint i = 0; i < scene->items->len; i++)
    {
      const ObsSceneItem *to = &g_array_index (scene->items, ObsSceneItem, i);
      int groups = (to->group - from->group) * direction;

      if (groups <= 0)
        continue;
      if (found == item || groups < found_groups
          || (groups == found_groups
              && compare (to, &g_array_index (scene->items, ObsSceneItem, found)) < 0))
        {
          found = (int) i;
          found_groups = groups;
        }
    }
  return found;
}

int
obs_scene_step (const ObsScene *scene, int item, ObsStep step)
{
  if (scene->items->len == 0)
    return -1;
  if (item < 0 || (guint) item >= scene->items->len)
    return step_end (scene, step == OBS_STEP_LAST ? 1 : -1);

  switch (step)
    {
    case OBS_STEP_UP:
      return step_line (scene, item, -1, 1);
    case OBS_STEP_DOWN:
      return step_line (scene, item, 1, 1);
    case OBS_STEP_LEFT:
      return step_column (scene, item, -1);
    case OBS_STEP_RIGHT:
      return step_column (scene, item, 1);
    case OBS_STEP_FIRST:
      return step_end (scene, -1);
    case OBS_STEP_LAST:
      return step_end (scene, 1);
    case OBS_STEP_PAGE_UP:
      return step_line (scene, item, -1, PAGE);
    case OBS_STEP_PAGE_DOWN:
      return step_line (scene, item, 1, PAGE);
    case OBS_STEP_GROUP_BACK:
      return step_group (scene, item, -1);
    case OBS_STEP_GROUP_ON:
      return step_group (scene, item, 1);
    default:
      return item;
    }
}
