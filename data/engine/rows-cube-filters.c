/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/rows-cube-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>

/* Which cells of a cube a part of a figure asks for: what its specification says, and what the view
 * chooses of sector, place, size and pinned areas. */

void
obs_cube_filters_clear (ObsCubeFilters *filters)
{
  g_clear_pointer (&filters->filters, g_array_unref);
  g_clear_pointer (&filters->strings, g_ptr_array_unref);
}

/* A member of the part, or of the whole specification where the part does not set it. */
const char *
obs_cube_part_string (ObsAsk *ask, JsonObject *part, const char *name)
{
  const char *own = obs_spec_string (part, name, NULL);

  return own != NULL ? own : obs_spec_string (ask->spec, name, NULL);
}

void
obs_cube_filters_add (ObsCubeFilters *filters, const char *dimension,
                      char **codes /* transfer full */)
{
  ObsCubeFilter filter = { dimension, (const char *const *) codes };

  g_ptr_array_add (filters->strings, codes);
  g_array_append_val (filters->filters, filter);
}

static void
add_one (ObsCubeFilters *filters, const char *dimension, const char *code)
{
  char **codes = g_new0 (char *, 2);

  codes[0] = g_strdup (code);
  obs_cube_filters_add (filters, dimension, codes);
}

void
obs_cube_filters_add_where (ObsCubeFilters *filters, JsonObject *where)
{
  g_autoptr (GList) members = where != NULL ? json_object_get_members (where) : NULL;

  for (GList *l = members; l != NULL; l = l->next)
    obs_cube_filters_add (filters, l->data, obs_spec_strings (where, l->data));
}

gboolean
obs_cube_filters_has (const ObsCubeFilters *filters, const char *dimension)
{
  for (guint i = 0; i < filters->filters->len; i++)
    if (strcmp (g_array_index (filters->filters, ObsCubeFilter, i).dimension, dimension) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
spreads (const ObsCubePart *part, const char *dimension)
{
  return g_strcmp0 (part->rows, dimension) == 0 || g_strcmp0 (part->series, dimension) == 0
         || g_strcmp0 (part->x, dimension) == 0 || g_strcmp0 (part->group, dimension) == 0;
}

void
obs_cube_filter_sector (ObsAsk *ask, const ObsCubePart *part, ObsCubeFilters *filters)
{
  if (obs_cube_filters_has (filters, "sector"))
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
      obs_cube_filters_add (filters, "sector",
                            (char **) g_ptr_array_free (g_steal_pointer (&codes), FALSE));
    }
}

void
obs_cube_filter_place (ObsAsk *ask, const ObsCubePart *part, ObsCubeFilters *filters)
{
  gboolean has_size = obs_cube_has_dimension (ask->db, part->cube, "size");
  gboolean elsewhere = strcmp (ask->area, ask->place) != 0;

  if (obs_cube_has_dimension (ask->db, part->cube, "area")
      && !obs_cube_filters_has (filters, "area") && !spreads (part, "area"))
    add_one (filters, "area", ask->area);
  if (has_size && !obs_cube_filters_has (filters, "size") && !spreads (part, "size"))
    {
      if (ask->size != NULL && elsewhere)
        obs_ask_remark (ask, _ ("Answers are not split by place and by size at once, so the size "
                                "filter does not apply here."));
      add_one (filters, "size", ask->size != NULL && !elsewhere ? ask->size : "all");
    }
}

/* The area codes of "areas": "districts" (of the place), "compare", or codes. */
/* The dimensions of @part change where pinned areas come in. */
ObsCompare
obs_cube_plan_compare (ObsAsk *ask, ObsCubePart *part, const ObsCubeFilters *filters)
{
  const ObsComparePart what = {
    .cube = part->cube,
    .rows = part->rows,
    .series = part->series,
    .x = part->x,
    .group = part->group,
    .areas = obs_cube_part_string (ask, part->json, "areas"),
    .area_set = obs_cube_filters_has (filters, "area"),
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
add_compared (ObsAsk *ask, ObsCubeFilters *filters, char **others)
{
  g_autoptr (GPtrArray) codes = g_ptr_array_new ();

  for (guint i = 0; others != NULL && others[i] != NULL; i++)
    g_ptr_array_add (codes, g_strdup (others[i]));
  if (others == NULL)
    g_ptr_array_add (codes, g_strdup (ask->area));
  for (guint i = 0; i < ask->compare->len; i++)
    g_ptr_array_add (codes, g_strdup (g_ptr_array_index (ask->compare, i)));
  g_ptr_array_add (codes, NULL);
  obs_cube_filters_add (filters, "area",
                        (char **) g_ptr_array_free (g_steal_pointer (&codes), FALSE));
}

void
obs_cube_filter_areas (ObsAsk *ask, const ObsCubePart *part, ObsCubeFilters *filters,
                       const ObsCompare *compare)
{
  const char *areas = obs_cube_part_string (ask, part->json, "areas");
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GPtrArray) codes = NULL;

  if (compare->form == OBS_COMPARE_SERIES || compare->form == OBS_COMPARE_LIST)
    {
      add_compared (ask, filters, NULL);
      return;
    }
  if (areas == NULL || obs_cube_filters_has (filters, "area"))
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
      obs_cube_filters_add (filters, "area",
                            (char **) g_ptr_array_free (g_steal_pointer (&codes), FALSE));
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
        obs_cube_filters_add (filters, "area", g_steal_pointer (&list));
    }
}

/* The last of the periods that the filters name; NULL where they name none. */
const char *
obs_cube_filters_latest (const ObsCubeFilters *filters)
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
