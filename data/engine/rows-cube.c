/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/ask.h"
#include "data/engine/cube.h"
#include "data/engine/format.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Rows from the cells of a cube. One part is one query; a figure may have several (two measures of
 * a dumbbell, panels of a set). */

typedef struct
{
  JsonObject *json; /* the part */
  const char *cube;
  ObsCubeKind kind;
  const char *rows;   /* dimension of the rows, NULL: one row */
  const char *series; /* dimension of the series, NULL: one series */
  const char *x;      /* dimension of the time axis, NULL: none */
  const char *group;  /* dimension of the panels, NULL: none */
  const char *measure;
  const char *fixed_group;  /* heading of all rows of the part */
  const char *fixed_series; /* key of the series of all its rows */
  gboolean percent;         /* scores from 0 to 100 */
} Part;

/* A member of the part, or of the whole specification where the part does not set it. */
static const char *
part_string (ObsAsk *ask, JsonObject *part, const char *name)
{
  const char *own = obs_spec_string (part, name, NULL);

  return own != NULL ? own : obs_spec_string (ask->spec, name, NULL);
}

typedef struct
{
  GArray *filters;    /* of ObsCubeFilter */
  GPtrArray *strings; /* owns the codes */
} Filters;

static void
filters_clear (Filters *filters)
{
  g_clear_pointer (&filters->filters, g_array_unref);
  g_clear_pointer (&filters->strings, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Filters, filters_clear)

static void
add_filter (Filters *filters, const char *dimension, char **codes /* transfer full */)
{
  ObsCubeFilter filter = { dimension, (const char *const *) codes };

  g_ptr_array_add (filters->strings, codes);
  g_array_append_val (filters->filters, filter);
}

static void
add_one (Filters *filters, const char *dimension, const char *code)
{
  char **codes = g_new0 (char *, 2);

  codes[0] = g_strdup (code);
  add_filter (filters, dimension, codes);
}

static void
add_where (Filters *filters, JsonObject *where)
{
  g_autoptr (GList) members = where != NULL ? json_object_get_members (where) : NULL;

  for (GList *l = members; l != NULL; l = l->next)
    add_filter (filters, l->data, obs_spec_strings (where, l->data));
}

static gboolean
is_set (const Filters *filters, const char *dimension)
{
  for (guint i = 0; i < filters->filters->len; i++)
    if (strcmp (g_array_index (filters->filters, ObsCubeFilter, i).dimension, dimension) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
spreads (const Part *part, const char *dimension)
{
  return g_strcmp0 (part->rows, dimension) == 0 || g_strcmp0 (part->series, dimension) == 0
         || g_strcmp0 (part->x, dimension) == 0 || g_strcmp0 (part->group, dimension) == 0;
}

static void
filter_sector (ObsAsk *ask, const Part *part, Filters *filters)
{
  if (is_set (filters, "sector"))
    {
      ask->sector_ignored |= ask->sector != NULL;
      return;
    }
  if (!obs_cube_has_dimension (ask->db, part->cube, "sector"))
    {
      ask->sector_ignored |= ask->sector != NULL;
      return;
    }
  if (ask->sector != NULL)
    add_one (filters, "sector", ask->sector);
  else if (!spreads (part, "sector"))
    add_one (filters, "sector", "all");
  else
    {
      g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
          ask->db, "SELECT code FROM sector WHERE code <> 'all' ORDER BY position", NULL);
      g_autoptr (GPtrArray) codes = g_ptr_array_new ();

      while (stmt != NULL && obs_db_step (stmt, NULL, NULL) == 1)
        g_ptr_array_add (codes, g_strdup (obs_db_text (stmt, 0)));
      g_ptr_array_add (codes, NULL);
      add_filter (filters, "sector", (char **) g_ptr_array_free (g_steal_pointer (&codes), FALSE));
    }
}

static void
filter_place (ObsAsk *ask, const Part *part, Filters *filters)
{
  gboolean has_size = obs_cube_has_dimension (ask->db, part->cube, "size");
  gboolean elsewhere = strcmp (ask->area, ask->place) != 0;

  if (obs_cube_has_dimension (ask->db, part->cube, "area") && !is_set (filters, "area")
      && !spreads (part, "area"))
    add_one (filters, "area", ask->area);
  if (has_size && !is_set (filters, "size") && !spreads (part, "size"))
    {
      if (ask->size != NULL && elsewhere)
        obs_ask_remark (ask, _ ("Answers are not split by place and by size at once, so the size "
                                "filter does not apply here."));
      add_one (filters, "size", ask->size != NULL && !elsewhere ? ask->size : "all");
    }
}

/* The area codes of "areas": "districts" (of the place), "compare", or codes. */
/* The dimensions of @part change where pinned areas come in. */
static ObsCompare
plan_compare (ObsAsk *ask, Part *part, const Filters *filters)
{
  const ObsComparePart what = {
    .cube = part->cube,
    .rows = part->rows,
    .series = part->series,
    .x = part->x,
    .group = part->group,
    .areas = part_string (ask, part->json, "areas"),
    .area_set = is_set (filters, "area"),
    .parts = part->json != ask->spec,
  };
  ObsCompare compare = obs_compare_plan (ask, &what);

  if (compare.form == OBS_COMPARE_SERIES)
    part->series = "area";
  if (compare.form == OBS_COMPARE_LIST)
    {
      part->group = part->rows;
      part->rows = "area";
      part->series = NULL;
    }
  return compare;
}

/* The place that is chosen and the pinned areas. */
static void
add_compared (ObsAsk *ask, Filters *filters, char **others)
{
  g_autoptr (GPtrArray) codes = g_ptr_array_new ();

  for (guint i = 0; others != NULL && others[i] != NULL; i++)
    g_ptr_array_add (codes, g_strdup (others[i]));
  if (others == NULL)
    g_ptr_array_add (codes, g_strdup (ask->area));
  for (guint i = 0; i < ask->compare->len; i++)
    g_ptr_array_add (codes, g_strdup (g_ptr_array_index (ask->compare, i)));
  g_ptr_array_add (codes, NULL);
  add_filter (filters, "area", (char **) g_ptr_array_free (g_steal_pointer (&codes), FALSE));
}

static void
filter_areas (ObsAsk *ask, const Part *part, Filters *filters, const ObsCompare *compare)
{
  const char *areas = part_string (ask, part->json, "areas");
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GPtrArray) codes = NULL;

  if (compare->form == OBS_COMPARE_SERIES || compare->form == OBS_COMPARE_LIST)
    {
      add_compared (ask, filters, NULL);
      return;
    }
  if (areas == NULL || is_set (filters, "area"))
    return;
  if (strcmp (areas, "districts") == 0)
    {
      stmt = obs_db_prepare (
          ask->db,
          "SELECT code FROM area WHERE parent = ?1 AND kind = 'district' ORDER BY position", NULL);
      codes = g_ptr_array_new ();
      if (stmt != NULL)
        sqlite3_bind_text (stmt, 1, ask->place, -1, SQLITE_TRANSIENT);
      while (stmt != NULL && obs_db_step (stmt, NULL, NULL) == 1)
        g_ptr_array_add (codes, g_strdup (obs_db_text (stmt, 0)));
      for (guint i = 0; compare->form == OBS_COMPARE_ROWS && i < ask->compare->len; i++)
        g_ptr_array_add (codes, g_strdup (g_ptr_array_index (ask->compare, i)));
      g_ptr_array_add (codes, NULL);
      add_filter (filters, "area", (char **) g_ptr_array_free (g_steal_pointer (&codes), FALSE));
    }
  else
    {
      g_auto (GStrv) list = g_strsplit (areas, " ", -1);

      for (guint i = 0; list[i] != NULL; i++)
        if (strcmp (list[i], "$area") == 0)
          {
            g_free (list[i]);
            list[i] = g_strdup (ask->area);
          }
      if (compare->form == OBS_COMPARE_ROWS)
        add_compared (ask, filters, list);
      else
        add_filter (filters, "area", g_steal_pointer (&list));
    }
}

static char *
code_label (ObsAsk *ask, const Part *part, const char *dimension, const char *code)
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
need_series (ObsAsk *ask, const Part *part, const char *code)
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
mark_flag (ObsAsk *ask, const Part *part, ObsFigureRow *row)
{
  const char *text = _ ("The way this is measured, or who provides it, changed within the period "
                        "shown.");

  if (part->x != NULL && row->broken == NULL)
    row->broken = g_strdup (text);
  else
    obs_ask_remark (ask, text);
}

static void
fill_numbers (ObsAsk *ask, const Part *part, ObsFigureRow *row, const ObsCell *cell)
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
code_rank (ObsAsk *ask, const Part *part, const char *dimension, const char *code)
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
x_label (ObsAsk *ask, const Part *part, const char *code, const char *period_kind, int index)
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
place_row (ObsAsk *ask, const Part *part, const Columns *columns, const ObsCell *cell,
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
    label = g_strdup (part_string (ask, part->json, "label"));
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

/* --- Versions of a question ------------------------------------------------------------------- */

/* The versions of the one question that the filters name, oldest first, as far as the cube has
 * cells of them. NULL: there is no more than one, as always where the part is not about a question.
 */
static GPtrArray *
find_versions (ObsAsk *ask, const Part *part, const Filters *filters)
{
  g_autoptr (GPtrArray) versions = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *has = g_strdup_printf (
      "SELECT question FROM \"cube_%s\" WHERE question = ?1 LIMIT 1", part->cube);
  g_autofree char *key = NULL;

  for (guint i = 0; i < filters->filters->len; i++)
    {
      const ObsCubeFilter *filter = &g_array_index (filters->filters, ObsCubeFilter, i);

      if (strcmp (filter->dimension, "question") == 0 && filter->codes[0] != NULL
          && filter->codes[1] == NULL)
        key = g_strdup (filter->codes[0]);
    }
  if (key == NULL || !obs_cube_has_dimension (ask->db, part->cube, "question"))
    return NULL;
  while (key != NULL)
    {
      char *next
          = obs_db_lookup (ask->db, "SELECT id FROM survey_question WHERE replaces = ?1", key);
      g_autofree char *found = obs_db_lookup (ask->db, has, key);

      if (found != NULL)
        g_ptr_array_add (versions, g_steal_pointer (&key));
      g_free (key);
      key = next;
    }
  return versions->len > 1 ? g_steal_pointer (&versions) : NULL;
}

/* Lets the filter on the question pass the versions from @from on. */
static void
pass_versions (Filters *filters, const GPtrArray *versions, guint from)
{
  char **codes = g_new0 (char *, versions->len - from + 1);

  for (guint i = from; i < versions->len; i++)
    codes[i - from] = g_strdup (versions->pdata[i]);
  g_ptr_array_add (filters->strings, codes);
  for (guint i = 0; i < filters->filters->len; i++)
    {
      ObsCubeFilter *filter = &g_array_index (filters->filters, ObsCubeFilter, i);

      if (strcmp (filter->dimension, "question") == 0)
        filter->codes = (const char *const *) codes;
    }
}

/* A line over time shows every version with a break between; anything else the newest one. Answers
 * to two wordings are never joined. */
static void
follow_versions (ObsAsk *ask, const Part *part, Filters *filters, const GPtrArray *versions)
{
  gboolean line = g_strcmp0 (part->x, "period") == 0;
  g_autofree char *starts
      = obs_db_lookup (ask->db, "SELECT starts FROM survey_question WHERE id = ?1",
                       g_ptr_array_index (versions, versions->len - 1));
  g_autofree char *day = obs_format_date (starts != NULL ? starts : "", FALSE);
  g_autofree char *remark = NULL;

  pass_versions (filters, versions, line ? 0 : versions->len - 1);
  remark = line ? g_strdup_printf (_ ("The question was reworded from %s on. Answers before and "
                                      "after are not joined."),
                                   day)
                : g_strdup_printf (_ ("The question was reworded from %s on. Only answers to the "
                                      "new wording are shown."),
                                   day);
  obs_ask_remark (ask, remark);
}

/* The first period of each version, by the cells there are; '' where it has none. */
static GPtrArray *
first_periods (const GPtrArray *cells, int question, int x, const GPtrArray *versions)
{
  GPtrArray *firsts = g_ptr_array_new ();

  for (guint v = 0; v < versions->len; v++)
    {
      const char *first = "";

      for (guint i = 0; i < cells->len; i++)
        {
          const ObsCell *cell = cells->pdata[i];

          if (strcmp (cell->codes[question], versions->pdata[v]) == 0
              && strcmp (cell->codes[x], "all") != 0
              && (*first == '\0' || strcmp (cell->codes[x], first) < 0))
            first = cell->codes[x];
        }
      g_ptr_array_add (firsts, (gpointer) first);
    }
  return firsts;
}

/* TRUE where a later version was asked in the same period already: that one is shown. */
static gboolean
is_outworded (const ObsCell *cell, int question, int x, const GPtrArray *versions,
              const GPtrArray *firsts)
{
  gboolean later = FALSE;

  for (guint v = 0; v < versions->len; v++)
    {
      if (later && *(const char *) firsts->pdata[v] != '\0'
          && strcmp (cell->codes[x], firsts->pdata[v]) >= 0)
        return TRUE;
      later = later || strcmp (cell->codes[question], versions->pdata[v]) == 0;
    }
  return FALSE;
}

/* Marks the first row of a later version, so that the line is parted there. */
static void
mark_break (ObsAsk *ask, const ObsCell *cell, int question, int x, const GPtrArray *versions,
            const GPtrArray *firsts)
{
  ObsFigureRow *row = (ObsFigureRow *) obs_figure_row (ask->figure, ask->figure->rows->len - 1);

  for (guint v = 1; v < versions->len; v++)
    if (strcmp (cell->codes[question], versions->pdata[v]) == 0
        && strcmp (cell->codes[x], firsts->pdata[v]) == 0 && row->code == NULL)
      {
        row->code = g_strdup ("b");
        g_free (row->words);
        row->words = g_strdup (_ ("Question reworded here"));
      }
}

/* What all items of an area make together, for its shares. */
static void
keep_total (ObsAsk *ask, GHashTable *totals, const Part *part, const Columns *columns,
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

/* The last of the periods that the filters name; NULL where they name none. */
static const char *
latest_period (const Filters *filters)
{
  const char *latest = NULL;

  for (guint i = 0; i < filters->filters->len; i++)
    {
      const ObsCubeFilter *filter = &g_array_index (filters->filters, ObsCubeFilter, i);

      for (guint j = 0; strcmp (filter->dimension, "period") == 0 && filter->codes[j] != NULL; j++)
        if (latest == NULL || strcmp (filter->codes[j], latest) > 0)
          latest = filter->codes[j];
    }
  return latest;
}

static gboolean
run_part (ObsAsk *ask, Part *part, GError **error)
{
  g_auto (Filters) filters = { g_array_new (TRUE, TRUE, sizeof (ObsCubeFilter)),
                               g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev) };
  const char *dimensions[7] = { NULL };
  Columns columns = { -1, -1, -1, -1, -1, -1 };
  g_autoptr (GPtrArray) versions = NULL, firsts = NULL;
  g_autoptr (GPtrArray) cells = NULL, xs = g_ptr_array_new ();
  g_autoptr (GArray) placed = g_array_new (FALSE, FALSE, sizeof (Placed));
  g_autofree char *source = NULL;
  g_autoptr (GHashTable) totals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  ObsCompare compare;
  const char *kind = NULL;
  guint first = ask->figure->rows->len;
  int n = 0;

  if (!obs_cube_kind (ask->db, part->cube, &part->kind, &source, error))
    return FALSE;
  add_where (&filters, obs_spec_object (part->json, "where"));
  if (part->json != ask->spec)
    {
      JsonObject *where = obs_spec_object (ask->spec, "where");
      g_autoptr (GList) members = where != NULL ? json_object_get_members (where) : NULL;

      for (GList *l = members; l != NULL; l = l->next)
        if (!is_set (&filters, l->data))
          add_filter (&filters, l->data, obs_spec_strings (where, l->data));
    }
  compare = plan_compare (ask, part, &filters);
  filter_areas (ask, part, &filters, &compare);
  filter_sector (ask, part, &filters);
  filter_place (ask, part, &filters);
  versions = find_versions (ask, part, &filters);
  if (versions != NULL)
    follow_versions (ask, part, &filters, versions);
  if (part->rows != NULL)
    dimensions[columns.rows = n++] = part->rows;
  if (part->series != NULL)
    dimensions[columns.series = n++] = part->series;
  if (part->x != NULL)
    dimensions[columns.x = n++] = part->x;
  if (part->group != NULL)
    dimensions[columns.group = n++] = part->group;
  if (part->kind == OBS_CUBE_PUBLISHED)
    dimensions[columns.kind = n++] = "period_kind";
  if (versions != NULL && columns.x >= 0)
    dimensions[columns.question = n++] = "question";

  cells = obs_cube_query (ask->db, part->cube, dimensions,
                          (const ObsCubeFilter *) filters.filters->data, part->measure,
                          ask->cancellable, error);
  if (cells == NULL)
    return FALSE;
  if (part->kind != OBS_CUBE_PUBLISHED)
    obs_ask_source (ask, source);
  if (columns.question >= 0)
    firsts = first_periods (cells, columns.question, columns.x, versions);
  for (guint i = 0; i < cells->len; i++)
    {
      ObsCell *cell = g_ptr_array_index (cells, i);
      const char *code = cell_code (cell, columns.rows);
      Placed place = { cell, 0, 0, 0 };

      if (compare.shares)
        keep_total (ask, totals, part, &columns, cell);
      if (columns.group >= 0 && strcmp (cell->codes[columns.group], "all") == 0)
        continue;
      if (columns.group >= 0 && compare.form == OBS_COMPARE_LIST
          && excluded (ask, part->json, cell->codes[columns.group]))
        continue;
      if ((code != NULL && excluded (ask, part->json, code))
          || (columns.x >= 0 && strcmp (cell->codes[columns.x], "all") == 0)
          || (code != NULL && strcmp (code, "all") == 0)
          || (firsts != NULL && is_outworded (cell, columns.question, columns.x, versions, firsts)))
        continue;
      if (columns.group >= 0)
        place.group = code_rank (ask, part, part->group, cell->codes[columns.group]);
      if (code != NULL)
        place.row = code_rank (ask, part, part->rows, code);
      if (columns.series >= 0)
        place.series = code_rank (ask, part, part->series, cell->codes[columns.series]);
      g_array_append_val (placed, place);
      if (columns.x >= 0
          && !g_ptr_array_find_with_equal_func (xs, cell->codes[columns.x], g_str_equal, NULL))
        g_ptr_array_add (xs, cell->codes[columns.x]);
    }
  g_array_sort (placed, compare_placed);
  if (columns.x >= 0)
    {
      g_auto (GStrv) order = obs_spec_strings (ask->spec, "x_order");

      /* Periods sort as text; other axes name their order. */
      for (guint i = 1; i < xs->len; i++)
        for (guint j = i; j > 0; j--)
          {
            int a = -1, b = -1;
            gpointer swap;

            for (int k = 0; order[k] != NULL; k++)
              {
                a = strcmp (order[k], xs->pdata[j - 1]) == 0 ? k : a;
                b = strcmp (order[k], xs->pdata[j]) == 0 ? k : b;
              }
            if (order[0] != NULL ? a <= b : strcmp (xs->pdata[j - 1], xs->pdata[j]) <= 0)
              break;
            swap = xs->pdata[j];
            xs->pdata[j] = xs->pdata[j - 1];
            xs->pdata[j - 1] = swap;
          }
    }
  for (guint i = 0; i < placed->len; i++)
    {
      const ObsCell *cell = g_array_index (placed, Placed, i).cell;

      if (ask->figure->unit == NULL && part->kind == OBS_CUBE_PUBLISHED && *cell->unit != '\0')
        ask->figure->unit = g_strdup (cell->unit);
      place_row (ask, part, &columns, cell, xs);
      if (firsts != NULL)
        mark_break (ask, cell, columns.question, columns.x, versions, firsts);
      kind = columns.kind >= 0 ? cell->codes[columns.kind] : kind;
    }
  obs_ask_marks (ask, part->cube, part->measure, g_strcmp0 (part->x, "period") == 0 ? xs : NULL,
                 kind, latest_period (&filters), first);
  /* Alone, the chosen place keeps its counts. */
  if (compare.index && ask->figure->series->len > 1)
    obs_compare_index (ask, first);
  if (compare.shares && (compare.form == OBS_COMPARE_LIST || ask->figure->series->len > 1))
    obs_compare_shares (ask, first, totals);
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

static Part
part_of (ObsAsk *ask, JsonObject *json)
{
  Part part = { 0 };

  part.json = json;
  part.cube = part_string (ask, json, "cube");
  part.rows = part_string (ask, json, "rows");
  part.series = part_string (ask, json, "series");
  part.x = part_string (ask, json, "x");
  part.group = part_string (ask, json, "group");
  part.measure = part_string (ask, json, "measure");
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
      Part part = part_of (ask, ask->spec);

      if (!run_part (ask, &part, error))
        return FALSE;
    }
  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonObject *json = json_array_get_object_element (parts, i);
      Part part = part_of (ask, json);
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
