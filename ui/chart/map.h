/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/chart/scene-private.h"

G_BEGIN_DECLS

/* Five classes of values with plain breaks. */
#define OBS_N_CLASSES 5

typedef struct
{
  double breaks[OBS_N_CLASSES - 1];
  int decimals;
} ObsClasses;

void obs_classes_init (ObsClasses *classes, const double *values, guint n);
int obs_classes_find (const ObsClasses *classes, double value);
char *obs_classes_label (const ObsClasses *classes, guint i) G_GNUC_WARN_UNUSED_RESULT;
double obs_classes_place (const ObsClasses *classes, double value);

/* What the map half needs of the ranked half: which item and which row an area belongs to. */
typedef struct
{
  int row;  /* of the figure: its rate; -1 where there is none */
  int item; /* of the scene, -1 where there is none */
} ObsMapArea;

/* Draws strip and areas into the box; returns the y below them. @find tells for a code of an area.
 */
typedef ObsMapArea (*ObsMapFind) (gpointer data, const char *code);
double obs_map_draw (ObsLayout *layout, double x, double y, double w, double h, ObsMapFind find,
                     gpointer data);

G_END_DECLS
