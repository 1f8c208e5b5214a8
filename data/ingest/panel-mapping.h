/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/panel-survey.h"

G_BEGIN_DECLS

/* For data/ingest: what panel/responses.ini says of the exports of a survey service. */

typedef enum
{
  OBS_EXPORT_ODK_CENTRAL,
  OBS_EXPORT_KOBO,
  OBS_EXPORT_LIMESURVEY,
  OBS_EXPORT_MS_FORMS,
  OBS_EXPORT_OWN,
} ObsExportKind;

typedef enum
{
  OBS_DATES_ISO,
  OBS_DATES_DAY_FIRST,
  OBS_DATES_MONTH_FIRST,
} ObsDateOrder;

typedef enum
{
  OBS_SHAPE_ONE,    /* one column holds one answer */
  OBS_SHAPE_LIST,   /* one column holds a list of options */
  OBS_SHAPE_EACH,   /* each option has a column */
  OBS_SHAPE_PLACES, /* the first column holds the first choice, and so on */
  OBS_SHAPE_REPEAT, /* a file of its own holds one option a line */
} ObsAnswerShape;

typedef struct
{
  char *item;
  char *horizon; /* '' where there is none */
  char *column;
} ObsMappedColumn;

typedef struct
{
  char *name;     /* of the section */
  char *question; /* id */
  int version;    /* 0: any */
  char *part;
  gboolean has_day;
  GDate day; /* the day that it was asked, where the export says no other */
  ObsAnswerShape shape;
  GPtrArray *columns;  /* of ObsMappedColumn * */
  char *separator;     /* of a list */
  GHashTable *options; /* folded text to item code, or to a number */
  GHashTable *missing; /* set of folded texts */
  GHashTable *none;    /* set of folded texts: chose none of the options */
  char *file, *parent, *item_column, *value_column; /* of a repeat */
  guint line;                                       /* of the section in responses.ini */
} ObsMappedAnswer;

typedef struct
{
  ObsExportKind kind;
  char **files; /* patterns below the folder */
  GTimeZone *zone;
  gboolean times_utc; /* a time without offset is UTC */
  ObsDateOrder dates;
  int grace; /* days */
  gboolean refuse_late;
  gboolean split_last;              /* an even split of a firm: its last answer counts */
  char *firms, *people, *withdrawn; /* files; NULL where there are none */
  char *time, *key, *person, *firm, *consent, *status; /* headings; NULL where there are none */
  GHashTable *yes, *no;                                /* sets of folded texts of consent */
  GHashTable *sectors, *areas;                         /* sets, NULL: any */
  GPtrArray *answers;                                  /* of ObsMappedAnswer * */
} ObsMapping;

/* Reads and checks responses.ini; NULL where @report has faults. */
ObsMapping *obs_mapping_load (const char *folder, const ObsSurvey *survey,
                              ObsPanelReport *report) G_GNUC_WARN_UNUSED_RESULT;
void obs_mapping_free (ObsMapping *mapping);

/* Text as it is compared: case and blanks do not count. (transfer full) */
char *obs_mapping_fold (const char *text) G_GNUC_WARN_UNUSED_RESULT;
gboolean obs_mapping_has (GHashTable *folded, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsMapping, obs_mapping_free)

G_END_DECLS
