/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/gap-job.h"

#include <math.h>

/* What one sector and place has of texts, and its rows: of every concept that has enough. */

/* A concept of a scheme has figures of its own where so many texts carry it. */
#define ENOUGH_TEXTS 5
/* A sector of a part of the place has figures where it has so many texts. */
#define ENOUGH_TO_CROSS 10

static void
row_free (gpointer pointer)
{
  g_free (((ObsGapRow *) pointer)->key);
  g_free (pointer);
}

ObsGapJob *
obs_gap_job_new (const ObsGapData *data, int sector, int area, GCancellable *cancellable)
{
  ObsGapJob *job = g_new0 (ObsGapJob, 1);

  job->data = data;
  job->cancellable = cancellable;
  job->sector = sector;
  job->area = area;
  job->detailed = job->area == data->place && job->area >= 0;
  job->fine = sector == OBS_GAP_ALL && job->detailed;
  for (guint c = 0; c < OBS_GAP_N_CUBES; c++)
    job->rows[c] = g_ptr_array_new_with_free_func (row_free);
  return job;
}

void
obs_gap_job_free (gpointer pointer)
{
  ObsGapJob *job = pointer;

  for (guint i = 0; i < OBS_GAP_N_CUBES; i++)
    g_ptr_array_unref (job->rows[i]);
  g_free (job);
}

static void
add_coverage (ObsGapJob *job, const ObsGapGroup *group)
{
  static const char *const measures[] = { "texts", "statements", "unmatched" };
  const char *const units[] = { "texts", "statements", "%" };
  double values[] = { group->texts.texts, (double) group->n_statements,
                      100.0 * (double) (group->n_statements - group->n_tied)
                          / (double) MAX (group->n_statements, 1) };

  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    obs_gap_add_row (job, OBS_GAP_CUBE_COVERAGE,
                     g_strjoin ("\1", obs_gap_basis_keys[group->basis], obs_gap_job_sector (job),
                                obs_gap_job_area (job, group->area),
                                obs_gap_level_code (group->level), group->period,
                                obs_gap_job_area (job, group->held), measures[i], NULL),
                     values[i], NAN, NAN, NAN, FALSE, units[i], group->source);
}

/* Takes a group that is too small to be told at all. */
static ObsGapGroup *
or_nothing (const ObsGapJob *job, ObsGapGroup *group)
{
  if (group == NULL || job->sector < 0 || job->area < 0 || job->area == job->data->place
      || group->texts.texts >= ENOUGH_TO_CROSS)
    return group;
  obs_gap_group_free (group);
  return NULL;
}

static void
add_variant (ObsGapJob *job, int level, const GPtrArray *const *periods, guint back)
{
  ObsGapVariant variant = { .level = level };
  gboolean any = FALSE;

  for (guint basis = OBS_GAP_OFFERED; basis < OBS_GAP_N_BASES; basis++)
    {
      if (back >= periods[basis]->len)
        continue;
      variant.groups[basis]
          = or_nothing (job, obs_gap_group_new (job->data, basis, job->sector, job->area, level,
                                                g_ptr_array_index (periods[basis], back)));
      any |= variant.groups[basis] != NULL;
      if (variant.groups[basis] != NULL)
        add_coverage (job, variant.groups[basis]);
    }
  if (any)
    g_array_append_val (job->variants, variant);
}

/* The latest of everything first; then levels, then earlier times. */
static void
fill_supply (ObsGapJob *job)
{
  GPtrArray *periods[OBS_GAP_N_BASES] = { NULL };
  guint most = 0;

  for (guint basis = OBS_GAP_OFFERED; basis < OBS_GAP_N_BASES; basis++)
    {
      periods[basis] = obs_gap_periods (job->data, basis);
      most = MAX (most, periods[basis]->len);
    }
  add_variant (job, 0, (const GPtrArray *const *) periods, 0);
  for (int level = 1; job->detailed && level <= 8; level++)
    add_variant (job, level, (const GPtrArray *const *) periods, 0);
  for (guint back = 1; job->detailed && back < most; back++)
    add_variant (job, 0, (const GPtrArray *const *) periods, back);
  for (guint basis = OBS_GAP_OFFERED; basis < OBS_GAP_N_BASES; basis++)
    g_ptr_array_unref (periods[basis]);
}

static void
fill_demand (ObsGapJob *job)
{
  for (guint basis = OBS_GAP_ADVERTS; basis < OBS_GAP_N_DEMAND; basis++)
    {
      g_autoptr (GPtrArray) periods = obs_gap_periods (job->data, basis);
      const char *period = periods->len > 0 ? g_ptr_array_index (periods, 0) : NULL;

      if (period == NULL)
        continue;
      job->demand[basis] = obs_gap_group_around (job->data, basis, job->sector, job->area, period);
      if (job->demand[basis] == NULL)
        continue;
      add_coverage (job, job->demand[basis]);
      if (job->area != OBS_GAP_ALL)
        job->whole[basis]
            = obs_gap_group_new (job->data, basis, job->sector, OBS_GAP_ALL, 0, period);
    }
  for (guint i = 0; i < job->data->panel->len; i++)
    {
      const ObsGapImportance *importance = &g_array_index (job->data->panel, ObsGapImportance, i);

      if (importance->sector == job->sector && importance->area == job->area && job->area >= 0)
        job->panel[importance->concept] = importance;
    }
}

/* Demand of earlier years, where adverts or weights say their year. */
static void
add_earlier_demand (ObsGapJob *job, ObsGapSide *side)
{
  for (guint basis = OBS_GAP_ADVERTS; basis < OBS_GAP_N_DEMAND; basis++)
    {
      g_autoptr (GPtrArray) periods = obs_gap_periods (job->data, basis);

      /* One year of adverts is all of them. */
      for (guint i = 1; i < periods->len && (basis != OBS_GAP_ADVERTS || periods->len > 2); i++)
        {
          const char *period = g_ptr_array_index (periods, i);
          g_autoptr (ObsGapGroup) group
              = obs_gap_group_around (job->data, basis, job->sector, job->area, period);

          if (group == NULL)
            continue;
          add_coverage (job, group);
          for (guint c = 0; c < job->data->concepts->len; c++)
            {
              const ObsGapConcept *about = g_ptr_array_index (job->data->concepts, c);
              double low, high;

              if (!about->coarse)
                continue;
              obs_gap_side_draw (side, job, group, c);
              if (!side->known)
                continue;
              obs_gap_side_range (side, &low, &high);
              obs_gap_add_row (
                  job, OBS_GAP_CUBE_DEMAND,
                  g_strjoin ("\1", about->code, obs_gap_basis_keys[basis], obs_gap_job_sector (job),
                             obs_gap_job_area (job, job->area), period, "share", NULL),
                  side->value, low, high, side->base, side->estimate, "%", side->source);
            }
        }
    }
}

void
obs_gap_job_run (gpointer pointer, gpointer unused)
{
  ObsGapJob *job = pointer;
  guint n = job->data->concepts->len;
  g_autofree ObsGapSide *sides = g_new0 (ObsGapSide, OBS_GAP_N_DEMAND + 1);

  job->panel = g_new0 (const ObsGapImportance *, n + 1);
  job->variants = g_array_new (FALSE, FALSE, sizeof (ObsGapVariant));
  fill_demand (job);
  fill_supply (job);
  for (guint c = 0; c < n && !g_cancellable_is_cancelled (job->cancellable); c++)
    {
      const ObsGapConcept *about = g_ptr_array_index (job->data->concepts, c);

      if (about->coarse || (job->fine && (about->in_sum || about->n_docs >= ENOUGH_TEXTS)))
        obs_gap_add_concept (job, c, sides);
    }
  if (job->detailed)
    add_earlier_demand (job, sides);
  for (guint v = 0; v < job->variants->len; v++)
    for (guint basis = OBS_GAP_OFFERED; basis < OBS_GAP_N_BASES; basis++)
      obs_gap_group_free (g_array_index (job->variants, ObsGapVariant, v).groups[basis]);
  g_array_unref (job->variants);
  for (guint basis = 0; basis < OBS_GAP_N_BASES; basis++)
    {
      obs_gap_group_free (job->demand[basis]);
      obs_gap_group_free (job->whole[basis]);
    }
  g_free (job->panel);
}
