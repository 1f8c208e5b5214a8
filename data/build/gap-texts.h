/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/build/build-private.h"
#include "data/taxonomy/gap.h"

G_BEGIN_DECLS

/* For the gap only (build-gap.c): all texts of the edition with what they carry, in arrays. Nothing
 * of it changes once it is loaded, so several threads may read it. */

typedef enum
{
  /* demand */
  OBS_GAP_PANEL,      /* importance to the panel */
  OBS_GAP_ADVERTS,    /* share of adverts */
  OBS_GAP_VACANCIES,  /* job profiles, weighted by vacancies */
  OBS_GAP_EMPLOYMENT, /* job profiles, weighted by people employed */
  /* supply */
  OBS_GAP_OFFERED,      /* share of standards and courses on offer */
  OBS_GAP_STARTS,       /* standards and courses, weighted by starts */
  OBS_GAP_ACHIEVEMENTS, /* standards and courses, weighted by achievements */
  OBS_GAP_N_BASES,
} ObsGapBasis;

#define OBS_GAP_N_DEMAND OBS_GAP_OFFERED

extern const char *const obs_gap_basis_keys[OBS_GAP_N_BASES];

/* Index of an area that stands for all places, and of a sector for all sectors. */
#define OBS_GAP_ALL (-1)

typedef struct
{
  char *code;
  char *term;      /* or NULL */
  gboolean coarse; /* area or split: tied at the level "area" */
  gboolean area;   /* kind "area": the matcher could have chosen it for any text */
  guint n_docs;    /* texts that carry it, of both sides */
  gboolean in_sum; /* a sum of adverts names it */
  guint n_up;
  guint *up; /* itself and all broader ones of its kind */
} ObsGapConcept;

typedef struct
{
  guint concept;
  double doubt;  /* of a text */
  ObsGapSum sum; /* of a sum of texts */
} ObsGapTie;

typedef enum
{
  OBS_GAP_STANDARD,
  OBS_GAP_COURSE,
  OBS_GAP_ADVERT,
  OBS_GAP_PROFILE,
  OBS_GAP_SUM,
} ObsGapKind;

typedef struct
{
  char *code;
  ObsGapKind kind;
  int sector, area; /* OBS_GAP_ALL: not said */
  int level;        /* 0: none */
  const char *year; /* interned; "" not dated */
  const char *source;
  double texts;       /* of a sum */
  gboolean simulated; /* left out where there are real texts of its side */
  int around;         /* smallest area whose sum, of the same source and year, holds this sum */
  guint n_statements; /* that were read */
  guint n_tied;       /* to an area */
  GArray *ties;       /* of ObsGapTie */
} ObsGapDoc;

typedef struct
{
  guint doc;
  int area;
  const char *period; /* interned */
  const char *source;
  double value;
  gboolean estimate;
} ObsGapWeight;

/* Importance of one concept to the panel. */
typedef struct
{
  guint concept;
  int sector, area;
  double estimate, half; /* 0 to 100; half of the 95 % range */
  int n;
} ObsGapImportance;

typedef struct
{
  GPtrArray *areas;   /* of char *: codes */
  GPtrArray *sectors; /* of char * */
  GHashTable *area_of, *sector_of;
  GPtrArray *leaves;   /* of GHashTable *: areas without parts that an area is made of */
  GPtrArray *concepts; /* of ObsGapConcept * */
  GPtrArray *docs;     /* of ObsGapDoc * */
  GArray *weights[OBS_GAP_N_BASES]; /* of ObsGapWeight, by document; of weighted kinds */
  GArray *panel;                    /* of ObsGapImportance */
  const char *panel_source;
  gboolean reads_concepts[OBS_GAP_SUM + 1]; /* texts of the kind were matched to concepts too */
  gboolean real[2];                         /* demand, supply: simulated texts are left out */
  int place;
} ObsGapData;

/* (transfer full): NULL where the edition has no concepts or nothing is tied to them */
ObsGapData *obs_gap_data_load (ObsBuild *build, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_gap_data_free (ObsGapData *data);

/* Whether all of @part lies in @whole, by the areas that they are made of; an area lies in itself,
 * and every area, and none, in OBS_GAP_ALL. */
gboolean obs_gap_within (const ObsGapData *data, int part, int whole);

/* gap-groups.c: the texts of one side, of one sector, place, level and time. */

typedef struct
{
  ObsGapBasis basis;
  int sector, area; /* as asked for */
  int held;         /* area that the texts are of: @area, or the smallest around it that has any */
  int level;        /* 0: all */
  const char *period; /* interned; "all" */
  ObsGapTexts texts;
  ObsGapCarriers *carriers; /* one for each concept */
  guint64 n_statements, n_tied;
  gboolean sums;     /* there are sums of adverts among them */
  gboolean estimate; /* a weight was shared out from a larger area */
  const char *source;
} ObsGapGroup;

void obs_gap_group_free (ObsGapGroup *group);
/* NULL where there is no text. (transfer full) */
ObsGapGroup *obs_gap_group_new (const ObsGapData *data, ObsGapBasis basis, int sector, int area,
                                int level, const char *period) G_GNUC_WARN_UNUSED_RESULT;
/* The same; of demand whose texts are none in @area, those of the smallest area around it. */
ObsGapGroup *obs_gap_group_around (const ObsGapData *data, ObsGapBasis basis, int sector, int area,
                                   const char *period) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the group says something about the concept, if only that nothing carries it. */
gboolean obs_gap_group_knows (const ObsGapData *data, const ObsGapGroup *group, guint concept);
/* Periods of a basis, the latest first. (transfer container): of interned const char * */
GPtrArray *obs_gap_periods (const ObsGapData *data, ObsGapBasis basis) G_GNUC_WARN_UNUSED_RESULT;

/* gap-method.c: the page about the method, with an example out of this edition. */
void obs_gap_write_method (ObsBuild *build, const ObsGapData *data);
#define OBS_GAP_SEED 20221122

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsGapData, obs_gap_data_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsGapGroup, obs_gap_group_free)

G_END_DECLS
