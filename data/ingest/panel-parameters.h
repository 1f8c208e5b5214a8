/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The parameters of the demonstration panel as read from its folder and checked. Arrays "by sector"
 * have one element per sector, in the order of sectors.csv. All strings are interned. */

typedef enum
{
  OBS_PANEL_SIZE,
  OBS_PANEL_AREA,
  OBS_PANEL_ROLE,
  OBS_PANEL_N_TRAITS,
} ObsPanelTrait;

typedef struct
{
  const char *code;
  guint businesses;
} ObsPanelMix;

typedef struct
{
  const char *code;
  const char *letter; /* first letter of the ids of its businesses */
  guint businesses;
  GArray *mix[OBS_PANEL_N_TRAITS]; /* of ObsPanelMix; each adds up to businesses */
} ObsPanelSector;

typedef enum
{
  OBS_PANEL_SCORE,
  OBS_PANEL_PERCENT,
  OBS_PANEL_LIKERT,
  OBS_PANEL_CHOICE,
  OBS_PANEL_CHOICES,
  OBS_PANEL_TOP3,
} ObsPanelForm;

/* What makes a business answer higher or lower than others; only the ratio counts. */
typedef struct
{
  int business;
  int question;
  int item;
} ObsPanelWeights;

typedef struct
{
  const char *horizon; /* '' where there is none */
  int *mean;           /* by sector, in thousandths; -1 until read */
  int *sd;             /* by sector, in thousandths */
} ObsPanelTarget;

typedef struct
{
  const char *item;
  const char *part;
  guint line;         /* in items.csv */
  GPtrArray *targets; /* of ObsPanelTarget *, for score and percent */
  int *share;         /* by sector, in hundredths of one per cent, for the others; -1 until read */
} ObsPanelItem;

typedef struct
{
  const char *id;
  ObsPanelForm form;
  int low, high, step; /* score and percent */
  ObsPanelWeights weights;
  GPtrArray *items; /* of ObsPanelItem *, in the order they are shown */
} ObsPanelQuestion;

typedef struct
{
  const char *day;
  int week;
  const ObsPanelQuestion *question;
  const char *part;
  guint *fewest, *most; /* by sector: between how many answer */
  int *shift;           /* by sector: added to the means, in thousandths */
} ObsPanelWave;

typedef struct
{
  guint64 seed;
  int bell;             /* per cent */
  int habit;            /* per cent */
  GPtrArray *sectors;   /* of ObsPanelSector * */
  GPtrArray *questions; /* of ObsPanelQuestion * */
  GPtrArray *waves;     /* of ObsPanelWave *, in the order of the days */
  char *sha256;         /* of all files */
} ObsPanelParameters;

/* Reads the folder. NULL with OBS_ERROR_INPUT and a sentence that names file, line and column. */
ObsPanelParameters *obs_panel_parameters_load (const char *folder,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_panel_parameters_free (ObsPanelParameters *parameters);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsPanelParameters, obs_panel_parameters_free)

G_END_DECLS
