/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/engine/answer.h"

/* Figures as the program shows them, with invented numbers; all transfer full. */
ObsFigure *sample_dots (void);  /* three sectors, 20 skills, simulated */
ObsFigure *sample_order (void); /* numbered, unnumbered and not published */
ObsFigure *sample_gap (void);   /* wanted and covered, one side missing in places */
ObsFigure *sample_part (void);  /* a whole of which parts are published */
ObsFigure *sample_needs (void); /* no rows at all */
ObsFigure *sample_crowd (guint n_rows);
ObsFigure *sample_by_name (const char *name);
ObsCard *sample_card (void);
