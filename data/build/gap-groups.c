/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/gap-texts.h"

#include <string.h>

/* The texts of one side that belong together: of one sector, place, level and time. */

void
obs_gap_group_free (ObsGapGroup *group)
{
  if (group == NULL)
    return;
  g_free (group->carriers);
  g_free (group);
}

static void
add_doc (const ObsGapData *data, ObsGapGroup *group, const ObsGapDoc *doc, double weight)
{
  gboolean sum = doc->kind == OBS_GAP_SUM;

  obs_gap_add_text (&group->texts, sum ? doc->texts : weight, sum ? doc->texts : 1);
  group->n_statements += doc->n_statements;
  group->n_tied += doc->n_tied;
  group->sums |= sum;
  if (group->source == NULL || strcmp (doc->source, group->source) < 0)
    group->source = doc->source;
  for (guint i = 0; i < doc->ties->len; i++)
    {
      const ObsGapTie *tie = &g_array_index (doc->ties, ObsGapTie, i);

      if (sum)
        obs_gap_add_sum (&group->carriers[tie->concept], &tie->sum, doc->texts);
      else
        obs_gap_add_carrier (&group->carriers[tie->concept], weight, tie->doubt);
    }
}

static gboolean
wants (const ObsGapGroup *group, const ObsGapDoc *doc)
{
  return doc->n_statements > 0 && (group->sector < 0 || doc->sector == group->sector)
         && (group->level == 0 || doc->level == group->level);
}

static gboolean
is_all (const char *period)
{
  return strcmp (period, "all") == 0;
}

static void
fill_adverts (const ObsGapData *data, ObsGapGroup *group)
{
  for (guint i = 0; i < data->docs->len; i++)
    {
      const ObsGapDoc *doc = g_ptr_array_index (data->docs, i);

      if ((doc->kind != OBS_GAP_ADVERT && doc->kind != OBS_GAP_SUM) || !wants (group, doc)
          || !obs_gap_within (data, doc->area, group->held)
          || (!is_all (group->period) && doc->year != group->period)
          || (doc->kind == OBS_GAP_SUM && !(doc->texts > 0))
          || (doc->around >= 0 && obs_gap_within (data, doc->around, group->held)))
        continue;
      add_doc (data, group, doc, 1);
    }
}

/* The weight of a text in an area: the row of the area itself, else the sum of the largest areas
 * within it. @rows are of one text; 0: none is held. */
static double
weight_in (const ObsGapData *data, const ObsGapGroup *group, const ObsGapWeight *rows, guint n,
           gboolean *estimate)
{
  double sum = 0;
  gboolean any_estimate = FALSE;

  for (guint i = 0; i < n; i++)
    if (rows[i].period == group->period && rows[i].area == group->held)
      {
        *estimate |= rows[i].estimate;
        return rows[i].value;
      }
  for (guint i = 0; i < n; i++)
    {
      gboolean counted = FALSE;

      if (rows[i].period != group->period || !obs_gap_within (data, rows[i].area, group->held))
        continue;
      for (guint j = 0; j < n && !counted; j++)
        counted = j != i && rows[j].period == group->period && rows[j].area != rows[i].area
                  && obs_gap_within (data, rows[j].area, group->held)
                  && obs_gap_within (data, rows[i].area, rows[j].area)
                  && (!obs_gap_within (data, rows[j].area, rows[i].area) || j < i);
      if (counted)
        continue;
      sum += rows[i].value;
      any_estimate |= rows[i].estimate;
    }
  *estimate |= sum > 0 && any_estimate;
  return sum;
}

typedef void (*WeighedFunc) (const ObsGapData *data, ObsGapGroup *group, const ObsGapDoc *doc,
                             double weight);

static void
for_each_weighed (const ObsGapData *data, ObsGapGroup *group, ObsGapBasis basis, WeighedFunc add)
{
  const GArray *weights = data->weights[basis];

  for (guint i = 0, end; i < weights->len; i = end)
    {
      const ObsGapWeight *rows = &g_array_index (weights, ObsGapWeight, i);
      const ObsGapDoc *doc = g_ptr_array_index (data->docs, rows->doc);
      gboolean estimate = FALSE;
      double weight;

      for (end = i + 1; end < weights->len; end++)
        if (g_array_index (weights, ObsGapWeight, end).doc != rows->doc)
          break;
      if (!wants (group, doc))
        continue;
      weight = weight_in (data, group, rows, end - i, &estimate);
      if (!(weight > 0))
        continue;
      group->estimate |= estimate;
      add (data, group, doc, weight);
    }
}

static void
add_standard (const ObsGapData *data, ObsGapGroup *group, const ObsGapDoc *doc, double weight)
{
  if (doc->kind == OBS_GAP_STANDARD)
    add_doc (data, group, doc, 1);
}

/* A standard is on offer where somebody started it in the year; a course where it lies, and where
 * no place is said, everywhere. */
static void
fill_offered (const ObsGapData *data, ObsGapGroup *group)
{
  for (guint i = 0; i < data->docs->len; i++)
    {
      const ObsGapDoc *doc = g_ptr_array_index (data->docs, i);

      if (doc->kind == OBS_GAP_COURSE && wants (group, doc)
          && (doc->area == OBS_GAP_ALL || obs_gap_within (data, doc->area, group->held)))
        add_doc (data, group, doc, 1);
    }
  for_each_weighed (data, group, OBS_GAP_STARTS, add_standard);
  group->estimate = FALSE;
}

ObsGapGroup *
obs_gap_group_new (const ObsGapData *data, ObsGapBasis basis, int sector, int area, int level,
                   const char *period)
{
  g_autoptr (ObsGapGroup) group = g_new0 (ObsGapGroup, 1);

  group->basis = basis;
  group->sector = sector;
  group->area = group->held = area;
  group->level = level;
  group->period = period;
  group->carriers = g_new0 (ObsGapCarriers, data->concepts->len + 1);
  if (basis == OBS_GAP_ADVERTS)
    fill_adverts (data, group);
  else if (basis == OBS_GAP_OFFERED)
    fill_offered (data, group);
  else
    for_each_weighed (data, group, basis, add_doc);
  return group->texts.weight > 0 ? g_steal_pointer (&group) : NULL;
}

/* Areas that texts of the basis are of. */
static GHashTable *
areas_held (const ObsGapData *data, ObsGapBasis basis)
{
  GHashTable *held = g_hash_table_new (NULL, NULL);

  if (basis == OBS_GAP_ADVERTS)
    for (guint i = 0; i < data->docs->len; i++)
      {
        const ObsGapDoc *doc = g_ptr_array_index (data->docs, i);

        if (doc->n_statements > 0 && (doc->kind == OBS_GAP_ADVERT || doc->kind == OBS_GAP_SUM))
          g_hash_table_add (held, GINT_TO_POINTER (doc->area));
      }
  else
    for (guint i = 0; i < data->weights[basis]->len; i++)
      g_hash_table_add (
          held, GINT_TO_POINTER (g_array_index (data->weights[basis], ObsGapWeight, i).area));
  return held;
}

/* The smallest of @held that lies around @area, strictly; OBS_GAP_ALL where there is none. */
static int
smallest_around (const ObsGapData *data, GHashTable *held, int area)
{
  GHashTableIter iter;
  gpointer key;
  int best = OBS_GAP_ALL;
  guint best_size = G_MAXUINT;

  g_hash_table_iter_init (&iter, held);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      int other = GPOINTER_TO_INT (key);
      guint size;

      if (other < 0 || other == area || !obs_gap_within (data, area, other))
        continue;
      size = g_hash_table_size (g_ptr_array_index (data->leaves, (guint) other));
      if (size < best_size || (size == best_size && other < best))
        {
          best = other;
          best_size = size;
        }
    }
  return best;
}

ObsGapGroup *
obs_gap_group_around (const ObsGapData *data, ObsGapBasis basis, int sector, int area,
                      const char *period)
{
  g_autoptr (GHashTable) held = NULL;
  ObsGapGroup *group = obs_gap_group_new (data, basis, sector, area, 0, period);
  int around;

  if (group != NULL || area == OBS_GAP_ALL)
    return group;
  held = areas_held (data, basis);
  around = smallest_around (data, held, area);
  /* Texts that do not say where they are of stand for every place; those of elsewhere do not. */
  if (around == OBS_GAP_ALL && !g_hash_table_contains (held, GINT_TO_POINTER (OBS_GAP_ALL)))
    return NULL;
  group = obs_gap_group_new (data, basis, sector, around, 0, period);
  if (group != NULL)
    group->area = area;
  return group;
}

gboolean
obs_gap_group_knows (const ObsGapData *data, const ObsGapGroup *group, guint concept)
{
  const ObsGapConcept *about = g_ptr_array_index (data->concepts, concept);

  if (group->carriers[concept].n > 0)
    return TRUE;
  /* Who sums adverts up tells the commonest skills only: what is not told is not nothing. */
  if (group->sums)
    return FALSE;
  return about->area || about->n_docs > 0;
}

/* "2025/26 (part)": a year that is not over yet. */
static gboolean
is_part (const char *period)
{
  return strchr (period, '(') != NULL;
}

/* Whole years before those that are not over: what is on offer is told of a whole year. */
static int
latest_first (gconstpointer a, gconstpointer b)
{
  const char *x = *(const char *const *) a, *y = *(const char *const *) b;

  if (is_part (x) != is_part (y))
    return is_part (x) ? 1 : -1;
  return strcmp (y, x);
}

static void
add_once (GPtrArray *periods, const char *period)
{
  if (*period != '\0' && !g_ptr_array_find (periods, period, NULL))
    g_ptr_array_add (periods, (gpointer) period);
}

GPtrArray *
obs_gap_periods (const ObsGapData *data, ObsGapBasis basis)
{
  GPtrArray *periods = g_ptr_array_new ();
  ObsGapBasis weighed = basis == OBS_GAP_OFFERED ? OBS_GAP_STARTS : basis;

  if (basis == OBS_GAP_ADVERTS)
    for (guint i = 0; i < data->docs->len; i++)
      {
        const ObsGapDoc *doc = g_ptr_array_index (data->docs, i);

        if (doc->n_statements > 0 && (doc->kind == OBS_GAP_ADVERT || doc->kind == OBS_GAP_SUM))
          add_once (periods, doc->year);
      }
  else
    for (guint i = 0; i < data->weights[weighed]->len; i++)
      add_once (periods, g_array_index (data->weights[weighed], ObsGapWeight, i).period);
  g_ptr_array_sort (periods, latest_first);
  /* Adverts are counted all together first; courses without any starts have no year. */
  if (basis == OBS_GAP_ADVERTS || (basis == OBS_GAP_OFFERED && periods->len == 0))
    g_ptr_array_insert (periods, 0, (gpointer) g_intern_string ("all"));
  return periods;
}
