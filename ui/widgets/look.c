/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/look.h"

struct _ObsLook
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (ObsLook, obs_look, G_TYPE_OBJECT)

static void
obs_look_class_init (ObsLookClass *klass)
{
  g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
obs_look_init (ObsLook *self)
{
}

/**
 * obs_look_get_default:
 *
 * Returns: (transfer none): the look of the program
 */
ObsLook *
obs_look_get_default (void)
{
  static ObsLook *look;

  if (look == NULL)
    look = g_object_new (OBS_TYPE_LOOK, NULL);
  return look;
}

ObsThemeKind
obs_look_get_theme (ObsLook *self)
{
  return OBS_THEME_LIGHT;
}

double
obs_look_get_zoom (ObsLook *self)
{
  return 1;
}

gboolean
obs_look_get_motion (ObsLook *self)
{
  return FALSE;
}
