/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/widgets/plot.h"

#include "ui/chart/scene.h"
#include "ui/widgets/mark.h"

G_BEGIN_DECLS

/* For plot.c and the plot-*.c only. */

#define N_SCENES 3

enum
{
  HOVER,
  SELECT,
  OPEN,
  PIN,
  SOURCE,
  COMMAND,
  N_SIGNALS,
};

/* Of the class, as plot.h names them. */
extern guint obs_plot_signals[N_SIGNALS];

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

/* What is told of (plot.c): "hover", of the row that leads at the moment; and which is selected. */
void obs_plot_tell_row (ObsPlot *self);
void obs_plot_select (ObsPlot *self, int row, gboolean by_person);

/* The children, one a thing that can be reached (plot-marks.c). In a crowded plot one child stands
 * for all of them. */
gboolean obs_plot_is_crowded (ObsPlot *self);
/* Returns: (transfer none) (nullable): the child of @item, if it has one */
ObsMark *obs_plot_item_mark (ObsPlot *self, int item);
/* Numbers the things of the figure anew. */
void obs_plot_count_places (ObsPlot *self);
/* Makes the children agree with the scene. The mark that holds the focus stays with its thing, so
 * that the change is not spoken as a move: @keep is its item in the new scene, or -1. */
void obs_plot_sync_marks (ObsPlot *self, int keep);
/* Which item of the scene stands for the same thing as @row did in @old. */
int obs_plot_same_item (ObsPlot *self, const ObsFigure *old, int row);
/* Moves the one mark of a crowded plot, or the focus from mark to mark. */
void obs_plot_go_to_item (ObsPlot *self, int item);
/* The name of the plot and how it is used, for those who hear it. */
void obs_plot_describe (ObsPlot *self);

/* Pointer, menu and keys (plot-input.c): called once for each plot, once for the class. */
void obs_plot_add_input (ObsPlot *self);
void obs_plot_class_install_menu (GtkWidgetClass *widget_class);

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
