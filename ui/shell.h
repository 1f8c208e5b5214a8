/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The three panes of the window and how they share it. It asks for 360 px whatever it shows, so
 * that the window can always be made narrow; the class follows the width that it is given. */

typedef enum
{
  OBS_SIZE_COMPACT, /* one pane at a time */
  OBS_SIZE_MEDIUM,  /* list and content; the details stand below the figure */
  OBS_SIZE_WIDE,    /* list, content, details */
} ObsSizeClass;

typedef enum
{
  OBS_PANE_LIST,
  OBS_PANE_CONTENT,
  OBS_PANE_DETAILS,
  OBS_N_PANES,
} ObsPane;

/* Class at @width px and text scale @scale, coming from @present: 16 px of hysteresis, so that a
 * window dragged along a threshold does not flicker. Pure. */
ObsSizeClass obs_size_class_for (int width, double scale, ObsSizeClass present);

#define OBS_TYPE_SHELL (obs_shell_get_type ())
G_DECLARE_FINAL_TYPE (ObsShell, obs_shell, OBS, SHELL, GtkWidget)

/* Property "size-class" (read only, int of #ObsSizeClass); "pane" (int of #ObsPane). */
GtkWidget *obs_shell_new (void);

/* Puts @child (or NULL) into @pane; the one before leaves. */
void obs_shell_set_child (ObsShell *self, ObsPane pane, GtkWidget *child);
GtkWidget *obs_shell_get_child (ObsShell *self, ObsPane pane);

ObsSizeClass obs_shell_get_size_class (ObsShell *self);

/* Whether the list (F9) or the details are wanted where there is room for them. */
void obs_shell_set_wanted (ObsShell *self, ObsPane pane, gboolean wanted);
gboolean obs_shell_get_wanted (ObsShell *self, ObsPane pane);

/* The pane that the compact class shows. */
void obs_shell_set_pane (ObsShell *self, ObsPane pane);
ObsPane obs_shell_get_pane (ObsShell *self);

G_END_DECLS
