/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/plot-private.h"

gboolean
obs_plot_key_step (guint keyval, gboolean control, ObsStep *step)
{
  switch (keyval)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      *step = control ? OBS_STEP_GROUP_BACK : OBS_STEP_UP;
      return TRUE;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      *step = control ? OBS_STEP_GROUP_ON : OBS_STEP_DOWN;
      return TRUE;
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      *step = control ? OBS_STEP_GROUP_BACK : OBS_STEP_LEFT;
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      *step = control ? OBS_STEP_GROUP_ON : OBS_STEP_RIGHT;
      return TRUE;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      *step = OBS_STEP_FIRST;
      return TRUE;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      *step = OBS_STEP_LAST;
      return TRUE;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      *step = OBS_STEP_PAGE_UP;
      return TRUE;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      *step = OBS_STEP_PAGE_DOWN;
      return TRUE;
    default:
      return FALSE;
    }
}

const char *
obs_plot_key_command (guint keyval)
{
  switch (gdk_keyval_to_lower (keyval))
    {
    case GDK_KEY_t:
      return "table";
    case GDK_KEY_r:
      return "ranges";
    case GDK_KEY_s:
      return "sort";
    case GDK_KEY_c:
      return "compare";
    case GDK_KEY_question:
      return "keys";
    case GDK_KEY_1:
    case GDK_KEY_KP_1:
      return "ksb:K";
    case GDK_KEY_2:
    case GDK_KEY_KP_2:
      return "ksb:S";
    case GDK_KEY_3:
    case GDK_KEY_KP_3:
      return "ksb:B";
    default:
      return NULL;
    }
}
