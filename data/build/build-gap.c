/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/gap-texts.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The cubes of the gap: how much each area and concept is asked for and taught, in shares from 0 to
 * 100, and what lies between. Each sector and place is one job of a thread; what is drawn depends
 * on names alone, so neither the number of threads nor their order changes a figure. */

/* A concept of a scheme has figures of its own where so many texts carry it. */
#define ENOUGH_TEXTS 5
/* A share is set against the whole where it rests on so many texts. */
#define ENOUGH_TO_COMPARE 10
/* A sector of a part of the place has figures where it has so many texts. */
#define ENOUGH_TO_CROSS 10

typedef enum
{
  CUBE_DEMAND,
  CUBE_SUPPLY,
  CUBE_GAP,
  CUBE_QUOTIENT,
  CUBE_COVERAGE,
  N_CUBES,
} Cube;

typedef struct
{
  char *key; /* codes and the measure, joined: rows are written in its order */
  double value, low, high;
  int base; /* -1: none */
  gboolean estimate;
  const char *unit, *source;
} Row;

static void
row_free (gpointer pointer)
{
  g_free (((Row *) pointer)->key);
  g_free (pointer);
}

/* Supply at one level and time. */
typedef struct
{
  int level;
  const char *periods[OBS_GAP_N_BASES]; /* of each kind of supply; NULL: none */
  ObsGapGroup *groups[OBS_GAP_N_BASES];
} Variant;

typedef struct
{
  const ObsGapData *data;
  GCancellable *cancellable;
  int sector, area;
  gboolean fine;                        /* concepts of schemes too */
  gboolean detailed;                    /* levels and earlier times too */
  GPtrArray *rows[N_CUBES];             /* of Row * */
  ObsGapGroup *demand[OBS_GAP_N_BASES]; /* of texts */
  ObsGapGroup *whole[OBS_GAP_N_BASES];  /* the same kind of texts of all places */
  const ObsGapImportance **panel;       /* one for each concept, or NULL */
  GArray *variants;                     /* of Variant */
} Job;

static void
job_free (gpointer pointer)
{
  Job *job = pointer;

  for (guint i = 0; i < N_CUBES; i++)
    g_ptr_array_unref (job->rows[i]);
  g_free (job);
}

static const char *
area_code (const Job *job, int area)
{
  return area < 0 ? "all" : g_ptr_array_index (job->data->areas, (guint) area);
}

static const char *
sector_code (const Job *job)
{
  return job->sector < 0 ? "all" : g_ptr_array_index (job->data->sectors, (guint) job->sector);
}

static const char *
level_code (int level)
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

static void
add_row (Job *job, Cube cube, char *key, double value, double low, double high, double base,
         gboolean estimate, const char *unit, const char *source)
{
  Row *row = g_new0 (Row, 1);

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

/* One side of one concept: its share, and draws of it. */
typedef struct
{
  gboolean known;
  double value;
  double base;
  gboolean estimate;
  const char *source;
  float *least, *middle, *most; /* the same one where nothing is left open */
  float room[3][OBS_GAP_DRAWS];
} Side;

static const char *
draw_label (GString *label, const Job *job, const ObsGapGroup *group, const char *concept)
{
  g_string_printf (label, "%s|%s|%s|%s|%s|%s", obs_gap_basis_keys[group->basis], sector_code (job),
                   area_code (job, group->held), level_code (group->level), group->period, concept);
  return label->str;
}

static void
draw_side (Side *side, const Job *job, const ObsGapGroup *group, guint concept)
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
draw_panel (Side *side, const Job *job, guint concept)
{
  const ObsGapImportance *importance = job->panel[concept];
  const char *code
      = ((const ObsGapConcept *) g_ptr_array_index (job->data->concepts, concept))->code;
  g_autofree char *label
      = g_strdup_printf ("panel|%s|%s|%s", sector_code (job), area_code (job, job->area), code);

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

/* The range of a side by itself, with what its sums leave open. */
static void
range_of (const Side *side, double *low, double *high)
{
  double other;

  obs_gap_range (side->least, side->value, low, high);
  if (side->most != side->least)
    obs_gap_range (side->most, side->value, &other, high);
}

static void
add_gap (Job *job, const Side *wanted, const Side *covered, char *key)
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
  add_row (job, CUBE_GAP, key, gap, low, high, MIN (wanted->base, covered->base),
           wanted->estimate || covered->estimate, "points", covered->source);
}

/* Draws of texts alone: matches are taken as they are. */
static void
draw_texts (const Job *job, const ObsGapGroup *group, guint concept, float *draws)
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
add_quotient (Job *job, ObsGapBasis basis, const Side *here, guint concept)
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
  add_row (job, CUBE_QUOTIENT,
           g_strjoin ("\1", code, obs_gap_basis_keys[basis], sector_code (job),
                      area_code (job, job->area), group->period, "quotient", NULL),
           quotient, low, high, here->base, here->estimate || whole->estimate, "times",
           here->source);
}

static void
add_supply (Job *job, guint concept, const Side *demand, Side *supply)
{
  const ObsGapConcept *about = g_ptr_array_index (job->data->concepts, concept);

  for (guint v = 0; v < job->variants->len; v++)
    for (guint basis = OBS_GAP_OFFERED; basis < OBS_GAP_N_BASES; basis++)
      {
        const Variant *variant = &g_array_index (job->variants, Variant, v);
        const ObsGapGroup *group = variant->groups[basis];
        double low, high;

        if (!about->coarse && v > 0)
          return;
        draw_side (supply, job, group, concept);
        if (!supply->known)
          continue;
        range_of (supply, &low, &high);
        add_row (job, CUBE_SUPPLY,
                 g_strjoin ("\1", about->code, obs_gap_basis_keys[basis], sector_code (job),
                            area_code (job, job->area), level_code (group->level), group->period,
                            "share", NULL),
                 supply->value, low, high, supply->base, supply->estimate, "%", supply->source);
        for (guint d = 0; d < OBS_GAP_N_DEMAND; d++)
          if (demand[d].known)
            add_gap (job, &demand[d], supply,
                     g_strjoin ("\1", about->code, obs_gap_basis_keys[d], obs_gap_basis_keys[basis],
                                sector_code (job), area_code (job, job->area),
                                level_code (group->level), group->period, "gap", NULL));
      }
}

static void
add_concept (Job *job, guint concept, Side *sides)
{
  const ObsGapConcept *about = g_ptr_array_index (job->data->concepts, concept);

  for (guint d = 0; d < OBS_GAP_N_DEMAND; d++)
    {
      Side *side = &sides[d];
      double low, high;

      if (d == OBS_GAP_PANEL)
        draw_panel (side, job, concept);
      else
        draw_side (side, job, job->demand[d], concept);
      if (!side->known)
        continue;
      range_of (side, &low, &high);
      add_row (job, CUBE_DEMAND,
               g_strjoin ("\1", about->code, obs_gap_basis_keys[d], sector_code (job),
                          area_code (job, job->area),
                          d == OBS_GAP_PANEL ? "all" : job->demand[d]->period, "share", NULL),
               side->value, low, high, side->base, side->estimate, "%", side->source);
      if (d != OBS_GAP_PANEL)
        add_quotient (job, d, side, concept);
    }
  add_supply (job, concept, sides, &sides[OBS_GAP_N_DEMAND]);
}

static void
add_coverage (Job *job, const ObsGapGroup *group)
{
  static const char *const measures[] = { "texts", "statements", "unmatched" };
  const char *const units[] = { "texts", "statements", "%" };
  double values[] = { group->texts.texts, (double) group->n_statements,
                      100.0 * (double) (group->n_statements - group->n_tied)
                          / (double) MAX (group->n_statements, 1) };

  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    add_row (job, CUBE_COVERAGE,
             g_strjoin ("\1", obs_gap_basis_keys[group->basis], sector_code (job),
                        area_code (job, group->area), level_code (group->level), group->period,
                        area_code (job, group->held), measures[i], NULL),
             values[i], NAN, NAN, NAN, FALSE, units[i], group->source);
}

/* Takes a group that is too small to be told at all. */
static ObsGapGroup *
or_nothing (const Job *job, ObsGapGroup *group)
{
  if (group == NULL || job->sector < 0 || job->area < 0 || job->area == job->data->place
      || group->texts.texts >= ENOUGH_TO_CROSS)
    return group;
  obs_gap_group_free (group);
  return NULL;
}

static void
add_variant (Job *job, int level, const GPtrArray *const *periods, guint back)
{
  Variant variant = { .level = level };
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
fill_supply (Job *job)
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
fill_demand (Job *job)
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
add_earlier_demand (Job *job, Side *side)
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
              draw_side (side, job, group, c);
              if (!side->known)
                continue;
              range_of (side, &low, &high);
              add_row (job, CUBE_DEMAND,
                       g_strjoin ("\1", about->code, obs_gap_basis_keys[basis], sector_code (job),
                                  area_code (job, job->area), period, "share", NULL),
                       side->value, low, high, side->base, side->estimate, "%", side->source);
            }
        }
    }
}

static void
run_job (gpointer pointer, gpointer unused)
{
  Job *job = pointer;
  guint n = job->data->concepts->len;
  g_autofree Side *sides = g_new0 (Side, OBS_GAP_N_DEMAND + 1);

  job->panel = g_new0 (const ObsGapImportance *, n + 1);
  job->variants = g_array_new (FALSE, FALSE, sizeof (Variant));
  fill_demand (job);
  fill_supply (job);
  for (guint c = 0; c < n && !g_cancellable_is_cancelled (job->cancellable); c++)
    {
      const ObsGapConcept *about = g_ptr_array_index (job->data->concepts, c);

      if (about->coarse || (job->fine && (about->in_sum || about->n_docs >= ENOUGH_TEXTS)))
        add_concept (job, c, sides);
    }
  if (job->detailed)
    add_earlier_demand (job, sides);
  for (guint v = 0; v < job->variants->len; v++)
    for (guint basis = OBS_GAP_OFFERED; basis < OBS_GAP_N_BASES; basis++)
      obs_gap_group_free (g_array_index (job->variants, Variant, v).groups[basis]);
  g_array_unref (job->variants);
  for (guint basis = 0; basis < OBS_GAP_N_BASES; basis++)
    {
      obs_gap_group_free (job->demand[basis]);
      obs_gap_group_free (job->whole[basis]);
    }
  g_free (job->panel);
}

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
  GPtrArray *jobs = g_ptr_array_new_with_free_func (job_free);
  g_autoptr (GArray) areas = areas_to_tell (data);

  for (int sector = OBS_GAP_ALL; sector < (int) data->sectors->len; sector++)
    for (guint i = 0; i < areas->len; i++)
      {
        Job *job = g_new0 (Job, 1);

        job->data = data;
        job->cancellable = build->cancellable;
        job->sector = sector;
        job->area = g_array_index (areas, int, i);
        job->detailed = job->area == data->place && job->area >= 0;
        job->fine = sector == OBS_GAP_ALL && job->detailed;
        for (guint c = 0; c < N_CUBES; c++)
          job->rows[c] = g_ptr_array_new_with_free_func (row_free);
        g_ptr_array_add (jobs, job);
      }
  return jobs;
}

static gboolean
run_jobs (GPtrArray *jobs, GError **error)
{
  g_autoptr (GError) local = NULL;
  GThreadPool *pool
      = g_thread_pool_new (run_job, NULL, (int) MIN (g_get_num_processors (), 8), FALSE, &local);

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

#define D_CONCEPT "concept", "concept", "Knowledge, skill or behaviour"
#define D_BASIS "basis", "code:ksb-basis", "How it is measured"
#define D_SECTOR "sector", "sector", "Sector"
#define D_AREA "area", "area", "Area"
#define D_LEVEL "level", "", "Level"
#define D_PERIOD "period", "", "Period"

typedef struct
{
  const char *name, *title, *note, *measure, *unit, *measure_title;
  const char *dimensions[8 * 3 + 1];
} CubeText;

static const CubeText cube_texts[N_CUBES] = {
  { "ksb_demand",
    "How much each area and concept is asked for",
    "Out of 100 texts, by their weight, how many carry a statement on it; of the panel the mean "
    "importance from 0 to 100. See the method gap-1.",
    "share",
    "%",
    "Share",
    { D_CONCEPT, D_BASIS, D_SECTOR, D_AREA, D_PERIOD, NULL } },
  { "ksb_supply",
    "How much each area and concept is taught",
    "Out of 100 standards and courses, by their weight, how many carry a statement on it. See the "
    "method gap-1.",
    "share",
    "%",
    "Share",
    { D_CONCEPT, D_BASIS, D_SECTOR, D_AREA, D_LEVEL, D_PERIOD, NULL } },
  { "ksb_gap",
    "Taught less asked for, for each area and concept",
    "Supply less demand in points: below zero is short. Ranges from 2,000 draws with the seed "
    "20221122. See the method gap-1.",
    "gap",
    "points",
    "Gap",
    { D_CONCEPT, "wanted", "code:ksb-basis", "How demand is measured", "covered", "code:ksb-basis",
      "How supply is measured", D_SECTOR, D_AREA, D_LEVEL, D_PERIOD, NULL } },
  { "ksb_quotient",
    "How many times as often it is asked for as in all places",
    "Local share over the share of all places that are held. See the method gap-1.",
    "quotient",
    "times",
    "Times the share of all places",
    { D_CONCEPT, D_BASIS, D_SECTOR, D_AREA, D_PERIOD, NULL } },
  { "ksb_coverage",
    "What the figures about knowledge, skills and behaviours rest on",
    "Texts that were read, their statements, and the share of these that could not be tied to an "
    "area.",
    NULL,
    NULL,
    NULL,
    { D_BASIS, D_SECTOR, D_AREA, D_LEVEL, D_PERIOD, "held", "area", "Area that the texts are of",
      NULL } },
};

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const Row *const *) a)->key, (*(const Row *const *) b)->key);
}

/* Key, measure among it, value, low, high, base, unit, missing, flag, source. */
static void
write_row (ObsBuild *build, sqlite3_stmt *stmt, const Row *row)
{
  g_auto (GStrv) codes = g_strsplit (row->key, "\1", -1);
  int n = (int) g_strv_length (codes);

  for (int i = 0; i < n; i++)
    obs_build_bind_text (stmt, i + 1, codes[i]);
  sqlite3_bind_double (stmt, n + 1, row->value);
  if (isnan (row->low))
    {
      sqlite3_bind_null (stmt, n + 2);
      sqlite3_bind_null (stmt, n + 3);
    }
  else
    {
      sqlite3_bind_double (stmt, n + 2, row->low);
      sqlite3_bind_double (stmt, n + 3, row->high);
    }
  if (row->base < 0)
    sqlite3_bind_null (stmt, n + 4);
  else
    sqlite3_bind_int (stmt, n + 4, row->base);
  obs_build_bind_text (stmt, n + 5, row->unit);
  sqlite3_bind_null (stmt, n + 6);
  obs_build_bind_text (stmt, n + 7, row->estimate ? "e" : "");
  obs_build_bind_text (stmt, n + 8, row->source);
  obs_build_run (build, stmt);
}

/* What a reader of any of these figures must know. */
static void
write_caveats (ObsBuild *build, const char *cube)
{
  static const char *const texts[] = {
    "A low share means that it is not written in the texts. It may still be taught or needed.",
    "Statements are tied to areas and concepts by a program; those that could not be tied are not "
    "counted, and their share is shown.",
  };
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (build, "cube_caveat", 4);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      obs_build_bind_text (stmt, 1, cube);
      obs_build_bind_text (stmt, 2, "");
      sqlite3_bind_int (stmt, 3, (int) i + 1);
      obs_build_bind_text (stmt, 4, texts[i]);
      obs_build_run (build, stmt);
    }
}

static void
write_cube (ObsBuild *build, const GPtrArray *jobs, Cube cube)
{
  const CubeText *text = &cube_texts[cube];
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autofree char *table = g_strconcat ("cube_", text->name, NULL);
  guint n_dimensions = 0;

  for (guint i = 0; i < jobs->len; i++)
    g_ptr_array_extend (rows, ((const Job *) g_ptr_array_index (jobs, i))->rows[cube], NULL, NULL);
  if (rows->len == 0)
    return;
  g_ptr_array_sort (rows, compare_rows);
  obs_build_add_key (build, "cube", text->name);
  if (!obs_build_cube (build, text->name, OBS_CUBE_PUBLISHED, text->title,
                       ((const Row *) g_ptr_array_index (rows, 0))->source, text->note,
                       text->dimensions))
    return;
  if (text->measure != NULL)
    obs_build_measure (build, text->name, text->measure, text->unit, text->measure_title);
  else
    {
      obs_build_measure (build, text->name, "texts", "texts", "Texts");
      obs_build_measure (build, text->name, "statements", "statements", "Statements");
      obs_build_measure (build, text->name, "unmatched", "%", "Not tied to an area");
    }
  write_caveats (build, text->name);
  while (text->dimensions[n_dimensions * 3] != NULL)
    n_dimensions++;
  stmt = obs_build_insert (build, table, n_dimensions + 9);
  for (guint i = 0; i < rows->len; i++)
    write_row (build, stmt, g_ptr_array_index (rows, i));
}

static void
write_bases (ObsBuild *build)
{
  static const char *const labels[] = { "Importance to the panel",
                                        "Job adverts that ask for it",
                                        "Vacancies whose profile names it",
                                        "Jobs whose profile names it",
                                        "Courses and standards on offer",
                                        "Learners who started",
                                        "Learners who achieved" };
  g_autoptr (sqlite3_stmt) list = obs_build_insert (build, "code_list", 2);
  g_autoptr (sqlite3_stmt) code = obs_build_insert (build, "code", 5);

  obs_build_insert_texts (build, list, "ksb-basis", "How demand and supply are measured", NULL);
  for (guint i = 0; i < OBS_GAP_N_BASES; i++)
    {
      obs_build_bind_text (code, 1, "ksb-basis");
      obs_build_bind_text (code, 2, obs_gap_basis_keys[i]);
      obs_build_bind_text (code, 3, labels[i]);
      sqlite3_bind_null (code, 4);
      sqlite3_bind_int (code, 5, (int) i + 1);
      obs_build_run (build, code);
    }
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
  write_bases (build);
  for (guint cube = 0; cube < N_CUBES; cube++)
    write_cube (build, jobs, cube);
  obs_gap_write_method (build, data);
}
