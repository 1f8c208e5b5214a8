/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "tests/data/disclosure/panels.h"

#include <stdio.h>
#include <stdlib.h>

/* campaign FIRST NUMBER: protects and attacks so many random panels; fails on the first breach. */

int
main (int argc, char **argv)
{
  guint first = argc > 1 ? (guint) atoi (argv[1]) : 1;
  guint number = argc > 2 ? (guint) atoi (argv[2]) : 10000;
  guint n_open = 0, n_one_way = 0, n_one_way_open = 0, n_primary = 0, n_secondary = 0;
  gint64 longest = 0, start = g_get_monotonic_time ();
  g_autoptr (ObsPolicy) policy = obs_policy_new ();

  for (guint seed = first; seed < first + number; seed++)
    {
      g_autoptr (ObsTables) tables = panels_random (seed);
      g_autoptr (GError) error = NULL;
      gint64 before = g_get_monotonic_time ();
      g_autoptr (ObsProtected) result = obs_disclosure_protect (tables, policy, NULL, NULL, &error);
      g_autofree char *breach = NULL;

      longest = MAX (longest, g_get_monotonic_time () - before);
      if (result != NULL)
        breach = panels_find_breach (tables, policy, result);
      if (result != NULL && breach == NULL)
        breach = panels_attack (tables, result, 7);
      if (result == NULL || breach != NULL)
        {
          printf ("panel %u: %s\n", seed, result == NULL ? error->message : breach);
          return 1;
        }
      n_open += result->report.n_open;
      n_one_way += result->report.n_one_way;
      n_one_way_open += result->report.n_one_way_open;
      n_primary += obs_disclosure_report_primary (&result->report);
      n_secondary += obs_disclosure_report_secondary (&result->report);
    }
  printf ("%u panels: %u figures shown, %u withheld, %u to protect others; one-way bases %u of %u; "
          "%.1f s, longest %.0f ms\n",
          number, n_open, n_primary, n_secondary, n_one_way_open, n_one_way,
          (double) (g_get_monotonic_time () - start) / 1e6, (double) longest / 1e3);
  return 0;
}
