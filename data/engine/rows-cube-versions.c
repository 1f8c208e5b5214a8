/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/rows-cube-private.h"

#include "data/engine/format.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Versions of a question that was reworded. */

/* The versions of the one question that the filters name, oldest first, as far as the cube has
 * cells of them. NULL: there is no more than one, as always where the part is not about a question.
 */
GPtrArray *
obs_cube_find_versions (ObsAsk *ask, const ObsCubePart *part, const ObsCubeFilters *filters)
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
pass_versions (ObsCubeFilters *filters, const GPtrArray *versions, guint from)
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
void
obs_cube_follow_versions (ObsAsk *ask, const ObsCubePart *part, ObsCubeFilters *filters,
                          const GPtrArray *versions)
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
GPtrArray *
obs_cube_first_periods (const GPtrArray *cells, int question, int x, const GPtrArray *versions)
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
gboolean
obs_cube_is_outworded (const ObsCell *cell, int question, int x, const GPtrArray *versions,
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
void
obs_cube_mark_version (ObsAsk *ask, const ObsCell *cell, int question, int x,
                       const GPtrArray *versions, const GPtrArray *firsts)
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
