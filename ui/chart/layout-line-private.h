/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/chart/plane.h"

G_BEGIN_DECLS

/* For layout-line.c, layout-line-axes.c and layout-line-traces.c only. */

enum
{
  MARK = 10,
  FOCUS = 20,
  TITLE_LINES = 3,
  FEW_NAMES = 3, /* more lines than these lie close: no one is moved far from its time */
};

typedef struct
{
  guint row;
  double at; /* position in time */
  double x, y, low, high;
  ObsMarkRule rule;
  gboolean parted; /* the method changed before it */
  gboolean soft;   /* provisional or projected */
} Point;

typedef struct
{
  const ObsFigureSeries *series;
  GArray *points; /* of Point, in the order of time */
} Trace;

/* A name at the right: of a series or of a reference line. */
typedef struct
{
  const char *text;
  const ObsFigureSeries *series;
  double x, y;  /* where it belongs */
  double cy, h; /* where it stands */
  gboolean is_reference;
} Name;

typedef struct
{
  ObsLayout *layout;
  ObsAxis axis;
  ObsLinear x, y;
  GPtrArray *traces;
  GArray *times;                   /* of double: distinct positions, rising */
  GPtrArray *when;                 /* of char *: their labels, not owned */
  GArray *names;                   /* of Name */
  double top, bottom, left, right; /* of the plot */
  double name_x, name_w;
  gboolean caps; /* ranges as bars with caps, not as a band along the line */
} Lines;

/* What stands round the lines (layout-line-axes.c): title, both axes, bases, limits and changes of
 * method. */
void obs_layout_line_axes (Lines *lines);
/* The words above the value axis (transfer full), NULL where there are none. */
char *obs_layout_line_title (const Lines *lines);
/* How many lines of bases stand below the time axis. */
guint obs_layout_line_n_base_strips (const Lines *lines);

/* Bands, lines and marks of all traces, and the items that can be picked (layout-line-traces.c). */
void obs_layout_line_traces (Lines *lines);
gboolean obs_layout_line_is_code (const ObsFigureRow *row, const char *code);

G_END_DECLS
