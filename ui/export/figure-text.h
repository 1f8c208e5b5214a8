/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/engine/figure.h"

G_BEGIN_DECLS

/* The files that are text. All numbers have a decimal point in every locale. (transfer full) */
char *obs_figure_to_csv (const ObsFigure *figure);
/* The rows and all words of the figure. */
char *obs_figure_to_json (const ObsFigure *figure);
/* All but the rows: what stands beside a CSV. */
char *obs_figure_to_metadata (const ObsFigure *figure);

G_END_DECLS
