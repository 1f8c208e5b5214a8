/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/chart/scale.h"
#include "ui/chart/scene-private.h"

G_BEGIN_DECLS

/* What the forms with a value axis share: the axis and its grid, marks, ranges, rules of base and
 * grade, and the lines (one a thing) that their rows are gathered into. */

/* A horizontal value axis with rows under it. */
typedef struct
{
  ObsLayout *layout;
  ObsAxis axis;
  ObsLinear x;
  double top;     /* of the numbers */
  double rows;    /* where the first row starts */
  double right;   /* numbers end before it */
  ObsFont font;   /* of the numbers */
  gboolean title; /* draw the axis title */
  GArray *holes;  /* places that the grid leaves free for words */
} ObsPlane;

void obs_plane_init (ObsPlane *plot, ObsLayout *layout, double x0, double x1, gboolean may_cut);
void obs_plane_trim (ObsPlane *plot);
void obs_plane_clear (ObsPlane *plot);
double obs_plane_at (const ObsPlane *plot, double value);
void obs_plane_leave (ObsPlane *plot, double x, double y, double w, double h);
double obs_plane_leave_group (ObsPlane *plot, const char *group, double y, double h);
void obs_plane_head (ObsPlane *plot);
void obs_plane_grid (const ObsPlane *plot, double bottom);
double obs_plane_references (const ObsPlane *plot, double bottom, gboolean labels);

/* How one row may be shown: from its base, code and grade. */
typedef struct
{
  gboolean mark;   /* the estimate has a mark */
  gboolean hollow; /* rounded, printed without base, or small base */
  gboolean small;  /* base of 20 to 29: the mark is smaller than its range */
  gboolean dotted; /* worked out by the source: a dot in the hollow */
  gboolean range;  /* thin line with caps */
  gboolean band;   /* thick band, before the mark */
  gboolean bound;  /* a limit line and words, no mark */
  char *words;     /* in place of the mark or beside it, or NULL */
} ObsMarkRule;

void obs_mark_rule_init (ObsMarkRule *rule, const ObsFigure *figure, const ObsFigureRow *row,
                         const ObsSceneOptions *options);
void obs_mark_rule_clear (ObsMarkRule *rule);
double obs_mark_bound (const ObsFigureRow *row);

void obs_draw_range (ObsScene *scene, ObsInk ink, double x0, double x1, double y, double cap);
void obs_draw_band (ObsScene *scene, ObsInk ink, double x0, double x1, double y, double h,
                    gboolean ends);
void obs_draw_mark (ObsScene *scene, ObsInk ink, ObsGlyph glyph, gboolean hollow, double x,
                    double y, double size);
void obs_draw_bound (ObsScene *scene, ObsInk ink, const ObsFigureRow *row, double x, double y,
                     double half, double tick);
ObsShape *obs_draw_text (ObsLayout *layout, ObsInk ink, ObsFont font, const char *text, double x,
                         double cy, double w, ObsAlign align);

/* One thing of a figure with its rows: what stands on one line. */
typedef struct
{
  const char *key, *label, *ksb, *group, *tag;
  const char *suffix; /* code of a provisional or revised value, or NULL */
  char *note;         /* second line of the label, or NULL */
  GArray *rows;       /* of guint: rows of the figure, in the order of its series */
  int group_no;       /* for Ctrl+arrows */
  double y, h;        /* set by the layout */
} ObsLine;

gboolean obs_layout_is_stacked (const ObsLayout *layout);
char *obs_line_label (const ObsLine *line) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *obs_lines_new (ObsLayout *layout);
int obs_line_row (const ObsFigure *figure, const ObsLine *line, ObsSeriesRole role);
gboolean obs_lines_have_chips (const GPtrArray *lines);

/* The column of labels at the left. */
typedef struct
{
  double w;       /* whole column */
  double chip;    /* of it, taken by letter chips */
  double wrap;    /* room for the words */
  double heading; /* height of a group heading, 0 where there are none */
} ObsLabels;

void obs_labels_init (ObsLabels *labels, ObsLayout *layout, const GPtrArray *lines, double most);
double obs_labels_height (const ObsLabels *labels, ObsLayout *layout, const ObsLine *line);
void obs_labels_draw (const ObsLabels *labels, ObsLayout *layout, const ObsLine *line);
gboolean obs_labels_starts_group (const GPtrArray *lines, guint i);
void obs_labels_group (ObsLayout *layout, const char *group, double y, double h);
void obs_row_band (ObsLayout *layout, int item, double y, double h);
void obs_row_separator (ObsLayout *layout, double y);

G_END_DECLS
