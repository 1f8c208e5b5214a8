/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/engine/figure.h"

G_BEGIN_DECLS

/* Tagged PDF on A4: title, words, figure, its summary and its numbers. The same figure gives the
 * same bytes. */
GBytes *obs_figure_to_pdf (const ObsFigure *figure, gboolean ranges, GError **error);

G_END_DECLS
