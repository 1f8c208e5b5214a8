/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/edition.h"
#include "data/engine/view.h"

G_BEGIN_DECLS

/* The areas of an edition as a person picks them: in groups, ended ones marked, and with how much a
 * question holds about each. Worker threads only where an edition is read. */

typedef enum
{
  OBS_AREA_HERE,     /* the edition's place and its districts */
  OBS_AREA_LSIP,     /* areas of local skills improvement plans */
  OBS_AREA_DISTRICT, /* local authorities, by LSIP area */
  OBS_AREA_WIDER,    /* combined authorities and regions */
  OBS_AREA_COUNTRY,
  OBS_N_AREA_GROUPS,
} ObsAreaGroup;

typedef struct
{
  char *code;
  char *name;
  ObsAreaGroup group;
  char *within; /* name of the LSIP area that a district lies in, or "" */
  char *ended;  /* "until Sep 2025, then Leicester, Leicestershire and Rutland", or NULL */
} ObsArea;

/* (transfer full): of ObsArea *, group by group */
GPtrArray *obs_areas_load (ObsEdition *edition, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_area_free (ObsArea *area);
const char *obs_area_group_label (ObsAreaGroup group);
const ObsArea *obs_areas_find (const GPtrArray *areas, const char *code);
/* Every word of @text stands in name, code or LSIP area; case and accents are ignored. */
gboolean obs_area_matches (const ObsArea *area, const char *text);

/* How many numbers the question of a view holds about each area. */
typedef struct
{
  gboolean by_place;  /* FALSE: the question is not split by place */
  GHashTable *counts; /* code -> GUINT_TO_POINTER (numbers) */
} ObsAreaCounts;

ObsAreaCounts *obs_area_counts (ObsEdition *edition, const ObsView *view, GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
guint obs_area_counts_get (const ObsAreaCounts *counts, const char *code);
void obs_area_counts_free (ObsAreaCounts *counts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsAreaCounts, obs_area_counts_free)

G_END_DECLS
