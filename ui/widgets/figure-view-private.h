/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/widgets/figure-view.h"

/* Between figure-view.c (what the parts do) and figure-view-build.c (which parts there are and how
 * they are arranged); nobody else includes this. */

G_BEGIN_DECLS

struct _ObsFigureView
{
  GtkWidget parent_instance;

  ObsFigure *figure;
  GPtrArray *pins; /* of char * */
  char *series;    /* narrow: key of the sector shown */
  gboolean narrow;
  gboolean all_rows; /* "Show all" was pressed for this question */
  gboolean updating; /* controls follow the figure: they do not ask for another */
  int row;           /* in the readout */
  int told_row;      /* by "row-changed" */
  guint settle;

  GtkWidget *box;
  GtkWidget *title, *title_box;
  GtkWidget *subtitle; /* ObsTagged */
  GtkWidget *band;
  GtkWidget *tab_row, *tabs, *tab_tools;
  GtkWidget *tools, *ksb, *tool_tag, *tool_text, *data, *sort, *sector, *sector_glyph, *range;
  GtkWidget *key_row, *key, *count_box, *count, *show_all;
  GtkWidget *stack, *plot, *needs, *table, *summary, *source;
  GtkWidget *readout;
  GtkWidget *cautions;
  GtkWidget *foot, *source_line, *foot_box, *copy;
  GtkWidget *problem;
};

/* Makes the parts and puts them in their places; nothing is connected yet. */
void obs_figure_view_build (ObsFigureView *self);

G_END_DECLS
