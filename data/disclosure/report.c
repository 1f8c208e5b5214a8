/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/disclosure/report.h"

#include "data/disclosure/lattice-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_STATIC_ASSERT (OBS_N_STATES <= G_N_ELEMENTS (((ObsDisclosureReport *) 0)->reasons));

static const struct
{
  ObsCellState state;
  const char *key;
  const char *words;
} reasons[] = {
  { OBS_WITHHELD_BASE, "small_base", N_ ("Too few businesses in the base: %u.") },
  { OBS_WITHHELD_CATEGORY, "small_category",
    N_ ("Too few businesses that chose an answer, or that did not: %u.") },
  { OBS_WITHHELD_DOMINANCE, "dominance", N_ ("One or two businesses hold too much of it: %u.") },
  { OBS_WITHHELD_GROUP, "group", N_ ("All businesses gave the same answer: %u.") },
  { OBS_WITHHELD_DIFFERENCE, "differencing",
    N_ ("Too near to another group or week of businesses: %u.") },
  { OBS_WITHHELD_EARLIER, "earlier", N_ ("Too near to what an earlier edition shows: %u.") },
  { OBS_WITHHELD_OTHERS, "secondary", N_ ("Withheld so that others cannot be worked out: %u.") },
};

guint
obs_disclosure_report_primary (const ObsDisclosureReport *report)
{
  guint n = 0;

  for (guint i = OBS_OPEN + 1; i < OBS_WITHHELD_OTHERS; i++)
    n += report->reasons[i];
  return n;
}

guint
obs_disclosure_report_secondary (const ObsDisclosureReport *report)
{
  return report->reasons[OBS_WITHHELD_OTHERS];
}

void
obs_disclosure_report_withhold (ObsDisclosureReport *report)
{
  report->n_open--;
  report->reasons[OBS_WITHHELD_OTHERS]++;
}

char *
obs_disclosure_report_words (const ObsDisclosureReport *report)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, _ ("Figures of the panel: %u asked for, %u shown, %u withheld."),
                          report->n_cells, report->n_open, report->n_cells - report->n_open);
  g_string_append_c (out, '\n');
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (report->reasons[reasons[i].state] > 0)
      {
        /* Each text has one %u. */
        g_autofree char *format = g_strdup (_ (reasons[i].words));
        char *at = strstr (format, "%u");

        if (at != NULL)
          {
            *at = '\0';
            g_string_append_printf (out, "%s%u%s\n", format, report->reasons[reasons[i].state],
                                    at + 2);
          }
      }
  if (report->n_bands > 0)
    g_string_append_printf (out, _ ("Of the withheld, shown as a band: %u.\n"), report->n_bands);
  if (report->n_frozen > 0)
    g_string_append_printf (out, _ ("Kept as an earlier edition has them: %u.\n"),
                            report->n_frozen);
  g_string_append (out, _ ("Dominance rules applied.\n"));
  return g_string_free (out, FALSE);
}

char *
obs_disclosure_report_json (const ObsDisclosureReport *report)
{
  GString *out = g_string_new ("{\n");

  g_string_append_printf (out, "  \"cells\": %u,\n  \"open\": %u,\n  \"withheld\": {",
                          report->n_cells, report->n_open);
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    g_string_append_printf (out, "%s\"%s\": %u", i == 0 ? " " : ", ", reasons[i].key,
                            report->reasons[reasons[i].state]);
  g_string_append_printf (out,
                          " },\n  \"bands\": %u,\n  \"kept_from_earlier\": %u,\n  \"one_way\": { "
                          "\"cells\": %u, \"open\": %u },\n  \"dominance_rules\": \"applied\"\n}\n",
                          report->n_bands, report->n_frozen, report->n_one_way,
                          report->n_one_way_open);
  return g_string_free (out, FALSE);
}
