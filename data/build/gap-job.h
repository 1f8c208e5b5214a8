/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/build/gap-texts.h"

G_BEGIN_DECLS

/* For the gap only (build-gap.c, gap-job.c, gap-rows.c, gap-cubes.c): the figures of one sector and
 * place, which are the work of one thread, and the cubes that they go into. */

typedef enum
{
  OBS_GAP_CUBE_DEMAND,
  OBS_GAP_CUBE_SUPPLY,
  OBS_GAP_CUBE_GAP,
  OBS_GAP_CUBE_QUOTIENT,
  OBS_GAP_CUBE_COVERAGE,
  OBS_GAP_N_CUBES,
} ObsGapCube;

typedef struct
{
  char *key; /* codes and the measure, joined: rows are written in its order */
  double value, low, high;
  int base; /* -1: none */
  gboolean estimate;
  const char *unit, *source;
} ObsGapRow;

/* Supply at one level and time. */
typedef struct
{
  int level;
  const char *periods[OBS_GAP_N_BASES]; /* of each kind of supply; NULL: none */
  ObsGapGroup *groups[OBS_GAP_N_BASES];
} ObsGapVariant;

typedef struct
{
  const ObsGapData *data;
  GCancellable *cancellable;
  int sector, area;
  gboolean fine;                        /* concepts of schemes too */
  gboolean detailed;                    /* levels and earlier times too */
  GPtrArray *rows[OBS_GAP_N_CUBES];     /* of ObsGapRow * */
  ObsGapGroup *demand[OBS_GAP_N_BASES]; /* of texts */
  ObsGapGroup *whole[OBS_GAP_N_BASES];  /* the same kind of texts of all places */
  const ObsGapImportance **panel;       /* one for each concept, or NULL */
  GArray *variants;                     /* of ObsGapVariant */
} ObsGapJob;

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
} ObsGapSide;

/* What @sector and @area (OBS_GAP_ALL: all) are to be told of. @data must outlive it. */
ObsGapJob *obs_gap_job_new (const ObsGapData *data, int sector, int area,
                            GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
void obs_gap_job_free (gpointer job);
/* For a thread pool: fills the rows of @job. */
void obs_gap_job_run (gpointer job, gpointer unused);

/* Codes as the rows name them (gap-rows.c). */
const char *obs_gap_job_area (const ObsGapJob *job, int area);
const char *obs_gap_job_sector (const ObsGapJob *job);
const char *obs_gap_level_code (int level);

/* @key: (transfer full); @base: NAN: none */
void obs_gap_add_row (ObsGapJob *job, ObsGapCube cube, char *key, double value, double low,
                      double high, double base, gboolean estimate, const char *unit,
                      const char *source);
/* All rows of one concept; @sides: room for one of each kind of demand and one of supply. */
void obs_gap_add_concept (ObsGapJob *job, guint concept, ObsGapSide *sides);

/* @group: (nullable) */
void obs_gap_side_draw (ObsGapSide *side, const ObsGapJob *job, const ObsGapGroup *group,
                        guint concept);
/* The range of a side by itself, with what its sums leave open. */
void obs_gap_side_range (const ObsGapSide *side, double *low, double *high);

/* Into the edition (gap-cubes.c): one cube with the rows of all @jobs; the list of bases. */
void obs_gap_write_cube (ObsBuild *build, const GPtrArray *jobs, ObsGapCube cube);
void obs_gap_write_bases (ObsBuild *build);

G_END_DECLS
