/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/ksb-sides.h"

#include "data/engine/format.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* What a place asks for more than others do, and what every sector asks for. */

typedef struct
{
  const ObsKsbConcept *concept;
  const ObsKsbCell *here, *times, *taught;
} Line;

/* The one that is surest to be asked for more stands first. */
static int
by_low_end (gconstpointer a, gconstpointer b)
{
  const Line *x = a, *y = b;

  if (x->times->interval.low != y->times->interval.low)
    return x->times->interval.low > y->times->interval.low ? -1 : 1;
  return strcmp (x->concept->code, y->concept->code);
}

static void
add_line (ObsAsk *ask, const Line *line, const char *basis, const char *covered)
{
  g_autofree char *times = obs_format_number (line->times->interval.estimate, 1);
  g_autofree char *low = obs_format_number (line->times->interval.low, 1);
  g_autofree char *high = obs_format_number (line->times->interval.high, 1);
  ObsFigureRow *row = obs_ksb_add_row (ask, line->concept, "here");

  obs_ksb_fill_share (ask, row, line->here, basis, "");
  row->tag = g_strdup_printf (_ ("%s times"), times);
  row->clear = line->times->interval.low > 1;
  row = obs_ksb_add_row (ask, line->concept, "everywhere");
  row->estimate = line->here->interval.estimate / line->times->interval.estimate;
  row = obs_ksb_add_row (ask, line->concept, "times");
  row->words = g_strdup_printf (_ ("%s times as often, likely %s to %s"), times, low, high);
  if (covered == NULL)
    return;
  row = obs_ksb_add_row (ask, line->concept, "taught");
  if (line->taught == NULL)
    row->words = g_strdup (_ ("no data on what is taught"));
  else
    {
      g_autofree char *share = obs_format_number (line->taught->interval.estimate, 0);

      row->words = g_strdup_printf (_ ("taught: %s of 100"), share);
    }
}

/**
 * obs_rows_ksb_local:
 *
 * What is asked for here against all places that are held. Members: "basis" of demand; "covered"
 * with its "basis" and "label", for the column of what is taught; "kinds", "top". Only what is
 * asked for more often here, the surest first.
 */
gboolean
obs_rows_ksb_local (ObsAsk *ask, GError **error)
{
  JsonObject *taught_spec = obs_spec_object (ask->spec, "covered");
  const char *basis = obs_spec_string (ask->spec, "basis", "adverts");
  const char *covered = obs_spec_string (taught_spec, "basis", NULL);
  const char *bases[] = { basis, NULL }, *supply[] = { covered, NULL }, *level[] = { "all", NULL };
  const ObsCubeFilter of_demand[] = { { "basis", bases }, { NULL, NULL } };
  const ObsCubeFilter of_supply[] = { { "basis", supply }, { "level", level }, { NULL, NULL } };
  g_autoptr (GHashTable) here = NULL, times = NULL, taught = NULL;
  g_autoptr (GPtrArray) concepts = NULL;
  g_autoptr (GArray) lines = g_array_new (FALSE, FALSE, sizeof (Line));
  g_autofree char *period = NULL, *taught_period = NULL, *label = NULL;

  here = obs_ksb_cells (ask, "ksb_demand", of_demand, &period, error);
  if (here == NULL)
    return FALSE;
  times = obs_ksb_cells (ask, "ksb_quotient", of_demand, &period, error);
  if (times == NULL)
    return FALSE;
  if (covered != NULL)
    {
      taught = obs_ksb_cells (ask, "ksb_supply", of_supply, &taught_period, error);
      if (taught == NULL)
        return FALSE;
      label = obs_ksb_basis_label (ask, covered);
    }
  concepts = obs_ksb_concepts (ask, error);
  if (concepts == NULL)
    return FALSE;
  for (guint i = 0; i < concepts->len; i++)
    {
      Line line = { g_ptr_array_index (concepts, i), NULL, NULL, NULL };

      line.here = g_hash_table_lookup (here, line.concept->code);
      line.times = g_hash_table_lookup (times, line.concept->code);
      line.taught = taught != NULL ? g_hash_table_lookup (taught, line.concept->code) : NULL;
      if (line.here != NULL && line.times != NULL && line.times->interval.estimate > 1)
        g_array_append_val (lines, line);
    }
  g_array_sort (lines, by_low_end);
  obs_figure_add_series (ask->figure, "here", obs_spec_string (ask->spec, "label", _ ("Here")),
                         OBS_ROLE_FIRST, 0);
  obs_figure_add_series (ask->figure, "everywhere", _ ("All places held"), OBS_ROLE_SECOND, 1);
  obs_figure_add_series (ask->figure, "times", _ ("Against all places"), OBS_ROLE_COUNT, 2);
  if (covered != NULL)
    obs_figure_add_series (ask->figure, "taught", obs_spec_string (taught_spec, "label", label),
                           OBS_ROLE_COUNT, 3);
  for (guint i = 0; i < lines->len; i++)
    add_line (ask, &g_array_index (lines, Line, i), basis, covered);
  obs_ksb_note_coverage (ask, basis, period);
  if (covered != NULL)
    obs_ksb_note_coverage (ask, covered, taught_period);
  g_ptr_array_add (ask->figure->tags, g_strdup (_ ("worked out")));
  obs_ksb_cut (ask, (guint) obs_spec_number (ask->spec, "top", 15));
  return TRUE;
}

/* Cells of one sector. */
typedef struct
{
  char *code, *label;
  int position;
  GHashTable *cells;
} Sector;

static void
sector_free (gpointer data)
{
  Sector *sector = data;

  g_free (sector->code);
  g_free (sector->label);
  g_clear_pointer (&sector->cells, g_hash_table_unref);
  g_free (sector);
}

/* Sectors that have texts of the basis. */
static GPtrArray *
load_sectors (ObsAsk *ask, const char *basis, GError **error)
{
  g_autoptr (GPtrArray) sectors = g_ptr_array_new_with_free_func (sector_free);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      ask->db,
      "SELECT code, label, position FROM sector WHERE code <> 'all' ORDER BY position, code",
      error);
  int rc;

  if (stmt == NULL)
    return NULL;
  while ((rc = obs_db_step (stmt, ask->cancellable, error)) == 1)
    {
      const char *bases[] = { basis, NULL }, *codes[] = { obs_db_text (stmt, 0), NULL };
      const ObsCubeFilter filters[] = { { "basis", bases }, { "sector", codes }, { NULL, NULL } };
      Sector *sector = g_new0 (Sector, 1);
      g_autofree char *period = NULL;

      sector->code = g_strdup (obs_db_text (stmt, 0));
      sector->label = g_strdup (obs_db_text (stmt, 1));
      sector->position = sqlite3_column_int (stmt, 2);
      sector->cells = obs_ksb_cells (ask, "ksb_demand", filters, &period, error);
      if (sector->cells == NULL)
        {
          sector_free (sector);
          return NULL;
        }
      if (g_hash_table_size (sector->cells) > 0)
        g_ptr_array_add (sectors, sector);
      else
        sector_free (sector);
    }
  return rc == 0 ? g_steal_pointer (&sectors) : NULL;
}

typedef struct
{
  const ObsKsbConcept *concept;
  const Sector *lowest;
  double least; /* lowest share of a sector */
  gboolean known;
} Common;

static int
by_least (gconstpointer a, gconstpointer b)
{
  const Common *x = a, *y = b;

  if (x->least != y->least)
    return x->least > y->least ? -1 : 1;
  return strcmp (x->concept->code, y->concept->code);
}

static Common
find_least (const GPtrArray *sectors, const ObsKsbConcept *concept)
{
  Common common = { concept, NULL, 101, sectors->len > 1 };

  for (guint i = 0; i < sectors->len; i++)
    {
      const Sector *sector = g_ptr_array_index (sectors, i);
      const ObsKsbCell *cell = g_hash_table_lookup (sector->cells, concept->code);

      if (cell == NULL)
        common.known = FALSE;
      else if (cell->interval.estimate < common.least)
        {
          common.least = cell->interval.estimate;
          common.lowest = sector;
        }
    }
  common.known &= common.lowest != NULL;
  return common;
}

/* Few sectors stand side by side; of many, the one that asks least stands for all. */
#define MOST_SERIES 5

static void
add_common (ObsAsk *ask, const GPtrArray *sectors, const Common *common, const char *basis,
            double threshold)
{
  const char *group
      = common->least >= threshold ? _ ("In every sector") : _ ("Not in every sector");

  if (sectors->len > MOST_SERIES)
    {
      ObsFigureRow *row = obs_ksb_add_row (ask, common->concept, "least");

      row->group = g_strdup (group);
      obs_ksb_fill_share (
          ask, row, g_hash_table_lookup (common->lowest->cells, common->concept->code), basis, "");
      row->tag = g_strdup (common->lowest->label);
      return;
    }
  for (guint i = 0; i < sectors->len; i++)
    {
      const Sector *sector = g_ptr_array_index (sectors, i);
      ObsFigureRow *row = obs_ksb_add_row (ask, common->concept, sector->code);

      row->group = g_strdup (group);
      obs_ksb_fill_share (ask, row, g_hash_table_lookup (sector->cells, common->concept->code),
                          basis, "");
      row->clear = row->low >= threshold;
    }
}

/**
 * obs_rows_ksb_common:
 *
 * What every sector asks for, for schools and for whoever teaches before a trade is chosen: areas
 * in the order of the sector that asks least for them. Members: "basis"; "threshold": share, 0 to
 * 100, that counts as asked for (20).
 */
gboolean
obs_rows_ksb_common (ObsAsk *ask, GError **error)
{
  const char *basis = obs_spec_string (ask->spec, "basis", "adverts");
  double threshold = obs_spec_number (ask->spec, "threshold", 20);
  g_autoptr (GPtrArray) sectors = NULL, concepts = NULL;
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (Common));

  sectors = load_sectors (ask, basis, error);
  if (sectors == NULL)
    return FALSE;
  concepts = obs_ksb_concepts (ask, error);
  if (concepts == NULL)
    return FALSE;
  for (guint i = 0; i < concepts->len; i++)
    {
      Common common = find_least (sectors, g_ptr_array_index (concepts, i));

      if (common.known)
        g_array_append_val (list, common);
    }
  g_array_sort (list, by_least);
  if (sectors->len > MOST_SERIES)
    obs_figure_add_series (ask->figure, "least", _ ("Sector that asks least"), OBS_ROLE_FIRST, 0);
  for (guint i = 0; i < sectors->len && sectors->len <= MOST_SERIES; i++)
    {
      const Sector *sector = g_ptr_array_index (sectors, i);

      obs_figure_add_series (ask->figure, sector->code, sector->label, OBS_ROLE_SECTOR,
                             sector->position);
    }
  for (guint i = 0; i < list->len; i++)
    add_common (ask, sectors, &g_array_index (list, Common, i), basis, threshold);
  if (ask->sector != NULL)
    obs_ask_remark (ask, _ ("Sectors stand side by side here; the chosen one is not picked out."));
  if (sectors->len > 0)
    {
      g_autofree char *number = obs_format_number (threshold, 0);
      g_autofree char *text
          = g_strdup_printf (_ ("In every sector: at least %s of 100 in each."), number);

      obs_ask_remark (ask, text);
    }
  obs_ksb_note_coverage (ask, basis, "all");
  g_ptr_array_add (ask->figure->tags, g_strdup (_ ("worked out")));
  obs_ksb_cut (ask, (guint) obs_spec_number (ask->spec, "top", 20));
  return TRUE;
}
