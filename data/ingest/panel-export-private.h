/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/panel-mapping.h"
#include "data/ingest/panel-responses.h"

G_BEGIN_DECLS

/* Exports while they are read; for this folder only. Ids and rows live here until the answers are
 * counted, and nowhere else. */

typedef struct
{
  char *id;
  char *group; /* the id of the firm where it has no group */
  char *sector, *size, *area;
  gboolean screened_out;
} PanelFirm;

typedef struct
{
  GHashTable *firms;     /* folded id to PanelFirm */
  GHashTable *people;    /* folded id to folded id of the firm; NULL: the export says the firm */
  GHashTable *withdrawn; /* set of folded ids of people */
} PanelRegisters;

gboolean obs_panel_registers_load (PanelRegisters *registers, const char *folder,
                                   const ObsSurvey *survey, const ObsMapping *mapping,
                                   ObsPanelReport *report);
void obs_panel_registers_clear (PanelRegisters *registers);

/* One file of an export; column numbers are -1 where it has none. */
typedef struct
{
  ObsCsv *csv;
  int time, key, person, firm, consent, status, edits;
  GArray **columns; /* by section of the mapping: of int; NULL where the file has not the section */
} PanelExport;

/* One submission. */
typedef struct
{
  const PanelExport *export;
  guint row;
  char *key;    /* '' where the service gives none */
  char *person; /* folded */
  char *firm;   /* folded */
  gint64 time;  /* milliseconds since 1970, G_MAXINT64 where it cannot be read */
  GDate day;    /* of the submission in the time zone of the panel */
  int consent;  /* 1 yes, 0 not said, -1 no */
  int edits;    /* how often the submission was edited, as ODK Central counts it */
} PanelRow;

typedef struct
{
  const char *folder;
  const ObsSurvey *survey;
  const ObsMapping *mapping;
  ObsPanelReport *report;
  PanelRegisters registers;
  GPtrArray *exports;  /* of PanelExport * */
  GPtrArray *rows;     /* of PanelRow *: those that count, in an order of their own */
  GHashTable *repeats; /* section name to GHashTable: key of the submission to GPtrArray of lines */
  GPtrArray *tables;   /* of ObsCsv *: files of repeats */
} PanelReading;

typedef struct
{
  const ObsCsv *csv;
  guint row;
} PanelRepeatLine;

/* panel-table.c */
ObsCsv *obs_panel_table_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* As obs_csv_find(), but blanks and case do not count where no heading is exactly the same. */
int obs_panel_table_find (const ObsCsv *csv, const char *heading);
/* Files of @patterns below @folder, sorted, each once. (transfer full) */
GPtrArray *obs_panel_table_files (const char *folder, char **patterns);

/* panel-time.c: TRUE with milliseconds since 1970 and the local day. */
gboolean obs_panel_time_parse (const ObsMapping *mapping, const char *text, gint64 *time,
                               GDate *day);

/* panel-rows.c: reads the files, and keeps the rows that count. FALSE after a fault. */
gboolean obs_panel_rows_load (PanelReading *reading);
void obs_panel_row_leave_out (PanelReading *reading, const PanelRow *row, ObsPanelReason reason);
/* By content, whatever the file and line. */
int obs_panel_row_compare (const PanelRow *one, const PanelRow *two);

/* One mark of an answer: a number, or 1 (chosen) and 0 (shown, not chosen). */
typedef struct
{
  const ObsSurveyItem *item;
  const char *horizon;
  double value;
} PanelMark;

/* What one person says to one question (or part) of one day. */
typedef struct
{
  const PanelRow *row;
  const ObsSurveyWave *wave;
  gboolean late;
  const ObsCsv *csv; /* where its first cell stands */
  guint at_row;
  int at_column;
  GArray *marks; /* of PanelMark, in the order of the items */
} PanelAnswer;

void obs_panel_answer_free (gpointer answer);

/* panel-extract.c: appends the answers of a row to @answers (of PanelAnswer *). */
void obs_panel_extract (PanelReading *reading, const PanelRow *row, GPtrArray *answers);

/* panel-firms.c: from the answers of people (sorted by firm, wave and person, each person once a
 * wave) to what is counted. */
ObsPanelAnswers *obs_panel_count (PanelReading *reading, const GPtrArray *answers);

G_END_DECLS
