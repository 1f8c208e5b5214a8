/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pango.h>

#include "ui/chart/text.h"

G_BEGIN_DECLS

/* The kept layout of one line of text; owned by the measure, good until the next call. NULL where
 * @measure is not one of obs_text_measure_pango(). @font_scale is 1 but for the watermark. */
PangoLayout *obs_text_pango_layout (ObsTextMeasure *measure, ObsFont font, const char *text,
                                    double font_scale);
/* Family that the fonts of @measure come from. */
const char *obs_text_pango_family (ObsTextMeasure *measure);

G_END_DECLS
