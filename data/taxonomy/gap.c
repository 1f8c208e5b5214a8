/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/gap.h"

#include "data/ingest/draw.h"

#include <math.h>
#include <string.h>

void
obs_gap_add_text (ObsGapTexts *texts, double weight, double n_texts)
{
  /* The texts of a sum weigh 1 each. */
  texts->weight += weight;
  texts->weight2 += n_texts > 1 ? weight : weight * weight;
  texts->texts += n_texts;
}

void
obs_gap_add_carrier (ObsGapCarriers *carriers, double weight, double doubt)
{
  carriers->weight += weight;
  carriers->weight2 += weight * weight;
  carriers->least += weight;
  carriers->most += weight;
  carriers->wrong += weight * doubt;
  carriers->wrong2 += weight * weight * doubt;
  carriers->n++;
}

void
obs_gap_sum_add (ObsGapSum *sum, double mentions, double n_texts, double confidence)
{
  double some = MIN (mentions, n_texts);

  sum->others *= 1 - some / n_texts;
  sum->largest = MAX (sum->largest, some);
  sum->sum += some;
  sum->wrong += some * (1 - confidence);
  sum->wrong2 += some * some * (1 - confidence);
}

void
obs_gap_add_sum (ObsGapCarriers *carriers, const ObsGapSum *sum, double n_texts)
{
  double middle = n_texts * (1 - sum->others);

  carriers->weight += middle;
  carriers->weight2 += middle;
  carriers->least += sum->largest;
  carriers->most += MIN (sum->sum, n_texts);
  carriers->wrong += sum->wrong;
  carriers->wrong2 += sum->wrong2;
  carriers->n++;
}

double
obs_gap_share (const ObsGapTexts *texts, const ObsGapCarriers *carriers)
{
  if (!(texts->weight > 0))
    return NAN;
  return CLAMP (100 * carriers->weight / texts->weight, 0, 100);
}

/* Poisson numbers of one mean by inversion: sums of the probabilities in 32 bits, with a guide to
 * where the search begins. Large means are drawn from the normal distribution. */

#define LARGE_MEAN 400
#define MOST_ENTRIES 700

typedef struct
{
  double mean, root;
  guint first, n;
  guint32 sums[MOST_ENTRIES];
  guint16 guide[257];
} Poisson;

static void
poisson_init (Poisson *poisson, double mean)
{
  double spread = 8 * sqrt (mean) + 12, sum = 0, p;

  poisson->mean = mean;
  poisson->root = sqrt (mean);
  if (mean > LARGE_MEAN)
    return;
  poisson->first = mean > spread ? (guint) (mean - spread) : 0;
  poisson->n = MIN ((guint) (mean + spread) - poisson->first + 1, MOST_ENTRIES);
  p = mean > 0 ? exp (poisson->first * log (mean) - mean - lgamma (poisson->first + 1.0))
               : (poisson->first == 0 ? 1 : 0);
  for (guint i = 0, at = 0; i < poisson->n; i++)
    {
      sum += p;
      poisson->sums[i] = (guint32) MIN (sum * 4294967296.0, 4294967295.0);
      p *= mean / (poisson->first + i + 1.0);
      for (; at <= 256 && poisson->sums[i] >= (guint64) at << 24; at++)
        poisson->guide[at] = (guint16) i;
      if (i + 1 == poisson->n)
        for (; at <= 256; at++)
          poisson->guide[at] = (guint16) i;
    }
}

static double
poisson_draw (const Poisson *poisson, ObsDraw *draw)
{
  guint32 u;
  guint i;

  if (poisson->mean > LARGE_MEAN)
    return MAX (0, round (poisson->mean + poisson->root * obs_draw_normal (draw) / 1000));
  u = obs_draw_next (draw);
  i = poisson->guide[u >> 24];
  while (i + 1 < poisson->n && poisson->sums[i] <= u)
    i++;
  return poisson->first + i;
}

/* A sum of weights whose texts are drawn: mean and variance are those of the Poisson bootstrap. */
typedef struct
{
  Poisson poisson;
  double scale;
} Part;

static void
part_init (Part *part, double weight, double weight2)
{
  part->scale = weight > 0 ? weight2 / weight : 0;
  poisson_init (&part->poisson, weight > 0 ? weight * weight / weight2 : 0);
}

static double
part_draw (const Part *part, ObsDraw *draw)
{
  return part->scale > 0 ? part->scale * poisson_draw (&part->poisson, draw) : 0;
}

/* Texts that are added on either side. */
#define ADDED 2

void
obs_gap_draw_share (const ObsGapTexts *texts, const ObsGapCarriers *carriers, ObsGapBound bound,
                    guint64 seed, const char *label, float *draws)
{
  double usual = texts->weight2 / texts->weight;
  double weight = bound == OBS_GAP_LEAST  ? carriers->least
                  : bound == OBS_GAP_MOST ? carriers->most
                                          : carriers->weight;
  /* Sums leave a bound open, and their texts weigh 1 each. */
  double weight2 = MIN (carriers->weight2 + weight - carriers->weight, texts->weight2);
  Part some, others, wrong;
  ObsDraw draw;

  part_init (&some, weight + ADDED * usual, weight2 + ADDED * usual * usual);
  part_init (&others, MAX (0, texts->weight - weight) + ADDED * usual,
             MAX (0, texts->weight2 - weight2) + ADDED * usual * usual);
  part_init (&wrong, carriers->wrong, carriers->wrong2);
  obs_draw_init_label (&draw, seed, label);
  for (guint i = 0; i < OBS_GAP_DRAWS;)
    {
      double with = part_draw (&some, &draw), without = part_draw (&others, &draw);
      double all = with + without;

      if (!(all > 0))
        continue;
      if (wrong.scale > 0)
        {
          with -= part_draw (&wrong, &draw);
          with += part_draw (&wrong, &draw);
        }
      draws[i++] = (float) CLAMP (100 * with / all, 0, 100);
    }
}

void
obs_gap_draw_mean (double estimate, double half, guint64 seed, const char *label, float *draws)
{
  ObsDraw draw;

  obs_draw_init_label (&draw, seed, label);
  for (guint i = 0; i < OBS_GAP_DRAWS; i++)
    draws[i] = (float) CLAMP (estimate + half / 1.959964 * obs_draw_normal (&draw) / 1000, 0, 100);
}

/* Puts the k-th smallest in its place, smaller ones before it (Hoare). */
static float
select_kth (float *values, guint n, guint k)
{
  guint low = 0, high = n - 1;

  while (low < high)
    {
      float pivot = values[(low + high) / 2];
      guint i = low, j = high;

      while (i <= j)
        {
          while (values[i] < pivot)
            i++;
          while (values[j] > pivot)
            j--;
          if (i <= j)
            {
              float swap = values[i];

              values[i++] = values[j];
              values[j] = swap;
              if (j == 0)
                break;
              j--;
            }
        }
      if (k <= j)
        high = j;
      else if (k >= i)
        low = i;
      else
        break;
    }
  return values[k];
}

#define BINS 512

/* The k-th smallest of the values in one bin. */
static float
kth_in_bin (const float *draws, const guint16 *bins, guint bin, guint k)
{
  float values[OBS_GAP_DRAWS];
  guint n = 0;

  for (guint i = 0; i < OBS_GAP_DRAWS; i++)
    if (bins[i] == bin)
      values[n++] = draws[i];
  return select_kth (values, n, k);
}

/* Counting by bins first is several times as quick as selecting among all. */
void
obs_gap_range (const float *draws, double estimate, double *low, double *high)
{
  const guint tail = OBS_GAP_DRAWS / 40;
  guint16 bins[OBS_GAP_DRAWS];
  guint counts[BINS] = { 0 }, first = 0, last = BINS - 1, below = 0, above = 0;
  float least = draws[0], most = draws[0], scale;

  for (guint i = 1; i < OBS_GAP_DRAWS; i++)
    {
      least = MIN (least, draws[i]);
      most = MAX (most, draws[i]);
    }
  scale = most > least ? (BINS - 1) / (most - least) : 0;
  for (guint i = 0; i < OBS_GAP_DRAWS; i++)
    {
      bins[i] = (guint16) MIN ((draws[i] - least) * scale, BINS - 1);
      counts[bins[i]]++;
    }
  while (below + counts[first] < tail)
    below += counts[first++];
  while (above + counts[last] < tail)
    above += counts[last--];
  *low = MIN (estimate, (double) kth_in_bin (draws, bins, first, tail - 1 - below));
  *high = MAX (estimate, (double) kth_in_bin (draws, bins, last, counts[last] + above - tail));
}
