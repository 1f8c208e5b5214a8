/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/ask.h"
#include "data/engine/cube.h"
#include "data/engine/format.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Figures that set two cubes against each other: the gap (covered less wanted) and rates. */

typedef struct
{
  ObsInterval interval; /* 0 to 100; estimate NAN: no data */
  int base;
  char *missing; /* code where there is a cell without a number */
} Side;

static void
side_free (gpointer data)
{
  Side *side = data;

  g_free (side->missing);
  g_free (side);
}

/* Changes of method and caveats of one side of the figure. */
static void
marks_of (ObsAsk *ask, const char *side)
{
  JsonObject *json = obs_spec_object (ask->spec, side);

  obs_ask_marks (ask, obs_spec_string (json, "cube", ""), obs_spec_string (json, "measure", NULL),
                 NULL, NULL, NULL, 0);
}

static GHashTable *
load_side (ObsAsk *ask, JsonObject *json, gboolean *has_place, GError **error)
{
  static const char *const dimensions[] = { "item", NULL };
  g_autoptr (GHashTable) sides = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, side_free);
  const char *cube = obs_spec_string (json, "cube", "");
  JsonObject *where = obs_spec_object (json, "where");
  g_autoptr (GList) members = where != NULL ? json_object_get_members (where) : NULL;
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GArray) filters = g_array_new (TRUE, TRUE, sizeof (ObsCubeFilter));
  g_autoptr (GPtrArray) cells = NULL;
  g_autofree char *source = NULL;
  const char *sector[] = { ask->sector != NULL ? ask->sector : "all", NULL };
  const char *area[] = { ask->area, NULL };
  ObsCubeKind kind;
  double low = obs_spec_number (json, "low", 0), high = obs_spec_number (json, "high", 100);

  if (!obs_cube_kind (ask->db, cube, &kind, &source, error))
    return NULL;
  obs_ask_source (ask, source);
  for (GList *l = members; l != NULL; l = l->next)
    {
      char **codes = obs_spec_strings (where, l->data);
      ObsCubeFilter filter = { l->data, (const char *const *) codes };

      g_ptr_array_add (owned, codes);
      g_array_append_val (filters, filter);
    }
  {
    ObsCubeFilter by_sector = { "sector", sector }, by_area = { "area", area };

    g_array_append_val (filters, by_sector);
    g_array_append_val (filters, by_area);
  }
  cells = obs_cube_query (ask->db, cube, dimensions, (const ObsCubeFilter *) filters->data, NULL,
                          ask->cancellable, error);
  if (cells == NULL)
    return NULL;
  *has_place = cells->len > 0;
  for (guint i = 0; i < cells->len; i++)
    {
      const ObsCell *cell = g_ptr_array_index (cells, i);
      Side *side = g_new0 (Side, 1);

      side->interval = (ObsInterval){ NAN, NAN, NAN };
      side->base = OBS_BASE_NONE;
      if (*cell->missing != '\0')
        side->missing = g_strdup (cell->missing);
      else if (kind == OBS_CUBE_SHARE)
        {
          side->interval = obs_share_interval (cell->k, cell->n, 0.95);
          side->base = cell->n;
        }
      else
        {
          ObsMoments m = { cell->n, cell->sum, cell->sum2 };
          ObsInterval raw = obs_mean_interval (&m, 0.95, low, high);
          double scale = 100 / (high - low);

          side->interval = (ObsInterval){ (raw.estimate - low) * scale, (raw.low - low) * scale,
                                          (raw.high - low) * scale };
          side->base = cell->n;
        }
      if (obs_spec_flag (json, "census"))
        {
          side->interval.low = side->interval.high = side->interval.estimate;
          side->base = OBS_BASE_NONE;
        }
      g_hash_table_replace (sides, g_strdup (cell->codes[0]), side);
    }
  return g_steal_pointer (&sides);
}

static void
add_value_row (ObsAsk *ask, const char *code, const char *label, const char *ksb,
               const char *series, const Side *side, const char *none)
{
  ObsFigureRow *row = obs_figure_add_row (ask->figure, code, label);

  row->series = g_strdup (series);
  row->ksb = g_strdup (ksb);
  row->grade = OBS_GRADE_DERIVED;
  if (side == NULL || isnan (side->interval.estimate))
    {
      row->code = g_strdup (side != NULL && side->missing != NULL ? side->missing : "x");
      row->words = g_strdup (none);
      return;
    }
  row->estimate = side->interval.estimate;
  /* What was counted whole has no range of its own. */
  row->low = side->base == OBS_BASE_NONE ? NAN : side->interval.low;
  row->high = side->base == OBS_BASE_NONE ? NAN : side->interval.high;
  row->base = side->base;
  switch (obs_show_for_base (side->base))
    {
    case OBS_SHOW_RANGE:
      obs_ask_caveat (ask, "small-base");
      break;
    case OBS_SHOW_BAND_ONLY:
      row->estimate = NAN;
      row->code = g_strdup ("u");
      break;
    case OBS_SHOW_NOTHING:
      row->estimate = row->low = row->high = NAN;
      row->base = OBS_BASE_NONE;
      row->code = g_strdup ("c");
      break;
    case OBS_SHOW_ALL:
    default:
      break;
    }
}

static void
add_gap_row (ObsAsk *ask, const char *code, const char *label, const char *ksb, const Side *wanted,
             const Side *covered)
{
  ObsFigureRow *row = obs_figure_add_row (ask->figure, code, label);

  row->series = g_strdup ("gap");
  row->ksb = g_strdup (ksb);
  row->grade = OBS_GRADE_DERIVED;
  if (wanted == NULL || covered == NULL || isnan (wanted->interval.estimate)
      || isnan (covered->interval.estimate)
      || obs_show_for_base (wanted->base) >= OBS_SHOW_BAND_ONLY
      || obs_show_for_base (covered->base) >= OBS_SHOW_BAND_ONLY)
    {
      row->code = g_strdup ("x");
      row->words = g_strdup (_ ("no gap worked out"));
      return;
    }
  {
    ObsInterval gap = obs_interval_difference (covered->interval, wanted->interval);

    row->estimate = gap.estimate;
    row->low = gap.low;
    row->high = gap.high;
    row->base = covered->base == OBS_BASE_NONE ? wanted->base : MIN (wanted->base, covered->base);
    row->clear = obs_interval_excludes (gap, 0);
  }
}

static gboolean
wanted_letter (ObsAsk *ask, JsonObject *spec, const char *code)
{
  const char *only = obs_spec_string (spec, "only", NULL);
  g_auto (GStrv) items = obs_spec_strings (spec, "items");

  if (*ask->figure->ksb != '\0' && code[0] != *ask->figure->ksb)
    return FALSE;
  if (only != NULL && strchr (only, code[0]) == NULL)
    return FALSE;
  if (items[0] == NULL)
    return TRUE;
  for (guint i = 0; items[i] != NULL; i++)
    if (obs_code_matches (code, items[i]))
      return TRUE;
  return FALSE;
}

/**
 * obs_rows_gap:
 *
 * Supply less demand for each term, both from 0 to 100: below zero is short. Members: "wanted" and
 * "covered", each with "cube", "where", "low", "high" (ends of its scale), "label"; "only": letters
 * of K, S, B. The range of the gap is worked out from both ranges (obs_interval_difference()).
 */
gboolean
obs_rows_gap (ObsAsk *ask, GError **error)
{
  JsonObject *wanted_spec = obs_spec_object (ask->spec, "wanted");
  JsonObject *covered_spec = obs_spec_object (ask->spec, "covered");
  g_autoptr (GHashTable) wanted = NULL, covered = NULL;
  g_autoptr (sqlite3_stmt) terms = NULL;
  gboolean has_demand = FALSE, has_supply = FALSE;
  int rc, both = 0, all = 0;

  wanted = load_side (ask, wanted_spec, &has_demand, error);
  if (wanted == NULL)
    return FALSE;
  covered = load_side (ask, covered_spec, &has_supply, error);
  if (covered == NULL)
    return FALSE;
  obs_figure_add_series (ask->figure, "wanted",
                         obs_spec_string (wanted_spec, "label", _ ("Wanted")), OBS_ROLE_FIRST, 0);
  obs_figure_add_series (ask->figure, "covered",
                         obs_spec_string (covered_spec, "label", _ ("Covered by courses")),
                         OBS_ROLE_SECOND, 1);
  obs_figure_add_series (ask->figure, "gap", _ ("Gap"), OBS_ROLE_GAP, 2);

  terms
      = obs_db_prepare (ask->db,
                        "SELECT t.code, i.label, t.ksb FROM term t JOIN item i ON i.code = t.code "
                        "ORDER BY i.position",
                        error);
  if (terms == NULL)
    return FALSE;
  while ((rc = obs_db_step (terms, ask->cancellable, error)) == 1)
    {
      const char *code = obs_db_text (terms, 0), *label = obs_db_text (terms, 1);
      const char *ksb = obs_db_text (terms, 2);
      const Side *demand = g_hash_table_lookup (wanted, code);
      const Side *supply = g_hash_table_lookup (covered, code);

      if (!wanted_letter (ask, ask->spec, code) || (demand == NULL && supply == NULL))
        continue;
      all++;
      both += demand != NULL && supply != NULL;
      add_value_row (ask, code, label, ksb, "wanted", demand, _ ("Demand: not asked"));
      add_value_row (ask, code, label, ksb, "covered", supply, _ ("No supply data"));
      add_gap_row (ask, code, label, ksb, demand, supply);
      if (demand != NULL)
        obs_ask_base (ask, demand->base);
    }
  if (rc < 0)
    return FALSE;
  {
    g_autofree char *text = g_strdup_printf (
        _ ("Coverage: %d of %d have both sides. No data is never counted as zero."), both, all);

    obs_ask_remark (ask, text);
  }
  if (!has_supply && strcmp (ask->area, ask->place) != 0)
    obs_ask_remark (ask, _ ("No courses are held for this place."));
  obs_ask_caveat (ask, "cover");
  marks_of (ask, "wanted");
  marks_of (ask, "covered");
  g_ptr_array_add (ask->figure->tags, g_strdup (_ ("worked out")));
  obs_rows_sort (ask);
  return TRUE;
}

static double
total_of (GHashTable *values)
{
  GHashTableIter iter;
  gpointer key, value;
  double total = 0;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &key, &value))
    total += *(double *) value;
  return total;
}

static GHashTable *
load_values (ObsAsk *ask, JsonObject *json, const char *const *areas, char **unit, GError **error)
{
  static const char *const dimensions[] = { "area", NULL };
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  JsonObject *where = obs_spec_object (json, "where");
  g_autoptr (GList) members = where != NULL ? json_object_get_members (where) : NULL;
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GArray) filters = g_array_new (TRUE, TRUE, sizeof (ObsCubeFilter));
  g_autoptr (GPtrArray) cells = NULL;
  ObsCubeFilter by_area = { "area", areas };

  for (GList *l = members; l != NULL; l = l->next)
    {
      char **codes = obs_spec_strings (where, l->data);
      ObsCubeFilter filter = { l->data, (const char *const *) codes };

      g_ptr_array_add (owned, codes);
      g_array_append_val (filters, filter);
    }
  g_array_append_val (filters, by_area);
  cells = obs_cube_query (ask->db, obs_spec_string (json, "cube", ""), dimensions,
                          (const ObsCubeFilter *) filters->data,
                          obs_spec_string (json, "measure", NULL), ask->cancellable, error);
  if (cells == NULL)
    return NULL;
  for (guint i = 0; i < cells->len; i++)
    {
      const ObsCell *cell = g_ptr_array_index (cells, i);

      if (isnan (cell->value))
        continue;
      g_hash_table_replace (values, g_strdup (cell->codes[0]),
                            g_memdup2 (&cell->value, sizeof (double)));
      obs_ask_source (ask, cell->source);
      if (*unit == NULL)
        *unit = g_strdup (cell->unit);
    }
  return g_steal_pointer (&values);
}

/**
 * obs_rows_ratio:
 *
 * A rate for each district of the place: "over" divided by "under" (cube, measure, where), times
 * "scale". Rows of the series "count" give the number above the line, printed and never drawn. The
 * rate of all districts together is a reference line.
 */
gboolean
obs_rows_ratio (ObsAsk *ask, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GPtrArray) codes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) over = NULL, under = NULL;
  g_autofree char *unit = NULL, *under_unit = NULL;
  double scale = obs_spec_number (ask->spec, "scale", 1000);

  stmt = obs_db_prepare (
      ask->db,
      "SELECT code, name FROM area WHERE parent = ?1 AND kind = 'district' ORDER BY position",
      error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, ask->place, -1, SQLITE_TRANSIENT);
  while (obs_db_step (stmt, ask->cancellable, NULL) == 1)
    {
      g_ptr_array_add (codes, g_strdup (obs_db_text (stmt, 0)));
      g_ptr_array_add (names, g_strdup (obs_db_text (stmt, 1)));
    }
  g_ptr_array_add (codes, NULL);
  over = load_values (ask, obs_spec_object (ask->spec, "over"), (const char *const *) codes->pdata,
                      &unit, error);
  if (over == NULL)
    return FALSE;
  under = load_values (ask, obs_spec_object (ask->spec, "under"),
                       (const char *const *) codes->pdata, &under_unit, error);
  if (under == NULL)
    return FALSE;
  obs_figure_add_series (ask->figure, "rate", obs_spec_string (ask->spec, "rate_label", _ ("Rate")),
                         OBS_ROLE_FIRST, 0);
  obs_figure_add_series (ask->figure, "count", obs_spec_string (ask->spec, "count_label", unit),
                         OBS_ROLE_COUNT, 1);
  for (guint i = 0; i + 1 < codes->len; i++)
    {
      const char *code = g_ptr_array_index (codes, i);
      double *top = g_hash_table_lookup (over, code), *bottom = g_hash_table_lookup (under, code);
      ObsFigureRow *row = obs_figure_add_row (ask->figure, code, g_ptr_array_index (names, i));

      row->series = g_strdup ("rate");
      row->grade = OBS_GRADE_DERIVED;
      row->link = g_strconcat ("filter:place=", code, NULL);
      if (top != NULL && bottom != NULL && *bottom > 0)
        row->estimate = *top / *bottom * scale;
      else
        row->code = g_strdup ("x");
      row = obs_figure_add_row (ask->figure, code, g_ptr_array_index (names, i));
      row->series = g_strdup ("count");
      if (top != NULL)
        row->estimate = *top;
      else
        row->code = g_strdup ("x");
      obs_ask_outline (ask, code);
    }
  if (g_hash_table_size (over) + 1 == codes->len && g_hash_table_size (under) + 1 == codes->len
      && total_of (under) > 0)
    obs_figure_add_reference (ask->figure, total_of (over) / total_of (under) * scale,
                              obs_spec_string (ask->spec, "reference", _ ("All districts")), FALSE);
  obs_ask_source (ask, obs_spec_string (ask->spec, "outlines", NULL));
  ask->figure->unit = g_strdup (obs_spec_string (ask->spec, "unit", ""));
  g_ptr_array_add (ask->figure->tags, g_strdup (_ ("worked out")));
  obs_ask_caveat (ask, "map");
  marks_of (ask, "over");
  marks_of (ask, "under");
  obs_rows_sort (ask);
  return TRUE;
}
