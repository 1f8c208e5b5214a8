/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/gap-job.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>

/* The cubes of the gap: how much each area and concept is asked for and taught, in shares from 0 to
 * 100, and what lies between. Each sector and place is one job of a thread; what is drawn depends
 * on names alone, so neither the number of threads nor their order changes a figure. */

/* The place, what it is made of, what lies around it and has texts, and everything. */
static GArray *
areas_to_tell (const ObsGapData *data)
{
  GArray *areas = g_array_new (FALSE, FALSE, sizeof (int));
  const int all = OBS_GAP_ALL;
  g_autoptr (GHashTable) used = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < data->docs->len; i++)
    g_hash_table_add (
        used, GINT_TO_POINTER (((const ObsGapDoc *) g_ptr_array_index (data->docs, i))->area));
  for (guint basis = 0; basis < OBS_GAP_N_BASES; basis++)
    for (guint i = 0; i < data->weights[basis]->len; i++)
      g_hash_table_add (
          used, GINT_TO_POINTER (g_array_index (data->weights[basis], ObsGapWeight, i).area));
  g_array_append_val (areas, all);
  for (int area = 0; area < (int) data->areas->len && data->place >= 0; area++)
    if (area == data->place || obs_gap_within (data, area, data->place)
        || (obs_gap_within (data, data->place, area)
            && g_hash_table_contains (used, GINT_TO_POINTER (area))))
      g_array_append_val (areas, area);
  return areas;
}

static GPtrArray *
make_jobs (ObsBuild *build, const ObsGapData *data)
{
  GPtrArray *jobs = g_ptr_array_new_with_free_func (obs_gap_job_free);
  g_autoptr (GArray) areas = areas_to_tell (data);

  for (int sector = OBS_GAP_ALL; sector < (int) data->sectors->len; sector++)
    for (guint i = 0; i < areas->len; i++)
      g_ptr_array_add (
          jobs, obs_gap_job_new (data, sector, g_array_index (areas, int, i), build->cancellable));
  return jobs;
}

static gboolean
run_jobs (GPtrArray *jobs, GError **error)
{
  g_autoptr (GError) local = NULL;
  GThreadPool *pool = g_thread_pool_new (obs_gap_job_run, NULL,
                                         (int) MIN (g_get_num_processors (), 8), FALSE, &local);

  if (pool == NULL)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED,
                   _ ("No threads could be started to work out the gap: %s"), local->message);
      return FALSE;
    }
  for (guint i = 0; i < jobs->len; i++)
    g_thread_pool_push (pool, g_ptr_array_index (jobs, i), NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
  return TRUE;
}

void
obs_build_gap (ObsBuild *build)
{
  g_autoptr (ObsGapData) data = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (GError) error = NULL;

  if (obs_faults_any (&build->faults))
    return;
  data = obs_gap_data_load (build, &error);
  if (data != NULL)
    {
      jobs = make_jobs (build, data);
      run_jobs (jobs, &error);
    }
  if (error != NULL)
    obs_faults_take (&build->faults, g_strdup (error->message));
  if (data == NULL || error != NULL || g_cancellable_is_cancelled (build->cancellable))
    return;
  obs_gap_write_bases (build);
  for (guint cube = 0; cube < OBS_GAP_N_CUBES; cube++)
    obs_gap_write_cube (build, jobs, cube);
  obs_gap_write_method (build, data);
}
