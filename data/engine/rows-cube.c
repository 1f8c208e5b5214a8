/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/rows-cube-private.h"

#include "data/engine/format.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Rows from the cells of a cube. One part is one query; a figure may have several (two measures of
 * a dumbbell, panels of a set). */

static char *
code_label (ObsAsk *ask, const ObsCubePart *part, const char *dimension, const char *code)
{
  const char *own = obs_spec_string (obs_spec_object (part->json, "labels"), code, NULL);

  if (own == NULL)
    own = obs_spec_string (obs_spec_object (ask->spec, "labels"), code, NULL);
  if (own != NULL)
    return g_strdup (own);
  {
    g_autofree char *label = obs_cube_label (ask->db, part->cube, dimension, code);
    const char *start = label;

    /* "2 Professional occupations": the number is the code, not the name. */
    if (obs_spec_flag (ask->spec, "strip_codes"))
      while (g_ascii_isdigit (*start) || *start == ' ')
        start++;
    return g_strdup (*start != '\0' ? start : label);
  }
}

static ObsSeriesRole
role_from (const char *text, ObsSeriesRole fallback)
{
  static const struct
  {
    const char *text;
    ObsSeriesRole role;
  } roles[] = {
    { "first", OBS_ROLE_FIRST },     { "second", OBS_ROLE_SECOND }, { "poor", OBS_ROLE_POOR },
    { "middle", OBS_ROLE_MIDDLE },   { "good", OBS_ROLE_GOOD },     { "column", OBS_ROLE_COLUMN },
    { "compare", OBS_ROLE_COMPARE }, { "sector", OBS_ROLE_SECTOR },
  };

  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (roles); i++)
    if (strcmp (roles[i].text, text) == 0)
      return roles[i].role;
  return fallback;
}

/* A series for a code of the series dimension, made when it is first met. */
static void
need_series (ObsAsk *ask, const ObsCubePart *part, const char *code)
{
  ObsSeriesRole role = OBS_ROLE_FIRST;
  g_autofree char *label = NULL;
  const char *wanted = obs_spec_string (obs_spec_object (ask->spec, "roles"), code, NULL);
  int index = (int) ask->figure->series->len;

  if (obs_figure_find_series (ask->figure, code) != NULL)
    return;
  label = code_label (ask, part, part->series, code);
  if (strcmp (part->series, "sector") == 0)
    {
      g_autofree char *position
          = obs_db_lookup (ask->db, "SELECT position FROM sector WHERE code = ?1", code);

      role = OBS_ROLE_SECTOR;
      index = position != NULL ? atoi (position) : 0;
    }
  else if (strcmp (part->series, "area") == 0)
    role = strcmp (code, ask->area) == 0 ? OBS_ROLE_FIRST : OBS_ROLE_COMPARE;
  else if (index > 0)
    role = index == 1 ? OBS_ROLE_SECOND : OBS_ROLE_COMPARE;
  role = role_from (wanted, role);
  if (role == OBS_ROLE_COMPARE)
    {
      index = 0;
      for (guint i = 0; i < ask->figure->series->len; i++)
        index += ((ObsFigureSeries *) g_ptr_array_index (ask->figure->series, i))->role == role;
    }
  obs_figure_add_series (ask->figure, code, label, role, index);
}

/* The publisher's own mark on a value: the series is not the one before. */
static void
mark_flag (ObsAsk *ask, const ObsCubePart *part, ObsFigureRow *row)
{
  const char *text = _ ("The way this is measured, or who provides it, changed within the period "
                        "shown.");

  if (part->x != NULL && row->broken == NULL)
    row->broken = g_strdup (text);
  else
    obs_ask_remark (ask, text);
}

static void
fill_numbers (ObsAsk *ask, const ObsCubePart *part, ObsFigureRow *row, const ObsCell *cell)
{
  ObsStat *stat = obs_ask_stat (ask, row);
  ObsInterval interval = { NAN, NAN, NAN };

  if (*cell->missing != '\0')
    {
      row->code = g_strdup (cell->missing);
      row->base = OBS_BASE_NONE;
      return;
    }
  switch (part->kind)
    {
    case OBS_CUBE_SCORE:
      stat->is_score = TRUE;
      stat->moments = (ObsMoments){ cell->n, cell->sum, cell->sum2 };
      interval = part->percent ? obs_mean_interval (&stat->moments, 0.95, 0, 100)
                               : obs_mean_interval (&stat->moments, 0.95, 1, 10);
      row->base = cell->n;
      if (obs_spec_flag (ask->spec, "census"))
        {
          /* All there is was counted: no sample, so neither range nor base. */
          interval.low = interval.high = NAN;
          row->base = OBS_BASE_NONE;
        }
      break;
    case OBS_CUBE_SHARE:
      stat->is_share = TRUE;
      stat->k = cell->k;
      stat->n = cell->n;
      interval = obs_share_interval (cell->k, cell->n, 0.95);
      row->base = cell->n;
      break;
    case OBS_CUBE_PUBLISHED:
    default:
      interval = (ObsInterval){ cell->value, cell->low, cell->high };
      row->base = cell->base;
      if (strchr (cell->flag, 'e') != NULL)
        row->grade = OBS_GRADE_DERIVED;
      if (strchr (cell->flag, 'p') != NULL)
        row->tag = g_strdup (_ ("provisional"));
      if (strchr (cell->flag, 'b') != NULL)
        mark_flag (ask, part, row);
      break;
    }
  row->estimate = interval.estimate;
  row->low = interval.low;
  row->high = interval.high;
  switch (part->kind == OBS_CUBE_PUBLISHED ? OBS_SHOW_ALL : obs_show_for_base (row->base))
    {
    case OBS_SHOW_RANGE:
      obs_ask_caveat (ask, "small-base");
      break;
    case OBS_SHOW_BAND_ONLY:
      row->estimate = NAN;
      row->code = g_strdup ("u");
      obs_ask_caveat (ask, "too-few");
      break;
    case OBS_SHOW_NOTHING:
      row->estimate = row->low = row->high = NAN;
      row->code = g_strdup ("c");
      row->base = OBS_BASE_NONE;
      obs_ask_caveat (ask, "hidden");
      break;
    case OBS_SHOW_ALL:
    default:
      break;
    }
  obs_ask_base (ask, row->base);
}

static int
code_rank (ObsAsk *ask, const ObsCubePart *part, const char *dimension, const char *code)
{
  g_auto (GStrv) order = obs_spec_strings (part->json, "order");
  g_auto (GStrv) whole = obs_spec_strings (ask->spec, "order");
  char **list = order[0] != NULL ? order : whole;
  g_autofree char *position = NULL;
  guint pinned;

  for (int i = 0; list[i] != NULL; i++)
    if (strcmp (list[i], code) == 0)
      return i - 100000;
  if (strcmp (dimension, "sector") == 0)
    position = obs_db_lookup (ask->db, "SELECT position FROM sector WHERE code = ?1", code);
  else if (strcmp (dimension, "area") == 0 && strcmp (code, ask->area) == 0
           && ask->compare->len > 0)
    return -1000;
  else if (strcmp (dimension, "area") == 0
           && g_ptr_array_find_with_equal_func (ask->compare, code, g_str_equal, &pinned))
    /* After the one that is chosen, in the order in which they were pinned. */
    return (int) pinned - 999;
  else if (strcmp (dimension, "area") == 0)
    position = obs_db_lookup (ask->db, "SELECT position FROM area WHERE code = ?1", code);
  else
    position = obs_db_lookup (ask->db, "SELECT position FROM item WHERE code = ?1", code);
  return position != NULL ? atoi (position) : 0;
}

typedef struct
{
  ObsCell *cell;
  int group, row, series;
} Placed;

static int
compare_placed (gconstpointer a, gconstpointer b)
{
  const Placed *x = a, *y = b;

  if (x->group != y->group)
    return x->group < y->group ? -1 : 1;
  if (x->row != y->row)
    return x->row < y->row ? -1 : 1;
  return x->series < y->series ? -1 : x->series > y->series;
}

static gboolean
excluded (ObsAsk *ask, JsonObject *part, const char *code)
{
  g_auto (GStrv) own = obs_spec_strings (part, "exclude");
  g_auto (GStrv) whole = obs_spec_strings (ask->spec, "exclude");

  for (guint i = 0; own[i] != NULL; i++)
    if (obs_code_matches (code, own[i]))
      return TRUE;
  for (guint i = 0; whole[i] != NULL; i++)
    if (obs_code_matches (code, whole[i]))
      return TRUE;
  return FALSE;
}

static char *
x_label (ObsAsk *ask, const ObsCubePart *part, const char *code, const char *period_kind, int index)
{
  const char *own = obs_spec_string (obs_spec_object (ask->spec, "labels"), code, NULL);

  if (own != NULL)
    return g_strdup (own);
  if (strcmp (part->x, "period") == 0 && part->kind != OBS_CUBE_PUBLISHED)
    return g_strdup_printf (_ ("Week %d"), index + 1);
  if (strcmp (part->x, "period") == 0)
    return obs_format_period (code, period_kind);
  return code_label (ask, part, part->x, code);
}

/* Indexes of the dimensions in ObsCell.codes. */
typedef struct
{
  int rows, series, x, group, kind;
  int question; /* of a line whose question was reworded */
} Columns;

static const char *
cell_code (const ObsCell *cell, int column)
{
  return column >= 0 ? cell->codes[column] : NULL;
}

static void
place_row (ObsAsk *ask, const ObsCubePart *part, const Columns *columns, const ObsCell *cell,
           GPtrArray *xs)
{
  const char *code = cell_code (cell, columns->rows);
  const char *series = cell_code (cell, columns->series);
  const char *group = cell_code (cell, columns->group);
  const char *x = cell_code (cell, columns->x);
  g_autofree char *label = NULL;
  ObsFigureRow *row;

  if (code != NULL)
    label = code_label (ask, part, part->rows, code);
  else if (part->fixed_group == NULL && series != NULL)
    label = code_label (ask, part, part->series, series);
  else
    label = g_strdup (obs_cube_part_string (ask, part->json, "label"));
  row = obs_figure_add_row (ask->figure,
                            code != NULL     ? code
                            : series != NULL ? series
                                             : "all",
                            label != NULL ? label : "");
  if (series != NULL)
    {
      need_series (ask, part, series);
      row->series = g_strdup (series);
      if (strcmp (part->series, "sector") == 0 && ask->sector == NULL)
        row->link = g_strconcat ("filter:sector=", series, NULL);
    }
  else if (part->fixed_series != NULL)
    row->series = g_strdup (part->fixed_series);
  if (group != NULL)
    row->group = code_label (ask, part, part->group, group);
  else
    row->group = g_strdup (part->fixed_group);
  if (x != NULL)
    {
      guint index = 0;

      if (g_ptr_array_find_with_equal_func (xs, x, g_str_equal, &index))
        row->x = index;
      row->x_label = x_label (ask, part, x, cell_code (cell, columns->kind), (int) index);
    }
  if (code != NULL && strlen (code) > 2 && code[1] == '.' && strchr ("KSB", code[0]) != NULL
      && *ask->figure->ksb == '\0')
    row->ksb = g_strndup (code, 1);
  fill_numbers (ask, part, row, cell);
  row->source
      = part->kind == OBS_CUBE_PUBLISHED && *cell->source != '\0' ? g_strdup (cell->source) : NULL;
  obs_ask_source (ask, row->source);
}

/* What all items of an area make together, for its shares. */
static void
keep_total (ObsAsk *ask, GHashTable *totals, const ObsCubePart *part, const Columns *columns,
            const ObsCell *cell)
{
  gboolean whole = obs_spec_flag (ask->spec, "whole");
  /* In a list by area the items stand in the groups. */
  gboolean list = g_strcmp0 (part->rows, "area") == 0;
  const char *item = cell_code (cell, list ? columns->group : columns->rows);
  const char *area = cell_code (cell, list ? columns->rows : columns->series);

  if (area == NULL || !(cell->value > 0) || (g_strcmp0 (item, "all") == 0) == whole)
    return;
  if (whole && g_hash_table_contains (totals, area))
    *(double *) g_hash_table_lookup (totals, area) += cell->value;
  else
    g_hash_table_replace (totals, g_strdup (area), g_memdup2 (&cell->value, sizeof (double)));
}

/* One query of a part while its rows are made. */
typedef struct
{
  ObsAsk *ask;
  ObsCubePart *part;
  ObsCubeFilters filters;
  ObsCompare compare;
  Columns columns;
  const char *dimensions[7];
  GPtrArray *versions; /* of the question, NULL: one */
  GPtrArray *firsts;   /* their first periods */
  GPtrArray *cells;
  GPtrArray *xs;      /* codes on the time axis, in order */
  GArray *placed;     /* of Placed */
  GHashTable *totals; /* for shares: area to its total */
} Query;

static void
query_clear (Query *query)
{
  obs_cube_filters_clear (&query->filters);
  g_clear_pointer (&query->versions, g_ptr_array_unref);
  g_clear_pointer (&query->firsts, g_ptr_array_unref);
  g_clear_pointer (&query->cells, g_ptr_array_unref);
  g_clear_pointer (&query->xs, g_ptr_array_unref);
  g_clear_pointer (&query->placed, g_array_unref);
  g_clear_pointer (&query->totals, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Query, query_clear)

static void
query_init (Query *query, ObsAsk *ask, ObsCubePart *part)
{
  query->ask = ask;
  query->part = part;
  query->filters.filters = g_array_new (TRUE, TRUE, sizeof (ObsCubeFilter));
  query->filters.strings = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  query->columns = (Columns){ -1, -1, -1, -1, -1, -1 };
  query->xs = g_ptr_array_new ();
  query->placed = g_array_new (FALSE, FALSE, sizeof (Placed));
  query->totals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* What the part says, what the whole specification says, what the view chooses. */
static void
constrain (Query *query)
{
  ObsAsk *ask = query->ask;
  ObsCubePart *part = query->part;

  obs_cube_filters_add_where (&query->filters, obs_spec_object (part->json, "where"));
  if (part->json != ask->spec)
    {
      JsonObject *where = obs_spec_object (ask->spec, "where");
      g_autoptr (GList) members = where != NULL ? json_object_get_members (where) : NULL;

      for (GList *l = members; l != NULL; l = l->next)
        if (!obs_cube_filters_has (&query->filters, l->data))
          obs_cube_filters_add (&query->filters, l->data, obs_spec_strings (where, l->data));
    }
  query->compare = obs_cube_plan_compare (ask, part, &query->filters);
  obs_cube_filter_areas (ask, part, &query->filters, &query->compare);
  obs_cube_filter_sector (ask, part, &query->filters);
  obs_cube_filter_place (ask, part, &query->filters);
  query->versions = obs_cube_find_versions (ask, part, &query->filters);
  if (query->versions != NULL)
    obs_cube_follow_versions (ask, part, &query->filters, query->versions);
}

static void
choose_dimensions (Query *query)
{
  const ObsCubePart *part = query->part;
  Columns *columns = &query->columns;
  int n = 0;

  if (part->rows != NULL)
    query->dimensions[columns->rows = n++] = part->rows;
  if (part->series != NULL)
    query->dimensions[columns->series = n++] = part->series;
  if (part->x != NULL)
    query->dimensions[columns->x = n++] = part->x;
  if (part->group != NULL)
    query->dimensions[columns->group = n++] = part->group;
  if (part->kind == OBS_CUBE_PUBLISHED)
    query->dimensions[columns->kind = n++] = "period_kind";
  if (query->versions != NULL && columns->x >= 0)
    query->dimensions[columns->question = n++] = "question";
}

/* TRUE where the cell is a row of the figure: neither a total nor left out. */
static gboolean
is_shown (const Query *query, const ObsCell *cell)
{
  const Columns *columns = &query->columns;
  const char *code = cell_code (cell, columns->rows);
  const char *group = cell_code (cell, columns->group);

  if (group != NULL
      && (strcmp (group, "all") == 0
          || (query->compare.form == OBS_COMPARE_LIST
              && excluded (query->ask, query->part->json, group))))
    return FALSE;
  if (code != NULL && (strcmp (code, "all") == 0 || excluded (query->ask, query->part->json, code)))
    return FALSE;
  if (columns->x >= 0 && strcmp (cell->codes[columns->x], "all") == 0)
    return FALSE;
  return query->firsts == NULL
         || !obs_cube_is_outworded (cell, columns->question, columns->x, query->versions,
                                    query->firsts);
}

static void
place_cell (Query *query, ObsCell *cell)
{
  const Columns *columns = &query->columns;
  const ObsCubePart *part = query->part;
  Placed place = { cell, 0, 0, 0 };

  if (query->compare.shares)
    keep_total (query->ask, query->totals, part, columns, cell);
  if (!is_shown (query, cell))
    return;
  if (columns->group >= 0)
    place.group = code_rank (query->ask, part, part->group, cell->codes[columns->group]);
  if (columns->rows >= 0)
    place.row = code_rank (query->ask, part, part->rows, cell->codes[columns->rows]);
  if (columns->series >= 0)
    place.series = code_rank (query->ask, part, part->series, cell->codes[columns->series]);
  g_array_append_val (query->placed, place);
  if (columns->x >= 0
      && !g_ptr_array_find_with_equal_func (query->xs, cell->codes[columns->x], g_str_equal, NULL))
    g_ptr_array_add (query->xs, cell->codes[columns->x]);
}

static int
find_in (char **order, const char *code)
{
  for (int i = 0; order[i] != NULL; i++)
    if (strcmp (order[i], code) == 0)
      return i;
  return -1;
}

/* Periods sort as text; other axes name their order. */
static int
compare_xs (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const char *x = *(const char *const *) a, *y = *(const char *const *) b;
  char **order = user_data;

  return order[0] != NULL ? find_in (order, x) - find_in (order, y) : strcmp (x, y);
}

static void
place_rows (Query *query, guint first)
{
  ObsAsk *ask = query->ask;
  const ObsCubePart *part = query->part;
  const Columns *columns = &query->columns;
  const char *kind = NULL;

  for (guint i = 0; i < query->placed->len; i++)
    {
      const ObsCell *cell = g_array_index (query->placed, Placed, i).cell;

      if (ask->figure->unit == NULL && part->kind == OBS_CUBE_PUBLISHED && *cell->unit != '\0')
        ask->figure->unit = g_strdup (cell->unit);
      place_row (ask, part, columns, cell, query->xs);
      if (query->firsts != NULL)
        obs_cube_mark_version (ask, cell, columns->question, columns->x, query->versions,
                               query->firsts);
      kind = columns->kind >= 0 ? cell->codes[columns->kind] : kind;
    }
  obs_ask_marks (ask, part->cube, part->measure,
                 g_strcmp0 (part->x, "period") == 0 ? query->xs : NULL, kind,
                 obs_cube_filters_latest (&query->filters), first);
}

static gboolean
run_part (ObsAsk *ask, ObsCubePart *part, GError **error)
{
  g_auto (Query) query = { 0 };
  g_auto (GStrv) order = obs_spec_strings (ask->spec, "x_order");
  g_autofree char *source = NULL;
  guint first = ask->figure->rows->len;

  query_init (&query, ask, part);
  if (!obs_cube_kind (ask->db, part->cube, &part->kind, &source, error))
    return FALSE;
  constrain (&query);
  choose_dimensions (&query);
  query.cells = obs_cube_query (ask->db, part->cube, query.dimensions,
                                (const ObsCubeFilter *) query.filters.filters->data, part->measure,
                                ask->cancellable, error);
  if (query.cells == NULL)
    return FALSE;
  if (part->kind != OBS_CUBE_PUBLISHED)
    obs_ask_source (ask, source);
  if (query.columns.question >= 0)
    query.firsts = obs_cube_first_periods (query.cells, query.columns.question, query.columns.x,
                                           query.versions);
  for (guint i = 0; i < query.cells->len; i++)
    place_cell (&query, g_ptr_array_index (query.cells, i));
  g_array_sort (query.placed, compare_placed);
  g_ptr_array_sort_with_data (query.xs, compare_xs, order);
  place_rows (&query, first);
  /* Alone, the chosen place keeps its counts. */
  if (query.compare.index && ask->figure->series->len > 1)
    obs_compare_index (ask, first);
  if (query.compare.shares
      && (query.compare.form == OBS_COMPARE_LIST || ask->figure->series->len > 1))
    obs_compare_shares (ask, first, query.totals);
  return TRUE;
}

static void
keep_top (ObsAsk *ask)
{
  guint limit = (guint) obs_spec_number (ask->spec, "limit", 0);

  if (limit == 0 || ask->figure->rows->len <= limit || ask->figure->series->len > 1
      || ask->compare->len > 0)
    return;
  while (ask->figure->rows->len > limit)
    {
      g_hash_table_remove (ask->stats, g_ptr_array_index (ask->figure->rows, limit));
      g_ptr_array_remove_index (ask->figure->rows, limit);
    }
}

static ObsCubePart
part_of (ObsAsk *ask, JsonObject *json)
{
  ObsCubePart part = { 0 };

  part.json = json;
  part.cube = obs_cube_part_string (ask, json, "cube");
  part.rows = obs_cube_part_string (ask, json, "rows");
  part.series = obs_cube_part_string (ask, json, "series");
  part.x = obs_cube_part_string (ask, json, "x");
  part.group = obs_cube_part_string (ask, json, "group");
  part.measure = obs_cube_part_string (ask, json, "measure");
  part.fixed_group = obs_spec_string (json, "heading", NULL);
  part.percent = ask->figure->axis == OBS_AXIS_SHARE || ask->figure->axis == OBS_AXIS_INDEX;
  return part;
}

/**
 * obs_rows_cube:
 *
 * Members: "cube", "measure", "where" (dimension: code or codes; "X.*" for all that begin so),
 * "rows", "series", "x", "group": dimensions; "areas"; "labels", "roles", "order", "exclude",
 * "limit"; "parts": several such queries, each with "heading" or "key", "label", "role".
 */
gboolean
obs_rows_cube (ObsAsk *ask, GError **error)
{
  JsonArray *parts = obs_spec_array (ask->spec, "parts");

  if (parts == NULL)
    {
      ObsCubePart part = part_of (ask, ask->spec);

      if (!run_part (ask, &part, error))
        return FALSE;
    }
  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonObject *json = json_array_get_object_element (parts, i);
      ObsCubePart part = part_of (ask, json);
      const char *key = obs_spec_string (json, "key", NULL);

      if (key != NULL)
        {
          obs_figure_add_series (ask->figure, key, obs_spec_string (json, "label", key),
                                 role_from (obs_spec_string (json, "role", NULL),
                                            i == 0 ? OBS_ROLE_FIRST : OBS_ROLE_SECOND),
                                 (int) i);
          part.fixed_series = key;
          part.series = NULL;
        }
      if (!run_part (ask, &part, error))
        return FALSE;
    }
  if (ask->figure->form == OBS_FORM_MAP)
    for (guint i = 0; i < ask->figure->rows->len; i++)
      obs_ask_outline (ask, obs_figure_row (ask->figure, i)->key);
  obs_ask_source (ask, obs_spec_string (ask->spec, "outlines", NULL));
  obs_rows_sort (ask);
  keep_top (ask);
  return TRUE;
}
