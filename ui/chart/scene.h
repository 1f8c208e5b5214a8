/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "data/engine/figure.h"
#include "ui/chart/text.h"
#include "ui/chart/theme.h"

G_BEGIN_DECLS

/* figure + options + text measure -> scene: pure. A scene is a flat list of shapes in logical
 * pixels, in the order of painting, and a list of items: what can be seen, touched and heard. */

typedef enum
{
  OBS_SHAPE_RECT,  /* x, y, w, h; filled with ink, or outlined when width > 0; radius */
  OBS_SHAPE_LINE,  /* x, y to x + w, y + h; width; dash */
  OBS_SHAPE_HATCH, /* x, y, w, h filled with 45° lines, no outline */
  OBS_SHAPE_GLYPH, /* a mark centred at x, y of size w; glyph tells which */
  OBS_SHAPE_TEXT,  /* text in a font role; anchored (align) at x, y = top of the box w wide */
  OBS_SHAPE_PATH,  /* polygon or polyline: points */
} ObsShapeKind;

typedef enum
{
  OBS_GLYPH_DISC,     /* filled circle */
  OBS_GLYPH_RING,     /* hollow circle, view inside */
  OBS_GLYPH_SQUARE,   /* hollow square, view inside */
  OBS_GLYPH_DIAMOND,  /* filled diamond */
  OBS_GLYPH_TICK,     /* tall tick: all sectors */
  OBS_GLYPH_TRIANGLE, /* filled, up */
  OBS_GLYPH_TRIANGLE_DOWN,
  OBS_GLYPH_HALF,    /* half-filled circle */
  OBS_GLYPH_DOT,     /* small dot: not checked */
  OBS_GLYPH_DASH,    /* not listed */
  OBS_GLYPH_WARNING, /* "!" in a filled disc */
  OBS_GLYPH_CHEVRON, /* opens something */
} ObsGlyph;

typedef enum
{
  OBS_ALIGN_START,
  OBS_ALIGN_CENTRE,
  OBS_ALIGN_END,
} ObsAlign;

typedef struct
{
  ObsShapeKind kind;
  ObsInk ink;
  double x, y, w, h;
  double width; /* of lines and outlines; 0: filled */
  double radius;
  double alpha;   /* 1 unless faded or a band */
  double angle;   /* degrees, text only (the watermark) */
  double dash[2]; /* on, off; 0: solid */
  ObsGlyph glyph;
  ObsFont font;
  double font_scale; /* 1 unless the scene scales it (watermark) */
  ObsAlign align;
  int lines;   /* text: wrap to at most so many lines, 0: do not wrap */
  ObsInk halo; /* text: outline behind the letters, where halo_width > 0 */
  double halo_width;
  char *text;
  double *points; /* path: x, y, x, y … */
  guint n_points;
  gboolean closed;
  int item; /* item that it belongs to, -1: decoration */
} ObsShape;

/* One thing that can be pointed at, focused and read. */
typedef struct
{
  int row;               /* row of the figure */
  double x, y, w, h;     /* hit box, at least 24 px each way */
  double fx, fy, fw, fh; /* focus ring */
  double rx, ry, rw, rh; /* band of the whole row: hover and selection */
  int line, column;      /* position for the arrow keys */
  int group;             /* for Ctrl+arrows */
} ObsSceneItem;

typedef struct
{
  double width;       /* px */
  double height;      /* least height, px; the scene may be taller, never shorter */
  gboolean ranges;    /* draw ranges where the base leaves a choice */
  gboolean compact;   /* a tile of the home page: few rows, no readout, no axis title */
  gboolean narrow;    /* 360 px class: label above its strip, one series at a time */
  gboolean frame;     /* exports: title, subtitle, warning, notes and source are drawn in */
  int max_rows;       /* 0: all; rows of the figure beyond are left out and counted in "n more" */
  const char *series; /* narrow: key of the one series to draw, NULL: the first */
  GPtrArray *pins;    /* of char *: keys that stay while others fade, or NULL */
} ObsSceneOptions;

typedef struct _ObsScene ObsScene;

ObsScene *obs_scene_new (const ObsFigure *figure, const ObsSceneOptions *options,
                         ObsTextMeasure *measure) G_GNUC_WARN_UNUSED_RESULT;
ObsScene *obs_scene_ref (ObsScene *scene);
void obs_scene_unref (ObsScene *scene);

double obs_scene_get_width (const ObsScene *scene);
double obs_scene_get_height (const ObsScene *scene);
guint obs_scene_n_shapes (const ObsScene *scene);
const ObsShape *obs_scene_shape (const ObsScene *scene, guint i);
guint obs_scene_n_items (const ObsScene *scene);
const ObsSceneItem *obs_scene_item (const ObsScene *scene, guint i);
guint obs_scene_n_left_out (const ObsScene *scene);

/* Item nearest to a point within 40 px, -1 where there is none. */
int obs_scene_pick (const ObsScene *scene, double x, double y);

typedef enum
{
  OBS_STEP_UP,
  OBS_STEP_DOWN,
  OBS_STEP_LEFT,
  OBS_STEP_RIGHT,
  OBS_STEP_FIRST,
  OBS_STEP_LAST,
  OBS_STEP_PAGE_UP,
  OBS_STEP_PAGE_DOWN,
  OBS_STEP_GROUP_BACK,
  OBS_STEP_GROUP_ON,
} ObsStep;

/* Item that an arrow key leads to; the same item at an end. -1 only in an empty scene. */
int obs_scene_step (const ObsScene *scene, int item, ObsStep step);

/* Paints the scene at 0, 0 of @cr. @text as made by obs_text_measure_pango(). */
void obs_scene_draw (const ObsScene *scene, cairo_t *cr, const ObsTheme *theme,
                     ObsTextMeasure *text);

/* The layers below and above it: hovered and selected row band (below), focus ring (above). -1:
 * none. */
void obs_scene_draw_under (const ObsScene *scene, cairo_t *cr, const ObsTheme *theme, int hover,
                           int selected);
void obs_scene_draw_focus (const ObsScene *scene, cairo_t *cr, const ObsTheme *theme, int item);

/* Above the scene, for maps: outline of the hovered and the selected area, and the place of its
 * value among the classes. Call it between obs_scene_draw() and obs_scene_draw_focus(). */
void obs_scene_draw_over (const ObsScene *scene, cairo_t *cr, const ObsTheme *theme,
                          ObsTextMeasure *text, int hover, int selected);

/* The scene as plain text, one shape or item a line, numbers to 1/10 px: for golden files. */
char *obs_scene_to_text (const ObsScene *scene) G_GNUC_WARN_UNUSED_RESULT;

/* Own SVG with real text, <title>, <desc> and role="img"; the same bytes in every locale. */
char *obs_scene_to_svg (const ObsScene *scene, const ObsFigure *figure,
                        const ObsTheme *theme) G_GNUC_WARN_UNUSED_RESULT;

/* The glyph of a series (for keys and inspectors) drawn at 0, 0 in a box of @size px. */
void obs_series_draw_glyph (const ObsFigureSeries *series, cairo_t *cr, const ObsTheme *theme,
                            double size, gboolean small_base);
/* Whether a form needs a key: its marks are told apart by glyph. */
gboolean obs_form_has_key (ObsForm form);
ObsInk obs_series_ink (const ObsFigureSeries *series);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsScene, obs_scene_unref)

G_END_DECLS
