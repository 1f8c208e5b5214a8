/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/matcher-private.h"
#include "data/taxonomy/train.h"

#include <math.h>
#include <string.h>

/* How often a match is right, from its signs: one logistic regression for each kind of labels. */

#define RANKS 5
#define ROUNDS 4000
#define STEP 0.5
#define PENALTY 1e-4

typedef struct
{
  double signs[OBS_N_SIGNS];
  double right;
} Case;

/* The best labels of each text, with whether they are right. */
static GArray *
gather (const ObsMatcher *matcher, const ObsTrainText *texts, const char *ksbs, guint n,
        GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) cases = g_array_new (FALSE, FALSE, sizeof (Case));
  g_autoptr (ObsMatchRun) run = obs_match_run_new (matcher);

  for (guint i = 0; i < n; i++)
    {
      g_auto (GStrv) right = g_strsplit (texts[i].right, "|", -1);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      obs_match_run_rank (run, texts[i].text, ksbs[i], RANKS);
      for (guint rank = 0; rank < MIN ((guint) RANKS, run->candidates->len); rank++)
        {
          guint label = g_array_index (run->candidates, ObsCandidate, rank).label;
          Case one;

          obs_match_run_signs (run, rank, one.signs);
          one.right
              = g_strv_contains ((const char *const *) right, obs_matcher_id (matcher, label));
          g_array_append_val (cases, one);
        }
    }
  return g_steal_pointer (&cases);
}

/* Signs on one scale: descent goes straight then. */
static void
find_scales (const GArray *cases, double *means, double *scales)
{
  for (guint s = 0; s < OBS_N_SIGNS; s++)
    {
      double sum = 0, squares = 0;

      for (guint i = 0; i < cases->len; i++)
        {
          double sign = g_array_index (cases, Case, i).signs[s];

          sum += sign;
          squares += sign * sign;
        }
      means[s] = s == OBS_SIGN_ONE ? 0 : sum / cases->len;
      scales[s]
          = s == OBS_SIGN_ONE ? 1 : sqrt (MAX (0, squares / cases->len - means[s] * means[s]));
    }
}

static void
fit (const GArray *cases, double *weights)
{
  double means[OBS_N_SIGNS], scales[OBS_N_SIGNS], squares[OBS_N_SIGNS] = { 0 };

  find_scales (cases, means, scales);
  memset (weights, 0, OBS_N_SIGNS * sizeof (double));
  for (guint round = 0; round < ROUNDS; round++)
    {
      double slopes[OBS_N_SIGNS] = { 0 };

      for (guint i = 0; i < cases->len; i++)
        {
          const Case *one = &g_array_index (cases, Case, i);
          double sum = 0;

          for (guint s = 0; s < OBS_N_SIGNS; s++)
            if (scales[s] > 1e-9)
              sum += weights[s] * (one->signs[s] - means[s]) / scales[s];
          sum = 1 / (1 + exp (-sum)) - one->right;
          for (guint s = 0; s < OBS_N_SIGNS; s++)
            if (scales[s] > 1e-9)
              slopes[s] += sum * (one->signs[s] - means[s]) / scales[s] / cases->len;
        }
      for (guint s = 0; s < OBS_N_SIGNS; s++)
        {
          slopes[s] += s == OBS_SIGN_ONE ? 0 : PENALTY * weights[s];
          squares[s] += slopes[s] * slopes[s];
          weights[s] -= STEP * slopes[s] / sqrt (squares[s] + 1e-8);
        }
    }
  /* Back to the signs as they are. */
  for (guint s = 1; s < OBS_N_SIGNS; s++)
    {
      weights[s] = scales[s] > 1e-9 ? weights[s] / scales[s] : 0;
      weights[OBS_SIGN_ONE] -= weights[s] * means[s];
    }
}

/* What people see first must be right first: the best label of each text alone sets the level and
 * the slope again (Platt 1999), by Newton's method. */
static void
settle_first (const GArray *cases, double *weights)
{
  double level = 0, slope = 1;

  for (guint round = 0; round < 50; round++)
    {
      double g0 = 0, g1 = 0, h00 = 1e-6, h01 = 0, h11 = 1e-6, det;

      for (guint i = 0; i < cases->len; i++)
        {
          const Case *one = &g_array_index (cases, Case, i);
          double z = 0, p;

          if (one->signs[OBS_SIGN_FIRST] < 1)
            continue;
          for (guint s = 0; s < OBS_N_SIGNS; s++)
            z += weights[s] * one->signs[s];
          p = 1 / (1 + exp (-(level + slope * z)));
          g0 += p - one->right;
          g1 += (p - one->right) * z;
          h00 += p * (1 - p);
          h01 += p * (1 - p) * z;
          h11 += p * (1 - p) * z * z;
        }
      det = h00 * h11 - h01 * h01;
      if (fabs (det) < 1e-12)
        break;
      level -= (h11 * g0 - h01 * g1) / det;
      slope -= (h00 * g1 - h01 * g0) / det;
    }
  if (!isfinite (level) || !isfinite (slope) || slope <= 0)
    return;
  for (guint s = 0; s < OBS_N_SIGNS; s++)
    weights[s] *= slope;
  weights[OBS_SIGN_ONE] += level;
}

char *
obs_train_calibration (const ObsMatcher *matcher, const ObsTrainText *texts, const char *ksbs,
                       guint n, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) cases = gather (matcher, texts, ksbs, n, cancellable, error);
  GString *out;
  double weights[OBS_N_SIGNS];
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (cases == NULL)
    return NULL;
  if (cases->len > 0)
    {
      fit (cases, weights);
      settle_first (cases, weights);
    }
  else
    memset (weights, 0, sizeof weights);
  out = g_string_new (NULL);
  for (guint s = 0; s < OBS_N_SIGNS; s++)
    g_string_append_printf (out, "%s\t%s\t%s\n", obs_labels_kind_names[matcher->kind],
                            obs_sign_names[s],
                            g_ascii_formatd (number, sizeof number, "%.4f", weights[s]));
  return g_string_free (out, FALSE);
}
