/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/ask.h"
#include "data/engine/cube.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Pinned areas beside the chosen one. Areas of different size are never on one axis as counts:
 * over time they are an index, among items they are shares of each area's own total. */

#define MOST_SERIES 5 /* dots of more areas than these get a row each */

static ObsCompare
refuse (ObsAsk *ask, const char *sentence)
{
  if (ask->figure->compare_refused == NULL)
    ask->figure->compare_refused = g_strdup (sentence);
  return (ObsCompare){ OBS_COMPARE_NONE, FALSE, FALSE };
}

static gboolean
is_dimension (const char *dimension, const char *name)
{
  return g_strcmp0 (dimension, name) == 0;
}

/* A cell for the total of @dimension stands in the cube. */
static gboolean
has_total (ObsAsk *ask, const char *cube, const char *dimension)
{
  g_autofree char *sql = NULL;
  g_autofree char *any = NULL;

  if (dimension == NULL || !obs_cube_has_dimension (ask->db, cube, dimension))
    return FALSE;
  sql = g_strdup_printf ("SELECT 1 FROM \"cube_%s\" WHERE \"%s\" = 'all' LIMIT 1", cube, dimension);
  any = obs_db_lookup (ask->db, sql, NULL);
  return any != NULL;
}

/* Dots or bars of items, or lines: one series so far, so that areas can be the series. */
static ObsCompare
plan_series (ObsAsk *ask, const ObsComparePart *part)
{
  ObsFigure *figure = ask->figure;
  ObsCompare compare = { OBS_COMPARE_SERIES, FALSE, FALSE };
  gboolean many = ask->compare->len + 1 > MOST_SERIES;

  if (figure->axis == OBS_AXIS_COUNT && figure->form == OBS_FORM_LINE)
    {
      if (g_strcmp0 (ask->view->layout, "count") == 0)
        return refuse (ask, _ ("Counts of areas of different size are not put on one axis. As an "
                               "index they can be compared."));
      compare.index = TRUE;
      return compare;
    }
  if (figure->form == OBS_FORM_LINE)
    return compare;
  if (figure->axis == OBS_AXIS_COUNT)
    {
      if (!obs_spec_flag (ask->spec, "whole") && !has_total (ask, part->cube, part->rows))
        return refuse (ask, _ ("Counts of areas of different size are not put on one axis, and "
                               "this data set has no total to take shares of."));
      compare.shares = TRUE;
    }
  if (many && part->group != NULL)
    return refuse (ask, _ ("There is room for four pinned areas in this figure. Unpin some."));
  figure->form = OBS_FORM_RANKED_DOTS;
  if (many && part->rows != NULL)
    compare.form = OBS_COMPARE_LIST;
  return compare;
}

ObsCompare
obs_compare_plan (ObsAsk *ask, const ObsComparePart *part)
{
  ObsForm form = ask->figure->form;
  gboolean free_series
      = part->series == NULL || (is_dimension (part->series, "sector") && ask->sector != NULL);

  if (ask->compare->len == 0)
    return (ObsCompare){ OBS_COMPARE_NONE, FALSE, FALSE };
  if (!obs_cube_has_dimension (ask->db, part->cube, "area"))
    return refuse (ask, _ ("These figures are not split by place."));
  if (form == OBS_FORM_MAP)
    return refuse (ask, _ ("The map shows the districts of one area."));
  if (part->area_set)
    return refuse (ask, _ ("This figure is about a place of its own."));
  if (part->parts)
    return refuse (ask, _ ("This figure sets two measures side by side; there is no room for more "
                           "areas."));
  if (is_dimension (part->rows, "area"))
    return ask->figure->axis == OBS_AXIS_COUNT
               ? refuse (ask, _ ("Counts of areas of different size are not put on one axis."))
               : (ObsCompare){ OBS_COMPARE_ROWS, FALSE, FALSE };
  if (is_dimension (part->series, "area"))
    return ask->figure->axis == OBS_AXIS_COUNT
               ? refuse (ask, _ ("Counts of areas of different size are not put on one axis."))
               : plan_series (ask, part);
  if (part->areas != NULL || is_dimension (part->group, "area") || is_dimension (part->x, "area"))
    return refuse (ask, _ ("This figure already shows areas of its own."));
  if (!free_series)
    return refuse (ask, is_dimension (part->series, "sector")
                            ? _ ("This figure compares sectors. Choose one to compare areas.")
                            : _ ("This figure already compares something else in one place."));
  if (form != OBS_FORM_LINE && form != OBS_FORM_RANKED_DOTS && form != OBS_FORM_RANKED_BARS)
    return refuse (ask, _ ("This kind of figure is about one place at a time."));
  return plan_series (ask, part);
}

/* --- index ------------------------------------------------------------------------------- */

static gboolean
usable (const ObsFigureRow *row)
{
  return isfinite (row->estimate) && row->estimate > 0;
}

/* Series of the rows from @first on that have a value from @from to before @to. */
static GHashTable *
series_between (const ObsFigure *figure, guint first, double from, double to)
{
  GHashTable *series = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = first; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);

      if (usable (row) && row->x >= from && row->x < to)
        g_hash_table_add (series, row->series);
    }
  return series;
}

/* The first time at which all of them have a value; NAN where there is none. */
static double
common_start (const ObsFigure *figure, guint first, double from, double to)
{
  g_autoptr (GHashTable) all = series_between (figure, first, from, to);
  double best = NAN;

  for (guint i = first; i < figure->rows->len; i++)
    {
      double x = obs_figure_row (figure, i)->x;
      g_autoptr (GHashTable) here = series_between (figure, first, x, x + 0.5);

      if (x >= from && x < to && g_hash_table_size (here) == g_hash_table_size (all)
          && g_hash_table_size (all) > 0 && !(x >= best))
        best = x;
    }
  return best;
}

typedef struct
{
  double estimate, low, high;
} Base;

/* Ratio of two estimates with their margins: the relative half-widths add as squares, side by side
 * (the usual approximation for a ratio of independent estimates). */
static void
divide (ObsFigureRow *row, const Base *base)
{
  double v = row->estimate, b = base->estimate, ratio = v / b;

  if (isfinite (row->low) && isfinite (base->low))
    {
      double down = hypot ((v - row->low) / v, (base->high - b) / b);
      double up = hypot ((row->high - v) / v, (b - base->low) / b);

      row->low = 100 * fmax (0, ratio * (1 - down));
      row->high = 100 * ratio * (1 + up);
    }
  else
    row->low = row->high = NAN;
  row->estimate = 100 * ratio;
}

static void
lose (ObsFigureRow *row)
{
  row->estimate = row->low = row->high = NAN;
  if (row->code == NULL)
    row->code = g_strdup ("x");
}

static const char *
label_at (const ObsFigure *figure, guint first, double x)
{
  for (guint i = first; i < figure->rows->len; i++)
    if (obs_figure_row (figure, i)->x == x)
      return obs_figure_row (figure, i)->x_label;
  return NULL;
}

/* One stretch measured in one way. Returns: the time that is 100. */
static double
index_stretch (ObsAsk *ask, guint first, double from, double to)
{
  ObsFigure *figure = ask->figure;
  double start = common_start (figure, first, from, to);
  g_autoptr (GHashTable) bases = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  for (guint i = first; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);
      Base base = { row->estimate, row->low, row->high };

      if (row->x == start && usable (row))
        g_hash_table_insert (bases, row->series, g_memdup2 (&base, sizeof base));
    }
  for (guint i = first; i < figure->rows->len; i++)
    {
      ObsFigureRow *row = g_ptr_array_index (figure->rows, i);
      const Base *base = g_hash_table_lookup (bases, row->series);

      if (row->x < from || row->x >= to)
        continue;
      row->grade = OBS_GRADE_DERIVED;
      if (base == NULL || !isfinite (row->estimate))
        {
          lose (row);
          continue;
        }
      divide (row, base);
      /* 100 by definition: no margin. */
      if (row->x == start)
        row->low = row->high = NAN;
    }
  return start;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Where a stretch begins: at the first time, and at each change of method in any series. */
static GArray *
stretches (const ObsFigure *figure, guint first)
{
  GArray *starts = g_array_new (FALSE, FALSE, sizeof (double));
  double least = -INFINITY;

  g_array_append_val (starts, least);
  for (guint i = first; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);
      gboolean known = row->broken == NULL;

      for (guint k = 0; k < starts->len && !known; k++)
        known = g_array_index (starts, double, k) == row->x;
      if (!known)
        g_array_append_val (starts, row->x);
    }
  g_array_sort (starts, compare_doubles);
  return starts;
}

void
obs_compare_index (ObsAsk *ask, guint first)
{
  ObsFigure *figure = ask->figure;
  g_autoptr (GArray) starts = stretches (figure, first);
  g_autofree char *since = NULL;
  g_autoptr (GString) bases = g_string_new (NULL);

  for (guint i = 0; i < starts->len; i++)
    {
      double from = g_array_index (starts, double, i);
      double to = i + 1 < starts->len ? g_array_index (starts, double, i + 1) : INFINITY;
      double start = index_stretch (ask, first, from, to);

      if (isnan (start))
        continue;
      if (since == NULL)
        {
          since = g_strdup (label_at (figure, first, start));
          g_string_append_printf (bases, _ ("%s = 100"), since);
        }
      else
        /* Translators: a further month that an index starts from, after a change of method. */
        g_string_append_printf (bases, _ (", then %s = 100"), label_at (figure, first, start));
    }
  if (since == NULL)
    g_string_append (bases, _ ("first period = 100"));
  figure->axis = OBS_AXIS_RATE;
  g_free (figure->axis_title);
  figure->axis_title = g_strdup_printf (_ ("Index, %s"), bases->str);
  g_free (figure->unit);
  figure->unit = g_strdup_printf (_ ("on an index with %s"), bases->str);
  ask->reworked = g_strdup_printf (_ ("as an index, %s"), bases->str);
  obs_ask_remark (ask, _ ("Areas of different size are compared by how much they changed, not by "
                          "how much they have."));
  if (starts->len > 1)
    obs_ask_remark (ask, _ ("Nothing is compared across a change of method: the index has a new "
                            "base after it."));
}

/* --- shares ------------------------------------------------------------------------------ */

void
obs_compare_shares (ObsAsk *ask, guint first, GHashTable *totals)
{
  ObsFigure *figure = ask->figure;

  for (guint i = first; i < figure->rows->len; i++)
    {
      ObsFigureRow *row = g_ptr_array_index (figure->rows, i);
      const char *area = row->series != NULL ? row->series : row->key;
      const double *total = g_hash_table_lookup (totals, area);

      row->grade = OBS_GRADE_DERIVED;
      if (total == NULL || !isfinite (row->estimate))
        {
          lose (row);
          continue;
        }
      /* A part's own margin over the whole: wider than it has to be, never narrower. */
      row->estimate *= 100 / *total;
      row->low *= 100 / *total;
      row->high *= 100 / *total;
    }
  figure->axis = OBS_AXIS_SHARE;
  g_free (figure->axis_title);
  figure->axis_title = g_strdup (_ ("Share of each area’s total, %"));
  g_free (figure->unit);
  figure->unit = g_strdup ("%");
  ask->reworked = g_strdup (_ ("as a share of each area’s total"));
  obs_ask_remark (ask, _ ("Areas of different size are compared by shares of their own total, not "
                          "by counts."));
}

/* --- what came of it --------------------------------------------------------------------- */

static gboolean
has_values (const ObsFigure *figure, const char *area)
{
  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);

      if ((g_strcmp0 (row->series, area) == 0 || strcmp (row->key, area) == 0)
          && (!isnan (row->estimate) || !isnan (row->low)))
        return TRUE;
    }
  return FALSE;
}

void
obs_compare_finish (ObsAsk *ask)
{
  ObsFigure *figure = ask->figure;

  if (ask->compare->len == 0)
    return;
  for (guint i = 0; i < ask->compare->len && figure->compare_refused == NULL; i++)
    {
      const char *area = g_ptr_array_index (ask->compare, i);
      g_autofree char *name
          = obs_db_lookup (ask->db, "SELECT name FROM area WHERE code = ?1", area);
      g_autofree char *none = g_strdup_printf (_ ("No figures here for %s."), name);

      if (has_values (figure, area))
        g_ptr_array_add (figure->compared, g_strdup (area));
      else if (strcmp (obs_spec_string (ask->spec, "from", ""), "cube") == 0)
        obs_ask_remark (ask, none);
    }
  if (strcmp (obs_spec_string (ask->spec, "from", ""), "cube") != 0
      && figure->compare_refused == NULL)
    refuse (ask, _ ("These figures are not split by place."));
  if (figure->compare_refused != NULL)
    {
      g_autofree char *text
          = g_strdup_printf (_ ("The pinned areas do not apply here. %s"), figure->compare_refused);

      obs_ask_remark (ask, text);
    }
}
