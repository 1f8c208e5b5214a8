/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/simulation.h"

/* Looks at the answers of the panel as a reader of the figures would. Sector NULL and week 0 are
 * all of them. */

typedef struct
{
  guint n;    /* answers */
  double sum; /* of the values */
  double sum2;
} Look;

extern const char *const sectors[3];

Look look_at (const ObsPanel *panel, const char *question, const char *item, const char *horizon,
              const char *sector, int week);
double mean_of (Look look);
double sd_of (Look look);
double percent_of (Look look); /* for 0 and 1 */

/* Items of the question with their means, highest first (of char *, interned). */
GPtrArray *items_by_mean (const ObsPanel *panel, const char *question, const char *sector);
/* Place of the item among all items asked, 1 is the highest; 0 where it was not asked. */
guint place_of (const ObsPanel *panel, const char *question, const char *item, const char *sector);

/* Whether the 95 % range of the difference leaves out zero: Welch for different businesses, paired
 * for items that the same businesses answered. */
gboolean clearly_different (Look a, Look b);
gboolean clearly_different_paired (const ObsPanel *panel, const char *question, const char *item_a,
                                   const char *item_b, int week_a, int week_b, const char *sector);

char *bundled_path (const char *folder, const char *file);
/* Copies data/bundled/panel to a new folder; in @file, if not NULL, @old becomes @new. */
char *copy_parameters (const char *file, const char *old, const char *new_text);
void remove_folder (const char *folder);
