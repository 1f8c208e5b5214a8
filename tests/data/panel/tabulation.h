/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/panel-responses.h"

/* The answers as they were read, exactly: what is compared before anything is rounded or withheld.
 * Counts in its own way, and knows nothing of the builder. */

typedef struct
{
  guint n; /* who answered */
  guint k; /* who chose it, by the last answer */
  double sum;
} Tabulated;

/* All answers of firms, then of people, with the traits of who gave them, one a line. (transfer
 * full) */
char *tabulation_lines (const ObsPanelAnswers *answers);

/* The cell of a question and item ("all" for no horizon) in a sector ("all": in any) and a period
 * ("all", or the Monday of a week): each business, or person, counts once, with its mean. */
Tabulated tabulation_cell (const ObsPanel *panel, const char *question, const char *item,
                           const char *horizon, const char *sector, const char *period);

/* The same of enterprise groups: a score is the mean of its businesses, a choice that of the first
 * of them; a group stands in the sector of its first business. */
Tabulated tabulation_groups (const ObsPanel *panel, const char *question, const char *item,
                             const char *horizon, const char *sector, const char *period);

/* Different things that were asked: question, item and horizon. */
guint tabulation_n_things (const ObsPanel *panel);
