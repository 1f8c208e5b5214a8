/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/ksb-sides.h"

#include "data/engine/format.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The gap of areas and concepts: taught less asked for, in shares of texts. */

typedef struct
{
  const char *wanted, *covered; /* bases */
  GHashTable *demand, *supply, *gap, *times;
  char *demand_period, *supply_period;
} Sides;

static void
sides_clear (Sides *sides)
{
  g_clear_pointer (&sides->demand, g_hash_table_unref);
  g_clear_pointer (&sides->supply, g_hash_table_unref);
  g_clear_pointer (&sides->gap, g_hash_table_unref);
  g_clear_pointer (&sides->times, g_hash_table_unref);
  g_free (sides->demand_period);
  g_free (sides->supply_period);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sides, sides_clear)

static gboolean
load_sides (ObsAsk *ask, Sides *sides, GError **error)
{
  const char *wanted[] = { sides->wanted, NULL }, *covered[] = { sides->covered, NULL };
  const char *level[] = { obs_spec_string (ask->spec, "level", "all"), NULL };
  const ObsCubeFilter of_demand[] = { { "basis", wanted }, { NULL, NULL } };
  const ObsCubeFilter of_supply[] = { { "basis", covered }, { "level", level }, { NULL, NULL } };
  const ObsCubeFilter of_gap[]
      = { { "wanted", wanted }, { "covered", covered }, { "level", level }, { NULL, NULL } };
  g_autofree char *none = NULL;

  sides->demand = obs_ksb_cells (ask, "ksb_demand", of_demand, &sides->demand_period, error);
  if (sides->demand == NULL)
    return FALSE;
  sides->supply = obs_ksb_cells (ask, "ksb_supply", of_supply, &sides->supply_period, error);
  if (sides->supply == NULL)
    return FALSE;
  none = g_strdup (sides->supply_period != NULL ? sides->supply_period : "all");
  sides->gap = obs_ksb_cells (ask, "ksb_gap", of_gap, &none, error);
  if (sides->gap == NULL)
    return FALSE;
  /* An edition of one place has nothing to be compared with. */
  if (sides->demand_period != NULL && obs_cube_has_dimension (ask->db, "ksb_quotient", "concept"))
    {
      g_autofree char *period = g_strdup (sides->demand_period);

      sides->times = obs_ksb_cells (ask, "ksb_quotient", of_demand, &period, error);
      return sides->times != NULL;
    }
  return TRUE;
}

static gboolean
too_few (const ObsKsbCell *cell)
{
  return obs_show_for_base ((int) MIN (cell->texts, G_MAXINT)) >= OBS_SHOW_BAND_ONLY;
}

static void
add_gap (ObsAsk *ask, const ObsKsbConcept *concept, const ObsKsbCell *gap)
{
  ObsFigureRow *row = obs_ksb_add_row (ask, concept, "gap");

  if (gap == NULL || too_few (gap))
    {
      row->code = g_strdup (gap == NULL ? "x" : "u");
      row->words = g_strdup (_ ("no gap worked out"));
      return;
    }
  row->estimate = gap->interval.estimate;
  row->low = gap->interval.low;
  row->high = gap->interval.high;
  row->texts = gap->texts;
  row->clear = obs_interval_excludes (gap->interval, 0);
}

static void
add_times (ObsAsk *ask, const ObsKsbConcept *concept, const ObsKsbCell *times)
{
  ObsFigureRow *row = obs_ksb_add_row (ask, concept, "times");

  if (times == NULL)
    row->words = g_strdup (_ ("not compared with elsewhere"));
  else
    {
      g_autofree char *value = obs_format_number (times->interval.estimate, 1);
      g_autofree char *low = obs_format_number (times->interval.low, 1);
      g_autofree char *high = obs_format_number (times->interval.high, 1);

      row->words = g_strdup_printf (_ ("%s times as often as in all places, likely %s to %s"),
                                    value, low, high);
    }
}

static void
add_series (ObsAsk *ask, const Sides *sides)
{
  g_autofree char *wanted = obs_ksb_basis_label (ask, sides->wanted);
  g_autofree char *covered = obs_ksb_basis_label (ask, sides->covered);

  obs_figure_add_series (ask->figure, "wanted",
                         obs_spec_string (obs_spec_object (ask->spec, "wanted"), "label", wanted),
                         OBS_ROLE_FIRST, 0);
  obs_figure_add_series (ask->figure, "covered",
                         obs_spec_string (obs_spec_object (ask->spec, "covered"), "label", covered),
                         OBS_ROLE_SECOND, 1);
  obs_figure_add_series (ask->figure, "gap", _ ("Gap"), OBS_ROLE_GAP, 2);
  if (sides->times != NULL && g_hash_table_size (sides->times) > 0)
    obs_figure_add_series (ask->figure, "times", _ ("Against all places"), OBS_ROLE_COUNT, 3);
}

static void
note_cover (ObsAsk *ask, const Sides *sides, guint both, guint all)
{
  g_autofree char *text = g_strdup_printf (
      _ ("Coverage: %u of %u have both sides. No data is never counted as zero."), both, all);

  obs_ask_remark (ask, text);
  obs_ksb_note_coverage (ask, sides->wanted, sides->demand_period);
  obs_ksb_note_coverage (ask, sides->covered, sides->supply_period);
}

/**
 * obs_rows_ksb_gap:
 *
 * What is asked for, what is taught and the gap for each area of the figure's letter, or for what
 * is narrower than one concept. Members: "wanted" and "covered", each with "basis" (how it is
 * measured, a code of the list ksb-basis) and "label"; "level"; "kinds" of concepts; "concept";
 * "top": how many are shown. Gap and range are those of the edition (method gap-1).
 */
gboolean
obs_rows_ksb_gap (ObsAsk *ask, GError **error)
{
  g_auto (Sides) sides
      = { .wanted = obs_spec_string (obs_spec_object (ask->spec, "wanted"), "basis", "adverts"),
          .covered = obs_spec_string (obs_spec_object (ask->spec, "covered"), "basis", "offered") };
  g_autoptr (GPtrArray) concepts = NULL;
  guint both = 0, all = 0;
  double top = obs_spec_number (ask->spec, "top", 0);

  if (!load_sides (ask, &sides, error))
    return FALSE;
  concepts = obs_ksb_concepts (ask, error);
  if (concepts == NULL)
    return FALSE;
  add_series (ask, &sides);
  for (guint i = 0; i < concepts->len; i++)
    {
      const ObsKsbConcept *concept = g_ptr_array_index (concepts, i);
      const ObsKsbCell *demand = g_hash_table_lookup (sides.demand, concept->code);
      const ObsKsbCell *supply = g_hash_table_lookup (sides.supply, concept->code);

      if (demand == NULL && supply == NULL)
        continue;
      all++;
      both += demand != NULL && supply != NULL;
      obs_ksb_fill_share (ask, obs_ksb_add_row (ask, concept, "wanted"), demand, sides.wanted,
                          _ ("Demand: no data"));
      obs_ksb_fill_share (ask, obs_ksb_add_row (ask, concept, "covered"), supply, sides.covered,
                          _ ("No supply data"));
      add_gap (ask, concept, g_hash_table_lookup (sides.gap, concept->code));
      if (obs_figure_find_series (ask->figure, "times") != NULL)
        add_times (ask, concept, g_hash_table_lookup (sides.times, concept->code));
    }
  note_cover (ask, &sides, both, all);
  g_ptr_array_add (ask->figure->tags, g_strdup (_ ("worked out")));
  obs_rows_sort (ask);
  if (top > 0)
    obs_ksb_cut (ask, (guint) top);
  return TRUE;
}
