/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text in a scene comes in roles, not in sizes; a measure knows the fonts. Tests use a measure with
 * fixed widths and need no fonts at all. */
typedef enum
{
  OBS_FONT_TITLE,      /* 15 bold   figure title, exports only */
  OBS_FONT_HEADING,    /* 13 bold   second figure, first step of a ladder */
  OBS_FONT_SUBTITLE,   /* 11 */
  OBS_FONT_LABEL,      /* 10.5      category and value labels */
  OBS_FONT_LABEL_BOLD, /* 10.5 600  hovered and selected labels, clear gaps */
  OBS_FONT_NUMBER,     /* 10.5      axis numbers, tabular figures */
  OBS_FONT_VALUE_BOLD, /* 11.5 bold gap column */
  OBS_FONT_SMALL,      /* 9.5       notes inside a plot */
  OBS_FONT_TAG,        /* 9 */
  OBS_FONT_CHIP,       /* 9 600     letter chips */
  OBS_FONT_BIG,        /* 28 bold */
  OBS_FONT_WATERMARK,  /* scaled by the scene */
  OBS_N_FONTS,
} ObsFont;

typedef struct _ObsTextMeasure ObsTextMeasure;

/* Natural size of @text in px; wrapped at @wrap px where that is above 0, cut to @lines lines where
 * that is above 0 (an ellipsis then ends it). */
typedef void (*ObsTextSizeFunc) (ObsTextMeasure *self, ObsFont font, const char *text, double wrap,
                                 int lines, double *width, double *height);

struct _ObsTextMeasure
{
  ObsTextSizeFunc size;
  void (*free) (ObsTextMeasure *self);
  double scale; /* text scale: 1 at 96 dpi and 100 %; row heights grow with it */
};

/* Fixed metrics: each character is 0.55 of the font's height wide. */
ObsTextMeasure *obs_text_measure_fixed (double scale);

/* Pango metrics. @font_family NULL: the system's sans. @dpi 96 at 100 %. Free with
 * obs_text_measure_free(). One thread. */
ObsTextMeasure *obs_text_measure_pango (const char *font_family, double dpi);
void obs_text_measure_free (ObsTextMeasure *self);

/* Points at 100 %, weight and tabular flag of a role; used by all outputs. */
double obs_font_points (ObsFont font);
int obs_font_weight (ObsFont font);
/* Height of a line in px at @scale; a font that needs more takes more. */
double obs_font_line (ObsFont font, double scale);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsTextMeasure, obs_text_measure_free)

G_END_DECLS
