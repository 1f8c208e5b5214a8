/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/widgets/plot.h"

#include "ui/chart/scene.h"

G_BEGIN_DECLS

/* For plot.c, plot-scene.c and plot-keys.c only. */

#define N_SCENES 3

/* Layouts are kept for the last widths, because one pass of size negotiation asks for several. */
typedef struct
{
  int width;
  ObsScene *scene;
} Kept;

struct _ObsPlot
{
  GtkWidget parent_instance;

  ObsFigure *figure;
  ObsSceneOptions options; /* series and pins are owned below */
  char *series;
  GPtrArray *pins;

  ObsTextMeasure *measure;
  Kept kept[N_SCENES]; /* newest first */
  ObsScene *scene;     /* the one on screen */
  GskRenderNode *node; /* its drawing */
  int bold[2];         /* items whose labels it has in bold, -1: none */

  GPtrArray *marks;   /* of ObsMark *; children, in the order of the items */
  GHashTable *places; /* key of a row -> its number from 1, in reading order */
  GtkWidget *menu;
  int menu_row;

  int selected; /* row */
  int hover;    /* item under the pointer */
  int focus;    /* item that has, or last had, the keyboard */
  gboolean focused;
  int current; /* row last told by "hover" */
};

/* Layouts and the drawing made of them (plot-scene.c). */
void obs_plot_drop_node (ObsPlot *self);
void obs_plot_drop_scenes (ObsPlot *self);
/* Returns: (transfer none): good until the next call; NULL without a figure */
ObsScene *obs_plot_scene_for_width (ObsPlot *self, int width);
void obs_plot_set_scene (ObsPlot *self, ObsScene *scene);
/* Between items of the scene on screen and rows of the figure; -1 for none. */
int obs_plot_item_row (ObsPlot *self, int item);
int obs_plot_row_item (ObsPlot *self, int row);
void obs_plot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);

/* What keys mean inside a plot (plot-keys.c): pure. */
gboolean obs_plot_key_step (guint keyval, gboolean control, ObsStep *step);
/* A command as the signal "command" names it, or NULL. */
const char *obs_plot_key_command (guint keyval);

G_END_DECLS
