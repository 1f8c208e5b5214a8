/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/facts-private.h"

G_BEGIN_DECLS

/* For the reader of facts only: what is known while a file is read, and how a value is read. */

/* Rows whose column holds one of some texts; each text of the column is judged once. */
typedef struct
{
  const ObsOnly *only;
  ObsColumn *column;
  GByteArray *verdicts; /* by number of the text: 0 not judged, 1 yes, 2 no */
} ObsFactFilter;

/* One column of values. */
typedef struct
{
  const ObsMeasure *measure;
  guint8 number;                   /* of the measure */
  guint value;                     /* index in the record */
  const char *heading;             /* of the value column */
  int low, high, plus_minus, base; /* indexes, -1 for none */
  GPtrArray *when;                 /* of ObsFactFilter * */
  GPtrArray *units;                /* of ObsFactFilter * */
  ObsCoding coding;                /* of the heading, where it holds a code */
} ObsFactValue;

typedef struct
{
  ObsFactReading common;
  ObsFactFile *file;
  guint16 file_number;
  GPtrArray *only;   /* of ObsFactFilter * */
  GPtrArray *values; /* of ObsFactValue * */
  ObsCoder coders[OBS_FACT_DIMENSIONS];
  guint n_coders;
  ObsColumn *marker; /* column of the markers, or NULL */
  gboolean beside;   /* it holds the ranges too: a mark may stand there or in the value's cell */
  gboolean figures;  /* a marker begins with a figure */
  ObsColumn *flag;   /* column of the flags, or NULL */
} ObsFileReading;

/* A fault in the present record. @column and @value NULL where there is none. */
void obs_fact_tell (ObsFileReading *reading, const char *column, const char *value,
                    const char *rule, const char *format, ...) G_GNUC_PRINTF (5, 6);
gboolean obs_fact_passes (ObsFactFilter *filter);

/* fact-values.c: FALSE after a fault. One measure has one unit. */
gboolean obs_fact_check_units (ObsFileReading *reading, const ObsFactValue *value);
/* Value, range, base, missing code and flags of a fact. */
gboolean obs_fact_read_value (ObsFileReading *reading, const ObsFactValue *value,
                              const ObsSlice *fields, ObsFact *fact);

G_END_DECLS
