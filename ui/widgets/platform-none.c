/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/platform.h"

void
obs_platform_watch (ObsPlatformFunc func, gpointer user_data)
{
  const ObsPlatformWishes wishes = { OBS_WISH_NONE, OBS_WISH_NONE };

  func (&wishes, user_data);
}
