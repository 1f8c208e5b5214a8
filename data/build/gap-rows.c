/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/gap-job.h"

#include <math.h>

/* The rows of one concept in one sector and place: each side's share with its range, what lies
 * between them, and how a place stands against the whole. */

/* A share is set against the whole where it rests on so many texts. */
#define ENOUGH_TO_COMPARE 10

const char *
obs_gap_job_area (const ObsGapJob *job, int area)
{
  return area < 0 ? "all" : g_ptr_array_index (job->data->areas, (guint) area);
}

const char *
obs_gap_job_sector (const ObsGapJob *job)
{
  return job->sector < 0 ? "all" : g_ptr_array_index (job->data->sectors, (guint) job->sector);
}

const char *
obs_gap_level_code (int level)
{
  static const char *const codes[] = { "all", "1", "2", "3", "4", "5", "6", "7", "8" };

  return codes[CLAMP (level, 0, 8)];
}

/* Two places are more than any of these figures can bear. */
static double
rounded (double value)
{
  return round (value * 100) / 100;
}

void
obs_gap_add_row (ObsGapJob *job, ObsGapCube cube, char *key, double value, double low, double high,
                 double base, gboolean estimate, const char *unit, const char *source)
{
  ObsGapRow *row = g_new0 (ObsGapRow, 1);

  row->key = key;
  row->value = rounded (value);
  row->low = isnan (low) ? NAN : MIN (rounded (low), row->value);
  row->high = isnan (high) ? NAN : MAX (rounded (high), row->value);
  row->base = isnan (base) ? -1 : (int) MIN (round (base), G_MAXINT);
  row->estimate = estimate;
  row->unit = unit;
  row->source = source;
  g_ptr_array_add (job->rows[cube], row);
}

static const char *
draw_label (GString *label, const ObsGapJob *job, const ObsGapGroup *group, const char *concept)
{
  g_string_printf (label, "%s|%s|%s|%s|%s|%s", obs_gap_basis_keys[group->basis],
                   obs_gap_job_sector (job), obs_gap_job_area (job, group->held),
                   obs_gap_level_code (group->level), group->period, concept);
  return label->str;
}

void
obs_gap_side_draw (ObsGapSide *side, const ObsGapJob *job, const ObsGapGroup *group, guint concept)
{
  const ObsGapCarriers *carriers;
  const char *code
      = ((const ObsGapConcept *) g_ptr_array_index (job->data->concepts, concept))->code;
  g_autoptr (GString) label = NULL;

  side->known = group != NULL && obs_gap_group_knows (job->data, group, concept);
  if (!side->known)
    return;
  carriers = &group->carriers[concept];
  label = g_string_new (NULL);
  draw_label (label, job, group, code);
  side->value = obs_gap_share (&group->texts, carriers);
  side->base = group->texts.texts;
  side->estimate = group->estimate;
  side->source = group->source;
  side->least = side->middle = side->most = side->room[0];
  obs_gap_draw_share (&group->texts, carriers, OBS_GAP_MIDDLE, OBS_GAP_SEED, label->str,
                      side->middle);
  if (carriers->most - carriers->least < 1e-9)
    return;
  side->least = side->room[1];
  side->most = side->room[2];
  obs_gap_draw_share (&group->texts, carriers, OBS_GAP_LEAST, OBS_GAP_SEED, label->str,
                      side->least);
  obs_gap_draw_share (&group->texts, carriers, OBS_GAP_MOST, OBS_GAP_SEED, label->str, side->most);
}

static void
draw_panel (ObsGapSide *side, const ObsGapJob *job, guint concept)
{
  const ObsGapImportance *importance = job->panel[concept];
  const char *code
      = ((const ObsGapConcept *) g_ptr_array_index (job->data->concepts, concept))->code;
  g_autofree char *label = g_strdup_printf ("panel|%s|%s|%s", obs_gap_job_sector (job),
                                            obs_gap_job_area (job, job->area), code);

  side->known = importance != NULL;
  if (!side->known)
    return;
  side->value = importance->estimate;
  side->base = importance->n;
  side->estimate = FALSE;
  side->source = job->data->panel_source;
  side->least = side->middle = side->most = side->room[0];
  obs_gap_draw_mean (importance->estimate, importance->half, OBS_GAP_SEED, label, side->middle);
}

void
obs_gap_side_range (const ObsGapSide *side, double *low, double *high)
{
  double other;

  obs_gap_range (side->least, side->value, low, high);
  if (side->most != side->least)
    obs_gap_range (side->most, side->value, &other, high);
}

static void
add_gap (ObsGapJob *job, const ObsGapSide *wanted, const ObsGapSide *covered, char *key)
{
  g_autofree float *draws = g_new (float, OBS_GAP_DRAWS);
  double gap = covered->value - wanted->value, low, high, other;

  for (guint i = 0; i < OBS_GAP_DRAWS; i++)
    draws[i] = covered->least[i] - wanted->most[i];
  obs_gap_range (draws, gap, &low, &high);
  if (wanted->least != wanted->most || covered->least != covered->most)
    {
      for (guint i = 0; i < OBS_GAP_DRAWS; i++)
        draws[i] = covered->most[i] - wanted->least[i];
      obs_gap_range (draws, gap, &other, &high);
    }
  obs_gap_add_row (job, OBS_GAP_CUBE_GAP, key, gap, low, high, MIN (wanted->base, covered->base),
                   wanted->estimate || covered->estimate, "points", covered->source);
}

/* Draws of texts alone: matches are taken as they are. */
static void
draw_texts (const ObsGapJob *job, const ObsGapGroup *group, guint concept, float *draws)
{
  const char *code
      = ((const ObsGapConcept *) g_ptr_array_index (job->data->concepts, concept))->code;
  ObsGapCarriers carriers = group->carriers[concept];
  g_autoptr (GString) label = g_string_new (NULL);

  carriers.wrong = carriers.wrong2 = 0;
  draw_label (label, job, group, code);
  g_string_append (label, "|texts");
  obs_gap_draw_share (&group->texts, &carriers, OBS_GAP_MIDDLE, OBS_GAP_SEED, label->str, draws);
}

/* How many times as often as in all places. Both shares leave the same open in their sums, and the
 * same statements are matched rightly or wrongly in both, so neither widens the range. */
static void
add_quotient (ObsGapJob *job, ObsGapBasis basis, const ObsGapSide *here, guint concept)
{
  const ObsGapGroup *group = job->demand[basis], *whole = job->whole[basis];
  const char *code
      = ((const ObsGapConcept *) g_ptr_array_index (job->data->concepts, concept))->code;
  g_autofree float *draws = NULL, *local = NULL;
  double all, low, high, quotient;

  if (whole == NULL || whole->texts.texts <= group->texts.texts
      || group->texts.texts < ENOUGH_TO_COMPARE
      || whole->carriers[concept].weight * whole->texts.texts / whole->texts.weight
             < ENOUGH_TO_COMPARE)
    return;
  all = obs_gap_share (&whole->texts, &whole->carriers[concept]);
  quotient = here->value / all;
  draws = g_new (float, OBS_GAP_DRAWS);
  local = g_new (float, OBS_GAP_DRAWS);
  draw_texts (job, whole, concept, draws);
  draw_texts (job, group, concept, local);
  for (guint i = 0; i < OBS_GAP_DRAWS; i++)
    draws[i] = local[i] / MAX (draws[i], 1e-3F);
  obs_gap_range (draws, quotient, &low, &high);
  obs_gap_add_row (job, OBS_GAP_CUBE_QUOTIENT,
                   g_strjoin ("\1", code, obs_gap_basis_keys[basis], obs_gap_job_sector (job),
                              obs_gap_job_area (job, job->area), group->period, "quotient", NULL),
                   quotient, low, high, here->base, here->estimate || whole->estimate, "times",
                   here->source);
}

static void
add_supply (ObsGapJob *job, guint concept, const ObsGapSide *demand, ObsGapSide *supply)
{
  const ObsGapConcept *about = g_ptr_array_index (job->data->concepts, concept);

  for (guint v = 0; v < job->variants->len; v++)
    for (guint basis = OBS_GAP_OFFERED; basis < OBS_GAP_N_BASES; basis++)
      {
        const ObsGapVariant *variant = &g_array_index (job->variants, ObsGapVariant, v);
        const ObsGapGroup *group = variant->groups[basis];
        double low, high;

        if (!about->coarse && v > 0)
          return;
        obs_gap_side_draw (supply, job, group, concept);
        if (!supply->known)
          continue;
        obs_gap_side_range (supply, &low, &high);
        obs_gap_add_row (
            job, OBS_GAP_CUBE_SUPPLY,
            g_strjoin ("\1", about->code, obs_gap_basis_keys[basis], obs_gap_job_sector (job),
                       obs_gap_job_area (job, job->area), obs_gap_level_code (group->level),
                       group->period, "share", NULL),
            supply->value, low, high, supply->base, supply->estimate, "%", supply->source);
        for (guint d = 0; d < OBS_GAP_N_DEMAND; d++)
          if (demand[d].known)
            add_gap (job, &demand[d], supply,
                     g_strjoin ("\1", about->code, obs_gap_basis_keys[d], obs_gap_basis_keys[basis],
                                obs_gap_job_sector (job), obs_gap_job_area (job, job->area),
                                obs_gap_level_code (group->level), group->period, "gap", NULL));
      }
}

void
obs_gap_add_concept (ObsGapJob *job, guint concept, ObsGapSide *sides)
{
  const ObsGapConcept *about = g_ptr_array_index (job->data->concepts, concept);

  for (guint d = 0; d < OBS_GAP_N_DEMAND; d++)
    {
      ObsGapSide *side = &sides[d];
      double low, high;

      if (d == OBS_GAP_PANEL)
        draw_panel (side, job, concept);
      else
        obs_gap_side_draw (side, job, job->demand[d], concept);
      if (!side->known)
        continue;
      obs_gap_side_range (side, &low, &high);
      obs_gap_add_row (job, OBS_GAP_CUBE_DEMAND,
                       g_strjoin ("\1", about->code, obs_gap_basis_keys[d],
                                  obs_gap_job_sector (job), obs_gap_job_area (job, job->area),
                                  d == OBS_GAP_PANEL ? "all" : job->demand[d]->period, "share",
                                  NULL),
                       side->value, low, high, side->base, side->estimate, "%", side->source);
      if (d != OBS_GAP_PANEL)
        add_quotient (job, d, side, concept);
    }
  add_supply (job, concept, sides, &sides[OBS_GAP_N_DEMAND]);
}
