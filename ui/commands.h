/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The commands of the window with their keys: one list that the keys, the search and the window of
 * shortcuts are all made from. */

typedef enum
{
  OBS_GROUP_MOVE,
  OBS_GROUP_FIGURE,
  OBS_GROUP_DATA,
  OBS_GROUP_PROGRAM,
  OBS_GROUP_PLOT, /* keys of a plot: listed only */
  OBS_N_GROUPS,
} ObsCommandGroup;

typedef struct
{
  ObsCommandGroup group;
  const char *label;  /* to be translated where it is shown */
  const char *action; /* detailed action name, NULL where only listed */
  const char *keys;   /* accelerators, separated by blanks; NULL for none */
} ObsCommand;

const ObsCommand *obs_commands_get (guint *n);

/* Heading of a group, translated. */
const char *obs_command_group_label (ObsCommandGroup group);

G_END_DECLS
