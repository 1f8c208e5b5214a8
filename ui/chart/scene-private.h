/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/chart/scene.h"

G_BEGIN_DECLS

/* Opacity of a thick range band, as a layout sets it; a theme may put its own in place. */
#define OBS_BAND_ALPHA 0.34
/* Distance of hatch lines; ->dash[0] of a hatch sets another. */
#define OBS_HATCH_STEP 7.0

/* For the layouts (layout-*.c) only: a scene under construction. */
struct _ObsScene
{
  gatomicrefcount ref_count;
  double width, height;
  double scale;   /* text scale that it was laid out for */
  GArray *shapes; /* of ObsShape; the scene owns text and points */
  GArray *items;  /* of ObsSceneItem */
  guint left_out;
  char *family;            /* that its texts were measured in */
  ObsTextMeasure *measure; /* borrowed, only while the scene is being built */
  gboolean watermark;      /* it is in already */
  GArray *areas;           /* of a map: see area.c; NULL in other forms */
  GArray *markers;
};

/* What a layout works with. */
typedef struct
{
  ObsScene *scene;
  const ObsFigure *figure;
  const ObsSceneOptions *options;
  ObsTextMeasure *measure;
  double scale;            /* text scale: multiply row heights and mark sizes by it */
  double left, top, right; /* the box to lay out in; bottom grows */
  double bottom;           /* out: where the layout ended */
} ObsLayout;

typedef void (*ObsLayoutFunc) (ObsLayout *layout);

/* One function a form; the table in scene.c maps ObsForm to it. A new form is a new file
 * layout-NAME.c, a line there and a line in meson.build. */
void obs_layout_ladder (ObsLayout *layout);   /* RL, OS */
void obs_layout_part (ObsLayout *layout);     /* PB, ST */
void obs_layout_matrix (ObsLayout *layout);   /* LM */
void obs_layout_roadmap (ObsLayout *layout);  /* GN */
void obs_layout_trail (ObsLayout *layout);    /* TR, TB */
void obs_layout_dots (ObsLayout *layout);     /* RD */
void obs_layout_bars (ObsLayout *layout);     /* RB */
void obs_layout_line (ObsLayout *layout);     /* LN */
void obs_layout_dumbbell (ObsLayout *layout); /* DB, GAP */
void obs_layout_map (ObsLayout *layout);      /* MAP */
void obs_layout_needs (ObsLayout *layout);    /* any form without rows: what is missing, in words */

/* A scene without a form, for what a page sets around figures. obs_scene_finish() breaks its texts
 * into lines; no shape may be added after it. */
ObsScene *obs_scene_new_empty (ObsTextMeasure *measure) G_GNUC_WARN_UNUSED_RESULT;
void obs_scene_finish (ObsScene *scene);

/* Shapes. All return the shape for further settings; the pointer is good until the next call. */
ObsShape *obs_scene_rect (ObsScene *scene, ObsInk ink, double x, double y, double w, double h);
ObsShape *obs_scene_line (ObsScene *scene, ObsInk ink, double x1, double y1, double x2, double y2,
                          double width);
ObsShape *obs_scene_hatch (ObsScene *scene, ObsInk ink, double x, double y, double w, double h);
ObsShape *obs_scene_glyph (ObsScene *scene, ObsInk ink, ObsGlyph glyph, double cx, double cy,
                           double size);
ObsShape *obs_scene_path (ObsScene *scene, ObsInk ink, const double *points, guint n_points,
                          gboolean closed);
/* @y is the top of the line box (obs_text_line() high); @w the box: wrap, ellipsis and align happen
 * in it when the scene is finished, so ->lines may be set afterwards. With @w 0 the text is never
 * cut and
 * @x is its start, centre or end as @align says. */
ObsShape *obs_scene_text (ObsScene *scene, ObsInk ink, ObsFont font, const char *text, double x,
                          double y, double w, ObsAlign align);
/* A text of at most @lines lines in a box @w wide; returns its height. */
double obs_scene_paragraph (ObsLayout *layout, ObsInk ink, ObsFont font, const char *text, double x,
                            double y, double w, int lines);
/* Letter chip K, S, B (20 px); tag with its text; both return their width. */
double obs_scene_chip (ObsLayout *layout, const char *letter, double x, double y);
double obs_scene_tag (ObsLayout *layout, const char *text, double x, double y);
/* Marks all shapes from @first on as belonging to @item. */
void obs_scene_own (ObsScene *scene, guint first, int item);
/* A new item; returns its number. Hit boxes are grown to the 24 px floor. */
int obs_scene_add_item (ObsScene *scene, int row, double x, double y, double w, double h, int line,
                        int column, int group);
void obs_scene_set_focus_box (ObsScene *scene, int item, double x, double y, double w, double h);
void obs_scene_set_band (ObsScene *scene, int item, double x, double y, double w, double h);

/* "Simulated" across the plot, behind all other shapes. obs_scene_new() does this for every form; a
 * layout calls it only where the plot that the word should cross is not its whole box. The first
 * call counts. */
void obs_scene_watermark (ObsLayout *layout, double x, double y, double w, double h);

double obs_text_width (ObsTextMeasure *measure, ObsFont font, const char *text);
double obs_text_height (ObsTextMeasure *measure, ObsFont font, const char *text, double wrap,
                        int lines);

/* Valid text of at most some thousand characters, control characters turned into blanks. (transfer
 * full) */
char *obs_text_clean (const char *text);
/* Height of one line of a role, px: what a row of text takes at the measure's scale. */
double obs_text_line (ObsTextMeasure *measure, ObsFont font);
/* @text broken by newlines so that each line fits @wrap px and there are at most @lines lines (0:
 * any number); the last one ends in an ellipsis where text was cut. (transfer full) */
char *obs_text_fit (ObsTextMeasure *measure, ObsFont font, const char *text, double wrap,
                    int lines);
/* For implementations of ObsTextSizeFunc: the size of @text after obs_text_fit(). */
void obs_text_fit_size (ObsTextMeasure *measure, ObsFont font, const char *text, double wrap,
                        int lines, double *width, double *height);

/* The key above the plot: glyph, name, base and tag of each series. Returns the y below it; draws
 * nothing and returns @y where there is one series or none. */
double obs_scene_key (ObsLayout *layout, double y);

/* Areas of a map, all in px of the scene: further places of items, shown by their outlines. */
void obs_scene_add_area (ObsScene *scene, int item, const double *points, guint n_points);
/* @x, @y: tip of the marker; @left and @right: room for its words. */
void obs_scene_add_marker (ObsScene *scene, int item, double x, double y, double left, double right,
                           const char *text);
int obs_scene_area_at (const ObsScene *scene, double x, double y);
void obs_scene_free_areas (ObsScene *scene);
gboolean obs_polygon_contains (const double *points, guint n_points, double x, double y);

/* Glyph and ink of a series. */
ObsGlyph obs_series_glyph (const ObsFigureSeries *series, gboolean small_base);

G_END_DECLS
