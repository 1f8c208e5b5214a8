/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Small line drawings in the colour of the text around them; the same on every system. Decoration
 * only: what they mean stands in the name of the button that holds them. */
typedef enum
{
  OBS_ICON_DOWN,
  OBS_ICON_NEXT,
  OBS_ICON_CLOSE,
  OBS_ICON_INFO,
} ObsIconShape;

#define OBS_TYPE_LINE_ICON (obs_line_icon_get_type ())
G_DECLARE_FINAL_TYPE (ObsLineIcon, obs_line_icon, OBS, LINE_ICON, GtkWidget)

/* @size in px. */
GtkWidget *obs_line_icon_new (ObsIconShape shape, int size);

G_END_DECLS
