/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How much is shown and how much is not, and why; counts only, so that no cell can be told from
 * it. The numbers of the policy do not stand in it. */
typedef struct
{
  guint n_cells; /* figures asked for */
  guint n_open;
  guint n_bands;  /* shown as “under 10 %” or “over 90 %”; among the withheld */
  guint n_frozen; /* shown as in an earlier edition, or withheld as there */
  guint n_one_way, n_one_way_open; /* bases by one dimension */
  guint reasons[8];                /* withheld figures by ObsCellState */
} ObsDisclosureReport;

/* Figures withheld for their own sake, and to protect others. */
guint obs_disclosure_report_primary (const ObsDisclosureReport *report);
guint obs_disclosure_report_secondary (const ObsDisclosureReport *report);

/* A figure that was shown is withheld after all, for others' sake. */
void obs_disclosure_report_withhold (ObsDisclosureReport *report);

/* In words, a line each. */
char *obs_disclosure_report_words (const ObsDisclosureReport *report) G_GNUC_WARN_UNUSED_RESULT;
/* As a JSON object. */
char *obs_disclosure_report_json (const ObsDisclosureReport *report) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
